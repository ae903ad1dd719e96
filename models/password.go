package models

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/ccojocar/zxcvbn-go"
	"golang.org/x/sync/semaphore"
	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"
)

// The limits of a password, in characters.
const (
	ShortestPassword = 12
	LongestPassword  = 128
)

// PasswordProblem is why a password cannot be taken, as the end of the key of a
// sentence; empty for one that can.
type PasswordProblem string

// What can be wrong with a password.
const (
	PasswordEmpty  PasswordProblem = "empty"
	PasswordShort  PasswordProblem = "short"
	PasswordLong   PasswordProblem = "long"
	PasswordCommon PasswordProblem = "common"
)

// PasswordProblems are all that can be wrong with a password.
var PasswordProblems = []PasswordProblem{PasswordEmpty, PasswordShort, PasswordLong, PasswordCommon}

// lookedAt is how much of a password is looked at for being easy to guess: the time
// that takes grows with the square of the length.
const lookedAt = 48

// safeScore is the least score, of 0 to 4, of a password that does not fall to the
// lists of common ones.
const safeScore = 2

// CheckPassword says what is wrong with a new password. The names are those of the
// user, which a guess would begin with.
func CheckPassword(password string, names ...string) PasswordProblem {
	password = norm.NFKC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n == 0:
		return PasswordEmpty
	case n < ShortestPassword:
		return PasswordShort
	case n > LongestPassword:
		return PasswordLong
	}
	if isLocal(password) {
		return PasswordCommon
	}
	names = append(names, "dostyk", "достық", "достык")
	for _, name := range names {
		names = append(names, onLatinKeys(name))
	}
	begin := string([]rune(password)[:min(utf8.RuneCountInString(password), lookedAt)])
	// The lists are in Latin letters. What is typed in Russian is on the lists by the
	// keys that were hit.
	for _, typed := range []string{begin, onLatinKeys(begin)} {
		if zxcvbn.PasswordStrength(typed, names).Score < safeScore {
			return PasswordCommon
		}
	}
	return ""
}

// onLatinKeys is a text as the same keys give it on a Latin keyboard.
func onLatinKeys(text string) string { return latinKeys.Replace(strings.ToLower(text)) }

var latinKeys = func() *strings.Replacer {
	var pairs []string
	latin := []rune("qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
	for i, r := range []rune("йцукенгшщзхъфывапролджэячсмитьбюё") {
		pairs = append(pairs, string(r), string(latin[i]))
	}
	return strings.NewReplacer(pairs...)
}()

// argonParams are those that OWASP recommends for small servers.
var argonParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing bounds the memory that passwords take at a time.
var hashing = semaphore.NewWeighted(4)

// hashed counts how often a password was hashed or compared, for tests: to tell a
// user's absence by the time of an answer, one must not find a shorter way.
var hashed atomic.Int64

func hashPassword(ctx context.Context, password string) (string, error) {
	if err := hashing.Acquire(ctx, 1); err != nil {
		return "", err
	}
	defer hashing.Release(1)
	hashed.Add(1)
	return argon2id.CreateHash(norm.NFKC.String(password), argonParams)
}

// nobody is the hash of a password that nobody knows: with it a sign-in takes the
// same time where there is no user.
var nobody = sync.OnceValues(func() (string, error) { return argon2id.CreateHash(rand.Text(), argonParams) })

// passwordMatches compares a password with a hash. It takes the same time where the
// hash is empty.
func passwordMatches(ctx context.Context, password, hash string) (bool, error) {
	if err := hashing.Acquire(ctx, 1); err != nil {
		return false, err
	}
	defer hashing.Release(1)
	hashed.Add(1)
	known := hash != ""
	if !known {
		var err error
		if hash, err = nobody(); err != nil {
			return false, err
		}
	}
	// A longer one was never set, and would only cost time.
	if utf8.RuneCountInString(password) > LongestPassword {
		password, known = "", false
	}
	match, err := argon2id.ComparePasswordAndHash(norm.NFKC.String(password), hash)
	return match && known, err
}

// ConfirmPassword reports whether the password is that of a user who is signed in. It
// returns TooManyAttempts if the attempt has to wait.
func (s *Store) ConfirmPassword(ctx context.Context, u *User, password string) (bool, error) {
	address := ActorOf(ctx).Address
	if err := s.tryToSignIn(ctx, u.Name, address); err != nil {
		return false, domainErr("try a password", err)
	}
	match, err := passwordMatches(ctx, password, u.PasswordHash)
	if err == nil && match {
		err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return forgetAttempts(tx, u.Name, address) })
	}
	return match, domainErr("compare a password", err)
}

// PasswordSetJustNow reports whether the password is that of the user, and was set a moment
// ago: the button was pressed twice.
func (s *Store) PasswordSetJustNow(ctx context.Context, u *User, password string) (bool, error) {
	if u.UpdatedAt.Before(s.now().Add(-pressedTwice)) {
		return false, nil
	}
	match, err := passwordMatches(ctx, password, u.PasswordHash)
	return match, domainErr("compare a password", err)
}

// SetPassword gives a user another password, and ends all sessions of the user but
// the one that is kept.
func (s *Store) SetPassword(ctx context.Context, userID int64, password string, keptSession int64) error {
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		var u User
		if err := tx.Where("id = ?", userID).Take(&u).Error; err != nil {
			return err
		}
		return s.setPassword(tx, &u, hash, keptSession)
	})
	return domainErr("set a password", err)
}

func (s *Store) setPassword(tx *gorm.DB, u *User, hash string, keptSession int64) error {
	if err := updateUser(tx, u, map[string]any{"password_hash": hash}); err != nil {
		return err
	}
	if err := s.endSessions(tx.Where("user_id = ? AND id <> ?", u.ID, keptSession)); err != nil {
		return err
	}
	a := &Action{Kind: ActionPasswordSet, Noun: NounUser, Code: u.Name}
	if ActorOf(tx.Statement.Context).UserID == 0 {
		// At a one-time address the user is not signed in.
		a.UserID, a.UserName = u.ID, u.Name
	}
	return recordAction(tx, a)
}
