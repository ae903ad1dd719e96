package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// healthz says that the process answers.
func (a *App) healthz(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.String(http.StatusOK, "ok\n")
}

// readyz says that the database answers and its schema is current.
func (a *App) readyz(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	v, err := a.store.SchemaVersion(c.Request().Context())
	if err == nil {
		err = v.Check()
	}
	if hasLeft(c.Request().Context()) {
		return err
	}
	if err != nil {
		a.log.Error("not ready", "err", err)
		return c.String(http.StatusServiceUnavailable, "the database does not answer, or its schema is not current\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
