package models

import (
	"cmp"
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
	// Kind is what the change of existing records is, Revising if empty: better data,
	// or a mistake put right.
	Kind ChangeKind
	// Who loads; SystemUser if empty.
	Who string
	// RecordedOn is the day on which the records were put together; the day of
	// the load if empty. What no source dates counts as known from it, and
	// nothing is dated later.
	RecordedOn Date
	// RecordedAt is when the records were last written in the database that they come
	// from. An empty database takes it over, so that its own export is the same; one
	// that holds records, and any without it, gives them the time of the load.
	RecordedAt time.Time
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

// dataFile is one kind of file: how its rows are loaded, and how they are written
// again.
type dataFile struct {
	name string
	// about says in English what a row is.
	about string
	// columns are in the order in which they are written.
	columns []Column
	// key are the columns that no two rows share.
	key   []string
	load  func(*loader, []row) error
	write func(*exporter) error
}

// column is the definition of a column; the file must have it.
func (f *dataFile) column(name string) Column {
	i := slices.IndexFunc(f.columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		panic("models: " + f.name + " has no column " + name)
	}
	return f.columns[i]
}

// columnNames are the names of the columns, or of those only that a file cannot
// be without.
func (f *dataFile) columnNames(withOptional bool) []string {
	var names []string
	for _, c := range f.columns {
		if withOptional || !c.Optional {
			names = append(names, c.Name)
		}
	}
	return names
}

// files are all files that can be loaded, in the order in which they refer to
// each other.
var files = []dataFile{
	sourceFile,
	termFile[Sector]("sectors.csv", NounSector, "A branch of the economy."),
	termFile[Region]("regions.csv", NounRegion, "A region of Kazakhstan by its name of today, or another place where a project stands."),
	termFile[Speaker]("speakers.csv", NounSpeaker, "A person or an office that states figures."),
	termFile[Role]("roles.csv", NounRole, "The office in which a speaker speaks."),
	termFile[Place]("places.csv", NounPlace, "A city where something was said or signed."),
	programmeFile,
	metricFile,
	statementFile,
	tradeFile,
	figurePairFile,
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

// FileColumns are the names of the columns of each file, in the order in which they
// are written.
func FileColumns() map[string][]string {
	columns := make(map[string][]string, len(files))
	for i := range files {
		columns[files[i].name] = files[i].columnNames(true)
	}
	return columns
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
		l.report, l.stale, l.versions = LoadReport{}, staleDocuments{}, nil
		l.tx = tx
		if err := s.lockLoads(tx); err != nil {
			return err
		}
		at := s.now()
		if o.OnlyIfEmpty || !o.RecordedAt.IsZero() {
			empty, err := isEmpty(tx)
			if err != nil {
				return err
			}
			if o.OnlyIfEmpty && !empty {
				l.report.Skipped = true
				return nil
			}
			if empty && !o.RecordedAt.IsZero() && o.RecordedAt.Before(at) {
				at = o.RecordedAt
			}
		}
		if err := l.begin(tx, at); err != nil {
			return err
		}
		if err := l.readKnown(nil); err != nil {
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
		if l.unchanged() {
			// Nothing was written, so nothing is to be told of it.
			return errNothingNew
		}
		if err := writeSubjects(l.tx, s.dialect, l.change.ID); err != nil {
			return err
		}
		if err := l.writeVersions(); err != nil {
			return err
		}
		return l.writeSearch()
	})
	if errors.Is(err, errNothingNew) {
		return l.report, nil
	}
	var bad *LoadError
	if err != nil && !errors.As(err, &bad) {
		err = fmt.Errorf("load: %w", err)
	}
	return l.report, err
}

// errNothingNew ends a load that would leave no trace but an empty change.
var errNothingNew = errors.New("nothing new")

// begin opens the change of the load. All of its rows bear the moment of the
// change, and so become known together.
func (l *loader) begin(tx *gorm.DB, now time.Time) error {
	kind := Addition
	if l.reason != "" {
		kind = l.kind
	}
	change, err := beginChange(tx, now, kind, l.who, cmp.Or(l.reason, l.addedFor))
	if err != nil {
		return err
	}
	l.change, l.now = change, change.At
	l.tx = tx.Session(&gorm.Session{NowFunc: func() time.Time { return change.At }})
	return nil
}

// unchanged reports whether the files held only what is on record already.
func (l *loader) unchanged() bool {
	for _, f := range l.report.Files {
		if f.Added+f.Changed > 0 {
			return false
		}
	}
	return !l.stale.all && len(l.stale.ids) == 0
}

// newLoader prepares a load in a transaction.
func (s *Store) newLoader(tx *gorm.DB, o LoadOptions) *loader {
	l := &loader{
		tx: tx, now: s.now().UTC(), reason: strings.TrimSpace(o.Reason), recordedOn: o.RecordedOn,
		kind: cmp.Or(o.Kind, Revising), who: cmp.Or(o.Who, SystemUser),
	}
	if l.recordedOn == "" {
		l.recordedOn = DayOf(l.now)
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
	tx     *gorm.DB
	now    time.Time
	reason string
	// addedFor is why new records come; it lets nothing be changed, as reason does.
	addedFor string
	kind     ChangeKind
	// planning tells that the load is only to be looked at, before it is said of which
	// kind it is.
	planning   bool
	who        string
	change     *Change
	recordedOn Date
	report     LoadReport
	stale      staleDocuments
	versions   versioned
	// withdrawn are, by kind, the last ids of records that were taken back; nil until
	// a record is added.
	withdrawn map[Noun]int64

	file    string
	format  *dataFile
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

func (l *loader) loadFile(fsys fs.FS, name string, f dataFile) error {
	l.file, l.format, l.errs = name, &f, nil
	l.report.Files = append(l.report.Files, FileReport{File: name})
	l.done = &l.report.Files[len(l.report.Files)-1]
	file, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer file.Close()
	rows, err := l.read(file)
	if err != nil {
		return err
	}
	if len(l.errs) == 0 {
		l.checkFilled(rows)
		if err := f.load(l, rows); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(l.errs) > 0 {
		return &LoadError{File: name, Rows: l.errs}
	}
	return nil
}

// lineEnds writes every end of a line alike: a CSV file keeps no other.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// checkFilled reports the empty cells of columns that have none.
func (l *loader) checkFilled(rows []row) {
	for _, c := range l.format.columns {
		// What is wrong with a word, or the code of the row, is told with how to write it.
		if !c.Filled || c.Type == CellWord || c.Type == CellCode && c.Of.File == "" || !l.has(c.Name) {
			continue
		}
		for _, r := range rows {
			if r.cells[c.Name] == "" {
				l.failRow(r, c.Name, cellEmpty)
			}
		}
	}
}

// read takes the file apart. What is wrong with it goes to l.errs; the error is
// for a file that cannot be read at all.
func (l *loader) read(file io.Reader) ([]row, error) {
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", l.file, err)
	}
	if !utf8.Valid(text) {
		l.fail(1, "", "", notUTF8)
		return nil, nil
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	header, err := r.Read()
	if err != nil {
		l.fail(1, "", "", headerMissing(l.format.columnNames(false)))
		return nil, nil
	}
	l.columns = make(map[string]bool)
	known := l.format.columnNames(true)
	for _, column := range header {
		switch {
		case l.columns[column]:
			l.fail(1, column, "", columnTwice)
		case !slices.Contains(known, column):
			l.fail(1, column, "", columnUnknown(l.format.name, known))
		}
		l.columns[column] = true
	}
	for _, column := range l.format.columnNames(false) {
		if !l.columns[column] {
			l.fail(1, column, "", columnMissing)
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
			l.fail(line, "", "", rowCells(len(record), len(header)))
			continue
		case errors.As(err, &bad):
			l.fail(bad.Line, "", "", quotesOpen(bad.Err))
			return rows, nil
		case err != nil:
			return nil, fmt.Errorf("read %s: %w", l.file, err)
		}
		cells := make(map[string]string, len(header))
		for i, column := range header {
			cells[column] = strings.TrimSpace(lineEnds.Replace(record[i]))
		}
		rows = append(rows, row{line: line, cells: cells})
	}
}
