package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/static"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

// routes lists every address of the dashboard. What is not registered by signedIn is
// for everyone.
func (a *App) routes(e *echo.Echo) {
	read(e, "/healthz", a.healthz)
	read(e, "/readyz", a.readyz)
	read(e, "/static/*", echo.WrapHandler(static.Handler()))
	read(e, "/", a.root)
	read(e, "/api/openapi.json", a.openAPI)
	read(e, "/robots.txt", a.robots)
	read(e, "/favicon.ico", a.favicon)
	read(e, siteMapPath, a.siteMap)
	read(e, siteMapParts+":part", a.siteMapPart)
	read(e, "/data", a.dataRoot)
	read(e, "/"+layout.SetUpPath, a.setUpRoot)
	read(e, "/"+layout.SetPasswordPath, a.setPasswordRoot)
	read(e, pages.DataSetPath, a.remember(a.dataSetFile))
	for _, l := range models.Langs {
		base := "/" + string(l)
		read(e, base, a.slash)
		show := func(path string, h echo.HandlerFunc) { read(e, base+path, a.remember(h)) }
		show("/", a.programme)
		a.giveFiles(e, base+"/programme", files{table: a.programmeTable, chart: a.programmeChart})
		for _, l := range []struct {
			path string
			show echo.HandlerFunc
			files
		}{
			{"/projects", a.projectList, files{table: a.projectTable}},
			{"/enterprises", a.enterpriseList, files{table: a.enterpriseTable}},
			{"/agreements", a.agreementList, files{table: a.agreementTable}},
			{"/statements", a.statementList, files{table: a.statementTable}},
			{"/metrics", a.metricList, files{table: a.metricListTable}},
			{"/sources", a.sourceList, files{table: a.sourceTable}},
			{"/prices", a.priceList, files{table: a.priceTable}},
			{"/search", a.search, files{table: a.searchTable}},
		} {
			show(l.path, l.show)
			a.giveFiles(e, base+l.path, l.files)
		}
		show("/projects/:code", a.page(a.projectShow, "code", files{table: a.projectRecord}))
		show("/enterprises/:code", a.page(a.enterpriseShow, "code", files{table: a.enterpriseRecord}))
		show("/agreements/:code", a.page(a.agreementShow, "code", files{table: a.agreementRecord}))
		show("/statements/:code", a.page(a.statementShow, "code", files{table: a.statementRecord}))
		show("/metrics/:code", a.page(a.metricShow, "code", files{table: a.metricTable, chart: a.metricChart}))
		show("/sources/:code", a.page(a.sourceShow, "code", files{table: a.sourceRecord}))
		show("/prices/:commodity", a.page(a.priceShow, "commodity", files{table: a.pricesTable, chart: a.pricesChart}))
		show("/f/:id", a.page(a.figureShow, "id", files{table: a.figureTable}))
		show("/changes", a.changeList)
		show("/changes.atom", a.changeFeed)
		show("/projects/:code/changes.atom", a.recordFeed(models.NounProject))
		show("/metrics/:code/changes.atom", a.recordFeed(models.NounMetric))
		show("/map", a.mapShow)
		a.giveFiles(e, base+"/map", files{chart: a.mapChart})
		show("/data", a.data)
		show("/about", a.about)
		show("/"+pages.BriefingPath, a.briefing)
		e.POST(base+"/"+pages.BriefingPath, a.remember(a.briefingChange))
		show("/"+pages.RecheckPath, a.recheckForm)
		e.POST(base+"/"+pages.RecheckPath, a.recheck)
		a.giveFiles(e, base+"/"+pages.BriefingPath, files{document: a.briefingDocument, chart: a.briefingChart})
		read(e, base+"/timemap", a.timeMap)
		a.accountRoutes(e, base+"/")
		a.adminRoutes(e, base+"/")
		a.editing(e, base)
		a.typing(e, base)
		a.versioning(e, base)
		a.bulkEditing(e, base)
		a.importing(e, base)
	}
}

// accountRoutes are those of signing in, and of one's own account.
func (a *App) accountRoutes(e *echo.Echo, base string) {
	for _, form := range []struct {
		path        string
		show, check echo.HandlerFunc
	}{
		{layout.SignInPath, a.signInForm, a.signInCheck},
		{layout.SignInCodePath, a.signInCodeForm, a.signInCodeCheck},
		{layout.SetUpPath, a.setUpForm, a.setUp},
		{layout.SetPasswordPath, a.setPasswordForm, a.setPassword},
	} {
		read(e, base+form.path, form.show)
		e.POST(base+form.path, form.check)
	}
	user := func(method, path string, h echo.HandlerFunc) { a.signedIn(e, method, base+path, models.Viewer, h) }
	user(http.MethodPost, layout.SignOutPath, a.signOut)
	user(http.MethodGet, layout.AccountPath, a.accountShow)
	user(http.MethodPost, layout.AccountPath+"/sessions", a.sessionEnd)
	user(http.MethodPost, layout.AccountPath+"/other-sessions", a.sessionsEnd)
	user(http.MethodGet, layout.PasswordPath, a.passwordForm)
	user(http.MethodPost, layout.PasswordPath, a.passwordChange)
	user(http.MethodGet, layout.SecondFactorPath, a.factorShow)
	user(http.MethodPost, layout.SecondFactorPath, a.factorBegin)
	user(http.MethodGet, layout.SecondFactorPath+pages.FactorImage, a.factorImage)
	user(http.MethodPost, layout.SecondFactorPath+pages.FactorConfirm, a.factorConfirm)
	user(http.MethodPost, layout.SecondFactorPath+pages.FactorOff, a.factorOff)
	user(http.MethodPost, layout.SecondFactorPath+pages.FactorCodes, a.factorCodes)
}

// adminRoutes are those of keeping the records and the accounts.
func (a *App) adminRoutes(e *echo.Echo, base string) {
	a.signedIn(e, http.MethodGet, base+layout.AdminPath, models.Viewer, a.adminShow)
	admin := func(method, path string, h echo.HandlerFunc) { a.signedIn(e, method, base+path, models.Admin, h) }
	admin(http.MethodGet, layout.UsersPath, a.userList)
	admin(http.MethodGet, layout.UsersPath+"/new", a.userNew)
	a.takes(e, base+layout.UsersPath+"/new", models.Admin, a.userAdd)
	admin(http.MethodGet, layout.UsersPath+"/:name", a.userShow)
	a.takes(e, base+layout.UsersPath+"/:name", models.Admin, a.userChange)
	admin(http.MethodPost, layout.UsersPath+"/:name/disable", a.userDisable)
	admin(http.MethodPost, layout.UsersPath+"/:name/enable", a.userEnable)
	admin(http.MethodPost, layout.UsersPath+"/:name/reset", a.userReset)
	admin(http.MethodGet, layout.AuditPath, a.auditList)
	log := files{table: a.auditTable}
	for _, format := range log.formats() {
		admin(http.MethodGet, layout.AuditPath+"."+string(format), a.noted(log, format))
	}
}

// read answers GET, and HEAD as link checkers send it.
func read(e *echo.Echo, path string, h echo.HandlerFunc) {
	e.Match([]string{http.MethodGet, http.MethodHead}, path, h)
}

// giveFiles answers with the files of a page that has no parameter in its path.
func (a *App) giveFiles(e *echo.Echo, path string, f files) {
	for _, format := range f.formats() {
		read(e, path+"."+string(format), a.remember(func(c echo.Context) error { return a.send(c, f, format) }))
	}
}

// root leads to the language that the browser asks for.
func (a *App) root(c echo.Context) error { return intoLanguage(c, "") }

// intoLanguage leads to a page in the language that the browser asks for.
func intoLanguage(c echo.Context, path string) error {
	l := locale.Match(c.Request().Header.Get("Accept-Language"))
	c.Response().Header().Add(echo.HeaderVary, "Accept-Language")
	return c.Redirect(http.StatusFound, withQuery(c, "/"+string(l)+"/"+path))
}

// slash adds the slash that an address of a language ends in.
func (a *App) slash(c echo.Context) error {
	return c.Redirect(http.StatusMovedPermanently, withQuery(c, c.Request().URL.Path+"/"))
}

// withQuery is a path with the query of the request, unless that is too long to be led to:
// no page has one that long there.
func withQuery(c echo.Context, path string) string {
	if q := c.Request().URL.RawQuery; q != "" && len(q) <= longestLocation {
		return path + "?" + q
	}
	return path
}
