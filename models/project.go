package models

import (
	"context"
	"fmt"
	"slices"
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
	// site. They are approximate unless Note says otherwise.
	Lat, Lon *float64
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
}

// NotStated is the code under which a filter picks records without a value.
const NotStated = "none"

// ProjectFilter selects projects as they were known on a day. The zero value of
// every field but AsOf means «everything».
type ProjectFilter struct {
	// AsOf is a full date. A project that was not documented by then is left out.
	AsOf Date
	// ProgrammeID selects the projects that belong to a programme or may do so:
	// those of unknown membership are in, those known not to belong are out.
	ProgrammeID int64
	// Year selects projects with an event in that year, actual or planned.
	Year  int
	Stage Stage
	// Sector and Region are codes; NotStated picks the projects without one.
	Sector string
	Region string

	Sort Sort
	// Page counts from 1; 0 is the first.
	Page int
}

// PageSize is the number of rows of one page of a list.
const PageSize = 50

// Sort is the order of a list.
type Sort struct {
	By         string
	Descending bool
	// Ranks orders sectors or regions by their names in the visitor's language:
	// ids in that order. The database has no such collation on both dialects.
	Ranks []int64
}

// The public words by which projects are sorted.
const (
	SortName   = "name"
	SortRegion = "region"
	SortSector = "sector"
	SortStatus = "status"
	SortLaunch = "launch"
)

// ProjectSorts are the words by which projects can be sorted.
var ProjectSorts = []string{SortName, SortRegion, SortSector, SortStatus, SortLaunch}

// ProjectRow is a project with what was known of it on the day of the filter.
type ProjectRow struct {
	Project       `gorm:"embedded"`
	Stage         Stage
	LaunchDate    Date
	LaunchPlanned bool
	Membership    Membership
	// Known is false for a project that was not documented by the day; it then
	// has no stage.
	Known bool
}

// known joins each project to its stage on the day, and to the programme.
func (f ProjectFilter) known(db *gorm.DB) *gorm.DB {
	db = db.Table("projects").
		Joins("JOIN project_stages ps ON ps.project_id = projects.id AND ps.from_day <= ? AND ps.until_day > ?", f.AsOf, f.AsOf)
	if f.ProgrammeID != 0 {
		db = db.Joins("JOIN programme_projects pp ON pp.project_id = projects.id AND pp.programme_id = ? AND pp.membership <> ?",
			f.ProgrammeID, MemberNo)
	}
	return db
}

func (f ProjectFilter) active(db *gorm.DB) *gorm.DB {
	if f.Year != 0 {
		// IN and not EXISTS: the index on the year then drives the query.
		db = db.Where("projects.id IN (SELECT e.project_id FROM project_events e WHERE e.year = ? AND e.known_on <= ?)", f.Year, f.AsOf)
	}
	return db
}

func (f ProjectFilter) chosen(db *gorm.DB) *gorm.DB {
	if f.Stage != "" {
		db = db.Where("ps.stage = ?", f.Stage)
	}
	db = whereTerm(db, "projects.sector_id", "sectors", f.Sector)
	return whereTerm(db, "projects.region_id", "regions", f.Region)
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

// order is the ORDER BY of the list; it always ends in the id, so that pages do
// not overlap.
func (s Sort) order() string {
	direction := "ASC"
	if s.Descending {
		direction = "DESC"
	}
	rank := func(column string) string {
		if len(s.Ranks) == 0 {
			return column + " " + direction
		}
		var b strings.Builder
		fmt.Fprintf(&b, "CASE %s", column)
		for i, id := range s.Ranks {
			fmt.Fprintf(&b, " WHEN %d THEN %d", id, i)
		}
		fmt.Fprintf(&b, " ELSE %d END %s", len(s.Ranks), direction)
		return b.String()
	}
	const byName = "projects.name_folded ASC, projects.id ASC"
	switch s.By {
	case SortRegion:
		return rank("projects.region_id") + ", " + byName
	case SortSector:
		return rank("projects.sector_id") + ", " + byName
	case SortStatus:
		var b strings.Builder
		b.WriteString("CASE ps.stage")
		for i, stage := range Stages {
			fmt.Fprintf(&b, " WHEN '%s' THEN %d", stage, i)
		}
		return b.String() + " END " + direction + ", " + byName
	case SortLaunch:
		// What is not stated comes last in either direction.
		return "CASE WHEN ps.launch_date IS NULL THEN 1 ELSE 0 END, ps.launch_date " + direction + ", " + byName
	case SortName:
		return "projects.name_folded " + direction + ", projects.id " + direction
	}
	return byName
}

// Projects is one page of the projects that the filter selects, with sector,
// region and partners.
func (s *Store) Projects(ctx context.Context, f ProjectFilter, t *Terms) ([]ProjectRow, error) {
	page := max(f.Page, 1)
	var rows []ProjectRow
	q := f.chosen(f.active(f.known(s.db.WithContext(ctx))))
	selected := "projects.*, ps.stage, ps.launch_date, ps.launch_planned, TRUE AS known"
	if f.ProgrammeID != 0 {
		selected += ", pp.membership"
	}
	err := q.Select(selected).Order(f.Sort.order()).
		Limit(PageSize).Offset((page - 1) * PageSize).Scan(&rows).Error
	if err != nil {
		return nil, domainErr("list projects", err)
	}
	for i := range rows {
		rows[i].Sector, rows[i].Region = t.Sector(rows[i].SectorID), t.Region(rows[i].RegionID)
	}
	return rows, domainErr("list partners", s.partnersOf(ctx, rows))
}

func (s *Store) partnersOf(ctx context.Context, rows []ProjectRow) error {
	ids := make([]int64, len(rows))
	at := make(map[int64]*ProjectRow, len(rows))
	for i := range rows {
		ids[i], at[rows[i].ID] = rows[i].ID, &rows[i]
	}
	var partners []ProjectPartner
	err := s.db.WithContext(ctx).Where("project_id IN ?", ids).Order("project_id, side DESC, position").Find(&partners).Error
	for _, p := range partners {
		at[p.ProjectID].Partners = append(at[p.ProjectID].Partners, p)
	}
	return err
}

// ProjectCounts counts projects by what a filter can choose. Each map counts
// the rows that choosing that option would give, with the other choices of the
// filter kept.
type ProjectCounts struct {
	// Total is the number of rows that the filter selects.
	Total int
	// AnyStage, AnySector and AnyRegion are the rows after taking that choice
	// back; AnyYear likewise.
	AnyStage, AnySector, AnyRegion, AnyYear int
	Stages                                  map[Stage]int
	// Sectors and Regions are keyed by id, 0 for «not stated».
	Sectors, Regions map[int64]int
	Years            map[int]int
}

// ProjectCounts counts the options of the filter in three queries, whatever the
// number of projects.
func (s *Store) ProjectCounts(ctx context.Context, f ProjectFilter, t *Terms) (ProjectCounts, error) {
	counts := ProjectCounts{
		Stages: make(map[Stage]int), Sectors: make(map[int64]int), Regions: make(map[int64]int), Years: make(map[int]int),
	}
	var cells []struct {
		Stage    Stage
		SectorID int64
		RegionID int64
		N        int
	}
	err := f.active(f.known(s.db.WithContext(ctx))).
		Select("ps.stage, COALESCE(projects.sector_id, 0) AS sector_id, COALESCE(projects.region_id, 0) AS region_id, count(*) AS n").
		Group("ps.stage, projects.sector_id, projects.region_id").Scan(&cells).Error
	if err != nil {
		return counts, domainErr("count projects", err)
	}
	sectorIDs, regionIDs := make(map[string]int64), make(map[string]int64)
	for _, sector := range t.Sectors {
		sectorIDs[sector.Code] = sector.ID
	}
	for _, region := range t.Regions {
		regionIDs[region.Code] = region.ID
	}
	inSector, inRegion := chosen(f.Sector, sectorIDs), chosen(f.Region, regionIDs)
	for _, c := range cells {
		stage, sector, region := f.Stage == "" || f.Stage == c.Stage, inSector(c.SectorID), inRegion(c.RegionID)
		if stage && sector && region {
			counts.Total += c.N
		}
		if sector && region {
			counts.Stages[c.Stage] += c.N
			counts.AnyStage += c.N
		}
		if stage && region {
			counts.Sectors[c.SectorID] += c.N
			counts.AnySector += c.N
		}
		if stage && sector {
			counts.Regions[c.RegionID] += c.N
			counts.AnyRegion += c.N
		}
	}
	var years []struct{ Year, N int }
	// A project with two events in a year counts once. Grouping twice follows the
	// index on the events; count(DISTINCT …) took four times as long on SQLite.
	active := f.chosen(f.known(s.db.WithContext(ctx))).
		Joins("JOIN project_events e ON e.project_id = projects.id AND e.year IS NOT NULL AND e.known_on <= ?", f.AsOf).
		Select("projects.id, e.year").Group("projects.id, e.year")
	err = s.db.WithContext(ctx).Table("(?) AS active", active).Select("year, count(*) AS n").Group("year").Scan(&years).Error
	if err != nil {
		return counts, domainErr("count projects by year", err)
	}
	for _, y := range years {
		counts.Years[y.Year] = y.N
	}
	var any int64
	if err := f.chosen(f.known(s.db.WithContext(ctx))).Count(&any).Error; err != nil {
		return counts, domainErr("count projects of all years", err)
	}
	counts.AnyYear = int(any)
	return counts, nil
}

// chosen tells whether an id is that of the chosen code; 0 stands for «not
// stated».
func chosen(code string, ids map[string]int64) func(int64) bool {
	return func(id int64) bool {
		switch code {
		case "":
			return true
		case NotStated:
			return id == 0
		}
		want, known := ids[code]
		return known && id == want
	}
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
func (s *Store) Documented(ctx context.Context, programmeID int64, day Date) (map[Stage]DocumentedCount, error) {
	var rows []DocumentedCount
	err := ProjectFilter{AsOf: day, ProgrammeID: programmeID}.known(s.db.WithContext(ctx)).
		Select("ps.stage, count(*) AS n, sum(CASE WHEN pp.membership = 'yes' THEN 1 ELSE 0 END) AS listed").
		Group("ps.stage").Scan(&rows).Error
	counts := make(map[Stage]DocumentedCount, len(rows))
	for _, r := range rows {
		counts[r.Stage] = r
	}
	return counts, domainErr("count documented projects", err)
}

// Project is one project with its partners, the events known on the day,
// sources, and where it stood on the day. It returns ErrNotFound if there is no
// such code.
func (s *Store) Project(ctx context.Context, code string, asOf Date, t *Terms) (*ProjectRow, []ProgrammeMembership, error) {
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
		return nil, nil, domainErr("read project "+code, err)
	}
	rows := []ProjectRow{p}
	if err := s.partnersOf(ctx, rows); err != nil {
		return nil, nil, domainErr("list partners", err)
	}
	p = rows[0]
	p.Sector, p.Region = t.Sector(p.SectorID), t.Region(p.RegionID)
	if err := db.Where("project_id = ? AND known_on <= ?", p.ID, asOf).Order("CASE WHEN date IS NULL THEN 1 ELSE 0 END, date, known_on, id").
		Find(&p.Events).Error; err != nil {
		return nil, nil, domainErr("list events", err)
	}
	if err := db.Table("sources").Joins("JOIN project_sources x ON x.source_id = sources.id AND x.project_id = ?", p.ID).
		Order("x.position").Select("sources.*").Scan(&p.Sources).Error; err != nil {
		return nil, nil, domainErr("list sources", err)
	}
	var member []ProgrammeMembership
	err = db.Table("programmes").Joins("JOIN programme_projects pp ON pp.programme_id = programmes.id AND pp.project_id = ?", p.ID).
		Select("programmes.*, pp.membership").Order("programmes.id").Scan(&member).Error
	return &p, member, domainErr("list programmes of project", err)
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
	var t Terms
	if err := s.db.WithContext(ctx).Order("id").Find(&t.Sectors).Error; err != nil {
		return t, domainErr("list sectors", err)
	}
	err := s.db.WithContext(ctx).Order("id").Find(&t.Regions).Error
	return t, domainErr("list regions", err)
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

// SortableBy reports whether word is one by which projects can be sorted.
func SortableBy(word string) bool { return slices.Contains(ProjectSorts, word) }
