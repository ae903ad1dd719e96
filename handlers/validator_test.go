package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/layout"
)

// TestPagesAreAskedForAgainAndFilesOfAMomentAreKept looks at an hour after a moment:
// its records are settled, the wording and the style of its pages are not.
func TestPagesAreAskedForAgainAndFilesOfAMomentAreKept(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		at := a.lastChange(t)
		a.store.SetClock(func() time.Time { return at.Add(3 * time.Hour) })
		for _, address := range whole() {
			if strings.HasSuffix(address, "/sign-in") {
				// It is kept nowhere.
				continue
			}
			for _, page := range []string{address, asKnown(address, at)} {
				got := a.get(t, page)
				tag := got.Header.Get("ETag")
				if got.StatusCode != http.StatusOK || got.Header.Get("Cache-Control") != "no-cache" || tag == "" {
					t.Errorf("%s answers %d, %q, %q", page, got.StatusCode, got.Header.Get("Cache-Control"), tag)
					continue
				}
				again := a.get(t, page, "If-None-Match", tag)
				if again.StatusCode != http.StatusNotModified || again.body != "" || again.Header.Get("ETag") != tag {
					t.Errorf("%s is sent again: %d", page, again.StatusCode)
				}
				if part := a.get(t, page, "HX-Request", "true", "If-None-Match", tag); part.StatusCode == http.StatusNotModified && strings.Contains(page, "/projects?") {
					t.Errorf("a part of %s is taken for the whole", page)
				}
			}
		}
		for _, file := range []string{"/en/projects.csv", "/en/projects.json", "/en/programme.svg"} {
			if got := a.page(t, asKnown(file, at)); got.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
				t.Errorf("%s may be kept: %q", file, got.Header.Get("Cache-Control"))
			}
		}
		editor := a.member(t, models.Editor)
		if got := editor.get(t, "/en/projects", "If-None-Match", "*"); got.StatusCode != http.StatusOK || got.Header.Get("ETag") != "" || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("a page of a user answers %d with %v", got.StatusCode, got.Header)
		}
	})
}

// TestWhatIsAskedForAsAFileIsAnsweredWithoutAPage asks for every kind of file in vain.
func TestWhatIsAskedForAsAFileIsAnsweredWithoutAPage(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for address, status := range map[string]int{
			"/ru/projects/none.csv": http.StatusNotFound, "/en/projects.csv?as_of=never": http.StatusBadRequest, "/kk/projects.xlsx?status=none-such": http.StatusBadRequest,
			"/zh/metrics/none.svg": http.StatusNotFound, "/en/changes.atom?kind=x": http.StatusBadRequest, "/en/projects/none/changes.atom": http.StatusNotFound,
			"/en/briefing.docx?i=zzz": http.StatusBadRequest, "/en/briefing.md?i=zzz": http.StatusBadRequest, "/data/dostyk.zip?known=never": http.StatusBadRequest,
			"/en/nothing.csv": http.StatusNotFound,
		} {
			got := a.get(t, address)
			if kind := got.Header.Get("Content-Type"); got.StatusCode != status || !strings.HasPrefix(kind, "text/plain") || strings.Contains(got.body, "<") || strings.Count(got.body, "\n") < 2 {
				t.Errorf("%s answers %d, %s: %s", address, got.StatusCode, kind, got.body)
			}
			if got.Header.Get("Content-Language") == "" || got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("Content-Disposition") != "" {
				t.Errorf("%s has %v", address, got.Header)
			}
		}
		if got := a.get(t, "/en/projects.json?as_of=never"); got.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("JSON answers %s", got.Header.Get("Content-Type"))
		}
	})
}

func TestWhatNeverWasHasNoMementos(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		then := a.lastChange(t).Format(http.TimeFormat)
		for _, address := range []string{"/en/f/nope", "/en/nope", "/en/projects/nope", "/en/projects.csv?status=none-such"} {
			if got := a.get(t, address, "Accept-Datetime", then); got.StatusCode != http.StatusNotFound {
				t.Errorf("%s as of a moment answers %d", address, got.StatusCode)
			}
		}
		for _, of := range []string{"/en/f/nope", "/en/nope", "/en/admin/", "/en/sign-in", "/en/timemap?of=/en/", "/en/projects?status=none-such"} {
			if got := a.get(t, "/en/timemap?of="+url.QueryEscape(of)); got.StatusCode != http.StatusNotFound {
				t.Errorf("of %s there are mementos: %d", of, got.StatusCode)
			}
		}
		for _, of := range []string{"/en/", "/en/f/st067", "/en/projects.csv?status=launched", "/en/metrics/launched"} {
			if got := a.get(t, of, "Accept-Datetime", then); got.StatusCode != http.StatusFound {
				t.Errorf("%s as of a moment answers %d", of, got.StatusCode)
			}
			a.page(t, "/en/timemap?of="+url.QueryEscape(of))
		}
		bad := a.get(t, "/en/projects", "Accept-Datetime", "soon")
		if text := bad.text("main"); bad.StatusCode != http.StatusBadRequest || !strings.Contains(text, "The header “Accept-Datetime: soon”") || strings.Contains(text, "of the address") {
			t.Errorf("a bad header answers %d: %s", bad.StatusCode, text)
		}
	})
}

func TestOnlyWhatIsFrozenIsAMemento(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		at := a.lastChange(t)
		a.store.SetClock(func() time.Time { return at.Add(48 * time.Hour) })
		for address, memento := range map[string]bool{
			"/en/projects?known=" + layout.Moment(at):                          true,
			"/en/f/st067?known=" + layout.Moment(at):                           false,
			"/en/f/st067.csv?known=" + layout.Moment(at):                       true,
			"/en/projects?known=" + string(models.DayOf(at.Add(48*time.Hour))): false,
			"/en/projects?known=" + string(models.DayOf(at.Add(24*time.Hour))): true,
		} {
			if got := a.page(t, address); (got.Header.Get("Memento-Datetime") != "") != memento {
				t.Errorf("%s is a memento of %q", address, got.Header.Get("Memento-Datetime"))
			}
		}
	})
}

func TestMementosLeadToEachOther(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		first := a.lastChange(t)
		now := first
		var moments []time.Time
		for i := range 3 {
			now = first.Add(time.Duration(i+1) * time.Hour)
			a.store.SetClock(func() time.Time { return now })
			modelstest.NewEditor(t, a.store).Edit(t, i)
			moments = append(moments, a.lastChange(t))
		}
		moments = slices.Compact(append([]time.Time{first}, moments...))
		if len(moments) < 3 {
			t.Fatalf("there were %d changes", len(moments))
		}
		link := func(rel string, at time.Time) string {
			return "<" + asKnown("/en/projects", at) + `>; rel="` + rel + ` memento"; datetime="` + at.UTC().Format(http.TimeFormat) + `"`
		}
		last := len(moments) - 1
		links := a.page(t, asKnown("/en/projects", moments[1])).Header.Values("Link")
		for _, want := range []string{link("first", first), link("prev", first), link("next", moments[2]), link("last", moments[last])} {
			if !slices.Contains(links, want) {
				t.Errorf("the links lack %s:\n%s", want, strings.Join(links, "\n"))
			}
		}
		if links := strings.Join(a.page(t, asKnown("/en/projects", first)).Header.Values("Link"), "\n"); strings.Contains(links, "prev memento") {
			t.Errorf("before the first there is another:\n%s", links)
		}
		if links := strings.Join(a.page(t, asKnown("/en/projects", moments[last])).Header.Values("Link"), "\n"); strings.Contains(links, "next memento") {
			t.Errorf("after the last there is another:\n%s", links)
		}
		got := a.page(t, "/en/timemap?of=/en/projects")
		self := `</en/timemap?of=/en/projects>; rel="self"; type="application/link-format"; from="` + first.UTC().Format(http.TimeFormat) + `"; until="` + moments[last].UTC().Format(http.TimeFormat) + `"`
		if !strings.Contains(got.body, self) {
			t.Errorf("the map lacks %s:\n%s", self, got.body)
		}
		seen := make(map[string]bool)
		for line := range strings.Lines(got.body) {
			if _, datetime, ok := strings.Cut(line, "; datetime="); ok {
				if seen[datetime] {
					t.Errorf("two mementos are of %s", datetime)
				}
				seen[datetime] = true
			}
		}
	})
}
