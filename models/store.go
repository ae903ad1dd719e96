// Package models holds the records of the dashboard, the rules of its figures,
// and the Store through which every query goes.
package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/glebarez/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Dialect is the kind of database behind a Store.
type Dialect string

// The two dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DatabaseFile is the name of the SQLite file in the data folder.
const DatabaseFile = "dostyk.db"

// Config says which database to open.
type Config struct {
	// DatabaseURL is a postgres:// address; empty opens SQLite.
	DatabaseURL string
	// DataDir is the folder of the SQLite file.
	DataDir string
	// ReadOnly opens SQLite without creating or changing anything; the file must
	// exist.
	ReadOnly bool
}

// Store answers every question that the program asks of its database. It is
// safe for concurrent use.
type Store struct {
	db      *gorm.DB
	sql     *sql.DB
	dialect Dialect
	now     func() time.Time
	past    *pasts
	// pinned is a connection to a database in memory that no request uses: the last
	// one that closes takes the database along, and a request that is broken off in a
	// transaction closes its own. Nil for one that stands on a disk.
	pinned *sql.Conn
	// key seals the secrets that must be read again.
	key Key
}

// Open connects to the database and checks that it answers. It does not
// migrate.
func Open(ctx context.Context, c Config) (*Store, error) {
	s := &Store{now: time.Now, past: newPasts()}
	var dialector gorm.Dialector
	if c.DatabaseURL != "" {
		if err := checkPostgresURL(c.DatabaseURL); err != nil {
			return nil, err
		}
		s.dialect = Postgres
		dialector = postgres.Open(c.DatabaseURL)
	} else {
		s.dialect = SQLite
		file := filepath.Join(c.DataDir, DatabaseFile)
		if c.ReadOnly {
			if _, err := os.Stat(file); err != nil {
				return nil, fmt.Errorf("there is no database at %s yet: start the server or run «dostyk migrate» first", file)
			}
		} else if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, fmt.Errorf("the data folder %s cannot be made: %w", c.DataDir, err)
		}
		if !c.ReadOnly {
			if err := closeDatabase(file); err != nil {
				return nil, fmt.Errorf("the database %s cannot be closed to other users: %w", file, err)
			}
		}
		dialector = sqlite.Open(sqliteDSN(file, c.ReadOnly))
	}
	if err := s.connect(ctx, dialector); err != nil {
		return nil, err
	}
	return s, nil
}

// closeDatabase takes the file of a database from everybody else, with those that
// SQLite keeps beside it, and makes it where there is none: SQLite makes the others in
// its mode.
func closeDatabase(file string) error {
	made, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, ownerOnly)
	if err != nil {
		return err
	}
	if err := made.Close(); err != nil {
		return err
	}
	return errors.Join(closeFile(file), closeFile(file+"-wal"), closeFile(file+"-shm"))
}

// openMemory opens the database in memory of a name, which lasts until every store
// of that name is closed.
func openMemory(ctx context.Context, name string, readOnly bool) (*Store, error) {
	s := &Store{now: time.Now, dialect: SQLite, past: newPasts()}
	q := url.Values{"vfs": {"memdb"}, "_pragma": {"foreign_keys(1)"}}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	}
	if err := s.connect(ctx, sqlite.Open("file:/"+name+"?"+q.Encode())); err != nil {
		return nil, err
	}
	var err error
	if s.pinned, err = s.sql.Conn(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("pin the database in memory: %w", err), s.sql.Close())
	}
	return s, nil
}

// connect opens the database and sees that it answers.
func (s *Store) connect(ctx context.Context, dialector gorm.Dialector) error {
	db, err := gorm.Open(dialector, &gorm.Config{
		Logger:                 logger.Discard,
		NowFunc:                func() time.Time { return s.now().UTC() },
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
	})
	if err != nil {
		return oneSentence("the database cannot be opened", err)
	}
	s.db = db
	if s.sql, err = db.DB(); err != nil {
		return fmt.Errorf("the database cannot be opened: %w", err)
	}
	if err := countQueries(db); err != nil {
		return fmt.Errorf("the database cannot be opened: %w", err)
	}
	if s.dialect == Postgres {
		s.sql.SetMaxOpenConns(16)
	}
	s.sql.SetMaxIdleConns(8)
	if err := s.Ping(ctx); err != nil {
		s.sql.Close()
		return oneSentence("the database does not answer", err)
	}
	return nil
}

// oneSentence wraps an error of a driver, which may tell one line for each
// address that it tried.
func oneSentence(attempt string, err error) error {
	return fmt.Errorf("%s: %s", attempt, strings.Join(strings.Fields(err.Error()), " "))
}

func checkPostgresURL(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		// The parser's own message repeats the address with its password.
		return errors.New("DATABASE_URL is not an address: write postgres://user:password@host:5432/name, or leave it empty for SQLite")
	}
	if u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return fmt.Errorf("DATABASE_URL begins with %q: write postgres://user:password@host:5432/name, or leave it empty for SQLite", u.Scheme)
	}
	return nil
}

// sqliteDSN opens with foreign keys, a write-ahead log, nothing left in the file of
// what was deleted, and transactions that take the write lock when they begin: one
// that reads first and then writes would otherwise fail as «locked» beside another.
func sqliteDSN(file string, readOnly bool) string {
	q := url.Values{}
	q.Add("_pragma", "busy_timeout(10000)")
	q.Add("_pragma", "foreign_keys(1)")
	if readOnly {
		q.Set("mode", "ro")
	} else {
		q.Add("_pragma", "journal_mode(WAL)")
		q.Add("_pragma", "synchronous(NORMAL)")
		q.Add("_pragma", "secure_delete(1)")
		q.Set("_txlock", "immediate")
	}
	path := (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath()
	return "file:" + path + "?" + q.Encode()
}

// Close releases the connections.
func (s *Store) Close() error {
	err := s.past.close()
	if s.pinned != nil {
		err = errors.Join(err, s.pinned.Close())
	}
	return errors.Join(err, s.sql.Close())
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	// A query, not Ping: SQLite's driver answers Ping without touching the file.
	var one int
	return s.sql.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

// Dialect is the kind of database.
func (s *Store) Dialect() Dialect { return s.dialect }

// Now is the time by the store's clock.
func (s *Store) Now() time.Time { return s.now() }

// SetClock replaces the clock, for tests.
func (s *Store) SetClock(now func() time.Time) { s.now = now }

// Empty reports whether no record has been loaded yet.
func (s *Store) Empty(ctx context.Context) (bool, error) { return isEmpty(s.db.WithContext(ctx)) }

func isEmpty(db *gorm.DB) (bool, error) {
	for _, table := range []string{"sources", "programmes", "projects", "commodities"} {
		var n int64
		if err := db.Table(table).Limit(1).Count(&n).Error; err != nil {
			return false, fmt.Errorf("look for records in %s: %w", table, err)
		}
		if n > 0 {
			return false, nil
		}
	}
	return true, nil
}

type queryCountKey struct{}

// WithQueryCount returns a context that counts the queries made under it.
func WithQueryCount(ctx context.Context) (context.Context, *atomic.Int64) {
	n := new(atomic.Int64)
	return context.WithValue(ctx, queryCountKey{}, n), n
}

func countQueries(db *gorm.DB) error {
	count := func(tx *gorm.DB) {
		if n, ok := tx.Statement.Context.Value(queryCountKey{}).(*atomic.Int64); ok {
			n.Add(1)
		}
	}
	cb := db.Callback()
	return errors.Join(
		cb.Query().After("gorm:query").Register("dostyk:count", count),
		cb.Row().After("gorm:row").Register("dostyk:count", count),
		cb.Raw().After("gorm:raw").Register("dostyk:count", count),
		cb.Create().After("gorm:create").Register("dostyk:count", count),
		cb.Update().After("gorm:update").Register("dostyk:count", count),
		cb.Delete().After("gorm:delete").Register("dostyk:count", count),
	)
}
