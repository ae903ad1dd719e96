package pages

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// address is one of the test with what follows it, and the letter after that.
var address = regexp.MustCompile(`https://(?:source|dostyk)\.example/[a-z0-9/?=]+(.?)(.?)`)

// Mail, chats and Markdown make a link of what looks like an address, and know its end by
// a space or by a mark of ASCII before one. A mark of Chinese is a letter of it to them.
func TestAddressesInCitationsEndWhereReadersEndThem(t *testing.T) {
	for _, lang := range models.Langs {
		p := locale.For(lang)
		for _, origin := range []models.FigureOrigin{models.OriginSource, models.OriginWorkedOut} {
			m := &Figure{
				P: p, ID: "st068", Amount: "4", Exact: "4", Sentence: "4.", URL: "https://dostyk.example/en/f/st068?known=20261123t090000z",
				Sources: []models.Source{
					{Publisher: "A", Title: "B", URL: "https://source.example/a", PublishedOn: "2018-06-10"},
					{Publisher: "C", Title: "D", URL: "https://source.example/a/b"},
				},
			}
			m.origin, m.said = origin, "A"
			found := 0
			for _, form := range newCite(m, FigureFrame{Retrieved: "2018-06-11"}).Forms {
				if form.Key == "html" {
					continue
				}
				for _, match := range address.FindAllStringSubmatch(form.Text, -1) {
					found++
					if !ends(match[1], match[2]) {
						t.Errorf("%s, %s: %q runs on", lang, form.Key, match[0])
					}
				}
			}
			// The footnote, Markdown and the long citation have the sources too.
			if found != 10 {
				t.Errorf("%s: %d addresses in all forms, want 10", lang, found)
			}
		}
	}
}

// What is copied as HTML says the same as the text, and each address in it is a link.
func TestCitationsAreCopiedWithTheirLinks(t *testing.T) {
	tag := regexp.MustCompile(`<[^>]*>`)
	link := regexp.MustCompile(`<a href="(https:[^"]*)">([^<]*)</a>`)
	for _, lang := range models.Langs {
		p := locale.For(lang)
		m := &Figure{
			P: p, ID: "st068", Amount: "4", Exact: "4", Sentence: "4 < 5 & “қ”.", URL: "https://dostyk.example/en/f/st068?as_of=2018&known=2026",
			Sources: []models.Source{{Publisher: "A & B", Title: "C", URL: "https://source.example/a?b=1&c=2"}, {Publisher: "D", Title: "E", URL: "https://source.example/a"}},
		}
		m.origin, m.said = models.OriginSource, "A"
		rich := 0
		for _, form := range newCite(m, FigureFrame{Retrieved: "2018-06-11"}).Forms {
			if form.Rich == "" {
				continue
			}
			rich++
			text := html.UnescapeString(tag.ReplaceAllString(form.Rich, ""))
			plain := strings.NewReplacer("\n\n", "", "[1] ", "1 ", " [1]", "1", "[1]", "1", "<https", "https").Replace(form.Text)
			plain = regexp.MustCompile(`(https:[^ >]*)>`).ReplaceAllString(plain, "$1")
			if text != plain {
				t.Errorf("%s, %s: %q as HTML, %q as text", lang, form.Key, text, plain)
			}
			links := link.FindAllStringSubmatch(form.Rich, -1)
			if len(links) != strings.Count(form.Text, "https:") {
				t.Errorf("%s, %s: %d links in %s", lang, form.Key, len(links), form.Rich)
			}
			for _, l := range links {
				if l[1] != l[2] {
					t.Errorf("%s, %s: %q leads to %q", lang, form.Key, l[2], l[1])
				}
			}
		}
		if rich != 4 {
			t.Errorf("%s: %d forms have links", lang, rich)
		}
	}
}

// ends tells whether an address is over before these two letters.
func ends(first, second string) bool {
	space := func(s string) bool { return s == "" || s == " " || s == "\n" }
	if first == ">" {
		// Not every reader knows the brackets: some go on to the next space.
		return space(second) || second[0] < 0x80
	}
	return space(first) || (first == "." || first == ",") && space(second)
}
