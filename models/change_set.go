package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

// NounChangeSet is the kind of record that a change set is; no revision is about one.
const NounChangeSet Noun = "change set"

// ChangeSetState says how far a change set has come.
type ChangeSetState string

// The states of a change set. A returned one is a draft again, with a comment.
const (
	SetDraft     ChangeSetState = "draft"
	SetSubmitted ChangeSetState = "submitted"
	SetReturned  ChangeSetState = "returned"
	SetPublished ChangeSetState = "published"
	SetDiscarded ChangeSetState = "discarded"
)

// ChangeSetStates are all states, in the order in which they follow.
var ChangeSetStates = []ChangeSetState{SetDraft, SetSubmitted, SetReturned, SetPublished, SetDiscarded}

// ChangeSetOrigin says what made a change set.
type ChangeSetOrigin string

// The origins of change sets.
const (
	FromForm    ChangeSetOrigin = "form"
	FromImport  ChangeSetOrigin = "import"
	FromBulk    ChangeSetOrigin = "bulk"
	FromUndo    ChangeSetOrigin = "undo"
	FromRestore ChangeSetOrigin = "restore"
)

// ChangeSet is what somebody wants to change: edits that are reviewed and published
// together. Until then nobody else sees them.
type ChangeSet struct {
	Record
	// Title is the author's own; it may be empty.
	Title  string
	Origin ChangeSetOrigin
	State  ChangeSetState
	Kind   ChangeKind
	// Reason is published with the change.
	Reason   string
	AuthorID int64
	// Author is the sign-in name.
	Author      string
	SubmittedAt *time.Time
	ClosedAt    *time.Time
	// ChangeID is the change that publishing made.
	ChangeID *int64
	// UndoesID is the published set that this one takes back.
	UndoesID *int64
	Rows     []DraftRow
	Notes    []ChangeSetNote
}

// Open reports whether the author can still edit the set.
func (c *ChangeSet) Open() bool { return c.State == SetDraft || c.State == SetReturned }

// Edits are the edits of the set, in the order in which they were made.
func (c *ChangeSet) Edits() ([]RowEdit, error) {
	list := make([]RowEdit, len(c.Rows))
	for i := range c.Rows {
		var err error
		if list[i], err = c.Rows[i].Edit(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// DraftRow is one edited row of a change set.
type DraftRow struct {
	Record
	ChangeSetID int64
	File        string
	Key         string `gorm:"column:row_key"`
	// Base and Cells are JSON objects of the cells by column; NULL where there are
	// none.
	Base, Cells *string
	ReplacedBy  string
	// Accepted is a JSON object: by the id of a finding, why what was typed is right.
	Accepted string
}

// Edit is the row as an edit.
func (d *DraftRow) Edit() (RowEdit, error) {
	e := RowEdit{RowKey: RowKey{d.File, d.Key}, ReplacedBy: d.ReplacedBy}
	for _, side := range []struct {
		text  *string
		cells *Cells
	}{{d.Base, &e.Base}, {d.Cells, &e.Cells}} {
		if side.text == nil {
			continue
		}
		if err := json.Unmarshal([]byte(*side.text), side.cells); err != nil {
			return e, fmt.Errorf("read the draft of %s %s: %w", d.File, d.Key, err)
		}
	}
	return e, nil
}

// Reasons are, by the id of a finding, why what was typed is right.
func (d *DraftRow) Reasons() map[string]string {
	reasons := make(map[string]string)
	if err := json.Unmarshal([]byte(d.Accepted), &reasons); err != nil {
		return nil
	}
	return reasons
}

// ChangeSetNote is what was said of a set as it came into a state.
type ChangeSetNote struct {
	ID          int64 `gorm:"primaryKey"`
	ChangeSetID int64
	At          time.Time
	Who         string
	State       ChangeSetState
	Text        string
}

// Author is who writes into change sets.
type Author struct {
	ID   int64
	Name string
	// Role is published in the place of the name.
	Role string
}

// The failures of change sets that a caller can act on.
var (
	// ErrMoved means that the set is no longer as the visitor saw it: it was edited,
	// submitted or published elsewhere.
	ErrMoved = errors.New("the change set has moved on")
	// ErrOwnWork means that nobody reviews what they wrote themselves.
	ErrOwnWork = errors.New("the author cannot review the change set")
	// ErrEmptySet means that the set holds nothing to publish.
	ErrEmptySet = errors.New("the change set is empty")
	// ErrNoReason means that recorded rows are changed and nobody said why.
	ErrNoReason = errors.New("the change set has no reason")
	// ErrNoSuchKind means that there is no such kind of change.
	ErrNoSuchKind = errors.New("no such kind of change")
)

// ChangeSet is a change set with its rows and notes.
func (s *Store) ChangeSet(ctx context.Context, id int64) (*ChangeSet, error) {
	c, err := changeSet(s.db.WithContext(ctx), id)
	return c, domainErr(fmt.Sprintf("read the change set %d", id), err)
}

func changeSet(db *gorm.DB, id int64) (*ChangeSet, error) {
	var c ChangeSet
	err := db.Preload("Rows", func(db *gorm.DB) *gorm.DB { return db.Order("id") }).Preload("Notes", func(db *gorm.DB) *gorm.DB { return db.Order("id") }).Take(&c, id).Error
	if err != nil {
		return nil, err
	}
	return &c, nil
}

// NewChangeSet begins a change set.
func (s *Store) NewChangeSet(ctx context.Context, by Author, origin ChangeSetOrigin, title string) (*ChangeSet, error) {
	c := &ChangeSet{Record: Record{Version: 1}, Title: title, Origin: origin, State: SetDraft, Kind: Revising, AuthorID: by.ID, Author: by.Name}
	return c, domainErr("begin a change set", s.db.WithContext(ctx).Create(c).Error)
}

// OpenSetOf is the newest open change set of the author that edits a
// record; nil if there is none. Two drafts of one record by one author would overtake
// each other.
func (s *Store) OpenSetOf(ctx context.Context, author int64, noun Noun, code string) (*ChangeSet, error) {
	var rows []DraftRow
	err := s.db.WithContext(ctx).Where("file IN ? AND change_set_id IN (SELECT id FROM change_sets WHERE author_id = ? AND state IN ?)",
		filesOf[noun], author, openStates).Order("id DESC").Find(&rows).Error
	if err != nil {
		return nil, domainErr("look for a draft", err)
	}
	for i := range rows {
		e, err := rows[i].Edit()
		if err != nil {
			return nil, err
		}
		if OwnerOf(e) == (RecordKey{noun, code}) {
			return s.ChangeSet(ctx, rows[i].ChangeSetID)
		}
	}
	return nil, nil
}

// FreeStatementCode is the code, or the first with a number behind it that no
// statement has or had, and that no draft gives to one.
func (s *Store) FreeStatementCode(ctx context.Context, code string) (string, error) {
	for n := 1; ; n++ {
		free := code
		if n > 1 {
			free += "-" + strconv.Itoa(n)
		}
		var taken bool
		err := s.db.WithContext(ctx).Raw(`SELECT EXISTS (SELECT 1 FROM statements WHERE code = @code)
			OR EXISTS (SELECT 1 FROM withdrawals WHERE noun = @noun AND code = @code)
			OR EXISTS (SELECT 1 FROM draft_rows WHERE file = @file AND row_key LIKE @figures
				AND change_set_id IN (SELECT id FROM change_sets WHERE state IN @open))`,
			map[string]any{"code": free, "noun": NounStatement, "file": statementFile.name, "figures": free + "-%",
				"open": []ChangeSetState{SetDraft, SetReturned, SetSubmitted}}).Scan(&taken).Error
		if err != nil || !taken {
			return free, domainErr("look for a free code", err)
		}
	}
}

// DraftEdit is an edit with why its doubtful values are right, by the id of the
// finding.
type DraftEdit struct {
	RowEdit
	Accepted map[string]string
}

// SaveDraft writes edits into an open change set of the author, in the place of those
// of the same rows; an edit that alters nothing removes its row. version is that of
// the set as the author saw it; another one is ErrMoved.
func (s *Store) SaveDraft(ctx context.Context, by Author, id, version int64, edits []DraftEdit) error {
	return domainErr("save a draft", s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		c, err := moveSet(tx, id, version, func(c *ChangeSet) error {
			if c.AuthorID != by.ID || !c.Open() {
				return ErrMoved
			}
			return nil
		}, nil)
		if err != nil {
			return err
		}
		if err := writeDraftRows(tx, c, edits); err != nil {
			return err
		}
		return logDrafted(tx, edits)
	}))
}

func writeDraftRows(tx *gorm.DB, c *ChangeSet, edits []DraftEdit) error {
	known := make(map[RowKey]*DraftRow, len(c.Rows))
	for i := range c.Rows {
		known[RowKey{c.Rows[i].File, c.Rows[i].Key}] = &c.Rows[i]
	}
	var added []DraftRow
	for _, e := range edits {
		row := known[e.RowKey]
		if e.altersNothing() {
			if row != nil {
				if err := tx.Delete(row).Error; err != nil {
					return err
				}
			}
			continue
		}
		base, err := cellsText(e.Base)
		if err != nil {
			return err
		}
		cells, err := cellsText(e.Cells)
		if err != nil {
			return err
		}
		accepted := []byte("{}")
		if len(e.Accepted) > 0 {
			if accepted, err = json.Marshal(e.Accepted); err != nil {
				return err
			}
		}
		if row == nil {
			added = append(added, DraftRow{
				Record: Record{Version: 1}, ChangeSetID: c.ID, File: e.File, Key: e.Key, Base: base, Cells: cells, ReplacedBy: e.ReplacedBy, Accepted: string(accepted),
			})
			continue
		}
		err = tx.Model(row).Updates(map[string]any{
			"base": base, "cells": cells, "replaced_by": e.ReplacedBy, "accepted": string(accepted), "version": gorm.Expr("version + 1"),
		}).Error
		if err != nil {
			return err
		}
	}
	if len(added) == 0 {
		return nil
	}
	return tx.CreateInBatches(added, 200).Error
}

// cellsText writes cells as JSON; nil for none.
func cellsText(cells Cells) (*string, error) {
	if cells == nil {
		return nil, nil
	}
	text, err := json.Marshal(cells)
	out := string(text)
	return &out, err
}

// moveSet reads a set of which the visitor saw the version, allows what is to be done
// with it, and counts it as a new version with what is set.
func moveSet(tx *gorm.DB, id, version int64, allow func(*ChangeSet) error, set map[string]any) (*ChangeSet, error) {
	c, err := changeSet(tx, id)
	if err != nil {
		return nil, err
	}
	if c.Version != version {
		return nil, ErrMoved
	}
	if err := allow(c); err != nil {
		return nil, err
	}
	values := map[string]any{"version": version + 1}
	for column, value := range set {
		values[column] = value
	}
	res := tx.Model(&ChangeSet{}).Where("id = ? AND version = ?", id, version).Updates(values)
	if res.Error == nil && res.RowsAffected != 1 {
		return nil, ErrMoved
	}
	c.Version++
	return c, res.Error
}

// noteSet keeps what was said of a set, and logs that it came into a state.
func (s *Store) noteSet(tx *gorm.DB, id int64, who string, state ChangeSetState, text string) error {
	if err := tx.Create(&ChangeSetNote{ChangeSetID: id, At: s.now().UTC(), Who: who, State: state, Text: text}).Error; err != nil {
		return err
	}
	kinds := map[ChangeSetState]ActionKind{
		SetSubmitted: ActionSubmitted, SetReturned: ActionReturned, SetPublished: ActionPublished, SetDiscarded: ActionDraftDiscarded,
	}
	return recordAction(tx, &Action{Kind: kinds[state], Noun: NounChangeSet, Code: strconv.FormatInt(id, 10), After: jsonOf(map[string]any{"state": state, "comment": text})})
}

// logRows logs each row that a set has changed, as it was and as it is.
func logRows(tx *gorm.DB, kind ActionKind, edits []RowEdit) error {
	actions := make([]Action, len(edits))
	for i, e := range edits {
		before, err := cellsText(e.Base)
		if err != nil {
			return err
		}
		after, err := cellsText(e.Cells)
		if err != nil {
			return err
		}
		a := Action{Kind: kind, Noun: NounOf(e.File), Code: codeOf(e.RowKey)}
		if before != nil {
			a.Before = *before
		}
		if after != nil {
			a.After = *after
		}
		if e.Withdraws() && kind == ActionPublished {
			a.Kind = ActionWithdrawn
		}
		actions[i] = a
	}
	return recordActions(tx, actions)
}

// DescribeSet sets the title, the kind and the reason of an open change set of the
// author.
func (s *Store) DescribeSet(ctx context.Context, by Author, id, version int64, title string, kind ChangeKind, reason string) error {
	if !slices.Contains(RevisionKinds, kind) {
		return fmt.Errorf("describe the change set %d: %w", id, ErrNoSuchKind)
	}
	return domainErr("describe a change set", s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		_, err := moveSet(tx, id, version, owned(by), map[string]any{"title": title, "kind": kind, "reason": strings.TrimSpace(reason)})
		return err
	}))
}

// owned allows the author to go on with an open set.
func owned(by Author) func(*ChangeSet) error {
	return func(c *ChangeSet) error {
		if c.AuthorID != by.ID || !c.Open() {
			return ErrMoved
		}
		return nil
	}
}

// needsReason reports whether the set changes rows that are recorded.
func (c *ChangeSet) needsReason() bool {
	return slices.ContainsFunc(c.Rows, func(d DraftRow) bool { return d.Base != nil })
}

// SubmitSet hands an open set of the author to the reviewers, if it can be recorded
// as it is: see Check for what it returns else.
func (s *Store) SubmitSet(ctx context.Context, by Author, id, version int64) error {
	c, err := s.ChangeSet(ctx, id)
	if err != nil {
		return err
	}
	edits, err := c.Edits()
	if err != nil {
		return err
	}
	if err := s.check(ctx, edits, editOptions{kind: c.Kind, reason: "checked", who: SystemUser}); err != nil {
		return err
	}
	return domainErr("submit a change set", s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		_, err := moveSet(tx, id, version, func(c *ChangeSet) error {
			switch {
			case c.AuthorID != by.ID || !c.Open():
				return ErrMoved
			case len(c.Rows) == 0:
				return ErrEmptySet
			case c.needsReason() && c.Reason == "":
				return ErrNoReason
			}
			return nil
		}, map[string]any{"state": SetSubmitted, "submitted_at": s.now().UTC()})
		if err != nil {
			return err
		}
		return s.noteSet(tx, id, by.Name, SetSubmitted, "")
	}))
}

// ReturnSet gives a submitted set back to its author with a comment.
func (s *Store) ReturnSet(ctx context.Context, by Author, id, version int64, comment string) error {
	return domainErr("return a change set", s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		_, err := moveSet(tx, id, version, func(c *ChangeSet) error {
			if c.State != SetSubmitted {
				return ErrMoved
			}
			return nil
		}, map[string]any{"state": SetReturned})
		if err != nil {
			return err
		}
		return s.noteSet(tx, id, by.Name, SetReturned, strings.TrimSpace(comment))
	}))
}

// DiscardSet ends an open set of the author without publishing it. Its rows stay, so
// that it can be read.
func (s *Store) DiscardSet(ctx context.Context, by Author, id, version int64) error {
	return domainErr("discard a change set", s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if _, err := moveSet(tx, id, version, owned(by), map[string]any{"state": SetDiscarded, "closed_at": s.now().UTC()}); err != nil {
			return err
		}
		return s.noteSet(tx, id, by.Name, SetDiscarded, "")
	}))
}

// PublishSet makes a set public, in one transaction: all of it is recorded, or
// nothing. version is that of the set whose differences the reviewer saw. alone lets
// an author publish their own set, without a second person.
//
// It returns ErrMoved if the set is another by now, ErrOwnWork for an author, and a
// *ConflictError, an *EditError or an *InUseError where the records have moved.
func (s *Store) PublishSet(ctx context.Context, by Author, id, version int64, alone bool) (*Change, error) {
	return s.PublishSetNoting(ctx, by, id, version, alone, "")
}

// PublishSetNoting is PublishSet with a comment that is kept with the set.
func (s *Store) PublishSetNoting(ctx context.Context, by Author, id, version int64, alone bool, comment string) (*Change, error) {
	accepted, err := s.accepted(ctx, by, id)
	if err != nil {
		return nil, err
	}
	var published *Change
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := s.lockLoads(tx); err != nil {
			return err
		}
		c, err := moveSet(tx, id, version, func(c *ChangeSet) error {
			switch {
			case c.AuthorID == by.ID && !alone:
				return ErrOwnWork
			case c.State != SetSubmitted && !(alone && c.AuthorID == by.ID && c.Open()):
				return ErrMoved
			case len(c.Rows) == 0:
				return ErrEmptySet
			case c.needsReason() && c.Reason == "":
				return ErrNoReason
			}
			return nil
		}, nil)
		if err != nil {
			return err
		}
		edits, err := c.Edits()
		if err != nil {
			return err
		}
		published, err = s.applyEdits(tx, edits, editOptions{kind: c.Kind, reason: c.Reason, who: by.Role})
		if err != nil && !errors.Is(err, errNothingNew) {
			return err
		}
		set := map[string]any{"state": SetPublished, "closed_at": s.now().UTC()}
		if published != nil {
			set["change_id"] = published.ID
			if err := acceptFindings(tx, published, accepted); err != nil {
				return err
			}
		}
		if err := tx.Model(&ChangeSet{}).Where("id = ?", id).Updates(set).Error; err != nil {
			return err
		}
		if err := logRows(tx, ActionPublished, edits); err != nil {
			return err
		}
		return s.noteSet(tx, id, by.Name, SetPublished, strings.TrimSpace(comment))
	})
	return published, editErr("publish a change set", err)
}

// accepted are the doubts about a set that the author has answered.
func (s *Store) accepted(ctx context.Context, by Author, id int64) ([]AcceptedFinding, error) {
	c, err := s.ChangeSet(ctx, id)
	if err != nil {
		return nil, err
	}
	edits, err := c.Edits()
	if err != nil {
		return nil, err
	}
	findings, err := s.Findings(ctx, edits)
	if err != nil {
		return nil, err
	}
	reasons := make(map[RowKey]map[string]string, len(c.Rows))
	for i := range c.Rows {
		reasons[RowKey{c.Rows[i].File, c.Rows[i].Key}] = c.Rows[i].Reasons()
	}
	var list []AcceptedFinding
	for _, f := range findings {
		if reason := reasons[f.RowKey][f.ID()]; reason != "" {
			list = append(list, AcceptedFinding{Finding: f, Reason: reason, Who: by.Role})
		}
	}
	return list, nil
}

// UndoSet begins a change set that takes a published one back: what it changed is
// what it was, what it added is withdrawn, what it withdrew is there again. Rows that
// have been changed since are left to the editor, who sees them as conflicts.
func (s *Store) UndoSet(ctx context.Context, by Author, id int64) (*ChangeSet, error) {
	done, err := s.ChangeSet(ctx, id)
	if err != nil {
		return nil, err
	}
	if done.State != SetPublished {
		return nil, fmt.Errorf("undo the change set %d: %w", id, ErrMoved)
	}
	after, err := s.published(ctx, done)
	if err != nil {
		return nil, err
	}
	var c *ChangeSet
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var back []DraftEdit
		// In their order: figures come back as they stood beside each other.
		for i := range done.Rows {
			e, err := done.Rows[i].Edit()
			if err != nil {
				return err
			}
			back = append(back, DraftEdit{RowEdit: RowEdit{RowKey: e.RowKey, Base: after[e.RowKey], Cells: e.Base}})
		}
		begun, again, err := s.beginSet(tx, &ChangeSet{Origin: FromUndo, Kind: Restoring, AuthorID: by.ID, Author: by.Name, UndoesID: &done.ID}, back)
		if c = begun; err != nil || again {
			return err
		}
		return recordAction(tx, &Action{Kind: ActionUndone, Noun: NounChangeSet, Code: strconv.FormatInt(done.ID, 10)})
	})
	return c, domainErr("undo a change set", err)
}

// published are the rows of a set as its publishing left them, with what was worked
// out.
func (s *Store) published(ctx context.Context, c *ChangeSet) (map[RowKey]Cells, error) {
	if c.ChangeID == nil {
		return nil, nil
	}
	var change Change
	if err := s.db.WithContext(ctx).Take(&change, *c.ChangeID).Error; err != nil {
		return nil, domainErr("read the change of a set", err)
	}
	keys := make([]RowKey, len(c.Rows))
	for i := range c.Rows {
		keys[i] = RowKey{c.Rows[i].File, c.Rows[i].Key}
	}
	then, release, err := s.At(ctx, change.At)
	if err != nil {
		return nil, err
	}
	defer release()
	return then.Rows(ctx, keys)
}
