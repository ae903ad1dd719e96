package models_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// csvRows takes a file apart, and csvText puts it together.
func csvRows(t testing.TB, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func csvText(t testing.TB, rows [][]string) string {
	t.Helper()
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A column that a file lacks says nothing of its records: each one by itself, and all
// together. In the texts that are free every cell is filled before, so that one that is
// emptied shows.
func TestAFileWithoutAnOptionalColumnLeavesItAsItIs(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		load := func(file, text string) {
			t.Helper()
			if _, err := modelstest.TryLoad(t.Context(), s, map[string]string{file: text}, models.LoadOptions{Reason: "A newer file."}); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
		}
		files, _ := export(t, s)
		for _, file := range models.FileNames() {
			rows := csvRows(t, files[file])
			for i, name := range rows[0] {
				if column, _ := models.FileColumn(file, name); column.Optional && isFreeText(column) {
					for _, row := range rows[1:] {
						row[i] = "Some " + name
					}
				}
			}
			load(file, csvText(t, rows))
		}
		files, _ = export(t, s)
		for _, file := range models.FileNames() {
			rows := csvRows(t, files[file])
			var optional []string
			for _, name := range rows[0] {
				if column, _ := models.FileColumn(file, name); column.Optional {
					optional = append(optional, name)
				}
			}
			lacking := [][]string{optional}
			for _, name := range optional {
				lacking = append(lacking, []string{name})
			}
			for _, names := range lacking {
				without := make([][]string, len(rows))
				for i, row := range rows {
					for at, cell := range row {
						if !slices.Contains(names, rows[0][at]) {
							without[i] = append(without[i], cell)
						}
					}
				}
				load(file, csvText(t, without))
				after, _ := export(t, s)
				if diff := cmp.Diff(files[file], after[file]); diff != "" {
					t.Errorf("%s without %v:\n%s", file, names, diff)
					load(file, files[file])
				}
			}
		}
	})
}

// isFreeText reports whether a column holds a text of its own in each language.
func isFreeText(c models.Column) bool {
	return c.Type == models.CellText && c.Of.File == "" && c.Separator == "" && (c.Name == "note" || slices.ContainsFunc(models.Langs, func(l models.Lang) bool {
		return strings.HasSuffix(c.Name, "_"+string(l))
	}))
}
