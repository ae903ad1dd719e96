package document

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// WriteMarkdown writes the document as CommonMark, with the tables and footnotes that
// most programs add to it.
func WriteMarkdown(w io.Writer, d *Document) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", strings.TrimSpace(escapeMarkdown(d.Title)), line(escapeMarkdown(d.Subtitle)))
	listed := false
	for _, block := range d.Blocks {
		// The entries of a list stand together.
		if p, is := block.(Paragraph); !is || p.Style != Item || !listed {
			b.WriteByte('\n')
		}
		p, is := block.(Paragraph)
		listed = is && p.Style == Item
		b.WriteString(markdownBlock(block) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownBlock(block Block) string {
	switch block := block.(type) {
	case Heading:
		return strings.Repeat("#", block.Level+1) + " " + markdownSpans(block.Text)
	case Paragraph:
		text := line(markdownSpans(block.Text))
		switch block.Style {
		case Amount:
			return "**" + text + "**"
		case Quote:
			return "> " + text
		case Item:
			return "- " + text
		}
		return text
	case Table:
		return markdownTable(block)
	case Picture:
		return "![" + escapeMarkdown(block.Alt) + "](" + markdownURL(block.URL) + ")"
	case Note:
		return "[^" + strconv.Itoa(block.Number) + "]: " + line(markdownSpans(block.Text))
	}
	return ""
}

func markdownTable(t Table) string {
	lines := []string{line(escapeMarkdown(t.Caption)), ""}
	row := func(cells []string) { lines = append(lines, "| "+strings.Join(cells, " | ")+" |") }
	var head, rule []string
	for i, label := range t.Head {
		head = append(head, escapeMarkdown(label))
		if t.Numeric[i] {
			rule = append(rule, "---:")
		} else {
			rule = append(rule, "---")
		}
	}
	row(head)
	row(rule)
	for _, cells := range t.Rows {
		var texts []string
		for _, cell := range cells {
			texts = append(texts, markdownSpans(cell))
		}
		row(texts)
	}
	return strings.Join(lines, "\n")
}

func markdownSpans(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		text := escapeMarkdown(s.Text)
		switch {
		case s.URL != "" && s.URL == s.Text:
			text = markdownURL(s.URL)
		case s.URL != "":
			text = "[" + text + "](" + markdownURL(s.URL) + ")"
		case s.Bold && text != "":
			text = "**" + text + "**"
		}
		b.WriteString(text)
		for _, mark := range s.Marks {
			b.WriteString("[^" + strconv.Itoa(mark) + "]")
		}
	}
	return b.String()
}

// markdownURL is an address between the brackets in which it may hold anything else.
func markdownURL(address string) string {
	return "<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "%0A", " ", "%20", `\`, "%5C").Replace(address) + ">"
}

// markdownSigns are what Markdown reads as more than a letter wherever it stands, and
// listSign what it reads so at the beginning of a line.
var (
	markdownSigns = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`,
		"#", `\#`, "|", `\|`, "~", `\~`, "&", `\&`, "\n", " ", "\r", " ", "\t", " ")
	listSign = regexp.MustCompile(`^(\d*)([-+=]|[.)]( |$))`)
)

// escapeMarkdown is a text that Markdown shows as it is.
func escapeMarkdown(text string) string { return markdownSigns.Replace(text) }

// line is a text that begins a line.
func line(text string) string {
	return listSign.ReplaceAllString(strings.TrimSpace(text), `$1\$2`)
}
