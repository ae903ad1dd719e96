package handlers

import (
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// setUpRoot and setPasswordRoot lead to a one-time address in the visitor's language.
func (a *App) setUpRoot(c echo.Context) error       { return intoLanguage(c, layout.SetUpPath) }
func (a *App) setPasswordRoot(c echo.Context) error { return intoLanguage(c, layout.SetPasswordPath) }

// invitationOver says that a one-time address can no longer be used.
func (a *App) invitationOver(c echo.Context, key string) error {
	p := printer(c)
	noStore(c.Response().Header())
	f := layout.Failure{Title: p.T("account.over.title"), Texts: []string{p.T(key)}, Link: pages.To(p, layout.SignInPath).URL(), LinkText: p.T("account.sign_in")}
	return a.html(c, http.StatusGone, layout.ErrorPage(a.chrome(c, f.Title, ""), f))
}

// invited is the user of the one-time address; nil stands for the first admin.
func (a *App) invited(c echo.Context, firstAdmin bool) (*models.User, error) {
	user, err := a.store.Invited(c.Request().Context(), c.QueryParam(pages.FieldToken))
	if err == nil && (user == nil) != firstAdmin {
		return nil, models.ErrInvitationOver
	}
	return user, err
}

// setUpForm asks who is the first admin.
func (a *App) setUpForm(c echo.Context) error {
	if _, err := a.invited(c, true); errors.Is(err, models.ErrInvitationOver) {
		return a.invitationOver(c, "account.over.set_up")
	} else if err != nil {
		return err
	}
	return a.showForm(c, http.StatusOK, pages.NewSetUp(printer(c), c.QueryParam(pages.FieldToken), nil, nil), "")
}

// typedUser reads the names of a user from a form, and says what is wrong with them.
func typedUser(c echo.Context) (pages.Typed, pages.Problems) {
	typed, problems := make(pages.Typed), make(pages.Problems)
	for _, field := range []string{pages.FieldName, pages.FieldFullName, pages.FieldRole} {
		typed[field] = strings.ToValidUTF8(strings.ReplaceAll(c.Request().PostFormValue(field), "\x00", ""), "\uFFFD")
	}
	if !models.IsUserName(models.FoldUserName(typed[pages.FieldName])) {
		problems[pages.FieldName] = "account.problem.name"
	}
	switch n := utf8.RuneCountInString(strings.TrimSpace(typed[pages.FieldFullName])); {
	case n == 0:
		problems[pages.FieldFullName] = "account.problem.full_name"
	case n > models.LongestUserFullName:
		problems[pages.FieldFullName] = "account.problem.full_name_long"
	}
	if !models.UserRole(typed[pages.FieldRole]).Known() {
		problems[pages.FieldRole] = "account.problem.role"
	}
	return typed, problems
}

// checkPassword puts what is wrong with a new password into the problems.
func checkPassword(password string, problems pages.Problems, names ...string) {
	if problem := models.CheckPassword(password, names...); problem != "" {
		problems[pages.FieldPassword] = "account.problem.password." + string(problem)
	}
}

// setUp makes the first admin, and signs the admin in.
func (a *App) setUp(c echo.Context) error {
	token, password := c.QueryParam(pages.FieldToken), c.Request().PostFormValue(pages.FieldPassword)
	typed, problems := typedUser(c)
	delete(problems, pages.FieldRole)
	checkPassword(password, problems, typed[pages.FieldName], typed[pages.FieldFullName])
	if _, err := a.invited(c, true); errors.Is(err, models.ErrInvitationOver) {
		return a.acceptedOrOver(c, token, typed[pages.FieldName], "account.over.set_up")
	} else if err != nil {
		return err
	}
	if len(problems) > 0 {
		return a.showForm(c, http.StatusUnprocessableEntity, pages.NewSetUp(printer(c), token, typed, problems), "")
	}
	user := &models.User{Name: typed[pages.FieldName], FullName: typed[pages.FieldFullName]}
	err := a.store.SetUp(c.Request().Context(), token, user, password)
	if errors.Is(err, models.ErrInvitationOver) {
		return a.acceptedOrOver(c, token, user.Name, "account.over.set_up")
	}
	if err != nil {
		return err
	}
	return a.begin(c, user)
}

// begin signs a user in who has just set a password.
func (a *App) begin(c echo.Context, user *models.User) error {
	if err := a.signIn(c, user); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, pages.To(printer(c), layout.AdminPath).URL())
}

// setPasswordForm asks for a password at a one-time address.
func (a *App) setPasswordForm(c echo.Context) error {
	user, err := a.invited(c, false)
	if errors.Is(err, models.ErrInvitationOver) {
		return a.invitationOver(c, "account.over.password")
	}
	if err != nil {
		return err
	}
	return a.showForm(c, http.StatusOK, pages.NewSetPassword(printer(c), c.QueryParam(pages.FieldToken), user, nil), "")
}

// acceptedOrOver goes on where the same form was sent a moment ago; else it says that the
// address is used up.
func (a *App) acceptedOrOver(c echo.Context, token, name, over string) error {
	user, err := a.store.AcceptedJustNow(c.Request().Context(), token, name, c.Request().PostFormValue(pages.FieldPassword))
	if errors.Is(err, models.ErrInvitationOver) {
		return a.invitationOver(c, over)
	}
	if err != nil {
		return err
	}
	return a.begin(c, user)
}

// setPassword sets the password of who was invited, and signs the user in.
func (a *App) setPassword(c echo.Context) error {
	token, password := c.QueryParam(pages.FieldToken), c.Request().PostFormValue(pages.FieldPassword)
	user, err := a.invited(c, false)
	if errors.Is(err, models.ErrInvitationOver) {
		return a.acceptedOrOver(c, token, "", "account.over.password")
	}
	if err != nil {
		return err
	}
	problems := make(pages.Problems)
	if checkPassword(password, problems, user.Name, user.FullName); len(problems) > 0 {
		return a.showForm(c, http.StatusUnprocessableEntity, pages.NewSetPassword(printer(c), token, user, problems), "")
	}
	user, err = a.store.AcceptInvitation(c.Request().Context(), token, password)
	if errors.Is(err, models.ErrInvitationOver) {
		return a.acceptedOrOver(c, token, "", "account.over.password")
	}
	if err != nil {
		return err
	}
	return a.begin(c, user)
}
