package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// everyLayer is the map with all layers on.
const everyLayer = "layer=corridors&layer=projects&layer=enterprises"

func TestTheMapSaysWhereOnTheRoadKazakhstanLies(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/map")
		if title := got.text("h1"); title != "22% of the way from Paris to Beijing lies in Kazakhstan" {
			t.Errorf("title %q", title)
		}
		lead := got.text(".lead")
		for _, want := range []string{"at least 9,738 km from Paris to Beijing", "2,188 km of that, between 40% and 63% of the way", "from Paris to Shanghai via Dostyk it lies between 44% and 62%", "The middle of both roads is in Kazakhstan"} {
			if !strings.Contains(lead, want) {
				t.Errorf("the lead lacks %q: %s", want, lead)
			}
		}
		source := got.href("[data-testid=claim] a")
		if source != "#source-qazaqtv-194657" || !strings.Contains(got.text(source), "Qazaq TV") {
			t.Errorf("the claim rests on %q: %s", source, got.text(source))
		}
		roads := got.texts("[data-testid=roads] tbody tr")
		if len(roads) != 6 || !strings.Contains(roads[0], "at least 2,018 km 273 km 14% 0% to 14% Bolashak, Serhetyaka, Gyzylgaya, Etrek (Ak-Yayla)") {
			t.Errorf("the roads are %q", roads)
		}
		if strips := got.texts("[data-testid=strips] figure"); len(strips) != 2 || !strings.Contains(strips[0], "Paris – Beijing at least 9,738 km") || !strings.Contains(strips[1], "Paris – Shanghai") {
			t.Errorf("the strips are %q", strips)
		}
	})
}

// listed counts the projects and the enterprises of the list beside the map.
func listed(a answer) (projects, enterprises int) {
	return a.doc.Find("[data-testid=list-projects] tbody tr").Length(), a.doc.Find("[data-testid=list-enterprises] tbody tr").Length()
}

// TestEveryFilterOfTheMapGivesAsManyFeaturesAsItSays follows every option. What
// only projects have counts projects, what only enterprises have enterprises, and
// what both have counts both.
func TestEveryFilterOfTheMapGivesAsManyFeaturesAsItSays(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		for _, from := range []string{everyLayer, "layer=projects&as_of=2018-06-10", "layer=enterprises&region=almaty"} {
			base, err := url.ParseQuery(from)
			if err != nil {
				t.Fatal(err)
			}
			followed := 0
			a.page(t, "/en/map?"+from).doc.Find("#filter select option").Each(func(_ int, o *goquery.Selection) {
				name := o.Closest("select").AttrOr("name", "")
				q := url.Values{}
				for key, values := range base {
					q[key] = values
				}
				q.Set(name, o.AttrOr("value", ""))
				got := a.page(t, "/en/map?"+q.Encode())
				projects, enterprises := listed(got)
				n := projects
				switch name {
				case "sector", "region":
					n += enterprises
				case "export", "share":
					n = enterprises
				}
				if m := optionCount.FindStringSubmatch(strings.TrimSpace(o.Text())); m == nil || m[1] != strconv.Itoa(n) {
					t.Errorf("%s: %q lists %d projects and %d enterprises", q.Encode(), strings.TrimSpace(o.Text()), projects, enterprises)
				}
				marksHoldTheList(t, got)
				followed++
			})
			if followed < 15 {
				t.Errorf("%s: %d options followed", from, followed)
			}
		}
	})
}

var (
	firstNumbers = regexp.MustCompile(`(\d+) (project|enterprise)`)
	unplaced     = regexp.MustCompile(`not on the map, since no source names their place: (\d+)`)
)

// marksHoldTheList sees that in the drawings of each width the marks stand for
// every feature of the list that has a place.
func marksHoldTheList(t *testing.T, got answer) {
	t.Helper()
	projects, enterprises := listed(got)
	want := projects + enterprises
	if m := unplaced.FindStringSubmatch(got.text("[data-testid=map-caption]")); m != nil {
		n, _ := strconv.Atoi(m[1])
		want -= n
	}
	for _, width := range []string{"wide", "narrow"} {
		n := 0
		got.doc.Find("[data-testid=eurasia-" + width + "] a.pin, [data-testid=kazakhstan-" + width + "] a.pin").Each(func(_ int, mark *goquery.Selection) {
			n += members(mark)
		})
		if n != want {
			t.Errorf("the %s drawings show %d features and %d have a place: %s", width, n, want, got.text("[data-testid=map-caption]"))
		}
	}
}

// members is the number of features that a mark says it stands for.
func members(mark *goquery.Selection) int {
	sum := 0
	for _, m := range firstNumbers.FindAllStringSubmatch(mark.AttrOr("aria-label", ""), -1) {
		n, _ := strconv.Atoi(m[1])
		sum += n
	}
	return sum
}

func TestEveryMarkOpensACardWithAllThatItStandsFor(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		groups, singles := 0, 0
		for _, query := range []string{everyLayer, "layer=projects", "layer=enterprises"} {
			a.page(t, "/en/map?"+query).doc.Find("a.pin").Each(func(_ int, mark *goquery.Selection) {
				href := mark.AttrOr("href", "")
				address, fragment, _ := strings.Cut(href, "#")
				if fragment != "card" || address != mark.AttrOr("hx-get", "") {
					t.Errorf("a mark leads to %q and asks for %q", href, mark.AttrOr("hx-get", ""))
				}
				got := a.page(t, address)
				card := got.doc.Find("#card")
				if card.Length() != 1 || card.AttrOr("tabindex", "") != "-1" || card.Find("[autofocus]").Length() > 0 {
					t.Errorf("%s: the card is not there", address)
				}
				if n := members(mark); n == 1 {
					singles++
					if card.Find("dl").Length() != 1 || card.Find("h3 a").AttrOr("href", "") == "" || card.Find("[data-publisher] a, dd a[href*='/sources/']").Length() == 0 {
						t.Errorf("%s: the card of one says %q", address, read(card))
					}
				} else {
					groups++
					if rows := card.Find("li").Length(); rows != n || card.Find("li [data-publisher] a").Length() < n {
						t.Errorf("%s: %d are listed, the mark says %d", address, rows, n)
					}
				}
				if got.doc.Find("a.pin.picked[aria-current=true]").FilterFunction(func(_ int, other *goquery.Selection) bool { return other.AttrOr("hx-get", "") == address }).Length() == 0 {
					t.Errorf("%s: the mark does not show that it is picked", address)
				}
			})
		}
		if groups < 60 || singles < 15 {
			t.Errorf("%d groups and %d single marks were opened", groups, singles)
		}
	})
}

func TestMapWithoutScript(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct{ address, title, says string }{
			{"pick=project.ulba-fa", "Ulba-FA nuclear fuel assembly plant", "approximate place"},
			{"pick=project.shelek-wind-60", "Shelek wind farm 60 MW", "site known"},
			{"layer=enterprises&pick=enterprise.karazhanbasmunai", "Karazhanbasmunai JSC", "at the regional capital, approximate place"},
			{"pick=corridor.trans-caspian-titr", "Trans-Caspian International Transport Route (Middle Corridor)", "at least 7,628 km, of which 2,608 km (34%) in Kazakhstan"},
			{"pick=project.nope", "Nothing is here under these filters", "Remove a filter"},
			{"pick=project.ulba-fa&status=planned", "Nothing is here under these filters", "Remove a filter"},
			{"pick=group.kazakhstan-wide.1.1", "Nothing is here under these filters", "Remove a filter"},
			{"pick=corridor.nope", "Nothing is here under these filters", "Remove a filter"},
			{"", "Pick a mark", "to open its card here"},
		} {
			got := a.page(t, "/en/map?"+test.address)
			if title := got.text("#card h3"); title != test.title || !strings.Contains(got.text("#card"), test.says) {
				t.Errorf("%s: the card says %q", test.address, got.text("#card"))
			}
		}
		corridor := a.page(t, "/en/map?pick=corridor.north-south-kazakhstan-turkmenistan-iran").texts("#card .waypoints li")
		if len(corridor) != 9 || !strings.Contains(corridor[2], "no coordinates found, left out of the line") || !strings.HasPrefix(corridor[8], "Bandar Abbas") {
			t.Errorf("the corridor is %q", corridor)
		}
		dashed := a.page(t, "/en/map").doc.Find("[data-testid=eurasia-wide] .way.illustrative").Length()
		solid := a.page(t, "/en/map").doc.Find("[data-testid=eurasia-wide] .way:not(.illustrative)").Length()
		if dashed < 30 || solid < 20 {
			t.Errorf("%d legs are dashed, %d are not", dashed, solid)
		}
	})
}

func TestLayersCanBeTakenAway(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct {
			query                            string
			corridors, projects, enterprises int
		}{
			{"", 6, 83, 0},
			{everyLayer, 6, 83, 34},
			{"layer=none", 0, 0, 0},
			{"layer=none&layer=enterprises", 0, 0, 34},
			{"layer=enterprises&status=planned", 0, 0, 34},
			{"layer=projects&status=planned&export=yes", 0, 22, 0},
		} {
			got := a.page(t, "/en/map?"+test.query)
			projects, enterprises := listed(got)
			corridors := got.doc.Find("[data-testid=list-corridors] section").Length()
			if projects != test.projects || enterprises != test.enterprises || corridors != test.corridors || (got.doc.Find(".way").Length() > 0) != (corridors > 0) {
				t.Errorf("%q: %d corridors, %d projects, %d enterprises", test.query, corridors, projects, enterprises)
			}
			on := got.doc.Find("input[name=layer]:checked").Length()
			if want := min(corridors, 1) + min(projects, 1) + min(enterprises, 1); on != want {
				t.Errorf("%q: %d boxes are ticked, want %d", test.query, on, want)
			}
		}
	})
}

func TestThePartOfTheMapThatHTMXAsksFor(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		card := a.page(t, "/en/map?layer=projects&pick=project.ulba-fa", "HX-Request", "true")
		if card.doc.Find("header.mast, #map-land").Length() > 0 || card.doc.Find("#card[autofocus]").Length() != 1 || !strings.Contains(card.body, "<title>") {
			t.Error("the answer to a pick is not the view with the card in focus")
		}
		if address := card.Header.Get("HX-Push-Url"); address != "/en/map?layer=projects&pick=project.ulba-fa" {
			t.Errorf("the address becomes %q", address)
		}
		filter := a.page(t, "/en/map?layer=none&layer=projects&layer=corridors&sector=power&q=", "HX-Request", "true")
		if address := filter.Header.Get("HX-Push-Url"); address != "/en/map?layer=corridors&layer=projects&sector=power" && address != "/en/map?sector=power" {
			t.Errorf("the address becomes %q", address)
		}
		if filter.doc.Find("[autofocus]").Length() > 0 || !strings.Contains(filter.text("#announcement"), "projects on the list") {
			t.Errorf("a filter says %q", filter.text("#announcement"))
		}
		if hidden := a.page(t, "/en/map?pick=project.ulba-fa").doc.Find("#filter input[name=pick]").Length(); hidden != 0 {
			t.Error("a filter keeps the card open")
		}
	})
}

func TestAMapAddressThatCannotBeRead(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, query := range []string{"layer=rivers", "pick=nonsense", "pick=group.moon.1.1", "pick=group.kazakhstan-wide.x.1", "pick=project.", "region=atlantis", "as_of=2030-01-01", "export=maybe&layer=enterprises", "status=done"} {
			got := a.get(t, "/en/map?"+query)
			name, _, _ := strings.Cut(query, "=")
			if got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("main"), "“"+name+"=") {
				t.Errorf("%s answers %d: %s", query, got.StatusCode, got.text("main"))
			}
		}
	})
}

func TestTheMapIsAtMost150KilobytesInAll(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	for _, lang := range models.Langs {
		page := "/" + string(lang) + "/map?" + everyLayer + "&pick=group.kazakhstan-wide.173.307"
		addresses := []string{page}
		a.page(t, page).doc.Find("script[src], link[rel=stylesheet], link[rel=icon], img").Each(func(_ int, e *goquery.Selection) {
			addresses = append(addresses, e.AttrOr("src", e.AttrOr("href", "")))
		})
		total := 0
		for _, address := range addresses {
			total += len(a.page(t, address, "Accept-Encoding", "gzip").body)
		}
		t.Logf("%s: %d bytes", lang, total)
		if total > 150<<10 {
			t.Errorf("%s: %d bytes, at most %d", lang, total, 150<<10)
		}
	}
}

func TestTheMapStaysDrawableWithManyProjects(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		modelstest.Many(t, a.store, 5000)
		got := a.page(t, "/en/map")
		marks := got.doc.Find("[data-testid=kazakhstan-wide] a.pin")
		if marks.Length() < 50 || marks.Length() > 500 {
			t.Errorf("%d marks for 5,000 projects", marks.Length())
		}
		if n, _ := listed(got); n != models.MapPageSize || !strings.Contains(got.doc.Find("title").Text(), "Page 1 of 26") {
			t.Errorf("%d of the list under %q", n, got.doc.Find("title").Text())
		}
		all := 0
		for page := got; ; {
			n, _ := listed(page)
			all += n
			next := page.href(".pager a[rel=next]")
			if next == "" {
				break
			}
			page = a.page(t, next)
		}
		if all != 5083 {
			t.Errorf("the pages of the list hold %d", all)
		}
		card := a.page(t, marks.First().AttrOr("hx-get", "")).doc.Find("#card")
		if card.Find("li").Length() == 0 {
			t.Errorf("the card of a group says %q", read(card))
		}
	})
}

func TestProjectPagesHaveASmallMap(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for code, want := range map[string]string{
			"ulba-fa":              "one mark at 49.9714, 82.6059: an approximate place",
			"shelek-wind-60":       "one mark at 43.7117, 78.744: the coordinates of the site",
			"lianyungang-terminal": "without a mark: the place, 34.5985, 119.2156, lies outside of it",
			"cofco-tomato":         "",
		} {
			got := a.page(t, "/en/projects/"+code)
			text := got.text("[data-testid=place-map] figcaption")
			if !strings.Contains(text, want) || (text == "") != (want == "") || got.doc.Find("[data-testid=place-map] svg").AttrOr("aria-label", "") != text {
				t.Errorf("%s: the small map says %q", code, text)
			}
		}
	})
}

// mapByKeyboard goes to a mark with the Tab key and opens its card with Enter.
func mapByKeyboard(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/map")
	tb.do(chromedp.Focus("#programme"))
	press := func(key string) { tb.do(chromedp.KeyEvent(key)) }
	type mark struct {
		Name, Address string
		Ring          bool
	}
	const look = `(() => {
		const e = document.activeElement, hit = e.querySelector?.('.hit');
		if (!e.matches('a.pin')) return {Name: '', Address: '', Ring: false};
		const s = getComputedStyle(hit);
		return {Name: e.getAttribute('aria-label'), Address: e.getAttribute('href'), Ring: parseFloat(s.strokeWidth) >= 3 && s.stroke !== 'none'};
	})()`
	var at mark
	for range 10 {
		press(kb.Tab)
		if at = eval[mark](tb, look); strings.Contains(at.Name, "project") {
			break
		}
	}
	if at.Name == "" || !at.Ring {
		t.Fatalf("the Tab key does not come to a mark that shows its focus: %+v", at)
	}
	tb.do(script(`window.stayed = true`))
	press(kb.Enter)
	tb.wait(`document.activeElement.id === 'card' && document.querySelector('#card .facts, #card .members')`)
	address, _, _ := strings.Cut(at.Address, "#")
	if got := eval[string](tb, `location.pathname + location.search`); got != address {
		t.Errorf("the address is %q, want %q", got, address)
	}
	if !eval[bool](tb, `window.stayed === true && document.querySelectorAll('#card').length === 1`) {
		t.Error("the whole page was loaded again")
	}
	tb.wait(fmt.Sprintf(`[...document.querySelectorAll('a.pin.picked')].some(a => a.getAttribute('hx-get') === %q)`, address))
	// From the card on, the keyboard goes through it, and closes it.
	press(kb.Tab)
	if !eval[bool](tb, `document.activeElement.closest('#card') !== null`) {
		t.Error("the next stop is not in the card")
	}
	// Another mark replaces the card, and Back brings the first one back.
	tb.do(script(`[...document.querySelectorAll('#kazakhstan-wide a.pin')].at(-1).focus()`))
	press(kb.Enter)
	tb.wait(fmt.Sprintf(`location.search !== %q && document.activeElement.id === 'card'`, address[strings.Index(address, "?"):]))
	tb.do(script(`window.before = true`), script("history.back()"))
	tb.wait(fmt.Sprintf(`!window.before && location.pathname + location.search === %q && document.querySelector('#card .facts, #card .members')`, address))
	// A filter closes the card and keeps the focus where it is.
	tb.choose("status", "planned")
	tb.wait(`new URLSearchParams(location.search).get('status') === 'planned' && !location.search.includes('pick') && document.activeElement.id === 'status'`)
	tb.do(chromedp.Click("#layer-enterprises"))
	tb.wait(`document.querySelectorAll('[data-testid=list-enterprises] tbody tr').length === 34 && document.activeElement.id === 'layer-enterprises'`)
}
