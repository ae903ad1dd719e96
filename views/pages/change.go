package pages

import (
	"strconv"
	"strings"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// ChangeList is the page of what was changed: what was wrong apart from what is
// known better now.
type ChangeList struct {
	P     *locale.Printer
	Title string
	// PageTitle is the title with what the page is about.
	PageTitle string
	About     []Text
	Filter    Filter
	Sections  []ChangeSection
	// None says that nothing was changed.
	None string
	Feed LinkedText
}

// ChangeSection is the changes of one kind.
type ChangeSection struct {
	ID      string
	Title   string
	Text    string
	Entries []ChangeEntry
	// None is a sentence for a section without entries.
	None string
	// More leads to all of them where the section holds the newest only.
	More  LinkedText
	Pager Pager
}

// ChangeEntry is one changed record.
type ChangeEntry struct {
	ID string
	// Moment is when it was changed, and Machine the same for programs.
	Moment, Machine string
	// Kind says what the change was: a correction or a revision.
	Kind string
	Noun string
	Name Text
	// Details tell the record from others of that name.
	Details []Text
	Lines   []ChangeLine
	Reason  string
	Who     string
	// Before leads to the record as it was; BeforeName says so in words.
	Before     LinkedText
	BeforeName string
}

// ChangeLine is one changed column; a side that states nothing has no values.
type ChangeLine struct {
	Label    string
	Old, New []ChangeValue
}

// ChangeValue is what stood in a column, or one item of its list.
type ChangeValue struct {
	Text
	// Note says more of an item; it may be empty.
	Note string
	// Kept marks an item that stands on both sides.
	Kept bool
}

// ChangeListData is what the list is made of.
type ChangeListData struct {
	Link   Link
	Filter models.RevisionFilter
	Counts models.Counts
	// Names are those of the records that the filter asks about.
	Names map[models.RecordKey]models.RecordName
	// Lists are the revisions by kind: a page of those of the filter's kind, or the
	// newest of each.
	Lists map[models.ChangeKind][]models.RevisionRecord
}

// NewChangeList works out the list of changes.
func NewChangeList(p *locale.Printer, d ChangeListData) ChangeList {
	m := ChangeList{P: p, Title: p.T("changes.title"), PageTitle: p.T("changes.title"), Feed: LinkedText{p.T("changes.feed"), feedLink(d.Link).URL()}}
	m.Filter = Filter{P: p, Action: d.Link.base(), Result: p.N("changes.count", d.Counts.Total)}
	for _, key := range d.Filter.About {
		name := recordText(p, d.Names[key])
		m.About = append(m.About, name)
		m.PageTitle += " · " + name.Text
		m.Filter.Also = append(m.Filter.Also, Also{string(key.Noun), nounName(p, key.Noun), name.Text})
	}
	if d.Filter.Code != "" {
		m.Filter.Also = append(m.Filter.Also, Also{"code", p.T("changes.code"), d.Filter.Code})
	}
	kinds := make([]Choice, len(models.RevisionKinds))
	for i, kind := range models.RevisionKinds {
		kinds[i] = Choice{string(kind), p.T("changes.kind." + string(kind)), d.Counts.N(models.FacetKind, string(kind))}
	}
	m.Filter.Facets = append(m.Filter.Facets, newFacet(p, models.FacetKind, p.T("changes.kind"), p.T("filter.any"), d.Counts.Any(models.FacetKind), kinds, string(d.Filter.Kind)))
	var nouns []Choice
	for _, noun := range models.Nouns {
		nouns = append(nouns, Choice{string(noun), nounName(p, noun), d.Counts.N(models.FacetNoun, string(noun))})
	}
	m.Filter.Facets = append(m.Filter.Facets, newFacet(p, models.FacetNoun, p.T("changes.noun"), p.T("filter.any"), d.Counts.Any(models.FacetNoun), nouns, string(d.Filter.Noun)))
	m.Filter.keep(d.Link, "", "")
	if d.Counts.Total == 0 {
		m.None = p.T("changes.none")
		if m.Filter.ClearURL != "" {
			m.None = p.T("changes.none_match")
		}
		return m
	}
	for _, kind := range models.RevisionKinds {
		// That nothing was wrong is news; that nothing was taken back is none.
		told := kind == models.Correcting || kind == models.Revising || d.Counts.N(models.FacetKind, string(kind)) > 0
		if d.Filter.Kind == kind || d.Filter.Kind == "" && told {
			m.Sections = append(m.Sections, newChangeSection(p, d, kind))
		}
	}
	return m
}

func newChangeSection(p *locale.Printer, d ChangeListData, kind models.ChangeKind) ChangeSection {
	total := d.Counts.N(models.FacetKind, string(kind))
	s := ChangeSection{
		ID: string(kind) + "-title", Title: p.N("changes.title."+string(kind), total), Text: p.T("changes.text." + string(kind)),
		None: p.T("changes.none." + string(kind)),
	}
	for i := range d.Lists[kind] {
		s.Entries = append(s.Entries, newChangeEntry(p, &d.Lists[kind][i]))
	}
	if d.Filter.Kind == kind {
		s.Pager = newPager(p, d.Link, d.Filter.Page, total)
	} else if total > len(s.Entries) {
		s.More = LinkedText{p.N("changes.all."+string(kind), total), d.Link.With(models.FacetKind, string(kind)).URL()}
	}
	return s
}

// View is the list without its frame.
func (m ChangeList) View() layout.View {
	return layout.View{Body: changeListView(m), Said: m.Filter.Result + "."}
}

func newChangeEntry(p *locale.Printer, r *models.RevisionRecord) ChangeEntry {
	e := ChangeEntry{
		ID: "revision-" + strconv.FormatInt(r.ID, 10), Moment: moment(p, r.At), Machine: r.At.UTC().Format(time.RFC3339), Kind: p.T("changes.kind." + string(r.Kind)), Noun: nounName(p, r.Noun), Reason: r.Reason,
		Name: recordText(p, r.Record), Details: recordDetails(p, r.Record), Who: changedBy(p, r.Who),
	}
	if link, ok := pageOf(p, r.Record); ok {
		e.Name.URL = link.URL()
		if !r.Previous.IsZero() {
			link.Known = layout.Moment(r.Previous)
			e.Before = LinkedText{p.T("changes.before"), link.URL()}
			e.BeforeName = p.T("text.of", "Name", e.Before.Text, "Value", e.Name.Text+p.T("list.separator")+e.Moment)
		}
	}
	for _, d := range r.Differences {
		e.Lines = append(e.Lines, ChangeLine{fieldLabel(p, d.Column), changeValues(p, r.Noun, d.Column, d.Old, d.New), changeValues(p, r.Noun, d.Column, d.New, d.Old)})
	}
	return e
}

// moment is a time of the log as people read it, by the clock of Kazakhstan.
func moment(p *locale.Printer, at time.Time) string {
	return p.T("changes.moment", "Day", p.Date(models.DayOf(at)), "Time", at.In(models.KazakhstanTime).Format("15:04"))
}

// changedBy names who made a change.
func changedBy(p *locale.Printer, who string) string {
	if who == models.SystemUser || who == models.MigrationUser || models.UserRole(who).AtLeast(models.Editor) {
		who = p.T("changes.who." + who)
	}
	return p.T("changes.by", "Who", who)
}

func nounName(p *locale.Printer, noun models.Noun) string {
	return p.T("noun." + strings.ReplaceAll(string(noun), " ", "_"))
}

// recordText is the name of a record; its code where it is on record no longer.
func recordText(p *locale.Printer, r models.RecordName) Text {
	if name := In(p, r.Name); name.Text != "" {
		return name
	}
	return Text{Text: r.Code}
}

// recordDetails tell a record from others of its name.
func recordDetails(p *locale.Printer, r models.RecordName) []Text {
	var details []Text
	if r.Kind != "" {
		details = append(details, Text{Text: p.T("event." + string(r.Kind))})
	}
	if of := In(p, r.Of); of.Text != "" {
		details = append(details, of)
	}
	if r.Day != "" {
		details = append(details, Text{Text: p.Date(r.Day)})
	}
	return details
}

// pageOf is the page on which a record is shown; false for one that has none.
func pageOf(p *locale.Printer, r models.RecordName) (Link, bool) {
	if r.Page == "" {
		return Link{}, false
	}
	part := func(path, fragment string) (Link, bool) {
		l := To(p, path)
		l.Fragment = fragment
		return l, true
	}
	switch r.Noun {
	case models.NounFigure:
		return To(p, "f/"+r.Code), true
	case models.NounFigurePair:
		return To(p, "f/"+r.Page), true
	case models.NounStatement:
		return To(p, "statements/"+r.Page), true
	case models.NounMetric:
		return To(p, "metrics/"+r.Page), true
	case models.NounProgramme:
		if r.Page == models.MainProgramme {
			return To(p, ""), true
		}
		return To(p, "").With("programme", r.Page), true
	case models.NounProject, models.NounEvent:
		return To(p, "projects/"+r.Page), true
	case models.NounEnterprise:
		return To(p, "enterprises/"+r.Page), true
	case models.NounAgreement:
		return To(p, "agreements/"+r.Page), true
	case models.NounCommodity, models.NounPrice:
		return To(p, "prices/"+r.Page), true
	case models.NounPriceNote:
		return part("prices/"+r.Page, "note-"+r.Code)
	case models.NounCorridor, models.NounWaypoint:
		return part("map", "corridor-"+r.Page)
	case models.NounSource:
		return To(p, "sources/"+r.Page), true
	case models.NounSector, models.NounRegion:
		return To(p, "projects").With(string(r.Noun), r.Page), true
	case models.NounSpeaker:
		return To(p, "statements").With("speaker", r.Page), true
	}
	return Link{}, false
}

// ChangesNote is the line of a record's page that leads to what was changed of it.
type ChangesNote struct {
	Versions VersionsNote
	// All is empty where nothing was changed.
	All, Feed LinkedText
}

// NewChangesNote is the note for n changes about a record.
func NewChangesNote(p *locale.Printer, noun models.Noun, code string, n int) ChangesNote {
	if n == 0 {
		return ChangesNote{}
	}
	l := To(p, "changes").With(string(noun), code)
	return ChangesNote{All: LinkedText{p.N("changes.of_record", n), l.URL()}, Feed: LinkedText{p.T("changes.feed"), ChangesFeed(p, noun, code).URL()}}
}

// ChangesFeed is the address of the feed of the changes about a record.
func ChangesFeed(p *locale.Printer, noun models.Noun, code string) Link {
	switch noun {
	case models.NounProject:
		return To(p, "projects/"+code+"/changes.atom")
	case models.NounMetric:
		return To(p, "metrics/"+code+"/changes.atom")
	}
	return To(p, "changes.atom").With(string(noun), code)
}

// feedLink is the feed of a list of changes.
func feedLink(list Link) Link {
	l := list.AtPage(1)
	l.Path = "changes.atom"
	return l
}
