package models

import "context"

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

// LatestAgreements are the n agreements signed last, as known on the day, newest
// first, each with its sources.
func (s *Store) LatestAgreements(ctx context.Context, day Date, n int) ([]Agreement, error) {
	var list []Agreement
	err := s.db.WithContext(ctx).Preload("Sources").Joins("Place").Where("agreements.known_on <= ?", day).
		Order("agreements.known_on DESC, agreements.code").Limit(n).Find(&list).Error
	return list, domainErr("list agreements", err)
}
