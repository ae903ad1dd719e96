package main

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models/modelstest"
)

var setUp = regexp.MustCompile(`set_up="?(http://\S+?)"?\s`)

func TestTheFirstStartTellsWhereTheFirstAdminIsMade(t *testing.T) {
	databases(t, func(t *testing.T, flags []string) {
		ctx, stop := context.WithCancel(t.Context())
		out := new(log)
		_, ended := start(t, ctx, out, append(flags, "serve", "--empty", "--plain-http", "--listen", "127.0.0.1:0")...)
		m := setUp.FindStringSubmatch(out.String())
		if m == nil || strings.Count(out.String(), "set_up=") != 1 {
			t.Fatalf("the log names no address:\n%s", out)
		}
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		client := &http.Client{Jar: jar}
		response, err := client.Get(m[1])
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		response, err = client.PostForm(response.Request.URL.String(), url.Values{"username": {"admin"}, "full_name": {"The first"}, "password": {modelstest.Password}})
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK || response.Request.URL.Path != "/en/admin/" {
			t.Errorf("the set-up ends at %s with %d", response.Request.URL, response.StatusCode)
		}
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		ctx, stop = context.WithCancel(t.Context())
		out = new(log)
		_, ended = start(t, ctx, out, append(flags, "serve", "--empty", "--listen", "127.0.0.1:0")...)
		if strings.Contains(out.String(), "set_up=") {
			t.Errorf("with an admin the log names another address:\n%s", out)
		}
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	})
}

func TestUsersAreKeptFromTheCommandLine(t *testing.T) {
	databases(t, func(t *testing.T, flags []string) {
		user := func(args ...string) (string, error) {
			return dostyk(t, append(append([]string{"user"}, args...), flags...)...)
		}
		out, err := user("add", "Admin", "--role", "admin", "--full-name", "Айгерім Серік", "--public-url", "https://dostyk.example")
		if err != nil || !strings.Contains(out, "Added admin.") || !strings.Contains(out, "\nhttps://dostyk.example/set-password?token=") {
			t.Fatalf("adding says %q (%v)", out, err)
		}
		if out, err := user("list"); err != nil || !regexp.MustCompile(`admin +admin +invited +no +never +Айгерім Серік`).MatchString(out) {
			t.Errorf("the list says %q (%v)", out, err)
		}
		for want, args := range map[string][]string{
			"already":                    {"add", "admin", "--role", "admin", "--full-name", "Again"},
			"cannot be a sign-in name":   {"add", "new", "--role", "admin", "--full-name", "New"},
			"write the full name":        {"add", "empty", "--role", "admin", "--full-name", " "},
			"must be one of":             {"add", "serik", "--role", "owner", "--full-name", "Serik"},
			"the last admin":             {"disable", "admin"},
			`there is no user "nobody"`:  {"reset", "nobody"},
			`there is no user "nobody":`: {"disable", "nobody"},
			"the public address":         {"reset", "admin", "--public-url", "dostyk.example"},
		} {
			if _, err := user(args...); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q says %v, want %q", args, err, want)
			}
		}
		if out, err := user("add", "serik", "--role", "editor", "--full-name", "Serik", "--listen", ":9090"); err != nil || !strings.Contains(out, "\nhttp://localhost:9090/set-password?token=") {
			t.Errorf("without a public address: %q (%v)", out, err)
		}
		if out, err := user("disable", "serik"); err != nil || !strings.Contains(out, "Disabled serik") {
			t.Errorf("disabling says %q (%v)", out, err)
		}
		if out, err := user("list"); err != nil || !strings.Contains(out, "disabled") {
			t.Errorf("the list says %q (%v)", out, err)
		}
		if out, err := user("reset", "serik"); err != nil || !strings.Contains(out, "set-password?token=") {
			t.Errorf("resetting says %q (%v)", out, err)
		}
		if out, err := user("list"); err != nil || strings.Contains(out, "disabled") {
			t.Errorf("after the reset the list says %q (%v)", out, err)
		}
	})
}

func TestSessionsMustLast(t *testing.T) {
	environment(t)
	for _, flags := range [][]string{{"--session-idle", "10s"}, {"--session-idle", "3h", "--session-lifetime", "2h"}} {
		if _, err := dostyk(t, append(flags, "--listen", "127.0.0.1:0", "--data-dir", t.TempDir())...); err == nil || !strings.Contains(err.Error(), "sessions cannot last") {
			t.Errorf("%q says %v", flags, err)
		}
	}
}
