package models

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// FacetUser is the facet of the log of actions beside kind and noun.
const FacetUser = "user"

// ActionFilter selects actions. The zero value of every field means «everything».
type ActionFilter struct {
	// User is a sign-in name; NotStated stands for actions of nobody who is known.
	User string
	Kind ActionKind
	// Noun and Code are those of the record.
	Noun string
	Code string
	// From and To are full dates in UTC, both included.
	From, To Date

	// Page counts from 1; 0 is the first.
	Page int
}

// within keeps what no facet counts: the record and the days.
func (f ActionFilter) within(db *gorm.DB) *gorm.DB {
	db = db.Model(&Action{})
	if f.Code != "" {
		db = db.Where("code = ?", f.Code)
	}
	if f.From != "" {
		db = db.Where("at >= ?", f.From.Time())
	}
	if f.To != "" {
		db = db.Where("at < ?", f.To.Time().Add(24*time.Hour))
	}
	return db
}

func (f ActionFilter) scope(db *gorm.DB) *gorm.DB {
	db = f.within(db)
	for _, choice := range []struct{ column, value string }{{"user_name", f.User}, {"kind", string(f.Kind)}, {"noun", f.Noun}} {
		switch choice.value {
		case "":
		case NotStated:
			db = db.Where(choice.column + " = ''")
		default:
			db = db.Where(choice.column+" = ?", choice.value)
		}
	}
	return db
}

// Actions is one page of the actions that the filter selects, the newest first.
func (s *Store) Actions(ctx context.Context, f ActionFilter) ([]Action, error) {
	var list []Action
	err := f.scope(s.db.WithContext(ctx)).Order("id DESC").Limit(PageSize).Offset((max(f.Page, 1) - 1) * PageSize).Find(&list).Error
	return list, domainErr("list actions", err)
}

// AllActions are all actions that the filter selects, on whatever page.
func (s *Store) AllActions(ctx context.Context, f ActionFilter) (Stream[Action], error) {
	db := s.db.WithContext(ctx)
	var ids []int64
	if err := f.scope(db).Order("id DESC").Pluck("id", &ids).Error; err != nil {
		return Stream[Action]{}, domainErr("list actions", err)
	}
	return inBatches(ids, func(a *Action) int64 { return a.ID }, func(ids []int64) ([]Action, error) {
		var list []Action
		err := db.Where("id IN ?", ids).Find(&list).Error
		return list, domainErr("read actions", err)
	}), nil
}

// ActionCounts counts the options of every facet of the log, in one query.
func (s *Store) ActionCounts(ctx context.Context, f ActionFilter) (Counts, error) {
	cells, err := readCells(f.within(s.db.WithContext(ctx)).Select("user_name, kind, noun, count(*)").Group("user_name, kind, noun"), 3)
	return tally([]string{FacetUser, FacetKind, FacetNoun}, []string{f.User, string(f.Kind), f.Noun}, cells), domainErr("count actions", err)
}
