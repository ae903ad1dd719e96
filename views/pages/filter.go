package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// Option is one choice of a filter, with the number of records that choosing it
// would give.
type Option struct {
	Value string
	Label string
	// Count is empty where a choice does not filter.
	Count    string
	Selected bool
	// Number is the count as a figure.
	Number Number
}

// OptionGroup is a group of options; the title may be empty.
type OptionGroup struct {
	Label   string
	Options []Option
}

// Facet is a choice of which one option holds.
type Facet struct {
	// Name is that of the parameter.
	Name   string
	Label  string
	Groups []OptionGroup
	// Wide is set where the options are long.
	Wide bool
	// Fixed marks what a page is about rather than a filter of it: taking the
	// filters back leaves it.
	Fixed bool
}

// Counted is a list by the word for what it lists, and the day as of which its
// records are counted; empty for a list that does not depend on one.
type Counted struct {
	Noun string
	List Link
	AsOf models.Date
}

// number is the number of its records as a figure.
func (c Counted) number(p *locale.Printer, text string) Number {
	return countOf(p, text, c.List, c.Noun, c.AsOf)
}

// TextBox is a field for words to look for.
type TextBox struct{ Name, Label, Value string }

// DayBox is a field for the day as of which a page is shown, a full date.
type DayBox struct {
	Value string
	// First and Last bound the day that can be chosen.
	First, Last string
}

// MonthBox is two fields for the first and the last month.
type MonthBox struct {
	From, To string
	// First and Last bound the months that can be chosen.
	First, Last string
}

// DaysBox is two fields for the first and the last day.
type DaysBox struct {
	From, To string
	// Last is the last day that can be chosen.
	Last string
}

// CheckBoxes are options of which any number can be chosen.
type CheckBoxes struct {
	Name, Label string
	Options     []Option
}

// Also is a choice that came from a link elsewhere: it is in force, and can only
// be taken back.
type Also struct{ Name, Label, Value string }

// Boxes are choices of which any number can hold.
type Boxes struct {
	// Name is that of the parameter.
	Name    string
	Label   string
	Options []Option
}

// NoBox is the value that the form always sends beside the boxes that are ticked:
// the address can then tell «none of them» from «not asked».
const NoBox = "none"

// Chip is a choice that is in force, with the address that takes it back.
type Chip struct {
	// Param is the parameter of the choice.
	Param string
	Text  string
	URL   string
	// Name says in words what the link does.
	Name string
}

// Filter is the form above a list. It is a plain GET form; every choice is in
// the address. Parts that are empty are left out.
type Filter struct {
	P      *locale.Printer
	Action string
	Years  []Option
	Text   *TextBox
	Day    *DayBox
	Months *MonthBox
	Days   *DaysBox
	Checks *CheckBoxes
	Facets []Facet
	Boxes  *Boxes
	// Also are choices without a field of their own.
	Also []Also
	// Hidden are parameters that the form keeps but does not show.
	Hidden []Option
	Chips  []Chip
	// ClearURL takes every filter back; empty while none is set.
	ClearURL string
	// Result says how many records match.
	Result string
	// CountsURL leads to the page of all the numbers beside the options, each of
	// them a figure; empty where no option has one.
	CountsURL string

	// counted is the id of the number of records that match.
	counted string
}

// filterTriggers are what makes htmx send the form: a choice, the button, and the
// event by which the script tells that a field that is typed into was left.
const filterTriggers = "change target:(select,input[type=radio],input[type=checkbox]), typed, submit"

// Choice is what a facet offers: a value of its parameter, its name, and the
// number of records that choosing it gives.
type Choice struct {
	Value, Name string
	N           int
}

// newFacet offers the choices that some record has, and the chosen one. The
// first option, named all, takes the choice back, and gives any records.
func newFacet(p *locale.Printer, name, label, all string, any int, choices []Choice, chosen string) Facet {
	options := []Option{{Label: all, Count: p.Int(any), Selected: chosen == ""}}
	for _, c := range choices {
		if c.N > 0 || c.Value == chosen {
			options = append(options, Option{Value: c.Value, Label: c.Name, Count: p.Int(c.N), Selected: c.Value == chosen})
		}
	}
	return Facet{Name: name, Label: label, Groups: []OptionGroup{{Options: options}}}
}

// dayBox offers the days up to today; shown is a full date.
func dayBox(shown, today models.Date) *DayBox {
	return &DayBox{Value: string(shown), First: strconv.Itoa(models.FirstYear) + "-01-01", Last: string(today)}
}

// chosen are the choices in force, in words; empty without one.
func (f *Filter) chosen() string {
	texts := make([]string, len(f.Chips))
	for i, chip := range f.Chips {
		texts[i] = chip.Text
	}
	return strings.Join(texts, f.P.T("list.semicolon"))
}

// pageTitle is the title of a page of a list: what is listed, by which choices, and which
// page it is.
func pageTitle(title string, f *Filter, pager Pager) string {
	return joined(" · ", title, f.chosen(), pager.Text)
}

// counts makes a figure of the number of every option, and leads to all of them. It
// belongs after every facet is set.
func (f *Filter) counts(c Counted) {
	numbered(f.P, "year", f.Years, c)
	for i := range f.Facets {
		f.Facets[i].count(f.P, c)
	}
	f.leadToCounts(c)
}

// leadToCounts leads to the page of the numbers of the options, if there are any.
func (f *Filter) leadToCounts(c Counted) {
	all := c.number(f.P, "")
	f.counted = all.ID
	if len(f.breakdowns()) > 0 {
		f.CountsURL = all.URL + "#" + countsID
	}
}

// count makes figures of the numbers of the options.
func (facet *Facet) count(p *locale.Printer, c Counted) {
	for _, g := range facet.Groups {
		numbered(p, facet.Name, g.Options, c)
	}
}

// numbered makes figures of the numbers of options that choose a value of the
// parameter each.
func numbered(p *locale.Printer, name string, options []Option, c Counted) {
	for i := range options {
		if o := &options[i]; o.Count != "" {
			o.Number = Counted{c.Noun, c.List.With(name, o.Value), c.AsOf}.number(p, o.Count)
		}
	}
}

// ofSource notes that only what rests on the source is listed, if one is chosen.
func (f *Filter) ofSource(title string) {
	if title != "" {
		f.Also = append(f.Also, Also{"source", f.P.T("figures.source"), title})
	}
}

// title names the form.
func (f *Filter) title() string {
	if len(f.Years) == 0 {
		return f.P.T("filter.title_no_year")
	}
	return f.P.T("filter.title")
}

// keep takes the parameters of the link that no field of the form shows along,
// lists the choices that are in force, and offers to take all of them back. It
// belongs after every field is set.
func (f *Filter) keep(l Link, asOf, today models.Date) {
	p := f.P
	clear := l
	chip := func(name, label, value string) {
		text := p.T("text.of", "Name", label, "Value", value)
		f.Chips = append(f.Chips, Chip{Param: name, Text: text, URL: l.With(name, "").URL(), Name: p.T("filter.take_back", "Choice", text)})
		clear = clear.With(name, "")
	}
	shown := []string{"page"}
	if f.Text != nil {
		shown = append(shown, f.Text.Name)
		if f.Text.Value != "" {
			chip(f.Text.Name, f.Text.Label, f.Text.Value)
		}
	}
	if len(f.Years) > 0 {
		shown = append(shown, "year")
	}
	for _, facet := range f.Facets {
		shown = append(shown, facet.Name)
		if facet.Fixed {
			continue
		}
		for _, g := range facet.Groups {
			for _, o := range g.Options {
				if o.Selected && o.Value != "" {
					chip(facet.Name, facet.Label, o.Label)
				}
			}
		}
	}
	if f.Months != nil {
		shown = append(shown, "from", "to")
		if f.Months.From != "" {
			chip("from", p.T("filter.from"), p.Date(models.Date(f.Months.From)))
		}
		if f.Months.To != "" {
			chip("to", p.T("filter.to"), p.Date(models.Date(f.Months.To)))
		}
	}
	if f.Days != nil {
		shown = append(shown, "from", "to")
		if f.Days.From != "" {
			chip("from", p.T("filter.from_day"), p.Date(models.Date(f.Days.From)))
		}
		if f.Days.To != "" {
			chip("to", p.T("filter.to_day"), p.Date(models.Date(f.Days.To)))
		}
	}
	if f.Checks != nil {
		shown = append(shown, f.Checks.Name)
	}
	for _, also := range f.Also {
		chip(also.Name, also.Label, also.Value)
	}
	if f.Boxes != nil {
		shown = append(shown, f.Boxes.Name)
	}
	if f.Day != nil {
		shown = append(shown, "as_of")
		if asOf < today {
			chip("as_of", p.T("filter.as_of"), p.Date(asOf))
		}
	}
	for _, o := range l.options() {
		if !slices.Contains(shown, o.Label) {
			f.Hidden = append(f.Hidden, o)
		}
	}
	if l.Known != "" {
		f.Hidden = append(f.Hidden, Option{Label: locale.KnownParam, Value: l.Known})
	}
	slices.SortStableFunc(f.Hidden, func(a, b Option) int { return cmp.Compare(a.Label, b.Label) })
	if len(f.Chips) > 0 {
		f.ClearURL = clear.URL()
	}
}

// term is an entry of a dictionary by its name in the language of the page.
type term struct{ code, name string }

// termChoices are the entries of a dictionary, sorted by name, and «not stated».
func termChoices(p *locale.Printer, terms []term, counts models.FacetCounts) []Choice {
	choices := make([]Choice, 0, len(terms)+1)
	for _, t := range byName(p, terms, func(t term) string { return t.name }) {
		choices = append(choices, Choice{t.code, t.name, counts.N[t.code]})
	}
	return append(choices, Choice{models.NotStated, p.T("not_stated"), counts.N[models.NotStated]})
}

func sectorTerms(p *locale.Printer, sectors []models.Sector) []term {
	terms := make([]term, len(sectors))
	for i, s := range sectors {
		terms[i] = term{s.Code, In(p, s.Name).Text}
	}
	return terms
}

func regionTerms(p *locale.Printer, regions []models.Region) []term {
	terms := make([]term, len(regions))
	for i, r := range regions {
		terms[i] = term{r.Code, In(p, r.Name).Text}
	}
	return terms
}

// Pager leads through the pages of a list; the zero value is that of a list of
// one page.
type Pager struct {
	Label          string
	Text           string
	Previous, Next LinkedText
	// Past says that there is no such page, where one behind the last was asked for;
	// Previous then leads to the last.
	Past string
}

// newPager is the pager of a list of total rows at a page, 0 being the first.
func newPager(p *locale.Printer, l Link, page, total int) Pager {
	return newPagerOf(p, l, page, total, models.PageSize)
}

// newPagerOf is newPager for a list of another number of rows to the page.
func newPagerOf(p *locale.Printer, l Link, page, total, size int) Pager {
	pages := (total + size - 1) / size
	page = max(page, 1)
	if pages == 0 || pages == 1 && page == 1 {
		return Pager{}
	}
	if page > pages {
		return Pager{Label: p.T("list.pages"), Past: p.T("list.past_end", "Page", p.Int(page), "Pages", p.Int(pages)), Previous: LinkedText{p.T("list.last"), l.AtPage(pages).URL()}}
	}
	pager := Pager{Label: p.T("list.pages"), Text: p.T("list.page", "Page", p.Int(page), "Pages", p.Int(pages))}
	if page > 1 {
		pager.Previous = LinkedText{p.T("list.previous"), l.AtPage(page - 1).URL()}
	}
	if page < pages {
		pager.Next = LinkedText{p.T("list.next"), l.AtPage(page + 1).URL()}
	}
	return pager
}

// at is the pager whose links lead to a part of the page, by its id.
func (m Pager) at(id string) Pager {
	for _, l := range []*LinkedText{&m.Previous, &m.Next} {
		if l.URL != "" {
			l.URL += "#" + id
		}
	}
	return m
}

// listID is the id of the list of a page: the links that sort it and turn its pages lead
// there, and not to the top of a page that has been read.
const listID = "list"

// Listing is the frame of a table of records.
type Listing struct {
	Caption string
	// Class says how the cells are set.
	Class string
	Heads Heads
	Pager Pager
}

// Heads are the heads of the columns of a table.
type Heads []Head

// Label is that of the column by its word.
func (heads Heads) Label(by string) string {
	for _, h := range heads {
		if h.By == by {
			return h.Label
		}
	}
	return ""
}

// column is a column of a table that can be sorted by.
type column struct {
	by    string
	label string
	class string
}

// newHeads are the heads of a table's columns. The first column is the order of
// a list that is not sorted otherwise; defaultDescending is its direction.
func newHeads(p *locale.Printer, l Link, by string, descending bool, columns []column, defaultDescending bool) Heads {
	if by == "" {
		by, descending = columns[0].by, defaultDescending
	}
	var heads Heads
	for i, c := range columns {
		h := Head{By: c.by, Label: c.label, Class: c.class, Name: p.T("list.sort", "Column", c.label)}
		turned := false
		if c.by == by {
			h.Sort = "ascending"
			if descending {
				h.Sort = "descending"
			}
			turned = !descending
		}
		word, direction := c.by, ""
		if turned {
			direction = "desc"
		}
		if i == 0 && turned == defaultDescending {
			word, direction = "", ""
		}
		h.URL = l.With("sort", word).With("dir", direction).URL()
		heads = append(heads, h)
	}
	return heads
}
