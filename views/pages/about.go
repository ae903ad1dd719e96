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
	// Records says how much is on record, its figures linked.
	Records   string
	Article   LinkedText
	Rules     []string
	Conflicts []Text
	Gaps      []string
	Licences  []Licence
	// Data leads to the whole data set.
	Data LinkedText
}

// NewAbout works out the page; n counts the records on the day.
func NewAbout(p *locale.Printer, n models.RecordCounts, day models.Date) About {
	count := func(noun string, n int) string {
		return countOf(p, p.N("about.n."+noun, n), Link{}, noun, day).linked()
	}
	m := About{
		P: p, Title: p.T("about.title"), Article: LinkedText{p.T("about.article.source"), recordURL(p, "sources/"+models.OpeningArticle, "")},
		Records: p.T("about.records", "Sources", count(CountSources, n.Sources), "Statements", count(CountStatements, n.Statements),
			"Projects", count(CountProjects, n.Projects), "Enterprises", count(CountEnterprises, n.Enterprises),
			"Agreements", count(CountAgreements, n.Agreements), "Prices", count(CountPrices, n.Prices)),
	}
	for _, rule := range []string{"dates", "as_of", "year", "sum", "documented", "conflicts", "doubles", "never_added", "empty", "resolvable"} {
		m.Rules = append(m.Rules, p.T("about.rules."+rule, "Days", p.Int(models.CloseDays)))
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
	m.Licences = licences(p)
	m.Data = LinkedText{p.T("about.data"), To(p, "data").URL()}
	return m
}

// openingStatement is the code of the opening article's statement about the
// programme.
const openingStatement = "st067"
