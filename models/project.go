package models

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// Project is one documented project.
type Project struct {
	Record
	Code       string
	Name       Translations `gorm:"embedded;embeddedPrefix:name_"`
	NameFolded string
	SectorID   *int64
	RegionID   *int64
	Locality   string
	// Lat and Lon are degrees of the locality, nil where no source names the
	// site. They are approximate unless SiteLocated is set.
	Lat, Lon *float64
	// SiteLocated marks coordinates that a source gives for the site itself.
	SiteLocated bool
	// PartnerSides sums Partners up, so that a list can be counted by it.
	PartnerSides PartnerSides
	// CostCents is in cents of a US dollar; competing figures stand in Note.
	CostCents *int64
	Jobs      *int64
	Capacity  string
	// OutcomeUnknownFrom is the day from which no source found tells what became
	// of the project; empty for the others.
	OutcomeUnknownFrom Date
	Note               string

	Sector   *Sector
	Region   *Region
	Partners []ProjectPartner
	Events   []ProjectEvent
	Sources  []Source `gorm:"many2many:project_sources"`
	// Enterprises are those recorded as belonging to the project.
	Enterprises []Enterprise
}

var siteGiven = regexp.MustCompile(`Coordinates (from|as given by|of the site) `)

// siteLocated reads from the note of a project whether its coordinates are those
// of the site: the note then names who gives them («Coordinates from …», «as given
// by …», «of the site …»), and does not call them approximate. Coordinates of any
// other project are those of its locality, of a town nearby or of the regional
// centre.
func siteLocated(note string) bool {
	return siteGiven.MatchString(note) && !strings.Contains(note, "Coordinates approximate")
}

// Side is that of a partner.
type Side string

// The two sides.
const (
	KazakhSide  Side = "kazakh"
	ChineseSide Side = "chinese"
)

// ProjectPartner takes part in a project: an enterprise of the records, or a
// plain name. Detail is what the source adds in brackets, such as a share.
type ProjectPartner struct {
	Record
	ProjectID    int64
	Side         Side
	Position     int64
	EnterpriseID *int64
	Name         string
	Detail       string
	// Enterprise is set on a project's own page only.
	Enterprise *Enterprise
}

// NotStated is the code under which a filter picks records without a value.
const NotStated = "none"

// ProjectFilter selects projects as they were known on a day. The zero value of
// every field but AsOf means «everything».
type ProjectFilter struct {
	// AsOf is a full date. A project that was not documented by then is left out.
	AsOf Date
	// Then is an earlier full date whose stages are read beside those of AsOf; empty
	// for none. It selects nothing.
	Then Date
	// Programme is the code of a programme. It selects the projects that belong to
	// it or may do so: those of unknown membership are in, those known not to
	// belong are out.
	Programme string
	// Year selects projects with an event in that year, actual or planned.
	Year  int
	Stage Stage
	// Sector and Region are codes; NotStated picks the projects without one.
	Sector string
	Region string
	// Partners selects by the sides that a partner is named of.
	Partners PartnerSides
	// Launch is the year of the launch or of its plan, or NotStated.
	Launch string
	// Listed selects by what is known of the membership in the main programme, the
	// list of 51; NotStated picks the projects without any word on it.
	Listed Membership
	// Text is looked for in the names of projects and partners, and in places.
	Text string
	// Source is the code of a source; the projects that rest on it are selected.
	Source string

	Sort Sort
	// Page counts from 1; 0 is the first.
	Page int
}

// PartnerSides says of which sides a project has a named partner.
type PartnerSides string

// The sides that can be named; NotStated stands for neither.
const (
	BothSides       PartnerSides = "both"
	OnlyKazakhSide  PartnerSides = "kazakh"
	OnlyChineseSide PartnerSides = "chinese"
	NoSide          PartnerSides = NotStated
)

// AllPartnerSides are what a filter can choose.
var AllPartnerSides = []PartnerSides{BothSides, OnlyKazakhSide, OnlyChineseSide, NoSide}

// partnerSides sums partners up.
func partnerSides(partners []ProjectPartner) PartnerSides {
	var kazakh, chinese bool
	for _, p := range partners {
		kazakh = kazakh || p.Side == KazakhSide
		chinese = chinese || p.Side == ChineseSide
	}
	switch {
	case kazakh && chinese:
		return BothSides
	case kazakh:
		return OnlyKazakhSide
	case chinese:
		return OnlyChineseSide
	}
	return NoSide
}

// The public words by which projects are sorted.
const (
	SortName   = "name"
	SortRegion = "region"
	SortSector = "sector"
	SortStatus = "status"
	SortLaunch = "launch"
	SortCost   = "cost"
)

// ProjectSorts are the words by which projects can be sorted.
var ProjectSorts = []string{SortName, SortRegion, SortSector, SortStatus, SortLaunch, SortCost}

// ProjectRow is a project with what was known of it on the day of the filter.
type ProjectRow struct {
	Project       `gorm:"embedded"`
	Stage         Stage
	LaunchDate    Date
	LaunchPlanned bool
	// StageThen is the stage on the day Then of the filter; empty for a project that
	// was not documented by then.
	StageThen Stage
	// Known is false for a project that was not documented by the day; it then
	// has no stage.
	Known bool
}

// The facets of a list of projects, by the names of their parameters.
const (
	FacetStage     = "status"
	FacetSector    = "sector"
	FacetRegion    = "region"
	FacetPartners  = "partners"
	FacetLaunch    = "launch"
	FacetListed    = "listed"
	FacetProgramme = "programme"
	FacetYear      = "year"
)

// projectFacets are those that one grouping counts, with the column that gives the
// value, NULL for «not stated», in the order of the index project_stages_facets.
// Sectors and regions are given by their ids, and the launch by its date: to look
// up 100,000 codes takes as long as to count.
var projectFacets = []struct{ name, column string }{
	{FacetStage, "ps.stage"},
	{FacetSector, "ps.sector_id"},
	{FacetRegion, "ps.region_id"},
	{FacetPartners, "ps.partner_sides"},
	{FacetListed, "ps.listed"},
	{FacetLaunch, "ps.launch_date"},
}

// chosen are the choices of the filter in the order of projectFacets.
func (f ProjectFilter) chosen() []string {
	return []string{string(f.Stage), f.Sector, f.Region, string(f.Partners), string(f.Listed), f.Launch}
}

// known joins each project to its stage on the day, and to the programme.
func (f ProjectFilter) known(db *gorm.DB) *gorm.DB {
	return f.member(db.Table("projects").
		Joins("JOIN project_stages ps ON ps.project_id = projects.id AND ps.from_day <= ? AND ps.until_day > ?", f.AsOf, f.AsOf))
}

// counted are the stages on the day alone, for what is only counted: they hold
// all that projects are counted by.
func (f ProjectFilter) counted(db *gorm.DB) *gorm.DB {
	return f.member(db.Table("project_stages ps").Where("ps.from_day <= ? AND ps.until_day > ?", f.AsOf, f.AsOf))
}

func (f ProjectFilter) member(db *gorm.DB) *gorm.DB {
	switch f.Programme {
	case "":
		return db
	case MainProgramme:
		return db.Where("ps.listed <> ?", MemberNo)
	}
	return db.Joins("JOIN programme_projects pp ON pp.project_id = ps.project_id AND pp.membership <> ? AND pp.programme_id = (SELECT id FROM programmes WHERE code = ?)",
		MemberNo, f.Programme)
}

// eventCounts is CountsOn of an event in a query; the day is asked for twice.
const eventCounts = "e.known_on <= ? AND (e.until_on IS NULL OR e.until_on > ?)"

// active keeps the projects with an event in the year, and those that have the
// text.
func (f ProjectFilter) active(db *gorm.DB) *gorm.DB {
	if f.Year != 0 {
		// IN and not EXISTS: the index on the year then drives the query.
		db = db.Where("ps.project_id IN (SELECT e.project_id FROM project_events e WHERE e.year = ? AND "+eventCounts+")", f.Year, f.AsOf, f.AsOf)
	}
	return f.worded(db)
}

func (f ProjectFilter) worded(db *gorm.DB) *gorm.DB {
	if f.Source != "" {
		db = db.Where("ps.project_id IN (SELECT x.project_id FROM project_sources x JOIN sources y ON y.id = x.source_id WHERE y.code = ? "+
			"UNION SELECT e.project_id FROM project_events e JOIN sources y ON y.id = e.source_id WHERE y.code = ?)", f.Source, f.Source)
	}
	if f.Text == "" {
		return db
	}
	return db.Where(`ps.project_id IN (SELECT n.id FROM projects n WHERE n.name_folded LIKE ? ESCAPE '\')`, "%"+likeEscape(Fold(f.Text))+"%")
}

// picked keeps the rows that every facet's choice selects.
func (f ProjectFilter) picked(db *gorm.DB) *gorm.DB {
	if f.Stage != "" {
		db = db.Where("ps.stage = ?", f.Stage)
	}
	db = whereTerm(db, "ps.sector_id", "sectors", f.Sector)
	db = whereTerm(db, "ps.region_id", "regions", f.Region)
	if f.Partners != "" {
		db = db.Where("ps.partner_sides = ?", f.Partners)
	}
	switch f.Launch {
	case "":
	case NotStated:
		db = db.Where("ps.launch_date IS NULL")
	default:
		db = db.Where("ps.launch_date >= ? AND ps.launch_date < ?", f.Launch, f.Launch+"~")
	}
	return whereWord(db, "ps.listed", string(f.Listed))
}

func whereTerm(db *gorm.DB, column, table, code string) *gorm.DB {
	switch code {
	case "":
		return db
	case NotStated:
		return db.Where(column + " IS NULL")
	}
	return db.Where(column+" = (SELECT id FROM "+table+" WHERE code = ?)", code)
}

func (s Sort) projects() string {
	direction := s.direction()
	const byName = "projects.name_folded ASC, projects.id ASC"
	switch s.By {
	case SortRegion:
		return s.ranked("projects.region_id") + ", " + byName
	case SortSector:
		return s.ranked("projects.sector_id") + ", " + byName
	case SortStatus:
		return "CASE ps.stage" + cases(Stages) + " END " + direction + ", " + byName
	case SortLaunch:
		// What is not stated comes last in either direction.
		return "CASE WHEN ps.launch_date IS NULL THEN 1 ELSE 0 END, ps.launch_date " + direction + ", " + byName
	case SortCost:
		return "CASE WHEN projects.cost_cents IS NULL THEN 1 ELSE 0 END, projects.cost_cents " + direction + ", " + byName
	case SortName:
		return "projects.name_folded " + direction + ", projects.id " + direction
	}
	return byName
}

// Projects is one page of the projects that the filter selects, with sector,
// region and partners.
func (s *Store) Projects(ctx context.Context, f ProjectFilter, t *Terms) ([]ProjectRow, error) {
	q := f.picked(f.active(f.known(s.db.WithContext(ctx)))).Order(f.Sort.projects())
	if f.Then != "" {
		q = q.Joins("LEFT JOIN project_stages pt ON pt.project_id = projects.id AND pt.from_day <= ? AND pt.until_day > ?", f.Then, f.Then)
	}
	return s.projectRows(ctx, q.Limit(PageSize).Offset((max(f.Page, 1)-1)*PageSize), t, f.then())
}

// then is the column of the stage on the day Then.
func (f ProjectFilter) then() string {
	if f.Then == "" {
		return "'' AS stage_then"
	}
	return "COALESCE(pt.stage, '') AS stage_then"
}

// projectRows reads what a query for projects and their stages selects, with further
// columns.
func (s *Store) projectRows(ctx context.Context, q *gorm.DB, t *Terms, further ...string) ([]ProjectRow, error) {
	var rows []ProjectRow
	columns := append([]string{"projects.*, ps.stage, ps.launch_date, ps.launch_planned, TRUE AS known"}, further...)
	if err := q.Select(strings.Join(columns, ", ")).Scan(&rows).Error; err != nil {
		return nil, domainErr("list projects", err)
	}
	for i := range rows {
		rows[i].Sector, rows[i].Region = t.Sector(rows[i].SectorID), t.Region(rows[i].RegionID)
	}
	return rows, domainErr("list partners", s.partnersOf(ctx, rows))
}

// AllProjects are all projects that the filter selects, as Projects gives a page
// of them, each with its sources and those of its events.
func (s *Store) AllProjects(ctx context.Context, f ProjectFilter, t *Terms) (Stream[ProjectRow], error) {
	known := func() *gorm.DB { return f.known(s.db.WithContext(ctx)) }
	var ids []int64
	if err := f.picked(f.active(known())).Order(f.Sort.projects()).Pluck("projects.id", &ids).Error; err != nil {
		return Stream[ProjectRow]{}, domainErr("list projects", err)
	}
	return inBatches(ids, func(r *ProjectRow) int64 { return r.ID }, func(ids []int64) ([]ProjectRow, error) {
		rows, err := s.projectRows(ctx, known().Where("projects.id IN ?", ids), t)
		if err != nil {
			return nil, err
		}
		return rows, domainErr("list the sources of projects", s.restOf(ctx, rows, ids))
	}), nil
}

// eventSources are the sources of events, to be read as those of their projects.
const eventSources = "(SELECT project_id, source_id, id AS position FROM project_events WHERE source_id IS NOT NULL)"

// restOf fills the sources of the projects, those of their events behind their own.
func (s *Store) restOf(ctx context.Context, rows []ProjectRow, ids []int64) error {
	for _, links := range []string{"project_sources", eventSources} {
		sources, err := s.sourcesOfAll(ctx, links, "project_id", ids)
		if err != nil {
			return err
		}
		for i := range rows {
			for _, source := range sources[rows[i].ID] {
				if !slices.ContainsFunc(rows[i].Sources, func(known Source) bool { return known.ID == source.ID }) {
					rows[i].Sources = append(rows[i].Sources, source)
				}
			}
		}
	}
	return nil
}

// ProjectNeighbours are the projects before and after one in the list that the
// filter selects; nil at its ends. Both are nil if the project does not stand on
// the page of the filter, as when the list has changed since.
func (s *Store) ProjectNeighbours(ctx context.Context, f ProjectFilter, code string) (previous, next *Neighbour, err error) {
	return neighbours(f.picked(f.active(f.known(s.db.WithContext(ctx)))).Order(f.Sort.projects()), "projects", "name", f.Page, code)
}

func (s *Store) partnersOf(ctx context.Context, rows []ProjectRow) error {
	ids := make([]int64, len(rows))
	at := make(map[int64]*ProjectRow, len(rows))
	for i := range rows {
		ids[i], at[rows[i].ID] = rows[i].ID, &rows[i]
	}
	var partners []ProjectPartner
	// A reading that was broken off leaves rows that are not filled.
	if err := s.db.WithContext(ctx).Where("project_id IN ?", ids).Order("project_id, side DESC, position").Find(&partners).Error; err != nil {
		return err
	}
	for _, p := range partners {
		at[p.ProjectID].Partners = append(at[p.ProjectID].Partners, p)
	}
	return nil
}

// ProjectCounts counts the options of the facets that a project has one value of,
// in one query, whatever the number of projects.
func (s *Store) ProjectCounts(ctx context.Context, f ProjectFilter, t *Terms) (Counts, error) {
	names, columns := make([]string, len(projectFacets)), make([]string, len(projectFacets))
	for i, facet := range projectFacets {
		names[i], columns[i] = facet.name, facet.column
	}
	grouped := strings.Join(columns, ", ")
	cells, err := readCells(f.active(f.counted(s.db.WithContext(ctx))).Select(grouped+", count(*)").Group(grouped), len(projectFacets))
	if err != nil {
		return Counts{}, domainErr("count projects", err)
	}
	sectors, regions := map[string]string{NotStated: NotStated}, map[string]string{NotStated: NotStated}
	for _, sector := range t.Sectors {
		sectors[strconv.FormatInt(sector.ID, 10)] = sector.Code
	}
	for _, region := range t.Regions {
		regions[strconv.FormatInt(region.ID, 10)] = region.Code
	}
	for _, c := range cells {
		c.values[1], c.values[2] = sectors[c.values[1]], regions[c.values[2]]
		if launch := c.values[5]; launch != NotStated {
			c.values[5] = strconv.Itoa(Date(launch).Year())
		}
	}
	return tally(names, f.chosen(), cells), nil
}

// ProjectProgrammes counts the projects by programme, in one query. A project can
// be in several. Total is that of the filter's own counts: where no programme is
// chosen, it is the number of rows of any.
func (s *Store) ProjectProgrammes(ctx context.Context, f ProjectFilter, total int) (FacetCounts, error) {
	counts := FacetCounts{Any: total, N: make(map[string]int)}
	chosen := f.Programme != ""
	f.Programme = ""
	found := func() *gorm.DB { return f.picked(f.active(f.counted(s.db.WithContext(ctx)))).Select("ps.project_id") }
	var programmes []struct {
		Code string
		N    int
	}
	q := "SELECT programmes.code, p.n FROM (SELECT pp.programme_id, count(*) AS n FROM (?) AS found JOIN programme_projects pp " +
		"ON pp.project_id = found.project_id AND pp.membership <> ? GROUP BY pp.programme_id) p JOIN programmes ON programmes.id = p.programme_id"
	args := []any{found(), MemberNo}
	if chosen {
		q += " UNION ALL SELECT '', count(*) FROM (?) AS everything"
		args = append(args, found())
	}
	err := s.db.WithContext(ctx).Raw(q, args...).Scan(&programmes).Error
	for _, p := range programmes {
		if p.Code == "" {
			counts.Any = p.N
		} else {
			counts.N[p.Code] = p.N
		}
	}
	return counts, domainErr("count projects by programme", err)
}

// ProjectYears counts the projects by the years in which something happened to
// them, or is planned to, in one query. Any is not counted.
func (s *Store) ProjectYears(ctx context.Context, f ProjectFilter) (FacetCounts, error) {
	counts := FacetCounts{N: make(map[string]int)}
	var years []struct {
		Year string
		N    int
	}
	// A project with two events in a year counts once. Grouping twice follows the
	// index on the events; count(DISTINCT …) took four times as long on SQLite.
	active := f.picked(f.worded(f.counted(s.db.WithContext(ctx)))).
		Joins("JOIN project_events e ON e.project_id = ps.project_id AND e.year IS NOT NULL AND "+eventCounts, f.AsOf, f.AsOf).
		Select("ps.project_id, e.year").Group("ps.project_id, e.year")
	err := s.db.WithContext(ctx).Table("(?) AS active", active).Select("year, count(*) AS n").Group("year").Scan(&years).Error
	if err != nil {
		return counts, domainErr("count projects by year", err)
	}
	for _, y := range years {
		counts.N[y.Year] = y.N
	}
	return counts, nil
}

// DocumentedCount is the number of documented projects at one stage on a day,
// of which Listed are named by a source as belonging to the programme.
type DocumentedCount struct {
	Stage  Stage
	N      int
	Listed int
}

// Documented counts a programme's documented projects by stage on a day. A
// stage without projects is absent.
func (s *Store) Documented(ctx context.Context, programme string, day Date) (map[Stage]DocumentedCount, error) {
	named := "ps.listed = 'yes'"
	if programme != MainProgramme {
		named = "pp.membership = 'yes'"
	}
	var rows []DocumentedCount
	err := ProjectFilter{AsOf: day, Programme: programme}.counted(s.db.WithContext(ctx)).
		Select("ps.stage, count(*) AS n, sum(CASE WHEN " + named + " THEN 1 ELSE 0 END) AS listed").
		Group("ps.stage").Scan(&rows).Error
	counts := make(map[Stage]DocumentedCount, len(rows))
	for _, r := range rows {
		counts[r.Stage] = r
	}
	return counts, domainErr("count documented projects", err)
}

// Project is one project with its partners and their enterprises, the events
// known on the day with their sources, its own sources, and where it stood on the
// day. It returns ErrNotFound if there is no such code.
func (s *Store) Project(ctx context.Context, code string, asOf Date, t *Terms) (*ProjectRow, []ProgrammeMembership, error) {
	attempt := "read project " + code
	var p ProjectRow
	db := s.db.WithContext(ctx)
	err := db.Table("projects").
		Joins("LEFT JOIN project_stages ps ON ps.project_id = projects.id AND ps.from_day <= ? AND ps.until_day > ?", asOf, asOf).
		Where("projects.code = ?", code).
		Select("projects.*, COALESCE(ps.stage, '') AS stage, ps.launch_date, COALESCE(ps.launch_planned, FALSE) AS launch_planned, ps.stage IS NOT NULL AS known").
		Limit(1).Scan(&p).Error
	if err == nil && p.ID == 0 {
		err = gorm.ErrRecordNotFound
	}
	if err != nil {
		return nil, nil, domainErr(attempt, err)
	}
	p.Sector, p.Region = t.Sector(p.SectorID), t.Region(p.RegionID)
	if err := db.Joins("Enterprise").Where("project_partners.project_id = ?", p.ID).Order("side DESC, position").Find(&p.Partners).Error; err != nil {
		return nil, nil, domainErr(attempt, err)
	}
	if err := db.Joins("Source").Where("project_events.project_id = ? AND project_events.known_on <= ?", p.ID, asOf).
		Order("CASE WHEN date IS NULL THEN 1 ELSE 0 END, date, known_on, project_events.kind, project_events.code").Find(&p.Events).Error; err != nil {
		return nil, nil, domainErr(attempt, err)
	}
	if p.Sources, err = s.sourcesOf(ctx, "project_sources", "project_id", p.ID); err != nil {
		return nil, nil, domainErr(attempt, err)
	}
	if err := db.Where("project_id = ?", p.ID).Order("name_folded, code").Find(&p.Enterprises).Error; err != nil {
		return nil, nil, domainErr(attempt, err)
	}
	var member []ProgrammeMembership
	err = db.Table("programmes").Joins("JOIN programme_projects pp ON pp.programme_id = programmes.id AND pp.project_id = ?", p.ID).
		Select("programmes.*, pp.membership").Order("programmes.code").Scan(&member).Error
	return &p, member, domainErr(attempt, err)
}

// sourcesOf are the sources of a record in their order, from the table that
// links them.
func (s *Store) sourcesOf(ctx context.Context, table, column string, id int64) ([]Source, error) {
	var list []Source
	err := s.db.WithContext(ctx).Table("sources").Joins("JOIN "+table+" x ON x.source_id = sources.id AND x."+column+" = ?", id).
		Order("x.position").Select("sources.*").Scan(&list).Error
	return list, err
}

// ProgrammeMembership is a programme with a project's membership in it.
type ProgrammeMembership struct {
	Programme  `gorm:"embedded"`
	Membership Membership
}

// Terms are the dictionaries that projects refer to.
type Terms struct {
	Sectors []Sector
	Regions []Region
}

// Terms are all sectors and regions, in no particular order.
func (s *Store) Terms(ctx context.Context) (Terms, error) {
	return Share(ctx, s, "terms", func() (Terms, error) {
		var t Terms
		if err := s.db.WithContext(ctx).Order("id").Find(&t.Sectors).Error; err != nil {
			return t, domainErr("list sectors", err)
		}
		err := s.db.WithContext(ctx).Order("id").Find(&t.Regions).Error
		return t, domainErr("list regions", err)
	})
}

// Places are all places, in no particular order.
func (s *Store) Places(ctx context.Context) ([]Place, error) {
	var list []Place
	err := s.db.WithContext(ctx).Order("id").Find(&list).Error
	return list, domainErr("list places", err)
}

// Sector is the sector with the id, nil if there is none.
func (t *Terms) Sector(id *int64) *Sector {
	for i := range t.Sectors {
		if id != nil && t.Sectors[i].ID == *id {
			return &t.Sectors[i]
		}
	}
	return nil
}

// Region is the region with the id, nil if there is none.
func (t *Terms) Region(id *int64) *Region {
	for i := range t.Regions {
		if id != nil && t.Regions[i].ID == *id {
			return &t.Regions[i]
		}
	}
	return nil
}

// HasSector reports whether a filter can pick the code.
func (t *Terms) HasSector(code string) bool {
	return code == NotStated || slices.ContainsFunc(t.Sectors, func(s Sector) bool { return s.Code == code })
}

// HasRegion reports whether a filter can pick the code.
func (t *Terms) HasRegion(code string) bool {
	return code == NotStated || slices.ContainsFunc(t.Regions, func(r Region) bool { return r.Code == code })
}
