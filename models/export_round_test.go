package models_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// export is every file that the store exports, by name.
func export(t testing.TB, s *models.Store) (map[string]string, models.Exported) {
	t.Helper()
	buffers := make(map[string]*bytes.Buffer)
	exported, err := s.Export(t.Context(), func(name string, _ time.Time) (io.Writer, error) {
		buffers[name] = new(bytes.Buffer)
		return buffers[name], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string, len(buffers))
	for name, b := range buffers {
		files[name] = b.String()
	}
	return files, exported
}

// notRecords are tables that hold something else than the records as they stand.
var notRecords = []string{"goose_db_version", "changes", "past_rows", "revisions", "revision_subjects", "search_state", "withdrawals", "record_versions", "accepted_findings", "change_sets", "draft_rows", "change_set_notes",
	"users", "invitations", "sessions", "actions", "kept_forms", "typed_forms", "recovery_codes", "sign_in_attempts"}

// tables are the names of all tables with records.
func tables(t testing.TB, s *models.Store) []string {
	t.Helper()
	q := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%'"
	if s.Dialect() == models.Postgres {
		q = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	}
	var names []string
	if err := s.DB(t.Context()).Raw(q).Scan(&names).Error; err != nil {
		t.Fatal(err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(notRecords, name) })
	slices.Sort(names)
	return names
}

// referred are the tables of references whose columns are not named after them.
var referred = map[string]string{"part_of_id": "figures", "day_source_id": "sources"}

// contents are the rows of every table, as text that is the same on both
// databases: without ids, versions and times, and with codes for references.
func contents(t testing.TB, s *models.Store) map[string][]string {
	t.Helper()
	raw := make(map[string][]map[string]any)
	for _, table := range tables(t, s) {
		var rows []map[string]any
		if err := s.DB(t.Context()).Table(table).Find(&rows).Error; err != nil {
			t.Fatal(err)
		}
		raw[table] = rows
	}
	codes := make(map[string]map[string]string)
	for table, rows := range raw {
		codes[table] = make(map[string]string)
		for _, r := range rows {
			codes[table][fmt.Sprint(r["id"])] = fmt.Sprint(r["code"])
		}
	}
	all := make(map[string][]string, len(raw))
	for table, rows := range raw {
		lines := make([]string, 0, len(rows))
		for _, r := range rows {
			for column, value := range r {
				switch v := value.(type) {
				case int64:
					// SQLite has no truth values.
					if column == "planned" || column == "launch_planned" || column == "site_located" || column == "illustrative" || column == "export_oriented" {
						r[column] = v != 0
					}
				case []byte:
					r[column] = string(v)
				}
				name, isReference := strings.CutSuffix(column, "_id")
				if isReference && value != nil && column != "record_id" {
					of := referred[column]
					if of == "" {
						of = name + "s"
					}
					if codes[of] == nil {
						of = strings.TrimSuffix(name, "y") + "ies"
					}
					code, ok := codes[of][fmt.Sprint(value)]
					if !ok {
						t.Fatalf("%s.%s refers to %v, which is not in %s", table, column, value, of)
					}
					r[column] = code
				}
			}
			for _, column := range []string{"id", "record_id", "version", "created_at", "updated_at"} {
				delete(r, column)
			}
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, string(text))
		}
		slices.Sort(lines)
		all[table] = lines
	}
	return all
}

// restored is a database of the dialect that was empty and holds the files now.
func restored(t testing.TB, dialect models.Dialect, files map[string]string, at time.Time) *models.Store {
	t.Helper()
	s := modelstest.New(t, dialect, false)
	s.SetClock(func() time.Time { return modelstest.Now.AddDate(1, 2, 3) })
	if _, err := modelstest.TryLoad(t.Context(), s, files, models.LoadOptions{RecordedAt: at}); err != nil {
		t.Fatal(err)
	}
	return s
}

// comesBack sees that an export gives the same records on both databases, and the
// same bytes when it is exported again.
func comesBack(t *testing.T, s *models.Store) {
	t.Helper()
	files, exported := export(t, s)
	want := contents(t, s)
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		other := restored(t, dialect, files, exported.UpdatedAt)
		if diff := cmp.Diff(want, contents(t, other)); diff != "" {
			t.Errorf("from %s to %s:\n%s", s.Dialect(), dialect, diff)
		}
		again, of := export(t, other)
		if diff := cmp.Diff(files, again); diff != "" {
			t.Errorf("exported again from %s:\n%s", dialect, diff)
		}
		if diff := cmp.Diff(exported, of); diff != "" {
			t.Errorf("exported again from %s:\n%s", dialect, diff)
		}
	}
}

func TestTheOpeningDataComesBack(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) { comesBack(t, s) })
}

func TestAnEmptyDatabaseComesBack(t *testing.T) {
	long(t)
	modelstest.Each(t, func(t *testing.T, s *models.Store) { comesBack(t, s) })
}
