package pages

import (
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// statedSentence says a stated figure in one sentence that can stand alone, with
// the day and who gave it.
func statedSentence(p *locale.Printer, st *models.Statement, f *models.Figure) string {
	if st.Programme.Kind == models.ProjectSet {
		b := st.Breakdown()
		n := int(f.Value.IntPart())
		switch {
		case f.Metric.Code == models.TotalProjects:
			return statedBy(p, st, p.N("sentence.total", n), false)
		case f.Metric.Stage != nil:
			year := format.Years(f.Years())
			if year == "" && st.KnownOn != "" {
				year = format.Years(string(models.YearDate(st.KnownOn.Year())))
			}
			return statedBy(p, st, stageClause(p, st, &b, *f.Metric.Stage, n, year), false)
		}
	}
	return statedBy(p, st, figureClause(p, f), true)
}

// ofProgramme adds to a clause what it is about.
func ofProgramme(p *locale.Printer, programme *models.Programme, clause string) string {
	return p.T("text.brackets", "Text", clause, "Note", programmeName(p, programme))
}

// programmeName names within brackets the programme, or the subject with its
// statistical basis, whose own brackets become commas.
func programmeName(p *locale.Printer, programme *models.Programme) string {
	return withoutBrackets.Replace(In(p, programme.Name).Text)
}

var withoutBrackets = strings.NewReplacer(" (", ", ", ")", "", "（", "，", "）", "")

// figureClause is a figure with its metric and years: «Trade turnover, 2017:
// US$18 billion».
func figureClause(p *locale.Printer, f *models.Figure) string {
	metric, years := In(p, f.Metric.Name).Text, format.Years(f.Years())
	if strings.Contains(metric, years) {
		years = ""
	}
	return metricAmount(p, f, years, unlinked)
}

// stageClause says how many projects are at a stage, of how many.
func stageClause(p *locale.Printer, st *models.Statement, b *models.Breakdown, stage models.Stage, n int, year string) string {
	of := p.N("sentence.of_none", n)
	if total, ok := b.TotalCount(); ok {
		of = p.N("headline.of", total)
	}
	key := "sentence." + string(stage)
	if (stage == models.Launching || stage == models.Planned) && year == "" {
		key += "_undated"
	}
	return p.N(key, n, "Of", of, "Year", year)
}

// statedBy adds to a clause the day and who said so. A clause that is about years
// of its own has the day behind it.
func statedBy(p *locale.Printer, st *models.Statement, clause string, dayBehind bool) string {
	clause = strings.Join(strings.Fields(clause), " ")
	clause, said := ofProgramme(p, st.Programme, clause), whoSays(p, st)
	if st.KnownOn == "" || dayBehind {
		return p.T("sentence.stated_on", "Text", format.Capital(clause), "Who", said, "When", whenOnly(p, st))
	}
	return p.T("sentence.stated", "Text", format.Capital(p.T("sentence.as_of", "Day", p.Date(st.Day()), "Text", clause)), "Who", said)
}
