package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// ProgrammeData is what the programme page is made of.
type ProgrammeData struct {
	Query      Query
	Programme  *models.Programme
	Statements []models.Statement
	Progress   models.Progress
	// Pairs are what editors tell of the figures stated in the year.
	Pairs models.Pairs
	// Documented counts the records by stage on the day Compared: that of the
	// statement shown, if it has one.
	Documented map[models.Stage]models.DocumentedCount
	Compared   models.Date
	Projects   []models.ProjectRow
	// Then is the last day of a year in the past, on which the projects are shown
	// beside their day; empty for the year that it is.
	Then   models.Date
	Filter FilterData
	// Dropped tells that the address names a statement that does not count in the
	// year or on the day; Query then names none.
	Dropped bool
	// Undated tells that statements without a date count.
	Undated bool
	// AllProjects is the number of the programme's documented projects.
	AllProjects int
	// Oil and Agreements are what the programme stands in; both may be missing.
	Oil        *models.PriceSeries
	Agreements []models.Agreement
}

// past reports whether the page shows what was known on an earlier day. The form
// sends today's date with every choice: that changes nothing today, and keeps
// the figures of a link that is opened next year.
func (d *ProgrammeData) past() bool { return d.Progress.AsOf < d.Filter.Today }

// Programme is the programme page.
type Programme struct {
	P *locale.Printer
	// Changes leads to what was changed of the record.
	Changes ChangesNote
	Title   string
	// Headline is text only; LinkedHeadline has its figures linked.
	Headline, LinkedHeadline string
	Lead                     *Lead
	// Notices are sentences about what is shown instead of what was asked for.
	Notices []Notice
	Filter  Filter
	Figures []KeyFigure
	// Also are the other figures of the statement, NotStated the stages that it
	// does not give.
	Also []StatedFigure
	// Note is what the record says about the statement, such as its scope.
	Note      Text
	NotStated []LinkedText
	Chart     *StageChart
	ChartNone string
	Compare   *Compare
	Quotes    []Quote
	Conflicts *Conflicts
	Said      *Said
	List      ProjectTable
	All       *LinkedText
	Prices    *PricePanel
	// Agreements are those signed last.
	Agreements []AgreementLine
	Sources    []SourceNote
	// Downloads are the files of the chart and what it shows.
	Downloads Downloads
}

// Lead says who stated the figures, where and when.
type Lead struct {
	Text      string
	Statement string
	// Record is the page of the statement.
	Record string
	Source SourceNote
}

// Notice is a sentence with a link that may follow it.
type Notice struct {
	Text string
	Link *LinkedText
}

// LinkedText is a text with an address; URL may be empty.
type LinkedText struct{ Text, URL string }

// KeyFigure is one of the large figures.
type KeyFigure struct {
	ID    string
	Class string
	Label string
	Value Number
	// Statement leads to the figure in the record of its statement, Source to what
	// that rests on.
	Statement string
	Source    SourceNote
	// Computed marks a figure that no statement gives but that follows from it.
	Computed bool
}

// StatedFigure is a further figure of a statement, with the definition of its
// metric.
type StatedFigure struct {
	Number
	Definition string
}

// Quote is a passage of the statement in the words of its source.
type Quote struct {
	Text   string
	Lang   string
	Who    Text
	When   string
	Source SourceNote
	// Add is the address that puts it on a briefing sheet.
	Add string
}

// Said lists the statements of a year.
type Said struct {
	Title   string
	Caption string
	Rows    []SaidRow
}

// SaidRow is one statement of the year. URL sets it in front, Record is its page.
type SaidRow struct {
	Day     string
	Who     Text
	Figures string
	URL     string
	Record  LinkedText
	// RecordName says in words where Record leads.
	RecordName string
	Source     SourceNote
	Shown      bool
}

// NewProgramme works out the programme page.
func NewProgramme(p *locale.Printer, d ProgrammeData) Programme {
	n := newNotes(p)
	d.Filter.NoProjects = d.AllProjects == 0
	m := Programme{P: p, Filter: newProgrammeFilter(p, d.Filter)}
	shown := d.Progress.Shown
	name := In(p, d.Programme.Name).Text
	if shown != nil {
		b := shown.Breakdown()
		said := b
		if d.Progress.LastStated && said.Stage(models.Launched) != nil {
			// What was due in an earlier year is no finding of this one.
			said.Stages = slices.DeleteFunc(slices.Clone(said.Stages), func(s models.StageCount) bool { return s.Stage == models.Launching })
		}
		m.Headline, m.LinkedHeadline = headline(p, shown, &said, unlinked), headline(p, shown, &said, linked)
		m.Lead = &Lead{
			Text:      p.T("lead.said", "Programme", name, "Who", whoSays(p, shown), "When", when(p, shown)),
			Statement: statementURL(d.Query, shown), Record: recordOf(d.Query, shown, nil), Source: n.note(shown.Source),
		}
		m.keyFigures(n, d, shown, &b)
		if d.Programme.Kind == models.ProjectSet && (b.Total != nil || len(b.Stages) > 0) {
			m.Compare = newCompare(p, d, shown, &b)
		}
		m.Quotes = quotes(p, n, shown)
		m.Note = English(p, shown.Note)
	} else {
		m.Headline = p.T("headline.nothing")
		if d.Progress.Next != nil {
			m.Headline = p.T("headline.nothing_before", "Day", statementDay(p, d.Progress.Next))
		}
	}
	m.Title = m.Headline + " · " + name
	if d.Progress.Year != 0 {
		m.Title += " · " + strconv.Itoa(d.Progress.Year)
	}
	m.notices(d)
	m.Chart = NewStageChart(p, n, d.Query, d.Statements, d.Progress.AsOf, shown)
	if m.Chart == nil && d.Programme.Kind == models.ProjectSet && len(d.Statements) > 0 {
		m.ChartNone = p.T("chart.none", "AsOf", p.Date(d.Progress.AsOf))
	}
	if m.Chart != nil {
		m.Downloads = newDownloads(p, d.Query.Link(), true)
	}
	m.said(n, d)
	m.conflicts(n, d)
	m.List = newProjectTable(p, d.Query, d.Projects, d.Filter.Counts.Total)
	m.List.then(d.Then, d.Progress.AsOf, d.Projects)
	m.List.Title = p.T("list.title", "Year", strconv.Itoa(d.Progress.Year))
	m.List.Caption = p.T("list.caption", "Year", strconv.Itoa(d.Progress.Year), "AsOf", p.Date(d.Progress.AsOf))
	m.List.StatusOn = p.T("project.status_on", "Day", p.Date(d.Progress.AsOf))
	if d.AllProjects == 0 {
		m.List.None = p.T("list.none_programme")
	} else {
		all := Query{Lang: d.Query.Lang, Known: d.Query.Known, Path: "projects", Programme: d.Programme.Code, AsOf: d.Query.AsOf}
		m.All = &LinkedText{p.N("list.all", d.AllProjects), all.URL()}
	}
	m.Prices = NewPricePanel(p, n, d.Oil)
	m.Agreements = agreementLines(p, n, d.Agreements)
	m.Sources = n.list
	return m
}

// EmptyProgramme is the page of a database without records.
func EmptyProgramme(p *locale.Printer) Programme {
	return Programme{
		P: p, Title: p.T("headline.empty"), Headline: p.T("headline.empty"), Notices: []Notice{{Text: p.T("empty.text")}},
	}
}

func (m *Programme) keyFigures(n *notes, d ProgrammeData, st *models.Statement, b *models.Breakdown) {
	p := m.P
	// Of is the figure that is shown, nil for one that is worked out.
	add := func(id, class, label, value string, ref models.FigureRef, of *models.Figure) {
		source := n.note(st.Source)
		if of != nil {
			source = n.note(st.Giver(of).Source)
		}
		m.Figures = append(m.Figures, KeyFigure{
			ID: "figure-" + id, Class: class, Label: label, Value: numberOf(p, value, ref, "", nil), Statement: recordOf(d.Query, st, of), Source: source, Computed: of == nil,
		})
	}
	shown := make(map[int64]bool)
	if total, ok := b.TotalCount(); ok {
		add("total", "", p.T("total"), p.Int(total), b.Total.Ref(), b.Total)
		shown[b.Total.ID] = true
	}
	for i := range b.Stages {
		s := &b.Stages[i]
		add(string(s.Stage), string(s.Stage), stageLabel(p, st, s), p.Int(s.Count), stageRef(st, s), s.Figures[0])
		for _, f := range s.Figures {
			shown[f.ID] = true
		}
	}
	if b.NotBrokenDown != nil {
		add("not-broken-down", "rest", p.T("stage.not_broken_down"), p.Int(*b.NotBrokenDown), models.Ref(models.FigureRest, st.Codes()...), nil)
	}
	projectSet := len(m.Figures) > 0
	for i := range st.Figures {
		f := &st.Figures[i]
		if shown[f.ID] {
			continue
		}
		if !projectSet || len(b.Stages) == 0 && f.Unit == b.Total.Unit {
			// Without stages, the other counts of projects stand beside the total;
			// without any count of projects, all figures are the key figures.
			label := In(p, f.Metric.Name).Text
			if otherYears(f, st) {
				label = p.T("text.years", "Text", label, "Years", format.Years(f.Years()))
			}
			add(f.Code, "", label, format.Figure(p, f), f.Ref(), f)
			continue
		}
		text := metricAmount(p, f, "", unlinked)
		if otherYears(f, st) {
			text = p.T("text.brackets", "Text", text, "Note", p.T("figures.years", "Years", format.Years(f.Years())))
		}
		m.Also = append(m.Also, StatedFigure{numberOf(p, text, f.Ref(), "", nil), In(p, f.Metric.Definition).Text})
	}
	if d.Programme.Kind != models.ProjectSet || !projectSet {
		return
	}
	for _, stage := range []models.Stage{models.Launched, models.Launching, models.InProgress, models.Preparing, models.Planned} {
		if b.Stage(stage) != nil {
			continue
		}
		label := p.T("stage." + string(stage))
		last, count := models.LatestStage(d.Statements, stage, d.Compared)
		if last == nil {
			m.NotStated = append(m.NotStated, LinkedText{Text: p.T("figures.never_stated", "Label", label)})
			continue
		}
		m.NotStated = append(m.NotStated, LinkedText{
			Text: p.T("figures.last_stated", "Label", label, "N", p.Int(count.Count), "Day", statementDay(p, last)),
			URL:  statementURL(d.Query, last),
		})
	}
}

func (m *Programme) notices(d ProgrammeData) {
	p, progress := m.P, d.Progress
	year := strconv.Itoa(progress.Year)
	switch {
	case progress.LastStated:
		m.Notices = append(m.Notices, Notice{Text: p.T(lastStatedKey(d), "Year", year, "AsOf", p.Date(progress.AsOf), "Day", statementDay(p, progress.Shown))})
	case progress.Shown == nil && progress.Next != nil:
		m.Notices = append(m.Notices, Notice{Link: &LinkedText{
			p.T("lead.next", "Day", statementDay(p, progress.Next), "Who", who(p, progress.Next).Text),
			statementURL(d.Query.With(func(q *Query) { q.AsOf = "" }), progress.Next),
		}})
	}
	m.together(d)
	if d.Dropped {
		m.Notices = append(m.Notices, Notice{Text: p.T("lead.chosen_dropped", "Year", year, "AsOf", p.Date(progress.AsOf))})
	}
}

// lastStatedKey is the key of the sentence that says why an earlier statement is shown.
func lastStatedKey(d ProgrammeData) string {
	switch coming := d.Progress.Year > d.Progress.AsOf.Year(); {
	case coming && d.past():
		return "lead.coming_asof"
	case coming:
		return "lead.coming"
	case d.past():
		return "lead.last_stated_asof"
	}
	return "lead.last_stated"
}

// together names what stands beside the statement shown: the others that it is read
// with, and the value that the same figure had moved on to later in the year.
func (m *Programme) together(d ProgrammeData) {
	p, shown := m.P, d.Progress.Shown
	if shown == nil {
		return
	}
	for _, part := range shown.Parts[min(1, len(shown.Parts)):] {
		m.Notices = append(m.Notices, Notice{p.T("lead.read_as_one"), &LinkedText{part.Source.Publisher, recordOf(d.Query, part, nil)}})
	}
	b := shown.Breakdown()
	first := b.Total
	if launched := b.Stage(models.Launched); launched != nil {
		first = launched.Figures[0]
	}
	if first == nil || d.Progress.LastStated {
		return
	}
	if given := d.Progress.Later(first); given != nil {
		later, f := given.Statement, given.Figure
		text := metricAmount(p, f, "", unlinked)
		m.Notices = append(m.Notices, Notice{Link: &LinkedText{
			p.T("lead.later", "Day", statementDay(p, later), "Figure", text, "Who", In(p, later.Speaker.Name).Text), statementURL(d.Query, later),
		}})
	}
}

func quotes(p *locale.Printer, n *notes, st *models.Statement) []Quote {
	var list []Quote
	for i := range st.Figures {
		text := st.Figures[i].Quote
		if text == "" || slices.ContainsFunc(list, func(q Quote) bool { return q.Text == text }) {
			continue
		}
		list = append(list, Quote{
			Add: addLink(p, BriefingItem{Kind: BriefingQuotation, Of: st.Figures[i].Code}, ""), Text: text, Lang: English(p, text).Lang, Who: who(p, st), When: when(p, st), Source: n.note(st.Giver(&st.Figures[i]).Source),
		})
	}
	return list
}

// otherYears reports whether a figure is about other years than that in which
// it was stated.
func otherYears(f *models.Figure, st *models.Statement) bool {
	years := f.Years()
	return years != "" && years != strconv.Itoa(st.KnownOn.Year())
}

// figuresOf sums a statement up, its figures linked: its stages, else its total and
// first figures.
func figuresOf(p *locale.Printer, st *models.Statement) string {
	b := st.Breakdown()
	parts := stageCounts(p, st, &b, linked)
	if total, ok := b.TotalCount(); ok {
		parts = append(parts, p.T("chart.total", "N", linked(b.Total.Ref(), p.Int(total))))
	}
	var others []string
	for i := range st.Figures {
		f := &st.Figures[i]
		if f.Metric.Stage != nil || f.Metric.Code == models.TotalProjects {
			continue
		}
		if len(b.Stages) > 0 || len(others) == 2 {
			break
		}
		years := ""
		if otherYears(f, st) && !strings.Contains(In(p, f.Metric.Name).Text, strconv.FormatInt(*f.YearTo, 10)) {
			years = f.Years()
		}
		others = append(others, metricAmount(p, f, years, linked))
	}
	if len(parts) > 0 {
		others = slices.Insert(others, 0, strings.Join(parts, p.T("list.separator")))
	}
	return strings.Join(others, p.T("list.semicolon"))
}

func (m *Programme) said(n *notes, d ProgrammeData) {
	p := m.P
	said := slices.Concat(d.Progress.Said, undatedOf(d))
	if len(said) == 0 {
		return
	}
	year := strconv.Itoa(d.Progress.Year)
	m.Said = &Said{Title: p.N("said.title", len(said), "Year", year), Caption: p.T("said.caption", "Year", year)}
	for _, st := range said {
		m.Said.Rows = append(m.Said.Rows, SaidRow{
			Day: markedDay(p, st), Who: who(p, st), Figures: figuresOf(p, st), URL: statementURL(d.Query, st), Source: n.note(st.Source),
			Record:     LinkedText{p.T("said.record"), recordOf(d.Query, st, nil)},
			RecordName: p.T("said.record_name", "Day", statementDay(p, st), "Who", In(p, st.Speaker.Name).Text),
			Shown:      d.Progress.Shown != nil && st.ID == d.Progress.Shown.ID,
		})
	}
}

// undatedOf are the statements of the year without a date, where they count.
func undatedOf(d ProgrammeData) []*models.Statement {
	if !d.Undated {
		return nil
	}
	return d.Progress.Undated
}

func (m *Programme) conflicts(n *notes, d ProgrammeData) {
	p := m.P
	// The oldest first: the order in which the figures became known.
	said := slices.Clone(d.Progress.Said)
	slices.Reverse(said)
	said = append(said, undatedOf(d)...)
	if len(said) < 2 {
		return
	}
	year := strconv.Itoa(d.Progress.Year)
	m.Conflicts = newConflicts(p, n, said, d.Pairs, year, func(st *models.Statement) string { return statementURL(d.Query, st) })
}

// View is the page without its frame.
func (m Programme) View() layout.View {
	return layout.View{Body: programmeView(m), Said: m.Headline + ". " + m.Filter.Result + "."}
}
