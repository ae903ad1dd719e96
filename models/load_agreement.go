package models

import "strings"

// kinds of agreement, as the file writes them.
var agreementKinds = []string{"agreement", "commercial_agreement", "commercial_package", "joint_statement", "memorandum", "package", "protocol", "treaty"}

var agreementFile = fileLoader{
	name:     "agreements.csv",
	required: []string{"code", "title", "kind", "signed_on", "place", "parties", "topic", "source_ids"},
	optional: []string{"title_kk", "title_ru", "title_zh"},
	load: func(l *loader, rows []row) error {
		known := make(map[string]*Agreement)
		if err := readBy(l.tx, func(a *Agreement) { known[a.Code] = a }); err != nil {
			return err
		}
		seen := make(map[string]int)
		var wants []*Agreement
		var sources [][]*Source
		for _, r := range rows {
			want := &Agreement{
				Code:  l.unique(r, "code", seen),
				Title: Translations{EN: l.required(r, "title"), KK: r.cells["title_kk"], RU: r.cells["title_ru"], ZH: r.cells["title_zh"]},
				Kind:  l.oneOf(r, "kind", agreementKinds...), SignedOn: l.pastDate(r, "signed_on"),
				Parties: strings.Join(list(r.cells["parties"]), "; "), Topic: strings.Join(list(r.cells["topic"]), "; "),
			}
			old := known[want.Code]
			if old == nil {
				want.KnownOn = l.knownOn(want.SignedOn)
			} else {
				want.KnownOn = l.knownOn(want.SignedOn, knownDate{old.SignedOn, old.KnownOn})
			}
			if old != nil && !l.has("title_kk") && !l.has("title_ru") && !l.has("title_zh") {
				en := want.Title.EN
				want.Title = old.Title
				want.Title.EN = en
			}
			wants = append(wants, want)
			sources = append(sources, l.sourceList(r, "source_ids"))
		}
		if len(l.errs) > 0 {
			return nil
		}
		links, err := l.readSourceLinks("agreement_sources", "agreement_id")
		if err != nil {
			return err
		}
		for i, want := range wants {
			place, err := termFor[Place](l, l.places, rows[i].cells["place"])
			if err != nil {
				return err
			}
			want.PlaceID = idOf(place)
			if err := saveWithSources(l, rows[i], "agreement", want.Code, known[want.Code], want, links, sources[i]); err != nil {
				return err
			}
		}
		return nil
	},
}
