package pages

import (
	"strconv"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

func metricFields(p *locale.Printer, d *FileData, counts map[int64]int) []field[models.Metric] {
	type row = models.Metric
	return []field[row]{
		{"code", table.Text, func(r *row) string { return r.Code }},
		{"name", table.Text, func(r *row) string { return In(p, r.Name).Text }},
		{"definition", table.Text, func(r *row) string { return In(p, r.Definition).Text }},
		{"unit", table.Text, func(r *row) string { return r.Unit }},
		{"unit_name", table.Text, func(r *row) string { return format.Unit(p, r.Unit) }},
		{"stage", table.Text, func(r *row) string {
			if r.Stage == nil {
				return ""
			}
			return string(*r.Stage)
		}},
		{"figures", table.Integer, func(r *row) string { return strconv.Itoa(counts[r.ID]) }},
		{"as_of", table.Date, func(*row) string { return string(d.AsOf) }},
		{"url", table.URL, func(r *row) string { return d.record(p, "metrics/"+r.Code) }},
	}
}

// MetricColumns are the columns of the file of all metrics.
func MetricColumns(p *locale.Printer) []table.Column {
	return columns(p, metricFields(p, &FileData{}, nil))
}

// NewMetricListFile is the table of all metrics.
func NewMetricListFile(p *locale.Printer, d FileData, list MetricListData) *table.Table {
	sorted := byName(p, list.Metrics, func(m models.Metric) string { return In(p, m.Name).Text })
	none := func(*models.Metric) []models.Source { return nil }
	return newFile(p, d, p.T("metrics.title"), nil, metricFields(p, &d, list.Counts), streamed(models.Only(sorted...), none))
}
