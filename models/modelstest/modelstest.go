// Package modelstest gives each test a database of its own, on SQLite and on
// Postgres. Only tests import it.
package modelstest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver with which databases are made and dropped

	"github.com/dostyk/dostyk/models"
)

// Now is the time by the clock of every test store.
var Now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// postgresVariable names the variable with the address of a Postgres server on
// which databases may be made and dropped.
const postgresVariable = "DOSTYK_TEST_POSTGRES"

// Each runs the test on a fresh migrated database of each dialect.
func Each(t *testing.T, test func(t *testing.T, s *models.Store)) { each(t, false, test) }

// Opening runs the test on each dialect, with the opening data loaded.
func Opening(t *testing.T, test func(t *testing.T, s *models.Store)) { each(t, true, test) }

func each(t *testing.T, opening bool, test func(t *testing.T, s *models.Store)) {
	t.Helper()
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			test(t, New(t, dialect, opening))
		})
	}
}

// New is a fresh migrated database of one dialect, with the opening data if
// asked for. It ends with the test. Without a Postgres server the test is
// skipped, except under CI, where it fails.
func New(t testing.TB, dialect models.Dialect, opening bool) *models.Store {
	t.Helper()
	return Open(t, NewConfig(t, dialect, opening))
}

// Open opens the database of a configuration for the time of the test.
func Open(t testing.TB, c models.Config) *models.Store {
	t.Helper()
	s, err := models.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	s.SetClock(func() time.Time { return Now })
	s.SetKey(Key(t, "a"))
	configs.Store(s, c)
	t.Cleanup(func() {
		configs.Delete(s)
		s.Close()
	})
	return s
}

// Key is a key that is the same for the same letter.
func Key(t testing.TB, letter string) models.Key {
	t.Helper()
	key, err := models.ParseKey(strings.Repeat(letter, 64))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// NewConfig is New without opening the database.
func NewConfig(t testing.TB, dialect models.Dialect, opening bool) models.Config {
	t.Helper()
	if dialect == models.SQLite {
		return newSQLite(t, opening)
	}
	return newPostgres(t, opening)
}

// configs remembers the configuration of each open store.
var configs sync.Map

// Exec runs a statement beside the store, for rows that no method of it makes.
func Exec(t testing.TB, s *models.Store, statement string) {
	t.Helper()
	db := connect(t, s)
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%v in:\n%s", err, statement)
	}
}

// connect opens the database of a store once more, beside the store.
func connect(t testing.TB, s *models.Store) *sql.DB {
	t.Helper()
	c, ok := configs.Load(s)
	if !ok {
		t.Fatal("the store was not opened by this package")
	}
	config := c.(models.Config)
	driver, dsn := "pgx", config.DatabaseURL
	if dsn == "" {
		driver, dsn = "sqlite", "file:"+filepath.Join(config.DataDir, models.DatabaseFile)+"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// Load loads files given as texts, by name.
func Load(t testing.TB, s *models.Store, files map[string]string) {
	t.Helper()
	if _, err := TryLoad(t.Context(), s, files, models.LoadOptions{}); err != nil {
		t.Fatal(err)
	}
}

// TryLoad is Load with options, for loads that may fail.
func TryLoad(ctx context.Context, s *models.Store, files map[string]string, o models.LoadOptions) (models.LoadReport, error) {
	fsys := make(fstest.MapFS, len(files))
	names := make([]string, 0, len(files))
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		names = append(names, name)
	}
	return s.Load(ctx, fsys, names, o)
}

// program is the name of the test program, and a fingerprint of everything
// that is compiled into it: a template made by another build may be stale.
var program = sync.OnceValues(func() (name, fingerprint string) {
	path, err := os.Executable()
	if err != nil {
		panic(err)
	}
	file, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		panic(err)
	}
	name, _, _ = strings.Cut(filepath.Base(path), ".")
	return name, hex.EncodeToString(h.Sum(nil)[:6])
})

// prepare migrates a database and fills it.
func prepare(ctx context.Context, c models.Config, opening bool) error {
	s, err := models.Open(ctx, c)
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetClock(func() time.Time { return Now })
	if _, err := s.Migrate(ctx); err != nil {
		return err
	}
	if opening {
		if _, err := s.LoadOpening(ctx); err != nil {
			return err
		}
	}
	return nil
}

var sqliteTemplates [2]struct {
	once sync.Once
	file []byte
	err  error
}

func newSQLite(t testing.TB, opening bool) models.Config {
	t.Helper()
	index := 0
	if opening {
		index = 1
	}
	template := &sqliteTemplates[index]
	template.once.Do(func() {
		dir, err := os.MkdirTemp("", "dostyk-template-")
		if err == nil {
			defer os.RemoveAll(dir)
			// Closing the last connection folds the log into the file.
			err = prepare(context.Background(), models.Config{DataDir: dir}, opening)
		}
		if err == nil {
			template.file, err = os.ReadFile(filepath.Join(dir, models.DatabaseFile))
		}
		template.err = err
	})
	if template.err != nil {
		t.Fatal(template.err)
	}
	c := models.Config{DataDir: t.TempDir()}
	if err := os.WriteFile(filepath.Join(c.DataDir, models.DatabaseFile), template.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

var (
	databases         atomic.Int64
	postgresTemplates sync.Map // name → *sync.Once
)

func newPostgres(t testing.TB, opening bool) models.Config {
	t.Helper()
	server := os.Getenv(postgresVariable)
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not set, and CI needs Postgres", postgresVariable)
		}
		t.Skipf("%s is not set: no Postgres", postgresVariable)
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { admin.Close() })
	kind := "empty"
	if opening {
		kind = "opening"
	}
	name, fingerprint := program()
	stem := "dostyk_template_" + name + "_" + kind + "_"
	template := stem + fingerprint
	once, _ := postgresTemplates.LoadOrStore(template, new(sync.Once))
	once.(*sync.Once).Do(func() { makeTemplate(t, admin, server, stem, template, opening) })
	database := fmt.Sprintf("dostyk_test_%d_%d", os.Getpid(), databases.Add(1))
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+database+" TEMPLATE "+template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return models.Config{DatabaseURL: addressOf(t, server, database)}
}

// makeTemplate makes the database that the tests of one program copy, and drops
// those of its earlier builds. It is made under a name of its own and renamed
// when it is whole.
func makeTemplate(t testing.TB, admin *sql.DB, server, stem, template string, opening bool) {
	t.Helper()
	ctx := t.Context()
	conn, err := admin.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(5021733)"); err != nil {
		t.Fatal(err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(5021733)")
	var n int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM pg_database WHERE datname = $1", template).Scan(&n); err != nil || n > 0 {
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	rows, err := conn.QueryContext(ctx, "SELECT datname FROM pg_database WHERE left(datname, length($1)) = $1", stem)
	if err != nil {
		t.Fatal(err)
	}
	making := strings.Replace(template, "template", "making", 1)
	stale := []string{making}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		stale = append(stale, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, name := range stale {
		if _, err := conn.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name); err != nil {
			t.Fatal(err)
		}
	}
	for _, statement := range []string{"CREATE DATABASE " + making + " TEMPLATE template0 ENCODING 'UTF8'"} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := prepare(ctx, models.Config{DatabaseURL: addressOf(t, server, making)}, opening); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(ctx, "ALTER DATABASE "+making+" RENAME TO "+template); err != nil {
		t.Fatal(err)
	}
}

func addressOf(t testing.TB, server, database string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + database
	return u.String()
}
