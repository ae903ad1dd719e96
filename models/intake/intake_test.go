package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/dostyk/dostyk/models/intake"
)

// texts are those of a grid, row by row.
func texts(g *intake.Grid) [][]string {
	var all [][]string
	for _, r := range g.Rows {
		var row []string
		for _, c := range r.Cells {
			row = append(row, c.Text)
		}
		all = append(all, row)
	}
	return all
}

func read(t *testing.T, content string) *intake.Grid {
	t.Helper()
	g, err := intake.Read([]byte(content), "")
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// refused is the name of the sentence with which a file is refused.
func refused(t *testing.T, content []byte) *intake.FileError {
	t.Helper()
	_, err := intake.Read(content, "")
	var bad *intake.FileError
	if !errors.As(err, &bad) {
		t.Fatalf("the file is not refused but gives %v", err)
	}
	return bad
}

func TestEveryEncodingWithEveryDelimiterAndDecimalMarkIsRead(t *testing.T) {
	encoders := []struct {
		name   string
		want   intake.Encoding
		kazakh bool
		write  func(string) (string, error)
	}{
		{"UTF-8", intake.UTF8, true, func(s string) (string, error) { return s, nil }},
		{"UTF-8 with a mark", intake.UTF8, true, func(s string) (string, error) { return "\ufeff" + s, nil }},
		{"UTF-16 with the low byte first", intake.UTF16LE, true, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String},
		{"UTF-16 with the high byte first", intake.UTF16BE, true, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String},
		{"UTF-16 with the low byte first, without a mark", intake.UTF16LE, true, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String},
		{"UTF-16 with the high byte first, without a mark", intake.UTF16BE, true, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String},
		{"windows-1251", intake.Windows1251, false, charmap.Windows1251.NewEncoder().String},
	}
	for _, e := range encoders {
		for _, delimiter := range []rune{',', ';', '\t'} {
			for _, mark := range []intake.DecimalMark{intake.Point, intake.Comma} {
				for _, end := range []string{"\n", "\r\n", "\r"} {
					t.Run(fmt.Sprintf("%s, cells cut by %q, a decimal %s, lines ending in %q", e.name, delimiter, mark, end), func(t *testing.T) {
						place, number := "Алматы, «Нұр»; Қазақстан Әділет ұсынған ғылым", "2445.52"
						if !e.kazakh {
							place = "Алматы, «Нур»; Казахстан"
						}
						if mark == intake.Comma {
							number = "2445,52"
						}
						d := string(delimiter)
						text := strings.Join([]string{"Дата" + d + "Цена" + d + "Место", "10.06.2018" + d + `"` + number + `"` + d + `"` + place + `"`, ""}, end)
						content, err := e.write(text)
						if err != nil {
							t.Fatal(err)
						}
						g := read(t, content)
						if g.Encoding != e.want || g.Delimiter != delimiter {
							t.Errorf("taken for %s with %q", g.Encoding, g.Delimiter)
						}
						if diff := cmp.Diff([][]string{{"Дата", "Цена", "Место"}, {"10.06.2018", number, place}}, texts(g)); diff != "" {
							t.Error(diff)
						}
						found, sure := intake.MarkOf(g.Rows[1:], []int{1})
						plain, ok := intake.ReadNumber(g.Rows[1].Text(1), found)
						if found != mark || !sure || !ok || plain != "2445.52" {
							t.Errorf("the number is read as %q, its mark as %q", plain, found)
						}
					})
				}
			}
		}
	}
}

// TestFilesAsOfficesSendThem reads small files as the programs of offices and statistics
// write them.
func TestFilesAsOfficesSendThem(t *testing.T) {
	for name, test := range map[string]struct {
		content  string
		encoding intake.Encoding
		want     [][]string
	}{
		"a comma in the header of cells that semicolons cut": {
			"\xcc\xe5\xf1\xff\xf6;\xd6\xe5\xed\xe0, \xe4\xee\xeb\xeb.\r\n\xff\xed\xe2\xe0\xf0\xfc 1990 \xe3.;61,41\r\n\xf4\xe5\xe2\xf0\xe0\xeb\xfc 1990 \xe3.;62,41\r\n",
			intake.Windows1251, [][]string{{"Месяц", "Цена, долл."}, {"январь 1990 г.", "61,41"}, {"февраль 1990 г.", "62,41"}},
		},
		"Kazakh in KZ-1048": {"\xc0\xe9\xfb;\xc1\xe0\xba\xe0\xf1\xfb\r\n\x8d\xe0\xe7\xe0\x9d\xf1\xf2\xe0\xed;1\r\n", intake.KZ1048, [][]string{{"Айы", "Бағасы"}, {"Қазақстан", "1"}}},
		"Chinese in GB 18030": {
			"\xc8\xd5\xc6\xda,\xbc\xdb\xb8\xf1\n2018,\xb9\xfe\xc8\xf8\xbf\xcb\xcb\xb9\xcc\xb9\xd3\xeb\xd6\xd0\xb9\xfa\xb5\xc4\xba\xcf\xd7\xf7\n",
			intake.GB18030, [][]string{{"日期", "价格"}, {"2018", "哈萨克斯坦与中国的合作"}},
		},
	} {
		g, err := intake.Read([]byte(test.content), "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(test.want, texts(g)); diff != "" || g.Encoding != test.encoding {
			t.Errorf("%s is read as %s: %s", name, g.Encoding, diff)
		}
	}
}

// TestCellsAsOfficesWriteThem reads dates and numbers that are not written as data files
// write them.
func TestCellsAsOfficesWriteThem(t *testing.T) {
	for text, want := range map[string]string{"Jan-18": "2018-01", "Dec-97": "1997-12", "янв-18": "2018-01", "32874": "1990-01-01", "43101": "2018-01-01", "18263": "", "Foo-18": "", "1990-01-01": "1990-01-01"} {
		if got, ok := intake.ReadDate(text, intake.DayFirst); got != want || ok != (want != "") {
			t.Errorf("the date %s is read as %q", text, got)
		}
	}
	for text, want := range map[string]string{"$61.41": "61.41", "US$ 62.41": "62.41", "63.41 USD": "63.41", "64.41*": "64.41", "₸1 000": "1000", "-$5": "", "$": "", "5 apples": "", "1*2": "", "1e3": "1000"} {
		if got, ok := intake.ReadNumber(text, intake.Point); got != want || ok != (want != "") {
			t.Errorf("the number %s is read as %q", text, got)
		}
	}
	if !intake.NoValue(".") {
		t.Error("a point alone is a value")
	}
	column := func(format string) (rows []intake.Row) {
		for i := range 12 {
			rows = append(rows, intake.Row{Cells: []intake.Cell{{Text: fmt.Sprintf(format, i+1)}}})
		}
		return rows
	}
	for format, want := range map[string]intake.DateOrder{"%d/1/1990": intake.MonthFirst, "1/%d/1990": intake.DayFirst} {
		if got := intake.OrderOf(column(format), 0); got != want {
			t.Errorf("%s are read %q first", format, got)
		}
	}
}

func TestTextsInOtherEncodingsAreNotTakenForRussian(t *testing.T) {
	for name, content := range map[string]string{
		"French in windows-1252":               "Pays,Ville\nL\xe9gende,\xe0 c\xf4t\xe9 de la fronti\xe8re\n",
		"Russian in KOI8-R":                    "\xe4\xc1\xd4\xc1,\xe3\xc5\xce\xc1\n2018,\xf3\xcf\xd7\xcd\xc5\xd3\xd4\xce\xd9\xc5 \xd0\xd2\xcf\xc5\xcb\xd4\xd9 \xeb\xc9\xd4\xc1\xd1\n",
		"UTF-8 that breaks off in a letter":    "Дата,Цена\n2018,Қазақста\xd0",
		"bytes that are no text of any kind":   "\x89\x91\x98\xfe\x80\x81\n\x90\x95",
		"a letter that windows-1251 has not":   "\xc4\xe0\xf2\xe0,\x98\n",
		"UTF-16 that breaks off in a letter":   "\xff\xfea\x00,",
		"half of a pair of UTF-16":             "\xff\xfea\x00\x00\xd8,\x00",
		"UTF-8 with a mark that is none after": "\ufeffDate,Price\nAlmaty \xc0,1\n",
	} {
		t.Run(name, func(t *testing.T) {
			if bad := refused(t, []byte(content)); !strings.Contains("encoding broken_utf8 broken_utf16", bad.Key) {
				t.Errorf("refused for %s", bad.Key)
			}
		})
	}
	t.Run("a zero byte is told with its line", func(t *testing.T) {
		if diff := cmp.Diff(&intake.FileError{Key: "not_text", Args: []any{"Line", 2}}, refused(t, []byte("Date,Price\n2018\x00,1\nmore,2,3\n"))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRowsKeepTheirPlaceInTheFile(t *testing.T) {
	for name, want := range map[string]struct {
		text  string
		lines []int
	}{
		"empty rows are passed over":         {"a,b\n\n,\n1,2\n", []int{1, 4}},
		"a cell of several lines":            {"a,b\n\"1\n2\",3\n4,5\n", []int{1, 2, 4}},
		"a first line that says the sign":    {"sep=;\na;b\n1;2\n", []int{2, 3}},
		"lines that end as on an old Mac":    {"a;b\r1;2\r\r3;4", []int{1, 2, 4}},
		"lines that end as on Windows":       {"a;b\r\n1;2\r\n\r\n3;4\r\n", []int{1, 2, 4}},
		"a sign within quotes cuts no cells": {"a;b\n\"1;2;3;4\";5\n\"1,2,3\";6", []int{1, 2, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			var lines []int
			for _, r := range read(t, want.text).Rows {
				lines = append(lines, r.Line)
				if len(r.Cells) != 2 {
					t.Errorf("line %d has %d cells", r.Line, len(r.Cells))
				}
			}
			if diff := cmp.Diff(want.lines, lines); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestATextThatBeginsLikeAFormulaStaysAText(t *testing.T) {
	got := texts(read(t, "name,note\n=1+1,\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\n@SUM(A1),+7 727\n"))
	want := [][]string{{"name", "note"}, {"=1+1", `=HYPERLINK("http://x","y")`}, {"@SUM(A1)", "+7 727"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheNamesOfTheColumnsAreFoundBelowATitle(t *testing.T) {
	g := read(t, "Europe Brent Spot Price\n\nSource: EIA\nDate, Brent   spot price \n2018-06,74.41\n")
	under, err := g.Under(0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Date", "Brent spot price"}, under.Header); diff != "" || under.HeadLine != 4 || len(under.Rows) != 1 {
		t.Errorf("line %d, %d rows: %s", under.HeadLine, len(under.Rows), diff)
	}
	if first, err := g.Under(1); err != nil || len(first.Rows) != 3 {
		t.Errorf("under the first line: %v, %v", first, err)
	}
	var bad *intake.FileError
	if _, err := g.Under(2); !errors.As(err, &bad) || bad.Key != "no_head" {
		t.Errorf("under an empty line: %v", err)
	}
	if _, err := g.Under(5); !errors.As(err, &bad) || bad.Key != "no_rows" {
		t.Errorf("under the last line: %v", err)
	}
}

func TestDatesInTheUsualSpellingsAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"2018": "2018", "2018-06": "2018-06", "2018-06-10": "2018-06-10", "2018-6-1": "2018-06-01", "2018/06/10": "2018-06-10", "2018.06.10": "2018-06-10",
		"10.06.2018": "2018-06-10", "10-06-2018": "2018-06-10", "1/6/2018": "2018-06-01", "10.06.2018 г.": "2018-06-10", "06/2018": "2018-06", "6.2018": "2018-06",
		"Jun-2018": "2018-06", "June 2018": "2018-06", "jun. 2018": "2018-06", "10 June 2018": "2018-06-10", "June 10, 2018": "2018-06-10", "10-Jun-2018": "2018-06-10",
		"2018M06": "2018-06", "2018m6": "2018-06", "2018 Jun": "2018-06", "20180610": "2018-06-10", "201806": "2018-06", "2018年6月10日": "2018-06-10", "2018年6月": "2018-06",
		"2018年": "2018", "июнь 2018": "2018-06", "10 июня 2018 года": "2018-06-10", "маусым 2018": "2018-06", "10 маусым 2018 ж.": "2018-06-10", "мая 2018": "2018-05", "март 2018": "2018-03",
		"мамыр 2018": "2018-05", "қазан 2018": "2018-10", "қаңтар 2018": "2018-01", "2018-06-10T00:00:00Z": "2018-06-10", "2018-06-10 00:00": "2018-06-10",
		// These are none.
		"": "", "13/2018": "", "2018-13": "", "31.02.2018": "", "Jun-1": "", "18.06.10": "", "2018-06-10 12:30": "", "2018Q2": "", "Price": "", "10/06.2018": "", "1850000": "",
		"Tengeday 2018": "",
	} {
		if got, ok := intake.ReadDate(text, intake.DayFirst); got != want && ok || ok != (want != "") {
			t.Errorf("%q is read as %q, %v, want %q", text, got, ok, want)
		}
	}
	for text, want := range map[string]string{"06/10/2018": "2018-06-10", "10.06.2018": "2018-06-10", "06-10-2018": "2018-06-10"} {
		if got, _ := intake.ReadDate(text, intake.MonthFirst); got != want {
			t.Errorf("with the month first, %q is read as %q, want %q", text, got, want)
		}
	}
	rows := func(list ...string) (all []intake.Row) {
		for _, text := range list {
			all = append(all, intake.Row{Cells: []intake.Cell{{Text: text}}})
		}
		return all
	}
	for _, c := range []struct {
		dates []string
		want  intake.DateOrder
	}{{[]string{"03/04/2018", "13/04/2018"}, intake.DayFirst}, {[]string{"03/04/2018", "04/13/2018"}, intake.MonthFirst}, {[]string{"03/04/2018"}, ""}} {
		if got := intake.OrderOf(rows(c.dates...), 0); got != c.want {
			t.Errorf("the order of %q is %q, want %q", c.dates, got, c.want)
		}
	}
}

func TestNumbersAreReadWithEitherMark(t *testing.T) {
	for _, c := range []struct {
		text  string
		mark  intake.DecimalMark
		want  string
		valid bool
	}{
		{"2445.52", intake.Point, "2445.52", true}, {"2,445.52", intake.Point, "2445.52", true}, {"2445,52", intake.Comma, "2445.52", true}, {"2.445,52", intake.Comma, "2445.52", true},
		{"2 445,52", intake.Comma, "2445.52", true}, {"2\u00a0445\u202f000,5", intake.Comma, "2445000.5", true}, {"2'445.5", intake.Point, "2445.5", true}, {"−3,5", intake.Comma, "-3.5", true},
		{"+7", intake.Point, "7", true}, {".5", intake.Point, "0.5", true}, {"-,5", intake.Comma, "-0.5", true}, {"1.84E+10", intake.Point, "18400000000", true}, {"1,5e-3", intake.Comma, "0.0015", true},
		{"1,234", intake.Point, "1234", true}, {"1,234", intake.Comma, "1.234", true}, {"12345678901234567.123456789", intake.Point, "12345678901234567.123456789", true},
		{"1,23", intake.Point, "", false}, {"1.23", intake.Comma, "", false}, {"1,2345.6", intake.Point, "", false}, {"12.5%", intake.Point, "", false}, {"", intake.Point, "", false}, {"$5", intake.Point, "5", true},
		{"1e999999", intake.Point, "", false}, {"0x10", intake.Point, "", false}, {"..", intake.Point, "", false},
	} {
		if got, ok := intake.ReadNumber(c.text, c.mark); ok != c.valid || got != c.want {
			t.Errorf("%q with a %s is %q, %v, want %q", c.text, c.mark, got, ok, c.want)
		}
	}
	for _, c := range []struct {
		numbers string
		want    intake.DecimalMark
		sure    bool
	}{{"1,234 1,5", intake.Comma, true}, {"1.234 1.5", intake.Point, true}, {"1,234", "", false}, {"1,234,567", intake.Point, true}, {"12 13", "", true}, {"74.41", intake.Point, true}} {
		var rows []intake.Row
		for _, text := range strings.Fields(c.numbers) {
			rows = append(rows, intake.Row{Cells: []intake.Cell{{Text: text}}})
		}
		if got, sure := intake.MarkOf(rows, []int{0}); got != c.want || sure != c.sure {
			t.Errorf("the mark of %s is %q, %v, want %q, %v", c.numbers, got, sure, c.want, c.sure)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("Date,Price\n2018-06,74.41\n"))
	f.Add([]byte("\xff\xfeD\x00;\x00\n\x00"))
	f.Add([]byte("\xc4\xe0\xf2\xe0;\xd6\xe5\xed\xe0\r1;2"))
	f.Add(workbook(f, func(b *builder) { b.row("Date", 43261); b.row("Қазақстан", 1.5) }))
	f.Add(packed(f, map[string]string{"_rels/.rels": rootPart, "xl/workbook.xml": bookPart, "xl/_rels/workbook.xml.rels": bookRelations,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c><f>1</f><v>2</v></c></row></sheetData></worksheet>`}))
	f.Fuzz(func(t *testing.T, content []byte) {
		g, err := intake.Read(content, "")
		var bad *intake.FileError
		if err != nil {
			if !errors.As(err, &bad) {
				t.Fatalf("%v is no sentence", err)
			}
			return
		}
		last := 0
		for _, r := range g.Rows {
			if r.Line < 1 || g.Format == intake.CSV && r.Line <= last || len(r.Cells) == 0 || len(r.Cells) > intake.MostColumns {
				t.Fatalf("a row of %d cells on line %d after %d", len(r.Cells), r.Line, last)
			}
			last = r.Line
			for _, c := range r.Cells {
				if number, ok := intake.ReadNumber(c.Text, intake.Comma); ok && strings.Trim(number, "-0123456789.") != "" {
					t.Fatalf("%q is read as the number %q", c.Text, number)
				}
				if date, ok := intake.ReadDate(c.Text, intake.MonthFirst); ok && len(date) > 10 {
					t.Fatalf("%q is read as the date %q", c.Text, date)
				}
			}
		}
		if table, err := g.Under(0); err == nil && len(table.Rows) >= len(g.Rows) {
			t.Fatalf("%d rows of %d are below the head", len(table.Rows), len(g.Rows))
		}
	})
}
