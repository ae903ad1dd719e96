package pages

import (
	"slices"

	"github.com/dostyk/dostyk/models"
)

// formGroup is a part of a form.
type formGroup struct {
	Name    string
	Columns []string
	// Closed groups are seldom needed.
	Closed bool
}

// layoutGroup is a group as a layout writes it: a text in four languages stands there
// once, by its name without a language.
type layoutGroup struct {
	name    string
	columns []string
}

// rarelyNeeded is the group that a form shows closed.
const rarelyNeeded = "more"

var termLayout = []layoutGroup{{"what", []string{"code", "label"}}, {"names", []string{"name"}}}

// formLayouts are the groups of the form for each data file, in the order in which
// it asks. A test sees that every column has its place.
var formLayouts = map[string][]layoutGroup{
	"sources.csv": {
		{"what", []string{"id", "title", "publisher", "url", "language", "published_on", "kind"}},
		{"sources", []string{"note"}},
	},
	"sectors.csv":  termLayout,
	"regions.csv":  {termLayout[0], termLayout[1], {"place", []string{"lat", "lon"}}},
	"speakers.csv": termLayout,
	"roles.csv":    {{"what", []string{"code", "label", "kind"}}, termLayout[1]},
	"places.csv":   termLayout,
	"programmes.csv": {
		{"what", []string{"code", "kind", "basis", "label"}},
		{"names", []string{"name"}},
	},
	"metrics.csv": {
		{"what", []string{"code", "unit", "stage"}},
		{"names", []string{"name"}},
		{"text", []string{"definition"}},
	},
	"statements.csv": {
		{"said", []string{"programme", "said_by", "role", "said_on", "place"}},
		{"sources", []string{"source_id", "source_ids", "note"}},
		{"figures", []string{"id", "metric", "value", "unit", "year_refers_to", "as_of", "part_of", "quote"}},
		{rarelyNeeded, []string{"statement", "day_inferred_from", "dated_by", "known_on"}},
	},
	"trade.csv": {
		{"what", []string{"year", "period", "basis"}},
		{"figures", []string{"exports_kz_to_cn_usd", "imports_cn_to_kz_usd", "turnover_usd", "fdi_inflow_from_china_usd",
			"container_trains", "containers", "containers_unit", "rail_freight_tonnes"}},
		{"sources", []string{"source_ids", "note"}},
		{rarelyNeeded, []string{"dated_by", "known_on"}},
	},
	"figure_pairs.csv": {
		{"what", []string{"code", "relation", "figure", "other"}},
		{"text", []string{"text"}},
		{"sources", []string{"source_id"}},
	},
	"projects.csv": {
		{"what", []string{"code", "sector", "kazakh_partner", "chinese_partner", "in_51_programme"}},
		{"names", []string{"name"}},
		{"place", []string{"region", "locality", "lat", "lon"}},
		{"size", []string{"cost_usd", "jobs", "capacity"}},
		{"dates", []string{"status", "start_year", "launch_year"}},
		{"sources", []string{"source_ids", "note"}},
		{rarelyNeeded, []string{"outcome_unknown_from", "events"}},
	},
	"project_events.csv": {
		{"what", []string{"code", "project", "kind", "planned", "date"}},
		{"sources", []string{"source_id", "note"}},
		{rarelyNeeded, []string{"known_on"}},
	},
	"enterprises.csv": {
		{"what", []string{"code", "sector", "region", "product", "export_oriented", "chinese_share", "founded_year", "project_code"}},
		{"names", []string{"name"}},
		{"sources", []string{"source_ids"}},
		{rarelyNeeded, []string{"partner_in"}},
	},
	"agreements.csv": {
		{"what", []string{"code", "kind", "signed_on", "place", "parties", "topic"}},
		{"names", []string{"title"}},
		{"sources", []string{"source_ids", "note"}},
		{rarelyNeeded, []string{"known_on"}},
	},
	"commodities.csv": {
		{"what", []string{"code", "category"}},
		{"names", []string{"name"}},
	},
	"commodity_prices.csv": {
		{"what", []string{"commodity", "period", "price", "unit", "currency"}},
		{"sources", []string{"source_id"}},
	},
	"price_notes.csv": {
		{"what", []string{"code", "commodities", "noted_on"}},
		{"text", []string{"text"}},
		{"sources", []string{"source_id"}},
		{rarelyNeeded, []string{"known_on"}},
	},
	"corridor_names.csv": {
		{"what", []string{"code", "mode"}},
		{"names", []string{"name"}},
	},
	"corridors.csv": {
		{"what", []string{"corridor", "seq", "kind"}},
		{"names", []string{"place"}},
		{"place", []string{"country", "lat", "lon"}},
		{"sources", []string{"source_ids", "note"}},
	},
	"aliases.csv": {{"what", []string{"code", "spellings"}}},
}

// longColumns hold sentences.
var longColumns = []string{"note", "definition", "text", "quote"}

// isLong reports whether a column holds sentences.
func isLong(file, column string) bool {
	name, _ := columnLang(column)
	return slices.Contains(longColumns, name)
}

// formGroups are the parts of the form for a data file, in the order in which it asks.
func formGroups(file string) []formGroup {
	all := models.FileColumns()[file]
	var groups []formGroup
	for _, g := range formLayouts[file] {
		group := formGroup{Name: g.name, Closed: g.name == rarelyNeeded}
		for _, name := range g.columns {
			for _, column := range all {
				if own, _ := columnLang(column); own == name {
					group.Columns = append(group.Columns, column)
				}
			}
		}
		groups = append(groups, group)
	}
	return groups
}
