package models

import "strings"

var aliasFile = dataFile{
	name:  "aliases.csv",
	about: "A place with every spelling under which it is known.",
	key:   []string{"code"},
	columns: []Column{
		codeColumn("code", "The code of the place."),
		textColumn("spellings", "Every spelling under which the place is known, in any language and script.").filled().list("|"),
	},
	write: func(x *exporter) error {
		return inOrder(x, "code", func(list []Alias) error {
			for _, a := range list {
				x.row(line{"code": a.Code, "spellings": a.Spellings})
			}
			return nil
		})
	},
	load: func(l *loader, rows []row) error {
		known := make(map[string]*Alias)
		if err := readBy(l.tx, func(a *Alias) { known[a.Code] = a }); err != nil {
			return err
		}
		seen, lines := make(map[string]int), make(map[string]int)
		inFile := codesIn(rows)
		for code, a := range known {
			if !inFile[code] {
				for _, s := range strings.Split(a.Spellings, "|") {
					lines[keyOf(foldText(s).runes)] = recordedElsewhere
				}
			}
		}
		var wants []*Alias
		for _, r := range rows {
			want := &Alias{Code: l.unique(r, "code", seen)}
			var spellings []string
			for _, s := range strings.Split(r.cells["spellings"], "|") {
				s = strings.TrimSpace(s)
				key := keyOf(foldText(s).runes)
				switch before := lines[key]; {
				case key == "" && r.cells["spellings"] != "":
					l.failRow(r, "spellings", spellingEmpty)
				case before == recordedElsewhere:
					l.fail(r.line, "spellings", s, spellingKnown)
				case before != 0 && before != r.line:
					l.fail(r.line, "spellings", s, spellingTwice(before))
				}
				lines[key] = r.line
				spellings = append(spellings, s)
			}
			want.Spellings = strings.Join(spellings, "|")
			wants = append(wants, want)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save(l, rows[i], NounAlias, want.Code, known[want.Code], want); err != nil {
				return err
			}
		}
		return nil
	},
}
