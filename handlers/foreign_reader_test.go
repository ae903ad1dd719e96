package handlers_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// readersPath is the folder of the programs from npm that read our files. Without them
// the test is skipped, except under CI, where it fails.
func readersPath(t *testing.T) string {
	t.Helper()
	path := os.Getenv("DOSTYK_TEST_READERS")
	if path == "" {
		path = filepath.Join("..", "static", "readers")
	}
	if _, err := os.Stat(filepath.Join(path, "node_modules")); err != nil {
		lacking(t, "there are no readers of files: run «npm ci» in static/readers, or name that folder in DOSTYK_TEST_READERS")
	}
	return path
}

// programPath is that of a program of the system. Without it the test is skipped, except
// under CI, where it fails.
func programPath(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		// Servers are out of the path of most users.
		path, err = exec.LookPath(filepath.Join("/usr/sbin", name))
	}
	if err != nil {
		lacking(t, "there is no "+name+": install it")
	}
	return path
}

// output is what a program prints. What it complains of fails the test.
func output(t *testing.T, path string, args ...string) []byte {
	t.Helper()
	var out, complaints bytes.Buffer
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("%s: %v: %s", filepath.Base(path), err, complaints.String())
	}
	return out.Bytes()
}

// readByOthers has the programs from npm read files, and takes what they saw.
func readByOthers(t *testing.T, seen any, files ...string) {
	t.Helper()
	text := output(t, programPath(t, "node"), append([]string{filepath.Join(readersPath(t), "read.mjs")}, files...)...)
	if err := json.Unmarshal(text, seen); err != nil {
		t.Fatalf("%v: %.200s", err, text)
	}
}

// keep writes a file into a folder.
func keep(t *testing.T, dir, name, content string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// checkOpenXML has Microsoft's validator look at files for Office, each in a process of
// its own, for it takes one.
func checkOpenXML(t *testing.T, files ...string) {
	t.Helper()
	validator := filepath.Join(readersPath(t), "node_modules", "@xarsh", "ooxml-validator-linux-x64", "ooxml-validator")
	if _, err := os.Stat(validator); err != nil {
		lacking(t, "the validator of files for Office runs on Linux on x64 only")
	}
	var wait sync.WaitGroup
	free := make(chan bool, runtime.NumCPU())
	for _, file := range files {
		free <- true
		wait.Go(func() {
			defer func() { <-free }()
			var verdict struct {
				OK     bool
				Errors []struct{ Description, Path, XPath string }
			}
			text, err := exec.CommandContext(t.Context(), validator, file).Output()
			if err == nil {
				err = json.Unmarshal(text, &verdict)
			}
			if err != nil || !verdict.OK || len(verdict.Errors) > 0 {
				t.Errorf("%s has the faults %+v (%v)", filepath.Base(file), verdict.Errors, err)
			}
		})
	}
	wait.Wait()
}

// seenSheet is a sheet of a workbook as a program read it: each cell has a kind, a value,
// and what the program makes of its number format.
type seenSheet struct {
	Name string
	Rows [][][3]string
}

// seenBook is a workbook as two programs read it. ExcelJS tells the format of a number,
// SheetJS how it is shown.
type seenBook struct{ ExcelJS, SheetJS []seenSheet }

// grouped is the format of an amount, without which it is shown as it is.
var grouped = regexp.MustCompile(`^#,##0(\.0+)?$`)

// checkCell compares a cell of a column with its value as JSON.
func checkCell(kind string, value any, excelJS, sheetJS [3]string) bool {
	want := cell(value)
	is := func(kind, value string) bool {
		return excelJS[0] == kind && sheetJS[0] == kind && excelJS[1] == value && sheetJS[1] == value
	}
	digits := strings.Count(want, "") - 1 - strings.Count(want, ".") - strings.Count(want, "-")
	switch {
	case want == "":
		return is("", "")
	case kind == "boolean":
		return is("boolean", want)
	case kind == "year":
		return is("number", want) && sheetJS[2] == want && !strings.Contains(excelJS[2], ",")
	case (kind == "integer" || kind == "decimal") && digits <= 15:
		x, err := strconv.ParseFloat(want, 64)
		same := func(text string) bool {
			y, bad := strconv.ParseFloat(text, 64)
			return err == nil && bad == nil && x == y
		}
		return excelJS[0] == "number" && sheetJS[0] == "number" && same(excelJS[1]) && same(sheetJS[1]) &&
			grouped.MatchString(excelJS[2]) && strings.ReplaceAll(sheetJS[2], ",", "") == want
	case kind == "date" && models.Date(want).IsDay():
		return is("date", want) && sheetJS[2] == want
	}
	return is("string", want)
}

// TestOthersReadTheWorkbooks reads every kind of workbook with two programs, and holds
// each cell against the same table as JSON. Each is in English and in another language.
func TestOthersReadTheWorkbooks(t *testing.T) {
	walks(t)
	readersPath(t)
	a := newApp(modelstest.New(t, models.SQLite, true))
	modelstest.Exec(t, a.store, `UPDATE sources SET title = '=HYPERLINK("http://x")' WHERE code = 'eia-oil'`)
	modelstest.Exec(t, a.store, `UPDATE sources SET title = ' -12.5 <b>&amp;</b> ә中 ' WHERE code = 'eia-gas'`)
	modelstest.Exec(t, a.store, `UPDATE figures SET value = '-27.50' WHERE code = (SELECT min(code) FROM figures)`)
	dir := t.TempDir()
	tables := make(map[string]readTable)
	// valid are files of which each has other columns.
	var files, valid []string
	known := make(map[string]bool)
	for i, page := range append(slices.Clone(tableFiles), "prices", "sources", "statements") {
		for _, lang := range []models.Lang{models.English, []models.Lang{models.Kazakh, models.Chinese, models.Russian}[i%3]} {
			name := strconv.Itoa(i) + "-" + string(lang) + ".xlsx"
			files = append(files, keep(t, dir, name, a.page(t, fileOf(string(lang), page, "xlsx")).body))
			tables[name] = a.table(t, fileOf(string(lang), page, "json"))
			var keys strings.Builder
			for _, column := range tables[name].Columns {
				keys.WriteString(column.Key)
			}
			if lang != models.English && !known[keys.String()] {
				known[keys.String()] = true
				valid = append(valid, files[len(files)-1])
			}
		}
	}
	// Whoever asks for the log of actions is in the next one.
	log := keep(t, dir, "log.xlsx", a.member(t, models.Admin).get(t, "/kk/admin/audit.xlsx").body)
	files, valid = append(files, log), append(valid, log)
	var books map[string]seenBook
	var wait sync.WaitGroup
	defer wait.Wait()
	wait.Go(func() { checkOpenXML(t, valid...) })
	readByOthers(t, &books, files...)
	for name, table := range tables {
		checkBook(t, table, books[name])
	}
}

// checkBook compares a workbook with the same table as JSON.
func checkBook(t *testing.T, table readTable, book seenBook) {
	t.Helper()
	for program, sheets := range map[string][]seenSheet{"ExcelJS": book.ExcelJS, "SheetJS": book.SheetJS} {
		if len(sheets) != 2 || sheets[0].Name != "data" || len(sheets[0].Rows) != table.RowCount+1 {
			t.Fatalf("%s, %s: %d sheets", program, table.URL, len(sheets))
		}
		for j, column := range table.Columns {
			if head := sheets[0].Rows[0][j]; len(sheets[0].Rows[0]) != len(table.Columns) || head[0] != "string" || head[1] != column.Label {
				t.Errorf("%s, %s: the head of %s is %q", program, table.URL, column.Key, head)
			}
		}
		about, again := sheets[1].Rows, strings.Replace(table.URL, ".json?", ".xlsx?", 1)
		if len(about) < 5 || about[0][1][1] != table.Title || !slices.ContainsFunc(about, func(fact [][3]string) bool { return fact[1][1] == again }) {
			t.Errorf("%s, %s: about it: %.300q", program, table.URL, about)
		}
	}
	for i, row := range table.Rows {
		for j, column := range table.Columns {
			if x, y := book.ExcelJS[0].Rows[i+1][j], book.SheetJS[0].Rows[i+1][j]; !checkCell(column.Type, row[column.Key], x, y) {
				t.Fatalf("%s, row %d, %s: ExcelJS reads %q, SheetJS %q, want the %s %q", table.URL, i+1, column.Key, x, y, column.Type, cell(row[column.Key]))
			}
		}
	}
}

// TestOthersReadASheet reads the document of a briefing sheet with two programs, and holds
// it against the page.
func TestOthersReadASheet(t *testing.T) {
	walks(t)
	readersPath(t)
	pandoc := programPath(t, "pandoc")
	a := newApp(modelstest.New(t, models.SQLite, true))
	items := append(slices.Clone(oneOfEach), "f.st069 a | b <b>bold</b> &amp; *c* \\| 中文 әғқ", "f.st070")
	dir := t.TempDir()
	var files []string
	for _, lang := range models.Langs {
		files = append(files, keep(t, dir, string(lang)+".docx", a.page(t, sheet(string(lang), "briefing.docx", items...)).body))
	}
	var wait sync.WaitGroup
	defer wait.Wait()
	wait.Go(func() { checkOpenXML(t, files...) })
	var seen map[string]struct {
		Mammoth struct {
			HTML   string
			Faults []string
		}
	}
	readByOthers(t, &seen, files...)
	for i, lang := range models.Langs {
		page := a.page(t, sheet(string(lang), "briefing", items...))
		want := tableOf(page.doc.Find("[data-testid=figures] table"))
		if len(want) != 8 || len(want[0]) != 3 {
			t.Fatalf("%s: the page has the table %q", lang, want)
		}
		said := page.said()
		mammoth := seen[string(lang)+".docx"].Mammoth
		if len(mammoth.Faults) > 0 {
			t.Errorf("%s: mammoth says %q", lang, mammoth.Faults)
		}
		for program, html := range map[string]string{"mammoth": mammoth.HTML, "pandoc": string(output(t, pandoc, "--standalone", "--from=docx", "--to=html", files[i]))} {
			doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
			if err != nil {
				t.Fatal(err)
			}
			pictures, marks := doc.Find("img[alt][src]").Length(), doc.Find("a[href='#source-1']").Length()
			doc.Find("a[href^='#source-']").Remove()
			if got := tableOf(doc.Find("table")); !slices.EqualFunc(got, want, slices.Equal[[]string]) {
				t.Errorf("%s: %s reads the table %q, want %q", lang, program, got, want)
			}
			text := flat(doc.Text())
			for _, want := range said {
				if !strings.Contains(text, flat(want)) {
					t.Errorf("%s: %s lacks %q", lang, program, want)
				}
			}
			if pictures != 3 || marks == 0 || doc.Find("h1").Length() < len(items) || doc.Find("a[href='"+page.href("[data-testid=permanent] a")+"']").Length() != 1 {
				t.Errorf("%s: %s sees %d pictures, %d marks, %d headings", lang, program, pictures, marks, doc.Find("h1").Length())
			}
		}
	}
}

// tableOf are the cells of a table, without the marks of sources.
func tableOf(table *goquery.Selection) [][]string {
	table = table.Clone()
	table.Find(".src-mark").Remove()
	var rows [][]string
	for _, row := range table.Find("tr").EachIter() {
		rows = append(rows, row.Find("th, td").Map(func(_ int, s *goquery.Selection) string { return flat(s.Text()) }))
	}
	return rows
}

// TestLintersFindNothingInTheDescriptionOfTheAnswers has two of them look at it, with all
// rules that they recommend.
func TestLintersFindNothingInTheDescriptionOfTheAnswers(t *testing.T) {
	walks(t)
	readersPath(t)
	a := newApp(modelstest.New(t, models.SQLite, false))
	var seen map[string]struct{ Redocly, Spectral []string }
	readByOthers(t, &seen, keep(t, t.TempDir(), "openapi.json", a.page(t, "/api/openapi.json").body))
	for _, fault := range append(seen["openapi.json"].Redocly, seen["openapi.json"].Spectral...) {
		t.Error(fault)
	}
}

var firstDigits = regexp.MustCompile(`^[\d,]+`)

// TestOthersReadTheDataSet has a reader of data packages read every table: each cell as its
// type, each key to where it leads.
func TestOthersReadTheDataSet(t *testing.T) {
	walks(t)
	readersPath(t)
	a := newApp(modelstest.New(t, models.SQLite, true))
	dir := t.TempDir()
	for name, content := range parts(t, a.page(t, "/data/dostyk.zip").body) {
		keep(t, dir, name, content)
	}
	var seen map[string]struct {
		Frictionless struct {
			Faults []string
			Tables map[string]struct {
				Rows, Keys int
				Faults     []string
			}
		}
	}
	readByOthers(t, &seen, filepath.Join(dir, models.DataPackageName))
	got := seen[models.DataPackageName].Frictionless
	announced := a.page(t, "/en/data").doc.Find("[data-testid=data-files] li")
	if len(got.Faults) > 0 || len(got.Tables) != announced.Length() || len(got.Tables) != len(models.FileNames()) {
		t.Errorf("%d tables of %d: %q", len(got.Tables), announced.Length(), got.Faults)
	}
	keys := 0
	for _, li := range announced.EachIter() {
		name := strings.TrimSuffix(li.Find("h3").Text(), ".csv")
		rows, _ := strconv.Atoi(strings.ReplaceAll(firstDigits.FindString(li.Find(".rows").Text()), ",", ""))
		table := got.Tables[name]
		if keys += table.Keys; table.Rows == 0 || table.Rows != rows || len(table.Faults) > 0 {
			t.Errorf("%s has %d rows, announced %d: %q", name, table.Rows, rows, table.Faults)
		}
	}
	if keys < 20 {
		t.Errorf("%d keys were followed", keys)
	}
}

// TestAllXMLIsWellFormed has xmllint read every drawing, feed and map of the site, and the
// parts of the files for Office.
func TestAllXMLIsWellFormed(t *testing.T) {
	walks(t)
	xmllint := programPath(t, "xmllint")
	a := newApp(modelstest.New(t, models.SQLite, true))
	const hostile = `<b> & ]]> " '' ә中`
	modelstest.Exec(t, a.store, "UPDATE metrics SET name_en = '"+hostile+"', name_zh = '"+hostile+"' WHERE code = 'launched'")
	modelstest.Exec(t, a.store, "UPDATE sources SET title = '"+hostile+"'")
	editor := modelstest.NewEditor(t, a.store)
	for i := range 5 {
		editor.Edit(t, i)
	}
	dir := t.TempDir()
	var files []string
	add := func(content string) { files = append(files, keep(t, dir, strconv.Itoa(len(files))+".xml", content)) }
	for _, lang := range []string{"en", "zh"} {
		for _, address := range []string{
			"programme.svg?year=2018", "metrics/launched.svg", "metrics/trade_turnover_usd.svg", "prices/brent.svg?with=wti&show=index",
			"map.svg", "map.svg?layer=projects&layer=corridors&status=launched", sheet("", "briefing.svg", oneOfEach...)[2:], "changes.atom",
			"projects/ulba-fa/changes.atom", "metrics/launched/changes.atom",
		} {
			add(a.page(t, "/"+lang+"/"+address).body)
		}
		for _, address := range []string{sheet(lang, "briefing.docx", oneOfEach...), "/" + lang + "/metrics/launched.xlsx", "/" + lang + "/f/st067.xlsx", "/" + lang + "/sources.xlsx"} {
			for name, part := range parts(t, a.page(t, address).body) {
				if slices.Contains([]string{".xml", ".rels", ".svg"}, filepath.Ext(name)) {
					add(part)
				}
			}
		}
	}
	maps := a.page(t, "/sitemap.xml")
	add(maps.body)
	for _, loc := range maps.texts("loc") {
		add(a.page(t, strings.TrimPrefix(loc, "http://example.com")).body)
	}
	if len(files) < 60 {
		t.Errorf("there are %d files", len(files))
	}
	output(t, xmllint, append([]string{"--noout", "--nonet"}, files...)...)
}
