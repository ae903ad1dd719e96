package handlers_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestProjectPageShowsEverythingRecorded(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/projects/zhanatas-wind-100")
		page := got.text("main")
		for _, want := range []string{
			"Zhanatas wind farm 100 MW", "Wind power", "Zhambyl Region", "Status on 23 November 2026 Launched", "Launch 2021", "Place Zhanatas",
			"43.5627, 69.7321", "US$136.2 million", "Jobs not stated", "100 MW (40 turbines)", "Visor Kazakhstan",
			"China Power International Holding (SPIC) PowerChina Chengdu (EPC)", "Yes, a source says so", "Cost conflict: $136.2m", "AIIB",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q:\n%s", want, page)
			}
		}
		if events := got.texts("[data-testid=events] li"); !slices.Equal(events, []string{
			"26 February 2016 Agreed 1 known from 26 February 2016 · Selected into the list of capacity cooperation.",
			"2019 Started known from 31 December 2019", "2021 Launched known from 31 December 2021",
		}) {
			t.Errorf("events %q", events)
		}
		if n := got.doc.Find("[data-testid=sources] li").Length(); n != 5 {
			t.Errorf("%d sources, want 5", n)
		}
		earlier := a.page(t, "/en/projects/zhanatas-wind-100?as_of=2020-06-01").text("main")
		if !strings.Contains(earlier, "Status on 1 June 2020 In progress") || !strings.Contains(earlier, "Launch not stated") || strings.Contains(earlier, "31 December 2021") {
			t.Errorf("as of 2020-06-01: %s", earlier)
		}
		if before := a.page(t, "/en/projects/zhanatas-wind-100?as_of=2000").text("main"); !strings.Contains(before, "not documented by then") {
			t.Errorf("as of 2000: %s", before)
		}
	})
}

func TestNamesInEnglishAreMarkedInOtherLanguages(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, true))
	seen := 0
	for page := 1; page <= 2; page++ {
		a.page(t, fmt.Sprintf("/kk/projects?page=%d", page)).doc.Find("#project-table tbody th a").Each(func(_ int, link *goquery.Selection) {
			seen++
			if link.Find("span").AttrOr("lang", "") != "en" {
				t.Errorf("%s is not marked as English", link.Text())
			}
		})
	}
	if seen != 83 {
		t.Errorf("%d projects", seen)
	}
}

func TestListIsPagedAndSorted(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		first := a.page(t, "/en/projects")
		if heading, title := first.text("h1"), first.doc.Find("title").Text(); heading != "83 documented projects" || !strings.HasPrefix(title, heading+" · Page 1 of 2") {
			t.Errorf("title %q", title)
		}
		second := a.page(t, first.href(".pager a[rel=next]"))
		if n, m := first.doc.Find("#project-table tbody tr").Length(), second.doc.Find("#project-table tbody tr").Length(); n != 50 || m != 33 {
			t.Errorf("%d and %d rows", n, m)
		}
		if back := second.href(".pager a[rel=prev]"); back != "/en/projects#list" {
			t.Errorf("the page before is %q", back)
		}
		// Each head sorts one way, and again the other way.
		for i, head := range []string{"Project", "Region", "Sector", "Status", "Launch"} {
			var columns [2][]string
			address := "/en/projects?programme=industrial-cooperation&year=2025"
			for turn := range 2 {
				got := a.page(t, address)
				link := got.doc.Find("#project-table thead th").Eq(i).Find("a")
				if link.Text() != head {
					t.Fatalf("head %q", link.Text())
				}
				if turn == 1 || i == 0 {
					address = link.AttrOr("href", "")
				} else {
					address = a.page(t, link.AttrOr("href", "")).doc.Find("#project-table thead th").Eq(i).Find("a").AttrOr("href", "")
				}
				sorted := a.page(t, address)
				if s := sorted.doc.Find("#project-table thead th").Eq(i).AttrOr("aria-sort", ""); s == "" {
					t.Errorf("%s: the head does not say that it sorts", address)
				}
				sorted.doc.Find("#project-table tbody tr").Each(func(_ int, tr *goquery.Selection) {
					columns[turn] = append(columns[turn], read(tr.Find("th, td").Eq(i)))
				})
			}
			if slices.Equal(columns[0], columns[1]) {
				t.Errorf("%s: both directions give %q", head, columns[0])
			}
		}
		if regions := columnOf(a.page(t, "/ru/projects?sort=region&year=2025"), 1); !slices.IsSortedFunc(withoutLast(regions, "не указано"), strings.Compare) {
			t.Errorf("regions in Russian: %q", regions)
		}
	})
}

func columnOf(a answer, i int) []string {
	var column []string
	a.doc.Find("#project-table tbody tr").Each(func(_ int, tr *goquery.Selection) { column = append(column, read(tr.Find("th, td").Eq(i))) })
	return column
}

func withoutLast(list []string, word string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == word })
}

func TestFilterTypedByHandFindsWhatItNames(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/projects?region=none")
		if rows := got.texts("#project-table tbody th a"); len(rows) != 3 {
			t.Errorf("without a region: %q", rows)
		}
		q := url.Values{"as_of": {"1999"}}
		if text := a.page(t, "/en/projects?"+q.Encode()).text("#project-table"); !strings.Contains(text, "No project matches") {
			t.Errorf("as of 1999: %s", text)
		}
	})
}
