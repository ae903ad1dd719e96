package handlers_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/dostyk/dostyk/models"
)

// bulkEdit goes the way of a bulk edit, and looks at each page of it.
func bulkEdit(t *testing.T, tb *tab) {
	needsHTMX(t)
	check := newAxe(t, tb)
	look := func() {
		t.Helper()
		for i, width := range []int64{360, 390, 768, 1360} {
			check("", []string{"light", "dark"}[i%2], width)
			if w := eval[int64](tb, `document.documentElement.scrollWidth`); w > width {
				t.Errorf("%s at %d is %d wide", eval[string](tb, `location.href`), width, w)
			}
			for _, target := range eval[[]string](tb, small) {
				t.Errorf("%s at %d: too small: %s", eval[string](tb, `location.href`), width, target)
			}
		}
	}
	tb.as("a.admin", models.Admin)

	// A filter of the list is another view of the same page.
	tb.open("/kk/admin/projects")
	tb.do(script(`document.querySelector('#sector').value = 'mining'; document.querySelector('#sector').dispatchEvent(new Event('change', {bubbles: true}))`))
	tb.wait(`location.search.includes('sector=mining') && document.querySelectorAll('td.tick').length === 3`)
	look()
	tb.do(chromedp.Click("td.tick label"), script(`document.querySelector('[data-testid=ticks] button:not([name])').click()`))
	tb.wait(`location.pathname === '/kk/admin/projects/bulk' && document.querySelectorAll('[data-testid=named] li').length === 1`)

	// A column is added without a new page: what was typed stays.
	tb.do(chromedp.SendKeys("#reason", "A report."), script(`window.same = true; document.querySelector('#column').value = 'projects.csv/source_ids'`), chromedp.Click("button[value=add]"))
	tb.wait(`document.querySelectorAll('[data-testid=line]').length === 1`)
	if !eval[bool](tb, `window.same === true && document.querySelector('#reason').value === 'A report.'`) {
		t.Error("adding a column has made another page")
	}
	tb.do(script(`document.querySelector('#how-0').value = 'add'; document.querySelector('[name="r.0.source_ids"]').value = 'eia-oil'`))
	look()
	tb.do(script(`document.querySelector('.actions button[value=preview]').click()`))
	tb.wait(`document.querySelectorAll('[data-testid=plan] tbody tr').length === 1`)
	look()
	tb.do(script(`document.querySelector('.actions button[value=confirm]').click()`))
	tb.wait(`/admin\/changes\/\d+$/.test(location.pathname)`)
	look()

	tb.open("/ru/admin/agreements/bulk?all=yes")
	tb.do(chromedp.SendKeys("#reason", "Twice."), script(`document.querySelector('button[value=withdraw]').click()`))
	tb.wait(`document.querySelector('#number')`)
	tb.do(chromedp.SendKeys("#number", "3\r"))
	tb.wait(`document.activeElement.id === 'errors' && document.querySelector('#number').value === '3'`)
	look()

	tb.open("/zh/admin/prices/bulk?all=yes&commodity=cotton")
	tb.do(script(`document.querySelector('#column').value = 'commodity_prices.csv/currency'`), chromedp.Click("button[value=add]"))
	tb.wait(`document.querySelectorAll('[data-testid=line]').length === 1`)
	tb.do(chromedp.SendKeys("[name='r.0.currency']", "EUR\r"))
	tb.wait(`document.querySelectorAll('[data-testid=doubt]').length === 200`)
	look()
	tb.size(1360)
	tb.expected("422")
}
