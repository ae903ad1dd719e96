package picture

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// pen takes the segments of a path.
type pen interface {
	MoveTo(x, y float64)
	LineTo(x, y float64)
	CubicTo(x1, y1, x2, y2, x3, y3 float64)
	ClosePath()
}

// arguments is how many numbers each command of a path takes, and takes again.
var arguments = map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'A': 7, 'Z': 0}

// drawPath draws the path of a d attribute. It returns an error for a command that no
// drawing of ours has.
func drawPath(p pen, d string) error {
	var x, y, startX, startY float64
	s := scanner{text: d}
	for {
		command, ok := s.command()
		if !ok {
			return s.rest()
		}
		upper := command &^ 0x20
		n, known := arguments[upper]
		if !known {
			return fmt.Errorf("no command %q of a path is known", command)
		}
		for first := true; ; first = false {
			values, err := s.numbers(n, upper == 'A')
			if err != nil {
				return err
			}
			if values == nil {
				if first {
					return fmt.Errorf("%q of a path lacks its numbers", command)
				}
				break
			}
			relative := command != upper
			at := func(i int) (float64, float64) {
				if relative {
					return x + values[i], y + values[i+1]
				}
				return values[i], values[i+1]
			}
			switch upper {
			case 'M':
				x, y = at(0)
				if first {
					startX, startY = x, y
					p.MoveTo(x, y)
				} else {
					p.LineTo(x, y)
				}
			case 'L':
				x, y = at(0)
				p.LineTo(x, y)
			case 'H':
				if !relative {
					x = 0
				}
				x += values[0]
				p.LineTo(x, y)
			case 'V':
				if !relative {
					y = 0
				}
				y += values[0]
				p.LineTo(x, y)
			case 'C':
				x1, y1 := at(0)
				x2, y2 := at(2)
				x, y = at(4)
				p.CubicTo(x1, y1, x2, y2, x, y)
			case 'A':
				toX, toY := at(5)
				arc(p, x, y, values[0], values[1], values[2]*math.Pi/180, values[3] != 0, values[4] != 0, toX, toY)
				x, y = toX, toY
			case 'Z':
				p.ClosePath()
				x, y = startX, startY
			}
			if n == 0 {
				break
			}
		}
	}
}

// arc draws an arc of an ellipse between two points by curves of at most a quarter turn,
// as the specification of SVG works it out (SVG 2, appendix B.2.4).
func arc(p pen, x1, y1, rx, ry, turned float64, large, sweep bool, x2, y2 float64) {
	if x1 == x2 && y1 == y2 {
		return
	}
	if rx == 0 || ry == 0 {
		p.LineTo(x2, y2)
		return
	}
	rx, ry = math.Abs(rx), math.Abs(ry)
	sin, cos := math.Sincos(turned)
	dx, dy := (x1-x2)/2, (y1-y2)/2
	x, y := cos*dx+sin*dy, cos*dy-sin*dx
	if grow := x*x/(rx*rx) + y*y/(ry*ry); grow > 1 {
		rx, ry = rx*math.Sqrt(grow), ry*math.Sqrt(grow)
	}
	root := math.Sqrt(max(0, (rx*rx*ry*ry-rx*rx*y*y-ry*ry*x*x)/(rx*rx*y*y+ry*ry*x*x)))
	if large == sweep {
		root = -root
	}
	cx, cy := root*rx*y/ry, -root*ry*x/rx
	from := math.Atan2((y-cy)/ry, (x-cx)/rx)
	by := math.Atan2((-y-cy)/ry, (-x-cx)/rx) - from
	if sweep && by < 0 {
		by += 2 * math.Pi
	} else if !sweep && by > 0 {
		by -= 2 * math.Pi
	}
	middleX, middleY := (x1+x2)/2, (y1+y2)/2
	point := func(ex, ey float64) (float64, float64) {
		ex, ey = rx*ex+cx, ry*ey+cy
		return cos*ex - sin*ey + middleX, sin*ex + cos*ey + middleY
	}
	parts := int(math.Ceil(math.Abs(by)/(math.Pi/2) - 1e-9))
	step := by / float64(parts)
	handle := 4.0 / 3 * math.Tan(step/4)
	for i := range parts {
		a := from + float64(i)*step
		sinA, cosA := math.Sincos(a)
		sinB, cosB := math.Sincos(a + step)
		ax, ay := point(cosA-handle*sinA, sinA+handle*cosA)
		bx, by := point(cosB+handle*sinB, sinB-handle*cosB)
		endX, endY := point(cosB, sinB)
		p.CubicTo(ax, ay, bx, by, endX, endY)
	}
}

// scanner reads the commands and numbers of a path.
type scanner struct {
	text string
	at   int
}

func (s *scanner) skip() {
	for s.at < len(s.text) && strings.IndexByte(" ,\t\r\n", s.text[s.at]) >= 0 {
		s.at++
	}
}

func (s *scanner) command() (byte, bool) {
	s.skip()
	if s.at == len(s.text) || strings.IndexByte("+-.0123456789", s.text[s.at]) >= 0 {
		return 0, false
	}
	s.at++
	return s.text[s.at-1], true
}

func (s *scanner) rest() error {
	if s.skip(); s.at < len(s.text) {
		return fmt.Errorf("%.20q of a path has no command", s.text[s.at:])
	}
	return nil
}

// numbers are the next n; nil if a command comes next. The two flags of an arc are one
// digit each and need no space behind.
func (s *scanner) numbers(n int, isArc bool) ([]float64, error) {
	values := make([]float64, 0, n)
	for i := range n {
		s.skip()
		end := s.at
		switch {
		case isArc && (i == 3 || i == 4):
			end = min(end+1, len(s.text))
		default:
			for end < len(s.text) {
				c := s.text[end]
				sign := (c == '-' || c == '+') && (end == s.at || s.text[end-1]|0x20 == 'e')
				dot := c == '.' && strings.IndexByte(s.text[s.at:end], '.') < 0
				if !sign && !dot && (c < '0' || c > '9') && (c|0x20 != 'e' || end == s.at) {
					break
				}
				end++
			}
		}
		if end == s.at && i == 0 {
			return nil, nil
		}
		value, err := strconv.ParseFloat(s.text[s.at:end], 64)
		if err != nil {
			return nil, fmt.Errorf("%.20q of a path is no number", s.text[s.at:])
		}
		s.at = end
		values = append(values, value)
	}
	return values, nil
}
