package pages

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// area is a rectangle that something of a drawing covers.
type area struct{ left, top, right, bottom float64 }

func (a area) meets(b area) bool {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

// around is the square around a point.
func around(x, y, r float64) area { return area{x - r, y - r, x + r, y + r} }

// room is what the parts of a drawing cover. A name may meet a line where there is
// no better place, but nothing else.
type room struct{ taken, lines []area }

// free tells whether nothing is there yet; lines count only if asked for.
func (r *room) free(a area, lines bool) bool {
	return !slices.ContainsFunc(r.taken, a.meets) && (!lines || !slices.ContainsFunc(r.lines, a.meets))
}

// line covers a line with small squares along it.
func (r *room) line(points [][2]float64) {
	const step = 5
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		n := math.Ceil(math.Hypot(b[0]-a[0], b[1]-a[1]) / step)
		for k := 0.0; k < n; k++ {
			r.lines = append(r.lines, around(a[0]+(b[0]-a[0])*k/n, a[1]+(b[1]-a[1])*k/n, 2))
		}
	}
}

// textWidth is about how wide a text runs.
func textWidth(text string, font float64) float64 {
	width := 0.0
	for _, r := range text {
		if r >= 0x2e80 {
			width += font
		} else {
			width += font * 0.6
		}
	}
	return width
}

// label writes a name beside a point, where it meets nothing that is there already;
// false if there is no such room.
func (c canvas) label(d *MapDrawing, r *room, x, y float64, text Text, class string) bool {
	w, h := textWidth(text.Text, c.font), c.font
	const gap = 7
	for _, clear := range []bool{true, false} {
		for _, place := range []struct {
			dx, dy float64
			anchor string
		}{
			{gap, h * 0.36, "start"}, {-gap, h * 0.36, "end"}, {0, -gap - 1, "middle"}, {0, gap + h*0.8, "middle"},
			{gap - 2, -gap + 2, "start"}, {gap - 2, gap + h*0.5, "start"}, {-gap + 2, -gap + 2, "end"}, {-gap + 2, gap + h*0.5, "end"},
			{gap + 4, gap + h*1.4, "end"}, {gap + 4, -gap - h*0.6, "end"},
		} {
			at := area{x + place.dx, y + place.dy - h*0.8, x + place.dx + w, y + place.dy + h*0.2}
			switch place.anchor {
			case "end":
				at.left, at.right = at.left-w, at.right-w
			case "middle":
				at.left, at.right = at.left-w/2, at.right-w/2
			}
			if at.left < 2 || at.top < 2 || at.right > c.width-2 || at.bottom > c.height()-2 || !r.free(at, clear) {
				continue
			}
			r.taken = append(r.taken, at)
			d.Labels = append(d.Labels, MapLabel{px(x + place.dx), px(y + place.dy), place.anchor, class, text})
			return true
		}
	}
	return false
}

// shortName is the name of a waypoint without what stands in brackets; empty for
// one that names two places.
func shortName(p *locale.Printer, w *models.Waypoint) Text {
	name := In(p, w.Name())
	name.Text, _, _ = strings.Cut(name.Text, " (")
	name.Text, _, _ = strings.Cut(name.Text, "（")
	if strings.ContainsAny(name.Text, "/／") {
		name.Text = ""
	}
	return name
}

// names writes the names of waypoints, the ends of corridors first, then the places
// that a source lists, then the others. Small drawings have the ends only.
func (c canvas) names(p *locale.Printer, d *MapDrawing, r *room, corridors []models.Corridor, ends bool) {
	type named struct {
		w    *models.Waypoint
		rank int
	}
	var list []named
	for i := range corridors {
		waypoints := corridors[i].Waypoints
		for k := range waypoints {
			w := &waypoints[k]
			rank := 3
			switch {
			case k == 0 || k == len(waypoints)-1:
				rank = 0
				if code := corridors[i].Code; code == models.BeijingCorridor || code == models.ShanghaiCorridor {
					rank = -1
				}
			case !w.Illustrative && w.Kind == "city":
				rank = 1
			case !w.Illustrative:
				rank = 2
			}
			list = append(list, named{w, rank})
		}
	}
	slices.SortStableFunc(list, func(a, b named) int { return cmp.Compare(a.rank, b.rank) })
	seen := make(map[string]bool)
	for _, n := range list {
		if !n.w.Located() || ends && n.rank > 0 {
			continue
		}
		text := shortName(p, n.w)
		x, y := c.at(*n.w.Lat, *n.w.Lon)
		if text.Text == "" || seen[text.Text] || x < 0 || y < 0 || x > c.width || y > c.height() {
			continue
		}
		class := "place"
		if n.rank <= 0 {
			class = "place end"
		}
		seen[text.Text] = c.label(d, r, x, y, text, class)
	}
}
