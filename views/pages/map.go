package pages

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/worldmap"
)

// Map is the page of the map: the road through Kazakhstan, the projects and
// enterprises along it, and the list of all of them.
type Map struct {
	P     *locale.Printer
	Title string
	Lead  string
	// Headline and LinkedLead are what stands on the page, with its figures linked.
	Headline, LinkedLead string
	// Claim is what the opening article says, with its source; empty where that is
	// not on record.
	Claim       string
	ClaimSource *SourceNote
	Filter      Filter
	// Eurasia and Kazakhstan are the two parts of the map, each with a drawing for
	// wide and one for narrow screens.
	Eurasia, Kazakhstan []MapDrawing
	Strips              []RoadStrip
	Roads               []RoadLine
	CorridorKeys        []CorridorKey
	// Caption says in sentences what the map of Kazakhstan shows and what it cannot
	// show.
	Caption []string
	Stages  []MapKey
	Card    MapCard
	// Projects, Enterprises and Corridors are the list beside the map; a layer that
	// is off has none.
	Projects    MapList
	Enterprises MapList
	Corridors   []CorridorEntry
	Pager       Pager
	Sources     []SourceNote
	// Downloads are the files of the drawings.
	Downloads Downloads
}

// MapKey is an entry of the legend with the shape of its marks.
type MapKey struct{ Class, Path, Label string }

// CorridorKey is a corridor in the legend; it leads to its card.
type CorridorKey struct {
	Number string
	Mode   string
	Name   Text
	Picked bool
}

// MapData is what the map is made of.
type MapData struct {
	Query  MapQuery
	Filter FilterData
	// EnterpriseCounts count the enterprises; the zero value with that layer off.
	EnterpriseCounts models.Counts
	Corridors        []models.Corridor
	Cells            []models.MapCell
	Projects         []models.ProjectRow
	Enterprises      []models.MapEnterprise
	Picked           MapPicked
	// Fragment is set where only a part of the page is asked for.
	Fragment bool
}

// pickedCell is the cell of what is picked; false if nothing with a place is. A
// record that stands in a group shows on the map as its group.
func (d MapData) pickedCell() (models.Cell, bool) {
	switch k := d.Query.Pick; {
	case k.Kind == PickGroup:
		return k.Cell, true
	case k.Kind == PickProject && len(d.Picked.Projects) == 1 && d.Picked.Projects[0].Lat != nil:
		r := &d.Picked.Projects[0]
		return models.CellOf(*r.Lat, *r.Lon), true
	case k.Kind == PickEnterprise && len(d.Picked.Enterprises) == 1 && d.Picked.Enterprises[0].Lat != nil:
		e := &d.Picked.Enterprises[0]
		return models.CellOf(*e.Lat, *e.Lon), true
	}
	return models.Cell{}, false
}

// featureCount is a number of projects and enterprises in words.
func featureCount(p *locale.Printer, projects, enterprises int) string {
	switch {
	case enterprises == 0:
		return p.N("unit.projects", projects)
	case projects == 0:
		return p.N("unit.enterprises", enterprises)
	}
	return p.T("map.and", "First", p.N("unit.projects", projects), "Second", p.N("unit.enterprises", enterprises))
}

func findCorridor(list []models.Corridor, code string) *models.Corridor {
	at := slices.IndexFunc(list, func(c models.Corridor) bool { return c.Code == code })
	if at < 0 {
		return nil
	}
	return &list[at]
}

// NewMap works out the page of the map.
func NewMap(p *locale.Printer, d MapData) Map {
	n := newNotes(p)
	m := Map{P: p, Title: p.T("map.title"), Headline: p.T("map.title"), Downloads: drawingDownloads(p, d.Query.Picked(Pick{}))}
	m.headline(d)
	for _, c := range d.Corridors {
		for _, w := range c.Waypoints {
			for i := range w.Sources {
				if s := &w.Sources[i]; s.Code == models.OpeningArticle && m.ClaimSource == nil {
					note := n.note(s)
					m.Claim, m.ClaimSource = p.T("map.claim"), &note
				}
			}
		}
	}
	m.Filter = newMapFilter(p, d)
	eurasia, kazakhstan := p.T("map.eurasia"), p.T("map.kazakhstan_title")
	projects, enterprises, marked := 0, 0, 0
	for i := range d.Cells {
		c := &d.Cells[i]
		projects, enterprises = projects+c.Projects(), enterprises+c.Enterprises
		if kazakhstanWide.holds(c.Lat, c.Lon) || eurasiaWide.holds(c.Lat, c.Lon) {
			marked += c.N()
		}
	}
	m.Eurasia = []MapDrawing{
		newMapDrawing(p, eurasiaWide, d, eurasia, p.N("map.eurasia_desc", len(d.Corridors))),
		newMapDrawing(p, eurasiaNarrow, d, eurasia, p.N("map.eurasia_desc", len(d.Corridors))),
	}
	desc := p.T("map.kazakhstan_desc", "Features", featureCount(p, projects, enterprises))
	m.Kazakhstan = []MapDrawing{
		newMapDrawing(p, kazakhstanWide, d, kazakhstan, desc),
		newMapDrawing(p, kazakhstanNarrow, d, kazakhstan, desc),
	}
	m.caption(d, projects+enterprises, marked)
	m.roads(d)
	m.legend(d)
	m.lists(d)
	m.card(d)
	total := 0
	if d.Query.Shows(LayerProjects) {
		total = d.Filter.Counts.Total
	}
	if d.Query.Shows(LayerEnterprises) {
		total = max(total, d.EnterpriseCounts.Total)
	}
	m.Pager = newPagerOf(p, d.Query.Link(), d.Query.Page, total, models.MapPageSize)
	m.Title = joined(" · ", m.Title, m.Pager.Text)
	m.Sources = n.list
	return m
}

// headline states how much of the road lies in Kazakhstan, and where.
func (m *Map) headline(d MapData) {
	p := m.P
	beijing, shanghai := findCorridor(d.Corridors, models.BeijingCorridor), findCorridor(d.Corridors, models.ShanghaiCorridor)
	if beijing == nil {
		return
	}
	r := fromEurope(beijing)
	if r.Kazakhstan == 0 {
		return
	}
	from := newRoadNumbers(p, beijing, r)
	say := func(words func(Number) string) (title, lead string) {
		title = p.T("map.headline", "Share", words(from.Share))
		lead = p.T("map.lead", "Total", words(from.Total), "Inside", words(from.Inside), "From", words(from.EntersAt), "To", words(from.LeavesAt))
		if shanghai == nil {
			return title, lead
		}
		if s := fromEurope(shanghai); s.Kazakhstan > 0 {
			other := newRoadNumbers(p, shanghai, s)
			lead = p.T("map.lead_and", "Lead", lead, "Shanghai", p.T("map.lead_shanghai", "From", words(other.EntersAt), "To", words(other.LeavesAt)))
			if s.EntersAt() < 0.5 && s.LeavesAt() > 0.5 && r.EntersAt() < 0.5 && r.LeavesAt() > 0.5 {
				lead = p.T("map.lead_and", "Lead", lead, "Shanghai", p.T("map.lead_middle"))
			}
		}
		return title, lead
	}
	m.Title, m.Lead = say(Number.String)
	m.Headline, m.LinkedLead = say(Number.linked)
}

// caption says how much the map shows, and what has no place on it.
func (m *Map) caption(d MapData, placed, marked int) {
	p := m.P
	total := 0
	if d.Query.Shows(LayerProjects) {
		total += d.Filter.Counts.Total
	}
	if d.Query.Shows(LayerEnterprises) {
		total += d.EnterpriseCounts.Total
	}
	m.Caption = []string{p.T("map.caption", "N", p.Int(marked))}
	if beyond := placed - marked; beyond > 0 {
		m.Caption = append(m.Caption, p.T("map.beyond", "N", p.Int(beyond)))
	}
	if without := total - placed; without > 0 {
		m.Caption = append(m.Caption, p.T("map.without", "N", p.Int(without)))
	}
}

func (m *Map) legend(d MapData) {
	p := m.P
	if d.Query.Shows(LayerCorridors) {
		for i := range d.Corridors {
			c := &d.Corridors[i]
			pick := Pick{Kind: PickCorridor, Code: c.Code}
			m.CorridorKeys = append(m.CorridorKeys, CorridorKey{
				Number: strconv.Itoa(i + 1), Mode: p.T("map.mode." + c.Mode), Name: In(p, c.Name).To(d.Query.Picked(pick).URL()), Picked: d.Query.Pick == pick,
			})
		}
	}
	if d.Query.Shows(LayerProjects) {
		for _, stage := range models.Stages {
			if slices.ContainsFunc(d.Cells, func(c models.MapCell) bool { return c.Stages[stage] > 0 }) {
				m.Stages = append(m.Stages, MapKey{string(stage), stageShapes[stage], p.T("stage." + string(stage))})
			}
		}
	}
	if d.Query.Shows(LayerEnterprises) {
		m.Stages = append(m.Stages, MapKey{"enterprise", enterpriseShape, p.T("map.enterprise")})
	}
}

// newMapFilter has the filters of the lists whose layers are on. What both have,
// sector and region, counts both.
func newMapFilter(p *locale.Printer, d MapData) Filter {
	q := d.Query
	f := Filter{
		P: p, Action: q.Link().base(), Text: &TextBox{Name: "q", Label: p.T("filter.text_projects"), Value: q.Text},
		Boxes: &Boxes{Name: "layer", Label: p.T("map.layers")},
	}
	for _, l := range Layers {
		f.Boxes.Options = append(f.Boxes.Options, Option{Value: string(l), Label: p.T("map.layer." + string(l)), Selected: q.Shows(l)})
	}
	data := d.Filter
	data.Query = q.Query
	projects, enterprises := q.Shows(LayerProjects), q.Shows(LayerEnterprises)
	if enterprises {
		both := make(map[string]models.FacetCounts)
		for name, counts := range data.Counts.Facets {
			both[name] = counts
		}
		for _, name := range []string{models.FacetSector, models.FacetRegion} {
			both[name] = addCounts(both[name], d.EnterpriseCounts.Facets[name])
		}
		data.Counts.Facets = both
	}
	switch {
	case projects:
		f.chooseProjects(data)
		f.Day = dayBox(data.AsOf, data.Today)
	case enterprises:
		f.Facets = []Facet{sectorFacet(p, data), regionFacet(p, data)}
	}
	if enterprises {
		f.Facets = append(f.Facets, enterpriseFacets(p, d.EnterpriseCounts, q.Export, q.Share)...)
	}
	f.countFeatures(q, data.AsOf)
	f.keep(q.Link(), data.AsOf, data.Today)
	n, e := 0, 0
	if projects {
		n = data.Counts.Total
	}
	if enterprises {
		e = d.EnterpriseCounts.Total
	}
	f.Result = p.T("map.result", "Features", featureCount(p, n, e))
	return f
}

// countFeatures makes figures of the numbers of the options. What only projects have
// counts projects, what only enterprises have enterprises, and what both have both.
func (f *Filter) countFeatures(q MapQuery, asOf models.Date) {
	both := Counted{CountMap, q.Link(), asOf}
	projects, enterprises := Counted{CountProjects, q.projects(), asOf}, Counted{CountEnterprises, q.enterprises(), ""}
	switch {
	case !q.Shows(LayerEnterprises):
		both = projects
	case !q.Shows(LayerProjects):
		both = enterprises
	}
	for i := range f.Facets {
		switch facet := &f.Facets[i]; facet.Name {
		case models.FacetSector, models.FacetRegion:
			facet.count(f.P, both)
		case models.FacetExport, models.FacetShare:
			facet.count(f.P, enterprises)
		default:
			facet.count(f.P, projects)
		}
	}
	f.leadToCounts(both)
}

// addCounts adds up the options of a facet that two lists share.
func addCounts(a, b models.FacetCounts) models.FacetCounts {
	sum := models.FacetCounts{Any: a.Any + b.Any, N: make(map[string]int)}
	for value, n := range a.N {
		sum.N[value] += n
	}
	for value, n := range b.N {
		sum.N[value] += n
	}
	return sum
}

var waypointKinds = map[string]string{"city": "city", "border": "border", "port": "port", "dry port": "dry_port"}

var countries = []string{"AZ", "BY", "CN", "DE", "FR", "GE", "IR", "KZ", "PL", "RO", "RU", "TM"}

// placeCanvas is that of the small map.
var placeCanvas = canvas{"place", "place", worldmap.KazakhstanBox, 360, 0, 0}

// announcement tells a screen reader what a partial answer has brought.
func (m *Map) announcement() string {
	if m.Card.Open {
		return m.Card.Title.Text
	}
	return m.Filter.Result + "."
}

// pickAttributes let the links of an element open the card in its place: htmx takes
// the card from the page that answers, and the drawings with the mark that is
// picked.
func pickAttributes() templ.Attributes {
	return templ.Attributes{
		"hx-target": "#card", "hx-select": "#card", "hx-swap": "outerHTML",
		"hx-select-oob": "#eurasia-wide,#eurasia-narrow,#kazakhstan-wide,#kazakhstan-narrow",
	}
}

// View is the page without its frame.
func (m Map) View() layout.View {
	return layout.View{Body: mapView(m), Said: m.announcement(), Around: mapPaths()}
}
