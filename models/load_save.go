package models

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

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
	noun          Noun
	code          string
	before, after map[string]any
}

// put writes a record: a new one is inserted, one that differs from old is
// updated and the difference kept as a revision. It returns the change, so that
// the lists that belong to the record can join it; nil for a new record.
func put[T any, P interface {
	*T
	recorded
}](l *loader, noun Noun, code string, old P, want P) (*change, error) {
	if old == nil {
		*want.record() = Record{Version: 1}
		if err := l.keepID(noun, want.record()); err != nil {
			return nil, err
		}
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

// finish writes what put found, and keeps it as a revision. A change without a
// reason is refused, and every column of it reported.
func finish[P recorded](l *loader, r row, c *change, want P) error {
	if c == nil {
		l.done.Added++
		l.noteVersion(want, nil)
		return l.wrote(want, true)
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
			l.fail(r.line, name, show(c.after[name]), reasonMissing(c.noun, c.code, show(c.before[name])))
		}
		return nil
	}
	l.done.Changed++
	l.noteVersion(want, c)
	if err := l.wrote(want, false); err != nil {
		return err
	}
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
		ChangeID: l.change.ID, Kind: l.change.Kind, Who: l.change.Who,
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
}](l *loader, r row, noun Noun, code string, old P, want P) error {
	c, err := put(l, noun, code, old, want)
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

// readSourceLinks reads the links of the owners, or of all where there are many.
func (l *loader) readSourceLinks(table, column string, owners []int64) (*sourceLinks, error) {
	links := &sourceLinks{table: table, column: column, of: make(map[int64][]int64)}
	var rows []struct{ Owner, SourceID int64 }
	err := naming(l.tx.Table(table), column, owners).Select(column + " AS owner, source_id").Order(column + ", position").Scan(&rows).Error
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

// saveWithSources is put and finish, for records whose only list is that of
// their sources.
func saveWithSources[T any, P interface {
	*T
	recorded
}](l *loader, r row, noun Noun, code string, old P, want P, links *sourceLinks, sources []*Source) error {
	c, err := put(l, noun, code, old, want)
	if err != nil {
		return err
	}
	if err := links.write(l, want.record().ID, sources, c); err != nil {
		return err
	}
	return finish(l, r, c, want)
}
