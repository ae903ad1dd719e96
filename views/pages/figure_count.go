package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// FigureCounts are the options of a facet, with what choosing each counts.
type FigureCounts struct {
	Label   string
	Options []Option
}

// countsID is that of the part of a figure's page with the counts of the options.
const countsID = "counts"

// breakdowns are the facets whose options have figures. «All» is left out where it
// counts what the list does.
func (f *Filter) breakdowns() []FigureCounts {
	var list []FigureCounts
	add := func(label string, options []Option) {
		options = slices.DeleteFunc(slices.Clone(options), func(o Option) bool { return o.Number.ID == "" || o.Value == "" && o.Number.ID == f.counted })
		if len(options) > 0 {
			list = append(list, FigureCounts{label, options})
		}
	}
	add(f.P.T("filter.active"), f.Years)
	for _, facet := range f.Facets {
		for _, g := range facet.Groups {
			add(facet.Label, g.Options)
		}
	}
	return list
}

// countFigure is what the page of a number of records is made of.
type countFigure struct {
	noun string
	n    int
	// text says the number with the noun.
	text string
	// choices are those in force, in words.
	choices []string
	// list shows exactly the records that are counted; file is set where it is a file
	// too, with the sources of each.
	list Link
	file bool
	// undated is set where the records do not depend on the day.
	undated bool
	counts  []FigureCounts
	parts   []FigurePart
	// sources are those of the records, where they all rest on the same.
	sources []models.Source
}

// choose takes over the choices of a filter, and the counts of its options. The day is
// said of every figure.
func (c *countFigure) choose(f Filter) {
	for _, chip := range f.Chips {
		if chip.Param != "as_of" {
			c.choices = append(c.choices, chip.Text)
		}
	}
	c.counts = f.breakdowns()
}

// figure works out the page.
func (c *countFigure) figure(p *locale.Printer, f FigureFrame) *Figure {
	title, query := p.T("figure.count_of."+c.noun), strings.Join(c.choices, p.T("list.semicolon"))
	if query != "" {
		title = p.T("text.brackets", "Text", title, "Note", query)
	}
	m := newFigure(p, f, Text{Text: title}, decimal.NewFromInt(int64(c.n)), "")
	m.Amount = c.text
	m.Definition = Text{Text: inSequence(p, p.T("figure.count."+c.noun), p.T("figure.count.definition"))}
	if !c.undated {
		m.fact("figure.as_of", Text{Text: p.Date(f.AsOf)})
	}
	m.fact("figure.query", Text{Text: cmp.Or(query, p.T("file.everything"))})
	if recorded := recordedText(p); recorded != "" {
		m.fact("figure.recorded", Text{Text: recorded})
	}
	list := asRecorded(p, c.list)
	if c.file {
		m.fact("figure.rests", Text{Text: p.T("figure.rests.list"), URL: list.URL()})
		m.Downloads = newDownloads(p, list, false)
		m.Downloads.Title = p.T("figure.download_records")
	}
	m.rests(c.sources...)
	m.Parts, m.Counts = c.parts, c.counts
	clause := c.text
	if query != "" {
		clause = p.T("text.brackets", "Text", clause, "Note", query)
	}
	m.workedOut(p.T("sentence.count", "Day", p.Date(f.AsOf), "Text", clause), p.T("figure.worked_out.records"))
	m.day = f.AsOf
	m.Page = LinkedText{p.T("figure.page.list"), list.URL()}
	return m.done(f)
}

// choice words a choice of a parameter.
func choice(p *locale.Printer, key, value string) string {
	return p.T("text.of", "Name", p.T(key), "Value", value)
}

// NewProjectCount works out the page of a number of projects.
func NewProjectCount(p *locale.Printer, f FigureFrame, d FilterData) *Figure {
	c := countFigure{noun: CountProjects, n: d.Counts.Total, text: p.N("projects.title", d.Counts.Total), list: d.Query.Link(), file: true}
	filter := newProjectFilter(p, d)
	for year, n := range d.Active.N {
		filter.Years = append(filter.Years, Option{Value: year, Label: year, Count: p.Int(n), Selected: year == strconv.Itoa(d.Query.Year)})
	}
	slices.SortFunc(filter.Years, func(a, b Option) int { return cmp.Compare(b.Value, a.Value) })
	numbered(p, models.FacetYear, filter.Years, Counted{CountProjects, d.Query.Link(), d.AsOf})
	c.choose(filter)
	return c.figure(p, f)
}

// NewEnterpriseCount works out the page of a number of enterprises.
func NewEnterpriseCount(p *locale.Printer, f FigureFrame, d EnterpriseListData) *Figure {
	c := countFigure{noun: CountEnterprises, n: d.Counts.Total, text: p.N("enterprises.title", d.Counts.Total), list: d.Link, file: true, undated: true}
	c.choose(newEnterpriseFilter(p, d))
	return c.figure(p, f)
}

// NewAgreementCount works out the page of a number of agreements.
func NewAgreementCount(p *locale.Printer, f FigureFrame, d AgreementListData) *Figure {
	c := countFigure{noun: CountAgreements, n: d.Counts.Total, text: p.N("agreements.title", d.Counts.Total), list: d.Link, file: true}
	c.choose(newAgreementFilter(p, d))
	return c.figure(p, f)
}

// NewStatementCount works out the page of a number of statements.
func NewStatementCount(p *locale.Printer, f FigureFrame, d StatementListData) *Figure {
	c := countFigure{noun: CountStatements, n: d.Counts.Total, text: p.N("statements.title", d.Counts.Total), list: d.Link, file: true}
	c.choose(newStatementFilter(p, d))
	return c.figure(p, f)
}

// NewSourceCount works out the page of a number of sources.
func NewSourceCount(p *locale.Printer, f FigureFrame, d SourceListData) *Figure {
	c := countFigure{noun: CountSources, n: d.Counts.Total, text: p.N("sources.list_title", d.Counts.Total), list: d.Link, file: true, undated: true}
	c.choose(newSourceFilter(p, d))
	return c.figure(p, f)
}

// NewMapCount works out the page of a number of projects and enterprises that the
// map lists together.
func NewMapCount(p *locale.Printer, f FigureFrame, d MapData) *Figure {
	projects, enterprises := 0, 0
	c := countFigure{noun: CountMap, list: d.Query.Link()}
	part := func(layer Layer, of Counted, n int, text string) {
		if d.Query.Shows(layer) {
			c.n += n
			c.parts = append(c.parts, FigurePart{Text{Text: p.T("map.layer." + string(layer))}, text, of.number(p, text).URL})
		}
	}
	if d.Query.Shows(LayerProjects) {
		projects = d.Filter.Counts.Total
	}
	if d.Query.Shows(LayerEnterprises) {
		enterprises = d.EnterpriseCounts.Total
	}
	part(LayerProjects, Counted{CountProjects, d.Query.projects(), f.AsOf}, projects, p.N("unit.projects", projects))
	part(LayerEnterprises, Counted{CountEnterprises, d.Query.enterprises(), ""}, enterprises, p.N("unit.enterprises", enterprises))
	c.text = p.N("map.features", c.n)
	c.choose(newMapFilter(p, d))
	return c.figure(p, f)
}

// NewFoundCount works out the page of a number of records that a search finds; nil
// if it looks for nothing.
func NewFoundCount(p *locale.Printer, f FigureFrame, q models.SearchQuery, found *models.SearchResult) *Figure {
	if q.Text == "" {
		return nil
	}
	of := func(kind models.SearchKind) int {
		if group := found.Group(kind); group != nil {
			return group.Total
		}
		return 0
	}
	q.Page = 0
	c := countFigure{noun: CountFound, n: found.Total, list: SearchLink(p, q), file: true, undated: true}
	if q.Kind != "" {
		c.n = of(q.Kind)
		c.choices = append(c.choices, choice(p, "search.kinds.label", p.T("search.kinds."+string(q.Kind))))
	}
	c.text = p.N("search.found", c.n, "Query", q.Text)
	kinds := []Option{{Label: p.T("search.kinds.all"), Count: p.Int(found.Total), Selected: q.Kind == ""}}
	for _, kind := range models.SearchKinds {
		if n := of(kind); n > 0 || kind == q.Kind {
			kinds = append(kinds, Option{Value: string(kind), Label: p.T("search.kinds." + string(kind)), Count: p.Int(n), Selected: kind == q.Kind})
		}
	}
	numbered(p, "kind", kinds, Counted{CountFound, c.list, ""})
	c.counts = []FigureCounts{{p.T("search.kinds.label"), kinds}}
	return c.figure(p, f)
}

// NewMetricCount works out the page of the number of figures of a metric; nil if
// there is no such metric.
func NewMetricCount(p *locale.Printer, f FigureFrame, code string, d MetricListData) *Figure {
	at := slices.IndexFunc(d.Metrics, func(m models.Metric) bool { return m.Code == code })
	if at < 0 {
		return nil
	}
	metric := &d.Metrics[at]
	n := d.Counts[metric.ID]
	c := countFigure{
		noun: CountFigures, n: n, text: p.N("metric.figures", n), list: recordLink(p, "metrics/"+code, f.AsOf), file: true,
		choices: []string{choice(p, "statement.metric", In(p, metric.Name).Text)},
	}
	return c.figure(p, f)
}

// NewPriceCount works out the page of the number of all monthly prices on record:
// also of those that the page of a commodity does not show, since another source
// gives more.
func NewPriceCount(p *locale.Printer, f FigureFrame, n int) *Figure {
	c := countFigure{noun: CountPrices, n: n, text: p.N("about.n.prices", n), list: To(p, "data"), undated: true}
	return c.figure(p, f)
}

// NewCommodityCount works out the page of the number of all commodities.
func NewCommodityCount(p *locale.Printer, f FigureFrame, n int) *Figure {
	c := countFigure{noun: CountCommodities, n: n, text: p.N("price.count", n), list: To(p, "prices"), undated: true}
	return c.figure(p, f)
}

// Rests reports whether a noun is of records that have no list of their own, but
// stand with the source that they rest on.
func Rests(noun string) bool {
	return slices.Contains([]string{CountPrices, CountCommodities, CountCorridors, CountWaypoints, CountPriceNotes}, noun)
}

// NewRestCount works out the page of the number of records that rest on a source, of
// the corridor or commodity that the query names if it names one; nil if none such
// rests on it.
func NewRestCount(p *locale.Printer, f FigureFrame, r *models.SourceRecord) *Figure {
	c := countFigure{noun: f.Ref.Of[0], list: recordLink(p, "sources/"+r.Code, ""), undated: true, sources: []models.Source{r.Source}}
	c.choices = append(c.choices, choice(p, "figures.source", r.Title))
	part := "prices"
	switch c.noun {
	case CountPrices:
		at := slices.IndexFunc(r.Prices, func(prices models.SourcePrices) bool { return prices.Code == f.Query.Get("commodity") })
		if at < 0 {
			return nil
		}
		c.n = r.Prices[at].N
		c.text = p.N("about.n.prices", c.n)
		c.choices = append(c.choices, choice(p, "figure.commodity", In(p, r.Prices[at].Name).Text))
	case CountCommodities:
		c.n = len(r.Prices)
		c.text = p.N("price.count", c.n)
	case CountCorridors:
		part = "corridors"
		codes := make(map[string]bool)
		for _, w := range r.Waypoints {
			codes[w.Code] = true
		}
		c.n = len(codes)
		c.text = p.N("source.corridors", c.n)
	case CountWaypoints:
		part = "corridors"
		for _, w := range r.Waypoints {
			if w.Code != f.Query.Get("corridor") {
				continue
			}
			if c.n++; c.n == 1 {
				c.choices = append(c.choices, choice(p, "map.corridor", In(p, w.Name).Text))
			}
		}
		c.text = p.N("figure.n.waypoints", c.n)
	case CountPriceNotes:
		part = "notes"
		c.n = r.NotesTotal
		c.text = p.N("source.notes", c.n)
	}
	if c.n == 0 {
		return nil
	}
	c.list.Fragment = part + "-title"
	return c.figure(p, f)
}
