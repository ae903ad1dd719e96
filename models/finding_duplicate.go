package models

import (
	"maps"
	"slices"
	"strings"
)

const statedFigureColumns = recordedFigureColumns + ", sp.label AS speaker, f.quote_folded AS quote"

const statedFigureTables = recordedFigureTables + "JOIN speakers sp ON sp.id = st.speaker_id "

// judgeDuplicates doubts figures that are there already: by the same speaker on the
// same day, or from the same passage. Of a pair that an editor has recorded as one
// figure twice nothing is left to be asked.
func (g *guard) judgeDuplicates(all *figures) error {
	var told []FigurePair
	if err := g.db.Select("figure", "other").Where("relation = ?", PairSame).Find(&told).Error; err != nil {
		return err
	}
	g.toldSame = make(map[[2]string]bool, 2*len(told))
	for _, p := range told {
		g.toldSame[[2]string{p.FigureCode, p.OtherCode}] = true
		g.toldSame[[2]string{p.OtherCode, p.FigureCode}] = true
	}
	type question struct {
		speaker string
		on      Date
		about   int64
	}
	bySpeaker := make(map[question][]*judgedFigure)
	byPassage := make(map[int64][]*judgedFigure)
	var questions []question
	var documents []int64
	for _, f := range all.typed {
		r := f.row
		if r.File != statementFile.name || !r.touches("value", "unit", "metric", "said_by", "said_on", "programme", "source_id", "quote", "year_refers_to", "part_of", "statement") {
			continue
		}
		if p, day := g.programmes[r.cell("programme")], r.date("said_on"); p != nil && day != "" {
			q := question{r.cell("said_by"), day, p.ID}
			if bySpeaker[q] == nil {
				questions = append(questions, q)
			}
			bySpeaker[q] = append(bySpeaker[q], f)
		}
		if s := g.sources[r.cell("source_id")]; s != nil && s.ID != 0 && r.cell("quote") != "" {
			if byPassage[s.ID] == nil {
				documents = append(documents, s.ID)
			}
			byPassage[s.ID] = append(byPassage[s.ID], f)
		}
	}
	speakers := make(map[string][]int64)
	if len(questions) > 0 {
		if err := readBy(g.db, func(s *Speaker) {
			for _, label := range append(strings.Split(s.Label, "|"), s.Label) {
				if !slices.Contains(speakers[label], s.ID) {
					speakers[label] = append(speakers[label], s.ID)
				}
			}
		}); err != nil {
			return err
		}
	}
	for _, q := range questions {
		var list []recordedFigure
		err := g.db.Raw("SELECT "+statedFigureColumns+" FROM statements st"+statedFigureTables+"WHERE st.speaker_id IN ? AND st.programme_id = ? AND st.said_on = ?",
			speakers[q.speaker], q.about, q.on).Scan(&list).Error
		if err != nil {
			return err
		}
		for _, f := range bySpeaker[q] {
			g.judgeRepeated(f, FindingDuplicate, list, all)
		}
	}
	for _, id := range documents {
		quotes := make([]string, 0, len(byPassage[id]))
		for _, f := range byPassage[id] {
			quotes = append(quotes, Fold(f.row.cell("quote")))
		}
		var list []recordedFigure
		err := g.db.Raw("SELECT "+statedFigureColumns+" FROM statements st"+statedFigureTables+"WHERE st.source_id = ? AND f.quote_folded <> '' AND f.quote_folded IN ?",
			id, slices.Compact(slices.Sorted(slices.Values(quotes)))).Scan(&list).Error
		if err != nil {
			return err
		}
		for _, f := range byPassage[id] {
			g.judgeRepeated(f, FindingSameQuote, list, all)
		}
	}
	g.judgeTypedTwice(all)
	return g.judgeSameSource(all)
}

// sameNumber is one number of a metric for the same years.
type sameNumber struct {
	source, metric, value, unit string
	from, to                    int
}

func (f *judgedFigure) number(source string) sameNumber {
	return sameNumber{source, f.metric.Code, f.value.String(), f.unit, f.yearFrom, f.yearTo}
}

// judgeSameSource doubts statistics that their document, or another page of its
// publisher, gives already for the same years: in whatever file, by whatever speaker and
// on whatever basis. How many projects there are may be told by many, and on many days.
func (g *guard) judgeSameSource(all *figures) error {
	byPublisher := make(map[string][]*judgedFigure)
	seen := make(map[sameNumber]*judgedFigure)
	for _, f := range all.typed {
		if f.yearFrom == 0 || !g.isStatistic(f) {
			continue
		}
		for _, code := range f.row.sourceCodes() {
			first := seen[f.number(code)]
			if first == nil {
				seen[f.number(code)] = f
			} else if f.statement != first.statement && (f.isTouched() || first.isTouched()) {
				g.doubtSameSource(f, first, "")
			}
			if s := g.sources[code]; s != nil && f.isTouched() {
				byPublisher[s.Publisher] = append(byPublisher[s.Publisher], f)
			}
		}
	}
	for _, publisher := range slices.Sorted(maps.Keys(byPublisher)) {
		var list []recordedFigure
		for some := range slices.Chunk(byPublisher[publisher], guardBatch) {
			var metrics []int64
			var years []int
			var values []string
			for _, f := range some {
				metrics, years, values = append(metrics, f.metric.ID), append(years, f.yearFrom), append(values, f.value.String())
			}
			var found []recordedFigure
			err := g.db.Raw("SELECT "+statedFigureColumns+" FROM statements st"+statedFigureTables+
				"JOIN statement_sources ss ON ss.statement_id = st.id JOIN sources sr ON sr.id = ss.source_id "+
				"WHERE sr.publisher = ? AND f.metric_id IN ? AND f.year_from IN ? AND f.value IN ? ORDER BY f.code", publisher, metrics, years, values).Scan(&found).Error
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		recorded := make(map[sameNumber][]recordedFigure)
		for i := range list {
			if other := g.figure(&list[i]); other.metric != nil && !all.gone[other.code] {
				recorded[other.number("")] = append(recorded[other.number("")], list[i])
			}
		}
		for _, f := range byPublisher[publisher] {
			for _, r := range recorded[f.number("")] {
				if f.repeats(g.figure(&r)) && r.Statement != f.statement {
					g.doubtSameSource(f, g.figure(&r), r.Speaker)
					break
				}
			}
		}
	}
	return nil
}

// isStatistic reports whether the figure is about a subject, and not about a set of
// projects.
func (g *guard) isStatistic(f *judgedFigure) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(g.programmes)), func(p *Programme) bool { return p.Code == f.programme && p.Kind == Subject })
}

// doubtSameSource doubts a figure that was not found to repeat another yet.
func (g *guard) doubtSameSource(f, other *judgedFigure, speaker string) {
	if g.toldSame[[2]string{f.code, other.code}] {
		return
	}
	for _, kind := range []FindingKind{FindingDuplicate, FindingSameQuote, FindingSameSource} {
		if g.isNoted(f, kind) {
			return
		}
	}
	g.doubt(f.row, f.column, Finding{Kind: FindingSameSource, Other: other.key(), Metric: f.metric.Name, Amount: f.amount(), Date: YearDate(f.yearTo), Text: speaker})
}

// judgeRepeated doubts a figure that one of the recorded ones gives already.
func (g *guard) judgeRepeated(f *judgedFigure, kind FindingKind, list []recordedFigure, all *figures) {
	for i := range list {
		other := g.figure(&list[i])
		if other.metric == nil || all.gone[other.code] || g.toldSame[[2]string{f.code, other.code}] || !f.repeats(other) || kind == FindingSameQuote && list[i].Quote != Fold(f.row.cell("quote")) {
			continue
		}
		if kind == FindingSameQuote && g.isNoted(f, FindingDuplicate) {
			return
		}
		g.doubt(f.row, f.column, Finding{Kind: kind, Other: other.key(), Metric: f.metric.Name, Amount: f.amount(), Date: f.row.date("said_on"), Text: list[i].Speaker})
		return
	}
}

// repeats reports whether the figure says what another says. Within one statement a
// number may stand for two years, or be part of two figures.
func (f *judgedFigure) repeats(other *judgedFigure) bool {
	if f.code == other.code || f.metric.Code != other.metric.Code || f.unit != other.unit || !f.value.Equal(other.value) {
		return false
	}
	return f.statement != other.statement || f.yearFrom == other.yearFrom && f.yearTo == other.yearTo && f.partOf == other.partOf
}

// isNoted reports whether a doubt of the kind is noted of the figure.
func (g *guard) isNoted(f *judgedFigure, kind FindingKind) bool {
	return slices.ContainsFunc(g.found, func(of Finding) bool { return of.Kind == kind && of.RowKey == f.row.RowKey && of.Column == f.column })
}

// judgeTypedTwice doubts figures that the edits themselves hold twice. The one of
// the later row is doubted.
func (g *guard) judgeTypedTwice(all *figures) {
	type said struct{ speaker, on, programme, source, metric, value string }
	seen := make(map[said]*judgedFigure)
	for _, f := range all.typed {
		r := f.row
		if r.File != statementFile.name {
			continue
		}
		k := said{r.cell("said_by"), r.cell("said_on"), f.programme, "", f.metric.Code, f.value.String()}
		if k.on == "" {
			k.source = r.cell("source_id")
		}
		first := seen[k]
		if first == nil {
			seen[k] = f
			continue
		}
		if f.repeats(first) && (f.isTouched() || first.isTouched()) && !g.isNoted(f, FindingDuplicate) {
			g.doubt(r, f.column, Finding{Kind: FindingDuplicate, Other: first.key(), Metric: f.metric.Name, Amount: f.amount(), Date: r.date("said_on"), Text: r.cell("said_by")})
		}
	}
}
