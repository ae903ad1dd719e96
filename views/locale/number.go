package locale

import (
	"github.com/shopspring/decimal"
	"golang.org/x/text/number"

	"github.com/dostyk/dostyk/models"
)

// Int writes a whole number with the language's grouping.
func (p *Printer) Int(n int) string { return p.numbers.Sprint(number.Decimal(n)) }

// Word writes a small number as a word where the language does so in headlines,
// and in figures otherwise.
func (p *Printer) Word(n int) string {
	if !p.HasWord(n) {
		return p.Int(n)
	}
	return p.T("number." + string(rune('0'+n/10)) + string(rune('0'+n%10)))
}

// HasWord reports whether a number is small enough to be written as a word.
func (p *Printer) HasWord(n int) bool { return n >= 0 && n <= 12 }

// Decimal writes an exact number with the language's grouping and decimal mark,
// every digit kept.
func (p *Printer) Decimal(d decimal.Decimal) string {
	places := int(max(-d.Exponent(), 0))
	f, _ := d.Float64()
	// More digits than a float64 holds are left as they are.
	if d.NumDigits() > 15 {
		return d.String()
	}
	return p.numbers.Sprint(number.Decimal(f, number.MinFractionDigits(places), number.MaxFractionDigits(places)))
}

type scale struct {
	key   string
	power int32
}

// scales are those of a language from the largest, and the decimals with which an amount
// is still read more easily than with all of its digits.
type scales struct {
	list     []scale
	decimals int32
}

var (
	millions = scales{[]scale{{"scale.billion", 9}, {"scale.million", 6}}, 3}
	// Chinese counts in ten thousands, 万 and 亿, which are four digits apart.
	myriads = scales{[]scale{{"scale.billion", 8}, {"scale.million", 4}}, 4}
)

// Scaled writes a large amount exactly, with the language's scale word («27.7 billion»,
// «27,7 млрд», «277亿»). Where that would take too many decimals, and so would have to be
// rounded, every digit is written instead.
func (p *Printer) Scaled(d decimal.Decimal) string {
	s, scaled, large := p.scaled(d)
	switch {
	case !large:
		return p.Decimal(d)
	case !scaled.Truncate(p.scales().decimals).Equal(scaled):
		return p.Decimal(plain(d))
	}
	return p.T(s.key, "N", p.Decimal(plain(scaled)))
}

// roundedDecimals are those of an amount that is rounded.
const roundedDecimals = 2

// Rounded is Scaled for where many amounts are read side by side, and the exact one is a
// click away: one that would take too many decimals is rounded («50.29 million»).
func (p *Printer) Rounded(d decimal.Decimal) string {
	s, scaled, large := p.scaled(d)
	if !large || scaled.Truncate(p.scales().decimals).Equal(scaled) {
		return p.Scaled(d)
	}
	return p.T(s.key, "N", p.Decimal(plain(scaled.Round(roundedDecimals))))
}

func (p *Printer) scales() scales {
	if p.lang == models.Chinese {
		return myriads
	}
	return millions
}

// scaled is an amount in the largest scale that it fills.
func (p *Printer) scaled(d decimal.Decimal) (s scale, scaled decimal.Decimal, large bool) {
	for _, s := range p.scales().list {
		if !d.Abs().LessThan(decimal.New(1, s.power)) {
			return s, d.Shift(-s.power), true
		}
	}
	return scale{}, d, false
}

// plain is a large amount without the zeros that end its decimals: those of a division, or
// of an amount kept in cents.
func plain(d decimal.Decimal) decimal.Decimal {
	return decimal.RequireFromString(d.String())
}
