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
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		programmes, err := s.Programmes(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var sectors, regions, codes, years []string
		for _, sector := range terms.Sectors {
			sectors = append(sectors, sector.Code)
		}
		for _, region := range terms.Regions {
			regions = append(regions, region.Code)
		}
		for _, p := range programmes {
			codes = append(codes, p.Code)
		}
		for year := 2004; year <= 2030; year++ {
			years = append(years, strconv.Itoa(year))
		}
		none := models.NotStated
		// Each facet with the values that it can take, and how a filter takes one.
		facets := []struct {
			name   string
			values []string
			choose func(*models.ProjectFilter, string)
		}{
			{models.FacetStage, words(models.Stages), func(f *models.ProjectFilter, v string) { f.Stage = models.Stage(v) }},
			{models.FacetSector, append(sectors, none), func(f *models.ProjectFilter, v string) { f.Sector = v }},
			{models.FacetRegion, append(regions, none), func(f *models.ProjectFilter, v string) { f.Region = v }},
			{models.FacetPartners, words(models.AllPartnerSides), func(f *models.ProjectFilter, v string) { f.Partners = models.PartnerSides(v) }},
			{models.FacetLaunch, append(years, none), func(f *models.ProjectFilter, v string) { f.Launch = v }},
			{models.FacetListed, []string{"yes", "no", "unknown", none}, func(f *models.ProjectFilter, v string) { f.Listed = models.Membership(v) }},
			{models.FacetProgramme, codes, func(f *models.ProjectFilter, v string) { f.Programme = v }},
			{models.FacetYear, years, func(f *models.ProjectFilter, v string) { f.Year, _ = strconv.Atoi(v) }},
		}
		rapid.Check(t, func(rt *rapid.T) {
			f := models.ProjectFilter{
				AsOf: rapid.SampledFrom([]models.Date{"2026-11-23", "2018-06-10", "2015-01-01", "1999-01-01"}).Draw(rt, "as of"),
				Text: rapid.SampledFrom([]string{"", "", "", "plant", "%", "ЦЕМЕНТ", "wind"}).Draw(rt, "text"),
			}
			// Any two facets, and so every pair of them in the end.
			for i := range 2 {
				facet := rapid.SampledFrom(facets).Draw(rt, "facet "+strconv.Itoa(i))
				facet.choose(&f, rapid.SampledFrom(append(facet.values, "")).Draw(rt, "value "+strconv.Itoa(i)))
			}
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
			rows := len(all(t.Context(), rt, s, f, &terms))
			if rows != counts.Total {
				rt.Errorf("the filter announces %d and gives %d rows (%+v)", counts.Total, rows, f)
			}
			for _, facet := range facets {
				value := rapid.SampledFrom(facet.values).Draw(rt, "another "+facet.name)
				for _, choice := range []string{"", value} {
					if choice == "" && facet.name == models.FacetYear {
						continue
					}
					g := f
					facet.choose(&g, choice)
					count := counts.N(facet.name, choice)
					if choice == "" {
						count = counts.Any(facet.name)
					}
					if n := len(all(t.Context(), rt, s, g, &terms)); n != count {
						rt.Errorf("%s=%q announces %d and gives %d rows (%+v)", facet.name, choice, count, n, f)
					}
				}
			}
		})
	})
}

// words are those of a type as plain strings.
func words[T ~string](list []T) []string {
	plain := make([]string, len(list))
	for i, w := range list {
		plain[i] = string(w)
	}
	return plain
}

func TestPagesHoldEveryProjectOnceInEveryOrder(t *testing.T) {
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
