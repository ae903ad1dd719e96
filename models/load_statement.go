package models

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// occasion is what makes rows of the statement file one statement: its code, or
// else who spoke when about what.
type occasion struct{ statement, source, speaker, day, programme string }

// statementDraft is a statement as a file gives it, before it is written.
type statementDraft struct {
	row  row
	code string
	// named tells that the row gives the code of the statement.
	named     bool
	statement Statement
	// sources are all that carry the statement; none if the file does not say.
	sources []*Source
	figures []figureDraft
}

type figureDraft struct {
	row    row
	figure Figure
	metric *Metric
	// partOf is the metric, or the code, of the figure of the same statement that
	// this one is part of.
	partOf string
}

// quoteWords is how many words of a quotation may be taken over.
const quoteWords = 25

var statementFile = dataFile{
	name:  "statements.csv",
	about: "One figure of a statement: what one person or office said on one occasion about one programme.",
	key:   []string{"id"},
	columns: append([]Column{
		codeColumn("id", "The code of the figure."),
		sourceColumn("The document that the figure was taken from."),
		textColumn("said_by", "Who said it, a person or an office.").filled().of("speakers.csv", "label"),
		textColumn("role", "The office in which they spoke.").of("roles.csv", "label"),
		dateColumn("said_on", "When it was said, as precisely as the document says."),
		textColumn("programme", "What it is about.").filled().of("programmes.csv", "label"),
		codeColumn("metric", "What was counted.").of("metrics.csv", "code"),
		numberColumn("value", "The figure, exactly as stated, in the unit.").filled(),
		wordColumn("unit", "The unit of the figure.", units),
		textColumn("part_of", "The figure of the same statement that this one is part of: its metric, or its id where several have that metric."),
		dateColumn("as_of", "The day that the figure describes, where that is stated."),
		textColumn("year_refers_to", "The year or the years that the figure is about, such as 2018 or 2015-2018.").matching(yearsExpression),
		textColumn("quote", "The passage that the figure was read from."),
		textColumn("place", "Where it was said.").optional().of("places.csv", "label"),
		Column{Name: "statement", Type: CellCode, Optional: true, About: "The code of the statement. Rows with one code are one statement; if empty, rows of one document, speaker, day and programme are."},
		textColumn("source_ids", "All documents that carry the statement, the one that the figure was taken from first. Only that one if empty.").optional().list(";").of("sources.csv", "id"),
		textColumn("note", "What else is known of the statement.").optional(),
		textColumn("day_inferred_from", "The document from which said_on is inferred, where those of the statement do not give it.").optional().of("sources.csv", "id"),
	}, datingColumns()...),
	write: writeStatements,
	load: func(l *loader, rows []row) error {
		var order []*statementDraft
		drafts := make(map[occasion]*statementDraft)
		seen := make(map[string]int)
		for _, r := range rows {
			key := occasion{statement: r.cells["statement"]}
			if key.statement == "" {
				key = occasion{"", r.cells["source_id"], r.cells["said_by"], r.cells["said_on"], r.cells["programme"]}
			} else if !codePattern.MatchString(key.statement) {
				l.failRow(r, "statement", statementCode)
			}
			code := l.unique(r, "id", seen)
			programme := l.programmes[r.cells["programme"]]
			if programme == nil && r.cells["programme"] != "" {
				l.failRow(r, "programme", programmeUnknown)
			}
			source := l.sources[r.cells["source_id"]]
			if source == nil && r.cells["source_id"] != "" {
				l.failRow(r, "source_id", sourceUnknown)
			}
			day := l.pastDate(r, "said_on")
			figure := l.figure(r, code)
			sources := l.carriers(r, source)
			l.checkDating(r)
			if programme == nil || source == nil || figure.metric == nil {
				continue
			}
			d := drafts[key]
			if d == nil {
				d = &statementDraft{row: r, code: cmp.Or(key.statement, code), named: key.statement != "", sources: sources}
				d.statement = Statement{ProgrammeID: programme.ID, SourceID: source.ID, SaidOn: day, Note: r.cells["note"], DaySourceID: l.daySource(r, day)}
				drafts[key] = d
				order = append(order, d)
			}
			for _, column := range ofStatement {
				if d.row.cells[column] != r.cells[column] {
					l.failRow(r, column, statementDiffers(d.row.line, d.row.cells[column]))
				}
			}
			d.figures = append(d.figures, figure)
		}
		coded := make(map[string]bool)
		for _, d := range order {
			if coded[d.code] {
				l.failRow(d.row, "statement", statementTwice(d.code))
			}
			coded[d.code] = true
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

// ofStatement are the columns of which all rows of a statement hold the same.
var ofStatement = []string{"source_id", "said_by", "role", "said_on", "programme", "place", "source_ids", "note", "day_inferred_from", "dated_by", "known_on"}

// carriers are the documents that carry a statement, nil if the row does not say.
func (l *loader) carriers(r row, source *Source) []*Source {
	if r.cells["source_ids"] == "" {
		return nil
	}
	all := l.sourceList(r, "source_ids")
	if len(all) > 0 && source != nil && all[0] != source {
		l.failRow(r, "source_ids", firstSource)
	}
	return all
}

// daySource is the document from which the day of a statement is inferred; nil if it is
// not.
func (l *loader) daySource(r row, day Date) *int64 {
	code := r.cells["day_inferred_from"]
	source := l.sources[code]
	switch {
	case code == "":
		return nil
	case source == nil:
		l.failRow(r, "day_inferred_from", sourceUnknown)
		return nil
	case day == "":
		l.failRow(r, "day_inferred_from", nothingInferred)
	}
	return &source.ID
}

// undatedWord is what the column dated_by holds for a statement without a date.
const undatedWord = "nothing"

// datingColumns say from which day a statement counts, and why. Both follow from
// the other columns when it is loaded first, and not always later on: the date of
// its document may be corrected.
func datingColumns() []Column {
	return []Column{
		wordColumn("dated_by", "What the day from which the statement counts rests on. Worked out when it is loaded if empty.",
			[]string{"", string(DatedBySaid), string(DatedByAsOf), string(DatedByPublished), undatedWord}).optional(),
		knownColumn(),
	}
}

// checkDating sees that the day from which a statement counts goes with what it
// rests on.
func (l *loader) checkDating(r row) {
	by := l.oneOf(r, "dated_by")
	known := l.stated(r, "")
	switch {
	case by == undatedWord && known != "":
		l.failRow(r, "known_on", datedByNothing)
	case by != "" && by != undatedWord && l.has("known_on") && r.cells["known_on"] == "":
		l.failRow(r, "known_on", dayMissing(by))
	}
}

const yearsExpression = `(\d{4})(?:-(\d{4}))?`

var yearsPattern = regexp.MustCompile("^" + yearsExpression + "$")

func (l *loader) figure(r row, code string) figureDraft {
	d := figureDraft{row: r, partOf: r.cells["part_of"], metric: l.metrics[r.cells["metric"]]}
	if d.metric == nil && r.cells["metric"] != "" {
		l.failRow(r, "metric", metricUnknown)
	}
	value := l.decimal(r, "value")
	d.figure = Figure{
		Code: code, Value: value.Decimal, Unit: l.oneOf(r, "unit"), AsOf: l.date(r, "as_of"), Quote: r.cells["quote"],
	}
	d.figure.QuoteFolded = Fold(d.figure.Quote)
	if years := r.cells["year_refers_to"]; years != "" {
		m := yearsPattern.FindStringSubmatch(years)
		if m == nil {
			l.failRow(r, "year_refers_to", notYears)
		} else {
			from, _ := strconv.ParseInt(m[1], 10, 64)
			to := from
			if m[2] != "" {
				to, _ = strconv.ParseInt(m[2], 10, 64)
			}
			if from > to || from < FirstYear || to > LastYear {
				l.failRow(r, "year_refers_to", yearsOutside(FirstYear, LastYear))
			}
			d.figure.YearFrom, d.figure.YearTo = &from, &to
		}
	}
	if d.metric != nil {
		d.figure.MetricID = d.metric.ID
		counts := d.metric.Stage != nil || d.metric.Code == TotalProjects
		if counts && (!value.Decimal.IsInteger() || value.Decimal.IsNegative() || value.Decimal.GreaterThan(decimal.New(1, 9))) {
			l.failRow(r, "value", notACount)
		}
	}
	if len(strings.Fields(d.figure.Quote)) > quoteWords {
		l.failRow(r, "quote", quoteTooLong(quoteWords))
	}
	return d
}

// checkParts sees that a figure is part of another of the same statement, and
// that no chain of parts comes back to itself.
func (l *loader) checkParts(d *statementDraft) {
	for i, f := range d.figures {
		if f.partOf == "" {
			continue
		}
		at := d.wholeOf(i)
		if at < 0 {
			l.failRow(f.row, "part_of", wholeMissing)
		}
		for steps := 0; at >= 0; at, steps = d.wholeOf(at), steps+1 {
			if at == i || steps > len(d.figures) {
				l.failRow(f.row, "part_of", partOfItself)
				break
			}
		}
	}
}

// wholeOf is the figure that the figure i is part of: the one with the code that
// it names, else the last one with the metric; -1 if there is none.
func (d *statementDraft) wholeOf(i int) int {
	name, found := d.figures[i].partOf, -1
	for at, f := range d.figures {
		switch name {
		case "":
		case f.figure.Code:
			return at
		case f.metric.Code:
			found = at
		}
	}
	return found
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
	statements, err := l.statementsOf(drafts)
	if err != nil {
		return err
	}
	if err := readBy(naming(l.tx, "id", statements), func(st *Statement) {
		known[st.ID], byCode[st.Code] = st, st
		if !strings.HasPrefix(st.Code, tradePrefix) {
			byOccasion[place{st.SourceID, st.SpeakerID, st.ProgrammeID, st.SaidOn}] = st
		}
	}); err != nil {
		return err
	}
	figures := make(map[string]*Figure)
	ofStatement := make(map[int64][]*Figure)
	if err := readBy(naming(l.tx, "statement_id", statements), func(f *Figure) {
		figures[f.Code] = f
		ofStatement[f.StatementID] = append(ofStatement[f.StatementID], f)
	}); err != nil {
		return err
	}
	links, err := l.readSourceLinks("statement_sources", "statement_id", statements)
	if err != nil {
		return err
	}
	sourceByID := make(map[int64]*Source, len(l.sources))
	for _, s := range l.sources {
		sourceByID[s.ID] = s
	}

	// taken are the lines of the statements that drafts have changed.
	taken := make(map[int64]int)
	for _, d := range drafts {
		old := byCode[d.code]
		if old == nil && !d.named && !strings.HasPrefix(d.code, tradePrefix) {
			old = byOccasion[place{d.statement.SourceID, d.statement.SpeakerID, d.statement.ProgrammeID, d.statement.SaidOn}]
		}
		for _, f := range d.figures {
			was := figures[f.figure.Code]
			if was == nil {
				continue
			}
			if old == nil && !d.named {
				old = known[was.StatementID]
			}
			if old == nil || was.StatementID != old.ID {
				l.failRow(f.row, "", figureElsewhere(was.Code, known[was.StatementID].Code))
			}
		}
		if old != nil {
			if before := taken[old.ID]; before != 0 {
				l.failRow(d.row, "statement", statementTaken(old.Code, before))
			}
			taken[old.ID] = d.row.line
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
			if !l.has("note") {
				want.Note = old.Note
			}
			if !l.has("day_inferred_from") && want.SaidOn == old.SaidOn {
				want.DaySourceID = old.DaySourceID
			}
		}
		if d.sources == nil {
			d.sources = []*Source{sourceByID[want.SourceID]}
			if old != nil && !l.has("source_ids") && len(links.of[old.ID]) > 0 && links.of[old.ID][0] == want.SourceID {
				d.sources = nil
				for _, id := range links.of[old.ID] {
					d.sources = append(d.sources, sourceByID[id])
				}
			}
		}
		l.dateStatement(&want, old, d, recorded, sourceByID[want.SourceID])
		if err := saveWithSources(l, d.row, NounStatement, want.Code, old, &want, links, d.sources); err != nil {
			return err
		}
		if err := l.writeFigures(d, want.ID, figures, recorded); err != nil {
			return err
		}
	}
	return nil
}

// statementsOf are the statements that the drafts may be, or whose figures they hold;
// more than are looked for by name where the drafts are many.
func (l *loader) statementsOf(drafts []*statementDraft) ([]int64, error) {
	var codes, figures []string
	var sources []int64
	var days []Date
	for _, d := range drafts {
		codes = append(codes, d.code)
		sources, days = append(sources, d.statement.SourceID), append(days, d.statement.SaidOn)
		for _, f := range d.figures {
			figures = append(figures, f.figure.Code)
		}
	}
	q := l.tx.Model(&Statement{})
	if len(figures) <= mostLookedUp {
		q = q.Where("code IN ? OR id IN (SELECT statement_id FROM figures WHERE code IN ?) OR (source_id IN ? AND said_on IN ?)", codes, figures, sources, days)
	}
	var found []int64
	return found, q.Pluck("id", &found).Error
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
	if old == nil {
		want.KnownOn = l.stated(d.row, want.KnownOn)
	} else {
		want.KnownOn = l.counting(d.row, want.KnownOn, old.KnownOn)
		if want.DatedBy == DatedByNothing && want.KnownOn == old.KnownOn {
			// It counts as it did, by what it was dated by then.
			want.DatedBy = old.DatedBy
		}
	}
	switch by := d.row.cells["dated_by"]; by {
	case "":
	case undatedWord:
		if old != nil && old.KnownOn != "" && l.reason != "" && !l.correcting() && !l.planning {
			l.failRow(d.row, "dated_by", pastAltered(old.KnownOn))
		}
		want.DatedBy, want.KnownOn = DatedByNothing, ""
	default:
		want.DatedBy = DatedBy(by)
	}
	switch {
	case want.DatedBy == DatedByNothing && want.KnownOn != "":
		l.failRow(d.row, "known_on", nothingToDateBy)
	case want.DatedBy != DatedByNothing && want.KnownOn == "" && !l.has("known_on"):
		l.failRow(d.row, "dated_by", dayMissing(string(want.DatedBy)))
	}
}

func (l *loader) writeFigures(d *statementDraft, statementID int64, known map[string]*Figure, recorded []*Figure) error {
	var next int64
	for _, f := range recorded {
		next = max(next, f.Position+1)
	}
	ids := make([]int64, len(d.figures))
	// A whole must have its id before its parts are written.
	order := make([]int, len(d.figures))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return d.depth(a) - d.depth(b) })
	position := make(map[string]int64)
	for _, f := range d.figures {
		if old := known[f.figure.Code]; old != nil {
			position[f.figure.Code] = old.Position
			continue
		}
		before, found, err := l.positionBefore(f.figure.Code)
		if err != nil {
			return err
		}
		if found {
			position[f.figure.Code] = before
			continue
		}
		position[f.figure.Code] = next
		next++
	}
	for _, i := range order {
		f := d.figures[i]
		want := f.figure
		want.StatementID, want.Position = statementID, position[want.Code]
		if whole := d.wholeOf(i); whole >= 0 {
			want.PartOfID = &ids[whole]
		}
		if err := save(l, f.row, NounFigure, want.Code, known[want.Code], &want); err != nil {
			return err
		}
		ids[i] = want.ID
	}
	return nil
}

// positionBefore is where a figure that is restored stood in its statement before it was
// taken back.
func (l *loader) positionBefore(code string) (position int64, found bool, err error) {
	if l.change.Kind != Restoring {
		return 0, false, nil
	}
	var images []string
	err = l.tx.Raw(`SELECT p.past FROM withdrawals w JOIN past_rows p ON p.relation = 'figures' AND p.row_key = CAST(w.record_id AS TEXT) AND p.change_id = w.change_id
		WHERE w.noun = ? AND w.code = ? AND p.past IS NOT NULL ORDER BY w.id DESC, p.id DESC LIMIT 1`, NounFigure, code).Scan(&images).Error
	if err != nil || len(images) == 0 {
		return 0, false, err
	}
	var figure struct{ Position int64 }
	err = json.Unmarshal([]byte(images[0]), &figure)
	return figure.Position, true, err
}

// depth is 0 for a figure that stands alone, 1 for a part of such a one, and so
// on.
func (d *statementDraft) depth(i int) int {
	if whole := d.wholeOf(i); whole >= 0 {
		return d.depth(whole) + 1
	}
	return 0
}

// writeStatements writes all statements that the trade file has no room for.
func writeStatements(x *exporter) error {
	return x.statements(func(st *Statement, sources string) {
		if _, ok := x.tradeLine(st, sources); ok {
			return
		}
		byID := make(map[int64]*Figure, len(st.Figures))
		named := make(map[string]int)
		for i := range st.Figures {
			f := &st.Figures[i]
			byID[f.ID] = f
			named[f.Code]++
			named[x.name("metrics", "code", &f.MetricID)]++
		}
		for _, f := range st.Figures {
			cells := line{"id": f.Code, "source_id": x.name("sources", "code", &st.SourceID), "said_by": x.name("speakers", "label", &st.SpeakerID),
				"role": x.name("roles", "label", st.RoleID), "said_on": string(st.SaidOn), "programme": x.name("programmes", "label", &st.ProgrammeID),
				"metric": x.name("metrics", "code", &f.MetricID), "value": f.Value.String(), "unit": f.Unit, "as_of": string(f.AsOf),
				"year_refers_to": f.Years(), "quote": f.Quote, "place": x.name("places", "label", st.PlaceID), "statement": st.Code,
				"source_ids": sources, "note": st.Note, "day_inferred_from": x.name("sources", "code", st.DaySourceID)}
			if f.PartOfID != nil {
				whole := byID[*f.PartOfID]
				cells["part_of"] = x.name("metrics", "code", &whole.MetricID)
				if named[cells["part_of"]] > 1 {
					cells["part_of"] = whole.Code
				}
			}
			cells.dating(st)
			x.row(cells)
		}
	})
}

// dating says from which day the statement counts.
func (cells line) dating(st *Statement) {
	cells["known_on"] = string(st.KnownOn)
	cells["dated_by"] = string(cmp.Or(st.DatedBy, undatedWord))
}
