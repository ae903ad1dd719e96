package models

import (
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// termed is any model of a dictionary.
type termed[T any] interface {
	*T
	recorded
	term() *Term
}

func (t *Term) term() *Term { return t }

// mostLookedUp is up to how many records are looked for by name. A whole file names so
// many that all are read instead.
const mostLookedUp = 500

// naming keeps a query to the records of which the column holds one of the values;
// where there are many, it keeps all.
func naming[T any](tx *gorm.DB, column string, values []T) *gorm.DB {
	if len(values) > mostLookedUp {
		return tx
	}
	return tx.Where(column+" IN ?", values)
}

// readKnown reads every record that rows of files can refer to: with edits, of the
// kinds of which there may be very many, only those that the edits name.
func (l *loader) readKnown(edits []RowEdit) error {
	var err error
	read := func(e error) {
		if err == nil {
			err = e
		}
	}
	l.sources = make(map[string]*Source)
	read(readBy(l.tx, func(s *Source) { l.sources[s.Code] = s }))
	l.speakers, l.roles, l.places = make(map[string]*Speaker), make(map[string]*Role), make(map[string]*Place)
	l.sectors, l.regions = make(map[string]*Sector), make(map[string]*Region)
	read(readBy(l.tx, func(t *Speaker) { index(l.speakers, t) }))
	read(readBy(l.tx, func(t *Role) { index(l.roles, t) }))
	read(readBy(l.tx, func(t *Place) { index(l.places, t) }))
	read(readBy(l.tx, func(t *Sector) { index(l.sectors, t) }))
	read(readBy(l.tx, func(t *Region) { index(l.regions, t) }))
	l.programmes, l.bases = make(map[string]*Programme), make(map[string]*Programme)
	read(readBy(l.tx, l.indexProgramme))
	l.metrics = make(map[string]*Metric)
	read(readBy(l.tx, func(m *Metric) { l.metrics[m.Code] = m }))
	l.projects, l.enterprises = make(map[string]*Project), make(map[string]*Enterprise)
	projects, enterprises := l.tx, l.tx
	if edits != nil {
		named := namedIn(edits)
		projects, enterprises = naming(l.tx, "code", named[NounProject]), naming(l.tx, "code", named[NounEnterprise])
	}
	read(readBy(projects, func(p *Project) { l.projects[p.Code] = p }))
	read(readBy(enterprises, func(e *Enterprise) { l.enterprises[e.Code] = e }))
	l.commodities, l.corridors = make(map[string]*Commodity), make(map[string]*Corridor)
	read(readBy(l.tx, func(c *Commodity) { l.commodities[c.Code] = c }))
	read(readBy(l.tx, func(c *Corridor) { l.corridors[c.Code] = c }))
	return err
}

// namedIn are the codes of the projects and the enterprises that the edits change or
// refer to.
func namedIn(edits []RowEdit) map[Noun][]string {
	named := map[Noun][]string{NounProject: {}, NounEnterprise: {}}
	add := func(noun Noun, code string) {
		if code != "" {
			named[noun] = append(named[noun], code)
		}
	}
	for _, e := range edits {
		switch e.File {
		case projectFile.name:
			add(NounProject, e.Key)
		case projectEventFile.name:
			add(NounProject, e.Base["project"])
			add(NounProject, e.Cells["project"])
		case enterpriseFile.name:
			add(NounEnterprise, e.Key)
			add(NounProject, e.Cells["project_code"])
			for _, place := range list(e.Cells["partner_in"]) {
				project, _, _ := strings.Cut(place, "/")
				add(NounProject, project)
			}
		}
	}
	return named
}

func readBy[T any](tx *gorm.DB, each func(*T)) error {
	var list []*T
	if err := tx.Order("id").Find(&list).Error; err != nil {
		return err
	}
	for _, item := range list {
		each(item)
	}
	return nil
}

// index lets the term be found by each of its labels, and by all of them as they
// stand in the dictionary.
func index[T any, P termed[T]](in map[string]*T, t P) {
	for _, label := range strings.Split(t.term().Label, "|") {
		in[label] = t
	}
	in[t.term().Label] = t
}

func (l *loader) indexProgramme(p *Programme) {
	l.programmes[p.Label] = p
	if p.Basis != "" {
		l.bases[p.Basis] = p
	}
}

// fillDictionaries loads those of the program's own dictionaries that the
// database lacks altogether and the load does not bring: data files can then be
// loaded on their own.
func (l *loader) fillDictionaries(named map[string]string) error {
	full := map[string]bool{
		"sectors.csv": len(l.sectors) > 0, "regions.csv": len(l.regions) > 0, "speakers.csv": len(l.speakers) > 0,
		"roles.csv": len(l.roles) > 0, "places.csv": len(l.places) > 0, "programmes.csv": len(l.programmes) > 0,
		"metrics.csv": len(l.metrics) > 0, "commodities.csv": len(l.commodities) > 0, "corridor_names.csv": len(l.corridors) > 0,
	}
	for _, f := range files {
		if filled, isDictionary := full[f.name]; isDictionary && !filled && named[f.name] == "" {
			if err := l.loadFile(OpeningFiles(), f.name, f); err != nil {
				return err
			}
		}
	}
	if named[aliasFile.name] == "" {
		return l.fillAliases()
	}
	return nil
}

func termFile[T any, P termed[T]](name string, noun Noun, about string) dataFile {
	f := dataFile{name: name, about: about, key: []string{"code"}, columns: termColumns(string(noun)), write: writeTerms[T, P]}
	if more, ok := any(new(T)).(termFields); ok {
		f.columns = append(f.columns, more.columns()...)
	}
	f.load = func(l *loader, rows []row) error {
		known := make(map[string]P)
		if err := readBy(l.tx, func(t *T) { known[P(t).term().Code] = t }); err != nil {
			return err
		}
		seen, labels := make(map[string]int), make(map[string]int)
		inFile := codesIn(rows)
		for code, t := range known {
			if !inFile[code] {
				for _, label := range strings.Split(t.term().Label, "|") {
					labels[label] = recordedElsewhere
				}
			}
		}
		var wants []P
		for _, r := range rows {
			var want T
			t := P(&want).term()
			t.Code = l.unique(r, "code", seen)
			t.Label = r.cells["label"]
			for _, label := range strings.Split(t.Label, "|") {
				switch before := labels[label]; {
				case t.Label != "" && (label == "" || label != strings.TrimSpace(label)):
					l.failRow(r, "label", labelEmpty)
				case before == recordedElsewhere:
					l.fail(r.line, "label", label, labelKnown(noun))
				case before != 0:
					l.failRow(r, "label", labelTwice(before))
				}
				labels[label] = r.line
			}
			t.Name = l.translations(r, "name")
			if more, ok := any(&want).(termFields); ok {
				more.read(l, r, (*T)(known[t.Code]))
			}
			wants = append(wants, &want)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save[T, P](l, rows[i], noun, want.term().Code, known[want.term().Code], want); err != nil {
				return err
			}
			switch t := any(want).(type) {
			case *Sector:
				index(l.sectors, t)
			case *Region:
				index(l.regions, t)
			case *Speaker:
				index(l.speakers, t)
			case *Role:
				index(l.roles, t)
			case *Place:
				index(l.places, t)
			}
		}
		return nil
	}
	return f
}

func writeTerms[T any, P termed[T]](x *exporter) error {
	return inOrder[T, P](x, "code", func(list []T) error {
		for i := range list {
			t := P(&list[i]).term()
			cells := line{"code": t.Code, "label": t.Label}
			cells.translated("name", t.Name)
			if more, ok := any(&list[i]).(termFields); ok {
				more.write(cells)
			}
			x.row(cells)
		}
		return nil
	})
}

// recordedElsewhere stands for the line of what is no line of the file, but on
// record.
const recordedElsewhere = -1

// codesOf are the codes of the rows, in their order.
func codesOf(rows []row) []string {
	codes := make([]string, len(rows))
	for i, r := range rows {
		codes[i] = r.cells["code"]
	}
	return codes
}

// codesIn are the codes of the rows.
func codesIn(rows []row) map[string]bool {
	codes := make(map[string]bool, len(rows))
	for _, r := range rows {
		codes[r.cells["code"]] = true
	}
	return codes
}

// termFields are what the entries of a dictionary hold beside their names.
type termFields interface {
	columns() []Column
	// read takes them from a row; recorded is the entry on record, nil for a new one. What
	// the file has no column for is as it is recorded.
	read(l *loader, r row, recorded any)
	write(cells line)
}

func (*Region) columns() []Column {
	columns := placeColumns("The centre of the region, in degrees; empty where the entry stands for no single region.")
	for i := range columns {
		columns[i] = columns[i].optional()
	}
	return columns
}

func (region *Region) read(l *loader, r row, recorded any) {
	if old := recorded.(*Region); old != nil {
		if !l.has("lat") {
			r.cells["lat"] = degreesCell(old.Lat)
		}
		if !l.has("lon") {
			r.cells["lon"] = degreesCell(old.Lon)
		}
	}
	region.Lat, region.Lon = l.place(r)
}

func (region *Region) write(cells line) {
	cells["lat"], cells["lon"] = degreesCell(region.Lat), degreesCell(region.Lon)
}

func (*Role) columns() []Column {
	const about = "Who speaks in the role: a person who holds an office, a body for itself, or the media."
	return []Column{wordColumn("kind", about, append([]RoleKind{""}, RoleKinds...)).optional()}
}

func (role *Role) read(l *loader, r row, recorded any) {
	role.Kind = RoleKind(l.oneOf(r, "kind"))
	if old := recorded.(*Role); old != nil && !l.has("kind") {
		role.Kind = old.Kind
	}
}

func (role *Role) write(cells line) { cells["kind"] = string(role.Kind) }

// termFor is the entry for a label, made with its English name only if the
// dictionary does not hold it: who speaks cannot be known beforehand.
func termFor[T any, P termed[T]](l *loader, in map[string]*T, label string) (P, error) {
	if label == "" {
		return nil, nil
	}
	if t := in[label]; t != nil {
		return t, nil
	}
	// In a dictionary the bar stands between two labels.
	label = strings.ReplaceAll(label, "|", "/")
	if t := in[label]; t != nil {
		return t, nil
	}
	codes := make(map[string]bool, len(in))
	for _, t := range in {
		codes[P(t).term().Code] = true
	}
	code := slug(label)
	for n := 2; codes[code]; n++ {
		code = fmt.Sprintf("%s-%d", slug(label), n)
	}
	made := P(new(T))
	*made.term() = Term{Record: Record{Version: 1}, Code: code, Label: label, Name: Translations{EN: label}}
	in[label] = made
	if err := l.keepID(termNoun(made), made.record()); err != nil {
		return nil, err
	}
	return made, l.tx.Create(made).Error
}

// termNoun is the kind of an entry that data files make by naming it.
func termNoun(term any) Noun {
	switch term.(type) {
	case *Speaker:
		return NounSpeaker
	case *Role:
		return NounRole
	}
	return NounPlace
}

// slug makes a code of a text: its Latin letters and digits, in small letters,
// joined by hyphens. A text without any is «term».
func slug(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	})
	if len(words) == 0 {
		return "term"
	}
	return strings.Join(words, "-")
}

var programmeFile = dataFile{
	name:  "programmes.csv",
	about: "What statements are about: a set of projects that officials speak of as one, or a subject on one statistical basis.",
	key:   []string{"code"},
	columns: append([]Column{
		codeColumn("code", "The code of the programme, as addresses write it."),
		textColumn("label", "What other files write for the programme.").filled(),
		wordColumn("kind", "Whether statements are about a set of projects or about a subject on one statistical basis.", []ProgrammeKind{ProjectSet, Subject}),
		textColumn("basis", "The statistical basis, as trade.csv writes it."),
	}, translatedColumns("name", "The name of the programme.")...),
	write: func(x *exporter) error {
		return inOrder(x, "code", func(list []Programme) error {
			for _, p := range list {
				cells := line{"code": p.Code, "label": p.Label, "kind": string(p.Kind), "basis": p.Basis}
				cells.translated("name", p.Name)
				x.row(cells)
			}
			return nil
		})
	},
	load: func(l *loader, rows []row) error {
		known := make(map[string]*Programme)
		if err := readBy(l.tx, func(p *Programme) { known[p.Code] = p }); err != nil {
			return err
		}
		seen, labels, bases := make(map[string]int), make(map[string]int), make(map[string]int)
		inFile := codesIn(rows)
		for code, p := range known {
			if !inFile[code] {
				labels[p.Label], bases[p.Basis] = recordedElsewhere, recordedElsewhere
			}
		}
		var wants []*Programme
		for _, r := range rows {
			want := &Programme{
				Code: l.unique(r, "code", seen), Label: r.cells["label"],
				Kind:  ProgrammeKind(l.oneOf(r, "kind")),
				Basis: r.cells["basis"], Name: l.translations(r, "name"),
			}
			l.onlyOne(r, "label", labels)
			if want.Basis != "" {
				l.onlyOne(r, "basis", bases)
			}
			wants = append(wants, want)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save(l, rows[i], NounProgramme, want.Code, known[want.Code], want); err != nil {
				return err
			}
			l.indexProgramme(want)
		}
		return nil
	},
}

// onlyOne reports a cell that another programme holds, in the file or on record.
func (l *loader) onlyOne(r row, column string, lines map[string]int) {
	switch before := lines[r.cells[column]]; {
	case before == recordedElsewhere:
		l.failRow(r, column, onlyOneKnown)
	case before != 0:
		l.failRow(r, column, onlyOneTwice(before))
	}
	lines[r.cells[column]] = r.line
}

// units are those in which figures are stated.
var units = []string{
	"projects", "USD", "KZT", "documents", "enterprises", "jobs", "percent", "USD per barrel",
	"trains", "TEU", "containers", "tonnes",
}

var metricFile = dataFile{
	name:  "metrics.csv",
	about: "What can be stated: the dictionary of figures.",
	key:   []string{"code"},
	columns: slices.Concat(
		[]Column{codeColumn("code", "The code of the metric, as addresses write it.")},
		translatedColumns("name", "The name of the metric."),
		[]Column{
			wordColumn("unit", "The unit of its figures.", units),
			wordColumn("stage", "For counts of projects, the stage that they stand at.", append([]Stage{""}, Stages...)),
		},
		translatedColumns("definition", "What the metric counts."),
	),
	write: func(x *exporter) error {
		return inOrder(x, "code", func(list []Metric) error {
			for _, m := range list {
				cells := line{"code": m.Code, "unit": m.Unit}
				if m.Stage != nil {
					cells["stage"] = string(*m.Stage)
				}
				cells.translated("name", m.Name)
				cells.translated("definition", m.Definition)
				x.row(cells)
			}
			return nil
		})
	},
	load: func(l *loader, rows []row) error {
		seen := make(map[string]int)
		var wants []*Metric
		for _, r := range rows {
			want := &Metric{
				Code: l.unique(r, "code", seen), Unit: l.oneOf(r, "unit"),
				Name: l.translations(r, "name"), Definition: l.translations(r, "definition"),
			}
			if stage := Stage(l.oneOf(r, "stage")); stage != "" {
				want.Stage = &stage
			}
			wants = append(wants, want)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save(l, rows[i], NounMetric, want.Code, l.metrics[want.Code], want); err != nil {
				return err
			}
			l.metrics[want.Code] = want
		}
		return nil
	},
}

var sourceFile = dataFile{
	name:  "sources.csv",
	about: "One published document.",
	key:   []string{"id"},
	columns: []Column{
		codeColumn("id", "The code of the document, as addresses write it."),
		textColumn("title", "Its title.").filled(),
		textColumn("publisher", "Who published it.").filled(),
		textColumn("url", "Its address.").filled().matching(addressExpression),
		dateColumn("published_on", "When it was published, as precisely as it says."),
		textColumn("language", "The language of the document, as ISO 639-1 writes it.").filled().matching("[a-z]{2}"),
		textColumn("note", "The licence of bulk data, and any doubt about the date."),
		wordColumn("kind", "Whether it is about the cooperation, or a gazetteer that gives coordinates only.", SourceKinds).optional(),
	},
	write: func(x *exporter) error {
		return inOrder(x, "code", func(list []Source) error {
			for _, s := range list {
				x.row(line{"id": s.Code, "title": s.Title, "publisher": s.Publisher, "url": s.URL, "published_on": string(s.PublishedOn),
					"language": s.Language, "note": s.Note, "kind": string(s.Kind)})
			}
			return nil
		})
	},
	load: func(l *loader, rows []row) error {
		seen := make(map[string]int)
		var wants []*Source
		for _, r := range rows {
			want := &Source{
				Code: l.unique(r, "id", seen), Kind: Page, Title: r.cells["title"], Publisher: r.cells["publisher"],
				URL: r.cells["url"], PublishedOn: l.pastDate(r, "published_on"), Language: r.cells["language"], Note: r.cells["note"],
			}
			want.fold()
			if old := l.sources[want.Code]; old != nil {
				want.Kind = old.Kind
			}
			if l.has("kind") {
				want.Kind = SourceKind(l.oneOf(r, "kind"))
			}
			if !isWebAddress(want.URL) {
				l.failRow(r, "url", notURL)
			}
			if !langPattern.MatchString(want.Language) {
				l.failRow(r, "language", notLang)
			}
			wants = append(wants, want)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save(l, rows[i], NounSource, want.Code, l.sources[want.Code], want); err != nil {
				return err
			}
			l.sources[want.Code] = want
		}
		return nil
	},
}
