package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/pages"
)

// TestAFormTakesNoWordThatItDoesNotOffer sends every form of editors and admins with a word
// that no list holds in each field that offers a list, and with what nobody types in any
// other: none of it may be a fault of the program, and no choice may be taken that was not
// offered.
func TestAFormTakesNoWordThatItDoesNotOffer(t *testing.T) {
	walks(t)
	a := newApp(modelstest.New(t, models.SQLite, true))
	b := a.member(t, models.Admin)
	form := b.page(t, "/en/admin/regions/edit/abai").form(editForm, "save")
	form.Set("c.name_kk", "Бірінші")
	set := b.postForm(t, "/en/admin/regions/edit/abai", form).redirected(t)
	addresses := []string{
		set, "/en/admin/users/new", "/en/account/password", "/en/account/second-factor", "/en/admin/import", "/en/admin/regions/versions/abai", "/en/admin/regions/withdraw/abai",
		"/en/admin/projects/edit/ulba-fa",
	}
	for _, kind := range pages.RecordKinds {
		addresses = append(addresses, "/en/admin/"+kind.Path+"/new")
	}
	sent, closed := 0, 0
	for _, address := range addresses {
		got := b.page(t, address)
		got.doc.Find("main form[method=post]").Each(func(i int, f *goquery.Selection) {
			action := f.AttrOr("action", address)
			f.SetAttr("data-nth", strconv.Itoa(i))
			values := func() url.Values {
				v := got.form("[data-nth='"+strconv.Itoa(i)+"']", f.Find("button[name=do]").First().AttrOr("value", ""))
				if v.Get("do") == "" {
					v.Del("do")
				}
				return v
			}
			for name := range values() {
				field := f.Find("[name='" + name + "']")
				offers := (field.Is("select") || field.Is("[type=radio]")) && name != "into"
				words := []string{"zzz"}
				if offers {
					words = append(words, strings.Repeat("Ж", 3000), "\x00")
				}
				for _, word := range words {
					v := values()
					v.Set(name, word)
					answered := b.postForm(t, action, v)
					sent++
					if answered.StatusCode >= http.StatusInternalServerError {
						t.Errorf("%s, %s=%.9q, answers %d", action, name, word, answered.StatusCode)
					}
					if offers {
						closed++
						if answered.StatusCode < http.StatusBadRequest {
							t.Errorf("%s takes %s=%.9q, which it does not offer: %d", action, name, word, answered.StatusCode)
						}
					}
				}
			}
		})
	}
	if sent < 200 || closed < 60 {
		t.Errorf("%d forms were sent, %d with a word that is not offered", sent, closed)
	}
}

// TestChoicesOfAnyColumnAreNoFault asks for what can be chosen in each column of each file,
// and in some that are not there.
func TestChoicesOfAnyColumnAreNoFault(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, true))
	b := a.member(t, models.Editor)
	offered := 0
	columns := models.FileColumns()
	columns["none.csv"], columns[""] = nil, nil
	for file, of := range columns {
		for _, column := range append(slices.Clone(of), "none", "", "id; DROP TABLE projects") {
			got := b.get(t, "/en/admin/choices?"+url.Values{"file": {file}, "column": {column}, "field": {"x"}, "find.x": {"a'%"}}.Encode())
			switch {
			case got.StatusCode == http.StatusOK:
				offered++
			case got.StatusCode != http.StatusNotFound:
				t.Errorf("%s of %s answers %d", column, file, got.StatusCode)
			}
		}
	}
	if offered < 10 {
		t.Errorf("only %d columns offer anything", offered)
	}
}
