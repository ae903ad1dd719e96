package models

import (
	"context"
	"maps"
	"slices"

	"gorm.io/gorm"
)

// openStates are those in which the author can still edit a set.
var openStates = []ChangeSetState{SetDraft, SetReturned}

// beginSet begins a change set with edits. Where the author has an open one that says the
// same, that is given in its place: the button was pressed twice.
func (s *Store) beginSet(tx *gorm.DB, c *ChangeSet, edits []DraftEdit) (begun *ChangeSet, again bool, err error) {
	if err := s.lockLoads(tx); err != nil {
		return nil, false, err
	}
	same, err := openSets(tx.Where("origin = ? AND kind = ? AND title = ? AND reason = ? AND version = 1", c.Origin, c.Kind, c.Title, c.Reason), c.AuthorID, edits)
	if err != nil {
		return nil, false, err
	}
	for i := range same {
		if holds, err := same[i].holds(edits); err != nil || holds && sameID(same[i].UndoesID, c.UndoesID) {
			return &same[i], true, err
		}
	}
	c.Version, c.State = 1, SetDraft
	if err := tx.Create(c).Error; err != nil {
		return nil, false, err
	}
	return c, false, writeDraftRows(tx, c, edits)
}

func sameID(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// openSets are the open sets of an author that edit one of the rows, the newest first.
func openSets(query *gorm.DB, author int64, edits []DraftEdit) ([]ChangeSet, error) {
	var list []ChangeSet
	byFile := make(map[string][]string)
	for _, e := range edits {
		if !slices.Contains(byFile[e.File], e.Key) {
			byFile[e.File] = append(byFile[e.File], e.Key)
		}
	}
	found := make(map[int64]bool)
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		for keys := range slices.Chunk(byFile[file], batch) {
			var some []ChangeSet
			err := query.Session(&gorm.Session{}).Preload("Rows").
				Where("author_id = ? AND state IN ? AND id IN (SELECT change_set_id FROM draft_rows WHERE file = ? AND row_key IN ?)", author, openStates, file, keys).
				Order("id DESC").Find(&some).Error
			if err != nil {
				return nil, err
			}
			for _, c := range some {
				if !found[c.ID] {
					found[c.ID] = true
					list = append(list, c)
				}
			}
		}
	}
	return list, nil
}

// holds reports whether the set says of each of the rows just what the edits say, with
// the same answers to what is doubtful.
func (c *ChangeSet) holds(edits []DraftEdit) (bool, error) {
	rows := make(map[RowKey]*DraftRow, len(c.Rows))
	for i := range c.Rows {
		rows[RowKey{c.Rows[i].File, c.Rows[i].Key}] = &c.Rows[i]
	}
	any := false
	for _, e := range edits {
		row := rows[e.RowKey]
		if e.altersNothing() {
			if row != nil {
				return false, nil
			}
			continue
		}
		if row == nil || row.ReplacedBy != e.ReplacedBy {
			return false, nil
		}
		drafted, err := row.Edit()
		if err != nil {
			return false, err
		}
		reasons := row.Reasons()
		for id, reason := range e.Accepted {
			if reasons[id] != reason {
				return false, nil
			}
		}
		if !sameCells(e.File, drafted.Base, e.Base) || !sameCells(e.File, drafted.Cells, e.Cells) {
			return false, nil
		}
		any = true
	}
	return any, nil
}

// altersNothing reports whether the edit leaves the row as it stands.
func (e RowEdit) altersNothing() bool {
	return e.Cells == nil && e.Base == nil || e.Cells != nil && sameCells(e.File, e.Base, e.Cells)
}

// SavedAlready is the open set of the author that says just what the edits say, of rows
// that stand as the edits found them; 0 if there is none. into is the set that they are
// meant for, 0 for any.
func (s *Store) SavedAlready(ctx context.Context, by Author, into int64, edits []DraftEdit) (int64, error) {
	query := s.db.WithContext(ctx)
	if into != 0 {
		query = query.Where("id = ?", into)
	}
	list, err := openSets(query, by.ID, edits)
	if err != nil {
		return 0, domainErr("look for what was saved already", err)
	}
	for i := range list {
		holds, err := list[i].holds(edits)
		if err != nil {
			return 0, domainErr("look for what was saved already", err)
		}
		if holds {
			found, err := s.standAsFound(ctx, edits)
			if err != nil || !found {
				return 0, err
			}
			return list[i].ID, nil
		}
	}
	return 0, nil
}

// standAsFound reports whether the rows stand as the edits found them.
func (s *Store) standAsFound(ctx context.Context, edits []DraftEdit) (bool, error) {
	keys := make([]RowKey, len(edits))
	for i, e := range edits {
		keys[i] = e.RowKey
	}
	now, err := s.Rows(ctx, keys)
	return !slices.ContainsFunc(edits, func(e DraftEdit) bool { return !sameCells(e.File, now[e.RowKey], e.Base) }), err
}

// SaveNewDraft begins a change set of a form with edits, in one transaction. unseen tells
// that the form has seen no draft of the record: one that was begun meanwhile is
// ErrMoved, unless it says the same.
func (s *Store) SaveNewDraft(ctx context.Context, by Author, edits []DraftEdit, unseen bool) (*ChangeSet, error) {
	var c *ChangeSet
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		begun, again, err := s.beginSet(tx, &ChangeSet{Origin: FromForm, Kind: Revising, AuthorID: by.ID, Author: by.Name}, edits)
		if err != nil {
			return err
		}
		c = begun
		if again {
			return nil
		}
		if unseen {
			others, err := openSets(tx.Where("id <> ?", c.ID), by.ID, edits)
			if err != nil {
				return err
			}
			if len(others) > 0 {
				return ErrMoved
			}
		}
		return logDrafted(tx, edits)
	})
	return c, domainErr("save a draft", err)
}

// WithdrawSet begins a change set that withdraws rows for a reason, in one transaction.
func (s *Store) WithdrawSet(ctx context.Context, by Author, edits []RowEdit, reason string) (*ChangeSet, error) {
	drafts := make([]DraftEdit, len(edits))
	for i, e := range edits {
		drafts[i] = DraftEdit{RowEdit: e}
	}
	var c *ChangeSet
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		begun, again, err := s.beginSet(tx, &ChangeSet{Origin: FromForm, Kind: Withdrawing, Reason: reason, AuthorID: by.ID, Author: by.Name}, drafts)
		if c = begun; err != nil || again {
			return err
		}
		return logDrafted(tx, drafts)
	})
	return c, domainErr("withdraw a record", err)
}

// logDrafted logs what a draft changes.
func logDrafted(tx *gorm.DB, edits []DraftEdit) error {
	rows := make([]RowEdit, 0, len(edits))
	for _, e := range edits {
		if e.Withdraws() || len(e.Changes()) > 0 {
			rows = append(rows, e.RowEdit)
		}
	}
	return logRows(tx, ActionDraftSaved, rows)
}
