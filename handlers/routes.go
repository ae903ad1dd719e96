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
	e.GET("/healthz", a.healthz)
	e.GET("/readyz", a.readyz)
	e.Match([]string{http.MethodGet, http.MethodHead}, "/static/*", echo.WrapHandler(static.Handler()))
	e.GET("/", a.root)
	for _, l := range models.Langs {
		g := e.Group("/"+string(l), inLang(l))
		g.GET("", a.slash)
		g.GET("/", a.programme)
		g.GET("/projects", a.projectList)
		g.GET("/projects/:code", a.projectShow)
	}
	e.RouteNotFound("/*", a.notFound)
}

// inLang fixes the language of the routes of a group.
func inLang(l models.Lang) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Set(langKey, l)
			return next(c)
		}
	}
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
