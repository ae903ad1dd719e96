package pages

import (
	"github.com/dostyk/dostyk/views/locale"
)

// AccountForm is a page with one form of an account.
type AccountForm struct {
	P *locale.Printer
	// ID begins the ids of the fields, where a page has several forms.
	ID    string
	Title string
	// Texts stand above the form, Warning before them; both may be empty.
	Texts   []string
	Warning string
	Action  string
	Hidden  []Option
	Fields  []AccountField
	Submit  string
	// Problem is what is wrong with the form as a whole.
	Problem string
	// After are links below the form.
	After []LinkedText
}

// AccountField is one field of such a form.
type AccountField struct {
	id                 string
	Name, Label, Value string
	// Type is that of the input; a field with options is a choice of one.
	Type    string
	Options []Option
	// Help says what is asked for; it may be empty.
	Help string
	// Autocomplete tells password managers what the field is.
	Autocomplete string
	// Problem says what to do about what was typed; empty where that is right.
	Problem string
	Focus   bool
	// ReadOnly is set on a field that is there for password managers.
	// Optional is set where the field may stay empty.
	Optional bool
	ReadOnly bool
}

// Typed are the values of a form by the names of its fields, and Problems the keys of
// sentences on them.
type (
	Typed    map[string]string
	Problems map[string]string
)

// failed reports whether anything is wrong.
func (m AccountForm) failed() bool { return len(m.problems()) > 0 }

// problems lead to the fields that they are about.
func (m AccountForm) problems() []LinkedText {
	var list []LinkedText
	if m.Problem != "" {
		list = append(list, LinkedText{Text: m.Problem})
	}
	for _, f := range m.Fields {
		if f.Problem != "" {
			list = append(list, LinkedText{f.Problem, "#" + f.id})
		}
	}
	return list
}

// PageTitle is the title of the document, which says first that something is wrong.
func (m AccountForm) PageTitle() string {
	if m.failed() {
		return m.P.T("account.error_title", "Title", m.Title)
	}
	return m.Title
}

// fill puts in what was typed, passwords excepted, and the problems.
func (m AccountForm) fill(typed Typed, problems Problems) AccountForm {
	for i := range m.Fields {
		f := &m.Fields[i]
		f.id = m.ID + f.Name
		if f.Type != "password" {
			f.Value = typed[f.Name]
		}
		for j := range f.Options {
			f.Options[j].Selected = f.Options[j].Value == typed[f.Name]
		}
		if key := problems[f.Name]; key != "" {
			f.Problem = m.P.T(key, limits(m.P)...)
		}
	}
	if key := problems[""]; key != "" {
		m.Problem = m.P.T(key, limits(m.P)...)
	}
	for i := range m.Fields {
		m.Fields[i].Focus = i == 0 && !m.failed()
	}
	return m
}

// Waiting is the form whose next attempt has to wait so many seconds; 0 is none.
func (m AccountForm) Waiting(seconds int) AccountForm {
	if seconds > 0 {
		m.Problem = m.P.N("account.wait", seconds)
	}
	return m
}

// describedBy are the ids of what is said of a field.
func (f AccountField) describedBy() string {
	ids := ""
	if f.Problem != "" {
		ids = f.id + "-problem"
	}
	if f.Help != "" {
		ids = joined(" ", ids, f.id+"-help")
	}
	return ids
}
