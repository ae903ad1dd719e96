package pages

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/intake"
	"github.com/dostyk/dostyk/views/locale"
)

// previewRows is how many rows a preview shows.
const previewRows = 5

// ImportColumnsData is what the page of the columns is made of.
type ImportColumnsData struct {
	Import  *models.Import
	Table   *intake.Table
	Mapping models.ImportMapping
	// Choices are, by column, the records that it can refer to.
	Choices map[string]Choices
	// Remembered is the mapping of an earlier file, where that is the one that is shown.
	Remembered *models.Remembered
	// Problem is why the part of the file that was asked for cannot be shown.
	Problem *intake.FileError
	// Sent tells that a plan was asked for, and that the mapping is not enough for one.
	Sent bool
}

// ImportColumns is the page that asks which columns of a file are which.
type ImportColumns struct {
	P                      *locale.Printer
	Title, PageTitle, Lead string
	Summary                []LinkedText
	// Action is the address of both forms: the first asks for another part of the file,
	// or another kind.
	Action        string
	Sheets, Files []FormOption
	Line          string
	Hidden        []Choice
	Fields, More  []ImportField
	About         string
	// Marks and Orders are offered where there are numbers and dates; MarkNote says
	// what of the numbers is not certain.
	Marks, Orders []FormOption
	MarkNote      string
	Preview       ImportPreview
}

// ImportField is a column of a data file and where it is from.
type ImportField struct {
	ID, Name, AllName string
	Label, Help       string
	Required          bool
	Wrong             string
	From              []FormOption
	// All is what stands in all rows; Options are offered where there are few.
	All     string
	Options []FormOption
}

// ImportPreview are the first rows as they are read.
type ImportPreview struct {
	Caption string
	Heads   []string
	Rows    [][]PreviewCell
}

// PreviewCell is a cell as it is read; Was is what stands in the file where that
// differs.
type PreviewCell struct{ Text, Was string }

// NewImportColumns works the page out.
func NewImportColumns(p *locale.Printer, d ImportColumnsData) ImportColumns {
	m := ImportColumns{
		P: p, Title: p.T("import.columns.title", "Name", d.Import.FileName), Lead: p.T("import.columns.lead"),
		Action: ImportLink(p, d.Import.ID).URL() + "/columns", Line: strconv.Itoa(d.Table.HeadLine),
		Hidden: []Choice{{Name: "file", Value: d.Mapping.File}, {Name: "sheet", Value: d.Table.Sheet}, {Name: "line", Value: strconv.Itoa(d.Table.HeadLine)}},
	}
	if r := d.Remembered; r != nil {
		m.Lead = p.T("import.columns.remembered")
		if r.Unlike != "" {
			m.Lead = p.T("import.columns.not_filled."+string(r.Unlike), "Name", cmp.Or(r.FileName, p.T("not_stated")), "Now", level(p, r.Now), "Then", level(p, r.Then))
		}
	}
	if len(d.Table.Sheets) > 1 {
		for _, name := range d.Table.Sheets {
			m.Sheets = append(m.Sheets, FormOption{Value: name, Text: name, Selected: name == d.Table.Sheet})
		}
	}
	m.Files = []FormOption{{Text: p.T("edit.none_chosen"), Selected: d.Mapping.File == ""}}
	for _, file := range models.FileNames() {
		m.Files = append(m.Files, FormOption{Value: file, Text: formTitle(p, file), Selected: file == d.Mapping.File})
	}
	if d.Problem != nil {
		m.Summary = append(m.Summary, LinkedText{FileSentence(p, d.Problem), "#line"})
	}
	if d.Mapping.File != "" {
		m.fields(d)
	}
	m.PageTitle = m.Title
	if len(m.Summary) > 0 {
		m.PageTitle = p.T("edit.error_title", "Title", m.Title)
	}
	return m
}

// fields are those of the second form.
func (m *ImportColumns) fields(d ImportColumnsData) {
	p, file := m.P, d.Mapping.File
	m.About = formAbout(p, file)
	keys := models.KeyColumns(file)
	numbers, dates := false, false
	for _, name := range models.FileColumns()[file] {
		column, _ := models.FileColumn(file, name)
		at, mapped := d.Mapping.Columns[name]
		f := ImportField{
			ID: "from-" + name, Name: "from." + name, AllName: "all." + name, Label: columnLabel(p, file, name), Help: columnHelp(p, file, name),
			Required: slices.Contains(keys, name), All: d.Mapping.Constants[name],
			From: []FormOption{{Text: p.T("import.columns.absent"), Selected: !mapped}},
		}
		for i := range d.Table.Header {
			f.From = append(f.From, FormOption{Value: strconv.Itoa(i), Text: sentColumn(p, d.Table.Header, i), Selected: mapped && i == at})
		}
		f.Options = constantOptions(p, file, column, f.All, d.Choices[name])
		if d.Sent && f.Required && !mapped && f.All == "" {
			f.Wrong = p.T("import.columns.missing", "Label", f.Label)
			m.Summary = append(m.Summary, LinkedText{f.Wrong, "#" + f.ID})
		}
		if mapped {
			switch column.Type {
			case models.CellNumber, models.CellInteger, models.CellDegrees:
				numbers = true
			case models.CellDate, models.CellDay, models.CellMonth:
				dates = true
			}
		}
		if column.Optional && !mapped && f.All == "" {
			m.More = append(m.More, f)
		} else {
			m.Fields = append(m.Fields, f)
		}
	}
	if numbers {
		for _, mark := range []intake.DecimalMark{intake.Point, intake.Comma} {
			m.Marks = append(m.Marks, FormOption{Value: string(mark), Text: p.T("import.mark." + string(mark)), Selected: d.Mapping.Decimal == mark})
		}
		unsaid := d.Mapping
		if !unsaid.Settle(d.Table) {
			m.MarkNote = p.T("import.mark.unsure")
		}
	}
	if dates {
		for _, order := range []intake.DateOrder{intake.DayFirst, intake.MonthFirst} {
			m.Orders = append(m.Orders, FormOption{Value: string(order), Text: p.T("import.order." + string(order)), Selected: d.Mapping.Dates == order})
		}
	}
	m.preview(d)
}

// constantOptions are what a column can hold in all rows, where that is one of a list.
func constantOptions(p *locale.Printer, file string, column models.Column, chosen string, choices Choices) []FormOption {
	none := FormOption{Text: p.T("edit.none_chosen"), Selected: chosen == ""}
	switch {
	case column.Type == models.CellWord:
		list := []FormOption{none}
		for _, word := range column.Words {
			if word != "" {
				list = append(list, FormOption{Value: word, Text: formWord(p, file, column.Name, word), Selected: word == chosen})
			}
		}
		return list
	case len(choices.List) > 0 && !choices.More:
		list := []FormOption{none}
		for _, c := range choices.List {
			name := In(p, c.Name)
			o := FormOption{Value: c.Value, Text: orCode(name.Text, c.Value), Lang: name.Lang, Selected: c.Value == chosen}
			if c.Detail != "" {
				o.Text = p.T("edit.choice", "Name", o.Text, "Detail", c.Detail)
			}
			list = append(list, o)
		}
		return list
	}
	return nil
}

// sentColumn names a column of a sent file, with its letter in a sheet.
func sentColumn(p *locale.Printer, header []string, at int) string {
	letter := columnLetter(at)
	if at >= len(header) || header[at] == "" {
		return p.T("import.column", "Letter", letter)
	}
	return p.T("text.brackets", "Text", header[at], "Note", letter)
}

// columnLetter is the letter of a column in a spreadsheet.
func columnLetter(at int) string {
	letters := ""
	for at++; at > 0; at = (at - 1) / 26 {
		letters = string(rune('A'+(at-1)%26)) + letters
	}
	return letters
}

// preview shows what the mapping makes of the first rows.
func (m *ImportColumns) preview(d ImportColumnsData) {
	p, file := m.P, d.Mapping.File
	var shown []string
	for _, name := range models.FileColumns()[file] {
		if _, mapped := d.Mapping.Columns[name]; mapped || d.Mapping.Constants[name] != "" {
			shown = append(shown, name)
			m.Preview.Heads = append(m.Preview.Heads, columnLabel(p, file, name))
		}
	}
	if len(shown) == 0 {
		return
	}
	for _, r := range d.Mapping.Preview(d.Table, previewRows).Rows {
		var row []PreviewCell
		for _, name := range shown {
			cell := PreviewCell{Text: r.Cells[name]}
			if at, mapped := d.Mapping.Columns[name]; mapped {
				if was := sentCell(d.Table, r.Line, at); was != cell.Text {
					cell.Was = was
				}
			}
			row = append(row, cell)
		}
		m.Preview.Rows = append(m.Preview.Rows, row)
	}
	m.Preview.Caption = p.N("import.preview", len(m.Preview.Rows))
}

// sentCell is the text of a cell of the file by its line.
func sentCell(t *intake.Table, line, column int) string {
	for _, r := range t.Rows {
		if r.Line == line {
			return r.Text(column)
		}
	}
	return ""
}

// level is about what the values of a file are.
func level(p *locale.Printer, value float64) string {
	return p.Decimal(decimal.NewFromFloat(value).Round(2))
}
