package models_test

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestStatementCountsEqualTheRowsAfterChoosing(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		codes := func(list []string, err error) []string {
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		speakers, err := s.Speakers(t.Context())
		names := codes(mapped(speakers, func(s models.Speaker) string { return s.Code }), err)
		list, err := s.Programmes(t.Context())
		programmes := codes(mapped(list, func(p models.Programme) string { return p.Code }), err)
		dictionary, err := s.Metrics(t.Context())
		metrics := codes(mapped(dictionary, func(m models.Metric) string { return m.Code }), err)
		years := []string{models.NotStated}
		for year := 2008; year <= 2026; year++ {
			years = append(years, strconv.Itoa(year))
		}
		facets := []struct {
			name   string
			values []string
			choose func(*models.StatementFilter, string)
		}{
			{models.FacetSpeaker, names, func(f *models.StatementFilter, v string) { f.Speaker = v }},
			{models.FacetProgramme, programmes, func(f *models.StatementFilter, v string) { f.Programme = v }},
			{models.FacetMetric, metrics, func(f *models.StatementFilter, v string) { f.Metric = v }},
			{models.FacetYear, years, func(f *models.StatementFilter, v string) { f.Year = v }},
		}
		count := func(rt *rapid.T, f models.StatementFilter) int {
			n := 0
			for f.Page = 1; ; f.Page++ {
				list, err := s.StatementList(t.Context(), f)
				if err != nil {
					rt.Fatal(err)
				}
				n += len(list)
				if len(list) < models.PageSize {
					return n
				}
			}
		}
		rapid.Check(t, func(rt *rapid.T) {
			f := models.StatementFilter{
				AsOf:   rapid.SampledFrom([]models.Date{"2026-11-23", "2018-06-10", "2000-01-01"}).Draw(rt, "as of"),
				Text:   rapid.SampledFrom([]string{"", "", "", "project", "%", "Enterprises"}).Draw(rt, "text"),
				Source: rapid.SampledFrom([]string{"", "", "", "qazaqtv-194657", "astanatimes-202304-trade"}).Draw(rt, "source"),
			}
			f.Undated = f.AsOf == "2026-11-23"
			if f.Text != "" && rapid.Bool().Draw(rt, "in a name") {
				f.Speakers = []int64{rapid.SampledFrom(speakers).Draw(rt, "speaker").ID}
			}
			for i := range 2 {
				facet := rapid.SampledFrom(facets).Draw(rt, "facet "+strconv.Itoa(i))
				facet.choose(&f, rapid.SampledFrom(append(facet.values, "", "")).Draw(rt, "value "+strconv.Itoa(i)))
			}
			counts, err := s.StatementCounts(t.Context(), f)
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

func mapped[T, U any](list []T, of func(T) U) []U {
	result := make([]U, len(list))
	for i, item := range list {
		result[i] = of(item)
	}
	return result
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
		found := h.Disagreements()
		if len(found) != 1 || found[0].Year != 2025 || len(found[0].Claims) < 2 {
			t.Errorf("disagreements %+v", found)
		}
	})
}
