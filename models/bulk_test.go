package models_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// of selects all records of a kind with the choices, names and values in turn.
func of(noun models.Noun, chosen ...string) models.RecordFilter {
	f := models.RecordFilter{Noun: noun, Chosen: make(map[string]string)}
	for i := 0; i+1 < len(chosen); i += 2 {
		f.Chosen[chosen[i]] = chosen[i+1]
	}
	return f
}

// bulkPlan is the plan of a bulk edit that can be recorded.
func bulkPlan(t *testing.T, s *models.Store, b models.Bulk) *models.BulkPlan {
	t.Helper()
	plan, err := s.PlanBulk(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// publishPlan makes a change set of a plan and publishes it.
func publishPlan(t *testing.T, s *models.Store, plan *models.BulkPlan) *models.ChangeSet {
	t.Helper()
	c, err := s.BulkSet(t.Context(), editor, plan, nil, "", "A report.")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SubmitSet(t.Context(), editor, c.ID, c.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PublishSet(t.Context(), reviewer, c.ID, c.Version+1, false); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestABulkEditOfThirtyProjectsIsOneSetAndUndoneAsOne(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		before := exported(t, s)
		list, err := s.RecordList(t.Context(), of(models.NounProject))
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, r := range list[:30] {
			codes = append(codes, r.Code)
		}
		plan := bulkPlan(t, s, models.Bulk{Filter: of(models.NounProject), Codes: codes, Changes: []models.BulkChange{
			{File: "projects.csv", Column: "capacity", How: models.BulkSet, Value: "to be told"},
			{File: "projects.csv", Column: "jobs", How: models.BulkEmpty},
			{File: "projects.csv", Column: "source_ids", How: models.BulkAdd, Value: "qazaqtv-194657"},
		}})
		if len(plan.Edits) != 30 || plan.Count(models.BulkChanged) != 30 {
			t.Fatalf("%d rows change, outcomes are %v", len(plan.Edits), plan.Outcomes)
		}
		c := publishPlan(t, s, plan)
		if c.Origin != models.FromBulk || c.Kind != models.Revising || c.Reason != "A report." {
			t.Errorf("the set is %+v", c)
		}
		after := exported(t, s)
		for _, code := range codes {
			row := after[models.RowKey{File: "projects.csv", Key: code}]
			if row["capacity"] != "to be told" || row["jobs"] != "" || !slices.Contains(column("projects.csv", "source_ids").Entries(row["source_ids"]), "qazaqtv-194657") {
				t.Errorf("%s is %v", code, row)
			}
		}
		undo(t, s, c)
		if diff := cmp.Diff(before, exported(t, s)); diff != "" {
			t.Errorf("undone (-before +after)\n%s", diff)
		}
		actions, err := s.Actions(t.Context(), models.ActionFilter{Kind: models.ActionDraftSaved})
		if err != nil || len(actions) != 30 || actions[0].ActionID != actions[29].ActionID {
			t.Errorf("%d actions are logged (%v)", len(actions), err)
		}
	})
}

func column(file, name string) models.Column {
	c, _ := models.FileColumn(file, name)
	return c
}

func TestWhatHoldsTheValueAlreadyIsCountedApart(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		all := bulkPlan(t, s, models.Bulk{Filter: of(models.NounCommodity), All: true, Changes: []models.BulkChange{{File: "commodities.csv", Column: "category", How: models.BulkSet, Value: "metals"}}})
		metals, err := s.RecordList(t.Context(), of(models.NounCommodity, models.FacetCategory, "metals"))
		if err != nil || len(metals) == 0 {
			t.Fatal(err)
		}
		if n := all.Count(models.BulkSame); n != len(metals) || all.Count(models.BulkChanged) != len(all.Records)-n || len(all.Edits) != all.Count(models.BulkChanged) {
			t.Errorf("%d of %d stay, %d change", n, len(all.Records), all.Count(models.BulkChanged))
		}
		// The same number, written otherwise, is the same.
		rows, err := s.RecordRows(t.Context(), models.NounPrice, "brent/2016-01/eia-oil")
		if err != nil {
			t.Fatal(err)
		}
		same := bulkPlan(t, s, models.Bulk{Filter: of(models.NounPrice), Codes: []string{"brent/2016-01/eia-oil"}, Changes: []models.BulkChange{
			{File: "commodity_prices.csv", Column: "price", How: models.BulkSet, Value: rows[0].Base["price"] + "0"}}})
		if same.Count(models.BulkSame) != 1 || len(same.Edits) != 0 {
			t.Errorf("the outcome is %v", same.Outcomes)
		}
		if _, err := s.BulkSet(t.Context(), editor, same, nil, "", ""); !errors.Is(err, models.ErrEmptySet) {
			t.Errorf("a plan of nothing makes a set: %v", err)
		}
	})
}

func TestAStatementIsChangedInAllItsRowsAndFiguresByTheirMetric(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		codes := []string{"st067", "trade-2018-9-months-kazakhstan-statistics"}
		plan := bulkPlan(t, s, models.Bulk{Filter: of(models.NounStatement), Codes: codes, Changes: []models.BulkChange{{File: "statements.csv", Column: "note", How: models.BulkSet, Value: "Heard again."}}})
		if len(plan.Edits) != 7 || plan.Count(models.BulkChanged) != 2 {
			t.Fatalf("%d rows of %v change", len(plan.Edits), plan.Outcomes)
		}
		publishPlan(t, s, plan)
		for _, code := range codes {
			rows, err := s.RecordRows(t.Context(), models.NounStatement, code)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				if r.Base["note"] != "Heard again." {
					t.Errorf("%s holds the note %q", r.Key, r.Base["note"])
				}
			}
		}
		plan = bulkPlan(t, s, models.Bulk{Filter: of(models.NounStatement), Codes: codes, Changes: []models.BulkChange{{File: "statements.csv", Column: "as_of", How: models.BulkSet, Value: "2018-05", Only: "total_projects"}}})
		if plan.Edits[0].Cells["as_of"] != "2018-05" || plan.Edits[0].Key != "st067" || plan.Outcomes[codes[0]] != models.BulkChanged || plan.Outcomes[codes[1]] != models.BulkWithout {
			t.Errorf("%d rows of %v change", len(plan.Edits), plan.Outcomes)
		}
	})
}

func TestEntriesOfListsAreAddedAndRemoved(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		change := func(how models.BulkHow, value string) (string, error) {
			plan, err := s.PlanBulk(t.Context(), models.Bulk{Filter: of(models.NounEnterprise), Codes: []string{"ulba-fa-llp"}, Changes: []models.BulkChange{{File: "enterprises.csv", Column: "source_ids", How: how, Value: value}}})
			if err != nil || len(plan.Edits) == 0 {
				return "", err
			}
			return plan.Edits[0].Cells["source_ids"], nil
		}
		rows, err := s.RecordRows(t.Context(), models.NounEnterprise, "ulba-fa-llp")
		if err != nil {
			t.Fatal(err)
		}
		was := rows[0].Base["source_ids"]
		for _, test := range []struct {
			how         models.BulkHow
			value, want string
		}{
			{models.BulkAdd, "eia-oil", was + ";eia-oil"}, {models.BulkAdd, was, ""}, {models.BulkSet, "eia-oil", "eia-oil"}, {models.BulkRemove, "eia-oil", ""},
		} {
			if got, err := change(test.how, test.value); got != test.want || err != nil {
				t.Errorf("%s %s gives %q (%v), want %q", test.how, test.value, got, err, test.want)
			}
		}
		var bad *models.EditError
		if _, err := change(models.BulkRemove, was); !errors.As(err, &bad) || bad.Problems[0].Key != "ulba-fa-llp" || bad.Problems[0].Column != "source_ids" {
			t.Errorf("without any source it is %v", err)
		}
		if _, err := change(models.BulkAdd, "no-such"); !errors.As(err, &bad) || bad.Problems[0].Value != "no-such" {
			t.Errorf("with a source that is not there it is %v", err)
		}
	})
}

func TestAPlanThatTheRecordsHaveLeftMakesNoSet(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		change := []models.BulkChange{{File: "projects.csv", Column: "note", How: models.BulkSet, Value: "Looked at."}}
		picked := bulkPlan(t, s, models.Bulk{Filter: of(models.NounProject), Codes: []string{"ulba-fa", "astana-lrt"}, Changes: change})
		all := bulkPlan(t, s, models.Bulk{Filter: of(models.NounProject, models.FacetRegion, "abai"), All: true, Changes: change})
		other := bulkPlan(t, s, models.Bulk{Filter: of(models.NounProject), Codes: []string{"astana-lrt"}, Changes: change})
		publish(t, s, models.Revising, "A report.", rowEdit(t, s, "projects.csv", "ulba-fa", "jobs", "800", "region", "Abai Region"))
		for name, plan := range map[string]*models.BulkPlan{"a record has changed": picked, "another record matches": all} {
			if _, err := s.BulkSet(t.Context(), editor, plan, nil, "", ""); !errors.Is(err, models.ErrMoved) {
				t.Errorf("%s: %v", name, err)
			}
		}
		sets, _, err := s.ChangeSets(t.Context(), models.ChangeSetFilter{Origin: models.FromBulk})
		if err != nil || len(sets) != 0 {
			t.Errorf("%d sets were made (%v)", len(sets), err)
		}
		if _, err := s.BulkSet(t.Context(), editor, other, nil, "", ""); err != nil {
			t.Errorf("what has not moved: %v", err)
		}
	})
}

func TestMoreThanCanBeEditedTogetherIsRefusedWithTheNumber(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.ManyPrices(t, s, models.MostBulk+1)
		var tooMany *models.TooManyError
		if _, err := s.SelectBulk(t.Context(), models.Bulk{Filter: of(models.NounPrice), All: true}); !errors.As(err, &tooMany) || tooMany.Selected <= models.MostBulk {
			t.Errorf("all prices: %v", err)
		}
		codes := make([]string, models.MostBulk+1)
		for i := range codes {
			codes[i] = fmt.Sprintf("none-%d", i)
		}
		if _, err := s.SelectBulk(t.Context(), models.Bulk{Filter: of(models.NounPrice), Codes: codes}); !errors.As(err, &tooMany) || tooMany.Selected != len(codes) {
			t.Errorf("as many codes: %v", err)
		}
		plan, err := s.SelectBulk(t.Context(), models.Bulk{Filter: of(models.NounPrice), Codes: codes[:3]})
		if err != nil || len(plan.Gone) != 3 || len(plan.Records) != 0 {
			t.Errorf("codes of nothing: %+v (%v)", plan, err)
		}
	})
}

func TestMoreRowsThanAreWrittenAtOnceGoAndComeBack(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		before := exported(t, s)
		f := of(models.NounPrice, models.FacetSource, "wb-pinksheet")
		plan := bulkPlan(t, s, models.Bulk{Filter: f, All: true, Withdraw: true})
		if len(plan.Edits) < 600 || plan.Count(models.BulkChanged) != len(plan.Records) {
			t.Fatalf("%d rows of %d records go", len(plan.Edits), len(plan.Records))
		}
		c := publishPlan(t, s, plan)
		if n := len(exported(t, s)); n != len(before)-len(plan.Edits) || c.Kind != models.Withdrawing {
			t.Errorf("%d of %d rows are left", n, len(before))
		}
		undo(t, s, c)
		if diff := cmp.Diff(before, exported(t, s)); diff != "" {
			t.Errorf("undone (-before +after)\n%s", diff)
		}
	})
}

func TestAPlanAsksTheSameNumberOfTimesWhateverItSelects(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		asked := func(f models.RecordFilter) int64 {
			ctx, n := models.WithQueryCount(t.Context())
			if _, err := s.SelectBulk(ctx, models.Bulk{Filter: f, All: true}); err != nil {
				t.Fatal(err)
			}
			return n.Load()
		}
		if few, many := asked(of(models.NounProject, models.FacetRegion, "abai")), asked(of(models.NounProject)); few != many {
			t.Errorf("one region asks %d times, all %d times", few, many)
		}
	})
}
