package models

import (
	"context"
	"math"
)

// Corridor is a rail or road route through Kazakhstan.
type Corridor struct {
	Record
	Code      string
	Mode      string
	Name      Translations `gorm:"embedded;embeddedPrefix:name_"`
	Waypoints []Waypoint
}

// The corridors that the opening article speaks of, by its two far ends.
const (
	BeijingCorridor  = "rail-land-bridge-khorgos"
	ShanghaiCorridor = "rail-land-bridge-dostyk"
)

// Kazakhstan is the country code of waypoints in Kazakhstan.
const Kazakhstan = "KZ"

// Waypoint is one place of a corridor; Seq gives the order. Lat and Lon are
// degrees, nil where no source gives them. Illustrative waypoints make the line
// drawable but are listed for the corridor by no source found.
type Waypoint struct {
	Record
	CorridorID int64
	Seq        int64
	// Place is the English name, the others may be empty.
	Place                     string
	PlaceKK, PlaceRU, PlaceZH string
	Country                   string
	Lat, Lon                  *float64
	Kind                      string
	Illustrative              bool
	Note                      string
	Sources                   []Source `gorm:"many2many:waypoint_sources"`
}

// Name is the name of the place in every language that has one.
func (w *Waypoint) Name() Translations {
	return Translations{EN: w.Place, KK: w.PlaceKK, RU: w.PlaceRU, ZH: w.PlaceZH}
}

// Located reports whether a source gives coordinates.
func (w *Waypoint) Located() bool { return w.Lat != nil }

// Corridors are all corridors with their waypoints in order and the sources of
// each, in three queries, by code.
func (s *Store) Corridors(ctx context.Context) ([]Corridor, error) {
	return shareList(ctx, s, "corridors", func() ([]Corridor, error) { return s.corridors(ctx) })
}

func (s *Store) corridors(ctx context.Context) ([]Corridor, error) {
	db := s.db.WithContext(ctx)
	var list []Corridor
	if err := db.Order("code").Find(&list).Error; err != nil {
		return nil, domainErr("list corridors", err)
	}
	var waypoints []Waypoint
	if err := db.Order("corridor_id, seq").Find(&waypoints).Error; err != nil {
		return nil, domainErr("list waypoints", err)
	}
	var links []struct {
		WaypointID int64
		Source     `gorm:"embedded"`
	}
	err := db.Table("sources").Joins("JOIN waypoint_sources x ON x.source_id = sources.id").
		Order("x.waypoint_id, x.position").Select("sources.*, x.waypoint_id").Scan(&links).Error
	if err != nil {
		return nil, domainErr("list sources of waypoints", err)
	}
	sources := make(map[int64][]Source)
	for _, l := range links {
		sources[l.WaypointID] = append(sources[l.WaypointID], l.Source)
	}
	of := make(map[int64][]Waypoint)
	for _, w := range waypoints {
		w.Sources = sources[w.ID]
		of[w.CorridorID] = append(of[w.CorridorID], w)
	}
	for i := range list {
		list[i].Waypoints = of[list[i].ID]
	}
	return list, nil
}

// Road is a corridor measured along its line, in kilometres. The line joins the
// located waypoints in their order by great circles, so that every length is a
// lower bound: the real road is longer.
type Road struct {
	// First and Last are the ends of the line.
	First, Last *Waypoint
	Total       float64
	// Kazakhstan is how much of the line lies in Kazakhstan.
	Kazakhstan float64
	// Enters and Leaves are how far from First the line enters Kazakhstan for the
	// first time and leaves it for the last. Both are 0 if it never does.
	Enters, Leaves float64
	// LeftOut are the waypoints without coordinates.
	LeftOut []*Waypoint
}

// Share is the part of the line that lies in Kazakhstan, from 0 to 1.
func (r *Road) Share() float64 { return r.of(r.Kazakhstan) }

// EntersAt and LeavesAt are Enters and Leaves as parts of the line.
func (r *Road) EntersAt() float64 { return r.of(r.Enters) }

// LeavesAt is Leaves as a part of the line.
func (r *Road) LeavesAt() float64 { return r.of(r.Leaves) }

func (r *Road) of(length float64) float64 {
	if r.Total == 0 {
		return 0
	}
	return length / r.Total
}

// Backwards is the same road measured from its other end.
func (r *Road) Backwards() *Road {
	back := *r
	back.First, back.Last = r.Last, r.First
	if r.Kazakhstan > 0 {
		back.Enters, back.Leaves = r.Total-r.Leaves, r.Total-r.Enters
	}
	return &back
}

// Road measures the corridor; inKazakhstan tells whether a place lies within the
// country's border.
//
// A leg belongs to the country of its ends: one between two waypoints of Kazakhstan
// is Kazakhstan's even where its great circle cuts a corner of a neighbour, and one
// between two places abroad is not. A leg with one end in Kazakhstan is split where
// its great circle, followed from that end, first leaves the country. Where the
// border does not pass between the two ends, as with two border stations that lie
// closer together than the border is exact, it is split in the middle.
func (c *Corridor) Road(inKazakhstan func(lat, lon float64) bool) *Road {
	r := &Road{}
	inside := false
	for i := range c.Waypoints {
		w := &c.Waypoints[i]
		if !w.Located() {
			r.LeftOut = append(r.LeftOut, w)
			continue
		}
		if r.First == nil {
			r.First, r.Last = w, w
			inside = w.Country == Kazakhstan
			continue
		}
		from, to := r.Last, w
		length := GreatCircle(*from.Lat, *from.Lon, *to.Lat, *to.Lon)
		start := r.Total
		r.Total += length
		r.Last = w
		switch comes, goes := from.Country == Kazakhstan, to.Country == Kazakhstan; {
		case comes && goes:
			r.Kazakhstan += length
			r.Leaves = r.Total
		case comes:
			part := length * leaves(from, to, inKazakhstan)
			r.Kazakhstan += part
			r.Leaves = start + part
		case goes:
			part := length * leaves(to, from, inKazakhstan)
			r.Kazakhstan += part
			r.Leaves = r.Total
			if !inside {
				r.Enters = r.Total - part
			}
			inside = true
		}
	}
	return r
}

// leaves is the part of the leg, from 0 to 1, after which it first leaves
// Kazakhstan on the way from home to abroad.
func leaves(home, abroad *Waypoint, inKazakhstan func(lat, lon float64) bool) float64 {
	at := func(t float64) bool {
		lat, lon := Along(*home.Lat, *home.Lon, *abroad.Lat, *abroad.Lon, t)
		return inKazakhstan(lat, lon)
	}
	if !at(0) || at(1) {
		return 0.5
	}
	// Steps of a few kilometres at most, so that no bend of the border is missed,
	// then halving.
	const steps = 512
	low, high := 0.0, 1.0
	for i := 1; i <= steps; i++ {
		if t := float64(i) / steps; !at(t) {
			low, high = float64(i-1)/steps, t
			break
		}
	}
	for range 30 {
		if middle := (low + high) / 2; at(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// earthRadius is the mean radius in kilometres.
const earthRadius = 6371.0

// GreatCircle is the shortest way over the globe between two places given in
// degrees, in kilometres.
func GreatCircle(lat1, lon1, lat2, lon2 float64) float64 {
	return earthRadius * angleBetween(lat1, lon1, lat2, lon2)
}

// angleBetween is the angle in radians, by the formula that is exact for near
// places too.
func angleBetween(lat1, lon1, lat2, lon2 float64) float64 {
	a, b := radians(lat1), radians(lat2)
	dLat, dLon := math.Sin((b-a)/2), math.Sin(radians(lon2-lon1)/2)
	h := dLat*dLat + math.Cos(a)*math.Cos(b)*dLon*dLon
	return 2 * math.Asin(math.Sqrt(min(1, h)))
}

// Along is the place at the part t, from 0 to 1, of the great circle between two.
func Along(lat1, lon1, lat2, lon2, t float64) (lat, lon float64) {
	angle := angleBetween(lat1, lon1, lat2, lon2)
	if angle == 0 {
		return lat1, lon1
	}
	a, b := math.Sin((1-t)*angle)/math.Sin(angle), math.Sin(t*angle)/math.Sin(angle)
	vector := func(lat, lon float64) (x, y, z float64) {
		return math.Cos(radians(lat)) * math.Cos(radians(lon)), math.Cos(radians(lat)) * math.Sin(radians(lon)), math.Sin(radians(lat))
	}
	x1, y1, z1 := vector(lat1, lon1)
	x2, y2, z2 := vector(lat2, lon2)
	x, y, z := a*x1+b*x2, a*y1+b*y2, a*z1+b*z2
	return math.Atan2(z, math.Hypot(x, y)) * 180 / math.Pi, math.Atan2(y, x) * 180 / math.Pi
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }
