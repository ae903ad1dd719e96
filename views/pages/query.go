// Package pages holds each page as a view model, whose texts are ready to
// print, and the templates that draw it.
package pages

import (
	"net/url"
	"strconv"

	"github.com/dostyk/dostyk/models"
)

// Query is what the address of a page of projects says. The zero value of a
// field is the page's own default and does not show in the address.
type Query struct {
	Lang models.Lang
	// Known is that of Link.
	Known string
	// Path is the page behind the language, such as «projects».
	Path string

	Programme string
	Year      int
	Statement string
	// AsOf is the day as it was written, maybe partial.
	AsOf   models.Date
	Status models.Stage
	Sector string
	Region string
	// Partners, Launch and Listed are those of models.ProjectFilter.
	Partners models.PartnerSides
	Launch   string
	Listed   models.Membership
	// Text is looked for in names and partners.
	Text string
	// Source is the code of a source that the projects rest on.
	Source string

	Sort       string
	Descending bool
	Page       int
}

// StatementWith is a field of the filter form: the Setting in which its statement
// was chosen.
const StatementWith = "statement_with"

// Setting is what a statement is chosen in: a programme and a year.
func (q Query) Setting() string { return q.Programme + "/" + strconv.Itoa(q.Year) }

// Values are the parameters that differ from the defaults, in a fixed order by
// name.
func (q Query) Values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("programme", q.Programme)
	if q.Year != 0 {
		set("year", strconv.Itoa(q.Year))
	}
	set("statement", q.Statement)
	set("as_of", string(q.AsOf))
	set("status", string(q.Status))
	set("sector", q.Sector)
	set("region", q.Region)
	set("partners", string(q.Partners))
	set("launch", q.Launch)
	set("listed", string(q.Listed))
	set("q", q.Text)
	set("source", q.Source)
	set("sort", q.Sort)
	if q.Descending {
		set("dir", "desc")
	}
	if q.Page > 1 {
		set("page", strconv.Itoa(q.Page))
	}
	return v
}

// Link is the address of the query, to be changed parameter by parameter.
func (q Query) Link() Link {
	return Link{Lang: q.Lang, Known: q.Known, Path: q.Path, Params: q.Values()}
}

// URL is the address that the query stands for.
func (q Query) URL() string { return q.Link().URL() }

// With is a copy of the query after change. The copy begins at the first page:
// another choice makes another list.
func (q Query) With(change func(*Query)) Query {
	q.Page = 0
	change(&q)
	return q
}
