package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// Conflicts lists the statements of the year that disagree.
type Conflicts struct {
	Title string
	// None is a sentence for a year without any.
	None  string
	Items []ConflictItem
}

// ConflictItem is one metric on which statements disagree.
type ConflictItem struct {
	Metric string
	Claims []ClaimItem
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

// newConflicts lists on what the statements of a year disagree; url is where a
// statement is shown.
func newConflicts(p *locale.Printer, n *notes, said []*models.Statement, year string, url func(*models.Statement) string) *Conflicts {
	m := &Conflicts{Title: p.T("compare.conflicts", "Year", year)}
	for _, c := range models.Conflicts(said) {
		item := conflictItem(p, n, &c, url)
		if c.Years != "" && c.Years != year {
			item.Metric = p.T("text.years", "Text", item.Metric, "Years", format.Years(c.Years))
		}
		m.Items = append(m.Items, item)
	}
	if len(m.Items) == 0 {
		m.None = p.T("compare.agree", "Year", year)
	}
	return m
}

func conflictItem(p *locale.Printer, n *notes, c *models.Conflict, url func(*models.Statement) string) ConflictItem {
	item := ConflictItem{Metric: In(p, c.Metric.Name).Text}
	for _, claim := range c.Claims {
		ci := ClaimItem{Amount: numberOf(p, format.Figure(p, claim.Figure), claim.Figure.Ref(), "", nil)}
		for _, st := range claim.By {
			ci.By = append(ci.By, ClaimBy{Who: In(p, st.Speaker.Name), Day: statementDay(p, st), URL: url(st), Source: n.note(st.Source)})
		}
		item.Claims = append(item.Claims, ci)
	}
	return item
}
