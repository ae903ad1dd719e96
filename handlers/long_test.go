package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/pages"
)

// headerBytes is the size of the head of an answer.
func (a answer) headerBytes() int {
	n := 0
	for name, values := range a.Header {
		for _, value := range values {
			n += len(name) + len(": ") + len(value) + len("\r\n")
		}
	}
	return n
}

// TestHeadersFitWhatProxiesTake sends long addresses: the head of each answer is below
// the four kilobytes that proxies take, whether it is a page, a part of one, or leads on.
func TestHeadersFitWhatProxiesTake(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, true))
	sheet := url.Values{"save": {"1"}}
	for range 5 {
		sheet["i"] = append(sheet["i"], "f.st068")
		sheet["line"] = append(sheet["line"], strings.Repeat("қ", 180))
	}
	permanent := url.Values{"i": {"f.st068 " + strings.Repeat("қ", 190), "f.st067 " + strings.Repeat("қ", 190)}}
	for _, address := range []string{
		"/kk/briefing?" + sheet.Encode(), "/kk/briefing?" + permanent.Encode(), "/kk/briefing.docx?" + permanent.Encode(),
		"/zh/projects?" + url.Values{"q": {strings.Repeat("中", 200)}}.Encode(), "/zh/search?" + url.Values{"q": {strings.Repeat("中", 200)}}.Encode(),
		"/kk/account?" + url.Values{"q": {strings.Repeat("қ", 1000)}}.Encode(),
		"/kk/projects?x=" + strings.Repeat("x", 30_000), "/kk/projects?as_of=2026-11-23&x=" + strings.Repeat("x", 30_000),
		"/?x=" + strings.Repeat("x", 30_000), "/kk?x=" + strings.Repeat("x", 30_000), "/data?x=" + strings.Repeat("x", 30_000),
	} {
		for _, header := range []string{"", "true"} {
			got := a.get(t, address, "HX-Request", header)
			if n := got.headerBytes(); n > 3800 || got.StatusCode >= http.StatusBadRequest {
				t.Errorf("%.60s… answers %d with a head of %d bytes", address, got.StatusCode, n)
			}
		}
	}
}

// TestALongAddressIsShownAsOfAMomentAtOnce asks by the header of RFC 7089: where the address
// of the earlier state is too long to lead to it, that state is the answer.
func TestALongAddressIsShownAsOfAMomentAtOnce(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		at := a.lastChange(t)
		a.store.SetClock(func() time.Time { return at.Add(48 * time.Hour) })
		modelstest.NewEditor(t, a.store).Edit(t, 0)
		address := sheetOfBytes(t, "kk", "briefing", pages.LongestBriefingLink)
		got := a.page(t, address, "Accept-Datetime", at.UTC().Format(http.TimeFormat))
		if got.Header.Get("Memento-Datetime") != at.UTC().Format(http.TimeFormat) || got.headerBytes() > 3800 || !strings.Contains(strings.Join(got.Header.Values("Vary"), ","), "Accept-Datetime") {
			t.Errorf("the head of the answer is %v", got.Header)
		}
		if then := a.page(t, asKnown(address, at)); got.middle(t) != then.middle(t) {
			t.Error("the page is another than that as known at the moment")
		}
		// The same address shows what is known now to everybody else.
		if cache := got.Header.Get("Cache-Control"); cache != "no-cache" {
			t.Errorf("the answer may be kept: %q", cache)
		}
		file := a.page(t, sheetOfBytes(t, "kk", "briefing.md", pages.LongestBriefingLink), "Accept-Datetime", at.UTC().Format(http.TimeFormat))
		if cache := file.Header.Get("Cache-Control"); cache != "no-cache" || file.Header.Get("Memento-Datetime") == "" {
			t.Errorf("the file may be kept: %q", cache)
		}
	})
}

// TestASheetIsBoundedByItsAddress adds to a sheet until it is too long: that is said,
// and nothing typed is lost.
func TestASheetIsBoundedByItsAddress(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, true))
	for lang, letter := range map[string]string{"kk": "қ", "zh": "中", "en": "x"} {
		form := url.Values{"save": {"1"}}
		line := strings.Repeat(letter, pages.LongestLine)
		fits, refused := 0, false
		for n := 1; n <= pages.MostBriefingItems && !refused; n++ {
			form["i"], form["line"] = append(form["i"], "f.st068"), append(form["line"], line)
			got := a.someone().postForm(t, "/"+lang+"/briefing", form)
			switch got.StatusCode {
			case http.StatusBadRequest:
				refused = true
				if got.text("#problem") == "" || got.doc.Find("input[name=line]").Last().AttrOr("value", "") != line {
					t.Errorf("%s: %d lines: %q", lang, n, got.text("#problem"))
				}
			case http.StatusOK, http.StatusSeeOther:
				fits = n
			default:
				t.Fatalf("%s: %d lines answer %d", lang, n, got.StatusCode)
			}
		}
		if !refused || fits < 3 {
			t.Errorf("%s: %d lines fit, and more are refused: %t", lang, fits, refused)
		}
	}
}

// TestWhatIsTooLongIsRefusedInAPage sends addresses and headers above the limits.
func TestWhatIsTooLongIsRefusedInAPage(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, true))
	for lang, title := range map[string]string{"en": "The address is too long", "kk": "Мекенжай тым ұзын", "ru": "Адрес слишком длинный", "zh": "网址过长"} {
		got := a.get(t, "/"+lang+"/projects?q="+strings.Repeat("x", 33_000))
		if got.StatusCode != http.StatusRequestURITooLong || got.text("h1") != title || len(got.body) > 33_000 {
			t.Errorf("%s: %d, %q, %d bytes", lang, got.StatusCode, got.text("h1"), len(got.body))
		}
	}
	if got := a.get(t, "/en/projects", "Cookie", "a="+strings.Repeat("x", 33_000)); got.StatusCode != http.StatusRequestHeaderFieldsTooLarge || got.text("h1") != "Your browser sends too much" {
		t.Errorf("headers: %d, %q", got.StatusCode, got.text("h1"))
	}
	if got := a.get(t, "/en/timemap?of=/en/projects?q="+strings.Repeat("x", 2000)); got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("main"), "2,000") && !strings.Contains(got.text("main"), "2000") {
		t.Errorf("moments: %d, %q", got.StatusCode, got.text("main"))
	}
}
