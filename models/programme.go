package models

import (
	"context"
)

// Programme is what statements are about.
type Programme struct {
	Record
	Code  string
	Label string
	Kind  ProgrammeKind
	// Basis is the statistical basis as the trade file writes it; empty for a
	// programme that rests on no statistic.
	Basis string
	Name  Translations `gorm:"embedded;embeddedPrefix:name_"`
}

// ProgrammeKind says what a programme is.
type ProgrammeKind string

// The kinds of programme.
const (
	// ProjectSet is a set of projects that officials speak of as one.
	ProjectSet ProgrammeKind = "project_set"
	// Subject is a subject on one statistical basis.
	Subject ProgrammeKind = "subject"
)

// MainProgramme is the code of the programme that the dashboard opens with.
const MainProgramme = "industrial-cooperation"

// Membership says whether a documented project belongs to a programme.
type Membership string

// The degrees of membership. Unknown is the rule: the official list was never
// found.
const (
	MemberYes     Membership = "yes"
	MemberNo      Membership = "no"
	MemberUnknown Membership = "unknown"
)

// ProgrammeProject connects a project with a programme.
type ProgrammeProject struct {
	ProgrammeID int64 `gorm:"primaryKey"`
	ProjectID   int64 `gorm:"primaryKey"`
	Membership  Membership
}

// Programmes are all programmes, in no particular order.
func (s *Store) Programmes(ctx context.Context) ([]Programme, error) {
	return shareList(ctx, s, "programmes", func() ([]Programme, error) {
		var list []Programme
		err := s.db.WithContext(ctx).Order("id").Find(&list).Error
		return list, domainErr("list programmes", err)
	})
}
