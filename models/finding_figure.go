package models

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// judgedFigure is a figure of a statement as it stands after the edits.
type judgedFigure struct {
	// row and column are where it was typed; nil for one that is recorded and not
	// edited.
	row    *judgedRow
	column string

	code      string
	statement string
	programme string
	metric    *Metric
	value     decimal.Decimal
	unit      string
	partOf    string
	// yearFrom and yearTo are 0 where the figure names no year.
	yearFrom, yearTo int
	// knownOn is the day from which the statement counts, empty without one.
	knownOn Date
}

// key is the row of the figure.
func (f *judgedFigure) key() RowKey {
	if f.row != nil {
		return f.row.RowKey
	}
	return RowKey{statementFile.name, f.code}
}

func (f *judgedFigure) amount() Amount { return Amount{f.value, f.unit} }

// isTouched reports whether the edit concerns the number of the figure, or which
// statement it belongs to.
func (f *judgedFigure) isTouched() bool {
	return f.row != nil && f.row.touches(append([]string{f.column, "metric", "unit", "part_of", "statement", "programme", "year_refers_to", "year", "period", "basis", "containers_unit"}, ofOccasion...)...)
}

// ofOccasion are the columns that make rows one statement where they name none.
var ofOccasion = []string{"source_id", "said_by", "said_on", "programme"}

// recordedFigure is a figure as it comes from the database.
type recordedFigure struct {
	Code, Statement, Programme string
	MetricID                   int64
	Value                      decimal.Decimal
	Unit                       string
	PartOf                     string
	YearFrom, YearTo           *int64
	KnownOn                    Date

	// Speaker and Quote are the labels of who said it, and the passage as it is
	// searched; read only where figures that repeat each other are looked for.
	Speaker, Quote string
}

const recordedFigureColumns = "f.code, st.code AS statement, p.code AS programme, f.metric_id, f.value, f.unit, COALESCE(w.code, '') AS part_of, f.year_from, f.year_to, st.known_on"

const recordedFigureTables = " JOIN figures f ON f.statement_id = st.id JOIN programmes p ON p.id = st.programme_id LEFT JOIN figures w ON w.id = f.part_of_id "

// figure is the recorded figure as it is judged; nil if its metric is not known.
func (g *guard) figure(r *recordedFigure) *judgedFigure {
	f := &judgedFigure{code: r.Code, statement: r.Statement, programme: r.Programme, value: r.Value, unit: r.Unit, partOf: r.PartOf, knownOn: r.KnownOn}
	for _, m := range g.metrics {
		if m.ID == r.MetricID {
			f.metric = m
		}
	}
	if r.YearFrom != nil && r.YearTo != nil {
		f.yearFrom, f.yearTo = int(*r.YearFrom), int(*r.YearTo)
	}
	return f
}

// figures are those that the edits make, by the code of the figure, and the
// statements that they belong to.
type figures struct {
	// typed are those of the edits in the order of their rows, and gone the codes of
	// those that the edits replace or withdraw.
	typed []*judgedFigure
	gone  map[string]bool
}

// judgeFigures looks at the figures of statements, and at those of the trade file.
func (g *guard) judgeFigures() error {
	all := figures{gone: make(map[string]bool)}
	if err := g.readStatementRows(&all); err != nil {
		return err
	}
	g.readTradeRows(&all)
	if len(all.typed) == 0 {
		return nil
	}
	statements, err := g.wholeStatements(&all)
	if err != nil {
		return err
	}
	for _, code := range slices.Sorted(maps.Keys(statements)) {
		g.judgeStatement(statements[code])
	}
	for _, f := range all.typed {
		g.judgeFigure(f)
	}
	if err := g.judgeWholesElsewhere(&all); err != nil {
		return err
	}
	if err := g.judgeSeries(&all); err != nil {
		return err
	}
	return g.judgeDuplicates(&all)
}

// readStatementRows makes figures of the rows of statements, and finds out which
// statement each belongs to.
func (g *guard) readStatementRows(all *figures) error {
	rows := g.rows[statementFile.name]
	recorded := make(map[string]string)
	for batch := range slices.Chunk(rows, guardBatch) {
		var codes []string
		for _, r := range batch {
			codes = append(codes, r.Key)
		}
		var list []struct{ Code, Statement string }
		err := g.db.Raw("SELECT f.code, st.code AS statement FROM figures f JOIN statements st ON st.id = f.statement_id WHERE f.code IN ?", codes).Scan(&list).Error
		if err != nil {
			return err
		}
		for _, f := range list {
			recorded[f.Code] = f.Statement
		}
	}
	occasions, err := g.recordedOccasions(rows)
	if err != nil {
		return err
	}
	for _, r := range rows {
		all.gone[r.Key] = true
		value, ok := r.number("value")
		metric := g.metrics[r.cell("metric")]
		if !r.stands() || !ok || metric == nil {
			continue
		}
		programme := r.cell("programme")
		if p := g.programmes[programme]; p != nil {
			programme = p.Code
		}
		f := &judgedFigure{row: r, column: "value", code: r.Key, programme: programme, metric: metric, value: value, unit: r.cell("unit"), partOf: r.cell("part_of")}
		f.yearFrom, f.yearTo = yearsOf(r.cell("year_refers_to"))
		f.knownOn = cmp.Or(r.date("said_on"), r.date("as_of")).LastDay()
		if s := g.sources[r.cell("source_id")]; f.knownOn == "" && s != nil {
			f.knownOn = s.PublishedOn.LastDay()
		}
		at := occasionOf(r.cells)
		switch {
		case r.cell("statement") != "":
			f.statement = r.cell("statement")
		case recorded[r.Key] != "" && r.base != nil && occasionOf(r.base) == at:
			f.statement = recorded[r.Key]
		case occasions[at] != "":
			f.statement = occasions[at]
		default:
			// No code looks like this.
			f.statement = strings.Join([]string{"", at.source, at.speaker, at.day, at.programme}, "\x00")
		}
		all.typed = append(all.typed, f)
	}
	return nil
}

func occasionOf(cells Cells) occasion {
	cell := func(column string) string { return strings.TrimSpace(cells[column]) }
	return occasion{"", cell("source_id"), cell("said_by"), cell("said_on"), cell("programme")}
}

// recordedOccasions are the codes of the recorded statements that rows without one
// may belong to, by the cells of the rows.
func (g *guard) recordedOccasions(rows []*judgedRow) (map[occasion]string, error) {
	type question struct{ source, programme int64 }
	asked := make(map[question][]*judgedRow)
	for _, r := range rows {
		s, p := g.sources[r.cell("source_id")], g.programmes[r.cell("programme")]
		if r.stands() && r.cell("statement") == "" && s != nil && p != nil && s.ID != 0 && p.ID != 0 {
			k := question{s.ID, p.ID}
			asked[k] = append(asked[k], r)
		}
	}
	found := make(map[occasion]string)
	for k, rows := range asked {
		var list []struct {
			Code, Label string
			SaidOn      Date
		}
		err := g.db.Raw("SELECT st.code, sp.label, st.said_on FROM statements st JOIN speakers sp ON sp.id = st.speaker_id WHERE st.source_id = ? AND st.programme_id = ? ORDER BY st.id",
			k.source, k.programme).Scan(&list).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			for _, st := range list {
				if string(st.SaidOn) == r.cell("said_on") && hasLabel(st.Label, r.cell("said_by")) && !strings.HasPrefix(st.Code, tradePrefix) {
					found[occasionOf(r.cells)] = st.Code
				}
			}
		}
	}
	return found, nil
}

// hasLabel reports whether a data file may write the label for an entry of a
// dictionary.
func hasLabel(labels, label string) bool {
	return labels == label || slices.Contains(strings.Split(labels, "|"), label)
}

// yearsOf are the years of a cell, 0 if it names none.
func yearsOf(cell string) (from, to int) {
	m := yearsPattern.FindStringSubmatch(cell)
	if m == nil {
		return 0, 0
	}
	from = Date(m[1]).Year()
	return from, cmp.Or(Date(m[2]).Year(), from)
}

// readTradeRows makes figures of the rows of the trade file.
func (g *guard) readTradeRows(all *figures) {
	for _, r := range g.rows[tradeFile.name] {
		parts := strings.Split(r.Key, "/")
		if len(parts) != len(tradeFile.key) {
			continue
		}
		year, period, basis := parts[0], parts[1], parts[2]
		code := tradePrefix + slug(year+" "+period+" "+basis)
		suffix, ok := periodSuffix(period)
		if !ok {
			continue
		}
		for _, c := range tradeColumns {
			for _, metric := range c.metrics(suffix) {
				all.gone[code+"-"+slug(metric)] = true
			}
			name := c.metric
			if name == "" {
				name = containerMetrics[r.cell("containers_unit")]
			}
			value, ok := r.number(c.column)
			metric := g.metrics[name+suffix]
			if !r.stands() || !ok || metric == nil {
				continue
			}
			f := &judgedFigure{row: r, column: c.column, code: code + "-" + slug(metric.Code), statement: code, programme: basis, metric: metric, value: value, unit: metric.Unit}
			if p := g.bases[basis]; p != nil {
				f.programme = p.Code
			}
			f.yearFrom, f.yearTo = Date(year).Year(), Date(year).Year()
			if s, _ := g.lastPublished(r); s != nil {
				f.knownOn = s.PublishedOn.LastDay()
			}
			all.typed = append(all.typed, f)
		}
	}
}

// wholeStatements are the statements that the edits touch, with the figures of each
// that are recorded and stay.
func (g *guard) wholeStatements(all *figures) (map[string][]*judgedFigure, error) {
	statements := make(map[string][]*judgedFigure)
	for _, f := range all.typed {
		statements[f.statement] = append(statements[f.statement], f)
	}
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(statements)), guardBatch) {
		// What stands for a statement without a code is no text for Postgres.
		batch = slices.DeleteFunc(batch, func(code string) bool { return strings.HasPrefix(code, "\x00") })
		var list []recordedFigure
		err := g.db.Raw("SELECT "+recordedFigureColumns+" FROM statements st"+recordedFigureTables+"WHERE st.code IN ? ORDER BY f.position, f.id", batch).Scan(&list).Error
		if err != nil {
			return nil, err
		}
		for i := range list {
			if f := g.figure(&list[i]); f.metric != nil && !all.gone[f.code] {
				statements[f.statement] = append(statements[f.statement], f)
			}
		}
	}
	return statements, nil
}

// rounding is how far numbers that were rounded when they were said may differ: 1.05
// for «27.7 billion» of «about 27».
const rounding = 1.05

// exceeds reports whether a number is larger than another, beyond what rounding
// explains where the unit is one in which numbers are rounded.
func exceeds(value, limit Amount) bool {
	bound := limit.Value
	if limit.Unit != "projects" {
		bound = bound.Mul(decimal.NewFromFloat(rounding))
	}
	return value.Unit == limit.Unit && value.Value.GreaterThan(bound)
}

// The endings of metrics that count something for some projects, and the metric
// that counts it for all.
var wholeMetrics = []struct{ ending, whole string }{{"_cost_usd", "total_cost_usd"}, {"_jobs", "jobs"}}

// judgeStatement looks at how the figures of one statement go together.
func (g *guard) judgeStatement(list []*judgedFigure) {
	first := func(metric string) *judgedFigure {
		for _, f := range list {
			if f.metric.Code == metric {
				return f
			}
		}
		return nil
	}
	total := first(TotalProjects)
	var counts, costs []*judgedFigure
	for _, f := range list {
		if f.partOf != "" {
			continue
		}
		of, ofCost := strings.CutSuffix(f.metric.Code, "_cost_usd")
		switch stage := g.metrics[of]; {
		case f.metric.Stage != nil:
			counts = append(counts, f)
		case ofCost && stage != nil && stage.Stage != nil:
			costs = append(costs, f)
		}
	}
	g.judgeSum(total, counts)
	g.judgeSum(first("total_cost_usd"), costs)
	for _, f := range list {
		if f.metric.Stage == nil && f.metric.Unit == "projects" && f != total {
			g.judgeShare(f, total)
		}
		for _, m := range wholeMetrics {
			if strings.HasSuffix(f.metric.Code, m.ending) && f.metric.Code != m.whole {
				g.judgeShare(f, first(m.whole))
			}
		}
	}
	g.judgeParts(list)
	g.judgeBalance(list)
}

// judgeSum doubts stages that add up to more than their total.
func (g *guard) judgeSum(total *judgedFigure, parts []*judgedFigure) {
	if total == nil || len(parts) == 0 {
		return
	}
	sum := Amount{Unit: total.unit}
	for _, f := range parts {
		if f.unit == total.unit {
			sum.Value = sum.Value.Add(f.value)
		}
	}
	if at := firstTouched(append([]*judgedFigure{total}, parts...)); at != nil && exceeds(sum, total.amount()) {
		g.doubt(at.row, at.column, Finding{Kind: FindingSum, Other: total.key(), OtherMetric: total.metric.Name, Amount: sum, Against: total.amount()})
	}
}

// judgeShare doubts a number about some projects that is larger than that of all.
func (g *guard) judgeShare(f, whole *judgedFigure) {
	if whole == nil || !exceeds(f.amount(), whole.amount()) {
		return
	}
	if at := firstTouched([]*judgedFigure{f, whole}); at != nil {
		g.doubt(at.row, at.column, Finding{Kind: FindingShare, Other: whole.key(), Metric: f.metric.Name, OtherMetric: whole.metric.Name, Amount: f.amount(), Against: whole.amount()})
	}
}

// firstTouched is the first of the figures that the edits concern, nil if they
// concern none.
func firstTouched(list []*judgedFigure) *judgedFigure {
	if at := slices.IndexFunc(list, (*judgedFigure).isTouched); at >= 0 {
		return list[at]
	}
	return nil
}

// judgeParts doubts parts that are more than what they are part of, or counted in
// another unit.
func (g *guard) judgeParts(list []*judgedFigure) {
	parts := make(map[*judgedFigure][]*judgedFigure)
	for _, f := range list {
		if whole := wholeAmong(list, f); whole != nil {
			parts[whole] = append(parts[whole], f)
		}
	}
	for _, whole := range list {
		sum := Amount{Unit: whole.unit}
		for _, f := range parts[whole] {
			if f.unit == whole.unit {
				sum.Value = sum.Value.Add(f.value)
				continue
			}
			if at := firstTouched([]*judgedFigure{f, whole}); at != nil {
				g.doubt(at.row, at.unitColumn(), Finding{Kind: FindingPartUnit, Other: whole.key(), Metric: f.metric.Name, OtherMetric: whole.metric.Name, Amount: f.amount(), Against: whole.amount()})
			}
		}
		if !exceeds(sum, whole.amount()) {
			continue
		}
		if at := firstTouched(append(slices.Clone(parts[whole]), whole)); at != nil {
			g.doubt(at.row, at.column, Finding{Kind: FindingParts, Other: whole.key(), OtherMetric: whole.metric.Name, Amount: sum, Against: whole.amount()})
		}
	}
}

// unitColumn is where the unit of the figure stands, which in the trade file is
// given by the column itself.
func (f *judgedFigure) unitColumn() string {
	if f.row.File == tradeFile.name {
		return f.column
	}
	return "unit"
}

// wholeAmong is the figure that another is part of, as the loader finds it.
func wholeAmong(list []*judgedFigure, f *judgedFigure) *judgedFigure {
	var found *judgedFigure
	for _, other := range list {
		switch {
		case f.partOf == "" || other == f:
		case other.code == f.partOf:
			return other
		case other.metric.Code == f.partOf:
			found = other
		}
	}
	return found
}

// balanceShare is the part of the turnover by which exports and imports may miss it.
const balanceShare = 0.03

// judgeBalance doubts exports and imports that do not make the turnover.
func (g *guard) judgeBalance(list []*judgedFigure) {
	for _, turnover := range list {
		suffix, ok := strings.CutPrefix(turnover.metric.Code, "trade_turnover_usd")
		if !ok {
			continue
		}
		side := func(metric string) *judgedFigure {
			for _, f := range list {
				if f.metric.Code == metric+suffix && f.yearTo == turnover.yearTo && f.unit == turnover.unit {
					return f
				}
			}
			return nil
		}
		exports, imports := side("exports_kz_to_cn_usd"), side("imports_cn_to_kz_usd")
		if exports == nil || imports == nil {
			continue
		}
		sum := exports.value.Add(imports.value)
		gap := sum.Sub(turnover.value).Abs()
		if at := firstTouched([]*judgedFigure{turnover, exports, imports}); at != nil && gap.GreaterThan(turnover.value.Mul(decimal.NewFromFloat(balanceShare))) {
			g.doubt(at.row, at.column, Finding{Kind: FindingBalance, Other: turnover.key(), Amount: Amount{sum, turnover.unit}, Against: turnover.amount()})
		}
	}
}

// How many years a statement may look ahead and back without a doubt.
const (
	yearsAhead = 2
	yearsBack  = 3
)

// judgeFigure looks at one figure by itself.
func (g *guard) judgeFigure(f *judgedFigure) {
	r := f.row
	if f.unit == "percent" && r.touches(f.column, "unit") {
		switch v := f.value.Abs(); {
		case v.IsPositive() && v.LessThan(decimal.New(1, 0)):
			g.doubt(r, f.column, Finding{Kind: FindingFraction, Amount: f.amount()})
		case v.GreaterThan(decimal.New(100, 0)):
			g.doubt(r, f.column, Finding{Kind: FindingOverHundred, Amount: f.amount()})
		}
	}
	if r.touches(f.column, "source_id", "source_ids") && g.undocumented(r) {
		g.doubt(r, sourceColumnOf(r), Finding{Kind: FindingNoSource, Amount: f.amount()})
	}
	if r.File != statementFile.name {
		return
	}
	if f.unit != f.metric.Unit && r.touches("unit", "metric") {
		g.doubt(r, "unit", Finding{Kind: FindingUnit, Metric: f.metric.Name, Text: f.metric.Unit})
	}
	g.judgeQuote(f)
	said, asOf := r.date("said_on"), r.date("as_of")
	switch {
	case asOf == "" || !r.touches("as_of", "said_on"):
	case asOf.FirstDay() > g.today:
		g.doubt(r, "as_of", Finding{Kind: FindingFuture, Date: asOf, OtherDate: g.today})
	case said != "" && asOf.FirstDay() > said.LastDay():
		g.doubt(r, "as_of", Finding{Kind: FindingAfterSaid, Date: asOf, OtherDate: said})
	}
	if r.touches("said_on", "source_id", "source_ids") {
		g.judgeAfterSource(r, "said_on")
	}
	if day := f.knownOn; day != "" && f.yearTo != 0 && r.touches("year_refers_to", "said_on") &&
		(f.yearFrom > day.Year()+yearsAhead || f.yearTo < day.Year()-yearsBack) {
		g.doubt(r, "year_refers_to", Finding{Kind: FindingYear, OtherDate: cmp.Or(said, YearDate(day.Year()))})
	}
}

// sourceColumnOf is the column that names the documents of a row.
func sourceColumnOf(r *judgedRow) string {
	if r.File == statementFile.name {
		return "source_id"
	}
	return "source_ids"
}

// judgeWholesElsewhere doubts figures that are said to be part of one of another
// statement.
func (g *guard) judgeWholesElsewhere(all *figures) error {
	parts := make(map[string][]*judgedFigure)
	typed := make(map[string]*judgedFigure)
	for _, f := range all.typed {
		typed[f.code] = f
		if f.partOf != "" && f.row.touches("part_of", "statement", "said_by", "said_on", "source_id", "programme") {
			parts[f.partOf] = append(parts[f.partOf], f)
		}
	}
	note := func(f *judgedFigure, whole *judgedFigure) {
		if whole.statement != f.statement {
			g.doubt(f.row, "part_of", Finding{Kind: FindingWholeElsewhere, Other: whole.key(), OtherMetric: whole.metric.Name, Against: whole.amount(), OtherDate: whole.knownOn})
		}
	}
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(parts)), guardBatch) {
		var list []recordedFigure
		err := g.db.Raw("SELECT "+recordedFigureColumns+" FROM statements st"+recordedFigureTables+"WHERE f.code IN ?", batch).Scan(&list).Error
		if err != nil {
			return err
		}
		for i := range list {
			whole := g.figure(&list[i])
			for _, f := range parts[whole.code] {
				if whole.metric != nil && !all.gone[whole.code] {
					note(f, whole)
				}
			}
		}
		for _, code := range batch {
			for _, f := range parts[code] {
				if whole := typed[code]; whole != nil {
					note(f, whole)
				}
			}
		}
	}
	return nil
}
