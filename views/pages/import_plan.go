package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/intake"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

// ImportPlanData is what the page of a plan is made of.
type ImportPlanData struct {
	Import *models.Import
	// Plan is nil once it has become a change set.
	Plan *models.ImportPlan
	// Show is the outcome of the rows that are shown; empty is all.
	Show models.ImportOutcome
	Page int
	// Conflict tells of rows that have moved since the plan was made.
	Conflict *models.ConflictError
}

// ImportPlanView is the page of a plan.
type ImportPlanView struct {
	// EarlierDays says that the rows change what was known on earlier days.
	EarlierDays                      string
	P                                *locale.Printer
	Title, PageTitle, Kicker, Lead   string
	Summary                          []LinkedText
	Notes                            []string
	Filters                          []ImportFilter
	Count                            string
	Rows                             []ImportRow
	Pager                            Pager
	Action, Version, Apply, Conflict string
	Errors, Columns, ChangeSet, List LinkedText
	// Open tells that the import can still be gone on with.
	Open bool
}

// ImportFilter is a count of rows that leads to them.
type ImportFilter struct {
	ID, Count, Text, URL string
	Current              bool
}

// ImportRow is a row of the file and what becomes of it.
type ImportRow struct {
	Line, Key, What, Class string
	Cells                  []ImportCell
	Errors                 []ImportErrorLine
	Note                   string
}

// ImportCell is a cell that would hold something else.
type ImportCell struct{ Label, Old, New string }

// ImportErrorLine is what is wrong with a row.
type ImportErrorLine struct{ Where, Value, Text string }

// NewImportPlan works the page out.
func NewImportPlan(p *locale.Printer, d ImportPlanData) ImportPlanView {
	i := d.Import
	l := ImportLink(p, i.ID)
	m := ImportPlanView{
		P: p, Title: p.T("import.plan.title", "Name", i.FileName), Action: l.URL(), Version: strconv.FormatInt(i.Version, 10),
		List: LinkedText{p.T("import.title"), To(p, layout.ImportPath).URL()},
	}
	m.PageTitle = m.Title
	if i.File != "" {
		m.Kicker = formTitle(p, i.File)
	}
	counts := map[models.ImportOutcome]int{models.RowAdded: i.Added, models.RowChanged: i.Changed, models.RowUnchanged: i.Unchanged, models.RowRefused: i.Refused}
	total := 0
	for _, n := range counts {
		total += n
	}
	if d.Plan != nil {
		m.EarlierDays = earlierDays(p, d.Plan.Earlier)
		m.Filters = append(m.Filters, ImportFilter{ID: "all", Count: p.Int(total), Text: p.T("import.outcome.all"), URL: l.URL(), Current: d.Show == ""})
	}
	for _, o := range models.ImportOutcomes {
		f := ImportFilter{ID: string(o), Count: p.Int(counts[o]), Text: p.T("import.outcome." + string(o))}
		if d.Plan != nil && counts[o] > 0 {
			f.URL, f.Current = l.With("show", string(o)).URL(), d.Show == o
		}
		m.Filters = append(m.Filters, f)
	}
	if d.Plan == nil {
		m.Lead = p.T("import.plan.done")
		m.ChangeSet = LinkedText{p.T("import.set", "Number", *i.ChangeSetID), ChangeSetLink(p, *i.ChangeSetID).URL()}
		return m
	}
	m.Open = true
	m.Columns = LinkedText{p.T("import.plan.columns"), l.URL() + "/columns"}
	switch edits := i.Added + i.Changed; {
	case i.Refused > 0:
		m.Lead = p.N("import.plan.refused", i.Refused)
		m.Errors = LinkedText{p.T("import.plan.errors"), l.URL() + "/errors"}
	case edits == 0:
		m.Lead = p.T("import.plan.nothing")
	default:
		m.Lead = p.T("import.plan.lead")
		m.Apply = p.N("import.plan.apply", edits)
	}
	if d.Conflict != nil {
		m.Apply, m.Conflict = "", p.N("import.plan.moved", len(d.Conflict.Rows))
		for _, r := range d.Conflict.Rows[:min(len(d.Conflict.Rows), models.PageSize)] {
			m.Summary = append(m.Summary, LinkedText{MovedSentence(p, r.Edit.RowKey), "#again"})
		}
		m.PageTitle = p.T("edit.error_title", "Title", m.Title)
	}
	m.notes(d.Plan)
	m.rows(d, l, counts, total)
	return m
}

// notes say how the file was read, where that is not plain.
func (m *ImportPlanView) notes(plan *models.ImportPlan) {
	p := m.P
	switch {
	case plan.Encoding == intake.Windows1251:
		m.Notes = append(m.Notes, p.T("import.note.windows1251"))
	case plan.Format == intake.CSV && plan.Encoding != intake.UTF8:
		m.Notes = append(m.Notes, p.T("import.note.encoding", "Encoding", string(plan.Encoding)))
	}
	if plan.Formulas > 0 {
		m.Notes = append(m.Notes, p.N("import.note.formulas", plan.Formulas))
	}
	for _, t := range plan.Turned {
		key := "import.note.turned"
		if t.To == "" {
			key = "import.note.emptied"
		}
		m.Notes = append(m.Notes, p.N(key, t.Count, "Label", columnLabel(p, plan.File, t.Column), "From", t.From, "To", t.To))
	}
	if n := len(plan.Passed); n > 0 {
		m.Notes = append(m.Notes, p.N("import.note.passed", n, "Lines", lineList(p, plan.Passed)))
	}
}

// mostNamed is how many lines a sentence names.
const mostNamed = 10

// lineList names lines of a file.
func lineList(p *locale.Printer, lines []int) string {
	var list []string
	for _, n := range lines[:min(len(lines), mostNamed)] {
		list = append(list, p.Int(n))
	}
	text := strings.Join(list, p.T("list.separator"))
	if len(lines) > mostNamed {
		text += "…"
	}
	return text
}

// rows are those of one page.
func (m *ImportPlanView) rows(d ImportPlanData, l Link, counts map[models.ImportOutcome]int, total int) {
	p := m.P
	if d.Show != "" {
		total = counts[d.Show]
	}
	page := max(d.Page, 1)
	m.Count = p.N("import.rows", total)
	m.Pager = newPager(p, l.With("show", string(d.Show)), page, total)
	at := 0
	for i := range d.Plan.Rows {
		r := &d.Plan.Rows[i]
		if d.Show != "" && r.Outcome != d.Show {
			continue
		}
		if at++; at <= (page-1)*models.PageSize || at > page*models.PageSize {
			continue
		}
		row := ImportRow{Line: p.Int(r.Line), Key: r.Key, What: p.T("import.row." + string(r.Outcome)), Class: string(r.Outcome)}
		switch {
		case r.Outcome == models.RowRefused && len(r.Errors) == 0:
			row.Note = p.T("import.row.companion")
		case r.Outcome == models.RowRefused:
			for _, e := range r.Errors {
				row.Errors = append(row.Errors, importError(p, d.Plan, e))
			}
		default:
			for _, column := range r.Changes() {
				row.Cells = append(row.Cells, ImportCell{columnLabel(p, r.File, column), r.Base[column], r.After[column]})
			}
		}
		m.Rows = append(m.Rows, row)
	}
}

// importError tells an error where the file has it: in the column as the file names it,
// or in what was chosen for all rows.
func importError(p *locale.Printer, plan *models.ImportPlan, e models.RowError) ImportErrorLine {
	line := ImportErrorLine{Value: e.Value, Text: problemText(p, e)}
	if e.Column == "" {
		return line
	}
	line.Where = columnLabel(p, plan.File, e.Column)
	if at, mapped := plan.Columns[e.Column]; mapped {
		line.Where = sentColumn(p, plan.Header, at)
	}
	return line
}

// ImportErrorTable are the errors of a plan as a file.
func ImportErrorTable(p *locale.Printer, plan *models.ImportPlan) *table.Table {
	var rows []table.Row
	for i := range plan.Rows {
		for _, e := range plan.Rows[i].Errors {
			line := importError(p, plan, e)
			rows = append(rows, table.Row{strconv.Itoa(e.Line), line.Where, line.Value, line.Text})
		}
	}
	return &table.Table{
		Name: "import-errors", Lang: p.Tag(), Count: len(rows), RowCount: len(rows),
		Columns: []table.Column{
			{Key: "row", Label: p.T("import.error.row"), Type: table.Integer}, {Key: "column", Label: p.T("import.error.column"), Type: table.Text},
			{Key: "value", Label: p.T("import.error.value"), Type: table.Text}, {Key: "reason", Label: p.T("import.error.reason"), Type: table.Text},
		},
		Rows: func(yield func(table.Row, error) bool) {
			for row := range slices.Values(rows) {
				if !yield(row, nil) {
					return
				}
			}
		},
	}
}
