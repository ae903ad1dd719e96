package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

// The limits of a recheck.
const (
	// MostRechecked is how many figures, charts, projects and quotations are checked
	// at once, MostMoments as known at how many moments. A sheet that is full of what
	// takes longest can be checked.
	MostRechecked, MostMoments = MostWeight * MostBriefingItems, 3
	// MostWeight is as how many figures a chart counts, or a number of records: what they
	// are worked out from is read for each.
	MostWeight = 5
	// LongestPasted is how many bytes of text can be pasted or read from a file.
	LongestPasted = 512 << 10
)

// Rechecked is an item of an old sheet as it was known when the sheet was made, and
// as it is known now.
type Rechecked struct {
	Item BriefingItem
	// Known is the moment of the sheet, AsOf its day as it is written.
	Known     string
	AsOf      models.Date
	Then, Now BriefingFound
	// TableThen and TableNow are the rows behind a chart; nil without one.
	TableThen, TableNow *table.Table
	// Revisions are those of a project, or of what a chart shows, since then, the newest
	// first.
	Revisions []models.RevisionRecord
}

// Weight is as how many items one counts of those that are checked at once.
func (i BriefingItem) Weight() int {
	if ref, err := models.ParseFigureRef(i.Of); i.Kind == BriefingChart || err == nil && ref.Kind == models.FigureCount {
		return MostWeight
	}
	return 1
}

// RecheckData is what the page of a recheck is made of.
type RecheckData struct {
	// Text is what was pasted, Problem a sentence on what was sent and cannot be read.
	Text, Problem string
	// Checked is set once something was checked.
	Checked bool
	Items   []Rechecked
	// Sheets are the sheets that were read.
	Sheets []Sheet
	// NoMoment are addresses that do not say when their figures were known.
	NoMoment []string
}

// Recheck is the page that tells what has changed since a sheet was made.
type Recheck struct {
	P             *locale.Printer
	Title, Action string
	Text, Problem string
	// Headline is what was found; empty before anything was checked.
	Headline string
	Changed  []RecheckLine
	// Same says how many are as they were, Missing how many never were here.
	Same, Missing string
	NoMoment      []string
	// Now are the sheets with the figures of now.
	Now []LinkedText
}

// RecheckLine is one that has changed. Is is empty for one that is gone.
type RecheckLine struct {
	Name    Text
	Values  []RecheckValue
	Gone    string
	Reasons []string
	Then    LinkedText
	Now     LinkedText
}

// RecheckValue is a value before and after.
type RecheckValue struct{ Label, Was, Is string }

// NewRecheck works out the page.
func NewRecheck(p *locale.Printer, d RecheckData) (Recheck, error) {
	m := Recheck{P: p, Title: p.T("recheck.title"), Action: To(p, RecheckPath).URL(), Text: d.Text, Problem: d.Problem, NoMoment: d.NoMoment}
	if !d.Checked {
		return m, nil
	}
	same, missing := 0, 0
	for i := range d.Items {
		r := &d.Items[i]
		line, changed, err := r.line(p)
		switch {
		case err != nil:
			return m, err
		case !r.Then.there():
			missing++
		case changed:
			m.Changed = append(m.Changed, line)
		default:
			same++
		}
	}
	// Of an address without a moment nobody can tell what has changed: no number is said
	// where nothing was compared.
	if len(d.Items) == 0 {
		m.Headline = p.T("recheck.nothing_compared")
	} else {
		m.Headline = p.N("recheck.changed", len(m.Changed))
		m.Same = p.N("recheck.same", same)
	}
	if missing > 0 {
		m.Missing = p.N("recheck.missing", missing)
	}
	for _, s := range d.Sheets {
		s.AsOf = ""
		m.Now = append(m.Now, LinkedText{p.T("recheck.now", "Title", cmp.Or(s.Title, p.T("briefing.title"))), s.In(To(p, BriefingPath)).URL()})
	}
	return m, nil
}

// there reports whether anything was found.
func (f *BriefingFound) there() bool { return f.Figure != nil || f.Project != nil || f.Chart != nil }

// line compares an item with what it was, and reports whether it has changed.
func (r *Rechecked) line(p *locale.Printer) (RecheckLine, bool, error) {
	var l RecheckLine
	var err error
	switch then := &r.Then; {
	case !then.there():
		return l, false, nil
	case then.Figure != nil:
		l.Name = then.Figure.Title
	case then.Project != nil:
		l.Name = then.Project.Name
	default:
		l.Name = Text{Text: then.Chart.Title}
	}
	path := r.Item.Page()
	was := Link{Lang: p.Lang(), Known: r.Known, Path: path, Params: r.Item.Params}.With("as_of", string(r.AsOf))
	l.Then = LinkedText{p.T("recheck.then_link"), was.URL()}
	if !r.Now.there() {
		l.Gone = p.T("recheck.gone")
		if w := r.Now.Withdrawn; w != nil {
			l.Gone = strings.Join(WithdrawnSentences(p, w), " ")
			if to := ReplacementURL(p, w); to != "" {
				l.Now = LinkedText{p.T("error.410.replaced"), to}
			}
		}
		if f := r.Then.Figure; f != nil {
			l.Values = []RecheckValue{{Was: f.Amount}}
		}
		return l, true, nil
	}
	is := was
	is.Known = ""
	l.Now = LinkedText{p.T("recheck.now_link"), is.URL()}
	switch {
	case r.Then.Figure != nil:
		l.Values = r.figure()
		l.Reasons = reasonsSince(p, r.Then.Figure, r.Now.Figure)
	case r.Then.Project != nil:
		l.Values = r.facts()
		l.Reasons = r.reasons(p)
	default:
		l.Values, err = r.rows(p)
		l.Reasons = r.reasons(p)
	}
	return l, len(l.Values) > 0, err
}

// reasons are those of the revisions since, each once.
func (r *Rechecked) reasons(p *locale.Printer) []string {
	var list []string
	for i := range r.Revisions {
		v := &r.Revisions[i]
		list = append(list, reason(p, p.Date(models.DayOf(v.At)), p.T("changes.kind."+string(v.Kind)), v.Reason))
	}
	return unique(list)
}

// About is the record whose revisions tell why an item of a sheet has changed: that of a
// project or of a chart. A figure brings its own.
func (i BriefingItem) About() (models.RecordKey, bool) {
	page, code, _ := strings.Cut(i.Of, "/")
	switch {
	case i.Kind == BriefingProject:
		return models.RecordKey{Noun: models.NounProject, Code: i.Of}, true
	case i.Kind != BriefingChart:
		return models.RecordKey{}, false
	case page == "metrics":
		return models.RecordKey{Noun: models.NounMetric, Code: code}, true
	case page == "prices":
		return models.RecordKey{Noun: models.NounCommodity, Code: code}, true
	}
	programme := cmp.Or(i.Params.Get("programme"), models.MainProgramme)
	return models.RecordKey{Noun: models.NounProgramme, Code: programme}, true
}

// Page is the page of an item, behind the language.
func (i BriefingItem) Page() string {
	switch {
	case i.Kind == BriefingFigure, i.Kind == BriefingQuotation:
		return "f/" + i.Of
	case i.Kind == BriefingProject:
		return "projects/" + i.Of
	case i.Of == programmePath:
		return ""
	}
	return i.Of
}

// figure compares a figure, or its quotation.
func (r *Rechecked) figure() []RecheckValue {
	then, now := r.Then.Figure, r.Now.Figure
	if r.Item.Kind == BriefingQuotation {
		was, is := quoted(then.Quote), quoted(now.Quote)
		if was == is {
			return nil
		}
		return []RecheckValue{{Was: was, Is: is}}
	}
	if then.value.Equal(now.value) && then.unit == now.unit {
		return nil
	}
	return []RecheckValue{{Was: then.Amount, Is: now.Amount}}
}

func quoted(q *Quote) string {
	if q == nil {
		return ""
	}
	return q.Text
}

// reasonsSince are those of the revisions that came after the figure of then.
func reasonsSince(p *locale.Printer, then, now *Figure) []string {
	var list []string
	for _, c := range now.Changes[:max(0, len(now.Changes)-len(then.Changes))] {
		list = append(list, reason(p, c.Moment, c.Kind, c.Reason))
	}
	return list
}

func reason(p *locale.Printer, day, kind, text string) string {
	kind = strings.ToLower(kind)
	if text == "" {
		return joined(", ", day, kind)
	}
	return p.T("figure.since_reason", "Day", day, "Kind", kind, "Reason", text)
}

// facts compares what is recorded of a project.
func (r *Rechecked) facts() []RecheckValue {
	values := func(m *Project) (labels []string, of map[string]string) {
		of = make(map[string]string)
		for _, f := range m.Facts {
			var texts []string
			for _, v := range f.Values {
				texts = append(texts, v.Text)
			}
			labels, of[f.Label] = append(labels, f.Label), strings.Join(texts, "; ")
		}
		return labels, of
	}
	labels, was := values(r.Then.Project)
	more, is := values(r.Now.Project)
	var list []RecheckValue
	for _, label := range unique(append(labels, more...)) {
		if was[label] != is[label] {
			list = append(list, RecheckValue{label, was[label], is[label]})
		}
	}
	return list
}

func unique(list []string) []string {
	var kept []string
	for _, text := range list {
		if !slices.Contains(kept, text) {
			kept = append(kept, text)
		}
	}
	return kept
}
