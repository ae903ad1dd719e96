// Package intake reads files that people send, CSV as every program writes it and
// XLSX, into rows of text that say where each cell stood. What it is given may be
// wrong, or hostile: it costs little then, and ends in a *FileError.
package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// The limits of a file. Each is told to whoever sends more.
const (
	// MostBytes is the size of a file as it is sent, MostUnpacked that of a workbook
	// once it is unpacked.
	MostBytes, MostUnpacked = 8 << 20, 48 << 20
	// MostRows and MostColumns bound what a file holds. A cell holds as much as one
	// of Excel.
	MostRows, MostColumns, MostCellBytes = 20_000, 100, 32_767
)

// Format is how a file is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// CellType says what is known of a cell beyond its text.
type CellType uint8

// The types of cell. A CSV file has texts only.
const (
	Text CellType = iota
	// Number is a number of a workbook: its text is plain, with a point.
	Number
	// Date is a date of a workbook: its text is one of ISO 8601, a month if the cell
	// shows no day.
	Date
	// Uncalculated is a formula that was saved without its value.
	Uncalculated
)

// Cell is a cell of a file.
type Cell struct {
	Text string
	Type CellType
}

// Row is a row of a file that holds anything. Line is where it begins: the line of a
// CSV file, or the row of a sheet, from 1.
type Row struct {
	Line  int
	Cells []Cell
}

// Text is the text of a cell; empty for one that the row does not reach.
func (r Row) Text(column int) string {
	if column < len(r.Cells) {
		return r.Cells[column].Text
	}
	return ""
}

// filled counts the cells that hold anything.
func (r Row) filled() int {
	n := 0
	for _, c := range r.Cells {
		if c.Text != "" || c.Type == Uncalculated {
			n++
		}
	}
	return n
}

// Grid is a file as it was read.
type Grid struct {
	Format Format
	// Encoding and Delimiter are those of a CSV file.
	Encoding  Encoding
	Delimiter rune
	// Sheets are those of a workbook that are shown, and Sheet the one that was read.
	Sheets []string
	Sheet  string
	// Formulas counts the cells whose values are those of the last calculation.
	Formulas int
	Rows     []Row
}

// FileError is why a file cannot be taken, as the name of a sentence with its values,
// names and values in turn.
type FileError struct {
	Key  string
	Args []any
}

func (e *FileError) Error() string {
	if len(e.Args) == 0 {
		return "the file cannot be taken: " + e.Key
	}
	return fmt.Sprintf("the file cannot be taken: %s %v", e.Key, e.Args)
}

func unreadable(key string, args ...any) error { return &FileError{key, args} }

// Read takes a file apart. sheet is that of a workbook, empty for the first. A file
// that cannot be taken is a *FileError.
func Read(content []byte, sheet string) (*Grid, error) {
	var g *Grid
	var err error
	switch {
	case len(content) > MostBytes:
		return nil, TooLarge()
	case len(bytes.TrimSpace(content)) == 0:
		return nil, unreadable("empty")
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		g, err = readWorkbook(content, sheet)
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")):
		// The workbook of old, and a workbook with a password.
		return nil, unreadable("old_workbook")
	default:
		g, err = readText(content)
	}
	if err != nil {
		return nil, err
	}
	if len(g.Rows) == 0 {
		return nil, unreadable("empty")
	}
	return g, nil
}

// TooLarge is the error of a file with more than MostBytes.
func TooLarge() *FileError { return &FileError{"too_large", []any{"Most", MostBytes >> 20}} }

// headRows is how far down the names of the columns are looked for.
const headRows = 30

// Head is the index of the row that names the columns, as far as that can be told:
// the first one with more than a title.
func (g *Grid) Head() int {
	for i, r := range g.Rows[:min(headRows, len(g.Rows))] {
		if r.filled() > 1 {
			return i
		}
	}
	return 0
}

// Table is a grid below the row that names its columns.
type Table struct {
	*Grid
	// HeadLine is the line of that row.
	HeadLine int
	// Header are the names of the columns as they stand there.
	Header []string
	// Rows are those below it.
	Rows []Row
}

// Under is the table below the row that begins on the line; 0 is the one of Head.
func (g *Grid) Under(line int) (*Table, error) {
	at := g.Head()
	if line != 0 {
		at = slices.IndexFunc(g.Rows, func(r Row) bool { return r.Line == line })
		if at < 0 {
			return nil, unreadable("no_head", "Line", line)
		}
	}
	head := g.Rows[at]
	t := &Table{Grid: g, HeadLine: head.Line, Rows: g.Rows[at+1:]}
	for i := range head.Cells {
		t.Header = append(t.Header, strings.Join(strings.Fields(head.Cells[i].Text), " "))
	}
	for len(t.Header) > 0 && t.Header[len(t.Header)-1] == "" && !t.reaches(len(t.Header)-1) {
		t.Header = t.Header[:len(t.Header)-1]
	}
	if len(t.Rows) == 0 {
		return nil, unreadable("no_rows")
	}
	return t, nil
}

// reaches reports whether any row holds something in the column.
func (t *Table) reaches(column int) bool {
	return slices.ContainsFunc(t.Rows, func(r Row) bool { return r.Text(column) != "" })
}

// keep adds a row, if it holds anything, within the limits.
func (g *Grid) keep(r Row) error {
	for len(r.Cells) > 0 && r.Cells[len(r.Cells)-1] == (Cell{}) {
		r.Cells = r.Cells[:len(r.Cells)-1]
	}
	switch {
	case len(r.Cells) == 0:
		return nil
	case len(r.Cells) > MostColumns:
		return unreadable("too_many_columns", "Most", MostColumns, "Line", r.Line)
	case len(g.Rows) > MostRows:
		return unreadable("too_many_rows", "Most", MostRows)
	}
	for _, c := range r.Cells {
		if len(c.Text) > MostCellBytes {
			return unreadable("long_cell", "Line", r.Line, "Most", MostCellBytes)
		}
	}
	g.Rows = append(g.Rows, r)
	return nil
}
