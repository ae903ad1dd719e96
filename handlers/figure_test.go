package handlers_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// cited is a form of the figure of a page.
func (a answer) cited(form string) string {
	return a.doc.Find("[data-testid=cite] pre[data-form=" + form + "]").Text()
}

func TestAStatedFigureIsShownAsStated(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/f/st068")
		if amount := got.text("[data-testid=amount]"); amount != "4 projects" {
			t.Errorf("the amount is %q", amount)
		}
		for _, want := range []string{"Launched", "Nursultan Nazarbayev", "President of Kazakhstan", "10 June 2018", "2018", "projects"} {
			if facts := got.text("[data-testid=facts]"); !strings.Contains(facts, want) {
				t.Errorf("the facts lack %q: %s", want, facts)
			}
		}
		if quote := a.page(t, "/en/f/st073").text("[data-testid=quote]"); !strings.Contains(quote, "1,200") {
			t.Errorf("the quotation is %q", quote)
		}
		if given := got.text("[data-testid=given]"); !strings.Contains(given, "this figure") || !strings.Contains(given, "Zhenis Kassymbek") {
			t.Errorf("given: %q", given)
		}
		if sources := got.text("[data-testid=sources]"); !strings.Contains(sources, "Qazaq TV") {
			t.Errorf("sources: %q", sources)
		}
		if got.doc.Find("[data-testid=revisions], [data-testid=changed]").Length() > 0 {
			t.Error("nothing was changed")
		}
		for _, id := range []string{"nope", "st068.x", "price.brent", "price.brent.1800-01", "count.nothing", "rest.nope", "stage.st067.cancelled", "st068%2F", "cost.nope", "road.nope.total"} {
			if got := a.get(t, "/en/f/"+id); got.StatusCode != http.StatusNotFound {
				t.Errorf("%s answers %d", id, got.StatusCode)
			}
		}
	})
}

func TestFiguresCanBeTakenAwayInEveryLanguage(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		for address, want := range map[string]string{
			"/en/f/st068":      "As of 10 June 2018, 4 of 51 joint projects had been launched (Kazakhstan–China industrial and investment cooperation), according to Nursultan Nazarbayev, then President of Kazakhstan.",
			"/kk/f/st068":      "2018 жылғы 10 маусым күнгі жағдай бойынша 51 бірлескен жобаның ішінен 4 жоба іске қосылған (Қазақстан–Қытай индустриялық-инвестициялық ынтымақтастығы). Мәлімдеген: Нұрсұлтан Назарбаев, сол кездегі Қазақстан Президенті.",
			"/ru/f/st068":      "По состоянию на 10 июня 2018 г. запущены 4 из 51 совместного проекта (Казахстанско-китайское индустриально-инвестиционное сотрудничество). Источник: Нурсултан Назарбаев, тогда Президент Казахстана.",
			"/zh/f/st068":      "据时任哈萨克斯坦总统努尔苏丹·纳扎尔巴耶夫，截至2018年6月10日，51个合作项目中有4个已投产（中哈产能与投资合作）。",
			"/en/f/rest.st067": "12 of 51 joint projects are not broken down by stage (Kazakhstan–China industrial and investment cooperation; worked out by Dostyk from the statement of Nursultan Nazarbayev, then President of Kazakhstan, 10 June 2018, day inferred).",
		} {
			got := strings.ReplaceAll(a.page(t, address).cited("sentence"), "\u00a0", " ")
			if got != want {
				t.Errorf("%s says\n%s\nwant\n%s", address, got, want)
			}
		}
		// 27.7 billion in each language's own scale.
		for lang, want := range map[string]string{"en": "US$27.7 billion", "kk": "27,7 млрд", "ru": "27,7 млрд", "zh": "277亿"} {
			got := a.page(t, "/"+lang+"/f/st052")
			if number := strings.ReplaceAll(got.cited("number"), "\u00a0", " "); !strings.Contains(number, want) {
				t.Errorf("%s: %q", lang, number)
			}
			if exact := got.cited("exact"); exact != "27700000000" {
				t.Errorf("%s: the exact value is %q", lang, exact)
			}
		}
		got := a.page(t, "/en/f/st068")
		address := asKnown("http://example.com/en/f/st068", a.lastChange(t))
		for form, want := range map[string][]string{
			"footnote":      {"launched", "[1]\n\n[1] Qazaq TV: “Kazakhstan-China: Strategic partnership”", "retrieved 23 November 2026", address},
			"markdown":      {"[^st068]\n\n[^st068]: ", "<" + address + ">", "<https://old.qazaqtv.com/"},
			"html":          {`<p lang="en">As of`, `<a href="` + address + `">`},
			"citation":      {"Nursultan Nazarbayev", "st068", "retrieved 23 November 2026", address},
			"citation_long": {"Qazaq TV", "https://old.qazaqtv.com/", address},
		} {
			for _, part := range want {
				if !strings.Contains(got.cited(form), part) {
					t.Errorf("%s lacks %q: %s", form, part, got.cited(form))
				}
			}
		}
		if snippet, err := goquery.NewDocumentFromReader(strings.NewReader(got.cited("html"))); err != nil || snippet.Find("p cite a").Length() != 1 {
			t.Errorf("the HTML is %s", got.cited("html"))
		}
	})
}

func TestAChangedFigureSaysSoFirst(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		first := a.lastChange(t)
		at := func(now time.Time) { a.store.SetClock(func() time.Time { return now }) }
		quoted := a.page(t, "/en/f/st068").cited("citation")
		permanent := quoted[strings.Index(quoted, "http://"):]
		at(modelstest.Now.AddDate(0, 2, 0))
		modelstest.Revise(t, a.store, models.Correcting, "The article was misread.", "statements.csv", modelstest.Set("st068", "value", "5"))
		at(modelstest.Now.AddDate(1, 0, 0))
		later := a.page(t, strings.TrimPrefix(permanent, "http://example.com"))
		if amount := later.text("[data-testid=amount]"); amount != "4 projects" {
			t.Errorf("the address that was cited shows %q", amount)
		}
		if changed := later.text("[data-testid=changed]"); !strings.Contains(changed, "it was 4 projects and is 5 projects now") || !strings.Contains(changed, "Corrected on 23 January 2027") || !strings.Contains(changed, "The article was misread.") {
			t.Errorf("it says first: %q", changed)
		}
		if h := later.Header.Get("Cache-Control"); h != "no-cache" {
			t.Errorf("what is of now is kept: %q", h)
		}
		is := a.page(t, "/en/f/st068")
		if amount := is.text("[data-testid=amount]"); amount != "5 projects" {
			t.Errorf("now it is %q", amount)
		}
		if changed := is.text("[data-testid=changed]"); !strings.HasPrefix(changed, "Corrected on 23 January 2027: this figure was 4 projects and is 5 projects.") {
			t.Errorf("now it says first: %q", changed)
		}
		if revisions := is.text("[data-testid=revisions]"); !strings.Contains(revisions, "The article was misread.") {
			t.Errorf("revisions: %q", revisions)
		}
		// A neighbour is as it was.
		if other := a.page(t, asKnown("/en/f/st069", first)); other.doc.Find("[data-testid=changed]").Length() > 0 {
			t.Errorf("a neighbour says %q", other.text("[data-testid=changed]"))
		}
	})
}

func TestComputedFiguresAreTheSameForEver(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		cited := make(map[string]string)
		for _, address := range []string{
			"/en/f/count.projects?status=launched&as_of=2018-06-10", "/en/f/count.projects", "/ru/f/count.statements", "/en/f/rest.st067", "/en/f/sum.st067",
			"/en/f/difference.st067.launched", "/en/f/month-change.brent.2016-01", "/en/f/year-change.brent.2016-01", "/en/f/average.brent.2016", "/en/f/count.enterprises?sector=metallurgy",
			"/zh/f/count.agreements?year=2018", "/en/f/count.sources", "/en/f/price.brent.2016-01", "/en/f/road.paris-beijing.share",
		} {
			if strings.Contains(address, "road.") {
				address = "/en/f/" + roadID(t, a)
			}
			got := a.page(t, address)
			citation := got.cited("citation")
			permanent := strings.TrimPrefix(citation[strings.Index(citation, "http://"):], "http://example.com")
			cited[permanent] = got.cited("exact")
		}
		modelstest.Revise(t, a.store, models.Revising, "Better data.", "statements.csv", modelstest.Set("st068", "value", "5"))
		modelstest.Revise(t, a.store, models.Revising, "Better data.", "projects.csv", modelstest.Set("ulba-fa", "status", "planned"))
		modelstest.Revise(t, a.store, models.Correcting, "A typing error.", "commodity_prices.csv", func(row map[string]string) bool {
			row["price"] = "99"
			return row["commodity"] == "brent" && row["period"] == "2016-01"
		})
		later := a.store.Now().AddDate(1, 0, 0)
		a.store.SetClock(func() time.Time { return later })
		changed := 0
		for permanent, exact := range cited {
			later := a.page(t, permanent)
			if later.cited("exact") != exact {
				t.Errorf("%s was %s and is %s", permanent, exact, later.cited("exact"))
			}
			if later.doc.Find("[data-testid=changed]").Length() > 0 {
				changed++
			}
		}
		if changed < 5 {
			t.Errorf("only %d say that they have changed", changed)
		}
	})
}

// leadsTo reports whether an address is of the path, with the query and no more than
// a day and a moment beside it.
func leadsTo(href, path, query string) bool {
	u, err := url.Parse(href)
	if err != nil {
		return false
	}
	values := u.Query()
	values.Del("as_of")
	values.Del("known")
	return u.Path == path && values.Encode() == query
}

func roadID(t *testing.T, a *app) string {
	t.Helper()
	id := a.page(t, "/en/map").doc.Find(`a.fig[data-figure^="road."][data-figure$=".share"]`).First().AttrOr("data-figure", "")
	if id == "" {
		t.Fatal("the map shows no share of a road")
	}
	return id
}

// TestEveryFigureOnAPageHasItsOwn follows the figures of every kind of page, and
// compares what stands there with what their own page says.
func TestEveryFigureOnAPageHasItsOwn(t *testing.T) {
	walks(t)
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	shown := make(map[string]string)
	for _, address := range append(slices.DeleteFunc(slices.Clone(everyKind), func(address string) bool { return address == "?year=abc" }),
		"?year=2018&as_of=2018-06-09", "projects?status=launched&as_of=2018-06-10", "prices/brent?from=2014-03&to=2016-05", "enterprises?sector=metallurgy", "metrics/trade_turnover_usd?as_of=2018-01-01") {
		got := a.page(t, "/en/"+address)
		got.doc.Find("a.fig").Each(func(_ int, link *goquery.Selection) {
			href, id := link.AttrOr("href", ""), link.AttrOr("data-figure", "")
			if own, query, _ := strings.Cut(id, "?"); !leadsTo(href, "/en/f/"+own, query) {
				t.Errorf("%s: %s leads to %s", address, id, href)
			}
			if got.doc.Find("[id='f-"+id+"']").Length() != 1 {
				t.Errorf("%s: no element or several have the id of %s", address, id)
			}
			shown[href] = strings.Join(strings.Fields(link.Text()), " ")
		})
	}
	kinds := make(map[string]int)
	for _, href := range slices.Sorted(maps.Keys(shown)) {
		u, err := url.Parse(href)
		if err != nil {
			t.Fatal(err)
		}
		id := strings.TrimPrefix(u.Path, "/en/f/")
		ref, err := models.ParseFigureRef(id)
		if err != nil {
			t.Errorf("%s is no id of a figure", id)
			continue
		}
		kinds[string(ref.Kind)]++
		if ref.Kind == models.FigurePrice && kinds["price"] > 300 {
			continue
		}
		amount := strings.Join(strings.Fields(a.page(t, href).text("[data-testid=amount]")), " ")
		// Small numbers are words in sentences.
		if text := shown[href]; strings.ContainsAny(text, "0123456789") && !agree(text, amount) && !a.rounds(t, href, text) {
			t.Errorf("%s shows %q, the page had %q", href, amount, text)
		}
	}
	for _, kind := range []models.FigureKind{models.FigureStated, models.FigureRest, models.FigureDifference, models.FigureGap, models.FigureCount, models.FigurePrice,
		models.FigureMonthChange, models.FigureYearChange, models.FigureAverage, models.FigureCost, models.FigureShare, models.FigureRoad} {
		if kinds[string(kind)] == 0 {
			t.Errorf("no page shows a figure of the kind %q", kind)
		}
	}
	t.Log(kinds)
}

// agree reports whether a page and the figure's own give the same number, with or
// without its unit, or words around it.
func agree(text, amount string) bool {
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("0123456789.,", r) {
				return r
			}
			return ' '
		}, s)
	}
	first, second := strings.Fields(digits(text)), strings.Fields(digits(amount))
	return len(first) > 0 && len(second) > 0 && slices.Contains(first, second[0])
}

func TestWhatIsTakenAwayReadsWell(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		if sentence := a.page(t, "/en/f/road.rail-land-bridge-khorgos.total").cited("sentence"); !strings.HasSuffix(sentence, "9,738 km (worked out by Dostyk from the straight distances between the places on it).") {
			t.Errorf("a length: %q", sentence)
		}
		if note := a.page(t, "/zh/f/st068").cited("footnote"); !strings.Contains(note, "。[1]\n\n[1] ") {
			t.Errorf("the footnote in Chinese: %q", note)
		}
		footer := a.page(t, "/en/f/st068").doc.Find("[data-testid=quote] footer").Text()
		if words := strings.Join(strings.Fields(footer), " "); !strings.HasSuffix(words, "Qazaq TV Add to briefing") {
			t.Errorf("below the quotation: %q", words)
		}
		if changes := a.page(t, "/en/changes"); changes.doc.Find("#filter").Length() > 0 || changes.text("[data-testid=none]") == "" {
			t.Errorf("nothing was changed, and there is a filter: %q", changes.text("main"))
		}
	})
}

// rounds reports whether a text is the cost at the address as lists write it: rounded to
// its scale.
func (a *app) rounds(t *testing.T, href, text string) bool {
	t.Helper()
	path, query, _ := strings.Cut(href, "?")
	var file struct {
		Rows []struct {
			Value json.Number
			Unit  string
		}
	}
	if err := json.Unmarshal([]byte(a.get(t, path+".json?"+query).body), &file); err != nil || len(file.Rows) != 1 || file.Rows[0].Unit != "USD" {
		return false
	}
	cents := decimal.RequireFromString(file.Rows[0].Value.String()).Shift(2).IntPart()
	return agree(text, format.Money(locale.For(models.English), &cents))
}
