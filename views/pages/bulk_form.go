package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// askNumberAbove is above how many withdrawals their number is typed in.
const askNumberAbove = 20

// mostBulkLines is how many changes one bulk edit makes.
const mostBulkLines = 20

// BulkForm is a bulk edit as it was typed.
type BulkForm struct {
	Kind  RecordKind
	Lines []BulkLine
	// Adds is the column that was chosen to be added, as a file and its column with
	// «/» between.
	Adds string
	// Find are the texts by which choices were looked for, by the name of the field,
	// and More is the field that is shown with one entry more.
	Find map[string]string
	More string
	// Reason is published; Number was typed in beside a withdrawal.
	Reason, Number string
	// Token is that of the plan that was seen.
	Token    string
	Withdraw bool
	Doubts   DoubtReasons
	// Page is that of the preview, from 1.
	Page int
}

// BulkLine is what is made of one column, as it was typed.
type BulkLine struct {
	models.Reference
	How    models.BulkHow
	Only   string
	Values []string
}

// bulkHows are what can be made of a column.
func bulkHows(c models.Column) []models.BulkHow {
	if c.Separator != "" {
		return []models.BulkHow{models.BulkSet, models.BulkAdd, models.BulkRemove, models.BulkEmpty}
	}
	return []models.BulkHow{models.BulkSet, models.BulkEmpty}
}

// narrows is the column by which the rows that a line is about can be narrowed; empty
// for what all rows of a record share.
func (l *BulkLine) narrows() string {
	if slices.Contains(models.SharedColumns(l.File), l.Column) {
		return ""
	}
	return models.NarrowColumn(l.File)
}

// bulkColumn is the column that can be set which a text names.
func bulkColumn(kind RecordKind, text string) (models.Reference, bool) {
	file, column, _ := strings.Cut(text, "/")
	of := models.Reference{File: file, Column: column}
	return of, slices.Contains(models.BulkColumns(kind.Noun), of)
}

func lineField(name string, line int) string { return name + "." + strconv.Itoa(line) }

// ReadBulkForm reads what was sent. Nothing that was typed is left out.
func ReadBulkForm(kind RecordKind, sent url.Values) BulkForm {
	f := BulkForm{
		Kind: kind, Adds: sent.Get("column"), Find: make(map[string]string), Reason: models.Normalize(sent.Get("reason")), Number: strings.TrimSpace(sent.Get("number")),
		Token: sent.Get("token"), Withdraw: sent.Get("mode") == "withdraw", Doubts: ReadDoubtReasons(sent),
	}
	for i := range mostBulkLines {
		of, ok := bulkColumn(kind, sent.Get(lineField("column", i)))
		if !ok {
			break
		}
		c, _ := models.FileColumn(of.File, of.Column)
		line := BulkLine{Reference: of, How: models.BulkHow(sent.Get(lineField("how", i))), Only: sent.Get(lineField("only", i)), Values: sent[fieldName(i, of.Column)]}
		if !slices.Contains(bulkHows(c), line.How) {
			line.How = models.BulkSet
		}
		f.Lines = append(f.Lines, line)
	}
	f.Page, _ = strconv.Atoi(sent.Get("page"))
	for name := range sent {
		if of, ok := strings.CutPrefix(name, "find."); ok {
			f.Find[of] = strings.TrimSpace(sent.Get(name))
		}
	}
	return f
}

// Do does what a button asks for that neither looks ahead nor saves. It reports
// whether it knew the button.
func (f *BulkForm) Do(button string) bool {
	verb, of, _ := strings.Cut(button, ".")
	switch verb {
	case "add":
		if column, ok := bulkColumn(f.Kind, f.Adds); ok && len(f.Lines) < mostBulkLines {
			f.Lines = append(f.Lines, BulkLine{Reference: column, How: models.BulkSet})
			f.Adds = ""
		}
	case "remove":
		n, err := strconv.Atoi(of)
		if err != nil || n < 0 || n >= len(f.Lines) {
			return false
		}
		f.Lines = slices.Delete(f.Lines, n, n+1)
	case "more":
		f.More = of
	case "find", "edit":
	default:
		return false
	}
	return true
}

// cell is what was typed as a cell.
func (l *BulkLine) cell() string {
	c, _ := models.FileColumn(l.File, l.Column)
	if c.Separator == "" {
		return models.Normalize(strings.Join(l.Values, " "))
	}
	var entries []string
	for _, v := range l.Values {
		entries = append(entries, c.Entries(v)...)
	}
	return c.Joined(entries)
}

// Changes are the changes that the form makes.
func (f *BulkForm) Changes() []models.BulkChange {
	changes := make([]models.BulkChange, len(f.Lines))
	for i := range f.Lines {
		l := &f.Lines[i]
		changes[i] = models.BulkChange{File: l.File, Column: l.Column, How: l.How, Value: l.cell()}
		if l.narrows() != "" {
			changes[i].Only = l.Only
		}
	}
	return changes
}

// Incomplete tells what is missing in the form for its changes to be looked at.
func (f *BulkForm) Incomplete(p *locale.Printer) []LinkedText {
	if len(f.Lines) == 0 {
		return []LinkedText{{Text: p.T("bulk.no_column"), URL: "#column"}}
	}
	var list []LinkedText
	for i := range f.Lines {
		if l := &f.Lines[i]; l.How != models.BulkEmpty && l.cell() == "" {
			list = append(list, LinkedText{Text: p.T("edit.problem", "Label", columnLabel(p, l.File, l.Column), "Text", p.T("bulk.no_value")), URL: "#" + fieldID(fieldName(i, l.Column))})
		}
	}
	return list
}

// NumberRight reports whether the number that was typed in beside a withdrawal is that
// of its records, where one is asked for.
func (f *BulkForm) NumberRight(records int) bool {
	if records <= askNumberAbove {
		return true
	}
	// It may be typed as it is shown.
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ,.'\u00a0\u202f", r) {
			return -1
		}
		return r
	}, f.Number)
	return digits == strconv.Itoa(records)
}

// References are the fields that refer to other records, by their names.
func (f *BulkForm) References() map[string]FormReference {
	found := make(map[string]FormReference)
	for i := range f.Lines {
		l := &f.Lines[i]
		name := fieldName(i, l.Column)
		if c, _ := models.FileColumn(l.File, l.Column); c.Of.File != "" && models.CanChoose(c.Of) {
			found[name] = FormReference{Of: c.Of, Find: f.Find[name], Chosen: l.Values}
		}
		if c, ok := models.FileColumn(l.File, l.narrows()); ok && models.CanChoose(c.Of) {
			found[lineField("only", i)] = FormReference{Of: c.Of, Chosen: []string{l.Only}}
		}
	}
	return found
}

// hidden are the changes as fields that a page carries along.
func (f *BulkForm) hidden() []HiddenField {
	var list []HiddenField
	for i := range f.Lines {
		l := &f.Lines[i]
		list = append(list, HiddenField{lineField("column", i), l.File + "/" + l.Column}, HiddenField{lineField("how", i), string(l.How)}, HiddenField{lineField("only", i), l.Only})
		for _, v := range l.Values {
			list = append(list, HiddenField{fieldName(i, l.Column), v})
		}
	}
	return list
}
