package handlers

import (
	"encoding/xml"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/static"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// siteMapPath is where the addresses of all pages are listed for search engines, and
// siteMapParts where its parts stand.
const (
	siteMapPath  = "/sitemap.xml"
	siteMapParts = "/sitemaps/"
)

// siteMapRecords is how many records a part of the site map lists: each in four
// languages, with the three others beside it, within what search engines read.
const siteMapRecords = 2500

// listed are the pages that are about no one record, behind the language.
var listed = []string{"", "projects", "enterprises", "agreements", "statements", "metrics", "sources", "prices", "map", "changes", "data", "about"}

// unlisted are how the addresses begin, behind the language, that search engines do not
// list: what is for users, and what is made anew of every choice.
var unlisted = []string{
	layout.AdminPath, layout.AccountPath, layout.SignInPath, layout.SetUpPath, layout.SetPasswordPath, pages.BriefingPath, "search", "timemap",
}

// unwalked are the parameters of addresses of what stands elsewhere too: of another
// moment, or in another order.
var unwalked = []string{locale.KnownParam, "as_of", "sort", "list"}

// isUnlisted tells the paths, behind the language, that search engines do not list.
func isUnlisted(path string) bool {
	return slices.ContainsFunc(unlisted, func(begin string) bool { return strings.HasPrefix(path, begin) })
}

// robots tells programs what they need not walk, and where all pages are listed.
func (a *App) robots(c echo.Context) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range unlisted {
		b.WriteString("Disallow: /*/" + path + "\n")
	}
	for _, name := range unwalked {
		b.WriteString("Disallow: /*?*" + name + "=\n")
	}
	b.WriteString("\nSitemap: " + a.site(c) + siteMapPath + "\n")
	askAgain(c.Response().Header())
	return c.String(http.StatusOK, b.String())
}

// favicon is the icon for programs that ask for none by name.
func (a *App) favicon(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "public, max-age=86400")
	return c.Blob(http.StatusOK, "image/x-icon", static.Icon())
}

// The parts of a site map, as sitemaps.org defines them.
type (
	siteMapIndex struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Maps    []mapped `xml:"sitemap"`
	}
	siteMapPart struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		XHTML   string   `xml:"xmlns:xhtml,attr"`
		Pages   []mapped `xml:"url"`
	}
	mapped struct {
		Loc        string        `xml:"loc"`
		LastMod    string        `xml:"lastmod,omitempty"`
		Alternates []mappedOther `xml:"xhtml:link"`
	}
	mappedOther struct {
		Rel  string `xml:"rel,attr"`
		Lang string `xml:"hreflang,attr"`
		Href string `xml:"href,attr"`
	}
)

// siteMap lists the parts of the site map.
func (a *App) siteMap(c echo.Context) error {
	at := a.site(c) + siteMapParts
	index := siteMapIndex{Maps: []mapped{{Loc: at + "pages.xml"}}}
	for _, kind := range pages.RecordKinds {
		if kind.Public == "" {
			continue
		}
		starts, err := a.store.PublicStarts(c.Request().Context(), kind.Noun, siteMapRecords)
		if err != nil {
			return err
		}
		for _, start := range starts {
			index.Maps = append(index.Maps, mapped{Loc: at + strings.TrimSuffix(kind.Public, "/") + "-" + strconv.FormatInt(start, 10) + ".xml"})
		}
	}
	return sendXML(c, index)
}

// siteMapPart lists pages: those of records of a kind from one on, or those of none.
func (a *App) siteMapPart(c echo.Context) error {
	ctx, part := c.Request().Context(), siteMapPart{XHTML: "http://www.w3.org/1999/xhtml"}
	name, isXML := strings.CutSuffix(c.Param("part"), ".xml")
	if !isXML {
		return models.ErrNotFound
	}
	if name == "pages" {
		last, err := a.store.LastChange(ctx)
		if err != nil {
			return err
		}
		for _, path := range listed {
			at := time.Time{}
			if last != nil {
				at = last.At
			}
			part.Pages = append(part.Pages, a.mapped(c, path, at)...)
		}
		return sendXML(c, part)
	}
	path, text, _ := strings.Cut(name, "-")
	start, err := strconv.ParseInt(text, 10, 64)
	if err != nil || start < 0 {
		return models.ErrNotFound
	}
	for _, kind := range pages.RecordKinds {
		if kind.Public != path+"/" {
			continue
		}
		list, err := a.store.PublicRecords(ctx, kind.Noun, start, siteMapRecords)
		if err != nil {
			return err
		}
		for _, r := range list {
			part.Pages = append(part.Pages, a.mapped(c, kind.Public+r.Code, r.UpdatedAt)...)
		}
	}
	if len(part.Pages) == 0 {
		return models.ErrNotFound
	}
	return sendXML(c, part)
}

// mapped is a page in all languages, each with the others.
func (a *App) mapped(c echo.Context, path string, at time.Time) []mapped {
	in := func(l models.Lang) string { return a.site(c) + "/" + string(l) + "/" + path }
	var others []mappedOther
	for _, l := range models.Langs {
		others = append(others, mappedOther{"alternate", locale.Tag(l), in(l)})
	}
	others = append(others, mappedOther{"alternate", "x-default", in(models.English)})
	lastMod := ""
	if !at.IsZero() {
		lastMod = at.UTC().Format(time.RFC3339)
	}
	list := make([]mapped, len(models.Langs))
	for i, l := range models.Langs {
		list[i] = mapped{in(l), lastMod, others}
	}
	return list
}

func sendXML(c echo.Context, content any) error {
	text, err := xml.Marshal(content)
	if err != nil {
		return err
	}
	askAgain(c.Response().Header())
	return c.Blob(http.StatusOK, "application/xml; charset=utf-8", append([]byte(xml.Header), text...))
}
