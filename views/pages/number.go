package pages

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// Number is a figure as it stands on a page: its text, its permanent id, and the
// address of its own page. One without an id is text only, such as «not stated».
type Number struct{ Text, ID, URL string }

// String is the text alone, as it stands in a sentence.
func (n Number) String() string { return n.Text }

// text is the number as a text that leads to its page.
func (n Number) text() Text { return Text{Text: n.Text, URL: n.URL, Figure: n.ID} }

// newNumber is a figure that does not depend on the day.
func newNumber(p *locale.Printer, text string, kind models.FigureKind, of ...string) Number {
	return numberOf(p, text, models.Ref(kind, of...), "", nil)
}

// numberOf is a figure as of a day; query is what belongs to it beside the day.
func numberOf(p *locale.Printer, text string, ref models.FigureRef, asOf models.Date, query url.Values) Number {
	return Number{Text: text, ID: ref.String(), URL: figureLink(p, ref, asOf, query).URL()}
}

// linked puts the number into a sentence, for the template of that name.
func (n Number) linked() string {
	return beforeID + n.ID + beforeURL + n.URL + beforeWords + n.Text + afterWords
}

// What a number of records counts: the word behind FigureCount in its id.
const (
	CountProjects    = "projects"
	CountEnterprises = "enterprises"
	CountAgreements  = "agreements"
	CountStatements  = "statements"
	CountSources     = "sources"
	// CountMap counts the projects and enterprises that the map lists, CountFound the
	// records that a search finds.
	CountMap   = "map"
	CountFound = "found"
	// CountFigures counts the figures of a metric.
	CountFigures = "figures"
	// These rest on a source; without one they are all on record.
	CountPrices      = "prices"
	CountCommodities = "commodities"
	CountCorridors   = "corridors"
	CountWaypoints   = "waypoints"
	CountPriceNotes  = "price_notes"
)

// countOf is the number of records that a list selects as of a day, empty for a
// list that does not depend on one. Its id bears the choices of the list, so that
// each number of a page has its own.
func countOf(p *locale.Printer, text string, list Link, noun string, asOf models.Date) Number {
	query := url.Values{}
	for name, values := range list.Params {
		switch name {
		case "as_of", "page", "sort", "dir", ListParam:
		default:
			query[name] = values
		}
	}
	n := numberOf(p, text, models.Ref(models.FigureCount, noun), asOf, query)
	n.ID = withQuery(n.ID, query)
	return n
}

// withQuery adds to an id what belongs to it beside the day.
func withQuery(id string, query url.Values) string {
	if encoded := query.Encode(); encoded != "" {
		return id + "?" + encoded
	}
	return id
}

// figuresKey is the key of the figures that a page has shown.
type figuresKey struct{}

// WithFigures is the context of a page or a part of one, in which the first of the
// elements that show a figure bears its id.
func WithFigures(ctx context.Context) context.Context {
	return context.WithValue(ctx, figuresKey{}, make(map[string]bool))
}

// isFirst reports whether the page shows the figure for the first time.
func isFirst(ctx context.Context, id string) bool {
	shown, ok := ctx.Value(figuresKey{}).(map[string]bool)
	if !ok || shown[id] {
		return false
	}
	shown[id] = true
	return true
}

// figureID is that of the element of a figure.
func figureID(id string) string { return "f-" + id }

// metricAmount is a figure with the name of its metric and, where they are given, its
// years: «Total cost, 2018: US$27 billion». A metric that says no more than the unit of
// the amount does is not named beside it: «20,000 jobs».
func metricAmount(p *locale.Printer, f *models.Figure, years string, link linker) string {
	metric, amount, years := In(p, f.Metric.Name).Text, format.Figure(p, f), format.Years(years)
	words := link(f.Ref(), amount)
	switch unit := namesUnit(metric, amount); {
	case unit && years == "":
		return words
	case unit:
		return p.T("text.brackets", "Text", words, "Note", years)
	case years == "":
		return p.T("headline.figure", "Metric", metric, "Amount", words)
	}
	return p.T("headline.figure_year", "Metric", metric, "Years", years, "Amount", words)
}

// namesUnit reports whether each word of the name of a metric stands in the amount too,
// in whatever case the number puts it.
func namesUnit(metric, amount string) bool {
	split := func(text string) []string {
		return strings.FieldsFunc(models.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) })
	}
	names, units := split(metric), split(amount)
	return len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool {
		return !slices.ContainsFunc(units, func(unit string) bool { return sameStem([]rune(name), []rune(unit)) })
	})
}

// sameStem reports whether two words begin alike for at least half of the shorter one:
// «орындары» and «орны» are one word.
func sameStem(a, b []rune) bool {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n >= 2 && 2*n >= min(len(a), len(b))
}
