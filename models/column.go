package models

import (
	"slices"
	"strings"
)

// CellType says what the cells of a column hold.
type CellType int

// The types of cell.
const (
	// CellText is free text.
	CellText CellType = iota
	// CellCode is a code of small Latin letters, digits, hyphens and underscores.
	CellCode
	// CellDate is a date as it was said: a day, a month or a year.
	CellDate
	// CellDay is a full date.
	CellDay
	// CellMonth is a month.
	CellMonth
	// CellInteger is a whole number, and CellNumber a decimal one, kept as written.
	CellInteger
	CellNumber
	// CellDegrees is a latitude or a longitude.
	CellDegrees
	// CellWord is one of a list of words.
	CellWord
)

// Column defines one column of a file. The loader reads cells by it, and the
// schema of a published data set is made of it.
type Column struct {
	Name string
	Type CellType
	// Optional columns may be missing as a whole; what they hold of existing
	// records then stays as it is.
	Optional bool
	// Filled columns have no empty cell.
	Filled bool
	// Words are all that a CellWord can hold; an empty one is an empty cell.
	Words []string
	// Low and High bound the numbers of a column.
	Low, High int64
	// Pattern is a regular expression that every filled cell matches, where that
	// says more than the type does.
	Pattern string
	// Separator stands between the entries of a list; empty where a cell is one
	// entry.
	Separator string
	// Of is the column of a file, this or another, that the cells refer to.
	Of Reference
	// About says in English what the column holds.
	About string
}

// Reference names a column of a file.
type Reference struct{ File, Column string }

func (c Column) filled() Column {
	c.Filled = true
	return c
}

func (c Column) optional() Column {
	c.Optional = true
	return c
}

// of lets the cells refer to a column of a file.
func (c Column) of(file, column string) Column {
	c.Of = Reference{file, column}
	return c
}

// list lets a cell hold several entries.
func (c Column) list(separator string) Column {
	c.Separator = separator
	return c
}

// matching lets every filled cell match a regular expression.
func (c Column) matching(pattern string) Column {
	c.Pattern = pattern
	return c
}

// Entries are those of a cell that is a list.
func (c Column) Entries(cell string) []string {
	var entries []string
	for _, part := range strings.Split(Normalize(cell), c.Separator) {
		if part = strings.TrimSpace(part); part != "" {
			entries = append(entries, part)
		}
	}
	return entries
}

// Joined is the cell with the entries.
func (c Column) Joined(entries []string) string {
	if c.Separator == ";" && c.Of.File == "" {
		return strings.Join(entries, "; ")
	}
	return strings.Join(entries, c.Separator)
}

func textColumn(name, about string) Column { return Column{Name: name, Type: CellText, About: about} }

func codeColumn(name, about string) Column {
	return Column{Name: name, Type: CellCode, Filled: true, About: about}
}

func dateColumn(name, about string) Column { return Column{Name: name, Type: CellDate, About: about} }

func monthColumn(name, about string) Column { return Column{Name: name, Type: CellMonth, About: about} }

func numberColumn(name, about string) Column {
	return Column{Name: name, Type: CellNumber, About: about}
}

func integerColumn(name string, low, high int64, about string) Column {
	return Column{Name: name, Type: CellInteger, Low: low, High: high, About: about}
}

func yearColumn(name, about string) Column { return integerColumn(name, FirstYear, LastYear, about) }

func degreesColumn(name string, limit int64, about string) Column {
	return Column{Name: name, Type: CellDegrees, Low: -limit, High: limit, About: about}
}

func wordColumn[T ~string](name, about string, list []T) Column {
	c := Column{Name: name, Type: CellWord, Words: words(list), About: about}
	c.Filled = !slices.Contains(c.Words, "")
	return c
}

// sourcesColumn holds the codes of the documents that a record rests on.
func sourcesColumn() Column {
	return textColumn("source_ids", "The documents that the record rests on, the most important first.").filled().list(";").of("sources.csv", "id")
}

// sourceColumn holds the code of one document.
func sourceColumn(about string) Column {
	return textColumn("source_id", about).filled().of("sources.csv", "id")
}

// knownColumn holds the day from which a record counts. Most days follow from
// other cells; those of dates that were not over when they were recorded, and of
// what no source dates, do not.
func knownColumn() Column {
	return Column{
		Name: "known_on", Type: CellDay, Optional: true,
		About: "The day from which the record counts as known. Worked out when it is loaded if empty.",
	}
}

// placeColumns hold where a record lies.
func placeColumns(about string) []Column {
	return []Column{degreesColumn("lat", 90, about+" Latitude."), degreesColumn("lon", 180, about+" Longitude.")}
}

var languageOf = map[Lang]string{English: "English", Kazakh: "Kazakh", Russian: "Russian", Chinese: "Chinese"}

// translatedColumns hold one text in the four languages. English is never empty.
func translatedColumns(prefix, about string) []Column {
	columns := freelyTranslatedColumns(prefix, about)
	for i := range columns {
		columns[i].Optional = false
	}
	columns[0].Filled = true
	return columns
}

// freelyTranslatedColumns hold one text in the four languages, each of which may
// be empty.
func freelyTranslatedColumns(prefix, about string) []Column {
	columns := []Column{textColumn(prefix+"_en", about+" In English.").optional()}
	return append(columns, furtherColumns(prefix, about)...)
}

// furtherColumns hold a text in the languages other than English.
func furtherColumns(prefix, about string) []Column {
	var columns []Column
	for _, lang := range []Lang{Kazakh, Russian, Chinese} {
		columns = append(columns, textColumn(prefix+"_"+string(lang), about+" In "+languageOf[lang]+".").optional())
	}
	return columns
}

// termColumns are those of a dictionary.
func termColumns(noun string) []Column {
	return append([]Column{
		codeColumn("code", "The code of the "+noun+", as addresses write it."),
		textColumn("label", "What other files write for the "+noun+". Several spellings stand with «|» between two, and any of them is understood.").filled(),
	}, translatedColumns("name", "The name of the "+noun+".")...)
}
