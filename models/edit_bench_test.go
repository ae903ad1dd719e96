package models_test

import (
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// BenchmarkCheck measures what saving a form costs before the draft is written: one
// row, among the opening data and among 100,000 projects, 100,000 statements and
// 1,000,000 prices more.
func BenchmarkCheck(b *testing.B) {
	changes := map[string]struct {
		key    models.RowKey
		column string
	}{
		"project":    {models.RowKey{File: "projects.csv", Key: "ulba-fa"}, "capacity"},
		"event":      {models.RowKey{File: "project_events.csv", Key: "ulba-fa-launched"}, "note"},
		"enterprise": {models.RowKey{File: "enterprises.csv", Key: "ulba-fa-llp"}, "product"},
		"figure":     {models.RowKey{File: "statements.csv", Key: "st067"}, "quote"},
		"price":      {models.RowKey{File: "commodity_prices.csv", Key: "brent/2016-01/eia-oil"}, "unit"},
		"source":     {models.RowKey{File: "sources.csv", Key: "qazaqtv-194657"}, "note"},
	}
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		for _, size := range []string{"opening", "many"} {
			b.Run(string(dialect)+"/"+size, func(b *testing.B) {
				s := modelstest.New(b, dialect, true)
				if size == "many" {
					modelstest.Many(b, s, 100_000)
					modelstest.ManyStatements(b, s, 100_000)
					modelstest.ManyPrices(b, s, 1_000_000)
				}
				for name, change := range changes {
					b.Run(name, func(b *testing.B) {
						edit := models.RowEdit{RowKey: change.key}
						rows, err := s.Rows(b.Context(), []models.RowKey{change.key})
						if err != nil {
							b.Fatal(err)
						}
						if edit.Base = rows[change.key]; edit.Base == nil {
							b.Fatalf("%s %s is not on record", change.key.File, change.key.Key)
						}
						edit.Cells = make(models.Cells)
						for column, cell := range edit.Base {
							edit.Cells[column] = cell
						}
						edit.Cells[change.column] += " once more"
						for b.Loop() {
							if err := s.Check(b.Context(), []models.RowEdit{edit}); err != nil {
								b.Fatal(err)
							}
						}
					})
				}
			})
		}
	}
}
