package models

import (
	"fmt"
	"maps"
	"slices"
)

// projectEventFile adds dated events that the columns of projects.csv have no
// room for: plans that were moved, agreements, days instead of years.
var projectEventFile = dataFile{
	name:  "project_events.csv",
	about: "Something dated that happened to a project, or was planned to, and that the columns of projects.csv have no room for.",
	key:   []string{"code"},
	columns: []Column{
		codeColumn("code", "The code of the event."),
		codeColumn("project", "The project that it happened to.").of("projects.csv", "code"),
		wordColumn("kind", "What happened.", EventKinds),
		wordColumn("planned", "Whether it was planned or has happened.", []string{"yes", "no"}),
		dateColumn("date", "When it happened or was to happen.").filled(),
		sourceColumn("The document that tells of it."),
		textColumn("note", "What else the document says of it."),
		knownColumn(),
	},
	write: writeProjectEvents,
	load: func(l *loader, rows []row) error {
		known := make(map[string]*ProjectEvent)
		if err := readBy(naming(l.tx, "code", codesOf(rows)), func(e *ProjectEvent) {
			if e.Code != nil {
				known[*e.Code] = e
			}
		}); err != nil {
			return err
		}
		seen := make(map[string]int)
		var wants []*ProjectEvent
		for _, r := range rows {
			wants = append(wants, l.event(r, seen, known))
		}
		if len(l.errs) > 0 {
			return nil
		}
		touched := make(map[int64]bool)
		for i, want := range wants {
			if old := known[*want.Code]; old != nil {
				touched[old.ProjectID] = true
				if old.ProjectID != want.ProjectID {
					l.stale.add(FoundProject, old.ProjectID)
				}
				if err := l.keepTold(old, want); err != nil {
					return err
				}
			}
			touched[want.ProjectID] = true
			if err := save(l, rows[i], NounEvent, *want.Code, known[*want.Code], want); err != nil {
				return err
			}
		}
		if len(l.errs) > 0 {
			return nil
		}
		return l.rebuildStages(touched)
	},
}

func (l *loader) event(r row, seen map[string]int, known map[string]*ProjectEvent) *ProjectEvent {
	code := l.unique(r, "code", seen)
	want := &ProjectEvent{
		Code: &code, Note: r.cells["note"], Planned: l.oneOf(r, "planned") == "yes",
		Kind: EventKind(l.oneOf(r, "kind")),
	}
	project := l.projects[r.cells["project"]]
	if project == nil {
		l.failRow(r, "project", projectUnknown)
	} else {
		want.ProjectID = project.ID
	}
	source := l.sources[r.cells["source_id"]]
	if source == nil {
		l.failRow(r, "source_id", sourceUnknown)
	} else {
		want.SourceID = &source.ID
	}
	if want.Planned {
		want.Date = l.date(r, "date")
		if source != nil {
			// A plan is known from the day on which it was published.
			want.KnownOn = l.knownOn(source.PublishedOn)
		}
		if want.KnownOn == "" {
			want.KnownOn = l.recordedOn
		}
	} else {
		want.Date = l.pastDate(r, "date")
		want.KnownOn = l.knownOn(want.Date)
	}
	want.Year = yearOf(want.Date)
	switch old := known[code]; {
	case old == nil && project != nil && l.wasRecorded(project) && !l.correcting():
		l.newlyTold(r, want, source)
	case old != nil && !l.correcting() && want.tells(old):
		want.KnownOn = l.counting(r, old.KnownOn, old.KnownOn)
	case old != nil && !l.correcting():
		l.toldAnew(r, old, want, source)
	default:
		if old != nil && old.Date == want.Date && old.KnownOn < want.KnownOn {
			want.KnownOn = old.KnownOn
		}
		want.KnownOn = l.stated(r, want.KnownOn)
	}
	return want
}

// wasRecorded reports whether the project stood there before the change.
func (l *loader) wasRecorded(p *Project) bool { return p.CreatedAt.Before(l.now) }

// newlyTold works out from which day an event counts that comes to a recorded project:
// from that of its document, however long ago it happened, so that no earlier day
// changes.
func (l *loader) newlyTold(r row, want *ProjectEvent, source *Source) {
	told := l.recordedOn
	if source != nil && source.PublishedOn != "" {
		told = l.knownOn(source.PublishedOn)
	}
	earliest := told
	if !want.Planned && want.Date != "" {
		earliest = max(told, want.Date.FirstDay())
	}
	want.KnownOn = l.stated(r, earliest)
	if want.KnownOn < earliest && l.reason != "" && !l.planning {
		l.failRow(r, "known_on", pastAltered(want.KnownOn))
	}
}

// tells reports whether two events say the same of the same project.
func (e *ProjectEvent) tells(other *ProjectEvent) bool {
	return e.ProjectID == other.ProjectID && e.Kind == other.Kind && e.Planned == other.Planned && e.Date == other.Date
}

// toldAnew works out from which day a recorded event counts that says something else by
// the edit: that of a document that takes the place of its own and is newer, else that of
// the record. The day that stands there is the one of what it said before.
func (l *loader) toldAnew(r row, old, want *ProjectEvent, source *Source) {
	earliest := max(l.recordedOn, old.KnownOn)
	if source != nil && old.SourceID != nil && *old.SourceID != source.ID {
		if day := l.knownOn(source.PublishedOn); day > old.KnownOn {
			earliest = day
		}
	}
	want.KnownOn = earliest
	if r.cells["known_on"] == string(old.KnownOn) {
		return
	}
	if want.KnownOn = l.stated(r, earliest); want.KnownOn < earliest && l.reason != "" && !l.planning {
		l.failRow(r, "known_on", pastAltered(want.KnownOn))
	}
}

// keepTold keeps what an event said where it is changed, and takes that away again where
// the change is taken back.
func (l *loader) keepTold(old, want *ProjectEvent) error {
	switch {
	case l.reason == "" || want.tells(old):
		return nil
	case l.kind == Restoring:
		return l.resume(old, want)
	case l.correcting():
		return nil
	}
	return l.endEvent(old, want.KnownOn)
}

// endEvent keeps what a recorded event said up to the day from which it says otherwise.
func (l *loader) endEvent(old *ProjectEvent, until Date) error {
	if old.KnownOn >= until {
		return nil
	}
	ended := ProjectEvent{Record: Record{Version: 1}, ProjectID: old.ProjectID, Kind: old.Kind, Planned: old.Planned, Date: old.Date, Year: old.Year,
		KnownOn: old.KnownOn, UntilOn: until}
	return l.tx.Create(&ended).Error
}

// resume takes away what was kept of an event that says again what it said then.
func (l *loader) resume(old, want *ProjectEvent) error {
	return l.tx.Where("code IS NULL AND project_id = ? AND kind = ? AND planned = ? AND date = ? AND known_on = ? AND until_on = ?",
		want.ProjectID, want.Kind, want.Planned, want.Date, want.KnownOn, old.KnownOn).Delete(&ProjectEvent{}).Error
}

// writeProjectEvents writes the events that are records of their own; those that
// follow from a project's columns stand with the project.
func writeProjectEvents(x *exporter) error {
	return inOrder(x.where("code IS NOT NULL"), "code", func(list []ProjectEvent) error {
		for _, e := range list {
			x.row(line{"code": *e.Code, "project": x.name("projects", "code", &e.ProjectID), "kind": string(e.Kind), "planned": yesNo(e.Planned),
				"date": string(e.Date), "source_id": x.name("sources", "code", e.SourceID), "note": e.Note, "known_on": string(e.KnownOn)})
		}
		return nil
	})
}

// rebuildStages works the stages of projects out anew, and removes the events
// that follow from a project's columns where one of its own records says the
// same more exactly.
func (l *loader) rebuildStages(projects map[int64]bool) error {
	events := make(map[int64][]ProjectEvent)
	if err := readBy(naming(l.tx, "project_id", slices.Collect(maps.Keys(projects))), func(e *ProjectEvent) {
		if projects[e.ProjectID] {
			events[e.ProjectID] = append(events[e.ProjectID], *e)
		}
	}); err != nil {
		return err
	}
	listed := make(map[int64]*Membership)
	if programme := l.mainProgramme(); programme != nil {
		var members []ProgrammeProject
		if err := naming(l.tx, "project_id", slices.Collect(maps.Keys(projects))).Where("programme_id = ?", programme.ID).Find(&members).Error; err != nil {
			return err
		}
		for i := range members {
			listed[members[i].ProjectID] = &members[i].Membership
		}
	}
	for _, p := range l.projects {
		if !projects[p.ID] {
			continue
		}
		var kept []ProjectEvent
		for _, e := range events[p.ID] {
			if e.Code == nil && superseded(e, events[p.ID]) {
				if until := l.endOf(p, e, events[p.ID]); until != "" {
					e.UntilOn = until
					if err := l.tx.Model(&ProjectEvent{}).Where("id = ?", e.ID).UpdateColumn("until_on", until).Error; err != nil {
						return fmt.Errorf("end an event of %s: %w", p.Code, err)
					}
					kept = append(kept, e)
					continue
				}
				if err := l.tx.Delete(&ProjectEvent{}, e.ID).Error; err != nil {
					return fmt.Errorf("replace an event of %s: %w", p.Code, err)
				}
				continue
			}
			kept = append(kept, e)
		}
		if err := writeStages(l.tx, p, kept, listed[p.ID]); err != nil {
			return err
		}
	}
	return nil
}

// endOf is the day on which an event of the columns of a recorded project makes room for
// one that says the same more exactly and counts from a later day; empty where nothing
// has to be kept of it.
func (l *loader) endOf(p *Project, e ProjectEvent, recorded []ProjectEvent) Date {
	if l.correcting() || !l.wasRecorded(p) {
		return ""
	}
	var until Date
	for _, r := range recorded {
		if superseded(e, []ProjectEvent{r}) && (until == "" || r.KnownOn < until) {
			until = r.KnownOn
		}
	}
	if until <= e.KnownOn {
		return ""
	}
	return until
}

// superseded reports whether an event of a project's columns is among the
// recorded ones, with the same year or more exactly. What has ended is history, and
// stays.
func superseded(e ProjectEvent, recorded []ProjectEvent) bool {
	if e.UntilOn != "" {
		return false
	}
	for _, r := range recorded {
		if r.Code != nil && r.Kind == e.Kind && r.Planned == e.Planned && r.Date.Year() == e.Date.Year() {
			return true
		}
	}
	return false
}
