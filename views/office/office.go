// Package office writes what files of different kinds for office programs have alike.
package office

import (
	"encoding/xml"
	"time"
)

// CorePart is the name of the part that says what a file is and who made it, and when.
const CorePart = "docProps/core.xml"

// Core is what a file says of itself. Language is a tag as BCP 47 has it. An empty text is
// left out.
type Core struct {
	Title, Subject, Creator, Language string
	// LastModifiedBy is left out by documents that nobody has worked on.
	LastModifiedBy    string
	Created, Modified time.Time
}

// Marshal is the part. Its names have the prefixes that every program writes: some readers
// go by them, and not by what they stand for.
func (c Core) Marshal() ([]byte, error) {
	type moment struct {
		Type string `xml:"xsi:type,attr"`
		At   string `xml:",chardata"`
	}
	on := func(t time.Time) moment { return moment{"dcterms:W3CDTF", t.UTC().Format(time.RFC3339)} }
	text, err := xml.Marshal(struct {
		XMLName  xml.Name `xml:"cp:coreProperties"`
		CP       string   `xml:"xmlns:cp,attr"`
		DC       string   `xml:"xmlns:dc,attr"`
		Terms    string   `xml:"xmlns:dcterms,attr"`
		XSI      string   `xml:"xmlns:xsi,attr"`
		Title    string   `xml:"dc:title,omitempty"`
		Subject  string   `xml:"dc:subject,omitempty"`
		Creator  string   `xml:"dc:creator,omitempty"`
		Language string   `xml:"dc:language,omitempty"`
		By       string   `xml:"cp:lastModifiedBy,omitempty"`
		Created  moment   `xml:"dcterms:created"`
		Modified moment   `xml:"dcterms:modified"`
	}{
		CP: "http://schemas.openxmlformats.org/package/2006/metadata/core-properties", DC: "http://purl.org/dc/elements/1.1/",
		Terms: "http://purl.org/dc/terms/", XSI: "http://www.w3.org/2001/XMLSchema-instance",
		Title: c.Title, Subject: c.Subject, Creator: c.Creator, Language: c.Language, By: c.LastModifiedBy, Created: on(c.Created), Modified: on(c.Modified),
	})
	return append([]byte(xml.Header), text...), err
}
