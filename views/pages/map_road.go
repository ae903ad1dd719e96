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

// RoadNumbers are the lengths of a road as figures: all of it, what of it is in
// Kazakhstan, and where it enters and leaves the country.
type RoadNumbers struct {
	Total, Inside, Share               Number
	Enters, Leaves, EntersAt, LeavesAt Number
}

// newRoadNumbers are those of the road of the corridor.
func newRoadNumbers(p *locale.Printer, c *models.Corridor, r *models.Road) RoadNumbers {
	of := func(what string) Number {
		_, text := roadLength(p, r, what)
		return newNumber(p, text, models.FigureRoad, c.Code, what)
	}
	return RoadNumbers{
		Total: of(models.RoadTotal), Inside: of(models.RoadInside), Share: of(models.RoadShare),
		Enters: of(models.RoadEnters), Leaves: of(models.RoadLeaves), EntersAt: of(models.RoadEntersShare), LeavesAt: of(models.RoadLeavesShare),
	}
}

// roadLength is a length of a road by the word for it, in kilometres, or a share of
// the road in percent, and how a page writes it; empty for a word that is none.
func roadLength(p *locale.Printer, r *models.Road, what string) (decimal.Decimal, string) {
	length := map[string]float64{models.RoadTotal: r.Total, models.RoadInside: r.Kazakhstan, models.RoadEnters: r.Enters, models.RoadLeaves: r.Leaves}
	share := map[string]float64{models.RoadShare: r.Share(), models.RoadEntersShare: r.EntersAt(), models.RoadLeavesShare: r.LeavesAt()}
	if f, ok := length[what]; ok {
		return decimal.NewFromFloat(f).Round(0), kilometres(p, f)
	}
	if f, ok := share[what]; ok {
		return decimal.NewFromFloat(f * 100).Round(0), part(p, f)
	}
	return decimal.Zero, ""
}

// RoadStrip is a road drawn as a line, with the part in Kazakhstan on it.
type RoadStrip struct {
	Title        string
	Desc         string
	Wide, Narrow StripDrawing
	From, To     Text
	RoadNumbers
	// Position says from where to where Kazakhstan lies on it.
	Position string
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
	Number   string
	Name     Text
	From, To Text
	RoadNumbers
	LeftOut []Text
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
			RoadNumbers: newRoadNumbers(p, c, r),
		}
		for _, w := range r.LeftOut {
			line.LeftOut = append(line.LeftOut, In(p, w.Name()))
		}
		m.Roads = append(m.Roads, line)
		if c.Code != models.BeijingCorridor && c.Code != models.ShanghaiCorridor || r.Kazakhstan == 0 {
			continue
		}
		s := RoadStrip{From: line.From, To: line.To, RoadNumbers: line.RoadNumbers, Position: p.T("map.strip_share", "From", line.EntersAt.Text, "To", line.LeavesAt.Text)}
		s.Title = p.T("map.strip", "From", line.From.Text, "To", line.To.Text)
		s.Desc = p.T("map.strip_desc", "Total", s.Total.Text, "Enters", s.Enters.Text, "Leaves", s.Leaves.Text)
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
