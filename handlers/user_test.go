package handlers_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// person is somebody at the dashboard, with the cookies that it gave.
type person struct {
	*app
	address string
	cookies map[string]*http.Cookie
}

func (a *app) someone() *person {
	return &person{app: a, address: "192.0.2.1", cookies: make(map[string]*http.Cookie)}
}

// member is the browser of a user of the role, who is signed in.
func (a *app) member(t *testing.T, role models.UserRole) *person {
	t.Helper()
	name := "a." + string(role)
	if _, err := a.store.UserByName(t.Context(), name); err != nil {
		modelstest.User(t, a.store, name, role)
	}
	b := a.someone()
	b.signIn(t, name, modelstest.Password)
	return b
}

func (b *person) send(t *testing.T, r *http.Request, headers ...string) answer {
	t.Helper()
	r.RemoteAddr = b.address + ":50000"
	for _, cookie := range b.cookies {
		r.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
	}
	got := b.do(t, r, headers...)
	for _, cookie := range got.Cookies() {
		if b.cookies[cookie.Name] = cookie; cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		}
	}
	return got
}

// get asks for an address.
func (b *person) get(t *testing.T, address string, headers ...string) answer {
	t.Helper()
	return b.send(t, httptest.NewRequest(http.MethodGet, address, nil), headers...)
}

// loseSession ends the session from another browser; this one keeps its cookie.
func (b *person) loseSession(t *testing.T) {
	t.Helper()
	cookies := maps.Clone(b.cookies)
	b.post(t, "/en/sign-out").redirected(t)
	b.cookies = cookies
}

// post sends a form of names and values in turn.
func (b *person) post(t *testing.T, address string, form ...string) answer {
	t.Helper()
	return b.postForm(t, address, values(form...))
}

func (b *person) postForm(t *testing.T, address string, form url.Values, headers ...string) answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(t, r, headers...)
}

func values(pairs ...string) url.Values {
	form := make(url.Values)
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

func (b *person) signIn(t *testing.T, name, password string) {
	t.Helper()
	if got := b.post(t, "/en/sign-in", "username", name, "password", password); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/en/admin/" {
		t.Fatalf("%s is not signed in: %d %s\n%s", name, got.StatusCode, got.Header.Get("Location"), got.text("main"))
	}
}

// leads checks that an answer leads to an address.
func leads(t *testing.T, what string, got answer, want string) {
	t.Helper()
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != want {
		t.Errorf("%s: answers %d and leads to %q, want %q\n%s", what, got.StatusCode, got.Header.Get("Location"), want, got.text("main"))
	}
}

func TestUsersAreKeptByAdmins(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		admin := a.member(t, models.Admin)
		got := admin.post(t, "/en/admin/users/new", "username", "Serik K", "full_name", "<b>Serik</b>", "role", "owner")
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.HasPrefix(got.doc.Find("title").Text(), "Error: ") || got.doc.Find("#username").AttrOr("value", "") != "Serik K" || got.doc.Find("#full_name").AttrOr("value", "") != "<b>Serik</b>" {
			t.Fatalf("a wrong form answers %d: %s", got.StatusCode, got.text("main"))
		}
		for _, field := range []string{"username", "role"} {
			message := got.text("#" + field + "-problem")
			if message == "" || got.text(".problems a[href='#"+field+"']") != message || !strings.Contains(got.doc.Find("#"+field).AttrOr("aria-describedby", ""), field+"-problem") {
				t.Errorf("%s: the field says %q, the summary %q", field, message, got.text(".problems a[href='#"+field+"']"))
			}
		}
		if got.doc.Find(".problems[autofocus][role=alert]").Length() != 1 {
			t.Error("the summary does not take the focus")
		}
		got = admin.post(t, "/en/admin/users/new", "username", "Serik", "full_name", "Serik K.", "role", "editor")
		address, err := url.Parse(got.text("[data-testid=secret] li"))
		if err != nil || got.StatusCode != http.StatusOK || address.Path != "/set-password" {
			t.Fatalf("adding answers %d: %s", got.StatusCode, got.text("main"))
		}
		if got := admin.post(t, "/en/admin/users/new", "username", "serik", "full_name", "Another", "role", "editor"); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text("#username-problem"), "already") {
			t.Errorf("a name that is taken answers %d: %s", got.StatusCode, got.text("main"))
		}
		serik := a.someone()
		if got := serik.get(t, address.RequestURI(), "Accept-Language", "kk"); got.StatusCode != http.StatusFound || got.Header.Get("Location") != "/kk/set-password?"+address.RawQuery {
			t.Fatalf("the one-time address leads to %q", got.Header.Get("Location"))
		}
		set := "/en/set-password?" + address.RawQuery
		got = serik.get(t, set)
		if got.doc.Find("#username").AttrOr("value", "") != "serik" || got.doc.Find("#password").AttrOr("autocomplete", "") != "new-password" || got.doc.Find("#password[maxlength], [onpaste]").Length() > 0 {
			t.Errorf("the page of the one-time address: %s", got.text("main"))
		}
		if got := serik.post(t, set, "password", "password1234"); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text("#password-problem"), "easy to guess") || got.doc.Find("#password").AttrOr("value", "x") != "" {
			t.Errorf("a common password answers %d: %s", got.StatusCode, got.text("main"))
		}
		leads(t, "setting the password", serik.post(t, set, "password", modelstest.Password), "/en/admin/")
		if got := serik.get(t, set); got.StatusCode != http.StatusGone || !strings.Contains(got.text("main"), "works once") {
			t.Errorf("the one-time address answers %d again", got.StatusCode)
		}
		if got := serik.get(t, "/en/admin/users"); got.StatusCode != http.StatusForbidden {
			t.Errorf("an editor sees the users: %d", got.StatusCode)
		}

		page := admin.get(t, "/en/admin/users/serik")
		version := page.doc.Find("input[name=version]").AttrOr("value", "")
		leads(t, "changing the role", admin.post(t, "/en/admin/users/serik", "full_name", "Serik K.", "role", "reviewer", "version", version), "/en/admin/users/serik")
		if notice := admin.get(t, "/en/admin/users/serik").text("[data-testid=notice]"); notice != "The user is saved." {
			t.Errorf("the next page says %q", notice)
		}
		if notice := admin.get(t, "/en/admin/users/serik").text("[data-testid=notice]"); notice != "" {
			t.Errorf("the page after it says %q", notice)
		}
		got = admin.post(t, "/en/admin/users/serik", "full_name", "Mine", "role", "viewer", "version", version)
		if got.StatusCode != http.StatusConflict || !strings.Contains(got.text(".problems"), "Serik K., the role reviewer") || got.doc.Find("#full_name").AttrOr("value", "") != "Mine" {
			t.Errorf("an overtaken change answers %d: %s", got.StatusCode, got.text("main"))
		}
		if got := serik.get(t, "/en/admin/"); !strings.Contains(got.text("[data-testid=signed-in]"), "reviewer") {
			t.Errorf("the new role is not in force: %s", got.text("[data-testid=signed-in]"))
		}
		leads(t, "disabling", admin.post(t, "/en/admin/users/serik/disable"), "/en/admin/users/serik")
		leads(t, "a disabled user", serik.get(t, "/en/admin/"), "/en/sign-in?next=%2Fen%2Fadmin%2F")
		if got := serik.post(t, "/en/sign-in", "username", "serik", "password", modelstest.Password); got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a disabled user signs in: %d", got.StatusCode)
		}
		leads(t, "enabling", admin.post(t, "/en/admin/users/serik/enable"), "/en/admin/users/serik")
		serik.signIn(t, "serik", modelstest.Password)
		if got := admin.post(t, "/en/admin/users/serik/reset"); got.text("[data-testid=secret] li") == "" {
			t.Errorf("resetting answers %d: %s", got.StatusCode, got.text("main"))
		}
		leads(t, "a user who was reset", serik.get(t, "/en/account"), "/en/sign-in?next=%2Fen%2Faccount")
		for _, end := range []string{"disable", "reset"} {
			leads(t, "to oneself: "+end, admin.post(t, "/en/admin/users/a.admin/"+end), "/en/admin/users/a.admin")
		}
		page = admin.get(t, "/en/admin/users/a.admin")
		version = page.doc.Find("input[name=version]").AttrOr("value", "")
		if got := admin.post(t, "/en/admin/users/a.admin", "full_name", "A", "role", "editor", "version", version); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text("#role-problem"), "last admin") {
			t.Errorf("the last admin becomes an editor: %d %s", got.StatusCode, got.text("main"))
		}
		if got := admin.get(t, "/en/admin/users/nobody"); got.StatusCode != http.StatusNotFound {
			t.Errorf("a user who is none answers %d", got.StatusCode)
		}

		log := admin.get(t, "/en/admin/audit?user=a.admin")
		for _, want := range []string{"User added User serik", "Role changed User serik", "User disabled", "User enabled", "Password reset"} {
			if !strings.Contains(log.text("[data-testid=audit]"), want) {
				t.Errorf("the log lacks %q:\n%s", want, log.text("[data-testid=audit]"))
			}
		}
	})
}

func TestTheLogOfActionsIsRead(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		admin := a.member(t, models.Admin)
		a.someone().post(t, "/en/sign-in", "username", "a.admin", "password", "wrong wrong wrong")
		all := admin.get(t, "/en/admin/audit")
		if n := all.doc.Find("[data-testid=audit] tbody tr").Length(); all.text("[data-testid=count]") != "4 actions" || n != 4 {
			t.Errorf("%s, %d rows:\n%s", all.text("[data-testid=count]"), n, all.text("table"))
		}
		refused := admin.get(t, "/en/admin/audit?kind=sign_in_refused&from=2026-11-23&to=2026-11-23&noun=user&code=a.admin")
		if rows := refused.texts("[data-testid=audit] tbody tr"); len(rows) != 1 || !strings.Contains(rows[0], "192.0.2.1") || !strings.Contains(rows[0], "23 November 2026, 14:00:00") {
			t.Errorf("the refusals are %q", rows)
		}
		if got := admin.get(t, "/en/admin/audit?to=2026-11-22"); got.text("[data-testid=count]") != "0 actions" {
			t.Errorf("before the first day there are %s", got.text("[data-testid=count]"))
		}
		for _, noun := range []string{"change+set", "project", "none"} {
			if got := admin.get(t, "/en/admin/audit?noun="+noun); got.StatusCode != http.StatusOK || got.text("[data-testid=count]") != "0 actions" {
				t.Errorf("the noun %s answers %d: %s", noun, got.StatusCode, got.text("[data-testid=count]"))
			}
		}
		for _, bad := range []string{"from=soon", "kind=nope", "noun=nope", "page=0"} {
			if got := admin.get(t, "/en/admin/audit?"+bad); got.StatusCode != http.StatusBadRequest {
				t.Errorf("%s answers %d", bad, got.StatusCode)
			}
		}
		for format, mediaType := range map[string]string{"csv": "text/csv", "json": "application/json", "xlsx": "application/vnd"} {
			got := admin.get(t, "/en/admin/audit."+format+"?kind=sign_in_refused", "Origin", "https://evil.example")
			if got.StatusCode != http.StatusOK || !strings.HasPrefix(got.Header.Get("Content-Type"), mediaType) || got.Header.Get("Cache-Control") != "no-store" ||
				got.Header.Get("Access-Control-Allow-Origin") != "" || got.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
				t.Errorf("%s answers %d with %v", format, got.StatusCode, got.Header)
			}
			if format == "csv" && (strings.Count(got.body, "\n") != 2 || !strings.Contains(got.body, "sign_in_refused,user,a.admin")) {
				t.Errorf("the file is\n%s", got.body)
			}
		}
		if got := admin.get(t, "/en/admin/audit?kind=downloaded"); got.text("[data-testid=count]") != "3 actions" {
			t.Errorf("the downloads in the log: %s", got.text("[data-testid=count]"))
		}
	})
}
