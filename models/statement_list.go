package models

import (
	"context"
	"strings"

	"gorm.io/gorm"
)

// The facets of a list of statements, beside programme and year.
const (
	FacetSpeaker = "speaker"
	FacetMetric  = "metric"
)

// StatementFilter selects statements as they were known on a day. The zero value
// of every field but AsOf means «everything».
type StatementFilter struct {
	// AsOf is a full date. A statement made later is left out.
	AsOf Date
	// Undated lets statements without any date in: nobody can tell whether they
	// had been made on a past day.
	Undated bool
	// Speaker, Programme, Metric and Source are codes.
	Speaker, Programme, Metric, Source string
	// Year is that of the statement, or NotStated for those without a date.
	Year string
	// Text is looked for in quotations; Speakers are those whose names have it.
	Text     string
	Speakers []int64

	Sort Sort
	// Page counts from 1; 0 is the first.
	Page int
}

// The public words by which statements are sorted.
const (
	SortDay       = "day"
	SortSpeaker   = "speaker"
	SortProgramme = "programme"
)

// StatementSorts are the words by which statements can be sorted.
var StatementSorts = []string{SortDay, SortSpeaker, SortProgramme}

const statementYear = "substr(statements.known_on, 1, 4)"

func (f StatementFilter) known(db *gorm.DB) *gorm.DB {
	db = db.Table("statements")
	if f.Undated {
		db = db.Where("(statements.known_on IS NULL OR statements.known_on <= ?)", f.AsOf)
	} else {
		db = db.Where("statements.known_on <= ?", f.AsOf)
	}
	if f.Source != "" {
		db = db.Where("statements.id IN (SELECT x.statement_id FROM statement_sources x JOIN sources y ON y.id = x.source_id WHERE y.code = ?)", f.Source)
	}
	if f.Text != "" {
		quoted := `statements.id IN (SELECT q.statement_id FROM figures q WHERE lower(q.quote) LIKE ? ESCAPE '\')`
		pattern := "%" + likeEscape(strings.ToLower(f.Text)) + "%"
		if len(f.Speakers) > 0 {
			db = db.Where("("+quoted+" OR statements.speaker_id IN ?)", pattern, f.Speakers)
		} else {
			db = db.Where(quoted, pattern)
		}
	}
	return db
}

func (f StatementFilter) measured(db *gorm.DB) *gorm.DB {
	if f.Metric == "" {
		return db
	}
	return db.Where("statements.id IN (SELECT m.statement_id FROM figures m JOIN metrics n ON n.id = m.metric_id WHERE n.code = ?)", f.Metric)
}

func (f StatementFilter) picked(db *gorm.DB) *gorm.DB {
	db = whereTerm(db, "statements.speaker_id", "speakers", f.Speaker)
	db = whereTerm(db, "statements.programme_id", "programmes", f.Programme)
	switch f.Year {
	case "":
		return db
	case NotStated:
		return db.Where("statements.known_on IS NULL")
	}
	// A range, so that an index on the day can be used.
	return db.Where("statements.known_on >= ? AND statements.known_on <= ?", f.Year, f.Year+"-12-31")
}

func (s Sort) statements() string {
	const newest = "CASE WHEN statements.known_on IS NULL THEN 1 ELSE 0 END, statements.known_on DESC, statements.code DESC"
	switch s.By {
	case SortSpeaker:
		return s.ranked("statements.speaker_id") + ", " + newest
	case SortProgramme:
		return s.ranked("statements.programme_id") + ", " + newest
	case SortDay:
		return "CASE WHEN statements.known_on IS NULL THEN 1 ELSE 0 END, statements.known_on " + s.direction() + ", statements.code " + s.direction()
	}
	return newest
}

// StatementList is one page of the statements that the filter selects, the newest
// first unless sorted otherwise, with programme, speaker, role, place, source and
// all figures.
func (s *Store) StatementList(ctx context.Context, f StatementFilter) ([]Statement, error) {
	var list []Statement
	err := f.picked(f.measured(f.known(s.db.WithContext(ctx)))).
		Joins("Programme").Joins("Speaker").Joins("Role").Joins("Place").Joins("Source").
		Order(f.Sort.statements()).Limit(PageSize).Offset((max(f.Page, 1) - 1) * PageSize).Find(&list).Error
	if err != nil {
		return nil, domainErr("list statements", err)
	}
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return list, domainErr("list figures", s.figuresOf(ctx, list, "statement_id IN ?", ids))
}

// StatementCounts counts the options of every facet of the list of statements, in
// two queries: one for what a statement has one value of, one for the metrics.
func (s *Store) StatementCounts(ctx context.Context, f StatementFilter) (Counts, error) {
	columns := strings.Join([]string{"speakers.code", "programmes.code", statementYear}, ", ")
	cells, err := readCells(f.measured(f.known(s.db.WithContext(ctx))).
		Joins("JOIN speakers ON speakers.id = statements.speaker_id").
		Joins("JOIN programmes ON programmes.id = statements.programme_id").
		Select(columns+", count(*)").Group(columns), 3)
	if err != nil {
		return Counts{}, domainErr("count statements", err)
	}
	counts := tally([]string{FacetSpeaker, FacetProgramme, FacetYear}, []string{f.Speaker, f.Programme, f.Year}, cells)
	var metrics []struct {
		Code *string
		N    int
	}
	// The row without a code counts the statements on any metric.
	err = s.db.WithContext(ctx).Raw("WITH found AS (?) SELECT NULL AS code, count(*) AS n FROM found UNION ALL "+
		"SELECT code, count(*) AS n FROM (SELECT DISTINCT found.id, metrics.code FROM found JOIN figures ON figures.statement_id = found.id "+
		"JOIN metrics ON metrics.id = figures.metric_id) AS given GROUP BY code",
		f.picked(f.known(s.db.WithContext(ctx))).Select("statements.id")).Scan(&metrics).Error
	of := FacetCounts{N: make(map[string]int)}
	for _, m := range metrics {
		if m.Code == nil {
			of.Any = m.N
		} else {
			of.N[*m.Code] = m.N
		}
	}
	counts.Facets[FacetMetric] = of
	return counts, domainErr("count statements by metric", err)
}

// Speakers are all speakers, in no particular order.
func (s *Store) Speakers(ctx context.Context) ([]Speaker, error) {
	var list []Speaker
	err := s.db.WithContext(ctx).Order("id").Find(&list).Error
	return list, domainErr("list speakers", err)
}

// StatementRecord is a statement with what stands around it.
type StatementRecord struct {
	Statement
	// OfYear are the statements of the same year about the same programme, in the
	// order of their days, this one among them; without a date only this one.
	OfYear []Statement
	// Previous and Next are those about the programme before and after it; nil at
	// the ends, and without a date.
	Previous, Next *Statement
}

// Statement is one statement with all its sources and what stands around it, as
// known on the day. It returns ErrNotFound if there is no such code.
func (s *Store) Statement(ctx context.Context, code string, day Date) (*StatementRecord, error) {
	attempt := "read statement " + code
	db := s.db.WithContext(ctx)
	joined := func() *gorm.DB {
		return db.Joins("Programme").Joins("Speaker").Joins("Role").Joins("Place").Joins("Source")
	}
	var r StatementRecord
	if err := joined().Where("statements.code = ?", code).First(&r.Statement).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	var err error
	if r.Sources, err = s.sourcesOf(ctx, "statement_sources", "statement_id", r.ID); err != nil {
		return nil, domainErr(attempt, err)
	}
	if r.KnownOn == "" {
		r.OfYear = []Statement{r.Statement}
		err := s.figuresOf(ctx, r.OfYear, "statement_id = ?", r.ID)
		r.Figures = r.OfYear[0].Figures
		return &r, domainErr(attempt, err)
	}
	year := YearDate(r.KnownOn.Year())
	// What was said later than the day does not count; the statement itself is
	// shown in any case.
	const ofYear = "statements.programme_id = ? AND statements.known_on >= ? AND statements.known_on <= ? AND (statements.known_on <= ? OR statements.id = ?)"
	args := []any{r.ProgrammeID, year.FirstDay(), year.LastDay(), day, r.ID}
	if err := joined().Where(ofYear, args...).Order("statements.known_on, statements.code").Find(&r.OfYear).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	if err := s.figuresOf(ctx, r.OfYear, "statement_id IN (SELECT statements.id FROM statements WHERE "+ofYear+")", args...); err != nil {
		return nil, domainErr(attempt, err)
	}
	for i := range r.OfYear {
		if r.OfYear[i].ID == r.ID {
			r.Figures = r.OfYear[i].Figures
		}
	}
	beside := func(condition, order string) (*Statement, error) {
		var list []Statement
		err := db.Joins("Speaker").Joins("Source").Where("statements.programme_id = ? AND statements.known_on <= ?", r.ProgrammeID, day).
			Where(condition, r.KnownOn, r.KnownOn, r.Code).Order(order).Limit(1).Find(&list).Error
		if err != nil || len(list) == 0 {
			return nil, err
		}
		return &list[0], nil
	}
	if r.Previous, err = beside("statements.known_on < ? OR statements.known_on = ? AND statements.code < ?", "statements.known_on DESC, statements.code DESC"); err != nil {
		return nil, domainErr(attempt, err)
	}
	r.Next, err = beside("statements.known_on > ? OR statements.known_on = ? AND statements.code > ?", "statements.known_on, statements.code")
	return &r, domainErr(attempt, err)
}

// StatementOfFigure is the code of the statement that the figure belongs to. It
// returns ErrNotFound if there is no such figure.
func (s *Store) StatementOfFigure(ctx context.Context, figure string) (string, error) {
	var code string
	err := s.db.WithContext(ctx).Table("statements").Joins("JOIN figures ON figures.statement_id = statements.id AND figures.code = ?", figure).
		Limit(1).Pluck("statements.code", &code).Error
	if err == nil && code == "" {
		err = gorm.ErrRecordNotFound
	}
	return code, domainErr("find figure "+figure, err)
}
