package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// PricePanel is a price over time, with the notes on it.
type PricePanel struct {
	Title   string
	Desc    string
	Drawing Drawing
	Path    string
	// Low is the lowest month of the drawing.
	Low     Point
	Caption string
	Source  SourceNote
	Notes   []NoteItem
	Months  []string
	Years   []PriceYear
	Table   string
}

// Point is a marked place of a line.
type Point struct {
	X, Y  string
	Label Label
}

// NoteItem is an editor's note with its day and source.
type NoteItem struct {
	Day    string
	Text   Text
	Source SourceNote
}

// PriceYear is a year's row of the table, a cell for each month.
type PriceYear struct {
	Year  string
	Cells []string
}

// The measures of the price drawing, in its own pixels.
const (
	priceWidth  = 430
	priceHeight = 210
	priceLeft   = 34
	priceRight  = 422
	priceTop    = 16
	priceBottom = 182
)

// NewPricePanel draws the series; nil if it has fewer than two months.
func NewPricePanel(p *locale.Printer, n *notes, s *models.PriceSeries) *PricePanel {
	if s == nil || len(s.Prices) < 2 {
		return nil
	}
	first, last := s.Prices[0], s.Prices[len(s.Prices)-1]
	name := In(p, s.Commodity.Name).Text
	panel := &PricePanel{
		Title: p.T("prices.title"), Source: n.note(&s.Source),
		Caption: p.T("prices.caption", "Commodity", name, "From", p.Date(first.Period), "To", p.Date(last.Period)),
		Table:   p.T("prices.table", "Commodity", name),
	}
	highest := slices.MaxFunc(s.Prices, func(a, b models.Price) int { return a.Value.Cmp(b.Value) })
	lowest := slices.MinFunc(s.Prices, func(a, b models.Price) int { return a.Value.Cmp(b.Value) })
	panel.Desc = p.T("prices.desc", "Low", amount(p, lowest), "LowMonth", p.Date(lowest.Period), "High", amount(p, highest), "HighMonth", p.Date(highest.Period))
	end, step := niceMax(int(highest.Value.Ceil().IntPart()))
	months := max(monthsBetween(first.Period, last.Period), 1)
	x := func(d models.Date) float64 {
		return priceLeft + float64(monthsBetween(first.Period, d))*(priceRight-priceLeft)/float64(months)
	}
	y := func(v decimal.Decimal) float64 {
		f, _ := v.Float64()
		return priceBottom - f*(priceBottom-priceTop)/float64(max(end, 1))
	}
	panel.Drawing = Drawing{ID: "price", Width: priceWidth, Height: priceHeight}
	for tick := 0; tick <= end; tick += step {
		at := px(y(decimal.NewFromInt(int64(tick))))
		panel.Drawing.Lines = append(panel.Drawing.Lines, Line{px(priceLeft), at, px(priceRight), at, "grid"})
		panel.Drawing.Labels = append(panel.Drawing.Labels, Label{px(priceLeft - 6), px(y(decimal.NewFromInt(int64(tick))) + 4), p.Int(tick), "end", "tick"})
	}
	years := last.Period.Year() - first.Period.Year() + 1
	for year := first.Period.Year(); year <= last.Period.Year(); year += (years + 4) / 5 {
		january := models.YearDate(year).FirstDay()[:7]
		if january >= first.Period {
			panel.Drawing.Labels = append(panel.Drawing.Labels, Label{px(x(january)), px(priceHeight - 8), strconv.Itoa(year), "middle", "tick"})
		}
	}
	var path strings.Builder
	for i, price := range s.Prices {
		move := "L"
		// A month that is missing is a gap, not a line.
		if i == 0 || monthsBetween(s.Prices[i-1].Period, price.Period) != 1 {
			move = "M"
		}
		path.WriteString(move + px(x(price.Period)) + " " + px(y(price.Value)))
	}
	panel.Path = path.String()
	panel.Low = Point{X: px(x(lowest.Period)), Y: px(y(lowest.Value))}
	label := Label{X: px(x(lowest.Period)), Y: px(min(y(lowest.Value)+20, priceBottom-4)), Text: amount(p, lowest) + " · " + p.Date(lowest.Period), Anchor: "middle", Class: "low"}
	switch at := x(lowest.Period); {
	case at < priceLeft+90:
		label.X, label.Anchor = px(priceLeft+4), "start"
	case at > priceRight-90:
		label.X, label.Anchor = px(priceRight), "end"
	}
	panel.Low.Label = label
	for i := range s.Notes {
		note := &s.Notes[i]
		panel.Notes = append(panel.Notes, NoteItem{Day: p.Date(note.NotedOn), Text: In(p, note.Text), Source: n.note(note.Source)})
	}
	for month := 1; month <= 12; month++ {
		panel.Months = append(panel.Months, p.ShortMonth(month))
	}
	panel.Years = priceYears(p, s.Prices)
	return panel
}

// amount is a price in its currency; the unit stands in the caption.
func amount(p *locale.Printer, price models.Price) string {
	return format.Amount(p, inCents(price.Value), price.Currency)
}

// inCents writes at least two decimals, as prices are written: 30.70.
func inCents(value decimal.Decimal) decimal.Decimal {
	if value.Exponent() > -2 {
		return decimal.RequireFromString(value.StringFixed(2))
	}
	return value
}

func monthsBetween(a, b models.Date) int {
	s, t := a.Time(), b.Time()
	return (t.Year()-s.Year())*12 + int(t.Month()) - int(s.Month())
}

// priceYears lays the months out by year, the newest first; a month without a
// price is «not stated».
func priceYears(p *locale.Printer, prices []models.Price) []PriceYear {
	rows := make(map[int]*PriceYear)
	for _, price := range prices {
		year := price.Period.Year()
		if rows[year] == nil {
			rows[year] = &PriceYear{Year: strconv.Itoa(year), Cells: slices.Repeat([]string{p.T("not_stated")}, 12)}
		}
		rows[year].Cells[price.Period.Time().Month()-1] = p.Decimal(inCents(price.Value))
	}
	var list []PriceYear
	for _, row := range rows {
		list = append(list, *row)
	}
	slices.SortFunc(list, func(a, b PriceYear) int { return cmp.Compare(b.Year, a.Year) })
	return list
}

// AgreementLine is an agreement in a short list.
type AgreementLine struct {
	Title   Text
	Kind    string
	Signed  string
	Sources []SourceNote
}

func agreementLines(p *locale.Printer, n *notes, list []models.Agreement) []AgreementLine {
	var lines []AgreementLine
	for i := range list {
		a := &list[i]
		line := AgreementLine{Title: In(p, a.Title).To(recordURL(p, "agreements/"+a.Code, "")), Kind: p.T("agreement." + string(a.Kind)), Signed: p.Date(a.SignedOn)}
		if a.Place != nil {
			line.Signed = p.T("lead.when", "Place", In(p, a.Place.Name).Text, "Day", line.Signed)
		}
		for j := range a.Sources {
			line.Sources = append(line.Sources, n.note(&a.Sources[j]))
		}
		lines = append(lines, line)
	}
	return lines
}
