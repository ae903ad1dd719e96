package handlers_test

import (
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestAboutSaysWhatIsOnRecordAndHowItIsCounted(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.page(t, "/en/about")
		if records := got.text("[data-testid=records]"); !strings.HasPrefix(records, "Recorded so far: 266 sources,") || !strings.Contains(records, "83 projects, 34 enterprises, 41 agreements and 3,695 monthly prices.") {
			t.Errorf("records: %q", records)
		}
		if rules := got.texts("[data-testid=rules] li"); len(rules) != 10 {
			t.Errorf("%d rules: %q", len(rules), rules)
		}
		if links := got.doc.Find("[data-testid=known-conflicts] a"); links.Length() != 9 {
			t.Errorf("%d conflicts lead to their statements", links.Length())
		}
		for _, lang := range models.Langs {
			if page := a.page(t, "/"+string(lang)+"/"); page.href(".foot a[href$='/about']") == "" {
				t.Errorf("%s: no page leads to «about»", lang)
			}
		}
	})
}

func TestAboutAnEmptyDatabase(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, false))
	if records := a.page(t, "/ru/about").text("[data-testid=records]"); !strings.Contains(records, "0 проектов") {
		t.Errorf("records: %q", records)
	}
}
