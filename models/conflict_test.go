package models_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

var updateVerdicts = flag.Bool("update-verdicts", false, "write the verdicts on the opening data anew")

// givenBy is the first figure of a statement, in memory.
func givenBy(st models.Statement) models.Given {
	for i := range st.Figures {
		st.Figures[i].ID += st.ID * 100
	}
	return models.Given{Statement: &st, Figure: &st.Figures[0]}
}

// money makes a statement that gives one amount for a year.
func money(code string, day models.Date, value string, year int64) models.Statement {
	st := statementOf(code, day, "total_cost_usd", 0)
	f := &st.Figures[0]
	f.Unit, f.Value, f.YearFrom, f.YearTo = "USD", decimal.RequireFromString(value), &year, &year
	return st
}

func TestVerdictOf(t *testing.T) {
	part := statementOf("b", "2024-10-16", "total_projects", 100, "listed_subtotal", 45)
	part.Figures[1].PartOfID = &part.Figures[0].ID
	key := statementOf("b", "2024-10-16", "total_projects", 100, "listed_subtotal", 45)
	key.Figures[1].Metric = &models.Metric{Code: models.KeyProjects, Unit: "projects"}
	for _, test := range []struct {
		name string
		a, b models.Statement
		want models.Verdict
	}{
		{"two presidents say 45", statementOf("a", "2024-07-03", "total_projects", 45), statementOf("b", "2024", "total_projects", 45), models.VerdictSame},
		{"27 and 27.6 bn", money("a", "2019-05-15", "27000000000", 2019), money("b", "2019-09-05", "27600000000", 2019), models.VerdictRounded},
		{"27.7 and 28 bn", money("a", "2018-02-27", "27700000000", 2018), money("b", "2018-06-08", "28000000000", 2018), models.VerdictRounded},
		{"27 and 28 bn can be one value between", money("a", "2018-06-08", "28000000000", 2018), money("b", "2018-06-21", "27000000000", 2018), models.VerdictRounded},
		{"20 and 26 bn are no roundings", money("a", "2016-09-02", "20000000000", 2016), money("b", "2016-09-05", "26000000000", 2016), models.VerdictContradiction},
		{"14.5 and 15.5 bn are no roundings", money("a", "2024-07-03", "14500000000", 2024), money("b", "2024", "15500000000", 2024), models.VerdictContradiction},
		{"what is counted is not rounded", statementOf("a", "2018-06-10", "total_projects", 50), statementOf("b", "2018-06-21", "total_projects", 51), models.VerdictContradiction},
		{"9 in April, 12 in May", statementOf("a", "2019-04", "launched", 9, "launching_this_year", 8), statementOf("b", "2019-05-15", "launched", 12, "launching_this_year", 5), models.VerdictLater},
		{"12 in May, 15 in September", statementOf("a", "2019-05-15", "launched", 12), statementOf("b", "2019-09-05", "launched", 15), models.VerdictLater},
		{"9 + 8 = 12 + 5", statementOf("a", "2019-04", "launching_this_year", 8, "launched", 9), statementOf("b", "2019-05-15", "launching_this_year", 5, "launched", 12), models.VerdictWorkedOut},
		{"8 to be launched in May, 5 in September", statementOf("a", "2019-05-28", "launching_this_year", 8), statementOf("b", "2019-09-05", "launching_this_year", 5), models.VerdictLater},
		{"6 and 8 within eleven days", statementOf("a", "2018-06-10", "launching_this_year", 6, "launched", 4), statementOf("b", "2018-06-21", "launching_this_year", 8, "launched", 4), models.VerdictContradiction},
		{"34 launched, then 3", statementOf("a", "2017-05-12", "launched", 34), statementOf("b", "2017-06-08", "launched", 3), models.VerdictContradiction},
		{"34 launched, and 5 four months later", statementOf("a", "2017-05-12", "launched", 34), statementOf("b", "2017-09-21", "launched", 5), models.VerdictContradiction},
		{"52 projects, then 51", statementOf("a", "2016-02-16", "total_projects", 52), statementOf("b", "2016-09-02", "total_projects", 51), models.VerdictContradiction},
		{"100 including 45 key ones", statementOf("a", "2024-07-03", "total_projects", 45), key, models.VerdictSet},
		{"100 of which 45", statementOf("a", "2024-07-03", "total_projects", 45), part, models.VerdictSet},
		{"45 and 100 where nothing tells", statementOf("a", "2024-07-03", "total_projects", 100), statementOf("b", "2024-10-16", "total_projects", 45), models.VerdictContradiction},
		{"on one day", statementOf("a", "2018-06-10", "launched", 4), statementOf("b", "2018-06-10", "launched", 5), models.VerdictContradiction},
		{"31 days apart", statementOf("a", "2018-05-10", "launched", 4), statementOf("b", "2018-06-10", "launched", 5), models.VerdictContradiction},
		{"32 days apart", statementOf("a", "2018-05-10", "launched", 4), statementOf("b", "2018-06-11", "launched", 5), models.VerdictLater},
		{"in a month and on a day of it", statementOf("a", "2018-06", "launched", 4), statementOf("b", "2018-06-30", "launched", 5), models.VerdictContradiction},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.a.ID, test.b.ID = 1, 2
			if part := test.b.Figures; len(part) > 1 && part[1].PartOfID != nil {
				id := part[0].ID + 200
				part[1].PartOfID = &id
			}
			a, b := givenBy(test.a), givenBy(test.b)
			if !a.Comparable(b) {
				t.Fatal("they cannot be compared")
			}
			if got := models.VerdictOf(a, b); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestWhatIsNeverCompared(t *testing.T) {
	counted, other := statementOf("a", "2018-06-10", "launched", 4), statementOf("b", "2019-06-10", "launched", 9)
	if givenBy(counted).Comparable(givenBy(other)) {
		t.Error("counts of two years are compared")
	}
	if givenBy(money("a", "2018-06-10", "1", 2016)).Comparable(givenBy(money("b", "2018-06-10", "2", 2017))) {
		t.Error("amounts of two years are compared")
	}
	if !givenBy(money("a", "2022-06-10", "1", 2021)).Comparable(givenBy(money("b", "2023-06-10", "2", 2021))) {
		t.Error("amounts of one year that were stated in two are not compared")
	}
	other = statementOf("b", "2018-06-10", "launched", 9)
	other.ProgrammeID = 7
	if givenBy(counted).Comparable(givenBy(other)) {
		t.Error("two programmes are compared")
	}
	if nothing := statementOf("a", "", "launched", 4); givenBy(nothing).Comparable(givenBy(nothing)) {
		t.Error("a figure without a year is compared")
	}
}

// TestVerdictsMirror draws statements at random: each pair has one verdict, whichever
// comes first, it is «same» if and only if the values are equal, and what Compare makes
// of them does not depend on their order.
func TestVerdictsMirror(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		metrics := []string{"launched", "launching_this_year", "in_progress", "total_projects", "total_cost_usd"}
		var list []*models.Statement
		for i := range rapid.IntRange(2, 7).Draw(t, "n") {
			var figures []any
			for _, metric := range metrics {
				if rapid.Bool().Draw(t, "gives "+metric) {
					figures = append(figures, metric, rapid.IntRange(0, 30).Draw(t, metric))
				}
			}
			st := statementOf(fmt.Sprintf("s%d", i), dates().Draw(t, "day"), figures...)
			st.ID = int64(i + 1)
			for j := range st.Figures {
				f := &st.Figures[j]
				f.ID, f.Code = st.ID*100+int64(j), fmt.Sprintf("s%d-%d", i, j)
				if f.Metric.Code == "total_cost_usd" {
					f.Unit = "USD"
				}
			}
			list = append(list, &st)
		}
		for _, st := range list {
			for _, other := range list {
				for i := range st.Figures {
					for j := range other.Figures {
						a, b := models.Given{Statement: st, Figure: &st.Figures[i]}, models.Given{Statement: other, Figure: &other.Figures[j]}
						if a.Comparable(b) != b.Comparable(a) {
							t.Fatal("only one of two can be compared with the other")
						}
						if !a.Comparable(b) {
							continue
						}
						v := models.VerdictOf(a, b)
						if v != models.VerdictOf(b, a) || !slices.Contains(models.Verdicts, v) {
							t.Fatalf("%s and %s: %s, and the other way %s", st.Code, other.Code, v, models.VerdictOf(b, a))
						}
						if (v == models.VerdictSame) != a.Figure.Value.Equal(b.Figure.Value) {
							t.Fatalf("%s and %s are %s", a.Figure.Value, b.Figure.Value, v)
						}
					}
				}
			}
		}
		said := fmt.Sprint(described(models.Compare(list)))
		slices.Reverse(list)
		if again := fmt.Sprint(described(models.Compare(list))); again != said {
			t.Fatalf("in another order\n%s\nis\n%s", said, again)
		}
	})
}

// described writes comparisons as lines, «2019 launched: 9 | 12 | 15: later 9-12, …».
func described(list []models.Comparison) []string {
	var lines []string
	for _, c := range list {
		var values, found []string
		for _, claim := range c.Claims {
			var by []string
			for _, g := range claim.By {
				by = append(by, g.Figure.Code)
			}
			values = append(values, claim.Figure.Value.String()+" ("+strings.Join(by, " ")+")")
		}
		for _, pair := range c.Pairs {
			found = append(found, fmt.Sprintf("%s %s-%s", pair.Verdict, c.Claims[pair.First].Figure.Value, c.Claims[pair.Second].Figure.Value))
		}
		lines = append(lines, fmt.Sprintf("%s %s: %s: %s", c.Year, c.Metric.Code, strings.Join(values, " | "), strings.Join(found, ", ")))
	}
	return lines
}

// TestVerdictsOnTheOpeningData holds every verdict on the opening data, each read and
// found right.
func TestVerdictsOnTheOpeningData(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		programmes, err := s.Programmes(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, programme := range programmes {
			statements, err := s.Statements(t.Context(), programme.ID)
			if err != nil {
				t.Fatal(err)
			}
			var all []*models.Statement
			for i := range statements {
				all = append(all, &statements[i])
			}
			for _, line := range described(models.Compare(all)) {
				lines = append(lines, programme.Code+" "+line)
			}
		}
		slices.Sort(lines)
		got, path := strings.Join(lines, "\n")+"\n", filepath.Join("testdata", "verdicts.txt")
		if *updateVerdicts {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Error(diff)
		}
	})
}
