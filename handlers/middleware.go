package handlers

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/dostyk/dostyk/models"
)

// The limits of a request.
const (
	// bodyLimit is for the largest request that the dashboard takes.
	bodyLimit = "1M"
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
		middleware.RequestID(),
		// Outside the log, which draws the page of an error: that is compressed too.
		middleware.GzipWithConfig(middleware.GzipConfig{Skipper: isCompressed}),
		a.logRequest,
		// The log above sees the answer that a panic was turned into.
		middleware.RecoverWithConfig(middleware.RecoverConfig{
			DisablePrintStack: true,
			LogErrorFunc: func(c echo.Context, err error, stack []byte) error {
				a.log.Error("panic", "id", requestID(c), "err", err, "stack", string(stack))
				return err
			},
		}),
		middleware.BodyLimit(bodyLimit),
		middleware.ContextTimeoutWithConfig(middleware.ContextTimeoutConfig{
			Timeout: requestTimeout,
			// Our error handler tells a database that is down from a slow query.
			ErrorHandler: func(err error, c echo.Context) error { return err },
		}),
	)
}

// isCompressed are the answers that come compressed already.
func isCompressed(c echo.Context) bool {
	path := c.Request().URL.Path
	return len(path) > len("/static/") && path[:len("/static/")] == "/static/"
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
		return next(c)
	}
}

// logRequest writes one line for each request: never its query or body.
func (a *App) logRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		ctx, queries := models.WithQueryCount(c.Request().Context())
		c.SetRequest(c.Request().WithContext(ctx))
		if err := next(c); err != nil {
			c.Error(err)
		}
		level := slog.LevelInfo
		if c.Response().Status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		a.log.LogAttrs(ctx, level, "request",
			slog.String("id", requestID(c)), slog.String("method", c.Request().Method), slog.String("route", c.Path()),
			slog.Int("status", c.Response().Status), slog.Int64("bytes", c.Response().Size),
			slog.Int64("queries", queries.Load()), slog.Duration("took", time.Since(start)))
		return nil
	}
}

func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }
