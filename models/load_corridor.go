package models

import (
	"fmt"
	"strings"
)

var corridorFile = fileLoader{
	name:     "corridor_names.csv",
	required: append([]string{"code", "mode"}, translated("name")...),
	load: func(l *loader, rows []row) error {
		seen := make(map[string]int)
		var wants []*Corridor
		for _, r := range rows {
			wants = append(wants, &Corridor{
				Code: l.unique(r, "code", seen), Mode: l.oneOf(r, "mode", "rail", "road", "multimodal"), Name: l.translations(r, "name"),
			})
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save(l, rows[i], "corridor", want.Code, l.corridors[want.Code], want); err != nil {
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

var waypointFile = fileLoader{
	name:     "corridors.csv",
	required: []string{"corridor", "seq", "place", "country", "lat", "lon", "kind", "note", "source_ids"},
	optional: []string{"place_kk", "place_ru", "place_zh"},
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
				Place: l.required(r, "place"), Country: l.required(r, "country"),
				PlaceKK: r.cells["place_kk"], PlaceRU: r.cells["place_ru"], PlaceZH: r.cells["place_zh"],
				Kind: l.oneOf(r, "kind", "city", "border", "port", "dry port"), Note: r.cells["note"],
				Illustrative: strings.HasPrefix(r.cells["note"], illustrativeNote),
			}
			want.Lat, want.Lon = l.place(r)
			if seq := l.integer(r, "seq", 1, 10_000); seq == nil {
				l.required(r, "seq")
			} else {
				want.Seq = *seq
			}
			if corridor := l.corridors[l.required(r, "corridor")]; corridor == nil {
				l.failRow(r, "corridor", "no corridor has this code: correct it, or add it to corridor_names.csv first")
			} else {
				want.CorridorID = corridor.ID
				key := waypointKey{want.CorridorID, want.Seq}
				if before := seen[key]; before != 0 {
					l.failRow(r, "seq", fmt.Sprintf("the corridor has this place in the order on line %d already", before))
				}
				seen[key] = r.line
				l.keepPlaces(want, known[key])
			}
			wants = append(wants, want)
			sources = append(sources, l.sourceList(r, "source_ids"))
		}
		if len(l.errs) > 0 {
			return nil
		}
		links, err := l.readSourceLinks("waypoint_sources", "waypoint_id")
		if err != nil {
			return err
		}
		for i, want := range wants {
			code := rows[i].cells["corridor"] + "/" + rows[i].cells["seq"]
			if err := saveWithSources(l, rows[i], "waypoint", code, known[waypointKey{want.CorridorID, want.Seq}], want, links, sources[i]); err != nil {
				return err
			}
		}
		return nil
	},
}

// keepPlaces leaves names of the place in other languages as they are recorded
// where the file has no column for them.
func (l *loader) keepPlaces(want, recorded *Waypoint) {
	if recorded == nil {
		return
	}
	if !l.has("place_kk") {
		want.PlaceKK = recorded.PlaceKK
	}
	if !l.has("place_ru") {
		want.PlaceRU = recorded.PlaceRU
	}
	if !l.has("place_zh") {
		want.PlaceZH = recorded.PlaceZH
	}
}
