package models

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// Version is a record as one change left it. A statement counts with its figures, a
// project with its events, and a corridor with its places.
type Version struct {
	// Number counts from 1, which is the record as it was added.
	Number int
	// Change is the one that made it.
	Change Change `gorm:"embedded;embeddedPrefix:change_"`
	// Withdrawn tells that the change took the record back.
	Withdrawn bool
}

// Kind is what the change was to the record.
func (v *Version) Kind() ChangeKind {
	if v.Number == 1 {
		return Addition
	}
	return v.Change.Kind
}

// Versions is one page of the versions of a record, the newest first, and how many
// there are. It returns ErrNotFound for a record that was never there.
func (s *Store) Versions(ctx context.Context, key RecordKey, page int) ([]Version, int, error) {
	list, err := s.versions(ctx, key, func(q *gorm.DB) *gorm.DB { return q.Limit(PageSize).Offset((max(page, 1) - 1) * PageSize) })
	if err != nil {
		return nil, 0, err
	}
	if len(list) > 0 && page <= 1 {
		return list, list[0].Number, nil
	}
	newest, err := s.LatestVersions(ctx, key, 1)
	if err != nil {
		return nil, 0, err
	}
	if len(newest) == 0 {
		return nil, 0, domainErr("list the versions of "+string(key.Noun)+" "+key.Code, gorm.ErrRecordNotFound)
	}
	if len(list) == 0 && page <= 1 {
		list = newest
	}
	return list, newest[0].Number, nil
}

// LatestVersions are the newest versions of a record, at most so many; none for one
// that was never there. The number of the first is that of all.
func (s *Store) LatestVersions(ctx context.Context, key RecordKey, most int) ([]Version, error) {
	list, err := s.versions(ctx, key, func(q *gorm.DB) *gorm.DB { return q.Limit(most) })
	if err != nil || len(list) > 0 {
		return list, err
	}
	only, err := s.onlyVersion(ctx, key)
	if only == nil {
		return nil, err
	}
	return []Version{*only}, nil
}

// VersionsNumbered are the versions of a record with the numbers, the newest first;
// one that it does not have is missing.
func (s *Store) VersionsNumbered(ctx context.Context, key RecordKey, numbers ...int) ([]Version, error) {
	list, err := s.versions(ctx, key, func(q *gorm.DB) *gorm.DB { return q.Where("v.number IN ?", numbers) })
	if err != nil || len(list) > 0 || !slices.Contains(numbers, 1) {
		return list, err
	}
	only, err := s.onlyVersion(ctx, key)
	if only == nil {
		return nil, err
	}
	return []Version{*only}, nil
}

// versions are those that are picked of the versions that are written down, the newest
// first.
func (s *Store) versions(ctx context.Context, key RecordKey, picked func(*gorm.DB) *gorm.DB) ([]Version, error) {
	var list []Version
	err := picked(s.db.WithContext(ctx).Table("record_versions v").
		Select("v.number, c.id AS change_id, c.at AS change_at, c.kind AS change_kind, c.who AS change_who, c.reason AS change_reason, w.id IS NOT NULL AS withdrawn").
		Joins("JOIN changes c ON c.id = v.change_id").
		Joins("LEFT JOIN withdrawals w ON w.change_id = v.change_id AND w.noun = v.noun AND w.code = v.code").
		Where("v.noun = ? AND v.code = ?", key.Noun, key.Code).Order("v.number DESC")).Scan(&list).Error
	return list, domainErr("list the versions of "+string(key.Noun)+" "+key.Code, err)
}

// onlyVersion is the version of a record that nothing has changed since it was added;
// nil for one that is not there.
func (s *Store) onlyVersion(ctx context.Context, key RecordKey) (*Version, error) {
	named := namedAs(key.Noun)
	if named == nil {
		return nil, nil
	}
	where, args := named.withCodes([]string{key.Code})
	created := "(SELECT min(r.created_at) FROM " + named.from + " WHERE " + where + ")"
	var list []Change
	err := s.db.WithContext(ctx).Where("at >= "+created, args...).Order("at").Limit(1).Find(&list).Error
	if err != nil || len(list) == 0 {
		return nil, domainErr("find the change that added "+string(key.Noun)+" "+key.Code, err)
	}
	return &Version{Number: 1, Change: list[0]}, nil
}

// namedAs says how the records of a kind are named; nil if there is none such.
func namedAs(noun Noun) *named {
	i := slices.IndexFunc(namedRecords, func(n named) bool { return n.noun == noun })
	if i < 0 {
		return nil
	}
	return &namedRecords[i]
}

// codeExpression is the code of a record in a query over «from».
func (n *named) codeExpression() string { return cmp.Or(n.code, "r.code") }

// withCodes picks the records with the codes, and no others.
func (n *named) withCodes(codes []string) (where string, args []any) {
	where, args = n.codeExpression()+" IN ?", []any{codes}
	if n.found != nil {
		near, with := n.found(codes)
		where, args = where+" AND "+near, append(args, with...)
	}
	return where, args
}

// versioned are the records that a load writes, by kind: each gets a version of it.
type versioned map[Noun]*versionedRecords

type versionedRecords struct {
	ids   map[int64]bool
	codes map[string]bool
	// added tells that records of the kind are new: one of them may have been here
	// before, and withdrawn.
	added bool
}

func (v *versioned) of(noun Noun) *versionedRecords {
	if *v == nil {
		*v = make(versioned)
	}
	if (*v)[noun] == nil {
		(*v)[noun] = &versionedRecords{ids: make(map[int64]bool), codes: make(map[string]bool)}
	}
	return (*v)[noun]
}

// noteVersion notes the record that has another version since the row was written: a
// figure belongs to its statement. One that is new has none beside its first; c is nil
// for it.
func (l *loader) noteVersion(row recorded, c *change) {
	switch r := row.(type) {
	case *Figure:
		l.versions.of(NounStatement).ids[r.StatementID] = true
	case *ProjectEvent:
		l.versions.of(NounProject).ids[r.ProjectID] = true
		if c == nil {
			return
		}
		if from, moved := c.before["project_id"].(int64); moved {
			l.versions.of(NounProject).ids[from] = true
		}
	case *Waypoint:
		l.versions.of(NounCorridor).ids[r.CorridorID] = true
	default:
		if c != nil {
			l.versions.of(c.noun).ids[row.record().ID] = true
		}
	}
}

// noteWithdrawnVersion notes the record that has another version without what is taken
// back.
func (l *loader) noteWithdrawnVersion(name RecordName) {
	if owner, isPart := ownerNouns[name.Noun]; isPart {
		l.versions.of(owner).codes[name.Page] = true
		return
	}
	l.versions.of(name.Noun).ids[name.ID] = true
}

// ownerNouns are the kinds of record of which others are parts.
var ownerNouns = map[Noun]Noun{NounFigure: NounStatement, NounEvent: NounProject, NounWaypoint: NounCorridor}

// writeVersions writes down the versions that the change has made, while the rows that
// it takes back still stand there.
func (l *loader) writeVersions() error {
	var added []Noun
	for _, noun := range Nouns {
		records := l.versions[noun]
		named := namedAs(noun)
		if records == nil || ownerNouns[noun] != "" {
			continue
		}
		if records.added {
			added = append(added, noun)
		}
		for part := range slices.Chunk(slices.Sorted(maps.Keys(records.ids)), batch) {
			if err := l.writeVersionsOf(named, "r.id IN ? AND r.created_at < ?", part, l.now); err != nil {
				return err
			}
		}
		for part := range slices.Chunk(slices.Sorted(maps.Keys(records.codes)), batch) {
			if err := l.writeVersionsOf(named, "r.code IN ? AND r.created_at < ?", part, l.now); err != nil {
				return err
			}
		}
	}
	if len(added) == 0 {
		return nil
	}
	// Those that were here before, and are again.
	var back []RecordKey
	if err := l.tx.Model(&Withdrawal{}).Distinct("noun, code").Where("noun IN ?", added).Order("noun, code").Scan(&back).Error; err != nil {
		return err
	}
	for _, noun := range added {
		var codes []string
		for _, key := range back {
			if key.Noun == noun {
				codes = append(codes, key.Code)
			}
		}
		named := namedAs(noun)
		for part := range slices.Chunk(codes, batch) {
			where, args := named.withCodes(part)
			if err := l.writeVersionsOf(named, where+" AND r.created_at = ?", append(args, l.now)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeVersionsOf writes down a version of each record that is picked and does not have
// one of this change, and before it the first if it is the only one so far. A record
// that the change adds is not there yet.
func (l *loader) writeVersionsOf(n *named, where string, args ...any) error {
	code := n.codeExpression()
	known := func(and string) string {
		return "SELECT 1 FROM record_versions v WHERE v.noun = '" + string(n.noun) + "' AND v.code = " + code + and
	}
	from := " FROM " + n.from + " WHERE " + where
	first := "INSERT INTO record_versions (noun, code, number, change_id) SELECT '" + string(n.noun) + "', " + code + ", 1, " +
		"(SELECT c.id FROM changes c WHERE c.at >= r.created_at ORDER BY c.at LIMIT 1)" + from + " AND r.created_at < ? AND NOT EXISTS (" + known("") + ")"
	if err := l.tx.Exec(first, append(slices.Clone(args), l.now)...).Error; err != nil {
		return fmt.Errorf("write the first versions: %w", err)
	}
	next := "INSERT INTO record_versions (noun, code, number, change_id) SELECT '" + string(n.noun) + "', " + code +
		", (" + strings.Replace(known(""), "SELECT 1", "SELECT max(v.number) + 1", 1) + "), CAST(? AS BIGINT)" + from +
		" AND EXISTS (" + known("") + ") AND NOT EXISTS (" + known(" AND v.change_id = ?") + ")"
	all := append(append([]any{l.change.ID}, args...), l.change.ID)
	if err := l.tx.Exec(next, all...).Error; err != nil {
		return fmt.Errorf("write the versions: %w", err)
	}
	return nil
}
