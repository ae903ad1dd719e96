package handlers_test

import (
	"encoding/csv"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// moments are some at which the records were different, the last of them as they
// are; empty is now.
func (a *app) moments(t *testing.T) []string {
	t.Helper()
	var list []string
	remember := func() {
		u, err := url.Parse(asKnown("/", a.lastChange(t)))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, u.Query().Get("known"))
	}
	remember()
	modelstest.Revise(t, a.store, models.Revising, "Better data.", "projects.csv", func(row map[string]string) bool {
		moved := row["region"] == "Almaty Region"
		if moved {
			row["status"], row["region"] = "planned", ""
		}
		return moved
	})
	remember()
	modelstest.Revise(t, a.store, models.Correcting, "The article was misread.", "statements.csv", modelstest.Set("st068", "value", "5", "date", "2018-06-11"))
	modelstest.Revise(t, a.store, models.Revising, "Better data.", "sources.csv", modelstest.Set("qazaqtv-194657", "language", "kk"))
	remember()
	later := a.store.Now().AddDate(0, 0, 2)
	a.store.SetClock(func() time.Time { return later })
	return append(list, "")
}

// counted is the number on the page of a figure.
func (a answer) counted(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(a.cited("exact"))
	if err != nil {
		t.Fatalf("the exact value: %v", err)
	}
	return n
}

// behind counts the records to which the page of a count leads.
func (a *app) behind(t *testing.T, figure answer) int {
	t.Helper()
	href := figure.href(".lead .links a")
	u, err := url.Parse(href)
	if err != nil {
		t.Fatal(err)
	}
	list := a.page(t, href)
	noun, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/en/"), "/")
	switch noun {
	case "map":
		projects, enterprises := listed(list)
		return projects + enterprises
	case "search", "metrics":
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.page(t, figure.href("[aria-labelledby=facts-title] [data-testid=downloads] a[type='text/csv']")).body, "\uFEFF"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		// What is recorded twice counts once.
		if at := slices.Index(rows[0], "Counted as"); at >= 0 {
			rows = slices.DeleteFunc(rows, func(row []string) bool { return row[at] != "" && row[at] != "Counted as" })
		}
		return len(rows) - 1
	case "prices":
		return list.doc.Find("[data-testid=price]").Length()
	}
	return rowsOf(t, a, list)
}

// option is an option of a filter that tells a number: the parameter and the value
// that it stands for, the id of its figure and the number.
type option struct{ name, value, id, n string }

// options are those of the filter of a page.
func (a answer) options() []option {
	var list []option
	a.doc.Find("#filter select option[data-figure], #filter input[name=year] + span small[data-figure]").Each(func(_ int, s *goquery.Selection) {
		o := option{name: s.Closest("select").AttrOr("name", ""), value: s.AttrOr("value", ""), id: s.AttrOr("data-figure", ""), n: s.AttrOr("data-count", "")}
		if m := optionCount.FindStringSubmatch(strings.TrimSpace(s.Text())); m != nil {
			o.n = m[1]
		} else {
			input := s.Closest("label").Find("input")
			o.name, o.value = input.AttrOr("name", ""), input.AttrOr("value", "")
		}
		list = append(list, o)
	})
	return list
}

// TestEveryOptionIsAFigure chooses any two options of a list, at any moment and as of
// any day, and follows the number of a third: the option, the counts of the filter,
// the page of the figure and the list behind it must say the same.
func TestEveryOptionIsAFigure(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		moments := a.moments(t)
		lists := []string{"projects", "enterprises", "agreements", "statements", "sources", "", "map?layer=projects&layer=enterprises", "map?layer=enterprises"}
		offered := make(map[string][]option)
		for _, list := range lists {
			offered[list] = a.page(t, "/en/"+list).options()
		}
		rapid.Check(t, func(rt *rapid.T) {
			list := rapid.SampledFrom(lists).Draw(rt, "list")
			base, err := url.Parse("/en/" + list)
			if err != nil {
				rt.Fatal(err)
			}
			q := base.Query()
			q.Set("known", rapid.SampledFrom(moments).Draw(rt, "known"))
			q.Set("as_of", rapid.SampledFrom([]string{"", "", "2018-06-10", "2021-12"}).Draw(rt, "as of"))
			for i := range 2 {
				choice := rapid.SampledFrom(offered[list]).Draw(rt, "choice "+strconv.Itoa(i))
				q.Set(choice.name, choice.value)
			}
			address := base.Path + "?" + q.Encode()
			page := a.page(t, address)
			options := page.options()
			cite := page.href("[data-testid=cite-counts]")
			if len(options) == 0 {
				if cite != "" {
					rt.Errorf("%s leads to counts without any", address)
				}
				return
			}
			counts := a.page(t, strings.TrimSuffix(cite, "#counts"))
			o := rapid.SampledFrom(options).Draw(rt, "option")
			link := counts.doc.Find("[data-testid=counts] a.fig").FilterFunction(func(_ int, l *goquery.Selection) bool { return l.AttrOr("data-figure", "") == o.id })
			figure := counts
			switch {
			case link.Length() > 0:
				// Two chosen options are the same figure.
				if read(link.First()) != o.n {
					rt.Fatalf("%s: the option %s says %s, the counts %q", address, o.id, o.n, read(link))
				}
				figure = a.page(t, link.AttrOr("href", ""))
			case o.n == "0":
				// The programme page has years without projects. The id is an address.
				id, own, _ := strings.Cut(o.id, "?")
				figure = a.page(t, "/en/f/"+id+"?"+own+"&as_of="+q.Get("as_of")+"&known="+q.Get("known"))
			case o.value != "":
				rt.Fatalf("%s: the counts lack %s", address, o.id)
			}
			if n := strconv.Itoa(figure.counted(t)); n != o.n {
				rt.Errorf("%s: %s says %s, its page %s", address, o.id, o.n, n)
			}
			if n := strconv.Itoa(a.behind(t, figure)); n != o.n {
				rt.Errorf("%s: %s says %s, the list behind it %s", address, o.id, o.n, n)
			}
		})
	})
}

// TestEveryCountLeadsToWhatItCounts follows every number of records that stands in a
// text, now and as known earlier.
func TestEveryCountLeadsToWhatItCounts(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		followed := make(map[string]int)
		for _, known := range a.moments(t) {
			for _, address := range []string{
				"about", "metrics", "metrics?as_of=2018-06-09", "metrics/launched", "metrics/trade_turnover_usd?as_of=2018-01-01", "prices", "map", "map?layer=enterprises&layer=projects&region=almaty", "?year=2018",
				"search?q=wind", "search?q=region&kind=project", "search?q=астана", "sources/qazaqtv-194657", "sources/eia-oil", "sources/geonames-5000", "sources/titr-2024", "sources/kaztag-titr-2024",
			} {
				address = "/en/" + address
				if known != "" {
					u, err := url.Parse(address)
					if err != nil {
						t.Fatal(err)
					}
					q := u.Query()
					q.Set("known", known)
					u.RawQuery = q.Encode()
					address = u.String()
				}
				page := a.get(t, address)
				page.doc.Find("a.fig[data-figure^='count.']").Each(func(i int, link *goquery.Selection) {
					id := link.AttrOr("data-figure", "")
					noun, _, _ := strings.Cut(strings.TrimPrefix(id, "count."), "?")
					if noun == "figures" && i%9 > 0 {
						// One page is that of the next.
						return
					}
					figure := a.page(t, link.AttrOr("href", ""))
					n := figure.counted(t)
					if text := read(link); !agree(text, strconv.Itoa(n)) && !agree(strings.ReplaceAll(text, ",", ""), strconv.Itoa(n)) {
						t.Errorf("%s says %q of %s, its page %d", address, text, id, n)
					}
					if figure.text(".lead .small") == "" || figure.text("[data-testid=facts]") == "" || figure.text("[data-testid=cite]") == "" {
						t.Errorf("%s says too little", link.AttrOr("href", ""))
					}
					followed[noun]++
					switch noun {
					case "prices", "corridors", "waypoints", "price_notes":
						// These stand on the page that they come from.
						return
					case "commodities":
						if strings.Contains(id, "source=") {
							return
						}
					}
					if behind := a.behind(t, figure); behind != n {
						t.Errorf("%s: %s is %d and leads to %d", address, id, n, behind)
					}
				})
			}
		}
		for _, noun := range []string{"projects", "enterprises", "agreements", "statements", "sources", "found", "figures", "prices", "commodities", "corridors", "waypoints"} {
			if followed[noun] == 0 {
				t.Errorf("no number of %s was followed", noun)
			}
		}
		t.Log(followed)
	})
}

// TestACountWithoutRecordsIsNotFound sees that an id of a count means something.
func TestACountWithoutRecordsIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for address, want := range map[string]int{
			"count.figures?metric=launched": 200, "count.figures?metric=nope": 404, "count.figures": 404, "count.found": 404, "count.found?q=+": 404, "count.found?q=nosuchword": 200,
			"count.corridors": 404, "count.waypoints?source=eia-oil": 404, "count.prices?source=eia-oil&commodity=brent": 200, "count.prices?source=eia-oil": 404, "count.prices?source=nope": 404,
			"count.prices": 200, "count.commodities": 200, "count.price_notes": 404, "count.map?layer=nope": 400, "count.projects?status=nope": 400, "road.rail-land-bridge-khorgos.enters": 200, "road.rail-land-bridge-khorgos.nope": 404,
		} {
			if got := a.get(t, "/en/f/"+address); got.StatusCode != want {
				t.Errorf("%s answers %d, want %d", address, got.StatusCode, want)
			}
		}
	})
}

// TestTheWordsOfAVisitorAreNoLinks sees that a query which holds the marks of figures
// makes none.
func TestTheWordsOfAVisitorAreNoLinks(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, word := range []string{"wind", "nosuchword"} {
			got := a.page(t, "/en/search?q="+url.QueryEscape(word+" \uE000x\uE003https://example.org/\uE001"+word+"\uE002"))
			for _, link := range got.hrefs("main a") {
				if !strings.HasPrefix(link, "/en/") {
					t.Errorf("%q leads to %s", word, link)
				}
			}
		}
		if got := a.page(t, "/en/search?q=wind"); !slices.Contains(got.hrefs("h1 a.fig"), got.href("#f-count\\.found\\?q\\=wind")) {
			t.Errorf("the number is %q", got.hrefs("h1 a.fig"))
		}
	})
}

// TestTwoCountsAreCitedApart sees that what is taken away of a count says what it
// counts, and names the dashboard once.
func TestTwoCountsAreCitedApart(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/f/count.projects?status=launched&sector=mining&as_of=2018-06-10")
		if title := got.text("h1"); title != "Number of documented projects (Status: Launched; Sector: Mining)" {
			t.Errorf("the title is %q", title)
		}
		if short := got.cited("citation"); !strings.HasPrefix(short, "Dostyk, “Number of documented projects (Status: Launched; Sector: Mining)”, worked out by Dostyk from its own records, retrieved") {
			t.Errorf("the citation is %q", short)
		}
		if note := got.cited("markdown"); !strings.Contains(note, "[^count.projects?sector=mining&status=launched]:") {
			t.Errorf("the footnote is %q", note)
		}
	})
}

// TestTheHitsOfAKindAreAFigure sees that the number beside each kind is that of its
// own page, which lists the others.
func TestTheHitsOfAKindAreAFigure(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, address := range []string{"/en/search?q=wind", "/en/search?q=region&kind=project", "/en/search?q=wind&kind=region"} {
			got := a.page(t, address)
			counts := a.page(t, got.href("h1 a.fig"))
			kinds := got.doc.Find("[data-testid=kinds] small[data-figure], .found header small[data-figure]")
			if kinds.Length() < 3 {
				t.Errorf("%s: %d kinds tell a number", address, kinds.Length())
			}
			kinds.Each(func(_ int, s *goquery.Selection) {
				id := s.AttrOr("data-figure", "")
				figure := counts
				if _, query, _ := strings.Cut(id, "?"); strings.Contains(query, "kind=") {
					figure = a.page(t, "/en/f/count.found?"+query)
				}
				if n := figure.counted(t); read(s) != strconv.Itoa(n) || a.behind(t, figure) != n {
					t.Errorf("%s: %s says %s, its page %d and the list %d", address, id, read(s), n, a.behind(t, figure))
				}
			})
		}
	})
}
