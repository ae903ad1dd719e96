package models

import (
	"context"
	"sort"
)

// KnownPlace is a place whose coordinates are on record: a region by its centre, a
// place on a corridor, or the town of a project.
type KnownPlace struct {
	Name     Translations `gorm:"embedded;embeddedPrefix:name_"`
	Lat, Lon float64
	// Kind is the noun of the record that gives the coordinates.
	Kind Noun
}

// MostKnownPlaces is how many places are offered at once.
const MostKnownPlaces = 500

// KnownPlaces are the places with coordinates on record, each name once, in the order
// of their English names. A place on a corridor comes before the town of a project of
// that name.
func (s *Store) KnownPlaces(ctx context.Context) ([]KnownPlace, error) {
	var rows []KnownPlace
	err := s.db.WithContext(ctx).Raw(`
		SELECT 1 AS rank, '`+string(NounWaypoint)+`' AS kind, w.place AS name_en, w.place_kk AS name_kk, w.place_ru AS name_ru, w.place_zh AS name_zh, w.lat, w.lon
		FROM waypoints w JOIN (SELECT min(id) AS id FROM waypoints WHERE lat IS NOT NULL GROUP BY place) f ON f.id = w.id
		UNION ALL SELECT 2, '`+string(NounRegion)+`', r.name_en, r.name_kk, r.name_ru, r.name_zh, r.lat, r.lon FROM regions r WHERE r.lat IS NOT NULL
		UNION ALL SELECT 3, '`+string(NounProject)+`', p.locality, '', '', '', p.lat, p.lon
		FROM projects p JOIN (SELECT min(id) AS id FROM projects WHERE locality <> '' AND lat IS NOT NULL GROUP BY locality) f ON f.id = p.id
		ORDER BY 1, 3 LIMIT ?`, MostKnownPlaces).Scan(&rows).Error
	if err != nil {
		return nil, domainErr("list the places with coordinates", err)
	}
	seen := make(map[string]bool, len(rows))
	list := make([]KnownPlace, 0, len(rows))
	for _, r := range rows {
		if !seen[r.Name.EN] {
			seen[r.Name.EN] = true
			list = append(list, r)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Name.EN < list[j].Name.EN })
	return list, nil
}
