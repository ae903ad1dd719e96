package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/dostyk/dostyk/models/intake"
)

// ImportMapping says how the columns of a file that somebody sends are read as those
// of a data file.
type ImportMapping struct {
	// File is the data file.
	File string
	// Columns are, by the column of the data file, those of the sent one, from 0.
	Columns map[string]int
	// Constants are what columns hold that the sent file lacks, the same in all rows.
	Constants map[string]string
	// Decimal and Dates say how numbers and dates are written.
	Decimal intake.DecimalMark
	Dates   intake.DateOrder
	// Sheet is that of a workbook, and HeadLine the line that names the columns; empty
	// and 0 are the first that can be.
	Sheet    string
	HeadLine int
}

// Table is what the mapping reads of a file.
func (m ImportMapping) Table(content []byte) (*intake.Table, error) {
	g, err := intake.Read(content, m.Sheet)
	if err != nil {
		return nil, err
	}
	return g.Under(m.HeadLine)
}

// Complete reports whether the mapping says enough for a plan: the file, and where the
// key of each row is from.
func (m ImportMapping) Complete() bool {
	f := fileNamed(m.File)
	return f != nil && len(m.Columns) > 0 && !slices.ContainsFunc(f.key, func(column string) bool {
		_, mapped := m.Columns[column]
		return !mapped && m.Constants[column] == ""
	})
}

// columnWords are what other files call the columns of data files, by the data file;
// «» is for all of them.
var columnWords = map[string]map[string][]string{
	"": {
		"source_id": {"source", "источник", "дереккөз", "来源"}, "note": {"comment", "remark", "примечание", "ескертпе", "备注"},
		"lat": {"latitude", "широта", "ендік", "纬度"}, "lon": {"lng", "longitude", "долгота", "бойлық", "经度"},
	},
	"commodity_prices.csv": {
		"period":    {"observation_date", "date", "month", "time", "дата", "месяц", "период", "күні", "ай", "айы", "日期", "月份", "时间"},
		"price":     {"value", "close", "average", "цена", "значение", "баға", "бағасы", "мәні", "价格", "数值"},
		"commodity": {"товар", "тауар", "商品"}, "unit": {"единица", "бірлік", "单位"}, "currency": {"валюта", "货币"},
	},
}

// foldHeader is the name of a column as it is compared.
func foldHeader(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune(" _-.,:()", r) }), "_")
}

// match finds the columns of the data file among those of the header.
func (f *dataFile) match(header []string) map[string]int {
	found := make(map[string]int)
	for i, name := range header {
		name = foldHeader(name)
		at := slices.IndexFunc(f.columns, func(c Column) bool {
			return foldHeader(c.Name) == name || slices.Contains(columnWords[f.name][c.Name], name) || slices.Contains(columnWords[""][c.Name], name)
		})
		if at < 0 {
			continue
		}
		if _, taken := found[f.columns[at].Name]; !taken {
			found[f.columns[at].Name] = i
		}
	}
	return found
}

// GuessMapping is what the header of a table tells of its columns. Dictionaries have
// the same columns: the name of the sent file tells them apart. whole is true for the
// format of the data files itself, of which nothing is left to ask.
func GuessMapping(t *intake.Table, fileName string) (m ImportMapping, whole bool) {
	named := 0
	for _, name := range t.Header {
		if name != "" {
			named++
		}
	}
	var exact, best []string
	most := 0
	for i := range files {
		f := &files[i]
		found := f.match(t.Header)
		if len(found) == named && !slices.ContainsFunc(f.columnNames(false), func(column string) bool {
			at, ok := found[column]
			return !ok || t.Header[at] != column
		}) {
			exact = append(exact, f.name)
		}
		switch {
		case len(found) < most || len(found)*2 < named:
		case len(found) == most:
			best = append(best, f.name)
		default:
			best, most = []string{f.name}, len(found)
		}
	}
	if len(exact) > 0 {
		best = exact
	}
	file := ""
	if slices.Contains(best, fileName) {
		file = fileName
	} else if len(best) == 1 {
		file = best[0]
	}
	m = MappingFor(t, file)
	return m, slices.Contains(exact, file) && m.Complete()
}

// MappingFor guesses the mapping for one kind of file.
func MappingFor(t *intake.Table, file string) ImportMapping {
	m := ImportMapping{File: file, Columns: map[string]int{}, Constants: map[string]string{}, Sheet: t.Sheet, HeadLine: t.HeadLine}
	if f := fileNamed(file); f != nil {
		m.Columns = f.match(t.Header)
	}
	m.Settle(t)
	return m
}

// Settle finds out how the table writes numbers and dates, where that is not said, and
// leaves out what neither has. sure is false where its numbers can be read in two ways.
func (m *ImportMapping) Settle(t *intake.Table) (sure bool) {
	f := fileNamed(m.File)
	if f == nil {
		return true
	}
	var numbers, dates []int
	for column, at := range m.Columns {
		i := slices.IndexFunc(f.columns, func(c Column) bool { return c.Name == column })
		if i < 0 || at < 0 || at >= len(t.Header) {
			delete(m.Columns, column)
			continue
		}
		switch f.columns[i].Type {
		case CellNumber, CellInteger, CellDegrees:
			numbers = append(numbers, at)
		case CellDate, CellDay, CellMonth:
			dates = append(dates, at)
		}
		delete(m.Constants, column)
	}
	slices.Sort(numbers)
	mark, sure := intake.MarkOf(t.Rows, numbers)
	if m.Decimal == "" {
		m.Decimal = mark
	}
	if m.Decimal == "" && !sure && (t.Delimiter == ';' || t.Delimiter == '\t') {
		// Where commas stand before fractions, something else stands between cells.
		m.Decimal = intake.Comma
	}
	if m.Decimal == "" {
		m.Decimal = intake.Point
	}
	for _, at := range dates {
		if m.Dates == "" {
			m.Dates = intake.OrderOf(t.Rows, at)
		}
	}
	if m.Dates == "" {
		m.Dates = intake.DayFirst
	}
	return sure
}

// Turned counts the cells of a column that are read otherwise than they are written,
// with the first of them.
type Turned struct {
	// Column is that of the data file.
	Column   string
	From, To string
	Count    int
}

// cell reads a cell as the column of a data file holds it. What cannot be read is left
// as it is: the load says what is wrong with it.
func (m *ImportMapping) cell(c Column, cell intake.Cell) string {
	text := Normalize(cell.Text)
	switch c.Type {
	case CellDate, CellDay, CellMonth:
		date, ok := intake.ReadDate(text, m.Dates)
		if !ok {
			return text
		}
		if c.Type == CellMonth && len(date) > len("2018-06") {
			return date[:len("2018-06")]
		}
		return date
	case CellNumber, CellInteger, CellDegrees:
		if cell.Type == intake.Number {
			return text
		}
		if intake.NoValue(text) {
			return ""
		}
		if number, ok := intake.ReadNumber(text, m.Decimal); ok {
			return number
		}
	}
	return text
}

// fingerprint tells files with the same columns.
func fingerprint(header []string) string {
	folded := make([]string, len(header))
	for i, name := range header {
		folded[i] = foldHeader(name)
	}
	sum := sha256.Sum256([]byte(strings.Join(folded, "\x1f")))
	return hex.EncodeToString(sum[:])
}

// rememberedMapping is how a file with the same columns was read the last time.
type rememberedMapping struct {
	Fingerprint string `gorm:"primaryKey"`
	// Mapping is JSON.
	Mapping   string
	UpdatedAt time.Time
}

// TableName implements gorm's Tabler.
func (rememberedMapping) TableName() string { return "import_mappings" }

// memory is what is kept of how a file was read, and of the file.
type memory struct {
	ImportMapping
	// FileName is empty for what was kept before names were.
	FileName string
	// Levels are the numbers in the middle of each column that holds numbers.
	Levels map[string]float64
}

// Unlike is why what all rows of one file have in common does not hold for another.
type Unlike string

// What may tell the files apart.
const (
	UnlikeName  Unlike = "name"
	UnlikeLevel Unlike = "level"
)

// Remembered is how a file with the same columns was read the last time.
type Remembered struct {
	ImportMapping
	// Unlike is why the mapping comes without its constants, empty if it has them; and
	// FileName, Then and Now are the name of that file, and the levels of both.
	Unlike    Unlike
	FileName  string
	Then, Now float64
}

// levelTimes is how many times more or less the values of a file may be than those of
// the one before it.
const levelTimes = 2

// unlike compares a file with the one that is remembered.
func (r *Remembered) unlike(kept memory, t *intake.Table, fileName string) {
	r.FileName = kept.FileName
	if seriesName(fileName) != seriesName(kept.FileName) {
		r.Unlike = UnlikeName
		return
	}
	for column, now := range r.levels(t) {
		if then := kept.Levels[column]; then > 0 && now > 0 && (now > then*levelTimes || now*levelTimes < then) {
			r.Unlike, r.Then, r.Now = UnlikeLevel, then, now
			return
		}
	}
}

// seriesName is the name of a file without what is another each month.
func seriesName(fileName string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(fileName), func(r rune) bool { return !unicode.IsLetter(r) }), " ")
}

// levels are the numbers in the middle of the columns of numbers that belong to no key.
func (m ImportMapping) levels(t *intake.Table) map[string]float64 {
	levels := make(map[string]float64)
	f := fileNamed(m.File)
	for _, c := range f.columns {
		at, mapped := m.Columns[c.Name]
		if !mapped || slices.Contains(f.key, c.Name) || c.Type != CellNumber && c.Type != CellInteger {
			continue
		}
		var numbers []float64
		for _, row := range t.Rows {
			if at < len(row.Cells) {
				if n, err := strconv.ParseFloat(m.cell(c, row.Cells[at]), 64); err == nil {
					numbers = append(numbers, n)
				}
			}
		}
		if len(numbers) > 0 {
			slices.Sort(numbers)
			levels[c.Name] = numbers[len(numbers)/2]
		}
	}
	return levels
}

// RememberedMapping is how a file with these columns was read the last time; nil if
// there was none. It may be another kind of series this time: it is to be shown, not
// taken. What was the same in all rows is left out where the name of the file, or the
// level of its values, is not that of the file before.
func (s *Store) RememberedMapping(ctx context.Context, t *intake.Table, fileName string) (*Remembered, error) {
	var kept rememberedMapping
	err := s.db.WithContext(ctx).Take(&kept, "fingerprint = ?", fingerprint(t.Header)).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, domainErr("look for a mapping", err)
	}
	var before memory
	if err := json.Unmarshal([]byte(kept.Mapping), &before); err != nil || fileNamed(before.File) == nil {
		// It was kept by another version of the program.
		return nil, nil
	}
	r := &Remembered{ImportMapping: before.ImportMapping}
	r.Sheet, r.HeadLine = t.Sheet, t.HeadLine
	r.Settle(t)
	if len(r.Constants) > 0 {
		if r.unlike(before, t, fileName); r.Unlike != "" {
			r.Constants = map[string]string{}
		}
	}
	return r, nil
}

func (s *Store) rememberMapping(tx *gorm.DB, t *intake.Table, m ImportMapping, fileName string) error {
	text, err := json.Marshal(memory{m, fileName, m.levels(t)})
	if err != nil {
		return err
	}
	kept := &rememberedMapping{Fingerprint: fingerprint(t.Header), Mapping: string(text), UpdatedAt: s.now().UTC()}
	return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(kept).Error
}
