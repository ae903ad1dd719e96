package models

import (
	"context"
	"fmt"
	"strings"
)

// GapKind is something that records lack, or in which they disagree.
type GapKind string

// The kinds of gap.
const (
	GapProjectSource GapKind = "project_source"
	GapProjectPlace  GapKind = "project_place"
	GapProjectCost   GapKind = "project_cost"
	GapProjectLaunch GapKind = "project_launch"
	GapStatementDay  GapKind = "statement_day"
	GapAgreementDay  GapKind = "agreement_day"
	// GapConflict are figures that another of the same programme, metric and years
	// contradicts.
	GapConflict GapKind = "conflict"
)

// GapKinds are all kinds, in the order in which they are offered.
var GapKinds = []GapKind{GapProjectSource, GapProjectPlace, GapProjectCost, GapProjectLaunch, GapStatementDay, GapAgreementDay, GapConflict}

// gaps find the codes of the records with a gap.
var gaps = map[GapKind]struct {
	noun Noun
	from string
}{
	GapProjectSource: {NounProject, `projects p WHERE NOT EXISTS (SELECT 1 FROM project_sources x JOIN sources s ON s.id = x.source_id WHERE x.project_id = p.id AND s.kind = 'page')`},
	GapProjectPlace:  {NounProject, `projects p WHERE p.lat IS NULL`},
	GapProjectCost:   {NounProject, `projects p WHERE p.cost_cents IS NULL`},
	GapProjectLaunch: {NounProject, `projects p WHERE NOT EXISTS (SELECT 1 FROM project_events e WHERE e.project_id = p.id AND e.kind = 'launched' AND e.year IS NOT NULL AND e.until_on IS NULL)`},
	GapStatementDay:  {NounStatement, `statements p WHERE p.said_on IS NULL AND p.code NOT LIKE 'trade-%'`},
	GapAgreementDay:  {NounAgreement, `agreements p WHERE p.signed_on IS NULL OR length(p.signed_on) < 10`},
	GapConflict: {NounFigure, `figures p JOIN statements st ON st.id = p.statement_id WHERE p.year_from IS NOT NULL AND EXISTS (SELECT 1 FROM figures o
		JOIN statements so ON so.id = o.statement_id WHERE o.metric_id = p.metric_id AND so.programme_id = st.programme_id AND o.year_from = p.year_from AND o.year_to = p.year_to
		AND o.unit = p.unit AND o.value <> p.value)`},
}

// GapCounts count the records with each kind of gap, in one query.
func (s *Store) GapCounts(ctx context.Context) (map[GapKind]int, error) {
	var queries []string
	for _, kind := range GapKinds {
		queries = append(queries, fmt.Sprintf("SELECT '%s' AS kind, count(*) AS n FROM %s", kind, gaps[kind].from))
	}
	var rows []struct {
		Kind GapKind
		N    int
	}
	err := s.db.WithContext(ctx).Raw(strings.Join(queries, " UNION ALL ")).Scan(&rows).Error
	counts := make(map[GapKind]int, len(rows))
	for _, r := range rows {
		counts[r.Kind] = r.N
	}
	return counts, domainErr("count gaps", err)
}

// Gaps is one page of the records with a gap, in the order of their codes.
func (s *Store) Gaps(ctx context.Context, kind GapKind, page int) ([]RecordName, error) {
	g, ok := gaps[kind]
	if !ok {
		return nil, fmt.Errorf("no such kind of gap: %s", kind)
	}
	var codes []string
	db := s.db.WithContext(ctx)
	if err := db.Raw("SELECT p.code FROM "+g.from+" ORDER BY p.code LIMIT ? OFFSET ?", PageSize, (max(page, 1)-1)*PageSize).Scan(&codes).Error; err != nil {
		return nil, domainErr("list gaps", err)
	}
	keys := make([]RecordKey, len(codes))
	for i, code := range codes {
		keys[i] = RecordKey{g.noun, code}
	}
	names, err := s.RecordNames(ctx, keys)
	list := make([]RecordName, 0, len(keys))
	for _, key := range keys {
		list = append(list, names[key])
	}
	return list, err
}
