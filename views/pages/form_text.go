package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// formKey begins the keys of what the forms for a data file say.
func formKey(file string) string { return "form." + strings.TrimSuffix(file, ".csv") }

// formTitle names all records of a data file: «Projects».
func formTitle(p *locale.Printer, file string) string { return p.T(formKey(file) + ".title") }

// formTitleNew is the title of the form for a new record.
func formTitleNew(p *locale.Printer, file string) string { return p.T(formKey(file) + ".title_new") }

// formTitleEdit is the title of the form for the record of that name.
func formTitleEdit(p *locale.Printer, file, name string) string {
	return p.T(formKey(file)+".title_edit", "Name", name)
}

// formAbout says in a sentence what a record of the data file is.
func formAbout(p *locale.Printer, file string) string { return p.T(formKey(file) + ".about") }

// groupTitle names a group of fields.
func groupTitle(p *locale.Printer, name string) string { return p.T("form.group." + name) }

// columnText is what the catalogue says of a column: for this file, or else for every
// file that has it. The columns of a text in four languages share it under its name
// without a language. It is false where the catalogue says nothing.
func columnText(p *locale.Printer, file, column, kind string) (string, bool) {
	column, _ = columnLang(column)
	if text, found := p.Find(formKey(file) + "." + column + "." + kind); found {
		return text, true
	}
	return p.Find("form.column." + column + "." + kind)
}

// columnLang takes the language off the name of a column that holds a text in one of
// several.
func columnLang(column string) (name string, lang models.Lang) {
	if at := strings.LastIndex(column, "_"); at > 0 && slices.Contains(models.Langs, models.Lang(column[at+1:])) {
		return column[:at], models.Lang(column[at+1:])
	}
	return column, ""
}

// columnLabel names a column, or a text in four languages by its name without one.
func columnLabel(p *locale.Printer, file, column string) string {
	text, found := columnText(p, file, column, "label")
	_, lang := columnLang(column)
	switch {
	case !found:
		// A test finds every column that has no label: its name is better than none.
		return column
	case lang == "":
		return text
	}
	return p.T("text.brackets", "Text", text, "Note", p.T("language."+string(lang)))
}

// columnHelp says what a column holds, and what it means if it is empty.
func columnHelp(p *locale.Printer, file, column string) string {
	text, _ := columnText(p, file, column, "help")
	return text
}

// columnExample is what a column may hold; empty where it is chosen from a list, or an
// example would say nothing.
func columnExample(p *locale.Printer, file, column string) string {
	text, _ := columnText(p, file, column, "example")
	return text
}

// formWord is a word of a column as people read it; the empty word is what an empty
// cell means.
func formWord(p *locale.Printer, file, column, word string) string {
	if text, found := columnText(p, file, column, "word."+cmp.Or(word, "none")); found {
		return text
	}
	switch {
	case column == "category":
		return p.T("category." + cmp.Or(word, "other"))
	case word == "":
		return format.Capital(p.T("not_stated"))
	case column == "unit", column == "containers_unit":
		return format.Capital(format.Unit(p, word))
	case column == "status":
		return p.T("stage." + word)
	case column == "export_oriented":
		return p.T("export." + word)
	}
	return format.Capital(wordText(p, models.NounOf(file), column, word))
}

// problemText tells a problem in the words of a form.
func problemText(p *locale.Printer, e models.RowError) string {
	args := slices.Clone(e.Args)
	for i := 1; i < len(args); i += 2 {
		switch v := args[i].(type) {
		case string:
			args[i] = format.Or(p, v)
		case models.Date:
			args[i] = p.Date(v)
		case models.Noun:
			args[i] = nounName(p, v)
		case models.Reference:
			args[i] = formTitle(p, v.File)
		case models.Words:
			list := make([]string, len(v.List))
			for n, word := range v.List {
				list[n] = formWord(p, v.Column.File, v.Column.Column, word)
			}
			args[i] = strings.Join(list, p.T("list.semicolon"))
		}
	}
	return p.T("problem."+e.Key, args...)
}
