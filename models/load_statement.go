package models

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// occasion is what makes rows of the statement file one statement.
type occasion struct{ source, speaker, day, programme string }

// statementDraft is a statement as a file gives it, before it is written.
type statementDraft struct {
	row       row
	code      string
	statement Statement
	sources   []*Source
	figures   []figureDraft
}

type figureDraft struct {
	row    row
	figure Figure
	metric *Metric
	// partOf is the metric of the same statement that this figure is part of.
	partOf string
}

// quoteWords is how many words of a quotation may be taken over.
const quoteWords = 25

var statementFile = fileLoader{
	name: "statements.csv",
	required: []string{"id", "source_id", "said_by", "role", "said_on", "programme", "metric", "value", "unit", "part_of",
		"as_of", "year_refers_to", "quote"},
	optional: []string{"place"},
	load: func(l *loader, rows []row) error {
		var order []*statementDraft
		drafts := make(map[occasion]*statementDraft)
		seen := make(map[string]int)
		for _, r := range rows {
			key := occasion{r.cells["source_id"], r.cells["said_by"], r.cells["said_on"], r.cells["programme"]}
			code := l.unique(r, "id", seen)
			programme := l.programmes[l.required(r, "programme")]
			if programme == nil && r.cells["programme"] != "" {
				l.failRow(r, "programme", "no programme has this label: correct it, or add it to programmes.csv first")
			}
			source := l.sources[l.required(r, "source_id")]
			if source == nil && r.cells["source_id"] != "" {
				l.failRow(r, "source_id", "no source has this code: add it to sources.csv first")
			}
			l.required(r, "said_by")
			day := l.pastDate(r, "said_on")
			figure := l.figure(r, code)
			if programme == nil || source == nil || figure.metric == nil {
				continue
			}
			d := drafts[key]
			if d == nil {
				d = &statementDraft{row: r, code: code, sources: []*Source{source}}
				d.statement = Statement{ProgrammeID: programme.ID, SourceID: source.ID, SaidOn: day}
				drafts[key] = d
				order = append(order, d)
			}
			for _, column := range []string{"role", "place"} {
				if d.row.cells[column] != r.cells[column] {
					l.failRow(r, column, fmt.Sprintf("line %d, which is of the same statement, says «%s»: make them agree", d.row.line, d.row.cells[column]))
				}
			}
			d.figures = append(d.figures, figure)
		}
		for _, d := range order {
			l.checkParts(d)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for _, d := range order {
			if err := l.terms(d, d.row.cells["said_by"], d.row.cells["role"], d.row.cells["place"]); err != nil {
				return err
			}
		}
		return l.writeStatements(order)
	},
}

var yearsPattern = regexp.MustCompile(`^(\d{4})(?:-(\d{4}))?$`)

func (l *loader) figure(r row, code string) figureDraft {
	d := figureDraft{row: r, partOf: r.cells["part_of"], metric: l.metrics[l.required(r, "metric")]}
	if d.metric == nil && r.cells["metric"] != "" {
		l.failRow(r, "metric", "no metric has this code: correct it, or add it to metrics.csv first")
	}
	value := l.decimal(r, "value")
	if !value.Valid {
		l.required(r, "value")
	}
	d.figure = Figure{
		Code: code, Value: value.Decimal, Unit: l.oneOf(r, "unit", units...), AsOf: l.date(r, "as_of"), Quote: r.cells["quote"],
	}
	d.figure.QuoteFolded = Fold(d.figure.Quote)
	if years := r.cells["year_refers_to"]; years != "" {
		m := yearsPattern.FindStringSubmatch(years)
		if m == nil {
			l.failRow(r, "year_refers_to", "write a year or a range of years, for example 2018 or 2015-2018")
		} else {
			from, _ := strconv.ParseInt(m[1], 10, 64)
			to := from
			if m[2] != "" {
				to, _ = strconv.ParseInt(m[2], 10, 64)
			}
			if from > to || from < FirstYear || to > LastYear {
				l.failRow(r, "year_refers_to", fmt.Sprintf("write years from %d to %d, the earlier first", FirstYear, LastYear))
			}
			d.figure.YearFrom, d.figure.YearTo = &from, &to
		}
	}
	if d.metric != nil {
		d.figure.MetricID = d.metric.ID
		counts := d.metric.Stage != nil || d.metric.Code == TotalProjects
		if counts && (!value.Decimal.IsInteger() || value.Decimal.IsNegative() || value.Decimal.GreaterThan(decimal.New(1, 9))) {
			l.failRow(r, "value", "counts projects: write a whole number, 0 or more")
		}
	}
	if len(strings.Fields(d.figure.Quote)) > quoteWords {
		l.failRow(r, "quote", fmt.Sprintf("has more than %d words: shorten the quotation", quoteWords))
	}
	return d
}

// checkParts sees that a figure is part of another of the same statement, and
// that no chain of parts comes back to itself.
func (l *loader) checkParts(d *statementDraft) {
	whole := make(map[string]string)
	for _, f := range d.figures {
		if f.partOf != "" && f.metric != nil {
			whole[f.metric.Code] = f.partOf
		}
	}
	for _, f := range d.figures {
		if f.partOf == "" {
			continue
		}
		if !slices.ContainsFunc(d.figures, func(g figureDraft) bool { return g.metric.Code == f.partOf }) {
			l.failRow(f.row, "part_of", "the same statement gives no figure for this metric: correct it, or leave it empty")
			continue
		}
		for at, steps := f.partOf, 0; at != ""; at, steps = whole[at], steps+1 {
			if at == f.metric.Code || steps > len(d.figures) {
				l.failRow(f.row, "part_of", "the figure would be part of itself: break the circle")
				break
			}
		}
	}
}

// terms sets who spoke, as what and where.
func (l *loader) terms(d *statementDraft, speaker, role, place string) error {
	who, err := termFor[Speaker](l, l.speakers, speaker)
	if err != nil {
		return err
	}
	as, err := termFor[Role](l, l.roles, role)
	if err != nil {
		return err
	}
	where, err := termFor[Place](l, l.places, place)
	if err != nil {
		return err
	}
	d.statement.SpeakerID, d.statement.RoleID, d.statement.PlaceID = who.ID, idOf(as), idOf(where)
	return nil
}

// writeStatements writes the drafts. A statement is the one that its figures
// belong to already, else one of the same occasion, else new.
func (l *loader) writeStatements(drafts []*statementDraft) error {
	known := make(map[int64]*Statement)
	byCode := make(map[string]*Statement)
	type place struct {
		source, speaker, programme int64
		day                        Date
	}
	byOccasion := make(map[place]*Statement)
	if err := readBy(l.tx, func(st *Statement) {
		known[st.ID], byCode[st.Code] = st, st
		if !strings.HasPrefix(st.Code, tradePrefix) {
			byOccasion[place{st.SourceID, st.SpeakerID, st.ProgrammeID, st.SaidOn}] = st
		}
	}); err != nil {
		return err
	}
	figures := make(map[string]*Figure)
	ofStatement := make(map[int64][]*Figure)
	if err := readBy(l.tx, func(f *Figure) {
		figures[f.Code] = f
		ofStatement[f.StatementID] = append(ofStatement[f.StatementID], f)
	}); err != nil {
		return err
	}
	links, err := l.readSourceLinks("statement_sources", "statement_id")
	if err != nil {
		return err
	}
	sourceByID := make(map[int64]*Source, len(l.sources))
	for _, s := range l.sources {
		sourceByID[s.ID] = s
	}

	for _, d := range drafts {
		old := byCode[d.code]
		if old == nil && !strings.HasPrefix(d.code, tradePrefix) {
			old = byOccasion[place{d.statement.SourceID, d.statement.SpeakerID, d.statement.ProgrammeID, d.statement.SaidOn}]
		}
		for _, f := range d.figures {
			was := figures[f.figure.Code]
			if was == nil {
				continue
			}
			if old == nil {
				old = known[was.StatementID]
			}
			if was.StatementID != old.ID {
				l.failRow(f.row, "", fmt.Sprintf("the figure %s belongs to the statement %s: a load cannot move it to another", was.Code, known[was.StatementID].Code))
			}
		}
		if len(l.errs) > 0 {
			continue
		}
		want := d.statement
		want.Code = d.code
		var recorded []*Figure
		if old != nil {
			want.Code = old.Code
			recorded = ofStatement[old.ID]
			if !l.has("place") && !strings.HasPrefix(d.code, tradePrefix) {
				want.PlaceID = old.PlaceID
			}
		}
		l.dateStatement(&want, old, d, recorded, sourceByID[want.SourceID])
		if err := saveWithSources(l, d.row, "statement", want.Code, old, &want, links, d.sources); err != nil {
			return err
		}
		if err := l.writeFigures(d, want.ID, figures, recorded); err != nil {
			return err
		}
	}
	return nil
}

// dateStatement works out from which day the statement counts.
func (l *loader) dateStatement(want, old *Statement, d *statementDraft, recorded []*Figure, source *Source) {
	var asOf Date
	newer := func(day Date) {
		if day.LastDay() > asOf.LastDay() {
			asOf = day
		}
	}
	inFile := make(map[string]bool)
	for _, f := range d.figures {
		newer(f.figure.AsOf)
		inFile[f.figure.Code] = true
	}
	for _, f := range recorded {
		if !inFile[f.Code] {
			newer(f.AsOf)
		}
	}
	var day Date
	switch {
	case want.SaidOn != "":
		want.DatedBy, day = DatedBySaid, want.SaidOn
	case asOf != "":
		want.DatedBy, day = DatedByAsOf, asOf
	case source.PublishedOn != "":
		want.DatedBy, day = DatedByPublished, source.PublishedOn
	default:
		want.DatedBy = DatedByNothing
	}
	want.KnownOn = l.knownOn(day)
	if old != nil && old.DatedBy == want.DatedBy && old.SaidOn == want.SaidOn {
		want.KnownOn = l.knownOn(day, knownDate{day, old.KnownOn})
	}
}

func (l *loader) writeFigures(d *statementDraft, statementID int64, known map[string]*Figure, recorded []*Figure) error {
	var next int64
	for _, f := range recorded {
		next = max(next, f.Position+1)
	}
	ids := make(map[string]int64)
	// A whole must have its id before its parts are written.
	order := slices.Clone(d.figures)
	slices.SortStableFunc(order, func(a, b figureDraft) int { return d.depth(a) - d.depth(b) })
	position := make(map[string]int64)
	for _, f := range d.figures {
		if old := known[f.figure.Code]; old != nil {
			position[f.figure.Code] = old.Position
		} else {
			position[f.figure.Code] = next
			next++
		}
	}
	for _, f := range order {
		want := f.figure
		want.StatementID, want.Position = statementID, position[want.Code]
		if f.partOf != "" {
			whole := ids[f.partOf]
			want.PartOfID = &whole
		}
		if err := save(l, f.row, "figure", want.Code, known[want.Code], &want); err != nil {
			return err
		}
		ids[f.metric.Code] = want.ID
	}
	return nil
}

// depth is 0 for a figure that stands alone, 1 for a part of such a one, and so
// on.
func (d *statementDraft) depth(f figureDraft) int {
	for _, whole := range d.figures {
		if whole.metric.Code == f.partOf {
			return d.depth(whole) + 1
		}
	}
	return 0
}
