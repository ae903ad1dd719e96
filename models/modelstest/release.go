package modelstest

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// releases holds dumps of databases as each release left them after its first
// start, with its opening data: 0001 is that of schema 1.
//
//go:embed releases
var releases embed.FS

// Release is the configuration of a database as the release with that schema
// left it, not migrated since.
func Release(t testing.TB, dialect models.Dialect, schema int) models.Config {
	t.Helper()
	packed, err := releases.ReadFile(fmt.Sprintf("releases/%04d.%s.sql.gz", schema, dialect))
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	dump, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	c := models.Config{DataDir: t.TempDir()}
	if dialect == models.Postgres {
		c = NewConfig(t, dialect, false)
	}
	s, err := models.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	configs.Store(s, c)
	defer configs.Delete(s)
	if dialect == models.Postgres {
		Exec(t, s, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
	}
	Exec(t, s, string(dump))
	return c
}
