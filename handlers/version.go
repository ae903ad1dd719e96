package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// versioning registers the versions of all records: beside the page of each, where it
// has one, and for those who keep the records.
func (a *App) versioning(e *echo.Echo, base string) {
	for _, kind := range pages.RecordKinds {
		if kind.Public != "" {
			code := "code"
			if kind.Noun == models.NounCommodity {
				code = "commodity"
			}
			read(e, base+"/"+kind.Public+":"+code+"/versions", a.remember(a.of(kind, a.versionList)))
		}
		path := base + "/admin/" + kind.Path + "/versions/*"
		a.signedIn(e, http.MethodGet, path, models.Viewer, a.of(kind, a.versionKeep))
		a.takes(e, path, models.Editor, a.of(kind, a.versionRestore))
	}
}

// sections are the entries of the navigation under which the records of each kind are
// shown.
var sections = map[models.Noun]layout.Nav{
	models.NounProject: layout.NavProjects, models.NounEnterprise: layout.NavEnterprises, models.NounAgreement: layout.NavAgreements, models.NounStatement: layout.NavStatements,
	models.NounMetric: layout.NavStatements, models.NounSource: layout.NavSources, models.NounCommodity: layout.NavPrices,
}

// versionList shows everybody the versions of a record, and what two of them have
// otherwise.
func (a *App) versionList(c echo.Context, kind pages.RecordKind) error {
	d := pages.VersionData{Kind: kind, MayRestore: mayEdit(c)}
	return a.showVersions(c, http.StatusOK, c.ParamValues()[0], sections[kind.Noun], d)
}

// mayEdit reports whether the visitor is an editor.
func mayEdit(c echo.Context) bool {
	u := userOf(c)
	return u != nil && u.Role.AtLeast(models.Editor)
}

// versionKeep shows the versions of a record to those who keep it, with the form that
// restores one where it is asked for.
func (a *App) versionKeep(c echo.Context, kind pages.RecordKind) error {
	d := pages.VersionData{Kind: kind, ForUsers: true, MayRestore: mayEdit(c)}
	asked := a.params(c)
	number := asked.version("restore")
	if asked.err != nil {
		return asked.err
	}
	kept, err := a.keptForm(c)
	if err != nil {
		return err
	}
	switch {
	case !d.MayRestore:
	case kept != nil:
		// The form as it was typed; what has become newer meanwhile is told when it is
		// sent.
		d.Restore = &pages.RestoreData{Reason: kept.Get("reason")}
		d.Restore.Number, _ = strconv.Atoi(kept.Get("version"))
		d.Restore.Newest, _ = strconv.Atoi(kept.Get("newest"))
	case number != 0:
		d.Restore = &pages.RestoreData{Number: number}
	}
	return a.showVersions(c, http.StatusOK, c.Param("*"), layout.NavRecords, d)
}

// version is the number of a version; 0 if none is given.
func (p *params) version(name string) int {
	text := p.get(name)
	if text == "" {
		return 0
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 1 {
		p.bad(name, "bad.version")
		return 0
	}
	return number
}

// showVersions draws the page of the versions of a record, with the two that the
// address asks for, else the newest beside the one before; a form that restores one
// shows what it would change.
func (a *App) showVersions(c echo.Context, status int, code string, nav layout.Nav, d pages.VersionData) error {
	ctx, p := c.Request().Context(), printer(c)
	key := models.RecordKey{Noun: d.Kind.Noun, Code: code}
	asked := a.params(c)
	from, to := asked.version("from"), asked.version("to")
	d.Page = asked.page()
	if asked.err != nil {
		return asked.err
	}
	var err error
	if d.List, d.Total, err = a.records(ctx).Versions(ctx, key, d.Page); err != nil {
		return err
	}
	names, err := a.records(ctx).RecordNames(ctx, []models.RecordKey{key})
	if err != nil {
		return err
	}
	d.Name = names[key]
	d.Name.RecordKey = key
	if r := d.Restore; r != nil {
		from, to = d.Total, r.Number
		if err := a.fillRestore(ctx, c, key, &d); err != nil {
			return err
		}
	}
	switch {
	case d.Total == 1 && max(from, to) <= 1:
		from, to = 1, 1
	case to == 0 && from == 0:
		from, to = d.Total-1, d.Total
	case to == 0:
		to = d.Total
	case from == 0:
		from = max(to-1, 1)
	}
	if err := a.compareVersions(ctx, key, &d, from, to); err != nil {
		return err
	}
	m := pages.NewVersionList(p, d)
	if d.ForUsers {
		c.Response().Header().Set("Cache-Control", "no-store")
	}
	chrome := a.chrome(c, m.PageTitle, nav)
	chrome.Description = m.Lead
	return a.html(c, status, pages.VersionListPage(chrome, m))
}

// compareVersions reads the two versions with the numbers, and what their rows refer
// to. They stand in the list too, whatever page of it is shown.
func (a *App) compareVersions(ctx context.Context, key models.RecordKey, d *pages.VersionData, from, to int) error {
	chosen, err := a.records(ctx).VersionsNumbered(ctx, key, from, to)
	if err != nil {
		return err
	}
	for i := range chosen {
		v := &chosen[i]
		if v.Number == from {
			d.From = v
		}
		if v.Number == to {
			d.To = v
		}
		if !slices.ContainsFunc(d.List, func(l models.Version) bool { return l.Number == v.Number }) {
			d.List = append(d.List, *v)
		}
	}
	slices.SortFunc(d.List, func(a, b models.Version) int { return b.Number - a.Number })
	switch {
	case d.From == nil:
		return &badParameter{name: "from", value: strconv.Itoa(from), key: "bad.version"}
	case d.To == nil:
		return &badParameter{name: "to", value: strconv.Itoa(to), key: "bad.version"}
	}
	if d.Total == 1 {
		d.From, d.To = nil, nil
		return nil
	}
	// The log is that of now, whatever moment is asked for.
	rows, err := a.store.VersionRows(ctx, key, d.From.Change, d.To.Change)
	if err != nil {
		return err
	}
	d.Before, d.After = rows[0], rows[1]
	d.Names = make(pages.ReferenceNames)
	for of, values := range pages.References(d.Before, d.After) {
		list, err := a.records(ctx).ChosenRecords(ctx, of, values)
		if err != nil {
			return err
		}
		d.Names[of] = make(map[string]models.Translations, len(list))
		for _, r := range list {
			d.Names[of][r.Value] = r.Name
		}
	}
	return nil
}

// fillRestore fills the form that restores a version as far as it was not sent.
func (a *App) fillRestore(ctx context.Context, c echo.Context, key models.RecordKey, d *pages.VersionData) error {
	r, p := d.Restore, printer(c)
	picked, err := a.store.VersionsNumbered(ctx, key, r.Number)
	if err != nil {
		return err
	}
	if len(picked) == 0 {
		return &badParameter{name: "restore", value: strconv.Itoa(r.Number), key: "bad.version"}
	}
	if r.Newest == 0 {
		r.Newest = d.Total
		if c.Request().Method == http.MethodGet {
			r.Reason = pages.RestoreReason(p, &picked[0])
		}
	}
	r.Draft, err = a.store.OpenSetOf(ctx, author(c).ID, key.Noun, key.Code)
	return err
}

// versionRestore makes a change set that brings a version of a record back.
func (a *App) versionRestore(c echo.Context, kind pages.RecordKind) error {
	ctx, p := c.Request().Context(), printer(c)
	key := models.RecordKey{Noun: kind.Noun, Code: c.Param("*")}
	number, _ := strconv.Atoi(c.FormValue("version"))
	newest, _ := strconv.Atoi(c.FormValue("newest"))
	reason := models.Normalize(c.FormValue("reason"))
	set, err := a.store.RestoreSet(ctx, author(c), key, number, newest, reason)
	r := &pages.RestoreData{Number: number, Newest: newest, Reason: reason}
	status, n := http.StatusUnprocessableEntity, p.Int(number)
	switch {
	case err == nil:
		return c.Redirect(http.StatusSeeOther, setURL(c, set.ID))
	case errors.Is(err, models.ErrMoved):
		status, r.Newest = http.StatusConflict, 0
		r.Sentences = append(r.Sentences, p.T("version.restore_moved"))
	case errors.Is(err, models.ErrNewestVersion):
		r.Sentences = append(r.Sentences, p.T("version.restore_newest", "Number", n))
	case errors.Is(err, models.ErrSameAsNow):
		r.Sentences = append(r.Sentences, p.T("version.restore_same", "Number", n))
	case errors.Is(err, models.ErrNothingToRestore):
		r.Sentences = append(r.Sentences, p.T("version.restore_gone", "Number", n))
	case errors.Is(err, models.ErrNoReason):
		r.Wrong = append(r.Wrong, pages.LinkedText{Text: p.T("version.restore_no_reason"), URL: "#reason"})
	default:
		return err
	}
	d := pages.VersionData{Kind: kind, ForUsers: true, MayRestore: true, Restore: r}
	return a.showVersions(c, status, key.Code, layout.NavRecords, d)
}

// noteVersions names the newest versions of the record of a page.
func (a *App) noteVersions(c echo.Context, kind pages.RecordKind, code string) (pages.VersionsNote, error) {
	ctx := c.Request().Context()
	newest, err := a.records(ctx).LatestVersions(ctx, models.RecordKey{Noun: kind.Noun, Code: code}, pages.MostNotedVersions)
	if err != nil {
		return pages.VersionsNote{}, err
	}
	return pages.NewVersionsNote(printer(c), kind, code, newest), nil
}
