package models

import (
	"slices"
	"strings"
)

var agreementFile = dataFile{
	name:  "agreements.csv",
	about: "One document that was signed, or a package of several of which only the whole is reported.",
	key:   []string{"code"},
	columns: slices.Concat(
		[]Column{
			codeColumn("code", "The code of the agreement."),
			textColumn("title", "What was signed. In English.").filled(),
		},
		furtherColumns("title", "What was signed."),
		[]Column{
			wordColumn("kind", "What kind of document it is; a package is several of which only the whole is reported.", AgreementKinds),
			dateColumn("signed_on", "When it was signed, as precisely as a source says."),
			textColumn("place", "Where it was signed.").of("places.csv", "label"),
			textColumn("parties", "Who signed.").list(";"),
			textColumn("topic", "What it is about.").list(";"),
		},
		freelyTranslatedColumns("note", "What is known of the document beyond the other columns, and what is not."),
		[]Column{sourcesColumn(), knownColumn()},
	),
	write: writeAgreements,
	load: func(l *loader, rows []row) error {
		known := make(map[string]*Agreement)
		if err := readBy(naming(l.tx, "code", codesOf(rows)), func(a *Agreement) { known[a.Code] = a }); err != nil {
			return err
		}
		seen := make(map[string]int)
		var wants []*Agreement
		var sources [][]*Source
		for _, r := range rows {
			want := &Agreement{
				Code:  l.unique(r, "code", seen),
				Title: Translations{EN: r.cells["title"], KK: r.cells["title_kk"], RU: r.cells["title_ru"], ZH: r.cells["title_zh"]},
				Note:  Translations{EN: r.cells["note_en"], KK: r.cells["note_kk"], RU: r.cells["note_ru"], ZH: r.cells["note_zh"]},
				Kind:  AgreementKind(l.oneOf(r, "kind")), SignedOn: l.pastDate(r, "signed_on"),
				Parties: strings.Join(list(r.cells["parties"]), "; "), Topic: strings.Join(list(r.cells["topic"]), "; "),
			}
			old := known[want.Code]
			if old == nil {
				want.KnownOn = l.stated(r, l.knownOn(want.SignedOn))
			} else {
				want.KnownOn = l.counting(r, l.knownOn(want.SignedOn, knownDate{old.SignedOn, old.KnownOn}), old.KnownOn)
			}
			if old != nil {
				l.keepTexts("title", &want.Title, old.Title)
				l.keepTexts("note", &want.Note, old.Note)
			}
			wants = append(wants, want)
			sources = append(sources, l.sourceList(r, "source_ids"))
		}
		if len(l.errs) > 0 {
			return nil
		}
		links, err := l.readSourceLinks("agreement_sources", "agreement_id", idsIn(known))
		if err != nil {
			return err
		}
		for i, want := range wants {
			place, err := termFor[Place](l, l.places, rows[i].cells["place"])
			if err != nil {
				return err
			}
			want.PlaceID = idOf(place)
			if err := saveWithSources(l, rows[i], NounAgreement, want.Code, known[want.Code], want, links, sources[i]); err != nil {
				return err
			}
		}
		return nil
	},
}

func writeAgreements(x *exporter) error {
	return inOrder(x, "code", func(list []Agreement) error {
		sources, err := x.sourcesOf("agreement_sources", "agreement_id", ids(list))
		if err != nil {
			return err
		}
		for _, a := range list {
			cells := line{"code": a.Code, "title": a.Title.EN, "kind": string(a.Kind), "signed_on": string(a.SignedOn), "place": x.name("places", "label", a.PlaceID),
				"parties": a.Parties, "topic": a.Topic, "source_ids": sources[a.ID], "known_on": string(a.KnownOn)}
			cells.further("title", a.Title)
			cells.translated("note", a.Note)
			x.row(cells)
		}
		return nil
	})
}

func words[T ~string](list []T) []string {
	plain := make([]string, len(list))
	for i, word := range list {
		plain[i] = string(word)
	}
	return plain
}
