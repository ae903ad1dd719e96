package pages

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
)

// The names of the fields in which a form carries the rows on which it stands.
const (
	carriedBase  = "base"
	carriedDraft = "seen"
	carriedMerge = "merge"
)

// carriedRow is a row as the form carries it: recorded, drafted or merged.
type carriedRow struct {
	File, Key   string
	Base, Cells models.Cells `json:",omitempty"`
	Was, Theirs models.Cells `json:",omitempty"`
	Own         bool         `json:",omitempty"`
}

func (r carriedRow) rowKey() models.RowKey { return models.RowKey{File: r.File, Key: r.Key} }

// readCarried reads the rows that the form carries.
func (f *RecordForm) readCarried(sent url.Values) error {
	f.Base, f.Merges = make(map[models.RowKey]models.Cells), make(map[models.RowKey]RowMerge)
	base, err := readRows(sent.Get(carriedBase))
	if err != nil {
		return err
	}
	for _, r := range base {
		f.Base[r.rowKey()] = r.Cells
	}
	drafted, err := readRows(sent.Get(carriedDraft))
	if err != nil {
		return err
	}
	if drafted != nil {
		f.Draft = make(map[models.RowKey]models.RowEdit)
	}
	for _, r := range drafted {
		f.Draft[r.rowKey()] = models.RowEdit{RowKey: r.rowKey(), Base: r.Base, Cells: r.Cells}
	}
	merges, err := readRows(sent.Get(carriedMerge))
	for _, r := range merges {
		f.Merges[r.rowKey()] = RowMerge{Was: r.Was, Theirs: r.Theirs, Own: r.Own}
	}
	return err
}

func readRows(text string) ([]carriedRow, error) {
	if text == "" {
		return nil, nil
	}
	var rows []carriedRow
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		return nil, fmt.Errorf("read the rows that a form carries: %w", err)
	}
	return rows, nil
}

// carried are the fields that readCarried reads.
func (f *RecordForm) carried() []HiddenField {
	fields := []HiddenField{{Name: carriedBase, Value: rowsText(f.Base, func(cells models.Cells) carriedRow { return carriedRow{Cells: cells} })}}
	draft := ""
	if f.Draft != nil {
		draft = rowsText(f.Draft, func(e models.RowEdit) carriedRow { return carriedRow{Base: e.Base, Cells: e.Cells} })
	}
	fields = append(fields, HiddenField{Name: carriedDraft, Value: draft})
	if len(f.Merges) > 0 {
		merges := rowsText(f.Merges, func(m RowMerge) carriedRow { return carriedRow{Was: m.Was, Theirs: m.Theirs, Own: m.Own} })
		fields = append(fields, HiddenField{Name: carriedMerge, Value: merges})
	}
	return fields
}

// rowsText writes what readRows reads.
func rowsText[R any](rows map[models.RowKey]R, of func(R) carriedRow) string {
	list := make([]carriedRow, 0, len(rows))
	for _, key := range SortedRows(rows) {
		r := of(rows[key])
		r.File, r.Key = key.File, key.Key
		list = append(list, r)
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic("pages: rows of text cannot fail: " + err.Error())
	}
	return string(text)
}

// SortedRows are the keys of rows in an order that is always the same.
func SortedRows[R any](rows map[models.RowKey]R) []models.RowKey {
	return slices.SortedFunc(maps.Keys(rows), func(a, b models.RowKey) int { return strings.Compare(a.File+" "+a.Key, b.File+" "+b.Key) })
}
