package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// keep sends what stands in a form as its script does, as the window sends it for the
// nth time.
func (b *person) keep(t *testing.T, path string, form url.Values, window string, n string) answer {
	t.Helper()
	sent := make(url.Values, len(form))
	for name, values := range form {
		sent[name] = values
	}
	sent.Del("do")
	sent.Set("typed.writer", window)
	sent.Set("typed.sequence", n)
	return b.postForm(t, "/en/admin/typed/keep/"+path, sent)
}

// change saves a form, submits it and has it published.
func (b *person) change(t *testing.T, address string, form url.Values, reviewer *person) {
	t.Helper()
	set := b.postForm(t, address, form).redirected(t)
	described := b.page(t, set).form("#describe", "submit")
	described.Set("reason", "A report.")
	b.postForm(t, set, described).redirected(t)
	reviewer.publish(t, set)
}

// keptAs checks the answer to keep, and gives the form the version that it names.
func keptAs(t *testing.T, form url.Values, got answer, status int) {
	t.Helper()
	var kept struct{ Version json.Number }
	if err := json.Unmarshal([]byte(got.body), &kept); err != nil || got.StatusCode != status || got.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("keeping answers %d, %s: %s", got.StatusCode, got.Header.Get("Cache-Control"), got.body)
	}
	form.Set("typed.seen", kept.Version.String())
}

func TestWhatIsTypedIsThereAgain(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor, other := a.named(t, "aigul", models.Editor), a.named(t, "dana", models.Editor)
		const path, address = "projects/edit/ulba-fa", "/en/admin/projects/edit/ulba-fa"
		if got := editor.page(t, address); got.doc.Find("[data-testid=typed]").Length() != 0 {
			t.Fatalf("before anything was typed the form says %q", got.text("[data-testid=typed]"))
		}
		form := editor.page(t, address).form(editForm, "save")
		form.Set("c.jobs", "9x1")
		form.Set("c.name_kk", "Үлбі Ә Ғ Қ <b>")
		keptAs(t, form, editor.keep(t, path, form, "w1", "1"), http.StatusOK)
		form.Set("c.name_zh", "乌尔巴")
		keptAs(t, form, editor.keep(t, path, form, "w1", "2"), http.StatusOK)

		// It is nobody else's, and no draft.
		for name, page := range map[string]string{
			"the public page": a.page(t, "/en/projects/ulba-fa").body, "another's form": other.page(t, address).body, "another's first page": other.page(t, "/en/admin/").body,
			"the changes": editor.page(t, "/en/admin/changes").body, "the search": a.page(t, "/en/search?q=乌尔巴").text("[data-testid^=found-]"),
		} {
			if strings.Contains(page, "Үлбі Ә Ғ Қ") || strings.Contains(page, "乌尔巴") || strings.Contains(page, `data-testid="typed`) {
				t.Errorf("%s shows what was typed", name)
			}
		}
		if got := editor.page(t, "/en/admin/changes").texts("tbody tr"); len(got) != 0 {
			t.Errorf("there are the change sets %q", got)
		}

		// In every language the form says so, and shows it when asked.
		for _, lang := range []string{"en", "kk"} {
			local := strings.Replace(address, "/en/", "/"+lang+"/", 1)
			got := editor.page(t, local)
			if got.doc.Find("[data-testid=typed]").Length() != 1 || got.form(editForm, "").Get("c.jobs") == "9x1" {
				t.Fatalf("%s says %q", local, got.text("[data-testid=typed]"))
			}
			shown := editor.page(t, got.href("[data-testid=typed] a"))
			again := shown.form(editForm, "save")
			if again.Get("c.jobs") != "9x1" || again.Get("c.name_kk") != "Үлбі Ә Ғ Қ <b>" || again.Get("c.name_zh") != "乌尔巴" || shown.doc.Find("[data-testid=typed] a").Length() != 0 {
				t.Errorf("it shows %q, %q: %s", again.Get("c.jobs"), again.Get("c.name_kk"), shown.text("[data-testid=typed]"))
			}
		}
		if home := editor.page(t, "/en/admin/"); !strings.Contains(home.text("[data-testid=typed-forms]"), "Ulba") || home.href("[data-testid=typed-forms] a") != address+"?typed=show" {
			t.Errorf("the first page lists %q", home.text("[data-testid=typed-forms]"))
		}

		// A button that does not save leaves the notice away: the form holds what was typed.
		shown := editor.page(t, address+"?typed=show").form(editForm, "find")
		got := editor.postForm(t, address, shown)
		if got.StatusCode != http.StatusOK || got.doc.Find("[data-testid=typed]").Length() != 0 || got.form(editForm, "").Get("c.jobs") != "9x1" {
			t.Errorf("after a button the form says %q", got.text("[data-testid=typed]"))
		}
		refused := editor.postForm(t, address, got.form(editForm, "save"))
		if refused.StatusCode != http.StatusUnprocessableEntity || refused.doc.Find("[data-testid=typed]").Length() != 0 {
			t.Errorf("with a mistake it answers %d and says %q", refused.StatusCode, refused.text("[data-testid=typed]"))
		}
		// One that was opened beside it still says so after a button.
		beside := editor.page(t, address).form(editForm, "find")
		if got := editor.postForm(t, address, beside); got.doc.Find("[data-testid=typed] a").Length() != 1 {
			t.Error("after a button the form that shows something else does not say what was typed")
		}

		right := refused.form(editForm, "save")
		right.Set("c.jobs", "911")
		editor.postForm(t, address, right).redirected(t)
		if got := editor.page(t, address); got.doc.Find("[data-testid=typed]").Length() != 0 || got.form(editForm, "").Get("c.jobs") != "911" {
			t.Errorf("after it was saved the form says %q", got.text("[data-testid=typed]"))
		}
		// What was on its way meanwhile does not bring it back.
		keptAs(t, url.Values{}, editor.keep(t, path, form, "w1", "3"), http.StatusConflict)
		if got := editor.page(t, "/en/admin/"); got.doc.Find("[data-testid=typed-forms]").Length() != 0 {
			t.Errorf("after it was saved %q is listed", got.text("[data-testid=typed-forms]"))
		}
	})
}

func TestWhatIsTypedIsOvertakenOnSavingLikeAnyForm(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		first, second, reviewer := a.named(t, "aigul", models.Editor), a.named(t, "dana", models.Editor), a.named(t, "bolat", models.Reviewer)
		const address = "/en/admin/projects/edit/ulba-fa"
		form := first.page(t, address).form(editForm, "save")
		form.Set("c.jobs", "900")
		keptAs(t, form, first.keep(t, "projects/edit/ulba-fa", form, "w1", "1"), http.StatusOK)
		theirs := second.page(t, address).form(editForm, "save")
		theirs.Set("c.jobs", "800")
		second.change(t, address, theirs, reviewer)
		got := first.postForm(t, address, first.page(t, address+"?typed=show").form(editForm, "save"))
		if overlaps := got.texts("[data-testid=overlap]"); got.StatusCode != http.StatusConflict || len(overlaps) != 1 || !strings.Contains(overlaps[0], "800") || !strings.Contains(overlaps[0], "900") {
			t.Errorf("it answers %d with %q", got.StatusCode, overlaps)
		}
	})
}

func TestAnOlderWindowDoesNotTakeThePlaceOfANewer(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		const path, address = "projects/new", "/en/admin/projects/new"
		older, newer := editor.page(t, address).form(editForm, "save"), editor.page(t, address).form(editForm, "save")
		newer.Set("c.name_en", "Newer")
		keptAs(t, newer, editor.keep(t, path, newer, "newer", "1"), http.StatusOK)
		older.Set("c.name_en", "Older")
		keptAs(t, older, editor.keep(t, path, older, "older", "1"), http.StatusConflict)
		if got := editor.page(t, address+"?typed=show").form(editForm, "").Get("c.name_en"); got != "Newer" {
			t.Errorf("kept is %q", got)
		}
		// The older one was told, and its user wants it so.
		keptAs(t, older, editor.keep(t, path, older, "older", "2"), http.StatusOK)
		if got := editor.page(t, address+"?typed=show").form(editForm, "").Get("c.name_en"); got != "Older" {
			t.Errorf("kept is %q", got)
		}
		// A page from before does not discard it.
		stale := editor.postForm(t, "/en/admin/typed/discard/"+path, url.Values{"typed.seen": {"1"}})
		if stale.StatusCode != http.StatusConflict || !strings.Contains(stale.text("main"), "Nothing was discarded") || stale.href("main .failure a") != address {
			t.Errorf("discarding answers %d: %s", stale.StatusCode, stale.text("main"))
		}
		notice := editor.page(t, address)
		leads(t, "discarding", editor.postForm(t, "/en/admin/typed/discard/"+path, notice.form("[data-testid=typed] form", "")), address)
		if got := editor.page(t, address); got.doc.Find("[data-testid=typed]").Length() != 0 {
			t.Errorf("after it was discarded the form says %q", got.text("[data-testid=typed]"))
		}
		keptAs(t, older, editor.keep(t, path, older, "older", "3"), http.StatusConflict)
	})
}

func TestWhatCannotBeKeptIsRefused(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, true))
	editor := a.named(t, "aigul", models.Editor)
	form := editor.page(t, "/en/admin/projects/new").form(editForm, "save")
	for name, test := range map[string]struct {
		path   string
		set    [2]string
		status int
	}{
		"a form that is none":        {"nothing/new", [2]string{"", ""}, http.StatusNotFound},
		"a page that is no form":     {"projects/delete/x", [2]string{"", ""}, http.StatusNotFound},
		"a record without a code":    {"projects/edit/", [2]string{"", ""}, http.StatusNotFound},
		"a code that is too long":    {"projects/edit/" + strings.Repeat("x", 301), [2]string{"", ""}, http.StatusNotFound},
		"without a window":           {"projects/new", [2]string{"typed.writer", ""}, http.StatusBadRequest},
		"without a number":           {"projects/new", [2]string{"typed.sequence", "x"}, http.StatusBadRequest},
		"of somebody else's window":  {"projects/new", [2]string{"typed.user", "dana"}, http.StatusForbidden},
		"more than a form may weigh": {"projects/new", [2]string{"c.note", strings.Repeat("x", models.LongestKeptForm)}, http.StatusRequestEntityTooLarge},
	} {
		sent := values()
		for field, v := range form {
			sent[field] = v
		}
		sent.Set("typed.writer", "w")
		sent.Set("typed.sequence", "1")
		if test.set[0] != "" {
			sent.Set(test.set[0], test.set[1])
		}
		if got := editor.postForm(t, "/en/admin/typed/keep/"+test.path, sent); got.StatusCode != test.status {
			t.Errorf("%s: answers %d, want %d", name, got.StatusCode, test.status)
		}
	}
	if list, err := a.store.TypedForms(t.Context(), editorID(t, a)); err != nil || len(list) != 0 {
		t.Errorf("kept are %v (%v)", list, err)
	}
}

func TestTheReasonOfAWithdrawalIsKept(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		const address = "/en/admin/enterprises/withdraw/ulba-fa-llp"
		form := editor.page(t, address).form("form[data-keeps]", "")
		form.Set("reason", "It never existed.")
		keptAs(t, form, editor.keep(t, "enterprises/withdraw/ulba-fa-llp", form, "w", "1"), http.StatusOK)
		home := editor.page(t, "/en/admin/")
		if !strings.HasPrefix(home.text("[data-testid=typed-forms]"), "Withdraw") {
			t.Errorf("the first page lists %q", home.text("[data-testid=typed-forms]"))
		}
		got := editor.page(t, home.href("[data-testid=typed-forms] a"))
		if got.text("#reason") != "It never existed." {
			t.Errorf("the form shows %q", got.text("#reason"))
		}
		editor.postForm(t, address, got.form("form[data-keeps]", "")).redirected(t)
		if home := editor.page(t, "/en/admin/"); home.doc.Find("[data-testid=typed-forms]").Length() != 0 {
			t.Errorf("after the withdrawal was drafted %q is listed", home.text("[data-testid=typed-forms]"))
		}
	})
}

// TestEveryFormThatComesTooLateIsAsTyped ends the session of an editor in the middle
// of each form of the records.
func TestEveryFormThatComesTooLateIsAsTyped(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		project := editor.page(t, "/en/admin/projects/edit/ulba-fa").form(editForm, "save")
		project.Set("c.jobs", "9x1")
		saved := editor.page(t, "/en/admin/projects/edit/ulba-fa").form(editForm, "save")
		saved.Set("c.jobs", "911")
		set := editor.postForm(t, "/en/admin/projects/edit/ulba-fa", saved).redirected(t)
		described := editor.page(t, set).form("#describe", "describe")
		described.Set("title", "Jobs")
		described.Set("reason", "A report.")
		described.Set("kind", string(models.Correcting))
		withdrawn := editor.page(t, "/en/admin/enterprises/withdraw/ulba-fa-llp").form("form[data-keeps]", "")
		withdrawn.Set("reason", "It never existed.")
		for _, test := range []struct {
			address, selector string
			form              url.Values
			fields            []string
		}{
			{"/en/admin/projects/edit/ulba-fa", editForm, project, []string{"c.jobs"}},
			{set, "#describe", described, []string{"title", "reason", "kind"}},
			{"/en/admin/enterprises/withdraw/ulba-fa-llp", "form[data-keeps]", withdrawn, []string{"reason", "base"}},
		} {
			editor.loseSession(t)
			to := editor.postForm(t, test.address, test.form).redirected(t)
			if !strings.Contains(to, "again=form_kept") {
				t.Fatalf("%s leads to %s", test.address, to)
			}
			got := editor.page(t, editor.post(t, to, "username", "aigul", "password", modelstest.Password).redirected(t))
			again := got.form(test.selector, "")
			for _, field := range test.fields {
				if again.Get(field) != test.form.Get(field) {
					t.Errorf("%s: %s is %q after signing in", test.address, field, again.Get(field))
				}
			}
			if !strings.Contains(got.text("[data-testid=notice]"), "not saved yet") {
				t.Errorf("%s says %q", test.address, got.text("[data-testid=notice]"))
			}
		}
	})
}

func TestAFormWithoutTheObligatorySecondFactorIsKept(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		modelstest.User(t, a.store, "bolat", models.Reviewer)
		relaxed := a.someone()
		relaxed.signIn(t, "bolat", modelstest.Password)
		const address = "/en/admin/projects/edit/ulba-fa"
		form := relaxed.page(t, address).form(editForm, "save")
		form.Set("c.jobs", "911")

		strict := with(a, handlers.Options{SecondFactor: true}).someone()
		strict.cookies = relaxed.cookies
		to := strict.postForm(t, address, form).redirected(t)
		if path, _, _ := strings.Cut(to, "?"); path != "/en/account/second-factor" {
			t.Fatalf("the form leads to %s", to)
		}
		page := strict.page(t, to)
		if !strings.Contains(page.text("main"), "it will be there as you typed it") {
			t.Errorf("the page says %q", page.text("main"))
		}
		begun := strict.page(t, strict.postForm(t, page.doc.Find("main form").AttrOr("action", ""), values("current_password", modelstest.Password)).redirected(t))
		confirm := begun.doc.Find("[data-testid=account-form]").AttrOr("action", "")
		if wrong := strict.post(t, confirm, "code", "nope"); wrong.StatusCode != http.StatusUnprocessableEntity || wrong.doc.Find("[data-testid=account-form]").AttrOr("action", "") != confirm {
			t.Errorf("a wrong code answers %d and loses the way", wrong.StatusCode)
		}
		code, err := totp.GenerateCode(strings.ReplaceAll(begun.text("[data-testid=totp-secret]"), " ", ""), a.store.Now())
		if err != nil {
			t.Fatal(err)
		}
		codes := strict.post(t, confirm, "code", code)
		got := strict.page(t, codes.href("main .view > p a"))
		if got.form(editForm, "").Get("c.jobs") != "911" || !strings.Contains(got.text("[data-testid=notice]"), "not saved yet") {
			t.Errorf("after the second factor: %q, %s", got.form(editForm, "").Get("c.jobs"), got.text("[data-testid=notice]"))
		}
	})
}
