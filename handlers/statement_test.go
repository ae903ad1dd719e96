package handlers_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
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
		got := a.page(t, "/en/statements/st067").withoutBriefing()
		if title := got.text("h1"); title != "Nursultan Nazarbayev, 10 June 2018" {
			t.Errorf("title %q", title)
		}
		want := []string{
			"Total projects 51 projects 2018 June 2018", "Launched 4 projects 2018 June 2018", "Launching in the year of the statement 6 projects 2018 June 2018",
			"In progress 11 projects 2018 June 2018", "Subtotal given by the speaker 21 projects 2018 June 2018", "Planned for the next year 18 projects 2019 June 2018",
		}
		if diff := cmp.Diff(want, got.texts("[data-testid=figures] tbody tr")); diff != "" {
			t.Error(diff)
		}
		facts := []string{
			"Speaker Nursultan Nazarbayev", "Office President of Kazakhstan", "Day 10 June 2018",
			"Day inferred from Briefing for media representatives on results of the visit to the People's Republic of China", "Place Qingdao",
			"Programme Kazakhstan–China industrial and investment cooperation", "Sources Kazakhstan-China: Strategic partnership",
		}
		if diff := cmp.Diff(facts, got.texts("[data-testid=facts] > div")); diff != "" {
			t.Error(diff)
		}
		if sum := got.text("[data-testid=arithmetic]"); sum != "4 + 6 + 11 + 18 = 39 of 51 The statement accounts for 39 projects by stage. It gives no stage for 12 projects." {
			t.Errorf("sum %q", sum)
		}
		if quotes := got.texts("[data-testid=quote]"); len(quotes) != 2 || !strings.Contains(quotes[0], "There are 51 projects") || !strings.HasSuffix(quotes[0], "Nursultan Nazarbayev, then President of Kazakhstan · Qingdao, 10 June 2018, day inferred · Qazaq TV") {
			t.Errorf("quotes %q", quotes)
		}
		// Among them the one of autumn 2018 whose day nobody knows.
		if others := got.texts("[data-testid=others] tbody tr"); len(others) != 9 || !strings.HasPrefix(others[8], "day not stated Unnamed expert") {
			t.Errorf("statements of the year %q", others)
		}
		conflicts := got.text("[data-testid=conflicts]")
		for _, want := range []string{"8 projects Arystan Kabykenov, 21 June 2018", "11 projects Unnamed expert, day not stated"} {
			if !strings.Contains(conflicts, want) {
				t.Errorf("the conflicts lack %q: %s", want, conflicts)
			}
		}
		if beside := got.hrefs("[data-testid=neighbours] a[rel]"); !slices.Equal(beside, []string{"/en/statements/st063", "/en/statements/st076"}) {
			t.Errorf("beside it stand %q", beside)
		}
		if front := got.href("[data-testid=neighbours] a:not([rel])"); front != "/en/?statement=st067&year=2018" {
			t.Errorf("in front: %q", front)
		}
		if shown := a.page(t, got.href("[data-testid=neighbours] a:not([rel])")); !slices.Contains(shown.hrefs("[data-testid=said] tr.shown a"), "/en/statements/st067") {
			t.Error("the programme page does not lead back to the record")
		}
		if source := got.text("[data-testid=sources] li:first-child"); !strings.HasPrefix(source, "Kazakhstan-China: Strategic partnership") {
			t.Errorf("source %q", source)
		}
		// On the day itself nothing later was known, and nothing without a date.
		past := a.page(t, "/en/statements/st067?as_of=2018-06-10")
		if others := past.texts("[data-testid=others] tbody tr"); len(others) != 5 || past.href("[data-testid=neighbours] [rel=next]") != "" {
			t.Errorf("on 10 June 2018: %q", others)
		}
	})
}

func TestAStatementWithoutADateStandsInTheYearOfItsFigures(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/statements/st189")
		if title := got.text("#others-title"); title != "8 other statements of 2018 about the programme" {
			t.Errorf("title %q", title)
		}
		if got.doc.Find("[data-testid=neighbours] [rel]").Length() > 0 || !strings.Contains(got.text("[data-testid=facts]"), "Day day not stated") {
			t.Errorf("neighbours without a date: %s", got.text("main"))
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
		got := a.page(t, address).withoutBriefing()
		if rows := got.texts("[data-testid=figures] tbody tr"); !slices.Contains(rows, "Launching in the year of the statement part of: In progress: 11 projects 6 projects 2018 27 February 2018") {
			t.Errorf("figures %q", rows)
		}
		if sum := got.text("[data-testid=arithmetic]"); !strings.HasPrefix(sum, "4 + 11 = 15 of 51") {
			t.Errorf("the part is added to its whole: %q", sum)
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
		if want := []string{"Kazakhstan–China trade (basis not stated)", "Kazakhstan–China trade (China customs)", "Kazakhstan–China trade (Kazakh statistics)"}; !slices.Equal(legend, want) {
			t.Errorf("legend %q", legend)
		}
		if got.doc.Find("[data-testid=points] path:not(.point), [data-testid=points] polyline").Length() > 0 {
			t.Error("points are joined")
		}
		rows := got.doc.Find("[data-testid=metric-table] tbody tr")
		// Each programme has one mark, and no two programmes share it.
		marks := make(map[string]string)
		rows.Each(func(_ int, r *goquery.Selection) {
			programme, class := read(r.Find(".tag")), r.Find(".tag .point").AttrOr("class", "")
			if marks[programme] != "" && marks[programme] != class {
				t.Errorf("%s is drawn as %q and %q", programme, marks[programme], class)
			}
			marks[programme] = class
		})
		if classes := slices.Compact(slices.Sorted(maps.Values(marks))); len(marks) != 3 || len(classes) != 3 {
			t.Errorf("marks %v", marks)
		}
		// Each point is a link with a name, stands in the table too, and in sight.
		for _, width := range []string{"wide", "narrow"} {
			points := got.doc.Find("svg." + width + " a[aria-label]")
			if counted := rows.Not(":has([data-testid=same])").Length(); points.Length() != counted || counted < 16 {
				t.Errorf("%s: %d points, %d rows that count", width, points.Length(), counted)
			}
			places := points.Find(".hit").Map(func(_ int, c *goquery.Selection) string { return c.AttrOr("cx", "") + " " + c.AttrOr("cy", "") })
			slices.Sort(places)
			if apart := slices.Compact(slices.Clone(places)); len(apart) != len(places) {
				t.Errorf("%s: %d points in %d places", width, len(places), len(apart))
			}
		}
		// What both statistics give for a year stands side by side, and nothing else.
		mirror := got.texts("[data-testid=mirror] tbody tr")
		if len(mirror) != 2 || !strings.HasPrefix(mirror[0], "2021 US$25.25 billion") || !strings.HasSuffix(mirror[0], "US$7.05 billion") || !strings.HasPrefix(mirror[1], "2022 US$31.2 billion") || !strings.HasSuffix(mirror[1], "US$7.1 billion") {
			t.Errorf("mirror %q", mirror)
		}
		for _, want := range []string{"No source here explains the difference", "freight and insurance", "Konstantin Syroyezhkin, Kazakhstan Institute for Strategic Studies (19 January 2017): the difference is US$5 billion to US$6 billion a year."} {
			if text := got.text("[data-testid=mirror]"); !strings.Contains(text, want) {
				t.Errorf("the reasons lack %q: %s", want, text)
			}
		}
		// Before the expert spoke nobody had put a number to it.
		if past := a.page(t, "/en/metrics/trade_turnover_usd?as_of=2016"); past.doc.Find("[data-testid=mirror]").Length() > 0 || strings.Contains(past.text("main"), "Syroyezhkin") {
			t.Errorf("in 2016: %s", past.text("main"))
		}
		if one := a.page(t, "/en/metrics/trade_turnover_usd_8m"); !strings.HasPrefix(one.text("[data-testid=notice]"), "All these figures are on one statistical basis: Kazakhstan–China trade (basis not stated). They must not be added to figures on another.") {
			t.Errorf("a single basis: %q", one.text("[data-testid=notice]"))
		}
	})
}

func TestUnitsNeverShareADrawing(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/metrics/documents_signed")
		if charts := got.texts("[data-testid=points] h2"); !slices.Equal(charts, []string{"Over time (documents)"}) {
			t.Errorf("charts %q", charts)
		}
		if notices := got.texts("[data-testid=notice]"); !slices.Contains(notices, "1 figure in another unit is in the table only.") {
			t.Errorf("notices %q", notices)
		}
		if points := got.doc.Find("svg.wide a"); points.Length() != 12 || strings.Contains(read(points), "45 projects") {
			t.Errorf("%d points", points.Length())
		}
		// Thirteen occasions, each with a mark of its own.
		marks := got.doc.Find("[data-testid=metric-table] .tag .point").Map(func(_ int, p *goquery.Selection) string { return p.AttrOr("class", "") })
		slices.Sort(marks)
		if len(marks) != 13 || len(slices.Compact(marks)) != 13 {
			t.Errorf("marks %q", marks)
		}
	})
}

func TestTwoMeaningsOf1200EnterprisesStandOnTheMetric(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/metrics/enterprises").withoutBriefing()
		for _, want := range []string{
			"8 June 2018 1,200 enterprises 2018 Nursultan Nazarbayev, then President of Kazakhstan China-invested enterprises in Kazakhstan Kazinform",
			"10 June 2018 (inferred) 1,200 enterprises 2018 Nursultan Nazarbayev, then President of Kazakhstan Industrial and innovative development programme Qazaq TV",
		} {
			if rows := got.texts("[data-testid=metric-table] tbody tr"); !slices.Contains(rows, want) {
				t.Errorf("the table lacks %q: %q", want, rows)
			}
		}
		if title := got.text("[data-testid=meanings] h2"); title != "1,200 enterprises in 2018: one number, 2 meanings" {
			t.Errorf("title %q", title)
		}
		if links := got.hrefs("[data-testid=meaning] .small a:not(.src-mark)"); !slices.Equal(links, []string{"/en/statements/st062", "/en/statements/st064", "/en/statements/st073"}) {
			t.Errorf("links %q", links)
		}
		if past := a.page(t, "/en/metrics/enterprises?as_of=2018-06-08"); past.doc.Find("[data-testid=metric-table] tbody tr").Length() != 1 || past.doc.Find("[data-testid=meanings]").Length() > 0 {
			t.Errorf("on 8 June 2018: %s", past.text("main"))
		}
	})
}

// statementCodes gives each row of statements.csv, in their order, and of
// trade.csv the code of its statement: that of the first row of the same occasion,
// or what the row of the statistic is about.
func statementCodes() func(map[string]string) string {
	first := make(map[[4]string]string)
	return func(row map[string]string) string {
		if basis, ok := row["basis"]; ok {
			words := strings.NewReplacer("(", "", ")", "", " ", "-").Replace(row["year"] + " " + row["period"] + " " + basis)
			return "trade-" + strings.ToLower(words)
		}
		occasion := [4]string{row["source_id"], row["said_by"], row["said_on"], row["programme"]}
		if first[occasion] == "" {
			first[occasion] = row["id"]
		}
		return first[occasion]
	}
}

// TestEverythingOfASourceIsNamedOnItsPage compares the page of each source with
// the files of the opening data.
func TestEverythingOfASourceIsNamedOnItsPage(t *testing.T) {
	walks(t)
	want := make(map[string]map[string][]string)
	add := func(source, part, item string) {
		if want[source] == nil {
			want[source] = make(map[string][]string)
		}
		if !slices.Contains(want[source][part], item) {
			want[source][part] = append(want[source][part], item)
		}
	}
	rest := func(file, column, part string, item func(map[string]string) string) {
		for _, row := range opening(t, file) {
			for _, source := range strings.Split(row[column], ";") {
				add(strings.TrimSpace(source), part, item(row))
			}
		}
	}
	address := func(path, column string) func(map[string]string) string {
		return func(row map[string]string) string { return "/en/" + path + "/" + row[column] }
	}
	code := statementCodes()
	statement := func(row map[string]string) string { return "/en/statements/" + code(row) }
	rest("statements.csv", "source_id", "statements", statement)
	rest("trade.csv", "source_ids", "statements", statement)
	rest("projects.csv", "source_ids", "projects", address("projects", "code"))
	rest("project_events.csv", "source_id", "projects", address("projects", "project"))
	rest("enterprises.csv", "source_ids", "enterprises", address("enterprises", "code"))
	rest("agreements.csv", "source_ids", "agreements", address("agreements", "code"))
	rest("corridors.csv", "source_ids", "corridors", func(row map[string]string) string { return "/en/map#corridor-" + row["corridor"] })
	rest("commodity_prices.csv", "source_id", "prices", address("prices", "commodity"))
	for _, row := range opening(t, "price_notes.csv") {
		for _, commodity := range strings.Split(row["commodities"], ";") {
			add(row["source_id"], "notes", "/en/prices/"+commodity)
		}
	}
	places, months := make(map[string][]string), make(map[string]int)
	for _, row := range opening(t, "corridors.csv") {
		for _, source := range strings.Split(row["source_ids"], ";") {
			places[source] = append(places[source], row["place"])
		}
	}
	for _, row := range opening(t, "commodity_prices.csv") {
		months[row["source_id"]]++
	}
	each(t, func(t *testing.T, a *app) {
		for _, source := range opening(t, "sources.csv") {
			code := source["id"]
			got := a.page(t, "/en/sources/"+code)
			for _, part := range []string{"statements", "projects", "enterprises", "agreements", "corridors", "prices", "notes"} {
				links := got.hrefs("[data-testid=rest-" + part + "] tbody th a, [data-testid=rest-" + part + "] li a:not(.fig)")
				slices.Sort(links)
				expected := slices.Sorted(slices.Values(want[code][part]))
				if !slices.Equal(slices.Compact(links), expected) {
					t.Errorf("%s: %s %q, want %q", code, part, links, expected)
				}
			}
			if named := got.texts("[data-testid=rest-corridors] small > span, [data-testid=rest-corridors] small"); len(places[code]) > 0 {
				for _, place := range places[code] {
					if !strings.Contains(strings.Join(named, " "), place) {
						t.Errorf("%s: the waypoint %s is not named", code, place)
					}
				}
			}
			n := 0
			for _, text := range got.texts("[data-testid=rest-prices] small") {
				count, _ := strconv.Atoi(strings.SplitN(text, " ", 2)[0])
				n += count
			}
			if n != months[code] {
				t.Errorf("%s: %d months of prices, want %d", code, n, months[code])
			}
			if external := got.doc.Find(".lead a[rel~=external]").AttrOr("href", ""); external != source["url"] {
				t.Errorf("%s: the document is %q", code, external)
			}
		}
		if months := a.page(t, "/en/sources/eia-oil").texts("[data-testid=rest-prices] li"); len(months) != 2 || !strings.Contains(months[0], "months, January 2008 to July 2026") {
			t.Errorf("prices of eia-oil: %q", months)
		}
		if got := a.get(t, "/en/sources/nope"); got.StatusCode != http.StatusNotFound {
			t.Errorf("an unknown source answers %d", got.StatusCode)
		}
	})
}

func TestLongListsAreCutInSight(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		modelstest.ManyStatements(t, a.store, 20_000)
		metric := a.page(t, "/en/metrics/launched")
		if notices := metric.texts("[data-testid=notice]"); len(notices) == 0 || !strings.HasPrefix(notices[0], "Showing the newest 500 of 20,") {
			t.Errorf("the metric says %q", notices)
		}
		// A statement can give the metric twice.
		drawn := metric.hrefs("svg.wide a")
		if slices.Sort(drawn); len(slices.Compact(drawn)) != models.MostStatements {
			t.Errorf("points of %d statements", len(slices.Compact(drawn)))
		}
		if last := metric.texts("[data-testid=points] .legend li"); len(last) != 16 || last[15] != "Other programmes" {
			t.Errorf("legend %q", last)
		}
		whole := metric.href(".links a")
		if title := a.page(t, whole).text("h1"); !strings.HasPrefix(title, "20,0") {
			t.Errorf("%s lists %q", whole, title)
		}
		// The statements of one year about the main programme are more than stand
		// beside one of them.
		statement := a.page(t, a.page(t, "/en/statements?programme=industrial-cooperation&year=2017").href("tbody th a"))
		all := statement.doc.Find("[data-testid=others] > p a")
		if rows := statement.doc.Find("[data-testid=others] tbody tr").Length(); rows > 2*models.MostBeside+1 || all.Length() != 1 {
			t.Errorf("%d statements of the year: %s", rows, statement.text("[data-testid=others] > p"))
		}
		if n, listed := statement.text("[data-testid=others] > p a"), a.page(t, all.AttrOr("href", "")).text("h1"); !strings.Contains(n, strings.SplitN(listed, " ", 2)[0]) {
			t.Errorf("%q leads to %q", n, listed)
		}
		source := a.page(t, "/en/sources/qazaqtv-194657")
		if title := source.text("[data-testid=rest-statements] h3"); title != "20,003 statements" || source.doc.Find("[data-testid=rest-statements] tbody tr").Length() != models.MostOfSource {
			t.Errorf("the source says %q", title)
		}
		if title := a.page(t, source.href("[data-testid=rest-statements] > p a")).text("h1"); !strings.HasPrefix(title, "20,003 statements") {
			t.Errorf("all of the source are %q", title)
		}
	})
}

func TestListsOfWhatRestsOnASource(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for list, part := range map[string]string{"statements": "statements", "projects": "projects", "enterprises": "enterprises", "agreements": "agreements"} {
			for _, source := range []string{"qazaqtv-194657", "geonames-5000", "sport46-ammkz", "ecns-20130908"} {
				rests := len(a.page(t, "/en/sources/"+source).hrefs("[data-testid=rest-" + part + "] tbody th a, [data-testid=rest-" + part + "] li a:not(.fig)"))
				listed := a.page(t, "/en/"+list+"?source="+source)
				if rows := rowsOf(t, a, listed); rows != rests {
					t.Errorf("%s of %s: %d rows, %d on its page", list, source, rows, rests)
				}
				if chip := listed.text("[data-testid=chips]"); !strings.Contains(chip, "Source: "+a.page(t, "/en/sources/"+source).text("h1")) {
					t.Errorf("%s of %s: chips %q", list, source, chip)
				}
			}
		}
	})
}

func TestBadAddressesOfStatementsSayWhatToDo(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for address, says := range map[string]string{
			"statements?speaker=nobody": "No speaker has this code", "statements?metric=nope": "No metric has this code", "statements?programme=nope": "No programme has this code",
			"statements?source=nope": "No source has this code", "statements?as_of=2030": "in the future", "statements?sort=x": "Enter one of day, speaker, programme",
			"enterprises?source=nope": "No source has this code", "agreements?source=nope": "No source has this code", "sources?kind=x": "Enter one of page, gazetteer", "sources?year=18": "four digits", "metrics/launched?as_of=x": "Enter a date as",
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

// What an editor tells of two figures stands wherever they meet.
func TestAPairOfFiguresIsToldWhereTheyMeet(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for address, want := range map[string]string{
			"/en/?year=2017": "No source here reconciles the two.", "/en/f/st028": "No source here reconciles the two.", "/kk/f/st034": "Екеуі де нені санағанын айтпайды",
			"/ru/statements/st028": "Ни одна из сторон не говорит", "/zh/metrics/launched": "双方都没有说明统计的是什么", "/en/f/st069": "eleven days apart",
			"/en/enterprises": "One number with two meanings", "/en/metrics/enterprises": "One number with two meanings",
		} {
			if got := a.page(t, address).text("[data-testid=pair-note]"); !strings.Contains(got, want) {
				t.Errorf("%s tells %q, want %q", address, got, want)
			}
		}
		if sheet := a.get(t, "/en/briefing.md?i=f.st028").body; !strings.Contains(sheet, "No source here reconciles the two.") {
			t.Errorf("the sheet does not tell why 34 and 3 differ:\n%s", sheet)
		}
		// One figure that is recorded twice is marked, drawn once and counted once.
		page := a.page(t, "/en/metrics/trade_turnover_usd")
		rows, marked := page.doc.Find("[data-testid=metric-table] tbody tr").Length(), page.doc.Find("[data-testid=same]")
		if n := page.doc.Find("[data-testid=points] circle, [data-testid=points] [data-mark]").Length(); marked.Length() != 7 || rows != 23 {
			t.Errorf("%d of %d figures are marked, %d are drawn", marked.Length(), rows, n)
		}
		if href, _ := marked.Find("a").First().Attr("href"); !strings.HasPrefix(href, "/en/f/") || !strings.Contains(page.text("[data-testid=notice]"), "7 figures are recorded twice") {
			t.Errorf("they lead to %q, and it says %q", href, page.text("[data-testid=notice]"))
		}
		if got := a.page(t, "/en/f/count.figures?metric=trade_turnover_usd").text("h1 + p, .amount"); !strings.Contains(got, "16") {
			t.Errorf("counted are %q", got)
		}
		for address, want := range map[string]string{"/en/f/st133": "Counts in aggregates No", "/en/f/st131": "Counts in aggregates Yes"} {
			if got := a.page(t, address).text("main"); !strings.Contains(got, want) {
				t.Errorf("%s does not say %q", address, want)
			}
		}
	})
}
