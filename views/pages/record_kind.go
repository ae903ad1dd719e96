package pages

import (
	"slices"

	"github.com/dostyk/dostyk/models"
)

// RecordKind is a kind of record with a form of its own.
type RecordKind struct {
	// Path is the part of the form's address that names the kind.
	Path string
	Noun models.Noun
	// File is that of a new record.
	File string
	// Public is the path under which the records have pages; empty where they have
	// none.
	Public string
}

// RecordKinds are all kinds, in the order in which they are offered. Figures of a
// statement, events of a project and places of a corridor stand in its form.
var RecordKinds = []RecordKind{
	{"statements", models.NounStatement, "statements.csv", "statements/"},
	{"figure-pairs", models.NounFigurePair, "figure_pairs.csv", ""},
	{"projects", models.NounProject, "projects.csv", "projects/"},
	{"enterprises", models.NounEnterprise, "enterprises.csv", "enterprises/"},
	{"agreements", models.NounAgreement, "agreements.csv", "agreements/"},
	{"sources", models.NounSource, "sources.csv", "sources/"},
	{"prices", models.NounPrice, "commodity_prices.csv", ""},
	{"price-notes", models.NounPriceNote, "price_notes.csv", ""},
	{"commodities", models.NounCommodity, "commodities.csv", "prices/"},
	{"programmes", models.NounProgramme, "programmes.csv", ""},
	{"metrics", models.NounMetric, "metrics.csv", "metrics/"},
	{"corridors", models.NounCorridor, "corridor_names.csv", ""},
	{"speakers", models.NounSpeaker, "speakers.csv", ""},
	{"roles", models.NounRole, "roles.csv", ""},
	{"places", models.NounPlace, "places.csv", ""},
	{"sectors", models.NounSector, "sectors.csv", ""},
	{"regions", models.NounRegion, "regions.csv", ""},
	{"aliases", models.NounAlias, "aliases.csv", ""},
}

// RecordKindAt is the kind that a part of an address names.
func RecordKindAt(path string) (RecordKind, bool) {
	i := slices.IndexFunc(RecordKinds, func(k RecordKind) bool { return k.Path == path })
	if i < 0 {
		return RecordKind{}, false
	}
	return RecordKinds[i], true
}

// RecordKindOf is the kind of a noun; ok is false for a part of another record.
func RecordKindOf(noun models.Noun) (kind RecordKind, ok bool) {
	i := slices.IndexFunc(RecordKinds, func(k RecordKind) bool { return k.Noun == noun })
	if i < 0 {
		return RecordKind{}, false
	}
	return RecordKinds[i], true
}

// formShape says how the rows of one file make up a form.
type formShape struct {
	// inline is the file of the rows that belong to the record; empty if there are
	// none.
	inline string
	// link is the column of such a row that holds the code of the record.
	link string
	// shared are the columns that every row holds alike, where the record has no row
	// of its own; the form asks for them once.
	shared []string
}

var formShapes = map[string]formShape{
	"projects.csv":       {inline: "project_events.csv", link: "project"},
	"corridor_names.csv": {inline: "corridors.csv", link: "corridor"},
	"statements.csv": {inline: "statements.csv", link: "statement",
		shared: []string{"programme", "said_by", "role", "said_on", "place", "source_id", "source_ids", "note", "day_inferred_from", "dated_by", "known_on"}},
}

// codeColumns are the columns from which the code of a new record is made.
var codeColumns = map[string][]string{
	"projects.csv": {"name_en"}, "enterprises.csv": {"name"}, "agreements.csv": {"title", "signed_on"}, "sources.csv": {"publisher", "title"},
	"project_events.csv": {"project", "kind", "date"}, "statements.csv": {"statement", "metric", "year_refers_to"}, "price_notes.csv": {"commodities", "noted_on"},
	"figure_pairs.csv": {"figure", "other"},
	"commodities.csv":  {"name_en"}, "programmes.csv": {"name_en"}, "metrics.csv": {"name_en"}, "corridor_names.csv": {"name_en"}, "speakers.csv": {"name_en"},
	"roles.csv": {"name_en"}, "places.csv": {"name_en"}, "sectors.csv": {"name_en"}, "regions.csv": {"name_en"}, "aliases.csv": {"spellings"},
}
