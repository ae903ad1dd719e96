package handlers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
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
	"github.com/chromedp/chromedp/kb"

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

	mu       sync.Mutex
	problems []string
	requests []*network.Request
	bytes    float64
}

// TestBrowser runs what needs a real browser, in one browser after the other.
func TestBrowser(t *testing.T) {
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
	server := httptest.NewServer(newApp(modelstest.New(t, models.SQLite, true)))
	t.Cleanup(server.Close)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *tab)
	}{
		{"a filter, then Back: page and form agree", filterThenBack},
		{"a facet, another facet, Back, Back", facetsThenBack},
		{"another year swaps the figures without a new page", anotherYear},
		{"a day typed into the form counts", dayTyped},
		{"search as one types, with focus and caret kept", searchAsOneTypes},
		{"everything is reached by keyboard alone", keyboardOnly},
		{"the map by keyboard", mapByKeyboard},
		{"the form works with script off", scriptOff},
		{"nothing breaks the policy, and nothing comes from elsewhere", policyHolds},
		{"a bad value leads to its page, not to silence", badValue},
		{"no page scrolls sideways, and targets are large enough", sizes},
		{"axe finds nothing", axe},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, closeTab := chromedp.NewContext(browser)
			defer closeTab()
			ctx, end := context.WithTimeout(ctx, 4*time.Minute)
			defer end()
			tb := &tab{t: t, ctx: ctx, url: server.URL}
			tb.listen()
			call(tb, network.Enable, network.EnableParams{})
			call(tb, log.Enable, cdp.Empty{})
			call(tb, runtime.Enable, cdp.Empty{})
			tb.size(1360)
			test.run(t, tb)
			tb.mu.Lock()
			defer tb.mu.Unlock()
			for _, p := range tb.problems {
				t.Errorf("the browser complains: %s", p)
			}
		})
	}
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

// wait waits until an expression is true.
func (tb *tab) wait(expression string) {
	tb.t.Helper()
	// Asked again and again from here: a script that waits does not outlive the
	// page that it runs in.
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		ctx, end := context.WithTimeout(tb.ctx, patience)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`Boolean(`+expression+`)`))
		end()
		if err == nil && ok {
			return
		}
	}
	tb.t.Fatalf("%s never becomes true at %s", expression, eval[string](tb, "location.href"))
}

// state is what a person sees of a list and its form.
type state struct {
	Query, Year, Status, Sector, Region, Headline, Total string
	Rows                                                 int
}

const readState = `({
	Query: location.search,
	Year: document.querySelector('input[name=year]:checked')?.value ?? '',
	Status: document.getElementById('status').value,
	Sector: document.getElementById('sector').value,
	Region: document.getElementById('region').value,
	Headline: document.querySelector('h1').textContent,
	Total: document.querySelector('[data-testid=figure-total] .value')?.textContent ?? '',
	Rows: document.querySelectorAll('#project-table tbody tr').length,
})`

func (tb *tab) state() state {
	tb.t.Helper()
	return eval[state](tb, readState)
}

// choose picks an option as a person does: focus, value, change.
func (tb *tab) choose(id, value string) {
	tb.t.Helper()
	tb.do(chromedp.Focus("#"+id), script(fmt.Sprintf(
		`(() => { const s = document.getElementById(%q); s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true})) })()`, id, value)))
}

func needsHTMX(t *testing.T) {
	t.Helper()
	if !static.HasHTMX() {
		lacking(t, "htmx is not built in: run go generate ./...")
	}
}

func filterThenBack(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/?year=2018")
	start := tb.state()
	if start.Year != "2018" || start.Rows == 0 {
		t.Fatalf("it begins with %+v", start)
	}
	option := eval[string](tb, `document.querySelector('#sector option[value=agro-processing]').textContent`)
	tb.choose("sector", "agro-processing")
	tb.wait(`new URLSearchParams(location.search).get('sector') === 'agro-processing'`)
	sector := tb.state()
	if want := fmt.Sprintf("(%d)", sector.Rows); !strings.Contains(option, want) || sector.Sector != "agro-processing" || sector.Rows >= start.Rows {
		t.Errorf("the option %q gives %+v", option, sector)
	}
	if focused := eval[string](tb, `document.activeElement.id`); focused != "sector" {
		t.Errorf("the focus goes to %q", focused)
	}
	tb.wait(`document.getElementById('announcement').textContent.includes('match')`)
	if said := eval[string](tb, `document.getElementById('announcement').textContent`); !strings.Contains(said, fmt.Sprintf("%d projects match", sector.Rows)) {
		t.Errorf("a screen reader is told %q", said)
	}
	tb.do(chromedp.Click(`label:has(#year-2025)`))
	tb.wait(`new URLSearchParams(location.search).get('year') === '2025' && document.querySelector('#year-2025').checked`)
	year := tb.state()
	if year.Sector != "agro-processing" || year.Total != "224" {
		t.Errorf("the year gives %+v", year)
	}
	tb.choose("status", "planned")
	tb.wait(`new URLSearchParams(location.search).get('status') === 'planned'`)
	last := tb.state()

	for _, step := range []struct {
		move string
		want state
	}{
		{"history.back()", year}, {"history.back()", sector}, {"history.back()", start}, {"history.forward()", sector}, {"history.forward()", year}, {"history.forward()", last},
	} {
		// Going through the history loads the page anew.
		tb.do(script(`window.before = true`), script(step.move))
		tb.wait(fmt.Sprintf(`!window.before && location.search === %q && document.readyState === 'complete' && document.querySelectorAll('#project-table tbody tr').length === %d`, step.want.Query, step.want.Rows))
		if got := tb.state(); got != step.want {
			t.Errorf("after %s:\n%+v\nwant\n%+v", step.move, got, step.want)
		}
	}
}

func facetsThenBack(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/projects")
	rows := func() int { return eval[int](tb, `document.querySelectorAll('#project-table tbody tr').length`) }
	query := func() string { return eval[string](tb, `location.search`) }
	type seen struct {
		query, chips string
		rows         int
	}
	now := func() seen {
		return seen{query(), eval[string](tb, `[...document.querySelectorAll('.chips a')].map(a => a.textContent).join('|')`), rows()}
	}
	steps := []seen{now()}
	for _, choice := range []struct{ facet, value string }{{"status", "launched"}, {"partners", "both"}} {
		option := eval[string](tb, fmt.Sprintf(`document.querySelector('#%s option[value=%s]').textContent`, choice.facet, choice.value))
		tb.choose(choice.facet, choice.value)
		tb.wait(fmt.Sprintf(`new URLSearchParams(location.search).get(%q) === %q`, choice.facet, choice.value))
		tb.wait(fmt.Sprintf(`[...document.querySelectorAll('.chips a')].length === %d`, len(steps)))
		step := now()
		if !strings.HasSuffix(strings.TrimSpace(option), fmt.Sprintf("(%d)", step.rows)) {
			t.Errorf("the option %q gives %d rows", option, step.rows)
		}
		if focused := eval[string](tb, `document.activeElement.id`); focused != choice.facet {
			t.Errorf("the focus goes to %q", focused)
		}
		steps = append(steps, step)
	}
	for i := len(steps) - 2; i >= 0; i-- {
		tb.do(script(`window.before = true`), script("history.back()"))
		tb.wait(fmt.Sprintf(`!window.before && location.search === %q && document.readyState === 'complete'`, steps[i].query))
		if got := now(); got != steps[i] {
			t.Errorf("back: %+v, want %+v", got, steps[i])
		}
	}
	// A chip takes its choice back.
	tb.open("/en/projects?status=launched&partners=both")
	tb.do(chromedp.Click(`.chips a`))
	tb.wait(`location.search === '?partners=both' && document.querySelectorAll('.chips a').length === 1`)
}

// everyKind is an address of every kind of page, without the language.
var everyKind = []string{
	"?year=2018", "?year=2018&statement=st051", "?year=2020", "?year=abc", "projects", "projects?status=launched&sector=power", "projects/zhanatas-wind-100?list=page%3D2",
	"enterprises", "enterprises/ulba-fa-llp", "agreements", "agreements/nuclear-trafficking-2018?list=page%3D1", "statements?year=2018", "statements/st067",
	"metrics", "metrics/trade_turnover_usd", "sources", "sources/qazaqtv-194657", "prices", "prices/brent?with=wti", "prices/gold?with=copper&show=index", "about", "search", "search?q=wind", "search?q=zhanats",
	"map", "map?layer=projects&layer=enterprises&pick=group.kazakhstan-wide.173.307", "map?pick=corridor.trans-caspian-titr",
}

func anotherYear(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/?year=2018")
	tb.do(script(`window.stayed = true`))
	tb.do(chromedp.Click(`label:has(#year-2017)`))
	tb.wait(`document.querySelector('[data-testid=figure-launched] .value')?.textContent === '3'`)
	if !eval[bool](tb, `window.stayed === true`) {
		t.Error("the whole page was loaded again")
	}
	if title := eval[string](tb, `document.title`); !strings.HasPrefix(title, "Three of 51 joint projects launched") {
		t.Errorf("the title is %q", title)
	}
	if href := eval[string](tb, `document.querySelector('.langs a[hreflang=kk]').getAttribute('href')`); !strings.Contains(href, "year=2017") {
		t.Errorf("the language switch leads to %q", href)
	}
	if n := eval[int](tb, `document.querySelectorAll('.langs').length + document.querySelectorAll('#announcement').length + document.querySelectorAll('#view').length`); n != 3 {
		t.Errorf("%d parts where three should be", n)
	}
}

func dayTyped(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/?year=2018")
	tb.do(chromedp.Focus("#as_of"), script(`(() => { const d = document.getElementById('as_of'); d.value = '2018-03-01'; d.dispatchEvent(new Event('change', {bubbles: true})) })()`))
	tb.wait(`document.querySelector('[data-testid=figure-in_progress] .value')?.textContent === '11' && !document.querySelector('[data-testid=figure-planned]')`)
	if lead := eval[string](tb, `document.querySelector('[data-testid=lead]').textContent`); !strings.Contains(lead, "27 February 2018") {
		t.Errorf("shows %q", lead)
	}
	// A year half typed is not sent: the browser holds it against the bounds.
	before := eval[string](tb, `location.search`)
	tb.do(script(`(() => { const d = document.getElementById('as_of'); d.value = '0002-03-01'; d.dispatchEvent(new Event('change', {bubbles: true})) })()`), chromedp.Sleep(300*time.Millisecond))
	if after := eval[string](tb, `location.search`); after != before {
		t.Errorf("a year half typed leads to %q", after)
	}
}

func searchAsOneTypes(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/projects")
	tb.do(chromedp.Focus("#find"), chromedp.KeyEvent("khor"), chromedp.KeyEvent(kb.Enter))
	tb.wait(`location.pathname === '/en/search' && document.querySelector('.found') && document.readyState === 'complete'`)
	if q := eval[string](tb, `document.getElementById('find').value`); q != "khor" {
		t.Errorf("the box holds %q", q)
	}
	type box struct {
		Focused    bool
		Value      string
		Start, End int
	}
	const look = `(() => { const i = document.getElementById('find'); return {Focused: document.activeElement === i, Value: i.value, Start: i.selectionStart, End: i.selectionEnd}; })()`
	tb.do(script(`window.stayed = true; document.getElementById('find').focus(); document.getElementById('find').setSelectionRange(4, 4)`))
	tb.do(chromedp.KeyEvent("gos"))
	tb.wait(`new URLSearchParams(location.search).get('q') === 'khorgos' && document.querySelector('h1').textContent.includes('khorgos')`)
	if got := eval[box](tb, look); got != (box{true, "khorgos", 7, 7}) {
		t.Errorf("after typing: %+v", got)
	}
	if title := eval[string](tb, `document.title`); !strings.Contains(title, "khorgos") {
		t.Errorf("the title is %q", title)
	}
	tb.wait(`document.getElementById('announcement').textContent.includes('19 records')`)

	// In the midst of the text the caret stays where it is.
	tb.do(script(`document.getElementById('find').setSelectionRange(1, 1)`), chromedp.KeyEvent(kb.Delete))
	tb.wait(`new URLSearchParams(location.search).get('q') === 'korgos' && document.querySelector('h1').textContent.includes('korgos')`)
	if got := eval[box](tb, look); got != (box{true, "korgos", 1, 1}) {
		t.Errorf("after deleting a letter: %+v", got)
	}
	if !eval[bool](tb, `window.stayed === true`) {
		t.Error("typing loads the whole page again")
	}
	tb.do(script(`(() => { const i = document.getElementById('find'); i.value = ''; i.dispatchEvent(new Event('input', {bubbles: true})) })()`))
	tb.wait(`location.search === '' && document.querySelector('.ways')`)
	tb.do(script(`(() => { const i = document.getElementById('find'); i.value = '霍'; i.dispatchEvent(new Event('input', {bubbles: true})) })()`))
	tb.wait(`new URLSearchParams(location.search).get('q') === '霍' && document.querySelector('.found')`)

	// A hit, and back to what was found; then back to where the search began: the
	// letters in between left no traces.
	tb.do(script(`document.querySelector('[data-testid=found-project] a').click()`))
	tb.wait(`location.pathname.startsWith('/en/projects/') && document.readyState === 'complete'`)
	tb.do(script(`history.back()`))
	tb.wait(`location.pathname === '/en/search' && document.readyState === 'complete' && document.getElementById('find').value === '霍' && document.querySelector('.found')`)
	tb.do(script(`history.back()`))
	tb.wait(`location.pathname === '/en/projects' && document.readyState === 'complete'`)
}

func keyboardOnly(t *testing.T, tb *tab) {
	tb.open("/en/?year=2018")
	press := func(key string) { tb.do(chromedp.KeyEvent(key)) }
	press(kb.Tab)
	if text := eval[string](tb, `document.activeElement.textContent`); text != "Skip to content" {
		t.Errorf("the first stop is %q", text)
	}
	press(kb.Enter)
	tb.wait(`document.activeElement.id === 'main'`)

	// A walk over the whole page: every stop can be seen, none is a trap, and the
	// walk ends.
	type stop struct {
		Name    string
		Visible bool
	}
	const look = `(() => {
		const e = document.activeElement;
		if (e === document.body) return {Name: '', Visible: true};
		const hit = e.matches('.years input') ? e.nextElementSibling : e.querySelector(':scope > .hit') ?? e;
		const style = getComputedStyle(hit);
		const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || parseFloat(style.strokeWidth) >= 3 && style.stroke !== 'none';
		return {Name: e.tagName + ' ' + (e.id || e.getAttribute('aria-label') || e.textContent.trim().slice(0, 40)), Visible: ring};
	})()`
	tb.open("/en/?year=2018")
	var names []string
	for range 400 {
		press(kb.Tab)
		s := eval[stop](tb, look)
		if s.Name == "" {
			break
		}
		if !s.Visible {
			t.Errorf("the focus cannot be seen on %s", s.Name)
		}
		names = append(names, s.Name)
	}
	if len(names) < 60 || len(names) >= 400 {
		t.Errorf("the walk has %d stops", len(names))
	}
	for _, want := range []string{"INPUT year-2018", "SELECT sector", "INPUT as_of", "a 10 June 2018, Nursultan Nazarbayev: 4 launched", "SUMMARY Table"} {
		if !slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, want) }) {
			t.Errorf("the walk does not come by %q", want)
		}
	}

	if static.HasHTMX() {
		tb.do(chromedp.Focus("#year-2018"))
		press(kb.ArrowLeft)
		tb.wait(`new URLSearchParams(location.search).get('year') === '2017'`)
		tb.wait(`document.activeElement.id === 'year-2017'`)
	}
	tb.open("/en/?year=2018")
	tb.do(chromedp.Focus(`details.table summary`))
	press(kb.Enter)
	tb.wait(`document.querySelector('details.table').open`)
	tb.do(script(`document.querySelector('[data-testid=chart-wide] a[aria-label^="27 February 2018"]').focus()`))
	press(kb.Enter)
	tb.wait(`new URLSearchParams(location.search).get('statement') === 'st051' && document.querySelector('[data-testid=figure-not-broken-down] .value')?.textContent === '36'`)
}

func scriptOff(t *testing.T, tb *tab) {
	tb.open("/en/?year=2018")
	hidden := `getComputedStyle(document.querySelector('.apply')).display === 'none'`
	if static.HasHTMX() != eval[bool](tb, hidden) {
		t.Error("with script the button should be hidden")
	}
	call(tb, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	tb.open("/en/?year=2018")
	if eval[bool](tb, hidden) {
		t.Error("without script the button should be there")
	}
	tb.do(chromedp.SetValue("#sector", "metallurgy"), chromedp.Click(".apply"))
	tb.wait(`new URLSearchParams(location.search).get('sector') === 'metallurgy' && document.readyState === 'complete'`)
	if got := tb.state(); got.Year != "2018" || got.Sector != "metallurgy" || got.Rows != 2 {
		t.Errorf("sending the form gives %+v", got)
	}
}

func policyHolds(t *testing.T, tb *tab) {
	call(tb, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	tb.open("/en/?year=2018")
	tb.do(chromedp.Sleep(300 * time.Millisecond))
	tb.mu.Lock()
	if len(tb.requests) > 5 || tb.bytes > 90<<10 {
		t.Errorf("the first view takes %d requests and %.0f bytes", len(tb.requests), tb.bytes)
	}
	t.Logf("the first view takes %d requests and %.0f bytes", len(tb.requests), tb.bytes)
	tb.mu.Unlock()
	for _, address := range []string{"/kk/projects", "/ru/projects/ulba-fa", "/zh/?year=2018&statement=st051"} {
		tb.open(address)
	}
	tb.mu.Lock()
	defer tb.mu.Unlock()
	for _, r := range tb.requests {
		// The browser draws the icon of the date field from an address of data.
		if u, err := url.Parse(r.URL); err != nil || u.Scheme != "data" && "http://"+u.Host != tb.url {
			t.Errorf("asks for %s", r.URL)
		}
	}
}

func badValue(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/?year=2018")
	tb.do(script(`document.querySelector('#sector option:last-child').value = 'juggling'`))
	tb.choose("sector", "juggling")
	tb.wait(`document.querySelector('h1').textContent === 'The address cannot be read'`)
	if text := eval[string](tb, `document.querySelector('main').textContent`); !strings.Contains(text, "sector=juggling") {
		t.Errorf("says %q", text)
	}
	// The browser reports the status 400 itself.
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.problems = slices.DeleteFunc(tb.problems, func(p string) bool { return strings.Contains(p, "400") })
}

// small lists the targets that are under 24 pixels either way and have another
// target within 24 pixels of their centre. Links inside a sentence are exempt, and
// points of a drawing that stand as a link in its table too.
const small = `(() => {
	const visible = e => !e.closest('details:not([open]) > :not(summary)') && e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
	const targets = [...document.querySelectorAll('a, button, input, select, summary')].filter(visible)
		.filter(e => !e.closest('p, figcaption, .skip') || e.closest('.tools')).map(e => ({e, r: e.getBoundingClientRect()}));
	const equivalent = a => a.e.closest('svg') && targets.some(b => !b.e.closest('svg') && b.e.getAttribute('href') === a.e.getAttribute('href'));
	const centre = r => [r.x + r.width / 2, r.y + r.height / 2];
	const bad = targets.filter(a => (a.r.width < 24 || a.r.height < 24) && !equivalent(a) && targets.some(b => {
		if (a === b || a.e.contains(b.e) || b.e.contains(a.e)) return false;
		const [x, y] = centre(a.r);
		if (b.r.width < 24 || b.r.height < 24) { const [u, v] = centre(b.r); return Math.hypot(x - u, y - v) < 24; }
		const dx = Math.max(b.r.left - x, 0, x - b.r.right), dy = Math.max(b.r.top - y, 0, y - b.r.bottom);
		return Math.hypot(dx, dy) < 12;
	}));
	return [...new Set(bad.map(a => a.e.outerHTML.slice(0, 120) + ' ' + Math.round(a.r.width) + 'x' + Math.round(a.r.height)))];
})()`

func sizes(t *testing.T, tb *tab) {
	for _, width := range []int64{360, 390, 768, 1100, 1360} {
		tb.size(width)
		addresses := []string{"/en/?year=2018", "/zh/?year=2018", "/kk/?year=2025", "/kk/statements/st067", "/en/metrics/total_projects"}
		for i, address := range everyKind {
			// Kazakh and Russian have the longest words.
			addresses = append(addresses, []string{"/kk/", "/ru/"}[i%2]+address)
		}
		for _, address := range addresses {
			tb.open(address)
			if w := eval[int64](tb, `document.documentElement.scrollWidth`); w > width {
				t.Errorf("%s at %d is %d wide", address, width, w)
			}
			for _, target := range eval[[]string](tb, small) {
				t.Errorf("%s at %d: too small: %s", address, width, target)
			}
		}
	}
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.problems = slices.DeleteFunc(tb.problems, func(p string) bool { return strings.Contains(p, "400") })
}

// finding is a rule that axe found broken.
type finding struct {
	ID, Impact, Help string
	Nodes            []struct {
		Target         []any
		FailureSummary string
	}
}

func axe(t *testing.T, tb *tab) {
	source, err := os.ReadFile("../static/node_modules/axe-core/axe.min.js")
	if err != nil {
		lacking(t, "axe-core is not there: run go generate ./...")
	}
	check := func(address, scheme string, width int64) {
		tb.size(width)
		call(tb, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		tb.open(address)
		tb.do(script(`document.querySelectorAll('details').forEach(d => d.open = true)`))
		tb.do(script(string(source)))
		text := eval[string](tb, `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations']}).then(r => JSON.stringify(r.violations))`)
		var found []finding
		if err := json.Unmarshal([]byte(text), &found); err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			for _, node := range f.Nodes {
				t.Errorf("%s (%s, %d): %s (%s): %s\n%v\n%s", address, scheme, width, f.ID, f.Impact, f.Help, node.Target, node.FailureSummary)
			}
		}
	}
	schemes := []string{"light", "dark"}
	for i, lang := range models.Langs {
		for j, address := range everyKind {
			// Every page in every language, and in two of them by either scheme.
			check("/"+string(lang)+"/"+address, schemes[(i+j)%2], 1360)
		}
		check("/"+string(lang)+"/?year=2018", "light", 390)
	}
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.problems = slices.DeleteFunc(tb.problems, func(p string) bool { return strings.Contains(p, "400") })
}
