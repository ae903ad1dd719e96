package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// edited publishes what an editor makes of a form, by the hands of a reviewer. alter
// changes the form; buttons that do not save may be pressed before.
func edited(t *testing.T, editor, reviewer *person, address, reason string, alter func(url.Values), buttons ...string) {
	t.Helper()
	got := editor.page(t, address)
	for _, button := range buttons {
		got = editor.postForm(t, address, got.form(editForm, button))
	}
	form := got.form(editForm, "save")
	alter(form)
	got = editor.postForm(t, address, form)
	if got.StatusCode == http.StatusUnprocessableEntity {
		// Doubts are answered.
		form = got.form(editForm, "save")
		for name := range form {
			if strings.HasPrefix(name, "accept.") {
				form.Set(name, "The report says so.")
			}
		}
		got = editor.postForm(t, address, form)
	}
	reviewed(t, editor, reviewer, got.redirected(t), reason)
}

// reviewed submits a change set for a reason, and publishes it.
func reviewed(t *testing.T, editor, reviewer *person, set, reason string) {
	t.Helper()
	described := editor.page(t, set).form("#describe", "submit")
	if reason != "" {
		described.Set("reason", reason)
	}
	editor.postForm(t, set, described).redirected(t)
	reviewer.publish(t, set)
}

// ticking lets a second pass whenever somebody looks at the clock: each version has a
// moment of its own.
func ticking(a *app) {
	var seconds atomic.Int64
	a.store.SetClock(func() time.Time { return modelstest.Now.Add(time.Duration(seconds.Add(1)) * time.Second) })
}

// restoreLinks lead to the forms that restore a version.
func restoreLinks(a answer) []string {
	links := a.hrefs("[data-testid=restore]")
	for i := range links {
		links[i] = strings.TrimSuffix(links[i], "#restore")
	}
	return links
}

// threeVersions publishes a project three times: with an event that is added, with
// other cells, and without the event.
func threeVersions(t *testing.T, editor, reviewer *person) {
	t.Helper()
	const address = "/en/admin/projects/edit/ulba-fa"
	edited(t, editor, reviewer, address, "An agreement was found.", func(form url.Values) {
		form.Set("r.1.code", "ulba-fa-agreed")
		form.Set("r.1.kind", "agreed")
		form.Set("r.1.planned", "no")
		form.Set("r.1.date", "2014-12")
		form.Set("r.1.source_id", "qazaqtv-194657")
	}, "add")
	edited(t, editor, reviewer, address, "The report of 2025.", func(form url.Values) {
		form.Set("c.jobs", "911")
		form.Set("c.sector", "uranium mining")
		form.Add("c.chinese_partner", "CNNC")
		form.Set("c.name_kk", "Үлбі зауыты")
	})
	edited(t, editor, reviewer, address, "It was another plant.", func(url.Values) {}, "remove.0")
}

// difference is what the page shows of two versions: a line for each part and each of
// its columns.
func difference(a answer) []string {
	var lines []string
	for _, part := range a.doc.Find("[data-testid=part]").EachIter() {
		lines = append(lines, read(part.Find("h3")))
		for _, column := range part.Find("dl > div").EachIter() {
			lines = append(lines, read(column))
		}
	}
	return lines
}

func TestEveryTwoVersionsAreCompared(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		ticking(a)
		editor, reviewer := a.named(t, "aigul", models.Editor), a.named(t, "bolat", models.Reviewer)
		if got := a.page(t, "/en/projects/ulba-fa/versions"); got.doc.Find("[data-testid=versions] tbody tr").Length() != 1 || got.doc.Find("input[type=radio]").Length() != 0 || got.doc.Find("[data-testid=compared]").Length() != 0 {
			t.Errorf("an unchanged project has the versions %q", got.texts("tbody tr"))
		}
		threeVersions(t, editor, reviewer)
		const address = "/en/projects/ulba-fa/versions"
		got := a.page(t, address)
		rows := got.texts("[data-testid=versions] tbody tr")
		for i, want := range [][]string{
			{"4", "newest", "Revision", "It was another plant.", "Recorded by a reviewer"}, {"3", "Revision", "The report of 2025."},
			{"2", "Revision", "An agreement was found."}, {"1", "23 November 2026", "Addition", "the system, from a file"},
		} {
			for _, text := range want {
				if len(rows) != 4 || !strings.Contains(rows[i], text) {
					t.Fatalf("the versions are %q, not %q", rows, text)
				}
			}
		}
		if got.text("[data-testid=count]") != "4 versions" || !strings.HasPrefix(got.doc.Find("title").Text(), "Versions: ") {
			t.Errorf("the page says %q, %q", got.text("[data-testid=count]"), got.doc.Find("title").Text())
		}
		// Without a choice the newest stands beside the one before.
		if want := []string{
			"Project event · Agreed, December 2014 removed", "What happened Agreed", "Planned or took place Took place", "Date December 2014",
			"Source Kazakhstan-China: Strategic partnership", "Known from 23 November 2026",
		}; !slices.Equal(difference(got), want) {
			t.Errorf("the newest differs by %q", difference(got))
		}
		// The form is sent as a browser without script sends it.
		form := got.form("form.compare", "")
		form.Del("do")
		if form.Encode() != "from=3&to=4" {
			t.Errorf("the form holds %s", form.Encode())
		}
		got = a.page(t, address+"?from=1&to=3")
		want := []string{
			"Project changed", "Sector was Nuclear industry now Uranium mining",
			"Chinese partners was CGNPC Uranium Resources / CGN (49%) now CGNPC Uranium Resources / CGN (49%) CNNC",
			"Name (Kazakh) was not stated now Үлбі зауыты",
			"Jobs was not stated now 911",
			"Project event · Agreed, December 2014 added", "What happened Agreed", "Planned or took place Took place", "Date December 2014",
			"Source Kazakhstan-China: Strategic partnership", "Known from 23 November 2026",
		}
		if diff := cmp.Diff(want, difference(got)); diff != "" {
			t.Errorf("from 1 to 3 (-want +got)\n%s", diff)
		}
		if got.text("[data-testid=part] del") == "" || got.text("[data-testid=part] ins") == "" {
			t.Error("nothing is marked as deleted and inserted")
		}
		if checked := got.doc.Find("input[checked]"); checked.Length() != 2 || checked.First().AttrOr("value", "") != "3" || checked.First().AttrOr("name", "") != "to" {
			t.Errorf("chosen are %d", checked.Length())
		}
		// Backwards, and a version beside itself.
		if back := difference(a.page(t, address+"?from=3&to=1")); !slices.Contains(back, "Jobs was 911 now not stated") {
			t.Errorf("from 3 to 1 differs by %q", back)
		}
		if same := a.page(t, address+"?from=2&to=2"); len(difference(same)) != 0 || same.text("[data-testid=compared-note]") == "" {
			t.Errorf("a version differs from itself by %q", difference(same))
		}
		for _, bad := range []string{"?from=5", "?to=9", "?from=0", "?to=x", "?page=0", "?from=1&to=-3"} {
			if got := a.get(t, address+bad); got.StatusCode != http.StatusBadRequest {
				t.Errorf("%s answers %d", bad, got.StatusCode)
			}
		}
		// In other languages the labels and words are theirs.
		if got := a.page(t, "/ru/projects/ulba-fa/versions?from=1&to=3").text("[data-testid=compared]"); !strings.Contains(got, "Отрасль") || !strings.Contains(got, "Добыча урана") || strings.Contains(got, "Sector") {
			t.Errorf("in Russian it says %s", got)
		}
		for _, address := range []string{"/en/projects/no-such/versions", "/en/prices/no-such/versions", "/en/statements/no-such/versions"} {
			if got := a.get(t, address); got.StatusCode != http.StatusNotFound {
				t.Errorf("%s answers %d", address, got.StatusCode)
			}
		}
	})
}

// TestAVersionIsRestoredThroughReview looks that the record and its page are then as
// they were.
func TestAVersionIsRestoredThroughReview(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		ticking(a)
		editor, reviewer, viewer := a.named(t, "aigul", models.Editor), a.named(t, "bolat", models.Reviewer), a.named(t, "dana", models.Viewer)
		rows, err := a.store.RecordRows(t.Context(), models.NounProject, "ulba-fa")
		if err != nil {
			t.Fatal(err)
		}
		before := a.page(t, "/en/projects/ulba-fa")
		threeVersions(t, editor, reviewer)
		const address = "/en/projects/ulba-fa/versions"
		if n := a.page(t, address).doc.Find("[data-testid=restore]").Length(); n != 0 {
			t.Errorf("a visitor may restore %d versions", n)
		}
		if n := viewer.page(t, address).doc.Find("[data-testid=restore]").Length(); n != 0 {
			t.Errorf("a viewer may restore %d versions", n)
		}
		links := restoreLinks(editor.page(t, address))
		if len(links) != 3 {
			t.Fatalf("an editor may restore %q", links)
		}
		got := editor.page(t, links[2])
		if !slices.Contains(difference(got), "Jobs was 911 now not stated") {
			t.Errorf("restoring would change %q", difference(got))
		}
		form := got.form("#restore", "")
		const to = "/en/admin/projects/versions/ulba-fa"
		if form.Get("version") != "1" || form.Get("newest") != "4" || !strings.Contains(form.Get("reason"), "23 November 2026") || got.doc.Find("#restore").AttrOr("action", "") != to {
			t.Fatalf("the form holds %v", form)
		}
		refused := func(what string, status int, alter func(url.Values)) answer {
			t.Helper()
			values := got.form("#restore", "")
			alter(values)
			answer := editor.postForm(t, to, values)
			if answer.StatusCode != status || answer.text("[data-testid=errors] a") == "" || !strings.HasPrefix(answer.doc.Find("title").Text(), "Error:") {
				t.Errorf("%s answers %d: %s", what, answer.StatusCode, answer.text("main"))
			}
			return answer
		}
		refused("restoring without a reason", http.StatusUnprocessableEntity, func(v url.Values) { v.Set("reason", "") })
		refused("restoring the newest", http.StatusUnprocessableEntity, func(v url.Values) { v.Set("version", "4") })
		stale := refused("restoring what was overtaken", http.StatusConflict, func(v url.Values) { v.Set("newest", "3"); v.Set("reason", "As typed.") })
		if again := stale.form("#restore", ""); again.Get("newest") != "4" || again.Get("reason") != "As typed." {
			t.Errorf("the overtaken form holds %v", again)
		}
		if got := editor.postForm(t, to, url.Values{"version": {"9"}, "newest": {"4"}, "reason": {"x"}}); got.StatusCode != http.StatusNotFound {
			t.Errorf("restoring what was never there answers %d", got.StatusCode)
		}
		if got := viewer.postForm(t, to, form); got.StatusCode != http.StatusForbidden {
			t.Errorf("a viewer restores with %d", got.StatusCode)
		}
		form.Set("reason", "The first was right.")
		set := editor.postForm(t, to, form).redirected(t)
		page := editor.page(t, set)
		if !strings.Contains(page.text("main"), "Brings a version back") || page.doc.Find("option[value=restoration][selected]").Length() != 1 {
			t.Errorf("the change set is %s", page.text("main"))
		}
		if a.page(t, "/en/projects/ulba-fa").text("main") == before.text("main") {
			t.Error("the draft is public")
		}
		if link := reviewer.page(t, set).href("[data-testid=difference] a[href*='/versions/']"); link != to {
			t.Errorf("the reviewer is led to %q", link)
		}
		// A second restoration beside the open one is warned of.
		if editor.page(t, links[1]).href("[data-testid=own-draft] a") != set {
			t.Error("the open draft is not told of")
		}
		reviewed(t, editor, reviewer, set, "")
		now, err := a.store.RecordRows(t.Context(), models.NounProject, "ulba-fa")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rows, now); diff != "" {
			t.Errorf("restored rows (-first +now)\n%s", diff)
		}
		after := a.page(t, "/en/projects/ulba-fa")
		for _, page := range []answer{before, after} {
			page.doc.Find("[data-testid=versions-note], [data-testid=changes]").Remove()
		}
		if diff := cmp.Diff(before.text("main"), after.text("main")); diff != "" {
			t.Errorf("the restored page (-first +now)\n%s", diff)
		}
		refused("restoring what stands there", http.StatusUnprocessableEntity, func(v url.Values) { v.Set("newest", "5") })
		if first := a.page(t, address).text("[data-testid=versions] tbody tr"); !strings.Contains(first, "Restoration") || !strings.Contains(first, "The first was right.") {
			t.Errorf("the newest version is %q", first)
		}
	})
}

func TestAWithdrawnRecordLeadsToItsVersionsAndComesBack(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		ticking(a)
		editor, reviewer := a.named(t, "aigul", models.Editor), a.named(t, "bolat", models.Reviewer)
		edited(t, editor, reviewer, "/en/admin/statements/edit/st067", "It was left out.", func(form url.Values) {
			form.Set("r.6.id", "st067-jobs")
			form.Set("r.6.metric", "jobs")
			form.Set("r.6.value", "20000")
			form.Set("r.6.unit", "jobs")
		}, "add")
		before := a.page(t, "/en/statements/st067")
		if got := difference(a.page(t, "/en/statements/st067/versions")); len(got) < 3 || got[0] != "Figure · Jobs added" || !slices.Contains(got, "Value 20,000") || slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, "Stated by") }) {
			t.Errorf("a figure was added by %q", got)
		}
		withdraw := "/en/admin/statements/withdraw/st067"
		form := editor.page(t, withdraw).form("form.record", "")
		form.Set("reason", "It was a draft.")
		reviewed(t, editor, reviewer, editor.postForm(t, withdraw, form).redirected(t), "")
		gone := a.get(t, "/en/statements/st067")
		versions := gone.href("main a[href$='/versions']")
		if gone.StatusCode != http.StatusGone || versions != "/en/statements/st067/versions" {
			t.Fatalf("the withdrawn statement answers %d and leads to %q", gone.StatusCode, versions)
		}
		got := a.page(t, versions)
		if rows := got.texts("[data-testid=versions] tbody tr"); len(rows) != 3 || !strings.Contains(rows[0], "withdrawn") || !strings.Contains(rows[0], "It was a draft.") {
			t.Errorf("its versions are %q", rows)
		}
		if note := got.text("[data-testid=compared-note]"); !strings.Contains(note, "Version 3") || len(difference(got)) == 0 {
			t.Errorf("the withdrawal is compared as %q, %q", note, difference(got))
		}
		// What stood there is one link away.
		then := a.page(t, got.href("tbody tr:nth-child(2) a"))
		if !strings.Contains(then.text("main"), "20,000") {
			t.Error("the statement as it was lacks the figure")
		}
		links := restoreLinks(editor.page(t, versions))
		if len(links) != 2 {
			t.Fatalf("an editor may restore %q", links)
		}
		restore := editor.page(t, links[0]).form("#restore", "")
		restore.Set("reason", "It was no draft.")
		set := editor.postForm(t, "/en/admin/statements/versions/st067", restore).redirected(t)
		// Another statement says the same. The form holds what the draft holds already, and
		// leads to the change set, where the doubt is answered.
		edit := editor.page(t, set).href("[data-testid=difference] a[href*='/edit/']")
		if again := editor.postForm(t, edit, editor.page(t, edit).form(editForm, "save")).redirected(t); again != set {
			t.Errorf("the form leads to %s, not to %s", again, set)
		}
		described := editor.page(t, set).form("#describe", "describe")
		for name := range described {
			if strings.HasPrefix(name, "accept") {
				described.Set(name, "It was said twice.")
			}
		}
		editor.postForm(t, set, described).redirected(t)
		reviewed(t, editor, reviewer, set, "")
		after := a.page(t, "/en/statements/st067")
		for _, page := range []answer{before, after} {
			page.doc.Find("[data-testid=versions-note], [data-testid=changes], [data-testid=accepted]").Remove()
		}
		if diff := cmp.Diff(before.text("main"), after.text("main")); diff != "" {
			t.Errorf("the restored page (-before +now)\n%s", diff)
		}
		if changes := a.page(t, "/en/changes?kind=restoration").text("main"); !strings.Contains(changes, "It was no draft.") {
			t.Errorf("the list of changes says %s", changes)
		}
	})
}

// TestNoPublicPageNamesAUser reads every page on which what users did is told.
func TestNoPublicPageNamesAUser(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		ticking(a)
		editor, reviewer := a.named(t, "zhanna.editor", models.Editor), a.named(t, "marat.reviewer", models.Reviewer)
		threeVersions(t, editor, reviewer)
		pages := []string{"/en/projects/ulba-fa", "/en/projects/ulba-fa/versions", "/kk/projects/ulba-fa/versions?from=1&to=3", "/en/changes", "/en/changes.atom", "/en/projects/ulba-fa/changes.atom", "/en/projects/ulba-fa.json"}
		pages = append(pages, a.page(t, "/en/projects/ulba-fa/versions").hrefs("tbody a")...)
		if len(pages) != 11 {
			t.Errorf("the pages are %q", pages)
		}
		for _, address := range pages {
			body := a.page(t, address).body
			for _, name := range []string{"zhanna", "marat", "Full "} {
				if strings.Contains(body, name) {
					t.Errorf("%s holds %q", address, name)
				}
			}
		}
		if got := a.page(t, "/en/projects/ulba-fa").text("[data-testid=versions-note]"); !strings.Contains(got, "a reviewer") || strings.Count(got, "Version") != 4 {
			t.Errorf("the page of the project says %q", got)
		}
	})
}

func TestEveryRecordHasItsVersions(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		modelstest.SomeRevisions(t, a.store)
		editor := a.named(t, "aigul", models.Editor)
		for kind, code := range recorded {
			for _, lang := range []string{"en", "kk", "ru", "zh"} {
				address := "/" + lang + "/admin/" + kind + "/versions/" + code
				got := editor.page(t, address)
				if n := got.doc.Find("[data-testid=versions] tbody tr").Length(); n < 1 {
					t.Errorf("%s lists %d versions", address, n)
				}
				if link := editor.page(t, "/"+lang+"/admin/"+kind+"/edit/"+code).doc.Find("main a[href='" + address + "']"); link.Length() != 1 {
					t.Errorf("the form of %s leads to no versions", code)
				}
			}
		}
		// What has several versions says so on its page, and what has one says that.
		for address, n := range map[string]int{
			"/en/projects/ulba-fa": 2, "/en/statements/st067": 2, "/en/enterprises/ulba-fa-llp": 2, "/en/agreements/nuclear-trafficking-2018": 2, "/en/metrics/launched": 2,
			"/en/sources/nei-ulba": 2, "/en/sources/qazaqtv-194657": 1, "/en/prices/brent": 1,
		} {
			got := a.page(t, address)
			if lines := got.doc.Find("[data-testid=versions-note] li").Length(); lines != n {
				t.Errorf("%s names %d versions", address, lines)
			}
			if link := got.href("[data-testid=versions-note] a[href*='/versions']"); (link != "") != (n > 1) {
				t.Errorf("%s leads to %q", address, link)
			} else if link != "" {
				if parts := difference(a.page(t, link)); len(parts) == 0 {
					t.Errorf("%s shows no difference", link)
				}
			}
		}
	})
}

// TestVersionsAreAskedForInAFixedNumberOfQueries compares a project with few versions
// with itself after more.
func TestVersionsAreAskedForInAFixedNumberOfQueries(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		revise := func(jobs string) {
			modelstest.Revise(t, a.store, models.Revising, "Again.", "projects.csv", modelstest.Set("ulba-fa", "jobs", jobs))
		}
		revise("2")
		count := func(address string) string {
			a.page(t, address)
			a.log.Reset()
			a.page(t, address)
			_, n, _ := strings.Cut(a.log.String(), `"queries":`)
			n, _, _ = strings.Cut(n, ",")
			return n
		}
		addresses := []string{"/en/projects/ulba-fa", "/en/projects/ulba-fa/versions?from=1&to=2"}
		var few []string
		for _, address := range addresses {
			few = append(few, count(address))
		}
		for _, jobs := range []string{"3", "4", "5", "6"} {
			revise(jobs)
		}
		for i, address := range addresses {
			if many := count(address); many != few[i] {
				t.Errorf("%s asks %s times with two versions, and %s with six", address, few[i], many)
			}
		}
	})
}
