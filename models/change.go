package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// ChangeKind says what a change did to what stood there.
type ChangeKind string

// The kinds of change.
const (
	// Addition brought new records only, or is the beginning of the log.
	Addition ChangeKind = "addition"
	// Revising put better data in the place of what was right when it was said.
	Revising ChangeKind = "revision"
	// Correcting put a mistake right.
	Correcting ChangeKind = "correction"
	// Moving followed a project to where it stands now.
	Moving ChangeKind = "status_move"
	// Withdrawing took records back.
	Withdrawing ChangeKind = "withdrawal"
	// Restoring brought back a version that stood there before, or a record that was
	// taken back.
	Restoring ChangeKind = "restoration"
)

// LoadKinds are what a load of a changed file can be.
var LoadKinds = []ChangeKind{Revising, Correcting, Moving}

// RevisionKinds are what a change of existing records can be; first what a reader may
// have quoted wrong.
var RevisionKinds = []ChangeKind{Correcting, Revising, Withdrawing, Moving, Restoring}

// SystemUser is who loads files, and MigrationUser who found records that stood there
// before there was a log.
const (
	SystemUser    = "load"
	MigrationUser = "migration"
)

// Change is one action that wrote records: all that it wrote was known from At on.
// Its log is kept by the database, which holds each row as it was before.
type Change struct {
	ID int64 `gorm:"primaryKey"`
	// At is unique and grows with ID.
	At     time.Time
	Kind   ChangeKind
	Who    string
	Reason string
}

// Revision is one changed record: what stood there, what stands there now, and
// why. Before and After are JSON objects of the changed columns.
type Revision struct {
	ID       int64 `gorm:"primaryKey"`
	At       time.Time
	Noun     Noun
	Code     string
	Reason   string
	Before   string
	After    string
	ChangeID int64
	Kind     ChangeKind
	Who      string
}

// beginChange opens a change in a transaction that writes records. Its moment is
// later than that of every change before, so that each can be asked for.
func beginChange(tx *gorm.DB, now time.Time, kind ChangeKind, who, reason string) (*Change, error) {
	last, err := lastChange(tx)
	if err != nil {
		return nil, err
	}
	// Postgres keeps microseconds.
	at := now.UTC().Truncate(time.Microsecond)
	if last != nil && !at.After(last.At) {
		at = last.At.Add(time.Microsecond)
	}
	c := &Change{At: at.UTC(), Kind: kind, Who: who, Reason: reason}
	return c, tx.Create(c).Error
}

// lastChange is the newest change; nil if nothing was ever recorded.
func lastChange(db *gorm.DB) (*Change, error) {
	var c Change
	err := db.Order("id DESC").Take(&c).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read the last change: %w", err)
	}
	return &c, nil
}

// LastChange is the newest change of the records; nil if nothing was ever
// recorded.
func (s *Store) LastChange(ctx context.Context) (*Change, error) {
	return lastChange(s.db.WithContext(ctx))
}

// Changes are all changes of the records, the oldest first: the moments at which
// what is known here became different.
func (s *Store) Changes(ctx context.Context) ([]Change, error) {
	var list []Change
	err := s.db.WithContext(ctx).Order("id").Find(&list).Error
	return list, domainErr("list changes", err)
}

// FirstRecorded is the moment of the first change; the zero time if nothing was ever
// recorded.
func (s *Store) FirstRecorded(ctx context.Context) (time.Time, error) {
	var first []Change
	err := s.db.WithContext(ctx).Order("id").Limit(1).Find(&first).Error
	if err != nil || len(first) == 0 {
		return time.Time{}, domainErr("find the first change", err)
	}
	return first[0].At, nil
}
