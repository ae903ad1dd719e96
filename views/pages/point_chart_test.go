package pages

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestMarksAreSetApartWithoutLeavingTheirTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const left, right = 64.0, 344.0
		given := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) centre {
			return centre{rapid.Float64Range(left, right).Draw(t, "x"), float64(rapid.IntRange(0, 5).Draw(t, "y")) * 20}
		}), 0, 40).Draw(t, "centres")
		got := slices.Clone(given)
		moved := setApart(got, left, right)
		if moved == slices.Equal(got, given) {
			t.Errorf("moved is %v", moved)
		}
		for i, c := range got {
			if c.y != given[i].y || math.Abs(c.x-given[i].x) > 36+1e-9 || c.x < left || c.x > right {
				t.Errorf("mark %d went from %v to %v", i, given[i], c)
			}
			for _, earlier := range got[:i] {
				// Only one that found no room may cover another, where it belongs.
				if math.Abs(earlier.x-c.x) < 12 && math.Abs(earlier.y-c.y) < 12 && c != given[i] {
					t.Errorf("mark %d was moved over another: %v, %v", i, c, earlier)
				}
			}
		}
	})
}

func TestEverySeriesHasAMarkOfItsOwn(t *testing.T) {
	seen := make(map[string]bool)
	for series := range lastOne + 1 {
		key := markClass(series) + mark(series, 8, 8)
		if seen[key] {
			t.Errorf("series %d has the mark of another", series)
		}
		seen[key] = true
	}
}
