package pages

import (
	"strconv"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

func sourcesOfEnterprise(r *models.Enterprise) []models.Source { return r.Sources }

func enterpriseFields(p *locale.Printer, d *FileData) []field[models.Enterprise] {
	type row = models.Enterprise
	return append([]field[row]{
		{"code", table.Text, func(r *row) string { return r.Code }},
		{"name", table.Text, func(r *row) string { return In(p, r.Name).Text }},
		{"sector", table.Text, func(r *row) string { return codeOf(r.Sector) }},
		{"sector_name", table.Text, func(r *row) string { return nameOf(p, r.Sector) }},
		{"region", table.Text, func(r *row) string { return codeOf(r.Region) }},
		{"region_name", table.Text, func(r *row) string { return nameOf(p, r.Region) }},
		{"product", table.Text, func(r *row) string { return r.Product }},
		{"export_oriented", table.Boolean, func(r *row) string {
			if r.ExportOriented == nil {
				return ""
			}
			return strconv.FormatBool(*r.ExportOriented)
		}},
		{"chinese_share_percent", table.Decimal, func(r *row) string {
			if !r.ChineseShare.Valid {
				return ""
			}
			return decimalText(r.ChineseShare.Decimal)
		}},
		{"founded_year", table.Year, func(r *row) string { return number(r.FoundedYear) }},
		{"project", table.Text, func(r *row) string {
			if r.Project == nil {
				return ""
			}
			return r.Project.Code
		}},
		{"project_name", table.Text, func(r *row) string {
			if r.Project == nil {
				return ""
			}
			return In(p, r.Project.Name).Text
		}},
	}, provenance(p, d, sourcesOfEnterprise, func(r *row) string { return "enterprises/" + r.Code })...)
}

// EnterpriseColumns are the columns of files of enterprises.
func EnterpriseColumns(p *locale.Printer) []table.Column {
	return columns(p, enterpriseFields(p, &FileData{}))
}

// NewEnterpriseFile is the table of a list of enterprises.
func NewEnterpriseFile(p *locale.Printer, d FileData, list EnterpriseListData, rows models.Stream[models.Enterprise]) *table.Table {
	return newFile(p, d, p.N("enterprises.title", rows.Total), newEnterpriseFilter(p, list).Chips, enterpriseFields(p, &d), streamed(rows, sourcesOfEnterprise))
}

// NewEnterpriseRecordFile is the table of one enterprise.
func NewEnterpriseRecordFile(p *locale.Printer, d FileData, r *models.Enterprise) *table.Table {
	return newFile(p, d, In(p, r.Name).Text, nil, enterpriseFields(p, &d), streamed(models.Only(*r), sourcesOfEnterprise))
}
