package pages

import (
	"slices"
	"strconv"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// FilterData is what the filter of a page of projects is made of.
type FilterData struct {
	Query      Query
	Programmes []models.Programme
	// Programme is the chosen one, nil for none.
	Programme *models.Programme
	Terms     models.Terms
	Counts    models.Counts
	AsOf      models.Date
	Today     models.Date
	// Years are those that have statements or events, Year the chosen one, and
	// Active the projects with an event in each.
	Years  []int
	Year   int
	Active models.FacetCounts
	// NoProjects leaves out what can only choose projects.
	NoProjects bool
	// SourceTitle is that of the source of the filter, if it has one.
	SourceTitle string
}

// newProgrammeFilter is the filter of the programme page: a year of a programme,
// and what chooses among the projects of that year.
func newProgrammeFilter(p *locale.Printer, d FilterData) Filter {
	q := d.Query
	f := Filter{P: p, Action: q.Link().base(), Day: dayBox(d.AsOf, d.Today), Result: p.N("filter.count", d.Counts.Total)}
	projects := !d.NoProjects || q.Status != "" || q.Sector != "" || q.Region != ""
	for _, year := range d.Years {
		o := Option{Value: strconv.Itoa(year), Label: strconv.Itoa(year), Selected: year == d.Year}
		if projects {
			o.Count = p.Int(d.Active.N[o.Value])
		}
		f.Years = append(f.Years, o)
	}
	if projects {
		f.Facets = append(f.Facets, statusFacet(p, d), sectorFacet(p, d), regionFacet(p, d))
	}
	f.Facets = append(f.Facets, Facet{Name: "programme", Label: p.T("filter.programme"), Groups: programmeOptions(p, d), Wide: true, Fixed: true})
	f.counts(Counted{CountProjects, projectsOf(q, d.Programme, d.Year).Link(), d.AsOf})
	f.keep(q.Link(), d.AsOf, d.Today)
	if q.Statement != "" {
		q.Year = d.Year
		f.Hidden = append(f.Hidden, Option{Label: StatementWith, Value: q.Setting()})
	}
	return f
}

// projectsOf is the list of the projects that the programme page lists for the year.
func projectsOf(q Query, programme *models.Programme, year int) Query {
	return Query{Lang: q.Lang, Known: q.Known, Path: "projects", Programme: programme.Code, Year: year, AsOf: q.AsOf, Status: q.Status, Sector: q.Sector, Region: q.Region}
}

// newProjectFilter is the filter of the list of all projects.
func newProjectFilter(p *locale.Printer, d FilterData) Filter {
	q := d.Query
	f := Filter{
		P: p, Action: q.Link().base(), Day: dayBox(d.AsOf, d.Today), Result: p.N("filter.count", d.Counts.Total),
		Text: &TextBox{Name: "q", Label: p.T("filter.text_projects"), Value: q.Text},
	}
	f.chooseProjects(d)
	f.counts(Counted{CountProjects, q.Link(), d.AsOf})
	f.keep(q.Link(), d.AsOf, d.Today)
	return f
}

// chooseProjects adds what chooses among all projects.
func (f *Filter) chooseProjects(d FilterData) {
	p, q := f.P, d.Query
	f.Facets = append(f.Facets, statusFacet(p, d), sectorFacet(p, d), regionFacet(p, d))
	facet := func(name, label, all string, choices []Choice, chosen string) {
		f.Facets = append(f.Facets, newFacet(p, name, label, all, d.Counts.Any(name), choices, chosen))
	}
	var sides, listed, programmes []Choice
	for _, side := range models.AllPartnerSides {
		sides = append(sides, Choice{string(side), p.T("partners." + string(side)), d.Counts.N(models.FacetPartners, string(side))})
	}
	facet(models.FacetPartners, p.T("filter.partners"), p.T("filter.partners.all"), sides, string(q.Partners))
	facet(models.FacetLaunch, p.T("filter.launch"), p.T("filter.launch.all"), yearChoices(p, d.Counts.Facets[models.FacetLaunch], q.Launch), q.Launch)
	for _, m := range []models.Membership{models.MemberYes, models.MemberNo, models.MemberUnknown, models.NotStated} {
		listed = append(listed, Choice{string(m), p.T("listed." + string(m)), d.Counts.N(models.FacetListed, string(m))})
	}
	facet(models.FacetListed, p.T("filter.listed"), p.T("filter.listed.all"), listed, string(q.Listed))
	for _, programme := range byName(p, d.Programmes, func(m models.Programme) string { return In(p, m.Name).Text }) {
		programmes = append(programmes, Choice{programme.Code, In(p, programme.Name).Text, d.Counts.N(models.FacetProgramme, programme.Code)})
	}
	facet(models.FacetProgramme, p.T("filter.programme"), p.T("filter.programme.all"), programmes, q.Programme)
	f.Facets[len(f.Facets)-1].Wide = true
	if q.Year != 0 {
		f.Also = append(f.Also, Also{"year", p.T("filter.active"), strconv.Itoa(q.Year)})
	}
	f.ofSource(d.SourceTitle)
}

func statusFacet(p *locale.Printer, d FilterData) Facet {
	var choices []Choice
	for _, stage := range models.Stages {
		name := stageOf(p, stage, d.AsOf.Year())
		choices = append(choices, Choice{string(stage), name, d.Counts.N(models.FacetStage, string(stage))})
	}
	label := p.T("filter.status")
	if d.Year != 0 && models.YearDate(d.Year).LastDay() < d.AsOf {
		// On a page of a year in the past it is the status of another day.
		label = p.T("list.status_day", "Day", p.Date(d.AsOf))
	}
	return newFacet(p, models.FacetStage, label, p.T("filter.status.all"), d.Counts.Any(models.FacetStage), choices, string(d.Query.Status))
}

func sectorFacet(p *locale.Printer, d FilterData) Facet {
	counts := d.Counts.Facets[models.FacetSector]
	return newFacet(p, models.FacetSector, p.T("filter.sector"), p.T("filter.sector.all"), counts.Any, termChoices(p, sectorTerms(p, d.Terms.Sectors), counts), d.Query.Sector)
}

func regionFacet(p *locale.Printer, d FilterData) Facet {
	counts := d.Counts.Facets[models.FacetRegion]
	return newFacet(p, models.FacetRegion, p.T("filter.region"), p.T("filter.region.all"), counts.Any, termChoices(p, regionTerms(p, d.Terms.Regions), counts), d.Query.Region)
}

// programmeOptions offers one programme; the one that the dashboard opens with
// needs no parameter, and stands first.
func programmeOptions(p *locale.Printer, d FilterData) []OptionGroup {
	var groups []OptionGroup
	for _, kind := range []models.ProgrammeKind{models.ProjectSet, models.Subject} {
		group := OptionGroup{Label: p.T("filter.programme." + string(kind))}
		for _, programme := range byName(p, d.Programmes, func(m models.Programme) string { return In(p, m.Name).Text }) {
			if programme.Kind != kind {
				continue
			}
			o := Option{Value: programme.Code, Label: In(p, programme.Name).Text, Selected: d.Programme != nil && programme.ID == d.Programme.ID}
			if programme.Code == models.MainProgramme {
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
