package models

import (
	"context"

	"gorm.io/gorm"
)

// PublishedDates are the dates of all sources in the order of the database.
func (s *Store) PublishedDates(ctx context.Context) ([]Date, error) {
	var list []Date
	err := s.db.WithContext(ctx).Model(&Source{}).Where("published_on IS NOT NULL").Order("published_on").Pluck("published_on", &list).Error
	return list, err
}

// DB lets tests look at rows that no page shows yet.
func (s *Store) DB(ctx context.Context) *gorm.DB { return s.db.WithContext(ctx) }
