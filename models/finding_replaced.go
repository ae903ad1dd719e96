package models

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// What rows may differ from those on record without a doubt. A revision of a series
// alters its values by a few percent; two series of one good, as Brent and WTI, differ
// by five and more.
const (
	// revisedTimes is how many times its own old value a number may be, in the middle of
	// the series; wholeTimes holds where most of the recorded series changes.
	revisedTimes = 1.1
	wholeTimes   = 1.05
	// statementTimes, recordTimes and loneTimes are the same for the figures of one
	// statement, for one column of several records, and for a single number.
	statementTimes = 1.5
	recordTimes    = 3
	loneTimes      = 100
	// sameFactor is how far apart factors may be to count as one.
	sameFactor = 1.01
	// movedKilometres is how far a place may move.
	movedKilometres = 100
)

// revised is one number of a row that an edit changes.
type revised struct {
	row      *judgedRow
	column   string
	was, now decimal.Decimal
}

// times is how many times the old value the new one is.
func (r revised) times() float64 { return r.now.InexactFloat64() / r.was.InexactFloat64() }

// replacement says how numbers that change compare with those on record.
type replacement struct {
	// was and now are the values in the middle.
	was, now decimal.Decimal
	// apart is how many times more or less the numbers have become, in the middle, and
	// alike that all of them have by the same factor.
	apart float64
	alike bool
}

// compareRevised compares numbers with those that they replace; all are above 0.
func compareRevised(list []revised) replacement {
	middle := func(of func(revised) decimal.Decimal) decimal.Decimal {
		values := make([]decimal.Decimal, len(list))
		for i, r := range list {
			values[i] = of(r)
		}
		slices.SortFunc(values, decimal.Decimal.Cmp)
		return values[len(values)/2]
	}
	distances := make([]float64, len(list))
	low, high := math.Inf(1), 0.0
	for i, r := range list {
		distances[i] = math.Abs(math.Log(r.times()))
		low, high = min(low, r.times()), max(high, r.times())
	}
	slices.Sort(distances)
	return replacement{
		was: middle(func(r revised) decimal.Decimal { return r.was }), now: middle(func(r revised) decimal.Decimal { return r.now }),
		apart: math.Exp(distances[len(distances)/2]), alike: high <= low*sameFactor,
	}
}

// revisedSeries are numbers that one source, one statement or one kind of record gives
// together.
type revisedSeries struct{ file, of string }

// bound is what a series may differ by.
type bound struct {
	// least is how many of its numbers must change for it to be looked at.
	least int
	times float64
	// ofWhole is for one of which most rows change, 0 if that makes no difference.
	ofWhole float64
	// alike is for numbers that change by one factor.
	alike float64
}

// doubts reports whether the numbers are too far from those on record.
func (b bound) doubts(changed, recorded int, r replacement) bool {
	switch {
	case changed < b.least:
		return false
	case r.apart >= b.times, changed > 1 && r.alike && r.apart >= b.alike:
		return true
	}
	return b.ofWhole > 0 && recorded > 0 && changed*2 >= recorded && r.apart >= b.ofWhole
}

// seriesOf are the series that a number belongs to, the narrowest first.
func (r revised) seriesOf() []revisedSeries {
	file := r.row.File
	series := func(words ...string) revisedSeries { return revisedSeries{file, strings.Join(words, "/")} }
	switch file {
	case priceFile.name:
		parts := strings.Split(r.row.Key, "/")
		return []revisedSeries{series(parts[0], parts[len(parts)-1])}
	case statementFile.name:
		at := occasionOf(r.row.base)
		code := strings.TrimSpace(r.row.base["statement"])
		if code == "" {
			code = strings.Join([]string{at.source, at.speaker, at.day, at.programme}, "\n")
		}
		return []revisedSeries{series("statement", code), series("metric", r.row.cell("metric"))}
	case tradeFile.name:
		return []revisedSeries{series("statement", r.row.Key), series("column", r.column)}
	}
	return []revisedSeries{series("column", r.column)}
}

// bound is what the numbers of the series may differ by.
func (s revisedSeries) bound() bound {
	switch {
	case s.file == priceFile.name:
		return bound{least: 3, times: revisedTimes, ofWhole: wholeTimes, alike: wholeTimes}
	case strings.HasPrefix(s.of, "statement/"):
		return bound{least: 2, times: statementTimes, alike: wholeTimes}
	}
	return bound{least: 3, times: recordTimes, alike: statementTimes}
}

// judgeReplaced compares what the edits make of numbers with what is on record of them,
// in every numeric column of every file. The other guards look at what stands beside a
// number: rows that are wrong together agree with each other. A series is doubted once,
// at its first row, unless each of its numbers is doubted for itself.
func (g *guard) judgeReplaced() error {
	g.doubted = make(map[cellKey]bool, len(g.found))
	for i := range g.found {
		g.doubted[cellKey{g.found[i].RowKey, g.found[i].Column}] = true
	}
	grouped := make(map[revisedSeries][]revised)
	var order []revisedSeries
	var all []revised
	for i := range files {
		f := &files[i]
		for _, r := range g.rows[f.name] {
			for _, n := range f.revisedNumbers(r) {
				all = append(all, n)
				for _, s := range n.seriesOf() {
					if grouped[s] == nil {
						order = append(order, s)
					}
					grouped[s] = append(grouped[s], n)
				}
			}
		}
		g.judgeMoved(f)
		g.judgeUnits(f)
	}
	// A series is doubted before the wider one that its rows are in as well.
	slices.SortStableFunc(order, func(a, b revisedSeries) int { return cmp.Compare(a.bound().least, b.bound().least) })
	told := make(map[*judgedRow]map[string]bool)
	for _, s := range order {
		list := slices.DeleteFunc(slices.Clone(grouped[s]), func(n revised) bool { return told[n.row][n.column] })
		if len(list) == 0 {
			continue
		}
		recorded, err := g.recordedIn(s)
		if err != nil {
			return err
		}
		r := compareRevised(list)
		if !s.bound().doubts(len(list), recorded, r) || !g.anyUndoubted(list) {
			continue
		}
		for _, n := range list {
			if told[n.row] == nil {
				told[n.row] = make(map[string]bool)
			}
			told[n.row][n.column] = true
		}
		g.doubtReplaced(list, r)
	}
	for _, n := range all {
		list := []revised{n}
		if r := compareRevised(list); !told[n.row][n.column] && r.apart >= loneTimes && g.anyUndoubted(list) {
			g.doubtReplaced(list, r)
		}
	}
	return nil
}

// revisedNumbers are the numbers of the row that the edit replaces by others. A number
// of 0, and one below it, is no measure of another.
func (f *dataFile) revisedNumbers(r *judgedRow) []revised {
	if r.base == nil || r.cells == nil {
		return nil
	}
	before := &judgedRow{RowKey: r.RowKey, cells: r.base}
	var list []revised
	for _, c := range f.columns {
		if c.Type != CellNumber && c.Type != CellInteger || slices.Contains(f.key, c.Name) || !r.touches(c.Name) {
			continue
		}
		was, recorded := before.number(c.Name)
		now, typed := r.number(c.Name)
		if recorded && typed && was.IsPositive() && now.IsPositive() && !was.Equal(now) {
			list = append(list, revised{r, c.Name, was, now})
		}
	}
	return list
}

// recordedIn is how many numbers the series has on record, where that is asked for.
func (g *guard) recordedIn(s revisedSeries) (int, error) {
	if s.bound().ofWhole == 0 {
		return 0, nil
	}
	commodity, source, _ := strings.Cut(s.of, "/")
	var n int
	err := g.db.Raw("SELECT count(*) FROM prices WHERE commodity_id = (SELECT id FROM commodities WHERE code = ?) AND source_id = (SELECT id FROM sources WHERE code = ?)", commodity, source).Scan(&n).Error
	return n, err
}

// anyUndoubted reports whether one of the numbers is not doubted for itself.
func (g *guard) anyUndoubted(list []revised) bool {
	return slices.ContainsFunc(list, func(n revised) bool { return !g.isDoubted(n.row, n.column) })
}

// cellKey names one cell of a row.
type cellKey struct {
	RowKey
	column string
}

// isDoubted reports whether one of the cells of a row was doubted before the edits were
// compared with what is on record.
func (g *guard) isDoubted(r *judgedRow, columns ...string) bool {
	return slices.ContainsFunc(columns, func(column string) bool { return g.doubted[cellKey{r.RowKey, column}] })
}

func (g *guard) doubtReplaced(list []revised, r replacement) {
	first := list[0]
	unit := ""
	switch first.row.File {
	case priceFile.name, statementFile.name:
		unit = "unit"
	}
	f := Finding{Kind: FindingReplaced, Rows: len(list), Away: int(math.Round((r.apart - 1) * 100)), Amount: Amount{Value: r.now}, Against: Amount{Value: r.was}}
	if unit != "" && !slices.ContainsFunc(list, func(n revised) bool { return n.row.cell(unit) != first.row.cell(unit) }) {
		f.Amount.Unit, f.Against.Unit = first.row.cell(unit), strings.TrimSpace(first.row.base[unit])
	}
	g.doubt(first.row, first.column, f)
}

// unitColumns say, by file, in what its numbers are counted.
var unitColumns = map[string][]string{priceFile.name: {"unit", "currency"}, tradeFile.name: {"containers_unit"}}

// judgeUnits doubts numbers that are counted in something else than before. Those of
// figures are measured by the metric.
func (g *guard) judgeUnits(f *dataFile) {
	for _, column := range unitColumns[f.name] {
		type turn struct{ series, was, now string }
		turned := make(map[turn][]*judgedRow)
		var order []turn
		for _, r := range g.rows[f.name] {
			was, now := strings.TrimSpace(r.base[column]), r.cell(column)
			if r.base == nil || r.cells == nil || was == now || was == "" || now == "" {
				continue
			}
			t := turn{revised{row: r, column: column}.seriesOf()[0].of, was, now}
			if turned[t] == nil {
				order = append(order, t)
			}
			turned[t] = append(turned[t], r)
		}
		for _, t := range order {
			if rows := turned[t]; slices.ContainsFunc(rows, func(r *judgedRow) bool { return !g.isDoubted(r, unitColumns[f.name]...) }) {
				g.doubt(rows[0], column, Finding{Kind: FindingRecounted, Rows: len(rows), Text: t.was})
			}
		}
	}
}

// judgeMoved doubts places that have come to lie elsewhere: one for all of a file.
func (g *guard) judgeMoved(f *dataFile) {
	var moved []*judgedRow
	var distances []float64
	for _, r := range g.rows[f.name] {
		if r.base == nil || !r.touches("lat", "lon") || g.isDoubted(r, "lat", "lon") {
			continue
		}
		before := &judgedRow{RowKey: r.RowKey, cells: r.base}
		lat, lon, ok := r.degrees()
		latBefore, lonBefore, stood := before.degrees()
		if !ok || !stood {
			continue
		}
		if d := kilometres(lat, lon, latBefore, lonBefore); d > movedKilometres {
			moved, distances = append(moved, r), append(distances, d)
		}
	}
	if len(moved) == 0 {
		return
	}
	slices.Sort(distances)
	g.doubt(moved[0], "lat", Finding{Kind: FindingMoved, Rows: len(moved), Away: int(math.Round(distances[len(distances)/2]))})
}
