package models

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"gorm.io/gorm"
)

// FindingKind says what is doubtful about an edit.
type FindingKind string

// The kinds of finding.
const (
	// FindingSum: figures that add up beside each other are more than their total.
	FindingSum FindingKind = "sum"
	// FindingShare: a figure about some is more than the one about all.
	FindingShare FindingKind = "share"
	// FindingParts: what is part of a figure is more than the figure.
	FindingParts FindingKind = "parts"
	// FindingWholeElsewhere: the figure that this one is part of belongs to another
	// statement.
	FindingWholeElsewhere FindingKind = "whole_elsewhere"
	// FindingPartUnit: a figure and the one that it is part of have different units.
	FindingPartUnit FindingKind = "part_unit"
	// FindingBalance: exports and imports do not make the turnover.
	FindingBalance FindingKind = "balance"
	// FindingUnit: the unit is not that of the metric, or of the prices before.
	FindingUnit FindingKind = "unit"
	// FindingCurrency: the unit of a price names another currency than its own.
	FindingCurrency FindingKind = "currency"
	// FindingSlip: the number is a power of ten away from what was stated before, as
	// where millions were written for billions.
	FindingSlip FindingKind = "slip"
	// FindingJump: the number is many times what stands before and after it, or a
	// small part of that.
	FindingJump FindingKind = "jump"
	// FindingReplaced: numbers of one series, statement or column that change together
	// are far from those on record.
	FindingReplaced FindingKind = "replaced"
	// FindingRecounted: what is on record changes its unit or currency.
	FindingRecounted FindingKind = "recounted"
	// FindingMoved: places lie far from where they are on record.
	FindingMoved FindingKind = "moved"
	// FindingQuoteScale: the quotation has the number at another power of ten.
	FindingQuoteScale FindingKind = "quote_scale"
	// FindingQuoteNumber: the quotation does not have the number.
	FindingQuoteNumber FindingKind = "quote_number"
	// FindingFraction: a share below one in a hundred, as where 0.56 was written for
	// 56 percent.
	FindingFraction FindingKind = "fraction"
	// FindingOverHundred: a share of more than everything.
	FindingOverHundred FindingKind = "over_hundred"
	// FindingFuture: the date is still to come.
	FindingFuture FindingKind = "future"
	// FindingYear: the year is far from the day of the statement, or from today.
	FindingYear FindingKind = "year"
	// FindingAfterSaid: a figure describes a day after the one on which it was said.
	FindingAfterSaid FindingKind = "after_said"
	// FindingAfterSource: something happened after the document that tells of it was
	// published.
	FindingAfterSource FindingKind = "after_source"
	// FindingOrder: a project was launched before works began.
	FindingOrder FindingKind = "order"
	// FindingDuplicate: the same speaker has stated the same on that day already.
	FindingDuplicate FindingKind = "duplicate"
	// FindingSameQuote: the same passage of the document is a figure already.
	FindingSameQuote FindingKind = "same_quote"
	// FindingSameSource: the document, or its publisher, gives the figure already.
	FindingSameSource FindingKind = "same_source"
	// FindingName: another record is called nearly the same.
	FindingName FindingKind = "name"
	// FindingAddress: another source has the same address.
	FindingAddress FindingKind = "address"
	// FindingNoSource: the figure rests on no document, or on a gazetteer only.
	FindingNoSource FindingKind = "no_source"
	// FindingSwapped: latitude and longitude would lie in Kazakhstan the other way
	// round.
	FindingSwapped FindingKind = "swapped"
	// FindingOutside: the place lies outside Kazakhstan.
	FindingOutside FindingKind = "outside"
	// FindingFar: the place lies far from the centre of its region.
	FindingFar FindingKind = "far"
	// FindingCost: the cost is out of scale for any project.
	FindingCost FindingKind = "cost"
	// FindingJobs: there are more jobs than any project gives.
	FindingJobs FindingKind = "jobs"
	// FindingCostPerJob and FindingCostPerPower: the cost is out of scale for the jobs,
	// or for the power of the plant.
	FindingCostPerJob   FindingKind = "cost_per_job"
	FindingCostPerPower FindingKind = "cost_per_power"
)

// FindingKinds are all kinds.
var FindingKinds = []FindingKind{
	FindingSum, FindingShare, FindingParts, FindingWholeElsewhere, FindingPartUnit, FindingBalance, FindingUnit, FindingCurrency, FindingSlip, FindingJump,
	FindingReplaced, FindingRecounted, FindingMoved,
	FindingQuoteScale, FindingQuoteNumber, FindingFraction, FindingOverHundred, FindingFuture, FindingYear, FindingAfterSaid, FindingAfterSource, FindingOrder,
	FindingDuplicate, FindingSameQuote, FindingSameSource, FindingName, FindingAddress, FindingNoSource, FindingSwapped, FindingOutside, FindingFar, FindingCost, FindingJobs,
	FindingCostPerJob, FindingCostPerPower,
}

// Amount is a number in its unit. The zero value is no amount.
type Amount struct {
	Value decimal.Decimal
	Unit  string
}

// Finding is one doubt about an edit: what a person should look at again before it
// is published. It blocks nothing that is accepted with a reason.
type Finding struct {
	RowKey
	// Column is the cell that the doubt is about, and Value what was typed there.
	Column string
	Kind   FindingKind
	Value  string

	// What the sentence about it says. Which are set depends on the kind.

	// Other is another row that is concerned; the zero key if none is.
	Other RowKey
	// Text is its name, its address, the quotation, or the unit that was expected.
	Text string
	// Metric and OtherMetric are the names of what was counted.
	Metric, OtherMetric Translations
	// Amount is what was typed, or what it adds up to, and Against what it is
	// measured against.
	Amount, Against Amount
	// Power is by how many powers of ten the number is too large; negative if it is
	// too small.
	Power int
	// Rows is of how many rows the doubt is; 0 for that of one cell. Away is how far they
	// are from what is on record, in the middle: in percent, for places in kilometres.
	Rows, Away int
	// Date is what was typed, and OtherDate what it is measured against.
	Date, OtherDate Date
}

// ID identifies the doubt: the same cells give the same ID, whoever looks and
// whenever, and other values concerned give another. What other statements of a
// series say is not part of it: a doubt that was accepted does not come back
// because somebody else spoke meanwhile.
func (f Finding) ID() string {
	parts := []string{f.File, f.Key, f.Column, string(f.Kind), f.Value, f.Amount.Value.String(), f.Amount.Unit, fmt.Sprint(f.Power), string(f.Date)}
	switch f.Kind {
	case FindingSlip:
	case FindingJump:
		parts = append(parts, fmt.Sprint(f.Amount.Value.Cmp(f.Against.Value)))
	case FindingFuture, FindingYear:
		// What it is measured against may be today.
	default:
		parts = append(parts, f.Other.File, f.Other.Key, f.Text, f.Against.Value.String(), f.Against.Unit, string(f.OtherDate))
	}
	if f.Rows != 0 {
		parts = append(parts, fmt.Sprint(f.Rows, f.Away))
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:12])
}

// Findings is what is doubtful in the edits, against each other and against what is
// recorded, in the order of files, keys and columns. Only rows that are new or
// changed are judged, and of a changed row only what the change concerns. A doubt
// that was accepted before is left out as long as it is the same.
//
// What is impossible is no finding: the loader refuses it.
func (s *Store) Findings(ctx context.Context, edits []RowEdit) ([]Finding, error) {
	g := newGuard(s, s.db.WithContext(ctx), edits)
	err := g.judge()
	if err == nil {
		err = g.leaveOutAccepted()
	}
	return g.found, domainErr("look for what is doubtful", err)
}

// guard is the state of one look at edits.
type guard struct {
	db      *gorm.DB
	dialect Dialect
	today   Date
	// rows are those of each file, by key.
	rows  map[string][]*judgedRow
	found []Finding
	// doubted are the cells that found is about, once they have been judged beside others.
	doubted map[cellKey]bool

	// What cells refer to, with the edits laid over what is recorded.
	sources    map[string]*Source
	metrics    map[string]*Metric
	programmes map[string]*Programme
	bases      map[string]*Programme
	// toldSame are the pairs of codes, in both orders, that are recorded as one figure twice.
	toldSame map[[2]string]bool
}

func newGuard(s *Store, db *gorm.DB, edits []RowEdit) *guard {
	g := &guard{db: db, dialect: s.dialect, today: DayOf(s.now()), rows: make(map[string][]*judgedRow)}
	for i := range edits {
		e := &edits[i]
		g.rows[e.File] = append(g.rows[e.File], &judgedRow{RowKey: e.RowKey, base: e.Base, cells: e.Cells})
	}
	// What is found must not depend on the order in which edits come.
	for _, rows := range g.rows {
		slices.SortStableFunc(rows, func(a, b *judgedRow) int { return cmp.Compare(a.Key, b.Key) })
	}
	return g
}

// judge looks at all files.
func (g *guard) judge() error {
	if !g.changesAnything() {
		return nil
	}
	for _, look := range []func() error{g.readTerms, g.readSources, g.judgeFigures, g.judgeProjects, g.judgePrices, g.judgeEnterprises, g.judgeAgreements, g.judgeNames, g.judgeReplaced} {
		if err := look(); err != nil {
			return err
		}
	}
	order := make(map[string]int, len(files))
	for i := range files {
		order[files[i].name] = i
	}
	slices.SortStableFunc(g.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(order[a.File], order[b.File]), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Column, b.Column),
			cmp.Compare(slices.Index(FindingKinds, a.Kind), slices.Index(FindingKinds, b.Kind)), cmp.Compare(a.Other.Key, b.Other.Key), cmp.Compare(a.ID(), b.ID()))
	})
	g.found = slices.CompactFunc(g.found, func(a, b Finding) bool { return a.ID() == b.ID() })
	return nil
}

func (g *guard) changesAnything() bool {
	for _, rows := range g.rows {
		for _, r := range rows {
			if r.changed() {
				return true
			}
		}
	}
	return false
}

// doubt notes a finding about a cell of a row.
func (g *guard) doubt(r *judgedRow, column string, f Finding) {
	f.RowKey, f.Column, f.Value = r.RowKey, column, r.cell(column)
	g.found = append(g.found, f)
}

// leaveOutAccepted drops the doubts that were accepted before.
func (g *guard) leaveOutAccepted() error {
	ids := make([]string, len(g.found))
	for i := range g.found {
		ids[i] = g.found[i].ID()
	}
	accepted := make(map[string]bool)
	for batch := range slices.Chunk(ids, guardBatch) {
		var list []string
		if err := g.db.Model(&acceptedRow{}).Where("finding_id IN ?", batch).Pluck("finding_id", &list).Error; err != nil {
			return err
		}
		for _, id := range list {
			accepted[id] = true
		}
	}
	g.found = slices.DeleteFunc(g.found, func(f Finding) bool { return accepted[f.ID()] })
	return nil
}
