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
	"github.com/pquerna/otp/totp"

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

		secret, codes := admin.turnOn(t, second)
		clock = clock.Add(time.Minute)
		a.unwritten(t, "the secret of the second factor", secret)
		again := a.someone()
		leads(t, "the password first", again.post(t, "/en/sign-in", "username", "admin", "password", second), "/en/sign-in/code")
		leads(t, "then a recovery code", again.post(t, "/en/sign-in/code", "code", codes[0]), "/en/admin/")
		renewed := again.post(t, "/en/account/second-factor/recovery-codes", "current_password", second)
		codes = append(codes, renewed.texts("[data-testid=secret] li")...)

		for _, secret := range append(codes, first, second, third, token, one.Query().Get("token"), admin.cookies["__Host-dostyk"].Value) {
			a.unwritten(t, secret, secret)
		}
	})
}

// TestASecretThatIsBeingAgreedOnIsNotWrittenDown looks at the second factor before it
// is confirmed: the session remembers it.
func TestASecretThatIsBeingAgreedOnIsNotWrittenDown(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		editor.postForm(t, "/en/account/second-factor", secretForm(modelstest.Password))
		a.unwritten(t, "the secret", strings.ReplaceAll(editor.page(t, "/en/account/second-factor").text("[data-testid=totp-secret]"), " ", ""))
	})
}

// TestWhoFindsABrowserOpenCannotGoFurther asks for the password before a second factor
// is turned on, and before anybody becomes an admin.
func TestWhoFindsABrowserOpenCannotGoFurther(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		admin := a.member(t, models.Admin)
		modelstest.User(t, a.store, "serik", models.Editor)
		version := admin.page(t, "/en/admin/users/serik").doc.Find("input[name=version]").AttrOr("value", "")
		for _, test := range []struct {
			address string
			form    []string
		}{
			{"/en/account/second-factor", nil},
			{"/en/admin/users/new", []string{"username", "zhanna", "full_name", "Zh", "role", "admin"}},
			{"/en/admin/users/serik", []string{"full_name", "S", "role", "admin", "version", version}},
		} {
			for _, password := range []string{"", "wrong wrong wrong"} {
				got := admin.post(t, test.address, append(test.form, "current_password", password)...)
				if got.StatusCode != http.StatusUnprocessableEntity || got.text("#current_password-problem") == "" || got.doc.Find("#current_password").AttrOr("value", "") != "" {
					t.Errorf("%s with %q answers %d: %s", test.address, password, got.StatusCode, got.text("main"))
				}
				if test.form != nil && got.doc.Find("#role option[selected]").AttrOr("value", "") != "admin" {
					t.Errorf("%s: what was typed is lost", test.address)
				}
			}
			if got := admin.post(t, test.address, append(test.form, "current_password", modelstest.Password)...); got.StatusCode >= http.StatusBadRequest {
				t.Errorf("%s with the password answers %d: %s", test.address, got.StatusCode, got.text("main"))
			}
		}
		if u, err := a.store.UserByName(t.Context(), "serik"); err != nil || u.Role != models.Admin {
			t.Errorf("serik is %+v (%v)", u, err)
		}
	})
}

func TestSigningOutTakesBackWhatTheBrowserHad(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		got := editor.post(t, "/en/sign-out")
		cookies := got.Cookies()
		if len(cookies) != 1 || cookies[0].Name != "__Host-dostyk" || cookies[0].Value != "" || cookies[0].MaxAge >= 0 || !cookies[0].Secure || cookies[0].Path != "/" {
			t.Errorf("the cookies are %v", cookies)
		}
		if h := got.Header.Get("Clear-Site-Data"); h != `"cache"` {
			t.Errorf("Clear-Site-Data is %q", h)
		}
		if len(editor.cookies) > 0 {
			t.Errorf("the browser keeps %v", editor.cookies)
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
	admin.turnOn(t, modelstest.Password)
	for _, r := range a.Routes() {
		if r.Method == http.MethodGet && strings.HasPrefix(r.Path, "/en/") && !strings.ContainsAny(r.Path, "*.") {
			look(admin.send(t, httptest.NewRequest(http.MethodGet, strings.Replace(addressOf(r), "none-such", "a.admin", 1), nil)))
		}
	}
	if found < 8 {
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

// turnOn gives the user a second factor, and returns its secret and the recovery codes.
func (b *person) turnOn(t *testing.T, password string) (secret string, codes []string) {
	t.Helper()
	b.post(t, "/en/account/second-factor", "current_password", password).redirected(t)
	secret = strings.ReplaceAll(b.page(t, "/en/account/second-factor").text("[data-testid=totp-secret]"), " ", "")
	code, err := totp.GenerateCode(secret, b.store.Now())
	if err != nil {
		t.Fatal(err)
	}
	return secret, b.post(t, "/en/account/second-factor/confirm", "code", code).texts("[data-testid=secret] li")
}
