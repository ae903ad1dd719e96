package pages

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

// FileData is what every file says about itself.
type FileData struct {
	// Link is the page that shows the same.
	Link Link
	// AsOf is the day as of which the page is shown, a full date. Dated is set where
	// the page can be asked for another day.
	AsOf  models.Date
	Dated bool
	// Site is the address of the site without a slash at its end; empty if it is not
	// known, and addresses are then relative.
	Site string
	// Doubles are, by the code of a figure that is recorded twice, the code of the one
	// that counts in its place.
	Doubles map[string]string
}

// url is an address of the dashboard as it can be used elsewhere.
func (d *FileData) url(l Link) string { return d.Site + l.URL() }

// lasting is the page with its day written out, so that the address means the same
// tomorrow.
func (d *FileData) lasting() Link {
	if l := d.Link.AtPage(0); !d.Dated || l.Params.Get("as_of") != "" {
		return l
	}
	return d.Link.With("as_of", string(d.AsOf))
}

// record is the address of a record as known on the day of the page.
func (d *FileData) record(p *locale.Printer, path string) string {
	if !d.Dated {
		return d.url(To(p, path))
	}
	return d.url(recordLink(p, path, d.AsOf))
}

// field is a column of the files of a noun, and what a record has in it. Its label
// is the text «column.» with the key.
type field[T any] struct {
	key   string
	kind  table.Type
	value func(r *T) string
}

// columns are those of the fields, in the language of the printer.
func columns[T any](p *locale.Printer, fields []field[T]) []table.Column {
	list := make([]table.Column, len(fields))
	for i, f := range fields {
		list[i] = table.Column{Key: f.key, Label: p.T("column." + f.key), Type: f.kind}
	}
	return list
}

// contents are the rows of a file: how many records the page announces, how many
// rows they make, and the rows themselves.
type contents[T any] struct {
	count, rows int
	each        iter.Seq2[T, error]
	// sources are those that a row rests on.
	sources func(r *T) []models.Source
}

// streamed are the contents of a file with a row for each record.
func streamed[T any](s models.Stream[T], sources func(r *T) []models.Source) contents[T] {
	return contents[T]{count: s.Total, rows: s.Total, each: s.Each, sources: sources}
}

// newFile makes the table of a file. The chips are the choices that are in force.
func newFile[T any](p *locale.Printer, d FileData, title string, chips []Chip, fields []field[T], c contents[T]) *table.Table {
	var sources sourceList
	page := asRecorded(p, d.lasting())
	t := &table.Table{
		Name: fileName(d.Link), Lang: p.Tag(), Title: title, AsOf: string(d.AsOf), Known: p.Known(),
		URL:  func(format string) string { return d.url(page.File(format)) },
		Page: d.url(page), About: d.url(To(p, "about")), Count: c.count, RowCount: c.rows, Columns: columns(p, fields), FactsTitle: p.T("file.about"),
		Shortened: p.T("file.shortened"),
	}
	for _, chip := range chips {
		t.Filters = append(t.Filters, chip.Text)
	}
	t.Rows = func(yield func(table.Row, error) bool) {
		for record, err := range c.each {
			if err != nil {
				yield(nil, err)
				return
			}
			sources.add(c.sources(&record))
			row := make(table.Row, len(fields))
			for i, f := range fields {
				row[i] = f.value(&record)
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	t.Facts = func() []table.Fact { return aboutFile(p, t, sources) }
	return t
}

// fileName is the beginning of the name of a file of a page: what the page is of, what it
// is narrowed to, and its language, so that no file takes the place of another. Choices
// that no name of a file can hold stand as a short sum of them.
func fileName(l Link) string {
	parts := []string{"dostyk", strings.ReplaceAll(cmp.Or(l.Path, programmePath), "/", "-")}
	chosen := maps.Clone(l.Params)
	for _, name := range []string{"as_of", locale.KnownParam, "page", "sort", "dir"} {
		chosen.Del(name)
	}
	var choices []string
	for _, name := range slices.Sorted(maps.Keys(chosen)) {
		// From 2018 on is another file than until 2018.
		choices = append(append(choices, name), chosen[name]...)
	}
	if text := strings.Join(choices, "-"); len(text) > longestChoices || slices.ContainsFunc(choices, func(c string) bool { return !plainName.MatchString(c) }) {
		sum := sha256.Sum256([]byte(chosen.Encode()))
		choices = []string{hex.EncodeToString(sum[:4])}
	}
	parts = append(parts, choices...)
	if l.Lang != "" {
		parts = append(parts, string(l.Lang))
	}
	return strings.Join(parts, "-")
}

// longestChoices is how many letters the choices take in a name at most.
const longestChoices = 60

// plainName is what every system takes for a part of the name of a file.
var plainName = regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]*$`)

// sourceList are sources in the order in which they are first needed, each once.
type sourceList struct {
	list  []models.Source
	known map[string]bool
}

func (l *sourceList) add(sources []models.Source) {
	if l.known == nil {
		l.known = make(map[string]bool)
	}
	for _, s := range sources {
		if !l.known[s.Code] {
			l.known[s.Code] = true
			l.list = append(l.list, s)
		}
	}
}

// aboutFile says what a table is, what it rests on and how it is made again.
func aboutFile(p *locale.Printer, t *table.Table, sources sourceList) []table.Fact {
	list := []table.Fact{{Label: p.T("file.title"), Value: t.Title}, {Label: p.T("file.as_of"), Value: t.AsOf}}
	add := func(label, value string) { list = append(list, table.Fact{Label: label, Value: value}) }
	if t.Known != "" {
		add(p.T("file.known"), t.Known)
	}
	if len(t.Filters) == 0 {
		add(p.T("file.query"), p.T("file.everything"))
	}
	for _, filter := range t.Filters {
		add(p.T("file.query"), filter)
	}
	add(p.T("file.rows"), strconv.Itoa(t.RowCount))
	add(p.T("file.url"), t.URL("xlsx"))
	add(p.T("file.page"), t.Page)
	for i := range sources.list {
		s := &sources.list[i]
		add(p.T("file.source"), joined(p.T("list.separator"), s.Publisher, s.Title, string(s.PublishedOn), s.URL))
	}
	for _, l := range licences(p) {
		add(p.T("file.licence"), l.Text)
	}
	add(p.T("file.method"), t.About)
	return list
}

// decimalText writes every digit of a number.
func decimalText(value decimal.Decimal) string { return value.StringFixed(max(-value.Exponent(), 0)) }

// number writes a whole number; empty for none.
func number(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// degrees writes a coordinate; empty for none.
func degrees(value *float64) string {
	if value == nil {
		return ""
	}
	return strconv.FormatFloat(*value, 'f', -1, 64)
}

// codeOf and nameOf are those of an entry of a dictionary; empty for none.
func codeOf[T interface{ Entry() models.Term }](t *T) string {
	if t == nil {
		return ""
	}
	return (*t).Entry().Code
}

func nameOf[T interface{ Entry() models.Term }](p *locale.Printer, t *T) string {
	if t == nil {
		return ""
	}
	return In(p, (*t).Entry().Name).Text
}

// listed writes several values in a cell.
func listed[T any](list []T, of func(T) string) string {
	var texts []string
	for _, item := range list {
		if text := of(item); text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "; ")
}

// provenance are the columns that end the rows of records with several sources: the
// day, the sources, and the address of the record.
func provenance[T any](p *locale.Printer, d *FileData, sources func(r *T) []models.Source, path func(r *T) string) []field[T] {
	return []field[T]{
		{"as_of", table.Date, func(*T) string { return string(d.AsOf) }},
		{"source_codes", table.Text, func(r *T) string {
			return listed(sources(r), func(s models.Source) string { return s.Code })
		}},
		{"source_urls", table.Text, func(r *T) string {
			return listed(sources(r), func(s models.Source) string { return s.URL })
		}},
		{"url", table.URL, func(r *T) string { return d.record(p, path(r)) }},
	}
}
