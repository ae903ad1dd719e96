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
type CiteForm struct {
	Key, Label, Text string
	// Rich is the text as HTML, with its addresses as links, for what can hold them;
	// empty of a form that is code or a number.
	Rich string
}

func newCite(m *Figure, f FigureFrame) Cite {
	p := m.P
	retrieved := p.Date(f.Retrieved)
	c := Cite{Short: p.T("cite.short_own", "Title", m.Title.Text, "How", m.said, "Day", retrieved, "URL", m.URL)}
	var sources []string
	if m.origin == models.OriginSource {
		c.Short = p.T("cite.short", "By", m.said, "Title", m.Title.Text, "Day", retrieved, "URL", m.URL)
	} else {
		// What stands before the sources says what they are to the figure.
		sources = append(sources, p.T("cite.how", "How", format.Capital(m.said)))
	}
	for i := range m.Sources {
		sources = append(sources, sourceCitation(p, &m.Sources[i]))
	}
	c.Long = inSequence(p, append(sources, p.T("cite.long", "Title", m.Title.Text, "Day", retrieved, "URL", m.URL))...)
	add := func(key, text, rich string) {
		c.Forms = append(c.Forms, CiteForm{key, p.T("cite." + key), text, rich})
	}
	add("number", m.Amount, "")
	add("exact", m.Exact, "")
	add("sentence", m.Sentence, htmlParagraph(p, html.EscapeString(m.Sentence)))
	add("footnote", inSequence(p, m.Sentence, "[1]")+"\n\n[1] "+c.Long, htmlFootnote(p, m, c.Long))
	add("markdown", markdownText(m.Sentence)+"[^"+m.ID+"]\n\n[^"+m.ID+"]: "+markdownCitation(m, c.Long), "")
	add("html", htmlParagraph(p, html.EscapeString(m.Sentence)+` <cite>`+htmlLink(m.URL, p.T("cite.link", "Title", m.Title.Text, "Day", retrieved))+`</cite>`), "")
	add("citation", c.Short, htmlParagraph(p, htmlCitation(m, c.Short)))
	add("citation_long", c.Long, htmlParagraph(p, htmlCitation(m, c.Long)))
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

// linked is the text of a citation, escaped, with its addresses as links.
func (m *Figure) linked(text string, escape, link func(string) string) string {
	urls := []string{m.URL}
	for i := range m.Sources {
		urls = append(urls, m.Sources[i].URL)
	}
	// Of two addresses that begin alike the longer one is looked for first.
	slices.SortFunc(urls, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var links []string
	for _, url := range urls {
		links = append(links, escape("<"+url+">"), link(url), escape(url), link(url))
	}
	return strings.NewReplacer(links...).Replace(escape(text))
}

func markdownCitation(m *Figure, text string) string {
	return m.linked(text, markdownText, func(url string) string { return "<" + url + ">" })
}

func htmlCitation(m *Figure, text string) string {
	return m.linked(text, html.EscapeString, func(url string) string { return htmlLink(url, url) })
}

func htmlLink(url, text string) string {
	return `<a href="` + html.EscapeString(url) + `">` + html.EscapeString(text) + `</a>`
}

func htmlParagraph(p *locale.Printer, text string) string {
	return `<p lang="` + p.Tag() + `">` + text + `</p>`
}

// htmlFootnote is the sentence with its footnote. LibreOffice reads these classes and ids
// as a footnote of its own, which it numbers; others show a raised number that leads to
// the paragraph behind.
func htmlFootnote(p *locale.Printer, m *Figure, text string) string {
	return htmlParagraph(p, html.EscapeString(m.Sentence)+`<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>`) +
		`<div id="sdfootnote1">` + htmlParagraph(p, `<a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a> `+htmlCitation(m, text)) + `</div>`
}

// markdownMarks are what Markdown would read as more than letters.
var markdownMarks = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`)

// markdownText is a text that Markdown shows as it is.
func markdownText(text string) string { return markdownMarks.Replace(text) }
