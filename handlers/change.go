package handlers

import (
	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/atom"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/pages"
)

// latestOfKind is how many changes of each kind stand side by side.
const latestOfKind = 10

// revisionFilter reads the address of a list of changes, and writes it again as a
// link with only what was read.
func revisionFilter(p *params, l pages.Link) (models.RevisionFilter, pages.Link, error) {
	f := models.RevisionFilter{
		Kind: models.ChangeKind(p.choice("kind", texts(models.RevisionKinds)...)), Noun: models.Noun(p.choice("noun", texts(models.Nouns)...)),
		Code: p.text("code"), Page: p.page(),
	}
	for _, noun := range models.Subjects {
		if code := p.text(string(noun)); code != "" {
			f.About = append(f.About, models.RecordKey{Noun: noun, Code: code})
			l = l.With(string(noun), code)
		}
	}
	l = l.With("kind", string(f.Kind)).With("noun", string(f.Noun)).With("code", f.Code)
	return f, l.AtPage(f.Page), p.err
}

// subjects are the names of the records that a list of changes is about. Unknown
// is the answer for one that is not on record.
func (a *App) subjects(c echo.Context, f models.RevisionFilter, unknown func(models.RecordKey) error) (map[models.RecordKey]models.RecordName, error) {
	ctx := c.Request().Context()
	names, err := a.records(ctx).RecordNames(ctx, f.About)
	if err != nil {
		return nil, err
	}
	for _, key := range f.About {
		if _, known := names[key]; !known {
			return nil, unknown(key)
		}
	}
	return names, nil
}

// unknownParameter says that a parameter gives the code of no record.
func unknownParameter(key models.RecordKey) error {
	return &badParameter{name: string(key.Noun), value: shorten(key.Code), key: "bad.record"}
}

// changeList shows what was changed: corrections apart from better data.
func (a *App) changeList(c echo.Context) error {
	p := printer(c)
	f, link, err := revisionFilter(a.params(c), pages.To(p, "changes"))
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	d := pages.ChangeListData{Link: link, Filter: f}
	if d.Names, err = a.subjects(c, f, unknownParameter); err != nil {
		return err
	}
	if d.Counts, err = a.records(ctx).RevisionCounts(ctx, f); err != nil {
		return err
	}
	if f.Kind == "" {
		d.Lists, err = a.records(ctx).LatestRevisions(ctx, f, latestOfKind)
	} else {
		d.Lists = make(map[models.ChangeKind][]models.RevisionRecord)
		d.Lists[f.Kind], err = a.records(ctx).Revisions(ctx, f)
	}
	if err != nil {
		return err
	}
	m := pages.NewChangeList(p, d)
	chrome := a.chrome(c, m.PageTitle, layout.NavChanges)
	chrome.Description = p.T("changes.lead")
	chrome.Feeds = []layout.Feed{{Title: m.PageTitle, URL: m.Feed.URL}}
	return a.view(c, chrome, link, m.View())
}

// changeFeed is the list of changes as a feed.
func (a *App) changeFeed(c echo.Context) error {
	f, link, err := revisionFilter(a.params(c), pages.To(printer(c), "changes"))
	if err != nil {
		return err
	}
	self := link
	self.Path = "changes.atom"
	return a.feed(c, f, self, link, unknownParameter)
}

// recordFeed is the feed of the changes about one record, which stands beside its
// page.
func (a *App) recordFeed(noun models.Noun) echo.HandlerFunc {
	return func(c echo.Context) error {
		asked := a.params(c)
		f := models.RevisionFilter{About: []models.RecordKey{{Noun: noun, Code: c.Param("code")}}, Page: asked.page()}
		if asked.err != nil {
			return asked.err
		}
		p := printer(c)
		self := pages.ChangesFeed(p, noun, c.Param("code")).AtPage(f.Page)
		list := pages.To(p, "changes").With(string(noun), c.Param("code")).AtPage(f.Page)
		return a.feed(c, f, self, list, func(models.RecordKey) error { return models.ErrNotFound })
	}
}

// feed answers with the changes that the filter selects; a reader who has them
// already is sent nothing.
func (a *App) feed(c echo.Context, f models.RevisionFilter, self, list pages.Link, unknown func(models.RecordKey) error) error {
	ctx := c.Request().Context()
	names, err := a.subjects(c, f, unknown)
	if err != nil {
		return err
	}
	return a.conditional(c, atom.MediaType+"; charset=utf-8", func() ([]byte, error) {
		d := pages.ChangeFeedData{Site: a.site(c), Self: self, List: list, Page: max(f.Page, 1)}
		for _, key := range f.About {
			d.Names = append(d.Names, names[key])
		}
		counts, err := a.records(ctx).RevisionCounts(ctx, f)
		if err != nil {
			return nil, err
		}
		d.Total = counts.Total
		if d.First, err = a.records(ctx).FirstRecorded(ctx); err != nil {
			return nil, err
		}
		if d.Revisions, err = a.records(ctx).Revisions(ctx, f); err != nil {
			return nil, err
		}
		return pages.NewChangeFeed(printer(c), d).Bytes()
	})
}

// noteChanges counts the changes about the record of a page, with its newest versions,
// and names their feed in its head.
func (a *App) noteChanges(c echo.Context, chrome *layout.Chrome, noun models.Noun, code string) (pages.ChangesNote, error) {
	ctx := c.Request().Context()
	n, err := a.records(ctx).RevisionsAbout(ctx, noun, code)
	if err != nil {
		return pages.ChangesNote{}, err
	}
	p := printer(c)
	chrome.Feeds = append(chrome.Feeds, layout.Feed{Title: p.T("changes.feed_of_record"), URL: pages.ChangesFeed(p, noun, code).URL()})
	note := pages.NewChangesNote(p, noun, code, n)
	if kind, ok := pages.RecordKindOf(noun); ok && kind.Public != "" {
		note.Versions, err = a.noteVersions(c, kind, code)
	}
	return note, err
}
