package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/pages"
)

// recorded is a record of each kind that has a form.
var recorded = map[string]string{
	"statements": "st067", "projects": "ulba-fa", "enterprises": "ulba-fa-llp", "agreements": "nuclear-trafficking-2018", "sources": "qazaqtv-194657",
	"prices": "brent/2016-01/eia-oil", "price-notes": "opening-article-oil", "figure-pairs": "list-2024", "commodities": "brent", "programmes": "industrial-cooperation", "metrics": "launched",
	"corridors": "rail-land-bridge-dostyk", "speakers": "nursultan-nazarbayev", "roles": "analytics-portal", "places": "astana", "sectors": "automotive",
	"regions": "abai", "aliases": "abai",
}

// overtakesNothing are the routes that write what nobody else can have changed: one's
// own account, a new file, a button that says what the state shall be.
var overtakesNothing = []string{
	"sign-out", "account/sessions", "account/other-sessions", "account/password", "account/second-factor", "account/second-factor/confirm", "account/second-factor/off",
	"account/second-factor/recovery-codes", "admin/users/new", "admin/users/:name/disable", "admin/users/:name/enable", "admin/users/:name/reset",
	"admin/import", "admin/import/:id/columns",
}

// overtakenElsewhere are routes whose own tests overtake them.
var overtakenElsewhere = map[string]string{
	"admin/import/:id": "TestAPlanThatWasOvertakenIsNotCarriedOut", "admin/users/:name": "TestUsersAreKeptByAdmins",
}

// TestEveryRouteThatWritesRefusesWhatWasOvertaken is made from the routes: one that is
// added fails it until it is overtaken here too.
func TestEveryRouteThatWritesRefusesWhatWasOvertaken(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		refused := func(address string, form url.Values) {
			t.Helper()
			got := editor.postForm(t, address, form)
			if got.StatusCode != http.StatusConflict || got.doc.Find("[data-testid=errors], [data-testid=conflict]").Length() == 0 {
				t.Errorf("%s answers %d:\n%s", address, got.StatusCode, got.text("main"))
			}
		}
		tried := 0
		for _, r := range a.forUsers() {
			path, english := strings.CutPrefix(r.Path, "/en/")
			if r.Method != http.MethodPost || !english || slices.Contains(overtakesNothing, path) || overtakenElsewhere[path] != "" {
				continue
			}
			tried++
			parts := strings.Split(path, "/")
			kind, isRecord := pages.RecordKindAt(parts[1])
			code := recorded[parts[1]]
			switch {
			case path == "admin/changes/:id":
				set, err := a.store.NewChangeSet(t.Context(), models.Author{ID: editorID(t, a), Name: "aigul"}, models.FromForm, "")
				if err != nil {
					t.Fatal(err)
				}
				address := pages.Link{Lang: models.English, Path: "admin/changes/"}.URL() + inDigits(set.ID)
				form := editor.page(t, address).form("#describe", "describe")
				form.Set("version", "0")
				form.Set("title", "Stale")
				refused(address, form)
			case parts[1] == "typed":
				form := editor.page(t, "/en/admin/projects/new").form(editForm, "")
				form.Set("typed.seen", "0")
				editor.keep(t, "projects/new", form, path, "1")
				got := editor.keep(t, "projects/new", form, "an older window", "1")
				if parts[2] == "discard" {
					got = editor.postForm(t, "/en/admin/typed/discard/projects/new", form)
				}
				if got.StatusCode != http.StatusConflict {
					t.Errorf("%s answers %d: %s", path, got.StatusCode, got.body)
				}
			case !isRecord:
				t.Errorf("nothing overtakes POST %s", r.Path)
			case parts[2] == "edit":
				address := "/en/admin/" + kind.Path + "/edit/" + code
				form := editor.page(t, address).form(editForm, "save")
				form.Set("base", otherwise(t, form.Get("base")))
				refused(address, form)
			case parts[2] == "withdraw":
				address := "/en/admin/" + kind.Path + "/withdraw/" + code
				refused(address, url.Values{"base": {"stale"}, "reason": {"A reason."}})
			case parts[2] == "versions":
				refused("/en/admin/"+kind.Path+"/versions/"+code, url.Values{"version": {"1"}, "newest": {"0"}, "reason": {"A reason."}})
			case parts[2] == "bulk":
				address := ticked(kind.Path, code)
				form := editor.page(t, address).form(bulkForm, "confirm")
				form.Set("mode", "withdraw")
				form.Set("reason", "A reason.")
				form.Set("token", "stale")
				refused(address, form)
			case parts[2] == "new":
				address := "/en/admin/" + kind.Path + "/new"
				form := editor.page(t, address).form(editForm, "save")
				switch kind.Path {
				case "prices":
					form.Set("c.commodity", "brent")
					form.Set("c.period", "2016-01")
					form.Set("c.source_id", "eia-oil")
				case "statements":
					form.Set("r.0.id", code)
				default:
					form.Set("c."+models.KeyColumns(kind.File)[0], code)
				}
				refused(address, form)
			default:
				t.Errorf("nothing overtakes POST %s", r.Path)
			}
		}
		if tried != 5*len(pages.RecordKinds)+3 {
			t.Errorf("%d routes were overtaken", tried)
		}
	})
}

// editorID is the id of the editor.
func editorID(t *testing.T, a *app) int64 {
	t.Helper()
	u, err := a.store.UserByName(t.Context(), "aigul")
	if err != nil {
		t.Fatal(err)
	}
	return u.ID
}

func inDigits(n int64) string { return strconv.FormatInt(n, 10) }

// otherwise are the rows that a form carries, with one cell of the first that was
// another when the form was drawn.
func otherwise(t *testing.T, base string) string {
	t.Helper()
	var rows []struct {
		File, Key string
		Cells     map[string]string
	}
	if err := json.Unmarshal([]byte(base), &rows); err != nil || len(rows) == 0 {
		t.Fatalf("the form carries %q (%v)", base, err)
	}
	columns := models.FileColumns()[rows[0].File]
	rows[0].Cells[columns[len(columns)-1]] += "x"
	text, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
