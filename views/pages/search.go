package pages

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// Search is the page of what was found.
type Search struct {
	P *locale.Printer
	// Link is the address of the page.
	Link Link
	// Title is that of the document; Headline stands on the page, its number linked.
	Title, Headline string
	Lead            string
	// Result says in a sentence what was found.
	Result string
	Kinds  []SearchTab
	Groups []SearchGroup
	Pager  Pager
	// Downloads are the files of everything that was found.
	Downloads Downloads
	// Ways lead on where nothing is shown: to words like the query or examples, and
	// to the lists.
	Ways []SearchWay
}

// SearchTab leads to the hits of one kind, or of all.
type SearchTab struct {
	Label, URL string
	Count      Number
	Current    bool
}

// SearchGroup are the hits of one kind.
type SearchGroup struct {
	// ID is that of the heading.
	ID      string
	Heading string
	Count   Number
	Hits    []SearchHit
	// More leads to all hits of the kind where some are not shown; MoreName is what
	// the link is called out of its place.
	More     LinkedText
	MoreName string
}

// SearchHit is a record that was found.
type SearchHit struct {
	URL  string
	Name Marked
	// Details stand below the name, in a row.
	Details []Marked
	// Excerpts are the texts that answer the query elsewhere.
	Excerpts []Excerpt
}

// Excerpt is a part of a text, and what the text is.
type Excerpt struct {
	Label string
	Text  Marked
}

// Marked is a text with the parts of it that answer the query. Lang is that of
// Text.
type Marked struct {
	Parts []MarkedPart
	Lang  string
}

// MarkedPart is a part of a text; Hit is set where it answers the query.
type MarkedPart struct {
	Text string
	Hit  bool
}

// SearchWay is a list of links that lead on.
type SearchWay struct {
	Title string
	Links []Text
}

// SearchLink is the address of what was found for the query, at its page.
func SearchLink(p *locale.Printer, q models.SearchQuery) Link {
	return To(p, "search").With("q", q.Text).With("kind", string(q.Kind)).AtPage(q.Page)
}

// NewSearch builds the page of what was found for the query.
func NewSearch(p *locale.Printer, q models.SearchQuery, found *models.SearchResult) Search {
	l := To(p, "search").With("q", q.Text)
	m := Search{P: p}
	switch {
	case q.Text == "":
		m.Link = l
		m.Title, m.Headline, m.Lead = p.T("search.title"), p.T("search.start"), p.T("search.start_lead")
		m.Result = p.T("search.start")
		m.Ways = []SearchWay{{p.T("search.examples"), examples(p, l)}, lists(p)}
		return m
	case found.Total == 0:
		m.Link = l
		m.Title, m.Headline = p.T("search.title_of", "Query", q.Text), p.T("search.nothing", "Query", unmarked.Replace(q.Text))
		m.Lead, m.Result = p.T("search.nothing_lead"), m.Headline
		if len(found.Suggestions) > 0 {
			var like []Text
			for _, word := range found.Suggestions {
				like = append(like, Text{Text: word, URL: l.With("q", word).URL()})
			}
			m.Ways = append(m.Ways, SearchWay{p.T("search.like"), like})
		}
		m.Ways = append(m.Ways, lists(p))
		return m
	}
	m.Link = SearchLink(p, q)
	m.Downloads = newDownloads(p, m.Link, false)
	m.Title = p.T("search.title_of", "Query", q.Text)
	m.Result = p.N("search.found", found.Total, "Query", q.Text)
	m.Headline = p.N("search.found", found.Total, "Query", unmarked.Replace(q.Text), "N", foundOf(p, l, found.Total).linked())
	m.Kinds = append(m.Kinds, SearchTab{Label: p.T("search.kinds.all"), Count: foundOf(p, l, found.Total), URL: l.URL(), Current: q.Kind == ""})
	for _, kind := range models.SearchKinds {
		if group := found.Group(kind); group != nil || kind == q.Kind {
			of, n := l.With("kind", string(kind)), 0
			if group != nil {
				n = group.Total
			}
			m.Kinds = append(m.Kinds, SearchTab{Label: p.T("search.kinds." + string(kind)), Count: foundOf(p, of, n), URL: of.URL(), Current: kind == q.Kind})
		}
	}
	for _, group := range found.Groups {
		if q.Kind == "" || q.Kind == group.Kind {
			m.Groups = append(m.Groups, newSearchGroup(p, q, l, found.Marker, group))
		}
	}
	if q.Kind != "" {
		total := 0
		if group := found.Group(q.Kind); group != nil {
			total = group.Total
		}
		m.Pager = newPager(p, m.Link, q.Page, total)
		m.Title = p.T("search.title_kind", "Query", q.Text, "Kind", p.T("search.kinds."+string(q.Kind)))
		m.Result = p.T("text.of", "Name", p.T("search.kinds."+string(q.Kind)), "Value", p.N("search.found", total, "Query", q.Text))
		if m.Pager.Text != "" {
			m.Title = joined(" · ", m.Title, m.Pager.Text)
			m.Result = joined(" · ", m.Result, m.Pager.Text)
		}
	}
	return m
}

// foundOf is the number of the records that a search finds.
func foundOf(p *locale.Printer, l Link, n int) Number {
	return Counted{Noun: CountFound, List: l}.number(p, p.Int(n))
}

// searchExamples are queries that find something, each in the language of its
// word.
var searchExamples = []struct {
	text string
	lang models.Lang
}{
	{"Khorgos", models.English}, {"Жаңатас", models.Kazakh}, {"Назарбаев", models.Russian}, {"霍尔果斯", models.Chinese},
	{"PowerChina", models.English}, {"uranium", models.English},
}

func examples(p *locale.Printer, l Link) []Text {
	var list []Text
	for _, e := range searchExamples {
		text := Text{Text: e.text, URL: l.With("q", e.text).URL()}
		if e.lang != p.Lang() {
			text.Lang = locale.Tag(e.lang)
		}
		list = append(list, text)
	}
	return list
}

// lists lead to all records of a kind.
func lists(p *locale.Printer) SearchWay {
	way := SearchWay{Title: p.T("search.lists")}
	for _, path := range []string{"projects", "enterprises", "agreements", "statements", "prices", "map", "sources"} {
		way.Links = append(way.Links, Text{Text: p.T("nav." + path), URL: recordURL(p, path, "")})
	}
	return way
}

func newSearchGroup(p *locale.Printer, q models.SearchQuery, l Link, marker *models.Marker, found models.SearchGroup) SearchGroup {
	kind := string(found.Kind)
	g := SearchGroup{ID: "found-" + kind, Heading: p.T("search.kinds." + kind), Count: foundOf(p, l.With("kind", kind), found.Total)}
	for i := range found.Hits {
		g.Hits = append(g.Hits, newSearchHit(p, marker, found.Kind, &found.Hits[i]))
	}
	if q.Kind == "" && found.Total > len(g.Hits) {
		g.More = LinkedText{p.T("search.all", "N", p.Int(found.Total)), l.With("kind", kind).URL()}
		g.MoreName = p.T("text.of", "Name", g.Heading, "Value", g.More.Text)
	}
	return g
}

// detailFields are the texts that stand below the name of a hit.
var detailFields = map[models.SearchKind][]models.FieldName{
	models.FoundProject:    {models.FieldSector, models.FieldRegion},
	models.FoundEnterprise: {models.FieldSector, models.FieldRegion},
	models.FoundAgreement:  {models.FieldPlace},
	models.FoundStatement:  {models.FieldRole, models.FieldPlace, models.FieldProgramme},
	models.FoundSource:     {models.FieldPublisher},
}

func newSearchHit(p *locale.Printer, marker *models.Marker, kind models.SearchKind, hit *models.SearchHit) SearchHit {
	var answered models.TermSet
	var shown []string
	show := func(text Text) Marked {
		shown = append(shown, text.Text)
		spans, terms := marker.Mark(text.Text)
		answered |= terms
		return Marked{marked(text.Text, spans), text.Lang}
	}
	h := SearchHit{URL: foundURL(p, kind, hit.Code), Name: show(In(p, hit.Texts(models.FieldTitle)))}
	if hit.Day != "" {
		h.Details = append(h.Details, Marked{Parts: []MarkedPart{{Text: p.Date(hit.Day)}}})
	}
	for _, name := range detailFields[kind] {
		if text := In(p, hit.Texts(name)); text.Text != "" {
			h.Details = append(h.Details, show(text))
		}
	}
	if kind == models.FoundRegion {
		h.Details = append(h.Details, Marked{Parts: []MarkedPart{{Text: p.T("search.region_projects")}}})
	}
	// The text that answers the most of what the others leave open comes first.
	for answered != marker.Terms() {
		var best models.SearchField
		var of []models.Span
		most := 0
		for _, f := range hit.Fields {
			spans, terms := marker.Mark(f.Text)
			n := 4*bits.OnesCount32(uint32(terms&^answered)) - strangeness(p, f)
			if n > most && !slices.Contains(shown, f.Text) {
				best, of, most = f, spans, n
			}
		}
		if most == 0 {
			break
		}
		h.Excerpts = append(h.Excerpts, newExcerpt(p, marker, best, of))
		_, terms := marker.Mark(best.Text)
		answered |= terms
	}
	if quote := hit.Texts(models.FieldQuote); len(h.Excerpts) == 0 && quote.EN != "" {
		spans, _ := marker.Mark(quote.EN)
		h.Excerpts = append(h.Excerpts, newExcerpt(p, marker, models.SearchField{Name: models.FieldQuote, Lang: models.English, Text: quote.EN}, spans))
	}
	return h
}

// strangeness is how little a text tells the reader of the page, from 0 to 3: one
// in another language less than one in that of the page, and least what is no text
// but stands for one.
func strangeness(p *locale.Printer, f models.SearchField) int {
	switch {
	case f.Name == models.FieldSpelling:
		return 2
	case f.Name == models.FieldCode:
		return 3
	case f.Lang != p.Lang():
		return 1
	}
	return 0
}

func newExcerpt(p *locale.Printer, marker *models.Marker, f models.SearchField, spans []models.Span) Excerpt {
	text := Text{Text: f.Text}
	if f.Lang != "" && f.Lang != p.Lang() {
		text.Lang = locale.Tag(f.Lang)
	}
	if f.Name == models.FieldCode {
		// A code is in no language.
		text.Lang = "zxx"
	}
	if f.Name == models.FieldSpelling && len(spans) > 0 {
		// One spelling of the list is enough to tell why the record was found.
		for one := range strings.SplitSeq(f.Text, models.SpellingSeparator) {
			if own, _ := marker.Mark(one); len(own) > 0 {
				text.Text, spans = one, own
				break
			}
		}
	}
	parts := excerpt(text.Text, spans)
	if f.Name == models.FieldQuote {
		parts = slices.Concat([]MarkedPart{{Text: "“"}}, parts, []MarkedPart{{Text: "”"}})
	}
	return Excerpt{Label: p.T("search.field." + string(f.Name)), Text: Marked{parts, text.Lang}}
}

// foundURL is the address of a record.
func foundURL(p *locale.Printer, kind models.SearchKind, code string) string {
	switch kind {
	case models.FoundProject:
		return recordURL(p, "projects/"+code, "")
	case models.FoundEnterprise:
		return recordURL(p, "enterprises/"+code, "")
	case models.FoundAgreement:
		return recordURL(p, "agreements/"+code, "")
	case models.FoundStatement:
		return recordURL(p, "statements/"+code, "")
	case models.FoundSource:
		return recordURL(p, "sources/"+code, "")
	case models.FoundCommodity:
		return recordURL(p, "prices/"+code, "")
	case models.FoundMetric:
		return recordURL(p, "metrics/"+code, "")
	case models.FoundProgramme:
		return recordLink(p, "", "").With("programme", code).URL()
	case models.FoundCorridor:
		return corridorURL(p, code)
	}
	return recordLink(p, "projects", "").With("region", code).URL()
}

// marked takes a text apart at its spans.
func marked(text string, spans []models.Span) []MarkedPart {
	var parts []MarkedPart
	at := 0
	for _, s := range spans {
		if s.From > at {
			parts = append(parts, MarkedPart{Text: text[at:s.From]})
		}
		parts = append(parts, MarkedPart{Text: text[s.From:s.To], Hit: true})
		at = s.To
	}
	if at < len(text) {
		parts = append(parts, MarkedPart{Text: text[at:]})
	}
	return parts
}

// An excerpt begins so many letters before the first mark, and is so long.
const (
	excerptBefore = 60
	excerptLength = 220
)

// excerpt is the part of a long text around its first span, cut between words
// where it has any.
func excerpt(text string, spans []models.Span) []MarkedPart {
	var starts []int
	for at := range text {
		starts = append(starts, at)
	}
	if len(starts) <= excerptLength+excerptBefore {
		return marked(text, spans)
	}
	first := models.Span{}
	if len(spans) > 0 {
		first = spans[0]
	}
	begin := max(0, utf8.RuneCountInString(text[:first.From])-excerptBefore)
	from, to := starts[begin], len(text)
	if end := begin + excerptLength; end < len(starts) {
		to = max(starts[end], first.To)
	}
	if space := strings.IndexFunc(text[from:first.From], unicode.IsSpace); from > 0 && space >= 0 {
		from += space + 1
	}
	if space := strings.LastIndexFunc(text[first.To:to], unicode.IsSpace); to < len(text) && space > 0 {
		to = first.To + space
	}
	var within []models.Span
	for _, s := range spans {
		if s.To <= to {
			within = append(within, models.Span{From: s.From - from, To: s.To - from})
		}
	}
	parts := marked(text[from:to], within)
	if from > 0 {
		parts = slices.Insert(parts, 0, MarkedPart{Text: "… "})
	}
	if to < len(text) {
		parts = append(parts, MarkedPart{Text: " …"})
	}
	return parts
}

// View is the page without its frame.
func (m Search) View() layout.View { return layout.View{Body: searchView(m), Said: m.Result + "."} }
