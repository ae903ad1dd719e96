package pages

import (
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// ProjectTable is a list of projects, a page of it at a time.
type ProjectTable struct {
	P        *locale.Printer
	Title    string
	Caption  string
	StatusOn string
	Heads    []Head
	Rows     []ProjectLine
	// None says what to do when there is no row.
	None           string
	Pages          string
	Previous, Next string
}

// Head is the head of a column that the table can be sorted by.
type Head struct {
	Label string
	URL   string
	// Sort is the value of aria-sort, empty for a column that is not in use.
	Sort  string
	Class string
	Name  string
}

// ProjectLine is a row of the table.
type ProjectLine struct {
	URL      string
	Name     Text
	Region   string
	Sector   string
	Stage    string
	Status   string
	Launch   string
	Partners Text
}

// NewProjectTable works out the table for the page of rows; total is the number
// of rows of all pages.
func NewProjectTable(p *locale.Printer, q Query, rows []models.ProjectRow, total int) ProjectTable {
	t := ProjectTable{P: p, None: p.T("list.none")}
	for _, column := range []struct{ by, key, class string }{
		{models.SortName, "list.name", ""},
		{models.SortRegion, "list.region", "hide-s"},
		{models.SortSector, "list.sector", "hide-s"},
		{models.SortStatus, "list.status", ""},
		{models.SortLaunch, "list.launch", "num"},
	} {
		label := p.T(column.key)
		h := Head{Label: label, Class: column.class, Name: p.T("list.sort", "Column", label)}
		current := q.Sort
		if current == "" {
			current = models.SortName
		}
		descending := false
		if current == column.by {
			h.Sort = "ascending"
			if q.Descending {
				h.Sort = "descending"
			}
			descending = !q.Descending
		}
		h.URL = q.With(func(q *Query) {
			q.Sort, q.Descending = column.by, descending
			if column.by == models.SortName {
				q.Sort = ""
				if descending {
					q.Sort = models.SortName
				}
			}
		}).URL()
		t.Heads = append(t.Heads, h)
	}
	for i := range rows {
		r := &rows[i]
		line := ProjectLine{
			URL: projectURL(q, r.Code), Name: In(p, r.Name), Region: format.Or(p, regionName(p, r)), Sector: format.Or(p, sectorName(p, r)),
			Stage: string(r.Stage), Status: p.T("stage." + string(r.Stage)), Launch: launch(p, r),
		}
		var names []string
		for _, partner := range r.Partners {
			names = append(names, partner.Name)
		}
		// The names are in English, and so is the comma between them.
		line.Partners = English(p, strings.Join(names, ", "))
		if len(names) == 0 {
			line.Partners = Text{Text: p.T("not_stated")}
		}
		t.Rows = append(t.Rows, line)
	}
	page, pages := max(q.Page, 1), (total+models.PageSize-1)/models.PageSize
	if pages > 1 {
		t.Pages = p.T("list.page", "Page", p.Int(page), "Pages", p.Int(pages))
		turn := func(to int) string {
			q := q
			q.Page = to
			return q.URL()
		}
		if page > 1 {
			t.Previous = turn(min(page-1, pages))
		}
		if page < pages {
			t.Next = turn(page + 1)
		}
	}
	return t
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

// projectURL is the page of a project, as known on the day of the query.
func projectURL(q Query, code string) string {
	return Query{Lang: q.Lang, Path: "projects/" + code, AsOf: q.AsOf}.URL()
}

// ProjectList is the page of all documented projects.
type ProjectList struct {
	P      *locale.Printer
	Title  string
	Lead   string
	Filter Filter
	Table  ProjectTable
}

// NewProjectList works out the list of projects.
func NewProjectList(p *locale.Printer, q Query, f FilterData, rows []models.ProjectRow) ProjectList {
	m := ProjectList{
		P: p, Title: p.N("projects.title", f.Counts.Total), Lead: p.T("projects.lead", "AsOf", p.Date(f.AsOf)),
		Filter: NewFilter(p, f), Table: NewProjectTable(p, q, rows, f.Counts.Total),
	}
	m.Table.Caption = p.T("list.caption_all", "AsOf", p.Date(f.AsOf))
	m.Table.StatusOn = p.T("project.status_on", "Day", p.Date(f.AsOf))
	if m.Table.Pages != "" {
		m.Title += " · " + m.Table.Pages
	}
	return m
}

// Project is the page of one project.
type Project struct {
	P       *locale.Printer
	Name    Text
	Lead    string
	Facts   []Fact
	Note    Text
	Events  []EventLine
	Sources []SourceNote
	// All leads back to the list.
	All string
}

// Fact is one thing that is recorded of a project; its values are «not stated»
// where no source says it.
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
	Kind    string
	KnownOn string
}

// NewProject works out the page of a project as known on the day.
func NewProject(p *locale.Printer, q Query, r *models.ProjectRow, programmes []models.ProgrammeMembership, asOf models.Date) Project {
	n := newNotes(p)
	m := Project{P: p, Name: In(p, r.Name), Note: English(p, r.Note), All: Query{Lang: q.Lang, Path: "projects", AsOf: q.AsOf}.URL()}
	fact := func(key string, values ...Text) {
		if len(values) == 0 || len(values) == 1 && values[0].Text == "" {
			values = []Text{{Text: p.T("not_stated")}}
		}
		m.Facts = append(m.Facts, Fact{Label: p.T(key), Values: values})
	}
	status := p.T("project.not_known_yet")
	if r.Known {
		status = p.T("stage." + string(r.Stage))
	}
	m.Facts = append(m.Facts, Fact{Label: p.T("project.status_on", "Day", p.Date(asOf)), Class: string(r.Stage), Values: []Text{{Text: status}}})
	m.Lead = strings.Join(stated(sectorName(p, r), regionName(p, r), status), " · ")
	fact("project.launch", Text{Text: launch(p, r)})
	fact("project.sector", Text{Text: sectorName(p, r)})
	fact("project.region", Text{Text: regionName(p, r)})
	fact("project.locality", English(p, r.Locality))
	coordinates := ""
	if r.Lat != nil {
		coordinates = strconv.FormatFloat(*r.Lat, 'f', -1, 64) + ", " + strconv.FormatFloat(*r.Lon, 'f', -1, 64)
	}
	fact("project.coordinates", Text{Text: coordinates})
	fact("project.cost", Text{Text: format.Money(p, r.CostCents)})
	fact("project.jobs", Text{Text: format.Int(p, r.Jobs)})
	fact("project.capacity", English(p, r.Capacity))
	sides := make(map[models.Side][]Text)
	for _, partner := range r.Partners {
		name := partner.Name
		if partner.Detail != "" {
			name += " (" + partner.Detail + ")"
		}
		sides[partner.Side] = append(sides[partner.Side], English(p, name))
	}
	fact("project.kazakh", sides[models.KazakhSide]...)
	fact("project.chinese", sides[models.ChineseSide]...)
	var memberships []Text
	for _, programme := range programmes {
		memberships = append(memberships, Text{
			Text: p.T("text.of", "Name", In(p, programme.Name).Text, "Value", p.T("membership."+string(programme.Membership))),
		})
	}
	fact("project.membership", memberships...)
	for _, e := range r.Events {
		line := EventLine{When: p.Date(e.Date), Event: p.T("event." + string(e.Kind)), Planned: e.Planned, Kind: p.T("project.actual"), KnownOn: p.Date(e.KnownOn)}
		if e.Planned {
			line.Kind = p.T("project.planned")
		}
		m.Events = append(m.Events, line)
	}
	for i := range r.Sources {
		n.note(&r.Sources[i])
	}
	m.Sources = n.list
	return m
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
