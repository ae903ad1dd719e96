package models

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"gorm.io/gorm"
)

// User is somebody with an account.
type User struct {
	Record
	// Name is what the user signs in with, in small letters.
	Name     string
	FullName string
	Role     UserRole
	// PasswordHash is empty until the user has set a password.
	PasswordHash string
	DisabledAt   *time.Time
	// TOTPSecret is the secret of the second factor, sealed; empty without one. TOTPStep is
	// the time step of the last code that was accepted.
	TOTPSecret string
	TOTPStep   int64
}

// Disabled reports whether the user can no longer sign in.
func (u *User) Disabled() bool { return u.DisabledAt != nil }

// HasPassword reports whether the user has set a password.
func (u *User) HasPassword() bool { return u.PasswordHash != "" }

// HasSecondFactor reports whether a password alone does not sign the user in.
func (u *User) HasSecondFactor() bool { return u.TOTPSecret != "" }

// The failures of accounts that a caller can act on.
var (
	// ErrNameTaken means that another user has the sign-in name.
	ErrNameTaken = errors.New("another user has the sign-in name")
	// ErrLastAdmin means that nobody would be left who can keep the accounts.
	ErrLastAdmin = errors.New("the user is the last admin")
	// ErrUserMoved means that somebody else has changed the user meanwhile.
	ErrUserMoved = errors.New("the user was changed meanwhile")
)

// The longest names of a user, in characters.
const (
	LongestUserName     = 40
	LongestUserFullName = 100
)

// Anybody can type a sign-in name on any keyboard.
var userName = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,39}$`)

// FoldUserName is a sign-in name as it is compared and kept.
func FoldUserName(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// IsUserName reports whether a folded text can be a sign-in name. The page of a user
// named «new» would stand at the address of the form for a new user.
func IsUserName(name string) bool { return userName.MatchString(name) && name != "new" }

// HasUsers reports whether anybody has an account yet.
func (s *Store) HasUsers(ctx context.Context) (bool, error) {
	any, err := hasUsers(s.db.WithContext(ctx))
	return any, domainErr("look for users", err)
}

func hasUsers(db *gorm.DB) (bool, error) {
	var ids []int64
	err := db.Model(&User{}).Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, err
}

// Users are all users, the disabled ones last.
func (s *Store) Users(ctx context.Context) ([]User, error) {
	var list []User
	err := s.db.WithContext(ctx).Order("CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, name, id").Find(&list).Error
	return list, domainErr("list users", err)
}

// User is the user with the id.
func (s *Store) User(ctx context.Context, id int64) (*User, error) {
	var u User
	err := s.db.WithContext(ctx).Where("id = ?", id).Take(&u).Error
	return &u, domainErr(fmt.Sprintf("find user %d", id), err)
}

// UserByName is the user with the sign-in name.
func (s *Store) UserByName(ctx context.Context, name string) (*User, error) {
	u, err := userByName(s.db.WithContext(ctx), name)
	return u, domainErr("find user "+name, err)
}

func userByName(db *gorm.DB, name string) (*User, error) {
	var u User
	err := db.Where("name = ?", FoldUserName(name)).Take(&u).Error
	return &u, err
}

// LastSignIns are the moments of the users' last sign-ins, by their ids.
func (s *Store) LastSignIns(ctx context.Context) (map[int64]time.Time, error) {
	db := s.db.WithContext(ctx)
	newest := db.Model(&Action{}).Select("max(id)").Where("kind = ?", ActionSignedIn).Group("user_id")
	var list []Action
	if err := db.Where("id IN (?)", newest).Find(&list).Error; err != nil {
		return nil, domainErr("find the last sign-ins", err)
	}
	last := make(map[int64]time.Time, len(list))
	for _, a := range list {
		last[a.UserID] = a.At
	}
	return last, nil
}

// AddUser adds a user without a password, and returns the token of the one-time
// address at which the user sets one.
func (s *Store) AddUser(ctx context.Context, u *User) (token string, err error) {
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		err := createUser(tx, u)
		if errors.Is(err, ErrNameTaken) {
			err = s.addedJustNow(tx, u)
		}
		if err != nil {
			return err
		}
		token, err = s.invite(tx, &u.ID)
		return err
	})
	return token, domainErr("add user "+u.Name, err)
}

// pressedTwice is how long after a form the same one is taken for a button that was pressed
// twice.
const pressedTwice = time.Minute

// addedJustNow fills in the user whom the same form has added already, and who has not set
// a password; ErrNameTaken if that is somebody else. The address that was shown first ends
// with the one that is shown now.
func (s *Store) addedJustNow(tx *gorm.DB, u *User) error {
	was, err := userByName(tx, u.Name)
	switch {
	case err != nil:
		return err
	case was.FullName != u.FullName, was.Role != u.Role, was.HasPassword(), was.Disabled(), was.CreatedAt.Before(s.now().Add(-pressedTwice)):
		return ErrNameTaken
	}
	*u = *was
	return nil
}

func createUser(tx *gorm.DB, u *User) error {
	u.Name, u.FullName = FoldUserName(u.Name), strings.TrimSpace(u.FullName)
	if !IsUserName(u.Name) || !u.Role.Known() {
		return fmt.Errorf("%q cannot be a user of the role %q", u.Name, u.Role)
	}
	_, err := userByName(tx, u.Name)
	if err == nil {
		return ErrNameTaken
	}
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	u.Version = 1
	if err := tx.Create(u).Error; err != nil {
		return err
	}
	a := &Action{Kind: ActionUserAdded, Noun: NounUser, Code: u.Name, After: jsonOf(map[string]any{"role": u.Role, "full_name": u.FullName})}
	if ActorOf(tx.Statement.Context).Name == "" {
		// The first admin adds oneself.
		a.UserID, a.UserName = u.ID, u.Name
	}
	return recordAction(tx, a)
}

// ChangeUser gives the user with the name another full name and role. It returns
// ErrUserMoved unless the user still is at the version.
func (s *Store) ChangeUser(ctx context.Context, name string, version int64, fullName string, role UserRole) error {
	fullName = strings.TrimSpace(fullName)
	return s.changeUser(ctx, "change", name, func(tx *gorm.DB, u *User) error {
		if u.Version == version+1 && role == u.Role && fullName == u.FullName {
			// The button was pressed twice.
			return nil
		}
		if u.Version != version {
			return ErrUserMoved
		}
		if !role.Known() {
			return fmt.Errorf("there is no role %q", role)
		}
		if role != u.Role {
			if err := otherAdmin(tx, u); err != nil {
				return err
			}
			a := &Action{Kind: ActionRoleChanged, Noun: NounUser, Code: u.Name, Before: jsonOf(map[string]any{"role": u.Role}), After: jsonOf(map[string]any{"role": role})}
			if err := recordAction(tx, a); err != nil {
				return err
			}
		}
		if fullName != u.FullName {
			a := &Action{Kind: ActionUserChanged, Noun: NounUser, Code: u.Name, Before: jsonOf(map[string]any{"full_name": u.FullName}), After: jsonOf(map[string]any{"full_name": fullName})}
			if err := recordAction(tx, a); err != nil {
				return err
			}
		}
		if role == u.Role && fullName == u.FullName {
			return nil
		}
		return updateUser(tx, u, map[string]any{"role": role, "full_name": fullName})
	})
}

// DisableUser keeps a user from signing in, and ends the sessions of the user at
// once.
func (s *Store) DisableUser(ctx context.Context, name string) error {
	return s.changeUser(ctx, "disable", name, func(tx *gorm.DB, u *User) error {
		if u.Disabled() {
			return nil
		}
		if err := otherAdmin(tx, u); err != nil {
			return err
		}
		if err := updateUser(tx, u, map[string]any{"disabled_at": s.now().UTC()}); err != nil {
			return err
		}
		if err := s.closeDoors(tx, u.ID); err != nil {
			return err
		}
		return recordAction(tx, &Action{Kind: ActionUserDisabled, Noun: NounUser, Code: u.Name})
	})
}

// EnableUser lets a disabled user sign in again.
func (s *Store) EnableUser(ctx context.Context, name string) error {
	return s.changeUser(ctx, "enable", name, func(tx *gorm.DB, u *User) error {
		if !u.Disabled() {
			return nil
		}
		if err := updateUser(tx, u, map[string]any{"disabled_at": nil}); err != nil {
			return err
		}
		return recordAction(tx, &Action{Kind: ActionUserEnabled, Noun: NounUser, Code: u.Name})
	})
}

// ResetUser takes password and second factor from a user and ends the user's
// sessions. The token is that of the one-time address at which the user sets a new
// password.
func (s *Store) ResetUser(ctx context.Context, name string) (token string, err error) {
	err = s.changeUser(ctx, "reset", name, func(tx *gorm.DB, u *User) error {
		if err := updateUser(tx, u, map[string]any{"password_hash": "", "totp_secret": "", "totp_step": 0}); err != nil {
			return err
		}
		if err := tx.Where("user_id = ?", u.ID).Delete(&RecoveryCode{}).Error; err != nil {
			return err
		}
		if err := s.closeDoors(tx, u.ID); err != nil {
			return err
		}
		if token, err = s.invite(tx, &u.ID); err != nil {
			return err
		}
		return recordAction(tx, &Action{Kind: ActionPasswordReset, Noun: NounUser, Code: u.Name})
	})
	return token, err
}

// closeDoors ends the sessions of a user, and the addresses at which a password could
// be set.
func (s *Store) closeDoors(tx *gorm.DB, userID int64) error {
	if err := s.endSessions(tx.Where("user_id = ?", userID)); err != nil {
		return err
	}
	return tx.Where("user_id = ?", userID).Delete(&Invitation{}).Error
}

// changeUser changes the user with the name in a transaction of its own.
func (s *Store) changeUser(ctx context.Context, attempt, name string, change func(tx *gorm.DB, u *User) error) error {
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		u, err := userByName(tx, name)
		if err != nil {
			return err
		}
		return change(tx, u)
	})
	return domainErr(attempt+" user "+name, err)
}

// updateUser writes columns of a user, and counts the change.
func updateUser(tx *gorm.DB, u *User, columns map[string]any) error {
	columns["version"] = gorm.Expr("version + 1")
	result := tx.Model(&User{}).Where("id = ? AND version = ?", u.ID, u.Version).Updates(columns)
	if result.Error == nil && result.RowsAffected == 0 {
		return ErrUserMoved
	}
	return result.Error
}

// otherAdmin returns ErrLastAdmin unless an admin is left without the user.
func otherAdmin(tx *gorm.DB, u *User) error {
	if u.Role != Admin || u.Disabled() {
		return nil
	}
	var n int64
	err := tx.Model(&User{}).Where("role = ? AND disabled_at IS NULL AND password_hash <> '' AND id <> ?", Admin, u.ID).Count(&n).Error
	if err == nil && n == 0 {
		return ErrLastAdmin
	}
	return err
}

// accountsLock keeps two changes of accounts apart on Postgres: each looks at all of
// them, as for the last admin.
const accountsLock = 7241906519

// transaction is one that changes accounts. Two of them never run at a time.
func (s *Store) transaction(ctx context.Context, change func(tx *gorm.DB) error) error {
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if s.dialect == Postgres {
			if err := tx.Exec("SELECT pg_advisory_xact_lock(?)", accountsLock).Error; err != nil {
				return fmt.Errorf("wait for another change of accounts: %w", err)
			}
		}
		return change(tx)
	})
}
