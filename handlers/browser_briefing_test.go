package handlers_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// briefingRemembered puts figures on the sheet of the tab, which stays when an empty one
// is opened meanwhile, and goes when its last item does.
func briefingRemembered(t *testing.T, tb *tab) {
	add := func(address string) {
		t.Helper()
		tb.open(address)
		tb.do(script(`document.querySelector('a[data-briefing]').click()`))
		tb.wait(`location.pathname.endsWith('/briefing') && document.querySelector('[data-sheet]')`)
	}
	items := func() int {
		t.Helper()
		return eval[int](tb, `document.querySelectorAll('[data-testid=item]').length`)
	}
	tb.open("/en/briefing")
	if !eval[bool](tb, `document.querySelector('[data-remembered]').hidden`) {
		t.Error("a tab without a sheet leads back to one")
	}
	add("/en/f/st067")
	add("/en/f/st068")
	if n := items(); n != 2 {
		t.Fatalf("%d items after two were added", n)
	}
	// The same again changes nothing.
	add("/en/f/st068")
	if n := items(); n != 2 {
		t.Errorf("%d items after one was added twice", n)
	}
	tb.open("/en/briefing")
	if n := items(); n != 0 {
		t.Errorf("the empty sheet has %d items", n)
	}
	add("/en/f/st069")
	if n := items(); n != 3 {
		t.Errorf("%d items after an empty sheet was opened", n)
	}
	tb.open("/en/briefing")
	tb.do(chromedp.Click(`[data-remembered] a`))
	tb.wait(`document.querySelectorAll('[data-testid=item]').length === 3`)
	for left := 2; left >= 0; left-- {
		tb.do(chromedp.Click(`button[name=remove]`))
		tb.wait(`document.querySelectorAll('[data-testid=item]').length === ` + string(rune('0'+left)))
	}
	if !eval[bool](tb, `document.querySelector('[data-remembered]').hidden`) {
		t.Error("a sheet that was emptied is remembered")
	}
	add("/en/f/st067")
	if n := items(); n != 1 {
		t.Errorf("%d items on the new sheet", n)
	}
	// A sheet whose address fits into no header has it none the less, and is remembered.
	add("/en/f/st068")
	tb.do(script(`document.querySelectorAll('input[name=line]').forEach(e => e.value = '中'.repeat(190)); document.querySelector('button[name=save]').click()`))
	tb.wait(`location.search.length > 3000 && document.querySelectorAll('[data-testid=line]').length === 2`)
	add("/en/f/st069")
	if n := items(); n != 3 {
		t.Errorf("%d items after one was added to a long sheet", n)
	}
}
