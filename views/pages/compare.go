package pages

import (
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// Compare sets what was stated beside what is documented.
type Compare struct {
	Sum, Total string
	Texts      []string
	Caption    string
	Rows       []CompareRow
	Note       string
	Headline   string
	Launches   string
	LaunchURL  string
}

// CompareRow is one stage, stated and documented.
type CompareRow struct {
	Class, Stage string
	Stated       Number
	Documented   Number
	Difference   Number
	URL          string
	Name         string
}

func newCompare(p *locale.Printer, d ProgrammeData, st *models.Statement, b *models.Breakdown) *Compare {
	c := &Compare{Note: p.T("compare.note"), Caption: p.T("compare.caption", "Day", p.Date(d.Compared))}
	switch _, hasTotal := b.TotalCount(); {
	case len(b.Stages) == 0 && hasTotal:
		c.Sum = linked(b.Total.Ref(), format.Figure(p, b.Total))
		c.Texts = []string{p.T("compare.no_stages")}
	default:
		texts := sums(p, st, b)
		c.Sum, c.Texts = texts[0], texts[1:]
	}
	list := func(stage models.Stage) Link {
		q := Query{Lang: d.Query.Lang, Known: d.Query.Known, Path: "projects", Programme: d.Programme.Code, Status: stage, AsOf: d.Compared}
		return q.Link()
	}
	documented := 0
	for _, stage := range models.Stages {
		stated, count := b.Stage(stage), d.Documented[stage]
		documented += count.N
		if stated == nil && count.N == 0 {
			continue
		}
		name := p.T("stage." + string(stage))
		row := CompareRow{
			Class: string(stage), Stage: name, Stated: Number{Text: p.T("not_stated")}, Difference: Number{Text: "–"}, URL: list(stage).URL(),
			Documented: countOf(p, p.Int(count.N), list(stage), CountProjects, d.Compared),
			Name:       p.T("compare.list", "N", p.Int(count.N), "Stage", strings.ToLower(name)),
		}
		if stated != nil {
			row.Stated = numberOf(p, p.Int(stated.Count), stageRef(st, stated), "", nil)
			if st.KnownOn != "" {
				row.Difference = newNumber(p, signed(p, count.N-stated.Count), models.FigureDifference, st.Giver(stated.Figures[0]).Code, string(stage))
			}
		}
		c.Rows = append(c.Rows, row)
	}
	if documented == 0 {
		c.Rows = nil
		c.Note = p.T("compare.none_documented")
		return c
	}
	if launched := b.Stage(models.Launched); launched != nil {
		count := d.Documented[models.Launched]
		all := Counted{CountProjects, list(models.Launched), d.Compared}
		n := all.number(p, p.Int(count.N)).linked()
		listed := p.Int(count.Listed)
		if d.Programme.Code == models.MainProgramme {
			listed = Counted{all.Noun, all.List.With(models.FacetListed, string(models.MemberYes)), all.AsOf}.number(p, listed).linked()
		}
		c.Headline = p.T("compare.headline", "Stated", linked(stageRef(st, launched), p.Int(launched.Count)), "Documented", n)
		c.Launches = p.N("compare.headline_text", count.N, "N", n, "Day", p.Date(d.Compared), "Listed", listed)
		c.LaunchURL = list(models.Launched).URL()
	}
	return c
}

// stageRef is the figure of a stage, or the sum of those in which the statement
// gives it.
func stageRef(st *models.Statement, s *models.StageCount) models.FigureRef {
	if len(s.Figures) == 1 {
		return s.Figures[0].Ref()
	}
	return models.Ref(models.FigureStage, st.Giver(s.Figures[0]).Code, string(s.Stage))
}

// stageSum writes the stages that add up as a sum, «4 + 6 + 11 + 18».
func stageSum(p *locale.Printer, st *models.Statement, b *models.Breakdown, link linker) string {
	var parts []string
	for _, s := range b.Stages {
		if s.PartOf == "" {
			parts = append(parts, link(stageRef(st, &s), p.Int(s.Count)))
		}
	}
	return strings.Join(parts, " + ")
}

// signed writes a difference with its sign.
func signed(p *locale.Printer, n int) string {
	switch {
	case n > 0:
		return "+" + p.Int(n)
	case n < 0:
		return "−" + p.Int(-n)
	}
	return p.Int(0)
}
