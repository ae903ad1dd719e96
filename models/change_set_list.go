package models

import (
	"context"

	"gorm.io/gorm"
)

// ChangeSetFilter selects change sets. The zero value of every field means
// «everything».
type ChangeSetFilter struct {
	States   []ChangeSetState
	AuthorID int64
	Origin   ChangeSetOrigin
	// NotBy leaves out those of an author: nobody reviews their own.
	NotBy int64
	// Page counts from 1; 0 is the first.
	Page int
}

func (f ChangeSetFilter) scope(db *gorm.DB) *gorm.DB {
	if len(f.States) > 0 {
		db = db.Where("state IN ?", f.States)
	}
	if f.AuthorID != 0 {
		db = db.Where("author_id = ?", f.AuthorID)
	}
	if f.Origin != "" {
		db = db.Where("origin = ?", f.Origin)
	}
	if f.NotBy != 0 {
		db = db.Where("author_id <> ?", f.NotBy)
	}
	return db
}

// ChangeSetSummary is a change set in a list.
type ChangeSetSummary struct {
	ChangeSet
	// Edits counts its rows, and First is the first of them.
	Edited int
	First  RowKey
}

// ChangeSets is one page of the change sets that the filter selects, the newest
// first, and how many there are.
func (s *Store) ChangeSets(ctx context.Context, f ChangeSetFilter) ([]ChangeSetSummary, int, error) {
	var total int64
	if err := f.scope(s.db.WithContext(ctx).Model(&ChangeSet{})).Count(&total).Error; err != nil {
		return nil, 0, domainErr("count change sets", err)
	}
	var sets []ChangeSet
	err := f.scope(s.db.WithContext(ctx)).Order("id DESC").Limit(PageSize).Offset((max(f.Page, 1) - 1) * PageSize).Find(&sets).Error
	if err != nil {
		return nil, 0, domainErr("list change sets", err)
	}
	of := make([]int64, len(sets))
	for i := range sets {
		of[i] = sets[i].ID
	}
	var rows []struct {
		ChangeSetID int64
		Edited      int
		File        string
		Key         string
	}
	err = s.db.WithContext(ctx).Raw(`SELECT d.change_set_id, n.edited, d.file, d.row_key AS key FROM draft_rows d
		JOIN (SELECT change_set_id, count(*) AS edited, min(id) AS first FROM draft_rows WHERE change_set_id IN ? GROUP BY change_set_id) n ON n.first = d.id`, of).Scan(&rows).Error
	if err != nil {
		return nil, 0, domainErr("list change sets", err)
	}
	list := make([]ChangeSetSummary, len(sets))
	for i := range sets {
		list[i].ChangeSet = sets[i]
		for _, r := range rows {
			if r.ChangeSetID == sets[i].ID {
				list[i].Edited, list[i].First = r.Edited, RowKey{r.File, r.Key}
			}
		}
	}
	return list, int(total), nil
}

// Waiting counts the change sets that wait for somebody: their own drafts and those
// that were returned to them, and what others have submitted.
type Waiting struct{ Drafts, Returned, Review int }

// ChangeSetsWaiting counts what waits for a user.
func (s *Store) ChangeSetsWaiting(ctx context.Context, user int64) (Waiting, error) {
	var w Waiting
	err := s.db.WithContext(ctx).Raw(`SELECT COALESCE(sum(CASE WHEN author_id = ? AND state = 'draft' THEN 1 ELSE 0 END), 0) AS drafts,
		COALESCE(sum(CASE WHEN author_id = ? AND state = 'returned' THEN 1 ELSE 0 END), 0) AS returned,
		COALESCE(sum(CASE WHEN author_id <> ? AND state = 'submitted' THEN 1 ELSE 0 END), 0) AS review
		FROM change_sets WHERE state IN ('draft', 'returned', 'submitted')`, user, user, user).Scan(&w).Error
	return w, domainErr("count what waits", err)
}
