package models

// RecordFacet is a choice that the list of a kind of record offers to those who keep
// it.
type RecordFacet struct {
	// Name is that of the parameter.
	Name string
	// Of is the kind of record that an option is, by its code. Without one the options
	// are words of the column of the data file or, without that too, years.
	Of     Noun
	Column string
	// value gives, for the record r, the option that it belongs to, NULL for none;
	// «today()» is the day of today. Where a record belongs to several, pairs are the
	// ids of the records with the codes of their options.
	value, pairs string
}

// The names of facets beside those of the public lists.
const (
	FacetSource    = "source"
	FacetCommodity = "commodity"
	FacetCategory  = "category"
	FacetUnit      = "unit"
	FacetMode      = "mode"
	FacetRelation  = "relation"
)

// sourcesFacet chooses by the documents that links connect records with.
func sourcesFacet(links string) RecordFacet {
	return RecordFacet{Name: FacetSource, Of: NounSource, pairs: "SELECT DISTINCT l.record_id, s.code FROM (" + links + ") AS l JOIN sources s ON s.id = l.source_id"}
}

var recordFacets = map[Noun][]RecordFacet{
	NounStatement: {
		{Name: FacetProgramme, Of: NounProgramme, value: "p.code"},
		{Name: FacetSpeaker, Of: NounSpeaker, value: "s.code"},
		{Name: FacetMetric, Of: NounMetric, pairs: "SELECT DISTINCT f.statement_id AS record_id, m.code FROM figures f JOIN metrics m ON m.id = f.metric_id"},
		{Name: FacetYear, value: "substr(r.known_on, 1, 4)"},
		sourcesFacet("SELECT statement_id AS record_id, source_id FROM statement_sources"),
	},
	NounProject: {
		{Name: FacetStage, Column: "status", value: "(SELECT ps.stage FROM project_stages ps WHERE ps.project_id = r.id AND ps.from_day <= today() AND ps.until_day > today())"},
		{Name: FacetSector, Of: NounSector, value: "(SELECT x.code FROM sectors x WHERE x.id = r.sector_id)"},
		{Name: FacetRegion, Of: NounRegion, value: "(SELECT x.code FROM regions x WHERE x.id = r.region_id)"},
		{Name: FacetProgramme, Of: NounProgramme, pairs: "SELECT l.project_id AS record_id, x.code FROM programme_projects l JOIN programmes x ON x.id = l.programme_id WHERE l.membership <> 'no'"},
		sourcesFacet("SELECT project_id AS record_id, source_id FROM project_sources UNION ALL SELECT project_id, source_id FROM project_events"),
	},
	NounEnterprise: {
		{Name: FacetSector, Of: NounSector, value: "(SELECT x.code FROM sectors x WHERE x.id = r.sector_id)"},
		{Name: FacetRegion, Of: NounRegion, value: "(SELECT x.code FROM regions x WHERE x.id = r.region_id)"},
		{Name: FacetExport, Column: "export_oriented", value: "CASE WHEN r.export_oriented THEN 'yes' WHEN NOT r.export_oriented THEN 'no' END"},
		sourcesFacet("SELECT enterprise_id AS record_id, source_id FROM enterprise_sources"),
	},
	NounAgreement: {
		{Name: FacetKind, Column: "kind", value: "r.kind"},
		{Name: FacetYear, value: "substr(r.signed_on, 1, 4)"},
		sourcesFacet("SELECT agreement_id AS record_id, source_id FROM agreement_sources"),
	},
	NounSource: {
		{Name: FacetKind, Column: "kind", value: "r.kind"},
		{Name: FacetYear, value: "substr(r.published_on, 1, 4)"},
	},
	NounPrice: {
		{Name: FacetCommodity, Of: NounCommodity, value: "c.code"},
		{Name: FacetSource, Of: NounSource, value: "s.code"},
		{Name: FacetYear, value: "substr(r.period, 1, 4)"},
	},
	NounPriceNote: {
		{Name: FacetCommodity, Of: NounCommodity, pairs: "SELECT l.price_note_id AS record_id, x.code FROM price_note_commodities l JOIN commodities x ON x.id = l.commodity_id"},
		{Name: FacetSource, Of: NounSource, value: "(SELECT x.code FROM sources x WHERE x.id = r.source_id)"},
		{Name: FacetYear, value: "substr(r.noted_on, 1, 4)"},
	},
	NounFigurePair: {
		{Name: FacetRelation, Column: "relation", value: "r.relation"},
		{Name: FacetMetric, Of: NounMetric, value: "m.code"},
	},
	NounCommodity: {{Name: FacetCategory, Column: "category", value: "r.category"}},
	NounProgramme: {{Name: FacetKind, Column: "kind", value: "r.kind"}},
	NounMetric:    {{Name: FacetUnit, Column: "unit", value: "r.unit"}},
	NounCorridor: {
		{Name: FacetMode, Column: "mode", value: "r.mode"},
		sourcesFacet("SELECT w.corridor_id AS record_id, l.source_id FROM waypoint_sources l JOIN waypoints w ON w.id = l.waypoint_id"),
	},
}

// RecordFacets are the choices that the list of a kind of record offers, in their
// order.
func RecordFacets(noun Noun) []RecordFacet { return recordFacets[noun] }

// columnName is the name under which the value stands beside a record.
func (f *RecordFacet) columnName() string { return "facet_" + f.Name }

// column is the value of the record r.
func (f *RecordFacet) column() string { return "r." + f.columnName() }

// where is the condition that a record r belongs to an option.
func (f *RecordFacet) where(choice string) (string, []any) {
	switch {
	case f.pairs != "":
		return "r.id IN (SELECT x.record_id FROM (" + f.pairs + ") AS x WHERE x.code = ?)", []any{choice}
	case choice == NotStated:
		return "COALESCE(" + f.column() + ", '') = ''", nil
	}
	return f.column() + " = ?", []any{choice}
}
