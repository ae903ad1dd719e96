package handlers

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"
	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// figureShow shows one figure with everything that is needed to quote it. What is
// said of changes since is of now, so that the page is
// never kept for ever, and no memento.
func (a *App) figureShow(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-cache")
	h.Del("Memento-Datetime")
	ref, err := models.ParseFigureRef(c.Param("id"))
	if err != nil {
		return err
	}
	m, err := a.figure(c, ref, c.QueryParams())
	if err != nil {
		return err
	}
	if pastOf(c) != nil {
		if err := a.since(c, ref, m); err != nil {
			return err
		}
	}
	chrome := a.chrome(c, m.Heading(), "")
	chrome.TitleLang, chrome.Description = m.TitleLang, m.Sentence
	return a.html(c, http.StatusOK, pages.FigurePage(chrome, m))
}

// figureTable is the file of one figure.
func (a *App) figureTable(c echo.Context) (*table.Table, error) {
	ref, err := models.ParseFigureRef(c.Param("id"))
	if err != nil {
		return nil, err
	}
	m, err := a.figure(c, ref, c.QueryParams())
	if err != nil {
		return nil, err
	}
	asked := a.params(c)
	d := a.undated(c, m.Link)
	if day := cmp.Or(m.Day(), asked.asOf()); day != "" {
		d.AsOf = fullDay(day, asked.today)
	}
	return pages.NewOneFigureFile(printer(c), d, m), asked.err
}

// since compares a figure of an earlier moment with that of now.
func (a *App) since(c echo.Context, ref models.FigureRef, m *pages.Figure) error {
	values := maps.Clone(c.QueryParams())
	values.Del(locale.KnownParam)
	ctx, err := a.ofNow(c.Request().Context())
	if err != nil {
		return err
	}
	now := asking(c, ctx, values)
	var withdrawn *models.Withdrawal
	is, err := a.figure(now, ref, values)
	if errors.Is(err, models.ErrNotFound) {
		is = nil
		if withdrawn, err = a.store.WithdrawnFigure(ctx, ref); errors.Is(err, models.ErrNotFound) {
			err = nil
		}
	}
	if err != nil {
		return err
	}
	m.Since(is, withdrawn, now.Request().URL.RequestURI())
	return nil
}

// asking is a request of the same page with other parameters.
func asking(c echo.Context, ctx context.Context, values url.Values) echo.Context {
	r := c.Request().Clone(ctx)
	r.URL.RawQuery = values.Encode()
	other := c.Echo().NewContext(r, nil)
	other.SetPath(c.Path())
	other.SetParamNames(c.ParamNames()...)
	other.SetParamValues(c.ParamValues()...)
	return other
}

// figure works out a figure by its id; the values are the parameters that belong to
// it: the day, and the choices of a list that it counts. It returns ErrNotFound
// where there is none such.
func (a *App) figure(c echo.Context, ref models.FigureRef, values url.Values) (*pages.Figure, error) {
	asked := a.paramsOf(c, values)
	frame := pages.FigureFrame{Ref: ref, AsOf: fullDay(asked.asOf(), asked.today), Site: a.site(c), Retrieved: a.latest()}
	if asked.err != nil {
		return nil, asked.err
	}
	m, err := a.figureOf(c, frame, values)
	if err == nil && m == nil {
		err = models.ErrNotFound
	}
	return m, err
}

func (a *App) figureOf(c echo.Context, frame pages.FigureFrame, values url.Values) (*pages.Figure, error) {
	ctx, p, of := c.Request().Context(), printer(c), frame.Ref.Of
	records := a.records(ctx)
	switch frame.Ref.Kind {
	case models.FigureStated:
		return a.statedFigure(ctx, p, frame)
	case models.FigureSum, models.FigureRest, models.FigureStage, models.FigureDifference:
		codes := of
		if frame.Ref.Kind == models.FigureStage || frame.Ref.Kind == models.FigureDifference {
			codes = of[:1]
		}
		st, err := records.StatementsAsOne(ctx, codes, frame.AsOf)
		if err != nil {
			return nil, err
		}
		about := models.RevisionFilter{About: []models.RecordKey{{Noun: models.NounStatement, Code: st.Code}}}
		if frame.Revisions, err = records.Revisions(ctx, about); err != nil {
			return nil, err
		}
		return a.arithmeticFigure(ctx, p, frame, st)
	case models.FigureGap:
		first, err := records.FigureRecord(ctx, of[0], frame.AsOf, true)
		if err != nil {
			return nil, err
		}
		second, err := records.FigureRecord(ctx, of[1], frame.AsOf, true)
		if err != nil {
			return nil, err
		}
		for _, code := range of {
			of, err := records.Revisions(ctx, models.RevisionFilter{Noun: models.NounFigure, Code: code})
			if err != nil {
				return nil, err
			}
			frame.Revisions = newestFirst(frame.Revisions, of)
		}
		return pages.NewGapFigure(p, frame, first, second), nil
	case models.FigureCount:
		frame.Query = pages.FigureQuery(values)
		return a.countFigure(asking(c, ctx, values), p, frame)
	case models.FigurePrice, models.FigureMonthChange, models.FigureYearChange, models.FigureAverage:
		return a.priceFigure(ctx, p, frame)
	case models.FigureCost, models.FigureJobs:
		return a.projectFigure(ctx, p, frame)
	case models.FigureShare:
		return a.enterpriseFigure(ctx, p, frame)
	case models.FigureRoad:
		corridors, err := records.Corridors(ctx)
		at := slices.IndexFunc(corridors, func(c models.Corridor) bool { return c.Code == of[0] })
		if err != nil || at < 0 {
			return nil, err
		}
		return pages.NewRoadFigure(p, frame, &corridors[at]), nil
	}
	return nil, models.ErrNotFound
}

func (a *App) statedFigure(ctx context.Context, p *locale.Printer, frame pages.FigureFrame) (*pages.Figure, error) {
	records, code := a.records(ctx), frame.Ref.Of[0]
	record, err := records.FigureRecord(ctx, code, frame.AsOf, undated(ctx, frame.AsOf))
	if err != nil {
		return nil, err
	}
	if frame.Revisions, err = records.Revisions(ctx, models.RevisionFilter{Noun: models.NounFigure, Code: code}); err != nil {
		return nil, err
	}
	of, err := records.Revisions(ctx, models.RevisionFilter{Noun: models.NounStatement, Code: record.Statement.Code})
	if err != nil {
		return nil, err
	}
	frame.Revisions = newestFirst(frame.Revisions, of)
	return pages.NewStatedFigure(p, pages.StatedFigureData{Frame: frame, Record: record}), nil
}

// newestFirst joins revisions in the order of their moments.
func newestFirst(lists ...[]models.RevisionRecord) []models.RevisionRecord {
	joined := slices.Concat(lists...)
	slices.SortStableFunc(joined, func(a, b models.RevisionRecord) int { return b.At.Compare(a.At) })
	return joined
}

func (a *App) arithmeticFigure(ctx context.Context, p *locale.Printer, frame pages.FigureFrame, st *models.Statement) (*pages.Figure, error) {
	switch frame.Ref.Kind {
	case models.FigureStage:
		return pages.NewStageFigure(p, frame, st), nil
	case models.FigureDifference:
		documented, err := a.records(ctx).Documented(ctx, st.Programme.Code, st.KnownOn)
		if err != nil {
			return nil, err
		}
		return pages.NewDifferenceFigure(p, frame, st, documented), nil
	}
	return pages.NewArithmeticFigure(p, frame, st), nil
}

func (a *App) priceFigure(ctx context.Context, p *locale.Printer, frame pages.FigureFrame) (*pages.Figure, error) {
	code := frame.Ref.Of[0]
	at, err := models.ParseDate(frame.Ref.Of[1])
	if err != nil || at.IsDay() || (len(at) == len("2016")) != (frame.Ref.Kind == models.FigureAverage) {
		return nil, models.ErrNotFound
	}
	from, to := at, at
	if frame.Ref.Kind == models.FigureAverage {
		from, to = at+"-01", at+"-12"
	}
	series, err := a.records(ctx).PriceMonths(ctx, code, from, to, frame.AsOf)
	if err != nil {
		return nil, err
	}
	if frame.Ref.Kind == models.FigurePrice {
		if frame.Revisions, err = a.records(ctx).Revisions(ctx, models.RevisionFilter{Noun: models.NounPrice, Code: code + "/" + string(at) + "/" + series.Source.Code}); err != nil {
			return nil, err
		}
	}
	return pages.NewPriceFigure(p, frame, series), nil
}

func (a *App) projectFigure(ctx context.Context, p *locale.Printer, frame pages.FigureFrame) (*pages.Figure, error) {
	code := frame.Ref.Of[0]
	records := a.records(ctx)
	terms, err := records.Terms(ctx)
	if err != nil {
		return nil, err
	}
	project, _, err := records.Project(ctx, code, frame.AsOf, &terms)
	if err != nil {
		return nil, err
	}
	d := pages.RecordFigureData{Name: project.Name, Path: "projects/" + code, Sources: project.Sources}
	switch {
	case frame.Ref.Kind == models.FigureCost && project.CostCents != nil:
		d.Value, d.Unit = decimal.New(*project.CostCents, -2).Truncate(2), "USD"
	case frame.Ref.Kind == models.FigureJobs && project.Jobs != nil:
		d.Value, d.Unit = decimal.NewFromInt(*project.Jobs), "jobs"
	default:
		return nil, models.ErrNotFound
	}
	frame.Revisions, err = records.Revisions(ctx, models.RevisionFilter{Noun: models.NounProject, Code: code})
	d.Frame = frame
	return pages.NewRecordFigure(p, d), err
}

func (a *App) enterpriseFigure(ctx context.Context, p *locale.Printer, frame pages.FigureFrame) (*pages.Figure, error) {
	code := frame.Ref.Of[0]
	records := a.records(ctx)
	terms, err := records.Terms(ctx)
	if err != nil {
		return nil, err
	}
	enterprise, _, err := records.Enterprise(ctx, code, &terms)
	if err != nil || !enterprise.ChineseShare.Valid {
		return nil, err
	}
	d := pages.RecordFigureData{
		Name: enterprise.Name, Path: "enterprises/" + code, Sources: enterprise.Sources, Value: enterprise.ChineseShare.Decimal, Unit: "percent",
	}
	frame.Revisions, err = records.Revisions(ctx, models.RevisionFilter{Noun: models.NounEnterprise, Code: code})
	d.Frame = frame
	return pages.NewRecordFigure(p, d), err
}
