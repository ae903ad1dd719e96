package handlers

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// sourceList shows all sources, filtered.
func (a *App) sourceList(c echo.Context) error {
	asked := a.params(c)
	f := models.SourceFilter{
		Language: asked.text("language"), Year: asked.yearOrNone("year"), Text: asked.text("q"),
		Kind: models.SourceKind(asked.choice("kind", texts(models.SourceKinds)...)),
	}
	f.Sort.By, f.Sort.Descending = asked.sort(models.SourceSorts)
	f.Page = asked.page()
	if asked.err != nil {
		return asked.err
	}
	link := pages.Link{Lang: lang(c), Path: "sources"}.With("language", f.Language).With("year", f.Year).With("q", f.Text).With("kind", string(f.Kind))
	link = sorted(link, f.Sort, f.Page)
	ctx, p := c.Request().Context(), printer(c)
	d := pages.SourceListData{Link: link, Filter: f}
	var err error
	if d.Counts, err = a.store.SourceCounts(ctx, f); err != nil {
		return err
	}
	if d.Rows, err = a.store.Sources(ctx, f); err != nil {
		return err
	}
	m := pages.NewSourceList(p, d)
	chrome := a.chrome(c, m.Title, layout.NavSources)
	return a.view(c, chrome, link, m.View())
}

// sourceShow shows one source and everything that rests on it.
func (a *App) sourceShow(c echo.Context) error {
	record, err := a.store.Source(c.Request().Context(), c.Param("code"))
	if err != nil {
		return err
	}
	m := pages.NewSource(printer(c), record)
	chrome := a.chrome(c, m.Title.Text+" · "+record.Code, layout.NavSources)
	chrome.TitleLang, chrome.Description = m.Title.Lang, m.Lead
	return a.html(c, http.StatusOK, pages.SourcePage(chrome, m))
}

// checkSource sees that the code of a filter is that of a source.
func (a *App) checkSource(ctx context.Context, code string) error {
	if code == "" {
		return nil
	}
	known, err := a.store.HasSource(ctx, code)
	if err == nil && !known {
		err = &badParameter{name: "source", value: shorten(code), key: "bad.source"}
	}
	return err
}

// known sees that the code of a filter is that of one of the records.
func known[T any](name, code, key string, records []T, of func(T) string) error {
	if code == "" || slices.ContainsFunc(records, func(r T) bool { return of(r) == code }) {
		return nil
	}
	return &badParameter{name: name, value: shorten(code), key: key}
}
