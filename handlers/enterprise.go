package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
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

// enterpriseList shows all enterprises, filtered.
func (a *App) enterpriseList(c echo.Context) error {
	f, link, err := enterpriseFilter(a.params(c), pages.Link{Lang: lang(c), Path: "enterprises"})
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), printer(c)
	d := pages.EnterpriseListData{Link: link, Year: openingYear}
	if d.Terms, err = a.store.Terms(ctx); err != nil {
		return err
	}
	if err := checkSector(f.Sector, &d.Terms); err != nil {
		return err
	}
	if err := checkRegion(f.Region, &d.Terms); err != nil {
		return err
	}
	if err := a.checkSource(ctx, f.Source); err != nil {
		return err
	}
	f.Sort.Ranks = ranks(p, f.Sort.By, &d.Terms)
	d.Filter = f
	if d.Counts, err = a.store.EnterpriseCounts(ctx, f); err != nil {
		return err
	}
	if d.Rows, err = a.store.Enterprises(ctx, f, &d.Terms); err != nil {
		return err
	}
	if d.Stated, err = a.store.StatementsGiving(ctx, models.Enterprises, d.Year, a.today()); err != nil {
		return err
	}
	m := pages.NewEnterpriseList(p, d)
	chrome := a.chrome(c, m.Title, layout.NavEnterprises)
	return a.view(c, chrome, link, m.View())
}

// enterpriseShow shows one enterprise.
func (a *App) enterpriseShow(c echo.Context) error {
	ctx, p, code := c.Request().Context(), printer(c), c.Param("code")
	terms, err := a.store.Terms(ctx)
	if err != nil {
		return err
	}
	var d pages.EnterpriseData
	if d.Enterprise, d.Projects, err = a.store.Enterprise(ctx, code, &terms); err != nil {
		return err
	}
	if values := cameFrom(c); values != nil {
		f, link, bad := enterpriseFilter(a.paramsOf(values), pages.Link{Lang: lang(c), Path: "enterprises"})
		if bad == nil {
			d.List = &link
			f.Sort.Ranks = ranks(p, f.Sort.By, &terms)
			if d.Previous, d.Next, err = a.store.EnterpriseNeighbours(ctx, f, code); err != nil {
				return err
			}
		}
	}
	m := pages.NewEnterprise(p, d)
	chrome := a.chrome(c, m.Name.Text, layout.NavEnterprises)
	chrome.TitleLang, chrome.Description = m.Name.Lang, m.Lead
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

func (a *App) paramsOf(values url.Values) *params { return &params{values: values, today: a.today()} }
