package handlers

import (
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
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

// priceList shows all commodities as small multiples.
func (a *App) priceList(c echo.Context) error {
	asked := a.params(c)
	r, link := priceRange(asked, pages.Link{Lang: lang(c), Path: "prices"})
	page := asked.page()
	if asked.err != nil {
		return asked.err
	}
	ctx := c.Request().Context()
	d := pages.PriceListData{Link: link.AtPage(page), Page: page, Range: r}
	var err error
	if d.Commodities, d.Total, err = a.store.Commodities(ctx, page); err != nil {
		return err
	}
	if d.Series, err = a.store.PriceSeries(ctx, models.PriceFilter{Commodities: codes(d.Commodities), From: r.From, To: r.To, AsOf: r.AsOf}); err != nil {
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

// priceShow shows one commodity, maybe beside others.
func (a *App) priceShow(c echo.Context) error {
	asked := a.params(c)
	code := c.Param("commodity")
	r, link := priceRange(asked, pages.Link{Lang: lang(c), Path: "prices/" + code})
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
		return asked.err
	}
	ctx := c.Request().Context()
	d := pages.PricesData{Link: link.With("show", string(view)).WithAll("with", with), View: view, Range: r}
	var err error
	if d.Commodities, _, err = a.store.Commodities(ctx, 0); err != nil {
		return err
	}
	unknown, err := a.store.UnknownCommodity(ctx, with)
	if err != nil {
		return err
	}
	if unknown != "" {
		return &badParameter{name: "with", value: shorten(unknown), key: "bad.commodity"}
	}
	if d.Series, err = a.store.PriceSeries(ctx, models.PriceFilter{Commodities: append([]string{code}, with...), From: r.From, To: r.To, AsOf: r.AsOf}); err != nil {
		return err
	}
	m := pages.NewPrices(printer(c), d)
	chrome := a.chrome(c, m.Title, layout.NavPrices)
	chrome.Description = m.Lead
	return a.view(c, chrome, d.Link, m.View())
}
