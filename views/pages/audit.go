package pages

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

// AuditData is what the log of actions is made of.
type AuditData struct {
	Link   Link
	Filter models.ActionFilter
	Counts models.Counts
	Rows   []models.Action
	// Today is the last day that can be asked for.
	Today models.Date
}

// Audit is the log of actions.
type Audit struct {
	P         *locale.Printer
	Title     string
	Filter    Filter
	Downloads Downloads
	Rows      []AuditRow
	// None says that nothing was done.
	None  string
	Pager Pager
}

// AuditRow is one action, ready to print.
type AuditRow struct {
	Moment, Machine, Who, Address, Kind, Record, ActionID string
	Lines                                                 []AuditLine
}

// AuditLine is a value before and after; either may be empty.
type AuditLine struct{ Label, Before, After string }

// NewAudit works out the log of actions.
func NewAudit(p *locale.Printer, d AuditData) Audit {
	m := Audit{P: p, Title: p.T("nav.audit"), Filter: newAuditFilter(p, d), Downloads: newDownloads(p, d.Link, false)}
	for i := range d.Rows {
		m.Rows = append(m.Rows, newAuditRow(p, &d.Rows[i]))
	}
	if d.Counts.Total == 0 {
		m.None = p.T("account.audit.none")
	}
	m.Pager = newPager(p, d.Link, d.Filter.Page, d.Counts.Total)
	return m
}

func newAuditFilter(p *locale.Printer, d AuditData) Filter {
	f := Filter{P: p, Action: d.Link.base(), Result: p.N("account.audit.count", d.Counts.Total)}
	f.Text = &TextBox{"code", p.T("account.audit.code"), d.Filter.Code}
	f.Days = &DaysBox{From: string(d.Filter.From), To: string(d.Filter.To), Last: string(d.Today)}
	add := func(name, label string, choices []Choice, chosen string) {
		f.Facets = append(f.Facets, newFacet(p, name, label, p.T("filter.any"), d.Counts.Any(name), choices, chosen))
	}
	var users []Choice
	for _, name := range slices.Sorted(maps.Keys(d.Counts.Facets[models.FacetUser].N)) {
		label := name
		if name == models.NotStated {
			label = p.T("account.audit.nobody")
		}
		users = append(users, Choice{name, label, d.Counts.N(models.FacetUser, name)})
	}
	add(models.FacetUser, p.T("account.audit.who"), users, d.Filter.User)
	var kinds []Choice
	for _, kind := range models.ActionKinds {
		kinds = append(kinds, Choice{string(kind), actionName(p, kind), d.Counts.N(models.FacetKind, string(kind))})
	}
	add(models.FacetKind, p.T("account.audit.kind"), kinds, string(d.Filter.Kind))
	var nouns []Choice
	for _, noun := range models.ActionNouns {
		nouns = append(nouns, Choice{string(noun), nounName(p, noun), d.Counts.N(models.FacetNoun, string(noun))})
	}
	nouns = append(nouns, Choice{models.NotStated, p.T("account.audit.no_record"), d.Counts.N(models.FacetNoun, models.NotStated)})
	add(models.FacetNoun, p.T("account.audit.noun"), nouns, d.Filter.Noun)
	f.keep(d.Link, "", "")
	return f
}

func actionName(p *locale.Printer, kind models.ActionKind) string {
	return p.T("action." + string(kind))
}

func newAuditRow(p *locale.Printer, a *models.Action) AuditRow {
	row := AuditRow{
		Moment: p.T("account.audit.moment", "Day", p.Date(models.DayOf(a.At)), "Time", layout.Clock(a.At)), Machine: a.At.UTC().Format("2006-01-02T15:04:05Z"),
		Who: cmp.Or(a.UserName, p.T("account.audit.nobody")), Address: a.Address, Kind: actionName(p, a.Kind), Record: a.Code, ActionID: a.ActionID[:min(len(a.ActionID), shortActionID)],
	}
	if a.Noun != "" {
		row.Record = joined(" ", nounName(p, a.Noun), a.Code)
	}
	before, after := auditValues(a.Before), auditValues(a.After)
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if before[key] != after[key] {
			row.Lines = append(row.Lines, AuditLine{auditLabel(p, key), auditValue(p, key, before[key]), auditValue(p, key, after[key])})
		}
	}
	return row
}

// auditLabels name the values that actions on accounts have. Those of records stand
// as the data files write them.
var auditLabels = map[string]string{"role": "account.role", "full_name": "account.full_name", "sessions": "account.audit.sessions", "file": "account.audit.file"}

func auditLabel(p *locale.Printer, key string) string {
	if text := auditLabels[key]; text != "" {
		return p.T(text)
	}
	return key
}

func auditValue(p *locale.Printer, key, value string) string {
	if key == "role" && models.UserRole(value).Known() {
		return p.T("account.role." + value)
	}
	return value
}

// shortActionID is how much of an action's number tells it from its neighbours; files
// have all of it.
const shortActionID = 8

// auditValues are the values of a JSON object as texts, by their keys.
func auditValues(text string) map[string]string {
	values := make(map[string]string)
	var raw map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &raw) != nil {
		return values
	}
	for key, value := range raw {
		var plain string
		if json.Unmarshal(value, &plain) != nil {
			plain = string(value)
		}
		values[key] = plain
	}
	return values
}

// View is the log without its frame.
func (m Audit) View() layout.View {
	return layout.View{Body: auditView(m), Said: m.Filter.Result + "."}
}

func auditFields() []field[models.Action] {
	type row = models.Action
	return []field[row]{
		{"at", table.Text, func(r *row) string { return r.At.UTC().Format("2006-01-02T15:04:05.000000Z") }},
		{"action_id", table.Text, func(r *row) string { return r.ActionID }},
		{"user", table.Text, func(r *row) string { return r.UserName }},
		{"address", table.Text, func(r *row) string { return r.Address }},
		{"kind", table.Text, func(r *row) string { return string(r.Kind) }},
		{"noun", table.Text, func(r *row) string { return string(r.Noun) }},
		{"code", table.Text, func(r *row) string { return r.Code }},
		{"before", table.Text, func(r *row) string { return r.Before }},
		{"after", table.Text, func(r *row) string { return r.After }},
	}
}

// NewAuditFile is the table of the log of actions.
func NewAuditFile(p *locale.Printer, d FileData, list AuditData, rows models.Stream[models.Action]) *table.Table {
	t := newFile(p, d, p.T("nav.audit"), newAuditFilter(p, list).Chips, auditFields(), streamed(rows, func(*models.Action) []models.Source { return nil }))
	all := t.Facts
	// The log is nobody's data but the house's: no licence lets it go further.
	t.Facts = func() []table.Fact {
		public := []string{p.T("file.licence"), p.T("file.method")}
		return slices.DeleteFunc(all(), func(f table.Fact) bool { return slices.Contains(public, f.Label) })
	}
	return t
}
