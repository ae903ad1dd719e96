package pages

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// DoubtGroups are the doubts about many rows by their kind: each can be answered by
// itself, or all of a kind with one reason.
type DoubtGroups struct {
	P           *locale.Printer
	Title, Text string
	Groups      []DoubtGroup
	// MayAnswer is set for the author.
	MayAnswer bool
}

// DoubtGroup are the doubts of one kind.
type DoubtGroup struct {
	ID, Title, Count string
	// AllID and AllName are those of the field for one reason for all, and All is what
	// it holds; without a name each is answered by itself.
	AllID, AllName, All string
	Items               []GroupedDoubt
	// Rest tells of doubts that are not listed.
	Rest string
	// Unfolded shows the doubts one by one.
	Unfolded bool
	// Open is how many are not answered.
	Open int
	// Given are the reasons that were, where nobody can answer.
	Given []string
}

// GroupedDoubt is one of them.
type GroupedDoubt struct {
	ID, Name, Text, Reason string
	Row                    LinkedText
	Open                   bool
}

// The names of the fields of doubts: the finding, or the kind of it, stands behind.
const (
	reasonPrefix    = "accept."
	allReasonPrefix = "accept-all."
)

const (
	// MostDoubts is how many doubts of a kind are answered one by one.
	MostDoubts = 200
	// fewDoubts are shown without being asked for.
	fewDoubts = 5
)

// DoubtReasons are the reasons as they were typed: by the finding, and for all of a
// kind.
type DoubtReasons struct {
	Each map[string]string
	All  map[models.FindingKind]string
}

// ReadDoubtReasons reads the fields of doubts.
func ReadDoubtReasons(sent url.Values) DoubtReasons {
	r := DoubtReasons{Each: make(map[string]string), All: make(map[models.FindingKind]string)}
	for name := range sent {
		text := models.Normalize(sent.Get(name))
		if id, ok := strings.CutPrefix(name, reasonPrefix); ok {
			r.Each[id] = text
		} else if kind, ok := strings.CutPrefix(name, allReasonPrefix); ok {
			r.All[models.FindingKind(kind)] = text
		}
	}
	return r
}

// Of is why what the doubt is about is right: the reason of its own, or that for all
// of its kind. Without a field for it what was kept stays.
func (r DoubtReasons) Of(d FormDoubt, kept string) string {
	own, asked := r.Each[d.ID]
	if own != "" {
		return own
	}
	if all, any := r.All[d.Kind]; all != "" || any && asked {
		return all
	}
	if asked {
		return ""
	}
	return kept
}

// Hidden are the reasons as fields that a page carries along.
func (r DoubtReasons) Hidden() []HiddenField {
	var list []HiddenField
	for _, id := range slices.Sorted(maps.Keys(r.Each)) {
		list = append(list, HiddenField{reasonPrefix + id, r.Each[id]})
	}
	for _, kind := range slices.Sorted(maps.Keys(r.All)) {
		list = append(list, HiddenField{allReasonPrefix + string(kind), r.All[kind]})
	}
	return list
}

// Accepted are the reasons of doubts by row and finding, and how many doubts have
// none. kept are those that stand already.
func (r DoubtReasons) Accepted(doubts []FormDoubt, kept map[models.RowKey]map[string]string) (accepted map[models.RowKey]map[string]string, open int) {
	accepted = make(map[models.RowKey]map[string]string)
	for _, d := range doubts {
		reason := r.Of(d, kept[d.Row][d.ID])
		if reason == "" {
			open++
		}
		if accepted[d.Row] == nil {
			accepted[d.Row] = make(map[string]string)
		}
		accepted[d.Row][d.ID] = reason
	}
	return accepted, open
}

// newDoubtGroups groups doubts. reasons are by row and finding, and rowLink names the
// row of a doubt, with its place on the page.
func newDoubtGroups(p *locale.Printer, doubts []FormDoubt, reasons map[models.RowKey]map[string]string, mayAnswer bool, rowLink func(models.RowKey) LinkedText) DoubtGroups {
	m := DoubtGroups{P: p, MayAnswer: mayAnswer}
	by := make(map[models.FindingKind][]FormDoubt)
	open := 0
	for _, d := range doubts {
		by[d.Kind] = append(by[d.Kind], d)
		if reasons[d.Row][d.ID] == "" {
			open++
		}
	}
	m.Title = p.N("doubt.title", len(doubts))
	m.Text = p.T("doubt.answered")
	if open > 0 {
		m.Text = p.N("doubt.open", open)
	}
	for _, kind := range models.FindingKinds {
		if list := by[kind]; len(list) > 0 {
			m.Groups = append(m.Groups, newDoubtGroup(p, kind, list, reasons, mayAnswer, rowLink))
		}
	}
	return m
}

func newDoubtGroup(p *locale.Printer, kind models.FindingKind, doubts []FormDoubt, reasons map[models.RowKey]map[string]string, mayAnswer bool, rowLink func(models.RowKey) LinkedText) DoubtGroup {
	g := DoubtGroup{ID: "doubts-" + strings.ReplaceAll(string(kind), "_", "-"), Title: p.T("doubt.kind." + string(kind)), Count: p.N("doubt.count", len(doubts))}
	given := make(map[string]int)
	for _, d := range doubts {
		if reason := reasons[d.Row][d.ID]; reason == "" {
			g.Open++
		} else {
			given[reason]++
		}
	}
	if g.Open > 0 && g.Open < len(doubts) {
		g.Count = p.N("doubt.count_open", len(doubts), "Open", p.Int(g.Open))
	}
	if !mayAnswer {
		for _, reason := range slices.Sorted(maps.Keys(given)) {
			g.Given = append(g.Given, p.N("doubt.given", given[reason], "Reason", reason))
		}
	}
	if mayAnswer && len(doubts) > 1 {
		g.AllID, g.AllName = g.ID+"-all", allReasonPrefix+string(kind)
		// One reason for all stands in the field for all.
		if g.Open == 0 && len(given) == 1 {
			for reason := range given {
				g.All = reason
			}
		}
	}
	for _, d := range doubts[:min(len(doubts), MostDoubts)] {
		item := GroupedDoubt{ID: fieldID(reasonPrefix + d.ID), Name: reasonPrefix + d.ID, Text: d.Text, Row: rowLink(d.Row), Reason: reasons[d.Row][d.ID]}
		item.Open = item.Reason == ""
		if g.All != "" {
			item.Reason = ""
		}
		g.Items = append(g.Items, item)
	}
	if len(doubts) > MostDoubts {
		g.Rest = p.N("doubt.rest", len(doubts)-MostDoubts)
	}
	mixed := g.All == "" && len(given) > 0
	g.Unfolded = len(doubts) <= fewDoubts || mayAnswer && mixed
	return g
}

// openDoubts leads to what is not answered, kind by kind.
func (m DoubtGroups) openDoubts() []LinkedText {
	var list []LinkedText
	for _, g := range m.Groups {
		if g.Open > 0 {
			list = append(list, LinkedText{Text: m.P.N("doubt.open_of", g.Open, "Kind", g.Title), URL: "#" + g.ID})
		}
	}
	return list
}
