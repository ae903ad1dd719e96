package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnExportLoadsIntoAnEmptyDatabaseAndIsTheSameAgain(t *testing.T) {
	databases(t, func(t *testing.T, flags []string) {
		dir, into := t.TempDir(), t.TempDir()
		first, second := filepath.Join(dir, "first.zip"), filepath.Join(dir, "second.zip")
		if _, err := dostyk(t, append([]string{"load", "../../models/opening"}, flags...)...); err != nil {
			t.Fatal(err)
		}
		out, err := dostyk(t, append([]string{"export", first}, flags...)...)
		if err != nil || !strings.Contains(out, "rows in 21 files") || !strings.Contains(out, "SHA-256") {
			t.Fatalf("export says %q, %v", out, err)
		}
		out, err = dostyk(t, "load", first, "--data-dir", into)
		if err != nil || !strings.Contains(out, "first.zip/sources.csv") {
			t.Fatalf("load says %q, %v", out, err)
		}
		if _, err := dostyk(t, "export", second, "--data-dir", into); err != nil {
			t.Fatal(err)
		}
		a, err := os.ReadFile(first)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(second)
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("the second export has %d bytes, the first %d (%v)", len(b), len(a), err)
		}
	})
}

func TestADamagedZipIsNotLoaded(t *testing.T) {
	environment(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "data.ZIP")
	if err := os.WriteFile(file, []byte("PK and nothing else"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := dostyk(t, "load", file, "--data-dir", dir); err == nil || !strings.Contains(err.Error(), "data.ZIP was not loaded: the zip cannot be read") {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("loading made %v (%v)", entries, err)
	}
}

func TestAnExportThatFailsLeavesNothingBehind(t *testing.T) {
	environment(t)
	dir, out := t.TempDir(), t.TempDir()
	file := filepath.Join(out, "data.zip")
	if _, err := dostyk(t, "export", file, "--data-dir", dir); err == nil || !strings.Contains(err.Error(), "there is no database") {
		t.Errorf("without a database: %v", err)
	}
	if _, err := dostyk(t, "migrate", "--data-dir", dir); err != nil {
		t.Fatal(err)
	}
	if _, err := dostyk(t, "export", out, "--data-dir", dir); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("onto a folder: %v", err)
	}
	if _, err := dostyk(t, "export", filepath.Join(out, "nowhere", "data.zip"), "--data-dir", dir); err == nil || !strings.Contains(err.Error(), "cannot be written") {
		t.Errorf("into no folder: %v", err)
	}
	// The database ends before it is read whole.
	database := filepath.Join(dir, "dostyk.db")
	if err := os.Truncate(database, 64<<10); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("the export of yesterday"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := dostyk(t, "export", file, "--data-dir", dir); err == nil {
		t.Error("a damaged database is exported")
	}
	text, err := os.ReadFile(file)
	if err != nil || string(text) != "the export of yesterday" {
		t.Errorf("the older export is %q (%v)", text, err)
	}
	if entries, err := os.ReadDir(out); err != nil || len(entries) != 1 {
		t.Errorf("it left %v (%v)", entries, err)
	}
}
