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

// PointChart is a metric in one unit over time, as points: a mark of its own for
// each programme or statistical basis, and never a line between them. Not even
// figures of one programme are joined: nothing on record says that two of them
// cover the same set.
type PointChart struct {
	ID           string
	Title        string
	Desc         string
	Legend       []SeriesKey
	Wide, Narrow PointDrawing
	// Notes say how the drawing is to be read.
	Notes []string
}

// SeriesKey is an entry of the legend.
type SeriesKey struct {
	Series int
	Label  Text
}

// PointDrawing is a PointChart worked out for one width.
type PointDrawing struct {
	Drawing
	Points []ChartPoint
	// moved tells that marks were set apart.
	moved bool
}

// ChartPoint is a figure in the drawing: a link to its statement.
type ChartPoint struct {
	Name string
	URL  string
	// Figure is the id of the figure.
	Figure string
	Series int
	// Mark is the path of the mark, and X and Y its centre.
	Mark string
	X, Y string
}

// metricPoint is a figure with the day at which it is drawn, empty for none.
type metricPoint struct {
	statement *models.Statement
	figure    *models.Figure
	row       MetricFigure
	day       models.Date
}

// pointDay is where a figure stands on the axis of time: the last year that it is
// about where the metric is that of a statistic, else the day of the statement.
func pointDay(st *models.Statement, f *models.Figure, byYear bool) models.Date {
	if byYear && f.YearTo != nil {
		return models.YearDate(int(*f.YearTo)) + "-07-01"
	}
	return st.KnownOn
}

// pointSeries are the programmes of a chart in the order of their first statements.
// Each has a mark of its own, as far as there are marks: the rest share the last.
type pointSeries struct {
	programmes []*models.Programme
	at         map[int64]int
}

// Marks are shapes in a colour, filled and then open.
const (
	shapes  = 8
	lastOne = 2*shapes - 1
)

func newSeries(statements []models.Statement) pointSeries {
	s := pointSeries{at: make(map[int64]int)}
	for i := range statements {
		st := &statements[i]
		if _, known := s.at[st.ProgrammeID]; !known {
			s.at[st.ProgrammeID] = min(len(s.programmes), lastOne)
			s.programmes = append(s.programmes, st.Programme)
		}
	}
	return s
}

func (s pointSeries) of(st *models.Statement) int { return s.at[st.ProgrammeID] }

// legend names the marks of the points.
func (s pointSeries) legend(p *locale.Printer, points []metricPoint) []SeriesKey {
	var keys []SeriesKey
	for i, programme := range s.programmes {
		if !slices.ContainsFunc(points, func(pt metricPoint) bool { return pt.statement.ProgrammeID == programme.ID }) {
			continue
		}
		if i >= lastOne && len(s.programmes) > lastOne+1 {
			return append(keys, SeriesKey{lastOne, Text{Text: p.T("metric.other_programmes")}})
		}
		keys = append(keys, SeriesKey{i, In(p, programme.Name)})
	}
	return keys
}

// newPointChart draws the points of one unit; nil where fewer than two have a
// place in time.
func newPointChart(p *locale.Printer, id, unit string, points []metricPoint, s pointSeries, byYear bool) *PointChart {
	drawn := slices.DeleteFunc(slices.Clone(points), func(pt metricPoint) bool { return pt.day == "" })
	if len(drawn) < 2 {
		return nil
	}
	slices.SortStableFunc(drawn, func(a, b metricPoint) int { return a.day.Time().Compare(b.day.Time()) })
	lowest := slices.MinFunc(drawn, func(a, b metricPoint) int { return a.figure.Value.Cmp(b.figure.Value) })
	highest := slices.MaxFunc(drawn, func(a, b metricPoint) int { return a.figure.Value.Cmp(b.figure.Value) })
	c := &PointChart{
		ID: id, Title: p.T("metric.chart", "Unit", format.Unit(p, unit)),
		Desc:   p.N("metric.desc", len(drawn), "Low", lowest.row.Amount, "LowDay", when(p, lowest.statement), "High", highest.row.Amount, "HighDay", when(p, highest.statement)),
		Legend: s.legend(p, drawn),
		Wide:   newPointDrawing(p, id+"-wide", 1180, 360, drawn, highest.figure.Value),
		Narrow: newPointDrawing(p, id+"-narrow", 358, 300, drawn, highest.figure.Value),
	}
	if byYear {
		c.Notes = append(c.Notes, p.T("metric.by_year"))
	} else {
		c.Notes = append(c.Notes, p.T("metric.by_day"))
	}
	if c.Wide.moved || c.Narrow.moved {
		c.Notes = append(c.Notes, p.T("metric.apart"))
	}
	if undated := len(points) - len(drawn); undated > 0 {
		c.Notes = append(c.Notes, p.N("metric.undated", undated))
	}
	return c
}

func newPointDrawing(p *locale.Printer, id string, width, height int, points []metricPoint, highest decimal.Decimal) PointDrawing {
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
	centres := make([]centre, len(points))
	for i, pt := range points {
		centres[i] = centre{x(pt.day), y(pt.figure.Value)}
	}
	d.moved = setApart(centres, left, float64(width-right))
	for i, pt := range points {
		at := centres[i]
		d.Points = append(d.Points, ChartPoint{
			Name: p.T("metric.point", "Day", pt.row.Day.Text, "Who", pt.row.Who.Text, "Amount", pt.row.Amount, "Programme", pt.row.Programme.Text),
			URL:  pt.row.Day.URL, Figure: pt.row.Amount.ID, Series: pt.row.Series, Mark: mark(pt.row.Series, at.x, at.y), X: px(at.x), Y: px(at.y),
		})
	}
	return d
}

// centre is the middle of a mark.
type centre struct{ x, y float64 }

// setApart moves marks sideways that would cover an earlier one, and reports
// whether it did. A mark that finds no room within three widths stays where it
// is: further off it would stand at another time.
func setApart(centres []centre, left, right float64) bool {
	const width, most = 12, 3
	moved := false
	for i := range centres {
		free := func(x float64) bool {
			return x >= left && x <= right && !slices.ContainsFunc(centres[:i], func(c centre) bool {
				return math.Abs(c.x-x) < width && math.Abs(c.y-centres[i].y) < width
			})
		}
		if free(centres[i].x) {
			continue
		}
		for step := 1; step <= most; step++ {
			by := float64(step * width)
			if at := centres[i].x + by; free(at) {
				centres[i].x, moved = at, true
				break
			}
			if at := centres[i].x - by; free(at) {
				centres[i].x, moved = at, true
				break
			}
		}
	}
	return moved
}

// markClass is the class of the marks of a series.
func markClass(series int) string {
	class := "point series-" + strconv.Itoa(series%shapes)
	if series >= shapes {
		class += " open"
	}
	return class
}

// mark is the shape of a series around its centre.
func mark(series int, x, y float64) string {
	at := func(dx, dy float64) string { return px(x+dx) + " " + px(y+dy) }
	switch series % shapes {
	case 0:
		return "M" + at(-5.5, 0) + "a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0Z"
	case 1:
		return "M" + at(-5, -5) + "h10v10h-10Z"
	case 2:
		return "M" + at(0, -6.5) + "L" + at(6, 5) + "L" + at(-6, 5) + "Z"
	case 3:
		return "M" + at(0, -7) + "L" + at(7, 0) + "L" + at(0, 7) + "L" + at(-7, 0) + "Z"
	case 4:
		return "M" + at(0, 6.5) + "L" + at(6, -5) + "L" + at(-6, -5) + "Z"
	case 5:
		return "M" + at(-2, -6) + "h4v4h4v4h-4v4h-4v-4h-4v-4h4Z"
	case 6:
		return "M" + at(-7, -3) + "h14v6h-14Z"
	}
	return "M" + at(-3, -7) + "h6v14h-6Z"
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
