package handlers_test

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/static"
)

// patience bounds every wait of a browser test.
const patience = 30 * time.Second

// browserPath is that of Chromium. Without one the test is skipped, except under
// CI, where it fails.
func browserPath(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("DOSTYK_TEST_BROWSER"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	lacking(t, "there is no Chromium: install it, or name it in DOSTYK_TEST_BROWSER")
	return ""
}

// lacking skips the test, and fails it under CI.
func lacking(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// tab is a page of the browser, on a dashboard of its own.
type tab struct {
	t   *testing.T
	ctx context.Context
	url string
	app *app

	mu       sync.Mutex
	problems []string
	requests []*network.Request
	bytes    float64
}

// TestBrowser runs what needs a real browser, in one browser after the other.
func TestBrowser(t *testing.T) {
	walks(t)
	path := browserPath(t)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	browser, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(closeBrowser)
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	s := modelstest.New(t, models.SQLite, true)
	modelstest.Revise(t, s, models.Correcting, "The report was misread.", "enterprises.csv", modelstest.Set("ulba-fa-llp", "export_oriented", "no", "chinese_share", "51"))
	modelstest.Revise(t, s, models.Revising, "A newer report.", "projects.csv", modelstest.Set("astana-lrt", "cost_usd", "1600000000", "chinese_partner", "CNPC; CITIC (10%)", "source_ids", "ecinfo-lrt"))
	modelstest.User(t, s, "a.admin", models.Admin)
	a := newApp(s)
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	type browserTest struct {
		name string
		run  func(*testing.T, *tab)
	}
	in := func(t *testing.T, test browserTest, options ...chromedp.ContextOption) {
		ctx, closeTab := chromedp.NewContext(browser, options...)
		defer closeTab()
		// Each step has its own bound. This one ends what goes on for ever, on a busy
		// machine too.
		ctx, end := context.WithTimeout(ctx, 20*time.Minute)
		defer end()
		tb := newTab(t, ctx, server.URL, a)
		test.run(t, tb)
		tb.mu.Lock()
		defer tb.mu.Unlock()
		for _, p := range tb.problems {
			t.Errorf("the browser complains: %s", p)
		}
	}
	for _, test := range []browserTest{
		{"a filter, then Back: page and form agree", filterThenBack},
		{"a facet, another facet, Back, Back", facetsThenBack},
		{"another year swaps the figures without a new page", anotherYear},
		{"a day picked in the form counts", dayPicked},
		{"every day, month and word can be typed key by key", fieldsTyped},
		{"a filter without a connection", filterOffline},
		{"a link to the same page otherwise keeps the place", placeKept},
		{"search as one types, with focus and caret kept", searchAsOneTypes},
		{"everything is reached by keyboard alone", keyboardOnly},
		{"the map by keyboard", mapByKeyboard},
		{"the form works with script off", scriptOff},
		{"a chart is saved as a picture", chartAsPicture},
		{"a figure is copied beside where it stands", figureCopied},
		{"the briefing sheet of a tab is remembered", briefingRemembered},
		{"nothing breaks the policy, and nothing comes from elsewhere", policyHolds},
		{"a bad value leads to its page, not to silence", badValue},
		{"the pages of users", pagesOfUsers},
		{"a mistake in a form takes the focus and loses nothing", formWithMistake},
		{"rows come and go, and choices narrow as one types", formRows},
		{"a record is added by keyboard alone", formByKeyboard},
		{"what is typed is kept", typedIsKept},
		{"a session that ends in the middle of an edit", sessionEndsInForm},
		{"a place is picked by a click, with script off", placePicked},
		{"two editors of one project, with script off", threeWayMerge},
		{"the pages of editors", pagesOfEditors},
		{"a bulk edit", bulkEdit},
	} {
		t.Run(test.name, func(t *testing.T) { in(t, test) })
	}
	// These only look, as visitors, and two at a time.
	for _, test := range []browserTest{
		{"no page scrolls sideways, and targets are large enough", sizes},
		{"the pages on paper", onPaper},
		{"no column of a list goes with the width", columnsKept},
		{"axe finds nothing in Kazakh and Russian", axe(models.Kazakh, models.Russian)},
		{"axe finds nothing in Chinese and English", axe(models.Chinese, models.English)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in(t, test, chromedp.WithNewBrowserContext())
		})
	}
}

// newTab opens a tab under its context.
func newTab(t *testing.T, ctx context.Context, url string, a *app) *tab {
	t.Helper()
	tb := &tab{t: t, ctx: ctx, url: url, app: a}
	tb.listen()
	call(tb, network.Enable, network.EnableParams{})
	call(tb, log.Enable, cdp.Empty{})
	call(tb, runtime.Enable, cdp.Empty{})
	tb.size(1360)
	return tb
}

// expected takes back complaints of the browser that a test has brought about.
func (tb *tab) expected(parts ...string) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.problems = slices.DeleteFunc(tb.problems, func(p string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(p, part) })
	})
}

func (tb *tab) listen() {
	err := chromedp.Listen(tb.ctx, func(event any) {
		tb.mu.Lock()
		defer tb.mu.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
				tb.problems = append(tb.problems, e.Entry.Text+" "+e.Entry.URL)
			}
		case *runtime.EventExceptionThrown:
			tb.problems = append(tb.problems, e.ExceptionDetails.Text)
		case *network.EventRequestWillBeSent:
			tb.requests = append(tb.requests, e.Request)
		case *network.EventLoadingFinished:
			tb.bytes += e.EncodedDataLength
		}
	})
	if err != nil {
		tb.t.Fatal(err)
	}
}

func (tb *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	ctx, end := context.WithTimeout(tb.ctx, patience)
	defer end()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tb.t.Fatal(err)
	}
}

// call runs a command of the browser's protocol.
func call[P, R any](tb *tab, command cdp.Command[P, R], params P) {
	tb.t.Helper()
	ctx, end := context.WithTimeout(tb.ctx, patience)
	defer end()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		tb.t.Fatal(err)
	}
}

// script evaluates a source for what it does.
func script(source string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](source)
}

func (tb *tab) open(address string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(tb.url+address), chromedp.WaitReady("main"))
}

func (tb *tab) size(width int64) {
	tb.t.Helper()
	call(tb, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 700})
}

// eval evaluates an expression and reads its value.
func eval[T any](tb *tab, expression string) T {
	tb.t.Helper()
	ctx, end := context.WithTimeout(tb.ctx, patience)
	defer end()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatalf("%v\nin %s", err, expression)
	}
	return value
}

// wait waits until an expression is true of a page that is there as a whole: what is
// missing from half a page is not gone.
func (tb *tab) wait(expression string) {
	tb.t.Helper()
	// Asked again and again from here: a script that waits does not outlive the
	// page that it runs in.
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		ctx, end := context.WithTimeout(tb.ctx, patience)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === 'complete' && Boolean(`+expression+`)`))
		end()
		if err == nil && ok {
			return
		}
	}
	tb.t.Fatalf("%s never becomes true at %s", expression, eval[string](tb, "location.href"))
}

func needsHTMX(t *testing.T) {
	t.Helper()
	if !static.HasHTMX() {
		lacking(t, "htmx is not built in: run go generate ./...")
	}
}
