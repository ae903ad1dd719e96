package models

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"gorm.io/gorm"
)

// The kinds of failure that a caller can act on. Everything else is wrapped
// with what was attempted.
var (
	// ErrNotFound means that no such record exists.
	ErrNotFound = errors.New("no such record")
	// ErrNewerSchema means that the database was made by a newer program.
	ErrNewerSchema = errors.New("the database is newer than this program: start the newer program, or restore a backup made with this one")
	// ErrOldSchema means that migrations are pending.
	ErrOldSchema = errors.New("the database is older than this program: run «dostyk migrate», or start the server")
)

// domainErr wraps what the database said with what was attempted, and turns a
// missing row into ErrNotFound.
func domainErr(attempt string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, gorm.ErrRecordNotFound):
		return fmt.Errorf("%s: %w", attempt, ErrNotFound)
	}
	return fmt.Errorf("%s: %w", attempt, err)
}

// LoadError holds every problem of the first file that could not be loaded.
// Nothing of that load was kept.
type LoadError struct {
	File string
	Rows []RowError
}

// RowError is one problem in a file: where it stands, what stands there, and
// what to do about it. Line is the line of the file, the header being 1.
type RowError struct {
	Line   int
	Column string
	Value  string
	Problem
}

// Error lists every problem, one a line.
func (e *LoadError) Error() string {
	rows := append([]RowError(nil), e.Rows...)
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].Line < rows[j].Line })
	var b strings.Builder
	fmt.Fprintf(&b, "%s was not loaded, and nothing was changed:", e.File)
	for _, r := range rows {
		fmt.Fprintf(&b, "\n  %s:%d", e.File, r.Line)
		if r.Column != "" {
			fmt.Fprintf(&b, ", column %s", r.Column)
		}
		if r.Value != "" {
			fmt.Fprintf(&b, ", «%s»", r.Value)
		}
		fmt.Fprintf(&b, ": %s", r.Reason)
	}
	return b.String()
}
