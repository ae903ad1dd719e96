package models

import (
	"context"
	"slices"

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

// known leaves out what had not been said by the day, and what the source, and
// the text do not match.
func (f StatementFilter) known(db *gorm.DB) *gorm.DB {
	db = db.Table("statements")
	if f.Undated {
		db = db.Where("(statements.known_on IS NULL OR statements.known_on <= ?)", f.AsOf)
	} else {
		db = db.Where("statements.known_on <= ?", f.AsOf)
	}
	db = restingOn(db, "statements.id", "statement_sources", "statement_id", f.Source)
	if f.Text != "" {
		quoted := `statements.id IN (SELECT q.statement_id FROM figures q WHERE q.quote_folded <> '' AND q.quote_folded LIKE ? ESCAPE '\')`
		pattern := "%" + likeEscape(Fold(f.Text)) + "%"
		if len(f.Speakers) > 0 {
			db = db.Where("("+quoted+" OR statements.speaker_id IN ?)", pattern, f.Speakers)
		} else {
			db = db.Where(quoted, pattern)
		}
	}
	return db
}

// everythingKnown reports whether the filter selects all statements that were
// known on its day, but for a choice of metric.
func (f StatementFilter) everythingKnown() bool {
	return f.Speaker == "" && f.Programme == "" && f.Year == "" && f.Source == "" && f.Text == ""
}

// unknown are the statements that had not been made by the day.
func (f StatementFilter) unknown(db *gorm.DB) *gorm.DB {
	db = db.Table("statements")
	if f.Undated {
		return db.Where("statements.known_on > ?", f.AsOf)
	}
	return db.Where("(statements.known_on IS NULL OR statements.known_on > ?)", f.AsOf)
}

func (f StatementFilter) measured(db *gorm.DB) *gorm.DB {
	if f.Metric == "" {
		return db
	}
	return db.Where("statements.id IN (SELECT m.statement_id FROM figures m WHERE m.metric_id = (SELECT id FROM metrics WHERE code = ?))", f.Metric)
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
	// What has no day comes last in either direction.
	const newest = "statements.known_on DESC NULLS LAST, statements.code DESC"
	switch s.By {
	case SortSpeaker:
		return s.ranked("statements.speaker_id") + ", " + newest
	case SortProgramme:
		return s.ranked("statements.programme_id") + ", " + newest
	case SortDay:
		return "statements.known_on " + s.direction() + " NULLS LAST, statements.code " + s.direction()
	}
	return newest
}

// withAll joins everything that a statement has one of.
func withAll(db *gorm.DB) *gorm.DB {
	return db.Joins("Programme").Joins("Speaker").Joins("Role").Joins("Place").Joins("Source").Joins("DaySource")
}

// inOrder reads a part of the statements that the query selects, in the order,
// with programme, speaker, role, place and source. Which they are is found first,
// so that nothing is joined to what is passed over.
func (s *Store) inOrder(ctx context.Context, selected *gorm.DB, order string, limit, offset int) ([]Statement, error) {
	var list []Statement
	err := withAll(s.db.WithContext(ctx)).
		Where("statements.id IN (?)", selected.Select("statements.id").Order(order).Limit(limit).Offset(offset)).
		Order(order).Find(&list).Error
	return list, err
}

// StatementList is one page of the statements that the filter selects, the newest
// first unless sorted otherwise, with programme, speaker, role, place, source and
// all figures.
func (s *Store) StatementList(ctx context.Context, f StatementFilter) ([]Statement, error) {
	list, err := s.inOrder(ctx, f.picked(f.measured(f.known(s.db.WithContext(ctx)))), f.Sort.statements(), PageSize, (max(f.Page, 1)-1)*PageSize)
	if err != nil {
		return nil, domainErr("list statements", err)
	}
	if err := s.NoteOffices(ctx, f.AsOf, Pointers(list)...); err != nil {
		return nil, err
	}
	return list, domainErr("list figures", s.figuresOf(ctx, list, "statement_id IN ?", idsOf(list)))
}

// FigureStream is all statements that a filter selects, with the number of rows
// that their figures make: one for each figure, and one for a statement without
// any.
type FigureStream struct {
	Stream[Statement]
	Rows int
}

// AllStatements are all statements that the filter selects, as StatementList gives
// a page of them, with all their figures. With metricOnly only those of the
// filter's metric count as rows.
func (s *Store) AllStatements(ctx context.Context, f StatementFilter, metricOnly bool) (FigureStream, error) {
	found := func() *gorm.DB { return f.picked(f.measured(f.known(s.db.WithContext(ctx)))) }
	of, args := "", []any(nil)
	if metricOnly {
		of, args = " AND figures.metric_id = (SELECT id FROM metrics WHERE code = ?)", []any{f.Metric}
	}
	var rows int64
	if err := found().Joins("LEFT JOIN figures ON figures.statement_id = statements.id"+of, args...).Count(&rows).Error; err != nil {
		return FigureStream{}, domainErr("count figures", err)
	}
	var ids []int64
	if err := found().Order(f.Sort.statements()).Pluck("statements.id", &ids).Error; err != nil {
		return FigureStream{}, domainErr("list statements", err)
	}
	return FigureStream{inBatches(ids, func(st *Statement) int64 { return st.ID }, func(ids []int64) ([]Statement, error) {
		var list []Statement
		if err := withAll(s.db.WithContext(ctx)).Where("statements.id IN ?", ids).Find(&list).Error; err != nil {
			return nil, domainErr("list statements", err)
		}
		return list, domainErr("list figures", s.figuresOf(ctx, list, "statement_id IN ?", ids))
	}), int(rows)}, nil
}

func idsOf(list []Statement) []int64 {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids
}

// StatementCounts counts the options of every facet of the list of statements, in
// two queries: one for what a statement has one value of, one for the metrics.
func (s *Store) StatementCounts(ctx context.Context, f StatementFilter) (Counts, error) {
	db := s.db.WithContext(ctx)
	// The ids are grouped, and only the groups are given their codes.
	grouped := f.measured(f.known(db)).Select("statements.speaker_id, statements.programme_id, " + statementYear + " AS year, count(*) AS n").
		Group("statements.speaker_id, statements.programme_id, " + statementYear)
	cells, err := readCells(db.Table("(?) AS g", grouped).
		Joins("JOIN speakers ON speakers.id = g.speaker_id").Joins("JOIN programmes ON programmes.id = g.programme_id").
		Select("speakers.code, programmes.code, g.year, g.n"), 3)
	if err != nil {
		return Counts{}, domainErr("count statements", err)
	}
	counts := tally([]string{FacetSpeaker, FacetProgramme, FacetYear}, []string{f.Speaker, f.Programme, f.Year}, cells)
	of := FacetCounts{N: make(map[string]int)}
	var metrics []struct {
		Code *string
		N    int
	}
	found := f.picked(f.known(db)).Select("statements.id")
	in, chosen := "IN", found
	if f.everythingKnown() {
		// Few statements are left out, if any: the figures are then read along
		// their index, and not statement by statement.
		in, chosen = "NOT IN", f.unknown(db).Select("statements.id")
	}
	// The row without a code counts the statements on any metric.
	err = db.Raw(`SELECT NULL AS code, count(*) AS n FROM (?) AS found
		UNION ALL SELECT metrics.code, given.n FROM
		(SELECT metric_id, count(DISTINCT statement_id) AS n FROM figures WHERE statement_id `+in+` (?) GROUP BY metric_id) AS given
		JOIN metrics ON metrics.id = given.metric_id`, found, chosen).Scan(&metrics).Error
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
	// Year is that of the statement; without a date the first that its figures are
	// about, or 0.
	Year int
	// OfYear are the statements of the year about the same programme, this one
	// among them, in the order of their days: at most MostBeside before it and as
	// many after it. Those without a date whose figures are about the year come
	// last, no more than MostBeside of them either.
	OfYear []Statement
	// OfYearTotal is the number of all such statements.
	OfYearTotal int
	// Previous and Next are those about the programme before and after it; nil at
	// the ends, and without a date.
	Previous, Next *Statement
	// Pairs are what editors tell of the figures of the statement and of its year.
	Pairs Pairs
}

// MostBeside is how many statements before a statement, and after it, a
// StatementRecord holds at most.
const MostBeside = 25

// Statement is one statement with all its sources and what stands around it, as
// known on the day; other statements without a date stand there if undated is
// set. It returns ErrNotFound if there is no such code.
func (s *Store) Statement(ctx context.Context, code string, day Date, undated bool) (*StatementRecord, error) {
	r, err := s.statement(ctx, code, day, undated)
	if err != nil {
		return nil, domainErr("read statement "+code, err)
	}
	if err := s.NoteOffices(ctx, day, append(Pointers(r.OfYear), &r.Statement)...); err != nil {
		return nil, err
	}
	r.Pairs, err = s.FigurePairs(ctx, append(Pointers(r.OfYear), &r.Statement))
	return r, err
}

// alone is the statement of the condition with all its sources and figures.
func (s *Store) alone(ctx context.Context, where string, args ...any) (*Statement, error) {
	var st Statement
	err := withAll(s.db.WithContext(ctx)).Where(where, args...).First(&st).Error
	if err != nil {
		return nil, err
	}
	if st.Sources, err = s.sourcesOf(ctx, "statement_sources", "statement_id", st.ID); err != nil {
		return nil, err
	}
	own := []Statement{st}
	err = s.figuresOf(ctx, own, "statement_id = ?", st.ID)
	return &own[0], err
}

// StatementsAsOne is a statement with all its sources and figures, or what several of
// one occasion say together, with who held the office later as known on the day. It returns ErrNotFound if there is no such code, or if
// they cannot be read as one.
func (s *Store) StatementsAsOne(ctx context.Context, codes []string, day Date) (*Statement, error) {
	var list []*Statement
	for _, code := range codes {
		st, err := s.alone(ctx, "statements.code = ?", code)
		if err == nil && len(list) > 0 && !list[0].SameOccasion(st) {
			err = ErrNotFound
		}
		if err != nil {
			return nil, domainErr("read statement "+code, err)
		}
		list = append(list, st)
	}
	if err := s.NoteOffices(ctx, day, list[0]); err != nil {
		return nil, err
	}
	one := ReadAsOne(list[0], list[1:]...)
	if !slices.Equal(one.Codes(), codes) {
		return nil, domainErr("read statements as one", ErrNotFound)
	}
	return one, nil
}

func (s *Store) statement(ctx context.Context, code string, day Date, undated bool) (*StatementRecord, error) {
	db := s.db.WithContext(ctx)
	alone, err := s.alone(ctx, "statements.code = ?", code)
	if err != nil {
		return nil, err
	}
	r := StatementRecord{Statement: *alone}
	// What was said later than the day does not count.
	others := func() *gorm.DB {
		return withAll(db).Where("statements.programme_id = ? AND statements.id <> ?", r.ProgrammeID, r.ID)
	}
	var before, after, without []Statement
	if r.KnownOn != "" {
		r.Year = r.KnownOn.Year()
		beside := func(into *[]Statement, is, direction string) error {
			return others().Where("statements.known_on <= ? AND (statements.known_on, statements.code) "+is+" (?, ?)", day, r.KnownOn, r.Code).
				Order("statements.known_on " + direction + ", statements.code " + direction).Limit(MostBeside).Find(into).Error
		}
		if err := beside(&before, "<", "DESC"); err != nil {
			return nil, err
		}
		if err := beside(&after, ">", "ASC"); err != nil {
			return nil, err
		}
		if len(before) > 0 {
			r.Previous = &before[0]
		}
		if len(after) > 0 {
			r.Next = &after[0]
		}
	} else if i := slices.IndexFunc(r.Figures, func(f Figure) bool { return f.YearFrom != nil }); i >= 0 {
		r.Year = int(*r.Figures[i].YearFrom)
		if err := others().Where("statements.known_on >= ? AND statements.known_on <= ?", YearDate(r.Year).FirstDay(), min(YearDate(r.Year).LastDay(), day)).
			Order("statements.known_on DESC, statements.code DESC").Limit(MostBeside).Find(&before).Error; err != nil {
			return nil, err
		}
	}
	// EXISTS and not IN: few statements have no date, and there is no index on years.
	const about = "statements.known_on IS NULL AND EXISTS (SELECT 1 FROM figures WHERE figures.statement_id = statements.id AND year_from <= ? AND year_to >= ?)"
	if undated {
		if err := others().Where(about, r.Year, r.Year).Order("statements.code").Limit(MostBeside).Find(&without).Error; err != nil {
			return nil, err
		}
	}
	ofYear := func(st Statement) bool { return st.KnownOn == "" || st.KnownOn.Year() == r.Year }
	// Previous points into before, which therefore keeps its order.
	earlier := slices.Clone(before)
	slices.Reverse(earlier)
	r.OfYear = slices.DeleteFunc(slices.Concat(earlier, []Statement{r.Statement}, after, without), func(st Statement) bool { return !ofYear(st) })
	const rest = "statements.known_on >= ? AND statements.known_on <= ? OR ? AND " + about
	var total int64
	err = db.Table("statements").Where("statements.programme_id = ? AND statements.id <> ?", r.ProgrammeID, r.ID).
		Where("("+rest+")", YearDate(r.Year).FirstDay(), min(YearDate(r.Year).LastDay(), day), undated, r.Year, r.Year).Count(&total).Error
	if err != nil {
		return nil, err
	}
	r.OfYearTotal = int(total) + 1
	for i := range r.OfYear {
		r.OfYear[i].Figures = nil
	}
	return &r, s.figuresOf(ctx, r.OfYear, "statement_id IN ?", idsOf(r.OfYear))
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
