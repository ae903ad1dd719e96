package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// typing registers where forms keep what is typed into them, and where that is
// discarded. Behind it stands the address of the form.
func (a *App) typing(e *echo.Echo, base string) {
	a.signedIn(e, http.MethodPost, base+"/"+pages.KeepPath+"*", models.Editor, a.typedKeep)
	a.signedIn(e, http.MethodPost, base+"/"+pages.DiscardPath+"*", models.Editor, a.typedDiscard)
}

// formPath is the address of the form on this page, without the language.
func formPath(c echo.Context) string {
	return strings.TrimPrefix(c.Request().URL.Path, "/"+string(lang(c))+"/")
}

// formBehind is the address of the form that stands behind the prefix in the address
// of the request.
func formBehind(c echo.Context, prefix string) (pages.FormPlace, error) {
	place, ok := pages.FormPlaceAt(layout.AdminPath + strings.TrimPrefix(formPath(c), prefix))
	if !ok {
		return place, models.ErrNotFound
	}
	return place, nil
}

// typedWriter is a window and how often it has sent something, as a form says it.
func typedWriter(sent url.Values) (writer string, sequence int64) {
	sequence, _ = strconv.ParseInt(sent.Get(pages.TypedSequence), 10, 64)
	return sent.Get(pages.TypedWriter), sequence
}

// longestWriter is how long the name of a window may be.
const longestWriter = 64

// typedKeep keeps what is typed into a form. What is newer than what the window knows
// is left in its place, and the answer says which version it is.
func (a *App) typedKeep(c echo.Context) error {
	place, err := formBehind(c, pages.KeepPath)
	if err != nil {
		return err
	}
	if _, err := c.FormParams(); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	sent, user := c.Request().PostForm, userOf(c)
	typed := models.TypedForm{UserID: user.ID, Path: place.Path()}
	typed.Writer, typed.Sequence = typedWriter(sent)
	seen, err := strconv.ParseInt(sent.Get(pages.TypedSeen), 10, 64)
	if err != nil || typed.Writer == "" || len(typed.Writer) > longestWriter || typed.Sequence < 1 {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	if sent.Get(pages.TypedBy) != user.Name {
		// Somebody else has signed in beside the window.
		return echo.NewHTTPError(http.StatusForbidden)
	}
	for name := range sent {
		if strings.HasPrefix(name, pages.TypedPrefix) {
			delete(sent, name)
		}
	}
	if typed.Form = pages.WithoutSecrets(sent).Encode(); len(typed.Form) > models.LongestKeptForm {
		return echo.NewHTTPError(http.StatusRequestEntityTooLarge)
	}
	now, err := a.store.KeepTyped(c.Request().Context(), typed, seen)
	status := http.StatusOK
	if errors.Is(err, models.ErrOvertaken) {
		status, err = http.StatusConflict, nil
	}
	if err != nil {
		return err
	}
	return c.JSON(status, struct {
		Version int64 `json:"version"`
	}{now.Version})
}

// typedDiscard forgets what was typed into a form, as the user saw it.
func (a *App) typedDiscard(c echo.Context) error {
	place, err := formBehind(c, pages.DiscardPath)
	if err != nil {
		return err
	}
	p := printer(c)
	seen, _ := strconv.ParseInt(c.Request().PostFormValue(pages.TypedSeen), 10, 64)
	err = a.store.DiscardTyped(c.Request().Context(), userOf(c).ID, place.Path(), seen)
	if errors.Is(err, models.ErrOvertaken) {
		chrome := a.chrome(c, p.T("typed.moved"), layout.NavRecords)
		chrome.NoAlternates = true
		return a.html(c, http.StatusConflict, layout.ErrorPage(chrome, layout.Failure{
			Title: chrome.Title, Texts: []string{p.T("typed.moved_text")}, Link: pages.To(p, place.Path()).URL(), LinkText: p.T("typed.back"),
		}))
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, pages.To(p, place.Path()).URL())
}

// typedBefore is what the form of this page is drawn with in the place of what is on
// record, nil for that: what was sent too late, or what was typed and not saved, where
// the address asks for it.
func (a *App) typedBefore(c echo.Context) (url.Values, pages.Keeping, error) {
	sent, err := a.keptForm(c)
	if err != nil {
		return nil, pages.Keeping{}, err
	}
	k, kept, err := a.keeping(c, sent)
	if err != nil || sent != nil || !k.Open || c.QueryParam(pages.TypedParam) == "" {
		return sent, k, err
	}
	k.Open, k.Shown = false, true
	sent, err = url.ParseQuery(kept.Form)
	return sent, k, err
}

// keeping is how the form of this page stands to what is kept of it, which comes with
// it. What was sent with the form is nil where it is drawn from what is on record.
func (a *App) keeping(c echo.Context, sent url.Values) (pages.Keeping, *models.TypedForm, error) {
	user := userOf(c)
	k := pages.Keeping{Path: formPath(c), User: user.Name}
	kept, err := a.store.TypedForm(c.Request().Context(), user.ID, k.Path)
	if err != nil {
		return k, nil, err
	}
	opened := false
	if sent != nil {
		k.Writer, k.Sequence = typedWriter(sent)
		k.Seen, _ = strconv.ParseInt(sent.Get(pages.TypedSeen), 10, 64)
		k.Unkept, opened = true, sent.Get(pages.TypedOpen) != ""
	}
	switch {
	case kept == nil:
	case kept.Form == "":
		// A window that was open when it was saved or discarded has not seen that.
		if sent == nil {
			k.Seen = kept.Version
		}
	case sent != nil && !opened && (kept.Version == k.Seen || kept.Writer == k.Writer):
		// It is an earlier state of this very form.
		k.Seen = kept.Version
	default:
		k.Open, k.Seen, k.At = true, kept.Version, kept.TypedAt
	}
	return k, kept, nil
}

// typedSaved forgets what was typed into the form of this page, which is saved now. A
// copy that stays for once is no reason to tell the user that saving has failed.
func (a *App) typedSaved(c echo.Context) {
	ctx := context.WithoutCancel(c.Request().Context())
	writer, _ := typedWriter(c.Request().PostForm)
	if err := a.store.DropTyped(ctx, userOf(c).ID, formPath(c), writer); err != nil {
		a.log.Error("what was typed stays", "id", requestID(c), "route", c.Path(), "err", err)
	}
}

// typedForms are the forms in which a user has typed something and not saved it, with
// the names of their records.
func (a *App) typedForms(ctx context.Context, userID int64) ([]models.TypedForm, map[models.RecordKey]models.RecordName, error) {
	list, err := a.store.TypedForms(ctx, userID)
	if err != nil {
		return nil, nil, err
	}
	var keys []models.RecordKey
	for _, f := range list {
		if place, ok := pages.FormPlaceAt(f.Path); ok && place.Code != "" {
			keys = append(keys, place.Key())
		}
	}
	names, err := a.store.RecordNames(ctx, keys)
	return list, names, err
}
