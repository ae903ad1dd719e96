package pages

import (
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// RecordListing is the page on which a record is picked to be edited.
type RecordListing struct {
	P                 *locale.Printer
	Title, Lead       string
	Action, Text, Box string
	New               LinkedText
	Count             string
	Rows              []RecordEntry
	Kinds             []LinkedText
	Pager             Pager
}

// RecordEntry is one of the records.
type RecordEntry struct {
	Name, Of Text
	Day      string
	Code     string
	URL      string
}

// RecordListData is what the page is made of.
type RecordListData struct {
	Kind    RecordKind
	Text    string
	Page    int
	List    []models.RecordName
	Total   int
	MayEdit bool
}

// NewRecordList works the page out.
func NewRecordList(p *locale.Printer, d RecordListData) RecordListing {
	l := To(p, "admin/"+d.Kind.Path)
	m := RecordListing{
		P: p, Title: formTitle(p, d.Kind.File), Lead: p.T("records.lead"), Action: l.URL(), Text: d.Text, Box: p.T("records.find"),
		Count: p.N("records.count", d.Total), Pager: newPager(p, l.With("q", d.Text), d.Page, d.Total),
	}
	if d.MayEdit {
		m.New = LinkedText{Text: formTitleNew(p, d.Kind.File), URL: To(p, "admin/"+d.Kind.Path+"/new").URL()}
	}
	for _, r := range d.List {
		e := RecordEntry{Name: In(p, r.Name), Of: In(p, r.Of), Code: r.Code}
		if r.Day != "" {
			e.Day = p.Date(r.Day)
		}
		if d.MayEdit {
			e.URL = To(p, "admin/"+d.Kind.Path+"/edit/"+r.Code).URL()
		}
		m.Rows = append(m.Rows, e)
	}
	m.Kinds = RecordKindLinks(p)
	return m
}

// RecordKindLinks lead to the lists of all kinds.
func RecordKindLinks(p *locale.Printer) []LinkedText {
	var list []LinkedText
	for _, kind := range RecordKinds {
		list = append(list, LinkedText{Text: formTitle(p, kind.File), URL: To(p, "admin/"+kind.Path).URL()})
	}
	return list
}

// WithdrawData is what the page of a withdrawal is made of.
type WithdrawData struct {
	Kind                     RecordKind
	Code, Name               string
	Rows                     int
	Base, Reason, ReplacedBy string
	Sentences                []string
	Keeping                  Keeping
}

// Withdraw is the page that asks why a record is withdrawn.
type Withdraw struct {
	P                                *locale.Printer
	Title, PageTitle, Lead, Action   string
	Base, Reason, ReplacedBy, Record string
	Summary                          []LinkedText
	Keeping                          Keeping
}

// NewWithdrawPage works the page out.
func NewWithdrawPage(p *locale.Printer, d WithdrawData) Withdraw {
	noun := nounName(p, d.Kind.Noun)
	m := Withdraw{
		P: p, Title: p.T("withdraw.title", "Noun", noun, "Name", orCode(d.Name, d.Code)), Lead: p.N("withdraw.lead", d.Rows),
		Action: To(p, "admin/"+d.Kind.Path+"/withdraw/"+d.Code).URL(), Base: d.Base, Reason: d.Reason, ReplacedBy: d.ReplacedBy,
		Record: To(p, "admin/"+d.Kind.Path+"/edit/"+d.Code).URL(), Keeping: d.Keeping,
	}
	for _, sentence := range d.Sentences {
		m.Summary = append(m.Summary, LinkedText{Text: sentence, URL: "#reason"})
	}
	m.PageTitle = m.Title
	if len(m.Summary) > 0 {
		m.PageTitle = p.T("edit.error_title", "Title", m.Title)
	}
	return m
}

func orCode(name, code string) string {
	if name == "" {
		return code
	}
	return name
}

// InUseSentence says what refers to a record that cannot be withdrawn.
func InUseSentence(p *locale.Printer, e *models.InUseError) string {
	var by []string
	for _, noun := range models.Nouns {
		if n := e.By[noun]; n > 0 {
			by = append(by, p.T("withdraw.used_by", "Noun", nounName(p, noun), "Count", p.Int(n)))
		}
	}
	return p.T("withdraw.in_use", "Noun", nounName(p, models.NounOf(e.File)), "Name", e.Key, "By", strings.Join(by, ", "))
}

// MovedSentence says that a row was changed by somebody else.
func MovedSentence(p *locale.Printer, key models.RowKey) string {
	return p.T("edit.row_moved", "Noun", nounName(p, models.NounOf(key.File)), "Name", key.Key)
}

// WithdrawnSentences say what was withdrawn, when and why.
func WithdrawnSentences(p *locale.Printer, w *models.Withdrawal) []string {
	return []string{
		p.T("error.410.withdrawn", "Noun", nounName(p, w.Noun), "Name", orCode(In(p, w.Name).Text, w.Code), "When", moment(p, w.At)),
		p.T("error.410.reason", "Reason", w.Reason),
	}
}

// ReplacementURL leads to the record that took the place of a withdrawn one; empty if
// none did.
func ReplacementURL(p *locale.Printer, w *models.Withdrawal) string {
	kind, ok := RecordKindOf(w.Noun)
	if !ok || w.ReplacedBy == "" || kind.Public == "" {
		return ""
	}
	return To(p, kind.Public+w.ReplacedBy).URL()
}
