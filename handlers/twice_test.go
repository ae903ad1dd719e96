package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// sets are how many change sets there are.
func (a *app) sets(t *testing.T) int {
	t.Helper()
	_, total, err := a.store.ChangeSets(t.Context(), models.ChangeSetFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return total
}

// twice sends a form twice, one after the other or both at once. Both must lead to the
// same place, and make no more than one change set.
func (a *app) twice(t *testing.T, b *person, address string, form url.Values, atOnce bool) string {
	t.Helper()
	before := a.sets(t)
	to := make([]string, 2)
	var together sync.WaitGroup
	for i := range to {
		send := func() {
			got := b.postForm(t, address, form)
			if to[i] = got.Header.Get("Location"); got.StatusCode != http.StatusSeeOther {
				t.Errorf("%s, sent twice, answers %d: %s", address, got.StatusCode, got.text("[data-testid=errors]"))
			}
		}
		if !atOnce {
			send()
			continue
		}
		together.Go(send)
	}
	together.Wait()
	if to[0] == "" || to[0] != to[1] {
		t.Fatalf("%s, sent twice, leads to %q", address, to)
	}
	if made := a.sets(t) - before; made > 1 {
		t.Errorf("%s, sent twice, makes %d change sets", address, made)
	}
	return to[0]
}

// TestAButtonThatIsPressedTwiceIsPressedOnce goes through the forms that make a change set
// and through the life of one.
func TestAButtonThatIsPressedTwiceIsPressedOnce(t *testing.T) {
	walks(t)
	for _, atOnce := range []bool{false, true} {
		each(t, func(t *testing.T, a *app) {
			ticking(a)
			editor, reviewer := a.named(t, "aigul", models.Editor), a.named(t, "bolat", models.Reviewer)
			const region = "/en/admin/regions/edit/abai"
			form := editor.page(t, region).form(editForm, "save")
			form.Set("c.name_kk", "Бірінші")
			set := a.twice(t, editor, region, form, atOnce)
			form = editor.page(t, region).form(editForm, "save")
			form.Set("c.name_kk", "Екінші")
			if again := a.twice(t, editor, region, form, atOnce); again != set {
				t.Errorf("a draft that is typed on goes into %s, not %s", again, set)
			}
			titled := editor.page(t, set).form("#describe", "describe")
			titled.Set("title", "Names")
			a.twice(t, editor, set, titled, atOnce)
			described := editor.page(t, set).form("#describe", "submit")
			described.Set("reason", "A report.")
			a.twice(t, editor, set, described, atOnce)
			back := reviewer.page(t, set).form("#describe", "return")
			back.Set("comment", "Which report?")
			a.twice(t, reviewer, set, back, atOnce)
			a.twice(t, editor, set, editor.page(t, set).form("#describe", "submit"), atOnce)
			published := reviewer.page(t, set).form("#describe", "publish")
			published.Set("comment", "Seen in the report.")
			a.twice(t, reviewer, set, published, atOnce)
			if got := editor.page(t, set).text("main"); !strings.Contains(got, "Seen in the report.") {
				t.Errorf("what the reviewer wrote before publishing is lost: %s", got)
			}
			if got := a.recordedCells(t, "regions.csv", "name_kk", "abai")["abai"]; got != "Екінші" {
				t.Errorf("published is %q", got)
			}
			undo := a.twice(t, editor, set, editor.page(t, set).form("#describe", "undo"), atOnce)
			a.twice(t, editor, undo, editor.page(t, undo).form("#describe", "discard"), atOnce)

			const versions = "/en/admin/regions/versions/abai"
			restore := editor.page(t, restoreLinks(editor.page(t, versions))[0]).form("#restore", "")
			a.twice(t, editor, versions, restore, atOnce)

			const withdraw = "/en/admin/enterprises/withdraw/ulba-fa-llp"
			gone := editor.page(t, withdraw).form("form.record", "")
			gone.Set("reason", "It never existed.")
			a.twice(t, editor, withdraw, gone, atOnce)

			const added = "/en/admin/statements/new"
			for _, programme := range []string{"Bilateral trade (China customs)", "Bilateral trade (Kazakh statistics)"} {
				form := editor.page(t, added).form(editForm, "save")
				form.Set("c.programme", programme)
				form.Set("c.said_by", "Nursultan Nazarbayev")
				form.Set("c.said_on", "2018-06-07")
				form.Set("c.source_id", "qazaqtv-194657")
				form.Set("r.0.metric", "total_projects")
				form.Set("r.0.value", "51")
				form.Set("r.0.unit", "projects")
				a.twice(t, editor, added, form, atOnce)
			}
		})
	}
}

// TestWordsThatNoListHoldsAreRefusedInWords sends a word that is in no list wherever a
// form or an address takes one.
func TestWordsThatNoListHoldsAreRefusedInWords(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		const region = "/en/admin/regions/edit/abai"
		form := editor.page(t, region).form(editForm, "save")
		form.Set("c.name_kk", "Бірінші")
		set := editor.postForm(t, region, form).redirected(t)
		described := editor.page(t, set).form("#describe", "describe")
		for name := range described {
			rubbish := url.Values{}
			for other, values := range described {
				rubbish[other] = values
			}
			rubbish.Set(name, "x")
			if got := editor.postForm(t, set, rubbish); got.StatusCode >= http.StatusInternalServerError || got.StatusCode >= http.StatusBadRequest && got.text("h1") == "" {
				t.Errorf("%s=x answers %d", name, got.StatusCode)
			}
		}
		asked := 0
		for file, columns := range models.FileColumns() {
			for _, column := range columns {
				asked++
				address := "/en/admin/choices?file=" + file + "&column=" + column + "&field=c.x&id=x&find.c.x=a"
				if got := editor.get(t, address); got.StatusCode != http.StatusOK && got.StatusCode != http.StatusNotFound {
					t.Errorf("%s answers %d", address, got.StatusCode)
				}
			}
		}
		if asked < 150 {
			t.Errorf("%d columns were asked for", asked)
		}
	})
}
