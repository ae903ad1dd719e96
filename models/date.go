package models

import (
	"database/sql/driver"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Date is a day, a month or a year, kept as it was said: «2018-06-10»,
// «2018-06» or «2018». The zero value means that no date is stated; it is NULL
// in the database. Dates of one precision sort as text; dates of different
// precision are compared by LastDay.
type Date string

// FirstYear and LastYear bound what is taken for a year anywhere in the
// program, so that a slip such as 20118 or 99999 is caught where it is typed.
const (
	FirstYear = 1900
	LastYear  = 2100
)

var datePattern = regexp.MustCompile(`^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$`)

// ParseDate reads a full or partial ISO date. An empty text is the zero Date.
func ParseDate(text string) (Date, error) {
	if text == "" {
		return "", nil
	}
	m := datePattern.FindStringSubmatch(text)
	if m == nil {
		return "", fmt.Errorf("%q is not a date: write 2018, 2018-06 or 2018-06-10", text)
	}
	if year, _ := strconv.Atoi(m[1]); year < FirstYear || year > LastYear {
		return "", fmt.Errorf("%q is outside the years %d to %d", text, FirstYear, LastYear)
	}
	layout := time.DateOnly[:len(text)]
	if _, err := time.Parse(layout, text); err != nil {
		return "", fmt.Errorf("%q is not a day of the calendar", text)
	}
	return Date(text), nil
}

// KazakhstanTime is the time of the whole country since 2024. Every day that the public
// reads is a day there, wherever the visitor and the server are.
var KazakhstanTime = time.FixedZone("UTC+5", 5*60*60)

// DayOf is the day in Kazakhstan on which an instant falls, a full date.
func DayOf(at time.Time) Date { return Date(at.In(KazakhstanTime).Format(time.DateOnly)) }

// dateOf is the full date of t in t's own time zone.
func dateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// YearDate is the partial date of a whole year.
func YearDate(year int) Date { return Date(fmt.Sprintf("%04d", year)) }

// Year is the year of the date, 0 when no date is stated.
func (d Date) Year() int {
	if len(d) < 4 {
		return 0
	}
	year, _ := strconv.Atoi(string(d[:4]))
	return year
}

// IsDay reports whether the date names a day, not only a month or year.
func (d Date) IsDay() bool { return len(d) == len(time.DateOnly) }

// FirstDay is the first day that the date can mean, as a full date.
func (d Date) FirstDay() Date {
	switch len(d) {
	case 4:
		return d + "-01-01"
	case 7:
		return d + "-01"
	}
	return d
}

// LastDay is the last day that the date can mean, as a full date: the day from
// which a partial date counts as known.
func (d Date) LastDay() Date {
	switch len(d) {
	case 4:
		return d + "-12-31"
	case 7:
		first, err := time.Parse(time.DateOnly, string(d)+"-01")
		if err != nil {
			return d
		}
		return dateOf(first.AddDate(0, 1, -1))
	}
	return d
}

// Next is the day after the last day of the date.
func (d Date) Next() Date {
	last, err := time.Parse(time.DateOnly, string(d.LastDay()))
	if err != nil {
		return d
	}
	return dateOf(last.AddDate(0, 0, 1))
}

// AddMonths is the month n months after the first month of the date.
func (d Date) AddMonths(n int) Date {
	return Date(d.Time().AddDate(0, n, 0).Format("2006-01"))
}

// lastFullMonth is the last month that was over on the day d.
func (d Date) lastFullMonth() Date {
	if month := d[:7]; month.LastDay() == d {
		return month
	}
	return d.AddMonths(-1)
}

// Time is the first day of the date at midnight UTC; the zero time when no date
// is stated.
func (d Date) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d.FirstDay()))
	return t
}

// Value implements driver.Valuer.
func (d Date) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}

// Scan implements sql.Scanner.
func (d *Date) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*d = ""
	case string:
		*d = Date(v)
	case []byte:
		*d = Date(v)
	default:
		return fmt.Errorf("a date cannot be read from %T", value)
	}
	return nil
}
