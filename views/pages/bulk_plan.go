package pages

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// BulkPlanPage is the page that shows what a bulk edit would do.
type BulkPlanPage struct {
	// EarlierDays says that the edit changes what was known on earlier days.
	EarlierDays                    string
	P                              *locale.Printer
	Kicker, Title, PageTitle, Lead string
	// Outcomes count the records by what becomes of them.
	Outcomes []BulkCount
	Summary  []LinkedText
	// Drafts are other change sets of the author with rows of this edit.
	Drafts  []LinkedText
	Action  string
	Hidden  []HiddenField
	Doubts  DoubtGroups
	Caption string
	Rows    []BulkRow
	// Pages says which of the pages of the rows this is; Previous and Next are the
	// buttons that lead to the others.
	Pages          string
	Previous, Next string
	// Apart are the records that stay as they are.
	Apart  []BulkApart
	Reason string
	// Number is what was typed as the number of records; NumberAsk asks for it.
	Number, NumberAsk, NumberWrong string
	// Withdraws asks for the reason that visitors read; Confirm makes the change set,
	// and is empty where there is nothing to do.
	Withdraws bool
	Confirm   string
	List      LinkedText
}

// BulkCount is how many records have an outcome.
type BulkCount struct{ ID, Count, Text string }

// BulkRow is a record and what becomes of it.
type BulkRow struct {
	Record          NamedRecord
	Code, URL, What string
	Cells           []ImportCell
}

// BulkApart are records that an edit leaves alone, and why.
type BulkApart struct {
	ID, Title string
	Names     BulkNames
}

// NewBulkPlanPage works the page out.
func NewBulkPlanPage(p *locale.Printer, d BulkData) BulkPlanPage {
	f, plan := &d.Form, d.Plan
	kind := formTitle(p, f.Kind.File)
	changed := plan.Count(models.BulkChanged)
	m := BulkPlanPage{
		P: p, Kicker: p.T("bulk.kicker", "Kind", kind), Title: p.N("bulk.plan.changes", changed, "Selected", p.Int(len(plan.Records))), Lead: p.T("bulk.plan.lead"),
		EarlierDays: earlierDays(p, plan.Earlier),
		Action:      d.action(p), Reason: f.Reason, Withdraws: f.Withdraw, List: LinkedText{p.T("bulk.list"), RecordsLink(p, f.Kind, d.Filter).URL()},
	}
	switch {
	case f.Withdraw:
		m.Title, m.Lead = p.N("bulk.plan.withdraws", changed), p.N("bulk.plan.withdraw_lead", len(plan.Edits))
		m.Confirm = p.N("bulk.confirm_withdraw", changed)
	case changed == 0:
		m.Title, m.Lead = p.T("bulk.plan.nothing_title"), p.T("bulk.plan.nothing")
	default:
		m.Confirm = p.N("bulk.confirm", changed)
		for _, o := range []models.BulkOutcome{models.BulkChanged, models.BulkSame, models.BulkWithout} {
			if n := plan.Count(o); n > 0 && changed < len(plan.Records) {
				m.Outcomes = append(m.Outcomes, BulkCount{string(o), p.Int(n), p.T("bulk.outcome." + string(o))})
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(d.Drafted)) {
		m.Drafts = append(m.Drafts, LinkedText{p.N("bulk.plan.drafted", d.Drafted[id], "Number", id), ChangeSetLink(p, id).URL()})
	}
	m.rows(&d, changed)
	m.apart(&d)
	if f.Withdraw && changed > askNumberAbove {
		m.Number, m.NumberAsk = f.Number, p.T("bulk.number", "Most", p.Int(askNumberAbove), "Records", p.Int(changed))
	}
	if d.Moved {
		m.Summary = append(m.Summary, LinkedText{p.T("bulk.moved"), "#changes"})
	}
	m.NumberWrong = problemAt(d.Summary, "number")
	m.Summary = append(m.Summary, d.Summary...)
	if len(d.Doubts) > 0 {
		accepted, _ := f.Doubts.Accepted(d.Doubts, nil)
		m.Doubts = newDoubtGroups(p, d.Doubts, accepted, true, func(key models.RowKey) LinkedText { return LinkedText{Text: setRowTitle(p, key)} })
	}
	m.Summary = summarized(p, m.Summary)
	m.PageTitle = joined(" · ", m.Title, kind)
	if len(m.Summary) > 0 {
		m.PageTitle = p.T("edit.error_title", "Title", m.PageTitle)
	}
	mode := "set"
	if f.Withdraw {
		mode = "withdraw"
	}
	m.Hidden = append(f.hidden(), HiddenField{"mode", mode}, HiddenField{"token", plan.Token}, HiddenField{"page", strconv.Itoa(max(f.Page, 1))})
	return m
}

// rows are the records of one page that change.
func (m *BulkPlanPage) rows(d *BulkData, changed int) {
	p, plan := m.P, d.Plan
	edits := make(map[string][]models.RowEdit, changed)
	for _, e := range plan.Edits {
		code := models.OwnerOf(models.RowEdit{RowKey: e.RowKey, Cells: e.Base}).Code
		edits[code] = append(edits[code], e)
	}
	pages := max((changed+models.PageSize-1)/models.PageSize, 1)
	page := min(max(d.Form.Page, 1), pages)
	if pages > 1 {
		m.Pages = p.T("list.page", "Page", p.Int(page), "Pages", p.Int(pages))
	}
	if page > 1 {
		m.Previous = "page." + strconv.Itoa(page-1)
	}
	if page < pages {
		m.Next = "page." + strconv.Itoa(page+1)
	}
	from := (page - 1) * models.PageSize
	m.Caption = p.T("bulk.plan.caption", "From", p.Int(min(from+1, changed)), "To", p.Int(min(from+models.PageSize, changed)), "Records", p.Int(changed))
	at := 0
	for _, r := range plan.Records {
		if plan.Outcomes[r.Code] != models.BulkChanged {
			continue
		}
		if at++; at <= from || at > from+models.PageSize {
			continue
		}
		row := BulkRow{Record: namedRecord(p, r), Code: r.Code, URL: To(p, "admin/"+d.Form.Kind.Path+"/edit/"+r.Code).URL(), Cells: bulkCells(p, plan, edits[r.Code])}
		if rows := len(edits[r.Code]); plan.Withdraw && rows > 1 {
			row.What = p.N("bulk.plan.rows", rows)
		} else if plan.Withdraw {
			row.What = format.Capital(p.T("set.withdrawn"))
		}
		m.Rows = append(m.Rows, row)
	}
}

// bulkCells are what changes in the rows of one record: what several rows share once,
// and else with the row that it is of.
func bulkCells(p *locale.Printer, plan *models.BulkPlan, edits []models.RowEdit) []ImportCell {
	type cell struct{ column, old, new string }
	rows := make(map[cell][]models.RowKey)
	var order []cell
	for _, e := range edits {
		if e.Withdraws() {
			continue
		}
		after := models.RowEdit{RowKey: e.RowKey, Base: e.Base, Cells: plan.After[e.RowKey]}
		for _, column := range after.Changes() {
			c := cell{column, e.Base[column], after.Cells[column]}
			if rows[c] == nil {
				order = append(order, c)
			}
			rows[c] = append(rows[c], e.RowKey)
		}
	}
	var cells []ImportCell
	for _, c := range order {
		of := rows[c]
		label := columnLabel(p, of[0].File, c.column)
		if shared := models.SharedColumns(of[0].File); models.NarrowColumn(of[0].File) != "" && !slices.Contains(shared, c.column) {
			keys := make([]string, len(of))
			for i, key := range of {
				keys[i] = key.Key
			}
			label = p.T("text.brackets", "Text", label, "Note", strings.Join(keys, p.T("list.separator")))
		}
		cells = append(cells, ImportCell{label, entriesApart(p, of[0].File, c.column, c.old), entriesApart(p, of[0].File, c.column, c.new)})
	}
	return cells
}

// entriesApart is a cell with its entries apart, so that a line can end between them.
func entriesApart(p *locale.Printer, file, column, cell string) string {
	c, _ := models.FileColumn(file, column)
	if c.Separator == "" {
		return cell
	}
	return strings.Join(c.Entries(cell), p.T("list.semicolon"))
}

// apart are the records that stay as they are.
func (m *BulkPlanPage) apart(d *BulkData) {
	for _, o := range []models.BulkOutcome{models.BulkSame, models.BulkWithout} {
		var list []models.RecordName
		for _, r := range d.Plan.Records {
			if d.Plan.Outcomes[r.Code] == o {
				list = append(list, r)
			}
		}
		if len(list) > 0 {
			m.Apart = append(m.Apart, BulkApart{string(o), m.P.N("bulk.apart."+string(o), len(list)), newBulkNames(m.P, list, m.List)})
		}
	}
}

// BulkSetTitle is what the change set of a bulk edit is called.
func BulkSetTitle(p *locale.Printer, f *BulkForm) string {
	what := p.T("bulk.set_withdraws")
	if !f.Withdraw {
		var labels []string
		for i := range f.Lines {
			if label := columnLabel(p, f.Lines[i].File, f.Lines[i].Column); !slices.Contains(labels, label) {
				labels = append(labels, label)
			}
		}
		what = strings.Join(labels, p.T("list.separator"))
	}
	title := []rune(p.T("text.of", "Name", formTitle(p, f.Kind.File), "Value", what))
	return string(title[:min(len(title), longestSetTitle)])
}

// longestSetTitle is how many characters the title of a change set has at most.
const longestSetTitle = 120

// why is the field for the reason.
func (m BulkPlanPage) why() ProseField {
	f := ProseField{ID: "reason", Label: m.P.T("set.reason_label"), Text: m.Reason, Help: m.P.T("bulk.reason_help"), Required: m.Withdraws, Problem: problemAt(m.Summary, "reason")}
	if m.Withdraws {
		f.Help = m.P.T("withdraw.reason_help")
	}
	return f
}
