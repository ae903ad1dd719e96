package models

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// guardBatch is how many records are asked for at once.
const guardBatch = 500

// judgedRow is a row that an edit makes, beside what it was.
type judgedRow struct {
	RowKey
	base, cells Cells
}

// stands reports whether the row is there after the edit.
func (r *judgedRow) stands() bool { return r.cells != nil }

// cell is a cell of the row as it shall be, without the space around it.
func (r *judgedRow) cell(column string) string { return strings.TrimSpace(r.cells[column]) }

// touches reports whether the row is new, or one of the columns changes.
func (r *judgedRow) touches(columns ...string) bool {
	if r.cells == nil {
		return false
	}
	return r.base == nil || slices.ContainsFunc(columns, func(c string) bool { return r.cell(c) != strings.TrimSpace(r.base[c]) })
}

// changed reports whether the edit makes any difference.
func (r *judgedRow) changed() bool {
	if r.base == nil || r.cells == nil {
		return r.base != nil || r.cells != nil
	}
	for column := range r.cells {
		if r.touches(column) {
			return true
		}
	}
	for column := range r.base {
		if r.touches(column) {
			return true
		}
	}
	return false
}

// number is a cell as a number, and whether it is one: the loader refuses any
// other.
func (r *judgedRow) number(column string) (decimal.Decimal, bool) {
	text := r.cell(column)
	if !decimalPattern.MatchString(text) {
		return decimal.Decimal{}, false
	}
	return decimal.RequireFromString(text), true
}

// date is a cell as a date, empty if it is none.
func (r *judgedRow) date(column string) Date {
	d, err := ParseDate(r.cell(column))
	if err != nil {
		return ""
	}
	return d
}

// year is a cell as a year, 0 if it is none.
func (r *judgedRow) year(column string) int {
	year, err := strconv.Atoi(r.cell(column))
	if err != nil || year < FirstYear || year > LastYear {
		return 0
	}
	return year
}

// degrees are the cells lat and lon, and whether both are coordinates.
func (r *judgedRow) degrees() (lat, lon float64, ok bool) {
	lat, errLat := strconv.ParseFloat(r.cell("lat"), 64)
	lon, errLon := strconv.ParseFloat(r.cell("lon"), 64)
	return lat, lon, errLat == nil && errLon == nil && lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180
}

// sourceCodes are the documents that the row rests on.
func (r *judgedRow) sourceCodes() []string {
	codes := list(r.cells["source_ids"])
	if code := r.cell("source_id"); code != "" && !slices.Contains(codes, code) {
		codes = append(codes, code)
	}
	return codes
}

// standing are the rows of a file that are there after the edits, and gone those
// that are withdrawn.
func (g *guard) standing(file string) []*judgedRow {
	return slices.DeleteFunc(slices.Clone(g.rows[file]), func(r *judgedRow) bool { return !r.stands() })
}

// edited reports which keys of a file have a row among the edits.
func (g *guard) edited(file string) map[string]bool {
	keys := make(map[string]bool, len(g.rows[file]))
	for _, r := range g.rows[file] {
		keys[r.Key] = true
	}
	return keys
}

// readTerms reads the dictionaries of what is stated, and about what.
func (g *guard) readTerms() error {
	g.metrics, g.programmes, g.bases = make(map[string]*Metric), make(map[string]*Programme), make(map[string]*Programme)
	if len(g.rows[statementFile.name])+len(g.rows[tradeFile.name]) == 0 {
		return nil
	}
	if err := readBy(g.db, func(m *Metric) { g.metrics[m.Code] = m }); err != nil {
		return err
	}
	if err := readBy(g.db, g.indexProgramme); err != nil {
		return err
	}
	for _, r := range g.standing(metricFile.name) {
		m := &Metric{Code: r.cell("code"), Unit: r.cell("unit"), Name: r.translations("name")}
		if stage := Stage(r.cell("stage")); stage.Valid() {
			m.Stage = &stage
		}
		if old := g.metrics[m.Code]; old != nil {
			m.Record = old.Record
		}
		g.metrics[m.Code] = m
	}
	for _, r := range g.standing(programmeFile.name) {
		p := &Programme{Code: r.cell("code"), Label: r.cell("label"), Kind: ProgrammeKind(r.cell("kind")), Basis: r.cell("basis")}
		for _, old := range g.programmes {
			if old.Code == p.Code {
				p.Record = old.Record
			}
		}
		g.indexProgramme(p)
	}
	return nil
}

func (g *guard) indexProgramme(p *Programme) {
	g.programmes[p.Label] = p
	if p.Basis != "" {
		g.bases[p.Basis] = p
	}
}

func (r *judgedRow) translations(prefix string) Translations {
	return Translations{EN: r.cell(prefix + "_en"), KK: r.cell(prefix + "_kk"), RU: r.cell(prefix + "_ru"), ZH: r.cell(prefix + "_zh")}
}

// readSources reads the documents that the rows name.
func (g *guard) readSources() error {
	g.sources = make(map[string]*Source)
	var codes []string
	for _, rows := range g.rows {
		for _, r := range rows {
			codes = append(codes, r.sourceCodes()...)
		}
	}
	slices.Sort(codes)
	for batch := range slices.Chunk(slices.Compact(codes), guardBatch) {
		var list []*Source
		if err := g.db.Where("code IN ?", batch).Find(&list).Error; err != nil {
			return err
		}
		for _, s := range list {
			g.sources[s.Code] = s
		}
	}
	for _, r := range g.standing(sourceFile.name) {
		s := &Source{Code: r.cell("id"), Title: r.cell("title"), Publisher: r.cell("publisher"), PublishedOn: r.date("published_on"), Kind: SourceKind(r.cell("kind"))}
		if old := g.sources[s.Code]; old != nil {
			s.Record = old.Record
			if _, given := r.cells["kind"]; !given {
				s.Kind = old.Kind
			}
		}
		g.sources[s.Code] = s
	}
	return nil
}

// lastPublished is the newest of the documents that the row rests on, and whether
// all of them are dated.
func (g *guard) lastPublished(r *judgedRow) (newest *Source, all bool) {
	all = true
	for _, code := range r.sourceCodes() {
		s := g.sources[code]
		switch {
		case s == nil || s.PublishedOn == "":
			all = false
		case s.Kind != Gazetteer && (newest == nil || s.PublishedOn.LastDay() > newest.PublishedOn.LastDay()):
			newest = s
		}
	}
	return newest, all
}

// undocumented reports whether no document but a gazetteer is named; a source that
// is not known is the loader's to refuse.
func (g *guard) undocumented(r *judgedRow) bool {
	return !slices.ContainsFunc(r.sourceCodes(), func(code string) bool {
		s := g.sources[code]
		return s == nil || s.Kind != Gazetteer
	})
}

// judgeAfterSource doubts a date that lies after all documents that tell of it.
func (g *guard) judgeAfterSource(r *judgedRow, column string) {
	day := r.date(column)
	newest, all := g.lastPublished(r)
	if day != "" && newest != nil && all && day.FirstDay() > newest.PublishedOn.LastDay() {
		g.doubt(r, column, Finding{Kind: FindingAfterSource, Date: day, OtherDate: newest.PublishedOn, Other: RowKey{sourceFile.name, newest.Code}, Text: newest.Title})
	}
}
