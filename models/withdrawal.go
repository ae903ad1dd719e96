package models

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Withdrawal is a record that was published and taken back. Its row is gone from the
// tables of records, so that nothing shows or counts it; its address says why.
type Withdrawal struct {
	ID       int64 `gorm:"primaryKey"`
	ChangeID int64
	At       time.Time
	Noun     Noun
	Code     string
	// File and Key name the row; both are empty for a statement, which goes with the
	// last of its figures.
	File string
	Key  string `gorm:"column:row_key"`
	// RecordID is that of the row. No other record is given it.
	RecordID int64
	// The name of the record, as RecordName has it.
	Name Translations `gorm:"embedded;embeddedPrefix:name_"`
	Of   Translations `gorm:"embedded;embeddedPrefix:of_"`
	Day  Date
	Kind EventKind
	Page string
	Unit string
	// Cells is the row as it stood, as JSON.
	Cells  string
	Reason string
	// ReplacedBy is the code of the record that took its place, of the same kind; empty
	// if none did.
	ReplacedBy string
}

// Withdrawn is the newest withdrawal of a record that is not on record now; it
// returns ErrNotFound for any other.
func (s *Store) Withdrawn(ctx context.Context, noun Noun, code string) (*Withdrawal, error) {
	var w Withdrawal
	err := s.db.WithContext(ctx).Where("noun = ? AND code = ?", noun, code).Order("id DESC").Take(&w).Error
	if err == nil {
		var names map[RecordKey]RecordName
		names, err = s.RecordNames(ctx, []RecordKey{{noun, code}})
		if name := names[RecordKey{noun, code}]; err == nil && !name.Withdrawn {
			err = gorm.ErrRecordNotFound
		}
	}
	if err != nil {
		return nil, domainErr("read the withdrawal of "+string(noun)+" "+code, err)
	}
	return &w, nil
}

// Edit brings the record back as it stood.
func (w *Withdrawal) Edit() (RowEdit, error) {
	e := RowEdit{RowKey: RowKey{w.File, w.Key}}
	if err := json.Unmarshal([]byte(w.Cells), &e.Cells); err != nil {
		return e, fmt.Errorf("read the withdrawn %s %s: %w", w.Noun, w.Code, err)
	}
	return e, nil
}

// NounOf is the kind of the record that a row of the file is; a row of trade.csv is a
// statement.
func NounOf(file string) Noun {
	switch file {
	case statementFile.name:
		return NounFigure
	case projectEventFile.name:
		return NounEvent
	case waypointFile.name:
		return NounWaypoint
	}
	for noun, list := range filesOf {
		if slices.Contains(list, file) {
			return noun
		}
	}
	return ""
}

// codeOf is the code of the record that a row is.
func codeOf(key RowKey) string {
	if key.File == tradeFile.name {
		return tradeCode(strings.SplitN(key.Key, "/", 3)...)
	}
	return key.Key
}

// gone is a record that a change takes back.
type gone struct {
	key  RowKey
	noun Noun
	id   int64
}

// noteWithdrawn writes down what the edits take back, before it is removed: the
// revisions, and the rows from which it can be restored.
func (l *loader) noteWithdrawn(edits []RowEdit) ([]gone, error) {
	var out []RowEdit
	for _, e := range edits {
		if e.Withdraws() {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	names := newRecordNames()
	for _, e := range out {
		names.code(NounOf(e.File), codeOf(e.RowKey))
	}
	if err := names.read(l.tx); err != nil {
		return nil, err
	}
	var list []gone
	note := func(key RowKey, name RecordName, cells Cells, replacedBy string) error {
		if name.ID == 0 {
			return fmt.Errorf("withdraw %s %s: %w", name.Noun, name.Code, ErrNotFound)
		}
		list = append(list, gone{key, name.Noun, name.ID})
		l.noteWithdrawnVersion(name)
		row, err := json.Marshal(cells)
		if err != nil {
			return err
		}
		if err := l.tx.Create(&Withdrawal{
			ChangeID: l.change.ID, At: l.now, Noun: name.Noun, Code: name.Code, File: key.File, Key: key.Key, RecordID: name.ID,
			Name: name.Name, Of: name.Of, Day: name.Day, Kind: name.Kind, Page: name.Page, Unit: name.Unit, Cells: string(row), Reason: l.reason, ReplacedBy: replacedBy,
		}).Error; err != nil {
			return err
		}
		return l.revise(name.RecordKey, `{"withdrawn":false}`, `{"withdrawn":true}`)
	}
	for _, e := range out {
		key := RecordKey{NounOf(e.File), codeOf(e.RowKey)}
		if err := note(e.RowKey, names.byCode[key], e.Base, e.ReplacedBy); err != nil {
			return nil, err
		}
	}
	emptied, err := l.emptied(list)
	if err != nil {
		return nil, err
	}
	for _, name := range emptied {
		replaced := ""
		for _, e := range out {
			replaced = cmp.Or(replaced, e.ReplacedBy)
		}
		if err := note(RowKey{}, name, nil, replaced); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// emptied are the statements all of whose figures are taken back.
func (l *loader) emptied(list []gone) ([]RecordName, error) {
	var figures []int64
	for _, g := range list {
		if g.noun == NounFigure {
			figures = append(figures, g.id)
		}
	}
	if len(figures) == 0 {
		return nil, nil
	}
	var codes []string
	err := l.tx.Raw(`SELECT DISTINCT st.code FROM statements st JOIN figures f ON f.statement_id = st.id WHERE f.id IN ?
		AND NOT EXISTS (SELECT 1 FROM figures o WHERE o.statement_id = st.id AND o.id NOT IN ?) ORDER BY st.code`, figures, figures).Scan(&codes).Error
	if err != nil {
		return nil, err
	}
	names := newRecordNames()
	for _, code := range codes {
		names.code(NounStatement, code)
	}
	if err := names.read(l.tx); err != nil {
		return nil, err
	}
	found := make([]RecordName, len(codes))
	for i, code := range codes {
		found[i] = names.byCode[RecordKey{NounStatement, code}]
	}
	return found, nil
}

// noteRestored keeps a revision for each record that comes back: to the reader it is
// no new one.
func (l *loader) noteRestored(edits []RowEdit) error {
	for _, e := range edits {
		if !e.IsNew() {
			continue
		}
		key := RecordKey{NounOf(e.File), codeOf(e.RowKey)}
		var n int64
		if err := l.tx.Model(&Withdrawal{}).Where("noun = ? AND code = ?", key.Noun, key.Code).Count(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if err := l.revise(key, `{"withdrawn":true}`, `{"withdrawn":false}`); err != nil {
			return err
		}
	}
	return nil
}

// revise keeps a revision of the change.
func (l *loader) revise(key RecordKey, before, after string) error {
	kind := l.change.Kind
	if kind == Addition {
		kind = Restoring
	}
	return l.tx.Create(&Revision{
		At: l.now, Noun: key.Noun, Code: key.Code, Reason: l.reason, Before: before, After: after, ChangeID: l.change.ID, Kind: kind, Who: l.change.Who,
	}).Error
}

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
	{NounSource, "statements", "source_id", NounStatement, "id"}, {NounSource, "statement_sources", "source_id", NounStatement, "statement_id"},
	{NounSource, "project_sources", "source_id", NounProject, "project_id"}, {NounSource, "project_events", "source_id", NounEvent, "id"},
	{NounSource, "enterprise_sources", "source_id", NounEnterprise, "enterprise_id"}, {NounSource, "agreement_sources", "source_id", NounAgreement, "agreement_id"},
	{NounSource, "prices", "source_id", NounPrice, "id"}, {NounSource, "price_notes", "source_id", NounPriceNote, "id"},
	{NounSource, "waypoint_sources", "source_id", NounWaypoint, "waypoint_id"},
	{NounMetric, "figures", "metric_id", NounFigure, "id"}, {NounFigure, "figures", "part_of_id", NounFigure, "id"},
	{NounSector, "projects", "sector_id", NounProject, "id"}, {NounSector, "enterprises", "sector_id", NounEnterprise, "id"},
	{NounRegion, "projects", "region_id", NounProject, "id"}, {NounRegion, "enterprises", "region_id", NounEnterprise, "id"},
	{NounProject, "enterprises", "project_id", NounEnterprise, "id"},
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
	NounAgreement: "agreements", NounCommodity: "commodities", NounPrice: "prices", NounPriceNote: "price_notes", NounCorridor: "corridors",
	NounWaypoint: "waypoints", NounAlias: "aliases",
}

// removalOrder has those that refer to others first.
var removalOrder = []Noun{
	NounAlias, NounWaypoint, NounCorridor, NounPriceNote, NounPrice, NounCommodity, NounAgreement, NounEvent, NounEnterprise, NounProject, NounFigure, NounStatement,
	NounMetric, NounProgramme, NounPlace, NounRole, NounSpeaker, NounRegion, NounSector, NounSource,
}

// remove takes the records out of their tables. One that another refers to, which
// stays, is an *InUseError.
func (l *loader) remove(list []gone) error {
	byNoun := make(map[Noun][]int64)
	for _, g := range list {
		byNoun[g.noun] = append(byNoun[g.noun], g.id)
	}
	for _, g := range list {
		if err := l.checkUnused(g, byNoun); err != nil {
			return err
		}
	}
	touched, err := l.projectsOf(byNoun)
	if err != nil {
		return err
	}
	if err := l.staleAfter(byNoun); err != nil {
		return err
	}
	for _, noun := range removalOrder {
		of := byNoun[noun]
		if len(of) == 0 {
			continue
		}
		if noun == NounEnterprise {
			// The partner of the project stays, under its name.
			if err := l.tx.Model(&ProjectPartner{}).Where("enterprise_id IN ?", of).
				UpdateColumns(map[string]any{"enterprise_id": nil, "updated_at": l.now}).Error; err != nil {
				return err
			}
		}
		if noun == NounProject {
			if err := l.tx.Where("project_id IN ? AND code IS NULL", of).Delete(&ProjectEvent{}).Error; err != nil {
				return err
			}
		}
		if noun == NounFigure {
			// A part goes before its whole.
			if err := l.tx.Exec("DELETE FROM figures WHERE id IN ? AND part_of_id IS NOT NULL", of).Error; err != nil {
				return err
			}
		}
		for _, b := range belongings[noun] {
			if err := l.tx.Exec("DELETE FROM "+b[0]+" WHERE "+b[1]+" IN ?", of).Error; err != nil {
				return err
			}
		}
		if err := l.tx.Exec("DELETE FROM "+tableOf[noun]+" WHERE id IN ?", of).Error; err != nil {
			return err
		}
	}
	if len(touched) > 0 {
		return l.rebuildStages(touched)
	}
	return nil
}

// checkUnused looks for records that refer to one that is taken back, and stay.
func (l *loader) checkUnused(g gone, with map[Noun][]int64) error {
	used := &InUseError{RowKey: g.key, By: make(map[Noun]int)}
	for _, r := range referring {
		if r.to != g.noun {
			continue
		}
		q := l.tx.Table(r.table).Where(r.column+" = ?", g.id)
		if leaving := with[r.by]; len(leaving) > 0 {
			q = q.Where(r.owner+" NOT IN ?", leaving)
		}
		var n int64
		if err := q.Distinct(r.owner).Count(&n).Error; err != nil {
			return err
		}
		if n > 0 {
			used.By[r.by] = max(used.By[r.by], int(n))
		}
	}
	if g.noun == NounProject {
		var n int64
		q := l.tx.Model(&ProjectEvent{}).Where("project_id = ? AND code IS NOT NULL", g.id)
		if leaving := with[NounEvent]; len(leaving) > 0 {
			q = q.Where("id NOT IN ?", leaving)
		}
		if err := q.Count(&n).Error; err != nil {
			return err
		}
		if n > 0 {
			used.By[NounEvent] = int(n)
		}
	}
	if len(used.By) > 0 {
		return used
	}
	return nil
}

// projectsOf are the projects that stay and whose events are taken back.
func (l *loader) projectsOf(byNoun map[Noun][]int64) (map[int64]bool, error) {
	if len(byNoun[NounEvent]) == 0 {
		return nil, nil
	}
	var ids []int64
	if err := l.tx.Model(&ProjectEvent{}).Where("id IN ?", byNoun[NounEvent]).Distinct().Pluck("project_id", &ids).Error; err != nil {
		return nil, err
	}
	touched := make(map[int64]bool)
	for _, id := range ids {
		if !slices.Contains(byNoun[NounProject], id) {
			touched[id] = true
		}
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
		if len(byNoun[in.noun]) == 0 {
			continue
		}
		var ids []int64
		if err := l.tx.Table(in.table).Where("id IN ?", byNoun[in.noun]).Distinct().Pluck(in.column, &ids).Error; err != nil {
			return err
		}
		l.stale.add(in.kind, ids...)
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
	if highest < last {
		record.ID = last + 1
	}
	return err
}
