package models

import "gorm.io/gorm"

// Counts counts the rows of a filtered list, and for each of its facets, by the
// name of the parameter, what choosing an option would give.
type Counts struct {
	// Total is the number of rows that the filter selects.
	Total  int
	Facets map[string]FacetCounts
}

// FacetCounts counts the rows that each option of a facet would give, the other
// choices of the filter kept.
type FacetCounts struct {
	// Any is the number of rows with the choice taken back.
	Any int
	// N is keyed by the value of the parameter; NotStated counts the rows without
	// a value.
	N map[string]int
}

// N is the number of rows that choosing the value in the facet would give.
func (c *Counts) N(facet, value string) int { return c.Facets[facet].N[value] }

// Any is the number of rows without a choice in the facet.
func (c *Counts) Any(facet string) int { return c.Facets[facet].Any }

// cell is a number of rows that have the same value in every facet.
type cell struct {
	values []string
	n      int
}

// tally counts every facet from one grouping of the rows. Chosen are the choices
// of the filter in the order of the names; a cell that differs from them in one
// facet only still counts there, as an option that could be chosen instead.
func tally(names, chosen []string, cells []cell) Counts {
	counts := Counts{Facets: make(map[string]FacetCounts, len(names))}
	facets := make([]FacetCounts, len(names))
	for i := range facets {
		facets[i].N = make(map[string]int)
	}
	for _, c := range cells {
		differs, at := 0, -1
		for i, value := range c.values {
			if chosen[i] != "" && chosen[i] != value {
				differs, at = differs+1, i
			}
		}
		if differs > 1 {
			continue
		}
		if differs == 0 {
			counts.Total += c.n
		}
		for i, value := range c.values {
			if differs == 0 || at == i {
				facets[i].Any += c.n
				facets[i].N[value] += c.n
			}
		}
	}
	for i, name := range names {
		counts.Facets[name] = facets[i]
	}
	return counts
}

// readCells runs a grouping whose columns are one text for each facet, and the
// number of rows. NULL and the empty text stand for «not stated».
func readCells(q *gorm.DB, facets int) ([]cell, error) {
	rows, err := q.Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var cells []cell
	for rows.Next() {
		texts := make([]*string, facets)
		var c cell
		into := make([]any, 0, facets+1)
		for i := range texts {
			into = append(into, &texts[i])
		}
		if err := rows.Scan(append(into, &c.n)...); err != nil {
			return nil, err
		}
		c.values = make([]string, facets)
		for i, text := range texts {
			c.values[i] = NotStated
			if text != nil && *text != "" {
				c.values[i] = *text
			}
		}
		cells = append(cells, c)
	}
	return cells, rows.Err()
}

// likeEscape makes the letters that LIKE reads as patterns letters again, for a
// pattern with ESCAPE '\'.
func likeEscape(text string) string {
	escaped := make([]rune, 0, len(text))
	for _, r := range text {
		if r == '%' || r == '_' || r == '\\' {
			escaped = append(escaped, '\\')
		}
		escaped = append(escaped, r)
	}
	return string(escaped)
}
