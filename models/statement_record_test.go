package models_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestWordsAreFoundInEveryAlphabet(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.Load(t, s, map[string]string{
			"sources.csv": sourceHead + "folded,Қазақстан жолы,Ёлка,https://example.kz/,2018-06-10,kk,\n",
			"statements.csv": statementHead + "st900,folded,Nursultan Nazarbayev,President of Kazakhstan,2018-06-10," + programme + ",total_projects,51,projects,,,2018,Запущено ВСЁ: 100% жоба\n" +
				"st901,folded,Karim Massimov,Prime Minister of Kazakhstan,2018-06-10," + programme + ",total_projects,51,projects,,,2018,\n",
		})
		found := func(text string) []string {
			list, err := s.StatementList(t.Context(), models.StatementFilter{AsOf: "2026-11-23", Text: text})
			if err != nil {
				t.Fatal(err)
			}
			return mapped(list, func(st models.Statement) string { return st.Code })
		}
		for text, want := range map[string][]string{"все: 100%": {"st900"}, "ЗАПУЩЕНО всё": {"st900"}, "ЖОБА": {"st900"}, "100_": {}, "нет такого": {}} {
			if got := found(text); !slices.Equal(got, want) {
				t.Errorf("%q finds %q, want %q", text, got, want)
			}
		}
		for text, want := range map[string]int{"казакстан": 1, "ЕЛКА": 1, "ҚАЗАҚСТАН ЖОЛЫ": 1, "қ%ж": 0} {
			list, err := s.Sources(t.Context(), models.SourceFilter{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			if len(list) != want {
				t.Errorf("%q finds %d sources, want %d", text, len(list), want)
			}
		}
	})
}

func TestTextsFromBeforeTheyWereFoldedAreFound(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		before, err := s.StatementList(t.Context(), models.StatementFilter{AsOf: "2026-11-23", Text: "21 Projects"})
		if err != nil || len(before) == 0 {
			t.Fatalf("%d statements (%v)", len(before), err)
		}
		modelstest.Exec(t, s, "UPDATE figures SET quote_folded = ''")
		modelstest.Exec(t, s, "UPDATE sources SET words_folded = ''")
		if _, err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		after, err := s.StatementList(t.Context(), models.StatementFilter{AsOf: "2026-11-23", Text: "21 Projects"})
		if err != nil || len(after) != len(before) {
			t.Errorf("%d statements, %d before (%v)", len(after), len(before), err)
		}
		// Loading the same file again then changes nothing.
		report, err := s.Load(t.Context(), models.OpeningFiles(), []string{"sources.csv", "statements.csv"}, models.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range report.Files {
			if file.Added > 0 || file.Changed > 0 {
				t.Errorf("%s: %d added, %d changed", file.File, file.Added, file.Changed)
			}
		}
	})
}

func TestAStatementStandsBetweenItsNeighbours(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		list := mainStatements(t, s)
		list = slices.DeleteFunc(list, func(st models.Statement) bool { return st.KnownOn == "" })
		if len(list) < 20 {
			t.Fatalf("only %d statements", len(list))
		}
		for i, st := range list {
			r, err := s.Statement(t.Context(), st.Code, "2026-11-23", true)
			if err != nil {
				t.Fatal(err)
			}
			for name, beside := range map[string]struct {
				got *models.Statement
				at  int
			}{"previous": {r.Previous, i - 1}, "next": {r.Next, i + 1}} {
				want := ""
				if beside.at >= 0 && beside.at < len(list) {
					want = list[beside.at].Code
				}
				if (beside.got == nil) != (want == "") || beside.got != nil && beside.got.Code != want {
					t.Errorf("%s of %s is %v, want %q", name, st.Code, beside.got, want)
				}
			}
			var year, want []string
			for _, other := range r.OfYear {
				if other.KnownOn != "" {
					year = append(year, other.Code)
				}
				if len(other.Figures) == 0 {
					t.Errorf("%s beside %s has no figures", other.Code, st.Code)
				}
			}
			for _, other := range list {
				if other.KnownOn.Year() == st.KnownOn.Year() {
					want = append(want, other.Code)
				}
			}
			if !slices.Equal(year, want) || r.OfYearTotal != len(r.OfYear) {
				t.Errorf("the year of %s has %q of %d, want %q", st.Code, year, r.OfYearTotal, want)
			}
			if len(r.Sources) == 0 || r.Sources[0].ID != r.SourceID || len(r.Figures) != len(st.Figures) {
				t.Errorf("%s has %d sources and %d figures", st.Code, len(r.Sources), len(r.Figures))
			}
		}
	})
}

func TestTheTwoStatisticsOfTradeMeetInTheirYears(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for metric, want := range map[string][]string{
			"trade_turnover_usd":     {"2021 25250000000 18200000000 7050000000", "2022 31200000000 24100000000 7100000000"},
			"trade_turnover_usd_10m": {"2023 32700000000 24300000000 8400000000"},
			"imports_cn_to_kz_usd":   {"2021 13980000000 8300000000 5680000000"},
			"exports_kz_to_cn_usd":   {"2021 11270000000 9900000000 1370000000"},
			"trade_turnover_usd_9m":  nil, models.TotalProjects: nil,
		} {
			h, err := s.MetricHistory(t.Context(), metric, "2026-11-23", true)
			if err != nil {
				t.Fatal(err)
			}
			got := mapped(h.Mirror(), func(m models.MirrorYear) string {
				return fmt.Sprint(m.Years, " ", m.ChinaCustoms.Figure.Value, " ", m.Kazakhstan.Figure.Value, " ", m.Gap)
			})
			if !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", metric, got, want)
			}
		}
	})
}

func TestANumberHasSeveralMeaningsOnlyBesideStatistics(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for metric, want := range map[string][]string{
			models.Enterprises: {"2018 st062 st064 st073"},
			// US$24.1 billion is one statistic, with its basis and without.
			"trade_turnover_usd": nil,
			// One programme states it over and over.
			models.TotalProjects: nil,
		} {
			h, err := s.MetricHistory(t.Context(), metric, "2026-11-23", true)
			if err != nil {
				t.Fatal(err)
			}
			got := mapped(h.Homonyms(), func(m models.Homonym) string {
				text := fmt.Sprint(m.Year)
				for _, st := range m.Statements {
					text += " " + st.Code
				}
				return text
			})
			if !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", metric, got, want)
			}
		}
	})
}
