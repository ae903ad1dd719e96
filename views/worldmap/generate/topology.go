package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// point is a place: longitude and latitude in degrees, or x and y of the drawing.
type point [2]float64

// topology is what is used of a file in TopoJSON: arcs, of which neighbouring
// shapes share those along their border.
type topology struct {
	Transform struct{ Scale, Translate point }
	Arcs      [][][2]int
	Objects   struct {
		Countries, Land struct{ Geometries []geometry }
	}
}

// geometry is a shape as rings of arcs. An arc is named by its number, or by the
// complement of it where it is run through backwards.
type geometry struct {
	Type string
	ID   string
	Arcs json.RawMessage
}

func readTopology(file string) (*topology, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var t topology
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return &t, nil
}

// readVersion is that of the package that a file belongs to.
func readVersion(folder string) (string, error) {
	text, err := os.ReadFile(filepath.Join(folder, "package.json"))
	if err != nil {
		return "", err
	}
	var p struct{ Version string }
	return p.Version, json.Unmarshal(text, &p)
}

// degrees are the points of the arcs as longitude and latitude: TopoJSON keeps
// them as whole steps from the point before.
func (t *topology) degrees() [][]point {
	arcs := make([][]point, len(t.Arcs))
	for i, steps := range t.Arcs {
		x, y := 0, 0
		for _, step := range steps {
			x, y = x+step[0], y+step[1]
			arcs[i] = append(arcs[i], point{
				float64(x)*t.Transform.Scale[0] + t.Transform.Translate[0],
				float64(y)*t.Transform.Scale[1] + t.Transform.Translate[1],
			})
		}
	}
	return arcs
}

// polygons are those of the shape, each a list of rings, the outer one first.
func (g geometry) polygons() ([][][]int, error) {
	switch g.Type {
	case "Polygon":
		var polygon [][]int
		err := json.Unmarshal(g.Arcs, &polygon)
		return [][][]int{polygon}, err
	case "MultiPolygon":
		var polygons [][][]int
		err := json.Unmarshal(g.Arcs, &polygons)
		return polygons, err
	case "":
		return nil, nil
	}
	return nil, fmt.Errorf("a shape of type %s is not expected", g.Type)
}

// number is that of the arc, whichever way it is run through.
func number(arc int) int {
	if arc < 0 {
		return ^arc
	}
	return arc
}

// ring joins arcs to the ring that they make, without its last point, which is
// the first again.
func ring(arcs [][]point, numbers []int) []point {
	var points []point
	for _, n := range numbers {
		arc := arcs[number(n)]
		for i := range len(arc) - 1 {
			if n < 0 {
				i = len(arc) - 1 - i
			}
			points = append(points, arc[i])
		}
	}
	return points
}
