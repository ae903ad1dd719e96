package pages

import (
	"slices"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

// priceRow is a monthly price: a row of a file. Index is what it is as a part of
// 100 in the month Base, where the page shows that.
type priceRow struct {
	*models.PriceSeries
	price models.Price
	index string
	base  models.Date
}

func sourceOfPrice(r *priceRow) []models.Source { return []models.Source{r.Source} }

func priceFields(p *locale.Printer, d *FileData) []field[priceRow] {
	return []field[priceRow]{
		{"commodity", table.Text, func(r *priceRow) string { return r.Commodity.Code }},
		{"commodity_name", table.Text, func(r *priceRow) string { return In(p, r.Commodity.Name).Text }},
		{"month", table.Date, func(r *priceRow) string { return string(r.price.Period) }},
		{"value", table.Decimal, func(r *priceRow) string { return decimalText(r.price.Value) }},
		{"unit", table.Text, func(r *priceRow) string { return r.price.Unit }},
		{"unit_name", table.Text, func(r *priceRow) string { return format.Unit(p, r.price.Unit) }},
		{"currency", table.Text, func(r *priceRow) string { return r.price.Currency }},
		{"index", table.Decimal, func(r *priceRow) string { return r.index }},
		{"index_month", table.Date, func(r *priceRow) string { return string(r.base) }},
		{"as_of", table.Date, func(*priceRow) string { return string(d.AsOf) }},
		{"source_code", table.Text, func(r *priceRow) string { return r.Source.Code }},
		{"source_title", table.Text, func(r *priceRow) string { return r.Source.Title }},
		{"source_publisher", table.Text, func(r *priceRow) string { return r.Source.Publisher }},
		{"source_published_on", table.Date, func(r *priceRow) string { return string(r.Source.PublishedOn) }},
		{"source_url", table.URL, func(r *priceRow) string { return r.Source.URL }},
		{"url", table.URL, func(r *priceRow) string { return d.record(p, "prices/"+r.Commodity.Code) }},
	}
}

// PriceColumns are the columns of files of prices.
func PriceColumns(p *locale.Printer) []table.Column {
	return columns(p, priceFields(p, &FileData{}))
}

// NewPriceListFile is the table of all prices of so many commodities.
func NewPriceListFile(p *locale.Printer, d FileData, list PriceListData, prices models.Stream[models.SourcedPrice]) *table.Table {
	c := contents[priceRow]{count: list.Total, rows: prices.Total, sources: sourceOfPrice, each: func(yield func(priceRow, error) bool) {
		for price, err := range prices.Each {
			if !yield(priceRow{PriceSeries: price.PriceSeries, price: price.Price}, err) || err != nil {
				return
			}
		}
	}}
	return newFile(p, d, p.N("price.title", list.Total), newPriceListFilter(p, list).Chips, priceFields(p, &d), c)
}

// NewPricesFile is the table of the prices of a commodity, and of those that it is
// set beside.
func NewPricesFile(p *locale.Printer, d FileData, page PricesData) *table.Table {
	rows := priceRows(page)
	var names []string
	for i := range page.Series {
		names = append(names, In(p, page.Series[i].Commodity.Name).Text)
	}
	chips := newPricesFilter(p, page).Chips
	title := p.T("price.page_title", "Name", joined(p.T("list.separator"), names...))
	if page.View == IndexView {
		chips = append(chips, Chip{Text: p.T("price.view.index")})
	}
	c := streamed(models.Only(rows...), sourceOfPrice)
	c.count = len(page.Series)
	return newFile(p, d, title, chips, priceFields(p, &d), c)
}

func priceRows(page PricesData) []priceRow {
	var given []models.PriceSeries
	for _, s := range page.Series {
		if s.Last() != nil {
			given = append(given, s)
		}
	}
	var base models.Date
	var indexed []models.PriceSeries
	if page.View == IndexView {
		base, indexed = models.Index(given)
	}
	var rows []priceRow
	for i := range given {
		for j, price := range given[i].Prices {
			row := priceRow{PriceSeries: &given[i], price: price, base: base}
			if base != "" {
				row.index = decimalText(indexed[i].Prices[j].Value)
			}
			rows = append(rows, row)
		}
	}
	return slices.Clip(rows)
}
