package handlers

import (
	"bytes"
	"errors"
	"image/png"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// showFactor answers with the page of the second factor; problems are those of the
// form that is sent to the address that ends so.
func (a *App) showFactor(c echo.Context, status int, end string, problems pages.Problems, wait int) error {
	ctx, user := c.Request().Context(), userOf(c)
	d := pages.SecondFactorData{
		User: user, Obliged: a.options.SecondFactor && user.Role.AtLeast(models.Reviewer),
	}
	if next, ok := localAddress(c, c.QueryParam("next")); ok {
		d.Next, d.FormKept = next, strings.Contains(next, keptParam+"=")
	}
	var err error
	if sealed := a.sessions.GetString(ctx, sessionSecret); sealed != "" {
		if d.Secret, err = a.store.SecondFactorSecret(user, sealed); err != nil {
			return err
		}
	}
	if d.RecoveryCodes, err = a.store.RecoveryCodesLeft(ctx, user.ID); err != nil {
		return err
	}
	m := pages.NewSecondFactor(printer(c), d).WithProblems(end, problems, wait)
	return a.html(c, status, pages.SecondFactorPage(a.chrome(c, m.PageTitle(), layout.NavAccount), m))
}

// factorShow is the page of the second factor.
func (a *App) factorShow(c echo.Context) error { return a.showFactor(c, http.StatusOK, "", nil, 0) }

// toFactor leads to the page of the second factor.
func toFactor(c echo.Context) error {
	next, _ := localAddress(c, c.QueryParam("next"))
	return c.Redirect(http.StatusSeeOther, pages.To(printer(c), layout.SecondFactorPath).With("next", next).URL())
}

// factorBegin makes a secret that the user's app can take. It counts only when a code
// shows that the app has it.
func (a *App) factorBegin(c echo.Context) error {
	if userOf(c).HasSecondFactor() {
		return toFactor(c)
	}
	if ok, err := a.samePerson(c, ""); !ok {
		return err
	}
	sealed, err := a.store.NewSecondFactor(userOf(c))
	if err != nil {
		return err
	}
	a.sessions.Put(c.Request().Context(), sessionSecret, sealed)
	if err := a.saveSession(c); err != nil {
		return err
	}
	return toFactor(c)
}

// qrSize is how many pixels the image of the secret is wide.
const qrSize = 480

// factorImage is the secret as an image that an app can read.
func (a *App) factorImage(c echo.Context) error {
	sealed := a.sessions.GetString(c.Request().Context(), sessionSecret)
	if sealed == "" {
		return models.ErrNotFound
	}
	key, err := a.store.SecondFactorKey(userOf(c), sealed)
	if err != nil {
		return err
	}
	image, err := key.Image(qrSize, qrSize)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, image); err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "image/png", b.Bytes())
}

// factorConfirm gives the user the second factor, and shows the recovery codes once.
func (a *App) factorConfirm(c echo.Context) error {
	ctx, user := c.Request().Context(), userOf(c)
	sealed := a.sessions.GetString(ctx, sessionSecret)
	if sealed == "" || user.HasSecondFactor() {
		return toFactor(c)
	}
	codes, err := a.store.TurnSecondFactorOn(ctx, user, sealed, c.Request().PostFormValue(pages.FieldCode))
	if errors.Is(err, models.ErrBadCode) {
		return a.showFactor(c, http.StatusUnprocessableEntity, pages.FactorConfirm, pages.Problems{pages.FieldCode: "account.problem.code"}, 0)
	}
	if err != nil {
		return err
	}
	a.sessions.Remove(ctx, sessionSecret)
	if err := a.saveSession(c); err != nil {
		return err
	}
	m := pages.NewRecoveryCodes(printer(c), codes)
	if next, ok := localAddress(c, c.QueryParam("next")); ok {
		m.Next.URL = next
	}
	return a.showSecret(c, m, layout.NavAccount)
}

// showSecret answers with what is shown once.
func (a *App) showSecret(c echo.Context, m pages.Secret, current layout.Nav) error {
	return a.html(c, http.StatusOK, pages.SecretPage(a.chrome(c, m.Title, current), m))
}

// factorPassword asks for the password again before the second factor changes. It
// answers itself, and reports false, if that is not right.
func (a *App) factorPassword(c echo.Context, end string) (bool, error) {
	if !userOf(c).HasSecondFactor() {
		return false, toFactor(c)
	}
	return a.samePerson(c, end)
}

// samePerson asks for the password again, as whoever finds a browser open does not know
// it. It answers itself, and reports false, if that is not right.
func (a *App) samePerson(c echo.Context, end string) (bool, error) {
	problems := make(pages.Problems)
	wait, err := a.confirmPassword(c, problems)
	switch {
	case err != nil:
		return false, err
	case wait != nil:
		return false, a.showFactor(c, http.StatusTooManyRequests, end, nil, wait.Wait)
	case len(problems) > 0:
		return false, a.showFactor(c, http.StatusUnprocessableEntity, end, problems, 0)
	}
	return true, nil
}

// factorOff leaves the user with the password alone.
func (a *App) factorOff(c echo.Context) error {
	if a.options.SecondFactor && userOf(c).Role.AtLeast(models.Reviewer) {
		return echo.NewHTTPError(http.StatusForbidden)
	}
	if ok, err := a.factorPassword(c, pages.FactorOff); !ok {
		return err
	}
	if err := a.store.TurnSecondFactorOff(c.Request().Context(), userOf(c)); err != nil {
		return err
	}
	return a.toAccount(c, "account.done.factor_off")
}

// factorCodes makes new recovery codes, and shows them once.
func (a *App) factorCodes(c echo.Context) error {
	if ok, err := a.factorPassword(c, pages.FactorCodes); !ok {
		return err
	}
	codes, err := a.store.RenewRecoveryCodes(c.Request().Context(), userOf(c))
	if err != nil {
		return err
	}
	return a.showSecret(c, pages.NewRecoveryCodes(printer(c), codes), layout.NavAccount)
}
