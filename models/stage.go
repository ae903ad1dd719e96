package models

import (
	"cmp"
	"slices"
	"strconv"

	"gorm.io/gorm"
)

// Stage is where a project stands.
type Stage string

// The stages, in order of progress.
const (
	Launched Stage = "launched"
	// Launching is to be launched in the year of the statement.
	Launching  Stage = "launching"
	InProgress Stage = "in_progress"
	Preparing  Stage = "preparing"
	// Planned is planned for the next year or later.
	Planned   Stage = "planned"
	Unknown   Stage = "unknown"
	Cancelled Stage = "cancelled"
)

// Stages are all stages in order of progress.
var Stages = []Stage{Launched, Launching, InProgress, Preparing, Planned, Unknown, Cancelled}

// Valid reports whether s is one of the stages.
func (s Stage) Valid() bool { return slices.Contains(Stages, s) }

// EventKind is what happened to a project, or is planned to happen.
type EventKind string

// The kinds of event.
const (
	EventAnnounced EventKind = "announced"
	EventAgreed    EventKind = "agreed"
	EventStarted   EventKind = "started"
	EventLaunched  EventKind = "launched"
	EventSuspended EventKind = "suspended"
	EventCancelled EventKind = "cancelled"
	// EventUnknown is a time in which no source told what had become of a project, and
	// which has ended. It follows from the columns of a project only.
	EventUnknown EventKind = "unknown"
)

// EventKinds are the kinds that a source tells of.
var EventKinds = []EventKind{EventAnnounced, EventAgreed, EventStarted, EventLaunched, EventSuspended, EventCancelled}

// ProjectEvent is something dated that happened to a project, or is planned to.
type ProjectEvent struct {
	Record
	// Code is set for an event that is a record of its own, and nil for one that
	// follows from the columns of its project's row.
	Code      *string
	ProjectID int64
	Kind      EventKind
	// Planned marks what was announced for Date and is not known to have
	// happened.
	Planned bool
	// Date is when it happened or is to happen; empty where no source says.
	Date Date
	// Year is that of Date, nil without one.
	Year *int64
	// KnownOn is the day from which the event counts.
	KnownOn Date
	// UntilOn is the day from which it counts no longer, because the columns of the
	// project have said otherwise since; empty for one that counts still.
	UntilOn  Date
	SourceID *int64
	Note     string

	Source *Source
}

// CountsOn reports whether the event was known on the day, and not taken for something
// else since.
func (e *ProjectEvent) CountsOn(day Date) bool {
	return e.KnownOn <= day && (e.UntilOn == "" || day < e.UntilOn)
}

// ProjectStage says that a project stood at Stage from FromDay up to, but not
// including, UntilDay. LaunchDate is the launch as it was known then.
type ProjectStage struct {
	ProjectID     int64 `gorm:"primaryKey"`
	FromDay       Date  `gorm:"primaryKey"`
	UntilDay      Date
	Stage         Stage
	LaunchDate    Date
	LaunchPlanned bool

	// What lists of projects count by, as it stands with the project and its
	// membership in the main programme.
	SectorID, RegionID *int64
	PartnerSides       PartnerSides
	Listed             *Membership
}

// forever is later than any day of a record.
const forever Date = "9999-12-31"

// StageSpans works out where a project stood on every day, from what was known
// on that day. The spans follow each other without a gap, from the day of the
// first event on; before it the project is not documented and has no stage.
//
// The most telling event wins: cancelled, launched, then (when no source tells
// what became of the project after outcomeUnknownFrom) unknown, then a launch
// planned for the year of the day, started, agreed, and for any other event
// planned. A suspension does not move the stage.
func StageSpans(events []ProjectEvent, outcomeUnknownFrom Date) []ProjectStage {
	var days []Date
	for _, e := range events {
		days = append(days, e.KnownOn)
		if e.UntilOn != "" {
			days = append(days, e.UntilOn)
		}
		if e.Planned && e.Kind == EventLaunched && e.Date != "" {
			// A launch planned for a year becomes «launching» when that year
			// begins, and stops being so when its last day is over.
			days = append(days, YearDate(e.Date.Year()).FirstDay(), e.Date.Next())
		}
	}
	if len(days) == 0 {
		return nil
	}
	first := slices.MinFunc(events, func(a, b ProjectEvent) int { return cmpDate(a.KnownOn, b.KnownOn) }).KnownOn
	if outcomeUnknownFrom != "" {
		days = append(days, outcomeUnknownFrom)
	}
	slices.SortFunc(days, cmpDate)
	days = slices.Compact(days)

	var spans []ProjectStage
	for _, day := range days {
		if day < first {
			continue
		}
		now := stageOn(day, events, outcomeUnknownFrom)
		now.FromDay, now.UntilDay = day, forever
		if n := len(spans); n > 0 {
			last := &spans[n-1]
			if last.Stage == now.Stage && last.LaunchDate == now.LaunchDate && last.LaunchPlanned == now.LaunchPlanned {
				continue
			}
			last.UntilDay = day
		}
		spans = append(spans, now)
	}
	return spans
}

// tellsMore reports whether the event dates the same thing better than another:
// more exactly, else as became known later, else later. No two events that differ
// tell the same, so that their order does not matter.
func (e *ProjectEvent) tellsMore(other *ProjectEvent) bool {
	return cmp.Or(cmp.Compare(len(e.Date), len(other.Date)), cmpDate(e.KnownOn, other.KnownOn), cmpDate(e.Date, other.Date)) > 0
}

func stageOn(day Date, events []ProjectEvent, outcomeUnknownFrom Date) ProjectStage {
	var cancelled, launched, started, agreed, due bool
	unknown := outcomeUnknownFrom != "" && day >= outcomeUnknownFrom
	var actual, plan *ProjectEvent
	for i := range events {
		e := &events[i]
		if !e.CountsOn(day) {
			continue
		}
		switch {
		case e.Planned && e.Kind == EventLaunched:
			if plan == nil || newerPlan(e, plan) {
				plan = e
			}
		case e.Planned:
		case e.Kind == EventUnknown:
			unknown = true
		case e.Kind == EventCancelled:
			cancelled = true
		case e.Kind == EventLaunched:
			launched = true
			if actual == nil || betterLaunch(e, actual) {
				actual = e
			}
		case e.Kind == EventStarted:
			started = true
		case e.Kind == EventAgreed:
			agreed = true
		}
	}
	if plan != nil && plan.Date != "" {
		due = plan.Date.Year() == day.Year() && day <= plan.Date.LastDay()
	}
	var s ProjectStage
	switch {
	case actual != nil:
		s.LaunchDate = actual.Date
	case plan != nil:
		s.LaunchDate, s.LaunchPlanned = plan.Date, true
	}
	switch {
	case cancelled:
		s.Stage = Cancelled
	case launched:
		s.Stage = Launched
	case unknown:
		s.Stage = Unknown
	case due:
		s.Stage = Launching
	case started:
		s.Stage = InProgress
	case agreed:
		s.Stage = Preparing
	default:
		s.Stage = Planned
	}
	return s
}

// newerPlan reports whether a plan takes the place of another: the newest counts,
// and of two that became known on one day the one with the later target.
func newerPlan(a, b *ProjectEvent) bool {
	return cmp.Or(cmpDate(a.KnownOn, b.KnownOn), cmpDate(a.Date.LastDay(), b.Date.LastDay()), cmpDate(a.Date, b.Date)) > 0
}

// betterLaunch reports whether one launch of a project tells better than another
// when it was: one recorded on its own rather than one of the project's columns,
// else the one that tells more.
func betterLaunch(a, b *ProjectEvent) bool {
	if (a.Code != nil) != (b.Code != nil) {
		return a.Code != nil
	}
	return a.tellsMore(b)
}

// writeStages replaces the stages of a project by those that follow from its
// events. It belongs into every transaction that writes events, or what projects
// are counted by; listed is the membership in the main programme, nil for none.
func writeStages(tx *gorm.DB, p *Project, events []ProjectEvent, listed *Membership) error {
	if err := tx.Where("project_id = ?", p.ID).Delete(&ProjectStage{}).Error; err != nil {
		return err
	}
	spans := StageSpans(events, p.OutcomeUnknownFrom)
	for i := range spans {
		s := &spans[i]
		s.ProjectID, s.SectorID, s.RegionID, s.PartnerSides, s.Listed = p.ID, p.SectorID, p.RegionID, p.PartnerSides, listed
	}
	if len(spans) == 0 {
		return nil
	}
	return tx.Create(&spans).Error
}

func cmpDate(a, b Date) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// yearOf is the year of d for the column Year of an event.
func yearOf(d Date) *int64 {
	if d == "" {
		return nil
	}
	year, _ := strconv.ParseInt(string(d[:4]), 10, 64)
	return &year
}
