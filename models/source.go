package models

// Source is one published document.
type Source struct {
	Record
	Code        string
	Kind        SourceKind
	Title       string
	Publisher   string
	URL         string `gorm:"column:url"`
	PublishedOn Date
	// Language is the ISO 639-1 code of the document's language.
	Language string
	Note     string
}

// SourceKind tells a document about the cooperation from a gazetteer that is
// used for coordinates only: the date of a gazetteer says nothing about when
// anything was known.
type SourceKind string

// The kinds of source.
const (
	Page      SourceKind = "page"
	Gazetteer SourceKind = "gazetteer"
)
