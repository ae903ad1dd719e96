package models

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// tradePrefix begins the codes of statements that come from the trade file.
const tradePrefix = "trade-"

// offices are the speakers and roles, by their labels, behind each statistical
// basis. The figures of another basis are stated by the publisher of the source.
var offices = map[string][2]string{
	"China customs":                          {"China customs", "customs office"},
	"Kazakhstan statistics":                  {"Bureau of National Statistics", "statistics office"},
	"Kazakhstan ministry of foreign affairs": {"Kazakhstan ministry of foreign affairs", "ministry of foreign affairs"},
}

// officeOf are the labels of who states the figures of a basis, and as what.
func officeOf(basis, publisher string) [2]string {
	if office, ok := offices[basis]; ok {
		return office
	}
	return [2]string{publisher, "publisher"}
}

// tradeColumn is a column with a figure, and its metric; none for containers, whose
// metric follows from their unit.
type tradeColumn struct{ column, metric string }

// metrics are the metrics that the column can give for a period.
func (c tradeColumn) metrics(suffix string) []string {
	if c.metric != "" {
		return []string{c.metric + suffix}
	}
	var list []string
	for _, metric := range containerMetrics {
		list = append(list, metric+suffix)
	}
	return list
}

var tradeColumns = []tradeColumn{
	{"exports_kz_to_cn_usd", "exports_kz_to_cn_usd"},
	{"imports_cn_to_kz_usd", "imports_cn_to_kz_usd"},
	{"turnover_usd", "trade_turnover_usd"},
	{"fdi_inflow_from_china_usd", "fdi_inflow_usd"},
	{"container_trains", "container_trains"},
	{"containers", ""},
	{"rail_freight_tonnes", "rail_freight_tonnes"},
}

// containerMetrics are the metrics of the column containers, by its unit:
// containers of any size and twenty-foot equivalents are not the same count.
var containerMetrics = map[string]string{"TEU": "containers_teu", "containers": "containers_handled"}

var monthsPattern = regexp.MustCompile(`^(\d{1,2}) months$`)

// periodSuffix is what a part of a year adds to the code of a metric.
func periodSuffix(period string) (suffix string, ok bool) {
	switch period {
	case "year":
		return "", true
	case "first half":
		return "_h1", true
	case "first quarter":
		return "_q1", true
	}
	if m := monthsPattern.FindStringSubmatch(period); m != nil {
		return "_" + m[1] + "m", true
	}
	if day, found := strings.CutPrefix(period, "to "); found {
		return "_to_" + strings.ReplaceAll(slug(day), "-", "_"), true
	}
	return "", false
}

var tradeFile = dataFile{
	name:  "trade.csv",
	about: "What one source states of trade, investment and transport in one part of a year, on one statistical basis.",
	key:   []string{"year", "period", "basis"},
	columns: append([]Column{
		yearColumn("year", "The year that the figures are about.").filled(),
		textColumn("period", "The part of it: year, first half, first quarter, a number of months from January such as «9 months», or a day such as «to 1 December».").filled(),
		textColumn("basis", "The statistical basis: figures of two bases are never added.").filled().of("programmes.csv", "basis"),
		numberColumn("exports_kz_to_cn_usd", "Exports of Kazakhstan to China, in US dollars."),
		numberColumn("imports_cn_to_kz_usd", "Imports of Kazakhstan from China, in US dollars."),
		numberColumn("turnover_usd", "Trade both ways, in US dollars."),
		numberColumn("fdi_inflow_from_china_usd", "Gross inflow of direct investment from China, in US dollars."),
		numberColumn("container_trains", "Container trains."),
		numberColumn("containers", "Containers, in containers_unit."),
		wordColumn("containers_unit", "Whether containers are counted or twenty-foot equivalents: the two are not the same count.", []string{"", "TEU", "containers"}),
		numberColumn("rail_freight_tonnes", "Freight by rail, in tonnes."),
		textColumn("note", "What else the document says."),
		sourcesColumn(),
	}, datingColumns()...),
	write: writeTrade,
	load: func(l *loader, rows []row) error {
		var drafts []*statementDraft
		seen := make(map[string]int)
		for _, r := range rows {
			year := l.integer(r, "year")
			suffix, ok := periodSuffix(r.cells["period"])
			if !ok {
				l.failRow(r, "period", notAPeriod)
			}
			programme := l.bases[r.cells["basis"]]
			if programme == nil && r.cells["basis"] != "" {
				l.failRow(r, "basis", basisUnknown)
			}
			sources := l.sourceList(r, "source_ids")
			l.checkDating(r)
			if year == nil || !ok || programme == nil || len(sources) == 0 {
				continue
			}
			code := tradeCode(r.cells["year"], r.cells["period"], r.cells["basis"])
			if before := seen[code]; before != 0 {
				l.failRow(r, "", tradeTwice)
			}
			seen[code] = r.line
			d := &statementDraft{row: r, code: code, sources: sources, statement: Statement{
				ProgrammeID: programme.ID, SourceID: sources[0].ID, Note: r.cells["note"],
			}}
			for _, c := range tradeColumns {
				l.tradeFigure(r, d, c.column, c.metric, suffix, *year)
			}
			if len(d.figures) == 0 {
				l.failRow(r, "", tradeEmpty)
			}
			drafts = append(drafts, d)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for _, d := range drafts {
			office := officeOf(d.row.cells["basis"], d.sources[0].Publisher)
			if err := l.terms(d, office[0], office[1], ""); err != nil {
				return err
			}
		}
		return l.writeStatements(drafts)
	},
}

func (l *loader) tradeFigure(r row, d *statementDraft, column, metric, suffix string, year int64) {
	value := l.decimal(r, column)
	if !value.Valid {
		return
	}
	if column == "containers" {
		if metric = containerMetrics[r.cells["containers_unit"]]; metric == "" {
			l.failRow(r, "containers_unit", containersUnit)
			return
		}
	}
	m := l.metrics[metric+suffix]
	if m == nil {
		l.failRow(r, column, tradeMetricMissing(metric+suffix))
		return
	}
	if value.Decimal.LessThan(decimal.Zero) {
		l.failRow(r, column, negative)
	}
	d.figures = append(d.figures, figureDraft{row: r, metric: m, figure: Figure{
		Code: d.code + "-" + slug(m.Code), MetricID: m.ID, Value: value.Decimal, Unit: m.Unit, YearFrom: &year, YearTo: &year,
	}})
}

// writeTrade writes the statements that the file has room for.
func writeTrade(x *exporter) error {
	return x.statements(func(st *Statement, sources string) {
		if cells, ok := x.tradeLine(st, sources); ok {
			x.row(cells)
		}
	})
}

// tradeLine is the row of trade.csv that makes the statement, if there is one. The
// file leaves much unsaid (who speaks, in which unit, about which metric), and a
// correction may have changed any of it: such a statement stands in statements.csv.
func (x *exporter) tradeLine(st *Statement, sources string) (line, bool) {
	basis := x.name("programmes", "basis", &st.ProgrammeID)
	if !strings.HasPrefix(st.Code, tradePrefix) || basis == "" || len(st.Figures) == 0 || st.Figures[0].YearFrom == nil {
		return nil, false
	}
	year := fmt.Sprint(*st.Figures[0].YearFrom)
	period, ok := strings.CutPrefix(st.Code, tradePrefix+year+"-")
	if !ok {
		return nil, false
	}
	if period, ok = strings.CutSuffix(period, "-"+slug(basis)); !ok {
		return nil, false
	}
	period = periodText(period)
	suffix, ok := periodSuffix(period)
	office := officeOf(basis, x.name("sources", "publisher", &st.SourceID))
	switch {
	case !ok, st.Code != tradePrefix+slug(year+" "+period+" "+basis), st.SaidOn != "", st.PlaceID != nil, st.DatedBy == DatedBySaid, st.DatedBy == DatedByAsOf,
		!x.labelled("speakers", &st.SpeakerID, office[0]), !x.labelled("roles", st.RoleID, office[1]),
		sources != x.name("sources", "code", &st.SourceID) && !strings.HasPrefix(sources, x.name("sources", "code", &st.SourceID)+";"):
		return nil, false
	}
	cells := line{"year": year, "period": period, "basis": basis, "note": st.Note, "source_ids": sources}
	cells.dating(st)
	last := -1
	for _, f := range st.Figures {
		metric := x.name("metrics", "code", &f.MetricID)
		column := slices.IndexFunc(tradeColumns, func(c tradeColumn) bool { return slices.Contains(c.metrics(suffix), metric) })
		if column <= last || f.Code != st.Code+"-"+slug(metric) || f.Unit != x.name("metrics", "unit", &f.MetricID) || f.Years() != year ||
			f.AsOf != "" || f.Quote != "" || f.PartOfID != nil || f.Value.IsNegative() {
			return nil, false
		}
		last = column
		cells[tradeColumns[column].column] = f.Value.String()
		for unit, of := range containerMetrics {
			if of+suffix == metric {
				cells["containers_unit"] = unit
			}
		}
	}
	return cells, true
}

// periodText is the period of a year as the trade file writes it, from its form in
// a code.
func periodText(slug string) string {
	list := strings.Split(slug, "-")
	if last := len(list) - 1; list[0] == "to" && list[last] != "" {
		list[last] = strings.ToUpper(list[last][:1]) + list[last][1:]
	}
	return strings.Join(list, " ")
}
