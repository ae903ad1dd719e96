package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// StageChart is the chart «how the programme was stated, over time»: for wide
// screens a stacked column for each statement that gives stages, for narrow
// ones a bar, with the same numbers in a table.
type StageChart struct {
	Wide, Narrow Drawing
	Legend       []Key
	Caption      string
	Desc         string
	// Finding says in a sentence what the chart shows; it may be empty.
	Finding string
	Sources []SourceNote
	Columns []ChartRow
	Undated []ChartRow
	Stages  []Key
}

// Key is an entry of a legend or the head of a column.
type Key struct{ Class, Label string }

// ChartRow is one statement as a row of the table. Counts are what it gives for each
// stage, with the figures linked.
type ChartRow struct {
	Day           string
	Who           Text
	URL           string
	Total         Number
	Counts        []string
	NotBrokenDown Number
	Source        SourceNote
	Selected      bool
}

// Drawing is a chart worked out to the pixel of its own coordinates.
type Drawing struct {
	ID            string
	Width, Height int
	Lines         []Line
	Labels        []Label
	Columns       []Column
}

// Line is a straight line.
type Line struct {
	X1, Y1, X2, Y2 string
	Class          string
}

// Label is a text of a drawing. Anchor is start, middle or end.
type Label struct {
	X, Y   string
	Text   string
	Anchor string
	Class  string
}

// Column is a statement in the drawing. Hit lies over all of it and leads to the
// statement: its name says in words what the drawing shows in numbers.
type Column struct {
	URL      string
	Name     string
	Hit      Rect
	Segments []Rect
	Labels   []Label
	Mark     *Rect
}

// Rect is a rectangle of a drawing. Figure is the id of the figure that it is drawn
// for, if it is drawn for one.
type Rect struct {
	X, Y, W, H string
	Class      string
	Pattern    string
	Figure     string
}

// chartColumn is a statement reduced to what is drawn of it.
type chartColumn struct {
	statement *models.Statement
	breakdown models.Breakdown
	height    int
}

// NewStageChart draws the statements that give stages and count on the day
// asOf. It is nil if there is none.
func NewStageChart(p *locale.Printer, n *notes, q Query, statements []models.Statement, asOf models.Date, shown *models.Statement) *StageChart {
	columns, undated := stagedStatements(statements, asOf)
	if len(columns) == 0 {
		return nil
	}
	chart := &StageChart{}
	stated := make(map[models.Stage]bool)
	rest, part := false, false
	for _, c := range slices.Concat(columns, undated) {
		for _, s := range c.breakdown.Stages {
			stated[s.Stage] = true
			part = part || s.PartOf != ""
		}
	}
	for _, c := range columns {
		rest = rest || c.breakdown.NotBrokenDown != nil && *c.breakdown.NotBrokenDown > 0
	}
	for _, stage := range models.Stages {
		if stated[stage] {
			chart.Legend = append(chart.Legend, Key{string(stage), p.T("stage." + string(stage))})
			chart.Stages = append(chart.Stages, Key{string(stage), p.T("stage." + string(stage))})
		}
	}
	if part {
		chart.Legend = append(chart.Legend, Key{"part", p.T("chart.part")})
	}
	if rest {
		chart.Legend = append(chart.Legend, Key{"rest", p.T("stage.not_broken_down")})
	}
	first, last := columns[0].statement, columns[len(columns)-1].statement
	chart.Desc = p.N("chart.desc", len(columns))
	chart.Caption = p.N("chart.caption", len(columns), "From", p.Date(first.Day()), "To", p.Date(last.Day()))
	for _, c := range columns {
		row := chartRow(p, n, q, c, chart.Stages, shown)
		chart.Columns = append(chart.Columns, row)
		if !slices.Contains(chart.Sources, row.Source) {
			chart.Sources = append(chart.Sources, row.Source)
		}
	}
	for _, c := range undated {
		chart.Undated = append(chart.Undated, chartRow(p, n, q, c, chart.Stages, shown))
	}
	chart.Finding = finding(p, columns)
	chart.Wide = wideDrawing(p, q, columns, shown)
	chart.Narrow = narrowDrawing(p, q, columns, shown)
	return chart
}

// stagedStatements are the statements that give stages and count on the day, those
// without a date apart.
func stagedStatements(statements []models.Statement, asOf models.Date) (dated, undated []chartColumn) {
	for i := range statements {
		st := &statements[i]
		b := st.Breakdown()
		if len(b.Stages) == 0 || st.KnownOn > asOf {
			continue
		}
		c := chartColumn{statement: st, breakdown: b, height: b.Sum}
		if total, ok := b.TotalCount(); ok {
			c.height = max(c.height, total)
		}
		if st.KnownOn == "" {
			undated = append(undated, c)
		} else {
			dated = append(dated, c)
		}
	}
	return dated, undated
}

// finding compares the oldest and the newest of the statements that give both
// what is launched and a total.
func finding(p *locale.Printer, columns []chartColumn) string {
	whole := slices.DeleteFunc(slices.Clone(columns), func(c chartColumn) bool {
		return c.breakdown.Total == nil || c.breakdown.Stage(models.Launched) == nil
	})
	if len(whole) < 2 {
		return ""
	}
	words := func(c chartColumn) string {
		total, _ := c.breakdown.TotalCount()
		return p.T("chart.of", "N", p.Int(c.breakdown.Stage(models.Launched).Count), "Total", p.Int(total))
	}
	first, last := whole[0], whole[len(whole)-1]
	return p.T("chart.finding", "First", words(first), "FirstDay", p.Date(first.statement.Day()),
		"Last", words(last), "LastDay", p.Date(last.statement.Day()))
}

func chartRow(p *locale.Printer, n *notes, q Query, c chartColumn, stages []Key, shown *models.Statement) ChartRow {
	row := ChartRow{
		Day: statementDay(p, c.statement), Who: In(p, c.statement.Speaker.Name), URL: statementURL(q, c.statement),
		Total: Number{Text: p.T("not_stated")}, NotBrokenDown: Number{Text: p.T("not_stated")}, Source: n.note(c.statement.Source),
		Selected: shown != nil && shown.ID == c.statement.ID,
	}
	if total, ok := c.breakdown.TotalCount(); ok {
		row.Total = numberOf(p, p.Int(total), c.breakdown.Total.Ref(), "", nil)
	}
	if rest := c.breakdown.NotBrokenDown; rest != nil {
		row.NotBrokenDown = newNumber(p, p.Int(*rest), models.FigureRest, c.statement.Code)
	}
	for _, key := range stages {
		cell := p.T("not_stated")
		if s := c.breakdown.Stage(models.Stage(key.Class)); s != nil {
			cell = linked(stageRef(c.statement, s), p.Int(s.Count))
			if s.PartOf != "" {
				cell = p.T("chart.part_cell", "N", cell, "Stage", p.T("stage."+string(s.PartOf)))
			}
		}
		row.Counts = append(row.Counts, cell)
	}
	return row
}

// statementURL is the page with that statement in front.
func statementURL(q Query, st *models.Statement) string {
	return q.With(func(q *Query) {
		q.Statement = st.Code
		if st.KnownOn != "" {
			q.Year = st.KnownOn.Year()
		}
	}).URL()
}

// recordOf is the page of the statement as the query knows it, at the figure if
// one is given.
func recordOf(q Query, st *models.Statement, f *models.Figure) string {
	if f != nil {
		st = st.Giver(f)
	}
	l := Link{Lang: q.Lang, Known: q.Known, Path: "statements/" + st.Code}.With("as_of", string(q.AsOf))
	if f != nil {
		l.Fragment = "figure-" + f.Code
	}
	return l.URL()
}

// statementDay is the best date known for the statement.
func statementDay(p *locale.Printer, st *models.Statement) string {
	if st.KnownOn == "" {
		return p.T("lead.no_date")
	}
	return p.Date(st.Day())
}

// markedDay is statementDay, marked where the day is inferred.
func markedDay(p *locale.Printer, st *models.Statement) string {
	if st.DaySource == nil {
		return statementDay(p, st)
	}
	return p.T("day.inferred", "Day", statementDay(p, st))
}

func px(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// niceMax is the end of an axis and the step of its ticks for values up to top.
func niceMax(top int) (end, step int) {
	for _, step := range []int{1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000} {
		if top <= step*5 {
			return (top + step - 1) / step * step, step
		}
	}
	step = 100000
	return (top + step - 1) / step * step, step
}

// stacked is a piece of a column: from and to count projects.
type stacked struct {
	class    string
	figure   models.FigureRef
	from, to int
	label    string
	inside   bool // drawn over the piece below it, not beside it
}

// stack lays the pieces of a statement on top of each other. A stage that is
// part of another is drawn inside it, from its start, and takes no room.
func stack(p *locale.Printer, c chartColumn) []stacked {
	b := c.breakdown
	var pieces []stacked
	start := make(map[models.Stage]int)
	at := 0
	for _, s := range b.Stages {
		if s.PartOf != "" {
			continue
		}
		start[s.Stage] = at
		pieces = append(pieces, stacked{class: string(s.Stage), figure: stageRef(c.statement, &s), from: at, to: at + s.Count, label: p.Int(s.Count)})
		at += s.Count
	}
	for _, s := range b.Stages {
		if s.PartOf == "" {
			continue
		}
		from, ok := start[s.PartOf]
		if !ok {
			continue
		}
		pieces = append(pieces, stacked{class: "part", figure: stageRef(c.statement, &s), from: from, to: from + s.Count, label: p.Int(s.Count), inside: true})
	}
	if rest := b.NotBrokenDown; rest != nil && *rest > 0 {
		pieces = append(pieces, stacked{class: "rest", figure: models.Ref(models.FigureRest, c.statement.Code), from: at, to: at + *rest})
	}
	return pieces
}

// freeFrom is where a piece begins to be free of those drawn inside it.
func freeFrom(pieces []stacked, piece stacked) int {
	from := piece.from
	if piece.inside {
		return from
	}
	for _, other := range pieces {
		if other.inside && other.from >= piece.from && other.to <= piece.to {
			from = max(from, other.to)
		}
	}
	return from
}

// stageCounts words the stages of a statement, each part behind its whole.
func stageCounts(p *locale.Printer, st *models.Statement, b *models.Breakdown, link linker) []string {
	var counts []string
	word := func(key string, s models.StageCount) {
		counts = append(counts, p.T(key, "N", link(stageRef(st, &s), p.Int(s.Count)), "Stage", strings.ToLower(p.T("stage."+string(s.Stage)))))
	}
	for _, s := range b.Stages {
		if s.PartOf != "" {
			continue
		}
		word("chart.count", s)
		for _, part := range b.Stages {
			if part.PartOf == s.Stage {
				word("chart.part_count", part)
			}
		}
	}
	return counts
}

func columnName(p *locale.Printer, c chartColumn) string {
	counts := stageCounts(p, c.statement, &c.breakdown, unlinked)
	if total, ok := c.breakdown.TotalCount(); ok {
		counts = append(counts, p.T("chart.total", "N", p.Int(total)))
	} else {
		counts = append(counts, p.T("chart.no_total"))
	}
	return p.T("chart.column", "Day", statementDay(p, c.statement), "Who", In(p, c.statement.Speaker.Name).Text,
		"Counts", strings.Join(counts, p.T("list.separator")))
}

// piecePattern is the pattern of a piece in the drawing with the id; empty for one
// in a plain colour.
func piecePattern(class, id string) string {
	switch class {
	case "rest":
		return "url(#hatch-" + id + ")"
	case "part":
		return "url(#part-" + id + ")"
	}
	return ""
}

// stageKey is the rectangle that stands for a piece in a legend.
func stageKey(class, id string) Rect {
	return Rect{X: "1", Y: "1", W: "12", H: "12", Class: "seg " + class, Pattern: piecePattern(class, id)}
}

// The measures of the wide drawing, in its own pixels.
const (
	wideWidth  = 760
	wideLeft   = 34
	wideTop    = 22
	widePlot   = 300
	wideHeight = wideTop + widePlot + 54
	// digitHeight is that of a digit in a piece.
	digitHeight = 11
)

func wideDrawing(p *locale.Printer, q Query, columns []chartColumn, shown *models.Statement) Drawing {
	d := Drawing{ID: "wide", Width: wideWidth, Height: wideHeight}
	top := 0
	for _, c := range columns {
		top = max(top, c.height)
	}
	end, step := niceMax(top)
	y := func(n int) float64 { return wideTop + widePlot - float64(n)*widePlot/float64(max(end, 1)) }
	for tick := 0; tick <= end; tick += step {
		class := "grid"
		if tick == 0 {
			class = "axis"
		}
		d.Lines = append(d.Lines, Line{px(wideLeft), px(y(tick)), px(wideWidth), px(y(tick)), class})
		d.Labels = append(d.Labels, Label{px(wideLeft - 8), px(y(tick) + 4), p.Int(tick), "end", "tick"})
	}
	slot := float64(wideWidth-wideLeft) / float64(len(columns))
	width := min(slot*0.68, 64)
	yearStart, year := 0.0, 0
	closeYear := func(x float64) {
		if year != 0 {
			d.Lines = append(d.Lines, Line{px(yearStart + 3), px(wideTop + widePlot + 30), px(x - 3), px(wideTop + widePlot + 30), "grid"})
			d.Labels = append(d.Labels, Label{px((yearStart + x) / 2), px(wideTop + widePlot + 47), strconv.Itoa(year), "middle", "year"})
		}
	}
	for i, c := range columns {
		x := wideLeft + slot*float64(i)
		left := x + (slot-width)/2
		if on := c.statement.KnownOn.Year(); on != year {
			closeYear(x)
			yearStart, year = x, on
		}
		column := Column{
			URL: statementURL(q, c.statement), Name: columnName(p, c),
			Hit: Rect{X: px(x + 1), Y: px(wideTop - 16), W: px(slot - 2), H: px(widePlot + 44), Class: "hit"},
		}
		pieces := stack(p, c)
		isThin := thinPieces(pieces, y)
		var thin []string
		for i, piece := range pieces {
			rect := Rect{X: px(left), Y: px(y(piece.to)), W: px(width), H: px(y(piece.from) - y(piece.to)), Class: "seg " + piece.class, Figure: piece.figure.String()}
			rect.Pattern = piecePattern(piece.class, d.ID)
			column.Segments = append(column.Segments, rect)
			from := freeFrom(pieces, piece)
			if piece.label == "" || from == piece.to {
				continue
			}
			label := Label{X: px(left + width/2), Y: px((y(from)+y(piece.to))/2 + 5), Text: piece.label, Anchor: "middle", Class: "on " + piece.class}
			if isThin[i] {
				// Too thin for its number, which then stands above, with those of the thin
				// pieces on top of it.
				thin = append(thin, piece.label)
				if next := i + 1; next < len(pieces) && isThin[next] {
					continue
				}
				label.Text, label.Y, label.Class = strings.Join(thin, " + "), px(y(piece.to)-3), "above"
				thin = nil
			}
			column.Labels = append(column.Labels, label)
		}
		if total, ok := c.breakdown.TotalCount(); ok {
			column.Labels = append(column.Labels, Label{px(left + width/2), px(y(c.height) - 6), p.Int(total), "middle", "sum"})
		}
		day := Label{px(x + slot/2), px(wideTop + widePlot + 17), p.ShortDate(c.statement.Day()), "middle", "day"}
		if shown != nil && shown.ID == c.statement.ID {
			day.Class = "day shown"
			column.Mark = &Rect{X: px(x + 3), Y: px(wideTop + widePlot + 22), W: px(slot - 6), H: "3", Class: "mark"}
		}
		column.Labels = append(column.Labels, day)
		d.Columns = append(d.Columns, column)
	}
	closeYear(wideWidth)
	return d
}

// thinPieces tells of each piece whether it has no room for its number: nor has one on top
// of a thin piece where there is no room for two, since the number of that one stands in it.
func thinPieces(pieces []stacked, y func(int) float64) []bool {
	thin := make([]bool, len(pieces))
	for i, piece := range pieces {
		from := freeFrom(pieces, piece)
		height := y(from) - y(piece.to)
		thin[i] = piece.label != "" && from != piece.to && (height < digitHeight || i > 0 && thin[i-1] && height < 2*digitHeight+2)
	}
	return thin
}

// The measures of the narrow drawing, in its own pixels.
const (
	narrowWidth = 358
	narrowRow   = 52
)

func narrowDrawing(p *locale.Printer, q Query, columns []chartColumn, shown *models.Statement) Drawing {
	d := Drawing{ID: "narrow", Width: narrowWidth, Height: narrowRow * len(columns)}
	top := 1
	for _, c := range columns {
		top = max(top, c.height)
	}
	const room = narrowWidth - 34
	x := func(n int) float64 { return float64(n) * room / float64(top) }
	for i, c := range columns {
		y := float64(i * narrowRow)
		column := Column{
			URL: statementURL(q, c.statement), Name: columnName(p, c),
			Hit: Rect{X: "0", Y: px(y + 1), W: px(narrowWidth), H: px(narrowRow - 2), Class: "hit"},
		}
		// A thin piece has no room for its number, which then stands here.
		day := Label{"0", px(y + 18), statementDay(p, c.statement) + " · " + stageSum(p, c.statement, &c.breakdown, unlinked), "start", "day"}
		if shown != nil && shown.ID == c.statement.ID {
			day.Class = "day shown"
			column.Mark = &Rect{X: "0", Y: px(y + 47), W: px(x(c.height)), H: "3", Class: "mark"}
		}
		column.Labels = append(column.Labels, day)
		pieces := stack(p, c)
		for _, piece := range pieces {
			rect := Rect{X: px(x(piece.from)), Y: px(y + 24), W: px(x(piece.to) - x(piece.from)), H: "22", Class: "seg " + piece.class, Figure: piece.figure.String()}
			rect.Pattern = piecePattern(piece.class, d.ID)
			column.Segments = append(column.Segments, rect)
			from := freeFrom(pieces, piece)
			// Seven pixels a digit.
			if piece.label == "" || x(piece.to)-x(from) < float64(4+7*len(piece.label)) {
				continue
			}
			column.Labels = append(column.Labels, Label{px((x(from) + x(piece.to)) / 2), px(y + 39), piece.label, "middle", "on " + piece.class})
		}
		if total, ok := c.breakdown.TotalCount(); ok {
			column.Labels = append(column.Labels, Label{px(x(c.height) + 6), px(y + 40), p.Int(total), "start", "sum"})
		}
		d.Columns = append(d.Columns, column)
	}
	return d
}
