package models

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"
)

// LoadOptions say how records are loaded.
type LoadOptions struct {
	// Reason is why records that exist already are changed. Without one a load
	// that would change any is refused.
	Reason string
	// RecordedOn is the day on which the records were put together; the day of
	// the load if empty. What no source dates counts as known from it, and
	// nothing is dated later.
	RecordedOn Date
	// OnlyIfEmpty leaves a database that holds records alone.
	OnlyIfEmpty bool
}

// LoadReport counts what a load did, by file.
type LoadReport struct {
	Files []FileReport
	// Skipped tells that the database held records and OnlyIfEmpty was set.
	Skipped bool
}

// FileReport counts the records of one file.
type FileReport struct {
	File                      string
	Added, Changed, Unchanged int
}

// fileLoader loads one kind of file. Columns that are optional may be missing
// as a whole; what they hold of existing records then stays as it is.
type fileLoader struct {
	name     string
	required []string
	optional []string
	load     func(*loader, []row) error
}

// files are all files that can be loaded, in the order in which they refer to
// each other.
var files = []fileLoader{
	sourceFile,
	termFile[Sector]("sectors.csv", "sector"),
	termFile[Region]("regions.csv", "region"),
	termFile[Speaker]("speakers.csv", "speaker"),
	termFile[Role]("roles.csv", "role"),
	termFile[Place]("places.csv", "place"),
	programmeFile,
	metricFile,
	statementFile,
	tradeFile,
	projectFile,
	projectEventFile,
	enterpriseFile,
	agreementFile,
	commodityFile,
	priceFile,
	priceNoteFile,
	corridorFile,
	waypointFile,
	aliasFile,
}

// FileNames are the names of the files that can be loaded.
func FileNames() []string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.name
	}
	return names
}

// Load reads the named files of fsys, in the format of the opening data, in one
// transaction. A record is recognised by its code: one that stands there
// already is left alone, or changed if it differs and a reason is given. The
// first file with problems ends the load with a *LoadError that holds all of
// its problems, and nothing is kept.
func (s *Store) Load(ctx context.Context, fsys fs.FS, names []string, o LoadOptions) (LoadReport, error) {
	named := make(map[string]string)
	for _, name := range names {
		base := path.Base(name)
		if !slices.Contains(FileNames(), base) {
			return LoadReport{}, fmt.Errorf("%s is not a file that can be loaded: the files are called %s", name, strings.Join(FileNames(), ", "))
		}
		if named[base] != "" {
			return LoadReport{}, fmt.Errorf("%s and %s would both be loaded as %s: load one after the other", named[base], name, base)
		}
		named[base] = name
	}
	l := s.newLoader(nil, o)
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		// A transaction that failed may be tried again by the caller: start clean.
		l.report, l.stale = LoadReport{}, staleDocuments{}
		l.tx = tx
		if err := s.lockLoads(tx); err != nil {
			return err
		}
		if o.OnlyIfEmpty {
			empty, err := isEmpty(tx)
			if err != nil {
				return err
			}
			if !empty {
				l.report.Skipped = true
				return nil
			}
		}
		if err := l.readKnown(); err != nil {
			return err
		}
		if err := l.fillDictionaries(named); err != nil {
			return err
		}
		for _, f := range files {
			if name, ok := named[f.name]; ok {
				if err := l.loadFile(fsys, name, f); err != nil {
					return err
				}
			}
		}
		return l.writeSearch()
	})
	var bad *LoadError
	if err != nil && !errors.As(err, &bad) {
		err = fmt.Errorf("load: %w", err)
	}
	return l.report, err
}

// newLoader prepares a load in a transaction.
func (s *Store) newLoader(tx *gorm.DB, o LoadOptions) *loader {
	l := &loader{tx: tx, now: s.now().UTC(), reason: strings.TrimSpace(o.Reason), recordedOn: o.RecordedOn}
	if l.recordedOn == "" {
		l.recordedOn = DateOf(l.now)
	}
	return l
}

// lockLoads waits for another load to end: two replicas may find the database
// empty together. On SQLite the transaction itself holds the lock.
func (s *Store) lockLoads(tx *gorm.DB) error {
	if s.dialect != Postgres {
		return nil
	}
	if err := tx.Exec("SELECT pg_advisory_xact_lock(7241906518)").Error; err != nil {
		return fmt.Errorf("wait for another load: %w", err)
	}
	return nil
}

// loader is the state of one load.
type loader struct {
	tx         *gorm.DB
	now        time.Time
	reason     string
	recordedOn Date
	report     LoadReport
	stale      staleDocuments

	file    string
	done    *FileReport
	columns map[string]bool
	errs    []RowError

	sources     map[string]*Source
	speakers    map[string]*Speaker
	roles       map[string]*Role
	places      map[string]*Place
	sectors     map[string]*Sector
	regions     map[string]*Region
	programmes  map[string]*Programme
	bases       map[string]*Programme
	metrics     map[string]*Metric
	projects    map[string]*Project
	enterprises map[string]*Enterprise
	commodities map[string]*Commodity
	corridors   map[string]*Corridor
}

// row is one record of a file.
type row struct {
	line  int
	cells map[string]string
}

func (l *loader) loadFile(fsys fs.FS, name string, f fileLoader) error {
	l.file, l.errs = name, nil
	l.report.Files = append(l.report.Files, FileReport{File: name})
	l.done = &l.report.Files[len(l.report.Files)-1]
	file, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer file.Close()
	rows, err := l.read(file, f)
	if err != nil {
		return err
	}
	if len(l.errs) == 0 {
		if err := f.load(l, rows); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(l.errs) > 0 {
		return &LoadError{File: name, Rows: l.errs}
	}
	return nil
}

// read takes the file apart. What is wrong with it goes to l.errs; the error is
// for a file that cannot be read at all.
func (l *loader) read(file io.Reader, f fileLoader) ([]row, error) {
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", l.file, err)
	}
	if !utf8.Valid(text) {
		l.fail(1, "", "", "the file is not UTF-8: save it as UTF-8 and load it again")
		return nil, nil
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	header, err := r.Read()
	if err != nil {
		l.fail(1, "", "", "the first line must name the columns "+strings.Join(f.required, ", "))
		return nil, nil
	}
	l.columns = make(map[string]bool)
	for _, column := range header {
		switch {
		case l.columns[column]:
			l.fail(1, column, "", "the column is named twice: rename or remove one")
		case !slices.Contains(f.required, column) && !slices.Contains(f.optional, column):
			l.fail(1, column, "", "no such column: "+f.name+" has "+strings.Join(slices.Concat(f.required, f.optional), ", "))
		}
		l.columns[column] = true
	}
	for _, column := range f.required {
		if !l.columns[column] {
			l.fail(1, column, "", "the column is missing: add it")
		}
	}
	var rows []row
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		line, _ := r.FieldPos(0)
		var bad *csv.ParseError
		switch {
		case errors.Is(err, csv.ErrFieldCount):
			l.fail(line, "", "", fmt.Sprintf("the row has %d cells and the header %d: check its commas and quotes", len(record), len(header)))
			continue
		case errors.As(err, &bad):
			l.fail(bad.Line, "", "", "the row cannot be taken apart ("+bad.Err.Error()+"): check its quotes")
			return rows, nil
		case err != nil:
			return nil, fmt.Errorf("read %s: %w", l.file, err)
		}
		cells := make(map[string]string, len(header))
		for i, column := range header {
			cells[column] = strings.TrimSpace(record[i])
		}
		rows = append(rows, row{line: line, cells: cells})
	}
}
