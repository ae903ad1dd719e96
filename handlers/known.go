package handlers

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// pastKey is the key of the past in the context of a request.
type pastKey struct{}

// past is the moment whose records a request asks for.
type past struct {
	// written is the moment as it stands in the address.
	written string
	moment  time.Time
	store   *models.Store
}

// recordedKey is the key of the last change in the context of a request.
type recordedKey struct{}

// recordedAt is the moment of the last change of the records that the request asks
// for, as it stands in an address: asked for at it, they are the same for ever.
// Empty if nothing was ever recorded.
func recordedAt(ctx context.Context) string {
	at, _ := ctx.Value(recordedKey{}).(string)
	return at
}

// withRecorded keeps the moment of the last change of the records asked for.
func (a *App) withRecorded(ctx context.Context) (context.Context, error) {
	last, err := a.records(ctx).LastChange(ctx)
	if err != nil || last == nil {
		return ctx, err
	}
	return context.WithValue(ctx, recordedKey{}, layout.Moment(last.At)), nil
}

// undated reports whether statements without a date count on a day: whether they
// had been made by a day in the past nobody can tell, but by that of the last
// change they were known here.
func undated(ctx context.Context, day models.Date) bool {
	at, err := layout.ParseMoment(recordedAt(ctx))
	return err != nil || day >= models.DayOf(at)
}

// ofNow is a request for the records of now, whatever moment it asked for.
func (a *App) ofNow(ctx context.Context) (context.Context, error) {
	return a.withRecorded(context.WithValue(ctx, pastKey{}, (*past)(nil)))
}

// records are those that the request asks for: those of now, or as they were
// known at a moment.
func (a *App) records(ctx context.Context) *models.Store {
	if p := pastIn(ctx); p != nil {
		return p.store
	}
	return a.store
}

// knownAt is the moment whose records are asked for, as it stands in the address;
// empty for those of now.
func knownAt(c echo.Context) string {
	if p := pastOf(c); p != nil {
		return p.written
	}
	return ""
}

// pastOf is the past that the request asks for, nil for now.
func pastOf(c echo.Context) *past { return pastIn(c.Request().Context()) }

func pastIn(ctx context.Context) *past {
	p, _ := ctx.Value(pastKey{}).(*past)
	return p
}

// settled is how long ago a moment must be for its records to be the same for
// ever: a change bears the moment at which it began, and is seen when it ends.
const settled = time.Hour

// forEver is what a page of settled records may be cached for.
const forEver = "public, max-age=31536000, immutable"

// remember answers the request from the records known at the moment that its
// address asks for. One that asks by the header of RFC 7089 (Memento) instead is
// led to that address, or answered at once where it is too long to be led to.
func (a *App) remember(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Add(echo.HeaderVary, "Accept-Datetime")
		written := strings.TrimSpace(c.QueryParam(locale.KnownParam))
		negotiated := false
		if header := c.Request().Header.Get("Accept-Datetime"); written == "" && header != "" {
			moment, err := a.timeGate(c, header)
			if err != nil {
				return err
			}
			written, negotiated = layout.Moment(moment), true
			if address := a.atMoment(c.Request().URL, written); len(address) <= longestLocation {
				a.addTimeLinks(c)
				h.Set("Cache-Control", "no-cache")
				return c.Redirect(http.StatusFound, address)
			}
		}
		if written == "" {
			if address, ok := a.withoutToday(c); ok {
				h.Set("Cache-Control", "no-cache")
				return c.Redirect(http.StatusFound, address)
			}
			a.addTimeLinks(c)
			return a.recorded(c, next)
		}
		ctx, release, err := a.ofMoment(c.Request().Context(), written)
		if errors.Is(err, models.ErrNothingKnown) {
			return a.nothingKnown(c, written)
		}
		if err != nil {
			return err
		}
		defer release()
		moment := pastIn(ctx).moment
		a.addTimeLinks(c)
		h.Set("X-Robots-Tag", "noindex")
		if !a.isToday(written) {
			h.Set("Memento-Datetime", moment.UTC().Format(http.TimeFormat))
			if err := a.linkMementos(c, moment); err != nil {
				return err
			}
		}
		if negotiated {
			// The same address shows something else without the header.
			h.Set("Cache-Control", "no-cache")
		} else if moment.Before(a.store.Now().Add(-settled)) {
			h.Set("Cache-Control", forEver)
		}
		c.SetRequest(c.Request().WithContext(ctx))
		return next(c)
	}
}

// isQuoted reports whether a path is that of a page that is quoted by its day: a figure
// or a sheet.
func isQuoted(path string) bool {
	_, page, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return page == pages.BriefingPath || strings.HasPrefix(page, "f/")
}

// withoutToday is the address of a page without today as its day: the form sends it
// without script, and whoever mails the address would freeze it. The address of a file
// keeps it, as does one that says as known when.
func (a *App) withoutToday(c echo.Context) (string, bool) {
	u := *c.Request().URL
	if isFragment(c) || isFile(c.Request()) || isQuoted(u.Path) {
		return "", false
	}
	q := u.Query()
	if q.Get("as_of") != string(a.latest()) {
		return "", false
	}
	q.Del("as_of")
	maps.DeleteFunc(q, func(_ string, values []string) bool { return slices.Equal(values, []string{""}) })
	u.RawQuery = q.Encode()
	address := u.RequestURI()
	return address, len(address) <= longestLocation
}

// isToday reports whether a moment is that of the question, another one each time: what
// was known by then is no memento.
func (a *App) isToday(written string) bool {
	day, err := models.ParseDate(written)
	return err == nil && day.IsDay() && day == a.latest()
}

// linkMementos leads from a memento to those beside it.
func (a *App) linkMementos(c echo.Context, moment time.Time) error {
	// Up to four relations more repeat the address.
	if len(a.atMoment(c.Request().URL, "")) > longestLinked/2 {
		return nil
	}
	changes, err := a.store.Changes(c.Request().Context())
	if err != nil {
		return err
	}
	list := mementos(changes)
	// after is the first that shows more than this one.
	after := slices.IndexFunc(list, func(at time.Time) bool { return at.After(moment) })
	if after < 0 {
		after = len(list)
	}
	link := func(rel string, at time.Time) {
		c.Response().Header().Add("Link", a.mementoLink(c.Request().URL, rel, at))
	}
	link("first memento", list[0])
	if after > 1 {
		link("prev memento", list[after-2])
	}
	if after < len(list) {
		link("next memento", list[after])
	}
	link("last memento", list[len(list)-1])
	return nil
}

// mementos are the moments from which on pages may have been different, one for each
// second that datetimes can tell apart.
func mementos(changes []models.Change) []time.Time {
	var list []time.Time
	for _, change := range changes {
		if n := len(list); n > 0 && list[n-1].Truncate(time.Second).Equal(change.At.Truncate(time.Second)) {
			list[n-1] = change.At
			continue
		}
		list = append(list, change.At)
	}
	return list
}

func (a *App) mementoLink(of *url.URL, rel string, at time.Time) string {
	return "<" + a.atMoment(of, layout.Moment(at)) + `>; rel="` + rel + `"; datetime="` + at.UTC().Format(http.TimeFormat) + `"`
}

// innerKey marks a request that the program asks of itself: nobody sent it, and the log
// has no line of it.
type innerKey struct{}

// remembered reports whether the address is, or was, that of a page that is remembered:
// of any other one there is no earlier state.
func (a *App) remembered(c echo.Context, address string) (bool, error) {
	ctx := c.Request().Context()
	r, err := http.NewRequestWithContext(context.WithValue(ctx, innerKey{}, true), http.MethodHead, address, nil)
	if err != nil {
		return false, nil
	}
	r.Host, r.RemoteAddr = c.Request().Host, c.Request().RemoteAddr
	answer := &statusOnly{header: make(http.Header)}
	a.pages.ServeHTTP(answer, r)
	known := slices.Contains(answer.header.Values(echo.HeaderVary), "Accept-Datetime")
	return known && (answer.status == http.StatusOK || answer.status == http.StatusGone), ctx.Err()
}

// statusOnly is an answer of which nothing but status and headers is wanted.
type statusOnly struct {
	header http.Header
	status int
}

// Header implements http.ResponseWriter.
func (a *statusOnly) Header() http.Header { return a.header }

// Write implements http.ResponseWriter.
func (a *statusOnly) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return len(p), nil
}

// WriteHeader implements http.ResponseWriter.
func (a *statusOnly) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// ofMoment is a request for the records as they were known at a moment, as it stands
// in an address. It must be released after use.
func (a *App) ofMoment(ctx context.Context, written string) (context.Context, func(), error) {
	moment, err := a.moment(written)
	if err != nil {
		return nil, nil, err
	}
	// A file may take longer, but not to begin.
	wait, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	store, release, err := a.store.At(wait, moment)
	if err != nil {
		return nil, nil, err
	}
	ctx, err = a.withRecorded(context.WithValue(ctx, pastKey{}, &past{written: written, moment: moment, store: store}))
	if err != nil {
		release()
	}
	return ctx, release, err
}

// recorded answers a request that knows when its records last changed.
func (a *App) recorded(c echo.Context, next echo.HandlerFunc) error {
	ctx, err := a.withRecorded(c.Request().Context())
	if err != nil {
		return err
	}
	c.SetRequest(c.Request().WithContext(ctx))
	return next(c)
}

// moment reads a moment as an address gives it: a day stands for its end, and
// today for now.
func (a *App) moment(written string) (time.Time, error) {
	now := a.store.Now()
	bad := func(key string, args ...any) error {
		return &badParameter{name: locale.KnownParam, value: shorten(written), key: key, args: args}
	}
	today := models.DayOf(now)
	future := func() error { return bad("bad.known_future", "Today", string(today)) }
	moment, err := layout.ParseMoment(written)
	if err != nil {
		day, err := models.ParseDate(written)
		if err != nil || !day.IsDay() {
			return time.Time{}, bad("bad.known")
		}
		if day > today {
			return time.Time{}, future()
		}
		t := day.Time()
		moment = time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, models.KazakhstanTime).Add(-time.Microsecond)
		if day == today {
			moment = now
		}
	}
	if moment.After(now) {
		return time.Time{}, future()
	}
	return moment, nil
}

// nothingKnown says from when on there are records.
func (a *App) nothingKnown(c echo.Context, written string) error {
	changes, err := a.store.Changes(c.Request().Context())
	if err != nil {
		return err
	}
	bad := &badParameter{name: locale.KnownParam, value: shorten(written), key: "bad.known_empty"}
	if len(changes) > 0 {
		first := models.DayOf(changes[0].At)
		bad.key, bad.args = "bad.known_before", []any{"Day", printer(c).Date(first), "First", string(first)}
	}
	return bad
}

// timeGate is the moment whose records were known at the time of the header: the first or
// the newest if it lies outside of what is recorded.
func (a *App) timeGate(c echo.Context, header string) (time.Time, error) {
	wanted, err := http.ParseTime(header)
	if err != nil {
		return time.Time{}, &badParameter{name: "Accept-Datetime", value: shorten(header), key: "bad.accept_datetime", header: true}
	}
	changes, err := a.store.Changes(c.Request().Context())
	if err != nil {
		return time.Time{}, err
	}
	there, err := a.remembered(c, c.Request().URL.RequestURI())
	if err != nil {
		return time.Time{}, err
	}
	if len(changes) == 0 || !there {
		return time.Time{}, models.ErrNotFound
	}
	list := mementos(changes)
	moment := list[0]
	for _, at := range list {
		// Datetimes have no parts of seconds.
		if !at.Truncate(time.Second).After(wanted) {
			moment = at
		}
	}
	return moment, nil
}

// longestLinked is how many bytes an address has at most that headers repeat. The
// relations hold it twice, once encoded again, and proxies take four kilobytes of
// headers together.
const longestLinked = 700

// addTimeLinks adds the relations of RFC 7089 that lead from a page through time,
// unless its address is too long to be repeated.
func (a *App) addTimeLinks(c echo.Context) {
	original := a.atMoment(c.Request().URL, "")
	if len(original) > longestLinked {
		return
	}
	timeMap := a.options.PublicURL + "/" + string(lang(c)) + "/timemap?" + url.Values{"of": {a.plain(c.Request().URL)}}.Encode()
	c.Response().Header().Add("Link", "<"+original+`>; rel="original timegate", <`+timeMap+`>; rel="timemap"; type="application/link-format"`)
}

// plain is an address without the site and without its moment.
func (a *App) plain(u *url.URL) string {
	return strings.TrimPrefix(a.atMoment(u, ""), a.options.PublicURL)
}

// atMoment is the address of a page as known at a moment; empty is now.
func (a *App) atMoment(u *url.URL, moment string) string {
	q := u.Query()
	q.Del(locale.KnownParam)
	if moment != "" {
		q.Set(locale.KnownParam, moment)
	}
	address := a.options.PublicURL + u.EscapedPath()
	if encoded := q.Encode(); encoded != "" {
		address += "?" + encoded
	}
	return address
}

// longestTimed is how many bytes an address has at most whose moments are listed.
const longestTimed = 2000

// timeMap lists the moments from which on a page was different, or may have been:
// those of all changes of the records (RFC 7089, in the format of RFC 6690).
func (a *App) timeMap(c echo.Context) error {
	text := a.params(c).get("of")
	// It is repeated for each change.
	if len(text) > longestTimed {
		return &badParameter{name: "of", value: shorten(text), key: "bad.timemap_long", args: []any{"Most", longestTimed}}
	}
	of, err := url.Parse(text)
	if err != nil || of.Host != "" || !strings.HasPrefix(of.Path, "/"+string(lang(c))+"/") {
		return &badParameter{name: "of", value: shorten(c.QueryParam("of")), key: "bad.timemap"}
	}
	changes, err := a.store.Changes(c.Request().Context())
	if err != nil {
		return err
	}
	there, err := a.remembered(c, a.plain(of))
	if err != nil {
		return err
	}
	list := mementos(changes)
	if len(list) == 0 || !there {
		return models.ErrNotFound
	}
	first, last := list[0], list[len(list)-1]
	var b strings.Builder
	b.WriteString("<" + a.atMoment(of, "") + `>; rel="original timegate"`)
	b.WriteString(",\n<" + a.options.PublicURL + c.Request().URL.RequestURI() + `>; rel="self"; type="application/link-format"; from="` +
		first.UTC().Format(http.TimeFormat) + `"; until="` + last.UTC().Format(http.TimeFormat) + `"`)
	for i, at := range list {
		rel := "memento"
		if i == 0 {
			rel = "first " + rel
		}
		if i == len(list)-1 {
			rel = "last " + rel
		}
		b.WriteString(",\n" + a.mementoLink(of, rel, at))
	}
	b.WriteString("\n")
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.Blob(http.StatusOK, "application/link-format", []byte(b.String()))
}
