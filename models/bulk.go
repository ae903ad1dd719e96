package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"
)

// MostBulk is how many records are edited together at most.
const MostBulk = 5000

// BulkHow says what a bulk edit makes of a cell.
type BulkHow string

// What can be made of a cell. Entries can be added to lists and removed from them.
const (
	BulkSet    BulkHow = "set"
	BulkEmpty  BulkHow = "empty"
	BulkAdd    BulkHow = "add"
	BulkRemove BulkHow = "remove"
)

// BulkChange is what a bulk edit makes of one column.
type BulkChange struct {
	File, Column string
	How          BulkHow
	// Value is the cell; of a list the entries, as the cell holds them.
	Value string
	// Only leaves alone what has another word in the column that NarrowColumn names;
	// empty takes all rows.
	Only string
}

// cell is what the change makes of a cell. A list that keeps its entries stays as it
// is written.
func (c BulkChange) cell(was string) string {
	if c.How == BulkEmpty {
		return ""
	}
	column, _ := FileColumn(c.File, c.Column)
	if column.Separator == "" {
		return Normalize(c.Value)
	}
	entries, given := column.Entries(was), column.Entries(c.Value)
	switch c.How {
	case BulkAdd:
		for _, entry := range given {
			if !slices.Contains(entries, entry) {
				entries = append(entries, entry)
			}
		}
	case BulkRemove:
		entries = slices.DeleteFunc(entries, func(entry string) bool { return slices.Contains(given, entry) })
	default:
		entries = given
	}
	if slices.Equal(entries, column.Entries(was)) {
		return was
	}
	return column.Joined(entries)
}

// takes reports whether the change is about a row. What all figures of a statement
// share stands in the rows of both files of statements.
func (c BulkChange) takes(e RowEdit) bool {
	if e.File != c.File {
		_, has := FileColumn(e.File, c.Column)
		return has && c.File == statementFile.name && e.File == tradeFile.name && slices.Contains(ofStatement, c.Column)
	}
	return c.Only == "" || e.Base[NarrowColumn(c.File)] == c.Only
}

// NarrowColumn is the column by whose words a bulk edit can leave rows of a file
// alone; empty for a file whose rows are records, or what they share.
func NarrowColumn(file string) string {
	switch file {
	case statementFile.name:
		return "metric"
	case projectEventFile.name, waypointFile.name:
		return "kind"
	}
	return ""
}

// SharedColumns are those of which all rows of a record hold the same; none for a
// file in which a row is a record.
func SharedColumns(file string) []string {
	if file == statementFile.name {
		return ofStatement
	}
	return nil
}

// BulkColumns are the columns that can be set for many records of a kind, file by
// file: all but those by which rows are known, and lead to their record.
func BulkColumns(noun Noun) []Reference {
	var list []Reference
	for _, name := range filesOf[noun] {
		if name == tradeFile.name {
			continue
		}
		f := fileNamed(name)
		for _, c := range f.columns {
			owner := name == statementFile.name && c.Name == "statement" || name == projectEventFile.name && c.Name == "project"
			if !owner && !slices.Contains(f.key, c.Name) {
				list = append(list, Reference{name, c.Name})
			}
		}
	}
	return list
}

// Bulk is an edit of many records of a kind at once.
type Bulk struct {
	// Filter selects the records, all pages of it, where All is set; its Noun is their
	// kind.
	Filter RecordFilter
	All    bool
	// Codes are the records where All is not set.
	Codes []string
	// Withdraw takes the records back; else the changes are made, one after another.
	Withdraw bool
	Changes  []BulkChange
}

// TooManyError tells that more records are selected than can be edited together.
type TooManyError struct{ Selected int }

func (e *TooManyError) Error() string {
	return fmt.Sprintf("%d records are selected, and at most %d are edited together", e.Selected, MostBulk)
}

// BulkOutcome says what a bulk edit makes of a record.
type BulkOutcome string

// The outcomes. A record without the column, or without a row that is meant, is left
// alone.
const (
	BulkChanged BulkOutcome = "changed"
	BulkSame    BulkOutcome = "same"
	BulkWithout BulkOutcome = "without"
)

// BulkPlan is what a bulk edit would do to the records as they stand.
type BulkPlan struct {
	Bulk
	// Records are those that are selected, in the order of their codes, and Gone the
	// codes that no record has.
	Records []RecordName
	Gone    []string
	// Token is another once the rows of the records are, or other records are selected.
	Token string
	// Edits are the rows that alter, and After how these would stand, with what is
	// worked out.
	Edits []RowEdit
	After map[RowKey]Cells
	// Earlier says whether the edits change earlier days.
	Earlier EarlierDays
	// Outcomes are by the codes of the records.
	Outcomes map[string]BulkOutcome

	rows []RowEdit
}

// Count is how many records have the outcome.
func (p *BulkPlan) Count(o BulkOutcome) int {
	n := 0
	for _, outcome := range p.Outcomes {
		if outcome == o {
			n++
		}
	}
	return n
}

// SelectBulk reads which records a bulk edit is of, without its changes. More than
// MostBulk are a *TooManyError.
func (s *Store) SelectBulk(ctx context.Context, b Bulk) (*BulkPlan, error) {
	var plan *BulkPlan
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) (err error) {
		plan, err = s.selectBulk(tx, b)
		return err
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	return plan, bulkErr("select records", err)
}

// selectBulk reads the records and their rows.
func (s *Store) selectBulk(tx *gorm.DB, b Bulk) (*BulkPlan, error) {
	plan := &BulkPlan{Bulk: b, Outcomes: make(map[string]BulkOutcome)}
	var err error
	if b.All {
		plan.Records, err = s.listRecords(tx, b.Filter, MostBulk+1, 0)
	} else {
		err = plan.readPicked(tx)
	}
	if err != nil {
		return nil, err
	}
	if len(plan.Records) > MostBulk {
		n := len(plan.Records)
		if b.All {
			if n, err = s.countRecords(tx, b.Filter); err != nil {
				return nil, err
			}
		}
		return nil, &TooManyError{n}
	}
	codes := make([]string, len(plan.Records))
	for i := range plan.Records {
		codes[i] = plan.Records[i].Code
	}
	if plan.rows, err = recordRows(tx, b.Filter.Noun, codes); err != nil {
		return nil, err
	}
	plan.Token = RowsToken(plan.rows)
	return plan, nil
}

// readPicked reads the records with the codes of the plan.
func (p *BulkPlan) readPicked(tx *gorm.DB) error {
	codes := slices.Compact(slices.Sorted(slices.Values(p.Codes)))
	if len(codes) > MostBulk {
		return &TooManyError{len(codes)}
	}
	names := newRecordNames()
	for _, code := range codes {
		names.code(p.Filter.Noun, code)
	}
	if err := names.read(tx); err != nil {
		return err
	}
	for _, code := range codes {
		if name, ok := names.byCode[RecordKey{p.Filter.Noun, code}]; ok && !name.Withdrawn {
			p.Records = append(p.Records, name)
		} else {
			p.Gone = append(p.Gone, code)
		}
	}
	return nil
}

// PlanBulk works out what a bulk edit would do, without doing it. With the plan it
// returns an *EditError or an *InUseError for what cannot be recorded.
func (s *Store) PlanBulk(ctx context.Context, b Bulk) (*BulkPlan, error) {
	var plan *BulkPlan
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := s.lockLoads(tx); err != nil {
			return err
		}
		var err error
		if plan, err = s.selectBulk(tx, b); err != nil {
			return err
		}
		plan.edit()
		watch, err := s.watchPast(tx, plan.Edits)
		if err != nil {
			return err
		}
		switch {
		case len(plan.Edits) == 0:
		case b.Withdraw:
			_, err = s.applyEdits(tx, plan.Edits, editOptions{kind: Withdrawing, reason: "planned", who: SystemUser})
		default:
			if plan.After, err = s.tryEdits(tx, plan.Edits); err == nil {
				plan.settle()
			}
		}
		if err != nil {
			return err
		}
		if plan.Earlier, err = watch.altered(tx, ""); err != nil {
			return err
		}
		return errChecked
	})
	if errors.Is(err, errChecked) {
		err = nil
	}
	return plan, bulkErr("plan a bulk edit", err)
}

// edit works out the edits of the rows as they stand, and what becomes of each
// record.
func (p *BulkPlan) edit() {
	for i := range p.Records {
		p.Outcomes[p.Records[i].Code] = BulkWithout
	}
	if p.Withdraw {
		for _, r := range p.rows {
			r.Cells = nil
			p.Edits = append(p.Edits, r)
			p.Outcomes[OwnerOf(r).Code] = BulkChanged
		}
		return
	}
	changed := make(map[RecordKey]bool)
	for _, r := range p.rows {
		e := RowEdit{RowKey: r.RowKey, Base: r.Base, Cells: maps.Clone(r.Base)}
		for _, c := range p.Changes {
			if c.takes(r) {
				e.Cells[c.Column] = c.cell(e.Cells[c.Column])
				p.Outcomes[OwnerOf(r).Code] = BulkSame
			}
		}
		if !sameCells(e.File, e.Base, e.Cells) {
			changed[OwnerOf(r)] = true
		}
		p.Edits = append(p.Edits, e)
	}
	// The rows of a record are settled together, also those that the changes leave
	// alone.
	p.Edits = slices.DeleteFunc(p.Edits, func(e RowEdit) bool { return !changed[ownerOfBase(e)] })
	Settle(p.Edits)
	p.Edits = slices.DeleteFunc(p.Edits, func(e RowEdit) bool { return sameCells(e.File, e.Base, e.Cells) })
	p.note()
}

// ownerOfBase is the record in whose form a recorded row stands.
func ownerOfBase(e RowEdit) RecordKey { return OwnerOf(RowEdit{RowKey: e.RowKey, Cells: e.Base}) }

// settle leaves out what stands there already, if written otherwise. Edits hold the
// words of the records, but leave to their publishing what is worked out.
func (p *BulkPlan) settle() {
	edits := p.Edits[:0]
	for _, e := range p.Edits {
		after := p.After[e.RowKey]
		if after == nil {
			// The row stands in another file then.
			p.After[e.RowKey] = e.Cells
			edits = append(edits, e)
			continue
		}
		if sameCells(e.File, e.Base, after) {
			continue
		}
		whole := maps.Clone(after)
		for column := range followed[e.File] {
			whole[column] = e.Cells[column]
		}
		e.Cells = whole
		edits = append(edits, e)
	}
	p.Edits = edits
	p.note()
}

// note says of each record whether it changes.
func (p *BulkPlan) note() {
	for code, outcome := range p.Outcomes {
		if outcome == BulkChanged {
			p.Outcomes[code] = BulkSame
		}
	}
	for _, e := range p.Edits {
		p.Outcomes[ownerOfBase(e).Code] = BulkChanged
	}
}

// BulkSet makes a change set of a plan. accepted are, by row and by the id of a
// finding, why what is doubtful is right. It returns ErrMoved if the records have
// changed since the plan was made, or the filter selects others, and ErrEmptySet for
// a plan that alters nothing; there is no set then.
func (s *Store) BulkSet(ctx context.Context, by Author, plan *BulkPlan, accepted map[RowKey]map[string]string, title, reason string) (*ChangeSet, error) {
	c := &ChangeSet{Title: title, Reason: reason, Origin: FromBulk, Kind: Revising, AuthorID: by.ID, Author: by.Name}
	if plan.Withdraw {
		c.Kind = Withdrawing
	}
	drafts := make([]DraftEdit, len(plan.Edits))
	for i, e := range plan.Edits {
		drafts[i] = DraftEdit{RowEdit: e, Accepted: accepted[e.RowKey]}
	}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if len(drafts) == 0 {
			return ErrEmptySet
		}
		now, err := s.selectBulk(tx, plan.Bulk)
		if err != nil {
			return err
		}
		if now.Token != plan.Token {
			return ErrMoved
		}
		begun, again, err := s.beginSet(tx, c, drafts)
		if c = begun; err != nil || again {
			return err
		}
		return logRows(tx, ActionDraftSaved, plan.Edits)
	})
	if err != nil {
		return nil, bulkErr("make a change set of a bulk edit", err)
	}
	return c, nil
}

// DraftedAlready counts, by change set, the rows of edits that other sets of the
// author hold which are not published: the one that is published last is overtaken.
func (s *Store) DraftedAlready(ctx context.Context, author int64, edits []RowEdit) (map[int64]int, error) {
	wanted := make(map[RowKey]bool, len(edits))
	files := make(map[string]bool)
	for _, e := range edits {
		wanted[e.RowKey], files[e.File] = true, true
	}
	var rows []struct {
		ChangeSetID int64
		File        string
		RowKey      string
	}
	err := s.db.WithContext(ctx).Model(&DraftRow{}).Select("change_set_id, file, row_key").
		Where("file IN ? AND change_set_id IN (SELECT id FROM change_sets WHERE author_id = ? AND state IN ?)",
			slices.Collect(maps.Keys(files)), author, []ChangeSetState{SetDraft, SetReturned, SetSubmitted}).Scan(&rows).Error
	sets := make(map[int64]int)
	for _, r := range rows {
		if wanted[RowKey{r.File, r.RowKey}] {
			sets[r.ChangeSetID]++
		}
	}
	return sets, domainErr("look for drafts", err)
}

// bulkErr leaves the errors that a caller acts on as they are.
func bulkErr(attempt string, err error) error {
	var tooMany *TooManyError
	if errors.As(err, &tooMany) {
		return err
	}
	return editErr(attempt, err)
}
