package models_test

import (
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// BenchmarkBulk measures a bulk edit of 2,000 prices: the plan, the doubts about it,
// the change set, and what comes of that.
func BenchmarkBulk(b *testing.B) {
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		b.Run(string(dialect), func(b *testing.B) {
			s := modelstest.New(b, dialect, true)
			modelstest.ManyPrices(b, s, 2000)
			f := models.RecordFilter{Noun: models.NounPrice, Text: "many-1/"}
			var plan *models.BulkPlan
			var set *models.ChangeSet
			for _, step := range []struct {
				name string
				run  func() error
			}{
				{"plan", func() (err error) {
					plan, err = s.PlanBulk(b.Context(), models.Bulk{Filter: f, All: true, Changes: []models.BulkChange{
						{File: "commodity_prices.csv", Column: "unit", How: models.BulkSet, Value: "USD per pound"}}})
					return err
				}},
				{"doubts", func() error {
					_, err := s.Findings(b.Context(), plan.Edits)
					return err
				}},
				{"set", func() (err error) {
					set, err = s.BulkSet(b.Context(), editor, plan, nil, "", "A report.")
					return err
				}},
				{"check", func() error { return s.Check(b.Context(), plan.Edits) }},
			} {
				b.Run(step.name, func(b *testing.B) {
					for b.Loop() {
						if err := step.run(); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			b.Run("publish-and-undo", func(b *testing.B) {
				for b.Loop() {
					if _, err := s.PublishSet(b.Context(), editor, set.ID, set.Version, true); err != nil {
						b.Fatal(err)
					}
					back, err := s.UndoSet(b.Context(), editor, set.ID)
					if err != nil {
						b.Fatal(err)
					}
					if err := s.DescribeSet(b.Context(), editor, back.ID, back.Version, "", models.Restoring, "It was right."); err != nil {
						b.Fatal(err)
					}
					back.Version++
					set = back
				}
			})
		})
	}
}
