package models

import "slices"

// ReadAsOne is what one speaker said on one day about one programme, as several
// sources carry it: the first statement, with those figures of the others that it
// does not give itself. A stage is taken whole, from one statement. It is the first
// statement itself where the others add nothing.
func ReadAsOne(first *Statement, others ...*Statement) *Statement {
	one := *first
	one.Figures, one.Parts = slices.Clone(first.Figures), []*Statement{first}
	for _, other := range others {
		if one.take(other) {
			one.Parts = append(one.Parts, other)
			one.Sources = slices.Concat(one.Sources, other.Sources)
		}
	}
	if len(one.Parts) == 1 {
		return first
	}
	return &one
}

// take adds the figures of another statement that this one does not give, and
// reports whether there are any.
func (s *Statement) take(other *Statement) bool {
	given := make(map[string]*Figure)
	for i := range s.Figures {
		given[measureOf(&s.Figures[i])] = &s.Figures[i]
	}
	// A figure that is part of one that is not taken is part of what stands in its place.
	instead := make(map[int64]int64)
	var taken []Figure
	for i := range other.Figures {
		f := other.Figures[i]
		if own := given[measureOf(&f)]; own != nil {
			instead[f.ID] = own.ID
			continue
		}
		taken = append(taken, f)
	}
	for i := range taken {
		if of := taken[i].PartOfID; of != nil {
			if own, replaced := instead[*of]; replaced {
				taken[i].PartOfID = &own
			}
		}
	}
	s.Figures = append(s.Figures, taken...)
	return len(taken) > 0
}

// measureOf is what a figure measures: its stage, else its metric.
func measureOf(f *Figure) string {
	if f.Metric.Stage != nil {
		return "stage " + string(*f.Metric.Stage)
	}
	return f.Metric.Code
}

// SameOccasion reports whether one speaker said both on one day about one programme.
func (s *Statement) SameOccasion(other *Statement) bool {
	return s.SpeakerID == other.SpeakerID && s.ProgrammeID == other.ProgrammeID && s.SaidOn.IsDay() && s.SaidOn == other.SaidOn
}

// Codes are those of the statements that it is read from, its own first.
func (s *Statement) Codes() []string {
	codes := []string{s.Code}
	for _, part := range s.Parts[min(1, len(s.Parts)):] {
		codes = append(codes, part.Code)
	}
	return codes
}

// Giver is the statement on record that gives the figure: one of those that this one
// is read from, or itself.
func (s *Statement) Giver(f *Figure) *Statement {
	at := slices.IndexFunc(s.Parts, func(part *Statement) bool { return part.ID == f.StatementID })
	if at < 0 {
		return s
	}
	return s.Parts[at]
}
