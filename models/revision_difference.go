package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Difference is what a revision did to one column of a record. A list holds
// several values, what is not stated none.
type Difference struct {
	Column   string
	Old, New []Value
}

// Value is what stood in a column: a RevisedText, RevisedWord, RevisedTruth,
// RevisedNumber, RevisedPartner, RevisedEvent, Date or RecordName.
type Value interface{ revised() }

type (
	// RevisedText is a text as it was recorded. Lang is the language of its column;
	// a text without one is the same in all languages, such as an address.
	RevisedText struct {
		Text string
		Lang Lang
	}
	// RevisedWord is a word of the program, such as a stage or a kind.
	RevisedWord string
	// RevisedTruth is a yes or a no.
	RevisedTruth bool
	// RevisedNumber is an exact number in a unit, which is empty for what has none.
	// Plain numbers are years and degrees, which are not grouped.
	RevisedNumber struct {
		Value decimal.Decimal
		Unit  string
		Plain bool
	}
	// RevisedPartner is a partner of a project.
	RevisedPartner struct {
		Side         Side
		Name, Detail string
	}
	// RevisedEvent is an event that follows from the columns of a project.
	RevisedEvent struct {
		Kind    EventKind
		Planned bool
		Date    Date
		// KnownOn is the day from which it counts, UntilOn that to which it did.
		KnownOn, UntilOn Date
	}
)

func (RevisedText) revised()    {}
func (RevisedWord) revised()    {}
func (RevisedTruth) revised()   {}
func (RevisedNumber) revised()  {}
func (RevisedPartner) revised() {}
func (RevisedEvent) revised()   {}
func (Date) revised()           {}
func (RecordName) revised()     {}

// revisedColumn says how a column of a revision is read.
type revisedColumn struct {
	name string
	read func(raw any, c *columnReader) ([]Value, error)
}

// columnReader is what the columns of a revision are read with.
type columnReader struct {
	names *recordNames
	// unit is that in which the record gave its value.
	unit string
}

// revisedColumns are all columns that a revision can hold, in the order in which
// they are read. What follows from another column is not among them.
var revisedColumns = slices.Concat(
	columns(readTruth, "withdrawn"),
	columns(readAmount, "value"), columns(readText(""), "unit", "currency"), columns(readRecord(NounMetric), "metric_id"),
	columns(readWord, "kind", "category", "mode", "stage", "relation"),
	inLangs("name"), inLangs("title"), columns(readText(English), "title"), columns(readText(""), "label", "publisher", "url"), columns(readWord, "language"),
	inLangs("definition"), inLangs("text"), columns(readText(English), "basis"),
	columns(readRecord(NounProgramme), "programme_id"), columns(readRecord(NounSpeaker), "speaker_id"), columns(readRecord(NounRole), "role_id"),
	columns(readRecord(NounProject), "project_id"), columns(readTruth, "planned"),
	columns(readDate, "said_on", "date", "period", "noted_on", "signed_on", "published_on"), columns(readRecord(NounPlace), "place_id"),
	columns(readDate, "as_of"), columns(readYear, "year_from", "year_to"), columns(readRecord(NounFigure), "part_of_id"), columns(readText(""), "figure", "other"), columns(readText(English), "quote"),
	columns(readText(English), "parties", "topic"),
	columns(readRecord(NounSector), "sector_id"), columns(readRecord(NounRegion), "region_id"), columns(readText(English), "locality"),
	columns(readRecord(NounCorridor), "corridor_id"), columns(readNumber, "seq"), columns(readText(English), "place"), placesInLangs, columns(readText(English), "country"),
	columns(readDegrees, "lat", "lon"), columns(readTruth, "site_located", "illustrative"),
	columns(readPartners, "partners"), columns(readPartnerIn, "partner_in"), columns(readCents, "cost_cents"), columns(readNumber, "jobs"), columns(readText(English), "capacity"),
	columns(readEvents, "events"), columns(readWord, "in_51_programme"), columns(readDate, "outcome_unknown_from"),
	columns(readText(English), "product"), columns(readTruth, "export_oriented"), columns(readPercent, "chinese_share"), columns(readYear, "founded_year"),
	columns(readRecord(NounCommodity), "commodity_id"), columns(readCodes(NounCommodity), "commodities"), columns(readText(""), "spellings"),
	columns(readRecord(NounSource), "source_id", "day_source_id"), columns(readCodes(NounSource), "sources"),
	columns(readWord, "dated_by"), columns(readDate, "known_on", "until_on"), columns(readNumber, "position"), columns(readText(English), "note"), inLangs("note"),
)

// followingColumns say nothing that another column does not: they are not read.
var followingColumns = []string{"name_folded", "quote_folded", "words_folded", "partner_sides", "year", "statement_id"}

// placesInLangs are the names of a waypoint beside the English one.
var placesInLangs = []revisedColumn{{"place_kk", readText(Kazakh)}, {"place_ru", readText(Russian)}, {"place_zh", readText(Chinese)}}

func columns(read func(any, *columnReader) ([]Value, error), names ...string) []revisedColumn {
	list := make([]revisedColumn, len(names))
	for i, name := range names {
		list[i] = revisedColumn{name, read}
	}
	return list
}

// inLangs are the columns of a translated text.
func inLangs(name string) []revisedColumn {
	list := make([]revisedColumn, 0, len(Langs))
	for _, lang := range []Lang{English, Kazakh, Russian, Chinese} {
		list = append(list, revisedColumn{name + "_" + string(lang), readText(lang)})
	}
	return list
}

// RevisedColumns are the names of all columns that a difference can have.
func RevisedColumns() []string {
	names := make([]string, len(revisedColumns))
	for i, c := range revisedColumns {
		names[i] = c.name
	}
	return names
}

// readColumns reads one side of a revision.
func readColumns(text string) (map[string]any, error) {
	columns := make(map[string]any)
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return columns, d.Decode(&columns)
}

// differences reads what a revision changed.
func differences(r *RevisionRecord, names *recordNames, units laterUnits) ([]Difference, error) {
	before, err := readColumns(r.Before)
	if err != nil {
		return nil, fmt.Errorf("read revision %d: %w", r.ID, err)
	}
	after, err := readColumns(r.After)
	if err != nil {
		return nil, fmt.Errorf("read revision %d: %w", r.ID, err)
	}
	was, is := &columnReader{names, units.at(r, false)}, &columnReader{names, units.at(r, true)}
	var list []Difference
	for _, c := range revisedColumns {
		raw, changed := before[c.name]
		if !changed {
			continue
		}
		d := Difference{Column: c.name}
		if d.Old, err = c.value(raw, was); err == nil {
			d.New, err = c.value(after[c.name], is)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s of revision %d: %w", c.name, r.ID, err)
		}
		list = append(list, d)
	}
	return list, nil
}

// value is what stood in the column; nothing for NULL and for an empty text.
func (c *revisedColumn) value(raw any, of *columnReader) ([]Value, error) {
	if raw == nil || raw == "" {
		return nil, nil
	}
	return c.read(raw, of)
}

func readText(lang Lang) func(any, *columnReader) ([]Value, error) {
	return func(raw any, _ *columnReader) ([]Value, error) {
		return []Value{RevisedText{fmt.Sprint(raw), lang}}, nil
	}
}

func readWord(raw any, _ *columnReader) ([]Value, error) {
	return []Value{RevisedWord(fmt.Sprint(raw))}, nil
}

func readDate(raw any, _ *columnReader) ([]Value, error) { return []Value{Date(fmt.Sprint(raw))}, nil }

func readTruth(raw any, _ *columnReader) ([]Value, error) {
	truth, ok := raw.(bool)
	if !ok {
		return nil, fmt.Errorf("%v is neither true nor false", raw)
	}
	return []Value{RevisedTruth(truth)}, nil
}

// number reads an exact number, which is a text where it has decimals.
func number(raw any, unit string, plain bool, shift int32) ([]Value, error) {
	value, err := decimal.NewFromString(fmt.Sprint(raw))
	return []Value{RevisedNumber{value.Shift(shift), unit, plain}}, err
}

func readAmount(raw any, c *columnReader) ([]Value, error) { return number(raw, c.unit, false, 0) }
func readNumber(raw any, _ *columnReader) ([]Value, error) { return number(raw, "", false, 0) }
func readYear(raw any, _ *columnReader) ([]Value, error)   { return number(raw, "", true, 0) }
func readDegrees(raw any, _ *columnReader) ([]Value, error) {
	return number(raw, "", true, 0)
}
func readPercent(raw any, _ *columnReader) ([]Value, error) { return number(raw, "percent", false, 0) }
func readCents(raw any, _ *columnReader) ([]Value, error)   { return number(raw, "USD", false, -2) }

// readRecord reads the id of another record.
func readRecord(noun Noun) func(any, *columnReader) ([]Value, error) {
	return func(raw any, c *columnReader) ([]Value, error) {
		id, ok := raw.(json.Number)
		if !ok {
			return nil, fmt.Errorf("%v is not an id", raw)
		}
		n, err := id.Int64()
		return []Value{c.names.id(noun, n)}, err
	}
}

// readCodes reads a list of other records.
func readCodes(noun Noun) func(any, *columnReader) ([]Value, error) {
	return func(raw any, c *columnReader) ([]Value, error) {
		var values []Value
		for _, code := range strings.Split(fmt.Sprint(raw), ";") {
			if code != "" {
				values = append(values, c.names.code(noun, code))
			}
		}
		return values, nil
	}
}

// readPartnerIn reads the places of an enterprise among the partners of projects.
func readPartnerIn(raw any, c *columnReader) ([]Value, error) {
	var values []Value
	for _, place := range strings.Split(fmt.Sprint(raw), ";") {
		if place != noPartner {
			project, _, _ := strings.Cut(place, "/")
			values = append(values, c.names.code(NounProject, project))
		}
	}
	return values, nil
}

func readPartners(raw any, _ *columnReader) ([]Value, error) {
	var rows [][3]string
	err := json.Unmarshal([]byte(fmt.Sprint(raw)), &rows)
	var values []Value
	for _, row := range rows {
		values = append(values, RevisedPartner{Side(row[0]), row[1], row[2]})
	}
	return values, err
}

func readEvents(raw any, _ *columnReader) ([]Value, error) {
	var rows [][]any
	err := json.Unmarshal([]byte(fmt.Sprint(raw)), &rows)
	var values []Value
	for _, row := range rows {
		if len(row) != 4 && len(row) != 5 {
			return nil, fmt.Errorf("%v is not an event", row)
		}
		e := RevisedEvent{EventKind(fmt.Sprint(row[0])), row[1] == true, Date(fmt.Sprint(row[2])), Date(fmt.Sprint(row[3])), ""}
		if len(row) == 5 {
			e.UntilOn = Date(fmt.Sprint(row[4]))
		}
		values = append(values, e)
	}
	return values, err
}
