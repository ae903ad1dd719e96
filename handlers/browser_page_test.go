package handlers_test

import (
	"encoding/json"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/dostyk/dostyk/models"
)

// everyKind is an address of every kind of page, without the language.
var everyKind = []string{
	"?year=2018", "?year=2018&statement=st051", "?year=2020", "?year=abc", "projects", "projects?status=launched&sector=power", "projects/zhanatas-wind-100?list=page%3D2",
	"enterprises", "enterprises/ulba-fa-llp", "enterprises/ulba-fa-llp/versions", "agreements", "agreements/nuclear-trafficking-2018?list=page%3D1", "statements?year=2018", "statements/st067",
	"metrics", "metrics/trade_turnover_usd", "sources", "sources/qazaqtv-194657", "prices", "prices/brent?with=wti", "prices/gold?with=copper&show=index", "about", "data", "changes", "changes?kind=correction&noun=enterprise", "search", "search?q=wind", "search?q=zhanats",
	"briefing", "briefing?as_of=2018-06-30&i=f.st067+They+will+ask&i=f.st068&i=c.programme&i=q.st067&i=p.ulba-fa&i=f.nope", "briefing/recheck", "sign-in",
	"map", "map?layer=projects&layer=enterprises&pick=group.kazakhstan-wide.173.307", "map?pick=corridor.trans-caspian-titr",
}

// everyFigure is an address of each kind of page of a figure: they say when they were
// asked for, and so are never the same.
var everyFigure = []string{"f/st068", "f/count.projects?status=launched"}

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

// torn lists the years and stages in tables that are broken in the middle of the
// word.
const torn = `[...document.querySelectorAll('td, .tag')].filter(e => e.getClientRects().length > 0).flatMap(e => {
	const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), found = [];
	for (let n = walk.nextNode(); n; n = walk.nextNode()) {
		for (const word of n.data.matchAll(/\d{4}|[\p{Script=Latin}\p{Script=Cyrillic}]{2,14}/gu)) {
			const range = document.createRange();
			range.setStart(n, word.index);
			range.setEnd(n, word.index + word[0].length);
			if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1) found.push(word[0]);
		}
	}
	return found;
})`

func sizes(t *testing.T, tb *tab) {
	for _, width := range []int64{360, 390, 768, 1100, 1360} {
		tb.size(width)
		addresses := []string{"/en/?year=2018", "/zh/?year=2018", "/kk/?year=2025", "/kk/statements/st067", "/en/metrics/total_projects"}
		for i, address := range slices.Concat(everyKind, everyFigure) {
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
			if words := eval[[]string](tb, torn); width >= 390 && len(words) > 0 {
				t.Errorf("%s at %d: words are broken: %q", address, width, words)
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

// newAxe checks pages, each at an address, in a colour scheme and at a width; without
// an address that which is open.
func newAxe(t *testing.T, tb *tab) func(address, scheme string, width int64) {
	t.Helper()
	source, err := os.ReadFile("../static/node_modules/axe-core/axe.min.js")
	if err != nil {
		lacking(t, "axe-core is not there: run go generate ./...")
	}
	return func(address, scheme string, width int64) {
		t.Helper()
		tb.size(width)
		call(tb, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		if address != "" {
			tb.open(address)
		}
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
}

// axe looks at every page in each of the languages, and in two of four by either scheme.
func axe(langs ...models.Lang) func(*testing.T, *tab) {
	return func(t *testing.T, tb *tab) {
		check := newAxe(t, tb)
		schemes := []string{"light", "dark"}
		for _, lang := range langs {
			i := slices.Index(models.Langs, lang)
			for j, address := range everyKind {
				check("/"+string(lang)+"/"+address, schemes[(i+j)%2], 1360)
			}
			check("/"+string(lang)+"/?year=2018", "light", 390)
			check("/"+string(lang)+"/"+everyFigure[i%len(everyFigure)], schemes[i/2], 390)
		}
		tb.expected("400")
	}
}
