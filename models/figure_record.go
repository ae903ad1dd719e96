package models

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// FigureRecord is a stated figure with what stands around it.
type FigureRecord struct {
	// Statement is that which gives the figure, with all its figures and sources.
	Statement *Statement
	// Figure is one of those of the statement.
	Figure *Figure
	// Given are the statements about the same programme that give the metric, this
	// one among them, the newest MostStatements in the order of their days and those
	// without a date last; each with its figures of the metric only.
	Given []Statement
	// Pairs are what editors tell of the figures given, with one another or with any
	// other.
	Pairs Pairs
}

// FigureRecord is the figure with the code, and what had been stated of its metric
// by the day; statements without a date count if undated is set. It returns
// ErrNotFound if there is no such code.
func (s *Store) FigureRecord(ctx context.Context, code string, day Date, undated bool) (*FigureRecord, error) {
	if isShared(ctx) {
		if r, err := s.figureAmong(ctx, code, day, undated); err != nil || r != nil {
			return r, domainErr("read figure "+code, err)
		}
	}
	attempt := "read figure " + code
	st, err := s.alone(ctx, "statements.id = (SELECT statement_id FROM figures WHERE code = ?)", code)
	if err != nil {
		return nil, domainErr(attempt, err)
	}
	r := &FigureRecord{Statement: st}
	r.Figure = &st.Figures[slices.IndexFunc(st.Figures, func(f Figure) bool { return f.Code == code })]
	f := StatementFilter{AsOf: day, Undated: undated, Metric: r.Figure.Metric.Code, Programme: st.Programme.Code}
	db := s.db.WithContext(ctx)
	if r.Given, err = s.inOrder(ctx, f.picked(f.measured(f.known(db))), f.Sort.statements(), MostStatements, 0); err != nil {
		return nil, domainErr(attempt, err)
	}
	oldestFirst(r.Given)
	if err := s.figuresOfMetric(ctx, r.Given, r.Figure.MetricID); err != nil {
		return nil, domainErr(attempt, err)
	}
	if err := s.NoteOffices(ctx, day, append(Pointers(r.Given), st)...); err != nil {
		return nil, err
	}
	r.Pairs, err = s.FigurePairs(ctx, append(Pointers(r.Given), st))
	return r, err
}

// figureAmong is FigureRecord by what all figures of its programme share; nil of a
// programme with more statements than are read together.
func (s *Store) figureAmong(ctx context.Context, code string, day Date, undated bool) (*FigureRecord, error) {
	var of Statement
	err := s.db.WithContext(ctx).Select("id", "programme_id").Where("id = (SELECT statement_id FROM figures WHERE code = ?)", code).Take(&of).Error
	if err != nil {
		return nil, err
	}
	about, err := Share(ctx, s, fmt.Sprint("statements with sources ", of.ProgrammeID), func() ([]Statement, error) {
		return s.statementsWithSources(ctx, of.ProgrammeID)
	})
	if err != nil || about == nil {
		return nil, err
	}
	own := about[slices.IndexFunc(about, func(st Statement) bool { return st.ID == of.ID })]
	r := &FigureRecord{Statement: &own, Given: []Statement{}}
	r.Figure = &own.Figures[slices.IndexFunc(own.Figures, func(f Figure) bool { return f.Code == code })]
	for _, st := range about {
		given := slices.DeleteFunc(slices.Clone(st.Figures), func(f Figure) bool { return f.MetricID != r.Figure.MetricID })
		if known := st.KnownOn == "" && undated || st.KnownOn != "" && st.KnownOn <= day; known && len(given) > 0 {
			st.All, st.Figures, st.Sources = st.Figures, given, nil
			r.Given = append(r.Given, st)
		}
	}
	if err := s.NoteOffices(ctx, day, append(Pointers(r.Given), &own)...); err != nil {
		return nil, err
	}
	pairs, err := Share(ctx, s, fmt.Sprint("pairs of figures of statements ", of.ProgrammeID), func() (Pairs, error) {
		return s.FigurePairs(ctx, Pointers(about))
	})
	r.Pairs = pairs.of(append(Pointers(r.Given), &own))
	return r, err
}

// statementsWithSources are all statements about a programme with all their sources, in
// the order of a FigureRecord; nil if they are more than MostStatements.
func (s *Store) statementsWithSources(ctx context.Context, programmeID int64) ([]Statement, error) {
	db := s.db.WithContext(ctx)
	var n int64
	if err := db.Model(&Statement{}).Where("programme_id = ?", programmeID).Count(&n).Error; err != nil || n > MostStatements {
		return nil, err
	}
	list, err := s.inOrder(ctx, db.Table("statements").Where("programme_id = ?", programmeID), Sort{}.statements(), MostStatements, 0)
	if err != nil {
		return nil, err
	}
	oldestFirst(list)
	if err := s.figuresOf(ctx, list, "statement_id IN ?", idsOf(list)); err != nil {
		return nil, err
	}
	sources, err := s.sourcesOfAll(ctx, "statement_sources", "statement_id", idsOf(list))
	for i := range list {
		list[i].Sources = sources[list[i].ID]
	}
	return list, err
}

// oldestFirst turns statements in the order of their list, the newest first and
// those without a date last, into the order of their days.
func oldestFirst(list []Statement) {
	undated := slices.IndexFunc(list, func(st Statement) bool { return st.KnownOn == "" })
	if undated < 0 {
		undated = len(list)
	}
	slices.Reverse(list[:undated])
}

// Comparable are the figures that can be compared with this one, itself among them:
// those of the same programme, metric and year, in the order of their days.
func (r *FigureRecord) Comparable() []Given {
	own := Given{r.Statement, r.Figure}
	var list []Given
	for i := range r.Given {
		st := &r.Given[i]
		for j := range st.Figures {
			if g := (Given{st, &st.Figures[j]}); g.Figure.ID == r.Figure.ID || g.Comparable(own) {
				list = append(list, g)
			}
		}
	}
	return list
}

// Comparison is where the figure stands among those of the same, nil if all give one
// value.
func (r *FigureRecord) Comparison() *Comparison {
	for _, c := range Compare(Pointers(r.Given)) {
		if c.Has(r.Figure.Code) {
			return &c
		}
	}
	return nil
}

// Changed is what a revision wrote into a column: the old and the new value as the
// log has them, and whether it wrote any.
func (r *Revision) Changed(column string) (before, after string, changed bool) {
	read := func(text string) (string, bool) {
		var values map[string]any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if d.Decode(&values) != nil {
			return "", false
		}
		value, there := values[column]
		return show(value), there
	}
	before, changed = read(r.Before)
	after, _ = read(r.After)
	return before, after, changed
}
