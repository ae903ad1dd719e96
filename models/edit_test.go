package models_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// exported are all rows of all files.
func exported(t *testing.T, s *models.Store) map[models.RowKey]models.Cells {
	t.Helper()
	texts := make(map[string]*bytes.Buffer)
	if _, err := s.Export(t.Context(), func(name string, _ time.Time) (io.Writer, error) {
		texts[name] = new(bytes.Buffer)
		return texts[name], nil
	}); err != nil {
		t.Fatal(err)
	}
	all := make(map[models.RowKey]models.Cells)
	for file, text := range texts {
		rows, err := csv.NewReader(text).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			cells := make(models.Cells)
			for i, column := range rows[0] {
				cells[column] = row[i]
			}
			all[models.RowKey{File: file, Key: models.RowKeyOf(file, cells)}] = cells
		}
	}
	return all
}

func TestRowsAreThoseOfTheExport(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		want := exported(t, s)
		got, err := s.Rows(t.Context(), slices.Collect(maps.Keys(want)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rows (-exported +read)\n%s", diff)
		}
		got, err = s.Rows(t.Context(), []models.RowKey{{File: "projects.csv", Key: "no-such"}, {File: "figures.csv", Key: "st067"}, {File: "corridors.csv", Key: "rail-land-bridge-dostyk/900"}})
		if err != nil || len(got) != 0 {
			t.Errorf("rows that are not on record are %v (%v)", got, err)
		}
	})
}

func TestARecordIsAllItsRows(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for _, test := range []struct {
			noun  models.Noun
			code  string
			files map[string]int
		}{
			{models.NounProject, "asia-steel-pipe-almaty", map[string]int{"projects.csv": 1, "project_events.csv": 2}},
			{models.NounStatement, "st067", map[string]int{"statements.csv": 6}},
			{models.NounCorridor, "rail-land-bridge-khorgos", map[string]int{"corridor_names.csv": 1, "corridors.csv": 13}},
			{models.NounPrice, "brent/2016-01/eia-oil", map[string]int{"commodity_prices.csv": 1}},
			{models.NounSource, "qazaqtv-194657", map[string]int{"sources.csv": 1}},
		} {
			rows, err := s.RecordRows(t.Context(), test.noun, test.code)
			if err != nil {
				t.Fatalf("%s %s: %v", test.noun, test.code, err)
			}
			got := make(map[string]int)
			for _, r := range rows {
				got[r.File]++
			}
			if test.noun == models.NounCorridor {
				if got["corridors.csv"] < 5 || got["corridor_names.csv"] != 1 {
					t.Errorf("%s has %v", test.code, got)
				}
				continue
			}
			if diff := cmp.Diff(test.files, got); diff != "" {
				t.Errorf("%s %s (-want +got)\n%s", test.noun, test.code, diff)
			}
		}
		if _, err := s.RecordRows(t.Context(), models.NounProject, "no-such"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a missing project is %v", err)
		}
	})
}

var (
	editor   = models.Author{ID: 1, Name: "aigul", Role: "editor"}
	reviewer = models.Author{ID: 2, Name: "bolat", Role: "reviewer"}
)

// rowEdit is an edit of a recorded row.
func rowEdit(t *testing.T, s *models.Store, file, key string, cells ...string) models.RowEdit {
	t.Helper()
	k := models.RowKey{File: file, Key: key}
	rows, err := s.Rows(t.Context(), []models.RowKey{k})
	if err != nil || rows[k] == nil {
		t.Fatalf("no row %v (%v)", k, err)
	}
	e := models.RowEdit{RowKey: k, Base: rows[k], Cells: maps.Clone(rows[k])}
	for i := 0; i < len(cells); i += 2 {
		e.Cells[cells[i]] = cells[i+1]
	}
	models.Settle([]models.RowEdit{e})
	return e
}

// draft is a submitted change set with the edits.
func draft(t *testing.T, s *models.Store, kind models.ChangeKind, reason string, edits ...models.RowEdit) *models.ChangeSet {
	t.Helper()
	c, err := s.NewChangeSet(t.Context(), editor, models.FromForm, "")
	if err != nil {
		t.Fatal(err)
	}
	list := make([]models.DraftEdit, len(edits))
	for i, e := range edits {
		list[i].RowEdit = e
	}
	if err := s.SaveDraft(t.Context(), editor, c.ID, 1, list); err != nil {
		t.Fatal(err)
	}
	if err := s.DescribeSet(t.Context(), editor, c.ID, 2, "", kind, reason); err != nil {
		t.Fatal(err)
	}
	if err := s.SubmitSet(t.Context(), editor, c.ID, 3); err != nil {
		t.Fatal(err)
	}
	if c, err = s.ChangeSet(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	return c
}

func publish(t *testing.T, s *models.Store, kind models.ChangeKind, reason string, edits ...models.RowEdit) *models.ChangeSet {
	t.Helper()
	c := draft(t, s, kind, reason, edits...)
	if _, err := s.PublishSet(t.Context(), reviewer, c.ID, c.Version, false); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestADraftIsNotOnRecordUntilItIsPublished(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		before := exported(t, s)
		c := draft(t, s, models.Correcting, "The recording says 52.", rowEdit(t, s, "statements.csv", "st067", "value", "52"))
		if diff := cmp.Diff(before, exported(t, s)); diff != "" {
			t.Fatalf("a submitted draft has changed the records:\n%s", diff)
		}
		if _, err := s.PublishSet(t.Context(), editor, c.ID, c.Version, false); !errors.Is(err, models.ErrOwnWork) {
			t.Errorf("the author publishes: %v", err)
		}
		if _, err := s.PublishSet(t.Context(), reviewer, c.ID, c.Version-1, false); !errors.Is(err, models.ErrMoved) {
			t.Errorf("a stale view publishes: %v", err)
		}
		change, err := s.PublishSet(t.Context(), reviewer, c.ID, c.Version, false)
		if err != nil {
			t.Fatal(err)
		}
		want := maps.Clone(before)
		key := models.RowKey{File: "statements.csv", Key: "st067"}
		want[key] = maps.Clone(before[key])
		want[key]["value"] = "52"
		if diff := cmp.Diff(want, exported(t, s)); diff != "" {
			t.Errorf("after publishing (-want +got)\n%s", diff)
		}
		if change.Kind != models.Correcting || change.Reason != "The recording says 52." || change.Who != "reviewer" {
			t.Errorf("the change is %+v", change)
		}
		list, err := s.Revisions(t.Context(), models.RevisionFilter{Noun: models.NounFigure, Code: "st067"})
		if err != nil || len(list) != 1 || list[0].Kind != models.Correcting || list[0].Who != "reviewer" {
			t.Errorf("revisions are %+v (%v)", list, err)
		}
		if _, err := s.PublishSet(t.Context(), reviewer, c.ID, c.Version+1, false); !errors.Is(err, models.ErrMoved) {
			t.Errorf("publishing twice: %v", err)
		}
	})
}

func TestAnEditThatWasOvertakenIsRefused(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		mine := rowEdit(t, s, "projects.csv", "ulba-fa", "jobs", "900", "capacity", "200 t")
		c := draft(t, s, models.Revising, "Newer report.", mine)
		publish(t, s, models.Revising, "Another report.", rowEdit(t, s, "projects.csv", "ulba-fa", "jobs", "800", "locality", "Oskemen"))
		_, err := s.PublishSet(t.Context(), reviewer, c.ID, c.Version, false)
		var conflict *models.ConflictError
		if !errors.As(err, &conflict) || len(conflict.Rows) != 1 {
			t.Fatalf("got %v", err)
		}
		merged, list := conflict.Rows[0].Edit.Merge(conflict.Rows[0].Now)
		var overlapping []string
		for _, m := range list {
			if m.Overlaps() {
				overlapping = append(overlapping, m.Column)
			}
		}
		if !slices.Equal(overlapping, []string{"jobs"}) || merged.Cells["locality"] != "Oskemen" || merged.Cells["capacity"] != "200 t" || merged.Cells["jobs"] != "900" {
			t.Errorf("overlapping %v, merged %v", overlapping, merged.Cells)
		}
		after := exported(t, s)
		if got := after[mine.RowKey]["jobs"]; got != "800" {
			t.Errorf("jobs are %s", got)
		}
	})
}

func TestAnEditWithProblemsTellsThemAllAndKeepsNothing(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		before := exported(t, s)
		err := s.Check(t.Context(), []models.RowEdit{
			rowEdit(t, s, "projects.csv", "ulba-fa", "jobs", "many", "sector", "magic", "name_en", ""),
			rowEdit(t, s, "project_events.csv", "asia-steel-pipe-plan-2018", "date", "soon"),
			{RowKey: models.RowKey{File: "enterprises.csv", Key: "new-one"}, Cells: models.Cells{"code": "new-one", "name": "New One", "source_ids": "no-such", "project_code": "ulba-fa"}},
		})
		var bad *models.EditError
		if !errors.As(err, &bad) {
			t.Fatalf("got %v", err)
		}
		var got []string
		for _, p := range bad.Problems {
			got = append(got, p.File+" "+p.Key+" "+p.Column)
		}
		slices.Sort(got)
		want := []string{"enterprises.csv new-one source_ids", "project_events.csv asia-steel-pipe-plan-2018 date", "projects.csv ulba-fa jobs", "projects.csv ulba-fa name_en", "projects.csv ulba-fa sector"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("problems (-want +got)\n%s", diff)
		}
		if diff := cmp.Diff(before, exported(t, s)); diff != "" {
			t.Errorf("the check has changed records:\n%s", diff)
		}
	})
}

func TestAWithdrawnRecordIsGoneAndComesBackAsItWas(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		before := exported(t, s)
		moment := modelstest.Now.Add(time.Minute)
		s.SetClock(func() time.Time { moment = moment.Add(time.Hour); return moment })
		rows, err := s.RecordRows(t.Context(), models.NounStatement, "st067")
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			rows[i].Cells = nil
		}
		project := rowEdit(t, s, "enterprises.csv", "ulba-fa-llp")
		project.Cells, project.ReplacedBy = nil, "ammkz"
		c := publish(t, s, models.Withdrawing, "Never said.", append(rows, project)...)
		after := exported(t, s)
		// The pair that its launches to come are in is not told either.
		if len(after) != len(before)-8 || after[rows[0].RowKey] != nil {
			t.Errorf("%d rows were %d", len(after), len(before))
		}
		if _, err := s.RecordRows(t.Context(), models.NounStatement, "st067"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the statement is %v", err)
		}
		for _, key := range []models.RecordKey{{Noun: models.NounStatement, Code: "st067"}, {Noun: models.NounFigure, Code: "st067"}, {Noun: models.NounEnterprise, Code: "ulba-fa-llp"}} {
			w, err := s.Withdrawn(t.Context(), key.Noun, key.Code)
			if err != nil || w.Reason != "Never said." || w.Name.EN == "" {
				t.Errorf("%v is %+v (%v)", key, w, err)
			}
		}
		list, err := s.Revisions(t.Context(), models.RevisionFilter{Kind: models.Withdrawing, About: []models.RecordKey{{Noun: models.NounMetric, Code: "total_projects"}}})
		if err != nil || len(list) != 2 || list[1].Record.Name.EN != "Total projects" || len(list[0].Differences) != 1 || list[0].Differences[0].Column != "withdrawn" {
			t.Errorf("the metric is told %+v (%v)", list, err)
		}
		// A new record must not take the place of a withdrawn one in the log.
		publish(t, s, models.Revising, "", models.RowEdit{RowKey: models.RowKey{File: "enterprises.csv", Key: "zz-last"},
			Cells: models.Cells{"code": "zz-last", "name": "Last", "source_ids": "nei-ulba", "partner_in": "none"}})
		undo, err := s.UndoSet(t.Context(), editor, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.DescribeSet(t.Context(), editor, undo.ID, undo.Version, "", models.Restoring, "It was said."); err != nil {
			t.Fatal(err)
		}
		if _, err := s.PublishSet(t.Context(), editor, undo.ID, undo.Version+1, true); err != nil {
			t.Fatal(err)
		}
		again := exported(t, s)
		delete(again, models.RowKey{File: "enterprises.csv", Key: "zz-last"})
		if diff := cmp.Diff(before, again); diff != "" {
			t.Errorf("restored (-before +after)\n%s", diff)
		}
		then, release, err := s.At(t.Context(), modelstest.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		if diff := cmp.Diff(before, exported(t, then)); diff != "" {
			t.Errorf("as known before (-before +then)\n%s", diff)
		}
		if _, err := s.Withdrawn(t.Context(), models.NounEnterprise, "ulba-fa-llp"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the restored enterprise is %v", err)
		}
	})
}

func TestWhatOthersReferToIsNotWithdrawn(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for _, test := range []struct {
			file, key string
			by        models.Noun
		}{
			{"sources.csv", "qazaqtv-194657", models.NounStatement}, {"metrics.csv", "total_projects", models.NounFigure}, {"projects.csv", "ulba-fa", models.NounEnterprise},
			{"projects.csv", "asia-steel-pipe-almaty", models.NounEvent}, {"commodities.csv", "brent", models.NounPrice}, {"sectors.csv", "automotive", models.NounProject},
			{"corridor_names.csv", "rail-land-bridge-dostyk", models.NounWaypoint}, {"speakers.csv", "nursultan-nazarbayev", models.NounStatement},
		} {
			e := rowEdit(t, s, test.file, test.key)
			e.Cells = nil
			var used *models.InUseError
			if err := s.Check(t.Context(), []models.RowEdit{e}); !errors.As(err, &used) || used.By[test.by] == 0 {
				t.Errorf("%s %s: %v", test.file, test.key, err)
			}
		}
	})
}

func TestAPublishedSetIsUndoneExactly(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		before := exported(t, s)
		c := publish(t, s, models.Moving, "It was opened.",
			rowEdit(t, s, "projects.csv", "asia-steel-pipe-almaty", "status", "launched", "launch_year", "2021"),
			rowEdit(t, s, "statements.csv", "st067", "value", "52", "as_of", "2018-06"),
			models.RowEdit{RowKey: models.RowKey{File: "project_events.csv", Key: "ulba-agreed"}, Cells: models.Cells{
				"code": "ulba-agreed", "project": "ulba-fa", "kind": "agreed", "planned": "no", "date": "2014-12", "source_id": "nei-ulba"}},
		)
		after := exported(t, s)
		if diff := cmp.Diff(before, after); diff == "" {
			t.Fatal("nothing was published")
		}
		undo, err := s.UndoSet(t.Context(), editor, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.DescribeSet(t.Context(), editor, undo.ID, undo.Version, "", models.Restoring, "Too early."); err != nil {
			t.Fatal(err)
		}
		if _, err := s.PublishSet(t.Context(), editor, undo.ID, undo.Version+1, true); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, exported(t, s)); diff != "" {
			t.Errorf("undone (-before +after)\n%s", diff)
		}
	})
}

func TestWhatFollowedFromAChangedCellIsWorkedOutAnew(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		publish(t, s, models.Correcting, "It was opened.", rowEdit(t, s, "projects.csv", "asia-steel-pipe-almaty", "status", "launched", "launch_year", "2021", "start_year", "2019"))
		row := exported(t, s)[models.RowKey{File: "projects.csv", Key: "asia-steel-pipe-almaty"}]
		if row["events"] != "started 2019 known 2019-12-31; launched 2021 known 2021-12-31" || row["status"] != "launched" {
			t.Errorf("the project is %v", row)
		}
		publish(t, s, models.Correcting, "The day was wrong.", rowEdit(t, s, "agreements.csv", "nuclear-trafficking-2018", "signed_on", "2018-06-09"))
		row = exported(t, s)[models.RowKey{File: "agreements.csv", Key: "nuclear-trafficking-2018"}]
		if row["known_on"] != "2018-06-09" {
			t.Errorf("the agreement is known on %s", row["known_on"])
		}
	})
}

// TestPartnersStayTiedToTheirEnterprises: a project whose partners are written anew
// lost the enterprises that they are.
func TestPartnersStayTiedToTheirEnterprises(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		partnerIn := func(enterprise, want string) {
			t.Helper()
			key := models.RowKey{File: "enterprises.csv", Key: enterprise}
			rows, err := s.Rows(t.Context(), []models.RowKey{key})
			if err != nil || rows[key]["partner_in"] != want {
				t.Errorf("%s is a partner in %q, want %q (%v)", enterprise, rows[key]["partner_in"], want, err)
			}
		}
		const project = "fort-shevchenko-wind-42"
		partnerIn("south-wind-power", project+"/kazakh/1")
		was := rowEdit(t, s, "projects.csv", project).Base["kazakh_partner"]
		publish(t, s, models.Revising, "A share is known.", rowEdit(t, s, "projects.csv", project, "kazakh_partner", "Turgusun-1 LLP; "+was+" (51%)"))
		partnerIn("south-wind-power", project+"/kazakh/2")
		// A partner who was not named before is known by the name.
		partnerIn("turgusun-1", project+"/kazakh/1;turgusun-hpp-1/kazakh/1")
		publish(t, s, models.Correcting, "It was somebody else.", rowEdit(t, s, "projects.csv", project, "kazakh_partner", "Nobody We Know"))
		partnerIn("south-wind-power", "none")
		partnerIn("turgusun-1", "turgusun-hpp-1/kazakh/1")
	})
}
