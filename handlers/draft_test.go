package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// TestDraftsShowNowhere asks as a visitor for every route, with what a draft changes
// and adds, and what is typed and not saved.
func TestDraftsShowNowhere(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		const mark = "Zzdraftzz"
		editor := a.named(t, "aigul", models.Editor)
		for _, draft := range []struct{ address, field, value string }{
			{"/en/admin/projects/edit/ulba-fa", "c.name_en", mark}, {"/en/admin/sources/edit/qazaqtv-194657", "c.title", mark},
			{"/en/admin/statements/edit/st067", "r.0.quote", mark}, {"/en/admin/regions/edit/abai", "c.name_en", mark},
			{"/en/admin/metrics/edit/launched", "c.definition_en", mark}, {"/en/admin/aliases/edit/abai", "c.spellings", mark},
		} {
			form := editor.page(t, draft.address).form(editForm, "save")
			form.Set(draft.field, draft.value)
			typed := editor.keep(t, strings.TrimPrefix(draft.address, "/en/admin/"), form, "w", "1")
			if typed.StatusCode != http.StatusOK {
				t.Fatalf("keeping %s answers %d", draft.address, typed.StatusCode)
			}
			got := editor.postForm(t, draft.address, form)
			if got.StatusCode == http.StatusUnprocessableEntity {
				// A doubt is answered.
				form = got.form(editForm, "save")
				for name := range form {
					if strings.HasPrefix(name, "accept.") {
						form.Set(name, "It is a draft.")
					}
				}
				got = editor.postForm(t, draft.address, form)
			}
			set := got.redirected(t)
			described := editor.page(t, set).form("#describe", "submit")
			described.Set("reason", mark)
			editor.postForm(t, set, described).redirected(t)
			if !strings.Contains(editor.page(t, set).body, mark) {
				t.Fatalf("the draft of %s holds no mark", draft.address)
			}
			keptAs(t, form, editor.keep(t, strings.TrimPrefix(draft.address, "/en/admin/"), form, "w", "2"), http.StatusConflict)
			keptAs(t, form, editor.keep(t, strings.TrimPrefix(draft.address, "/en/admin/"), form, "w", "3"), http.StatusOK)
		}
		codes := strings.NewReplacer(":commodity", "brent", ":id", "st067", "/projects/:code", "/projects/ulba-fa", "/enterprises/:code", "/enterprises/ulba-fa-llp",
			"/agreements/:code", "/agreements/nuclear-trafficking-2018", "/statements/:code", "/statements/st067", "/metrics/:code", "/metrics/launched",
			"/sources/:code", "/sources/qazaqtv-194657")
		asked := 0
		for _, r := range a.Routes() {
			if r.Method != http.MethodGet || models.UserRole(r.Name).Known() || strings.Contains(r.Path, "*") || strings.HasPrefix(r.Path, "/kk") || strings.HasPrefix(r.Path, "/ru") || strings.HasPrefix(r.Path, "/zh") {
				continue
			}
			asked++
			address := codes.Replace(r.Path)
			if strings.HasSuffix(address, "/search") || strings.Contains(address, "/search.") {
				address += "?q=" + strings.ToLower(mark)
				// What was looked for is said again.
				got := a.get(t, address)
				got.doc.Find("input, title, h1, [href], meta").Remove()
				if strings.Contains(got.text("[data-testid^=found-]"), mark) {
					t.Errorf("%s finds a draft", address)
				}
				continue
			}
			if body := a.get(t, address).body; strings.Contains(body, mark) {
				t.Errorf("%s shows a draft", address)
			}
		}
		if asked < 50 {
			t.Errorf("only %d routes were asked", asked)
		}
	})
}
