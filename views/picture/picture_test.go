package picture

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/static"
)

func needsFonts(t *testing.T) {
	t.Helper()
	if !static.HasFonts() && os.Getenv("CI") == "" {
		t.Skip("«go generate ./...» has not put the fonts in place")
	}
}

const (
	teal  = "#00566b"
	sand  = "#e9d9ae"
	white = "#ffffff"
)

// at is the colour of a pixel, as it is written in a drawing.
func at(t *testing.T, svg string, scale float64, x, y int) string {
	t.Helper()
	drawn, err := Draw([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><rect width="100" height="100" fill="`+white+`"/>`+svg+`</svg>`), scale)
	if err != nil {
		t.Fatalf("%s: %v", svg, err)
	}
	m, err := png.Decode(bytes.NewReader(drawn.PNG))
	if err != nil {
		t.Fatal(err)
	}
	c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
	return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
}

func TestShapesAreDrawnWhereTheyStand(t *testing.T) {
	needsFonts(t)
	for _, c := range []struct {
		name, svg string
		x, y      int
		want      string
	}{
		{"a rectangle", `<rect x="10" y="10" width="20" height="20" fill="` + teal + `"/>`, 20, 20, teal},
		{"beside it", `<rect x="10" y="10" width="20" height="20" fill="` + teal + `"/>`, 35, 20, white},
		{"an outline", `<rect x="10" y="10" width="20" height="20" fill="none" stroke="` + teal + `" stroke-width="4"/>`, 10, 20, teal},
		{"within an outline", `<rect x="10" y="10" width="20" height="20" fill="none" stroke="` + teal + `" stroke-width="4"/>`, 20, 20, white},
		{"moved", `<g transform="translate(50 50)"><rect width="20" height="20" fill="` + teal + `"/></g>`, 60, 60, teal},
		{"moved and as large again", `<g transform="translate(50 50) scale(2)"><rect width="20" height="20" fill="` + teal + `"/></g>`, 85, 85, teal},
		{"a group hands down", `<g fill="` + teal + `"><circle cx="50" cy="50" r="10"/></g>`, 50, 50, teal},
		{"half seen through", `<rect width="100" height="100" fill="#000000" opacity="0.5"/>`, 50, 50, "#7f7f7f"},
		{"a line has no inside", `<line x1="0" y1="50" x2="100" y2="50" stroke="` + teal + `" stroke-width="4"/>`, 50, 50, teal},
		{"a dash", `<line x1="0" y1="50" x2="100" y2="50" stroke="` + teal + `" stroke-width="4" stroke-dasharray="20 20"/>`, 10, 50, teal},
		{"between dashes", `<line x1="0" y1="50" x2="100" y2="50" stroke="` + teal + `" stroke-width="4" stroke-dasharray="20 20"/>`, 30, 50, white},
		{"a path", `<path d="M10,10h20v20h-20z" fill="` + teal + `"/>`, 20, 20, teal},
		{"a hole", `<path d="M10,10H90V90H10Z M30,30H70V70H30Z" fill-rule="evenodd" fill="` + teal + `"/>`, 50, 50, white},
		{"a ring of arcs", `<path d="M40 50a10 10 0 1 0 20 0a10 10 0 1 0 -20 0z" fill="` + teal + `"/>`, 50, 58, teal},
		{"beside the ring", `<path d="M40 50a10 10 0 1 0 20 0a10 10 0 1 0 -20 0z" fill="` + teal + `"/>`, 58, 58, white},
		{"clipped", `<defs><clipPath id="c"><rect width="50" height="100"/></clipPath></defs><g clip-path="url(#c)"><rect width="100" height="100" fill="` + teal + `"/></g>`, 75, 50, white},
		{"behind what was clipped", `<defs><clipPath id="c"><rect width="50" height="100"/></clipPath></defs><g clip-path="url(#c)"></g><rect width="100" height="100" fill="` + teal + `"/>`, 75, 50, teal},
		{"a pattern", `<defs><pattern id="p" width="20" height="20" patternUnits="userSpaceOnUse"><rect width="20" height="20" fill="` + sand + `"/><rect width="10" height="20" fill="` + teal + `"/></pattern></defs><rect width="100" height="100" fill="url(#p)"/>`, 45, 50, teal},
		{"the rest of it", `<defs><pattern id="p" width="20" height="20" patternUnits="userSpaceOnUse"><rect width="20" height="20" fill="` + sand + `"/><rect width="10" height="20" fill="` + teal + `"/></pattern></defs><rect width="100" height="100" fill="url(#p)"/>`, 55, 50, sand},
		{"a pattern that is turned", `<defs><pattern id="p" width="20" height="20" patternUnits="userSpaceOnUse" patternTransform="rotate(90)"><rect width="20" height="20" fill="` + sand + `"/><rect width="10" height="20" fill="` + teal + `"/></pattern></defs><rect width="100" height="100" fill="url(#p)"/>`, 50, 45, teal},
	} {
		for _, scale := range []float64{1, 2} {
			if got := at(t, c.svg, scale, int(scale*float64(c.x)), int(scale*float64(c.y))); got != c.want {
				t.Errorf("%s at %g: %s, want %s", c.name, scale, got, c.want)
			}
		}
	}
}

func TestWhatNoDrawingHoldsIsAnError(t *testing.T) {
	needsFonts(t)
	for _, svg := range []string{
		`<ellipse rx="1" ry="1"/>`, `<path d="M0 0Q1 1 2 2"/>`, `<path d="L"/>`, `<path d="1 2"/>`, `<rect width="wide" height="1"/>`, `<rect width="1" height="1" fill="teal"/>`,
		`<rect width="1" height="1" fill="url(#none)"/>`, `<g transform="skewX(3)"></g>`, `<text x="1" y="1" font-size="big">a</text>`,
	} {
		if _, err := Draw([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">`+svg+`</svg>`), 1); err == nil {
			t.Errorf("%s is drawn", svg)
		}
	}
	if _, err := Draw([]byte("<html></html>"), 1); err == nil {
		t.Error("a page is drawn")
	}
}

// Texts of all four languages have letters, at both weights, and a letter that no font has
// does not keep the drawing from being made.
func TestLettersOfAllLanguagesAreThere(t *testing.T) {
	needsFonts(t)
	draw := func(text string) *Picture {
		var b strings.Builder
		for _, weight := range []string{"400", "600"} {
			for _, family := range []string{"Inter, sans-serif", "&quot;Source Serif 4&quot;, serif"} {
				fmt.Fprintf(&b, `<text x="50" y="50" font-family="%s" font-size="13" font-weight="%s" fill="%s" text-anchor="middle">%s</text>`, family, weight, teal, text)
			}
		}
		drawn, err := Draw([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">`+b.String()+`</svg>`), 1)
		if err != nil {
			t.Fatal(err)
		}
		return drawn
	}
	for _, text := range []string{"Launched – “51” ₸€°·№", "Іске қосылған: әғқңөұүһі ӘҒҚҢӨҰҮҺІ", "Запущено «ёЁ»", "已投产：努尔苏丹·纳扎尔巴耶夫，“一带一路”（龘）"} {
		if missing := draw(text).Missing; len(missing) > 0 {
			t.Errorf("%q lacks %q", text, missing)
		}
	}
	if missing := draw("ق").Missing; !slices.Contains(missing, 'ق') {
		t.Errorf("of what no font has %q is missing", missing)
	}
	if plain, boxed := draw(" "), draw("ق"); bytes.Equal(plain.PNG, boxed.PNG) {
		t.Error("nothing stands where a letter is missing")
	}
}

// segments writes down what a path draws.
type segments struct{ list []string }

func (s *segments) MoveTo(x, y float64) {
	s.list = append(s.list, fmt.Sprintf("M%g %g", round(x), round(y)))
}
func (s *segments) LineTo(x, y float64) {
	s.list = append(s.list, fmt.Sprintf("L%g %g", round(x), round(y)))
}
func (s *segments) CubicTo(_, _, _, _, x, y float64) {
	s.list = append(s.list, fmt.Sprintf("C%g %g", round(x), round(y)))
}
func (s *segments) ClosePath() { s.list = append(s.list, "Z") }

func round(x float64) float64 { return math.Round(x*1000)/1000 + 0 }

func TestPathsAreReadAsTheyAreWritten(t *testing.T) {
	for d, want := range map[string]string{
		"M1,2L3,4":                     "M1 2 L3 4",
		"M1 2 3 4 5 6Z":                "M1 2 L3 4 L5 6 Z",
		"m1 2 1 1z m1 1 2 0":           "M1 2 L2 3 Z M2 3 L4 3",
		"M-1.5-2.5.5.25":               "M-1.5 -2.5 L0.5 0.25",
		"M1e1 2H5V6h-1v-1":             "M10 2 L5 2 L5 6 L4 6 L4 5",
		"M0 0C1 1 2 2 3 3c1 1 1 1 1 1": "M0 0 C3 3 C4 4",
		"M0 0A5 5 0 0 1 10 0":          "M0 0 C5 -5 C10 0",
		"M0 0a5 5 0 0010 0":            "M0 0 C5 5 C10 0",
		"M0 0A1 1 0 0 1 10 0":          "M0 0 C5 -5 C10 0",
		"M0 0A0 0 0 0 1 10 0":          "M0 0 L10 0",
		"M0 0A5 5 0 0 1 0 0L1 1":       "M0 0 L1 1",
		"M10 0A10 10 0 1 0 0 10":       "M10 0 C0 -10 C-10 0 C0 10",
		"":                             "",
		" M 1 , 2 \n L 3 4 ":           "M1 2 L3 4",
	} {
		s := new(segments)
		if err := drawPath(s, d); err != nil {
			t.Errorf("%q: %v", d, err)
		} else if got := strings.Join(s.list, " "); got != want {
			t.Errorf("%q draws %s, want %s", d, got, want)
		}
	}
}
