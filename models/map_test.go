package models_test

import (
	"slices"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

const mapDay = "2026-11-23"

func TestCoordinatesAreApproximateUnlessTheNoteSaysWhoGivesThoseOfTheSite(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		rows, err := s.MapProjects(t.Context(), models.ProjectFilter{AsOf: mapDay}, models.MapSelection{}, &terms)
		if err != nil {
			t.Fatal(err)
		}
		var located []string
		placed := 0
		for _, r := range rows {
			if r.SiteLocated {
				located = append(located, r.Code)
			}
			if r.Lat != nil {
				placed++
			}
			if len(r.Sources) == 0 {
				t.Errorf("%s has no source", r.Code)
			}
		}
		slices.Sort(located)
		if want := []string{"astana-lrt", "boguty-tungsten", "kpi-polypropylene-atyrau", "shelek-wind-60", "taiynsha-mai"}; !slices.Equal(located, want) {
			t.Errorf("sites located: %q, want %q", located, want)
		}
		if len(rows) != 83 || placed != 80 {
			t.Errorf("%d projects, %d with a place", len(rows), placed)
		}
	})
}

// countCells adds up what cells hold.
func countCells(cells []models.MapCell) (projects, enterprises, approximate int) {
	for i := range cells {
		projects, enterprises, approximate = projects+cells[i].Projects(), enterprises+cells[i].Enterprises, approximate+cells[i].Approximate
	}
	return projects, enterprises, approximate
}

func TestCellsHoldEveryFeatureThatHasAPlaceOnce(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		filters := []models.ProjectFilter{
			{AsOf: mapDay}, {AsOf: "2018-06-10"}, {AsOf: mapDay, Stage: models.Launched}, {AsOf: mapDay, Region: "almaty", Text: "plant"}, {AsOf: mapDay, Programme: models.MainProgramme, Year: 2018}, {AsOf: "1999-01-01"},
		}
		for _, f := range filters {
			cells, err := s.ProjectCells(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := s.MapProjects(t.Context(), f, models.MapSelection{}, &terms)
			if err != nil {
				t.Fatal(err)
			}
			placed, approximate, stages := 0, 0, make(map[models.Stage]int)
			for _, r := range rows {
				if r.Lat == nil {
					continue
				}
				placed++
				stages[r.Stage]++
				if !r.SiteLocated {
					approximate++
				}
			}
			n, enterprises, rough := countCells(cells)
			if n != placed || enterprises != 0 || rough != approximate {
				t.Errorf("%+v: cells hold %d (%d approximate), the list %d (%d)", f, n, rough, placed, approximate)
			}
			for i := range cells {
				for stage, n := range cells[i].Stages {
					stages[stage] -= n
				}
				// Each cell picks its own projects, and no others.
				own, err := s.MapProjects(t.Context(), f, models.MapSelection{Cells: []models.Cell{cells[i].Cell}}, &terms)
				if err != nil {
					t.Fatal(err)
				}
				if len(own) != cells[i].Projects() {
					t.Errorf("%+v: cell %v holds %d and picks %d", f, cells[i].Cell, cells[i].Projects(), len(own))
				}
			}
			for stage, left := range stages {
				if left != 0 {
					t.Errorf("%+v: %s differs by %d", f, stage, left)
				}
			}
		}
	})
}

func TestAnEnterpriseStandsAtItsProjectElseInItsRegion(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		rows, err := s.MapEnterprises(t.Context(), models.EnterpriseFilter{}, models.MapSelection{}, &terms)
		if err != nil {
			t.Fatal(err)
		}
		by := make(map[models.PlacedBy][]string)
		for _, r := range rows {
			by[r.PlacedBy] = append(by[r.PlacedBy], r.Code)
			switch {
			case (r.Lat == nil) != (r.PlacedBy == models.Unplaced):
				t.Errorf("%s: placed by %q at %v", r.Code, r.PlacedBy, r.Lat)
			case r.PlacedBy == models.ByRegion && (!r.Approximate || r.Region == nil || *r.Region.Lat != *r.Lat):
				t.Errorf("%s does not stand in the middle of its region", r.Code)
			case r.Code == "kpi" && (r.Approximate || *r.Lat != 47.3403):
				t.Errorf("%s stands at %v, approximately: %t", r.Code, *r.Lat, r.Approximate)
			}
		}
		if want := []string{"cnpc-aktobemunaigas", "karazhanbasmunai"}; !slices.Equal(by[models.ByRegion], want) {
			t.Errorf("by region: %q, want %q", by[models.ByRegion], want)
		}
		if want := []string{"khorasan-u", "ortalyk", "semizbai-irkol"}; !slices.Equal(by[models.Unplaced], want) {
			t.Errorf("without a place: %q, want %q", by[models.Unplaced], want)
		}
		cells, err := s.EnterpriseCells(t.Context(), models.EnterpriseFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if _, n, _ := countCells(cells); n != len(rows)-3 {
			t.Errorf("cells hold %d", n)
		}
		for i := range cells {
			own, err := s.MapEnterprises(t.Context(), models.EnterpriseFilter{}, models.MapSelection{Cells: []models.Cell{cells[i].Cell}}, &terms)
			if err != nil {
				t.Fatal(err)
			}
			if len(own) != cells[i].Enterprises {
				t.Errorf("cell %v holds %d and picks %d", cells[i].Cell, cells[i].Enterprises, len(own))
			}
		}
		if none, err := s.MapEnterprises(t.Context(), models.EnterpriseFilter{}, models.MapSelection{Cells: []models.Cell{}}, &terms); err != nil || len(none) != 0 {
			t.Errorf("no cell picks %d (%v)", len(none), err)
		}
	})
}

func TestMergingCellsAddsThemUp(t *testing.T) {
	at := func(row int, lat float64, stage models.Stage, n, enterprises int) models.MapCell {
		return models.MapCell{Cell: models.Cell{Row: row, Col: 300}, Lat: lat, Lon: 75, Stages: map[models.Stage]int{stage: n}, Enterprises: enterprises, Approximate: n}
	}
	a := []models.MapCell{at(180, 45, models.Launched, 3, 0), at(181, 45.3, models.Planned, 1, 0)}
	b := []models.MapCell{at(180, 45.2, models.Planned, 0, 1), at(179, 44.9, models.Planned, 0, 2)}
	got := models.MergeCells(a, b)
	if len(got) != 3 || got[0].Row != 179 || got[1].N() != 4 || !near(got[1].Lat, 45.05) || got[1].Stages[models.Launched] != 3 || got[1].Approximate != 3 {
		t.Errorf("gives %+v", got)
	}
	if a[0].Enterprises != 0 || a[0].Stages[models.Planned] != 0 {
		t.Error("what was merged has changed")
	}
}
