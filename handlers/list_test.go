package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

var optionCount = regexp.MustCompile(`\((\d+)\)$`)

// TestEveryOptionGivesAsManyRowsAsItSays follows every option of every facet of
// every list, as a visitor without script would.
func TestEveryOptionGivesAsManyRowsAsItSays(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		for _, list := range []string{"projects", "projects?as_of=2018-06-10", "enterprises", "agreements", "agreements?as_of=2018-06-10", "statements?year=2018", "sources?language=ru"} {
			base, err := url.Parse("/en/" + list)
			if err != nil {
				t.Fatal(err)
			}
			followed := 0
			a.page(t, base.String()).doc.Find("#filter select option").Each(func(_ int, o *goquery.Selection) {
				m := optionCount.FindStringSubmatch(strings.TrimSpace(o.Text()))
				if m == nil {
					t.Errorf("%s: the option %q tells no number", list, o.Text())
					return
				}
				q := base.Query()
				q.Set(o.Closest("select").AttrOr("name", ""), o.AttrOr("value", ""))
				got := a.page(t, base.Path+"?"+q.Encode())
				if n := rowsOf(t, a, got); fmt.Sprint(n) != m[1] {
					t.Errorf("%s?%s announces %s and lists %d", base.Path, q.Encode(), m[1], n)
				}
				followed++
			})
			if followed < 10 {
				t.Errorf("%s: %d options followed", list, followed)
			}
		}
	})
}

// rowsOf counts the rows of a list on all of its pages.
func rowsOf(t *testing.T, a *app, page answer) int {
	t.Helper()
	n := page.doc.Find("#view table tbody tr").Length()
	if next := page.href(".pager a[rel=next]"); next != "" {
		n += rowsOf(t, a, a.page(t, next))
	}
	return n
}

func TestAChipTakesItsChoiceBack(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/projects?sector=power&listed=unknown&as_of=2020-01-01&sort=launch&dir=desc")
		if chips := got.texts("[data-testid=chips] a"); !slices.Equal(chips, []string{
			"Sector: Power industry ×", "In the list of 51: Unknown ×", "State of affairs on: 1 January 2020 ×",
		}) {
			t.Errorf("chips %q", chips)
		}
		want := []string{"/en/projects?as_of=2020-01-01&dir=desc&listed=unknown&sort=launch", "/en/projects?as_of=2020-01-01&dir=desc&sector=power&sort=launch",
			"/en/projects?dir=desc&listed=unknown&sector=power&sort=launch"}
		if links := got.doc.Find("[data-testid=chips] a").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", "") }); !slices.Equal(links, want) {
			t.Errorf("chips lead to %q", links)
		}
		if clear := got.href(".clear"); clear != "/en/projects?dir=desc&sort=launch" {
			t.Errorf("«clear all» leads to %q", clear)
		}
		// What the form does not show goes along.
		if hidden := got.doc.Find("#filter input[type=hidden][name=sort]").AttrOr("value", ""); hidden != "launch" {
			t.Errorf("the form keeps sort=%q", hidden)
		}
		if got := a.page(t, "/en/projects"); got.doc.Find("[data-testid=chips], .clear").Length() > 0 {
			t.Error("chips without a choice")
		}
	})
}

func TestAWordInTheNameFilters(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for word, want := range map[string]int{"wind": 0, "WIND": 0, "zhanatas": 1, "%": 0, "_": 0, "no such name": 0} {
			got := a.page(t, "/en/projects?q="+url.QueryEscape(word))
			rows := got.doc.Find("#project-table tbody tr")
			if want > 0 && rows.Length() != want {
				t.Errorf("%q: %d rows, want %d", word, rows.Length(), want)
			}
			rows.Each(func(_ int, r *goquery.Selection) {
				if !strings.Contains(models.Fold(read(r)), models.Fold(word)) {
					t.Errorf("%q finds %s", word, read(r))
				}
			})
		}
		if got := a.get(t, "/en/projects?q="+strings.Repeat("x", 201)); got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("main"), "at most 200 characters") {
			t.Errorf("a long word answers %d: %s", got.StatusCode, got.text("main"))
		}
	})
}

func TestARecordLeadsToItsNeighboursInTheListOfItsVisitor(t *testing.T) {
	walks(t)
	s := modelstest.New(t, models.SQLite, true)
	modelstest.Many(t, s, 60)
	a := newApp(s)
	for _, list := range []string{"projects?status=launched&sort=launch&dir=desc", "projects", "projects?as_of=2019", "enterprises?sort=share", "agreements?form=single&as_of=2024", "agreements"} {
		var names, links []string
		for page := a.page(t, "/en/"+list); ; {
			page.doc.Find("#view table tbody th a:first-child").Each(func(_ int, link *goquery.Selection) {
				if !strings.Contains(link.AttrOr("href", ""), "list=") {
					return
				}
				names, links = append(names, read(link)), append(links, link.AttrOr("href", ""))
			})
			next := page.href(".pager a[rel=next]")
			if next == "" {
				break
			}
			page = a.page(t, next)
		}
		if len(links) < 5 {
			t.Fatalf("%s: %d links", list, len(links))
		}
		// From the first record to the last by «next», and the neighbours before.
		at := links[0]
		for i := range names {
			if i > models.PageSize+3 {
				// Well over the end of the first page.
				break
			}
			got := a.page(t, at)
			if name := got.text("h1"); name != names[i] {
				t.Fatalf("%s: record %d is %q, want %q", list, i, name, names[i])
			}
			if back := got.doc.Find("[data-testid=neighbours] a:not([rel])").AttrOr("href", ""); !strings.HasPrefix(back, "/en/"+strings.SplitN(list, "?", 2)[0]) {
				t.Errorf("%s: back to %q", list, back)
			}
			previous, next := got.text("[data-testid=neighbours] [rel=prev]"), got.text("[data-testid=neighbours] [rel=next]")
			if i == 0 && previous != "" || i > 0 && previous != "← "+names[i-1] || i == len(names)-1 && next != "" || i < len(names)-1 && next != names[i+1]+" →" {
				t.Fatalf("%s: beside %q stand %q and %q", list, names[i], previous, next)
			}
			at = got.href("[data-testid=neighbours] [rel=next]")
		}
	}
	if got := a.page(t, "/en/projects/ulba-fa?list=sort%3Dnonsense"); got.doc.Find("[data-testid=neighbours] [rel]").Length() > 0 {
		t.Error("a list that cannot be read has neighbours")
	}
}

func TestTheHeadlineOf1200EnterprisesHasTwoMeanings(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/enterprises")
		if title := got.text("[data-testid=meanings] h2"); title != "1,200 enterprises in 2018: one number, 2 meanings" {
			t.Errorf("title %q", title)
		}
		meanings := got.texts("[data-testid=meaning]")
		if len(meanings) != 2 || !strings.Contains(meanings[0], "China-invested enterprises") || !strings.Contains(meanings[0], "8 June 2018") ||
			!strings.Contains(meanings[1], "Industrial and innovative development programme") || !strings.Contains(meanings[1], "10 June 2018") {
			t.Errorf("meanings %q", meanings)
		}
		links := got.doc.Find("[data-testid=meaning] .small a:not(.src-mark)").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", "") })
		if !slices.Equal(links, []string{"/en/statements/st062", "/en/statements/st064", "/en/statements/st073"}) {
			t.Errorf("links %q", links)
		}
		if sources := got.text("[data-testid=sources]"); !strings.Contains(sources, "Qazaq TV") {
			t.Errorf("sources %q", sources)
		}
	})
}

func TestEnterprisePageShowsEverythingRecorded(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		page := a.page(t, "/en/enterprises/ulba-fa-llp")
		for _, want := range []string{"Ulba-FA LLP", "Nuclear industry", "East Kazakhstan Region", "nuclear fuel assemblies", "Export-oriented Yes", "Chinese share 49%", "Founded not stated", "Ulba-FA nuclear fuel assembly plant"} {
			if !strings.Contains(page.text("main"), want) {
				t.Errorf("the page lacks %q:\n%s", want, page.text("main"))
			}
		}
		if n := page.doc.Find("[data-testid=sources] li").Length(); n != 2 {
			t.Errorf("%d sources", n)
		}
		if href := page.href("[data-testid=projects] a"); href != "/en/projects/ulba-fa" {
			t.Errorf("the project is %q", href)
		}
		// And back: the project's partner is a link to the enterprise.
		if project := a.page(t, "/en/projects/ulba-fa"); project.href("[data-testid=facts] a[href$='enterprises/ulba-fa-llp']") == "" {
			t.Errorf("the project does not lead to the enterprise: %s", project.text("[data-testid=facts]"))
		}
	})
}

func TestDocumentsOfTheOpeningArticleSayWhatIsNotKnown(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		list := a.page(t, "/en/agreements?year=2018")
		marked := 0
		list.doc.Find("[data-testid=agreements] tbody tr").Each(func(_ int, r *goquery.Selection) {
			if strings.Contains(read(r), "Named in the opening article") {
				marked++
			}
		})
		if marked != 2 {
			t.Errorf("%d documents of the opening article are marked", marked)
		}
		mou := a.page(t, "/en/agreements/mou-finance-investment-ecommerce-2018")
		if unknown := mou.texts("[data-testid=unknown] li"); !slices.Equal(unknown, []string{"The exact day of signing.", "Where it was signed.", "Who signed it."}) {
			t.Errorf("not known: %q", unknown)
		}
		if !strings.Contains(mou.text("main"), "one sentence of the opening article") || mou.text("[data-testid=article]") == "" {
			t.Errorf("the memorandum: %s", mou.text("main"))
		}
		nuclear := a.page(t, "/en/agreements/nuclear-trafficking-2018")
		for _, want := range []string{"7 June 2018", "Beijing", "Government of China", "in force since 4 July 2022"} {
			if !strings.Contains(nuclear.text("main"), want) {
				t.Errorf("the nuclear agreement lacks %q: %s", want, nuclear.text("main"))
			}
		}
		if !strings.Contains(nuclear.text("[data-testid=unknown]"), "everything recorded here") {
			t.Errorf("not known: %s", nuclear.text("[data-testid=unknown]"))
		}
		if pack := a.page(t, "/en/agreements/business-council-2018"); !strings.Contains(pack.text("[data-testid=unknown]"), "individual documents of the package") {
			t.Errorf("a package: %s", pack.text("[data-testid=unknown]"))
		}
	})
}

func TestAPlanThatWasMovedIsSeen(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/projects/upnk-pv-coke-pavlodar")
		if slip := got.text("[data-testid=slip]"); slip != "Planned for 2014, actually launched: 2016" {
			t.Errorf("slip %q", slip)
		}
		if planned := got.texts("[data-testid=events] li.planned"); len(planned) != 1 || !strings.HasPrefix(planned[0], "2014 Launch planned") {
			t.Errorf("planned %q", planned)
		}
		if slip := a.page(t, "/en/projects/bakhty-ayagoz-railway").text("[data-testid=slip]"); slip != "The planned launch has moved: 2027, then 2028" {
			t.Errorf("slip %q", slip)
		}
		if competing := a.page(t, "/en/projects/gezhouba-shieli-cement").texts("[data-testid=competing] li"); len(competing) != 3 || !strings.Contains(competing[0], "$178m (Xinhua)") {
			t.Errorf("competing figures %q", competing)
		}
		// On a day before the launch only the plan is there.
		if slip := a.page(t, "/en/projects/upnk-pv-coke-pavlodar?as_of=2015-01-01").text("[data-testid=slip]"); slip != "" {
			t.Errorf("in 2015 the slip is %q", slip)
		}
	})
}
