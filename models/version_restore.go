package models

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// The reasons for which a version is not restored.
var (
	// ErrNewestVersion means that the version is what stands there.
	ErrNewestVersion = errors.New("the version is the newest")
	// ErrSameAsNow means that an older version says the same as the newest.
	ErrSameAsNow = errors.New("the version is what stands there")
	// ErrNothingToRestore means that the record was withdrawn by the version.
	ErrNothingToRestore = errors.New("the version has no rows")
)

// Restoration is what brings a record back to one of its versions.
type Restoration struct {
	Version Version
	// Newest is the version that stands there.
	Newest Version
	// Edits bring its rows back: what has come since is withdrawn, what is gone comes
	// again.
	Edits []RowEdit
}

// Restoration works out what would bring a record back to the version of a number. It
// returns ErrNotFound where there is no such version, and ErrNewestVersion, ErrSameAsNow
// or ErrNothingToRestore where there is nothing to be done, with the versions.
func (s *Store) Restoration(ctx context.Context, key RecordKey, number int) (Restoration, error) {
	var r Restoration
	attempt := fmt.Sprintf("restore version %d of %s %s", number, key.Noun, key.Code)
	newest, err := s.LatestVersions(ctx, key, 1)
	if err != nil {
		return r, err
	}
	picked, err := s.VersionsNumbered(ctx, key, number)
	if err != nil {
		return r, err
	}
	if len(newest) == 0 || len(picked) == 0 {
		return r, domainErr(attempt, gorm.ErrRecordNotFound)
	}
	r.Version, r.Newest = picked[0], newest[0]
	switch {
	case number == r.Newest.Number:
		return r, domainErr(attempt, ErrNewestVersion)
	case r.Version.Withdrawn:
		return r, domainErr(attempt, ErrNothingToRestore)
	}
	lists, err := s.VersionRows(ctx, key, r.Version.Change)
	if err != nil {
		return r, err
	}
	now, err := s.RecordRows(ctx, key.Noun, key.Code)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return r, err
	}
	if r.Edits = restoring(lists[0], now); len(r.Edits) == 0 {
		return r, domainErr(attempt, ErrSameAsNow)
	}
	return r, nil
}

// restoring are the edits that bring the rows of now back to what they were.
func restoring(was, now []RowEdit) []RowEdit {
	var edits []RowEdit
	for _, row := range was {
		e := RowEdit{RowKey: row.RowKey, Cells: row.Cells}
		if at := slices.IndexFunc(now, func(n RowEdit) bool { return n.RowKey == row.RowKey }); at >= 0 {
			e.Base = now[at].Base
		}
		if !sameCells(e.File, e.Base, e.Cells) {
			edits = append(edits, e)
		}
	}
	for _, row := range now {
		if !slices.ContainsFunc(was, func(w RowEdit) bool { return w.RowKey == row.RowKey }) {
			edits = append(edits, RowEdit{RowKey: row.RowKey, Base: row.Base})
		}
	}
	return edits
}

// RestoreSet begins a change set that brings a record back to the version of a number,
// for the reason, without which it is ErrNoReason. newest is the number of the version
// that the author saw as the newest; ErrMoved means that there is another by now. Else it
// returns what Restoration does.
func (s *Store) RestoreSet(ctx context.Context, by Author, key RecordKey, number, newest int, reason string) (*ChangeSet, error) {
	r, err := s.Restoration(ctx, key, number)
	if r.Newest.Number != 0 && r.Newest.Number != newest {
		return nil, fmt.Errorf("restore a version of %s %s: %w", key.Noun, key.Code, ErrMoved)
	}
	if err != nil {
		return nil, err
	}
	if reason == "" {
		return nil, fmt.Errorf("restore a version of %s %s: %w", key.Noun, key.Code, ErrNoReason)
	}
	// What was doubted and accepted once need not be answered again.
	accepted, err := s.AcceptedFindings(ctx, key.Noun, key.Code)
	if err != nil {
		return nil, err
	}
	reasons := make(map[RowKey]map[string]string)
	for _, a := range accepted {
		if reasons[a.RowKey] == nil {
			reasons[a.RowKey] = make(map[string]string)
		}
		reasons[a.RowKey][a.ID()] = a.Reason
	}
	var c *ChangeSet
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		edits := make([]DraftEdit, len(r.Edits))
		for i := range r.Edits {
			edits[i] = DraftEdit{RowEdit: r.Edits[i], Accepted: reasons[r.Edits[i].RowKey]}
		}
		begun, again, err := s.beginSet(tx, &ChangeSet{Origin: FromRestore, Kind: Restoring, Reason: reason, AuthorID: by.ID, Author: by.Name}, edits)
		if c = begun; err != nil || again {
			return err
		}
		after := jsonOf(map[string]any{"version": number, "change_set": c.ID})
		return recordAction(tx, &Action{Kind: ActionRestored, Noun: key.Noun, Code: key.Code, After: after})
	})
	return c, domainErr("restore a version", err)
}
