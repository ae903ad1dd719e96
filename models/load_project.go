package models

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

var projectFile = dataFile{
	name:  "projects.csv",
	about: "One documented project.",
	key:   []string{"code"},
	columns: slices.Concat(
		[]Column{
			codeColumn("code", "The code of the project, as addresses write it."),
			textColumn("name_en", "The name of the project. In English.").filled(),
		},
		furtherColumns("name", "The name of the project."),
		[]Column{
			textColumn("sector", "What it works in.").of("sectors.csv", "label"),
			textColumn("region", "Where it stands.").of("regions.csv", "label"),
			textColumn("locality", "The town or village."),
		},
		placeColumns("Where it stands, in degrees; approximate unless the note says who gives the coordinates of the site."),
		[]Column{
			textColumn("kazakh_partner", "The partners on the Kazakh side, each with what the document adds in brackets.").list(";"),
			textColumn("chinese_partner", "The partners on the Chinese side, each with what the document adds in brackets.").list(";"),
			numberColumn("cost_usd", "The cost in US dollars."),
			integerColumn("jobs", 0, 10_000_000, "The jobs that it gives."),
			textColumn("capacity", "What it can make."),
			wordColumn("status", "Where it stands by the newest document.", []string{statusLaunched, statusInProgress, statusPlanned, statusUnknown}),
			yearColumn("start_year", "The year in which works began or were to begin."),
			yearColumn("launch_year", "The year in which it was launched or was to be."),
			wordColumn("in_51_programme", "Whether it belongs to the list of 51 joint projects.", []Membership{MemberYes, MemberNo, MemberUnknown}),
			sourcesColumn(),
			textColumn("note", "What else is known, and who gives the coordinates."),
			dateColumn("outcome_unknown_from", "For a project of unknown status, the day from which no document tells what became of it. Worked out when it is loaded if empty.").optional(),
			textColumn("events", "The events that follow from the status and the years, with the day from which each counts, such as "+
				"«planned launched 2019 known 2018-06-10», and «until» that to which it did if the columns have said otherwise since; «none» where records of project_events.csv say all of them more exactly. Worked out when it is loaded if empty.").
				optional().list(";"),
		},
	),
	write: writeProjectRows,
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
	row      row
	project  Project
	sources  []*Source
	partners []ProjectPartner
	events   []ProjectEvent
	// status and years are those of the columns, from which the events follow.
	status        string
	start, launch *int64
	membership    Membership
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
		CostCents: l.cents(r, "cost_usd"), Jobs: l.integer(r, "jobs"), Capacity: r.cells["capacity"], Note: r.cells["note"],
	}
	d.project.Lat, d.project.Lon = l.place(r)
	d.project.SiteLocated = d.project.Lat != nil && siteLocated(d.project.Note)
	d.project.NameFolded = Fold(d.project.Name.EN)
	if old := l.projects[d.project.Code]; old != nil {
		l.keepTexts("name", &d.project.Name, old.Name)
	}
	d.membership = Membership(l.oneOf(r, "in_51_programme"))
	status := l.oneOf(r, "status")
	start, launch := l.integer(r, "start_year"), l.integer(r, "launch_year")
	d.status, d.start, d.launch = status, start, launch
	if start != nil && launch != nil && *start > *launch {
		l.failRow(r, "launch_year", launchBeforeStart)
	}
	recordedIn := int64(l.recordedOn.Year())
	if status == statusLaunched && launch != nil && *launch > recordedIn {
		l.failRow(r, "launch_year", launchToCome)
	}
	if (status == statusLaunched || status == statusInProgress) && start != nil && *start > recordedIn {
		l.failRow(r, "start_year", startToCome(status))
	}
	if status == statusUnknown {
		d.project.OutcomeUnknownFrom = l.outcomeUnknownFrom(d.sources, l.projects[d.project.Code], start, launch)
	}
	if from := l.pastDate(r, "outcome_unknown_from"); from != "" {
		if status != statusUnknown || !from.IsDay() {
			l.failRow(r, "outcome_unknown_from", outcomeDay)
		}
		d.project.OutcomeUnknownFrom = from
	}
	if r.cells["events"] != "" {
		d.events = l.givenEvents(r)
	} else {
		d.events = l.events(status, start, launch, d.sources)
	}
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
// given. Where no year is, the event has no date and counts from the oldest
// document about the project: nothing else tells from when it was there. A launch
// of which only the start is dated counts from the newest, which at the latest says
// so: the oldest may be of the time of the works. What is only planned, or not known
// to have come about, was announced with the first document, and its years are those
// of the plan.
func (l *loader) events(status string, start, launch *int64, sources []*Source) []ProjectEvent {
	date, first, last := l.reported(sources)
	var events []ProjectEvent
	actual := func(kind EventKind, year *int64) {
		e := ProjectEvent{Kind: kind, KnownOn: first}
		if kind == EventLaunched && start != nil {
			e.KnownOn = last
		}
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

// eventPattern is an event of a project's columns as the column events writes it.
var eventPattern = regexp.MustCompile(`^(planned )?([a-z]+)(?: (\d[\d-]*))? known (\d{4}-\d{2}-\d{2})(?: until (\d{4}-\d{2}-\d{2}))?$`)

// noEvents is what the column events holds for a project whose columns give none.
const noEvents = "none"

// givenEvents reads the column events.
func (l *loader) givenEvents(r row) []ProjectEvent {
	var events []ProjectEvent
	if r.cells["events"] == noEvents {
		return nil
	}
	for _, text := range list(r.cells["events"]) {
		m := eventPattern.FindStringSubmatch(text)
		if m == nil || !slices.Contains(EventKinds, EventKind(m[2])) && (EventKind(m[2]) != EventUnknown || m[5] == "") {
			l.fail(r.line, "events", text, notAnEvent)
			continue
		}
		date, dateErr := ParseDate(m[3])
		known, knownErr := ParseDate(m[4])
		until, untilErr := ParseDate(m[5])
		if dateErr != nil || knownErr != nil || untilErr != nil || max(known, until) > l.recordedOn || until != "" && until <= known {
			l.fail(r.line, "events", text, eventDate)
		}
		events = append(events, ProjectEvent{Kind: EventKind(m[2]), Planned: m[1] != "", Date: date, Year: yearOf(date), KnownOn: known, UntilOn: until})
	}
	return events
}

// EventsOfCell are the events that a cell of the column events writes; what is none is
// left out.
func EventsOfCell(cell string) []RevisedEvent {
	var events []RevisedEvent
	for _, text := range list(cell) {
		if m := eventPattern.FindStringSubmatch(text); m != nil {
			events = append(events, RevisedEvent{Kind: EventKind(m[2]), Planned: m[1] != "", Date: Date(m[3]), KnownOn: Date(m[4]), UntilOn: Date(m[5])})
		}
	}
	return events
}

// eventsCell writes what givenEvents reads.
func eventsCell(events []ProjectEvent) string {
	if len(events) == 0 {
		return noEvents
	}
	texts := make([]string, len(events))
	for i, e := range events {
		words := []string{string(e.Kind)}
		if e.Planned {
			words = []string{"planned", string(e.Kind)}
		}
		if e.Date != "" {
			words = append(words, string(e.Date))
		}
		words = append(words, "known", string(e.KnownOn))
		if e.UntilOn != "" {
			words = append(words, "until", string(e.UntilOn))
		}
		texts[i] = strings.Join(words, " ")
	}
	return strings.Join(texts, "; ")
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

// partnersCell writes what partners takes apart, for one side.
func partnersCell(side Side, all []ProjectPartner) string {
	var texts []string
	for _, p := range slices.SortedFunc(slices.Values(all), func(a, b ProjectPartner) int { return int(a.Position - b.Position) }) {
		switch {
		case p.Side != side:
		case p.Detail != "" || detailPattern.MatchString(p.Name):
			texts = append(texts, p.Name+" ("+p.Detail+")")
		default:
			texts = append(texts, p.Name)
		}
	}
	return strings.Join(texts, "; ")
}

// summary writes what belongs to a project as text, to compare and to keep in
// revisions.
func (d *projectDraft) summary() map[string]string {
	return map[string]string{
		"partners": summarize(d.partners, func(p ProjectPartner) []any {
			return []any{p.Side, p.Name, p.Detail}
		}),
		"events": summarize(d.events, func(e ProjectEvent) []any {
			cells := []any{e.Kind, e.Planned, e.Date, e.KnownOn}
			if e.UntilOn != "" {
				cells = append(cells, e.UntilOn)
			}
			return cells
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
	if len(drafts) == 0 {
		return nil
	}
	programme := l.mainProgramme()
	if programme == nil {
		l.fail(1, "in_51_programme", "", programmeMissing(MainProgramme))
		return nil
	}
	recorded := make(map[int64]*projectDraft)
	of := func(id int64) *projectDraft {
		if recorded[id] == nil {
			recorded[id] = &projectDraft{membership: MemberUnknown}
		}
		return recorded[id]
	}
	var owners []int64
	for _, d := range drafts {
		if old := l.projects[d.project.Code]; old != nil {
			owners = append(owners, old.ID)
		}
	}
	var partners []ProjectPartner
	if err := naming(l.tx, "project_id", owners).Order("project_id, side DESC, position").Find(&partners).Error; err != nil {
		return err
	}
	for _, p := range partners {
		of(p.ProjectID).partners = append(of(p.ProjectID).partners, p)
	}
	if err := readBy(naming(l.tx, "project_id", owners), func(e *ProjectEvent) {
		if e.Code != nil {
			of(e.ProjectID).own = append(of(e.ProjectID).own, *e)
		} else {
			of(e.ProjectID).events = append(of(e.ProjectID).events, *e)
		}
	}); err != nil {
		return err
	}
	var members []ProgrammeProject
	if err := naming(l.tx, "project_id", owners).Where("programme_id = ?", programme.ID).Find(&members).Error; err != nil {
		return err
	}
	for _, m := range members {
		of(m.ProjectID).membership = m.Membership
	}
	links, err := l.readSourceLinks("project_sources", "project_id", owners)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		old := l.projects[d.project.Code]
		if old != nil {
			l.follow(d, old, of(old.ID), links.of[old.ID])
		}
		c, err := put(l, NounProject, d.project.Code, old, &d.project)
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

// writeBelongings brings partners, events and membership to what the file says.
func (l *loader) writeBelongings(d, recorded *projectDraft, c *change, programmeID int64) error {
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
		if err := l.tie(d.partners, recorded.partners); err != nil {
			return err
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

// writeProjectRows writes the projects with what belongs to them.
func writeProjectRows(x *exporter) error {
	return inOrder(x, "code", func(list []Project) error {
		of := ids(list)
		sources, err := x.sourcesOf("project_sources", "project_id", of)
		if err != nil {
			return err
		}
		var members []ProgrammeProject
		main := x.tx.Model(&Programme{}).Select("id").Where("code = ?", MainProgramme)
		if err := x.tx.Where("programme_id = (?) AND project_id IN ?", main, of).Find(&members).Error; err != nil {
			return err
		}
		membership := make(map[int64]Membership, len(members))
		for _, m := range members {
			membership[m.ProjectID] = m.Membership
		}
		for i := range list {
			p := &list[i]
			var columns, own []ProjectEvent
			for _, e := range p.Events {
				if e.Code == nil {
					columns = append(columns, e)
				} else {
					own = append(own, e)
				}
			}
			status, start, launch := p.standing(columns, own)
			cells := line{"code": p.Code, "name_en": p.Name.EN, "sector": x.name("sectors", "label", p.SectorID), "region": x.name("regions", "label", p.RegionID),
				"locality": p.Locality, "lat": degreesCell(p.Lat), "lon": degreesCell(p.Lon),
				"kazakh_partner": partnersCell(KazakhSide, p.Partners), "chinese_partner": partnersCell(ChineseSide, p.Partners),
				"jobs": integerCell(p.Jobs), "capacity": p.Capacity, "status": status, "start_year": integerCell(start), "launch_year": integerCell(launch),
				"in_51_programme": string(membership[p.ID]), "source_ids": sources[p.ID], "note": p.Note,
				"outcome_unknown_from": string(p.OutcomeUnknownFrom), "events": eventsCell(columns)}
			if p.CostCents != nil {
				cells["cost_usd"] = decimal.New(*p.CostCents, -2).String()
			}
			cells.further("name", p.Name)
			x.row(cells)
		}
		return nil
	}, "Partners", "Events")
}

// happened reports whether one of the events is of the kind.
func happened(events []ProjectEvent, kind EventKind, planned bool) bool {
	return slices.ContainsFunc(events, func(e ProjectEvent) bool { return e.Kind == kind && e.Planned == planned })
}

// standing are the cells status, start_year and launch_year that give the events of the
// project's columns which count still.
func (p *Project) standing(columns, own []ProjectEvent) (status string, start, launch *int64) {
	columns = slices.DeleteFunc(slices.Clone(columns), func(e ProjectEvent) bool { return e.UntilOn != "" })
	status = p.status(columns, own)
	start, launch = years(status, columns, own)
	return status, start, launch
}

// status is the word of the column status that gives the events of the project's
// columns. An event that a record of its own says more exactly is no longer among
// them, and is looked for there.
func (p *Project) status(columns, own []ProjectEvent) string {
	recorded := func(kind EventKind) bool { return happened(columns, kind, false) || happened(own, kind, false) }
	switch {
	case p.OutcomeUnknownFrom != "":
		return statusUnknown
	case happened(columns, EventAnnounced, false), happened(columns, EventStarted, true):
		return statusPlanned
	case recorded(EventLaunched) && !happened(columns, EventLaunched, true):
		return statusLaunched
	case recorded(EventStarted):
		return statusInProgress
	}
	return statusPlanned
}

// years are those of the columns start_year and launch_year.
func years(status string, columns, own []ProjectEvent) (start, launch *int64) {
	begun := status == statusLaunched || status == statusInProgress
	of := func(kind EventKind, planned bool) (year *int64, fromColumn bool) {
		for _, list := range [][]ProjectEvent{columns, own} {
			var best *ProjectEvent
			for i := range list {
				if e := &list[i]; e.Kind == kind && e.Planned == planned && e.Year != nil && (best == nil || e.tellsMore(best)) {
					best = e
				}
			}
			if best != nil {
				return best.Year, best.Code == nil
			}
		}
		return nil, false
	}
	start, ofColumn := of(EventStarted, !begun)
	launch, launchOfColumn := of(EventLaunched, status != statusLaunched)
	if start != nil && launch != nil && *start > *launch {
		// The two were never in one row.
		if !ofColumn {
			start = nil
		} else if !launchOfColumn {
			launch = nil
		}
	}
	return start, launch
}
