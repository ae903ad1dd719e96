package models

import "time"

// Record is what every row that can change carries. Version counts the changes
// from 1; the times are UTC.
type Record struct {
	ID        int64 `gorm:"primaryKey"`
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
}

func (r *Record) record() *Record { return r }

// Term is an entry of a dictionary: a code for addresses, the label under which
// data files write it, and the name that people read. Several labels of one
// entry are separated by «|».
type Term struct {
	Record
	Code  string
	Label string
	Name  Translations `gorm:"embedded;embeddedPrefix:name_"`
}

// Entry is the term itself, for what treats all dictionaries alike.
func (t Term) Entry() Term { return t }

// Sector is a branch of the economy, such as wind power.
type Sector struct{ Term }

// Region is a region of Kazakhstan by its name of today, or another place where
// a project stands.
type Region struct {
	Term
	// Lat and Lon are those of the city that the region is governed from, nil
	// where the entry stands for no single region.
	Lat, Lon *float64
}

// Speaker is a person or an office that states figures.
type Speaker struct{ Term }

// Role is the office in which a speaker speaks.
type Role struct {
	Term
	Kind RoleKind
}

// RoleKind says who speaks in a role; it is empty where nobody has said it.
type RoleKind string

// The kinds of role.
const (
	// RoleOfPerson is an office that one person holds after another.
	RoleOfPerson RoleKind = "person"
	// RoleOfBody is that of an organisation that speaks for itself, or of nobody in
	// particular.
	RoleOfBody RoleKind = "body"
	// RoleOfMedia is that of media that tell the figures themselves, and quote no office.
	RoleOfMedia RoleKind = "media"
)

// RoleKinds are all kinds of role.
var RoleKinds = []RoleKind{RoleOfPerson, RoleOfBody, RoleOfMedia}

// Place is a city where something was said or signed.
type Place struct{ Term }
