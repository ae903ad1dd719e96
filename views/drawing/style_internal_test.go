package drawing

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestARuleThatIsPassedOverSelectsNothing asks all rules about elements of every kind.
func TestARuleThatIsPassedOverSelectsNothing(t *testing.T) {
	document, err := html.Parse(strings.NewReader(`<div class="chart stage-chart"><svg class="chart"><g class="now p1"><path class="area launched"/>
		<rect class="bar" width="3"/><text class="tick end">2018</text><circle class="dot s1"/><line class="grid"/></g></svg><a class="btn primary" href="/">x</a><td>1</td></div>`))
	if err != nil {
		t.Fatal(err)
	}
	passed := 0
	for n := range document.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, r := range rules() {
			selects, matches := r.selects(n, classesOf(n)), r.selector.Match(n)
			if selects != matches {
				t.Errorf("%s selects <%s>: %t by its end, %t in truth", r.selector, n.Data, selects, matches)
			}
			if !selects && (r.tag != "" || r.class != "") {
				passed++
			}
		}
	}
	if passed == 0 {
		t.Error("no rule is passed over")
	}
}
