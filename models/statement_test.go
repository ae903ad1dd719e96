package models_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// statementOf makes a statement in memory. Figures are given as a metric and a
// value in turn.
func statementOf(code string, day models.Date, figures ...any) models.Statement {
	st := models.Statement{Code: code, SaidOn: day, KnownOn: day.LastDay(), DatedBy: models.DatedBySaid}
	if day == "" {
		st.KnownOn, st.DatedBy = "", models.DatedByNothing
	}
	stages := map[string]models.Stage{
		"launched": models.Launched, "launching_this_year": models.Launching, "in_progress": models.InProgress,
		"in_preparation": models.Preparing, "under_review": models.Preparing, "planned_next_year": models.Planned,
	}
	for i := 0; i+1 < len(figures); i += 2 {
		metric := &models.Metric{Code: figures[i].(string), Unit: "projects"}
		metric.ID = int64(1 + slices.Index([]string{"total_projects", "launched", "launching_this_year", "in_progress", "in_preparation", "under_review", "planned_next_year", "listed_subtotal", "jobs"}, metric.Code))
		if stage, ok := stages[metric.Code]; ok {
			metric.Stage = &stage
		}
		f := models.Figure{Metric: metric, MetricID: metric.ID, Value: decimal.NewFromInt(int64(figures[i+1].(int))), Unit: metric.Unit}
		f.ID = int64(i + 1)
		st.Figures = append(st.Figures, f)
	}
	return st
}

func TestBreakdown(t *testing.T) {
	t.Run("the opening article: 4 + 6 + 11 + 18 = 39 of 51, and 12 have no stage", func(t *testing.T) {
		st := statementOf("a", "2018-06-10", "total_projects", 51, "launched", 4, "launching_this_year", 6, "in_progress", 11, "listed_subtotal", 21, "planned_next_year", 18)
		b := st.Breakdown()
		if b.Sum != 39 || b.NotBrokenDown == nil || *b.NotBrokenDown != 12 || len(b.Stages) != 4 {
			t.Errorf("got %+v", b)
		}
	})
	t.Run("27 February 2018: the six that launch are part of the eleven in progress", func(t *testing.T) {
		st := statementOf("a", "2018-02-27", "total_projects", 51, "launched", 4, "in_progress", 11, "launching_this_year", 6)
		whole := st.Figures[2].ID
		st.Figures[3].PartOfID = &whole
		b := st.Breakdown()
		if b.Sum != 15 || *b.NotBrokenDown != 36 || b.Stage(models.Launching).PartOf != models.InProgress {
			t.Errorf("got %+v", b)
		}
	})
	t.Run("without a total nothing is left over that could be told", func(t *testing.T) {
		st := statementOf("a", "2017-05-12", "launched", 34, "in_progress", 43)
		if b := st.Breakdown(); b.Sum != 77 || b.NotBrokenDown != nil || b.Exceeds != 0 {
			t.Errorf("got %+v", b)
		}
	})
	t.Run("stages that exceed the total are said to, and never shown as less than nothing", func(t *testing.T) {
		st := statementOf("a", "2017-05-12", "total_projects", 50, "launched", 34, "in_progress", 43)
		if b := st.Breakdown(); b.NotBrokenDown != nil || b.Exceeds != 27 {
			t.Errorf("got %+v", b)
		}
	})
	t.Run("two figures of one stage add up", func(t *testing.T) {
		st := statementOf("a", "2022", "total_projects", 52, "in_preparation", 5, "under_review", 17)
		if b := st.Breakdown(); b.Stage(models.Preparing).Count != 22 || *b.NotBrokenDown != 30 {
			t.Errorf("got %+v", b)
		}
	})
	t.Run("a stage stated as 0 is stated", func(t *testing.T) {
		st := statementOf("a", "2022", "total_projects", 52, "launched", 0)
		if b := st.Breakdown(); b.Stage(models.Launched) == nil || b.Stage(models.Planned) != nil {
			t.Errorf("got %+v", b)
		}
	})
}

func TestNewProgress(t *testing.T) {
	statements := []models.Statement{
		statementOf("first", "2015-12-14", "total_projects", 52, "launched", 2),
		statementOf("feb", "2018-02", "total_projects", 51, "launching_this_year", 6),
		statementOf("june", "2018-06-10", "total_projects", 51, "launched", 4, "launching_this_year", 6),
		statementOf("later", "2018-06-21", "launched", 4, "launching_this_year", 8),
		statementOf("total", "2018-11-27", "total_projects", 51),
		statementOf("next", "2019-04", "launched", 9),
	}
	undated := statementOf("undated", "", "launched", 11)
	year := int64(2018)
	undated.Figures[0].YearFrom, undated.Figures[0].YearTo = &year, &year
	statements = append(statements, undated)
	code := func(st *models.Statement) string {
		if st == nil {
			return ""
		}
		return st.Code
	}
	for _, test := range []struct {
		name       string
		year       int
		asOf       models.Date
		chosen     string
		shown      string
		lastStated bool
		next       string
		said       []string
		undated    int
	}{
		{"one with a total goes before one without", 2018, "2026-11-23", "", "june", false, "", []string{"total", "later", "june", "feb"}, 1},
		{"one can be chosen", 2018, "2026-11-23", "june", "june", false, "", []string{"total", "later", "june", "feb"}, 1},
		{"one without a date can be chosen", 2018, "2026-11-23", "undated", "undated", false, "", []string{"total", "later", "june", "feb"}, 1},
		{"one of another year is not taken", 2018, "2026-11-23", "first", "june", false, "", []string{"total", "later", "june", "feb"}, 1},
		{"as of a day before, it does not count", 2018, "2018-06-20", "", "june", false, "", []string{"june", "feb"}, 1},
		{"on the day itself it counts", 2018, "2018-06-21", "", "june", false, "", []string{"later", "june", "feb"}, 1},
		{"a month counts from its last day", 2018, "2018-02-27", "", "first", true, "", nil, 1},
		{"a year without statements shows the newest earlier one", 2017, "2026-11-23", "", "first", true, "", nil, 0},
		{"a year after all shows the last", 2021, "2026-11-23", "", "next", true, "", nil, 0},
		{"before the first there is nothing but the next", 2014, "2026-11-23", "", "", false, "first", nil, 0},
		{"as of a day before the first there is nothing but the next", 2018, "2015-01-01", "", "", false, "first", nil, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := models.NewProgress(statements, test.year, test.asOf, test.chosen)
			var said []string
			for _, st := range p.Said {
				said = append(said, st.Code)
			}
			if code(p.Shown) != test.shown || p.LastStated != test.lastStated || code(p.Next) != test.next || !slices.Equal(said, test.said) || len(p.Undated) != test.undated {
				t.Errorf("shown %q (last stated %v), next %q, said %v, %d undated", code(p.Shown), p.LastStated, code(p.Next), said, len(p.Undated))
			}
		})
	}
}

// TestTheStatementShownFirst takes each rule of the order alone: the first of the two
// goes before the second, whichever comes first in the list.
func TestTheStatementShownFirst(t *testing.T) {
	by := func(role models.RoleKind, st models.Statement) models.Statement {
		st.Role = &models.Role{Kind: role}
		return st
	}
	for _, test := range []struct {
		name          string
		first, second models.Statement
		year          int
	}{
		{"a total before none", statementOf("a", "2019", "total_projects", 55), statementOf("b", "2019-05-28", "launched", 9, "launching_this_year", 8), 2019},
		{"an office before the media", by(models.RoleOfPerson, statementOf("a", "2024", "total_projects", 45)), by(models.RoleOfMedia, statementOf("b", "2024-07-03", "total_projects", 45, "launched", 3)), 2024},
		{"a day before a year", statementOf("a", "2024-07-03", "total_projects", 45), statementOf("b", "2024", "total_projects", 45), 2024},
		{"a day before a month", statementOf("a", "2024-07-03", "total_projects", 45), statementOf("b", "2024-09", "total_projects", 45), 2024},
		{"a month before a year", statementOf("a", "2024-03", "total_projects", 45), statementOf("b", "2024", "total_projects", 45), 2024},
		{"more stages before fewer", statementOf("a", "2018-02-27", "total_projects", 51, "launched", 4), statementOf("b", "2018-09-07", "total_projects", 51), 2018},
		{"the newer before the older", statementOf("a", "2018-09-07", "total_projects", 51), statementOf("b", "2018-02-27", "total_projects", 51), 2018},
		{"where nobody spoke, the newest", statementOf("a", "2019-09-05", "launched", 15), statementOf("b", "2019-05-15", "total_projects", 55, "launched", 12), 2020},
		{"where nobody spoke, a day within a year before the year alone", statementOf("a", "2024-10-16", "total_projects", 100), statementOf("b", "2024", "total_cost_usd", 15), 2025},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, list := range [][]models.Statement{{test.first, test.second}, {test.second, test.first}} {
				list[0].SpeakerID, list[1].SpeakerID = 1, 2
				slices.SortStableFunc(list, func(a, b models.Statement) int { return strings.Compare(string(a.KnownOn), string(b.KnownOn)) })
				if p := models.NewProgress(list, test.year, "2026-11-23", ""); p.Shown.Code != "a" {
					t.Errorf("%s is shown", p.Shown.Code)
				}
			}
		})
	}
}

func TestReadAsOne(t *testing.T) {
	first, second := statementOf("a", "2019-09-05", "total_projects", 55, "launched", 15), statementOf("b", "2019-09-05", "launched", 14, "in_progress", 11, "launching_this_year", 5)
	first.ID, second.ID = 1, 2
	for i := range first.Figures {
		first.Figures[i].ID, first.Figures[i].StatementID = int64(10+i), 1
	}
	for i := range second.Figures {
		second.Figures[i].ID, second.Figures[i].StatementID = int64(20+i), 2
	}
	part := second.Figures[1].ID
	second.Figures[2].PartOfID = &part
	one := models.ReadAsOne(&first, &second)
	b := one.Breakdown()
	if total, _ := b.TotalCount(); total != 55 || b.Stage(models.Launched).Count != 15 || b.Sum != 26 || b.Stage(models.Launching).PartOf != models.InProgress {
		t.Errorf("got %+v", b)
	}
	if !slices.Equal(one.Codes(), []string{"a", "b"}) || one.Giver(b.Stage(models.Launching).Figures[0]).Code != "b" || one.Giver(b.Total).Code != "a" {
		t.Errorf("it is read from %v", one.Codes())
	}
	if len(first.Figures) != 2 || first.Parts != nil {
		t.Error("the statement itself has changed")
	}
	if alone := models.ReadAsOne(&second, &second); alone != &second {
		t.Error("one that adds nothing makes another")
	}
}

func TestProgressNeverUsesWhatWasNotKnownYet(t *testing.T) {
	long(t)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 8).Draw(t, "n")
		var statements []models.Statement
		for i := range n {
			st := statementOf(fmt.Sprintf("s%d", i), dates().Draw(t, "day"), "launched", rapid.IntRange(0, 60).Draw(t, "launched"))
			statements = append(statements, st)
		}
		slices.SortStableFunc(statements, func(a, b models.Statement) int {
			if a.KnownOn < b.KnownOn {
				return -1
			}
			if a.KnownOn > b.KnownOn {
				return 1
			}
			return 0
		})
		asOf := dates().Draw(t, "asOf").LastDay()
		year := rapid.IntRange(2000, 2030).Draw(t, "year")
		known := slices.DeleteFunc(slices.Clone(statements), func(st models.Statement) bool { return st.KnownOn > asOf })
		with, without := models.NewProgress(statements, year, asOf, ""), models.NewProgress(known, year, asOf, "")
		if (with.Shown == nil) != (without.Shown == nil) || with.Shown != nil && with.Shown.Code != without.Shown.Code {
			t.Fatalf("later statements change what is shown as of %s", asOf)
		}
		if with.Shown != nil && (with.Shown.KnownOn > asOf || with.Shown.KnownOn.Year() > year) {
			t.Fatalf("shows %s as of %s in %d", with.Shown.KnownOn, asOf, year)
		}
	})
}

func mainStatements(t *testing.T, s *models.Store) []models.Statement {
	t.Helper()
	statements, err := s.Statements(t.Context(), programmeID(t, s, models.MainProgramme))
	if err != nil {
		t.Fatal(err)
	}
	return statements
}

func programmeID(t *testing.T, s *models.Store, code string) int64 {
	t.Helper()
	programmes, err := s.Programmes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range programmes {
		if p.Code == code {
			return p.ID
		}
	}
	t.Fatalf("there is no programme %s", code)
	return 0
}

func TestAnOfficeThatAnotherHeldLaterWasHeldThen(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for _, c := range []struct {
			figure string
			day    models.Date
			want   bool
		}{
			// Another is President later; on that day nobody was known to be.
			{"st068", "2026-12-01", true}, {"st068", "2018-12-31", false},
			// The same man is a deputy prime minister later.
			{"st053", "2026-12-01", true},
			// Who holds the office still, who has no other, and media.
			{"st173", "2026-12-01", false}, {"st028", "2026-12-01", false}, {"st175", "2026-12-01", false},
		} {
			r, err := s.FigureRecord(t.Context(), c.figure, c.day, true)
			if err != nil || r.Statement.Then != c.want {
				t.Errorf("%s as known on %s: then is %v (%v)", c.figure, c.day, r.Statement.Then, err)
			}
		}
	})
}

// What a statement is dated by gives it a day: a file that names the one without a column
// for the other must not leave a statement whose export cannot be loaded.
func TestAStatementThatIsDatedByADocumentHasADay(t *testing.T) {
	const head = "id,source_id,said_by,role,said_on,programme,metric,value,unit,part_of,as_of,year_refers_to,quote,dated_by"
	for published, want := range map[string]string{"": "day_missing", "2018-06": ""} {
		s := modelstest.New(t, models.SQLite, true)
		modelstest.Load(t, s, map[string]string{
			"sources.csv": "id,title,publisher,url,published_on,language,note\nundated,A page,Akorda,https://akorda.kz/undated," + published + ",en,\n",
		})
		_, err := modelstest.TryLoad(t.Context(), s, map[string]string{
			"statements.csv": head + "\nnew,undated,Trend,news agency,,Bilateral trade,trade_turnover_usd,5,USD,,,2022,,published\n",
		}, models.LoadOptions{})
		var bad *models.LoadError
		got := ""
		if errors.As(err, &bad) && len(bad.Rows) == 1 {
			got = bad.Rows[0].Key
		}
		if got != want || err != nil && got == "" {
			t.Errorf("by a document of %q: %v, want %q", published, err, want)
		}
	}
}
