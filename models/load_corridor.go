package models

import (
	"slices"
	"strings"
)

var corridorFile = dataFile{
	name:  "corridor_names.csv",
	about: "One rail or road route through Kazakhstan.",
	key:   []string{"code"},
	columns: append([]Column{
		codeColumn("code", "The code of the corridor."),
		wordColumn("mode", "How goods travel along it.", []string{"rail", "road", "multimodal"}),
	}, translatedColumns("name", "The name of the corridor.")...),
	write: func(x *exporter) error {
		return inOrder(x, "code", func(list []Corridor) error {
			for _, c := range list {
				cells := line{"code": c.Code, "mode": c.Mode}
				cells.translated("name", c.Name)
				x.row(cells)
			}
			return nil
		})
	},
	load: func(l *loader, rows []row) error {
		seen := make(map[string]int)
		var wants []*Corridor
		for _, r := range rows {
			wants = append(wants, &Corridor{
				Code: l.unique(r, "code", seen), Mode: l.oneOf(r, "mode"), Name: l.translations(r, "name"),
			})
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save(l, rows[i], NounCorridor, want.Code, l.corridors[want.Code], want); err != nil {
				return err
			}
			l.corridors[want.Code] = want
		}
		return nil
	},
}

// illustrativeNote begins the note of a waypoint that no source lists.
const illustrativeNote = "Illustrative waypoint"

type waypointKey struct{ corridor, seq int64 }

var waypointFile = dataFile{
	name:  "corridors.csv",
	about: "One place of a corridor, in its order.",
	key:   []string{"corridor", "seq"},
	columns: slices.Concat(
		[]Column{
			codeColumn("corridor", "The corridor that the place lies on.").of("corridor_names.csv", "code"),
			integerColumn("seq", 1, 10_000, "The order of the places along the corridor.").filled(),
			textColumn("place", "The name of the place. In English.").filled(),
			textColumn("country", "The country of the place, as ISO 3166 writes it.").filled(),
		},
		placeColumns("Where the place lies, in degrees."),
		[]Column{
			wordColumn("kind", "What the place is.", []string{"city", "border", "port", "dry port"}),
			textColumn("note", "What else is known; a waypoint that no source lists is called illustrative."),
			sourcesColumn(),
		},
		furtherColumns("place", "The name of the place."),
	),
	write: writeWaypoints,
	load: func(l *loader, rows []row) error {
		known := make(map[waypointKey]*Waypoint)
		if err := readBy(l.tx, func(w *Waypoint) { known[waypointKey{w.CorridorID, w.Seq}] = w }); err != nil {
			return err
		}
		seen := make(map[waypointKey]int)
		var wants []*Waypoint
		var sources [][]*Source
		for _, r := range rows {
			want := &Waypoint{
				Place: r.cells["place"], Country: r.cells["country"],
				PlaceKK: r.cells["place_kk"], PlaceRU: r.cells["place_ru"], PlaceZH: r.cells["place_zh"],
				Kind: l.oneOf(r, "kind"), Note: r.cells["note"],
				Illustrative: strings.HasPrefix(r.cells["note"], illustrativeNote),
			}
			want.Lat, want.Lon = l.place(r)
			if seq := l.integer(r, "seq"); seq != nil {
				want.Seq = *seq
			}
			if corridor := l.corridors[r.cells["corridor"]]; corridor == nil {
				l.failRow(r, "corridor", corridorUnknown)
			} else {
				want.CorridorID = corridor.ID
				key := waypointKey{want.CorridorID, want.Seq}
				if before := seen[key]; before != 0 {
					l.failRow(r, "seq", waypointTwice(before))
				}
				seen[key] = r.line
				if old := known[key]; old != nil {
					name := want.Name()
					l.keepTexts("place", &name, old.Name())
					want.PlaceKK, want.PlaceRU, want.PlaceZH = name.KK, name.RU, name.ZH
				}
			}
			wants = append(wants, want)
			sources = append(sources, l.sourceList(r, "source_ids"))
		}
		if len(l.errs) > 0 {
			return nil
		}
		links, err := l.readSourceLinks("waypoint_sources", "waypoint_id", idsIn(known))
		if err != nil {
			return err
		}
		for i, want := range wants {
			code := rows[i].cells["corridor"] + "/" + rows[i].cells["seq"]
			if err := saveWithSources(l, rows[i], NounWaypoint, code, known[waypointKey{want.CorridorID, want.Seq}], want, links, sources[i]); err != nil {
				return err
			}
		}
		return nil
	},
}

func writeWaypoints(x *exporter) error {
	return inOrder(x, "(SELECT code FROM corridors WHERE corridors.id = waypoints.corridor_id), seq", func(list []Waypoint) error {
		sources, err := x.sourcesOf("waypoint_sources", "waypoint_id", ids(list))
		if err != nil {
			return err
		}
		for _, w := range list {
			cells := line{"corridor": x.name("corridors", "code", &w.CorridorID), "seq": integerCell(&w.Seq), "place": w.Place, "country": w.Country,
				"lat": degreesCell(w.Lat), "lon": degreesCell(w.Lon), "kind": w.Kind, "note": w.Note, "source_ids": sources[w.ID]}
			cells.further("place", w.Name())
			x.row(cells)
		}
		return nil
	})
}
