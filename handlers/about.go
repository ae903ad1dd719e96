package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// about says what the dashboard is, how it counts, and what it lacks.
func (a *App) about(c echo.Context) error {
	ctx := c.Request().Context()
	day := a.today(ctx)
	n, err := a.records(ctx).RecordCounts(ctx, day)
	if err != nil {
		return err
	}
	m := pages.NewAbout(printer(c), n, day)
	chrome := a.chrome(c, m.Title, layout.NavAbout)
	chrome.Description = printer(c).T("about.lead")
	return a.html(c, http.StatusOK, pages.AboutPage(chrome, m))
}
