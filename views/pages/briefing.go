package pages

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// BriefingData is what a briefing sheet is made of.
type BriefingData struct {
	Sheet Sheet
	// AsOf is the day of its figures, a full date, and Today the day of the records.
	AsOf, Today models.Date
	// Found is what the items show, in their order.
	Found []BriefingFound
	// Site is the address of the site without a slash at its end.
	Site string
	// Problem is a sentence on what was typed and cannot be taken; empty if all can.
	Problem string
	// Add is what was typed as the address of a further item, if that is the problem.
	Add string
}

// BriefingFound is what an item shows. Where the record is not here, it is the zero
// value.
type BriefingFound struct {
	Figure  *Figure
	Project *Project
	Chart   *ChartFile
	// Withdrawn is why what was here is not any more; nil for what never was.
	Withdrawn *models.Withdrawal
}

// Briefing is the page of a briefing sheet.
type Briefing struct {
	P     *locale.Printer
	Title string
	// Day says as of which day the figures are, Made when the sheet was made; that is
	// empty for one of an earlier moment, which is the same whenever it is opened.
	Day, Made string
	Entries   []BriefingEntry
	// Figures are the stated and counted figures of the sheet once more, as a table.
	Figures []BriefingRow
	// Asked are what others said of the same.
	Asked   []Asked
	Sources []BriefingSource
	// URL is the whole address under which the sheet is the same for ever.
	URL string
	// Long says that the address may be too long to be mailed; empty if it is not.
	Long string
	Form BriefingForm
	// Link is the sheet, and Latest the day of today.
	Link   Link
	Latest models.Date
	// Files are the sheet in other forms.
	Files []Download
	// Recheck is the page that checks an old sheet.
	Recheck string
	AsOf    models.Date
	// Site is the address of the site without a slash at its end.
	Site string
}

// BriefingForm is the form that changes the sheet.
type BriefingForm struct {
	Action, Title string
	Day           *DayBox
	Problem, Add  string
}

// BriefingEntry is an item as it is shown.
type BriefingEntry struct {
	Number int
	// ID is the id of the item on the page, Item what stands for it in the address,
	// without its line.
	ID, Item string
	Kind     BriefingKind
	Name     Text
	// Amount and Text are a figure and its sentence.
	Amount, Text string
	Quote        *Quote
	Facts        []Fact
	Chart        *BriefingPicture
	// Link is the page of the item, by its permanent address.
	Link LinkedText
	// Notes are the sources that it rests on.
	Notes []SourceNote
	Line  string
	// Missing says why nothing is shown.
	Missing string
}

// BriefingPicture is the drawing of a chart. URL is where the page has it from, Fixed
// the whole address under which it is the same for ever.
type BriefingPicture struct {
	URL, Fixed    string
	Alt           string
	Width, Height int
	File          *ChartFile
}

// BriefingRow is a figure in the table of the sheet.
type BriefingRow struct {
	Entry  string
	Name   Text
	Amount string
	Said   string
	Notes  []SourceNote
}

// Asked is a figure of the sheet, and what others said of the same.
type Asked struct {
	Lead   string
	Claims []AskedClaim
}

// AskedClaim is one who said something else.
type AskedClaim struct {
	Text   string
	URL    string
	Source SourceNote
}

// BriefingSource is a source with the items that rest on it.
type BriefingSource struct {
	SourceNote
	Used []LinkedText
}

// NewBriefing works out a briefing sheet.
func NewBriefing(p *locale.Printer, d BriefingData) Briefing {
	b := briefing{p: p, d: d, notes: newNotes(p), used: make(map[int][]LinkedText)}
	m := Briefing{
		P: p, Title: cmp.Or(d.Sheet.Title, p.T("briefing.title")), AsOf: d.AsOf, Site: d.Site,
		Day: format.Capital(p.T("file.on", "Day", p.Date(d.AsOf))), URL: d.Site + b.fixed(BriefingPath, d.Sheet.Params()).URL(),
		Form: BriefingForm{
			Action: To(p, BriefingPath).URL(), Title: d.Sheet.Title, Day: dayBox(d.AsOf, max(d.AsOf, d.Today)), Problem: d.Problem, Add: d.Add,
		},
		Link: d.Sheet.In(To(p, BriefingPath)), Latest: d.Today, Recheck: To(p, RecheckPath).URL(),
	}
	if p.Known() == "" {
		m.Made = p.T("briefing.made", "Day", p.Date(d.Today))
	}
	if len(m.URL) > LongestBriefingLink {
		m.Long = p.T("briefing.long", "N", p.Int(len(m.URL)), "Most", p.Int(LongestBriefingLink))
	}
	for i, item := range d.Sheet.Items {
		m.Entries = append(m.Entries, b.entry(i, item, d.Found[i]))
	}
	for i := range m.Entries {
		if f := d.Found[i].Figure; f != nil && m.Entries[i].Kind == BriefingFigure {
			e := &m.Entries[i]
			m.Figures = append(m.Figures, BriefingRow{Entry: e.ID, Name: e.Name, Amount: e.Amount, Said: f.said, Notes: e.Notes})
		}
	}
	m.Asked = b.asked(m.Entries)
	for _, note := range b.notes.list {
		m.Sources = append(m.Sources, BriefingSource{note, b.used[note.Number]})
	}
	for _, format := range []string{"docx", "md"} {
		f := formats[format]
		m.Files = append(m.Files, Download{Format: format, Type: f.mediaType, URL: d.Sheet.In(To(p, BriefingPath)).File(format).URL(), Text: f.text, Name: p.T("download.as", "Format", f.text)})
	}
	return m
}

// briefing works a sheet out.
type briefing struct {
	p     *locale.Printer
	d     BriefingData
	notes *notes
	// used are the items that rest on each source, by its number.
	used map[int][]LinkedText
}

// cite notes that an item rests on a source.
func (b *briefing) cite(e *BriefingEntry, note SourceNote) {
	if slices.ContainsFunc(e.Notes, func(n SourceNote) bool { return n.Number == note.Number }) {
		return
	}
	e.Notes = append(e.Notes, note)
	b.use(e, note)
}

func (b *briefing) use(e *BriefingEntry, note SourceNote) {
	link := LinkedText{b.p.Int(e.Number), "#" + e.ID}
	if !slices.Contains(b.used[note.Number], link) {
		b.used[note.Number] = append(b.used[note.Number], link)
	}
}

func (b *briefing) entry(at int, item BriefingItem, found BriefingFound) BriefingEntry {
	p := b.p
	e := BriefingEntry{Number: at + 1, ID: "item-" + strconv.Itoa(at+1), Kind: item.Kind, Line: item.Line}
	item.Line = ""
	e.Item = item.String()
	switch f := found.Figure; {
	case f != nil && item.Kind == BriefingQuotation && f.Quote == nil:
		e.Missing = p.T("briefing.no_quote")
	case f != nil:
		e.Name, e.Amount, e.Text, e.Link = f.Title, f.Amount, f.Sentence, LinkedText{f.URL, f.URL}
		for i := range f.Sources {
			b.cite(&e, b.notes.note(&f.Sources[i]))
		}
		if item.Kind == BriefingQuotation {
			quote := *f.Quote
			quote.Source = b.notes.again(quote.Source)
			e.Name.Text, e.Quote = p.T("briefing.quote_of", "Title", f.Title.Text), &quote
			b.cite(&e, quote.Source)
		}
	case found.Project != nil:
		b.project(&e, item, found.Project)
	case found.Chart != nil:
		b.chart(&e, item, found.Chart)
	case found.Withdrawn != nil:
		e.Missing = strings.Join(WithdrawnSentences(p, found.Withdrawn), " ")
		if to := ReplacementURL(p, found.Withdrawn); to != "" {
			e.Link = LinkedText{p.T("error.410.replaced"), to}
		}
	default:
		e.Missing = p.T("briefing.missing", "Item", e.Item)
	}
	if e.Missing != "" {
		e.Name = Text{Text: p.T("briefing.not_here")}
	}
	return e
}

// fixed is a page as known when the sheet is made, as of its day.
func (b *briefing) fixed(path string, params url.Values) Link {
	l := asRecorded(b.p, To(b.p, path))
	l.Params = params
	return l.With("as_of", string(b.d.AsOf))
}

// link is the page of an item.
func (b *briefing) link(item BriefingItem) LinkedText {
	address := b.d.Site + b.fixed(item.Page(), item.Params).URL()
	return LinkedText{address, address}
}

func (b *briefing) project(e *BriefingEntry, item BriefingItem, m *Project) {
	e.Name, e.Text, e.Link = m.Name, m.Lead, b.link(item)
	for _, f := range m.Facts {
		if len(f.Values) != 1 || f.Values[0].Text != b.p.T("not_stated") {
			e.Facts = append(e.Facts, f)
		}
	}
	for _, s := range m.Sources {
		b.cite(e, b.notes.again(s))
	}
}

func (b *briefing) chart(e *BriefingEntry, item BriefingItem, chart *ChartFile) {
	e.Name, e.Link = Text{Text: chart.Title}, b.link(item)
	bare := chart.Bare()
	sheet := Sheet{AsOf: b.d.Sheet.AsOf, Items: []BriefingItem{item}}
	e.Chart = &BriefingPicture{
		File: bare, URL: sheet.In(To(b.p, BriefingPath)).File("svg").URL(), Fixed: b.d.Site + b.fixed(BriefingPath, sheet.Params()).File("svg").URL(),
		Alt: inSequence(b.p, append([]string{chart.Title + "."}, chart.Descriptions()...)...),
	}
	e.Chart.Width, e.Chart.Height = bare.Size()
	for _, s := range chart.Sources {
		b.cite(e, b.notes.again(s))
	}
}

// asked lists what others said of the figures of the sheet, each once.
func (b *briefing) asked(entries []BriefingEntry) []Asked {
	var list []Asked
	seen := make(map[string]bool)
	for i := range entries {
		f := b.d.Found[i].Figure
		if f == nil || entries[i].Missing != "" {
			continue
		}
		a := Asked{Lead: b.p.T("briefing.asked_of", "Metric", f.Title.Text, "Amount", f.Amount)}
		if seen[a.Lead] {
			continue
		}
		seen[a.Lead] = true
		for _, given := range gravest(f.Given) {
			source := b.notes.again(given.Source)
			b.use(&entries[i], source)
			claim := b.p.T("briefing.claim", "Who", given.Who.Text, "Amount", given.Amount, "Day", given.Day, "Verdict", given.Verdict)
			for _, note := range given.Notes {
				claim = inSequence(b.p, claim, note.Text.Text)
			}
			a.Claims = append(a.Claims, AskedClaim{claim, given.URL, source})
		}
		if len(a.Claims) > 0 {
			list = append(list, a)
		}
	}
	return list
}

// remembered tells the script which sheet to add to. One that cannot be saved is not
// remembered: its address may be too long.
func (m Briefing) remembered() templ.Attributes {
	if m.Form.Problem != "" {
		return nil
	}
	return templ.Attributes{"data-sheet": m.Link.URL()}
}

// Description sums the sheet up.
func (m Briefing) Description() string {
	var names []string
	for _, e := range m.Entries {
		names = append(names, joined(" ", e.Name.Text, e.Amount))
	}
	return strings.Join(names, m.P.T("list.semicolon"))
}

// addLink is the address that puts an item on a briefing sheet, as of the day that the
// page was asked for.
func addLink(p *locale.Printer, item BriefingItem, asOf models.Date) string {
	return To(p, BriefingPath).With("as_of", string(asOf)).With("i", item.String()).URL()
}
