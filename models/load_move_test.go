package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// newSource is a document of a day that is not on record yet.
func newSource(code, day string) models.RowEdit {
	return models.RowEdit{RowKey: models.RowKey{File: "sources.csv", Key: code}, Cells: models.Cells{
		"id": code, "title": "A document of " + day, "publisher": "A newspaper", "url": "https://example.org/" + code, "published_on": day, "language": "en", "kind": "page",
	}}
}

// cellNow is a cell of a row as it stands.
func cellNow(t *testing.T, s *models.Store, file, key, column string) string {
	t.Helper()
	k := models.RowKey{File: file, Key: key}
	rows, err := s.Rows(t.Context(), []models.RowKey{k})
	if err != nil {
		t.Fatal(err)
	}
	return rows[k][column]
}

// TestAMoveOfAProjectCountsFromItsDocument follows projects from one state to another: the
// new one counts from the document that was added for it, the old one stays as it was
// known, and taking the move back leaves what was there.
func TestAMoveOfAProjectCountsFromItsDocument(t *testing.T) {
	for _, test := range []struct {
		name, project string
		kind          models.ChangeKind
		cells         []string
		want          string
	}{
		{"a plan becomes a launch", "aktobe-urea", models.Moving, []string{"status", "launched", "launch_year", "2026"},
			"announced 2025-09-05 known 2025-09-05 until 2026-06-10; launched 2026 known 2026-06-10"},
		{"a plan is put off", "aktogay-copper-smelter", models.Revising, []string{"launch_year", "2031"},
			"announced 2024-06-03 known 2024-06-03; planned started 2024 known 2024-06-03; planned launched 2028 known 2024-06-03 until 2026-06-10; " +
				"planned launched 2031 known 2026-06-10"},
		{"a correction replaces what was known", "aktogay-copper-smelter", models.Correcting, []string{"launch_year", "2031"},
			"announced 2024-06-03 known 2024-06-03; planned started 2024 known 2024-06-03; planned launched 2031 known 2024-06-03"},
	} {
		t.Run(test.name, func(t *testing.T) {
			modelstest.Opening(t, func(t *testing.T, s *models.Store) {
				before := cellNow(t, s, "projects.csv", test.project, "events")
				sources := cellNow(t, s, "projects.csv", test.project, "source_ids")
				publish(t, s, models.Revising, "An article.", newSource("news-2026", "2026-06-10"))
				c := publish(t, s, test.kind, "An article.",
					rowEdit(t, s, "projects.csv", test.project, append(test.cells, "source_ids", "news-2026;"+sources)...))
				if diff := cmp.Diff(test.want, cellNow(t, s, "projects.csv", test.project, "events")); diff != "" {
					t.Errorf("events (-want +got)\n%s", diff)
				}
				undo, err := s.UndoSet(t.Context(), editor, c.ID)
				if err != nil {
					t.Fatal(err)
				}
				if err := s.DescribeSet(t.Context(), editor, undo.ID, undo.Version, "", models.Restoring, "It was another plant."); err != nil {
					t.Fatal(err)
				}
				if _, err := s.PublishSet(t.Context(), editor, undo.ID, undo.Version+1, true); err != nil {
					t.Fatal(err)
				}
				if got := cellNow(t, s, "projects.csv", test.project, "events"); got != before {
					t.Errorf("after taking it back: %s, want %s", got, before)
				}
			})
		})
	}
}
