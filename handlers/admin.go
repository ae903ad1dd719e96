package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// latestOnAdmin is how many changes of records stand on the first page for users.
const latestOnAdmin = 5

// adminShow is the first page for users.
func (a *App) adminShow(c echo.Context) error {
	ctx := c.Request().Context()
	latest, err := a.store.Revisions(ctx, models.RevisionFilter{})
	if err != nil {
		return err
	}
	chrome := a.chrome(c, "", layout.NavAdmin)
	d := pages.AdminData{User: chrome.User, Latest: latest[:min(len(latest), latestOnAdmin)]}
	if d.Waiting, err = a.store.ChangeSetsWaiting(ctx, author(c).ID); err != nil {
		return err
	}
	if d.Gaps, err = a.store.GapCounts(ctx); err != nil {
		return err
	}
	if d.Typed, d.Names, err = a.typedForms(ctx, author(c).ID); err != nil {
		return err
	}
	m := pages.NewAdmin(printer(c), d)
	chrome.Title = m.Title
	return a.html(c, http.StatusOK, pages.AdminPage(chrome, m))
}
