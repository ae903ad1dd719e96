package handlers_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// withLists are the pages that have a table of records, without the language.
var withLists = []string{
	"?year=2018", "projects", "enterprises", "agreements", "statements", "sources", "metrics", "metrics/total_projects", "statements/st067",
	"sources/qazaqtv-194657", "map", "f/st068",
}

// TestEveryValueOfAListNamesItsColumn guards the form that a table takes where its columns
// have no room: there the heads are gone, and each value is named by its data-label.
func TestEveryValueOfAListNamesItsColumn(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, true))
	for _, lang := range []string{"en", "ru"} {
		for _, address := range withLists {
			page := a.page(t, "/"+lang+"/"+address)
			tables := page.doc.Find("table.stack")
			if tables.Length() == 0 {
				t.Errorf("%s/%s has no table that gives way to blocks", lang, address)
			}
			tables.Each(func(_ int, table *goquery.Selection) { namesColumns(t, lang+"/"+address, table) })
			page.doc.Find("table:not(.stack)").Each(func(_ int, table *goquery.Selection) {
				if n := table.Find("thead th").Length(); n > 4 && table.Closest(".scroll").Length() == 0 {
					t.Errorf("%s/%s: a table of %d columns neither scrolls nor gives way: %s", lang, address, n, read(table.Find("caption")))
				}
			})
		}
	}
}

// namesColumns checks each row of a table against its heads.
func namesColumns(t *testing.T, address string, table *goquery.Selection) {
	t.Helper()
	heads := table.Find("thead th").Map(func(_ int, th *goquery.Selection) string { return read(th) })
	table.Find("tbody tr").Each(func(row int, tr *goquery.Selection) {
		cells := tr.Children()
		if cells.Length() != len(heads) {
			t.Errorf("%s: row %d has %d cells under %d heads", address, row, cells.Length(), len(heads))
			return
		}
		cells.Each(func(i int, cell *goquery.Selection) {
			if label := strings.Join(strings.Fields(cell.AttrOr("data-label", "")), " "); label != heads[i] && goquery.NodeName(cell) != "th" {
				t.Errorf("%s: the value %q under %q is named %q", address, read(cell), heads[i], label)
			}
		})
	})
}

// TestALinkThatSortsOrTurnsAPageLeadsToTheList asks that whoever has come down to a list
// stays there.
func TestALinkThatSortsOrTurnsAPageLeadsToTheList(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, true))
	for _, address := range []string{"/en/?year=2018", "/kk/projects?status=launched", "/en/enterprises", "/en/agreements", "/zh/statements?page=2", "/ru/sources"} {
		page := a.page(t, address)
		heads, links := page.hrefs("table.stack thead th a"), page.hrefs("[data-testid=sort-by] a")
		if len(links) == 0 {
			t.Errorf("%s: nothing sorts the list", address)
		}
		for _, link := range slices.Concat(links, page.hrefs(".listing .pager a")) {
			_, id, _ := strings.Cut(link, "#")
			if page.doc.Find("#"+id+"[tabindex='-1'] table.stack").Length() != 1 {
				t.Errorf("%s: %s leads to no list", address, link)
			}
		}
		for _, head := range heads {
			if !slices.Contains(links, head) {
				t.Errorf("%s: without heads nothing leads to %s", address, head)
			}
		}
	}
}

// unreadable lists the heads and values that the page of a browser shows no name of.
const unreadable = `[...document.querySelectorAll('table.stack')].flatMap(table => {
	const seen = e => e.getClientRects().length > 0 && e.getBoundingClientRect().right <= innerWidth + 1;
	const heads = [...table.tHead.rows[0].cells];
	return heads.flatMap((head, i) => [...table.tBodies[0].rows].map(row => row.cells[i]).filter(cell => {
		if (!seen(cell)) return true;
		if (seen(head)) return false;
		return cell.scope !== 'row' && getComputedStyle(cell, '::before').content !== JSON.stringify(head.textContent.trim());
	}).slice(0, 1).map(cell => head.textContent.trim() + ': ' + cell.textContent.trim().slice(0, 40)));
})`

func columnsKept(t *testing.T, tb *tab) {
	for _, address := range withLists[:7] {
		tb.open("/ru/" + address)
		for _, width := range []int64{390, 820, 1360} {
			tb.size(width)
			for _, gone := range eval[[]string](tb, unreadable) {
				t.Errorf("%s at %d: gone or without a name: %s", address, width, gone)
			}
			if n := eval[int](tb, `[...document.querySelectorAll('.listing > .sort-by, .listing thead')].filter(e => e.getClientRects().length > 0).length`); n != eval[int](tb, `document.querySelectorAll('.listing').length`) {
				t.Errorf("%s at %d is sorted in %d places", address, width, n)
			}
		}
	}
}
