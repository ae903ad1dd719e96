package models

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
)

// VersionRows are the rows that made a record up after each of the changes, as
// RecordRows gives those of now; none after a change that left no such record. They
// name other records as these are named now. Only rows of the record itself are read,
// in the same number of queries whatever happened to it.
func (s *Store) VersionRows(ctx context.Context, key RecordKey, after ...Change) ([][]RowEdit, error) {
	attempt := "put versions of " + string(key.Noun) + " " + key.Code + " together"
	sheet := &s.past.sheet
	if err := sheet.open(); err != nil {
		return nil, domainErr(attempt, err)
	}
	var states []pastRecord
	err := s.readingDB(ctx, func(tx *gorm.DB) (err error) {
		p := &recordPast{tx: tx, columns: sheet.columns, dialect: s.dialect, key: key}
		states, err = p.states(after)
		return err
	})
	if err != nil {
		return nil, domainErr(attempt, err)
	}
	lists := make([][]RowEdit, len(after))
	for i, state := range states {
		if lists[i], err = sheet.rows(ctx, key, state); err != nil {
			return nil, domainErr(attempt, err)
		}
	}
	return lists, nil
}

// readingDB is reading for queries that are written as elsewhere.
func (s *Store) readingDB(ctx context.Context, f func(*gorm.DB) error) error {
	return s.reading(ctx, func(conn *sql.Conn) error {
		tx := s.db.WithContext(ctx)
		tx.Statement.ConnPool = conn
		return f(tx)
	})
}

// part is a table in which rows of a record stand beside its own.
type part struct {
	table string
	// column holds the id of the record, or of the row of that it belongs to.
	column string
	of     string
}

// parts are those of each kind of record.
var parts = map[Noun][]part{
	NounStatement:  {{"statement_sources", "statement_id", ""}, {"figures", "statement_id", ""}},
	NounProject:    {{"project_sources", "project_id", ""}, {"programme_projects", "project_id", ""}, {"project_events", "project_id", ""}, {"project_partners", "project_id", ""}},
	NounEnterprise: {{"enterprise_sources", "enterprise_id", ""}, {"project_partners", "enterprise_id", ""}},
	NounAgreement:  {{"agreement_sources", "agreement_id", ""}},
	NounPriceNote:  {{"price_note_commodities", "price_note_id", ""}},
	NounCorridor:   {{"waypoints", "corridor_id", ""}, {"waypoint_sources", "waypoint_id", "waypoints"}},
}

// imageRow is a row of a table by column.
type imageRow = map[string]any

// pastRecord are the rows of a record at one time, by table, and those that they refer
// to.
type pastRecord map[string][]imageRow

// loggedRow is a row as it was before a change; it was not there if past is not valid.
type loggedRow struct {
	change int64
	past   sql.NullString
}

// tablePast is what is known of the rows of one table: those of now, and what they were
// before each change, by key.
type tablePast struct {
	now map[string]imageRow
	log map[string][]loggedRow
}

// recordPast reads what was recorded of one record.
type recordPast struct {
	tx      *gorm.DB
	columns map[string]*tableColumns
	dialect Dialect
	key     RecordKey
}

// states are the rows of the record after each of the changes.
func (p *recordPast) states(after []Change) ([]pastRecord, error) {
	first := after[0].ID
	for _, c := range after {
		first = min(first, c.ID)
	}
	ids, err := p.ids()
	if err != nil {
		return nil, err
	}
	table := tableOf[p.key.Noun]
	tables := make(map[string]*tablePast)
	if tables[table], err = p.table(table, "id", ids, first); err != nil {
		return nil, err
	}
	for _, part := range parts[p.key.Noun] {
		owners := ids
		if part.of != "" {
			owners = tables[part.of].ids()
		}
		if tables[part.table], err = p.table(part.table, part.column, owners, first); err != nil {
			return nil, err
		}
	}
	states := make([]pastRecord, len(after))
	for i, c := range after {
		if states[i], err = p.after(c, ids, tables); err != nil {
			return nil, err
		}
	}
	return states, p.refer(states)
}

// ids are those that the record has or had: one that comes back has another.
func (p *recordPast) ids() ([]int64, error) {
	var list []int64
	named := namedAs(p.key.Noun)
	if named == nil {
		return nil, gorm.ErrRecordNotFound
	}
	where, args := named.withCodes([]string{p.key.Code})
	query := "SELECT r.id FROM " + named.from + " WHERE " + where + " UNION SELECT record_id FROM withdrawals WHERE noun = ? AND code = ?"
	return list, p.tx.Raw(query, append(args, p.key.Noun, p.key.Code)...).Scan(&list).Error
}

// ids are those of all rows of the table.
func (t *tablePast) ids() []int64 {
	var list []int64
	for _, key := range t.keys() {
		if id, err := strconv.ParseInt(key, 10, 64); err == nil {
			list = append(list, id)
		}
	}
	return list
}

func (t *tablePast) keys() []string {
	all := make(map[string]bool, len(t.now)+len(t.log))
	for key := range t.now {
		all[key] = true
	}
	for key := range t.log {
		all[key] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// table reads the rows of a table that belong to the owners or did after the change.
func (p *recordPast) table(table, column string, owners []int64, change int64) (*tablePast, error) {
	t := &tablePast{log: make(map[string][]loggedRow)}
	var err error
	if t.now, err = p.rows(table, column, owners); err != nil {
		return nil, err
	}
	keys := make([]string, len(owners))
	for i, id := range owners {
		keys[i] = strconv.FormatInt(id, 10)
	}
	if column != "id" {
		if keys, err = p.held(table, column, owners, keys); err != nil {
			return nil, err
		}
		keys = slices.AppendSeq(keys, maps.Keys(t.now))
	}
	rows, err := p.tx.Raw("SELECT row_key, change_id, past FROM past_rows WHERE relation = ? AND row_key IN ? AND change_id > ? ORDER BY id", table, keys, change).Rows()
	if err != nil {
		return nil, err
	}
	return t, eachRow(rows, func() error {
		var key string
		var logged loggedRow
		if err := rows.Scan(&key, &logged.change, &logged.past); err != nil {
			return err
		}
		t.log[key] = append(t.log[key], logged)
		return nil
	})
}

// held are the keys of the rows that belonged to the owners once and were altered then.
// The owners are given as texts too.
func (p *recordPast) held(table, column string, owners []int64, texts []string) ([]string, error) {
	// The names of tables and columns are ours, written as in the indexes.
	owner, of := "json_extract(past, '$."+column+"')", any(owners)
	if p.dialect == Postgres {
		owner, of = "(past ->> '"+column+"')", texts
	}
	var keys []string
	err := p.tx.Raw("SELECT DISTINCT row_key FROM past_rows WHERE relation = '"+table+"' AND "+owner+" IN ?", of).Scan(&keys).Error
	return keys, err
}

// rows are the rows of a table as they stand, by key.
func (p *recordPast) rows(table, column string, in []int64) (map[string]imageRow, error) {
	of := p.columns[table]
	rows, err := p.tx.Raw("SELECT "+strings.Join(of.names, ", ")+" FROM "+table+" WHERE "+column+" IN ?", in).Rows()
	if err != nil {
		return nil, err
	}
	found := make(map[string]imageRow)
	return found, eachRow(rows, func() error {
		row, into := make([]any, len(of.names)), make([]any, len(of.names))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, value := range row {
			if raw, ok := value.([]byte); ok {
				row[i] = string(raw)
			}
		}
		found[rowKey(row, of.keys)] = byColumn(of.names, row)
		return nil
	})
}

// after picks the rows that stood after a change.
func (p *recordPast) after(c Change, ids []int64, tables map[string]*tablePast) (pastRecord, error) {
	state := make(pastRecord)
	table := tableOf[p.key.Noun]
	var err error
	if state[table], err = p.stood(table, "id", ids, c, tables[table]); err != nil || len(state[table]) == 0 {
		return nil, err
	}
	for _, part := range parts[p.key.Noun] {
		owners := state[table]
		if part.of != "" {
			owners = state[part.of]
		}
		var of []int64
		for _, row := range owners {
			id, _ := row["id"].(int64)
			of = append(of, id)
		}
		if state[part.table], err = p.stood(part.table, part.column, of, c, tables[part.table]); err != nil {
			return nil, err
		}
	}
	return state, nil
}

// stood are the rows of a table that belonged to the owners after a change, in the
// order of their keys.
func (p *recordPast) stood(table, column string, owners []int64, c Change, t *tablePast) ([]imageRow, error) {
	of := p.columns[table]
	var list []imageRow
	for _, key := range t.keys() {
		row := t.now[key]
		// What a row was before the first change that came later is what it was then.
		if at := slices.IndexFunc(t.log[key], func(l loggedRow) bool { return l.change > c.ID }); at >= 0 {
			var err error
			if row, err = of.read(t.log[key][at].past); err != nil {
				return nil, fmt.Errorf("read a past row of %s: %w", table, err)
			}
		}
		if row == nil {
			continue
		}
		created, timed := row["created_at"].(time.Time)
		owner, _ := row[column].(int64)
		if timed && created.After(c.At) || !slices.Contains(owners, owner) {
			continue
		}
		list = append(list, row)
	}
	return list, nil
}

// read is a row as the log writes it; nil for one that was not there.
func (c *tableColumns) read(past sql.NullString) (imageRow, error) {
	if !past.Valid {
		return nil, nil
	}
	row := make(imageRow)
	d := json.NewDecoder(strings.NewReader(past.String))
	d.UseNumber()
	if err := d.Decode(&row); err != nil {
		return nil, err
	}
	return row, restore(row, c.names, c.times)
}

// refer adds the records that the rows refer to, as they stand now; one that was taken
// back, as it was last.
func (p *recordPast) refer(states []pastRecord) error {
	wanted := make([]map[string]map[int64]bool, len(states))
	all := make(map[string]map[int64]bool)
	for i, state := range states {
		wanted[i] = make(map[string]map[int64]bool)
		for table, rows := range state {
			for column, to := range refersTo[table] {
				if _, own := state[to]; own {
					continue
				}
				for _, row := range rows {
					if id, ok := row[column].(int64); ok {
						addID(wanted[i], to, id)
						addID(all, to, id)
					}
				}
			}
		}
	}
	for _, table := range slices.Sorted(maps.Keys(all)) {
		found, err := p.rows(table, "id", slices.Sorted(maps.Keys(all[table])))
		if err != nil {
			return err
		}
		if err := p.last(table, all[table], found); err != nil {
			return err
		}
		for i, state := range states {
			for _, id := range slices.Sorted(maps.Keys(wanted[i][table])) {
				if row := found[strconv.FormatInt(id, 10)]; row != nil {
					state[table] = append(state[table], row)
				}
			}
		}
	}
	return nil
}

func addID(to map[string]map[int64]bool, table string, id int64) {
	if to[table] == nil {
		to[table] = make(map[int64]bool)
	}
	to[table][id] = true
}

// last adds the rows that are gone as they were last.
func (p *recordPast) last(table string, wanted map[int64]bool, found map[string]imageRow) error {
	var gone []string
	for _, id := range slices.Sorted(maps.Keys(wanted)) {
		if key := strconv.FormatInt(id, 10); found[key] == nil {
			gone = append(gone, key)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	rows, err := p.tx.Raw("SELECT row_key, past FROM past_rows WHERE relation = ? AND row_key IN ? ORDER BY id", table, gone).Rows()
	if err != nil {
		return err
	}
	return eachRow(rows, func() error {
		var key string
		var past sql.NullString
		if err := rows.Scan(&key, &past); err != nil {
			return err
		}
		row, err := p.columns[table].read(past)
		found[key] = row
		return err
	})
}

// refersTo are the tables that the columns of a table refer to.
var refersTo = func() map[string]map[string]string {
	to := map[string]map[string]string{"project_partners": {"project_id": "projects"}}
	for _, r := range referring {
		if to[r.table] == nil {
			to[r.table] = make(map[string]string)
		}
		to[r.table][r.column] = tableOf[r.to]
	}
	return to
}()

// sheet is an empty database in memory on which the rows of one record are laid out, to
// be read as those of the database are.
type sheet struct {
	// mu is held by who opens it or lays rows out.
	mu      sync.Mutex
	store   *Store
	columns map[string]*tableColumns
}

// tableColumns are the columns of a table: which hold times, and at which places those
// of its key stand.
type tableColumns struct {
	names []string
	times map[string]bool
	keys  []int
}

// open makes the sheet when it is first needed. It outlasts the request that needs it.
func (s *sheet) open() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store != nil {
		return nil
	}
	ctx := context.Background()
	store, err := openMemory(ctx, fmt.Sprintf("sheet-%d", memories.Add(1)), false)
	if err != nil {
		return err
	}
	if _, err := store.Migrate(ctx); err != nil {
		return errors.Join(err, store.Close())
	}
	w := &rewinder{to: store.db.WithContext(ctx)}
	columns := make(map[string]*tableColumns)
	for _, r := range relations {
		c := new(tableColumns)
		if c.names, c.times, err = w.columns(r.table); err != nil {
			return errors.Join(err, store.Close())
		}
		for _, column := range r.keys() {
			c.keys = append(c.keys, slices.Index(c.names, column))
		}
		columns[r.table] = c
	}
	s.store, s.columns = store, columns
	return nil
}

func (s *sheet) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store == nil {
		return nil
	}
	store := s.store
	s.store = nil
	return store.Close()
}

// errRead takes off the sheet what was laid out on it.
var errRead = errors.New("read")

// rows reads the rows of a record that is laid out.
func (s *sheet) rows(ctx context.Context, key RecordKey, state pastRecord) ([]RowEdit, error) {
	if len(state) == 0 {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []RowEdit
	// One that is broken off is rolled back after it has returned, when somebody else
	// writes on the sheet already: it is taken off in the same order whoever leaves.
	whole := context.WithoutCancel(ctx)
	err := s.store.db.WithContext(whole).Transaction(func(tx *gorm.DB) error {
		// They refer to rows that are not there.
		if err := tx.Exec("PRAGMA defer_foreign_keys = 1").Error; err != nil {
			return err
		}
		for _, r := range relations {
			if err := ctx.Err(); err != nil {
				return err
			}
			to := newInserter(tx, r.table, s.columns[r.table].names)
			for _, row := range state[r.table] {
				if err := to.restored(whole, row); err != nil {
					return err
				}
			}
			if err := to.flush(whole); err != nil {
				return err
			}
		}
		var err error
		if list, err = recordRows(tx, key.Noun, []string{key.Code}); err != nil {
			return err
		}
		return errRead
	})
	if !errors.Is(err, errRead) {
		return nil, err
	}
	return list, nil
}
