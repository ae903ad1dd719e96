package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// search looks for a text in all records.
func (a *App) search(c echo.Context) error {
	values := a.params(c)
	q := models.SearchQuery{
		Text: values.text("q"), Kind: models.SearchKind(values.choice("kind", texts(models.SearchKinds)...)), Page: values.page(),
	}
	if values.err != nil {
		return values.err
	}
	found, err := a.store.Search(c.Request().Context(), q)
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
