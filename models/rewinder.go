package models

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

// rewinder copies a database as it stood after a change.
type rewinder struct {
	from    *sql.Conn
	to      *gorm.DB
	dialect Dialect
	last    *Change
	// touched are the projects whose stages have to be worked out anew, altered the
	// records to which a row of a table belongs that is another now: their search
	// documents have to be written anew.
	touched map[int64]bool
	altered map[alteredRow]bool
}

type alteredRow struct {
	table string
	id    int64
}

// relations are the tables of records and their links, those that refer to others
// after them; keys are the columns by which the log knows a row.
var relations = []relation{
	{"sources", nil}, {"sectors", nil}, {"regions", nil}, {"speakers", nil}, {"roles", nil}, {"places", nil}, {"programmes", nil}, {"metrics", nil},
	{"statements", nil}, {"statement_sources", []string{"statement_id", "source_id"}}, {"figures", nil}, {"figure_pairs", nil},
	{"projects", nil}, {"project_sources", []string{"project_id", "source_id"}}, {"programme_projects", []string{"programme_id", "project_id"}},
	{"project_events", nil}, {"enterprises", nil}, {"enterprise_sources", []string{"enterprise_id", "source_id"}}, {"project_partners", nil},
	{"agreements", nil}, {"agreement_sources", []string{"agreement_id", "source_id"}}, {"commodities", nil}, {"prices", nil},
	{"price_notes", nil}, {"price_note_commodities", []string{"price_note_id", "commodity_id"}},
	{"corridors", nil}, {"waypoints", nil}, {"waypoint_sources", []string{"waypoint_id", "source_id"}}, {"aliases", nil},
}

type relation struct {
	table string
	// links are the columns of the key of a table without an id.
	links []string
}

// keys are the columns of the key of a row.
func (r relation) keys() []string {
	if r.links == nil {
		return []string{"id"}
	}
	return r.links
}

func (w *rewinder) run(ctx context.Context) error {
	// Rows refer to each other in circles of time: a figure to a later one.
	if err := w.to.Exec("PRAGMA defer_foreign_keys = 1").Error; err != nil {
		return err
	}
	past, err := w.pastRows(ctx)
	if err != nil {
		return err
	}
	for _, r := range relations {
		if err := w.copy(ctx, r, past[r.table]); err != nil {
			return fmt.Errorf("copy %s: %w", r.table, err)
		}
	}
	if err := w.copyLog(ctx); err != nil {
		return fmt.Errorf("copy the log: %w", err)
	}
	if err := w.stages(ctx); err != nil {
		return fmt.Errorf("work out the stages: %w", err)
	}
	if err := w.search(ctx); err != nil {
		return fmt.Errorf("write what is searched: %w", err)
	}
	return nil
}

// pastRows are the rows that changes after the last one have altered, as they were
// after it, by table and key; nil for a row that was not there.
func (w *rewinder) pastRows(ctx context.Context) (map[string]map[string]map[string]any, error) {
	rows, err := w.from.QueryContext(ctx, w.bind("SELECT relation, row_key, past FROM past_rows WHERE change_id > ? ORDER BY id"), w.last.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	past := make(map[string]map[string]map[string]any)
	for rows.Next() {
		var table, key string
		var image sql.NullString
		if err := rows.Scan(&table, &key, &image); err != nil {
			return nil, err
		}
		of := past[table]
		if of == nil {
			of = make(map[string]map[string]any)
			past[table] = of
		}
		if _, older := of[key]; older {
			continue
		}
		of[key] = nil
		if image.Valid {
			row := make(map[string]any)
			d := json.NewDecoder(strings.NewReader(image.String))
			d.UseNumber()
			if err := d.Decode(&row); err != nil {
				return nil, fmt.Errorf("read a past row of %s: %w", table, err)
			}
			of[key] = row
		}
	}
	return past, rows.Err()
}

// bind writes the parameter of a query as its database does.
func (w *rewinder) bind(query string) string {
	if w.dialect == Postgres {
		return strings.Replace(query, "?", "$1", 1)
	}
	return query
}

// columns are those of a table and whether each holds times.
func (w *rewinder) columns(table string) ([]string, map[string]bool, error) {
	types, err := w.to.Migrator().ColumnTypes(table)
	if err != nil {
		return nil, nil, err
	}
	var names []string
	times := make(map[string]bool)
	for _, c := range types {
		names = append(names, c.Name())
		times[c.Name()] = strings.EqualFold(c.DatabaseTypeName(), "datetime")
	}
	return names, times, nil
}

// copy writes the rows of a table as they were.
func (w *rewinder) copy(ctx context.Context, r relation, past map[string]map[string]any) error {
	names, times, err := w.columns(r.table)
	if err != nil {
		return err
	}
	to := newInserter(w.to, r.table, names)
	for key, row := range past {
		if row != nil {
			if err := restore(row, names, times); err != nil {
				return fmt.Errorf("row %s: %w", key, err)
			}
		}
		w.touch(r.table, row)
	}
	restored := func(row map[string]any) error {
		if row == nil || w.isLater(row["created_at"]) {
			return nil
		}
		return to.restored(ctx, row)
	}
	created := slices.Index(names, "created_at")
	keys := make([]int, 0, len(r.keys()))
	for _, column := range r.keys() {
		keys = append(keys, slices.Index(names, column))
	}
	seen := make(map[string]bool, len(past))
	err = w.read(ctx, names, r.table+" ORDER BY "+strings.Join(r.keys(), ", "), func(row []any) error {
		if len(past) > 0 {
			key := rowKey(row, keys)
			if was, changed := past[key]; changed {
				seen[key] = true
				w.touch(r.table, byColumn(names, row))
				return restored(was)
			}
		}
		if created >= 0 && w.isLater(row[created]) {
			w.touch(r.table, byColumn(names, row))
			return nil
		}
		return to.add(ctx, row)
	})
	if err != nil {
		return err
	}
	// What was removed since, in a fixed order.
	var gone []string
	for key := range past {
		if !seen[key] {
			gone = append(gone, key)
		}
	}
	slices.Sort(gone)
	for _, key := range gone {
		if err := restored(past[key]); err != nil {
			return err
		}
	}
	return to.flush(ctx)
}

// read reads rows of the database that is copied. A row must not be kept.
func (w *rewinder) read(ctx context.Context, names []string, from string, each func(row []any) error, args ...any) error {
	rows, err := w.from.QueryContext(ctx, w.bind("SELECT "+strings.Join(names, ", ")+" FROM "+from), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	row := make([]any, len(names))
	into := make([]any, len(names))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, value := range row {
			if raw, ok := value.([]byte); ok {
				row[i] = string(raw)
			}
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// rowKey is the key of a row in the log, of the columns at the places.
func rowKey(row []any, places []int) string {
	if id, ok := row[places[0]].(int64); ok && len(places) == 1 {
		return strconv.FormatInt(id, 10)
	}
	parts := make([]string, len(places))
	for i, at := range places {
		parts[i] = fmt.Sprint(row[at])
	}
	return strings.Join(parts, "/")
}

func byColumn(names []string, row []any) map[string]any {
	values := make(map[string]any, len(names))
	for i, name := range names {
		values[name] = row[i]
	}
	return values
}

// isLater reports whether a row that was created then was not there yet.
func (w *rewinder) isLater(created any) bool {
	at, ok := created.(time.Time)
	return ok && at.After(w.last.At)
}

// holder is a record whose search document holds texts of a row: the column of the
// row that names it, and what it is.
type holder struct {
	column string
	record func(Record) any
}

// holders are those of the rows of each table. Links that no search reads have none,
// but those that decide on the stages of a project.
var holders = func() map[string]holder {
	project := func(r Record) any { return &Project{Record: r} }
	statement := func(r Record) any { return &Statement{Record: r} }
	corridor := func(r Record) any { return &Corridor{Record: r} }
	note := func(r Record) any { return &PriceNote{Record: r} }
	return map[string]holder{
		"sources":    {"id", func(r Record) any { return &Source{Record: r} }},
		"sectors":    {"id", func(r Record) any { return &Sector{Term{Record: r}} }},
		"regions":    {"id", func(r Record) any { return &Region{Term: Term{Record: r}} }},
		"speakers":   {"id", func(r Record) any { return &Speaker{Term{Record: r}} }},
		"roles":      {"id", func(r Record) any { return &Role{Term: Term{Record: r}} }},
		"places":     {"id", func(r Record) any { return &Place{Term{Record: r}} }},
		"programmes": {"id", func(r Record) any { return &Programme{Record: r} }},
		"metrics":    {"id", func(r Record) any { return &Metric{Record: r} }},
		"statements": {"id", statement}, "figures": {"statement_id", statement},
		"projects": {"id", project}, "project_events": {"project_id", project}, "project_partners": {"project_id", project}, "programme_projects": {"project_id", project},
		"enterprises": {"id", func(r Record) any { return &Enterprise{Record: r} }},
		"agreements":  {"id", func(r Record) any { return &Agreement{Record: r} }},
		"commodities": {"id", func(r Record) any { return &Commodity{Record: r} }},
		"price_notes": {"id", note}, "price_note_commodities": {"price_note_id", note},
		"corridors": {"id", corridor}, "waypoints": {"corridor_id", corridor},
		"aliases": {"id", func(r Record) any { return &Alias{Record: r} }},
	}
}()

// touch notes the record that a row belongs to.
func (w *rewinder) touch(table string, row map[string]any) {
	of, held := holders[table]
	id, ok := row[of.column].(int64)
	if !held || !ok {
		return
	}
	w.altered[alteredRow{table, id}] = true
	if _, is := of.record(Record{}).(*Project); is {
		w.touched[id] = true
	}
}

// restore gives the values of a past row, read from JSON, the types of their
// columns. A column that has come since is left to its default, and one that has
// gone is dropped.
func restore(row map[string]any, names []string, times map[string]bool) error {
	for name, value := range row {
		if !slices.Contains(names, name) {
			delete(row, name)
			continue
		}
		switch v := value.(type) {
		case json.Number:
			if n, err := v.Int64(); err == nil {
				row[name] = n
				continue
			}
			f, err := v.Float64()
			if err != nil {
				return err
			}
			row[name] = f
		case string:
			if !times[name] {
				continue
			}
			at, err := parseMoment(v)
			if err != nil {
				return err
			}
			row[name] = at
		}
	}
	return nil
}

// parseMoment reads a time as either database writes it into JSON.
func parseMoment(text string) (time.Time, error) {
	var err error
	for _, layout := range []string{"2006-01-02 15:04:05.999999999-07:00", time.RFC3339Nano} {
		var at time.Time
		if at, err = time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, err
}

// copyLog copies what the log says up to the last change: the changes, and the
// revisions with what they are about. Past rows are not asked for in the past.
func (w *rewinder) copyLog(ctx context.Context) error {
	for _, log := range []struct{ table, upTo, order string }{
		{"changes", "id <= ?", "id"}, {"revisions", "change_id <= ?", "id"},
		{"revision_subjects", "revision_id IN (SELECT id FROM revisions WHERE change_id <= ?)", "revision_id, noun, code"},
		{"withdrawals", "change_id <= ?", "id"},
		{"record_versions", "change_id <= ?", "noun, code, number"},
		{"accepted_findings", "change_id <= ?", "id"},
	} {
		names, _, err := w.columns(log.table)
		if err != nil {
			return err
		}
		to := newInserter(w.to, log.table, names)
		// The migration opens a log of its own where records stand already.
		to.suffix = " ON CONFLICT DO NOTHING"
		err = w.read(ctx, names, log.table+" WHERE "+log.upTo+" ORDER BY "+log.order, func(row []any) error { return to.add(ctx, row) }, w.last.ID)
		if err != nil {
			return err
		}
		if err := to.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

// stages copies the stages of the projects that stand as they stood, and works out
// the others.
func (w *rewinder) stages(ctx context.Context) error {
	names, _, err := w.columns("project_stages")
	if err != nil {
		return err
	}
	// Those that were added later are touched too.
	project := slices.Index(names, "project_id")
	to := newInserter(w.to, "project_stages", names)
	err = w.read(ctx, names, "project_stages ORDER BY project_id, from_day", func(row []any) error {
		if id, _ := row[project].(int64); w.touched[id] {
			return nil
		}
		return to.add(ctx, row)
	})
	if err != nil {
		return err
	}
	if err := to.flush(ctx); err != nil {
		return err
	}
	if len(w.touched) == 0 {
		return nil
	}
	l := w.loader()
	l.programmes, l.bases = make(map[string]*Programme), make(map[string]*Programme)
	if err := readBy(l.tx, l.indexProgramme); err != nil {
		return err
	}
	l.projects = make(map[string]*Project)
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(w.touched)), searchBatch) {
		if err := readBy(l.tx.Where("id IN ?", ids), func(p *Project) { l.projects[p.Code] = p }); err != nil {
			return err
		}
	}
	return l.rebuildStages(w.touched)
}

// loader is one that works on the copy, at the time of the change.
func (w *rewinder) loader() *loader { return &loader{tx: w.to, now: w.last.At} }

// search writes the documents of the search: those of the records that stand as they
// stood are copied.
func (w *rewinder) search(ctx context.Context) error {
	stale, err := w.staleDocuments()
	if err != nil {
		return err
	}
	search, err := newSearchWriter(w.to)
	if err != nil {
		return err
	}
	if !stale.all {
		search.kept = func(kind SearchKind, ids []int64) (map[int64]SearchDocument, error) {
			return w.documents(ctx, kind, slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return stale.ids[kind][id] }))
		}
	}
	return search.all()
}

// staleDocuments are the documents that hold texts of altered rows, as a load finds
// them.
func (w *rewinder) staleDocuments() (staleDocuments, error) {
	l := w.loader()
	l.commodities = make(map[string]*Commodity)
	if err := readBy(l.tx, func(c *Commodity) { l.commodities[c.Code] = c }); err != nil {
		return staleDocuments{}, err
	}
	for row := range w.altered {
		if err := l.wrote(holders[row.table].record(Record{ID: row.id}), false); err != nil {
			return staleDocuments{}, err
		}
	}
	return l.stale, nil
}

// documents reads the documents of some records.
func (w *rewinder) documents(ctx context.Context, kind SearchKind, ids []int64) (map[int64]SearchDocument, error) {
	of := make(map[int64]SearchDocument, len(ids))
	if len(ids) == 0 {
		return of, nil
	}
	numbers := make([]string, len(ids))
	for i, id := range ids {
		numbers[i] = strconv.FormatInt(id, 10)
	}
	rows, err := w.from.QueryContext(ctx, w.bind("SELECT record_id, code, day, name_key, search_key, folded, places, fields FROM search_documents WHERE kind = ? AND record_id IN ("+strings.Join(numbers, ", ")+")"), string(kind))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		d := SearchDocument{Kind: kind}
		if err := rows.Scan(&d.RecordID, &d.Code, &d.Day, &d.NameKey, &d.SearchKey, &d.Folded, &d.Places, &d.Fields); err != nil {
			return nil, err
		}
		of[d.RecordID] = d
	}
	return of, rows.Err()
}
