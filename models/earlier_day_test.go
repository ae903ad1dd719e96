package models_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// histories is how many random histories of edits are looked at; DOSTYK_TEST_HISTORIES
// asks for more.
func histories(t *testing.T) int {
	text := os.Getenv("DOSTYK_TEST_HISTORIES")
	if text == "" {
		return 30
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("DOSTYK_TEST_HISTORIES is %q: write a number", text)
	}
	return n
}

// historiesPerDatabase is how many histories go on in one database before a new one is
// taken.
const historiesPerDatabase = 50

// datedEdit is an edit of one column of some rows, made in one of the ways in which
// records are edited.
type datedEdit struct {
	file   string
	cells  []string
	rows   []int
	way    string
	kind   models.ChangeKind
	source string
}

// datedColumns are cells from which it follows from which day a record counts, and what
// they may become.
var datedColumns = []struct {
	file    string
	columns map[string][]string
}{
	{"projects.csv", map[string][]string{
		"status": {"planned", "in_progress", "launched", "unknown"}, "start_year": {"", "2012", "2017", "2024"}, "launch_year": {"", "2018", "2025", "2026", "2031"},
	}},
	{"project_events.csv", map[string][]string{"date": {"2017", "2018-03", "2021"}, "kind": {"started", "launched", "agreed"}, "planned": {"yes", "no"}}},
	{"statements.csv", map[string][]string{"said_on": {"", "2018", "2019-05-06"}, "as_of": {"", "2016-01-01"}}},
	{"agreements.csv", map[string][]string{"signed_on": {"", "2017", "2018-06-07"}}},
	{"price_notes.csv", map[string][]string{"noted_on": {"2015", "2016-02", "2020-04-20"}}},
	{"trade.csv", map[string][]string{"note": {"Read again.", ""}}},
}

var datedEdits = rapid.Custom(func(t *rapid.T) datedEdit {
	// Projects are what most edits are of.
	of := datedColumns[max(0, rapid.IntRange(-5, len(datedColumns)-1).Draw(t, "file"))]
	e := datedEdit{
		file: of.file, way: rapid.SampledFrom([]string{"form", "bulk", "import", "load"}).Draw(t, "way"),
		kind:   rapid.SampledFrom([]models.ChangeKind{models.Revising, models.Moving}).Draw(t, "kind"),
		source: rapid.SampledFrom([]string{"", "", "news-2026-06", "news-2026-10", "news-2015", "news-undated"}).Draw(t, "source"),
	}
	columns := slices.Sorted(maps.Keys(of.columns))
	for range rapid.IntRange(1, 2).Draw(t, "columns") {
		column := rapid.SampledFrom(columns).Draw(t, "column")
		e.cells = append(e.cells, column, rapid.SampledFrom(of.columns[column]).Draw(t, "cell"))
	}
	e.rows = rapid.SliceOfN(rapid.IntRange(0, 1000), 1, 3).Draw(t, "rows")
	return e
})

// sourceDays are the documents that edits add to records.
var sourceDays = map[string]string{"news-2026-06": "2026-06-10", "news-2026-10": "2026-10", "news-2015": "2015-03-04", "news-undated": ""}

// earlierDays are where every project stood on the days before one, with what it is
// counted by, and from which day each other record counts, if from one of them.
func earlierDays(t *testing.T, s *models.Store, until models.Date) []string {
	t.Helper()
	var list []string
	db := s.DB(t.Context())
	var stages []models.ProjectStage
	if err := db.Where("from_day < ?", until).Order("project_id, from_day").Find(&stages).Error; err != nil {
		t.Fatal(err)
	}
	for _, p := range stages {
		text := func(id *int64) string {
			if id == nil {
				return "none"
			}
			return strconv.FormatInt(*id, 10)
		}
		listed := models.MemberUnknown
		if p.Listed != nil {
			listed = *p.Listed
		}
		list = append(list, fmt.Sprint(p.ProjectID, p.FromDay, min(p.UntilDay, until), p.Stage, p.LaunchDate, p.LaunchPlanned, text(p.SectorID), text(p.RegionID), p.PartnerSides, listed))
	}
	for _, table := range []string{"statements", "agreements", "price_notes"} {
		var known []string
		if err := db.Raw("SELECT code || ' ' || known_on FROM "+table+" WHERE known_on < ? ORDER BY code", until).Scan(&known).Error; err != nil {
			t.Fatal(err)
		}
		list = append(list, known...)
	}
	return list
}

// make makes the edit, and reports whether the records took it.
func (e datedEdit) make(t *testing.T, s *models.Store, keys []string) bool {
	t.Helper()
	var edits []models.RowEdit
	picked := make(map[string]bool)
	for _, n := range e.rows {
		key := keys[n%len(keys)]
		if picked[key] {
			continue
		}
		picked[key] = true
		cells := e.cells
		if e.source != "" {
			switch e.file {
			case "projects.csv", "agreements.csv":
				if sources := cellNow(t, s, e.file, key, "source_ids"); !strings.Contains(sources, e.source) {
					cells = append(slices.Clone(cells), "source_ids", e.source+";"+sources)
				}
			case "project_events.csv", "price_notes.csv":
				cells = append(slices.Clone(cells), "source_id", e.source)
			}
		}
		edits = append(edits, rowEdit(t, s, e.file, key, cells...))
	}
	var err error
	switch e.way {
	case "form":
		err = e.publish(t, s, models.FromForm, edits)
	case "bulk":
		noun := models.NounOf(e.file)
		codes := make(map[string]bool)
		for _, edit := range edits {
			codes[models.OwnerOf(edit).Code] = true
			noun = models.OwnerOf(edit).Noun
		}
		b := models.Bulk{Filter: of(noun), Codes: slices.Sorted(maps.Keys(codes))}
		for i := 0; i < len(e.cells); i += 2 {
			how := models.BulkSet
			if e.cells[i+1] == "" {
				how = models.BulkEmpty
			}
			b.Changes = append(b.Changes, models.BulkChange{File: e.file, Column: e.cells[i], How: how, Value: e.cells[i+1]})
		}
		var plan *models.BulkPlan
		if plan, err = s.PlanBulk(t.Context(), b); err == nil {
			err = e.publish(t, s, models.FromBulk, plan.Edits)
		}
	case "import":
		plan := planned(t, s, e.file, e.text(t, edits))
		err = e.publish(t, s, models.FromImport, plan.Edits())
	case "load":
		_, err = modelstest.TryLoad(t.Context(), s, map[string]string{e.file: e.text(t, edits)}, models.LoadOptions{Reason: "An article.", Kind: e.kind, RecordedOn: models.OpeningRecordedOn})
	}
	var bad *models.EditError
	var refused *models.LoadError
	switch {
	case errors.As(err, &bad), errors.As(err, &refused), errors.Is(err, models.ErrEmptySet):
		return false
	case err != nil:
		t.Fatalf("%+v: %v", e, err)
	}
	return true
}

// text is a data file of the rows as they shall be.
func (e datedEdit) text(t *testing.T, edits []models.RowEdit) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	columns := models.FileColumns()[e.file]
	w.Write(columns)
	for _, edit := range edits {
		record := make([]string, len(columns))
		for i, column := range columns {
			record[i] = edit.Cells[column]
		}
		w.Write(record)
	}
	w.Flush()
	return b.String()
}

// publish publishes edits without a second person.
func (e datedEdit) publish(t *testing.T, s *models.Store, origin models.ChangeSetOrigin, edits []models.RowEdit) error {
	t.Helper()
	if len(edits) == 0 {
		return models.ErrEmptySet
	}
	c, err := s.NewChangeSet(t.Context(), editor, origin, "")
	if err != nil {
		return err
	}
	drafts := make([]models.DraftEdit, len(edits))
	for i := range edits {
		drafts[i].RowEdit = edits[i]
	}
	if err := s.SaveDraft(t.Context(), editor, c.ID, 1, drafts); err != nil {
		return err
	}
	if err := s.DescribeSet(t.Context(), editor, c.ID, 2, "", e.kind, "An article."); err != nil {
		return err
	}
	_, err = s.PublishSet(t.Context(), editor, c.ID, 3, true)
	return err
}

// addedFrom is the day before which the edit may change nothing: that of the document that
// it adds, else the day of the edit.
func (e datedEdit) addedFrom() models.Date {
	today := models.Date(models.OpeningRecordedOn)
	day := models.Date(sourceDays[e.source])
	if e.way == "bulk" || day == "" {
		return today
	}
	return min(today, day.LastDay())
}

// TestOrdinaryEditsLeaveEarlierDaysAsTheyWere makes random edits that are no corrections,
// one after another, in every way in which records are edited: on every day before the
// document of the edit, or before the edit, each project stands where it stood, and the
// same records count.
func TestOrdinaryEditsLeaveEarlierDaysAsTheyWere(t *testing.T) {
	long(t)
	n := histories(t)
	for first := 0; first < n; first += historiesPerDatabase {
		t.Run(strconv.Itoa(first), func(t *testing.T) {
			modelstest.Opening(t, func(t *testing.T, s *models.Store) {
				added := []models.RowEdit{}
				for code, day := range sourceDays {
					added = append(added, newSource(code, day))
				}
				publish(t, s, models.Revising, "Articles.", added...)
				keys := make(map[string][]string)
				for key := range exported(t, s) {
					keys[key.File] = append(keys[key.File], key.Key)
				}
				for _, of := range keys {
					slices.Sort(of)
				}
				made := 0
				for history := first; history < min(n, first+historiesPerDatabase); history++ {
					for step := range 3 {
						e := datedEdits.Example(3*history + step)
						until := e.addedFrom()
						before := earlierDays(t, s, until)
						if e.make(t, s, keys[e.file]) {
							made++
						}
						after := earlierDays(t, s, until)
						if !slices.Equal(before, after) {
							t.Fatalf("history %d: %+v changes days before %s:\n%s", history, e, until, difference(before, after))
						}
					}
				}
				if made == 0 {
					t.Error("no edit was made")
				}
				t.Logf("%d edits were made", made)
			})
		})
	}
}

// difference are the lines that one of two lists has and the other has not.
func difference(before, after []string) string {
	var b strings.Builder
	for _, line := range before {
		if !slices.Contains(after, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	return b.String()
}
