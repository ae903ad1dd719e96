package models

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"
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
	enterpriseFile,
	agreementFile,
	commodityFile,
	priceFile,
	priceNoteFile,
	corridorFile,
	waypointFile,
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
	now := s.now().UTC()
	l := &loader{now: now, reason: strings.TrimSpace(o.Reason), recordedOn: o.RecordedOn}
	if l.recordedOn == "" {
		l.recordedOn = DateOf(now)
	}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		// A transaction that failed may be tried again by the caller: start clean.
		l.report = LoadReport{}
		l.tx = tx
		if s.dialect == Postgres {
			// Two replicas may find the database empty together.
			if err := tx.Exec("SELECT pg_advisory_xact_lock(7241906518)").Error; err != nil {
				return fmt.Errorf("wait for another load: %w", err)
			}
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
		return nil
	})
	var bad *LoadError
	if err != nil && !errors.As(err, &bad) {
		err = fmt.Errorf("load: %w", err)
	}
	return l.report, err
}

// loader is the state of one load.
type loader struct {
	tx         *gorm.DB
	now        time.Time
	reason     string
	recordedOn Date
	report     LoadReport

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

func (l *loader) fail(line int, column, value, reason string) {
	l.errs = append(l.errs, RowError{Line: line, Column: column, Value: value, Reason: reason})
}

// failRow reports a problem with a cell of the row.
func (l *loader) failRow(r row, column, reason string) {
	l.fail(r.line, column, r.cells[column], reason)
}

// has reports whether the file has the column.
func (l *loader) has(column string) bool { return l.columns[column] }

var (
	codePattern = regexp.MustCompile(`^[a-z0-9]+(?:[-_][a-z0-9]+)*$`)
	langPattern = regexp.MustCompile(`^[a-z]{2}$`)
)

// unique is the code of a row, reported when it is malformed or was used in the
// same file before.
func (l *loader) unique(r row, column string, seen map[string]int) string {
	code := r.cells[column]
	switch before := seen[code]; {
	case !codePattern.MatchString(code):
		l.failRow(r, column, "write a code of small Latin letters, digits and hyphens, for example zhanatas-wind-100")
	case before != 0:
		l.failRow(r, column, fmt.Sprintf("the code stands on line %d already: give each row its own", before))
	}
	seen[code] = r.line
	return code
}

func (l *loader) required(r row, column string) string {
	if r.cells[column] == "" {
		l.failRow(r, column, "is empty: fill it in")
	}
	return r.cells[column]
}

func (l *loader) date(r row, column string) Date {
	d, err := ParseDate(r.cells[column])
	if err != nil {
		l.failRow(r, column, "write a date as 2018, 2018-06 or 2018-06-10")
	}
	return d
}

// pastDate is a date of something that has happened.
func (l *loader) pastDate(r row, column string) Date {
	d := l.date(r, column)
	if d != "" && d.FirstDay() > l.recordedOn {
		l.failRow(r, column, "is still to come: what has been said or done cannot be dated after "+string(l.recordedOn))
	}
	return d
}

// knownOn is the day from which something with that date counts: its last day,
// or the day of the record if that is earlier. What counted from an earlier day
// of that date already, by the same date, goes on doing so: a later load does
// not make it known later.
func (l *loader) knownOn(d Date, recorded ...knownDate) Date {
	if d == "" {
		return ""
	}
	known := min(d.LastDay(), l.recordedOn)
	for _, r := range recorded {
		if r.date == d && r.known >= d.FirstDay() {
			known = min(known, r.known)
		}
	}
	return known
}

// knownDate is a date as it is recorded, with the day from which it counts.
type knownDate struct{ date, known Date }

func (l *loader) integer(r row, column string, low, high int64) *int64 {
	text := r.cells[column]
	if text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < low || n > high {
		l.failRow(r, column, fmt.Sprintf("write a whole number from %d to %d, without spaces or commas", low, high))
		return nil
	}
	return &n
}

func (l *loader) year(r row, column string) *int64 {
	return l.integer(r, column, FirstYear, LastYear)
}

var decimalPattern = regexp.MustCompile(`^-?\d{1,18}(?:\.\d{1,12})?$`)

func (l *loader) decimal(r row, column string) decimal.NullDecimal {
	text := r.cells[column]
	if text == "" {
		return decimal.NullDecimal{}
	}
	if !decimalPattern.MatchString(text) {
		l.failRow(r, column, "write a plain number, for example 1250 or 1250.5, without spaces, commas or a unit")
		return decimal.NullDecimal{}
	}
	return decimal.NullDecimal{Decimal: decimal.RequireFromString(text), Valid: true}
}

// cents is a positive amount of money in whole minor units.
func (l *loader) cents(r row, column string) *int64 {
	d := l.decimal(r, column)
	if !d.Valid {
		return nil
	}
	shifted := d.Decimal.Shift(2)
	if !shifted.IsInteger() || d.Decimal.IsNegative() || !shifted.BigInt().IsInt64() {
		l.failRow(r, column, "write an amount of money with two decimals at most, for example 1250.50")
		return nil
	}
	n := shifted.IntPart()
	return &n
}

func (l *loader) degrees(r row, column string, limit float64) *float64 {
	text := r.cells[column]
	if text == "" {
		return nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !(f >= -limit && f <= limit) {
		l.failRow(r, column, fmt.Sprintf("write degrees from -%g to %g, for example 51.1801", limit, limit))
		return nil
	}
	return &f
}

func (l *loader) oneOf(r row, column string, allowed ...string) string {
	if !slices.Contains(allowed, r.cells[column]) {
		quoted := strings.Join(allowed, ", ")
		l.failRow(r, column, "write one of "+strings.ReplaceAll(quoted, ", , ", ", nothing, "))
	}
	return r.cells[column]
}

// translations reads the four columns of one text. English may not be empty.
func (l *loader) translations(r row, prefix string) Translations {
	l.required(r, prefix+"_en")
	return Translations{
		EN: r.cells[prefix+"_en"], KK: r.cells[prefix+"_kk"], RU: r.cells[prefix+"_ru"], ZH: r.cells[prefix+"_zh"],
	}
}

func translated(prefix string) []string {
	return []string{prefix + "_en", prefix + "_kk", prefix + "_ru", prefix + "_zh"}
}

// list takes a cell apart at its semicolons.
func list(cell string) []string {
	var parts []string
	for _, part := range strings.Split(cell, ";") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// sourceList resolves the codes of a cell; at least one is required.
func (l *loader) sourceList(r row, column string) []*Source {
	var found []*Source
	for _, code := range list(l.required(r, column)) {
		source := l.sources[code]
		switch {
		case source == nil:
			l.fail(r.line, column, code, "no source has this code: add it to sources.csv first")
		case slices.Contains(found, source):
			l.fail(r.line, column, code, "the source is named twice: once is enough")
		default:
			found = append(found, source)
		}
	}
	return found
}

// recorded is any model with a Record.
type recorded interface{ record() *Record }

// columnsOf are the columns of a model that a load compares and writes: all but
// those of Record.
func (l *loader) columnsOf(model any) ([]*schema.Field, error) {
	stmt := &gorm.Statement{DB: l.tx}
	if err := stmt.Parse(model); err != nil {
		return nil, err
	}
	var fields []*schema.Field
	for _, f := range stmt.Schema.Fields {
		switch f.DBName {
		case "", "id", "version", "created_at", "updated_at":
		default:
			fields = append(fields, f)
		}
	}
	return fields, nil
}

// plain is the value of a column as it is compared and as it stands in a
// revision.
func plain(ctx context.Context, f *schema.Field, of reflect.Value) any {
	value, _ := f.ValueOf(ctx, of)
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	switch d := v.Interface().(type) {
	case Date:
		if d == "" {
			return nil
		}
		return string(d)
	case decimal.Decimal:
		return d.String()
	case decimal.NullDecimal:
		if !d.Valid {
			return nil
		}
		return d.Decimal.String()
	}
	if v.Kind() == reflect.String {
		return v.String()
	}
	return v.Interface()
}

// change is what a row of a file would alter of a record that exists.
type change struct {
	noun, code    string
	before, after map[string]any
}

// put writes a record: a new one is inserted, one that differs from old is
// updated and the difference kept as a revision. It returns the change, so that
// the lists that belong to the record can join it; nil for a new record.
func put[T any, P interface {
	*T
	recorded
}](l *loader, r row, noun, code string, old P, want P) (*change, error) {
	if old == nil {
		*want.record() = Record{Version: 1}
		return nil, l.tx.Create(want).Error
	}
	*want.record() = *old.record()
	fields, err := l.columnsOf(want)
	if err != nil {
		return nil, err
	}
	c := &change{noun: noun, code: code, before: map[string]any{}, after: map[string]any{}}
	a, b := reflect.ValueOf(old).Elem(), reflect.ValueOf(want).Elem()
	for _, f := range fields {
		was, is := plain(l.tx.Statement.Context, f, a), plain(l.tx.Statement.Context, f, b)
		if was == is {
			continue
		}
		c.before[f.DBName], c.after[f.DBName] = was, is
	}
	return c, nil
}

// finish writes what put found. compared names the columns of the file for the
// refusal of a change without a reason.
func finish[P recorded](l *loader, r row, c *change, want P) error {
	if c == nil {
		l.done.Added++
		return nil
	}
	if len(c.before) == 0 {
		l.done.Unchanged++
		return nil
	}
	if l.reason == "" {
		names := make([]string, 0, len(c.before))
		for name := range c.before {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			l.fail(r.line, name, show(c.after[name]), fmt.Sprintf("%s %s is recorded with «%s»: say why it changes with --reason", c.noun, c.code, show(c.before[name])))
		}
		return nil
	}
	l.done.Changed++
	set := map[string]any{"version": gorm.Expr("version + 1"), "updated_at": l.now}
	fields, err := l.columnsOf(want)
	if err != nil {
		return err
	}
	for _, f := range fields {
		if _, ok := c.after[f.DBName]; ok {
			set[f.DBName], _ = f.ValueOf(l.tx.Statement.Context, reflect.ValueOf(want).Elem())
		}
	}
	res := l.tx.Model(want).Where("version = ?", want.record().Version).UpdateColumns(set)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected != 1 {
		return fmt.Errorf("%s %s was changed by somebody else meanwhile: load again", c.noun, c.code)
	}
	want.record().Version++
	want.record().UpdatedAt = l.now
	before, err := json.Marshal(c.before)
	if err != nil {
		return err
	}
	after, err := json.Marshal(c.after)
	if err != nil {
		return err
	}
	return l.tx.Create(&Revision{
		At: l.now, Noun: c.noun, Code: c.code, Reason: l.reason, Before: string(before), After: string(after),
	}).Error
}

func show(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// save is put and finish, for records without lists.
func save[T any, P interface {
	*T
	recorded
}](l *loader, r row, noun, code string, old P, want P) error {
	c, err := put(l, r, noun, code, old, want)
	if err != nil {
		return err
	}
	return finish(l, r, c, want)
}

// sourceLinks keeps the sources of a record, in order, in its own table.
type sourceLinks struct {
	table, column string
	of            map[int64][]int64
}

func (l *loader) readSourceLinks(table, column string) (*sourceLinks, error) {
	links := &sourceLinks{table: table, column: column, of: make(map[int64][]int64)}
	var rows []struct{ Owner, SourceID int64 }
	err := l.tx.Table(table).Select(column + " AS owner, source_id").Order(column + ", position").Scan(&rows).Error
	for _, r := range rows {
		links.of[r.Owner] = append(links.of[r.Owner], r.SourceID)
	}
	return links, err
}

// write brings the links of the owner to what the file says, and adds the
// difference to the change.
func (links *sourceLinks) write(l *loader, owner int64, sources []*Source, c *change) error {
	want := make([]int64, len(sources))
	for i, s := range sources {
		want[i] = s.ID
	}
	have := links.of[owner]
	if slices.Equal(have, want) {
		return nil
	}
	if c != nil {
		c.before["sources"], c.after["sources"] = l.sourceCodes(have), l.sourceCodes(want)
		if l.reason == "" {
			return nil
		}
		if err := l.tx.Exec("DELETE FROM "+links.table+" WHERE "+links.column+" = ?", owner).Error; err != nil {
			return err
		}
	}
	rows := make([]map[string]any, len(want))
	for i, id := range want {
		rows[i] = map[string]any{links.column: owner, "source_id": id, "position": i}
	}
	links.of[owner] = want
	return l.tx.Table(links.table).Create(rows).Error
}

func (l *loader) sourceCodes(ids []int64) string {
	codes := make([]string, len(ids))
	for code, s := range l.sources {
		if i := slices.Index(ids, s.ID); i >= 0 {
			codes[i] = code
		}
	}
	return strings.Join(codes, ";")
}

// find looks up an optional reference by the label that data files write.
func find[T any](l *loader, r row, column string, in map[string]*T, file string) *T {
	label := r.cells[column]
	if label == "" {
		return nil
	}
	found := in[label]
	if found == nil {
		l.failRow(r, column, "is in no dictionary: correct it, or add it to "+file+" first")
	}
	return found
}

// idOf is the id of a record that may be missing.
func idOf[T any, P interface {
	*T
	recorded
}](p P) *int64 {
	if p == nil {
		return nil
	}
	id := p.record().ID
	return &id
}
