// Package picture draws the files of package drawing as pixels, for what cannot show
// SVG: older writers, previews, mail. It knows what those files hold and no more, and
// returns an error for anything else, so that nothing is left out unseen.
package picture

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"git.sr.ht/~sbinet/gg"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// node is an element of a drawing.
type node struct {
	name     string
	attrs    map[string]string
	children []*node
	text     string
}

func (n *node) number(name string) (float64, error) {
	text := n.attrs[name]
	if text == "" {
		return 0, nil
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, fmt.Errorf("%s=%q of <%s> is no number", name, text, n.name)
	}
	return value, nil
}

// numbers are several attributes at once.
func (n *node) numbers(names ...string) ([]float64, error) {
	values := make([]float64, len(names))
	for i, name := range names {
		var err error
		if values[i], err = n.number(name); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// parse reads a drawing, and finds what others refer to by its id.
func parse(svg []byte) (root *node, ids map[string]*node, err error) {
	ids = make(map[string]*node)
	d := xml.NewDecoder(bytes.NewReader(svg))
	var open []*node
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attrs: make(map[string]string)}
			for _, a := range t.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			if id := n.attrs["id"]; id != "" {
				ids[id] = n
			}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.children = append(parent.children, n)
			} else {
				root = n
			}
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(t)
			}
		}
	}
	if root == nil || root.name != "svg" {
		return nil, nil, errors.New("no drawing")
	}
	return root, ids, nil
}

// inherited are the attributes that an element hands down.
var inherited = []string{"fill", "stroke", "stroke-width", "stroke-linejoin", "stroke-linecap", "stroke-dasharray", "fill-rule", "font-family", "font-size", "font-weight", "text-anchor"}

// painter draws elements onto a picture.
type painter struct {
	dc *gg.Context
	// canvas is what dc draws on.
	canvas *image.RGBA
	ids    map[string]*node
	scale  float64
	fonts  map[[2]bool]*family
	// sized are the fonts that were drawn with, by file and size.
	sized   map[sizedFont]font.Face
	missing []rune
}

type sizedFont struct {
	file *fontFile
	size float64
}

// Picture is a drawing in pixels.
type Picture struct {
	PNG []byte
	// Missing are letters that no font here has; a box stands in the place of each.
	Missing []rune
}

// Draw makes a picture of a drawing, with scale pixels for each of its units. The error is
// fs.ErrNotExist where the fonts were never put into the program.
func Draw(svg []byte, scale float64) (*Picture, error) {
	p, err := draw(svg, scale)
	if err != nil {
		return nil, fmt.Errorf("draw a picture: %w", err)
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, fewColours(p.canvas)); err != nil {
		return nil, fmt.Errorf("pack a picture: %w", err)
	}
	return &Picture{PNG: b.Bytes(), Missing: p.missing}, nil
}

// fewColours is the picture with its 256 most frequent colours, and the nearest of them in
// the place of all others: a drawing has a dozen colours, and shades of them at edges. So
// it is a quarter as large, and is packed in a quarter of the time.
func fewColours(m *image.RGBA) *image.Paletted {
	count := make(map[uint32]int)
	eachRun(m, func(c uint32, from, to int) { count[c] += to - from })
	colours := slices.SortedFunc(maps.Keys(count), func(a, b uint32) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	palette := make(color.Palette, min(len(colours), 256))
	for i := range palette {
		c := colours[i]
		palette[i] = color.RGBA{uint8(c >> 24), uint8(c >> 16), uint8(c >> 8), uint8(c)}
	}
	index := make(map[uint32]uint8, len(colours))
	for i, c := range colours {
		if i < len(palette) {
			index[c] = uint8(i)
		} else {
			index[c] = uint8(palette.Index(color.RGBA{uint8(c >> 24), uint8(c >> 16), uint8(c >> 8), uint8(c)}))
		}
	}
	few := image.NewPaletted(m.Rect, palette)
	eachRun(m, func(c uint32, from, to int) {
		i := index[c]
		for at := from; at < to; at++ {
			few.Pix[at] = i
		}
	})
	return few
}

// eachRun calls for each run of pixels of one colour, with the places of the first and
// of the one behind the last.
func eachRun(m *image.RGBA, call func(colour uint32, from, to int)) {
	n := len(m.Pix) / 4
	for from := 0; from < n; {
		c := binary.BigEndian.Uint32(m.Pix[4*from:])
		to := from + 1
		for to < n && binary.BigEndian.Uint32(m.Pix[4*to:]) == c {
			to++
		}
		call(c, from, to)
		from = to
	}
}

func draw(svg []byte, scale float64) (*painter, error) {
	root, ids, err := parse(svg)
	if err != nil {
		return nil, err
	}
	size, err := root.numbers("width", "height")
	if err != nil {
		return nil, err
	}
	fonts, err := families()
	if err != nil {
		return nil, err
	}
	canvas := image.NewRGBA(image.Rect(0, 0, int(math.Ceil(size[0]*scale)), int(math.Ceil(size[1]*scale))))
	p := &painter{dc: gg.NewContextForRGBA(canvas), canvas: canvas, ids: ids, scale: scale, fonts: fonts, sized: make(map[sizedFont]font.Face)}
	p.dc.Scale(scale, scale)
	return p, p.all(root.children, map[string]string{"fill": "#000000"})
}

func (p *painter) all(nodes []*node, style map[string]string) error {
	for _, n := range nodes {
		if err := p.draw(n, style); err != nil {
			return err
		}
	}
	return nil
}

func (p *painter) draw(n *node, above map[string]string) error {
	style := make(map[string]string, len(inherited))
	for _, name := range inherited {
		if value := n.attrs[name]; value != "" {
			style[name] = value
		} else {
			style[name] = above[name]
		}
	}
	p.dc.Push()
	defer p.dc.Pop()
	if err := p.transform(n.attrs["transform"]); err != nil {
		return err
	}
	if by := n.attrs["clip-path"]; by != "" {
		if err := p.clip(by); err != nil {
			return err
		}
		// Pop leaves this as it is. No drawing has one within another.
		defer p.dc.ResetClip()
	}
	switch n.name {
	case "title", "desc", "defs":
		return nil
	case "g":
		return p.all(n.children, style)
	case "text":
		return p.text(n, style)
	}
	if err := p.shape(n); err != nil {
		return err
	}
	return p.paint(n, style)
}

// shape makes the path of an element.
func (p *painter) shape(n *node) error {
	switch n.name {
	case "rect":
		v, err := n.numbers("x", "y", "width", "height", "rx")
		if err != nil {
			return err
		}
		if v[4] > 0 {
			p.dc.DrawRoundedRectangle(v[0], v[1], v[2], v[3], v[4])
		} else {
			p.dc.DrawRectangle(v[0], v[1], v[2], v[3])
		}
	case "circle":
		v, err := n.numbers("cx", "cy", "r")
		if err != nil {
			return err
		}
		p.dc.DrawCircle(v[0], v[1], v[2])
	case "line":
		v, err := n.numbers("x1", "y1", "x2", "y2")
		if err != nil {
			return err
		}
		p.dc.DrawLine(v[0], v[1], v[2], v[3])
	case "path":
		return drawPath(p.dc, n.attrs["d"])
	default:
		return fmt.Errorf("no element <%s> is known", n.name)
	}
	return nil
}

// paint fills the path and draws its outline.
func (p *painter) paint(n *node, style map[string]string) error {
	opacity := 1.0
	if n.attrs["opacity"] != "" {
		var err error
		if opacity, err = n.number("opacity"); err != nil {
			return err
		}
	}
	fill, err := p.pattern(style["fill"], opacity, n.attrs["fill-opacity"])
	if err != nil {
		return err
	}
	stroke, err := p.pattern(style["stroke"], opacity, n.attrs["stroke-opacity"])
	if err != nil {
		return err
	}
	if fill != nil && n.name != "line" {
		p.dc.SetFillRule(gg.FillRuleWinding)
		if style["fill-rule"] == "evenodd" {
			p.dc.SetFillRule(gg.FillRuleEvenOdd)
		}
		p.dc.SetFillStyle(fill)
		p.dc.FillPreserve()
	}
	if stroke != nil {
		if err := p.stroke(n, style, stroke); err != nil {
			return err
		}
	}
	p.dc.ClearPath()
	return nil
}

func (p *painter) stroke(n *node, style map[string]string, with gg.Pattern) error {
	width := 1.0
	if text := style["stroke-width"]; text != "" {
		var err error
		if width, err = strconv.ParseFloat(text, 64); err != nil {
			return err
		}
	}
	by := p.scale
	if n.attrs["vector-effect"] != "non-scaling-stroke" {
		by = p.stretch()
	}
	p.dc.SetLineWidth(width * by)
	p.dc.SetLineJoin(gg.LineJoinBevel)
	if style["stroke-linejoin"] == "round" {
		p.dc.SetLineJoin(gg.LineJoinRound)
	}
	p.dc.SetLineCap(gg.LineCapButt)
	if style["stroke-linecap"] == "round" {
		p.dc.SetLineCap(gg.LineCapRound)
	}
	var dashes []float64
	for _, text := range strings.FieldsFunc(style["stroke-dasharray"], func(r rune) bool { return r == ' ' || r == ',' }) {
		if text == "none" {
			continue
		}
		dash, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return err
		}
		dashes = append(dashes, dash*by)
	}
	p.dc.SetDash(dashes...)
	p.dc.SetStrokeStyle(with)
	p.dc.StrokePreserve()
	return nil
}

// stretch is how many pixels a unit is long here.
func (p *painter) stretch() float64 {
	x0, y0 := p.dc.TransformPoint(0, 0)
	x1, y1 := p.dc.TransformPoint(1, 0)
	return math.Hypot(x1-x0, y1-y0)
}

var operation = regexp.MustCompile(`([a-zA-Z]+)\(([^)]*)\)`)

func (p *painter) transform(text string) error {
	for _, m := range operation.FindAllStringSubmatch(text, -1) {
		var values []float64
		for _, word := range strings.FieldsFunc(m[2], func(r rune) bool { return r == ' ' || r == ',' }) {
			value, err := strconv.ParseFloat(word, 64)
			if err != nil {
				return fmt.Errorf("transform %q: %w", text, err)
			}
			values = append(values, value)
		}
		switch {
		case m[1] == "translate" && len(values) == 2:
			p.dc.Translate(values[0], values[1])
		case m[1] == "scale" && len(values) == 1:
			p.dc.Scale(values[0], values[0])
		case m[1] == "rotate" && len(values) == 1:
			p.dc.Rotate(gg.Radians(values[0]))
		default:
			return fmt.Errorf("no transform %q is known", m[0])
		}
	}
	return nil
}

// referred is the element that a url(#…) names.
func (p *painter) referred(text string) (*node, error) {
	id, found := strings.CutPrefix(strings.TrimSuffix(text, ")"), "url(#")
	if n := p.ids[id]; found && n != nil {
		return n, nil
	}
	return nil, fmt.Errorf("%q names nothing", text)
}

func (p *painter) clip(text string) error {
	n, err := p.referred(text)
	if err != nil {
		return err
	}
	for _, child := range n.children {
		if err := p.shape(child); err != nil {
			return err
		}
	}
	p.dc.Clip()
	return nil
}

// box stands for a letter that no font has.
const box = '□'

// text writes a line of text, each letter in the first font that has it.
func (p *painter) text(n *node, style map[string]string) error {
	at, err := n.numbers("x", "y")
	if err != nil {
		return err
	}
	size, err := strconv.ParseFloat(style["font-size"], 64)
	if err != nil {
		return fmt.Errorf("a text without a size: %w", err)
	}
	colour, err := parseColour(style["fill"], 1)
	if err != nil || colour == nil {
		return err
	}
	weight, _ := strconv.Atoi(style["font-weight"])
	serif := strings.Contains(style["font-family"], "Serif")
	bold := weight >= 600
	faces := p.fonts[[2]bool{serif, bold}]
	size *= p.stretch()
	type run struct {
		face  font.Face
		text  string
		width float64
		thick bool
	}
	var runs []run
	whole := 0.0
	for _, r := range n.text {
		file := faces.of(r)
		if file == nil {
			p.missing = append(p.missing, r)
			r = box
			if file = faces.of(r); file == nil {
				continue
			}
		}
		face, err := p.face(file, size)
		if err != nil {
			return err
		}
		if len(runs) == 0 || runs[len(runs)-1].face != face {
			runs = append(runs, run{face: face, thick: bold && !file.bold})
		}
		runs[len(runs)-1].text += string(r)
	}
	for i := range runs {
		runs[i].width = float64(font.MeasureString(runs[i].face, runs[i].text)) / 64
		whole += runs[i].width
	}
	x, y := p.dc.TransformPoint(at[0], at[1])
	switch style["text-anchor"] {
	case "middle":
		x -= whole / 2
	case "end":
		x -= whole
	}
	for _, r := range runs {
		p.line(r.face, r.text, x, y, colour)
		if r.thick {
			// There is no bold font for these letters.
			p.line(r.face, r.text, x+size/40, y, colour)
		}
		x += r.width
	}
	return nil
}

// line writes letters from a point on, in pixels.
func (p *painter) line(face font.Face, text string, x, y float64, colour color.Color) {
	d := font.Drawer{Dst: p.canvas, Src: image.NewUniform(colour), Face: face, Dot: fixed.Point26_6{X: fixed.Int26_6(x * 64), Y: fixed.Int26_6(y * 64)}}
	d.DrawString(text)
}

func (p *painter) face(file *fontFile, size float64) (font.Face, error) {
	key := sizedFont{file, size}
	if face := p.sized[key]; face != nil {
		return face, nil
	}
	read, err := file.read()
	if err != nil {
		return nil, err
	}
	face, err := opentype.NewFace(read, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err == nil {
		p.sized[key] = face
	}
	return face, err
}

// parseColour is nil for what is not drawn.
func parseColour(text string, opacity float64) (color.Color, error) {
	if text == "none" || text == "" || text == "transparent" {
		return nil, nil
	}
	digits, ok := strings.CutPrefix(text, "#")
	value, err := strconv.ParseUint(digits, 16, 32)
	if !ok || err != nil || len(digits) != 6 {
		return nil, fmt.Errorf("no colour %q is known", text)
	}
	return color.NRGBA{uint8(value >> 16), uint8(value >> 8), uint8(value), uint8(math.Round(opacity * 255))}, nil
}

// pattern is what a fill or a stroke is made with; nil for none.
func (p *painter) pattern(text string, opacity float64, more string) (gg.Pattern, error) {
	if more != "" {
		by, err := strconv.ParseFloat(more, 64)
		if err != nil {
			return nil, err
		}
		opacity *= by
	}
	if strings.HasPrefix(text, "url(") {
		n, err := p.referred(text)
		if err != nil {
			return nil, err
		}
		return p.tile(n)
	}
	colour, err := parseColour(text, opacity)
	if colour == nil {
		return nil, err
	}
	return gg.NewSolidPattern(colour), nil
}

// tiled is a pattern that repeats: a small picture, and where a pixel lies in it.
type tiled struct {
	tile          *image.RGBA
	width, height float64
	// fine is how many pixels of the tile a unit has.
	fine float64
	// back turns a pixel of the picture into units of the pattern.
	back gg.Matrix
}

// fineness is how many pixels a unit of a pattern has at least: its edges stand out else.
const fineness = 4

func (p *painter) tile(n *node) (gg.Pattern, error) {
	if n.name != "pattern" {
		return nil, fmt.Errorf("<%s> is no pattern", n.name)
	}
	size, err := n.numbers("width", "height")
	if err != nil {
		return nil, err
	}
	fine := fineness * p.scale
	canvas := image.NewRGBA(image.Rect(0, 0, int(size[0]*fine), int(size[1]*fine)))
	inner := &painter{dc: gg.NewContextForRGBA(canvas), canvas: canvas, ids: p.ids, scale: fine, fonts: p.fonts, sized: p.sized}
	inner.dc.Scale(fine, fine)
	if err := inner.all(n.children, map[string]string{"fill": "#000000"}); err != nil {
		return nil, err
	}
	// What turns units into pixels here, its turn among them.
	outer := &painter{dc: gg.NewContext(1, 1)}
	x0, y0 := p.dc.TransformPoint(0, 0)
	outer.dc.Translate(x0, y0)
	by := p.stretch()
	outer.dc.Scale(by, by)
	if err := outer.transform(n.attrs["patternTransform"]); err != nil {
		return nil, err
	}
	ox, oy := outer.dc.TransformPoint(0, 0)
	ax, ay := outer.dc.TransformPoint(1, 0)
	bx, by2 := outer.dc.TransformPoint(0, 1)
	return &tiled{tile: canvas, width: size[0], height: size[1], fine: fine, back: inverse(ax-ox, ay-oy, bx-ox, by2-oy, ox, oy)}, nil
}

// inverse is the matrix that undoes x' = a·x + c·y + e, y' = b·x + d·y + f.
func inverse(a, b, c, d, e, f float64) gg.Matrix {
	of := a*d - b*c
	return gg.Matrix{XX: d / of, YX: -b / of, XY: -c / of, YY: a / of, X0: (c*f - d*e) / of, Y0: (b*e - a*f) / of}
}

// ColorAt is the colour of a pixel of the picture.
func (t *tiled) ColorAt(x, y int) color.Color {
	u, v := t.back.TransformPoint(float64(x)+0.5, float64(y)+0.5)
	wrap := func(a, size float64) int { return int((a - math.Floor(a/size)*size) * t.fine) }
	return t.tile.RGBAAt(wrap(u, t.width), wrap(v, t.height))
}
