package models

import (
	"context"
	"slices"
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

// MetricCounts is how many figures each metric has, by its id.
func (s *Store) MetricCounts(ctx context.Context) (map[int64]int, error) {
	var rows []struct {
		MetricID int64
		N        int
	}
	err := s.db.WithContext(ctx).Table("figures").Select("metric_id, count(*) AS n").Group("metric_id").Scan(&rows).Error
	counts := make(map[int64]int, len(rows))
	for _, r := range rows {
		counts[r.MetricID] = r.N
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
}

// MostStatements is how many statements a MetricHistory holds at most: more could
// neither be drawn nor read.
const MostStatements = 500

// MetricHistory is what was stated of a metric by the day. Statements without a
// date are in if undated is set. It returns ErrNotFound if there is no such
// metric.
func (s *Store) MetricHistory(ctx context.Context, code string, day Date, undated bool) (*MetricHistory, error) {
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
	undatedFrom := slices.IndexFunc(h.Statements, func(st Statement) bool { return st.KnownOn == "" })
	if undatedFrom < 0 {
		undatedFrom = len(h.Statements)
	}
	slices.Reverse(h.Statements[:undatedFrom])
	return &h, domainErr(attempt, s.figuresOf(ctx, h.Statements, "metric_id = ? AND statement_id IN ?", h.Metric.ID, idsOf(h.Statements)))
}

// Disagreement is a Conflict of one year and one programme.
type Disagreement struct {
	Year      int
	Programme *Programme
	Conflict
}

// Disagreements are the conflicts of the history, by year, the newest first.
func (h *MetricHistory) Disagreements() []Disagreement {
	type key struct {
		year      int
		programme int64
	}
	var order []key
	said := make(map[key][]*Statement)
	for i := range h.Statements {
		st := &h.Statements[i]
		if st.KnownOn == "" {
			continue
		}
		k := key{st.KnownOn.Year(), st.ProgrammeID}
		if said[k] == nil {
			order = append(order, k)
		}
		said[k] = append(said[k], st)
	}
	slices.Reverse(order)
	var list []Disagreement
	for _, k := range order {
		for _, c := range Conflicts(said[k]) {
			list = append(list, Disagreement{Year: k.year, Programme: said[k][0].Programme, Conflict: c})
		}
	}
	return list
}
