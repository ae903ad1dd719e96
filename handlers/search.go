package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// askedSearch reads what the address looks for.
func (a *App) askedSearch(c echo.Context) (models.SearchQuery, error) {
	values := a.params(c)
	q := models.SearchQuery{
		Text: values.text("q"), Kind: models.SearchKind(values.choice("kind", texts(models.SearchKinds)...)), Page: values.page(),
	}
	return q, values.err
}

// searchTable is the file of everything that is found.
func (a *App) searchTable(c echo.Context) (*table.Table, error) {
	q, err := a.askedSearch(c)
	if err != nil {
		return nil, err
	}
	ctx, p := c.Request().Context(), printer(c)
	found, err := a.records(ctx).AllFound(ctx, q)
	if err != nil {
		return nil, err
	}
	return pages.NewSearchFile(p, a.undated(c, pages.SearchLink(p, q)), q, found), nil
}

// search looks for a text in all records.
func (a *App) search(c echo.Context) error {
	q, err := a.askedSearch(c)
	if err != nil {
		return err
	}
	found, err := a.records(c.Request().Context()).Search(c.Request().Context(), q)
	if err != nil {
		return err
	}
	m := pages.NewSearch(printer(c), q, found)
	chrome := a.chrome(c, m.Title, layout.NavSearch)
	chrome.Search = q.Text
	if isFragment(c) {
		replaced(c, &chrome, m.Link)
		return a.html(c, http.StatusOK, layout.Part(chrome, m.View()))
	}
	return a.html(c, http.StatusOK, layout.Whole(chrome, m.View()))
}
