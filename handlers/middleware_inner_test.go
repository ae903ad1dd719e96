package handlers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/labstack/echo/v4"
)

// A reading that met the end of time which somebody else left on a connection is done once
// more, with the headers that were there before; nothing else is.
func TestAReadingThatAnotherBrokeOffIsDoneAgain(t *testing.T) {
	another := fmt.Errorf("read the last change: %w", &net.OpError{Op: "read", Net: "unix", Err: os.ErrDeadlineExceeded})
	left, leave := context.WithCancel(t.Context())
	leave()
	for _, c := range []struct {
		name, method string
		ctx          context.Context
		err          error
		written      bool
		want         int
	}{
		{"a page", http.MethodGet, t.Context(), another, false, 2},
		{"its head", http.MethodHead, t.Context(), another, false, 2},
		{"what writes", http.MethodPost, t.Context(), another, false, 1},
		{"of whoever left", http.MethodGet, left, another, false, 1},
		{"half an answer", http.MethodGet, t.Context(), another, true, 1},
		{"too long a wait of its own", http.MethodGet, t.Context(), context.DeadlineExceeded, false, 1},
		{"any other error", http.MethodGet, t.Context(), errors.New("no such table"), false, 1},
	} {
		times := 0
		h := again(func(e echo.Context) error {
			times++
			e.Response().Header().Add("Vary", "Accept-Datetime")
			if c.written {
				e.Response().WriteHeader(http.StatusOK)
			}
			if times == 1 {
				return c.err
			}
			return e.NoContent(http.StatusOK)
		})
		w := httptest.NewRecorder()
		err := h(echo.New().NewContext(httptest.NewRequestWithContext(c.ctx, c.method, "/", nil), w))
		if times != c.want || (err == nil) != (c.want == 2) {
			t.Errorf("%s is done %d times, want %d: %v", c.name, times, c.want, err)
		}
		if n := len(w.Header().Values("Vary")); n != 1 {
			t.Errorf("%s has %d headers of a kind", c.name, n)
		}
	}
}
