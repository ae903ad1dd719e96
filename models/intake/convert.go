package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// DateOrder says which part of a date such as 03/04/2018 comes first.
type DateOrder string

// The orders. Where a file does not show its own, the day comes first, as in
// Kazakhstan.
const (
	DayFirst   DateOrder = "day"
	MonthFirst DateOrder = "month"
)

// DecimalMark is what stands before the fraction of a number.
type DecimalMark string

// The decimal marks.
const (
	Point DecimalMark = "point"
	Comma DecimalMark = "comma"
)

var (
	yearFirst  = regexp.MustCompile(`^(\d{4})(?:([-/.])(\d{1,2})(?:([-/.])(\d{1,2}))?)?$`)
	yearLast   = regexp.MustCompile(`^(?:(\d{1,2})([-/.]))?(\d{1,2})([-/.])(\d{4})$`)
	worldBank  = regexp.MustCompile(`^(\d{4})[Mm](\d{1,2})$`)
	packed     = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})?$`)
	chinese    = regexp.MustCompile(`^(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?)?$`)
	midnight   = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?Z?$`)
	monthYear  = regexp.MustCompile(`^(\pL+)\.?[- /,]*(\d{4})$`)
	dayMonth   = regexp.MustCompile(`^(\d{1,2})\.?[- /]*(\pL+)\.?[- /,]*(\d{4})$`)
	monthDay   = regexp.MustCompile(`^(\pL+)\.?[- ]*(\d{1,2}),?[- ]+(\d{4})$`)
	yearMonth  = regexp.MustCompile(`^(\d{4})[- /]*(\pL+)\.?$`)
	shortYear  = regexp.MustCompile(`^(\pL+)[-’'](\d{2})$`)
	serial     = regexp.MustCompile(`^\d{5}$`)
	yearEnding = regexp.MustCompile(`\s*(г\.?|года|год|ж\.?|жыл|жылы|жылғы)$`)
)

// monthNames are the beginnings by which the names of the months are told apart, in
// English, Russian and Kazakh.
var monthNames = [12][]string{
	{"jan", "янв", "қаң"}, {"feb", "фев", "ақп"}, {"mar", "мар", "нау"}, {"apr", "апр", "сәу"}, {"may", "мая", "май", "мам"}, {"jun", "июн", "мау"},
	{"jul", "июл", "шіл"}, {"aug", "авг", "там"}, {"sep", "сен", "қыр"}, {"oct", "окт", "қаз"}, {"nov", "ноя", "қар"}, {"dec", "дек", "жел"},
}

// monthOf is the number of a month by its name, 0 for any other word.
func monthOf(name string) string {
	name = strings.ToLower(name)
	for i, beginnings := range monthNames {
		if slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(name, b) }) && len([]rune(name)) <= len("september") {
			return strconv.Itoa(i + 1)
		}
	}
	return ""
}

// ReadDate is a date in the usual spellings as ISO 8601 writes it, as precise as it is
// written. ok is false for what is no date, or none of the calendar.
func ReadDate(text string, order DateOrder) (date string, ok bool) {
	text = strings.TrimSpace(yearEnding.ReplaceAllString(text, ""))
	if m := midnight.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	if m := shortYear.FindStringSubmatch(text); m != nil && monthOf(m[1]) != "" {
		return isoDate(centuryOf(m[2])+m[2], monthOf(m[1]), "")
	}
	if serial.MatchString(text) {
		return serialDate(text)
	}
	if m := yearFirst.FindStringSubmatch(text); m != nil && (m[4] == "" || m[2] == m[4]) {
		return isoDate(m[1], m[3], m[5])
	}
	if m := yearLast.FindStringSubmatch(text); m != nil && (m[1] == "" || m[2] == m[4]) {
		// Points stand in dates that begin with the day.
		if m[1] != "" && order == MonthFirst && m[4] != "." {
			return isoDate(m[5], m[1], m[3])
		}
		return isoDate(m[5], m[3], m[1])
	}
	for _, form := range []struct {
		pattern          *regexp.Regexp
		year, month, day int
	}{
		{worldBank, 1, 2, 0}, {packed, 1, 2, 3}, {chinese, 1, 2, 3}, {monthYear, 2, 1, 0}, {dayMonth, 3, 2, 1}, {monthDay, 3, 1, 2}, {yearMonth, 1, 2, 0},
	} {
		m := form.pattern.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		month, day := m[form.month], ""
		if form.day > 0 {
			day = m[form.day]
		}
		if _, err := strconv.Atoi(month); err != nil && month != "" {
			if month = monthOf(month); month == "" {
				return "", false
			}
		}
		return isoDate(m[form.year], month, day)
	}
	return "", false
}

// centuryOf is the century of a year of two digits, as spreadsheets take it.
func centuryOf(year string) string {
	if year < "30" {
		return "20"
	}
	return "19"
}

// The days that are read as numbers of a spreadsheet, which counts them from the end of
// 1899: those of 1950 to 2099.
const earliestSerial, latestSerial = 18264, 73050

// serialDate is a day by its number in a spreadsheet, as cells without a format have it.
func serialDate(text string) (string, bool) {
	n, err := strconv.Atoi(text)
	if err != nil || n < earliestSerial || n > latestSerial {
		return "", false
	}
	return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
}

// isoDate joins the parts of a date; the month and the day may be empty.
func isoDate(year, month, day string) (string, bool) {
	date := year
	for _, part := range []string{month, day} {
		if part != "" {
			date += "-" + strings.Repeat("0", max(0, 2-len(part))) + part
		}
	}
	_, err := time.Parse(time.DateOnly[:len(date)], date)
	return date, err == nil
}

// slashed is a date whose order cannot be seen.
var slashed = regexp.MustCompile(`^(\d{1,2})[-/](\d{1,2})[-/]\d{4}$`)

// OrderOf finds the order of the dates of a column by one that can be read in one way
// only, or by what is the same in all of them: a series of months has one day in each.
// It is empty if neither tells.
func OrderOf(rows []Row, column int) DateOrder {
	firsts, seconds := make(map[int]bool), make(map[int]bool)
	for _, r := range rows {
		m := slashed.FindStringSubmatch(r.Text(column))
		if m == nil {
			continue
		}
		first, _ := strconv.Atoi(m[1])
		second, _ := strconv.Atoi(m[2])
		switch {
		case first > 12:
			return DayFirst
		case second > 12:
			return MonthFirst
		}
		firsts[first], seconds[second] = true, true
	}
	switch {
	case len(firsts) > 2 && len(seconds) == 1:
		return MonthFirst
	case len(seconds) > 2 && len(firsts) == 1:
		return DayFirst
	}
	return ""
}

var (
	grouped = map[DecimalMark]*regexp.Regexp{
		Point: regexp.MustCompile(`^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$`),
		Comma: regexp.MustCompile(`^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?$`),
	}
	fraction   = regexp.MustCompile(`^[+-]?[.,]\d+$`)
	scientific = regexp.MustCompile(`^[+-]?\d(?:[.,]\d{1,15})?[eE][+-]?\d{1,2}$`)
	// spaces stand between the thousands.
	spaces = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2009", "", "'", "", "’", "", "\u2212", "-")
)

// marked is a number with the sign or the code of a currency before or behind it, or with
// the mark of a footnote.
var marked = regexp.MustCompile(`^(?:US\$|[$€¥£₸₽]|USD|EUR|CNY|KZT|RUB)?([^*A-Z$€¥£₸₽]*\d)(?:[$€¥£₸₽]|USD|EUR|CNY|KZT|RUB)?\*{0,3}$`)

// ReadNumber is a number as a data file writes it: digits with a point before the
// fraction, and nothing else. ok is false for what is no number.
func ReadNumber(text string, mark DecimalMark) (number string, ok bool) {
	text = spaces.Replace(text)
	if m := marked.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	pattern, decimalSign, groupSign := grouped[Point], ".", ","
	if mark == Comma {
		pattern, decimalSign, groupSign = grouped[Comma], ",", "."
	}
	switch {
	case scientific.MatchString(text):
		n, err := decimal.NewFromString(strings.Replace(text, ",", ".", 1))
		return n.String(), err == nil
	case fraction.MatchString(text) && strings.Contains(text, decimalSign):
		text = strings.Replace(text, decimalSign, "0"+decimalSign, 1)
	case !pattern.MatchString(text):
		return "", false
	}
	text = strings.ReplaceAll(text, groupSign, "")
	return strings.TrimPrefix(strings.Replace(text, decimalSign, ".", 1), "+"), true
}

// thousands is a number that reads differently with each mark.
var thousands = regexp.MustCompile(`^[+-]?[1-9]\d{0,2}[.,]\d{3}$`)

// MarkOf finds the decimal mark of the columns by a number that can be read in one way
// only; empty if there is none, and sure is false where numbers were met that read
// differently with each mark.
func MarkOf(rows []Row, columns []int) (mark DecimalMark, sure bool) {
	sure = true
	for _, r := range rows {
		for _, column := range columns {
			text := spaces.Replace(r.Text(column))
			if column < len(r.Cells) && r.Cells[column].Type == Number || !strings.ContainsAny(text, ".,") {
				continue
			}
			if thousands.MatchString(text) {
				sure = false
				continue
			}
			_, point := ReadNumber(text, Point)
			_, comma := ReadNumber(text, Comma)
			switch {
			case point && !comma:
				return Point, true
			case comma && !point:
				return Comma, true
			}
		}
	}
	return "", sure
}

// NoValue reports whether a cell of numbers says that there is none.
func NoValue(text string) bool {
	return slices.Contains([]string{".", "..", "...", "…", "-", "–", "—", "n/a", "na", "nan", "null", "#n/a", "нет", "н/д", "жоқ"}, strings.ToLower(strings.TrimSpace(text)))
}
