package pages

import (
	"strconv"
	"strings"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// Where forms keep what is typed into them, and where it is discarded; behind it
// stands the address of the form, without that of the pages for users.
const (
	KeepPath    = "admin/typed/keep/"
	DiscardPath = "admin/typed/discard/"
)

// TypedParam is the parameter of the address of a form that shows what was typed.
const TypedParam = "typed"

// The fields by which a form tells what it knows of its copy. They are no part of it.
const (
	TypedPrefix   = "typed."
	TypedWriter   = TypedPrefix + "writer"
	TypedSequence = TypedPrefix + "sequence"
	TypedSeen     = TypedPrefix + "seen"
	TypedOpen     = TypedPrefix + "open"
	TypedBy       = TypedPrefix + "user"
)

// Keeping is how what is typed into a form is kept, as the form stands to it.
type Keeping struct {
	// Path is the address of the form, without the language.
	Path string
	// User is the sign-in name of the one for whom it is kept.
	User string
	// Writer is the window, and Sequence counts what it has sent; Seen is the version of
	// the copy that the form knows of. They are as in models.TypedForm.
	Writer         string
	Sequence, Seen int64
	// Open tells that something waits, typed at At, that the user has neither shown nor
	// discarded; Shown that the form shows just that.
	Open, Shown bool
	At          time.Time
	// Unkept tells that the form holds something that may not be kept yet.
	Unkept bool
}

// behind is the address that does something with the copy of the form.
func (k Keeping) behind(p *locale.Printer, prefix string) string {
	return To(p, prefix+strings.TrimPrefix(k.Path, layout.AdminPath)).URL()
}

// fields are those by which the form tells what it knows of its copy.
func (k Keeping) fields() []HiddenField {
	open := ""
	if k.Open {
		open = "1"
	}
	return []HiddenField{
		{TypedBy, k.User}, {TypedWriter, k.Writer}, {TypedSequence, strconv.FormatInt(k.Sequence, 10)}, {TypedSeen, strconv.FormatInt(k.Seen, 10)}, {TypedOpen, open},
	}
}

// FormPlace is the address of a form that keeps what is typed into it.
type FormPlace struct {
	Kind RecordKind
	// Verb is what the form is for: «new», «edit» or «withdraw».
	Verb string
	// Code is that of the record; empty for a new one.
	Code string
}

// longestFormCode is how long the code of a record in such an address may be.
const longestFormCode = 300

// FormPlaceAt reads an address without the language.
func FormPlaceAt(path string) (FormPlace, bool) {
	parts := strings.SplitN(path, "/", 4)
	if len(parts) < 3 || parts[0]+"/" != layout.AdminPath {
		return FormPlace{}, false
	}
	kind, ok := RecordKindAt(parts[1])
	place := FormPlace{Kind: kind, Verb: parts[2]}
	if len(parts) == 4 {
		place.Code = parts[3]
	}
	switch place.Verb {
	case "new":
		ok = ok && len(parts) == 3
	case "edit", "withdraw":
		ok = ok && place.Code != "" && len(place.Code) <= longestFormCode
	default:
		ok = false
	}
	return place, ok
}

// Path is the address without the language.
func (f FormPlace) Path() string {
	path := layout.AdminPath + f.Kind.Path + "/" + f.Verb
	if f.Code != "" {
		path += "/" + f.Code
	}
	return path
}

// Key is the record that the form is of.
func (f FormPlace) Key() models.RecordKey {
	return models.RecordKey{Noun: f.Kind.Noun, Code: f.Code}
}

// title is that of the form, of a record of the name.
func (f FormPlace) title(p *locale.Printer, name string) string {
	switch f.Verb {
	case "new":
		return formTitleNew(p, f.Kind.File)
	case "withdraw":
		return p.T("withdraw.title", "Noun", nounName(p, f.Kind.Noun), "Name", orCode(name, f.Code))
	}
	return formTitleEdit(p, f.Kind.File, orCode(name, f.Code))
}

// TypedEntry is a form in which something was typed and not saved.
type TypedEntry struct {
	Link LinkedText
	When string
}

// newTypedEntries lists what was typed and not saved.
func newTypedEntries(p *locale.Printer, list []models.TypedForm, names map[models.RecordKey]models.RecordName) []TypedEntry {
	var entries []TypedEntry
	for _, f := range list {
		if place, ok := FormPlaceAt(f.Path); ok {
			title := place.title(p, In(p, names[place.Key()].Name).Text)
			entries = append(entries, TypedEntry{LinkedText{title, To(p, f.Path).With(TypedParam, "show").URL()}, moment(p, f.TypedAt)})
		}
	}
	return entries
}
