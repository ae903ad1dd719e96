package pages

import (
	"slices"
	"strconv"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// Option is one choice of a filter, with the number of projects that choosing
// it would give.
type Option struct {
	Value    string
	Label    string
	Count    string
	Selected bool
}

// OptionGroup is a titled group of options.
type OptionGroup struct {
	Label   string
	Options []Option
}

// Filter is the form above a list of projects. It is a plain GET form; every
// choice is in the address.
type Filter struct {
	P          *locale.Printer
	Action     string
	Programmes []OptionGroup
	Years      []Option
	AsOf       string
	// First and Today bound the day that can be chosen.
	First, Today string
	Statuses     []Option
	Sectors      []Option
	Regions      []Option
	// Hidden are parameters that the form keeps but does not show.
	Hidden []Option
	// ClearURL takes every filter back; empty while none is set.
	ClearURL string
	Result   string
}

// FilterData is what a filter form is made of.
type FilterData struct {
	Query      Query
	Programmes []models.Programme
	Terms      models.Terms
	Counts     models.ProjectCounts
	// Years are those that have statements or events, Year the chosen one.
	Years []int
	Year  int
	AsOf  models.Date
	Today models.Date
	// AllYears offers the list without a year.
	AllYears bool
	// AnyProgramme offers the list without a programme.
	AnyProgramme bool
	// NoProjects leaves out what can only choose projects.
	NoProjects bool
	// Programme is the chosen one, nil for none.
	Programme *models.Programme
}

// NewFilter fills the filter form.
func NewFilter(p *locale.Printer, d FilterData) Filter {
	f := Filter{
		P: p, Action: d.Query.Base(), AsOf: string(d.AsOf), First: strconv.Itoa(models.FirstYear) + "-01-01", Today: string(d.Today),
		Result: p.N("filter.count", d.Counts.Total),
	}
	f.Programmes = programmeOptions(p, d)
	if d.AllYears {
		f.Years = append(f.Years, Option{Label: p.T("filter.year.all"), Count: p.Int(d.Counts.AnyYear), Selected: d.Year == 0})
	}
	for _, year := range d.Years {
		f.Years = append(f.Years, Option{
			Value: strconv.Itoa(year), Label: strconv.Itoa(year), Count: p.Int(d.Counts.Years[year]), Selected: year == d.Year,
		})
	}
	f.choices(p, d)
	if q := d.Query; q.Statement != "" {
		q.Year = d.Year
		f.Hidden = append(f.Hidden, Option{Label: "statement", Value: q.Statement}, Option{Label: StatementWith, Value: q.Setting()})
	}
	if d.Query.Sort != "" {
		f.Hidden = append(f.Hidden, Option{Label: "sort", Value: d.Query.Sort})
	}
	if d.Query.Descending {
		f.Hidden = append(f.Hidden, Option{Label: "dir", Value: "desc"})
	}
	if q := d.Query; q.Status != "" || q.Sector != "" || q.Region != "" || d.AsOf < d.Today {
		f.ClearURL = q.With(func(q *Query) { q.Status, q.Sector, q.Region, q.AsOf = "", "", "", "" }).URL()
	}
	return f
}

// choices fills what chooses among projects.
func (f *Filter) choices(p *locale.Printer, d FilterData) {
	if q := d.Query; d.NoProjects && q.Status == "" && q.Sector == "" && q.Region == "" {
		for i := range f.Years {
			f.Years[i].Count = ""
		}
		return
	}
	f.Statuses = []Option{{Label: p.T("filter.status.all"), Count: p.Int(d.Counts.AnyStage), Selected: d.Query.Status == ""}}
	for _, stage := range models.Stages {
		n, chosen := d.Counts.Stages[stage], d.Query.Status == stage
		if n > 0 || chosen {
			f.Statuses = append(f.Statuses, Option{Value: string(stage), Label: p.T("stage." + string(stage)), Count: p.Int(n), Selected: chosen})
		}
	}
	var sectors, regions []term
	for _, s := range d.Terms.Sectors {
		sectors = append(sectors, term{s.ID, s.Code, In(p, s.Name).Text})
	}
	for _, r := range d.Terms.Regions {
		regions = append(regions, term{r.ID, r.Code, In(p, r.Name).Text})
	}
	f.Sectors = termOptions(p, p.T("filter.sector.all"), sectors, d.Query.Sector, d.Counts.Sectors, d.Counts.AnySector)
	f.Regions = termOptions(p, p.T("filter.region.all"), regions, d.Query.Region, d.Counts.Regions, d.Counts.AnyRegion)
}

func programmeOptions(p *locale.Printer, d FilterData) []OptionGroup {
	var groups []OptionGroup
	if d.AnyProgramme {
		groups = append(groups, OptionGroup{Options: []Option{{Label: p.T("filter.programme.all"), Selected: d.Programme == nil}}})
	}
	for _, kind := range []models.ProgrammeKind{models.ProjectSet, models.Subject} {
		group := OptionGroup{Label: p.T("filter.programme." + string(kind))}
		for _, programme := range byName(p, d.Programmes, func(m models.Programme) string { return In(p, m.Name).Text }) {
			if programme.Kind != kind {
				continue
			}
			o := Option{Value: programme.Code, Label: In(p, programme.Name).Text, Selected: d.Programme != nil && programme.ID == d.Programme.ID}
			if programme.Code == models.MainProgramme && !d.AnyProgramme {
				// The programme that the dashboard opens with needs no parameter,
				// and stands first.
				o.Value = ""
				group.Options = slices.Insert(group.Options, 0, o)
				continue
			}
			group.Options = append(group.Options, o)
		}
		if len(group.Options) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

type term struct {
	id   int64
	code string
	name string
}

// termOptions are the entries of a dictionary that some project has, and the
// chosen one, sorted by name.
func termOptions(p *locale.Printer, all string, terms []term, chosen string, counts map[int64]int, any int) []Option {
	options := []Option{{Label: all, Count: p.Int(any), Selected: chosen == ""}}
	for _, t := range byName(p, terms, func(t term) string { return t.name }) {
		if n := counts[t.id]; n > 0 || chosen == t.code {
			options = append(options, Option{Value: t.code, Label: t.name, Count: p.Int(n), Selected: chosen == t.code})
		}
	}
	if n := counts[0]; n > 0 || chosen == models.NotStated {
		options = append(options, Option{Value: models.NotStated, Label: p.T("not_stated"), Count: p.Int(n), Selected: chosen == models.NotStated})
	}
	return options
}
