package handlers_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/pages"
)

// typed is what is typed into the form of a new record of each kind, and wrong what
// cannot be recorded, in one of its fields.
var typed = map[string]struct {
	cells map[string]string
	// code is that of the record; empty if one is made.
	code, field, wrong string
}{
	"sources": {map[string]string{"c.title": "A report on Қорғас", "c.publisher": "Kazinform", "c.url": "https://example.org/report", "c.language": "en",
		"c.published_on": "2019-05", "c.kind": "page"}, "kazinform-a-report-on", "c.published_on", "in May"},
	"statements": {map[string]string{"c.programme": "Kazakhstan-China industrial and investment cooperation programme", "c.said_by": "Nursultan Nazarbayev", "c.said_on": "2019-09-11",
		"c.source_id": "qazaqtv-194657", "c.statement": "said-in-2019", "r.0.metric": "total_projects", "r.0.value": "55", "r.0.unit": "projects"}, "said-in-2019", "r.0.value", "fifty-five"},
	"projects": {map[string]string{"c.name_en": "Zhibek wind park", "c.name_kk": "Жібек жел паркі", "c.name_zh": "丝路风电场", "c.status": "planned", "c.in_51_programme": "unknown",
		"c.source_ids": "qazaqtv-194657"}, "zhibek-wind-park", "c.cost_usd", "a million"},
	"enterprises": {map[string]string{"c.name": "Zhibek Wind LLP", "c.source_ids": "qazaqtv-194657"}, "zhibek-wind-llp", "c.chinese_share", "120"},
	"agreements": {map[string]string{"c.title": "Memorandum on wind", "c.kind": "memorandum", "c.signed_on": "2019-09-11", "c.source_ids": "qazaqtv-194657"},
		"memorandum-on-wind-2019-09-11", "c.signed_on", "2019-13"},
	"prices": {map[string]string{"c.commodity": "barley", "c.period": "2020-09", "c.price": "101.5", "c.unit": "USD per tonne", "c.currency": "USD", "c.source_id": "wb-pinksheet"},
		"barley/2020-09/wb-pinksheet", "c.price", "dear"},
	"price-notes": {map[string]string{"c.commodities": "barley", "c.noted_on": "2020-09", "c.source_id": "wb-pinksheet", "c.text_en": "The series ends.", "c.text_kk": "Қатар аяқталды.",
		"c.text_ru": "Ряд закончился.", "c.text_zh": "该系列结束。"}, "barley-2020-09", "c.noted_on", "autumn"},
	"figure-pairs": {map[string]string{"c.relation": "differs", "c.figure": "st053", "c.other": "st078", "c.text_en": "Four months apart.", "c.text_kk": "Арасы төрт ай.",
		"c.text_ru": "Между ними четыре месяца.", "c.text_zh": "相隔四个月。"}, "st053-st078", "c.other", "st999"},
	"commodities": {map[string]string{"c.name_en": "Uranium", "c.name_kk": "Уран", "c.name_ru": "Уран", "c.name_zh": "铀", "c.category": "metals"}, "uranium", "c.name_en", ""},
	"programmes": {map[string]string{"c.label": "Wind of the steppe", "c.kind": "project_set", "c.name_en": "Wind of the steppe", "c.name_kk": "Дала желі", "c.name_ru": "Ветер степи", "c.name_zh": "草原之风"},
		"wind-of-the-steppe", "c.label", ""},
	"metrics": {map[string]string{"c.unit": "enterprises", "c.name_en": "Turbines", "c.name_kk": "Турбиналар", "c.name_ru": "Турбины", "c.name_zh": "风机", "c.definition_en": "Turbines that run.",
		"c.definition_kk": "Жұмыс істейтін турбиналар.", "c.definition_ru": "Работающие турбины.", "c.definition_zh": "运行的风机。"}, "turbines", "c.unit", ""},
	"corridors": {map[string]string{"c.mode": "rail", "c.name_en": "Northern line", "c.name_kk": "Солтүстік жол", "c.name_ru": "Северная линия", "c.name_zh": "北线"}, "northern-line", "c.mode", ""},
	"speakers":  {map[string]string{"c.label": "Aidos Serik", "c.name_en": "Aidos Serik", "c.name_kk": "Айдос Серік", "c.name_ru": "Айдос Серик", "c.name_zh": "艾多斯"}, "aidos-serik", "c.label", ""},
	"roles":     {map[string]string{"c.label": "Envoy", "c.name_en": "Envoy", "c.name_kk": "Елші", "c.name_ru": "Посланник", "c.name_zh": "特使"}, "envoy", "c.label", ""},
	"places":    {map[string]string{"c.label": "Kapchagay", "c.name_en": "Kapchagay", "c.name_kk": "Қапшағай", "c.name_ru": "Капчагай", "c.name_zh": "卡普恰盖"}, "kapchagay", "c.label", ""},
	"sectors":   {map[string]string{"c.label": "fishing", "c.name_en": "Fishing", "c.name_kk": "Балық аулау", "c.name_ru": "Рыболовство", "c.name_zh": "渔业"}, "fishing", "c.label", ""},
	"regions":   {map[string]string{"c.label": "Zhetisu North", "c.name_en": "Zhetisu North", "c.name_kk": "Солтүстік Жетісу", "c.name_ru": "Северный Жетысу", "c.name_zh": "北七河", "c.lat": "45", "c.lon": "79"}, "zhetisu-north", "c.lat", "far"},
	"aliases":   {map[string]string{"c.code": "bolashaq", "c.spellings": "Bolashaq"}, "bolashaq", "c.code", "Kap Chagay"},
}

// TestEveryFormIsSavedAndRefilled adds a record of each kind, first with a mistake that
// the form shows, and publishes it; then the record is in its form and can be edited.
func TestEveryFormIsSavedAndRefilled(t *testing.T) {
	walks(t)
	if kinds := slices.Sorted(maps.Keys(typed)); len(kinds) != len(pages.RecordKinds) {
		t.Fatalf("what is typed is known for %v", kinds)
	}
	each(t, func(t *testing.T, a *app) {
		editor, reviewer := a.named(t, "aigul", models.Editor), a.named(t, "bolat", models.Reviewer)
		for _, kind := range pages.RecordKinds {
			with := typed[kind.Path]
			t.Run(kind.Path, func(t *testing.T) {
				address := "/en/admin/" + kind.Path + "/new"
				form := editor.page(t, address).form(editForm, "save")
				for name, cell := range with.cells {
					if _, asked := form[name]; !asked {
						t.Fatalf("the form does not ask for %s", name)
					}
					form.Set(name, cell)
				}
				right := form.Get(with.field)
				form.Set(with.field, with.wrong)
				got := editor.postForm(t, address, form)
				if got.StatusCode != http.StatusUnprocessableEntity || !strings.HasPrefix(got.doc.Find("title").Text(), "Error: ") {
					t.Fatalf("with a mistake it answers %d, «%s»", got.StatusCode, got.doc.Find("title").Text())
				}
				if got.doc.Find("[data-testid=errors][autofocus]").Length() != 1 {
					t.Error("the summary does not take the focus")
				}
				marked := false
				for _, href := range got.hrefs("[data-testid=errors] a") {
					field := got.doc.Find(href)
					if field.Length() != 1 {
						t.Errorf("%s of the summary leads nowhere", href)
					}
					if name, _ := field.Attr("name"); name == with.field {
						marked = true
						if got.text(href+"-help .problem") == "" {
							t.Errorf("nothing is said at %s", with.field)
						}
					}
				}
				if !marked {
					t.Errorf("the summary does not lead to %s: %q", with.field, got.texts("[data-testid=errors] a"))
				}
				again := got.form(editForm, "save")
				for name := range with.cells {
					if !slices.Equal(again[name], form[name]) && strings.Join(again[name], "") != strings.Join(form[name], "") {
						t.Errorf("%s was typed as %q and comes back as %q", name, form[name], again[name])
					}
				}

				again.Set(with.field, right)
				got = editor.postForm(t, address, again)
				if got.StatusCode == http.StatusUnprocessableEntity && got.doc.Find("[data-testid=doubts]").Length() == 1 {
					again = got.form(editForm, "save")
					for name := range again {
						if strings.HasPrefix(name, "accept.") {
							again.Set(name, "It is so.")
						}
					}
					got = editor.postForm(t, address, again)
				}
				set := got.redirected(t)
				editor.postForm(t, set, editor.page(t, set).form("#describe", "submit")).redirected(t)
				reviewer.publish(t, set)

				edit := "/en/admin/" + kind.Path + "/edit/" + with.code
				kept := editor.page(t, edit).form(editForm, "save")
				for name, cell := range with.cells {
					// A statement has its code in the address.
					if !slices.Contains(kept[name], cell) && name != "c.statement" {
						t.Errorf("%s is recorded as %q", name, kept[name])
					}
				}
				if kind.Public != "" {
					a.page(t, "/en/"+kind.Public+with.code)
				}
				set = editor.postForm(t, edit, kept).redirected(t)
				if set != edit {
					t.Errorf("saved as it is it leads to %s, and changes %q", set, editor.page(t, set).texts("[data-testid=difference]"))
				}
			})
		}
	})
}
