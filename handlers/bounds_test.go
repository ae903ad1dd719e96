package handlers_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/pages"
)

// bound is how much an endpoint takes from a stranger, and the request that costs most
// among those that it takes.
type bound struct {
	// says is the bound as documents have it.
	says string
	// asks are the requests; none of an endpoint that reads nothing of what is sent.
	asks []func() *http.Request
}

// longestAddress is how many bytes an address may have.
const longestAddress = 32 << 10

func asks(address string) func() *http.Request {
	return func() *http.Request { return httptest.NewRequest(http.MethodGet, address, nil) }
}

// filled is an address with as many parameters as fit.
func filled(address string) func() *http.Request {
	with := "?"
	if strings.Contains(address, "?") {
		with = "&"
	}
	room := longestAddress - len(address) - 1
	return asks(address + with + strings.Repeat("x=1&", room/4))
}

func sends(address string, form url.Values) func() *http.Request {
	return func() *http.Request {
		r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
}

// rechecks sends a file with a text in it.
func rechecks(text string) func() *http.Request {
	return func() *http.Request {
		var packed, body bytes.Buffer
		z := zip.NewWriter(&packed)
		part, _ := z.Create("word/document.xml")
		_, _ = io.WriteString(part, text)
		_ = z.Close()
		w := multipart.NewWriter(&body)
		file, _ := w.CreateFormFile("file", "sheet.docx")
		_, _ = file.Write(packed.Bytes())
		_ = w.Close()
		r := httptest.NewRequest(http.MethodPost, "/en/briefing/recheck", &body)
		r.Header.Set("Content-Type", w.FormDataContentType())
		return r
	}
}

// stated are the codes of all figures on record.
var stated = sync.OnceValue(func() []string {
	text, err := fs.ReadFile(models.OpeningFiles(), "statements.csv")
	if err != nil {
		panic(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		panic(err)
	}
	var codes []string
	for _, row := range rows[1:] {
		codes = append(codes, row[0])
	}
	return codes
})

// The dearest items of a sheet.
func figureItem(i int) string { return "f." + stated()[i%len(stated())] }
func chartItem(i int) string  { return fmt.Sprintf("c.programme?sector=mining&x=%d&year=%d", i, 1990+i) }
func metricItem(i int) string { return fmt.Sprintf("c.metrics/launched?x=%d", i) }
func mapItem(i int) string    { return fmt.Sprintf("f.count.map?q=a&x=%d", i) }
func searchItem(i int) string {
	return fmt.Sprintf("f.count.found?q=%d+a+b+c+d+e+f+g+h+i+j+k+l+m+n+o", i)
}

func fullSheet(ext string, item func(int) string) string {
	items := make([]string, pages.MostBriefingItems)
	for i := range items {
		items[i] = item(i)
	}
	return sheet("en", "briefing"+ext, items...)
}

// oldText is a text of addresses that are rechecked.
func oldText(items int, item func(int) string) string {
	var b strings.Builder
	for i := range items {
		fmt.Fprintf(&b, "%s&known=2026-11-24 ", sheet("en", "briefing", item(i)))
	}
	return b.String()
}

// longText is the longest text that is looked for.
var longText = url.QueryEscape(strings.Repeat("project of a ", 15))

const anAddress = "an address of 32 KiB; a text of 200 characters in it"

// bounds are those of every endpoint that visitors reach, by method and path behind the
// language. A family of files stands under its page.
func bounds() map[string]bound {
	page := func(address string, others ...string) bound {
		b := bound{says: anAddress, asks: []func() *http.Request{filled(address)}}
		for _, other := range others {
			b.asks = append(b.asks, asks(other))
		}
		return b
	}
	nothing := bound{says: "reads nothing of what is sent"}
	long := strings.Repeat("x", 900_000)
	list := map[string]bound{
		"/": page("/en/?year=2018&sector=mining"), "": nothing, "/healthz": nothing, "/readyz": nothing, "/static/*": nothing, "/robots.txt": nothing, "/favicon.ico": nothing,
		"/api/openapi.json": nothing, "/sitemap.xml": nothing, "/sitemaps/:part": nothing, "/data/dostyk.zip": {says: "one moment", asks: []func() *http.Request{asks("/data/dostyk.zip")}},
		"/programme":             page("/en/programme.csv"),
		"/projects":              page("/en/projects?q="+longText, "/en/projects.xlsx"),
		"/enterprises":           page("/en/enterprises?q="+longText, "/en/enterprises.xlsx"),
		"/agreements":            page("/en/agreements?q="+longText, "/en/agreements.xlsx"),
		"/statements":            page("/en/statements?q="+longText, "/en/statements.xlsx"),
		"/metrics":               page("/en/metrics", "/en/metrics.xlsx"),
		"/sources":               page("/en/sources?q="+longText, "/en/sources.xlsx"),
		"/prices":                page("/en/prices", "/en/prices.xlsx"),
		"/search":                page("/en/search?q="+longText, "/en/search.xlsx?q="+longText, searchFor("en", strings.Repeat("a ", 100))),
		"/map":                   page("/en/map?q="+longText, "/en/map.svg"),
		"/projects/:code":        page("/en/projects/ulba-fa?list=" + url.QueryEscape("q="+longText)),
		"/enterprises/:code":     page("/en/enterprises/ulba-fa-llp"),
		"/agreements/:code":      page("/en/agreements/package-2013"),
		"/statements/:code":      page("/en/statements/st067"),
		"/metrics/:code":         page("/en/metrics/launched", "/en/metrics/launched.svg"),
		"/sources/:code":         page("/en/sources/wb-pinksheet", "/en/sources/wb-pinksheet.xlsx"),
		"/prices/:commodity":     page("/en/prices/brent?with=wti&with=gold&with=copper", "/en/prices/brent.xlsx"),
		"/f/:id":                 page("/en/f/count.map?q="+longText, "/en/f/count.found?q="+longText, "/en/f/gap.st067.st068"),
		"/changes":               page("/en/changes?programme=industrial-cooperation"),
		"/changes.atom":          page("/en/changes.atom"),
		"/timemap":               {says: "an address of 2,000 bytes in it", asks: []func() *http.Request{asks("/en/timemap?of=/en/projects%3Fx%3D" + strings.Repeat("x", 1950))}},
		"/data":                  page("/en/data"),
		"/about":                 page("/en/about"),
		"/sign-in":               page("/en/sign-in"),
		"/sign-in/code":          page("/en/sign-in/code"),
		"/set-up":                page("/en/set-up"),
		"/set-password":          page("/en/set-password"),
		"/briefing":              {says: "40 items with lines of 200 characters"},
		"POST /briefing":         {says: "a form of 1 MB; 40 items with lines of 200 characters"},
		"POST /sign-in":          {says: "a form of 1 MB", asks: []func() *http.Request{sends("/en/sign-in", url.Values{"username": {long}, "password": {"x"}}), sends("/en/sign-in", url.Values{"username": {"a.admin"}, "password": {strings.Repeat("x", 128)}})}},
		"POST /sign-in/code":     {says: "a form of 1 MB", asks: []func() *http.Request{sends("/en/sign-in/code", url.Values{"code": {long}})}},
		"POST /set-up":           {says: "a form of 1 MB", asks: []func() *http.Request{sends("/en/set-up", url.Values{"token": {long}, "password": {"x"}})}},
		"POST /set-password":     {says: "a form of 1 MB", asks: []func() *http.Request{sends("/en/set-password", url.Values{"token": {"x"}, "password": {long}})}},
		"GET /briefing/recheck":  page("/en/briefing/recheck"),
		"POST /briefing/recheck": {says: "1 MB, of a packed file 8 MiB unpacked; 5,000 addresses; 200 items of 3 moments, where a chart or a number of records counts as 5"},
	}
	for _, ext := range []string{"", ".docx", ".md"} {
		for _, item := range []func(int) string{figureItem, chartItem, metricItem, mapItem, searchItem} {
			b := list["/briefing"]
			b.asks = append(b.asks, asks(fullSheet(ext, item)))
			list["/briefing"] = b
		}
	}
	list["POST /briefing"] = sheetForms(list["POST /briefing"])
	b := list["POST /briefing/recheck"]
	b.asks = append(b.asks, rechecks(oldText(pages.MostRechecked, figureItem)), rechecks(strings.Repeat("/en/f/ ", 1<<20)),
		rechecks(strings.Repeat("/en/f/st067?known=2026-11-24 ", 5000)))
	for _, item := range []func(int) string{chartItem, metricItem, mapItem, searchItem} {
		b.asks = append(b.asks, rechecks(oldText(pages.MostBriefingItems, item)))
	}
	list["POST /briefing/recheck"] = b
	return list
}

// sheetForms are the dearest forms of a sheet.
func sheetForms(b bound) bound {
	for _, item := range []func(int) string{figureItem, chartItem, metricItem, mapItem, searchItem} {
		form := url.Values{"save": {"1"}, "add": {strings.Repeat("x", 500_000)}}
		for i := range pages.MostBriefingItems {
			form["i"], form["line"] = append(form["i"], item(i)), append(form["line"], strings.Repeat("中", pages.LongestLine))
		}
		b.asks = append(b.asks, sends("/en/briefing", form))
	}
	return b
}

// boundOf is the key of the bound of a route: its page, for each file of it.
func boundOf(method, path string) string {
	for _, lang := range models.Langs {
		if rest, in := strings.CutPrefix(path, "/"+string(lang)); in && (rest == "" || rest[0] == '/') {
			path = rest
		}
	}
	if method == http.MethodPost || path == "/briefing/recheck" {
		return strings.Replace(method, http.MethodHead, http.MethodGet, 1) + " " + path
	}
	for _, format := range []string{".csv", ".xlsx", ".json", ".svg", ".docx", ".md"} {
		if path != "/api/openapi.json" {
			path = strings.TrimSuffix(path, format)
		}
	}
	if strings.HasSuffix(path, "/:code/changes.atom") {
		return "/changes.atom"
	}
	return strings.TrimSuffix(path, "/versions")
}

// TestEveryEndpointForStrangersHasABound finds the bound of every route, and no bound of
// what is no route.
func TestEveryEndpointForStrangersHasABound(t *testing.T) {
	known, used := bounds(), make(map[string]bool)
	for _, r := range newApp(modelstest.New(t, models.SQLite, false)).Routes() {
		if models.UserRole(r.Name).Known() {
			continue
		}
		key := boundOf(r.Method, r.Path)
		if b, ok := known[key]; !ok || b.says == "" {
			t.Errorf("%s %s has no bound: add %q with the largest request that it takes", r.Method, r.Path, key)
		}
		used[key] = true
	}
	for key := range known {
		if !used[key] {
			t.Errorf("%q is no route", key)
		}
	}
}

// BenchmarkBounds measures the processor time of the largest requests that strangers can
// send.
func BenchmarkBounds(b *testing.B) {
	s := modelstest.New(b, models.SQLite, true)
	now := modelstest.Now.AddDate(0, 1, 0)
	s.SetClock(func() time.Time { return now })
	a := newApp(s)
	for key, bound := range bounds() {
		for i, ask := range bound.asks {
			b.Run(fmt.Sprintf("%s/%d", strings.ReplaceAll(strings.Trim(key, "/"), "/", "."), i), func(b *testing.B) {
				var used time.Duration
				for b.Loop() {
					w, r := httptest.NewRecorder(), ask()
					start := processorTime()
					a.ServeHTTP(w, r)
					used += processorTime() - start
					if w.Code >= http.StatusInternalServerError || w.Code == http.StatusRequestEntityTooLarge {
						b.Fatalf("%s answers %d", r.URL.Path, w.Code)
					}
				}
				b.ReportMetric(float64(used.Milliseconds())/float64(b.N), "cpu-ms/op")
			})
		}
	}
}

func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
