package handlers_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/layout"
)

// asKnown is an address as known at a moment.
func asKnown(address string, at time.Time) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	q := u.Query()
	q.Set("known", layout.Moment(at))
	u.RawQuery = q.Encode()
	return u.String()
}

// lastChange is the moment of the newest change.
func (a *app) lastChange(t *testing.T) time.Time {
	t.Helper()
	last, err := a.store.LastChange(t.Context())
	if err != nil || last == nil {
		t.Fatal("the last change:", last, err)
	}
	return last.At
}

// whole is an address of every kind of page that answers 200, each in one of the
// languages.
func whole() []string {
	var addresses []string
	for i, address := range everyKind {
		if address != "?year=abc" {
			addresses = append(addresses, "/"+string(models.Langs[i%len(models.Langs)])+"/"+address)
		}
	}
	return addresses
}

// middle is what stands in the middle of a page, without the moment that it shows.
func (a answer) middle(t *testing.T) string {
	t.Helper()
	// The day on which a sheet is made is no part of what was known.
	a.doc.Find("input[name=known], [data-made]").Remove()
	for _, attr := range []string{"href", "hx-get", "action", "data-picture", "data-sheet", "src"} {
		for _, n := range a.doc.Find("[" + attr + "]").Nodes {
			for i := range n.Attr {
				if n.Attr[i].Key != attr {
					continue
				}
				if u, err := url.Parse(n.Attr[i].Val); err == nil {
					q := u.Query()
					q.Del("known")
					u.RawQuery = q.Encode()
					n.Attr[i].Val = u.String()
				}
			}
		}
	}
	html, err := a.doc.Find("main").Html()
	if err != nil {
		t.Fatal(err)
	}
	// Where the field of the moment stood, nothing but space is left.
	return betweenTags.ReplaceAllString(knownText.ReplaceAllString(html, ""), "> <")
}

var betweenTags = regexp.MustCompile(`>\s*<`)

// knownText is the moment in an address that is told in words.
var knownText = regexp.MustCompile(`\?known=[^"<\s（]*[0-9Z]`)

func TestEveryPageIsKnownAsItWas(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		now := modelstest.Now
		a.store.SetClock(func() time.Time { return now })
		e := modelstest.NewEditor(t, a.store)
		bodies := make(map[string]string)
		remember := func() {
			at := a.lastChange(t)
			for _, address := range whole() {
				known := asKnown(address, at)
				then := a.page(t, known)
				if diff := cmp.Diff(a.page(t, address).middle(t), then.middle(t)); diff != "" {
					t.Errorf("%s is not what the page is now (-page +known)\n%s", known, diff)
				}
				bodies[known] = a.page(t, known).body
			}
			for _, file := range []string{
				"/kk/projects.csv?status=launched", "/zh/statements.xlsx?year=2018", "/ru/metrics/trade_turnover_usd.svg", "/en/prices/brent.json?from=2016-01",
				"/ru/search.csv?q=астана", "/kk/programme.json?year=2018", "/data/dostyk.zip",
			} {
				known := asKnown(file, at)
				bodies[known] = a.page(t, known).body
			}
		}
		remember()
		for seed := range 24 {
			// The day of the records is that of the change, so that «today» is too.
			now = now.Add(time.Hour)
			if e.Edit(t, seed) && seed%8 == 0 {
				remember()
			}
		}
		now = now.AddDate(1, 0, 0)
		if len(bodies) < 3*len(whole()) {
			t.Fatalf("only %d pages were remembered", len(bodies))
		}
		for known, body := range bodies {
			if diff := cmp.Diff(body, a.page(t, known).body); diff != "" {
				t.Errorf("%s a year later (-then +later)\n%s", known, diff)
			}
		}
	})
}

func TestSettledMomentsMayBeCachedForEver(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		first := a.lastChange(t)
		now := first
		a.store.SetClock(func() time.Time { return now })
		known := asKnown("/en/projects", first)
		if got := a.page(t, known).Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("just recorded: %q", got)
		}
		now = now.AddDate(0, 0, 2)
		got := a.page(t, known)
		if h := got.Header.Get("Cache-Control"); h != "no-cache" || got.Header.Get("ETag") == "" {
			t.Errorf("two days later: %q, %q", h, got.Header.Get("ETag"))
		}
		if h := a.page(t, asKnown("/en/projects.csv", first)).Header.Get("Cache-Control"); h != "public, max-age=31536000, immutable" {
			t.Errorf("its file: %q", h)
		}
		if h := got.Header.Get("Memento-Datetime"); h != first.Format(http.TimeFormat) {
			t.Errorf("Memento-Datetime: %q", h)
		}
		if got := a.get(t, asKnown("/en/projects/nosuch", first)); got.StatusCode != http.StatusNotFound || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("no such project: %d, %q", got.StatusCode, got.Header.Get("Cache-Control"))
		}
		plain := a.page(t, "/en/projects?status=launched")
		if plain.Header.Get("Memento-Datetime") != "" || !slices.Contains(plain.Header.Values("Vary"), "Accept-Datetime") {
			t.Errorf("the records of now: %v", plain.Header)
		}
		if link := plain.Header.Get("Link"); !strings.Contains(link, `</en/projects?status=launched>; rel="original timegate"`) || !strings.Contains(link, `rel="timemap"`) {
			t.Errorf("Link: %q", link)
		}
	})
}

func TestADayIsKnownAtItsEnd(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		now := modelstest.Now
		a.store.SetClock(func() time.Time { return now })
		now = now.AddDate(0, 0, 3)
		for day, want := range map[string]int{"2026-11-23": 200, "2026-11-24": 200, "2026-11-26": 200, "2026-11-22": 400, "2026-11-27": 400, "2026": 400, "x": 400, "2026-11-23T09:00:00Z": 200, "20261123T090000Z": 200, "20261123T090000.000001Z": 200, "20261123T085959.999999Z": 400, "2026-11-23T08:59:59Z": 400, "2099-01-01T00:00:00Z": 400} {
			got := a.get(t, "/en/projects?known="+day)
			if got.StatusCode != want {
				t.Errorf("known=%s answers %d", day, got.StatusCode)
			}
			if want == 200 && got.doc.Find("[data-testid=known]").Length() != 1 {
				t.Errorf("known=%s does not say so", day)
			}
		}
	})
}

func TestWhatTakesTooLongIsNotReadyYet(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		release := sync.OnceFunc(a.store.HoldPasts())
		defer release()
		brief := func(address string) answer { return a.briefly(t, 300*time.Millisecond, address) }
		known := asKnown("projects?status=launched", a.lastChange(t))
		for lang, want := range map[models.Lang]string{
			models.English: "open this page again in a minute", models.Kazakh: "бір минуттан кейін қайта ашыңыз", models.Russian: "Откройте эту страницу снова через минуту", models.Chinese: "请一分钟后再次打开本页",
		} {
			got := brief("/" + string(lang) + "/" + known)
			if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") != "60" || got.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: answers %d, %v", lang, got.StatusCode, got.Header)
			}
			if text := got.text("main"); !strings.Contains(text, want) || !strings.Contains(text, "15") || got.Header.Get("Memento-Datetime") != "" {
				t.Errorf("%s: says %q", lang, text)
			}
			if href := got.href("main a"); href != "/"+string(lang)+"/"+known {
				t.Errorf("%s: leads to %s", lang, href)
			}
		}
		file := brief("/en/" + asKnown("projects.json", a.lastChange(t)))
		var p struct {
			Status int
			Detail string
		}
		if err := json.Unmarshal([]byte(file.body), &p); err != nil || file.Header.Get("Content-Type") != "application/problem+json" || file.Header.Get("Retry-After") != "60" || p.Status != 503 || !strings.Contains(p.Detail, "15 seconds") {
			t.Errorf("a file answers %d: %s (%v)", file.StatusCode, file.body, err)
		}
		release()
		a.page(t, "/en/"+known)
	})
}

func TestTooManyMomentsAtOnceAreRefused(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		modelstest.SomeRevisions(t, a.store)
		defer a.store.HoldPasts()()
		for hour := range 5 {
			got := a.briefly(t, 100*time.Millisecond, asKnown("/en/projects", modelstest.Now.Add(time.Duration(hour)*time.Hour)))
			want := "still being prepared"
			if hour == 4 {
				want = "Too many earlier dates"
			}
			if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") != "60" || !strings.Contains(got.text("main"), want) {
				t.Errorf("moment %d answers %d: %s", hour, got.StatusCode, got.text("main"))
			}
		}
	})
}

// briefly is get by a visitor whose time ends.
func (a *app) briefly(t *testing.T, after time.Duration, address string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), after)
	defer cancel()
	return a.do(t, httptest.NewRequestWithContext(ctx, http.MethodGet, address, nil))
}

func TestAPageThatTakesTooLongSaysSo(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, address := range []string{"/en/projects", "/en/projects.json", "/kk/projects", "/ru/projects", "/zh/projects"} {
			got := a.briefly(t, -time.Second, address)
			if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") != "60" || strings.Contains(got.body, "error.") {
				t.Errorf("%s answers %d: %s", address, got.StatusCode, got.body)
			}
		}
	})
}

// Whoever asks for a moment of which nothing is known is told a day in words that people
// use, and the address with that day answers.
func TestAMomentThatIsRefusedComesWithOneThatAnswers(t *testing.T) {
	advice := regexp.MustCompile(`known=(\d{4}-\d{2}-\d{2})(?:\D|$)`)
	each(t, func(t *testing.T, a *app) {
		a.store.SetClock(func() time.Time { return modelstest.Now.Add(time.Hour + 123456*time.Microsecond) })
		for _, lang := range models.Langs {
			for _, moment := range []string{"20990101T000000Z", "2099-01-01", "2001-01-01", "20010101T000000Z"} {
				address := "/" + string(lang) + "/projects?known="
				got := a.get(t, address+moment)
				said := strings.Replace(got.text("main"), "known="+moment, "", 1)
				day := advice.FindStringSubmatch(said)
				if got.StatusCode != http.StatusBadRequest || day == nil {
					t.Errorf("%s%s answers %d: %s", address, moment, got.StatusCode, said)
					continue
				}
				a.page(t, address+day[1])
			}
		}
	})
}

func TestTheTimeGateLeadsToWhatWasKnown(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		first := a.lastChange(t)
		now := first.Add(24 * time.Hour)
		a.store.SetClock(func() time.Time { return now })
		e := modelstest.NewEditor(t, a.store)
		for seed := 0; !e.Edit(t, seed); seed++ {
		}
		second := a.lastChange(t)
		for header, want := range map[string]time.Time{
			first.Add(-time.Hour).Format(http.TimeFormat):         first,
			first.Add(time.Hour).Format(http.TimeFormat):          first,
			second.Add(time.Second).UTC().Format(http.TimeFormat): second,
			"Sat, 01 Jan 2050 00:00:00 GMT":                       second,
		} {
			got := a.get(t, "/ru/statements?year=2018", "Accept-Datetime", header)
			if got.StatusCode != http.StatusFound || got.Header.Get("Location") != asKnown("/ru/statements?year=2018", want) || !slices.Contains(got.Header.Values("Vary"), "Accept-Datetime") {
				t.Errorf("%s: %d to %q", header, got.StatusCode, got.Header.Get("Location"))
			}
		}
		if got := a.get(t, "/ru/statements", "Accept-Datetime", "yesterday"); got.StatusCode != http.StatusBadRequest {
			t.Errorf("yesterday: %d", got.StatusCode)
		}
		got := a.get(t, "/ru/timemap?of="+url.QueryEscape("/ru/statements?year=2018"))
		for _, want := range []string{
			`</ru/statements?year=2018>; rel="original timegate"`,
			"<" + asKnown("/ru/statements?year=2018", first) + `>; rel="first memento"; datetime="` + first.Format(http.TimeFormat) + `"`,
			"<" + asKnown("/ru/statements?year=2018", second) + `>; rel="last memento"; datetime="` + second.UTC().Format(http.TimeFormat) + `"`,
		} {
			if !strings.Contains(got.body, want) {
				t.Errorf("the time map lacks %s:\n%s", want, got.body)
			}
		}
		if got.Header.Get("Content-Type") != "application/link-format" {
			t.Errorf("the time map is %q", got.Header.Get("Content-Type"))
		}
		for _, of := range []string{"", "https://example.com/ru/", "//example.com/ru/", "/en/projects", "%"} {
			if got := a.get(t, "/ru/timemap?of="+url.QueryEscape(of)); got.StatusCode != http.StatusBadRequest {
				t.Errorf("the time map of %q answers %d", of, got.StatusCode)
			}
		}
	})
}

// What somebody mailed is found again by the day on which it was mailed: a form on the
// page of a figure and on a sheet asks for it, without script, and keeps all else.
func TestAPageIsAskedForAsItWasRecorded(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		a.store.SetClock(func() time.Time { return modelstest.Now.AddDate(0, 0, 5) })
		modelstest.Revise(t, a.store, models.Correcting, "The recording says 5.", "statements.csv", modelstest.Set("st068", "value", "5"))
		day := string(models.DayOf(modelstest.Now.AddDate(0, 0, 1)))
		for _, address := range []string{"/kk/f/st068", "/en/briefing?i=f.st068+Own+line&title=June&i=p.ulba-fa"} {
			form := a.page(t, address).form("[data-testid=recorded]", "")
			form.Set("known", day)
			path, _, _ := strings.Cut(address, "?")
			got := a.page(t, path+"?"+form.Encode())
			if said := got.text("[data-testid=known]"); said == "" || !strings.Contains(got.text("main"), "4") || got.doc.Find("[data-testid=recorded] [name=known]").AttrOr("value", "") != day {
				t.Errorf("%s as recorded on %s says %q", address, day, got.text("main"))
			}
			if strings.Contains(address, "?") && (got.text("h1") != "June" || !strings.Contains(got.text("main"), "Ulba")) {
				t.Errorf("the sheet has lost what it holds: %q", got.text("main"))
			}
		}
	})
}
