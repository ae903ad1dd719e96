package handlers

import (
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/pages"
)

// projectQuery reads the address of a page of projects. Codes are checked later,
// against the records.
func (a *App) projectQuery(c echo.Context, path string) (pages.Query, error) {
	return parseQuery(a.params(c), pages.Query{Lang: lang(c), Known: knownAt(c), Path: path})
}

func parseQuery(p *params, q pages.Query) (pages.Query, error) {
	q.Programme, q.Statement = p.text("programme"), p.text("statement")
	q.Sector, q.Region, q.Text, q.Source = p.text("sector"), p.text("region"), p.text("q"), p.text("source")
	q.Year = p.year("year")
	if with := p.get(pages.StatementWith); with != "" && with != q.Setting() {
		// The form was sent with another year or programme than the one that its
		// statement belongs to: that choice takes the place of the statement.
		q.Statement = ""
	}
	q.AsOf = p.asOf()
	q.Status = models.Stage(p.choice("status", texts(models.Stages)...))
	q.Partners = models.PartnerSides(p.choice("partners", texts(models.AllPartnerSides)...))
	q.Listed = models.Membership(p.choice("listed", string(models.MemberYes), string(models.MemberNo), string(models.MemberUnknown), models.NotStated))
	q.Launch = p.yearOrNone("launch")
	q.Sort, q.Descending = p.sort(models.ProjectSorts)
	q.Page = p.page()
	return q, p.err
}

// asOf is the full date as of which a query is answered.
func asOf(q pages.Query, today models.Date) models.Date { return fullDay(q.AsOf, today) }

// filterOf is the filter that the store is asked with.
func filterOf(q pages.Query, programme *models.Programme, year int, day models.Date, ranks []int64) models.ProjectFilter {
	f := models.ProjectFilter{
		AsOf: day, Year: year, Stage: q.Status, Sector: q.Sector, Region: q.Region, Page: q.Page,
		Partners: q.Partners, Launch: q.Launch, Listed: q.Listed, Text: q.Text, Source: q.Source,
		Sort: models.Sort{By: q.Sort, Descending: q.Descending, Ranks: ranks},
	}
	if programme != nil {
		f.Programme = programme.Code
	}
	return f
}

// checkTerms sees that the codes of the query are in the dictionaries.
func checkTerms(q pages.Query, t *models.Terms) error {
	if err := checkSector(q.Sector, t); err != nil {
		return err
	}
	return checkRegion(q.Region, t)
}

func checkSector(code string, t *models.Terms) error {
	if code != "" && !t.HasSector(code) {
		return &badParameter{name: "sector", value: shorten(code), key: "bad.sector"}
	}
	return nil
}

func checkRegion(code string, t *models.Terms) error {
	if code != "" && !t.HasRegion(code) {
		return &badParameter{name: "region", value: shorten(code), key: "bad.region"}
	}
	return nil
}

// findProgramme is the programme with the code, nil for no code.
func findProgramme(programmes []models.Programme, code string) (*models.Programme, error) {
	if code == "" {
		return nil, nil
	}
	at := slices.IndexFunc(programmes, func(m models.Programme) bool { return m.Code == code })
	if at < 0 {
		return nil, &badParameter{name: "programme", value: shorten(code), key: "bad.programme"}
	}
	return &programmes[at], nil
}
