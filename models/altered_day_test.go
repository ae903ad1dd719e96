package models_test

import (
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// TestAnEditSaysWhetherItChangesEarlierDays walks over the kinds of edit: what takes the
// place of something that counted, or takes it back, changes earlier days, and what adds
// does not.
func TestAnEditSaysWhetherItChangesEarlierDays(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		event := models.RowKey{}
		for key, cells := range exported(t, s) {
			if key.File == "project_events.csv" && cells["known_on"] < "2020" && (event.Key == "" || key.Key < event.Key) {
				event = key
			}
		}
		if event.Key == "" {
			t.Fatal("there is no event of an earlier day")
		}
		edit := func(file, key string, cells ...string) []models.RowEdit {
			return []models.RowEdit{rowEdit(t, s, file, key, cells...)}
		}
		gone := func(file, key string) []models.RowEdit {
			e := rowEdit(t, s, file, key)
			e.Cells = nil
			return []models.RowEdit{e}
		}
		for name, test := range map[string]struct {
			edits []models.RowEdit
			kind  models.ChangeKind
			want  bool
		}{
			"a status that moves":                {edit("projects.csv", "aktobe-urea", "status", "launched", "launch_year", "2026"), models.Moving, false},
			"a status before its kind is said":   {edit("projects.csv", "aktobe-urea", "status", "launched", "launch_year", "2026"), "", false},
			"a launch that is put off":           {edit("projects.csv", "aktogay-copper-smelter", "launch_year", "2031"), models.Revising, false},
			"the same as a correction":           {edit("projects.csv", "aktogay-copper-smelter", "launch_year", "2031"), models.Correcting, true},
			"a status that was wrong":            {edit("projects.csv", "aktobe-urea", "status", "in_progress"), models.Correcting, true},
			"a sector":                           {edit("projects.csv", "ulba-fa", "sector", "mining"), models.Revising, true},
			"a region":                           {edit("projects.csv", "ulba-fa", "region", "Abai Region"), "", true},
			"a name that is corrected":           {edit("projects.csv", "ulba-fa", "name_en", "The fuel plant"), models.Correcting, true},
			"a name that is better":              {edit("projects.csv", "ulba-fa", "name_en", "The fuel plant"), models.Revising, false},
			"a figure that is corrected":         {edit("statements.csv", "st067", "value", "5"), models.Correcting, true},
			"a figure that is another":           {edit("statements.csv", "st067", "value", "5"), models.Revising, true},
			"a price":                            {edit("commodity_prices.csv", "brent/2016-01/eia-oil", "price", "31.5"), models.Revising, true},
			"a quotation":                        {edit("statements.csv", "st067", "quote", "Four projects."), models.Revising, false},
			"an event that is withdrawn":         {gone(event.File, event.Key), models.Withdrawing, true},
			"an event that a revision withdraws": {gone(event.File, event.Key), models.Revising, true},
			"a project that is withdrawn":        {gone("projects.csv", "aktobe-urea"), models.Withdrawing, true},
			"a source that is added":             {[]models.RowEdit{newSource("news-2015", "2015-03-04")}, models.Revising, false},
			"a source as a correction":           {[]models.RowEdit{newSource("news-2015", "2015-03-04")}, models.Correcting, false},
			"nothing":                            {edit("projects.csv", "ulba-fa"), models.Correcting, false},
		} {
			days, err := s.EarlierDays(t.Context(), test.edits, test.kind)
			if err != nil || days.Altered != test.want {
				t.Errorf("%s: %+v, want %t (%v)", name, days, test.want, err)
			}
			if days.Altered && (days.From == "" || days.From >= models.OpeningRecordedOn) {
				t.Errorf("%s changes days from %q on", name, days.From)
			}
		}
	})
}
