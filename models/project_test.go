package models_test

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// fataler is a test or a property check.
type fataler interface{ Fatal(args ...any) }

// all reads every page of a filter.
func all(ctx context.Context, t fataler, s *models.Store, f models.ProjectFilter, terms *models.Terms) []models.ProjectRow {
	var rows []models.ProjectRow
	for f.Page = 1; ; f.Page++ {
		page, err := s.Projects(ctx, f, terms)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, page...)
		if len(page) < models.PageSize {
			return rows
		}
	}
}

func TestCountsEqualTheRowsAfterChoosing(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		programmes, err := s.Programmes(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sectors, regions := termCodes(&terms)
		facets := []facet[models.ProjectFilter]{
			{name: models.FacetStage, values: words(models.Stages), choose: func(f *models.ProjectFilter, v string) { f.Stage = models.Stage(v) }},
			{name: models.FacetSector, values: sectors, choose: func(f *models.ProjectFilter, v string) { f.Sector = v }},
			{name: models.FacetRegion, values: regions, choose: func(f *models.ProjectFilter, v string) { f.Region = v }},
			{name: models.FacetPartners, values: words(models.AllPartnerSides), choose: func(f *models.ProjectFilter, v string) { f.Partners = models.PartnerSides(v) }},
			{name: models.FacetLaunch, values: yearsFrom(2004, 2030), choose: func(f *models.ProjectFilter, v string) { f.Launch = v }},
			{name: models.FacetListed, values: []string{"yes", "no", "unknown", models.NotStated}, choose: func(f *models.ProjectFilter, v string) { f.Listed = models.Membership(v) }},
			{name: models.FacetProgramme, values: mapped(programmes, func(p models.Programme) string { return p.Code }), choose: func(f *models.ProjectFilter, v string) { f.Programme = v }},
			{name: models.FacetYear, values: yearsFrom(2004, 2030)[1:], choose: func(f *models.ProjectFilter, v string) { f.Year, _ = strconv.Atoi(v) }, noAny: true},
		}
		rapid.Check(t, func(rt *rapid.T) {
			filter := models.ProjectFilter{
				AsOf: rapid.SampledFrom([]models.Date{"2026-11-23", "2018-06-10", "2015-01-01", "1999-01-01"}).Draw(rt, "as of"),
				Text: rapid.SampledFrom([]string{"", "", "", "plant", "%", "ЦЕМЕНТ", "wind"}).Draw(rt, "text"),
			}
			countsAgree(rt, filter, facets, func(f models.ProjectFilter) models.Counts {
				counts, err := s.ProjectCounts(t.Context(), f, &terms)
				if err != nil {
					rt.Fatal(err)
				}
				if counts.Facets[models.FacetProgramme], err = s.ProjectProgrammes(t.Context(), f, counts.Total); err != nil {
					rt.Fatal(err)
				}
				if counts.Facets[models.FacetYear], err = s.ProjectYears(t.Context(), f); err != nil {
					rt.Fatal(err)
				}
				return counts
			}, func(f models.ProjectFilter) int { return len(all(t.Context(), rt, s, f, &terms)) })
		})
	})
}

func TestPagesHoldEveryProjectOnceInEveryOrder(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.Many(t, s, 230)
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, by := range models.ProjectSorts {
			var orders [2][]string
			for i, descending := range []bool{false, true} {
				f := models.ProjectFilter{AsOf: "2026-11-23", Sort: models.Sort{By: by, Descending: descending}}
				seen := make(map[string]bool)
				for _, r := range all(t.Context(), t, s, f, &terms) {
					if seen[r.Code] {
						t.Errorf("sorted by %s, %s stands on two pages", by, r.Code)
					}
					seen[r.Code] = true
					orders[i] = append(orders[i], r.Code)
				}
				if len(seen) != 83+230 {
					t.Errorf("sorted by %s there are %d projects, want %d", by, len(seen), 83+230)
				}
			}
			if slices.Equal(orders[0], orders[1]) {
				t.Errorf("sorted by %s, both directions are the same", by)
			}
		}
	})
}

func TestProjectsSortByNameAsPeopleDo(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		rows, err := s.Projects(t.Context(), models.ProjectFilter{AsOf: "2026-11-23"}, &terms)
		if err != nil {
			t.Fatal(err)
		}
		names := make([]string, len(rows))
		for i, r := range rows {
			names[i] = models.Fold(r.Name.EN)
		}
		if !slices.IsSorted(names) {
			t.Errorf("order %v", names)
		}
	})
}

func TestStagesOfTheOpeningDataAgreeWithTheirStatus(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		counts, err := s.ProjectCounts(t.Context(), models.ProjectFilter{AsOf: "2026-11-23"}, &terms)
		if err != nil {
			t.Fatal(err)
		}
		// Two of the 24 planned ones are planned for this very year.
		want := map[models.Stage]int{models.Launched: 35, models.InProgress: 8, models.Planned: 22, models.Launching: 2, models.Unknown: 16}
		for _, stage := range models.Stages {
			if n := counts.N(models.FacetStage, string(stage)); n != want[stage] {
				t.Errorf("%d projects are %s, want %d", n, stage, want[stage])
			}
		}
	})
}

func TestProjectOfAnEarlierDayShowsOnlyWhatWasKnownThen(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			day    models.Date
			stage  models.Stage
			events int
			launch models.Date
		}{
			{"2026-11-23", models.Launched, 3, "2021"},
			{"2020-06-01", models.InProgress, 2, ""},
			{"2016-01-01", "", 0, ""},
		} {
			p, _, err := s.Project(t.Context(), "zhanatas-wind-100", test.day, &terms)
			if err != nil {
				t.Fatal(err)
			}
			if p.Stage != test.stage || p.Known != (test.stage != "") || len(p.Events) != test.events || p.LaunchDate != test.launch {
				t.Errorf("on %s: stage %q, %d events, launch %q", test.day, p.Stage, len(p.Events), p.LaunchDate)
			}
		}
	})
}
