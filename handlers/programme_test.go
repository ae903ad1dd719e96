package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestProgrammeOf2018ShowsTheOpeningArticle(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, lang := range models.Langs {
			got := a.page(t, "/"+string(lang)+"/?year=2018")
			for id, want := range map[string]string{
				"total": "51", "launched": "4", "launching": "6", "in_progress": "11", "planned": "18", "not-broken-down": "12",
			} {
				if got.figure(id) != want {
					t.Errorf("%s: %s is %q, want %s", lang, id, got.figure(id), want)
				}
			}
			if n := got.doc.Find("[data-testid=figures] .figure").Length(); n != 6 {
				t.Errorf("%s: %d key figures, want 6", lang, n)
			}
			// Each figure leads to its own page, to its statement and to its source on
			// the page.
			got.doc.Find("[data-testid=figures] .figure").Each(func(_ int, f *goquery.Selection) {
				source := f.Find(".src a").Eq(1).AttrOr("href", "")
				if source != "#source-qazaqtv-194657" || got.doc.Find(source).Length() != 1 {
					t.Errorf("%s: the figure leads to the source %q", lang, source)
				}
				if first := f.Find(".src a").First().AttrOr("href", ""); !strings.HasPrefix(first, "/"+string(lang)+"/statements/st067#figure-st0") && first != "#arithmetic" {
					t.Errorf("%s: the figure leads to the statement %q", lang, first)
				}
			})
			if href := got.href("#source-qazaqtv-194657 a"); !strings.HasPrefix(href, "https://old.qazaqtv.com/") {
				t.Errorf("%s: the source leads to %q", lang, href)
			}
		}
		got := a.page(t, "/en/?year=2018")
		if h := got.text("h1"); h != "Four of 51 joint projects launched, six more due in 2018" {
			t.Errorf("headline %q", h)
		}
		if lead := got.text("[data-testid=lead]"); !strings.Contains(lead, "Nursultan Nazarbayev, then President of Kazakhstan (Qingdao, 10 June 2018, day inferred)") {
			t.Errorf("lead %q", lead)
		}
		if sum := got.text("[data-testid=arithmetic] strong"); sum != "4 + 6 + 11 + 18 = 39 of 51" {
			t.Errorf("arithmetic %q", sum)
		}
		if also := got.text("[data-testid=also]"); !strings.Contains(also, "21 projects") {
			t.Errorf("the sum that the speaker gave is not shown: %q", also)
		}
		if quotes := got.texts("[data-testid=quote] p"); len(quotes) != 2 || !strings.Contains(quotes[1], "18 more are planned for the next year") {
			t.Errorf("quotations %q", quotes)
		}
	})
}

func TestPartOfAnotherStageIsNotAddedAgain(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/?year=2018&statement=st051")
		for id, want := range map[string]string{"total": "51", "launched": "4", "launching": "6", "in_progress": "11", "not-broken-down": "36", "planned": ""} {
			if got.figure(id) != want {
				t.Errorf("%s is %q, want %q", id, got.figure(id), want)
			}
		}
		if text := got.text("[data-testid=arithmetic]"); !strings.Contains(text, "4 + 11 = 15 of 51") || !strings.Contains(text, "6 of the 11 “in progress” are to be launched that year: they are not counted twice.") {
			t.Errorf("arithmetic %q", text)
		}
		// The column stacks to 4 + 11, with six of the eleven drawn over them.
		column := got.doc.Find("[data-testid=chart-wide] [data-column^='27 February 2018']")
		if column.Length() != 1 {
			t.Fatalf("%d columns of that day", column.Length())
		}
		height := func(class string) float64 {
			h, err := strconv.ParseFloat(column.Find("rect.seg."+class).AttrOr("height", ""), 64)
			if err != nil {
				t.Fatalf("%s: %v", class, err)
			}
			return h
		}
		unit := height("launched") / 4
		for class, want := range map[string]float64{"in_progress": 11, "part": 6, "rest": 36} {
			if n := height(class) / unit; n < want-0.1 || n > want+0.1 {
				t.Errorf("%s is drawn for %.2f projects, want %.0f", class, n, want)
			}
		}
		if part, whole := column.Find("rect.part"), column.Find("rect.in_progress"); part.AttrOr("fill", "") != "url(#part-wide)" ||
			bottom(t, part) != bottom(t, whole) {
			t.Error("the part is not hatched, or does not stand inside the whole")
		}
	})
}

func bottom(t *testing.T, rect *goquery.Selection) float64 {
	t.Helper()
	y, err := strconv.ParseFloat(rect.AttrOr("y", ""), 64)
	if err != nil {
		t.Fatal(err)
	}
	h, err := strconv.ParseFloat(rect.AttrOr("height", ""), 64)
	if err != nil {
		t.Fatal(err)
	}
	return y + h
}

func TestChartDrawsEachStatementWithStagesOnceAndAgreesWithItsTable(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/?year=2018")
		wide, narrow := got.doc.Find("[data-testid=chart-wide] a"), got.doc.Find("[data-testid=chart-narrow] a")
		table := got.doc.Find("[data-testid=chart-table] tbody tr")
		// Fifteen have a day; two more are only in the table.
		if wide.Length() != 15 || narrow.Length() != 15 || table.Length() != 17 {
			t.Fatalf("%d columns, %d bars, %d rows", wide.Length(), narrow.Length(), table.Length())
		}
		wide.Each(func(i int, column *goquery.Selection) {
			row := table.Eq(i)
			if column.AttrOr("href", "") != row.Find("th a").AttrOr("href", "-") {
				t.Errorf("column %d leads to %s, its row to %s", i, column.AttrOr("href", ""), row.Find("th a").AttrOr("href", ""))
			}
			shown := got.doc.Find("[data-testid=chart-wide] [data-column]").Eq(i).Find("text.sum").Text()
			if total := row.Find("td").Eq(1).Text(); shown != total && !(shown == "" && total == "not stated") {
				t.Errorf("column %d has the total %q, its row %q", i, shown, total)
			}
		})
		row := table.FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Find("th").Text() == "27 February 2018" })
		var cells []string
		row.Find("td").Each(func(_ int, s *goquery.Selection) { cells = append(cells, strings.Join(strings.Fields(s.Text()), " ")) })
		want := []string{"Zhenis Kassymbek", "51", "4", "6 (part of “In progress”)", "11", "not stated", "not stated", "36", "Kazinform"}
		if diff := cmp.Diff(want, cells); diff != "" {
			t.Error(diff)
		}
	})
}

func TestFragmentIsOnlyWhatTheFilterReplaces(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		whole := a.page(t, "/en/?year=2018&sector=metallurgy")
		got := a.page(t, "/en/?year=2018&sector=metallurgy&region=&status=&programme=&as_of=2026-11-23", "HX-Request", "true")
		if strings.Contains(got.body, "<html") || strings.Contains(got.body, "<header class=\"mast\"") || !strings.HasPrefix(got.body, "<title>") {
			t.Errorf("the fragment begins %q", got.body[:80])
		}
		if got.figure("total") != "51" || got.doc.Find("#view").Length() != 1 {
			t.Error("the fragment lacks the view")
		}
		if a, b := whole.texts("#project-table tbody th"), got.texts("#project-table tbody th"); !slices.Equal(a, b) || len(a) == 0 {
			t.Errorf("the page lists %q, the fragment %q", a, b)
		}
		if said := got.text("#announcement"); !strings.Contains(said, "2 projects match") {
			t.Errorf("a screen reader is told %q", said)
		}
		if push := got.Header.Get("HX-Push-Url"); push != "/en/?sector=metallurgy&year=2018" {
			t.Errorf("the address becomes %q", push)
		}
		if href := got.href(".langs a[hreflang=kk]"); href != "/kk/?sector=metallurgy&year=2018" {
			t.Errorf("the language switch leads to %q", href)
		}
		for _, r := range []answer{whole, got} {
			if !slices.Contains(r.Header.Values("Vary"), "HX-Request") {
				t.Errorf("Vary is %q", r.Header.Values("Vary"))
			}
		}
		for _, header := range []string{"HX-Boosted", "HX-History-Restore-Request"} {
			if got := a.page(t, "/en/", "HX-Request", "true", header, "true"); !strings.Contains(got.body, "<html") {
				t.Errorf("with %s only a part is sent", header)
			}
		}
	})
}

func TestYearsWithoutStatementsSayWhichIsShown(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct{ address, notice, headline, total string }{
			{"/en/?year=2020", "No source here gives a figure stated in 2020. Last stated on 5 September 2019.", "15 of 55 joint projects launched", "55"},
			{"/en/?year=2021", "No source here gives a figure stated in 2021. Last stated on 5 September 2019.", "15 of 55 joint projects launched", "55"},
			{"/en/?year=2014", "The first statement is of 14 December 2015: Li Keqiang, Premier of China.", "No source here gives a figure for this programme before 14 December 2015", ""},
			{"/en/?year=2018&as_of=2018-02-01", "By 1 February 2018 no source here gave a figure stated in 2018. Last stated on 21 September 2017.", "Five of 51 joint projects launched", "51"},
			{"/en/?year=2018&as_of=2018-02", "", "", "51"},
			{"/en/?year=2029", "2029 is still to come. Last stated on 25 June 2025.", "224 joint projects in the programme", "224"},
			{"/en/?year=2024&as_of=2019-12-31", "On 31 December 2019 the year 2024 was still to come. Last stated on 5 September 2019.", "15 of 55 joint projects launched", "55"},
			{"/en/?year=2024", "", "100 joint projects in the programme", "100"},
			{"/en/?year=2017", "Stated later, on 21 September 2017: Launched: 5 projects (Zhenis Kassymbek).", "Three of 51 joint projects launched", "51"},
			{"/en/?year=2019", "Stated later, on 5 September 2019: Launched: 15 projects (Zhenis Kassymbek).", "Twelve of 55 joint projects launched, five more due in 2019", "55"},
			{"/en/?statement=st111", "", "15 joint projects launched, 5 more due in 2019", ""},
			{"/en/?statement=st189&year=2018", "", "Eleven of 51 joint projects launched", "51"},
			{"/en/?statement=st010", "", "Two of 52 joint projects launched", "52"},
			{"/en/?statement=st010&year=2018", "The statement in the address does not belong to 2018 as known on 23 November 2026, so the first one is shown.", "Four of 51 joint projects launched, six more due in 2018", "51"},
		} {
			got := a.page(t, test.address)
			if notice := got.doc.Find("[data-testid=notice]").First().Text(); strings.Join(strings.Fields(notice), " ") != test.notice {
				t.Errorf("%s: notice %q", test.address, notice)
			}
			if h := got.text("h1"); test.headline != "" && !strings.EqualFold(h, test.headline) {
				t.Errorf("%s: headline %q", test.address, h)
			}
			if got.figure("total") != test.total {
				t.Errorf("%s: total %q", test.address, got.figure("total"))
			}
		}
		// What no source says is never 0.
		if got := a.page(t, "/en/?year=2020"); strings.Contains(got.text("[data-testid=figures]"), " 0 ") || !strings.Contains(got.text("[data-testid=not-stated]"), "In progress (last stated: 11, 15 May 2019)") {
			t.Errorf("figures of 2020: %s", got.text("[data-testid=figures]"))
		}
	})
}

func TestWhatOneSpeakerSaidOnOneDayIsReadAsOne(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/?year=2020")
		for figure, want := range map[string]string{"total": "55", "launched": "15", "launching": "5", "not-broken-down": "35"} {
			if got.figure(figure) != want {
				t.Errorf("%s is %q", figure, got.figure(figure))
			}
		}
		// Each figure leads to the record that gives it, and what is worked out of both
		// to a page of its own.
		if href := got.href("#figure-launching .src a"); href != "/en/statements/st111#figure-st112" {
			t.Errorf("the five lead to %q", href)
		}
		rest := a.page(t, "/en/f/rest.st107.st111")
		if amount := rest.text("h1"); !strings.Contains(rest.text("main"), "35") {
			t.Errorf("the rest is %q", amount)
		}
		if rest := a.page(t, "/en/f/rest.st107"); !strings.Contains(rest.text("main"), "40") {
			t.Error("the rest of the statement alone has changed")
		}
		for _, other := range []string{"rest.st107.st093", "rest.st107.st107", "stage.st107.st111.launched"} {
			if got := a.get(t, "/en/f/"+other); got.StatusCode != http.StatusNotFound {
				t.Errorf("%s answers %d", other, got.StatusCode)
			}
		}
	})
}

func TestWithoutAYearTheNewestStatementDecides(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/")
		if got.figure("total") != "224" || got.doc.Find("#year-2025").AttrOr("checked", "-") == "-" {
			t.Errorf("total %q", got.figure("total"))
		}
		if got := a.page(t, "/en/?as_of=2017-01-01"); got.figure("total") != "51" || got.figure("launched") != "2" {
			t.Errorf("as of 2017-01-01: total %q", got.figure("total"))
		}
	})
}

func TestStatedAndDocumentedStandSideBySide(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/?year=2018")
		row := func(stage string) []string {
			return got.texts("[data-testid=compare] tr[data-stage=" + stage + "] td")
		}
		for stage, want := range map[string][]string{
			"launched": {"4", "8", "+4"}, "launching": {"6", "2", "−4"}, "in_progress": {"11", "8", "−3"}, "planned": {"18", "0", "−18"},
			"unknown": {"not stated", "6", "–"},
		} {
			if diff := cmp.Diff(want, row(stage)); diff != "" {
				t.Errorf("%s: %s", stage, diff)
			}
		}
		// The list behind a number has that many rows.
		got.doc.Find("[data-testid=compare] tbody a:not(.fig)").Each(func(_ int, link *goquery.Selection) {
			list := a.page(t, link.AttrOr("href", ""))
			if rows := list.doc.Find("#project-table tbody tr").Length(); fmt.Sprint(rows) != link.Text() {
				t.Errorf("%s has %d rows, the number is %s", link.AttrOr("href", ""), rows, link.Text())
			}
		})
		conflicts := got.text("[data-testid=conflicts]")
		for _, want := range []string{"8 projects Arystan Kabykenov, 21 June 2018", "11 projects Unnamed expert, day not stated", "US$27.7 billion Zhenis Kassymbek, 27 February 2018"} {
			if !strings.Contains(conflicts, want) {
				t.Errorf("the conflicts lack %q: %s", want, conflicts)
			}
		}
	})
}

func TestEveryStatementOfAYearIsOneClickAway(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/?year=2018")
		links := got.doc.Find("[data-testid=said] tbody th a")
		if links.Length() != 9 {
			t.Fatalf("%d statements", links.Length())
		}
		links.Each(func(_ int, link *goquery.Selection) {
			one := a.page(t, link.AttrOr("href", ""))
			if shown := one.text("[data-testid=said] tr.shown th a"); shown != link.Text() {
				t.Errorf("%s shows the statement of %q", link.AttrOr("href", ""), shown)
			}
		})
	})
}

func TestOptionsAnnounceTheRowsThatChoosingThemGives(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		for _, address := range []string{"/en/?year=2018", "/en/?year=2025&status=planned", "/en/projects?region=almaty-region", "/en/projects?as_of=2018-06-10"} {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			got := a.page(t, address)
			check := func(name, value, count string) {
				q := u.Query()
				q.Set(name, value)
				chosen := a.page(t, u.Path+"?"+q.Encode())
				rows := chosen.doc.Find("#project-table tbody tr").Length()
				if want, err := strconv.Atoi(count); err != nil || min(want, models.PageSize) != rows {
					t.Errorf("%s: %s=%s announces %q and gives %d rows", address, name, value, count, rows)
				}
			}
			n := 0
			got.doc.Find("#status option, #sector option, #region option").Each(func(_ int, o *goquery.Selection) {
				label := o.Text()
				count := strings.TrimSuffix(label[strings.LastIndex(label, "(")+1:], ")")
				check(o.Parent().AttrOr("name", ""), o.AttrOr("value", ""), strings.TrimSpace(count))
				n++
			})
			got.doc.Find("input[name=year]").Each(func(_ int, r *goquery.Selection) {
				check("year", r.AttrOr("value", ""), r.Parent().Find("small").AttrOr("data-count", ""))
				n++
			})
			if n < 20 {
				t.Errorf("%s has only %d options", address, n)
			}
		}
	})
}

func TestTheFormShowsWhatTheAddressSays(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/?year=2025&status=planned&sector=metallurgy&region=none&as_of=2026-06&sort=launch&dir=desc")
		form := got.doc.Find("#filter")
		for selector, want := range map[string]string{
			"input[name=year][checked]": "2025", "input[name=as_of]": "2026-06-30", "#status option[selected]": "planned",
			"#sector option[selected]": "metallurgy", "#region option[selected]": "none", "input[name=sort]": "launch", "input[name=dir]": "desc",
		} {
			if value := form.Find(selector).AttrOr("value", ""); value != want {
				t.Errorf("%s is %q, want %q", selector, value, want)
			}
		}
		if href := got.href(".clear"); href != "/en/?dir=desc&sort=launch&year=2025" {
			t.Errorf("«clear all filters» leads to %q", href)
		}
	})
}

func TestBadParametersAreNamed(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct{ address, name, hint string }{
			{"/en/?year=abc", "year=abc", "year=2018"},
			{"/en/?year=0", "year=0", "year=2018"},
			{"/en/?year=99999", "year=99999", "year=2018"},
			{"/en/?year=-2018", "year=-2018", "year=2018"},
			{"/en/?year=2018&as_of=2018-13-01", "as_of=2018-13-01", "as_of=2018-06-30"},
			{"/en/?as_of=2018-02-30", "as_of=2018-02-30", "as_of=2018-06-30"},
			{"/en/?as_of=2026-11-24", "as_of=2026-11-24", "2026-11-23"},
			{"/en/?status=done", "status=done", "in_progress"},
			{"/en/?sector=juggling", "sector=juggling", "not stated"},
			{"/en/?region=atlantis", "region=atlantis", "not stated"},
			{"/en/?programme=nothing", "programme=nothing", "list"},
			{"/en/?statement=st999", "statement=st999", "list"},
			{"/en/?sort=colour", "sort=colour", "launch"},
			{"/en/?dir=sideways", "dir=sideways", "desc"},
			{"/en/projects?page=0", "page=0", "page=2"},
			{"/en/projects?programme=nothing", "programme=nothing", "list"},
			{"/en/projects/zhanatas-wind-100?as_of=soon", "as_of=soon", "as_of=2018-06-30"},
			{"/en/?year=%3Cscript%3E", "year=<script>", "year=2018"},
		} {
			got := a.get(t, test.address)
			if got.StatusCode != http.StatusBadRequest {
				t.Errorf("%s answers %d", test.address, got.StatusCode)
			}
			if text := got.text("main"); !strings.Contains(text, test.name) || !strings.Contains(text, test.hint) {
				t.Errorf("%s says %q", test.address, text)
			}
			if back := a.get(t, got.href("main a")); back.StatusCode != http.StatusOK {
				t.Errorf("%s leads on to %s, which answers %d", test.address, got.href("main a"), back.StatusCode)
			}
			if strings.Contains(got.body, "<script>") {
				t.Errorf("%s is written into the page as it came", test.address)
			}
		}
	})
}

func TestUnknownAndEmptyParametersAreIgnored(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		plain, odd := a.page(t, "/en/?year=2018"), a.page(t, "/en/?year=2018&utm_source=mail&status=&sector=&region=&as_of=&%zz")
		if plain.text("#view") != odd.text("#view") {
			t.Error("the pages differ")
		}
	})
}

func TestProgrammeWithoutProjectsIsFriendly(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct{ code, headline, figure string }{
			{"industrial-innovative-development", "1,200 enterprises (2018)", "1,200 enterprises"},
			{"bilateral-trade-china-customs", "US$43.82 billion", "US$43.82 billion"},
		} {
			got := a.page(t, "/en/?programme="+test.code)
			if h := got.text("h1"); !strings.Contains(h, test.headline) {
				t.Errorf("%s: headline %q", test.code, h)
			}
			if values := got.texts("[data-testid=figures] .value"); len(values) == 0 || !slices.Contains(values, test.figure) {
				t.Errorf("%s: figures %q", test.code, values)
			}
			if text := got.text("#project-table"); !strings.Contains(text, "No project of this programme is documented here") {
				t.Errorf("%s: projects %q", test.code, text)
			}
			if got.doc.Find("[data-testid=chart-wide]").Length() != 0 {
				t.Errorf("%s: a chart without stages is drawn", test.code)
			}
		}
		// The note says what a figure of a statistic covers.
		if note := a.page(t, "/en/?programme=rail-freight&year=2018").text("[data-testid=note]"); !strings.Contains(note, "All transit containers") {
			t.Errorf("the note says %q", note)
		}
		// Every programme has a page.
		a.page(t, "/en/").doc.Find("#programme option").Each(func(_ int, o *goquery.Selection) {
			a.page(t, "/zh/?programme="+o.AttrOr("value", ""))
		})
	})
}

func TestEmptyDatabaseGivesAFriendlyPage(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		a := newApp(s)
		if got := a.page(t, "/en/?year=2018"); got.text("h1") != "No records yet" || got.doc.Find("[data-testid=figures]").Length() != 0 {
			t.Errorf("the page says %q", got.text("main"))
		}
		if got := a.page(t, "/en/projects"); !strings.Contains(got.text("#project-table"), "No project matches") {
			t.Errorf("the list says %q", got.text("main"))
		}
	})
}

func TestTodaysDateInTheAddressChangesNothingToday(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, address := range []string{"/en/?year=2018", "/en/?year=2020"} {
			plain, dated := a.page(t, address), a.page(t, address+"&as_of=2026-11-23", "HX-Request", "true")
			for _, part := range []string{"[data-testid=notice]", "[data-testid=figures]", "[data-testid=said]", "[data-testid=conflicts]", "#filter"} {
				if plain.text(part) != dated.text(part) {
					t.Errorf("%s: %s differs:\n%s\n%s", address, part, plain.text(part), dated.text(part))
				}
			}
		}
	})
}

func TestOilAndAgreementsOfTheOpeningArticleAreOnThePage(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/?year=2018")
		prices := got.text("[data-testid=prices]")
		for _, want := range []string{"US$30.70 · January 2016", "10 June 2018", "Brent averaged $74.41", "Brent crude oil, US$ a barrel, monthly average, January 2012 to December 2019."} {
			if !strings.Contains(prices, want) {
				t.Errorf("the prices lack %q: %s", want, prices)
			}
		}
		agreements := got.text("[data-testid=agreements]")
		for _, want := range []string{"finance, investment and e-commerce", "nuclear and radioactive materials", "Beijing, 7 June 2018"} {
			if !strings.Contains(agreements, want) {
				t.Errorf("the agreements lack %q: %s", want, agreements)
			}
		}
		// Neither shows what came later than the day.
		earlier := a.page(t, "/en/?year=2018&as_of=2018-03-01")
		if text := earlier.text("[data-testid=prices]"); strings.Contains(text, "opening article") || !strings.Contains(text, "to February 2018") {
			t.Errorf("prices as of 2018-03-01: %s", text)
		}
		if text := earlier.text("[data-testid=agreements]"); strings.Contains(text, "June 2018") || !strings.Contains(text, "15 November 2017") {
			t.Errorf("agreements as of 2018-03-01: %s", text)
		}
		if other := a.page(t, "/en/?programme=bilateral-trade"); other.doc.Find("[data-testid=prices]").Length() != 0 {
			t.Error("another programme shows the oil price")
		}
	})
}

func TestAChosenStatementStaysWithItsYearAndProgramme(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		form := a.page(t, "/en/?year=2018&statement=st051").doc.Find("#filter")
		sent := url.Values{}
		form.Find("input[type=hidden]").Each(func(_ int, i *goquery.Selection) { sent.Set(i.AttrOr("name", ""), i.AttrOr("value", "")) })
		if sent.Get("statement") != "st051" {
			t.Fatalf("the form keeps %v", sent)
		}
		for _, test := range []struct{ name, query, total, rest, notice string }{
			{"another sector keeps it", "year=2018&programme=&sector=mining", "51", "36", ""},
			{"another year takes its place", "year=2019&programme=&sector=", "55", "27", "Stated later, on 5 September 2019: Launched: 15 projects (Zhenis Kassymbek)."},
			{"another programme takes its place", "year=2018&programme=bilateral-trade-china-customs", "", "", ""},
		} {
			chosen, err := url.ParseQuery(test.query)
			if err != nil {
				t.Fatal(err)
			}
			for name, values := range sent {
				chosen[name] = values
			}
			got := a.page(t, "/en/?"+chosen.Encode())
			if got.figure("total") != test.total || got.figure("not-broken-down") != test.rest || got.text("[data-testid=notice]") != test.notice {
				t.Errorf("%s: total %q, not broken down %q, notice %q", test.name, got.figure("total"), got.figure("not-broken-down"), got.text("[data-testid=notice]"))
			}
		}
	})
}
