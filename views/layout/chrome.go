// Package layout holds the document around every page.
package layout

import (
	"net/url"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/static"
	"github.com/dostyk/dostyk/views/locale"
)

// Nav is an entry of the main navigation.
type Nav string

// The entries of the main navigation; search and about stand beside it.
const (
	NavProgramme   Nav = "programme"
	NavProjects    Nav = "projects"
	NavEnterprises Nav = "enterprises"
	NavAgreements  Nav = "agreements"
	NavStatements  Nav = "statements"
	NavPrices      Nav = "prices"
	NavMap         Nav = "map"
	NavSources     Nav = "sources"
	NavSearch      Nav = "search"
	NavAbout       Nav = "about"
)

// navigation are the entries in the order in which they are offered, by the path
// of their page.
var navigation = []struct {
	nav  Nav
	path string
}{
	{NavProgramme, ""}, {NavProjects, "projects"}, {NavEnterprises, "enterprises"}, {NavAgreements, "agreements"},
	{NavStatements, "statements"}, {NavPrices, "prices"}, {NavMap, "map"}, {NavSources, "sources"},
}

// Chrome is what the document around a page needs.
type Chrome struct {
	P     *locale.Printer
	Title string
	// TitleLang is the language of the title, as it stands in HTML, where that is
	// not the page's.
	TitleLang string
	// Description sums the page up in a sentence; it may be empty.
	Description string
	Current     Nav
	// Search is what the box in the header holds.
	Search string
	// Path is the path of the page behind the language, without a leading slash,
	// and Query its query; a page in another language keeps both.
	Path  string
	Query string
	// PublicURL is the address of the site without a trailing slash; empty if it
	// is not configured, and links to other languages are then relative.
	PublicURL string
	// NoAlternates is set on pages that exist in no other language, such as that
	// of an error.
	NoAlternates bool
}

// In is the address of this page in another language.
func (c Chrome) In(lang models.Lang) string {
	address := "/" + string(lang) + "/" + c.Path
	if c.Query != "" {
		address += "?" + c.Query
	}
	return address
}

func (c Chrome) alternate(lang models.Lang) string { return c.PublicURL + c.In(lang) }

// to is the address of another page in the same language.
func (c Chrome) to(path string) string {
	return (&url.URL{Path: "/" + string(c.P.Lang()) + "/" + path}).String()
}

func (c Chrome) title() string {
	if brand := c.P.T("brand"); !strings.Contains(c.Title, brand) {
		return c.Title + " — " + brand
	}
	return c.Title
}

// htmxConfig keeps htmx to what the Content-Security-Policy allows and leaves
// going back to the server: with its own cache htmx restores the right table
// over a form that shows other choices.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true}`

var languageNames = map[models.Lang]struct{ short, own string }{
	models.Kazakh:  {"Қаз", "Қазақша"},
	models.Russian: {"Рус", "Русский"},
	models.Chinese: {"中文", "中文"},
	models.English: {"Eng", "English"},
}

func hasHTMX() bool { return static.HasHTMX() }
