package pages

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// Link is an address in a language of the dashboard whose parameters can be
// changed one by one. It is a value: a change makes a copy.
type Link struct {
	Lang models.Lang
	// Known is the moment whose records are asked for, as it stands in the address;
	// empty for those of now.
	Known string
	// Path is the page behind the language, without a leading slash.
	Path   string
	Params url.Values
	// Fragment is the id of the part of the page that is meant; it may be empty.
	Fragment string
}

// To is the page at the path, in the language of the printer and with the records
// known at its moment.
func To(p *locale.Printer, path string) Link {
	return Link{Lang: p.Lang(), Known: p.Known(), Path: path}
}

// With is the link with another value of a parameter; an empty value takes the
// parameter away. The copy begins at the first page: another choice makes
// another list.
func (l Link) With(name, value string) Link {
	params := make(url.Values, len(l.Params)+1)
	for key, values := range l.Params {
		if key != "page" && key != name {
			params[key] = values
		}
	}
	if value != "" {
		params.Set(name, value)
	}
	l.Params = params
	return l
}

// WithAll is the link with several values of a parameter, at the first page.
func (l Link) WithAll(name string, values []string) Link {
	l = l.With(name, "")
	if len(values) > 0 {
		l.Params[name] = values
	}
	return l
}

// AtPage is the link at another page of its list.
func (l Link) AtPage(page int) Link {
	l = l.With("page", "")
	if page > 1 {
		l.Params.Set("page", strconv.Itoa(page))
	}
	return l
}

// keeping is the link with one more parameter, at the same page.
func (l Link) keeping(name, value string) Link {
	l.Params = maps.Clone(l.Params)
	if l.Params == nil {
		l.Params = make(url.Values)
	}
	l.Params.Set(name, value)
	return l
}

// programmePath is the path under which the programme page gives its files: it has
// none itself.
const programmePath = "programme"

// File is the address of what the page shows, on all of its pages, as a file of a
// format.
func (l Link) File(format string) Link {
	l = l.AtPage(0)
	l.Fragment = ""
	l.Path = cmp.Or(l.Path, programmePath) + "." + format
	return l
}

// URL is the address, its parameters in the order of their names.
func (l Link) URL() string {
	address, params := l.base(), l.Params
	if l.Known != "" {
		params = maps.Clone(params)
		if params == nil {
			params = make(url.Values)
		}
		params.Set(locale.KnownParam, l.Known)
	}
	if encoded := params.Encode(); encoded != "" {
		address += "?" + encoded
	}
	if l.Fragment != "" {
		address += "#" + url.PathEscape(l.Fragment)
	}
	return address
}

func (l Link) base() string {
	return (&url.URL{Path: "/" + string(l.Lang) + "/" + l.Path}).EscapedPath()
}

// recordLink is the page of a record, as known on the day asOf; empty is today.
func recordLink(p *locale.Printer, path string, asOf models.Date) Link {
	return To(p, path).With("as_of", string(asOf))
}

// recordURL is the address of recordLink.
func recordURL(p *locale.Printer, path string, asOf models.Date) string {
	return recordLink(p, path, asOf).URL()
}

// corridorURL is the place of a corridor on the map's page.
func corridorURL(p *locale.Printer, code string) string {
	l := To(p, "map")
	l.Fragment = "corridor-" + code
	return l.URL()
}

// options are the parameters of the page, as the fields of a form send them.
func (l Link) options() []Option {
	var list []Option
	for _, name := range slices.Sorted(maps.Keys(l.Params)) {
		for _, value := range l.Params[name] {
			list = append(list, Option{Label: name, Value: value})
		}
	}
	return list
}
