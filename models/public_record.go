package models

import (
	"context"
	"fmt"
	"time"
)

// PublicRecord is a record that has a page of its own: its code, and when it was
// written last.
type PublicRecord struct {
	ID        int64
	Code      string
	UpdatedAt time.Time
}

// publicTables are the tables of the records that have pages.
var publicTables = map[Noun]string{
	NounProject: "projects", NounEnterprise: "enterprises", NounAgreement: "agreements", NounStatement: "statements",
	NounMetric: "metrics", NounSource: "sources", NounCommodity: "commodities",
}

// PublicRecords are the records of a kind after an id, no more than so many, in the
// order of their ids.
func (s *Store) PublicRecords(ctx context.Context, noun Noun, after int64, most int) ([]PublicRecord, error) {
	table, ok := publicTables[noun]
	if !ok {
		return nil, fmt.Errorf("records of the kind %q have no pages", noun)
	}
	var list []PublicRecord
	err := s.db.WithContext(ctx).Table(table).Select("id", "code", "updated_at").Where("id > ?", after).Order("id").Limit(most).Find(&list).Error
	return list, domainErr("list public records", err)
}

// PublicStarts are the ids after which the records of a kind begin, page by page of so
// many: 0 for the first, none where there are no records.
func (s *Store) PublicStarts(ctx context.Context, noun Noun, most int) ([]int64, error) {
	table, ok := publicTables[noun]
	if !ok {
		return nil, fmt.Errorf("records of the kind %q have no pages", noun)
	}
	var ends []int64
	err := s.db.WithContext(ctx).Raw("SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM "+table+") AS r WHERE n % ? = 1 OR ? = 1 ORDER BY id", most, most).
		Scan(&ends).Error
	for i := range ends {
		ends[i]--
	}
	return ends, domainErr("count public records", err)
}
