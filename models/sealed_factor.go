package models

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"gorm.io/gorm"
)

// SetKey gives the store the key that seals secrets.
func (s *Store) SetKey(k Key) { s.key = k }

// factorOf is what a secret of the user's second factor is sealed for.
func factorOf(u *User) string { return "second factor of user " + strconv.FormatInt(u.ID, 10) }

// withFactor are the users who have a second factor.
func (s *Store) withFactor(db *gorm.DB) ([]User, error) {
	var list []User
	err := db.Where("totp_secret <> ''").Order("id").Find(&list).Error
	return list, err
}

// CheckKey sees that the key opens all that is sealed. It returns ErrNoKey or
// ErrWrongKey where it does not.
func (s *Store) CheckKey(ctx context.Context) error {
	list, err := s.withFactor(s.db.WithContext(ctx))
	if err != nil {
		return domainErr("check the key", err)
	}
	for i := range list {
		if !isSealed(list[i].TOTPSecret) {
			continue
		}
		if _, err := s.key.openFor(factorOf(&list[i]), list[i].TOTPSecret); err != nil {
			return fmt.Errorf("the second factor of %s cannot be read: %w", list[i].Name, err)
		}
	}
	return nil
}

// SealSecrets seals the secrets that stand in clear, as they did before there was a
// key. On SQLite the log of writes, which may hold them too, is emptied.
func (s *Store) SealSecrets(ctx context.Context) error {
	sealed := 0
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		list, err := s.withFactor(tx)
		if err != nil {
			return err
		}
		for i := range list {
			u := &list[i]
			if isSealed(u.TOTPSecret) {
				continue
			}
			text, err := s.key.sealFor(factorOf(u), u.TOTPSecret)
			if err != nil {
				return err
			}
			if err := tx.Model(&User{}).Where("id = ?", u.ID).UpdateColumn("totp_secret", text).Error; err != nil {
				return err
			}
			sealed++
		}
		return nil
	})
	if err == nil && sealed > 0 && s.dialect == SQLite {
		err = s.db.WithContext(ctx).Exec("PRAGMA wal_checkpoint(TRUNCATE)").Error
	}
	return domainErr("seal secrets", err)
}

// NewSecondFactor is a new secret for the user's second factor, sealed.
func (s *Store) NewSecondFactor(u *User) (sealed string, err error) {
	key, err := factorKey(u, "")
	if err != nil {
		return "", err
	}
	return s.key.sealFor(factorOf(u), key.Secret())
}

// SecondFactorSecret is the secret that was sealed, in clear.
func (s *Store) SecondFactorSecret(u *User, sealed string) (string, error) {
	secret, err := s.key.openFor(factorOf(u), sealed)
	if errors.Is(err, ErrNoKey) || errors.Is(err, ErrWrongKey) {
		err = fmt.Errorf("the second factor of %s cannot be read: %w", u.Name, err)
	}
	return secret, err
}
