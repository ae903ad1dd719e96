package models

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// Session is a browser in which somebody is signed in, or about to be.
type Session struct {
	ID        int64 `gorm:"primaryKey"`
	TokenHash string
	// UserID is nil until a user is signed in.
	UserID *int64
	Data   []byte
	// Address and Agent tell the user where the session is.
	Address, Agent string
	CreatedAt      time.Time
	SeenAt         time.Time
	ExpiresAt      time.Time
	EndedAt        *time.Time
}

// SessionLimits are how long a session lasts.
type SessionLimits struct {
	// Idle is how long it lasts without a request, Lifetime how long at most.
	Idle, Lifetime time.Duration
}

const (
	// seenEvery is how exactly it is kept when a session was last seen.
	seenEvery = time.Minute
	// endedStay is how long an ended session still tells whose it was.
	endedStay = 24 * time.Hour
)

// live keeps the sessions that have neither ended nor expired.
func (s *Store) live(db *gorm.DB, l SessionLimits) *gorm.DB {
	now := s.now().UTC()
	return db.Where("ended_at IS NULL AND expires_at > ? AND seen_at > ?", now, now.Add(-l.Idle))
}

// Session is the session with the hash of a token, and whether it still lasts. It
// returns ErrNotFound where there never was one, or not for a day.
func (s *Store) Session(ctx context.Context, tokenHash string, l SessionLimits) (*Session, bool, error) {
	var session Session
	if err := s.db.WithContext(ctx).Where("token_hash = ?", tokenHash).Take(&session).Error; err != nil {
		return nil, false, domainErr("find a session", err)
	}
	now := s.now().UTC()
	live := session.EndedAt == nil && session.ExpiresAt.After(now) && session.SeenAt.After(now.Add(-l.Idle))
	return &session, live, nil
}

// StartSession keeps a new session. Those that ended long ago go.
func (s *Store) StartSession(ctx context.Context, session *Session, l SessionLimits) error {
	now := s.now().UTC()
	session.CreatedAt, session.SeenAt, session.ExpiresAt = now, now, now.Add(l.Lifetime)
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		err := tx.Where("expires_at < ? OR ended_at < ?", now.Add(-endedStay), now.Add(-endedStay)).Delete(&Session{}).Error
		if err != nil {
			return err
		}
		if err := s.forgetOldForms(tx); err != nil {
			return err
		}
		return tx.Create(session).Error
	})
	return domainErr("start a session", err)
}

// SaveSession writes the data of a session that has not ended meanwhile. One that has
// does not come back.
func (s *Store) SaveSession(ctx context.Context, tokenHash string, data []byte, userID *int64) error {
	err := s.db.WithContext(ctx).Model(&Session{}).Where("token_hash = ? AND ended_at IS NULL", tokenHash).
		Updates(map[string]any{"data": data, "user_id": userID}).Error
	return domainErr("save a session", err)
}

// SeeSession notes that a session is in use, to the minute.
func (s *Store) SeeSession(ctx context.Context, session *Session) error {
	now := s.now().UTC()
	if now.Sub(session.SeenAt) < seenEvery {
		return nil
	}
	err := s.db.WithContext(ctx).Model(&Session{}).Where("id = ? AND ended_at IS NULL", session.ID).Update("seen_at", now).Error
	return domainErr("note that a session is in use", err)
}

// Sessions are those of a user that still last, the one seen last first.
func (s *Store) Sessions(ctx context.Context, userID int64, l SessionLimits) ([]Session, error) {
	var list []Session
	err := s.live(s.db.WithContext(ctx), l).Where("user_id = ?", userID).Order("seen_at DESC, id DESC").Find(&list).Error
	return list, domainErr("list sessions", err)
}

// over is what becomes of a session that ends: what it held is nobody's any more.
func (s *Store) over() map[string]any {
	return map[string]any{"ended_at": s.now().UTC(), "data": []byte{}}
}

// EndSession ends the session with the hash of a token.
func (s *Store) EndSession(ctx context.Context, tokenHash string) error {
	return domainErr("end a session", s.endSessions(s.db.WithContext(ctx).Where("token_hash = ?", tokenHash)))
}

// EndUserSession ends one session of a user.
func (s *Store) EndUserSession(ctx context.Context, u *User, id int64) error {
	return s.endUserSessions(ctx, u, func(db *gorm.DB) *gorm.DB { return db.Where("id = ?", id) })
}

// EndOtherSessions ends all sessions of a user but one.
func (s *Store) EndOtherSessions(ctx context.Context, u *User, kept int64) error {
	return s.endUserSessions(ctx, u, func(db *gorm.DB) *gorm.DB { return db.Where("id <> ?", kept) })
}

func (s *Store) endUserSessions(ctx context.Context, u *User, which func(*gorm.DB) *gorm.DB) error {
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		ended := which(tx.Model(&Session{}).Where("user_id = ? AND ended_at IS NULL", u.ID)).Updates(s.over())
		if ended.Error != nil || ended.RowsAffected == 0 {
			return ended.Error
		}
		return recordAction(tx, &Action{Kind: ActionSessionEnded, Noun: NounUser, Code: u.Name, After: jsonOf(map[string]any{"sessions": ended.RowsAffected})})
	})
	return domainErr("end sessions", err)
}

// endSessions ends those that the query selects.
func (s *Store) endSessions(query *gorm.DB) error {
	return query.Model(&Session{}).Where("ended_at IS NULL").Updates(s.over()).Error
}
