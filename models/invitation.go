package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// Invitation is a one-time address at which somebody sets a password: a user, or the
// first admin, who is no user yet.
type Invitation struct {
	ID        int64 `gorm:"primaryKey"`
	TokenHash string
	// UserID is nil for the first admin.
	UserID    *int64
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// How long one-time addresses can be used.
const (
	SetUpLasts      = time.Hour
	InvitationLasts = 72 * time.Hour
)

// ErrInvitationOver means that a one-time address was used, has expired, or never
// was.
var ErrInvitationOver = errors.New("the one-time address cannot be used")

// SetUpToken is the token of an address at which the first admin is made. It returns
// ErrInvitationOver where somebody has an account already.
func (s *Store) SetUpToken(ctx context.Context) (token string, err error) {
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		if any, err := hasUsers(tx); err != nil || any {
			return errors.Join(err, ErrInvitationOver)
		}
		token, err = s.invite(tx, nil)
		return err
	})
	return token, domainErr("invite the first admin", err)
}

// invite makes a one-time address. An older one of the same user ends; those of the
// first admin stay, since two servers may have started together.
func (s *Store) invite(tx *gorm.DB, userID *int64) (string, error) {
	token, hash := newToken()
	now := s.now().UTC()
	i := &Invitation{TokenHash: hash, UserID: userID, CreatedAt: now, ExpiresAt: now.Add(SetUpLasts)}
	if userID != nil {
		i.ExpiresAt = now.Add(InvitationLasts)
		if err := tx.Where("user_id = ?", *userID).Delete(&Invitation{}).Error; err != nil {
			return "", err
		}
	}
	return token, tx.Create(i).Error
}

// invitation is the open one with the token; ErrInvitationOver without one.
func (s *Store) invitation(db *gorm.DB, token string) (*Invitation, error) {
	var i Invitation
	err := db.Where("token_hash = ? AND used_at IS NULL AND expires_at > ?", hashToken(token), s.now().UTC()).Take(&i).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, ErrInvitationOver
	}
	if err != nil {
		return nil, err
	}
	if i.UserID == nil {
		if any, err := hasUsers(db); err != nil || any {
			return nil, errors.Join(err, ErrInvitationOver)
		}
	}
	return &i, nil
}

// Invited is the user who can set a password with the token; nil stands for the first
// admin. It returns ErrInvitationOver if nobody can.
func (s *Store) Invited(ctx context.Context, token string) (*User, error) {
	db := s.db.WithContext(ctx)
	i, err := s.invitation(db, token)
	if err != nil || i.UserID == nil {
		return nil, domainErr("find the invitation", err)
	}
	return s.User(ctx, *i.UserID)
}

// SetUp makes the first admin.
func (s *Store) SetUp(ctx context.Context, token string, u *User, password string) error {
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		i, err := s.invitation(tx, token)
		if err != nil {
			return err
		}
		if i.UserID != nil {
			return ErrInvitationOver
		}
		u.Role, u.PasswordHash = Admin, hash
		if err := createUser(tx, u); err != nil {
			return err
		}
		return tx.Model(&Invitation{}).Where("user_id IS NULL AND used_at IS NULL").Update("used_at", s.now().UTC()).Error
	})
	return domainErr("make the first admin", err)
}

// AcceptInvitation sets the password of the user who was invited, and ends all of the
// user's sessions.
func (s *Store) AcceptInvitation(ctx context.Context, token, password string) (*User, error) {
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return nil, err
	}
	var u User
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		i, err := s.invitation(tx, token)
		if err != nil {
			return err
		}
		if i.UserID == nil {
			return ErrInvitationOver
		}
		if err := tx.Where("id = ?", *i.UserID).Take(&u).Error; err != nil {
			return err
		}
		if u.Disabled() {
			return ErrInvitationOver
		}
		if err := tx.Model(i).Update("used_at", s.now().UTC()).Error; err != nil {
			return err
		}
		return s.setPassword(tx, &u, hash, 0)
	})
	return &u, domainErr("accept an invitation", err)
}

// AcceptedJustNow is who has set this very password with the token a moment ago: the button
// was pressed twice. The first admin is known by name. It returns ErrInvitationOver for
// anybody else, and for a user with a second factor.
func (s *Store) AcceptedJustNow(ctx context.Context, token, name, password string) (*User, error) {
	db := s.db.WithContext(ctx)
	var i Invitation
	err := db.Where("token_hash = ? AND used_at > ?", hashToken(token), s.now().UTC().Add(-pressedTwice)).Take(&i).Error
	var u *User
	switch {
	case err != nil:
	case i.UserID != nil:
		u = new(User)
		err = db.Where("id = ?", *i.UserID).Take(u).Error
	default:
		if u, err = userByName(db, FoldUserName(name)); err == nil && (u.Role != Admin || u.CreatedAt.Before(i.UsedAt.Add(-pressedTwice))) {
			err = ErrInvitationOver
		}
	}
	if errors.Is(err, gorm.ErrRecordNotFound) || err == nil && (u.HasSecondFactor() || u.Disabled()) {
		err = ErrInvitationOver
	}
	if err != nil {
		return nil, domainErr("look who was invited", err)
	}
	if match, err := passwordMatches(ctx, password, u.PasswordHash); err != nil || !match {
		return nil, domainErr("compare a password", errors.Join(err, ErrInvitationOver))
	}
	return u, nil
}
