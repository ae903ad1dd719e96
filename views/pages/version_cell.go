package pages

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// ReferenceNames are the records that cells refer to, by the column that they refer to
// and by what the cells hold.
type ReferenceNames map[models.Reference]map[string]models.Translations

// References are what the cells of rows refer to.
func References(lists ...[]models.RowEdit) map[models.Reference][]string {
	found := make(map[models.Reference][]string)
	for _, list := range lists {
		for _, row := range list {
			for _, column := range models.FileColumns()[row.File] {
				c, _ := models.FileColumn(row.File, column)
				if !models.CanChoose(c.Of) {
					continue
				}
				for _, value := range entries(c, row.Cells[column]) {
					if !slices.Contains(found[c.Of], value) {
						found[c.Of] = append(found[c.Of], value)
					}
				}
			}
		}
	}
	return found
}

// entries are those of a cell: one, if it is no list.
func entries(c models.Column, cell string) []string {
	switch {
	case cell == "":
		return nil
	case c.Separator == "":
		return []string{cell}
	}
	return c.Entries(cell)
}

// bareColumns hold texts that are the same in all languages.
var bareColumns = []string{"basis", "country", "currency", "label", "period", "publisher", "spellings", "unit", "url"}

// cellValues are the entries of a cell as people read them; other is the same cell on
// the other side of a comparison.
func cellValues(p *locale.Printer, names ReferenceNames, file, column, cell, other string) []ChangeValue {
	if column == "events" {
		return eventValues(p, cell, other)
	}
	c, _ := models.FileColumn(file, column)
	var values []ChangeValue
	for _, entry := range entries(c, cell) {
		kept := c.Separator != "" && slices.Contains(entries(c, other), entry)
		if column != "partner_in" {
			values = append(values, ChangeValue{Text: cellEntry(p, names, file, c, entry), Kept: kept})
		} else if project, side, isPlace := partnerPlace(entry); isPlace {
			values = append(values, ChangeValue{Text: Text{Text: project}, Note: p.T("partner_side." + side), Kept: kept})
		}
	}
	return values
}

// partnerPlace is where an enterprise is a partner: the code of the project, and the
// side; false where the column says that it is in none.
func partnerPlace(entry string) (project, side string, isPlace bool) {
	parts := strings.Split(entry, "/")
	if len(parts) != 3 {
		return "", "", false
	}
	return parts[0], parts[1], true
}

// eventValues are the events that follow from the columns of a project.
func eventValues(p *locale.Printer, cell, other string) []ChangeValue {
	var values []ChangeValue
	for _, e := range models.EventsOfCell(cell) {
		v := changeValue(p, models.NounProject, "events", e)
		v.Kept = slices.Contains(models.EventsOfCell(other), e)
		values = append(values, v)
	}
	return values
}

// cellEntry is one entry of a cell.
func cellEntry(p *locale.Printer, names ReferenceNames, file string, c models.Column, entry string) Text {
	if name, known := names[c.Of][entry]; known {
		return In(p, name)
	}
	switch {
	case c.Type == models.CellWord:
		return Text{Text: formWord(p, file, c.Name, entry)}
	case c.Type == models.CellDate, c.Type == models.CellDay, c.Type == models.CellMonth:
		return Text{Text: p.Date(models.Date(entry))}
	case c.Type == models.CellNumber, c.Type == models.CellInteger && c.High != models.LastYear:
		if value, err := decimal.NewFromString(entry); err == nil {
			return Text{Text: p.Decimal(value)}
		}
	case c.Type == models.CellInteger, c.Type == models.CellDegrees, c.Type == models.CellCode:
	case c.Name == "year_refers_to":
		return Text{Text: format.Years(entry)}
	case c.Name == "language":
		return Text{Text: languageName(p, entry)}
	case c.Name == "unit", c.Name == "currency":
		return Text{Text: format.Unit(p, entry)}
	case !slices.Contains(bareColumns, c.Name) && c.Of.File == "":
		if _, lang := columnLang(c.Name); lang != "" && lang != models.English {
			if lang == p.Lang() {
				return Text{Text: entry}
			}
			return Text{Text: entry, Lang: locale.Tag(lang)}
		}
		return English(p, entry)
	}
	return Text{Text: entry}
}
