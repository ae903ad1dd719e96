package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
)

func event(kind models.EventKind, date, known models.Date) models.ProjectEvent {
	return models.ProjectEvent{Kind: kind, Date: date, KnownOn: known}
}

func plan(kind models.EventKind, date, known models.Date) models.ProjectEvent {
	return models.ProjectEvent{Kind: kind, Date: date, KnownOn: known, Planned: true}
}

func TestStageSpans(t *testing.T) {
	const forever = "9999-12-31"
	for _, test := range []struct {
		name    string
		events  []models.ProjectEvent
		unknown models.Date
		want    []models.ProjectStage
	}{
		{"without events a project is not documented", nil, "", nil},
		{
			"it is in progress from its start and launched from its launch",
			[]models.ProjectEvent{event(models.EventStarted, "2016", "2016-12-31"), event(models.EventLaunched, "2019", "2019-12-31")}, "",
			[]models.ProjectStage{
				{FromDay: "2016-12-31", UntilDay: "2019-12-31", Stage: models.InProgress},
				{FromDay: "2019-12-31", UntilDay: forever, Stage: models.Launched, LaunchDate: "2019"},
			},
		},
		{
			"a plan for a later year becomes «launching» in that year, and slips when the year is over",
			[]models.ProjectEvent{
				event(models.EventAnnounced, "2016-03", "2016-03-31"), event(models.EventStarted, "2017", "2017-12-31"), plan(models.EventLaunched, "2018", "2016-03-31"),
			}, "",
			[]models.ProjectStage{
				{FromDay: "2016-03-31", UntilDay: "2017-12-31", Stage: models.Planned, LaunchDate: "2018", LaunchPlanned: true},
				{FromDay: "2017-12-31", UntilDay: "2018-01-01", Stage: models.InProgress, LaunchDate: "2018", LaunchPlanned: true},
				{FromDay: "2018-01-01", UntilDay: "2019-01-01", Stage: models.Launching, LaunchDate: "2018", LaunchPlanned: true},
				{FromDay: "2019-01-01", UntilDay: forever, Stage: models.InProgress, LaunchDate: "2018", LaunchPlanned: true},
			},
		},
		{
			"a newer plan takes the place of an older one",
			[]models.ProjectEvent{plan(models.EventLaunched, "2018", "2017-05-01"), plan(models.EventLaunched, "2020", "2018-02-01")}, "",
			[]models.ProjectStage{
				{FromDay: "2017-05-01", UntilDay: "2018-01-01", Stage: models.Planned, LaunchDate: "2018", LaunchPlanned: true},
				{FromDay: "2018-01-01", UntilDay: "2018-02-01", Stage: models.Launching, LaunchDate: "2018", LaunchPlanned: true},
				{FromDay: "2018-02-01", UntilDay: "2020-01-01", Stage: models.Planned, LaunchDate: "2020", LaunchPlanned: true},
				{FromDay: "2020-01-01", UntilDay: "2021-01-01", Stage: models.Launching, LaunchDate: "2020", LaunchPlanned: true},
				{FromDay: "2021-01-01", UntilDay: forever, Stage: models.Planned, LaunchDate: "2020", LaunchPlanned: true},
			},
		},
		{
			"what came of it is unknown after the last trace",
			[]models.ProjectEvent{event(models.EventAnnounced, "2018-01-29", "2018-01-29")}, "2018-01-30",
			[]models.ProjectStage{
				{FromDay: "2018-01-29", UntilDay: "2018-01-30", Stage: models.Planned},
				{FromDay: "2018-01-30", UntilDay: forever, Stage: models.Unknown},
			},
		},
		{
			"a launch without a date counts from the day it is known",
			[]models.ProjectEvent{event(models.EventLaunched, "", "2025-09-30")}, "",
			[]models.ProjectStage{{FromDay: "2025-09-30", UntilDay: forever, Stage: models.Launched}},
		},
		{
			"agreed is in preparation, and a cancellation ends everything",
			[]models.ProjectEvent{
				event(models.EventAgreed, "2017", "2017-12-31"), event(models.EventLaunched, "2019", "2019-12-31"), event(models.EventCancelled, "2021-05", "2021-05-31"),
			}, "",
			[]models.ProjectStage{
				{FromDay: "2017-12-31", UntilDay: "2019-12-31", Stage: models.Preparing},
				{FromDay: "2019-12-31", UntilDay: "2021-05-31", Stage: models.Launched, LaunchDate: "2019"},
				{FromDay: "2021-05-31", UntilDay: forever, Stage: models.Cancelled, LaunchDate: "2019"},
			},
		},
		{
			"a suspension does not move the stage",
			[]models.ProjectEvent{event(models.EventStarted, "2015", "2015-12-31"), event(models.EventSuspended, "2018", "2018-12-31")}, "",
			[]models.ProjectStage{{FromDay: "2015-12-31", UntilDay: forever, Stage: models.InProgress}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, models.StageSpans(test.events, test.unknown)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStageSpansFollowEachOtherWithoutAGap(t *testing.T) {
	long(t)
	kinds := []models.EventKind{
		models.EventAnnounced, models.EventAgreed, models.EventStarted, models.EventLaunched, models.EventSuspended, models.EventCancelled,
	}
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) models.ProjectEvent {
			return models.ProjectEvent{
				Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Planned: rapid.Bool().Draw(t, "planned"),
				Date: dates().Draw(t, "date"), KnownOn: dates().Draw(t, "known").LastDay(),
			}
		}), 1, 8).Draw(t, "events")
		unknown := rapid.SampledFrom([]models.Date{"", dates().Draw(t, "unknown").LastDay()}).Draw(t, "outcome")
		spans := models.StageSpans(events, unknown)
		first := events[0].KnownOn
		for _, e := range events {
			first = min(first, e.KnownOn)
		}
		if len(spans) == 0 || spans[0].FromDay != first || spans[len(spans)-1].UntilDay != "9999-12-31" {
			t.Fatalf("the spans %v do not run from %s for ever", spans, first)
		}
		for i, span := range spans {
			if span.FromDay >= span.UntilDay || !span.Stage.Valid() {
				t.Fatalf("span %v", span)
			}
			if i > 0 && spans[i-1].UntilDay != span.FromDay {
				t.Fatalf("gap between %v and %v", spans[i-1], span)
			}
		}
		// What becomes known later must not change an earlier day.
		day := dates().Draw(t, "day").LastDay()
		var known []models.ProjectEvent
		for _, e := range events {
			if e.KnownOn <= day {
				known = append(known, e)
			}
		}
		was := unknown
		if was > day {
			was = ""
		}
		if a, b := stageAt(spans, day), stageAt(models.StageSpans(known, was), day); a != b {
			t.Fatalf("on %s: %q with hindsight, %q without", day, a, b)
		}
	})
}

func stageAt(spans []models.ProjectStage, day models.Date) models.Stage {
	for _, s := range spans {
		if s.FromDay <= day && day < s.UntilDay {
			return s.Stage
		}
	}
	return ""
}

func TestStagesDoNotDependOnTheOrderOfEvents(t *testing.T) {
	long(t)
	own := "launch-2018"
	events := []models.ProjectEvent{
		{Kind: models.EventLaunched, Date: "2017", KnownOn: "2017-12-31"},
		{Kind: models.EventLaunched, Date: "2018", KnownOn: "2018-12-31", Code: &own},
		{Kind: models.EventLaunched, Date: "2016", KnownOn: "2018-12-31"},
		{Kind: models.EventLaunched, Planned: true, Date: "2017", KnownOn: "2015-01-01"},
		{Kind: models.EventLaunched, Planned: true, Date: "2018", KnownOn: "2015-01-01"},
	}
	want := models.StageSpans(events, "")
	rapid.Check(t, func(t *rapid.T) {
		shuffled := rapid.Permutation(events).Draw(t, "events")
		if diff := cmp.Diff(want, models.StageSpans(shuffled, "")); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
	if last := want[len(want)-1]; last.LaunchDate != "2018" {
		t.Errorf("launched %s, want the launch that is recorded on its own", last.LaunchDate)
	}
}
