package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/static"
	"github.com/dostyk/dostyk/views/locale"
)

// routes lists every address of the dashboard. All of them are for everyone.
func (a *App) routes(e *echo.Echo) {
	read(e, "/healthz", a.healthz)
	read(e, "/readyz", a.readyz)
	read(e, "/static/*", echo.WrapHandler(static.Handler()))
	read(e, "/", a.root)
	for _, l := range models.Langs {
		base := "/" + string(l)
		read(e, base, a.slash)
		read(e, base+"/", a.programme)
		read(e, base+"/projects", a.projectList)
		read(e, base+"/projects/:code", a.projectShow)
		read(e, base+"/enterprises", a.enterpriseList)
		read(e, base+"/enterprises/:code", a.enterpriseShow)
		read(e, base+"/agreements", a.agreementList)
		read(e, base+"/agreements/:code", a.agreementShow)
		read(e, base+"/statements", a.statementList)
		read(e, base+"/statements/:code", a.statementShow)
		read(e, base+"/metrics", a.metricList)
		read(e, base+"/metrics/:code", a.metricShow)
		read(e, base+"/sources", a.sourceList)
		read(e, base+"/sources/:code", a.sourceShow)
		read(e, base+"/prices", a.priceList)
		read(e, base+"/prices/:commodity", a.priceShow)
		read(e, base+"/search", a.search)
		read(e, base+"/map", a.mapShow)
		read(e, base+"/about", a.about)
	}
}

// read answers GET, and HEAD as link checkers send it.
func read(e *echo.Echo, path string, h echo.HandlerFunc) {
	e.Match([]string{http.MethodGet, http.MethodHead}, path, h)
}

// root leads to the language that the browser asks for.
func (a *App) root(c echo.Context) error {
	l := locale.Match(c.Request().Header.Get("Accept-Language"))
	c.Response().Header().Add(echo.HeaderVary, "Accept-Language")
	return c.Redirect(http.StatusFound, withQuery(c, "/"+string(l)+"/"))
}

// slash adds the slash that an address of a language ends in.
func (a *App) slash(c echo.Context) error {
	return c.Redirect(http.StatusMovedPermanently, withQuery(c, c.Request().URL.Path+"/"))
}

func withQuery(c echo.Context, path string) string {
	if q := c.Request().URL.RawQuery; q != "" {
		return path + "?" + q
	}
	return path
}
