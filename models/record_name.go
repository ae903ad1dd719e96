package models

import (
	"slices"
	"strings"

	"gorm.io/gorm"
)

// RecordName is a record as it is named where it is spoken of.
type RecordName struct {
	RecordKey `gorm:"embedded"`
	ID        int64
	// Name is that of the record, or of what it is one of: the metric of a figure,
	// the speaker of a statement, the project of an event.
	Name Translations `gorm:"embedded;embeddedPrefix:name_"`
	// Of tells it from others of that name: who stated a figure, what a statement
	// is about, the corridor of a waypoint. It may be empty.
	Of Translations `gorm:"embedded;embeddedPrefix:of_"`
	// Day is that of a statement, an event, a price or a note on prices.
	Day Date
	// Kind is that of an event.
	Kind EventKind
	// Page is the code of the record on whose page it stands.
	Page string
	// Unit is that of a figure or a price.
	Unit string
	// Withdrawn tells that the record was taken back: its page says why.
	Withdrawn bool
}

// named says how the records of one kind are named. Each text is an expression
// over «from», in which the record is r.
type named struct {
	noun                        Noun
	from                        string
	code, day, kind, page, unit string
	name, of                    [4]string
	// found picks records by what their codes are made of, where a code is not a
	// column.
	found func(codes []string) (string, []any)
}

// inAll are the columns of a translated text.
func inAll(prefix string) [4]string {
	return [4]string{prefix + "_en", prefix + "_kk", prefix + "_ru", prefix + "_zh"}
}

// inEnglish is a text that exists in English only.
func inEnglish(column string) [4]string { return [4]string{column} }

var namedRecords = []named{
	{noun: NounFigure, from: "figures r JOIN metrics m ON m.id = r.metric_id JOIN statements st ON st.id = r.statement_id JOIN speakers s ON s.id = st.speaker_id",
		name: inAll("m.name"), of: inAll("s.name"), day: "st.known_on", page: "st.code", unit: "r.unit"},
	{noun: NounStatement, from: "statements r JOIN speakers s ON s.id = r.speaker_id JOIN programmes p ON p.id = r.programme_id",
		name: inAll("s.name"), of: inAll("p.name"), day: "r.known_on"},
	{noun: NounFigurePair, from: "figure_pairs r JOIN figures f ON f.code = r.figure JOIN metrics m ON m.id = f.metric_id JOIN statements st ON st.id = f.statement_id JOIN speakers s ON s.id = st.speaker_id",
		name: inAll("m.name"), of: inAll("s.name"), day: "st.known_on", page: "f.code"},
	{noun: NounMetric, from: "metrics r", name: inAll("r.name")},
	{noun: NounProgramme, from: "programmes r", name: inAll("r.name")},
	{noun: NounProject, from: "projects r", name: inAll("r.name")},
	{noun: NounEvent, from: "project_events r JOIN projects j ON j.id = r.project_id", name: inAll("j.name"), day: "r.date", kind: "r.kind", page: "j.code"},
	{noun: NounEnterprise, from: "enterprises r", name: inAll("r.name")},
	{noun: NounAgreement, from: "agreements r", name: inAll("r.title")},
	{noun: NounCommodity, from: "commodities r", name: inAll("r.name")},
	{noun: NounPrice, from: "prices r JOIN commodities c ON c.id = r.commodity_id JOIN sources s ON s.id = r.source_id",
		code: "c.code || '/' || r.period || '/' || s.code", name: inAll("c.name"), day: "r.period", page: "c.code", unit: "r.unit",
		found: func(codes []string) (string, []any) {
			return "c.code IN ? AND r.period IN ?", []any{codePart(codes, 0), codePart(codes, 1)}
		}},
	{noun: NounPriceNote, from: "price_notes r JOIN commodities c ON c.code = (SELECT min(d.code) FROM price_note_commodities x JOIN commodities d ON d.id = x.commodity_id WHERE x.price_note_id = r.id)",
		name: inAll("c.name"), day: "r.noted_on", page: "c.code"},
	{noun: NounCorridor, from: "corridors r", name: inAll("r.name")},
	{noun: NounWaypoint, from: "waypoints r JOIN corridors c ON c.id = r.corridor_id", code: "c.code || '/' || CAST(r.seq AS TEXT)",
		name: [4]string{"r.place", "r.place_kk", "r.place_ru", "r.place_zh"}, of: inAll("c.name"), page: "c.code",
		found: func(codes []string) (string, []any) { return "c.code IN ?", []any{codePart(codes, 0)} }},
	{noun: NounSource, from: "sources r", name: inEnglish("r.title")},
	{noun: NounSector, from: "sectors r", name: inAll("r.name")},
	{noun: NounRegion, from: "regions r", name: inAll("r.name")},
	{noun: NounSpeaker, from: "speakers r", name: inAll("r.name")},
	{noun: NounRole, from: "roles r", name: inAll("r.name")},
	{noun: NounPlace, from: "places r", name: inAll("r.name")},
	{noun: NounAlias, from: "aliases r", name: inEnglish("r.code")},
}

// codePart is one part of codes that are made of several.
func codePart(codes []string, part int) []string {
	parts := make([]string, 0, len(codes))
	for _, code := range codes {
		if split := strings.Split(code, "/"); part < len(split) {
			parts = append(parts, split[part])
		}
	}
	slices.Sort(parts)
	return slices.Compact(parts)
}

// all reads the names of all records of the kind.
func (n *named) all() string {
	return "SELECT " + strings.Join(n.columns(), ", ") + " FROM " + n.from
}

// columns are those of RecordName.
func (n *named) columns() []string {
	or := func(expression, otherwise string) string {
		if expression == "" {
			return otherwise
		}
		return expression
	}
	code := or(n.code, "r.code")
	columns := []string{"'" + string(n.noun) + "' AS noun", code + " AS code", "r.id"}
	for i, lang := range []string{"en", "kk", "ru", "zh"} {
		columns = append(columns, or(n.name[i], "''")+" AS name_"+lang, or(n.of[i], "''")+" AS of_"+lang)
	}
	return append(columns, "COALESCE("+or(n.day, "''")+", '') AS day", or(n.kind, "''")+" AS kind", or(n.page, code)+" AS page", or(n.unit, "''")+" AS unit", "FALSE AS withdrawn")
}

// query reads the names of the records with the codes or the ids.
func (n *named) query(codes []string, ids []int64) (string, []any) {
	where, args := "r.code IN ? OR r.id IN ?", []any{codes, ids}
	switch {
	case n.found != nil:
		where, args = n.found(codes)
	case len(ids) == 0:
		where, args = "r.code IN ?", []any{codes}
	case len(codes) == 0:
		where, args = "r.id IN ?", []any{ids}
	}
	return n.all() + " WHERE " + where, args
}

// withdrawnNames are the names of records that were taken back, by their codes or
// their ids.
func withdrawnNames(noun Noun, codes []string, ids []int64) (string, []any) {
	return `SELECT w.noun, w.code, w.record_id AS id, w.name_en, w.of_en, w.name_kk, w.of_kk, w.name_ru, w.of_ru, w.name_zh, w.of_zh, COALESCE(w.day, '') AS day, w.kind, w.page, w.unit,
		TRUE AS withdrawn FROM withdrawals w WHERE w.noun = ? AND (w.code IN ? OR w.record_id IN ?)
		AND w.id = (SELECT max(v.id) FROM withdrawals v WHERE v.noun = w.noun AND v.code = w.code)`, []any{noun, codes, ids}
}

// recordNames are the names of records that are looked for together: by their
// codes, or by the ids that other records refer to them with.
type recordNames struct {
	codes  map[Noun][]string
	ids    map[Noun][]int64
	byCode map[RecordKey]RecordName
	byID   map[Noun]map[int64]RecordName
}

func newRecordNames() *recordNames {
	return &recordNames{codes: make(map[Noun][]string), ids: make(map[Noun][]int64), byCode: make(map[RecordKey]RecordName), byID: make(map[Noun]map[int64]RecordName)}
}

// code is the record with a code. Before read it is noted, and only its key is
// known; the same holds for one that is on record no longer.
func (n *recordNames) code(noun Noun, code string) RecordName {
	key := RecordKey{noun, code}
	if name, ok := n.byCode[key]; ok {
		return name
	}
	n.codes[noun] = append(n.codes[noun], code)
	return RecordName{RecordKey: key}
}

// id is the record with an id, like code.
func (n *recordNames) id(noun Noun, id int64) RecordName {
	if name, ok := n.byID[noun][id]; ok {
		return name
	}
	n.ids[noun] = append(n.ids[noun], id)
	return RecordName{RecordKey: RecordKey{Noun: noun}, ID: id}
}

// namesAtOnce is how many records of a kind are named by one query: a database takes
// no more values than some tens of thousands.
const namesAtOnce = 5000

// read finds all names that were noted, in one query for as many as are named at once.
// Tables of which none was noted are left out: a database may look through all of one
// to find nothing.
func (n *recordNames) read(db *gorm.DB) error {
	for i := range namedRecords {
		n.byID[namedRecords[i].noun] = make(map[int64]RecordName)
	}
	var found []RecordName
	for from := 0; ; from += namesAtOnce {
		var queries []string
		var args []any
		for i := range namedRecords {
			of := &namedRecords[i]
			codes, ids := window(n.codes[of.noun], from), window(n.ids[of.noun], from)
			if len(codes)+len(ids) == 0 {
				continue
			}
			query, its := of.query(codes, ids)
			queries, args = append(queries, query), append(args, its...)
			query, its = withdrawnNames(of.noun, codes, ids)
			queries, args = append(queries, query), append(args, its...)
		}
		if len(queries) == 0 {
			break
		}
		var some []RecordName
		if err := db.Raw(strings.Join(queries, " UNION ALL "), args...).Scan(&some).Error; err != nil {
			return err
		}
		found = append(found, some...)
	}
	// One that is on record again has both names.
	slices.SortStableFunc(found, func(a, b RecordName) int {
		switch {
		case a.Withdrawn == b.Withdrawn:
			return 0
		case a.Withdrawn:
			return -1
		}
		return 1
	})
	for _, name := range found {
		n.byCode[name.RecordKey], n.byID[name.Noun][name.ID] = name, name
	}
	return nil
}

// window is the part of a list that is read in one query.
func window[T any](list []T, from int) []T {
	return list[min(from, len(list)):min(from+namesAtOnce, len(list))]
}
