package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
)

// badParameter is a part of an address that cannot be read. Its text says how
// to write it.
type badParameter struct {
	name, value string
	key         string
	args        []any
}

func (e *badParameter) Error() string { return "bad parameter " + e.name }

// fail turns an error into a page: it picks the status by the kind of the
// error, and logs what the visitor is not shown.
func (a *App) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	p := printer(c)
	status := http.StatusInternalServerError
	var bad *badParameter
	var he *echo.HTTPError
	f := layout.Failure{Link: "/" + string(p.Lang()) + "/", LinkText: p.T("error.home")}
	switch {
	case errors.As(err, &bad):
		status = http.StatusBadRequest
		f.Texts = []string{p.T("error.400.text", "Name", bad.name, "Value", bad.value), p.T(bad.key, bad.args...)}
		f.Link, f.LinkText = without(c, bad.name), p.T("error.400.reset")
	case errors.Is(err, models.ErrNotFound):
		status = http.StatusNotFound
	case errors.Is(err, models.ErrWithdrawn):
		status = http.StatusGone
	case errors.As(err, &he):
		status = he.Code
	}
	var key string
	switch {
	case status == http.StatusBadRequest && bad != nil:
		key = "error.400"
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed, status == http.StatusGone, status == http.StatusRequestEntityTooLarge:
		key = map[int]string{404: "error.404", 405: "error.405", 410: "error.410", 413: "error.413"}[status]
	case status >= http.StatusInternalServerError:
		status, key = http.StatusInternalServerError, "error.500"
		if !a.databaseAnswers(c.Request().Context()) {
			status, key = http.StatusServiceUnavailable, "error.503"
			c.Response().Header().Set("Retry-After", "30")
			f.Link, f.LinkText = "", ""
		}
		f.RequestID = requestID(c)
		a.log.Error("request failed", "id", requestID(c), "route", c.Path(), "err", err)
	default:
		key = "error.404"
	}
	f.Title = p.T(key + ".title")
	if len(f.Texts) == 0 {
		f.Texts = []string{p.T(key + ".text")}
	}
	chrome := a.chrome(c, f.Title, "")
	chrome.NoAlternates = true
	c.Response().Header().Set("Cache-Control", "no-store")
	if err := a.html(c, status, layout.ErrorPage(chrome, f)); err != nil {
		a.log.Error("error page failed", "id", requestID(c), "err", err)
	}
}

// databaseAnswers tells a database that is down from a mistake of ours, whatever
// the driver called it. The visitor's own deadline may have passed already.
func (a *App) databaseAnswers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	return a.store.Ping(ctx) == nil
}

// without is the address of the request less one parameter.
func without(c echo.Context, name string) string {
	u := *c.Request().URL
	q := u.Query()
	q.Del(name)
	u.RawQuery = q.Encode()
	return u.RequestURI()
}
