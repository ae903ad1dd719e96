package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Every answer that any test gets is looked at: what is told to be wrong with a field must
// reach those who do not see it.
//
// checkInvalid sees that each field that is marked as wrong says so in full and refers to
// the sentence that tells why, that each entry of a summary leads to such a field, and
// that no sentence on a field stands where no field refers to it.
func checkInvalid(t *testing.T, address string, got answer) {
	t.Helper()
	if !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") || got.StatusCode >= http.StatusInternalServerError {
		return
	}
	byID := make(map[string]*goquery.Selection)
	got.doc.Find("[id]").Each(func(_ int, s *goquery.Selection) { byID[s.AttrOr("id", "")] = s })
	// told are the sentences to which a field refers.
	told := make(map[string]bool)
	got.doc.Find("[aria-invalid]").Each(func(_ int, s *goquery.Selection) {
		name := s.AttrOr("name", s.AttrOr("id", ""))
		if value := s.AttrOr("aria-invalid", ""); value != "true" && value != "false" {
			t.Errorf("%s: %s is marked as wrong by %q", address, name, value)
		}
		if s.AttrOr("aria-invalid", "") != "true" {
			return
		}
		// A field of a list is described by the list.
		describedBy := s.AttrOr("aria-describedby", "") + " " + s.AttrOr("aria-errormessage", "")
		if strings.TrimSpace(describedBy) == "" {
			describedBy = s.Closest("fieldset[aria-describedby], [role=group][aria-describedby], [role=radiogroup][aria-describedby]").AttrOr("aria-describedby", "")
		}
		found := false
		for _, id := range strings.Fields(describedBy) {
			if byID[id] == nil {
				t.Errorf("%s: %s is described by %s, which is not there", address, name, id)
				continue
			}
			// What is doubtful stands above the field for the reason why it is right.
			byID[id].Find(".problem").AddSelection(byID[id].Filter(".problem, .doubt > p")).Each(func(_ int, problem *goquery.Selection) {
				found = found || read(problem) != ""
				told[read(problem)] = true
			})
		}
		if !found {
			t.Errorf("%s: %s is marked as wrong, and nothing that it refers to says why", address, name)
		}
	})
	got.doc.Find("form .problem").Each(func(_ int, s *goquery.Selection) {
		if text := read(s); text != "" && !told[text] {
			t.Errorf("%s: no field refers to %q", address, text)
		}
	})
	got.doc.Find("[data-testid=errors] a[href^='#'], [data-testid=problems] a[href^='#']").Each(func(_ int, s *goquery.Selection) {
		id := strings.TrimPrefix(s.AttrOr("href", ""), "#")
		switch field := byID[id]; {
		case field == nil:
			t.Errorf("%s: %q leads to %s, which is not there", address, read(s), id)
		case field.Is("input, select, textarea") && field.AttrOr("aria-invalid", "") != "true":
			t.Errorf("%s: %q leads to %s, which is not marked as wrong", address, read(s), id)
		}
	})
}
