package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/intake"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

const (
	// fileLimit is for a request that brings a file: that, and what the form adds.
	fileLimit = "9M"
	// manyTimeout is how long a file may take to be sent, read and planned, or a bulk
	// edit to be planned and published.
	manyTimeout = 2 * time.Minute
)

// importing registers the steps from a file to a change set.
func (a *App) importing(e *echo.Echo, base string) {
	list := base + "/" + layout.ImportPath
	for _, r := range []struct {
		path       string
		show, take echo.HandlerFunc
	}{
		{list, a.importList, a.importSend},
		{list + "/:id/columns", a.importColumns, a.importMap},
		{list + "/:id", a.importShow, a.importAct},
	} {
		a.signedIn(e, http.MethodGet, r.path, models.Editor, a.inTime(r.show))
		a.takes(e, r.path, models.Editor, a.inTime(r.take))
	}
	a.signedIn(e, http.MethodGet, list+"/:id/errors", models.Editor, a.importErrors)
}

// isImport tells the pages of imports.
func isImport(r *http.Request) bool {
	_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return rest == layout.ImportPath || strings.HasPrefix(rest, layout.ImportPath+"/")
}

// sendsFile tells the one request that may be large.
func sendsFile(c echo.Context) bool {
	r := c.Request()
	return r.Method == http.MethodPost && isImport(r) && path.Base(r.URL.Path) == path.Base(layout.ImportPath)
}

// inTime gives a handler more time than others have.
func (a *App) inTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx, cancel := context.WithTimeout(c.Request().Context(), manyTimeout)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		r := http.NewResponseController(c.Response())
		end := time.Now().Add(manyTimeout)
		if err := errors.Join(r.SetReadDeadline(end), r.SetWriteDeadline(end)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return fmt.Errorf("give a request time: %w", err)
		}
		return next(c)
	}
}

// importList offers to send a file, and lists those that were.
func (a *App) importList(c echo.Context) error { return a.showImports(c, http.StatusOK, nil) }

func (a *App) showImports(c echo.Context, status int, problem *intake.FileError) error {
	list, err := a.store.Imports(c.Request().Context(), userOf(c).ID)
	if err != nil {
		return err
	}
	m := pages.NewImportList(printer(c), list, problem)
	return a.html(c, status, pages.ImportListPage(a.chrome(c, m.PageTitle, layout.NavImport), m))
}

// importSend takes a file. One in the format of the data files is planned at once; of
// others the columns are asked for.
func (a *App) importSend(c echo.Context) error {
	ctx, user := c.Request().Context(), userOf(c)
	name, content, err := sentFile(c)
	var t *intake.Table
	if err == nil {
		t, err = models.ImportMapping{}.Table(content)
	}
	var bad *intake.FileError
	if errors.As(err, &bad) {
		return a.showImports(c, http.StatusUnprocessableEntity, bad)
	}
	if err != nil {
		return err
	}
	i, err := a.store.NewImport(ctx, user.ID, name, content)
	if err != nil {
		return err
	}
	l := pages.ImportLink(printer(c), i.ID)
	m, whole := models.GuessMapping(t, name)
	if !whole {
		l.Path += "/columns"
	} else if _, err := a.store.SavePlan(ctx, i, t, m); err != nil && !errors.Is(err, models.ErrMoved) {
		return err
	}
	return c.Redirect(http.StatusSeeOther, l.URL())
}

// sentFile is the file of the form and its name.
func sentFile(c echo.Context) (string, []byte, error) {
	header, err := c.FormFile("file")
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		return "", nil, &intake.FileError{Key: "none"}
	case errors.As(err, &tooLarge), errors.Is(err, echo.ErrStatusRequestEntityTooLarge):
		return "", nil, intake.TooLarge()
	case err != nil:
		return "", nil, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	case header.Size > intake.MostBytes:
		return "", nil, intake.TooLarge()
	}
	f, err := header.Open()
	if err != nil {
		return "", nil, fmt.Errorf("open the sent file: %w", err)
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	name := strings.ToValidUTF8(path.Base(strings.ReplaceAll(header.Filename, `\`, "/")), "")
	return shorten(strings.Map(printable, name)), content, err
}

// printable drops what is no letter or sign from the name of a file.
func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return -1
	}
	return r
}

// importOf is the import that the address names. One that has lost its way is not
// found.
func (a *App) importOf(c echo.Context) (*models.Import, error) {
	id, err := setID(c)
	if err != nil {
		return nil, err
	}
	return a.store.Import(c.Request().Context(), userOf(c).ID, id)
}

// importColumns asks which columns of the file are which.
func (a *App) importColumns(c echo.Context) error {
	i, err := a.importOf(c)
	if err != nil {
		return err
	}
	if i.Content == nil {
		return c.Redirect(http.StatusSeeOther, pages.ImportLink(printer(c), i.ID).URL())
	}
	sent, err := a.keptForm(c)
	if err != nil {
		return err
	}
	ctx, q := c.Request().Context(), c.QueryParams()
	m, mapped := i.ReadMapping()
	if sent != nil {
		m, mapped = mappingOf(sent), true
	}
	// Another file, sheet or line makes another table, whose columns are looked at anew.
	asked := q.Has("file") || q.Has("sheet") || q.Has("line")
	if asked {
		m = shapeOf(q)
	}
	t, err := m.Table(i.Content)
	var bad *intake.FileError
	if errors.As(err, &bad) {
		if t, err = (models.ImportMapping{Sheet: m.Sheet}).Table(i.Content); err != nil {
			t, err = models.ImportMapping{}.Table(i.Content)
		}
	}
	if err != nil {
		return err
	}
	d := pages.ImportColumnsData{Problem: bad}
	switch {
	case asked && m.File != "":
		m = models.MappingFor(t, m.File)
	case asked || !mapped:
		if d.Remembered, err = a.store.RememberedMapping(ctx, t, i.FileName); err != nil {
			return err
		}
		if d.Remembered != nil {
			m = d.Remembered.ImportMapping
		} else {
			m, _ = models.GuessMapping(t, i.FileName)
		}
	}
	return a.showColumns(c, http.StatusOK, i, t, m, d)
}

// shapeOf reads which part of the file is meant, and as what.
func shapeOf(q url.Values) models.ImportMapping {
	line, err := strconv.Atoi(strings.TrimSpace(q.Get("line")))
	if err != nil || line < 0 {
		line = 0
	}
	m := models.ImportMapping{File: q.Get("file"), Sheet: q.Get("sheet"), HeadLine: line}
	if !slices.Contains(models.FileNames(), m.File) {
		m.File = ""
	}
	return m
}

func (a *App) showColumns(c echo.Context, status int, i *models.Import, t *intake.Table, m models.ImportMapping, d pages.ImportColumnsData) error {
	d.Import, d.Table, d.Mapping = i, t, m
	d.Choices = make(map[string]pages.Choices)
	for _, name := range models.FileColumns()[m.File] {
		column, _ := models.FileColumn(m.File, name)
		if !models.CanChoose(column.Of) {
			continue
		}
		list, more, err := a.store.RecordChoices(c.Request().Context(), column.Of, "", []string{m.Constants[name]})
		if err != nil {
			return err
		}
		d.Choices[name] = pages.Choices{List: list, More: more}
	}
	view := pages.NewImportColumns(printer(c), d)
	return a.html(c, status, pages.ImportColumnsPage(a.chrome(c, view.PageTitle, layout.NavImport), view))
}

// importMap takes which columns are which, and makes the plan.
func (a *App) importMap(c echo.Context) error {
	i, err := a.importOf(c)
	if err != nil {
		return err
	}
	l := pages.ImportLink(printer(c), i.ID)
	if i.Content == nil {
		return c.Redirect(http.StatusSeeOther, l.URL())
	}
	sent, err := c.FormParams()
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	m := mappingOf(sent)
	t, err := m.Table(i.Content)
	var bad *intake.FileError
	if errors.As(err, &bad) || m.File == "" {
		return c.Redirect(http.StatusSeeOther, l.URL()+"/columns")
	}
	if err != nil {
		return err
	}
	m.Settle(t)
	if sent.Get("do") == "preview" {
		return a.showColumns(c, http.StatusOK, i, t, m, pages.ImportColumnsData{})
	}
	if !m.Complete() {
		return a.showColumns(c, http.StatusUnprocessableEntity, i, t, m, pages.ImportColumnsData{Sent: true})
	}
	// One that was overtaken shows the plan that is there by now.
	if _, err := a.store.SavePlan(c.Request().Context(), i, t, m); err != nil && !errors.Is(err, models.ErrMoved) {
		return err
	}
	return c.Redirect(http.StatusSeeOther, l.URL())
}

// mappingOf reads the form of the columns.
func mappingOf(sent url.Values) models.ImportMapping {
	m := shapeOf(sent)
	m.Columns, m.Constants = make(map[string]int), make(map[string]string)
	for _, column := range models.FileColumns()[m.File] {
		if at, err := strconv.Atoi(sent.Get("from." + column)); err == nil && at >= 0 {
			m.Columns[column] = at
		} else if text := models.Normalize(sent.Get("all." + column)); text != "" && len(text) <= intake.MostCellBytes {
			m.Constants[column] = strings.ToValidUTF8(text, "")
		}
	}
	if mark := intake.DecimalMark(sent.Get("decimal")); mark == intake.Point || mark == intake.Comma {
		m.Decimal = mark
	}
	if order := intake.DateOrder(sent.Get("dates")); order == intake.DayFirst || order == intake.MonthFirst {
		m.Dates = order
	}
	return m
}

// importShow shows what an import would do.
func (a *App) importShow(c echo.Context) error {
	i, err := a.importOf(c)
	if err != nil {
		return err
	}
	return a.showPlan(c, http.StatusOK, i, nil)
}

func (a *App) showPlan(c echo.Context, status int, i *models.Import, conflict *models.ConflictError) error {
	p := printer(c)
	plan, err := i.ReadPlan()
	if err != nil {
		return err
	}
	if plan == nil && i.ChangeSetID == nil {
		return c.Redirect(http.StatusSeeOther, pages.ImportLink(p, i.ID).URL()+"/columns")
	}
	asked := a.params(c)
	d := pages.ImportPlanData{Import: i, Plan: plan, Page: asked.page(), Conflict: conflict}
	d.Show = models.ImportOutcome(asked.choice("show", texts(models.ImportOutcomes)...))
	if asked.err != nil {
		return asked.err
	}
	m := pages.NewImportPlan(p, d)
	return a.html(c, status, pages.ImportPlanPage(a.chrome(c, m.PageTitle, layout.NavImport), m))
}

// importAct makes the plan a change set, makes it again, or forgets the file.
func (a *App) importAct(c echo.Context) error {
	i, err := a.importOf(c)
	if errors.Is(err, models.ErrNotFound) && c.FormValue("do") == "drop" && a.droppedAlready(c) {
		return c.Redirect(http.StatusSeeOther, pages.To(printer(c), layout.ImportPath).URL())
	}
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), printer(c)
	l := pages.ImportLink(p, i.ID)
	switch c.FormValue("do") {
	case "drop":
		if err := a.store.DropImport(ctx, i.UserID, i.ID); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, pages.To(p, layout.ImportPath).URL())
	case "again":
		if err := a.planAgain(c, i); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, l.URL())
	}
	version, _ := strconv.ParseInt(c.FormValue("version"), 10, 64)
	set, err := a.store.ImportSet(ctx, author(c), i.ID, version)
	var conflict *models.ConflictError
	switch {
	case errors.As(err, &conflict):
		return a.showPlan(c, http.StatusConflict, i, conflict)
	case errors.Is(err, models.ErrMoved) && c.FormValue("do") == "apply":
		return a.carriedOut(c, i)
	case errors.Is(err, models.ErrMoved), errors.Is(err, models.ErrNoPlan):
		// The page shows how far the import has come elsewhere.
		return c.Redirect(http.StatusSeeOther, l.URL())
	case err != nil:
		return err
	}
	return c.Redirect(http.StatusSeeOther, pages.ChangeSetLink(p, set.ID).URL())
}

// droppedAlready reports whether the import of the address is gone, as after a button that
// was pressed twice; not so one of somebody else.
func (a *App) droppedAlready(c echo.Context) bool {
	id, err := setID(c)
	if err != nil {
		return false
	}
	gone, err := a.store.ImportGone(c.Request().Context(), id)
	return err == nil && gone
}

// carriedOut leads to the change set that an import has become already, as by a button
// that was pressed twice; else to how far it has come.
func (a *App) carriedOut(c echo.Context, i *models.Import) error {
	now, err := a.store.Import(c.Request().Context(), i.UserID, i.ID)
	if err != nil {
		return err
	}
	l := pages.ImportLink(printer(c), i.ID)
	if now.ChangeSetID != nil {
		l = pages.ChangeSetLink(printer(c), *now.ChangeSetID)
	}
	return c.Redirect(http.StatusSeeOther, l.URL())
}

// planAgain makes the plan with the records as they stand now.
func (a *App) planAgain(c echo.Context, i *models.Import) error {
	m, ok := i.ReadMapping()
	if !ok || i.Content == nil {
		return nil
	}
	t, err := m.Table(i.Content)
	if err != nil {
		return err
	}
	if _, err = a.store.SavePlan(c.Request().Context(), i, t, m); errors.Is(err, models.ErrMoved) {
		return nil
	}
	return err
}

// importErrors gives the errors of a plan as a file.
func (a *App) importErrors(c echo.Context) error {
	i, err := a.importOf(c)
	if err != nil {
		return err
	}
	plan, err := i.ReadPlan()
	if err != nil {
		return err
	}
	if plan == nil {
		return models.ErrNotFound
	}
	if err := a.noteDownload(c); err != nil {
		return err
	}
	p := printer(c)
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="import-errors.csv"`)
	h.Set("Content-Language", locale.Tag(p.Lang()))
	return table.WriteCSV(c.Response(), pages.ImportErrorTable(p, plan))
}
