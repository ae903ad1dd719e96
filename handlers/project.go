package handlers

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// askedProjects reads which projects the address asks for.
func (a *App) askedProjects(c echo.Context) (pages.FilterData, models.ProjectFilter, error) {
	q, err := a.projectQuery(c, "projects")
	if err != nil {
		return pages.FilterData{}, models.ProjectFilter{}, err
	}
	q.Statement = ""
	ctx := c.Request().Context()
	d, err := a.projectChoices(ctx, q)
	if err != nil {
		return d, models.ProjectFilter{}, err
	}
	d.SourceTitle, err = a.checkSource(ctx, q.Source)
	return d, filterOf(q, d.Programme, q.Year, d.AsOf, ranks(printer(c), q.Sort, &d.Terms)), err
}

// projectList shows all documented projects, filtered.
func (a *App) projectList(c echo.Context) error {
	d, f, err := a.askedProjects(c)
	if err != nil {
		return err
	}
	ctx, p, q := c.Request().Context(), printer(c), d.Query
	if d.Counts, err = a.projectCounts(ctx, f, &d.Terms); err != nil {
		return err
	}
	rows, err := a.records(ctx).Projects(ctx, f, &d.Terms)
	if err != nil {
		return err
	}
	m := pages.NewProjectList(p, q, d, rows)
	chrome := a.chrome(c, m.Title, layout.NavProjects)
	chrome.Description = m.Lead
	return a.view(c, chrome, q.Link(), m.View())
}

// projectTable is the file of the list.
func (a *App) projectTable(c echo.Context) (*table.Table, error) {
	d, f, err := a.askedProjects(c)
	if err != nil {
		return nil, err
	}
	ctx := c.Request().Context()
	rows, err := a.records(ctx).AllProjects(ctx, f, &d.Terms)
	if err != nil {
		return nil, err
	}
	return pages.NewProjectFile(printer(c), a.dated(c, d.Query.Link(), d.AsOf), d, rows), nil
}

// projectRecord is the file of one project.
func (a *App) projectRecord(c echo.Context) (*table.Table, error) {
	code := c.Param("code")
	q, err := a.projectQuery(c, "projects/"+code)
	if err != nil {
		return nil, err
	}
	ctx := c.Request().Context()
	terms, err := a.records(ctx).Terms(ctx)
	if err != nil {
		return nil, err
	}
	day := asOf(q, a.today(ctx))
	project, _, err := a.records(ctx).Project(ctx, code, day, &terms)
	if err != nil {
		return nil, err
	}
	return pages.NewProjectRecordFile(printer(c), a.dated(c, recordOnly(q.Link()), day), project), nil
}

// projectChoices is what the filter of a page of projects chooses from, as far as
// no project is counted yet. It sees that what the query chooses is there.
func (a *App) projectChoices(ctx context.Context, q pages.Query) (pages.FilterData, error) {
	d := pages.FilterData{Query: q, Today: a.today(ctx)}
	d.AsOf = asOf(q, d.Today)
	var err error
	if d.Programmes, err = a.records(ctx).Programmes(ctx); err != nil {
		return d, err
	}
	if d.Programme, err = findProgramme(d.Programmes, q.Programme); err != nil {
		return d, err
	}
	if d.Terms, err = a.records(ctx).Terms(ctx); err != nil {
		return d, err
	}
	return d, checkTerms(q, &d.Terms)
}

// projectCounts counts every facet of a list of projects.
func (a *App) projectCounts(ctx context.Context, f models.ProjectFilter, t *models.Terms) (models.Counts, error) {
	counts, err := a.records(ctx).ProjectCounts(ctx, f, t)
	if err != nil {
		return counts, err
	}
	counts.Facets[models.FacetProgramme], err = a.records(ctx).ProjectProgrammes(ctx, f, counts.Total)
	return counts, err
}

// projectData reads the project that the address asks for.
func (a *App) projectData(c echo.Context) (pages.ProjectData, error) {
	code := c.Param("code")
	q, err := a.projectQuery(c, "projects/"+code)
	d := pages.ProjectData{Query: q}
	if err != nil {
		return d, err
	}
	ctx := c.Request().Context()
	if d.Terms, err = a.records(ctx).Terms(ctx); err != nil {
		return d, err
	}
	d.AsOf = asOf(q, a.today(ctx))
	d.Project, d.Programmes, err = a.records(ctx).Project(ctx, code, d.AsOf, &d.Terms)
	return d, err
}

// projectShow shows one project, with its neighbours in the list that the
// visitor came from.
func (a *App) projectShow(c echo.Context) error {
	d, err := a.projectData(c)
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), printer(c)
	if list, came := a.projectsCameFrom(c, d.Query); came {
		link := list.Link()
		d.List = &link
		f := filterOf(list, nil, list.Year, d.AsOf, ranks(p, list.Sort, &d.Terms))
		f.Programme = list.Programme
		if d.Previous, d.Next, err = a.records(ctx).ProjectNeighbours(ctx, f, c.Param("code")); err != nil {
			return err
		}
	}
	m := pages.NewProject(p, d)
	chrome := a.datedChrome(c, m.Name.Text, layout.NavProjects)
	chrome.TitleLang, chrome.Description = m.Name.Lang, m.Lead
	if m.Changes, err = a.noteChanges(c, &chrome, models.NounProject, c.Param("code")); err != nil {
		return err
	}
	if m.Accepted, err = a.noteAccepted(c, models.NounProject, c.Param("code")); err != nil {
		return err
	}
	return a.html(c, http.StatusOK, pages.ProjectPage(chrome, m))
}

// projectsCameFrom is the list of projects that the visitor came from; false if
// the address names none that can be read.
func (a *App) projectsCameFrom(c echo.Context, q pages.Query) (pages.Query, bool) {
	values := cameFrom(c)
	if values == nil {
		return pages.Query{}, false
	}
	list, err := parseQuery(a.paramsOf(c, values), pages.Query{Lang: q.Lang, Known: q.Known, Path: "projects"})
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
