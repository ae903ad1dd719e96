package handlers_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/intake"
)

// sendFile sends a file through the form of the page.
func (b *person) sendFile(t *testing.T, name string, content []byte) answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	w, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/en/admin/import", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.send(t, r)
}

// outcomes are the counts of a plan's page.
func (a answer) outcomes() string {
	var list []string
	for _, id := range append([]string{"all"}, "added", "changed", "unchanged", "refused") {
		list = append(list, a.text("[data-testid=outcomes] [data-testid="+id+"] b"))
	}
	return strings.Join(list, " ")
}

func brentMonthly(t testing.TB) []byte {
	t.Helper()
	content, err := os.ReadFile("../models/testdata/brent-monthly.csv")
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestASeriesOfTwoColumnsIsImportedWithoutEditingIt(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		columns := editor.sendFile(t, "brent-monthly.csv", brentMonthly(t)).redirected(t)
		got := editor.page(t, columns)
		form := got.form("[data-testid=columns-form]", "plan")
		if form.Get("file") != "commodity_prices.csv" || form.Get("from.period") != "0" || form.Get("from.price") != "1" || form.Get("from.commodity") != "" {
			t.Fatalf("the columns are taken for %v", form)
		}
		if first := got.texts("[data-testid=preview] tbody tr"); len(first) != 5 || first[0] != "2000-09 in the file: 2000-09-15 33.14" {
			t.Errorf("the first rows are %q", first)
		}

		got = editor.postForm(t, columns, form)
		if got.StatusCode != http.StatusUnprocessableEntity || got.doc.Find("#errors a").Length() != 2 || !strings.HasPrefix(got.doc.Find("title").Text(), "Error:") || got.doc.Find("#from-commodity[aria-invalid=true]").Length() != 1 {
			t.Fatalf("without the commodity and the source it answers %d: %s", got.StatusCode, got.text("#errors"))
		}
		form = got.form("[data-testid=columns-form]", "plan")
		for name, value := range map[string]string{"commodity": "brent", "source_id": "eia-oil", "unit": "USD per barrel", "currency": "USD"} {
			form.Set("all."+name, value)
		}
		plan := editor.postForm(t, columns, form).redirected(t)
		got = editor.page(t, plan)
		if counts := got.outcomes(); counts != "300 88 0 212 0" {
			t.Fatalf("the plan counts %s", counts)
		}
		if rows := got.texts("[data-testid=added]:not(li)"); len(rows) != 50 || !strings.Contains(rows[0], "brent/2000-09/eia-oil") || !strings.Contains(rows[0], "33.14") {
			t.Errorf("the first of %d rows is %q", len(rows), rows[0])
		}
		if last := editor.page(t, plan+"?show=added&page=2").texts("[data-testid=added]:not(li)"); len(last) != 38 {
			t.Errorf("the second page of those that are added has %d rows", len(last))
		}
		if note := got.text("[data-testid=notes]"); !strings.Contains(note, "300 cells") || !strings.Contains(note, "“2000-09-15” as “2000-09”") {
			t.Errorf("the plan notes %q", note)
		}
		form = got.form("[data-testid=plan-form]", "apply")
		set := editor.postForm(t, plan, form).redirected(t)
		if rows := editor.page(t, set).texts("[data-testid=difference] h3"); len(rows) != 88 {
			t.Errorf("the change set has %d rows", len(rows))
		}
		leads(t, "carrying out twice", editor.postForm(t, plan, form), set)
		if got := editor.page(t, plan); got.href("main a[href='"+set+"']") != set || got.doc.Find("[data-testid=plan-form]").Length() != 0 || got.outcomes() != " 88 0 212 0" {
			t.Errorf("afterwards the plan says %s", got.text("main"))
		}
		if got := a.page(t, "/en/prices/brent?from=2000-09&to=2001-12"); strings.Contains(got.body, "33.14") {
			t.Error("a visitor sees the draft")
		}
		a.publishSet(t, set)

		columns = editor.sendFile(t, "brent-monthly.csv", brentMonthly(t)).redirected(t)
		form = editor.page(t, columns).form("[data-testid=columns-form]", "plan")
		got = editor.page(t, editor.postForm(t, columns, form).redirected(t))
		if got.outcomes() != "300 0 0 300 0" || got.doc.Find("button[value=apply]").Length() != 0 || !strings.Contains(got.text("[data-testid=lead]"), "nothing to do") {
			t.Errorf("the second time it counts %s: %s", got.outcomes(), got.text("[data-testid=lead]"))
		}
	})
}

// publishSet has a change set submitted by its author and published by a reviewer.
func (a *app) publishSet(t *testing.T, set string) {
	t.Helper()
	editor, reviewer := a.member(t, models.Editor), a.member(t, models.Reviewer)
	form := editor.page(t, set).form("#describe", "submit")
	form.Set("reason", "Newer figures.")
	editor.postForm(t, set, form).redirected(t)
	reviewer.publish(t, set)
}

func TestAllErrorsAreToldWhereTheFileHasThem(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		content := "commodity,period,price,unit,currency,source_id\nbrent,2018-06,=1+1,USD per barrel,USD,eia-oil\nbrent,2018-05,7,USD per barrel,USD,eia-oil\nbrunt,1999-05,9,USD per barrel,USD,nobody\n"
		plan := editor.sendFile(t, "prices.csv", []byte(content)).redirected(t)
		for _, lang := range models.Langs {
			got := editor.page(t, strings.Replace(plan, "/en/", "/"+string(lang)+"/", 1)+"?show=refused")
			if rows := got.texts("tr[data-testid=refused]"); len(rows) != 2 || !namesInOrder(rows[0], "price", "C", "=1+1") || !namesInOrder(rows[1], "commodity", "A", "brunt", "source_id", "F", "nobody") {
				t.Errorf("%s: the errors are %q", lang, rows)
			}
			if got.outcomes() != "3 0 1 0 2" {
				t.Errorf("the plan counts %s", got.outcomes())
			}
			if got.doc.Find("button[value=apply]").Length() != 0 {
				t.Error("a plan with errors can be carried out")
			}
		}
		if cells := editor.page(t, plan+"?show=changed").texts("tr[data-testid=changed] dd"); len(cells) != 1 || cells[0] != "Before 76.98 → After 7" {
			t.Errorf("the changed cells are %q", cells)
		}
		got := editor.page(t, plan+"/errors")
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.body, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 4 || rows[1][0] != "2" || rows[1][1] != "price (C)" || rows[1][2] != "'=1+1" || rows[3][2] != "nobody" || rows[3][3] == "" {
			t.Errorf("the file of errors is %q (%v)", rows, err)
		}
	})
}

// namesInOrder reports whether the words stand in the text, one after another.
func namesInOrder(text string, words ...string) bool {
	for _, word := range words {
		_, rest, found := strings.Cut(text, word)
		if !found {
			return false
		}
		text = rest
	}
	return true
}

func TestAnImportIsForTheUserWhoSentIt(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor, reviewer := a.member(t, models.Editor), a.member(t, models.Reviewer)
		plan := editor.sendFile(t, "prices.csv", []byte("commodity,period,price,unit,currency,source_id\nbrent,2018-05,7,USD per barrel,USD,eia-oil\n")).redirected(t)
		for _, address := range []string{plan, plan + "/columns", plan + "/errors"} {
			if got := reviewer.get(t, address); got.StatusCode != http.StatusNotFound {
				t.Errorf("%s answers another user %d", address, got.StatusCode)
			}
		}
		for _, do := range []string{"drop", "again", "apply"} {
			if got := reviewer.post(t, plan, "do", do, "version", "2"); got.StatusCode != http.StatusNotFound {
				t.Errorf("%s by another user answers %d", do, got.StatusCode)
			}
		}
		if got := editor.page(t, "/en/admin/import").texts("[data-testid=recent] tbody tr"); len(got) != 1 || !strings.Contains(got[0], "prices.csv Prices") {
			t.Errorf("the recent imports are %q", got)
		}
		leads(t, "forgetting the file", editor.post(t, plan, "do", "drop"), "/en/admin/import")
		if got := editor.get(t, plan); got.StatusCode != http.StatusNotFound {
			t.Errorf("a file that was forgotten answers %d", got.StatusCode)
		}
	})
}

func TestAPlanThatWasOvertakenIsNotCarriedOut(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		content := []byte("commodity,period,price,unit,currency,source_id\nbrent,2018-05,77,USD per barrel,USD,eia-oil\n")
		first, second := editor.sendFile(t, "prices.csv", content).redirected(t), editor.sendFile(t, "prices.csv", bytes.ReplaceAll(content, []byte(",77,"), []byte(",78,"))).redirected(t)
		form := editor.page(t, first).form("[data-testid=plan-form]", "apply")
		a.publishSet(t, editor.postForm(t, first, form).redirected(t))
		form = editor.page(t, second).form("[data-testid=plan-form]", "apply")
		got := editor.postForm(t, second, form)
		if got.StatusCode != http.StatusConflict || got.doc.Find("#errors li").Length() != 1 || !strings.Contains(got.text("[data-testid=conflict]"), "1 record has changed") || got.doc.Find("button[value=apply]").Length() != 0 {
			t.Fatalf("it answers %d: %s", got.StatusCode, got.text("main"))
		}
		leads(t, "planning again", editor.post(t, second, "do", "again"), second)
		if cells := editor.page(t, second).texts("tr[data-testid=changed] dd"); len(cells) != 1 || cells[0] != "Before 77 → After 78" {
			t.Errorf("then it changes %q", cells)
		}
	})
}

func TestASheetAndARowOfAWorkbookAreChosen(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		f := excelize.NewFile()
		defer f.Close()
		if _, err := f.NewSheet("Monthly"); err != nil {
			t.Fatal(err)
		}
		for cell, value := range map[string]any{"A1": "Europe Brent", "B1": "1,234.5", "A3": "Month", "B3": "Brent, $/bbl", "A4": "1999M01", "B4": 11.11, "A5": "1999M02", "B5": ".."} {
			if err := f.SetCellValue("Monthly", cell, value); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.SetCellStr("Sheet1", "A1", "Notes"); err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStr("Sheet1", "A2", "None."); err != nil {
			t.Fatal(err)
		}
		content, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		editor := a.member(t, models.Editor)
		columns := editor.sendFile(t, "CMO.xlsx", content.Bytes()).redirected(t)
		if got := editor.page(t, columns); got.doc.Find("[data-testid=columns-form]").Length() != 0 || got.doc.Find("#sheet option").Length() != 2 {
			t.Fatalf("the page is %s", got.text("main"))
		}
		chosen := columns + "?" + url.Values{"file": {"commodity_prices.csv"}, "sheet": {"Monthly"}, "line": {"3"}}.Encode()
		got := editor.page(t, chosen)
		form := got.form("[data-testid=columns-form]", "plan")
		if form.Get("from.period") != "0" || form.Get("from.price") != "" || form.Get("line") != "3" || form.Get("sheet") != "Monthly" {
			t.Fatalf("the form is %v", form)
		}
		form.Set("from.price", "1")
		for name, value := range map[string]string{"commodity": "brent", "source_id": "wb-pinksheet", "unit": "USD per barrel", "currency": "USD"} {
			form.Set("all."+name, value)
		}
		form.Set("do", "preview")
		if rows := editor.postForm(t, columns, form).texts("[data-testid=preview] tbody tr"); len(rows) != 1 || rows[0] != "brent 1999-01 in the file: 1999M01 11.11 USD per barrel USD wb-pinksheet" {
			t.Errorf("the first rows are %q", rows)
		}
		form.Set("do", "plan")
		plan := editor.page(t, editor.postForm(t, columns, form).redirected(t))
		if plan.outcomes() != "1 1 0 0 0" || !strings.Contains(plan.text("[data-testid=notes]"), "1 row holds no value and is left out: row 5") {
			t.Errorf("it counts %s: %s", plan.outcomes(), plan.text("[data-testid=notes]"))
		}
		got = editor.page(t, columns+"?sheet=Monthly&line=2&file=commodity_prices.csv")
		if !strings.Contains(got.text("#errors"), "Row 2") {
			t.Errorf("an empty row is %s", got.text("main"))
		}
	})
}

// stream is a body that is made while it is read, and counts what was.
type stream struct {
	head io.Reader
	left int64
	read int64
}

func (s *stream) Read(p []byte) (int, error) {
	if n, err := s.head.Read(p); err == nil {
		s.read += int64(n)
		return n, nil
	}
	if s.left <= 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), s.left))
	for i := range p[:n] {
		p[i] = "1,2\n"[i%4]
	}
	s.left -= int64(n)
	s.read += int64(n)
	return n, nil
}

func TestFilesThatCannotBeTakenGetASentenceAndAreNotKept(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		for name, content := range map[string]string{
			"nothing": "", "an old workbook": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a broken workbook": "PK\x03\x04 and no more", "zeros": strings.Repeat("\x00", 100), "other letters": "\xc4\xe0\xf2\xe0,\x98\n",
			"an open quote": "a,b\n\"x,y\n", "many columns": strings.Repeat("a,", 200) + "a\n1\n", "names only": "Date,Price\n", "too much": strings.Repeat("1,2\n", intake.MostBytes/4+1),
		} {
			got := editor.sendFile(t, "sent.csv", []byte(content))
			sentence := got.text("#errors li")
			if got.StatusCode != http.StatusUnprocessableEntity || len(sentence) < 30 || strings.Contains(sentence, "{{") || strings.Contains(sentence, "import.") || got.text(".problem") != sentence || got.doc.Find("#file[aria-invalid=true]").Length() != 1 {
				t.Errorf("%s answers %d with %q", name, got.StatusCode, sentence)
			}
		}
		if got := editor.post(t, "/en/admin/import"); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text("#errors li"), "No file") {
			t.Errorf("a form without a file answers %d", got.StatusCode)
		}

		const boundary, gigabyte = "x-y-z", 1 << 30
		head := "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"big.csv\"\r\n\r\n"
		for _, length := range []int64{-1, gigabyte} {
			body := &stream{head: strings.NewReader(head), left: gigabyte}
			r := httptest.NewRequest(http.MethodPost, "/ru/admin/import", body)
			r.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
			r.ContentLength = length
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got := editor.send(t, r)
			runtime.ReadMemStats(&after)
			if got.StatusCode != http.StatusRequestEntityTooLarge && got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text("main"), "не больше 8 МБ") {
				t.Errorf("a gigabyte, of which the length is %d, answers %d: %s", length, got.StatusCode, got.text("main"))
			}
			// What other tests allocate meanwhile counts too.
			if body.read > 16<<20 || after.TotalAlloc-before.TotalAlloc > gigabyte/2 {
				t.Errorf("%d bytes were read, %d MB allocated", body.read, (after.TotalAlloc-before.TotalAlloc)>>20)
			}
		}
		if list := editor.page(t, "/en/admin/import").texts("[data-testid=recent] tbody tr"); len(list) != 0 {
			t.Errorf("kept were %q", list)
		}
	})
}

func TestThePagesOfAnImportAskTheSameNumberOfQueriesWhateverItsSize(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.member(t, models.Editor)
		queries := func(rows int) [2]string {
			var b strings.Builder
			b.WriteString("commodity,period,price,unit,currency,source_id\n")
			for i := range rows {
				fmt.Fprintf(&b, "brent,%d-%02d,%d,USD per barrel,USD,wb-pinksheet\n", 1950+i/12, 1+i%12, i)
			}
			plan := editor.sendFile(t, "many.csv", []byte(b.String())).redirected(t)
			var n [2]string
			for i, address := range []string{plan, plan + "/columns"} {
				a.log.Reset()
				editor.page(t, address)
				_, rest, _ := strings.Cut(a.log.String(), `"queries":`)
				n[i], _, _ = strings.Cut(rest, ",")
			}
			return n
		}
		if few, many := queries(2), queries(600); few != many || few[0] == "" {
			t.Errorf("2 rows take %v queries, 600 rows %v", few, many)
		}
	})
}
