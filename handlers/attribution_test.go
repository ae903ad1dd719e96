package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// rowsIn are the rows of a file in JSON.
func rowsIn(t *testing.T, a *app, address string) []map[string]any {
	t.Helper()
	got := a.get(t, address)
	var file struct{ Rows []map[string]any }
	if err := json.Unmarshal([]byte(got.body), &file); got.StatusCode != http.StatusOK || err != nil {
		t.Fatalf("%s answers %d: %v", address, got.StatusCode, err)
	}
	return file.Rows
}

// everyID are ids of each kind of figure that there may be: all of a kind but those of
// prices, of which two months of each decade is taken. Some are of no figure.
func everyID(t *testing.T, a *app, kind models.FigureKind) []string {
	t.Helper()
	ref := func(of ...string) string { return models.Ref(kind, of...).String() }
	var list []string
	by := func(address, key string, add func(code string, row map[string]any)) {
		seen := make(map[string]bool)
		for _, row := range rowsIn(t, a, address) {
			if code, _ := row[key].(string); code != "" && !seen[code] {
				seen[code] = true
				add(code, row)
			}
		}
	}
	month := func(add func(commodity, month string)) {
		for _, row := range rowsIn(t, a, "/en/prices.json") {
			if m := row["month"].(string); strings.HasSuffix(m, "-06") && strings.Contains("06", m[3:4]) {
				add(row["commodity"].(string), m)
			}
		}
	}
	switch kind {
	case models.FigureStated:
		by("/en/statements.json", "figure", func(code string, _ map[string]any) { list = append(list, ref(code)) })
	case models.FigureSum, models.FigureRest:
		by("/en/statements.json", "statement", func(code string, _ map[string]any) { list = append(list, ref(code)) })
	case models.FigureStage, models.FigureDifference:
		by("/en/statements.json", "statement", func(code string, row map[string]any) {
			if row["programme"] == "industrial-cooperation" {
				for _, stage := range models.Stages {
					list = append(list, ref(code, string(stage)))
				}
			}
		})
	case models.FigureGap:
		a.page(t, "/en/metrics/trade_turnover_usd").doc.Find("a.fig").Each(func(_ int, link *goquery.Selection) {
			if id := link.AttrOr("data-figure", ""); strings.HasPrefix(id, string(kind)+".") {
				list = append(list, id)
			}
		})
	case models.FigureCount:
		for _, noun := range []string{pages.CountProjects, pages.CountEnterprises, pages.CountAgreements, pages.CountStatements, pages.CountSources, pages.CountMap,
			pages.CountFound + "?q=khorgos", pages.CountFigures + "?metric=launched", pages.CountPrices, pages.CountCommodities, pages.CountProjects + "?status=launched",
			pages.CountWaypoints + "?source=geonames-5000"} {
			list = append(list, ref(noun))
		}
	case models.FigurePrice, models.FigureMonthChange, models.FigureYearChange:
		month(func(commodity, month string) { list = append(list, ref(commodity, month)) })
	case models.FigureAverage:
		month(func(commodity, month string) { list = append(list, ref(commodity, month[:4])) })
	case models.FigureCost, models.FigureJobs:
		by("/en/projects.json", "code", func(code string, _ map[string]any) { list = append(list, ref(code)) })
	case models.FigureShare:
		by("/en/enterprises.json", "code", func(code string, _ map[string]any) { list = append(list, ref(code)) })
	case models.FigureRoad:
		corridors, err := a.store.Corridors(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i := range corridors {
			for _, what := range []string{models.RoadTotal, models.RoadInside, models.RoadShare, models.RoadEnters, models.RoadLeaves, models.RoadEntersShare, models.RoadLeavesShare} {
				list = append(list, ref(corridors[i].Code, what))
			}
		}
	default:
		t.Errorf("no figure of the kind %q is looked at", kind)
	}
	return list
}

// attributing are what the texts of a language write before who gives a figure, with
// each of those who could be named, so that none may stand where nobody gives it.
func attributing(p *locale.Printer, names []string) *regexp.Regexp {
	before, _, _ := strings.Cut(p.T("sentence.stated", "Text", "", "Who", "\x00"), "\x00")
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = regexp.QuoteMeta(name)
	}
	anyone := "(" + strings.Join(quoted, "|") + ")"
	return regexp.MustCompile("(^|[^\\pL])(" + regexp.QuoteMeta(strings.Trim(before, "., ")) + " ?" + anyone + ")|^" + anyone)
}

// worded is a text of a language up to its value.
func worded(p *locale.Printer, key, value string) string {
	before, _, _ := strings.Cut(p.T(key, value, "\x00"), "\x00")
	return strings.TrimSpace(before)
}

// TestNobodyIsSaidToStateWhatIsWorkedOut asks in every language for every figure that
// no source gives, and looks at every form of it.
func TestNobodyIsSaidToStateWhatIsWorkedOut(t *testing.T) {
	walks(t)
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	places := rowsIn(t, a, "/en/sources.json?kind=gazetteer")
	if len(places) == 0 {
		t.Fatal("no list of places is among the sources")
	}
	for _, kind := range models.FigureKinds() {
		origin := kind.Origin()
		if origin == models.OriginSource {
			continue
		}
		t.Run(string(kind), func(t *testing.T) {
			ids := everyID(t, a, kind)
			for _, lang := range models.Langs {
				p := locale.For(lang)
				how := worded(p, "figure.worked_out", "From")
				names := namesIn(t, a, lang)
				nobody := attributing(p, names)
				var shown []string
				for _, id := range ids {
					got := a.get(t, "/"+string(lang)+"/f/"+id)
					if got.StatusCode == http.StatusNotFound {
						continue
					}
					shown = append(shown, id)
					for _, form := range []string{"sentence", "footnote", "markdown", "html", "citation", "citation_long"} {
						text := got.cited(form)
						if who := nobody.FindString(strings.TrimPrefix(text, `<p lang="`+p.Tag()+`">`)); who != "" {
							t.Errorf("%s/%s, %s: %q is said to give it: %s", lang, id, form, who, text)
						}
						if origin == models.OriginWorkedOut && !strings.Contains(strings.ToLower(text), strings.ToLower(how)) {
							t.Errorf("%s/%s, %s does not say that it is worked out: %s", lang, id, form, text)
						}
						for _, row := range places {
							if publisher, _ := row["publisher"].(string); origin == models.OriginRecord && strings.Contains(text, publisher) {
								t.Errorf("%s/%s, %s rests on a list of places: %s", lang, id, form, text)
							}
						}
					}
					path, query, _ := strings.Cut(id, "?")
					row := rowsIn(t, a, "/"+string(lang)+"/f/"+path+".json?"+query)[0]
					if row["origin"] != string(origin) || row["speaker"] != nil && row["speaker"] != "" || nobody.MatchString(row["attribution"].(string)) || nobody.MatchString(row["sentence"].(string)) {
						t.Errorf("%s/%s: the file has %v", lang, id, row)
					}
				}
				if len(shown) == 0 {
					t.Errorf("no figure of the kind is there")
				}
				for sheet := range slices.Chunk(shown, 20) {
					onSheets(t, a, lang, sheet, nobody)
				}
			}
		})
	}
}

// onSheets puts figures on a briefing sheet, and looks at it in every form.
func onSheets(t *testing.T, a *app, lang models.Lang, ids []string, nobody *regexp.Regexp) {
	t.Helper()
	values := make(url.Values)
	for _, id := range ids {
		values.Add("i", "f."+id)
	}
	address := func(name string) string { return "/" + string(lang) + "/" + name + "?" + values.Encode() }
	for _, cell := range a.page(t, address("briefing")).texts("[data-testid=figures] td:last-child") {
		if nobody.MatchString(cell) {
			t.Errorf("%s: a sheet attributes to %q", lang, cell)
		}
	}
	texts := docxText(t, parts(t, a.get(t, address("briefing.docx")).body)["word/document.xml"])
	for _, text := range append(strings.Split(texts, "\n"), regexp.MustCompile(`[\n|]`).Split(a.get(t, address("briefing.md")).body, -1)...) {
		if said := nobody.FindString(text); strings.Contains(said, " ") && !strings.HasPrefix(text, said) {
			t.Errorf("%s: a sheet says %q", lang, text)
		}
	}
}

// namesIn are those who gave statements and prices, in a language.
func namesIn(t *testing.T, a *app, lang models.Lang) []string {
	t.Helper()
	var names []string
	for _, row := range rowsIn(t, a, "/"+string(lang)+"/statements.json") {
		names = append(names, row["speaker_name"].(string), row["source_publisher"].(string))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// An office that another held later is written as it was then wherever it stands, and as
// of a day on which nobody was known to hold it later as it was held.
func TestAnOfficeOfThenIsSaidToBeOfThenOnEveryPage(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	st, err := s.Statement(t.Context(), "st067", "2018-12-31", false)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range models.Langs {
		p := locale.For(lang)
		name, role := pages.In(p, st.Speaker.Name).Text, pages.In(p, st.Role.Name).Text
		now, then := p.T("lead.who_office", "Name", name, "Role", role), p.T("lead.who_then", "Name", name, "Role", role)
		for _, path := range []string{
			"?year=2018", "statements?q=" + url.QueryEscape(name), "statements/st067", "f/st068", "f/rest.st067", "metrics/launched", "enterprises",
			"sources/qazaqtv-194657", "briefing?i=f.st068&i=q.st068",
		} {
			address := "/" + string(lang) + "/" + path
			// In Chinese the one is the end of the other.
			if text := a.page(t, address).doc.Text(); strings.Contains(strings.ReplaceAll(text, then, ""), now) || !strings.Contains(text, then) {
				t.Errorf("%s says %q, or does not say %q", address, now, then)
			}
			if path == "enterprises" || strings.HasPrefix(path, "sources") {
				continue
			}
			separator := "?"
			if strings.Contains(path, "?") {
				separator = "&"
			}
			address += separator + "as_of=2018-12-31"
			if text := a.page(t, address).doc.Text(); !strings.Contains(text, now) || strings.Contains(text, then) {
				t.Errorf("%s does not say %q, or says %q", address, now, then)
			}
		}
	}
}
