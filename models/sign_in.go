package models

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// SignInAttempt counts what was tried in vain on one subject: a name, an address, or
// a name from an address. The subject is hashed: what was typed as a name may be a
// password.
type SignInAttempt struct {
	SubjectHash string `gorm:"primaryKey"`
	Failures    int
	LastAt      time.Time
}

// attemptRule slows down those who try in vain.
type attemptRule struct {
	// free is how many attempts need no wait. Each one more doubles it, up to longest.
	free    int
	first   time.Duration
	longest time.Duration
}

// A name from one address is tried by who forgot the password, or by a guesser; an
// address is shared by a whole office; a name from everywhere is under attack.
var (
	nameAtAddressRule = attemptRule{free: 5, first: 2 * time.Second, longest: 15 * time.Minute}
	addressRule       = attemptRule{free: 30, first: time.Second, longest: 5 * time.Minute}
	nameRule          = attemptRule{free: 50, first: time.Second, longest: time.Minute}
)

const (
	// attemptsCount is how long a vain attempt counts.
	attemptsCount = time.Hour
	// knownAddressLasts is how long an address at which the user has signed in is held
	// for the user's own.
	knownAddressLasts = 90 * 24 * time.Hour
)

// wait is how long the next attempt has to wait after so many in vain.
func (r attemptRule) wait(failures int) time.Duration {
	if failures < r.free {
		return 0
	}
	// More would overflow, and is longer than any rule asks for.
	return min(r.first<<min(failures-r.free, 20), r.longest)
}

// TooManyAttempts means that the next attempt to sign in has to wait.
type TooManyAttempts struct{ Wait time.Duration }

// Error implements error.
func (e *TooManyAttempts) Error() string {
	return fmt.Sprintf("the next attempt has to wait %s", e.Wait)
}

// attempt is one subject of an attempt with its rule.
type attempt struct {
	subject string
	rule    attemptRule
}

// network is what somebody holds who holds an address: with IPv6 that is a whole
// network of 64 bits.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}

func attempts(name, address string, known bool) []attempt {
	at := network(address)
	list := []attempt{{hashToken("name " + name + " at " + at), nameAtAddressRule}, {hashToken("at " + at), addressRule}}
	if !known {
		// Whoever attacks a name from everywhere must not keep its user out.
		list = append(list, attempt{hashToken("name " + name), nameRule})
	}
	return list
}

// tryToSignIn counts an attempt before it is made, so that many at a time count too,
// and returns TooManyAttempts if it must wait.
func (s *Store) tryToSignIn(ctx context.Context, name, address string) error {
	now := s.now().UTC()
	var tooMany *TooManyAttempts
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if s.dialect == Postgres {
			// Always in this order, so that no two wait for each other.
			for _, subject := range []string{"sign in " + name, "sign in at " + network(address)} {
				if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", subject).Error; err != nil {
					return err
				}
			}
		}
		known, err := s.knownAddress(tx, name, address)
		if err != nil {
			return err
		}
		subjects := attempts(name, address, known)
		hashes := make([]string, len(subjects))
		for i, a := range subjects {
			hashes[i] = a.subject
		}
		var list []SignInAttempt
		if err := tx.Where("subject_hash IN ? AND last_at > ?", hashes, now.Add(-attemptsCount)).Find(&list).Error; err != nil {
			return err
		}
		before := make(map[string]SignInAttempt, len(list))
		for _, a := range list {
			before[a.SubjectHash] = a
		}
		var wait time.Duration
		throttled := ""
		for _, a := range subjects {
			last := before[a.subject]
			if w := a.rule.wait(last.Failures) - now.Sub(last.LastAt); w > wait {
				wait, throttled = w, a.subject
			}
		}
		if wait > 0 {
			tooMany = &TooManyAttempts{wait}
			return s.logThrottled(tx, throttled, name)
		}
		if err := tx.Where("last_at < ?", now.Add(-attemptsCount)).Delete(&SignInAttempt{}).Error; err != nil {
			return err
		}
		for _, a := range subjects {
			counted := SignInAttempt{SubjectHash: a.subject, Failures: before[a.subject].Failures + 1, LastAt: now}
			if err := tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "subject_hash"}}, UpdateAll: true}).Create(&counted).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && tooMany != nil {
		return tooMany
	}
	return err
}

// logThrottled counts an attempt that had to wait, and writes into the log the first,
// the tenth, the hundredth of one subject, and so on: whoever sends a flood of them
// does not fill the log.
func (s *Store) logThrottled(tx *gorm.DB, subject, name string) error {
	now := s.now().UTC()
	counted := SignInAttempt{SubjectHash: hashToken("throttled " + subject), Failures: 1, LastAt: now}
	var before []SignInAttempt
	if err := tx.Where("subject_hash = ? AND last_at > ?", counted.SubjectHash, now.Add(-attemptsCount)).Find(&before).Error; err != nil {
		return err
	}
	if len(before) > 0 {
		counted.Failures += before[0].Failures
	}
	if err := tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "subject_hash"}}, UpdateAll: true}).Create(&counted).Error; err != nil {
		return err
	}
	if !isPowerOfTen(counted.Failures) {
		return nil
	}
	a := &Action{Kind: ActionSignInThrottled, Noun: NounUser, After: jsonOf(map[string]any{"attempts": counted.Failures})}
	// A name that nobody has is not written down.
	u, err := userByName(tx, name)
	switch {
	case err == nil:
		a.UserID, a.UserName, a.Code = u.ID, u.Name, u.Name
	case !errors.Is(err, gorm.ErrRecordNotFound):
		return err
	}
	return recordAction(tx, a)
}

func isPowerOfTen(n int) bool {
	for n > 1 && n%10 == 0 {
		n /= 10
	}
	return n == 1
}

// knownAddress reports whether the user with the name has signed in at the address.
func (s *Store) knownAddress(db *gorm.DB, name, address string) (bool, error) {
	var ids []int64
	err := db.Model(&Action{}).Where("user_name = ? AND kind = ? AND address = ? AND at > ?", name, ActionSignedIn, address, s.now().UTC().Add(-knownAddressLasts)).
		Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, err
}

// forgetAttempts takes back what a user has tried who got in. The address keeps what
// was tried on other names.
func forgetAttempts(tx *gorm.DB, name, address string) error {
	at := network(address)
	if err := tx.Where("subject_hash IN ?", []string{hashToken("name " + name + " at " + at), hashToken("name " + name)}).Delete(&SignInAttempt{}).Error; err != nil {
		return err
	}
	return tx.Model(&SignInAttempt{}).Where("subject_hash = ? AND failures > 0", hashToken("at "+at)).Update("failures", gorm.Expr("failures - 1")).Error
}

// CheckSignIn is the user with the name and the password; nil where there is none.
// The answer takes as long where there is no such user. It returns TooManyAttempts if
// the attempt has to wait. The user is not signed in yet: SignedIn notes that.
func (s *Store) CheckSignIn(ctx context.Context, name, password string) (*User, error) {
	name = FoldUserName(name)
	actor := ActorOf(ctx)
	if err := s.tryToSignIn(ctx, name, actor.Address); err != nil {
		return nil, domainErr("try to sign in", err)
	}
	var found []User
	if err := s.db.WithContext(ctx).Where("name = ?", name).Limit(1).Find(&found).Error; err != nil {
		return nil, domainErr("find a user", err)
	}
	var u User
	if len(found) > 0 && !found[0].Disabled() {
		u = found[0]
	}
	match, err := passwordMatches(ctx, password, u.PasswordHash)
	if err != nil {
		return nil, domainErr("compare a password", err)
	}
	if match {
		return &u, nil
	}
	refused := &Action{Kind: ActionSignInRefused, Noun: NounUser}
	if len(found) > 0 {
		// A name that nobody has is not written down.
		refused.UserName, refused.Code = found[0].Name, found[0].Name
		refused.UserID = found[0].ID
	}
	return nil, s.RecordAction(ctx, refused)
}

// SignedIn notes that a user has signed in.
func (s *Store) SignedIn(ctx context.Context, u *User) error {
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := forgetAttempts(tx, u.Name, ActorOf(ctx).Address); err != nil {
			return err
		}
		return recordAction(tx, &Action{Kind: ActionSignedIn, UserID: u.ID, UserName: u.Name, Noun: NounUser, Code: u.Name})
	})
	return domainErr("note a sign-in", err)
}
