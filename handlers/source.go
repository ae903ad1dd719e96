package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// askedSources reads which sources the address asks for.
func (a *App) askedSources(c echo.Context) (pages.SourceListData, error) {
	asked := a.params(c)
	f := models.SourceFilter{
		Language: asked.text("language"), Year: asked.yearOrNone("year"), Text: asked.text("q"),
		Kind: models.SourceKind(asked.choice("kind", texts(models.SourceKinds)...)),
	}
	f.Sort.By, f.Sort.Descending = asked.sort(models.SourceSorts)
	f.Page = asked.page()
	link := pages.To(printer(c), "sources").With("language", f.Language).With("year", f.Year).With("q", f.Text).With("kind", string(f.Kind))
	return pages.SourceListData{Link: sorted(link, f.Sort, f.Page), Filter: f}, asked.err
}

// sourceList shows all sources, filtered.
func (a *App) sourceList(c echo.Context) error {
	d, err := a.askedSources(c)
	if err != nil {
		return err
	}
	ctx, p, f := c.Request().Context(), printer(c), d.Filter
	if d.Counts, err = a.records(ctx).SourceCounts(ctx, f); err != nil {
		return err
	}
	if d.Rows, err = a.records(ctx).Sources(ctx, f); err != nil {
		return err
	}
	m := pages.NewSourceList(p, d)
	chrome := a.chrome(c, m.Title, layout.NavSources)
	return a.view(c, chrome, d.Link, m.View())
}

// sourceTable is the file of the list.
func (a *App) sourceTable(c echo.Context) (*table.Table, error) {
	d, err := a.askedSources(c)
	if err != nil {
		return nil, err
	}
	ctx := c.Request().Context()
	rows, err := a.records(ctx).AllSources(ctx, d.Filter)
	if err != nil {
		return nil, err
	}
	return pages.NewSourceFile(printer(c), a.undated(c, d.Link), d, rows), nil
}

// sourceRecord is the file of one source.
func (a *App) sourceRecord(c echo.Context) (*table.Table, error) {
	ctx, code := c.Request().Context(), c.Param("code")
	record, err := a.records(ctx).Source(ctx, code)
	if err != nil {
		return nil, err
	}
	return pages.NewSourceRecordFile(printer(c), a.undated(c, pages.To(printer(c), "sources/"+code)), &record.Source), nil
}

// sourceShow shows one source and everything that rests on it.
func (a *App) sourceShow(c echo.Context) error {
	ctx := c.Request().Context()
	record, err := a.records(ctx).Source(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	m := pages.NewSource(printer(c), record, a.today(ctx))
	chrome := a.chrome(c, m.Title.Text+" · "+m.Lead, layout.NavSources)
	chrome.TitleLang, chrome.Description = m.Title.Lang, m.Lead
	if m.Changes, err = a.noteChanges(c, &chrome, models.NounSource, record.Code); err != nil {
		return err
	}
	return a.html(c, http.StatusOK, pages.SourcePage(chrome, m))
}

// checkSource sees that the code of a filter is that of a source, and is its title.
func (a *App) checkSource(ctx context.Context, code string) (string, error) {
	if code == "" {
		return "", nil
	}
	title, err := a.records(ctx).SourceTitle(ctx, code)
	if errors.Is(err, models.ErrNotFound) {
		err = &badParameter{name: "source", value: shorten(code), key: "bad.source"}
	}
	return title, err
}

// known sees that the code of a filter is that of one of the records.
func known[T any](name, code, key string, records []T, of func(T) string) error {
	if code == "" || slices.ContainsFunc(records, func(r T) bool { return of(r) == code }) {
		return nil
	}
	return &badParameter{name: name, value: shorten(code), key: key}
}
