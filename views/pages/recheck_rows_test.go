package pages

import (
	"slices"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

func pricesOf(rows ...table.Row) *table.Table {
	return &table.Table{
		Columns: []table.Column{
			{Key: "commodity", Label: "Commodity, code", Type: table.Text}, {Key: "commodity_name", Label: "Commodity", Type: table.Text}, {Key: "month", Label: "Month", Type: table.Date},
			{Key: "value", Label: "Value", Type: table.Decimal}, {Key: "unit", Label: "Unit, code", Type: table.Text}, {Key: "as_of", Label: "As of", Type: table.Date},
		},
		Rows: func(yield func(table.Row, error) bool) {
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		},
	}
}

// What has changed of a chart is named as people read it, and a row that is gone does not
// shift all those after it.
func TestChangedRowsAreNamedForPeople(t *testing.T) {
	brent := func(month, value string) table.Row {
		return table.Row{"brent", "Brent crude oil", month, value, "USD per barrel", "2026-12-01"}
	}
	was, err := drawnRows(pricesOf(brent("2016-01", "30.7"), brent("2016-02", "32.18"), brent("2016-03", "38.21")))
	if err != nil {
		t.Fatal(err)
	}
	is, err := drawnRows(pricesOf(brent("2016-02", "32.18"), brent("2016-03", "39"), brent("2016-04", "41.58")))
	if err != nil {
		t.Fatal(err)
	}
	p := locale.For(models.English)
	want := []RecheckValue{
		{"Brent crude oil · March 2016 · Value", "US$38.21 a barrel", "US$39 a barrel"},
		{"No longer drawn · Brent crude oil · January 2016", "US$30.7 a barrel", ""},
		{"Newly drawn · Brent crude oil · April 2016", "", "US$41.58 a barrel"},
	}
	if got := changedRows(p, was, is); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := changedRows(p, was, was); len(got) != 0 {
		t.Errorf("of the same: %q", got)
	}
}
