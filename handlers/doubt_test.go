package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
)

// doubtful is a file of prices of which four are a thousand times too high, or in the
// wrong currency, and two are as the others.
const doubtfulPrices = `commodity,period,price,unit,currency,source_id
brent,2018-01,69080,USD per barrel,USD,eia-oil
brent,2018-02,65320,USD per barrel,USD,eia-oil
brent,2018-03,66020,USD per barrel,USD,eia-oil
wti,2018-05,69.99,USD per barrel,EUR,eia-oil
wti,2018-06,67.88,USD per barrel,USD,eia-oil
`

// doubtfulSet is a change set of the doubtful prices, imported by the editor.
func doubtfulSet(t *testing.T, editor *person) string {
	t.Helper()
	plan := editor.sendFile(t, "prices.csv", []byte(doubtfulPrices)).redirected(t)
	return editor.postForm(t, plan, editor.page(t, plan).form("[data-testid=plan-form]", "apply")).redirected(t)
}

func TestTheDoubtsOfAnImportAreAnsweredOnThePageOfItsSet(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor, reviewer := a.member(t, models.Editor), a.member(t, models.Reviewer)
		set := doubtfulSet(t, editor)
		got := editor.page(t, set)
		groups := got.texts("[data-testid=doubt-group] h3")
		if len(groups) < 2 || !namesInOrder(groups[0], "unit or currency", "1 value") && !namesInOrder(strings.Join(groups, " "), "unit or currency", "scale") {
			t.Fatalf("the doubts are %q", groups)
		}
		if open := got.text("[data-testid=doubts-open]"); !strings.Contains(open, "are not answered yet") {
			t.Errorf("of the doubts it says %q", open)
		}
		for _, href := range got.hrefs("#errors a") {
			if got.doc.Find(href).Length() != 1 {
				t.Errorf("%s leads nowhere", href)
			}
		}

		// One kind is answered, and the others are not: nothing is submitted, and everything
		// is kept.
		form := got.form("#describe", "submit")
		form.Set("reason", "The office has read them again.")
		form.Set("title", "Prices of 2018")
		form.Set("accept-all.slip", "They are in cents.")
		refused := editor.postForm(t, set, form)
		if refused.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(refused.text("#errors"), "unanswered") || refused.text("[data-testid=state]") != "Draft" {
			t.Fatalf("with open doubts it answers %d: %s", refused.StatusCode, refused.text("#errors"))
		}
		kept := editor.page(t, set).form("#describe", "submit")
		for name, want := range map[string]string{"reason": "The office has read them again.", "title": "Prices of 2018", "accept-all.slip": "They are in cents."} {
			if kept.Get(name) != want || refused.form("#describe", "submit").Get(name) != want {
				t.Errorf("%s is %q", name, kept.Get(name))
			}
		}

		// The others are answered one by one.
		answered := 0
		for name := range kept {
			if strings.HasPrefix(name, "accept.") {
				slips := editor.page(t, set).doc.Find("#doubts-slip [name='" + name + "']").Length()
				if slips == 0 {
					kept.Set(name, "It was paid in euro.")
					answered++
				}
			}
		}
		if answered == 0 {
			t.Fatal("no doubt is answered by itself")
		}
		editor.postForm(t, set, kept).redirected(t)
		seen := reviewer.page(t, set)
		if state := seen.text("[data-testid=state]"); state != "Waits for review" {
			t.Fatalf("the set is %q", state)
		}
		if given := seen.text("[data-testid=doubts]"); !namesInOrder(given, "It was paid in euro.", "They are in cents.") || seen.doc.Find("[data-testid=doubts] input").Length() != 0 {
			t.Errorf("the reviewer reads %q", given)
		}
		reviewer.publish(t, set)
		for address, reason := range map[string]string{"/en/prices/brent": "They are in cents.", "/en/prices/wti": "It was paid in euro."} {
			if public := a.page(t, address).text("[data-testid=accepted]"); !strings.Contains(public, reason) {
				t.Errorf("%s tells %q", address, public)
			}
		}
		if log := a.member(t, models.Admin).page(t, "/en/admin/audit?kind=draft_saved&noun=change+set").text("[data-testid=audit]"); !strings.Contains(log, "They are in cents.") {
			t.Errorf("the log says %q", log)
		}
	})
}

func TestReasonsAreTakenBackAndKeptWhereTheSetHasMoved(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		set := doubtfulSet(t, editor)
		form := editor.page(t, set).form("#describe", "describe")
		form.Set("accept-all.slip", "They are in cents.")
		editor.postForm(t, set, form).redirected(t)
		late := form
		form = editor.page(t, set).form("#describe", "describe")
		form.Set("accept-all.slip", "")
		editor.postForm(t, set, form).redirected(t)
		if reason := editor.page(t, set).form("#describe", "").Get("accept-all.slip"); reason != "" {
			t.Errorf("the reason is %q", reason)
		}
		// The form of before is overtaken: what it holds is drawn again, and not kept.
		late.Set("title", "Late")
		got := editor.postForm(t, set, late)
		if got.StatusCode != http.StatusConflict {
			t.Fatalf("it answers %d", got.StatusCode)
		}
		typed := got.form("#describe", "describe")
		if typed.Get("title") != "Late" || typed.Get("accept-all.slip") != "They are in cents." || typed.Get("version") == late.Get("version") {
			t.Errorf("the form is %v", typed)
		}
		editor.postForm(t, set, typed).redirected(t)
		again := editor.page(t, set).form("#describe", "describe")
		typed.Set("version", again.Get("version"))
		if diff := cmp.Diff(typed, again); diff != "" {
			t.Errorf("what was typed (-typed +kept)\n%s", diff)
		}
	})
}
