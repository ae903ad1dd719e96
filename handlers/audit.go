package handlers

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// askedActions reads which actions the address asks for.
func (a *App) askedActions(c echo.Context) (pages.AuditData, error) {
	asked := a.params(c)
	nouns := append(texts(models.ActionNouns), models.NotStated)
	f := models.ActionFilter{
		User: asked.text(models.FacetUser), Kind: models.ActionKind(asked.choice(models.FacetKind, texts(models.ActionKinds)...)),
		Noun: asked.choice(models.FacetNoun, nouns...), Code: asked.text("code"), From: asked.day("from"), To: asked.day("to"), Page: asked.page(),
	}
	link := pages.To(printer(c), layout.AuditPath).With(models.FacetUser, f.User).With(models.FacetKind, string(f.Kind)).With(models.FacetNoun, f.Noun).
		With("code", f.Code).With("from", string(f.From)).With("to", string(f.To))
	return pages.AuditData{Link: link.AtPage(f.Page), Filter: f, Today: models.DayOf(a.store.Now())}, asked.err
}

// auditList shows the log of actions.
func (a *App) auditList(c echo.Context) error {
	ctx := c.Request().Context()
	d, err := a.askedActions(c)
	if err != nil {
		return err
	}
	if d.Counts, err = a.store.ActionCounts(ctx, d.Filter); err != nil {
		return err
	}
	if d.Rows, err = a.store.Actions(ctx, d.Filter); err != nil {
		return err
	}
	m := pages.NewAudit(printer(c), d)
	return a.view(c, a.chrome(c, m.Title, layout.NavAudit), d.Link, m.View())
}

// auditTable is the file of the log.
func (a *App) auditTable(c echo.Context) (*table.Table, error) {
	ctx := c.Request().Context()
	d, err := a.askedActions(c)
	if err != nil {
		return nil, err
	}
	rows, err := a.store.AllActions(ctx, d.Filter)
	if err != nil {
		return nil, err
	}
	return pages.NewAuditFile(printer(c), a.undated(c, d.Link), d, rows), nil
}

// noted answers with a file for users, and writes into the log that it was fetched.
func (a *App) noted(f files, format fileFormat) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := a.noteDownload(c); err != nil {
			return err
		}
		return a.send(c, f, format)
	}
}

// noteDownload writes into the log that a file for users is fetched.
func (a *App) noteDownload(c echo.Context) error {
	if c.Request().Method != http.MethodGet {
		return nil
	}
	what, err := json.Marshal(map[string]string{"file": c.Request().URL.RequestURI()})
	if err != nil {
		return err
	}
	return a.store.RecordAction(c.Request().Context(), &models.Action{Kind: models.ActionDownloaded, After: string(what)})
}
