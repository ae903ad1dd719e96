package pages

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// FindingSentence says what is odd about an edit, and what to do about it.
func FindingSentence(p *locale.Printer, f models.Finding) string {
	todo := "finding.todo"
	switch f.Kind {
	case models.FindingSlip, models.FindingJump, models.FindingReplaced, models.FindingRecounted, models.FindingMoved, models.FindingQuoteScale, models.FindingQuoteNumber, models.FindingCost, models.FindingCostPerJob, models.FindingCostPerPower:
		todo = "finding.todo.scale"
	case models.FindingName, models.FindingAddress, models.FindingDuplicate, models.FindingSameQuote, models.FindingSameSource:
		todo = "finding.todo.same"
	case models.FindingNoSource:
		todo = "finding.todo.source"
	}
	space := " "
	if p.Lang() == models.Chinese {
		space = ""
	}
	return doubt(p, &f) + space + p.T(todo)
}

// doubt says what is odd about an edit.
func doubt(p *locale.Printer, f *models.Finding) string {
	kind := string(f.Kind)
	against := findingAmount(p, f.Against)
	switch f.Kind {
	case models.FindingSlip, models.FindingJump:
		if f.Amount.Value.GreaterThan(f.Against.Value) {
			kind += "_high"
		} else {
			kind += "_low"
		}
		if f.OtherDate != "" {
			against = p.T("text.brackets", "Text", against, "Note", p.Date(f.OtherDate))
		}
	case models.FindingReplaced:
		kind += replacedWay(f)
	case models.FindingUnit:
		if f.OtherDate != "" {
			kind += "_series"
		}
	}
	date := f.Date
	if f.Kind == models.FindingUnit {
		date = f.OtherDate
	}
	typed := f.Value
	if f.File == "statements.csv" && f.Column == "year_refers_to" {
		typed = format.Years(typed)
	}
	times := p.Decimal(decimal.New(1, int32(max(f.Power, -f.Power))))
	if f.Kind == models.FindingReplaced {
		times = timesBetween(p, f.Amount.Value, f.Against.Value)
	}
	args := []any{"Away", p.Int(f.Away),
		"Amount", findingAmount(p, f.Amount), "Against", against, "Times", times,
		"Metric", In(p, f.Metric).Text, "Whole", In(p, f.OtherMetric).Text, "Value", typed, "Text", f.Text, "Code", f.Other.Key,
		"Unit", format.Unit(p, f.Value), "Expected", format.Unit(p, f.Text), "Date", p.Date(date), "Other", p.Date(f.OtherDate), "Lat", f.Value, "Lon", f.Text}
	switch f.Kind {
	case models.FindingReplaced, models.FindingRecounted, models.FindingMoved:
		return p.N("finding.kind."+kind, f.Rows, args...)
	}
	return p.T("finding.kind."+kind, args...)
}

// replacedWay tells numbers that have become many times more or less from those that
// are others at the same level.
func replacedWay(f *models.Finding) string {
	switch level := f.Amount.Value.InexactFloat64() / f.Against.Value.InexactFloat64(); {
	case level >= farTimes:
		return "_high"
	case level <= 1/farTimes:
		return "_low"
	}
	return "_apart"
}

// farTimes is from when on a difference is told as a factor.
const farTimes = 1.5

// timesBetween is about how many times the larger of two amounts the smaller is.
func timesBetween(p *locale.Printer, a, b decimal.Decimal) string {
	if a.LessThan(b) {
		a, b = b, a
	}
	times := a.Div(b)
	if times.LessThan(decimal.New(10, 0)) {
		return p.Decimal(times.Round(1))
	}
	return p.Decimal(times.Round(0))
}

func findingAmount(p *locale.Printer, a models.Amount) string {
	if a.Unit == "" {
		return p.Decimal(a.Value)
	}
	return format.Amount(p, a.Value, a.Unit)
}

// Accepted are the doubts about a record that were looked into and accepted.
type Accepted struct {
	P     *locale.Printer
	Notes []AcceptedNote
}

// AcceptedNote is one of them.
type AcceptedNote struct {
	// Of tells which of several rows of the record it is about; it may be empty.
	Of    string
	Doubt string
	// Reason is in the words of who accepted it.
	Reason string
	// By says in which role that was, and when.
	By string
}

// NewAccepted words what was accepted of a record.
func NewAccepted(p *locale.Printer, list []models.AcceptedFinding) Accepted {
	m := Accepted{P: p}
	for i := range list {
		a := &list[i]
		who := a.Who
		if models.UserRole(who).AtLeast(models.Editor) || who == models.SystemUser {
			who = p.T("changes.who." + who)
		}
		note := AcceptedNote{Doubt: doubt(p, &a.Finding), Reason: a.Reason, By: joined(" · ", p.T("finding.by", "Who", who), moment(p, a.At))}
		// A price is known by its month.
		if parts := strings.Split(a.Key, "/"); a.File == "commodity_prices.csv" && len(parts) > 1 {
			note.Of = p.Date(models.Date(parts[1]))
		}
		m.Notes = append(m.Notes, note)
	}
	return m
}
