package handlers_test

import (
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/pages"
)

// pagesOfEditors looks at every page on which records are edited and reviewed.
func pagesOfEditors(t *testing.T, tb *tab) {
	check := newAxe(t, tb)
	editor := tb.app.named(t, "serik", models.Editor)
	form := editor.page(t, "/en/admin/projects/edit/ulba-fa").form(editForm, "save")
	form.Set("c.note", "A note that is much longer than the one that stood there before, so that it takes several lines on a narrow screen. Coordinates approximate.")
	set := editor.postForm(t, "/en/admin/projects/edit/ulba-fa", form).redirected(t)
	plan := editor.sendFile(t, "prices.csv", []byte("commodity,period,price,unit,currency,source_id\nbrent,2016-01,31.5,USD per barrel,USD,eia-oil\nbrent,2016-02,x,USD per barrel,USD,eia-oil\n")).redirected(t)
	columns := editor.sendFile(t, "series.csv", []byte("Date,Price\n2016-01-01,31.5\n2016-02-01,32\n")).redirected(t)
	typed := editor.page(t, "/en/admin/sources/new").form(editForm, "")
	typed.Set("c.title", "Typed")
	editor.keep(t, "sources/new", typed, "w", "1")
	tb.as("serik", models.Editor)

	paths := []string{"admin/", "admin/changes", "admin/review", "admin/gaps", "admin/import", strings.TrimPrefix(set, "/en/"), strings.TrimPrefix(plan, "/en/"), strings.TrimPrefix(columns, "/en/"),
		"admin/enterprises/withdraw/ulba-fa-llp", "admin/sources/new", "admin/sources/new?typed=show", "admin/projects", "admin/statements/new"}
	for _, kind := range pages.RecordKinds {
		paths = append(paths, "admin/"+kind.Path+"/edit/"+recorded[kind.Path])
	}
	langs, schemes, widths := []string{"en", "kk", "ru", "zh"}, []string{"light", "dark"}, []int64{1360, 390}
	for i, path := range paths {
		check("/"+langs[i%4]+"/"+path, schemes[i/2%2], widths[i/3%2])
	}
	// What only answers to a form.
	opened := func() {
		t.Helper()
		tb.open("/ru/admin/projects/edit/asia-steel-pipe-almaty")
		tb.do(script(`document.querySelector('button[value="map.open.c."]').click()`))
		tb.wait(`document.querySelector('.pick-place')`)
	}
	refused := func() {
		t.Helper()
		tb.open("/kk/admin/projects/edit/asia-steel-pipe-almaty")
		tb.do(script(`document.getElementsByName('c.jobs')[0].value = 'x'; document.querySelector('.save button').click()`))
		tb.wait(`document.querySelector('.errors') && ` + ready)
	}
	conflicting := func() {
		t.Helper()
		tb.open("/zh/admin/projects/edit/asia-steel-pipe-almaty")
		tb.do(script(`(() => {
			const base = document.getElementsByName('base')[0];
			base.value = base.value.replace(/"jobs":"[0-9]*"/, '"jobs":"1"').replace(/"capacity":"[^"]*"/, '"capacity":"x"');
			document.getElementsByName('c.jobs')[0].value = '2';
			document.getElementsByName('c.capacity')[0].value = 'x';
			document.querySelector('.save button').click();
		})()`))
		tb.wait(`document.querySelector('[data-testid=conflict]') && ` + ready)
	}
	answers := []func(){opened, refused, conflicting}
	for i, answer := range answers {
		for j, scheme := range schemes {
			tb.size(widths[(i+j)%2])
			answer()
			check("", scheme, widths[(i+j)%2])
		}
	}
	measure := func(what string, width int64) {
		t.Helper()
		if w := eval[int64](tb, `document.documentElement.scrollWidth`); w > width {
			t.Errorf("%s at %d is %d wide", what, width, w)
		}
		for _, target := range eval[[]string](tb, small) {
			t.Errorf("%s at %d: too small: %s", what, width, target)
		}
	}
	for step, width := range []int64{360, 390, 768, 1360} {
		tb.size(width)
		for i, path := range paths {
			// What fits on the narrowest screen seldom fails on another.
			if width != 360 && i%3 != step-1 {
				continue
			}
			// Kazakh and Russian have the longest words.
			address := "/" + []string{"kk", "ru"}[i%2] + "/" + path
			tb.open(address)
			tb.do(script(`document.querySelectorAll('details').forEach(d => d.open = true)`))
			measure(address, width)
		}
		if width == 768 {
			continue
		}
		for i, answer := range answers {
			answer()
			measure([]string{"the map", "a mistake", "the conflict page"}[i], width)
		}
	}
	// The map of a place in a row has least room.
	tb.size(360)
	tb.open("/kk/admin/corridors/edit/rail-land-bridge-dostyk")
	tb.do(script(`document.querySelector('button[value="map.open.r.2."]').click()`))
	tb.wait(`document.querySelector('.pick-place')`)
	measure("the map in a row", 360)
	tb.expected("422", "409")
}
