package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

// oneFigureFields are the columns of the file of one figure. Its address is that under
// which it stays the same.
func oneFigureFields(p *locale.Printer, d *FileData) []field[*Figure] {
	type row = *Figure
	sources := func(r *row) []models.Source { return (*r).Sources }
	fields := []field[row]{
		{"figure", table.Text, func(r *row) string { return (*r).ID }},
		{"title", table.Text, func(r *row) string { return (*r).Title.Text }},
		{"value", table.Decimal, func(r *row) string { return (*r).Exact }},
		{"unit", table.Text, func(r *row) string { return (*r).unit }},
		{"unit_name", table.Text, func(r *row) string { return format.Unit(p, (*r).unit) }},
		{"sentence", table.Text, func(r *row) string { return (*r).Sentence }},
		{"definition", table.Text, func(r *row) string { return (*r).Definition.Text }},
		{"quote", table.Text, func(r *row) string {
			if (*r).Quote == nil {
				return ""
			}
			return (*r).Quote.Text
		}},
	}
	for _, f := range provenance(p, d, sources, nil) {
		if f.key == "url" {
			f.value = func(r *row) string { return (*r).URL }
		}
		fields = append(fields, f)
	}
	return fields
}

// OneFigureColumns are the columns of the file of one figure.
func OneFigureColumns(p *locale.Printer) []table.Column {
	return columns(p, oneFigureFields(p, &FileData{}))
}

// NewOneFigureFile is the table of one figure.
func NewOneFigureFile(p *locale.Printer, d FileData, m *Figure) *table.Table {
	return newFile(p, d, m.Title.Text+": "+m.Amount, nil, oneFigureFields(p, &d), streamed(models.Only(m), func(r **Figure) []models.Source { return (*r).Sources }))
}
