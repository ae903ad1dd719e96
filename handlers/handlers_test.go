package handlers_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/labstack/echo/v4"
	"golang.org/x/net/html"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// each runs the test through the whole app, on both databases, with the opening
// data.
func each(t *testing.T, test func(t *testing.T, a *app)) {
	t.Helper()
	modelstest.Opening(t, func(t *testing.T, s *models.Store) { test(t, newApp(s)) })
}

// app is the whole dashboard as a visitor meets it.
type app struct {
	*echo.Echo
	store *models.Store
	log   *bytes.Buffer
}

func newApp(s *models.Store) *app {
	log := new(bytes.Buffer)
	return &app{Echo: handlers.New(s, slog.New(slog.NewJSONHandler(log, nil)), handlers.Options{AllowedHosts: []string{"example.com"}}), store: s, log: log}
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
	doc  *goquery.Document
}

// get asks for an address; headers are names and values in turn. The part of the page to
// which an address leads is not sent, as a browser does not send it. On a machine that is
// busy an earlier state may not be ready in time: it asks again, as the page says.
func (a *app) get(t *testing.T, address string, headers ...string) answer {
	t.Helper()
	address, _, _ = strings.Cut(address, "#")
	for tries := 0; ; tries++ {
		got := a.do(t, httptest.NewRequest(http.MethodGet, address, nil), headers...)
		if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") != "60" || tries == 20 {
			return got
		}
	}
}

func (a *app) do(t *testing.T, r *http.Request, headers ...string) answer {
	t.Helper()
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	response := w.Result()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	got := answer{response, string(body), doc}
	checkInvalid(t, r.Method+" "+r.URL.Path, got)
	return got
}

// page is get for an address that must answer 200.
func (a *app) page(t *testing.T, address string, headers ...string) answer {
	t.Helper()
	got := a.get(t, address, headers...)
	if got.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %d:\n%s", address, got.StatusCode, got.text("main"))
	}
	return got
}

// queries is how often an address that answers 200 asks the database, by the line
// that is logged of it.
func (a *app) queries(t *testing.T, address string) int64 {
	t.Helper()
	a.log.Reset()
	a.page(t, address)
	var line struct{ Queries int64 }
	if err := json.Unmarshal(a.log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	return line.Queries
}

// text is what a person reads in the part of the page, on one line.
func (a answer) text(selector string) string { return read(a.doc.Find(selector)) }

// read is the text of a selection, with a space between its elements, as they
// stand apart on the screen. The figures of a sentence are words of it.
func read(s *goquery.Selection) string {
	var b strings.Builder
	for _, node := range s.Nodes {
		for n := range node.Descendants() {
			if n.Type != html.TextNode || n.Parent.Data == "title" {
				continue
			}
			if !isFigure(n.PrevSibling) && (!isFigure(n.Parent) || n.Parent.PrevSibling == nil) {
				b.WriteByte(' ')
			}
			b.WriteString(n.Data)
		}
		b.WriteByte(' ')
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// isFigure reports whether an element is a figure with its own page.
func isFigure(n *html.Node) bool {
	return n != nil && slices.Contains(n.Attr, html.Attribute{Key: "class", Val: "fig"})
}

// figure is the value of a key figure; «» where the page has none such.
func (a answer) figure(id string) string { return a.text("[data-testid=figure-" + id + "] .value") }

// texts are those of every match.
func (a answer) texts(selector string) []string {
	return a.doc.Find(selector).Map(func(_ int, s *goquery.Selection) string { return read(s) })
}

// href is the address of the first match.
func (a answer) href(selector string) string { return a.doc.Find(selector).AttrOr("href", "") }

// hrefs are the addresses of every match.
func (a answer) hrefs(selector string) []string {
	return a.doc.Find(selector).Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", "") })
}

// withoutBriefing leaves out the links that put a part of the page on a briefing sheet.
func (a answer) withoutBriefing() answer {
	a.doc.Find(".to-briefing").Remove()
	return a
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// walks marks a test that reads hundreds of pages. Under the race detector that
// takes minutes and finds nothing that a few pages do not show: CI runs it without.
func walks(t *testing.T) {
	t.Helper()
	if raceEnabled {
		t.Skip("reads hundreds of pages: run it without the race detector")
	}
}
