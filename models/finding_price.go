package models

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// judgedPrice is a price as it stands after the edits; row is nil for one that is
// recorded and not edited.
type judgedPrice struct {
	row      *judgedRow
	Period   Date
	Value    decimal.Decimal
	Unit     string
	Currency string
	Source   string
}

// monthsBeside is how many months around a price are compared with it.
const monthsBeside = 6

var unitCurrency = regexp.MustCompile(`^([A-Z]{3}) per `)

// judgePrices looks at monthly prices, commodity by commodity.
func (g *guard) judgePrices() error {
	rows := g.rows[priceFile.name]
	byCommodity := make(map[string][]*judgedRow)
	var order []string
	for _, r := range rows {
		commodity := strings.SplitN(r.Key, "/", 2)[0]
		if byCommodity[commodity] == nil {
			order = append(order, commodity)
		}
		byCommodity[commodity] = append(byCommodity[commodity], r)
	}
	for _, commodity := range order {
		prices, err := g.wholePrices(commodity, byCommodity[commodity])
		if err != nil {
			return err
		}
		for i := range prices {
			if prices[i].row != nil {
				g.judgePrice(&prices[i], prices)
			}
		}
	}
	return nil
}

// wholePrices are the prices of a commodity after the edits, of the months around
// them, by month and source.
func (g *guard) wholePrices(commodity string, rows []*judgedRow) ([]judgedPrice, error) {
	var prices []judgedPrice
	gone := make(map[string]bool)
	first, last := Date(""), Date("")
	for _, r := range rows {
		gone[r.Key] = true
		value, ok := r.number("price")
		period := r.date("period")
		if !r.stands() || !ok || len(period) != len("2018-06") {
			continue
		}
		if first == "" || period < first {
			first = period
		}
		last = max(last, period)
		prices = append(prices, judgedPrice{r, period, value, r.cell("unit"), r.cell("currency"), r.cell("source_id")})
	}
	if len(prices) == 0 {
		return nil, nil
	}
	var recorded []judgedPrice
	err := g.db.Raw("SELECT p.period, p.value, p.unit, p.currency, s.code AS source FROM prices p JOIN sources s ON s.id = p.source_id "+
		"WHERE p.commodity_id = (SELECT id FROM commodities WHERE code = ?) AND p.period BETWEEN ? AND ?",
		commodity, first.AddMonths(-monthsBeside), last.AddMonths(monthsBeside)).Scan(&recorded).Error
	if err != nil {
		return nil, err
	}
	for _, p := range recorded {
		if !gone[strings.Join([]string{commodity, string(p.Period), p.Source}, "/")] {
			prices = append(prices, p)
		}
	}
	slices.SortStableFunc(prices, func(a, b judgedPrice) int {
		return cmp.Or(cmpDate(a.Period, b.Period), cmp.Compare(a.Source, b.Source))
	})
	return prices, nil
}

// besides are the prices of the months nearest to another, before and after it:
// those of its own source if there are any.
func (p *judgedPrice) besides(all []judgedPrice) (before, after []*judgedPrice) {
	// The list is in order, and so only a few around the month are looked at.
	from, _ := slices.BinarySearchFunc(all, p.Period.AddMonths(-monthsBeside), func(a judgedPrice, d Date) int { return cmpDate(a.Period, d) })
	until := p.Period.AddMonths(monthsBeside)
	var ofSource, ofOthers []*judgedPrice
	for i := from; i < len(all) && all[i].Period <= until; i++ {
		switch other := &all[i]; {
		case other.Period == p.Period:
		case other.Source == p.Source:
			ofSource = append(ofSource, other)
		default:
			ofOthers = append(ofOthers, other)
		}
	}
	if ofSource == nil {
		ofSource = ofOthers
	}
	for _, other := range ofSource {
		if other.Period < p.Period {
			before = append(before, other)
		} else {
			after = append(after, other)
		}
	}
	return before, after
}

func (g *guard) judgePrice(p *judgedPrice, all []judgedPrice) {
	r := p.row
	if m := unitCurrency.FindStringSubmatch(p.Unit); m != nil && p.Currency != "" && m[1] != p.Currency && r.touches("unit", "currency") {
		g.doubt(r, "currency", Finding{Kind: FindingCurrency, Text: p.Unit})
	}
	if r.touches("period") && p.Period.LastDay() >= g.today {
		g.doubt(r, "period", Finding{Kind: FindingFuture, Date: p.Period, OtherDate: g.today})
	}
	before, after := p.besides(all)
	if len(before)+len(after) == 0 {
		return
	}
	var nearest *judgedPrice
	if len(before) > 0 {
		nearest = before[len(before)-1]
	} else {
		nearest = after[0]
	}
	if p.Unit != nearest.Unit || p.Currency != nearest.Currency {
		if r.touches("unit", "currency") {
			column, expected := "unit", nearest.Unit
			if p.Unit == nearest.Unit {
				column, expected = "currency", nearest.Currency
			}
			g.doubt(r, column, Finding{Kind: FindingUnit, Text: expected, OtherDate: nearest.Period, Other: nearest.key(r)})
		}
		return
	}
	if !r.touches("price", "unit", "period", "commodity") {
		return
	}
	valueOf := func(o *judgedPrice) decimal.Decimal { return o.Value }
	same := slices.DeleteFunc(slices.Concat(before, after), func(o *judgedPrice) bool { return o.Unit != p.Unit })
	value := p.Value.InexactFloat64()
	f := Finding{Amount: Amount{p.Value, p.Unit}, Against: Amount{nearest.Value, nearest.Unit}, Other: nearest.key(r), OtherDate: nearest.Period}
	if power, _ := slipOf(value, floats(same, valueOf)); power != 0 {
		f.Kind, f.Power = FindingSlip, power
		g.doubt(r, "price", f)
		return
	}
	neighbours, times := []*judgedPrice{nearest}, endJump
	if len(before) > 0 && len(after) > 0 {
		neighbours, times = append(neighbours, after[0]), spikeJump
	}
	if jumpOf(value, floats(neighbours, valueOf), times) {
		f.Kind = FindingJump
		g.doubt(r, "price", f)
	}
}

// key is the row of the price, which is of the same commodity as another row.
func (p *judgedPrice) key(of *judgedRow) RowKey {
	return RowKey{priceFile.name, strings.Join([]string{strings.SplitN(of.Key, "/", 2)[0], string(p.Period), p.Source}, "/")}
}
