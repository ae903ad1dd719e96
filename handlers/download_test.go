package handlers_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// tableFiles are pages that give tables, each with a page whose rows they hold.
var tableFiles = []string{
	"projects", "projects?status=launched&sort=cost&dir=desc", "projects?as_of=2018-06-10", "enterprises", "agreements?form=package", "statements?year=2018",
	"metrics", "metrics/launched", "sources?language=ru", "prices?from=2024", "prices/brent?with=wti&show=index", "search?q=wind", "programme?year=2018",
	"projects/ulba-fa", "enterprises/ulba-fa-llp", "agreements/nuclear-trafficking-2018", "statements/st067", "sources/qazaqtv-194657",
	"f/st067", "f/rest.st067", "f/price.brent.2016-01", "f/count.projects?status=launched",
}

// fileOf is the address of the file of a page.
func fileOf(lang, page, format string) string {
	path, query, found := strings.Cut(page, "?")
	address := "/" + lang + "/" + path + "." + format
	if found {
		address += "?" + query
	}
	return address
}

// readTable is a table as JSON.
type readTable struct {
	Title, Lang string
	AsOf        string `json:"as_of"`
	Count       int
	RowCount    int `json:"row_count"`
	URL         string
	Query       []string
	Columns     []struct{ Key, Label, Type string }
	Rows        []map[string]any
}

func (a *app) table(t *testing.T, address string) readTable {
	t.Helper()
	var table readTable
	d := json.NewDecoder(strings.NewReader(a.page(t, address).body))
	d.UseNumber()
	if err := d.Decode(&table); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return table
}

// cell is a value as CSV has it.
func cell(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

func TestFilesOfAPageHoldTheSame(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		for _, page := range tableFiles {
			asJSON := a.table(t, fileOf("kk", page, "json"))
			if len(asJSON.Rows) == 0 || asJSON.RowCount != len(asJSON.Rows) || asJSON.Lang != "kk" || asJSON.AsOf == "" {
				t.Errorf("%s: %d rows, announced %d", page, len(asJSON.Rows), asJSON.RowCount)
			}
			body := a.page(t, fileOf("kk", page, "csv")).body
			if !strings.HasPrefix(body, "\ufeff") || !strings.Contains(body, "\r\n") {
				t.Errorf("%s: the file begins with %.20q", page, body)
			}
			asCSV, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
			if err != nil {
				t.Fatalf("%s: %v", page, err)
			}
			book, err := excelize.OpenReader(strings.NewReader(a.page(t, fileOf("kk", page, "xlsx")).body))
			if err != nil {
				t.Fatalf("%s: %v", page, err)
			}
			asXLSX, err := book.GetRows("data", excelize.Options{RawCellValue: true})
			if err != nil || len(asCSV) != len(asJSON.Rows)+1 || len(asXLSX) != len(asCSV) {
				t.Fatalf("%s: %d rows as JSON, %d as CSV, %d as XLSX (%v)", page, len(asJSON.Rows), len(asCSV)-1, len(asXLSX)-1, err)
			}
			for i, row := range asJSON.Rows {
				for j, column := range asJSON.Columns {
					want := cell(row[column.Key])
					if got := strings.TrimPrefix(asCSV[i+1][j], "'"); got != want {
						t.Fatalf("%s, row %d, %s: %q as CSV, %q as JSON", page, i+1, column.Key, got, want)
					}
					got := ""
					if j < len(asXLSX[i+1]) {
						got = asXLSX[i+1][j]
					}
					if !sameCell(got, want, column.Type) {
						t.Fatalf("%s, row %d, %s: %q as XLSX, %q as JSON", page, i+1, column.Key, got, want)
					}
				}
			}
			if sheets := book.GetSheetList(); len(sheets) != 2 || sheets[1] != "Сипаттама" {
				t.Errorf("%s: the sheets %q", page, sheets)
			}
			if about, err := book.GetRows("Сипаттама"); err != nil || !strings.Contains(fmt.Sprint(about), ".xlsx") || !strings.Contains(fmt.Sprint(about), "CC BY 4.0") {
				t.Errorf("%s: about it: %v (%v)", page, about, err)
			}
			if panes, err := book.GetPanes("data"); err != nil || !panes.Freeze || panes.YSplit != 1 {
				t.Errorf("%s: the head does not stay (%v)", page, err)
			}
		}
	})
}

// sameCell compares a raw cell of a workbook with the text of a file: numbers by
// their value, and full dates by the days since 1899.
func sameCell(got, want, kind string) bool {
	switch {
	case kind == "boolean":
		return got == map[string]string{"true": "1", "false": "0", "": ""}[want]
	case got == want || want == "":
		return got == want
	case kind == "date":
		days, err := strconv.ParseFloat(got, 64)
		day, bad := excelize.ExcelDateToTime(days, false)
		return err == nil && bad == nil && day.Format("2006-01-02") == want
	}
	x, err := strconv.ParseFloat(got, 64)
	y, bad := strconv.ParseFloat(want, 64)
	return err == nil && bad == nil && x == y
}

// TestFilesHaveAsManyRowsAsTheirPageAnnounces asks for random filters of each list.
func TestFilesHaveAsManyRowsAsTheirPageAnnounces(t *testing.T) {
	walks(t)
	announced := regexp.MustCompile(`\d+`)
	each(t, func(t *testing.T, a *app) {
		choices := make(map[string][][2]string)
		for _, list := range []string{"projects", "enterprises", "agreements", "statements", "sources"} {
			for _, o := range a.page(t, "/en/"+list).doc.Find("#filter select option").EachIter() {
				choices[list] = append(choices[list], [2]string{o.Closest("select").AttrOr("name", ""), o.AttrOr("value", "")})
			}
			for _, day := range []string{"2014", "2018-06-10", "2022-03"} {
				choices[list] = append(choices[list], [2]string{"as_of", day})
			}
			choices[list] = append(choices[list], [2]string{"q", "a"}, [2]string{"page", "2"}, [2]string{"dir", "desc"})
		}
		lists := []string{"projects", "enterprises", "agreements", "statements", "sources"}
		rapid.Check(t, func(r *rapid.T) {
			list := rapid.SampledFrom(lists).Draw(r, "list")
			q := make(url.Values)
			for _, choice := range rapid.SliceOfN(rapid.SampledFrom(choices[list]), 0, 2).Draw(r, "choices") {
				q.Set(choice[0], choice[1])
			}
			file := a.table(t, "/en/"+list+".json?"+q.Encode())
			count := announced.FindString(a.page(t, "/en/"+list+"?"+q.Encode()).text("h1"))
			if strconv.Itoa(file.Count) != count && (file.Count != 0 || count != "") {
				r.Fatalf("%s?%s: the page announces %s, the file %d", list, q.Encode(), count, file.Count)
			}
			records := make(map[any]bool)
			for _, row := range file.Rows {
				records[row[map[bool]string{true: "statement", false: "code"}[list == "statements"]]] = true
			}
			if len(records) != file.Count || len(file.Rows) != file.RowCount {
				r.Fatalf("%s?%s: %d records in %d rows, announced %d in %d", list, q.Encode(), len(records), len(file.Rows), file.Count, file.RowCount)
			}
		})
	})
}

func TestTheSameQueryGivesTheSameBytes(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		for _, page := range append(slices.Clone(tableFiles), "prices") {
			for _, format := range []string{"csv", "xlsx", "json"} {
				address := fileOf("zh", page, format)
				first, second := a.page(t, address), a.page(t, address)
				if first.body != second.body {
					t.Errorf("%s differs from one time to the next", address)
				}
				tag := first.Header.Get("ETag")
				if again := a.get(t, address, "If-None-Match", tag); tag == "" || again.StatusCode != http.StatusNotModified || again.body != "" {
					t.Errorf("%s: with its tag %q it answers %d", address, tag, again.StatusCode)
				}
				if head := a.do(t, httptest.NewRequest(http.MethodHead, address, nil)); head.StatusCode != http.StatusOK || head.body != "" || head.Header.Get("ETag") != tag {
					t.Errorf("%s: HEAD answers %d with the tag %q, want %q", address, head.StatusCode, head.Header.Get("ETag"), tag)
				}
				name := `filename="dostyk-` + strings.ReplaceAll(strings.Split(page, "?")[0], "/", "-") + "-"
				if got := first.Header.Get("Content-Disposition"); !strings.Contains(got, name) || !strings.Contains(got, "."+format+`"`) {
					t.Errorf("%s is called %q", address, got)
				}
			}
		}
	})
}

func TestAFileSaysItsDayAndHowToMakeItAgain(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		file := a.table(t, "/en/projects.json?status=launched&as_of=2018-06-10&page=2")
		if file.AsOf != "2018-06-10" || file.URL != "http://example.com/en/projects.json?as_of=2018-06-10&known=20261123T090000Z&status=launched" || !slices.Contains(file.Query, "Status: Launched") {
			t.Errorf("as of %s at %s: %q", file.AsOf, file.URL, file.Query)
		}
		today := a.table(t, "/en/statements.json?metric=launched")
		if today.AsOf != "2026-11-23" || today.URL != "http://example.com/en/statements.json?as_of=2026-11-23&known=20261123T090000Z&metric=launched" || today.RowCount <= today.Count {
			t.Errorf("today as of %s at %s: %d in %d rows", today.AsOf, today.URL, today.Count, today.RowCount)
		}
		for _, row := range today.Rows {
			for _, key := range []string{"value", "unit", "as_of", "speaker_name", "programme_name", "source_code", "source_url"} {
				if row[key] == nil {
					t.Errorf("%v has no %s", row["figure"], key)
				}
			}
		}
	})
}

func TestLettersAndSignsSurvive(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		modelstest.Exec(t, a.store, `UPDATE sources SET title = '=HYPERLINK("http://x")' WHERE code = 'eia-oil'`)
		modelstest.Exec(t, a.store, `UPDATE sources SET title = '-12.5' WHERE code = 'eia-gas'`)
		modelstest.Exec(t, a.store, `UPDATE figures SET value = '-27.50' WHERE code = (SELECT min(code) FROM figures)`)
		body := a.page(t, "/en/sources.csv").body
		for _, want := range []string{`"'=HYPERLINK(""http://x"")"`, "eia-gas,-12.5,"} {
			if !strings.Contains(body, want) {
				t.Errorf("the file lacks %s", want)
			}
		}
		if body := a.page(t, "/en/statements.csv").body; !strings.Contains(body, ",-27.50,") {
			t.Error("a negative number is not written as it is")
		}
		if body := a.page(t, "/en/statements.json").body; !strings.Contains(body, `"value":-27.50,`) {
			t.Error("a negative number is not a number")
		}
		for address, want := range map[string]string{"/kk/projects.csv": "Іске қосылған", "/zh/projects.csv": "已投产", "/ru/metrics.json": "Запущено"} {
			if !strings.Contains(a.page(t, address).body, want) {
				t.Errorf("%s lacks %s", address, want)
			}
		}
	})
}

func TestProgramsGetProblems(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		problem := func(address string, status int, says string) {
			t.Helper()
			got := a.get(t, address)
			var p struct {
				Type, Title, Detail string
				Status              int
			}
			if err := json.Unmarshal([]byte(got.body), &p); err != nil || got.Header.Get("Content-Type") != "application/problem+json" || got.StatusCode != status || p.Status != status {
				t.Fatalf("%s answers %d as %s: %s", address, got.StatusCode, got.Header.Get("Content-Type"), got.body)
			}
			if p.Type != "about:blank" || p.Title == "" || !strings.Contains(p.Detail, says) || got.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s: %+v", address, p)
			}
		}
		problem("/en/projects.json?as_of=soon", 400, "2018-06-30")
		problem("/ru/projects/nope.json", 404, "")
		problem("/en/metrics/nope.json", 404, "")
		problem("/en/nope.json", 404, "")
		if err := a.store.Close(); err != nil {
			t.Fatal(err)
		}
		problem("/en/projects.json", 503, "")
	})
}

func TestFilesAreOpenToOtherSites(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, address := range []string{"/en/projects.csv", "/en/projects.json", "/en/projects.xlsx", "/en/prices/brent.svg", "/api/openapi.json"} {
			got := a.page(t, address, "Origin", "https://example.org")
			if got.Header.Get("Access-Control-Allow-Origin") != "*" || got.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
				t.Errorf("%s is open to %q, %q", address, got.Header.Get("Access-Control-Allow-Origin"), got.Header.Get("Cross-Origin-Resource-Policy"))
			}
			if asked := a.do(t, httptest.NewRequest(http.MethodOptions, address, nil)); asked.StatusCode != http.StatusNoContent || asked.Header.Get("Access-Control-Allow-Methods") != "GET, HEAD" {
				t.Errorf("%s: OPTIONS answers %d", address, asked.StatusCode)
			}
		}
		if got := a.page(t, "/en/projects"); got.Header.Get("Access-Control-Allow-Origin") != "" || got.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Error("a page is open to other sites")
		}
	})
}

// TestAFailureMidwayBreaksTheConnectionOff reads a long file over a real connection
// while its records vanish.
func TestAFailureMidwayBreaksTheConnectionOff(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.Many(t, s, 20_000)
		a := newApp(s)
		server := httptest.NewServer(a)
		t.Cleanup(server.Close)
		for _, format := range []string{"csv", "json", "xlsx"} {
			for _, coding := range []string{"identity", "gzip"} {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/en/projects.csv", nil)
				if err != nil {
					t.Fatal(err)
				}
				r.URL.Path = "/en/projects." + format
				r.Header.Set("Accept-Encoding", coding)
				response, err := http.DefaultTransport.RoundTrip(r)
				if err != nil {
					t.Fatal(err)
				}
				first := make([]byte, 10)
				if _, err := io.ReadFull(response.Body, first); err != nil || response.StatusCode != http.StatusOK {
					t.Fatalf("%d (%v)", response.StatusCode, err)
				}
				modelstest.Exec(t, s, "ALTER TABLE project_partners RENAME TO gone")
				rest, err := io.ReadAll(response.Body)
				modelstest.Exec(t, s, "ALTER TABLE gone RENAME TO project_partners")
				if !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("%s, %s: %d bytes end with %v", format, coding, len(rest), err)
				}
				response.Body.Close()
			}
		}
		if !strings.Contains(a.log.String(), "file broken off") {
			t.Error("the failure is not logged")
		}
		// What is made whole before it is sent becomes an error.
		modelstest.Exec(t, s, "ALTER TABLE project_partners RENAME TO gone")
		for address, kind := range map[string]string{"/en/projects.xlsx?status=planned": "text/plain", "/en/projects.json?status=planned": "application/problem+json"} {
			if got := a.get(t, address); got.StatusCode != http.StatusInternalServerError || !strings.HasPrefix(got.Header.Get("Content-Type"), kind) || got.Header.Get("Content-Disposition") != "" {
				t.Errorf("%s answers %d as %s", address, got.StatusCode, got.Header.Get("Content-Type"))
			}
		}
	})
}

func TestChartsStandAlone(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for page, title := range map[string]string{"prices/brent?with=wti": "Brent", "metrics/launched": "已投产", "programme?year=2018": "", "map?layer=projects&layer=corridors&status=launched": "哈萨克斯坦"} {
			got := a.page(t, fileOf("zh", page, "svg"))
			if got.Header.Get("Content-Type") != "image/svg+xml" || !strings.Contains(got.body, title) || !strings.Contains(got.body, `xml:lang="zh-Hans"`) || !strings.Contains(got.body, "来源") {
				t.Errorf("%s: %.300s", page, got.body)
			}
			d := xml.NewDecoder(strings.NewReader(got.body))
			for {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v", page, err)
				}
				if start, is := token.(xml.StartElement); is {
					for _, attr := range start.Attr {
						if name := attr.Name.Local; name == "class" || name == "href" || name == "style" || strings.Contains(attr.Value, "var(") || strings.Contains(attr.Value, "light-dark") || strings.Contains(attr.Value, "color-mix") {
							t.Errorf("%s: <%s %s=%q>", page, start.Name.Local, name, attr.Value)
						}
					}
				}
			}
			if again := a.page(t, fileOf("zh", page, "svg")); again.body != got.body {
				t.Errorf("%s differs from one time to the next", page)
			}
		}
		if got := a.get(t, "/en/metrics/nope.svg"); got.StatusCode != http.StatusNotFound {
			t.Errorf("no metric answers %d", got.StatusCode)
		}
	})
}

func TestCodesHaveNoDot(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, list := range []string{"projects", "enterprises", "agreements", "sources", "metrics"} {
			for _, row := range a.table(t, "/en/"+list+".json").Rows {
				if strings.Contains(cell(row["code"]), ".") {
					t.Errorf("%s: %v", list, row["code"])
				}
			}
		}
	})
}

// TestOfficeReadsTheFiles converts files as somebody does who opens them.
func TestOfficeReadsTheFiles(t *testing.T) {
	walks(t)
	path := officePath(t)
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	dir := t.TempDir()
	want := a.table(t, "/kk/projects.json")
	for _, format := range []string{"xlsx", "csv"} {
		file := filepath.Join(dir, format+"-file."+format)
		if err := os.WriteFile(file, []byte(a.page(t, "/kk/projects."+format).body), 0o600); err != nil {
			t.Fatal(err)
		}
		var options []string
		if format == "csv" {
			// Nobody is asked which letters a file has when no window is open.
			options = []string{"--infilter=CSV:44,34,76,1"}
		}
		converted := office(t, path, file, "csv", "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true", options...)
		rows, err := csv.NewReader(bytes.NewReader(converted)).ReadAll()
		if err != nil || len(rows) != len(want.Rows)+1 {
			t.Fatalf("%s: %d rows (%v)", format, len(rows), err)
		}
		for i, row := range want.Rows {
			for j, column := range want.Columns {
				got, is := strings.ReplaceAll(rows[i+1][j], ",", ""), cell(row[column.Key])
				switch column.Key {
				case "code", "name", "sector_name", "status_name":
					if rows[i+1][j] != is {
						t.Errorf("%s: %s is %q, want %q", format, column.Key, rows[i+1][j], is)
					}
				case "cost_usd", "jobs", "lat":
					if !sameCell(got, is, column.Type) {
						t.Errorf("%s: %s is %q, want %q", format, column.Key, got, is)
					}
				}
			}
		}
	}
}

// Two numbers in one place cannot be read: neither of a thin piece of a column and the one
// on top of it, nor of a piece and the total.
func TestNoTwoNumbersOfAColumnLieOverEachOther(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, true))
	text := regexp.MustCompile(`<text x="([0-9.]+)" y="([0-9.]+)"[^>]*text-anchor="middle"[^>]*>([^<]*)<`)
	got := a.page(t, "/en/programme.svg?year=2018")
	at := make(map[string][]float64)
	said := make(map[string][]string)
	for _, m := range text.FindAllStringSubmatch(got.body, -1) {
		y, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		for i, other := range at[m[1]] {
			// A number with a rim is drawn twice.
			if math.Abs(other-y) < 12 && (other != y || said[m[1]][i] != m[3]) {
				t.Errorf("%q lies over %q", m[3], said[m[1]][i])
			}
		}
		at[m[1]], said[m[1]] = append(at[m[1]], y), append(said[m[1]], m[3])
	}
	if len(at) < 15 {
		t.Errorf("only %d columns were read", len(at))
	}
}
