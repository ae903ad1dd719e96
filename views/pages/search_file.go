package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

func foundFields(p *locale.Printer, d *FileData) []field[models.FoundRecord] {
	type row = models.FoundRecord
	return []field[row]{
		{"kind", table.Text, func(r *row) string { return string(r.Kind) }},
		{"kind_name", table.Text, func(r *row) string { return p.T("search.kinds." + string(r.Kind)) }},
		{"code", table.Text, func(r *row) string { return r.Code }},
		{"name", table.Text, func(r *row) string { return In(p, r.Texts(models.FieldTitle)).Text }},
		{"day", table.Date, func(r *row) string { return string(r.SearchHit.Day) }},
		{"as_of", table.Date, func(*row) string { return string(d.AsOf) }},
		{"url", table.URL, func(r *row) string { return d.Site + foundURL(p, r.Kind, r.Code) }},
	}
}

// FoundColumns are the columns of files of what a search has found.
func FoundColumns(p *locale.Printer) []table.Column {
	return columns(p, foundFields(p, &FileData{}))
}

// NewSearchFile is the table of everything that a search finds.
func NewSearchFile(p *locale.Printer, d FileData, q models.SearchQuery, found models.Stream[models.FoundRecord]) *table.Table {
	none := func(*models.FoundRecord) []models.Source { return nil }
	chips := []Chip{{Text: p.T("text.of", "Name", p.T("search.label"), "Value", q.Text)}}
	if q.Kind != "" {
		chips = append(chips, Chip{Text: p.T("search.kinds." + string(q.Kind))})
	}
	return newFile(p, d, p.T("search.title_of", "Query", q.Text), chips, foundFields(p, &d), streamed(found, none))
}
