package modelstest

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dostyk/dostyk/models"
)

// Revise loads rows of an opening file again with cells altered, an hour later by
// the clock of the store. Alter is given each row by the names of its columns, and
// reports whether it altered it.
func Revise(t testing.TB, s *models.Store, kind models.ChangeKind, reason, file string, alter func(row map[string]string) bool) {
	t.Helper()
	later(s)
	rows := openingRows(t, file)
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write(rows[0])
	for _, row := range rows[1:] {
		cells := make(map[string]string, len(row))
		for i, column := range rows[0] {
			cells[column] = row[i]
		}
		if !alter(cells) {
			continue
		}
		for i, column := range rows[0] {
			row[i] = cells[column]
		}
		w.Write(row)
	}
	w.Flush()
	if _, err := TryLoad(t.Context(), s, map[string]string{file: b.String()}, models.LoadOptions{
		Reason: reason, Kind: kind, RecordedOn: models.OpeningRecordedOn,
	}); err != nil {
		t.Fatal(err)
	}
}

// Set alters cells of the row with a code, or the id that a file calls it by:
// columns and values in turn.
func Set(code string, cells ...string) func(row map[string]string) bool {
	return func(row map[string]string) bool {
		if !slices.Contains([]string{row["code"], row["id"]}, code) {
			return false
		}
		for i := 0; i+1 < len(cells); i += 2 {
			row[cells[i]] = cells[i+1]
		}
		return true
	}
}

// openingRows are the rows of an opening file, the header first.
func openingRows(t testing.TB, file string) [][]string {
	t.Helper()
	text, err := fs.ReadFile(models.OpeningFiles(), file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// later moves the clock of the store on by an hour.
func later(s *models.Store) {
	at := s.Now().Add(time.Hour)
	s.SetClock(func() time.Time { return at })
}

// SomeRevisions change a record of many kinds, one after the other.
func SomeRevisions(t testing.TB, s *models.Store) {
	t.Helper()
	for _, r := range []struct {
		kind  models.ChangeKind
		file  string
		alter func(map[string]string) bool
	}{
		{models.Correcting, "statements.csv", Set("st067", "value", "52", "quote", "")},
		{models.Revising, "statements.csv", Set("st014", "said_by", "Wang Yi")},
		{models.Revising, "projects.csv", Set("ulba-fa", "region", "Almaty", "cost_usd", "150000000", "chinese_partner", "CNNC (10%)", "source_ids", "nei-ulba", "in_51_programme", "no")},
		{models.Correcting, "project_events.csv", Set("asia-steel-pipe-plan-2018", "date", "2018", "project", "aktobe-urea")},
		{models.Revising, "enterprises.csv", Set("ulba-fa-llp", "export_oriented", "no", "chinese_share", "51", "founded_year", "2015")},
		{models.Revising, "agreements.csv", Set("nuclear-trafficking-2018", "signed_on", "2018-06", "place", "Astana", "kind", "protocol")},
		{models.Correcting, "commodity_prices.csv", func(row map[string]string) bool {
			row["price"] = "2445.5"
			return row["commodity"] == "aluminium" && row["period"] == "2008-01"
		}},
		{models.Revising, "price_notes.csv", Set("opening-article-oil", "commodities", "brent")},
		{models.Revising, "corridors.csv", func(row map[string]string) bool {
			row["place_zh"], row["note"] = "上海市", "Illustrative waypoint"
			return row["corridor"] == "rail-land-bridge-dostyk" && row["seq"] == "1"
		}},
		{models.Revising, "metrics.csv", Set("launched", "definition_zh", "已投产")},
		{models.Revising, "sources.csv", Set("nei-ulba", "published_on", "2020", "language", "ru")},
		{models.Revising, "speakers.csv", Set("alibek-kuantyrov", "name_kk", "Ә. Қуантыров")},
		{models.Revising, "aliases.csv", Set("aktau", "spellings", "Aktau|Ақтау")},
	} {
		Revise(t, s, r.kind, "Read again.", r.file, r.alter)
	}
}

// ManyRevisions change the note of every source, and then every quotation.
func ManyRevisions(t testing.TB, s *models.Store) {
	t.Helper()
	Revise(t, s, models.Correcting, "Licences were wrong.", "sources.csv", func(row map[string]string) bool {
		row["note"] += " Read again."
		return true
	})
	Revise(t, s, models.Revising, "The recordings were heard.", "statements.csv", func(row map[string]string) bool {
		row["quote"] = "As heard."
		return true
	})
}

// LongLog adds revisions of projects to the log, one in ten of them a correction,
// all about the main programme too.
func LongLog(t testing.TB, s *models.Store, n int) {
	t.Helper()
	numbers := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)", n)
	Exec(t, s, `INSERT INTO revisions (at, noun, code, reason, before, after, change_id, kind, who) `+numbers+`
		SELECT '2026-11-23 09:00:00+00:00', 'project', p.code, 'A newer report.', '{"jobs":1}', '{"jobs":2}', (SELECT max(id) FROM changes),
		CASE WHEN n.i % 10 = 0 THEN 'correction' ELSE 'revision' END, 'load'
		FROM n JOIN (SELECT code, row_number() OVER (ORDER BY id) AS k FROM projects) p ON p.k = 1 + n.i % (SELECT count(*) FROM projects)`)
	Exec(t, s, "INSERT INTO revision_subjects (revision_id, noun, code) SELECT id, noun, code FROM revisions")
	Exec(t, s, "INSERT INTO revision_subjects (revision_id, noun, code) SELECT id, 'programme', '"+models.MainProgramme+"' FROM revisions")
	Exec(t, s, "ANALYZE")
}
