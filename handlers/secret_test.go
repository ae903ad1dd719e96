package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/pages"
)

// secretForm is a form in which every field that may be secret holds the mark.
func secretForm(mark string) url.Values {
	return url.Values{
		"username": {"somebody"}, "full_name": {"Some Body"}, "role": {"editor"}, "version": {"1"},
		"password": {mark}, "current_password": {mark}, "code": {mark}, "token": {mark},
	}
}

// unwritten fails where a secret stands in the database or in the log.
func (a *app) unwritten(t *testing.T, what, secret string) {
	t.Helper()
	if secret == "" {
		t.Fatalf("%s is empty", what)
	}
	if found := modelstest.Written(t, a.store, secret); len(found) > 0 {
		t.Errorf("%s stands in %v", what, found)
	}
	if strings.Contains(a.log.String(), secret) {
		t.Errorf("%s stands in the log", what)
	}
}

// TestNoSecretIsWrittenDownByAnyRoute sends secrets to every address that takes a
// form: as a visitor, in a session, after it has ended, and without the second factor
// that is obligatory.
func TestNoSecretIsWrittenDownByAnyRoute(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		const mark = "quartz-mark-of-a-secret-7f3a"
		clock := modelstest.Now
		a.store.SetClock(func() time.Time { return clock })
		strict := with(a, handlers.Options{SecondFactor: true})
		obliged := strict.member(t, models.Reviewer)
		expired := a.named(t, "late.admin", models.Admin)
		clock = clock.Add(3 * time.Hour)
		obliged.signIn(t, "a.reviewer", modelstest.Password)
		admin := a.member(t, models.Admin)
		states := map[string]func() *person{
			"a visitor":               a.someone,
			"an admin":                func() *person { return admin },
			"in a session that ended": func() *person { return expired },
			"without second factor":   func() *person { return obliged },
		}
		sent := 0
		for _, r := range a.Routes() {
			if r.Method != http.MethodPost || !strings.HasPrefix(r.Path, "/en/") {
				continue
			}
			for state, who := range states {
				path := addressOf(r)
				for _, address := range []string{path, path + "?" + secretForm(mark).Encode()} {
					p := who()
					got := p.postForm(t, address, secretForm(mark))
					if got.StatusCode >= http.StatusInternalServerError {
						t.Errorf("%s as %s answers %d", path, state, got.StatusCode)
					}
					sent++
				}
				// It may have ended this very session.
				if state == "an admin" && admin.get(t, "/en/account").StatusCode != http.StatusOK {
					admin = a.member(t, models.Admin)
				}
			}
		}
		if sent < 300 {
			t.Errorf("only %d forms were sent", sent)
		}
		a.unwritten(t, "a secret", mark)
	})
}

// TestNoSecretIsWrittenDownInTheLifeOfAnAccount uses every secret as its user does.
func TestNoSecretIsWrittenDownInTheLifeOfAnAccount(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		clock := modelstest.Now
		a.store.SetClock(func() time.Time { return clock })
		token, err := a.store.SetUpToken(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		const first, second = "first kettle on a blue stove", "second lantern under a green roof"
		admin := a.someone()
		leads(t, "the set-up", admin.post(t, "/en/set-up?token="+token, "username", "admin", "full_name", "A", "password", first), "/en/admin/")
		leads(t, "the password", admin.post(t, "/en/account/password", "current_password", first, "password", second), "/en/account")
		admin.signIn(t, "admin", second)

		added := admin.post(t, "/en/admin/users/new", "username", "serik", "full_name", "S", "role", "editor")
		one, err := url.Parse(added.text("[data-testid=secret] li"))
		if err != nil {
			t.Fatal(err)
		}
		const third = "third saddle in a warm tent"
		serik := a.someone()
		leads(t, "the one-time address", serik.post(t, "/en/set-password?"+one.RawQuery, "password", third), "/en/admin/")

		for _, secret := range []string{first, second, third, token, one.Query().Get("token"), admin.cookies["__Host-dostyk"].Value} {
			a.unwritten(t, secret, secret)
		}
	})
}

// TestEveryFieldOfASecretIsKnownAsOne opens every page that can be opened without a
// record, and looks at what its forms ask for.
func TestEveryFieldOfASecretIsKnownAsOne(t *testing.T) {
	walks(t)
	a := newApp(modelstest.New(t, models.SQLite, true))
	token, err := a.store.SetUpToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	look := func(got answer) {
		got.doc.Find("input").Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("type", "") != "password" && s.AttrOr("autocomplete", "") != "one-time-code" {
				return
			}
			found++
			name := s.AttrOr("name", "")
			if rest := pages.WithoutSecrets(url.Values{name: {"x"}}); len(rest) > 0 {
				t.Errorf("«%s»: the field %q is kept", got.text("h1"), name)
			}
		})
	}
	look(a.page(t, "/en/set-up?token="+token))
	admin := a.member(t, models.Admin)
	invited := &models.User{Name: "invited", FullName: "I", Role: models.Editor}
	if token, err = a.store.AddUser(t.Context(), invited); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"/en/set-password?token=" + token, "/en/sign-in"} {
		look(a.someone().get(t, address))
	}
	for _, r := range a.Routes() {
		if r.Method == http.MethodGet && strings.HasPrefix(r.Path, "/en/") && !strings.ContainsAny(r.Path, "*.") {
			look(admin.send(t, httptest.NewRequest(http.MethodGet, strings.Replace(addressOf(r), "none-such", "a.admin", 1), nil)))
		}
	}
	if found < 5 {
		t.Errorf("only %d fields of secrets were found", found)
	}
}

func TestAKeptFormGoesWhenItIsSentAndWhenItIsOld(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		clock := modelstest.Now
		a.store.SetClock(func() time.Time { return clock })
		const address, mark = "/en/admin/users/new", "kept-and-then-forgotten"
		admin := a.member(t, models.Admin)
		late := func() string {
			t.Helper()
			admin.loseSession(t)
			to := admin.post(t, address, "username", mark, "full_name", "S", "role", "editor").redirected(t)
			return admin.post(t, to, "username", "a.admin", "password", modelstest.Password).redirected(t)
		}
		// The log of the database may hold what its tables do not any more.
		kept := func() bool { return slices.Contains(modelstest.Written(t, a.store, mark), "kept_forms.form") }

		admin.page(t, late())
		if !kept() {
			t.Error("a form that was shown again and not sent is forgotten")
		}
		admin.post(t, address, "username", "serik", "full_name", "S", "role", "nonsense")
		if !kept() {
			t.Error("a form that was not taken is forgotten")
		}
		admin.post(t, address, "username", "serik", "full_name", "S", "role", "editor")
		if kept() {
			t.Error("a form that was sent again stays")
		}

		// Signed in in another language the form is there too, and another one of the same
		// page does not end it before it was seen.
		next := strings.Replace(late(), "/en/", "/kk/", 1)
		admin.post(t, address, "username", "other", "full_name", "O", "role", "editor")
		if got := admin.page(t, next).doc.Find("#username").AttrOr("value", ""); got != mark {
			t.Errorf("the form shows %q", got)
		}
		clock = clock.Add(13 * time.Hour)
		a.named(t, "anybody", models.Viewer)
		if kept() {
			t.Error("an old form stays")
		}
	})
}
