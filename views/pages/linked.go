package pages

import (
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// linker puts the id of a figure around its words in a sentence, or leaves them as
// they are where the sentence is shown as text only.
type linker func(ref models.FigureRef, words string) string

// The marks are letters of private use, which no text of ours has.
const (
	beforeID    = "\uE000"
	beforeURL   = "\uE003"
	beforeWords = "\uE001"
	afterWords  = "\uE002"
)

// unmarked takes the marks out of a text of a visitor's own.
var unmarked = strings.NewReplacer(beforeID, "", beforeURL, "", beforeWords, "", afterWords, "")

// linked marks the figures of a sentence, for the template of that name.
func linked(ref models.FigureRef, words string) string {
	return beforeID + ref.String() + beforeWords + words + afterWords
}

// unlinked leaves the words as they are.
func unlinked(_ models.FigureRef, words string) string { return words }

// numbersIn takes a marked sentence apart: its figures, and the words between them.
func numbersIn(p *locale.Printer, sentence string) []Number {
	var list []Number
	for sentence != "" {
		words, rest, found := strings.Cut(sentence, beforeID)
		if words != "" {
			list = append(list, Number{Text: words})
		}
		if !found {
			break
		}
		id, rest, _ := strings.Cut(rest, beforeWords)
		figure, rest, _ := strings.Cut(rest, afterWords)
		id, url, found := strings.Cut(id, beforeURL)
		if !found {
			url = To(p, "f/"+id).URL()
		}
		list = append(list, Number{Text: figure, ID: id, URL: url})
		sentence = rest
	}
	return list
}

// unlinkedText is a marked sentence as it is written where nothing can lead anywhere:
// in a drawing, a file or a description.
func unlinkedText(p *locale.Printer, sentence string) string {
	var b strings.Builder
	for _, n := range numbersIn(p, sentence) {
		b.WriteString(n.Text)
	}
	return b.String()
}

// capital writes the first letter of a sentence as a capital, also where it begins
// with a figure.
func capital(sentence string) string {
	id, words, found := strings.Cut(sentence, beforeWords)
	if !found || !strings.HasPrefix(sentence, beforeID) {
		return format.Capital(sentence)
	}
	return id + beforeWords + format.Capital(words)
}
