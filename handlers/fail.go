package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/intake"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// badParameter is a part of an address that cannot be read. Its text says how
// to write it.
type badParameter struct {
	name, value string
	key         string
	args        []any
	// header is set where it is a header of the request instead.
	header bool
}

func (e *badParameter) Error() string { return "bad parameter " + e.name }

// fail turns an error into a page: it picks the status by the kind of the
// error, and logs what the visitor is not shown.
func (a *App) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	p := printer(c)
	status := http.StatusInternalServerError
	var bad *badParameter
	var he *echo.HTTPError
	f := layout.Failure{Link: "/" + string(p.Lang()) + "/", LinkText: p.T("error.home")}
	switch {
	case errors.As(err, &bad):
		status = http.StatusBadRequest
		f.Texts = []string{p.T("error.400.text", "Name", bad.name, "Value", bad.value), p.T(bad.key, bad.args...)}
		f.Link, f.LinkText = without(c, bad.name), p.T("error.400.reset")
		if bad.header {
			f.Texts[0] = p.T("error.400.header", "Name", bad.name, "Value", bad.value)
			f.Link, f.LinkText = c.Request().URL.RequestURI(), p.T("error.again")
		}
	case errors.Is(err, models.ErrNotFound):
		status = http.StatusNotFound
		if w := a.withdrawn(c); w != nil {
			status = http.StatusGone
			f.Texts = pages.WithdrawnSentences(p, w)
			if to := pages.ReplacementURL(p, w); to != "" {
				f.Link, f.LinkText = to, p.T("error.410.replaced")
			}
			if kind, ok := pages.RecordKindOf(w.Noun); ok && kind.Public != "" {
				f.Also, f.AlsoText = pages.VersionsLink(p, kind, w.Code, false).URL(), p.T("error.410.versions")
			}
		}
	case errors.As(err, &he):
		status = he.Code
	}
	var key string
	switch late := lateKey(c, err); {
	case late != "":
		status, key = http.StatusServiceUnavailable, late
		f.Texts = []string{p.T(late+".text", "Seconds", p.Int(int(requestTimeout/time.Second)))}
		f.Link, f.LinkText = c.Request().URL.RequestURI(), p.T("error.again")
		c.Response().Header().Set("Retry-After", "60")
		a.log.Warn("request took too long", "id", requestID(c), "route", c.Path(), "err", err)
	case status == http.StatusBadRequest && bad != nil:
		key = "error.400"
	case status == http.StatusBadRequest:
		key = "error.form"
	case status == http.StatusForbidden:
		key = "error.403"
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed, status == http.StatusGone, status == http.StatusRequestEntityTooLarge:
		key = map[int]string{404: "error.404", 405: "error.405", 410: "error.410", 413: "error.413"}[status]
	case status == http.StatusRequestURITooLong, status == http.StatusRequestHeaderFieldsTooLarge:
		key = map[int]string{414: "error.414", 431: "error.431"}[status]
		f.Texts = []string{p.T(key+".text", "Most", p.Int(longestURL))}
	case status >= http.StatusInternalServerError:
		status, key = http.StatusInternalServerError, "error.500"
		if !a.databaseAnswers(c.Request().Context()) {
			status, key = http.StatusServiceUnavailable, "error.503"
			c.Response().Header().Set("Retry-After", "30")
			f.Link, f.LinkText = "", ""
		}
		f.RequestID = requestID(c)
		a.log.Error("request failed", "id", requestID(c), "route", c.Path(), "err", err)
	default:
		key = "error.404"
	}
	f.Title = p.T(key + ".title")
	if status == http.StatusRequestEntityTooLarge && sendsFile(c) {
		f.Texts = []string{pages.FileSentence(p, intake.TooLarge())}
		f.Link, f.LinkText = pages.To(p, layout.ImportPath).URL(), p.T("import.title")
	}
	if len(f.Texts) == 0 {
		f.Texts = []string{p.T(key + ".text")}
	}
	for _, header := range []string{"Content-Disposition", echo.HeaderContentType, echo.HeaderContentLength, "ETag", "Memento-Datetime"} {
		// Those of what could not be made.
		c.Response().Header().Del(header)
	}
	switch kind := path.Ext(c.Request().URL.Path); {
	case kind == "."+string(jsonFile):
		a.problem(c, status, f)
		return
	case isFile(c.Request()) || kind == ".atom" || kind == ".zip":
		a.plainly(c, status, f)
		return
	}
	chrome := a.chrome(c, f.Title, "")
	chrome.NoAlternates, chrome.Failed = true, true
	// An address outside of the languages begins with a slash yet.
	chrome.Path = strings.TrimLeft(chrome.Path, "/")
	if method := c.Request().Method; status == http.StatusRequestURITooLong || method != http.MethodGet && method != http.MethodHead {
		// The switch to another language would lead to the long address again, or to one
		// that only takes what a form sends.
		chrome.Path, chrome.Query = "", ""
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if err := a.html(c, status, layout.ErrorPage(chrome, f)); err != nil {
		a.log.Error("error page failed", "id", requestID(c), "err", err)
	}
}

// withdrawable are the kinds of record that addresses name, by the part before the
// code.
var withdrawable = map[string]models.Noun{
	"projects": models.NounProject, "enterprises": models.NounEnterprise, "agreements": models.NounAgreement, "statements": models.NounStatement,
	"metrics": models.NounMetric, "sources": models.NounSource, "prices": models.NounCommodity,
}

// withdrawn is the withdrawal of the record that the address names; nil if it was
// never here.
func (a *App) withdrawn(c echo.Context) *models.Withdrawal {
	parts := strings.Split(strings.Trim(c.Path(), "/"), "/")
	values := c.ParamValues()
	if len(parts) < 3 || len(values) == 0 {
		return nil
	}
	code := values[0]
	if name, format := formatOf(code); format != "" {
		code = name
	}
	// The request's own deadline has ended, and with it the state that it asked for.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), 2*time.Second)
	defer cancel()
	w, err := a.withdrawnUnder(ctx, parts[1], code)
	if err != nil {
		if !errors.Is(err, models.ErrNotFound) {
			a.log.Error("withdrawal not read", "id", requestID(c), "err", err)
		}
		return nil
	}
	return w
}

// withdrawnUnder is the withdrawal of what had the code, or the id of a figure, under the
// part of an address; models.ErrNotFound if nothing was withdrawn there.
func (a *App) withdrawnUnder(ctx context.Context, part, code string) (*models.Withdrawal, error) {
	if part == "f" {
		ref, err := models.ParseFigureRef(code)
		if err != nil {
			return nil, err
		}
		return a.store.WithdrawnFigure(ctx, ref)
	}
	noun, ok := withdrawable[part]
	if !ok {
		return nil, models.ErrNotFound
	}
	return a.store.Withdrawn(ctx, noun, code)
}

// lateKey is the beginning of the keys of what is said when an answer takes too long;
// empty if that is not what went wrong.
func lateKey(c echo.Context, err error) string {
	switch {
	case errors.Is(err, models.ErrNotReady):
		return "error.past"
	case errors.Is(err, models.ErrBusy):
		return "error.busy"
	case errors.Is(c.Request().Context().Err(), context.DeadlineExceeded):
		// Each driver has another word for a query that was ended.
		return "error.slow"
	}
	return ""
}

// problem is the answer to a program: the same sentences as RFC 9457 has them.
func (a *App) problem(c echo.Context, status int, f layout.Failure) {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", locale.Tag(lang(c)))
	h.Set(echo.HeaderContentType, "application/problem+json")
	c.Response().WriteHeader(status)
	if c.Request().Method == http.MethodHead {
		return
	}
	err := json.NewEncoder(c.Response()).Encode(struct {
		Type      string `json:"type"`
		Title     string `json:"title"`
		Status    int    `json:"status"`
		Detail    string `json:"detail"`
		RequestID string `json:"request_id,omitempty"`
	}{"about:blank", f.Title, status, strings.Join(f.Texts, " "), f.RequestID})
	if err != nil {
		a.log.Error("problem not sent", "id", requestID(c), "err", err)
	}
}

// plainly is the answer in the place of a file: the same sentences for people and for
// programs that wanted no page.
func (a *App) plainly(c echo.Context, status int, f layout.Failure) {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", locale.Tag(lang(c)))
	lines := append([]string{f.Title}, f.Texts...)
	if f.RequestID != "" {
		lines = append(lines, printer(c).T("error.request", "ID", f.RequestID))
	}
	if err := c.String(status, strings.Join(lines, "\n")+"\n"); err != nil {
		a.log.Error("failure not sent", "id", requestID(c), "err", err)
	}
}

// databaseAnswers tells a database that is down from a mistake of ours, whatever
// the driver called it. The visitor's own deadline may have passed already.
func (a *App) databaseAnswers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	return a.store.Ping(ctx) == nil
}

// without is the address of the request less one parameter.
func without(c echo.Context, name string) string {
	u := *c.Request().URL
	q := u.Query()
	q.Del(name)
	u.RawQuery = q.Encode()
	return u.RequestURI()
}
