package main

import (
	"bytes"
	"math"
	"os"
	"slices"
	"testing"
)

func TestTheCommittedFileIsWhatTheGeneratorMakes(t *testing.T) {
	const atlas = "../../../static/node_modules/world-atlas"
	if _, err := os.Stat(atlas); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("world-atlas is not there: run go generate ./static")
	}
	want, err := os.ReadFile("../paths.go")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		got, err := generate(atlas)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Fatal("paths.go is not what the generator makes: run go generate ./views/worldmap")
		}
	}
}

func TestSimplifyingKeepsWhatStandsOut(t *testing.T) {
	line := []point{{0, 0}, {1, 0.1}, {2, 0}, {3, 5}, {4, 0}, {5, 0}}
	if got := simplify(line, 0.5); !slices.Equal(got, []point{{0, 0}, {2, 0}, {3, 5}, {4, 0}, {5, 0}}) {
		t.Errorf("gives %v", got)
	}
	square := []point{{0, 0}, {5, 0.01}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}
	if got := simplify(square, 0.5); !slices.Equal(got, []point{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}) {
		t.Errorf("a ring becomes %v", got)
	}
}

func TestClipping(t *testing.T) {
	b := box{0, 0, 10, 10}
	if got := b.clipRing([]point{{-5, -5}, {5, -5}, {5, 5}, {-5, 5}}); area(got) != 25 {
		t.Errorf("a corner covers %v: %v", area(got), got)
	}
	if got := b.clipRing([]point{{20, 20}, {30, 20}, {30, 30}}); len(got) != 0 {
		t.Errorf("a ring outside leaves %v", got)
	}
	got := b.clipLine([]point{{-5, 5}, {5, 5}, {5, 20}, {8, 20}, {8, 5}})
	if len(got) != 2 || !slices.Equal(got[0], []point{{0, 5}, {5, 5}, {5, 10}}) || !slices.Equal(got[1], []point{{8, 10}, {8, 5}}) {
		t.Errorf("a line that leaves and comes back gives %v", got)
	}
}

func TestStepsOfAPath(t *testing.T) {
	var p path
	p.line([]point{{1, 2}, {1.2, 2.1}, {4, -3}, {0, 0}}, true)
	p.line([]point{{10, 10}, {10.3, 10}}, false)
	p.line([]point{{3, 3}, {5, 2}}, false)
	if got := p.text.String(); got != "m1 2 3-5-4 3zm2 1 2-1" {
		t.Errorf("writes %q", got)
	}
}

func TestArcsAreRunThroughBothWays(t *testing.T) {
	arcs := [][]point{{{0, 0}, {1, 0}, {1, 1}}, {{0, 0}, {0, 1}, {1, 1}}}
	if got := ring(arcs, []int{0, ^1}); !slices.Equal(got, []point{{0, 0}, {1, 0}, {1, 1}, {0, 1}}) {
		t.Errorf("gives %v", got)
	}
	top := topology{Arcs: [][][2]int{{{10, 20}, {1, -2}}}}
	top.Transform.Scale, top.Transform.Translate = point{0.5, 0.25}, point{-180, -90}
	if got := top.degrees()[0]; math.Abs(got[1][0]+174.5) > 1e-9 || math.Abs(got[1][1]+85.5) > 1e-9 {
		t.Errorf("gives %v", got)
	}
}
