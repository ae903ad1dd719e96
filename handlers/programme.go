package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// errNoProgramme is what an address of the programme page finds in a database
// without records.
var errNoProgramme = fmt.Errorf("no programme is on record: %w", models.ErrNotFound)

// askedProgramme reads how far the programme was that the address asks for. The
// error is errNoProgramme if there is none at all.
func (a *App) askedProgramme(c echo.Context) (pages.ProgrammeData, error) {
	ctx := c.Request().Context()
	return models.Share(ctx, a.records(ctx), "programme?"+c.QueryParams().Encode(), func() (pages.ProgrammeData, error) { return a.readProgramme(c) })
}

func (a *App) readProgramme(c echo.Context) (pages.ProgrammeData, error) {
	var d pages.ProgrammeData
	q, err := a.projectQuery(c, "")
	if err != nil {
		return d, err
	}
	// These choose among all projects, on their own page.
	q.Partners, q.Launch, q.Listed, q.Text, q.Source = "", "", "", "", ""
	ctx, p := c.Request().Context(), printer(c)
	programmes, err := a.records(ctx).Programmes(ctx)
	if err != nil {
		return d, err
	}
	d.Query = q
	if len(programmes) == 0 {
		return d, errNoProgramme
	}
	programme := chosenProgramme(programmes, q.Programme)
	if programme == nil {
		return d, &badParameter{name: "programme", value: shorten(q.Programme), key: "bad.programme"}
	}
	if programme.Code == models.MainProgramme {
		q.Programme = ""
	}
	statements, err := a.records(ctx).Statements(ctx, programme.ID)
	if err != nil {
		return d, err
	}
	terms, err := a.records(ctx).Terms(ctx)
	if err != nil {
		return d, err
	}
	if err := checkTerms(q, &terms); err != nil {
		return d, err
	}
	today := a.today(ctx)
	day := asOf(q, today)
	year := q.Year
	if q.Statement != "" {
		at := slices.IndexFunc(statements, func(st models.Statement) bool { return st.Code == q.Statement })
		if at < 0 {
			return d, &badParameter{name: "statement", value: shorten(q.Statement), key: "bad.statement"}
		}
		if year == 0 {
			year = yearOfStatement(&statements[at])
		}
	}
	if year == 0 {
		year = models.LatestYear(statements, day)
	}
	if year == 0 {
		year = day.Year()
	}
	if err := a.records(ctx).NoteOffices(ctx, day, models.Pointers(statements)...); err != nil {
		return d, err
	}
	d.Query, d.Programme, d.Statements, d.Progress = q, programme, statements, models.NewProgress(statements, year, day, q.Statement)
	if shown := d.Progress.Shown; q.Statement != "" && (shown == nil || shown.Code != q.Statement) {
		q.Statement, d.Query.Statement, d.Dropped = "", "", true
	}
	f := filterOf(q, programme, year, day, ranks(p, q.Sort, &terms))
	counts, err := a.records(ctx).ProjectCounts(ctx, f, &terms)
	if err != nil {
		return d, err
	}
	active, err := a.records(ctx).ProjectYears(ctx, f)
	if err != nil {
		return d, err
	}
	if end := models.YearDate(year).LastDay(); end < day {
		f.Then = end
	}
	if d.Projects, err = a.records(ctx).Projects(ctx, f, &terms); err != nil {
		return d, err
	}
	d.Compared, d.Undated = day, undated(ctx, day)
	if d.Progress.Shown != nil && d.Progress.Shown.KnownOn != "" {
		d.Compared = d.Progress.Shown.KnownOn
	}
	if d.Documented, err = a.records(ctx).Documented(ctx, programme.Code, d.Compared); err != nil {
		return d, err
	}
	all, err := a.records(ctx).Documented(ctx, programme.Code, day)
	if err != nil {
		return d, err
	}
	for _, count := range all {
		d.AllProjects += count.N
	}
	if programme.Code == models.MainProgramme {
		if err := a.surroundings(ctx, &d); err != nil {
			return d, err
		}
	}
	d.Then = f.Then
	d.Filter = pages.FilterData{
		Query: q, Programmes: programmes, Programme: programme, Terms: terms, Counts: counts,
		Years: years(statements, active, day, year), Year: year, Active: active, AsOf: day, Today: today,
	}
	return d, nil
}

// programme shows how far a programme was in a year: what was stated, what is
// documented, and the projects behind it.
func (a *App) programme(c echo.Context) error {
	d, err := a.askedProgramme(c)
	p := printer(c)
	if errors.Is(err, errNoProgramme) {
		m := pages.EmptyProgramme(p)
		return a.view(c, a.chrome(c, m.Title, layout.NavProgramme), d.Query.Link(), m.View())
	}
	if err != nil {
		return err
	}
	said := slices.Concat(d.Progress.Said, d.Progress.Undated)
	if d.Pairs, err = a.records(c.Request().Context()).FigurePairs(c.Request().Context(), said); err != nil {
		return err
	}
	m := pages.NewProgramme(p, d)
	chrome := a.chrome(c, m.Title, layout.NavProgramme)
	chrome.Description = m.Headline
	if m.Changes, err = a.noteChanges(c, &chrome, models.NounProgramme, d.Programme.Code); err != nil {
		return err
	}
	return a.view(c, chrome, d.Filter.Query.Link(), m.View())
}

// programmeTable is the file of the statements over time, and of what is
// documented beside them.
func (a *App) programmeTable(c echo.Context) (*table.Table, error) {
	d, err := a.askedProgramme(c)
	if err != nil {
		return nil, err
	}
	return pages.NewProgrammeFile(printer(c), a.dated(c, d.Query.Link(), d.Progress.AsOf), d), nil
}

// The oil price is shown from some years before the year of the page to the year
// after it.
const yearsBefore, yearsAfter = 6, 1

// latestAgreements is how many agreements the programme page lists.
const latestAgreements = 5

// surroundings reads what the main programme stands in: the price of oil, and
// what was signed last by the end of the year.
func (a *App) surroundings(ctx context.Context, d *pages.ProgrammeData) error {
	year, day := d.Progress.Year, d.Progress.AsOf
	oil, err := a.records(ctx).PriceSeries(ctx, models.PriceFilter{
		Commodities: []string{"brent"}, From: models.YearDate(year - yearsBefore).AddMonths(0), To: models.YearDate(year + yearsAfter).AddMonths(11), AsOf: day,
	})
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return err
	}
	if len(oil) > 0 {
		d.Oil = &oil[0]
	}
	d.Agreements, err = a.records(ctx).LatestAgreements(ctx, min(day, models.YearDate(year).LastDay()), latestAgreements)
	return err
}

// chosenProgramme is the programme with the code; without a code the one that
// the dashboard opens with, or the first if that is not on record.
func chosenProgramme(programmes []models.Programme, code string) *models.Programme {
	want := code
	if want == "" {
		want = models.MainProgramme
	}
	for i := range programmes {
		if programmes[i].Code == want {
			return &programmes[i]
		}
	}
	if code == "" {
		return &programmes[0]
	}
	return nil
}

// yearOfStatement is the year of a statement: that in which it was made, else
// the first that its figures refer to, else 0.
func yearOfStatement(st *models.Statement) int {
	if st.KnownOn != "" {
		return st.KnownOn.Year()
	}
	for i := range st.Figures {
		if from := st.Figures[i].YearFrom; from != nil {
			return int(*from)
		}
	}
	return 0
}

// years are those in which something was said or happened, as known on the day,
// and the chosen one.
func years(statements []models.Statement, active models.FacetCounts, day models.Date, chosen int) []int {
	list := []int{chosen}
	for text := range active.N {
		if year, err := strconv.Atoi(text); err == nil {
			list = append(list, year)
		}
	}
	for i := range statements {
		if on := statements[i].KnownOn; on != "" && on <= day {
			list = append(list, on.Year())
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// ranks is the order of sectors or regions by name in the visitor's language.
func ranks(p *locale.Printer, by string, t *models.Terms) []int64 {
	switch by {
	case models.SortSector:
		return ranked(p, t.Sectors, func(s models.Sector) (int64, models.Translations) { return s.ID, s.Name })
	case models.SortRegion:
		return ranked(p, t.Regions, func(r models.Region) (int64, models.Translations) { return r.ID, r.Name })
	}
	return nil
}

// ranked are the ids of entries in the order of their names.
func ranked[T any](p *locale.Printer, entries []T, of func(T) (int64, models.Translations)) []int64 {
	type named struct {
		id   int64
		name string
	}
	list := make([]named, len(entries))
	for i, entry := range entries {
		id, name := of(entry)
		list[i] = named{id, pages.In(p, name).Text}
	}
	locale.Sort(p, list, func(n named) string { return n.name })
	ids := make([]int64, len(list))
	for i, n := range list {
		ids[i] = n.id
	}
	return ids
}
