package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// accountShow is the page of one's own account.
func (a *App) accountShow(c echo.Context) error {
	ctx, user := c.Request().Context(), userOf(c)
	d := pages.AccountData{User: user, Current: visitOf(c).session.ID}
	var err error
	if d.Sessions, err = a.store.Sessions(ctx, user.ID, a.options.sessionLimits()); err != nil {
		return err
	}
	if d.RecoveryCodes, err = a.store.RecoveryCodesLeft(ctx, user.ID); err != nil {
		return err
	}
	m := pages.NewAccount(printer(c), d)
	return a.html(c, http.StatusOK, pages.AccountPage(a.chrome(c, m.Title, layout.NavAccount), m))
}

// toAccount leads to one's own account after something was done there.
func (a *App) toAccount(c echo.Context, notice string) error {
	if err := a.notify(c, notice); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, pages.To(printer(c), layout.AccountPath).URL())
}

// sessionEnd ends one of the user's sessions.
func (a *App) sessionEnd(c echo.Context) error {
	id, err := strconv.ParseInt(c.Request().PostFormValue("session"), 10, 64)
	if err != nil {
		return models.ErrNotFound
	}
	if err := a.store.EndUserSession(c.Request().Context(), userOf(c), id); err != nil {
		return err
	}
	return a.toAccount(c, "account.done.session_ended")
}

// sessionsEnd ends all of the user's sessions but this one.
func (a *App) sessionsEnd(c echo.Context) error {
	if err := a.store.EndOtherSessions(c.Request().Context(), userOf(c), visitOf(c).session.ID); err != nil {
		return err
	}
	return a.toAccount(c, "account.done.sessions_ended")
}

// passwordForm asks for another password.
func (a *App) passwordForm(c echo.Context) error {
	return a.showForm(c, http.StatusOK, pages.NewChangePassword(printer(c), nil), layout.NavAccount)
}

// confirmPassword checks the password of who is signed in already. Wrong ones count as
// attempts to sign in; a field that was left empty is none.
func (a *App) confirmPassword(c echo.Context, problems pages.Problems) (*pages.SignInData, error) {
	var d pages.SignInData
	ctx, user, password := c.Request().Context(), userOf(c), c.Request().PostFormValue(pages.FieldCurrent)
	if password == "" {
		problems[pages.FieldCurrent] = "account.problem.current_password"
		return nil, nil
	}
	match, err := a.store.ConfirmPassword(ctx, user, password)
	if waiting(c, &d, err) {
		return &d, nil
	}
	if err == nil && !match {
		problems[pages.FieldCurrent] = "account.problem.current_password"
	}
	return nil, err
}

// passwordChange sets another password, and ends all other sessions.
func (a *App) passwordChange(c echo.Context) error {
	ctx, user, problems := c.Request().Context(), userOf(c), make(pages.Problems)
	password := c.Request().PostFormValue(pages.FieldPassword)
	checkPassword(password, problems, user.Name, user.FullName)
	wait, err := a.confirmPassword(c, problems)
	if err != nil {
		return err
	}
	if wait != nil {
		m := pages.NewChangePassword(printer(c), nil).Waiting(wait.Wait)
		return a.showForm(c, http.StatusTooManyRequests, m, layout.NavAccount)
	}
	if problems[pages.FieldCurrent] != "" && c.Request().PostFormValue(pages.FieldCurrent) != "" && problems[pages.FieldPassword] == "" {
		// Where the button was pressed twice, the new password is that of the user already.
		if set, err := a.store.PasswordSetJustNow(ctx, user, password); err == nil && set {
			return a.toAccount(c, "account.done.password")
		}
	}
	if len(problems) > 0 {
		return a.showForm(c, http.StatusUnprocessableEntity, pages.NewChangePassword(printer(c), problems), layout.NavAccount)
	}
	if err := a.store.SetPassword(ctx, user.ID, password, visitOf(c).session.ID); err != nil {
		return err
	}
	// What the browser had until now opens nothing any more.
	if err := a.sessions.RenewToken(ctx); err != nil {
		return err
	}
	return a.toAccount(c, "account.done.password")
}
