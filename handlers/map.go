package handlers

import (
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// mapQuery reads the address of the map. Filters of a layer that is off do not
// count.
func (a *App) mapQuery(c echo.Context) (pages.MapQuery, error) {
	list, err := a.projectQuery(c, "map")
	if err != nil {
		return pages.MapQuery{}, err
	}
	list.Statement, list.Sort, list.Descending = "", "", false
	q := pages.MapQuery{Query: list, Layers: pages.DefaultLayers}
	p := a.params(c)
	if p.values.Has("layer") {
		q.Layers = nil
		for _, layer := range pages.Layers {
			if slices.Contains(p.values["layer"], string(layer)) {
				q.Layers = append(q.Layers, layer)
			}
		}
		for _, value := range p.values["layer"] {
			if value != pages.NoBox && !slices.Contains(pages.Layers, pages.Layer(value)) {
				return q, &badParameter{name: "layer", value: shorten(value), key: "bad.layer"}
			}
		}
	}
	q.Export = p.choice("export", "yes", "no", models.NotStated)
	q.Share = models.ShareBand(p.choice("share", texts(models.ShareBands)...))
	if !q.Shows(pages.LayerEnterprises) {
		q.Export, q.Share = "", ""
	}
	if !q.Shows(pages.LayerProjects) {
		q.Programme, q.Status, q.Partners, q.Launch, q.Listed, q.Source, q.Year = "", "", "", "", "", "", 0
	}
	pick, ok := pages.ParsePick(p.text("pick"))
	if !ok {
		return q, &badParameter{name: "pick", value: shorten(p.get("pick")), key: "bad.pick"}
	}
	q.Pick = pick
	return q, p.err
}

// askedMap reads what the map shows that the address asks for.
func (a *App) askedMap(c echo.Context) (pages.MapData, error) {
	q, err := a.mapQuery(c)
	d := pages.MapData{Query: q, Fragment: isFragment(c)}
	if err != nil {
		return d, err
	}
	ctx := c.Request().Context()
	if d.Filter, err = a.projectChoices(ctx, q.Query); err != nil {
		return d, err
	}
	if d.Corridors, err = a.records(ctx).Corridors(ctx); err != nil {
		return d, err
	}
	f := filterOf(q.Query, d.Filter.Programme, q.Year, d.Filter.AsOf, nil)
	if q.Shows(pages.LayerProjects) {
		if err := a.mapProjects(c, f, &d); err != nil {
			return d, err
		}
	}
	e := models.EnterpriseFilter{Sector: q.Sector, Region: q.Region, Text: q.Text, Export: q.Export, Share: q.Share, Page: q.Page}
	if q.Shows(pages.LayerEnterprises) {
		if err := a.mapEnterprises(c, e, &d); err != nil {
			return d, err
		}
	}
	return d, a.mapPicked(c, f, e, &d)
}

// mapShow shows the corridors through Kazakhstan, and the projects and enterprises
// along them.
func (a *App) mapShow(c echo.Context) error {
	d, err := a.askedMap(c)
	if err != nil {
		return err
	}
	m := pages.NewMap(printer(c), d)
	chrome := a.chrome(c, m.Title, layout.NavMap)
	chrome.Description = m.Lead
	return a.view(c, chrome, d.Query.Picked(d.Query.Pick), m.View())
}

// mapChart is the map as a document.
func (a *App) mapChart(c echo.Context) (*pages.ChartFile, error) {
	d, err := a.askedMap(c)
	if err != nil {
		return nil, err
	}
	return pages.NewMapChart(printer(c), a.dated(c, d.Query.Picked(pages.Pick{}), d.Filter.AsOf), d)
}

// mapProjects reads the layer of projects.
func (a *App) mapProjects(c echo.Context, f models.ProjectFilter, d *pages.MapData) error {
	ctx := c.Request().Context()
	var err error
	if d.Filter.Counts, err = a.projectCounts(ctx, f, &d.Filter.Terms); err != nil {
		return err
	}
	cells, err := a.records(ctx).ProjectCells(ctx, f)
	if err != nil {
		return err
	}
	d.Cells = models.MergeCells(d.Cells, cells)
	d.Projects, err = a.records(ctx).MapProjects(ctx, f, models.MapSelection{}, &d.Filter.Terms)
	return err
}

// mapEnterprises reads the layer of enterprises.
func (a *App) mapEnterprises(c echo.Context, f models.EnterpriseFilter, d *pages.MapData) (err error) {
	ctx := c.Request().Context()
	if d.EnterpriseCounts, err = a.records(ctx).EnterpriseCounts(ctx, f); err != nil {
		return err
	}
	cells, err := a.records(ctx).EnterpriseCells(ctx, f)
	if err != nil {
		return err
	}
	d.Cells = models.MergeCells(d.Cells, cells)
	d.Enterprises, err = a.records(ctx).MapEnterprises(ctx, f, models.MapSelection{}, &d.Filter.Terms)
	return err
}

// mapPicked reads what the mark that is picked stands for.
func (a *App) mapPicked(c echo.Context, f models.ProjectFilter, e models.EnterpriseFilter, d *pages.MapData) (err error) {
	ctx := c.Request().Context()
	pick := d.Query.Pick
	selection := models.MapSelection{Code: pick.Code}
	if pick.Kind == pages.PickGroup {
		selection.Cells = pages.GroupCells(pick, d.Cells)
	}
	f.Page, e.Page = 0, 0
	if d.Query.Shows(pages.LayerProjects) && (pick.Kind == pages.PickGroup || pick.Kind == pages.PickProject) {
		if d.Picked.Projects, err = a.records(ctx).MapProjects(ctx, f, selection, &d.Filter.Terms); err != nil {
			return err
		}
	}
	if d.Query.Shows(pages.LayerEnterprises) && (pick.Kind == pages.PickGroup || pick.Kind == pages.PickEnterprise) {
		d.Picked.Enterprises, err = a.records(ctx).MapEnterprises(ctx, e, selection, &d.Filter.Terms)
	}
	return err
}
