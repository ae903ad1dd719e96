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
	"unicode"
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
	found := new(readSheets)
	if err == nil {
		found, err = readAddresses(c.Request().Context(), text)
	}
	var bad unreadable
	if errors.As(err, &bad) {
		if bad == "recheck.too_many" {
			return fail(string(bad), "Most", p.Int(pages.MostRechecked), "Weight", p.Int(pages.MostWeight), "Moments", p.Int(pages.MostMoments))
		}
		if !utf8.ValidString(d.Text) {
			d.Text = strings.ToValidUTF8(d.Text, "\uFFFD")
		}
		return fail(string(bad), "Most", p.Int(pages.LongestPasted>>10))
	}
	if err != nil {
		return err
	}
	if found.empty() {
		return fail("recheck.none")
	}
	c.SetRequest(c.Request().WithContext(models.Shared(c.Request().Context())))
	d.Checked, d.Sheets, d.NoMoment = true, found.sheets, found.noMoment
	for _, moment := range found.moments {
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
		if err := c.Request().Context().Err(); err != nil {
			return nil, err
		}
		if r.Then, r.TableThen, err = a.findWhole(asking(c, then, nil), r.Item, r.AsOf); err != nil {
			return nil, err
		}
		if r.Now, r.TableNow, err = a.findWhole(asking(c, now, nil), r.Item, r.AsOf); err != nil {
			return nil, err
		}
		if about, ok := r.Item.About(); ok {
			if r.Revisions, err = a.revisionsSince(now, then, about); err != nil {
				return nil, err
			}
		}
		list = append(list, r)
	}
	return list, nil
}

// revisionsSince are the revisions about a record that are known now and were not
// then, the newest of them.
func (a *App) revisionsSince(now, then context.Context, about models.RecordKey) ([]models.RevisionRecord, error) {
	known, err := layout.ParseMoment(recordedAt(then))
	if err != nil {
		return nil, err
	}
	list, err := a.records(now).Revisions(now, models.RevisionFilter{About: []models.RecordKey{about}})
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

// What is read of a packed file: so many bytes of so many parts, those in which Word and
// LibreOffice keep texts and links. A part that unpacks to nothing costs as well.
const (
	mostUnpacked = 8 << 20
	mostParts    = 64
)

var textParts = regexp.MustCompile(`^(word/(_rels/)?[a-z0-9]+\.xml(\.rels)?|content\.xml)$`)

// packedText is what the parts of a packed file hold, as it stands there.
func packedText(content []byte) (string, error) {
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return "", unreadable("recheck.no_text")
	}
	var b strings.Builder
	parts := 0
	for _, f := range r.File {
		if !textParts.MatchString(f.Name) {
			continue
		}
		if parts++; parts > mostParts {
			return "", unreadable("recheck.too_large")
		}
		part, err := f.Open()
		if err != nil {
			return "", unreadable("recheck.no_text")
		}
		// What a file says of its size need not be so.
		_, err = io.Copy(&b, io.LimitReader(part, int64(mostUnpacked+1-b.Len())))
		part.Close()
		if err != nil {
			return "", unreadable("recheck.no_text")
		}
		if b.Len() > mostUnpacked {
			return "", unreadable("recheck.too_large")
		}
		b.WriteByte('\n')
	}
	if !utf8.ValidString(b.String()) {
		return "", unreadable("recheck.no_text")
	}
	return b.String(), nil
}

// readSheets are the items that the addresses in a text name, each once.
type readSheets struct {
	items    []pages.Rechecked
	sheets   []pages.Sheet
	moments  []string
	noMoment []string
	// weight is that of all items.
	weight int
	// seen are the items and addresses that are read already, looked is how many
	// addresses were looked at.
	seen   map[readKey]bool
	looked int
}

// readKey tells an item from others: where and when it is of, as it is written.
type readKey struct {
	item, known string
	asOf        models.Date
}

func (r *readSheets) empty() bool { return len(r.items) == 0 && len(r.noMoment) == 0 }

// What is read of a text: so many addresses, with those that stand there several times,
// and none that is longer than an address of ours can be.
const (
	mostAddresses  = 5000
	longestAddress = 32 << 10
)

// sheetAddress is the address of a sheet or of a figure where it begins, and
// addressRest what else may stand in one.
var sheetAddress = regexp.MustCompile(`^/(?:kk|ru|zh|en)/(?:briefing(?:\.[a-z]{1,8})?\?|f/)`)

const addressMarks = "%&=+._~?/:;@!$*,-"

// nextAddress is the next address in a text, and the text behind it; empty if there is
// none.
func nextAddress(text string) (address, rest string) {
	for {
		at := strings.IndexByte(text, '/')
		if at < 0 {
			return "", ""
		}
		text = text[at:]
		// The language is looked at first: a text may be nothing but slashes.
		begin := ""
		if _, ok := locale.Parse(text[1:min(len(text), len("/kk"))]); ok {
			begin = sheetAddress.FindString(text[:min(len(text), len("/kk/briefing.12345678?"))])
		}
		if begin == "" {
			text = text[1:]
			continue
		}
		end := strings.IndexFunc(text[len(begin):], func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune(addressMarks, r)
		})
		if end < 0 {
			end = len(text) - len(begin)
		}
		if end > 0 {
			return text[:len(begin)+end], text[len(begin)+end:]
		}
		text = text[len(begin):]
	}
}

// readAddresses reads the addresses in a text. Sheets come first: they have the day of
// their figures, and name charts and projects. It ends where there is more than is
// checked at once.
func readAddresses(ctx context.Context, text string) (*readSheets, error) {
	r := &readSheets{seen: make(map[readKey]bool)}
	var figures []*url.URL
	for text = html.UnescapeString(text); ; {
		var address string
		if address, text = nextAddress(text); address == "" {
			break
		}
		u, err := r.look(ctx, address)
		if err != nil {
			return r, err
		}
		switch {
		case u == nil:
		case strings.Contains(u.Path, "/f/"):
			figures = append(figures, u)
		case !strings.HasSuffix(u.Path, ".svg"):
			if err := r.sheet(u); err != nil {
				return r, err
			}
		}
	}
	for _, u := range figures {
		item, err := pages.BriefingItemOf(u)
		if err != nil {
			continue
		}
		if _, err := r.add(u, []pages.BriefingItem{item}); err != nil {
			return r, err
		}
	}
	return r, nil
}

// look counts an address, and reads it unless it was read before.
func (r *readSheets) look(ctx context.Context, address string) (*url.URL, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if r.looked++; r.looked > mostAddresses || len(address) > longestAddress {
		return nil, unreadable("recheck.too_many")
	}
	address = strings.TrimRight(address, ".,;:!")
	if !r.isNew(readKey{item: address}) {
		return nil, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, nil
	}
	return u, nil
}

// isNew reports whether something is met for the first time.
func (r *readSheets) isNew(key readKey) bool {
	was := r.seen[key]
	r.seen[key] = true
	return !was
}

func (r *readSheets) sheet(u *url.URL) error {
	items, err := typedItems((&url.URL{Path: "/en/" + pages.BriefingPath, RawQuery: u.RawQuery}).String())
	if errors.Is(err, errManyItems) {
		return unreadable("recheck.too_many")
	}
	if err != nil {
		return nil
	}
	added, err := r.add(u, items)
	if err != nil || !added {
		return err
	}
	sheet := pages.Sheet{Title: u.Query().Get("title"), Items: items}
	if title, err := pages.ParseLine(sheet.Title); err == nil {
		sheet.Title = title
		r.sheets = append(r.sheets, sheet)
	}
	return nil
}

// add takes the items of an address, and reports whether there was anything new.
func (r *readSheets) add(u *url.URL, items []pages.BriefingItem) (bool, error) {
	if len(items) == 0 {
		return false, nil
	}
	q := u.Query()
	known, asOf := q.Get(locale.KnownParam), models.Date(q.Get("as_of"))
	if known == "" {
		r.noMoment = append(r.noMoment, u.String())
		return false, r.bounded()
	}
	if !slices.Contains(r.moments, known) {
		r.moments = append(r.moments, known)
	}
	added := false
	for _, item := range items {
		bare := item
		bare.Line = ""
		key := readKey{bare.String(), known, asOf}
		if !r.isNew(key) {
			continue
		}
		// One without a day is the same as one that has any.
		key.asOf = ""
		r.seen[key] = true
		r.items = append(r.items, pages.Rechecked{Item: item, Known: known, AsOf: asOf})
		r.weight += item.Weight()
		added = true
		if err := r.bounded(); err != nil {
			return added, err
		}
	}
	return added, r.bounded()
}

// bounded refuses more than is checked at once.
func (r *readSheets) bounded() error {
	if r.weight > pages.MostRechecked || len(r.noMoment) > pages.MostRechecked || len(r.moments) > pages.MostMoments {
		return unreadable("recheck.too_many")
	}
	return nil
}
