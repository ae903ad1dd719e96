package worldmap_test

import (
	"math"
	"regexp"
	"testing"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/views/worldmap"
)

func TestCitiesLieOnTheRightSideOfTheBorder(t *testing.T) {
	for _, test := range []struct {
		city     string
		lat, lon float64
		inside   bool
	}{
		{"Astana", 51.1801, 71.446, true},
		{"Almaty", 43.2525, 76.9115, true},
		{"Aktau, on the Caspian Sea", 43.6611, 51.1739, true},
		{"Petropavl, near the northern border", 54.8734, 69.1506, true},
		{"Shymkent, near the southern border", 42.3099, 69.6004, true},
		{"Oskemen, in the east", 49.9714, 82.6059, true},
		{"Oral, in the west", 51.246, 51.4256, true},
		{"Dostyk, on the border", 45.2533, 82.4804, true},
		{"Alashankou, across the border from Dostyk", 45.1702, 82.5698, false},
		{"Orenburg", 51.7671, 55.0988, false},
		{"Omsk", 54.9924, 73.3686, false},
		{"Bishkek", 42.87, 74.59, false},
		{"Tashkent", 41.2647, 69.2163, false},
		{"Urumqi", 43.801, 87.6005, false},
		{"a ship on the Caspian Sea", 42, 50.5, false},
		{"Paris", 48.8534, 2.3488, false},
	} {
		if got := worldmap.InKazakhstan(test.lat, test.lon); got != test.inside {
			t.Errorf("%s: inside is %t", test.city, got)
		}
	}
}

func TestPlacesFollowEachOtherFromWestToEast(t *testing.T) {
	before := math.Inf(-1)
	for _, place := range []struct {
		name     string
		lat, lon float64
	}{
		{"Paris", 48.8534, 2.3488}, {"Warsaw", 52.2298, 21.0118}, {"Moscow", 55.752, 37.6178}, {"Aktau", 43.6611, 51.1739},
		{"Astana", 51.1801, 71.446}, {"Khorgos", 44.21, 80.41}, {"Urumqi", 43.801, 87.6005}, {"Beijing", 39.9075, 116.3972}, {"Shanghai", 31.2222, 121.4581},
	} {
		x, y := worldmap.Project(place.lat, place.lon)
		if x <= before || x < 0 || x > worldmap.Width || y < 0 || y > worldmap.Height {
			t.Errorf("%s lies at %.0f, %.0f", place.name, x, y)
		}
		before = x
	}
}

// TestEveryPointOfTheDrawingIsTheOneOfItsPlace goes there and back both ways: a click
// must mean the place that is drawn there.
func TestEveryPointOfTheDrawingIsTheOneOfItsPlace(t *testing.T) {
	const most = 1e-6
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Float64Range(0, worldmap.Width).Draw(t, "x"), rapid.Float64Range(0, worldmap.Height).Draw(t, "y")
		lat, lon := worldmap.Unproject(x, y)
		if lat < -90 || lat > 90 || lon < -180 || lon > 180 {
			t.Fatalf("%g, %g is the place %g, %g", x, y, lat, lon)
		}
		if againX, againY := worldmap.Project(lat, lon); math.Hypot(againX-x, againY-y) > most {
			t.Fatalf("%g, %g is the place %g, %g, which lies at %g, %g", x, y, lat, lon, againX, againY)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := rapid.Float64Range(40, 56).Draw(t, "lat"), rapid.Float64Range(46, 88).Draw(t, "lon")
		x, y := worldmap.Project(lat, lon)
		if againLat, againLon := worldmap.Unproject(x, y); math.Abs(againLat-lat) > most || math.Abs(againLon-lon) > most {
			t.Fatalf("the place %g, %g lies at %g, %g, where %g, %g is", lat, lon, x, y, againLat, againLon)
		}
	})
}

func TestEqualAreasStayEqual(t *testing.T) {
	// Two cells of one degree, told apart by the cosine of their latitude only.
	cell := func(lat, lon float64) float64 {
		ax, ay := worldmap.Project(lat, lon)
		bx, by := worldmap.Project(lat, lon+1)
		cx, cy := worldmap.Project(lat+1, lon)
		return math.Abs((bx-ax)*(cy-ay)-(cx-ax)*(by-ay)) / math.Cos((lat+0.5)*math.Pi/180)
	}
	here := cell(47, 67)
	for _, place := range [][2]float64{{30, 120}, {60, 30}, {48, 2}, {27, 56}} {
		if there := cell(place[0], place[1]); math.Abs(there/here-1) > 0.02 {
			t.Errorf("a cell at %v is %.3f of one in Kazakhstan", place, there/here)
		}
	}
}

func TestKazakhstanIsWithinItsCrop(t *testing.T) {
	for _, end := range [][2]float64{{48.5, 46.5}, {49.1, 87.3}, {55.43, 68.9}, {40.57, 68.1}} {
		if x, y := worldmap.Project(end[0], end[1]); !worldmap.KazakhstanBox.Contains(x, y) {
			t.Errorf("%v lies at %.0f, %.0f, outside of %+v", end, x, y, worldmap.KazakhstanBox)
		}
	}
	if x, y := worldmap.Project(34.5985, 119.2156); worldmap.KazakhstanBox.Contains(x, y) {
		t.Error("Lianyungang lies in the crop to Kazakhstan")
	}
}

func TestPathsAreWhatAPathMayHold(t *testing.T) {
	rings := regexp.MustCompile(`^(m-?\d+[ -]\d+([ -]\d+[ -]\d+)+z)+$`)
	lines := regexp.MustCompile(`^(m-?\d+[ -]\d+([ -]\d+[ -]\d+)+)+$`)
	if !rings.MatchString(worldmap.Land) || !rings.MatchString(worldmap.Kazakhstan) || !lines.MatchString(worldmap.Borders) {
		t.Error("a path holds something else than steps")
	}
	if n := len(worldmap.Land) + len(worldmap.Borders) + len(worldmap.Kazakhstan); n > 48<<10 {
		t.Errorf("the paths take %d bytes", n)
	}
}
