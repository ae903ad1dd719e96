package drawing_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/views/drawing"
)

const sample = `<svg class="drawing" viewBox="0 0 100 50"><desc>skip</desc>
<pattern id="hatch-a" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch-line" x1="0"></line></pattern>
<a href="/en/"><title>One</title><rect class="hit" x="0"></rect><rect class="seg launched" x="1" y="2" width="3" height="4"></rect></a>
<path class="point series-1" d="M0 0"></path><text class="low" x="1">low</text></svg>`

func TestStylesBecomeLiteral(t *testing.T) {
	svg, err := drawing.Document{Lang: "en", Title: "Title", Panels: []drawing.Panel{{Width: 100, Height: 50, Drawing: sample}}}.SVG()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<rect x="1" y="2" width="3" height="4" fill="#00566b" stroke="#ffffff" stroke-width="1">`,
		`<path d="M0 0" fill="#b8331f" stroke="#faf8f3" stroke-width="1.5">`,
		`patternUnits="userSpaceOnUse" patternTransform="rotate(45)"`,
		`stroke="#faf8f3" stroke-width="4" font-family=`,
	} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("%s is not in\n%s", want, svg)
		}
	}
	for _, unwanted := range []string{"skip", "hit", "href", "class", "var(", "light-dark"} {
		if strings.Contains(string(svg), unwanted) {
			t.Errorf("%s is in\n%s", unwanted, svg)
		}
	}
	if n := strings.Count(string(svg), ">low<"); n != 2 {
		t.Errorf("the outlined text stands %d times", n)
	}
}

// How wide DejaVu, the widest font that may stand in for ours, sets a line in bold,
// in ems: the wider of its faces with and without serifs, as a browser measures it.
var boldLines = map[string]float64{
	"Халықаралық көлік дәлізінің жүк айналымы, «Батыс Еуропа – Батыс Қытай» жобасы бойынша":        57.07,
	"Қазақстан мен Қытайдың өнеркәсіптік ынтымақтастық бағдарламасы бойынша іске қосылған жобалар": 62.43,
	"Wholesale prices of commodities": 18.60,
}

func TestNoBoldLineRunsPastTheEdge(t *testing.T) {
	for line, width := range boldLines {
		// Drawn so that the line just has no room, and that it has a little more.
		for room, lines := range map[float64]int{width - 0.1: 2, width * 1.12: 1} {
			svg, err := drawing.Document{Lang: "kk", Panels: []drawing.Panel{{Title: line, Width: int(room * 15), Height: 50, Drawing: sample}}}.SVG()
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(svg), `font-size="15" font-weight="600"`); n != lines {
				t.Errorf("%s: %d lines where there is room for %.1f ems of %.1f", line, n, room, width)
			}
		}
	}
}

func TestAnyTextGivesADocument(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.String().Draw(r, "text")
		svg, err := drawing.Document{Lang: "zh-Hans", Title: text, Lead: []string{text}, Notes: []string{text}, Panels: []drawing.Panel{{Width: 100, Height: 50, Drawing: sample, Title: text}}}.SVG()
		if err != nil {
			r.Fatal(err)
		}
		d := xml.NewDecoder(strings.NewReader(string(svg)))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				r.Fatalf("%v in\n%s", err, svg)
			}
		}
	})
}
