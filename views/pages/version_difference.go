package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// ComparedPart is a row of a record, or what all of its rows hold alike, in two
// versions.
type ComparedPart struct {
	ID   string
	Noun string
	// Name tells it from others of its kind; it may be empty.
	Name Text
	// What says what became of the row: that it was added, changed or removed.
	What           string
	Added, Removed bool
	Lines          []ChangeLine
}

// comparison compares the rows of two versions.
type comparison struct {
	p             *locale.Printer
	names         ReferenceNames
	before, after []models.RowEdit
	parts         []ComparedPart
}

// compareVersions are the parts of a record that two versions have otherwise, in the
// order in which a form asks for them.
func compareVersions(p *locale.Printer, names ReferenceNames, before, after []models.RowEdit) []ComparedPart {
	c := &comparison{p: p, names: names, before: before, after: after}
	c.shared()
	for _, row := range before {
		at := slices.IndexFunc(after, func(r models.RowEdit) bool { return r.RowKey == row.RowKey })
		if at < 0 {
			c.part(row.RowKey, row.Cells, nil)
		} else {
			c.part(row.RowKey, row.Cells, after[at].Cells)
		}
	}
	for _, row := range after {
		if !slices.ContainsFunc(before, func(r models.RowEdit) bool { return r.RowKey == row.RowKey }) {
			c.part(row.RowKey, nil, row.Cells)
		}
	}
	return c.parts
}

// shared compares what all rows of a record hold alike, where it has no row of its own.
func (c *comparison) shared() {
	var done []string
	for _, list := range [][]models.RowEdit{c.before, c.after} {
		if len(list) == 0 || formShapes[list[0].File].shared == nil || slices.Contains(done, list[0].File) {
			continue
		}
		file := list[0].File
		done = append(done, file)
		before, after := firstOf(c.before, file), firstOf(c.after, file)
		part := ComparedPart{Noun: nounName(c.p, models.OwnerOf(list[0]).Noun)}
		c.add(part, c.lines(file, formShapes[file].shared, before, after), before, after)
	}
}

// firstOf are the cells of the first row, if it is of the file.
func firstOf(list []models.RowEdit, file string) models.Cells {
	if len(list) == 0 || list[0].File != file {
		return nil
	}
	return list[0].Cells
}

// part compares a row of its own; nil stands for a version without it.
func (c *comparison) part(key models.RowKey, before, after models.Cells) {
	left := slices.Clone(formShapes[key.File].shared)
	for _, shape := range formShapes {
		if shape.inline == key.File {
			left = append(left, shape.link)
		}
	}
	if before == nil || after == nil {
		// The code alone tells nobody anything.
		left = append(left, models.KeyColumns(key.File)...)
	}
	columns := slices.DeleteFunc(columnsInOrder(key.File), func(column string) bool { return slices.Contains(left, column) })
	cells := after
	if cells == nil {
		cells = before
	}
	part := ComparedPart{Noun: nounName(c.p, models.NounOf(key.File)), Name: c.name(key, cells)}
	c.add(part, c.lines(key.File, columns, before, after), before, after)
}

// columnsInOrder are those of a file in the order in which its form asks for them.
func columnsInOrder(file string) []string {
	var columns []string
	for _, g := range formGroups(file) {
		columns = append(columns, g.Columns...)
	}
	return columns
}

func (c *comparison) lines(file string, columns []string, before, after models.Cells) []ChangeLine {
	var lines []ChangeLine
	for _, column := range columns {
		if before[column] == after[column] {
			continue
		}
		line := ChangeLine{
			Label: columnLabel(c.p, file, column), Old: cellValues(c.p, c.names, file, column, before[column], after[column]),
			New: cellValues(c.p, c.names, file, column, after[column], before[column]),
		}
		if len(line.Old)+len(line.New) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}

// add adds a part, unless both versions have it alike.
func (c *comparison) add(part ComparedPart, lines []ChangeLine, before, after models.Cells) {
	part.ID, part.Lines = "part-"+strconv.Itoa(len(c.parts)+1), lines
	switch {
	case before == nil:
		part.Added, part.What = true, c.p.T("version.part.added")
	case after == nil:
		part.Removed, part.What = true, c.p.T("version.part.removed")
	case len(lines) == 0:
		return
	default:
		part.What = c.p.T("version.part.changed")
	}
	c.parts = append(c.parts, part)
}

// name tells a row from others of its record.
func (c *comparison) name(key models.RowKey, cells models.Cells) Text {
	entry := func(column string) Text {
		definition, _ := models.FileColumn(key.File, column)
		return cellEntry(c.p, c.names, key.File, definition, cells[column])
	}
	switch models.NounOf(key.File) {
	case models.NounEvent:
		return Text{Text: strings.Join([]string{entry("kind").Text, entry("date").Text}, c.p.T("list.separator"))}
	case models.NounFigure:
		return entry("metric")
	case models.NounWaypoint:
		if own := "place_" + string(c.p.Lang()); cells[own] != "" {
			return entry(own)
		}
		return entry("place")
	}
	return Text{}
}
