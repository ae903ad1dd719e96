package models

import (
	"regexp"
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

var tradeColumns = []struct{ column, metric string }{
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

var tradeFile = fileLoader{
	name: "trade.csv",
	required: []string{"year", "period", "basis", "exports_kz_to_cn_usd", "imports_cn_to_kz_usd", "turnover_usd",
		"fdi_inflow_from_china_usd", "container_trains", "containers", "containers_unit", "rail_freight_tonnes", "note", "source_ids"},
	load: func(l *loader, rows []row) error {
		var drafts []*statementDraft
		seen := make(map[string]int)
		for _, r := range rows {
			year := l.year(r, "year")
			if year == nil {
				l.required(r, "year")
			}
			suffix, ok := periodSuffix(r.cells["period"])
			if !ok {
				l.failRow(r, "period", "write year, first half, first quarter, a number of months such as «9 months», or a day such as «to 1 December»")
			}
			programme := l.bases[l.required(r, "basis")]
			if programme == nil && r.cells["basis"] != "" {
				l.failRow(r, "basis", "no programme holds this basis: correct it, or add it to programmes.csv first")
			}
			sources := l.sourceList(r, "source_ids")
			if year == nil || !ok || programme == nil || len(sources) == 0 {
				continue
			}
			code := tradePrefix + slug(r.cells["year"]+" "+r.cells["period"]+" "+r.cells["basis"])
			if before := seen[code]; before != 0 {
				l.failRow(r, "", "the year, period and basis stand on an earlier line already: put the figures into one row")
			}
			seen[code] = r.line
			d := &statementDraft{row: r, code: code, sources: sources, statement: Statement{
				ProgrammeID: programme.ID, SourceID: sources[0].ID, Note: r.cells["note"],
			}}
			for _, c := range tradeColumns {
				l.tradeFigure(r, d, c.column, c.metric, suffix, *year)
			}
			if len(d.figures) == 0 {
				l.failRow(r, "", "the row holds no figure: fill one in, or remove the row")
			}
			drafts = append(drafts, d)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for _, d := range drafts {
			office, ok := offices[d.row.cells["basis"]]
			if !ok {
				office = [2]string{d.sources[0].Publisher, "publisher"}
			}
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
			l.failRow(r, "containers_unit", "write TEU or containers: the two are not the same count")
			return
		}
	}
	m := l.metrics[metric+suffix]
	if m == nil {
		l.failRow(r, column, "no metric has the code "+metric+suffix+": add it to metrics.csv first")
		return
	}
	if value.Decimal.LessThan(decimal.Zero) {
		l.failRow(r, column, "cannot be negative")
	}
	d.figures = append(d.figures, figureDraft{row: r, metric: m, figure: Figure{
		Code: d.code + "-" + slug(m.Code), MetricID: m.ID, Value: value.Decimal, Unit: m.Unit, YearFrom: &year, YearTo: &year,
	}})
}
