package handlers

import (
	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// countFigure is the number of records that the request describes, nil if there are
// none of the kind.
func (a *App) countFigure(c echo.Context, p *locale.Printer, frame pages.FigureFrame) (*pages.Figure, error) {
	ctx := c.Request().Context()
	records := a.records(ctx)
	switch frame.Ref.Of[0] {
	case pages.CountProjects:
		d, f, err := a.askedProjects(c)
		if err != nil {
			return nil, err
		}
		if d.Counts, err = a.projectCounts(ctx, f, &d.Terms); err != nil {
			return nil, err
		}
		if d.Active, err = records.ProjectYears(ctx, f); err != nil {
			return nil, err
		}
		return pages.NewProjectCount(p, frame, d), nil
	case pages.CountEnterprises:
		d, err := a.askedEnterprises(c)
		if err != nil {
			return nil, err
		}
		if d.Counts, err = records.EnterpriseCounts(ctx, d.Filter); err != nil {
			return nil, err
		}
		return pages.NewEnterpriseCount(p, frame, d), nil
	case pages.CountAgreements:
		d, err := a.askedAgreements(c)
		if err != nil {
			return nil, err
		}
		if d.Counts, err = records.AgreementCounts(ctx, d.Filter); err != nil {
			return nil, err
		}
		return pages.NewAgreementCount(p, frame, d), nil
	case pages.CountStatements:
		d, err := a.askedStatements(c)
		if err != nil {
			return nil, err
		}
		if d.Counts, err = records.StatementCounts(ctx, d.Filter); err != nil {
			return nil, err
		}
		return pages.NewStatementCount(p, frame, d), nil
	case pages.CountSources:
		d, err := a.askedSources(c)
		if err != nil {
			return nil, err
		}
		if d.Counts, err = records.SourceCounts(ctx, d.Filter); err != nil {
			return nil, err
		}
		return pages.NewSourceCount(p, frame, d), nil
	case pages.CountMap:
		d, err := a.askedMap(c)
		if err != nil {
			return nil, err
		}
		return pages.NewMapCount(p, frame, d), nil
	case pages.CountFound:
		q, err := a.askedSearch(c)
		if err != nil {
			return nil, err
		}
		found, err := records.CountFound(ctx, q)
		if err != nil {
			return nil, err
		}
		return pages.NewFoundCount(p, frame, q, found), nil
	case pages.CountFigures:
		d, err := a.askedMetrics(c)
		if err != nil {
			return nil, err
		}
		return pages.NewMetricCount(p, frame, frame.Query.Get("metric"), d), nil
	}
	return a.restFigure(c, p, frame)
}

// restFigure is the number of records without a list of their own: those that rest on
// the source of the query, or all of them.
func (a *App) restFigure(c echo.Context, p *locale.Printer, frame pages.FigureFrame) (*pages.Figure, error) {
	ctx, noun := c.Request().Context(), frame.Ref.Of[0]
	switch source := frame.Query.Get("source"); {
	case !pages.Rests(noun):
		return nil, models.ErrNotFound
	case source != "":
		record, err := a.records(ctx).Source(ctx, source)
		if err != nil {
			return nil, err
		}
		return pages.NewRestCount(p, frame, record), nil
	case noun == pages.CountPrices:
		n, err := a.records(ctx).RecordCounts(ctx, frame.AsOf)
		return pages.NewPriceCount(p, frame, n.Prices), err
	case noun == pages.CountCommodities:
		_, n, err := a.records(ctx).Commodities(ctx, 1)
		return pages.NewCommodityCount(p, frame, n), err
	}
	return nil, models.ErrNotFound
}
