package handlers_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/worldmap"
)

// as signs in as the user, who is made if need be.
func (tb *tab) as(name string, role models.UserRole) {
	tb.t.Helper()
	if _, err := tb.app.store.UserByName(tb.t.Context(), name); err != nil {
		modelstest.User(tb.t, tb.app.store, name, role)
	}
	call(tb, network.ClearBrowserCookies, cdp.Empty{})
	tb.open("/en/sign-in")
	tb.password(name)
	tb.wait(`location.pathname === '/en/admin/'`)
}

// password fills in the page that asks who it is.
func (tb *tab) password(name string) {
	tb.t.Helper()
	tb.do(chromedp.SendKeys("#username", name), chromedp.SendKeys("#password", modelstest.Password+"\r"))
}

// beside opens another tab of the same browser, which closes when it is told to.
func (tb *tab) beside() (other *tab, closeTab func()) {
	tb.t.Helper()
	ctx, closeTab := chromedp.NewContext(tb.ctx)
	if err := chromedp.Do(ctx); err != nil {
		tb.t.Fatal(err)
	}
	return newTab(tb.t, ctx, tb.url, tb.app), closeTab
}

// write writes at the end of a field, as one who goes on does.
func (tb *tab) write(name, text string) {
	tb.t.Helper()
	tb.do(chromedp.Focus(named(name)), chromedp.KeyEvent(kb.End), chromedp.KeyEvent(text))
}

// keeps is how often the tab has sent what is typed.
func (tb *tab) keeps() int {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	n := 0
	for _, r := range tb.requests {
		if strings.Contains(r.URL, "/admin/typed/keep/") {
			n++
		}
	}
	return n
}

// scriptless turns scripts off.
func (tb *tab) scriptless() {
	tb.t.Helper()
	call(tb, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// holds is what stands in a field.
func (tb *tab) holds(name string) string {
	tb.t.Helper()
	return eval[string](tb, fmt.Sprintf(`document.getElementsByName(%q)[0].value`, name))
}

// named is the selector of a field.
func named(name string) string { return fmt.Sprintf("[name=%q]", name) }

const (
	saveButton = ".save button"
	focused    = `document.activeElement.id`
	ready      = `document.readyState === 'complete'`
)

func formWithMistake(t *testing.T, tb *tab) {
	tb.as("a.editor", models.Editor)
	tb.open("/en/admin/projects/edit/asia-steel-pipe-almaty")
	tb.do(script(`document.getElementsByName('c.jobs')[0].value = ''`), chromedp.SendKeys(named("c.name_kk"), "Құбыр зауыты"), chromedp.SendKeys(named("c.jobs"), "many\r"))
	tb.wait(`document.querySelector('.errors') && ` + ready)
	if id, title := eval[string](tb, focused), eval[string](tb, `document.title`); id != "errors" || !strings.HasPrefix(title, "Error: ") {
		t.Errorf("the focus is on %q, and the title is %q", id, title)
	}
	// Not by Enter: as it is sent here, a part of it would reach the field.
	tb.do(chromedp.KeyEvent(kb.Tab), script(`document.activeElement.click()`))
	tb.wait(focused + ` === 'field-c-jobs'`)
	if tb.holds("c.jobs") != "many" || tb.holds("c.name_kk") != "Құбыр зауыты" {
		t.Errorf("the fields hold %q and %q", tb.holds("c.jobs"), tb.holds("c.name_kk"))
	}
	if described := eval[string](tb, `document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent`); !strings.Contains(described, "whole number") {
		t.Errorf("the field is described by %q", described)
	}
	tb.expected("422")
}

func formRows(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.as("a.editor", models.Editor)
	tb.open("/en/admin/projects/edit/asia-steel-pipe-almaty")
	rows := func(n int) string { return fmt.Sprintf(`document.querySelectorAll('fieldset.row').length === %d`, n) }
	tb.wait(rows(2))
	tb.do(script(`window.stayed = true`), chromedp.SendKeys(named("c.name_kk"), "Құбыр"))
	tb.do(chromedp.Focus(`button[value=add]`), chromedp.KeyEvent(kb.Enter))
	tb.wait(rows(3))
	tb.wait(`document.activeElement.closest('#row-2')`)
	tb.do(chromedp.KeyEvent("asia-steel-new"))
	if eval[string](tb, `document.activeElement.value`) != "asia-steel-new" {
		t.Errorf("what is typed goes to %q", eval[string](tb, focused))
	}
	tb.do(chromedp.Focus(`button[value="remove.1"]`), chromedp.KeyEvent(kb.Enter))
	tb.wait(rows(2))
	tb.wait(focused + ` === 'rows-title'`)
	if tb.holds("r.1.code") != "asia-steel-new" || tb.holds("c.name_kk") != "Құбыр" || !eval[bool](tb, `window.stayed`) {
		t.Errorf("the form holds %q and %q", tb.holds("r.1.code"), tb.holds("c.name_kk"))
	}
	tb.do(chromedp.Focus(`button[value="restore.0"]`), chromedp.KeyEvent(kb.Enter))
	tb.wait(rows(3))
	tb.wait(`document.activeElement.closest('#row-2')`)

	// A picker narrows while one types, and keeps what is chosen.
	options := `document.querySelectorAll('#field-c-sector option').length`
	all, chosen := eval[int](tb, options), tb.holds("c.sector")
	tb.do(chromedp.Focus("#field-c-sector-find"), chromedp.KeyEvent("agro"))
	tb.wait(fmt.Sprintf(`%s < %d`, options, all))
	if id, value := eval[string](tb, focused), eval[string](tb, `document.activeElement.value`); id != "field-c-sector-find" || value != "agro" || tb.holds("c.sector") != chosen {
		t.Errorf("the focus is on %q with %q, and chosen is %q", id, value, tb.holds("c.sector"))
	}
	tb.wait(`document.getElementById('field-c-sector-found').textContent.includes('choose from')`)
	// Its button does the same, and leads to the choices.
	tb.do(chromedp.Focus(`button[value="find.c.sector"]`), chromedp.KeyEvent(kb.Enter))
	tb.wait(focused + ` === 'field-c-sector'`)
	tb.do(chromedp.Focus(`button[value="more.c.kazakh_partner"]`), chromedp.KeyEvent(kb.Enter))
	tb.wait(`document.activeElement.name === 'c.kazakh_partner' && document.activeElement.value === ''`)
	tb.do(chromedp.Focus(`button[value="map.open.c."]`), chromedp.KeyEvent(kb.Enter))
	tb.wait(focused + ` === 'map'`)
	tb.do(chromedp.Focus(`button[value="map.close"]`), chromedp.KeyEvent(kb.Enter))
	tb.wait(`document.activeElement.value === 'map.open.c.'`)
}

// formByKeyboard writes a note on prices without a mouse.
func formByKeyboard(t *testing.T, tb *tab) {
	tb.as("a.editor", models.Editor)
	tb.open("/en/admin/price-notes/new")
	press := func(key string) { tb.do(chromedp.KeyEvent(key)) }
	reach := func(what, condition string) {
		t.Helper()
		for range 200 {
			press(kb.Tab)
			if eval[bool](tb, condition) {
				return
			}
		}
		t.Fatalf("the keyboard does not reach %s", what)
	}
	field := func(name string) {
		t.Helper()
		reach(name, fmt.Sprintf(`document.activeElement.name === %q`, name))
	}
	field("c.code")
	press("note-by-keyboard")
	field("c.commodities")
	press("Brent")
	field("c.noted_on")
	press("2018-06-12")
	field("c.text_en")
	press("Brent stood near US$75 a barrel.")
	field("find.c.source_id")
	press("qazaqtv")
	if eval[bool](tb, `Boolean(window.htmx)`) {
		tb.wait(`document.querySelectorAll('#field-c-source_id option').length < 10`)
	}
	tb.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
	press(kb.ArrowDown)
	chosen := tb.holds("c.source_id")
	reach("the button", `document.activeElement.matches('.save button')`)
	press(kb.Enter)
	tb.wait(`document.querySelector('.errors, .doubts, [data-testid=difference]') && ` + ready)
	for range 5 {
		if !eval[bool](tb, `Boolean(document.querySelector('.doubts'))`) {
			break
		}
		// A doubt is answered by keyboard too.
		reach("the answer to a doubt", `document.activeElement.closest('.doubt') && document.activeElement.name`)
		press("As the report says.")
		reach("the button", `document.activeElement.matches('.save button')`)
		press(kb.Enter)
		tb.wait(`location.pathname.startsWith('/en/admin/changes/') && ` + ready)
	}
	if text := eval[string](tb, `document.querySelector('main').textContent`); !strings.Contains(text, "Brent stood near US$75 a barrel.") || chosen == "" {
		t.Errorf("with the source %q the page says %q", chosen, text)
	}
	tb.expected("422")
}

// typedIsKept types into a form that is never saved.
func typedIsKept(t *testing.T, tb *tab) {
	needsHTMX(t)
	const record = "/en/admin/projects/edit/astana-lrt"
	tb.as("a.typist", models.Editor)
	says := func(tb *tab, part string) {
		t.Helper()
		tb.wait(fmt.Sprintf(`document.querySelector('#keeper p').textContent.includes(%q)`, part))
	}
	// A tab that is closed.
	closed, closeTab := tb.beside()
	closed.open(record)
	closed.write("c.name_kk", "Жабылған қойынды")
	says(closed, "Kept at")
	if said := eval[string](closed, `document.getElementById('announcement').textContent`); !strings.HasPrefix(said, "Kept at") {
		t.Errorf("a screen reader is told %q", said)
	}
	// Not at every letter.
	if closed.keeps() != 1 {
		t.Errorf("one word was sent %d times", closed.keeps())
	}
	closed.do(chromedp.Click(`button[value="map.open.c."]`))
	closed.wait(`document.querySelector('.pick-place')`)
	closed.write("c.name_ru", "Ещё")
	closed.do(chromedp.Sleep(3 * time.Second))
	if n := closed.keeps(); n != 1 {
		t.Errorf("within ten seconds it was sent %d times", n)
	}
	closeTab()
	tb.open("/en/admin/")
	tb.do(script(`document.querySelector('[data-testid=typed-forms] a').click()`))
	tb.wait(`location.search === '?typed=show' && ` + ready)
	if got := tb.holds("c.name_kk"); !strings.HasSuffix(got, "Жабылған қойынды") {
		t.Errorf("the field holds %q", got)
	}

	// A page that is left before anything more was kept.
	tb.write("c.name_kk", " 2")
	tb.do(chromedp.Navigate(tb.url + "/en/about"))
	tb.wait(`location.pathname === '/en/about' && ` + ready)
	tb.open(record)
	tb.do(chromedp.Click("[data-testid=typed] a"))
	tb.wait(`location.search === '?typed=show' && ` + ready)
	if got := tb.holds("c.name_kk"); !strings.HasSuffix(got, "Жабылған қойынды 2") {
		t.Errorf("after the page was left the field holds %q", got)
	}

	// An older window is told, and does not write over it.
	older, closeOlder := tb.beside()
	older.open(record)
	tb.write("c.name_kk", " 3")
	says(tb, "Kept at")
	older.write("c.name_ru", "Старое окно")
	says(older, "in another window")
	kept := func() url.Values {
		t.Helper()
		f, err := tb.app.store.TypedForm(t.Context(), typistID(t, tb), strings.TrimPrefix(record, "/en/"))
		if err != nil || f == nil {
			t.Fatal(f, err)
		}
		form, err := url.ParseQuery(f.Form)
		if err != nil {
			t.Fatal(err)
		}
		return form
	}
	if got := kept(); strings.Contains(got.Get("c.name_ru"), "Старое окно") || !strings.HasSuffix(got.Get("c.name_kk"), " 3") {
		t.Errorf("kept are %q and %q", got.Get("c.name_kk"), got.Get("c.name_ru"))
	}
	older.do(chromedp.Click("#keeper button"))
	says(older, "Kept at")
	if got := kept(); !strings.Contains(got.Get("c.name_ru"), "Старое окно") {
		t.Errorf("after it was asked for, kept is %q", got.Get("c.name_ru"))
	}
	older.expected("409")
	closeOlder()

	// No connection, and then one; a session that ends, and begins in another tab.
	tb.open(record + "?typed=show")
	tb.do(script(`window.real = window.fetch; window.fetch = () => Promise.reject(new TypeError('no connection'))`))
	tb.write("c.name_zh", "断线")
	says(tb, "there is no connection")
	if !eval[bool](tb, `document.getElementById('keeper').classList.contains('failed')`) {
		t.Error("a failure does not look like one")
	}
	tb.do(script(`window.fetch = window.real`))
	says(tb, "Kept at")
	call(tb, network.ClearBrowserCookies, cdp.Empty{})
	tb.write("c.name_zh", "再来")
	says(tb, "no longer signed in as a.typist")
	if eval[string](tb, `location.pathname`) != record || !strings.HasSuffix(tb.holds("c.name_zh"), "断线再来") {
		t.Errorf("the page is %s, and the field holds %q", eval[string](tb, `location.pathname`), tb.holds("c.name_zh"))
	}
	again, closeAgain := tb.beside()
	again.open(eval[string](tb, `document.querySelector('#keeper a').getAttribute('href')`))
	again.password("a.typist")
	again.wait(`location.pathname === '/en/admin/'`)
	closeAgain()
	says(tb, "Kept at")
	if got := kept().Get("c.name_zh"); !strings.HasSuffix(got, "断线再来") {
		t.Errorf("kept is %q", got)
	}
	// Saving ends it.
	tb.do(script(`document.querySelector('.save button').click()`))
	tb.wait(`location.pathname.startsWith('/en/admin/changes/') && ` + ready)
	tb.open(record)
	if eval[bool](tb, `Boolean(document.querySelector('[data-testid=typed]'))`) {
		t.Error("what was saved is still offered")
	}
}

func typistID(t *testing.T, tb *tab) int64 {
	t.Helper()
	u, err := tb.app.store.UserByName(t.Context(), "a.typist")
	if err != nil {
		t.Fatal(err)
	}
	return u.ID
}

func sessionEndsInForm(t *testing.T, tb *tab) {
	tb.as("a.editor", models.Editor)
	tb.open("/ru/admin/enterprises/edit/ulba-fa-llp")
	tb.write("c.product", " и ещё")
	typed := tb.holds("c.product")
	elsewhere := tb.app.someone()
	elsewhere.signIn(t, "a.editor", modelstest.Password)
	elsewhere.post(t, "/en/account/other-sessions")
	tb.do(script(`document.querySelector('.save button').click()`))
	tb.wait(`location.pathname === '/ru/sign-in' && ` + ready)
	tb.password("a.editor")
	tb.wait(`location.pathname === '/ru/admin/enterprises/edit/ulba-fa-llp' && ` + ready)
	if got := tb.holds("c.product"); got != typed || !strings.HasSuffix(got, " и ещё") {
		t.Errorf("after signing in the field holds %q", got)
	}
	if said := eval[string](tb, `document.querySelector('[data-testid=notice]').textContent`); !strings.Contains(said, "ещё не сохранена") {
		t.Errorf("the page says %q", said)
	}
}

func placePicked(t *testing.T, tb *tab) {
	tb.as("a.editor", models.Editor)
	tb.scriptless()
	const lat, lon = 51.18, 71.45
	for _, width := range []int64{1360, 390} {
		tb.size(width)
		tb.open("/kk/admin/projects/new")
		tb.do(chromedp.SendKeys(named("c.name_en"), "A plant"), chromedp.Click(`button[value="map.open.c."]`))
		kilometres := 0.0
		for level := range 3 {
			tb.wait(fmt.Sprintf(`document.querySelector('.pick-place') && document.getElementsByName('map.level')[0].value === '%d' && %s`, level, ready))
			box := worldmap.KazakhstanBox
			if level > 0 {
				// The map is made closer around the place that was clicked before.
				x, y := worldmap.Project(parsed(t, tb.holds("c.lat")), parsed(t, tb.holds("c.lon")))
				for range level {
					box.W, box.H = box.W/5, box.H/5
				}
				box.X, box.Y = x-box.W/2, y-box.H/2
			}
			type rect struct{ X, Y, W, H float64 }
			r := eval[rect](tb, `(() => { const i = [...document.querySelectorAll('.pick-place input[type=image]')].find(i => i.getClientRects().length); i.scrollIntoView({block: 'center'}); const r = i.getBoundingClientRect(); return {X: r.x, Y: r.y, W: r.width, H: r.height}; })()`)
			x, y := worldmap.Project(lat, lon)
			kilometres = box.W / r.W / worldmap.UnitsPerKilometre
			tb.do(script(`document.querySelector('.pick-place').id = 'old'`), chromedp.MouseClickXY(r.X+(x-box.X)/box.W*r.W, r.Y+(y-box.Y)/box.W*r.W))
			tb.wait(`document.getElementById('map') && document.querySelector('[data-testid=place-said]') && ` + ready)
			form := url.Values{"c.lat": {tb.holds("c.lat")}, "c.lon": {tb.holds("c.lon")}}
			// The browser rounds to a pixel too.
			if km := apart(t, form, "c.", lat, lon); km > 1.5*kilometres {
				t.Errorf("at %d, closer %d times: %v is %.2f km away, and a pixel has %.2f", width, level, form, km, kilometres)
			}
			if level < 2 {
				tb.do(chromedp.Click(`button[value="map.closer"]`))
			}
		}
		if kilometres > 0.6 {
			t.Errorf("at %d a pixel has %.2f km at best", width, kilometres)
		}
		if tb.holds("c.name_en") != "A plant" || eval[string](tb, focused) != "map" {
			t.Errorf("the name is %q, and the focus on %q", tb.holds("c.name_en"), eval[string](tb, focused))
		}
	}
}

// threeWayMerge lets somebody else publish a change while a form is open.
func threeWayMerge(t *testing.T, tb *tab) {
	const address = "/en/admin/projects/edit/ulba-fa"
	other, reviewer := tb.app.named(t, "dana", models.Editor), tb.app.named(t, "bolat", models.Reviewer)
	tb.as("a.editor", models.Editor)
	tb.scriptless()
	tb.open(address)
	theirs := other.page(t, address).form(editForm, "save")
	theirs.Set("c.jobs", "800")
	theirs.Set("c.capacity", "200 t")
	other.change(t, address, theirs, reviewer)

	tb.do(chromedp.SetValue(named("c.jobs"), "900"), chromedp.SetValue(named("c.name_kk"), "Үлбі"), chromedp.Click(saveButton))
	tb.wait(`document.querySelector('[data-testid=conflict]') && ` + ready)
	if !eval[bool](tb, `document.activeElement.matches('[data-testid=conflict]')`) {
		t.Errorf("the focus is on %q", eval[string](tb, focused))
	}
	conflict := eval[string](tb, `document.querySelector('[data-testid=conflict]').textContent`)
	for _, part := range []string{"Theirs: 800", "Mine: 900", "200 t"} {
		if !strings.Contains(conflict, part) {
			t.Errorf("the conflict page says %q", conflict)
		}
	}
	if n := eval[int](tb, `document.querySelectorAll('[data-testid=overlap]').length`); n != 1 {
		t.Errorf("%d fields overlap", n)
	}
	tb.do(chromedp.Click(`[data-testid=overlap] label:has([value=theirs])`), chromedp.Click(saveButton))
	tb.wait(`location.pathname.startsWith('/en/admin/changes/') && ` + ready)
	id := eval[string](tb, `location.pathname.split('/').pop()`)
	lines := eval[[]string](tb, `[...document.querySelectorAll('[data-testid=difference] tbody tr')].map(r => r.textContent)`)
	if len(lines) != 1 || !strings.Contains(lines[0], "Үлбі") {
		t.Errorf("the change set %s changes %q", id, lines)
	}
	var number int64
	if _, err := fmt.Sscan(id, &number); err != nil {
		t.Fatal(err)
	}
	saved, err := tb.app.store.ChangeSet(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	edits, err := saved.Edits()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range edits {
		if e.File == "projects.csv" && (e.Cells["jobs"] != "800" || e.Cells["capacity"] != "200 t" || e.Cells["name_kk"] != "Үлбі") {
			t.Errorf("saved are %q, %q and %q", e.Cells["jobs"], e.Cells["capacity"], e.Cells["name_kk"])
		}
	}
	tb.expected("409")
}
