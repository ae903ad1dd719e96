package pages_test

import (
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/views/pages"
)

var codes = rapid.StringMatching(`[a-z0-9][a-z0-9-]{0,20}`)

// lines are lines that somebody could write, in any script.
var lines = rapid.Custom(func(t *rapid.T) string {
	text := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, rapid.StringN(0, pages.LongestLine, -1).Draw(t, "line"))
	return strings.TrimFunc(text, unicode.IsSpace)
})

// items are briefing items of every kind.
var items = rapid.Custom(func(t *rapid.T) pages.BriefingItem {
	i := pages.BriefingItem{Kind: rapid.SampledFrom([]pages.BriefingKind{"f", "c", "p", "q"}).Draw(t, "kind"), Of: codes.Draw(t, "code"), Line: lines.Draw(t, "text")}
	if i.Kind == pages.BriefingChart {
		i.Of = rapid.SampledFrom([]string{"programme", "metrics/" + i.Of, "prices/" + i.Of}).Draw(t, "page")
	}
	if (i.Kind == pages.BriefingChart || i.Kind == pages.BriefingFigure) && rapid.Bool().Draw(t, "query") {
		i.Params = url.Values{rapid.SampledFrom([]string{"year", "q", "with"}).Draw(t, "name"): rapid.SliceOfN(rapid.StringN(1, 10, -1).Filter(utf8.ValidString), 1, 3).Draw(t, "values")}
	}
	return i
})

func TestAnItemIsReadAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := items.Draw(t, "item")
		got, err := pages.ParseBriefingItem(want.String())
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("%q: %v\n%s", want.String(), err, diff)
		}
	})
}

func TestWhatAnItemReadsItWritesAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[fcpqx]\.[a-z0-9/?=&%. -]{0,20}`)).Draw(t, "text")
		item, err := pages.ParseBriefingItem(text)
		if err != nil {
			return
		}
		again, err := pages.ParseBriefingItem(item.String())
		if diff := cmp.Diff(item, again); err != nil || diff != "" {
			t.Fatalf("%q becomes %q: %v\n%s", text, item.String(), err, diff)
		}
	})
}

func TestASheetSurvivesItsAddress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sheet := pages.Sheet{Title: lines.Draw(t, "title"), Items: rapid.SliceOfN(items, 0, 10).Draw(t, "items")}
		values, err := url.ParseQuery(sheet.Params().Encode())
		if err != nil {
			t.Fatal(err)
		}
		if values.Get("title") != sheet.Title || len(values["i"]) != len(sheet.Items) {
			t.Fatalf("%v is not %v", values, sheet)
		}
		for i, text := range values["i"] {
			got, err := pages.ParseBriefingItem(text)
			if diff := cmp.Diff(sheet.Items[i], got); err != nil || diff != "" {
				t.Fatalf("%q: %v\n%s", text, err, diff)
			}
		}
	})
}

func TestAnAddressSaysWhatItShows(t *testing.T) {
	for address, want := range map[string]string{
		"https://dostyk.example/en/f/st067?as_of=2018-06-10&known=2026-11-23T09:00:00Z": "f.st067",
		"/kk/f/count.projects?status=launched":                                          "f.count.projects?status=launched",
		"/ru/statements/st060#figure-st067":                                             "f.st067",
		"/zh/projects/zhanatas-wind-100?list=page%3D2":                                  "p.zhanatas-wind-100",
		"/en/?year=2018":                       "c.programme?year=2018",
		"/en/metrics/launched":                 "c.metrics/launched",
		"/en/prices/brent?with=wti&as_of=2018": "c.prices/brent?with=wti",
		"/en/about":                            "",
		"/en/statements/st067":                 "",
		"nonsense":                             "",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pages.BriefingItemOf(u)
		if want == "" {
			if err == nil {
				t.Errorf("%s is %q", address, got)
			}
			continue
		}
		if err != nil || got.String() != want {
			t.Errorf("%s is %q (%v), want %q", address, got, err, want)
		}
	}
}
