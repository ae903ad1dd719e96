package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// openingYear is the year of the opening article, whose «1,200 enterprises» stand
// above the list.
const openingYear = 2018

// enterpriseFilter reads the address of the list of enterprises, and writes it
// again as a link with only what was read.
func enterpriseFilter(p *params, l pages.Link) (models.EnterpriseFilter, pages.Link, error) {
	f := models.EnterpriseFilter{
		Sector: p.text("sector"), Region: p.text("region"), Text: p.text("q"), Source: p.text("source"), Export: p.choice("export", "yes", "no", models.NotStated),
		Share: models.ShareBand(p.choice("share", texts(models.ShareBands)...)),
	}
	f.Sort.By, f.Sort.Descending = p.sort(models.EnterpriseSorts)
	f.Page = p.page()
	l = l.With("sector", f.Sector).With("region", f.Region).With("q", f.Text).With("export", f.Export).With("share", string(f.Share)).With("source", f.Source)
	return f, sorted(l, f.Sort, f.Page), p.err
}

// askedEnterprises reads which enterprises the address asks for.
func (a *App) askedEnterprises(c echo.Context) (pages.EnterpriseListData, error) {
	f, link, err := enterpriseFilter(a.params(c), pages.To(printer(c), "enterprises"))
	d := pages.EnterpriseListData{Link: link, Filter: f, Year: openingYear}
	if err != nil {
		return d, err
	}
	ctx := c.Request().Context()
	if d.Terms, err = a.records(ctx).Terms(ctx); err != nil {
		return d, err
	}
	if err := checkSector(f.Sector, &d.Terms); err != nil {
		return d, err
	}
	if err := checkRegion(f.Region, &d.Terms); err != nil {
		return d, err
	}
	d.Filter.Sort.Ranks = ranks(printer(c), f.Sort.By, &d.Terms)
	d.SourceTitle, err = a.checkSource(ctx, f.Source)
	return d, err
}

// enterpriseList shows all enterprises, filtered.
func (a *App) enterpriseList(c echo.Context) error {
	d, err := a.askedEnterprises(c)
	if err != nil {
		return err
	}
	ctx, p, f := c.Request().Context(), printer(c), d.Filter
	if d.Counts, err = a.records(ctx).EnterpriseCounts(ctx, f); err != nil {
		return err
	}
	if d.Rows, err = a.records(ctx).Enterprises(ctx, f, &d.Terms); err != nil {
		return err
	}
	if d.Stated, err = a.records(ctx).StatementsGiving(ctx, models.Enterprises, d.Year, a.today(ctx)); err != nil {
		return err
	}
	if d.Pairs, err = a.records(ctx).FigurePairs(ctx, models.Pointers(d.Stated)); err != nil {
		return err
	}
	m := pages.NewEnterpriseList(p, d)
	chrome := a.chrome(c, m.Title, layout.NavEnterprises)
	return a.view(c, chrome, d.Link, m.View())
}

// enterpriseTable is the file of the list.
func (a *App) enterpriseTable(c echo.Context) (*table.Table, error) {
	d, err := a.askedEnterprises(c)
	if err != nil {
		return nil, err
	}
	ctx := c.Request().Context()
	rows, err := a.records(ctx).AllEnterprises(ctx, d.Filter, &d.Terms)
	if err != nil {
		return nil, err
	}
	return pages.NewEnterpriseFile(printer(c), a.undated(c, d.Link), d, rows), nil
}

// enterpriseRecord is the file of one enterprise.
func (a *App) enterpriseRecord(c echo.Context) (*table.Table, error) {
	ctx, code := c.Request().Context(), c.Param("code")
	terms, err := a.records(ctx).Terms(ctx)
	if err != nil {
		return nil, err
	}
	enterprise, _, err := a.records(ctx).Enterprise(ctx, code, &terms)
	if err != nil {
		return nil, err
	}
	return pages.NewEnterpriseRecordFile(printer(c), a.undated(c, pages.To(printer(c), "enterprises/"+code)), enterprise), nil
}

// enterpriseShow shows one enterprise.
func (a *App) enterpriseShow(c echo.Context) error {
	ctx, p, code := c.Request().Context(), printer(c), c.Param("code")
	terms, err := a.records(ctx).Terms(ctx)
	if err != nil {
		return err
	}
	var d pages.EnterpriseData
	if d.Enterprise, d.Projects, err = a.records(ctx).Enterprise(ctx, code, &terms); err != nil {
		return err
	}
	if values := cameFrom(c); values != nil {
		f, link, bad := enterpriseFilter(a.paramsOf(c, values), pages.To(printer(c), "enterprises"))
		if bad == nil {
			d.List = &link
			f.Sort.Ranks = ranks(p, f.Sort.By, &terms)
			if d.Previous, d.Next, err = a.records(ctx).EnterpriseNeighbours(ctx, f, code); err != nil {
				return err
			}
		}
	}
	m := pages.NewEnterprise(p, d)
	chrome := a.chrome(c, m.Name.Text, layout.NavEnterprises)
	chrome.TitleLang, chrome.Description = m.Name.Lang, m.Lead
	if m.Changes, err = a.noteChanges(c, &chrome, models.NounEnterprise, code); err != nil {
		return err
	}
	if m.Accepted, err = a.noteAccepted(c, models.NounEnterprise, code); err != nil {
		return err
	}
	return a.html(c, http.StatusOK, pages.EnterprisePage(chrome, m))
}

// sorted adds the order and the page of a list to its address.
func sorted(l pages.Link, s models.Sort, page int) pages.Link {
	direction := ""
	if s.Descending {
		direction = "desc"
	}
	return l.With("sort", s.By).With("dir", direction).AtPage(page)
}

// paramsOf reads the parameters of another address than that of the request.
func (a *App) paramsOf(c echo.Context, values url.Values) *params {
	return &params{values: values, today: a.today(c.Request().Context()), latest: a.latest()}
}
