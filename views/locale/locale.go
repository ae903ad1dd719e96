// Package locale holds every text of the program that a visitor reads, in the
// four languages, and prints numbers and dates the way each language writes
// them.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/dostyk/dostyk/models"
)

// catalogue holds the files of each language: «en.json» has what all pages share,
// «price.en.json» what the pages of prices say. Every key stands in all languages.
//
//go:embed *.json
var catalogue embed.FS

var tags = map[models.Lang]language.Tag{
	models.English: language.English,
	models.Kazakh:  language.Kazakh,
	models.Russian: language.Russian,
	models.Chinese: language.Chinese,
}

// Printer writes texts in one language. It is safe for concurrent use.
type Printer struct {
	lang      models.Lang
	known     string
	recorded  string
	localizer *i18n.Localizer
	numbers   *message.Printer
}

var printers = sync.OnceValue(func() map[models.Lang]*Printer {
	made := make(map[models.Lang]*Printer, len(models.Langs))
	for _, lang := range models.Langs {
		// A bundle for each language: a key that is missing must be seen, not
		// silently borrowed from English.
		bundle := i18n.NewBundle(tags[lang])
		bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
		for _, file := range files(lang) {
			if _, err := bundle.LoadMessageFileFS(catalogue, file); err != nil {
				// The files are compiled in, and a test reads them all.
				panic(fmt.Sprintf("locale: the catalogue %s is broken: %v", file, err))
			}
		}
		made[lang] = &Printer{
			lang:      lang,
			localizer: i18n.NewLocalizer(bundle, string(lang)),
			numbers:   message.NewPrinter(tags[lang]),
		}
	}
	return made
})

// files are those of one language.
func files(lang models.Lang) []string {
	all, err := fs.Glob(catalogue, "*.json")
	if err != nil {
		// The pattern is right, and nothing else can fail.
		panic(err)
	}
	return slices.DeleteFunc(all, func(name string) bool {
		return name != string(lang)+".json" && !strings.HasSuffix(name, "."+string(lang)+".json")
	})
}

// For is the printer of a language; English if there is none such.
func For(lang models.Lang) *Printer {
	if p := printers()[lang]; p != nil {
		return p
	}
	return printers()[models.English]
}

// Parse is the language that a path begins with.
func Parse(text string) (models.Lang, bool) {
	lang := models.Lang(text)
	return lang, slices.Contains(models.Langs, lang)
}

// Match picks the language for an Accept-Language header: the first of the four
// in the visitor's own order, whatever the region; English if none is named.
// (A language.Matcher would put an exact «kk» before a preferred «en-GB».)
func Match(acceptLanguage string) models.Lang {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return models.English
	}
	for _, tag := range wanted {
		base, _ := tag.Base()
		if lang, known := Parse(base.String()); known {
			return lang
		}
	}
	return models.English
}

// Lang is the printer's language, as it stands in addresses.
func (p *Printer) Lang() models.Lang { return p.lang }

// KnownParam is the parameter of an address that says as known at which moment
// the records are asked for.
const KnownParam = "known"

// At is the printer of pages that show what was known at a moment, as it stands
// in their addresses; empty is now. The records shown were last changed at the
// moment recorded.
func (p *Printer) At(known, recorded string) *Printer {
	if known == p.known && recorded == p.recorded {
		return p
	}
	at := *p
	at.known, at.recorded = known, recorded
	return &at
}

// Recorded is the moment at which the records shown were last changed, as it
// stands in an address: asked for at it, they are the same for ever. It is empty
// where nothing was ever recorded.
func (p *Printer) Recorded() string { return p.recorded }

// Known is the moment that every link of a page keeps, as it stands in its
// address; empty is now.
func (p *Printer) Known() string { return p.known }

// Tag is the language as it stands in HTML.
func (p *Printer) Tag() string { return Tag(p.lang) }

// Tag is a language as it stands in HTML: Chinese says that it is simplified,
// so that browsers pick the right glyphs.
func Tag(lang models.Lang) string {
	if lang == models.Chinese {
		return "zh-Hans"
	}
	return string(lang)
}

// T is the text of a key. The arguments are names and values in turn.
func (p *Printer) T(key string, args ...any) string {
	return p.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data(args)})
}

// Find is the text of a key that the catalogue need not have; false where it has
// none.
func (p *Printer) Find(key string, args ...any) (string, bool) {
	text, err := p.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data(args)})
	return text, err == nil
}

// N is the text of a key in the plural form that count asks for. The text can
// use {{.N}}, the count as the language writes it.
func (p *Printer) N(key string, count int, args ...any) string {
	values := data(args)
	if _, taken := values["N"]; !taken {
		values["N"] = p.Int(count)
	}
	return p.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: values, PluralCount: count})
}

func (p *Printer) localize(c *i18n.LocalizeConfig) string {
	text, err := p.localizer.Localize(c)
	if err != nil {
		// A test fails on any key that the code uses and a catalogue lacks, so
		// this is for the worst case only: the key is better than no page.
		slog.Error("text missing", "key", c.MessageID, "lang", p.lang, "err", err)
		return c.MessageID
	}
	return oneStop(text)
}

// stops is the full stop of an abbreviation with that of its sentence: «2018 г..».
var stops = regexp.MustCompile(`(\pL)\.\.([\s»”)]|$)`)

// oneStop leaves of the full stop of an abbreviation and that of the sentence it ends only
// one, as all four languages write it.
func oneStop(text string) string {
	if !strings.Contains(text, "..") {
		return text
	}
	return stops.ReplaceAllString(text, "$1.$2")
}

func data(args []any) map[string]any {
	values := make(map[string]any, len(args)/2+1)
	for i := 0; i+1 < len(args); i += 2 {
		values[fmt.Sprint(args[i])] = args[i+1]
	}
	return values
}

// Sort orders items by their names as the language's dictionaries do.
func Sort[T any](p *Printer, items []T, name func(T) string) {
	c := collate.New(tags[p.lang], collate.IgnoreCase, collate.Numeric)
	slices.SortStableFunc(items, func(a, b T) int { return c.CompareString(name(a), name(b)) })
}
