package intake

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// delimiters are what can stand between two cells.
var delimiters = []rune{',', ';', '\t', '|'}

// readText reads a CSV file.
func readText(content []byte) (*Grid, error) {
	text, encoding, err := decode(content)
	if err != nil {
		return nil, err
	}
	g := &Grid{Format: CSV, Encoding: encoding}
	// Excel writes and reads such a first line.
	first := 0
	if len(text) > 5 && strings.HasPrefix(text, "sep=") && strings.ContainsRune(";,\t|", rune(text[4])) && strings.ContainsAny(text[5:6], "\r\n") {
		g.Delimiter = rune(text[4])
		_, text, _ = strings.Cut(text, "\n")
		first = 1
	} else {
		g.Delimiter = delimiterOf(text)
	}
	if line := tooWide(text, g.Delimiter); line > 0 {
		return nil, unreadable("too_many_columns", "Most", MostColumns, "Line", line+first)
	}
	r := csv.NewReader(&lineEnds{text: text})
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = g.Delimiter, -1, true
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return g, nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return nil, unreadable("quotes", "Line", bad.StartLine+first)
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		if len(record) > MostColumns && strings.Join(record[MostColumns:], "") != "" {
			return nil, unreadable("too_many_columns", "Most", MostColumns, "Line", line+first)
		}
		record = record[:min(len(record), MostColumns)]
		row := Row{Line: line + first, Cells: make([]Cell, len(record))}
		for i, cell := range record {
			row.Cells[i].Text = strings.TrimSpace(cell)
		}
		if err := g.keep(row); err != nil {
			return nil, err
		}
	}
}

// tooWide is the first line with many times the columns that a file can have, 0 if
// there is none. The reader would hold some fifty bytes for each of them.
func tooWide(text string, delimiter rune) int {
	line, cells, quoted := 1, 0, false
	for _, b := range []byte(text) {
		switch {
		case b == '"':
			quoted = !quoted
		case b == '\n' || b == '\r':
			if b == '\n' {
				line++
			}
			if !quoted {
				cells = 0
			}
		case rune(b) == delimiter && !quoted:
			if cells++; cells > 10*MostColumns {
				return line
			}
		}
	}
	return 0
}

// lineEnds gives a text with the line ends that the reader knows: programs of old on
// the Mac end lines with «\r» alone.
type lineEnds struct{ text string }

func (l *lineEnds) Read(p []byte) (int, error) {
	if l.text == "" {
		return 0, io.EOF
	}
	n := copy(p, l.text)
	for i := range n {
		if p[i] == '\r' && !(i+1 < len(l.text) && l.text[i+1] == '\n') {
			p[i] = '\n'
		}
	}
	l.text = l.text[n:]
	return n, nil
}

// sample is how many rows are looked at to find the delimiter.
const sample = 20

// delimiterOf is what stands between the cells: what cuts the most rows into the same
// number of cells, and where several do, what cuts them into more. A comma gives way: it
// stands in numbers and names too.
func delimiterOf(text string) rune {
	best, bestRows, bestCells := ',', 0, 0
	for _, d := range delimiters {
		r := csv.NewReader(&lineEnds{text: text[:min(len(text), 64<<10)]})
		r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = d, -1, true, true
		rows := make(map[int]int)
		for range sample {
			record, err := r.Read()
			if err != nil {
				break
			}
			rows[len(record)]++
		}
		for cells, n := range rows {
			if cells > 1 && (n > bestRows || n == bestRows && cells >= bestCells) {
				best, bestRows, bestCells = d, n, cells
			}
		}
	}
	return best
}
