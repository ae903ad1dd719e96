package handlers

import (
	"net/http"
	"slices"

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
	var programme *models.Programme
	if q.Programme != "" {
		at := slices.IndexFunc(programmes, func(m models.Programme) bool { return m.Code == q.Programme })
		if at < 0 {
			return &badParameter{name: "programme", value: shorten(q.Programme), key: "bad.programme"}
		}
		programme = &programmes[at]
	}
	terms, err := a.store.Terms(ctx)
	if err != nil {
		return err
	}
	if err := checkTerms(q, &terms); err != nil {
		return err
	}
	today := a.today()
	day := asOf(q, today)
	f := filterOf(q, programme, q.Year, day, ranks(p, q.Sort, &terms))
	counts, err := a.store.ProjectCounts(ctx, f, &terms)
	if err != nil {
		return err
	}
	rows, err := a.store.Projects(ctx, f, &terms)
	if err != nil {
		return err
	}
	m := pages.NewProjectList(p, q, pages.FilterData{
		Query: q, Programmes: programmes, Programme: programme, AnyProgramme: true, Terms: terms, Counts: counts,
		Years: years(nil, counts, day, q.Year), Year: q.Year, AllYears: true, AsOf: day, Today: today,
	}, rows)
	chrome := a.chrome(c, m.Title, layout.NavProjects)
	if isFragment(c) {
		chrome.Query = q.Values().Encode()
		c.Response().Header().Set("HX-Push-Url", q.URL())
		return a.html(c, http.StatusOK, pages.ProjectListFragment(chrome, m))
	}
	return a.html(c, http.StatusOK, pages.ProjectListPage(chrome, m))
}

// projectShow shows one project.
func (a *App) projectShow(c echo.Context) error {
	q, err := a.projectQuery(c, "projects/"+c.Param("code"))
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), printer(c)
	terms, err := a.store.Terms(ctx)
	if err != nil {
		return err
	}
	day := asOf(q, a.today())
	project, programmes, err := a.store.Project(ctx, c.Param("code"), day, &terms)
	if err != nil {
		return err
	}
	m := pages.NewProject(p, q, project, programmes, day)
	chrome := a.chrome(c, m.Name.Text, layout.NavProjects)
	chrome.TitleLang = m.Name.Lang
	return a.html(c, http.StatusOK, pages.ProjectPage(chrome, m))
}
