package models

import (
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// PageSize is the number of rows of one page of a list.
const PageSize = 50

// Sort is the order of a list. Every order ends in a column that no two rows
// share, so that pages do not overlap.
type Sort struct {
	// By is a public word of the list; empty for its own order.
	By         string
	Descending bool
	// Ranks orders the entries of a dictionary by their names in the visitor's
	// language: ids in that order. The database has no such collation on both
	// dialects.
	Ranks []int64
}

func (s Sort) direction() string {
	if s.Descending {
		return "DESC"
	}
	return "ASC"
}

// ranked is an ORDER BY of a column by Ranks. What is not stated comes last in
// one direction and first in the other.
func (s Sort) ranked(column string) string {
	if len(s.Ranks) == 0 {
		return column + " " + s.direction()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "CASE %s", column)
	for i, id := range s.Ranks {
		fmt.Fprintf(&b, " WHEN %d THEN %d", id, i)
	}
	fmt.Fprintf(&b, " ELSE %d END %s", len(s.Ranks), s.direction())
	return b.String()
}

// cases are the branches of a CASE that give each word its place in the list.
// The words are those of the program, never a visitor's.
func cases[T ~string](words []T) string {
	var b strings.Builder
	for i, word := range words {
		fmt.Fprintf(&b, " WHEN '%s' THEN %d", word, i)
	}
	return b.String()
}

// Neighbour is the record before or after another in a list, with the page of
// the list that it stands on.
type Neighbour struct {
	Code string
	Name Translations `gorm:"embedded;embeddedPrefix:name_"`
	Page int          `gorm:"-"`
}

// neighbours reads the page of a list that the record with the code stands on,
// and a row more at either end, so that its cost is that of the page.
func neighbours(list *gorm.DB, table, column string, page int, code string) (previous, next *Neighbour, err error) {
	first := (max(page, 1) - 1) * PageSize
	from := max(first-1, 0)
	var columns strings.Builder
	columns.WriteString(table + ".code")
	for _, lang := range []string{"en", "kk", "ru", "zh"} {
		fmt.Fprintf(&columns, ", %s.%s_%s AS name_%s", table, column, lang, lang)
	}
	var rows []Neighbour
	err = list.Select(columns.String()).Limit(first + PageSize + 1 - from).Offset(from).Scan(&rows).Error
	at := slices.IndexFunc(rows, func(n Neighbour) bool { return n.Code == code })
	if err != nil || at < 0 {
		return nil, nil, domainErr("find the neighbours of "+code, err)
	}
	for i := range rows {
		rows[i].Page = (from+i)/PageSize + 1
	}
	if at > 0 {
		previous = &rows[at-1]
	}
	if at+1 < len(rows) {
		next = &rows[at+1]
	}
	return previous, next, nil
}
