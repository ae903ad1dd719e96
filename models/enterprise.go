package models

import (
	"context"
	"strings"

	"github.com/shopspring/decimal"
	"gorm.io/gorm"
)

// Enterprise is a company of the programme or with Chinese participation.
type Enterprise struct {
	Record
	Code       string
	Name       Translations `gorm:"embedded;embeddedPrefix:name_"`
	NameFolded string
	SectorID   *int64
	RegionID   *int64
	ProjectID  *int64
	Product    string
	// ExportOriented is nil where no source says it.
	ExportOriented *bool
	// ChineseShare is the Chinese share of the capital in percent.
	ChineseShare decimal.NullDecimal
	FoundedYear  *int64

	Sector  *Sector
	Region  *Region
	Project *Project
	Sources []Source `gorm:"many2many:enterprise_sources"`
}

// ShareBand is a range of the Chinese share of the capital.
type ShareBand string

// The bands of the Chinese share; NotStated stands for a share that no source
// gives.
const (
	ShareZero     ShareBand = "zero"
	ShareMinority ShareBand = "minority" // above 0, below 50 percent
	ShareHalf     ShareBand = "half"     // 50 percent
	ShareMajority ShareBand = "majority" // above 50, below 100 percent
	ShareFull     ShareBand = "full"
)

// ShareBands are all bands, the largest share first.
var ShareBands = []ShareBand{ShareFull, ShareMajority, ShareHalf, ShareMinority, ShareZero, NotStated}

// The facets of a list of enterprises beside those that it shares with projects.
const (
	FacetExport = "export"
	FacetShare  = "share"
)

// EnterpriseFilter selects enterprises. The zero value of every field means
// «everything».
type EnterpriseFilter struct {
	// Sector and Region are codes; NotStated picks the enterprises without one.
	Sector, Region string
	// Export is «yes», «no» or NotStated.
	Export string
	Share  ShareBand
	// Text is looked for in names and products.
	Text string
	// Source is the code of a source; the enterprises that rest on it are selected.
	Source string

	Sort Sort
	// Page counts from 1; 0 is the first.
	Page int
}

// The public words by which enterprises are sorted, beside those for projects.
const (
	SortShare   = "share"
	SortFounded = "founded"
	SortProduct = "product"
	SortExport  = "export"
)

// EnterpriseSorts are the words by which enterprises can be sorted.
var EnterpriseSorts = []string{SortName, SortRegion, SortSector, SortProduct, SortExport, SortShare, SortFounded}

const (
	shareNumber = "CAST(enterprises.chinese_share AS DECIMAL)"
	shareBand   = "CASE WHEN enterprises.chinese_share IS NULL THEN NULL WHEN " + shareNumber + " = 0 THEN 'zero' WHEN " + shareNumber + " < 50 THEN 'minority' WHEN " +
		shareNumber + " = 50 THEN 'half' WHEN " + shareNumber + " < 100 THEN 'majority' ELSE 'full' END"
	exportWord = "CASE WHEN enterprises.export_oriented THEN 'yes' WHEN NOT enterprises.export_oriented THEN 'no' END"
)

func (f EnterpriseFilter) worded(db *gorm.DB) *gorm.DB {
	db = restingOn(db.Table("enterprises"), "enterprises.id", "enterprise_sources", "enterprise_id", f.Source)
	if f.Text == "" {
		return db
	}
	return db.Where(`enterprises.name_folded LIKE ? ESCAPE '\'`, "%"+likeEscape(Fold(f.Text))+"%")
}

func (f EnterpriseFilter) picked(db *gorm.DB) *gorm.DB {
	db = whereTerm(db, "enterprises.sector_id", "sectors", f.Sector)
	db = whereTerm(db, "enterprises.region_id", "regions", f.Region)
	db = whereWord(db, exportWord, f.Export)
	return whereWord(db, shareBand, string(f.Share))
}

// whereWord keeps the rows for which an expression gives the word, or nothing.
func whereWord(db *gorm.DB, expression, word string) *gorm.DB {
	switch word {
	case "":
		return db
	case NotStated:
		return db.Where("(" + expression + ") IS NULL")
	}
	return db.Where("("+expression+") = ?", word)
}

func (s Sort) enterprises() string {
	direction := s.direction()
	const byName = "enterprises.name_folded ASC, enterprises.id ASC"
	switch s.By {
	case SortRegion:
		return s.ranked("enterprises.region_id") + ", " + byName
	case SortSector:
		return s.ranked("enterprises.sector_id") + ", " + byName
	case SortProduct:
		return "CASE WHEN enterprises.product = '' THEN 1 ELSE 0 END, enterprises.product " + direction + ", " + byName
	case SortExport:
		return "CASE WHEN enterprises.export_oriented IS NULL THEN 1 ELSE 0 END, enterprises.export_oriented " + direction + ", " + byName
	case SortShare:
		return "CASE WHEN enterprises.chinese_share IS NULL THEN 1 ELSE 0 END, " + shareNumber + " " + direction + ", " + byName
	case SortFounded:
		return "CASE WHEN enterprises.founded_year IS NULL THEN 1 ELSE 0 END, enterprises.founded_year " + direction + ", " + byName
	case SortName:
		return "enterprises.name_folded " + direction + ", enterprises.id " + direction
	}
	return byName
}

// Enterprises is one page of the enterprises that the filter selects, with
// sector, region and project.
func (s *Store) Enterprises(ctx context.Context, f EnterpriseFilter, t *Terms) ([]Enterprise, error) {
	q := f.picked(f.worded(s.db.WithContext(ctx))).Order(f.Sort.enterprises())
	return readEnterprises(q.Limit(PageSize).Offset((max(f.Page, 1)-1)*PageSize), t)
}

func readEnterprises(q *gorm.DB, t *Terms) ([]Enterprise, error) {
	var list []Enterprise
	err := q.Joins("Project").Find(&list).Error
	for i := range list {
		list[i].Sector, list[i].Region = t.Sector(list[i].SectorID), t.Region(list[i].RegionID)
	}
	return list, domainErr("list enterprises", err)
}

// AllEnterprises are all enterprises that the filter selects, as Enterprises gives
// a page of them, each with its sources.
func (s *Store) AllEnterprises(ctx context.Context, f EnterpriseFilter, t *Terms) (Stream[Enterprise], error) {
	var ids []int64
	if err := f.picked(f.worded(s.db.WithContext(ctx))).Order(f.Sort.enterprises()).Pluck("enterprises.id", &ids).Error; err != nil {
		return Stream[Enterprise]{}, domainErr("list enterprises", err)
	}
	return inBatches(ids, func(e *Enterprise) int64 { return e.ID }, func(ids []int64) ([]Enterprise, error) {
		list, err := readEnterprises(s.db.WithContext(ctx).Table("enterprises").Where("enterprises.id IN ?", ids), t)
		if err != nil {
			return nil, err
		}
		sources, err := s.sourcesOfAll(ctx, "enterprise_sources", "enterprise_id", ids)
		for i := range list {
			list[i].Sources = sources[list[i].ID]
		}
		return list, domainErr("list the sources of enterprises", err)
	}), nil
}

// EnterpriseCounts counts the options of every facet of the list of enterprises,
// in one query.
func (s *Store) EnterpriseCounts(ctx context.Context, f EnterpriseFilter) (Counts, error) {
	columns := strings.Join([]string{"sectors.code", "regions.code", exportWord, shareBand}, ", ")
	cells, err := readCells(f.worded(s.db.WithContext(ctx)).
		Joins("LEFT JOIN sectors ON sectors.id = enterprises.sector_id").
		Joins("LEFT JOIN regions ON regions.id = enterprises.region_id").
		Select(columns+", count(*)").Group(columns), 4)
	return tally([]string{FacetSector, FacetRegion, FacetExport, FacetShare}, []string{f.Sector, f.Region, f.Export, string(f.Share)}, cells),
		domainErr("count enterprises", err)
}

// EnterpriseNeighbours are the enterprises before and after one in the list that
// the filter selects, as ProjectNeighbours.
func (s *Store) EnterpriseNeighbours(ctx context.Context, f EnterpriseFilter, code string) (previous, next *Neighbour, err error) {
	return neighbours(f.picked(f.worded(s.db.WithContext(ctx))).Order(f.Sort.enterprises()), "enterprises", "name", f.Page, code)
}

// Enterprise is one enterprise with its sources, the project that it belongs to,
// and those that it is a partner of, by name. It returns ErrNotFound if there is
// no such code.
func (s *Store) Enterprise(ctx context.Context, code string, t *Terms) (*Enterprise, []EnterpriseProject, error) {
	attempt := "read enterprise " + code
	db := s.db.WithContext(ctx)
	var e Enterprise
	if err := db.Where("code = ?", code).First(&e).Error; err != nil {
		return nil, nil, domainErr(attempt, err)
	}
	e.Sector, e.Region = t.Sector(e.SectorID), t.Region(e.RegionID)
	var err error
	if e.Sources, err = s.sourcesOf(ctx, "enterprise_sources", "enterprise_id", e.ID); err != nil {
		return nil, nil, domainErr(attempt, err)
	}
	var projects []EnterpriseProject
	err = db.Table("projects").
		Joins("LEFT JOIN project_partners x ON x.project_id = projects.id AND x.enterprise_id = ?", e.ID).
		Where("projects.id = COALESCE(?, 0) OR projects.id IN (SELECT y.project_id FROM project_partners y WHERE y.enterprise_id = ?)", e.ProjectID, e.ID).
		Order("projects.name_folded, projects.id, x.id").
		Select("projects.*, COALESCE(x.side, '') AS side, COALESCE(x.detail, '') AS detail").Scan(&projects).Error
	return &e, projects, domainErr(attempt, err)
}

// EnterpriseProject is a project of an enterprise. Side is set where the project
// names it as a partner; Detail is then what the source adds.
type EnterpriseProject struct {
	Project `gorm:"embedded"`
	Side    Side
	Detail  string
}
