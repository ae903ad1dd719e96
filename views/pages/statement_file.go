package pages

import (
	"iter"
	"slices"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

// figureRow is a figure with its statement: a row of a file. Figure is nil for a
// statement that gives none.
type figureRow struct {
	*models.Statement
	figure *models.Figure
}

func sourceOfFigure(r *figureRow) []models.Source { return []models.Source{*r.Source} }

// given is a column of the figure, empty where there is none.
func given(value func(f *models.Figure) string) func(r *figureRow) string {
	return func(r *figureRow) string {
		if r.figure == nil {
			return ""
		}
		return value(r.figure)
	}
}

func figureFields(p *locale.Printer, d *FileData) []field[figureRow] {
	type figure = models.Figure
	return slices.Concat([]field[figureRow]{
		{"statement", table.Text, func(r *figureRow) string { return r.Code }},
		{"figure", table.Text, given(func(f *figure) string { return f.Code })},
		{"day", table.Date, func(r *figureRow) string { return string(r.Day()) }},
		{"dated_by", table.Text, func(r *figureRow) string { return string(r.DatedBy) }},
		{"metric", table.Text, given(func(f *figure) string { return f.Metric.Code })},
		{"metric_name", table.Text, given(func(f *figure) string { return In(p, f.Metric.Name).Text })},
		{"stage", table.Text, given(func(f *figure) string {
			if f.Metric.Stage == nil {
				return ""
			}
			return string(*f.Metric.Stage)
		})},
		{"value", table.Decimal, given(func(f *figure) string { return decimalText(f.Value) })},
		{"unit", table.Text, given(func(f *figure) string { return f.Unit })},
		{"unit_name", table.Text, given(func(f *figure) string { return format.Unit(p, f.Unit) })},
		{"year_from", table.Year, given(func(f *figure) string { return number(f.YearFrom) })},
		{"year_to", table.Year, given(func(f *figure) string { return number(f.YearTo) })},
		{"figure_as_of", table.Date, given(func(f *figure) string { return string(f.AsOf) })},
		{"part_of", table.Text, func(r *figureRow) string {
			if r.figure == nil || r.figure.PartOfID == nil {
				return ""
			}
			at := slices.IndexFunc(r.Figures, func(f figure) bool { return f.ID == *r.figure.PartOfID })
			return r.Figures[at].Code
		}},
	}, speakerFields(p, func(r *figureRow) *models.Statement { return r.Statement }), []field[figureRow]{
		{"programme", table.Text, func(r *figureRow) string { return r.Programme.Code }},
		{"programme_name", table.Text, func(r *figureRow) string { return In(p, r.Programme.Name).Text }},
		{"quote", table.Text, given(func(f *figure) string { return f.Quote })},
		{"note", table.Text, func(r *figureRow) string { return r.Note }},
	}, sourceOfStatement(d, func(r *figureRow) *models.Statement { return r.Statement }), []field[figureRow]{
		{"url", table.URL, func(r *figureRow) string {
			if r.figure == nil {
				return d.record(p, "statements/"+r.Code)
			}
			return d.record(p, "statements/"+r.Code) + "#figure-" + r.figure.Code
		}},
		{"day_inferred_from", table.Text, func(r *figureRow) string { return codeOfSource(r.DaySource) }},
		{"same_as", table.Text, given(func(f *figure) string { return d.Doubles[f.Code] })},
	})
}

// codeOfSource is empty for none.
func codeOfSource(s *models.Source) string {
	if s == nil {
		return ""
	}
	return s.Code
}

// speakerFields are who said it, and where.
func speakerFields[T any](p *locale.Printer, of func(r *T) *models.Statement) []field[T] {
	said := func(value func(st *models.Statement) string) func(r *T) string {
		return func(r *T) string {
			if st := of(r); st != nil {
				return value(st)
			}
			return ""
		}
	}
	return []field[T]{
		{"speaker", table.Text, said(func(st *models.Statement) string { return st.Speaker.Code })},
		{"speaker_name", table.Text, said(func(st *models.Statement) string { return In(p, st.Speaker.Name).Text })},
		{"role_name", table.Text, said(func(st *models.Statement) string { return nameOf(p, st.Role) })},
		{"place_name", table.Text, said(func(st *models.Statement) string { return nameOf(p, st.Place) })},
	}
}

// sourceOfStatement are the day as of which a row is, and the source of a
// statement.
func sourceOfStatement[T any](d *FileData, of func(r *T) *models.Statement) []field[T] {
	source := func(value func(s *models.Source) string) func(r *T) string {
		return func(r *T) string {
			if st := of(r); st != nil {
				return value(st.Source)
			}
			return ""
		}
	}
	return []field[T]{
		{"as_of", table.Date, func(*T) string { return string(d.AsOf) }},
		{"source_code", table.Text, source(func(s *models.Source) string { return s.Code })},
		{"source_title", table.Text, source(func(s *models.Source) string { return s.Title })},
		{"source_publisher", table.Text, source(func(s *models.Source) string { return s.Publisher })},
		{"source_published_on", table.Date, source(func(s *models.Source) string { return string(s.PublishedOn) })},
		{"source_url", table.URL, source(func(s *models.Source) string { return s.URL })},
	}
}

// figureRows are the figures of statements, or only those of a metric.
func figureRows(s models.FigureStream, metric string) contents[figureRow] {
	each := iter.Seq2[figureRow, error](func(yield func(figureRow, error) bool) {
		for st, err := range s.Each {
			if err != nil {
				yield(figureRow{}, err)
				return
			}
			if len(st.Figures) == 0 && !yield(figureRow{&st, nil}, nil) {
				return
			}
			for i := range st.Figures {
				if f := &st.Figures[i]; (metric == "" || f.Metric.Code == metric) && !yield(figureRow{&st, f}, nil) {
					return
				}
			}
		}
	})
	return contents[figureRow]{count: s.Total, rows: s.Rows, each: each, sources: sourceOfFigure}
}

// FigureColumns are the columns of files of statements and of a metric: a row is a
// figure.
func FigureColumns(p *locale.Printer) []table.Column {
	return columns(p, figureFields(p, &FileData{}))
}

// NewStatementFile is the table of a list of statements, with a row for each of
// their figures.
func NewStatementFile(p *locale.Printer, d FileData, list StatementListData, s models.FigureStream) *table.Table {
	return newFile(p, d, p.N("statements.title", s.Total), newStatementFilter(p, list).Chips, figureFields(p, &d), figureRows(s, ""))
}

// NewStatementRecordFile is the table of the figures of one statement.
func NewStatementRecordFile(p *locale.Printer, d FileData, st *models.Statement) *table.Table {
	title := p.T("statement.title", "Who", In(p, st.Speaker.Name).Text, "Day", statementDay(p, st))
	s := models.FigureStream{Stream: models.Only(*st), Rows: max(len(st.Figures), 1)}
	return newFile(p, d, title, nil, figureFields(p, &d), figureRows(s, ""))
}

// NewMetricFile is the table of what was stated of a metric.
func NewMetricFile(p *locale.Printer, d FileData, m *models.Metric, s models.FigureStream) *table.Table {
	title := In(p, m.Name).Text + " · " + p.T("metric.over_time")
	return newFile(p, d, title, nil, figureFields(p, &d), figureRows(s, m.Code))
}
