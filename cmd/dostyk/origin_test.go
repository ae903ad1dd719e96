package main

import (
	"strings"
	"testing"
)

func TestWhereTheServerStandsIsChecked(t *testing.T) {
	folder := t.TempDir()
	if out, err := dostyk(t, "migrate", "--data-dir", folder); err != nil {
		t.Fatal(out, err)
	}
	check := func(args ...string) (string, error) {
		return dostyk(t, append([]string{"check", "--data-dir", folder}, args...)...)
	}
	for _, test := range []struct {
		args    []string
		refused string
	}{
		{[]string{"--behind-proxy"}, "--trusted-proxy 127.0.0.1"},
		{[]string{"--trusted-proxy", "10.0.0.5,all"}, `the proxy "all" is not right`},
		{[]string{"--trusted-proxy", "10.0.0.0/33"}, "10.0.0.0/24"},
		{[]string{"--allowed-host", "https://dostyk.example"}, "write a name"},
		{[]string{"--allowed-host", "*"}, "write a name"},
	} {
		for _, command := range []string{"check", "serve"} {
			_, err := dostyk(t, append([]string{command, "--data-dir", folder, "--listen", "localhost:0"}, test.args...)...)
			if err == nil || !strings.Contains(err.Error(), test.refused) {
				t.Errorf("%s %q: %v", command, test.args, err)
			}
		}
	}
	t.Setenv("DOSTYK_BEHIND_PROXY", "true")
	if _, err := check(); err == nil || !strings.Contains(err.Error(), "DOSTYK_TRUSTED_PROXY") {
		t.Errorf("the variable: %v", err)
	}
	t.Setenv("DOSTYK_BEHIND_PROXY", "false")
	t.Setenv("DOSTYK_TRUSTED_PROXY", "10.0.0.5, 192.0.2.0/24,::1")
	for listen, missing := range map[string]bool{":8080": true, "0.0.0.0:8080": true, "192.0.2.1:80": true, "localhost:8080": false, "127.0.0.1:8080": false, "[::1]:8080": false} {
		out, err := check("--listen", listen)
		if err != nil || strings.Contains(out, "--public-url") != missing {
			t.Errorf("%s: %q (%v)", listen, out, err)
		}
	}
	if out, err := check("--listen", ":8080", "--public-url", "https://dostyk.example"); err != nil || strings.Contains(out, "Note") {
		t.Errorf("with a public address: %q (%v)", out, err)
	}
}
