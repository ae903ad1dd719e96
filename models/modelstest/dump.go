package modelstest

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// Dump is a checksum of every table, by its name, less the tables and columns that
// are named.
func Dump(t testing.TB, s *models.Store, less ...string) map[string]string {
	t.Helper()
	db := connect(t, s)
	defer db.Close()
	sums := make(map[string]string)
	for _, table := range tables(t, s, db) {
		if slices.Contains(less, table) {
			continue
		}
		var cast []string
		for _, name := range columns(t, s, db, table) {
			if !slices.Contains(less, table+"."+name) {
				cast = append(cast, "CAST("+name+" AS TEXT)")
			}
		}
		var lines []string
		for _, r := range textRows(t, db, "SELECT "+strings.Join(cast, ", ")+" FROM "+table) {
			lines = append(lines, fmt.Sprint(r))
		}
		slices.Sort(lines)
		sums[table] = fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(lines, "\n"))))
	}
	return sums
}

// tables are the names of all tables, less those that a search makes for itself.
func tables(t testing.TB, s *models.Store, db *sql.DB) []string {
	t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%'"
	if s.Dialect() == models.Postgres {
		query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	}
	return firstCells(textRows(t, db, query))
}

// columns are the names of the columns of a table.
func columns(t testing.TB, s *models.Store, db *sql.DB, table string) []string {
	t.Helper()
	query := "SELECT name FROM pragma_table_info('" + table + "')"
	if s.Dialect() == models.Postgres {
		query = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '" + table + "'"
	}
	return firstCells(textRows(t, db, query))
}

func firstCells(rows [][]sql.NullString) []string {
	list := make([]string, len(rows))
	for i, row := range rows {
		list[i] = row[0].String
	}
	return list
}

// textRows are the rows of a query whose columns are texts.
func textRows(t testing.TB, db *sql.DB, query string) [][]sql.NullString {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var list [][]sql.NullString
	for rows.Next() {
		row, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		list = append(list, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}
