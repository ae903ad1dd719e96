package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// roadShares are the shares of a road by the length that each is of all of it.
var roadShares = map[string]string{
	models.RoadShare: models.RoadInside, models.RoadEntersShare: models.RoadEnters, models.RoadLeavesShare: models.RoadLeaves,
}

// NewRoadFigure works out the page of a length along a corridor, or of a share of it;
// nil if there is none.
func NewRoadFigure(p *locale.Printer, frame FigureFrame, c *models.Corridor) *Figure {
	r := fromEurope(c)
	what := frame.Ref.Of[1]
	value, amount := roadLength(p, r, what)
	if r.First == nil || amount == "" {
		return nil
	}
	name := In(p, c.Name)
	unit := "km"
	if roadShares[what] != "" {
		unit = "percent"
	}
	m := newFigure(p, frame, Text{Text: p.T("figure.road."+what, "Name", name.Text), Lang: name.Lang}, value, unit)
	m.Title.Lang = ""
	m.Amount = amount
	m.Definition = Text{Text: p.T("figure.road.definition")}
	if part := roadShares[what]; part != "" {
		for _, length := range []string{part, models.RoadTotal} {
			_, text := roadLength(p, r, length)
			url := newNumber(p, "", models.FigureRoad, c.Code, length).URL
			m.Parts = append(m.Parts, FigurePart{Text{Text: p.T("figure.road."+length, "Name", name.Text)}, text, url})
		}
	}
	for i := range c.Waypoints {
		m.rests(c.Waypoints[i].Sources...)
	}
	m.fact("figure.from_to", In(p, r.First.Name()), In(p, r.Last.Name()))
	m.workedOut(p.T("sentence.road", "Text", m.Title.Text, "Amount", m.Amount), p.T("figure.worked_out.distances"))
	m.Page = LinkedText{p.T("figure.page.map"), corridorURL(p, c.Code)}
	return m.done(frame)
}
