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
		if f.key == "as_of" {
			f.value = func(r *row) string { return string((*r).day) }
		}
		fields = append(fields, f)
	}
	return append(fields, attributionFields(p)...)
}

// attributionFields say who gives a figure, when, and about what. A figure that is
// worked out has no speaker: its attribution says from whose statement it is.
func attributionFields(p *locale.Printer) []field[*Figure] {
	type row = *Figure
	said := func(value func(st *models.Statement) string) func(r *row) string {
		return func(r *row) string {
			if (*r).stated == nil {
				return ""
			}
			return value((*r).statement)
		}
	}
	about := func(value func(st *models.Statement) string) func(r *row) string {
		return func(r *row) string {
			if (*r).statement == nil {
				return ""
			}
			return value((*r).statement)
		}
	}
	metric := func(value func(m *models.Metric) string) func(r *row) string {
		return func(r *row) string {
			if (*r).stated == nil {
				return ""
			}
			return value((*r).stated.Metric)
		}
	}
	return []field[row]{
		{"origin", table.Text, func(r *row) string { return string((*r).origin) }},
		{"attribution", table.Text, func(r *row) string { return (*r).said }},
		{"statement", table.Text, about(func(st *models.Statement) string { return st.Code })},
		{"day", table.Date, about(func(st *models.Statement) string { return string(st.Day()) })},
		{"dated_by", table.Text, about(func(st *models.Statement) string { return string(st.DatedBy) })},
		{"speaker", table.Text, said(func(st *models.Statement) string { return st.Speaker.Code })},
		{"speaker_name", table.Text, said(func(st *models.Statement) string { return In(p, st.Speaker.Name).Text })},
		{"role_name", table.Text, said(func(st *models.Statement) string { return nameOf(p, st.Role) })},
		{"metric", table.Text, metric(func(m *models.Metric) string { return m.Code })},
		{"metric_name", table.Text, metric(func(m *models.Metric) string { return In(p, m.Name).Text })},
		{"programme", table.Text, about(func(st *models.Statement) string { return st.Programme.Code })},
		{"programme_name", table.Text, about(func(st *models.Statement) string { return In(p, st.Programme.Name).Text })},
		{"year_from", table.Year, func(r *row) string { return number((*r).years[0]) }},
		{"year_to", table.Year, func(r *row) string { return number((*r).years[1]) }},
		{"source_publishers", table.Text, func(r *row) string {
			return listed((*r).Sources, func(s models.Source) string { return s.Publisher })
		}},
		{"changed_on", table.Date, func(r *row) string { return string((*r).changedOn) }},
		{"changed_from", table.Decimal, func(r *row) string { return (*r).changedFrom }},
		{"day_inferred_from", table.Text, about(func(st *models.Statement) string { return codeOfSource(st.DaySource) })},
		{"same_as", table.Text, func(r *row) string { return (*r).sameAs }},
	}
}

// OneFigureColumns are the columns of the file of one figure.
func OneFigureColumns(p *locale.Printer) []table.Column {
	return columns(p, oneFigureFields(p, &FileData{}))
}

// NewOneFigureFile is the table of one figure.
func NewOneFigureFile(p *locale.Printer, d FileData, m *Figure) *table.Table {
	return newFile(p, d, m.Title.Text+": "+m.Amount, nil, oneFigureFields(p, &d), streamed(models.Only(m), func(r **Figure) []models.Source { return (*r).Sources }))
}
