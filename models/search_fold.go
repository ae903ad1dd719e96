package models

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldedText is a text in the form in which it is searched, with the place of
// every letter in the text as it is written.
type foldedText struct {
	runes []rune
	// from and to bound the bytes of the written text that a rune stands for. A
	// letter written in several parts is one rune here, and is never cut.
	from, to []int
}

// foldText brings a text to the form in which it is searched: that of Fold, and
// beyond it Latin letters without their accents, quotation marks and dashes in
// their plainest form, and one kind of space.
func foldText(text string) foldedText {
	n := utf8.RuneCountInString(text)
	f := foldedText{runes: make([]rune, 0, n), from: make([]int, 0, n), to: make([]int, 0, n)}
	for at := 0; at < len(text); {
		if text[at] < utf8.RuneSelf && (at+1 == len(text) || text[at+1] < utf8.RuneSelf) {
			// Nothing that follows can belong to this letter.
			f.runes, f.from, f.to = append(f.runes, foldRune(rune(text[at]))), append(f.from, at), append(f.to, at+1)
			at++
			continue
		}
		end := at + norm.NFC.NextBoundaryInString(text[at:], true)
		if end <= at {
			end = len(text)
		}
		for _, r := range norm.NFC.String(text[at:end]) {
			if r = foldRune(r); r != 0 {
				f.runes, f.from, f.to = append(f.runes, r), append(f.from, at), append(f.to, end)
			}
		}
		at = end
	}
	return f
}

// String is the folded text.
func (f foldedText) String() string { return string(f.runes) }

var kazakhRunes = map[rune]rune{
	'ә': 'а', 'ғ': 'г', 'қ': 'к', 'ң': 'н', 'ө': 'о', 'ұ': 'у', 'ү': 'у', 'һ': 'х', 'і': 'и', 'ё': 'е',
}

// foldRune is the letter as it is searched, 0 for one that cannot be seen.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if unicode.IsControl(r) {
			return ' '
		}
		return unicode.ToLower(r)
	}
	r = unicode.ToLower(r)
	switch {
	case kazakhRunes[r] != 0:
		return kazakhRunes[r]
	case unicode.IsSpace(r) || unicode.IsControl(r):
		return ' '
	case unicode.Is(unicode.Cf, r):
		return 0
	case unicode.Is(unicode.Latin, r):
		if base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r))); base < utf8.RuneSelf {
			return base
		}
	case unicode.Is(unicode.Pd, r):
		return '-'
	case r == '’' || r == '‘' || r == 'ʼ' || r == '′':
		return '\''
	case unicode.Is(unicode.Pi, r) || unicode.Is(unicode.Pf, r) || r == '„':
		return '"'
	}
	return r
}

// isWordRune reports whether the letter is part of a word. Every other one but
// space is a word by itself.
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// isIdeograph reports whether the letter says a word or a syllable, so that one
// of them is worth looking for.
func isIdeograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// word is a word of a folded text, with its place among the runes.
type word struct {
	text     string
	from, to int
}

// wordsOf takes a folded text apart.
func wordsOf(runes []rune) []word {
	var list []word
	for i := 0; i < len(runes); {
		j := i + 1
		switch {
		case runes[i] == ' ' || runes[i] == '\n':
			i = j
			continue
		case isWordRune(runes[i]):
			for j < len(runes) && isWordRune(runes[j]) {
				j++
			}
		}
		list = append(list, word{string(runes[i:j]), i, j})
		i = j
	}
	return list
}

// keyOf writes a folded text so that both databases can index it by groups of
// three letters, whatever the locale of the database and the length of what is
// looked for: in small Latin letters and digits, words parted by two spaces.
//
// Postgres drops from its trigrams what its locale does not call a letter, in the
// locale C all but ASCII. So each Cyrillic letter stands as one of ASCII, and three
// of them are as telling as three Latin ones. Neither database has a trigram for a
// query of one or two Chinese characters, so each of these becomes three letters,
// which are a trigram of their own; likewise signs such as «%» and letters of other
// alphabets. And the two spaces before a word make «  a» and « ab» trigrams for the
// beginning of a word.
//
// Different letters can share a code, so every hit is compared with the folded
// text as well.
func keyOf(runes []rune) string {
	var b strings.Builder
	b.Grow(len(runes) * 2)
	for i, w := range wordsOf(runes) {
		if i > 0 {
			b.WriteString(wordBreak)
		}
		for _, r := range w.text {
			writeCode(&b, r)
		}
	}
	return b.String()
}

// wordBreak parts the words of a key.
const wordBreak = "  "

// cyrillicCodes are the letters of the folded alphabet in the order of their
// codes, from z backwards and then in digits: words in Cyrillic letters then seldom
// look like Latin ones.
const cyrillicCodes = "абвгдежзийклмнопрстухчшыьяфцщъэю"

var cyrillicCode = func() map[rune]byte {
	codes := make(map[rune]byte)
	for i, r := range []rune(cyrillicCodes) {
		if i < 26 {
			codes[r] = 'z' - byte(i)
		} else {
			codes[r] = '9' - byte(i-26)
		}
	}
	return codes
}()

// writeCode writes a letter of a key. The code of what is neither Latin nor
// Cyrillic is a digit and two letters, so that parts of two neighbours never look
// like a third. Chinese has the digits from 1 on for itself.
func writeCode(b *strings.Builder, r rune) {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		b.WriteByte(byte(r))
		return
	}
	if code, ok := cyrillicCode[r]; ok {
		b.WriteByte(code)
		return
	}
	const pairs = 26 * 26
	n := int(r) % pairs
	if unicode.Is(unicode.Han, r) {
		n = pairs + int(r)%(9*pairs)
	}
	b.WriteByte('0' + byte(n/pairs))
	b.WriteByte('a' + byte(n%pairs/26))
	b.WriteByte('a' + byte(n%26))
}

// trigrams are the groups of three letters of a key, each once.
func trigrams(key string) []string {
	var list []string
	for i := 0; i+3 <= len(key); i++ {
		if t := key[i : i+3]; !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}
