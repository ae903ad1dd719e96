package pages

import (
	"net/url"
	"strconv"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// Link is an address in a language of the dashboard whose parameters can be
// changed one by one. It is a value: a change makes a copy.
type Link struct {
	Lang models.Lang
	// Path is the page behind the language, without a leading slash.
	Path   string
	Params url.Values
	// Fragment is the id of the part of the page that is meant; it may be empty.
	Fragment string
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

// URL is the address, its parameters in the order of their names.
func (l Link) URL() string {
	address := l.base()
	if encoded := l.Params.Encode(); encoded != "" {
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
	return Link{Lang: p.Lang(), Path: path}.With("as_of", string(asOf))
}

// recordURL is the address of recordLink.
func recordURL(p *locale.Printer, path string, asOf models.Date) string {
	return recordLink(p, path, asOf).URL()
}
