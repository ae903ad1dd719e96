package pages

import (
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// Text is a text that may stand in another language than the page around it;
// Lang is then the language it is in, as it stands in HTML, and empty otherwise.
// A text with a URL is a link. Figure is the id of the figure that it gives, if it
// gives one.
type Text struct{ Text, Lang, URL, Figure string }

// To is the text as a link.
func (t Text) To(url string) Text {
	t.URL = url
	return t
}

// In is a translated text as the page can show it.
func In(p *locale.Printer, t models.Translations) Text {
	text, lang := t.In(p.Lang())
	if lang == p.Lang() {
		return Text{Text: text}
	}
	return Text{Text: text, Lang: locale.Tag(lang)}
}

// English is a text that exists in English only.
func English(p *locale.Printer, text string) Text {
	if p.Lang() == models.English || text == "" {
		return Text{Text: text}
	}
	return Text{Text: text, Lang: locale.Tag(models.English)}
}

// SourceNote is a source in the list at the foot of a page.
type SourceNote struct {
	Number int
	// ID is the id of the entry on the page.
	ID        string
	Title     Text
	Publisher string
	URL       string
	// Detail gives publisher, day and language.
	Detail string
	// Record is the page of the source here.
	Record LinkedText
	// RecordName says in words where Record leads.
	RecordName string
}

// mostSourcesOpen is how many sources stand open at the foot of a page. A mark that leads to
// one opens them.
const mostSourcesOpen = 8

// notes numbers the sources of a page in the order in which they are referred
// to.
type notes struct {
	p     *locale.Printer
	list  []SourceNote
	known map[string]int
}

func newNotes(p *locale.Printer) *notes { return &notes{p: p, known: make(map[string]int)} }

// note is the entry of the source, made when it is first referred to.
func (n *notes) note(s *models.Source) SourceNote {
	if at, ok := n.known[s.Code]; ok {
		return n.list[at]
	}
	published := n.p.T("sources.undated")
	if s.PublishedOn != "" {
		published = n.p.T("sources.published", "Day", n.p.Date(s.PublishedOn))
	}
	note := SourceNote{
		Number: len(n.list) + 1, ID: "source-" + s.Code, Title: Text{Text: s.Title, Lang: "en"}, Publisher: s.Publisher, URL: s.URL,
		Detail: strings.Join([]string{s.Publisher, published, n.p.T("sources.language", "Language", languageName(n.p, s.Language))}, n.p.T("list.separator")),
	}
	if n.p.Lang() == models.English {
		note.Title.Lang = ""
	}
	note.Record = LinkedText{n.p.T("sources.record"), recordURL(n.p, "sources/"+s.Code, "")}
	note.RecordName = n.p.T("sources.record_name", "Number", n.p.Int(note.Number))
	n.known[s.Code] = len(n.list)
	n.list = append(n.list, note)
	return note
}

// again is the entry of a source that other notes have numbered already.
func (n *notes) again(s SourceNote) SourceNote {
	code := strings.TrimPrefix(s.ID, "source-")
	if at, ok := n.known[code]; ok {
		return n.list[at]
	}
	s.Number = len(n.list) + 1
	s.RecordName = n.p.T("sources.record_name", "Number", n.p.Int(s.Number))
	n.known[code] = len(n.list)
	n.list = append(n.list, s)
	return s
}

var documentLanguages = []string{"ar", "de", "en", "es", "fr", "it", "kk", "pl", "ru", "tr", "zh"}

// languageName is the name of a document's language, or its code where the
// catalogue has no name for it.
func languageName(p *locale.Printer, code string) string {
	if !slices.Contains(documentLanguages, code) {
		return code
	}
	return p.T("language." + code)
}

// byName sorts options by their names in the language of the page.
func byName[T any](p *locale.Printer, items []T, name func(T) string) []T {
	sorted := slices.Clone(items)
	locale.Sort(p, sorted, name)
	return sorted
}

// inSequence joins sentences: with a space, where the language writes one.
func inSequence(p *locale.Printer, sentences ...string) string {
	gap := " "
	if p.Lang() == models.Chinese {
		gap = ""
	}
	return strings.Join(stated(sentences...), gap)
}
