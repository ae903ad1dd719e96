package handlers

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// recheckForm offers to check an old sheet.
func (a *App) recheckForm(c echo.Context) error {
	return a.showRecheck(c, http.StatusOK, pages.RecheckData{})
}

func (a *App) showRecheck(c echo.Context, status int, d pages.RecheckData) error {
	m, err := pages.NewRecheck(printer(c), d)
	if err != nil {
		return err
	}
	return a.html(c, status, pages.RecheckPage(a.chrome(c, m.Title, ""), m))
}

// unreadable is why a file cannot be read, as the key of a sentence.
type unreadable string

func (e unreadable) Error() string { return string(e) }

// recheck reads an old sheet from a file or a pasted text, and tells what has changed
// since. It writes nothing.
func (a *App) recheck(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	p := printer(c)
	d := pages.RecheckData{Text: c.FormValue("text")}
	fail := func(key string, args ...any) error {
		d.Problem = p.T(key, args...)
		return a.showRecheck(c, http.StatusBadRequest, d)
	}
	text, err := sentText(c, d.Text)
	var bad unreadable
	if errors.As(err, &bad) {
		if !utf8.ValidString(d.Text) {
			d.Text = strings.ToValidUTF8(d.Text, "\uFFFD")
		}
		return fail(string(bad), "Most", p.Int(pages.LongestPasted>>10))
	}
	if err != nil {
		return err
	}
	found := readAddresses(text)
	if found.empty() {
		return fail("recheck.none")
	}
	if len(found.items) > pages.MostRechecked || len(found.moments()) > pages.MostMoments {
		return fail("recheck.too_many", "Most", p.Int(pages.MostRechecked), "Moments", p.Int(pages.MostMoments))
	}
	d.Checked, d.Sheets, d.NoMoment = true, found.sheets, found.noMoment
	for _, moment := range found.moments() {
		items, err := a.recheckAt(c, moment, found.items)
		var badMoment *badParameter
		if errors.As(err, &badMoment) || errors.Is(err, models.ErrNothingKnown) {
			d.NoMoment = append(d.NoMoment, moment)
			continue
		}
		if err != nil {
			return err
		}
		d.Items = append(d.Items, items...)
	}
	return a.showRecheck(c, http.StatusOK, d)
}

// recheckAt works out the items that were known at a moment, then and now.
func (a *App) recheckAt(c echo.Context, written string, items []pages.Rechecked) ([]pages.Rechecked, error) {
	then, release, err := a.ofMoment(c.Request().Context(), written)
	if err != nil {
		return nil, err
	}
	defer release()
	now, err := a.ofNow(c.Request().Context())
	if err != nil {
		return nil, err
	}
	var list []pages.Rechecked
	for _, r := range items {
		if r.Known != written {
			continue
		}
		if r.Then, r.TableThen, err = a.findWhole(asking(c, then, nil), r.Item, r.AsOf); err != nil {
			return nil, err
		}
		if r.Now, r.TableNow, err = a.findWhole(asking(c, now, nil), r.Item, r.AsOf); err != nil {
			return nil, err
		}
		if r.Item.Kind == pages.BriefingProject {
			if r.Revisions, err = a.revisionsSince(now, then, r.Item.Of); err != nil {
				return nil, err
			}
		}
		list = append(list, r)
	}
	return list, nil
}

// revisionsSince are the revisions about a project that are known now and were not
// then, the newest of them.
func (a *App) revisionsSince(now, then context.Context, code string) ([]models.RevisionRecord, error) {
	known, err := layout.ParseMoment(recordedAt(then))
	if err != nil {
		return nil, err
	}
	list, err := a.records(now).Revisions(now, models.RevisionFilter{About: []models.RecordKey{{Noun: models.NounProject, Code: code}}})
	return slices.DeleteFunc(list, func(r models.RevisionRecord) bool { return !r.At.After(known) }), err
}

// findWhole is what an item shows, and the table behind it if it is a chart.
func (a *App) findWhole(c echo.Context, item pages.BriefingItem, asOf models.Date) (pages.BriefingFound, *table.Table, error) {
	found, err := a.find(c, item, asOf)
	if err != nil || found.Chart == nil {
		return found, nil, err
	}
	t, err := a.chartTable(c, item, asOf)
	return found, t, err
}

// sentText is the text that was pasted, and that of the file that was sent.
func sentText(c echo.Context, pasted string) (string, error) {
	if len(pasted) > pages.LongestPasted {
		return "", unreadable("recheck.too_large")
	}
	if !utf8.ValidString(pasted) {
		return "", unreadable("recheck.no_text")
	}
	file, err := c.FormFile("file")
	switch {
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		return pasted, nil
	case err != nil:
		return "", unreadable("recheck.no_form")
	}
	text, err := fileText(file)
	return pasted + "\n" + text, err
}

// fileText is the text of a file, be it plain, Markdown or HTML, or packed as Word and
// LibreOffice do.
func fileText(header *multipart.FileHeader) (string, error) {
	f, err := header.Open()
	if err != nil {
		return "", err
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		return "", err
	}
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		return packedText(content)
	}
	if len(content) > pages.LongestPasted {
		return "", unreadable("recheck.too_large")
	}
	if !utf8.Valid(content) {
		return "", unreadable("recheck.no_text")
	}
	return string(content), nil
}

// mostUnpacked is how many bytes of a packed file are read, and textParts are the
// parts in which Word and LibreOffice keep texts and links.
const mostUnpacked = 8 << 20

var textParts = regexp.MustCompile(`^(word/(_rels/)?[a-z0-9]+\.xml(\.rels)?|content\.xml)$`)

// packedText is what the parts of a packed file hold, as it stands there.
func packedText(content []byte) (string, error) {
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return "", unreadable("recheck.no_text")
	}
	var b strings.Builder
	for _, f := range r.File {
		if !textParts.MatchString(f.Name) {
			continue
		}
		part, err := f.Open()
		if err != nil {
			return "", unreadable("recheck.no_text")
		}
		// What a file says of its size need not be so.
		_, err = io.Copy(&b, io.LimitReader(part, int64(mostUnpacked+1-b.Len())))
		part.Close()
		if err != nil || !utf8.ValidString(b.String()) {
			return "", unreadable("recheck.no_text")
		}
		if b.Len() > mostUnpacked {
			return "", unreadable("recheck.too_large")
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}

// readSheets are the items that the addresses in a text name, each once.
type readSheets struct {
	items    []pages.Rechecked
	sheets   []pages.Sheet
	noMoment []string
}

func (r *readSheets) empty() bool { return len(r.items) == 0 && len(r.noMoment) == 0 }

// moments are those at which the items were known, each once.
func (r *readSheets) moments() []string {
	var list []string
	for _, item := range r.items {
		if !slices.Contains(list, item.Known) {
			list = append(list, item.Known)
		}
	}
	return list
}

// sheetAddress is the address of a sheet or of a figure, wherever it stands.
var sheetAddress = regexp.MustCompile(`/(?:kk|ru|zh|en)/(?:briefing(?:\.[a-z]+)?\?|f/)[\pL\pN%&=+._~?/:;@!$*,-]+`)

// readAddresses reads the addresses in a text. Sheets come first: they have the day of
// their figures, and name charts and projects.
func readAddresses(text string) readSheets {
	var r readSheets
	var figures []*url.URL
	for _, match := range sheetAddress.FindAllString(html.UnescapeString(text), -1) {
		u, err := url.Parse(strings.TrimRight(match, ".,;:!"))
		if err != nil {
			continue
		}
		if strings.Contains(u.Path, "/f/") {
			figures = append(figures, u)
		} else if !strings.HasSuffix(u.Path, ".svg") {
			r.sheet(u)
		}
	}
	for _, u := range figures {
		item, err := pages.BriefingItemOf(u)
		if err == nil {
			r.add(u, []pages.BriefingItem{item})
		}
	}
	return r
}

func (r *readSheets) sheet(u *url.URL) {
	items, err := typedItems((&url.URL{Path: "/en/" + pages.BriefingPath, RawQuery: u.RawQuery}).String())
	if err != nil || !r.add(u, items) {
		return
	}
	sheet := pages.Sheet{Title: u.Query().Get("title"), Items: items}
	if title, err := pages.ParseLine(sheet.Title); err == nil {
		sheet.Title = title
		r.sheets = append(r.sheets, sheet)
	}
}

// add takes the items of an address, and reports whether there was anything new.
func (r *readSheets) add(u *url.URL, items []pages.BriefingItem) bool {
	known, asOf := u.Query().Get(locale.KnownParam), models.Date(u.Query().Get("as_of"))
	if known == "" {
		if !slices.Contains(r.noMoment, u.String()) && len(items) > 0 {
			r.noMoment = append(r.noMoment, u.String())
		}
		return false
	}
	added := false
	for _, item := range items {
		if !slices.ContainsFunc(r.items, func(other pages.Rechecked) bool {
			return other.Known == known && (other.AsOf == asOf || asOf == "") && other.Item.Same(item)
		}) {
			r.items = append(r.items, pages.Rechecked{Item: item, Known: known, AsOf: asOf})
			added = true
		}
	}
	return added
}
