package models_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// smallWorld is what every edited database begins with.
var smallWorld = map[string]string{
	"sources.csv": "id,title,publisher,url,published_on,language,note,kind\n" +
		"s1,One,China customs,https://x.kz/1,2018-06-10,en,,page\ns2,Two,Akorda,https://x.kz/2,2018-05,kk,,page\n" +
		"s3,Three,News | Site,https://x.kz/3,,ru,,page\ns4,Four,Places,https://x.kz/4,2020,zh,,gazetteer\n",
	"sectors.csv":  "code,label,name_en,name_kk,name_ru,name_zh\nsteel,steel,Steel,,,钢\nwind,wind,Wind,Жел,,\n",
	"regions.csv":  "code,label,name_en,name_kk,name_ru,name_zh,lat,lon\nabai,Abai,Abai,Абай,,,50.4,80.2\njiangsu,\"China (Jiangsu)|Jiangsu, China\",Jiangsu,,,,,\n",
	"speakers.csv": "code,label,name_en,name_kk,name_ru,name_zh\nann,Ann|Anna,Ann,,,\n",
	"roles.csv":    "code,label,name_en,name_kk,name_ru,name_zh\n",
	"places.csv":   "code,label,name_en,name_kk,name_ru,name_zh\nastana,Astana,Astana,,,\n",
	"programmes.csv": "code,label,kind,basis,name_en,name_kk,name_ru,name_zh\nindustrial-cooperation,Main,project_set,,Main,,,\n" +
		"customs,Customs,subject,China customs,Customs,,,\nrail,Rail,subject,railway,Rail,,,\n",
	"metrics.csv": "code,name_en,name_kk,name_ru,name_zh,unit,stage,definition_en,definition_kk,definition_ru,definition_zh\n" +
		"total_projects,Total,,,,projects,,T,,,\nlaunched,Launched,,,,projects,launched,L,,,\nin_progress,Running,,,,projects,in_progress,R,,,\n" +
		"trade_turnover_usd,Turnover,,,,USD,,T,,,\ntrade_turnover_usd_h1,Turnover,,,,USD,,T,,,\nexports_kz_to_cn_usd,Exports,,,,USD,,E,,,\n" +
		"container_trains,Trains,,,,trains,,T,,,\ncontainer_trains_to_1_december,Trains,,,,trains,,T,,,\ncontainers_teu,TEU,,,,TEU,,T,,,\n",
	"commodities.csv":    "code,category,name_en,name_kk,name_ru,name_zh\nbrent,energy,Brent,,,\ngold,,Gold,,,\n",
	"corridor_names.csv": "code,mode,name_en,name_kk,name_ru,name_zh\nroad,road,Road,,,\n",
	"aliases.csv":        "code,spellings\nabai,Abai|Абай\n",
	"statements.csv": "id,source_id,said_by,role,said_on,programme,metric,value,unit,part_of,as_of,year_refers_to,quote\n" +
		"g1,s1,Ann,,2017-05-12,Main,launched,34,projects,,,2017,\ng2,s2,Ann,,2017-06-08,Main,launched,3,projects,,,2017,\n",
	"projects.csv": projectHead + "p1,Plant,,,,,,KazCo; Late,ChinaCo,,,,planned,,2018,unknown,s1,\np2,Mine,,,,,,KazCo,,,,,launched,2015,2018,yes,s2,\n",
}

// edited are the files that are edited, those with the most that can be lost first,
// since they are drawn the most often.
var edited = []string{"statements.csv", "trade.csv", "projects.csv", "project_events.csv", "enterprises.csv", "sources.csv", "speakers.csv", "price_notes.csv", "figure_pairs.csv",
	"agreements.csv", "programmes.csv", "regions.csv", "corridors.csv", "sectors.csv", "commodity_prices.csv", "aliases.csv"}

// tradeFigure is the code of a figure that the trade file makes.
const tradeFigure = "trade-2018-year-china-customs-trade-turnover-usd"

// cellsOf are what the edits write into the columns of each file; a column without
// any is left empty. They are few, so that records meet.
var cellsOf = map[string]map[string][]string{
	"sources.csv": {"id": {"s1", "s2", "s3", "s5"}, "title": {"One", "Another, «title»", "A\nb"}, "publisher": {"China customs", "Akorda", "News | Site"},
		"url": {"https://x.kz/1"}, "published_on": {"", "2017", "2018-05", "2018-06-10", "2026", "2026-11"}, "language": {"en", "kk"}, "note": {"", "n"}, "kind": {"page", "gazetteer"}},
	"sectors.csv":  {"code": {"steel", "wind"}, "label": {"steel", "wind|wind power", "iron|steel"}, "name_en": {"Steel", "Wind"}, "name_zh": {"", "风"}},
	"regions.csv":  {"code": {"abai", "east"}, "label": {"Abai", "Abai|East", "East"}, "name_en": {"Abai"}, "lat": {"50.4", "-0", "0.00001"}, "lon": {"80.2", "-0.0"}},
	"speakers.csv": {"code": {"ann", "bob", "china-customs"}, "label": {"Ann", "Bob|Robert", "China customs|Customs"}, "name_en": {"Ann", "Bob"}, "name_kk": {"", "Әнна"}},
	"programmes.csv": {"code": {"customs", "rail"}, "label": {"Customs", "Rail", "Railway"}, "kind": {"subject"}, "basis": {"China customs", "railway", "", "rails"},
		"name_en": {"C"}},
	"statements.csv": {"id": {"f1", "f2", "f3", "f4", "trade-x", tradeFigure}, "source_id": {"s1", "s2", "s3"}, "said_by": {"Ann", "Anna", "Bob", "Bo|b", "China customs"},
		"role": {"", "President"}, "said_on": {"", "2018", "2018-06-10", "2026"}, "programme": {"Main", "Customs"}, "metric": {"total_projects", "launched", "in_progress", "trade_turnover_usd"},
		"value": {"1", "51", "4.0", "007"}, "unit": {"projects", "USD"}, "part_of": {"", "", "total_projects", "launched", "f1", "f2"}, "as_of": {"", "2018-05", "2030"},
		"year_refers_to": {"", "2018", "2015-2018"}, "quote": {"", "«Сөз», 词"}, "place": {"", "Astana", "Beijing"}, "statement": {"", "", "st1", "st2", "f1"},
		"source_ids": {"", "s1;s2", "s2;s1"}, "note": {"", "m"}, "day_inferred_from": {"", "", "s1", "s2"}, "dated_by": {"", "", "nothing", "published"}, "known_on": {"", "", "2019-01-01"}},
	"trade.csv": {"year": {"2017", "2018"}, "period": {"year", "first half", "to 1 December"}, "basis": {"China customs", "railway"}, "exports_kz_to_cn_usd": {"", "5", "6.5"},
		"turnover_usd": {"", "12", "13"}, "container_trains": {"", "7"}, "containers": {"", "9"}, "containers_unit": {"", "TEU"}, "note": {"", "t"}, "source_ids": {"s1", "s2;s1", "s3"}},
	"projects.csv": {"code": {"p1", "p2", "p3"}, "name_en": {"Plant", "Mine"}, "name_kk": {"", "Зауыт"}, "sector": {"", "steel", "wind"}, "region": {"", "Abai", "Jiangsu, China"},
		"locality": {"", "Town"}, "lat": {"50.1"}, "lon": {"71.25"}, "kazakh_partner": {"", "KazCo", "KazCo (51%); Other (x) ()", "Late"}, "chinese_partner": {"", "ChinaCo; KazCo", "ChinaCo ()"},
		"cost_usd": {"", "1250.5", "10"}, "jobs": {"", "50"}, "capacity": {"", "c"}, "status": {"launched", "in_progress", "planned", "unknown"}, "start_year": {"", "2015", "2018"},
		"launch_year": {"", "2018", "2019"}, "in_51_programme": {"yes", "no", "unknown"}, "source_ids": {"s1", "s2;s1", "s3", "s4"}, "note": {"", "Coordinates from the builder."},
		"outcome_unknown_from": {"", "", "2021-01-01"}, "events": {"", "", "none", "started known 2018-01-01; planned launched 2019 known 2018-06-10"}},
	"project_events.csv": {"code": {"e1", "e2", "e3"}, "project": {"p1", "p2"}, "kind": {"announced", "agreed", "started", "launched", "cancelled"}, "planned": {"yes", "no"},
		"date": {"2015-03", "2018", "2018-12-31", "2018-12"}, "source_id": {"s1", "s2", "s3"}, "note": {"", "What happened."}, "known_on": {"", "", "2019-02-03"}},
	"enterprises.csv": {"code": {"kaz", "china", "late"}, "name": {"KazCo", "ChinaCo", "Late"}, "name_ru": {"", "КазКо"}, "region": {"", "Abai"}, "sector": {"", "steel"}, "product": {"", "bars"},
		"export_oriented": {"", "yes", "no"}, "chinese_share": {"", "50", "33.30"}, "founded_year": {"", "2001"}, "project_code": {"", "p1"}, "source_ids": {"s1", "s2"},
		"partner_in": {"", "", "none", "p1/kazakh/1", "p1/chinese/1;p2/kazakh/1"}},
	"agreements.csv": {"code": {"a1", "a2"}, "title": {"Memorandum"}, "title_kk": {"", "Меморандум"}, "kind": {"memorandum", "package"}, "signed_on": {"", "2018", "2018-06-07", "2026"},
		"place": {"", "Astana", "Beijing"}, "parties": {"", "K;C"}, "topic": {"trade; oil"}, "note_en": {"", "n"}, "source_ids": {"s1", "s2"}, "known_on": {"", "", "2019-01-01"}},
	"commodity_prices.csv": {"commodity": {"brent", "gold"}, "period": {"2018-06", "2018-07", "2026-10"}, "price": {"30", "30.50", "0.001"}, "unit": {"USD per barrel"}, "currency": {"USD"}, "source_id": {"s1", "s2"}},
	"price_notes.csv": {"code": {"n1"}, "commodities": {"brent", "gold;brent"}, "noted_on": {"2018-06-10", "2026"}, "source_id": {"s1", "s2"}, "text_en": {"Note"}, "text_zh": {"", "注"},
		"known_on": {"", "2019-01-01"}},
	"figure_pairs.csv": {"code": {"x1", "x2"}, "figure": {"g1", "g1", "f1"}, "other": {"g2", "g2", tradeFigure}, "relation": {"differs", "same"}, "source_id": {"", "s1"},
		"text_en": {"Why"}, "text_zh": {"", "因为"}},
	"corridors.csv": {"corridor": {"road"}, "seq": {"1", "2"}, "place": {"Paris", "Dostyk"}, "country": {"FR", "KZ"}, "lat": {"48.85"}, "lon": {"2.35"}, "kind": {"city", "border"},
		"note": {"", "Illustrative waypoint."}, "source_ids": {"s1", "s4;s1"}, "place_kk": {"", "Достық"}},
	"aliases.csv": {"code": {"abai", "east"}, "spellings": {"Abai|Абай", "East|Шығыс", "阿拜"}},
}

// edit is a file with some rows of the file's cells, of which the first of a column
// is the likeliest.
func edit(rt *rapid.T, name string) string {
	var columns []string
	oldFormat, optional := rapid.Bool().Draw(rt, "old format"), models.OptionalColumns(name)
	for _, column := range models.FileColumns()[name] {
		if !oldFormat || !slices.Contains(optional, column) || rapid.Bool().Draw(rt, "with "+column) {
			columns = append(columns, column)
		}
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write(columns)
	for range rapid.IntRange(1, 2).Draw(rt, "rows") {
		row := make([]string, len(columns))
		for i, column := range columns {
			if cells := cellsOf[name][column]; len(cells) > 0 {
				at := rapid.IntRange(0, 2*len(cells)).Draw(rt, column)
				row[i] = cells[max(0, at-len(cells)-1)]
			}
		}
		// What no two rows share is drawn evenly.
		for i, column := range columns {
			if slices.Contains([]string{"id", "code", "period", "seq"}, column) {
				row[i] = rapid.SampledFrom(cellsOf[name][column]).Draw(rt, column)
			}
		}
		w.Write(row)
	}
	w.Flush()
	return b.String()
}

// wipe leaves nothing but the schema, and drops what keeps the log as it is.
func wipe(t testing.TB, s *models.Store) {
	t.Helper()
	logs := []string{"accepted_findings", "withdrawals", "record_versions", "draft_rows", "change_set_notes", "change_sets", "revision_subjects", "revisions", "past_rows", "changes"}
	if s.Dialect() == models.Postgres {
		modelstest.Exec(t, s, "TRUNCATE "+strings.Join(append(tables(t, s), logs...), ", "))
		return
	}
	statement := "PRAGMA foreign_keys = OFF"
	for _, name := range append(tables(t, s), logs...) {
		statement += "; DROP TRIGGER IF EXISTS " + name + "_stay_on_delete; DELETE FROM " + name
	}
	modelstest.Exec(t, s, statement)
}

func TestWhatWasEditedComesBack(t *testing.T) {
	long(t)
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			s := modelstest.New(t, dialect, false)
			others := []*models.Store{modelstest.New(t, models.SQLite, false), modelstest.New(t, models.Postgres, false)}
			kept := make(map[string]int)
			rapid.Check(t, func(rt *rapid.T) {
				wipe(t, s)
				now := time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
				s.SetClock(func() time.Time { return now })
				modelstest.Load(t, s, smallWorld)
				for range rapid.IntRange(15, 40).Draw(rt, "edits") {
					now = now.Add(time.Hour)
					name := rapid.SampledFrom(edited).Draw(rt, "file")
					day := rapid.SampledFrom([]models.Date{"", "2018-07-01", "2026-11-23"}).Draw(rt, "recorded on")
					_, err := modelstest.TryLoad(t.Context(), s, map[string]string{name: edit(rt, name)}, models.LoadOptions{Reason: "An edit.", RecordedOn: day})
					var refused *models.LoadError
					if err == nil {
						kept[name]++
					} else if !errors.As(err, &refused) && !strings.Contains(err.Error(), "label") {
						// Two entries that swap their labels are refused by the database.
						rt.Fatal(err)
					}
				}
				now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
				files, exported := export(t, s)
				want := contents(t, s)
				other := others[rapid.IntRange(0, 1).Draw(rt, "other")]
				wipe(t, other)
				from := fmt.Sprintf("from %s to %s", s.Dialect(), other.Dialect())
				if _, err := modelstest.TryLoad(t.Context(), other, files, models.LoadOptions{RecordedAt: exported.UpdatedAt}); err != nil {
					rt.Fatalf("%s: %v", from, err)
				}
				if diff := cmp.Diff(want, contents(t, other)); diff != "" {
					rt.Fatalf("%s:\n%s", from, diff)
				}
				again, of := export(t, other)
				if diff := cmp.Diff(files, again); diff != "" || !of.UpdatedAt.Equal(exported.UpdatedAt) {
					rt.Fatalf("%s, exported again at %s, not %s:\n%s", from, of.UpdatedAt, exported.UpdatedAt, diff)
				}
			})
			for _, name := range edited {
				if kept[name] == 0 {
					t.Errorf("no edit of %s was ever kept", name)
				}
			}
			t.Log(kept)
		})
	}
}
