package handlers_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestPricesOfAllCommodities(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/prices")
		if n := got.doc.Find("[data-testid=price]").Length(); n != 17 {
			t.Errorf("%d commodities", n)
		}
		if drawings := got.doc.Find("[data-testid=price] svg desc").Length(); drawings != 17 {
			t.Errorf("%d drawings with a description", drawings)
		}
		cards := got.texts("[data-testid=price]")
		// July 2026: 83.76; June 2026: 85.39; July 2025: 71.04 (commodity_prices.csv).
		want := map[string]bool{"Brent crude oil US$83.76 a barrel July 2026": false, "Barley US$80.38 a tonne August 2020": false}
		for _, card := range cards {
			for begin := range want {
				if strings.HasPrefix(card, begin) {
					want[begin] = true
				}
			}
			if strings.HasPrefix(card, "Barley") != strings.Contains(card, "The series ends in August 2020.") {
				t.Errorf("whether it ended: %s", card)
			}
		}
		for begin, found := range want {
			if !found {
				t.Errorf("no card begins with %q: %q", begin, cards)
			}
		}
		if got := a.page(t, "/en/prices?as_of=2016-02-15"); !strings.HasPrefix(got.texts("[data-testid=price]")[0], "Brent crude oil US$30.70 a barrel January 2016") {
			t.Errorf("in February 2016: %q", got.texts("[data-testid=price]")[0])
		}
		if got := a.page(t, "/en/prices?from=2019&to=2019-06").texts("[data-testid=price]")[0]; !strings.HasPrefix(got, "Brent crude oil US$64.22 a barrel June 2019") {
			t.Errorf("to June 2019: %q", got)
		}
	})
}

func TestChangesAreCountedFromTheMonthsOfTheSource(t *testing.T) {
	walks(t)
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	prices := make(map[string]decimal.Decimal)
	for _, row := range opening(t, "commodity_prices.csv") {
		prices[row["commodity"]+row["period"]] = decimal.RequireFromString(row["price"])
	}
	rapid.Check(t, func(rt *rapid.T) {
		code := rapid.SampledFrom([]string{"brent", "copper", "gold", "wheat"}).Draw(rt, "commodity")
		month := models.Date(fmt.Sprintf("%d-%02d", rapid.IntRange(2009, 2025).Draw(rt, "year"), rapid.IntRange(1, 12).Draw(rt, "month")))
		got := a.page(t, "/en/prices/"+code+"?to="+string(month))
		for i, months := range []int{1, 12} {
			was, is := prices[code+string(month.AddMonths(-months))], prices[code+string(month)]
			change := is.Sub(was).Mul(decimal.NewFromInt(100)).DivRound(was, 1)
			want := change.Abs().StringFixed(1) + "%"
			switch change.Sign() {
			case 1:
				want = "+" + want
			case -1:
				want = "−" + want
			}
			text := strings.ReplaceAll(got.figure([]string{"on-month", "on-year"}[i]), ",", "")
			if text != want {
				rt.Errorf("%s in %s against %d months before: %q, want %q", code, month, months, text, want)
			}
		}
	})
}

func TestTheNoteOnUS30StandsOnTheLineAndBesideIt(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/prices/brent")
		notes := got.texts("[data-testid=price-notes] p")
		if len(notes) != 1 || !strings.HasPrefix(notes[0], "1. 10 June 2018 The opening article says: “The prices on oil and gas dropped to US$30.”") {
			t.Errorf("notes %q", notes)
		}
		if pin := got.href("svg.wide a[aria-label]"); pin == "" || got.doc.Find(pin).Length() != 1 {
			t.Errorf("the pin leads to %q", pin)
		}
		if !strings.Contains(got.text("[data-testid=sources]"), "Kazakhstan-China: Strategic partnership") {
			t.Error("the source of the note is missing")
		}
		if !strings.Contains(got.text("[data-testid=price-chart]"), "US$30.70") && !strings.Contains(got.text("[data-testid=price-chart]"), "lowest 18.38 (April 2020)") {
			t.Errorf("the chart says %q", got.text("[data-testid=price-chart] figcaption"))
		}
		// Before it was written there is no note.
		if got := a.page(t, "/en/prices/brent?as_of=2018-06-09"); got.doc.Find("[data-testid=price-notes], svg.wide a").Length() > 0 {
			t.Error("the note is there before its day")
		}
	})
}

func TestEveryPriceOfTheRangeIsOnThePageOnce(t *testing.T) {
	walks(t)
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	rows := opening(t, "commodity_prices.csv")
	rapid.Check(t, func(rt *rapid.T) {
		code := rapid.SampledFrom([]string{"brent", "barley", "gold", "cotton", "natural_gas_hh"}).Draw(rt, "commodity")
		from, to := rapid.IntRange(2008, 2026).Draw(rt, "from"), rapid.IntRange(2008, 2026).Draw(rt, "to")
		if from > to {
			from, to = to, from
		}
		want := make(map[string]string)
		for _, row := range rows {
			if row["commodity"] == code && row["period"] >= strconv.Itoa(from) && row["period"] <= strconv.Itoa(to)+"-12" {
				want[row["period"]] = decimal.RequireFromString(row["price"]).String()
			}
		}
		got := a.page(t, fmt.Sprintf("/en/prices/%s?from=%d&to=%d", code, from, to))
		found := make(map[string]string)
		got.doc.Find("[data-testid=price-years] tbody tr").Each(func(_ int, r *goquery.Selection) {
			r.Find("td.month").Each(func(i int, cell *goquery.Selection) {
				// Of a month that is not over yet nothing can be stated.
				if text := cell.Text(); text != "not stated" && text != "" {
					value, err := decimal.NewFromString(strings.ReplaceAll(text, ",", ""))
					if err != nil {
						rt.Fatalf("a cell holds %q", text)
					}
					found[fmt.Sprintf("%s-%02d", r.Find("th").Text(), i+1)] = value.String()
				}
			})
		})
		for month, price := range want {
			if !decimal.RequireFromString(price).Equal(decimal.RequireFromString("0"+found[month])) && found[month] != price {
				rt.Errorf("%s %s: %q, want %s", code, month, found[month], price)
			}
		}
		if len(found) != len(want) {
			rt.Errorf("%d months, want %d", len(found), len(want))
		}
	})
}

func TestSeriesOfDifferentUnitsNeverShareAnAxis(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		same := a.page(t, "/en/prices/brent?with=wti")
		if lines := same.doc.Find("svg.wide path.line").Length(); lines != 2 {
			t.Errorf("%d lines of one unit", lines)
		}
		other := a.page(t, "/en/prices/brent?with=copper&with=wti")
		if lines := other.doc.Find("svg.wide path.line").Length(); lines != 2 {
			t.Errorf("%d lines, want those in US$ a barrel", lines)
		}
		if notice := other.text("[data-testid=notice]"); !strings.Contains(notice, "Priced in another unit, and so not on this chart: Copper.") {
			t.Errorf("notice %q", notice)
		}
		index := a.page(t, other.href("[data-testid=notice] a"))
		if lines := index.doc.Find("svg.wide path.line").Length(); lines != 3 {
			t.Errorf("%d lines of the index", lines)
		}
		if caption := index.text("[data-testid=price-chart] figcaption"); !strings.HasPrefix(caption, "Each price relative to 100 in January 2008") {
			t.Errorf("caption %q", caption)
		}
		// All begin in the same place.
		start := regexp.MustCompile(`^M([\d.]+ [\d.]+)`)
		begins := index.doc.Find("svg.wide path.line").Map(func(_ int, s *goquery.Selection) string { return start.FindString(s.AttrOr("d", "")) })
		if slices.Sort(begins); len(slices.Compact(begins)) != 1 {
			t.Errorf("the lines begin at %q", begins)
		}
		// The table still has prices, not parts of 100.
		if table := index.text("[data-testid=price-years]"); !strings.Contains(table, "30.70") {
			t.Errorf("table %q", table)
		}
	})
}

func TestBadAddressesOfPricesSayWhatToDo(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for address, says := range map[string]string{
			"prices?from=2016-13": "Enter a month as from=2016-01", "prices?from=2016-01-01": "Enter a month as from=2016-01", "prices/brent?from=2018&to=2016": "before the first (2018-01)",
			"prices/brent?with=nope": "No commodity has this code", "prices/brent?show=x": "Enter one of index", "prices/brent?with=a&with=b&with=c&with=d&with=e&with=f": "At most 5",
		} {
			got := a.get(t, "/en/"+address)
			if got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("main"), says) {
				t.Errorf("%s answers %d: %s", address, got.StatusCode, got.text("main"))
			}
		}
		if got := a.get(t, "/en/prices/nope"); got.StatusCode != http.StatusNotFound {
			t.Errorf("an unknown commodity answers %d", got.StatusCode)
		}
		if got := a.page(t, "/en/prices/brent?from=1990&to=1991"); !strings.Contains(got.text("main"), "Choose other months") {
			t.Errorf("without prices: %s", got.text("main"))
		}
	})
}

func TestTwoSourcesNeverMakeOneSeries(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		modelstest.Load(t, a.store, map[string]string{"commodity_prices.csv": "commodity,period,price,unit,currency,source_id\nbrent,2020-04,23.34,USD per barrel,USD,wb-pinksheet\nbrent,2026-08,99.99,USD per barrel,USD,wb-pinksheet\n"})
		got := a.page(t, "/en/prices/brent")
		if strings.Contains(got.text("main"), "99.99") || strings.Contains(got.text("main"), "23.34") || !strings.Contains(got.text("[data-testid=coverage]"), "also gives the prices of 2 months") {
			t.Errorf("coverage %q", got.text("[data-testid=coverage]"))
		}
	})
}
