package models

import "context"

// RecordCounts is how many records of each kind there are.
type RecordCounts struct{ Sources, Statements, Projects, Enterprises, Agreements, Prices int }

// RecordCounts counts the records that were known on the day, in one query: as many
// as their lists have. Of a price only the month has a date, so that all count.
func (s *Store) RecordCounts(ctx context.Context, day Date) (RecordCounts, error) {
	var n RecordCounts
	err := s.db.WithContext(ctx).Raw(`SELECT (SELECT count(*) FROM sources) AS sources, (SELECT count(*) FROM statements WHERE known_on IS NULL OR known_on <= ?) AS statements,
		(SELECT count(*) FROM project_stages WHERE from_day <= ? AND until_day > ?) AS projects, (SELECT count(*) FROM enterprises) AS enterprises,
		(SELECT count(*) FROM agreements WHERE known_on IS NULL OR known_on <= ?) AS agreements, (SELECT count(*) FROM prices) AS prices`, day, day, day, day).Scan(&n).Error
	return n, domainErr("count records", err)
}
