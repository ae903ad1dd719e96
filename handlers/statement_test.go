package handlers_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// opening reads a file of the opening data, by the names of its columns.
func opening(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := models.OpeningFiles().Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		cells := make(map[string]string)
		for i, column := range rows[0] {
			cells[column] = row[i]
		}
		list = append(list, cells)
	}
	return list
}

func TestStatementOfTheOpeningArticleHasAllItsFigures(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/statements/st067")
		if title := got.text("h1"); title != "Nursultan Nazarbayev, 10 June 2018" {
			t.Errorf("title %q", title)
		}
		want := []string{
			"Total projects 51 projects 2018 June 2018", "Launched 4 projects 2018 June 2018", "Launching in the year of the statement 6 projects 2018 June 2018",
			"In progress 11 projects 2018 June 2018", "Listed so far, as stated 21 projects 2018 June 2018", "Planned for the next year 18 projects 2019 June 2018",
		}
		if diff := cmp.Diff(want, got.texts("[data-testid=figures] tbody tr")); diff != "" {
			t.Error(diff)
		}
		if sum := got.text("[data-testid=arithmetic]"); !strings.HasPrefix(sum, "4 + 6 + 11 + 18 = 39 of 51") {
			t.Errorf("sum %q", sum)
		}
		if quotes := got.texts("[data-testid=quote]"); len(quotes) != 2 || !strings.Contains(quotes[0], "There are 51 projects") || !strings.Contains(quotes[0], "Qazaq TV") {
			t.Errorf("quotes %q", quotes)
		}
		if others := got.texts("[data-testid=others] tbody tr"); len(others) != 8 {
			t.Errorf("%d statements of the year", len(others))
		}
		if conflicts := got.text("[data-testid=conflicts]"); !strings.Contains(conflicts, "8 projects Arystan Kabykenov, 21 June 2018") {
			t.Errorf("conflicts %q", conflicts)
		}
		if next := got.href("[data-testid=neighbours] [rel=next]"); next != "/en/statements/st076" {
			t.Errorf("next is %q", next)
		}
		if front := got.href("[data-testid=neighbours] a:not([rel])"); front != "/en/?statement=st067&year=2018" {
			t.Errorf("in front: %q", front)
		}
		a.page(t, got.href("[data-testid=neighbours] a:not([rel])"))
		if source := got.text("[data-testid=sources] li:first-child"); !strings.HasPrefix(source, "Kazakhstan-China: Strategic partnership") {
			t.Errorf("source %q", source)
		}
	})
}

func TestAFigureIsPartOfAnother(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		list := a.page(t, "/en/statements?programme=industrial-cooperation&year=2018&q=Kassymbek")
		address := ""
		list.doc.Find("[data-testid=statements] tbody th a").Each(func(_ int, link *goquery.Selection) {
			if link.Text() == "27 February 2018" {
				address = link.AttrOr("href", "")
			}
		})
		rows := a.page(t, address).texts("[data-testid=figures] tbody tr")
		if !slices.ContainsFunc(rows, func(r string) bool {
			return strings.HasPrefix(r, "Launching in the year of the statement part of: In progress: 11 projects 6 projects")
		}) {
			t.Errorf("figures %q", rows)
		}
	})
}

func TestTheAddressOfAFigureLeadsToItsStatement(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.get(t, "/ru/statements/st070?as_of=2019")
		if got.StatusCode != http.StatusMovedPermanently || got.Header.Get("Location") != "/ru/statements/st067?as_of=2019#figure-st070" {
			t.Errorf("leads to %q (%d)", got.Header.Get("Location"), got.StatusCode)
		}
		if got := a.get(t, "/ru/statements/st9999"); got.StatusCode != http.StatusNotFound {
			t.Errorf("an unknown one answers %d", got.StatusCode)
		}
	})
}

func TestTradeIsOneSeriesForEachStatistic(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/metrics/trade_turnover_usd")
		legend := got.texts("[data-testid=points] .legend li")
		if len(legend) != 3 || !slices.Contains(legend, "Bilateral trade (China customs)") || !slices.Contains(legend, "Bilateral trade (Kazakh statistics)") {
			t.Errorf("legend %q", legend)
		}
		if why := got.text("[data-testid=why]"); !strings.Contains(why, "freight and insurance") || !strings.Contains(why, "No source here explains the gap") {
			t.Errorf("why %q", why)
		}
		if got.doc.Find("[data-testid=points] path.line, [data-testid=points] polyline").Length() > 0 {
			t.Error("points are joined")
		}
		// Each point is a link with a name, and stands in the table too.
		rows := got.doc.Find("[data-testid=metric-table] tbody tr").Length()
		if points := got.doc.Find("svg.wide a[aria-label]").Length(); points != rows || points == 0 {
			t.Errorf("%d points, %d rows", points, rows)
		}
		classes := make(map[string]string)
		got.doc.Find("[data-testid=metric-table] tbody tr").Each(func(_ int, r *goquery.Selection) {
			programme, class := read(r.Find("td.hide-s .tag")), r.Find(".point").AttrOr("class", "")
			if classes[programme] != "" && classes[programme] != class {
				t.Errorf("%s is drawn as %q and %q", programme, classes[programme], class)
			}
			classes[programme] = class
		})
		if len(classes) != 3 {
			t.Errorf("series %v", classes)
		}
	})
}

func TestTwoMeaningsOf1200EnterprisesStandOnTheMetric(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		rows := a.page(t, "/en/metrics/enterprises").texts("[data-testid=metric-table] tbody tr")
		found := 0
		for _, r := range rows {
			if strings.HasPrefix(r, "8 June 2018 1,200 enterprises") && strings.Contains(r, "China-invested enterprises in Kazakhstan") ||
				strings.HasPrefix(r, "10 June 2018 1,200 enterprises") && strings.Contains(r, "Industrial and innovative development programme") {
				found++
			}
		}
		if found != 3 {
			t.Errorf("%d of the three statements are there: %q", found, rows)
		}
		if got := a.page(t, "/en/metrics/enterprises?as_of=2018-06-08").texts("[data-testid=metric-table] tbody tr"); len(got) != 1 {
			t.Errorf("on 8 June 2018: %q", got)
		}
	})
}

func TestEverythingOfASourceIsNamedOnItsPage(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	type rest struct{ statements, projects, enterprises, agreements int }
	want := make(map[string]*rest)
	for _, source := range opening(t, "sources.csv") {
		want[source["id"]] = new(rest)
	}
	count := func(file, column string, add func(*rest)) {
		for _, row := range opening(t, file) {
			for _, code := range strings.Split(row[column], ";") {
				add(want[strings.TrimSpace(code)])
			}
		}
	}
	count("enterprises.csv", "source_ids", func(r *rest) { r.enterprises++ })
	count("agreements.csv", "source_ids", func(r *rest) { r.agreements++ })
	projects := make(map[string]map[string]bool)
	for _, row := range opening(t, "projects.csv") {
		for _, code := range strings.Split(row["source_ids"], ";") {
			if projects[code] == nil {
				projects[code] = make(map[string]bool)
			}
			projects[code][row["code"]] = true
		}
	}
	for _, row := range opening(t, "project_events.csv") {
		projects[row["source_id"]][row["project"]] = true
	}
	for code, r := range want {
		got := a.page(t, "/en/sources/"+code)
		for part, n := range map[string]int{"enterprises": r.enterprises, "agreements": r.agreements, "projects": len(projects[code])} {
			if items := got.doc.Find("[data-testid=rest-" + part + "] li").Length(); items != n {
				t.Errorf("%s: %d %s, want %d", code, items, part, n)
			}
		}
		// A statement of statements.csv has one or more of its figures; each row of a
		// statistic is at least one.
		figures, rows := 0, 0
		for _, row := range opening(t, "statements.csv") {
			if row["source_id"] == code {
				figures++
			}
		}
		for _, row := range opening(t, "trade.csv") {
			if slices.Contains(strings.Split(row["source_ids"], ";"), code) {
				rows++
			}
		}
		listed := got.doc.Find("[data-testid=rest-statements] tbody tr").Length()
		if listed < rows || figures > 0 && listed == rows || listed > figures+2*rows {
			t.Errorf("%s: %d statements for %d figures and %d rows of statistics", code, listed, figures, rows)
		}
	}
	if got := a.page(t, "/en/sources/eia-oil").texts("[data-testid=rest-prices] li"); len(got) != 2 || !strings.Contains(got[0], "months, January 2008 to July 2026") {
		t.Errorf("prices of eia-oil: %q", got)
	}
	if got := a.get(t, "/en/sources/nope"); got.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown source answers %d", got.StatusCode)
	}
}

func TestEveryStatementMetricAndSourceHasAPageInEveryLanguage(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	seen := 0
	for _, list := range []string{"statements", "metrics", "sources"} {
		for page := a.page(t, "/kk/"+list); ; {
			page.doc.Find("#main table tbody th a").Each(func(_ int, link *goquery.Selection) {
				seen++
				lang := models.Langs[seen%4]
				a.page(t, "/"+string(lang)+strings.TrimPrefix(link.AttrOr("href", ""), "/kk"))
			})
			next := page.href(".pager a[rel=next]")
			if next == "" {
				break
			}
			page = a.page(t, next)
		}
	}
	if want := 266 + len(opening(t, "metrics.csv")) + 100; seen < want {
		t.Errorf("%d pages, want at least %d", seen, want)
	}
}

func TestBadAddressesOfStatementsSayWhatToDo(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for address, says := range map[string]string{
			"statements?speaker=nobody": "No speaker has this code", "statements?metric=nope": "No metric has this code", "statements?programme=nope": "No programme has this code",
			"statements?source=nope": "No source has this code", "statements?as_of=2030": "a day still to come", "statements?sort=x": "Write one of day, speaker, programme",
			"sources?kind=x": "Write one of page, gazetteer", "sources?year=18": "four digits", "metrics/launched?as_of=x": "Write a day of the calendar",
		} {
			got := a.get(t, "/en/"+address)
			if got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("main"), says) {
				t.Errorf("%s answers %d: %s", address, got.StatusCode, got.text("main"))
			}
		}
		if got := a.get(t, "/en/metrics/nope"); got.StatusCode != http.StatusNotFound {
			t.Errorf("an unknown metric answers %d", got.StatusCode)
		}
		if rows := fmt.Sprint(a.page(t, "/en/statements?q=НАЗАРБАЕВ&year=2018").doc.Find("#view tbody tr").Length()); rows == "0" {
			t.Error("a speaker's Russian name finds nothing")
		}
	})
}
