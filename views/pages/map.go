package pages

import (
	"math"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/worldmap"
)

// Map is the page of the map: the road through Kazakhstan, the projects and
// enterprises along it, and the list of all of them.
type Map struct {
	P     *locale.Printer
	Title string
	Lead  string
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

// RoadStrip is a road drawn as a line, with the part in Kazakhstan on it.
type RoadStrip struct {
	Title          string
	Desc           string
	Wide, Narrow   StripDrawing
	From, To       Text
	TotalKM        string
	Share          string
	EntersKM       string
	LeavesKM       string
	MiddleIsInside bool
}

// StripDrawing is a strip on a width in pixels.
type StripDrawing struct {
	Class                 string
	Width                 string
	Enters, Leaves, Inner string
	Middle, Centre        string
	Ticks                 []string
}

// RoadLine is a corridor in the table of distances.
type RoadLine struct {
	Number                               string
	Name                                 Text
	From, To                             Text
	Total, Inside, Share, Enters, Leaves string
	LeftOut                              []Text
}

// MapList is a part of the list beside the map.
type MapList struct {
	Shown bool
	Title string
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
	ID        string
	Number    string
	Name      Text
	Mode      string
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

func kilometres(p *locale.Printer, f float64) string {
	return p.T("map.km", "N", p.Int(int(math.Round(f))))
}

func part(p *locale.Printer, f float64) string {
	return format.Amount(p, decimal.NewFromInt(int64(math.Round(f*100))), "percent")
}

// fromEurope is the road of the corridor measured from its western end.
func fromEurope(c *models.Corridor) *models.Road {
	r := c.Road(worldmap.InKazakhstan)
	if r.First != nil && r.Last != nil {
		if _, first := worldmap.Project(*r.First.Lat, *r.First.Lon); first >= 0 && *r.First.Lon > *r.Last.Lon {
			return r.Backwards()
		}
	}
	return r
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
	m := Map{P: p, Title: p.T("map.title")}
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
	if m.Pager.Text != "" {
		m.Title += " · " + m.Pager.Text
	}
	m.Sources = n.list
	return m
}

// headline states where on the road Kazakhstan lies.
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
	m.Title = p.T("map.headline", "From", part(p, r.EntersAt()), "To", part(p, r.LeavesAt()))
	m.Lead = p.T("map.lead", "Total", kilometres(p, r.Total), "Inside", kilometres(p, r.Kazakhstan), "Share", part(p, r.Share()))
	if shanghai == nil {
		return
	}
	if s := fromEurope(shanghai); s.Kazakhstan > 0 {
		m.Lead = p.T("map.lead_and", "Lead", m.Lead, "Shanghai", p.T("map.lead_shanghai", "From", part(p, s.EntersAt()), "To", part(p, s.LeavesAt())))
		if s.EntersAt() < 0.5 && s.LeavesAt() > 0.5 && r.EntersAt() < 0.5 && r.LeavesAt() > 0.5 {
			m.Lead = p.T("map.lead_and", "Lead", m.Lead, "Shanghai", p.T("map.lead_middle"))
		}
	}
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

// roads sets the corridors side by side by their lengths, and draws the two roads
// that the opening article speaks of.
func (m *Map) roads(d MapData) {
	p := m.P
	if !d.Query.Shows(LayerCorridors) {
		return
	}
	for i := range d.Corridors {
		c := &d.Corridors[i]
		r := fromEurope(c)
		if r.First == nil {
			continue
		}
		line := RoadLine{
			Number: strconv.Itoa(i + 1), Name: In(p, c.Name).To("#corridor-" + c.Code), From: In(p, r.First.Name()), To: In(p, r.Last.Name()),
			Total: kilometres(p, r.Total), Inside: kilometres(p, r.Kazakhstan), Share: part(p, r.Share()), Enters: part(p, r.EntersAt()), Leaves: part(p, r.LeavesAt()),
		}
		for _, w := range r.LeftOut {
			line.LeftOut = append(line.LeftOut, In(p, w.Name()))
		}
		m.Roads = append(m.Roads, line)
		if c.Code != models.BeijingCorridor && c.Code != models.ShanghaiCorridor || r.Kazakhstan == 0 {
			continue
		}
		s := RoadStrip{
			From: line.From, To: line.To, TotalKM: line.Total, Share: p.T("map.strip_share", "From", line.Enters, "To", line.Leaves),
			EntersKM: kilometres(p, r.Enters), LeavesKM: kilometres(p, r.Leaves),
			MiddleIsInside: r.EntersAt() < 0.5 && r.LeavesAt() > 0.5,
		}
		s.Title = p.T("map.strip", "From", line.From.Text, "To", line.To.Text)
		s.Desc = p.T("map.strip_desc", "Total", line.Total, "Enters", s.EntersKM, "Leaves", s.LeavesKM)
		s.Wide, s.Narrow = newStrip("wide", 1200, r, c), newStrip("narrow", 358, r, c)
		m.Strips = append(m.Strips, s)
	}
	slices.Reverse(m.Strips)
}

// newStrip lays the road out on a line of the width. The ticks are its waypoints.
func newStrip(class string, width float64, r *models.Road, c *models.Corridor) StripDrawing {
	s := StripDrawing{
		Class: class, Width: px(width), Enters: px(width * r.EntersAt()), Leaves: px(width * r.LeavesAt()), Inner: px(width * (r.LeavesAt() - r.EntersAt())),
		Middle: px(width / 2), Centre: px(width * (r.EntersAt() + r.LeavesAt()) / 2),
	}
	at := 0.0
	stretches := legs(c)
	if len(stretches) > 0 && stretches[0][0] != r.First {
		slices.Reverse(stretches)
	}
	for i, leg := range stretches {
		at += models.GreatCircle(*leg[0].Lat, *leg[0].Lon, *leg[1].Lat, *leg[1].Lon)
		if i < len(stretches)-1 {
			s.Ticks = append(s.Ticks, px(width*at/r.Total))
		}
	}
	return s
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

func (m *Map) lists(d MapData) {
	p := m.P
	if d.Query.Shows(LayerProjects) {
		m.Projects = MapList{Shown: true, Title: p.N("projects.title", d.Filter.Counts.Total), None: p.T("list.none")}
		for i := range d.Projects {
			m.Projects.Rows = append(m.Projects.Rows, m.project(d, &d.Projects[i]))
		}
	}
	if d.Query.Shows(LayerEnterprises) {
		m.Enterprises = MapList{Shown: true, Title: p.N("enterprises.title", d.EnterpriseCounts.Total), None: p.T("enterprises.none")}
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
		Class: string(r.Stage), Status: p.T("stage." + string(r.Stage)), Detail: launch(p, r),
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
		e.Length = p.T("map.length", "Total", kilometres(p, r.Total), "Inside", kilometres(p, r.Kazakhstan), "Share", part(p, r.Share()))
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

var waypointKinds = map[string]string{"city": "city", "border": "border", "port": "port", "dry port": "dry_port"}

var countries = []string{"AZ", "BY", "CN", "DE", "FR", "GE", "IR", "KZ", "PL", "RO", "RU", "TM"}

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

// PlaceMap is a small map of Kazakhstan with one mark.
type PlaceMap struct {
	Width, Height string
	Transform     string
	X, Y          string
	Approximate   bool
	// Outside is set where the place lies beyond the map.
	Outside bool
	// Text says in words what the map shows.
	Text string
}

// placeCanvas is that of the small map.
var placeCanvas = canvas{"place", "place", worldmap.KazakhstanBox, 360, 0, 0}

// NewPlaceMap is the small map of a place.
func NewPlaceMap(p *locale.Printer, lat, lon float64, approximate bool) PlaceMap {
	c := placeCanvas
	x, y := c.at(lat, lon)
	m := PlaceMap{Width: px(c.width), Height: px(c.height()), Transform: c.transform(), X: px(x), Y: px(y), Approximate: approximate, Outside: !c.holds(lat, lon)}
	place := "map.place_site"
	switch {
	case m.Outside:
		place = "map.place_outside"
	case approximate:
		place = "map.place_approximate"
	}
	m.Text = p.T(place, "Lat", coordinate(lat), "Lon", coordinate(lon))
	return m
}

func coordinate(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

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
