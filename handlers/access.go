package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// signedIn registers a route for users of at least the role; the name of the route is
// the role. A visitor is led to sign in and then back.
func (a *App) signedIn(e *echo.Echo, method, path string, role models.UserRole, h echo.HandlerFunc) {
	e.Add(method, path, a.require(role, h)).Name = string(role)
	if method == http.MethodGet {
		e.Add(http.MethodHead, path, a.require(role, h)).Name = string(role)
		a.shown[path] = true
	}
}

// takes registers, for users of at least the role, where a form is sent whose page
// shows it at the same address, and draws it again as it was typed: keptForm. Forms
// that are sent anywhere else are never kept, so that one that takes a secret has
// nothing to remember.
func (a *App) takes(e *echo.Echo, path string, role models.UserRole, h echo.HandlerFunc) {
	a.signedIn(e, http.MethodPost, path, role, func(c echo.Context) error {
		if err := h(c); err != nil || c.Response().Status >= http.StatusBadRequest {
			return err
		}
		a.forgetKept(c)
		return nil
	})
	a.redrawn[path] = true
}

// forgetKept drops what was kept of the form at this address, which was sent now. A
// copy that stays until it is too old is no reason to tell the user of a failure.
func (a *App) forgetKept(c echo.Context) {
	ctx := context.WithoutCancel(c.Request().Context())
	if err := a.store.DropKeptForms(ctx, userOf(c).ID, formPath(c)); err != nil {
		a.log.Error("a kept form stays", "id", requestID(c), "route", c.Path(), "err", err)
	}
}

// require answers users of at least the role.
func (a *App) require(role models.UserRole, next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		noStore(c.Response().Header())
		user := userOf(c)
		switch {
		case user == nil:
			return a.leadToSignIn(c)
		case !user.Role.AtLeast(role):
			refused := &models.Action{Kind: models.ActionAccessRefused, Code: c.Path()}
			if err := a.store.RecordAction(c.Request().Context(), refused); err != nil {
				return err
			}
			return echo.NewHTTPError(http.StatusForbidden)
		case a.lacksSecondFactor(user) && !isAccountPath(c.Request().URL.Path):
			return a.leadToSecondFactor(c)
		}
		return next(c)
	}
}

// lacksSecondFactor reports whether the user must get a second factor before anything
// else.
func (a *App) lacksSecondFactor(u *models.User) bool {
	return a.options.SecondFactor && u.Role.AtLeast(models.Reviewer) && !u.HasSecondFactor()
}

// isAccountPath tells the pages of one's own account.
func isAccountPath(address string) bool {
	_, rest, _ := strings.Cut(strings.TrimPrefix(address, "/"), "/")
	return rest == layout.AccountPath || strings.HasPrefix(rest, layout.AccountPath+"/") || rest == layout.SignOutPath
}

// isForUsers tells the addresses of keeping the records.
func isForUsers(address string) bool {
	_, rest, _ := strings.Cut(strings.TrimPrefix(address, "/"), "/")
	return strings.HasPrefix(rest, layout.AdminPath)
}

// leadToSignIn leads to the page that asks who it is, and from there back. A form that
// was sent is kept, if it is known whose session has ended.
func (a *App) leadToSignIn(c echo.Context) error {
	r := c.Request()
	to := pages.To(printer(c), layout.SignInPath)
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return c.Redirect(http.StatusSeeOther, leadingTo(to, r.URL.RequestURI()).URL())
	}
	if !a.shown[c.Path()] {
		// A button without a form: the page where it stood is the place to go back to.
		return c.Redirect(http.StatusSeeOther, leadingTo(to, refererPath(r)).With("again", "button").URL())
	}
	next, again := url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery}, "form_lost"
	v := visitOf(c)
	switch {
	case !a.redrawn[c.Path()]:
		again = "secret"
	case v.session != nil && v.session.UserID != nil:
		kept, err := a.keepForm(c, *v.session.UserID, &next)
		if err != nil {
			return err
		}
		if kept {
			again = "form_kept"
		}
	}
	return c.Redirect(http.StatusSeeOther, leadingTo(to, next.RequestURI()).With("again", again).URL())
}

// leadingTo adds the page that follows, unless its address is too long for that: encoded
// once more it may be twice as long.
func leadingTo(to pages.Link, next string) pages.Link {
	if len(next) > longestLocation/2 {
		return to
	}
	return to.With("next", next)
}

// leadToSecondFactor leads a user to the page of the second factor, and after a form
// from there back to it.
func (a *App) leadToSecondFactor(c echo.Context) error {
	r := c.Request()
	to := pages.To(printer(c), layout.SecondFactorPath)
	if r.Method == http.MethodGet || r.Method == http.MethodHead || !a.redrawn[c.Path()] {
		return c.Redirect(http.StatusSeeOther, to.URL())
	}
	next := url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery}
	if _, err := a.keepForm(c, userOf(c).ID, &next); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, leadingTo(to, next.RequestURI()).URL())
}

// refererPath is the address of the page from which the request came; empty if that is
// not one of ours.
func refererPath(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return ""
	}
	return u.RequestURI()
}

// keptParam is the parameter of an address whose page shows a form as it was typed.
const keptParam = "kept"

// keepForm keeps what was sent, less its files and secrets, and adds to the address of the form
// what shows it again. It reports false where there was nothing to keep, or too much.
func (a *App) keepForm(c echo.Context, userID int64, address *url.URL) (bool, error) {
	if _, err := c.FormParams(); err != nil {
		return false, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	// Not Form, which holds the query of the address too.
	text := pages.WithoutSecrets(c.Request().PostForm).Encode()
	if text == "" || len(text) > models.LongestKeptForm {
		return false, nil
	}
	token, err := a.store.KeepForm(c.Request().Context(), userID, formPath(c), text)
	if err != nil {
		return false, err
	}
	query := address.Query()
	query.Set(keptParam, token)
	address.RawQuery = query.Encode()
	return true, nil
}

// keptForm is what the user had typed into the form of this page when it was not taken,
// for the form to be drawn with; nil where nothing was kept. It is not saved by that.
func (a *App) keptForm(c echo.Context) (url.Values, error) {
	user, token := userOf(c), c.QueryParam(keptParam)
	if user == nil || token == "" {
		return nil, nil
	}
	kept, err := a.store.KeptForm(c.Request().Context(), user.ID, formPath(c), token)
	if errors.Is(err, models.ErrNotFound) {
		c.Set(noticeKey, "account.kept.gone")
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c.Set(noticeKey, "account.kept")
	return url.ParseQuery(kept.Form)
}

// localAddress is an address of this dashboard, in the language of the request, that
// may be led to; false for anything else. Browsers take a backslash for a slash, and
// two slashes for the beginning of another site.
func localAddress(c echo.Context, text string) (string, bool) {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return "", false
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !strings.HasPrefix(text, "/") {
		return "", false
	}
	clean := path.Clean(u.Path)
	if strings.HasSuffix(u.Path, "/") && clean != "/" {
		clean += "/"
	}
	if clean != u.Path || strings.ContainsFunc(u.Path, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f }) {
		return "", false
	}
	first, rest, found := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	if _, known := locale.Parse(first); !known || !found {
		return "", false
	}
	local := url.URL{Path: "/" + string(lang(c)) + "/" + rest, RawQuery: u.Query().Encode()}
	return local.RequestURI(), true
}
