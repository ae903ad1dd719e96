package models

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"gorm.io/gorm"
)

// MapPageSize is the number of projects, and of enterprises, that one page of the
// list beside the map holds.
const MapPageSize = 200

// cellsPerDegree is the resolution at which features are counted for the map. A
// cell of a quarter of a degree is smaller than any mark, and Kazakhstan has some
// ten thousand of them at most, however many features there are.
const cellsPerDegree = 4

// Cell is a cell of the map by its row, counted northwards, and its column,
// counted eastwards.
type Cell struct{ Row, Col int }

// CellOf is the cell of a place.
func CellOf(lat, lon float64) Cell {
	return Cell{int(math.Floor(lat * cellsPerDegree)), int(math.Floor(lon * cellsPerDegree))}
}

// cellExpression is the row or column of a cell in SQL. floor rounds alike on both
// databases, which CAST does not.
func cellExpression(degrees string) string {
	return "floor(" + degrees + " * " + strconv.Itoa(cellsPerDegree) + ".0)"
}

func (c Cell) compare(d Cell) int {
	return cmp.Or(cmp.Compare(c.Row, d.Row), cmp.Compare(c.Col, d.Col))
}

// MapCell counts the features of the map in one cell.
type MapCell struct {
	Cell
	// Lat and Lon are the middle of the features.
	Lat, Lon float64
	// Stages counts the projects by where they stood on the day.
	Stages      map[Stage]int
	Enterprises int
	// Approximate counts the features whose coordinates are not those of the site.
	Approximate int
	// RegionID is that of one of the features, nil where none has one.
	RegionID *int64
	// Project and Enterprise are codes of one of each; empty without any.
	Project, Enterprise string
}

// Projects is the number of projects in the cell.
func (c *MapCell) Projects() int {
	n := 0
	for _, count := range c.Stages {
		n += count
	}
	return n
}

// N is the number of features in the cell.
func (c *MapCell) N() int { return c.Projects() + c.Enterprises }

// cellCount is a row of a grouping by cell.
type cellCount struct {
	CellRow, CellCol int
	Stage            Stage
	N                int
	Lat, Lon         float64 // sums
	Approximate      int
	RegionID         *int64
	Code             string
}

// cellColumns are the columns of a grouping by cell, from expressions for what
// they are made of.
func cellColumns(lat, lon, approximate, region, code string) string {
	return "CAST(" + cellExpression(lat) + " AS INTEGER) AS cell_row, CAST(" + cellExpression(lon) + " AS INTEGER) AS cell_col, " +
		"count(*) AS n, sum(" + lat + ") AS lat, sum(" + lon + ") AS lon, sum(CASE WHEN " + approximate + " THEN 1 ELSE 0 END) AS approximate, " +
		"min(" + region + ") AS region_id, min(" + code + ") AS code"
}

// ProjectCells counts the projects that the filter selects by cell and stage, in
// one query. Projects without coordinates are in none.
func (s *Store) ProjectCells(ctx context.Context, f ProjectFilter) ([]MapCell, error) {
	var rows []cellCount
	err := f.picked(f.active(f.known(s.db.WithContext(ctx)))).Where("projects.lat IS NOT NULL").
		Select("ps.stage, " + cellColumns("projects.lat", "projects.lon", "NOT projects.site_located", "projects.region_id", "projects.code")).
		Group("cell_row, cell_col, ps.stage").Order("cell_row, cell_col, ps.stage").Scan(&rows).Error
	return MergeCells(cellsOf(rows)), domainErr("count projects by place", err)
}

// Where an enterprise stands: at its project, else in the city that its region is
// governed from.
const (
	enterpriseLat = "COALESCE(site.lat, regions.lat)"
	enterpriseLon = "COALESCE(site.lon, regions.lon)"
	// enterpriseApproximate is true unless the site of the project is known.
	enterpriseApproximate = "NOT COALESCE(site.site_located, FALSE)"
)

// located joins enterprises to where they stand.
func (f EnterpriseFilter) located(db *gorm.DB) *gorm.DB {
	return f.picked(f.worded(db)).
		Joins("LEFT JOIN projects site ON site.id = enterprises.project_id AND site.lat IS NOT NULL").
		Joins("LEFT JOIN regions ON regions.id = enterprises.region_id")
}

// EnterpriseCells counts the enterprises that the filter selects by cell, in one
// query. Those without a place are in none.
func (s *Store) EnterpriseCells(ctx context.Context, f EnterpriseFilter) ([]MapCell, error) {
	var rows []cellCount
	err := f.located(s.db.WithContext(ctx)).Where(enterpriseLat + " IS NOT NULL").
		Select(cellColumns(enterpriseLat, enterpriseLon, enterpriseApproximate, "COALESCE(site.region_id, enterprises.region_id)", "enterprises.code")).
		Group("cell_row, cell_col").Order("cell_row, cell_col").Scan(&rows).Error
	return MergeCells(cellsOf(rows)), domainErr("count enterprises by place", err)
}

func cellsOf(rows []cellCount) []MapCell {
	cells := make([]MapCell, len(rows))
	for i, r := range rows {
		c := MapCell{
			Cell: Cell{r.CellRow, r.CellCol}, Lat: r.Lat / float64(r.N), Lon: r.Lon / float64(r.N),
			Approximate: r.Approximate, RegionID: r.RegionID,
		}
		if r.Stage == "" {
			c.Enterprises, c.Enterprise = r.N, r.Code
		} else {
			c.Stages, c.Project = map[Stage]int{r.Stage: r.N}, r.Code
		}
		cells[i] = c
	}
	return cells
}

// MergeCells adds up what is counted of the same cell, by cell.
func MergeCells(lists ...[]MapCell) []MapCell {
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, func(a, b MapCell) int { return a.Cell.compare(b.Cell) })
	var merged []MapCell
	for _, c := range all {
		if len(merged) == 0 || merged[len(merged)-1].Cell != c.Cell {
			own := make(map[Stage]int, len(c.Stages))
			for stage, n := range c.Stages {
				own[stage] = n
			}
			c.Stages = own
			merged = append(merged, c)
			continue
		}
		into := &merged[len(merged)-1]
		a, b := float64(into.N()), float64(c.N())
		into.Lat, into.Lon = (into.Lat*a+c.Lat*b)/(a+b), (into.Lon*a+c.Lon*b)/(a+b)
		for stage, n := range c.Stages {
			into.Stages[stage] += n
		}
		into.Enterprises += c.Enterprises
		into.Approximate += c.Approximate
		if into.RegionID == nil {
			into.RegionID = c.RegionID
		}
		into.Project, into.Enterprise = cmp.Or(into.Project, c.Project), cmp.Or(into.Enterprise, c.Enterprise)
	}
	return merged
}

// MapSelection narrows a list of features to one of them or to some cells; the
// zero value selects all.
type MapSelection struct {
	// Code is that of a single feature.
	Code string
	// Cells are those of a group; nil for no group.
	Cells []Cell
}

// where keeps the features of the selection.
func (m MapSelection) where(db *gorm.DB, code, lat, lon string) *gorm.DB {
	if m.Code != "" {
		db = db.Where(code+" = ?", m.Code)
	}
	if m.Cells == nil {
		return db
	}
	// Row by row: a group has few rows, and may have hundreds of cells.
	columns := make(map[int][]int)
	for _, c := range m.Cells {
		columns[c.Row] = append(columns[c.Row], c.Col)
	}
	either := db.Session(&gorm.Session{NewDB: true}).Where("1 = 0")
	for row, cols := range columns {
		either = either.Or(cellExpression(lat)+" = ? AND "+cellExpression(lon)+" IN ?", row, cols)
	}
	return db.Where(either)
}

// MapProjects is one page of the projects that the filter selects, of MapPageSize
// rows by name, with region and sources, in two queries.
func (s *Store) MapProjects(ctx context.Context, f ProjectFilter, m MapSelection, t *Terms) ([]ProjectRow, error) {
	var rows []ProjectRow
	q := m.where(f.picked(f.active(f.known(s.db.WithContext(ctx)))), "projects.code", "projects.lat", "projects.lon")
	err := q.Select("projects.*, ps.stage, ps.launch_date, ps.launch_planned, TRUE AS known").Order(Sort{}.projects()).
		Limit(MapPageSize).Offset((max(f.Page, 1) - 1) * MapPageSize).Scan(&rows).Error
	if err != nil {
		return nil, domainErr("list projects of the map", err)
	}
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
		rows[i].Sector, rows[i].Region = t.Sector(rows[i].SectorID), t.Region(rows[i].RegionID)
	}
	sources, err := s.sourcesOfAll(ctx, "project_sources", "project_id", ids)
	for i := range rows {
		rows[i].Sources = sources[rows[i].ID]
	}
	return rows, domainErr("list sources of projects", err)
}

// PlacedBy says what the place of an enterprise on the map is.
type PlacedBy string

// The places of an enterprise.
const (
	ByProject PlacedBy = "project"
	ByRegion  PlacedBy = "region"
	// Unplaced are those that neither a project nor a region gives a place.
	Unplaced PlacedBy = ""
)

// MapEnterprise is an enterprise with its place on the map.
type MapEnterprise struct {
	Enterprise `gorm:"embedded"`
	// Lat and Lon are nil for an enterprise without a place.
	Lat, Lon    *float64
	PlacedBy    PlacedBy
	Approximate bool
	// ProjectCode and ProjectName are those of the project that it belongs to;
	// empty without one.
	ProjectCode string
	ProjectName Translations `gorm:"embedded;embeddedPrefix:project_name_"`
}

// MapEnterprises is one page of the enterprises that the filter selects, of
// MapPageSize rows by name, with region, project and sources, in two queries.
func (s *Store) MapEnterprises(ctx context.Context, f EnterpriseFilter, m MapSelection, t *Terms) ([]MapEnterprise, error) {
	var rows []MapEnterprise
	q := m.where(f.located(s.db.WithContext(ctx)), "enterprises.code", enterpriseLat, enterpriseLon).
		Joins("LEFT JOIN projects of_project ON of_project.id = enterprises.project_id")
	err := q.Select("enterprises.*, " + enterpriseLat + " AS lat, " + enterpriseLon + " AS lon, " + enterpriseApproximate + " AS approximate, " +
		"CASE WHEN site.lat IS NOT NULL THEN 'project' WHEN regions.lat IS NOT NULL THEN 'region' ELSE '' END AS placed_by, " +
		"COALESCE(of_project.code, '') AS project_code, COALESCE(of_project.name_en, '') AS project_name_en, COALESCE(of_project.name_kk, '') AS project_name_kk, " +
		"COALESCE(of_project.name_ru, '') AS project_name_ru, COALESCE(of_project.name_zh, '') AS project_name_zh").
		Order(Sort{}.enterprises()).Limit(MapPageSize).Offset((max(f.Page, 1) - 1) * MapPageSize).Scan(&rows).Error
	if err != nil {
		return nil, domainErr("list enterprises of the map", err)
	}
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
		rows[i].Sector, rows[i].Region = t.Sector(rows[i].SectorID), t.Region(rows[i].RegionID)
	}
	sources, err := s.sourcesOfAll(ctx, "enterprise_sources", "enterprise_id", ids)
	for i := range rows {
		rows[i].Sources = sources[rows[i].ID]
	}
	return rows, domainErr("list sources of enterprises", err)
}

// sourcesOfAll are the sources of several records in their order, by record.
func (s *Store) sourcesOfAll(ctx context.Context, table, column string, ids []int64) (map[int64][]Source, error) {
	var rows []struct {
		Owner  int64
		Source `gorm:"embedded"`
	}
	err := s.db.WithContext(ctx).Table("sources").Joins("JOIN "+table+" x ON x.source_id = sources.id AND x."+column+" IN ?", ids).
		Order("x." + column + ", x.position").Select("sources.*, x." + column + " AS owner").Scan(&rows).Error
	of := make(map[int64][]Source, len(ids))
	for _, r := range rows {
		of[r.Owner] = append(of[r.Owner], r.Source)
	}
	return of, err
}
