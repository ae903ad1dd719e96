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
	if n < 0 || n > 12 {
		return p.Int(n)
	}
	return p.T("number." + string(rune('0'+n/10)) + string(rune('0'+n%10)))
}

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

var (
	millions = []scale{{"scale.billion", 9}, {"scale.million", 6}}
	// Chinese counts in ten thousands: 万 and 亿.
	myriads = []scale{{"scale.billion", 8}, {"scale.million", 4}}
)

// Scaled writes a large amount with the language's scale word («27.7 billion»,
// «27,7 млрд», «277亿»). Where that would take more than three decimals, and so
// would have to be rounded, every digit is written instead.
func (p *Printer) Scaled(d decimal.Decimal) string {
	scales := millions
	if p.lang == models.Chinese {
		scales = myriads
	}
	for _, s := range scales {
		if d.Abs().LessThan(decimal.New(1, s.power)) {
			continue
		}
		scaled := d.Shift(-s.power)
		if short := scaled.Truncate(3); short.Equal(scaled) {
			// Trailing zeros of the division say nothing.
			return p.T(s.key, "N", p.Decimal(decimal.RequireFromString(short.String())))
		}
		break
	}
	return p.Decimal(d)
}
