package handlers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/dostyk/dostyk/static"
)

// state is what a person sees of a list and its form.
type state struct {
	Query, Year, Status, Sector, Region, Headline, Total string
	Rows                                                 int
}

const readState = `({
	Query: location.search,
	Year: document.querySelector('input[name=year]:checked')?.value ?? '',
	Status: document.getElementById('status').value,
	Sector: document.getElementById('sector').value,
	Region: document.getElementById('region').value,
	Headline: document.querySelector('h1').textContent,
	Total: document.querySelector('[data-testid=figure-total] .value')?.textContent ?? '',
	Rows: document.querySelectorAll('#project-table tbody tr').length,
})`

func (tb *tab) state() state {
	tb.t.Helper()
	return eval[state](tb, readState)
}

// choose picks an option as a person does: focus, value, change.
func (tb *tab) choose(id, value string) {
	tb.t.Helper()
	tb.do(chromedp.Focus("#"+id), script(fmt.Sprintf(
		`(() => { const s = document.getElementById(%q); s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true})) })()`, id, value)))
}

func filterThenBack(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/?year=2018")
	start := tb.state()
	if start.Year != "2018" || start.Rows == 0 {
		t.Fatalf("it begins with %+v", start)
	}
	option := eval[string](tb, `document.querySelector('#sector option[value=agro-processing]').textContent`)
	tb.choose("sector", "agro-processing")
	tb.wait(`new URLSearchParams(location.search).get('sector') === 'agro-processing'`)
	sector := tb.state()
	if want := fmt.Sprintf("(%d)", sector.Rows); !strings.Contains(option, want) || sector.Sector != "agro-processing" || sector.Rows >= start.Rows {
		t.Errorf("the option %q gives %+v", option, sector)
	}
	if focused := eval[string](tb, `document.activeElement.id`); focused != "sector" {
		t.Errorf("the focus goes to %q", focused)
	}
	tb.wait(`document.getElementById('announcement').textContent.includes('match')`)
	if said := eval[string](tb, `document.getElementById('announcement').textContent`); !strings.Contains(said, fmt.Sprintf("%d projects match", sector.Rows)) {
		t.Errorf("a screen reader is told %q", said)
	}
	tb.do(chromedp.Click(`label:has(#year-2025)`))
	tb.wait(`new URLSearchParams(location.search).get('year') === '2025' && document.querySelector('#year-2025').checked`)
	year := tb.state()
	if year.Sector != "agro-processing" || year.Total != "224" {
		t.Errorf("the year gives %+v", year)
	}
	tb.choose("status", "planned")
	tb.wait(`new URLSearchParams(location.search).get('status') === 'planned'`)
	last := tb.state()

	for _, step := range []struct {
		move string
		want state
	}{
		{"history.back()", year}, {"history.back()", sector}, {"history.back()", start}, {"history.forward()", sector}, {"history.forward()", year}, {"history.forward()", last},
	} {
		// Going through the history loads the page anew.
		tb.do(script(`window.before = true`), script(step.move))
		tb.wait(fmt.Sprintf(`!window.before && location.search === %q && document.readyState === 'complete' && document.querySelectorAll('#project-table tbody tr').length === %d`, step.want.Query, step.want.Rows))
		if got := tb.state(); got != step.want {
			t.Errorf("after %s:\n%+v\nwant\n%+v", step.move, got, step.want)
		}
	}
}

func facetsThenBack(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/projects")
	rows := func() int { return eval[int](tb, `document.querySelectorAll('#project-table tbody tr').length`) }
	query := func() string { return eval[string](tb, `location.search`) }
	type seen struct {
		query, chips string
		rows         int
	}
	now := func() seen {
		return seen{query(), eval[string](tb, `[...document.querySelectorAll('.chips a')].map(a => a.textContent).join('|')`), rows()}
	}
	steps := []seen{now()}
	for _, choice := range []struct{ facet, value string }{{"status", "launched"}, {"partners", "both"}} {
		option := eval[string](tb, fmt.Sprintf(`document.querySelector('#%s option[value=%s]').textContent`, choice.facet, choice.value))
		tb.choose(choice.facet, choice.value)
		tb.wait(fmt.Sprintf(`new URLSearchParams(location.search).get(%q) === %q`, choice.facet, choice.value))
		tb.wait(fmt.Sprintf(`[...document.querySelectorAll('.chips a')].length === %d`, len(steps)))
		step := now()
		if !strings.HasSuffix(strings.TrimSpace(option), fmt.Sprintf("(%d)", step.rows)) {
			t.Errorf("the option %q gives %d rows", option, step.rows)
		}
		if focused := eval[string](tb, `document.activeElement.id`); focused != choice.facet {
			t.Errorf("the focus goes to %q", focused)
		}
		steps = append(steps, step)
	}
	for i := len(steps) - 2; i >= 0; i-- {
		tb.do(script(`window.before = true`), script("history.back()"))
		tb.wait(fmt.Sprintf(`!window.before && location.search === %q && document.readyState === 'complete'`, steps[i].query))
		if got := now(); got != steps[i] {
			t.Errorf("back: %+v, want %+v", got, steps[i])
		}
	}
	// A chip takes its choice back.
	tb.open("/en/projects?status=launched&partners=both")
	tb.do(chromedp.Click(`.chips a`))
	tb.wait(`location.search === '?partners=both' && document.querySelectorAll('.chips a').length === 1`)
}

func anotherYear(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/?year=2018")
	tb.do(script(`window.stayed = true`))
	tb.do(chromedp.Click(`label:has(#year-2017)`))
	tb.wait(`document.querySelector('[data-testid=figure-launched] .value')?.textContent === '3'`)
	if !eval[bool](tb, `window.stayed === true`) {
		t.Error("the whole page was loaded again")
	}
	if title := eval[string](tb, `document.title`); !strings.HasPrefix(title, "Three of 51 joint projects launched") {
		t.Errorf("the title is %q", title)
	}
	if href := eval[string](tb, `document.querySelector('.langs a[hreflang=kk]').getAttribute('href')`); !strings.Contains(href, "year=2017") {
		t.Errorf("the language switch leads to %q", href)
	}
	if n := eval[int](tb, `document.querySelectorAll('.langs').length + document.querySelectorAll('#announcement').length + document.querySelectorAll('#view').length`); n != 3 {
		t.Errorf("%d parts where three should be", n)
	}
}

func dayPicked(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/?year=2018")
	tb.do(chromedp.Focus("#as_of"), script(`(() => { const d = document.getElementById('as_of'); d.value = '2018-03-01'; d.dispatchEvent(new Event('change', {bubbles: true})) })()`))
	tb.wait(`document.querySelector('[data-testid=figure-in_progress] .value')?.textContent === '11' && !document.querySelector('[data-testid=figure-planned]')`)
	if lead := eval[string](tb, `document.querySelector('[data-testid=lead]').textContent`); !strings.Contains(lead, "27 February 2018") {
		t.Errorf("shows %q", lead)
	}
	// A year half typed is not sent: the browser holds it against the bounds.
	before := eval[string](tb, `location.search`)
	tb.do(script(`(() => { const d = document.getElementById('as_of'); d.value = '0002-03-01'; d.dispatchEvent(new Event('change', {bubbles: true})) })()`), chromedp.Sleep(300*time.Millisecond))
	if after := eval[string](tb, `location.search`); after != before {
		t.Errorf("a year half typed leads to %q", after)
	}
}

func searchAsOneTypes(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/projects")
	tb.do(chromedp.Focus("#find"), chromedp.KeyEvent("khor"), chromedp.KeyEvent(kb.Enter))
	tb.wait(`location.pathname === '/en/search' && document.querySelector('.found') && document.readyState === 'complete'`)
	if q := eval[string](tb, `document.getElementById('find').value`); q != "khor" {
		t.Errorf("the box holds %q", q)
	}
	type box struct {
		Focused    bool
		Value      string
		Start, End int
	}
	const look = `(() => { const i = document.getElementById('find'); return {Focused: document.activeElement === i, Value: i.value, Start: i.selectionStart, End: i.selectionEnd}; })()`
	tb.do(script(`window.stayed = true; document.getElementById('find').focus(); document.getElementById('find').setSelectionRange(4, 4)`))
	tb.do(chromedp.KeyEvent("gos"))
	tb.wait(`new URLSearchParams(location.search).get('q') === 'khorgos' && document.querySelector('h1').textContent.includes('khorgos')`)
	if got := eval[box](tb, look); got != (box{true, "khorgos", 7, 7}) {
		t.Errorf("after typing: %+v", got)
	}
	if title := eval[string](tb, `document.title`); !strings.Contains(title, "khorgos") {
		t.Errorf("the title is %q", title)
	}
	tb.wait(`document.getElementById('announcement').textContent.includes('19 records')`)

	// In the midst of the text the caret stays where it is.
	tb.do(script(`document.getElementById('find').setSelectionRange(1, 1)`), chromedp.KeyEvent(kb.Delete))
	tb.wait(`new URLSearchParams(location.search).get('q') === 'korgos' && document.querySelector('h1').textContent.includes('korgos')`)
	if got := eval[box](tb, look); got != (box{true, "korgos", 1, 1}) {
		t.Errorf("after deleting a letter: %+v", got)
	}
	if !eval[bool](tb, `window.stayed === true`) {
		t.Error("typing loads the whole page again")
	}
	tb.do(script(`(() => { const i = document.getElementById('find'); i.value = ''; i.dispatchEvent(new Event('input', {bubbles: true})) })()`))
	tb.wait(`location.search === '' && document.querySelector('.ways')`)
	tb.do(script(`(() => { const i = document.getElementById('find'); i.value = '霍'; i.dispatchEvent(new Event('input', {bubbles: true})) })()`))
	tb.wait(`new URLSearchParams(location.search).get('q') === '霍' && document.querySelector('.found')`)

	// A hit, and back to what was found; then back to where the search began: the
	// letters in between left no traces.
	tb.do(script(`document.querySelector('[data-testid=found-project] a[href^="/en/projects/"]').click()`))
	tb.wait(`location.pathname.startsWith('/en/projects/') && document.readyState === 'complete'`)
	tb.do(script(`history.back()`))
	tb.wait(`location.pathname === '/en/search' && document.readyState === 'complete' && document.getElementById('find').value === '霍' && document.querySelector('.found')`)
	tb.do(script(`history.back()`))
	tb.wait(`location.pathname === '/en/projects' && document.readyState === 'complete'`)
}

func keyboardOnly(t *testing.T, tb *tab) {
	tb.open("/en/?year=2018")
	press := func(key string) { tb.do(chromedp.KeyEvent(key)) }
	press(kb.Tab)
	if text := eval[string](tb, `document.activeElement.textContent`); text != "Skip to content" {
		t.Errorf("the first stop is %q", text)
	}
	press(kb.Enter)
	tb.wait(`document.activeElement.id === 'main'`)

	// A walk over the whole page: every stop can be seen, none is a trap, and the
	// walk ends.
	type stop struct {
		Name    string
		Visible bool
	}
	const look = `(() => {
		const e = document.activeElement;
		if (e === document.body) return {Name: '', Visible: true};
		const hit = e.matches('.years input') ? e.nextElementSibling : e.querySelector(':scope > .hit') ?? e;
		const style = getComputedStyle(hit);
		const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || parseFloat(style.strokeWidth) >= 3 && style.stroke !== 'none';
		return {Name: e.tagName + ' ' + (e.id || e.getAttribute('aria-label') || e.textContent.trim().slice(0, 40)), Visible: ring};
	})()`
	tb.open("/en/?year=2018")
	var names []string
	for range 400 {
		press(kb.Tab)
		s := eval[stop](tb, look)
		if s.Name == "" {
			break
		}
		if !s.Visible {
			t.Errorf("the focus cannot be seen on %s", s.Name)
		}
		names = append(names, s.Name)
	}
	if len(names) < 60 || len(names) >= 400 {
		t.Errorf("the walk has %d stops", len(names))
	}
	for _, want := range []string{"INPUT year-2018", "SELECT sector", "INPUT as_of", "a 10 June 2018, Nursultan Nazarbayev: 4 launched", "SUMMARY Table"} {
		if !slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, want) }) {
			t.Errorf("the walk does not come by %q", want)
		}
	}

	if static.HasHTMX() {
		tb.do(chromedp.Focus("#year-2018"))
		press(kb.ArrowLeft)
		tb.wait(`new URLSearchParams(location.search).get('year') === '2017'`)
		tb.wait(`document.activeElement.id === 'year-2017'`)
	}
	tb.open("/en/?year=2018")
	tb.do(chromedp.Focus(`details.table summary`))
	press(kb.Enter)
	tb.wait(`document.querySelector('details.table').open`)
	tb.do(script(`document.querySelector('[data-testid=chart-wide] a[aria-label^="27 February 2018"]').focus()`))
	press(kb.Enter)
	tb.wait(`new URLSearchParams(location.search).get('statement') === 'st051' && document.querySelector('[data-testid=figure-not-broken-down] .value')?.textContent === '36'`)
}

func scriptOff(t *testing.T, tb *tab) {
	tb.open("/en/?year=2018")
	hidden := `getComputedStyle(document.querySelector('.apply')).display === 'none'`
	if eval[bool](tb, hidden) {
		t.Error("beside a field that is typed into there should be a button")
	}
	call(tb, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	tb.open("/en/?year=2018")
	if eval[bool](tb, hidden) {
		t.Error("without script the button should be there")
	}
	tb.do(chromedp.SetValue("#sector", "metallurgy"), chromedp.Click(".apply"))
	tb.wait(`new URLSearchParams(location.search).get('sector') === 'metallurgy' && document.readyState === 'complete'`)
	if got := tb.state(); got.Year != "2018" || got.Sector != "metallurgy" || got.Rows != 2 {
		t.Errorf("sending the form gives %+v", got)
	}
}

func badValue(t *testing.T, tb *tab) {
	needsHTMX(t)
	tb.open("/en/?year=2018")
	tb.do(script(`document.querySelector('#sector option:last-child').value = 'juggling'`))
	tb.choose("sector", "juggling")
	tb.wait(`document.querySelector('h1').textContent === 'The address cannot be read'`)
	if text := eval[string](tb, `document.querySelector('main').textContent`); !strings.Contains(text, "sector=juggling") {
		t.Errorf("says %q", text)
	}
	// The browser reports the status 400 itself.
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.problems = slices.DeleteFunc(tb.problems, func(p string) bool { return strings.Contains(p, "400") })
}
