package pages

import (
	"slices"
	"strconv"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// MapList is a part of the list beside the map.
type MapList struct {
	Shown bool
	// Title is how many there are.
	Title Number
	Rows  []MapRow
	None  string
}

// MapRow is a feature of the list.
type MapRow struct {
	Name Text
	// Pick is the address that opens its card; empty for one without a place.
	Pick string
	// Place is where it stands, and How what that place is.
	Place  []Text
	How    string
	Class  string
	Status string
	Detail string
	// Sources are its publishers, each leading to the page of the source.
	Sources []Text
}

// CorridorEntry is a corridor in the list, its waypoints in order.
type CorridorEntry struct {
	ID     string
	Number string
	Name   Text
	Mode   string
	// Length is a sentence with its figures linked.
	Length    string
	Waypoints []WaypointLine
}

// WaypointLine is a place of a corridor.
type WaypointLine struct {
	Place   Text
	Country string
	Kind    string
	// Illustrative marks a place that no source lists for the corridor.
	Illustrative bool
	Unlocated    bool
	Note         Text
	Sources      []Text
}

// MapCard is what a picked mark stands for.
type MapCard struct {
	Open bool
	// Focus is set where the card comes into a page that is there already.
	Focus    bool
	Title    Text
	Lead     string
	Facts    []Fact
	Rows     []MapRow
	Corridor *CorridorEntry
	More     string
	Close    string
}

// MapPicked is what the store holds of what is picked.
type MapPicked struct {
	Projects    []models.ProjectRow
	Enterprises []models.MapEnterprise
}

func (m *Map) lists(d MapData) {
	p := m.P
	if d.Query.Shows(LayerProjects) {
		m.Projects = MapList{Shown: true, Title: Counted{CountProjects, d.Query.projects(), d.Filter.AsOf}.number(p, p.N("projects.title", d.Filter.Counts.Total)), None: p.T("list.none")}
		for i := range d.Projects {
			m.Projects.Rows = append(m.Projects.Rows, m.project(d, &d.Projects[i]))
		}
	}
	if d.Query.Shows(LayerEnterprises) {
		m.Enterprises = MapList{Shown: true, Title: Counted{CountEnterprises, d.Query.enterprises(), ""}.number(p, p.N("enterprises.title", d.EnterpriseCounts.Total)), None: p.T("enterprises.none")}
		for i := range d.Enterprises {
			m.Enterprises.Rows = append(m.Enterprises.Rows, m.enterprise(d, &d.Enterprises[i]))
		}
	}
	if d.Query.Shows(LayerCorridors) {
		for i := range d.Corridors {
			m.Corridors = append(m.Corridors, m.corridor(&d.Corridors[i], i+1))
		}
	}
}

// project is a project as a row of the list or of a card.
func (m *Map) project(d MapData, r *models.ProjectRow) MapRow {
	p := m.P
	row := MapRow{
		Name:  In(p, r.Name).To(recordURL(p, "projects/"+r.Code, d.Query.AsOf)),
		Class: string(r.Stage), Status: stageOf(p, r.Stage, r.LaunchDate.Year()), Detail: launch(p, r),
	}
	if r.Locality != "" {
		row.Place = append(row.Place, English(p, r.Locality))
	}
	if r.Region != nil {
		row.Place = append(row.Place, In(p, r.Region.Name))
	}
	switch {
	case r.Lat == nil:
		row.How = p.T("map.no_place")
	case r.SiteLocated:
		row.How = p.T("map.site")
	default:
		row.How = p.T("map.approximate")
	}
	if r.Lat != nil {
		row.Pick = d.Query.Picked(Pick{Kind: PickProject, Code: r.Code}).URL()
	}
	row.Sources = publisherLinks(p, r.Sources)
	return row
}

// enterprise is an enterprise as a row of the list or of a card.
func (m *Map) enterprise(d MapData, e *models.MapEnterprise) MapRow {
	p := m.P
	row := MapRow{
		Name:  In(p, e.Name).To(recordURL(p, "enterprises/"+e.Code, "")),
		Class: "enterprise", Status: p.T("map.enterprise"),
	}
	if e.Region != nil {
		row.Place = append(row.Place, In(p, e.Region.Name))
	}
	switch e.PlacedBy {
	case models.ByProject:
		row.How = p.T("map.by_project")
		if e.Approximate {
			row.How = p.T("map.by_project_approximate")
		}
		row.Place = append(row.Place, In(p, e.ProjectName).To(recordURL(p, "projects/"+e.ProjectCode, d.Query.AsOf)))
	case models.ByRegion:
		row.How = p.T("map.by_region")
	default:
		row.How = p.T("map.no_place")
	}
	if e.Lat != nil {
		row.Pick = d.Query.Picked(Pick{Kind: PickEnterprise, Code: e.Code}).URL()
	}
	row.Sources = publisherLinks(p, e.Sources)
	return row
}

// publisherLinks are sources by their publishers, each leading to its page.
func publisherLinks(p *locale.Printer, sources []models.Source) []Text {
	var records []Text
	for i := range sources {
		records = append(records, Text{Text: sources[i].Publisher}.To(recordURL(p, "sources/"+sources[i].Code, "")))
	}
	return records
}

// corridor is a corridor with its waypoints.
func (m *Map) corridor(c *models.Corridor, number int) CorridorEntry {
	p := m.P
	e := CorridorEntry{ID: "corridor-" + c.Code, Number: strconv.Itoa(number), Name: In(p, c.Name), Mode: p.T("map.mode." + c.Mode)}
	if r := fromEurope(c); r.Total > 0 {
		n := newRoadNumbers(p, c, r)
		e.Length = p.T("map.length", "Total", n.Total.linked(), "Inside", n.Inside.linked(), "Share", n.Share.linked())
	}
	for i := range c.Waypoints {
		w := &c.Waypoints[i]
		line := WaypointLine{
			Place: In(p, w.Name()), Country: countryName(p, w.Country), Kind: p.T("map.waypoint." + waypointKinds[w.Kind]),
			Illustrative: w.Illustrative, Unlocated: !w.Located(), Sources: publisherLinks(p, w.Sources),
		}
		if !w.Illustrative {
			line.Note = English(p, w.Note)
		}
		e.Waypoints = append(e.Waypoints, line)
	}
	return e
}

// countryName is the name of a country, or its code where the catalogue has none.
func countryName(p *locale.Printer, code string) string {
	if !slices.Contains(countries, code) {
		return code
	}
	return p.T("map.country." + code)
}

// card says what is picked.
func (m *Map) card(d MapData) {
	p := m.P
	k := d.Query.Pick
	if k.Kind == "" {
		return
	}
	m.Card = MapCard{Open: true, Focus: d.Fragment, Title: Text{Text: p.T("map.card_none")}, Lead: p.T("map.card_none_text"), Close: d.Query.Link().AtPage(d.Query.Page).URL()}
	c := &m.Card
	for i := range d.Picked.Projects {
		c.Rows = append(c.Rows, m.project(d, &d.Picked.Projects[i]))
	}
	for i := range d.Picked.Enterprises {
		c.Rows = append(c.Rows, m.enterprise(d, &d.Picked.Enterprises[i]))
	}
	switch {
	case k.Kind == PickCorridor:
		if corridor := findCorridor(d.Corridors, k.Code); corridor != nil {
			number := slices.IndexFunc(d.Corridors, func(other models.Corridor) bool { return other.Code == k.Code }) + 1
			entry := m.corridor(corridor, number)
			c.Title, c.Lead, c.Corridor = entry.Name, joined(" · ", entry.Mode, entry.Length), &entry
		}
	case k.Kind == PickGroup && len(c.Rows) > 0:
		projects, enterprises := 0, 0
		cells := make(map[models.Cell]bool)
		for _, cell := range GroupCells(k, d.Cells) {
			cells[cell] = true
		}
		for i := range d.Cells {
			if cell := &d.Cells[i]; cells[cell.Cell] {
				projects, enterprises = projects+cell.Projects(), enterprises+cell.Enterprises
			}
		}
		c.Title, c.Lead = Text{Text: featureCount(p, projects, enterprises)}, p.T("map.card_group")
		if shown := len(c.Rows); shown < projects+enterprises {
			c.More = p.T("map.card_more", "Shown", p.Int(shown), "N", p.Int(projects+enterprises))
		}
	case len(c.Rows) > 0:
		row := c.Rows[0]
		c.Title, c.Lead = row.Name, ""
		c.Facts = append(c.Facts, Fact{Label: p.T("list.status"), Values: []Text{{Text: row.Status}}})
		if k.Kind == PickProject {
			c.Facts[0].Class = row.Class
			c.Facts = append(c.Facts, newFact(p, p.T("list.launch"), Text{Text: row.Detail}))
		}
		c.Facts = append(c.Facts, newFact(p, p.T("project.locality"), row.Place...), newFact(p, p.T("map.position"), Text{Text: row.How}), newFact(p, p.T("sources.title"), row.Sources...))
		c.Rows = nil
	}
}
