package models

import (
	"context"
	"errors"
	"maps"
	"slices"

	"gorm.io/gorm"

	"github.com/dostyk/dostyk/models/intake"
)

// ImportOutcome says what an import would make of a row.
type ImportOutcome string

// The outcomes of rows.
const (
	RowAdded     ImportOutcome = "added"
	RowChanged   ImportOutcome = "changed"
	RowUnchanged ImportOutcome = "unchanged"
	// RowRefused has errors, or belongs to a statement of which another row has.
	RowRefused ImportOutcome = "refused"
)

// ImportOutcomes are all outcomes, in the order in which they are counted.
var ImportOutcomes = []ImportOutcome{RowAdded, RowChanged, RowUnchanged, RowRefused}

// PlannedRow is one row of a sent file and what becomes of it.
type PlannedRow struct {
	// Line is the line of the file.
	Line    int
	Outcome ImportOutcome
	RowEdit
	// After is the row as it would stand, with what is worked out; nil for one that is
	// refused.
	After Cells
	// Errors are all that is wrong with the row. Their lines are those of the file.
	Errors []RowError
}

// Changes are the columns that would hold something else.
func (r *PlannedRow) Changes() []string {
	return RowEdit{RowKey: r.RowKey, Base: r.Base, Cells: r.After}.Changes()
}

// ImportPlan is what an import would do. It names, with each row, how that stood when
// the plan was made.
type ImportPlan struct {
	File string
	// Format, Encoding and Formulas are those of the sent file, Header the names of its
	// columns, and Columns the mapping of them.
	Format   intake.Format
	Encoding intake.Encoding
	Formulas int
	Header   []string
	Columns  map[string]int
	Rows     []PlannedRow
	// Passed are the lines that hold no value, and are left out.
	Passed []int
	// Turned are the columns whose cells are read otherwise than they are written.
	Turned []Turned
	// Earlier says whether the rows change earlier days.
	Earlier EarlierDays
}

// Count is how many rows have the outcome.
func (p *ImportPlan) Count(o ImportOutcome) int {
	n := 0
	for i := range p.Rows {
		if p.Rows[i].Outcome == o {
			n++
		}
	}
	return n
}

// Edits are those that the plan comes to.
func (p *ImportPlan) Edits() []RowEdit {
	var list []RowEdit
	for i := range p.Rows {
		if o := p.Rows[i].Outcome; o == RowAdded || o == RowChanged {
			list = append(list, p.Rows[i].RowEdit)
		}
	}
	return list
}

// PlanImport works out what an import of the table would do, without doing it: the
// rows are loaded, looked at, and taken back. Columns that the mapping leaves out stay
// as they are, and are empty in a row that is new.
func (s *Store) PlanImport(ctx context.Context, t *intake.Table, m ImportMapping) (*ImportPlan, error) {
	if !m.Complete() {
		return nil, errors.New("plan an import: the mapping does not say where the keys of the rows are")
	}
	plan := m.rows(t)
	// Rows with errors are left out of the next pass, which finds what the load looks
	// for only where everything else is right.
	for pass := 0; ; pass++ {
		found, err := s.planPass(ctx, plan, pass == 0)
		if err != nil {
			return nil, domainErr("plan an import", err)
		}
		if !found {
			return plan, nil
		}
	}
}

// Preview is the beginning of a plan: the first rows as they are read, not compared with
// anything.
func (m ImportMapping) Preview(t *intake.Table, most int) *ImportPlan {
	first := *t
	first.Rows = t.Rows[:min(most, len(t.Rows))]
	return m.rows(&first)
}

// rows reads the table as rows of the data file.
func (m *ImportMapping) rows(t *intake.Table) *ImportPlan {
	f := fileNamed(m.File)
	plan := &ImportPlan{
		File: m.File, Format: t.Format, Encoding: t.Encoding, Formulas: t.Formulas, Header: t.Header, Columns: m.Columns, Rows: make([]PlannedRow, 0, len(t.Rows)),
	}
	turned := make([]Turned, len(f.columns))
	for _, from := range t.Rows {
		row := PlannedRow{Line: from.Line, RowEdit: RowEdit{Cells: make(Cells, len(f.columns))}}
		values, mapped := 0, 0
		for i, c := range f.columns {
			at, ok := m.Columns[c.Name]
			if !ok {
				if constant := m.Constants[c.Name]; constant != "" {
					row.Cells[c.Name] = m.cell(c, intake.Cell{Text: constant})
				}
				continue
			}
			var cell intake.Cell
			if at < len(from.Cells) {
				cell = from.Cells[at]
			}
			if cell.Type == intake.Uncalculated {
				row.fail(c.Name, "", notCalculated)
			}
			text := m.cell(c, cell)
			row.Cells[c.Name] = text
			if text != cell.Text {
				if turned[i].Count++; turned[i].Count == 1 {
					turned[i] = Turned{c.Name, cell.Text, text, 1}
				}
			}
			if !slices.Contains(f.key, c.Name) {
				mapped++
				if text != "" || cell.Type == intake.Uncalculated {
					values++
				}
			}
		}
		for _, extra := range from.Cells[min(len(t.Header), len(from.Cells)):] {
			if extra != (intake.Cell{}) {
				row.fail("", "", rowCells(len(from.Cells), len(t.Header)))
				break
			}
		}
		if mapped > 0 && values == 0 && len(row.Errors) == 0 {
			plan.Passed = append(plan.Passed, from.Line)
			continue
		}
		row.RowKey = RowKey{f.name, f.keyOf(row.Cells)}
		plan.Rows = append(plan.Rows, row)
	}
	for _, t := range turned {
		if t.Count > 0 {
			plan.Turned = append(plan.Turned, t)
		}
	}
	return plan
}

func (r *PlannedRow) fail(column, value string, p Problem) {
	r.Outcome = RowRefused
	r.Errors = append(r.Errors, RowError{r.Line, column, value, p})
}

// planPass loads the rows that no pass before has refused, in a transaction that is
// taken back, and reports whether it had to refuse any. With first, the rows are
// compared with those on record.
func (s *Store) planPass(ctx context.Context, plan *ImportPlan, first bool) (refused bool, err error) {
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := s.lockLoads(tx); err != nil {
			return err
		}
		if first {
			if err := plan.compare(tx); err != nil {
				return err
			}
		}
		var of []int
		var edits []RowEdit
		for i := range plan.Rows {
			if r := &plan.Rows[i]; r.Outcome != RowRefused {
				of, edits = append(of, i), append(edits, r.RowEdit)
			}
		}
		watch, err := s.watchPast(tx, edits)
		if err != nil {
			return err
		}
		after, err := s.tryEdits(tx, edits)
		var bad *EditError
		if errors.As(err, &bad) {
			refused = true
			plan.refuse(bad, of)
			return errChecked
		}
		if err != nil {
			return err
		}
		for _, i := range of {
			plan.Rows[i].settle(after[plan.Rows[i].RowKey])
		}
		if plan.Earlier, err = watch.altered(tx, ""); err != nil {
			return err
		}
		return errChecked
	})
	if errors.Is(err, errChecked) {
		err = nil
	}
	return refused, err
}

// compare completes the rows with what is on record of them.
func (p *ImportPlan) compare(tx *gorm.DB) error {
	keys := make([]RowKey, len(p.Rows))
	for i := range p.Rows {
		keys[i] = p.Rows[i].RowKey
	}
	now, err := rowsOf(tx, keys)
	if err != nil {
		return err
	}
	var edits []RowEdit
	for i := range p.Rows {
		r := &p.Rows[i]
		r.Base = now[r.RowKey]
		whole := maps.Clone(r.Base)
		if whole == nil {
			whole = make(Cells)
		}
		maps.Copy(whole, r.Cells)
		r.Cells = whole
		for _, c := range fileNamed(p.File).columns {
			// What a load takes for a column that a file does not have.
			if r.Base == nil && c.Optional && c.Filled && c.Type == CellWord && whole[c.Name] == "" {
				whole[c.Name] = c.Words[0]
			}
		}
		edits = append(edits, r.RowEdit)
	}
	Settle(edits)
	return nil
}

// refuse tells the rows what is wrong with them. of are the rows that were loaded, in
// their order; behind them stand those of the same statements that are on record.
func (p *ImportPlan) refuse(bad *EditError, of []int) {
	statements := make(map[string]bool)
	for _, problem := range bad.Problems {
		at := problem.Line - 1
		if at < 0 {
			at = 0
		}
		if at >= len(of) {
			at = p.companion(problem, of)
		} else {
			at = of[at]
		}
		r := &p.Rows[at]
		problem.Args = slices.Clone(problem.Args)
		for i := 0; i+1 < len(problem.Args); i += 2 {
			// What the load calls a line is the place of a row in the edit.
			if n, ok := problem.Args[i+1].(int); ok && problem.Args[i] == "Line" && n >= 1 && n <= len(of) {
				problem.Args[i+1] = p.Rows[of[n-1]].Line
			}
		}
		r.fail(problem.Column, problem.Value, problem.Problem)
		statements[r.statement()] = true
	}
	delete(statements, "")
	for i := range p.Rows {
		if r := &p.Rows[i]; statements[r.statement()] {
			r.Outcome = RowRefused
		}
	}
}

// companion is a row of the plan that is of the same statement as one on record with a
// problem.
func (p *ImportPlan) companion(problem RowProblem, of []int) int {
	for _, i := range of {
		if r := &p.Rows[i]; r.statement() != "" && (r.Base["statement"] == problem.Key || r.statement() == problem.Value) {
			return i
		}
	}
	return of[0]
}

// statement tells the rows of one statement, which are loaded together; empty for rows
// that stand alone.
func (r *PlannedRow) statement() string {
	if r.File != statementFile.name {
		return ""
	}
	if code := r.Cells["statement"]; code != "" {
		return code
	}
	return "of " + r.Cells["source_id"] + "\n" + r.Cells["said_by"] + "\n" + r.Cells["said_on"] + "\n" + r.Cells["programme"]
}

// settle says what has become of the row that was loaded.
func (r *PlannedRow) settle(after Cells) {
	if after == nil {
		// The row stands in another file, as a statement of trade does that has been
		// corrected.
		after = r.Cells
	}
	r.After = after
	switch {
	case r.Base == nil:
		r.Outcome = RowAdded
	case sameCells(r.File, r.Base, after):
		r.Outcome = RowUnchanged
	default:
		r.Outcome = RowChanged
	}
	// The edit holds the words of the records, such as all spellings of a name, but
	// leaves to its publishing what is worked out.
	whole := maps.Clone(after)
	for column := range followed[r.File] {
		whole[column] = r.Cells[column]
	}
	r.Cells = whole
}
