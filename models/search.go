package models

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// SearchQuery asks for the records that hold every word of a text.
type SearchQuery struct {
	Text string
	// Kind asks for a page of the records of one kind; empty for the first few of
	// each.
	Kind SearchKind
	// Page counts from 1; 0 is the first.
	Page int
}

// SearchFew is how many records of each kind are shown together.
const SearchFew = 5

// SearchResult is what a search has found.
type SearchResult struct {
	// Groups are the kinds that have hits, the one with the best hit first. Without
	// a chosen kind each has its first few hits, else only the chosen one has any.
	Groups []SearchGroup
	// Total counts the hits of all kinds.
	Total int
	// Suggestions are words of the records that look like the query; only a search
	// without hits has any.
	Suggestions []string
	// Marker finds in a text what it was found by.
	Marker *Marker
}

// Group is the group of a kind, nil if it has no hit.
func (r *SearchResult) Group(kind SearchKind) *SearchGroup {
	for i := range r.Groups {
		if r.Groups[i].Kind == kind {
			return &r.Groups[i]
		}
	}
	return nil
}

// SearchGroup are the hits of one kind, the best first.
type SearchGroup struct {
	Kind  SearchKind
	Total int
	Hits  []SearchHit
}

// SearchHit is a record that was found, with its texts.
type SearchHit struct {
	Code string
	// Day is the date of the record, which may be partial; empty where it has none.
	Day    Date
	Fields []SearchField
}

// Texts are those of the fields with the name, as one text for each language.
func (h *SearchHit) Texts(name FieldName) Translations {
	var t Translations
	for _, f := range h.Fields {
		if f.Name != name {
			continue
		}
		switch f.Lang {
		case Kazakh:
			t.KK = cmp.Or(t.KK, f.Text)
		case Russian:
			t.RU = cmp.Or(t.RU, f.Text)
		case Chinese:
			t.ZH = cmp.Or(t.ZH, f.Text)
		default:
			t.EN = cmp.Or(t.EN, f.Text)
		}
	}
	return t
}

// Search finds records by their texts, in three queries: the aliases, the number
// of hits of each kind, and the hits that are shown, or in place of the last the
// words that look like the query. A text of nothing but space asks nothing.
//
// A record is found if every word of the text occurs in it, anywhere in a word.
// Two exceptions keep the answer to what was meant. What is a known spelling of a
// place finds the records that name the place, in any spelling, and not those
// where it is a part of another word: «Қорғас» is not in «қорғасын», lead. And one
// or two letters of an alphabet are looked for at the beginning of words.
func (s *Store) Search(ctx context.Context, q SearchQuery) (*SearchResult, error) {
	result, m, err := s.countFound(ctx, q)
	if err != nil || m == nil {
		return result, err
	}
	if result.Total == 0 {
		result.Suggestions, err = m.suggestions(q.Text)
		return result, domainErr("look for words like the query", err)
	}
	rows, err := m.best(q, result.counts())
	if err != nil {
		return nil, domainErr("read what was found", err)
	}
	best := make(map[SearchKind]int)
	for _, r := range rows {
		group := result.Group(r.Kind)
		if len(group.Hits) == 0 {
			best[r.Kind] = r.Grade
		}
		hit, err := r.hit()
		if err != nil {
			return nil, err
		}
		group.Hits = append(group.Hits, hit)
	}
	slices.SortFunc(result.Groups, func(a, b SearchGroup) int {
		return cmp.Or(cmp.Compare(best[a.Kind], best[b.Kind]), cmp.Compare(slices.Index(SearchKinds, a.Kind), slices.Index(SearchKinds, b.Kind)))
	})
	return result, nil
}

// CountFound is how many records of each kind Search finds, without the records.
func (s *Store) CountFound(ctx context.Context, q SearchQuery) (*SearchResult, error) {
	result, _, err := s.countFound(ctx, q)
	return result, err
}

// countFound also returns by what the records are found; nil if nothing is asked.
func (s *Store) countFound(ctx context.Context, q SearchQuery) (*SearchResult, *match, error) {
	result := &SearchResult{Marker: &Marker{}}
	if keyOf(foldText(q.Text).runes) == "" {
		return result, nil, nil
	}
	m, err := s.match(ctx, q.Text)
	if err != nil {
		return nil, nil, domainErr("read the aliases", err)
	}
	result.Marker.terms = m.terms
	var counts []kindCount
	if err := m.hits("").Select("d.kind, count(*) AS total").Group("d.kind").Scan(&counts).Error; err != nil {
		return nil, nil, domainErr("count what was found", err)
	}
	for _, c := range counts {
		result.Total += c.Total
		result.Groups = append(result.Groups, SearchGroup{Kind: c.Kind, Total: c.Total})
	}
	return result, m, nil
}

// kindCount is the number of hits of a kind.
type kindCount struct {
	Kind  SearchKind
	Total int
}

func (r *SearchResult) counts() []kindCount {
	counts := make([]kindCount, len(r.Groups))
	for i, g := range r.Groups {
		counts[i] = kindCount{g.Kind, g.Total}
	}
	return counts
}

// term is one thing that a record must hold to be found.
type term struct {
	folded []rune
	key    string
	// start looks for the letters at the beginning of words only.
	start bool
	// place is set where the letters are a spelling of a known place, and only then
	// finds it alone.
	place *place
	only  *gazetteer
}

const (
	// mostTerms bounds the conditions of a query; the words beyond are left aside.
	mostTerms = 16
	// mostWordsOfAPlace is how many words the name of a place has.
	mostWordsOfAPlace = 4
)

// parseTerms takes a query apart at its spaces. Words that together spell the
// name of a place stay together.
func parseTerms(text string, aliases []Alias) []term {
	named := make(map[string]*place)
	for _, a := range aliases {
		p := newPlace(a)
		for _, folded := range p.folded {
			named[placeName(folded)] = p
		}
	}
	delete(named, "")
	tokens := strings.Fields(foldText(text).String())
	var terms []term
	for i := 0; i < len(tokens) && len(terms) < mostTerms; {
		next := i + 1
		t := term{folded: []rune(tokens[i])}
		for end := min(len(tokens), i+mostWordsOfAPlace); end > i; end-- {
			joined := []rune(strings.Join(tokens[i:end], " "))
			if p := named[placeName(joined)]; p != nil {
				t.folded, t.place, next = joined, p, end
				t.only = newGazetteer([]*place{p})
				break
			}
		}
		t.key = keyOf(t.folded)
		terms = append(terms, t)
		i = next
	}
	// A word cut off at its front can only be the first, as in «atas wind»; among
	// longer words it may stand anywhere.
	alone := !slices.ContainsFunc(terms, func(t term) bool { return !t.short() })
	for i := range terms {
		terms[i].start = terms[i].short() && (alone || i > 0)
	}
	return terms
}

// short reports whether the term is so short that it is a part of most texts.
func (t *term) short() bool {
	return t.place == nil && len(t.folded) < 3 &&
		!slices.ContainsFunc(t.folded, func(r rune) bool { return !isWordRune(r) || isIdeograph(r) })
}

// keys are those by which the term can stand in a key.
func (t *term) keys() []string {
	if t.place != nil {
		return t.place.keys
	}
	return []string{t.key}
}

// match builds the queries of one search.
type match struct {
	db      *gorm.DB
	dialect Dialect
	terms   []term
}

// match takes a query apart, for which it reads the aliases.
func (s *Store) match(ctx context.Context, text string) (*match, error) {
	db := s.db.WithContext(ctx)
	aliases, err := Share(ctx, s, "aliases", func() ([]Alias, error) {
		var list []Alias
		err := db.Order("id").Find(&list).Error
		return list, err
	})
	if err != nil {
		return nil, err
	}
	return &match{db: db, dialect: s.dialect, terms: parseTerms(text, aliases)}, nil
}

// position is the function that gives the place of one text in another, 0 if it
// is not there. Unlike LIKE it has no patterns, so that «%» is a letter.
func (m *match) position() string {
	if m.dialect == Postgres {
		return "strpos"
	}
	return "instr"
}

// hits selects the documents of a kind, or of all, that hold every term.
func (m *match) hits(kind SearchKind) *gorm.DB {
	db := m.db
	if m.dialect == SQLite {
		var needed []string
		if kind != "" {
			needed = append(needed, kindMark(kind))
		}
		for _, t := range m.terms {
			needed = append(needed, t.indexed()...)
		}
		db = db.Table("search_index x").Joins("JOIN search_documents d ON d.id = x.rowid").Where("x.search_index MATCH ?", allOf(needed))
	} else {
		db = db.Table("search_documents d")
		for _, t := range m.terms {
			db = db.Where("d.search_key LIKE ?", "%"+t.pattern()+"%")
		}
	}
	if kind != "" {
		db = db.Where("d.kind = ?", kind)
	}
	for _, t := range m.terms {
		if t.place != nil {
			db = db.Where(m.position()+"(d.places, ?) > 0", "\n"+t.place.code+"\n")
			continue
		}
		if t.start {
			db = db.Where(m.position()+"(d.search_key, ?) > 0", wordBreak+t.key)
		}
		db = db.Where(m.position()+"(d.folded, ?) > 0", string(t.folded))
	}
	return db
}

// pattern is what an index can find of the term: a part of the key. A record
// that names a place holds all its spellings.
func (t *term) pattern() string {
	if t.place != nil {
		return slices.MaxFunc(t.place.keys, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	}
	if t.start {
		return wordBreak + t.key
	}
	return t.key
}

// mostTrigrams bounds what the index is asked for a term: so many are as good as
// all.
const mostTrigrams = 24

// indexed are the trigrams that every key with the term has; none for a short
// term among longer ones.
func (t *term) indexed() []string {
	list := trigrams(t.pattern())
	return list[:min(len(list), mostTrigrams)]
}

// allOf is the query of a full-text index for rows with every trigram.
func allOf(list []string) string {
	slices.Sort(list)
	return `"` + strings.Join(slices.Compact(list), `" AND "`) + `"`
}

// grade tells how well a document answers: 0 has a name that is the query, 1 one
// that begins with it, 2 has all its words in its names, 3 has them anywhere, and
// 4 has some as parts of other words only.
func (m *match) grade() (string, []any) {
	var b strings.Builder
	var args []any
	holds := func(column string, patterns []string) {
		b.WriteString("(")
		for i, p := range patterns {
			if i > 0 {
				b.WriteString(" OR ")
			}
			fmt.Fprintf(&b, "%s(%s, ?) > 0", m.position(), column)
			args = append(args, p)
		}
		b.WriteString(")")
	}
	phrases := []string{""}
	for _, t := range m.terms {
		phrases[0] = strings.TrimPrefix(phrases[0]+wordBreak+t.key, wordBreak)
	}
	if len(m.terms) == 1 {
		phrases = m.terms[0].keys()
	}
	around := func(keys []string, before, after string) []string {
		list := make([]string, len(keys))
		for i, key := range keys {
			list[i] = before + key + after
		}
		return list
	}
	b.WriteString("CASE WHEN ")
	holds("d.name_key", around(phrases, "\n"+wordBreak, wordBreak+"\n"))
	b.WriteString(" THEN 0 WHEN ")
	holds("d.name_key", around(phrases, "\n"+wordBreak, ""))
	for i, column := range []string{"d.name_key", "d.search_key"} {
		fmt.Fprintf(&b, " THEN %d WHEN ", i+1)
		for j, t := range m.terms {
			if j > 0 {
				b.WriteString(" AND ")
			}
			holds(column, around(t.keys(), wordBreak, wordBreak))
		}
	}
	b.WriteString(" THEN 3 ELSE 4 END")
	return b.String(), args
}

// FoundRecord is a hit of a search with its kind.
type FoundRecord struct {
	Kind SearchKind
	SearchHit
}

// AllFound are all records that the search finds, of the kind that it asks for or
// of all, in the order in which Search shows them.
func (s *Store) AllFound(ctx context.Context, q SearchQuery) (Stream[FoundRecord], error) {
	if keyOf(foldText(q.Text).runes) == "" {
		return Stream[FoundRecord]{Each: func(func(FoundRecord, error) bool) {}}, nil
	}
	m, err := s.match(ctx, q.Text)
	if err != nil {
		return Stream[FoundRecord]{}, domainErr("read the aliases", err)
	}
	grade, args := m.grade()
	kinds := SearchKinds
	if q.Kind != "" {
		kinds = []SearchKind{q.Kind}
	}
	type graded struct{ Found, Grade int64 }
	var groups [][]graded
	for _, kind := range kinds {
		var rows []graded
		err := m.hits(kind).Select("d.id AS found, "+grade+" AS grade", args...).Order("grade, d.day DESC, d.name_key, d.code").Scan(&rows).Error
		if err != nil {
			return Stream[FoundRecord]{}, domainErr("list what was found", err)
		}
		if len(rows) > 0 {
			groups = append(groups, rows)
		}
	}
	// The kinds stand in their own order already, which a stable sort keeps.
	slices.SortStableFunc(groups, func(a, b []graded) int { return cmp.Compare(a[0].Grade, b[0].Grade) })
	var ids []int64
	for _, r := range slices.Concat(groups...) {
		ids = append(ids, r.Found)
	}
	documents := inBatches(ids, func(d *SearchDocument) int64 { return d.ID }, func(ids []int64) ([]SearchDocument, error) {
		var list []SearchDocument
		err := s.db.WithContext(ctx).Where("id IN ?", ids).Find(&list).Error
		return list, domainErr("read what was found", err)
	})
	return mapped(documents, func(d SearchDocument) (FoundRecord, error) {
		hit, err := d.hit()
		return FoundRecord{d.Kind, hit}, err
	}), nil
}

// hit is the document as it is shown.
func (d *SearchDocument) hit() (SearchHit, error) {
	hit := SearchHit{Code: d.Code, Day: Date(d.Day)}
	if err := json.Unmarshal([]byte(d.Fields), &hit.Fields); err != nil {
		return hit, fmt.Errorf("read the texts of %s %s: %w", d.Kind, d.Code, err)
	}
	return hit, nil
}

// searchRow is a hit as it comes from the database.
type searchRow struct {
	SearchDocument
	Grade int
}

// best reads the hits that are shown, in their order within each kind. Each kind
// is asked for by itself, with a limit: to number the hits of all kinds in one go
// the database would have to sort all of them, and took six times as long.
func (m *match) best(q SearchQuery, counts []kindCount) ([]searchRow, error) {
	grade, args := m.grade()
	var parts []string
	var queries []any
	for _, c := range counts {
		limit, offset := SearchFew, 0
		if q.Kind != "" {
			limit, offset = PageSize, (max(q.Page, 1)-1)*PageSize
			if c.Kind != q.Kind {
				continue
			}
		}
		parts = append(parts, "SELECT * FROM (?) AS "+string(c.Kind))
		queries = append(queries, m.hits(c.Kind).Select("d.id AS found, "+grade+" AS grade", args...).
			Order("grade, d.day DESC, d.name_key, d.code").Limit(limit).Offset(offset))
	}
	if len(parts) == 0 {
		return nil, nil
	}
	var rows []searchRow
	err := m.db.Raw("SELECT d.*, f.grade FROM ("+strings.Join(parts, " UNION ALL ")+") f JOIN search_documents d ON d.id = f.found", queries...).
		Scan(&rows).Error
	slices.SortFunc(rows, func(a, b searchRow) int {
		return cmp.Or(cmp.Compare(a.Grade, b.Grade), cmp.Compare(b.Day, a.Day), cmp.Compare(a.NameKey, b.NameKey), cmp.Compare(a.Code, b.Code))
	})
	return rows, err
}
