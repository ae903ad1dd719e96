package table

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/dostyk/dostyk/views/office"
)

// MostSheetRows is how many rows a sheet can hold below its head.
const MostSheetRows = excelize.TotalRows - 1

// ErrTooManyRows means that a table does not fit into a sheet.
var ErrTooManyRows = errors.New("a sheet cannot hold so many rows")

// dataSheet is the sheet of the rows. Its name is the same in all languages, so
// that formulas in other files can refer to it.
const dataSheet = "data"

// The parts of a workbook that hold its two sheets, and the one that names all
// parts: programs tell by it what kind of file this is, and look for it first.
const (
	dataPart  = "xl/worksheets/sheet1.xml"
	factsPart = "xl/worksheets/sheet2.xml"
	typesPart = "[Content_Types].xml"
)

// WriteXLSX writes the table as a workbook: a sheet of its rows, with typed cells
// and a head that stays, and a sheet of its facts. Rows are written as they are
// read. The directory of a workbook stands at its end: what ends before is no
// workbook.
func WriteXLSX(w io.Writer, t *Table) error {
	if t.RowCount > MostSheetRows {
		return ErrTooManyRows
	}
	b, err := newWorkbook(t)
	if err != nil {
		return err
	}
	z := &datedZip{zip.NewWriter(w), t.made()}
	for _, name := range b.order() {
		if err := z.add(name, b.parts[name]); err != nil {
			return err
		}
	}
	if err := b.writeSheet(z, dataPart, func(s *sheet) error { return s.writeRows(t) }); err != nil {
		return err
	}
	// Last, for the facts are known when all rows have been read.
	if err := b.writeSheet(z, factsPart, func(s *sheet) error { return s.writeFacts(t) }); err != nil {
		return err
	}
	return z.Close()
}

// datedZip gives every part of a workbook the same time.
type datedZip struct {
	*zip.Writer
	made time.Time
}

// Create implements excelize.ZipWriter.
func (z *datedZip) Create(name string) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: z.made})
}

func (z *datedZip) add(name string, content []byte) error {
	w, err := z.Create(name)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// workbook is everything of a workbook but the rows of its sheets: its parts by
// their names, and the styles of its cells.
type workbook struct {
	parts map[string][]byte
	// head, day and wrapped are the styles of labels, full dates and facts;
	// decimals are those of numbers by how many decimals they have.
	head, day, wrapped int
	decimals           [mostDigits + 1]int
}

// widths are those of the columns by type, in characters.
var widths = map[Type]float64{Text: 28, Integer: 14, Decimal: 16, Year: 10, Boolean: 12, Date: 14, URL: 36}

// newWorkbook has the library make a workbook whose sheets have no rows but the
// head.
func newWorkbook(t *Table) (b *workbook, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	b = &workbook{parts: make(map[string][]byte)}
	last, err := excelize.CoordinatesToCellName(len(t.Columns), t.RowCount+1)
	if err != nil {
		return nil, err
	}
	if _, err := f.NewSheet(t.FactsTitle); err != nil {
		return nil, err
	}
	err = errors.Join(
		f.SetSheetName(f.GetSheetName(0), dataSheet), b.addStyles(f), b.addHead(f, t),
		f.SetPanes(dataSheet, &excelize.Panes{
			Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft", Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}},
		}),
		f.SetSheetDimension(dataSheet, "A1:"+last), f.AutoFilter(dataSheet, "A1:"+last, nil),
		f.SetColWidth(t.FactsTitle, "A", "A", 28), f.SetColWidth(t.FactsTitle, "B", "B", 96),
	)
	if err != nil {
		return nil, err
	}
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return partsOf(b.parts) })
	if _, err = f.WriteToBuffer(); err != nil {
		return nil, err
	}
	// The library writes it without the prefixes.
	b.parts[office.CorePart], err = office.Core{Title: t.Title, Creator: "Dostyk", LastModifiedBy: "Dostyk", Language: t.Lang, Created: t.made(), Modified: t.made()}.Marshal()
	return b, err
}

// addHead writes the labels of the columns.
func (b *workbook) addHead(f *excelize.File, t *Table) error {
	for i, column := range t.Columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := errors.Join(f.SetColWidth(dataSheet, name, name, widths[column.Type]), f.SetCellStr(dataSheet, name+"1", column.Label),
			f.SetCellStyle(dataSheet, name+"1", name+"1", b.head)); err != nil {
			return err
		}
	}
	return nil
}

func (b *workbook) addStyles(f *excelize.File) error {
	var err error
	if b.head, err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "14242D"}}}); err != nil {
		return err
	}
	if b.day, err = f.NewStyle(&excelize.Style{CustomNumFmt: new("yyyy\\-mm\\-dd"), Alignment: &excelize.Alignment{Horizontal: "left"}}); err != nil {
		return err
	}
	if b.wrapped, err = f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}); err != nil {
		return err
	}
	for decimals := range b.decimals {
		format := "#,##0"
		if decimals > 0 {
			format += "." + strings.Repeat("0", decimals)
		}
		if b.decimals[decimals], err = f.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return err
		}
	}
	return nil
}

// order is that of the parts that are no sheets.
func (b *workbook) order() []string {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(b.parts)), func(name string) bool { return name == dataPart || name == factsPart || name == typesPart })
	return slices.Insert(names, 0, typesPart)
}

// partsOf keeps the parts of a workbook by their names.
type partsOf map[string][]byte

// Create implements excelize.ZipWriter.
func (p partsOf) Create(name string) (io.Writer, error) { return &part{p, name}, nil }

// AddFS implements excelize.ZipWriter.
func (p partsOf) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close implements excelize.ZipWriter.
func (p partsOf) Close() error { return nil }

type part struct {
	parts partsOf
	name  string
}

// Write implements io.Writer.
func (p *part) Write(content []byte) (int, error) {
	p.parts[p.name] = append(p.parts[p.name], content...)
	return len(content), nil
}
