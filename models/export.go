package models

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

// ExportedFile is one file of an export.
type ExportedFile struct {
	Name string
	// Rows counts the records, without the header.
	Rows  int
	Bytes int64
	// SHA256 is the checksum of the file, in hexadecimal.
	SHA256 string
}

// Exported says what an export wrote.
type Exported struct {
	// UpdatedAt is the moment of the last change of the records, which no other has;
	// the zero time for a database without records.
	UpdatedAt time.Time
	// FirstYear and LastYear bound the years that figures and prices are about; 0
	// where there are none.
	FirstYear, LastYear int
	Files               []ExportedFile
}

// Export writes every file in the format in which Load reads it, one after another,
// as they stand at one moment. create begins each. Loaded into an empty database
// they give the same records, and their next export the same bytes.
func (s *Store) Export(ctx context.Context, create func(name string, updatedAt time.Time) (io.Writer, error)) (Exported, error) {
	var e Exported
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		e = Exported{}
		last, err := lastChange(tx)
		if err != nil {
			return err
		}
		if last != nil {
			e.UpdatedAt = last.At.UTC()
		}
		if err := e.readYears(tx); err != nil {
			return err
		}
		names := make(map[string]map[int64]string)
		for i := range files {
			w, err := create(files[i].name, e.UpdatedAt)
			if err != nil {
				return err
			}
			x := newExporter(tx, &files[i], w, names)
			if err := x.write(); err != nil {
				return fmt.Errorf("write %s: %w", files[i].name, err)
			}
			e.Files = append(e.Files, x.done())
		}
		return nil
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	return e, domainErr("export the records", err)
}

func (e *Exported) readYears(tx *gorm.DB) error {
	var years struct{ First, Last *int }
	err := tx.Raw(`SELECT min(first) AS first, max(last) AS last FROM (SELECT min(year_from) AS first, max(year_to) AS last FROM figures
		UNION ALL SELECT CAST(substr(min(period), 1, 4) AS INTEGER), CAST(substr(max(period), 1, 4) AS INTEGER) FROM prices) AS years`).Scan(&years).Error
	if years.First != nil {
		e.FirstYear, e.LastYear = *years.First, *years.Last
	}
	return err
}

// exporter writes one file.
type exporter struct {
	tx     *gorm.DB
	kind   *dataFile
	csv    *csv.Writer
	record []string
	// names are the codes and labels that cells refer to, by table and column, and
	// by id.
	names map[string]map[int64]string

	// only picks the records that are written; nil for all.
	only func(*gorm.DB) *gorm.DB
	// take is given each row in the place of the file, if it is set.
	take func(line)

	rows int
	size int64
	sum  hash.Hash
	err  error
}

func newExporter(tx *gorm.DB, kind *dataFile, w io.Writer, names map[string]map[int64]string) *exporter {
	x := &exporter{tx: tx, kind: kind, names: names, sum: sha256.New()}
	x.csv = csv.NewWriter(io.MultiWriter(w, x.sum, (*counter)(&x.size)))
	return x
}

// counter counts the bytes that are written to it.
type counter int64

func (n *counter) Write(p []byte) (int, error) {
	*n += counter(len(p))
	return len(p), nil
}

// write writes the whole file.
func (x *exporter) write() error {
	x.keep(x.csv.Write(x.kind.columnNames(true)))
	if x.err == nil {
		x.keep(x.kind.write(x))
	}
	x.csv.Flush()
	x.keep(x.csv.Error())
	return x.err
}

func (x *exporter) done() ExportedFile {
	return ExportedFile{Name: x.kind.name, Rows: x.rows, Bytes: x.size, SHA256: hex.EncodeToString(x.sum.Sum(nil))}
}

// keep keeps the first error.
func (x *exporter) keep(err error) {
	if x.err == nil {
		x.err = err
	}
}

// line is a row as it is written: its cells by column. One that is missing is
// empty.
type line map[string]string

// row writes a line.
func (x *exporter) row(cells line) {
	x.record = x.record[:0]
	written := 0
	for _, c := range x.kind.columns {
		cell, ok := cells[c.Name]
		if ok {
			written++
		}
		x.record = append(x.record, cell)
	}
	if written != len(cells) {
		panic("models: a line of " + x.kind.name + " has a cell that is in no column")
	}
	x.rows++
	if x.take != nil {
		x.take(cells)
		return
	}
	x.keep(x.csv.Write(x.record))
}

// translated sets the four columns of a text.
func (cells line) translated(prefix string, t Translations) {
	cells[prefix+"_en"] = t.EN
	cells.further(prefix, t)
}

// further sets the columns of the languages other than English.
func (cells line) further(prefix string, t Translations) {
	cells[prefix+"_kk"], cells[prefix+"_ru"], cells[prefix+"_zh"] = t.KK, t.RU, t.ZH
}

// where is the exporter for some of the records only.
func (x *exporter) where(condition string) *exporter {
	some := *x
	some.only = func(q *gorm.DB) *gorm.DB { return x.picked(q).Where(condition) }
	return &some
}

// picked are the records of a query that are to be written.
func (x *exporter) picked(q *gorm.DB) *gorm.DB {
	if x.only == nil {
		return q
	}
	return x.only(q)
}

// name is a column of the record with the id, which may be missing.
func (x *exporter) name(table, column string, id *int64) string {
	if id == nil {
		return ""
	}
	key := table + "." + column
	if x.names[key] == nil {
		var rows []struct {
			ID   int64
			Name string
		}
		x.keep(x.tx.Table(table).Select("id, " + column + " AS name").Scan(&rows).Error)
		x.names[key] = make(map[int64]string, len(rows))
		for _, r := range rows {
			x.names[key][r.ID] = r.Name
		}
	}
	return x.names[key][*id]
}

// labelled reports whether the label is one of those of the term with the id.
func (x *exporter) labelled(table string, id *int64, label string) bool {
	labels := x.name(table, "label", id)
	return labels == strings.ReplaceAll(label, "|", "/") || slices.Contains(strings.Split(labels, "|"), label)
}

// batch is how many records are read at a time.
const batch = 500

// inOrder reads all records of a kind in the order of the expression, a batch at a
// time, with the associations named.
func inOrder[T any, P interface {
	*T
	recorded
}](x *exporter, order string, each func([]T) error, associations ...string) error {
	var all []int64
	if err := x.picked(x.tx.Model(new(T))).Order(order).Pluck("id", &all).Error; err != nil {
		return err
	}
	position := make(map[int64]int, batch)
	for part := range slices.Chunk(all, batch) {
		q := x.tx.Where("id IN ?", part)
		for _, name := range associations {
			q = q.Preload(name, func(db *gorm.DB) *gorm.DB { return db.Order("id") })
		}
		var list []T
		if err := q.Find(&list).Error; err != nil {
			return err
		}
		clear(position)
		for i, id := range part {
			position[id] = i
		}
		slices.SortFunc(list, func(a, b T) int { return position[P(&a).record().ID] - position[P(&b).record().ID] })
		if err := each(list); err != nil {
			return err
		}
		if x.err != nil {
			return x.err
		}
	}
	return nil
}

// ids are those of the records.
func ids[T any, P interface {
	*T
	recorded
}](list []T) []int64 {
	all := make([]int64, len(list))
	for i := range list {
		all[i] = P(&list[i]).record().ID
	}
	return all
}

// idsIn are those of the records that are found by a key.
func idsIn[K comparable, T any, P interface {
	*T
	recorded
}](records map[K]P) []int64 {
	all := make([]int64, 0, len(records))
	for _, r := range records {
		all = append(all, r.record().ID)
	}
	return all
}

// sourcesOf are the cells source_ids of the records with the ids.
func (x *exporter) sourcesOf(table, column string, of []int64) (map[int64]string, error) {
	var rows []struct{ Owner, SourceID int64 }
	err := x.tx.Table(table).Select(column+" AS owner, source_id").Where(column+" IN ?", of).Order(column + ", position").Scan(&rows).Error
	cells := make(map[int64]string, len(of))
	for _, r := range rows {
		if cells[r.Owner] != "" {
			cells[r.Owner] += ";"
		}
		cells[r.Owner] += x.name("sources", "code", &r.SourceID)
	}
	return cells, err
}

// statements gives every statement in the order of the codes, with its figures in
// its own order and the cell of its sources.
func (x *exporter) statements(each func(st *Statement, sources string)) error {
	return inOrder(x, "code", func(list []Statement) error {
		sources, err := x.sourcesOf("statement_sources", "statement_id", ids(list))
		if err != nil {
			return err
		}
		for i := range list {
			slices.SortStableFunc(list[i].Figures, func(a, b Figure) int { return int(a.Position - b.Position) })
			each(&list[i], sources[list[i].ID])
		}
		return nil
	}, "Figures")
}

// eachRow reads the rows to their end.
func eachRow(rows *sql.Rows, each func() error) error {
	defer rows.Close()
	for rows.Next() {
		if err := each(); err != nil {
			return err
		}
	}
	return rows.Err()
}

func degreesCell(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
