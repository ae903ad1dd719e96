package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestTheLogOfActionsRefusesEveryAlteration(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		ctx := models.WithActor(t.Context(), models.Actor{UserID: 7, Name: "serik", Address: "192.0.2.1", ActionID: "one"})
		if err := s.RecordAction(ctx, &models.Action{Kind: models.ActionDownloaded, Noun: models.NounProject, Code: "ulba-fa"}); err != nil {
			t.Fatal(err)
		}
		statements := []string{
			"UPDATE actions SET user_name = 'nobody'", "DELETE FROM actions", "DELETE FROM actions WHERE id = 1",
			"INSERT INTO actions (id, action_id, at, kind) VALUES (1, 'x', '2026-01-01', 'x') ON CONFLICT (id) DO UPDATE SET kind = 'x'",
		}
		if s.Dialect() == models.Postgres {
			statements = append(statements, "TRUNCATE actions", "TRUNCATE actions CASCADE")
		} else {
			statements = append(statements, "REPLACE INTO actions (id, action_id, at, kind) VALUES (1, 'x', '2026-01-01', 'x')", "UPDATE OR REPLACE actions SET id = 2")
		}
		for _, statement := range statements {
			if err := s.DB(t.Context()).Exec(statement).Error; err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		list, err := s.Actions(t.Context(), models.ActionFilter{})
		if err != nil {
			t.Fatal(err)
		}
		want := []models.Action{{ID: 1, ActionID: "one", At: modelstest.Now, UserID: 7, UserName: "serik", Address: "192.0.2.1", Kind: models.ActionDownloaded, Noun: models.NounProject, Code: "ulba-fa"}}
		for i := range list {
			list[i].At = list[i].At.UTC()
		}
		if diff := cmp.Diff(want, list); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTheLogIsFilteredAndCounted(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		for i := range 60 {
			a := &models.Action{
				Kind: []models.ActionKind{models.ActionPublished, models.ActionSubmitted}[i%2], UserName: []string{"anna", "serik", ""}[i%3], Noun: models.NounProject,
				Code: "p", At: time.Date(2026, 11, 1+i%10, 23, 59, 59, 0, time.UTC),
			}
			if err := s.RecordAction(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		for name, test := range map[string]struct {
			filter models.ActionFilter
			want   int
		}{
			"everything":          {models.ActionFilter{}, 60},
			"a user":              {models.ActionFilter{User: "anna"}, 20},
			"nobody":              {models.ActionFilter{User: models.NotStated}, 20},
			"a kind of a user":    {models.ActionFilter{User: "anna", Kind: models.ActionPublished}, 10},
			"a day to its end":    {models.ActionFilter{From: "2026-11-03", To: "2026-11-03"}, 6},
			"a record":            {models.ActionFilter{Noun: string(models.NounProject), Code: "p"}, 60},
			"a record of no kind": {models.ActionFilter{Noun: models.NotStated}, 0},
		} {
			counts, err := s.ActionCounts(t.Context(), test.filter)
			if err != nil || counts.Total != test.want {
				t.Errorf("%s: %d, want %d (%v)", name, counts.Total, test.want, err)
			}
			all, err := s.AllActions(t.Context(), test.filter)
			if err != nil || all.Total != test.want {
				t.Errorf("%s: the file has %d, want %d (%v)", name, all.Total, test.want, err)
			}
			page, err := s.Actions(t.Context(), test.filter)
			if err != nil || len(page) != min(test.want, models.PageSize) {
				t.Errorf("%s: the page has %d (%v)", name, len(page), err)
			}
		}
		last, err := s.Actions(t.Context(), models.ActionFilter{Page: 2})
		if err != nil || len(last) != 10 {
			t.Errorf("the second page has %d (%v)", len(last), err)
		}
	})
}
