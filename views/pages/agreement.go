package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// AgreementList is the page of all agreements.
type AgreementList struct {
	P     *locale.Printer
	Title string
	// Count is how many records the list selects, the beginning of Title.
	Count   Number
	Lead    string
	Filter  Filter
	Table   AgreementTable
	Sources []SourceNote
}

// AgreementTable is a page of the list.
type AgreementTable struct {
	Caption string
	Heads   Heads
	Rows    []AgreementRow
	// None says what to do when there is no row.
	None  string
	Pager Pager
	// Downloads are the files of the whole list.
	Downloads Downloads
}

// AgreementRow is a row of the table.
type AgreementRow struct {
	Title   Text
	Kind    string
	Form    string
	Package bool
	Signed  string
	Place   string
	Topic   Text
	Sources []SourceNote
	// InArticle marks what the opening article names.
	InArticle bool
}

// AgreementListData is what the list is made of.
type AgreementListData struct {
	// SourceTitle is that of the source of the filter, if it has one.
	SourceTitle string
	Link        Link
	Filter      models.AgreementFilter
	Counts      models.Counts
	Rows        []models.Agreement
	Today       models.Date
}

// NewAgreementList works out the list of agreements.
func NewAgreementList(p *locale.Printer, d AgreementListData) AgreementList {
	n := newNotes(p)
	m := AgreementList{
		P: p, Title: p.N("agreements.title", d.Counts.Total), Count: countOf(p, p.N("agreements.title", d.Counts.Total), d.Link, CountAgreements, d.Filter.AsOf), Lead: p.T("agreements.lead", "AsOf", p.Date(d.Filter.AsOf)), Filter: newAgreementFilter(p, d),
		Table: AgreementTable{Caption: p.T("agreements.caption", "AsOf", p.Date(d.Filter.AsOf)), None: p.T("agreements.none"), Pager: newPager(p, d.Link, d.Filter.Page, d.Counts.Total), Downloads: newDownloads(p, d.Link, false)},
	}
	m.Title = pageTitle(m.Title, &m.Filter, m.Table.Pager)
	m.Table.Heads = newHeads(p, d.Link, d.Filter.Sort.By, d.Filter.Sort.Descending, []column{
		{models.SortSigned, p.T("agreement.signed"), ""},
		{models.SortTitle, p.T("agreement.title"), ""},
		{models.SortKind, p.T("agreement.kind"), ""},
		{models.SortPlace, p.T("agreement.place"), ""},
	}, true)
	m.Table.Heads = append(m.Table.Heads, Head{By: "topic", Label: p.T("agreement.topic")})
	list := listValue(d.Link, d.Filter.Page)
	asOf := models.Date(d.Link.Params.Get("as_of"))
	for i := range d.Rows {
		a := &d.Rows[i]
		row := AgreementRow{
			Title: In(p, a.Title).To(recordLink(p, "agreements/"+a.Code, asOf).With(ListParam, list).URL()), Kind: p.T("agreement." + string(a.Kind)),
			Form: p.T("form." + string(form(a.Kind))), Package: a.Kind.Package(), Signed: p.Date(a.SignedOn), Place: p.T("not_stated"), Topic: orNotStated(p, English(p, a.Topic)),
			InArticle: fromArticle(a.Sources),
		}
		if a.Place != nil {
			row.Place = In(p, a.Place.Name).Text
		}
		for j := range a.Sources {
			row.Sources = append(row.Sources, n.note(&a.Sources[j]))
		}
		m.Table.Rows = append(m.Table.Rows, row)
	}
	m.Sources = n.list
	return m
}

func form(kind models.AgreementKind) models.Form {
	if kind.Package() {
		return models.PackageOfMany
	}
	return models.SingleDocument
}

func fromArticle(sources []models.Source) bool {
	return slices.ContainsFunc(sources, func(s models.Source) bool { return s.Code == models.OpeningArticle })
}

func newAgreementFilter(p *locale.Printer, d AgreementListData) Filter {
	f := Filter{P: p, Action: d.Link.base(), Day: dayBox(d.Filter.AsOf, d.Today), Result: p.N("agreements.count", d.Counts.Total)}
	facet := func(name, label, all string, choices []Choice, chosen string) {
		f.Facets = append(f.Facets, newFacet(p, name, label, all, d.Counts.Any(name), choices, chosen))
	}
	facet(models.FacetYear, p.T("agreement.year"), p.T("filter.launch.all"), yearChoices(p, d.Counts.Facets[models.FacetYear], d.Filter.Year), d.Filter.Year)
	var forms, kinds []Choice
	for _, form := range models.Forms {
		forms = append(forms, Choice{string(form), p.T("form." + string(form)), d.Counts.N(models.FacetForm, string(form))})
	}
	facet(models.FacetForm, p.T("agreement.form"), p.T("filter.any"), forms, string(d.Filter.Form))
	for _, kind := range models.AgreementKinds {
		kinds = append(kinds, Choice{string(kind), p.T("agreement." + string(kind)), d.Counts.N(models.FacetKind, string(kind))})
	}
	facet(models.FacetKind, p.T("agreement.kind"), p.T("filter.any"), kinds, string(d.Filter.Kind))
	f.counts(Counted{CountAgreements, d.Link, d.Filter.AsOf})
	f.ofSource(d.SourceTitle)
	f.keep(d.Link, d.Filter.AsOf, d.Today)
	return f
}

// yearChoices are the years of a facet, the newest first, and «not stated».
func yearChoices(p *locale.Printer, counts models.FacetCounts, chosen string) []Choice {
	var years []Choice
	for year, n := range counts.N {
		if year != models.NotStated {
			years = append(years, Choice{year, year, n})
		}
	}
	if chosen != "" && chosen != models.NotStated && counts.N[chosen] == 0 {
		years = append(years, Choice{chosen, chosen, 0})
	}
	slices.SortFunc(years, func(a, b Choice) int { return cmp.Compare(b.Value, a.Value) })
	return append(years, Choice{models.NotStated, p.T("not_stated"), counts.N[models.NotStated]})
}

// Agreement is the page of one agreement.
type Agreement struct {
	P *locale.Printer
	// Changes leads to what was changed of the record.
	Changes ChangesNote
	// Accepted are the doubts that were accepted.
	Accepted Accepted
	Title    Text
	Lead     string
	// Article says that the opening article names the document; it may be empty.
	Article string
	Facts   []Fact
	Note    Text
	// Unknown are the things about the document that no source tells.
	Unknown []string
	Beside  []AgreementLine
	Sources []SourceNote
	Neighbours
	// Downloads are the files of the record.
	Downloads Downloads
}

// AgreementData is what the page of an agreement is made of.
type AgreementData struct {
	Agreement *models.Agreement
	// AsOf is the day that the visitor goes on with, as it was written.
	AsOf models.Date
	// Beside are those that rest on the same source.
	Beside []models.Agreement
	// List is that which the visitor came from, nil if there is none.
	List           *Link
	Previous, Next *models.Neighbour
}

// NewAgreement works out the page of an agreement.
func NewAgreement(p *locale.Printer, d AgreementData) Agreement {
	n := newNotes(p)
	a := d.Agreement
	m := Agreement{
		P: p, Title: In(p, a.Title), Note: In(p, a.Note), Downloads: recordDownloads(p, "agreements/"+a.Code, d.AsOf),
		Neighbours: newNeighbours(p, LinkedText{p.T("agreements.all"), recordURL(p, "agreements", d.AsOf)}, "agreements/", d.List, d.Previous, d.Next),
	}
	fact := func(label, unknown string, values ...Text) {
		f := newFact(p, label, values...)
		m.Facts = append(m.Facts, f)
		if len(values) == 0 || values[0].Text == "" {
			m.Unknown = append(m.Unknown, unknown)
		}
	}
	link := recordLink(p, "agreements", d.AsOf)
	kind := p.T("agreement." + string(a.Kind))
	m.Lead = joined(" · ", kind, p.Date(a.SignedOn))
	fact(p.T("agreement.form"), "", Text{Text: p.T("form." + string(form(a.Kind)))}.To(link.With("form", string(form(a.Kind))).URL()))
	fact(p.T("agreement.kind"), "", Text{Text: kind}.To(link.With("kind", string(a.Kind)).URL()))
	var signed Text
	if a.SignedOn != "" {
		signed = Text{Text: p.Date(a.SignedOn)}
	}
	fact(p.T("agreement.signed"), p.T("unknown.date"), signed)
	if a.SignedOn != "" && !a.SignedOn.IsDay() {
		m.Unknown = append(m.Unknown, p.T("unknown.day"))
	}
	var place Text
	if a.Place != nil {
		place = In(p, a.Place.Name)
	}
	fact(p.T("agreement.place"), p.T("unknown.place"), place)
	fact(p.T("agreement.parties"), p.T("unknown.parties"), each(p, a.Parties)...)
	fact(p.T("agreement.topic"), p.T("unknown.topic"), each(p, a.Topic)...)
	if a.Kind.Package() {
		m.Unknown = append(m.Unknown, p.T("unknown.contents"))
	}
	if fromArticle(a.Sources) {
		m.Article = p.T("agreement.article")
	}
	for i := range a.Sources {
		n.note(&a.Sources[i])
	}
	m.Sources = n.list
	m.Beside = agreementLines(p, n, d.Beside)
	return m
}

// each takes a list of the records apart; its texts are in English.
func each(p *locale.Printer, list string) []Text {
	var texts []Text
	for _, text := range strings.Split(list, "; ") {
		if text != "" {
			texts = append(texts, English(p, text))
		}
	}
	return texts
}

// View is the page without its frame.
func (m AgreementList) View() layout.View {
	return layout.View{Body: agreementListView(m), Said: m.Filter.Result + "."}
}
