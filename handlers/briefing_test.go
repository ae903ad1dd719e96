package handlers_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/pages"
)

// oneOfEach is a sheet with one item of every kind, and a line in each script.
var oneOfEach = []string{
	"f.st067 They will ask about 34", "f.st068 Әріптер: ғқңұүһөі", "c.programme?year=2018", "c.metrics/launched", "c.prices/brent?from=2014",
	"p.zhanatas-wind-100 中哈产能合作", "q.st067", "f.count.projects?status=launched", "f.price.brent.2016-01", "f.rest.st067",
}

// sheet is the address of a sheet with items.
func sheet(lang, path string, items ...string) string {
	return "/" + lang + "/" + path + "?" + url.Values{"i": items, "as_of": {"2018-06-30"}, "title": {"Before the *visit* _of_ June"}}.Encode()
}

// amounts are the large figures of a sheet.
func (a answer) amounts() []string { return a.texts("[data-testid=item] .amount") }

func TestASheetShowsOneOfEach(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		for lang, want := range map[string][]string{
			"en": {"51 projects", "4 projects", "14 documented projects", "US$30.70 a barrel", "12 projects"},
			"ru": {"51 проект", "4 проекта"}, "kk": {"51 жоба", "4 жоба"}, "zh": {"51个", "4个"},
		} {
			got := a.page(t, sheet(lang, "briefing", oneOfEach...))
			for i, amount := range want {
				if is := strings.ReplaceAll(got.amounts()[i], "\u00a0", " "); is != amount {
					t.Errorf("%s: amount %d is %q, want %q", lang, i, is, amount)
				}
			}
			if n := got.doc.Find("[data-testid=item]").Length(); n != len(oneOfEach) {
				t.Errorf("%s: %d items", lang, n)
			}
			if n := got.doc.Find("[data-testid=item] img").Length(); n != 3 {
				t.Errorf("%s: %d charts", lang, n)
			}
			for _, src := range got.doc.Find("[data-testid=item] img").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("src", "") }) {
				if chart := a.page(t, src); !strings.Contains(chart.body, "<svg") {
					t.Errorf("%s: %s is no drawing", lang, src)
				}
			}
			// Each mark leads to a source, and each source to the items that rest on it.
			marks := got.hrefs(".src-mark")
			for i := range got.doc.Find("[data-testid=sources] li").Nodes {
				li := got.doc.Find("[data-testid=sources] li").Eq(i)
				if !slices.Contains(marks, "#"+li.AttrOr("id", "")) || li.Find(".backs a").Length() == 0 {
					t.Errorf("%s: nothing rests on %s", lang, read(li))
				}
			}
			if permanent := got.href("[data-testid=permanent] a"); !strings.Contains(permanent, "known=") || !strings.Contains(permanent, "as_of=2018-06-30") {
				t.Errorf("%s: the permanent address is %s", lang, permanent)
			}
		}
	})
}

// TestAJournalistAsksAboutTheSameOnly holds that a sheet lists the other values of the
// same programme, metric and year, a contradiction first, and none of another year.
func TestAJournalistAsksAboutTheSameOnly(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct{ figure, first, never string }{
			{"f.st069", "Arystan Kabykenov, Vice Minister for Investments and Development of Kazakhstan said 8 projects (21 June 2018). They contradict each other.", "2016 2019"},
			{"f.st068", "Unnamed expert said 11 projects (day not stated). They contradict each other.", "2017 2019"},
			{"f.st034", "said 34 projects (12 May 2017). They contradict each other.", "2018 2019"},
			{"f.st095", "said 9 projects (April 2019). Moved on between the two days.", "2017 contradict"},
			{"f.st051", "", "52 55"},
		} {
			asked := a.page(t, "/en/briefing?i="+test.figure).text("[data-testid=asked]")
			if !strings.Contains(asked, test.first) {
				t.Errorf("%s: %q", test.figure, asked)
			}
			for _, word := range strings.Fields(test.never) {
				if strings.Contains(asked, word) {
					t.Errorf("%s: %q is of something else: %q", test.figure, word, asked)
				}
			}
		}
		for _, lang := range models.Langs {
			if asked := a.page(t, "/"+string(lang)+"/briefing?i=f.st034").text("[data-testid=asked]"); !strings.Contains(asked, "34") {
				t.Errorf("%s: nobody asks about the 34 launched: %q", lang, asked)
			}
		}
	})
}

// TestEveryPageGivesOneVerdict holds that a contradiction is called one on every page
// that shows the pair, and nothing else is.
func TestEveryPageGivesOneVerdict(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		const contradict, moved, rounded, set = "They contradict each other", "Moved on between the two days", "Rounded differently", "A wider and a narrower set"
		for _, test := range []struct{ address, part, want string }{
			{"/en/?year=2019", "[data-testid=differences]", moved + ": 9 projects and 12 projects; 9 projects and 15 projects; 12 projects and 15 projects."},
			{"/en/?year=2019", "[data-testid=conflicts]", "The statements of 2019 do not contradict each other."},
			{"/en/?year=2018", "[data-testid=differences]", rounded},
			{"/en/?year=2018", "[data-testid=conflicts]", contradict + "."},
			{"/en/?year=2024", "[data-testid=differences]", set + "."},
			{"/en/statements/st067", "[data-testid=differences]", rounded},
			{"/en/metrics/launched", "[data-testid=conflicts]", contradict + ": 34 projects and 3 projects; 34 projects and 5 projects."},
			{"/en/f/st069", "[data-testid=given]", contradict},
			{"/en/f/st069", "[data-testid=conflicts]", "8 projects"},
			{"/en/f/st061", "[data-testid=given]", rounded},
			{"/en/f/st095", "[data-testid=given]", moved},
			{"/kk/f/st069", "[data-testid=given]", "Бір-біріне қайшы келеді"},
			{"/ru/f/st069", "[data-testid=given]", "Противоречат друг другу"},
			{"/zh/f/st069", "[data-testid=given]", "相互矛盾"},
		} {
			if got := a.page(t, test.address).text(test.part); !strings.Contains(got, test.want) {
				t.Errorf("%s: %q", test.address, got)
			}
		}
		for _, figure := range []string{"st095", "st061"} {
			if got := a.page(t, "/en/f/"+figure); got.doc.Find("[data-testid=conflicts]").Length() > 0 {
				t.Errorf("%s is called a contradiction", figure)
			}
		}
	})
}

func TestWhatIsNotHereIsSaidAndTheRestStands(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, sheet("en", "briefing", "f.nope", "p.nope", "c.metrics/nope", "c.prices/nope", "q.st001", "c.programme?year=1", "f.st067"))
		items := got.texts("[data-testid=item]")
		for i, item := range items[:6] {
			if !strings.Contains(item, "Not on record") {
				t.Errorf("item %d: %q", i, item)
			}
		}
		if !strings.Contains(items[6], "51 projects") {
			t.Errorf("the rest: %q", items[6])
		}
		for _, bad := range []string{"x.st067", "f.", "st067", "p.a/b", "c.about", "q.st067?a=b", "f.st067\x00"} {
			got := a.get(t, sheet("en", "briefing", bad))
			if got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("main"), "f.st067") {
				t.Errorf("%q answers %d: %s", bad, got.StatusCode, got.text("main"))
			}
		}
		if got := a.get(t, sheet("en", "briefing", slices.Repeat([]string{"f.st067"}, pages.MostBriefingItems+1)...)); got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("main"), "40") {
			t.Errorf("41 items answer %d", got.StatusCode)
		}
	})
}

func TestTheFormOfASheetMakesAnotherAddress(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct {
			sent url.Values
			want []string
		}{
			{url.Values{"i": {"f.st067", "f.st068", "p.ulba-fa"}, "line": {"a", " b ", ""}, "up": {"2"}}, []string{"f.st068 b", "f.st067 a", "p.ulba-fa"}},
			{url.Values{"i": {"f.st067", "f.st068"}, "line": {"a", "қ"}, "down": {"1"}}, []string{"f.st068 қ", "f.st067 a"}},
			{url.Values{"i": {"f.st067", "f.st068"}, "line": {"a", "b"}, "down": {"2"}}, []string{"f.st067 a", "f.st068 b"}},
			{url.Values{"i": {"f.st067", "f.st068"}, "line": {"a", "b"}, "remove": {"1"}}, []string{"f.st068 b"}},
			{url.Values{"i": {"f.st067"}, "line": {"a"}, "remove": {"99"}}, []string{"f.st067 a"}},
			{url.Values{"i": {"f.st067"}, "line": {"a"}, "add": {"http://example.com/ru/projects/ulba-fa?list=page%3D2"}}, []string{"f.st067 a", "p.ulba-fa"}},
			{url.Values{"i": {"f.st067"}, "line": {""}, "add": {"/en/briefing?i=f.st067+x&i=c.metrics/launched"}}, []string{"f.st067", "c.metrics/launched"}},
			{url.Values{"save": {"1"}, "add": {"/en/?year=2018"}}, []string{"c.programme?year=2018"}},
		} {
			got := a.someone().postForm(t, "/en/briefing", test.sent)
			u, err := got.Location()
			if got.StatusCode != http.StatusSeeOther || err != nil {
				t.Errorf("%v answers %d: %v", test.sent, got.StatusCode, err)
				continue
			}
			if is := u.Query()["i"]; !slices.Equal(is, test.want) {
				t.Errorf("%v becomes %q, want %q", test.sent, is, test.want)
			}
			for name := range u.Query() {
				if !slices.Contains([]string{"i", "title", "as_of"}, name) {
					t.Errorf("%v: the address has %s", test.sent, name)
				}
			}
		}
	})
}

// TestTheFormOfASheetStaysInItsMoment sends it on a page of an earlier moment: the sheet is
// of that moment still, and the answer is no state of a page.
func TestTheFormOfASheetStaysInItsMoment(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		at := a.lastChange(t)
		a.store.SetClock(func() time.Time { return at.Add(48 * time.Hour) })
		page := a.page(t, asKnown("/ru/briefing?i=f.st067", at))
		action := page.doc.Find("#sheet").AttrOr("action", "")
		got := a.someone().postForm(t, action, url.Values{"i": {"f.st067"}, "line": {"a"}, "as_of": {"2018-06-30"}})
		if to := got.redirected(t); to != asKnown("/ru/briefing?i=f.st067+a&as_of=2018-06-30", at) {
			t.Errorf("the form leads to %s", to)
		}
		for _, header := range []string{"Memento-Datetime", "Link"} {
			if got.Header.Get(header) != "" {
				t.Errorf("%s is %q", header, got.Header.Get(header))
			}
		}
		if got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the answer may be kept: %q", got.Header.Get("Cache-Control"))
		}
		// Addresses that an earlier version gave to long sheets lead to the sheet still.
		old := a.get(t, "/en/briefing?"+url.Values{"i": {"f.st067", "f.st068"}, "line": {"a", ""}, "save": {"1"}}.Encode())
		if to := old.redirected(t); to != "/en/briefing?i=f.st067+a&i=f.st068" {
			t.Errorf("an address with lines leads to %s", to)
		}
	})
}

func TestNothingTypedIsLost(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		long := strings.Repeat("ұ", pages.LongestLine+1)
		for _, sent := range []url.Values{
			{"i": {"f.st067", "f.st068"}, "line": {long, "short"}, "title": {"A title"}, "save": {"1"}},
			{"i": {"f.st067 " + long, "f.st068 short"}, "title": {"A title"}},
			{"i": {"f.st067", "f.st068"}, "line": {long, "short"}, "title": {"A title"}, "as_of": {"soon"}},
		} {
			got := a.get(t, "/en/briefing?"+sent.Encode())
			says := "200 characters"
			if day := sent.Get("as_of"); day != "" {
				got, says = a.someone().postForm(t, "/en/briefing", sent), day
			}
			if got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("#problem"), says) {
				t.Errorf("answers %d: %s", got.StatusCode, got.text("#problem"))
			}
			lines := got.doc.Find("input[name=line]").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("value", "") })
			if !slices.Equal(lines, []string{long, "short"}) || got.doc.Find("input[name=title]").AttrOr("value", "") != "A title" {
				t.Errorf("what was typed is %q", lines)
			}
		}
		got := a.someone().postForm(t, "/en/briefing", url.Values{"i": {"f.st067"}, "line": {"mine"}, "add": {"https://elsewhere.example/"}})
		if got.StatusCode != http.StatusBadRequest || got.doc.Find("#add").AttrOr("value", "") != "https://elsewhere.example/" || got.doc.Find("input[name=line]").AttrOr("value", "") != "mine" {
			t.Errorf("answers %d: %s", got.StatusCode, got.text("#problem"))
		}
		if got := a.page(t, "/en/briefing"); !strings.Contains(got.text("[data-testid=empty]"), "Add to briefing") {
			t.Errorf("an empty sheet says %q", got.text("main"))
		}
		var lines []string
		for range pages.MostBriefingItems {
			lines = append(lines, "f.st067 "+strings.Repeat("ұ", 40))
		}
		if got := a.page(t, sheet("en", "briefing", lines...)); !strings.Contains(got.text("main"), "Above 6,000") {
			t.Error("a long address is not told of")
		}
	})
}

func TestPagesOfferTheirPartsToASheet(t *testing.T) {
	walks(t)
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	for address, want := range map[string]string{
		"/en/?year=2018": "c.programme?year=2018", "/kk/metrics/launched": "c.metrics/launched", "/ru/prices/brent?with=wti": "c.prices/brent?with=wti",
		"/zh/projects/ulba-fa": "p.ulba-fa", "/en/f/st068": "f.st068", "/en/statements/st067": "f.st067", "/en/f/st067": "q.st067", "/en/f/count.projects?status=launched": "f.count.projects?status=launched",
	} {
		var offered []string
		for _, href := range a.page(t, address).hrefs("a.to-briefing") {
			u, err := url.Parse(href)
			if err != nil {
				t.Fatal(err)
			}
			offered = append(offered, u.Query().Get("i"))
			if got := a.page(t, href); strings.Contains(got.text("main"), "Not on record") || got.doc.Find("[data-testid=item]").Length() != 1 {
				t.Errorf("%s offers %s, which is not there", address, href)
			}
		}
		if !slices.Contains(offered, want) {
			t.Errorf("%s offers %q, not %q", address, offered, want)
		}
	}
}

func TestASheetAsksAFixedNumberOfTimes(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		count := func(items ...string) int64 { return a.queries(t, sheet("en", "briefing", items...)) }
		base := count()
		before := make(map[string]int64)
		for _, item := range oneOfEach {
			before[item] = count(item) - base
			if twice := count(item, item) - base; twice > 2*before[item] || before[item] > 21 {
				t.Errorf("%s asks %d times, twice %d", item, before[item], twice)
			}
		}
		modelstest.Many(t, a.store, 2000)
		modelstest.ManyStatements(t, a.store, 2000)
		for _, item := range oneOfEach {
			if n := count(item) - base; n != before[item] {
				t.Errorf("%s asks %d times with more records, %d before", item, n, before[item])
			}
		}
	})
}

// parts are those of a packed file.
func parts(t *testing.T, packed string) map[string]string {
	t.Helper()
	r, err := zip.NewReader(strings.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	read := make(map[string]string)
	for _, f := range r.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		if read[f.Name] = string(text); strings.HasSuffix(f.Name, ".xml") || strings.HasSuffix(f.Name, ".rels") {
			if err := xml.Unmarshal(text, new(struct{ XMLName xml.Name })); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
		}
	}
	return read
}

// docxText is the text of a document, each paragraph on a line of its own.
func docxText(t *testing.T, part string) string {
	t.Helper()
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(part))
	in := false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			in = token.Name.Local == "t"
		case xml.EndElement:
			if in = false; token.Name.Local == "p" {
				b.WriteByte('\n')
			}
		case xml.CharData:
			if in {
				b.Write(token)
			}
		}
	}
}

// said are the texts of a sheet's page that its files must have too.
func (a answer) said() []string {
	texts := append(a.amounts(), a.texts(".briefing h1, .briefing h3, [data-testid=quote] > p, [data-testid=asked] li a, [data-testid=sources] li > a")...)
	for _, line := range a.texts("[data-testid=line]") {
		texts = append(texts, strings.SplitN(line, " ", 2)[1])
	}
	a.doc.Find(".sentence .src-mark").Remove()
	return append(texts, a.texts(".sentence")...)
}

// flat is a text without marks of sources and with single spaces.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestFilesOfASheetSayTheSame(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		for _, lang := range models.Langs {
			page := a.page(t, sheet(string(lang), "briefing", oneOfEach...))
			permanent := page.href("[data-testid=permanent] a")
			said := page.said()
			if len(said) < 20 {
				t.Fatalf("the page says only %q", said)
			}
			docx := a.page(t, sheet(string(lang), "briefing.docx", oneOfEach...)).body
			if again := a.page(t, sheet(string(lang), "briefing.docx", oneOfEach...)).body; again != docx {
				t.Errorf("%s: another document", lang)
			}
			packed := parts(t, docx)
			text := flat(docxText(t, packed["word/document.xml"]))
			md := a.page(t, sheet(string(lang), "briefing.md", oneOfEach...)).body
			var html bytes.Buffer
			if err := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)).Convert([]byte(md), &html); err != nil {
				t.Fatal(err)
			}
			rendered, err := goquery.NewDocumentFromReader(&html)
			if err != nil {
				t.Fatal(err)
			}
			if n := rendered.Find(".footnotes li").Length(); n != page.doc.Find("[data-testid=sources] li").Length() {
				t.Errorf("%s: %d footnotes", lang, n)
			}
			if rendered.Find("table tbody tr").Length() != 5 || rendered.Find("img").Length() != 3 || rendered.Find("h1").Length() != 1 {
				t.Errorf("%s: the Markdown is %s", lang, md)
			}
			rendered.Find("sup, .footnote-backref").Remove()
			mdText := flat(rendered.Text())
			for _, want := range said {
				if !strings.Contains(text, flat(want)) {
					t.Errorf("%s: the document lacks %q", lang, want)
				}
				if !strings.Contains(mdText, flat(want)) {
					t.Errorf("%s: the Markdown lacks %q", lang, want)
				}
			}
			// Whoever cannot see a chart in the file finds it by its address below.
			charts := page.hrefs(".entry:has(figure) .address a")
			if len(charts) != 3 {
				t.Errorf("%s: %d addresses of charts", lang, len(charts))
			}
			for _, chart := range charts {
				if !strings.Contains(packed["word/_rels/document.xml.rels"], `Target="`+strings.ReplaceAll(chart, "&", "&amp;")+`"`) {
					t.Errorf("%s: the document does not lead to %s", lang, chart)
				}
			}
			if !strings.Contains(text, permanent) || !strings.Contains(md, "<"+permanent+">") {
				t.Errorf("%s: the files lack %s", lang, permanent)
			}
			for part, want := range map[string][]string{
				"word/document.xml":            {`w:val="Heading1"`, "<w:tbl>", "<w:tblHeader", `w:name="source-1"`, "asvg:svgBlip", "<w:drawing>"},
				"word/_rels/document.xml.rels": {`Target="#source-1"`, "media/image3.svg"},
				"docProps/core.xml":            {"Before the *visit* _of_ June", map[models.Lang]string{"en": "en-GB", "kk": "kk-KZ", "ru": "ru-RU", "zh": "zh-CN"}[lang]},
			} {
				for _, w := range want {
					if !strings.Contains(packed[part], w) {
						t.Errorf("%s: %s lacks %s", lang, part, w)
					}
				}
			}
		}
	})
}

// TestOfficeReadsASheet converts a sheet as somebody does who opens it.
func TestOfficeReadsASheet(t *testing.T) {
	walks(t)
	path := officePath(t)
	a := newApp(modelstest.New(t, models.SQLite, true))
	dir := t.TempDir()
	for _, lang := range []string{"kk", "zh"} {
		file := filepath.Join(dir, lang+".docx")
		if err := os.WriteFile(file, []byte(a.page(t, sheet(lang, "briefing.docx", oneOfEach...)).body), 0o600); err != nil {
			t.Fatal(err)
		}
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(office(t, path, file, "html", "HTML:EmbedImages")))
		if err != nil {
			t.Fatal(err)
		}
		text := flat(doc.Text())
		page := a.page(t, sheet(lang, "briefing", oneOfEach...))
		for _, want := range page.said() {
			if !strings.Contains(text, flat(want)) {
				t.Errorf("%s: LibreOffice lacks %q", lang, want)
			}
		}
		if doc.Find("img").Length() != 3 || doc.Find("h1").Length() < 5 || doc.Find("table thead").Length() != 1 || doc.Find("a[href='#source-1']").Length() == 0 || doc.Find("a[name='source-1']").Length() != 1 {
			t.Errorf("%s: LibreOffice sees %d pictures, %d headings, %d tables with a head, %d marks", lang, doc.Find("img").Length(), doc.Find("h1").Length(), doc.Find("table thead").Length(), doc.Find("a[href='#source-1']").Length())
		}
	}
}

// send posts the form of the recheck, with a file if it has a name.
func (a *app) send(t *testing.T, address, text, name, content string, headers ...string) answer {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("text", text); err != nil {
		t.Fatal(err)
	}
	if name != "" {
		file, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(file, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, address, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return a.do(t, r, headers...)
}

func TestARecheckNamesExactlyWhatHasChanged(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		now := modelstest.Now.AddDate(0, 1, 0)
		a.store.SetClock(func() time.Time { return now })
		items := []string{"f.st067", "f.st068", "f.st069", "q.st067", "p.ulba-fa", "f.price.brent.2016-01", "c.prices/brent?from=2014", "f.count.projects?status=launched", "f.nope"}
		docx := a.page(t, sheet("en", "briefing.docx", items...)).body
		md := a.page(t, sheet("kk", "briefing.md", items...)).body
		html := a.page(t, sheet("ru", "briefing", items...)).body
		permanent := a.page(t, sheet("zh", "briefing", items...)).href("[data-testid=permanent] a")
		single := a.page(t, "/en/f/st068").cited("citation")
		check := func(changed int) {
			for name, got := range map[string]answer{
				"docx": a.send(t, "/en/briefing/recheck", "", "sheet.docx", docx), "md": a.send(t, "/en/briefing/recheck", "", "sheet.md", md),
				"html": a.send(t, "/en/briefing/recheck", "", "sheet.html", html), "address": a.send(t, "/en/briefing/recheck", "The sheet is here: "+permanent+".", "", ""),
				"pasted": a.send(t, "/en/briefing/recheck", md, "", ""),
			} {
				if got.StatusCode != http.StatusOK {
					t.Fatalf("%s answers %d: %s", name, got.StatusCode, got.text("main"))
				}
				lines := got.texts("[data-testid=changed]")
				if len(lines) != changed {
					t.Errorf("%s: %q have changed, want %d", name, lines, changed)
				}
				if want := fmt.Sprintf("%d figures are unchanged.", 8-changed); got.text("[data-testid=same]") != want {
					t.Errorf("%s: %q, want %q", name, got.text("[data-testid=same]"), want)
				}
				for _, line := range lines {
					if !strings.HasPrefix(line, "Launched was 4 projects is now 5 projects") || !strings.Contains(line, "correction: The article was misread.") || !strings.Contains(line, "23 December 2026") {
						t.Errorf("%s: %q", name, line)
					}
				}
			}
		}
		check(0)
		modelstest.Revise(t, a.store, models.Correcting, "The article was misread.", "statements.csv", modelstest.Set("st068", "value", "5"))
		now = now.AddDate(1, 0, 0)
		a.store.SetClock(func() time.Time { return now })
		check(1)
		if got := a.send(t, "/en/briefing/recheck", single, "", ""); len(got.texts("[data-testid=changed]")) != 1 {
			t.Errorf("a citation: %s", got.text("main"))
		}
		got := a.send(t, "/en/briefing/recheck", "/en/f/st068", "", "")
		if !strings.Contains(got.text("[data-testid=result]"), "do not say on which date their figures were known") {
			t.Errorf("an address without a moment: %s", got.text("main"))
		}
		modelstest.Revise(t, a.store, models.Revising, "A later report.", "projects.csv", modelstest.Set("ulba-fa", "jobs", "999"))
		if lines := a.send(t, "/en/briefing/recheck", permanent, "", "").texts("[data-testid=changed]"); len(lines) != 2 || !strings.Contains(lines[1], "999") || !strings.Contains(lines[1], "A later report.") {
			t.Errorf("of a project: %q", lines)
		}
	})
}

func TestHostileSheetsAreRefusedInASentence(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	bomb := func(name string, size int) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(w, zeros{}, int64(size)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for name, test := range map[string]struct{ text, file, content, says string }{
		"nothing":            {"", "", "", "no permanent address"},
		"a text without one": {"Hello қ", "", "", "no permanent address"},
		"a zip bomb":         {"mine", "a.docx", bomb("word/document.xml", 64<<20), "too large"},
		"another zip":        {"mine", "a.docx", bomb("evil.xml", 1<<20), "no permanent address"},
		"half a zip":         {"mine", "a.docx", "PK\x03\x04 and no more", "cannot be read"},
		"no UTF-8":           {"mine", "a.txt", "\xff\xfe\x00\x00", "cannot be read"},
		"a long file":        {"mine", "a.txt", strings.Repeat("x", pages.LongestPasted+1), "too large"},
		"a long text":        {strings.Repeat("x", pages.LongestPasted+1), "", "", "too large"},
		"too many items":     {strings.Repeat("/en/f/st067?known=2026-11-23&n=1 ", 1) + many(), "", "", "more than 200"},
	} {
		got := a.send(t, "/en/briefing/recheck", test.text, test.file, test.content)
		if got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("#problem"), test.says) {
			t.Errorf("%s answers %d: %s", name, got.StatusCode, got.text("#problem"))
		}
		if typed := strings.TrimSpace(got.doc.Find("textarea").Text()); typed != strings.TrimSpace(test.text) {
			t.Errorf("%s: of what was typed is left %.40q", name, typed)
		}
		if h := got.Header.Get("Cache-Control"); h != "no-store" {
			t.Errorf("%s: it is kept: %q", name, h)
		}
	}
	if got := a.send(t, "/en/briefing/recheck", "x", "", "", "Sec-Fetch-Site", "cross-site"); got.StatusCode != http.StatusForbidden || got.text("h1") != "This was sent from another site" {
		t.Errorf("from another site: %d, %s", got.StatusCode, got.text("h1"))
	}
}

// many are more addresses of figures than are checked at once.
func many() string {
	var b strings.Builder
	for i := range pages.MostRechecked + 1 {
		fmt.Fprintf(&b, "http://example.com/en/f/st%03d?known=2026-11-23\n", i)
	}
	return b.String()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
