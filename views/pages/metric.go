package pages

import (
	"slices"
	"strconv"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// MetricList is the page of all metrics.
type MetricList struct {
	P     *locale.Printer
	Title string
	Lead  string
	Rows  []MetricRow
	// Downloads are the files of the list.
	Downloads Downloads
}

// MetricRow is a metric in the list.
type MetricRow struct {
	Name       Text
	Definition Text
	N          Number
}

// MetricListData is what the list is made of.
type MetricListData struct {
	Link    Link
	Metrics []models.Metric
	// Counts is the number of figures by the id of the metric.
	Counts map[int64]int
	// AsOf is the day as of which they count, a full date.
	AsOf models.Date
}

// NewMetricList works out the list.
func NewMetricList(p *locale.Printer, d MetricListData) MetricList {
	m := MetricList{P: p, Title: p.T("metrics.title"), Lead: p.T("metrics.lead", "AsOf", p.Date(d.AsOf)), Downloads: newDownloads(p, d.Link, false)}
	written := models.Date(d.Link.Params.Get("as_of"))
	for _, metric := range byName(p, d.Metrics, func(m models.Metric) string { return In(p, m.Name).Text }) {
		m.Rows = append(m.Rows, MetricRow{
			Name: In(p, metric.Name).To(recordURL(p, "metrics/"+metric.Code, written)), Definition: In(p, metric.Definition),
			N: countOf(p, p.N("metric.figures", d.Counts[metric.ID]), Link{}.With("metric", metric.Code), CountFigures, d.AsOf),
		})
	}
	return m
}

// Metric is the page of one metric over time.
type Metric struct {
	P *locale.Printer
	// Changes leads to what was changed of the record.
	Changes    ChangesNote
	Name       Text
	Definition Text
	// Lead tells the unit, and how many statements give the metric, that number
	// linked.
	Lead string
	// List leads to those statements, All to the other metrics.
	List, All LinkedText
	// Notices are sentences on what is and is not shown.
	Notices []string
	Charts  []*PointChart
	// Mirror is set for trade by two statistics.
	Mirror   *Mirror
	Meanings []*Meanings
	Rows     []MetricFigure
	Caption  string
	// Conflicts are where the statements differ.
	Conflicts []YearConflict
	Sources   []SourceNote
	// Downloads are the files of the figures and their chart.
	Downloads Downloads
}

// MetricFigure is one figure of a metric in the table.
type MetricFigure struct {
	ID        string
	Day       Text
	Who       Text
	Programme Text
	// Series is the mark of the programme in the drawing.
	Series int
	Amount Number
	Years  string
	Source SourceNote
	// Same leads to the figure that counts in its place; empty for one that counts.
	Same Text
}

// YearConflict is where statements on one year and programme differ.
type YearConflict struct {
	Year      string
	Programme Text
	Item      ConflictItem
}

// Mirror sets two statistics of trade side by side, and says why they differ.
type Mirror struct {
	Rows []MirrorRow
	// Said are what others say of the difference.
	Said []MirrorSaid
}

// MirrorRow is a year for which both statistics give the metric.
type MirrorRow struct {
	Years                       string
	ChinaCustoms, Kazakhstan    Text
	CustomsSource, KazakhSource SourceNote
	Gap                         Number
}

// MirrorSaid is the difference as somebody put it.
type MirrorSaid struct {
	Text   Text
	Source SourceNote
}

// MetricData is what the page of a metric is made of.
type MetricData struct {
	History *models.MetricHistory
	// Gaps are the statements on the difference of two statistics of trade.
	Gaps []models.Statement
	// AsOf is the day as of which the page is shown, a full date; Written is the
	// day as it stands in the address.
	AsOf, Written models.Date
}

// NewMetric works out the page of a metric.
func NewMetric(p *locale.Printer, d MetricData) Metric {
	n, h := newNotes(p), d.History
	statement := func(st *models.Statement) string { return recordURL(p, "statements/"+st.Code, d.Written) }
	statements := countOf(p, p.Int(h.Total), Link{}.With("metric", h.Metric.Code), CountStatements, d.AsOf)
	m := Metric{
		P: p, Name: In(p, h.Metric.Name), Definition: In(p, h.Metric.Definition),
		Lead:    p.N("metric.lead", h.Total, "N", statements.linked(), "Unit", format.Unit(p, h.Metric.Unit), "AsOf", p.Date(d.AsOf)),
		List:    LinkedText{p.T("metric.list"), recordLink(p, "statements", d.Written).With("metric", h.Metric.Code).URL()},
		All:     LinkedText{p.T("metrics.all"), recordURL(p, "metrics", "")},
		Caption: p.T("metric.caption", "AsOf", p.Date(d.AsOf)),
	}
	series := newSeries(h.Statements)
	m.notices(h, series)
	// A metric of a statistic is drawn by the years that it is about.
	byYear := slices.ContainsFunc(series.programmes, func(pr *models.Programme) bool { return pr.Basis != "" })
	points := make(map[string][]metricPoint)
	var units []string
	doubles := 0
	for _, i := range newestFirst(h.Statements) {
		st := &h.Statements[i]
		for j := range st.Figures {
			f := &st.Figures[j]
			row := MetricFigure{
				ID: "figure-" + f.Code, Day: Text{Text: markedDay(p, st)}.To(statement(st)), Who: who(p, st), Programme: In(p, st.Programme.Name),
				Series: series.of(st), Amount: numberOf(p, format.Figure(p, f), f.Ref(), "", nil), Years: format.Or(p, format.Years(f.Years())), Source: n.note(st.Source),
			}
			if !h.Counts(f) {
				doubles++
				row.Same = sameFigure(p, h.Pairs, f)
				m.Rows = append(m.Rows, row)
				continue
			}
			m.Rows = append(m.Rows, row)
			if points[f.Unit] == nil {
				units = append(units, f.Unit)
			}
			points[f.Unit] = append(points[f.Unit], metricPoint{st, f, row, pointDay(st, f, byYear)})
		}
	}
	if doubles > 0 {
		m.Notices = append(m.Notices, p.N("metric.doubles", doubles))
	}
	undrawn := 0
	for i, unit := range units {
		if chart := newPointChart(p, "points-"+strconv.Itoa(i), unit, points[unit], series, byYear); chart != nil {
			m.Charts = append(m.Charts, chart)
		} else {
			undrawn += len(points[unit])
		}
	}
	m.Downloads = newDownloads(p, recordLink(p, "metrics/"+h.Metric.Code, d.Written), len(m.Charts) > 0)
	if undrawn > 0 && len(m.Charts) > 0 {
		m.Notices = append(m.Notices, p.N("metric.undrawn", undrawn))
	}
	if h.TwoStatistics() {
		m.Mirror = newMirror(p, n, d, statement)
	}
	for _, same := range h.Homonyms() {
		m.Meanings = append(m.Meanings, newMeanings(p, n, h.Metric.Code, same.Statements, h.Pairs, same.Year, d.Written))
	}
	for _, c := range h.Comparisons() {
		m.Conflicts = append(m.Conflicts, YearConflict{Year: format.Years(c.Year), Programme: In(p, c.Programme.Name), Item: conflictItem(p, n, &c, h.Pairs, statement)})
	}
	m.Sources = n.list
	return m
}

func (m *Metric) notices(h *models.MetricHistory, s pointSeries) {
	p := m.P
	if h.Total > len(h.Statements) {
		m.Notices = append(m.Notices, p.T("metric.cut", "Shown", p.Int(len(h.Statements)), "Total", p.Int(h.Total)))
	}
	switch {
	case len(s.programmes) > 1:
		m.Notices = append(m.Notices, p.N("metric.programmes", len(s.programmes)))
	case len(s.programmes) == 1 && s.programmes[0].Basis != "":
		m.Notices = append(m.Notices, p.T("metric.one_basis", "Programme", In(p, s.programmes[0].Name).Text))
	}
}

func newMirror(p *locale.Printer, n *notes, d MetricData, statement func(*models.Statement) string) *Mirror {
	m := &Mirror{}
	for _, year := range d.History.Mirror() {
		china, kazakh := year.ChinaCustoms, year.Kazakhstan
		m.Rows = append(m.Rows, MirrorRow{
			Years:        format.Years(year.Years),
			ChinaCustoms: Text{Text: format.Figure(p, china.Figure)}.To(statement(china.Statement)), CustomsSource: n.note(china.Statement.Source),
			Kazakhstan: Text{Text: format.Figure(p, kazakh.Figure)}.To(statement(kazakh.Statement)), KazakhSource: n.note(kazakh.Statement.Source),
			Gap: newNumber(p, format.Amount(p, year.Gap, china.Figure.Unit), models.FigureGap, china.Figure.Code, kazakh.Figure.Code),
		})
	}
	for i := range d.Gaps {
		st := &d.Gaps[i]
		var bounds []string
		for _, code := range models.MirrorGap {
			if f := st.Figure(code); f != nil {
				bounds = append(bounds, format.Figure(p, f))
			}
		}
		amount := bounds[0]
		if len(bounds) > 1 {
			amount = p.T("metric.mirror.range", "Low", bounds[0], "High", bounds[1])
		}
		m.Said = append(m.Said, MirrorSaid{
			Text{Text: p.T("metric.mirror.said", "Who", who(p, st).Text, "When", when(p, st), "Amount", amount)}.To(statement(st)), n.note(st.Source),
		})
	}
	return m
}

// newestFirst are the places of the statements, the newest first and those
// without a date last.
func newestFirst(statements []models.Statement) []int {
	var dated, undated []int
	for i := range statements {
		if statements[i].KnownOn == "" {
			undated = append(undated, i)
		} else {
			dated = append(dated, i)
		}
	}
	slices.Reverse(dated)
	return append(dated, undated...)
}
