package handlers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// TestAForgedHostStandsNowhere asks every address as a client that makes up the name of
// the site, and reads the whole answers.
func TestAForgedHostStandsNowhere(t *testing.T) {
	walks(t)
	a := newApp(modelstest.New(t, models.SQLite, true))
	for _, address := range a.realAddresses(t, "en") {
		for _, host := range []string{"evil.example", "localhost:evil.example", "example.com.evil.example"} {
			r := httptest.NewRequest(http.MethodGet, address, nil)
			r.Host = host
			r.Header.Set("X-Forwarded-Host", host)
			w := httptest.NewRecorder()
			a.ServeHTTP(w, r)
			body, err := io.ReadAll(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if w.Code >= http.StatusInternalServerError || strings.Contains(string(body), "evil") {
				t.Errorf("%s asked of %s answers %d, and names it: %t", address, host, w.Code, strings.Contains(string(body), "evil"))
			}
			for name, values := range w.Header() {
				if strings.Contains(strings.Join(values, " "), "evil") {
					t.Errorf("%s asked of %s: %s is %q", address, host, name, values)
				}
			}
		}
	}
	admin := a.member(t, models.Admin)
	r := httptest.NewRequest(http.MethodPost, "/en/admin/users/new", strings.NewReader(values("username", "x.y", "full_name", "X Y", "role", "viewer").Encode()))
	r.Host = "evil.example"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if got := admin.send(t, r); !strings.Contains(got.body, "/set-password?token=") || strings.Contains(got.body, "evil") {
		t.Errorf("a one-time address: %d, %s", got.StatusCode, got.text("main"))
	}
}

// TestAddressesAreWholeWhereTheSiteIsKnown reads the addresses in files and citations.
func TestAddressesAreWholeWhereTheSiteIsKnown(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	for _, test := range []struct {
		name, host string
		options    handlers.Options
		want       string
	}{
		{"configured", "evil.example", handlers.Options{PublicURL: "https://dostyk.example"}, "https://dostyk.example"},
		{"allowed", "dostyk.example", handlers.Options{AllowedHosts: []string{"other.example", "Dostyk.example"}}, "http://dostyk.example"},
		{"allowed at any port", "dostyk.example:8080", handlers.Options{AllowedHosts: []string{"dostyk.example"}}, "http://dostyk.example:8080"},
		{"this machine", "localhost:8080", handlers.Options{}, "http://localhost:8080"},
		{"this machine by number", "[::1]:8080", handlers.Options{}, "http://[::1]:8080"},
		{"unknown", "192.0.2.5:8080", handlers.Options{}, ""},
	} {
		b := with(a, test.options)
		for address, begins := range map[string]string{
			"/en/projects.json?q=ulba": `"url":"%s/en/projects/`, "/en/projects.csv?q=ulba": ",%s/en/projects/", "/en/programme.svg": "%s/en/", "/en/f/st068": "%s/en/f/st068",
			"/en/changes.atom": `href="%s/en/changes`,
		} {
			r := httptest.NewRequest(http.MethodGet, address, nil)
			r.Host = test.host
			body := strings.ReplaceAll(b.do(t, r).body, `": "`, `":"`)
			if want := strings.ReplaceAll(begins, "%s", test.want); !strings.Contains(body, want) {
				t.Errorf("%s: %s has no %q", test.name, address, want)
			}
		}
	}
}
