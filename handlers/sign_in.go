package handlers

import (
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

const (
	// mostCodes is how often the second factor can be tried before the password is
	// asked for again.
	mostCodes = 5
	// pendingLasts is how long the second factor is waited for.
	pendingLasts = 10 * time.Minute
)

// showForm answers with the page of a form of an account.
func (a *App) showForm(c echo.Context, status int, m pages.AccountForm, current layout.Nav) error {
	noStore(c.Response().Header())
	return a.html(c, status, pages.AccountFormPage(a.chrome(c, m.PageTitle(), current), m))
}

// next is where a sign-in leads: the page that asked for it, or the first one for
// users.
func next(c echo.Context) string {
	if address, ok := localAddress(c, c.QueryParam("next")); ok {
		return address
	}
	return pages.To(printer(c), layout.AdminPath).URL()
}

// signInData is what the address of a sign-in says.
func (a *App) signInData(c echo.Context) pages.SignInData {
	d := pages.SignInData{Reason: c.QueryParam("again")}
	if !slices.Contains(pages.SignInReasons, d.Reason) {
		d.Reason = ""
	}
	if address, ok := localAddress(c, c.QueryParam("next")); ok {
		d.Next = address
	}
	// Browsers take this machine for safe.
	d.Insecure = !a.options.PlainHTTP && a.scheme(c) != "https" && !isLocal(hostName(c.Request().Host))
	return d
}

// signInForm asks for name and password.
func (a *App) signInForm(c echo.Context) error {
	if userOf(c) != nil {
		return c.Redirect(http.StatusSeeOther, next(c))
	}
	return a.showForm(c, http.StatusOK, pages.NewSignIn(printer(c), a.signInData(c)), layout.NavSignIn)
}

// waiting puts the time that the next attempt has to wait into the answer, if that is
// what the error says.
func waiting(c echo.Context, d *pages.SignInData, err error) bool {
	var many *models.TooManyAttempts
	if !errors.As(err, &many) {
		return false
	}
	d.Wait = int(math.Ceil(many.Wait.Seconds()))
	c.Response().Header().Set("Retry-After", strconv.Itoa(d.Wait))
	return true
}

// signInCheck takes name and password.
func (a *App) signInCheck(c echo.Context) error {
	ctx, d := c.Request().Context(), a.signInData(c)
	name, password := c.Request().PostFormValue(pages.FieldName), c.Request().PostFormValue(pages.FieldPassword)
	d.Typed, d.Reason = pages.Typed{pages.FieldName: shorten(name)}, ""
	user, err := a.store.CheckSignIn(ctx, name, password)
	if waiting(c, &d, err) {
		return a.showForm(c, http.StatusTooManyRequests, pages.NewSignIn(printer(c), d), layout.NavSignIn)
	}
	if err != nil {
		return err
	}
	if user == nil {
		d.Problems = pages.Problems{"": "account.problem.sign_in"}
		return a.showForm(c, http.StatusUnprocessableEntity, pages.NewSignIn(printer(c), d), layout.NavSignIn)
	}
	if !user.HasSecondFactor() {
		if err := a.signIn(c, user); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, next(c))
	}
	if err := errors.Join(a.sessions.RenewToken(ctx), a.sessions.Clear(ctx)); err != nil {
		return err
	}
	a.sessions.Put(ctx, sessionPending, user.ID)
	if err := a.saveSession(c); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, pages.To(printer(c), layout.SignInCodePath).With("next", d.Next).URL())
}

// pending is the user whose second factor is asked for; nil if that is nobody, or took
// too long.
func (a *App) pending(c echo.Context) (*models.User, error) {
	ctx := c.Request().Context()
	id := a.sessions.GetInt64(ctx, sessionPending)
	if id == 0 || a.store.Now().Sub(visitOf(c).session.CreatedAt) > pendingLasts {
		return nil, nil
	}
	user, err := a.store.User(ctx, id)
	if errors.Is(err, models.ErrNotFound) || err == nil && (user.Disabled() || !user.HasSecondFactor()) {
		return nil, nil
	}
	return user, err
}

// signInAgain leads back to the page that asks for name and password.
func (a *App) signInAgain(c echo.Context, reason string) error {
	to := pages.To(printer(c), layout.SignInPath).With("next", a.signInData(c).Next).With("again", reason)
	return c.Redirect(http.StatusSeeOther, to.URL())
}

// signInCodeForm asks for the second factor.
func (a *App) signInCodeForm(c echo.Context) error {
	user, err := a.pending(c)
	if err != nil {
		return err
	}
	if user == nil {
		return a.signInAgain(c, "")
	}
	return a.showForm(c, http.StatusOK, pages.NewSignInCode(printer(c), a.signInData(c)), layout.NavSignIn)
}

// signInCodeCheck takes the second factor.
func (a *App) signInCodeCheck(c echo.Context) error {
	ctx := c.Request().Context()
	user, err := a.pending(c)
	if err != nil {
		return err
	}
	if user == nil {
		return a.signInAgain(c, "codes")
	}
	d := a.signInData(c)
	err = a.store.CheckSecondFactor(ctx, user, c.Request().PostFormValue(pages.FieldCode))
	switch {
	case waiting(c, &d, err):
		return a.showForm(c, http.StatusTooManyRequests, pages.NewSignInCode(printer(c), d), layout.NavSignIn)
	case errors.Is(err, models.ErrBadCode):
		return a.badCode(c, d)
	case err != nil:
		return err
	}
	if err := a.signIn(c, user); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, next(c))
}

// badCode counts a wrong code; after some of them the password is asked for again.
func (a *App) badCode(c echo.Context, d pages.SignInData) error {
	ctx := c.Request().Context()
	tries := a.sessions.GetInt(ctx, sessionTries) + 1
	if tries >= mostCodes {
		if err := a.sessions.Destroy(ctx); err != nil {
			return err
		}
		return a.signInAgain(c, "codes")
	}
	a.sessions.Put(ctx, sessionTries, tries)
	if err := a.saveSession(c); err != nil {
		return err
	}
	d.Problems = pages.Problems{pages.FieldCode: "account.problem.code"}
	return a.showForm(c, http.StatusUnprocessableEntity, pages.NewSignInCode(printer(c), d), layout.NavSignIn)
}

// signOut ends the session, and takes from the browser what it had of it: the cookie,
// and pages that it may have kept. All cookies of the site cannot be meant: browsers
// take that for those of its neighbours under the same domain too.
func (a *App) signOut(c echo.Context) error {
	ctx := c.Request().Context()
	user := userOf(c)
	if err := a.store.RecordAction(ctx, &models.Action{Kind: models.ActionSignedOut, Noun: models.NounUser, Code: user.Name}); err != nil {
		return err
	}
	if err := a.sessions.Destroy(ctx); err != nil {
		return err
	}
	a.setCookie(c, "", -1)
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	return a.signInAgain(c, "out")
}
