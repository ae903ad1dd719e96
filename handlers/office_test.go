package handlers_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// officePath is that of LibreOffice. Without it the test is skipped, except under CI,
// where it fails.
func officePath(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("DOSTYK_TEST_OFFICE"); path != "" {
		return path
	}
	path, err := exec.LookPath("soffice")
	if err != nil {
		lacking(t, "there is no LibreOffice: install it, or name its soffice in DOSTYK_TEST_OFFICE")
	}
	return path
}

// office converts a file as somebody does who opens it, and reads what LibreOffice
// makes of it.
func office(t *testing.T, path, file, to, filter string, options ...string) []byte {
	t.Helper()
	dir := filepath.Dir(file)
	out := filepath.Join(dir, "converted")
	args := append([]string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", to + ":" + filter, "--outdir", out}, options...)
	if output, err := exec.CommandContext(t.Context(), path, append(args, file)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	converted, err := os.ReadFile(filepath.Join(out, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))+"."+to))
	if err != nil {
		t.Fatal(err)
	}
	return converted
}
