package models_test

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// found are the records that a search finds, as «kind/code», all pages of them.
func found(t *testing.T, s *models.Store, text string) []string {
	t.Helper()
	first := search(t, s, models.SearchQuery{Text: text})
	var all []string
	for _, g := range first.Groups {
		for page := 1; (page-1)*models.PageSize < g.Total; page++ {
			group := search(t, s, models.SearchQuery{Text: text, Kind: g.Kind, Page: page}).Group(g.Kind)
			for _, h := range group.Hits {
				all = append(all, string(g.Kind)+"/"+h.Code)
			}
		}
	}
	if len(all) != first.Total {
		t.Errorf("%q: %d records are counted, and %d listed", text, first.Total, len(all))
	}
	return all
}

func search(t *testing.T, s *models.Store, q models.SearchQuery) *models.SearchResult {
	t.Helper()
	result, err := s.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	return result
}

func TestSearchFindsWhatIsMeant(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for _, test := range []struct {
			name, text string
			want       []string
		}{
			{"a project by its name", "zhanatas wind", []string{"project/zhanatas-wind-100"}},
			{"in any case", "ZHANATAS WIND", []string{"project/zhanatas-wind-100"}},
			{"by words in another order", "wind Zhanatas", []string{"project/zhanatas-wind-100"}},
			{"by a part of a word", "hanata", []string{"project/zhanatas-wind-100", "enterprise/zhanatas-wpp"}},
			{"by the Russian name of its place", "жанатас", []string{"project/zhanatas-wind-100"}},
			{"by the Kazakh one, in capitals", "ЖАҢАТАС", []string{"project/zhanatas-wind-100"}},
			{"by its partner", "PowerChina", []string{"project/zhanatas-wind-100", "project/shelek-wind-60"}},
			{"by its partner as someone may write it", "powerCHINA chengdu", []string{"project/zhanatas-wind-100"}},
			{"by its sector in Kazakh", "жел энергетикасы", []string{"project/zhanatas-wind-100"}},
			{"by its sector without Kazakh letters", "токыма онеркасиби", []string{"project/lihua-cotton-turkistan"}},
			{"by its region in Chinese", "江布尔州", []string{"project/zhanatas-wind-100", "region/zhambyl"}},
			{"by one Chinese character", "江", []string{"project/zhanatas-wind-100", "region/zhambyl", "region/jiangsu"}},
			{"by two", "布尔", []string{"region/zhambyl"}},
			{"by its note", "Cost conflict: $136.2m", []string{"project/zhanatas-wind-100"}},
			{"by the note of an event", "list of capacity cooperation", []string{"project/zhanatas-wind-100"}},
			{"an enterprise by its product", "float glass", []string{"project/orda-glass-kyzylorda"}},
			{"an agreement by its place in Russian", "астана хоргос", []string{"agreement/chukurbulak-dam-2017"}},
			{"an agreement by a party", "People's Bank of China", []string{"agreement/currency-2014"}},
			{"the same with a typographic apostrophe", "People’s Bank of China", []string{"agreement/currency-2014"}},
			{"a statement by its speaker", "Nazarbayev", []string{"statement/st067"}},
			{"by its speaker in Russian", "назарбаев", []string{"statement/st067"}},
			{"by its speaker in Kazakh", "Нұрсұлтан", []string{"statement/st067"}},
			{"by its speaker in Chinese", "纳扎尔巴耶夫", []string{"statement/st067"}},
			{"by the office of the speaker", "президент казахстана", []string{"statement/st067"}},
			{"by a quotation", "four of which have been launched", []string{"statement/st067"}},
			{"by its city", "青岛", []string{"statement/st067"}},
			{"a source by its publisher", "Belt and Road Portal", []string{"source/yidaiyilu-khorgos"}},
			{"a source by its code", "qazaqtv-194657", []string{"source/qazaqtv-194657"}},
			{"a commodity in Chinese", "布伦特", []string{"commodity/brent"}},
			{"a commodity by a note on its price", "обвале цен", []string{"commodity/brent", "commodity/wti"}},
			{"lead in Kazakh, whose name begins like that of Khorgos", "қорғасын", []string{"commodity/lead"}},
			{"a metric by its definition", "все проекты из перечня программы", []string{"metric/total_projects"}},
			{"a metric by its name", "项目总数", []string{"metric/total_projects"}},
			{"a programme", "индустриально-инновационного", []string{"programme/industrial-innovative-development"}},
			{"a corridor by a waypoint", "Bandar Abbas", []string{"corridor/north-south-kazakhstan-turkmenistan-iran"}},
			{"a corridor by a waypoint in Russian", "Бендер-Аббас", []string{"corridor/north-south-kazakhstan-turkmenistan-iran"}},
			{"ё as е", "Зеленых финансов", []string{"statement/st171"}},
			{"percent is a letter like any other", "(51%)", []string{"project/khorgos-gateway"}},
			{"alone too", "%", []string{"project/khorgos-gateway"}},
			{"and behind a number", "100%", []string{"source/sport46-ammkz"}},
			{"an underscore is a letter", "iron_ore", []string{"commodity/iron_ore"}},
			{"alone too", "_", []string{"commodity/iron_ore"}},
			{"one letter begins a word", "z", []string{"project/zhanatas-wind-100"}},
		} {
			got := found(t, s, test.text)
			for _, want := range test.want {
				if !slices.Contains(got, want) {
					t.Errorf("%s: %q lacks %s: %q", test.name, test.text, want, got[:min(len(got), 20)])
				}
			}
		}
		for _, text := range []string{"iron%ore", "iron*", "zhan_tas", "zhan%", "[zhanatas]", `\zhanatas`, "z?anatas"} {
			if got := found(t, s, text); len(got) > 0 {
				t.Errorf("%q is a pattern: it finds %q", text, got)
			}
		}
	})
}

func TestEverySpellingOfAPlaceFindsTheSame(t *testing.T) {
	file, err := models.OpeningFiles().Open("aliases.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		found := func(text string) (list []string) {
			for _, g := range search(t, s, models.SearchQuery{Text: text}).Groups {
				list = append(list, fmt.Sprintf("%d×%s", g.Total, g.Kind))
				for _, h := range g.Hits {
					list = append(list, h.Code)
				}
			}
			return list
		}
		used := 0
		for _, row := range rows[1:] {
			spellings := strings.Split(row[1], "|")
			want := found(spellings[0])
			if len(want) > 0 {
				used++
			}
			for _, other := range spellings[1:] {
				if got := found(other); !slices.Equal(got, want) {
					t.Errorf("%s finds\n%q\nand %s\n%q", spellings[0], want, other, got)
				}
			}
		}
		if used < 70 {
			t.Errorf("only %d of %d places are on record", used, len(rows)-1)
		}
	})
}

func TestBestHitsComeFirst(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		modelstest.Load(t, s, map[string]string{
			"sources.csv": sourceHead +
				"a,Report on coal mines,Press,https://a.kz,2020,en,\n" +
				"b,Coal,Press,https://b.kz,2018,en,\n" +
				"c,Coalition talks,Press,https://c.kz,2019,en,\n" +
				"d,Charcoal,Press,https://d.kz,2021,en,\n" +
				"e,Energy,Press,https://e.kz,2022,en,Much of it from coal\n" +
				"f,Coal and steel,Press,https://f.kz,2017,en,\n",
		})
		want := []string{"source/b", "source/c", "source/f", "source/a", "source/e", "source/d"}
		for range 3 {
			// Loading brings the dictionaries, and they hold coal.
			if got := found(t, s, "coal"); !slices.Equal(got, append(want, "commodity/coal_australia")) {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
}

func TestOddQueriesFindNothingAndHarmNothing(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		before := len(found(t, s, "khorgos"))
		for _, text := range []string{
			`'; DROP TABLE projects; --`, `" OR 1=1 --`, `khorgos" OR "a`, `khorgos NOT zhanatas`, `NEAR(khorgos zhanatas)`, `khorgos^`, `search_key:khorgos`,
			`{khorgos}`, `khorgos)`, `\`, `\\`, `'`, `''''`, `"""`, "`", "$1", "?", "@p", ":name", "\u200b", "\u0301", "a\u0301", strings.Repeat("я", 200),
			strings.Repeat("a ", 100), strings.Repeat("一", 200), "\U0001F600", "\uFFFD", "~z00", "z00", "  ", "\t", "…", "№", "«»", "zzzzzz", "ъъъъ",
		} {
			result := search(t, s, models.SearchQuery{Text: text})
			if strings.ContainsAny(text, "DNE{^") && result.Total > 0 {
				t.Errorf("%q finds %d records", text, result.Total)
			}
		}
		if after := len(found(t, s, "khorgos")); after != before || before == 0 {
			t.Errorf("khorgos found %d records before, and %d after", before, after)
		}
	})
}

// documents are all that can be found, with their texts.
func documents(t *testing.T, s *models.Store) []models.SearchDocument {
	t.Helper()
	var list []models.SearchDocument
	if err := s.DB(t.Context()).Order("kind, code").Find(&list).Error; err != nil {
		t.Fatal(err)
	}
	return list
}

func fieldsOf(t *testing.T, d models.SearchDocument) []models.SearchField {
	t.Helper()
	var fields []models.SearchField
	if err := json.Unmarshal([]byte(d.Fields), &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

// variants are other ways to write a text that fold alike.
var variants = map[string]func(string) string{
	"as it is written": func(s string) string { return s },
	"in capitals":      strings.ToUpper,
	"in small letters": strings.ToLower,
	"taken apart":      norm.NFD.String,
	"in Russian letters": strings.NewReplacer(
		"Қ", "К", "қ", "к", "Ә", "А", "ә", "а", "Ғ", "Г", "ғ", "г", "Ң", "Н", "ң", "н", "Ө", "О", "ө", "о", "Ұ", "У", "ұ", "у", "Ү", "У", "ү", "у",
		"Һ", "Х", "һ", "х", "І", "И", "і", "и", "Ё", "Е", "ё", "е").Replace,
}

func TestAnyPartOfAnyTextFindsItsRecord(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		list := documents(t, s)
		rapid.Check(t, func(r *rapid.T) {
			d := rapid.SampledFrom(list).Draw(r, "document")
			text := []rune(rapid.SampledFrom(fieldsOf(t, d)).Draw(r, "field").Text)
			from := rapid.IntRange(0, max(0, len(text)-3)).Draw(r, "from")
			to := rapid.IntRange(min(from+3, len(text)), min(from+40, len(text))).Draw(r, "to")
			how := rapid.SampledFrom(slices.Sorted(func(yield func(string) bool) {
				for name := range variants {
					if !yield(name) {
						return
					}
				}
			})).Draw(r, "how")
			part := variants[how](string(text[from:to]))
			if !slices.ContainsFunc(strings.Fields(models.FoldSearched(part)), func(w string) bool { return utf8.RuneCountInString(w) >= 3 }) {
				r.Skip("too short")
			}
			ok, placed, err := s.Finds(t.Context(), part, d.Kind, d.Code)
			if err != nil {
				r.Fatal(err)
			}
			if !ok && !placed {
				r.Fatalf("%q (%s) does not find %s %s", part, how, d.Kind, d.Code)
			}
		})
	})
}

func TestEveryKindOfRecordCanBeFound(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		counts := make(map[models.SearchKind]int64)
		for _, d := range documents(t, s) {
			counts[d.Kind]++
		}
		for kind, table := range map[models.SearchKind]string{
			models.FoundProject: "projects", models.FoundEnterprise: "enterprises", models.FoundAgreement: "agreements", models.FoundStatement: "statements",
			models.FoundSource: "sources", models.FoundCommodity: "commodities", models.FoundMetric: "metrics", models.FoundProgramme: "programmes",
			models.FoundCorridor: "corridors", models.FoundRegion: "regions",
		} {
			var n int64
			if err := s.DB(t.Context()).Table(table).Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			if counts[kind] != n || n == 0 {
				t.Errorf("%d of %d %s can be found", counts[kind], n, table)
			}
		}
	})
}

func TestMarksStandWhereTheQueryIsWritten(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for _, test := range []struct{ text, query, want string }{
			{"KTZE-Khorgos Gateway", "khorgos", "KTZE-[Khorgos] Gateway"},
			{"KTZE-Khorgos Gateway", "霍尔果斯", "KTZE-[Khorgos] Gateway"},
			{"経由 霍尔果斯口岸", "Хоргос", "経由 [霍尔果斯]口岸"},
			{"через Хоргоса, в Хоргосе", "Қорғас", "через [Хоргоса], в [Хоргосе]"},
			{"Қорғасын", "Қорғас", "Қорғасын"},
			{"Қорғасын", "қорғасын", "[Қорғасын]"},
			{"Ұлы Жібек жолы", "улы жибек", "[Ұлы] [Жібек] жолы"},
			{"Ёлка и ель", "елка", "[Ёлка] и ель"},
			{"Е\u0308лка и е\u0308ж", "еж", "Е\u0308лка и [е\u0308ж]"},
			{"Öskemen", "oskem", "[Öskem]en"},
			{"51% of 100%", "%", "51[%] of 100[%]"},
			{"a wind farm", "a", "[a] wind farm"},
			{"aaaa", "aa", "[aa]aa"},
			{"aaaaaa", "aaa", "[aaa][aaa]"},
			{"nothing here", "zzz", "nothing here"},
			{"İstanbul", "istan", "[İstan]bul"},
		} {
			spans, _ := search(t, s, models.SearchQuery{Text: test.query}).Marker.Mark(test.text)
			var b strings.Builder
			at := 0
			for _, span := range spans {
				b.WriteString(test.text[at:span.From] + "[" + test.text[span.From:span.To] + "]")
				at = span.To
			}
			if got := b.String() + test.text[at:]; got != test.want {
				t.Errorf("%q in %q: %q, want %q", test.query, test.text, got, test.want)
			}
		}
	})
}

func FuzzSearch(f *testing.F) {
	for _, seed := range []string{"khorgos", "Қорғас", "%", "a b", "\"", "一二", "e\u0301", "\u200b", "z00 ~z01", "NEAR(a b)", "x\x00y", "\xff"} {
		f.Add(seed, "Some text on Khorgos, 100%.")
	}
	s := modelstest.New(f, models.SQLite, true)
	f.Fuzz(func(t *testing.T, query, text string) {
		if !utf8.ValidString(query) || strings.ContainsRune(query, 0) || utf8.RuneCountInString(query) > 200 {
			// Refused where addresses are read.
			return
		}
		result := search(t, s, models.SearchQuery{Text: query})
		at := 0
		spans, _ := result.Marker.Mark(text)
		for _, span := range spans {
			if span.From < at || span.To <= span.From || span.To > len(text) {
				t.Fatalf("%q in %q: the spans %v", query, text, spans)
			}
			at = span.To
		}
		for _, g := range result.Groups {
			if len(g.Hits) == 0 || len(g.Hits) > models.SearchFew || len(g.Hits) > g.Total {
				t.Fatalf("%q: %d hits of %d %s", query, len(g.Hits), g.Total, g.Kind)
			}
		}
	})
}

func TestNoTwoLettersInUseShareACode(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	letters := make(map[string]rune)
	for _, d := range documents(t, s) {
		for _, r := range d.Folded {
			if r == ' ' || r == '\n' || unicode.Is(unicode.Han, r) {
				continue
			}
			code := models.KeyOf(string(r))
			if unicode.Is(unicode.Cyrillic, r) {
				// Latin letters are their own codes, and Cyrillic ones share them.
				code = "Cyrillic " + code
			}
			if other, ok := letters[code]; ok && other != r {
				t.Errorf("%q and %q are both %s", r, other, code)
			}
			letters[code] = r
		}
	}
	if len(letters) < 80 {
		t.Errorf("only %d letters are in use", len(letters))
	}
}

func TestALoadMovesTheHits(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		load := func(file, text string) {
			t.Helper()
			if _, err := modelstest.TryLoad(t.Context(), s, map[string]string{file: text}, models.LoadOptions{Reason: "a test"}); err != nil {
				t.Fatal(err)
			}
		}
		expect := func(text string, want bool, record string) {
			t.Helper()
			if got := slices.Contains(found(t, s, text), record); got != want {
				t.Errorf("%q finds %s: %v, want %v", text, record, got, want)
			}
		}
		load("sources.csv", sourceHead+"qazaqtv-194657,Quokka briefing,Qazaq TV,https://qazaqtv.com/x,2018-06-10,en,\n")
		expect("Quokka", true, "source/qazaqtv-194657")
		expect("joint projects", false, "source/qazaqtv-194657")

		var sector models.Sector
		if err := s.DB(t.Context()).Where("code = ?", "power-wind").First(&sector).Error; err != nil {
			t.Fatal(err)
		}
		load("sectors.csv", "code,label,name_en,name_kk,name_ru,name_zh\npower-wind,power: wind,Aeolian power,Жел энергетикасы,Ветроэнергетика,风电\n")
		expect("aeolian", true, "project/zhanatas-wind-100")
		expect("aeolian", false, "project/ulba-fa")

		load("speakers.csv", "code,label,name_en,name_kk,name_ru,name_zh\nnursultan-nazarbayev,Nursultan Nazarbayev,Yelbasy,Елбасы,Елбасы,首任总统\n")
		expect("Елбасы", true, "statement/st067")
		expect("纳扎尔巴耶夫", false, "statement/st067")

		expect("Wind Town", false, "project/zhanatas-wind-100")
		load("aliases.csv", "code,spellings\nzhanatas,Zhanatas|Жаңатас|Wind Town\n")
		expect("Wind Town", true, "project/zhanatas-wind-100")
		expect("扎纳塔斯", false, "project/zhanatas-wind-100")

		load("project_events.csv", "code,project,kind,planned,date,source_id,note\nwombat-day,ulba-fa,announced,no,2015,qazaqtv-194657,The wombat memorandum\n")
		expect("wombat", true, "project/ulba-fa")
		load("project_events.csv", "code,project,kind,planned,date,source_id,note\nwombat-day,zhanatas-wind-100,announced,no,2015,qazaqtv-194657,The wombat memorandum\n")
		expect("wombat", false, "project/ulba-fa")
		expect("wombat", true, "project/zhanatas-wind-100")

		if _, err := modelstest.TryLoad(t.Context(), s, map[string]string{"sources.csv": sourceHead + "qazaqtv-194657,Numbat,Qazaq TV,https://qazaqtv.com/x,2018-06-10,en,\n"}, models.LoadOptions{}); err == nil {
			t.Error("a load without a reason changes a record")
		}
		expect("Numbat", false, "source/qazaqtv-194657")
		checkSearchIsWhole(t, s)
	})
}

// checkSearchIsWhole compares the documents, as they have grown, with those of a
// database that is filled at once.
func checkSearchIsWhole(t *testing.T, s *models.Store) {
	t.Helper()
	plain := func() []models.SearchDocument {
		list := documents(t, s)
		for i := range list {
			list[i].ID = 0
		}
		slices.SortFunc(list, func(a, b models.SearchDocument) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Code, b.Code))
		})
		return list
	}
	grown := plain()
	modelstest.Exec(t, s, "DELETE FROM search_state")
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	anew := plain()
	if len(grown) != len(anew) {
		t.Fatalf("%d documents, %d when written anew", len(grown), len(anew))
	}
	for i := range grown {
		if grown[i] != anew[i] {
			t.Errorf("a document is\n%+v\nand anew\n%+v", grown[i], anew[i])
		}
	}
	if s.Dialect() == models.SQLite {
		// The full-text index compares itself with the table.
		modelstest.Exec(t, s, "INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
	}
}

func TestAliasesThatCannotBeMeantAreRefused(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for _, test := range []struct{ name, rows, want string }{
			{"a spelling of two places", "one,Alpha|Beta\ntwo,Gamma|beta\n", "stands on line 2 already"},
			{"a spelling that another place has on record", "one,Хоргос\n", "is recorded for another place"},
			{"an empty spelling", "one,Alpha||Beta\n", "one of the spellings is empty"},
			{"no spelling", "one,\n", "is empty: fill it in"},
		} {
			_, err := modelstest.TryLoad(t.Context(), s, map[string]string{"aliases.csv": "code,spellings\n" + test.rows}, models.LoadOptions{Reason: "a test"})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v", test.name, err)
			}
		}
	})
}

func TestNothingFoundSuggestsSimilarWords(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for text, want := range map[string]string{
			"zhanats": "Zhanatas", "Khorgso": "Khorgos", "Жанатсс": "Жаңатас", "shimkent": "Shymkent", "Назарбаев хоргас": "Хоргос", "kazatomprm ulbaa": "Ulba", "brnet": "Brent",
		} {
			result := search(t, s, models.SearchQuery{Text: text})
			if result.Total != 0 || !slices.ContainsFunc(result.Suggestions, func(w string) bool { return strings.HasPrefix(w, want) }) {
				t.Errorf("%q finds %d and suggests %q, want %s", text, result.Total, result.Suggestions, want)
			}
			for _, word := range result.Suggestions {
				if search(t, s, models.SearchQuery{Text: word}).Total == 0 {
					t.Errorf("%q suggests %q, which finds nothing", text, word)
				}
			}
		}
		for _, text := range []string{"qqqqqqqq", "龘", "zz", "%%%"} {
			if result := search(t, s, models.SearchQuery{Text: text}); result.Total != 0 || len(result.Suggestions) != 0 {
				t.Errorf("%q finds %d and suggests %q", text, result.Total, result.Suggestions)
			}
		}
	})
}

func TestSearchAsksTheIndex(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		modelstest.Many(t, s, 10_000)
		byIndex := func(text, plan string) {
			t.Helper()
			if s.Dialect() == models.SQLite {
				if !strings.HasPrefix(plan, "SCAN x VIRTUAL TABLE INDEX") || strings.Contains(plan, "SCAN d") {
					t.Errorf("%q:\n%s", text, plan)
				}
			} else if !strings.Contains(plan, "Index Scan on search_documents_search_key") || strings.Contains(plan, "Seq Scan") {
				t.Errorf("%q:\n%s", text, plan)
			}
		}
		for _, text := range []string{"zhanatas", "Жанатас", "Ветроэнергетика Шелек", "霍", "果斯", "1777", "qu", "жц", "100%", "_x_", "zz9", "powerchina wind"} {
			hits, _, err := s.ExplainSearch(t.Context(), text)
			if err != nil {
				t.Fatal(err)
			}
			byIndex(text, hits)
		}
		for _, text := range []string{"zhanatsa", "Жанатсс", "khorgoss"} {
			_, suggestions, err := s.ExplainSearch(t.Context(), text)
			if err != nil {
				t.Fatal(err)
			}
			byIndex(text, suggestions)
		}
	})
}

func TestADatabaseOfTheFirstReleaseIsBroughtUpToDate(t *testing.T) {
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			config := modelstest.Release(t, dialect, 1)
			first := modelstest.Open(t, config)
			if v, err := first.SchemaVersion(t.Context()); err != nil || v.Current != 1 {
				t.Fatalf("the dump is at %+v: %v", v, err)
			}
			stores := []*models.Store{first}
			if dialect == models.Postgres {
				// Two processes on one SQLite file are not supported.
				stores = append(stores, modelstest.Open(t, config))
			}
			var wg sync.WaitGroup
			for _, s := range stores {
				wg.Go(func() {
					if _, err := s.Migrate(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if v, err := first.SchemaVersion(t.Context()); err != nil || v.Check() != nil {
				t.Errorf("it is at %+v: %v", v, err)
			}
			if n := len(documents(t, first)); n != 688 {
				t.Errorf("%d records can be found", n)
			}
			if got := found(t, first, "霍尔果斯"); !slices.Contains(got, "project/khorgos-gateway") || !slices.Equal(got, found(t, first, "Khorgos")) {
				t.Errorf("Khorgos in Chinese finds %q", got)
			}
			checkSearchIsWhole(t, first)
		})
	}
}

func TestADatabaseLeftEmptyGetsItsAliasesWithItsRecords(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		count := func() (n int64) {
			if err := s.DB(t.Context()).Model(&models.Alias{}).Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := count(); n != 0 {
			t.Errorf("an empty database has %d aliases", n)
		}
		modelstest.Load(t, s, map[string]string{"sources.csv": sourceHead + "x,Road through Khorgos,Press,https://x.kz,2020,en,\n"})
		if n := count(); n == 0 {
			t.Error("loading records brings no aliases")
		}
		if got := fmt.Sprint(found(t, s, "Хоргос")); got != "[corridor/rail-land-bridge-khorgos source/x programme/khorgos-gateway-terminal]" {
			t.Errorf("found %s", got)
		}
	})
}
