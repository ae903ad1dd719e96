// Package atom writes feeds in the Atom format (RFC 4287).
package atom

import (
	"encoding/xml"
	"time"
)

// MediaType is that of a feed.
const MediaType = "application/atom+xml"

// xhtml is the vocabulary of the content of an entry.
const xhtml = "http://www.w3.org/1999/xhtml"

// Feed is a list of entries, the newest first.
type Feed struct {
	XMLName  xml.Name  `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string    `xml:"xml:lang,attr"`
	ID       string    `xml:"id"`
	Title    Text      `xml:"title"`
	Subtitle Text      `xml:"subtitle"`
	Updated  time.Time `xml:"updated"`
	Author   Person    `xml:"author"`
	Links    []Link    `xml:"link"`
	Entries  []Entry   `xml:"entry"`
}

// Entry is one piece of news.
type Entry struct {
	ID       string    `xml:"id"`
	Title    Text      `xml:"title"`
	Updated  time.Time `xml:"updated"`
	Links    []Link    `xml:"link"`
	Category Category  `xml:"category"`
	Content  Content   `xml:"content"`
}

// Text is a plain text.
type Text string

// MarshalXML writes the text with its type.
func (t Text) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: "type"}, Value: "text"})
	return e.EncodeElement(string(t), start)
}

// Person is who wrote.
type Person struct {
	Name string `xml:"name"`
}

// Link leads to another address; Rel says what that is.
type Link struct {
	Rel      string `xml:"rel,attr"`
	Type     string `xml:"type,attr,omitempty"`
	HrefLang string `xml:"hreflang,attr,omitempty"`
	Href     string `xml:"href,attr"`
}

// Category sorts an entry: Term is for programs, Label for people.
type Category struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

// Content is the text of an entry, as XHTML within one div.
type Content []Node

// MarshalXML writes the div in its own vocabulary.
func (c Content) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: "type"}, Value: "xhtml"})
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	// Elements within it have no vocabulary of their own, and so are in that of the div.
	div := xml.StartElement{Name: xml.Name{Space: xhtml, Local: "div"}}
	if err := encode(e, div, c); err != nil {
		return err
	}
	return e.EncodeToken(start.End())
}

// Node is a text, or an element with a name.
type Node struct {
	Name string
	// Lang is the language of the element where that is not the feed's.
	Lang     string
	Text     string
	Children []Node
}

// Of is an element that holds others.
func Of(name string, children ...Node) Node { return Node{Name: name, Children: children} }

// Words is a text between elements.
func Words(text string) Node { return Node{Text: text} }

func (n Node) encode(e *xml.Encoder) error {
	if n.Name == "" {
		return e.EncodeToken(xml.CharData(n.Text))
	}
	start := xml.StartElement{Name: xml.Name{Local: n.Name}}
	if n.Lang != "" {
		start.Attr = []xml.Attr{{Name: xml.Name{Local: "xml:lang"}, Value: n.Lang}}
	}
	if n.Text != "" {
		return encode(e, start, []Node{Words(n.Text)})
	}
	return encode(e, start, n.Children)
}

func encode(e *xml.Encoder, start xml.StartElement, children []Node) error {
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	for _, n := range children {
		if err := n.encode(e); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}

// Bytes is the feed as it is sent.
func (f *Feed) Bytes() ([]byte, error) {
	text, err := xml.Marshal(f)
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), text...), nil
}
