// Package layout holds the document around every page.
package layout

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/static"
	"github.com/dostyk/dostyk/views/locale"
)

// Nav is an entry of the main navigation.
type Nav string

// The entries of the main navigation; search, about, the data set and the changes
// stand beside it.
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
	NavChanges     Nav = "changes"
	NavData        Nav = "data"
	NavBriefing    Nav = "briefing"
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
	// Site is how the addresses of this page begin that others read; it may be empty.
	Site string
	// Next is the address of what the page shows, to which browsers go on by themselves;
	// empty where the page has that address.
	Next string
	// NoIndex keeps the page out of search engines: it is one of endlessly many, or for
	// users.
	NoIndex bool
	// NoAlternates is set on pages that exist in no other language, such as that
	// of an error.
	NoAlternates bool
	// Failed is set on error pages, which have the language switch all the same.
	Failed bool
	// Feeds are those of what the page shows.
	Feeds []Feed
	// User is who is signed in; nil for a visitor.
	User *SignedIn
	// AsOf is the day in the past as of which the page is shown, as it is written, and
	// Today the address of the same page as of today. Both are empty for today.
	AsOf  models.Date
	Today string
	// Day is the day of the page where AsOf says no other.
	Day models.Date
	// Notice is a sentence on what has just happened; it may be empty.
	Notice string
}

// Feed is an Atom feed by its title and address.
type Feed struct{ Title, URL string }

// basicMoment is ISO 8601 without the marks that an address would have to escape.
const basicMoment = "20060102T150405Z07:00"

// Moment is a moment as it stands in an address: UTC, to the microsecond.
func Moment(at time.Time) string { return at.UTC().Format("20060102T150405.999999Z") }

// ParseMoment reads what Moment writes, and RFC 3339.
func ParseMoment(text string) (time.Time, error) {
	if at, err := time.Parse(basicMoment, text); err == nil {
		return at, nil
	}
	return time.Parse(time.RFC3339Nano, text)
}

// now is the address of this page with the records of now.
func (c Chrome) now() string {
	u, err := url.Parse(c.In(c.P.Lang()))
	if err != nil {
		return c.to("")
	}
	q := u.Query()
	q.Del(locale.KnownParam)
	u.RawQuery = q.Encode()
	return u.String()
}

// paper is the line by which a sheet of paper leads back to the page.
func (c Chrome) paper() string {
	day := c.Day
	switch known := c.P.Known(); {
	case c.AsOf != "":
		day = c.AsOf
	case known != "":
		day = DayKnown(known)
	}
	parts := []string{c.P.T("brand"), c.P.T("paper.day", "Day", c.P.Date(day)), c.Site + c.In(c.P.Lang())}
	if c.P.Known() == "" && c.NoIndex {
		// Pages of forms, such as signing in, tell of no state of affairs.
		parts = slices.Delete(parts, 1, 2)
	}
	return strings.Join(parts, " · ")
}

// DayKnown is the day of a moment as it stands in an address, or the day itself; empty
// for what is neither.
func DayKnown(known string) models.Date {
	if day, err := models.ParseDate(known); err == nil {
		return day
	}
	at, err := ParseMoment(known)
	if err != nil {
		return ""
	}
	return models.DayOf(at)
}

// knownText says which moment the page shows.
func (c Chrome) knownText() string {
	if day, err := models.ParseDate(c.P.Known()); err == nil {
		return c.P.T("known.day", "Day", c.P.Date(day))
	}
	at, err := ParseMoment(c.P.Known())
	if err != nil {
		return ""
	}
	return c.P.T("known.moment", "Day", c.P.Date(models.DayOf(at)), "Time", Clock(at))
}

// Clock is the time of day in Kazakhstan at an instant, to the second.
func Clock(at time.Time) string { return at.In(models.KazakhstanTime).Format("15:04:05") }

// In is the address of this page in another language.
func (c Chrome) In(lang models.Lang) string {
	address := "/" + string(lang) + "/" + c.Path
	if c.Query != "" {
		address += "?" + c.Query
	}
	return address
}

// passing are the parameters of an address that choose how or as of when a page is
// shown, and not what it is about.
var passing = []string{locale.KnownParam, "as_of", "sort", "dir", "list", "pick", "show", "kept"}

// canonical is the one address of what this page is about, in a language: whatever
// moment and order it is shown in.
func (c Chrome) canonical(lang models.Lang) string {
	address := c.Site + "/" + string(lang) + "/" + c.Path
	q, err := url.ParseQuery(c.Query)
	if err != nil {
		return address
	}
	for _, name := range passing {
		q.Del(name)
	}
	if q.Get("page") == "1" {
		q.Del("page")
	}
	maps.DeleteFunc(q, func(_ string, values []string) bool { return strings.Join(values, "") == "" })
	if len(q) > 0 {
		address += "?" + q.Encode()
	}
	return address
}

// mostChoices is how many choices a page may show that search engines list: of all
// that can be combined there is no end.
const mostChoices = 1

// indexed reports whether search engines may list the page.
func (c Chrome) indexed() bool {
	q, err := url.ParseQuery(c.Query)
	if err != nil || c.NoIndex || c.NoAlternates || c.User != nil || q.Has(locale.KnownParam) {
		return false
	}
	choices := 0
	for name, values := range q {
		if !slices.Contains(passing, name) && name != "page" && strings.Join(values, "") != "" {
			choices += len(values)
		}
	}
	return choices <= mostChoices
}

// description is a sentence on the page that no other page has.
func (c Chrome) description() string {
	switch {
	case c.Description == "" || strings.Contains(c.Title, c.Description):
		return c.P.T("meta.description", "Title", c.Title)
	case strings.Contains(c.Description, c.Title):
		return c.Description
	}
	return c.P.T("text.of", "Name", c.Title, "Value", c.Description)
}

// openGraphLocales are the languages as OpenGraph writes them.
var openGraphLocales = map[models.Lang]string{models.Kazakh: "kk_KZ", models.Russian: "ru_RU", models.Chinese: "zh_CN", models.English: "en_GB"}

// to is the address of another page in the same language.
func (c Chrome) to(path string) string {
	u := url.URL{Path: "/" + string(c.P.Lang()) + "/" + path}
	if known := c.P.Known(); known != "" {
		u.RawQuery = url.Values{locale.KnownParam: {known}}.Encode()
	}
	return u.String()
}

func (c Chrome) title() string {
	if brand := c.P.T("brand"); !strings.Contains(c.Title, brand) {
		return c.Title + " — " + brand
	}
	return c.Title
}

// htmxConfig keeps htmx to what the Content-Security-Policy allows and leaves
// going back to the server: with its own cache htmx restores the right table
// over a form that shows other choices. It gives up soon after the server would.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true,"timeout":20000}`

var languageNames = map[models.Lang]struct{ short, own string }{
	models.Kazakh:  {"Қаз", "Қазақша"},
	models.Russian: {"Рус", "Русский"},
	models.Chinese: {"中文", "中文"},
	models.English: {"Eng", "English"},
}

func hasHTMX() bool { return static.HasHTMX() }
