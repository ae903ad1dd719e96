// Package conic projects places onto the drawing of Eurasia, for the program and
// for the generator of its paths alike.
//
// The projection is Albers' equal-area conic: corridors and countries of different
// latitudes can be compared by eye, and a road from Paris to Shanghai bends as
// little as one sheet allows. Its standard parallels, 35°N and 60°N, enclose the
// corridors, and its central meridian, 68°E, runs through the middle of Kazakhstan.
package conic

import "math"

const (
	earth           = 6371.0 // radius in kilometres
	south, north    = 35.0, 60.0
	centralMeridian = 68.0

	// UnitsPerKilometre is the scale of the drawing along the standard parallels.
	UnitsPerKilometre = 0.242
	// Left and top of the drawing on the sheet, in kilometres: the drawing reaches
	// from the Channel to the Yellow Sea and from the Baltic to the Gulf.
	left, top = -4760.0, 3300.0

	// Width and Height are the size of the drawing in its own units.
	Width, Height = 2400, 1200
	// KazakhstanX and the others are the part of the drawing with Kazakhstan and some of
	// the land around it: its corner, its width and its height.
	KazakhstanX, KazakhstanY, KazakhstanW, KazakhstanH = 728, 366, 806, 470
)

var (
	cone     = (math.Sin(radians(south)) + math.Sin(radians(north))) / 2
	constant = math.Cos(radians(south))*math.Cos(radians(south)) + 2*cone*math.Sin(radians(south))
)

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// Project is where a place lies on the drawing: x to the right and y down, in
// units of the drawing. Places outside of it have coordinates beyond its size.
func Project(lat, lon float64) (x, y float64) {
	east := math.Remainder(lon-centralMeridian, 360)
	radius := earth * math.Sqrt(constant-2*cone*math.Sin(radians(lat))) / cone
	angle := cone * radians(east)
	return (radius*math.Sin(angle) - left) * UnitsPerKilometre, (radius*math.Cos(angle) - top) * UnitsPerKilometre
}

// Unproject is the place that lies at a point of the drawing: what Project puts there.
func Unproject(x, y float64) (lat, lon float64) {
	x, y = x/UnitsPerKilometre+left, y/UnitsPerKilometre+top
	radius := math.Hypot(x, y) * cone / earth
	sine := (constant - radius*radius) / (2 * cone)
	lat = math.Asin(max(-1, min(1, sine))) * 180 / math.Pi
	east := math.Atan2(x, y) / cone * 180 / math.Pi
	return lat, math.Remainder(centralMeridian+east, 360)
}
