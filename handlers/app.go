// Package handlers answers requests: it reads them into typed values, asks the
// store, and renders one view model.
package handlers

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// Options are what a deployment decides.
type Options struct {
	// PublicURL is the address of the site without a trailing slash; it may be
	// empty.
	PublicURL string
	// HSTS tells browsers to come back by HTTPS only.
	HSTS bool
	// PlainHTTP lets users sign in over HTTP, as in a closed network: their cookie is
	// then sent over HTTP too.
	PlainHTTP bool
	// TrustedProxies are the networks of the proxies that are believed about where a
	// visitor comes from, and how.
	TrustedProxies []*net.IPNet
	// AllowedHosts are the names, with or without a port, that the site is known by
	// besides PublicURL.
	AllowedHosts []string
	// SecondFactor obliges reviewers and admins to have a second factor.
	SecondFactor bool
	// SingleEditor lets an author publish without a second person.
	SingleEditor bool
	// Sessions are how long sessions last; zero values stand for the defaults.
	Sessions models.SessionLimits
}

// The default limits of sessions.
const (
	DefaultSessionIdle     = 2 * time.Hour
	DefaultSessionLifetime = 12 * time.Hour
)

func (o Options) sessionLimits() models.SessionLimits {
	return models.SessionLimits{
		Idle: cmp.Or(o.Sessions.Idle, DefaultSessionIdle), Lifetime: cmp.Or(o.Sessions.Lifetime, DefaultSessionLifetime),
	}
}

// App answers the requests of the dashboard.
type App struct {
	store   *models.Store
	log     *slog.Logger
	options Options
	// pages is all of the dashboard, to ask whether a page is there.
	pages http.Handler
	// packed is the data set of the state that was asked for last.
	packed   dataSets
	sessions *scs.SessionManager
	// shown are the routes of pages for users.
	shown map[string]bool
	// redrawn are those of them that show a form, and show it again as it was typed
	// where it came too late.
	redrawn map[string]bool
}

// New is the handler of the whole dashboard.
func New(store *models.Store, log *slog.Logger, o Options) *echo.Echo {
	a := &App{store: store, log: log, options: o, sessions: newSessions(store, o), shown: make(map[string]bool), redrawn: make(map[string]bool)}
	e := echo.New()
	e.IPExtractor = addressOfVisitor(o.TrustedProxies)
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = a.fail
	a.pages = e
	a.use(e)
	a.routes(e)
	return e
}

// today is the day as of which figures are taken when none is asked for.
func (a *App) today(ctx context.Context) models.Date {
	return models.DayOf(a.records(ctx).Now())
}

// latest is the day that it is.
func (a *App) latest() models.Date { return models.DayOf(a.store.Now()) }

// html renders into a buffer and then sends, so that a view that fails halfway
// becomes an error page.
func (a *App) html(c echo.Context, status int, page templ.Component) error {
	var b bytes.Buffer
	// The page of an error is drawn after the request's deadline has ended.
	if err := page.Render(pages.WithFigures(context.WithoutCancel(c.Request().Context())), &b); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Add(echo.HeaderVary, "HX-Request")
	askAgain(h)
	h.Set("Content-Language", locale.Tag(lang(c)))
	if h.Get("Cache-Control") == forEver {
		// The records are settled, but not the wording and the style of a page.
		h.Set("Cache-Control", "no-cache")
	}
	if status == http.StatusOK && userOf(c) == nil && c.Request().Method != http.MethodPost && h.Get("Cache-Control") == "no-cache" {
		sum := sha256.Sum256(b.Bytes())
		if unchanged(c, `"`+hex.EncodeToString(sum[:16])+codingSuffix(c)+`"`) {
			return c.NoContent(http.StatusNotModified)
		}
	}
	return c.HTMLBlob(status, b.Bytes())
}

// askAgain lets an answer be kept, but not used before it was asked whether it
// still holds, unless it may be kept for ever.
func askAgain(h http.Header) {
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
}

// isFragment reports whether htmx asks for a part of the page only. A boosted
// link and a step back in history need the whole.
func isFragment(c echo.Context) bool {
	h := c.Request().Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Boosted") != "true" && h.Get("HX-History-Restore-Request") != "true"
}

// view answers with a whole page, or to htmx with the view alone; l is the address
// that it belongs to.
func (a *App) view(c echo.Context, chrome layout.Chrome, l pages.Link, v layout.View) error {
	a.sayDay(&chrome, l)
	if isFragment(c) {
		pushed(c, &chrome, l)
		return a.html(c, http.StatusOK, layout.Part(chrome, v))
	}
	return a.html(c, http.StatusOK, layout.Whole(chrome, v))
}

// datedChrome is the frame of a page that is shown as of a day.
func (a *App) datedChrome(c echo.Context, title string, current layout.Nav) layout.Chrome {
	chrome := a.chrome(c, title, current)
	a.sayDay(&chrome, pages.Link{Lang: chrome.P.Lang(), Known: knownAt(c), Path: chrome.Path, Params: c.QueryParams()})
	return chrome
}

// sayDay lets the frame say as of which day in the past the page at l is shown.
func (a *App) sayDay(chrome *layout.Chrome, l pages.Link) {
	written, latest := models.Date(l.Params.Get("as_of")), a.latest()
	if fullDay(written, latest) < latest {
		chrome.AsOf, chrome.Today = written, l.With("as_of", "").URL()
	}
}

// pushed tells htmx the address that a partial answer belongs to, and the frame
// the query of it.
func pushed(c echo.Context, chrome *layout.Chrome, l pages.Link) {
	chrome.Query = l.Params.Encode()
	setAddress(c, "HX-Push-Url", l.URL())
}

// replaced is pushed for an answer that takes the place of the last one in the
// history, as while somebody types.
func replaced(c echo.Context, chrome *layout.Chrome, l pages.Link) {
	chrome.Query = l.Params.Encode()
	setAddress(c, "HX-Replace-Url", l.URL())
}

// longestLocation is how many bytes an address has at most that one header holds, which
// proxies take with all others together.
const longestLocation = 2500

// setAddress sets a header that holds an address, unless that is too long for one.
func setAddress(c echo.Context, header, address string) {
	if len(address) <= longestLocation {
		c.Response().Header().Set(header, address)
	}
}

// lang is the language of the request: that of its path, else the one that the
// browser asks for.
func lang(c echo.Context) models.Lang {
	first, _, _ := strings.Cut(strings.TrimPrefix(c.Request().URL.Path, "/"), "/")
	if l, ok := locale.Parse(first); ok {
		return l
	}
	return locale.Match(c.Request().Header.Get("Accept-Language"))
}

func printer(c echo.Context) *locale.Printer {
	return locale.For(lang(c)).At(knownAt(c), recordedAt(c.Request().Context()))
}

// chrome is the frame of a page.
func (a *App) chrome(c echo.Context, title string, current layout.Nav) layout.Chrome {
	l := lang(c)
	chrome := layout.Chrome{
		P: printer(c), Title: title, Current: current, PublicURL: a.options.PublicURL, Site: a.site(c), Day: a.today(c.Request().Context()),
		Path:  strings.TrimPrefix(c.Request().URL.EscapedPath(), "/"+string(l)+"/"),
		Query: c.Request().URL.RawQuery,
	}
	chrome.NoIndex = isUnlisted(chrome.Path)
	if u := userOf(c); u != nil {
		chrome.User = &layout.SignedIn{Name: u.Name, FullName: u.FullName, Role: u.Role}
	}
	if key, ok := c.Get(noticeKey).(string); ok {
		chrome.Notice = chrome.P.T(key)
	}
	return chrome
}
