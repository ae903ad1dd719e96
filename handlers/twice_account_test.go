package handlers_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/pages"
)

// again sends what must answer as it did the first time.
func again(t *testing.T, what string, send func() answer) [2]answer {
	t.Helper()
	got := [2]answer{send(), send()}
	for i, a := range got {
		if a.StatusCode >= http.StatusBadRequest || a.StatusCode != got[0].StatusCode || a.Header.Get("Location") != got[0].Header.Get("Location") {
			t.Errorf("%s, press %d, answers %d and leads to %q: %s", what, i+1, a.StatusCode, a.Header.Get("Location"), a.text("main"))
		}
	}
	return got
}

// TestAFormOfAccountsThatIsSentTwiceIsSentOnce goes through setting up, users, passwords
// and sending a file.
func TestAFormOfAccountsThatIsSentTwiceIsSentOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		a := newApp(s)
		now := modelstest.Now
		s.SetClock(func() time.Time { return now })
		token, err := s.SetUpToken(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		admin := a.someone()
		setUp := values("username", "admin.one", "full_name", "Admin One", "password", modelstest.Password)
		again(t, "the set-up", func() answer { return admin.postForm(t, "/en/set-up?token="+token, setUp) })
		other := values("username", "admin.one", "full_name", "Admin One", "password", modelstest.Password+"-other")
		if got := a.someone().postForm(t, "/en/set-up?token="+token, other); got.StatusCode != http.StatusGone {
			t.Errorf("a set-up with another password answers %d", got.StatusCode)
		}

		user := values("username", "zhanna", "full_name", "Zhanna", "role", "editor")
		added := again(t, "a new user", func() answer { return admin.postForm(t, "/en/admin/users/new", user) })
		if users, err := s.Users(t.Context()); err != nil || len(users) != 2 {
			t.Errorf("there are %d users (%v)", len(users), err)
		}
		if got := admin.postForm(t, "/en/admin/users/new", values("username", "zhanna", "full_name", "Another", "role", "editor")); got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("another user of the name answers %d", got.StatusCode)
		}
		address := regexp.MustCompile(`set-password\?token=[A-Za-z0-9_-]+`).FindString(added[1].body)
		zhanna := a.someone()
		password := values("password", modelstest.Password)
		again(t, "a first password", func() answer { return zhanna.postForm(t, "/en/"+address, password) })
		now = now.Add(2 * time.Minute)
		if got := a.someone().postForm(t, "/en/"+address, password); got.StatusCode != http.StatusGone {
			t.Errorf("the address answers %d later", got.StatusCode)
		}

		form := admin.page(t, "/en/admin/users/zhanna").form("form:has([name=full_name])", "")
		form.Set(pages.FieldFullName, "Zhanna Z.")
		again(t, "a user's change", func() answer { return admin.postForm(t, "/en/admin/users/zhanna", form) })
		form.Set(pages.FieldFullName, "Zhanna Y.")
		if got := admin.postForm(t, "/en/admin/users/zhanna", form); got.StatusCode != http.StatusConflict {
			t.Errorf("another change of what was changed answers %d", got.StatusCode)
		}
		for _, button := range []string{"disable", "enable", "reset"} {
			again(t, button, func() answer { return admin.post(t, "/en/admin/users/zhanna/"+button) })
		}
		for _, path := range []string{"/en/account/other-sessions", "/en/account/sessions"} {
			again(t, path, func() answer { return admin.post(t, path, "session", "999") })
		}
		next := values("current_password", modelstest.Password, "password", "a much longer Sentence-19")
		again(t, "a change of password", func() answer { return admin.postForm(t, "/en/account/password", next) })

		content := []byte("Date,Price\n1990-01,61.41\n1990-02,62.41\n")
		sent := again(t, "a file", func() answer { return admin.sendFile(t, "prices.csv", content) })
		if list, err := s.Imports(t.Context(), mustUser(t, s, "admin.one").ID); err != nil || len(list) != 1 {
			t.Errorf("there are %d imports (%v)", len(list), err)
		}
		plan := strings.TrimSuffix(sent[0].redirected(t), "/columns")
		again(t, "a file that is dropped", func() answer { return admin.post(t, plan, "do", "drop") })
	})
}

func mustUser(t *testing.T, s *models.Store, name string) *models.User {
	t.Helper()
	u, err := s.UserByName(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// pressed are the ends of all addresses that forms are sent to: those whose buttons the
// tests of this file and of change sets press twice, and those that only read, sign in or
// out, or ask for a code that is good once.
var pressed = map[string][]string{
	"twice": {"/set-up", "/set-password", "/admin/users/new", "/admin/users/:name", "/disable", "/enable", "/reset", "/sessions", "/other-sessions", "/account/password",
		"/admin/import", "/admin/import/:id", "/new", "/edit/*", "/withdraw/*", "/versions/*", "/admin/changes/:id"},
	"once": {"/briefing", "/briefing/recheck", "/sign-in", "/sign-in/code", "/sign-out", "/second-factor", "/confirm", "/off", "/recovery-codes", "/bulk", "/columns", "/keep/*", "/discard/*"},
}

// TestEveryFormIsKnownToBePressedTwice finds every route that a form is sent to.
func TestEveryFormIsKnownToBePressedTwice(t *testing.T) {
	for _, r := range newApp(modelstest.New(t, models.SQLite, false)).Routes() {
		if r.Method != http.MethodPost {
			continue
		}
		known := slices.ContainsFunc(slices.Concat(pressed["twice"], pressed["once"]), func(end string) bool { return strings.HasSuffix(r.Path, end) })
		if !known {
			t.Errorf("%s is not among the forms that are sent twice", r.Path)
		}
	}
}
