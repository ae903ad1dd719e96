package pages

import (
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// Conflicts lists where the statements of a year differ: first where they contradict
// each other.
type Conflicts struct {
	Title string
	// None is a sentence for a year without any contradiction.
	None  string
	Items []ConflictItem
	// Others are what differs without a contradiction, under a title of their own.
	OthersTitle string
	Others      []ConflictItem
}

// ConflictItem is one metric for which statements give several values.
type ConflictItem struct {
	Metric string
	Claims []ClaimItem
	// Verdicts say how the values stand to each other.
	Verdicts []string
	// Notes tell why some of them differ.
	Notes []PairNote
}

// ClaimItem is one value and those who gave it.
type ClaimItem struct {
	Amount Number
	By     []ClaimBy
}

// ClaimBy is one who gave a value.
type ClaimBy struct {
	Who    Text
	Day    string
	URL    string
	Source SourceNote
}

// newConflicts lists where the statements of a year differ, and what editors tell of
// that; url is where a statement is shown.
func newConflicts(p *locale.Printer, n *notes, said []*models.Statement, pairs models.Pairs, year string, url func(*models.Statement) string) *Conflicts {
	m := &Conflicts{Title: p.T("compare.conflicts", "Year", year), OthersTitle: p.T("compare.others", "Year", year)}
	for _, c := range models.Compare(said) {
		item := conflictItem(p, n, &c, pairs, url)
		if c.Year != year {
			item.Metric = p.T("text.years", "Text", item.Metric, "Years", format.Years(c.Year))
		}
		if c.Verdict() == models.VerdictContradiction {
			m.Items = append(m.Items, item)
		} else {
			m.Others = append(m.Others, item)
		}
	}
	if len(m.Items) == 0 {
		m.None = p.T("compare.agree", "Year", year)
	}
	return m
}

func conflictItem(p *locale.Printer, n *notes, c *models.Comparison, pairs models.Pairs, url func(*models.Statement) string) ConflictItem {
	item := ConflictItem{Metric: In(p, c.Metric.Name).Text, Verdicts: verdicts(p, c)}
	for _, claim := range c.Claims {
		ci := ClaimItem{Amount: numberOf(p, format.Figure(p, claim.Figure), claim.Figure.Ref(), "", nil)}
		for _, by := range claim.By {
			st := by.Statement
			ci.By = append(ci.By, ClaimBy{Who: In(p, st.Speaker.Name), Day: markedDay(p, st), URL: url(st), Source: n.note(st.Source)})
		}
		item.Claims = append(item.Claims, ci)
	}
	for _, note := range pairs.Notes(c.Has) {
		item.Notes = append(item.Notes, pairNote(p, n, note))
	}
	return item
}

// verdicts word how the claims stand to each other, the gravest verdict first. Where
// there are more than two, each names its pairs.
func verdicts(p *locale.Printer, c *models.Comparison) []string {
	var texts []string
	for _, verdict := range models.Verdicts {
		var of []string
		for _, pair := range c.Pairs {
			if pair.Verdict == verdict {
				first, second := c.Claims[pair.First].Figure, c.Claims[pair.Second].Figure
				of = append(of, p.T("verdict.pair", "First", format.Figure(p, first), "Second", format.Figure(p, second)))
			}
		}
		switch text := p.T("verdict." + string(verdict)); {
		case len(of) == 0:
		case len(c.Claims) == 2:
			texts = append(texts, p.T("verdict.alone", "Verdict", text))
		default:
			texts = append(texts, p.T("verdict.of", "Verdict", text, "Pairs", strings.Join(of, p.T("list.semicolon"))))
		}
	}
	return texts
}

// standing words how another figure stands to this one.
func standing(p *locale.Printer, own, other models.Given) string {
	return p.T("verdict." + string(models.VerdictOf(own, other)))
}

// gravest are the values beside a figure that are not the same, each once with the
// gravest verdict on it, and of equal ones as it was given last; the gravest first.
func gravest(given []FigureGiven) []FigureGiven {
	var list []FigureGiven
	for _, g := range given {
		if g.This || g.verdict == models.VerdictSame {
			continue
		}
		at := slices.IndexFunc(list, func(other FigureGiven) bool { return other.Amount == g.Amount })
		switch {
		case at < 0:
			list = append(list, g)
		case !list[at].verdict.Graver(g.verdict):
			list[at] = g
		}
	}
	slices.SortStableFunc(list, func(a, b FigureGiven) int {
		return slices.Index(models.Verdicts, a.verdict) - slices.Index(models.Verdicts, b.verdict)
	})
	return list
}
