package handlers

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// bulkEditing registers the pages on which many records of a kind are edited at once.
func (a *App) bulkEditing(e *echo.Echo, base string) {
	for _, kind := range pages.RecordKinds {
		path := base + "/admin/" + kind.Path + "/bulk"
		a.signedIn(e, http.MethodGet, path, models.Editor, a.inTime(a.of(kind, a.bulkShow)))
		a.takes(e, path, models.Editor, a.inTime(a.of(kind, a.bulkAct)))
	}
}

// isOfMany tells the pages of what may be about thousands of records: imports, bulk
// edits, and the change sets that they make.
func isOfMany(r *http.Request) bool {
	_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return isImport(r) || strings.HasPrefix(rest, layout.ChangesPath+"/") || isForUsers(r.URL.Path) && strings.HasSuffix(rest, "/bulk")
}

// bulkAsked reads which records are to be edited: the address says it, also of a form
// that is sent.
func (a *App) bulkAsked(c echo.Context, kind pages.RecordKind) (pages.BulkData, models.Bulk, error) {
	asked := a.params(c)
	d := pages.BulkData{Filter: recordFilter(asked, kind), All: asked.choice(pages.BulkAll, "yes") != "", Query: maps.Clone(c.QueryParams())}
	d.Query.Del(keptParam)
	b := models.Bulk{Filter: d.Filter, All: d.All, Codes: asked.values[pages.BulkPick]}
	if asked.err != nil {
		return d, b, asked.err
	}
	var keys []models.RecordKey
	for _, facet := range models.RecordFacets(kind.Noun) {
		if code := d.Filter.Chosen[facet.Name]; d.All && facet.Of != "" && code != "" {
			keys = append(keys, models.RecordKey{Noun: facet.Of, Code: code})
		}
	}
	var err error
	d.Named, err = a.store.RecordNames(c.Request().Context(), keys)
	return d, b, err
}

// bulkShow asks what is to be made of the records that were selected.
func (a *App) bulkShow(c echo.Context, kind pages.RecordKind) error {
	d, b, err := a.bulkAsked(c, kind)
	if err != nil {
		return err
	}
	d.Form.Kind = kind
	kept, err := a.keptForm(c)
	if err != nil {
		return err
	}
	if kept != nil {
		d.Form = pages.ReadBulkForm(kind, kept)
		if do := kept.Get("do"); do == "confirm" || strings.HasPrefix(do, "page.") {
			return a.bulkLook(c, d, b, "preview")
		}
		d.Form.Do(kept.Get("do"))
	}
	return a.showBulk(c, http.StatusOK, d, b)
}

// showBulk draws the form. Where nothing can be edited it says why.
func (a *App) showBulk(c echo.Context, status int, d pages.BulkData, b models.Bulk) error {
	ctx := c.Request().Context()
	var err error
	if d.Plan == nil {
		if d.Plan, err = a.store.SelectBulk(ctx, b); err != nil {
			var tooMany *models.TooManyError
			if !errors.As(err, &tooMany) {
				return err
			}
			d.TooMany = tooMany.Selected
		}
	}
	if d.Plan == nil || len(d.Plan.Records) == 0 {
		status = http.StatusUnprocessableEntity
	}
	if d.Choices, err = a.choicesOf(ctx, d.Form.References()); err != nil {
		return err
	}
	m := pages.NewBulkPage(printer(c), d)
	return a.html(c, status, pages.BulkEditPage(a.chrome(c, m.PageTitle, layout.NavRecords), m))
}

// bulkAct draws the form again, shows what it would do, or does it.
func (a *App) bulkAct(c echo.Context, kind pages.RecordKind) error {
	d, b, err := a.bulkAsked(c, kind)
	if err != nil {
		return err
	}
	if _, err := c.FormParams(); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	// Not Form, which holds the query of the address too.
	sent := c.Request().PostForm
	d.Form = pages.ReadBulkForm(kind, sent)
	do := sent.Get("do")
	switch {
	case do == "", do == "preview":
		d.Form.Withdraw, do = false, "preview"
	case do == "withdraw":
		d.Form.Withdraw, do = true, "preview"
	case strings.HasPrefix(do, "page."):
		d.Form.Page, _ = strconv.Atoi(strings.TrimPrefix(do, "page."))
		do = "preview"
	case do == "confirm":
	case d.Form.Do(do):
		return a.showBulk(c, http.StatusOK, d, b)
	default:
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	return a.bulkLook(c, d, b, do)
}

// bulkLook works out what the form would do and shows it, or with «confirm» makes the
// change set.
func (a *App) bulkLook(c echo.Context, d pages.BulkData, b models.Bulk, do string) error {
	ctx, p := c.Request().Context(), printer(c)
	b.Withdraw = d.Form.Withdraw
	if b.Withdraw {
		if d.Form.Reason == "" && do == "preview" {
			d.Summary = append(d.Summary, pages.LinkedText{Text: p.T("withdraw.no_reason"), URL: "#reason"})
		}
	} else {
		d.Summary = d.Form.Incomplete(p)
		b.Changes = d.Form.Changes()
	}
	if len(d.Summary) > 0 {
		return a.showBulk(c, http.StatusUnprocessableEntity, d, b)
	}
	if err := a.planBulk(ctx, c, &d, b); err != nil {
		return err
	}
	d.Moved = do == "confirm" && d.Plan != nil && d.Form.Token != d.Plan.Token
	if d.Plan == nil || len(d.Plan.Records) == 0 || len(d.Problems)+len(d.Sentences) > 0 {
		status := http.StatusUnprocessableEntity
		if d.Moved {
			status = http.StatusConflict
			d.Sentences = append(d.Sentences, p.T("bulk.moved"))
		}
		return a.showBulk(c, status, d, b)
	}
	status := http.StatusOK
	if do == "confirm" && !d.Moved {
		accepted, ok := bulkReady(p, &d)
		if ok {
			set, err := a.store.BulkSet(ctx, author(c), d.Plan, accepted, pages.BulkSetTitle(p, &d.Form), d.Form.Reason)
			if err == nil {
				return c.Redirect(http.StatusSeeOther, pages.ChangeSetLink(p, set.ID).URL())
			}
			if !errors.Is(err, models.ErrMoved) && !errors.Is(err, models.ErrEmptySet) {
				return err
			}
			// Somebody came between the plan and the set.
			d.Moved = true
			if err := a.planBulk(ctx, c, &d, b); err != nil {
				return err
			}
		} else {
			status = http.StatusUnprocessableEntity
		}
	}
	if d.Moved {
		status = http.StatusConflict
	}
	m := pages.NewBulkPlanPage(p, d)
	return a.html(c, status, pages.BulkPreviewPage(a.chrome(c, m.PageTitle, layout.NavRecords), m))
}

// planBulk works out what a bulk edit would do, what keeps it from being recorded, and
// what is doubtful in it.
func (a *App) planBulk(ctx context.Context, c echo.Context, d *pages.BulkData, b models.Bulk) error {
	p := printer(c)
	plan, err := a.store.PlanBulk(ctx, b)
	var tooMany *models.TooManyError
	if errors.As(err, &tooMany) {
		return nil
	}
	d.Plan = plan
	if err := explain(p, err, &d.Problems, &d.Sentences); err != nil {
		return err
	}
	if len(d.Problems)+len(d.Sentences) > 0 {
		return nil
	}
	if d.Drafted, err = a.store.DraftedAlready(ctx, author(c).ID, plan.Edits); err != nil {
		return err
	}
	d.Doubts, err = a.doubts(ctx, p, plan.Edits)
	return err
}

// bulkReady sees that everything was typed in that a plan asks for before it becomes a
// change set, and gives why what is doubtful is right.
func bulkReady(p *locale.Printer, d *pages.BulkData) (map[models.RowKey]map[string]string, bool) {
	if d.Form.Withdraw && d.Form.Reason == "" {
		d.Summary = append(d.Summary, pages.LinkedText{Text: p.T("withdraw.no_reason"), URL: "#reason"})
	}
	records := d.Plan.Count(models.BulkChanged)
	if d.Form.Withdraw && !d.Form.NumberRight(records) {
		d.Summary = append(d.Summary, pages.LinkedText{Text: p.T("bulk.wrong_number", "Records", p.Int(records)), URL: "#number"})
	}
	accepted, open := d.Form.Doubts.Accepted(d.Doubts, nil)
	if open > 0 {
		d.Summary = append(d.Summary, pages.LinkedText{Text: p.N("doubt.refused", open), URL: "#doubts-title"})
	}
	return accepted, len(d.Summary) == 0
}
