package handlers_test

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// Between 19:00 and 24:00 UTC it is the next day in Kazakhstan already: a correction
// must not bear another day than the citation that does not know of it yet.
func TestEveryPublicDayIsThatOfKazakhstan(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		evening := time.Date(2026, 11, 30, 19, 30, 0, 0, time.UTC)
		a.store.SetClock(func() time.Time { return evening })
		modelstest.Revise(t, a.store, models.Correcting, "The report was misread.", "statements.csv", modelstest.Set("st068", "value", "5", "quote", ""))
		withdraw(t, a, "agreements.csv", "business-council-2018")
		a.store.SetClock(func() time.Time { return evening.Add(20 * time.Minute) })
		known := "20261130T194500Z"
		for _, address := range []string{
			"/f/st068", "/f/st068?known=" + known, "/changes", "/statements/st067/versions", "/metrics/launched", "/data",
			"/agreements/business-council-2018", "/projects?known=" + known, "/briefing?i=f.st068&known=" + known,
		} {
			for lang, days := range map[string][2]string{
				"en": {"30 November 2026", "1 December 2026"}, "ru": {"30 ноября 2026", "1 декабря 2026"},
				"kk": {"2026 жылғы 30 қараша", "2026 жылғы 1 желтоқсан"}, "zh": {"2026年11月30日", "2026年12月1日"},
			} {
				text := a.get(t, "/"+lang+address).text("body")
				if strings.Contains(text, days[0]) || !strings.Contains(text, days[1]) {
					t.Errorf("/%s%s does not give the day as %q:\n%s", lang, address, days[1], text)
				}
			}
		}
		// The day that is printed on a correction can be asked for.
		if got := a.get(t, "/en/f/st068?known=2026-12-01"); got.StatusCode != http.StatusOK {
			t.Errorf("the day of the correction answers %d", got.StatusCode)
		}
		if got := a.get(t, "/data/dostyk.zip"); !strings.Contains(got.Header.Get("Content-Disposition"), "dostyk-2026-12-01.zip") {
			t.Errorf("the data set is called %q", got.Header.Get("Content-Disposition"))
		}
	})
}

// withdraw takes a record back in a change set of its own.
func withdraw(t *testing.T, a *app, file, code string) {
	t.Helper()
	key := models.RowKey{File: file, Key: code}
	rows, err := a.store.Rows(t.Context(), []models.RowKey{key})
	if err != nil {
		t.Fatal(err)
	}
	by := models.Author{ID: modelstest.User(t, a.store, "an.editor", models.Editor).ID, Name: "an.editor", Role: string(models.Editor)}
	set, err := a.store.NewChangeSet(t.Context(), by, models.FromForm, "")
	if err != nil {
		t.Fatal(err)
	}
	err = a.store.SaveDraft(t.Context(), by, set.ID, set.Version, []models.DraftEdit{{RowEdit: models.RowEdit{RowKey: key, Base: rows[key]}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.store.DescribeSet(t.Context(), by, set.ID, set.Version+1, "", models.Correcting, "It was counted twice."); err != nil {
		t.Fatal(err)
	}
	if _, err := a.store.PublishSet(t.Context(), by, set.ID, set.Version+2, true); err != nil {
		t.Fatal(err)
	}
}

// A page that is mailed shows the day on which it is opened, unless it was asked for as
// of another.
func TestTodayStaysOutOfTheAddress(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		today := string(models.DayOf(a.store.Now()))
		for _, page := range []string{"", "projects", "agreements", "statements", "prices", "prices/brent", "metrics", "metrics/launched", "map", "projects/ulba-fa", "statements/st067"} {
			query := url.Values{"as_of": {today}, "sector": {""}}.Encode()
			got := a.get(t, "/en/"+page+"?"+query)
			if got.StatusCode != http.StatusFound || got.Header.Get("Location") != "/en/"+page {
				t.Errorf("%q as of today answers %d and leads to %q", page, got.StatusCode, got.Header.Get("Location"))
			}
			part := a.get(t, "/en/"+page+"?"+query, "HX-Request", "true")
			if strings.Contains(part.Header.Get("HX-Push-Url"), "as_of") {
				t.Errorf("%q as of today becomes %q", page, part.Header.Get("HX-Push-Url"))
			}
			if got := a.page(t, "/en/"+page); got.doc.Find("[data-testid=as-of]").Length() != 0 {
				t.Errorf("%q says that it is of another day than today", page)
			}
		}
		for _, page := range []string{"", "projects", "agreements", "statements", "prices/brent", "metrics", "metrics/launched", "projects/ulba-fa"} {
			got := a.page(t, "/en/"+page+"?as_of=2018-06-30")
			bar := got.text("[data-testid=as-of]")
			if !strings.Contains(bar, "30 June 2018") || got.href("[data-testid=as-of] a") != "/en/"+page {
				t.Errorf("%q as of a day says %q and leads to %q", page, bar, got.href("[data-testid=as-of] a"))
			}
		}
		// A file, and an address that says as known when, stand as they were given out.
		for _, address := range []string{"/en/projects.json?as_of=" + today, "/en/projects?as_of=" + today + "&known=" + today} {
			if got := a.get(t, address); got.StatusCode != http.StatusOK {
				t.Errorf("%s answers %d", address, got.StatusCode)
			}
		}
	})
}

// What a project has become since is no status of a year in the past.
func TestAYearInThePastShowsTheStatusAtItsEnd(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		page := a.page(t, "/en/?year=2018").withoutBriefing()
		heads := page.texts("#project-table thead th")
		then, now := slices.Index(heads, "Status at the end of 2018"), slices.Index(heads, "Status on 23 November 2026")
		if then < 0 || now != then+1 {
			t.Fatalf("the table has the columns %q", heads)
		}
		if label := page.text("label[for=status]"); !strings.HasPrefix(label, "Status on 23 November 2026") {
			t.Errorf("the choice of a status is called %q", label)
		}
		end := a.table(t, "/en/projects.json?as_of=2018-12-31")
		differ := 0
		page.doc.Find("#project-table tbody tr").Each(func(_ int, row *goquery.Selection) {
			cells := row.Find("td")
			code := path.Base(row.Find("th a").AttrOr("href", ""))
			want := "Not documented by then"
			for _, r := range end.Rows {
				if r["code"] == code {
					want = r["status_name"].(string)
				}
			}
			want = strings.Replace(want, "Launching that year", "Launching in 2018", 1)
			got := read(cells.Eq(then - 1))
			if got != want {
				t.Errorf("%s was %q at the end of the year, and the page says %q", code, want, got)
			}
			if got != read(cells.Eq(now-1)) {
				differ++
			}
		})
		if differ == 0 {
			t.Error("nothing has become of any project since")
		}
		// The year that it is has one day only.
		if heads := a.page(t, "/en/?year=2026").texts("#project-table thead th"); slices.ContainsFunc(heads, func(h string) bool { return strings.Contains(h, "at the end") }) {
			t.Errorf("the table of this year has the columns %q", heads)
		}
	})
}
