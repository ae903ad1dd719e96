package pages

import (
	"strconv"

	"github.com/dostyk/dostyk/views/locale"
)

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
