package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

// sourceItself is the source as what its row rests on.
func sourceItself(s *models.Source) []models.Source { return []models.Source{*s} }

func sourceFields(p *locale.Printer, d *FileData) []field[models.Source] {
	type row = models.Source
	return []field[row]{
		{"code", table.Text, func(r *row) string { return r.Code }},
		{"title", table.Text, func(r *row) string { return r.Title }},
		{"publisher", table.Text, func(r *row) string { return r.Publisher }},
		{"address", table.URL, func(r *row) string { return r.URL }},
		{"published_on", table.Date, func(r *row) string { return string(r.PublishedOn) }},
		{"language", table.Text, func(r *row) string { return r.Language }},
		{"kind", table.Text, func(r *row) string { return string(r.Kind) }},
		{"kind_name", table.Text, func(r *row) string { return p.T("source_kind." + string(r.Kind)) }},
		{"note", table.Text, func(r *row) string { return r.Note }},
		{"as_of", table.Date, func(*row) string { return string(d.AsOf) }},
		{"url", table.URL, func(r *row) string { return d.record(p, "sources/"+r.Code) }},
	}
}

// SourceColumns are the columns of files of sources.
func SourceColumns(p *locale.Printer) []table.Column {
	return columns(p, sourceFields(p, &FileData{}))
}

// NewSourceFile is the table of a list of sources.
func NewSourceFile(p *locale.Printer, d FileData, list SourceListData, rows models.Stream[models.Source]) *table.Table {
	return newFile(p, d, p.N("sources.list_title", rows.Total), newSourceFilter(p, list).Chips, sourceFields(p, &d), streamed(rows, sourceItself))
}

// NewSourceRecordFile is the table of one source.
func NewSourceRecordFile(p *locale.Printer, d FileData, r *models.Source) *table.Table {
	return newFile(p, d, r.Title, nil, sourceFields(p, &d), streamed(models.Only(*r), sourceItself))
}
