package pages

import (
	"math"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/worldmap"
)

// RoadStrip is a road drawn as a line, with the part in Kazakhstan on it.
type RoadStrip struct {
	Title          string
	Desc           string
	Wide, Narrow   StripDrawing
	From, To       Text
	TotalKM        string
	Share          string
	EntersKM       string
	LeavesKM       string
	MiddleIsInside bool
}

// StripDrawing is a strip on a width in pixels.
type StripDrawing struct {
	Class                 string
	Width                 string
	Enters, Leaves, Inner string
	Middle, Centre        string
	Ticks                 []string
}

// RoadLine is a corridor in the table of distances.
type RoadLine struct {
	Number                               string
	Name                                 Text
	From, To                             Text
	Total, Inside, Share, Enters, Leaves string
	LeftOut                              []Text
}

func kilometres(p *locale.Printer, f float64) string {
	return p.T("map.km", "N", p.Int(int(math.Round(f))))
}

func part(p *locale.Printer, f float64) string {
	return format.Amount(p, decimal.NewFromInt(int64(math.Round(f*100))), "percent")
}

// fromEurope is the road of the corridor measured from its western end.
func fromEurope(c *models.Corridor) *models.Road {
	r := c.Road(worldmap.InKazakhstan)
	if r.First != nil && r.Last != nil {
		if _, first := worldmap.Project(*r.First.Lat, *r.First.Lon); first >= 0 && *r.First.Lon > *r.Last.Lon {
			return r.Backwards()
		}
	}
	return r
}

// roads sets the corridors side by side by their lengths, and draws the two roads
// that the opening article speaks of.
func (m *Map) roads(d MapData) {
	p := m.P
	if !d.Query.Shows(LayerCorridors) {
		return
	}
	for i := range d.Corridors {
		c := &d.Corridors[i]
		r := fromEurope(c)
		if r.First == nil {
			continue
		}
		line := RoadLine{
			Number: strconv.Itoa(i + 1), Name: In(p, c.Name).To("#corridor-" + c.Code), From: In(p, r.First.Name()), To: In(p, r.Last.Name()),
			Total: kilometres(p, r.Total), Inside: kilometres(p, r.Kazakhstan), Share: part(p, r.Share()), Enters: part(p, r.EntersAt()), Leaves: part(p, r.LeavesAt()),
		}
		for _, w := range r.LeftOut {
			line.LeftOut = append(line.LeftOut, In(p, w.Name()))
		}
		m.Roads = append(m.Roads, line)
		if c.Code != models.BeijingCorridor && c.Code != models.ShanghaiCorridor || r.Kazakhstan == 0 {
			continue
		}
		s := RoadStrip{
			From: line.From, To: line.To, TotalKM: line.Total, Share: p.T("map.strip_share", "From", line.Enters, "To", line.Leaves),
			EntersKM: kilometres(p, r.Enters), LeavesKM: kilometres(p, r.Leaves),
			MiddleIsInside: r.EntersAt() < 0.5 && r.LeavesAt() > 0.5,
		}
		s.Title = p.T("map.strip", "From", line.From.Text, "To", line.To.Text)
		s.Desc = p.T("map.strip_desc", "Total", line.Total, "Enters", s.EntersKM, "Leaves", s.LeavesKM)
		s.Wide, s.Narrow = newStrip("wide", 1200, r, c), newStrip("narrow", 358, r, c)
		m.Strips = append(m.Strips, s)
	}
	slices.Reverse(m.Strips)
}

// newStrip lays the road out on a line of the width. The ticks are its waypoints.
func newStrip(class string, width float64, r *models.Road, c *models.Corridor) StripDrawing {
	s := StripDrawing{
		Class: class, Width: px(width), Enters: px(width * r.EntersAt()), Leaves: px(width * r.LeavesAt()), Inner: px(width * (r.LeavesAt() - r.EntersAt())),
		Middle: px(width / 2), Centre: px(width * (r.EntersAt() + r.LeavesAt()) / 2),
	}
	at := 0.0
	stretches := legs(c)
	if len(stretches) > 0 && stretches[0][0] != r.First {
		slices.Reverse(stretches)
	}
	for i, leg := range stretches {
		at += models.GreatCircle(*leg[0].Lat, *leg[0].Lon, *leg[1].Lat, *leg[1].Lon)
		if i < len(stretches)-1 {
			s.Ticks = append(s.Ticks, px(width*at/r.Total))
		}
	}
	return s
}
