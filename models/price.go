package models

import (
	"context"

	"github.com/shopspring/decimal"
)

// Commodity is a traded good.
type Commodity struct {
	Record
	Code string
	Name Translations `gorm:"embedded;embeddedPrefix:name_"`
}

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

	Source *Source
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

// PriceFilter selects the monthly prices of one commodity. Months that were not
// over on AsOf are left out.
type PriceFilter struct {
	Commodity string
	// From and To are the first and the last year, 0 for no bound.
	From, To int
	// AsOf is a full date.
	AsOf Date
}

// PriceSeries is the monthly price of one commodity by one source, in the order
// of the months; months that the source does not give are missing.
type PriceSeries struct {
	Commodity Commodity
	Source    Source
	Prices    []Price
	// Notes are those on the commodity that were known on the day, newest first.
	Notes []PriceNote
}

// PriceSeries is the series of a commodity. It returns ErrNotFound if there is
// no such commodity. Where several sources give it, the one with the most months
// is taken: two sources never make one series.
func (s *Store) PriceSeries(ctx context.Context, f PriceFilter) (*PriceSeries, error) {
	attempt := "read the prices of " + f.Commodity
	db := s.db.WithContext(ctx)
	var series PriceSeries
	if err := db.Where("code = ?", f.Commodity).First(&series.Commodity).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	q := db.Where("commodity_id = ?", series.Commodity.ID)
	if f.From != 0 {
		q = q.Where("period >= ?", YearDate(f.From))
	}
	if f.To != 0 {
		q = q.Where("period < ?", YearDate(f.To+1))
	}
	var prices []Price
	if err := q.Joins("Source").Order("period, source_id").Find(&prices).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	bySource := make(map[int64][]Price)
	for _, p := range prices {
		if p.Period.LastDay() <= f.AsOf {
			bySource[p.SourceID] = append(bySource[p.SourceID], p)
		}
	}
	for id, list := range bySource {
		if n := len(series.Prices); len(list) > n || len(list) == n && id < series.Source.ID {
			series.Prices, series.Source = list, *list[0].Source
		}
	}
	err := db.Joins("Source").
		Joins("JOIN price_note_commodities x ON x.price_note_id = price_notes.id AND x.commodity_id = ?", series.Commodity.ID).
		Where("price_notes.known_on <= ?", f.AsOf).Order("price_notes.known_on DESC, price_notes.id").Find(&series.Notes).Error
	return &series, domainErr("read the notes on "+f.Commodity, err)
}
