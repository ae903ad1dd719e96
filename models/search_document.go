package models

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// SearchKind is the kind of record that a search finds.
type SearchKind string

// The kinds of record that can be found.
const (
	FoundProject    SearchKind = "project"
	FoundEnterprise SearchKind = "enterprise"
	FoundAgreement  SearchKind = "agreement"
	FoundStatement  SearchKind = "statement"
	FoundSource     SearchKind = "source"
	FoundCommodity  SearchKind = "commodity"
	FoundMetric     SearchKind = "metric"
	FoundProgramme  SearchKind = "programme"
	FoundCorridor   SearchKind = "corridor"
	FoundRegion     SearchKind = "region"
)

// SearchKinds are all kinds in the order in which they are offered.
var SearchKinds = []SearchKind{
	FoundProject, FoundEnterprise, FoundAgreement, FoundStatement, FoundSource, FoundCommodity, FoundMetric, FoundProgramme,
	FoundCorridor, FoundRegion,
}

// SearchDocument is a record as it is searched. It is derived from the record
// and everything that belongs to it, and written in the same transaction.
type SearchDocument struct {
	ID       int64 `gorm:"primaryKey"`
	Kind     SearchKind
	RecordID int64
	Code     string
	// Day is the date of the record, which may be partial, and empty.
	Day string
	// NameKey holds the keys of the names, each on a line of its own between two
	// breaks, and on a line that begins with «~» those of the other spellings of the
	// places in them.
	NameKey string
	// SearchKey is the mark of the kind and the key of everything, between two
	// breaks. It is indexed.
	SearchKey string
	// Folded is everything that is searched, a line for each text.
	Folded string
	// Places are the codes of the aliases that the texts name, a line for each.
	Places string
	// Fields are the texts as they are written: a JSON list of SearchField.
	Fields string
}

// SearchField is one text of a record, in one language.
type SearchField struct {
	Name FieldName `json:"n"`
	// Lang is empty for a text that belongs to no language, such as a code.
	Lang Lang   `json:"l,omitempty"`
	Text string `json:"t"`
}

// FieldName says what a text of a record is.
type FieldName string

// The texts of records.
const (
	FieldTitle     FieldName = "name"
	FieldPartner   FieldName = "partner"
	FieldSector    FieldName = "sector"
	FieldRegion    FieldName = "region"
	FieldPlace     FieldName = "place"
	FieldCapacity  FieldName = "capacity"
	FieldProduct   FieldName = "product"
	FieldParties   FieldName = "parties"
	FieldTopic     FieldName = "topic"
	FieldRole      FieldName = "role"
	FieldProgramme FieldName = "programme"
	FieldQuote     FieldName = "quote"
	FieldPublisher FieldName = "publisher"
	FieldNote      FieldName = "note"
	FieldMeaning   FieldName = "definition"
	FieldBasis     FieldName = "basis"
	FieldSpelling  FieldName = "spelling"
	FieldCode      FieldName = "code"
)

// SpellingSeparator parts the spellings of one place in the text of a record.
const SpellingSeparator = " · "

// searchForm counts the forms that documents have had. A change of what they
// hold, of the folding or of the keys takes the next number, and the documents of
// a database are written anew when the program first meets it.
const searchForm = 1

// searchState is the form of the documents in the database.
type searchState struct {
	ID   int64 `gorm:"primaryKey"`
	Form int64
}

// TableName implements gorm's naming: there is one row.
func (searchState) TableName() string { return "search_state" }

// kindMark is a word of each key that says the kind, so that an index of letters
// alone finds the records of one kind. No break stands before it: it is not
// searched.
func kindMark(kind SearchKind) string {
	return fmt.Sprintf("z%02d", slices.Index(SearchKinds, kind))
}

// draft collects the texts of a record.
type searchDraft struct {
	document SearchDocument
	fields   []SearchField
}

// add appends a text, unless it is empty.
func (d *searchDraft) add(name FieldName, lang Lang, text string) {
	if strings.TrimSpace(text) != "" {
		d.fields = append(d.fields, SearchField{name, lang, text})
	}
}

// translated appends a text in its languages.
func (d *searchDraft) translated(name FieldName, t Translations) {
	for _, lang := range []Lang{English, Kazakh, Russian, Chinese} {
		d.add(name, lang, t.get(lang))
	}
}

// finish works out what follows from the texts.
func (d *searchDraft) finish(g *gazetteer) (SearchDocument, error) {
	var name, key, folded strings.Builder
	var codes, others, ofName []string
	d.add(FieldCode, "", d.document.Code)
	seen := make(map[string]bool)
	for _, f := range d.fields {
		text := foldText(f.Text).runes
		// Names often read the same in several languages.
		same := string(f.Name) + string(text)
		if seen[same] {
			continue
		}
		seen[same] = true
		textKey := keyOf(text)
		if f.Name == FieldTitle {
			name.WriteString("\n" + wordBreak + textKey + wordBreak + "\n")
		}
		key.WriteString(wordBreak + textKey)
		folded.WriteString(string(text) + "\n")
		if f.Name == FieldCode {
			// «astana-lrt» is no place.
			continue
		}
		for _, m := range g.mentions(text) {
			if f.Name == FieldTitle && !slices.Contains(ofName, m.place.code) {
				ofName = append(ofName, m.place.code)
				name.WriteString("\n~" + wordBreak + strings.Join(m.place.keys, wordBreak) + wordBreak + "\n")
			}
			if !slices.Contains(codes, m.place.code) {
				codes = append(codes, m.place.code)
				others = append(others, strings.Join(m.place.spellings, SpellingSeparator))
			}
		}
	}
	for _, text := range others {
		d.add(FieldSpelling, "", text)
		runes := foldText(text).runes
		key.WriteString(wordBreak + keyOf(runes))
		folded.WriteString(string(runes) + "\n")
	}
	fields, err := json.Marshal(d.fields)
	if err != nil {
		return SearchDocument{}, err
	}
	d.document.NameKey = name.String()
	d.document.SearchKey = "~" + kindMark(d.document.Kind) + key.String() + wordBreak
	d.document.Folded = folded.String()
	if len(codes) > 0 {
		d.document.Places = "\n" + strings.Join(codes, "\n") + "\n"
	}
	d.document.Fields = string(fields)
	return d.document, nil
}

// searchWriter writes the documents of records in a transaction.
type searchWriter struct {
	tx       *gorm.DB
	places   *gazetteer
	sectors  map[int64]*Sector
	regions  map[int64]*Region
	speakers map[int64]*Speaker
	roles    map[int64]*Role
	cities   map[int64]*Place
	// programmes are what statements are about.
	programmes map[int64]*Programme
	// kept, if there is such, gives documents that are at hand already, of some of
	// the records.
	kept func(kind SearchKind, ids []int64) (map[int64]SearchDocument, error)
}

func newSearchWriter(tx *gorm.DB) (*searchWriter, error) {
	var aliases []Alias
	if err := tx.Order("id").Find(&aliases).Error; err != nil {
		return nil, err
	}
	var places []*place
	for _, a := range aliases {
		places = append(places, newPlace(a))
	}
	w := &searchWriter{
		tx: tx, places: newGazetteer(places), sectors: make(map[int64]*Sector), regions: make(map[int64]*Region),
		speakers: make(map[int64]*Speaker), roles: make(map[int64]*Role), cities: make(map[int64]*Place),
		programmes: make(map[int64]*Programme),
	}
	for _, read := range []func() error{
		func() error { return readBy(tx, func(t *Sector) { w.sectors[t.ID] = t }) },
		func() error { return readBy(tx, func(t *Region) { w.regions[t.ID] = t }) },
		func() error { return readBy(tx, func(t *Speaker) { w.speakers[t.ID] = t }) },
		func() error { return readBy(tx, func(t *Role) { w.roles[t.ID] = t }) },
		func() error { return readBy(tx, func(t *Place) { w.cities[t.ID] = t }) },
		func() error { return readBy(tx, func(p *Programme) { w.programmes[p.ID] = p }) },
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// searchTables are the tables of the records of each kind.
var searchTables = map[SearchKind]string{
	FoundProject: "projects", FoundEnterprise: "enterprises", FoundAgreement: "agreements", FoundStatement: "statements",
	FoundSource: "sources", FoundCommodity: "commodities", FoundMetric: "metrics", FoundProgramme: "programmes",
	FoundCorridor: "corridors", FoundRegion: "regions",
}

// searchBatch is how many records are read and written at a time.
const searchBatch = 500

// all writes the documents of every record, and removes any other.
func (w *searchWriter) all() error {
	if err := w.tx.Exec("DELETE FROM search_documents").Error; err != nil {
		return err
	}
	for _, kind := range SearchKinds {
		var ids []int64
		if err := w.tx.Table(searchTables[kind]).Order("id").Pluck("id", &ids).Error; err != nil {
			return err
		}
		if err := w.write(kind, ids); err != nil {
			return err
		}
	}
	return w.settle()
}

// settle sorts what was written into the index. Postgres puts new rows on a list
// that every search reads from end to end until a vacuum clears it; without the
// list writing takes ten times as long.
func (w *searchWriter) settle() error {
	if w.tx.Name() != string(Postgres) {
		return nil
	}
	return w.tx.Exec("SELECT gin_clean_pending_list('search_documents_search_key')").Error
}

// some writes the documents of some records of a kind anew; one that is gone
// loses its document.
func (w *searchWriter) some(kind SearchKind, ids []int64) error {
	for part := range slices.Chunk(ids, searchBatch) {
		if err := w.tx.Where("kind = ? AND record_id IN ?", kind, part).Delete(&SearchDocument{}).Error; err != nil {
			return err
		}
	}
	return w.write(kind, ids)
}

func (w *searchWriter) write(kind SearchKind, ids []int64) error {
	for part := range slices.Chunk(ids, searchBatch) {
		documents, err := w.documents(kind, part)
		if err != nil {
			return fmt.Errorf("read %s for the search: %w", searchTables[kind], err)
		}
		if len(documents) == 0 {
			continue
		}
		if err := w.tx.Create(&documents).Error; err != nil {
			return fmt.Errorf("write %s for the search: %w", searchTables[kind], err)
		}
	}
	return nil
}

// documents are those of records, in the order of their ids, some of which may be
// gone.
func (w *searchWriter) documents(kind SearchKind, ids []int64) ([]SearchDocument, error) {
	var kept map[int64]SearchDocument
	if w.kept != nil {
		var err error
		if kept, err = w.kept(kind, ids); err != nil {
			return nil, err
		}
	}
	drafts, err := w.drafts(kind, slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { _, is := kept[id]; return is }))
	if err != nil {
		return nil, err
	}
	documents := slices.Collect(maps.Values(kept))
	for _, d := range drafts {
		d.document.Kind = kind
		document, err := d.finish(w.places)
		if err != nil {
			return nil, err
		}
		documents = append(documents, document)
	}
	slices.SortFunc(documents, func(a, b SearchDocument) int { return cmp.Compare(a.RecordID, b.RecordID) })
	return documents, nil
}

// drafts reads the texts of records, in the order of their ids.
func (w *searchWriter) drafts(kind SearchKind, ids []int64) ([]*searchDraft, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	switch kind {
	case FoundProject:
		return w.projects(ids)
	case FoundEnterprise:
		return draftsOf(w, ids, func(e *Enterprise, d *searchDraft) {
			d.translated(FieldTitle, e.Name)
			w.sectorAndRegion(d, e.SectorID, e.RegionID)
			d.add(FieldProduct, English, e.Product)
		})
	case FoundAgreement:
		return draftsOf(w, ids, func(a *Agreement, d *searchDraft) {
			d.document.Day = string(a.SignedOn)
			d.translated(FieldTitle, a.Title)
			if a.PlaceID != nil {
				d.translated(FieldPlace, w.cities[*a.PlaceID].Name)
			}
			d.add(FieldParties, English, a.Parties)
			d.add(FieldTopic, English, a.Topic)
			d.translated(FieldNote, a.Note)
		})
	case FoundStatement:
		return w.statements(ids)
	case FoundSource:
		return draftsOf(w, ids, func(s *Source, d *searchDraft) {
			d.document.Day = string(s.PublishedOn)
			d.add(FieldTitle, English, s.Title)
			d.add(FieldPublisher, English, s.Publisher)
			d.add(FieldNote, English, s.Note)
		})
	case FoundCommodity:
		return w.commodities(ids)
	case FoundMetric:
		return draftsOf(w, ids, func(m *Metric, d *searchDraft) {
			d.translated(FieldTitle, m.Name)
			d.translated(FieldMeaning, m.Definition)
		})
	case FoundProgramme:
		return draftsOf(w, ids, func(p *Programme, d *searchDraft) {
			d.translated(FieldTitle, p.Name)
			d.add(FieldBasis, English, p.Basis)
		})
	case FoundCorridor:
		return w.corridors(ids)
	case FoundRegion:
		return draftsOf(w, ids, func(r *Region, d *searchDraft) { d.translated(FieldTitle, r.Name) })
	}
	return nil, fmt.Errorf("no records of the kind %q can be found", kind)
}

// draftsOf reads records and makes a draft of each.
func draftsOf[T any, P interface {
	*T
	recorded
	code() string
}](w *searchWriter, ids []int64, fill func(P, *searchDraft)) ([]*searchDraft, error) {
	var list []P
	if err := w.tx.Where("id IN ?", ids).Order("id").Find(&list).Error; err != nil {
		return nil, err
	}
	drafts := make([]*searchDraft, len(list))
	for i, item := range list {
		drafts[i] = &searchDraft{document: SearchDocument{RecordID: item.record().ID, Code: item.code()}}
		fill(item, drafts[i])
	}
	return drafts, nil
}

func (w *searchWriter) sectorAndRegion(d *searchDraft, sector, region *int64) {
	if sector != nil {
		d.translated(FieldSector, w.sectors[*sector].Name)
	}
	if region != nil {
		d.translated(FieldRegion, w.regions[*region].Name)
	}
}

// belonging reads what belongs to the owners with the ids, in order.
func belonging[T any](w *searchWriter, column string, ids []int64, order string, owner func(*T) int64) (map[int64][]*T, error) {
	var list []*T
	if err := w.tx.Where(column+" IN ?", ids).Order(order).Find(&list).Error; err != nil {
		return nil, err
	}
	of := make(map[int64][]*T)
	for _, item := range list {
		of[owner(item)] = append(of[owner(item)], item)
	}
	return of, nil
}

func (w *searchWriter) projects(ids []int64) ([]*searchDraft, error) {
	partners, err := belonging(w, "project_id", ids, "side DESC, position", func(p *ProjectPartner) int64 { return p.ProjectID })
	if err != nil {
		return nil, err
	}
	events, err := belonging(w, "note <> '' AND project_id", ids, "code", func(e *ProjectEvent) int64 { return e.ProjectID })
	if err != nil {
		return nil, err
	}
	return draftsOf(w, ids, func(p *Project, d *searchDraft) {
		d.translated(FieldTitle, p.Name)
		w.sectorAndRegion(d, p.SectorID, p.RegionID)
		d.add(FieldPlace, English, p.Locality)
		for _, partner := range partners[p.ID] {
			text := partner.Name
			if partner.Detail != "" {
				text += " (" + partner.Detail + ")"
			}
			d.add(FieldPartner, English, text)
		}
		d.add(FieldCapacity, English, p.Capacity)
		d.add(FieldNote, English, p.Note)
		for _, e := range events[p.ID] {
			d.add(FieldNote, English, e.Note)
		}
	})
}

func (w *searchWriter) statements(ids []int64) ([]*searchDraft, error) {
	figures, err := belonging(w, "statement_id", ids, "position, id", func(f *Figure) int64 { return f.StatementID })
	if err != nil {
		return nil, err
	}
	sources := make(map[int64]*Source)
	var list []Source
	err = w.tx.Where("id IN (SELECT source_id FROM statements WHERE dated_by = ? AND id IN ?)", DatedByPublished, ids).Find(&list).Error
	if err != nil {
		return nil, err
	}
	for i := range list {
		sources[list[i].ID] = &list[i]
	}
	return draftsOf(w, ids, func(st *Statement, d *searchDraft) {
		st.Source = sources[st.SourceID]
		for _, f := range figures[st.ID] {
			st.Figures = append(st.Figures, *f)
		}
		d.document.Day = string(st.Day())
		d.translated(FieldTitle, w.speakers[st.SpeakerID].Name)
		if st.RoleID != nil {
			d.translated(FieldRole, w.roles[*st.RoleID].Name)
		}
		if st.PlaceID != nil {
			d.translated(FieldPlace, w.cities[*st.PlaceID].Name)
		}
		var said []string
		for _, f := range st.Figures {
			// One passage often carries several figures.
			if !slices.Contains(said, f.Quote) {
				d.add(FieldQuote, English, f.Quote)
				said = append(said, f.Quote)
			}
		}
		d.add(FieldNote, English, st.Note)
		d.translated(FieldProgramme, w.programmes[st.ProgrammeID].Name)
	})
}

func (w *searchWriter) commodities(ids []int64) ([]*searchDraft, error) {
	var notes []struct {
		CommodityID int64
		Text        Translations `gorm:"embedded;embeddedPrefix:text_"`
	}
	err := w.tx.Table("price_notes").Joins("JOIN price_note_commodities x ON x.price_note_id = price_notes.id").
		Where("x.commodity_id IN ?", ids).Order("price_notes.code").
		Select("x.commodity_id, text_en, text_kk, text_ru, text_zh").Scan(&notes).Error
	if err != nil {
		return nil, err
	}
	return draftsOf(w, ids, func(c *Commodity, d *searchDraft) {
		d.translated(FieldTitle, c.Name)
		for _, n := range notes {
			if n.CommodityID == c.ID {
				d.translated(FieldNote, n.Text)
			}
		}
	})
}

func (w *searchWriter) corridors(ids []int64) ([]*searchDraft, error) {
	waypoints, err := belonging(w, "corridor_id", ids, "seq", func(p *Waypoint) int64 { return p.CorridorID })
	if err != nil {
		return nil, err
	}
	return draftsOf(w, ids, func(c *Corridor, d *searchDraft) {
		d.translated(FieldTitle, c.Name)
		for _, p := range waypoints[c.ID] {
			d.translated(FieldPlace, p.Name())
		}
		for _, p := range waypoints[c.ID] {
			d.add(FieldNote, English, p.Note)
		}
	})
}

func (p *Project) code() string    { return p.Code }
func (e *Enterprise) code() string { return e.Code }
func (a *Agreement) code() string  { return a.Code }
func (s *Statement) code() string  { return s.Code }
func (s *Source) code() string     { return s.Code }
func (c *Commodity) code() string  { return c.Code }
func (m *Metric) code() string     { return m.Code }
func (p *Programme) code() string  { return p.Code }
func (c *Corridor) code() string   { return c.Code }
func (t *Term) code() string       { return t.Code }
