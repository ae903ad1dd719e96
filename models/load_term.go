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

// readKnown reads every record that rows of files can refer to.
func (l *loader) readKnown() error {
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
	read(readBy(l.tx, func(p *Project) { l.projects[p.Code] = p }))
	read(readBy(l.tx, func(e *Enterprise) { l.enterprises[e.Code] = e }))
	l.commodities, l.corridors = make(map[string]*Commodity), make(map[string]*Corridor)
	read(readBy(l.tx, func(c *Commodity) { l.commodities[c.Code] = c }))
	read(readBy(l.tx, func(c *Corridor) { l.corridors[c.Code] = c }))
	return err
}

func readBy[T any](tx *gorm.DB, each func(*T)) error {
	var list []*T
	err := tx.Order("id").Find(&list).Error
	for _, item := range list {
		each(item)
	}
	return err
}

func index[T any, P termed[T]](in map[string]*T, t P) {
	for _, label := range strings.Split(t.term().Label, "|") {
		in[label] = t
	}
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

func termFile[T any, P termed[T]](name, noun string) fileLoader {
	f := fileLoader{name: name, required: append([]string{"code", "label"}, translated("name")...)}
	if _, ok := any(new(T)).(*Region); ok {
		f.optional = []string{"lat", "lon"}
	}
	f.load = func(l *loader, rows []row) error {
		known := make(map[string]P)
		if err := readBy(l.tx, func(t *T) { known[P(t).term().Code] = t }); err != nil {
			return err
		}
		seen, labels := make(map[string]int), make(map[string]int)
		var wants []P
		for _, r := range rows {
			var want T
			t := P(&want).term()
			t.Code = l.unique(r, "code", seen)
			t.Label = l.required(r, "label")
			for _, label := range strings.Split(t.Label, "|") {
				if before := labels[label]; before != 0 {
					l.failRow(r, "label", fmt.Sprintf("the label stands on line %d already: each belongs to one row", before))
				}
				labels[label] = r.line
			}
			t.Name = l.translations(r, "name")
			if region, ok := any(&want).(*Region); ok {
				old, _ := any((*T)(known[t.Code])).(*Region)
				l.centre(r, region, old)
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

// centre reads where the centre of a region lies. A file without the columns leaves
// it as it is recorded.
func (l *loader) centre(r row, region, recorded *Region) {
	if recorded != nil && !l.has("lat") && !l.has("lon") {
		region.Lat, region.Lon = recorded.Lat, recorded.Lon
		return
	}
	region.Lat, region.Lon = l.place(r)
}

// termFor is the entry for a label, made with its English name only if the
// dictionary does not hold it: who speaks cannot be known beforehand.
func termFor[T any, P termed[T]](l *loader, in map[string]*T, label string) (P, error) {
	if label == "" {
		return nil, nil
	}
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
	return made, l.tx.Create(made).Error
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

var programmeFile = fileLoader{
	name:     "programmes.csv",
	required: append([]string{"code", "label", "kind", "basis"}, translated("name")...),
	load: func(l *loader, rows []row) error {
		known := make(map[string]*Programme)
		if err := readBy(l.tx, func(p *Programme) { known[p.Code] = p }); err != nil {
			return err
		}
		seen, labels, bases := make(map[string]int), make(map[string]int), make(map[string]int)
		var wants []*Programme
		for _, r := range rows {
			want := &Programme{
				Code: l.unique(r, "code", seen), Label: l.required(r, "label"),
				Kind:  ProgrammeKind(l.oneOf(r, "kind", string(ProjectSet), string(Subject))),
				Basis: r.cells["basis"], Name: l.translations(r, "name"),
			}
			if before := labels[want.Label]; before != 0 {
				l.failRow(r, "label", fmt.Sprintf("the label stands on line %d already: each belongs to one row", before))
			}
			if before := bases[want.Basis]; before != 0 && want.Basis != "" {
				l.failRow(r, "basis", fmt.Sprintf("the basis stands on line %d already: each belongs to one programme", before))
			}
			labels[want.Label], bases[want.Basis] = r.line, r.line
			wants = append(wants, want)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save(l, rows[i], "programme", want.Code, known[want.Code], want); err != nil {
				return err
			}
			l.indexProgramme(want)
		}
		return nil
	},
}

// units are those in which figures are stated.
var units = []string{
	"projects", "USD", "KZT", "documents", "enterprises", "jobs", "percent", "USD per barrel",
	"trains", "TEU", "containers", "tonnes",
}

var metricFile = fileLoader{
	name:     "metrics.csv",
	required: slices.Concat([]string{"code", "unit", "stage"}, translated("name"), translated("definition")),
	load: func(l *loader, rows []row) error {
		seen := make(map[string]int)
		var stages []string
		for _, s := range Stages {
			stages = append(stages, string(s))
		}
		var wants []*Metric
		for _, r := range rows {
			want := &Metric{
				Code: l.unique(r, "code", seen), Unit: l.oneOf(r, "unit", units...),
				Name: l.translations(r, "name"), Definition: l.translations(r, "definition"),
			}
			if stage := Stage(l.oneOf(r, "stage", append([]string{""}, stages...)...)); stage != "" {
				want.Stage = &stage
			}
			wants = append(wants, want)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save(l, rows[i], "metric", want.Code, l.metrics[want.Code], want); err != nil {
				return err
			}
			l.metrics[want.Code] = want
		}
		return nil
	},
}

var sourceFile = fileLoader{
	name:     "sources.csv",
	required: []string{"id", "title", "publisher", "url", "published_on", "language", "note"},
	optional: []string{"kind"},
	load: func(l *loader, rows []row) error {
		seen := make(map[string]int)
		var wants []*Source
		for _, r := range rows {
			want := &Source{
				Code: l.unique(r, "id", seen), Kind: Page, Title: l.required(r, "title"), Publisher: l.required(r, "publisher"),
				URL: l.required(r, "url"), PublishedOn: l.pastDate(r, "published_on"), Language: r.cells["language"], Note: r.cells["note"],
			}
			want.fold()
			if old := l.sources[want.Code]; old != nil {
				want.Kind = old.Kind
			}
			if l.has("kind") {
				want.Kind = SourceKind(l.oneOf(r, "kind", string(Page), string(Gazetteer)))
			}
			if !strings.HasPrefix(want.URL, "https://") && !strings.HasPrefix(want.URL, "http://") {
				l.failRow(r, "url", "write the whole address, beginning with https://")
			}
			if !langPattern.MatchString(want.Language) {
				l.failRow(r, "language", "write the two-letter code of the document's language, for example kk")
			}
			wants = append(wants, want)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save(l, rows[i], "source", want.Code, l.sources[want.Code], want); err != nil {
				return err
			}
			l.sources[want.Code] = want
		}
		return nil
	},
}
