package locale_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// catalogue holds all files of a language: a text, or its plural forms, by key.
func catalogue(t *testing.T, lang models.Lang) map[string]map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.json")
	if err != nil {
		t.Fatal(err)
	}
	entries := make(map[string]map[string]string)
	for _, file := range files {
		if file != string(lang)+".json" && !strings.HasSuffix(file, "."+string(lang)+".json") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]json.RawMessage
		if twice := keysTwice(text); len(twice) > 0 {
			t.Errorf("%s holds twice: %v", file, twice)
		}
		if err := json.Unmarshal(text, &raw); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key, value := range raw {
			if entries[key] != nil {
				t.Errorf("%s: %s stands in another file too", file, key)
			}
			var one string
			if json.Unmarshal(value, &one) == nil {
				entries[key] = map[string]string{"": one}
				continue
			}
			var forms map[string]string
			if err := json.Unmarshal(value, &forms); err != nil {
				t.Errorf("%s: %s is neither a text nor plural forms: %v", file, key, err)
			}
			entries[key] = forms
		}
	}
	return entries
}

var (
	variable = regexp.MustCompile(`\.([A-Z][A-Za-z]*)`)
	action   = regexp.MustCompile(`{{[^}]*}}`)
)

// variables are the values that a text asks for.
func variables(text string) []string {
	found := make(map[string]bool)
	for _, a := range action.FindAllString(text, -1) {
		for _, m := range variable.FindAllStringSubmatch(a, -1) {
			found[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func TestEveryTextExistsInEveryLanguage(t *testing.T) {
	forms := map[models.Lang][]string{
		models.English: {"one", "other"}, models.Kazakh: {"one", "other"}, models.Russian: {"few", "many", "one", "other"}, models.Chinese: {"other"},
	}
	english := catalogue(t, models.English)
	for _, lang := range models.Langs {
		other := catalogue(t, lang)
		for key := range other {
			if english[key] == nil {
				t.Errorf("%s has %s, which English lacks", lang, key)
			}
		}
		for key, texts := range english {
			if other[key] == nil {
				t.Errorf("%s lacks %s", lang, key)
				continue
			}
			want := []string{""}
			if _, plain := texts[""]; !plain {
				want = forms[lang]
			}
			if got := slices.Sorted(maps.Keys(other[key])); !slices.Equal(got, want) {
				t.Errorf("%s: %s has the forms %q, want %q", lang, key, got, want)
			}
			asked := make(map[string]bool)
			for _, text := range texts {
				for _, name := range variables(text) {
					asked[name] = true
				}
			}
			given := make(map[string]bool)
			for form, text := range other[key] {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s: %s %s is empty", lang, key, form)
				}
				for _, name := range variables(text) {
					given[name] = true
				}
			}
			// «The statement of 2018» needs no number: what counts is the whole.
			if !maps.Equal(asked, given) {
				t.Errorf("%s: %s gives %v, English %v", lang, key, slices.Sorted(maps.Keys(given)), slices.Sorted(maps.Keys(asked)))
			}
		}
	}
}

var (
	askedKey  = regexp.MustCompile(`\b(?:T|N|fact)\("([a-z0-9_.-]+)"[,)]`)
	literal   = regexp.MustCompile(`"([a-z0-9_.-]+)"`)
	partOfKey = regexp.MustCompile(`"((?:[a-z0-9_]+\.)+)"\s*\+`)
)

func TestEveryTextThatTheCodeAsksForExistsAndNoOtherDoes(t *testing.T) {
	english := catalogue(t, models.English)
	used := make(map[string]bool)
	prefixes := []string{"date."}
	for _, dir := range []string{"../../views", "../../handlers"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") ||
				!strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".templ") {
				return err
			}
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range askedKey.FindAllStringSubmatch(string(source), -1) {
				if english[m[1]] == nil {
					t.Errorf("%s asks for %s, which is in no catalogue", path, m[1])
				}
			}
			for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
				used[m[1]] = true
			}
			for _, m := range partOfKey.FindAllStringSubmatch(string(source), -1) {
				prefixes = append(prefixes, m[1])
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for key := range english {
		prefixed := slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) })
		errorPage := strings.HasPrefix(key, "error.") && (strings.HasSuffix(key, ".title") || strings.HasSuffix(key, ".text"))
		if !used[key] && !prefixed && !errorPage {
			t.Errorf("%s is in the catalogue, and nothing asks for it", key)
		}
	}
}

func TestCodesOfTheRecordsHaveTexts(t *testing.T) {
	var keys []string
	for _, stage := range models.Stages {
		keys = append(keys, "stage."+string(stage))
	}
	for _, kind := range []models.EventKind{models.EventAnnounced, models.EventAgreed, models.EventStarted, models.EventLaunched, models.EventSuspended, models.EventCancelled} {
		keys = append(keys, "event."+string(kind))
	}
	for _, m := range []models.Membership{models.MemberYes, models.MemberNo, models.MemberUnknown} {
		keys = append(keys, "membership."+string(m))
	}
	for month := 1; month <= 12; month++ {
		for _, part := range []string{"months", "day_months", "short_months", "short_day_months"} {
			keys = append(keys, fmt.Sprintf("date.%s.%02d", part, month))
		}
		keys = append(keys, fmt.Sprintf("number.%02d", month))
	}
	for _, noun := range models.Nouns {
		keys = append(keys, "noun."+strings.ReplaceAll(string(noun), " ", "_"))
	}
	for _, kind := range models.RevisionKinds {
		keys = append(keys, "changes.kind."+string(kind))
	}
	for _, column := range models.RevisedColumns() {
		for _, lang := range models.Langs {
			column = strings.TrimSuffix(column, "_"+string(lang))
		}
		keys = append(keys, "field."+column)
	}
	english := catalogue(t, models.English)
	for _, key := range keys {
		if english[key] == nil {
			t.Errorf("there is no text for %s", key)
		}
	}
}

func TestNumbersAndDatesAreWrittenAsEachLanguageDoes(t *testing.T) {
	billions := decimal.RequireFromString("27700000000")
	exact := decimal.RequireFromString("50290700")
	million := decimal.RequireFromString("1250000")
	for lang, want := range map[models.Lang][]string{
		models.English: {"1,200", "2,445.52", "US$27.7 billion", "US$50,290,700", "US$1.25 million", "10 June 2018", "June 2018", "2018", "51 projects", "1 project"},
		models.Russian: {"1 200", "2 445,52", "27,7 млрд долл. США", "50 290 700 долл. США", "1,25 млн долл. США", "10 июня 2018 г.", "июнь 2018 г.", "2018 г.", "51 проект", "1 проект"},
		models.Kazakh:  {"1 200", "2 445,52", "27,7 млрд АҚШ доллары", "50 290 700 АҚШ доллары", "1,25 млн АҚШ доллары", "2018 жылғы 10 маусым", "2018 жылғы маусым", "2018 жыл", "51 жоба", "1 жоба"},
		models.Chinese: {"1,200", "2,445.52", "277亿美元", "5,029.07万美元", "125万美元", "2018年6月10日", "2018年6月", "2018年", "51个", "1个"},
	} {
		p := locale.For(lang)
		got := []string{
			p.Int(1200), p.Decimal(decimal.RequireFromString("2445.52")),
			format.Amount(p, billions, "USD"), format.Amount(p, exact, "USD"), format.Amount(p, million, "USD"),
			p.Date("2018-06-10"), p.Date("2018-06"), p.Date("2018"),
			format.Amount(p, decimal.NewFromInt(51), "projects"), format.Amount(p, decimal.NewFromInt(1), "projects"),
		}
		for i := range got {
			// No-break spaces are what the languages ask for.
			plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(got[i])
			if plain != want[i] {
				t.Errorf("%s: %q, want %q", lang, plain, want[i])
			}
		}
	}
}

func TestAnAmountOfAListIsRoundedToItsScaleAndTheExactOneIsNot(t *testing.T) {
	for cents, want := range map[int64]map[models.Lang][2]string{
		5029070000:   {models.English: {"US$50.29 million", "US$50,290,700"}, models.Russian: {"50,29 млн долл. США", "50 290 700 долл. США"}, models.Kazakh: {"50,29 млн АҚШ доллары", "50 290 700 АҚШ доллары"}, models.Chinese: {"5,029.07万美元", "5,029.07万美元"}},
		72778000000:  {models.English: {"US$727.78 million", "US$727.78 million"}, models.Chinese: {"7.2778亿美元", "7.2778亿美元"}},
		7277800012:   {models.English: {"US$72.78 million", "US$72,778,000.12"}, models.Chinese: {"7,277.8万美元", "72,778,000.12美元"}},
		260000000000: {models.English: {"US$2.6 billion", "US$2.6 billion"}, models.Chinese: {"26亿美元", "26亿美元"}},
		99:           {models.English: {"US$0.99", "US$0.99"}},
		1000000:      {models.Russian: {"10 000,00 долл. США", "10 000,00 долл. США"}},
	} {
		for lang, texts := range want {
			p := locale.For(lang)
			got := [2]string{format.Money(p, &cents), format.Amount(p, decimal.New(cents, -2), "USD")}
			for i := range got {
				if plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(got[i]); plain != texts[i] {
					t.Errorf("%d cents in %s: %q, want %q", cents, lang, plain, texts[i])
				}
			}
		}
	}
}

func TestRussianCountsTakeThreeForms(t *testing.T) {
	p := locale.For(models.Russian)
	for n, want := range map[int]string{1: "проект", 2: "проекта", 5: "проектов", 11: "проектов", 21: "проект", 22: "проекта", 51: "проект", 52: "проекта", 55: "проектов", 112: "проектов"} {
		if got := format.Amount(p, decimal.NewFromInt(int64(n)), "projects"); got != fmt.Sprintf("%d %s", n, want) {
			t.Errorf("%q, want %d %s", got, n, want)
		}
	}
}

func TestExactNumbersKeepEveryDigit(t *testing.T) {
	p := locale.For(models.English)
	for text, want := range map[string]string{
		"0.1": "0.1", "5.60": "5.60", "-3.5": "-3.5", "123456789012345": "123,456,789,012,345", "123456789.012345678": "123456789.012345678", "0": "0",
	} {
		if got := p.Decimal(decimal.RequireFromString(text)); got != want {
			t.Errorf("%s is written %s, want %s", text, got, want)
		}
	}
}

func TestNamesSortAsInTheDictionary(t *testing.T) {
	words := []string{"Қызылорда", "Алматы", "Ұлытау", "Әуезов", "Шымкент", "Өскемен", "Кентау", "Оңтүстік"}
	locale.Sort(locale.For(models.Kazakh), words, func(w string) string { return w })
	want := []string{"Алматы", "Әуезов", "Кентау", "Қызылорда", "Оңтүстік", "Өскемен", "Ұлытау", "Шымкент"}
	if !slices.Equal(words, want) {
		t.Errorf("sorted %q, want %q", words, want)
	}
}

// keysTwice are the keys that stand twice in a catalogue: the last would be taken, and
// the sentence of another page with it.
func keysTwice(text []byte) []string {
	d := json.NewDecoder(bytes.NewReader(text))
	seen := make(map[string]bool)
	var twice []string
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return twice
		}
		key, isText := token.(string)
		switch {
		case token == json.Delim('{'):
			depth++
		case token == json.Delim('}'):
			depth--
		case depth == 1 && isText:
			if seen[key] {
				twice = append(twice, key)
			}
			seen[key] = true
			// A value that is an object is passed over by its depth.
			if d.More() {
				var value json.RawMessage
				if d.Decode(&value) != nil {
					return twice
				}
			}
		}
	}
}

// A date in Russian ends with a full stop of its own, and so do many other texts that stand
// in a sentence: none may be followed by another.
func TestASentenceEndsWithOneFullStop(t *testing.T) {
	for _, lang := range models.Langs {
		p := locale.For(lang)
		for key, forms := range catalogue(t, lang) {
			var args []any
			plural := false
			for form, text := range forms {
				plural = plural || form != ""
				for _, name := range variables(text) {
					if name != "N" {
						args = append(args, name, "10 июня 2018 г.")
					}
				}
			}
			texts := []string{p.T(key, args...)}
			if plural {
				texts = []string{p.N(key, 1, args...), p.N(key, 5, args...)}
			}
			for _, text := range texts {
				if strings.Contains(strings.ReplaceAll(text, "...", "…"), "..") {
					t.Errorf("%s, %s: %q", lang, key, text)
				}
			}
		}
	}
	// What stands for something itself stays.
	for _, text := range []string{"../data", "a..b", "1..2", "wait..."} {
		if got := locale.For(models.English).T("text.of", "Name", text, "Value", "x"); !strings.Contains(got, text) {
			t.Errorf("%q became %q", text, got)
		}
	}
}
