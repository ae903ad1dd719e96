package models

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// Source is one published document.
type Source struct {
	Record
	Code        string
	Kind        SourceKind
	Title       string
	Publisher   string
	URL         string `gorm:"column:url"`
	PublishedOn Date
	// Language is the ISO 639-1 code of the document's language.
	Language string
	// Note gives the licence of bulk data, and any doubt about the date.
	Note string
	// WordsFolded is the title and the publisher as they are searched.
	WordsFolded string
}

// fold sets what follows from the title and the publisher.
func (s *Source) fold() { s.WordsFolded = Fold(s.Title + " " + s.Publisher) }

// SourceKind tells a document about the cooperation from a gazetteer that is
// used for coordinates only: the date of a gazetteer says nothing about when
// anything was known.
type SourceKind string

// The kinds of source.
const (
	Page      SourceKind = "page"
	Gazetteer SourceKind = "gazetteer"
)

// Documents are the sources that say something of a record: all but gazetteers, which
// give the places on the map only.
func Documents(sources []Source) []Source {
	return slices.DeleteFunc(slices.Clone(sources), func(s Source) bool { return s.Kind == Gazetteer })
}

// SourceKinds are all kinds.
var SourceKinds = []SourceKind{Page, Gazetteer}

// The facets of a list of sources, beside kind and year.
const FacetLanguage = "language"

// SourceFilter selects sources. The zero value of every field means
// «everything».
type SourceFilter struct {
	Language string
	Kind     SourceKind
	// Year is that of the publication, or NotStated.
	Year string
	// Text is looked for in titles and publishers.
	Text string

	Sort Sort
	// Page counts from 1; 0 is the first.
	Page int
}

// The public words by which sources are sorted, beside the title.
const (
	SortPublisher = "publisher"
	SortPublished = "published"
	SortLanguage  = "language"
)

// SourceSorts are the words by which sources can be sorted.
var SourceSorts = []string{SortPublished, SortTitle, SortPublisher, SortLanguage}

const publishedYear = "substr(sources.published_on, 1, 4)"

func (f SourceFilter) worded(db *gorm.DB) *gorm.DB {
	db = db.Table("sources")
	if f.Text == "" {
		return db
	}
	return db.Where(`sources.words_folded LIKE ? ESCAPE '\'`, "%"+likeEscape(Fold(f.Text))+"%")
}

func (f SourceFilter) picked(db *gorm.DB) *gorm.DB {
	db = whereWord(db, "sources.language", f.Language)
	db = whereWord(db, "sources.kind", string(f.Kind))
	return whereWord(db, publishedYear, f.Year)
}

func (s Sort) sources() string {
	direction := s.direction()
	const newest = "CASE WHEN sources.published_on IS NULL THEN 1 ELSE 0 END, sources.published_on DESC, sources.code"
	switch s.By {
	case SortTitle:
		return "lower(sources.title) " + direction + ", sources.code"
	case SortPublisher:
		return "lower(sources.publisher) " + direction + ", " + newest
	case SortLanguage:
		return "sources.language " + direction + ", " + newest
	case SortPublished:
		return "CASE WHEN sources.published_on IS NULL THEN 1 ELSE 0 END, sources.published_on " + direction + ", sources.code"
	}
	return newest
}

// Sources is one page of the sources that the filter selects, the newest first
// unless sorted otherwise.
func (s *Store) Sources(ctx context.Context, f SourceFilter) ([]Source, error) {
	var list []Source
	err := f.picked(f.worded(s.db.WithContext(ctx))).Order(f.Sort.sources()).
		Limit(PageSize).Offset((max(f.Page, 1) - 1) * PageSize).Find(&list).Error
	return list, domainErr("list sources", err)
}

// AllSources are all sources that the filter selects, as Sources gives a page of
// them.
func (s *Store) AllSources(ctx context.Context, f SourceFilter) (Stream[Source], error) {
	var ids []int64
	if err := f.picked(f.worded(s.db.WithContext(ctx))).Order(f.Sort.sources()).Pluck("sources.id", &ids).Error; err != nil {
		return Stream[Source]{}, domainErr("list sources", err)
	}
	return inBatches(ids, func(source *Source) int64 { return source.ID }, func(ids []int64) ([]Source, error) {
		var list []Source
		err := s.db.WithContext(ctx).Where("id IN ?", ids).Find(&list).Error
		return list, domainErr("list sources", err)
	}), nil
}

// SourceCounts counts the options of every facet of the list of sources, in one
// query.
func (s *Store) SourceCounts(ctx context.Context, f SourceFilter) (Counts, error) {
	columns := strings.Join([]string{"sources.language", "sources.kind", publishedYear}, ", ")
	cells, err := readCells(f.worded(s.db.WithContext(ctx)).Select(columns+", count(*)").Group(columns), 3)
	return tally([]string{FacetLanguage, FacetKind, FacetYear}, []string{f.Language, string(f.Kind), f.Year}, cells), domainErr("count sources", err)
}

// Named is a record by its code and name.
type Named struct {
	Code string
	Name Translations `gorm:"embedded;embeddedPrefix:name_"`
}

// Rest is what rests on a source, of one kind: how many records, and the first
// of them.
type Rest struct {
	Total int
	Named []Named
}

// SourcePrices are the prices of a commodity that a source gives.
type SourcePrices struct {
	Named
	N        int
	From, To Date
}

// SourceWaypoint is a place that a source names as one of a corridor.
type SourceWaypoint struct {
	// Named is the corridor.
	Named
	Place string
}

// SourceRecord is a source with everything that rests on it.
type SourceRecord struct {
	Source
	// Statements are the newest that rest on it, at most MostOfSource, with
	// speaker, programme and figures.
	Statements      []Statement
	StatementsTotal int
	Projects        Rest
	Enterprises     Rest
	Agreements      Rest
	// Waypoints are in the order of their corridors and on them.
	Waypoints []SourceWaypoint
	Prices    []SourcePrices
	// Notes are the newest, at most MostOfSource.
	Notes      []PriceNote
	NotesTotal int
}

// MostOfSource is how many records of one kind a SourceRecord names at most.
const MostOfSource = 100

// Source is one source with everything that rests on it. It returns ErrNotFound
// if there is no such code.
func (s *Store) Source(ctx context.Context, code string) (*SourceRecord, error) {
	attempt := "read source " + code
	db := s.db.WithContext(ctx)
	var r SourceRecord
	if err := db.Where("code = ?", code).First(&r.Source).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	var total int64
	if err := db.Table("statement_sources").Where("source_id = ?", r.ID).Count(&total).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	r.StatementsTotal = int(total)
	var err error
	resting := db.Table("statements").Where("statements.id IN (SELECT statement_id FROM statement_sources WHERE source_id = ?)", r.ID)
	if r.Statements, err = s.inOrder(ctx, resting, Sort{}.statements(), MostOfSource, 0); err != nil {
		return nil, domainErr(attempt, err)
	}
	if err := s.NoteOffices(ctx, forever, Pointers(r.Statements)...); err != nil {
		return nil, err
	}
	if err := s.figuresOf(ctx, r.Statements, "statement_id IN ?", idsOf(r.Statements)); err != nil {
		return nil, domainErr(attempt, err)
	}
	for _, part := range []struct {
		into           *Rest
		table, column  string
		where, orderBy string
	}{
		{&r.Projects, "projects", "name", "id IN (SELECT project_id FROM project_sources WHERE source_id = ?) OR id IN (SELECT project_id FROM project_events WHERE source_id = ?)", "name_folded, id"},
		{&r.Enterprises, "enterprises", "name", "id IN (SELECT enterprise_id FROM enterprise_sources WHERE source_id = ?)", "name_folded, id"},
		{&r.Agreements, "agreements", "title", "id IN (SELECT agreement_id FROM agreement_sources WHERE source_id = ?)", "known_on, code"},
	} {
		args := make([]any, strings.Count(part.where, "?"))
		for i := range args {
			args[i] = r.ID
		}
		c := part.column
		var rows []struct {
			Named
			Total int
		}
		// The number of all rows comes with each of them, so that one query does.
		err := db.Table(part.table).Where(part.where, args...).
			Select("code, " + c + "_en AS name_en, " + c + "_kk AS name_kk, " + c + "_ru AS name_ru, " + c + "_zh AS name_zh, count(*) OVER () AS total").
			Order(part.orderBy).Limit(MostOfSource).Scan(&rows).Error
		if err != nil {
			return nil, domainErr(attempt, err)
		}
		for _, row := range rows {
			part.into.Total = row.Total
			part.into.Named = append(part.into.Named, row.Named)
		}
	}
	if err := db.Raw(`SELECT c.code, c.name_en, c.name_kk, c.name_ru, c.name_zh, w.place FROM waypoint_sources x
		JOIN waypoints w ON w.id = x.waypoint_id JOIN corridors c ON c.id = w.corridor_id WHERE x.source_id = ? ORDER BY c.code, w.seq`, r.ID).Scan(&r.Waypoints).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	if err := db.Raw(`SELECT c.code, c.name_en, c.name_kk, c.name_ru, c.name_zh, p.n, p.first AS "from", p.last AS "to" FROM commodities c JOIN
		(SELECT commodity_id, count(*) AS n, min(period) AS first, max(period) AS last FROM prices WHERE source_id = ? GROUP BY commodity_id) p
		ON p.commodity_id = c.id ORDER BY c.code`, r.ID).Scan(&r.Prices).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	if err := db.Model(&PriceNote{}).Where("source_id = ?", r.ID).Count(&total).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	r.NotesTotal = int(total)
	err = db.Preload("Commodities", func(db *gorm.DB) *gorm.DB { return db.Order("code") }).Where("source_id = ?", r.ID).Order("known_on DESC, code").Limit(MostOfSource).Find(&r.Notes).Error
	return &r, domainErr(attempt, err)
}

// restingOn keeps the rows that a table of links connects with the source.
func restingOn(db *gorm.DB, id, links, column, code string) *gorm.DB {
	if code == "" {
		return db
	}
	return db.Where(id+" IN (SELECT x."+column+" FROM "+links+" x WHERE x.source_id = (SELECT id FROM sources WHERE code = ?))", code)
}

// SourceTitle is the title of the source with the code.
func (s *Store) SourceTitle(ctx context.Context, code string) (string, error) {
	var source Source
	err := s.db.WithContext(ctx).Select("title").Where("code = ?", code).Take(&source).Error
	return source.Title, domainErr("source "+code, err)
}
