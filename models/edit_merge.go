package models

import (
	"maps"
	"slices"
)

// CellMerge is one column of a row that two people changed: how it stood when both
// began, what the other has made of it, and what the editor makes of it.
type CellMerge struct {
	Column             string
	Base, Theirs, Mine string
}

// Overlaps reports whether both changed the cell, to different ends.
func (m CellMerge) Overlaps() bool {
	return m.Theirs != m.Base && m.Mine != m.Base && m.Theirs != m.Mine
}

// Merged is the cell with both changes; where they overlap, the editor's.
func (m CellMerge) Merged() string {
	if m.Mine == m.Base {
		return m.Theirs
	}
	return m.Mine
}

// Merge brings an edit onto the row as it stands now: changes that do not overlap are
// joined. It gives every column that one of the two changed. Where one of the two
// withdrew the row there is nothing to join, and the columns are those of the other.
// A cell that was emptied because it follows from others is nobody's change: it follows
// from what the merged row says.
func (e RowEdit) Merge(now Cells) (merged RowEdit, list []CellMerge) {
	merged = RowEdit{RowKey: e.RowKey, Base: now, Cells: maps.Clone(e.Cells), ReplacedBy: e.ReplacedBy}
	if e.Cells == nil {
		return merged, nil
	}
	for _, column := range FileColumns()[e.File] {
		m := CellMerge{column, e.Base[column], now[column], e.Cells[column]}
		if e.settled(column) {
			m.Mine = m.Base
		}
		if now != nil {
			merged.Cells[column] = m.Merged()
		}
		if m.Theirs != m.Base || m.Mine != m.Base {
			list = append(list, m)
		}
	}
	return merged, list
}

// settled reports whether a cell is empty because it is worked out from others that the
// edit changes.
func (e RowEdit) settled(column string) bool {
	from := followed[e.File][column]
	return e.Cells[column] == "" && slices.ContainsFunc(from, func(c string) bool { return e.Cells[c] != e.Base[c] })
}

// On is what the edit makes of the row as it stands now; nil if it withdraws it.
func (e RowEdit) On(now Cells) Cells {
	merged, _ := e.Merge(now)
	return merged.Cells
}
