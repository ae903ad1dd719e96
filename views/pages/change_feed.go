package pages

import (
	"time"

	"github.com/google/uuid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/atom"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// ChangeFeedData is what a feed of changes is made of.
type ChangeFeedData struct {
	// Site is the address of the dashboard without a trailing slash.
	Site string
	// Self is the address of the feed, and List that of the page with the same
	// changes.
	Self, List Link
	Names      []models.RecordName
	Revisions  []models.RevisionRecord
	// Page counts from 1, and Total is the number of changes on all pages.
	Page, Total int
	// First is the moment from which on this dashboard holds records. No other has
	// the same, so that it tells the entries of this one from those of others. One
	// without records has none: its feed, which has no entries, is not the one that
	// it has when it is filled.
	First time.Time
}

// NewChangeFeed works out the feed of a list of changes.
func NewChangeFeed(p *locale.Printer, d ChangeFeedData) *atom.Feed {
	title := p.T("changes.title")
	for _, name := range d.Names {
		title += " · " + recordText(p, name).Text
	}
	whole := d.Self.AtPage(1)
	whole.Known = ""
	f := &atom.Feed{
		Lang: p.Tag(), ID: d.id("feed", whole.URL()), Title: atom.Text(title),
		Subtitle: atom.Text(p.T("changes.feed_text", "Most", p.Int(models.PageSize))), Updated: d.First.UTC(), Author: atom.Person{Name: p.T("brand")},
		Links: []atom.Link{
			{Rel: "self", Type: atom.MediaType, HrefLang: p.Tag(), Href: d.Site + d.Self.URL()},
			{Rel: "alternate", Type: "text/html", HrefLang: p.Tag(), Href: d.Site + d.List.URL()},
		},
	}
	if d.Page > 1 {
		f.Links = append(f.Links, atom.Link{Rel: "previous", Type: atom.MediaType, HrefLang: p.Tag(), Href: d.Site + d.Self.AtPage(d.Page-1).URL()})
	}
	if d.Page*models.PageSize < d.Total {
		f.Links = append(f.Links, atom.Link{Rel: "next", Type: atom.MediaType, HrefLang: p.Tag(), Href: d.Site + d.Self.AtPage(d.Page+1).URL()})
	}
	for i := range d.Revisions {
		r := &d.Revisions[i]
		if i == 0 {
			f.Updated = r.At.UTC()
		}
		f.Entries = append(f.Entries, d.entry(p, r))
	}
	return f
}

// id names something of this dashboard for ever, whatever address it is served at.
func (d *ChangeFeedData) id(parts ...string) string {
	name := layout.Moment(d.First)
	for _, part := range parts {
		name += "\n" + part
	}
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("dostyk\n"+name)).URN()
}

func (d *ChangeFeedData) entry(p *locale.Printer, r *models.RevisionRecord) atom.Entry {
	e := newChangeEntry(p, r)
	kind := p.T("changes.kind." + string(r.Kind))
	href := e.Name.URL
	if href == "" {
		l := To(p, "changes").With("code", r.Code)
		l.Fragment = e.ID
		href = l.URL()
	}
	return atom.Entry{
		ID:    d.id("revision", string(p.Lang()), e.ID, e.Machine),
		Title: atom.Text(p.T("changes.entry_title", "Kind", kind, "Noun", e.Noun, "Name", e.Name.Text)), Updated: r.At.UTC(),
		Links:    []atom.Link{{Rel: "alternate", Type: "text/html", HrefLang: p.Tag(), Href: d.Site + href}},
		Category: atom.Category{Term: string(r.Kind), Label: kind},
		Content:  entryContent(p, &e),
	}
}

// entryContent says in XHTML what the entry on the page says.
func entryContent(p *locale.Printer, e *ChangeEntry) atom.Content {
	var content atom.Content
	if len(e.Details) > 0 {
		details := atom.Of("p")
		for i, d := range e.Details {
			if i > 0 {
				details.Children = append(details.Children, atom.Words(" · "))
			}
			details.Children = append(details.Children, atom.Node{Name: "span", Lang: d.Lang, Text: d.Text})
		}
		content = append(content, details)
	}
	if len(e.Lines) > 0 {
		list := atom.Of("dl")
		for _, line := range e.Lines {
			list.Children = append(list.Children, atom.Node{Name: "dt", Text: line.Label},
				side(p, p.T("changes.was"), "del", line.Old), side(p, p.T("changes.now"), "ins", line.New))
		}
		content = append(content, list)
	}
	return append(content, atom.Of("p", atom.Node{Name: "b", Text: p.T("changes.reason")}, atom.Words(" "+e.Reason)), atom.Node{Name: "p", Text: e.Who})
}

// side is what stood in a column before or after, each value in its own element.
func side(p *locale.Printer, word, element string, values []ChangeValue) atom.Node {
	n := atom.Of("dd", atom.Words(word+" "))
	if len(values) == 0 {
		n.Children = append(n.Children, atom.Words(p.T("not_stated")))
	}
	for i, v := range values {
		if i > 0 {
			n.Children = append(n.Children, atom.Words(p.T("list.semicolon")))
		}
		name := element
		if v.Kept {
			name = "span"
		}
		n.Children = append(n.Children, atom.Node{Name: name, Lang: v.Lang, Text: v.Text.Text})
		if v.Note != "" {
			n.Children = append(n.Children, atom.Words(p.T("text.note", "Note", v.Note)))
		}
	}
	return n
}
