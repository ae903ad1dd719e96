package models

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// slipPowers are the powers of ten that people slip by, the likeliest first:
// thousands for millions for billions, 万 for 亿, a digit too many or too few.
var slipPowers = []int{3, 6, 9, 8, 4, 2, 1}

// How a number is told from a slip. They were set by the opening data: its series
// of figures grow up to five times in a decade, and no price of a month is more than
// 2.13 times that of the month before, or 1.97 times those on both sides of it.
const (
	// slipAway is how many times a number must lie outside the series, and slipWithin
	// how far outside it may lie once it is put right.
	slipAway   = 5
	slipWithin = 1.6
	// ordinaryTimes is how many times the middle of a series its numbers may be to be
	// measured by.
	ordinaryTimes = 8
	// seriesForDigit is how many numbers a series must have before a single digit too
	// many, or two, is looked for.
	seriesForDigit = 3
	// figureJump, spikeJump and endJump are how many times a number may be its
	// neighbours: that of a figure, that of a price between two others, and that of
	// one with a neighbour on one side only.
	figureJump = 3
	spikeJump  = 2
	endJump    = 2.25
	// smallCount is by how many a count may differ without any doubt: 2 launched
	// projects become 7 in a year.
	smallCount = 10
)

// slipOf is by how many powers of ten the value misses the series, and the number
// of the series nearest to what it would be then; 0 if it does not.
func slipOf(value float64, series []float64) (power int, near float64) {
	if value <= 0 || len(series) == 0 {
		return 0, 0
	}
	series = ordinary(series)
	low, high := slices.Min(series), slices.Max(series)
	if low <= 0 || value <= high*slipAway && value >= low/slipAway {
		return 0, 0
	}
	for _, power := range slipPowers {
		if power < 3 && len(series) < seriesForDigit {
			continue
		}
		if value < low {
			power = -power
		}
		right := value / math.Pow10(power)
		if right >= low/slipWithin && right <= high*slipWithin {
			return power, slices.MinFunc(series, func(a, b float64) int {
				return cmp.Compare(math.Abs(math.Log(a/right)), math.Abs(math.Log(b/right)))
			})
		}
	}
	return 0, 0
}

// ordinary leaves out what is far from the middle of the series: a slip that was
// published as it was printed must not excuse the next.
func ordinary(series []float64) []float64 {
	sorted := slices.Sorted(slices.Values(series))
	middle := sorted[len(sorted)/2]
	if middle <= 0 {
		return sorted
	}
	return slices.DeleteFunc(sorted, func(v float64) bool { return v > middle*ordinaryTimes || v*ordinaryTimes < middle })
}

// jumpOf reports whether the value is more than so many times all its neighbours, or
// less than so small a part of them.
func jumpOf(value float64, neighbours []float64, times float64) bool {
	if value <= 0 || len(neighbours) == 0 || slices.Min(neighbours) <= 0 {
		return false
	}
	return value > slices.Max(neighbours)*times || value*times < slices.Min(neighbours)
}

func floats[T any](list []T, value func(T) decimal.Decimal) []float64 {
	numbers := make([]float64, len(list))
	for i, item := range list {
		numbers[i] = value(item).InexactFloat64()
	}
	return numbers
}

// series is what statements say over time of one metric, and of those that are the
// same but for a part of it, about one programme.
type series struct{ programme, metric string }

// mostBesideFigure is how many statements before and after the judged ones are
// looked through for figures of the series.
const mostBesideFigure = 300

// kin are the metrics that count the same in the same unit: one whose code begins
// with that of the other. So «as printed» is measured against the total cost.
func (g *guard) kin(metric *Metric) map[int64]bool {
	ids := make(map[int64]bool)
	for _, m := range g.metrics {
		if m.Unit == metric.Unit && (m == metric || strings.HasPrefix(m.Code, metric.Code+"_") || strings.HasPrefix(metric.Code, m.Code+"_")) {
			ids[m.ID] = true
		}
	}
	return ids
}

// judgeSeries compares figures with what else was stated of their metric.
func (g *guard) judgeSeries(all *figures) error {
	judged := make(map[series][]*judgedFigure)
	var order []series
	for _, f := range all.typed {
		if f.unit != f.metric.Unit || !f.isTouched() {
			continue
		}
		k := series{f.programme, f.metric.Code}
		if judged[k] == nil {
			order = append(order, k)
		}
		judged[k] = append(judged[k], f)
	}
	for _, k := range order {
		kin := g.kin(judged[k][0].metric)
		recorded, err := g.readSeries(k.programme, kin, judged[k])
		if err != nil {
			return err
		}
		beside := slices.DeleteFunc(recorded, func(f *judgedFigure) bool { return all.gone[f.code] })
		for _, f := range all.typed {
			if f.programme == k.programme && kin[f.metric.ID] && f.unit == f.metric.Unit {
				beside = append(beside, f)
			}
		}
		slices.SortStableFunc(beside, func(a, b *judgedFigure) int {
			return cmp.Or(cmp.Compare(a.about(), b.about()), cmpDate(a.knownOn, b.knownOn), cmp.Compare(a.code, b.code))
		})
		for _, f := range judged[k] {
			g.judgeInSeries(f, beside)
		}
	}
	return nil
}

// about is the year that a figure is about, else that in which it was said.
func (f *judgedFigure) about() int { return cmp.Or(f.yearTo, f.knownOn.Year()) }

// readSeries are the recorded figures of a series around the judged ones. Their
// number is bounded, whatever that of the statements.
func (g *guard) readSeries(programme string, kin map[int64]bool, judged []*judgedFigure) ([]*judgedFigure, error) {
	var id int64
	for _, p := range g.programmes {
		if p.Code == programme {
			id = p.ID
		}
	}
	var metrics []int64
	for m := range kin {
		metrics = append(metrics, m)
	}
	slices.Sort(metrics)
	first, last := forever, Date("")
	for _, f := range judged {
		day := cmp.Or(f.knownOn, g.today)
		first, last = min(first, day), max(last, day)
	}
	window := func(where, order string) string {
		return "SELECT * FROM (SELECT id FROM statements WHERE programme_id = ? AND " + where + " ORDER BY known_on " + order + " LIMIT ?) AS "
	}
	var statements []int64
	err := g.db.Raw(window("known_on <= ?", "DESC")+"earlier UNION "+window("known_on > ? AND known_on <= ?", "")+"between_them UNION "+
		window("known_on > ?", "")+"later UNION "+window("known_on IS NULL", "")+"undated",
		id, first, mostBesideFigure, id, first, last, mostBesideFigure*10, id, last, mostBesideFigure, id, mostBesideFigure).Scan(&statements).Error
	if err != nil {
		return nil, err
	}
	// Asked together with the figures, Postgres expects far more statements than there
	// are, and reads all figures.
	var list []recordedFigure
	err = g.db.Raw("SELECT "+recordedFigureColumns+" FROM statements st"+recordedFigureTables+"WHERE st.id IN ? AND f.metric_id IN ?", statements, metrics).Scan(&list).Error
	if err != nil {
		return nil, err
	}
	figures := make([]*judgedFigure, 0, len(list))
	for i := range list {
		if f := g.figure(&list[i]); f.metric != nil && f.unit == f.metric.Unit {
			figures = append(figures, f)
		}
	}
	return figures, nil
}

// neighboursOfFigure is how many figures on each side a figure is compared with.
const neighboursOfFigure = 2

func (g *guard) judgeInSeries(f *judgedFigure, beside []*judgedFigure) {
	// The figures of a statement are not neighbours: they rest on one document.
	others := slices.DeleteFunc(slices.Clone(beside), func(o *judgedFigure) bool { return o.statement == f.statement })
	value := f.value.InexactFloat64()
	valueOf := func(o *judgedFigure) decimal.Decimal { return o.value }
	slip := Finding{Kind: FindingSlip, Metric: f.metric.Name, Amount: f.amount()}
	if power, near := slipOf(value, floats(others, valueOf)); power != 0 {
		against := others[slices.IndexFunc(others, func(o *judgedFigure) bool { return o.value.InexactFloat64() == near })]
		slip.Power, slip.Against, slip.Other, slip.OtherDate = power, against.amount(), against.key(), against.knownOn
		g.doubt(f.row, f.column, slip)
		return
	}
	// What has no date is no neighbour of anything.
	if f.about() == 0 {
		return
	}
	same := slices.DeleteFunc(others, func(o *judgedFigure) bool { return o.metric.Code != f.metric.Code || o.about() == 0 })
	at := slices.IndexFunc(same, func(o *judgedFigure) bool {
		return cmp.Or(cmp.Compare(o.about(), f.about()), cmpDate(o.knownOn, f.knownOn), cmp.Compare(o.code, f.code)) > 0
	})
	if at < 0 {
		at = len(same)
	}
	neighbours := same[max(0, at-neighboursOfFigure):min(len(same), at+neighboursOfFigure)]
	if len(neighbours) < neighboursOfFigure || !jumpOf(value, floats(neighbours, valueOf), figureJump) {
		return
	}
	nearest := neighbours[max(0, min(at, neighboursOfFigure)-1)]
	if f.unit == "projects" && f.value.Sub(nearest.value).Abs().LessThan(decimal.New(smallCount, 0)) {
		return
	}
	g.doubt(f.row, f.column, Finding{
		Kind: FindingJump, Metric: f.metric.Name, Amount: f.amount(), Against: nearest.amount(), Other: nearest.key(), OtherDate: nearest.knownOn,
	})
}
