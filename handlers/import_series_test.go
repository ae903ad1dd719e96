package handlers_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// monthlyFile is a file of two columns with the price of each month from January 2007
// on.
func monthlyFile(months int, price func(i int) float64) []byte {
	var b strings.Builder
	b.WriteString("Date,Price\n")
	for i := range months {
		fmt.Fprintf(&b, "%d-%02d,%.2f\n", 2007+i/12, i%12+1, price(i))
	}
	return []byte(b.String())
}

// planned sends a file and its columns, with what is the same in all rows, and is the
// address of the plan.
func planned(t *testing.T, editor *person, name string, content []byte, constants url.Values) string {
	t.Helper()
	columns := editor.sendFile(t, name, content).redirected(t)
	form := editor.page(t, columns).form("[data-testid=columns-form]", "plan")
	for column, value := range constants {
		form["all."+column] = value
	}
	return editor.postForm(t, columns, form).redirected(t)
}

func TestAWrongSeriesInPlaceOfAnotherIsOneDoubt(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor, reviewer := a.member(t, models.Editor), a.member(t, models.Reviewer)
		gold := url.Values{"commodity": {"gold"}, "unit": {"USD per troy ounce"}, "currency": {"USD"}, "source_id": {"gold-datasets"}}
		plan := planned(t, editor, "oil.csv", monthlyFile(239, func(i int) float64 { return 30 + float64(i%12) }), gold)
		changed := editor.page(t, plan).text("[data-testid=outcomes] [data-testid=changed] b")
		set := editor.postForm(t, plan, editor.page(t, plan).form("[data-testid=plan-form]", "apply")).redirected(t)
		got := editor.page(t, set)
		if doubts := got.text("#doubts-replaced"); got.doc.Find("#doubts-replaced").Length() != 1 || !namesInOrder(doubts, changed+" values become about", "times less than what is on record", "US$", "a troy ounce") {
			t.Fatalf("of %s changed prices it says %q", changed, doubts)
		}
		form := got.form("#describe", "submit")
		form.Set("reason", "The office has read them again.")
		for name := range form {
			if strings.HasPrefix(name, "accept") {
				form.Set(name, "It is told in other words.")
			}
		}
		editor.postForm(t, set, form).redirected(t)
		reviewer.publish(t, set)
		if public := a.page(t, "/en/prices/gold").text("[data-testid=accepted]"); !strings.Contains(public, "times less than what is on record") {
			t.Errorf("the public page tells %q", public)
		}

		// A file of another name, or at another level, is no more of that series.
		for name, c := range map[string]struct {
			content []byte
			filled  string
			lead    string
		}{
			"oil.csv":      {monthlyFile(240, func(i int) float64 { return 31 + float64(i%12) }), "gold", "it may be another series"},
			"Oil-2027.CSV": {monthlyFile(240, func(i int) float64 { return 31 + float64(i%12) }), "gold", "it may be another series"},
			"wti.csv":      {monthlyFile(240, func(i int) float64 { return 31 + float64(i%12) }), "", "this file has another name"},
			"oil-1.csv":    {monthlyFile(240, func(i int) float64 { return 1100 + float64(i%12) }), "", "the values are at another level"},
		} {
			page := editor.page(t, editor.sendFile(t, name, c.content).redirected(t))
			form := page.form("[data-testid=columns-form]", "plan")
			if form.Get("all.commodity") != c.filled || form.Get("from.price") != "1" || !strings.Contains(page.text("main"), c.lead) {
				t.Errorf("%s: the commodity is %q, and it says %q", name, form.Get("all.commodity"), page.text("main"))
			}
		}
	})
}
