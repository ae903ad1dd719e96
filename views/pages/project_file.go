package pages

import (
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

func sourcesOfProject(r *models.ProjectRow) []models.Source { return r.Sources }

func projectFields(p *locale.Printer, d *FileData) []field[models.ProjectRow] {
	type row = models.ProjectRow
	partners := func(side models.Side) func(r *row) string {
		return func(r *row) string {
			return listed(r.Partners, func(partner models.ProjectPartner) string {
				switch {
				case partner.Side != side:
					return ""
				case partner.Detail != "":
					return partner.Name + " (" + partner.Detail + ")"
				}
				return partner.Name
			})
		}
	}
	return append([]field[row]{
		{"code", table.Text, func(r *row) string { return r.Code }},
		{"name", table.Text, func(r *row) string { return In(p, r.Name).Text }},
		{"status", table.Text, func(r *row) string { return string(r.Stage) }},
		{"status_name", table.Text, func(r *row) string {
			if !r.Known {
				return p.T("project.not_known_yet")
			}
			return p.T("stage." + string(r.Stage))
		}},
		{"sector", table.Text, func(r *row) string { return codeOf(r.Sector) }},
		{"sector_name", table.Text, func(r *row) string { return nameOf(p, r.Sector) }},
		{"region", table.Text, func(r *row) string { return codeOf(r.Region) }},
		{"region_name", table.Text, func(r *row) string { return nameOf(p, r.Region) }},
		{"locality", table.Text, func(r *row) string { return r.Locality }},
		{"lat", table.Decimal, func(r *row) string { return degrees(r.Lat) }},
		{"lon", table.Decimal, func(r *row) string { return degrees(r.Lon) }},
		{"site_located", table.Boolean, func(r *row) string {
			if r.Lat == nil {
				return ""
			}
			return strconv.FormatBool(r.SiteLocated)
		}},
		{"launch", table.Date, func(r *row) string { return string(r.LaunchDate) }},
		{"launch_planned", table.Boolean, func(r *row) string {
			if r.LaunchDate == "" {
				return ""
			}
			return strconv.FormatBool(r.LaunchPlanned)
		}},
		{"cost_usd", table.Decimal, func(r *row) string {
			if r.CostCents == nil {
				return ""
			}
			return decimal.New(*r.CostCents, -2).String()
		}},
		{"jobs", table.Integer, func(r *row) string { return number(r.Jobs) }},
		{"capacity", table.Text, func(r *row) string { return r.Capacity }},
		{"kazakh_partners", table.Text, partners(models.KazakhSide)},
		{"chinese_partners", table.Text, partners(models.ChineseSide)},
		{"outcome_unknown_from", table.Date, func(r *row) string { return string(r.OutcomeUnknownFrom) }},
		{"note", table.Text, func(r *row) string { return r.Note }},
	}, provenance(p, d, sourcesOfProject, func(r *row) string { return "projects/" + r.Code })...)
}

// ProjectColumns are the columns of files of projects.
func ProjectColumns(p *locale.Printer) []table.Column {
	return columns(p, projectFields(p, &FileData{}))
}

// NewProjectFile is the table of a list of projects.
func NewProjectFile(p *locale.Printer, d FileData, f FilterData, rows models.Stream[models.ProjectRow]) *table.Table {
	title := joined(", ", p.N("projects.title", rows.Total), p.T("file.on", "Day", p.Date(d.AsOf)))
	return newFile(p, d, title, newProjectFilter(p, f).Chips, projectFields(p, &d), streamed(rows, sourcesOfProject))
}

// NewProjectRecordFile is the table of one project.
func NewProjectRecordFile(p *locale.Printer, d FileData, r *models.ProjectRow) *table.Table {
	return newFile(p, d, In(p, r.Name).Text, nil, projectFields(p, &d), streamed(models.Only(*r), sourcesOfProject))
}
