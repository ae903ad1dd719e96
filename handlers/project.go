package handlers

import (
	"context"
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
	d, err := a.projectChoices(ctx, q)
	if err != nil {
		return err
	}
	if err := a.checkSource(ctx, q.Source); err != nil {
		return err
	}
	f := filterOf(q, d.Programme, q.Year, d.AsOf, ranks(p, q.Sort, &d.Terms))
	if d.Counts, err = a.projectCounts(ctx, f, &d.Terms); err != nil {
		return err
	}
	rows, err := a.store.Projects(ctx, f, &d.Terms)
	if err != nil {
		return err
	}
	m := pages.NewProjectList(p, q, d, rows)
	chrome := a.chrome(c, m.Title, layout.NavProjects)
	chrome.Description = m.Lead
	return a.view(c, chrome, q.Link(), m.View())
}

// projectChoices is what the filter of a page of projects chooses from, as far as
// no project is counted yet. It sees that what the query chooses is there.
func (a *App) projectChoices(ctx context.Context, q pages.Query) (pages.FilterData, error) {
	d := pages.FilterData{Query: q, Today: a.today()}
	d.AsOf = asOf(q, d.Today)
	var err error
	if d.Programmes, err = a.store.Programmes(ctx); err != nil {
		return d, err
	}
	if d.Programme, err = findProgramme(d.Programmes, q.Programme); err != nil {
		return d, err
	}
	if d.Terms, err = a.store.Terms(ctx); err != nil {
		return d, err
	}
	return d, checkTerms(q, &d.Terms)
}

// projectCounts counts every facet of a list of projects.
func (a *App) projectCounts(ctx context.Context, f models.ProjectFilter, t *models.Terms) (models.Counts, error) {
	counts, err := a.store.ProjectCounts(ctx, f, t)
	if err != nil {
		return counts, err
	}
	counts.Facets[models.FacetProgramme], err = a.store.ProjectProgrammes(ctx, f, counts.Total)
	return counts, err
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
