package pages

import (
	"cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// GapList is the page of what records lack.
type GapList struct {
	P           *locale.Printer
	Title, Lead string
	Kinds       []GapEntry
	Of          string
	Records     []RecordEntry
	None        string
	Pager       Pager
}

// GapEntry is a kind of gap and how many records have it.
type GapEntry struct {
	Link    LinkedText
	Count   string
	Current bool
}

// GapData is what the page is made of.
type GapData struct {
	Kind    models.GapKind
	Page    int
	Counts  map[models.GapKind]int
	List    []models.RecordName
	MayEdit bool
}

// NewGapList works the page out.
func NewGapList(p *locale.Printer, d GapData) GapList {
	l := To(p, "admin/gaps")
	m := GapList{P: p, Title: p.T("gap.title"), Lead: p.T("gap.lead"), Of: p.T("gap.kind." + string(d.Kind)), Pager: newPager(p, l.With("kind", string(d.Kind)), d.Page, d.Counts[d.Kind])}
	for _, kind := range models.GapKinds {
		m.Kinds = append(m.Kinds, GapEntry{
			Link: LinkedText{Text: p.T("gap.kind." + string(kind)), URL: l.With("kind", string(kind)).URL()}, Count: p.Int(d.Counts[kind]), Current: kind == d.Kind,
		})
	}
	for _, r := range d.List {
		e := RecordEntry{Name: In(p, r.Name), Of: In(p, r.Of), Code: r.Code}
		if r.Day != "" {
			e.Day = p.Date(r.Day)
		}
		noun, code := r.Noun, r.Code
		if noun == models.NounFigure {
			noun, code = models.NounStatement, cmp.Or(r.Page, r.Code)
		}
		if kind, ok := RecordKindOf(noun); ok {
			e.URL = To(p, kind.Public+code).URL()
			if d.MayEdit {
				e.URL = To(p, "admin/"+kind.Path+"/edit/"+code).URL()
			}
		}
		m.Records = append(m.Records, e)
	}
	if len(m.Records) == 0 {
		m.None = p.T("gap.none")
	}
	return m
}
