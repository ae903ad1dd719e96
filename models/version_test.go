package models_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// TestVersionsAreWhatWasKnown puts every version of every record together, and compares
// it with the whole database as it was known then.
func TestVersionsAreWhatWasKnown(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.SomeRevisions(t, s)
		keys := recordsWithVersions(t, s)
		if len(keys) != 14 {
			t.Errorf("several versions have %v", keys)
		}
		known := make(map[models.RecordKey]map[int64][]models.RowEdit)
		for _, key := range keys {
			known[key] = make(map[int64][]models.RowEdit)
		}
		changes, err := s.Changes(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i, change := range changes {
			if i%4 != 0 {
				// To work all of them out takes a minute.
				continue
			}
			then, release, err := s.At(t.Context(), change.At)
			if err != nil {
				t.Fatal(err)
			}
			for _, key := range keys {
				rows, err := then.RecordRows(t.Context(), key.Noun, key.Code)
				if err != nil {
					t.Fatal(err)
				}
				known[key][change.ID] = rows
			}
			release()
		}
		for _, key := range keys {
			versions, total, err := s.Versions(t.Context(), key, 1)
			if err != nil || total < 2 || len(versions) != total || versions[total-1].Number != 1 {
				t.Errorf("%v has %d versions: %v (%v)", key, total, versions, err)
			}
			got, err := s.VersionRows(t.Context(), key, changes...)
			if err != nil {
				t.Fatal(err)
			}
			for i, change := range changes {
				if rows, looked := known[key][change.ID]; looked && cmp.Diff(rows, got[i]) != "" {
					t.Errorf("%v after the change %d (-known +version)\n%s", key, change.ID, cmp.Diff(rows, got[i]))
				}
				isVersion := slices.ContainsFunc(versions, func(v models.Version) bool { return v.Change.ID == change.ID })
				if differs := i == 0 || cmp.Diff(got[i-1], got[i]) != ""; differs != isVersion {
					t.Errorf("%v: the change %d made it another: %t, a version: %t", key, change.ID, differs, isVersion)
				}
			}
		}
	})
}

// recordsWithVersions are the records with more than one version.
func recordsWithVersions(t *testing.T, s *models.Store) []models.RecordKey {
	t.Helper()
	var keys []models.RecordKey
	if err := s.DB(t.Context()).Table("record_versions").Distinct("noun, code").Order("noun, code").Scan(&keys).Error; err != nil {
		t.Fatal(err)
	}
	return keys
}

// bringBack restores a version and publishes it.
func bringBack(t *testing.T, s *models.Store, key models.RecordKey, number, newest int) {
	t.Helper()
	c, err := s.RestoreSet(t.Context(), editor, key, number, newest, "It was right.")
	if err != nil {
		t.Fatal(err)
	}
	if c.Origin != models.FromRestore || c.Kind != models.Restoring || c.Reason != "It was right." {
		t.Errorf("the change set is %+v", c)
	}
	if err := s.SubmitSet(t.Context(), editor, c.ID, c.Version); err != nil {
		t.Fatal(err)
	}
	if c, err = s.ChangeSet(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PublishSet(t.Context(), reviewer, c.ID, c.Version, false); err != nil {
		t.Fatal(err)
	}
}

// rowsOf are the rows of a record as they stand; none for one that is withdrawn.
func rowsOf(t *testing.T, s *models.Store, key models.RecordKey) []models.RowEdit {
	t.Helper()
	rows, err := s.RecordRows(t.Context(), key.Noun, key.Code)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		t.Fatal(err)
	}
	return rows
}

// versionsOf are all versions of a record, told by number, kind, role and reason.
func versionsOf(t *testing.T, s *models.Store, key models.RecordKey) []string {
	t.Helper()
	list, total, err := s.Versions(t.Context(), key, 1)
	if err != nil || total != len(list) {
		t.Fatalf("%d of %d versions (%v)", len(list), total, err)
	}
	var told []string
	for _, v := range list {
		text := fmt.Sprintf("%d %s by %s: %s", v.Number, v.Kind(), v.Change.Who, v.Change.Reason)
		if v.Withdrawn {
			text += " (withdrawn)"
		}
		told = append(told, text)
	}
	return told
}

// samePast looks that each version is what stood there.
func samePast(t *testing.T, s *models.Store, key models.RecordKey, stood [][]models.RowEdit) {
	t.Helper()
	list, _, err := s.Versions(t.Context(), key, 1)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(list)
	changes := make([]models.Change, len(list))
	for i := range list {
		changes[i] = list[i].Change
	}
	got, err := s.VersionRows(t.Context(), key, changes...)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(stood, got); diff != "" {
		t.Errorf("the versions of %v (-stood +version)\n%s", key, diff)
	}
}

func TestAProjectGoesThroughItsVersionsAndBack(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		key := models.RecordKey{Noun: models.NounProject, Code: "ulba-fa"}
		stood := [][]models.RowEdit{rowsOf(t, s, key)}
		if told := versionsOf(t, s, key); !slices.Equal(told, []string{"1 addition by load: "}) {
			t.Errorf("the opening project has the versions %q", told)
		}
		event := models.RowEdit{RowKey: models.RowKey{File: "project_events.csv", Key: "ulba-fa-agreed"}, Cells: models.Cells{
			"code": "ulba-fa-agreed", "project": "ulba-fa", "kind": "agreed", "planned": "no", "date": "2014-12", "source_id": "qazaqtv-194657",
		}}
		publish(t, s, models.Moving, "An agreement was found.", event)
		stood = append(stood, rowsOf(t, s, key))
		publish(t, s, models.Revising, "The report of 2025.", rowEdit(t, s, "projects.csv", "ulba-fa", "jobs", "911", "chinese_partner", "CGN; CNNC (10%)", "status", "planned"))
		stood = append(stood, rowsOf(t, s, key))
		gone := rowEdit(t, s, "project_events.csv", "ulba-fa-agreed")
		gone.Cells = nil
		publish(t, s, models.Correcting, "It was another plant.", gone, rowEdit(t, s, "projects.csv", "ulba-fa", "jobs", "912"))
		stood = append(stood, rowsOf(t, s, key))
		samePast(t, s, key, stood)

		// A save without a change makes none.
		before := modelstest.Dump(t, s)
		c, err := s.NewChangeSet(t.Context(), editor, models.FromForm, "")
		if err == nil {
			err = s.SaveDraft(t.Context(), editor, c.ID, c.Version, []models.DraftEdit{{RowEdit: rowEdit(t, s, "projects.csv", "ulba-fa")}})
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.PublishSet(t.Context(), editor, c.ID, 2, true); !errors.Is(err, models.ErrEmptySet) {
			t.Errorf("publishing nothing is %v", err)
		}
		modelstest.Revise(t, s, models.Correcting, "Nothing at all.", "projects.csv", func(map[string]string) bool { return false })
		after := modelstest.Dump(t, s)
		for _, table := range []string{"revisions", "record_versions", "changes", "past_rows"} {
			if before[table] != after[table] {
				t.Errorf("a save without a change writes into %s", table)
			}
		}

		for number, want := range map[int]error{4: models.ErrNewestVersion, 5: models.ErrNotFound, 0: models.ErrNotFound} {
			if _, err := s.RestoreSet(t.Context(), editor, key, number, 4, "x"); !errors.Is(err, want) {
				t.Errorf("restoring %d is %v, not %v", number, err, want)
			}
		}
		if _, err := s.RestoreSet(t.Context(), editor, key, 1, 3, "x"); !errors.Is(err, models.ErrMoved) {
			t.Errorf("restoring what was overtaken is %v", err)
		}
		bringBack(t, s, key, 1, 4)
		stood = append(stood, rowsOf(t, s, key))
		if diff := cmp.Diff(stood[0], stood[4]); diff != "" {
			t.Errorf("restored (-first +now)\n%s", diff)
		}
		if _, err := s.RestoreSet(t.Context(), editor, key, 1, 5, "x"); !errors.Is(err, models.ErrSameAsNow) {
			t.Errorf("restoring what stands there is %v", err)
		}
		bringBack(t, s, key, 3, 5)
		stood = append(stood, rowsOf(t, s, key))
		if diff := cmp.Diff(stood[2], stood[5]); diff != "" {
			t.Errorf("restored (-third +now)\n%s", diff)
		}
		samePast(t, s, key, stood)
		want := []string{
			"6 restoration by reviewer: It was right.", "5 restoration by reviewer: It was right.", "4 correction by reviewer: It was another plant.",
			"3 revision by reviewer: The report of 2025.", "2 status_move by reviewer: An agreement was found.", "1 addition by load: ",
		}
		if diff := cmp.Diff(want, versionsOf(t, s, key)); diff != "" {
			t.Errorf("versions (-want +got)\n%s", diff)
		}
	})
}

func TestAWithdrawnStatementHasItsVersionsAndComesBack(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		key := models.RecordKey{Noun: models.NounStatement, Code: "st067"}
		stood := [][]models.RowEdit{rowsOf(t, s, key)}
		figure := stood[0][2]
		added := models.RowEdit{RowKey: models.RowKey{File: "statements.csv", Key: "st067-jobs"}, Cells: maps.Clone(figure.Cells)}
		for column, cell := range map[string]string{"id": "st067-jobs", "metric": "jobs", "value": "20000", "unit": "jobs", "part_of": "", "quote": ""} {
			added.Cells[column] = cell
		}
		publish(t, s, models.Correcting, "It was left out.", added)
		stood = append(stood, rowsOf(t, s, key))
		if len(stood[1]) != len(stood[0])+1 {
			t.Fatalf("the figure is not added: %v", stood[1])
		}
		// A figure in the middle goes, and then all of them.
		figure.Cells = nil
		publish(t, s, models.Correcting, "It was never said.", figure)
		stood = append(stood, rowsOf(t, s, key))
		rest := slices.Clone(stood[2])
		for i := range rest {
			rest[i].Cells = nil
		}
		publish(t, s, models.Withdrawing, "It was a draft.", rest...)
		stood = append(stood, nil)
		samePast(t, s, key, stood)
		if _, err := s.RestoreSet(t.Context(), editor, key, 4, 4, "x"); !errors.Is(err, models.ErrNewestVersion) {
			t.Errorf("restoring the withdrawal is %v", err)
		}
		bringBack(t, s, key, 3, 4)
		stood = append(stood, rowsOf(t, s, key))
		bringBack(t, s, key, 2, 5)
		stood = append(stood, rowsOf(t, s, key))
		for i, of := range map[int]int{4: 2, 5: 1} {
			if diff := cmp.Diff(stood[of], stood[i]); diff != "" {
				t.Errorf("version %d, which is %d again (-was +is)\n%s", i+1, of+1, diff)
			}
		}
		samePast(t, s, key, stood)
		if _, err := s.RestoreSet(t.Context(), editor, key, 4, 6, "x"); !errors.Is(err, models.ErrNothingToRestore) {
			t.Errorf("restoring the withdrawal later is %v", err)
		}
		want := []string{
			"6 restoration by reviewer: It was right.", "5 restoration by reviewer: It was right.", "4 withdrawal by reviewer: It was a draft. (withdrawn)",
			"3 correction by reviewer: It was never said.", "2 correction by reviewer: It was left out.", "1 addition by load: ",
		}
		if diff := cmp.Diff(want, versionsOf(t, s, key)); diff != "" {
			t.Errorf("versions (-want +got)\n%s", diff)
		}
		// What is known at a moment says so of its own versions.
		then, release, err := s.At(t.Context(), modelstest.Now.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		if told := versionsOf(t, then, key); len(told) != 6 {
			t.Errorf("known are %q", told)
		}
	})
}

func TestANewRecordSaysWhyItCame(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		key := models.RecordKey{Noun: models.NounSource, Code: "a-report"}
		publish(t, s, models.Revising, "The ministry has published it.", models.RowEdit{RowKey: models.RowKey{File: "sources.csv", Key: "a-report"}, Cells: models.Cells{
			"id": "a-report", "title": "A report", "publisher": "Ministry", "url": "https://example.org/report", "language": "en", "kind": "page",
		}})
		if told := versionsOf(t, s, key); !slices.Equal(told, []string{"1 addition by reviewer: The ministry has published it."}) {
			t.Errorf("its versions are %q", told)
		}
		for _, missing := range []models.RecordKey{{Noun: models.NounSource, Code: "no-such"}, {Noun: models.NounFigure, Code: "no-such"}, {Noun: "nothing", Code: "st067"}} {
			if _, _, err := s.Versions(t.Context(), missing, 1); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("the versions of %v are %v", missing, err)
			}
		}
	})
}

// TestTheVersionsOfAnOlderDatabaseAreFound takes the versions away, as in a database
// from before they were written down, and looks that the migration finds the same.
func TestTheVersionsOfAnOlderDatabaseAreFound(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.SomeRevisions(t, s)
		gone := rowEdit(t, s, "agreements.csv", "nuclear-trafficking-2018")
		gone.Cells = nil
		publish(t, s, models.Withdrawing, "It was a draft.", gone)
		bringBack(t, s, models.RecordKey{Noun: models.NounAgreement, Code: "nuclear-trafficking-2018"}, 1, 3)
		publish(t, s, models.Revising, "A part came.", models.RowEdit{RowKey: models.RowKey{File: "project_events.csv", Key: "one-more"}, Cells: models.Cells{
			"code": "one-more", "project": "aktobe-urea", "kind": "agreed", "planned": "no", "date": "2014-12", "source_id": "qazaqtv-194657",
		}})
		gone = rowEdit(t, s, "project_events.csv", "one-more")
		gone.Cells = nil
		publish(t, s, models.Correcting, "A part went.", gone)
		want := modelstest.Dump(t, s)["record_versions"]
		modelstest.Exec(t, s, "DROP TABLE record_versions")
		indexes := "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'past_rows' AND sql IS NOT NULL"
		if s.Dialect() == models.Postgres {
			indexes = "SELECT indexname FROM pg_indexes WHERE tablename = 'past_rows'"
		}
		var names []string
		if err := s.DB(t.Context()).Raw(indexes).Scan(&names).Error; err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if name != "past_rows_change_id" && !strings.HasSuffix(name, "_pkey") {
				modelstest.Exec(t, s, "DROP INDEX "+name)
			}
		}
		// Those that came after run again too.
		modelstest.Exec(t, s, "ALTER TABLE kept_forms DROP COLUMN shown_at")
		modelstest.Exec(t, s, "DROP TABLE figure_pairs")
		if s.Dialect() == models.Postgres {
			modelstest.Exec(t, s, "ALTER TABLE project_events DROP COLUMN until_on")
			modelstest.Exec(t, s, "ALTER TABLE statements DROP COLUMN day_source_id")
			modelstest.Exec(t, s, "ALTER TABLE roles DROP COLUMN kind")
		} else {
			// SQLite drops no column that refers to a table.
			modelstest.Exec(t, s, "DROP INDEX statements_day_source_id")
			modelstest.Exec(t, s, "ALTER TABLE statements RENAME COLUMN day_source_id TO once_day_source_id")
			modelstest.Exec(t, s, "ALTER TABLE roles RENAME COLUMN kind TO once_kind")
		}
		modelstest.Exec(t, s, "DELETE FROM goose_db_version WHERE version_id >= 15")
		if _, err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := modelstest.Dump(t, s)["record_versions"]; got != want {
			t.Errorf("found are the versions of %v", recordsWithVersions(t, s))
		}
	})
}

// TestAThousandVersionsAnswerAtOnce counts the queries when a record has two versions,
// and when it has a thousand, of which it reads the first and the last.
func TestAThousandVersionsAnswerAtOnce(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		key := models.RecordKey{Noun: models.NounProject, Code: "ulba-fa"}
		first := rowsOf(t, s, key)
		publish(t, s, models.Revising, "A report.", rowEdit(t, s, "projects.csv", key.Code, "jobs", "2"))
		read := func(want int) (queries int64) {
			t.Helper()
			ctx, n := models.WithQueryCount(t.Context())
			list, total, err := s.Versions(ctx, key, 1)
			if err != nil || total != want || list[0].Number != want || len(list) != min(total, models.PageSize) {
				t.Fatalf("%d of %d versions (%v)", len(list), total, err)
			}
			chosen, err := s.VersionsNumbered(ctx, key, 1, total)
			if err != nil || len(chosen) != 2 {
				t.Fatalf("chosen are %v (%v)", chosen, err)
			}
			rows, err := s.VersionRows(ctx, key, chosen[0].Change, chosen[1].Change)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(first, rows[1]); diff != "" {
				t.Errorf("the first version (-stood +version)\n%s", diff)
			}
			if jobs := rows[0][0].Cells["jobs"]; jobs != fmt.Sprint(want) {
				t.Errorf("the last version gives %s jobs", jobs)
			}
			return n.Load()
		}
		two := read(2)
		const most = 1000
		err := s.DB(t.Context()).Transaction(func(tx *gorm.DB) error {
			for n := 3; n <= most; n++ {
				at := modelstest.Now.Add(time.Duration(n) * time.Second).UTC()
				change := models.Change{At: at, Kind: models.Revising, Who: "reviewer", Reason: "Again."}
				if err := tx.Create(&change).Error; err != nil {
					return err
				}
				if err := tx.Exec("UPDATE projects SET jobs = ?, updated_at = ? WHERE code = ?", n, at, key.Code).Error; err != nil {
					return err
				}
				if err := tx.Exec("INSERT INTO record_versions (noun, code, number, change_id) VALUES (?, ?, ?, ?)", key.Noun, key.Code, n, change.ID).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if many := read(most); many != two {
			t.Errorf("two versions take %d queries, and a thousand %d", two, many)
		}
		list, total, err := s.Versions(t.Context(), key, most/models.PageSize)
		if err != nil || total != most || len(list) != models.PageSize || list[len(list)-1].Number != 1 || list[len(list)-1].Kind() != models.Addition {
			t.Errorf("the last page holds %d of %d (%v)", len(list), total, err)
		}
	})
}
