// Package table writes tables to files: CSV, XLSX and JSON. It knows nothing of
// what the tables hold.
package table

import (
	"errors"
	"iter"
	"time"
)

// Type is what the cells of a column are.
type Type string

// The types of a column. Of a cell that no source fills the text is empty,
// whatever the type.
const (
	Text Type = "text"
	// Integer and Decimal are numbers as they are written, without grouping.
	Integer Type = "integer"
	Decimal Type = "decimal"
	// Year is a number that is no amount: its digits are never grouped.
	Year Type = "year"
	// Boolean is true or false.
	Boolean Type = "boolean"
	// Date is a day, a month or a year, as it was said.
	Date Type = "date"
	URL  Type = "url"
)

// Types are all types.
var Types = []Type{Text, Integer, Decimal, Year, Boolean, Date, URL}

// Column is a column of a table.
type Column struct {
	// Key names the column for programs, in every language alike.
	Key string
	// Label names it for people, in the language of the table.
	Label string
	Type  Type
}

// Row is the cells of a row, in the order of the columns.
type Row []string

// Fact is a line about a table: what it is, and its value.
type Fact struct{ Label, Value string }

// Table is a table with everything that is needed to quote it.
type Table struct {
	// Name is the beginning of the name of a file, in small Latin letters.
	Name string
	// Lang is the language of the labels, as it stands in HTML.
	Lang  string
	Title string
	// AsOf is the day as of which the table is, a full date; Known is the moment
	// whose records it holds, empty for those of now.
	AsOf, Known string
	// Shortened ends a text that is longer than a cell of a workbook can be.
	Shortened string
	// Filters are the choices that are in force, in words.
	Filters []string
	// URL is the address that makes the same table again, in the format that is
	// asked for; Page is that of the same in a browser, About that of the method
	// and the licences.
	URL         func(format string) string
	Page, About string
	// Count is how many records the page announces, RowCount how many rows there
	// are. They differ where a record has several rows.
	Count, RowCount int
	Columns         []Column
	Rows            iter.Seq2[Row, error]
	// Facts are what a workbook says about the table, on a sheet of the name
	// FactsTitle. They are asked for when all rows have been read.
	FactsTitle string
	Facts      func() []Fact
}

// ErrRowCount means that there were more or fewer rows than the table announces:
// the records have changed while they were read.
var ErrRowCount = errors.New("the number of rows is not the announced one")

// counted are the rows, and an error at their end if they are not as many as
// announced.
func (t *Table) counted() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		n := 0
		for row, err := range t.Rows {
			if !yield(row, err) || err != nil {
				return
			}
			n++
		}
		if n != t.RowCount {
			yield(nil, ErrRowCount)
		}
	}
}

// made is the time that files carry: the day as of which the table is, so that
// the same table is the same file whenever it is made.
func (t *Table) made() time.Time {
	day, err := time.Parse(time.DateOnly, t.AsOf)
	if err != nil {
		return time.Unix(0, 0).UTC()
	}
	return day
}
