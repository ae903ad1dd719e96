package models

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
	"gorm.io/gorm"
)

// RecoveryCode signs a user in once in the place of a code of the second factor.
type RecoveryCode struct {
	ID       int64 `gorm:"primaryKey"`
	UserID   int64
	CodeHash string
	UsedAt   *time.Time
}

const (
	// RecoveryCodes is how many recovery codes a user gets at once.
	RecoveryCodes = 10
	// totpPeriod is how long a code counts, in seconds, and totpSkew how many codes
	// before and after it count for clocks that are not set right.
	totpPeriod, totpSkew = 30, 1
	totpIssuer           = "Dostyk"
)

// totpEncoding is how secrets are written for apps.
var totpEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// ErrBadCode means that a code of the second factor is wrong, or was used before.
var ErrBadCode = errors.New("the code of the second factor is wrong")

// SecondFactorKey is the key that an app on the user's phone can take, from its sealed
// secret.
func (s *Store) SecondFactorKey(u *User, sealed string) (*otp.Key, error) {
	secret, err := s.SecondFactorSecret(u, sealed)
	if err != nil {
		return nil, err
	}
	return factorKey(u, secret)
}

// factorKey is the key of a secret, or with a new one if that is empty.
func factorKey(u *User, secret string) (*otp.Key, error) {
	o := totp.GenerateOpts{Issuer: totpIssuer, AccountName: u.Name, Period: totpPeriod}
	if secret != "" {
		var err error
		if o.Secret, err = totpEncoding.DecodeString(secret); err != nil {
			return nil, err
		}
	}
	return totp.Generate(o)
}

// stepOf is the time step of a code by the sealed secret; 0 for one that does not count
// now.
func (s *Store) stepOf(u *User, sealed, code string) (int64, error) {
	secret, err := s.SecondFactorSecret(u, sealed)
	if err != nil {
		return 0, err
	}
	code = strings.Join(strings.Fields(code), "")
	now := s.now()
	for skew := -totpSkew; skew <= totpSkew; skew++ {
		at := now.Add(time.Duration(skew) * totpPeriod * time.Second)
		want, err := totp.GenerateCodeCustom(secret, at, totp.ValidateOpts{Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(code), []byte(want)) == 1 {
			return at.Unix() / totpPeriod, nil
		}
	}
	return 0, nil
}

// CheckSecondFactor takes a code of the user's app, or a recovery code. Each counts
// once. It returns ErrBadCode for any other, and TooManyAttempts if the attempt has to
// wait.
func (s *Store) CheckSecondFactor(ctx context.Context, u *User, code string) error {
	if err := s.tryToSignIn(ctx, u.Name, ActorOf(ctx).Address); err != nil {
		return domainErr("try a code", err)
	}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		step, err := s.stepOf(u, u.TOTPSecret, code)
		if err != nil {
			return err
		}
		if step > 0 {
			used := tx.Model(&User{}).Where("id = ? AND totp_secret = ? AND totp_step < ?", u.ID, u.TOTPSecret, step).Update("totp_step", step)
			if used.Error == nil && used.RowsAffected == 0 {
				return ErrBadCode
			}
			return used.Error
		}
		used := tx.Model(&RecoveryCode{}).Where("user_id = ? AND code_hash = ? AND used_at IS NULL", u.ID, hashRecoveryCode(u, code)).Update("used_at", s.now().UTC())
		if used.Error != nil {
			return used.Error
		}
		if used.RowsAffected == 0 {
			return ErrBadCode
		}
		return recordAction(tx, &Action{Kind: ActionRecoveryCodeUsed, UserID: u.ID, UserName: u.Name, Noun: NounUser, Code: u.Name})
	})
	if errors.Is(err, ErrBadCode) {
		err = errors.Join(err, s.RecordAction(ctx, &Action{Kind: ActionSignInRefused, UserID: u.ID, UserName: u.Name, Noun: NounUser, Code: u.Name}))
	}
	return domainErr("check the second factor", err)
}

// TurnSecondFactorOn gives a user a second factor, if the code shows that the user's
// app has the sealed secret. It returns the recovery codes, which nobody can read
// again.
func (s *Store) TurnSecondFactorOn(ctx context.Context, u *User, sealed, code string) (recovery []string, err error) {
	step, err := s.stepOf(u, sealed, code)
	if err != nil {
		return nil, domainErr("check the code of a new second factor", err)
	}
	if step == 0 {
		return nil, ErrBadCode
	}
	err = s.changeUser(ctx, "give a second factor to", u.Name, func(tx *gorm.DB, u *User) error {
		if err := updateUser(tx, u, map[string]any{"totp_secret": sealed, "totp_step": step}); err != nil {
			return err
		}
		if recovery, err = makeRecoveryCodes(tx, u); err != nil {
			return err
		}
		return recordAction(tx, &Action{Kind: ActionSecondFactorOn, Noun: NounUser, Code: u.Name})
	})
	return recovery, err
}

// TurnSecondFactorOff leaves a user with the password alone.
func (s *Store) TurnSecondFactorOff(ctx context.Context, u *User) error {
	return s.changeUser(ctx, "take the second factor from", u.Name, func(tx *gorm.DB, u *User) error {
		if err := updateUser(tx, u, map[string]any{"totp_secret": "", "totp_step": 0}); err != nil {
			return err
		}
		if err := tx.Where("user_id = ?", u.ID).Delete(&RecoveryCode{}).Error; err != nil {
			return err
		}
		return recordAction(tx, &Action{Kind: ActionSecondFactorOff, Noun: NounUser, Code: u.Name})
	})
}

// RenewRecoveryCodes gives a user new recovery codes in the place of the old ones.
func (s *Store) RenewRecoveryCodes(ctx context.Context, u *User) (recovery []string, err error) {
	err = s.changeUser(ctx, "make recovery codes of", u.Name, func(tx *gorm.DB, u *User) error {
		if recovery, err = makeRecoveryCodes(tx, u); err != nil {
			return err
		}
		return recordAction(tx, &Action{Kind: ActionRecoveryCodesMade, Noun: NounUser, Code: u.Name})
	})
	return recovery, err
}

// RecoveryCodesLeft counts the recovery codes that a user has not used.
func (s *Store) RecoveryCodesLeft(ctx context.Context, userID int64) (int, error) {
	var n int64
	err := s.db.WithContext(ctx).Model(&RecoveryCode{}).Where("user_id = ? AND used_at IS NULL", userID).Count(&n).Error
	return int(n), domainErr("count recovery codes", err)
}

func makeRecoveryCodes(tx *gorm.DB, u *User) ([]string, error) {
	if err := tx.Where("user_id = ?", u.ID).Delete(&RecoveryCode{}).Error; err != nil {
		return nil, err
	}
	codes := make([]string, RecoveryCodes)
	rows := make([]RecoveryCode, RecoveryCodes)
	for i := range codes {
		text := strings.ToLower(rand.Text()[:16])
		codes[i] = text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
		rows[i] = RecoveryCode{UserID: u.ID, CodeHash: hashRecoveryCode(u, codes[i])}
	}
	return codes, tx.Create(&rows).Error
}

// hashRecoveryCode hashes a code however it was typed. Eighty bits at random need no
// slow hash.
func hashRecoveryCode(u *User, code string) string {
	return hashToken(u.Name + " " + strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code)))
}
