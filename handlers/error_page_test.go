package handlers_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// TestAnErrorPageIsInEveryLanguage sees that whoever meets an error in a language that
// they cannot read gets to another: to the same address, or to the front page where the
// address itself is at fault or takes only what a form sends.
func TestAnErrorPageIsInEveryLanguage(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct {
			method, address string
			status          int
			russian         string
		}{
			{"GET", "/en/?year=nope", 400, "/ru/?year=nope"}, {"GET", "/en/nope", 404, "/ru/nope"}, {"GET", "/kk/projects/nope?as_of=2018", 404, "/ru/projects/nope?as_of=2018"},
			{"POST", "/en/projects", 405, "/ru/"}, {"GET", "/en/?q=" + strings.Repeat("x", 1<<17), 414, "/ru/"}, {"GET", "/nope", 404, "/ru/nope"},
		} {
			w := httptest.NewRecorder()
			a.ServeHTTP(w, httptest.NewRequest(test.method, test.address, nil))
			doc, err := goquery.NewDocumentFromReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if href := doc.Find(".langs a[hreflang=ru]").AttrOr("href", ""); w.Code != test.status || href != test.russian {
				t.Errorf("%s %.40s: %d, in Russian at %.60q; want %d, %q", test.method, test.address, w.Code, href, test.status, test.russian)
			}
			if n := doc.Find("head link[rel=alternate][hreflang]").Length(); n != 0 {
				t.Errorf("%s %.40s: %d alternates", test.method, test.address, n)
			}
		}
	})
}

// TestAFormIsNamedByItsFields sees that the form of a list without years is not said to
// choose one.
func TestAFormIsNamedByItsFields(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, page := range []string{"", "projects", "enterprises", "agreements", "statements", "sources", "prices", "prices/brent", "map"} {
			form := a.page(t, "/en/"+page).doc.Find("main form.asof")
			name, _ := form.Attr("aria-label")
			if years := form.Find("fieldset.years").Length() > 0; form.Length() != 1 || strings.HasPrefix(name, "Year") != years {
				t.Errorf("%q: the form is %q, with years: %v", page, name, years)
			}
		}
	})
}
