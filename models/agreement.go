package models

// Agreement is one signed document, or a package of which only the whole is
// reported; Kind says which.
type Agreement struct {
	Record
	Code     string
	Title    Translations `gorm:"embedded;embeddedPrefix:title_"`
	Kind     string
	SignedOn Date
	KnownOn  Date
	PlaceID  *int64
	// Parties and Topic are lists separated by «; », as the source gives them.
	Parties string
	Topic   string
	Place   *Place
	Sources []Source `gorm:"many2many:agreement_sources"`
}
