package pages

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
)

// RowMerge is a row that was changed elsewhere while it was edited in a form. What the
// form holds of it is the third of the three states between which its reader chooses.
type RowMerge struct {
	// Was is the row as the form began with; nil if it was not there.
	Was models.Cells
	// Theirs is what has become of it elsewhere; nil if it was removed.
	Theirs models.Cells
	// Own tells that it was the same author, in another window.
	Own bool
}

// The two sides between which is chosen where both changed the same.
const (
	PickTheirs = "theirs"
	PickMine   = "mine"
)

// pickPrefix begins the names of the choices. The name of a field follows, or rowPick and
// the key of a row that one of the two removed.
const (
	pickPrefix = "pick."
	rowPick    = "row."
)

// cells are the columns of a row that one of the two changed. mine is the row as the form
// holds it.
func (m RowMerge) cells(key models.RowKey, mine models.Cells) []models.CellMerge {
	_, list := models.RowEdit{RowKey: key, Base: m.Was, Cells: mine}.Merge(m.Theirs)
	return list
}

// oneRemoved reports whether one of the two removed a row and the other did not.
func (m RowMerge) oneRemoved(mine models.Cells) bool { return (mine == nil) != (m.Theirs == nil) }

// choose puts what was made of a row elsewhere in the place of what was typed, where that
// was chosen.
func (f *RecordForm) choose(edits []models.RowEdit) {
	shape := formShapes[f.File]
	shared := make(models.Cells)
	for i := range edits {
		e := &edits[i]
		m, moved := f.Merges[e.RowKey]
		switch {
		case !moved:
		case m.oneRemoved(e.Cells):
			if f.Picks[rowPick+e.Key] != PickTheirs {
				continue
			}
			e.Cells = maps.Clone(m.Theirs)
			for _, column := range shape.shared {
				if e.Cells != nil {
					e.Cells[column] = f.Main[column]
				}
			}
		default:
			for _, c := range m.cells(e.RowKey, e.Cells) {
				switch {
				case !c.Overlaps() || f.Picks[f.nameOf(e.RowKey, c.Column)] != PickTheirs:
				case slices.Contains(shape.shared, c.Column):
					shared[c.Column] = c.Theirs
				default:
					e.Cells[c.Column] = c.Theirs
				}
			}
		}
	}
	for _, e := range edits {
		if e.Cells != nil {
			maps.Copy(e.Cells, shared)
		}
	}
}

// Overtaken brings a row of the form onto what has become of it elsewhere. Changes that do
// not touch each other are joined; of the others the form shows both. e is the row as it
// would have been saved: what was chosen before is part of it.
func (f *RecordForm) Overtaken(e models.RowEdit, m RowMerge) {
	f.forgetPicks(e.RowKey)
	f.Merges[e.RowKey] = m
	switch {
	case e.Cells == nil:
	case m.Theirs == nil:
		if !f.touches(e, m.Was) {
			f.dropRow(e.RowKey)
		}
	default:
		f.put(e.RowKey, models.RowEdit{RowKey: e.RowKey, Base: m.Was, Cells: e.Cells}.On(m.Theirs))
	}
}

// touches reports whether the edit changes a cell that the row does not share with the
// others of the record.
func (f *RecordForm) touches(e models.RowEdit, was models.Cells) bool {
	changed := models.RowEdit{RowKey: e.RowKey, Base: was, Cells: e.Cells}.Changes()
	return slices.ContainsFunc(changed, func(column string) bool { return !slices.Contains(formShapes[f.File].shared, column) })
}

// Withdrawn tells that the record is no longer there: what is saved adds it anew.
func (f *RecordForm) Withdrawn() {
	f.Gone = true
	clear(f.Base)
	clear(f.Merges)
	f.Removed = nil
}

// Stand notes how a row is recorded by now; nil if it is gone.
func (f *RecordForm) Stand(key models.RowKey, now models.Cells) {
	f.Base[key] = now
	if now == nil {
		delete(f.Base, key)
	}
}

// SeeDraft notes what the author's draft makes of a row by now.
func (f *RecordForm) SeeDraft(e models.RowEdit) {
	if f.Draft == nil {
		f.Draft = make(map[models.RowKey]models.RowEdit)
	}
	f.Draft[e.RowKey] = e
}

// Join takes rows into the form that came to the record elsewhere: those that the author
// has drafted in another window, and figures that somebody else added to a statement,
// whose speaker and day they share. edits are those of the form. It reports whether there
// were any.
func (f *RecordForm) Join(edits []models.RowEdit, now map[models.RowKey]models.Cells, drafted map[models.RowKey]*models.RowEdit) bool {
	known := make(map[models.RowKey]bool)
	for _, e := range edits {
		known[e.RowKey] = true
	}
	joined := false
	join := func(key models.RowKey, m RowMerge) {
		joined, known[key] = true, true
		f.Merges[key] = m
		if m.Theirs == nil {
			f.Removed = append(f.Removed, key)
			return
		}
		f.Rows = append(f.Rows, FormRow{RowKey: key, Cells: maps.Clone(m.Theirs)})
	}
	for _, key := range SortedRows(drafted) {
		if seen, was := f.Draft[key]; known[key] || was && models.SameCells(key.File, seen.Cells, drafted[key].Cells) {
			continue
		}
		if now[key] != nil {
			f.Stand(key, now[key])
		}
		join(key, RowMerge{Was: now[key], Theirs: drafted[key].On(now[key]), Own: true})
		f.SeeDraft(*drafted[key])
	}
	for _, key := range SortedRows(now) {
		if _, was := f.Base[key]; formShapes[f.File].shared != nil && !known[key] && !was {
			f.Stand(key, now[key])
			join(key, RowMerge{Theirs: now[key]})
		}
	}
	return joined
}

// forgetPicks forgets what was chosen for a row, and for what it shares with others.
func (f *RecordForm) forgetPicks(key models.RowKey) {
	delete(f.Picks, rowPick+key.Key)
	for _, column := range models.FileColumns()[key.File] {
		delete(f.Picks, f.nameOf(key, column))
	}
}

// put puts cells into the row of the form with the key, in the place of what was typed; a
// row that the form has not is added to it.
func (f *RecordForm) put(key models.RowKey, cells models.Cells) {
	shape := formShapes[f.File]
	if key.File == f.File && shape.shared == nil {
		f.Main = maps.Clone(cells)
		return
	}
	for _, column := range shape.shared {
		f.Main[column] = cells[column]
	}
	n := f.rowOf(key)
	if n < 0 {
		n = len(f.Rows)
		f.Rows = append(f.Rows, FormRow{})
	}
	f.Rows[n].RowKey, f.Rows[n].Cells = key, maps.Clone(cells)
}

// rowOf is the number of the row with the key; -1 if the form has none.
func (f *RecordForm) rowOf(key models.RowKey) int {
	return slices.IndexFunc(f.Rows, func(r FormRow) bool { return r.RowKey == key || r.saved == key })
}

// dropRow takes the row with the key out of the form.
func (f *RecordForm) dropRow(key models.RowKey) {
	if n := f.rowOf(key); n >= 0 {
		f.removeRow(n)
	}
}

// removeRow takes a row out of the form. Those after it are called otherwise then, and so
// is what was chosen and looked for in them.
func (f *RecordForm) removeRow(n int) {
	f.Rows = slices.Delete(f.Rows, n, n+1)
	f.Map, f.More = FormMap{}, ""
	for _, texts := range []map[string]string{f.Picks, f.Find} {
		renamed := make(map[string]string, len(texts))
		for name, text := range texts {
			number, column, _ := strings.Cut(strings.TrimPrefix(name, rowPrefix), ".")
			at, err := strconv.Atoi(number)
			switch {
			case !strings.HasPrefix(name, rowPrefix) || err != nil || at < n:
				renamed[name] = text
			case at > n:
				renamed[fieldName(at-1, column)] = text
			}
		}
		clear(texts)
		maps.Copy(texts, renamed)
	}
}

// nameOf is the name of the field of a cell.
func (f *RecordForm) nameOf(key models.RowKey, column string) string {
	shape := formShapes[f.File]
	if key.File == f.File && shape.shared == nil || slices.Contains(shape.shared, column) {
		return fieldName(-1, column)
	}
	for i, r := range f.Rows {
		if r.Key == key.Key || r.saved == key {
			return fieldName(i, column)
		}
	}
	return fieldName(-1, column)
}

// merges are what was changed elsewhere: where both changed the same, for one to be
// chosen, and what the form has taken over.
func (b *formBuilder) merges() (overlaps, taken []MergeLine) {
	f := &b.d.Form
	told := make(map[string]bool)
	inForm := make(map[models.RowKey]bool)
	for _, e := range f.typed() {
		m, moved := f.Merges[e.RowKey]
		inForm[e.RowKey] = e.Cells != nil || e.Base != nil
		switch {
		case !moved:
		case m.oneRemoved(e.Cells):
			overlaps = append(overlaps, b.removedLine(e.RowKey, e.Cells, m))
		default:
			for _, c := range m.cells(e.RowKey, e.Cells) {
				name := f.nameOf(e.RowKey, c.Column)
				if told[name] {
					// All rows of the record share it.
					continue
				}
				line := MergeLine{Label: b.labelOf(e.RowKey, c.Column), Base: cellText(b.p, c.Base), Theirs: cellText(b.p, c.Theirs), Mine: cellText(b.p, c.Mine),
					Field: "#" + fieldID(name), Own: m.Own}
				switch {
				case c.Overlaps():
					line.Name, line.Pick = pickPrefix+name, cmp.Or(f.Picks[name], PickMine)
					overlaps = append(overlaps, line)
				case c.Theirs != c.Base:
					taken = append(taken, line)
				default:
					continue
				}
				told[name] = true
			}
		}
	}
	for _, key := range SortedRows(f.Merges) {
		if m := f.Merges[key]; m.Theirs == nil && !inForm[key] {
			taken = append(taken, MergeLine{Label: b.rowLabel(key), Base: b.p.T("edit.row_there"), Theirs: b.p.T("edit.row_gone"), Field: "#rows-title", Own: m.Own})
		}
	}
	return overlaps, taken
}

// removedLine is the choice between a row and its removal.
func (b *formBuilder) removedLine(key models.RowKey, mine models.Cells, m RowMerge) MergeLine {
	line := MergeLine{
		Label: b.rowLabel(key), Base: b.p.T("edit.row_there"), Theirs: b.p.T("edit.row_gone"), Mine: b.rowChanges(key, m.Was, mine),
		Name: pickPrefix + rowPick + key.Key, Pick: cmp.Or(b.d.Form.Picks[rowPick+key.Key], PickMine), Field: "#rows-title", Own: m.Own,
	}
	if mine == nil {
		line.Theirs, line.Mine = b.rowChanges(key, m.Was, m.Theirs), b.p.T("edit.row_gone")
	}
	return line
}

func (b *formBuilder) rowLabel(key models.RowKey) string {
	return b.p.T("edit.row_named", "Noun", nounName(b.p, models.NounOf(key.File)), "Name", key.Key)
}

// rowChanges tells what somebody made of a row that the other removed.
func (b *formBuilder) rowChanges(key models.RowKey, was, cells models.Cells) string {
	var parts []string
	for _, column := range (models.RowEdit{RowKey: key, Base: was, Cells: cells}).Changes() {
		parts = append(parts, b.p.T("edit.problem", "Label", columnLabel(b.p, key.File, column), "Text", cellText(b.p, cells[column])))
	}
	return b.p.T("edit.row_kept", "Changes", strings.Join(parts, "; "))
}
