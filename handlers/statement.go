package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// statementFilter reads the address of the list of statements, and writes it
// again as a link with only what was read.
func statementFilter(ctx context.Context, p *params, l pages.Link) (models.StatementFilter, pages.Link, error) {
	asOf := p.asOf()
	f := models.StatementFilter{
		AsOf: fullDay(asOf, p.today), Speaker: p.text("speaker"), Programme: p.text("programme"), Metric: p.text("metric"), Source: p.text("source"),
		Year: p.yearOrNone("year"), Text: p.text("q"),
	}
	f.Undated = undated(ctx, f.AsOf)
	f.Sort.By, f.Sort.Descending = p.sort(models.StatementSorts)
	f.Page = p.page()
	l = l.With("as_of", string(asOf)).With("speaker", f.Speaker).With("programme", f.Programme).With("metric", f.Metric).With("source", f.Source).
		With("year", f.Year).With("q", f.Text)
	return f, sorted(l, f.Sort, f.Page), p.err
}

// askedStatements reads which statements the address asks for.
func (a *App) askedStatements(c echo.Context) (pages.StatementListData, error) {
	f, link, err := statementFilter(c.Request().Context(), a.params(c), pages.To(printer(c), "statements"))
	ctx := c.Request().Context()
	d := pages.StatementListData{Link: link, Today: a.today(ctx)}
	if err != nil {
		return d, err
	}
	if d.Speakers, err = a.records(ctx).Speakers(ctx); err != nil {
		return d, err
	}
	if d.Programmes, err = a.records(ctx).Programmes(ctx); err != nil {
		return d, err
	}
	if d.Metrics, err = a.records(ctx).Metrics(ctx); err != nil {
		return d, err
	}
	if d.SourceTitle, err = a.checkSource(ctx, f.Source); err != nil {
		return d, err
	}
	if err := known("speaker", f.Speaker, "bad.speaker", d.Speakers, func(s models.Speaker) string { return s.Code }); err != nil {
		return d, err
	}
	if err := known("metric", f.Metric, "bad.metric", d.Metrics, func(m models.Metric) string { return m.Code }); err != nil {
		return d, err
	}
	f.Speakers = namedLike(d.Speakers, f.Text)
	f.Sort.Ranks = statementRanks(printer(c), f.Sort.By, &d)
	d.Filter = f
	_, err = findProgramme(d.Programmes, f.Programme)
	return d, err
}

// statementList shows all statements, filtered.
func (a *App) statementList(c echo.Context) error {
	d, err := a.askedStatements(c)
	if err != nil {
		return err
	}
	ctx, p, f := c.Request().Context(), printer(c), d.Filter
	if d.Counts, err = a.records(ctx).StatementCounts(ctx, f); err != nil {
		return err
	}
	if d.Rows, err = a.records(ctx).StatementList(ctx, f); err != nil {
		return err
	}
	m := pages.NewStatementList(p, d)
	chrome := a.chrome(c, m.Title, layout.NavStatements)
	return a.view(c, chrome, d.Link, m.View())
}

// ofFigures is what the file of a page of figures says, with those that are recorded twice.
func (a *App) ofFigures(c echo.Context, l pages.Link, day models.Date) (pages.FileData, error) {
	ctx, d := c.Request().Context(), a.dated(c, l, day)
	var err error
	d.Doubles, err = a.records(ctx).Doubles(ctx)
	return d, err
}

// statementTable is the file of the list: a row for each figure.
func (a *App) statementTable(c echo.Context) (*table.Table, error) {
	d, err := a.askedStatements(c)
	if err != nil {
		return nil, err
	}
	ctx := c.Request().Context()
	rows, err := a.records(ctx).AllStatements(ctx, d.Filter, false)
	if err != nil {
		return nil, err
	}
	file, err := a.ofFigures(c, d.Link, d.Filter.AsOf)
	if err != nil {
		return nil, err
	}
	return pages.NewStatementFile(printer(c), file, d, rows), nil
}

// statementRecord is the file of the figures of one statement.
func (a *App) statementRecord(c echo.Context) (*table.Table, error) {
	link, day, err := a.askedRecord(c, "statements")
	if err != nil {
		return nil, err
	}
	ctx := c.Request().Context()
	record, err := a.records(ctx).Statement(ctx, c.Param("code"), day, undated(ctx, day))
	if err != nil {
		return nil, err
	}
	file, err := a.ofFigures(c, link, day)
	if err != nil {
		return nil, err
	}
	return pages.NewStatementRecordFile(printer(c), file, &record.Statement), nil
}

// metricListTable is the file of all metrics.
func (a *App) metricListTable(c echo.Context) (*table.Table, error) {
	d, err := a.askedMetrics(c)
	if err != nil {
		return nil, err
	}
	return pages.NewMetricListFile(printer(c), a.dated(c, d.Link, d.AsOf), d), nil
}

// metricTable is the file of what was stated of one metric: all of it, also where
// the page shows only the newest.
func (a *App) metricTable(c echo.Context) (*table.Table, error) {
	link, day, err := a.askedRecord(c, "metrics")
	if err != nil {
		return nil, err
	}
	ctx, code := c.Request().Context(), c.Param("code")
	metrics, err := a.records(ctx).Metrics(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(metrics, func(m models.Metric) bool { return m.Code == code })
	if at < 0 {
		return nil, models.ErrNotFound
	}
	rows, err := a.records(ctx).AllStatements(ctx, models.StatementFilter{AsOf: day, Undated: undated(ctx, day), Metric: code}, true)
	if err != nil {
		return nil, err
	}
	file, err := a.ofFigures(c, link, day)
	if err != nil {
		return nil, err
	}
	return pages.NewMetricFile(printer(c), file, &metrics[at], rows), nil
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
	record, err := a.records(ctx).Statement(ctx, code, day, undated(ctx, day))
	if errors.Is(err, models.ErrNotFound) {
		of, notFigure := a.records(ctx).StatementOfFigure(ctx, code)
		if notFigure != nil {
			return notFigure
		}
		link := pages.To(printer(c), "statements/"+of)
		link.Fragment = "figure-" + code
		return c.Redirect(http.StatusMovedPermanently, link.With("as_of", string(written)).URL())
	}
	if err != nil {
		return err
	}
	m := pages.NewStatement(p, record, written)
	chrome := a.datedChrome(c, m.Heading, layout.NavStatements)
	chrome.Description = m.Lead
	if m.Changes, err = a.noteChanges(c, &chrome, models.NounStatement, code); err != nil {
		return err
	}
	if m.Accepted, err = a.noteAccepted(c, models.NounStatement, code); err != nil {
		return err
	}
	return a.html(c, http.StatusOK, pages.StatementPage(chrome, m))
}

// metricList shows all metrics.
func (a *App) metricList(c echo.Context) error {
	d, err := a.askedMetrics(c)
	if err != nil {
		return err
	}
	m := pages.NewMetricList(printer(c), d)
	return a.html(c, http.StatusOK, pages.MetricListPage(a.datedChrome(c, m.Title, layout.NavStatements), m))
}

// askedMetrics are all metrics, and how many figures each had on the day that the
// address asks for.
func (a *App) askedMetrics(c echo.Context) (pages.MetricListData, error) {
	asked := a.params(c)
	written := asked.asOf()
	d := pages.MetricListData{Link: pages.To(printer(c), "metrics").With("as_of", string(written)), AsOf: fullDay(written, asked.today)}
	if asked.err != nil {
		return d, asked.err
	}
	ctx := c.Request().Context()
	var err error
	if d.Metrics, err = a.records(ctx).Metrics(ctx); err != nil {
		return d, err
	}
	d.Counts, err = a.records(ctx).MetricCounts(ctx, d.AsOf, undated(ctx, d.AsOf))
	return d, err
}

// askedMetric reads the metric that the address asks for.
func (a *App) askedMetric(c echo.Context) (pages.MetricData, error) {
	asked := a.params(c)
	written := asked.asOf()
	if asked.err != nil {
		return pages.MetricData{}, asked.err
	}
	ctx, day := c.Request().Context(), fullDay(written, asked.today)
	d := pages.MetricData{AsOf: day, Written: written}
	var err error
	if d.History, err = a.records(ctx).MetricHistory(ctx, c.Param("code"), day, undated(ctx, day)); err != nil {
		return d, err
	}
	// Few metrics need them, but a page asks the same number of times for each.
	d.Gaps, err = a.records(ctx).MirrorGaps(ctx, day)
	return d, err
}

// metricShow shows one metric over time.
func (a *App) metricShow(c echo.Context) error {
	d, err := a.askedMetric(c)
	if err != nil {
		return err
	}
	m := pages.NewMetric(printer(c), d)
	chrome := a.datedChrome(c, m.Name.Text+" · "+printer(c).T("metric.over_time"), layout.NavStatements)
	chrome.Description = m.Definition.Text
	if m.Changes, err = a.noteChanges(c, &chrome, models.NounMetric, d.History.Metric.Code); err != nil {
		return err
	}
	return a.html(c, http.StatusOK, pages.MetricPage(chrome, m))
}
