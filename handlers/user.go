package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// userList shows all users.
func (a *App) userList(c echo.Context) error {
	ctx := c.Request().Context()
	users, err := a.store.Users(ctx)
	if err != nil {
		return err
	}
	last, err := a.store.LastSignIns(ctx)
	if err != nil {
		return err
	}
	m := pages.NewUserList(printer(c), users, last)
	return a.html(c, http.StatusOK, pages.UserListPage(a.chrome(c, m.Title, layout.NavUsers), m))
}

// userNew asks for a new user.
func (a *App) userNew(c echo.Context) error {
	kept, err := a.keptForm(c)
	if err != nil {
		return err
	}
	typed := pages.Typed{pages.FieldRole: string(models.Editor)}
	if kept != nil {
		typed = typedIn(kept)
	}
	return a.showForm(c, http.StatusOK, pages.NewUserForm(printer(c), typed, nil), layout.NavUsers)
}

// typedIn are the first values of a form.
func typedIn(form url.Values) pages.Typed {
	typed := make(pages.Typed, len(form))
	for name := range form {
		typed[name] = form.Get(name)
	}
	return typed
}

// oneTimeAddress is where the user sets a password, for the admin to hand on.
func (a *App) oneTimeAddress(c echo.Context, token string) string {
	return a.site(c) + "/" + layout.SetPasswordPath + "?" + url.Values{pages.FieldToken: {token}}.Encode()
}

// userAdd adds a user, and shows the one-time address.
func (a *App) userAdd(c echo.Context) error {
	typed, problems := typedUser(c)
	user := &models.User{Name: typed[pages.FieldName], FullName: typed[pages.FieldFullName], Role: models.UserRole(typed[pages.FieldRole])}
	wait, err := a.confirmAdmin(c, user.Role, problems)
	if err != nil {
		return err
	}
	if wait > 0 {
		return a.showForm(c, http.StatusTooManyRequests, pages.NewUserForm(printer(c), typed, nil).Waiting(wait), layout.NavUsers)
	}
	token := ""
	if len(problems) == 0 {
		token, err = a.store.AddUser(c.Request().Context(), user)
		if errors.Is(err, models.ErrNameTaken) {
			problems[pages.FieldName] = "account.problem.name_taken"
		} else if err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return a.showForm(c, http.StatusUnprocessableEntity, pages.NewUserForm(printer(c), typed, problems), layout.NavUsers)
	}
	return a.showSecret(c, pages.NewOneTimeAddress(printer(c), user, a.oneTimeAddress(c, token)), layout.NavUsers)
}

// confirmAdmin asks for the password again where somebody becomes an admin: who finds a
// browser open must not make one. It returns how many seconds the next attempt has to
// wait, if any.
func (a *App) confirmAdmin(c echo.Context, role models.UserRole, problems pages.Problems) (int, error) {
	if role != models.Admin || len(problems) > 0 {
		return 0, nil
	}
	if c.Request().PostFormValue(pages.FieldCurrent) == "" {
		problems[pages.FieldCurrent] = "account.problem.own_password"
		return 0, nil
	}
	wait, err := a.confirmPassword(c, problems)
	if wait != nil {
		return wait.Wait, err
	}
	return 0, err
}

// showUser answers with the page of a user.
func (a *App) showUser(c echo.Context, status int, d pages.UserData) error {
	d.Self = d.User.ID == userOf(c).ID
	m := pages.NewUser(printer(c), d)
	title := m.Title
	if len(d.Problems) > 0 {
		title = m.Form.PageTitle()
	}
	return a.html(c, status, pages.UserPage(a.chrome(c, title, layout.NavUsers), m))
}

// userShow is the page of a user.
func (a *App) userShow(c echo.Context) error {
	user, err := a.store.UserByName(c.Request().Context(), c.Param("name"))
	if err != nil {
		return err
	}
	kept, err := a.keptForm(c)
	if err != nil {
		return err
	}
	d := pages.UserData{User: user, Typed: pages.TypedUser(user)}
	if kept != nil {
		d.Typed = typedIn(kept)
	}
	return a.showUser(c, http.StatusOK, d)
}

// userChange gives a user another full name or role.
func (a *App) userChange(c echo.Context) error {
	ctx := c.Request().Context()
	typed, problems := typedUser(c)
	delete(problems, pages.FieldName)
	user, err := a.store.UserByName(ctx, c.Param("name"))
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(c.Request().PostFormValue(pages.FieldVersion), 10, 64)
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	status := http.StatusUnprocessableEntity
	if role := models.UserRole(typed[pages.FieldRole]); role != user.Role {
		wait, err := a.confirmAdmin(c, role, problems)
		if err != nil {
			return err
		}
		if wait > 0 {
			return a.showUser(c, http.StatusTooManyRequests, pages.UserData{User: user, Typed: typed, Wait: wait})
		}
	}
	if len(problems) == 0 {
		err = a.store.ChangeUser(ctx, user.Name, version, typed[pages.FieldFullName], models.UserRole(typed[pages.FieldRole]))
		switch {
		case errors.Is(err, models.ErrLastAdmin):
			problems[pages.FieldRole] = "account.problem.last_admin"
		case errors.Is(err, models.ErrUserMoved):
			status = http.StatusConflict
			problems[""] = "account.problem.moved"
		case err != nil:
			return err
		}
	}
	if len(problems) > 0 {
		return a.showUser(c, status, pages.UserData{User: user, Typed: typed, Problems: problems})
	}
	return a.toUser(c, user.Name, "account.done.user_changed")
}

// toUser leads to the page of a user after something was done there.
func (a *App) toUser(c echo.Context, name, notice string) error {
	if err := a.notify(c, notice); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, pages.To(printer(c), layout.UsersPath+"/"+name).URL())
}

// userDisable keeps a user from signing in.
func (a *App) userDisable(c echo.Context) error {
	return a.switchUser(c, a.store.DisableUser, "account.done.user_disabled")
}

// userEnable lets a user sign in again.
func (a *App) userEnable(c echo.Context) error {
	return a.switchUser(c, a.store.EnableUser, "account.done.user_enabled")
}

func (a *App) switchUser(c echo.Context, change func(context.Context, string) error, notice string) error {
	name := c.Param("name")
	if name == userOf(c).Name {
		return a.toUser(c, name, "account.problem.self")
	}
	if err := change(c.Request().Context(), name); errors.Is(err, models.ErrLastAdmin) {
		return a.toUser(c, name, "account.problem.last_admin")
	} else if err != nil {
		return err
	}
	return a.toUser(c, name, notice)
}

// userReset takes password and second factor from a user, and shows the one-time
// address at which the user sets new ones.
func (a *App) userReset(c echo.Context) error {
	ctx := c.Request().Context()
	user, err := a.store.UserByName(ctx, c.Param("name"))
	if err != nil {
		return err
	}
	switch {
	case user.ID == userOf(c).ID:
		return a.toUser(c, user.Name, "account.problem.self")
	case user.Disabled():
		return a.toUser(c, user.Name, "account.problem.disabled")
	}
	token, err := a.store.ResetUser(ctx, user.Name)
	if err != nil {
		return err
	}
	return a.showSecret(c, pages.NewOneTimeAddress(printer(c), user, a.oneTimeAddress(c, token)), layout.NavUsers)
}
