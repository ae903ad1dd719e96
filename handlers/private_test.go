package handlers_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/static"
	"github.com/dostyk/dostyk/views/picture"
)

// noPrivateLetters sees that an answer holds no letter of private use, with which
// the pages mark their figures: neither as it is nor in a part of a packed file.
func noPrivateLetters(t *testing.T, address string, body []byte) {
	t.Helper()
	if packed, err := zip.NewReader(bytes.NewReader(body), int64(len(body))); err == nil {
		for _, f := range packed.File {
			if strings.HasSuffix(f.Name, ".png") {
				// Pixels are no letters.
				continue
			}
			part, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(part)
			if err != nil {
				t.Fatal(err)
			}
			noPrivateLetters(t, address+"#"+f.Name, text)
		}
		return
	}
	private := func(r rune) bool { return r >= '\uE000' && r <= '\uF8FF' }
	text := string(body)
	if at := strings.IndexFunc(text, private); at >= 0 {
		t.Errorf("%s has a private letter before %.80q", address, text[at:])
		return
	}
	// JSON and XML may write the letter by its number.
	for _, written := range []string{`\ue00`, "&#xe00", "&#5734"} {
		if strings.Contains(strings.ToLower(text), written) {
			t.Errorf("%s writes a private letter as %s", address, written)
		}
	}
}

// TestNoDrawingOrFileHasAPrivateLetter asks for what the walk of the pages asks for in
// one language only, in all of them.
func TestNoDrawingOrFileHasAPrivateLetter(t *testing.T) {
	walks(t)
	s := modelstest.New(t, models.SQLite, true)
	a := newApp(s)
	metrics, err := s.Metrics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list := []string{
		"programme.svg", "prices/brent.svg", "map.svg", "statements.json", "projects.xlsx", "enterprises.csv", "agreements.json", "search.json?q=khorgos",
		"prices.json", "sources.csv", "metrics.json", "f/rest.st067.json", "f/st067.xlsx", "changes.atom", "map.json",
		"briefing.docx?i=f.st067&i=f.rest.st067&i=c.metrics/launched", "briefing.md?i=f.st067&i=c.metric.launched",
	}
	for i := range metrics {
		list = append(list, "metrics/"+metrics[i].Code+".svg", "metrics/"+metrics[i].Code+".json")
	}
	drawn := 0
	for _, lang := range models.Langs {
		for _, address := range list {
			got := a.get(t, "/"+string(lang)+"/"+address)
			noPrivateLetters(t, "/"+string(lang)+"/"+address, []byte(got.body))
			if strings.Contains(address, ".svg") && got.StatusCode == 200 {
				drawn++
				// Each can be drawn as pixels too, with all its letters.
				if !static.HasFonts() {
					continue
				}
				if m, err := picture.Draw([]byte(got.body), 0.2); err != nil || len(m.Missing) > 0 {
					t.Errorf("/%s/%s as pixels: %v", lang, address, cmp.Or(err, fmt.Errorf("no font has %q", m.Missing)))
				}
			}
		}
	}
	if drawn < 100 {
		t.Errorf("only %d drawings were read", drawn)
	}
}
