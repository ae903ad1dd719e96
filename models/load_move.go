package models

import (
	"slices"
)

// correcting reports whether the change puts right what was wrong on earlier days too,
// or brings back what stood there. Any other change tells of something new: what
// counted on earlier days stays as it was.
func (l *loader) correcting() bool { return l.kind == Correcting || l.kind == Restoring }

// columnKinds are the kinds of event that follow from the status and the years of a
// project.
var columnKinds = []EventKind{EventAnnounced, EventStarted, EventLaunched}

// follow decides what becomes of the events that follow from the columns of a recorded
// project, and of the day from which its outcome is unknown, where the row does not give
// them itself.
//
// A row that says of the status and the years what it said keeps all of them. A
// correction works out anew those that count still. Any other change adds events that
// count from the day of the move, and ends on that day those that no longer hold.
func (l *loader) follow(d *projectDraft, old *Project, recorded *projectDraft, sources []int64) {
	given := d.row.cells["events"]
	status, start, launch := old.standing(recorded.events, recorded.own)
	same := d.status == status && equalNumbers(d.start, start) && equalNumbers(d.launch, launch)
	if given != "" && (same || given != eventsCell(recorded.events)) {
		l.keepPast(d, old, recorded, sources)
		return
	}
	if given != "" {
		// The columns have changed, and what followed from them stands there still.
		d.events = l.events(d.status, d.start, d.launch, d.sources)
	}
	switch {
	case l.correcting():
		d.correct(recorded.events)
	case same:
		d.events = recorded.events
		if d.row.cells["outcome_unknown_from"] == "" {
			d.project.OutcomeUnknownFrom = old.OutcomeUnknownFrom
		}
	default:
		d.move(old, recorded, l.moveDay(d, old, recorded, sources))
	}
	for i := range d.events {
		d.events[i].Record = Record{}
	}
	l.keepPast(d, old, recorded, sources)
}

// moveDay is the day from which a change of the status or the years of a project counts:
// that of the oldest document which the change adds and which is not older than what is
// known of the project already, else that of the record.
func (l *loader) moveDay(d *projectDraft, old *Project, recorded *projectDraft, sources []int64) Date {
	last := old.OutcomeUnknownFrom
	for _, e := range recorded.events {
		last = max(last, e.KnownOn, e.UntilOn)
	}
	if last == "" && len(recorded.own) > 0 {
		last = slices.MinFunc(recorded.own, func(a, b ProjectEvent) int { return cmpDate(a.KnownOn, b.KnownOn) }).KnownOn
	}
	move := max(l.recordedOn, last)
	for _, s := range d.sources {
		day := l.knownOn(s.PublishedOn)
		if day != "" && day >= last && s.Kind != Gazetteer && !slices.Contains(sources, s.ID) {
			move = min(move, day)
		}
	}
	return move
}

// move goes over from the recorded events to those of the row on a day. What was known
// before stays as it was.
func (d *projectDraft) move(old *Project, recorded *projectDraft, day Date) {
	wants := d.events
	d.events = nil
	for _, e := range recorded.events {
		if e.UntilOn == "" && slices.Contains(columnKinds, e.Kind) && !slices.ContainsFunc(wants, e.tellsTheSame) {
			e.UntilOn = day
		}
		if e.UntilOn == "" || e.KnownOn < e.UntilOn {
			d.events = append(d.events, e)
		}
	}
	switch from := old.OutcomeUnknownFrom; {
	case d.status != statusUnknown && from != "" && from < day:
		d.events = append(d.events, ProjectEvent{Kind: EventUnknown, KnownOn: from, UntilOn: day})
	case d.status == statusUnknown && from != "":
		d.project.OutcomeUnknownFrom = from
	case d.status == statusUnknown:
		d.project.OutcomeUnknownFrom = day
	}
	for _, e := range wants {
		kept := slices.ContainsFunc(d.events, func(k ProjectEvent) bool { return k.UntilOn == "" && k.tellsTheSame(e) })
		if !kept && !superseded(e, recorded.own) {
			e.KnownOn = day
			d.events = append(d.events, e)
		}
	}
}

// correct lets events count from the day from which they are recorded to, if that is
// earlier, and keeps what had been said otherwise before the state that is corrected.
func (d *projectDraft) correct(recorded []ProjectEvent) {
	var ended []ProjectEvent
	var since Date
	for _, r := range recorded {
		if r.UntilOn != "" {
			ended, since = append(ended, r), max(since, r.UntilOn)
		}
	}
	for i := range d.events {
		e := &d.events[i]
		e.KnownOn = max(e.KnownOn, since)
		for _, r := range recorded {
			if r.UntilOn == "" && r.Kind == e.Kind && r.Planned == e.Planned && r.Date == e.Date {
				e.KnownOn = min(e.KnownOn, r.KnownOn)
			}
		}
	}
	if d.project.OutcomeUnknownFrom != "" {
		d.project.OutcomeUnknownFrom = max(d.project.OutcomeUnknownFrom, since)
	}
	d.events = append(ended, d.events...)
}

// tellsTheSame reports whether two events follow from the same cell. That a project was
// announced has no cell of its own.
func (e ProjectEvent) tellsTheSame(other ProjectEvent) bool {
	return e.Kind == other.Kind && e.Planned == other.Planned && (e.Kind == EventAnnounced || equalNumbers(e.Year, other.Year))
}

func equalNumbers(a, b *int64) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// keepPast refuses a row that gives events itself and alters with them where the project
// stood on days before the move, unless it is a correction.
func (l *loader) keepPast(d *projectDraft, old *Project, recorded *projectDraft, sources []int64) {
	if l.correcting() || l.planning || l.reason == "" {
		return
	}
	was := StageSpans(slices.Concat(recorded.events, recorded.own), old.OutcomeUnknownFrom)
	is := StageSpans(slices.Concat(d.events, recorded.own), d.project.OutcomeUnknownFrom)
	if days := spansThatDiffer(was, is); len(days) > 0 && days[0].From < l.moveDay(d, old, recorded, sources) {
		l.failRow(d.row, "events", pastAltered(days[0].From))
	}
}

// DaySpan are the days from one up to another, which is not among them.
type DaySpan struct{ From, Until Date }

// standsAs reports whether a project stands on a day of one span where it does on one of
// another, and is counted by the same.
func (s ProjectStage) standsAs(other ProjectStage) bool {
	listed := s.Listed == other.Listed || s.Listed != nil && other.Listed != nil && *s.Listed == *other.Listed
	return s.Stage == other.Stage && s.LaunchDate == other.LaunchDate && s.LaunchPlanned == other.LaunchPlanned &&
		equalNumbers(s.SectorID, other.SectorID) && equalNumbers(s.RegionID, other.RegionID) && s.PartnerSides == other.PartnerSides && listed
}

// spansThatDiffer are the days on which a project stood elsewhere by one list of stages
// than by another.
func spansThatDiffer(a, b []ProjectStage) []DaySpan {
	var days []Date
	for _, s := range slices.Concat(a, b) {
		days = append(days, s.FromDay, s.UntilDay)
	}
	slices.SortFunc(days, cmpDate)
	days = slices.Compact(days)
	on := func(list []ProjectStage, day Date) ProjectStage {
		for _, s := range list {
			if s.FromDay <= day && day < s.UntilDay {
				return s
			}
		}
		return ProjectStage{}
	}
	var differ []DaySpan
	for i := 0; i+1 < len(days); i++ {
		if on(a, days[i]).standsAs(on(b, days[i])) {
			continue
		}
		if n := len(differ); n > 0 && differ[n-1].Until == days[i] {
			differ[n-1].Until = days[i+1]
		} else {
			differ = append(differ, DaySpan{days[i], days[i+1]})
		}
	}
	return differ
}
