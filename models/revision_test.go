package models_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// told is a revision in a line.
func told(r models.RevisionRecord) string {
	var differences []string
	for _, d := range r.Differences {
		differences = append(differences, fmt.Sprintf("%s %s > %s", d.Column, toldValues(d.Old), toldValues(d.New)))
	}
	return fmt.Sprintf("%s %s %s (%s): %s", r.Kind, r.Noun, r.Code, r.Record.Name.EN, strings.Join(differences, ", "))
}

func toldValues(values []models.Value) string {
	var texts []string
	for _, v := range values {
		switch v := v.(type) {
		case models.RecordName:
			texts = append(texts, v.Name.EN)
		case models.RevisedText:
			texts = append(texts, v.Text)
		case models.RevisedNumber:
			texts = append(texts, strings.TrimSpace(v.Value.String()+" "+v.Unit))
		default:
			texts = append(texts, fmt.Sprint(v))
		}
	}
	return "[" + strings.Join(texts, "; ") + "]"
}

func TestRevisionsSayWhatBecameWhat(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.SomeRevisions(t, s)
		list, err := s.Revisions(t.Context(), models.RevisionFilter{})
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, r := range list {
			lines = append(lines, told(r))
		}
		want := []string{
			`revision alias aktau (aktau): spellings [Aktau|Aqtau|Ақтау|Актау|阿克套] > [Aktau|Ақтау]`,
			`revision speaker alibek-kuantyrov (Alibek Kuantyrov): name_kk [Әлібек Қуантыров] > [Ә. Қуантыров]`,
			`revision source nei-ulba (Kazakhstan moves into fuel fabrication): language [en] > [ru], published_on [2016-12] > [2020]`,
			`revision metric launched (Launched): definition_zh [已投入运营的项目，通常由哈方自合作启动之日起累计。中方公布的已竣工项目数所涵盖的范围可能更广。] > [已投产]`,
			`revision waypoint rail-land-bridge-dostyk/1 (Shanghai): place_zh [上海] > [上海市], illustrative [false] > [true], note [Named in the opening article as an end point (Paris to Shanghai).] > [Illustrative waypoint]`,
			`revision price note opening-article-oil (Brent crude oil): commodities [Brent crude oil; WTI crude oil] > [Brent crude oil]`,
			`correction price aluminium/2008-01/wb-pinksheet (Aluminium): value [2445.52 USD per tonne] > [2445.5 USD per tonne]`,
			`revision agreement nuclear-trafficking-2018 (Agreement on cooperation in preventing illegal movement of nuclear and radioactive materials, radioactive waste and radiation-hazardous items): kind [agreement] > [protocol], signed_on [2018-06-07] > [2018-06], place_id [Beijing] > [Astana]`,
			`revision enterprise ulba-fa-llp (Ulba-FA LLP): export_oriented [true] > [false], chinese_share [49 percent] > [51 percent], founded_year [] > [2015]`,
			`correction event asia-steel-pipe-plan-2018 (Gas chemical complex for urea and methanol, Aktobe region): project_id [Asia Steel Pipe large-diameter pipe plant] > [Gas chemical complex for urea and methanol, Aktobe region], date [2018-12] > [2018]`,
			`revision project ulba-fa (Ulba-FA nuclear fuel assembly plant): region_id [East Kazakhstan Region] > [Almaty], partners [{kazakh Ulba Metallurgical Plant / Kazatomprom 51%}; {chinese CGNPC Uranium Resources / CGN 49%}] > [{kazakh Ulba Metallurgical Plant / Kazatomprom 51%}; {chinese CNNC 10%}], cost_cents [147000000 USD] > [150000000 USD], in_51_programme [unknown] > [no], sources [Kazakhstan launches fuel production for nuclear power plants; Joint venture fuel assembly plant opens in Kazakhstan; Kazakhstan moves into fuel fabrication; world-cities (GeoNames populated places above 5,000): world_cities_5000.csv] > [Kazakhstan moves into fuel fabrication]`,
			`revision statement st012 (Wang Yi): speaker_id [Borisbiy Zhangurazov] > [Wang Yi]`,
			`correction figure st067 (Total projects): value [51 projects] > [52 projects], quote [There are 51 projects, four of which have been launched, six will be launched this year and eleven are in progress.] > []`,
		}
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Error(diff)
		}
		for i, r := range list {
			if r.Reason != "Read again." || r.Who != models.SystemUser || r.Previous.IsZero() || !r.Previous.Before(r.At) {
				t.Errorf("%s: %q by %q, before that %s", lines[i], r.Reason, r.Who, r.Previous)
			}
			if i > 0 && r.At.After(list[i-1].At) {
				t.Errorf("%s stands after an older one", lines[i])
			}
		}
	})
}

func TestARevisionIsAboutAllThatItIsNewsFor(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.SomeRevisions(t, s)
		for about, want := range map[models.RecordKey][]string{
			{Noun: models.NounFigure, Code: "st067"}:                   {"figure st067"},
			{Noun: models.NounStatement, Code: "st067"}:                {"figure st067"},
			{Noun: models.NounMetric, Code: "total_projects"}:          {"statement st012", "figure st067"},
			{Noun: models.NounMetric, Code: "launched"}:                {"metric launched"},
			{Noun: models.NounProject, Code: "ulba-fa"}:                {"enterprise ulba-fa-llp", "project ulba-fa"},
			{Noun: models.NounProject, Code: "aktobe-urea"}:            {"event asia-steel-pipe-plan-2018"},
			{Noun: models.NounProject, Code: "asia-steel-pipe-almaty"}: {"event asia-steel-pipe-plan-2018"},
			// It has left the programme, which is news for that too.
			{Noun: models.NounProgramme, Code: models.MainProgramme}: {"event asia-steel-pipe-plan-2018", "project ulba-fa", "statement st012", "figure st067"},
			{Noun: models.NounCommodity, Code: "aluminium"}:          {"price aluminium/2008-01/wb-pinksheet"},
			{Noun: models.NounCommodity, Code: "brent"}:              {"price note opening-article-oil"},
			{Noun: models.NounSource, Code: "nei-ulba"}:              {"source nei-ulba"},
			{Noun: models.NounProject, Code: "nothing"}:              nil,
		} {
			list, err := s.Revisions(t.Context(), models.RevisionFilter{About: []models.RecordKey{about}})
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, r := range list {
				codes = append(codes, string(r.Noun)+" "+r.Code)
			}
			if diff := cmp.Diff(want, codes); diff != "" {
				t.Errorf("about %s %s (-want +got)\n%s", about.Noun, about.Code, diff)
			}
			if n, err := s.RevisionsAbout(t.Context(), about.Noun, about.Code); err != nil || n != len(want) {
				t.Errorf("about %s %s are %d (%v)", about.Noun, about.Code, n, err)
			}
		}
	})
}

func TestAValueKeepsTheUnitThatItHad(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for _, cells := range [][]string{{"value", "60"}, {"value", "61", "metric", "jobs", "unit", "jobs"}, {"value", "62", "metric", "jobs", "unit", "jobs"}} {
			modelstest.Revise(t, s, models.Revising, "Read again.", "statements.csv", modelstest.Set("st072", cells...))
		}
		list, err := s.Revisions(t.Context(), models.RevisionFilter{Noun: models.NounFigure})
		if err != nil {
			t.Fatal(err)
		}
		var values []string
		for _, r := range list {
			values = append(values, toldValues(r.Differences[0].Old)+toldValues(r.Differences[0].New))
		}
		if diff := cmp.Diff([]string{"[61 jobs][62 jobs]", "[60 projects][61 jobs]", "[18 projects][60 projects]"}, values); diff != "" {
			t.Error(diff)
		}
		// A page that begins after the change of the unit knows it all the same.
		if older, err := s.Revisions(t.Context(), models.RevisionFilter{Code: "st072"}); err != nil || len(older) != 3 {
			t.Errorf("%d revisions of the figure (%v)", len(older), err)
		}
		// Both metrics are told.
		for _, metric := range []string{"jobs", "planned_next_year"} {
			if n, err := s.RevisionsAbout(t.Context(), models.NounMetric, metric); err != nil || n == 0 {
				t.Errorf("nothing is news for %s (%v)", metric, err)
			}
		}
	})
}

func TestEveryColumnThatCanChangeIsRead(t *testing.T) {
	s := modelstest.New(t, models.SQLite, false)
	columns, err := s.RevisableColumns()
	if err != nil {
		t.Fatal(err)
	}
	read := slices.Concat(models.RevisedColumns(), models.FollowingColumns, []string{"code"})
	for _, noun := range models.Nouns {
		if len(columns[noun]) == 0 {
			t.Errorf("%s has no columns", noun)
		}
		for _, column := range columns[noun] {
			if !slices.Contains(read, column) {
				t.Errorf("%s of %s is not read", column, noun)
			}
		}
	}
}

func TestPagesOfRevisionsDoNotOverlap(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.ManyRevisions(t, s)
		for _, f := range []models.RevisionFilter{{}, {Kind: models.Correcting}, {Kind: models.Revising, Noun: models.NounFigure}, {Noun: models.NounSource}} {
			counts, err := s.RevisionCounts(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			seen := make(map[int64]bool)
			for f.Page = 1; ; f.Page++ {
				list, err := s.Revisions(t.Context(), f)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range list {
					if seen[r.ID] || f.Kind != "" && r.Kind != f.Kind || f.Noun != "" && r.Noun != f.Noun {
						t.Errorf("%+v: %s", f, told(r))
					}
					seen[r.ID] = true
				}
				if len(list) < models.PageSize {
					break
				}
			}
			if len(seen) != counts.Total || len(seen) < 150 {
				t.Errorf("%+v: %d are counted and %d listed", f, counts.Total, len(seen))
			}
		}
		latest, err := s.LatestRevisions(t.Context(), models.RevisionFilter{}, 7)
		if err != nil || len(latest[models.Correcting]) != 7 || len(latest[models.Revising]) != 7 {
			t.Errorf("the latest: %d corrections, %d revisions (%v)", len(latest[models.Correcting]), len(latest[models.Revising]), err)
		}
	})
}

func TestRevisionsAreReadInAFixedNumberOfQuestions(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		count := func(rows int) int64 {
			t.Helper()
			ctx, n := models.WithQueryCount(t.Context())
			list, err := s.Revisions(ctx, models.RevisionFilter{})
			if err != nil || len(list) != rows {
				t.Fatalf("%d revisions (%v)", len(list), err)
			}
			return n.Load()
		}
		modelstest.Revise(t, s, models.Correcting, "A slip.", "speakers.csv", modelstest.Set("alibek-kuantyrov", "name_kk", "Ә. Қуантыров"))
		one := count(1)
		modelstest.ManyRevisions(t, s)
		modelstest.SomeRevisions(t, s)
		if many := count(models.PageSize); many != one {
			t.Errorf("%d questions for a page, %d for one revision", many, one)
		}
	})
}

func TestAnEarlierMomentKnowsTheRevisionsUpToThen(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.SomeRevisions(t, s)
		all, err := s.Revisions(t.Context(), models.RevisionFilter{})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range all {
			then, release, err := s.At(t.Context(), r.At)
			if err != nil {
				t.Fatal(err)
			}
			known, err := then.Revisions(t.Context(), models.RevisionFilter{})
			if err != nil {
				t.Fatal(err)
			}
			if len(known) != len(all)-i || told(known[0]) != told(r) {
				t.Errorf("%d of %d are known at %s, the newest %s", len(known), len(all), r.At, told(known[0]))
			}
			release()
		}
	})
}

func TestRevisionsAreListedFromAnIndex(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.ManyRevisions(t, s)
		if s.Dialect() == models.Postgres {
			modelstest.Exec(t, s, "ANALYZE")
		}
		for _, f := range []models.RevisionFilter{
			{Kind: models.Correcting, Noun: models.NounProject}, {Noun: models.NounProject}, {Code: "ulba-fa"}, {About: []models.RecordKey{{Noun: models.NounProject, Code: "ulba-fa"}}},
		} {
			plan, err := s.ExplainRevisions(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(plan, "Seq Scan") || strings.Contains(plan, "SCAN revisions") || strings.Contains(plan, "SCAN s") {
				t.Errorf("%+v:\n%s", f, plan)
			}
		}
	})
}
