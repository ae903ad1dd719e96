package handlers

import (
	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/pages"
)

// sendChart sends the drawings of a page as a document of their own.
func (a *App) sendChart(c echo.Context, f files) error {
	chart, err := f.chart(c)
	if err != nil {
		return err
	}
	if chart == nil {
		// There is nothing to be drawn, and the page offers no file.
		return models.ErrNotFound
	}
	svg, err := chart.SVG()
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", contentDisposition("attachment", chart.Name+"-"+string(chart.AsOf)+"."+string(svgFile)))
	return whole(c, svgFile, svg)
}

func (a *App) programmeChart(c echo.Context) (*pages.ChartFile, error) {
	d, err := a.askedProgramme(c)
	if err != nil {
		return nil, err
	}
	return pages.NewProgrammeChart(printer(c), a.dated(c, d.Query.Link(), d.Progress.AsOf), d)
}

func (a *App) metricChart(c echo.Context) (*pages.ChartFile, error) {
	d, err := a.askedMetric(c)
	if err != nil {
		return nil, err
	}
	link, _, err := a.askedRecord(c, "metrics")
	if err != nil {
		return nil, err
	}
	return pages.NewMetricChart(printer(c), a.dated(c, link, d.AsOf), d)
}

func (a *App) pricesChart(c echo.Context) (*pages.ChartFile, error) {
	d, err := a.askedPrices(c)
	if err != nil {
		return nil, err
	}
	return pages.NewPricesChart(printer(c), a.dated(c, d.Link, d.Range.AsOf), d)
}
