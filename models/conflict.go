package models

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// Verdict says how two figures of the same programme, metric and year stand to each
// other.
type Verdict string

// The verdicts. Only a contradiction is a disagreement.
const (
	VerdictSame Verdict = "same"
	// VerdictRounded: one is the other rounded to its own precision, or both can be
	// roundings of one value.
	VerdictRounded Verdict = "rounded"
	// VerdictLater: the value moved on between the two days.
	VerdictLater Verdict = "later"
	// VerdictSet: one is of a wider set than the other.
	VerdictSet Verdict = "set"
	// VerdictWorkedOut: the same projects are spread over the stages differently.
	VerdictWorkedOut Verdict = "worked_out"
	// VerdictContradiction: said on the same day or close to it, or fallen.
	VerdictContradiction Verdict = "contradiction"
)

// Verdicts are all verdicts, the gravest first.
var Verdicts = []Verdict{VerdictContradiction, VerdictSet, VerdictWorkedOut, VerdictLater, VerdictRounded, VerdictSame}

// Graver reports whether the verdict weighs more than another.
func (v Verdict) Graver(other Verdict) bool {
	return slices.Index(Verdicts, v) < slices.Index(Verdicts, other)
}

// CloseDays is up to how many days apart two statements are close to each other: a
// value that differs has not moved on in so short a time. A statement that is dated by
// a month or a year is taken as far apart as it can be.
const CloseDays = 31

// KeyProjects is the code of the metric that counts those projects of a total that
// are key.
const KeyProjects = "key_projects"

// Given is a figure with the statement that gives it.
type Given struct {
	Statement *Statement
	Figure    *Figure
}

// isCount reports whether the metric counts the projects of a programme as they stand
// on the day of the statement.
func (m *Metric) isCount() bool { return m.Stage != nil || m.Code == TotalProjects }

// Year is the year or years of the figure for what it can be compared with. A count of
// projects describes the programme on the day it was stated, whatever years the launches
// span; any other figure describes the years that it is about. It is empty where neither
// is known.
func (g Given) Year() string {
	f, said := g.Figure, g.Statement.KnownOn
	switch {
	case said != "" && (f.Metric.isCount() || f.YearFrom == nil):
		return strconv.Itoa(said.Year())
	case f.Metric.isCount() && f.YearTo != nil:
		return strconv.FormatInt(*f.YearTo, 10)
	}
	return f.Years()
}

// sameMeasure is what figures that can be compared have in common.
type sameMeasure struct {
	programme, metric int64
	unit, year        string
}

func (g Given) measure() sameMeasure {
	return sameMeasure{g.Statement.ProgrammeID, g.Figure.MetricID, g.Figure.Unit, g.Year()}
}

// Comparable reports whether two figures are of the same programme, metric, unit and
// year. Any other two are never set against each other.
func (g Given) Comparable(other Given) bool { return g.Year() != "" && g.measure() == other.measure() }

// VerdictOf judges two figures that are comparable. It does not matter which is the
// first.
func VerdictOf(a, b Given) Verdict {
	x, y := a.Figure.Value, b.Figure.Value
	switch {
	case x.Equal(y):
		return VerdictSame
	case !slices.Contains(countedUnits, a.Figure.Unit) && roundings(x, y):
		return VerdictRounded
	case a.includes(b) || b.includes(a):
		return VerdictSet
	}
	first, second, apart := byDay(a, b)
	switch {
	case apart && first.Figure.Value.LessThan(second.Figure.Value):
		return VerdictLater
	case workedOut(a, b):
		return VerdictWorkedOut
	case apart && a.Figure.Metric.passes():
		return VerdictLater
	}
	return VerdictContradiction
}

// countedUnits are the units of what is counted one by one and never rounded.
var countedUnits = []string{"projects", "documents"}

// roundings reports whether one of two values is the other rounded, up or down, to its
// own precision, or whether both can be roundings of one value between them. Values
// that are a tenth apart are not.
func roundings(x, y decimal.Decimal) bool {
	if !x.IsPositive() || !y.IsPositive() {
		return false
	}
	apart := x.Sub(y).Abs()
	if apart.Mul(decimal.NewFromInt(10)).GreaterThanOrEqual(decimal.Max(x, y)) {
		return false
	}
	unit := decimal.New(1, max(lastDigit(x), lastDigit(y)))
	if lastDigit(x) == lastDigit(y) {
		return apart.Equal(unit)
	}
	return apart.LessThan(unit)
}

// lastDigit is the power of ten of the last digit that is not zero.
func lastDigit(d decimal.Decimal) int32 {
	power := d.Exponent()
	for d.Mod(decimal.New(1, power+1)).IsZero() {
		power++
	}
	return power
}

// includes reports whether the statement says that the other value is part of this
// one: by a figure that is part of it, or by its key projects.
func (g Given) includes(other Given) bool {
	if !g.Figure.Value.GreaterThan(other.Figure.Value) {
		return false
	}
	return slices.ContainsFunc(g.Statement.all(), func(f Figure) bool {
		part := f.PartOfID != nil && *f.PartOfID == g.Figure.ID || f.Metric.Code == KeyProjects && g.Figure.Metric.Code == TotalProjects
		return part && f.Unit == other.Figure.Unit && f.Value.Equal(other.Figure.Value)
	})
}

// workedOut reports whether two statements give the same number of projects that are
// launched or to be launched in the year, and only spread them differently.
func workedOut(a, b Given) bool {
	stage := a.Figure.Metric.Stage
	if stage == nil || *stage != Launched && *stage != Launching {
		return false
	}
	x, okX := a.Statement.launchedOrDue()
	y, okY := b.Statement.launchedOrDue()
	return okX && okY && x == y
}

// launchedOrDue is the number of projects that are launched or to be launched in the
// year, and whether the statement gives both.
func (s *Statement) launchedOrDue() (int, bool) {
	whole := Statement{Figures: s.all()}
	b := whole.Breakdown()
	launched, launching := b.Stage(Launched), b.Stage(Launching)
	if launched == nil || launching == nil {
		return 0, false
	}
	return launched.Count + launching.Count, true
}

// all are all figures of the statement, where they were read.
func (s *Statement) all() []Figure {
	if s.All != nil {
		return s.All
	}
	return s.Figures
}

// passes reports whether the metric counts projects at a stage that they pass
// through: their number falls as they move on.
func (m *Metric) passes() bool {
	return m.Stage != nil && *m.Stage != Launched && *m.Stage != Cancelled
}

// byDay puts two figures in the order of their days, and reports whether there is one
// and they are not close to each other.
func byDay(a, b Given) (first, second Given, apart bool) {
	first, second = a, b
	if second.span().from < first.span().from {
		first, second = second, first
	}
	x, y := first.span(), second.span()
	return first, second, x.to < y.from && y.to.Time().Sub(x.from.Time()) > CloseDays*24*time.Hour
}

// span is the time in which something was said.
type span struct{ from, to Date }

func (g Given) span() span {
	day := g.Statement.dated()
	if day == "" {
		day = Date(g.Year()[max(0, len(g.Year())-4):])
		if f := g.Figure; f.YearFrom != nil {
			return span{YearDate(int(*f.YearFrom)).FirstDay(), YearDate(int(*f.YearTo)).LastDay()}
		}
	}
	return span{day.FirstDay(), day.LastDay()}
}

// Claim is one value that statements give, with those who gave it, the oldest first.
type Claim struct {
	Figure *Figure
	By     []Given
}

// Pair are two claims of a comparison, by their places, and the verdict on them.
type Pair struct {
	First, Second int
	Verdict       Verdict
}

// Comparison is what statements of one programme give for one metric and year, where
// they give several values. The claims stand in the order in which they were first
// made. Neither value is corrected by the other.
type Comparison struct {
	Programme *Programme
	Metric    *Metric
	Year      string
	Claims    []Claim
	// Pairs are all pairs of claims, the gravest verdict first.
	Pairs []Pair
}

// Verdict is the gravest of the pairs.
func (c *Comparison) Verdict() Verdict { return c.Pairs[0].Verdict }

// Has reports whether the figure is one of those compared.
func (c *Comparison) Has(code string) bool {
	return slices.ContainsFunc(c.Claims, func(claim Claim) bool { return claim.has(code) })
}

func (c *Claim) has(code string) bool {
	return slices.ContainsFunc(c.By, func(g Given) bool { return g.Figure.Code == code })
}

// Contradicts reports whether the figure is one of a pair that contradict each other.
func (c *Comparison) Contradicts(code string) bool {
	return slices.ContainsFunc(c.Pairs, func(pair Pair) bool {
		return pair.Verdict == VerdictContradiction && (c.Claims[pair.First].has(code) || c.Claims[pair.Second].has(code))
	})
}

// Compare finds each metric and year for which two of the statements give different
// values. The order of the statements does not matter.
func Compare(statements []*Statement) []Comparison {
	var order []sameMeasure
	given := make(map[sameMeasure][]Given)
	for _, st := range slices.SortedFunc(slices.Values(statements), asSaid) {
		for i := range st.Figures {
			g := Given{st, &st.Figures[i]}
			if g.Year() == "" {
				continue
			}
			k := g.measure()
			if given[k] == nil {
				order = append(order, k)
			}
			given[k] = append(given[k], g)
		}
	}
	var list []Comparison
	for _, k := range order {
		of := given[k]
		c := Comparison{Programme: of[0].Statement.Programme, Metric: of[0].Figure.Metric, Year: k.year, Claims: claims(of)}
		if len(c.Claims) > 1 {
			c.Pairs = pairs(c.Claims)
			list = append(list, c)
		}
	}
	return list
}

// asSaid is the order in which statements were made, those without a date last.
func asSaid(a, b *Statement) int {
	return cmp.Or(yesFirst(a.KnownOn != "", b.KnownOn != ""), cmpDate(a.KnownOn, b.KnownOn), cmp.Compare(a.Code, b.Code))
}

func claims(given []Given) []Claim {
	var list []Claim
	for _, g := range given {
		at := slices.IndexFunc(list, func(claim Claim) bool { return claim.Figure.Value.Equal(g.Figure.Value) })
		if at < 0 {
			list = append(list, Claim{Figure: g.Figure})
			at = len(list) - 1
		}
		list[at].By = append(list[at].By, g)
	}
	return list
}

// verdictOfClaims is the gravest verdict on the figures of two claims. Where one of the
// statements tells why the two values differ, that holds for all who give them.
func verdictOfClaims(x, y *Claim) Verdict {
	gravest, told := VerdictSame, VerdictSame
	for _, a := range x.By {
		for _, b := range y.By {
			switch v := VerdictOf(a, b); {
			case v == VerdictSet || v == VerdictWorkedOut:
				told = v
				if v == VerdictSet {
					return v
				}
			case v.Graver(gravest):
				gravest = v
			}
		}
	}
	if told != VerdictSame {
		return told
	}
	return gravest
}

func pairs(list []Claim) []Pair {
	var all []Pair
	for i := range list {
		for j := i + 1; j < len(list); j++ {
			all = append(all, Pair{i, j, verdictOfClaims(&list[i], &list[j])})
		}
	}
	slices.SortStableFunc(all, func(a, b Pair) int {
		return cmp.Compare(slices.Index(Verdicts, a.Verdict), slices.Index(Verdicts, b.Verdict))
	})
	return all
}
