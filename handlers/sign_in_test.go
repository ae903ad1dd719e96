package handlers_test

import (
	"bytes"
	"image/png"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// with is the dashboard with other options.
func with(a *app, o handlers.Options) *app {
	return &app{Echo: handlers.New(a.store, discard(), o), store: a.store, log: a.log}
}

func TestTheFirstAdminIsMadeAtItsAddress(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		token, err := a.store.SetUpToken(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b := a.someone()
		address := "/kk/set-up?token=" + token
		if got := b.get(t, "/kk/set-up?token=nope"); got.StatusCode != http.StatusGone {
			t.Errorf("a wrong token answers %d", got.StatusCode)
		}
		// A look at it does not use it up.
		for range 2 {
			if got := b.get(t, address); got.StatusCode != http.StatusOK || got.Header.Get("Cache-Control") != "no-store" || len(got.Cookies()) > 0 {
				t.Errorf("the address answers %d", got.StatusCode)
			}
		}
		if got := b.post(t, address, "username", "", "full_name", "", "password", "short"); got.StatusCode != http.StatusUnprocessableEntity || got.doc.Find(".problems li").Length() != 3 {
			t.Errorf("an empty form answers %d: %s", got.StatusCode, got.text("main"))
		}
		leads(t, "the set-up", b.post(t, address, "username", "admin", "full_name", "Әсел", "password", modelstest.Password), "/kk/admin/")
		if got := b.get(t, "/kk/admin/"); got.StatusCode != http.StatusOK || got.text("h1") != "Қош келдіңіз, Әсел" {
			t.Errorf("the first page is %q (%d)", got.text("h1"), got.StatusCode)
		}
		if got := a.someone().post(t, address, "username", "second", "full_name", "Second", "password", modelstest.Password); got.StatusCode != http.StatusGone {
			t.Errorf("the address works again: %d", got.StatusCode)
		}
		if got := b.get(t, "/kk/admin/audit"); !strings.Contains(got.text("table"), "admin Пайдаланушы қосылды") {
			t.Errorf("the log says %s", got.text("table"))
		}
	})
}

func TestTheCookieIsSafe(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		cookie := editor.cookies["__Host-dostyk"]
		if cookie == nil || !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge != 0 || !cookie.Expires.IsZero() {
			t.Fatalf("the cookie is %v", cookie)
		}
		var hashes []string
		if err := a.store.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		sessions, err := a.store.Sessions(t.Context(), 1, models.SessionLimits{Idle: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sessions {
			hashes = append(hashes, s.TokenHash)
		}
		if len(hashes) != 1 || strings.Contains(strings.Join(hashes, " "), cookie.Value) {
			t.Errorf("the database holds %q of the token %q", hashes, cookie.Value)
		}
		// Another sign-in gives another token, and the old one opens nothing.
		old := a.someone()
		old.cookies["__Host-dostyk"] = cookie
		leads(t, "signing out", editor.post(t, "/en/sign-out"), "/en/sign-in?again=out")
		editor.signIn(t, "a.editor", modelstest.Password)
		if editor.cookies["__Host-dostyk"].Value == cookie.Value {
			t.Error("the token is the same after another sign-in")
		}
		leads(t, "the old token", old.get(t, "/en/account"), "/en/sign-in?next=%2Fen%2Faccount")
		planted := a.someone()
		planted.cookies["__Host-dostyk"] = &http.Cookie{Name: "__Host-dostyk", Value: "planted-by-somebody"}
		planted.signIn(t, "a.editor", modelstest.Password)
		if planted.cookies["__Host-dostyk"].Value == "planted-by-somebody" {
			t.Error("a planted token is taken")
		}
		plain := with(a, handlers.Options{PlainHTTP: true}).someone()
		plain.signIn(t, "a.editor", modelstest.Password)
		if cookie := plain.cookies["dostyk"]; cookie == nil || cookie.Secure || !cookie.HttpOnly {
			t.Errorf("over plain HTTP the cookie is %v", cookie)
		}
	})
}

func TestWhereBrowsersWouldNotKeepTheCookieThePageSaysSo(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for base, warns := range map[string]bool{"http://dostyk.example": true, "https://dostyk.example": false, "http://localhost:8080": false, "http://127.0.0.1:8080": false, "http://[::1]:8080": false, "http://192.0.2.5": true} {
			if got := a.someone().get(t, base+"/en/sign-in").doc.Find("[data-testid=warning]").Length() == 1; got != warns {
				t.Errorf("%s warns: %t", base, got)
			}
		}
		if got := with(a, handlers.Options{PlainHTTP: true}).someone().get(t, "http://192.0.2.5/en/sign-in"); got.doc.Find("[data-testid=warning]").Length() > 0 {
			t.Error("where plain HTTP is asked for there is a warning")
		}
	})
}

func TestWrongSignInsAreAnsweredAlike(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		modelstest.User(t, a.store, "serik", models.Editor)
		var bodies []string
		for _, name := range []string{"serik", "nobod"} {
			got := a.someone().post(t, "/en/sign-in", "username", name, "password", "wrong wrong wrong")
			if got.StatusCode != http.StatusUnprocessableEntity || len(got.Cookies()) > 0 || got.doc.Find("#password").AttrOr("value", "") != "" {
				t.Errorf("%s: answers %d with %d cookies", name, got.StatusCode, len(got.Cookies()))
			}
			bodies = append(bodies, strings.ReplaceAll(got.body, name, ""))
		}
		if bodies[0] != bodies[1] {
			t.Error("the answers tell a user from nobody")
		}
		var got answer
		for range 6 {
			got = a.someone().post(t, "/en/sign-in", "username", "serik", "password", "wrong wrong wrong")
		}
		if got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") != "2" || !strings.Contains(got.text(".problems"), "Wait 2 seconds") {
			t.Errorf("after many: %d, wait %q: %s", got.StatusCode, got.Header.Get("Retry-After"), got.text("main"))
		}
		elsewhere := a.someone()
		elsewhere.address = "203.0.113.9"
		elsewhere.signIn(t, "serik", modelstest.Password)
	})
}

func TestTheAddressOfAVisitorIsNotWhatTheVisitorSays(t *testing.T) {
	proxy, farm := cidr(t, "10.0.0.5/32"), cidr(t, "192.0.2.0/24")
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct {
			name      string
			trusted   []*net.IPNet
			from      string
			forwarded string
			want      string
		}{
			{"without a proxy", nil, "198.51.100.1", "1.1.1.1, 203.0.113.5", "198.51.100.1"},
			{"of a private client without a proxy", nil, "10.0.0.5", "8.8.8.8", "10.0.0.5"},
			{"of this machine without a proxy", nil, "127.0.0.1", "8.8.8.8", "127.0.0.1"},
			{"behind a proxy", []*net.IPNet{proxy}, "10.0.0.5", "1.1.1.1, 203.0.113.5", "203.0.113.5"},
			{"of a private client behind a proxy", []*net.IPNet{proxy}, "10.0.0.5", "8.8.8.8, 10.0.0.7", "10.0.0.7"},
			{"of a private client past the proxy", []*net.IPNet{proxy}, "10.0.0.7", "8.8.8.8, 10.0.0.5", "10.0.0.7"},
			{"past the proxy", []*net.IPNet{proxy}, "198.51.100.2", "203.0.113.5", "198.51.100.2"},
			{"behind two proxies", []*net.IPNet{proxy, farm}, "10.0.0.5", "8.8.8.8, 203.0.113.5, 192.0.2.9", "203.0.113.5"},
			{"behind a proxy that says nothing", []*net.IPNet{proxy}, "10.0.0.5", "", "10.0.0.5"},
			{"behind a proxy that says nonsense", []*net.IPNet{proxy}, "10.0.0.5", "203.0.113.5, unknown", "10.0.0.5"},
		} {
			b := with(a, handlers.Options{TrustedProxies: test.trusted}).someone()
			b.address = test.from
			b.postForm(t, "/en/sign-in", values("username", "x", "password", "y"), "X-Forwarded-For", test.forwarded, "X-Real-Ip", "9.9.9.9", "X-Request-Id", "chosen")
			list, err := a.store.Actions(t.Context(), models.ActionFilter{})
			if err != nil || len(list) == 0 || list[0].Address != test.want || list[0].ActionID == "chosen" || list[0].ActionID == "" {
				t.Errorf("%s: logged %+v, want %s (%v)", test.name, list, test.want, err)
			}
		}
	})
}

func TestOnlyATrustedProxyIsBelievedAboutHTTPS(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, false))
	for _, test := range []struct {
		trusted []*net.IPNet
		said    string
		warns   bool
	}{
		{nil, "https", true},
		{[]*net.IPNet{cidr(t, "10.0.0.5/32")}, "https", false},
		{[]*net.IPNet{cidr(t, "10.0.0.5/32")}, "https, http", true},
		{[]*net.IPNet{cidr(t, "10.0.0.5/32")}, "", true},
		{[]*net.IPNet{cidr(t, "10.0.0.6/32")}, "https", true},
	} {
		b := with(a, handlers.Options{TrustedProxies: test.trusted}).someone()
		b.address = "10.0.0.5"
		got := b.get(t, "http://dostyk.example/en/sign-in", "X-Forwarded-Proto", test.said)
		if warns := got.doc.Find("[data-testid=warning]").Length() == 1; warns != test.warns {
			t.Errorf("%q, trusted %v: warns %t", test.said, test.trusted, warns)
		}
	}
}

func cidr(t *testing.T, text string) *net.IPNet {
	t.Helper()
	_, n, err := net.ParseCIDR(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheSecondFactorIsTurnedOnAndAskedFor(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		clock := modelstest.Now
		a.store.SetClock(func() time.Time { return clock })
		strict := with(a, handlers.Options{SecondFactor: true})
		modelstest.User(t, a.store, "serik", models.Reviewer)
		b := strict.someone()
		b.signIn(t, "serik", modelstest.Password)
		leads(t, "a reviewer without a second factor", b.get(t, "/en/admin/"), "/en/account/second-factor")
		if got := b.get(t, "/en/account/second-factor"); got.StatusCode != http.StatusOK || !strings.Contains(got.text("main"), "Your role asks for a second factor") {
			t.Errorf("the page says %s (%d)", got.text("main"), got.StatusCode)
		}
		if got := b.get(t, "/en/account/second-factor/qr"); got.StatusCode != http.StatusNotFound {
			t.Errorf("an image before there is a secret: %d", got.StatusCode)
		}
		leads(t, "beginning", b.post(t, "/en/account/second-factor", "current_password", modelstest.Password), "/en/account/second-factor")
		page := b.get(t, "/en/account/second-factor")
		secret := strings.ReplaceAll(page.text("[data-testid=totp-secret]"), " ", "")
		image := b.get(t, page.doc.Find(".qr img").AttrOr("src", ""))
		if picture, err := png.Decode(bytes.NewReader([]byte(image.body))); err != nil || picture.Bounds().Dx() < 200 || image.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the image answers %d (%v)", image.StatusCode, err)
		}
		code := func() string {
			text, err := totp.GenerateCode(secret, clock)
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		if got := b.post(t, "/en/account/second-factor/confirm", "code", "nope"); got.StatusCode != http.StatusUnprocessableEntity || got.text("#code-problem") == "" || got.doc.Find("#code").AttrOr("autocomplete", "") != "one-time-code" {
			t.Errorf("a wrong code answers %d: %s", got.StatusCode, got.text("main"))
		}
		got := b.post(t, "/en/account/second-factor/confirm", "code", code())
		codes := got.texts("[data-testid=secret] li")
		if got.StatusCode != http.StatusOK || len(codes) != models.RecoveryCodes {
			t.Fatalf("confirming answers %d: %s", got.StatusCode, got.text("main"))
		}
		if got := b.get(t, "/en/admin/"); got.StatusCode != http.StatusOK {
			t.Errorf("with a second factor the page answers %d", got.StatusCode)
		}
		if got := b.post(t, "/en/account/second-factor/off", "current_password", modelstest.Password); got.StatusCode != http.StatusForbidden {
			t.Errorf("who must have one turns it off: %d", got.StatusCode)
		}

		clock = clock.Add(time.Minute)
		b = strict.someone()
		signIn := func() {
			t.Helper()
			leads(t, "the password", b.post(t, "/ru/sign-in?next=/en/account%3Fa=1", "username", "serik", "password", modelstest.Password), "/ru/sign-in/code?next=%2Fru%2Faccount%3Fa%3D1")
		}
		leads(t, "a code before the password", b.get(t, "/ru/sign-in/code"), "/ru/sign-in")
		signIn()
		leads(t, "the account before the code", b.get(t, "/ru/account"), "/ru/sign-in?next=%2Fru%2Faccount")
		pending := b.cookies["__Host-dostyk"].Value
		if got := b.post(t, "/ru/sign-in/code?next=/ru/account", "code", "12"); got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a wrong code answers %d", got.StatusCode)
		}
		used := code()
		leads(t, "the code", b.post(t, "/ru/sign-in/code?next=/ru/account", "code", used), "/ru/account")
		if b.cookies["__Host-dostyk"].Value == pending {
			t.Error("the token of before the code goes on")
		}
		if got := b.get(t, "/ru/account"); got.StatusCode != http.StatusOK {
			t.Errorf("the account answers %d", got.StatusCode)
		}
		b = strict.someone()
		signIn()
		if got := b.post(t, "/ru/sign-in/code", "code", used); got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("the same code again answers %d", got.StatusCode)
		}
		leads(t, "a recovery code", b.post(t, "/ru/sign-in/code", "code", codes[3]), "/ru/admin/")
		b = strict.someone()
		signIn()
		clock = clock.Add(11 * time.Minute)
		leads(t, "a code that comes too late", b.post(t, "/ru/sign-in/code", "code", code()), "/ru/sign-in?again=codes")
		b = strict.someone()
		signIn()
		for range 4 {
			clock = clock.Add(20 * time.Second)
			b.post(t, "/ru/sign-in/code", "code", "nope")
		}
		clock = clock.Add(time.Minute)
		leads(t, "the fifth wrong code", b.post(t, "/ru/sign-in/code", "code", "nope"), "/ru/sign-in?again=codes")

		// An editor may do without.
		modelstest.User(t, a.store, "anna", models.Editor)
		editor := strict.someone()
		editor.signIn(t, "anna", modelstest.Password)
		if got := editor.get(t, "/en/admin/"); got.StatusCode != http.StatusOK {
			t.Errorf("an editor without a second factor gets %d", got.StatusCode)
		}
	})
}

func TestTheSecondFactorIsTurnedOffByPassword(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		b := a.member(t, models.Editor)
		b.post(t, "/en/account/second-factor", "current_password", modelstest.Password)
		secret := strings.ReplaceAll(b.get(t, "/en/account/second-factor").text("[data-testid=totp-secret]"), " ", "")
		code, err := totp.GenerateCode(secret, modelstest.Now)
		if err != nil {
			t.Fatal(err)
		}
		b.post(t, "/en/account/second-factor/confirm", "code", code)
		page := b.get(t, "/en/account/second-factor")
		if n := page.doc.Find("[data-testid=account-form]").Length(); n != 2 {
			t.Fatalf("%d forms: %s", n, page.text("main"))
		}
		for _, end := range []string{"off", "recovery-codes"} {
			if got := b.post(t, "/en/account/second-factor/"+end, "current_password", "wrong"); got.StatusCode != http.StatusUnprocessableEntity || got.doc.Find(".problem").Length() != 1 {
				t.Errorf("%s with a wrong password answers %d: %s", end, got.StatusCode, got.text("main"))
			}
		}
		if got := b.post(t, "/en/account/second-factor/recovery-codes", "current_password", modelstest.Password); len(got.texts("[data-testid=secret] li")) != models.RecoveryCodes {
			t.Errorf("new codes: %s", got.text("main"))
		}
		leads(t, "turning it off", b.post(t, "/en/account/second-factor/off", "current_password", modelstest.Password), "/en/account")
		a.member(t, models.Editor)
	})
}

func TestOnesOwnSessionsAndPassword(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		here, there, third := a.member(t, models.Viewer), a.member(t, models.Viewer), a.member(t, models.Viewer)
		page := here.get(t, "/en/account", "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0")
		if n := page.doc.Find("[data-testid=sessions] tbody tr").Length(); n != 3 || page.doc.Find("[data-testid=sessions] tr.shown").Length() != 1 {
			t.Fatalf("%d sessions: %s", n, page.text("main"))
		}
		id := page.doc.Find("input[name=session]").First().AttrOr("value", "")
		leads(t, "ending one", here.post(t, "/en/account/sessions", "session", id), "/en/account")
		if page := here.get(t, "/en/account"); page.doc.Find("[data-testid=sessions] tbody tr").Length() != 2 {
			t.Errorf("after one was ended: %s", page.text("table"))
		}
		leads(t, "ending all others", here.post(t, "/en/account/other-sessions"), "/en/account")
		for _, other := range []*person{there, third} {
			leads(t, "an ended session", other.get(t, "/en/account"), "/en/sign-in?next=%2Fen%2Faccount")
		}
		there.signIn(t, "a.viewer", modelstest.Password)
		if got := here.post(t, "/en/account/password", "current_password", "wrong", "password", "password1234"); got.StatusCode != http.StatusUnprocessableEntity || got.doc.Find(".problem").Length() != 2 {
			t.Errorf("a wrong form answers %d: %s", got.StatusCode, got.text("main"))
		}
		before := here.cookies["__Host-dostyk"].Value
		leads(t, "another password", here.post(t, "/en/account/password", "current_password", modelstest.Password, "password", "another river of steppe wind"), "/en/account")
		if here.cookies["__Host-dostyk"].Value == before {
			t.Error("the token goes on with another password")
		}
		if got := here.get(t, "/en/account"); got.StatusCode != http.StatusOK || !strings.Contains(got.text("[data-testid=notice]"), "Your password is changed") {
			t.Errorf("the account answers %d: %s", got.StatusCode, got.text("main"))
		}
		leads(t, "the other session", there.get(t, "/en/account"), "/en/sign-in?next=%2Fen%2Faccount")
		a.someone().signIn(t, "a.viewer", "another river of steppe wind")
	})
}

func TestNextLeadsNowhereElse(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		modelstest.User(t, a.store, "serik", models.Viewer)
		for next, want := range map[string]string{
			"/en/account":                   "/en/account",
			"/en/?year=2018&sector=mining":  "/en/?sector=mining&year=2018",
			"/kk/projects/ulba-fa?as_of=20": "/en/projects/ulba-fa?as_of=20",
			"/en/search?q=//evil.example":   "/en/search?q=%2F%2Fevil.example",
			"":                              "", "/": "", "//evil.example": "", "///evil.example": "", "/\\evil.example": "", "\\\\evil.example": "", "/%5cevil.example": "", "/%5Cevil.example/en/": "",
			"/en/%5c%5cevil.example": "", "/%2f%2fevil.example": "", "/%2Fevil.example": "", "/en//evil.example": "", "/en/..//evil.example": "", "/en/../../evil.example": "", "/en/%2e%2e/%2fevil.example": "",
			"https://evil.example/en/": "", "http:evil.example": "", "javascript:alert(1)": "", "data:text/html,x": "", "evil.example/en/": "", "//evil.example/en/account": "", "https:///evil.example": "",
			" /en/account": "", "/en/account\n": "", "/\t/evil.example": "", "/en/acc\r\nLocation: x": "", "/de/account": "", "/en": "", "/english/": "", "//en/account": "", "/en/account%0d%0aX: y": "", "user@evil.example": "", "/en/%": "", "?x": "", "#x": "",
			"/static/app.css": "", "/data/dostyk.zip": "",
		} {
			if want == "" {
				want = "/en/admin/"
			}
			b := a.someone()
			query := url.Values{"next": {next}}.Encode()
			got := b.post(t, "/en/sign-in?"+query, "username", "serik", "password", modelstest.Password)
			leads(t, "next="+next, got, want)
			leads(t, "signed in already, next="+next, b.get(t, "/en/sign-in?"+query), want)
			again := a.someone().get(t, "/en/sign-in?"+query)
			if action := again.doc.Find("[data-testid=account-form]").AttrOr("action", ""); strings.Contains(action, "evil") && !strings.HasPrefix(want, "/en/search") {
				t.Errorf("next=%s is kept in %q", next, action)
			}
		}
	})
}
