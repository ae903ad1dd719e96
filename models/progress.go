package models

import (
	"cmp"
	"slices"
)

// Progress is how far a programme was, in one year, as far as it was known on
// one day. It is worked out from all statements of the programme by the rules
// of the figures.
type Progress struct {
	Year int
	// AsOf is the day on which the figures are taken, a full date.
	AsOf Date
	// Shown is the statement whose figures stand first; nil if none counts yet.
	Shown *Statement
	// LastStated tells that nobody spoke in Year, and that Shown is the newest
	// earlier statement.
	LastStated bool
	// Said are the statements of the year, the newest first.
	Said []*Statement
	// Next is the first later statement when none counts by the end of Year.
	Next *Statement
	// Undated are the statements without any date that speak of the year.
	Undated []*Statement
}

// NewProgress picks the statements of the year that count on the day asOf. Shown is
// the chosen one, if its code is given and it is of that year or without a date; else
// the one of the year that goes before the others; if nobody spoke in the year, the
// newest earlier one. What one speaker said on one day is read as one, unless it was
// chosen.
//
// The statements must be in the order of Store.Statements.
func NewProgress(statements []Statement, year int, asOf Date, chosen string) Progress {
	p := Progress{Year: year, AsOf: asOf}
	var earlier []*Statement
	for i := range statements {
		st := &statements[i]
		switch {
		case st.KnownOn == "":
			if slices.ContainsFunc(st.Figures, func(f Figure) bool { return f.RefersTo(year) }) {
				p.Undated = append(p.Undated, st)
			}
		case st.KnownOn > asOf:
			if p.Next == nil {
				p.Next = st
			}
		case st.KnownOn.Year() < year:
			earlier = append(earlier, st)
		case st.KnownOn.Year() == year:
			p.Said = append(p.Said, st)
		case p.Next == nil:
			p.Next = st
		}
	}
	slices.Reverse(p.Said)
	p.Shown = first(p.Said, goesBefore)
	for i := range statements {
		st := &statements[i]
		if chosen != "" && st.Code == chosen && (st.KnownOn == "" || slices.Contains(p.Said, st)) {
			p.Shown = st
		}
	}
	if p.Shown == nil && len(earlier) > 0 {
		p.Shown, p.LastStated = first(earlier, isNewer), true
	}
	if p.Shown != nil {
		p.Next = nil
	}
	return p
}

// first is that of the statements that goes before all others, each read as one with
// what its speaker said on that day; nil if there are none.
func first(list []*Statement, before func(a, b *Statement) int) *Statement {
	var read []*Statement
	for _, occasion := range occasions(list) {
		slices.SortStableFunc(occasion, goesBefore)
		read = append(read, ReadAsOne(occasion[0], occasion[1:]...))
	}
	if len(read) == 0 {
		return nil
	}
	return slices.MinFunc(read, before)
}

// occasions puts together what one speaker said on one day.
func occasions(list []*Statement) [][]*Statement {
	var groups [][]*Statement
	for _, st := range list {
		at := slices.IndexFunc(groups, func(group []*Statement) bool { return group[0].SameOccasion(st) })
		if at < 0 {
			groups = append(groups, nil)
			at = len(groups) - 1
		}
		groups[at] = append(groups[at], st)
	}
	return groups
}

// goesBefore is the order in which the statements of a year are shown: one with a
// total before one without, one of an office before one of the media, a day before a
// month and that before a year, then the one with the most stages, and among equals
// the newest.
func goesBefore(a, b *Statement) int {
	return cmp.Or(
		yesFirst(a.Figure(TotalProjects) != nil, b.Figure(TotalProjects) != nil),
		yesFirst(!a.OfMedia(), !b.OfMedia()),
		cmp.Compare(len(b.dated()), len(a.dated())),
		cmp.Compare(b.stages(), a.stages()),
		newestFirst(a, b),
	)
}

// isNewer is the order of statements from the newest on, and of those of one day that
// in which they are shown.
func isNewer(a, b *Statement) int {
	if a.dated().FirstDay() == b.dated().FirstDay() {
		return goesBefore(a, b)
	}
	return newestFirst(a, b)
}

// newestFirst compares the days of two statements. One that is dated by a month or a
// year alone counts from the last day of it, but is no newer than what was said on a
// day within.
func newestFirst(a, b *Statement) int {
	return cmp.Or(cmpDate(b.dated().FirstDay(), a.dated().FirstDay()), cmp.Compare(len(b.dated()), len(a.dated())), cmp.Compare(b.Code, a.Code))
}

func yesFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// Later is what the figure of the statement shown had moved on to by the end of the
// year: the newest such figure with its statement; nil if it had not.
func (p *Progress) Later(f *Figure) *Given {
	shown := Given{p.Shown, f}
	for _, st := range p.Said {
		other := st.Figure(f.Metric.Code)
		if other == nil || st.dated().FirstDay() <= p.Shown.KnownOn {
			continue
		}
		given := Given{st, other}
		if given.Comparable(shown) && VerdictOf(shown, given) == VerdictLater {
			return &given
		}
	}
	return nil
}

// LatestYear is the year of the newest statement that counts on the day, 0 if
// none does.
func LatestYear(statements []Statement, asOf Date) int {
	for i := len(statements) - 1; i >= 0; i-- {
		if on := statements[i].KnownOn; on != "" && on <= asOf {
			return on.Year()
		}
	}
	return 0
}

// LatestStage is the figure for a stage as of a day: what the newest counting
// statement says of it. Both results are nil when none does.
func LatestStage(statements []Statement, stage Stage, asOf Date) (*Statement, *StageCount) {
	var newest *Statement
	var is *StageCount
	for i := range statements {
		st := &statements[i]
		if st.KnownOn == "" || st.KnownOn > asOf || newest != nil && newestFirst(newest, st) <= 0 {
			continue
		}
		b := st.Breakdown()
		if count := b.Stage(stage); count != nil {
			newest, is = st, count
		}
	}
	return newest, is
}
