package pages

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// MapMark stands for one feature, or for several that would overlap.
type MapMark struct {
	X, Y string
	URL  string
	Name string
	// Class is «group», the stage of a project, or «enterprise».
	Class string
	// Path is the shape of a mark of one feature.
	Path    string
	Pattern string
	// R is the radius of a group, Number what stands in it, and Ring its parts.
	R       string
	Number  string
	NumberY string
	Ring    []MapSector
	// Halo is the radius of the ring around the mark, Hit that of what can be hit.
	Halo, Hit string
	// Approximate marks places that are not those of a site.
	Approximate bool
	Picked      bool
}

// MapSector is a part of the ring of a group.
type MapSector struct{ Path, Class, Pattern string }

// group is the cells that one mark stands for; the first is where it stands.
type group struct {
	x, y  float64
	cells []models.MapCell
}

// groups puts the cells of a drawing together so that no two marks lie too near:
// the cell with the most features takes in all around it, then the next of those
// left. A mark stands on its first cell, so it points at a place that is there.
func (c canvas) groups(cells []models.MapCell) []group {
	left := slices.Clone(cells)
	left = slices.DeleteFunc(left, func(m models.MapCell) bool { return !c.holds(m.Lat, m.Lon) })
	slices.SortStableFunc(left, func(a, b models.MapCell) int { return cmp.Compare(b.N(), a.N()) })
	var groups []group
next:
	for _, cell := range left {
		x, y := c.at(cell.Lat, cell.Lon)
		for i := range groups {
			if g := &groups[i]; math.Hypot(x-g.x, y-g.y) < c.apart {
				g.cells = append(g.cells, cell)
				continue next
			}
		}
		groups = append(groups, group{x, y, []models.MapCell{cell}})
	}
	// From west to east, as the keyboard goes through them.
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(a.x, b.x) })
	return groups
}

// GroupCells are the cells of the group that is picked; none if there is none such.
func GroupCells(pick Pick, cells []models.MapCell) []models.Cell {
	at := slices.IndexFunc(canvases, func(c canvas) bool { return c.id == pick.Drawing })
	picked := []models.Cell{}
	if at < 0 {
		return picked
	}
	for _, g := range canvases[at].groups(cells) {
		if !slices.ContainsFunc(g.cells, func(m models.MapCell) bool { return m.Cell == pick.Cell }) {
			continue
		}
		for _, cell := range g.cells {
			picked = append(picked, cell.Cell)
		}
	}
	return picked
}

// marks draws the groups.
func (c canvas) marks(p *locale.Printer, m MapData, regions map[int64]string) []MapMark {
	picked, isPicking := m.pickedCell()
	var marks []MapMark
	for _, g := range c.groups(m.Cells) {
		all := models.MapCell{Stages: map[models.Stage]int{}}
		approximate := 0
		isPicked := false
		for _, cell := range g.cells {
			for stage, n := range cell.Stages {
				all.Stages[stage] += n
			}
			all.Enterprises += cell.Enterprises
			all.Project, all.Enterprise = cmp.Or(all.Project, cell.Project), cmp.Or(all.Enterprise, cell.Enterprise)
			approximate += cell.Approximate
			isPicked = isPicked || isPicking && picked == cell.Cell
		}
		n := all.N()
		mark := MapMark{X: px(g.x), Y: px(g.y), Hit: px(c.apart / 2), Approximate: approximate > 0}
		pick := Pick{Kind: PickGroup, Drawing: c.id, Cell: g.cells[0].Cell}
		where := p.T("map.place_unknown")
		if id := g.cells[0].RegionID; id != nil && regions[*id] != "" {
			where = regions[*id]
		}
		var counts []string
		for _, stage := range models.Stages {
			if all.Stages[stage] > 0 {
				counts = append(counts, p.T("chart.count", "N", p.Int(all.Stages[stage]), "Stage", strings.ToLower(p.T("stage."+string(stage)))))
			}
		}
		features := featureCount(p, all.Projects(), all.Enterprises)
		switch {
		case n == 1 && all.Enterprises == 1:
			pick = Pick{Kind: PickEnterprise, Code: all.Enterprise}
			mark.Class, mark.Path, mark.Halo = "enterprise", enterpriseShape, "11"
		case n == 1:
			pick = Pick{Kind: PickProject, Code: all.Project}
			for stage := range all.Stages {
				mark.Class, mark.Path = string(stage), stageShapes[stage]
				mark.Pattern = c.pattern(string(stage))
			}
			mark.Halo = "11"
		default:
			mark.Class, mark.Number, mark.NumberY = "group", p.Int(n), px(g.y+4)
			radius := c.apart/2 - 4.5
			if n >= 10 {
				radius += 1.5
			}
			mark.R, mark.Halo = px(radius), px(radius+2)
			mark.Ring = c.ring(all, radius)
		}
		mark.URL = m.Query.Picked(pick).URL()
		mark.Picked = isPicked
		mark.Name = p.T("map.mark", "Place", where, "Features", features)
		if len(counts) > 0 {
			mark.Name = p.T("map.mark_stages", "Mark", mark.Name, "Counts", strings.Join(counts, p.T("list.separator")))
		}
		if mark.Approximate {
			mark.Name = p.T("text.brackets", "Text", mark.Name, "Note", p.T("map.approximate"))
		}
		marks = append(marks, mark)
	}
	return marks
}

// pattern is the fill of a class that has one.
func (c canvas) pattern(class string) string {
	switch models.Stage(class) {
	case models.Unknown:
		return "url(#hatch-" + c.id + ")"
	case models.InProgress:
		return "url(#stripes-" + c.id + ")"
	}
	return ""
}

// ring is the ring of a group, its parts as large as the shares of the stages, in
// their order from the top on.
func (c canvas) ring(all models.MapCell, radius float64) []MapSector {
	total, from := float64(all.N()), 0.0
	var sectors []MapSector
	add := func(class string, n int) {
		if n == 0 {
			return
		}
		to := from + float64(n)/total
		sectors = append(sectors, MapSector{Path: sector(radius, radius*0.64, from, to), Class: class, Pattern: c.pattern(class)})
		from = to
	}
	for _, stage := range models.Stages {
		add(string(stage), all.Stages[stage])
	}
	add("enterprise", all.Enterprises)
	return sectors
}

// sector is a part of a ring, from and to counting full turns from the top.
func sector(outer, inner, from, to float64) string {
	// An arc of a full turn ends where it begins, and is not drawn.
	to = min(to, from+0.9999)
	large := "0"
	if to-from > 0.5 {
		large = "1"
	}
	at := func(r, turn float64) string {
		sin, cos := math.Sincos(turn * 2 * math.Pi)
		return px(r*sin) + " " + px(-r*cos)
	}
	return "M" + at(outer, from) + "A" + px(outer) + " " + px(outer) + " 0 " + large + " 1 " + at(outer, to) +
		"L" + at(inner, to) + "A" + px(inner) + " " + px(inner) + " 0 " + large + " 0 " + at(inner, from) + "z"
}
