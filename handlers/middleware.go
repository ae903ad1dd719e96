package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/pages"
)

// The limits of a request.
const (
	// bodyLimit is for the largest request that the dashboard takes.
	bodyLimit = "1M"
	// longestURL is how many bytes an address may have, and mostHeaders all that a request
	// says besides. The server itself takes more, so that who is refused is told in a page.
	longestURL  = 32 << 10
	mostHeaders = 32 << 10
	// requestTimeout ends the queries of a visitor who has waited too long.
	requestTimeout = 15 * time.Second
)

// contentSecurityPolicy allows what the dashboard serves itself and nothing
// inline.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (a *App) use(e *echo.Echo) {
	e.Pre(a.secure)
	e.Use(
		ownRequestID,
		middleware.RequestID(),
		// Outside the log, which draws the page of an error: that is compressed too.
		middleware.GzipWithConfig(middleware.GzipConfig{Skipper: isCompressed}),
		a.logRequest,
		// The log above sees the answer that a panic was turned into.
		middleware.RecoverWithConfig(middleware.RecoverConfig{
			LogErrorFunc: func(c echo.Context, err error, stack []byte) error {
				a.log.Error("panic", "id", requestID(c), "err", err, "stack", string(stack))
				return err
			},
		}),
		middleware.BodyLimitWithConfig(middleware.BodyLimitConfig{Limit: bodyLimit, Skipper: sendsFile}),
		middleware.BodyLimitWithConfig(middleware.BodyLimitConfig{Limit: fileLimit, Skipper: func(c echo.Context) bool { return !sendsFile(c) }}),
		bounded,
		sameOrigin,
		a.identify,
		middleware.ContextTimeoutWithConfig(middleware.ContextTimeoutConfig{
			Timeout: requestTimeout,
			// A file has a limit of its own, and so has what is about many records.
			Skipper: func(c echo.Context) bool { return isFile(c.Request()) || isOfMany(c.Request()) },
			// Our error handler tells a database that is down from a slow query.
			ErrorHandler: func(err error, c echo.Context) error { return err },
		}),
		again,
	)
}

// again reads once more what could not be read because of somebody else: whoever leaves
// while a connection to Postgres is being written to can leave on it the end of time that
// broke off the reading, and the next to use it meets that end.
func again(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r, headers := c.Request(), c.Response().Header().Clone()
		err := next(c)
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !reads || c.Response().Committed || r.Context().Err() != nil || !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
		c.SetRequest(r)
		maps.DeleteFunc(c.Response().Header(), func(string, []string) bool { return true })
		maps.Copy(c.Response().Header(), headers)
		return next(c)
	}
}

// ownRequestID drops what a client calls its request: the log of actions tells them
// apart by it.
func ownRequestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Request().Header.Del(echo.HeaderXRequestID)
		return next(c)
	}
}

// MostRequestHeaders is what the server must take of a request before its body, for
// those above the limits to be told so in a page.
const MostRequestHeaders = 4 * (longestURL + mostHeaders)

// bounded refuses an address and headers that are too long.
func bounded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if len(r.URL.RequestURI()) > longestURL {
			return echo.NewHTTPError(http.StatusRequestURITooLong)
		}
		size := 0
		for name, values := range r.Header {
			for _, value := range values {
				size += len(name) + len(value)
			}
		}
		if size > mostHeaders {
			return echo.NewHTTPError(http.StatusRequestHeaderFieldsTooLarge)
		}
		return next(c)
	}
}

// sameOrigin refuses what another site sends in the name of a visitor.
func sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		if err := protection.Check(c.Request()); err != nil {
			return echo.NewHTTPError(http.StatusForbidden).SetInternal(err)
		}
		return next(c)
	}
}

// isCompressed are the answers that come compressed already.
func isCompressed(c echo.Context) bool {
	path := c.Request().URL.Path
	_, format := formatOf(path)
	return format == xlsxFile || format == docxFile || strings.HasPrefix(path, "/static/") || path == pages.DataSetPath
}

// allowScript lets a page carry one script of its own: the Content-Security-Policy
// names its checksum. Such a script is data that search engines read.
func allowScript(c echo.Context, text string) {
	sum := sha256.Sum256([]byte(text))
	allowed := "script-src 'self' 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	c.Response().Header().Set("Content-Security-Policy", strings.Replace(contentSecurityPolicy, "script-src 'self'", allowed, 1))
}

// secure sets the headers that every answer carries, errors included.
func (a *App) secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if a.options.HSTS {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		if isFile(c.Request()) && !isForUsers(c.Request().URL.Path) {
			// Files hold what everybody may read, and other sites may read them too.
			h.Set("Cross-Origin-Resource-Policy", "cross-origin")
			h.Set("Access-Control-Allow-Origin", "*")
			h.Set("Access-Control-Expose-Headers", "Content-Disposition, ETag")
			if c.Request().Method == http.MethodOptions {
				h.Set("Access-Control-Allow-Methods", "GET, HEAD")
				h.Set("Access-Control-Allow-Headers", "*")
				return c.NoContent(http.StatusNoContent)
			}
		}
		return next(c)
	}
}

// logRequest writes one line for each request: never its query or body.
func (a *App) logRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Context().Value(innerKey{}) != nil {
			if err := next(c); err != nil && !hasLeft(c.Request().Context()) {
				c.Error(err)
			}
			return nil
		}
		start := time.Now()
		ctx, queries := models.WithQueryCount(c.Request().Context())
		c.SetRequest(c.Request().WithContext(ctx))
		err := next(c)
		left := err != nil && hasLeft(ctx)
		switch {
		case left && !c.Response().Committed:
			c.Response().WriteHeader(statusLeft)
		case err != nil && !left:
			c.Error(err)
		}
		status, level := c.Response().Status, slog.LevelInfo
		switch {
		case left:
			status = statusLeft
		case status >= http.StatusInternalServerError:
			level = slog.LevelError
		}
		a.log.LogAttrs(ctx, level, "request",
			slog.String("id", requestID(c)), slog.String("method", c.Request().Method), slog.String("route", c.Path()),
			slog.Int("status", status), slog.Int64("bytes", c.Response().Size),
			slog.Int64("queries", queries.Load()), slog.Duration("took", time.Since(start)))
		return nil
	}
}

// statusLeft is the status, as servers log it, of a request whose visitor did not wait
// for the answer.
const statusLeft = 499

// hasLeft reports whether the visitor has gone away, and with them whoever would read
// of an error: each driver has another word for a query that was ended by that.
func hasLeft(ctx context.Context) bool { return errors.Is(ctx.Err(), context.Canceled) }

func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }
