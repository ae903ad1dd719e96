// Package document writes texts with headings, tables, links, numbered sources and
// drawings to files: DOCX and Markdown. It knows nothing of what the texts say.
package document

import "time"

// Document is a text from its title to its sources.
type Document struct {
	// Lang is the language of the text, as it stands in HTML.
	Lang            string
	Title, Subtitle string
	// Author is who made it, and Changed when what it shows was last changed.
	Author  string
	Changed time.Time
	Blocks  []Block
}

// Block is a part of a document: a Heading, a Paragraph, a Table, a Picture or a Note.
type Block interface{ block() }

// Heading begins a section; Level counts from 1.
type Heading struct {
	Level int
	Text  []Span
}

// Style is how a paragraph looks, by its name in a file.
type Style string

// The styles of paragraphs.
const (
	Normal  Style = "Normal"
	Amount  Style = "Amount"
	Quote   Style = "Quote"
	Line    Style = "Line"
	Small   Style = "Small"
	Caption Style = "Caption"
	// Item is one of a list.
	Item Style = "Item"
)

// Paragraph is a paragraph.
type Paragraph struct {
	Style Style
	Text  []Span
}

// Table has a head that stands again on every page. Numeric marks the columns of
// numbers.
type Table struct {
	Caption string
	Head    []string
	Numeric []bool
	Rows    [][][]Span
}

// Picture is a drawing of Width and Height pixels; URL is where it can be fetched.
type Picture struct {
	SVG           []byte
	Alt, URL      string
	Width, Height int
}

// Note is an entry of the list of sources, which marks refer to by its number.
type Note struct {
	Number int
	Text   []Span
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (Table) block()     {}
func (Picture) block()   {}
func (Note) block()      {}

// Span is a run of text. Lang is set where it stands in another language than the
// document, URL where it is a link. Marks are the numbers of sources behind it.
type Span struct {
	Text, Lang, URL string
	Bold            bool
	Marks           []int
}
