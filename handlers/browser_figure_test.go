package handlers_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// figureCopied opens the forms of a figure beside it, by keyboard, and copies one.
func figureCopied(t *testing.T, tb *tab) {
	needsHTMX(t)
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		call(tb, browser.SetPermission, browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted})
	}
	tb.open("/ru/?year=2018")
	tb.do(script(`document.querySelector('#figure-launched a[hx-get]').focus()`), chromedp.KeyEvent(kb.Enter))
	tb.wait(`document.getElementById('quoting').open`)
	if path := eval[string](tb, `location.pathname + location.search`); path != "/ru/?year=2018" {
		t.Errorf("the page is %s now", path)
	}
	// Nothing lies over a button: the middle of each is the button itself.
	if covered := eval[[]string](tb, `[...document.querySelectorAll('dialog[open] :is(button, a)')].filter(b => b.checkVisibility()).filter(b => {
		b.scrollIntoView({block: 'center'});
		const r = b.getClientRects()[0];
		return !b.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2));
	}).map(b => b.textContent)`); len(covered) > 0 {
		t.Errorf("something lies over %q", covered)
	}
	want := eval[string](tb, `document.querySelector('#quoting pre[data-form=sentence]').textContent`)
	tb.do(chromedp.Click(`#quoting pre[data-form=sentence] + button`))
	tb.wait(`document.querySelector('#quoting [data-said]').textContent === 'Скопировано.'`)
	if got := eval[string](tb, `navigator.clipboard.readText()`); got != want || got == "" {
		t.Errorf("copied %q, want %q", got, want)
	}
	tb.do(chromedp.Click(`#quoting pre[data-form=footnote] + button`))
	tb.wait(`document.querySelector('#quoting pre[data-form=footnote] + button').classList.contains('done')`)
	rich := eval[string](tb, `navigator.clipboard.read().then(([item]) => item.getType('text/html')).then(blob => blob.text())`)
	if !strings.Contains(rich, "<sup>1</sup>") || !strings.Contains(rich, `<a href="http`) {
		t.Errorf("a footnote is copied as %q", rich)
	}
	tb.do(chromedp.KeyEvent(kb.Escape))
	tb.wait(`!document.getElementById('quoting').open && document.activeElement.closest('#figure-launched')`)

	// Over plain HTTP what is selected is copied. Where nothing can be, it stays selected,
	// and it is said what to do.
	tb.open("/ru/f/st068")
	tb.do(script(`Object.defineProperty(navigator, 'clipboard', {value: undefined})`), chromedp.Click(`pre[data-form=number] + button`))
	tb.wait(`document.querySelector('[data-said]').textContent === 'Скопировано.'`)
	tb.do(script(`document.execCommand = () => false`), chromedp.Click(`pre[data-form=exact] + button`))
	tb.wait(`document.querySelector('[data-said]').textContent.startsWith('Не удалось скопировать')`)
	if got := eval[string](tb, `String(getSelection())`); got != "4" {
		t.Errorf("selected is %q", got)
	}
}
