package models

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// RecordFilter selects records of one kind in the lists of those who keep them. The
// zero value of every field but Noun means «everything».
type RecordFilter struct {
	Noun Noun
	// Text is looked for in codes and names.
	Text string
	// Chosen are the choices in the facets of the kind, by the names of these;
	// NotStated picks the records without a value.
	Chosen map[string]string
	// Page counts from 1; 0 is the first.
	Page int
}

// RecordList is one page of the records that the filter selects, in the order of their
// codes.
func (s *Store) RecordList(ctx context.Context, f RecordFilter) ([]RecordName, error) {
	list, err := s.listRecords(s.db.WithContext(ctx), f, PageSize, (max(f.Page, 1)-1)*PageSize)
	return list, domainErr("list records", err)
}

func (s *Store) listRecords(db *gorm.DB, f RecordFilter, limit, offset int) ([]RecordName, error) {
	selected, args, err := s.selected(f, nil)
	if err != nil {
		return nil, err
	}
	var list []RecordName
	err = db.Raw("SELECT r.* FROM "+selected+" ORDER BY r.code LIMIT ? OFFSET ?", append(args, limit, offset)...).Scan(&list).Error
	return list, err
}

// countRecords counts the records that the filter selects, on all its pages.
func (s *Store) countRecords(db *gorm.DB, f RecordFilter) (int, error) {
	selected, args, err := s.selected(f, nil)
	if err != nil {
		return 0, err
	}
	var n int64
	err = db.Raw("SELECT count(*) FROM "+selected, args...).Scan(&n).Error
	return int(n), err
}

// RecordFacetCounts counts the records that the filter selects, and what each option
// of the facets of their kind would give, with the names of the records that options
// are. It asks twice, once more for each facet of which a record has several values.
func (s *Store) RecordFacetCounts(ctx context.Context, f RecordFilter) (Counts, map[RecordKey]RecordName, error) {
	db := s.db.WithContext(ctx)
	var names, columns, chosen []string
	for _, facet := range RecordFacets(f.Noun) {
		if facet.pairs == "" {
			names, columns, chosen = append(names, facet.Name), append(columns, facet.column()), append(chosen, f.Chosen[facet.Name])
		}
	}
	selected, args, err := s.selected(f, func(facet *RecordFacet) bool { return facet.pairs == "" })
	if err != nil {
		return Counts{}, nil, err
	}
	query := "SELECT " + strings.Join(append(slices.Clone(columns), "count(*)"), ", ") + " FROM " + selected
	if len(columns) > 0 {
		query += " GROUP BY " + strings.Join(columns, ", ")
	}
	cells, err := readCells(db.Raw(query, args...), len(columns))
	if err != nil {
		return Counts{}, nil, domainErr("count records", err)
	}
	counts := tally(names, chosen, cells)
	var options []RecordKey
	for _, facet := range RecordFacets(f.Noun) {
		if facet.pairs != "" {
			if counts.Facets[facet.Name], err = s.countPairs(ctx, f, &facet); err != nil {
				return Counts{}, nil, err
			}
		}
		if facet.Of != "" {
			for code := range counts.Facets[facet.Name].N {
				options = append(options, RecordKey{facet.Of, code})
			}
		}
	}
	named, err := s.RecordNames(ctx, options)
	return counts, named, err
}

// countPairs counts a facet of which a record has several values.
func (s *Store) countPairs(ctx context.Context, f RecordFilter, facet *RecordFacet) (FacetCounts, error) {
	selected, args, err := s.selected(f, func(other *RecordFacet) bool { return other.Name == facet.Name })
	if err != nil {
		return FacetCounts{}, err
	}
	var rows []struct {
		Code *string
		N    int
	}
	err = s.db.WithContext(ctx).Raw("SELECT x.code, count(*) AS n FROM ("+facet.pairs+") AS x WHERE x.record_id IN (SELECT r.id FROM "+selected+") GROUP BY x.code "+
		"UNION ALL SELECT NULL, count(*) FROM "+selected, append(slices.Clone(args), args...)...).Scan(&rows).Error
	counts := FacetCounts{N: make(map[string]int, len(rows))}
	for _, r := range rows {
		if r.Code == nil {
			counts.Any = r.N
		} else {
			counts.N[*r.Code] = r.N
		}
	}
	return counts, domainErr("count records by "+facet.Name, err)
}

// selected is what stands behind FROM to select the records of the filter as r, with
// the columns of RecordName and of the facets. The choices in the facets that are
// passed over do not count.
func (s *Store) selected(f RecordFilter, passedOver func(*RecordFacet) bool) (string, []any, error) {
	i := slices.IndexFunc(namedRecords, func(n named) bool { return n.noun == f.Noun })
	if i < 0 {
		return "", nil, fmt.Errorf("no such kind of record: %s", f.Noun)
	}
	columns := namedRecords[i].columns()
	var where []string
	var args []any
	for _, facet := range RecordFacets(f.Noun) {
		if facet.pairs == "" {
			columns = append(columns, strings.ReplaceAll(facet.value, "today()", "'"+string(DayOf(s.now()))+"'")+" AS "+facet.columnName())
		}
		choice := f.Chosen[facet.Name]
		if choice == "" || passedOver != nil && passedOver(&facet) {
			continue
		}
		condition, of := facet.where(choice)
		where, args = append(where, condition), append(args, of...)
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		// The database folds ASCII only, so the text is looked for as it is written and
		// with a capital.
		var likes []string
		lower := strings.ToLower(text)
		for _, form := range slices.Compact([]string{text, lower, strings.ToUpper(lower[:firstRune(lower)]) + lower[firstRune(lower):]}) {
			for _, column := range []string{"code", "name_en", "name_kk", "name_ru", "name_zh", "of_en"} {
				likes, args = append(likes, "r."+column+` LIKE ? ESCAPE '\'`), append(args, "%"+likeEscape(form)+"%")
			}
		}
		where = append(where, "("+strings.Join(likes, " OR ")+")")
	}
	query := "(SELECT " + strings.Join(columns, ", ") + " FROM " + namedRecords[i].from + ") AS r"
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	return query, args, nil
}

// firstRune is the length of the first letter of a text, in bytes.
func firstRune(text string) int {
	for i := range text {
		if i > 0 {
			return i
		}
	}
	return len(text)
}
