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
	// Documented counts the records by stage on the day Compared: that of the
	// statement shown, if it has one.
	Documented map[models.Stage]models.DocumentedCount
	Compared   models.Date
	Projects   []models.ProjectRow
	Filter     FilterData
	// Dropped tells that the address names a statement that does not count in the
	// year or on the day; Query then names none.
	Dropped bool
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
	P        *locale.Printer
	Title    string
	Headline string
	Lead     *Lead
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
	Value string
	// Statement leads to the figure in the record of its statement, Source to what
	// that rests on.
	Statement string
	Source    SourceNote
	// Computed marks a figure that no statement gives but that follows from it.
	Computed bool
}

// StatedFigure is a further figure of a statement, with the definition of its
// metric.
type StatedFigure struct{ Text, Definition, URL string }

// Compare sets what was stated beside what is documented.
type Compare struct {
	Sum, Total string
	Texts      []string
	Caption    string
	Rows       []CompareRow
	Note       string
	Headline   string
	Launches   string
	LaunchURL  string
}

// CompareRow is one stage, stated and documented.
type CompareRow struct {
	Class, Stage string
	Stated       string
	Documented   string
	Difference   string
	URL          string
	Name         string
}

// Quote is a passage of the statement in the words of its source.
type Quote struct {
	Text   string
	Lang   string
	Who    Text
	When   string
	Source SourceNote
}

// Conflicts lists the statements of the year that disagree.
type Conflicts struct {
	Title string
	// None is a sentence for a year without any.
	None  string
	Items []ConflictItem
}

// ConflictItem is one metric on which statements disagree.
type ConflictItem struct {
	Metric string
	Claims []ClaimItem
}

// ClaimItem is one value and those who gave it.
type ClaimItem struct {
	Amount string
	By     []ClaimBy
}

// ClaimBy is one who gave a value.
type ClaimBy struct {
	Who    Text
	Day    string
	URL    string
	Source SourceNote
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
		m.Headline = headline(p, shown, &b)
		m.Lead = &Lead{
			Text:      p.T("lead.said", "Programme", name, "Who", who(p, shown).Text, "When", when(p, shown)),
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
			m.Headline = p.T("headline.nothing_by", "Day", p.Date(min(d.Progress.AsOf, models.YearDate(d.Progress.Year).LastDay())))
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
	m.said(n, d)
	m.conflicts(n, d)
	m.List = newProjectTable(p, d.Query, d.Projects, d.Filter.Counts.Total)
	m.List.Title = p.T("list.title", "Year", strconv.Itoa(d.Progress.Year))
	m.List.Caption = p.T("list.caption", "Year", strconv.Itoa(d.Progress.Year), "AsOf", p.Date(d.Progress.AsOf))
	m.List.StatusOn = p.T("project.status_on", "Day", p.Date(d.Progress.AsOf))
	if d.AllProjects == 0 {
		m.List.None = p.T("list.none_programme")
	} else {
		all := Query{Lang: d.Query.Lang, Path: "projects", Programme: d.Programme.Code, AsOf: d.Query.AsOf}
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

// who is the speaker with the role, in the language of the speaker's name.
func who(p *locale.Printer, st *models.Statement) Text {
	name := In(p, st.Speaker.Name)
	if st.Role == nil {
		return name
	}
	role := In(p, st.Role.Name).Text
	if strings.Contains(models.Fold(name.Text), models.Fold(role)) {
		// «Ministry of Foreign Affairs» needs no «ministry» behind it.
		return name
	}
	return Text{Text: p.T("lead.who", "Name", name.Text, "Role", role), Lang: name.Lang}
}

// when is the day, with the place where it is known, or what the day rests on.
func when(p *locale.Printer, st *models.Statement) string {
	var day string
	switch st.DatedBy {
	case models.DatedByAsOf:
		day = p.T("lead.as_of", "Day", p.Date(st.Day()))
	case models.DatedByPublished:
		day = p.T("lead.published", "Day", p.Date(st.Day()))
	default:
		day = statementDay(p, st)
	}
	if st.Place == nil {
		return day
	}
	return p.T("lead.when", "Place", In(p, st.Place.Name).Text, "Day", day)
}

// headline states the finding of the statement in one line.
func headline(p *locale.Printer, st *models.Statement, b *models.Breakdown) string {
	total, hasTotal := b.TotalCount()
	launched, launching := b.Stage(models.Launched), b.Stage(models.Launching)
	var text string
	switch {
	case launched != nil && hasTotal:
		text = p.N("headline.launched_of", launched.Count, "Count", p.Word(launched.Count), "Of", p.N("headline.of", total))
	case launched != nil:
		text = p.N("headline.launched", launched.Count, "Count", p.Word(launched.Count))
	case launching != nil && hasTotal:
		return format.Capital(p.N("headline.launching_of", launching.Count, "Count", p.Word(launching.Count),
			"Of", p.N("headline.of", total), "Year", stageYear(st, launching)))
	case launching != nil:
		return format.Capital(p.N("headline.launching", launching.Count, "Count", p.Word(launching.Count), "Year", stageYear(st, launching)))
	case hasTotal:
		return p.N("headline.total", total)
	case len(st.Figures) > 0:
		f := &st.Figures[0]
		if years := f.Years(); years != "" {
			return p.T("headline.figure_year", "Metric", In(p, f.Metric.Name).Text, "Years", format.Years(years), "Amount", format.Figure(p, f))
		}
		return p.T("headline.figure", "Metric", In(p, f.Metric.Name).Text, "Amount", format.Figure(p, f))
	default:
		return p.T("headline.nothing")
	}
	if launching != nil {
		text = p.N("headline.and_launching", launching.Count, "First", text, "Count", p.Word(launching.Count), "Year", stageYear(st, launching))
	}
	return format.Capital(text)
}

// stageYear is the year that a stage refers to, else that of the statement.
func stageYear(st *models.Statement, s *models.StageCount) string {
	if years := s.Figures[0].Years(); years != "" {
		return format.Years(years)
	}
	return strconv.Itoa(st.KnownOn.Year())
}

// stageLabel names a stage of a statement, with the year where that is part of
// its meaning.
func stageLabel(p *locale.Printer, st *models.Statement, s *models.StageCount) string {
	if s.Stage == models.Launching || s.Stage == models.Planned {
		return p.T("stage_in."+string(s.Stage), "Year", stageYear(st, s))
	}
	return p.T("stage." + string(s.Stage))
}

func (m *Programme) keyFigures(n *notes, d ProgrammeData, st *models.Statement, b *models.Breakdown) {
	p := m.P
	source := n.note(st.Source)
	// Of is the figure that is shown, nil for one that is worked out.
	add := func(id, class, label, value string, of *models.Figure) {
		m.Figures = append(m.Figures, KeyFigure{
			ID: "figure-" + id, Class: class, Label: label, Value: value, Statement: recordOf(d.Query, st, of), Source: source, Computed: of == nil,
		})
	}
	shown := make(map[int64]bool)
	if total, ok := b.TotalCount(); ok {
		add("total", "", p.T("total"), p.Int(total), b.Total)
		shown[b.Total.ID] = true
	}
	for i := range b.Stages {
		s := &b.Stages[i]
		add(string(s.Stage), string(s.Stage), stageLabel(p, st, s), p.Int(s.Count), s.Figures[0])
		for _, f := range s.Figures {
			shown[f.ID] = true
		}
	}
	if b.NotBrokenDown != nil {
		add("not-broken-down", "rest", p.T("stage.not_broken_down"), p.Int(*b.NotBrokenDown), nil)
	}
	projectSet := len(m.Figures) > 0
	for i := range st.Figures {
		f := &st.Figures[i]
		if shown[f.ID] {
			continue
		}
		if !projectSet {
			// A statement without counts of projects: its own figures are the key
			// figures.
			label := In(p, f.Metric.Name).Text
			if otherYears(f, st) {
				label = p.T("text.years", "Text", label, "Years", format.Years(f.Years()))
			}
			add(f.Code, "", label, format.Figure(p, f), f)
			continue
		}
		text := p.T("headline.figure", "Metric", In(p, f.Metric.Name).Text, "Amount", format.Figure(p, f))
		if otherYears(f, st) {
			text = p.T("text.brackets", "Text", text, "Note", p.T("figures.years", "Years", format.Years(f.Years())))
		}
		m.Also = append(m.Also, StatedFigure{text, In(p, f.Metric.Definition).Text, recordOf(d.Query, st, f)})
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
	case progress.LastStated && d.past():
		m.Notices = append(m.Notices, Notice{Text: p.T("lead.last_stated_asof", "Year", year, "AsOf", p.Date(progress.AsOf), "Day", statementDay(p, progress.Shown))})
	case progress.LastStated:
		m.Notices = append(m.Notices, Notice{Text: p.T("lead.last_stated", "Year", year, "Day", statementDay(p, progress.Shown))})
	case progress.Shown == nil && progress.Next != nil:
		m.Notices = append(m.Notices, Notice{Link: &LinkedText{
			p.T("lead.next", "Day", statementDay(p, progress.Next), "Who", who(p, progress.Next).Text),
			statementURL(d.Query.With(func(q *Query) { q.AsOf = "" }), progress.Next),
		}})
	}
	if d.Dropped {
		m.Notices = append(m.Notices, Notice{Text: p.T("lead.chosen_dropped", "Year", year, "AsOf", p.Date(progress.AsOf))})
	}
}

func newCompare(p *locale.Printer, d ProgrammeData, st *models.Statement, b *models.Breakdown) *Compare {
	c := &Compare{Note: p.T("compare.note"), Caption: p.T("compare.caption", "Day", p.Date(d.Compared))}
	switch _, hasTotal := b.TotalCount(); {
	case len(b.Stages) == 0 && hasTotal:
		c.Sum = format.Figure(p, b.Total)
		c.Texts = []string{p.T("compare.no_stages")}
	default:
		texts := sums(p, b)
		c.Sum, c.Texts = texts[0], texts[1:]
	}
	list := func(stage models.Stage) string {
		q := Query{Lang: d.Query.Lang, Path: "projects", Programme: d.Programme.Code, Status: stage, AsOf: d.Compared}
		return q.URL()
	}
	documented := 0
	for _, stage := range models.Stages {
		stated, count := b.Stage(stage), d.Documented[stage]
		documented += count.N
		if stated == nil && count.N == 0 {
			continue
		}
		name := p.T("stage." + string(stage))
		row := CompareRow{
			Class: string(stage), Stage: name, Stated: p.T("not_stated"), Documented: p.Int(count.N), Difference: "–", URL: list(stage),
			Name: p.T("compare.list", "N", p.Int(count.N), "Stage", strings.ToLower(name)),
		}
		if stated != nil {
			row.Stated = p.Int(stated.Count)
			row.Difference = signed(p, count.N-stated.Count)
		}
		c.Rows = append(c.Rows, row)
	}
	if documented == 0 {
		c.Rows = nil
		c.Note = p.T("compare.none_documented")
		return c
	}
	if launched := b.Stage(models.Launched); launched != nil {
		count := d.Documented[models.Launched]
		c.Headline = p.T("compare.headline", "Stated", p.Int(launched.Count), "Documented", p.Int(count.N))
		c.Launches = p.N("compare.headline_text", count.N, "Day", p.Date(d.Compared), "Listed", p.Int(count.Listed))
		c.LaunchURL = list(models.Launched)
	}
	return c
}

// stageSum writes the stages that add up as a sum, «4 + 6 + 11 + 18».
func stageSum(p *locale.Printer, b *models.Breakdown) string {
	var parts []string
	for _, s := range b.Stages {
		if s.PartOf == "" {
			parts = append(parts, p.Int(s.Count))
		}
	}
	return strings.Join(parts, " + ")
}

// signed writes a difference with its sign.
func signed(p *locale.Printer, n int) string {
	switch {
	case n > 0:
		return "+" + p.Int(n)
	case n < 0:
		return "−" + p.Int(-n)
	}
	return p.Int(0)
}

func quotes(p *locale.Printer, n *notes, st *models.Statement) []Quote {
	var list []Quote
	for i := range st.Figures {
		text := st.Figures[i].Quote
		if text == "" || slices.ContainsFunc(list, func(q Quote) bool { return q.Text == text }) {
			continue
		}
		list = append(list, Quote{
			Text: text, Lang: English(p, text).Lang, Who: who(p, st), When: when(p, st), Source: n.note(st.Source),
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

// figuresOf sums a statement up: its stages, else its total and first figures.
func figuresOf(p *locale.Printer, st *models.Statement) string {
	b := st.Breakdown()
	parts := stageCounts(p, &b)
	if total, ok := b.TotalCount(); ok {
		parts = append(parts, p.T("chart.total", "N", p.Int(total)))
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
		metric := In(p, f.Metric.Name).Text
		if otherYears(f, st) && !strings.Contains(metric, strconv.FormatInt(*f.YearTo, 10)) {
			metric = p.T("text.brackets", "Text", metric, "Note", format.Years(f.Years()))
		}
		others = append(others, p.T("headline.figure", "Metric", metric, "Amount", format.Figure(p, f)))
	}
	if len(parts) > 0 {
		others = slices.Insert(others, 0, strings.Join(parts, p.T("list.separator")))
	}
	return strings.Join(others, p.T("list.semicolon"))
}

func (m *Programme) said(n *notes, d ProgrammeData) {
	p := m.P
	said := slices.Concat(d.Progress.Said, undatedToday(d))
	if len(said) == 0 {
		return
	}
	year := strconv.Itoa(d.Progress.Year)
	m.Said = &Said{Title: p.N("said.title", len(said), "Year", year), Caption: p.T("said.caption", "Year", year)}
	for _, st := range said {
		m.Said.Rows = append(m.Said.Rows, SaidRow{
			Day: statementDay(p, st), Who: who(p, st), Figures: figuresOf(p, st), URL: statementURL(d.Query, st), Source: n.note(st.Source),
			Record:     LinkedText{p.T("said.record"), recordOf(d.Query, st, nil)},
			RecordName: p.T("said.record_name", "Day", statementDay(p, st), "Who", In(p, st.Speaker.Name).Text),
			Shown:      d.Progress.Shown != nil && st.ID == d.Progress.Shown.ID,
		})
	}
}

// undatedToday are the undated statements of the year; on a past day nobody can
// tell whether they had been made.
func undatedToday(d ProgrammeData) []*models.Statement {
	if d.past() {
		return nil
	}
	return d.Progress.Undated
}

func (m *Programme) conflicts(n *notes, d ProgrammeData) {
	p := m.P
	// The oldest first: the order in which the figures became known.
	said := slices.Clone(d.Progress.Said)
	slices.Reverse(said)
	said = append(said, undatedToday(d)...)
	if len(said) < 2 {
		return
	}
	year := strconv.Itoa(d.Progress.Year)
	m.Conflicts = newConflicts(p, n, said, year, func(st *models.Statement) string { return statementURL(d.Query, st) })
}

// newConflicts lists on what the statements of a year disagree; url is where a
// statement is shown.
func newConflicts(p *locale.Printer, n *notes, said []*models.Statement, year string, url func(*models.Statement) string) *Conflicts {
	m := &Conflicts{Title: p.T("compare.conflicts", "Year", year)}
	for _, c := range models.Conflicts(said) {
		item := conflictItem(p, n, &c, url)
		if c.Years != "" && c.Years != year {
			item.Metric = p.T("text.years", "Text", item.Metric, "Years", format.Years(c.Years))
		}
		m.Items = append(m.Items, item)
	}
	if len(m.Items) == 0 {
		m.None = p.T("compare.agree", "Year", year)
	}
	return m
}

func conflictItem(p *locale.Printer, n *notes, c *models.Conflict, url func(*models.Statement) string) ConflictItem {
	item := ConflictItem{Metric: In(p, c.Metric.Name).Text}
	for _, claim := range c.Claims {
		ci := ClaimItem{Amount: format.Figure(p, claim.Figure)}
		for _, st := range claim.By {
			ci.By = append(ci.By, ClaimBy{Who: In(p, st.Speaker.Name), Day: statementDay(p, st), URL: url(st), Source: n.note(st.Source)})
		}
		item.Claims = append(item.Claims, ci)
	}
	return item
}

// View is the page without its frame.
func (m Programme) View() layout.View {
	return layout.View{Body: programmeView(m), Said: m.Headline + ". " + m.Filter.Result + "."}
}
