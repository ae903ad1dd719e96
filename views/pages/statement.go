package pages

import (
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// StatementList is the page of all statements.
type StatementList struct {
	P     *locale.Printer
	Title string
	// Count is how many records the list selects, the beginning of Title.
	Count   Number
	Lead    string
	Metrics LinkedText
	Filter  Filter
	Table   StatementTable
	Sources []SourceNote
}

// StatementTable is a page of the list.
type StatementTable struct {
	Caption string
	Heads   Heads
	Rows    []StatementRow
	// None says what to do when there is no row.
	None  string
	Pager Pager
	// Downloads are the files of the whole list.
	Downloads Downloads
}

// StatementRow is a statement in a table.
type StatementRow struct {
	Day       Text
	Who       Text
	Programme Text
	Figures   string
	Source    SourceNote
	// Shown marks the statement that the page is about.
	Shown bool
}

// StatementListData is what the list is made of.
type StatementListData struct {
	// SourceTitle is that of the source of the filter, if it has one.
	SourceTitle string
	Link        Link
	Filter      models.StatementFilter
	Counts      models.Counts
	Rows        []models.Statement
	Speakers    []models.Speaker
	Programmes  []models.Programme
	Metrics     []models.Metric
	Today       models.Date
}

// NewStatementList works out the list of statements.
func NewStatementList(p *locale.Printer, d StatementListData) StatementList {
	n := newNotes(p)
	asOf := models.Date(d.Link.Params.Get("as_of"))
	m := StatementList{
		P: p, Title: p.N("statements.title", d.Counts.Total), Count: countOf(p, p.N("statements.title", d.Counts.Total), d.Link, CountStatements, d.Filter.AsOf), Lead: p.T("statements.lead", "AsOf", p.Date(d.Filter.AsOf)),
		Metrics: LinkedText{p.T("metrics.all"), recordURL(p, "metrics", asOf)},
		Filter:  newStatementFilter(p, d),
		Table:   StatementTable{Caption: p.T("statements.caption", "AsOf", p.Date(d.Filter.AsOf)), None: p.T("statements.none"), Pager: newPager(p, d.Link, d.Filter.Page, d.Counts.Total), Downloads: newDownloads(p, d.Link, false)},
	}
	m.Title = pageTitle(m.Title, &m.Filter, m.Table.Pager)
	m.Table.Heads = newHeads(p, d.Link, d.Filter.Sort.By, d.Filter.Sort.Descending, []column{
		{models.SortDay, p.T("chart.day"), ""},
		{models.SortSpeaker, p.T("chart.who"), ""},
		{models.SortProgramme, p.T("filter.programme"), ""},
	}, true)
	m.Table.Heads = append(m.Table.Heads, Head{By: "figures", Label: p.T("said.figures")}, Head{By: "source", Label: p.T("figures.source")})
	for i := range d.Rows {
		m.Table.Rows = append(m.Table.Rows, statementRow(p, n, &d.Rows[i], asOf))
	}
	m.Sources = n.list
	return m
}

func statementRow(p *locale.Printer, n *notes, st *models.Statement, asOf models.Date) StatementRow {
	row := StatementRow{
		Day: Text{Text: markedDay(p, st)}.To(recordURL(p, "statements/"+st.Code, asOf)), Who: who(p, st),
		Figures: format.Capital(figuresOf(p, st)), Source: n.note(st.Source),
	}
	if st.Programme != nil {
		row.Programme = In(p, st.Programme.Name)
	}
	return row
}

func newStatementFilter(p *locale.Printer, d StatementListData) Filter {
	f := Filter{
		P: p, Action: d.Link.base(), Day: dayBox(d.Filter.AsOf, d.Today), Result: p.N("statements.count", d.Counts.Total),
		Text: &TextBox{Name: "q", Label: p.T("filter.text_statements"), Value: d.Filter.Text},
	}
	facet := func(name, label, all string, choices []Choice, chosen string) {
		f.Facets = append(f.Facets, newFacet(p, name, label, all, d.Counts.Any(name), choices, chosen))
	}
	choices := func(name string, terms []term) []Choice {
		list := termChoices(p, terms, d.Counts.Facets[name])
		// Every statement has a speaker, a programme and a metric.
		return list[:len(list)-1]
	}
	var speakers, programmes, metrics []term
	for _, s := range d.Speakers {
		speakers = append(speakers, term{s.Code, In(p, s.Name).Text})
	}
	for _, m := range d.Programmes {
		programmes = append(programmes, term{m.Code, In(p, m.Name).Text})
	}
	for _, m := range d.Metrics {
		metrics = append(metrics, term{m.Code, In(p, m.Name).Text})
	}
	facet(models.FacetSpeaker, p.T("statement.speaker"), p.T("filter.any_who"), choices(models.FacetSpeaker, speakers), d.Filter.Speaker)
	facet(models.FacetYear, p.T("statement.year"), p.T("filter.launch.all"), yearChoices(p, d.Counts.Facets[models.FacetYear], d.Filter.Year), d.Filter.Year)
	facet(models.FacetProgramme, p.T("filter.programme"), p.T("filter.programme.all"), choices(models.FacetProgramme, programmes), d.Filter.Programme)
	facet(models.FacetMetric, p.T("statement.metric"), p.T("filter.any"), choices(models.FacetMetric, metrics), d.Filter.Metric)
	for i := range f.Facets {
		f.Facets[i].Wide = f.Facets[i].Name == models.FacetProgramme || f.Facets[i].Name == models.FacetMetric
	}
	f.counts(Counted{CountStatements, d.Link, d.Filter.AsOf})
	f.ofSource(d.SourceTitle)
	f.keep(d.Link, d.Filter.AsOf, d.Today)
	return f
}

// Statement is the page of one statement.
type Statement struct {
	P *locale.Printer
	// Changes leads to what was changed of the record.
	Changes ChangesNote
	// Accepted are the doubts that were accepted.
	Accepted Accepted
	Title    string
	// Heading is the title with what tells it from others that the same person made on
	// that day.
	Heading string
	// TitleLang is set where the title stands in another language.
	TitleLang string
	Lead      string
	// Publisher tells it from what the same person said elsewhere on that day.
	Publisher string
	// Front leads to the programme page with the statement in front.
	Front          LinkedText
	Previous, Next Text
	Facts          []Fact
	Figures        []FigureLine
	// Sum are sentences on how the stages add up; empty where there are none.
	Sum    []string
	Quotes []Quote
	Note   Text
	// Others are the statements of the year about the programme. Where they are
	// cut, Cut says so and leads to all of them.
	OthersTitle string
	Others      []StatementRow
	Cut         Notice
	Conflicts   *Conflicts
	Sources     []SourceNote
	// Downloads are the files of the record.
	Downloads Downloads
}

// FigureLine is one figure of a statement.
type FigureLine struct {
	ID     string
	Metric Text
	Amount Number
	Years  string
	AsOf   string
	PartOf string
	// Same leads to the figure that counts in its place; empty for one that counts.
	Same Text
	// Add is the address that puts it on a briefing sheet.
	Add string
}

// NewStatement works out the page of a statement; asOf is the day as it was
// written in the address.
func NewStatement(p *locale.Printer, r *models.StatementRecord, asOf models.Date) Statement {
	n := newNotes(p)
	st := &r.Statement
	// Its own sources come first in the list at the foot of the page.
	var sources []Text
	for i := range r.Sources {
		source := &r.Sources[i]
		n.note(source)
		sources = append(sources, English(p, source.Title).To(recordURL(p, "sources/"+source.Code, "")))
	}
	m := Statement{P: p, Note: English(p, st.Note), Front: LinkedText{p.T("statement.front"), programmeURL(p, st.Programme, st)}, Downloads: recordDownloads(p, "statements/"+st.Code, asOf)}
	said := who(p, st)
	m.Title, m.TitleLang = p.T("statement.title", "Who", In(p, st.Speaker.Name).Text, "Day", statementDay(p, st)), said.Lang
	programme := In(p, st.Programme.Name)
	m.Lead = programme.Text
	m.Heading = joined(" · ", p.T("text.of", "Name", m.Title, "Value", unlinkedText(p, figuresOf(p, st))), m.Lead, st.Source.Publisher)
	m.Publisher = p.T("statement.published_by", "Publisher", st.Source.Publisher)
	fact := func(key string, values ...Text) { m.Facts = append(m.Facts, newFact(p, p.T(key), values...)) }
	list := recordLink(p, "statements", asOf)
	fact("statement.speaker", In(p, st.Speaker.Name).To(list.With("speaker", st.Speaker.Code).URL()))
	var role, place Text
	if st.Role != nil {
		role = In(p, st.Role.Name)
	}
	if st.Place != nil {
		place = In(p, st.Place.Name)
	}
	fact("statement.role", role)
	dayFacts(p, st, asOf, fact)
	fact("statement.place", place)
	fact("filter.programme", programme.To(list.With("programme", st.Programme.Code).URL()))
	if st.Programme.Basis != "" {
		fact("statement.basis", Text{Text: p.T("statement.basis.text")})
	}
	fact("sources.title", sources...)
	parts := make(map[int64]string)
	for i := range st.Figures {
		parts[st.Figures[i].ID] = metricAmount(p, &st.Figures[i], "", unlinked)
	}
	for i := range st.Figures {
		f := &st.Figures[i]
		line := FigureLine{
			Add: addLink(p, BriefingItem{Kind: BriefingFigure, Of: f.Code}, ""), ID: "figure-" + f.Code, Metric: In(p, f.Metric.Name).To(recordURL(p, "metrics/"+f.Metric.Code, asOf)), Amount: numberOf(p, format.Figure(p, f), f.Ref(), "", nil),
			Years: format.Or(p, format.Years(f.Years())), AsOf: p.Date(f.AsOf),
		}
		if f.PartOfID != nil {
			line.PartOf = p.T("statement.part_of", "Whole", parts[*f.PartOfID])
		}
		line.Same = sameFigure(p, r.Pairs, f)
		m.Figures = append(m.Figures, line)
	}
	b := st.Breakdown()
	if st.Programme.Kind == models.ProjectSet && len(b.Stages) > 0 {
		m.Sum = sums(p, st, &b)
	}
	m.Quotes = quotes(p, n, st)
	if r.Year != 0 {
		year := strconv.Itoa(r.Year)
		m.OthersTitle = p.N("statement.others", r.OfYearTotal-1, "Year", year)
		if r.OfYearTotal > len(r.OfYear) {
			m.Cut = Notice{p.T("statement.cut", "Shown", p.Int(len(r.OfYear))), &LinkedText{
				p.N("statement.all_of_year", r.OfYearTotal, "Year", year), list.With("programme", st.Programme.Code).With("year", year).URL(),
			}}
		}
		var all []*models.Statement
		for i := range r.OfYear {
			other := &r.OfYear[i]
			all = append(all, other)
			row := statementRow(p, n, other, asOf)
			row.Shown = other.ID == st.ID
			m.Others = append(m.Others, row)
		}
		if len(all) > 1 {
			m.Conflicts = newConflicts(p, n, all, r.Pairs, year, func(other *models.Statement) string { return recordURL(p, "statements/"+other.Code, asOf) })
		}
	}
	beside := func(key string, other *models.Statement) Text {
		if other == nil {
			return Text{}
		}
		return Text{Text: p.T(key, "Name", p.T("statement.title", "Who", In(p, other.Speaker.Name).Text, "Day", statementDay(p, other))), URL: recordURL(p, "statements/"+other.Code, asOf)}
	}
	m.Previous, m.Next = beside("neighbours.previous", r.Previous), beside("neighbours.next", r.Next)
	m.Sources = n.list
	return m
}

// dayFacts add the day of a statement, and the document that it is inferred from.
func dayFacts(p *locale.Printer, st *models.Statement, asOf models.Date, add func(key string, values ...Text)) {
	plain := *st
	plain.DaySource = nil
	add("statement.day", Text{Text: whenOnly(p, &plain)})
	if from := st.DaySource; from != nil {
		add("statement.day_source", English(p, from.Title).To(recordURL(p, "sources/"+from.Code, asOf)))
	}
}

// whenOnly is the day of the statement without its place.
func whenOnly(p *locale.Printer, st *models.Statement) string {
	without := *st
	without.Place = nil
	return when(p, &without)
}

// sums words how the stages of a statement add up to its total, the figures linked.
func sums(p *locale.Printer, st *models.Statement, b *models.Breakdown) []string {
	total, hasTotal := b.TotalCount()
	sum := stageSum(p, st, b, linked)
	if strings.Contains(sum, "+") {
		sum += " = " + linked(models.Ref(models.FigureSum, st.Codes()...), p.Int(b.Sum))
	}
	if !hasTotal {
		return []string{sum, p.N("compare.accounts", b.Sum), p.T("compare.no_total")}
	}
	texts := []string{p.T("compare.sum", "Sum", sum, "Total", linked(b.Total.Ref(), p.Int(total))), p.N("compare.accounts", b.Sum)}
	switch {
	case b.Exceeds > 0:
		texts = append(texts, p.N("compare.exceeds", b.Exceeds))
	case *b.NotBrokenDown == 0:
		texts = append(texts, p.T("compare.rest_none"))
	default:
		texts = append(texts, capital(p.N("compare.rest", *b.NotBrokenDown, "N", linked(models.Ref(models.FigureRest, st.Codes()...), p.Int(*b.NotBrokenDown)))))
	}
	return append(texts, partSentences(p, b)...)
}

// partSentences say which stages are part of another.
func partSentences(p *locale.Printer, b *models.Breakdown) []string {
	var texts []string
	for _, s := range b.Stages {
		if whole := b.Stage(s.PartOf); s.PartOf != "" && whole != nil {
			texts = append(texts, format.Capital(p.N("compare.part", s.Count, "N", p.Int(s.Count), "Whole", p.Int(whole.Count),
				"WholeStage", strings.ToLower(p.T("stage."+string(s.PartOf))))))
		}
	}
	return texts
}

// View is the page without its frame.
func (m StatementList) View() layout.View {
	return layout.View{Body: statementListView(m), Said: m.Filter.Result + "."}
}
