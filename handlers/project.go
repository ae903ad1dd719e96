package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// projectList shows all documented projects, filtered.
func (a *App) projectList(c echo.Context) error {
	q, err := a.projectQuery(c, "projects")
	if err != nil {
		return err
	}
	q.Statement = ""
	ctx, p := c.Request().Context(), printer(c)
	programmes, err := a.store.Programmes(ctx)
	if err != nil {
		return err
	}
	programme, err := findProgramme(programmes, q.Programme)
	if err != nil {
		return err
	}
	terms, err := a.store.Terms(ctx)
	if err != nil {
		return err
	}
	if err := checkTerms(q, &terms); err != nil {
		return err
	}
	if err := a.checkSource(ctx, q.Source); err != nil {
		return err
	}
	today := a.today()
	day := asOf(q, today)
	f := filterOf(q, programme, q.Year, day, ranks(p, q.Sort, &terms))
	counts, err := a.store.ProjectCounts(ctx, f, &terms)
	if err != nil {
		return err
	}
	if counts.Facets[models.FacetProgramme], err = a.store.ProjectProgrammes(ctx, f, counts.Total); err != nil {
		return err
	}
	rows, err := a.store.Projects(ctx, f, &terms)
	if err != nil {
		return err
	}
	m := pages.NewProjectList(p, q, pages.FilterData{
		Query: q, Programmes: programmes, Programme: programme, Terms: terms, Counts: counts, AsOf: day, Today: today,
	}, rows)
	chrome := a.chrome(c, m.Title, layout.NavProjects)
	chrome.Description = m.Lead
	if isFragment(c) {
		pushed(c, &chrome, q.Link())
		return a.html(c, http.StatusOK, pages.ProjectListFragment(chrome, m))
	}
	return a.html(c, http.StatusOK, pages.ProjectListPage(chrome, m))
}

// projectShow shows one project, with its neighbours in the list that the
// visitor came from.
func (a *App) projectShow(c echo.Context) error {
	code := c.Param("code")
	q, err := a.projectQuery(c, "projects/"+code)
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), printer(c)
	terms, err := a.store.Terms(ctx)
	if err != nil {
		return err
	}
	today := a.today()
	day := asOf(q, today)
	project, programmes, err := a.store.Project(ctx, code, day, &terms)
	if err != nil {
		return err
	}
	d := pages.ProjectData{Query: q, Project: project, Programmes: programmes, AsOf: day}
	if list, came := a.projectsCameFrom(c, q); came {
		link := list.Link()
		d.List = &link
		f := filterOf(list, nil, list.Year, day, ranks(p, list.Sort, &terms))
		f.Programme = list.Programme
		if d.Previous, d.Next, err = a.store.ProjectNeighbours(ctx, f, code); err != nil {
			return err
		}
	}
	m := pages.NewProject(p, d)
	chrome := a.chrome(c, m.Name.Text, layout.NavProjects)
	chrome.TitleLang, chrome.Description = m.Name.Lang, m.Lead
	return a.html(c, http.StatusOK, pages.ProjectPage(chrome, m))
}

// projectsCameFrom is the list of projects that the visitor came from; false if
// the address names none that can be read.
func (a *App) projectsCameFrom(c echo.Context, q pages.Query) (pages.Query, bool) {
	values := cameFrom(c)
	if values == nil {
		return pages.Query{}, false
	}
	list, err := parseQuery(values, pages.Query{Lang: q.Lang, Path: "projects"}, a.today())
	list.AsOf = q.AsOf
	return list, err == nil
}

// cameFrom is the query of the list that the visitor came from, nil if the
// address names none that can be read.
func cameFrom(c echo.Context) url.Values {
	if !c.QueryParams().Has(pages.ListParam) {
		return nil
	}
	values, err := url.ParseQuery(c.QueryParam(pages.ListParam))
	if err != nil {
		return nil
	}
	return values
}
