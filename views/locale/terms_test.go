package locale_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// term is a thing that has one name in each language: where the English text says
// it, the others say it by one of their stems. Keys that rightly say it otherwise are
// named.
type term struct {
	english    *regexp.Regexp
	kk, ru, zh []string
	except     []string
}

var terms = []term{
	{english: word(`drafts?`), kk: []string{"қаралама"}, ru: []string{"черновик"}, zh: []string{"草稿", "起草"}},
	{english: word(`change sets?`), kk: []string{"жина"}, ru: []string{"набор"}, zh: []string{"更改集"}},
	{english: word(`statements?`), kk: []string{"мәлімдеме"}, ru: []string{"заявлени"}, zh: []string{"表述", "声明"}},
	{english: word(`figures?`), kk: []string{"сан", "дерек"}, ru: []string{"числ", "чисел", "данны"}, zh: []string{"数"}},
	{english: word(`metrics?`), kk: []string{"көрсеткіш"}, ru: []string{"показател"}, zh: []string{"指标"}},
	{english: word(`statistical bas[ie]s`), kk: []string{"статистикалық негіз"}, ru: []string{"статистическ"}, zh: []string{"统计口径"}},
	{english: word(`sources?`), kk: []string{"дереккөз", "деректер көз"}, ru: []string{"источник"}, zh: []string{"来源"}},
	{english: word(`publishers?`), kk: []string{"баспагер"}, ru: []string{"издател"}, zh: []string{"发布者"}},
	{english: word(`speakers?`), kk: []string{"мәлімде"}, ru: []string{"автор", "заяви"}, zh: []string{"表述者"}},
	{english: word(`dashboards?`), kk: []string{"тақта"}, ru: []string{"панел"}, zh: []string{"看板"}},
	{english: word(`forms?`), kk: []string{"нысан"}, ru: []string{"форм"}, zh: []string{"表单"}},
	{english: word(`corrections?`), kk: []string{"түзету"}, ru: []string{"исправлени"}, zh: []string{"更正"}},
	{english: word(`revisions?`), kk: []string{"нақтылау"}, ru: []string{"уточнени"}, zh: []string{"修订"}},
	{
		english: word(`programmes?`), kk: []string{"бағдарлама"}, ru: []string{"программ"}, zh: []string{"合作事项", "清单"},
		// A programme of Kazakhstan alone, and a code.
		except: []string{"about.conflict.enterprises", "bad.briefing_item"},
	},
}

// shunned are the stems that no text of a language has: other names of what has its
// name, and marks of another language. A text that needs the stem for something else is named.
var shunned = map[models.Lang][]struct {
	stem   *regexp.Regexp
	why    string
	except []string
}{
	models.English: {
		{stem: regexp.MustCompile(`[«»"]`), why: "quotes are “…”"},
	},
	models.Kazakh: {
		{stem: regexp.MustCompile(`нобай`), why: "a draft is қаралама"},
		{stem: regexp.MustCompile(`(?:^|[^\p{L}])(?:форма(?:[^\p{L}т]|лар|ның|ны|сы|да)|пішін)`), why: "a form is нысан"},
		{stem: regexp.MustCompile(`бекет`), why: "a place of a corridor is пункт"},
		{stem: regexp.MustCompile(`спикер|сөйлеуші`), why: "who stated it is мәлімдеме авторы"},
		{stem: regexp.MustCompile(`жариялаушы`), why: "a publisher is баспагер"},
		{stem: regexp.MustCompile(`статистикалық база`), why: "a basis is негіз"},
		{stem: regexp.MustCompile(`түйме`), why: "a button is батырма"},
		{stem: regexp.MustCompile(`[“”"]`), why: "quotes are «…»"},
	},
	models.Russian: {
		{
			stem: regexp.MustCompile(`цифр`), why: "a figure is число",
			// Digits are meant.
			except: []string{
				"account.code.text", "account.factor.text", "account.factor.then", "account.name.help", "account.problem.name", "bad.year",
				"finding.kind.quote_scale", "form.column.code.help",
				"form.sources.id.help", "form.statements.id.help", "problem.code", "problem.money", "problem.statement_code",
			},
		},
		{stem: regexp.MustCompile(`спикер`), why: "who stated it is автор заявления"},
		{stem: regexp.MustCompile(`сбере[гж]`), why: "what is typed is временно сохранено"},
		{stem: regexp.MustCompile(`[“”"]`), why: "quotes are «…»"},
	},
	models.Chinese: {
		{stem: regexp.MustCompile(`变更集`), why: "a change set is 更改集"},
		{stem: regexp.MustCompile(`面板`), why: "the dashboard is 看板"},
		{stem: regexp.MustCompile(`次发布|发布记录|发布内容|表态`), why: "a statement is 表述"},
		{stem: regexp.MustCompile(`声明`), why: "a statement is 表述", except: []string{"agreement.joint_statement"}},
		{stem: regexp.MustCompile(`发言`), why: "who stated it is 表述者"},
		{stem: regexp.MustCompile(`发布方`), why: "a publisher is 发布者"},
		{stem: regexp.MustCompile(`备注`), why: "a note is 附注"},
		{stem: regexp.MustCompile(`[«»"]`), why: "quotes are “…”"},
	},
}

func word(stem string) *regexp.Regexp { return regexp.MustCompile(`(?i)\b` + stem + `\b`) }

// said is what a text says in its own words, in all its forms: without the values
// that it is given.
func said(forms map[string]string) string {
	var all []string
	for _, text := range forms {
		all = append(all, strings.ToLower(action.ReplaceAllString(text, "")))
	}
	return strings.Join(all, "\n")
}

func TestEachThingHasOneNameInEachLanguage(t *testing.T) {
	texts := make(map[models.Lang]map[string]map[string]string)
	for _, lang := range models.Langs {
		texts[lang] = catalogue(t, lang)
	}
	for key, forms := range texts[models.English] {
		english := said(forms)
		for _, term := range terms {
			found := term.english.FindString(english)
			if found == "" || slices.Contains(term.except, key) {
				continue
			}
			for lang, names := range map[models.Lang][]string{models.Kazakh: term.kk, models.Russian: term.ru, models.Chinese: term.zh} {
				text := said(texts[lang][key])
				if !slices.ContainsFunc(names, func(name string) bool { return strings.Contains(text, name) }) {
					t.Errorf("%s: %s has none of %q, where English says %q: %s", lang, key, names, found, text)
				}
			}
		}
	}
}

func TestNoTextHasAnotherNameForASettledThing(t *testing.T) {
	for lang, stems := range shunned {
		for key, forms := range catalogue(t, lang) {
			text := said(forms)
			for _, s := range stems {
				if s.stem.MatchString(text) != slices.Contains(s.except, key) {
					t.Errorf("%s: %s: %s (%q): %s", lang, key, s.why, s.stem.FindString(text), text)
				}
			}
		}
	}
}

// A project is жоба in Kazakh: a draft that is called so too cannot be told from it.
func TestADraftIsNotAProjectInKazakh(t *testing.T) {
	kazakh := catalogue(t, models.Kazakh)
	drafts, project := word(`draft\w*`), word(`projects?`)
	for key, forms := range catalogue(t, models.English) {
		if text := said(forms); drafts.MatchString(text) && !project.MatchString(text) && strings.Contains(said(kazakh[key]), "жоба") {
			t.Errorf("%s says жоба of a draft: %s", key, said(kazakh[key]))
		}
	}
}
