package pages

import (
	"cmp"
	"html"
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// Cite is a figure in every form in which it can be taken away, as plain text.
type Cite struct {
	// Short and Long say where the figure is from, with the day on which it was
	// retrieved and the permanent address.
	Short, Long string
	Forms       []CiteForm
}

// CiteForm is one form of a figure. Key names it.
type CiteForm struct{ Key, Label, Text string }

func newCite(m *Figure, f FigureFrame) Cite {
	p := m.P
	retrieved := p.Date(f.Retrieved)
	c := Cite{Short: p.T("cite.short_own", "ID", m.ID, "How", m.said, "Day", retrieved, "URL", m.URL)}
	var sources []string
	if m.origin == models.OriginSource {
		c.Short = p.T("cite.short", "By", m.said, "ID", m.ID, "Day", retrieved, "URL", m.URL)
	} else {
		// What stands before the sources says what they are to the figure.
		sources = append(sources, p.T("cite.how", "How", format.Capital(m.said)))
	}
	for i := range m.Sources {
		sources = append(sources, sourceCitation(p, &m.Sources[i]))
	}
	c.Long = inSequence(p, append(sources, p.T("cite.long", "Title", m.Title.Text, "ID", m.ID, "Day", retrieved, "URL", m.URL))...)
	add := func(key, text string) {
		c.Forms = append(c.Forms, CiteForm{key, p.T("cite." + key), text})
	}
	add("number", m.Amount)
	add("exact", m.Exact)
	add("sentence", m.Sentence)
	add("footnote", inSequence(p, m.Sentence, "[1]")+"\n\n[1] "+c.Long)
	add("markdown", markdownText(m.Sentence)+"[^"+m.ID+"]\n\n[^"+m.ID+"]: "+markdownCitation(m, c.Long))
	add("html", `<p lang="`+p.Tag()+`">`+html.EscapeString(m.Sentence)+` <cite><a href="`+html.EscapeString(m.URL)+`">`+html.EscapeString(p.T("cite.link", "ID", m.ID, "Day", retrieved))+`</a></cite></p>`)
	add("citation", c.Short)
	add("citation_long", c.Long)
	return c
}

// sourceCitation names a document as a bibliography does.
func sourceCitation(p *locale.Printer, s *models.Source) string {
	published := p.T("sources.undated")
	if s.PublishedOn != "" {
		published = p.Date(s.PublishedOn)
	}
	return p.T("cite.source", "Publisher", s.Publisher, "Title", s.Title, "Day", published, "URL", s.URL)
}

// markdownCitation is the citation with its addresses as links.
func markdownCitation(m *Figure, text string) string {
	urls := []string{m.URL}
	for i := range m.Sources {
		urls = append(urls, m.Sources[i].URL)
	}
	// Of two addresses that begin alike the longer one is looked for first.
	slices.SortFunc(urls, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var links []string
	for _, url := range urls {
		links = append(links, markdownText("<"+url+">"), "<"+url+">", markdownText(url), "<"+url+">")
	}
	return strings.NewReplacer(links...).Replace(markdownText(text))
}

// markdownMarks are what Markdown would read as more than letters.
var markdownMarks = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`)

// markdownText is a text that Markdown shows as it is.
func markdownText(text string) string { return markdownMarks.Replace(text) }
