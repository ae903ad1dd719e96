package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// served starts the server once and stops it again; it returns what it logged.
func served(t *testing.T, args ...string) (string, error) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out := new(log)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, append(args, "serve", "--empty", "--listen", "127.0.0.1:0"), out, out) }()
	for !strings.Contains(out.String(), "msg=serving") {
		select {
		case err := <-ended:
			return out.String(), err
		default:
		}
	}
	stop()
	return out.String(), <-ended
}

func TestTheKeyIsMadeOnceAndMissedWhenItIsGone(t *testing.T) {
	environment(t)
	dir := t.TempDir()
	flags := []string{"--data-dir", dir}
	out, err := served(t, flags...)
	file := filepath.Join(dir, models.KeyFile)
	if err != nil || strings.Count(out, file) != 1 {
		t.Fatalf("the first start says %v:\n%s", err, out)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key is %v (%v)", info, err)
	}
	if out, err := served(t, flags...); err != nil || strings.Contains(out, models.KeyFile) {
		t.Errorf("the second start says %v:\n%s", err, out)
	}

	// A secret of the time before there was a key.
	store := modelstest.Open(t, models.Config{DataDir: dir})
	modelstest.User(t, store, "serik", models.Editor)
	modelstest.Exec(t, store, "UPDATE users SET totp_secret = 'JBSWY3DPEHPK3PXP'")
	if _, err := served(t, flags...); err != nil {
		t.Fatal(err)
	}
	if found := modelstest.Written(t, store, "JBSWY3DPEHPK3PXP"); len(found) > 0 {
		t.Errorf("the secret stands in %v", found)
	}
	if _, err := dostyk(t, append(flags, "check")...); err != nil {
		t.Error(err)
	}
	secret, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Repeat("ab", 32)
	for name, test := range map[string]struct {
		flags []string
		want  string
	}{
		"another key":    {[]string{"--key", other}, "sealed with another key"},
		"no key":         {[]string{"--key", "x"}, "DOSTYK_KEY is no key"},
		"no file":        {[]string{"--key-file", filepath.Join(dir, "none")}, "there is no file"},
		"a missing file": {nil, "the key of secrets is missing"},
	} {
		if test.flags == nil {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
		args := append(flags[:2:2], test.flags...)
		if _, err := dostyk(t, append(args, "check")...); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: check says %v", name, err)
		}
		if _, err := served(t, args...); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: serve says %v", name, err)
		}
		if test.flags == nil {
			if _, err := os.Stat(file); err == nil {
				t.Error("a key was made in the place of the one that is missing")
			}
			if err := os.WriteFile(file, secret, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := dostyk(t, append(flags, "--key", strings.TrimSpace(string(secret)), "check")...); err != nil {
		t.Errorf("the same key as a variable: %v", err)
	}
}
