package intake

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
	"github.com/xuri/nfp"
)

// sheetCell is a cell of a sheet as it is written there.
type sheetCell struct {
	column  int
	kind    string
	style   int
	formula bool
	value   strings.Builder
}

// readSheet reads the rows of a sheet.
func (w *workbook) readSheet(name string, g *Grid) error {
	p, err := w.open(name)
	if err != nil {
		return err
	}
	defer p.Close()
	var row Row
	var c sheetCell
	for {
		token, err := p.next()
		switch {
		case errors.Is(err, io.EOF):
			// A part that was cut off: rows would be missing without a word.
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "row":
				row = Row{Line: row.Line + 1}
				if n, err := strconv.Atoi(attribute(t, "r")); err == nil {
					row.Line = n
				}
				c.column = -1
			case "c":
				c = sheetCell{column: c.column + 1, kind: attribute(t, "t")}
				c.style, _ = strconv.Atoi(attribute(t, "s"))
				if at := columnOf(attribute(t, "r")); at >= 0 {
					c.column = at
				}
			case "f":
				c.formula = true
			}
		case xml.CharData:
			if p.inside("c") && (p.inside("v") || p.inside("is") && p.inside("t") && !p.inside("rPh")) {
				c.value.Write(t)
			}
			if c.value.Len() > MostCellBytes {
				return unreadable("long_cell", "Line", row.Line, "Most", MostCellBytes)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "c":
				cell := w.cell(&c)
				if cell == (Cell{}) {
					continue
				}
				if c.column >= MostColumns {
					return unreadable("too_many_columns", "Most", MostColumns, "Line", row.Line)
				}
				if c.formula && cell.Type != Uncalculated {
					g.Formulas++
				}
				for len(row.Cells) <= c.column {
					row.Cells = append(row.Cells, Cell{})
				}
				row.Cells[c.column] = cell
			case "row":
				if err := g.keep(row); err != nil {
					return err
				}
			case "sheetData":
				return nil
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// columnOf is the column of a reference such as «B12», from 0; -1 if it is none.
func columnOf(reference string) int {
	n := 0
	for i, r := range reference {
		if r < 'A' || r > 'Z' || i > 3 {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// cell is what a cell holds. Only a value that was saved counts: formulas are never
// worked out here.
func (w *workbook) cell(c *sheetCell) Cell {
	text := c.value.String()
	switch c.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || i < 0 || i >= len(w.strings) {
			return Cell{}
		}
		return Cell{Text: tidy(w.strings[i])}
	case "b":
		if text == "1" {
			return Cell{Text: "yes"}
		}
		return Cell{Text: "no"}
	case "inlineStr", "str", "e":
		return Cell{Text: tidy(text)}
	case "d":
		day, _, _ := strings.Cut(text, "T")
		return Cell{Text: day, Type: Date}
	}
	text = strings.TrimSpace(text)
	if text == "" {
		if c.formula {
			return Cell{Type: Uncalculated}
		}
		return Cell{}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return Cell{Text: text}
	}
	if c.style >= 0 && c.style < len(w.styles) && w.styles[c.style] != noDate && f >= 1 && f < lastSerial {
		if at, err := excelize.ExcelDateToTime(f, w.from1904); err == nil {
			return Cell{Text: at.Format(layouts[w.styles[c.style]]), Type: Date}
		}
	}
	// A workbook keeps a number to 15 digits; what stands behind them is a remainder of
	// the form in which it calculates.
	n, err := decimal.NewFromString(strconv.FormatFloat(f, 'g', 15, 64))
	if err != nil {
		return Cell{Text: text}
	}
	return Cell{Text: n.String(), Type: Number}
}

// lastSerial is the day after 9999, counted as a workbook does.
const lastSerial = 2958466

// tidy is a text without what a file cannot hold, and the space around it.
func tidy(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "_x000D_", "")) }

// dateStyle says how much of a date a format shows.
type dateStyle uint8

const (
	noDate dateStyle = iota
	showsDay
	showsMonth
	showsYear
)

var layouts = map[dateStyle]string{showsDay: time.DateOnly, showsMonth: "2006-01", showsYear: "2006"}

// builtIn are the formats that have a number only. Those from 27 on are of Chinese
// and Japanese.
var builtIn = map[int]dateStyle{
	14: showsDay, 15: showsDay, 16: showsDay, 17: showsMonth, 22: showsDay,
	27: showsMonth, 28: showsDay, 29: showsDay, 30: showsDay, 31: showsDay, 36: showsMonth, 50: showsMonth, 51: showsDay, 52: showsMonth,
	53: showsDay, 54: showsDay, 55: showsMonth, 56: showsDay, 57: showsMonth, 58: showsDay,
}

// mostFormat is how long a format can be.
const mostFormat = 255

// readStyles finds the styles of cells whose numbers are dates.
func (w *workbook) readStyles(name string) error {
	p, err := w.open(name)
	if err != nil {
		return err
	}
	defer p.Close()
	custom := make(map[int]dateStyle)
	for {
		token, err := p.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		t, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		id, err := strconv.Atoi(attribute(t, "numFmtId"))
		switch {
		case t.Name.Local == "numFmt" && err == nil:
			if code := attribute(t, "formatCode"); len(code) <= mostFormat {
				custom[id] = styleOf(code)
			}
		case t.Name.Local == "xf" && p.inside("cellXfs"):
			style, known := custom[id]
			if !known {
				style = builtIn[id]
			}
			w.styles = append(w.styles, style)
		}
	}
}

// styleOf says what a format of its own shows of a date.
func styleOf(format string) dateStyle {
	parser := nfp.NumberFormatParser()
	sections := parser.Parse(format)
	if len(sections) == 0 {
		return noDate
	}
	var years, months, days, hours bool
	for _, token := range sections[0].Items {
		if token.TType != nfp.TokenTypeDateTimes || token.TValue == "" {
			continue
		}
		switch token.TValue[0] {
		case 'y', 'Y', 'e', 'E':
			years = true
		case 'm', 'M':
			months = true
		case 'd', 'D':
			days = true
		case 'h', 'H', 's', 'S':
			hours = true
		}
	}
	switch {
	case days:
		return showsDay
	case months && (years || !hours):
		return showsMonth
	case years:
		return showsYear
	}
	return noDate
}
