package models_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestEnterpriseCountsEqualTheRowsAfterChoosing(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sectors, regions := termCodes(&terms)
		facets := []facet[models.EnterpriseFilter]{
			{name: models.FacetSector, values: sectors, choose: func(f *models.EnterpriseFilter, v string) { f.Sector = v }},
			{name: models.FacetRegion, values: regions, choose: func(f *models.EnterpriseFilter, v string) { f.Region = v }},
			{name: models.FacetExport, values: []string{"yes", "no", models.NotStated}, choose: func(f *models.EnterpriseFilter, v string) { f.Export = v }},
			{name: models.FacetShare, values: words(models.ShareBands), choose: func(f *models.EnterpriseFilter, v string) { f.Share = models.ShareBand(v) }},
		}
		rapid.Check(t, func(rt *rapid.T) {
			filter := models.EnterpriseFilter{Text: rapid.SampledFrom([]string{"", "", "LLP", "_", "plant"}).Draw(rt, "text")}
			countsAgree(rt, filter, facets, func(f models.EnterpriseFilter) models.Counts {
				counts, err := s.EnterpriseCounts(t.Context(), f)
				if err != nil {
					rt.Fatal(err)
				}
				return counts
			}, func(f models.EnterpriseFilter) int {
				return inPages(rt, func(page int) (int, error) {
					f.Page = page
					list, err := s.Enterprises(t.Context(), f, &terms)
					return len(list), err
				})
			})
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
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		facets := []facet[models.AgreementFilter]{
			{name: models.FacetYear, values: yearsFrom(2012, 2026), choose: func(f *models.AgreementFilter, v string) { f.Year = v }},
			{name: models.FacetKind, values: words(models.AgreementKinds), choose: func(f *models.AgreementFilter, v string) { f.Kind = models.AgreementKind(v) }},
			{name: models.FacetForm, values: words(models.Forms), choose: func(f *models.AgreementFilter, v string) { f.Form = models.Form(v) }},
		}
		rapid.Check(t, func(rt *rapid.T) {
			filter := models.AgreementFilter{AsOf: rapid.SampledFrom([]models.Date{"2026-11-23", "2018-06-10", "2013-01-01"}).Draw(rt, "as of")}
			countsAgree(rt, filter, facets, func(f models.AgreementFilter) models.Counts {
				counts, err := s.AgreementCounts(t.Context(), f)
				if err != nil {
					rt.Fatal(err)
				}
				return counts
			}, func(f models.AgreementFilter) int {
				return inPages(rt, func(page int) (int, error) {
					f.Page = page
					list, err := s.Agreements(t.Context(), f)
					return len(list), err
				})
			})
		})
	})
}
