package models

import (
	"cmp"
	"slices"
)

// Marker finds in the texts of a hit what it was found by.
type Marker struct{ terms []term }

// Span is a part of a text, in bytes.
type Span struct{ From, To int }

// TermSet holds terms of a query, a bit for each.
type TermSet uint32

// Terms are all terms of the query.
func (m *Marker) Terms() TermSet { return 1<<len(m.terms) - 1 }

// Mark finds the parts of a text that answer the query, in order and apart from
// each other, and which terms it answers. The spans are those of the text as it is
// written.
func (m *Marker) Mark(text string) ([]Span, TermSet) {
	if len(m.terms) == 0 {
		return nil, 0
	}
	folded := foldText(text)
	var spans []Span
	var terms TermSet
	for i, t := range m.terms {
		for _, at := range t.in(folded.runes) {
			spans = append(spans, Span{folded.from[at.from], folded.to[at.to-1]})
			terms |= 1 << i
		}
	}
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	var apart []Span
	for _, s := range spans {
		if n := len(apart); n > 0 && s.From < apart[n-1].To {
			apart[n-1].To = max(apart[n-1].To, s.To)
		} else {
			apart = append(apart, s)
		}
	}
	return apart, terms
}

// in are the places of a folded text where the term stands.
func (t *term) in(folded []rune) []mention {
	if t.place != nil {
		return t.only.mentions(folded)
	}
	var found []mention
	for at := 0; at+len(t.folded) <= len(folded); at++ {
		if slices.Equal(folded[at:at+len(t.folded)], t.folded) && !(t.short() && at > 0 && isWordRune(folded[at-1])) {
			found = append(found, mention{from: at, to: at + len(t.folded)})
			at += len(t.folded) - 1
		}
	}
	return found
}
