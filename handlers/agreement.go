package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// agreementFilter reads the address of the list of agreements, and writes it
// again as a link with only what was read.
func agreementFilter(p *params, l pages.Link) (models.AgreementFilter, pages.Link, error) {
	asOf := p.asOf()
	f := models.AgreementFilter{
		AsOf: fullDay(asOf, p.today), Year: p.yearOrNone("year"), Kind: models.AgreementKind(p.choice("kind", texts(models.AgreementKinds)...)),
		Form: models.Form(p.choice("form", texts(models.Forms)...)), Source: p.text("source"),
	}
	f.Sort.By, f.Sort.Descending = p.sort(models.AgreementSorts)
	f.Page = p.page()
	l = l.With("as_of", string(asOf)).With("year", f.Year).With("kind", string(f.Kind)).With("form", string(f.Form)).With("source", f.Source)
	return f, sorted(l, f.Sort, f.Page), p.err
}

// askedAgreements reads which agreements the address asks for.
func (a *App) askedAgreements(c echo.Context) (pages.AgreementListData, error) {
	f, link, err := agreementFilter(a.params(c), pages.To(printer(c), "agreements"))
	ctx := c.Request().Context()
	d := pages.AgreementListData{Link: link, Filter: f, Today: a.today(ctx)}
	if err != nil {
		return d, err
	}
	if d.SourceTitle, err = a.checkSource(ctx, f.Source); err != nil {
		return d, err
	}
	d.Filter.Sort.Ranks, err = a.placeRanks(c, printer(c), f.Sort.By)
	return d, err
}

// agreementList shows all agreements, filtered.
func (a *App) agreementList(c echo.Context) error {
	d, err := a.askedAgreements(c)
	if err != nil {
		return err
	}
	ctx, p, f := c.Request().Context(), printer(c), d.Filter
	if d.Counts, err = a.records(ctx).AgreementCounts(ctx, f); err != nil {
		return err
	}
	if d.Rows, err = a.records(ctx).Agreements(ctx, f); err != nil {
		return err
	}
	m := pages.NewAgreementList(p, d)
	chrome := a.chrome(c, m.Title, layout.NavAgreements)
	return a.view(c, chrome, d.Link, m.View())
}

// agreementTable is the file of the list.
func (a *App) agreementTable(c echo.Context) (*table.Table, error) {
	d, err := a.askedAgreements(c)
	if err != nil {
		return nil, err
	}
	ctx := c.Request().Context()
	rows, err := a.records(ctx).AllAgreements(ctx, d.Filter)
	if err != nil {
		return nil, err
	}
	return pages.NewAgreementFile(printer(c), a.dated(c, d.Link, d.Filter.AsOf), d, rows), nil
}

// agreementRecord is the file of one agreement.
func (a *App) agreementRecord(c echo.Context) (*table.Table, error) {
	link, day, err := a.askedRecord(c, "agreements")
	if err != nil {
		return nil, err
	}
	ctx := c.Request().Context()
	agreement, err := a.records(ctx).Agreement(ctx, c.Param("code"))
	if err != nil {
		return nil, err
	}
	return pages.NewAgreementRecordFile(printer(c), a.dated(c, link, day), agreement), nil
}

// agreementShow shows one agreement.
func (a *App) agreementShow(c echo.Context) error {
	asked := a.params(c)
	asOf := asked.asOf()
	if asked.err != nil {
		return asked.err
	}
	ctx, p, code := c.Request().Context(), printer(c), c.Param("code")
	agreement, err := a.records(ctx).Agreement(ctx, code)
	if err != nil {
		return err
	}
	d := pages.AgreementData{Agreement: agreement, AsOf: asOf}
	if d.Beside, err = a.records(ctx).AgreementsOfSource(ctx, agreement); err != nil {
		return err
	}
	if values := cameFrom(c); values != nil {
		values.Set("as_of", string(asOf))
		f, link, bad := agreementFilter(a.paramsOf(c, values), pages.To(printer(c), "agreements"))
		if bad == nil {
			d.List = &link
			if f.Sort.Ranks, err = a.placeRanks(c, p, f.Sort.By); err != nil {
				return err
			}
			if d.Previous, d.Next, err = a.records(ctx).AgreementNeighbours(ctx, f, code); err != nil {
				return err
			}
		}
	}
	m := pages.NewAgreement(p, d)
	chrome := a.datedChrome(c, m.Title.Text+" · "+p.Date(agreement.SignedOn), layout.NavAgreements)
	chrome.TitleLang, chrome.Description = m.Title.Lang, m.Lead
	if m.Changes, err = a.noteChanges(c, &chrome, models.NounAgreement, code); err != nil {
		return err
	}
	if m.Accepted, err = a.noteAccepted(c, models.NounAgreement, code); err != nil {
		return err
	}
	return a.html(c, http.StatusOK, pages.AgreementPage(chrome, m))
}

// placeRanks is the order of places by name, when a list is sorted by them.
func (a *App) placeRanks(c echo.Context, p *locale.Printer, by string) ([]int64, error) {
	if by != models.SortPlace {
		return nil, nil
	}
	places, err := a.records(c.Request().Context()).Places(c.Request().Context())
	if err != nil {
		return nil, err
	}
	return ranked(p, places, func(place models.Place) (int64, models.Translations) { return place.ID, place.Name }), nil
}
