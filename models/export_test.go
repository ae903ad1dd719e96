package models

import (
	"context"
	"slices"

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

// Finds reports whether a search finds the record, on whatever page. Placed tells
// that a part of the text is the name of a place, which is then looked for as
// such.
func (s *Store) Finds(ctx context.Context, text string, kind SearchKind, code string) (found, placed bool, err error) {
	m, err := s.match(ctx, text)
	if err != nil {
		return false, false, err
	}
	var n int64
	err = m.hits(kind).Where("d.code = ?", code).Count(&n).Error
	return n == 1, slices.ContainsFunc(m.terms, func(t term) bool { return t.place != nil }), err
}

// ExplainSearch are the plans of the queries that a search makes when it finds
// something, and of the one that it makes when it does not.
func (s *Store) ExplainSearch(ctx context.Context, text string) (hits, suggestions string, err error) {
	m, err := s.match(ctx, text)
	if err != nil {
		return "", "", err
	}
	explain := "EXPLAIN QUERY PLAN "
	if s.dialect == Postgres {
		explain = "EXPLAIN "
	}
	for _, q := range []*gorm.DB{
		m.hits("").Select("d.kind, count(*) AS total").Group("d.kind"),
		m.hits(FoundProject).Select("d.id").Order("d.name_key").Limit(SearchFew),
	} {
		plan, err := planOf(s.db.WithContext(ctx).Raw(explain+"?", q))
		if err != nil {
			return "", "", err
		}
		hits += plan
	}
	if asked := guessed(text); len(asked) > 0 {
		suggestions, err = planOf(s.db.WithContext(ctx).Raw(explain+"?", m.like(asked).Select("d.fields")))
	}
	return hits, suggestions, err
}

// planOf reads a plan, a line for each step.
func planOf(q *gorm.DB) (string, error) {
	rows, err := q.Rows()
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var plan, line string
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(any)
	}
	into[len(into)-1] = &line
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		plan += line + "\n"
	}
	return plan, rows.Err()
}

// KeyOf is the key of a text.
func KeyOf(text string) string { return keyOf(foldText(text).runes) }

// FoldSearched is a text as it is searched.
func FoldSearched(text string) string { return foldText(text).String() }
