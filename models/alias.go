package models

import (
	"slices"
	"strings"
	"unicode"
)

// Alias is a place with every spelling under which it is known, in any language
// and script, separated by «|». A record that names the place in one of them is
// found by all.
type Alias struct {
	Record
	Code      string
	Spellings string
}

// place is one alias, ready to be looked for.
type place struct {
	code string
	// spellings are as the file writes them.
	spellings []string
	// folded are those that differ in the form in which texts are searched, and keys
	// their keys.
	folded [][]rune
	keys   []string
}

func newPlace(a Alias) *place {
	p := &place{code: a.Code, spellings: strings.Split(a.Spellings, "|")}
	for _, written := range p.spellings {
		folded := foldText(written).runes
		key := keyOf(folded)
		// Kazakh and Russian may differ in letters that fold alike.
		if key != "" && !slices.Contains(p.keys, key) {
			p.folded, p.keys = append(p.folded, folded), append(p.keys, key)
		}
	}
	return p
}

// gazetteer finds places in texts.
type gazetteer struct {
	// byWords are the spellings in letters, by their first word in each form.
	byWords map[string][]spelling
	// byText are the spellings in ideographs, which no space sets apart.
	byText []spelling
}

// spelling is one way to write a place.
type spelling struct {
	place *place
	// words are its words without hyphens and apostrophes, and last are the forms
	// that the last of them takes.
	words []word
	last  []string
	text  []rune
}

// The endings that Russian and Kazakh put to the name of a place, folded, and
// those that in Russian take the place of its last vowel or soft sign.
var (
	endings = []string{
		"а", "е", "и", "й", "ой", "ом", "ем", "у", "ы", "ю", "я",
		"га", "ге", "ка", "ке", "на", "не", "да", "де", "та", "те", "нда", "нде", "дан", "ден", "тан", "тен", "нан", "нен",
		"ды", "ди", "ты", "ти", "ны", "ни", "дын", "дин", "тын", "тин", "нын", "нин", "мен", "бен", "пен",
		"дагы", "деги", "тагы", "теги",
	}
	stemEndings = []string{"ы", "и", "е", "у", "ю", "ой", "ей", "ем", "ью", "я"}
)

// forms are the folded word as it is, and with the endings of its languages.
func forms(folded string) []string {
	list := []string{folded}
	runes := []rune(folded)
	if len(runes) < 4 || !unicode.Is(unicode.Cyrillic, runes[0]) {
		return list
	}
	for _, ending := range endings {
		list = append(list, folded+ending)
	}
	if strings.ContainsRune("аяьй", runes[len(runes)-1]) {
		for _, ending := range stemEndings {
			list = append(list, string(runes[:len(runes)-1])+ending)
		}
	}
	return list
}

func newGazetteer(places []*place) *gazetteer {
	g := &gazetteer{byWords: make(map[string][]spelling)}
	for _, p := range places {
		for _, folded := range p.folded {
			s := spelling{place: p, text: folded, words: placeWords(folded)}
			switch {
			case len(s.words) == 0:
			case slices.ContainsFunc(folded, isIdeograph):
				g.byText = append(g.byText, s)
			case len(s.words) == 1:
				s.last = forms(s.words[0].text)
				for _, form := range s.last {
					g.byWords[form] = append(g.byWords[form], s)
				}
			default:
				s.last = forms(s.words[len(s.words)-1].text)
				g.byWords[s.words[0].text] = append(g.byWords[s.words[0].text], s)
			}
		}
	}
	return g
}

// placeWords are the words of a folded text that the name of a place can consist
// of.
func placeWords(folded []rune) []word {
	return slices.DeleteFunc(wordsOf(folded), func(w word) bool { return !isWordRune(folded[w.from]) })
}

// mention is a place that a text names, and where: runes of the folded text.
type mention struct {
	place    *place
	from, to int
}

// mentions are the places that a folded text names, in order. Where one spelling
// stands within another, both count.
func (g *gazetteer) mentions(folded []rune) []mention {
	var found []mention
	list := placeWords(folded)
	for i, w := range list {
		for _, s := range g.byWords[w.text] {
			if s.follows(list[i:]) {
				found = append(found, mention{s.place, w.from, list[i+len(s.words)-1].to})
			}
		}
	}
	if len(g.byText) > 0 && slices.ContainsFunc(folded, isIdeograph) {
		for _, s := range g.byText {
			for at := 0; at+len(s.text) <= len(folded); at++ {
				if slices.Equal(folded[at:at+len(s.text)], s.text) {
					found = append(found, mention{s.place, at, at + len(s.text)})
				}
			}
		}
	}
	slices.SortStableFunc(found, func(a, b mention) int { return a.from - b.from })
	return found
}

// follows reports whether the words of a text begin with the spelling, no more
// than a hyphen apart.
func (s *spelling) follows(list []word) bool {
	if len(list) < len(s.words) {
		return false
	}
	for i, w := range s.words {
		if i > 0 && list[i].from-list[i-1].to > len(" - ") {
			return false
		}
		if i < len(s.words)-1 && list[i].text != w.text || i == len(s.words)-1 && !slices.Contains(s.last, list[i].text) {
			return false
		}
	}
	return true
}

// placeName is what a folded text says if it can be the name of a place and
// nothing beside it: its words; empty otherwise.
func placeName(folded []rune) string {
	var list []string
	for _, w := range wordsOf(folded) {
		switch {
		case isWordRune(folded[w.from]):
			list = append(list, w.text)
		case w.text != "-" && w.text != "'":
			return ""
		}
	}
	return strings.Join(list, " ")
}
