package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

const (
	bulkForm = "[data-testid=bulk-form]"
	planForm = "[data-testid=plan-form]"
)

// ticked are the addresses of the form of a bulk edit of records of a kind.
func ticked(kind string, codes ...string) string {
	return "/en/admin/" + kind + "/bulk?" + url.Values{"pick": codes}.Encode()
}

// withColumn is the form of a bulk edit with a column more, to be set to a value.
func (b *person) withColumn(t *testing.T, address, column string) url.Values {
	t.Helper()
	form := b.page(t, address).form(bulkForm, "add")
	form.Set("column", column)
	got := b.postForm(t, address, form)
	if got.StatusCode != http.StatusOK || got.doc.Find("[data-testid=line]").Length() != 1 {
		t.Fatalf("adding %s answers %d: %s", column, got.StatusCode, got.text("main"))
	}
	return got.form(bulkForm, "preview")
}

// preview sends the form of a bulk edit, which must come to a plan.
func (b *person) preview(t *testing.T, address string, form url.Values) answer {
	t.Helper()
	got := b.postForm(t, address, form)
	if got.StatusCode != http.StatusOK || got.doc.Find(planForm).Length() != 1 {
		t.Fatalf("%s answers %d: %s", address, got.StatusCode, got.text("main"))
	}
	return got
}

// recordedCells are cells of a column of records by their codes.
func (a *app) recordedCells(t *testing.T, file, column string, keys ...string) map[string]string {
	t.Helper()
	list := make([]models.RowKey, len(keys))
	for i, key := range keys {
		list[i] = models.RowKey{File: file, Key: key}
	}
	rows, err := a.store.Rows(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	cells := make(map[string]string)
	for key, row := range rows {
		cells[key.Key] = row[column]
	}
	return cells
}

func TestThreeTickedProjectsAreChangedTogether(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		list := editor.page(t, "/en/admin/projects?sector=nuclear&ticked=page")
		if n := len(list.texts("td.tick input[checked]")); n == 0 || n != len(list.texts("tbody tr")) {
			t.Errorf("%d of %d rows are ticked", n, len(list.texts("tbody tr")))
		}
		form := list.form("[data-testid=ticks]", "")
		if form.Get("sector") != "nuclear" || len(form["pick"]) == 0 {
			t.Errorf("the ticks are %v", form)
		}
		codes := []string{"asia-steel-pipe-almaty", "astana-lrt", "ulba-fa"}
		was := a.recordedCells(t, "projects.csv", "locality", codes...)
		address := ticked("projects", codes...)
		got := editor.page(t, address)
		if title := got.text("[data-testid=number]"); title != "3 records are selected" {
			t.Errorf("the page begins with %q", title)
		}
		if named := got.texts("[data-testid=named] li"); len(named) != 3 {
			t.Errorf("named are %q", named)
		}
		form = editor.withColumn(t, address, "projects.csv/locality")
		form.Set("r.0.locality", was["ulba-fa"])
		plan := editor.preview(t, address, form)
		if title := plan.text("[data-testid=number]"); title != "2 of 3 selected records would change" {
			t.Errorf("the plan begins with %q", title)
		}
		if counts := plan.texts("[data-testid=outcomes] li"); !cmp.Equal(counts, []string{"2 will change", "1 already have the value"}) {
			t.Errorf("the plan counts %q", counts)
		}
		if rows := plan.texts("[data-testid=plan] tbody tr"); len(rows) != 2 || !namesInOrder(rows[1], "astana-lrt", "Before", was["astana-lrt"], "After", was["ulba-fa"]) {
			t.Errorf("the plan lists %q", rows)
		}
		if same := plan.text("[data-testid=apart-same]"); !strings.Contains(same, "1 record already has the value") || !strings.Contains(same, "Ulba") {
			t.Errorf("apart stands %q", same)
		}
		set := editor.postForm(t, address, plan.form(planForm, "confirm")).redirected(t)
		page := editor.page(t, set)
		if rows := page.texts("[data-testid=difference] h3"); len(rows) != 2 || !strings.Contains(page.text("main"), "Edited in bulk") {
			t.Errorf("the set holds %q", rows)
		}
		if diff := cmp.Diff(was, a.recordedCells(t, "projects.csv", "locality", codes...)); diff != "" {
			t.Errorf("the draft has changed records:\n%s", diff)
		}
		// A draft that is not published yet would be overtaken by another of its rows.
		if again := editor.preview(t, address, form); !strings.Contains(again.text("[data-testid=drafted]"), "2 of these rows are in your change set") || again.href("[data-testid=drafted] a") != set {
			t.Errorf("of the other draft it says %q", again.text("[data-testid=drafted]"))
		}
		a.publishSet(t, set)
		for code, cell := range a.recordedCells(t, "projects.csv", "locality", codes...) {
			if cell != was["ulba-fa"] {
				t.Errorf("%s lies in %q", code, cell)
			}
		}
		undo := editor.postForm(t, set, editor.page(t, set).form("#describe", "undo")).redirected(t)
		a.publishSet(t, undo)
		if diff := cmp.Diff(was, a.recordedCells(t, "projects.csv", "locality", codes...)); diff != "" {
			t.Errorf("undone (-before +after)\n%s", diff)
		}
	})
}

func TestAllThatMatchAFilterAreChangedOnAllPages(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		got := editor.page(t, "/en/admin/prices?commodity=brent&year=2016")
		if got.text("[data-testid=count]") != "12 records" || got.text("[data-testid=edit-all]") != "Edit all 12 records that match" {
			t.Fatalf("the list has %q, %q", got.text("[data-testid=count]"), got.text("[data-testid=edit-all]"))
		}
		if options := got.texts("#year option"); len(options) < 10 || !strings.HasPrefix(options[0], "Any (") {
			t.Errorf("the years are %q", options)
		}
		for _, lang := range []string{"kk", "ru", "zh"} {
			if n := editor.page(t, "/"+lang+"/admin/statements?metric=launched").doc.Find("#metric option[selected]").Length(); n != 1 {
				t.Errorf("the choice is not kept in %s", lang)
			}
		}
		address := "/en/admin/prices/bulk?all=yes&commodity=brent&year=2016"
		form := editor.withColumn(t, address, "commodity_prices.csv/unit")
		form.Set("r.0.unit", "USD per bbl")
		plan := editor.preview(t, address, form)
		if title := plan.text("[data-testid=number]"); title != "12 of 12 selected records would change" {
			t.Errorf("the plan begins with %q", title)
		}
		// The month before is priced otherwise: that is doubtful.
		group := plan.text("[data-testid=doubt-group]")
		if !strings.Contains(group, "Another unit or currency than before") {
			t.Fatalf("the doubts are %q", group)
		}
		refused := editor.postForm(t, address, plan.form(planForm, "confirm"))
		if refused.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(refused.text("[data-testid=errors]"), "unanswered") {
			t.Errorf("with open doubts it answers %d: %s", refused.StatusCode, refused.text("[data-testid=errors]"))
		}
		form = refused.form(planForm, "confirm")
		for name := range form {
			if strings.HasPrefix(name, "accept.") {
				form.Set(name, "The office writes it so.")
			}
		}
		form.Set("reason", "As the office writes it.")
		set := editor.postForm(t, address, form).redirected(t)
		if reason := editor.page(t, set).doc.Find("[name^='accept.']").AttrOr("value", ""); reason != "The office writes it so." {
			t.Errorf("the reason is %q", reason)
		}
		a.publishSet(t, set)
		if cell := a.recordedCells(t, "commodity_prices.csv", "unit", "brent/2016-12/eia-oil")["brent/2016-12/eia-oil"]; cell != "USD per bbl" {
			t.Errorf("the unit is %q", cell)
		}
		if public := a.page(t, "/en/prices/brent").text("[data-testid=accepted]"); !strings.Contains(public, "The office writes it so.") {
			t.Errorf("the public reads %q", public)
		}
	})
}

func TestAColumnIsEmptiedAndASourceAddedToAList(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		codes := []string{"astana-lrt", "ulba-fa"}
		address := ticked("projects", codes...)
		form := editor.withColumn(t, address, "projects.csv/capacity")
		// Neither a value nor a word that it shall be emptied.
		got := editor.postForm(t, address, form)
		if got.StatusCode != http.StatusUnprocessableEntity || got.doc.Find("#errors a[href='#field-r-0-capacity']").Length() != 1 || got.text("#field-r-0-capacity-help .problem") == "" {
			t.Errorf("without a value it answers %d: %s", got.StatusCode, got.text("#errors"))
		}
		form = got.form(bulkForm, "add")
		form.Set("how.0", "empty")
		form.Set("column", "projects.csv/source_ids")
		form = editor.postForm(t, address, form).form(bulkForm, "preview")
		if form.Get("how.0") != "empty" || form.Get("column.1") != "projects.csv/source_ids" {
			t.Fatalf("the form is %v", form)
		}
		form.Set("how.1", "add")
		form["r.1.source_ids"] = []string{"eia-oil", ""}
		was := a.recordedCells(t, "projects.csv", "source_ids", codes...)
		plan := editor.preview(t, address, form)
		set := editor.postForm(t, address, plan.form(planForm, "confirm")).redirected(t)
		a.publishSet(t, set)
		for code, cell := range a.recordedCells(t, "projects.csv", "source_ids", codes...) {
			if cell != was[code]+";eia-oil" {
				t.Errorf("%s rests on %q, before on %q", code, cell, was[code])
			}
		}
		for code, cell := range a.recordedCells(t, "projects.csv", "capacity", codes...) {
			if cell != "" {
				t.Errorf("%s has the capacity %q", code, cell)
			}
		}
	})
}

func TestAnImpossibleValueNamesTheRecordsAndStaysAsTyped(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		address := ticked("projects", "astana-lrt", "ulba-fa")
		form := editor.withColumn(t, address, "projects.csv/jobs")
		form.Set("r.0.jobs", "many")
		form.Set("reason", "A report.")
		got := editor.postForm(t, address, form)
		problems := got.texts("#errors li")
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.HasPrefix(got.doc.Find("title").Text(), "Error:") || len(problems) != 1 || !strings.Contains(problems[0], "2 records") || !strings.Contains(problems[0], "Ulba") {
			t.Fatalf("it answers %d: %q", got.StatusCode, problems)
		}
		if href := got.href("#errors a"); got.doc.Find(href).AttrOr("value", "") != "many" || got.text(href+"-help .problem") == "" {
			t.Errorf("%s is not the field", href)
		}
		if diff := cmp.Diff(form, got.form(bulkForm, "preview")); diff != "" {
			t.Errorf("what was typed (-typed +drawn)\n%s", diff)
		}
		sets, _, err := a.store.ChangeSets(t.Context(), models.ChangeSetFilter{})
		if err != nil || len(sets) != 0 {
			t.Errorf("%d sets were made (%v)", len(sets), err)
		}
	})
}

func TestTwentyFiveWithdrawalsAskForTheirNumber(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		list, err := a.store.RecordList(t.Context(), models.RecordFilter{Noun: models.NounAgreement})
		if err != nil || len(list) < 25 {
			t.Fatal(len(list), err)
		}
		var codes []string
		for _, r := range list[:25] {
			codes = append(codes, r.Code)
		}
		address := ticked("agreements", codes...)
		form := editor.page(t, address).form(bulkForm, "withdraw")
		if got := editor.postForm(t, address, form); got.StatusCode != http.StatusUnprocessableEntity || got.href("#errors a") != "#reason" {
			t.Errorf("without a reason it answers %d: %s", got.StatusCode, got.text("#errors"))
		}
		form.Set("reason", "They were counted twice.")
		plan := editor.preview(t, address, form)
		if title := plan.text("[data-testid=number]"); title != "25 records would be withdrawn" || len(plan.texts("[data-testid=plan] tbody tr")) != 25 {
			t.Errorf("the plan says %q", title)
		}
		form = plan.form(planForm, "confirm")
		for _, number := range []string{"", "24", "twenty-five"} {
			form.Set("number", number)
			got := editor.postForm(t, address, form)
			if got.StatusCode != http.StatusUnprocessableEntity || got.href("#errors a") != "#number" || got.text("#number-help .problem") == "" || got.doc.Find("#number").AttrOr("value", "") != number {
				t.Errorf("%q answers %d: %s", number, got.StatusCode, got.text("#errors"))
			}
			if diff := cmp.Diff(form, got.form(planForm, "confirm")); diff != "" {
				t.Errorf("what was typed (-typed +drawn)\n%s", diff)
			}
		}
		form.Set("number", "25")
		set := editor.postForm(t, address, form).redirected(t)
		editor.postForm(t, set, editor.page(t, set).form("#describe", "submit")).redirected(t)
		a.member(t, models.Reviewer).publish(t, set)
		if got := a.get(t, "/en/agreements/"+codes[24]); got.StatusCode != http.StatusGone || !strings.Contains(got.text("main"), "They were counted twice.") {
			t.Errorf("a withdrawn agreement answers %d", got.StatusCode)
		}
		// Twenty and fewer are withdrawn without it.
		fewer := ticked("agreements", list[25].Code, list[26].Code)
		form = editor.page(t, fewer).form(bulkForm, "withdraw")
		form.Set("reason", "They were counted twice.")
		plan = editor.preview(t, fewer, form)
		if plan.doc.Find("#number").Length() != 0 {
			t.Error("two withdrawals ask for their number")
		}
		editor.postForm(t, fewer, plan.form(planForm, "confirm")).redirected(t)
	})
}

func TestWhatIsInUseIsNotWithdrawnInBulk(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		address := ticked("sectors", "automotive", "nuclear")
		form := editor.page(t, address).form(bulkForm, "withdraw")
		form.Set("reason", "No longer used.")
		got := editor.postForm(t, address, form)
		if problems := got.texts("#errors li"); got.StatusCode != http.StatusUnprocessableEntity || len(problems) != 2 || !strings.Contains(problems[0], "automotive") || !strings.Contains(problems[1], "nuclear") {
			t.Errorf("it answers %d: %q", got.StatusCode, problems)
		}
		if got.form(bulkForm, "withdraw").Get("reason") != "No longer used." {
			t.Error("the reason is gone")
		}
	})
}

func TestABulkEditThatWasOvertakenMakesNothingAndShowsTheNewState(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		const all = "/en/admin/projects/bulk?all=yes&region=abai"
		picked := ticked("projects", "astana-lrt", "ulba-fa")
		forms := make(map[string]url.Values)
		for _, address := range []string{all, picked} {
			form := editor.withColumn(t, address, "projects.csv/note")
			form.Set("r.0.note", "Looked at.")
			forms[address] = editor.preview(t, address, form).form(planForm, "confirm")
		}
		modelstest.Revise(t, a.store, models.Revising, "A newer report.", "projects.csv", modelstest.Set("ulba-fa", "region", "Abai Region", "jobs", "801"))
		for address, form := range forms {
			got := editor.postForm(t, address, form)
			if got.StatusCode != http.StatusConflict || !strings.Contains(got.text("[data-testid=errors]"), "Nothing was made") {
				t.Fatalf("%s answers %d: %s", address, got.StatusCode, got.text("main"))
			}
			if address == all && !strings.Contains(got.text("[data-testid=plan]"), "ulba-fa") {
				t.Errorf("the new state is %s", got.text("[data-testid=plan]"))
			}
			again := got.form(planForm, "confirm")
			if again.Get("token") == form.Get("token") || again.Get("r.0.note") != "Looked at." {
				t.Errorf("the form is %v", again)
			}
			editor.postForm(t, address, again).redirected(t)
		}
	})
}

func TestNothingOrTooMuchSelectedIsSaid(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor, viewer := a.member(t, models.Editor), a.member(t, models.Viewer)
		for address, want := range map[string]string{
			"/en/admin/projects/bulk": "Nothing is selected", ticked("projects", "no-such"): "no-such", "/en/admin/projects/bulk?all=yes&q=zzzzz": "Nothing is selected",
		} {
			got := editor.get(t, address)
			if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text("main"), want) || got.doc.Find(bulkForm).Length() != 0 {
				t.Errorf("%s answers %d: %s", address, got.StatusCode, got.text("main"))
			}
			if got := editor.postForm(t, address, url.Values{"do": {"confirm"}, "mode": {"withdraw"}, "reason": {"x"}}); got.StatusCode == http.StatusSeeOther {
				t.Errorf("%s is carried out", address)
			}
		}
		modelstest.ManyPrices(t, a.store, models.MostBulk+1)
		got := editor.get(t, "/ru/admin/prices/bulk?all=yes&q=many-")
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(strings.ReplaceAll(got.text("#errors"), "\u00a0", " "), "не больше 5 000") {
			t.Errorf("too many answer %d: %s", got.StatusCode, got.text("#errors"))
		}
		if n := viewer.page(t, "/en/admin/projects").doc.Find("[data-testid=ticks], td.tick").Length(); n != 0 {
			t.Error("a viewer can tick records")
		}
		if got := viewer.get(t, ticked("projects", "ulba-fa")); got.StatusCode != http.StatusForbidden {
			t.Errorf("a viewer is answered %d", got.StatusCode)
		}
	})
}

func TestKeysCannotBeSetAndEveryOtherColumnCan(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		for kind, code := range recorded {
			for _, lang := range []string{"en", "kk", "ru", "zh"} {
				address := strings.Replace(ticked(kind, code), "/en/", "/"+lang+"/", 1)
				got := editor.page(t, address)
				columns := got.doc.Find("#column option").Length() - 1
				if columns < 1 {
					t.Errorf("%s offers no column", address)
				}
				form := got.form(bulkForm, "add")
				for _, option := range got.doc.Find("#column option").EachIter() {
					column := option.AttrOr("value", "")
					file, name, _ := strings.Cut(column, "/")
					for _, key := range models.KeyColumns(file) {
						if key == name {
							t.Errorf("%s offers the key %s", address, column)
						}
					}
					if column == "" || lang != "en" {
						continue
					}
					form.Set("column", column)
					line := editor.postForm(t, address, form)
					if line.doc.Find("[data-testid=line]").Length() != 1 {
						t.Errorf("%s: %s cannot be added: %s", address, column, line.text("main"))
					}
				}
			}
		}
	})
}

func TestTheFiguresOfStatementsAreChangedByTheirMetric(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		address := ticked("statements", "st067", "trade-2018-9-months-kazakhstan-statistics")
		if about := editor.page(t, address).text(bulkForm); !strings.Contains(about, "A statement may have several figures") {
			t.Error("the page does not say what statements are made of")
		}
		form := editor.withColumn(t, address, "statements.csv/as_of")
		form.Set("r.0.as_of", "2018-05")
		form.Set("only.0", "total_projects")
		plan := editor.preview(t, address, form)
		if rows := plan.texts("[data-testid=plan] tbody tr"); len(rows) != 1 || !namesInOrder(rows[0], "st067", "(st067)", "2018-05") || strings.Contains(rows[0], "st068") {
			t.Errorf("the plan lists %q", rows)
		}
		if without := plan.text("[data-testid=apart-without]"); !strings.Contains(without, "1 record does not have the column") {
			t.Errorf("apart stands %q", without)
		}
		form = editor.withColumn(t, address, "statements.csv/note")
		form.Set("r.0.note", "Heard again.")
		plan = editor.preview(t, address, form)
		// What the figures share is told once.
		if cells := plan.texts("[data-testid=plan] tbody tr:first-child dd"); len(cells) != 1 {
			t.Errorf("the first statement changes %q", cells)
		}
		set := editor.postForm(t, address, plan.form(planForm, "confirm")).redirected(t)
		if rows := editor.page(t, set).texts("[data-testid=difference]"); len(rows) != 7 {
			t.Errorf("the set holds %d rows", len(rows))
		}
	})
}

func TestALargePlanIsPagedWithEverythingKept(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		const address = "/en/admin/prices/bulk?all=yes&commodity=cotton"
		form := editor.withColumn(t, address, "commodity_prices.csv/currency")
		form.Set("r.0.currency", "EUR")
		plan := editor.preview(t, address, form)
		if caption := plan.text("#changes-title"); caption != "Records 1 to 50 of 221" {
			t.Errorf("the table is of %q", caption)
		}
		if items := plan.doc.Find("[data-testid=doubt-group] [data-testid=doubt]").Length(); items != 200 || !strings.Contains(plan.text("[data-testid=doubt-group]"), "21 more values are not listed") {
			t.Errorf("%d doubts are listed: %s", items, plan.text("[data-testid=doubts-open]"))
		}
		form = plan.form(planForm, "page.5")
		form.Set("accept-all.currency", "They are in euro.")
		form.Set("reason", "Read again.")
		plan = editor.preview(t, address, form)
		if caption := plan.text("#changes-title"); caption != "Records 201 to 221 of 221" || len(plan.texts("[data-testid=plan] tbody tr")) != 21 {
			t.Errorf("the last page is of %q", caption)
		}
		form = plan.form(planForm, "edit")
		back := editor.postForm(t, address, form).form(bulkForm, "preview")
		if back.Get("r.0.currency") != "EUR" || back.Get("reason") != "Read again." || back.Get("accept-all.currency") != "They are in euro." {
			t.Errorf("the form is %v", back)
		}
		set := editor.postForm(t, address, plan.form(planForm, "confirm")).redirected(t)
		page := editor.page(t, set)
		if n := len(page.texts("[data-testid=difference]")); n != 200 || page.text("#rows-title") != "What changes: 221 records" {
			t.Errorf("the page of the set has %d rows, %q", n, page.text("#rows-title"))
		}
		if n := len(editor.page(t, set+"?page=2").texts("[data-testid=difference]")); n != 21 {
			t.Errorf("its second page has %d rows", n)
		}
		if open := page.text("[data-testid=doubts-open]"); open != "All of them are answered." {
			t.Errorf("of the doubts it says %q", open)
		}
	})
}

func TestABulkFormThatComesTooLateIsThereAgain(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		address := ticked("projects", "astana-lrt", "ulba-fa")
		form := editor.withColumn(t, address, "projects.csv/note")
		form.Set("r.0.note", "Looked at.")
		form = editor.preview(t, address, form).form(planForm, "confirm")
		editor.loseSession(t)
		late := editor.postForm(t, address, form)
		to, err := url.Parse(late.Header.Get("Location"))
		if err != nil || to.Query().Get("again") != "form_kept" {
			t.Fatalf("the late form leads to %q", late.Header.Get("Location"))
		}
		next := editor.post(t, to.String(), "username", "a.editor", "password", modelstest.Password).redirected(t)
		got := editor.page(t, next)
		if again := got.form(planForm, "confirm"); again.Get("r.0.note") != "Looked at." || got.text("[data-testid=number]") != "2 of 2 selected records would change" {
			t.Errorf("the page says %s", got.text("main"))
		}
	})
}

func TestBulkPagesAskTheSameNumberOfTimesWhateverIsSelected(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		queries := func(address string) string {
			a.log.Reset()
			editor.page(t, address)
			_, rest, _ := strings.Cut(a.log.String(), `"queries":`)
			n, _, _ := strings.Cut(rest, ",")
			return n
		}
		for _, addresses := range [][2]string{
			{"/en/admin/projects?region=abai", "/en/admin/projects"},
			{"/en/admin/projects/bulk?all=yes&region=abai", "/en/admin/projects/bulk?all=yes&region=pavlodar"},
			{ticked("agreements", "nuclear-trafficking-2018"), "/en/admin/agreements/bulk?all=yes"},
		} {
			if few, many := queries(addresses[0]), queries(addresses[1]); few != many || few == "" {
				t.Errorf("%s asks %s times, %s %s", addresses[0], few, addresses[1], many)
			}
		}
	})
}
