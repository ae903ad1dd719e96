package modelstest

import (
	"testing"

	"github.com/dostyk/dostyk/models"
)

// Password is that of every user of a test.
const Password = "maple river stone wind"

// User adds a user who has set the password.
func User(t testing.TB, s *models.Store, name string, role models.UserRole) *models.User {
	t.Helper()
	u := &models.User{Name: name, FullName: "Full " + name, Role: role}
	token, err := s.AddUser(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	u, err = s.AcceptInvitation(t.Context(), token, Password)
	if err != nil {
		t.Fatal(err)
	}
	return Again(t, s, u)
}

// Again is the user as the database has it now.
func Again(t testing.TB, s *models.Store, u *models.User) *models.User {
	t.Helper()
	u, err := s.User(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
