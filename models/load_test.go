package models_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

const (
	sourceHead    = "id,title,publisher,url,published_on,language,note\n"
	statementHead = "id,source_id,said_by,role,said_on,programme,metric,value,unit,part_of,as_of,year_refers_to,quote\n"
	projectHead   = "code,name_en,sector,region,locality,lat,lon,kazakh_partner,chinese_partner,cost_usd,jobs,capacity,status,start_year,launch_year,in_51_programme,source_ids,note\n"
	tradeHead     = "year,period,basis,exports_kz_to_cn_usd,imports_cn_to_kz_usd,turnover_usd,fdi_inflow_from_china_usd,container_trains,containers,containers_unit,rail_freight_tonnes,note,source_ids\n"
	programme     = "Kazakhstan-China industrial and investment cooperation programme"
)

const oneSource = sourceHead + "one,A page,Akorda,https://akorda.kz/one,2018-06-10,en,\n"

func TestOpeningDataIsLoadedWhole(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		db := s.DB(t.Context())
		for table, want := range map[string]int64{
			"sources": 266, "projects": 83, "enterprises": 34, "agreements": 41, "commodities": 17, "prices": 3695,
			"corridors": 6, "waypoints": 81, "price_notes": 3, "figure_pairs": 17, "programme_projects": 83, "revisions": 0,
			// 194 figures of statements.csv, and one for each filled column of trade.csv.
			"figures": 194 + 39,
		} {
			var n int64
			if err := db.Table(table).Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			if n != want {
				t.Errorf("%s holds %d rows, want %d", table, n, want)
			}
		}
		var trade int64
		if err := db.Table("statements").Where("code LIKE 'trade-%'").Count(&trade).Error; err != nil {
			t.Fatal(err)
		}
		if trade != 28 {
			t.Errorf("%d statements come from the trade file, want one for each of its 28 rows", trade)
		}
	})
}

func TestRowsOfOneOccasionAreOneStatement(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for _, st := range mainStatements(t, s) {
			if st.Code != "st067" {
				continue
			}
			var figures []string
			for i := range st.Figures {
				f := &st.Figures[i]
				figures = append(figures, fmt.Sprintf("%s=%s %s", f.Metric.Code, f.Value, f.Years()))
			}
			want := []string{
				"total_projects=51 2018", "launched=4 2018", "launching_this_year=6 2018", "in_progress=11 2018", "listed_subtotal=21 2018", "planned_next_year=18 2019",
			}
			if diff := cmp.Diff(want, figures); diff != "" {
				t.Error(diff)
			}
			if st.Speaker.Name.KK != "Нұрсұлтан Назарбаев" || st.Place.Name.ZH != "青岛" || st.Source.Code != "qazaqtv-194657" || st.KnownOn != "2018-06-10" {
				t.Errorf("got %s, %s, %s, %s", st.Speaker.Name.KK, st.Place.Name.ZH, st.Source.Code, st.KnownOn)
			}
			return
		}
		t.Error("there is no statement st067")
	})
}

func TestPriceNoteOnBrentGivesTheAverageOfTheMonth(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		var note models.PriceNote
		if err := s.DB(t.Context()).Preload("Commodities").Preload("Source").Where("code = ?", "opening-article-oil").First(&note).Error; err != nil {
			t.Fatal(err)
		}
		if note.NotedOn != "2018-06-10" || note.Source.Code != "qazaqtv-194657" {
			t.Errorf("dated %s by %s", note.NotedOn, note.Source.Code)
		}
		for lang, text := range map[string]string{"en": note.Text.EN, "kk": note.Text.KK, "ru": note.Text.RU, "zh": note.Text.ZH} {
			average := "74.41"
			if lang == "kk" || lang == "ru" {
				average = "74,41"
			}
			if !strings.Contains(text, average) || !strings.Contains(text, "2016") {
				t.Errorf("%s: %s", lang, text)
			}
		}
		var brent models.Price
		err := s.DB(t.Context()).Joins("JOIN commodities c ON c.id = prices.commodity_id AND c.code = 'brent'").Where("period = ?", "2018-06").First(&brent).Error
		if err != nil || brent.Value.String() != "74.41" {
			t.Errorf("Brent of June 2018 is %s (%v)", brent.Value, err)
		}
	})
}

func TestLoadingAgainChangesNothing(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		report, err := s.Load(t.Context(), models.OpeningFiles(), models.FileNames(), models.LoadOptions{RecordedOn: models.OpeningRecordedOn})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Files {
			if f.Added != 0 || f.Changed != 0 || f.Unchanged == 0 {
				t.Errorf("%+v", f)
			}
		}
	})
}

func TestDataFilesLoadWithoutTheirDictionaries(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		names := slices.DeleteFunc(models.FileNames(), func(name string) bool {
			return !slices.Contains([]string{"sources.csv", "statements.csv", "trade.csv", "projects.csv", "enterprises.csv", "agreements.csv", "commodity_prices.csv", "corridors.csv"}, name)
		})
		if _, err := s.Load(t.Context(), models.OpeningFiles(), names, models.LoadOptions{RecordedOn: models.OpeningRecordedOn}); err != nil {
			t.Fatal(err)
		}
		if n := len(mainStatements(t, s)); n < 30 {
			t.Errorf("%d statements", n)
		}
	})
}

func TestTheOpeningDataIsLeftOutOfADatabaseWithRecords(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		modelstest.Load(t, s, map[string]string{"sources.csv": oneSource})
		report, err := s.LoadOpening(t.Context())
		if err != nil || !report.Skipped {
			t.Errorf("skipped %v, %v", report.Skipped, err)
		}
	})
}

// problems are the rows of a LoadError as «line column».
func problems(t *testing.T, err error) []string {
	t.Helper()
	var bad *models.LoadError
	if !errors.As(err, &bad) {
		t.Fatalf("the load gives %v, want a LoadError", err)
	}
	var list []string
	for _, r := range bad.Rows {
		if r.Reason == "" || !strings.Contains(bad.Error(), r.Reason) {
			t.Errorf("row %+v has no reason, or the error does not show it", r)
		}
		if r.Key == "" || len(r.Args)%2 != 0 {
			t.Errorf("row %+v has no sentence for a form, or a name in it without its value", r)
		}
		list = append(list, fmt.Sprintf("%d %s", r.Line, r.Column))
	}
	slices.Sort(list)
	return list
}

func TestALoadStopsAtTheFirstBadFileWithAllItsProblems(t *testing.T) {
	project := func(cells ...string) string { return strings.Join(cells, ",") + "\n" }
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{
			"every bad cell is reported, with its line",
			map[string]string{"sources.csv": sourceHead + "Bad Code,,P,ftp://x,2018-13,english,\none,T,P,https://x.kz,2018,en,\none,T,P,https://x.kz,2018,en,\n"},
			[]string{"2 id", "2 language", "2 published_on", "2 title", "2 url", "4 id"},
		},
		{
			"a quoted cell over two lines does not put the count out",
			map[string]string{"sources.csv": sourceHead + "one,\"A\ntitle\",P,https://x.kz,2018,en,\ntwo,T,P,https://x.kz,never,en,\n"},
			[]string{"4 published_on"},
		},
		{
			"columns that are missing, unknown or named twice",
			map[string]string{"sources.csv": "id,title,publisher,url,language,note,note,colour\none,T,P,https://x.kz,en,,,red\n"},
			[]string{"1 colour", "1 note", "1 published_on"},
		},
		{
			"rows with too few or too many cells",
			map[string]string{"sources.csv": sourceHead + "one,T,P\ntwo,T,P,https://x.kz,2018,en,,extra\n"},
			[]string{"2 ", "3 "},
		},
		{
			"a file that is not UTF-8",
			map[string]string{"sources.csv": sourceHead + "one,\xca\xe0\xe7,P,https://x.kz,2018,en,\n"},
			[]string{"1 "},
		},
		{
			"an empty file",
			map[string]string{"sources.csv": ""},
			[]string{"1 "},
		},
		{
			"what statements refer to must be there",
			map[string]string{"sources.csv": oneSource, "statements.csv": statementHead +
				"st1,nowhere,Somebody,,2018-06-10,Nothing,made_up,x,bananas,,2018-99,2019-2018,\n"},
			[]string{"2 as_of", "2 metric", "2 programme", "2 source_id", "2 unit", "2 value", "2 year_refers_to"},
		},
		{
			"a part needs its whole in the same statement, and may not contain itself",
			map[string]string{"sources.csv": oneSource, "statements.csv": statementHead +
				"st1,one,Somebody,,2018-06-10," + programme + ",launched,4,projects,in_progress,,2018,\n" +
				"st2,one,Another,,2018-06-10," + programme + ",launched,4,projects,in_progress,,2018,\n" +
				"st3,one,Another,,2018-06-10," + programme + ",in_progress,4,projects,launched,,2018,\n"},
			[]string{"2 part_of", "3 part_of", "4 part_of"},
		},
		{
			"a count of projects is whole, what was said is not in the future, and one statement has one role",
			map[string]string{"sources.csv": oneSource, "statements.csv": statementHead +
				"st1,one,Somebody,Minister,2018-06-10," + programme + ",launched,4.5,projects,,,2018,\n" +
				"st2,one,Somebody,President,2018-06-10," + programme + ",in_progress,-1,projects,,,2018,\n" +
				"st3,one,Somebody,Minister,2031-01-01," + programme + ",launched,4,projects,,,2018,\n"},
			[]string{"2 value", "3 role", "3 value", "4 said_on"},
		},
		{
			"a quotation is no longer than 25 words",
			map[string]string{"sources.csv": oneSource, "statements.csv": statementHead +
				"st1,one,Somebody,,2018-06-10," + programme + ",launched,4,projects,,,2018," + strings.Repeat("word ", 26) + "\n"},
			[]string{"2 quote"},
		},
		{
			"projects with impossible years, places and numbers",
			map[string]string{"sources.csv": oneSource, "projects.csv": projectHead +
				project("p1", "P", "juggling", "Atlantis", "", "95", "", "", "", "1e9", "many", "", "done", "2020", "2018", "perhaps", "one;two;one", "") +
				project("p2", "", "mining", "Astana", "", "51", "71", "", "", "10.001", "5", "", "launched", "", "2031", "yes", "", "")},
			[]string{"2 cost_usd", "2 in_51_programme", "2 jobs", "2 lat", "2 lat", "2 launch_year", "2 region", "2 sector", "2 source_ids", "2 source_ids", "2 status",
				"3 cost_usd", "3 launch_year", "3 name_en", "3 source_ids"},
		},
		{
			"trade rows without a figure, of an unknown basis or period, twice the same, or of mixed containers",
			map[string]string{"sources.csv": oneSource, "trade.csv": tradeHead +
				"2018,year,China customs,,,,,,,,,,one\n" +
				"2018,fortnight,Moon customs,,,5,,,,,,,one\n" +
				"2019,year,China customs,,,5,,,,,,,one\n2019,year,China customs,,,6,,,,,,,one\n" +
				"2020,year,railway,,,,,,5,boxes,,,one\n"},
			[]string{"2 ", "3 basis", "3 period", "5 ", "6 ", "6 containers_unit"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			modelstest.Each(t, func(t *testing.T, s *models.Store) {
				_, err := modelstest.TryLoad(t.Context(), s, test.files, models.LoadOptions{})
				if diff := cmp.Diff(test.want, problems(t, err)); diff != "" {
					t.Errorf("%s\n%v", diff, err)
				}
				empty, err := s.Empty(t.Context())
				if err != nil || !empty {
					t.Errorf("something was kept (%v)", err)
				}
			})
		})
	}
}

func TestAFileOfAnotherNameIsRefused(t *testing.T) {
	s := modelstest.New(t, models.SQLite, false)
	_, err := modelstest.TryLoad(t.Context(), s, map[string]string{"things.csv": "a\n"}, models.LoadOptions{})
	if err == nil || !strings.Contains(err.Error(), "sources.csv") {
		t.Errorf("got %v, want the names that can be loaded", err)
	}
}

func TestWindowsFilesLoadAsWell(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		modelstest.Load(t, s, map[string]string{"sources.csv": "\ufeff" + strings.ReplaceAll(oneSource, "\n", "\r\n")})
		var source models.Source
		if err := s.DB(t.Context()).Where("code = ?", "one").First(&source).Error; err != nil || source.Title != "A page" {
			t.Errorf("%+v %v", source, err)
		}
	})
}

func TestKazakhAndChineseLettersSurvive(t *testing.T) {
	const title = "Әділет, Ғылым, Қаз, Жаңа, Өнер, Ұлы, Үн, Һ, Ілім — 哈萨克斯坦"
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		modelstest.Load(t, s, map[string]string{"sources.csv": sourceHead + "one,\"" + title + "\",P,https://x.kz,2018,kk,\n"})
		var source models.Source
		if err := s.DB(t.Context()).Where("code = ?", "one").First(&source).Error; err != nil || source.Title != title {
			t.Errorf("%q %v", source.Title, err)
		}
	})
}

func TestNothingIsChangedInSilence(t *testing.T) {
	changes := map[string]map[string]string{
		"a source": {"sources.csv": sourceHead + "qazaqtv-194657,Another title,Qazaq TV,https://old.qazaqtv.com/en/view/society/page_194657_kazakhstan-china-strategic-partnership,,en,Opening article. Undated; dated to June 2018 by the Akorda briefing of 2018-06-10 and the agreement concluded in Beijing on 2018-06-07.\n"},
		"a figure": {"statements.csv": statementHead +
			"st068,qazaqtv-194657,Nursultan Nazarbayev,President of Kazakhstan,2018-06-10," + programme + ",launched,5,projects,,2018-06,2018,\n"},
		"a project's events": {"projects.csv": projectHead +
			"boguty-tungsten-deep,Boguty tungsten deep processing,metallurgy,Almaty Region,Boguty deposit,43.5394,78.9753,Zhetisu Wolframy LLP,Jiaxin International Resources Investment,150000000,,tungsten carbide (stage 2),in_progress,2026,,unknown,astanatimes-202411-tungsten;ecinfo-boguty,\n"},
		"a project's sources": {"projects.csv": projectHead +
			"boguty-tungsten-deep,Boguty tungsten deep processing,metallurgy,Almaty Region,Boguty deposit,43.5394,78.9753,Zhetisu Wolframy LLP,Jiaxin International Resources Investment,150000000,,tungsten carbide (stage 2),planned,,,unknown,ecinfo-boguty,\n"},
		"a price": {"commodity_prices.csv": "commodity,period,price,unit,currency,source_id\nbrent,2018-06,74.42,USD per barrel,USD,eia-oil\n"},
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		t.Run(name, func(t *testing.T) {
			modelstest.Opening(t, func(t *testing.T, s *models.Store) {
				o := models.LoadOptions{RecordedOn: models.OpeningRecordedOn}
				if _, err := modelstest.TryLoad(t.Context(), s, changes[name], o); err == nil || !strings.Contains(err.Error(), "--reason") {
					t.Fatalf("without a reason: %v", err)
				}
				var n int64
				if err := s.DB(t.Context()).Table("revisions").Count(&n).Error; err != nil || n != 0 {
					t.Fatalf("%d revisions of a refused load (%v)", n, err)
				}
				o.Reason = "The source was read again."
				report, err := modelstest.TryLoad(t.Context(), s, changes[name], o)
				if err != nil {
					t.Fatal(err)
				}
				changed := 0
				for _, f := range report.Files {
					changed += f.Changed
				}
				var revision models.Revision
				if err := s.DB(t.Context()).First(&revision).Error; err != nil {
					t.Fatal(err)
				}
				if changed != 1 || revision.Reason != o.Reason || revision.Before == revision.After || revision.Before == "{}" {
					t.Errorf("%d changed, revision %+v", changed, revision)
				}
				again, err := modelstest.TryLoad(t.Context(), s, changes[name], models.LoadOptions{RecordedOn: models.OpeningRecordedOn})
				if err != nil {
					t.Errorf("loading the same again: %v", err)
				}
				for _, f := range again.Files {
					if f.Changed != 0 {
						t.Errorf("loading the same again changes %+v", f)
					}
				}
			})
		})
	}
}

func TestAChangedProjectHasItsNewStage(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		_, err := modelstest.TryLoad(t.Context(), s, map[string]string{"projects.csv": projectHead +
			"boguty-tungsten-deep,Boguty tungsten deep processing,metallurgy,Almaty Region,Boguty deposit,43.5394,78.9753,Zhetisu Wolframy LLP,Jiaxin International Resources Investment,150000000,,tungsten carbide (stage 2),in_progress,2025,,unknown,astanatimes-202411-tungsten;ecinfo-boguty,\n"},
			models.LoadOptions{RecordedOn: models.OpeningRecordedOn, Reason: "Works have begun."})
		if err != nil {
			t.Fatal(err)
		}
		terms, err := s.Terms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p, _, err := s.Project(t.Context(), "boguty-tungsten-deep", "2026-11-23", &terms)
		if err != nil {
			t.Fatal(err)
		}
		if p.Stage != models.InProgress || p.Version != 2 {
			t.Errorf("stage %s, version %d", p.Stage, p.Version)
		}
	})
}

func TestStatementsAreDatedByTheBestThatIsKnown(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		row := func(id, source, by, said, asOf string) string {
			return strings.Join([]string{id, source, by, "", said, programme, "launched", "4", "projects", "", asOf, "2018", ""}, ",") + "\n"
		}
		modelstest.Load(t, s, map[string]string{
			"sources.csv": sourceHead + "dated,T,P,https://x.kz,2018-07,en,\nundated,T,P,https://x.kz,,en,\n",
			"statements.csv": statementHead + row("st1", "dated", "A", "2018-06", "2018-05") + row("st2", "dated", "B", "", "2018-05") +
				row("st3", "dated", "C", "", "") + row("st4", "undated", "D", "", "") + row("st5", "undated", "E", "2026", ""),
		})
		want := map[string]struct {
			day, known models.Date
			by         models.DatedBy
		}{
			"st1": {"2018-06", "2018-06-30", models.DatedBySaid},
			"st2": {"2018-05", "2018-05-31", models.DatedByAsOf},
			"st3": {"2018-07", "2018-07-31", models.DatedByPublished},
			"st4": {"", "", models.DatedByNothing},
			// A year that is not over counts from the day of the record.
			"st5": {"2026", "2026-11-23", models.DatedBySaid},
		}
		for _, st := range mainStatements(t, s) {
			if w := want[st.Code]; st.Day() != w.day || st.KnownOn != w.known || st.DatedBy != w.by {
				t.Errorf("%s: day %q, known on %q, dated by %q", st.Code, st.Day(), st.KnownOn, st.DatedBy)
			}
			delete(want, st.Code)
		}
		if len(want) > 0 {
			t.Errorf("missing %v", want)
		}
	})
}

func TestLoadingAgainOnALaterDayChangesNothing(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		// Dates that are not over, such as «2026», counted from the day of the first
		// load; what was known then stays known.
		for _, day := range []models.Date{"2026-11-24", "2027-06-30"} {
			report, err := s.Load(t.Context(), models.OpeningFiles(), models.FileNames(), models.LoadOptions{RecordedOn: day})
			if err != nil {
				t.Fatalf("on %s: %v", day, err)
			}
			for _, f := range report.Files {
				if f.Added != 0 || f.Changed != 0 {
					t.Errorf("on %s: %+v", day, f)
				}
			}
		}
	})
}
