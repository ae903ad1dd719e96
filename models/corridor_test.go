package models_test

import (
	"math"
	"slices"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// degree is the length of a degree of a great circle: 6371 km · π / 180.
const degree = 111.19492664

func near(a, b float64) bool { return math.Abs(a-b) < 0.01 }

func TestGreatCircle(t *testing.T) {
	for _, test := range []struct {
		name string
		from [2]float64
		to   [2]float64
		want float64
	}{
		{"a degree of the equator", [2]float64{0, 0}, [2]float64{0, 1}, degree},
		{"a quarter of the globe", [2]float64{0, 0}, [2]float64{90, 50}, 90 * degree},
		{"half of the globe", [2]float64{10, 20}, [2]float64{-10, -160}, 180 * degree},
		{"across the date line", [2]float64{0, 179}, [2]float64{0, -179}, 2 * degree},
		{"no way at all", [2]float64{45, 80}, [2]float64{45, 80}, 0},
		// By the law of cosines: acos(sin² 60° + cos² 60° · cos 90°) = acos 0.75.
		{"along a parallel, over the pole's side", [2]float64{60, 0}, [2]float64{60, 90}, math.Acos(0.75) * 180 / math.Pi * degree},
	} {
		if got := models.GreatCircle(test.from[0], test.from[1], test.to[0], test.to[1]); !near(got, test.want) {
			t.Errorf("%s: %.3f km, want %.3f", test.name, got, test.want)
		}
	}
	if lat, lon := models.Along(0, 10, 0, 30, 0.25); math.Abs(lat) > 1e-9 || math.Abs(lon-15) > 1e-9 {
		t.Errorf("a quarter of the way lies at %f, %f", lat, lon)
	}
}

// corridor is one along the equator, by country and longitude.
func corridor(points ...any) *models.Corridor {
	var c models.Corridor
	for i := 0; i < len(points); i += 2 {
		w := models.Waypoint{Country: points[i].(string), Place: points[i].(string)}
		if lon, ok := points[i+1].(float64); ok {
			lat := 0.0
			w.Lat, w.Lon = &lat, &lon
		}
		c.Waypoints = append(c.Waypoints, w)
	}
	return &c
}

func TestTheRoadIsSplitAtTheBorder(t *testing.T) {
	// A country of the equator, from 5° to 35° east.
	inside := func(_, lon float64) bool { return lon >= 5 && lon <= 35 }
	for _, test := range []struct {
		name                         string
		corridor                     *models.Corridor
		total, inside, enters, leave float64
		leftOut                      int
	}{
		{"through the country", corridor("CN", 0.0, "KZ", 10.0, "KZ", 30.0, "RU", 40.0), 40, 30, 5, 35, 0},
		{"the other way", corridor("RU", 40.0, "KZ", 30.0, "KZ", 10.0, "CN", 0.0), 40, 30, 5, 35, 0},
		{"from within", corridor("KZ", 10.0, "RU", 50.0), 40, 25, 0, 25, 0},
		{"into it", corridor("CN", 0.0, "KZ", 10.0), 10, 5, 5, 10, 0},
		{"past it: places abroad count as abroad, whatever lies between", corridor("CN", 0.0, "RU", 40.0), 40, 0, 0, 0, 0},
		{"a leg within the country is the country's, even where its line leaves it", corridor("KZ", 10.0, "KZ", 60.0), 50, 50, 0, 50, 0},
		{"a place without coordinates is left out", corridor("CN", 0.0, "KZ", nil, "KZ", 10.0, "RU", nil), 10, 5, 5, 10, 2},
		{"a border that does not pass between the ends: in the middle", corridor("CN", 2.0, "KZ", 4.0, "KZ", 10.0), 8, 7, 1, 8, 0},
		{"twice through: from the first entry to the last exit", corridor("CN", 0.0, "KZ", 10.0, "CN", 0.0, "KZ", 10.0, "CN", 0.0), 40, 20, 5, 35, 0},
		{"no place at all", corridor("CN", nil), 0, 0, 0, 0, 1},
	} {
		r := test.corridor.Road(inside)
		if !near(r.Total, test.total*degree) || !near(r.Kazakhstan, test.inside*degree) || !near(r.Enters, test.enters*degree) || !near(r.Leaves, test.leave*degree) || len(r.LeftOut) != test.leftOut {
			t.Errorf("%s: total %.2f°, inside %.2f°, from %.2f° to %.2f°, %d left out", test.name,
				r.Total/degree, r.Kazakhstan/degree, r.Enters/degree, r.Leaves/degree, len(r.LeftOut))
		}
	}
	back := corridor("CN", 0.0, "KZ", 10.0, "KZ", 30.0, "RU", 60.0).Road(inside).Backwards()
	if !near(back.EntersAt()*60, 25) || !near(back.LeavesAt()*60, 55) || !near(back.Share()*60, 30) || back.First.Country != "RU" || back.Last.Country != "CN" {
		t.Errorf("backwards from %.2f to %.2f, share %.2f, %s to %s", back.EntersAt(), back.LeavesAt(), back.Share(), back.First.Country, back.Last.Country)
	}
	if r := (&models.Corridor{}).Road(inside); r.First != nil || r.Share() != 0 || r.EntersAt() != 0 {
		t.Errorf("a corridor without places gives %+v", r)
	}
}

func TestCorridorsComeWithTheirPlacesInOrderAndTheirSources(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		ctx, n := models.WithQueryCount(t.Context())
		list, err := s.Corridors(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if n.Load() != 3 {
			t.Errorf("%d queries", n.Load())
		}
		places := 0
		for _, c := range list {
			for i, w := range c.Waypoints {
				if w.Seq != int64(i+1) || len(w.Sources) == 0 {
					t.Errorf("%s: place %d is %d, %s, with %d sources", c.Code, i+1, w.Seq, w.Place, len(w.Sources))
				}
				for _, lang := range models.Langs {
					if name, in := w.Name().In(lang); name == "" || in != lang {
						t.Errorf("%s has no name in %s", w.Place, lang)
					}
				}
				places++
			}
		}
		if len(list) != 6 || places != 81 {
			t.Errorf("%d corridors, %d places", len(list), places)
		}
		beijing := list[slices.IndexFunc(list, func(c models.Corridor) bool { return c.Code == models.BeijingCorridor })]
		if first, last := beijing.Waypoints[0], beijing.Waypoints[len(beijing.Waypoints)-1]; first.Place != "Beijing" || last.Place != "Paris" {
			t.Errorf("from %s to %s", first.Place, last.Place)
		}
	})
}
