package pages

import (
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/locale"
)

func TestEveryColumnHasItsPlaceInAForm(t *testing.T) {
	for file, columns := range models.FileColumns() {
		var placed []string
		open := 0
		for i, g := range formGroups(file) {
			if !g.Closed {
				open++
			} else if i != open {
				t.Errorf("%s: what is rarely needed does not stand last", file)
			}
			if len(g.Columns) == 0 {
				t.Errorf("%s: the group %s is empty", file, g.Name)
			}
			placed = append(placed, g.Columns...)
		}
		if open == 0 || open > 6 {
			t.Errorf("%s has %d open groups, want 1 to 6", file, open)
		}
		slices.Sort(placed)
		slices.Sort(columns)
		if !slices.Equal(placed, columns) {
			t.Errorf("%s: the form has the columns\n%q, the file\n%q", file, placed, columns)
		}
	}
	for file := range formLayouts {
		if !slices.Contains(models.FileNames(), file) {
			t.Errorf("there is no file %s", file)
		}
	}
}

func TestEveryFormAndFieldHasItsTextsAndNoOtherHas(t *testing.T) {
	for _, lang := range models.Langs {
		p := locale.For(lang)
		unused := formTexts(t, lang)
		// shown is whether the catalogue has the text that a form shows: the first.
		shown := func(keys ...string) bool {
			for _, key := range keys {
				if _, found := p.Find(key); found {
					delete(unused, key)
					return true
				}
			}
			return false
		}
		must := func(keys ...string) {
			if !shown(keys...) {
				t.Errorf("%s has none of %q", lang, keys)
			}
		}
		for file, columns := range models.FileColumns() {
			for _, text := range []string{".title", ".title_new", ".title_edit", ".about"} {
				must(formKey(file) + text)
			}
			for _, g := range formGroups(file) {
				must("form.group." + g.Name)
			}
			for _, column := range columns {
				name, _ := columnLang(column)
				own, shared := formKey(file)+"."+name+".", "form.column."+name+"."
				must(own+"label", shared+"label")
				must(own+"help", shared+"help")
				c, _ := models.FileColumn(file, column)
				if example := shown(own+"example", shared+"example"); example && (c.Of.File != "" || c.Words != nil) {
					t.Errorf("%s: %s of %s is chosen from a list, and needs no example", lang, column, file)
				}
				for _, word := range c.Words {
					shown(own+"word."+cmp.Or(word, "none"), shared+"word."+cmp.Or(word, "none"))
				}
			}
		}
		for key := range unused {
			t.Errorf("%s: %s is in the catalogue, and no form shows it", lang, key)
		}
	}
}

func TestEveryWordOfAColumnHasATextOfItsOwn(t *testing.T) {
	for _, lang := range models.Langs {
		p := locale.For(lang)
		for file, columns := range models.FileColumns() {
			for _, column := range columns {
				c, _ := models.FileColumn(file, column)
				said := make(map[string]string)
				for _, word := range c.Words {
					text := formWord(p, file, column, word)
					if text == "" || strings.HasSuffix(text, "."+word) {
						t.Errorf("%s: %q of %s is told as %q", lang, word, column, text)
					}
					// The abbreviation is that of English, Kazakh and Russian alike.
					if text == word && word != "TEU" {
						t.Errorf("%s: the word %q of %s in %s has no text", lang, word, column, file)
					}
					if other, taken := said[text]; taken {
						t.Errorf("%s: %q and %q of %s in %s are both told as %q", lang, other, word, column, file, text)
					}
					said[text] = word
				}
			}
		}
	}
}

func TestFieldsAreNamedInTheLanguageOfThePage(t *testing.T) {
	for _, test := range []struct {
		lang               models.Lang
		file, column, want string
	}{
		{models.English, "projects.csv", "name", "Name"},
		{models.English, "projects.csv", "name_kk", "Name (Kazakh)"},
		{models.English, "agreements.csv", "title", "Title"},
		{models.Russian, "agreements.csv", "title_zh", "Название (китайский)"},
		{models.Kazakh, "projects.csv", "cost_usd", "Құны, АҚШ доллары"},
		{models.Chinese, "sources.csv", "id", "代码"},
		{models.English, "corridors.csv", "place", "Name of the place"},
		{models.English, "statements.csv", "place", "Place"},
	} {
		if got := columnLabel(locale.For(test.lang), test.file, test.column); got != test.want {
			t.Errorf("%s: %s of %s is named %q, want %q", test.lang, test.column, test.file, got, test.want)
		}
	}
	p := locale.For(models.English)
	if got, want := formTitleNew(p, "projects.csv"), "New project"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := formTitleEdit(p, "projects.csv", "Ulba-FA"), "Edit the project Ulba-FA"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := formAbout(p, "aliases.csv"); !strings.HasPrefix(got, "A place with every spelling") {
		t.Errorf("%q", got)
	}
	if got, want := groupTitle(p, "names"), "Names"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if !isLong("agreements.csv", "note_ru") || isLong("agreements.csv", "title_ru") {
		t.Error("a note is long, and a title is not")
	}
	if columnExample(p, "projects.csv", "lat") != "43.5627" || columnExample(p, "projects.csv", "status") != "" {
		t.Error("a latitude has its example, and a choice needs none")
	}
	if !strings.Contains(columnHelp(p, "projects.csv", "lat"), "the site is not known") || strings.Contains(columnHelp(p, "corridors.csv", "lat"), "site") {
		t.Error("the help of a file stands before that of all files")
	}
}

func TestProblemsAreToldInTheWordsOfAForm(t *testing.T) {
	const source = "id,title,publisher,url,published_on,language,note\none,T,P,https://x.kz,2018,en,\n"
	s := modelstest.New(t, models.SQLite, true)
	seen := make(map[string]bool)
	told := make(map[models.Lang]map[string]string)
	for _, files := range []map[string]string{
		{"sources.csv": "id,title,colour\n"},
		{"sources.csv": strings.Replace(source, "one,T", "one,T,more", 1)},
		{"sources.csv": source + strings.SplitAfter(source, "\n")[1]},
		{"sources.csv": strings.Replace(source, "2018,en", "2031,en", 1)},
		{"sources.csv": strings.Replace(source, "one,T", "qazaqtv-194657,T", 1)},
		{"sectors.csv": "code,label,name_en,name_kk,name_ru,name_zh\nnew,metallurgy,New,,,\n"},
		{"projects.csv": "code,name_en,sector,region,locality,lat,lon,kazakh_partner,chinese_partner,cost_usd,jobs,capacity,status,start_year,launch_year,in_51_programme,source_ids,note\n" +
			"p1,P,juggling,,,95,,,,,many,,done,,,perhaps,qazaqtv-194657,\np2,P,,,,,,,,,,,in_progress,2090,,yes,qazaqtv-194657,\n"},
		{"statements.csv": "id,source_id,said_by,role,said_on,programme,metric,value,unit,part_of,as_of,year_refers_to,quote,dated_by,known_on\n" +
			"x1,qazaqtv-194657,A,,2018,Bilateral trade,launched,4.5,bananas,,,1800,,said,\n"},
	} {
		_, err := modelstest.TryLoad(t.Context(), s, files, models.LoadOptions{})
		var bad *models.LoadError
		if !errors.As(err, &bad) {
			t.Fatalf("%v gives %v, want a LoadError", files, err)
		}
		for _, e := range bad.Rows {
			seen[e.Key] = true
			for _, lang := range models.Langs {
				text := problemText(locale.For(lang), e)
				if strings.Contains(text, "<no value>") || strings.HasPrefix(text, "problem.") || strings.Contains(text, "{") || text == e.Reason {
					t.Errorf("%s: %s is told as %q", lang, e.Key, text)
				}
				if told[lang] == nil {
					told[lang] = make(map[string]string)
				}
				told[lang][e.Key] = text
			}
		}
	}
	for _, key := range []string{"column_unknown", "cell_count", "code_twice", "still_to_come", "reason_missing", "label_known", "term_unknown", "degrees",
		"half_place", "integer", "word", "start_to_come", "years_outside", "day_missing"} {
		if !seen[key] {
			t.Errorf("nothing reported %s", key)
		}
	}
	for _, test := range []struct {
		lang      models.Lang
		key, want string
	}{
		{models.English, "start_to_come", "This year is still to come, but the status is “In progress”. Correct one of the two."},
		{models.English, "term_unknown", "“Sectors” has no such entry. Choose one from the list, or add it there first."},
		{models.Russian, "day_missing", "Указано основание даты заявления («День, когда сказано»), но самого дня нет. Впишите его или оставьте оба поля пустыми."},
		{models.Kazakh, "label_known", "Бұл белгі басқа жазбада бар (Сала). Әр белгі бір жазбаға ғана тиесілі: басқасын таңдаңыз."},
		{models.Chinese, "integer", "请填写0至10000000之间的整数，不要带空格或逗号。"},
	} {
		if got := told[test.lang][test.key]; got != test.want {
			t.Errorf("%s: %q, want %q", test.lang, got, test.want)
		}
	}
}

// formTexts are the texts on data files and their columns in the catalogue.
func formTexts(t *testing.T, lang models.Lang) map[string]bool {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "locale", "form."+string(lang)+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]string
	if err := json.Unmarshal(source, &texts); err != nil {
		t.Fatal(err)
	}
	about := []string{"form.group.", "form.column."}
	for _, file := range models.FileNames() {
		about = append(about, formKey(file)+".")
	}
	keys := make(map[string]bool)
	for key := range texts {
		if slices.ContainsFunc(about, func(prefix string) bool { return strings.HasPrefix(key, prefix) }) {
			keys[key] = true
		}
	}
	return keys
}
