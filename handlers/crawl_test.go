package handlers_test

import (
	"bytes"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/atom"
)

// TestEveryLinkLeadsToAWholePage walks the dashboard from its first page in each
// language, as a visitor without script could. Every link within it must lead to
// a page, every page must be valid and have a title that no other has.
func TestEveryLinkLeadsToAWholePage(t *testing.T) {
	walks(t)
	s := modelstest.New(t, models.SQLite, true)
	modelstest.SomeRevisions(t, s)
	for _, lang := range models.Langs {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			c := &crawler{t: t, app: newApp(s), lang: lang, seen: make(map[string]bool), titles: make(map[string]string)}
			c.visit("/"+string(lang)+"/", "")
			for len(c.queue) > 0 {
				next := c.queue[0]
				c.queue = c.queue[1:]
				c.visit(next.address, next.from)
			}
			// 83 projects, 34 enterprises, 41 agreements, 266 sources, 17 commodities
			// and some 190 statements and metrics.
			if len(c.titles) < 600 {
				t.Errorf("only %d pages were found", len(c.titles))
			}
		})
	}
}

type crawler struct {
	t    *testing.T
	app  *app
	lang models.Lang
	seen map[string]bool
	// titles are the addresses by the titles of their pages.
	titles map[string]string
	queue  []struct{ address, from string }
}

// follow is where a link is followed to; false if it is not. It keeps the walk
// finite: of the lists in all their orders and filters only one step from the
// plain list is taken, so that each kind of link is tried, and the page of a
// record is walked without the list that it was found in.
func (c *crawler) follow(address, from string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil {
		c.t.Errorf("%s links to %q: %v", from, address, err)
		return "", false
	}
	origin, err := url.Parse(from)
	if err != nil {
		return "", false
	}
	q := u.Query()
	if pick := q.Get("pick"); pick != "" && !c.turn(pick) {
		// Each mark of the map is picked in one of the languages: a picture of all
		// Eurasia comes with every answer.
		return "", false
	}
	if id := path.Base(u.Path); path.Base(path.Dir(u.Path)) == "f" && !c.turn(id) {
		// So is each figure: there are thousands.
		return "", false
	}
	if item := q.Get("i"); item != "" && !c.turn(item) {
		// Each record and figure is put on a sheet in one of the languages.
		return "", false
	}
	q.Del("list")
	u.RawQuery, u.Fragment = q.Encode(), ""
	q.Del("page")
	came := origin.Query()
	came.Del("page")
	return u.String(), !c.seen[u.String()] && (len(q) == 0 || len(came) == 0)
}

// turn reports whether it falls to the language of the walk to follow what stands
// on the pages of all languages.
func (c *crawler) turn(name string) bool {
	return models.Langs[int(crc32.ChecksumIEEE([]byte(name)))%len(models.Langs)] == c.lang
}

// file asks for the file that a page leads to, in one of the languages.
func (c *crawler) file(address, mediaType, from string) {
	if c.seen[address] || !c.turn(strings.TrimPrefix(address, "/"+string(c.lang))) {
		return
	}
	c.seen[address] = true
	w := httptest.NewRecorder()
	c.app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	if got, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";"); w.Code != http.StatusOK || got != mediaType || w.Body.Len() == 0 {
		c.t.Errorf("%s, linked from %s, answers %d with %d bytes of %s, want %s", address, from, w.Code, w.Body.Len(), got, mediaType)
	}
	noPrivateLetters(c.t, address, w.Body.Bytes())
}

func (c *crawler) visit(address, from string) {
	page, _, _ := strings.Cut(address, "#")
	if c.seen[page] {
		return
	}
	c.seen[page] = true
	got := c.app.get(c.t, page)
	if got.StatusCode == http.StatusMovedPermanently || got.StatusCode == http.StatusFound {
		c.visit(got.Header.Get("Location"), from)
		return
	}
	if got.StatusCode != http.StatusOK {
		c.t.Errorf("%s, linked from %s, answers %d", page, from, got.StatusCode)
		return
	}
	noPrivateLetters(c.t, page, []byte(got.body))
	if strings.HasPrefix(got.Header.Get("Content-Type"), atom.MediaType) {
		readFeed(c.t, got)
		return
	}
	c.whole(page, got)
	u, err := url.Parse(page)
	if err != nil {
		c.t.Fatal(err)
	}
	if plain := len(u.Query()) == 0; plain {
		title := got.doc.Find("head title").Text()
		if other := c.titles[title]; other != "" {
			c.t.Errorf("%s and %s have the same title, %q", other, page, title)
		}
		c.titles[title] = page
	}
	got.doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		href := a.AttrOr("href", "")
		switch {
		case strings.HasPrefix(href, "#"):
			if id := strings.TrimPrefix(href, "#"); got.doc.Find("[id='"+id+"']").Length() != 1 {
				c.t.Errorf("%s: %q leads to no part of it", page, href)
			}
		case a.AttrOr("type", "") != "":
			c.file(href, a.AttrOr("type", ""), page)
		case strings.HasPrefix(href, "/"+string(c.lang)+"/"):
			if to, followed := c.follow(href, page); followed {
				c.queue = append(c.queue, struct{ address, from string }{to, page})
			}
		case href == "/data/dostyk.zip":
			// One file for all languages; its own tests read it.
		case strings.HasPrefix(href, "/"):
			if a.AttrOr("hreflang", "") == "" {
				c.t.Errorf("%s leads into another language: %q", page, href)
			}
		case !strings.HasPrefix(href, "https://") && !strings.HasPrefix(href, "http://"):
			c.t.Errorf("%s links to %q", page, href)
		}
	})
}

// whole checks what a browser would mend in silence, and what every page has.
func (c *crawler) whole(page string, got answer) {
	ids := make(map[string]bool)
	got.doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		if id := e.AttrOr("id", ""); ids[id] || id == "" {
			c.t.Errorf("%s: the id %q stands twice", page, id)
		} else {
			ids[id] = true
		}
	})
	for _, attribute := range []string{"for", "aria-labelledby", "aria-describedby"} {
		got.doc.Find("[" + attribute + "]").Each(func(_ int, e *goquery.Selection) {
			for _, id := range strings.Fields(e.AttrOr(attribute, "")) {
				if !ids[id] {
					c.t.Errorf("%s: %s=%q names nothing", page, attribute, id)
				}
			}
		})
	}
	if n := got.doc.Find("h1").Length(); n != 1 || got.text("h1") == "" {
		c.t.Errorf("%s has %d headings of the first level", page, n)
	}
	if lang := got.doc.Find("html").AttrOr("lang", ""); !strings.HasPrefix(lang, string(c.lang)) {
		c.t.Errorf("%s is in %q", page, lang)
	}
	got.doc.Find("table").Each(func(_ int, table *goquery.Selection) {
		if table.Find("caption").Length() != 1 {
			c.t.Errorf("%s: a table without a caption", page)
		}
	})
	level := 0
	got.doc.Find("h1, h2, h3, h4").Each(func(_ int, h *goquery.Selection) {
		is := int(goquery.NodeName(h)[1] - '0')
		if is > level+1 {
			c.t.Errorf("%s: the heading %q skips a level", page, h.Text())
		}
		level = is
	})
	// What the parser had to move or close shows as a difference in the elements.
	var tags []string
	z := html.NewTokenizer(strings.NewReader(got.body))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		name, _ := z.TagName()
		tag := string(name)
		switch kind {
		case html.StartTagToken:
			if !void[tag] {
				tags = append(tags, tag)
			}
		case html.EndTagToken:
			if n := len(tags); n == 0 || tags[n-1] != tag {
				c.t.Errorf("%s: </%s> closes nothing", page, tag)
				return
			}
			tags = tags[:len(tags)-1]
		}
	}
	if len(tags) > 0 {
		c.t.Errorf("%s: %q are not closed", page, tags)
	}
	var again bytes.Buffer
	if err := html.Render(&again, got.doc.Nodes[0]); err != nil {
		c.t.Errorf("%s: %v", page, err)
	}
	if a, b := strings.Count(strings.ToLower(got.body), "<tr"), strings.Count(again.String(), "<tr"); a != b {
		c.t.Errorf("%s: %d rows are written and %d are read", page, a, b)
	}
}

// void are the elements without an end.
var void = map[string]bool{"meta": true, "link": true, "input": true, "br": true, "hr": true, "img": true}
