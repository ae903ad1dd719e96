package models_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestSQLiteIsOpenedAsItMustBe(t *testing.T) {
	s := modelstest.New(t, models.SQLite, false)
	for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "synchronous": "1", "busy_timeout": "10000"} {
		var got string
		if err := s.DB(t.Context()).Raw("PRAGMA " + pragma).Scan(&got).Error; err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s is %s, want %s", pragma, got, want)
		}
	}
}

func TestTransactionsThatReadAndThenWriteDoNotFailBesideEachOther(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				err := s.DB(t.Context()).Transaction(func(tx *gorm.DB) error {
					var n int64
					if err := tx.Table("projects").Count(&n).Error; err != nil {
						return err
					}
					return tx.Exec("UPDATE projects SET jobs = ? WHERE code = 'ulba-fa'", n).Error
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

func TestFolderWithOddCharactersHoldsTheDatabase(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Қазақстан 100% ?#")
	s := modelstest.Open(t, models.Config{DataDir: dir})
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, models.DatabaseFile)); err != nil {
		t.Error(err)
	}
}

func TestBothDialectsHaveTheSameTables(t *testing.T) {
	tables := make(map[models.Dialect][]string)
	var mu sync.Mutex
	t.Run("read", func(t *testing.T) {
		modelstest.Each(t, func(t *testing.T, s *models.Store) {
			var names []string
			// Where Postgres has an index of letters, SQLite has tables.
			query := "SELECT m.name || '.' || p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'search_index%'"
			if s.Dialect() == models.Postgres {
				query = "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'"
			}
			if err := s.DB(t.Context()).Raw(query).Scan(&names).Error; err != nil {
				t.Fatal(err)
			}
			slices.Sort(names)
			mu.Lock()
			defer mu.Unlock()
			tables[s.Dialect()] = names
		})
	})
	if len(tables) == 2 && !slices.Equal(tables[models.SQLite], tables[models.Postgres]) {
		t.Errorf("SQLite has\n%v\nPostgres\n%v", tables[models.SQLite], tables[models.Postgres])
	}
}

func TestModelsMatchTheirTables(t *testing.T) {
	all := []any{
		&models.Source{}, &models.Sector{}, &models.Region{}, &models.Speaker{}, &models.Role{}, &models.Place{}, &models.Programme{},
		&models.Metric{}, &models.Statement{}, &models.Figure{}, &models.Project{}, &models.ProjectEvent{}, &models.ProjectStage{},
		&models.ProjectPartner{}, &models.ProgrammeProject{}, &models.Enterprise{}, &models.Agreement{}, &models.Commodity{}, &models.Price{},
		&models.PriceNote{}, &models.FigurePair{}, &models.Corridor{}, &models.Waypoint{}, &models.Revision{}, &models.Change{},
		&models.Alias{}, &models.SearchDocument{},
		&models.Import{}, &models.User{}, &models.RecoveryCode{}, &models.Invitation{}, &models.Session{}, &models.SignInAttempt{}, &models.KeptForm{}, &models.TypedForm{}, &models.Action{},
	}
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		db := s.DB(t.Context())
		for _, model := range all {
			stmt := &gorm.Statement{DB: db}
			if err := stmt.Parse(model); err != nil {
				t.Fatal(err)
			}
			columns, err := db.Migrator().ColumnTypes(stmt.Schema.Table)
			if err != nil {
				t.Fatal(err)
			}
			have := make(map[string]bool)
			for _, c := range columns {
				have[c.Name()] = true
			}
			for _, name := range stmt.Schema.DBNames {
				if !have[name] {
					t.Errorf("%s has no column %s", stmt.Schema.Table, name)
				}
				delete(have, name)
			}
			for name := range have {
				t.Errorf("%s has a column %s that %s lacks", stmt.Schema.Table, name, reflect.TypeOf(model))
			}
		}
	})
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		modelstest.Exec(t, s, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)")
		if _, err := s.Migrate(t.Context()); !errors.Is(err, models.ErrNewerSchema) {
			t.Errorf("migrating gives %v, want ErrNewerSchema", err)
		}
		v, err := s.SchemaVersion(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Check(); !errors.Is(err, models.ErrNewerSchema) || !strings.Contains(err.Error(), "9999") {
			t.Errorf("checking gives %v, want ErrNewerSchema with the version", err)
		}
	})
}

func TestTwoReplicasMayStartTogether(t *testing.T) {
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			config := modelstest.NewConfig(t, dialect, false)
			if dialect == models.SQLite {
				config.DataDir = t.TempDir() // not migrated yet
			} else {
				s := modelstest.Open(t, config)
				modelstest.Exec(t, s, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
			}
			if dialect == models.SQLite {
				// Two processes on one SQLite file are not supported; two loads are.
				s := modelstest.Open(t, config)
				if _, err := s.Migrate(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			loaded := make(chan bool, 2)
			var wg sync.WaitGroup
			for range 2 {
				s := modelstest.Open(t, config)
				wg.Go(func() {
					if _, err := s.Migrate(t.Context()); err != nil {
						t.Error(err)
						return
					}
					report, err := s.LoadOpening(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					loaded <- !report.Skipped
				})
			}
			wg.Wait()
			close(loaded)
			times := 0
			for did := range loaded {
				if did {
					times++
				}
			}
			if times != 1 {
				t.Errorf("the opening data was loaded %d times, want once", times)
			}
		})
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name   string
		config models.Config
		want   string
	}{
		{"an address of another database", models.Config{DatabaseURL: "mysql://x"}, "postgres://user:password@host:5432/name"},
		{"an address that is none keeps its password to itself", models.Config{DatabaseURL: "postgres://u:secret@ho st/\x7f"}, "is not an address"},
		{"a server that is not there", models.Config{DatabaseURL: "postgres://u:secret@localhost:1/none?connect_timeout=2"}, "the database"},
		{"a check of a database that is not there yet", models.Config{DataDir: t.TempDir(), ReadOnly: true}, "there is no database"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := models.Open(t.Context(), test.config)
			if err == nil {
				s.Close()
				t.Fatal("opened")
			}
			if !strings.Contains(err.Error(), test.want) || strings.ContainsAny(err.Error(), "\n\t") || strings.Contains(err.Error(), "secret") {
				t.Errorf("the error is %q, want one sentence with %q and no password", err, test.want)
			}
		})
	}
}

func TestCheckingChangesNothing(t *testing.T) {
	config := models.Config{DataDir: t.TempDir()}
	file := filepath.Join(config.DataDir, models.DatabaseFile)
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	config.ReadOnly = true
	s, err := models.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, err := s.SchemaVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Check(); !errors.Is(err, models.ErrOldSchema) {
		t.Errorf("an empty file gives %v, want ErrOldSchema", err)
	}
	if info, err := os.Stat(file); err != nil || info.Size() != 0 {
		t.Errorf("the file was changed: %v %v", info, err)
	}
}

func TestQueriesAreCountedByContext(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		ctx, n := models.WithQueryCount(context.Background())
		if _, err := s.Terms(ctx); err != nil {
			t.Fatal(err)
		}
		if n.Load() != 2 {
			t.Errorf("counted %d queries, want 2", n.Load())
		}
	})
}
