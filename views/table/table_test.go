package table_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/views/table"
)

var columns = []table.Column{
	{Key: "name", Label: "=Name", Type: table.Text}, {Key: "value", Label: "Value", Type: table.Decimal}, {Key: "day", Label: "Day", Type: table.Date}, {Key: "true", Label: "True", Type: table.Boolean},
}

func made(rows ...table.Row) *table.Table {
	return &table.Table{
		Name: "made", Lang: "en", Title: "Made up", AsOf: "2018-06-10", Count: len(rows), RowCount: len(rows), Columns: columns, FactsTitle: "About",
		URL: func(format string) string { return "/made." + format }, Facts: func() []table.Fact { return []table.Fact{{Label: "Title", Value: "Made up"}} },
		Rows: func(yield func(table.Row, error) bool) {
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		},
	}
}

func TestTextsSurviveAndNoneBecomesAFormula(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[=+\-@\t][=+\-@\t0-9a-zқ风"', ]*`)).Filter(func(s string) bool {
			return !strings.ContainsAny(s, "\r\n") && !strings.ContainsFunc(s, func(c rune) bool { return c < ' ' && c != '\t' || c == 0xfffd || c >= 0xfffe && c <= 0xffff })
		}).Draw(r, "text")
		var b bytes.Buffer
		if err := table.WriteCSV(&b, made(table.Row{text, "-1.50", "2018-06", "true"})); err != nil {
			r.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 2 || rows[0][0] != "'=Name" || !slices.Equal(rows[1][1:], []string{"-1.50", "2018-06", "true"}) {
			r.Fatalf("%q (%v)", rows, err)
		}
		if got := rows[1][0]; got != text && got != "'"+text || got == text && text != "" && strings.ContainsRune("=@\t", rune(text[0])) {
			r.Fatalf("%q is written %q", text, got)
		}
		b.Reset()
		if err := table.WriteJSON(&b, made(table.Row{text, "-1.50", "", ""})); err != nil {
			r.Fatal(err)
		}
		var read struct{ Rows []map[string]any }
		d := json.NewDecoder(&b)
		d.UseNumber()
		if err := d.Decode(&read); err != nil {
			r.Fatal(err)
		}
		if row := read.Rows[0]; text != "" && row["name"] != text || row["value"] != json.Number("-1.50") || row["day"] != nil {
			r.Fatalf("%q is read as %v", text, row)
		}
	})
}

func TestCellsOfAWorkbookHaveTheirTypes(t *testing.T) {
	var b bytes.Buffer
	if err := table.WriteXLSX(&b, made(table.Row{"=1+1", "-1234.50", "2018-06-10", "true"}, table.Row{"00012", "12345678901234567.5", "2018-06", ""})); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]string{"A2": "=1+1", "B2": "-1,234.50", "C2": "2018-06-10", "D2": "TRUE", "A3": "00012", "B3": "12345678901234567.5", "C3": "2018-06", "D3": ""} {
		if got, err := f.GetCellValue("data", cell); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", cell, got, want, err)
		}
		if formula, err := f.GetCellFormula("data", cell); err != nil || formula != "" {
			t.Errorf("%s has the formula %q (%v)", cell, formula, err)
		}
	}
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "D2": excelize.CellTypeBool, "B3": excelize.CellTypeInlineString} {
		if got, err := f.GetCellType("data", cell); err != nil || got != want {
			t.Errorf("%s is of type %v, want %v (%v)", cell, got, want, err)
		}
	}
	if p, err := f.GetDocProps(); err != nil || p.Created != "2018-06-10T00:00:00Z" || p.Modified != p.Created {
		t.Errorf("the workbook was made at %s (%v)", p.Created, err)
	}
}

func TestTextsOfAWorkbookSurvive(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ \n]*(_|_x|_x0041|_x005F_|x000D_|\x01|\r|[0-9a-fқ风🙂<&>"' ])*`)).Filter(func(s string) bool { return !strings.ContainsRune(s, '\ufffd') }).Draw(r, "text")
		var b bytes.Buffer
		if err := table.WriteXLSX(&b, made(table.Row{text, "", "", ""})); err != nil {
			r.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			r.Fatal(err)
		}
		if got, err := f.GetCellValue("data", "A2"); err != nil || got != text {
			r.Fatalf("%q is read as %q (%v)", text, got, err)
		}
	})
}

func TestAWorkbookIsWrittenAsItsRowsAreRead(t *testing.T) {
	var b bytes.Buffer
	long := made()
	long.RowCount = 20_000
	written := 0
	long.Rows = func(yield func(table.Row, error) bool) {
		for i := range long.RowCount {
			if i == long.RowCount/2 {
				written = b.Len()
			}
			if !yield(table.Row{fmt.Sprint("row ", i*i), strconv.Itoa(i), "2018-06-10", "true"}, nil) {
				return
			}
		}
	}
	if err := table.WriteXLSX(&b, long); err != nil {
		t.Fatal(err)
	}
	if written < b.Len()/3 {
		t.Errorf("at half of the rows %d of %d bytes are written", written, b.Len())
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := f.GetRows("data"); err != nil || len(rows) != 20_001 || rows[20_000][0] != "row 399960001" {
		t.Errorf("%d rows are read (%v)", len(rows), err)
	}
	if dimension, err := f.GetSheetDimension("data"); err != nil || dimension != "A1:D20001" {
		t.Errorf("the sheet is %s (%v)", dimension, err)
	}
}

func TestNoTableEndsShort(t *testing.T) {
	broken := errors.New("broken")
	for name, write := range map[string]func(*table.Table) error{
		"csv":  func(t *table.Table) error { return table.WriteCSV(new(bytes.Buffer), t) },
		"json": func(t *table.Table) error { return table.WriteJSON(new(bytes.Buffer), t) },
		"xlsx": func(t *table.Table) error { return table.WriteXLSX(new(bytes.Buffer), t) },
	} {
		short := made(table.Row{"a", "1", "", ""})
		short.RowCount = 2
		if err := write(short); !errors.Is(err, table.ErrRowCount) {
			t.Errorf("%s with a row less ends with %v", name, err)
		}
		failing := made()
		failing.Rows = func(yield func(table.Row, error) bool) {
			_ = yield(table.Row{"a", "1", "", ""}, nil) && yield(nil, broken)
		}
		if err := write(failing); !errors.Is(err, broken) {
			t.Errorf("%s that fails ends with %v", name, err)
		}
	}
	large := made()
	large.RowCount = table.MostSheetRows + 1
	if err := table.WriteXLSX(new(bytes.Buffer), large); !errors.Is(err, table.ErrTooManyRows) {
		t.Errorf("a sheet that is too long ends with %v", err)
	}
}

// One text that no cell can hold must not cost everybody the workbook of the list.
func TestATextThatIsTooLongForACellIsShortenedAndSaysSo(t *testing.T) {
	long := made(table.Row{strings.Repeat("қ😀", 20_000), "1", "", ""})
	long.Shortened = " … (shortened)"
	var b bytes.Buffer
	if err := table.WriteXLSX(&b, long); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cell, err := f.GetCellValue("data", "A2")
	if n := len(utf16.Encode([]rune(cell))); err != nil || n > excelize.TotalCellChars || n < excelize.TotalCellChars-2 || !strings.HasSuffix(cell, "😀 … (shortened)") && !strings.HasSuffix(cell, "қ … (shortened)") {
		t.Errorf("the cell holds %d letters, and ends with %q (%v)", n, cell[max(0, len(cell)-40):], err)
	}
}

func TestAYearIsNoAmount(t *testing.T) {
	years := &table.Table{
		Lang: "en", AsOf: "2018-06-10", Facts: func() []table.Fact { return nil }, FactsTitle: "About", URL: func(string) string { return "" }, RowCount: 1,
		Columns: []table.Column{{Key: "year", Label: "Year", Type: table.Year}, {Key: "n", Label: "Number", Type: table.Integer}},
		Rows:    func(yield func(table.Row, error) bool) { yield(table.Row{"2018", "2018"}, nil) },
	}
	var b bytes.Buffer
	if err := table.WriteXLSX(&b, years); err != nil {
		t.Fatal(err)
	}
	parts, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	core, err := fs.ReadFile(parts, "docProps/core.xml")
	if err != nil || !strings.Contains(string(core), "<cp:coreProperties ") || !strings.Contains(string(core), "<cp:lastModifiedBy>") {
		t.Errorf("readers that go by prefixes cannot read %s (%v)", core, err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	year, _ := f.GetCellValue("data", "A2")
	number, _ := f.GetCellValue("data", "B2")
	if year != "2018" || number != "2,018" {
		t.Errorf("the year is shown as %s, the number as %s", year, number)
	}
}
