package pages

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// Figure is one figure of the dashboard with its own address: what it is, what it
// rests on, and every form in which it can be taken away.
type Figure struct {
	P *locale.Printer
	// ID is that of models.FigureRef, with the choices of a list that it counts.
	ID string
	// Title says what the figure is about, TitleLang the language of it where that
	// is not the page's.
	Title     Text
	TitleLang string
	// Amount is the value with its unit as the page writes it, Exact every digit of
	// it in plain figures.
	Amount, Exact string
	// Sentence says the figure with its day and who gave it.
	Sentence   string
	Definition Text
	Facts      []Fact
	Quote      *Quote
	// Parts are the figures that this one is worked out from.
	Parts []FigurePart
	// Counts are what the options of the list give that a number of records counts.
	Counts []FigureCounts
	// Files are those of the figure, and Downloads those of the records that it counts.
	Files, Downloads Downloads
	// Given are the values that were stated of the same for the same year.
	Given []FigureGiven
	// Conflicts are the statements of the year that contradict it.
	Conflicts []ConflictItem
	// Changes are the revisions of the figure and of what it rests on, the newest
	// first; Changed is what must be said before anything else.
	Changes []ChangeEntry
	Changed []string
	Sources []models.Source
	Notes   []SourceNote
	Cite    Cite
	// URL is the whole address under which the figure is the same for ever, Link the
	// page as it was asked for, Page the place where it stands here, and Now the figure
	// with the records of now.
	URL  string
	Link Link
	Page LinkedText
	Now  LinkedText

	// Add is the address that puts it on a briefing sheet.
	Add string

	notes  *notes
	value  decimal.Decimal
	unit   string
	origin models.FigureOrigin
	// said tells who gives the figure: a speaker or publisher, or that it is worked out
	// here and from what, or what its record rests on.
	said string
	// statement is that which gives the figure or which it is worked out from, stated
	// the figure of it; nil for others.
	statement *models.Statement
	stated    *models.Figure
	// day is the day, month or year that the figure is of; empty where none is known.
	day models.Date
	// years are those that it is about.
	years [2]*int64
	// changedOn is the day on which its value was last corrected or revised, and
	// changedFrom what it was; empty if it never was.
	changedOn   models.Date
	changedFrom string
	// latest is the day of today.
	latest models.Date
	// sameAs is the code of the figure that counts in its place; empty for one that
	// counts itself.
	sameAs string
}

// FigurePart is a figure that another is worked out from. URL may be empty.
type FigurePart struct {
	Label  Text
	Amount string
	URL    string
}

// FigureGiven is one value of a metric in the course of the statements.
type FigureGiven struct {
	Day, Amount, Years string
	Who                Text
	URL                string
	Source             SourceNote
	// This marks the figure of the page; of any other, Verdict says how it stands to it.
	This    bool
	Verdict string
	verdict models.Verdict
	// Notes tell why the two differ.
	Notes []PairNote
}

// FigureFrame is what the address of a figure says, and what its citation needs.
type FigureFrame struct {
	Ref models.FigureRef
	// AsOf is the day as of which it is asked for, a full date.
	AsOf models.Date
	// Query are the parameters that belong to the figure, such as the filters of a
	// list.
	Query url.Values
	// Site is the address of the site without a slash at its end.
	Site string
	// Retrieved is the day today.
	Retrieved models.Date
	// Revisions are those of the figure and of what it rests on, the newest first.
	Revisions []models.RevisionRecord
}

// figureParams are the parameters of the address of a figure that are none of its
// query.
var figureParams = []string{"as_of", locale.KnownParam}

// FigureQuery is what of the parameters belongs to the figure.
func FigureQuery(values url.Values) url.Values {
	query := maps.Clone(values)
	maps.DeleteFunc(query, func(name string, of []string) bool {
		return slices.Contains(figureParams, name) || slices.Equal(of, []string{""})
	})
	return query
}

// figureLink is the page of a figure. That of one that depends on the day has the
// day and the moment of the last change in it, and so is the same for ever.
func figureLink(p *locale.Printer, ref models.FigureRef, asOf models.Date, query url.Values) Link {
	l := To(p, "f/"+ref.String())
	l.Params = query
	if !ref.Dated() {
		return l
	}
	l.Known = cmp.Or(l.Known, p.Recorded())
	return l.With("as_of", string(asOf))
}

// asRecorded is the link at the moment of the last change.
func asRecorded(p *locale.Printer, l Link) Link {
	l.Known = cmp.Or(l.Known, p.Recorded())
	return l
}

// newFigure begins the page of a figure.
func newFigure(p *locale.Printer, f FigureFrame, title Text, value decimal.Decimal, unit string) *Figure {
	m := &Figure{
		P: p, origin: f.Ref.Kind.Origin(), ID: withQuery(f.Ref.String(), f.Query), Title: title, TitleLang: title.Lang, value: value, unit: unit,
		Amount: format.Amount(p, value, unit), Exact: decimalText(value), notes: newNotes(p),
	}
	m.Link, m.latest = figureLink(p, f.Ref, f.AsOf, f.Query), f.Retrieved
	m.URL = f.Site + asRecorded(p, m.Link).URL()
	m.Files = newDownloads(p, m.Link, false)
	m.Files.Title = p.T("figure.download")
	for i, l := range m.Files.Links {
		// The records that it counts have files too.
		m.Files.Links[i].Name = p.T("text.of", "Name", l.Name, "Value", title.Text)
	}
	m.changes(f)
	asOf := models.Date("")
	if f.Ref.Dated() {
		asOf = f.AsOf
	}
	m.Add = addLink(p, BriefingItem{Kind: BriefingFigure, Of: f.Ref.String(), Params: ownParams(f.Query)}, asOf)
	return m
}

// Heading is the title of its page: with the amount, and with what tells it from other
// figures of its name.
func (m *Figure) Heading() string {
	p := m.P
	heading := p.T("text.of", "Name", m.Title.Text, "Value", m.Amount)
	if st := m.statement; st != nil {
		if m.stated != nil && m.years[1] != nil {
			years := format.Years(m.stated.Years())
			heading = p.T("text.brackets", "Text", heading, "Note", years)
		}
		heading = joined(" · ", heading, p.T("statement.title", "Who", In(p, st.Speaker.Name).Text, "Day", statementDay(p, st)), programmeName(p, st.Programme))
		if st.Source != nil {
			heading = joined(" · ", heading, st.Source.Publisher)
		}
		return heading
	}
	if m.day != "" {
		heading = joined(" · ", heading, p.Date(m.day))
	}
	return heading
}

// Long reports whether the title takes more than two lines of the largest letters.
func (m *Figure) Long() bool { return utf8.RuneCountInString(m.Title.Text) > 48 }

// Day is the day, month or year that the figure is of; empty where none is known.
func (m *Figure) Day() models.Date { return m.day }

// rests notes the sources of the figure.
func (m *Figure) rests(sources ...models.Source) {
	for i := range sources {
		if !slices.ContainsFunc(m.Sources, func(s models.Source) bool { return s.Code == sources[i].Code }) {
			m.Sources = append(m.Sources, sources[i])
			m.notes.note(&sources[i])
		}
	}
}

func (m *Figure) fact(key string, values ...Text) {
	m.Facts = append(m.Facts, newFact(m.P, m.P.T(key), values...))
}

// workedOut says in a clause what the figure is, and that the dashboard works it out
// from what is named.
func (m *Figure) workedOut(clause, from string) {
	m.said = m.P.T("figure.worked_out", "From", from)
	how := m.said
	if m.statement != nil {
		how = joined(m.P.T("list.semicolon"), programmeName(m.P, m.statement.Programme), how)
	}
	m.Sentence = m.P.T("sentence.worked_out", "Text", format.Capital(strings.Join(strings.Fields(clause), " ")), "How", how)
}

// of notes the statement that the figure is worked out from, and is how it is named.
func (m *Figure) of(st *models.Statement) string {
	m.statement, m.day = st, st.Day()
	return m.P.T("figure.worked_out.statement", "Who", whoSays(m.P, st), "When", whenOnly(m.P, st))
}

// done is the figure when its sentence is said.
func (m *Figure) done(f FigureFrame) *Figure {
	m.Notes = m.notes.list
	m.Cite = newCite(m, f)
	return m
}

// changes words the revisions: those that wrote the value itself come first on the
// page. What a figure is worked out from has another value than it.
func (m *Figure) changes(f FigureFrame) {
	p := m.P
	own := f.Ref.Kind == models.FigureStated || f.Ref.Kind == models.FigurePrice
	for i := range f.Revisions {
		r := &f.Revisions[i]
		if before, after, changed := r.Changed("value"); own && changed && (r.Noun == models.NounFigure || r.Noun == models.NounPrice) {
			if m.changedOn == "" {
				m.changedOn, m.changedFrom = models.DayOf(r.At), before
			}
			m.Changed = append(m.Changed, p.T("figure.changed."+string(r.Kind), "Day", p.Date(models.DayOf(r.At)), "Was", m.read(before), "Is", m.read(after), "Reason", r.Reason))
		}
		m.Changes = append(m.Changes, newChangeEntry(p, r))
	}
}

// read writes a value of the log as the page writes amounts.
func (m *Figure) read(value string) string {
	d, err := decimal.NewFromString(value)
	if err != nil {
		return format.Or(m.P, value)
	}
	return format.Amount(m.P, d, m.unit)
}

// Since says first that the figure is another one with the records of now. One that is
// not there any more is nil; withdrawn is why, if that is known.
func (m *Figure) Since(now *Figure, withdrawn *models.Withdrawal, nowURL string) {
	p := m.P
	m.Now = LinkedText{p.T("figure.now"), nowURL}
	// What had been changed by then is told in its place.
	m.Changed = nil
	switch {
	case now == nil:
		m.Changed = []string{p.T("figure.gone", "Was", m.Amount)}
		if withdrawn != nil {
			m.Changed = append(m.Changed, WithdrawnSentences(p, withdrawn)...)
		}
	case !now.value.Equal(m.value) || now.unit != m.unit:
		m.Changed = []string{p.T("figure.since", "Was", m.Amount, "Is", now.Amount)}
		if m.Changed = append(m.Changed, now.Changed...); len(now.Changed) == 0 {
			// It is worked out: what it is worked out from has changed.
			m.Changed = append(m.Changed, reasonsSince(p, m, now)...)
		}
	default:
		m.Now = LinkedText{}
	}
}

// StatedFigureData is what the page of a stated figure is made of.
type StatedFigureData struct {
	Frame  FigureFrame
	Record *models.FigureRecord
}

// NewStatedFigure works out the page of a figure as a source states it.
func NewStatedFigure(p *locale.Printer, d StatedFigureData) *Figure {
	st, f := d.Record.Statement, d.Record.Figure
	name := In(p, f.Metric.Name)
	m := newFigure(p, d.Frame, name, f.Value, f.Unit)
	m.rests(st.Sources...)
	m.rests(*st.Source)
	m.Definition = In(p, f.Metric.Definition)
	m.statementFacts(st, f)
	m.counts(d.Record.Pairs, f)
	// A passage often gives several figures, and then stands with one of them.
	if passages := quotes(p, m.notes, st); len(passages) > 0 {
		own := slices.IndexFunc(passages, func(q Quote) bool { return q.Text == f.Quote })
		m.Quote = &passages[max(own, 0)]
	}
	m.statement, m.stated, m.day, m.years = st, f, figureDay(st, f), [2]*int64{f.YearFrom, f.YearTo}
	m.said, m.Sentence = who(p, st).Text, statedSentence(p, st, f)
	own := models.Given{Statement: st, Figure: f}
	for _, given := range d.Record.Comparable() {
		g := given.Figure
		row := FigureGiven{
			Day: markedDay(p, given.Statement), Amount: format.Figure(p, g), Years: format.Years(g.Years()), Who: who(p, given.Statement),
			URL: figureLink(p, g.Ref(), "", nil).URL(), Source: m.notes.note(given.Statement.Source), This: g.Code == f.Code,
		}
		if !row.This {
			row.verdict, row.Verdict = models.VerdictOf(own, given), standing(p, own, given)
			if pair := d.Record.Pairs.Between(f, g); pair != nil {
				row.Notes = []PairNote{pairNote(p, m.notes, pair)}
			}
		}
		m.Given = append(m.Given, row)
	}
	if c := d.Record.Comparison(); c != nil && c.Contradicts(f.Code) {
		m.Conflicts = append(m.Conflicts, conflictItem(p, m.notes, c, d.Record.Pairs, func(by *models.Statement) string { return recordURL(p, "statements/"+by.Code, "") }))
	}
	page := recordLink(p, "statements/"+st.Code, "")
	page.Fragment = "figure-" + f.Code
	m.Page = LinkedText{p.T("figure.page.statement"), page.URL()}
	return m.done(d.Frame)
}

// figureDay is the day that a stated figure is of: that which it describes, or that of
// the statement where it is the more precise of the two.
func figureDay(st *models.Statement, f *models.Figure) models.Date {
	if day := st.Day(); strings.HasPrefix(string(day), string(f.AsOf)) {
		return day
	}
	return f.AsOf
}

// statementFacts say who gave a figure, and about what.
func (m *Figure) statementFacts(st *models.Statement, f *models.Figure) {
	p := m.P
	list := To(p, "statements")
	m.fact("figure.unit", Text{Text: format.Unit(p, f.Unit)})
	m.fact("statement.metric", In(p, f.Metric.Name).To(recordURL(p, "metrics/"+f.Metric.Code, "")))
	m.fact("statement.refers", Text{Text: format.Years(f.Years())})
	m.fact("statement.as_of", Text{Text: dateOrNone(p, f.AsOf)})
	m.occasion(st, list)
}

// occasion says who said a figure, when, where and of which programme.
func (m *Figure) occasion(st *models.Statement, list Link) {
	p := m.P
	m.fact("statement.speaker", In(p, st.Speaker.Name).To(list.With("speaker", st.Speaker.Code).URL()))
	var role, place Text
	if st.Role != nil {
		role = In(p, st.Role.Name)
	}
	if st.Place != nil {
		place = In(p, st.Place.Name)
	}
	m.fact("statement.role", role)
	dayFacts(p, st, "", m.fact)
	m.fact("statement.place", place)
	m.fact("filter.programme", In(p, st.Programme.Name).To(list.With("programme", st.Programme.Code).URL()))
}

// recordedText is the moment at which the records shown were last changed, empty if
// nothing was ever recorded.
func recordedText(p *locale.Printer) string {
	at, err := layout.ParseMoment(p.Recorded())
	if err != nil {
		return ""
	}
	return p.T("figure.recorded.at", "Day", p.Date(models.DayOf(at)), "Time", layout.Clock(at))
}

func dateOrNone(p *locale.Printer, d models.Date) string {
	if d == "" {
		return ""
	}
	return p.Date(d)
}

// part adds a stated figure that this one is worked out from.
func (m *Figure) part(f *models.Figure) {
	m.Parts = append(m.Parts, FigurePart{In(m.P, f.Metric.Name), format.Figure(m.P, f), figureLink(m.P, f.Ref(), "", nil).URL()})
}

// NewArithmeticFigure works out the page of a sum, or of what is not broken down,
// of a statement; nil if the statement has none such.
func NewArithmeticFigure(p *locale.Printer, frame FigureFrame, st *models.Statement) *Figure {
	b := st.Breakdown()
	total, hasTotal := b.TotalCount()
	var value int
	var key string
	switch kind := frame.Ref.Kind; {
	case kind == models.FigureSum && len(b.Stages) > 0:
		value, key = b.Sum, "sum"
	case kind == models.FigureRest && b.NotBrokenDown != nil:
		value, key = *b.NotBrokenDown, "rest"
	default:
		return nil
	}
	m := newFigure(p, frame, Text{Text: p.T("figure." + key)}, decimal.NewFromInt(int64(value)), "projects")
	m.rests(st.Sources...)
	m.rests(*st.Source)
	m.Definition = Text{Text: p.T("figure." + key + ".definition")}
	if hasTotal {
		m.part(b.Total)
	}
	for _, s := range b.Stages {
		if s.PartOf == "" {
			for _, f := range s.Figures {
				m.part(f)
			}
		}
	}
	m.occasion(st, To(p, "statements"))
	of := ""
	if hasTotal {
		of = p.N("headline.of", total)
	}
	m.workedOut(p.N("sentence."+key, value, "Of", of), m.of(st))
	m.Page = LinkedText{p.T("figure.page.statement"), recordURL(p, "statements/"+st.Code, "")}
	return m.done(frame)
}

// NewStageFigure works out the page of a stage of a statement, which may give it in
// several figures; nil if the statement does not give it.
func NewStageFigure(p *locale.Printer, frame FigureFrame, st *models.Statement) *Figure {
	b := st.Breakdown()
	s := b.Stage(models.Stage(frame.Ref.Of[1]))
	if s == nil {
		return nil
	}
	m := newFigure(p, frame, Text{Text: stageLabel(p, st, s)}, decimal.NewFromInt(int64(s.Count)), "projects")
	m.rests(st.Sources...)
	m.rests(*st.Source)
	for _, f := range s.Figures {
		m.part(f)
	}
	m.occasion(st, To(p, "statements"))
	m.workedOut(stageClause(p, st, &b, s.Stage, s.Count, stageYear(st, s)), m.of(st))
	m.Page = LinkedText{p.T("figure.page.statement"), recordURL(p, "statements/"+st.Code, "")}
	return m.done(frame)
}

// NewDifferenceFigure works out the page of the difference between what is
// documented at a stage on the day of a statement and what the statement gives;
// nil if it does not give the stage.
func NewDifferenceFigure(p *locale.Printer, frame FigureFrame, st *models.Statement, documented map[models.Stage]models.DocumentedCount) *Figure {
	b := st.Breakdown()
	s := b.Stage(models.Stage(frame.Ref.Of[1]))
	if s == nil || st.KnownOn == "" {
		return nil
	}
	n := documented[s.Stage].N
	name := p.T("stage." + string(s.Stage))
	m := newFigure(p, frame, Text{Text: p.T("figure.difference", "Stage", name)}, decimal.NewFromInt(int64(n-s.Count)), "projects")
	m.Amount = signed(p, n-s.Count)
	m.rests(*st.Source)
	m.Definition = Text{Text: p.T("figure.difference.definition")}
	list := To(p, "projects").With("programme", st.Programme.Code).With("status", string(s.Stage)).With("as_of", string(st.KnownOn))
	m.Parts = append(m.Parts, FigurePart{Text{Text: p.T("compare.documented")}, p.N("projects.title", n), asRecorded(p, list).URL()})
	for _, f := range s.Figures {
		m.part(f)
	}
	m.occasion(st, To(p, "statements"))
	clause := p.T("sentence.difference", "Day", p.Date(st.KnownOn), "Stage", strings.ToLower(name), "Documented", p.Int(n), "Stated", p.Int(s.Count), "N", m.Amount)
	m.workedOut(clause, p.T("figure.worked_out.records_and", "From", m.of(st)))
	m.Page = LinkedText{p.T("figure.page.programme"), programmeURL(p, st.Programme, st)}
	return m.done(frame)
}

// NewGapFigure works out the page of the difference between two stated figures; nil
// if they are of different units.
func NewGapFigure(p *locale.Printer, frame FigureFrame, a, b *models.FigureRecord) *Figure {
	if a.Figure.Unit != b.Figure.Unit {
		return nil
	}
	m := newFigure(p, frame, Text{Text: p.T("figure.gap", "Metric", In(p, a.Figure.Metric.Name).Text)}, a.Figure.Value.Sub(b.Figure.Value), a.Figure.Unit)
	m.Definition = Text{Text: p.T("figure.gap.definition")}
	for _, r := range []*models.FigureRecord{a, b} {
		m.rests(*r.Statement.Source)
		label := p.T("text.brackets", "Text", In(p, r.Figure.Metric.Name).Text, "Note", joined(p.T("list.separator"), format.Years(r.Figure.Years()), In(p, r.Statement.Programme.Name).Text))
		m.Parts = append(m.Parts, FigurePart{Text{Text: label}, format.Figure(p, r.Figure), figureLink(p, r.Figure.Ref(), "", nil).URL()})
	}
	clause := p.T("sentence.gap", "First", statedClause(p, a), "Second", statedClause(p, b), "N", m.Amount)
	from := joined(p.T("list.semicolon"), m.of(a.Statement), m.of(b.Statement))
	// It belongs to neither of the two.
	m.statement, m.day = nil, ""
	m.workedOut(clause, from)
	m.years = [2]*int64{a.Figure.YearFrom, a.Figure.YearTo}
	m.Page = LinkedText{p.T("figure.page.metric"), recordURL(p, "metrics/"+a.Figure.Metric.Code, "")}
	return m.done(frame)
}

func statedClause(p *locale.Printer, r *models.FigureRecord) string {
	return ofProgramme(p, r.Statement.Programme, figureClause(p, r.Figure))
}

// NewPriceFigure works out the page of a price, of a change of it or of the average
// of a year; nil if there are no prices for it.
func NewPriceFigure(p *locale.Printer, frame FigureFrame, s *models.PriceSeries) *Figure {
	name := In(p, s.Commodity.Name)
	at := models.Date(frame.Ref.Of[1])
	price := s.At(at)
	var m *Figure
	part := func(of *models.Price) {
		m.Parts = append(m.Parts, FigurePart{Text{Text: p.Date(of.Period)}, format.Amount(p, inCents(of.Value), of.Unit), figureLink(p, models.Ref(models.FigurePrice, s.Commodity.Code, string(of.Period)), "", nil).URL()})
	}
	change := func(key string, months int) {
		if price == nil {
			return
		}
		earlier := s.At(at.AddMonths(-months))
		percent := s.ChangeAt(at, months)
		if !percent.Valid {
			return
		}
		m = newFigure(p, frame, Text{Text: p.T("figure."+key, "Commodity", name.Text, "Month", p.Date(at))}, percent.Decimal, "percent")
		_, m.Amount = signedPercent(p, percent.Decimal)
		part(price)
		part(earlier)
		clause := p.T("sentence."+key, "Commodity", name.Text, "Month", p.Date(at), "N", m.Amount, "Is", m.Parts[0].Amount, "Was", m.Parts[1].Amount)
		m.workedOut(clause, p.T("figure.worked_out.two_prices", "Publisher", s.Source.Publisher, "First", p.Date(earlier.Period), "Second", p.Date(at)))
	}
	switch frame.Ref.Kind {
	case models.FigurePrice:
		if price == nil {
			return nil
		}
		m = newFigure(p, frame, name, inCents(price.Value), price.Unit)
		m.said = s.Source.Publisher
		m.Sentence = p.T("sentence.price", "Commodity", name.Text, "Month", p.Date(at), "Amount", m.Amount, "Publisher", s.Source.Publisher)
		m.fact("figure.month", Text{Text: p.Date(at)})
		m.fact("figure.unit", Text{Text: format.Unit(p, price.Unit)})
		m.Definition = Text{Text: p.T("figure.price.definition")}
	case models.FigureMonthChange:
		change("month_change", 1)
	case models.FigureYearChange:
		change("year_change", 12)
	case models.FigureAverage:
		var of []models.Price
		for _, price := range s.Prices {
			if string(models.YearDate(price.Period.Year())) == string(at) {
				of = append(of, price)
			}
		}
		if len(of) == 0 {
			return nil
		}
		m = newFigure(p, frame, Text{Text: p.T("figure.average", "Commodity", name.Text, "Year", string(at))}, average(of), of[0].Unit)
		for i := range of {
			part(&of[i])
		}
		m.workedOut(p.N("sentence.average", len(of), "Commodity", name.Text, "Year", string(at), "Amount", m.Amount), p.T("figure.worked_out.prices", "Publisher", s.Source.Publisher))
	}
	if m == nil {
		return nil
	}
	m.day = at
	year := int64(at.Year())
	m.years = [2]*int64{&year, &year}
	m.rests(s.Source)
	m.fact("figure.commodity", name.To(recordURL(p, "prices/"+s.Commodity.Code, "")))
	page := To(p, "prices/"+s.Commodity.Code).With("from", string(at)).With("to", string(at))
	if frame.Ref.Kind != models.FigureAverage {
		page = To(p, "prices/"+s.Commodity.Code).With("from", string(at.AddMonths(-12))).With("to", string(at))
	}
	m.Page = LinkedText{p.T("figure.page.prices"), page.URL()}
	return m.done(frame)
}

// RecordFigureData is a number on record of a project or an enterprise.
type RecordFigureData struct {
	Frame FigureFrame
	Value decimal.Decimal
	Unit  string
	// Name is that of the record, Path its page.
	Name    models.Translations
	Path    string
	Sources []models.Source
}

// NewRecordFigure works out the page of a number of a project or an enterprise. The
// documents of a record are those of all that it says, so that none of them is named
// as the one that gives the number; a gazetteer gives places only.
func NewRecordFigure(p *locale.Printer, d RecordFigureData) *Figure {
	name := In(p, d.Name)
	key := string(d.Frame.Ref.Kind)
	m := newFigure(p, d.Frame, Text{Text: p.T("figure."+key, "Name", name.Text), Lang: name.Lang}, d.Value, d.Unit)
	m.Title.Lang = ""
	documents := models.Documents(d.Sources)
	m.rests(documents...)
	m.Definition = Text{Text: p.T("figure." + key + ".definition")}
	m.fact("figure.record", name.To(recordURL(p, d.Path, "")))
	publishers := listed(documents, func(s models.Source) string { return s.Publisher })
	m.said = p.N("figure.rests_on", len(documents), "Publishers", publishers)
	if len(documents) == 0 {
		m.said = p.T("figure.rests_on_nothing")
	}
	m.Sentence = p.T("sentence.record", "Text", m.Title.Text, "Amount", m.Amount, "How", format.Capital(m.said))
	m.Page = LinkedText{p.T("figure.page.record"), recordURL(p, d.Path, "")}
	return m.done(d.Frame)
}
