package models_test

import (
	"reflect"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// TestWhatIsReadOnceIsWhatIsReadEachTime asks for every figure as of two days, alone and
// beside all others, and for some months of a price.
func TestWhatIsReadOnceIsWhatIsReadEachTime(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		ctx := t.Context()
		shared := models.Shared(ctx)
		var codes []string
		if err := s.DB(ctx).Raw("SELECT code FROM figures ORDER BY id").Scan(&codes).Error; err != nil {
			t.Fatal(err)
		}
		for i, code := range codes {
			if i%4 != 0 && testing.Short() {
				continue
			}
			day, undated := models.Date("2018-06-30"), false
			if i%2 == 0 {
				day, undated = "2026-11-24", true
			}
			alone, err := s.FigureRecord(ctx, code, day, undated)
			if err != nil {
				t.Fatal(err)
			}
			beside, err := s.FigureRecord(shared, code, day, undated)
			if err != nil || !reflect.DeepEqual(alone, beside) {
				t.Fatalf("%s as of %s is another beside others: %+v, %+v (%v)", code, day, alone, beside, err)
			}
			about := models.RevisionFilter{Noun: models.NounFigure, Code: code}
			before, err := s.Revisions(ctx, about)
			if err != nil {
				t.Fatal(err)
			}
			if after, err := s.Revisions(shared, about); err != nil || len(before) != len(after) {
				t.Errorf("%s has %d revisions alone and %d beside others (%v)", code, len(before), len(after), err)
			}
		}
		for _, months := range [][2]models.Date{{"2016-01", "2016-01"}, {"2014-01", "2014-12"}, {"1900-01", "1900-01"}, {"2026-01", "2026-12"}} {
			alone, err := s.PriceMonths(ctx, "brent", months[0], months[1], "2026-11-24")
			if err != nil {
				t.Fatal(err)
			}
			beside, err := s.PriceMonths(shared, "brent", months[0], months[1], "2026-11-24")
			if err != nil || len(alone.Prices)+len(beside.Prices) > 0 && !reflect.DeepEqual(alone.Prices, beside.Prices) || len(alone.Before) != len(beside.Before) {
				t.Errorf("%v: %+v alone, %+v beside others (%v)", months, alone, beside, err)
			}
		}
		if _, err := s.FigureRecord(shared, "none-such", "2026-11-24", true); err == nil {
			t.Error("there is a figure none-such")
		}
	})
}
