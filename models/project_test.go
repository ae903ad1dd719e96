package models_test

import (
	"context"
	"slices"
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
		main := programmeID(t, s, models.MainProgramme)
		sectors, regions := []string{"", models.NotStated}, []string{"", models.NotStated}
		for _, sector := range terms.Sectors {
			sectors = append(sectors, sector.Code)
		}
		for _, region := range terms.Regions {
			regions = append(regions, region.Code)
		}
		rapid.Check(t, func(rt *rapid.T) {
			f := models.ProjectFilter{
				AsOf:        rapid.SampledFrom([]models.Date{"2026-11-23", "2018-06-10", "2015-01-01", "1999-01-01"}).Draw(rt, "as of"),
				ProgrammeID: rapid.SampledFrom([]int64{0, main}).Draw(rt, "programme"),
				Year:        rapid.SampledFrom([]int{0, 2010, 2015, 2018, 2025, 2028}).Draw(rt, "year"),
				Stage:       rapid.SampledFrom(append([]models.Stage{""}, models.Stages...)).Draw(rt, "stage"),
				Sector:      rapid.SampledFrom(append(sectors, "", "", "", "")).Draw(rt, "sector"),
				Region:      rapid.SampledFrom(append(regions, "", "", "", "")).Draw(rt, "region"),
			}
			counts, err := s.ProjectCounts(t.Context(), f, &terms)
			if err != nil {
				rt.Fatal(err)
			}
			rows := func(change func(*models.ProjectFilter)) int {
				g := f
				change(&g)
				return len(all(t.Context(), rt, s, g, &terms))
			}
			same := func(what string, count int, change func(*models.ProjectFilter)) {
				if n := rows(change); n != count {
					rt.Errorf("%s announces %d and gives %d rows (%+v)", what, count, n, f)
				}
			}
			same("the filter", counts.Total, func(*models.ProjectFilter) {})
			same("any stage", counts.AnyStage, func(g *models.ProjectFilter) { g.Stage = "" })
			same("any sector", counts.AnySector, func(g *models.ProjectFilter) { g.Sector = "" })
			same("any region", counts.AnyRegion, func(g *models.ProjectFilter) { g.Region = "" })
			same("any year", counts.AnyYear, func(g *models.ProjectFilter) { g.Year = 0 })
			stage := rapid.SampledFrom(models.Stages).Draw(rt, "another stage")
			same("stage "+string(stage), counts.Stages[stage], func(g *models.ProjectFilter) { g.Stage = stage })
			sector := rapid.SampledFrom(terms.Sectors).Draw(rt, "another sector")
			same("sector "+sector.Code, counts.Sectors[sector.ID], func(g *models.ProjectFilter) { g.Sector = sector.Code })
			same("no sector", counts.Sectors[0], func(g *models.ProjectFilter) { g.Sector = models.NotStated })
			region := rapid.SampledFrom(terms.Regions).Draw(rt, "another region")
			same("region "+region.Code, counts.Regions[region.ID], func(g *models.ProjectFilter) { g.Region = region.Code })
			same("no region", counts.Regions[0], func(g *models.ProjectFilter) { g.Region = models.NotStated })
			year := rapid.IntRange(2008, 2030).Draw(rt, "another year")
			same("year", counts.Years[year], func(g *models.ProjectFilter) { g.Year = year })
		})
	})
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
			if counts.Stages[stage] != want[stage] {
				t.Errorf("%d projects are %s, want %d", counts.Stages[stage], stage, want[stage])
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
			{"2026-11-23", models.Launched, 2, "2021"},
			{"2020-06-01", models.InProgress, 1, ""},
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
