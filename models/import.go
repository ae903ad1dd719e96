package models

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/dostyk/dostyk/models/intake"
)

// Import is a file that a user has sent, on its way to a change set.
type Import struct {
	Record
	UserID   int64
	FileName string
	// Size counts the bytes of the file.
	Size int64
	// Content is the file; nil once it has become a change set.
	Content []byte
	// Mapping is JSON; empty until the columns are named.
	Mapping string
	// Plan is what packPlan writes; nil until there is one.
	Plan []byte
	// File is the data file of the plan, and the others count its rows by their outcome.
	File                               string
	Added, Changed, Unchanged, Refused int
	PlannedAt                          *time.Time
	ChangeSetID                        *int64
}

// The limits of what is kept of imports.
const (
	// ImportKept is how long a file waits to be gone on with.
	ImportKept = 24 * time.Hour
	// MostOpenImports is how many files of one user wait.
	MostOpenImports = 5
	// recentImports is how many are listed.
	recentImports = 20
)

// ErrNoPlan means that an import has no plan that can be carried out: none was made, or
// it has errors or nothing to do.
var ErrNoPlan = errors.New("the import has no plan that can be carried out")

// ReadMapping is how the columns were named; false if they were not yet.
func (i *Import) ReadMapping() (m ImportMapping, ok bool) {
	if i.Mapping == "" || json.Unmarshal([]byte(i.Mapping), &m) != nil || fileNamed(m.File) == nil {
		return ImportMapping{}, false
	}
	return m, true
}

// ReadPlan is the plan of the import; nil if there is none.
func (i *Import) ReadPlan() (*ImportPlan, error) {
	if i.Plan == nil {
		return nil, nil
	}
	return unpackPlan(i.Plan)
}

// NewImport keeps a file that the user has sent. What nobody went on with is dropped:
// files that are too old, and the oldest ones of the user above the limit.
func (s *Store) NewImport(ctx context.Context, userID int64, fileName string, content []byte) (*Import, error) {
	i := &Import{Record: Record{Version: 1}, UserID: userID, FileName: fileName, Size: int64(len(content)), Content: content}
	// Two that come at once take turns.
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("change_set_id IS NULL AND updated_at < ?", s.now().UTC().Add(-ImportKept)).Delete(&Import{}).Error; err != nil {
			return err
		}
		again, err := s.sentJustNow(tx, i)
		if err != nil || again != nil {
			i = again
			return err
		}
		var open []int64
		if err := tx.Model(&Import{}).Where("user_id = ? AND change_set_id IS NULL", userID).Order("id DESC").Pluck("id", &open).Error; err != nil {
			return err
		}
		if len(open) >= MostOpenImports {
			if err := tx.Delete(&Import{}, open[MostOpenImports-1:]).Error; err != nil {
				return err
			}
		}
		return tx.Create(i).Error
	})
	return i, domainErr("keep a file to import", err)
}

// sentJustNow is the import that the same file has begun a moment ago, nil if none has: the
// button was pressed twice.
func (s *Store) sentJustNow(tx *gorm.DB, i *Import) (*Import, error) {
	var list []Import
	err := tx.Where("user_id = ? AND change_set_id IS NULL AND file_name = ? AND size = ? AND created_at > ?", i.UserID, i.FileName, i.Size, s.now().UTC().Add(-pressedTwice)).
		Order("id DESC").Find(&list).Error
	for at := range list {
		if bytes.Equal(list[at].Content, i.Content) {
			return &list[at], err
		}
	}
	return nil, err
}

// Import is an import of the user. It returns ErrNotFound for one of somebody else, and
// for one that was not gone on with in time.
func (s *Store) Import(ctx context.Context, userID, id int64) (*Import, error) {
	var i Import
	err := s.kept(s.db.WithContext(ctx)).Where("user_id = ?", userID).Take(&i, id).Error
	return &i, domainErr(fmt.Sprintf("read the import %d", id), err)
}

// kept leaves out imports whose time is over.
func (s *Store) kept(q *gorm.DB) *gorm.DB {
	return q.Where("change_set_id IS NOT NULL OR updated_at >= ?", s.now().UTC().Add(-ImportKept))
}

// Imports are the newest imports of the user, without their files and plans.
func (s *Store) Imports(ctx context.Context, userID int64) ([]Import, error) {
	var list []Import
	err := s.kept(s.db.WithContext(ctx)).Where("user_id = ?", userID).Omit("content", "plan").Order("id DESC").Limit(recentImports).Find(&list).Error
	return list, domainErr("list imports", err)
}

// DropImport forgets a file that has not become a change set.
func (s *Store) DropImport(ctx context.Context, userID, id int64) error {
	res := s.db.WithContext(ctx).Where("user_id = ? AND change_set_id IS NULL", userID).Delete(&Import{}, id)
	if res.Error == nil && res.RowsAffected == 0 {
		res.Error = gorm.ErrRecordNotFound
	}
	return domainErr(fmt.Sprintf("drop the import %d", id), res.Error)
}

// ImportGone reports whether there is no import of the number any more.
func (s *Store) ImportGone(ctx context.Context, id int64) (bool, error) {
	var n int64
	err := s.db.WithContext(ctx).Model(&Import{}).Where("id = ?", id).Count(&n).Error
	return n == 0, domainErr("look for an import", err)
}

// SavePlan makes the plan of an import with a mapping, keeps both, and remembers the
// mapping for files with the same columns.
func (s *Store) SavePlan(ctx context.Context, i *Import, t *intake.Table, m ImportMapping) (*ImportPlan, error) {
	plan, err := s.PlanImport(ctx, t, m)
	if err != nil {
		return nil, err
	}
	packed, err := packPlan(plan)
	if err != nil {
		return nil, fmt.Errorf("keep a plan: %w", err)
	}
	mapping, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("keep a mapping: %w", err)
	}
	now := s.now().UTC()
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		res := tx.Model(&Import{}).Where("id = ? AND version = ? AND change_set_id IS NULL", i.ID, i.Version).Updates(map[string]any{
			"mapping": string(mapping), "plan": packed, "file": m.File, "planned_at": now, "version": i.Version + 1,
			"added": plan.Count(RowAdded), "changed": plan.Count(RowChanged), "unchanged": plan.Count(RowUnchanged), "refused": plan.Count(RowRefused),
		})
		if res.Error == nil && res.RowsAffected != 1 {
			return ErrMoved
		}
		if res.Error != nil {
			return res.Error
		}
		return s.rememberMapping(tx, t, m, i.FileName)
	})
	if err != nil {
		return nil, domainErr("keep a plan", err)
	}
	i.Version++
	return plan, nil
}

// ImportSet makes a change set of the plan of an import, as its version was seen. A row
// that has moved since the plan was made is a *ConflictError, and there is no set then.
func (s *Store) ImportSet(ctx context.Context, by Author, id, version int64) (*ChangeSet, error) {
	i, err := s.Import(ctx, by.ID, id)
	if err != nil {
		return nil, err
	}
	if i.Version != version || i.ChangeSetID != nil {
		return nil, fmt.Errorf("carry out the import %d: %w", id, ErrMoved)
	}
	plan, err := i.ReadPlan()
	if err != nil {
		return nil, err
	}
	if plan == nil || plan.Count(RowRefused) > 0 || len(plan.Edits()) == 0 {
		return nil, fmt.Errorf("carry out the import %d: %w", id, ErrNoPlan)
	}
	edits := plan.Edits()
	drafts := make([]DraftEdit, len(edits))
	keys := make([]RowKey, len(edits))
	for n, e := range edits {
		drafts[n], keys[n] = DraftEdit{RowEdit: e}, e.RowKey
	}
	c := &ChangeSet{Record: Record{Version: 1}, Title: i.FileName, Origin: FromImport, State: SetDraft, Kind: Revising, AuthorID: by.ID, Author: by.Name}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		now, err := rowsOf(tx, keys)
		if err != nil {
			return err
		}
		conflict := new(ConflictError)
		for _, e := range edits {
			if !sameCells(e.File, now[e.RowKey], e.Base) {
				conflict.Rows = append(conflict.Rows, RowConflict{e, now[e.RowKey]})
			}
		}
		if len(conflict.Rows) > 0 {
			return conflict
		}
		if err := tx.Create(c).Error; err != nil {
			return err
		}
		if err := writeDraftRows(tx, c, drafts); err != nil {
			return err
		}
		res := tx.Model(&Import{}).Where("id = ? AND version = ?", id, version).Updates(map[string]any{
			"content": nil, "plan": nil, "change_set_id": c.ID, "version": version + 1,
		})
		if res.Error == nil && res.RowsAffected != 1 {
			return ErrMoved
		}
		return res.Error
	})
	if err != nil {
		return nil, editErr("carry out an import", err)
	}
	return c, nil
}

// planTypes are what the values of a Problem can be.
func planTypes() {
	for _, value := range []any{int(0), int64(0), "", Date(""), Noun(""), Reference{}, Words{}} {
		gob.Register(value)
	}
}

// packPlan writes a plan so that its problems keep the types of their values.
func packPlan(p *ImportPlan) ([]byte, error) {
	planTypes()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := gob.NewEncoder(z).Encode(p); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func unpackPlan(packed []byte) (*ImportPlan, error) {
	planTypes()
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack a plan: %w", err)
	}
	var p ImportPlan
	if err := gob.NewDecoder(z).Decode(&p); err != nil {
		return nil, fmt.Errorf("unpack a plan: %w", err)
	}
	return &p, nil
}
