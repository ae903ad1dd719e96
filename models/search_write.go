package models

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// staleDocuments are the records whose search documents a load has made wrong.
type staleDocuments struct {
	all bool
	ids map[SearchKind]map[int64]bool
}

func (s *staleDocuments) add(kind SearchKind, ids ...int64) {
	if s.ids == nil {
		s.ids = make(map[SearchKind]map[int64]bool)
	}
	if s.ids[kind] == nil {
		s.ids[kind] = make(map[int64]bool)
	}
	for _, id := range ids {
		s.ids[kind][id] = true
	}
}

// wrote notes which documents hold texts of a record that the load has written;
// isNew tells that nothing can have referred to it before.
func (l *loader) wrote(record any, isNew bool) error {
	type holder struct {
		kind   SearchKind
		column string
	}
	var id int64
	var holders []holder
	switch r := record.(type) {
	case *Project:
		l.stale.add(FoundProject, r.ID)
	case *ProjectEvent:
		l.stale.add(FoundProject, r.ProjectID)
	case *Enterprise:
		l.stale.add(FoundEnterprise, r.ID)
	case *Agreement:
		l.stale.add(FoundAgreement, r.ID)
	case *Statement:
		l.stale.add(FoundStatement, r.ID)
	case *Figure:
		l.stale.add(FoundStatement, r.StatementID)
	case *Source:
		l.stale.add(FoundSource, r.ID)
		// A statement may be dated by its source.
		id, holders = r.ID, []holder{{FoundStatement, "source_id"}}
	case *Commodity:
		l.stale.add(FoundCommodity, r.ID)
	case *PriceNote:
		// The note may have left some of them.
		for _, c := range l.commodities {
			l.stale.add(FoundCommodity, c.ID)
		}
	case *Metric:
		l.stale.add(FoundMetric, r.ID)
	case *Programme:
		l.stale.add(FoundProgramme, r.ID)
		id, holders = r.ID, []holder{{FoundStatement, "programme_id"}}
	case *Corridor:
		l.stale.add(FoundCorridor, r.ID)
	case *Waypoint:
		l.stale.add(FoundCorridor, r.CorridorID)
	case *Region:
		l.stale.add(FoundRegion, r.ID)
		id, holders = r.ID, []holder{{FoundProject, "region_id"}, {FoundEnterprise, "region_id"}}
	case *Sector:
		id, holders = r.ID, []holder{{FoundProject, "sector_id"}, {FoundEnterprise, "sector_id"}}
	case *Speaker:
		id, holders = r.ID, []holder{{FoundStatement, "speaker_id"}}
	case *Role:
		id, holders = r.ID, []holder{{FoundStatement, "role_id"}}
	case *Place:
		id, holders = r.ID, []holder{{FoundStatement, "place_id"}, {FoundAgreement, "place_id"}}
	case *Alias:
		// Its place may be named anywhere.
		l.stale.all = true
	}
	if isNew {
		return nil
	}
	for _, h := range holders {
		var ids []int64
		if err := l.tx.Table(searchTables[h.kind]).Where(h.column+" = ?", id).Pluck("id", &ids).Error; err != nil {
			return err
		}
		l.stale.add(h.kind, ids...)
	}
	return nil
}

// writeSearch brings the search documents up to what the load has written.
func (l *loader) writeSearch() error {
	if !l.stale.all && len(l.stale.ids) == 0 {
		return nil
	}
	w, err := newSearchWriter(l.tx)
	if err != nil {
		return err
	}
	if l.stale.all {
		return w.all()
	}
	for _, kind := range SearchKinds {
		ids := make([]int64, 0, len(l.stale.ids[kind]))
		for id := range l.stale.ids[kind] {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		if err := w.some(kind, ids); err != nil {
			return err
		}
	}
	return w.settle()
}

// refreshSearch writes all search documents anew where they are in another form
// than this program's: in a database filled before there were any, and after a
// change of the form. The aliases are then filled too, if there are none.
func (s *Store) refreshSearch(ctx context.Context) error {
	current, err := isSearchCurrent(s.db.WithContext(ctx))
	if err != nil || current {
		return err
	}
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := s.lockLoads(tx); err != nil {
			return err
		}
		// Another replica may have done it meanwhile.
		current, err := isSearchCurrent(tx)
		if err != nil || current {
			return err
		}
		empty, err := isEmpty(tx)
		if err != nil {
			return err
		}
		if !empty {
			if err := s.newLoader(tx, LoadOptions{}).fillAliases(); err != nil {
				return err
			}
		}
		w, err := newSearchWriter(tx)
		if err != nil {
			return err
		}
		if err := w.all(); err != nil {
			return err
		}
		return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&searchState{ID: 1, Form: searchForm}).Error
	})
}

func isSearchCurrent(db *gorm.DB) (bool, error) {
	var forms []int64
	if err := db.Model(&searchState{}).Pluck("form", &forms).Error; err != nil {
		return false, fmt.Errorf("read the form of the search documents: %w", err)
	}
	return slices.Contains(forms, searchForm), nil
}

// fillAliases loads the program's own aliases into a database without any.
func (l *loader) fillAliases() error {
	var n int64
	if err := l.tx.Model(&Alias{}).Count(&n).Error; err != nil || n > 0 {
		return err
	}
	if l.change == nil {
		if err := l.begin(l.tx, l.now); err != nil {
			return err
		}
	}
	return l.loadFile(OpeningFiles(), aliasFile.name, aliasFile)
}
