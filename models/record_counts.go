package models

import "context"

// RecordCounts is how many records of each kind there are.
type RecordCounts struct{ Sources, Statements, Projects, Enterprises, Agreements, Prices int }

// RecordCounts counts the records, in one query.
func (s *Store) RecordCounts(ctx context.Context) (RecordCounts, error) {
	var n RecordCounts
	err := s.db.WithContext(ctx).Raw(`SELECT (SELECT count(*) FROM sources) AS sources, (SELECT count(*) FROM statements) AS statements,
		(SELECT count(*) FROM projects) AS projects, (SELECT count(*) FROM enterprises) AS enterprises,
		(SELECT count(*) FROM agreements) AS agreements, (SELECT count(*) FROM prices) AS prices`).Scan(&n).Error
	return n, domainErr("count records", err)
}
