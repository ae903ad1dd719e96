package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func searchFor(lang, text string) string {
	return "/" + lang + "/search?" + url.Values{"q": {text}}.Encode()
}

func TestSearchShowsWhatItFoundByKind(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, searchFor("en", "zhanatas"))
		if title, h1 := got.text("h1"), got.doc.Find("title").Text(); title != "5 records for “zhanatas”" || h1 != "Search: zhanatas — Dostyk" {
			t.Errorf("title %q, %q", title, h1)
		}
		if kinds := got.texts("[data-testid=kinds] a"); !slices.Equal(kinds, []string{"All 5", "Projects 1", "Enterprises 1", "Sources 3"}) {
			t.Errorf("kinds %q", kinds)
		}
		if box := got.doc.Find("#find").AttrOr("value", ""); box != "zhanatas" {
			t.Errorf("the box holds %q", box)
		}
		hit := got.doc.Find("[data-testid=found-project] li").First()
		if read(hit) != "Zhanatas wind farm 100 MW Wind power · Zhambyl Region" || hit.Find("a").AttrOr("href", "") != "/en/projects/zhanatas-wind-100" {
			t.Errorf("the project is %q", read(hit))
		}
		if marks := hit.Find("mark").Map(func(_ int, m *goquery.Selection) string { return m.Text() }); !slices.Equal(marks, []string{"Zhanatas"}) {
			t.Errorf("marked %q", marks)
		}
		// Found by its partner, which the name does not tell.
		partner := a.page(t, searchFor("en", "spic")).doc.Find("[data-testid=found-project] li").First()
		if text := read(partner.Find("p")); text != "Partner China Power International Holding ( SPIC )" {
			t.Errorf("the excerpt is %q", text)
		}
		quote := a.page(t, searchFor("ru", "four of which")).doc.Find("[data-testid=found-statement] li").First()
		if read(quote.Find("a")) != "Нурсултан Назарбаев" || !strings.HasPrefix(read(quote.Find("p")), "Цитата “There are 51 projects, four of which have been launched") {
			t.Errorf("the statement is %q", read(quote))
		}
		if lang := quote.Find("p span[lang]").AttrOr("lang", ""); lang != "en" {
			t.Errorf("the quotation is marked as %q", lang)
		}
	})
}

func TestAnyOfFourLanguagesMarksTheMatchWhereItStands(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for text, lang := range map[string]string{"Казахстана": "ru", "Қазақстан Президенті": "kk", "纳扎尔巴耶夫": "zh-Hans"} {
			hit := a.page(t, searchFor("en", text)).doc.Find("[data-testid=found-statement] li").First()
			mark := hit.Find("p mark")
			if said := strings.Join(mark.Map(func(_ int, m *goquery.Selection) string { return m.Text() }), " "); said != text || mark.Closest("[lang]").AttrOr("lang", "") != lang {
				t.Errorf("%q is marked in %q as %q", text, read(hit), mark.Closest("[lang]").AttrOr("lang", ""))
			}
		}
		// A text in a language that the reader may not know still tells more than the
		// list of spellings.
		if text := read(a.page(t, searchFor("zh", "霍尔果斯")).doc.Find("[data-testid=found-project] li").Eq(1).Find("p")); text != "地点 Uzbek border - Khorgos" {
			t.Errorf("the excerpt is %q", text)
		}
		if text := read(a.page(t, searchFor("en", "Хорго")).doc.Find("[data-testid=found-project] li").First().Find("p")); text != "Also spelled Хорго с" {
			t.Errorf("the excerpt of a spelling half typed is %q", text)
		}
		// In another spelling than that of the query the place is marked all the same.
		for _, text := range []string{"Khorgos", "Қорғас", "Хоргос", "霍尔果斯"} {
			got := a.page(t, searchFor("en", text))
			if marks := got.texts("[data-testid=found-project] li:first-child mark"); !slices.Equal(marks, []string{"Khorgos"}) {
				t.Errorf("%q marks %q", text, marks)
			}
			if n := len(got.texts(".found li")); n != 19 {
				t.Errorf("%q finds %d records", text, n)
			}
		}
	})
}

func TestHitsLeadToTheirRecords(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		followed := make(map[string]int)
		for _, text := range []string{"a", "Khorgos", "oil", "China", "область"} {
			a.page(t, searchFor("ru", text)).doc.Find(".found li > a").Each(func(_ int, link *goquery.Selection) {
				u, err := url.Parse(link.AttrOr("href", ""))
				if err != nil {
					t.Fatal(err)
				}
				page, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/ru/"), "/")
				followed[page]++
				fragment := u.Fragment
				u.Fragment = ""
				if got := a.page(t, u.String()); fragment != "" && got.doc.Find("#"+fragment).Length() != 1 {
					t.Errorf("%s has no place %s", u, fragment)
				}
			})
		}
		for _, page := range []string{"projects", "enterprises", "agreements", "statements", "sources", "prices", "metrics", "", "map"} {
			if followed[page] == 0 {
				t.Errorf("no hit leads to /ru/%s", page)
			}
		}
	})
}

func TestAllOfAKindAreListedPageByPage(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		first := a.page(t, searchFor("en", "china"))
		more := first.doc.Find("[data-testid=found-source] .more")
		if n := first.doc.Find("[data-testid=found-source] li").Length(); n != 5 || !strings.HasPrefix(more.AttrOr("aria-label", ""), "Sources: Show all ") {
			t.Errorf("%d sources are shown, and %q leads on", n, more.AttrOr("aria-label", ""))
		}
		seen := make(map[string]bool)
		titles := make(map[string]bool)
		address := more.AttrOr("href", "")
		for address != "" {
			page := a.page(t, address)
			if len(page.texts(".found")) != 1 || page.text("[data-testid=kinds] [aria-current]") == "" {
				t.Errorf("%s shows %q", address, page.texts(".found h2"))
			}
			page.doc.Find(".found li > a").Each(func(_ int, link *goquery.Selection) { seen[link.AttrOr("href", "")] = true })
			titles[page.doc.Find("title").Text()] = true
			address = page.href(".pager a[rel=next]")
		}
		if want := strings.TrimPrefix(more.Text(), "Show all "); len(seen) < 51 || want != strings.TrimSpace(first.text("[data-testid=found-source] header small")) {
			t.Errorf("%d sources are listed, %s announced", len(seen), want)
		}
		if len(titles) < 2 {
			t.Errorf("the titles are %v", titles)
		}
		beyond := a.page(t, searchFor("en", "china")+"&kind=source&page=900")
		if n := beyond.doc.Find(".found li").Length(); n != 0 || beyond.href(".pager a[rel=prev]") == "" {
			t.Errorf("a page beyond the last lists %d", n)
		}
	})
}

func TestTypingReplacesTheResultsOnly(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		whole := a.page(t, "/kk/search?q=жел")
		form := whole.doc.Find("form[role=search]")
		if form.AttrOr("method", "") != "get" || form.AttrOr("action", "") != "/kk/search" || form.AttrOr("hx-get", "") != "/kk/search" || form.Find("input[name=q]").Length() != 1 {
			t.Error("the box does not search")
		}
		if on := a.page(t, "/kk/projects").doc.Find("form[role=search]"); on.AttrOr("hx-get", "") != "" || on.AttrOr("action", "") != "/kk/search" {
			t.Error("on other pages the box is a plain form")
		}
		part := a.page(t, "/kk/search?q=жел", "HX-Request", "true")
		if strings.Contains(part.body, "<header class=\"mast\"") || part.text("#view") != whole.text("#view") {
			t.Error("the partial answer is not the part of the page")
		}
		if at := part.Header.Get("HX-Replace-Url"); at != "/kk/search?q=%D0%B6%D0%B5%D0%BB" || part.Header.Get("HX-Push-Url") != "" {
			t.Errorf("the address becomes %q", at)
		}
		if said := part.text("#announcement"); !strings.HasPrefix(said, "«жел» сұрауы бойынша") {
			t.Errorf("a screen reader is told %q", said)
		}
		if href := part.href(".langs a[hreflang=ru]"); href != "/ru/search?q=%D0%B6%D0%B5%D0%BB" {
			t.Errorf("the language switch leads to %q", href)
		}
	})
}

func TestEmptySearchTellsWhatCanBeFound(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, address := range []string{"/en/search", "/en/search?q=", "/en/search?q=+++", "/en/search?kind=project"} {
			got := a.page(t, address)
			if got.text("h1") != "Search everything on record" || got.doc.Find(".found").Length() > 0 {
				t.Errorf("%s: %q", address, got.text("main"))
			}
			examples := got.doc.Find(".ways").First().Find("a")
			if examples.Length() < 5 {
				t.Errorf("%s: %d examples", address, examples.Length())
			}
			examples.Each(func(_ int, e *goquery.Selection) {
				if found := a.page(t, e.AttrOr("href", "")); found.doc.Find(".found li").Length() == 0 {
					t.Errorf("the example %q finds nothing", e.Text())
				}
			})
		}
	})
}

func TestNothingFoundLeadsOn(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, searchFor("en", "zhanats"))
		if got.text("h1") != "Nothing found for “zhanats”" {
			t.Errorf("it says %q", got.text("h1"))
		}
		like := got.doc.Find(".ways").First().Find("a").First()
		if like.Text() != "Zhanatas" || a.page(t, like.AttrOr("href", "")).doc.Find(".found li").Length() == 0 {
			t.Errorf("it suggests %q", like.Text())
		}
		if link := got.href(`.ways a[href="/en/projects"]`); link == "" {
			t.Error("it does not lead to the lists")
		}
		plain := a.page(t, searchFor("en", "qqqqqqqq"))
		if n := plain.doc.Find(".ways").Length(); n != 1 {
			t.Errorf("%d lists of links where nothing is like the query", n)
		}
	})
}

func TestSearchRefusesWhatItCannotRead(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct{ name, query, says string }{
			{"a query of more than 200 characters", "q=" + strings.Repeat("%D0%B6", 201), "200"},
			{"an unknown kind", "q=wind&kind=person", "project, enterprise"},
			{"page 0", "q=wind&kind=project&page=0", "page"},
			{"bytes that are no text", "q=%ff", "q="},
		} {
			got := a.get(t, "/en/search?"+test.query)
			if got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("main"), test.says) {
				t.Errorf("%s: answers %d: %q", test.name, got.StatusCode, got.text("main"))
			}
		}
		if got := a.get(t, "/en/search?q="+strings.Repeat("%D0%B6", 200)); got.StatusCode != http.StatusOK {
			t.Errorf("200 characters: answers %d", got.StatusCode)
		}
	})
}

func TestAQueryIsTextAndNothingElse(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	for _, text := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `{{.Query}}`, `zhanatas</mark><b>`, `%s%d`} {
		got := a.page(t, searchFor("en", text))
		if !strings.Contains(got.text("h1"), text) || got.doc.Find("main script, main img, main b").Length() > 0 {
			t.Errorf("%q makes %q", text, got.text("h1"))
		}
		if box := got.doc.Find("#find").AttrOr("value", ""); box != text {
			t.Errorf("the box holds %q, want %q", box, text)
		}
	}
}

func FuzzSearchAddress(f *testing.F) {
	for _, seed := range []string{"q=khorgos", "q=%25&kind=project", "q=a&page=2&kind=statement", "q=%ff", "q=%00", "kind=x", "q=霍&q=b", "q=%E2%80%8B"} {
		f.Add(seed)
	}
	a := newApp(modelstest.New(f, models.SQLite, true))
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "/en/search", nil)
		r.URL.RawQuery = query
		if got := a.do(t, r); got.StatusCode != http.StatusOK && got.StatusCode != http.StatusBadRequest {
			t.Fatalf("%q answers %d", query, got.StatusCode)
		}
	})
}
