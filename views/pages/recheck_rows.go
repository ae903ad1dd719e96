package pages

import (
	"errors"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

var (
	// timeless are the columns of a table that do not say what it shows.
	timeless = []string{"url", "as_of"}
	// identifying are the columns that tell one row of a table from all others.
	identifying = []string{"part", "statement", "figure", "measure", "commodity", "month"}
	// naming are the columns by which people know a row, in the order in which they are
	// read.
	naming = []string{"commodity_name", "metric_name", "measure_name", "part_name", "month", "day", "speaker_name"}
)

// drawnRow is a row of the table behind a chart.
type drawnRow struct {
	columns []table.Column
	cells   []string
}

// cell is the text of a column; empty of one that the table does not have.
func (r drawnRow) cell(key string) string {
	i := slices.IndexFunc(r.columns, func(c table.Column) bool { return c.Key == key })
	if i < 0 {
		return ""
	}
	return r.cells[i]
}

func (r drawnRow) id() string {
	var b strings.Builder
	for _, key := range identifying {
		b.WriteString(r.cell(key))
		b.WriteByte(0)
	}
	return b.String()
}

// name is what people call the row: «Brent crude oil · January 2016».
func (r drawnRow) name(p *locale.Printer) string {
	var texts []string
	for _, key := range naming {
		texts = append(texts, r.shown(p, key))
	}
	return joined(" · ", texts...)
}

// shown is a cell as the pages write it: a value with its unit, a day in words.
func (r drawnRow) shown(p *locale.Printer, key string) string {
	i := slices.IndexFunc(r.columns, func(c table.Column) bool { return c.Key == key })
	if i < 0 || r.cells[i] == "" {
		return ""
	}
	text := r.cells[i]
	switch r.columns[i].Type {
	case table.Date:
		return p.Date(models.Date(text))
	case table.Integer, table.Decimal:
		value, err := decimal.NewFromString(text)
		switch unit := r.cell("unit"); {
		case err != nil:
			return text
		case key == "value" && unit != "":
			return format.Amount(p, value, unit)
		default:
			return p.Decimal(value)
		}
	}
	return text
}

// rows compares what a chart draws, row by row of its table.
func (r *Rechecked) rows(p *locale.Printer) ([]RecheckValue, error) {
	was, err := drawnRows(r.TableThen)
	if err != nil {
		return nil, err
	}
	is, err := drawnRows(r.TableNow)
	if err != nil {
		return nil, err
	}
	return changedRows(p, was, is), nil
}

// changedRows are the cells that changed, then the rows that are drawn no longer, then
// those that are drawn since.
func changedRows(p *locale.Printer, was, is []drawnRow) []RecheckValue {
	now := make(map[string][]drawnRow)
	for _, row := range is {
		now[row.id()] = append(now[row.id()], row)
	}
	var changed, gone []RecheckValue
	for _, row := range was {
		of := now[row.id()]
		if len(of) == 0 {
			gone = append(gone, RecheckValue{joined(" · ", p.T("recheck.row_gone"), row.name(p)), row.shown(p, "value"), ""})
			continue
		}
		now[row.id()] = of[1:]
		for i, c := range row.columns {
			if cell := of[0].cell(c.Key); cell != row.cells[i] {
				changed = append(changed, RecheckValue{joined(" · ", row.name(p), c.Label), row.shown(p, c.Key), of[0].shown(p, c.Key)})
			}
		}
	}
	list := append(changed, gone...)
	for _, row := range is {
		if left := now[row.id()]; len(left) > 0 && slices.Equal(left[0].cells, row.cells) {
			now[row.id()] = left[1:]
			list = append(list, RecheckValue{joined(" · ", p.T("recheck.row_new"), row.name(p)), "", row.shown(p, "value")})
		}
	}
	return list
}

// drawnRows are the rows of a table, without what does not change with its records.
func drawnRows(t *table.Table) ([]drawnRow, error) {
	if t == nil {
		return nil, errors.New("a chart without a table")
	}
	var list []drawnRow
	for row, err := range t.Rows {
		if err != nil {
			return nil, err
		}
		cells := slices.Clone([]string(row))
		for i, c := range t.Columns {
			if slices.Contains(timeless, c.Key) {
				cells[i] = ""
			}
		}
		list = append(list, drawnRow{t.Columns, cells})
	}
	return list, nil
}
