package pages

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// RecordListing is the page on which a record is picked to be edited, or several.
type RecordListing struct {
	P           *locale.Printer
	Title, Lead string
	Filter      Filter
	New         LinkedText
	Rows        []RecordEntry
	Kinds       []LinkedText
	Pager       Pager
	// Bulk leads from the ticks to what is edited at once; without an action nobody
	// may.
	Bulk RecordTicks
}

// RecordEntry is one of the records.
type RecordEntry struct {
	Name, Of Text
	Day      string
	Code     string
	URL      string
	// Tick is the name of the box that picks the record.
	Tick   string
	Ticked bool
}

// RecordTicks are what can be done with several records of a list.
type RecordTicks struct {
	Action string
	Hidden []HiddenField
	// Note says how far the ticks hold, Picked and All are the buttons.
	Note, Picked, All string
	// TickAll ticks all of the page, or takes the ticks away.
	TickAll LinkedText
}

// RecordListData is what the page is made of.
type RecordListData struct {
	Kind   RecordKind
	Filter models.RecordFilter
	Counts models.Counts
	// Named are the records that options of facets are.
	Named map[models.RecordKey]models.RecordName
	List  []models.RecordName
	// Ticked tells that all of the page is ticked.
	Ticked  bool
	MayEdit bool
}

// RecordsLink is the list of the records that a filter selects.
func RecordsLink(p *locale.Printer, kind RecordKind, f models.RecordFilter) Link {
	l := To(p, "admin/"+kind.Path).With("q", f.Text)
	for _, facet := range models.RecordFacets(kind.Noun) {
		l = l.With(facet.Name, f.Chosen[facet.Name])
	}
	return l.AtPage(f.Page)
}

// NewRecordList works the page out.
func NewRecordList(p *locale.Printer, d RecordListData) RecordListing {
	l := RecordsLink(p, d.Kind, d.Filter)
	m := RecordListing{
		P: p, Title: formTitle(p, d.Kind.File), Lead: p.T("records.lead"), Filter: newRecordFilter(p, d, l),
		Kinds: RecordKindLinks(p), Pager: newPager(p, l, d.Filter.Page, d.Counts.Total),
	}
	if d.MayEdit {
		m.New = LinkedText{Text: formTitleNew(p, d.Kind.File), URL: To(p, "admin/"+d.Kind.Path+"/new").URL()}
	}
	if d.MayEdit && len(d.List) > 0 {
		m.Bulk = newRecordTicks(p, d, l)
	}
	for _, r := range d.List {
		e := RecordEntry{Name: In(p, r.Name), Of: In(p, r.Of), Code: r.Code, Ticked: d.Ticked}
		if r.Day != "" {
			e.Day = p.Date(r.Day)
		}
		if d.MayEdit {
			e.URL = To(p, "admin/"+d.Kind.Path+"/edit/"+r.Code).URL()
			e.Tick = BulkPick
		}
		m.Rows = append(m.Rows, e)
	}
	return m
}

func newRecordTicks(p *locale.Printer, d RecordListData, l Link) RecordTicks {
	t := RecordTicks{
		Action: BulkLink(p, d.Kind).URL(), Note: p.T("bulk.ticks_note"), Picked: p.T("bulk.edit_picked"), All: p.N("bulk.edit_all", d.Counts.Total),
		TickAll: LinkedText{Text: p.N("bulk.tick_all", len(d.List)), URL: l.keeping("ticked", "page").URL()},
	}
	if d.Ticked {
		t.TickAll = LinkedText{Text: p.T("bulk.untick_all"), URL: l.URL()}
	}
	for _, name := range slices.Sorted(maps.Keys(l.Params)) {
		t.Hidden = append(t.Hidden, HiddenField{name, l.Params.Get(name)})
	}
	return t
}

// newRecordFilter is the filter of a list of records of a kind.
func newRecordFilter(p *locale.Printer, d RecordListData, l Link) Filter {
	f := Filter{P: p, Action: l.base(), Result: p.N("records.count", d.Counts.Total), Text: &TextBox{Name: "q", Label: p.T("records.find"), Value: d.Filter.Text}}
	for _, facet := range models.RecordFacets(d.Kind.Noun) {
		counts, chosen := d.Counts.Facets[facet.Name], d.Filter.Chosen[facet.Name]
		label, all := p.T("filter.year"), p.T("filter.any")
		var choices []Choice
		switch {
		case facet.Of != "":
			label = format.Capital(nounName(p, facet.Of))
			var cut bool
			if choices, cut = recordChoices(p, facet.Of, counts, d.Named, chosen); cut {
				all = p.T("bulk.facet_cut", "Most", p.Int(models.MostChoices))
			}
		case facet.Column != "":
			label = columnLabel(p, d.Kind.File, facet.Column)
			choices = wordChoices(p, d.Kind.File, facet.Column, counts, chosen)
		default:
			choices = yearChoices(p, counts, chosen)
		}
		added := newFacet(p, facet.Name, label, all, counts.Any, choices, chosen)
		added.Wide = facet.Of == models.NounSource || facet.Of == models.NounProgramme || facet.Of == models.NounMetric
		f.Facets = append(f.Facets, added)
	}
	f.keep(l, "", "")
	return f
}

// recordChoices are the records that a facet offers, by their names, and «not stated».
// Of too many those are kept that give the most; cut tells that there are others.
func recordChoices(p *locale.Printer, noun models.Noun, counts models.FacetCounts, named map[models.RecordKey]models.RecordName, chosen string) (choices []Choice, cut bool) {
	for code, n := range counts.N {
		if code != models.NotStated && code != chosen {
			choices = append(choices, Choice{code, orCode(In(p, named[models.RecordKey{Noun: noun, Code: code}].Name).Text, code), n})
		}
	}
	if cut = len(choices) > models.MostChoices; cut {
		slices.SortFunc(choices, func(a, b Choice) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value)) })
		choices = choices[:models.MostChoices]
	}
	if chosen != "" && chosen != models.NotStated {
		choices = append(choices, Choice{chosen, orCode(In(p, named[models.RecordKey{Noun: noun, Code: chosen}].Name).Text, chosen), counts.N[chosen]})
	}
	choices = byName(p, choices, func(c Choice) string { return c.Name })
	return append(choices, Choice{models.NotStated, p.T("not_stated"), counts.N[models.NotStated]}), cut
}

// wordChoices are the words of a column that a facet offers, in their order.
func wordChoices(p *locale.Printer, file, column string, counts models.FacetCounts, chosen string) []Choice {
	c, _ := models.FileColumn(file, column)
	words := slices.Clone(c.Words)
	// A stage may be worked out that no row can say.
	words = append(append(words, slices.Sorted(maps.Keys(counts.N))...), chosen)
	var choices []Choice
	for _, word := range words {
		known := slices.ContainsFunc(choices, func(c Choice) bool { return c.Value == word })
		if word != "" && word != models.NotStated && !known {
			choices = append(choices, Choice{word, formWord(p, file, column, word), counts.N[word]})
		}
	}
	return append(choices, Choice{models.NotStated, p.T("not_stated"), counts.N[models.NotStated]})
}

// View is the list without its frame.
func (m RecordListing) View() layout.View {
	return layout.View{Body: recordListView(m), Said: m.Filter.Result + "."}
}

// RecordKindLinks lead to the lists of all kinds.
func RecordKindLinks(p *locale.Printer) []LinkedText {
	var list []LinkedText
	for _, kind := range RecordKinds {
		list = append(list, LinkedText{Text: formTitle(p, kind.File), URL: To(p, "admin/"+kind.Path).URL()})
	}
	return list
}

// WithdrawData is what the page of a withdrawal is made of.
type WithdrawData struct {
	Kind                     RecordKind
	Code, Name               string
	Rows                     int
	Base, Reason, ReplacedBy string
	// Wrong are problems of a field each; Sentences are others.
	Wrong     []LinkedText
	Sentences []string
	Keeping   Keeping
	// Earlier says whether the withdrawal changes earlier days.
	Earlier models.EarlierDays
}

// Withdraw is the page that asks why a record is withdrawn.
type Withdraw struct {
	// EarlierDays says that the withdrawal changes what was known on earlier days.
	EarlierDays                      string
	P                                *locale.Printer
	Title, PageTitle, Lead, Action   string
	Base, Reason, ReplacedBy, Record string
	Summary                          []LinkedText
	Keeping                          Keeping
}

// NewWithdrawPage works the page out.
func NewWithdrawPage(p *locale.Printer, d WithdrawData) Withdraw {
	noun := nounName(p, d.Kind.Noun)
	m := Withdraw{
		P: p, Title: p.T("withdraw.title", "Noun", noun, "Name", orCode(d.Name, d.Code)), Lead: p.N("withdraw.lead", d.Rows),
		Action: To(p, "admin/"+d.Kind.Path+"/withdraw/"+d.Code).URL(), Base: d.Base, Reason: d.Reason, ReplacedBy: d.ReplacedBy,
		Record: To(p, "admin/"+d.Kind.Path+"/edit/"+d.Code).URL(), Keeping: d.Keeping, EarlierDays: earlierDays(p, d.Earlier),
	}
	m.Summary = append(m.Summary, d.Wrong...)
	for _, sentence := range d.Sentences {
		m.Summary = append(m.Summary, LinkedText{Text: sentence, URL: "#withdraw"})
	}
	m.PageTitle = m.Title
	if len(m.Summary) > 0 {
		m.PageTitle = p.T("edit.error_title", "Title", m.Title)
	}
	return m
}

func orCode(name, code string) string {
	if name == "" {
		return code
	}
	return name
}

// InUseSentences say of each record that cannot be withdrawn what refers to it.
func InUseSentences(p *locale.Printer, e *models.InUseError) []string {
	var list []string
	for _, used := range e.All() {
		var by []string
		for _, noun := range models.Nouns {
			if n := used.By[noun]; n > 0 {
				by = append(by, p.T("withdraw.used_by", "Noun", nounName(p, noun), "Count", p.Int(n)))
			}
		}
		list = append(list, p.T("withdraw.in_use", "Noun", nounName(p, models.NounOf(used.File)), "Name", used.Key, "By", strings.Join(by, ", ")))
	}
	return list
}

// MovedSentence says that a row was changed by somebody else.
func MovedSentence(p *locale.Printer, key models.RowKey) string {
	return p.T("edit.row_moved", "Noun", nounName(p, models.NounOf(key.File)), "Name", key.Key)
}

// WithdrawnSentences say what was withdrawn, when and why.
func WithdrawnSentences(p *locale.Printer, w *models.Withdrawal) []string {
	return []string{
		p.T("error.410.withdrawn", "Noun", nounName(p, w.Noun), "Name", orCode(In(p, w.Name).Text, w.Code), "When", moment(p, w.At)),
		p.T("error.410.reason", "Reason", w.Reason),
	}
}

// ReplacementURL leads to the record that took the place of a withdrawn one; empty if
// none did.
func ReplacementURL(p *locale.Printer, w *models.Withdrawal) string {
	kind, ok := RecordKindOf(w.Noun)
	if !ok || w.ReplacedBy == "" || kind.Public == "" {
		return ""
	}
	return To(p, kind.Public+w.ReplacedBy).URL()
}
