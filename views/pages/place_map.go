package pages

import (
	"strconv"

	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/worldmap"
)

// scaleKilometres is how long the scale of the small map is.
const scaleKilometres = 500

// countriesAround are the countries around Kazakhstan, with where their names stand.
var countriesAround = []struct {
	country  string
	lat, lon float64
}{
	{"RU", 54.6, 57}, {"CN", 44.6, 85.4}, {"UZ", 42.1, 62.6}, {"KG", 41.4, 75.4}, {"TM", 40.4, 58.5},
}

// PlaceMap is a small map of Kazakhstan with one mark.
type PlaceMap struct {
	Width, Height string
	Transform     string
	X, Y          string
	Approximate   bool
	// Outside is set where the place lies beyond the map.
	Outside bool
	// Labels name the countries around, and how long the scale is.
	Labels []Label
	// Scale is the line of the scale, as a path.
	Scale string
	// Text says in words what the map shows.
	Text string
}

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
	for _, n := range countriesAround {
		x, y := c.at(n.lat, n.lon)
		m.Labels = append(m.Labels, Label{px(x), px(y), p.T("map.country." + n.country), "middle", "around"})
	}
	length := scaleKilometres * worldmap.UnitsPerKilometre * c.scale()
	left, line := c.width-length-8, 24.0
	m.Scale = "M" + px(left) + " " + px(line-4) + "v4h" + px(length) + "v-4"
	m.Labels = append(m.Labels, Label{px(left + length/2), px(line - 8), p.T("map.km", "N", p.Int(scaleKilometres)), "middle", "around"})
	m.Text = p.T(place, "Lat", coordinate(lat), "Lon", coordinate(lon))
	return m
}

func coordinate(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
