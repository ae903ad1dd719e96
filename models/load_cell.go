package models

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

func (l *loader) fail(line int, column, value string, p Problem) {
	l.errs = append(l.errs, RowError{Line: line, Column: column, Value: value, Problem: p})
}

// failRow reports a problem with a cell of the row.
func (l *loader) failRow(r row, column string, p Problem) {
	l.fail(r.line, column, r.cells[column], p)
}

// has reports whether the file has the column.
func (l *loader) has(column string) bool { return l.columns[column] }

// codeExpression is what a code looks like.
const codeExpression = `[a-z0-9]+(?:[-_][a-z0-9]+)*`

var (
	codePattern = regexp.MustCompile("^" + codeExpression + "$")
	langPattern = regexp.MustCompile(`^[a-z]{2}$`)
)

// unique is the code of a row, reported when it is malformed or was used in the
// same file before.
func (l *loader) unique(r row, column string, seen map[string]int) string {
	code := r.cells[column]
	switch before := seen[code]; {
	case !codePattern.MatchString(code):
		l.failRow(r, column, notACode)
	case before != 0:
		l.failRow(r, column, codeTwice(before))
	}
	seen[code] = r.line
	return code
}

func (l *loader) date(r row, column string) Date {
	d, err := ParseDate(r.cells[column])
	if err != nil {
		l.failRow(r, column, notADate)
	}
	return d
}

// pastDate is a date of something that has happened.
func (l *loader) pastDate(r row, column string) Date {
	d := l.date(r, column)
	if d != "" && d.FirstDay() > l.recordedOn {
		l.failRow(r, column, stillToCome(l.recordedOn))
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

// stated is the day from which a record counts where its row says so, else the one
// that was worked out.
func (l *loader) stated(r row, workedOut Date) Date {
	day := l.pastDate(r, "known_on")
	switch {
	case day == "":
		return workedOut
	case !day.IsDay():
		l.failRow(r, "known_on", notADay)
	}
	return day
}

// counting is the day from which a recorded record counts: that of the row, else the one
// that is worked out. Only a correction moves it; a record that had none, and counted on
// no day, counts from the day of the edit.
func (l *loader) counting(r row, workedOut, recorded Date) Date {
	day := l.stated(r, workedOut)
	if l.correcting() || day == recorded {
		return day
	}
	switch {
	case r.cells["known_on"] == "" && recorded != "":
		return recorded
	case r.cells["known_on"] == "":
		return l.recordedOn
	case l.reason != "" && !l.planning && (recorded != "" || day < l.recordedOn):
		l.failRow(r, "known_on", pastAltered(cmp.Or(min(day, recorded), day)))
	}
	return day
}

// integer is a whole number within the bounds of the column.
func (l *loader) integer(r row, column string) *int64 {
	text, low, high := r.cells[column], l.format.column(column).Low, l.format.column(column).High
	if text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < low || n > high {
		l.failRow(r, column, notInteger(low, high))
		return nil
	}
	return &n
}

var decimalPattern = regexp.MustCompile(`^-?\d{1,18}(?:\.\d{1,12})?$`)

func (l *loader) decimal(r row, column string) decimal.NullDecimal {
	text := r.cells[column]
	if text == "" {
		return decimal.NullDecimal{}
	}
	if !decimalPattern.MatchString(text) {
		l.failRow(r, column, notNumber)
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
		l.failRow(r, column, notMoney)
		return nil
	}
	n := shifted.IntPart()
	return &n
}

func (l *loader) degrees(r row, column string) *float64 {
	text, limit := r.cells[column], float64(l.format.column(column).High)
	if text == "" {
		return nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !(f >= -limit && f <= limit) {
		l.failRow(r, column, notDegrees(limit))
		return nil
	}
	if f == 0 {
		// The databases do not agree on a zero with a sign.
		f = 0
	}
	return &f
}

// place reads the cells lat and lon, which belong together.
func (l *loader) place(r row) (lat, lon *float64) {
	if (r.cells["lat"] == "") != (r.cells["lon"] == "") {
		l.failRow(r, "lat", halfPlace)
	}
	return l.degrees(r, "lat"), l.degrees(r, "lon")
}

// oneOf is one of the words of the column.
func (l *loader) oneOf(r row, column string) string {
	allowed := l.format.column(column).Words
	if !slices.Contains(allowed, r.cells[column]) {
		l.failRow(r, column, notAWord(Reference{l.format.name, column}, allowed))
	}
	return r.cells[column]
}

// translations reads the four columns of one text.
func (l *loader) translations(r row, prefix string) Translations {
	return Translations{
		EN: r.cells[prefix+"_en"], KK: r.cells[prefix+"_kk"], RU: r.cells[prefix+"_ru"], ZH: r.cells[prefix+"_zh"],
	}
}

// keepTexts leaves a text as it is recorded in each language for which the file has no
// column. Some files write the English one without a language.
func (l *loader) keepTexts(prefix string, want *Translations, recorded Translations) {
	for lang, text := range map[Lang]*string{Kazakh: &want.KK, Russian: &want.RU, Chinese: &want.ZH, English: &want.EN} {
		if !l.has(prefix+"_"+string(lang)) && (lang != English || !l.has(prefix)) {
			*text = recorded.get(lang)
		}
	}
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

// sourceList resolves the codes of a cell.
func (l *loader) sourceList(r row, column string) []*Source {
	var found []*Source
	for _, code := range list(r.cells[column]) {
		source := l.sources[code]
		switch {
		case source == nil:
			l.fail(r.line, column, code, sourceUnknown)
		case slices.Contains(found, source):
			l.fail(r.line, column, code, sourceTwice)
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
		l.failRow(r, column, termUnknown(file))
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
