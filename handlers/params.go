package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// params reads the parameters of an address. Unknown ones are ignored: what other sites
// add to a link must not break it. The first
// value that cannot be read is kept in err as a *badParameter, whose sentence
// says how to write it.
type params struct {
	values url.Values
	// today is the day of the records asked for, latest the one that it is: the
	// records of an earlier moment can be asked for as of any day up to it.
	today, latest models.Date
	err           error
}

func (a *App) params(c echo.Context) *params {
	return a.paramsOf(c, c.QueryParams())
}

// longestText is how many characters a text in an address may have.
const longestText = 200

// bad keeps the first value that cannot be read.
func (p *params) bad(name, key string, args ...any) {
	if p.err == nil {
		p.err = &badParameter{name: name, value: shorten(p.values.Get(name)), key: key, args: args}
	}
}

// get is the value without the space around it. A second one that says something else is
// refused: whoever gives two asks for both.
func (p *params) get(name string) string {
	value := ""
	for _, given := range p.values[name] {
		given = strings.TrimSpace(given)
		switch {
		case given == "" || given == value:
		case value == "":
			value = given
		default:
			p.bad(name, "bad.repeated")
		}
	}
	return value
}

// text is a text to look for, or a code that is checked against the records
// later.
func (p *params) text(name string) string {
	text := p.get(name)
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		p.bad(name, "bad.text")
		return ""
	}
	if utf8.RuneCountInString(text) > longestText {
		p.bad(name, "bad.text_long", "Most", longestText)
		return ""
	}
	return text
}

// year is a year of four digits; 0 if none is given.
func (p *params) year(name string) int {
	text := p.get(name)
	if text == "" {
		return 0
	}
	year, err := strconv.Atoi(text)
	if err != nil || len(text) != 4 || year < models.FirstYear || year > models.LastYear {
		p.bad(name, "bad.year", "Name", name, "First", models.FirstYear, "Last", models.LastYear)
		return 0
	}
	return year
}

// yearOrNone is a year, as text, or the word for records without one.
func (p *params) yearOrNone(name string) string {
	if p.get(name) == models.NotStated {
		return models.NotStated
	}
	if year := p.year(name); year != 0 {
		return strconv.Itoa(year)
	}
	return ""
}

// month is the first or, with last, the last month of a year or month; empty if
// none is given.
func (p *params) month(name string, last bool) models.Date {
	date, err := models.ParseDate(p.get(name))
	if err != nil || date.IsDay() {
		p.bad(name, "bad.month", "Name", name)
		return ""
	}
	switch {
	case date == "" || len(date) == len("2016-01"):
		return date
	case last:
		return date + "-12"
	}
	return date + "-01"
}

// asOf is the day as of which a page is asked for, as it was written; empty for
// today, also where today is written out: a page of today that is mailed shows
// the day on which it is opened. A day still to come is refused.
func (p *params) asOf() models.Date {
	day, err := models.ParseDate(p.get("as_of"))
	if err != nil {
		p.bad("as_of", "bad.as_of")
		return ""
	}
	if day.FirstDay() > p.latest {
		p.bad("as_of", "bad.as_of_future", "Today", string(p.latest))
		return ""
	}
	if day == p.latest && p.get(locale.KnownParam) == "" {
		return ""
	}
	return day
}

// day is a full day of the calendar; empty if none is given.
func (p *params) day(name string) models.Date {
	day, err := models.ParseDate(p.get(name))
	if err != nil || day != "" && !day.IsDay() {
		p.bad(name, "bad.day", "Name", name)
		return ""
	}
	return day
}

// choice is one of the options; empty if none is given.
func (p *params) choice(name string, options ...string) string {
	text := p.get(name)
	if text != "" && !slices.Contains(options, text) {
		p.bad(name, "bad.choice", "Options", strings.Join(options, ", "))
		return ""
	}
	return text
}

// page counts from 1; 0 if none is given.
func (p *params) page() int {
	text := p.get("page")
	if text == "" {
		return 0
	}
	page, err := strconv.Atoi(text)
	if err != nil || page < 1 || page > 1_000_000 {
		p.bad("page", "bad.page")
		return 0
	}
	return page
}

// sort is the column that a list is sorted by, empty for the list's own order.
func (p *params) sort(columns []string) (by string, descending bool) {
	by = p.choice("sort", columns...)
	return by, p.choice("dir", "asc", "desc") == "desc"
}

// texts are words as plain strings, for the options of a choice.
func texts[T ~string](words []T) []string {
	plain := make([]string, len(words))
	for i, w := range words {
		plain[i] = string(w)
	}
	return plain
}

// shorten keeps a value from the address fit to be shown.
func shorten(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// fullDay is the full date of a day as it was written: today if none was, and of a
// month or year that has begun no day later than today.
func fullDay(written, today models.Date) models.Date {
	switch {
	case written == "":
		return today
	case written.IsDay():
		return written
	}
	return min(written.LastDay(), today)
}
