package models

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// Metric is an entry of the dictionary of what can be stated.
type Metric struct {
	Record
	Code string
	Unit string
	// Stage is set for counts of projects at one stage. A metric without a stage
	// is shown with its statement and never stacked.
	Stage      *Stage
	Name       Translations `gorm:"embedded;embeddedPrefix:name_"`
	Definition Translations `gorm:"embedded;embeddedPrefix:definition_"`
}

// TotalProjects is the code of the metric that counts a programme's projects.
const TotalProjects = "total_projects"

// Enterprises is the code of the metric that counts enterprises.
const Enterprises = "enterprises"

// MirrorGap are the codes of the metrics that say by how much the two statistics
// differ in a year: the lower and the upper bound.
var MirrorGap = []string{"mirror_statistics_gap_usd_per_year_low", "mirror_statistics_gap_usd_per_year_high"}

// The codes of the programmes that hold bilateral trade on two statistical bases.
const (
	TradeChinaCustoms     = "bilateral-trade-china-customs"
	TradeKazakhStatistics = "bilateral-trade-kazakh-statistics"
)

// Metrics are all metrics, in no particular order.
func (s *Store) Metrics(ctx context.Context) ([]Metric, error) {
	var list []Metric
	err := s.db.WithContext(ctx).Order("id").Find(&list).Error
	return list, domainErr("list metrics", err)
}

// MetricCounts is how many figures had been stated of each metric by the day, by
// its id; statements without a date count if undated is set. What is recorded twice
// counts once.
func (s *Store) MetricCounts(ctx context.Context, day Date, undated bool) (map[int64]int, error) {
	var rows []struct {
		MetricID int64
		N        int
	}
	db := s.db.WithContext(ctx)
	// Few statements are left out, if any: the figures are then read along their
	// index.
	unknown := StatementFilter{AsOf: day, Undated: undated}.unknown(db).Select("statements.id")
	err := db.Table("figures").Where("statement_id NOT IN (?)", unknown).Select("metric_id, count(*) AS n").Group("metric_id").Scan(&rows).Error
	if err != nil {
		return nil, domainErr("count figures", err)
	}
	counts := make(map[int64]int, len(rows))
	for _, r := range rows {
		counts[r.MetricID] = r.N
	}
	twice, err := s.doubles(ctx)
	if err != nil {
		return nil, err
	}
	var of, known []int64
	for _, p := range twice {
		of = append(of, p.Figure.StatementID, p.Other.StatementID)
	}
	err = db.Model(&Statement{}).Where("id IN ? AND id NOT IN (?)", of, unknown).Pluck("id", &known).Error
	for _, p := range twice {
		if slices.Contains(known, p.Figure.StatementID) && slices.Contains(known, p.Other.StatementID) {
			counts[p.Figure.MetricID]--
		}
	}
	return counts, domainErr("count figures", err)
}

// MetricHistory is one metric over time, across speakers and programmes.
type MetricHistory struct {
	Metric Metric
	// Statements are those that give the metric, in the order of their days and
	// those without a date last; each with its figures of the metric only.
	Statements []Statement
	// Total is the number of all statements that give it; more than Statements
	// where only the newest were read.
	Total int
	// Pairs are what editors tell of the figures.
	Pairs Pairs
}

// Counts reports whether the figure counts: it is not the same as another one of the
// history.
func (h *MetricHistory) Counts(f *Figure) bool {
	double := h.Pairs.Double(f)
	return double == nil || !slices.ContainsFunc(h.Statements, func(st Statement) bool {
		return slices.ContainsFunc(st.Figures, func(of Figure) bool { return of.Code == double.OtherCode })
	})
}

// MostStatements is how many statements a MetricHistory holds at most: more could
// neither be drawn nor read.
const MostStatements = 500

// MetricHistory is what was stated of a metric by the day. Statements without a
// date are in if undated is set. It returns ErrNotFound if there is no such
// metric.
func (s *Store) MetricHistory(ctx context.Context, code string, day Date, undated bool) (*MetricHistory, error) {
	return Share(ctx, s, fmt.Sprintf("metric %q %s %t", code, day, undated), func() (*MetricHistory, error) { return s.metricHistory(ctx, code, day, undated) })
}

func (s *Store) metricHistory(ctx context.Context, code string, day Date, undated bool) (*MetricHistory, error) {
	attempt := "read metric " + code
	var h MetricHistory
	db := s.db.WithContext(ctx)
	if err := db.Where("code = ?", code).First(&h.Metric).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	f := StatementFilter{AsOf: day, Undated: undated, Metric: code}
	var total int64
	if err := f.measured(f.known(db)).Count(&total).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	h.Total = int(total)
	var err error
	if h.Statements, err = s.inOrder(ctx, f.measured(f.known(db)), f.Sort.statements(), MostStatements, 0); err != nil {
		return nil, domainErr(attempt, err)
	}
	oldestFirst(h.Statements)
	if err := s.figuresOfMetric(ctx, h.Statements, h.Metric.ID); err != nil {
		return nil, domainErr(attempt, err)
	}
	if err := s.NoteOffices(ctx, day, Pointers(h.Statements)...); err != nil {
		return nil, err
	}
	h.Pairs, err = s.FigurePairs(ctx, Pointers(h.Statements))
	return &h, err
}

// Comparisons are where the statements of the history give several values for one
// programme and year, the newest year first.
func (h *MetricHistory) Comparisons() []Comparison {
	list := Compare(Pointers(h.Statements))
	slices.SortStableFunc(list, func(a, b Comparison) int { return cmp.Compare(b.Year, a.Year) })
	return list
}

// Pointers are the places of the items of a list.
func Pointers[T any](list []T) []*T {
	at := make([]*T, len(list))
	for i := range list {
		at[i] = &list[i]
	}
	return at
}

// MirrorYear is what the two statistics of bilateral trade give for a metric and
// the same year.
type MirrorYear struct {
	Years                    string
	ChinaCustoms, Kazakhstan MirrorFigure
	// Gap is what China's customs have more. No source gives it.
	Gap decimal.Decimal
}

// MirrorFigure is a figure with its statement.
type MirrorFigure struct {
	Statement *Statement
	Figure    *Figure
}

// Mirror sets the two statistics of trade side by side for the years that both
// give in one unit, the oldest year first. Of several figures of one statistic
// the newest counts.
func (h *MetricHistory) Mirror() []MirrorYear {
	type key struct{ years, unit string }
	given := make(map[key]map[string]MirrorFigure)
	for i := range h.Statements {
		st := &h.Statements[i]
		for j := range st.Figures {
			f := &st.Figures[j]
			k, basis := key{f.Years(), f.Unit}, st.Programme.Code
			if k.years == "" || basis != TradeChinaCustoms && basis != TradeKazakhStatistics {
				continue
			}
			if given[k] == nil {
				given[k] = make(map[string]MirrorFigure)
			}
			if given[k][basis].Figure == nil || st.KnownOn != "" {
				given[k][basis] = MirrorFigure{st, f}
			}
		}
	}
	var years []MirrorYear
	for k, by := range given {
		china, kazakh := by[TradeChinaCustoms], by[TradeKazakhStatistics]
		if china.Figure != nil && kazakh.Figure != nil {
			years = append(years, MirrorYear{k.years, china, kazakh, china.Figure.Value.Sub(kazakh.Figure.Value)})
		}
	}
	slices.SortFunc(years, func(a, b MirrorYear) int {
		return cmp.Or(cmp.Compare(a.Years, b.Years), cmp.Compare(a.ChinaCustoms.Figure.Unit, b.ChinaCustoms.Figure.Unit))
	})
	return years
}

// TwoStatistics reports whether the history holds figures of both statistics of
// bilateral trade.
func (h *MetricHistory) TwoStatistics() bool {
	on := func(programme string) bool {
		return slices.ContainsFunc(h.Statements, func(st Statement) bool { return st.Programme.Code == programme })
	}
	return on(TradeChinaCustoms) && on(TradeKazakhStatistics)
}

// Homonym is one number that statements of a year give for different programmes.
type Homonym struct {
	Year int
	// Statements are those that give it, in the order of their days, each with this
	// figure only.
	Statements []Statement
}

// Homonyms are the numbers of the history that have several meanings, the newest
// year first. The same statistic on two bases is one meaning.
func (h *MetricHistory) Homonyms() []Homonym {
	type key struct {
		year        int
		value, unit string
	}
	var order []key
	given := make(map[key][]Statement)
	for _, st := range h.Statements {
		if st.KnownOn == "" || st.Programme.Basis != "" {
			continue
		}
		for _, f := range st.Figures {
			k := key{st.KnownOn.Year(), f.Value.String(), f.Unit}
			if given[k] == nil {
				order = append(order, k)
			}
			st.Figures = []Figure{f}
			given[k] = append(given[k], st)
		}
	}
	slices.Reverse(order)
	var list []Homonym
	for _, k := range order {
		if slices.ContainsFunc(given[k], func(st Statement) bool { return st.ProgrammeID != given[k][0].ProgrammeID }) {
			list = append(list, Homonym{k.year, given[k]})
		}
	}
	return list
}

// MirrorGaps are the statements by the day that say by how much the statistics of
// trade differ, in the order of their days, each with those figures only.
func (s *Store) MirrorGaps(ctx context.Context, day Date) ([]Statement, error) {
	return shareList(ctx, s, "gaps of trade "+string(day), func() ([]Statement, error) { return s.mirrorGaps(ctx, day) })
}

func (s *Store) mirrorGaps(ctx context.Context, day Date) ([]Statement, error) {
	const metrics = "metric_id IN (SELECT id FROM metrics WHERE code IN ?)"
	var list []Statement
	err := withAll(s.db.WithContext(ctx)).Where("statements.known_on <= ? AND statements.id IN (SELECT statement_id FROM figures WHERE "+metrics+")", day, MirrorGap).
		Order("statements.known_on, statements.code").Limit(MostBeside).Find(&list).Error
	if err != nil {
		return nil, domainErr("list statements on the gap of trade", err)
	}
	if err := s.NoteOffices(ctx, day, Pointers(list)...); err != nil {
		return nil, err
	}
	return list, domainErr("list figures", s.figuresOf(ctx, list, "statement_id IN ? AND "+metrics, idsOf(list), MirrorGap))
}
