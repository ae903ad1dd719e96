package pages

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// ProjectTable is a list of projects, a page of it at a time.
type ProjectTable struct {
	P        *locale.Printer
	Title    string
	Caption  string
	StatusOn string
	// Then is set with a column of the status on an earlier day.
	Then  bool
	Heads Heads
	Rows  []ProjectLine
	// None says what to do when there is no row.
	None  string
	Pager Pager
}

// Head is the head of a column; one without a URL cannot be sorted by.
type Head struct {
	// By is the word for the column, by which it sorts if it can be sorted.
	By    string
	Label string
	URL   string
	// Sort is the value of aria-sort, empty for a column that is not in use.
	Sort  string
	Class string
	Name  string
}

// ProjectLine is a row of the table.
type ProjectLine struct {
	Name   Text
	Region string
	Sector string
	Stage  string
	Status string
	Launch string
	// StageThen and StatusThen are those of the earlier day; StageThen is empty for a
	// project that was not documented by then.
	StageThen, StatusThen string
	Cost                  Number
	Partners              Text
}

// newProjectTable works out the table for the page of rows; total is the number
// of rows of all pages.
func newProjectTable(p *locale.Printer, q Query, rows []models.ProjectRow, total int) ProjectTable {
	t := ProjectTable{P: p, None: p.T("list.none"), Pager: newPager(p, q.Link(), q.Page, total)}
	t.Heads = newHeads(p, q.Link(), q.Sort, q.Descending, []column{
		{models.SortName, p.T("list.name"), ""},
		{models.SortRegion, p.T("list.region"), ""},
		{models.SortSector, p.T("list.sector"), ""},
		{models.SortStatus, p.T("list.status"), ""},
		{models.SortLaunch, p.T("list.launch"), "num"},
		{models.SortCost, p.T("list.cost"), "num"},
	}, false)
	list := ""
	if q.Path == "projects" {
		// A project opens within the list that its visitor came from.
		list = listValue(q.Link(), q.Page)
	}
	for i := range rows {
		r := &rows[i]
		line := ProjectLine{
			Name:   In(p, r.Name).To(recordLink(p, "projects/"+r.Code, q.AsOf).With(ListParam, list).URL()),
			Region: format.Or(p, regionName(p, r)), Sector: format.Or(p, sectorName(p, r)),
			Stage: string(r.Stage), Status: stageOf(p, r.Stage, r.LaunchDate.Year()), Launch: launch(p, r), Cost: cost(p, &r.Project),
		}
		var names []string
		for _, partner := range r.Partners {
			names = append(names, partner.Name)
		}
		// The names are in English, and so is the comma between them.
		line.Partners = English(p, strings.Join(names, ", "))
		t.Rows = append(t.Rows, line)
	}
	return t
}

// statusThen is the column of the status on an earlier day.
const statusThen = "status_then"

// then sets the status of the rows at the end of a year beside that of the day, and says
// of each which it is.
func (t *ProjectTable) then(end, day models.Date, rows []models.ProjectRow) {
	if end == "" {
		return
	}
	i := slices.IndexFunc(t.Heads, func(h Head) bool { return h.By == models.SortStatus })
	t.Heads[i].Label = t.P.T("list.status_day", "Day", t.P.Date(day))
	t.Heads[i].Name = t.P.T("list.sort", "Column", t.Heads[i].Label)
	t.Heads = slices.Insert(t.Heads, i, Head{By: statusThen, Label: t.P.T("list.status_end", "Year", strconv.Itoa(end.Year()))})
	t.Then = true
	for i := range rows {
		line := &t.Rows[i]
		line.StageThen, line.StatusThen = string(rows[i].StageThen), t.P.T("list.not_documented")
		if line.StageThen != "" {
			line.StatusThen = stageOf(t.P, rows[i].StageThen, end.Year())
		}
	}
}

// stageOf names the stage of a project: one that is launching, with the year for which
// its launch is planned.
func stageOf(p *locale.Printer, stage models.Stage, year int) string {
	if stage == models.Launching && year != 0 {
		return p.T("stage.launching_in", "Year", strconv.Itoa(year))
	}
	return p.T("stage." + string(stage))
}

func regionName(p *locale.Printer, r *models.ProjectRow) string {
	if r.Region == nil {
		return ""
	}
	return In(p, r.Region.Name).Text
}

func sectorName(p *locale.Printer, r *models.ProjectRow) string {
	if r.Sector == nil {
		return ""
	}
	return In(p, r.Sector.Name).Text
}

// launch is the year of the launch, or of the plan.
func launch(p *locale.Printer, r *models.ProjectRow) string {
	switch {
	case r.LaunchDate == "":
		return p.T("not_stated")
	case r.LaunchPlanned:
		return p.T("list.planned_launch", "Year", strconv.Itoa(r.LaunchDate.Year()))
	}
	return strconv.Itoa(r.LaunchDate.Year())
}

// ProjectList is the page of all documented projects.
type ProjectList struct {
	P     *locale.Printer
	Title string
	// Count is how many records the list selects, the beginning of Title.
	Count  Number
	Lead   string
	Filter Filter
	Table  ProjectTable
	// Downloads are the files of the list.
	Downloads Downloads
}

// NewProjectList works out the list of projects.
func NewProjectList(p *locale.Printer, q Query, f FilterData, rows []models.ProjectRow) ProjectList {
	m := ProjectList{
		P: p, Title: p.N("projects.title", f.Counts.Total), Count: countOf(p, p.N("projects.title", f.Counts.Total), q.Link(), CountProjects, f.AsOf), Lead: p.T("projects.lead", "AsOf", p.Date(f.AsOf)),
		Filter: newProjectFilter(p, f), Table: newProjectTable(p, q, rows, f.Counts.Total), Downloads: newDownloads(p, q.Link(), false),
	}
	m.Table.Caption = p.T("list.caption_all", "AsOf", p.Date(f.AsOf))
	m.Table.StatusOn = p.T("project.status_on", "Day", p.Date(f.AsOf))
	m.Title = pageTitle(m.Title, &m.Filter, m.Table.Pager)
	return m
}

// Project is the page of one project.
type Project struct {
	P *locale.Printer
	// Changes leads to what was changed of the record.
	Changes ChangesNote
	// Accepted are the doubts that were accepted.
	Accepted Accepted
	Name     Text
	Lead     string
	Facts    []Fact
	// Place is the small map; nil without coordinates.
	Place *PlaceMap
	// Competing are the sentences of the note about figures that sources do not
	// agree on, Note is the rest of it.
	Competing []Text
	Note      Text
	Slip      string
	Events    []EventLine
	Sources   []SourceNote
	Neighbours
	// Downloads are the files of the record.
	Downloads Downloads
}

// Fact is one thing that is recorded; its values are «not stated» where no source
// says it.
type Fact struct {
	Label  string
	Class  string
	Values []Text
}

// EventLine is one event of a project.
type EventLine struct {
	When    string
	Event   string
	Planned bool
	// Counts says from which day the event counts, and until which it did.
	Counts string
	Note   Text
	Source *SourceNote
}

// ProjectData is what the page of a project is made of.
type ProjectData struct {
	Query      Query
	Project    *models.ProjectRow
	Programmes []models.ProgrammeMembership
	Terms      models.Terms
	// AsOf is the day on which the project is shown, a full date.
	AsOf models.Date
	// List is that which the visitor came from, nil if there is none.
	List           *Link
	Previous, Next *models.Neighbour
}

// NewProject works out the page of a project as known on the day.
func NewProject(p *locale.Printer, d ProjectData) Project {
	n := newNotes(p)
	r, day := d.Project, d.Query.AsOf
	m := Project{
		P: p, Name: In(p, r.Name), Downloads: recordDownloads(p, "projects/"+r.Code, day),
		Neighbours: newNeighbours(p, LinkedText{p.T("project.all"), recordURL(p, "projects", day)}, "projects/", d.List, d.Previous, d.Next),
	}
	m.Downloads.Briefing, m.Downloads.Name = addLink(p, BriefingItem{Kind: BriefingProject, Of: r.Code}, day), nounName(p, models.NounProject)
	fact := func(key string, values ...Text) { m.Facts = append(m.Facts, newFact(p, p.T(key), values...)) }
	status := p.T("project.not_known_yet")
	if r.Known {
		status = stageOf(p, r.Stage, r.LaunchDate.Year())
	}
	m.Facts = append(m.Facts, Fact{Label: p.T("project.status_on", "Day", p.Date(d.AsOf)), Class: string(r.Stage), Values: []Text{{Text: status}}})
	m.Lead = joined(" · ", sectorName(p, r), regionName(p, r), status)
	fact("project.launch", Text{Text: launch(p, r)})
	fact("project.sector", termLink(p, day, "projects", "sector", r.Sector))
	fact("project.region", termLink(p, day, "projects", "region", r.Region))
	fact("project.locality", English(p, r.Locality))
	coordinates := ""
	if r.Lat != nil {
		coordinates = coordinate(*r.Lat) + ", " + coordinate(*r.Lon)
		place := NewPlaceMap(p, *r.Lat, *r.Lon, !r.SiteLocated)
		m.Place = &place
	}
	fact("project.coordinates", Text{Text: coordinates})
	fact("project.cost", cost(p, &r.Project).text())
	fact("project.jobs", jobs(p, &r.Project).text())
	fact("project.capacity", English(p, r.Capacity))
	sides := make(map[models.Side][]Text)
	for i := range r.Partners {
		partner := &r.Partners[i]
		name := partner.Name
		if partner.Detail != "" {
			name += " (" + partner.Detail + ")"
		}
		text := English(p, name)
		if partner.Enterprise != nil {
			text = text.To(recordURL(p, "enterprises/"+partner.Enterprise.Code, day))
		}
		sides[partner.Side] = append(sides[partner.Side], text)
	}
	fact("project.kazakh", sides[models.KazakhSide]...)
	fact("project.chinese", sides[models.ChineseSide]...)
	if len(r.Enterprises) > 0 {
		var enterprises []Text
		for i := range r.Enterprises {
			e := &r.Enterprises[i]
			enterprises = append(enterprises, In(p, e.Name).To(recordURL(p, "enterprises/"+e.Code, day)))
		}
		fact("project.enterprises", enterprises...)
	}
	var memberships []Text
	for _, programme := range d.Programmes {
		memberships = append(memberships, Text{
			Text: p.T("text.of", "Name", In(p, programme.Name).Text, "Value", p.T("membership."+string(programme.Membership))),
		})
	}
	fact("project.membership", memberships...)
	for i := range r.Events {
		e := &r.Events[i]
		line := EventLine{When: p.Date(e.Date), Event: eventName(p, e.Kind, e.Planned), Planned: e.Planned,
			Counts: counts(p, e.Kind, e.KnownOn, endedBy(e, d.AsOf)), Note: English(p, e.Note)}
		if e.Source != nil {
			note := n.note(e.Source)
			line.Source = &note
		}
		m.Events = append(m.Events, line)
	}
	m.Slip = slip(p, r.Events, d.AsOf)
	var rest []string
	for _, sentence := range sentences(r.Note) {
		if competing.MatchString(sentence) {
			m.Competing = append(m.Competing, English(p, sentence))
		} else {
			rest = append(rest, sentence)
		}
	}
	m.Note = English(p, strings.Join(rest, " "))
	for i := range r.Sources {
		n.note(&r.Sources[i])
	}
	m.Sources = n.list
	return m
}

// newFact is a fact whose value is «not stated» where there is none.
func newFact(p *locale.Printer, label string, values ...Text) Fact {
	if len(values) == 0 || len(values) == 1 && values[0].Text == "" {
		values = []Text{{Text: p.T("not_stated")}}
	}
	return Fact{Label: label, Values: values}
}

// cost is that of a project; «not stated» where no source gives it.
func cost(p *locale.Printer, r *models.Project) Number {
	text := format.Money(p, r.CostCents)
	if r.CostCents == nil {
		return Number{Text: text}
	}
	return newNumber(p, text, models.FigureCost, r.Code)
}

// jobs are those of a project; «not stated» where no source gives them.
func jobs(p *locale.Printer, r *models.Project) Number {
	text := format.Int(p, r.Jobs)
	if r.Jobs == nil {
		return Number{Text: text}
	}
	return newNumber(p, text, models.FigureJobs, r.Code)
}

// termLink is a sector or region that leads to the records of a list that have
// it; the zero Text for none.
func termLink[T interface{ Entry() models.Term }](p *locale.Printer, asOf models.Date, list, name string, t *T) Text {
	if t == nil {
		return Text{}
	}
	entry := (*t).Entry()
	return In(p, entry.Name).To(recordLink(p, list, asOf).With(name, entry.Code).URL())
}

// eventName says what happened, or what was planned to.
func eventName(p *locale.Printer, kind models.EventKind, planned bool) string {
	if planned {
		return p.T("event_planned." + string(kind))
	}
	return p.T("event." + string(kind))
}

// endedBy is the day from which an event counts no longer; empty where it does on the day.
func endedBy(e *models.ProjectEvent, asOf models.Date) models.Date {
	if e.CountsOn(asOf) {
		return ""
	}
	return e.UntilOn
}

// counts says from which day an event counts, and until which it did. That a project was
// announced stays true whatever came after.
func counts(p *locale.Printer, kind models.EventKind, from, until models.Date) string {
	if until == "" || kind == models.EventAnnounced {
		return p.T("project.known_on", "Day", p.Date(from))
	}
	return p.T("project.known_until", "Day", p.Date(from), "Until", p.Date(until))
}

// competing finds the sentences of a note about figures that sources do not agree
// on.
var competing = regexp.MustCompile(`(?i)conflict|also given as|differs? between sources|by source\b|given as .+ or .+ in different sources|\bversus\b|\bvs\b`)

// sentences takes a text apart where a full stop is followed by a capital letter
// or the end.
func sentences(text string) []string {
	var list []string
	start := 0
	for i := 0; i+2 < len(text); i++ {
		if text[i] == '.' && text[i+1] == ' ' && 'A' <= text[i+2] && text[i+2] <= 'Z' {
			list = append(list, text[start:i+1])
			start = i + 2
		}
	}
	return append(list, stated(text[start:])...)
}

// slip says in a sentence how a planned launch moved; empty if it did not.
func slip(p *locale.Printer, events []models.ProjectEvent, asOf models.Date) string {
	var plans []models.Date
	var launched models.Date
	for i := range events {
		e := &events[i]
		switch {
		case e.Kind != models.EventLaunched || e.Date == "" || !e.Planned && !e.CountsOn(asOf):
		case e.Planned:
			plans = append(plans, e.Date)
		case launched == "":
			launched = e.Date
		}
	}
	if len(plans) == 0 {
		return ""
	}
	first := slices.MinFunc(plans, func(a, b models.Date) int { return cmp.Compare(a.LastDay(), b.LastDay()) })
	last := slices.MaxFunc(plans, func(a, b models.Date) int { return cmp.Compare(a.LastDay(), b.LastDay()) })
	switch {
	case launched != "" && first.LastDay() < launched.FirstDay():
		return p.T("project.slip_launched", "Plan", p.Date(first), "Launched", p.Date(launched))
	case launched == "" && first.LastDay() < last.LastDay() && first != last:
		return p.T("project.slip_moved", "First", p.Date(first), "Last", p.Date(last))
	}
	return ""
}

func stated(texts ...string) []string {
	var kept []string
	for _, text := range texts {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

// View is the page without its frame.
func (m ProjectList) View() layout.View {
	return layout.View{Body: projectListView(m), Said: m.Filter.Result + "."}
}
