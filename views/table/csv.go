package table

import (
	"encoding/csv"
	"io"
	"regexp"
	"strings"
)

// byteOrderMark tells Excel that a file is UTF-8.
const byteOrderMark = "\ufeff"

// WriteCSV writes the table as RFC 4180 has it, in UTF-8 with a mark for Excel.
// The first line holds the labels of the columns.
func WriteCSV(w io.Writer, t *Table) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	cells := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		cells[i] = harmless(column.Label)
	}
	if err := c.Write(cells); err != nil {
		return err
	}
	for row, err := range t.counted() {
		if err != nil {
			return err
		}
		for i, column := range t.Columns {
			cells[i] = row[i]
			if column.Type == Text || column.Type == URL {
				cells[i] = harmless(row[i])
			}
		}
		if err := c.Write(cells); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

var number = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// harmless puts an apostrophe before a text that a spreadsheet would take for a
// formula. A number is none, even one with a sign.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) && !number.MatchString(text) {
		return "'" + text
	}
	return text
}
