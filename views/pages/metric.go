package pages

import (
	"math"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// MetricList is the page of all metrics.
type MetricList struct {
	P     *locale.Printer
	Title string
	Rows  []MetricRow
}

// MetricRow is a metric in the list.
type MetricRow struct {
	Name       Text
	Definition Text
	N          string
}

// NewMetricList works out the list; counts is the number of figures by metric.
func NewMetricList(p *locale.Printer, metrics []models.Metric, counts map[int64]int) MetricList {
	m := MetricList{P: p, Title: p.T("metrics.title")}
	for _, metric := range byName(p, metrics, func(m models.Metric) string { return In(p, m.Name).Text }) {
		m.Rows = append(m.Rows, MetricRow{
			Name: In(p, metric.Name).To(recordURL(p, "metrics/"+metric.Code, "")), Definition: In(p, metric.Definition), N: p.N("metric.figures", counts[metric.ID]),
		})
	}
	return m
}

// Metric is the page of one metric over time.
type Metric struct {
	P          *locale.Printer
	Name       Text
	Definition Text
	Lead       string
	// Notices are sentences on what is and is not shown.
	Notices []string
	// Why says why two statistics of one thing differ; empty where there are none.
	Why       []string
	Charts    []*PointChart
	Rows      []MetricFigure
	Caption   string
	Conflicts []YearConflict
	All       LinkedText
	Sources   []SourceNote
}

// MetricFigure is one figure of a metric in the table.
type MetricFigure struct {
	ID        string
	Day       Text
	Who       Text
	Programme Text
	Class     string
	Amount    string
	Years     string
	Source    SourceNote
}

// YearConflict is what statements of one year and programme disagree on.
type YearConflict struct {
	Year      string
	Programme Text
	Item      ConflictItem
}

// PointChart is a metric in one unit over time, as points: a mark of its own for
// each programme or statistical basis, and never a line between them.
type PointChart struct {
	ID           string
	Unit         string
	Desc         string
	Caption      string
	Legend       []Key
	Wide, Narrow PointDrawing
	Undated      int
}

// PointDrawing is a PointChart worked out for one width.
type PointDrawing struct {
	Drawing
	Points []ChartPoint
}

// ChartPoint is a figure in the drawing: a link to its statement.
type ChartPoint struct {
	Name  string
	URL   string
	Class string
	// Mark is the path of the mark, and X and Y its centre.
	Mark string
	X, Y string
}

// mostSeries is how many programmes are drawn with a mark of their own shape and
// colour; any more share the last.
const mostSeries = 8

// NewMetric works out the page of a metric as known on the day asOf, a full date;
// written is the day as it stands in the address.
func NewMetric(p *locale.Printer, h *models.MetricHistory, asOf, written models.Date) Metric {
	n := newNotes(p)
	m := Metric{
		P: p, Name: In(p, h.Metric.Name), Definition: In(p, h.Metric.Definition),
		All: LinkedText{p.T("metrics.all"), recordURL(p, "metrics", written)}, Caption: p.T("metric.caption", "AsOf", p.Date(asOf)),
	}
	m.Lead = p.N("metric.lead", h.Total, "AsOf", p.Date(asOf))
	if h.Total > len(h.Statements) {
		m.Notices = append(m.Notices, p.T("metric.cut", "Shown", p.Int(len(h.Statements)), "Total", p.Int(h.Total)))
	}
	classes := make(map[int64]string)
	var programmes []*models.Programme
	for i := range h.Statements {
		st := &h.Statements[i]
		if classes[st.ProgrammeID] == "" {
			classes[st.ProgrammeID] = "series-" + strconv.Itoa(min(len(programmes), mostSeries-1))
			programmes = append(programmes, st.Programme)
		}
	}
	if len(programmes) > 1 {
		m.Notices = append(m.Notices, p.N("metric.programmes", len(programmes)))
	}
	if hasProgramme(programmes, models.TradeChinaCustoms) && hasProgramme(programmes, models.TradeKazakhStatistics) {
		m.Why = []string{p.T("metric.trade_why.1"), p.T("metric.trade_why.2"), p.T("metric.trade_why.3")}
	}
	units := make(map[string][]metricPoint)
	var order []string
	byYear := slices.ContainsFunc(programmes, func(pr *models.Programme) bool { return pr.Basis != "" })
	for _, i := range newestFirst(h.Statements) {
		st := &h.Statements[i]
		for j := range st.Figures {
			f := &st.Figures[j]
			row := MetricFigure{
				ID: "figure-" + f.Code, Day: Text{Text: statementDay(p, st)}.To(recordURL(p, "statements/"+st.Code, written)), Who: who(p, st),
				Programme: In(p, st.Programme.Name), Class: classes[st.ProgrammeID], Amount: format.Figure(p, f), Years: format.Or(p, format.Years(f.Years())), Source: n.note(st.Source),
			}
			m.Rows = append(m.Rows, row)
			if units[f.Unit] == nil {
				order = append(order, f.Unit)
			}
			units[f.Unit] = append(units[f.Unit], metricPoint{st, f, row, pointDay(st, f, byYear)})
		}
	}
	for i, unit := range order {
		if chart := newPointChart(p, "points"+strconv.Itoa(i), unit, units[unit], programmes, classes, byYear); chart != nil {
			m.Charts = append(m.Charts, chart)
		}
	}
	for _, d := range h.Disagreements() {
		item := conflictItem(p, n, &d.Conflict, func(st *models.Statement) string { return recordURL(p, "statements/"+st.Code, written) })
		if d.Years != "" {
			item.Metric = p.T("text.years", "Text", item.Metric, "Years", format.Years(d.Years))
		}
		m.Conflicts = append(m.Conflicts, YearConflict{Year: strconv.Itoa(d.Year), Programme: In(p, d.Programme.Name), Item: item})
	}
	m.Sources = n.list
	return m
}

// newestFirst are the places of the statements, the newest first and those
// without a date last.
func newestFirst(statements []models.Statement) []int {
	var dated, undated []int
	for i := range statements {
		if statements[i].KnownOn == "" {
			undated = append(undated, i)
		} else {
			dated = append(dated, i)
		}
	}
	slices.Reverse(dated)
	return append(dated, undated...)
}

func hasProgramme(list []*models.Programme, code string) bool {
	return slices.ContainsFunc(list, func(p *models.Programme) bool { return p.Code == code })
}

// metricPoint is a figure with the day at which it is drawn, empty for none.
type metricPoint struct {
	statement *models.Statement
	figure    *models.Figure
	row       MetricFigure
	day       models.Date
}

// pointDay is where a figure stands on the axis of time: the year that it is
// about where the metric is that of a statistic, else the day of the statement.
func pointDay(st *models.Statement, f *models.Figure, byYear bool) models.Date {
	if byYear && f.YearTo != nil {
		return models.YearDate(int(*f.YearTo)) + "-07-01"
	}
	return st.KnownOn
}

func newPointChart(p *locale.Printer, id, unit string, points []metricPoint, programmes []*models.Programme, classes map[int64]string, byYear bool) *PointChart {
	drawn := slices.DeleteFunc(slices.Clone(points), func(pt metricPoint) bool { return pt.day == "" })
	if len(drawn) < 2 {
		return nil
	}
	slices.SortStableFunc(drawn, func(a, b metricPoint) int { return a.day.Time().Compare(b.day.Time()) })
	lowest := slices.MinFunc(drawn, func(a, b metricPoint) int { return a.figure.Value.Cmp(b.figure.Value) })
	highest := slices.MaxFunc(drawn, func(a, b metricPoint) int { return a.figure.Value.Cmp(b.figure.Value) })
	c := &PointChart{
		ID: id, Undated: len(points) - len(drawn),
		Desc: p.N("metric.desc", len(drawn), "Low", lowest.row.Amount, "LowDay", when(p, lowest.statement), "High", highest.row.Amount, "HighDay", when(p, highest.statement)),
	}
	c.Caption = p.T("metric.by_day")
	if byYear {
		c.Caption = p.T("metric.by_year")
	}
	for _, programme := range programmes {
		if slices.ContainsFunc(drawn, func(pt metricPoint) bool { return pt.statement.ProgrammeID == programme.ID }) {
			c.Legend = append(c.Legend, Key{classes[programme.ID], In(p, programme.Name).Text})
		}
	}
	c.Wide = pointDrawing(p, id+"-wide", 1180, 360, unit, drawn, highest.figure.Value)
	c.Narrow = pointDrawing(p, id+"-narrow", 358, 300, unit, drawn, highest.figure.Value)
	return c
}

func pointDrawing(p *locale.Printer, id string, width, height int, unit string, points []metricPoint, highest decimal.Decimal) PointDrawing {
	const left, right, top, bottom = 64, 14, 14, 32
	d := PointDrawing{Drawing: Drawing{ID: id, Width: width, Height: height}}
	end, step := niceScale(highest)
	first, last := points[0].day.Year(), points[len(points)-1].day.Year()+1
	start, span := models.YearDate(first).Time(), models.YearDate(last).Time().Sub(models.YearDate(first).Time()).Hours()
	x := func(day models.Date) float64 {
		return left + day.Time().Sub(start).Hours()/span*float64(width-left-right)
	}
	y := func(value decimal.Decimal) float64 {
		share := value.InexactFloat64() / end.InexactFloat64()
		return float64(height-bottom) - share*float64(height-bottom-top)
	}
	for tick := decimal.Zero; tick.LessThanOrEqual(end); tick = tick.Add(step) {
		class, at := "grid", px(y(tick))
		if tick.IsZero() {
			class = "axis"
		}
		d.Lines = append(d.Lines, Line{px(left), at, px(float64(width - right)), at, class})
		d.Labels = append(d.Labels, Label{px(left - 6), px(y(tick) + 4), p.Scaled(tick), "end", "tick"})
	}
	every := max(1, (last-first+width/90-1)/(width/90))
	for year := first; year <= last; year++ {
		at := px(x(models.YearDate(year)))
		if year < last && (year-first)%every == 0 {
			middle := (x(models.YearDate(year)) + x(models.YearDate(year+1))) / 2
			d.Labels = append(d.Labels, Label{px(middle), px(float64(height - 10)), strconv.Itoa(year), "middle", "tick"})
		}
		d.Lines = append(d.Lines, Line{at, px(float64(height - bottom)), at, px(float64(height - bottom + 5)), "axis"})
	}
	for _, pt := range points {
		cx, cy := x(pt.day), y(pt.figure.Value)
		d.Points = append(d.Points, ChartPoint{
			Name: p.T("metric.point", "Day", pt.row.Day.Text, "Who", pt.row.Who.Text, "Amount", pt.row.Amount, "Programme", pt.row.Programme.Text),
			URL:  pt.row.Day.URL, Class: pt.row.Class, Mark: mark(pt.row.Class, cx, cy), X: px(cx), Y: px(cy),
		})
	}
	return d
}

// mark is the shape of a series around its centre.
func mark(class string, x, y float64) string {
	at := func(dx, dy float64) string { return px(x+dx) + " " + px(y+dy) }
	switch class {
	case "series-0":
		return "M" + at(-5.5, 0) + "a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0Z"
	case "series-1":
		return "M" + at(-5, -5) + "h10v10h-10Z"
	case "series-2":
		return "M" + at(0, -6.5) + "L" + at(6, 5) + "L" + at(-6, 5) + "Z"
	case "series-3":
		return "M" + at(0, -7) + "L" + at(7, 0) + "L" + at(0, 7) + "L" + at(-7, 0) + "Z"
	case "series-4":
		return "M" + at(0, 6.5) + "L" + at(6, -5) + "L" + at(-6, -5) + "Z"
	case "series-5":
		return "M" + at(-2, -6) + "h4v4h4v4h-4v4h-4v-4h-4v-4h4Z"
	case "series-6":
		return "M" + at(-6, -3) + "h12v6h-12Z"
	}
	return "M" + at(-3, -6) + "h6v12h-6Z"
}

// niceScale is the end of an axis that begins at zero, and the step of its ticks,
// for values up to top.
func niceScale(top decimal.Decimal) (end, step decimal.Decimal) {
	value := top.InexactFloat64()
	if value <= 0 {
		return decimal.NewFromInt(1), decimal.NewFromInt(1)
	}
	power := int32(math.Floor(math.Log10(value / 5)))
	for _, factor := range []string{"1", "2", "2.5", "5", "10"} {
		step = decimal.RequireFromString(factor).Shift(power)
		if n := top.Div(step).Ceil(); n.LessThanOrEqual(decimal.NewFromInt(5)) {
			return step.Mul(n), step
		}
	}
	return top, top
}
