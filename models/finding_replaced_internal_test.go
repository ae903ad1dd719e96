package models

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestNumbersAreComparedWithThoseOnRecord(t *testing.T) {
	prices, statement, column := revisedSeries{priceFile.name, "brent/eia-oil"}, revisedSeries{statementFile.name, "statement/st067"}, revisedSeries{projectFile.name, "column/jobs"}
	scaled := func(n int, by ...float64) []revised {
		list := make([]revised, n)
		for i := range list {
			was := decimal.New(int64(100+i), 0)
			list[i] = revised{was: was, now: was.Mul(decimal.NewFromFloat(by[i%len(by)]))}
		}
		return list
	}
	for _, c := range []struct {
		name     string
		of       revisedSeries
		list     []revised
		recorded int
		want     bool
	}{
		{"a revision of one to three percent", prices, scaled(222, 1.01, 0.98, 1.03, 0.97), 222, false},
		{"one of two percent in one direction", prices, scaled(222, 1.019, 1.021, 1.02, 1.025), 222, false},
		{"another series at a small part", prices, scaled(222, 0.02, 0.03, 0.04), 222, true},
		{"another at many times", prices, scaled(30, 20, 30, 40), 222, true},
		{"two months put right", prices, scaled(2, 3, 0.3), 222, false},
		{"another of nearly the same level, as a whole", prices, scaled(200, 1.07, 0.93), 222, true},
		{"the same of a small part of the series", prices, scaled(20, 1.07, 0.93, 1.06), 222, false},
		{"a series in another currency of nearly its value", prices, scaled(20, 1.08), 222, true},
		{"a statement of which all figures are halved", statement, scaled(4, 0.5), 0, true},
		{"one whose figures are others altogether", statement, scaled(3, 3, 0.4, 2), 0, true},
		{"one of which one figure is put right", statement, scaled(1, 12), 0, false},
		{"one whose figures are a little more exact", statement, scaled(3, 1.01, 1.02, 0.99), 0, false},
		{"the jobs of some projects, each by itself", column, scaled(5, 1.2, 2, 0.7), 0, false},
		{"the jobs of some projects in thousands", column, scaled(3, 1000), 0, true},
		{"the jobs of two projects", column, scaled(2, 5, 0.2), 0, false},
	} {
		if got := c.of.bound().doubts(len(c.list), c.recorded, compareRevised(c.list)); got != c.want {
			t.Errorf("%s: doubted %t, want %t", c.name, got, c.want)
		}
	}
}
