package models

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/shopspring/decimal"
)

// Statement is what one person or office said on one occasion about one
// programme.
type Statement struct {
	Record
	Code        string
	ProgrammeID int64
	SpeakerID   int64
	RoleID      *int64
	PlaceID     *int64
	SourceID    int64
	// SaidOn is the day as the source gives it, empty where none does.
	SaidOn Date
	// DaySourceID is the document from which SaidOn is inferred, where those of the
	// statement do not give it.
	DaySourceID *int64
	// KnownOn is the day from which the statement counts; empty for a statement
	// without any date, which belongs to no year and never counts as newest.
	KnownOn Date
	// DatedBy says where KnownOn comes from.
	DatedBy DatedBy
	Note    string

	Programme *Programme
	Speaker   *Speaker
	Role      *Role
	Place     *Place
	// Source is the document that the figures were taken from; Sources are all
	// that carry the statement, Source first.
	Source  *Source
	Sources []Source `gorm:"many2many:statement_sources"`
	// DaySource is nil where the day is not inferred.
	DaySource *Source
	Figures   []Figure
	// Parts are the statements on record that this one is read from, itself first;
	// empty for one that is read alone.
	Parts []*Statement `gorm:"-"`
	// Then tells that the office was that of the day only: another held it later, or the
	// speaker another.
	Then bool `gorm:"-"`
	// All are all figures of a statement of which Figures are those of one metric.
	All []Figure `gorm:"-"`
}

// DatedBy says what the day of a statement rests on.
type DatedBy string

// What the day of a statement can rest on, the best first.
const (
	DatedBySaid      DatedBy = "said"
	DatedByAsOf      DatedBy = "as_of"
	DatedByPublished DatedBy = "published"
	DatedByNothing   DatedBy = ""
)

// Day is the best date known for the statement, as precise as it is stated:
// the day it was said, else what DatedBy names.
func (s *Statement) Day() Date {
	switch s.DatedBy {
	case DatedBySaid:
		return s.SaidOn
	case DatedByAsOf:
		var newest Date
		for i := range s.Figures {
			if d := s.Figures[i].AsOf; d.LastDay() > newest.LastDay() {
				newest = d
			}
		}
		return newest
	case DatedByPublished:
		if s.Source != nil {
			return s.Source.PublishedOn
		}
	}
	return ""
}

// dated is the best date known, as precise as it is stated; the day from which the
// statement counts where what it is dated by was not read with it.
func (s *Statement) dated() Date { return cmp.Or(s.Day(), s.KnownOn) }

// OfMedia reports whether the media tell the figures themselves, and quote no office.
func (s *Statement) OfMedia() bool { return s.Role != nil && s.Role.Kind == RoleOfMedia }

// Figure is one number in a statement.
type Figure struct {
	Record
	Code        string
	StatementID int64
	MetricID    int64
	// Position is the order in which the statement gives its figures.
	Position int64
	// Value is exact, in Unit.
	Value decimal.Decimal
	Unit  string
	// AsOf is the day that the figure describes, where that is stated.
	AsOf Date
	// YearFrom and YearTo are the year or years that the figure is about.
	YearFrom, YearTo *int64
	// PartOfID is the figure of the same statement that this one is part of; it
	// must not be added to it.
	PartOfID *int64
	// Quote is the passage that the figure was read from, 25 words at most.
	Quote string
	// QuoteFolded is Quote as it is searched.
	QuoteFolded string

	Metric *Metric
}

// Years is the year or range of years that the figure refers to, as «2018» or
// «2015-2018»; empty where none is stated.
func (f *Figure) Years() string {
	switch {
	case f.YearFrom == nil:
		return ""
	case *f.YearFrom == *f.YearTo:
		return fmt.Sprint(*f.YearFrom)
	}
	return fmt.Sprintf("%d-%d", *f.YearFrom, *f.YearTo)
}

// RefersTo reports whether the figure is about the year, alone or among others.
func (f *Figure) RefersTo(year int) bool {
	return f.YearFrom != nil && int(*f.YearFrom) <= year && year <= int(*f.YearTo)
}

// Figure is the statement's figure for the metric, nil if it states none.
func (s *Statement) Figure(metric string) *Figure {
	for i := range s.Figures {
		if s.Figures[i].Metric.Code == metric {
			return &s.Figures[i]
		}
	}
	return nil
}

// StageCount is what one statement says of one stage.
type StageCount struct {
	Stage Stage
	// Count is the sum over Figures: a stage can be stated in two figures, «in
	// preparation» and «under review».
	Count   int
	Figures []*Figure
	// PartOf is the stage that contains this one, empty for a stage that adds up
	// beside the others.
	PartOf Stage
}

// Breakdown is the arithmetic of one statement about a set of projects.
type Breakdown struct {
	// Total is nil where the statement gives none.
	Total *Figure
	// Stages are those that the statement gives, in order of progress. A stage
	// that it does not give is absent, which is not the same as 0.
	Stages []StageCount
	// Sum adds the stages that are not part of another.
	Sum int
	// NotBrokenDown is Total less Sum; nil without a total, and when the stages
	// exceed it.
	NotBrokenDown *int
	// Exceeds is by how much the stages exceed the total, 0 if they do not.
	Exceeds int
}

// TotalCount is the stated total, and whether there is one.
func (b *Breakdown) TotalCount() (int, bool) {
	if b.Total == nil {
		return 0, false
	}
	return int(b.Total.Value.IntPart()), true
}

// Stage is the count of one stage, nil if the statement does not give it.
func (b *Breakdown) Stage(stage Stage) *StageCount {
	for i := range b.Stages {
		if b.Stages[i].Stage == stage {
			return &b.Stages[i]
		}
	}
	return nil
}

// Breakdown works out how the statement's stages add up. Figures that are
// part of another, sums that the speaker gave himself and every other metric
// without a stage are never added.
func (s *Statement) Breakdown() Breakdown {
	b := Breakdown{Total: s.Figure(TotalProjects)}
	stageOfFigure := make(map[int64]Stage)
	for i := range s.Figures {
		if m := s.Figures[i].Metric; m.Stage != nil {
			stageOfFigure[s.Figures[i].ID] = *m.Stage
		}
	}
	for i := range s.Figures {
		f := &s.Figures[i]
		if f.Metric.Stage == nil {
			continue
		}
		stage := *f.Metric.Stage
		count := b.Stage(stage)
		if count == nil {
			b.Stages = append(b.Stages, StageCount{Stage: stage})
			count = &b.Stages[len(b.Stages)-1]
		}
		count.Count += int(f.Value.IntPart())
		count.Figures = append(count.Figures, f)
		if f.PartOfID != nil {
			count.PartOf = stageOfFigure[*f.PartOfID]
		} else {
			b.Sum += int(f.Value.IntPart())
		}
	}
	slices.SortFunc(b.Stages, func(x, y StageCount) int {
		return cmp.Compare(slices.Index(Stages, x.Stage), slices.Index(Stages, y.Stage))
	})
	if total, ok := b.TotalCount(); ok && len(s.Figures) > 0 {
		if rest := total - b.Sum; rest >= 0 {
			b.NotBrokenDown = &rest
		} else {
			b.Exceeds = -rest
		}
	}
	return b
}

// stages counts the stages that the statement gives.
func (s *Statement) stages() int {
	seen := make(map[Stage]bool)
	for i := range s.Figures {
		if m := s.Figures[i].Metric; m.Stage != nil {
			seen[*m.Stage] = true
		}
	}
	return len(seen)
}

// Statements are all statements about a programme with everything that is shown
// of them, the oldest first and those without a date last.
func (s *Store) Statements(ctx context.Context, programmeID int64) ([]Statement, error) {
	return shareList(ctx, s, fmt.Sprint("statements ", programmeID), func() ([]Statement, error) { return s.statements(ctx, programmeID) })
}

func (s *Store) statements(ctx context.Context, programmeID int64) ([]Statement, error) {
	var list []Statement
	err := s.db.WithContext(ctx).
		Joins("Speaker").Joins("Role").Joins("Place").Joins("Source").Joins("DaySource").
		Where("statements.programme_id = ?", programmeID).
		Order("CASE WHEN statements.known_on IS NULL THEN 1 ELSE 0 END, statements.known_on, statements.code").
		Find(&list).Error
	if err != nil {
		return nil, domainErr("list statements", err)
	}
	return list, domainErr("list figures", s.figuresOf(ctx, list, "statement_id IN (SELECT id FROM statements WHERE programme_id = ?)", programmeID))
}

// StatementsGiving are the statements made in a year, by the day, that give a
// figure for the metric: of any programme, with all their figures, in the order
// of their days.
func (s *Store) StatementsGiving(ctx context.Context, metric string, year int, day Date) ([]Statement, error) {
	const giving = "SELECT f.statement_id FROM figures f JOIN metrics m ON m.id = f.metric_id WHERE m.code = ?"
	from, to := YearDate(year).FirstDay(), min(YearDate(year).LastDay(), day)
	var list []Statement
	err := s.db.WithContext(ctx).
		Joins("Programme").Joins("Speaker").Joins("Role").Joins("Place").Joins("Source").Joins("DaySource").
		Where("statements.id IN ("+giving+") AND statements.known_on BETWEEN ? AND ?", metric, from, to).
		Order("statements.known_on, statements.code").Find(&list).Error
	if err != nil {
		return nil, domainErr("list statements on "+metric, err)
	}
	if err := s.NoteOffices(ctx, day, Pointers(list)...); err != nil {
		return nil, err
	}
	return list, domainErr("list figures", s.figuresOf(ctx, list, "statement_id IN ("+giving+")", metric))
}

// figuresOf fills the figures of the statements in one query.
func (s *Store) figuresOf(ctx context.Context, list []Statement, where string, args ...any) error {
	var figures []Figure
	if err := s.db.WithContext(ctx).Joins("Metric").Where(where, args...).
		Order("figures.statement_id, figures.position, figures.id").Find(&figures).Error; err != nil {
		return err
	}
	at := make(map[int64]*Statement, len(list))
	for i := range list {
		at[list[i].ID] = &list[i]
	}
	for _, f := range figures {
		if st := at[f.StatementID]; st != nil {
			st.Figures = append(st.Figures, f)
		}
	}
	return nil
}

// figuresOfMetric fills the statements with their figures of a metric, and All with
// the others too, by which they are compared.
func (s *Store) figuresOfMetric(ctx context.Context, list []Statement, metricID int64) error {
	if err := s.figuresOf(ctx, list, "statement_id IN ?", idsOf(list)); err != nil {
		return err
	}
	for i := range list {
		st := &list[i]
		st.All = st.Figures
		st.Figures = slices.DeleteFunc(slices.Clone(st.All), func(f Figure) bool { return f.MetricID != metricID })
	}
	return nil
}

// NoteOffices notes of each statement whether the office of its speaker was that of the
// day only, as far as it was known on a day.
func (s *Store) NoteOffices(ctx context.Context, day Date, statements ...*Statement) error {
	at := make(map[int64][]*Statement)
	for _, st := range statements {
		at[st.ID] = append(at[st.ID], st)
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(at)), namesAtOnce) {
		var then []int64
		err := s.db.WithContext(ctx).Raw(`SELECT of.id FROM statements of JOIN roles held ON held.id = of.role_id AND held.kind = ? WHERE of.id IN ? AND EXISTS (
			SELECT 1 FROM statements s JOIN roles r ON r.id = s.role_id AND r.kind = ? WHERE s.known_on > of.known_on AND s.known_on <= ?
			AND (s.role_id = of.role_id AND s.speaker_id <> of.speaker_id OR s.speaker_id = of.speaker_id AND s.role_id <> of.role_id))`,
			RoleOfPerson, some, RoleOfPerson, day).Scan(&then).Error
		if err != nil {
			return domainErr("read who held an office later", err)
		}
		for _, id := range then {
			for _, st := range at[id] {
				st.Then = true
			}
		}
	}
	return nil
}
