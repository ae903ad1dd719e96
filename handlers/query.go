package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/pages"
)

// projectQuery reads the address of a page of projects. Unknown parameters are
// ignored; a bad value of a known one is a *badParameter. Codes are checked
// later, against the records.
func (a *App) projectQuery(c echo.Context, path string) (pages.Query, error) {
	return parseQuery(c.QueryParams(), pages.Query{Lang: lang(c), Path: path}, a.today())
}

func parseQuery(values url.Values, q pages.Query, today models.Date) (pages.Query, error) {
	get := func(name string) string { return strings.TrimSpace(values.Get(name)) }
	bad := func(name, key string, args ...any) error {
		return &badParameter{name: name, value: shorten(values.Get(name)), key: key, args: args}
	}
	q.Programme, q.Statement = get("programme"), get("statement")
	q.Sector, q.Region = get("sector"), get("region")
	if text := get("year"); text != "" {
		year, err := strconv.Atoi(text)
		if err != nil || len(text) != 4 || year < models.FirstYear || year > models.LastYear {
			return q, bad("year", "bad.year", "First", models.FirstYear, "Last", models.LastYear)
		}
		q.Year = year
	}
	if with := get(pages.StatementWith); with != "" && with != q.Setting() {
		// The form was sent with another year or programme than the one that its
		// statement belongs to: that choice takes the place of the statement.
		q.Statement = ""
	}
	asOf, err := models.ParseDate(get("as_of"))
	if err != nil {
		return q, bad("as_of", "bad.as_of")
	}
	if asOf.FirstDay() > today {
		return q, bad("as_of", "bad.as_of_future", "Today", string(today))
	}
	q.AsOf = asOf
	if text := get("status"); text != "" {
		q.Status = models.Stage(text)
		if !q.Status.Valid() {
			words := make([]string, len(models.Stages))
			for i, s := range models.Stages {
				words[i] = string(s)
			}
			return q, bad("status", "bad.status", "Options", strings.Join(words, ", "))
		}
	}
	if text := get("sort"); text != "" {
		if !slices.Contains(models.ProjectSorts, text) {
			return q, bad("sort", "bad.sort", "Options", strings.Join(models.ProjectSorts, ", "))
		}
		q.Sort = text
	}
	switch get("dir") {
	case "", "asc":
	case "desc":
		q.Descending = true
	default:
		return q, bad("dir", "bad.dir")
	}
	if text := get("page"); text != "" {
		page, err := strconv.Atoi(text)
		if err != nil || page < 1 || page > 1_000_000 {
			return q, bad("page", "bad.page")
		}
		q.Page = page
	}
	return q, nil
}

// shorten keeps a value from the address fit to be shown.
func shorten(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// asOf is the full date as of which a query is answered.
func asOf(q pages.Query, today models.Date) models.Date {
	if q.AsOf == "" {
		return today
	}
	// A month or year that has begun counts up to today.
	return min(q.AsOf.LastDay(), today)
}

// filterOf is the filter that the store is asked with.
func filterOf(q pages.Query, programme *models.Programme, year int, day models.Date, ranks []int64) models.ProjectFilter {
	f := models.ProjectFilter{
		AsOf: day, Year: year, Stage: q.Status, Sector: q.Sector, Region: q.Region, Page: q.Page,
		Sort: models.Sort{By: q.Sort, Descending: q.Descending, Ranks: ranks},
	}
	if programme != nil {
		f.ProgrammeID = programme.ID
	}
	return f
}

// checkTerms sees that the codes of the query are in the dictionaries.
func checkTerms(q pages.Query, t *models.Terms) error {
	if q.Sector != "" && !t.HasSector(q.Sector) {
		return &badParameter{name: "sector", value: shorten(q.Sector), key: "bad.sector"}
	}
	if q.Region != "" && !t.HasRegion(q.Region) {
		return &badParameter{name: "region", value: shorten(q.Region), key: "bad.region"}
	}
	return nil
}
