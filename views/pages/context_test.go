package pages

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

func series(months map[models.Date]string, order ...models.Date) *models.PriceSeries {
	s := &models.PriceSeries{Commodity: models.Commodity{Code: "brent", Name: models.Translations{EN: "Brent"}}, Source: models.Source{Code: "eia", Title: "EIA", URL: "https://x.kz"}}
	for _, month := range order {
		s.Prices = append(s.Prices, models.Price{Period: month, Value: decimal.RequireFromString(months[month]), Currency: "USD"})
	}
	return s
}

func TestAMissingMonthIsAGapInTheLine(t *testing.T) {
	p := locale.For(models.English)
	panel := NewPricePanel(p, newNotes(p), series(map[models.Date]string{"2015-11": "44", "2015-12": "38.01", "2016-02": "32.2", "2016-03": "38"}, "2015-11", "2015-12", "2016-02", "2016-03"))
	line := panel.Drawing.Paths[0].D
	if n := strings.Count(line, "M"); n != 2 || strings.Count(line, "L") != 2 {
		t.Errorf("the line is %s", line)
	}
	if low := panel.Drawing.Marks[0].Label.Text; low != "US$32.20 · February 2016" {
		t.Errorf("the low is %q", low)
	}
	if row := panel.Years[0]; row.Year != "2016" || row.Cells[0].Text != "not stated" || row.Cells[1].Text != "32.20" {
		t.Errorf("the table begins with %+v", row)
	}
}

func TestNothingIsDrawnOfASingleMonth(t *testing.T) {
	p := locale.For(models.English)
	if panel := NewPricePanel(p, newNotes(p), series(map[models.Date]string{"2016-01": "30.7"}, "2016-01")); panel != nil {
		t.Errorf("drawn: %+v", panel)
	}
	if panel := NewPricePanel(p, newNotes(p), nil); panel != nil {
		t.Errorf("drawn: %+v", panel)
	}
}

func TestAxesEndJustAboveTheirValues(t *testing.T) {
	for top, want := range map[int]int{0: 0, 1: 1, 5: 5, 51: 60, 55: 60, 77: 80, 126: 150, 224: 250, 100: 100} {
		if end, step := niceMax(top); end != want || end < top || end > 0 && end/step > 5 {
			t.Errorf("up to %d the axis ends at %d in steps of %d, want %d", top, end, step, want)
		}
	}
}
