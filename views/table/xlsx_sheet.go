package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// sheet writes rows into a sheet of a workbook. The library has a writer of rows
// too, but gives nothing away before it has the last.
type sheet struct {
	*workbook
	w io.Writer
	// row is the row that is put together, n its number.
	row []byte
	n   int
	// columns are the names of the columns, «A» to «XFD».
	columns []string
	// shortened ends a text that a cell cannot hold.
	shortened string
}

// mostSheet is how long the text of a sheet can be: a longer one needs a header
// that cannot be written before the sheet is, and that Excel insists on.
const mostSheet = 1<<32 - 1

// errSheetTooLong means that the rows of a sheet are too long for a workbook.
var errSheetTooLong = errors.New("a sheet cannot hold so much text")

// writeSheet writes a sheet with rows after those that it has.
func (b *workbook) writeSheet(z *datedZip, part string, rows func(*sheet) error) error {
	end := bytes.LastIndex(b.parts[part], []byte("</sheetData>"))
	if end < 0 {
		return fmt.Errorf("%s has no rows", part)
	}
	w, err := z.Create(part)
	if err != nil {
		return err
	}
	w = &limited{w, mostSheet}
	if _, err := w.Write(b.parts[part][:end]); err != nil {
		return err
	}
	if err := rows(&sheet{workbook: b, w: w}); err != nil {
		return err
	}
	_, err = w.Write(b.parts[part][end:])
	return err
}

// limited is a writer that takes so many bytes and no more.
type limited struct {
	io.Writer
	left int64
}

// Write implements io.Writer.
func (l *limited) Write(p []byte) (int, error) {
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, errSheetTooLong
	}
	return l.Writer.Write(p)
}

// writeRows writes the rows below the head.
func (s *sheet) writeRows(t *Table) error {
	s.n, s.shortened = 1, t.Shortened
	for row, err := range t.counted() {
		if err != nil {
			return err
		}
		s.begin()
		for i, column := range t.Columns {
			if err := s.cell(i, row[i], column.Type); err != nil {
				return fmt.Errorf("row %d, column %s: %w", s.n, column.Key, err)
			}
		}
		if err := s.end(); err != nil {
			return err
		}
	}
	return nil
}

// writeFacts writes what the table is.
func (s *sheet) writeFacts(t *Table) error {
	for _, fact := range t.Facts() {
		s.begin()
		if err := errors.Join(s.text(0, fact.Label, s.head), s.text(1, fact.Value, s.wrapped), s.end()); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) begin() {
	s.n++
	s.row = append(s.row[:0], `<row r="`...)
	s.row = append(strconv.AppendInt(s.row, int64(s.n), 10), `">`...)
}

func (s *sheet) end() error {
	s.row = append(s.row, "</row>"...)
	_, err := s.w.Write(s.row)
	return err
}

// mostDigits is how many digits a number of a workbook can have; one with more
// stays a text, so that none is lost.
const mostDigits = 15

// cell adds a value with its type and style. A date that is no full day stays as it
// was written.
func (s *sheet) cell(column int, text string, t Type) error {
	switch {
	case text == "":
		return nil
	case t == Boolean:
		truth := "0"
		if text == "true" {
			truth = "1"
		}
		return s.value(column, truth, "b", 0)
	case t == Year:
		if _, err := strconv.Atoi(text); err != nil {
			return err
		}
		return s.value(column, text, "", 0)
	case t == Integer || t == Decimal:
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return err
		}
		_, fraction, _ := strings.Cut(text, ".")
		digits := strings.TrimLeft(strings.Replace(strings.TrimPrefix(text, "-"), ".", "", 1), "0")
		if max(len(digits), len(fraction)) > mostDigits {
			break
		}
		return s.value(column, strconv.FormatFloat(value, 'f', -1, 64), "", s.decimals[len(fraction)])
	case t == Date && len(text) == len(time.DateOnly) && text >= firstDay:
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return err
		}
		return s.value(column, strconv.Itoa(int(day.Sub(dayZero)/(24*time.Hour))), "", s.day)
	}
	return s.text(column, text, 0)
}

// Workbooks count days from dayZero on. Those before firstDay they count in two
// ways, for many take 1900 to have been a leap year: such a day stays a text.
var (
	dayZero  = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	firstDay = "1900-03-01"
)

// reference begins a cell; zero is the style of most.
func (s *sheet) reference(column, style int) error {
	for len(s.columns) <= column {
		name, err := excelize.ColumnNumberToName(len(s.columns) + 1)
		if err != nil {
			return err
		}
		s.columns = append(s.columns, name)
	}
	s.row = append(append(s.row, `<c r="`...), s.columns[column]...)
	s.row = append(strconv.AppendInt(s.row, int64(s.n), 10), '"')
	if style != 0 {
		s.row = append(s.row, ` s="`...)
		s.row = append(strconv.AppendInt(s.row, int64(style), 10), '"')
	}
	return nil
}

// value adds a cell of a kind; a number has none.
func (s *sheet) value(column int, value, kind string, style int) error {
	if err := s.reference(column, style); err != nil {
		return err
	}
	if kind != "" {
		s.row = append(append(append(s.row, ` t="`...), kind...), '"')
	}
	s.row = append(append(append(s.row, "><v>"...), value...), "</v></c>"...)
	return nil
}

// text adds a cell of text. It is written in its place and not in a list that all
// sheets share, which would have to be in memory as a whole.
func (s *sheet) text(column int, text string, style int) error {
	if utf16Length(text) > excelize.TotalCellChars {
		text = shorten(text, s.shortened)
	}
	if err := s.reference(column, style); err != nil {
		return err
	}
	s.row = append(s.row, ` t="inlineStr"><is><t xml:space="preserve">`...)
	s.row = appendText(s.row, text)
	s.row = append(s.row, "</t></is></c>"...)
	return nil
}

// shorten cuts a text so that it fits a cell together with the words that say so.
func shorten(text, words string) string {
	room := excelize.TotalCellChars - utf16Length(words)
	for at, r := range text {
		if room -= utf16Length(string(r)); room < 0 {
			return text[:at] + words
		}
	}
	return text
}

// utf16Length is how long a text is as workbooks count.
func utf16Length(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// appendText writes a text of a workbook: what no XML may hold stands as «_x» with
// four digits and «_», and so does a «_» that would be taken for the beginning of
// such (ECMA-376, ST_Xstring).
func appendText(b []byte, text string) []byte {
	for i, r := range text {
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case isForbidden(r), r == '_' && isEscape(text[i:]):
			b = fmt.Appendf(b, "_x%04X_", r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

// isForbidden reports whether a letter cannot stand in XML, or not as itself: a
// carriage return is read as a line feed.
func isForbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff
}

// isEscape reports whether a text, as it will be written, begins like a letter that
// is forbidden.
func isEscape(text string) bool {
	rest, is := strings.CutPrefix(text, "_x")
	if !is || len(rest) < 5 {
		return false
	}
	for _, c := range []byte(rest[:4]) {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
			return false
		}
	}
	next, _ := utf8.DecodeRuneInString(rest[4:])
	return next == '_' || isForbidden(next)
}
