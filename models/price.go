package models

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Commodity is a traded good.
type Commodity struct {
	Record
	Code     string
	Category CommodityCategory
	Name     Translations `gorm:"embedded;embeddedPrefix:name_"`
}

// PricedCommodity is a commodity with the unit of its prices, empty for one
// without prices.
type PricedCommodity struct {
	Commodity `gorm:"embedded"`
	Unit      string
}

// CommodityCategory groups commodities; empty for one that belongs to no group.
type CommodityCategory string

// The categories.
const (
	Energy      CommodityCategory = "energy"
	Metals      CommodityCategory = "metals"
	Agriculture CommodityCategory = "agriculture"
)

// CommodityCategories are all categories, in the order in which they are shown.
var CommodityCategories = []CommodityCategory{Energy, Metals, Agriculture, ""}

// Price is the price of a commodity in one month by one source. Value is exact
// and in Currency for one Unit («USD per barrel»).
type Price struct {
	Record
	CommodityID int64
	Period      Date
	SourceID    int64
	Value       decimal.Decimal
	Unit        string
	Currency    string
}

// PriceNote is an editor's dated note on the price of one or more commodities.
type PriceNote struct {
	Record
	Code        string
	NotedOn     Date
	KnownOn     Date
	SourceID    int64
	Text        Translations `gorm:"embedded;embeddedPrefix:text_"`
	Source      *Source
	Commodities []Commodity `gorm:"many2many:price_note_commodities"`
}

// PriceFilter selects monthly prices. Months that were not over on AsOf are left
// out.
type PriceFilter struct {
	// Commodities are codes.
	Commodities []string
	// From and To are the first and the last month, empty for no bound.
	From, To Date
	// AsOf is a full date.
	AsOf Date
}

// PriceSeries is the monthly price of one commodity by one source, in the order
// of the months; months that the source does not give are missing.
type PriceSeries struct {
	Commodity Commodity
	Source    Source
	Prices    []Price
	// Before are the prices of the year before the first month of the filter, by
	// the same source: what the first changes are counted from.
	Before []Price
	// Notes are those on the commodity that were known on the day, newest first.
	Notes []PriceNote
	// Others are the other sources that give the commodity.
	Others []PriceCoverage
}

// PriceCoverage is what one source gives of a commodity.
type PriceCoverage struct {
	CommodityID int64
	SourceID    int64
	N           int
	First, Last Date
	Source      Source `gorm:"-"`
}

// At is the price of a month, nil if the source gives none.
func (s *PriceSeries) At(month Date) *Price {
	for _, list := range [][]Price{s.Prices, s.Before} {
		if at, found := slices.BinarySearchFunc(list, month, func(p Price, m Date) int { return strings.Compare(string(p.Period), string(m)) }); found {
			return &list[at]
		}
	}
	return nil
}

// Last is the newest price, nil if there is none.
func (s *PriceSeries) Last() *Price {
	if len(s.Prices) == 0 {
		return nil
	}
	return &s.Prices[len(s.Prices)-1]
}

// Change is by how much percent the newest price differs from that of months
// earlier; it is not valid where either is missing or that was not above 0.
func (s *PriceSeries) Change(months int) decimal.NullDecimal {
	last := s.Last()
	if last == nil {
		return decimal.NullDecimal{}
	}
	return s.ChangeAt(last.Period, months)
}

// ChangeAt is Change for the price of a month.
func (s *PriceSeries) ChangeAt(month Date, months int) decimal.NullDecimal {
	price, earlier := s.At(month), s.At(month.AddMonths(-months))
	if price == nil || earlier == nil || !earlier.Value.IsPositive() {
		return decimal.NullDecimal{}
	}
	change := price.Value.Sub(earlier.Value).Mul(decimal.NewFromInt(100)).DivRound(earlier.Value, 1)
	return decimal.NullDecimal{Decimal: change, Valid: true}
}

// Commodities is one page of the commodities by category and code, with the unit
// of their prices, and the number of all. A page of 0 is the first.
func (s *Store) Commodities(ctx context.Context, page int) ([]PricedCommodity, int, error) {
	db := s.db.WithContext(ctx)
	var total int64
	if err := db.Model(&Commodity{}).Count(&total).Error; err != nil {
		return nil, 0, domainErr("count commodities", err)
	}
	var list []PricedCommodity
	// The unit is that of the first price: the index leads to it, so that no series
	// is read.
	err := db.Table("commodities").
		Select("commodities.*, COALESCE((SELECT p.unit FROM prices p WHERE p.commodity_id = commodities.id ORDER BY p.period LIMIT 1), '') AS unit").
		Order("CASE category" + cases(CommodityCategories) + " END, code").Limit(PageSize).Offset((max(page, 1) - 1) * PageSize).Scan(&list).Error
	return list, int(total), domainErr("list commodities", err)
}

// UnknownCommodity is the first of the codes that no commodity has; empty if all
// are known.
func (s *Store) UnknownCommodity(ctx context.Context, codes []string) (string, error) {
	var known []string
	if err := s.db.WithContext(ctx).Model(&Commodity{}).Where("code IN ?", codes).Pluck("code", &known).Error; err != nil {
		return "", domainErr("look for commodities", err)
	}
	for _, code := range codes {
		if !slices.Contains(known, code) {
			return code, nil
		}
	}
	return "", nil
}

// PriceSeries are the series of the commodities, in the order of the filter. It
// returns ErrNotFound if there is no such commodity. Where several sources give
// one, the one with the most months is taken: two sources never make one series.
// It asks six times, however many commodities there are.
func (s *Store) PriceSeries(ctx context.Context, f PriceFilter) ([]PriceSeries, error) {
	return shareList(ctx, s, fmt.Sprintf("prices %q", f), func() ([]PriceSeries, error) { return s.priceSeries(ctx, f) })
}

// PriceMonths is the series of one commodity in some months, as PriceSeries has it. Where
// reads are shared, one serves all months.
func (s *Store) PriceMonths(ctx context.Context, commodity string, from, to, asOf Date) (*PriceSeries, error) {
	f := PriceFilter{Commodities: []string{commodity}, From: from, To: to, AsOf: asOf}
	last := f.last()
	if isShared(ctx) {
		f.From, f.To = "", ""
	}
	list, err := s.PriceSeries(ctx, f)
	if err != nil {
		return nil, err
	}
	months := list[0]
	if isShared(ctx) {
		months.Prices, months.Before = months.between(from, last), months.between(from.AddMonths(-12), from.AddMonths(-1))
	}
	return &months, nil
}

// between are the prices of the series from a month to another.
func (s *PriceSeries) between(from, to Date) []Price {
	var list []Price
	for _, p := range s.Prices {
		if from <= p.Period && p.Period <= to {
			list = append(list, p)
		}
	}
	return list
}

func (s *Store) priceSeries(ctx context.Context, f PriceFilter) ([]PriceSeries, error) {
	attempt := "read the prices of " + strings.Join(f.Commodities, ", ")
	db := s.db.WithContext(ctx)
	var commodities []Commodity
	if err := db.Where("code IN ?", f.Commodities).Find(&commodities).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	list := make([]PriceSeries, len(f.Commodities))
	at := make(map[int64]*PriceSeries, len(list))
	ids := make([]int64, 0, len(list))
	for i, code := range f.Commodities {
		found := slices.IndexFunc(commodities, func(c Commodity) bool { return c.Code == code })
		if found < 0 {
			return nil, domainErr(attempt, ErrNotFound)
		}
		list[i].Commodity = commodities[found]
		at[list[i].Commodity.ID] = &list[i]
		ids = append(ids, list[i].Commodity.ID)
	}
	var covered []PriceCoverage
	if err := db.Table("prices").Where("commodity_id IN ?", ids).Select("commodity_id, source_id, count(*) AS n, min(period) AS first, max(period) AS last").
		Group("commodity_id, source_id").Order("commodity_id, n DESC, (SELECT code FROM sources WHERE id = source_id)").Scan(&covered).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	sourceIDs := []int64{0}
	pairs := [][]any{{0, 0}}
	for _, c := range covered {
		if of := at[c.CommodityID]; of.Source.ID == 0 {
			of.Source.ID = c.SourceID
			pairs = append(pairs, []any{c.CommodityID, c.SourceID})
		} else {
			of.Others = append(of.Others, c)
		}
		sourceIDs = append(sourceIDs, c.SourceID)
	}
	var sources []Source
	if err := db.Where("id IN ?", sourceIDs).Find(&sources).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	byID := make(map[int64]Source, len(sources))
	for _, source := range sources {
		byID[source.ID] = source
	}
	for i := range list {
		list[i].Source = byID[list[i].Source.ID]
		for j := range list[i].Others {
			list[i].Others[j].Source = byID[list[i].Others[j].SourceID]
		}
	}
	q := db.Where("(commodity_id, source_id) IN ? AND period <= ?", pairs, f.last())
	if f.From != "" {
		q = q.Where("period >= ?", f.From.AddMonths(-12))
	}
	var prices []Price
	if err := q.Order("commodity_id, period").Find(&prices).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	for _, p := range prices {
		of := at[p.CommodityID]
		if f.From != "" && p.Period < f.From {
			of.Before = append(of.Before, p)
		} else {
			of.Prices = append(of.Prices, p)
		}
	}
	var notes []struct {
		PriceNote `gorm:"embedded"`
		Of        int64
	}
	if err := db.Table("price_notes").Joins("JOIN price_note_commodities x ON x.price_note_id = price_notes.id AND x.commodity_id IN ?", ids).
		Where("price_notes.known_on <= ?", f.AsOf).Select("price_notes.*, x.commodity_id AS of").
		Order("price_notes.known_on DESC, price_notes.code").Scan(&notes).Error; err != nil {
		return nil, domainErr("read the notes on "+strings.Join(f.Commodities, ", "), err)
	}
	noted := []int64{0}
	for _, note := range notes {
		noted = append(noted, note.SourceID)
	}
	var noteSources []Source
	if err := db.Where("id IN ?", noted).Find(&noteSources).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	for _, note := range notes {
		if i := slices.IndexFunc(noteSources, func(s Source) bool { return s.ID == note.SourceID }); i >= 0 {
			note.Source = &noteSources[i]
		}
		at[note.Of].Notes = append(at[note.Of].Notes, note.PriceNote)
	}
	return list, nil
}

// SameUnit keeps the series that are priced as the first one is, and returns the
// others apart: series of different units never share an axis. A series without
// prices goes with the first.
func SameUnit(list []PriceSeries) (same, others []PriceSeries) {
	var unit string
	for _, s := range list {
		switch last := s.Last(); {
		case last == nil:
			same = append(same, s)
		case unit == "" || unit == last.Unit:
			unit = last.Unit
			same = append(same, s)
		default:
			others = append(others, s)
		}
	}
	return same, others
}

// Index writes prices as parts of 100 in the first month that all of the series
// have; the month is empty if they have none in common.
func Index(list []PriceSeries) (Date, []PriceSeries) {
	var base Date
	if len(list) > 0 {
		for _, p := range list[0].Prices {
			if commonMonth(p.Period, list) {
				base = p.Period
				break
			}
		}
	}
	if base == "" {
		return "", nil
	}
	indexed := slices.Clone(list)
	for i := range indexed {
		of := indexed[i].At(base).Value
		indexed[i].Prices = slices.Clone(indexed[i].Prices)
		for j := range indexed[i].Prices {
			p := &indexed[i].Prices[j]
			p.Value = p.Value.Mul(decimal.NewFromInt(100)).DivRound(of, 1)
		}
	}
	return base, indexed
}

func commonMonth(month Date, list []PriceSeries) bool {
	for i := range list {
		p := list[i].At(month)
		if p == nil || !p.Value.IsPositive() {
			return false
		}
	}
	return true
}

// SourcedPrice is a monthly price with the series that it belongs to.
type SourcedPrice struct {
	*PriceSeries
	Price
}

// AllPrices are the prices of every commodity, in the order of Commodities and
// then of the months, each by the source that PriceSeries takes. It tells also how
// many commodities there are. The commodities of the filter do not count.
func (s *Store) AllPrices(ctx context.Context, f PriceFilter) (Stream[SourcedPrice], int, error) {
	var commodities int64
	db := s.db.WithContext(ctx)
	if err := db.Model(&Commodity{}).Count(&commodities).Error; err != nil {
		return Stream[SourcedPrice]{}, 0, domainErr("count commodities", err)
	}
	// Of each commodity the source with the most months counts, as in PriceSeries.
	covered := db.Table("prices").Group("commodity_id, source_id").
		Select("count(CASE WHEN period >= ? AND period <= ? THEN 1 END) AS n, row_number() OVER (PARTITION BY commodity_id ORDER BY count(*) DESC, source_id) AS place", string(f.From), f.last())
	var prices int64
	if err := db.Table("(?) AS covered", covered).Where("place = 1").Select("COALESCE(sum(n), 0)").Scan(&prices).Error; err != nil {
		return Stream[SourcedPrice]{}, 0, domainErr("count prices", err)
	}
	return Stream[SourcedPrice]{Total: int(prices), Each: func(yield func(SourcedPrice, error) bool) {
		for page := 1; (page-1)*PageSize < int(commodities); page++ {
			list, _, err := s.Commodities(ctx, page)
			if err != nil {
				yield(SourcedPrice{}, err)
				return
			}
			for some := range slices.Chunk(list, seriesAtOnce) {
				if !s.eachPrice(ctx, f, some, yield) {
					return
				}
			}
		}
	}}, int(commodities), nil
}

// seriesAtOnce is how many series are in memory at a time.
const seriesAtOnce = 10

// eachPrice yields the prices of some commodities, and reports whether to go on.
func (s *Store) eachPrice(ctx context.Context, f PriceFilter, list []PricedCommodity, yield func(SourcedPrice, error) bool) bool {
	f.Commodities = make([]string, len(list))
	for i := range list {
		f.Commodities[i] = list[i].Code
	}
	series, err := s.PriceSeries(ctx, f)
	if err != nil {
		yield(SourcedPrice{}, err)
		return false
	}
	for i := range series {
		for _, price := range series[i].Prices {
			if !yield(SourcedPrice{&series[i], price}, nil) {
				return false
			}
		}
	}
	return true
}

// last is the last month that was over on the day of the filter, or its own last.
func (f PriceFilter) last() Date {
	// A month that was over by the day ended before it, or on it.
	last := f.AsOf.lastFullMonth()
	if f.To != "" {
		last = min(last, f.To)
	}
	return last
}
