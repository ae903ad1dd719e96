package pages

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// PricePanel is a price over time, with the notes on it.
type PricePanel struct {
	Title   string
	Desc    string
	Drawing LineDrawing
	Caption string
	Source  SourceNote
	Notes   []NoteItem
	Months  []string
	Years   []PriceYear
	Table   string
	// All leads to the page of the commodity.
	All LinkedText
}

// NoteItem is an editor's note with its day and source.
type NoteItem struct {
	ID     string
	Number string
	Day    string
	Text   Text
	Source SourceNote
}

// PriceYear is a year's row of the table, a cell for each month.
type PriceYear struct {
	Year string
	// Average is that of the months that the year has, Low and High their range.
	Average, Low, High Number
	Cells              []Number
}

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
		Table:   p.T("prices.table", "Commodity", name), Months: monthNames(p), Years: priceYears(p, s, PriceRange{}),
		All: LinkedText{p.T("prices.all"), recordURL(p, "prices/"+s.Commodity.Code, "")},
	}
	lowest, highest := extremes(s.Prices)
	low, high := s.Prices[lowest], s.Prices[highest]
	panel.Desc = p.T("prices.desc", "Low", amount(p, low), "LowMonth", p.Date(low.Period), "High", amount(p, high), "HighMonth", p.Date(high.Period))
	frame := lineFrame{id: "price", width: 430, height: 210, left: 34, right: 8, top: 16, bottom: 28}
	line := seriesOf(name, "line-0", s.Prices)
	panel.Drawing = newLineDrawing(p, frame, []lineSeries{line}, nil)
	panel.Drawing.markOf(frame, line, lowest, amount(p, low)+" · "+p.Date(low.Period), true)
	for i := range s.Notes {
		panel.Notes = append(panel.Notes, noteItem(p, n, &s.Notes[i]))
	}
	return panel
}

func noteItem(p *locale.Printer, n *notes, note *models.PriceNote) NoteItem {
	return NoteItem{ID: "note-" + note.Code, Day: p.Date(note.NotedOn), Text: In(p, note.Text), Source: n.note(note.Source)}
}

// extremes are the places of the lowest and the highest price.
func extremes(prices []models.Price) (lowest, highest int) {
	for i, price := range prices {
		if price.Value.LessThan(prices[lowest].Value) {
			lowest = i
		}
		if price.Value.GreaterThan(prices[highest].Value) {
			highest = i
		}
	}
	return lowest, highest
}

func monthNames(p *locale.Printer) []string {
	var names []string
	for month := 1; month <= 12; month++ {
		names = append(names, p.ShortMonth(month))
	}
	return names
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

// priceYears lays the months out by year, the newest first; a month without a
// price is «not stated», and one that was not over on the day has none. The average of a year that the range cuts stands for
// nothing but itself, and so has no page.
func priceYears(p *locale.Printer, s *models.PriceSeries, r PriceRange) []PriceYear {
	years := make(map[int][]models.Price)
	for _, price := range s.Prices {
		years[price.Period.Year()] = append(years[price.Period.Year()], price)
	}
	var list []PriceYear
	for year, months := range years {
		row := PriceYear{Year: strconv.Itoa(year), Cells: make([]Number, 12)}
		for month := range row.Cells {
			if end := models.YearDate(year).AddMonths(month).LastDay(); r.AsOf == "" || end <= r.AsOf {
				row.Cells[month].Text = p.T("not_stated")
			}
		}
		given := func(price *models.Price) Number { return priceNumber(p, s, price, p.Decimal(inCents(price.Value))) }
		for i := range months {
			row.Cells[months[i].Period.Time().Month()-1] = given(&months[i])
		}
		lowest, highest := extremes(months)
		row.Low, row.High = given(&months[lowest]), given(&months[highest])
		mean := p.Decimal(average(months))
		if len(months) < 12 {
			mean = p.N("price.average_of", len(months), "Average", mean)
		}
		row.Average = Number{Text: mean}
		if (r.From == "" || r.From <= models.YearDate(year).AddMonths(0)) && (r.To == "" || r.To >= models.YearDate(year).AddMonths(11)) {
			row.Average = numberOf(p, mean, models.Ref(models.FigureAverage, s.Commodity.Code, row.Year), r.AsOf, nil)
		}
		list = append(list, row)
	}
	slices.SortFunc(list, func(a, b PriceYear) int { return cmp.Compare(b.Year, a.Year) })
	return list
}

// average is that of prices, with as many decimals as they have, at least two.
func average(prices []models.Price) decimal.Decimal {
	sum, places := decimal.Zero, int32(2)
	for _, price := range prices {
		sum = sum.Add(price.Value)
		places = max(places, -price.Value.Exponent())
	}
	return fixed(sum.DivRound(decimal.NewFromInt(int64(len(prices))), places), places)
}

// fixed writes that many decimals, zeros among them.
func fixed(value decimal.Decimal, places int32) decimal.Decimal {
	return decimal.RequireFromString(value.StringFixed(places))
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
