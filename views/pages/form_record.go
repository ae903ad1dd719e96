package pages

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
)

// FormRow is one row of a form as it was typed.
type FormRow struct {
	models.RowKey
	// Cells are by column; a column that the form does not show has none.
	Cells models.Cells
	// saved is the key under which the row is saved; the zero key before that was asked
	// for.
	saved models.RowKey
}

// RecordForm is one record as it was typed: strings only, so that it comes back as it
// was.
type RecordForm struct {
	Kind RecordKind
	// File is that of the record: statements stand in one of two.
	File string
	// Code is that of the record; empty for a new one.
	Code string
	// FreeCode is what a new statement is called that was given no code.
	FreeCode string
	// Main are the cells of the record, or those that all of its rows share.
	Main models.Cells
	Rows []FormRow
	// Removed are recorded rows that were taken out of the form.
	Removed []models.RowKey
	// Base are the recorded rows on which the form stands: what is saved is an edit of
	// these.
	Base map[models.RowKey]models.Cells
	// Draft are the rows of the author's draft as the form has seen it; nil without one.
	// It stands on Base only as long as nobody has changed the record.
	Draft map[models.RowKey]models.RowEdit
	// Merges are the rows that were changed elsewhere while they were edited here, and
	// that the form was brought onto.
	Merges map[models.RowKey]RowMerge
	// Gone tells that the record was withdrawn while it was edited here.
	Gone bool
	// Set and Version are the change set that the edit goes into, as it was seen; 0
	// for a new one.
	Set, Version int64
	// Reasons are why doubtful values are right, by the id of the doubt.
	Reasons map[string]string
	// Find are the texts by which choices were looked for, by the name of the field.
	Find map[string]string
	// More is the name of a field that is shown with one entry more.
	More string
	// Picks are what was chosen where two changed the same, PickTheirs or PickMine, by the
	// name of the field or of the row.
	Picks map[string]string
	// Map is that on which a place is picked.
	Map FormMap
	// Focus is where the focus goes after a button: a field by its name, a row by its
	// own, or one of the others.
	Focus string
}

// NewRecordForm is the form of a record that is not there yet.
func NewRecordForm(kind RecordKind) RecordForm {
	f := RecordForm{Kind: kind, File: kind.File, Main: make(models.Cells)}
	if formShapes[f.File].shared != nil {
		f.Rows = []FormRow{{Cells: make(models.Cells)}}
	}
	return f
}

// OpenRecordForm is the form of recorded rows, with what a draft makes of them.
func OpenRecordForm(kind RecordKind, code string, rows []models.RowEdit, drafted map[models.RowKey]models.RowEdit) RecordForm {
	f := RecordForm{Kind: kind, Code: code, Main: make(models.Cells), Base: make(map[models.RowKey]models.Cells), Merges: make(map[models.RowKey]RowMerge)}
	if len(rows) > 0 {
		f.File = rows[0].File
	}
	if drafted != nil {
		f.Draft = make(map[models.RowKey]models.RowEdit)
	}
	shape := formShapes[f.File]
	take := func(key models.RowKey, cells models.Cells) {
		if shape.shared == nil && key.File == f.File {
			f.Main = maps.Clone(cells)
			return
		}
		if _, edited := drafted[key]; edited || len(f.Rows) == 0 {
			// What the draft says of all rows counts for those that it does not change.
			for _, column := range shape.shared {
				f.Main[column] = cells[column]
			}
		}
		f.Rows = append(f.Rows, FormRow{RowKey: key, Cells: maps.Clone(cells)})
	}
	known := make(map[models.RowKey]bool)
	for _, r := range rows {
		known[r.RowKey] = true
		if r.Base != nil {
			f.Base[r.RowKey] = r.Base
		}
		d, edited := drafted[r.RowKey]
		switch {
		case edited && d.Cells == nil:
			f.Removed = append(f.Removed, r.RowKey)
			f.Draft[r.RowKey] = d
		case edited:
			f.Draft[r.RowKey] = d
			take(r.RowKey, d.Cells)
		case r.Cells != nil:
			take(r.RowKey, r.Cells)
		}
	}
	for _, key := range SortedRows(drafted) {
		if d := drafted[key]; !known[key] && d.Cells != nil {
			f.Draft[key] = d
			take(key, d.Cells)
		}
	}
	return f
}

// The names of the fields of a form.
const (
	mainPrefix = "c."
	rowPrefix  = "r."
)

func fieldName(row int, column string) string {
	if row < 0 {
		return mainPrefix + column
	}
	return rowPrefix + strconv.Itoa(row) + "." + column
}

// ReadRecordForm reads what was sent. Nothing that was typed is left out.
func ReadRecordForm(kind RecordKind, file, code string, sent url.Values) (RecordForm, error) {
	f := RecordForm{
		Kind: kind, File: file, Code: code, Main: make(models.Cells), Reasons: make(map[string]string), Find: make(map[string]string), Picks: make(map[string]string),
	}
	f.Set, _ = strconv.ParseInt(sent.Get("set"), 10, 64)
	f.Version, _ = strconv.ParseInt(sent.Get("version"), 10, 64)
	f.Map = readMap(sent)
	if err := f.readCarried(sent); err != nil {
		return f, err
	}
	rows := make(map[int]*FormRow)
	for name, values := range sent {
		switch {
		case strings.HasPrefix(name, mainPrefix):
			column := strings.TrimPrefix(name, mainPrefix)
			f.Main[column] = f.joined(file, column, values, f.Base[models.RowKey{File: file, Key: code}][column])
		case strings.HasPrefix(name, rowPrefix):
			number, column, _ := strings.Cut(strings.TrimPrefix(name, rowPrefix), ".")
			n, err := strconv.Atoi(number)
			if err != nil || n < 0 || n > 10_000 {
				continue
			}
			if rows[n] == nil {
				rows[n] = &FormRow{RowKey: models.RowKey{File: formShapes[file].inline, Key: sent.Get(rowPrefix + number + ".key")}, Cells: make(models.Cells)}
			}
			if column != "key" {
				inline := formShapes[file].inline
				rows[n].Cells[column] = f.joined(inline, column, values, f.Base[rows[n].RowKey][column])
			}
		case strings.HasPrefix(name, "accept."):
			f.Reasons[strings.TrimPrefix(name, "accept.")] = strings.TrimSpace(values[0])
		case strings.HasPrefix(name, "find."):
			f.Find[strings.TrimPrefix(name, "find.")] = strings.TrimSpace(values[0])
		case strings.HasPrefix(name, "pick."):
			f.Picks[strings.TrimPrefix(name, "pick.")] = values[0]
		case name == "removed":
			for _, key := range values {
				if formShapes[file].inline != "" {
					f.Removed = append(f.Removed, models.RowKey{File: formShapes[file].inline, Key: key})
				}
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(rows)) {
		f.Rows = append(f.Rows, *rows[n])
	}
	return f, nil
}

// joined is the cell of a list of entries; one that says the same as before stays as
// it was written.
func (f *RecordForm) joined(file, column string, values []string, was string) string {
	c, ok := models.FileColumn(file, column)
	if !ok || c.Separator == "" {
		return models.Normalize(values[0])
	}
	var entries []string
	for _, v := range values {
		entries = append(entries, c.Entries(v)...)
	}
	if slices.Equal(entries, c.Entries(was)) {
		return was
	}
	return c.Joined(entries)
}

// Edits are the edits that the form makes of the rows as they are recorded now, with
// what was chosen where others changed the same.
func (f *RecordForm) Edits() []models.RowEdit {
	edits := f.typed()
	f.choose(edits)
	models.Settle(edits)
	return edits
}

// typed are the edits as the fields say them. What the form does not show stays as it
// is.
func (f *RecordForm) typed() []models.RowEdit {
	shape := formShapes[f.File]
	code, main := f.Code, f.Main
	if code == "" && shape.shared == nil {
		if main["code"] == "" && main["id"] == "" && codeColumns[f.File] != nil {
			// Not in the form: what it is made of may be mistyped yet.
			main = maps.Clone(main)
			main[models.KeyColumns(f.File)[0]] = madeCode(f.File, main)
		}
		code = models.RowKeyOf(f.File, main)
	}
	if code == "" && shape.shared != nil {
		code = f.Main[shape.link]
		if code == "" {
			code = cmp.Or(f.FreeCode, f.SuggestedCode())
		}
	}
	var edits []models.RowEdit
	full := func(key models.RowKey, typed models.Cells) models.RowEdit {
		e := models.RowEdit{RowKey: key, Base: f.Base[key], Cells: make(models.Cells)}
		for _, column := range models.FileColumns()[key.File] {
			if cell, ok := typed[column]; ok {
				e.Cells[column] = models.Normalize(cell)
			} else {
				e.Cells[column] = e.Base[column]
			}
		}
		return e
	}
	if shape.shared == nil {
		key := models.RowKey{File: f.File, Key: code}
		e := full(key, main)
		if e.Base != nil {
			for _, column := range models.KeyColumns(f.File) {
				e.Cells[column] = e.Base[column]
			}
		}
		edits = append(edits, e)
	}
	for i := range f.Rows {
		r := &f.Rows[i]
		cells := maps.Clone(r.Cells)
		cells[shape.link] = code
		for _, column := range shape.shared {
			cells[column] = f.Main[column]
		}
		key := models.RowKey{File: shape.inline, Key: r.Key}
		if key.Key == "" {
			first := models.KeyColumns(shape.inline)[0]
			if len(models.KeyColumns(shape.inline)) == 1 && cells[first] == "" {
				cells[first] = madeCode(shape.inline, cells)
			}
			key.Key = models.RowKeyOf(shape.inline, cells)
		}
		r.saved = key
		e := full(key, cells)
		if e.Base != nil {
			for _, column := range models.KeyColumns(shape.inline) {
				e.Cells[column] = e.Base[column]
			}
		}
		edits = append(edits, e)
	}
	for _, key := range f.Removed {
		if base := f.Base[key]; base != nil {
			edits = append(edits, models.RowEdit{RowKey: key, Base: base})
		}
	}
	// A row that the draft adds and the form has no more is to be added no more.
	for _, key := range SortedRows(f.Draft) {
		if f.Base[key] == nil && !slices.ContainsFunc(edits, func(e models.RowEdit) bool { return e.RowKey == key }) {
			edits = append(edits, models.RowEdit{RowKey: key})
		}
	}
	return edits
}

// SuggestedCode is what a new statement would be called, if no other was called so;
// empty for a record whose code is known, and for those of other kinds.
func (f *RecordForm) SuggestedCode() string {
	if shape := formShapes[f.File]; f.Code != "" || shape.shared == nil || f.Main[shape.link] != "" {
		return ""
	}
	return models.Slug(f.Main["said_by"] + " " + f.Main["said_on"])
}

// longestCodePart is how much of a cell goes into a code that is made.
const longestCodePart = 40

// madeCode is a code for a new row, from what tells it from others.
func madeCode(file string, cells models.Cells) string {
	var parts []string
	for _, column := range codeColumns[file] {
		if cells[column] == "" {
			continue
		}
		part := models.Slug(cells[column])
		if len(part) > longestCodePart {
			part = strings.TrimRight(part[:longestCodePart], "-")
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "-")
}

// rowsFocus is where the focus goes when a row is gone: to how many there are left.
const rowsFocus = "rows"

// Do does what a button asks for that does not save: «add» a row, «remove.2» one,
// «more» entries of a field, «find» choices of one, what doMap knows of the «map». It
// reports whether it knew the button.
func (f *RecordForm) Do(button string) bool {
	verb, of, _ := strings.Cut(button, ".")
	switch verb {
	case "add":
		cells := make(models.Cells)
		if formShapes[f.File].inline == "corridors.csv" {
			next := 0
			for _, r := range f.Rows {
				if n, err := strconv.Atoi(r.Cells["seq"]); err == nil {
					next = max(next, n)
				}
			}
			cells["seq"] = strconv.Itoa(next + 1)
		}
		f.Focus = rowFieldPrefix(len(f.Rows))
		f.Rows = append(f.Rows, FormRow{RowKey: models.RowKey{File: formShapes[f.File].inline}, Cells: cells})
	case "remove":
		n, err := strconv.Atoi(of)
		if err != nil || n < 0 || n >= len(f.Rows) {
			return false
		}
		if f.Rows[n].Key != "" && f.Base[f.Rows[n].RowKey] != nil {
			f.Removed = append(f.Removed, f.Rows[n].RowKey)
		}
		f.removeRow(n)
		f.Focus = rowsFocus
	case "restore":
		n, err := strconv.Atoi(of)
		if err != nil || n < 0 || n >= len(f.Removed) {
			return false
		}
		key := f.Removed[n]
		f.Focus = rowFieldPrefix(len(f.Rows))
		cells := f.Base[key]
		if drafted := f.Draft[key].Cells; drafted != nil {
			cells = models.RowEdit{RowKey: key, Base: f.Draft[key].Base, Cells: drafted}.On(f.Base[key])
		}
		f.Rows = append(f.Rows, FormRow{RowKey: key, Cells: maps.Clone(cells)})
		f.Removed = slices.Delete(f.Removed, n, n+1)
	case "more":
		f.More, f.Focus = of, of
	case "find":
		f.Focus = of
	case "map":
		return f.doMap(of)
	default:
		return false
	}
	return true
}
