package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// AdminData is what the first page for users is made of.
type AdminData struct {
	User *layout.SignedIn
	// Latest are the newest changes of records.
	Latest []models.RevisionRecord
	// Waiting is what waits for the user, Gaps what records lack.
	Waiting models.Waiting
	Gaps    map[models.GapKind]int
	// Typed are the forms in which the user has typed something and not saved it, with
	// the names of their records.
	Typed []models.TypedForm
	Names map[models.RecordKey]models.RecordName
}

// Admin is the first page for users.
type Admin struct {
	P      *locale.Printer
	Title  string
	Places []AdminPlace
	Latest []ChangeEntry
	All    LinkedText
	// Waiting are the things that wait for the user, Nothing says that there are none.
	Waiting []LinkedText
	Nothing string
	Gaps    []GapEntry
	Typed   []TypedEntry
}

// AdminPlace is a page that the user may enter, and what it is for.
type AdminPlace struct {
	Link LinkedText
	Text string
}

// NewAdmin works out the first page for users.
func NewAdmin(p *locale.Printer, d AdminData) Admin {
	m := Admin{P: p, Title: p.T("account.welcome", "Name", d.User.FullName), All: LinkedText{p.T("account.admin.all_changes"), To(p, "changes").URL()}}
	for _, w := range d.User.Workplaces() {
		if w.Nav != layout.NavAdmin {
			m.Places = append(m.Places, AdminPlace{LinkedText{p.T("nav." + string(w.Nav)), To(p, w.Path).URL()}, p.T("admin." + string(w.Nav))})
		}
	}
	wait := func(text, path, state string, n int) {
		if n > 0 {
			m.Waiting = append(m.Waiting, LinkedText{text, To(p, path).With("state", state).URL()})
		}
	}
	wait(p.N("admin.waiting_returned", d.Waiting.Returned), layout.ChangesPath, string(models.SetReturned), d.Waiting.Returned)
	wait(p.N("admin.waiting_drafts", d.Waiting.Drafts), layout.ChangesPath, string(models.SetDraft), d.Waiting.Drafts)
	if d.User.Role.AtLeast(models.Reviewer) {
		wait(p.N("admin.waiting_review", d.Waiting.Review), layout.ReviewPath, "", d.Waiting.Review)
	}
	m.Typed = newTypedEntries(p, d.Typed, d.Names)
	if len(m.Waiting)+len(m.Typed) == 0 {
		m.Nothing = p.T("admin.waiting_nothing")
	}
	for _, kind := range models.GapKinds {
		m.Gaps = append(m.Gaps, GapEntry{Link: LinkedText{p.T("gap.kind." + string(kind)), To(p, layout.GapsPath).With("kind", string(kind)).URL()}, Count: p.Int(d.Gaps[kind])})
	}
	for i := range d.Latest {
		m.Latest = append(m.Latest, newChangeEntry(p, &d.Latest[i]))
	}
	return m
}
