package models

import "strings"

var agreementFile = fileLoader{
	name:     "agreements.csv",
	required: []string{"code", "title", "kind", "signed_on", "place", "parties", "topic", "source_ids"},
	optional: append([]string{"title_kk", "title_ru", "title_zh"}, translated("note")...),
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
				Note:  Translations{EN: r.cells["note_en"], KK: r.cells["note_kk"], RU: r.cells["note_ru"], ZH: r.cells["note_zh"]},
				Kind:  AgreementKind(l.oneOf(r, "kind", words(AgreementKinds)...)), SignedOn: l.pastDate(r, "signed_on"),
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
			if old != nil && !l.has("note_en") {
				want.Note = old.Note
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

func words[T ~string](list []T) []string {
	plain := make([]string, len(list))
	for i, word := range list {
		plain[i] = string(word)
	}
	return plain
}
