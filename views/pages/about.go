package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// About is the page that says what the dashboard is, how it counts, and what it
// lacks.
type About struct {
	P     *locale.Printer
	Title string
	// Records says how much is on record.
	Records   string
	Article   LinkedText
	Rules     []string
	Conflicts []Text
	Gaps      []string
	Licences  []Licence
}

// Licence is the licence of sources of bulk data.
type Licence struct {
	Sources []Text
	Text    string
}

// NewAbout works out the page.
func NewAbout(p *locale.Printer, n models.RecordCounts) About {
	m := About{
		P: p, Title: p.T("about.title"), Article: LinkedText{p.T("about.article.source"), recordURL(p, "sources/"+models.OpeningArticle, "")},
		Records: p.T("about.records", "Sources", p.N("about.n.sources", n.Sources), "Statements", p.N("about.n.statements", n.Statements),
			"Projects", p.N("about.n.projects", n.Projects), "Enterprises", p.N("about.n.enterprises", n.Enterprises),
			"Agreements", p.N("about.n.agreements", n.Agreements), "Prices", p.N("about.n.prices", n.Prices)),
	}
	for _, rule := range []string{"dates", "as_of", "year", "sum", "documented", "conflicts", "never_added", "empty", "resolvable"} {
		m.Rules = append(m.Rules, p.T("about.rules."+rule))
	}
	// Each conflict leads to where its statements stand side by side.
	for _, c := range []struct{ name, path string }{
		{"completed", "metrics/launched"}, {"this_year", "metrics/launching_this_year"}, {"size", "metrics/" + models.TotalProjects},
		{"cost", "metrics/total_cost_usd"}, {"arithmetic", "statements/" + openingStatement}, {"enterprises", "metrics/" + models.Enterprises},
		{"oil", "prices/brent"}, {"trade", "metrics/trade_turnover_usd"}, {"investment", "metrics/fdi_cumulative_usd"},
	} {
		m.Conflicts = append(m.Conflicts, Text{Text: p.T("about.conflict." + c.name)}.To(recordURL(p, c.path, "")))
	}
	for _, gap := range []string{"list", "memorandum", "trade", "outcomes", "places", "names"} {
		m.Gaps = append(m.Gaps, p.T("about.gap."+gap))
	}
	for _, l := range []struct {
		name    string
		sources []string
	}{
		{"eia", []string{"eia-oil", "eia-gas"}}, {"pddl", []string{"gold-datasets"}}, {"worldbank", []string{"wb-pinksheet"}},
		{"geonames", []string{"geonames-5000"}}, {"odbl", []string{"csc-cities"}}, {"wikipedia", []string{"wikipedia-wewc", "wikimirror-nelb", "encyclopediakz-nelb"}},
	} {
		licence := Licence{Text: p.T("about.licence." + l.name)}
		for _, code := range l.sources {
			licence.Sources = append(licence.Sources, Text{Text: code, Lang: "en"}.To(recordURL(p, "sources/"+code, "")))
		}
		m.Licences = append(m.Licences, licence)
	}
	return m
}

// openingStatement is the code of the opening article's statement about the
// programme.
const openingStatement = "st067"
