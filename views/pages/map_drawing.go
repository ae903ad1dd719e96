package pages

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/worldmap"
)

// canvas is one of the drawings of the map: a part of the world on a width in
// pixels. Of each part there is a drawing for wide and one for narrow screens.
type canvas struct {
	id, class string
	box       worldmap.Box
	width     float64
	// apart is how far marks must lie apart, so that each can be hit: 24 pixels on
	// the narrowest screen that shows the drawing.
	apart float64
	// font is the size of its labels.
	font float64
}

var (
	eurasiaWide      = canvas{"eurasia-wide", "wide", worldmap.Box{W: worldmap.Width, H: worldmap.Height}, 1200, 31, 13}
	eurasiaNarrow    = canvas{"eurasia-narrow", "narrow", worldmap.Box{W: worldmap.Width, H: worldmap.Height}, 358, 27, 11}
	kazakhstanWide   = canvas{"kazakhstan-wide", "wide", worldmap.KazakhstanBox, 740, 32, 12}
	kazakhstanNarrow = canvas{"kazakhstan-narrow", "narrow", worldmap.KazakhstanBox, 358, 27, 11}

	canvases = []canvas{eurasiaWide, eurasiaNarrow, kazakhstanWide, kazakhstanNarrow}
)

func (c canvas) scale() float64 { return c.width / c.box.W }

func (c canvas) height() float64 { return c.box.H * c.scale() }

// at is where a place lies on the drawing, in pixels.
func (c canvas) at(lat, lon float64) (x, y float64) {
	x, y = worldmap.Project(lat, lon)
	return (x - c.box.X) * c.scale(), (y - c.box.Y) * c.scale()
}

// transform puts the paths of the world onto the drawing.
func (c canvas) transform() string {
	return fmt.Sprintf("scale(%.4f) translate(%g %g)", c.scale(), -c.box.X, -c.box.Y)
}

// holds tells whether a place belongs on the drawing: what lies in Kazakhstan or
// near it is on the drawing of Kazakhstan, the rest on that of Eurasia.
func (c canvas) holds(lat, lon float64) bool {
	x, y := worldmap.Project(lat, lon)
	near := worldmap.KazakhstanBox.Contains(x, y)
	if c.box == worldmap.KazakhstanBox {
		return near
	}
	return !near && c.box.Contains(x, y)
}

// MapDrawing is a drawing of the map, in its own pixels.
type MapDrawing struct {
	ID, Class     string
	Width, Height string
	Transform     string
	Title, Desc   string
	Lines         []MapLine
	Dots          []MapDot
	Badges        []MapBadge
	Labels        []MapLabel
	Marks         []MapMark
	// Inset leads from the drawing of Eurasia to that of Kazakhstan.
	Inset *MapInset
}

// MapLine is a stretch of a corridor.
type MapLine struct{ Path, Class string }

// MapDot is a waypoint.
type MapDot struct{ X, Y, Class string }

// MapBadge is the number of a corridor on its line.
type MapBadge struct{ X, Y, TextY, Number, Class string }

// MapLabel is a name on the drawing.
type MapLabel struct {
	X, Y, Anchor, Class string
	Text                Text
}

// MapInset is the part of a drawing that another one shows larger.
type MapInset struct{ X, Y, W, H, URL, Name string }

// The shapes of single marks, drawn around their middle: a stage is told by its
// shape as well as by its colour.
var stageShapes = map[models.Stage]string{
	models.Launched:   "M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0z",
	models.Launching:  "M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0zM-2.5 0a2.5 2.5 0 1 1 5 0a2.5 2.5 0 1 1-5 0z",
	models.InProgress: "M0-7.5L7.2 5.5H-7.2z",
	models.Preparing:  "M0 7.5L7.2-5.5H-7.2z",
	models.Planned:    "M0-7.8L7.2 0L0 7.8L-7.2 0z",
	models.Unknown:    "M-6-6H6V6H-6z",
	models.Cancelled:  "M-6-3.5L-3.5-6L0-2.5L3.5-6L6-3.5L2.5 0L6 3.5L3.5 6L0 2.5L-3.5 6L-6 3.5L-2.5 0z",
}

// enterpriseShape is a house.
const enterpriseShape = "M-6 6.5V-2L0-7.5L6-2V6.5z"

// legKey is a leg between two places, whichever way it is gone.
type legKey [4]float64

func keyOf(from, to *models.Waypoint) legKey {
	round := func(f float64) float64 { return math.Round(f*10) / 10 }
	a, b := [2]float64{round(*from.Lat), round(*from.Lon)}, [2]float64{round(*to.Lat), round(*to.Lon)}
	if a[0] > b[0] || a[0] == b[0] && a[1] > b[1] {
		a, b = b, a
	}
	return legKey{a[0], a[1], b[0], b[1]}
}

// legs are the stretches of a corridor between located waypoints.
func legs(c *models.Corridor) [][2]*models.Waypoint {
	var legs [][2]*models.Waypoint
	var before *models.Waypoint
	for i := range c.Waypoints {
		w := &c.Waypoints[i]
		if !w.Located() {
			continue
		}
		if before != nil {
			legs = append(legs, [2]*models.Waypoint{before, w})
		}
		before = w
	}
	return legs
}

// draw puts the corridors on the drawing. Corridors that share a leg run side by
// side on it.
func (c canvas) draw(d *MapDrawing, r *room, corridors []models.Corridor) {
	shared := make(map[legKey][]int)
	for i := range corridors {
		for _, leg := range legs(&corridors[i]) {
			key := keyOf(leg[0], leg[1])
			if !slices.Contains(shared[key], i) {
				shared[key] = append(shared[key], i)
			}
		}
	}
	const gap = 3.2
	type spot struct{ x, y float64 }
	var badges []spot
	for i := range corridors {
		corridor := &corridors[i]
		number := strconv.Itoa(i + 1)
		var middles []spot
		for _, leg := range legs(corridor) {
			beside := shared[keyOf(leg[0], leg[1])]
			place := slices.Index(beside, i)
			offset := (float64(place) - float64(len(beside)-1)/2) * gap
			points := c.leg(leg[0], leg[1], offset)
			var path strings.Builder
			visible := false
			for k, pt := range points {
				path.WriteString(map[bool]string{true: "M", false: "L"}[k == 0] + px(pt[0]) + " " + px(pt[1]))
				visible = visible || pt[0] > 0 && pt[0] < c.width && pt[1] > 0 && pt[1] < c.height()
			}
			if !visible {
				continue
			}
			class := "way c" + number + " " + corridor.Mode
			if leg[0].Illustrative || leg[1].Illustrative {
				class += " illustrative"
			}
			d.Lines = append(d.Lines, MapLine{path.String(), class})
			r.line(points)
			if corridor.Mode != "rail" {
				d.Lines = append(d.Lines, MapLine{path.String(), "core " + corridor.Mode})
			}
			n := len(points) - 1
			middle := spot{(points[n/2][0] + points[(n+1)/2][0]) / 2, (points[n/2][1] + points[(n+1)/2][1]) / 2}
			if middle.x > 12 && middle.x < c.width-12 && middle.y > 12 && middle.y < c.height()-12 {
				middles = append(middles, middle)
			}
		}
		// The number stands in the middle of the leg that is farthest from the other
		// numbers.
		best, most := -1, 0.0
		for k, m := range middles {
			nearest := math.Inf(1)
			for _, b := range badges {
				nearest = min(nearest, math.Hypot(m.x-b.x, m.y-b.y))
			}
			// Legs near the middle of the corridor come first, those under a mark last.
			rank := min(nearest, 60) - math.Abs(float64(k)-float64(len(middles))/2)
			if !r.free(around(m.x, m.y, 9), false) {
				rank -= 100
			}
			if best < 0 || rank > most {
				best, most = k, rank
			}
		}
		if best >= 0 {
			badges = append(badges, middles[best])
			r.taken = append(r.taken, around(middles[best].x, middles[best].y, 9))
			d.Badges = append(d.Badges, MapBadge{px(middles[best].x), px(middles[best].y), px(middles[best].y + 3.8), number, "badge-c c" + number})
		}
	}
	seen := make(map[string]bool)
	for i := range corridors {
		for k := range corridors[i].Waypoints {
			w := &corridors[i].Waypoints[k]
			if !w.Located() {
				continue
			}
			x, y := c.at(*w.Lat, *w.Lon)
			key := px(x) + " " + px(y)
			if seen[key] || x < 0 || y < 0 || x > c.width || y > c.height() {
				continue
			}
			seen[key] = true
			class := "dot " + strings.ReplaceAll(w.Kind, " ", "-")
			if w.Illustrative {
				class += " illustrative"
			}
			d.Dots = append(d.Dots, MapDot{px(x), px(y), class})
			r.taken = append(r.taken, around(x, y, 4))
		}
	}
}

// leg is the great circle of a leg as points, shifted to the side by offset.
func (c canvas) leg(from, to *models.Waypoint, offset float64) [][2]float64 {
	const kilometres = 250
	n := 1 + int(models.GreatCircle(*from.Lat, *from.Lon, *to.Lat, *to.Lon)/kilometres)
	points := make([][2]float64, n+1)
	for i := range points {
		lat, lon := models.Along(*from.Lat, *from.Lon, *to.Lat, *to.Lon, float64(i)/float64(n))
		points[i][0], points[i][1] = c.at(lat, lon)
	}
	first, last := points[0], points[n]
	dx, dy := last[0]-first[0], last[1]-first[1]
	length := math.Hypot(dx, dy)
	if offset == 0 || length == 0 {
		return points
	}
	if dx < 0 {
		// The side does not depend on the way that the corridor goes.
		dx, dy = -dx, -dy
	}
	for i := range points {
		points[i][0] -= dy / length * offset
		points[i][1] += dx / length * offset
	}
	return points
}

// newMapDrawing draws one part of the map.
func newMapDrawing(p *locale.Printer, c canvas, m MapData, title, desc string) MapDrawing {
	d := MapDrawing{ID: c.id, Class: c.class, Width: px(c.width), Height: px(c.height()), Transform: c.transform(), Title: title, Desc: desc}
	var r room
	regions := make(map[int64]string, len(m.Filter.Terms.Regions))
	for i := range m.Filter.Terms.Regions {
		regions[m.Filter.Terms.Regions[i].ID] = In(p, m.Filter.Terms.Regions[i].Name).Text
	}
	d.Marks = c.marks(p, m, regions)
	for _, g := range c.groups(m.Cells) {
		r.taken = append(r.taken, around(g.x, g.y, 15))
	}
	if c.box != worldmap.KazakhstanBox {
		b := worldmap.KazakhstanBox
		d.Inset = &MapInset{
			X: px((b.X - c.box.X) * c.scale()), Y: px((b.Y - c.box.Y) * c.scale()), W: px(b.W * c.scale()), H: px(b.H * c.scale()),
			URL: "#kazakhstan", Name: p.T("map.inset"),
		}
		// The name of the country stands where no corridor runs: in its north, or
		// above it where that is too small.
		x, y := c.at(50.7, 64.8)
		if c == eurasiaNarrow {
			x, y = c.at(59.5, 74)
		}
		size := c.font * 1.45
		w := textWidth(p.T("map.kazakhstan"), size)
		r.taken = append(r.taken, area{x - w/2, y - size, x + w/2, y + size*0.3})
		d.Labels = append(d.Labels, MapLabel{px(x), px(y), "middle", "country", Text{Text: p.T("map.kazakhstan")}})
	}
	if m.Query.Shows(LayerCorridors) {
		c.draw(&d, &r, m.Corridors)
	}
	c.names(p, &d, &r, m.Corridors, c == eurasiaNarrow || !m.Query.Shows(LayerCorridors) && c.box != worldmap.KazakhstanBox)
	return d
}
