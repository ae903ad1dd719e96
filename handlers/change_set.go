package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// changeSetMine lists the user's own change sets.
func (a *App) changeSetMine(c echo.Context) error {
	asked := a.params(c)
	f := models.ChangeSetFilter{AuthorID: author(c).ID, Page: asked.page()}
	state := asked.choice("state", append([]string{"open"}, texts(models.ChangeSetStates)...)...)
	switch {
	case asked.err != nil:
		return asked.err
	case state == "open":
		f.States = []models.ChangeSetState{models.SetDraft, models.SetReturned, models.SetSubmitted}
	case state != "":
		f.States = []models.ChangeSetState{models.ChangeSetState(state)}
	}
	return a.changeSetList(c, "admin/changes", state, f)
}

// changeSetReview lists what waits for a reviewer.
func (a *App) changeSetReview(c echo.Context) error {
	asked := a.params(c)
	f := models.ChangeSetFilter{States: []models.ChangeSetState{models.SetSubmitted}, Page: asked.page()}
	state := asked.choice("state", texts(models.ChangeSetStates)...)
	if asked.err != nil {
		return asked.err
	}
	if state != "" {
		f.States = []models.ChangeSetState{models.ChangeSetState(state)}
	}
	return a.changeSetList(c, "admin/review", state, f)
}

func (a *App) changeSetList(c echo.Context, path, state string, f models.ChangeSetFilter) error {
	list, total, err := a.store.ChangeSets(c.Request().Context(), f)
	if err != nil {
		return err
	}
	m := pages.NewSetList(printer(c), pages.SetListData{Path: path, State: state, Page: f.Page, List: list, Total: total})
	nav := layout.NavMine
	if path == layout.ReviewPath {
		nav = layout.NavReview
	}
	return a.html(c, http.StatusOK, pages.ChangeSetListPage(a.chrome(c, m.Title, nav), m))
}

// setID is the number of the change set that the address names.
func setID(c echo.Context) (int64, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || id < 1 {
		return 0, models.ErrNotFound
	}
	return id, nil
}

// changeSetShow shows exactly what a change set will make public.
func (a *App) changeSetShow(c echo.Context) error {
	id, err := setID(c)
	if err != nil {
		return err
	}
	asked := a.params(c)
	d := pages.SetData{Page: asked.page()}
	if asked.err != nil {
		return asked.err
	}
	kept, err := a.keptForm(c)
	if err != nil {
		return err
	}
	if kept.Has("reason") {
		d.Typed = &pages.SetTyped{Title: kept.Get("title"), Reason: kept.Get("reason"), Kind: models.ChangeKind(kept.Get("kind"))}
	}
	d.Comment = kept.Get("comment")
	return a.showSet(c, http.StatusOK, id, d)
}

func (a *App) showSet(c echo.Context, status int, id int64, d pages.SetData) error {
	ctx, p, u := c.Request().Context(), printer(c), userOf(c)
	var err error
	if d.Set, err = a.store.ChangeSet(ctx, id); err != nil {
		return err
	}
	if d.Edits, err = d.Set.Edits(); err != nil {
		return err
	}
	d.Owners = make(map[models.RowKey]models.RecordKey, len(d.Edits))
	var added []models.RecordKey
	for _, e := range d.Edits {
		d.Owners[e.RowKey] = models.OwnerOf(e)
		if e.IsNew() && d.Set.Origin == models.FromForm {
			added = append(added, d.Owners[e.RowKey])
		}
	}
	if d.Names, err = a.store.RecordNames(ctx, added); err != nil {
		return err
	}
	if d.Set.State != models.SetPublished && d.Set.State != models.SetDiscarded {
		if d.Doubts, err = a.doubts(ctx, p, d.Edits); err != nil {
			return err
		}
		if d.Earlier, err = a.store.EarlierDays(ctx, d.Edits, d.Set.Kind); err != nil {
			return err
		}
	}
	d.IsAuthor, d.MayReview, d.Alone = d.Set.AuthorID == u.ID, u.Role.AtLeast(models.Reviewer), a.options.SingleEditor
	if a.options.SingleEditor && d.IsAuthor {
		d.MayReview = true
	}
	m := pages.NewSetPage(p, d)
	c.Response().Header().Set("Cache-Control", "no-store")
	nav := layout.NavMine
	if !d.IsAuthor {
		nav = layout.NavReview
	}
	return a.html(c, status, pages.ChangeSetPage(a.chrome(c, m.PageTitle, nav), m))
}

// doubts are the doubtful values of edits with their sentences.
func (a *App) doubts(ctx context.Context, p *locale.Printer, edits []models.RowEdit) ([]pages.FormDoubt, error) {
	findings, err := a.store.Findings(ctx, edits)
	doubts := make([]pages.FormDoubt, len(findings))
	for i, f := range findings {
		doubts[i] = pages.FormDoubt{ID: f.ID(), Kind: f.Kind, Row: f.RowKey, Column: f.Column, Text: pages.FindingSentence(p, f)}
	}
	return doubts, err
}

// changeSetAct does what a button of a change set asks for.
func (a *App) changeSetAct(c echo.Context) error {
	id, err := setID(c)
	if err != nil {
		return err
	}
	ctx, p, by, u := c.Request().Context(), printer(c), author(c), userOf(c)
	version, _ := strconv.ParseInt(c.FormValue("version"), 10, 64)
	set, err := a.store.ChangeSet(ctx, id)
	if err != nil {
		return err
	}
	var d pages.SetData
	do := c.FormValue("do")
	alone := a.options.SingleEditor
	mayReview := u.Role.AtLeast(models.Reviewer) || alone && set.AuthorID == u.ID
	if set.AuthorID == u.ID && set.Open() && do != "discard" && do != "undo" {
		set, err = a.keepTyped(c, set, version, &d)
		version = set.Version
	}
	leave := pages.To(p, "admin/changes/"+strconv.FormatInt(id, 10)).URL()
	if err == nil {
		switch do {
		case "describe":
		case "submit":
			if err = a.undoubted(ctx, p, set); err == nil {
				err = a.store.SubmitSet(ctx, by, id, version)
			}
		case "publish":
			if !mayReview {
				return echo.NewHTTPError(http.StatusForbidden)
			}
			if err = a.undoubted(ctx, p, set); err == nil {
				_, err = a.store.PublishSetNoting(ctx, by, id, version, alone, c.FormValue("comment"))
			}
		case "return":
			if !mayReview {
				return echo.NewHTTPError(http.StatusForbidden)
			}
			if strings.TrimSpace(c.FormValue("comment")) == "" {
				d.Wrong = append(d.Wrong, pages.LinkedText{Text: p.T("set.no_comment"), URL: "#comment"})
				return a.showSet(c, http.StatusUnprocessableEntity, id, d)
			}
			err = a.store.ReturnSet(ctx, by, id, version, c.FormValue("comment"))
		case "discard":
			err = a.store.DiscardSet(ctx, by, id, version)
		case "undo":
			var undo *models.ChangeSet
			if undo, err = a.store.UndoSet(ctx, by, id); err == nil {
				leave = setURL(c, undo.ID)
			}
		default:
			return echo.NewHTTPError(http.StatusBadRequest)
		}
	}
	d.Comment = c.FormValue("comment")
	if errors.Is(err, models.ErrMoved) {
		now, done, doneErr := a.doneBeside(ctx, id, by, do, d)
		switch {
		case doneErr != nil:
			return doneErr
		case done:
			// The button was pressed twice.
			return c.Redirect(http.StatusSeeOther, leave)
		}
		set = now
	}
	var bad *models.EditError
	var used *models.InUseError
	var conflict *models.ConflictError
	var open doubtful
	status := http.StatusUnprocessableEntity
	switch {
	case err == nil:
		return c.Redirect(http.StatusSeeOther, leave)
	case errors.As(err, &bad):
		d.Problems = bad.Problems
	case errors.As(err, &used):
		d.Sentences = append(d.Sentences, pages.InUseSentences(p, used)...)
	case errors.As(err, &conflict):
		status = http.StatusConflict
		for _, r := range conflict.Rows {
			d.Sentences = append(d.Sentences, pages.MovedSentence(p, r.Edit.RowKey))
		}
	case errors.Is(err, models.ErrNoSuchKind):
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	case errors.Is(err, models.ErrMoved):
		status = http.StatusConflict
		d.Sentences = append(d.Sentences, p.T("set.moved"))
		if d.Comment != "" {
			d.Sentences = append(d.Sentences, p.T("set.comment_unsent", "Text", d.Comment))
		}
	case errors.Is(err, models.ErrOwnWork):
		d.Sentences = append(d.Sentences, p.T("set.own_work"))
	case errors.Is(err, models.ErrEmptySet):
		d.Sentences = append(d.Sentences, p.T("set.nothing"))
	case errors.Is(err, models.ErrNoReason):
		d.Wrong = append(d.Wrong, pages.LinkedText{Text: p.T("set.no_reason"), URL: "#reason"})
	case errors.As(err, &open) && set.AuthorID == u.ID && set.Open():
		d.Sentences = append(d.Sentences, p.N("doubt.refused", int(open)))
	case errors.As(err, &open):
		d.Sentences = append(d.Sentences, p.T("set.doubtful"))
	default:
		return err
	}
	return a.showSet(c, status, id, d)
}

// besideLasts is how long a request that came beside another one waits for it.
const besideLasts = 5 * time.Second

// doneBeside is a set as it is by now, and whether the same hand has done with it what
// the button asks for. Another request that has come as far as keeping what was typed
// here too is waited for: it is about to do it.
func (a *App) doneBeside(ctx context.Context, id int64, by models.Author, do string, d pages.SetData) (set *models.ChangeSet, done bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, besideLasts)
	defer cancel()
	for {
		if set, err = a.store.ChangeSet(ctx, id); err != nil {
			return nil, false, err
		}
		kept := set.AuthorID == by.ID && set.Open() && d.Typed != nil && *d.Typed == pages.SetTyped{Title: set.Title, Reason: set.Reason, Kind: set.Kind}
		if done = doneAlready(set, by, do, d.Comment) || kept && do == "describe"; done || !kept {
			return set, done, nil
		}
		select {
		case <-ctx.Done():
			return set, false, nil
		case <-time.After(besideLasts / 100):
		}
	}
}

// doneAlready reports whether the last that happened to a set is what the button asks
// for, by the same hand.
func doneAlready(set *models.ChangeSet, by models.Author, do, comment string) bool {
	to := map[string]models.ChangeSetState{
		"submit": models.SetSubmitted, "publish": models.SetPublished, "return": models.SetReturned, "discard": models.SetDiscarded,
	}[do]
	if set.State != to || len(set.Notes) == 0 {
		return false
	}
	last := set.Notes[len(set.Notes)-1]
	return last.State == to && last.Who == by.Name && (do == "submit" || do == "discard" || last.Text == strings.TrimSpace(comment))
}

// keepTyped keeps what stands in the form of a set of the author, whatever the button,
// and gives the set as it is then. What cannot be kept is drawn again as it was typed.
func (a *App) keepTyped(c echo.Context, set *models.ChangeSet, version int64, d *pages.SetData) (*models.ChangeSet, error) {
	ctx, p, by := c.Request().Context(), printer(c), author(c)
	sent, err := c.FormParams()
	if err != nil {
		return set, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	seen := *set
	seen.Version = version
	typed := pages.SetTyped{Title: set.Title, Reason: set.Reason, Kind: set.Kind}
	if sent.Has("reason") {
		typed = pages.SetTyped{Title: models.Normalize(sent.Get("title")), Reason: models.Normalize(sent.Get("reason")), Kind: models.ChangeKind(sent.Get("kind"))}
	}
	edits, err := set.Edits()
	if err != nil {
		return &seen, err
	}
	reasons := pages.ReadDoubtReasons(sent)
	var accepted map[models.RowKey]map[string]string
	answered := false
	if len(reasons.Each)+len(reasons.All) > 0 {
		doubts, err := a.doubts(ctx, p, edits)
		if err != nil {
			return &seen, err
		}
		kept := pages.KeptReasons(set)
		accepted, _ = reasons.Accepted(doubts, kept)
		for _, doubt := range doubts {
			answered = answered || accepted[doubt.Row][doubt.ID] != kept[doubt.Row][doubt.ID]
		}
	}
	if typed.Title != set.Title || typed.Reason != set.Reason || typed.Kind != set.Kind {
		if err = a.store.DescribeSet(ctx, by, set.ID, seen.Version, typed.Title, typed.Kind, typed.Reason); err == nil {
			seen.Version++
		}
	}
	if err == nil && answered {
		if err = a.store.AcceptFindings(ctx, by, set.ID, seen.Version, accepted); err == nil {
			seen.Version++
		}
	}
	if err != nil || version != set.Version {
		d.Typed, d.Reasons = &typed, accepted
		return &seen, err
	}
	if seen.Version == version {
		return &seen, nil
	}
	now, err := a.store.ChangeSet(ctx, set.ID)
	if err != nil {
		return &seen, err
	}
	// Not that of somebody who came between.
	now.Version = seen.Version
	return now, nil
}

// doubtful is how many doubts about a change set are not answered.
type doubtful int

func (n doubtful) Error() string { return strconv.Itoa(int(n)) + " doubts are not answered" }

// undoubted sees that every doubt about a change set is answered: the records may have
// changed since it was saved.
func (a *App) undoubted(ctx context.Context, p *locale.Printer, set *models.ChangeSet) error {
	edits, err := set.Edits()
	if err != nil {
		return err
	}
	doubts, err := a.doubts(ctx, p, edits)
	if err != nil {
		return err
	}
	if _, open := (pages.DoubtReasons{}).Accepted(doubts, pages.KeptReasons(set)); open > 0 {
		return doubtful(open)
	}
	return nil
}

// recordList lists the records of a kind, for one to be edited or several.
func (a *App) recordList(c echo.Context, kind pages.RecordKind) error {
	asked := a.params(c)
	d := pages.RecordListData{Kind: kind, Filter: recordFilter(asked, kind), Ticked: asked.choice("ticked", "page") != "", MayEdit: userOf(c).Role.AtLeast(models.Editor)}
	if asked.err != nil {
		return asked.err
	}
	ctx := c.Request().Context()
	var err error
	if d.Counts, d.Named, err = a.store.RecordFacetCounts(ctx, d.Filter); err != nil {
		return err
	}
	if d.List, err = a.store.RecordList(ctx, d.Filter); err != nil {
		return err
	}
	m := pages.NewRecordList(printer(c), d)
	return a.view(c, a.chrome(c, m.Title, layout.NavRecords), pages.RecordsLink(printer(c), kind, d.Filter), m.View())
}

// recordFilter reads which records of a kind are asked for.
func recordFilter(asked *params, kind pages.RecordKind) models.RecordFilter {
	f := models.RecordFilter{Noun: kind.Noun, Text: asked.text("q"), Chosen: make(map[string]string), Page: asked.page()}
	for _, facet := range models.RecordFacets(kind.Noun) {
		f.Chosen[facet.Name] = asked.text(facet.Name)
	}
	return f
}
