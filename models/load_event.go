package models

import "fmt"

// projectEventFile adds dated events that the columns of projects.csv have no
// room for: plans that were moved, agreements, days instead of years.
var projectEventFile = fileLoader{
	name:     "project_events.csv",
	required: []string{"code", "project", "kind", "planned", "date", "source_id", "note"},
	load: func(l *loader, rows []row) error {
		known := make(map[string]*ProjectEvent)
		if err := readBy(l.tx, func(e *ProjectEvent) {
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
			if err := save(l, rows[i], "event", *want.Code, known[*want.Code], want); err != nil {
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
		Code: &code, Note: r.cells["note"], Planned: l.oneOf(r, "planned", "yes", "no") == "yes",
		Kind: EventKind(l.oneOf(r, "kind", string(EventAnnounced), string(EventAgreed), string(EventStarted), string(EventLaunched),
			string(EventSuspended), string(EventCancelled))),
	}
	project := l.projects[l.required(r, "project")]
	if project == nil {
		l.failRow(r, "project", "no project has this code: correct it, or add it to projects.csv first")
	} else {
		want.ProjectID = project.ID
	}
	source := l.sources[l.required(r, "source_id")]
	if source == nil {
		l.failRow(r, "source_id", "no source has this code: add it to sources.csv first")
	} else {
		want.SourceID = &source.ID
	}
	l.required(r, "date")
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
	return want
}

// rebuildStages works the stages of projects out anew, and removes the events
// that follow from a project's columns where one of its own records says the
// same more exactly.
func (l *loader) rebuildStages(projects map[int64]bool) error {
	events := make(map[int64][]ProjectEvent)
	if err := readBy(l.tx, func(e *ProjectEvent) {
		if projects[e.ProjectID] {
			events[e.ProjectID] = append(events[e.ProjectID], *e)
		}
	}); err != nil {
		return err
	}
	listed := make(map[int64]*Membership)
	if programme := l.mainProgramme(); programme != nil {
		var members []ProgrammeProject
		if err := l.tx.Where("programme_id = ?", programme.ID).Find(&members).Error; err != nil {
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
// recorded ones, with the same year or more exactly.
func superseded(e ProjectEvent, recorded []ProjectEvent) bool {
	for _, r := range recorded {
		if r.Code != nil && r.Kind == e.Kind && r.Planned == e.Planned && r.Date.Year() == e.Date.Year() {
			return true
		}
	}
	return false
}
