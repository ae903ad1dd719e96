package models_test

import (
	"strconv"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
)

// facet is a facet of a list with the values that it can take, and how a filter
// takes one; an empty value takes the choice back.
type facet[F any] struct {
	name   string
	values []string
	choose func(*F, string)
	// noAny marks a facet whose rows without a choice are not counted.
	noAny bool
}

// countsAgree draws choices in any two of the facets, and so in every pair of them
// in the end, and sees that every number announced is that of the rows after
// choosing it.
func countsAgree[F any](rt *rapid.T, filter F, facets []facet[F], count func(F) models.Counts, rows func(F) int) {
	for i := range 2 {
		drawn := rapid.SampledFrom(facets).Draw(rt, "facet "+strconv.Itoa(i))
		drawn.choose(&filter, rapid.SampledFrom(append(drawn.values, "", "")).Draw(rt, "value "+strconv.Itoa(i)))
	}
	counts := count(filter)
	if n := rows(filter); n != counts.Total {
		rt.Errorf("the filter announces %d and gives %d rows (%+v)", counts.Total, n, filter)
	}
	for _, f := range facets {
		other := filter
		if f.choose(&other, ""); !f.noAny {
			if n := rows(other); n != counts.Any(f.name) {
				rt.Errorf("any %s announces %d and gives %d rows (%+v)", f.name, counts.Any(f.name), n, filter)
			}
		}
		value := rapid.SampledFrom(f.values).Draw(rt, "another "+f.name)
		f.choose(&other, value)
		if n := rows(other); n != counts.N(f.name, value) {
			rt.Errorf("%s=%s announces %d and gives %d rows (%+v)", f.name, value, counts.N(f.name, value), n, filter)
		}
	}
}

// inPages reads every page of a list, and counts its rows.
func inPages(rt *rapid.T, page func(int) (int, error)) int {
	total := 0
	for n := 1; ; n++ {
		rows, err := page(n)
		if err != nil {
			rt.Fatal(err)
		}
		total += rows
		if rows < models.PageSize {
			return total
		}
	}
}

// mapped is what each item of a list gives.
func mapped[T, U any](list []T, of func(T) U) []U {
	result := make([]U, len(list))
	for i, item := range list {
		result[i] = of(item)
	}
	return result
}

// words are those of a type as plain strings.
func words[T ~string](list []T) []string {
	return mapped(list, func(w T) string { return string(w) })
}

// termCodes are the codes of sectors and regions, and the word for none.
func termCodes(t *models.Terms) (sectors, regions []string) {
	sectors = append(mapped(t.Sectors, func(s models.Sector) string { return s.Code }), models.NotStated)
	regions = append(mapped(t.Regions, func(r models.Region) string { return r.Code }), models.NotStated)
	return sectors, regions
}

// yearsFrom are the years from first to last as text, and the word for none.
func yearsFrom(first, last int) []string {
	years := []string{models.NotStated}
	for year := first; year <= last; year++ {
		years = append(years, strconv.Itoa(year))
	}
	return years
}
