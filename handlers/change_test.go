package handlers_test

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestCorrectionsStandApartFromRevisions(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		modelstest.Revise(t, a.store, models.Correcting, "The recording says 52.", "statements.csv", modelstest.Set("st067", "value", "52"))
		modelstest.Revise(t, a.store, models.Revising, "A newer report.", "projects.csv", modelstest.Set("ulba-fa", "region", "Almaty"))
		for _, test := range []struct{ lang, correction, revision string }{
			{"en", "23 November 2026, 15:00 (UTC+5) · Figure Total projects Nursultan Nazarbayev · 10 June 2018 Value was 51 projects now 52 projects Reason: The recording says 52. Recorded by the system, from a file As it was before",
				"23 November 2026, 16:00 (UTC+5) · Project Ulba-FA nuclear fuel assembly plant Region was East Kazakhstan Region now Almaty Reason: A newer report. Recorded by the system, from a file As it was before"},
			{"kk", "2026 жылғы 23 қараша, 15:00 (UTC+5) · Мәлімделген сан Барлық жобалар Нұрсұлтан Назарбаев · 2018 жылғы 10 маусым Мәні бұрын 51 жоба қазір 52 жоба Себебі: The recording says 52. Жазған: жүйе, файлдан Бұрынғы күйі",
				"2026 жылғы 23 қараша, 16:00 (UTC+5) · Жоба Ulba-FA nuclear fuel assembly plant Өңір бұрын Шығыс Қазақстан облысы қазір Алматы қаласы Себебі: A newer report. Жазған: жүйе, файлдан Бұрынғы күйі"},
			{"ru", "23 ноября 2026 г., 15:00 (UTC+5) · Число Всего проектов Нурсултан Назарбаев · 10 июня 2018 г. Значение было 51 проект стало 52 проекта Причина: The recording says 52. Внесено: система, из файла Как было раньше",
				"23 ноября 2026 г., 16:00 (UTC+5) · Проект Ulba-FA nuclear fuel assembly plant Регион было Восточно-Казахстанская область стало Город Алматы Причина: A newer report. Внесено: система, из файла Как было раньше"},
			{"zh", "2026年11月23日 15:00 (UTC+5) · 数字 项目总数 努尔苏丹·纳扎尔巴耶夫 · 2018年6月10日 数值 原为 51个 现为 52个 原因： The recording says 52. 记录者：系统（由文件载入） 变更前的样子",
				"2026年11月23日 16:00 (UTC+5) · 项目 Ulba-FA nuclear fuel assembly plant 地区 原为 东哈萨克斯坦州 现为 阿拉木图市 原因： A newer report. 记录者：系统（由文件载入） 变更前的样子"},
		} {
			got := a.page(t, "/"+test.lang+"/changes")
			if diff := cmp.Diff([]string{test.correction}, got.texts("[data-testid=correction-title] li")); diff != "" {
				t.Errorf("%s: corrections (-want +got)\n%s", test.lang, diff)
			}
			if diff := cmp.Diff([]string{test.revision}, got.texts("[data-testid=revision-title] li")); diff != "" {
				t.Errorf("%s: revisions (-want +got)\n%s", test.lang, diff)
			}
			if when := got.doc.Find("time").First().AttrOr("datetime", ""); when != "2026-11-23T10:00:00Z" {
				t.Errorf("%s: the time is %q for programs", test.lang, when)
			}
		}
		got := a.page(t, "/en/changes")
		if before, now := got.text("[data-testid=correction-title] del"), got.text("[data-testid=correction-title] ins"); before != "51 projects" || now != "52 projects" {
			t.Errorf("%q is struck out, and %q put in", before, now)
		}
		if href := got.href("[data-testid=correction-title] h3 a"); href != "/en/f/st067" {
			t.Errorf("the correction leads to %q", href)
		}
		before, _, _ := strings.Cut(got.href("[data-testid=correction-title] .by a"), "#")
		if row := a.page(t, before).text("[data-testid=amount]"); row != "51 projects" {
			t.Errorf("%s shows %q", before, row)
		}
		if row := a.page(t, "/en/f/st067").text("[data-testid=amount]"); row != "52 projects" {
			t.Errorf("the statement shows %q", row)
		}
	})
}

func TestARecordLeadsToItsChanges(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		pages := map[string]string{
			"projects/ulba-fa": "/en/projects/ulba-fa/changes.atom", "metrics/total_projects": "/en/metrics/total_projects/changes.atom",
			"statements/st067": "/en/changes.atom?statement=st067", "": "/en/changes.atom?programme=industrial-cooperation", "enterprises/ulba-fa-llp": "/en/changes.atom?enterprise=ulba-fa-llp",
			"agreements/nuclear-trafficking-2018": "/en/changes.atom?agreement=nuclear-trafficking-2018", "sources/nei-ulba": "/en/changes.atom?source=nei-ulba",
			"prices/aluminium": "/en/changes.atom?commodity=aluminium",
		}
		for page, feed := range pages {
			got := a.page(t, "/en/"+page)
			if got.doc.Find("[data-testid=changes]").Length() > 0 {
				t.Errorf("%s speaks of changes that are none", page)
			}
			if href := got.href("link[rel=alternate][type='application/atom+xml']"); href != feed {
				t.Errorf("%s has the feed %q, want %q", page, href, feed)
			}
			a.page(t, feed)
		}
		modelstest.SomeRevisions(t, a.store)
		for page := range pages {
			got := a.page(t, "/en/"+page)
			text, href := got.text("[data-testid=changes] a:first-child"), got.href("[data-testid=changes] a:first-child")
			list := a.page(t, href)
			if n := list.doc.Find(".revisions > li").Length(); n == 0 || !strings.HasPrefix(text, a.countOf(n)) {
				t.Errorf("%s announces %q and leads to %d changes", page, text, n)
			}
			if list.doc.Find("[data-testid=about]").Length() != 1 {
				t.Errorf("%s does not say what it is about", href)
			}
		}
	})
}

// countOf is how a line begins that counts changes.
func (a *app) countOf(n int) string {
	if n == 1 {
		return "1 change "
	}
	return string(rune('0'+n)) + " changes "
}

func TestWhereNothingWasChangedThePageSaysSo(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, lang := range models.Langs {
			if got := a.page(t, "/"+string(lang)+"/changes"); got.text("[data-testid=none]") == "" || got.doc.Find(".revisions").Length() > 0 {
				t.Errorf("%s: %s", lang, got.text("main"))
			}
		}
		modelstest.SomeRevisions(t, a.store)
		if got := a.page(t, "/en/changes?noun=place").text("[data-testid=none]"); !strings.Contains(got, "Remove a filter") {
			t.Errorf("a filter that nothing matches: %q", got)
		}
	})
}

func TestBadFiltersOfChangesAreNamed(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, address := range []string{"changes?kind=addition", "changes?noun=horse", "changes?project=nosuch", "changes?programme=x", "changes?metric=x", "changes?statement=x",
			"changes?page=0", "changes.atom?programme=x", "changes.atom?kind=x", "projects/ulba-fa/changes.atom?page=x"} {
			if got := a.get(t, "/en/"+address); got.StatusCode != http.StatusBadRequest || got.text("main") == "" && !strings.Contains(got.body, " address ") {
				t.Errorf("%s answers %d", address, got.StatusCode)
			}
		}
		for _, address := range []string{"projects/nosuch/changes.atom", "metrics/nosuch/changes.atom"} {
			if got := a.get(t, "/en/"+address); got.StatusCode != http.StatusNotFound {
				t.Errorf("%s answers %d", address, got.StatusCode)
			}
		}
	})
}

func TestManyChangesTakePages(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		modelstest.ManyRevisions(t, a.store)
		got := a.page(t, "/en/changes")
		if n := got.doc.Find(".revisions > li").Length(); n != 20 {
			t.Errorf("%d changes stand on the first page", n)
		}
		ids := make(map[string]bool)
		for next := got.href("[data-testid=correction-title] > p > a"); next != ""; {
			page := a.page(t, next)
			page.doc.Find(".revisions > li").Each(func(_ int, li *goquery.Selection) {
				ids[li.AttrOr("id", "")] = true
			})
			next = page.href(".pager a[rel=next]")
		}
		if len(ids) != 266 {
			t.Errorf("%d corrections stand on all pages", len(ids))
		}
	})
}

func TestAnEarlierMomentListsTheChangesUpToThen(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		modelstest.Revise(t, a.store, models.Correcting, "A slip.", "statements.csv", modelstest.Set("st067", "value", "52"))
		first := a.lastChange(t)
		modelstest.Revise(t, a.store, models.Correcting, "Another slip.", "statements.csv", modelstest.Set("st067", "value", "53"))
		for at, want := range map[time.Time]int{first.Add(-time.Minute): 0, first: 1, a.lastChange(t): 2} {
			page := a.page(t, asKnown("/en/changes?kind=correction", at))
			feed := readFeed(t, a.page(t, asKnown("/en/changes.atom", at)))
			if n := page.doc.Find(".revisions > li").Length(); n != want || len(feed.Entries) != want {
				t.Errorf("at %s the page lists %d changes and the feed %d, want %d", at, n, len(feed.Entries), want)
			}
		}
	})
}

// atomFeed is a feed as a reader takes it apart.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	IDs     []string    `xml:"http://www.w3.org/2005/Atom id"`
	Titles  []atomText  `xml:"http://www.w3.org/2005/Atom title"`
	Updated []string    `xml:"http://www.w3.org/2005/Atom updated"`
	Authors []string    `xml:"http://www.w3.org/2005/Atom author>name"`
	Links   []atomLink  `xml:"http://www.w3.org/2005/Atom link"`
	Entries []atomEntry `xml:"http://www.w3.org/2005/Atom entry"`
	Rest    []atomOther `xml:",any"`
}

type atomEntry struct {
	IDs        []string       `xml:"http://www.w3.org/2005/Atom id"`
	Titles     []atomText     `xml:"http://www.w3.org/2005/Atom title"`
	Updated    []string       `xml:"http://www.w3.org/2005/Atom updated"`
	Links      []atomLink     `xml:"http://www.w3.org/2005/Atom link"`
	Categories []atomCategory `xml:"http://www.w3.org/2005/Atom category"`
	Contents   []atomContent  `xml:"http://www.w3.org/2005/Atom content"`
	Rest       []atomOther    `xml:",any"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomContent struct {
	Type string    `xml:"type,attr"`
	Divs []atomDiv `xml:"http://www.w3.org/1999/xhtml div"`
	Text string    `xml:",chardata"`
}

type atomDiv struct {
	Terms []string    `xml:"http://www.w3.org/1999/xhtml dl>dt"`
	Was   []string    `xml:"http://www.w3.org/1999/xhtml dl>dd>del"`
	Now   []string    `xml:"http://www.w3.org/1999/xhtml dl>dd>ins"`
	Words []string    `xml:"http://www.w3.org/1999/xhtml p"`
	Rest  []atomOther `xml:",any"`
}

// atomOther is an element that a feed of ours has no use for.
type atomOther struct{ XMLName xml.Name }

// readFeed takes a feed apart, and checks what RFC 4287 asks of each.
func readFeed(t *testing.T, a answer) atomFeed {
	t.Helper()
	var f atomFeed
	if err := xml.Unmarshal([]byte(a.body), &f); err != nil {
		t.Fatalf("the feed cannot be read: %v\n%s", err, a.body)
	}
	if kind := a.Header.Get("Content-Type"); kind != "application/atom+xml; charset=utf-8" {
		t.Errorf("the feed is sent as %q", kind)
	}
	if len(f.IDs) != 1 || len(f.Titles) != 1 || len(f.Updated) != 1 || len(f.Authors) != 1 || f.Authors[0] == "" || f.Lang == "" {
		t.Errorf("the feed has %d ids, %d titles, %d times, %d authors and the language %q", len(f.IDs), len(f.Titles), len(f.Updated), len(f.Authors), f.Lang)
	}
	if len(f.Rest) != 1 || f.Rest[0].XMLName.Local != "subtitle" {
		t.Errorf("the feed holds %v too", f.Rest)
	}
	relations := func(links []atomLink) (self, alternate int) {
		for _, l := range links {
			if u, err := url.Parse(l.Href); err != nil || !u.IsAbs() || u.Host == "" {
				t.Errorf("a link leads to %q", l.Href)
			}
			switch l.Rel {
			case "self":
				self++
			case "alternate":
				alternate++
			}
		}
		return self, alternate
	}
	if self, alternate := relations(f.Links); self != 1 || alternate != 1 {
		t.Errorf("%d links lead to the feed itself and %d to its page", self, alternate)
	}
	ids := make(map[string]bool)
	named := func(id string) {
		if u, err := url.Parse(id); err != nil || u.Scheme != "urn" || ids[id] {
			t.Errorf("%q is no id, or stands twice", id)
		}
		ids[id] = true
	}
	named(f.IDs[0])
	newest := ""
	for i, e := range f.Entries {
		if len(e.IDs) != 1 || len(e.Titles) != 1 || len(e.Updated) != 1 || len(e.Contents) != 1 || len(e.Categories) != 1 || len(e.Rest) > 0 {
			t.Fatalf("entry %d: %+v", i, e)
		}
		named(e.IDs[0])
		if e.Titles[0].Type != "text" || e.Titles[0].Text == "" {
			t.Errorf("entry %d has the title %+v", i, e.Titles[0])
		}
		if self, alternate := relations(e.Links); self != 0 || alternate != 1 {
			t.Errorf("entry %d: %d and %d links", i, self, alternate)
		}
		if _, err := time.Parse(time.RFC3339, e.Updated[0]); err != nil {
			t.Errorf("entry %d: %v", i, err)
		}
		if c := e.Contents[0]; c.Type != "xhtml" || len(c.Divs) != 1 || strings.TrimSpace(c.Text) != "" || len(c.Divs[0].Rest) > 0 {
			t.Errorf("entry %d has the content %+v", i, c)
		}
		newest = max(newest, e.Updated[0])
	}
	if _, err := time.Parse(time.RFC3339, f.Updated[0]); err != nil || newest != "" && f.Updated[0] != newest {
		t.Errorf("the feed is of %s, its newest entry of %s", f.Updated[0], newest)
	}
	if f.Titles[0].Type != "text" || f.Titles[0].Text == "" {
		t.Errorf("the feed has the title %+v", f.Titles[0])
	}
	return f
}

func TestFeedsSayWhatThePageSays(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		readFeed(t, a.page(t, "/en/changes.atom"))
		modelstest.SomeRevisions(t, a.store)
		for _, lang := range models.Langs {
			base := "/" + string(lang) + "/"
			for feed, page := range map[string]string{
				"changes.atom": "changes", "changes.atom?kind=correction": "changes?kind=correction", "projects/ulba-fa/changes.atom": "changes?project=ulba-fa",
				"metrics/total_projects/changes.atom": "changes?metric=total_projects", "changes.atom?programme=industrial-cooperation": "changes?programme=industrial-cooperation",
			} {
				f, p := readFeed(t, a.page(t, base+feed)), a.page(t, base+page)
				var was, now, reasons []string
				for _, e := range f.Entries {
					div := e.Contents[0].Divs[0]
					was, now = append(was, div.Was...), append(now, div.Now...)
					reasons = append(reasons, div.Words[len(div.Words)-1])
				}
				p.doc.Find(".revisions small").Remove()
				for _, list := range [][]string{was, now} {
					for i := range list {
						list[i] = strings.Join(strings.Fields(list[i]), " ")
					}
				}
				for what, lists := range map[string][2][]string{"del": {was, p.texts("del")}, "ins": {now, p.texts("ins")}} {
					slices.Sort(lists[0])
					slices.Sort(lists[1])
					if diff := cmp.Diff(lists[0], lists[1]); diff != "" {
						t.Errorf("%s%s %s (-feed +page)\n%s", base, feed, what, diff)
					}
				}
				if len(f.Entries) == 0 || len(f.Entries) != p.doc.Find(".revisions > li").Length() || len(reasons) != len(f.Entries) {
					t.Errorf("%s%s has %d entries", base, feed, len(f.Entries))
				}
				alternate := f.Links[slices.IndexFunc(f.Links, func(l atomLink) bool { return l.Rel == "alternate" })].Href
				if alternate != "http://example.com"+base+page {
					t.Errorf("%s%s leads to %s", base, feed, alternate)
				}
			}
		}
	})
}

func TestEntriesKeepTheirIDs(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		modelstest.SomeRevisions(t, a.store)
		before := readFeed(t, a.page(t, "/en/changes.atom"))
		modelstest.Revise(t, a.store, models.Correcting, "A slip.", "sources.csv", modelstest.Set("nei-ulba", "title", "<b>Another & more</b>\x01"))
		after := readFeed(t, a.page(t, "/en/changes.atom"))
		if before.IDs[0] != after.IDs[0] || len(after.Entries) != len(before.Entries)+1 {
			t.Fatalf("the feed is %s with %d entries, and was %s with %d", after.IDs[0], len(after.Entries), before.IDs[0], len(before.Entries))
		}
		for i, e := range before.Entries {
			if later := after.Entries[i+1]; e.IDs[0] != later.IDs[0] || e.Updated[0] != later.Updated[0] {
				t.Errorf("entry %d was %s of %s, and is %s of %s", i, e.IDs[0], e.Updated[0], later.IDs[0], later.Updated[0])
			}
		}
		project := readFeed(t, a.page(t, "/en/projects/ulba-fa/changes.atom"))
		if !slices.ContainsFunc(before.Entries, func(e atomEntry) bool { return e.IDs[0] == project.Entries[0].IDs[0] }) {
			t.Error("the same change has another id in the feed of its project")
		}
		for _, other := range []string{"/ru/changes.atom", "/en/projects/ulba-fa/changes.atom", "/en/changes.atom?kind=correction"} {
			if f := readFeed(t, a.page(t, other)); f.IDs[0] == after.IDs[0] {
				t.Errorf("%s has the id of another feed", other)
			}
		}
	})
}

func TestAReaderWhoHasTheFeedIsSentNothing(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		modelstest.SomeRevisions(t, a.store)
		now := a.lastChange(t).Add(time.Minute)
		a.store.SetClock(func() time.Time { return now })
		for _, address := range []string{"/en/changes.atom", "/kk/projects/ulba-fa/changes.atom", "/zh/metrics/launched/changes.atom", "/ru/changes.atom?programme=industrial-cooperation"} {
			got := a.page(t, address)
			tag, modified := got.Header.Get("ETag"), got.Header.Get("Last-Modified")
			if !strings.HasPrefix(tag, `W/"`) || modified != a.lastChange(t).UTC().Format(http.TimeFormat) || got.Header.Get("Cache-Control") != "no-cache" {
				t.Errorf("%s: ETag %q, Last-Modified %q, Cache-Control %q", address, tag, modified, got.Header.Get("Cache-Control"))
			}
			for _, headers := range [][]string{{"If-None-Match", tag}, {"If-None-Match", `"x", ` + strings.TrimPrefix(tag, "W/")}, {"If-Modified-Since", modified}, {"If-None-Match", tag, "If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT"}} {
				if again := a.get(t, address, headers...); again.StatusCode != http.StatusNotModified || again.body != "" || again.Header.Get("ETag") != tag {
					t.Errorf("%s with %q answers %d", address, headers, again.StatusCode)
				}
			}
			for _, headers := range [][]string{{"If-None-Match", `"x"`}, {"If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT"}, {"If-None-Match", `"x"`, "If-Modified-Since", modified}, {"Range", "bytes=0-9"}} {
				if again := a.get(t, address, headers...); again.StatusCode != http.StatusOK || again.body != got.body {
					t.Errorf("%s with %q answers %d", address, headers, again.StatusCode)
				}
			}
			if head := a.do(t, httptest.NewRequest(http.MethodHead, address, nil)); head.StatusCode != http.StatusOK || head.body != "" || head.Header.Get("ETag") != tag {
				t.Errorf("HEAD %s answers %d", address, head.StatusCode)
			}
		}
		tag := a.page(t, "/en/changes.atom").Header.Get("ETag")
		// Nothing that stands in the feed is read for it.
		modelstest.Exec(t, a.store, "ALTER TABLE revisions RENAME TO gone")
		if got := a.get(t, "/en/changes.atom", "If-None-Match", tag); got.StatusCode != http.StatusNotModified {
			t.Errorf("without the revisions: %d", got.StatusCode)
		}
		modelstest.Exec(t, a.store, "ALTER TABLE gone RENAME TO revisions")
		modelstest.Revise(t, a.store, models.Correcting, "A slip.", "speakers.csv", modelstest.Set("alibek-kuantyrov", "name_ru", "А. Куантыров"))
		if got := a.get(t, "/en/changes.atom", "If-None-Match", tag); got.StatusCode != http.StatusOK || got.Header.Get("Last-Modified") != "" {
			t.Errorf("after a change: %d, Last-Modified %q", got.StatusCode, got.Header.Get("Last-Modified"))
		}
	})
}

func TestAFeedLeadsThroughItsPages(t *testing.T) {
	walks(t)
	s := modelstest.New(t, models.SQLite, true)
	modelstest.ManyRevisions(t, s)
	a := newApp(s)
	a.Echo = handlers.New(s, discard(), handlers.Options{PublicURL: "https://dostyk.example"})
	link := func(f atomFeed, rel string) string {
		for _, l := range f.Links {
			if l.Rel == rel {
				return l.Href
			}
		}
		return ""
	}
	seen, previous := make(map[string]bool), ""
	for address := "https://dostyk.example/en/changes.atom"; address != ""; {
		f := readFeed(t, a.page(t, address))
		if link(f, "self") != address || link(f, "previous") != previous || len(f.Entries) > models.PageSize {
			t.Errorf("%s: itself %q, before it %q, %d entries", address, link(f, "self"), link(f, "previous"), len(f.Entries))
		}
		for _, e := range f.Entries {
			seen[e.IDs[0]] = true
		}
		previous, address = address, link(f, "next")
	}
	counts, err := s.RevisionCounts(t.Context(), models.RevisionFilter{})
	if err != nil || len(seen) != counts.Total || len(seen) < 400 {
		t.Errorf("%d of %d changes are on the pages (%v)", len(seen), counts.Total, err)
	}
	if href := a.page(t, "https://dostyk.example/en/changes").href("link[type='application/atom+xml']"); href != "https://dostyk.example/en/changes.atom" {
		t.Errorf("the page names the feed %q", href)
	}
}
