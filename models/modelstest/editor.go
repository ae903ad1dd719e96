package modelstest

import (
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
)

// Editor changes the records at random, by loading rows of the opening data that
// it has altered.
type Editor struct {
	store *models.Store
	files map[string][][]string
}

// edits are the cells that an Editor may alter, and what it may write there.
var edits = []struct {
	file, column string
	values       []string
}{
	{"sources.csv", "title", []string{"Another title", "Қазақстан мен Қытай", "哈萨克斯坦"}},
	{"sources.csv", "published_on", []string{"", "2018", "2019-05", "2020-02-03"}},
	{"speakers.csv", "name_kk", []string{"Біреу", "Әлдекім"}},
	{"statements.csv", "value", []string{"1", "2", "33"}},
	{"statements.csv", "quote", []string{"", "as somebody said"}},
	{"projects.csv", "status", []string{"planned", "in_progress", "launched", "unknown"}},
	{"projects.csv", "launch_year", []string{"", "2017", "2019-10", "2025"}},
	{"projects.csv", "cost_usd", []string{"", "1000000", "2500000000"}},
	{"projects.csv", "chinese_partner", []string{"", "CNPC", "CITIC; Sinopec (50%)"}},
	{"projects.csv", "in_51_programme", []string{"yes", "no", "unknown"}},
	{"projects.csv", "source_ids", []string{"qazaqtv-194657", "qazaqtv-194657;eia-oil"}},
	{"project_events.csv", "date", []string{"2017", "2018-03", "2021"}},
	{"enterprises.csv", "product", []string{"pipes", "қабыршақ"}},
	{"agreements.csv", "place", []string{"", "Astana", "Almaty"}},
	{"commodity_prices.csv", "price", []string{"10.5", "200"}},
	{"price_notes.csv", "commodities", []string{"brent", "brent;wti", "copper"}},
	{"figure_pairs.csv", "text_ru", []string{"", "Почему"}},
	{"corridors.csv", "note", []string{"", "A note."}},
}

// edition is one edit of a few rows of a file.
type edition struct {
	file, column string
	lines        []int
	values       []string
	kind         models.ChangeKind
}

// editions draws edits. They are taken as examples of fixed seeds: each is loaded
// and looked at again on a whole database, which is too slow for a hundred.
var editions = rapid.Custom(func(t *rapid.T) edition {
	from := rapid.SampledFrom(edits).Draw(t, "edit")
	e := edition{file: from.file, column: from.column, kind: rapid.SampledFrom(models.LoadKinds).Draw(t, "kind")}
	for range rapid.IntRange(1, 3).Draw(t, "rows") {
		e.lines = append(e.lines, rapid.IntRange(0, 1000).Draw(t, "line"))
		e.values = append(e.values, rapid.SampledFrom(from.values).Draw(t, "value"))
	}
	return e
})

// NewEditor is one of records that hold the opening data.
func NewEditor(t testing.TB, s *models.Store) *Editor {
	e := &Editor{store: s, files: make(map[string][][]string)}
	for _, edit := range edits {
		e.files[edit.file] = openingRows(t, edit.file)
	}
	return e
}

// Edit alters a cell of some rows, drawn by the seed, and reports whether the
// records took it.
func (e *Editor) Edit(t testing.TB, seed int) bool {
	t.Helper()
	edition := editions.Example(seed)
	rows := e.files[edition.file]
	at := slices.Index(rows[0], edition.column)
	if at < 0 {
		t.Fatalf("%s has no column %s", edition.file, edition.column)
	}
	altered := make(map[int][]string)
	for i, n := range edition.lines {
		line := 1 + n%(len(rows)-1)
		altered[line] = slices.Clone(rows[line])
		altered[line][at] = edition.values[i]
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write(rows[0])
	for line := range rows {
		if row := altered[line]; row != nil {
			w.Write(row)
		}
	}
	w.Flush()
	_, err := TryLoad(t.Context(), e.store, map[string]string{edition.file: b.String()}, models.LoadOptions{
		Reason: "The source was read again.", Kind: edition.kind, RecordedOn: models.OpeningRecordedOn,
	})
	var bad *models.LoadError
	if errors.As(err, &bad) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	for line, row := range altered {
		rows[line] = row
	}
	return true
}
