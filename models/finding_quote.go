package models

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// numberExpression is a number in digits as any of the four languages writes it:
// grouped by commas, dots or spaces, and with a decimal comma or point.
const numberExpression = `\d{1,3}(?:[  \x{202f}'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*`

// scaleWords are what multiplies a number, by powers of ten. The longer come first
// where one begins like another.
var scaleWords = []struct {
	expression string
	power      int32
}{
	{`trillions?|tn\b|трлн|триллион\p{L}*|万亿`, 12},
	{`billions?|bln\b|bn\b|b\b|млрд|миллиард\p{L}*|十亿`, 9},
	{`亿`, 8},
	{`millions?|mln\b|mn\b|m\b|млн|миллион\p{L}*|百万`, 6},
	{`thousands?|k\b|тысяч\p{L}*|тыс|мың\p{L}*|千`, 3},
	{`万`, 4},
	{`hundreds?|百`, 2},
}

var scaleExpressions = func() []*regexp.Regexp {
	list := make([]*regexp.Regexp, len(scaleWords))
	for i, s := range scaleWords {
		list[i] = regexp.MustCompile(`^[\s\x{a0}-]*(?:` + s.expression + `)`)
	}
	return list
}()

var (
	numberPattern = regexp.MustCompile(numberExpression)
	// rangePattern is what stands between the two ends of a range.
	rangePattern = regexp.MustCompile(`^\s?(?:-|–|—|to|до|至|到)\s?(?:US)?[$€¥₸]?$`)
	groupPattern = regexp.MustCompile(`^\d{1,3}(?:[.,]\d{3})+$`)
	// wordNumberPattern are numbers in words, in the four languages.
	wordNumberPattern = regexp.MustCompile(`(?i)\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|dozen|half|quarter|third)s?\b` +
		`|(?:^|\P{L})(?:од(?:ин|н\p{L}+)|дв[ауе]\p{L}*|тр[иеё]\p{L}*|четыр\p{L}*|пят\p{L}*|шест\p{L}*|сем[ьи]\p{L}*|вос[еь]м\p{L}*|девя\p{L}*|деся\p{L}*|сорок\p{L}*|сто|ст[ао]|сотн\p{L}*|полтор\p{L}*|половин\p{L}*|дюжин\p{L}*|тысяч\p{L}*` +
		`|бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он|жиырма|отыз|қырық|елу|алпыс|жетпіс|сексен|тоқсан|жүз|мың)(?:$|\P{L})` +
		`|[一二三四五六七八九十百千两]`)
)

// quotedNumber is a number of a quotation, in every way in which it can be read:
// «1,200» is 1200, or 1.2 with a decimal comma.
type quotedNumber []decimal.Decimal

// quotedNumbers are the numbers in digits of a quotation. The first end of a range
// has the scale of the second as well as its own: «27-28 billion».
func quotedNumbers(quote string) []quotedNumber {
	text := strings.ToLower(quote)
	places := numberPattern.FindAllStringIndex(text, -1)
	list := make([]quotedNumber, len(places))
	for i := len(places) - 1; i >= 0; i-- {
		from, to := places[i][0], places[i][1]
		powers := []int32{scaleAfter(text[to:])}
		if i+1 < len(places) && rangePattern.MatchString(text[to:places[i+1][0]]) {
			powers = append(powers, scaleAfter(text[places[i+1][1]:]))
		}
		for _, reading := range readings(text[from:to]) {
			for _, power := range powers {
				list[i] = append(list[i], reading.Shift(power))
			}
		}
	}
	return list
}

// scaleAfter is the power of ten that the text begins with.
func scaleAfter(text string) int32 {
	for i, e := range scaleExpressions {
		if e.MatchString(text) {
			return scaleWords[i].power
		}
	}
	return 0
}

// readings are what a number in digits can mean.
func readings(text string) []decimal.Decimal {
	plain := strings.NewReplacer(" ", "", " ", "", "\u202f", "", "'", "", "’", "").Replace(text)
	var list []decimal.Decimal
	add := func(number string) {
		if d, err := decimal.NewFromString(number); err == nil && len(number) < 30 {
			list = append(list, d)
		}
	}
	if groupPattern.MatchString(plain) {
		add(strings.NewReplacer(",", "", ".", "").Replace(plain))
	}
	// The last mark parts the decimals, and any before it groups.
	if at := strings.LastIndexAny(plain, ".,"); at >= 0 {
		add(strings.NewReplacer(",", "", ".", "").Replace(plain[:at]) + "." + plain[at+1:])
	} else {
		add(plain)
	}
	return list
}

// farthestScale bounds the powers of ten between a number and the one in its
// quotation that are taken for a slip.
const farthestScale = 12

// judgeQuote compares a figure with the passage that it was read from.
func (g *guard) judgeQuote(f *judgedFigure) {
	r := f.row
	quote := r.cell("quote")
	if quote == "" || !r.touches("quote", "value", "unit") || f.value.IsZero() {
		return
	}
	numbers := quotedNumbers(quote)
	for _, readings := range numbers {
		if slices.ContainsFunc(readings, f.value.Equal) {
			return
		}
	}
	for _, readings := range numbers {
		for _, number := range readings {
			// Among small numbers the digits agree by chance: 2 and «200».
			if power := powerBetween(f.value, number); power != 0 && decimal.Max(number.Abs(), f.value.Abs()).GreaterThanOrEqual(decimal.New(1000, 0)) {
				g.doubt(r, f.column, Finding{Kind: FindingQuoteScale, Text: quote, Amount: f.amount(), Against: Amount{number, f.unit}, Power: power})
				return
			}
		}
	}
	if !wordNumberPattern.MatchString(quote) {
		g.doubt(r, f.column, Finding{Kind: FindingQuoteNumber, Text: quote, Amount: f.amount()})
	}
}

// powerBetween is by how many powers of ten a number is larger than another with
// the same digits; 0 if they are alike, or have other digits.
func powerBetween(value, other decimal.Decimal) int {
	for power := int32(1); power <= farthestScale; power++ {
		switch {
		case value.Equal(other.Shift(power)):
			return int(power)
		case other.Equal(value.Shift(power)):
			return -int(power)
		}
	}
	return 0
}
