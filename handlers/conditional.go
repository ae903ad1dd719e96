package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/views/layout"
)

// conditional answers with a body, or says that the asker has it already, which is
// known before the body is made: it is the same for as long as its address and the
// records are. Its tag is weak, since nobody has compared the bytes.
func (a *App) conditional(c echo.Context, contentType string, made func() ([]byte, error)) error {
	r, h := c.Request(), c.Response().Header()
	recorded := recordedAt(r.Context())
	askAgain(h)
	has := unchanged(c, weakTag("%s%s %s", a.site(c), r.URL.RequestURI(), recorded))
	changed, err := layout.ParseMoment(recorded)
	// The header counts whole seconds: what changed within this one may change again.
	if err == nil && a.store.Now().Sub(changed) >= time.Second {
		h.Set(echo.HeaderLastModified, changed.UTC().Format(http.TimeFormat))
		since, err := http.ParseTime(r.Header.Get(echo.HeaderIfModifiedSince))
		has = has || err == nil && r.Header.Get("If-None-Match") == "" && !changed.Truncate(time.Second).After(since)
	}
	if has {
		return c.NoContent(http.StatusNotModified)
	}
	if r.Method == http.MethodHead {
		h.Set(echo.HeaderContentType, contentType)
		return c.NoContent(http.StatusOK)
	}
	body, err := made()
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, contentType, body)
}
