package models

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"gorm.io/gorm"

	"github.com/dostyk/dostyk/migrations"
)

// SchemaVersion says how far a database is migrated, and how far this program
// can take it.
type SchemaVersion struct{ Current, Target int64 }

// Check returns ErrNewerSchema or ErrOldSchema unless both versions agree.
func (v SchemaVersion) Check() error {
	switch {
	case v.Current > v.Target:
		return fmt.Errorf("%w (schema %d, this program knows %d)", ErrNewerSchema, v.Current, v.Target)
	case v.Current < v.Target:
		return fmt.Errorf("%w (schema %d, this program needs %d)", ErrOldSchema, v.Current, v.Target)
	}
	return nil
}

func (s *Store) provider() (*goose.Provider, error) {
	folder, err := fs.Sub(migrations.FS, string(s.dialect))
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if s.dialect == Postgres {
		dialect = goose.DialectPostgres
		// Two replicas may start together: the second waits, and finds the work done.
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, s.sql, folder, options...)
}

// SchemaVersion reads the version of the database and changes nothing. A
// database that was never migrated is at 0.
func (s *Store) SchemaVersion(ctx context.Context) (SchemaVersion, error) {
	p, err := s.provider()
	if err != nil {
		return SchemaVersion{}, fmt.Errorf("read the migrations: %w", err)
	}
	var v SchemaVersion
	for _, source := range p.ListSources() {
		v.Target = max(v.Target, source.Version)
	}
	var tables int64
	where := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'"
	if s.dialect == Postgres {
		where = "SELECT count(*) FROM pg_tables WHERE tablename = 'goose_db_version' AND schemaname = ANY (current_schemas(false))"
	}
	if err := s.sql.QueryRowContext(ctx, where).Scan(&tables); err != nil {
		return v, fmt.Errorf("read the schema version: %w", err)
	}
	if tables == 0 {
		return v, nil
	}
	// Forward only, so the newest row is the version. goose would make its table
	// if it were missing, and a check must not.
	err = s.sql.QueryRowContext(ctx, "SELECT COALESCE(max(version_id), 0) FROM goose_db_version").Scan(&v.Current)
	if err != nil {
		return v, fmt.Errorf("read the schema version: %w", err)
	}
	return v, nil
}

// Migrate brings the schema up to date, and the search with it. It refuses a database that is newer
// than the program with ErrNewerSchema.
func (s *Store) Migrate(ctx context.Context) (SchemaVersion, error) {
	before, err := s.SchemaVersion(ctx)
	if err != nil {
		return before, err
	}
	if err := before.Check(); errors.Is(err, ErrNewerSchema) {
		return before, err
	}
	p, err := s.provider()
	if err != nil {
		return before, fmt.Errorf("read the migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return before, fmt.Errorf("migrate the database: %w", err)
	}
	if err := s.refreshSearch(ctx); err != nil {
		return before, fmt.Errorf("fill the search: %w", err)
	}
	if err := s.foldTexts(ctx); err != nil {
		return before, fmt.Errorf("fold the texts that are searched: %w", err)
	}
	return s.SchemaVersion(ctx)
}

// foldTexts fills the folded columns of what was recorded before there were
// such columns. Fold is the program's: SQLite's lower() knows ASCII only.
func (s *Store) foldTexts(ctx context.Context) error {
	// Asked before the transaction, which on SQLite would wait for another's load.
	var unfolded int64
	if err := s.db.WithContext(ctx).Raw("SELECT (SELECT count(*) FROM (SELECT 1 FROM figures WHERE quote <> '' AND quote_folded = '' LIMIT 1) AS f) + " +
		"(SELECT count(*) FROM (SELECT 1 FROM sources WHERE words_folded = '' LIMIT 1) AS s)").Scan(&unfolded).Error; err != nil || unfolded == 0 {
		return err
	}
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var figures []Figure
		if err := tx.Where("quote <> '' AND quote_folded = ''").Find(&figures).Error; err != nil {
			return err
		}
		for _, f := range figures {
			if err := tx.Table("figures").Where("id = ?", f.ID).UpdateColumn("quote_folded", Fold(f.Quote)).Error; err != nil {
				return err
			}
		}
		var sources []Source
		if err := tx.Where("words_folded = ''").Find(&sources).Error; err != nil {
			return err
		}
		for _, source := range sources {
			source.fold()
			if err := tx.Table("sources").Where("id = ?", source.ID).UpdateColumn("words_folded", source.WordsFolded).Error; err != nil {
				return err
			}
		}
		return nil
	})
}
