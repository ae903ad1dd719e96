package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// LineDrawing is one or more series of monthly values as lines over time, worked
// out for one width. A month that is missing is a gap.
type LineDrawing struct {
	Drawing
	Paths []LinePath
	// Marks are the values that the drawing names, such as the lowest.
	Marks []Point
	// Pins are the numbers of notes, on the line at their month.
	Pins []Pin
}

// LinePath is the line of one series, with its name at its end.
type LinePath struct {
	Class string
	D     string
	Label Label
}

// Point is a marked place of a line.
type Point struct {
	X, Y  string
	Label Label
}

// Pin leads from a place of a line to the note on it.
type Pin struct {
	X, Y, TextY string
	Text        string
	URL         string
	Name        string
}

// lineSeries is a series to be drawn. Values stand in the order of their months.
type lineSeries struct {
	name   string
	class  string
	months []models.Date
	values []decimal.Decimal
}

func seriesOf(name, class string, prices []models.Price) lineSeries {
	s := lineSeries{name: name, class: class}
	for _, p := range prices {
		s.months = append(s.months, p.Period)
		s.values = append(s.values, p.Value)
	}
	return s
}

// lineFrame is the room of a drawing.
type lineFrame struct {
	id                       string
	width, height            int
	left, right, top, bottom float64
	// labelled names each line at its end.
	labelled bool
}

// linePin is a note to be pinned to the first series.
type linePin struct {
	month  models.Date
	number int
	url    string
	name   string
}

// newLineDrawing draws the series over the months from the first to the last of
// them. The axis begins at zero.
func newLineDrawing(p *locale.Printer, frame lineFrame, list []lineSeries, pins []linePin) LineDrawing {
	d := LineDrawing{Drawing: Drawing{ID: frame.id, Width: frame.width, Height: frame.height}}
	var first, last models.Date
	highest := decimal.Zero
	for _, s := range list {
		if len(s.months) == 0 {
			continue
		}
		if first == "" || s.months[0] < first {
			first = s.months[0]
		}
		last = max(last, s.months[len(s.months)-1])
		highest = decimal.Max(highest, slices.MaxFunc(s.values, decimal.Decimal.Cmp))
	}
	if first == "" {
		return d
	}
	end, step := niceScale(highest)
	left, right, bottom := frame.left, float64(frame.width)-frame.right, float64(frame.height)-frame.bottom
	months := max(monthsBetween(first, last), 1)
	x := func(m models.Date) float64 {
		return left + float64(monthsBetween(first, m))*(right-left)/float64(months)
	}
	y := func(v decimal.Decimal) float64 {
		return bottom - v.InexactFloat64()/end.InexactFloat64()*(bottom-frame.top)
	}
	for tick := decimal.Zero; tick.LessThanOrEqual(end); tick = tick.Add(step) {
		class := "grid"
		if tick.IsZero() {
			class = "axis"
		}
		d.Lines = append(d.Lines, Line{px(left), px(y(tick)), px(right), px(y(tick)), class})
		d.Labels = append(d.Labels, Label{px(left - 6), px(y(tick) + 4), p.Decimal(tick), "end", "tick"})
	}
	years := last.Year() - first.Year() + 1
	every := max(1, (years*56+int(right-left)-1)/int(right-left))
	for year := first.Year(); year <= last.Year(); year++ {
		january := models.YearDate(year).FirstDay()[:7]
		if january < first || (year-first.Year())%every != 0 {
			continue
		}
		d.Lines = append(d.Lines, Line{px(x(january)), px(bottom), px(x(january)), px(bottom + 5), "axis"})
		d.Labels = append(d.Labels, Label{px(x(january)), px(float64(frame.height) - 8), strconv.Itoa(year), "middle", "tick"})
	}
	type ending struct {
		path int
		y    float64
	}
	var endings []ending
	for _, s := range list {
		if len(s.months) == 0 {
			continue
		}
		var path strings.Builder
		for i, month := range s.months {
			move := "L"
			if i == 0 || monthsBetween(s.months[i-1], month) != 1 {
				move = "M"
			}
			path.WriteString(move + px(x(month)) + " " + px(y(s.values[i])))
		}
		at := len(s.months) - 1
		d.Paths = append(d.Paths, LinePath{Class: s.class, D: path.String(), Label: Label{X: px(x(s.months[at]) + 6), Text: s.name, Anchor: "start", Class: "line-name"}})
		endings = append(endings, ending{len(d.Paths) - 1, y(s.values[at])})
	}
	if frame.labelled {
		// Names that would lie on each other are moved apart.
		slices.SortFunc(endings, func(a, b ending) int { return int(a.y*10) - int(b.y*10) })
		for i := range endings {
			if i > 0 {
				endings[i].y = max(endings[i].y, endings[i-1].y+14)
			}
			d.Paths[endings[i].path].Label.Y = px(endings[i].y + 4)
		}
	} else {
		for i := range d.Paths {
			d.Paths[i].Label = Label{}
		}
	}
	for _, pin := range pins {
		at := slices.Index(list[0].months, pin.month)
		if at < 0 {
			continue
		}
		cx, cy := x(pin.month), max(y(list[0].values[at])-26, frame.top+12)
		d.Lines = append(d.Lines, Line{px(cx), px(cy), px(cx), px(y(list[0].values[at])), "pin"})
		d.Pins = append(d.Pins, Pin{X: px(cx), Y: px(cy), TextY: px(cy + 4), Text: strconv.Itoa(pin.number), URL: pin.url, Name: pin.name})
	}
	return d
}

// markOf marks a value of a drawing's only series, with a text that stays within
// the drawing.
func (d *LineDrawing) markOf(frame lineFrame, s lineSeries, at int, text string, below bool) {
	highest := slices.MaxFunc(s.values, decimal.Decimal.Cmp)
	end, _ := niceScale(highest)
	left, right, bottom := frame.left, float64(frame.width)-frame.right, float64(frame.height)-frame.bottom
	months := max(monthsBetween(s.months[0], s.months[len(s.months)-1]), 1)
	x := left + float64(monthsBetween(s.months[0], s.months[at]))*(right-left)/float64(months)
	y := bottom - s.values[at].InexactFloat64()/end.InexactFloat64()*(bottom-frame.top)
	label := Label{X: px(x), Y: px(max(y-10, frame.top+2)), Text: text, Anchor: "middle", Class: "low"}
	if below {
		label.Y = px(min(y+20, bottom-4))
	}
	switch {
	case x < left+90:
		label.X, label.Anchor = px(left+4), "start"
	case x > right-90:
		label.X, label.Anchor = px(right), "end"
	}
	d.Marks = append(d.Marks, Point{X: px(x), Y: px(y), Label: label})
}

func monthsBetween(a, b models.Date) int {
	s, t := a.Time(), b.Time()
	return (t.Year()-s.Year())*12 + int(t.Month()) - int(s.Month())
}
