package handlers_test

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/locale"
)

const siteAddress = "https://dostyk.example"

// described checks what a page says of itself to search engines.
func described(t *testing.T, address string, got answer) (description, canonical string) {
	t.Helper()
	head := got.doc.Find("head")
	one := func(selector, attr string) string {
		t.Helper()
		found := head.Find(selector)
		if found.Length() != 1 || found.AttrOr(attr, "") == "" {
			t.Errorf("%s has %d of %s, %q", address, found.Length(), selector, found.AttrOr(attr, ""))
		}
		return found.AttrOr(attr, "")
	}
	description, canonical = one("meta[name=description]", "content"), one("link[rel=canonical]", "href")
	if title := got.text("h1"); description == title {
		t.Errorf("%s is described by its title alone, %q", address, title)
	}
	path, _, _ := strings.Cut(strings.TrimPrefix(address, siteAddress), "?")
	if begin, query, _ := strings.Cut(canonical, "?"); begin != siteAddress+path || strings.Contains(query, "known=") || strings.Contains(query, "as_of=") {
		t.Errorf("%s calls itself %s", address, canonical)
	}
	for _, l := range models.Langs {
		want := siteAddress + "/" + string(l) + strings.TrimPrefix(canonical, siteAddress)[3:]
		if href := one("link[hreflang='"+locale.Tag(l)+"']", "href"); href != want {
			t.Errorf("%s in %s is %s, want %s", address, l, href, want)
		}
	}
	if href := one("link[hreflang='x-default']", "href"); !strings.HasPrefix(href, siteAddress+"/en/") {
		t.Errorf("%s is by default %s", address, href)
	}
	for _, property := range []string{"og:title", "og:description", "og:url", "og:locale", "og:site_name", "og:type"} {
		one("meta[property='"+property+"']", "content")
	}
	return description, canonical
}

// mappedPages are the pages of the site map, each with when it was written last.
func (a *app) mappedPages(t *testing.T) map[string]string {
	t.Helper()
	type entry struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod"`
		Others  []struct {
			Lang string `xml:"hreflang,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
	}
	var index struct {
		Maps []entry `xml:"sitemap"`
	}
	read := func(address string, into any) {
		t.Helper()
		got := a.page(t, strings.TrimPrefix(address, siteAddress))
		if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/xml") {
			t.Errorf("%s is %s", address, kind)
		}
		if err := xml.Unmarshal([]byte(got.body), into); err != nil {
			t.Fatalf("%s: %v", address, err)
		}
	}
	read("/sitemap.xml", &index)
	found := make(map[string]string)
	for _, part := range index.Maps {
		var set struct {
			Pages []entry `xml:"url"`
		}
		if read(part.Loc, &set); len(set.Pages) == 0 || len(set.Pages) > 50_000 {
			t.Errorf("%s lists %d pages", part.Loc, len(set.Pages))
		}
		for _, page := range set.Pages {
			if len(page.Others) != len(models.Langs)+1 || !slices.ContainsFunc(page.Others, func(o struct {
				Lang string `xml:"hreflang,attr"`
				Href string `xml:"href,attr"`
			}) bool {
				return o.Href == page.Loc
			}) {
				t.Errorf("%s stands with %v", page.Loc, page.Others)
			}
			if found[page.Loc] != "" || page.LastMod == "" {
				t.Errorf("%s stands twice, or without a day", page.Loc)
			}
			found[page.Loc] = page.LastMod
		}
	}
	return found
}

// TestEveryPageOfTheSiteMapIsThereAndSaysWhatItIs reads every page that search engines
// are told of.
func TestEveryPageOfTheSiteMapIsThereAndSaysWhatItIs(t *testing.T) {
	walks(t)
	a := with(newApp(modelstest.New(t, models.SQLite, true)), handlers.Options{PublicURL: siteAddress})
	found := a.mappedPages(t)
	if len(found) < 4*600 {
		t.Errorf("only %d pages are listed", len(found))
	}
	descriptions := make(map[string]string)
	for address := range found {
		page := strings.TrimPrefix(address, siteAddress)
		if !strings.HasPrefix(page, "/en/") && len(page)%5 > 0 {
			// The languages share their code.
			continue
		}
		got := a.page(t, page)
		description, canonical := described(t, address, got)
		if canonical != address {
			t.Errorf("%s is listed and calls itself %s", address, canonical)
		}
		if other := descriptions[description]; other != "" {
			t.Errorf("%s and %s are both described as %q", address, other, description)
		}
		if descriptions[description] = address; got.doc.Find("meta[name=robots]").Length() > 0 {
			t.Errorf("%s is listed and wants not to be", address)
		}
	}
}

func TestTheSiteMapListsEveryRecordOfBothDatabases(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		found := with(a, handlers.Options{PublicURL: siteAddress}).mappedPages(t)
		for _, page := range []string{"/kk/", "/zh/projects/ulba-fa", "/ru/enterprises/ulba-fa-llp", "/en/metrics/launched", "/kk/prices/brent", "/zh/changes"} {
			if found[siteAddress+page] == "" {
				t.Errorf("%s is not listed", page)
			}
		}
		for _, address := range []string{"/sitemaps/none-0.xml", "/sitemaps/projects-x.xml", "/sitemaps/projects-99999999.xml", "/sitemaps/projects-0", "/sitemaps/pages-0.xml"} {
			if got := a.get(t, address); got.StatusCode != http.StatusNotFound {
				t.Errorf("%s answers %d", address, got.StatusCode)
			}
		}
	})
}

func TestWhatHasNoEndIsNotForSearchEngines(t *testing.T) {
	a := with(newApp(modelstest.New(t, models.SQLite, true)), handlers.Options{PublicURL: siteAddress})
	known := url.QueryEscape("2026-11-23")
	for address, index := range map[string]bool{
		"/en/projects":                              true,
		"/en/projects?status=launched":              true,
		"/en/projects?status=&q=":                   true,
		"/en/projects?page=2":                       true,
		"/en/projects?status=launched&sector=power": false,
		"/en/projects?known=" + known:               false,
		"/en/?as_of=2018-06-10":                     true,
		"/en/search?q=astana":                       false,
		"/en/briefing":                              false,
		"/en/sign-in":                               false,
	} {
		got := a.page(t, address)
		if got.doc.Find("meta[name=robots][content=noindex]").Length() == 0 != index {
			t.Errorf("%s wants to be listed: %t", address, !index)
		}
		described(t, siteAddress+address, got)
		if strings.Contains(address, "known=") != (got.Header.Get("X-Robots-Tag") == "noindex") {
			t.Errorf("%s has the header %q", address, got.Header.Get("X-Robots-Tag"))
		}
	}
	if got := a.page(t, "/en/projects?as_of=2018-06-10&status=launched&sort=name&known="+known); got.href("link[rel=canonical]") != siteAddress+"/en/projects?status=launched" {
		t.Errorf("the list calls itself %s", got.href("link[rel=canonical]"))
	}
	if got := a.get(t, "/en/nothing"); got.doc.Find("link[rel=canonical], link[hreflang]").Length() > 0 || got.doc.Find("meta[name=robots]").Length() != 1 {
		t.Error("a page that is not there is described")
	}
}

func TestProgramsAreToldWhatToWalk(t *testing.T) {
	a := with(newApp(modelstest.New(t, models.SQLite, false)), handlers.Options{PublicURL: siteAddress})
	robots := a.page(t, "/robots.txt")
	for _, line := range []string{"User-agent: *", "Disallow: /*/admin/", "Disallow: /*/briefing", "Disallow: /*?*known=", "Sitemap: " + siteAddress + "/sitemap.xml"} {
		if !strings.Contains(robots.body, line+"\n") {
			t.Errorf("robots.txt lacks %q:\n%s", line, robots.body)
		}
	}
	if kind := robots.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") {
		t.Errorf("robots.txt is %s", kind)
	}
	icon := a.page(t, "/favicon.ico")
	if icon.Header.Get("Content-Type") != "image/x-icon" || !strings.HasPrefix(icon.body, "\x00\x00\x01\x00") {
		t.Errorf("the icon is %s", icon.Header.Get("Content-Type"))
	}
	picture, err := png.Decode(bytes.NewReader([]byte(icon.body)[22:]))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, alpha := picture.At(0, 0).RGBA(); alpha != 0 {
		t.Error("the corner of the icon is not empty")
	}
	if _, _, _, alpha := picture.At(24, 24).RGBA(); alpha != 0xffff {
		t.Error("the middle of the icon is empty")
	}
}
