package handlers_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/labstack/echo/v4"
	"golang.org/x/net/html"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/static"
)

func TestRootLeadsToTheLanguageOfTheVisitor(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for header, want := range map[string]string{
			"":                                  "/en/",
			"kk":                                "/kk/",
			"kk-KZ,ru;q=0.8,en;q=0.5":           "/kk/",
			"ru-RU":                             "/ru/",
			"zh-CN,zh;q=0.9":                    "/zh/",
			"zh-TW":                             "/zh/",
			"de-DE,de;q=0.9,zh;q=0.2,en;q=0.1":  "/zh/",
			"fr":                                "/en/",
			"*":                                 "/en/",
			"this is not; a header q=,,;;;":     "/en/",
			"en-GB,en;q=0.9,ru;q=0.8,kk;q=0.95": "/en/",
		} {
			got := a.get(t, "/?year=2018", "Accept-Language", header)
			if got.StatusCode != http.StatusFound || got.Header.Get("Location") != want+"?year=2018" || !slices.Contains(got.Header.Values("Vary"), "Accept-Language") {
				t.Errorf("%q leads to %q (%d)", header, got.Header.Get("Location"), got.StatusCode)
			}
		}
		if got := a.get(t, "/kk?year=2018"); got.StatusCode != http.StatusMovedPermanently || got.Header.Get("Location") != "/kk/?year=2018" {
			t.Errorf("/kk leads to %q (%d)", got.Header.Get("Location"), got.StatusCode)
		}
	})
}

func TestLanguageSwitchKeepsPathAndQuery(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		// The alternates are the addresses of what the pages are about, as the canonical one.
		for address, canonical := range map[string]string{"?year=2018&sector=mining": "?sector=mining&year=2018", "projects?as_of=2018-06-10&page=1": "projects", "projects/ulba-fa": "projects/ulba-fa"} {
			got := a.page(t, "/ru/"+address)
			if lang := got.doc.Find("html").AttrOr("lang", ""); lang != "ru" || got.Header.Get("Content-Language") != "ru" {
				t.Errorf("the page is in %q", lang)
			}
			for tag, lang := range map[string]string{"kk": "kk", "ru": "ru", "zh-Hans": "zh", "en": "en"} {
				want := "/" + lang + "/" + address
				if href := got.href(".langs a[hreflang=" + tag + "]"); href != want {
					t.Errorf("the switch leads to %q, want %q", href, want)
				}
				if href, want := got.href("link[rel=alternate][hreflang="+tag+"]"), "http://example.com/"+lang+"/"+canonical; href != want {
					t.Errorf("the alternate is %q, want %q", href, want)
				}
				if other := a.page(t, want); other.doc.Find("html").AttrOr("lang", "") != tag {
					t.Errorf("%s is in %q", want, other.doc.Find("html").AttrOr("lang", ""))
				}
			}
		}
	})
}

func TestAlternatesAreWholeAddressesWhereTheSiteHasOne(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	a.Echo = handlers.New(s, discard(), handlers.Options{PublicURL: "https://dostyk.example"})
	if href := a.page(t, "/en/?year=2018").href("link[hreflang=kk]"); href != "https://dostyk.example/kk/?year=2018" {
		t.Errorf("the alternate is %q", href)
	}
}

// latin are the words in Latin letters that may stand on a page of another
// language without a mark.
var latin = map[string]bool{
	"Dostyk": true, "Eng": true, "English": true, "TEU": true,
	// Brands, written in Latin letters in every language.
	"Brent": true, "WTI": true, "Finprom": true, "CITIC": true, "Khorgos": true, "Gateway": true, "primeminister": true, "kz": true,
	"ec": true, "info": true, "org": true, "CCPIT": true, "Kazinform": true, "MMBtu": true, "Henry": true, "Hub": true,
	// Formats of files, and programs that write them.
	"HTML": true, "Markdown": true, "Word": true, "LibreOffice": true,
	"CSV": true, "Excel": true, "JSON": true, "SVG": true, "PNG": true,
	// The code of a statement, in the title of its page.
	"st": true,
	// The name of a format, and of a time.
	"Atom": true, "UTC": true,
	// A Roman number, in that of a law.
	"VII": true,
	// Licences, standards and those who made them, on the page about the dashboard.
	"CC": true, "BY": true, "SA": true, "ODbL": true, "ODC": true, "PDDL": true, "WCAG": true, "AA": true, "axe": true,
	"Natural": true, "Earth": true, "GeoNames": true, "Qazaq": true, "TV": true,
	// Formats and their standards, on the page of the data set.
	"UTF": true, "zip": true, "SHA": true, "kB": true, "Frictionless": true, "Data": true, "Package": true,
}

// An address is in no language.
var webAddress = regexp.MustCompile(`https?://\S*`)

var latinWord = regexp.MustCompile(`[A-Za-z]+`)

func TestNoEnglishIsLeftInTheFrameOfOtherLanguages(t *testing.T) {
	walks(t)
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	for _, lang := range []string{"kk", "ru", "zh"} {
		for _, address := range []string{"?year=2018", "?year=2018&statement=st051", "?year=2014", "?year=2020", "?year=2017", "?", "projects", "projects?status=launched&launch=2019", "projects/zhanatas-wind-100", "projects/zhanatas-wind-100/versions", "projects/khorgos-gateway",
			"enterprises", "enterprises/ulba-fa-llp", "agreements?form=package", "agreements/nuclear-trafficking-2018", "about", "data", "changes", "changes?kind=revision&noun=price+note",
			"statements?year=2018", "statements/st067", "metrics", "metrics/trade_turnover_usd", "metrics/enterprises", "sources?language=kk", "sources/qazaqtv-194657", "sources/eia-oil",
			"prices", "prices/brent?with=wti", "prices/gold?with=copper&show=index",
			"search", "search?q=2018", "search?q=霍尔果斯", "search?q=область", "search?q=область&kind=project&page=2", "search?q=щщщщ",
			"briefing", "briefing?i=f.st067&i=f.st068&i=c.programme&i=q.st067&i=p.ulba-fa&i=f.count.projects", "briefing/recheck",
			"map?layer=corridors&layer=projects&layer=enterprises", "map?pick=corridor.trans-caspian-titr", "map?pick=project.ulba-fa", "sign-in", "sign-in?again=form_lost", "set-password?token=nope", "nope"} {
			got := a.get(t, "/"+lang+"/"+address)
			names := publishers(got)
			// A code is in no language, nor is a checksum.
			code := strings.TrimSuffix(strings.TrimPrefix(address, "projects/"), "/versions")
			if code == address {
				code = "\x00"
			}
			got.doc.Find("[data-testid=data-citation]").Remove()
			if code != "\x00" {
				// A title is the name of the record, which may be in English only.
				got.doc.Find("title").Remove()
			}
			for _, text := range visible(got.doc.Find("html").Nodes[0], lang) {
				for _, word := range latinWord.FindAllString(strings.ReplaceAll(webAddress.ReplaceAllString(text, ""), code, ""), -1) {
					if !latin[word] && !names[word] {
						t.Errorf("/%s/%s: %q in %q", lang, address, word, text)
					}
				}
			}
		}
	}
}

// publishers are the words in names of publishers and speakers, which are
// brands in Latin letters in every language.
func publishers(a answer) map[string]bool {
	words := make(map[string]bool)
	a.doc.Find(".sources li > span, [data-testid=said] td:last-child, [data-testid=chart-table] td:last-child, blockquote footer a, [data-publisher], [data-testid=statements] td:last-child, [data-testid=metric-table] td:last-child").Each(func(_ int, s *goquery.Selection) {
		for _, word := range latinWord.FindAllString(s.Text(), -1) {
			words[word] = true
		}
	})
	return words
}

// visible are the texts and labels of the part of the tree that is in lang.
func visible(n *html.Node, lang string) []string {
	var texts []string
	if n.Type == html.ElementNode {
		for _, attr := range n.Attr {
			switch attr.Key {
			case "lang":
				if !strings.HasPrefix(attr.Val, lang) {
					return nil
				}
			case "aria-label", "title", "alt", "placeholder":
				texts = append(texts, attr.Val)
			}
		}
		if n.Data == "script" || n.Data == "style" {
			return nil
		}
		for _, attr := range n.Attr {
			if attr.Key == "id" && strings.HasPrefix(attr.Val, "source-") {
				return nil
			}
		}
	}
	if n.Type == html.TextNode {
		texts = append(texts, n.Data)
	}
	for c := range n.ChildNodes() {
		texts = append(texts, visible(c, lang)...)
	}
	return texts
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, address := range []string{"/", "/en/", "/en/?year=abc", "/en/nope", "/nope", "/healthz", "/readyz", "/en/projects", static.URL("app.css"), "/static/nope.css"} {
			got := a.get(t, address)
			csp := got.Header.Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
				if !strings.Contains(csp, want) {
					t.Errorf("%s: the policy lacks %s", address, want)
				}
			}
			if strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") {
				t.Errorf("%s: the policy is %q", address, csp)
			}
			for header, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin", "Cross-Origin-Opener-Policy": "same-origin",
				"Strict-Transport-Security": "",
			} {
				if got.Header.Get(header) != want {
					t.Errorf("%s: %s is %q, want %q", address, header, got.Header.Get(header), want)
				}
			}
		}
		a.Echo = handlers.New(a.store, discard(), handlers.Options{HSTS: true})
		if got := a.get(t, "/en/"); !strings.HasPrefix(got.Header.Get("Strict-Transport-Security"), "max-age=31536000") {
			t.Errorf("HSTS is %q", got.Header.Get("Strict-Transport-Security"))
		}
	})
}

func TestPagesHoldNothingInlineAndNothingFromElsewhere(t *testing.T) {
	walks(t)
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	for _, address := range []string{"/en/?year=2018", "/zh/projects", "/ru/projects/ulba-fa", "/kk/?year=abc", "/kk/enterprises", "/zh/agreements", "/ru/agreements/package-2013", "/kk/statements/st067", "/zh/metrics/launched", "/ru/sources/eia-oil", "/kk/prices", "/ru/prices/brent?with=wti", "/ru/search?q=ветер", "/zh/search", "/zh/map?pick=project.ulba-fa", "/kk/briefing?i=f.st067&i=c.programme", "/ru/briefing/recheck", "/kk/sign-in"} {
		doc := a.get(t, address).doc
		doc.Find("*").Each(func(_ int, e *goquery.Selection) {
			for _, attr := range e.Nodes[0].Attr {
				if attr.Key == "style" || strings.HasPrefix(attr.Key, "on") {
					t.Errorf("%s: <%s %s=%q>", address, goquery.NodeName(e), attr.Key, attr.Val)
				}
			}
		})
		if doc.Find("style, script:not([src])").Length() > 0 {
			t.Errorf("%s: inline script or style", address)
		}
		doc.Find("script[src], link[rel=stylesheet], link[rel=icon], img, iframe").Each(func(_ int, e *goquery.Selection) {
			if from := e.AttrOr("src", e.AttrOr("href", "")); !strings.HasPrefix(from, "/static/") && (goquery.NodeName(e) != "img" || !strings.HasPrefix(from, "/kk/briefing.svg?")) {
				t.Errorf("%s: loads %q", address, from)
			}
		})
	}
}

func TestTextIsCompressed(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, address := range []string{"/en/?year=2018", "/en/projects", "/en/?year=abc", "/en/nope", static.URL("app.css"), static.URL("app.js"), static.URL("favicon.svg")} {
			got := a.get(t, address, "Accept-Encoding", "gzip")
			if got.Header.Get("Content-Encoding") != "gzip" {
				t.Errorf("%s is not compressed", address)
				continue
			}
			r, err := gzip.NewReader(strings.NewReader(got.body))
			if err != nil {
				t.Fatal(err)
			}
			plain, err := io.ReadAll(r)
			if err != nil || len(plain) < 100 {
				t.Errorf("%s: %d bytes (%v)", address, len(plain), err)
			}
			if vary := strings.Join(got.Header.Values("Vary"), ","); !strings.Contains(vary, "Accept-Encoding") {
				t.Errorf("%s: Vary is %q", address, vary)
			}
		}
	})
}

func TestFirstViewIsSmall(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	for _, lang := range models.Langs {
		doc := a.page(t, "/"+string(lang)+"/?year=2018").doc
		addresses := []string{"/" + string(lang) + "/?year=2018"}
		doc.Find("script[src], link[rel=stylesheet], link[rel=icon], img").Each(func(_ int, e *goquery.Selection) {
			addresses = append(addresses, e.AttrOr("src", e.AttrOr("href", "")))
		})
		total := 0
		for _, address := range addresses {
			total += len(a.page(t, address, "Accept-Encoding", "gzip").body)
		}
		if len(addresses) > 5 || total > 90<<10 {
			t.Errorf("%s: %d requests, %d bytes: at most 5 and 92160", lang, len(addresses), total)
		}
	}
}

func TestPagesAskTheDatabaseAFixedNumberOfTimes(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		addresses := []string{"/en/?year=2018", "/en/?year=2018&sector=mining", "/en/projects", "/en/projects?status=launched&sort=region", "/en/projects/ulba-fa", "/en/projects/ulba-fa?list=page%3D1",
			"/en/enterprises", "/en/enterprises/ulba-fa-llp?list=page%3D1", "/en/agreements", "/en/agreements/nuclear-trafficking-2018?list=page%3D1",
			"/en/statements", "/en/statements?q=listed&year=2018", "/en/statements/st067", "/en/statements/st189", "/en/metrics", "/en/metrics/launched", "/en/metrics/trade_turnover_usd",
			"/en/sources", "/en/sources?q=trade", "/en/sources/geonames-5000", "/en/sources/qazaqtv-194657", "/en/enterprises?source=geonames-5000", "/en/agreements?source=qazaqtv-194657", "/en/about",
			"/en/prices", "/en/prices/brent", "/en/prices/brent?with=wti&with=copper&show=index",
			"/en/f/st068", "/en/f/rest.st067", "/en/f/stage.st067.launched", "/en/f/difference.st067.launched", "/en/f/count.projects?status=launched", "/en/f/count.statements",
			"/en/f/count.map?layer=projects&layer=enterprises&region=almaty", "/en/f/count.found?q=wind&kind=project", "/en/f/count.figures?metric=launched", "/en/f/count.prices?source=eia-oil&commodity=brent", "/en/f/count.agreements", "/en/f/road.rail-land-bridge-khorgos.enters-share",
			"/en/f/price.brent.2016-01", "/en/f/average.brent.2016",
			"/en/changes", "/en/changes?kind=correction", "/en/changes?programme=industrial-cooperation", "/en/changes.atom", "/en/projects/ulba-fa/changes.atom", "/en/metrics/launched/changes.atom",
			"/en/search?q=wind", "/en/search?q=region&kind=project&page=2", "/en/search?q=zhanats",
			"/en/map", "/en/map?layer=projects&layer=enterprises&pick=group.kazakhstan-wide.173.307", "/en/map?layer=corridors&pick=corridor.trans-caspian-titr"}
		before := make(map[string]int64)
		for _, address := range addresses {
			before[address] = a.queries(t, address)
		}
		modelstest.Many(t, a.store, 2000)
		modelstest.ManyStatements(t, a.store, 2000)
		for _, address := range addresses {
			if now := a.queries(t, address); now != before[address] || now == 0 || now > 24 {
				t.Errorf("%s asks %d times with 2,000 more projects and statements, %d before", address, now, before[address])
			}
		}
	})
}

func TestADatabaseThatIsDownGivesAPlainPage(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		if err := a.store.Close(); err != nil {
			t.Fatal(err)
		}
		for _, lang := range models.Langs {
			got := a.get(t, "/"+string(lang)+"/?year=2018")
			if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" || got.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: answers %d", lang, got.StatusCode)
			}
			if got.text("h1") == "" || got.doc.Find("[data-testid=figures]").Length() > 0 || strings.Contains(got.body, "sql:") {
				t.Errorf("%s: says %q", lang, got.text("main"))
			}
		}
		if got := a.get(t, "/readyz"); got.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("/readyz answers %d", got.StatusCode)
		}
		if got := a.get(t, "/healthz"); got.StatusCode != http.StatusOK {
			t.Errorf("/healthz answers %d", got.StatusCode)
		}
	})
}

func TestReadyOnlyWithTheRightSchema(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		if got := a.get(t, "/readyz"); got.StatusCode != http.StatusOK {
			t.Errorf("answers %d: %s", got.StatusCode, got.body)
		}
		modelstest.Exec(t, a.store, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)")
		if got := a.get(t, "/readyz"); got.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("with a newer schema it answers %d", got.StatusCode)
		}
	})
}

func TestFailuresShowAPageAndNotTheirCause(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		a.GET("/en/panic", func(echo.Context) error { panic("secret cause") })
		a.GET("/en/fails", func(echo.Context) error { return fmt.Errorf("secret cause") })
		for _, address := range []string{"/en/panic", "/en/fails"} {
			got := a.get(t, address)
			if got.StatusCode != http.StatusInternalServerError || strings.Contains(got.body, "secret") || !strings.Contains(got.text("main"), "Request number: "+got.Header.Get("X-Request-Id")) {
				t.Errorf("%s answers %d: %s", address, got.StatusCode, got.text("main"))
			}
			if !strings.Contains(a.log.String(), "secret cause") {
				t.Errorf("%s: the cause is not logged", address)
			}
		}
	})
}

func TestOtherRefusals(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct {
			name    string
			request *http.Request
			status  int
			says    string
		}{
			{"an unknown path in a language", httptest.NewRequest(http.MethodGet, "/ru/nope", nil), 404, "Такой страницы нет"},
			{"an unknown path", httptest.NewRequest(http.MethodGet, "/nope", nil), 404, "There is no such page"},
			{"an unknown project", httptest.NewRequest(http.MethodGet, "/en/projects/nope", nil), 404, "There is no such page"},
			{"a hostile path", httptest.NewRequest(http.MethodGet, "/en/projects/..%2f..%2fetc", nil), 404, "There is no such page"},
			{"writing to a page", httptest.NewRequest(http.MethodPost, "/en/", strings.NewReader("a=b")), 405, "That cannot be done here"},
			{"a body that is too large", httptest.NewRequest(http.MethodPost, "/en/", strings.NewReader(strings.Repeat("x", 2<<20))), 413, "That is too large"},
		} {
			got := a.do(t, test.request)
			if got.StatusCode != test.status || !strings.Contains(got.text("main"), test.says) {
				t.Errorf("%s: answers %d: %q", test.name, got.StatusCode, got.text("main"))
			}
		}
		if got := a.do(t, httptest.NewRequest(http.MethodHead, "/en/?year=2018", nil)); got.StatusCode != http.StatusOK {
			t.Errorf("HEAD answers %d", got.StatusCode)
		}
	})
}

func TestRoutesForEverybodyAreMeantToBe(t *testing.T) {
	s := modelstest.New(t, models.SQLite, false)
	public := []string{"/", "/api/openapi.json", "/healthz", "/readyz", "/static/*", "/data", "/data/dostyk.zip", "/set-up", "/set-password", "/robots.txt", "/favicon.ico", "/sitemap.xml", "/sitemaps/:part"}
	// sent are the routes to which visitors send something.
	var sent []string
	for _, lang := range models.Langs {
		for _, path := range []string{"", "/", "/projects", "/projects/:code", "/enterprises", "/enterprises/:code", "/agreements", "/agreements/:code", "/about", "/data",
			"/statements", "/statements/:code", "/metrics", "/metrics/:code", "/sources", "/sources/:code", "/prices", "/prices/:commodity", "/search", "/map", "/timemap", "/f/:id",
			"/changes", "/changes.atom", "/projects/:code/changes.atom", "/metrics/:code/changes.atom", "/briefing", "/briefing/recheck", "/briefing.docx", "/briefing.md", "/briefing.svg",
			"/projects/:code/versions", "/enterprises/:code/versions", "/agreements/:code/versions", "/statements/:code/versions", "/metrics/:code/versions", "/sources/:code/versions",
			"/prices/:commodity/versions", "/sign-in", "/sign-in/code", "/set-up", "/set-password"} {
			public = append(public, "/"+string(lang)+path)
		}
		for _, file := range []string{"programme", "projects", "enterprises", "agreements", "statements", "metrics", "sources", "prices", "search"} {
			for _, format := range []string{"csv", "xlsx", "json"} {
				public = append(public, "/"+string(lang)+"/"+file+"."+format)
			}
		}
		public = append(public, "/"+string(lang)+"/programme.svg", "/"+string(lang)+"/map.svg")
		// A sheet, and what is typed into its form, is too long for an address. The others are how one stops being a visitor.
		for _, path := range []string{"briefing", "briefing/recheck", "sign-in", "sign-in/code", "set-up", "set-password"} {
			sent = append(sent, "POST /"+string(lang)+"/"+path)
		}
	}
	for _, r := range newApp(s).Routes() {
		if models.UserRole(r.Name).Known() {
			continue
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead && !slices.Contains(sent, r.Method+" "+r.Path) {
			t.Errorf("%s %s writes", r.Method, r.Path)
		}
		if !slices.Contains(public, r.Path) {
			t.Errorf("%s is not on the list of what visitors may read", r.Path)
		}
	}
}

func TestOneLineIsLoggedForEachRequest(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	for _, address := range []string{"/en/?year=2018", "/en/?year=abc", "/en/nope", "/healthz"} {
		a.log.Reset()
		a.get(t, address)
		var line struct {
			Msg, Route, ID string
			Status         int
		}
		if n := strings.Count(a.log.String(), "\n"); n != 1 {
			t.Errorf("%s: %d lines: %s", address, n, a.log)
		}
		if err := json.Unmarshal(a.log.Bytes(), &line); err != nil || line.ID == "" || line.Status == 0 || strings.Contains(a.log.String(), "year") {
			t.Errorf("%s: %s (%v)", address, a.log, err)
		}
	}
}

func TestAVisitorWhoLeavesEndsTheQuery(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if got := a.do(t, httptest.NewRequest(http.MethodGet, "/en/?year=2018", nil).WithContext(ctx)); got.StatusCode == http.StatusOK {
			t.Error("the page was made for nobody")
		}
	})
}
