package models

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"
)

// EarlierDays says whether edits change what was known on days before that of the edit,
// and from which day on; From is empty where it is not known. What they only add, from
// the day of the document that tells of it, changes nothing that was known.
type EarlierDays struct {
	Altered bool
	From    Date
}

// add takes another day from which on something is altered.
func (d *EarlierDays) add(from, today Date) {
	if from >= today {
		return
	}
	if !d.Altered || from == "" || d.From != "" && from < d.From {
		d.From = from
	}
	d.Altered = true
}

// EarlierDays looks whether edits of a kind change earlier days. The kind may be empty as
// long as it is not said. Edits that cannot be recorded change nothing.
func (s *Store) EarlierDays(ctx context.Context, edits []RowEdit, kind ChangeKind) (EarlierDays, error) {
	var days EarlierDays
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		watch, err := s.watchPast(tx, edits)
		if err != nil {
			return err
		}
		if len(watch.projects) > 0 {
			if err := s.lockLoads(tx); err != nil {
				return err
			}
			o := editOptions{kind: cmp.Or(kind, Revising), reason: "looked at", who: SystemUser, planning: true}
			if _, err := s.applyEdits(tx, edits, o); err != nil {
				return err
			}
		}
		if days, err = watch.altered(tx, kind); err != nil {
			return err
		}
		return errChecked
	})
	var bad *EditError
	var conflict *ConflictError
	var used *InUseError
	if errors.Is(err, errChecked) || errors.Is(err, errNothingNew) || errors.As(err, &bad) || errors.As(err, &conflict) || errors.As(err, &used) {
		return days, nil
	}
	return EarlierDays{}, domainErr("look for earlier days", err)
}

// pastWatch compares where projects stood on earlier days before edits are recorded and
// after.
type pastWatch struct {
	edits []RowEdit
	today Date
	// projects are the codes of those that the edits are about, stages where they stood.
	projects []string
	stages   map[string][]ProjectStage
}

// watchPast is to be asked before the edits are recorded.
func (s *Store) watchPast(tx *gorm.DB, edits []RowEdit) (*pastWatch, error) {
	w := &pastWatch{edits: edits, today: DayOf(s.now())}
	for _, e := range edits {
		if owner := OwnerOf(e); owner.Noun == NounProject {
			w.projects = append(w.projects, owner.Code)
		}
	}
	slices.Sort(w.projects)
	w.projects = slices.Compact(w.projects)
	var err error
	w.stages, err = w.read(tx)
	return w, err
}

func (w *pastWatch) read(tx *gorm.DB) (map[string][]ProjectStage, error) {
	stages := make(map[string][]ProjectStage)
	if len(w.projects) == 0 {
		return stages, nil
	}
	var rows []struct {
		Code         string
		ProjectStage `gorm:"embedded"`
	}
	err := tx.Table("project_stages").Joins("JOIN projects p ON p.id = project_stages.project_id").Where("p.code IN ?", w.projects).
		Select("p.code, project_stages.*").Order("p.code, from_day").Scan(&rows).Error
	for _, r := range rows {
		stages[r.Code] = append(stages[r.Code], r.ProjectStage)
	}
	return stages, err
}

// altered is to be asked once the edits are recorded. A status and a year that change add
// events, and are refused where they do not: only what a correction or a withdrawal makes
// of the place of a project is looked at, and of all others what they are counted by
// beside it.
func (w *pastWatch) altered(tx *gorm.DB, kind ChangeKind) (EarlierDays, error) {
	var days EarlierDays
	correcting := kind == Correcting || kind == Restoring
	moved := make(map[string]bool)
	for _, e := range w.edits {
		if owner := OwnerOf(e); owner.Noun == NounProject && (correcting || e.Withdraws()) {
			moved[owner.Code] = true
		}
		from, dated := w.countsFrom(e)
		switch {
		case e.Base == nil:
		case e.Withdraws() && dated, correcting && len(e.Changes()) > 0, dated && slices.ContainsFunc(e.Changes(), e.isCounted):
			days.add(from, w.today)
		}
	}
	after, err := w.read(tx)
	for _, code := range w.projects {
		was, is := w.stages[code], after[code]
		if len(was) == 0 {
			continue
		}
		if !moved[code] {
			was, is = withoutPlace(was), withoutPlace(is)
		}
		for _, span := range spansThatDiffer(was, is) {
			if moved[code] || span.From >= was[0].FromDay {
				days.add(span.From, w.today)
				break
			}
		}
	}
	return days, err
}

// withoutPlace are spans as they are without the stages in which a project stood.
func withoutPlace(spans []ProjectStage) []ProjectStage {
	list := slices.Clone(spans)
	for i := range list {
		list[i].Stage, list[i].LaunchDate, list[i].LaunchPlanned = "", "", false
	}
	return list
}

// countsFrom is the day from which a recorded row counts, empty where that is not known;
// false for a record that has none, as a term of a dictionary.
func (w *pastWatch) countsFrom(e RowEdit) (Date, bool) {
	switch e.File {
	case projectFile.name:
		if spans := w.stages[e.Key]; len(spans) > 0 {
			return spans[0].FromDay, true
		}
		return "", true
	case priceFile.name:
		return Date(e.Base["period"]).LastDay(), true
	}
	_, dated := FileColumn(e.File, "known_on")
	return Date(e.Base["known_on"]), dated
}

// isCounted reports whether the cell in a column says by what the record is counted, added
// up or chosen: a number, a word, or another record that is no document. From some follow
// events and days, which the edit adds.
func (e RowEdit) isCounted(column string) bool {
	for follows, from := range followed[e.File] {
		if column == follows || slices.Contains(from, column) {
			return false
		}
	}
	if e.Base[column] == "" || e.File == projectEventFile.name {
		return false
	}
	c, _ := FileColumn(e.File, column)
	switch c.Type {
	case CellInteger, CellNumber, CellWord, CellMonth, CellDate, CellDay:
		return true
	}
	return c.Of.File != "" && c.Of.File != sourceFile.name
}
