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
	if old := known[code]; old != nil && old.Date == want.Date && old.KnownOn < want.KnownOn {
		want.KnownOn = old.KnownOn
	}
	want.KnownOn = l.stated(r, want.KnownOn)
	return want
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
