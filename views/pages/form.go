package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// FormPage is the page on which a record is edited.
type FormPage struct {
	// EarlierDays says that the edit changes what was known on earlier days.
	EarlierDays string
	P           *locale.Printer
	// Title says which record, PageTitle begins with «Error:» where something is
	// wrong.
	Title, PageTitle string
	About, Lead      string
	Action           string
	// Summary are all problems, each with the field that it is about.
	Summary []LinkedText
	// Merged tells what another has changed meanwhile and the form has taken over;
	// Overlaps are what both have changed.
	ConflictTitle, Conflict string
	Merged, Overlaps        []MergeLine
	Doubts                  []Doubt
	Groups                  []FieldGroup
	Rows                    FormRows
	Hidden                  []HiddenField
	Into                    []FormOption
	Withdraw                LinkedText
	Public                  LinkedText
	Keeping                 Keeping
	Versions                LinkedText
}

// HiddenField is what the form carries for the program.
type HiddenField struct{ Name, Value string }

// FormOption is a choice of a select.
type FormOption struct {
	Value, Text, Lang string
	Selected          bool
}

// FieldGroup is a part of the form. A closed one is seldom needed.
type FieldGroup struct {
	ID, Title string
	Closed    bool
	Fields    []Field
	// Place is the map for the place that the fields hold; nil where they hold none.
	Place *PlacePicker
}

// Field is one cell, or the same text in four languages.
type Field struct {
	ID, Name, Label, Help, Example string
	// Lang is the language of what is typed; empty for that of the page.
	Lang    string
	Control string
	Values  []string
	Options []FormOption
	// FindName is the name of the box in which choices are looked for, and Find what
	// it holds; FindURL answers with the choices alone. Cut says that there are more
	// than are offered.
	FindName, Find, FindURL string
	Cut                     string
	Problems                []string
	Required, ReadOnly      bool
	Numeric                 bool
	// Focus is set where the focus goes to the field.
	Focus bool
	// Langs are the fields of the languages, side by side.
	Langs []Field
}

// ChosenID is the id of the select into which what was found is put: in a list, that
// of the last entry.
func (f Field) ChosenID() string {
	if f.Control == controlPicks {
		return f.ID + "-" + strconv.Itoa(len(f.Values)-1)
	}
	return f.ID
}

// states tell what is said of the field beside its text.
func (f Field) states() templ.Attributes { return ariaStates(len(f.Problems) > 0, f.Required) }

// ariaStates are the attributes of a field that is wrong or required. One without a value
// would say neither.
func ariaStates(wrong, required bool) templ.Attributes {
	states := make(templ.Attributes)
	if wrong {
		states["aria-invalid"] = "true"
	}
	if required {
		states["aria-required"] = "true"
	}
	return states
}

// ProseField is a field for a sentence or two; its name is its id.
type ProseField struct {
	ID, Label, Text, Help string
	Required              bool
	// Short is a field of one line.
	Short bool
	// Problem says what is wrong with it.
	Problem string
}

func (f ProseField) describedBy() string {
	if f.Problem != "" {
		return f.ID + "-problem " + f.ID + "-help"
	}
	return f.ID + "-help"
}

// problemAt is what a summary says of the field with an id; empty for one that is right.
func problemAt(summary []LinkedText, id string) string {
	for _, l := range summary {
		if l.URL == "#"+id {
			return l.Text
		}
	}
	return ""
}

// The controls of fields.
const (
	controlText   = "text"
	controlArea   = "area"
	controlSelect = "select"
	controlPick   = "pick"
	controlList   = "list"
	controlPicks  = "picks"
	controlLangs  = "langs"
)

// FormRows are the rows that belong to a record.
type FormRows struct {
	Title, Add string
	Rows       []FormRowFields
	Removed    []RemovedRow
	// Focus is set where the focus goes to the title.
	Focus bool
}

// FormRowFields is one of them.
type FormRowFields struct {
	ID, Title, Remove, KeyName, Key string
	Number                          int
	Fields                          []Field
	Place                           *PlacePicker
}

// RemovedRow is a row that was taken out and can be put back.
type RemovedRow struct {
	Key, Text, Restore string
	Number             int
}

// MergeLine is a cell, or a row, that was changed elsewhere.
type MergeLine struct {
	Label, Base, Theirs, Mine string
	// Own tells that it was the same author, in another window.
	Own bool
	// Name is that of the choice between the two; empty where there is none to make.
	Name string
	// Field leads to the field.
	Field string
	// Pick is what was chosen.
	Pick string
}

// Doubt is a value that may be wrong, and why it is right.
type Doubt struct {
	ID, Name, Text, Reason, Field string
	Open                          bool
}

// FormData is what the page of a form is made of.
type FormData struct {
	Form     RecordForm
	Name     string
	Problems []models.RowProblem
	// Sentences are problems of the whole.
	Sentences []string
	Doubts    []FormDoubt
	// Earlier says whether what was looked at changes earlier days.
	Earlier models.EarlierDays
	// Sets are the author's open change sets.
	Sets []models.ChangeSetSummary
	// Choices are the records that cells refer to, by the name of the field.
	Choices map[string]Choices
	// Known are the places that can be chosen beside the map.
	Known []models.KnownPlace
	// Drafted tells that the form shows a draft.
	Drafted bool
	Keeping Keeping
}

// FormDoubt is a doubt with its sentence.
type FormDoubt struct {
	ID     string
	Kind   models.FindingKind
	Row    models.RowKey
	Column string
	Text   string
}

// Choices are the records that a field offers.
type Choices struct {
	List []models.RecordChoice
	More bool
}

// NewFormPage works the page out.
func NewFormPage(p *locale.Printer, d FormData) FormPage {
	f := &d.Form
	b := &formBuilder{p: p, d: d, problems: make(map[string][]string), drawn: make(map[string]bool)}
	m := FormPage{P: p, Action: To(p, "admin/"+f.Kind.Path+"/edit/"+f.Code).URL(), Keeping: d.Keeping, EarlierDays: earlierDays(p, d.Earlier)}
	if f.Code == "" {
		m.Action = To(p, "admin/"+f.Kind.Path+"/new").URL()
		m.Title = formTitleNew(p, f.File)
	} else {
		m.Title = formTitleEdit(p, f.File, cmp.Or(d.Name, f.Code))
		m.Versions = LinkedText{Text: p.T("version.link"), URL: VersionsLink(p, f.Kind, f.Code, true).URL()}
		m.Withdraw = LinkedText{Text: p.T("edit.withdraw"), URL: To(p, "admin/"+f.Kind.Path+"/withdraw/"+f.Code).URL()}
		if f.Kind.Public != "" {
			m.Public = LinkedText{Text: p.T("edit.public"), URL: To(p, f.Kind.Public+f.Code).URL()}
		}
	}
	m.About = formAbout(p, f.File)
	m.Lead = p.T("edit.lead")
	if d.Drafted {
		m.Lead = p.T("edit.lead_draft")
	}
	for _, sentence := range d.Sentences {
		m.Summary = append(m.Summary, LinkedText{Text: sentence, URL: "#form"})
	}
	for _, e := range d.Problems {
		name := b.nameOf(e.RowKey, e.Column)
		text := problemText(p, e.RowError)
		if e.Value != "" {
			text = p.T("edit.problem_value", "Value", shortened(e.Value), "Text", text)
		}
		b.problems[name] = append(b.problems[name], text)
		m.Summary = append(m.Summary, LinkedText{Text: p.T("edit.problem", "Label", b.labelOf(e.RowKey, e.Column), "Text", text), URL: "#" + fieldID(name)})
	}
	for _, doubt := range d.Doubts {
		name := b.nameOf(doubt.Row, doubt.Column)
		reason := f.Reasons[doubt.ID]
		m.Doubts = append(m.Doubts, Doubt{ID: fieldID("accept." + doubt.ID), Name: "accept." + doubt.ID, Text: doubt.Text, Reason: reason, Field: "#" + fieldID(name), Open: reason == ""})
		if reason == "" {
			m.Summary = append(m.Summary, LinkedText{Text: doubt.Text, URL: "#" + fieldID("accept."+doubt.ID)})
		}
	}
	if f.Gone {
		m.Summary = append(m.Summary, LinkedText{Text: p.T("edit.gone"), URL: "#form"})
	}
	m.Overlaps, m.Merged = b.merges()
	if lines := slices.Concat(m.Overlaps, m.Merged); len(lines) > 0 {
		m.ConflictTitle, m.Conflict = p.T("edit.conflict_title"), p.T("edit.conflict")
		if !slices.ContainsFunc(lines, func(l MergeLine) bool { return !l.Own }) {
			m.ConflictTitle, m.Conflict = p.T("edit.conflict_title_own"), p.T("edit.conflict_own")
		}
	}
	m.Groups = b.groups()
	m.Rows = b.rows()
	for i := range m.Summary {
		// A column that follows from the record has no field of its own.
		if id, of := strings.CutPrefix(m.Summary[i].URL, "#field-"); of && !strings.HasPrefix(id, "accept-") && !b.drawn["field-"+id] {
			m.Summary[i].URL = "#form"
		}
	}
	m.Hidden = append(f.carried(), HiddenField{"set", strconv.FormatInt(f.Set, 10)}, HiddenField{"version", strconv.FormatInt(f.Version, 10)}, HiddenField{"file", f.File})
	m.Into = []FormOption{{Value: "0", Text: p.T("edit.into_new"), Selected: f.Set == 0}}
	for _, s := range d.Sets {
		m.Into = append(m.Into, FormOption{Value: fmt.Sprintf("%d/%d", s.ID, s.Version), Text: SetTitle(p, s), Selected: s.ID == f.Set})
	}
	m.PageTitle = m.Title
	if len(m.Summary) > 0 {
		m.PageTitle = p.T("edit.error_title", "Title", m.Title)
	}
	return m
}

// shortened is a text that fits into a sentence.
func shortened(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:59]) + "…"
	}
	return text
}

// fieldID is the id of a field by its name.
func fieldID(name string) string {
	return "field-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '-'
	}, strings.ToLower(name))
}

// formBuilder makes the fields of a form.
type formBuilder struct {
	p        *locale.Printer
	d        FormData
	problems map[string][]string
	// drawn are the ids of the fields that the form has.
	drawn map[string]bool
}

// nameOf is the name of the field of a cell.
func (b *formBuilder) nameOf(key models.RowKey, column string) string {
	return b.d.Form.nameOf(key, column)
}

func (b *formBuilder) labelOf(key models.RowKey, column string) string {
	label := columnLabel(b.p, key.File, column)
	if column == "" {
		label = nounName(b.p, models.NounOf(key.File))
	}
	if name := b.nameOf(key, column); strings.HasPrefix(name, rowPrefix) {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, rowPrefix), ".")
		n, _ := strconv.Atoi(number)
		return b.p.T("edit.in_row", "Row", b.p.Int(n+1), "Label", label)
	}
	return label
}

// groups are the parts of the form in which the cells of the record stand.
func (b *formBuilder) groups() []FieldGroup {
	f := &b.d.Form
	shape := formShapes[f.File]
	var list []FieldGroup
	for _, g := range formGroups(f.File) {
		columns := g.Columns
		if shape.shared != nil {
			columns = slices.DeleteFunc(slices.Clone(columns), func(c string) bool {
				return !slices.Contains(shape.shared, c) && (c != shape.link || f.Code != "")
			})
		}
		if fields := b.fields(f.File, columns, -1, f.Main); len(fields) > 0 {
			list = append(list, FieldGroup{ID: "group-" + g.Name, Title: groupTitle(b.p, g.Name), Closed: g.Closed, Fields: fields, Place: b.picker(mainPrefix, columns)})
		}
	}
	return list
}

// rows are the rows that belong to the record.
func (b *formBuilder) rows() FormRows {
	f := &b.d.Form
	shape := formShapes[f.File]
	if shape.inline == "" {
		return FormRows{}
	}
	noun := nounName(b.p, models.NounOf(shape.inline))
	r := FormRows{Title: b.p.N("edit.rows."+strings.TrimSuffix(shape.inline, ".csv"), len(f.Rows)), Add: b.p.T("edit.add", "Noun", noun), Focus: f.Focus == rowsFocus}
	for i, row := range f.Rows {
		var columns []string
		for _, g := range formGroups(shape.inline) {
			columns = append(columns, g.Columns...)
		}
		columns = slices.DeleteFunc(columns, func(c string) bool { return c == shape.link || slices.Contains(shape.shared, c) })
		fields := b.fields(shape.inline, columns, i, row.Cells)
		if f.Focus == rowFieldPrefix(i) {
			focusFirst(fields)
		}
		r.Rows = append(r.Rows, FormRowFields{
			ID: "row-" + strconv.Itoa(i), Number: i, Title: b.p.T("edit.row", "Noun", noun, "Row", b.p.Int(i+1)), Remove: b.p.T("edit.remove", "Noun", noun, "Row", b.p.Int(i+1)),
			KeyName: fieldName(i, "key"), Key: row.Key, Fields: fields, Place: b.picker(rowFieldPrefix(i), columns),
		})
	}
	for i, key := range f.Removed {
		r.Removed = append(r.Removed, RemovedRow{Key: key.Key, Number: i, Text: b.p.T("edit.removed", "Noun", noun, "Name", key.Key), Restore: b.p.T("edit.put_back", "Name", key.Key)})
	}
	return r
}

// focusFirst sends the focus to the first of the fields that can be typed into.
func focusFirst(fields []Field) {
	for i := range fields {
		switch f := &fields[i]; {
		case f.ReadOnly:
		case f.Control == controlLangs:
			focusFirst(f.Langs)
			return
		default:
			f.Focus = true
			return
		}
	}
}

var languageSuffixes = []string{"_kk", "_ru", "_zh"}

// fields are those of columns. A text in four languages is one.
func (b *formBuilder) fields(file string, columns []string, row int, cells models.Cells) []Field {
	var list []Field
	done := make(map[string]bool)
	for _, column := range columns {
		if done[column] {
			continue
		}
		prefix := strings.TrimSuffix(column, "_en")
		if slices.Contains(columns, prefix+"_kk") {
			langs := Field{ID: fieldID(fieldName(row, prefix)) + "-langs", Label: columnLabel(b.p, file, prefix), Help: columnHelp(b.p, file, prefix), Control: controlLangs}
			for _, c := range append([]string{column}, prefix+languageSuffixes[0], prefix+languageSuffixes[1], prefix+languageSuffixes[2]) {
				done[c] = true
				field := b.field(file, c, row, cells)
				field.Lang = "en"
				if c != column {
					field.Lang = c[len(c)-2:]
				}
				field.Label, field.Help, field.Example = b.p.T("edit.lang."+field.Lang), "", ""
				field.Lang = locale.Tag(models.Lang(field.Lang))
				langs.Langs = append(langs.Langs, field)
			}
			list = append(list, langs)
			continue
		}
		list = append(list, b.field(file, column, row, cells))
	}
	return list
}

// field is that of one cell.
func (b *formBuilder) field(file, column string, row int, cells models.Cells) Field {
	c, _ := models.FileColumn(file, column)
	name := fieldName(row, column)
	b.drawn[fieldID(name)] = true
	f := Field{
		ID: fieldID(name), Name: name, Label: columnLabel(b.p, file, column), Help: columnHelp(b.p, file, column), Example: columnExample(b.p, file, column),
		Control: controlText, Values: []string{cells[column]}, Problems: b.problems[name], Required: c.Filled && c.Type != models.CellCode,
		Focus: b.d.Form.Focus == name,
	}
	recorded := b.d.Form.Code != ""
	if row >= 0 {
		recorded = b.d.Form.Rows[row].Key != ""
	}
	if recorded && slices.Contains(models.KeyColumns(file), column) {
		f.ReadOnly = true
		return f
	}
	switch {
	case c.Type == models.CellWord:
		f.Control = controlSelect
		for _, word := range append([]string{""}, slices.DeleteFunc(slices.Clone(c.Words), func(w string) bool { return w == "" })...) {
			text := b.p.T("edit.not_stated")
			if word != "" {
				text = formWord(b.p, file, column, word)
			}
			f.Options = append(f.Options, FormOption{Value: word, Text: text, Selected: word == cells[column]})
		}
	case c.Of.File != "" && models.CanChoose(c.Of):
		f.Control = controlPick
		if c.Separator != "" {
			f.Control = controlPicks
			f.Values = append(c.Entries(cells[column]), "")
			if b.d.Form.More == name {
				f.Values = append(f.Values, "")
			}
		}
		b.offer(&f, name, c)
	case c.Separator != "":
		f.Control = controlList
		f.Values = append(c.Entries(cells[column]), "")
		if b.d.Form.More == name {
			f.Values = append(f.Values, "")
		}
	case isLong(file, column):
		f.Control = controlArea
	case c.Type == models.CellInteger, c.Type == models.CellNumber, c.Type == models.CellDegrees:
		f.Numeric = true
	}
	return f
}

// offer fills a field with the records that it can refer to.
func (b *formBuilder) offer(f *Field, name string, c models.Column) {
	choices := b.d.Choices[name]
	f.FindName, f.Find = "find."+name, b.d.Form.Find[name]
	f.FindURL = To(b.p, "admin/choices").With("file", c.Of.File).With("column", c.Of.Column).With("field", name).With("id", f.ChosenID()).URL()
	f.Options = ChoiceOptions(b.p, choices.List)
	if choices.More {
		f.Cut = b.p.T("edit.more_choices", "Most", b.p.Int(models.MostChoices))
	}
}

// ChoiceOptions are the options of records, in the order of the list.
func ChoiceOptions(p *locale.Printer, list []models.RecordChoice) []FormOption {
	options := make([]FormOption, len(list))
	for i, r := range list {
		name := In(p, r.Name)
		options[i] = FormOption{Value: r.Value, Text: name.Text, Lang: name.Lang}
		if r.Detail != "" {
			options[i].Text = p.T("edit.choice", "Name", name.Text, "Detail", r.Detail)
		}
	}
	return options
}

// selected are the options with one chosen. A value that is not among them stays: it
// was typed.
func selected(options []FormOption, value string) []FormOption {
	list := make([]FormOption, 0, len(options)+1)
	found := value == ""
	for _, o := range options {
		o.Selected = o.Value == value
		found = found || o.Selected
		list = append(list, o)
	}
	if !found {
		list = append(list, FormOption{Value: value, Text: value, Selected: true})
	}
	return list
}

// References are the columns of the form that refer to other records, by the name of
// the field, with what is chosen there and the text that choices are looked for with.
func (f *RecordForm) References() map[string]FormReference {
	found := make(map[string]FormReference)
	take := func(file string, row int, cells models.Cells) {
		for _, column := range models.FileColumns()[file] {
			c, _ := models.FileColumn(file, column)
			if c.Of.File == "" || !models.CanChoose(c.Of) {
				continue
			}
			name := fieldName(row, column)
			chosen := []string{cells[column]}
			if c.Separator != "" {
				chosen = c.Entries(cells[column])
			}
			found[name] = FormReference{Of: c.Of, Find: f.Find[name], Chosen: chosen}
		}
	}
	take(f.File, -1, f.Main)
	for i, r := range f.Rows {
		take(formShapes[f.File].inline, i, r.Cells)
	}
	return found
}

// FormReference is a field that refers to other records.
type FormReference struct {
	Of     models.Reference
	Find   string
	Chosen []string
}

// theirs is the choice of what was made of it elsewhere.
func theirs(p *locale.Printer, l MergeLine) string {
	if l.Own {
		return p.T("edit.theirs_own", "Value", l.Theirs)
	}
	return p.T("edit.theirs", "Value", l.Theirs)
}

// cellText is a cell as it is spoken of.
func cellText(p *locale.Printer, cell string) string {
	if cell == "" {
		return p.T("edit.not_stated")
	}
	return cell
}
