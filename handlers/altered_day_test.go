package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// TestEveryWayOfEditingSaysThatEarlierDaysChange edits sectors, which projects are counted
// by on every day, and quotations and statuses, which are added: in a form, by a bulk edit,
// by an import, and where a change set is reviewed.
func TestEveryWayOfEditingSaysThatEarlierDaysChange(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor, reviewer := a.member(t, models.Editor), a.member(t, models.Reviewer)
		notice := func(got answer) string { return got.text("[data-testid=earlier-days]") }
		check := func(where string, got answer, says bool) {
			t.Helper()
			if text := notice(got); says != strings.HasPrefix(text, "This changes what was known on earlier days, from ") || !says && text != "" {
				t.Errorf("%s says %q of earlier days", where, text)
			}
		}
		form := func(address, field, value string) string {
			t.Helper()
			sent := editor.page(t, address).form(editForm, "save")
			sent.Set(field, value)
			got := editor.postForm(t, address, sent)
			if got.doc.Find(".doubt").Length() > 0 {
				sent = got.form(editForm, "save")
				for name := range sent {
					if strings.HasPrefix(name, "accept.") {
						sent.Set(name, "It stands there.")
					}
				}
				got = editor.postForm(t, address, sent)
			}
			return got.redirected(t)
		}
		describe := func(set, kind string) {
			t.Helper()
			sent := editor.page(t, set).form("#describe", "describe")
			sent.Set("kind", kind)
			sent.Set("reason", "An article.")
			editor.postForm(t, set, sent).redirected(t)
		}

		// What is counted by stands in the form again, and where it is reviewed.
		const project = "/en/admin/projects/edit/ulba-fa"
		check("an empty form", editor.page(t, project), false)
		set := form(project, "c.sector", "mining")
		check("the set of a sector", editor.page(t, set), true)
		check("the form of a draft", editor.page(t, project), true)
		describe(set, "revision")
		editor.postForm(t, set, editor.page(t, set).form("#describe", "submit")).redirected(t)
		check("the review of a sector", reviewer.page(t, set), true)
		set = form("/en/admin/projects/edit/aktobe-urea", "c.status", "in_progress")
		check("the set of a status", editor.page(t, set), false)
		describe(set, "correction")
		check("a status as a correction", editor.page(t, set), true)
		describe(set, "status_move")
		check("a status that moves", editor.page(t, set), false)

		for column, says := range map[string]bool{"sector": true, "status": false} {
			bulk := ticked("projects", "aiju-feed-nkr", "aktogay-copper-smelter")
			sent := editor.withColumn(t, bulk, "projects.csv/"+column)
			sent.Set("r.0."+column, map[string]string{"sector": "mining", "status": "in_progress"}[column])
			check("the plan of a bulk edit of "+column, editor.preview(t, bulk, sent), says)
		}

		plan := planned(t, editor, "brent.csv", []byte("Date,Price\n2016-01,31.5\n"),
			url.Values{"commodity": {"brent"}, "unit": {"USD per barrel"}, "currency": {"USD"}, "source_id": {"eia-oil"}})
		check("the plan of a price that is another", editor.page(t, plan), true)
		plan = planned(t, editor, "brent.csv", []byte("Date,Price\n1985-01,27.5\n"),
			url.Values{"commodity": {"brent"}, "unit": {"USD per barrel"}, "currency": {"USD"}, "source_id": {"eia-oil"}})
		check("the plan of a price that is added", editor.page(t, plan), false)
		check("the page of a withdrawal", editor.page(t, "/en/admin/projects/withdraw/aktobe-urea"), true)
	})
}
