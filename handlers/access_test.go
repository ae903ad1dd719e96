package handlers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// forUsers are the routes that are not for everybody.
func (a *app) forUsers() []*echo.Route {
	return slices.DeleteFunc(a.Routes(), func(r *echo.Route) bool { return !models.UserRole(r.Name).Known() })
}

var pathParam = regexp.MustCompile(`:[a-z]+`)

// addressOf is an address of a route; its records do not exist.
func addressOf(r *echo.Route) string { return pathParam.ReplaceAllString(r.Path, "none-such") }

// TestEveryRouteAsksForItsRole tries each route as a visitor and in each role. It is
// made from the routes, so that one that is added is tried too.
func TestEveryRouteAsksForItsRole(t *testing.T) {
	walks(t)
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		a := newApp(s)
		routes := a.forUsers()
		if len(routes) < 100 {
			t.Fatalf("only %d routes are for users", len(routes))
		}
		people := make(map[models.UserRole]*person)
		for _, role := range models.UserRoles {
			people[role] = a.member(t, role)
		}
		for _, r := range routes {
			address := addressOf(r)
			if r.Method == http.MethodHead && !strings.HasPrefix(address, "/en/") {
				// The routes of the languages share their code.
				continue
			}
			visitor := a.someone().send(t, httptest.NewRequest(r.Method, address, nil))
			if visitor.StatusCode != http.StatusSeeOther || !strings.Contains(visitor.Header.Get("Location"), "/sign-in?") || visitor.Header.Get("Cache-Control") != "no-store" || len(visitor.Cookies()) > 0 {
				t.Errorf("%s %s answers a visitor %d, %q", r.Method, address, visitor.StatusCode, visitor.Header.Get("Location"))
			}
			for _, role := range models.UserRoles {
				p := people[role]
				got := p.send(t, httptest.NewRequest(r.Method, address, nil))
				refused := got.StatusCode == http.StatusForbidden
				if may := role.AtLeast(models.UserRole(r.Name)); refused == may || strings.Contains(got.Header.Get("Location"), "/sign-in?next") || got.StatusCode >= http.StatusInternalServerError {
					t.Errorf("%s %s, for %s and above, answers a %s %d, %q", r.Method, address, r.Name, role, got.StatusCode, got.Header.Get("Location"))
				}
				if got.Header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s %s may be kept: %q", r.Method, address, got.Header.Get("Cache-Control"))
				}
				if refused && r.Method == http.MethodGet && !strings.Contains(address, "/audit.") && (got.text("h1") == "" || got.doc.Find("[data-testid=signed-in]").Length() != 1) {
					t.Errorf("%s %s refuses without its frame: %s", r.Method, address, got.body)
				}
				if r.Method == http.MethodPost && !refused {
					// It may have ended this very session.
					if check := p.get(t, "/en/account"); check.StatusCode != http.StatusOK {
						people[role] = a.member(t, role)
					}
				}
			}
		}
	})
}

// TestEveryFormIsShownWhereItIsSentTo lets a form that came too late be drawn again.
func TestEveryFormIsShownWhereItIsSentTo(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, false))
	// Buttons and scripts: nothing is typed beside them, or a password, which is typed
	// anew, or it stays in the form.
	buttons := []string{"/sign-out", "/account/sessions", "/account/other-sessions", "/account/second-factor/confirm", "/account/second-factor/off", "/account/second-factor/recovery-codes", "/:name/disable", "/:name/enable", "/:name/reset",
		"/typed/keep/*", "/typed/discard/*"}
	var shown []string
	for _, r := range a.forUsers() {
		if r.Method == http.MethodGet {
			shown = append(shown, r.Path)
		}
	}
	for _, r := range a.forUsers() {
		button := slices.ContainsFunc(buttons, func(end string) bool { return strings.HasSuffix(r.Path, end) })
		if r.Method == http.MethodPost && !button && !slices.Contains(shown, r.Path) {
			t.Errorf("no page shows the form that is sent to %s", r.Path)
		}
	}
}

func TestNothingIsTakenFromAnotherSite(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, false))
	admin := a.member(t, models.Admin)
	unsafe := 0
	for _, r := range a.Routes() {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			continue
		}
		unsafe++
		for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
			if got := admin.send(t, httptest.NewRequest(r.Method, addressOf(r), nil), headers...); got.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s with %q answers %d", r.Method, r.Path, headers, got.StatusCode)
			}
		}
	}
	if unsafe < 40 {
		t.Errorf("only %d routes are unsafe", unsafe)
	}
	if got := admin.get(t, "/en/account"); got.StatusCode != http.StatusOK {
		t.Errorf("another site has signed the admin out: %d", got.StatusCode)
	}
}

// TestReadingChangesNothing crawls as an admin over every page and file that can be
// read. Apart stand the moment at which a session was last seen, and the log of
// actions: it grows by what was downloaded.
func TestReadingChangesNothing(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		admin := a.member(t, models.Admin)
		admin.post(t, "/en/account/second-factor", "current_password", modelstest.Password)
		token, err := a.store.AddUser(t.Context(), &models.User{Name: "invited", FullName: "Invited", Role: models.Editor})
		if err != nil {
			t.Fatal(err)
		}
		logged := func() map[models.ActionKind]int {
			list, err := a.store.AllActions(t.Context(), models.ActionFilter{})
			if err != nil {
				t.Fatal(err)
			}
			n := make(map[models.ActionKind]int)
			for action, err := range list.Each {
				if err != nil {
					t.Fatal(err)
				}
				n[action.Kind]++
			}
			return n
		}
		before, logBefore := modelstest.Dump(t, a.store, "sessions.seen_at", "actions"), logged()
		n := 0
		for _, r := range a.Routes() {
			if r.Method != http.MethodGet && r.Method != http.MethodHead || r.Path == "/static/*" {
				continue
			}
			path := strings.NewReplacer(":commodity", "brent", ":name", "invited", ":id", "st067").Replace(r.Path)
			for prefix, code := range map[string]string{"projects": "ulba-fa", "enterprises": "ulba-fa-llp", "agreements": "nuclear-trafficking-2018", "statements": "st067", "metrics": "launched", "sources": "qazaqtv-194657"} {
				path = strings.Replace(path, prefix+"/:code", prefix+"/"+code, 1)
			}
			path = pathParam.ReplaceAllString(path, "none-such")
			if of, end, any := strings.Cut(path, "/edit/*"); any && end == "" {
				path = admin.get(t, of).href("main a[href*='/edit/']")
			} else if of, end, any := strings.Cut(path, "/withdraw/*"); any && end == "" {
				path = strings.Replace(admin.get(t, of).href("main a[href*='/edit/']"), "/edit/", "/withdraw/", 1)
			} else if of, end, any := strings.Cut(path, "/versions/*"); any && end == "" {
				path = strings.Replace(admin.get(t, of).href("main a[href*='/edit/']"), "/edit/", "/versions/", 1)
			}
			if path == "" {
				t.Errorf("no record is found for %s", r.Path)
				continue
			}
			queries := []string{""}
			if strings.HasSuffix(path, "/bulk") {
				queries = append(queries, "?all=yes", "?all=yes&q=wind")
			} else if strings.HasPrefix(path, "/en/") {
				queries = append(queries, "?token="+token+"&kept=none&next=/en/&q=wind&page=1")
			} else if r.Method == http.MethodHead {
				// The routes of the languages share their code.
				continue
			}
			for _, query := range queries {
				if got := admin.send(t, httptest.NewRequest(r.Method, path+query, nil)); got.StatusCode >= http.StatusInternalServerError {
					t.Errorf("%s answers %d", path+query, got.StatusCode)
				}
				n++
			}
		}
		if n < 500 {
			t.Errorf("only %d addresses were read", n)
		}
		after := modelstest.Dump(t, a.store, "sessions.seen_at", "actions")
		for table, rows := range before {
			if rows != after[table] {
				t.Errorf("%s was changed by reading", table)
			}
		}
		for kind, n := range logged() {
			if n != logBefore[kind] && kind != models.ActionDownloaded {
				t.Errorf("reading has logged %s %d times", kind, n-logBefore[kind])
			}
		}
	})
}

func TestPagesOfUsersAreKeptNowhereAndThoseOfVisitorsAsBefore(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		for _, address := range []string{"/en/", "/en/projects", "/en/projects.csv", "/en/projects?known=2026-11-23", "/en/about", "/en/nope", "/en/briefing", "/data/dostyk.zip", "/en/changes.atom", "/en/account", "/en/admin/"} {
			got := editor.get(t, address)
			if got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("ETag") != "" || got.Header.Get("Last-Modified") != "" {
				t.Errorf("%s for a user: %v", address, got.Header)
			}
			if strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") && got.text("[data-testid=signed-in] form button") != "Sign out" {
				t.Errorf("%s does not say who is signed in", address)
			}
		}
		for address, want := range map[string]string{"/en/": "no-cache", "/en/projects.csv": "no-cache", "/en/about": "no-cache", "/en/nope": "no-store", "/data/dostyk.zip": "no-cache"} {
			got := a.get(t, address)
			if got.Header.Get("Cache-Control") != want || len(got.Cookies()) > 0 || strings.Contains(strings.Join(got.Header.Values("Vary"), ","), "Cookie") {
				t.Errorf("%s for a visitor: %v", address, got.Header)
			}
		}
	})
}

func TestAVisitorCostsNoQueryMore(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		queries := func(ask func()) string {
			a.log.Reset()
			ask()
			_, n, _ := strings.Cut(a.log.String(), `"queries":`)
			n, _, _ = strings.Cut(n, ",")
			return n
		}
		if n := queries(func() { a.get(t, "/en/sign-in") }); n != "0" {
			t.Errorf("the page of signing in asks %s times", n)
		}
		visitor := queries(func() { a.get(t, "/en/about") })
		editor := a.member(t, models.Editor)
		user := queries(func() { editor.get(t, "/en/about") })
		var v, u int
		if _, err := fmt.Sscan(visitor+" "+user, &v, &u); err != nil || u != v+2 {
			t.Errorf("a visitor asks %s times, a user %s times (%v)", visitor, user, err)
		}
	})
}

func TestAFormThatComesTooLateIsThereAgainAfterSigningIn(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		clock := modelstest.Now
		a.store.SetClock(func() time.Time { return clock })
		short := with(a, handlers.Options{Sessions: models.SessionLimits{Idle: time.Hour, Lifetime: 2 * time.Hour}})
		form := values("username", "zhanna", "full_name", "Жанна & <b>Co</b>", "role", "reviewer")
		for name, end := range map[string]func(admin *person){
			"idle for too long": func(*person) { clock = clock.Add(90 * time.Minute) },
			"signed out in another browser": func(admin *person) {
				admin.loseSession(t)
			},
			"ended from another browser": func(*person) { short.member(t, models.Admin).post(t, "/en/account/other-sessions") },
		} {
			t.Run(name, func(t *testing.T) {
				admin := short.member(t, models.Admin)
				end(admin)
				late := admin.postForm(t, "/en/admin/users/new?from=list", form)
				to, err := url.Parse(late.Header.Get("Location"))
				if err != nil || to.Path != "/en/sign-in" || to.Query().Get("again") != "form_kept" {
					t.Fatalf("the late form leads to %q (%d)", late.Header.Get("Location"), late.StatusCode)
				}
				if got := admin.get(t, to.String()); !strings.Contains(got.text("main"), "your form will be there as you typed it") {
					t.Errorf("the page says %s", got.text("main"))
				}
				next := to.Query().Get("next")
				if !strings.HasPrefix(next, "/en/admin/users/new?from=list&kept=") {
					t.Errorf("the address is not that of the form: %q", next)
				}
				// Whoever else has the address sees nothing.
				modelstest.User(t, a.store, "other."+strings.ReplaceAll(name, " ", "-"), models.Admin)
				other := short.someone()
				other.signIn(t, "other."+strings.ReplaceAll(name, " ", "-"), modelstest.Password)
				if got := other.get(t, next); got.doc.Find("#username").AttrOr("value", "") != "" || !strings.Contains(got.text("[data-testid=notice]"), "no longer here") {
					t.Errorf("somebody else sees %s", got.text("main"))
				}
				leads(t, "signing in", admin.post(t, to.String(), "username", "a.admin", "password", modelstest.Password), next)
				for range 2 {
					got := admin.get(t, next)
					if got.doc.Find("#username").AttrOr("value", "") != "zhanna" || got.doc.Find("#full_name").AttrOr("value", "") != "Жанна & <b>Co</b>" || got.doc.Find("#role option[selected]").AttrOr("value", "") != "reviewer" {
						t.Errorf("the form is not as it was typed: %s", got.text("main"))
					}
					if !strings.Contains(got.text("[data-testid=notice]"), "It is not saved yet") {
						t.Errorf("the page says %q", got.text("[data-testid=notice]"))
					}
				}
				if _, err := a.store.UserByName(t.Context(), "zhanna"); err == nil {
					t.Error("the form was saved by being kept")
				}
				if got := admin.get(t, "/en/admin/users/a.admin?"+strings.TrimPrefix(next, "/en/admin/users/new?from=list&")); got.doc.Find("#full_name").AttrOr("value", "") != "Full a.admin" {
					t.Error("the form shows on another page")
				}
				clock = clock.Add(13 * time.Hour)
				admin.signIn(t, "a.admin", modelstest.Password)
				if got := admin.get(t, next); got.doc.Find("#username").AttrOr("value", "") != "" {
					t.Error("the form waits for ever")
				}
			})
		}
		// Nobody who was never signed in can leave anything here.
		stranger := short.someone()
		got := stranger.postForm(t, "/en/admin/users/new", form)
		leads(t, "a stranger's form", got, "/en/sign-in?again=form_lost&next=%2Fen%2Fadmin%2Fusers%2Fnew")
		// A button is pressed again from the page where it stood.
		leads(t, "a button", stranger.postForm(t, "/en/admin/users/x/disable", nil, "Referer", "http://example.com/en/admin/users/x"), "/en/sign-in?again=button&next=%2Fen%2Fadmin%2Fusers%2Fx")
		leads(t, "a button elsewhere", stranger.postForm(t, "/en/admin/users/x/disable", nil, "Referer", "http://evil.example/en/admin/users/x"), "/en/sign-in?again=button")
	})
}
