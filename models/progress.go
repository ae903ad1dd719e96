package models

import (
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

// NewProgress picks the statements of the year that count on the day asOf. The
// statement shown first is the chosen one, if its code is given and it is of
// that year or without a date; else the one with the most stages and among equals the newest; if
// nobody spoke in the year, the newest earlier one.
//
// The statements must be in the order of Store.Statements.
func NewProgress(statements []Statement, year int, asOf Date, chosen string) Progress {
	p := Progress{Year: year, AsOf: asOf}
	var earlier *Statement
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
			earlier = st
		case st.KnownOn.Year() == year:
			p.Said = append(p.Said, st)
		case p.Next == nil:
			p.Next = st
		}
	}
	slices.Reverse(p.Said)
	for _, st := range p.Said {
		if p.Shown == nil || st.stages() > p.Shown.stages() {
			p.Shown = st
		}
	}
	for i := range statements {
		st := &statements[i]
		if chosen != "" && st.Code == chosen && (st.KnownOn == "" || slices.Contains(p.Said, st)) {
			p.Shown = st
		}
	}
	if p.Shown == nil && earlier != nil {
		p.Shown, p.LastStated = earlier, true
	}
	if p.Shown != nil {
		p.Next = nil
	}
	return p
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
	for i := len(statements) - 1; i >= 0; i-- {
		st := &statements[i]
		if st.KnownOn == "" || st.KnownOn > asOf {
			continue
		}
		b := st.Breakdown()
		if count := b.Stage(stage); count != nil {
			return st, count
		}
	}
	return nil, nil
}

// Claim is one value that statements give for a metric, with those who gave it.
type Claim struct {
	Figure *Figure
	By     []*Statement
}

// Conflict lists what different statements say about one metric and the same
// year, where they disagree. The claims stand in the order of their first
// statement.
type Conflict struct {
	Metric *Metric
	Years  string
	Claims []Claim
}

// Conflicts finds, among statements of one year, each metric for which two of
// them give different values in one unit. Counts of projects describe the
// programme on the day they were stated, whatever years the launches span, and
// so are compared with each other; any other metric only with itself for the
// same years. Neither value is corrected by the other.
func Conflicts(statements []*Statement) []Conflict {
	type key struct {
		metric      int64
		unit, years string
	}
	var order []key
	found := make(map[key]*Conflict)
	for _, st := range statements {
		for i := range st.Figures {
			f := &st.Figures[i]
			k := key{f.MetricID, f.Unit, f.Years()}
			if f.Metric.Stage != nil || f.Metric.Code == TotalProjects {
				k.years = ""
			}
			c := found[k]
			if c == nil {
				c = &Conflict{Metric: f.Metric, Years: k.years}
				found[k] = c
				order = append(order, k)
			}
			at := slices.IndexFunc(c.Claims, func(claim Claim) bool { return claim.Figure.Value.Equal(f.Value) })
			if at < 0 {
				c.Claims = append(c.Claims, Claim{Figure: f})
				at = len(c.Claims) - 1
			}
			c.Claims[at].By = append(c.Claims[at].By, st)
		}
	}
	var conflicts []Conflict
	for _, k := range order {
		if len(found[k].Claims) > 1 {
			conflicts = append(conflicts, *found[k])
		}
	}
	return conflicts
}
