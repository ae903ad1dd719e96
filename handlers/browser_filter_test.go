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
