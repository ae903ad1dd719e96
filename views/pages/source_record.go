package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// SourceList is the page of all sources.
type SourceList struct {
	P     *locale.Printer
	Title string
	// Count is how many records the list selects, the beginning of Title.
	Count  Number
	Filter Filter
	Table  SourceTable
}

// SourceTable is a page of the list.
type SourceTable struct {
	Caption string
	Heads   Heads
	Rows    []SourceRow
	// None says what to do when there is no row.
	None  string
	Pager Pager
	// Downloads are the files of the whole list.
	Downloads Downloads
}

// SourceRow is a source in the list.
type SourceRow struct {
	Title               Text
	Publisher, Language string
	Published           string
}

// SourceListData is what the list is made of.
type SourceListData struct {
	Link   Link
	Filter models.SourceFilter
	Counts models.Counts
	Rows   []models.Source
}

// NewSourceList works out the list of sources.
func NewSourceList(p *locale.Printer, d SourceListData) SourceList {
	m := SourceList{
		P: p, Title: p.N("sources.list_title", d.Counts.Total), Count: countOf(p, p.N("sources.list_title", d.Counts.Total), d.Link, CountSources, ""),
		Table: SourceTable{Caption: p.T("sources.caption"), None: p.T("sources.none"), Pager: newPager(p, d.Link, d.Filter.Page, d.Counts.Total), Downloads: newDownloads(p, d.Link, false)},
	}
	m.Filter = newSourceFilter(p, d)
	m.Title = pageTitle(m.Title, &m.Filter, m.Table.Pager)
	m.Table.Heads = newHeads(p, d.Link, d.Filter.Sort.By, d.Filter.Sort.Descending, []column{
		{models.SortPublished, p.T("source.published"), ""},
		{models.SortTitle, p.T("source.title"), ""},
		{models.SortPublisher, p.T("source.publisher"), ""},
		{models.SortLanguage, p.T("source.language"), ""},
	}, true)
	for i := range d.Rows {
		s := &d.Rows[i]
		m.Table.Rows = append(m.Table.Rows, SourceRow{
			Title: English(p, s.Title).To(recordURL(p, "sources/"+s.Code, "")), Publisher: s.Publisher, Language: format.Capital(languageName(p, s.Language)), Published: p.Date(s.PublishedOn),
		})
	}
	return m
}

func newSourceFilter(p *locale.Printer, d SourceListData) Filter {
	f := Filter{P: p, Action: d.Link.base(), Result: p.N("sources.count", d.Counts.Total), Text: &TextBox{Name: "q", Label: p.T("filter.text_sources"), Value: d.Filter.Text}}
	facet := func(name, label string, choices []Choice, chosen string) {
		f.Facets = append(f.Facets, newFacet(p, name, label, p.T("filter.any"), d.Counts.Any(name), choices, chosen))
	}
	var languages []term
	for code := range d.Counts.Facets[models.FacetLanguage].N {
		languages = append(languages, term{code, languageName(p, code)})
	}
	if d.Filter.Language != "" && d.Counts.N(models.FacetLanguage, d.Filter.Language) == 0 {
		languages = append(languages, term{d.Filter.Language, languageName(p, d.Filter.Language)})
	}
	choices := termChoices(p, languages, d.Counts.Facets[models.FacetLanguage])
	facet(models.FacetLanguage, p.T("source.language"), choices[:len(choices)-1], d.Filter.Language)
	facet(models.FacetYear, p.T("source.year"), yearChoices(p, d.Counts.Facets[models.FacetYear], d.Filter.Year), d.Filter.Year)
	var kinds []Choice
	for _, kind := range models.SourceKinds {
		kinds = append(kinds, Choice{string(kind), p.T("source_kind." + string(kind)), d.Counts.N(models.FacetKind, string(kind))})
	}
	facet(models.FacetKind, p.T("source.kind"), kinds, string(d.Filter.Kind))
	f.counts(Counted{CountSources, d.Link, ""})
	f.keep(d.Link, "", "")
	return f
}

// Source is the page of one source, with everything that rests on it.
type Source struct {
	P    *locale.Printer
	Code string
	// Changes leads to what was changed of the record.
	Changes ChangesNote
	Title   Text
	Lead    string
	Facts   []Fact
	URL     string
	// Parts are the records that rest on it, by kind; empty if none does.
	Parts []SourcePart
	// Statements are those that rest on it.
	Statements      []StatementRow
	StatementsTitle Number
	StatementsMore  LinkedText
	None            string
	// Downloads are the files of the record.
	Downloads Downloads
}

// SourcePart is the records of one kind that rest on a source.
type SourcePart struct {
	ID    string
	Title Number
	Items []SourceItem
	// More leads to the rest of a list that is cut.
	More LinkedText
}

// SourceItem is a record that rests on a source.
type SourceItem struct {
	Name Text
	// Count says how much of it rests on the source; it may be empty.
	Count Number
	// Details name what that is.
	Details []Text
}

// NewSource works out the page of a source; day is the day of the page, a full date.
func NewSource(p *locale.Printer, r *models.SourceRecord, day models.Date) Source {
	n := newNotes(p)
	m := Source{P: p, Code: r.Code, Title: English(p, r.Title), URL: r.URL, Downloads: recordDownloads(p, "sources/"+r.Code, "")}
	published := Text{}
	when := p.T("sources.undated")
	if r.PublishedOn != "" {
		published.Text = p.Date(r.PublishedOn)
		when = published.Text
	}
	m.Lead = joined(" · ", r.Publisher, when)
	fact := func(key string, values ...Text) { m.Facts = append(m.Facts, newFact(p, p.T(key), values...)) }
	fact("source.publisher", Text{Text: r.Publisher})
	fact("source.published", published)
	fact("source.language", Text{Text: format.Capital(languageName(p, r.Language))})
	fact("source.kind", Text{Text: p.T("source_kind." + string(r.Kind))})
	fact("source.note", English(p, r.Note))
	m.StatementsTitle = m.resting(CountStatements, p.N("source.statements", r.StatementsTotal), day)
	for i := range r.Statements {
		m.Statements = append(m.Statements, statementRow(p, n, &r.Statements[i], ""))
	}
	if r.StatementsTotal > len(r.Statements) {
		m.StatementsMore = LinkedText{p.N("source.all", r.StatementsTotal), recordLink(p, "statements", "").With("source", r.Code).URL()}
	}
	part := func(noun, title string, rest models.Rest, day models.Date, url func(code string) string) {
		if rest.Total == 0 {
			return
		}
		part := SourcePart{ID: noun, Title: m.resting(noun, title, day)}
		for _, item := range rest.Named {
			part.Items = append(part.Items, SourceItem{Name: In(p, item.Name).To(url(item.Code))})
		}
		if rest.Total > len(rest.Named) {
			part.More = LinkedText{p.N("source.all", rest.Total), recordLink(p, noun, "").With("source", r.Code).URL()}
		}
		m.Parts = append(m.Parts, part)
	}
	under := func(path string) func(string) string {
		return func(code string) string { return recordURL(p, path+"/"+code, "") }
	}
	part(CountProjects, p.N("source.projects", r.Projects.Total), r.Projects, day, under("projects"))
	part(CountEnterprises, p.N("source.enterprises", r.Enterprises.Total), r.Enterprises, "", under("enterprises"))
	part(CountAgreements, p.N("source.agreements", r.Agreements.Total), r.Agreements, day, under("agreements"))
	m.corridors(r.Waypoints)
	m.prices(r.Prices)
	m.notes(r.Notes, r.NotesTotal)
	if len(m.Parts) == 0 && r.StatementsTotal == 0 {
		m.None = p.T("source.nothing")
	}
	return m
}

// resting is a number of records that rest on the source; choice is a parameter and
// its value that belong to it, if any do.
func (m *Source) resting(noun, text string, day models.Date, choice ...string) Number {
	list := Link{}.With("source", m.Code)
	if len(choice) > 0 {
		list = list.With(choice[0], choice[1])
	}
	return Counted{noun, list, day}.number(m.P, text)
}

// corridors names the waypoints that rest on the source, by corridor.
func (m *Source) corridors(waypoints []models.SourceWaypoint) {
	if len(waypoints) == 0 {
		return
	}
	p := m.P
	part := SourcePart{ID: "corridors"}
	for start := 0; start < len(waypoints); {
		corridor := waypoints[start].Named
		item := SourceItem{Name: In(p, corridor.Name).To(corridorURL(p, corridor.Code))}
		end := start
		for ; end < len(waypoints) && waypoints[end].Code == corridor.Code; end++ {
			item.Details = append(item.Details, English(p, waypoints[end].Place))
		}
		item.Count = m.resting(CountWaypoints, p.N("source.waypoints", end-start), "", "corridor", corridor.Code)
		part.Items = append(part.Items, item)
		start = end
	}
	part.Title = m.resting(CountCorridors, p.N("source.corridors", len(part.Items)), "")
	m.Parts = append(m.Parts, part)
}

// prices names the commodities whose prices rest on the source.
func (m *Source) prices(prices []models.SourcePrices) {
	if len(prices) == 0 {
		return
	}
	p := m.P
	part := SourcePart{ID: "prices", Title: m.resting(CountCommodities, p.N("source.prices", len(prices)), "")}
	for _, c := range prices {
		part.Items = append(part.Items, SourceItem{
			Name:  In(p, c.Name).To(recordURL(p, "prices/"+c.Code, "")),
			Count: m.resting(CountPrices, p.N("source.months", c.N, "From", p.Date(c.From), "To", p.Date(c.To)), "", "commodity", c.Code),
		})
	}
	m.Parts = append(m.Parts, part)
}

// notes are the notes on prices that rest on the source, each with its
// commodities.
func (m *Source) notes(notes []models.PriceNote, total int) {
	if total == 0 {
		return
	}
	p := m.P
	part := SourcePart{ID: "notes", Title: m.resting(CountPriceNotes, p.N("source.notes", total), "")}
	for i := range notes {
		item := SourceItem{Name: In(p, notes[i].Text)}
		for _, c := range notes[i].Commodities {
			item.Details = append(item.Details, In(p, c.Name).To(recordURL(p, "prices/"+c.Code, "")))
		}
		part.Items = append(part.Items, item)
	}
	if total > len(notes) {
		part.More = LinkedText{p.N("source.all", total), recordURL(p, "prices", "")}
	}
	m.Parts = append(m.Parts, part)
}

// View is the page without its frame.
func (m SourceList) View() layout.View {
	return layout.View{Body: sourceListView(m), Said: m.Filter.Result + "."}
}
