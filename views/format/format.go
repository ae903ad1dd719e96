// Package format turns figures, units and dates into text, in one place, so
// that screen, print and downloads agree.
package format

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// unitKeys name the catalogue entries of the units. Amounts of money and large
// quantities are written with a scale word, counts in full.
var unitKeys = map[string]struct {
	key    string
	scaled bool
}{
	"projects":           {"unit.projects", false},
	"documents":          {"unit.documents", false},
	"enterprises":        {"unit.enterprises", false},
	"jobs":               {"unit.jobs", false},
	"trains":             {"unit.trains", false},
	"containers":         {"unit.containers", false},
	"percent":            {"unit.percent", false},
	"TEU":                {"unit.teu", false},
	"USD":                {"unit.usd", true},
	"KZT":                {"unit.kzt", true},
	"tonnes":             {"unit.tonnes", true},
	"USD per barrel":     {"unit.usd_per_barrel", false},
	"USD per tonne":      {"unit.usd_per_tonne", false},
	"USD per dry tonne":  {"unit.usd_per_dry_tonne", false},
	"USD per kg":         {"unit.usd_per_kg", false},
	"USD per troy ounce": {"unit.usd_per_troy_ounce", false},
	"USD per MMBtu":      {"unit.usd_per_mmbtu", false},
}

// Unit names a unit without an amount: «US dollars», «US$ a barrel». One that the
// catalogue does not have stands as it is recorded.
func Unit(p *locale.Printer, unit string) string {
	u, known := unitKeys[unit]
	switch {
	case !known:
		return unit
	case strings.HasPrefix(u.key, "unit.usd_per_"):
		return p.T("price." + u.key)
	}
	return p.T("name." + u.key)
}

// Amount is a value with its unit: «51 projects», «US$27.7 billion», «5.6%».
func Amount(p *locale.Printer, value decimal.Decimal, unit string) string {
	return amount(p, value, unit, p.Scaled)
}

// amount is a value with its unit; scaled writes it where the unit is of large amounts.
func amount(p *locale.Printer, value decimal.Decimal, unit string, scaled func(decimal.Decimal) string) string {
	u, known := unitKeys[unit]
	if !known {
		return p.Decimal(value) + " " + unit
	}
	number := p.Decimal(value)
	if u.scaled {
		number = scaled(value)
	}
	count := 2
	if value.IsInteger() && value.Abs().LessThan(decimal.New(1, 9)) {
		count = int(value.IntPart())
	}
	return p.N(u.key, count, "N", number)
}

// Figure is the value of a figure with its unit.
func Figure(p *locale.Printer, f *models.Figure) string { return Amount(p, f.Value, f.Unit) }

// Money is an amount in cents of a US dollar as it stands in a list, where it leads to the
// exact one; «not stated» for nil.
func Money(p *locale.Printer, cents *int64) string {
	if cents == nil {
		return p.T("not_stated")
	}
	return amount(p, decimal.New(*cents, -2), "USD", p.Rounded)
}

// Int is a whole number; «not stated» for nil.
func Int(p *locale.Printer, n *int64) string {
	if n == nil {
		return p.T("not_stated")
	}
	return p.Int(int(*n))
}

// Or is the text, or «not stated» where it is empty.
func Or(p *locale.Printer, text string) string {
	if text == "" {
		return p.T("not_stated")
	}
	return text
}

// Years is the year or range that a figure refers to; empty if none is stated.
func Years(years string) string { return strings.Replace(years, "-", "–", 1) }

// Capital writes the first letter as a capital.
func Capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}
