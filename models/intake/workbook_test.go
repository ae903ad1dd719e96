package intake_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/dostyk/dostyk/models/intake"
)

// builder writes a workbook as programs do.
type builder struct {
	t testing.TB
	*excelize.File
	rows int
}

func (b *builder) row(cells ...any) {
	b.rows++
	if err := b.SetSheetRow("Sheet1", fmt.Sprintf("A%d", b.rows), &cells); err != nil {
		b.t.Fatal(err)
	}
}

func (b *builder) must(err error) {
	if err != nil {
		b.t.Helper()
		b.t.Fatal(err)
	}
}

func (b *builder) format(cell, code string) {
	style, err := b.NewStyle(&excelize.Style{CustomNumFmt: &code})
	b.must(err)
	b.must(b.SetCellStyle("Sheet1", cell, cell, style))
}

func workbook(t testing.TB, build func(b *builder)) []byte {
	t.Helper()
	b := &builder{t: t, File: excelize.NewFile()}
	defer b.Close()
	build(b)
	content, err := b.WriteToBuffer()
	b.must(err)
	return content.Bytes()
}

// The parts of a workbook of one sheet, as small as they can be.
const (
	rootPart      = `<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookPart      = `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>`
	bookRelations = `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	noStrings     = `<sst/>`
)

// packed is an archive of parts.
func packed(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil && text != "" {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ofSheet is a workbook with one sheet of this XML.
func ofSheet(t testing.TB, sheet string) []byte {
	return packed(t, map[string]string{"_rels/.rels": rootPart, "xl/workbook.xml": bookPart, "xl/_rels/workbook.xml.rels": bookRelations, "xl/sharedStrings.xml": noStrings, "xl/worksheets/sheet1.xml": sheet})
}

func TestCellsOfAWorkbookAreReadByWhatTheyShow(t *testing.T) {
	content := workbook(t, func(b *builder) {
		day := time.Date(2018, 6, 10, 0, 0, 0, 0, time.UTC)
		b.row("Date", "Price", "Қазақстан", "=1+1")
		b.row(day, 2445.52, true, " text ")
		b.row(day, 0.1+0.2, false, "=1+1")
		b.row(43261, 1.84e10, 1e-7, 123456789.123456)
		b.rows++
		b.row(day, day, day, day)
		for cell, code := range map[string]string{"A2": "dd.mm.yyyy", "A3": "mmm-yy", "A6": "yyyy", "B6": `"in" yyyy"年"m"月"`, "C6": "[$-409]d mmm yyyy;@", "D6": "h:mm", "B2": "#,##0.00", "B4": `0.0" days"`} {
			b.format(cell, code)
		}
	})
	g, err := intake.Read(content, "")
	if err != nil {
		t.Fatal(err)
	}
	text := func(s string) intake.Cell { return intake.Cell{Text: s} }
	number := func(s string) intake.Cell { return intake.Cell{Text: s, Type: intake.Number} }
	date := func(s string) intake.Cell { return intake.Cell{Text: s, Type: intake.Date} }
	want := []intake.Row{
		{Line: 1, Cells: []intake.Cell{text("Date"), text("Price"), text("Қазақстан"), text("=1+1")}},
		{Line: 2, Cells: []intake.Cell{date("2018-06-10"), number("2445.52"), text("yes"), text("text")}},
		{Line: 3, Cells: []intake.Cell{date("2018-06"), number("0.3"), text("no"), text("=1+1")}},
		{Line: 4, Cells: []intake.Cell{number("43261"), number("18400000000"), number("0.0000001"), number("123456789.123456")}},
		{Line: 6, Cells: []intake.Cell{date("2018"), date("2018-06"), date("2018-06-10"), number("43261")}},
	}
	if diff := cmp.Diff(want, g.Rows); diff != "" {
		t.Error(diff)
	}
}

func TestAFormulaGivesTheValueThatWasSavedWithIt(t *testing.T) {
	g, err := intake.Read(ofSheet(t, `<worksheet><sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"x"</f><v>x</v></c><c r="C1"><f>NOW()</f><v/></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData></worksheet>`), "")
	if err != nil {
		t.Fatal(err)
	}
	want := []intake.Row{{Line: 1, Cells: []intake.Cell{{Text: "2", Type: intake.Number}, {Text: "x"}, {Type: intake.Uncalculated}, {Text: "#DIV/0!"}}}}
	if diff := cmp.Diff(want, g.Rows); diff != "" || g.Formulas != 3 {
		t.Errorf("%d formulas: %s", g.Formulas, diff)
	}
}

func TestASheetIsChosenAmongThoseThatAreShown(t *testing.T) {
	content := workbook(t, func(b *builder) {
		for _, name := range []string{"Notes", "Цены"} {
			_, err := b.NewSheet(name)
			b.must(err)
		}
		b.row("hidden")
		b.must(b.SetCellStr("Notes", "A1", "first"))
		b.must(b.SetCellStr("Цены", "A1", "second"))
		b.SetActiveSheet(1)
		b.must(b.SetSheetVisible("Sheet1", false))
	})
	for sheet, want := range map[string]string{"": "first", "Notes": "first", "Цены": "second"} {
		g, err := intake.Read(content, sheet)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"Notes", "Цены"}, g.Sheets); diff != "" || g.Rows[0].Text(0) != want {
			t.Errorf("%q gives %q: %s", sheet, g.Rows[0].Text(0), diff)
		}
	}
	if _, err := intake.Read(content, "Sheet1"); err == nil {
		t.Error("a hidden sheet is read")
	}
}

// costly are files that would cost much, or break, if they were read as they ask for.
func costly(t testing.TB) map[string]struct {
	content []byte
	want    string
} {
	sheet := func(rows string) []byte {
		return ofSheet(t, "<worksheet><sheetData>"+rows+"</sheetData></worksheet>")
	}
	manyColumns := strings.Repeat("a,", 100_000) + "a\n1,2\n"
	bomb := ofSheet(t, "<worksheet><sheetData>"+strings.Repeat(" ", 50<<20)+"</sheetData></worksheet>")
	styles := packed(t, map[string]string{
		"_rels/.rels": rootPart, "xl/workbook.xml": bookPart, "xl/worksheets/sheet1.xml": "<worksheet><sheetData/></worksheet>", "xl/styles.xml": "<styleSheet><cellXfs>" + strings.Repeat("<xf/>", 3<<20) + "</cellXfs></styleSheet>",
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/styles" Target="styles.xml"/></Relationships>`,
	})
	return map[string]struct {
		content []byte
		want    string
	}{
		"a file of more than the limit":                {bytes.Repeat([]byte("a,b\n"), 3<<20), "too_large"},
		"a bomb of spaces":                             {bomb, "too_much"},
		"a bomb of styles":                             {styles, "too_much"},
		"a bomb of empty cells":                        {sheet("<row>" + strings.Repeat("<c/>", 3<<20) + "</row>"), "too_much"},
		"a bomb of attributes":                         {sheet("<row " + strings.Repeat(`a="" `, 1<<18) + "/>"), "too_much"},
		"a bomb of texts":                              {packed(t, map[string]string{"_rels/.rels": rootPart, "xl/workbook.xml": bookPart, "xl/_rels/workbook.xml.rels": bookRelations, "xl/worksheets/sheet1.xml": "<worksheet/>", "xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si/>", 3<<20) + "</sst>"}), "too_much"},
		"elements in elements without end":             {sheet(strings.Repeat("<a>", 1<<20)), "no_workbook"},
		"entities that multiply":                       {sheet(`<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><row><c t="str"><v>&b;</v></c></row>`), "no_workbook"},
		"100,000 columns of text":                      {[]byte(manyColumns), "too_many_columns"},
		"4,000,000 columns of text":                    {[]byte(strings.Repeat(",", 4_000_000)), "too_many_columns"},
		"16,384 columns of a workbook":                 {sheet(`<row r="1"><c r="XFD1"><v>1</v></c></row>`), "too_many_columns"},
		"a column beyond all":                          {sheet(`<row r="1"><c r="ZZZZZZZZZZZZ1"><v>1</v></c></row>`), "too_many_columns"},
		"a million rows of text":                       {bytes.Repeat([]byte("1,2\n"), 1_000_000), "too_many_rows"},
		"200,000 rows of a workbook":                   {sheet(strings.Repeat("<row><c><v>1</v></c></row>", 200_000)), "too_many_rows"},
		"a cell of a megabyte":                         {[]byte("a,b\n" + strings.Repeat("x", 1<<20) + ",1\n"), "long_cell"},
		"a text of a megabyte in a workbook":           {sheet(`<row><c t="str"><v>` + strings.Repeat("x", 1<<20-100) + `</v></c></row>`), "long_cell"},
		"a quote that never ends":                      {[]byte("a,b\n\"" + strings.Repeat("x,y\n", 1<<20)), "quotes"},
		"a quote within a cell":                        {[]byte("a,b\n1,2\n3,x\"y\n"), "quotes"},
		"zeros":                                        {make([]byte, 1<<20), "not_text"},
		"nothing":                                      {nil, "empty"},
		"nothing but space and delimiters":             {[]byte(",,,\n \n\t\n"), "empty"},
		"a workbook without rows":                      {sheet(""), "empty"},
		"a workbook of old":                            {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"), "old_workbook"},
		"an archive that is no workbook":               {packed(t, map[string]string{"readme.txt": "hello"}), "no_workbook"},
		"an archive that breaks off":                   {sheet("<row/>")[:200], "no_workbook"},
		"a sheet that breaks off":                      {ofSheet(t, `<worksheet><sheetData><row><c><v>1</v></c></row>`), "no_workbook"},
		"a folder in the place of a sheet":             {packed(t, map[string]string{"_rels/.rels": rootPart, "xl/workbook.xml": bookPart, "xl/_rels/workbook.xml.rels": bookRelations, "xl/worksheets/sheet1.xml/": ""}), "no_workbook"},
		"names that lead out of the archive":           {packed(t, map[string]string{"../../etc/passwd": "x", "_rels/.rels": strings.Replace(rootPart, "xl/workbook.xml", "../../../etc/passwd", 1)}), "no_workbook"},
		"an archive of very many parts":                {manyParts(t, 60_000), "no_workbook"},
		"a part in UTF-16":                             {ofSheet(t, "\xff\xfe<\x00w\x00"), "no_workbook"},
		"an element that ends and has not begun":       {sheet("</row></row></row>"), "no_workbook"},
		"a workbook that calls itself its own content": {packed(t, map[string]string{"_rels/.rels": strings.Replace(rootPart, "xl/workbook.xml", "_rels/.rels", 1)}), "no_workbook"},
	}
}

func manyParts(t testing.TB, n int) []byte {
	parts := make(map[string]string, n)
	for i := range n {
		parts[fmt.Sprint(i)] = ""
	}
	return packed(t, parts)
}

// mostCost is all that reading any file may allocate, most of it garbage at once: a few
// times what it may unpack to. mostTime is long, for machines that are busy.
const mostCost, mostTime = 512 << 20, 20 * time.Second

func TestHostileFilesGetASentenceAndCostLittle(t *testing.T) {
	for name, c := range costly(t) {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := time.Now()
			bad := refused(t, c.content)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if bad.Key != c.want {
				t.Errorf("refused for %s, want %s", bad.Key, c.want)
			}
			allocated := after.TotalAlloc - before.TotalAlloc
			t.Logf("%d kB sent, %d kB allocated, %s", len(c.content)>>10, allocated>>10, took.Round(time.Millisecond))
			if allocated > mostCost || took > mostTime {
				t.Errorf("it allocated %d MB and took %s", allocated>>20, took)
			}
		})
	}
}
