package pages

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// The parameters that select what is edited in bulk: a record that is ticked, or all
// that the filter of the list selects.
const (
	BulkPick = "pick"
	BulkAll  = "all"
)

// BulkLink is the page on which records of a kind are edited together.
func BulkLink(p *locale.Printer, kind RecordKind) Link { return To(p, "admin/"+kind.Path+"/bulk") }

// BulkData is what the pages of a bulk edit are made of.
type BulkData struct {
	Form BulkForm
	// Filter is that of the list from which the records were selected, and All tells
	// that all of them are.
	Filter models.RecordFilter
	All    bool
	// Named are the records that the choices of the filter are.
	Named map[models.RecordKey]models.RecordName
	// Query is the address of the selection.
	Query url.Values
	// Plan is what is selected and, for the preview, what would become of it; nil if
	// too much is selected.
	Plan    *models.BulkPlan
	TooMany int
	Choices map[string]Choices
	// Problems keep the edit from being recorded; Summary and Sentences are others.
	Problems  []models.RowProblem
	Summary   []LinkedText
	Sentences []string
	Doubts    []FormDoubt
	// Drafted counts the rows that other change sets of the author hold, by set.
	Drafted map[int64]int
	// Moved tells that the records have changed since the plan was seen.
	Moved bool
}

// action is the address of the pages, with the selection.
func (d *BulkData) action(p *locale.Printer) string {
	l := BulkLink(p, d.Form.Kind)
	l.Params = d.Query
	return l.URL()
}

// BulkPage is the page that asks what is to be made of many records.
type BulkPage struct {
	P                               *locale.Printer
	Kicker, Title, PageTitle, Lead  string
	Names                           BulkNames
	Notes                           []string
	List                            LinkedText
	Summary                         []LinkedText
	Action                          string
	Hidden                          []HiddenField
	Lines                           []BulkField
	Columns                         []FormOptions
	About                           string
	Reason, Withdraw, WithdrawAbout string
}

// FormOptions is a group of options; the first of a list may have no label.
type FormOptions struct {
	Label   string
	Options []FormOption
}

// BulkField asks what is to be made of one column.
type BulkField struct {
	ID, Title, Remove   string
	Number              int
	ColumnName, Column  string
	HowID, HowName      string
	Hows                []FormOption
	OnlyName, OnlyLabel string
	Only                []FormOption
	Value               Field
}

// NamedRecord is a record of many: with its day, where others have its name.
type NamedRecord struct {
	Name Text
	Day  string
}

// String is the whole as plain text.
func (r NamedRecord) String() string { return joined(" · ", r.Name.Text, r.Day) }

// BulkNames are records by their names: the first, and the others behind a summary.
type BulkNames struct {
	First, Others []NamedRecord
	Summary       string
	// Rest leads to those that are not named.
	Rest LinkedText
}

const (
	// bulkNamed is how many records are named at first, mostNamedRecords how many at
	// all.
	bulkNamed        = 10
	mostNamedRecords = 50
)

func namedRecord(p *locale.Printer, r models.RecordName) NamedRecord {
	n := NamedRecord{Name: In(p, r.Name)}
	if n.Name.Text == "" {
		n.Name = Text{Text: r.Code}
	}
	if r.Day != "" {
		n.Day = p.Date(r.Day)
	}
	return n
}

// newBulkNames names records; list is the whole list of them.
func newBulkNames(p *locale.Printer, records []models.RecordName, list LinkedText) BulkNames {
	var n BulkNames
	for i := range records[:min(len(records), mostNamedRecords)] {
		title := namedRecord(p, records[i])
		if i < bulkNamed {
			n.First = append(n.First, title)
		} else {
			n.Others = append(n.Others, title)
		}
	}
	if len(n.Others) > 0 {
		n.Summary = p.N("bulk.more_names", len(records)-len(n.First))
	}
	if rest := len(records) - mostNamedRecords; rest > 0 {
		n.Rest = LinkedText{Text: p.N("bulk.rest_names", rest), URL: list.URL}
	}
	return n
}

// NewBulkPage works the page out.
func NewBulkPage(p *locale.Printer, d BulkData) BulkPage {
	f := &d.Form
	kind := formTitle(p, f.Kind.File)
	m := BulkPage{
		P: p, Kicker: p.T("bulk.kicker", "Kind", kind), Title: p.T("bulk.nothing_title"), Action: d.action(p), Reason: f.Reason,
		List: LinkedText{p.T("bulk.list"), RecordsLink(p, f.Kind, d.Filter).URL()},
	}
	// Without the form there is nothing to be put right in it.
	switch {
	case d.TooMany > 0:
		m.Title = p.N("bulk.title", d.TooMany)
		d.Summary = []LinkedText{{p.T("bulk.too_many", "Selected", p.Int(d.TooMany), "Most", p.Int(models.MostBulk)), m.List.URL}}
	case d.Plan == nil || len(d.Plan.Records) == 0:
		d.Summary = []LinkedText{{p.T("bulk.nothing"), m.List.URL}}
	default:
		n := len(d.Plan.Records)
		m.Title, m.Lead = p.N("bulk.title", n), p.T("bulk.lead_picked")
		if d.All {
			m.Lead = p.T("bulk.lead_all")
		}
		if chosen := d.choicesText(p); d.All && chosen != "" {
			m.Lead = p.T("bulk.lead_filter", "Choices", chosen)
		}
		m.Names = newBulkNames(p, d.Plan.Records, m.List)
		m.Withdraw, m.WithdrawAbout = p.N("bulk.do.withdraw", n), p.T("bulk.withdraw_about")
		if f.Kind.Noun == models.NounStatement {
			m.About = p.T("bulk.about_statements")
		}
		m.fields(d)
	}
	if d.Plan != nil && len(d.Plan.Gone) > 0 {
		m.Notes = append(m.Notes, p.N("bulk.gone", len(d.Plan.Gone), "Codes", strings.Join(d.Plan.Gone[:min(len(d.Plan.Gone), mostNamed)], p.T("list.separator"))))
	}
	for _, sentence := range d.Sentences {
		m.Summary = append(m.Summary, LinkedText{sentence, "#form"})
	}
	m.Summary = summarized(p, append(m.Summary, d.Summary...))
	m.PageTitle = joined(" · ", m.Title, kind)
	if len(m.Summary) > 0 {
		m.PageTitle = p.T("edit.error_title", "Title", m.PageTitle)
	}
	m.Hidden = f.Doubts.Hidden()
	return m
}

// choicesText says by what the records were selected.
func (d *BulkData) choicesText(p *locale.Printer) string {
	l := RecordsLink(p, d.Form.Kind, d.Filter)
	var list []string
	for _, chip := range newRecordFilter(p, RecordListData{Kind: d.Form.Kind, Filter: d.Filter, Named: d.Named}, l).Chips {
		list = append(list, chip.Text)
	}
	return strings.Join(list, p.T("list.semicolon"))
}

// fields are the columns that are to be set, and those that can be.
func (m *BulkPage) fields(d BulkData) {
	p, f := m.P, &d.Form
	b := &formBuilder{p: p, problems: make(map[string][]string), drawn: make(map[string]bool), d: FormData{Form: RecordForm{Rows: make([]FormRow, len(f.Lines)), More: f.More, Find: f.Find}, Choices: d.Choices}}
	for _, problem := range d.tellProblems(p) {
		m.Summary = append(m.Summary, problem.LinkedText)
		b.problems[problem.field] = append(b.problems[problem.field], problem.text)
	}
	for i := range f.Lines {
		l := &f.Lines[i]
		c, _ := models.FileColumn(l.File, l.Column)
		field := BulkField{
			ID: "line-" + strconv.Itoa(i), Number: i, Title: columnLabel(p, l.File, l.Column), ColumnName: lineField("column", i), Column: l.File + "/" + l.Column,
			HowID: "how-" + strconv.Itoa(i), HowName: lineField("how", i), Value: b.field(l.File, l.Column, i, models.Cells{l.Column: strings.Join(l.Values, c.Separator)}),
		}
		field.Remove = p.T("bulk.remove", "Label", field.Title)
		field.Value.Required = false
		for _, how := range bulkHows(c) {
			field.Hows = append(field.Hows, FormOption{Value: string(how), Text: p.T("bulk.how." + string(how)), Selected: how == l.How})
		}
		if narrows := l.narrows(); narrows != "" {
			field.OnlyName, field.OnlyLabel = lineField("only", i), p.T("bulk.only", "Label", columnLabel(p, l.File, narrows))
			field.Only = append([]FormOption{{Text: p.T("bulk.only_all"), Selected: l.Only == ""}}, d.onlyOptions(p, i)...)
		}
		m.Lines = append(m.Lines, field)
	}
	for _, problem := range d.Summary {
		for i := range m.Lines {
			if v := &m.Lines[i].Value; problem.URL == "#"+v.ID {
				v.Problems = append(v.Problems, p.T("bulk.no_value"))
			}
		}
	}
	m.Columns = bulkColumns(p, f)
}

// onlyOptions are the words by which the rows of a line can be narrowed.
func (d *BulkData) onlyOptions(p *locale.Printer, line int) []FormOption {
	l := &d.Form.Lines[line]
	c, _ := models.FileColumn(l.File, l.narrows())
	if c.Of.File != "" {
		return selected(ChoiceOptions(p, d.Choices[lineField("only", line)].List), l.Only)
	}
	var options []FormOption
	for _, word := range c.Words {
		options = append(options, FormOption{Value: word, Text: formWord(p, l.File, c.Name, word), Selected: word == l.Only})
	}
	return options
}

// bulkColumns offers the columns that can be set, group by group as the form of a
// record has them; those of rows that belong to a record stand last.
func bulkColumns(p *locale.Printer, f *BulkForm) []FormOptions {
	list := []FormOptions{{Options: []FormOption{{Text: p.T("bulk.choose"), Selected: f.Adds == ""}}}}
	can := models.BulkColumns(f.Kind.Noun)
	offer := func(label, file string, columns []string) {
		g := FormOptions{Label: label}
		for _, column := range columns {
			if of := (models.Reference{File: file, Column: column}); slices.Contains(can, of) {
				value := file + "/" + column
				g.Options = append(g.Options, FormOption{Value: value, Text: columnLabel(p, file, column), Selected: value == f.Adds})
			}
		}
		if len(g.Options) > 0 {
			list = append(list, g)
		}
	}
	file, shape := f.Kind.File, formShapes[f.Kind.File]
	for _, g := range formGroups(file) {
		offer(groupTitle(p, g.Name), file, slices.DeleteFunc(slices.Clone(g.Columns), func(c string) bool { return shape.shared != nil && !slices.Contains(shape.shared, c) }))
	}
	if shape.inline != "" {
		var columns []string
		for _, g := range formGroups(shape.inline) {
			columns = append(columns, g.Columns...)
		}
		offer(p.T("bulk.each", "Noun", nounName(p, models.NounOf(shape.inline))), shape.inline, slices.DeleteFunc(columns, func(c string) bool { return slices.Contains(shape.shared, c) }))
	}
	return list
}

// bulkProblem is what keeps several records from being recorded, and the field that it
// is about.
type bulkProblem struct {
	LinkedText
	field, text string
}

// tellProblems gathers problems that are the same, with the records that have them.
func (d *BulkData) tellProblems(p *locale.Printer) []bulkProblem {
	titles, owners := make(map[string]string), make(map[models.RowKey]string)
	if d.Plan != nil {
		for _, r := range d.Plan.Records {
			titles[r.Code] = namedRecord(p, r).String()
		}
		for _, e := range d.Plan.Edits {
			owners[e.RowKey] = models.OwnerOf(e).Code
		}
	}
	type same struct{ file, column, text string }
	records := make(map[same][]string)
	var order []same
	for _, e := range d.Problems {
		key := same{e.File, e.Column, problemText(p, e.RowError)}
		if e.Value != "" {
			key.text = p.T("edit.problem_value", "Value", shortened(e.Value), "Text", key.text)
		}
		if records[key] == nil {
			order = append(order, key)
		}
		code := cmp.Or(owners[e.RowKey], e.Key)
		if title := cmp.Or(titles[code], code); !slices.Contains(records[key], title) {
			records[key] = append(records[key], title)
		}
	}
	var list []bulkProblem
	for _, key := range order {
		of := records[key]
		names := strings.Join(of[:min(len(of), mostNamed)], p.T("list.semicolon"))
		if len(of) > mostNamed {
			names += "…"
		}
		label := cmp.Or(columnLabel(p, key.file, key.column), nounName(p, models.NounOf(key.file)))
		problem := bulkProblem{text: key.text}
		problem.Text = p.N("bulk.problem", len(of), "Label", label, "Text", key.text, "Names", names)
		problem.URL = "#form"
		for i := range d.Form.Lines {
			if l := &d.Form.Lines[i]; l.Column == key.column {
				problem.field = fieldName(i, l.Column)
				problem.URL = "#" + fieldID(problem.field)
			}
		}
		list = append(list, problem)
	}
	return list
}
