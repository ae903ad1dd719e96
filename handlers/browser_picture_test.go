package handlers_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// chartAsPicture saves the chart of a page, whose numbers the picture must hold.
func chartAsPicture(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/zh/prices/brent?with=wti")
	// The file is not kept: what would be saved is remembered instead.
	tb.do(script(`
		window.saved = [];
		URL.createObjectURL = (picture) => { window.saved.push({type: picture.type, size: picture.size}); return '#saved'; };
		HTMLAnchorElement.prototype.click = function () { window.saved.push({file: this.download}); };
	`))
	tb.do(chromedp.Click("button[data-picture]"))
	tb.wait(`document.getElementById('announcement').textContent === '图片已保存。'`)
	type saved struct {
		Type, File string
		Size       int
	}
	got := eval[[]saved](tb, `window.saved`)
	if len(got) != 2 || got[0].Type != "image/png" || got[0].Size < 10_000 || got[1].File != "dostyk-prices-brent-with-wti-zh-2026-11-23.png" {
		t.Errorf("saved %+v", got)
	}
	tb.do(script(`document.querySelector('button[data-picture]').dataset.picture = '/zh/prices/nope.svg'`), chromedp.Click("button[data-picture]"))
	tb.wait(`document.getElementById('announcement').textContent.includes('SVG')`)
	// The browser reports the status 404 itself.
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.problems = slices.DeleteFunc(tb.problems, func(p string) bool { return strings.Contains(p, "404") })
}
