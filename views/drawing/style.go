package drawing

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/cascadia"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
	"golang.org/x/net/html"

	"github.com/dostyk/dostyk/static"
)

// rule is a selector of the style sheet with its declarations.
type rule struct {
	selector     cascadia.Sel
	declarations []declaration
	// tag and class are what an element must have to be selected; empty where that is not
	// seen at once. Most rules are about other elements, and are passed over by them.
	tag, class string
}

// lastOf finds the end of a selector that names one tag or its classes, and nothing else.
var lastOf = regexp.MustCompile(`(?:^|[ >+~])([a-z0-9]*)((?:\.[A-Za-z0-9_-]+)*)$`)

func newRule(selector string, one cascadia.Sel, declarations []declaration) rule {
	r := rule{selector: one, declarations: declarations}
	if m := lastOf.FindStringSubmatch(strings.TrimSpace(selector)); m != nil {
		r.tag, r.class = m[1], m[2][strings.LastIndexByte(m[2], '.')+1:]
	}
	return r
}

// selects reports whether the rule is about an element that has the classes.
func (r *rule) selects(n *html.Node, classes []string) bool {
	return (r.tag == "" || r.tag == n.Data) && (r.class == "" || slices.Contains(classes, r.class)) && r.selector.Match(n)
}

func classesOf(n *html.Node) []string {
	at := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "class" })
	if at < 0 {
		return nil
	}
	return strings.Fields(n.Attr[at].Val)
}

type declaration struct{ property, value string }

// rules are those of the style sheet of the pages, from the weakest to the
// strongest. What holds only for some screens, or while something is pointed at,
// is left out.
var rules = sync.OnceValue(func() []rule { return parseRules(static.Content("app.css")) })

func parseRules(sheet []byte) []rule {
	var list []rule
	p := css.NewParser(parse.NewInputBytes(sheet), false)
	var selectors strings.Builder
	var declarations []declaration
	media := 0
	for {
		grammar, _, data := p.Next()
		switch grammar {
		case css.ErrorGrammar:
			slices.SortStableFunc(list, func(a, b rule) int {
				x, y := a.selector.Specificity(), b.selector.Specificity()
				return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1]), cmp.Compare(x[2], y[2]))
			})
			return list
		case css.BeginAtRuleGrammar:
			if media > 0 || string(data) == "@media" {
				media++
			}
		case css.EndAtRuleGrammar:
			media = max(media-1, 0)
		case css.QualifiedRuleGrammar:
			selectors.WriteString(text(p.Values()) + ",")
		case css.BeginRulesetGrammar:
			selectors.WriteString(text(p.Values()))
			declarations = nil
		case css.DeclarationGrammar, css.CustomPropertyGrammar:
			declarations = append(declarations, declaration{string(data), strings.TrimSpace(text(p.Values()))})
		case css.EndRulesetGrammar:
			for selector := range strings.SplitSeq(selectors.String(), ",") {
				// One that cannot be read has a state, which a drawing has not.
				if one, err := cascadia.Parse(selector); err == nil && media == 0 {
					list = append(list, newRule(selector, one, declarations))
				}
			}
			selectors.Reset()
		}
	}
}

func text(tokens []css.Token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.Write(t.Data)
	}
	return b.String()
}

// style is the properties of an element, custom ones among them.
type style map[string]string

// tokens are the custom properties of all pages.
var tokens = sync.OnceValue(func() style {
	root := make(style)
	for _, r := range rules() {
		if r.selector.String() == ":root" {
			for _, d := range r.declarations {
				root[d.property] = d.value
			}
		}
	}
	return root
})

// styleOf is what the style sheet says of an element; its custom properties hold
// for what is in it too.
func styleOf(n *html.Node, inherited style) style {
	own := make(style)
	for property, value := range inherited {
		if strings.HasPrefix(property, "--") {
			own[property] = value
		}
	}
	classes, all := classesOf(n), rules()
	for i := range all {
		r := &all[i]
		if !r.selects(n, classes) {
			continue
		}
		for _, d := range r.declarations {
			if d.property == "font" {
				own.setFont(d.value)
			} else {
				own[d.property] = d.value
			}
		}
	}
	return own
}

var fontShorthand = regexp.MustCompile(`^(?:(\d{3}) )?([\d.]+)px(?:/[\d.]+)? (.+)$`)

func (s style) setFont(value string) {
	if m := fontShorthand.FindStringSubmatch(value); m != nil {
		s["font-weight"], s["font-size"], s["font-family"] = cmp.Or(m[1], "400"), m[2], m[3]
	}
}

var (
	variable  = regexp.MustCompile(`var\((--[a-z0-9-]+)(?:,\s*((?:[^()]|\([^()]*\))*))?\)`)
	lightDark = regexp.MustCompile(`light-dark\(((?:[^(),]|\([^()]*\))+),(?:[^()]|\([^()]*\))*\)`)
	mixed     = regexp.MustCompile(`color-mix\(in srgb,\s*#([0-9a-f]{6}) (\d+)%,\s*#([0-9a-f]{6})\)`)
	pixels    = regexp.MustCompile(`([\d.]+)px`)
)

// resolve writes a value without what only the pages know: in light colours, and in
// the units of the drawing.
func (s style) resolve(value string) string {
	for range 8 {
		next := variable.ReplaceAllStringFunc(value, func(v string) string {
			m := variable.FindStringSubmatch(v)
			return cmp.Or(s[m[1]], tokens()[m[1]], m[2])
		})
		next = lightDark.ReplaceAllString(next, "$1")
		if next == value {
			break
		}
		value = next
	}
	value = mixed.ReplaceAllStringFunc(value, mix)
	return strings.TrimSpace(pixels.ReplaceAllString(value, "$1"))
}

// mix is the colour that color-mix stands for.
func mix(value string) string {
	m := mixed.FindStringSubmatch(value)
	var first, second [3]int64
	// The pattern has let nothing else through.
	percent, _ := strconv.ParseInt(m[2], 10, 64)
	for i := range first {
		first[i], _ = strconv.ParseInt(m[1][2*i:2*i+2], 16, 64)
		second[i], _ = strconv.ParseInt(m[3][2*i:2*i+2], 16, 64)
	}
	colour := "#"
	for i := range first {
		colour += fmt.Sprintf("%02x", (first[i]*percent+second[i]*(100-percent)+50)/100)
	}
	return colour
}
