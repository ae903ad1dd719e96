package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/views/pages"
)

// TestARecheckEndsAtItsBounds counts how many addresses of a text are looked at: no
// more than are checked, however many stand there.
func TestARecheckEndsAtItsBounds(t *testing.T) {
	addresses := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format+" ", i)
		}
		return b.String()
	}
	for name, test := range map[string]struct {
		text   string
		most   int
		bounds bool
	}{
		"figures at the bound":          {addresses("/en/f/a%d?known=20261130T232000Z", pages.MostRechecked), pages.MostRechecked, false},
		"charts at the bound":           {addresses("/en/briefing?i=c.prices/a%d&known=20261130T232000Z", pages.MostBriefingItems), pages.MostBriefingItems, false},
		"charts above it":               {addresses("/en/briefing?i=c.prices/a%d&known=20261130T232000Z", 300), pages.MostBriefingItems + 1, true},
		"numbers of records above it":   {addresses("/en/f/count.projects?q=%d&known=20261130T232000Z", 300), 300, true},
		"figures above it":              {addresses("/en/f/a%d?known=20261130T232000Z", 100_000), mostAddresses + 1, true},
		"sheets above it":               {addresses("/en/briefing?i=f.a%d&known=20261130T232000Z", 100_000), pages.MostRechecked + 1, true},
		"addresses without a moment":    {addresses("/en/briefing?i=f.a%d", 100_000), pages.MostRechecked + 1, true},
		"figures without a moment":      {addresses("/en/f/a%d", 100_000), mostAddresses + 1, true},
		"one address again and again":   {addresses("/en/f/a?known=20261130T232000Z#%.0d", mostAddresses), mostAddresses, false},
		"one again, above the bound":    {addresses("/en/f/a?known=20261130T232000Z#%.0d", mostAddresses+1), mostAddresses + 1, true},
		"moments above the bound":       {addresses("/en/briefing?i=f.a&known=2026112%dT000000Z", pages.MostMoments+1), pages.MostMoments + 1, true},
		"an address of a whole file":    {"/en/briefing?i=" + strings.Repeat("f.a&i=", 1<<20), 1, true},
		"a sheet of too many items":     {"/en/briefing?known=20261130T232000Z" + strings.Repeat("&i=f.a", pages.MostBriefingItems+1), 1, true},
		"a sheet of as many as it has":  {"/en/briefing?known=20261130T232000Z" + strings.Repeat("&i=f.a", pages.MostBriefingItems), 1, false},
		"nothing but slashes":           {strings.Repeat("/", 1<<20), 0, false},
		"nothing but where they begin":  {strings.Repeat("/en/f/ ", 1<<17), 0, false},
		"nothing that can be an figure": {addresses("/en/f/?known=%d", 300), 300, false},
	} {
		r, err := readAddresses(t.Context(), test.text)
		var bad unreadable
		if errors.As(err, &bad) != test.bounds || r.looked > test.most {
			t.Errorf("%s: %d addresses are looked at, at most %d should be: %v", name, r.looked, test.most, err)
		}
	}
	left, leave := context.WithCancel(t.Context())
	leave()
	if r, err := readAddresses(left, addresses("/en/f/a%d", 10)); !errors.Is(err, context.Canceled) || r.looked > 0 {
		t.Errorf("after the visitor left %d addresses are looked at: %v", r.looked, err)
	}
}
