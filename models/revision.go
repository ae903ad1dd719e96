package models

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
)

// FacetNoun is the facet of a list of revisions beside the kind of the change.
const FacetNoun = "noun"

// RevisionFilter selects revisions. The zero value of every field means
// «everything».
type RevisionFilter struct {
	Kind ChangeKind
	// Noun and Code are those of the record that was changed.
	Noun Noun
	Code string
	// About are the records that a revision must be about, all of them.
	About []RecordKey

	// Page counts from 1; 0 is the first.
	Page int
}

// RevisionRecord is a revision as it can be read.
type RevisionRecord struct {
	Revision
	// Record is what was changed, by the name that it has now.
	Record RecordName
	// Differences are in the order in which a record is read.
	Differences []Difference
	// Previous is the moment of the change before, at which the record still stood
	// as it was; the zero time where the log does not reach so far.
	Previous time.Time
}

// about keeps the revisions of what the filter is about.
func (f RevisionFilter) about(db *gorm.DB) *gorm.DB {
	db = db.Model(&Revision{})
	for _, subject := range f.About {
		db = db.Where("revisions.id IN (SELECT s.revision_id FROM revision_subjects s WHERE s.noun = ? AND s.code = ?)", subject.Noun, subject.Code)
	}
	if f.Code != "" {
		db = db.Where("revisions.code = ?", f.Code)
	}
	return db
}

func (f RevisionFilter) picked(db *gorm.DB) *gorm.DB {
	if f.Kind != "" {
		db = db.Where("revisions.kind = ?", f.Kind)
	}
	if f.Noun != "" {
		db = db.Where("revisions.noun = ?", f.Noun)
	}
	return db
}

// newest is a part of the revisions that the filter selects, the newest first.
func (s *Store) newest(ctx context.Context, f RevisionFilter, limit, offset int) ([]RevisionRecord, error) {
	var list []Revision
	err := f.picked(f.about(s.db.WithContext(ctx))).Order("revisions.id DESC").Limit(limit).Offset(offset).Find(&list).Error
	records := make([]RevisionRecord, len(list))
	for i := range list {
		records[i].Revision = list[i]
	}
	return records, err
}

// Revisions is one page of the revisions that the filter selects, the newest
// first.
func (s *Store) Revisions(ctx context.Context, f RevisionFilter) ([]RevisionRecord, error) {
	if revised, err := s.revised(ctx, f); err != nil || !revised {
		return nil, domainErr("look for revisions", err)
	}
	list, err := s.newest(ctx, f, PageSize, (max(f.Page, 1)-1)*PageSize)
	if err == nil {
		err = s.readRevisions(ctx, list)
	}
	return list, domainErr("list revisions", err)
}

// revised reports whether there may be revisions that the filter selects. Where reads are
// shared, all that were ever revised are read at once: most figures never were.
func (s *Store) revised(ctx context.Context, f RevisionFilter) (bool, error) {
	if !isShared(ctx) {
		return true, nil
	}
	among := func(table string, key RecordKey) (bool, error) {
		all, err := Share(ctx, s, table, func() (map[RecordKey]bool, error) {
			var keys []RecordKey
			err := s.db.WithContext(ctx).Table(table).Distinct("noun", "code").Find(&keys).Error
			all := make(map[RecordKey]bool, len(keys))
			for _, k := range keys {
				all[k] = true
			}
			return all, err
		})
		return all[key], err
	}
	for _, key := range f.About {
		if there, err := among("revision_subjects", key); err != nil || !there {
			return false, err
		}
	}
	if f.Noun == "" || f.Code == "" {
		return true, nil
	}
	return among("revisions", RecordKey{f.Noun, f.Code})
}

// LatestRevisions are the newest of each kind that the filter selects, whatever
// its own kind and page, at most so many of each.
func (s *Store) LatestRevisions(ctx context.Context, f RevisionFilter, most int) (map[ChangeKind][]RevisionRecord, error) {
	var all []RevisionRecord
	for _, kind := range RevisionKinds {
		f.Kind = kind
		list, err := s.newest(ctx, f, most, 0)
		if err != nil {
			return nil, domainErr("list the latest revisions", err)
		}
		all = append(all, list...)
	}
	if err := s.readRevisions(ctx, all); err != nil {
		return nil, domainErr("list the latest revisions", err)
	}
	latest := make(map[ChangeKind][]RevisionRecord)
	for _, r := range all {
		latest[r.Kind] = append(latest[r.Kind], r)
	}
	return latest, nil
}

// RevisionCounts counts the options of every facet of the list of revisions, in
// one query.
func (s *Store) RevisionCounts(ctx context.Context, f RevisionFilter) (Counts, error) {
	cells, err := readCells(f.about(s.db.WithContext(ctx)).Select("revisions.kind, revisions.noun, count(*)").Group("revisions.kind, revisions.noun"), 2)
	return tally([]string{FacetKind, FacetNoun}, []string{string(f.Kind), string(f.Noun)}, cells), domainErr("count revisions", err)
}

// RevisionsAbout counts the revisions that are about a record.
func (s *Store) RevisionsAbout(ctx context.Context, noun Noun, code string) (int, error) {
	var n int64
	err := s.db.WithContext(ctx).Table("revision_subjects").Where("noun = ? AND code = ?", noun, code).Count(&n).Error
	return int(n), domainErr("count the revisions of "+string(noun)+" "+code, err)
}

// RecordNames are the names of the records with the keys; one that does not exist
// is missing.
func (s *Store) RecordNames(ctx context.Context, keys []RecordKey) (map[RecordKey]RecordName, error) {
	names := newRecordNames()
	for _, key := range keys {
		names.code(key.Noun, key.Code)
	}
	return names.byCode, domainErr("name records", names.read(s.db.WithContext(ctx)))
}

// readRevisions fills what revisions are read by, in three queries whatever their
// number.
func (s *Store) readRevisions(ctx context.Context, list []RevisionRecord) error {
	db := s.db.WithContext(ctx)
	if err := momentsBefore(db, list); err != nil {
		return err
	}
	units, err := readUnits(db, list)
	if err != nil {
		return err
	}
	names := newRecordNames()
	if err := describe(list, names, units); err != nil {
		return err
	}
	if err := names.read(db); err != nil {
		return err
	}
	return describe(list, names, units)
}

// describe names the records of revisions, and what changed of them. It is done
// once to learn which names are needed, and again with the names.
func describe(list []RevisionRecord, names *recordNames, units laterUnits) error {
	for i := range list {
		r := &list[i]
		r.Record = names.code(r.Noun, r.Code)
		var err error
		if r.Differences, err = differences(r, names, units); err != nil {
			return err
		}
	}
	return nil
}

// momentsBefore finds the change before that of each revision.
func momentsBefore(db *gorm.DB, list []RevisionRecord) error {
	var ids []int64
	for i := range list {
		ids = append(ids, list[i].ChangeID)
	}
	var rows []struct {
		ID int64
		At time.Time
	}
	err := db.Raw("SELECT c.id, p.at FROM changes c JOIN changes p ON p.id = (SELECT max(q.id) FROM changes q WHERE q.id < c.id) WHERE c.id IN ?", ids).Scan(&rows).Error
	before := make(map[int64]time.Time, len(rows))
	for _, row := range rows {
		before[row.ID] = row.At
	}
	for i := range list {
		list[i].Previous = before[list[i].ChangeID]
	}
	return err
}

// laterUnits are, by record, the revisions that changed the unit of a figure or a
// price, the oldest first.
type laterUnits map[RecordKey][]unitChange

type unitChange struct {
	revision int64
	before   string
}

// readUnits finds the changes of the units in which the values of revisions were
// given.
func readUnits(db *gorm.DB, list []RevisionRecord) (laterUnits, error) {
	var codes []string
	var first int64
	for i := range list {
		if list[i].Noun == NounFigure || list[i].Noun == NounPrice {
			codes = append(codes, list[i].Code)
		}
		if i == 0 || list[i].ID < first {
			first = list[i].ID
		}
	}
	slices.Sort(codes)
	var rows []Revision
	err := db.Where("noun IN ? AND code IN ? AND id >= ? AND before LIKE ?", []Noun{NounFigure, NounPrice}, slices.Compact(codes), first, `%"unit":%`).
		Order("id").Find(&rows).Error
	if err != nil {
		return nil, err
	}
	units := make(laterUnits)
	for i := range rows {
		columns, err := readColumns(rows[i].Before)
		if err != nil {
			return nil, err
		}
		if unit, ok := columns["unit"].(string); ok {
			key := RecordKey{rows[i].Noun, rows[i].Code}
			units[key] = append(units[key], unitChange{rows[i].ID, unit})
		}
	}
	return units, nil
}

// at is the unit of a record before a revision, or after it: what the next change
// of the unit found, or the unit of now.
func (u laterUnits) at(r *RevisionRecord, after bool) string {
	for _, change := range u[RecordKey{r.Noun, r.Code}] {
		if change.revision > r.ID || change.revision == r.ID && !after {
			return change.before
		}
	}
	return r.Record.Unit
}
