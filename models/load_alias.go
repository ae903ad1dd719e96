package models

import (
	"fmt"
	"strings"
)

var aliasFile = fileLoader{
	name:     "aliases.csv",
	required: []string{"code", "spellings"},
	load: func(l *loader, rows []row) error {
		known := make(map[string]*Alias)
		if err := readBy(l.tx, func(a *Alias) { known[a.Code] = a }); err != nil {
			return err
		}
		seen, lines := make(map[string]int), make(map[string]int)
		inFile := make(map[string]bool)
		for _, r := range rows {
			inFile[r.cells["code"]] = true
		}
		for code, a := range known {
			if !inFile[code] {
				for _, s := range strings.Split(a.Spellings, "|") {
					lines[keyOf(foldText(s).runes)] = -1
				}
			}
		}
		var wants []*Alias
		for _, r := range rows {
			want := &Alias{Code: l.unique(r, "code", seen)}
			var spellings []string
			for _, s := range strings.Split(l.required(r, "spellings"), "|") {
				s = strings.TrimSpace(s)
				key := keyOf(foldText(s).runes)
				switch before := lines[key]; {
				case key == "" && r.cells["spellings"] != "":
					l.failRow(r, "spellings", "one of the spellings is empty: write them with one «|» between two")
				case before == -1:
					l.fail(r.line, "spellings", s, "is recorded for another place already: each spelling belongs to one")
				case before != 0 && before != r.line:
					l.fail(r.line, "spellings", s, fmt.Sprintf("stands on line %d already: each spelling belongs to one place", before))
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
			if err := save(l, rows[i], "alias", want.Code, known[want.Code], want); err != nil {
				return err
			}
		}
		return nil
	},
}
