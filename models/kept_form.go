package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// KeptForm is a form that was sent after its session had ended.
type KeptForm struct {
	ID        int64 `gorm:"primaryKey"`
	TokenHash string
	UserID    int64
	// Path is the address of the form, without the language.
	Path string
	// Form is what was typed, encoded as in an address.
	Form      string
	CreatedAt time.Time
	ExpiresAt time.Time
	// ShownAt is when its user saw it again; nil until then.
	ShownAt *time.Time
}

const (
	// LongestKeptForm is how many bytes of a form are kept.
	LongestKeptForm = 1 << 20
	// keptFormLasts is how long a form waits for its user.
	keptFormLasts = 12 * time.Hour
	// mostKeptForms is how many forms of a user wait at a time; the oldest go first.
	mostKeptForms = 20
)

// KeepForm keeps a form for the user whose session has ended. The token finds it
// again.
func (s *Store) KeepForm(ctx context.Context, userID int64, path, form string) (token string, err error) {
	token, hash := newToken()
	now := s.now().UTC()
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var u User
		if err := tx.Where("id = ?", userID).Take(&u).Error; err != nil {
			return err
		}
		if err := s.forgetOldForms(tx); err != nil {
			return err
		}
		newest := tx.Model(&KeptForm{}).Select("id").Where("user_id = ?", userID).Order("id DESC").Limit(mostKeptForms - 1)
		if err := tx.Where("user_id = ? AND id NOT IN (?)", userID, newest).Delete(&KeptForm{}).Error; err != nil {
			return err
		}
		kept := &KeptForm{TokenHash: hash, UserID: userID, Path: path, Form: form, CreatedAt: now, ExpiresAt: now.Add(keptFormLasts)}
		if err := tx.Create(kept).Error; err != nil {
			return err
		}
		return recordAction(tx, &Action{Kind: ActionFormKept, UserID: u.ID, UserName: u.Name})
	})
	return token, domainErr("keep a form", err)
}

// KeptForm is the form that was kept for the user at the path; ErrNotFound if there is
// none with the token.
func (s *Store) KeptForm(ctx context.Context, userID int64, path, token string) (*KeptForm, error) {
	var kept KeptForm
	err := s.db.WithContext(ctx).
		Where("token_hash = ? AND user_id = ? AND path = ? AND expires_at > ?", hashToken(token), userID, path, s.now().UTC()).Take(&kept).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, ErrNotFound
	}
	if err == nil && kept.ShownAt == nil {
		err = s.db.WithContext(ctx).Model(&kept).Update("shown_at", s.now().UTC()).Error
	}
	return &kept, domainErr("find a kept form", err)
}

// DropKeptForms forgets the forms that were kept for the user at the path, because one
// was sent from there. Those that the user has not seen again were not it.
func (s *Store) DropKeptForms(ctx context.Context, userID int64, path string) error {
	err := s.db.WithContext(ctx).Where("user_id = ? AND path = ? AND shown_at IS NOT NULL", userID, path).Delete(&KeptForm{}).Error
	return domainErr("forget a kept form", err)
}

// ForgetOldForms drops the forms that have waited too long for their users.
func (s *Store) ForgetOldForms(ctx context.Context) error {
	return domainErr("forget old forms", s.forgetOldForms(s.db.WithContext(ctx)))
}

func (s *Store) forgetOldForms(db *gorm.DB) error {
	now := s.now().UTC()
	return errors.Join(
		db.Where("expires_at < ?", now).Delete(&KeptForm{}).Error,
		db.Where("typed_at < ?", now.Add(-typedFormLasts)).Delete(&TypedForm{}).Error,
	)
}
