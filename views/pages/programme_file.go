package pages

import (
	"slices"
	"strconv"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

// The parts of the table of a programme: what statements say, and what is
// documented on the day of the statement that the page shows.
const (
	partStated     = "stated"
	partDocumented = "documented"
)

// The measures of a programme beside its stages.
const (
	measureTotal         = "total"
	measureNotBrokenDown = "not_broken_down"
)

// stageRow is a number of projects at a stage, stated or documented: a row of a
// file. Statement is nil for what is documented.
type stageRow struct {
	part, measure string
	n             int
	programme     *models.Programme
	statement     *models.Statement
	// figure is the one that gives the number; nil for one that is worked out.
	figure *models.Figure
	partOf models.Stage
	day    models.Date
	// page shows where the number comes from.
	page Link
}

func sourceOfStage(r *stageRow) []models.Source {
	if r.statement == nil {
		return nil
	}
	return []models.Source{*r.statement.Source}
}

func stageFields(p *locale.Printer, d *FileData) []field[stageRow] {
	statement := func(r *stageRow) *models.Statement { return r.statement }
	figure := func(value func(f *models.Figure) string) func(r *stageRow) string {
		return func(r *stageRow) string {
			if r.figure == nil {
				return ""
			}
			return value(r.figure)
		}
	}
	return slices.Concat([]field[stageRow]{
		{"part", table.Text, func(r *stageRow) string { return r.part }},
		{"part_name", table.Text, func(r *stageRow) string { return p.T("file.part." + r.part) }},
		{"statement", table.Text, func(r *stageRow) string {
			if r.statement == nil {
				return ""
			}
			return r.statement.Code
		}},
		{"figure", table.Text, figure(func(f *models.Figure) string { return f.Code })},
		{"day", table.Date, func(r *stageRow) string { return string(r.day) }},
		{"measure", table.Text, func(r *stageRow) string { return r.measure }},
		{"measure_name", table.Text, func(r *stageRow) string {
			if r.measure == measureTotal {
				return p.T("total")
			}
			return p.T("stage." + r.measure)
		}},
		{"value", table.Integer, func(r *stageRow) string { return strconv.Itoa(r.n) }},
		{"unit", table.Text, func(*stageRow) string { return "projects" }},
		{"year_from", table.Year, figure(func(f *models.Figure) string { return number(f.YearFrom) })},
		{"year_to", table.Year, figure(func(f *models.Figure) string { return number(f.YearTo) })},
		{"part_of", table.Text, func(r *stageRow) string { return string(r.partOf) }},
		{"computed", table.Boolean, func(r *stageRow) string { return strconv.FormatBool(r.figure == nil) }},
	}, speakerFields(p, statement), []field[stageRow]{
		{"programme", table.Text, func(r *stageRow) string { return r.programme.Code }},
		{"programme_name", table.Text, func(r *stageRow) string { return In(p, r.programme.Name).Text }},
	}, sourceOfStatement(d, statement), []field[stageRow]{
		{"url", table.URL, func(r *stageRow) string { return d.url(r.page) }},
	})
}

// StageColumns are the columns of files of a programme.
func StageColumns(p *locale.Printer) []table.Column {
	return columns(p, stageFields(p, &FileData{}))
}

// NewProgrammeFile is the table of a programme: its statements over time by stage,
// and behind them what is documented beside the statement that the page shows.
func NewProgrammeFile(p *locale.Printer, d FileData, page ProgrammeData) *table.Table {
	var rows []stageRow
	columns, undated := stagedStatements(page.Statements, page.Progress.AsOf)
	for _, c := range slices.Concat(columns, undated) {
		rows = append(rows, statedRows(p, d, c)...)
	}
	for _, stage := range models.Stages {
		if count := page.Documented[stage]; count.N > 0 {
			list := To(p, "projects").With("programme", page.Programme.Code).With("status", string(stage)).With("as_of", string(page.Compared))
			rows = append(rows, stageRow{part: partDocumented, measure: string(stage), n: count.N, day: page.Compared, page: list})
		}
	}
	for i := range rows {
		rows[i].programme = page.Programme
	}
	title := joined(" · ", In(p, page.Programme.Name).Text, p.T("chart.title"))
	return newFile(p, d, title, nil, stageFields(p, &d), streamed(models.Only(rows...), sourceOfStage))
}

// statedRows are the numbers of one statement.
func statedRows(p *locale.Printer, d FileData, c chartColumn) []stageRow {
	st, b := c.statement, c.breakdown
	row := func(measure string, n int, f *models.Figure, partOf models.Stage) stageRow {
		l := recordLink(p, "statements/"+st.Code, d.AsOf)
		if f != nil {
			l.Fragment = "figure-" + f.Code
		}
		return stageRow{part: partStated, measure: measure, n: n, statement: st, figure: f, partOf: partOf, day: st.Day(), page: l}
	}
	var rows []stageRow
	if total, ok := b.TotalCount(); ok {
		rows = append(rows, row(measureTotal, total, b.Total, ""))
	}
	for _, s := range b.Stages {
		var f *models.Figure
		if len(s.Figures) == 1 {
			f = s.Figures[0]
		}
		rows = append(rows, row(string(s.Stage), s.Count, f, s.PartOf))
	}
	if b.NotBrokenDown != nil {
		rows = append(rows, row(measureNotBrokenDown, *b.NotBrokenDown, nil, ""))
	}
	return rows
}
