package pages

import (
	"slices"
	"strconv"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// VersionList is the page of the versions of one record, and of what any two of them
// have otherwise.
type VersionList struct {
	P *locale.Printer
	// PageTitle begins with «Error:» where something is wrong.
	PageTitle   string
	Noun, Count string
	Lead        string
	Name        Text
	Details     []Text
	Links       []LinkedText
	// Action is where the two that are compared are chosen, and Page the page of the
	// list that stays.
	Action, Known string
	Page          string
	Lines         []VersionLine
	Pager         Pager
	// Compared is nil for a record with one version.
	Compared *VersionsCompared
	// Restore is the form that brings a version back; nil where none is asked for.
	Restore *RestoreForm
}

// VersionLine is one version in the list.
type VersionLine struct {
	Number, Moment, Machine string
	Kind, Reason, Who       string
	// Newest and Withdrawn are the words for a version that is so.
	Newest, Withdrawn string
	// Page leads to the record as it was, Restore to the form that brings it back. The
	// names say which version they mean.
	Page, Restore         LinkedText
	PageName, RestoreName string
	From, To              bool
	FromName, ToName      string
}

// VersionsCompared is what two versions have otherwise.
type VersionsCompared struct {
	Title, Text string
	// Notes say of a version that it holds nothing, or that both hold the same.
	Notes []string
	Parts []ComparedPart
}

// RestoreForm asks why a version is brought back.
type RestoreForm struct {
	Title, Lead            string
	Action, Number, Newest string
	Reason                 string
	Summary                []LinkedText
	// Draft leads to the author's own draft of the record.
	Draft  LinkedText
	Cancel LinkedText
}

// VersionData is what the page is made of.
type VersionData struct {
	Kind RecordKind
	Name models.RecordName
	// ForUsers tells that it is the page for those who keep the records, and MayRestore
	// that the visitor is an editor.
	ForUsers, MayRestore bool
	List                 []models.Version
	Total, Page          int
	// From and To are the versions that are compared, with their rows; To is nil where
	// there is nothing to compare.
	From, To      *models.Version
	Before, After []models.RowEdit
	Names         ReferenceNames
	Restore       *RestoreData
}

// RestoreData is what was sent of the form that restores a version.
type RestoreData struct {
	Number, Newest int
	Reason         string
	// Wrong are problems of a field each; Sentences are others.
	Wrong     []LinkedText
	Sentences []string
	// Draft is an open change set of the author that edits the record; nil without one.
	Draft *models.ChangeSet
}

// VersionsLink is the page of the versions of a record: beside its own page, or where it
// is edited.
func VersionsLink(p *locale.Printer, kind RecordKind, code string, forUsers bool) Link {
	if forUsers || kind.Public == "" {
		return To(p, "admin/"+kind.Path+"/versions/"+code)
	}
	return To(p, kind.Public+code+"/versions")
}

// NewVersionList works the page out.
func NewVersionList(p *locale.Printer, d VersionData) VersionList {
	l := VersionsLink(p, d.Kind, d.Name.Code, d.ForUsers)
	m := VersionList{
		P: p, Noun: nounName(p, d.Kind.Noun), Count: p.N("version.count", d.Total), Name: recordText(p, d.Name), Details: recordDetails(p, d.Name),
		Action: l.base(), Known: p.Known(), Lead: p.T("version.lead"),
	}
	if d.Page > 1 {
		m.Page = strconv.Itoa(d.Page)
	}
	m.PageTitle = p.T("version.title", "Name", m.Name.Text)
	for _, detail := range m.Details {
		m.PageTitle = joined(" · ", m.PageTitle, detail.Text)
	}
	m.PageTitle = joined(" · ", m.PageTitle, m.Noun)
	switch page, ok := pageOf(p, d.Name); {
	case d.Name.Withdrawn:
		m.Lead = p.T("version.lead_withdrawn")
	case ok:
		m.Links = append(m.Links, LinkedText{p.T("version.page"), page.URL()})
	}
	if d.MayRestore && p.Known() == "" {
		m.Links = append(m.Links, LinkedText{p.T("set.edit"), To(p, "admin/"+d.Kind.Path+"/edit/"+d.Name.Code).URL()})
	}
	if d.Total == 1 {
		m.Lead = p.T("version.lead_one")
	}
	chosen := l
	if d.To != nil {
		chosen = chosen.With("from", strconv.Itoa(d.From.Number)).With("to", strconv.Itoa(d.To.Number))
	}
	m.Pager = newPager(p, chosen, d.Page, d.Total)
	for i := range d.List {
		m.Lines = append(m.Lines, newVersionLine(p, d, &d.List[i]))
	}
	if d.To != nil {
		m.Compared = newVersionsCompared(p, d)
	}
	if d.Restore != nil {
		m.Restore = newRestoreForm(p, d)
		if len(m.Restore.Summary) > 0 {
			m.PageTitle = p.T("edit.error_title", "Title", m.PageTitle)
		}
	}
	return m
}

func newVersionLine(p *locale.Printer, d VersionData, v *models.Version) VersionLine {
	number := p.Int(v.Number)
	line := VersionLine{
		Number: strconv.Itoa(v.Number), Moment: moment(p, v.Change.At), Machine: v.Change.At.UTC().Format(time.RFC3339), Kind: versionKind(p, v), Reason: v.Change.Reason,
		Who: changedBy(p, v.Change.Who), FromName: p.T("version.from_number", "Number", number), ToName: p.T("version.to_number", "Number", number),
	}
	if d.To != nil {
		line.From, line.To = v.Number == d.From.Number, v.Number == d.To.Number
	}
	if v.Number == d.Total {
		line.Newest = p.T("version.newest")
	}
	name := p.T("version.number", "Number", number)
	if v.Withdrawn {
		line.Withdrawn = p.T("version.withdrawn")
		return line
	}
	if page, ok := pageOf(p, d.Name); ok {
		page.Known = layout.Moment(v.Change.At)
		line.Page = LinkedText{p.T("version.as_it_was"), page.URL()}
		line.PageName = p.T("text.of", "Name", line.Page.Text, "Value", name)
	}
	if d.MayRestore && p.Known() == "" && v.Number != d.Total {
		restore := VersionsLink(p, d.Kind, d.Name.Code, true).With("restore", strconv.Itoa(v.Number))
		line.Restore = LinkedText{p.T("version.restore"), restore.URL() + "#restore"}
		line.RestoreName = p.T("text.of", "Name", line.Restore.Text, "Value", name)
	}
	return line
}

// versionKind says what made a version.
func versionKind(p *locale.Printer, v *models.Version) string {
	if kind := v.Kind(); kind != models.Addition {
		return p.T("changes.kind." + string(kind))
	}
	return p.T("version.addition")
}

func newVersionsCompared(p *locale.Printer, d VersionData) *VersionsCompared {
	c := &VersionsCompared{
		Title: p.T("version.compared", "From", p.Int(d.From.Number), "To", p.Int(d.To.Number)),
		Text:  p.T("version.compared_when", "From", moment(p, d.From.Change.At), "To", moment(p, d.To.Change.At)),
	}
	for _, side := range []struct {
		version *models.Version
		rows    []models.RowEdit
	}{{d.From, d.Before}, {d.To, d.After}} {
		if len(side.rows) == 0 {
			c.Notes = append(c.Notes, p.T("version.gone", "Number", p.Int(side.version.Number)))
		}
	}
	c.Notes = slices.Compact(c.Notes)
	c.Parts = compareVersions(p, d.Names, d.Before, d.After)
	if len(c.Parts) == 0 && len(c.Notes) == 0 {
		c.Notes = []string{p.T("version.same")}
	}
	return c
}

func newRestoreForm(p *locale.Printer, d VersionData) *RestoreForm {
	r := d.Restore
	l := VersionsLink(p, d.Kind, d.Name.Code, true)
	f := &RestoreForm{
		Title: p.T("version.restore_title", "Number", p.Int(r.Number)), Lead: p.T("version.restore_lead"), Action: l.URL(), Number: strconv.Itoa(r.Number),
		Newest: strconv.Itoa(r.Newest), Reason: r.Reason, Cancel: LinkedText{p.T("version.restore_cancel"), l.URL()},
	}
	f.Summary = append(f.Summary, r.Wrong...)
	for _, sentence := range r.Sentences {
		f.Summary = append(f.Summary, LinkedText{sentence, "#restore"})
	}
	if r.Draft != nil {
		f.Draft = LinkedText{p.T("version.own_draft"), To(p, "admin/changes/"+strconv.FormatInt(r.Draft.ID, 10)).URL()}
	}
	return f
}

// RestoreReason is the reason that the form proposes.
func RestoreReason(p *locale.Printer, v *models.Version) string {
	return p.T("version.restore_reason", "Number", p.Int(v.Number), "When", moment(p, v.Change.At))
}

// MostNotedVersions is how many versions the page of a record names.
const MostNotedVersions = 3

// VersionsNote is the part of a record's page that names its newest versions.
type VersionsNote struct {
	Title string
	Lines []VersionLine
	// All leads to all of them; empty where there is one only.
	All LinkedText
}

// NewVersionsNote is the note on the newest versions of a record.
func NewVersionsNote(p *locale.Printer, kind RecordKind, code string, newest []models.Version) VersionsNote {
	if len(newest) == 0 {
		return VersionsNote{}
	}
	n := VersionsNote{Title: p.T("version.heading")}
	for i := range newest {
		v := &newest[i]
		n.Lines = append(n.Lines, VersionLine{
			Number: p.T("version.number", "Number", p.Int(v.Number)), Moment: moment(p, v.Change.At), Machine: v.Change.At.UTC().Format(time.RFC3339),
			Kind: versionKind(p, v), Who: changedBy(p, v.Change.Who), Reason: v.Change.Reason,
		})
	}
	if total := newest[0].Number; total > 1 {
		n.All = LinkedText{p.N("version.all", total), VersionsLink(p, kind, code, false).URL()}
	}
	return n
}
