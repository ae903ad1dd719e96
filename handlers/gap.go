package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// gapList shows what records lack, and the records that lack one of it.
func (a *App) gapList(c echo.Context) error {
	ctx, asked := c.Request().Context(), a.params(c)
	d := pages.GapData{Kind: models.GapKind(asked.choice("kind", texts(models.GapKinds)...)), Page: asked.page(), MayEdit: userOf(c).Role.AtLeast(models.Editor)}
	if asked.err != nil {
		return asked.err
	}
	var err error
	if d.Counts, err = a.store.GapCounts(ctx); err != nil {
		return err
	}
	if d.Kind == "" {
		d.Kind = models.GapKinds[0]
		for _, kind := range models.GapKinds {
			if d.Counts[kind] > 0 {
				d.Kind = kind
				break
			}
		}
	}
	if d.List, err = a.store.Gaps(ctx, d.Kind, d.Page); err != nil {
		return err
	}
	m := pages.NewGapList(printer(c), d)
	return a.html(c, http.StatusOK, pages.GapListPage(a.chrome(c, m.Title, layout.NavGaps), m))
}
