package pages

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/worldmap"
)

// FormMap is the map on which a place of the form is picked, as it is opened. A form
// has one at a time.
type FormMap struct {
	// Of is the beginning of the names of the fields with the latitude and the longitude;
	// empty where no map is opened.
	Of string
	// Level is how often it was made closer, and X, Y its middle, in units of the drawing
	// of the world; 0, 0 is that of the whole.
	Level int
	X, Y  float64
	// Known is the place that was chosen from the list: its latitude and longitude.
	Known string
	// Exact is to how many kilometres the place was set just now; 0 if it was not.
	Exact float64
	// Said is the key of what a button could not do.
	Said string
}

const (
	// closest is how often a map can be made closer, each time by closer.
	closest = 2
	closer  = 5.0
	// kilometresPerDegree is the length of a degree of latitude.
	kilometresPerDegree = 111.2
)

// mapFocus is where the focus goes after a button of the map.
const mapFocus = "map"

// mapOpenID is the id of the button that opens the map for fields.
func mapOpenID(of string) string { return fieldID("map-open-" + of) }

// The fields of the map.
const (
	mapPrefix = "map."
	mapOf     = mapPrefix + "of"
	mapLevel  = mapPrefix + "level"
	mapX      = mapPrefix + "x"
	mapY      = mapPrefix + "y"
	mapKnown  = mapPrefix + "known"
)

// pickWidths are how wide the drawings of the map are, in pixels of the browser. They
// are never scaled: a browser tells where a drawing was clicked in the pixels of its
// screen.
var pickWidths = []struct {
	name, class string
	width       float64
}{{mapPrefix + "wide", "wide", 640}, {mapPrefix + "narrow", "narrow", 272}}

// readMap reads how the map was opened.
func readMap(sent url.Values) FormMap {
	m := FormMap{Of: sent.Get(mapOf), Known: sent.Get(mapKnown)}
	m.Level, _ = strconv.Atoi(sent.Get(mapLevel))
	m.Level = max(0, min(closest, m.Level))
	m.X, m.Y = readUnits(sent.Get(mapX), worldmap.Width), readUnits(sent.Get(mapY), worldmap.Height)
	return m
}

// readUnits is a length in units of the drawing, within it.
func readUnits(text string, most float64) float64 {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(f) {
		return 0
	}
	return max(0, min(most, f))
}

// placedCells are the cells whose place a map is opened for, and their file; nil for
// fields that the form does not have.
func (f *RecordForm) placedCells(of string) (models.Cells, string) {
	cells, file := models.Cells(nil), ""
	if of == mainPrefix {
		cells, file = f.Main, f.File
	} else if n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(of, rowPrefix), ".")); err == nil && n >= 0 && n < len(f.Rows) && of == rowFieldPrefix(n) {
		cells, file = f.Rows[n].Cells, formShapes[f.File].inline
	}
	if !hasPlace(models.FileColumns()[file]) {
		return nil, ""
	}
	return cells, file
}

// rowFieldPrefix is how the names of the fields of a row begin.
func rowFieldPrefix(n int) string { return rowPrefix + strconv.Itoa(n) + "." }

// hasPlace reports whether a place is among the columns.
func hasPlace(columns []string) bool {
	return slices.Contains(columns, "lat") && slices.Contains(columns, "lon")
}

// wholeBox is all of the map: Kazakhstan and what is around it, or all of Eurasia for
// places on corridors.
func wholeBox(file string) worldmap.Box {
	if file == "corridors.csv" {
		return worldmap.Box{W: worldmap.Width, H: worldmap.Height}
	}
	return worldmap.KazakhstanBox
}

// box is the part of the world that the map shows.
func (m FormMap) box(file string) worldmap.Box {
	b := wholeBox(file)
	if m.Level == 0 {
		return b
	}
	x, y := m.X, m.Y
	if x == 0 && y == 0 {
		x, y = b.X+b.W/2, b.Y+b.H/2
	}
	by := math.Pow(closer, float64(m.Level))
	w, h := b.W/by, b.H/by
	return worldmap.Box{X: max(0, min(worldmap.Width-w, x-w/2)), Y: max(0, min(worldmap.Height-h, y-h/2)), W: w, H: h}
}

// exact is how many kilometres a pixel of a drawing of the width covers.
func exact(b worldmap.Box, width float64) float64 {
	return b.W / width / worldmap.UnitsPerKilometre
}

// roundedDegrees writes a coordinate as exactly as a drawing gives it: rounding loses less
// than the pixel does.
func roundedDegrees(f, kilometres float64) string {
	decimals := max(0, int(math.Ceil(math.Log10(kilometresPerDegree/kilometres))))
	return strconv.FormatFloat(f, 'f', decimals, 64)
}

// kilometresText is how exact something is, for a sentence.
func kilometresText(p *locale.Printer, kilometres float64) string {
	if kilometres < 1 {
		return p.Decimal(decimal.NewFromFloat(max(0.1, kilometres)).Round(1))
	}
	return p.Int(int(math.Round(kilometres)))
}

// placeOf is the place that cells hold; ok is false where they hold none that can be
// read.
func placeOf(cells models.Cells) (lat, lon float64, ok bool) {
	lat, errLat := strconv.ParseFloat(strings.TrimSpace(cells["lat"]), 64)
	lon, errLon := strconv.ParseFloat(strings.TrimSpace(cells["lon"]), 64)
	return lat, lon, errLat == nil && errLon == nil && math.Abs(lat) <= 90 && math.Abs(lon) <= 180
}

// Click sets the place that was clicked on the map. It reports whether one was.
func (f *RecordForm) Click(sent url.Values) bool {
	for _, d := range pickWidths {
		if !sent.Has(d.name+".x") || !sent.Has(d.name+".y") {
			continue
		}
		f.Focus = mapFocus
		cells, file := f.placedCells(f.Map.Of)
		if cells == nil {
			return true
		}
		x, errX := strconv.Atoi(sent.Get(d.name + ".x"))
		y, errY := strconv.Atoi(sent.Get(d.name + ".y"))
		b := f.Map.box(file)
		scale := b.W / d.width
		if errX != nil || errY != nil || x < 0 || y < 0 || float64(x) > d.width || float64(y)*scale > b.H || x == 0 && y == 0 {
			// That is what a browser sends if the map is pressed by a key.
			f.Map.Said = "place.no_click"
			return true
		}
		lat, lon := worldmap.Unproject(b.X+(float64(x)+0.5)*scale, b.Y+(float64(y)+0.5)*scale)
		f.Map.Exact = exact(b, d.width)
		cells["lat"], cells["lon"] = roundedDegrees(lat, f.Map.Exact), roundedDegrees(lon, f.Map.Exact)
		return true
	}
	return false
}

// doMap does what a button of the map asks for: to «open» it for fields, to «close» it,
// to make it «closer» or «wider», to take the place that was chosen from the list.
func (f *RecordForm) doMap(verb string) bool {
	f.Focus = mapFocus
	if of, ok := strings.CutPrefix(verb, "open."); ok {
		f.Map = FormMap{Of: of}
		cells, _ := f.placedCells(of)
		return cells != nil
	}
	cells, file := f.placedCells(f.Map.Of)
	if cells == nil {
		return false
	}
	switch verb {
	case "close":
		f.Map, f.Focus = FormMap{}, mapOpenID(f.Map.Of)
		return true
	case "closer":
		if lat, lon, ok := placeOf(cells); ok {
			if x, y := worldmap.Project(lat, lon); f.Map.box(file).Contains(x, y) {
				f.Map.X, f.Map.Y = x, y
			}
		}
		f.Map.Level = min(closest, f.Map.Level+1)
	case "wider":
		f.Map.Level = max(0, f.Map.Level-1)
	case "known":
		lat, lon, found := strings.Cut(f.Map.Known, " ")
		place := models.Cells{"lat": lat, "lon": lon}
		if _, _, ok := placeOf(place); !ok || !found {
			f.Map.Said = "place.none_chosen"
			return true
		}
		cells["lat"], cells["lon"] = lat, lon
		f.Map.X, f.Map.Y = worldmap.Project(mustFloat(lat), mustFloat(lon))
	default:
		return false
	}
	return true
}

// mustFloat is a number that was read before.
func mustFloat(text string) float64 {
	f, _ := strconv.ParseFloat(text, 64)
	return f
}

// PlacePicker is the map on which a place is picked, or the button that opens it.
type PlacePicker struct {
	// Open is what the button does that opens it, and OpenID its id.
	Open, OpenID string
	// Focus is set where the focus goes to the button or to the map.
	Focus bool
	// Drawings is the map in several widths; empty where it is closed.
	Drawings []PickDrawing
	// Now says where the place is, Said what a button did.
	Now, Said     string
	Closer, Wider bool
	Known         []FormOption
	Hidden        []HiddenField
}

// PickDrawing is the map in one width.
type PickDrawing struct {
	MapDrawing
	// Name is that of the button over the drawing, W and H its size.
	Name string
	W, H string
	// Line is the width of a line of one pixel, in units of the drawing of the world.
	Line string
	// Exact says how exact a click is.
	Exact string
	// Mark is the place; nil where there is none, or not here.
	Mark *MapDot
}

// picker is the map for the place of cells, opened or not.
func (b *formBuilder) picker(of string, columns []string) *PlacePicker {
	if !hasPlace(columns) {
		return nil
	}
	p, m := b.p, b.d.Form.Map
	v := &PlacePicker{Open: mapPrefix + "open." + of, OpenID: mapOpenID(of), Focus: b.d.Form.Focus == mapOpenID(of)}
	cells, file := b.d.Form.placedCells(of)
	if m.Of != of || cells == nil {
		return v
	}
	v.Focus = b.d.Form.Focus == mapFocus
	box := m.box(file)
	lat, lon, ok := placeOf(cells)
	switch {
	case !ok:
		v.Now = p.T("place.none")
	default:
		v.Now = p.T("place.now", "Lat", cells["lat"], "Lon", cells["lon"])
		if x, y := worldmap.Project(lat, lon); !box.Contains(x, y) {
			v.Now = p.T("place.beyond", "Lat", cells["lat"], "Lon", cells["lon"])
		}
	}
	switch {
	case m.Said != "":
		v.Said = p.T(m.Said)
	case m.Exact > 0:
		v.Said = p.T("place.set", "Distance", kilometresText(p, m.Exact))
	}
	v.Closer, v.Wider = m.Level < closest, m.Level > 0
	v.Hidden = []HiddenField{{mapOf, of}, {mapLevel, strconv.Itoa(m.Level)}, {mapX, strconv.FormatFloat(m.X, 'f', 2, 64)}, {mapY, strconv.FormatFloat(m.Y, 'f', 2, 64)}}
	for _, k := range b.d.Known {
		name := In(p, k.Name)
		value := coordinate(k.Lat) + " " + coordinate(k.Lon)
		v.Known = append(v.Known, FormOption{Value: value, Text: name.Text, Lang: name.Lang, Selected: value == m.Known})
	}
	locale.Sort(p, v.Known, func(o FormOption) string { return o.Text })
	for _, w := range pickWidths {
		c := canvas{class: w.class, box: box, width: w.width, font: 12}
		d := PickDrawing{
			MapDrawing: MapDrawing{Class: w.class, Transform: c.transform()},
			Name:       w.name, W: strconv.Itoa(int(c.width)), H: strconv.Itoa(int(c.height())), Line: strconv.FormatFloat(1.2/c.scale(), 'f', 3, 64), Exact: p.T("place.exact", "Distance", kilometresText(p, exact(box, w.width))),
		}
		var r room
		if ok {
			if x, y := c.at(lat, lon); x >= 0 && y >= 0 && x <= c.width && y <= c.height() {
				d.Mark = &MapDot{X: px(x), Y: px(y)}
				r.taken = append(r.taken, around(x, y, 12))
			}
		}
		c.knownPlaces(p, &d.MapDrawing, &r, b.d.Known, m.Level == 0)
		v.Drawings = append(v.Drawings, d)
	}
	return v
}

// knownPlaces draws the places that a click can be held against, with as many of their
// names as there is room for: on the whole map those on corridors only. Regions have no
// place of their own, and what lies between two places has none either.
func (c canvas) knownPlaces(p *locale.Printer, d *MapDrawing, r *room, list []models.KnownPlace, whole bool) {
	type spot struct {
		x, y float64
		name Text
	}
	var spots []spot
	for _, k := range list {
		x, y := c.at(k.Lat, k.Lon)
		if k.Kind == models.NounRegion || whole && k.Kind != models.NounWaypoint || strings.Contains(k.Name.EN, " - ") || x < 0 || y < 0 || x > c.width || y > c.height() {
			continue
		}
		const apart = 4
		if slices.ContainsFunc(spots, func(s spot) bool { return math.Hypot(s.x-x, s.y-y) < apart }) {
			continue
		}
		name := In(p, k.Name)
		name.Text, _, _ = strings.Cut(name.Text, " (")
		name.Text, _, _ = strings.Cut(name.Text, "（")
		spots = append(spots, spot{x, y, name})
		d.Dots = append(d.Dots, MapDot{px(x), px(y), "dot"})
		r.taken = append(r.taken, around(x, y, 3))
	}
	for _, s := range spots {
		c.label(d, r, s.x, s.y, s.name, "place")
	}
}
