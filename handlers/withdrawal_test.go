package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// Wherever something that was given out is asked for again, it says why it is gone or
// another: its own address, that of a figure that rests on it, a sheet, and a recheck.
func TestWhatIsGoneSaysWhyEverywhere(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		now := modelstest.Now.AddDate(0, 1, 0)
		a.store.SetClock(func() time.Time { return now })
		items := []string{"p.gezhouba-almaty-cement", "f.cost.gezhouba-almaty-cement", "f.jobs.gezhouba-almaty-cement", "f.rest.st067", "f.stage.st067.launched", "f.difference.st067.launched", "c.metrics/launched"}
		permanent := a.page(t, sheet("en", "briefing", items...)).href("[data-testid=permanent] a")
		if got := a.page(t, sheet("en", "briefing", items...)).href("[data-testid=permanent-link]"); got != permanent {
			t.Errorf("the address to be sent is %q, want %q", got, permanent)
		}
		before := asKnown("/en/f/cost.gezhouba-almaty-cement", now)
		now = now.Add(time.Hour)
		withdraw(t, a, "projects.csv", "gezhouba-almaty-cement")
		now = now.Add(time.Hour)
		modelstest.Revise(t, a.store, models.Correcting, "The article was misread.", "statements.csv", modelstest.Set("st068", "value", "5", "quote", ""))
		now = now.Add(time.Hour)

		const why, day = "It was counted twice.", "23 December 2026"
		for _, address := range []string{"/en/projects/gezhouba-almaty-cement", "/en/f/cost.gezhouba-almaty-cement", "/en/f/jobs.gezhouba-almaty-cement"} {
			if got := a.get(t, address); got.StatusCode != http.StatusGone || !strings.Contains(got.text("main"), why) || !strings.Contains(got.text("main"), day) {
				t.Errorf("%s answers %d: %s", address, got.StatusCode, got.text("main"))
			}
		}
		if got := a.get(t, "/kk/projects/gezhouba-almaty-cement"); !strings.Contains(got.text("main"), "Бұл жазба қайтарып алынған") {
			t.Errorf("in Kazakh it says %s", got.text("main"))
		}
		for _, address := range []string{sheet("en", "briefing", items[:3]...), sheet("en", "briefing.md", items[:3]...)} {
			if got := a.page(t, address); strings.Count(got.body, why) != 3 {
				t.Errorf("%s says why %d times, want 3:\n%s", address, strings.Count(got.body, why), got.body)
			}
		}
		lines := a.send(t, "/en/briefing/recheck", permanent, "", "").texts("[data-testid=changed]")
		if len(lines) != len(items) {
			t.Errorf("%d of %d have changed: %q", len(lines), len(items), lines)
		}
		for i, line := range lines {
			reason := why
			if i >= 3 {
				reason = "The article was misread."
			}
			if !strings.Contains(line, reason) || !strings.Contains(line, day) {
				t.Errorf("a recheck says %q", line)
			}
		}
		// The figure as it was known says what has become of it.
		if got := a.page(t, before); !strings.Contains(got.text(".lead"), why) {
			t.Errorf("%s says %q", before, got.text(".lead"))
		}
	})
}

// Where nothing was compared no number of changes is told, least of all none.
func TestARecheckWithoutAMomentSaysSoInItsHeading(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, text := range []string{"/en/f/st068", sheet("en", "briefing", "f.st068", "f.st069"), "/ru/f/rest.st067 /en/f/st066"} {
			got := a.send(t, "/en/briefing/recheck", text, "", "")
			if heading := got.text("#result-title"); !strings.HasPrefix(heading, "Nothing could be compared") || got.doc.Find("[data-testid=same]").Length() != 0 {
				t.Errorf("%s: %q, %s", text, heading, got.text("[data-testid=result]"))
			}
		}
	})
}
