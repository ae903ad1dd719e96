package models

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Withdrawal is a record that was published and taken back. Its row is gone from the
// tables of records, so that nothing shows or counts it; its address says why.
type Withdrawal struct {
	ID       int64 `gorm:"primaryKey"`
	ChangeID int64
	At       time.Time
	Noun     Noun
	Code     string
	// File and Key name the row; both are empty for a statement that went with the
	// last of its figures, and for a figure that went with the row of its statement.
	File string
	Key  string `gorm:"column:row_key"`
	// RecordID is that of the row. No other record is given it.
	RecordID int64
	// The name of the record, as RecordName has it.
	Name Translations `gorm:"embedded;embeddedPrefix:name_"`
	Of   Translations `gorm:"embedded;embeddedPrefix:of_"`
	Day  Date
	Kind EventKind
	Page string
	Unit string
	// Cells is the row as it stood, as JSON.
	Cells  string
	Reason string
	// ReplacedBy is the code of the record that took its place, of the same kind; empty
	// if none did.
	ReplacedBy string
}

// WithdrawnFigure is the withdrawal of a record without which there is no such figure;
// it returns ErrNotFound if none of them was withdrawn.
func (s *Store) WithdrawnFigure(ctx context.Context, ref FigureRef) (*Withdrawal, error) {
	for _, key := range ref.RestsOn() {
		if w, err := s.Withdrawn(ctx, key.Noun, key.Code); !errors.Is(err, ErrNotFound) {
			return w, err
		}
	}
	return nil, ErrNotFound
}

// Withdrawn is the newest withdrawal of a record that is not on record now; it
// returns ErrNotFound for any other.
func (s *Store) Withdrawn(ctx context.Context, noun Noun, code string) (*Withdrawal, error) {
	var w Withdrawal
	err := s.db.WithContext(ctx).Where("noun = ? AND code = ?", noun, code).Order("id DESC").Take(&w).Error
	if err == nil {
		var names map[RecordKey]RecordName
		names, err = s.RecordNames(ctx, []RecordKey{{noun, code}})
		if name := names[RecordKey{noun, code}]; err == nil && !name.Withdrawn {
			err = gorm.ErrRecordNotFound
		}
	}
	if err != nil {
		return nil, domainErr("read the withdrawal of "+string(noun)+" "+code, err)
	}
	return &w, nil
}

// Edit brings the record back as it stood.
func (w *Withdrawal) Edit() (RowEdit, error) {
	e := RowEdit{RowKey: RowKey{w.File, w.Key}}
	if err := json.Unmarshal([]byte(w.Cells), &e.Cells); err != nil {
		return e, fmt.Errorf("read the withdrawn %s %s: %w", w.Noun, w.Code, err)
	}
	return e, nil
}

// NounOf is the kind of the record that a row of the file is; a row of trade.csv is a
// statement.
func NounOf(file string) Noun {
	switch file {
	case statementFile.name:
		return NounFigure
	case projectEventFile.name:
		return NounEvent
	case waypointFile.name:
		return NounWaypoint
	}
	for noun, list := range filesOf {
		if slices.Contains(list, file) {
			return noun
		}
	}
	return ""
}

// codeOf is the code of the record that a row is.
func codeOf(key RowKey) string {
	if key.File == tradeFile.name {
		return tradeCode(strings.SplitN(key.Key, "/", 3)...)
	}
	return key.Key
}

// gone is a record that a change takes back.
type gone struct {
	key  RowKey
	noun Noun
	id   int64
}

// noteWithdrawn writes down what the edits take back, before it is removed: the
// revisions, and the rows from which it can be restored.
func (l *loader) noteWithdrawn(edits []RowEdit) ([]gone, error) {
	var out []RowEdit
	for _, e := range edits {
		if e.Withdraws() {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	figures, err := l.tradeFigures(out)
	if err != nil {
		return nil, err
	}
	names := newRecordNames()
	for _, e := range out {
		names.code(NounOf(e.File), codeOf(e.RowKey))
	}
	for _, code := range figures {
		names.code(NounFigure, code)
	}
	if err := names.read(l.tx); err != nil {
		return nil, err
	}
	var list []gone
	var notes []Withdrawal
	var told []RecordKey
	note := func(key RowKey, name RecordName, cells Cells, replacedBy string) error {
		if name.ID == 0 {
			return fmt.Errorf("withdraw %s %s: %w", name.Noun, name.Code, ErrNotFound)
		}
		list = append(list, gone{key, name.Noun, name.ID})
		l.noteWithdrawnVersion(name)
		row, err := json.Marshal(cells)
		notes = append(notes, Withdrawal{
			ChangeID: l.change.ID, At: l.now, Noun: name.Noun, Code: name.Code, File: key.File, Key: key.Key, RecordID: name.ID,
			Name: name.Name, Of: name.Of, Day: name.Day, Kind: name.Kind, Page: name.Page, Unit: name.Unit, Cells: string(row), Reason: l.reason, ReplacedBy: replacedBy,
		})
		told = append(told, name.RecordKey)
		return err
	}
	for _, e := range out {
		key := RecordKey{NounOf(e.File), codeOf(e.RowKey)}
		if err := note(e.RowKey, names.byCode[key], e.Base, e.ReplacedBy); err != nil {
			return nil, err
		}
	}
	for _, code := range figures {
		if err := note(RowKey{}, names.byCode[RecordKey{NounFigure, code}], nil, ""); err != nil {
			return nil, err
		}
	}
	emptied, err := l.emptied(list)
	if err != nil {
		return nil, err
	}
	for _, name := range emptied {
		replaced := ""
		for _, e := range out {
			replaced = cmp.Or(replaced, e.ReplacedBy)
		}
		if err := note(RowKey{}, name, nil, replaced); err != nil {
			return nil, err
		}
	}
	if err := l.tx.CreateInBatches(notes, 200).Error; err != nil {
		return nil, err
	}
	return list, l.revise(told, `{"withdrawn":false}`, `{"withdrawn":true}`)
}

// tradeFigures are the codes of the figures that go with rows of trade.csv, each of
// which is a whole statement.
func (l *loader) tradeFigures(edits []RowEdit) ([]string, error) {
	var statements, figures []string
	for _, e := range edits {
		if e.File == tradeFile.name {
			statements = append(statements, codeOf(e.RowKey))
		}
	}
	for part := range slices.Chunk(statements, batch) {
		var codes []string
		err := l.tx.Raw("SELECT f.code FROM figures f JOIN statements st ON st.id = f.statement_id WHERE st.code IN ? ORDER BY st.code, f.position", part).Scan(&codes).Error
		if err != nil {
			return nil, err
		}
		figures = append(figures, codes...)
	}
	return figures, nil
}

// emptied are the statements all of whose figures are taken back, and which are not
// taken back by a row of their own.
func (l *loader) emptied(list []gone) ([]RecordName, error) {
	leaving := make(map[int64]int)
	itself := make(map[int64]bool)
	var figures []int64
	for _, g := range list {
		switch g.noun {
		case NounFigure:
			figures = append(figures, g.id)
		case NounStatement:
			itself[g.id] = true
		}
	}
	type counted struct {
		ID int64
		N  int
	}
	var of []int64
	for part := range slices.Chunk(figures, batch) {
		var rows []counted
		if err := l.tx.Raw("SELECT statement_id AS id, count(*) AS n FROM figures WHERE id IN ? GROUP BY statement_id", part).Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			if leaving[r.ID] == 0 && !itself[r.ID] {
				of = append(of, r.ID)
			}
			leaving[r.ID] += r.N
		}
	}
	names := newRecordNames()
	var codes []string
	for part := range slices.Chunk(of, batch) {
		// Not the other embedded: GORM fills no field of a struct that it cannot see.
		var rows []struct {
			ID   int64
			Code string
			N    int
		}
		err := l.tx.Raw("SELECT st.id, st.code, count(*) AS n FROM statements st JOIN figures f ON f.statement_id = st.id WHERE st.id IN ? GROUP BY st.id, st.code", part).Scan(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.N == leaving[r.ID] {
				codes = append(codes, r.Code)
				names.code(NounStatement, r.Code)
			}
		}
	}
	if err := names.read(l.tx); err != nil {
		return nil, err
	}
	slices.Sort(codes)
	found := make([]RecordName, len(codes))
	for i, code := range codes {
		found[i] = names.byCode[RecordKey{NounStatement, code}]
	}
	return found, nil
}

// noteRestored keeps a revision for each record that comes back: to the reader it is
// no new one.
func (l *loader) noteRestored(edits []RowEdit) error {
	var added []RowEdit
	var keys []RecordKey
	for _, e := range edits {
		if e.IsNew() {
			added = append(added, e)
			keys = append(keys, RecordKey{NounOf(e.File), codeOf(e.RowKey)})
		}
	}
	figures, err := l.tradeFigures(added)
	if err != nil {
		return err
	}
	codes := make(map[Noun][]string)
	for _, code := range figures {
		keys = append(keys, RecordKey{NounFigure, code})
	}
	for _, key := range keys {
		codes[key.Noun] = append(codes[key.Noun], key.Code)
	}
	gone := make(map[RecordKey]bool)
	for noun, list := range codes {
		for part := range slices.Chunk(list, batch) {
			var found []string
			if err := l.tx.Model(&Withdrawal{}).Where("noun = ? AND code IN ?", noun, part).Distinct().Pluck("code", &found).Error; err != nil {
				return err
			}
			for _, code := range found {
				gone[RecordKey{noun, code}] = true
			}
		}
	}
	keys = slices.DeleteFunc(keys, func(key RecordKey) bool { return !gone[key] })
	return l.revise(keys, `{"withdrawn":true}`, `{"withdrawn":false}`)
}

// revise keeps a revision of the change for each of the records.
func (l *loader) revise(keys []RecordKey, before, after string) error {
	kind := l.change.Kind
	if kind == Addition {
		kind = Restoring
	}
	revisions := make([]Revision, len(keys))
	for i, key := range keys {
		revisions[i] = Revision{
			At: l.now, Noun: key.Noun, Code: key.Code, Reason: l.reason, Before: before, After: after, ChangeID: l.change.ID, Kind: kind, Who: l.change.Who,
		}
	}
	if len(revisions) == 0 {
		return nil
	}
	return l.tx.CreateInBatches(revisions, 200).Error
}
