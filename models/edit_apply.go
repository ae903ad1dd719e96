package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// RowProblem is why one row of an edit cannot be recorded. Line counts the edits of
// its file from 1.
type RowProblem struct {
	RowKey
	RowError
}

// EditError holds every problem of edits that cannot be recorded. Nothing of them
// was kept.
type EditError struct{ Problems []RowProblem }

func (e *EditError) Error() string {
	var b strings.Builder
	b.WriteString("the edit cannot be recorded:")
	for _, p := range e.Problems {
		fmt.Fprintf(&b, "\n  %s %s, column %s, «%s»: %s", p.File, p.Key, p.Column, p.Value, p.Reason)
	}
	return b.String()
}

// ConflictError tells of rows that somebody else has changed since the edit began.
// Nothing of it was kept.
type ConflictError struct{ Rows []RowConflict }

// RowConflict is a row that has moved: the edit of it, and how it stands now, nil if
// it is gone.
type RowConflict struct {
	Edit RowEdit
	Now  Cells
}

func (e *ConflictError) Error() string {
	keys := make([]string, len(e.Rows))
	for i, r := range e.Rows {
		keys[i] = r.Edit.File + " " + r.Edit.Key
	}
	return "changed by somebody else meanwhile: " + strings.Join(keys, ", ")
}

// InUseError tells that a record cannot be withdrawn while others refer to it.
type InUseError struct {
	RowKey
	// By counts the records that refer to it, by their kind; those that stand in the
	// database only, such as links, are not among them.
	By map[Noun]int
	// Others are further records of the edit that cannot be withdrawn either.
	Others []InUseError
}

// All are the record and the others.
func (e *InUseError) All() []InUseError { return append([]InUseError{*e}, e.Others...) }

func (e *InUseError) Error() string {
	return fmt.Sprintf("%s %s cannot be withdrawn: other records refer to it", e.File, e.Key)
}

// editOptions say how edits are recorded.
type editOptions struct {
	kind   ChangeKind
	reason string
	who    string
	// planning tells that it is not said yet of which kind the edits are.
	planning bool
}

// Check finds what keeps edits from being recorded, without recording them: an
// *EditError, a *ConflictError or an *InUseError, or nil. Of which kind they are need not
// be said yet.
func (s *Store) Check(ctx context.Context, edits []RowEdit) error {
	return s.check(ctx, edits, editOptions{kind: Revising, reason: "checked", who: SystemUser, planning: true})
}

// check is Check with options.
func (s *Store) check(ctx context.Context, edits []RowEdit, o editOptions) error {
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := s.lockLoads(tx); err != nil {
			return err
		}
		if _, err := s.applyEdits(tx, edits, o); err != nil {
			return err
		}
		return errChecked
	})
	if errors.Is(err, errChecked) || errors.Is(err, errNothingNew) {
		return nil
	}
	return editErr("check the edit", err)
}

// errChecked takes back what was written only to see whether it can be.
var errChecked = errors.New("checked")

// editErr leaves the errors that a caller acts on as they are.
func editErr(attempt string, err error) error {
	var bad *EditError
	var conflict *ConflictError
	var used *InUseError
	if errors.As(err, &bad) || errors.As(err, &conflict) || errors.As(err, &used) {
		return err
	}
	return domainErr(attempt, err)
}

// applyEdits records edits as one change, through the code that loads files. A row
// that no longer stands as the edit found it makes it a *ConflictError; what cannot
// be recorded, an *EditError. Edits that alter nothing are errNothingNew.
func (s *Store) applyEdits(tx *gorm.DB, edits []RowEdit, o editOptions) (*Change, error) {
	keys := make([]RowKey, len(edits))
	for i, e := range edits {
		if fileNamed(e.File) == nil {
			return nil, fmt.Errorf("no such file: %s", e.File)
		}
		keys[i] = e.RowKey
	}
	now, err := rowsOf(tx, keys)
	if err != nil {
		return nil, err
	}
	conflict := new(ConflictError)
	for _, e := range edits {
		if !sameCells(e.File, now[e.RowKey], e.Base) {
			conflict.Rows = append(conflict.Rows, RowConflict{e, now[e.RowKey]})
		}
	}
	if len(conflict.Rows) > 0 {
		return nil, conflict
	}
	edits = slices.DeleteFunc(slices.Clone(edits), func(e RowEdit) bool {
		return e.Cells == nil && e.Base == nil || e.Cells != nil && sameCells(e.File, e.Base, e.Cells)
	})
	if len(edits) == 0 {
		return nil, errNothingNew
	}
	l := s.newLoader(tx, LoadOptions{Reason: o.reason, Kind: o.kind, Who: o.who})
	l.planning = o.planning
	add, err := onlyAdd(tx, edits)
	if err != nil {
		return nil, err
	}
	if add && o.kind != Restoring {
		l.reason, l.addedFor = "", l.reason
	}
	if err := l.begin(tx, s.now()); err != nil {
		return nil, err
	}
	if err := l.readKnown(edits); err != nil {
		return nil, err
	}
	if err := l.loadEdits(edits); err != nil {
		return nil, err
	}
	if err := l.noteRestored(edits); err != nil {
		return nil, err
	}
	gone, err := l.noteWithdrawn(edits)
	if err != nil {
		return nil, err
	}
	// While the rows still tell what they are about.
	if err := writeSubjects(l.tx, s.dialect, l.change.ID); err != nil {
		return nil, err
	}
	if err := l.writeVersions(); err != nil {
		return nil, err
	}
	if err := l.remove(gone); err != nil {
		return nil, err
	}
	return l.change, l.writeSearch()
}

// onlyAdd reports whether the edits bring new records only: one that belongs to a record
// that is there, as an event to its project, changes that one.
func onlyAdd(tx *gorm.DB, edits []RowEdit) (bool, error) {
	names := newRecordNames()
	var owners []RecordKey
	for _, e := range edits {
		if !e.IsNew() {
			return false, nil
		}
		if _, isPart := ownerNouns[NounOf(e.File)]; isPart {
			owners = append(owners, OwnerOf(e))
			names.code(owners[len(owners)-1].Noun, owners[len(owners)-1].Code)
		}
	}
	if err := names.read(tx); err != nil {
		return false, err
	}
	return !slices.ContainsFunc(owners, func(key RecordKey) bool {
		name, known := names.byCode[key]
		return known && !name.Withdrawn
	}), nil
}

// tryEdits loads rows in a transaction that is to be taken back, and gives them as
// they stand then, with what is worked out. What cannot be recorded is an *EditError.
func (s *Store) tryEdits(tx *gorm.DB, edits []RowEdit) (map[RowKey]Cells, error) {
	l := s.newLoader(tx, LoadOptions{Reason: "planned"})
	l.planning = true
	if err := l.begin(tx, s.now()); err != nil {
		return nil, err
	}
	if err := l.readKnown(edits); err != nil {
		return nil, err
	}
	if err := l.loadEdits(edits); err != nil {
		return nil, err
	}
	keys := make([]RowKey, len(edits))
	for i, e := range edits {
		keys[i] = e.RowKey
	}
	return rowsOf(l.tx, keys)
}

// loadEdits writes the rows that are added or changed, file by file, and gathers the
// problems of all of them.
func (l *loader) loadEdits(edits []RowEdit) error {
	bad := new(EditError)
	// failed are the keys of new rows of files with problems: that others cannot find
	// them is no problem of theirs.
	failed := make(map[Reference]map[string]bool)
	for i := range files {
		f := &files[i]
		rows, keys, err := l.rowsFor(f, edits)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			continue
		}
		l.file, l.format, l.errs = f.name, f, nil
		l.report.Files = append(l.report.Files, FileReport{File: f.name})
		l.done = &l.report.Files[len(l.report.Files)-1]
		l.columns = make(map[string]bool)
		for _, c := range f.columns {
			l.columns[c.Name] = true
		}
		l.checkFilled(rows)
		if err := f.load(l, rows); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		for _, e := range l.errs {
			if column, ok := FileColumn(f.name, e.Column); ok && failed[column.Of][e.Value] {
				continue
			}
			bad.Problems = append(bad.Problems, RowProblem{keys[max(e.Line, 1)-1], e})
		}
		if len(l.errs) == 0 {
			continue
		}
		for _, e := range edits {
			for _, column := range []string{"code", "id", "label"} {
				if e.File == f.name && e.IsNew() && e.Cells[column] != "" {
					of := Reference{f.name, column}
					if failed[of] == nil {
						failed[of] = make(map[string]bool)
					}
					failed[of][e.Cells[column]] = true
				}
			}
		}
	}
	if len(bad.Problems) > 0 {
		return bad
	}
	return nil
}

// rowsFor are the rows of one file that are loaded, each with its key: those that the
// edits add or change, and beside a figure the others of its statement, which are
// read together.
func (l *loader) rowsFor(f *dataFile, edits []RowEdit) (rows []row, keys []RowKey, err error) {
	add := func(key RowKey, cells Cells) {
		rows = append(rows, row{line: len(rows) + 1, cells: cells})
		keys = append(keys, key)
	}
	edited := make(map[string]bool)
	statements := make(map[string]bool)
	for _, e := range edits {
		if e.File != f.name {
			continue
		}
		edited[e.Key] = true
		if e.Cells != nil {
			add(e.RowKey, e.Cells)
			statements[e.Cells["statement"]] = true
		}
	}
	delete(statements, "")
	if f.name != statementFile.name || len(statements) == 0 {
		return rows, keys, nil
	}
	codes := make([]string, 0, len(statements))
	for code := range statements {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	only := func(q *gorm.DB) *gorm.DB { return q.Where("code IN ?", codes) }
	err = readRows(l.tx, f, make(map[string]map[int64]string), only, func(key string, cells Cells) {
		if !edited[key] {
			add(RowKey{f.name, key}, cells)
		}
	})
	return rows, keys, err
}
