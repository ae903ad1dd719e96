package models_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// at is a context of somebody at a network address.
func at(t *testing.T, address string) context.Context {
	return models.WithActor(t.Context(), models.Actor{Address: address, ActionID: "a-test"})
}

func TestRolesAreOrdered(t *testing.T) {
	for i, role := range models.UserRoles {
		for j, other := range models.UserRoles {
			if role.AtLeast(other) != (i >= j) {
				t.Errorf("%s at least %s is %t", role, other, role.AtLeast(other))
			}
		}
		if models.UserRole("").AtLeast(role) || models.UserRole("owner").AtLeast(role) {
			t.Errorf("an unknown role may do what a %s may", role)
		}
	}
}

func TestSignInNamesAreOnesThatAnyKeyboardHas(t *testing.T) {
	for name, ok := range map[string]bool{
		"a.serik": true, "a@b.kz": true, "ab": true, "a_b-c9": true,
		"": false, "a": false, "new": false, "айгерим": false, "a serik": false, ".a": false, "a/b": false, "A": false, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": false, "a\x00b": false,
	} {
		if models.IsUserName(name) != ok {
			t.Errorf("%q is a sign-in name: %t", name, !ok)
		}
	}
}

func TestThereIsOneFirstAdmin(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		var tokens []string
		for range 2 {
			// Two servers start together.
			token, err := s.SetUpToken(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			tokens = append(tokens, token)
		}
		if _, err := s.AcceptInvitation(t.Context(), tokens[0], modelstest.Password); !errors.Is(err, models.ErrInvitationOver) {
			t.Errorf("a password can be set for nobody: %v", err)
		}
		var wg sync.WaitGroup
		made := make(chan error, len(tokens))
		for i, token := range tokens {
			wg.Go(func() {
				made <- s.SetUp(t.Context(), token, &models.User{Name: "admin" + string(rune('a'+i)), FullName: "The first"}, modelstest.Password)
			})
		}
		wg.Wait()
		close(made)
		n := 0
		for err := range made {
			if err == nil {
				n++
			} else if !errors.Is(err, models.ErrInvitationOver) {
				t.Error(err)
			}
		}
		if n != 1 {
			t.Errorf("%d first admins were made", n)
		}
		if _, err := s.SetUpToken(t.Context()); !errors.Is(err, models.ErrInvitationOver) {
			t.Errorf("with an admin there is another address: %v", err)
		}
	})
}

func TestOneTimeAddressesWorkOnceAndInTime(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		if _, err := s.Invited(t.Context(), "nope"); !errors.Is(err, models.ErrInvitationOver) {
			t.Errorf("a made-up token: %v", err)
		}
		token, err := s.SetUpToken(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.SetClock(func() time.Time { return modelstest.Now.Add(models.SetUpLasts) })
		if _, err := s.Invited(t.Context(), token); !errors.Is(err, models.ErrInvitationOver) {
			t.Errorf("after its hour: %v", err)
		}
		u := &models.User{Name: "serik", FullName: "Serik", Role: models.Editor}
		first, err := s.AddUser(t.Context(), u)
		if err != nil {
			t.Fatal(err)
		}
		second, err := s.ResetUser(t.Context(), "serik")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AcceptInvitation(t.Context(), first, modelstest.Password); !errors.Is(err, models.ErrInvitationOver) {
			t.Errorf("the older address: %v", err)
		}
		for i, want := range []error{nil, models.ErrInvitationOver} {
			if _, err := s.AcceptInvitation(t.Context(), second, modelstest.Password); !errors.Is(err, want) {
				t.Errorf("use %d gives %v", i+1, err)
			}
		}
		if _, err := s.AddUser(t.Context(), &models.User{Name: " SERIK ", FullName: "Another", Role: models.Editor}); !errors.Is(err, models.ErrNameTaken) {
			t.Errorf("the same name again: %v", err)
		}
	})
}

func TestTheLastAdminStays(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		first := modelstest.User(t, s, "first", models.Admin)
		// One who has not set a password cannot help.
		if _, err := s.AddUser(t.Context(), &models.User{Name: "invited", FullName: "Invited", Role: models.Admin}); err != nil {
			t.Fatal(err)
		}
		if err := s.DisableUser(t.Context(), "first"); !errors.Is(err, models.ErrLastAdmin) {
			t.Errorf("the last admin is disabled: %v", err)
		}
		if err := s.ChangeUser(t.Context(), "first", first.Version, first.FullName, models.Editor); !errors.Is(err, models.ErrLastAdmin) {
			t.Errorf("the last admin becomes an editor: %v", err)
		}
		modelstest.User(t, s, "second", models.Admin)
		var wg sync.WaitGroup
		failed := make(chan error, 2)
		for _, name := range []string{"first", "second"} {
			wg.Go(func() { failed <- s.DisableUser(t.Context(), name) })
		}
		wg.Wait()
		close(failed)
		n := 0
		for err := range failed {
			if errors.Is(err, models.ErrLastAdmin) {
				n++
			} else if err != nil {
				t.Error(err)
			}
		}
		if n != 1 {
			t.Errorf("%d of two admins could not be disabled at once, want 1", n)
		}
	})
}

func TestAChangeOfAUserIsNotOverwrittenUnseen(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		u := modelstest.User(t, s, "serik", models.Viewer)
		if err := s.ChangeUser(t.Context(), "serik", u.Version, "Serik A.", models.Editor); err != nil {
			t.Fatal(err)
		}
		if err := s.ChangeUser(t.Context(), "serik", u.Version, "Serik B.", models.Admin); !errors.Is(err, models.ErrUserMoved) {
			t.Errorf("the older version is taken: %v", err)
		}
		if now := modelstest.Again(t, s, u); now.Role != models.Editor || now.FullName != "Serik A." {
			t.Errorf("the user is %s %s", now.Role, now.FullName)
		}
	})
}

func TestSessionsEndWithTheirUser(t *testing.T) {
	limits := models.SessionLimits{Idle: time.Hour, Lifetime: 4 * time.Hour}
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		u := modelstest.User(t, s, "serik", models.Editor)
		n := 0
		start := func() *models.Session {
			n++
			session := &models.Session{TokenHash: "hash" + string(rune('a'+n)), UserID: &u.ID, Data: []byte{1}}
			if err := s.StartSession(t.Context(), session, limits); err != nil {
				t.Fatal(err)
			}
			return session
		}
		live := func(session *models.Session) bool {
			_, live, err := s.Session(t.Context(), session.TokenHash, limits)
			if err != nil {
				t.Fatal(err)
			}
			return live
		}
		for name, end := range map[string]func() error{
			"disabled":          func() error { return s.DisableUser(t.Context(), "serik") },
			"reset":             func() error { _, err := s.ResetUser(t.Context(), "serik"); return err },
			"another password":  func() error { return s.SetPassword(t.Context(), u.ID, modelstest.Password, 0) },
			"ended by the user": func() error { return s.EndOtherSessions(t.Context(), u, 0) },
		} {
			session := start()
			if !live(session) {
				t.Fatalf("%s: the session does not begin", name)
			}
			if err := end(); err != nil {
				t.Fatal(err)
			}
			if live(session) {
				t.Errorf("%s: the session goes on", name)
			}
			if err := s.SaveSession(t.Context(), session.TokenHash, []byte{2}, &u.ID); err != nil || live(session) {
				t.Errorf("%s: a request under way brings the session back (%v)", name, err)
			}
			if err := s.EnableUser(t.Context(), "serik"); err != nil {
				t.Fatal(err)
			}
		}
		kept, other := start(), start()
		if err := s.SetPassword(t.Context(), u.ID, modelstest.Password, kept.ID); err != nil || !live(kept) || live(other) {
			t.Errorf("with another password this session goes on: %t, others: %t (%v)", live(kept), live(other), err)
		}
		// Nobody can end the session of somebody else.
		stranger := modelstest.User(t, s, "stranger", models.Editor)
		if err := s.EndUserSession(t.Context(), stranger, kept.ID); err != nil || !live(kept) {
			t.Errorf("a stranger ends the session (%v)", err)
		}
		clock := modelstest.Now
		s.SetClock(func() time.Time { return clock })
		for range 7 {
			clock = clock.Add(30 * time.Minute)
			if err := s.SeeSession(t.Context(), kept); err != nil || !live(kept) {
				t.Fatalf("a session in use ends at %s (%v)", clock, err)
			}
		}
		idle := start()
		clock = clock.Add(30 * time.Minute)
		if live(kept) {
			t.Error("a session in use goes on for ever")
		}
		if !live(idle) {
			t.Error("a session ends before its time")
		}
		clock = clock.Add(30 * time.Minute)
		if live(idle) {
			t.Error("a session that is not in use goes on")
		}
	})
}
