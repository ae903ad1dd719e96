// Package drawing makes of the drawings of a page a document that stands alone: an
// SVG file with title, legend and sources, whose colours are those of the style
// sheet in literal form.
package drawing

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Document is a drawing with what is needed to quote it.
type Document struct {
	// Lang is the language of the texts, as it stands in XML.
	Lang  string
	Title string
	// Lead are lines below the title, each a paragraph.
	Lead   []string
	Panels []Panel
	// Notes are lines below the drawings: sources, and how to read them.
	Notes []string
}

// Panel is one of the drawings.
type Panel struct {
	Title, Desc   string
	Width, Height int
	// Drawing is the svg element of the page, as HTML, in whatever its style depends
	// on. Another one before it may hold the shapes that it uses.
	Drawing string
	Legend  []Key
}

// Key is an entry of a legend. Sample is an svg element, as HTML, of Width.
type Key struct {
	Sample string
	Width  int
	Label  string
}

// The measures of a document.
const (
	margin   = 28
	leading  = 1.35
	titleEm  = 26
	smallEm  = 12
	textEm   = 15
	legendEm = 13
)

// The weights of texts.
const (
	regular = "400"
	bold    = "600"
)

// page collects a document from top to bottom.
type page struct {
	// measuring leaves the drawings out: where they stand says how large they are.
	measuring bool
	body      strings.Builder
	width     int
	y         float64
	// used are the shapes of the drawing that is placed, by their ids.
	used map[string]*html.Node
}

// SVG is the document as a file.
func (d Document) SVG() ([]byte, error) {
	svg, _, _, err := d.draw(new(page))
	return svg, err
}

// Size is the width and the height of the document, in pixels; none of one that
// cannot be drawn.
func (d Document) Size() (width, height int) {
	_, width, height, _ = d.draw(&page{measuring: true})
	return width, height
}

func (d Document) draw(p *page) (svg []byte, width, height int, err error) {
	p.y = margin
	for _, panel := range d.Panels {
		p.width = max(p.width, panel.Width)
	}
	p.text(d.Title, titleEm, bold, "var(--serif)", "var(--ink)")
	for _, line := range d.Lead {
		p.text(line, textEm, regular, "var(--sans)", "var(--ink-2)")
	}
	for _, panel := range d.Panels {
		if err := p.panel(panel); err != nil {
			return nil, 0, 0, err
		}
	}
	for _, note := range d.Notes {
		p.text(note, smallEm, regular, "var(--sans)", "var(--ink-2)")
	}
	width, height = p.width+2*margin, int(p.y)+margin
	var descriptions []string
	for _, panel := range d.Panels {
		descriptions = append(descriptions, panel.Desc)
	}
	var b strings.Builder
	b.WriteString(xml.Header)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" xml:lang="%s" width="%d" height="%d" viewBox="0 0 %d %d" role="img">`, escape(d.Lang), width, height, width, height)
	fmt.Fprintf(&b, "\n<title>%s</title>\n<desc>%s</desc>\n", escape(d.Title), escape(strings.Join(descriptions, " ")))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="%s"/>`+"\n", width, height, style{}.resolve("var(--paper)"))
	b.WriteString(p.body.String())
	b.WriteString("</svg>\n")
	return []byte(b.String()), width, height, nil
}

// text writes a paragraph, broken where it is too long.
func (p *page) text(words string, em float64, weight, family, colour string) {
	if words == "" {
		return
	}
	for _, line := range wrap(words, float64(p.width)/em, weight == bold) {
		p.y += em * leading
		fmt.Fprintf(&p.body, `<text x="%d" y="%s" font-family="%s" font-size="%s" font-weight="%s" fill="%s">%s</text>`+"\n",
			margin, px(p.y), escape(style{}.resolve(family)), px(em), weight, style{}.resolve(colour), escape(line))
	}
	p.y += em * 0.4
}

func (p *page) panel(panel Panel) error {
	p.y += margin / 2
	p.text(panel.Title, textEm, bold, "var(--sans)", "var(--ink)")
	if err := p.legend(panel.Legend); err != nil {
		return err
	}
	p.y += margin / 2
	if err := p.place(panel.Drawing, margin, p.y); err != nil {
		return err
	}
	p.y += float64(panel.Height) + margin/2
	return nil
}

// legend writes the keys in a row, or in as many as they need.
func (p *page) legend(keys []Key) error {
	x := 0.0
	for i, key := range keys {
		width := float64(key.Width) + 6 + ems(key.Label, false)*legendEm + 18
		if i == 0 || x+width > float64(p.width) {
			x, p.y = 0, p.y+legendEm*1.6
		}
		if err := p.place(key.Sample, margin+x, p.y-legendEm+1); err != nil {
			return err
		}
		fmt.Fprintf(&p.body, `<text x="%s" y="%s" font-family="%s" font-size="%d" fill="%s">%s</text>`+"\n",
			px(margin+x+float64(key.Width)+6), px(p.y), escape(style{}.resolve("var(--sans)")), legendEm, style{}.resolve("var(--ink-2)"), escape(key.Label))
		x += width
	}
	return nil
}

// place writes an svg element of a page at a place of the document.
func (p *page) place(drawing string, x, y float64) error {
	if p.measuring {
		return nil
	}
	document, err := html.Parse(strings.NewReader(drawing))
	if err != nil {
		return fmt.Errorf("read a drawing: %w", err)
	}
	p.used = make(map[string]*html.Node)
	var svg *html.Node
	for n := range document.Descendants() {
		if id := attribute(n, "id"); id != "" {
			p.used[id] = n
		}
		if n.Type == html.ElementNode && n.Data == "svg" {
			svg = n
		}
	}
	if svg == nil {
		return fmt.Errorf("a drawing has no svg element")
	}
	left, top := origin(svg)
	fmt.Fprintf(&p.body, `<g transform="translate(%s %s)">`, px(x-left), px(y-top))
	var around style
	for _, n := range slices.Backward(slices.Collect(svg.Ancestors())) {
		if n.Type == html.ElementNode {
			around = styleOf(n, around)
		}
	}
	own := styleOf(svg, around)
	for child := range svg.ChildNodes() {
		p.node(child, own)
	}
	p.body.WriteString("</g>\n")
	return nil
}

// origin is the corner of a drawing in its own measures.
func origin(svg *html.Node) (left, top float64) {
	if _, err := fmt.Sscan(attribute(svg, "viewBox"), &left, &top); err != nil {
		return 0, 0
	}
	return left, top
}

// shapes are the attributes that say what an element is, written styles those that
// say how it looks.
var (
	shapes = []string{"id", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "transform", "fill", "text-anchor", "patternunits", "patterntransform", "clip-path"}
	looks  = []string{"fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "stroke-opacity",
		"opacity", "vector-effect", "font-family", "font-size", "font-weight"}
)

// node writes an element with its style in literal form. A link becomes a group,
// since nothing in the document leads elsewhere.
func (p *page) node(n *html.Node, inherited style) {
	if n.Type == html.TextNode {
		p.body.WriteString(escape(n.Data))
		return
	}
	if n.Type != html.ElementNode || n.Data == "desc" || slices.Contains(strings.Fields(attribute(n, "class")), "hit") {
		return
	}
	own := styleOf(n, inherited)
	if strings.HasPrefix(own["paint-order"], "stroke") {
		// Not every program knows the order: the outline is drawn by itself.
		p.element(n, own)
		delete(own, "stroke")
		delete(own, "stroke-width")
	}
	p.element(n, own)
}

func (p *page) element(n *html.Node, own style) {
	name, attributes := n.Data, n.Attr
	switch name {
	case "a":
		name = "g"
	case "use":
		// A document of its own has each shape where it stands: not every program
		// follows references.
		shape := p.used[strings.TrimPrefix(attribute(n, "href"), "#")]
		if shape == nil {
			return
		}
		name = shape.Data
		attributes = slices.DeleteFunc(slices.Clone(shape.Attr), func(a html.Attribute) bool { return a.Key == "id" })
	}
	p.body.WriteString("<" + name)
	for _, a := range attributes {
		if slices.Contains(shapes, strings.ToLower(a.Key)) && (a.Key != "fill" || own["fill"] == "") {
			fmt.Fprintf(&p.body, ` %s="%s"`, a.Key, escape(a.Val))
		}
	}
	for _, property := range looks {
		if value := own[property]; value != "" {
			fmt.Fprintf(&p.body, ` %s="%s"`, property, escape(own.resolve(value)))
		}
	}
	p.body.WriteString(">")
	for child := range n.ChildNodes() {
		p.node(child, own)
	}
	p.body.WriteString("</" + name + ">")
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func escape(text string) string {
	var b strings.Builder
	// A builder takes everything.
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}

func px(f float64) string { return strconv.FormatFloat(f, 'f', -1, 32) }

// The letters that are much narrower or wider than others of their kind.
const (
	narrowLetters = "fijltrIІіїЇ.,:;!|'’‘()[]/ "
	wideLetters   = "mwжшщюмыф@%"
	wideCapitals  = "MWЖШЩЮМЫФ№…—"
)

// ems is about how wide a text is, in its own size. Which font draws it nobody knows:
// it is taken to be DejaVu, the widest of those that stand in for ours.
func ems(text string, isBold bool) float64 {
	width := 0.0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00:
			width++
		case strings.ContainsRune(narrowLetters, r):
			width += 0.37
		case strings.ContainsRune(wideLetters, r):
			width += 0.92
		case strings.ContainsRune(wideCapitals, r):
			width += 1.08
		case unicode.IsUpper(r):
			width += 0.76
		default:
			width += 0.63
		}
	}
	if isBold {
		width *= 1.13
	}
	return width
}

// wrap breaks a text into lines of at most so many ems, between words, and between
// any two characters where a language writes no spaces.
func wrap(text string, most float64, isBold bool) []string {
	var lines []string
	line := ""
	for _, piece := range pieces(text) {
		if line != "" && ems(line+strings.TrimSpace(piece), isBold) > most {
			lines = append(lines, strings.TrimSpace(line))
			line = ""
		}
		line += piece
	}
	return append(lines, strings.TrimSpace(line))
}

// longest is how many bytes of a text without spaces stay together: addresses are
// longer than a line.
const longest = 40

// pieces are the parts between which a line can be broken.
func pieces(text string) []string {
	var list []string
	start := 0
	for i, r := range text {
		if i > start && (text[i-1] == ' ' || unicode.Is(unicode.Han, r) || i-start > longest) {
			list = append(list, text[start:i])
			start = i
		}
	}
	return append(list, text[start:])
}
