package handlers

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// askedSheet is the briefing sheet that an address asks for, and what was typed and
// cannot be taken.
type askedSheet struct {
	pages.Sheet
	// changed tells that the form was sent: the sheet has an address of its own then.
	changed bool
	// problem are sentences, add the address of a further item as it was typed.
	problem, add string
}

// say adds a sentence on what cannot be taken.
func (s *askedSheet) say(problem string) {
	if !strings.Contains(s.problem, problem) {
		s.problem = strings.TrimSpace(s.problem + " " + problem)
	}
}

// askedBriefing reads the sheet that the address, or a form that was sent, asks for.
func (a *App) askedBriefing(c echo.Context) (askedSheet, error) {
	asked, p := a.params(c), printer(c)
	sent := c.Request().Method == http.MethodPost
	if sent {
		form, err := c.FormParams()
		if err != nil {
			return askedSheet{}, err
		}
		asked = a.paramsOf(c, form)
	}
	values := asked.values
	s := askedSheet{Sheet: pages.Sheet{AsOf: asked.asOf()}}
	var bad *badParameter
	if sent && errors.As(asked.err, &bad) {
		// The rest of what was typed must not be lost with the day.
		s.say(p.T("error.400.text", "Name", p.T("filter.as_of"), "Value", bad.value) + " " + p.T(bad.key, bad.args...))
		asked.err = nil
	}
	if asked.err != nil {
		return s, asked.err
	}
	if len(values["i"]) > pages.MostBriefingItems {
		asked.bad("i", "bad.briefing_items", "Most", p.Int(pages.MostBriefingItems))
		return s, asked.err
	}
	title, err := pages.ParseLine(values.Get("title"))
	if s.Title = title; err != nil && !errors.Is(err, pages.ErrLongLine) {
		asked.bad("title", "bad.text")
	}
	long := func(key string, most int) { s.say(p.T(key, "Most", p.Int(most))) }
	if utf8.RuneCountInString(title) > pages.LongestTitle {
		long("briefing.title_long", pages.LongestTitle)
	}
	lines, typed := values["line"]
	for i, text := range values["i"] {
		item, err := pages.ParseBriefingItem(text)
		if typed && i < len(lines) && err == nil {
			item.Line, err = pages.ParseLine(lines[i])
		}
		switch {
		case errors.Is(err, pages.ErrLongLine):
			long("briefing.line_long", pages.LongestLine)
		case err != nil:
			asked.values = url.Values{"i": {text}}
			asked.bad("i", "bad.briefing_item")
			return s, asked.err
		}
		s.Items = append(s.Items, item)
	}
	s.changed = sent || typed || values.Has("save") || values.Has("add")
	s.fold(p, values)
	return s, asked.err
}

// fold does what the button of the form says, and adds what was typed.
func (s *askedSheet) fold(p *locale.Printer, values url.Values) {
	at := func(name string) int {
		n, err := strconv.Atoi(values.Get(name))
		if err != nil {
			return -1
		}
		return n - 1
	}
	switch {
	case values.Has("up"):
		s.Sheet, s.changed = s.Move(at("up"), -1), true
	case values.Has("down"):
		s.Sheet, s.changed = s.Move(at("down"), 1), true
	case values.Has("remove"):
		s.Sheet, s.changed = s.Without(at("remove")), true
	}
	typed := strings.TrimSpace(values.Get("add"))
	if typed == "" {
		return
	}
	items, err := typedItems(typed)
	with := s.And(items...)
	switch {
	case errors.Is(err, errManyItems):
		s.say(p.T("bad.briefing_items", "Most", p.Int(pages.MostBriefingItems)))
		s.add = shorten(typed)
	case err != nil:
		s.say(p.T("briefing.add_unknown"))
		s.add = shorten(typed)
	case len(with.Items) > pages.MostBriefingItems:
		s.say(p.T("bad.briefing_items", "Most", p.Int(pages.MostBriefingItems)))
		s.add = typed
	default:
		s.Sheet = with
	}
}

// errManyItems is what is said of the address of a sheet with more than a sheet has.
var errManyItems = errors.New("more items than a sheet has")

// typedItems are what an address shows that somebody has typed or pasted: a figure, a
// chart, a project, or all that stands on another briefing sheet.
func typedItems(text string) ([]pages.BriefingItem, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(u.Path, "/"+pages.BriefingPath) {
		item, err := pages.BriefingItemOf(u)
		return []pages.BriefingItem{item}, err
	}
	texts := u.Query()["i"]
	if len(texts) > pages.MostBriefingItems {
		return nil, errManyItems
	}
	var items []pages.BriefingItem
	for _, text := range texts {
		item, err := pages.ParseBriefingItem(text)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

// briefingChange takes the form of a sheet. It is sent in the body, for what is typed may
// be longer than proxies take of an address: that is said in a page, with all of it.
func (a *App) briefingChange(c echo.Context) error {
	h := c.Response().Header()
	// The answer is no state of the page.
	h.Del("Link")
	h.Del("Memento-Datetime")
	h.Set("Cache-Control", "no-store")
	return a.briefing(c)
}

// briefing shows a briefing sheet. What the form changed gets an address of its own.
func (a *App) briefing(c echo.Context) error {
	s, err := a.askedBriefing(c)
	if err != nil {
		return err
	}
	link := s.In(pages.To(printer(c), pages.BriefingPath))
	if n := len(link.URL()); s.changed && s.problem == "" && n > pages.LongestBriefingLink {
		p := printer(c)
		s.problem = p.T("briefing.too_long", "N", p.Int(n), "Most", p.Int(pages.LongestBriefingLink))
	}
	leads := s.changed && s.problem == ""
	if leads && len(link.URL()) <= longestLocation {
		return c.Redirect(http.StatusSeeOther, link.URL())
	}
	m, err := a.sheet(c, s)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if s.problem != "" {
		status = http.StatusBadRequest
		c.Response().Header().Set("Cache-Control", "no-store")
	}
	chrome := a.chrome(c, m.Title, layout.NavBriefing)
	chrome.Description, chrome.Query = m.Description(), link.Params.Encode()
	if leads {
		// A longer address does not fit into a header.
		chrome.Next = link.URL()
	}
	return a.html(c, status, pages.BriefingPage(chrome, m))
}

// sheet works out a sheet.
func (a *App) sheet(c echo.Context, s askedSheet) (pages.Briefing, error) {
	ctx := models.Shared(c.Request().Context())
	c.SetRequest(c.Request().WithContext(ctx))
	today := a.today(ctx)
	d := pages.BriefingData{Sheet: s.Sheet, AsOf: fullDay(s.AsOf, today), Today: today, Site: a.site(c), Problem: s.problem, Add: s.add}
	for _, item := range s.Items {
		found, err := a.find(c, item, s.AsOf)
		if err != nil {
			return pages.Briefing{}, fmt.Errorf("work out %s: %w", item, err)
		}
		d.Found = append(d.Found, found)
	}
	return pages.NewBriefing(printer(c), d), nil
}

// find is what an item shows as of a day, as it is written. Nothing is found of a
// record that is not here.
func (a *App) find(c echo.Context, item pages.BriefingItem, asOf models.Date) (pages.BriefingFound, error) {
	var found pages.BriefingFound
	var err error
	inner := a.within(c, item, asOf)
	switch page, _, _ := strings.Cut(item.Of, "/"); {
	case item.Kind == pages.BriefingFigure, item.Kind == pages.BriefingQuotation:
		var ref models.FigureRef
		if ref, err = models.ParseFigureRef(item.Of); err == nil {
			found.Figure, err = a.figure(inner, ref, inner.QueryParams())
		}
	case item.Kind == pages.BriefingProject:
		found.Project, err = a.askedProject(inner)
	case page == "metrics":
		found.Chart, err = a.metricChart(inner)
	case page == "prices":
		found.Chart, err = a.pricesChart(inner)
	default:
		found.Chart, err = a.programmeChart(inner)
	}
	var bad *badParameter
	switch {
	case errors.Is(err, models.ErrNotFound):
		part, code, _ := strings.Cut(item.Page(), "/")
		w, err := a.withdrawnUnder(c.Request().Context(), part, code)
		if errors.Is(err, models.ErrNotFound) {
			err = nil
		}
		return pages.BriefingFound{Withdrawn: w}, err
	case errors.As(err, &bad):
		return pages.BriefingFound{}, nil
	}
	return found, err
}

// chartTable is the table behind a chart.
func (a *App) chartTable(c echo.Context, item pages.BriefingItem, asOf models.Date) (*table.Table, error) {
	inner := a.within(c, item, asOf)
	switch page, _, _ := strings.Cut(item.Of, "/"); page {
	case "metrics":
		return a.metricTable(inner)
	case "prices":
		return a.pricesTable(inner)
	}
	return a.programmeTable(inner)
}

// within is the request for the page of an item as of a day, as it is written: of the
// same records and in the same language.
func (a *App) within(c echo.Context, item pages.BriefingItem, asOf models.Date) echo.Context {
	values := maps.Clone(item.Params)
	if asOf != "" {
		if values == nil {
			values = make(url.Values)
		}
		values.Set("as_of", string(asOf))
	}
	_, code, nested := strings.Cut(item.Of, "/")
	if !nested {
		code = item.Of
	}
	inner := asking(c, c.Request().Context(), values)
	// The page of a commodity has its code under another name than the others.
	inner.SetParamNames("code", "commodity")
	inner.SetParamValues(code, code)
	return inner
}

// askedProject is the project that the address asks for, without its neighbours in a
// list.
func (a *App) askedProject(c echo.Context) (*pages.Project, error) {
	d, err := a.projectData(c)
	if err != nil {
		return nil, err
	}
	m := pages.NewProject(printer(c), d)
	return &m, nil
}

// briefingChart is the first chart of the sheet that the address asks for, without
// the sources that the sheet lists.
func (a *App) briefingChart(c echo.Context) (*pages.ChartFile, error) {
	s, err := a.askedBriefing(c)
	if err != nil {
		return nil, err
	}
	for _, item := range s.Items {
		if item.Kind == pages.BriefingChart {
			found, err := a.find(c, item, s.AsOf)
			if err != nil || found.Chart == nil {
				return nil, err
			}
			return found.Chart.Bare(), nil
		}
	}
	return nil, nil
}
