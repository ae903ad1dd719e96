package handlers

import (
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// priceRange reads which months are asked for, and writes them into the link.
func priceRange(p *params, l pages.Link) (pages.PriceRange, pages.Link) {
	written := p.asOf()
	r := pages.PriceRange{From: p.month("from", false), To: p.month("to", true), AsOf: fullDay(written, p.today), Today: p.today}
	if r.From != "" && r.To != "" && r.From > r.To {
		p.bad("to", "bad.range", "From", string(r.From))
	}
	return r, l.With("from", string(r.From)).With("to", string(r.To)).With("as_of", string(written))
}

// askedPriceList reads which months of all commodities the address asks for.
func (a *App) askedPriceList(c echo.Context) (pages.PriceListData, error) {
	asked := a.params(c)
	r, link := priceRange(asked, pages.To(printer(c), "prices"))
	page := asked.page()
	return pages.PriceListData{Link: link.AtPage(page), Page: page, Range: r}, asked.err
}

// priceTable is the file of the prices of all commodities.
func (a *App) priceTable(c echo.Context) (*table.Table, error) {
	d, err := a.askedPriceList(c)
	if err != nil {
		return nil, err
	}
	ctx, r := c.Request().Context(), d.Range
	prices, commodities, err := a.records(ctx).AllPrices(ctx, models.PriceFilter{From: r.From, To: r.To, AsOf: r.AsOf})
	if err != nil {
		return nil, err
	}
	d.Total = commodities
	return pages.NewPriceListFile(printer(c), a.dated(c, d.Link, r.AsOf), d, prices), nil
}

// priceList shows all commodities as small multiples.
func (a *App) priceList(c echo.Context) error {
	d, err := a.askedPriceList(c)
	if err != nil {
		return err
	}
	ctx, r := c.Request().Context(), d.Range
	if d.Commodities, d.Total, err = a.records(ctx).Commodities(ctx, d.Page); err != nil {
		return err
	}
	if d.Series, err = a.records(ctx).PriceSeries(ctx, models.PriceFilter{Commodities: codes(d.Commodities), From: r.From, To: r.To, AsOf: r.AsOf}); err != nil {
		return err
	}
	m := pages.NewPriceList(printer(c), d)
	chrome := a.chrome(c, m.Title, layout.NavPrices)
	chrome.Description = m.Lead
	return a.view(c, chrome, d.Link, m.View())
}

func codes(list []models.PricedCommodity) []string {
	codes := make([]string, len(list))
	for i, c := range list {
		codes[i] = c.Code
	}
	return codes
}

// mostBeside is how many commodities can be set beside another.
const mostBeside = 5

// askedPrices reads the commodity that the address asks for, and those that it is
// set beside.
func (a *App) askedPrices(c echo.Context) (pages.PricesData, error) {
	asked := a.params(c)
	code := c.Param("commodity")
	r, link := priceRange(asked, pages.To(printer(c), "prices/"+code))
	view := pages.PriceView(asked.choice("show", string(pages.IndexView)))
	var with []string
	for _, other := range asked.values["with"] {
		if other != "" && other != code && !slices.Contains(with, other) {
			with = append(with, other)
		}
	}
	if len(with) > mostBeside {
		asked.bad("with", "bad.with", "Most", mostBeside)
	}
	if asked.err != nil {
		return pages.PricesData{}, asked.err
	}
	ctx := c.Request().Context()
	d := pages.PricesData{Link: link.With("show", string(view)).WithAll("with", with), View: view, Range: r}
	var err error
	if d.Commodities, _, err = a.records(ctx).Commodities(ctx, 0); err != nil {
		return d, err
	}
	unknown, err := a.records(ctx).UnknownCommodity(ctx, with)
	if err != nil {
		return d, err
	}
	if unknown != "" {
		return d, &badParameter{name: "with", value: shorten(unknown), key: "bad.commodity"}
	}
	d.Series, err = a.records(ctx).PriceSeries(ctx, models.PriceFilter{Commodities: append([]string{code}, with...), From: r.From, To: r.To, AsOf: r.AsOf})
	return d, err
}

// pricesTable is the file of the prices of a commodity.
func (a *App) pricesTable(c echo.Context) (*table.Table, error) {
	d, err := a.askedPrices(c)
	if err != nil {
		return nil, err
	}
	return pages.NewPricesFile(printer(c), a.dated(c, d.Link, d.Range.AsOf), d), nil
}

// priceShow shows one commodity, maybe beside others.
func (a *App) priceShow(c echo.Context) error {
	d, err := a.askedPrices(c)
	if err != nil {
		return err
	}
	m := pages.NewPrices(printer(c), d)
	chrome := a.chrome(c, m.Title, layout.NavPrices)
	chrome.Description = m.Lead
	if m.Changes, err = a.noteChanges(c, &chrome, models.NounCommodity, c.Param("commodity")); err != nil {
		return err
	}
	if m.Accepted, err = a.noteAccepted(c, models.NounCommodity, c.Param("commodity")); err != nil {
		return err
	}
	return a.view(c, chrome, d.Link, m.View())
}
