package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// TypedForm is what a user has typed into a form and not saved yet. It is kept while
// it is typed, for that user alone: it is no draft, and part of no change set.
type TypedForm struct {
	ID     int64 `gorm:"primaryKey"`
	UserID int64
	// Path is the address of the form, without the language.
	Path string
	// Form is what was typed, encoded as in an address; empty once it was saved or
	// discarded.
	Form string
	// Version counts what became of the copy.
	Version int64
	// Writer is the window in which it was typed, and Sequence counts what that window
	// has sent: its own answers may be lost, and its requests overtake each other.
	Writer   string
	Sequence int64
	TypedAt  time.Time
}

// ErrOvertaken means that what is kept of a form is no longer what the window knew:
// it was typed on in another one, saved or discarded.
var ErrOvertaken = errors.New("something else is kept of the form by now")

const (
	// typedFormLasts is how long what was typed waits for its user.
	typedFormLasts = 30 * 24 * time.Hour
	// mostTypedForms is how many forms of a user wait at a time; the oldest go first.
	mostTypedForms = 50
)

// KeepTyped keeps what was typed in the place of what was kept before, if that was
// written by the same window earlier, or is the version that the window has seen, 0
// for none. Otherwise it returns ErrOvertaken, with what is kept.
func (s *Store) KeepTyped(ctx context.Context, typed TypedForm, seen int64) (*TypedForm, error) {
	var now *TypedForm
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		typed.TypedAt = s.now().UTC()
		if err := tx.Where("typed_at < ?", typed.TypedAt.Add(-typedFormLasts)).Delete(&TypedForm{}).Error; err != nil {
			return err
		}
		of := tx.Model(&TypedForm{}).Where("user_id = ? AND path = ?", typed.UserID, typed.Path)
		written := of.Session(&gorm.Session{}).Where("(version = ? OR writer = ? AND sequence < ?)", seen, typed.Writer, typed.Sequence).Updates(map[string]any{
			"form": typed.Form, "writer": typed.Writer, "sequence": typed.Sequence, "typed_at": typed.TypedAt, "version": gorm.Expr("version + 1"),
		})
		if written.Error != nil {
			return written.Error
		}
		if written.RowsAffected == 0 {
			// What was seen may be gone: it waited too long, or too many came after it.
			typed.ID, typed.Version = 0, seen+1
			added := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&typed)
			if added.Error != nil {
				return added.Error
			}
			written.RowsAffected = added.RowsAffected
			newest := tx.Model(&TypedForm{}).Select("id").Where("user_id = ?", typed.UserID).Order("(form = ''), typed_at DESC, id DESC").Limit(mostTypedForms)
			if err := tx.Where("user_id = ? AND id NOT IN (?)", typed.UserID, newest).Delete(&TypedForm{}).Error; err != nil {
				return err
			}
		}
		now = new(TypedForm)
		if err := of.Session(&gorm.Session{}).Take(now).Error; err != nil {
			return err
		}
		if written.RowsAffected == 0 {
			return ErrOvertaken
		}
		return nil
	})
	if errors.Is(err, ErrOvertaken) {
		return now, err
	}
	return now, domainErr("keep what is typed", err)
}

// TypedForm is what is kept of the form at the path for the user, with an empty Form
// if that was saved or discarded; nil if there is nothing.
func (s *Store) TypedForm(ctx context.Context, userID int64, path string) (*TypedForm, error) {
	var list []TypedForm
	err := s.waiting(ctx, userID).Where("path = ?", path).Find(&list).Error
	if err != nil || len(list) == 0 {
		return nil, domainErr("find what was typed", err)
	}
	return &list[0], nil
}

// TypedForms are the forms in which the user has typed something and not saved it,
// the newest first, without what was typed.
func (s *Store) TypedForms(ctx context.Context, userID int64) ([]TypedForm, error) {
	var list []TypedForm
	err := s.waiting(ctx, userID).Where("form <> ''").Omit("form").Order("typed_at DESC, id DESC").Find(&list).Error
	return list, domainErr("list what was typed", err)
}

// waiting keeps the copies of a user that have not waited too long.
func (s *Store) waiting(ctx context.Context, userID int64) *gorm.DB {
	return s.db.WithContext(ctx).Where("user_id = ? AND typed_at > ?", userID, s.now().UTC().Add(-typedFormLasts))
}

// DropTyped forgets what was typed into the form at the path, because it was saved.
// Where nothing is kept yet, what the writer has still on its way must not be kept
// either; an empty writer has nothing.
func (s *Store) DropTyped(ctx context.Context, userID int64, path, writer string) error {
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		gone := s.forgetTyped(tx.Where("user_id = ? AND path = ?", userID, path))
		if gone.Error != nil || gone.RowsAffected > 0 || writer == "" {
			return gone.Error
		}
		return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&TypedForm{UserID: userID, Path: path, Version: 1, TypedAt: s.now().UTC()}).Error
	})
	return domainErr("forget what was typed", err)
}

// DiscardTyped forgets the version of what was typed that the user has seen; another
// one is ErrOvertaken. What is gone already stays so.
func (s *Store) DiscardTyped(ctx context.Context, userID int64, path string, seen int64) error {
	gone := s.forgetTyped(s.db.WithContext(ctx).Where("user_id = ? AND path = ? AND version = ?", userID, path, seen))
	if gone.Error != nil || gone.RowsAffected > 0 {
		return domainErr("discard what was typed", gone.Error)
	}
	now, err := s.TypedForm(ctx, userID, path)
	if err == nil && now != nil && now.Form != "" {
		return ErrOvertaken
	}
	return err
}

// forgetTyped empties the copies that a query selects. They stay, as nobody's: a window
// that was open before must not bring them back.
func (s *Store) forgetTyped(query *gorm.DB) *gorm.DB {
	return query.Model(&TypedForm{}).
		Updates(map[string]any{"form": "", "writer": "", "sequence": 0, "typed_at": s.now().UTC(), "version": gorm.Expr("version + 1")})
}
