package models

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// inserter writes many rows into a table of SQLite. GORM would look at each value
// of each row, which takes most of the time there.
type inserter struct {
	pool   gorm.ConnPool
	table  string
	names  []string
	suffix string
	// values are those of the rows that wait, all is the statement for as many as
	// are written at once.
	values []any
	most   int
	all    string
}

// insertedValues is how many values are written at once. The driver looks through
// all of them for each: twice as many take twice as long.
const insertedValues = 64

func newInserter(db *gorm.DB, table string, names []string) *inserter {
	return &inserter{pool: db.Statement.ConnPool, table: table, names: names, most: max(1, insertedValues/len(names)) * len(names)}
}

// statement inserts so many rows.
func (i *inserter) statement(names []string, rows int) string {
	row := "(" + strings.Repeat("?, ", len(names)-1) + "?)"
	return "INSERT INTO " + i.table + " (" + strings.Join(names, ", ") + ") VALUES " + strings.Repeat(row+", ", rows-1) + row + i.suffix
}

// add writes a row, by and by; its values are those of the columns in their order.
func (i *inserter) add(ctx context.Context, row []any) error {
	if i.values = append(i.values, row...); len(i.values) < i.most {
		return nil
	}
	if i.all == "" {
		i.all = i.statement(i.names, i.most/len(i.names))
	}
	return i.write(ctx, i.all)
}

// restored writes a row that may lack columns: they keep their default.
func (i *inserter) restored(ctx context.Context, row map[string]any) error {
	names := slices.DeleteFunc(slices.Clone(i.names), func(name string) bool { _, has := row[name]; return !has })
	values := make([]any, len(names))
	for at, name := range names {
		values[at] = row[name]
	}
	if len(names) == len(i.names) {
		return i.add(ctx, values)
	}
	_, err := i.pool.ExecContext(ctx, i.statement(names, 1), values...)
	return err
}

// flush writes the rows that wait.
func (i *inserter) flush(ctx context.Context) error {
	if len(i.values) == 0 {
		return nil
	}
	return i.write(ctx, i.statement(i.names, len(i.values)/len(i.names)))
}

func (i *inserter) write(ctx context.Context, statement string) error {
	// The driver would start a goroutine for each statement that can be ended.
	if err := ctx.Err(); err != nil {
		return err
	}
	_, err := i.pool.ExecContext(context.WithoutCancel(ctx), statement, i.values...)
	i.values = i.values[:0]
	return err
}
