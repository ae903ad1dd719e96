package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// closed are the parameters of addresses that take a word of a list, a year, a page or a
// day, with a value that each of them takes.
var closed = map[string]map[string]string{
	"/": {"year": "2018", "status": "launched", "sector": "mining", "region": "abai", "programme": models.MainProgramme, "as_of": "2018"},
	"/projects": {"status": "launched", "sector": "mining", "region": "abai", "partners": "both", "launch": "2018", "listed": "yes", "programme": models.MainProgramme, "source": "qazaqtv-194657",
		"sort": "name", "dir": "desc", "page": "1", "year": "2018", "as_of": "2018"},
	"/enterprises":  {"sector": "mining", "region": "abai", "export": "yes", "sort": "name", "dir": "asc", "page": "1"},
	"/agreements":   {"sort": "day", "dir": "asc", "page": "1"},
	"/statements":   {"year": "2018", "sort": "day", "dir": "asc", "page": "1"},
	"/sources":      {"dir": "asc", "page": "1"},
	"/prices":       {"from": "2014", "to": "2016", "page": "1", "as_of": "2018"},
	"/prices/brent": {"from": "2014", "to": "2016", "show": "index", "with": "wti"},
	"/map":          {"status": "launched", "layer": "projects", "share": "majority", "export": "yes", "pick": "project.ulba-fa"},
	"/search":       {"kind": "project", "page": "1"},
	"/changes":      {"kind": "correction", "page": "1"},
	"/metrics":      {"as_of": "2018"},
}

// several are the parameters that may be given more than once.
var several = map[string]bool{"with": true, "layer": true}

// TestAWordThatNoListHoldsIsNamed sends rubbish in the place of each parameter with a
// closed list, and two values of each that takes one: the answer is a 400 that names it,
// never everything.
func TestAWordThatNoListHoldsIsNamed(t *testing.T) {
	a := newApp(modelstest.New(t, models.SQLite, true))
	for page, parameters := range closed {
		for name, value := range parameters {
			address := "/en" + page + "?" + name + "="
			got := a.get(t, address+"zzz")
			if got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("main"), name) {
				t.Errorf("%szzz answers %d: %.200s", address, got.StatusCode, got.text("main"))
			}
			if several[name] {
				continue
			}
			got = a.get(t, address+value+"&"+name+"=zzz")
			if got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("main"), name) {
				t.Errorf("%s%s and another answer %d: %.200s", address, value, got.StatusCode, got.text("main"))
			}
		}
	}
	// The same twice, and an empty field beside, say one thing; what no page knows is left aside.
	for _, query := range []string{"?status=launched&status=launched", "?status=&status=launched", "?status=launched&stauts=planned"} {
		if got := a.get(t, "/en/projects"+query); got.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d", query, got.StatusCode)
		}
	}
}
