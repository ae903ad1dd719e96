package models

import (
	"slices"

	"gorm.io/gorm"
)

// reference is a column that refers to records of a kind.
type reference struct {
	to            Noun
	table, column string
	// by is the kind of record that holds it, and owner the column with its id.
	by    Noun
	owner string
}

// referring are the columns by which one record rests on another. What belongs to a
// record, such as its links to sources, goes with it.
var referring = []reference{
	{NounProgramme, "statements", "programme_id", NounStatement, "id"}, {NounProgramme, "programme_projects", "programme_id", NounProject, "project_id"},
	{NounSpeaker, "statements", "speaker_id", NounStatement, "id"}, {NounRole, "statements", "role_id", NounStatement, "id"},
	{NounPlace, "statements", "place_id", NounStatement, "id"}, {NounPlace, "agreements", "place_id", NounAgreement, "id"},
	{NounSource, "statements", "source_id", NounStatement, "id"}, {NounSource, "statements", "day_source_id", NounStatement, "id"}, {NounSource, "statement_sources", "source_id", NounStatement, "statement_id"},
	{NounSource, "project_sources", "source_id", NounProject, "project_id"}, {NounSource, "project_events", "source_id", NounEvent, "id"},
	{NounSource, "enterprise_sources", "source_id", NounEnterprise, "enterprise_id"}, {NounSource, "agreement_sources", "source_id", NounAgreement, "agreement_id"},
	{NounSource, "prices", "source_id", NounPrice, "id"}, {NounSource, "price_notes", "source_id", NounPriceNote, "id"},
	{NounSource, "waypoint_sources", "source_id", NounWaypoint, "waypoint_id"},
	{NounMetric, "figures", "metric_id", NounFigure, "id"}, {NounFigure, "figures", "part_of_id", NounFigure, "id"},
	{NounSource, "figure_pairs", "source_id", NounFigurePair, "id"},
	{NounSector, "projects", "sector_id", NounProject, "id"}, {NounSector, "enterprises", "sector_id", NounEnterprise, "id"},
	{NounRegion, "projects", "region_id", NounProject, "id"}, {NounRegion, "enterprises", "region_id", NounEnterprise, "id"},
	{NounProject, "enterprises", "project_id", NounEnterprise, "id"},
	// Events that follow from the project's own row go with it.
	{NounProject, "(SELECT id, project_id FROM project_events WHERE code IS NOT NULL) AS told", "project_id", NounEvent, "id"},
	{NounCommodity, "prices", "commodity_id", NounPrice, "id"}, {NounCommodity, "price_note_commodities", "commodity_id", NounPriceNote, "price_note_id"},
	{NounCorridor, "waypoints", "corridor_id", NounWaypoint, "id"},
}

// belongings are the rows that go with a record: by its kind, table and column.
var belongings = map[Noun][][2]string{
	NounProject: {{"project_sources", "project_id"}, {"programme_projects", "project_id"}, {"project_partners", "project_id"},
		{"project_stages", "project_id"}},
	NounEnterprise: {{"enterprise_sources", "enterprise_id"}}, NounAgreement: {{"agreement_sources", "agreement_id"}},
	NounStatement: {{"statement_sources", "statement_id"}}, NounPriceNote: {{"price_note_commodities", "price_note_id"}},
	NounWaypoint: {{"waypoint_sources", "waypoint_id"}},
}

// tableOf is the table of the records of a kind.
var tableOf = map[Noun]string{
	NounSource: "sources", NounSector: "sectors", NounRegion: "regions", NounSpeaker: "speakers", NounRole: "roles", NounPlace: "places", NounProgramme: "programmes",
	NounMetric: "metrics", NounStatement: "statements", NounFigure: "figures", NounProject: "projects", NounEvent: "project_events", NounEnterprise: "enterprises",
	NounAgreement: "agreements", NounCommodity: "commodities", NounPrice: "prices", NounPriceNote: "price_notes", NounFigurePair: "figure_pairs", NounCorridor: "corridors",
	NounWaypoint: "waypoints", NounAlias: "aliases",
}

// removalOrder has those that refer to others first.
var removalOrder = []Noun{
	NounAlias, NounWaypoint, NounCorridor, NounPriceNote, NounPrice, NounCommodity, NounAgreement, NounEvent, NounEnterprise, NounProject, NounFigurePair, NounFigure, NounStatement,
	NounMetric, NounProgramme, NounPlace, NounRole, NounSpeaker, NounRegion, NounSector, NounSource,
}

// remove takes the records out of their tables. Those that others refer to, which
// stay, are an *InUseError.
func (l *loader) remove(list []gone) error {
	byNoun := make(map[Noun][]int64)
	for _, g := range list {
		byNoun[g.noun] = append(byNoun[g.noun], g.id)
	}
	if err := l.checkUnused(list, byNoun); err != nil {
		return err
	}
	touched, err := l.projectsOf(byNoun)
	if err != nil {
		return err
	}
	if err := l.staleAfter(byNoun); err != nil {
		return err
	}
	if err := l.reopen(byNoun[NounEvent]); err != nil {
		return err
	}
	for _, noun := range removalOrder {
		of := byNoun[noun]
		for _, where := range goingWith(noun) {
			for part := range slices.Chunk(of, batch) {
				if err := l.tx.Exec("DELETE FROM "+where, part).Error; err != nil {
					return err
				}
			}
		}
		if noun == NounEnterprise {
			// The partner of the project stays, under its name.
			for part := range slices.Chunk(of, batch) {
				if err := l.tx.Model(&ProjectPartner{}).Where("enterprise_id IN ?", part).
					UpdateColumns(map[string]any{"enterprise_id": nil, "updated_at": l.now}).Error; err != nil {
					return err
				}
			}
		}
		if noun == NounFigure {
			if err := l.removeParts(of); err != nil {
				return err
			}
		}
		for part := range slices.Chunk(of, batch) {
			if err := l.tx.Exec("DELETE FROM "+tableOf[noun]+" WHERE id IN ?", part).Error; err != nil {
				return err
			}
		}
	}
	if len(touched) > 0 {
		return l.rebuildStages(touched)
	}
	return nil
}

// reopen lets the events of columns count again that ended when one came which said the
// same more exactly, where that is taken back as if it had never been.
func (l *loader) reopen(events []int64) error {
	if l.kind != Restoring {
		return nil
	}
	for part := range slices.Chunk(events, batch) {
		err := l.tx.Exec(`UPDATE project_events SET until_on = NULL WHERE code IS NULL AND EXISTS (SELECT 1 FROM project_events r WHERE r.id IN ?
			AND r.project_id = project_events.project_id AND r.kind = project_events.kind AND r.planned = project_events.planned
			AND r.year = project_events.year AND r.known_on = project_events.until_on)`, part).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// removeParts takes out the figures that are part of others: each before its whole,
// which may be a part itself.
func (l *loader) removeParts(figures []int64) error {
	for removed := int64(1); removed > 0; {
		removed = 0
		for part := range slices.Chunk(figures, batch) {
			res := l.tx.Exec("DELETE FROM figures WHERE part_of_id IS NOT NULL AND id IN ? AND NOT EXISTS (SELECT 1 FROM figures p WHERE p.part_of_id = figures.id)", part)
			if res.Error != nil {
				return res.Error
			}
			removed += res.RowsAffected
		}
	}
	return nil
}

// goingWith are the rows that go before the records of a kind do: what stands behind
// DELETE FROM, with the ids of the records as its value.
func goingWith(noun Noun) []string {
	var list []string
	if noun == NounProject {
		list = append(list, "project_events WHERE code IS NULL AND project_id IN ?")
	}
	for _, b := range belongings[noun] {
		list = append(list, b[0]+" WHERE "+b[1]+" IN ?")
	}
	return list
}

// checkUnused looks for records that refer to those that are taken back, and stay.
// leaving are all that go, by their kinds.
func (l *loader) checkUnused(list []gone, leaving map[Noun][]int64) error {
	by := make(map[Noun]map[int64]map[Noun]int)
	for _, r := range referring {
		for part := range slices.Chunk(leaving[r.to], batch) {
			staying, err := r.count(l.tx, part, nil)
			if err != nil {
				return err
			}
			if len(staying) > 0 {
				for going := range slices.Chunk(leaving[r.by], batch) {
					some, err := r.count(l.tx, part, going)
					if err != nil {
						return err
					}
					for id, n := range some {
						staying[id] -= n
					}
				}
			}
			for id, n := range staying {
				if n == 0 {
					continue
				}
				if by[r.to] == nil {
					by[r.to] = make(map[int64]map[Noun]int)
				}
				if by[r.to][id] == nil {
					by[r.to][id] = make(map[Noun]int)
				}
				by[r.to][id][r.by] = max(by[r.to][id][r.by], n)
			}
		}
	}
	var used []InUseError
	for _, g := range list {
		if of := by[g.noun][g.id]; of != nil {
			used = append(used, InUseError{RowKey: g.key, By: of})
		}
	}
	if len(used) == 0 {
		return nil
	}
	used[0].Others = used[1:]
	return &used[0]
}

// count counts, for each of the records with the ids, those that refer to it; of
// these, if they are named, only some.
func (r *reference) count(tx *gorm.DB, ids, owners []int64) (map[int64]int, error) {
	q := tx.Table(r.table).Select(r.column+" AS id, count(DISTINCT "+r.owner+") AS n").Where(r.column+" IN ?", ids)
	if owners != nil {
		q = q.Where(r.owner+" IN ?", owners)
	}
	var rows []struct {
		ID int64
		N  int
	}
	err := q.Group(r.column).Scan(&rows).Error
	n := make(map[int64]int, len(rows))
	for _, row := range rows {
		n[row.ID] = row.N
	}
	return n, err
}

// projectsOf are the projects that stay and whose events are taken back.
func (l *loader) projectsOf(byNoun map[Noun][]int64) (map[int64]bool, error) {
	if len(byNoun[NounEvent]) == 0 {
		return nil, nil
	}
	touched := make(map[int64]bool)
	for part := range slices.Chunk(byNoun[NounEvent], batch) {
		var ids []int64
		if err := l.tx.Model(&ProjectEvent{}).Where("id IN ?", part).Distinct().Pluck("project_id", &ids).Error; err != nil {
			return nil, err
		}
		for _, id := range ids {
			touched[id] = true
		}
	}
	for _, id := range byNoun[NounProject] {
		delete(touched, id)
	}
	return touched, nil
}

// staleAfter notes the search documents that hold texts of what is taken back.
func (l *loader) staleAfter(byNoun map[Noun][]int64) error {
	kinds := map[Noun]SearchKind{
		NounProject: FoundProject, NounEnterprise: FoundEnterprise, NounAgreement: FoundAgreement, NounStatement: FoundStatement, NounSource: FoundSource,
		NounCommodity: FoundCommodity, NounMetric: FoundMetric, NounProgramme: FoundProgramme, NounCorridor: FoundCorridor, NounRegion: FoundRegion,
	}
	for noun, ids := range byNoun {
		if kind, found := kinds[noun]; found {
			l.stale.add(kind, ids...)
		}
	}
	for _, in := range []struct {
		noun          Noun
		kind          SearchKind
		table, column string
	}{
		{NounFigure, FoundStatement, "figures", "statement_id"}, {NounEvent, FoundProject, "project_events", "project_id"},
		{NounWaypoint, FoundCorridor, "waypoints", "corridor_id"},
	} {
		for part := range slices.Chunk(byNoun[in.noun], batch) {
			var ids []int64
			if err := l.tx.Table(in.table).Where("id IN ?", part).Distinct().Pluck(in.column, &ids).Error; err != nil {
				return err
			}
			l.stale.add(in.kind, ids...)
		}
	}
	if len(byNoun[NounAlias]) > 0 {
		l.stale.all = true
	}
	if len(byNoun[NounPriceNote]) > 0 {
		for _, c := range l.commodities {
			l.stale.add(FoundCommodity, c.ID)
		}
	}
	return nil
}

// keepID sees that a new record is not given the id of one that was taken back, which
// SQLite would do: the log knows rows by their ids. It also notes that a record of the
// kind is new.
func (l *loader) keepID(noun Noun, record *Record) error {
	l.versions.of(noun).added = true
	if l.tx.Name() != string(SQLite) {
		return nil
	}
	if l.withdrawn == nil {
		var rows []struct {
			Noun Noun
			Last int64
		}
		if err := l.tx.Model(&Withdrawal{}).Select("noun, max(record_id) AS last").Group("noun").Scan(&rows).Error; err != nil {
			return err
		}
		l.withdrawn = make(map[Noun]int64, len(rows))
		for _, r := range rows {
			l.withdrawn[r.Noun] = r.Last
		}
	}
	last, any := l.withdrawn[noun]
	if !any {
		return nil
	}
	delete(l.withdrawn, noun)
	var highest int64
	err := l.tx.Table(tableOf[noun]).Select("COALESCE(max(id), 0)").Scan(&highest).Error
	if err == nil && highest < last {
		record.ID = last + 1
	}
	return err
}
