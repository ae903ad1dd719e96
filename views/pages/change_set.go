package pages

import (
	"cmp"
	"strconv"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// SetPage is the page of one change set: exactly what will be public, and what can be
// done with it.
type SetPage struct {
	// EarlierDays says that the set changes what was known on earlier days.
	EarlierDays  string
	P            *locale.Printer
	Title, State string
	// PageTitle begins with «Error:» where something is wrong.
	PageTitle string
	Meta      string
	Summary   []LinkedText
	// RowsTitle counts all rows, of which Rows are a page.
	RowsTitle string
	Rows      []SetRow
	Pager     Pager
	// Doubts are what the author must answer, or has answered; without a title there
	// is none.
	Doubts  DoubtGroups
	Notes   []SetNote
	Action  string
	Version string
	// What the visitor may do.
	Describe, Submit, Publish, Return, Discard, Undo bool
	SetTitle, Reason, TypedReason, Comment           string
	Kinds                                            []FormOption
	// Change leads to what was published.
	Change LinkedText
}

// SetRow is one edited row.
type SetRow struct {
	ID, Title, What string
	Edit            LinkedText
	// Versions leads to the versions of the record; empty for one that is new.
	Versions LinkedText
	Lines    []SetLine
	// Accepted are the doubts that the editor has answered.
	Accepted []string
}

// SetLine is one changed cell.
type SetLine struct{ Label, Old, New string }

// SetNote is what was said of the set.
type SetNote struct{ Who, When, State, Text string }

// SetData is what the page is made of.
type SetData struct {
	Set *models.ChangeSet
	// Edits are those of the set.
	Edits []models.RowEdit
	// Owners are the records in whose forms the rows stand, by row.
	Owners map[models.RowKey]models.RecordKey
	// Names are those of the owners of rows that a form adds, where they are on record or
	// were.
	Names    map[models.RecordKey]models.RecordName
	Problems []models.RowProblem
	// Wrong are problems of a field each, Sentences of the whole.
	Wrong     []LinkedText
	Sentences []string
	Doubts    []FormDoubt
	// Earlier says whether a set that is not published changes earlier days.
	Earlier models.EarlierDays
	// Reasons are why doubtful values are right, by row and finding, as they were
	// typed; nil for those that the set holds.
	Reasons map[models.RowKey]map[string]string
	// Typed is what was typed of the set where it could not be kept; nil for what the
	// set holds.
	Typed *SetTyped
	// IsAuthor and MayReview say who looks; Alone lets an author publish.
	IsAuthor, MayReview, Alone bool
	Comment                    string
	// Page of the rows counts from 1; 0 is the first.
	Page int
}

// SetTyped is what a set is called, what kind of change it is, and why.
type SetTyped struct {
	Title, Reason string
	Kind          models.ChangeKind
}

// setPageSize is how many rows of a set stand on one page.
const setPageSize = 200

// mostProblems is how many problems a summary tells one by one.
const mostProblems = 50

// summarized are the problems of a summary: of too many the first, and how many others
// there are.
func summarized(p *locale.Printer, list []LinkedText) []LinkedText {
	if len(list) <= mostProblems {
		return list
	}
	return append(list[:mostProblems:mostProblems], LinkedText{Text: p.N("bulk.more_problems", len(list)-mostProblems), URL: "#errors"})
}

// KeptReasons are why doubtful values of a set are right, by row and finding.
func KeptReasons(c *models.ChangeSet) map[models.RowKey]map[string]string {
	reasons := make(map[models.RowKey]map[string]string, len(c.Rows))
	for i := range c.Rows {
		reasons[models.RowKey{File: c.Rows[i].File, Key: c.Rows[i].Key}] = c.Rows[i].Reasons()
	}
	return reasons
}

// NewSetPage works the page out.
func NewSetPage(p *locale.Printer, d SetData) SetPage {
	c := d.Set
	m := SetPage{
		P: p, State: p.T("set.state." + string(c.State)), SetTitle: c.Title, Reason: c.Reason, TypedReason: c.Reason, Comment: d.Comment, EarlierDays: earlierDays(p, d.Earlier),
		Action: To(p, "admin/changes/"+strconv.FormatInt(c.ID, 10)).URL(), Version: strconv.FormatInt(c.Version, 10),
	}
	var first models.RowKey
	if len(d.Edits) > 0 {
		first = d.Edits[0].RowKey
	}
	m.Title = SetTitle(p, models.ChangeSetSummary{ChangeSet: *c, Edited: len(d.Edits), First: first})
	m.Meta = p.T("set.meta", "Origin", p.T("set.origin."+string(c.Origin)), "Who", c.Author, "When", moment(p, c.CreatedAt))
	open := c.Open() && d.IsAuthor
	m.Describe, m.Discard = open, open
	m.Submit = open && len(d.Edits) > 0
	m.Publish = len(d.Edits) > 0 && (c.State == models.SetSubmitted && d.MayReview && (!d.IsAuthor || d.Alone) || open && d.Alone && d.MayReview)
	m.Return = c.State == models.SetSubmitted && d.MayReview
	m.Undo = c.State == models.SetPublished && c.ChangeID != nil
	chosen := c.Kind
	if d.Typed != nil {
		m.SetTitle, m.TypedReason, chosen = d.Typed.Title, d.Typed.Reason, d.Typed.Kind
	}
	for _, kind := range models.RevisionKinds {
		m.Kinds = append(m.Kinds, FormOption{Value: string(kind), Text: p.T("changes.kind." + string(kind)), Selected: chosen == kind})
	}
	if c.State == models.SetPublished && c.ChangeID != nil {
		m.Change = LinkedText{Text: p.T("set.published_changes"), URL: To(p, "changes").URL()}
	}
	reasons := d.Reasons
	if reasons == nil {
		reasons = KeptReasons(c)
	}
	l := To(p, "admin/changes/"+strconv.FormatInt(c.ID, 10))
	m.RowsTitle, m.Pager = p.N("set.rows_title", len(d.Edits)), newPagerOf(p, l, d.Page, len(d.Edits), setPageSize)
	at := make(map[models.RowKey]int, len(d.Edits))
	for i, e := range d.Edits {
		at[e.RowKey] = i
	}
	// rowURL leads to a row, on whichever page it stands.
	rowURL := func(key models.RowKey) string {
		i, ok := at[key]
		if !ok {
			return "#describe"
		}
		page := i/setPageSize + 1
		if page == max(d.Page, 1) {
			return "#" + setRowID(i)
		}
		of := l.AtPage(page)
		of.Fragment = setRowID(i)
		return of.URL()
	}
	accepted := make(map[models.RowKey][]string)
	for _, doubt := range d.Doubts {
		if reason := reasons[doubt.Row][doubt.ID]; reason != "" {
			accepted[doubt.Row] = append(accepted[doubt.Row], p.T("set.accepted", "Text", doubt.Text, "Reason", reason))
		}
	}
	from := (max(d.Page, 1) - 1) * setPageSize
	for i := from; i < min(from+setPageSize, len(d.Edits)); i++ {
		e := d.Edits[i]
		row := SetRow{ID: setRowID(i), Title: setRowTitle(p, e.RowKey), Accepted: accepted[e.RowKey]}
		switch {
		case e.Withdraws():
			row.What = p.T("set.withdrawn")
		case e.IsNew():
			row.What = p.T("set.added")
		default:
			row.What = p.T("set.changed")
		}
		for _, column := range e.Changes() {
			row.Lines = append(row.Lines, SetLine{columnLabel(p, e.File, column), e.Base[column], e.Cells[column]})
		}
		owner := d.Owners[e.RowKey]
		if kind, ok := RecordKindOf(owner.Noun); ok {
			if open {
				row.Edit = LinkedText{Text: p.T("set.edit"), URL: To(p, "admin/"+kind.Path+"/edit/"+owner.Code).URL()}
			}
			_, named := d.Names[owner]
			// What an undo or a restoration adds was here before.
			if named || e.Base != nil || c.Origin == models.FromUndo || c.Origin == models.FromRestore {
				row.Versions = LinkedText{Text: p.T("version.link"), URL: VersionsLink(p, kind, owner.Code, true).URL()}
			}
		}
		m.Rows = append(m.Rows, row)
	}
	if len(d.Doubts) > 0 {
		m.Doubts = newDoubtGroups(p, d.Doubts, reasons, open, func(key models.RowKey) LinkedText {
			return LinkedText{Text: setRowTitle(p, key), URL: rowURL(key)}
		})
		m.Summary = append(m.Summary, m.Doubts.openDoubts()...)
	}
	m.Summary = append(m.Summary, d.Wrong...)
	for _, sentence := range d.Sentences {
		m.Summary = append(m.Summary, LinkedText{Text: sentence, URL: "#describe"})
	}
	for _, e := range d.Problems {
		text := p.T("edit.problem", "Label", cmp.Or(columnLabel(p, e.File, e.Column), e.Key), "Text", problemText(p, e.RowError))
		m.Summary = append(m.Summary, LinkedText{Text: text, URL: rowURL(e.RowKey)})
	}
	m.Summary = summarized(p, m.Summary)
	for _, n := range c.Notes {
		m.Notes = append(m.Notes, SetNote{Who: n.Who, When: moment(p, n.At), State: p.T("set.note." + string(n.State)), Text: n.Text})
	}
	m.PageTitle = m.Title
	if len(m.Summary) > 0 {
		m.PageTitle = p.T("edit.error_title", "Title", m.Title)
	}
	return m
}

// setRowID is the id of a row of a set, by its place.
func setRowID(at int) string { return "row-" + strconv.Itoa(at) }

// setRowTitle names a row.
func setRowTitle(p *locale.Printer, key models.RowKey) string {
	return p.T("set.row", "Noun", nounName(p, models.NounOf(key.File)), "Name", key.Key)
}

// SetTitle is the title of a change set: the author's own, or what it edits first.
func SetTitle(p *locale.Printer, c models.ChangeSetSummary) string {
	switch {
	case c.Title != "":
		return p.T("set.titled", "Number", c.ID, "Title", c.Title)
	case c.Edited == 0:
		return p.T("set.empty_title", "Number", c.ID)
	}
	name := setRowTitle(p, c.First)
	if c.Edited == 1 {
		return p.T("set.titled", "Number", c.ID, "Title", name)
	}
	return p.N("set.title_more", c.Edited-1, "Number", c.ID, "Title", name)
}

// SetList is a list of change sets.
type SetList struct {
	P            *locale.Printer
	Title, Lead  string
	Count, Empty string
	Sets         []SetEntry
	Filters      []LinkedText
	Pager        Pager
}

// SetEntry is one of them.
type SetEntry struct {
	Name        LinkedText
	State, Who  string
	When, Rows  string
	Description string
}

// SetListData is what a list of change sets is made of.
type SetListData struct {
	// Path is that of the page: one's own sets, or those that wait for review.
	Path, State string
	Page        int
	List        []models.ChangeSetSummary
	Total       int
}

// NewSetList works a list of change sets out.
func NewSetList(p *locale.Printer, d SetListData) SetList {
	l := To(p, d.Path)
	m := SetList{P: p, Title: p.T("set.mine"), Lead: p.T("set.mine_lead"), Count: p.N("set.count", d.Total), Empty: p.T("set.none"), Pager: newPager(p, l.With("state", d.State), d.Page, d.Total)}
	if d.Path == "admin/review" {
		m.Title, m.Lead = p.T("set.waiting"), p.T("set.waiting_lead")
	}
	m.Filters = append(m.Filters, LinkedText{Text: p.T("set.all"), URL: l.URL()})
	for _, state := range models.ChangeSetStates {
		m.Filters = append(m.Filters, LinkedText{Text: p.T("set.state." + string(state)), URL: l.With("state", string(state)).URL()})
	}
	for _, c := range d.List {
		m.Sets = append(m.Sets, SetEntry{
			Name:  LinkedText{Text: SetTitle(p, c), URL: To(p, "admin/changes/"+strconv.FormatInt(c.ID, 10)).URL()},
			State: p.T("set.state." + string(c.State)), Who: c.Author, When: moment(p, c.UpdatedAt), Rows: p.N("set.rows", c.Edited), Description: c.Reason,
		})
	}
	return m
}
