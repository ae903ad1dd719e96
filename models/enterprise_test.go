package models_test

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestEnterpriseCountsEqualTheRowsAfterChoosing(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sectors, regions := []string{models.NotStated}, []string{models.NotStated}
		for _, sector := range terms.Sectors {
			sectors = append(sectors, sector.Code)
		}
		for _, region := range terms.Regions {
			regions = append(regions, region.Code)
		}
		facets := []struct {
			name   string
			values []string
			choose func(*models.EnterpriseFilter, string)
		}{
			{models.FacetSector, sectors, func(f *models.EnterpriseFilter, v string) { f.Sector = v }},
			{models.FacetRegion, regions, func(f *models.EnterpriseFilter, v string) { f.Region = v }},
			{models.FacetExport, []string{"yes", "no", models.NotStated}, func(f *models.EnterpriseFilter, v string) { f.Export = v }},
			{models.FacetShare, words(models.ShareBands), func(f *models.EnterpriseFilter, v string) { f.Share = models.ShareBand(v) }},
		}
		count := func(rt *rapid.T, f models.EnterpriseFilter) int {
			list, err := s.Enterprises(t.Context(), f, &terms)
			if err != nil {
				rt.Fatal(err)
			}
			return len(list)
		}
		rapid.Check(t, func(rt *rapid.T) {
			f := models.EnterpriseFilter{Text: rapid.SampledFrom([]string{"", "", "LLP", "_", "plant"}).Draw(rt, "text")}
			for i := range 2 {
				facet := rapid.SampledFrom(facets).Draw(rt, "facet "+strconv.Itoa(i))
				facet.choose(&f, rapid.SampledFrom(append(facet.values, "")).Draw(rt, "value "+strconv.Itoa(i)))
			}
			counts, err := s.EnterpriseCounts(t.Context(), f)
			if err != nil {
				rt.Fatal(err)
			}
			if n := count(rt, f); n != counts.Total {
				rt.Errorf("the filter announces %d and gives %d rows (%+v)", counts.Total, n, f)
			}
			for _, facet := range facets {
				g := f
				facet.choose(&g, "")
				if n := count(rt, g); n != counts.Any(facet.name) {
					rt.Errorf("any %s announces %d and gives %d rows (%+v)", facet.name, counts.Any(facet.name), n, f)
				}
				value := rapid.SampledFrom(facet.values).Draw(rt, "another "+facet.name)
				facet.choose(&g, value)
				if n := count(rt, g); n != counts.N(facet.name, value) {
					rt.Errorf("%s=%s announces %d and gives %d rows (%+v)", facet.name, value, counts.N(facet.name, value), n, f)
				}
			}
		})
	})
}

func TestSharesFallIntoTheBandsThatTheirNumbersSay(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		counts, err := s.EnterpriseCounts(t.Context(), models.EnterpriseFilter{})
		if err != nil {
			t.Fatal(err)
		}
		// As the column chinese_share of the opening data has it.
		for band, want := range map[models.ShareBand]int{
			models.ShareFull: 1, models.ShareMajority: 3, models.ShareHalf: 5, models.ShareMinority: 5, models.ShareZero: 2, models.NotStated: 18,
		} {
			if n := counts.N(models.FacetShare, string(band)); n != want {
				t.Errorf("%d enterprises are %s, want %d", n, band, want)
			}
		}
	})
}

func TestAgreementCountsEqualTheRowsAfterChoosing(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		years := []string{models.NotStated}
		for year := 2012; year <= 2026; year++ {
			years = append(years, strconv.Itoa(year))
		}
		facets := []struct {
			name   string
			values []string
			choose func(*models.AgreementFilter, string)
		}{
			{models.FacetYear, years, func(f *models.AgreementFilter, v string) { f.Year = v }},
			{models.FacetKind, words(models.AgreementKinds), func(f *models.AgreementFilter, v string) { f.Kind = models.AgreementKind(v) }},
			{models.FacetForm, words(models.Forms), func(f *models.AgreementFilter, v string) { f.Form = models.Form(v) }},
		}
		count := func(rt *rapid.T, f models.AgreementFilter) int {
			list, err := s.Agreements(t.Context(), f)
			if err != nil {
				rt.Fatal(err)
			}
			return len(list)
		}
		rapid.Check(t, func(rt *rapid.T) {
			f := models.AgreementFilter{AsOf: rapid.SampledFrom([]models.Date{"2026-11-23", "2018-06-10", "2013-01-01"}).Draw(rt, "as of")}
			for i := range 2 {
				facet := rapid.SampledFrom(facets).Draw(rt, "facet "+strconv.Itoa(i))
				facet.choose(&f, rapid.SampledFrom(append(facet.values, "")).Draw(rt, "value "+strconv.Itoa(i)))
			}
			counts, err := s.AgreementCounts(t.Context(), f)
			if err != nil {
				rt.Fatal(err)
			}
			if n := count(rt, f); n != counts.Total {
				rt.Errorf("the filter announces %d and gives %d rows (%+v)", counts.Total, n, f)
			}
			for _, facet := range facets {
				g := f
				facet.choose(&g, "")
				if n := count(rt, g); n != counts.Any(facet.name) {
					rt.Errorf("any %s announces %d and gives %d rows (%+v)", facet.name, counts.Any(facet.name), n, f)
				}
				value := rapid.SampledFrom(facet.values).Draw(rt, "another "+facet.name)
				facet.choose(&g, value)
				if n := count(rt, g); n != counts.N(facet.name, value) {
					rt.Errorf("%s=%s announces %d and gives %d rows (%+v)", facet.name, value, counts.N(facet.name, value), n, f)
				}
			}
		})
	})
}
