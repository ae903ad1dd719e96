package static

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"
	"sync"
)

// iconSize is how many pixels the icon is wide.
const iconSize = 48

// Icon is favicon.svg as the older format that programs ask for by themselves.
var Icon = sync.OnceValue(func() []byte {
	text, err := embedded.ReadFile("favicon.svg")
	if err == nil {
		var icon []byte
		if icon, err = drawIcon(text); err == nil {
			return icon
		}
	}
	// The file is compiled in.
	panic(err)
})

// ring is a circle of the drawing, filled or drawn as a line.
type ring struct {
	X      float64 `xml:"cx,attr"`
	Y      float64 `xml:"cy,attr"`
	R      float64 `xml:"r,attr"`
	Fill   string  `xml:"fill,attr"`
	Stroke string  `xml:"stroke,attr"`
	Width  float64 `xml:"stroke-width,attr"`
}

// covers reports whether a point is of the ring.
func (r ring) covers(x, y float64) bool {
	d := math.Hypot(x-r.X, y-r.Y)
	if r.Fill != "none" {
		return d <= r.R
	}
	return math.Abs(d-r.R) <= r.Width/2
}

func (r ring) color() (color.NRGBA, error) {
	text := r.Stroke
	if r.Fill != "none" {
		text = r.Fill
	}
	n, err := strconv.ParseUint(text[min(1, len(text)):], 16, 32)
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, err
}

// drawIcon draws circles, and packs the picture as an icon.
func drawIcon(svg []byte) ([]byte, error) {
	var drawing struct {
		Rings []ring `xml:"circle"`
	}
	if err := xml.Unmarshal(svg, &drawing); err != nil {
		return nil, err
	}
	picture := image.NewNRGBA(image.Rect(0, 0, iconSize, iconSize))
	// view is how wide the drawing is in its own units, and fine how many points of each
	// pixel are looked at in a row.
	const view, fine = 26.0, 8
	for y := range iconSize {
		for x := range iconSize {
			var red, green, blue, seen int
			for i := range fine * fine {
				px := (float64(x) + (float64(i%fine)+0.5)/fine) * view / iconSize
				py := (float64(y) + (float64(i/fine)+0.5)/fine) * view / iconSize
				for j := len(drawing.Rings) - 1; j >= 0; j-- {
					if r := drawing.Rings[j]; r.covers(px, py) {
						c, err := r.color()
						if err != nil {
							return nil, err
						}
						red, green, blue, seen = red+int(c.R), green+int(c.G), blue+int(c.B), seen+1
						break
					}
				}
			}
			if seen > 0 {
				picture.SetNRGBA(x, y, color.NRGBA{uint8(red / seen), uint8(green / seen), uint8(blue / seen), uint8(255 * seen / (fine * fine))})
			}
		}
	}
	var content bytes.Buffer
	if err := png.Encode(&content, picture); err != nil {
		return nil, err
	}
	// One picture: its size, one plane, 32 bits, its length, and where it begins.
	icon := []byte{0, 0, 1, 0, 1, 0, iconSize, iconSize, 0, 0, 1, 0, 32, 0}
	icon = binary.LittleEndian.AppendUint32(icon, uint32(content.Len()))
	icon = binary.LittleEndian.AppendUint32(icon, uint32(len(icon)+4))
	return append(icon, content.Bytes()...), nil
}
