package handlers_test

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/worldmap"
)

// clicked is a form with a click on its map, as a browser sends it.
func clicked(form url.Values, name string, x, y int) url.Values {
	form.Del("do")
	form.Set(name+".x", strconv.Itoa(x))
	form.Set(name+".y", strconv.Itoa(y))
	return form
}

// apart is how many kilometres the place in a form lies from another.
func apart(t *testing.T, form url.Values, prefix string, lat, lon float64) float64 {
	t.Helper()
	formLat, err := strconv.ParseFloat(form.Get(prefix+"lat"), 64)
	if err != nil {
		t.Fatal(err)
	}
	formLon, err := strconv.ParseFloat(form.Get(prefix+"lon"), 64)
	if err != nil {
		t.Fatal(err)
	}
	return math.Hypot(formLat-lat, (formLon-lon)*math.Cos(lat*math.Pi/180)) * 111.2
}

func TestThePlaceOfAProjectIsPickedOnTheMap(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		const address = "/en/admin/projects/edit/ulba-fa"
		const lat, lon = 43.25, 76.95
		form := editor.page(t, address).form(editForm, "map.open.c.")
		form.Set("c.jobs", "9x1")
		got := editor.postForm(t, address, form)
		if got.StatusCode != http.StatusOK || got.doc.Find("[data-testid=pick-place][autofocus]").Length() != 1 || got.doc.Find("[data-testid=pick-place] .mark").Length() != 2 {
			t.Fatalf("the map answers %d: %s", got.StatusCode, got.text("[data-testid=pick-place]"))
		}
		for _, drawing := range []struct {
			name  string
			width float64
		}{{"map.wide", 640}, {"map.narrow", 272}} {
			at := got
			most := 0.0
			for level, want := range []float64{806 / drawing.width / worldmap.UnitsPerKilometre, 806 / drawing.width / worldmap.UnitsPerKilometre / 5, 806 / drawing.width / worldmap.UnitsPerKilometre / 25} {
				// Where the browser draws Almaty.
				form := at.form(editForm, "")
				box := worldmap.KazakhstanBox
				if level > 0 {
					x, y := worldmap.Project(parsed(t, form.Get("c.lat")), parsed(t, form.Get("c.lon")))
					box.W, box.H = box.W/math.Pow(5, float64(level)), box.H/math.Pow(5, float64(level))
					box.X, box.Y = x-box.W/2, y-box.H/2
				}
				x, y := worldmap.Project(lat, lon)
				px, py := int((x-box.X)/box.W*drawing.width), int((y-box.Y)/box.W*drawing.width)
				set := editor.postForm(t, address, clicked(form, drawing.name, px, py))
				form = set.form(editForm, "map.closer")
				if set.StatusCode != http.StatusOK || form.Get("c.jobs") != "9x1" {
					t.Fatalf("the click answers %d, and jobs are %q", set.StatusCode, form.Get("c.jobs"))
				}
				if most = apart(t, form, "c.", lat, lon); most > want {
					t.Errorf("%s, closer %d times: %s, %s is %.2f km away, and a pixel has %.2f", drawing.name, level, form.Get("c.lat"), form.Get("c.lon"), most, want)
				}
				if !strings.Contains(set.text("[data-testid=place-now]"), form.Get("c.lat")) || !strings.Contains(set.text("[data-testid=place-said]"), "accurate to about") {
					t.Errorf("the map says %q", set.text("[data-testid=pick-place]"))
				}
				if level < 2 {
					at = editor.postForm(t, address, form)
				} else if set.doc.Find("button[value='map.closer']").Length() != 0 {
					t.Error("the closest map can be made closer")
				}
			}
			if most > 0.5 {
				t.Errorf("%s: the closest map is %.2f km off", drawing.name, most)
			}
		}
	})
}

func parsed(t *testing.T, text string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestThePlaceIsChosenFromTheListOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		const address = "/ru/admin/projects/new"
		opened := editor.postForm(t, address, editor.page(t, address).form(editForm, "map.open.c."))
		known := opened.form(editForm, "map.known")
		if got := editor.postForm(t, address, known); got.StatusCode != http.StatusOK || got.text("[data-testid=place-said]") != "Сначала выберите место из списка." || got.form(editForm, "").Get("c.lat") != "" {
			t.Errorf("nothing chosen: %d, %q", got.StatusCode, got.text("[data-testid=place-said]"))
		}
		value := ""
		for _, o := range opened.doc.Find("#map-known option").EachIter() {
			if o.Text() == "Достык" {
				value = o.AttrOr("value", "")
			}
		}
		known.Set("map.known", value)
		got := editor.postForm(t, address, known)
		form := got.form(editForm, "map.close")
		if form.Get("c.lat") != "45.2533" || form.Get("c.lon") != "82.4804" {
			t.Errorf("Dostyk (%q) is at %q, %q", value, form.Get("c.lat"), form.Get("c.lon"))
		}
		pressed := editor.postForm(t, address, clicked(got.form(editForm, ""), "map.wide", 0, 0))
		if pressed.text("[data-testid=place-said]") == "" || pressed.form(editForm, "").Get("c.lat") != "45.2533" {
			t.Errorf("pressed by a key the map says %q, and the place is %q", pressed.text("[data-testid=place-said]"), pressed.form(editForm, "").Get("c.lat"))
		}
		closed := editor.postForm(t, address, form)
		if closed.doc.Find("[data-testid=pick-place]").Length() != 0 || closed.form(editForm, "").Get("c.lat") != "45.2533" || closed.doc.Find("#field-map-open-c-[autofocus]").Length() != 1 {
			t.Errorf("closed it shows %s", closed.text("[data-testid=pick-place]"))
		}
	})
}

func TestAPlaceOutsideOfKazakhstanIsDoubted(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		const address = "/en/admin/projects/edit/ulba-fa"
		opened := editor.postForm(t, address, editor.page(t, address).form(editForm, "map.open.c."))
		// Far in the south-west of the map.
		got := editor.postForm(t, address, clicked(opened.form(editForm, ""), "map.wide", 5, 360))
		saved := editor.postForm(t, address, got.form(editForm, "save"))
		if saved.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(saved.text("[data-testid=doubts]"), "Kazakhstan") || saved.doc.Find("[data-testid=pick-place]").Length() != 1 {
			t.Errorf("it answers %d: %s", saved.StatusCode, saved.text("[data-testid=errors]"))
		}
	})
}

func TestPlacesOfACorridorArePickedOnTheMapOfEurasia(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		editor := a.named(t, "aigul", models.Editor)
		const address = "/en/admin/corridors/edit/rail-land-bridge-dostyk"
		opened := editor.postForm(t, address, editor.page(t, address).form(editForm, "map.open.r.2."))
		form := opened.form(editForm, "")
		x, y := worldmap.Project(34.26, 108.94)
		got := editor.postForm(t, address, clicked(form, "map.wide", int(x/worldmap.Width*640), int(y/worldmap.Width*640)))
		if km := apart(t, got.form(editForm, ""), "r.2.", 34.26, 108.94); km > 2400.0/640/worldmap.UnitsPerKilometre {
			t.Errorf("Xi'an is %.1f km away", km)
		}
		// The rows are counted anew without the second.
		if got := editor.postForm(t, address, got.form(editForm, "remove.1")); got.StatusCode != http.StatusOK || got.doc.Find("[data-testid=pick-place]").Length() != 0 || got.doc.Find("#rows-title[autofocus]").Length() != 1 {
			t.Error("the map stays open for another row")
		}
	})
}

func TestAMapIsOpenedForWhatHasAPlaceOnly(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, true))
	editor := a.named(t, "aigul", models.Editor)
	for _, test := range []struct{ address, do string }{
		{"/en/admin/projects/new", "map.open.r.0."}, {"/en/admin/projects/new", "map.open.r.-1."}, {"/en/admin/projects/new", "map.open."}, {"/en/admin/projects/new", "map.closer"},
		{"/en/admin/projects/new", "map.nope"}, {"/en/admin/enterprises/new", "map.open.c."}, {"/en/admin/corridors/edit/rail-land-bridge-dostyk", "map.open.c."},
		{"/en/admin/corridors/edit/rail-land-bridge-dostyk", "map.open.r.999."}, {"/en/admin/corridors/edit/rail-land-bridge-dostyk", "map.open.r.02."},
	} {
		form := editor.page(t, test.address).form(editForm, test.do)
		if got := editor.postForm(t, test.address, form); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%s at %s answers %d", test.do, test.address, got.StatusCode)
		}
	}
	// Whatever else is sent as a map is no reason to fail.
	form := editor.page(t, "/en/admin/projects/new").form(editForm, "")
	for name, value := range map[string]string{"map.of": "c.", "map.level": "99", "map.x": "NaN", "map.y": "-1e300", "map.known": "1 2 3", "map.wide.x": "700", "map.wide.y": "x"} {
		form.Set(name, value)
	}
	form.Del("do")
	if got := editor.postForm(t, "/en/admin/projects/new", form); got.StatusCode != http.StatusOK || got.form(editForm, "").Get("c.lat") != "" {
		t.Errorf("it answers %d", got.StatusCode)
	}
}
