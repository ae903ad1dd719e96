package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestAcceptedFindingsStandWithTheirRecord(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		edits := []models.RowEdit{
			retyped("statements.csv", "st045"), retyped("trade.csv", "2024/year/China customs"), changed("projects.csv", "ulba-fa", "cost_usd", "1000"),
			changed("project_events.csv", "ulba-fa-launched", "date", "2025"), changed("commodity_prices.csv", "brent/2016-01/eia-oil", "price", "3070"),
		}
		edits[1].Cells = set(edits[1].Cells, []string{"turnover_usd", "43820000"})
		found, err := s.Findings(t.Context(), edits)
		if err != nil {
			t.Fatal(err)
		}
		var accepted []models.AcceptedFinding
		for _, f := range found {
			accepted = append(accepted, models.AcceptedFinding{Finding: f, Reason: " The page prints it so. ", Who: "reviewer"})
		}
		if err := s.Accept(t.Context(), accepted...); err != nil {
			t.Fatal(err)
		}
		got := make(map[string]bool)
		for key, of := range map[models.RecordKey]string{
			{Noun: models.NounStatement, Code: "st041"}: "st045", {Noun: models.NounStatement, Code: "trade-2024-year-china-customs"}: "2024/year/China customs",
			{Noun: models.NounProject, Code: "ulba-fa"}: "ulba-fa", {Noun: models.NounCommodity, Code: "brent"}: "brent/2016-01/eia-oil",
		} {
			list, err := s.AcceptedFindings(t.Context(), key.Noun, key.Code)
			if err != nil || len(list) == 0 {
				t.Errorf("%v has %v (%v)", key, list, err)
				continue
			}
			for _, a := range list {
				if !strings.HasPrefix(a.Key, of) || a.Reason != "The page prints it so." || a.Who != "reviewer" || a.At.IsZero() {
					t.Errorf("%v has %+v", key, a)
				}
				got[a.ID()] = true
			}
		}
		for _, a := range accepted {
			if !got[a.ID()] {
				t.Errorf("%+v is nowhere", a.Finding)
			}
		}
		again, err := s.Findings(t.Context(), edits)
		if err != nil || len(again) > 0 {
			t.Errorf("what was accepted is doubted again: %v (%v)", doubts(again), err)
		}
		edits[0].Cells = set(edits[0].Cells, []string{"value", "27100000"})
		again, err = s.Findings(t.Context(), edits)
		if diff := cmp.Diff([]string{"st045 value slip", "st045 value quote_number"}, doubts(again)); diff != "" || err != nil {
			t.Errorf("another number is not doubted: %s (%v)", diff, err)
		}
	})
}

func TestWhatIsAcceptedAgainIsShownOnce(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		found, err := s.Findings(t.Context(), []models.RowEdit{retyped("statements.csv", "st164")})
		if err != nil || len(found) != 1 {
			t.Fatal(doubts(found), err)
		}
		for _, reason := range []string{"Said so.", "Said so, and printed so."} {
			if err := s.Accept(t.Context(), models.AcceptedFinding{Finding: found[0], Reason: reason, Who: "admin"}); err != nil {
				t.Fatal(err)
			}
		}
		list, err := s.AcceptedFindings(t.Context(), models.NounStatement, "st164")
		if err != nil || len(list) != 1 || list[0].Reason != "Said so, and printed so." {
			t.Errorf("%+v (%v)", list, err)
		}
		if err := s.Accept(t.Context(), models.AcceptedFinding{Finding: found[0], Reason: " ", Who: "admin"}); err == nil {
			t.Error("a finding is accepted without a reason")
		}
	})
}

func TestAcceptedFindingsCannotBeAltered(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		f := models.Finding{RowKey: models.RowKey{File: "projects.csv", Key: "ulba-fa"}, Kind: models.FindingCost, Column: "cost_usd"}
		if err := s.Accept(t.Context(), models.AcceptedFinding{Finding: f, Reason: "So it is.", Who: "editor"}); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{"UPDATE accepted_findings SET reason = 'x'", "DELETE FROM accepted_findings"} {
			if err := s.DB(t.Context()).Exec(statement).Error; err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
}

func TestThePastKnowsWhatWasAcceptedByThen(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		f := models.Finding{RowKey: models.RowKey{File: "projects.csv", Key: "ulba-fa"}, Kind: models.FindingCost, Column: "cost_usd", Value: "1"}
		before := s.Now()
		s.SetClock(func() time.Time { return before.Add(time.Hour) })
		if err := s.Accept(t.Context(), models.AcceptedFinding{Finding: f, Reason: "So it is.", Who: "editor"}); err != nil {
			t.Fatal(err)
		}
		for moment, want := range map[time.Time]int{before.Add(time.Minute): 0, before.Add(2 * time.Hour): 1} {
			then, release, err := s.At(t.Context(), moment)
			if err != nil {
				t.Fatal(err)
			}
			list, err := then.AcceptedFindings(t.Context(), models.NounProject, "ulba-fa")
			if err != nil || len(list) != want {
				t.Errorf("at %s there are %d: %v", moment, len(list), err)
			}
			release()
		}
	})
}
