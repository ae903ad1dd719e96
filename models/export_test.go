package models

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// PublishedDates are the dates of all sources in the order of the database.
func (s *Store) PublishedDates(ctx context.Context) ([]Date, error) {
	var list []Date
	err := s.db.WithContext(ctx).Model(&Source{}).Where("published_on IS NOT NULL").Order("published_on").Pluck("published_on", &list).Error
	return list, err
}

// DB lets tests look at rows that no page shows yet.
func (s *Store) DB(ctx context.Context) *gorm.DB { return s.db.WithContext(ctx) }

// Finds reports whether a search finds the record, on whatever page. Placed tells
// that a part of the text is the name of a place, which is then looked for as
// such.
func (s *Store) Finds(ctx context.Context, text string, kind SearchKind, code string) (found, placed bool, err error) {
	m, err := s.match(ctx, text)
	if err != nil {
		return false, false, err
	}
	var n int64
	err = m.hits(kind).Where("d.code = ?", code).Count(&n).Error
	return n == 1, slices.ContainsFunc(m.terms, func(t term) bool { return t.place != nil }), err
}

// ExplainSearch are the plans of the queries that a search makes when it finds
// something, and of the one that it makes when it does not.
func (s *Store) ExplainSearch(ctx context.Context, text string) (hits, suggestions string, err error) {
	m, err := s.match(ctx, text)
	if err != nil {
		return "", "", err
	}
	explain := "EXPLAIN QUERY PLAN "
	if s.dialect == Postgres {
		explain = "EXPLAIN "
	}
	for _, q := range []*gorm.DB{
		m.hits("").Select("d.kind, count(*) AS total").Group("d.kind"),
		m.hits(FoundProject).Select("d.id").Order("d.name_key").Limit(SearchFew),
	} {
		plan, err := planOf(s.db.WithContext(ctx).Raw(explain+"?", q))
		if err != nil {
			return "", "", err
		}
		hits += plan
	}
	if asked := guessed(text); len(asked) > 0 {
		suggestions, err = planOf(s.db.WithContext(ctx).Raw(explain+"?", m.like(asked).Select("d.fields")))
	}
	return hits, suggestions, err
}

// planOf reads a plan, a line for each step.
func planOf(q *gorm.DB) (string, error) {
	rows, err := q.Rows()
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var plan, line string
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(any)
	}
	into[len(into)-1] = &line
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		plan += line + "\n"
	}
	return plan, rows.Err()
}

// KeyOf is the key of a text.
func KeyOf(text string) string { return keyOf(foldText(text).runes) }

// FoldSearched is a text as it is searched.
func FoldSearched(text string) string { return foldText(text).String() }

// RecordTables are the tables that the log of changes keeps.
func RecordTables() []string {
	var names []string
	for _, r := range relations {
		names = append(names, r.table)
	}
	return names
}

// Rebuild works the newest state out from the log, as if it were a past one, and
// tells how many bytes it takes.
func (s *Store) Rebuild(ctx context.Context) (bytes int64, err error) {
	last, err := s.LastChange(ctx)
	if err != nil {
		return 0, err
	}
	then, err := s.rebuild(ctx, last)
	if err != nil {
		return 0, err
	}
	bytes, err = then.memory(ctx)
	return bytes, errors.Join(err, then.Close())
}

// TakePast asks for the state after a change, which build makes out of an empty
// database in memory. Ready is closed when it is there.
func (s *Store) TakePast(change int64, build func(context.Context, *Store) error) (ready <-chan struct{}, release func(), err error) {
	state, err := s.past.take(change, func(ctx context.Context) (*Store, error) {
		made, err := openMemory(ctx, fmt.Sprintf("test-%d-%d", change, memories.Add(1)), false)
		if err != nil {
			return nil, err
		}
		return made, errors.Join(build(ctx, made), made.db.Exec("CREATE TABLE one (page INTEGER)").Error)
	})
	if err != nil {
		return nil, nil, err
	}
	return state.ready, func() { s.past.leave(state) }, nil
}

// HeldPasts are the changes whose states are held. Bytes, if not zero, is how much
// memory they may take from now on.
func (s *Store) HeldPasts(bytes int64) []int64 {
	s.past.mu.Lock()
	defer s.past.mu.Unlock()
	if bytes != 0 {
		s.past.bytes = bytes
	}
	s.past.drop()
	var held []int64
	for _, state := range s.past.states {
		held = append(held, state.change)
	}
	return held
}

// RevisableColumns are the columns that a load compares, of each kind of record.
func (s *Store) RevisableColumns() (map[Noun][]string, error) {
	l := &loader{tx: s.db}
	columns := make(map[Noun][]string)
	for noun, model := range map[Noun]any{
		NounFigure: &Figure{}, NounStatement: &Statement{}, NounMetric: &Metric{}, NounProgramme: &Programme{}, NounProject: &Project{},
		NounEvent: &ProjectEvent{}, NounEnterprise: &Enterprise{}, NounAgreement: &Agreement{}, NounCommodity: &Commodity{}, NounPrice: &Price{},
		NounPriceNote: &PriceNote{}, NounFigurePair: &FigurePair{}, NounCorridor: &Corridor{}, NounWaypoint: &Waypoint{}, NounSource: &Source{}, NounSector: &Sector{},
		NounRegion: &Region{}, NounSpeaker: &Speaker{}, NounRole: &Role{}, NounPlace: &Place{}, NounAlias: &Alias{},
	} {
		fields, err := l.columnsOf(model)
		if err != nil {
			return nil, err
		}
		for _, f := range fields {
			columns[noun] = append(columns[noun], f.DBName)
		}
	}
	return columns, nil
}

// FollowingColumns say nothing that another column does not.
var FollowingColumns = followingColumns

// ExplainRevisions is how the database lists what the filter selects.
func (s *Store) ExplainRevisions(ctx context.Context, f RevisionFilter) (string, error) {
	db := s.db.WithContext(ctx)
	query := db.ToSQL(func(tx *gorm.DB) *gorm.DB {
		var list []Revision
		return f.picked(f.about(tx)).Order("revisions.id DESC").Limit(PageSize).Find(&list)
	})
	explain := "EXPLAIN QUERY PLAN "
	if s.dialect == Postgres {
		explain = "EXPLAIN "
	}
	return planOf(db.Raw(explain + query))
}

// OptionalColumns are the columns that a file may lack.
func OptionalColumns(file string) []string {
	i := slices.IndexFunc(files, func(f dataFile) bool { return f.name == file })
	required := files[i].columnNames(false)
	return slices.DeleteFunc(files[i].columnNames(true), func(name string) bool { return slices.Contains(required, name) })
}

// Hashed is how often a password was hashed or compared.
func Hashed() int64 { return hashed.Load() }

// AllFailed are all attempts to sign in that count.
func (s *Store) AllFailed(ctx context.Context) (int, error) {
	var n int64
	err := s.db.WithContext(ctx).Model(&SignInAttempt{}).Select("COALESCE(sum(failures), 0)").Scan(&n).Error
	return int(n), err
}

// QuotedNumbers are the numbers of a quotation, in every way to read them.
func QuotedNumbers(quote string) []string {
	var list []string
	for _, readings := range quotedNumbers(quote) {
		for _, d := range readings {
			list = append(list, d.String())
		}
	}
	return list
}

// Accept keeps accepted findings as publishing a change does.
func (s *Store) Accept(ctx context.Context, accepted ...AcceptedFinding) error {
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		change, err := beginChange(tx, s.now(), Revising, SystemUser, "A test.")
		if err != nil {
			return err
		}
		return acceptFindings(tx, change, accepted)
	})
}
