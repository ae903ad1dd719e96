package models

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Cells is one row of a data file by column, each cell as the file writes it. A
// column that is missing is an empty cell.
type Cells map[string]string

// RowKey names a row of a data file: the file, such as projects.csv, and the cells of
// its key columns with «/» between two, such as ulba-fa or aluminium/2008-01.
type RowKey struct{ File, Key string }

// RowEdit is what somebody makes of one row. Forms, imports, bulk edits and restored
// versions are all lists of these; a record with lists of its own, such as a
// statement with its figures, is several rows.
type RowEdit struct {
	RowKey
	// Base is the row as it stood when the edit began; nil for a row that was not
	// there.
	Base Cells
	// Cells is the row as it shall be; nil withdraws it.
	Cells Cells
	// ReplacedBy is the key of the row that takes the place of a withdrawn one; empty
	// if none does.
	ReplacedBy string
}

// IsNew reports whether the row is added.
func (e RowEdit) IsNew() bool { return e.Base == nil && e.Cells != nil }

// Withdraws reports whether the row is taken back.
func (e RowEdit) Withdraws() bool { return e.Cells == nil }

// Changes are the columns whose cells the edit alters, in the order of the file: all
// that are filled for a new row, and none for one that is withdrawn.
func (e RowEdit) Changes() []string {
	if e.Cells == nil {
		return nil
	}
	var changed []string
	for _, column := range FileColumns()[e.File] {
		if e.Base[column] != e.Cells[column] {
			changed = append(changed, column)
		}
	}
	return changed
}

// keyOf is the key of a row of the file by its cells.
func (f *dataFile) keyOf(cells Cells) string {
	parts := make([]string, len(f.key))
	for i, column := range f.key {
		parts[i] = cells[column]
	}
	return strings.Join(parts, "/")
}

// RowKeyOf is the key that a row of a file has by its cells; empty for an unknown file.
func RowKeyOf(file string, cells Cells) string {
	f := fileNamed(file)
	if f == nil {
		return ""
	}
	return f.keyOf(cells)
}

// FileColumn is the definition of a column of a file.
func FileColumn(file, column string) (Column, bool) {
	f := fileNamed(file)
	if f == nil {
		return Column{}, false
	}
	i := slices.IndexFunc(f.columns, func(c Column) bool { return c.Name == column })
	if i < 0 {
		return Column{}, false
	}
	return f.columns[i], true
}

// KeyColumns are the columns that no two rows of the file share.
func KeyColumns(file string) []string {
	if f := fileNamed(file); f != nil {
		return f.key
	}
	return nil
}

// Normalize writes a cell as a data file holds it: without space around it, and with
// one kind of line end.
func Normalize(cell string) string { return strings.TrimSpace(lineEnds.Replace(cell)) }

// followed are the columns that are worked out from others when they are empty. Where
// an edit changes one of the others and leaves these as they were, they are worked
// out anew: what they hold followed from what no longer stands there.
var followed = map[string]map[string][]string{
	"projects.csv": {
		"events":               {"status", "start_year", "launch_year", "source_ids"},
		"outcome_unknown_from": {"status", "start_year", "launch_year", "source_ids"},
	},
	"project_events.csv": {"known_on": {"planned", "date", "source_id"}},
	"statements.csv":     {"known_on": {"said_on", "as_of", "source_id"}, "dated_by": {"said_on", "as_of", "source_id"}},
	"trade.csv":          {"known_on": {"source_ids"}, "dated_by": {"source_ids"}},
	"agreements.csv":     {"known_on": {"signed_on"}},
	"price_notes.csv":    {"known_on": {"noted_on"}},
}

// Settle empties the cells that no longer follow from the others, so that they are
// worked out when the edit is published. The rows of one record are settled together.
func Settle(edits []RowEdit) {
	stale := make(map[string]map[string]bool)
	for _, e := range edits {
		if e.Cells == nil {
			continue
		}
		for column, from := range followed[e.File] {
			if e.Cells[column] != e.Base[column] || !slices.ContainsFunc(from, func(c string) bool { return e.Cells[c] != e.Base[c] }) {
				continue
			}
			e.Cells[column] = ""
			if e.File == statementFile.name && e.Cells["statement"] != "" {
				// All rows of a statement say the same of it.
				if stale[e.Cells["statement"]] == nil {
					stale[e.Cells["statement"]] = make(map[string]bool)
				}
				stale[e.Cells["statement"]][column] = true
			}
		}
	}
	for _, e := range edits {
		if e.Cells != nil && e.File == statementFile.name {
			for column := range stale[e.Cells["statement"]] {
				e.Cells[column] = ""
			}
		}
	}
}

// sameCells reports whether two rows hold the same, an absent column being empty.
func sameCells(file string, a, b Cells) bool {
	if (a == nil) != (b == nil) {
		return false
	}
	for _, column := range FileColumns()[file] {
		if a[column] != b[column] {
			return false
		}
	}
	return true
}

// Slug makes a code of a text: its Latin letters and digits, in small letters, joined
// by hyphens. A text without any is «term».
func Slug(text string) string { return slug(text) }

// SameCells reports whether two rows of a file hold the same, an absent column being
// empty.
func SameCells(file string, a, b Cells) bool { return sameCells(file, a, b) }

// OwnerOf is the record in whose form a row stands: that of a figure is its statement.
func OwnerOf(e RowEdit) RecordKey {
	cells := e.Cells
	if cells == nil {
		cells = e.Base
	}
	switch e.File {
	case statementFile.name:
		code := cells["statement"]
		if code == "" {
			code = e.Key
		}
		return RecordKey{NounStatement, code}
	case projectEventFile.name:
		return RecordKey{NounProject, cells["project"]}
	case waypointFile.name:
		return RecordKey{NounCorridor, cells["corridor"]}
	}
	return RecordKey{NounOf(e.File), codeOf(e.RowKey)}
}

// TakenKey is the problem of a new row that has the key of one that is there.
func TakenKey(key RowKey) RowProblem {
	return RowProblem{key, RowError{Line: 1, Column: KeyColumns(key.File)[0], Value: key.Key, Problem: codeTaken}}
}

// RowsToken stands for rows as somebody saw them: it is another once one of them was
// changed.
func RowsToken(rows []RowEdit) string {
	h := sha256.New()
	for _, r := range rows {
		fmt.Fprintf(h, "%q", []string{r.File, r.Key})
		for _, column := range FileColumns()[r.File] {
			fmt.Fprintf(h, "%q", r.Base[column])
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
