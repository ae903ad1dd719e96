package models

import (
	"encoding/json"
	"regexp"
	"slices"
)

var projectFile = fileLoader{
	name: "projects.csv",
	required: []string{"code", "name_en", "sector", "region", "locality", "lat", "lon", "kazakh_partner", "chinese_partner", "cost_usd",
		"jobs", "capacity", "status", "start_year", "launch_year", "in_51_programme", "source_ids", "note"},
	optional: []string{"name_kk", "name_ru", "name_zh"},
	load: func(l *loader, rows []row) error {
		seen := make(map[string]int)
		var drafts []*projectDraft
		for _, r := range rows {
			drafts = append(drafts, l.project(r, seen))
		}
		if len(l.errs) > 0 {
			return nil
		}
		return l.writeProjects(drafts)
	},
}

// projectDraft is a project as the file gives it, with what belongs to it.
type projectDraft struct {
	row        row
	project    Project
	sources    []*Source
	partners   []ProjectPartner
	events     []ProjectEvent
	membership Membership
	// own are the events that are records of their own: a load of projects keeps
	// them.
	own []ProjectEvent
}

// The words of the column status.
const (
	statusLaunched   = "launched"
	statusInProgress = "in_progress"
	statusPlanned    = "planned"
	statusUnknown    = "unknown"
)

func (l *loader) project(r row, seen map[string]int) *projectDraft {
	d := &projectDraft{row: r, sources: l.sourceList(r, "source_ids")}
	d.project = Project{
		Code: l.unique(r, "code", seen), Name: l.translations(r, "name"),
		SectorID: idOf(find(l, r, "sector", l.sectors, "sectors.csv")), RegionID: idOf(find(l, r, "region", l.regions, "regions.csv")),
		Locality:  r.cells["locality"],
		CostCents: l.cents(r, "cost_usd"), Jobs: l.integer(r, "jobs", 0, 10_000_000), Capacity: r.cells["capacity"], Note: r.cells["note"],
	}
	d.project.Lat, d.project.Lon = l.place(r)
	d.project.SiteLocated = d.project.Lat != nil && siteLocated(d.project.Note)
	d.project.NameFolded = Fold(d.project.Name.EN)
	if old := l.projects[d.project.Code]; old != nil {
		for column, keep := range map[string]func(){
			"name_kk": func() { d.project.Name.KK = old.Name.KK },
			"name_ru": func() { d.project.Name.RU = old.Name.RU },
			"name_zh": func() { d.project.Name.ZH = old.Name.ZH },
		} {
			if !l.has(column) {
				keep()
			}
		}
	}
	d.membership = Membership(l.oneOf(r, "in_51_programme", string(MemberYes), string(MemberNo), string(MemberUnknown)))
	status := l.oneOf(r, "status", statusLaunched, statusInProgress, statusPlanned, statusUnknown)
	start, launch := l.year(r, "start_year"), l.year(r, "launch_year")
	if start != nil && launch != nil && *start > *launch {
		l.failRow(r, "launch_year", "is before start_year: correct one of them")
	}
	recordedIn := int64(l.recordedOn.Year())
	if status == statusLaunched && launch != nil && *launch > recordedIn {
		l.failRow(r, "launch_year", "is still to come, but status says launched: correct one of them")
	}
	if (status == statusLaunched || status == statusInProgress) && start != nil && *start > recordedIn {
		l.failRow(r, "start_year", "is still to come, but status says "+status+": correct one of them")
	}
	if status == statusUnknown {
		d.project.OutcomeUnknownFrom = l.outcomeUnknownFrom(d.sources, l.projects[d.project.Code], start, launch)
	}
	d.events = l.events(status, start, launch, d.sources)
	d.partners = append(partners(KazakhSide, r.cells["kazakh_partner"]), partners(ChineseSide, r.cells["chinese_partner"])...)
	d.project.PartnerSides = partnerSides(d.partners)
	return d
}

// reported are the first and the last dated document about a project, gazetteers
// aside: the date as it is stated, and the days from which each counts. Where
// none is dated the date is empty and the days are that of the record.
func (l *loader) reported(sources []*Source) (date, first, last Date) {
	for _, s := range sources {
		day := l.knownOn(s.PublishedOn)
		if day == "" || s.Kind == Gazetteer {
			continue
		}
		if first == "" || day < first {
			date, first = s.PublishedOn, day
		}
		last = max(last, day)
	}
	if first == "" {
		return "", l.recordedOn, l.recordedOn
	}
	return date, first, last
}

// events builds the dated events of a project from its status and years.
//
// A launched or running project has started, and been launched, in the years
// given. Where a year is missing the event has no date and counts from the last
// document about the project, which at the latest says so. What is only planned,
// or not known to have come about, was announced with the first document, and
// its years are those of the plan.
func (l *loader) events(status string, start, launch *int64, sources []*Source) []ProjectEvent {
	date, first, last := l.reported(sources)
	var events []ProjectEvent
	actual := func(kind EventKind, year *int64) {
		e := ProjectEvent{Kind: kind, KnownOn: last}
		if year != nil {
			e.Date, e.Year = YearDate(int(*year)), year
			e.KnownOn = l.knownOn(e.Date)
		}
		events = append(events, e)
	}
	planned := func(kind EventKind, year *int64) {
		if year != nil {
			events = append(events, ProjectEvent{Kind: kind, Planned: true, Date: YearDate(int(*year)), Year: year, KnownOn: first})
		}
	}
	switch status {
	case statusLaunched:
		if start != nil {
			actual(EventStarted, start)
		}
		actual(EventLaunched, launch)
	case statusInProgress:
		actual(EventStarted, start)
		planned(EventLaunched, launch)
	case statusPlanned, statusUnknown:
		// Without a dated document, that it was announced is all that is known.
		events = append(events, ProjectEvent{Kind: EventAnnounced, Date: date, Year: yearOf(date), KnownOn: first})
		planned(EventStarted, start)
		planned(EventLaunched, launch)
	}
	return events
}

// outcomeUnknownFrom is the day after everything that is known of the project:
// its documents and the years of its plan. A recorded day stays until there is a
// newer document.
func (l *loader) outcomeUnknownFrom(sources []*Source, recorded *Project, years ...*int64) Date {
	date, _, last := l.reported(sources)
	if recorded != nil && recorded.OutcomeUnknownFrom != "" && (date == "" || last < recorded.OutcomeUnknownFrom) {
		return recorded.OutcomeUnknownFrom
	}
	for _, year := range years {
		if year != nil {
			last = max(last, YearDate(int(*year)).LastDay())
		}
	}
	if last >= l.recordedOn {
		return l.recordedOn
	}
	return last.Next()
}

var detailPattern = regexp.MustCompile(`^(.*\S)\s*\(([^()]*)\)$`)

// partners takes a cell apart: names at the semicolons, and what stands in
// brackets behind a name.
func partners(side Side, cell string) []ProjectPartner {
	var found []ProjectPartner
	for i, name := range list(cell) {
		p := ProjectPartner{Side: side, Position: int64(i), Name: name}
		if m := detailPattern.FindStringSubmatch(name); m != nil {
			p.Name, p.Detail = m[1], m[2]
		}
		found = append(found, p)
	}
	return found
}

// summary writes what belongs to a project as text, to compare and to keep in
// revisions.
func (d *projectDraft) summary() map[string]string {
	return map[string]string{
		"partners": summarize(d.partners, func(p ProjectPartner) []any {
			return []any{p.Side, p.Name, p.Detail}
		}),
		"events": summarize(d.events, func(e ProjectEvent) []any {
			return []any{e.Kind, e.Planned, e.Date, e.KnownOn}
		}),
		"in_51_programme": string(d.membership),
	}
}

func summarize[T any](list []T, of func(T) []any) string {
	rows := make([][]any, len(list))
	for i, item := range list {
		rows[i] = of(item)
	}
	text, err := json.Marshal(rows)
	if err != nil {
		panic("models: a summary of plain values cannot fail: " + err.Error())
	}
	return string(text)
}

func (l *loader) writeProjects(drafts []*projectDraft) error {
	programme := l.mainProgramme()
	if programme == nil {
		l.fail(1, "in_51_programme", "", "the programme "+MainProgramme+" is missing: add it to programmes.csv first")
		return nil
	}
	recorded := make(map[int64]*projectDraft)
	of := func(id int64) *projectDraft {
		if recorded[id] == nil {
			recorded[id] = &projectDraft{membership: MemberUnknown}
		}
		return recorded[id]
	}
	var partners []ProjectPartner
	if err := l.tx.Order("project_id, side DESC, position").Find(&partners).Error; err != nil {
		return err
	}
	for _, p := range partners {
		of(p.ProjectID).partners = append(of(p.ProjectID).partners, p)
	}
	if err := readBy(l.tx, func(e *ProjectEvent) {
		if e.Code != nil {
			of(e.ProjectID).own = append(of(e.ProjectID).own, *e)
		} else {
			of(e.ProjectID).events = append(of(e.ProjectID).events, *e)
		}
	}); err != nil {
		return err
	}
	var members []ProgrammeProject
	if err := l.tx.Where("programme_id = ?", programme.ID).Find(&members).Error; err != nil {
		return err
	}
	for _, m := range members {
		of(m.ProjectID).membership = m.Membership
	}
	links, err := l.readSourceLinks("project_sources", "project_id")
	if err != nil {
		return err
	}
	for _, d := range drafts {
		old := l.projects[d.project.Code]
		c, err := put(l, "project", d.project.Code, old, &d.project)
		if err != nil {
			return err
		}
		if err := links.write(l, d.project.ID, d.sources, c); err != nil {
			return err
		}
		if err := l.writeBelongings(d, of(d.project.ID), c, programme.ID); err != nil {
			return err
		}
		if err := finish(l, d.row, c, &d.project); err != nil {
			return err
		}
		l.projects[d.project.Code] = &d.project
	}
	return nil
}

func (l *loader) mainProgramme() *Programme {
	for _, p := range l.programmes {
		if p.Code == MainProgramme {
			return p
		}
	}
	return nil
}

// keepKnown lets events count from the day from which they are recorded to, if
// that is earlier: a later load does not make them known later.
func (d *projectDraft) keepKnown(recorded []ProjectEvent) {
	for i := range d.events {
		e := &d.events[i]
		for _, r := range recorded {
			if r.Kind == e.Kind && r.Planned == e.Planned && r.Date == e.Date {
				e.KnownOn = min(e.KnownOn, r.KnownOn)
			}
		}
	}
}

// writeBelongings brings partners, events and membership to what the file says.
func (l *loader) writeBelongings(d, recorded *projectDraft, c *change, programmeID int64) error {
	d.keepKnown(recorded.events)
	d.events = slices.DeleteFunc(d.events, func(e ProjectEvent) bool { return superseded(e, recorded.own) })
	was, is := recorded.summary(), d.summary()
	changed := func(name string) bool {
		if c == nil {
			return true
		}
		if was[name] == is[name] {
			return false
		}
		c.before[name], c.after[name] = was[name], is[name]
		return l.reason != ""
	}
	id := d.project.ID
	if changed("partners") {
		if err := l.tx.Where("project_id = ?", id).Delete(&ProjectPartner{}).Error; err != nil {
			return err
		}
		for i := range d.partners {
			d.partners[i].ProjectID, d.partners[i].Version = id, 1
		}
		if len(d.partners) > 0 {
			if err := l.tx.Create(&d.partners).Error; err != nil {
				return err
			}
		}
	}
	if changed("events") {
		if err := l.tx.Where("project_id = ? AND code IS NULL", id).Delete(&ProjectEvent{}).Error; err != nil {
			return err
		}
		for i := range d.events {
			d.events[i].ProjectID, d.events[i].Version = id, 1
		}
		if len(d.events) > 0 {
			if err := l.tx.Create(&d.events).Error; err != nil {
				return err
			}
		}
	}
	if changed("in_51_programme") {
		member := ProgrammeProject{ProgrammeID: programmeID, ProjectID: id, Membership: d.membership}
		if err := l.tx.Where("programme_id = ? AND project_id = ?", programmeID, id).Delete(&ProgrammeProject{}).Error; err != nil {
			return err
		}
		if err := l.tx.Create(&member).Error; err != nil {
			return err
		}
	}
	if c == nil || l.reason != "" && slices.ContainsFunc(countedBy, func(column string) bool {
		_, changed := c.after[column]
		return changed
	}) {
		return writeStages(l.tx, &d.project, slices.Concat(d.events, recorded.own), &d.membership)
	}
	return nil
}

// countedBy are the columns and lists of a project that its stages hold.
var countedBy = []string{"events", "outcome_unknown_from", "sector_id", "region_id", "partner_sides", "in_51_programme"}
