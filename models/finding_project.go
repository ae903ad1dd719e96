package models

import (
	"regexp"
	"slices"

	"github.com/shopspring/decimal"
)

// Beyond these bounds a project of this programme would be unlike any other. In the
// opening data the cost runs from 1.5 million to 7.7 billion US dollars, that of a
// job from 15,000 to 5 million, that of a megawatt from 0.6 to 2.9 million but for
// one plant, and the largest gives 10,000 jobs.
const (
	leastCost, mostCost           = 300_000, 20_000_000_000
	leastPerJob, mostPerJob       = 2_000, 20_000_000
	leastPerPower, mostPerPower   = 200_000, 10_000_000
	mostJobs                      = 30_000
	startAhead, launchAhead       = 10, 15
	mostFromCentre, mostFromPlace = 600.0, 50.0
)

// powerPattern is the power of a plant as the column capacity writes it.
var powerPattern = regexp.MustCompile(`^(\d+(?:\.\d+)?)(?:\s|\x{a0})?(MW|GW|МВт|ГВт)(?:\W|$)`)

// judgeProjects looks at projects and what happened to them.
func (g *guard) judgeProjects() error {
	rows := g.standing(projectFile.name)
	centres := make(map[string]*Region)
	if len(rows) > 0 {
		if err := readBy(g.db, func(t *Region) { index(centres, t) }); err != nil {
			return err
		}
	}
	for _, r := range rows {
		g.judgeCost(r)
		g.judgePlace(r, centres)
		if year := r.year("start_year"); r.touches("start_year") && year > g.today.Year()+startAhead {
			g.doubt(r, "start_year", Finding{Kind: FindingYear, OtherDate: g.today})
		}
		if year := r.year("launch_year"); r.touches("launch_year") && year > g.today.Year()+launchAhead {
			g.doubt(r, "launch_year", Finding{Kind: FindingYear, OtherDate: g.today})
		}
	}
	for _, r := range g.standing(projectEventFile.name) {
		switch planned := r.cell("planned") == "yes"; {
		case !planned && r.touches("date", "planned", "source_id"):
			g.judgeAfterSource(r, "date")
		case planned && r.touches("date", "planned") && r.date("date").Year() > g.today.Year()+launchAhead:
			g.doubt(r, "date", Finding{Kind: FindingYear, OtherDate: g.today})
		}
	}
	return g.judgeOrder()
}

// judgeCost doubts a cost that does not go with anything else of the project.
func (g *guard) judgeCost(r *judgedRow) {
	cost, hasCost := r.number("cost_usd")
	jobs, hasJobs := r.number("jobs")
	usd := Amount{cost, "USD"}
	outside := func(value decimal.Decimal, least, most int64) bool {
		return value.IsPositive() && (value.LessThan(decimal.New(least, 0)) || value.GreaterThan(decimal.New(most, 0)))
	}
	if hasCost && r.touches("cost_usd") && outside(cost, leastCost, mostCost) {
		g.doubt(r, "cost_usd", Finding{Kind: FindingCost, Amount: usd})
	}
	if hasJobs && r.touches("jobs") && jobs.GreaterThan(decimal.New(mostJobs, 0)) {
		g.doubt(r, "jobs", Finding{Kind: FindingJobs, Amount: Amount{jobs, "jobs"}})
	}
	if hasCost && hasJobs && jobs.IsPositive() && r.touches("cost_usd", "jobs") && outside(cost.Div(jobs), leastPerJob, mostPerJob) {
		g.doubt(r, "cost_usd", Finding{Kind: FindingCostPerJob, Amount: usd, Against: Amount{jobs, "jobs"}})
	}
	if m := powerPattern.FindStringSubmatch(r.cell("capacity")); m != nil && hasCost && r.touches("cost_usd", "capacity") {
		power := decimal.RequireFromString(m[1])
		if m[2] == "GW" || m[2] == "ГВт" {
			power = power.Shift(3)
		}
		if power.IsPositive() && outside(cost.Div(power), leastPerPower, mostPerPower) {
			g.doubt(r, "cost_usd", Finding{Kind: FindingCostPerPower, Amount: usd, Text: m[0]})
		}
	}
	for _, column := range []string{"cost_usd", "jobs"} {
		if value, ok := r.number(column); ok && r.touches(column, "source_ids") && g.undocumented(r) {
			f := Finding{Kind: FindingNoSource, Amount: Amount{value, "jobs"}}
			if column == "cost_usd" {
				f.Amount.Unit = "USD"
			}
			g.doubt(r, column, f)
		}
	}
}

// judgePlace doubts coordinates outside Kazakhstan, or far from the region. A
// project of several regions, or in China, is left alone: its region has no centre.
func (g *guard) judgePlace(r *judgedRow, regions map[string]*Region) {
	lat, lon, ok := r.degrees()
	if !ok || !r.touches("lat", "lon", "region") {
		return
	}
	region := regions[r.cell("region")]
	inside := inKazakhstan(lat, lon)
	switch {
	case !inside && inKazakhstan(lon, lat):
		g.doubt(r, "lat", Finding{Kind: FindingSwapped, Text: r.cell("lon")})
	case region != nil && region.Lat == nil:
	case !inside:
		g.doubt(r, "lat", Finding{Kind: FindingOutside, Text: r.cell("lon")})
	case region != nil && kilometres(lat, lon, *region.Lat, *region.Lon) > mostFromCentre:
		swapped := kilometres(lon, lat, *region.Lat, *region.Lon) <= mostFromCentre
		f := Finding{Kind: FindingFar, Text: r.cell("lon"), Metric: region.Name}
		if swapped {
			f.Kind = FindingSwapped
		}
		g.doubt(r, "lat", f)
	}
}

// milestone is something that has happened to a project.
type milestone struct {
	// row and column are where it was typed; nil for one that is recorded and not
	// edited.
	row    *judgedRow
	column string
	code   string
	kind   EventKind
	date   Date
}

func (m *milestone) key(project string) RowKey {
	switch {
	case m.row != nil:
		return m.row.RowKey
	case m.code != "":
		return RowKey{projectEventFile.name, m.code}
	}
	return RowKey{projectFile.name, project}
}

func (m *milestone) isTouched() bool {
	return m.row != nil && m.row.touches(m.column, "kind", "planned", "project", "status")
}

// judgeOrder doubts launches before the works began, across the rows of a project
// and of its events.
func (g *guard) judgeOrder() error {
	happened := make(map[string][]milestone)
	edited, events := g.edited(projectFile.name), g.edited(projectEventFile.name)
	for _, r := range g.standing(projectFile.name) {
		happened[r.Key] = append(happened[r.Key], milestonesOf(r)...)
	}
	for _, r := range g.standing(projectEventFile.name) {
		if kind := EventKind(r.cell("kind")); r.cell("planned") == "no" && (kind == EventStarted || kind == EventLaunched) && r.date("date") != "" {
			happened[r.cell("project")] = append(happened[r.cell("project")], milestone{r, "date", r.Key, kind, r.date("date")})
		}
	}
	var codes []string
	for code := range happened {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for batch := range slices.Chunk(codes, guardBatch) {
		var list []struct {
			Project, Code string
			Kind          EventKind
			Date          Date
		}
		err := g.db.Raw("SELECT j.code AS project, COALESCE(e.code, '') AS code, e.kind, e.date FROM project_events e JOIN projects j ON j.id = e.project_id "+
			"WHERE j.code IN ? AND e.planned = ? AND e.kind IN ? AND e.date IS NOT NULL AND e.until_on IS NULL ORDER BY e.id",
			batch, false, []EventKind{EventStarted, EventLaunched}).Scan(&list).Error
		if err != nil {
			return err
		}
		for _, m := range list {
			if m.Code == "" && !edited[m.Project] || m.Code != "" && !events[m.Code] {
				happened[m.Project] = append(happened[m.Project], milestone{code: m.Code, kind: m.Kind, date: m.Date})
			}
		}
		for _, code := range batch {
			g.judgeMilestones(code, happened[code])
		}
	}
	return nil
}

// milestonesOf are those that follow from the columns of a project.
func milestonesOf(r *judgedRow) []milestone {
	var list []milestone
	status := r.cell("status")
	if year := r.year("start_year"); year != 0 && (status == statusLaunched || status == statusInProgress) {
		list = append(list, milestone{r, "start_year", "", EventStarted, YearDate(year)})
	}
	if year := r.year("launch_year"); year != 0 && status == statusLaunched {
		list = append(list, milestone{r, "launch_year", "", EventLaunched, YearDate(year)})
	}
	return list
}

func (g *guard) judgeMilestones(project string, list []milestone) {
	for i := range list {
		for j := range list {
			launch, start := &list[i], &list[j]
			// The loader refuses a row that contradicts itself.
			if launch.kind != EventLaunched || start.kind != EventStarted || launch.date.LastDay() >= start.date.FirstDay() || launch.row != nil && launch.row == start.row {
				continue
			}
			switch f := (Finding{Kind: FindingOrder, Date: launch.date, OtherDate: start.date}); {
			case launch.isTouched():
				f.Other = start.key(project)
				g.doubt(launch.row, launch.column, f)
			case start.isTouched():
				f.Other = launch.key(project)
				g.doubt(start.row, start.column, f)
			}
		}
	}
}

// judgeEnterprises looks at what is known of companies.
func (g *guard) judgeEnterprises() error {
	for _, r := range g.standing(enterpriseFile.name) {
		if year := r.year("founded_year"); r.touches("founded_year") && year > g.today.Year() {
			g.doubt(r, "founded_year", Finding{Kind: FindingFuture, Date: YearDate(year), OtherDate: g.today})
		}
		share, ok := r.number("chinese_share")
		if !ok {
			continue
		}
		amount := Amount{share, "percent"}
		if r.touches("chinese_share") && share.IsPositive() && share.LessThan(decimal.New(1, 0)) {
			g.doubt(r, "chinese_share", Finding{Kind: FindingFraction, Amount: amount})
		}
		if r.touches("chinese_share", "source_ids") && g.undocumented(r) {
			g.doubt(r, "chinese_share", Finding{Kind: FindingNoSource, Amount: amount})
		}
	}
	return nil
}

// judgeAgreements looks at when documents were signed.
func (g *guard) judgeAgreements() error {
	for _, r := range g.standing(agreementFile.name) {
		if r.touches("signed_on", "source_ids") {
			g.judgeAfterSource(r, "signed_on")
		}
	}
	return nil
}
