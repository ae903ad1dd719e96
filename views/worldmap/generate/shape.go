package main

import "math"

// simplify leaves out the points that lie closer than tolerance to the line
// without them (Douglas and Peucker). The ends stay, so that lines which met go on
// meeting.
func simplify(line []point, tolerance float64) []point {
	if len(line) < 3 {
		return line
	}
	if line[0] == line[len(line)-1] {
		// A ring has no line between its ends: it is halved at its farthest point.
		far := farthest(line, func(p point) float64 { return math.Hypot(p[0]-line[0][0], p[1]-line[0][1]) })
		return append(simplify(line[:far+1], tolerance), simplify(line[far:], tolerance)[1:]...)
	}
	from, to := line[0], line[len(line)-1]
	away := func(p point) float64 { return distance(p, from, to) }
	at := farthest(line, away)
	if away(line[at]) < tolerance {
		return []point{from, to}
	}
	return append(simplify(line[:at+1], tolerance), simplify(line[at:], tolerance)[1:]...)
}

// farthest is the inner point of the line that is farthest away.
func farthest(line []point, away func(point) float64) int {
	at, most := 1, -1.0
	for i := 1; i < len(line)-1; i++ {
		if d := away(line[i]); d > most {
			at, most = i, d
		}
	}
	return at
}

// distance is that of a point from the stretch between two others.
func distance(p, from, to point) float64 {
	dx, dy := to[0]-from[0], to[1]-from[1]
	if length := dx*dx + dy*dy; length > 0 {
		t := max(0, min(1, ((p[0]-from[0])*dx+(p[1]-from[1])*dy)/length))
		from = point{from[0] + t*dx, from[1] + t*dy}
	}
	return math.Hypot(p[0]-from[0], p[1]-from[1])
}

// box is an upright rectangle.
type box struct{ left, top, right, bottom float64 }

// edge is one side of a box: inside tells whether a point is on the box's side of
// it, and cut is where a stretch crosses it.
type edge struct {
	inside func(point) bool
	cut    func(a, b point) point
}

func (b box) edges() []edge {
	// One axis is fixed, the other follows in proportion.
	at := func(axis int, value float64) func(p, q point) point {
		return func(p, q point) point {
			t := (value - p[axis]) / (q[axis] - p[axis])
			var cut point
			cut[axis] = value
			cut[1-axis] = p[1-axis] + t*(q[1-axis]-p[1-axis])
			return cut
		}
	}
	return []edge{
		{func(p point) bool { return p[0] >= b.left }, at(0, b.left)},
		{func(p point) bool { return p[0] <= b.right }, at(0, b.right)},
		{func(p point) bool { return p[1] >= b.top }, at(1, b.top)},
		{func(p point) bool { return p[1] <= b.bottom }, at(1, b.bottom)},
	}
}

// clipRing cuts a ring to the box (Sutherland and Hodgman); nil if nothing of it
// is inside.
func (b box) clipRing(points []point) []point {
	for _, e := range b.edges() {
		var kept []point
		for i, p := range points {
			before := points[(i+len(points)-1)%len(points)]
			if e.inside(p) != e.inside(before) {
				kept = append(kept, e.cut(before, p))
			}
			if e.inside(p) {
				kept = append(kept, p)
			}
		}
		points = kept
	}
	return points
}

// clipLine cuts a line to the box; what is left may be several lines.
func (b box) clipLine(line []point) [][]point {
	lines := [][]point{line}
	for _, e := range b.edges() {
		var kept [][]point
		for _, l := range lines {
			var part []point
			for i, p := range l {
				if i > 0 && e.inside(p) != e.inside(l[i-1]) {
					part = append(part, e.cut(l[i-1], p))
				}
				if e.inside(p) {
					part = append(part, p)
				} else if len(part) > 0 {
					kept, part = append(kept, part), nil
				}
			}
			if len(part) > 0 {
				kept = append(kept, part)
			}
		}
		lines = kept
	}
	return lines
}

// area is that inside a ring.
func area(points []point) float64 {
	sum := 0.0
	for i, p := range points {
		q := points[(i+1)%len(points)]
		sum += p[0]*q[1] - q[0]*p[1]
	}
	return math.Abs(sum) / 2
}
