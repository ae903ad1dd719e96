package models_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/intake"
	"github.com/dostyk/dostyk/models/modelstest"
)

// brentMonthly is a price series as its publisher gives it: 300 months in two columns.
func brentMonthly(t testing.TB) []byte {
	t.Helper()
	content, err := os.ReadFile("testdata/brent-monthly.csv")
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// brent are the constants that the series lacks.
var brent = map[string]string{"commodity": "brent", "unit": "USD per barrel", "currency": "USD", "source_id": "eia-oil"}

func tableOf(t testing.TB, content string) *intake.Table {
	t.Helper()
	table, err := models.ImportMapping{}.Table([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// planned is the plan of a text with the columns of a data file.
func planned(t testing.TB, s *models.Store, name, content string) *models.ImportPlan {
	t.Helper()
	table := tableOf(t, content)
	m, whole := models.GuessMapping(table, name)
	if !whole {
		t.Fatalf("the columns %q are taken for %+v", table.Header, m)
	}
	plan, err := s.PlanImport(t.Context(), table, m)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// counts are the rows of a plan by outcome.
func counts(p *models.ImportPlan) [4]int {
	var n [4]int
	for i, o := range models.ImportOutcomes {
		n[i] = p.Count(o)
	}
	return n
}

// wrong lists the errors of a plan: line, column, value and key.
func wrong(p *models.ImportPlan) []string {
	var list []string
	for _, r := range p.Rows {
		for _, e := range r.Errors {
			list = append(list, fmt.Sprintf("%d %s «%s» %s", e.Line, e.Column, e.Value, e.Key))
		}
	}
	return list
}

func editorOf(t testing.TB, s *models.Store) models.Author {
	t.Helper()
	u := &models.User{Name: "importer", FullName: "Importer", Role: models.Editor}
	if _, err := s.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	return models.Author{ID: u.ID, Name: u.Name, Role: string(u.Role)}
}

func TestASeriesGoesInAsItWasPublishedAndASecondTimeThereIsNothingToDo(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		by := editorOf(t, s)
		before := exported(t, s)
		content := brentMonthly(t)
		i, err := s.NewImport(t.Context(), by.ID, "brent-monthly.csv", content)
		if err != nil {
			t.Fatal(err)
		}
		table := tableOf(t, string(content))
		m, whole := models.GuessMapping(table, "")
		if whole || m.File != "commodity_prices.csv" || !cmp.Equal(m.Columns, map[string]int{"period": 0, "price": 1}) {
			t.Fatalf("taken for %+v", m)
		}
		m.Constants = brent
		plan, err := s.SavePlan(t.Context(), i, table, m)
		if err != nil {
			t.Fatal(err)
		}
		if got := counts(plan); got != [4]int{88, 0, 212, 0} {
			t.Fatalf("added, changed, unchanged and refused are %v: %v", got, wrong(plan))
		}
		if diff := cmp.Diff([]models.Turned{{Column: "period", From: "2000-09-15", To: "2000-09", Count: 300}}, plan.Turned); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(before, exported(t, s)); diff != "" {
			t.Fatalf("the plan has changed records:\n%s", diff)
		}
		set, err := s.ImportSet(t.Context(), by, i.ID, i.Version)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.PublishSet(t.Context(), by, set.ID, set.Version, true); err != nil {
			t.Fatal(err)
		}
		after := exported(t, s)
		if len(after) != len(before)+88 {
			t.Errorf("%d rows were %d", len(after), len(before))
		}
		first := after[models.RowKey{File: "commodity_prices.csv", Key: "brent/2000-09/eia-oil"}]
		if diff := cmp.Diff(models.Cells{"commodity": "brent", "period": "2000-09", "price": "33.14", "unit": "USD per barrel", "currency": "USD", "source_id": "eia-oil"}, first); diff != "" {
			t.Error(diff)
		}

		remembered, err := s.RememberedMapping(t.Context(), table, i.FileName)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, remembered.ImportMapping); diff != "" {
			t.Errorf("the mapping is remembered as (-want +got)\n%s", diff)
		}
		again, err := s.PlanImport(t.Context(), table, remembered.ImportMapping)
		if err != nil {
			t.Fatal(err)
		}
		if got := counts(again); got != [4]int{0, 0, 300, 0} || len(again.Edits()) != 0 {
			t.Errorf("the second time there are %v", got)
		}

		undo, err := s.UndoSet(t.Context(), by, set.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.DescribeSet(t.Context(), by, undo.ID, undo.Version, "", models.Restoring, "It was the wrong series."); err != nil {
			t.Fatal(err)
		}
		if _, err := s.PublishSet(t.Context(), by, undo.ID, undo.Version+1, true); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, exported(t, s)); diff != "" {
			t.Errorf("taken back (-before +after)\n%s", diff)
		}
	})
}

func TestAPlanTellsEachCellThatChangesAndLeavesMissingColumnsAlone(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		table := tableOf(t, "code;jobs;name_kk;note;cost_usd\nulba-fa;911;Үлбі зауыты;A note.;1 250 000,50\naiju-feed-nkr;50;;;16 000 000\n")
		m := models.MappingFor(table, "projects.csv")
		delete(m.Columns, "note")
		plan, err := s.PlanImport(t.Context(), table, m)
		if err != nil {
			t.Fatal(err)
		}
		if got := wrong(plan); len(got) > 0 {
			t.Fatal(got)
		}
		r := plan.Rows[0]
		if diff := cmp.Diff([]string{"cost_usd", "jobs", "name_kk"}, sorted(r.Changes())); diff != "" || r.Outcome != models.RowChanged || r.Line != 2 {
			t.Errorf("line %d is %s: %s", r.Line, r.Outcome, diff)
		}
		if r.After["jobs"] != "911" || r.After["cost_usd"] != "1250000.5" || r.After["note"] != r.Base["note"] || r.Base["jobs"] == "911" || r.Base["name_en"] == "" || r.After["name_en"] != r.Base["name_en"] {
			t.Errorf("%v\nbecomes\n%v", r.Base, r.After)
		}
		if got := plan.Rows[1].Changes(); len(got) > 1 || len(got) == 1 && got[0] != "name_kk" {
			t.Errorf("the project that stays as it is changes %v", got)
		}
	})
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

// The day from which a record counts moves in a correction only.
func TestADateThatChangesLeavesTheDayFromWhichItCounts(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		table := tableOf(t, "code,noted_on\nopening-article-oil,2018-07\n")
		plan, err := s.PlanImport(t.Context(), table, models.MappingFor(table, "price_notes.csv"))
		if err != nil {
			t.Fatal(err)
		}
		r := plan.Rows[0]
		if diff := cmp.Diff([]string{"noted_on"}, r.Changes()); diff != "" || r.After["known_on"] != "2018-06-10" {
			t.Errorf("known on %s: %s", r.After["known_on"], diff)
		}
		if r.Cells["known_on"] != "" {
			t.Errorf("the edit says %s, which is worked out when it is published", r.Cells["known_on"])
		}
	})
}

func TestAllErrorsOfAFileAreToldAtOnce(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for name, test := range map[string]struct {
			content string
			want    []string
			counts  [4]int
		}{
			"prices": {"commodity,period,price,unit,currency,source_id\n" +
				"brent,2018-06,x,USD per barrel,USD,eia-oil\n" +
				"brunt,2018-06,1,USD per barrel,USD,eia-oil\n" +
				"brent,soon,,USD per barrel,USD,nobody\n" +
				"\n" +
				"brent,2018-05,7,USD per barrel,USD,eia-oil\n" +
				"brent,05/2018,8,USD per barrel,USD,eia-oil\n" +
				"brent,1999-05,9,USD per barrel,USD,eia-oil\n" +
				"brent,1999-06,9,USD per barrel,USD,eia-oil,too much\n",
				[]string{"2 price «x» number", "3 commodity «brunt» commodity_unknown", "4 price «» empty", "4 source_id «nobody» source_unknown", "4 period «soon» date", "4 period «soon» month", "7 period «2018-05» price_twice", "9  «» cell_count"},
				[4]int{1, 1, 0, 5}},
			"statements, where rows of one belong together": {"id,source_id,said_by,role,said_on,programme,metric,value,unit,part_of,as_of,year_refers_to,quote,statement\n" +
				"imp1,qazaqtv-194657,Kanat Saudabayev,,2018-06-10,Kazakhstan-China industrial and investment cooperation programme,total_projects,51,projects,,,2018,,imp\n" +
				"imp2,qazaqtv-194657,Kanat Saudabayev,,2018-06-10,Kazakhstan-China industrial and investment cooperation programme,launched,4.5,projects,total_projects,,2018,,imp\n" +
				"imp3,qazaqtv-194657,Kanat Saudabayev,,2018-06-11,Kazakhstan-China industrial and investment cooperation programme,launched,4,projects,total_projects,,2018,,imp-b\n" +
				"imp4,qazaqtv-194657,Kanat Saudabayev,,2018-06-12,Kazakhstan-China industrial and investment cooperation programme,launched,4,projects,,,2018,,imp-c\n" +
				"st067,qazaqtv-194657,Kanat Saudabayev,,2018-06-13,Kazakhstan-China industrial and investment cooperation programme,launched,4,projects,,,2018,,imp-d\n",
				[]string{"3 value «4.5» count", "4 part_of «total_projects» whole_missing", "6  «» figure_elsewhere"},
				[4]int{1, 0, 0, 4}},
		} {
			t.Run(name, func(t *testing.T) {
				plan := planned(t, s, "sent.csv", test.content)
				if diff := cmp.Diff(sorted(test.want), sorted(wrong(plan))); diff != "" {
					t.Errorf("errors (-want +got)\n%s", diff)
				}
				if got := counts(plan); got != test.counts {
					t.Errorf("added, changed, unchanged and refused are %v, want %v", got, test.counts)
				}
				for _, r := range plan.Rows {
					for _, e := range r.Errors {
						if at := slices.Index(e.Args, any("Line")); at >= 0 && e.Args[at+1] != 6 {
							t.Errorf("%s refers to line %v", e.Key, e.Args[at+1])
						}
					}
				}
			})
		}
	})
}

func TestAFormulaWithoutAValueIsAnErrorOfItsCell(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		table := tableOf(t, "Date,Price\n2000-01,1\n")
		table.Rows[0].Cells[1] = intake.Cell{Type: intake.Uncalculated}
		m := models.MappingFor(table, "commodity_prices.csv")
		m.Constants = brent
		plan, err := s.PlanImport(t.Context(), table, m)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"2 price «» not_calculated"}, wrong(plan)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestMonthsWithoutAPriceAreLeftOut(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		table := tableOf(t, "Month;Average\n1999M01;..\n1999M02;10,27\n1999M03;\n1999M04;n/a\n")
		m, _ := models.GuessMapping(table, "")
		m.Constants = brent
		plan, err := s.PlanImport(t.Context(), table, m)
		if err != nil {
			t.Fatal(err)
		}
		if got := counts(plan); got != [4]int{1, 0, 0, 0} || !slices.Equal(plan.Passed, []int{2, 4, 5}) || plan.Rows[0].Cells["price"] != "10.27" || plan.Rows[0].Cells["period"] != "1999-02" {
			t.Errorf("%v, passed %v: %v %v", got, plan.Passed, plan.Rows, wrong(plan))
		}
	})
}

// TestEveryFileOfTheOpeningDataPlansToNothing sends each file as it is exported.
func TestEveryFileOfTheOpeningDataPlansToNothing(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		files, _ := export(t, s)
		for name, content := range files {
			if strings.Count(content, "\n") < 2 {
				continue
			}
			plan := planned(t, s, name, content)
			if plan.File != name || plan.Count(models.RowUnchanged) != len(plan.Rows) || len(plan.Rows) == 0 || len(plan.Passed) > 0 {
				t.Errorf("%s is taken for %s: %v of %d rows, %v passed over: %v", name, plan.File, counts(plan), len(plan.Rows), plan.Passed, wrong(plan))
			}
		}
	})
}

func TestARowThatHasMovedSinceThePlanIsNotOverwritten(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		by := editorOf(t, s)
		content := "commodity,period,price,unit,currency,source_id\nbrent,2018-06,75,USD per barrel,USD,eia-oil\nbrent,2018-07,76,USD per barrel,USD,eia-oil\n"
		send := func(name string) *models.Import {
			i, err := s.NewImport(t.Context(), by.ID, name, []byte(content))
			if err != nil {
				t.Fatal(err)
			}
			table := tableOf(t, content)
			m, _ := models.GuessMapping(table, "")
			if _, err := s.SavePlan(t.Context(), i, table, m); err != nil {
				t.Fatal(err)
			}
			return i
		}
		i, early := send("prices.csv"), send("early.csv")
		set, err := s.ImportSet(t.Context(), by, early.ID, early.Version)
		if err != nil {
			t.Fatal(err)
		}
		publish(t, s, models.Correcting, "Read again.", rowEdit(t, s, "commodity_prices.csv", "brent/2018-07/eia-oil", "price", "77"))
		var conflict *models.ConflictError
		if _, err := s.ImportSet(t.Context(), by, i.ID, i.Version); !errors.As(err, &conflict) || len(conflict.Rows) != 1 {
			t.Errorf("the later plan is %v", err)
		}
		if err := s.DescribeSet(t.Context(), by, set.ID, set.Version, "", models.Revising, "Newer."); err != nil {
			t.Fatal(err)
		}
		if _, err := s.PublishSet(t.Context(), by, set.ID, set.Version+1, true); !errors.As(err, &conflict) || len(conflict.Rows) != 1 {
			t.Errorf("publishing is %v", err)
		}
		if got := exported(t, s)[models.RowKey{File: "commodity_prices.csv", Key: "brent/2018-06/eia-oil"}]["price"]; got != "74.41" {
			t.Errorf("the other row is %s", got)
		}
		if _, err := s.ImportSet(t.Context(), by, early.ID, early.Version); !errors.Is(err, models.ErrMoved) {
			t.Errorf("carrying out twice is %v", err)
		}
	})
}

func TestAFileWaitsForItsUserOnlyAndNotForEver(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		now := modelstest.Now
		s.SetClock(func() time.Time { return now })
		by := editorOf(t, s)
		content := brentMonthly(t)
		var ids []int64
		for n := range models.MostOpenImports + 2 {
			i, err := s.NewImport(t.Context(), by.ID, fmt.Sprintf("%d.csv", n), content)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, i.ID)
		}
		list, err := s.Imports(t.Context(), by.ID)
		if err != nil || len(list) != models.MostOpenImports || list[0].FileName != "6.csv" || list[0].Content != nil || list[0].Size != int64(len(content)) {
			t.Fatalf("%d imports wait (%v)", len(list), err)
		}
		last := ids[len(ids)-1]
		got, err := s.Import(t.Context(), by.ID, last)
		if err != nil || !bytes.Equal(got.Content, content) {
			t.Errorf("the file has %d bytes (%v)", len(got.Content), err)
		}
		for _, ask := range []struct {
			user, id int64
		}{{by.ID + 1, last}, {by.ID, ids[0]}, {by.ID, last + 1}} {
			if _, err := s.Import(t.Context(), ask.user, ask.id); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("user %d asks for %d: %v", ask.user, ask.id, err)
			}
		}
		if _, err := s.ImportSet(t.Context(), by, last, 1); !errors.Is(err, models.ErrNoPlan) {
			t.Errorf("without a plan: %v", err)
		}
		if err := s.DropImport(t.Context(), by.ID+1, last); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("dropped by somebody else: %v", err)
		}
		if err := s.DropImport(t.Context(), by.ID, ids[3]); err != nil {
			t.Error(err)
		}
		now = now.Add(models.ImportKept + time.Second)
		if _, err := s.Import(t.Context(), by.ID, last); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a day later: %v", err)
		}
		if list, err := s.Imports(t.Context(), by.ID); err != nil || len(list) != 0 {
			t.Errorf("a day later %d wait (%v)", len(list), err)
		}
	})
}

func TestThePlanKeepsItsProblemsAsTheyAre(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		by := editorOf(t, s)
		content := "code,project,kind,planned,date,source_id,note\nx,ulba-fa,flown,yes,2018,nobody,\nx,nothing,launched,no,2099,eia-oil,\n"
		i, err := s.NewImport(t.Context(), by.ID, "events.csv", []byte(content))
		if err != nil {
			t.Fatal(err)
		}
		table := tableOf(t, content)
		m, _ := models.GuessMapping(table, "")
		plan, err := s.SavePlan(t.Context(), i, table, m)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := s.Import(t.Context(), by.ID, i.ID)
		if err != nil {
			t.Fatal(err)
		}
		again, err := kept.ReadPlan()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plan, again); diff != "" || len(wrong(plan)) < 5 {
			t.Errorf("%v\n%s", wrong(plan), diff)
		}
		if _, err := s.ImportSet(t.Context(), by, kept.ID, kept.Version); !errors.Is(err, models.ErrNoPlan) {
			t.Errorf("a plan with errors is carried out: %v", err)
		}
		if mapping, ok := kept.ReadMapping(); !ok || !cmp.Equal(m, mapping) || kept.Refused != 2 || kept.File != "project_events.csv" {
			t.Errorf("%+v, %d refused in %s", mapping, kept.Refused, kept.File)
		}
	})
}

// BenchmarkPlan plans 10,000 prices, of which a third is new, a third changes and a
// third stays, beside those of the opening data.
func BenchmarkPlan(b *testing.B) {
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		b.Run(string(dialect), func(b *testing.B) {
			s := modelstest.New(b, dialect, true)
			modelstest.ManyPrices(b, s, 10_000)
			var text strings.Builder
			text.WriteString("commodity,period,price,unit,currency,source_id\n")
			rows := 0
			for _, source := range []string{"many-source-1", "many-source-2", "many-source-3", "many-source-4", "eia-oil", "wb-pinksheet"} {
				for commodity := 1; commodity <= 6 && rows < 10_000; commodity++ {
					for month := range 500 {
						if rows++; rows > 10_000 {
							break
						}
						fmt.Fprintf(&text, "many-%d,%d-%02d,%d.5,USD per tonne,USD,%s\n", commodity, 1985+month/12, 1+month%12, month, source)
					}
				}
			}
			table := tableOf(b, text.String())
			m, _ := models.GuessMapping(table, "")
			var plan *models.ImportPlan
			var err error
			for b.Loop() {
				if plan, err = s.PlanImport(b.Context(), table, m); err != nil {
					b.Fatal(err)
				}
			}
			b.Log(counts(plan), len(wrong(plan)))
		})
	}
}
