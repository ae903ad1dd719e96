package models

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

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

// place reads the cells lat and lon, which belong together.
func (l *loader) place(r row) (lat, lon *float64) {
	if (r.cells["lat"] == "") != (r.cells["lon"] == "") {
		l.failRow(r, "lat", "and lon belong together: fill in both, or neither")
	}
	return l.degrees(r, "lat", 90), l.degrees(r, "lon", 180)
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
