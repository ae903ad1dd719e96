package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// named is the browser of a new user of that name.
func (a *app) named(t *testing.T, name string, role models.UserRole) *person {
	t.Helper()
	modelstest.User(t, a.store, name, role)
	b := a.someone()
	b.signIn(t, name, modelstest.Password)
	return b
}

// page is get for an address that must answer 200.
func (b *person) page(t *testing.T, address string) answer {
	t.Helper()
	got := b.get(t, address)
	if got.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %d:\n%s", address, got.StatusCode, got.text("main"))
	}
	return got
}

// form is what a browser would send of a form with the button of a name and value.
func (a answer) form(selector, do string) url.Values {
	values := make(url.Values)
	a.doc.Find(selector).Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		name := s.AttrOr("name", "")
		if name == "" {
			return
		}
		switch {
		case s.Is("select"):
			chosen := s.Find("option[selected]")
			if chosen.Length() == 0 {
				chosen = s.Find("option").First()
			}
			values.Add(name, chosen.AttrOr("value", ""))
		case s.Is("textarea"):
			values.Add(name, s.Text())
		case s.Is("[type=radio], [type=checkbox]"):
			if _, checked := s.Attr("checked"); checked {
				values.Add(name, s.AttrOr("value", "on"))
			}
		default:
			values.Add(name, s.AttrOr("value", ""))
		}
	})
	values.Set("do", do)
	return values
}

// redirected is where an answer leads; it must lead somewhere.
func (a answer) redirected(t *testing.T) string {
	t.Helper()
	if a.StatusCode != http.StatusSeeOther {
		t.Fatalf("answers %d:\n%s", a.StatusCode, a.text("main"))
	}
	return a.Header.Get("Location")
}

const editForm = "[data-testid=edit-form]"

// publish reviews a change set and publishes it.
func (b *person) publish(t *testing.T, set string) {
	t.Helper()
	got := b.page(t, set)
	b.postForm(t, set, got.form("#describe", "publish")).redirected(t)
}

func TestAnEditGoesThroughReviewAndIsThenPublic(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor, reviewer := a.named(t, "aigul", models.Editor), a.named(t, "bolat", models.Reviewer)
		form := editor.page(t, "/en/admin/projects/edit/ulba-fa").form(editForm, "save")
		form.Set("c.jobs", "911")
		set := editor.postForm(t, "/en/admin/projects/edit/ulba-fa", form).redirected(t)
		got := editor.page(t, set)
		if lines := got.texts("[data-testid=difference] tbody tr"); len(lines) != 1 || !strings.Contains(lines[0], "911") {
			t.Errorf("the set changes %q", lines)
		}
		if public := a.page(t, "/en/projects/ulba-fa").text("main"); strings.Contains(public, "911") {
			t.Error("the draft is public")
		}
		refused := editor.postForm(t, set, got.form("#describe", "submit"))
		if refused.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(refused.text("[data-testid=errors]"), "Say why") || !strings.HasPrefix(refused.doc.Find("title").Text(), "Error:") {
			t.Errorf("without a reason it answers %d: %s", refused.StatusCode, refused.text("[data-testid=errors]"))
		}
		described := got.form("#describe", "submit")
		described.Set("reason", "The report of 2025.")
		described.Set("title", "Jobs")
		editor.postForm(t, set, described).redirected(t)
		if got := reviewer.page(t, "/en/admin/review").texts("tbody tr"); len(got) != 1 || !strings.Contains(got[0], "Jobs") {
			t.Errorf("waiting are %q", got)
		}
		if a.page(t, "/en/projects/ulba-fa"); strings.Contains(a.page(t, "/en/projects/ulba-fa").text("main"), "911") {
			t.Error("the submitted draft is public")
		}
		// The author cannot publish; the reviewer can return it.
		if got := editor.postForm(t, set, url.Values{"do": {"publish"}, "version": {"9"}}); got.StatusCode != http.StatusForbidden {
			t.Errorf("an editor publishes with %d", got.StatusCode)
		}
		back := reviewer.page(t, set).form("#describe", "return")
		if got := reviewer.postForm(t, set, back); got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("returning without a comment answers %d", got.StatusCode)
		}
		back.Set("comment", "Which page of the report?")
		reviewer.postForm(t, set, back).redirected(t)
		got = editor.page(t, set)
		if note := got.text("[data-testid=note]:last-of-type"); !strings.Contains(got.text("main"), "Which page of the report?") {
			t.Errorf("the author reads %q", note)
		}
		editor.postForm(t, set, got.form("#describe", "submit")).redirected(t)
		reviewer.publish(t, set)
		if public := a.page(t, "/en/projects/ulba-fa").text("main"); !strings.Contains(public, "911") {
			t.Error("the published change is not public")
		}
		if changes := a.page(t, "/en/changes").text("[data-testid=revision-title] li"); !strings.Contains(changes, "The report of 2025.") || !strings.Contains(changes, "a reviewer") || strings.Contains(changes, "aigul") {
			t.Errorf("the public list of changes says %q", changes)
		}
	})
}

func TestAFormWithProblemsComesBackAsTyped(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		form := editor.page(t, "/en/admin/projects/edit/asia-steel-pipe-almaty").form(editForm, "save")
		form.Set("c.jobs", "many")
		form.Set("c.name_kk", "Құбыр зауыты Ә Ғ Қ Ң Ө Ұ Ү Һ І")
		form.Set("c.name_zh", "亚洲钢管")
		form.Set("r.1.date", "soon")
		got := editor.postForm(t, "/en/admin/projects/edit/asia-steel-pipe-almaty", form)
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.HasPrefix(got.doc.Find("title").Text(), "Error:") {
			t.Fatalf("answers %d, %q", got.StatusCode, got.doc.Find("title").Text())
		}
		if problems := got.texts("[data-testid=errors] li"); len(problems) != 2 {
			t.Errorf("the summary says %q", problems)
		}
		for _, href := range got.hrefs("[data-testid=errors] a") {
			if got.doc.Find(href).Length() != 1 {
				t.Errorf("%s leads to no field", href)
			}
			if got.doc.Find(href).AttrOr("aria-invalid", "") != "" && got.text(href+"-help .problem") == "" {
				t.Errorf("%s says no problem", href)
			}
		}
		again := got.form(editForm, "save")
		if diff := cmp.Diff(form, again); diff != "" {
			t.Errorf("what was typed (-typed +drawn)\n%s", diff)
		}
	})
}

func TestAnOvertakenFormIsMergedAndAsksWhereItOverlaps(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		first, second, reviewer := a.named(t, "aigul", models.Editor), a.named(t, "dana", models.Editor), a.named(t, "bolat", models.Reviewer)
		const address = "/en/admin/projects/edit/ulba-fa"
		late := first.page(t, address).form(editForm, "save")
		early := second.page(t, address).form(editForm, "save")
		early.Set("c.jobs", "800")
		early.Set("c.capacity", "200 t")
		second.change(t, address, early, reviewer)

		late.Set("c.jobs", "900")
		late.Set("c.name_kk", "Үлбі")
		got := first.postForm(t, address, late)
		if got.StatusCode != http.StatusConflict {
			t.Fatalf("answers %d", got.StatusCode)
		}
		if overlaps := got.texts("[data-testid=overlap]"); len(overlaps) != 1 || !strings.Contains(overlaps[0], "800") || !strings.Contains(overlaps[0], "900") {
			t.Errorf("overlapping are %q", overlaps)
		}
		if merged := got.text("[data-testid=merged]"); !strings.Contains(merged, "200 t") {
			t.Errorf("merged is %q", merged)
		}
		form := got.form(editForm, "save")
		if form.Get("c.jobs") != "900" || form.Get("c.capacity") != "200 t" || form.Get("c.name_kk") != "Үлбі" {
			t.Errorf("the form holds %q, %q, %q", form.Get("c.jobs"), form.Get("c.capacity"), form.Get("c.name_kk"))
		}
		form.Set("pick.c.jobs", "theirs")
		set := first.postForm(t, address, form).redirected(t)
		if lines := first.page(t, set).texts("[data-testid=difference] tbody th"); len(lines) != 1 {
			t.Errorf("the set changes %q", lines)
		}
	})
}

func TestARecordIsAddedWithItsRowsWithoutScript(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor, reviewer := a.named(t, "aigul", models.Editor), a.named(t, "bolat", models.Reviewer)
		const address = "/en/admin/statements/new"
		form := editor.page(t, address).form(editForm, "add")
		form.Set("c.programme", "Kazakhstan-China industrial and investment cooperation programme")
		form.Set("c.said_by", "Nursultan Nazarbayev")
		form.Set("c.said_on", "2019-09-11")
		form.Set("c.source_id", "qazaqtv-194657")
		form.Set("r.0.metric", "total_projects")
		form.Set("r.0.value", "55")
		form.Set("r.0.unit", "projects")
		got := editor.postForm(t, address, form)
		if got.StatusCode != http.StatusOK || got.doc.Find("fieldset.row").Length() != 2 {
			t.Fatalf("adding a row answers %d with %d rows", got.StatusCode, got.doc.Find("fieldset.row").Length())
		}
		form = got.form(editForm, "save")
		form.Set("r.1.metric", "launched")
		form.Set("r.1.value", "15")
		form.Set("r.1.unit", "projects")
		set := editor.postForm(t, address, form).redirected(t)
		page := editor.page(t, set)
		if rows := page.texts("[data-testid=difference] h3"); len(rows) != 2 {
			t.Fatalf("the set holds %q", rows)
		}
		editor.postForm(t, set, page.form("#describe", "submit")).redirected(t)
		reviewer.publish(t, set)
		if got := a.page(t, "/en/statements?q=&year=2019").text("main"); !strings.Contains(got, "55") {
			t.Errorf("the statements of 2019 are %q", got)
		}
	})
}

func TestEveryRecordHasItsForm(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		for kind, code := range recorded {
			for _, lang := range []string{"en", "kk", "ru", "zh"} {
				address := "/" + lang + "/admin/" + kind + "/edit/" + code
				form := editor.page(t, address).form(editForm, "save")
				// A save without a change makes nothing.
				if to := editor.postForm(t, address, form).redirected(t); to != address {
					t.Errorf("%s, saved as it is, leads to %s", address, to)
				}
				if said := editor.page(t, address).text("[data-testid=notice]"); said == "" {
					t.Errorf("%s does not say that nothing was saved", address)
				}
				editor.page(t, "/"+lang+"/admin/"+kind+"/new")
				if got := editor.page(t, "/"+lang+"/admin/"+kind).texts("tbody tr"); len(got) == 0 {
					t.Errorf("no %s are listed", kind)
				}
			}
		}
		if got := editor.page(t, "/en/admin/changes").texts("tbody tr"); len(got) != 0 {
			t.Errorf("change sets are %q", got)
		}
	})
}

func TestAWithdrawnRecordAnswersWithTheReason(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor, reviewer := a.named(t, "aigul", models.Editor), a.named(t, "bolat", models.Reviewer)
		const address = "/en/admin/enterprises/withdraw/ulba-fa-llp"
		form := editor.page(t, address).form("form.record", "")
		if got := editor.postForm(t, address, form); got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("without a reason it answers %d", got.StatusCode)
		}
		form.Set("reason", "It never existed.")
		form.Set("replaced_by", "ammkz")
		set := editor.postForm(t, address, form).redirected(t)
		editor.postForm(t, set, editor.page(t, set).form("#describe", "submit")).redirected(t)
		if got := a.get(t, "/en/enterprises/ulba-fa-llp"); got.StatusCode != http.StatusOK {
			t.Errorf("before it is published the enterprise answers %d", got.StatusCode)
		}
		reviewer.publish(t, set)
		got := a.get(t, "/en/enterprises/ulba-fa-llp")
		if text := got.text("main"); got.StatusCode != http.StatusGone || !strings.Contains(text, "It never existed.") || got.doc.Find(`main a[href="/en/enterprises/ammkz"]`).Length() != 1 {
			t.Errorf("it answers %d: %s", got.StatusCode, text)
		}
		if got := a.get(t, "/en/enterprises/no-such"); got.StatusCode != http.StatusNotFound {
			t.Errorf("one that never was answers %d", got.StatusCode)
		}
		done := editor.page(t, set)
		undo := editor.postForm(t, set, done.form("#describe", "undo")).redirected(t)
		described := editor.page(t, undo).form("#describe", "submit")
		described.Set("reason", "It does exist.")
		editor.postForm(t, undo, described).redirected(t)
		reviewer.publish(t, undo)
		if got := a.get(t, "/en/enterprises/ulba-fa-llp"); got.StatusCode != http.StatusOK {
			t.Errorf("restored it answers %d", got.StatusCode)
		}
	})
}

// TestOneSpeakerMaySpeakTwiceADay: a second statement of a day was given the code of the
// first, and refused for not saying the same.
func TestOneSpeakerMaySpeakTwiceADay(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		const address = "/en/admin/statements/new"
		for i, programme := range []string{"Bilateral trade (China customs)", "Bilateral trade (Kazakh statistics)"} {
			form := editor.page(t, address).form(editForm, "save")
			form.Set("c.programme", programme)
			form.Set("c.said_by", "Nursultan Nazarbayev")
			form.Set("c.said_on", "2018-06-07")
			form.Set("c.source_id", "qazaqtv-194657")
			form.Set("r.0.metric", "total_projects")
			form.Set("r.0.value", "51")
			form.Set("r.0.unit", "projects")
			page := editor.page(t, editor.postForm(t, address, form).redirected(t))
			code := "nursultan-nazarbayev-2018-06-07" + []string{"", "-2"}[i]
			if got := page.text("[data-testid=difference]"); !strings.Contains(got, "Code of the statement not stated "+code+" ") {
				t.Errorf("statement %d is drafted as %q", i+1, got)
			}
		}
	})
}

// TestAFormThatCannotBeReadIsNoMissingPage: it was answered with the page of an address
// that leads nowhere.
func TestAFormThatCannotBeReadIsNoMissingPage(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		const address = "/en/admin/projects/edit/ulba-fa"
		for name, value := range map[string]string{"base": "[", "do": "remove.99"} {
			form := editor.page(t, address).form(editForm, "save")
			form.Set(name, value)
			if got := editor.postForm(t, address, form); got.StatusCode != http.StatusBadRequest || got.text("h1") != "The form cannot be read" {
				t.Errorf("%s=%s answers %d, «%s»", name, value, got.StatusCode, got.text("h1"))
			}
		}
	})
}
