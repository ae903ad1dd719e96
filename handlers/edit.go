package handlers

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// editing registers the forms of all records and the change sets that they make.
func (a *App) editing(e *echo.Echo, base string) {
	get := func(path string, role models.UserRole, h echo.HandlerFunc) {
		a.signedIn(e, http.MethodGet, base+path, role, h)
	}
	post := func(path string, role models.UserRole, h echo.HandlerFunc) {
		a.takes(e, base+path, role, h)
	}
	for _, kind := range pages.RecordKinds {
		get("/admin/"+kind.Path, models.Viewer, a.of(kind, a.recordList))
		get("/admin/"+kind.Path+"/new", models.Editor, a.of(kind, a.recordNew))
		post("/admin/"+kind.Path+"/new", models.Editor, a.of(kind, a.recordSave))
		get("/admin/"+kind.Path+"/edit/*", models.Editor, a.of(kind, a.recordEdit))
		post("/admin/"+kind.Path+"/edit/*", models.Editor, a.of(kind, a.recordSave))
		get("/admin/"+kind.Path+"/withdraw/*", models.Editor, a.of(kind, a.recordWithdraw))
		post("/admin/"+kind.Path+"/withdraw/*", models.Editor, a.of(kind, a.recordWithdrawn))
	}
	get("/"+layout.GapsPath, models.Viewer, a.gapList)
	get("/admin/choices", models.Editor, a.choices)
	get("/admin/changes", models.Editor, a.changeSetMine)
	get("/admin/review", models.Viewer, a.changeSetReview)
	get("/admin/changes/:id", models.Viewer, a.inTime(a.changeSetShow))
	post("/admin/changes/:id", models.Editor, a.inTime(a.changeSetAct))
}

// of gives a handler the kind of record that its address names.
func (a *App) of(kind pages.RecordKind, h func(echo.Context, pages.RecordKind) error) echo.HandlerFunc {
	return func(c echo.Context) error { return h(c, kind) }
}

// author is the user as change sets name them.
func author(c echo.Context) models.Author {
	u := userOf(c)
	return models.Author{ID: u.ID, Name: u.Name, Role: string(u.Role)}
}

// recordNew shows the form of a new record.
func (a *App) recordNew(c echo.Context, kind pages.RecordKind) error {
	d := pages.FormData{Form: pages.NewRecordForm(kind)}
	before, keeping, err := a.typedBefore(c)
	if err != nil {
		return err
	}
	d.Keeping = keeping
	if before != nil {
		if d.Form, err = readForm(kind, "", before); err != nil {
			return err
		}
	}
	return a.showRecordForm(c, http.StatusOK, d)
}

// readForm reads a form that was sent or typed, with the change set that it goes into.
func readForm(kind pages.RecordKind, code string, sent url.Values) (pages.RecordForm, error) {
	file := kind.File
	if sent.Get("file") == "trade.csv" && kind.Noun == models.NounStatement {
		file = "trade.csv"
	}
	f, err := pages.ReadRecordForm(kind, file, code, sent)
	into(&f, sent)
	return f, err
}

// opened are the recorded rows of a record, with what the author's drafts make of
// them, and the change set of these; nil if there is none.
func (a *App) opened(ctx context.Context, by models.Author, kind pages.RecordKind, code string) ([]models.RowEdit, map[models.RowKey]models.RowEdit, *models.ChangeSet, error) {
	rows, err := a.store.RecordRows(ctx, kind.Noun, code)
	missing := errors.Is(err, models.ErrNotFound)
	if err != nil && !missing {
		return nil, nil, nil, err
	}
	set, err := a.store.OpenSetOf(ctx, by.ID, kind.Noun, code)
	if err != nil {
		return nil, nil, nil, err
	}
	if set == nil {
		if missing {
			return nil, nil, nil, models.ErrNotFound
		}
		return rows, nil, nil, nil
	}
	edits, err := set.Edits()
	if err != nil {
		return nil, nil, nil, err
	}
	drafted := make(map[models.RowKey]models.RowEdit)
	for _, e := range edits {
		if models.OwnerOf(e) == (models.RecordKey{Noun: kind.Noun, Code: code}) {
			drafted[e.RowKey] = e
		}
	}
	if missing && len(rows) == 0 {
		for _, e := range edits {
			if _, of := drafted[e.RowKey]; of {
				rows = append(rows, models.RowEdit{RowKey: e.RowKey})
				break
			}
		}
	}
	return rows, drafted, set, nil
}

// recordEdit shows the form of a record, with the author's draft of it.
func (a *App) recordEdit(c echo.Context, kind pages.RecordKind) error {
	ctx, code := c.Request().Context(), c.Param("*")
	rows, drafted, set, err := a.opened(ctx, author(c), kind, code)
	if err != nil {
		return err
	}
	d := pages.FormData{Form: pages.OpenRecordForm(kind, code, rows, drafted), Drafted: set != nil}
	before, keeping, err := a.typedBefore(c)
	if err != nil {
		return err
	}
	d.Keeping = keeping
	if before != nil {
		if d.Form, err = readForm(kind, code, before); err != nil {
			return err
		}
		return a.showRecordForm(c, http.StatusOK, d)
	}
	if set == nil {
		return a.showRecordForm(c, http.StatusOK, d)
	}
	d.Form.Set, d.Form.Version = set.ID, set.Version
	if !bringDraft(&d.Form, rows, drafted) {
		if d.Earlier, err = a.earlierDays(ctx, set.ID, slices.Collect(maps.Values(drafted))); err != nil {
			return err
		}
		return a.showRecordForm(c, http.StatusOK, d)
	}
	return a.showRecordForm(c, http.StatusConflict, d)
}

// bringDraft brings a form that shows a draft onto the record as it stands. It reports
// whether the record was changed since the draft was begun.
func bringDraft(f *pages.RecordForm, rows []models.RowEdit, drafted map[models.RowKey]models.RowEdit) bool {
	now := make(map[models.RowKey]models.Cells, len(rows))
	for _, r := range rows {
		if r.Base != nil {
			now[r.RowKey] = r.Base
		}
	}
	if len(now) == 0 {
		for _, e := range drafted {
			if e.Base != nil {
				f.Withdrawn()
				return true
			}
		}
	}
	moved := false
	for _, key := range pages.SortedRows(drafted) {
		if e := drafted[key]; !models.SameCells(e.File, e.Base, now[key]) {
			moved = true
			f.Overtaken(e, pages.RowMerge{Was: e.Base, Theirs: now[key]})
		}
	}
	return moved
}

// showRecordForm draws the form with the records that it can refer to.
func (a *App) showRecordForm(c echo.Context, status int, d pages.FormData) error {
	ctx := c.Request().Context()
	p := printer(c)
	var err error
	if d.Keeping.Path == "" {
		if d.Keeping, _, err = a.keeping(c, c.Request().PostForm); err != nil {
			return err
		}
	}
	if d.Sets, _, err = a.store.ChangeSets(ctx, models.ChangeSetFilter{AuthorID: author(c).ID, States: []models.ChangeSetState{models.SetDraft, models.SetReturned}}); err != nil {
		return err
	}
	if d.Choices, err = a.choicesOf(ctx, d.Form.References()); err != nil {
		return err
	}
	if d.Form.Map.Of != "" {
		if d.Known, err = a.store.KnownPlaces(ctx); err != nil {
			return err
		}
	}
	if d.Form.Code != "" {
		key := models.RecordKey{Noun: d.Form.Kind.Noun, Code: d.Form.Code}
		names, err := a.store.RecordNames(ctx, []models.RecordKey{key})
		if err != nil {
			return err
		}
		d.Name = pages.In(p, names[key].Name).Text
	}
	m := pages.NewFormPage(p, d)
	c.Response().Header().Set("Cache-Control", "no-store")
	return a.html(c, status, pages.EditPage(a.chrome(c, m.PageTitle, layout.NavRecords), m))
}

// choicesOf are the records that fields can refer to, by their names. Fields that refer
// to the same file are offered the same, each with its own choice; they are read once.
func (a *App) choicesOf(ctx context.Context, references map[string]pages.FormReference) (map[string]pages.Choices, error) {
	type asked struct {
		of   models.Reference
		find string
	}
	chosen := make(map[asked][]string)
	for _, r := range references {
		key := asked{r.Of, r.Find}
		chosen[key] = append(chosen[key], r.Chosen...)
	}
	lists := make(map[asked]pages.Choices)
	for key, values := range chosen {
		slices.Sort(values)
		list, more, err := a.store.RecordChoices(ctx, key.of, key.find, slices.Compact(values))
		if err != nil {
			return nil, err
		}
		lists[key] = pages.Choices{List: list, More: more}
	}
	found := make(map[string]pages.Choices, len(references))
	for name, r := range references {
		found[name] = lists[asked{r.Of, r.Find}]
	}
	return found, nil
}

// choices answers with the records that a text finds, for a field that is typed into.
func (a *App) choices(c echo.Context) error {
	q := c.QueryParams()
	of := models.Reference{File: q.Get("file"), Column: q.Get("column")}
	column, ok := models.FileColumn(of.File, of.Column)
	if !ok || !models.CanChoose(of) || column.Name == "" {
		return echo.NewHTTPError(http.StatusNotFound)
	}
	value := ""
	if values := q[q.Get("field")]; len(values) > 0 {
		value = values[len(values)-1]
	}
	list, more, err := a.store.RecordChoices(c.Request().Context(), of, shorten(q.Get("find."+q.Get("field"))), []string{value})
	if err != nil {
		return err
	}
	return a.html(c, http.StatusOK, pages.FoundChoices(printer(c), q.Get("id"), value, list, more))
}

// recordSave takes what was typed: a button that does not save draws the form again,
// and what can be saved goes into a change set.
func (a *App) recordSave(c echo.Context, kind pages.RecordKind) error {
	ctx, code, by, p := c.Request().Context(), c.Param("*"), author(c), printer(c)
	sent, err := c.FormParams()
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	f, err := readForm(kind, code, sent)
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	d := pages.FormData{Form: f}
	if d.Form.Click(sent) {
		return a.showRecordForm(c, http.StatusOK, d)
	}
	if do := sent.Get("do"); do != "" && do != "save" {
		if !d.Form.Do(do) {
			return echo.NewHTTPError(http.StatusBadRequest)
		}
		return a.showRecordForm(c, http.StatusOK, d)
	}
	saved, err := a.savedAlready(ctx, by, &d.Form)
	if err != nil {
		return err
	}
	if suggested := d.Form.SuggestedCode(); suggested != "" && saved == 0 {
		free, err := a.store.FreeStatementCode(ctx, suggested)
		if err != nil {
			return err
		}
		// The codes before it are taken, the last of them perhaps by this very form.
		for n := 2; d.Form.FreeCode != free && saved == 0; n++ {
			if d.Form.FreeCode = suggested + "-" + strconv.Itoa(n); suggested == free {
				d.Form.FreeCode = free
			}
			if saved, err = a.savedAlready(ctx, by, &d.Form); err != nil {
				return err
			}
		}
	}
	if saved != 0 {
		a.typedSaved(c)
		return c.Redirect(http.StatusSeeOther, setURL(c, saved))
	}
	edits := d.Form.Edits()
	moved, err := a.overtaken(ctx, by, &d, edits)
	if err != nil {
		return err
	}
	if moved {
		return a.showRecordForm(c, http.StatusConflict, d)
	}
	if d.Form.Set == 0 && changesNothing(edits) {
		if err := a.notify(c, "edit.nothing_changed"); err != nil {
			return err
		}
		a.typedSaved(c)
		return c.Redirect(http.StatusSeeOther, pages.To(p, formPath(c)).URL())
	}
	drafts, ok, err := a.judge(ctx, c, &d, edits)
	if err != nil {
		return err
	}
	if !ok {
		return a.showRecordForm(c, http.StatusUnprocessableEntity, d)
	}
	id, err := a.saveInto(ctx, by, &d.Form, drafts)
	if errors.Is(err, models.ErrMoved) {
		// The same form may have come twice at once.
		if saved, err := a.savedAlready(ctx, by, &d.Form); err != nil || saved != 0 {
			if err != nil {
				return err
			}
			a.typedSaved(c)
			return c.Redirect(http.StatusSeeOther, setURL(c, saved))
		}
		d.Sentences = append(d.Sentences, p.T("edit.set_moved"))
		d.Form.Set, d.Form.Version = 0, 0
		return a.showRecordForm(c, http.StatusConflict, d)
	}
	if err != nil {
		return err
	}
	a.typedSaved(c)
	return c.Redirect(http.StatusSeeOther, setURL(c, id))
}

// changesNothing reports whether the edits leave everything as it is recorded.
func changesNothing(edits []models.RowEdit) bool {
	return !slices.ContainsFunc(edits, func(e models.RowEdit) bool { return e.Withdraws() || len(e.Changes()) > 0 })
}

// into reads the change set that the edit goes into: as it was drawn, if another was
// not chosen.
func into(f *pages.RecordForm, sent url.Values) {
	id, version, found := strings.Cut(sent.Get("into"), "/")
	if !found {
		if id == "0" {
			f.Set, f.Version = 0, 0
		}
		return
	}
	f.Set, _ = strconv.ParseInt(id, 10, 64)
	f.Version, _ = strconv.ParseInt(version, 10, 64)
}

func setURL(c echo.Context, id int64) string {
	return pages.To(printer(c), "admin/changes/"+strconv.FormatInt(id, 10)).URL()
}

// overtaken compares the rows on which the form stands with those of now, on record
// and in the author's draft. Where they have changed elsewhere the form is brought onto
// what stands there, and shows both.
func (a *App) overtaken(ctx context.Context, by models.Author, d *pages.FormData, edits []models.RowEdit) (bool, error) {
	f := &d.Form
	now, err := a.standing(ctx, f, edits)
	if err != nil {
		return false, err
	}
	draft, drafted, err := a.draftOf(ctx, by, f)
	if err != nil {
		return false, err
	}
	if f.Code != "" && len(f.Base) > 0 && len(now) == 0 {
		f.Withdrawn()
		return true, nil
	}
	moved := false
	for _, e := range edits {
		base, inDraft := f.Base[e.RowKey], drafted[e.RowKey]
		seen, wasSeen := f.Draft[e.RowKey]
		switch {
		case models.SameCells(e.File, now[e.RowKey], base):
			if inDraft == nil || wasSeen && models.SameCells(e.File, inDraft.Cells, seen.Cells) {
				continue
			}
			// The same author in another window.
			was := base
			if wasSeen {
				was = seen.On(base)
			}
			f.Overtaken(e, pages.RowMerge{Was: was, Theirs: inDraft.On(base), Own: true})
			f.SeeDraft(*inDraft)
		case base == nil && !wasSeen:
			// A new row has the code of one that is there.
			d.Problems = append(d.Problems, models.TakenKey(e.RowKey))
		default:
			f.Overtaken(e, pages.RowMerge{Was: base, Theirs: now[e.RowKey]})
			f.Stand(e.RowKey, now[e.RowKey])
		}
		moved = true
	}
	moved = f.Join(edits, now, drafted) || moved
	if draft != nil && (moved || f.Set == 0 && f.Draft == nil) {
		f.Set, f.Version = draft.ID, draft.Version
	}
	return moved, nil
}

// standing are the rows of the form, and those that the record has beside them, as they
// are recorded now.
func (a *App) standing(ctx context.Context, f *pages.RecordForm, edits []models.RowEdit) (map[models.RowKey]models.Cells, error) {
	keys := make([]models.RowKey, len(edits))
	for i, e := range edits {
		keys[i] = e.RowKey
	}
	now, err := a.store.Rows(ctx, keys)
	if err != nil || f.Code == "" {
		return now, err
	}
	rows, err := a.store.RecordRows(ctx, f.Kind.Noun, f.Code)
	if errors.Is(err, models.ErrNotFound) {
		err = nil
	}
	for _, r := range rows {
		now[r.RowKey] = r.Base
	}
	return now, err
}

// draftOf is the author's draft of the record of the form, with its rows; nil if there is
// none.
func (a *App) draftOf(ctx context.Context, by models.Author, f *pages.RecordForm) (*models.ChangeSet, map[models.RowKey]*models.RowEdit, error) {
	if f.Code == "" {
		return nil, nil, nil
	}
	key := models.RecordKey{Noun: f.Kind.Noun, Code: f.Code}
	draft, err := a.store.OpenSetOf(ctx, by.ID, key.Noun, key.Code)
	if err != nil || draft == nil {
		return nil, nil, err
	}
	list, err := draft.Edits()
	drafted := make(map[models.RowKey]*models.RowEdit)
	for i := range list {
		if models.OwnerOf(list[i]) == key {
			drafted[list[i].RowKey] = &list[i]
		}
	}
	return draft, drafted, err
}

// judge looks for what keeps the edits from being recorded, and for what is doubtful
// in them and not answered. ok tells that they can be saved.
func (a *App) judge(ctx context.Context, c echo.Context, d *pages.FormData, edits []models.RowEdit) (drafts []models.DraftEdit, ok bool, err error) {
	p := printer(c)
	if err := a.problemsOf(ctx, c, edits, &d.Problems, &d.Sentences); err != nil {
		return nil, false, err
	}
	if len(d.Problems)+len(d.Sentences) > 0 {
		return nil, false, nil
	}
	doubts, err := a.doubts(ctx, p, edits)
	if err != nil {
		return nil, false, err
	}
	d.Doubts = doubts
	ok = true
	accepted := make(map[models.RowKey]map[string]string)
	for _, doubt := range doubts {
		reason := d.Form.Reasons[doubt.ID]
		if reason == "" {
			ok = false
			continue
		}
		if accepted[doubt.Row] == nil {
			accepted[doubt.Row] = make(map[string]string)
		}
		accepted[doubt.Row][doubt.ID] = reason
	}
	for _, e := range edits {
		drafts = append(drafts, models.DraftEdit{RowEdit: e, Accepted: accepted[e.RowKey]})
	}
	if !ok {
		// The form is shown again.
		d.Earlier, err = a.earlierDays(ctx, d.Form.Set, edits)
	}
	return drafts, ok, err
}

// earlierDays looks whether edits change earlier days as what their change set is; 0 is a
// set that is not there yet.
func (a *App) earlierDays(ctx context.Context, set int64, edits []models.RowEdit) (models.EarlierDays, error) {
	var kind models.ChangeKind
	if set != 0 {
		into, err := a.store.ChangeSet(ctx, set)
		if err != nil && !errors.Is(err, models.ErrNotFound) {
			return models.EarlierDays{}, err
		}
		if err == nil {
			kind = into.Kind
		}
	}
	return a.store.EarlierDays(ctx, edits, kind)
}

// problemsOf adds what keeps the edits from being recorded.
func (a *App) problemsOf(ctx context.Context, c echo.Context, edits []models.RowEdit, problems *[]models.RowProblem, sentences *[]string) error {
	return explain(printer(c), a.store.Check(ctx, edits), problems, sentences)
}

// explain adds why edits cannot be recorded. It returns the error of anything else.
func explain(p *locale.Printer, err error, problems *[]models.RowProblem, sentences *[]string) error {
	var bad *models.EditError
	var used *models.InUseError
	var conflict *models.ConflictError
	switch {
	case err == nil:
	case errors.As(err, &bad):
		*problems = append(*problems, bad.Problems...)
	case errors.As(err, &used):
		*sentences = append(*sentences, pages.InUseSentences(p, used)...)
	case errors.As(err, &conflict):
		for _, r := range conflict.Rows {
			*sentences = append(*sentences, pages.MovedSentence(p, r.Edit.RowKey))
		}
	default:
		return err
	}
	return nil
}

// saveInto writes drafts into the change set of the form, or into a new one. unseen tells
// that the form has seen no draft.
func (a *App) saveInto(ctx context.Context, by models.Author, f *pages.RecordForm, drafts []models.DraftEdit) (int64, error) {
	if f.Set == 0 {
		set, err := a.store.SaveNewDraft(ctx, by, drafts, f.Draft == nil)
		if err != nil {
			return 0, err
		}
		return set.ID, nil
	}
	return f.Set, a.store.SaveDraft(ctx, by, f.Set, f.Version, drafts)
}

// savedAlready is the author's change set that holds just what the form says; 0 if there
// is none. A button that was pressed twice sends a form twice.
func (a *App) savedAlready(ctx context.Context, by models.Author, f *pages.RecordForm) (int64, error) {
	edits := f.Edits()
	drafts := make([]models.DraftEdit, len(edits))
	answers := 0
	for i, e := range edits {
		drafts[i].RowEdit = e
	}
	for _, reason := range f.Reasons {
		if reason != "" {
			answers++
		}
	}
	id, err := a.store.SavedAlready(ctx, by, f.Set, drafts)
	if err != nil || id == 0 || answers == 0 {
		return id, err
	}
	set, err := a.store.ChangeSet(ctx, id)
	if err != nil {
		return 0, err
	}
	for i := range set.Rows {
		for doubt, reason := range set.Rows[i].Reasons() {
			if f.Reasons[doubt] == reason {
				answers--
			}
		}
	}
	if answers > 0 {
		return 0, nil
	}
	return id, nil
}

// recordWithdraw asks why a record is withdrawn, and what takes its place.
func (a *App) recordWithdraw(c echo.Context, kind pages.RecordKind) error {
	before, keeping, err := a.typedBefore(c)
	if err != nil {
		return err
	}
	d := pages.WithdrawData{Keeping: keeping}
	if before != nil {
		d.Reason, d.ReplacedBy, d.Base = before.Get("reason"), before.Get("replaced_by"), before.Get("base")
	}
	return a.showWithdraw(c, http.StatusOK, kind, d)
}

func (a *App) showWithdraw(c echo.Context, status int, kind pages.RecordKind, d pages.WithdrawData) error {
	ctx := c.Request().Context()
	d.Kind, d.Code = kind, c.Param("*")
	rows, err := a.store.RecordRows(ctx, kind.Noun, d.Code)
	if err != nil {
		return err
	}
	if d.Keeping.Path == "" {
		if d.Keeping, _, err = a.keeping(c, c.Request().PostForm); err != nil {
			return err
		}
	}
	d.Rows = len(rows)
	if d.Base == "" {
		d.Base = models.RowsToken(rows)
	}
	for i := range rows {
		rows[i].Cells = nil
	}
	if d.Earlier, err = a.store.EarlierDays(ctx, rows, models.Withdrawing); err != nil {
		return err
	}
	key := models.RecordKey{Noun: kind.Noun, Code: d.Code}
	names, err := a.store.RecordNames(ctx, []models.RecordKey{key})
	if err != nil {
		return err
	}
	p := printer(c)
	d.Name = pages.In(p, names[key].Name).Text
	m := pages.NewWithdrawPage(p, d)
	c.Response().Header().Set("Cache-Control", "no-store")
	return a.html(c, status, pages.WithdrawPage(a.chrome(c, m.PageTitle, layout.NavRecords), m))
}

// recordWithdrawn makes a change set that withdraws a record with all its rows.
func (a *App) recordWithdrawn(c echo.Context, kind pages.RecordKind) error {
	ctx, p, by := c.Request().Context(), printer(c), author(c)
	d := pages.WithdrawData{Reason: strings.TrimSpace(c.FormValue("reason")), ReplacedBy: strings.TrimSpace(c.FormValue("replaced_by")), Base: c.FormValue("base")}
	rows, err := a.store.RecordRows(ctx, kind.Noun, c.Param("*"))
	if err != nil {
		return err
	}
	if d.Reason == "" {
		d.Wrong = append(d.Wrong, pages.LinkedText{Text: p.T("withdraw.no_reason"), URL: "#reason"})
	}
	if d.ReplacedBy != "" {
		if _, err := a.store.RecordRows(ctx, kind.Noun, d.ReplacedBy); errors.Is(err, models.ErrNotFound) || d.ReplacedBy == c.Param("*") {
			d.Wrong = append(d.Wrong, pages.LinkedText{Text: p.T("withdraw.no_replacement"), URL: "#replaced_by"})
		} else if err != nil {
			return err
		}
	}
	for i := range rows {
		rows[i].Cells = nil
	}
	if len(rows) > 0 {
		rows[0].ReplacedBy = d.ReplacedBy
	}
	if d.Base != models.RowsToken(rows) {
		d.Base = ""
		d.Sentences = append(d.Sentences, p.T("withdraw.moved"))
		return a.showWithdraw(c, http.StatusConflict, kind, d)
	}
	var problems []models.RowProblem
	if err := a.problemsOf(ctx, c, rows, &problems, &d.Sentences); err != nil {
		return err
	}
	if len(d.Wrong)+len(d.Sentences) > 0 {
		return a.showWithdraw(c, http.StatusUnprocessableEntity, kind, d)
	}
	set, err := a.store.WithdrawSet(ctx, by, rows, d.Reason)
	if err != nil {
		return err
	}
	a.typedSaved(c)
	return c.Redirect(http.StatusSeeOther, setURL(c, set.ID))
}
