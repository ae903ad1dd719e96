// Package worldmap is the drawing of Eurasia under the map: land, borders, and the
// outline of Kazakhstan, with the projection that puts a place on it.
package worldmap

import "github.com/dostyk/dostyk/views/worldmap/conic"

//go:generate go run ./generate

// Width and Height are the size of the drawing in its own units.
const (
	Width  = conic.Width
	Height = conic.Height
)

// Land, Borders and Kazakhstan are paths of SVG in units of the drawing. Borders
// are those between countries, but for Kazakhstan's own, which is its outline; Nearby
// are those of them that lie in KazakhstanBox.
const (
	Land       = landPath
	Borders    = bordersPath
	Nearby     = nearbyPath
	Kazakhstan = kazakhstanPath
)

// Project is where a place lies on the drawing: x to the right and y down.
func Project(lat, lon float64) (x, y float64) { return conic.Project(lat, lon) }

// Unproject is the place that lies at a point of the drawing.
func Unproject(x, y float64) (lat, lon float64) { return conic.Unproject(x, y) }

// UnitsPerKilometre is the scale of the drawing.
const UnitsPerKilometre = conic.UnitsPerKilometre

// Box is an upright part of the drawing, in its units.
type Box struct{ X, Y, W, H float64 }

// Contains tells whether a point of the drawing lies in the box.
func (b Box) Contains(x, y float64) bool {
	return x >= b.X && x <= b.X+b.W && y >= b.Y && y <= b.Y+b.H
}

// KazakhstanBox is the crop of the drawing to Kazakhstan, with some of the land
// around it.
var KazakhstanBox = Box{X: conic.KazakhstanX, Y: conic.KazakhstanY, W: conic.KazakhstanW, H: conic.KazakhstanH}

// InKazakhstan tells whether a place lies within the outline of Kazakhstan as it is
// drawn. Natural Earth rounds borders to a kilometre or two, so that a place at the
// border may fall on its other side.
func InKazakhstan(lat, lon float64) bool {
	inside := false
	for i, a := range kazakhstanRing {
		b := kazakhstanRing[(i+1)%len(kazakhstanRing)]
		// An odd number of crossings to the east of a place encloses it.
		if (a[0] > lat) != (b[0] > lat) && lon < a[1]+(lat-a[0])/(b[0]-a[0])*(b[1]-a[1]) {
			inside = !inside
		}
	}
	return inside
}
