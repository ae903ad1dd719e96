package models

import "github.com/shopspring/decimal"

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
