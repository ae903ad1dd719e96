package models

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Lang is one of the four languages of the dashboard.
type Lang string

// The languages, in the order in which they are offered.
const (
	Kazakh  Lang = "kk"
	Russian Lang = "ru"
	Chinese Lang = "zh"
	English Lang = "en"
)

// Langs are all languages, in the order in which they are offered.
var Langs = []Lang{Kazakh, Russian, Chinese, English}

// Translations holds one text in the four languages. A language may be empty
// where nobody has written it yet.
type Translations struct {
	EN string
	KK string
	RU string
	ZH string
}

// In is the text in lang. Where that is missing it is the first one that
// exists, English before the others, and the second result says which language
// it really is, so that the page can mark it.
func (t Translations) In(lang Lang) (string, Lang) {
	if text := t.get(lang); text != "" {
		return text, lang
	}
	for _, other := range []Lang{English, Russian, Kazakh, Chinese} {
		if text := t.get(other); text != "" {
			return text, other
		}
	}
	return "", lang
}

func (t Translations) get(lang Lang) string {
	switch lang {
	case Kazakh:
		return t.KK
	case Russian:
		return t.RU
	case Chinese:
		return t.ZH
	}
	return t.EN
}

var kazakhToRussian = strings.NewReplacer(
	"ә", "а", "ғ", "г", "қ", "к", "ң", "н", "ө", "о", "ұ", "у", "ү", "у", "һ", "х", "і", "и", "ё", "е")

// Fold brings a text to the form in which names are compared and sorted: lower
// case, composed, ё as е and the Kazakh letters as their Russian neighbours.
// Both databases store it, since SQLite folds only ASCII.
func Fold(text string) string {
	return kazakhToRussian.Replace(strings.ToLower(norm.NFC.String(strings.TrimSpace(text))))
}
