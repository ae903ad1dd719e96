package models_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestStatementCountsEqualTheRowsAfterChoosing(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		speakers, err := s.Speakers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		programmes, err := s.Programmes(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		metrics, err := s.Metrics(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		facets := []facet[models.StatementFilter]{
			{name: models.FacetSpeaker, values: mapped(speakers, func(s models.Speaker) string { return s.Code }), choose: func(f *models.StatementFilter, v string) { f.Speaker = v }},
			{name: models.FacetProgramme, values: mapped(programmes, func(p models.Programme) string { return p.Code }), choose: func(f *models.StatementFilter, v string) { f.Programme = v }},
			{name: models.FacetMetric, values: mapped(metrics, func(m models.Metric) string { return m.Code }), choose: func(f *models.StatementFilter, v string) { f.Metric = v }},
			{name: models.FacetYear, values: yearsFrom(2008, 2026), choose: func(f *models.StatementFilter, v string) { f.Year = v }},
		}
		rapid.Check(t, func(rt *rapid.T) {
			filter := models.StatementFilter{
				AsOf:   rapid.SampledFrom([]models.Date{"2026-11-23", "2018-06-10", "2000-01-01"}).Draw(rt, "as of"),
				Text:   rapid.SampledFrom([]string{"", "", "", "project", "%", "Enterprises"}).Draw(rt, "text"),
				Source: rapid.SampledFrom([]string{"", "", "", "qazaqtv-194657", "astanatimes-202304-trade"}).Draw(rt, "source"),
			}
			filter.Undated = filter.AsOf == "2026-11-23"
			if filter.Text != "" && rapid.Bool().Draw(rt, "in a name") {
				filter.Speakers = []int64{rapid.SampledFrom(speakers).Draw(rt, "speaker").ID}
			}
			countsAgree(rt, filter, facets, func(f models.StatementFilter) models.Counts {
				counts, err := s.StatementCounts(t.Context(), f)
				if err != nil {
					rt.Fatal(err)
				}
				return counts
			}, func(f models.StatementFilter) int {
				return inPages(rt, func(page int) (int, error) {
					f.Page = page
					list, err := s.StatementList(t.Context(), f)
					return len(list), err
				})
			})
		})
	})
}

func TestAMetricIsNeverKnownBeforeItWasStated(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		h, err := s.MetricHistory(t.Context(), models.TotalProjects, "2018-06-10", false)
		if err != nil {
			t.Fatal(err)
		}
		for _, st := range h.Statements {
			if st.KnownOn > "2018-06-10" || st.KnownOn == "" || len(st.Figures) != 1 || st.Figures[0].Metric.Code != models.TotalProjects {
				t.Errorf("%s of %s has %d figures", st.Code, st.KnownOn, len(st.Figures))
			}
		}
		if last := h.Statements[len(h.Statements)-1]; last.Figures[0].Value.String() != "51" || h.Total != len(h.Statements) {
			t.Errorf("the last of %d is %s", h.Total, last.Figures[0].Value)
		}
	})
}

func TestStatementsOfOneYearDisagreeWithinOneProgrammeOnly(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		h, err := s.MetricHistory(t.Context(), models.Enterprises, "2026-11-23", true)
		if err != nil {
			t.Fatal(err)
		}
		// 1,200 of 2018 mean two things and agree; 2025 has three numbers for one.
		found := h.Comparisons()
		if len(found) != 1 || found[0].Year != "2025" || len(found[0].Claims) < 2 || found[0].Verdict() != models.VerdictContradiction {
			t.Errorf("comparisons %+v", found)
		}
	})
}
