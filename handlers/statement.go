package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// statementFilter reads the address of the list of statements, and writes it
// again as a link with only what was read.
func statementFilter(p *params, l pages.Link) (models.StatementFilter, pages.Link, error) {
	asOf := p.asOf()
	f := models.StatementFilter{
		AsOf: fullDay(asOf, p.today), Speaker: p.text("speaker"), Programme: p.text("programme"), Metric: p.text("metric"), Source: p.text("source"),
		Year: p.yearOrNone("year"), Text: p.text("q"),
	}
	f.Undated = f.AsOf == p.today
	f.Sort.By, f.Sort.Descending = p.sort(models.StatementSorts)
	f.Page = p.page()
	l = l.With("as_of", string(asOf)).With("speaker", f.Speaker).With("programme", f.Programme).With("metric", f.Metric).With("source", f.Source).
		With("year", f.Year).With("q", f.Text)
	return f, sorted(l, f.Sort, f.Page), p.err
}

// statementList shows all statements, filtered.
func (a *App) statementList(c echo.Context) error {
	f, link, err := statementFilter(a.params(c), pages.Link{Lang: lang(c), Path: "statements"})
	if err != nil {
		return err
	}
	ctx, p := c.Request().Context(), printer(c)
	d := pages.StatementListData{Link: link, Today: a.today()}
	if d.Speakers, err = a.store.Speakers(ctx); err != nil {
		return err
	}
	if d.Programmes, err = a.store.Programmes(ctx); err != nil {
		return err
	}
	if d.Metrics, err = a.store.Metrics(ctx); err != nil {
		return err
	}
	if err := a.checkSource(ctx, f.Source); err != nil {
		return err
	}
	if err := known("speaker", f.Speaker, "bad.speaker", d.Speakers, func(s models.Speaker) string { return s.Code }); err != nil {
		return err
	}
	if err := known("metric", f.Metric, "bad.metric", d.Metrics, func(m models.Metric) string { return m.Code }); err != nil {
		return err
	}
	if _, err := findProgramme(d.Programmes, f.Programme); err != nil {
		return err
	}
	f.Speakers = namedLike(d.Speakers, f.Text)
	f.Sort.Ranks = statementRanks(p, f.Sort.By, &d)
	d.Filter = f
	if d.Counts, err = a.store.StatementCounts(ctx, f); err != nil {
		return err
	}
	if d.Rows, err = a.store.StatementList(ctx, f); err != nil {
		return err
	}
	m := pages.NewStatementList(p, d)
	chrome := a.chrome(c, m.Title, layout.NavStatements)
	return a.view(c, chrome, link, m.View())
}

// namedLike are the speakers with a text in one of their names.
func namedLike(speakers []models.Speaker, text string) []int64 {
	if text == "" {
		return nil
	}
	var ids []int64
	for _, s := range speakers {
		for _, name := range []string{s.Name.EN, s.Name.KK, s.Name.RU, s.Name.ZH} {
			if strings.Contains(models.Fold(name), models.Fold(text)) {
				ids = append(ids, s.ID)
				break
			}
		}
	}
	return ids
}

func statementRanks(p *locale.Printer, by string, d *pages.StatementListData) []int64 {
	switch by {
	case models.SortSpeaker:
		return ranked(p, d.Speakers, func(s models.Speaker) (int64, models.Translations) { return s.ID, s.Name })
	case models.SortProgramme:
		return ranked(p, d.Programmes, func(m models.Programme) (int64, models.Translations) { return m.ID, m.Name })
	}
	return nil
}

// statementShow shows one statement. The address of one of its figures leads to
// it.
func (a *App) statementShow(c echo.Context) error {
	asked := a.params(c)
	written := asked.asOf()
	if asked.err != nil {
		return asked.err
	}
	ctx, p, code := c.Request().Context(), printer(c), c.Param("code")
	day := fullDay(written, asked.today)
	record, err := a.store.Statement(ctx, code, day, day == asked.today)
	if errors.Is(err, models.ErrNotFound) {
		of, notFigure := a.store.StatementOfFigure(ctx, code)
		if notFigure != nil {
			return notFigure
		}
		link := pages.Link{Lang: lang(c), Path: "statements/" + of, Fragment: "figure-" + code}
		return c.Redirect(http.StatusMovedPermanently, link.With("as_of", string(written)).URL())
	}
	if err != nil {
		return err
	}
	m := pages.NewStatement(p, record, written)
	chrome := a.chrome(c, m.Title+" · "+m.Lead+" · "+record.Code, layout.NavStatements)
	chrome.Description = m.Lead
	return a.html(c, http.StatusOK, pages.StatementPage(chrome, m))
}

// metricList shows all metrics.
func (a *App) metricList(c echo.Context) error {
	ctx := c.Request().Context()
	metrics, err := a.store.Metrics(ctx)
	if err != nil {
		return err
	}
	counts, err := a.store.MetricCounts(ctx)
	if err != nil {
		return err
	}
	m := pages.NewMetricList(printer(c), metrics, counts)
	return a.html(c, http.StatusOK, pages.MetricListPage(a.chrome(c, m.Title, layout.NavStatements), m))
}

// metricShow shows one metric over time.
func (a *App) metricShow(c echo.Context) error {
	asked := a.params(c)
	written := asked.asOf()
	if asked.err != nil {
		return asked.err
	}
	ctx, day := c.Request().Context(), fullDay(written, asked.today)
	d := pages.MetricData{AsOf: day, Written: written}
	var err error
	if d.History, err = a.store.MetricHistory(ctx, c.Param("code"), day, day == asked.today); err != nil {
		return err
	}
	// Few metrics need them, but a page asks the same number of times for each.
	if d.Gaps, err = a.store.MirrorGaps(ctx, day); err != nil {
		return err
	}
	m := pages.NewMetric(printer(c), d)
	chrome := a.chrome(c, m.Name.Text+" · "+printer(c).T("metric.over_time"), layout.NavStatements)
	chrome.Description = m.Definition.Text
	return a.html(c, http.StatusOK, pages.MetricPage(chrome, m))
}
