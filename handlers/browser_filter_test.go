package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
)

// typedKeys are what somebody types into a field of a kind, and the value that is meant.
// On the way the fields hold other valid values.
var typedKeys = map[string]struct{ keys, value string }{
	"date":  {"06102018", "2018-06-10"},
	"month": {"06\t2018", "2018-06"},
	"text":  {"plant", "plant"}, "search": {"plant", "plant"},
}

// fieldsTyped types into every field of every filter, slowly enough for an answer to come
// between two keys, and leaves it.
func fieldsTyped(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.as("a.admin", models.Admin)
	tried := make(map[string]bool)
	for _, page := range append(filterPages(), layout.AuditPath, "admin/projects", "admin/sources") {
		tb.open("/en/" + page)
		fields := eval[[][2]string](tb, `[...document.querySelectorAll('#filter input:not([type=radio]):not([type=checkbox]):not([type=hidden])')].map(i => [i.id, i.type])`)
		for _, field := range fields {
			id, want := field[0], typedKeys[field[1]]
			if want.keys == "" {
				t.Errorf("%s: nobody knows what to type into %s, a field for a %s", page, id, field[1])
				continue
			}
			tried[field[1]] = true
			tb.open("/en/" + page)
			tb.do(chromedp.Focus("#" + id))
			for _, key := range want.keys {
				tb.do(chromedp.KeyEvent(string(key)), chromedp.Sleep(60*time.Millisecond))
			}
			if got := eval[string](tb, fmt.Sprintf(`document.getElementById(%q).value`, id)); got != want.value {
				t.Errorf("%s: %s typed into %s makes %q", page, want.keys, id, got)
			}
			tb.do(script(fmt.Sprintf(`window.stayed = true; document.getElementById(%q).blur()`, id)))
			tb.wait(fmt.Sprintf(`window.stayed && new URLSearchParams(location.search).get(%q) === %q`, id, want.value))
			if got := eval[string](tb, fmt.Sprintf(`document.getElementById(%q).value`, id)); got != want.value {
				t.Errorf("%s: the form shows %q in %s after it was typed", page, got, id)
			}
		}
	}
	if !tried["date"] || !tried["month"] || !tried["search"] {
		t.Errorf("only these were found: %v", tried)
	}
	call(tb, network.ClearBrowserCookies, cdp.Empty{})
	// Enter sends a word once.
	tb.open("/en/projects")
	tb.do(chromedp.Focus("#q"), chromedp.KeyEvent("plant"))
	before := len(tb.sent())
	tb.do(chromedp.KeyEvent(kb.Enter))
	tb.wait(`new URLSearchParams(location.search).get('q') === 'plant'`)
	if sent := tb.sent()[before:]; len(sent) != 1 {
		t.Errorf("Enter sends %q", sent)
	}
	// What is typed while an answer comes is not taken away.
	tb.open("/en/projects")
	tb.do(script(`const s = document.getElementById('status'); s.value = 'launched'; document.getElementById('q').focus()`), chromedp.KeyEvent("p"),
		script(`document.getElementById('status').dispatchEvent(new Event('change', {bubbles: true}))`), chromedp.Sleep(400*time.Millisecond), chromedp.KeyEvent("lant\r"))
	tb.wait(`new URLSearchParams(location.search).get('q') === 'plant' && new URLSearchParams(location.search).get('status') === 'launched'`)
}

// filterPages are the public pages with a filter.
func filterPages() []string {
	return []string{"", "?year=2018", "projects", "enterprises", "agreements", "statements", "sources", "prices", "prices/brent", "map", "changes"}
}

// sent are the addresses that were asked for.
func (tb *tab) sent() []string {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	var list []string
	for _, r := range tb.requests {
		list = append(list, r.URL)
	}
	return list
}

// filterOffline chooses another year without a connection: the form goes back to the
// year that the page shows, and says so where it can be seen.
func filterOffline(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/?year=2018")
	headline := eval[string](tb, `document.querySelector('h1').textContent`)
	offline := func(is bool) {
		var conditions []*network.Conditions
		if is {
			conditions = append(conditions, &network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
		}
		call(tb, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: conditions})
	}
	offline(true)
	tb.do(chromedp.Click(`label:has(#year-2019)`))
	tb.wait(`document.getElementById('announcement').textContent === document.getElementById('announcement').dataset.failed`)
	offline(false)
	if year := eval[string](tb, `document.querySelector('input[name=year]:checked').value`); year != "2018" {
		t.Errorf("the form shows %s above the figures of 2018", year)
	}
	if got := eval[string](tb, `document.querySelector('h1').textContent`); got != headline {
		t.Errorf("the page shows %q", got)
	}
	if !eval[bool](tb, `(() => { const r = document.getElementById('announcement').getBoundingClientRect(); return r.height > 20 && r.top >= 0 && r.bottom <= innerHeight })()`) {
		t.Error("what went wrong is said outside of the screen")
	}
	if eval[bool](tb, `document.getElementById('view').hasAttribute('aria-busy')`) {
		t.Error("the page says for ever that it is on its way")
	}
	tb.expected("ERR_INTERNET_DISCONNECTED")
	// While the answer is on its way, the page says so.
	tb.do(script(`document.addEventListener('htmx:beforeSend', () => { window.busy = document.getElementById('view').getAttribute('aria-busy') })`), chromedp.Click(`label:has(#year-2019)`))
	tb.wait(`document.querySelector('#year-2019').checked && window.busy === 'true' && new URLSearchParams(location.search).get('year') === '2019'`)
	if !strings.Contains(eval[string](tb, `document.getElementById('announcement').className`), "visually-hidden") {
		t.Error("the failure is still told after it is over")
	}
}

// placeKept follows the links that show the page otherwise: what was followed stays where
// it was, with the focus on it, and no new page is loaded.
func placeKept(t *testing.T, tb *tab) {
	needsHTMX(t)
	for _, test := range []struct{ page, link, query string }{
		{"projects", "thead th:nth-child(2) a", "sort=region"}, {"statements?year=2018", "thead th:nth-child(2) a", "sort=speaker"}, {"agreements", "thead th:nth-child(2) a", "sort="},
		{"?year=2018", ".drawing.wide a:nth-of-type(3)", "statement="}, {"projects?region=kostanay&status=launched", ".chips li:nth-child(1) a", "region=kostanay"},
	} {
		tb.open("/en/" + test.page)
		tb.do(script(fmt.Sprintf(`window.stayed = true; window.link = document.querySelector(%q); link.scrollIntoView({block: 'center', behavior: 'instant'}); window.was = link.getBoundingClientRect().top; window.scrolled = scrollY; link.focus({preventScroll: true})`, "#view "+test.link)),
			chromedp.KeyEvent(kb.Enter))
		tb.wait(fmt.Sprintf(`window.stayed && location.search.includes(%q) && !window.link.isConnected && !document.querySelector('[aria-busy]') && document.activeElement.closest('#view') !== null`, test.query))
		if moved := eval[float64](tb, `Math.abs(document.activeElement.getBoundingClientRect().top - window.was)`); moved > 2 {
			t.Errorf("%s: %s moved by %v pixels", test.page, test.link, moved)
		}
		if selector, _, _ := strings.Cut(test.link, ":nth"); !eval[bool](tb, fmt.Sprintf(`document.activeElement.matches(%q + ' *, ' + %q) || document.activeElement.closest(%q) !== null`, "#view "+selector, "#view "+selector, "#view "+selector)) {
			t.Errorf("%s: after %s the focus is on %s", test.page, test.link, eval[string](tb, `document.activeElement.outerHTML.slice(0, 120)`))
		}
	}
	tb.open("/en/projects")
	tb.do(script(`window.stayed = true; document.querySelector('.pager a').scrollIntoView(); document.querySelector('.pager a').click()`))
	tb.wait(`window.stayed && location.search.includes('page=2') && document.activeElement.id === 'list'`)
	if top := eval[float64](tb, `document.getElementById('list').getBoundingClientRect().top`); top < 0 || top > 200 {
		t.Errorf("the next page of a list begins %v pixels from the top", top)
	}
}
