package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// benchmark measures whole answers, from the request to the last byte, at the
// opening data and at what fill adds to it, on both databases.
func benchmark(b *testing.B, size string, fill func(*models.Store), pages map[string]string) {
	b.Helper()
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		for _, filled := range []bool{false, true} {
			name := string(dialect) + "/opening"
			if filled {
				name = string(dialect) + "/" + size
			}
			b.Run(name, func(b *testing.B) {
				s := modelstest.New(b, dialect, true)
				if filled {
					fill(s)
				}
				e := newApp(s).Echo
				for page, address := range pages {
					b.Run(page, func(b *testing.B) {
						b.ReportAllocs()
						for b.Loop() {
							w := httptest.NewRecorder()
							e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
							if w.Code != http.StatusOK {
								b.Fatalf("%s answers %d", address, w.Code)
							}
						}
					})
				}
			})
		}
	}
}

// BenchmarkPages measures the programme page and the lists of projects.
func BenchmarkPages(b *testing.B) {
	benchmark(b, "100000-projects", func(s *models.Store) { modelstest.Many(b, s, 100_000) }, map[string]string{
		"programme": "/en/?year=2018", "programme-filtered": "/en/?year=2018&sector=mining&status=launched",
		"list": "/en/projects", "list-filtered": "/en/projects?sector=mining&status=launched&launch=2019", "list-last-page": "/en/projects?sort=region&dir=desc&page=1600",
		"project": "/en/projects/ulba-fa", "project-in-list": "/en/projects/ulba-fa?list=sector%3Dnuclear%26page%3D1",
		"enterprises": "/en/enterprises", "agreements": "/en/agreements",
		"map": "/en/map", "map-filtered": "/en/map?sector=mining&status=launched", "map-group": "/en/map?pick=group.kazakhstan-wide.173.307",
	})
}

// BenchmarkPrices measures the overview of prices and the chart of a commodity.
func BenchmarkPrices(b *testing.B) {
	benchmark(b, "1000000-prices", func(s *models.Store) { modelstest.ManyPrices(b, s, 1_000_000) }, map[string]string{
		"overview": "/en/prices", "chart": "/en/prices/brent", "chart-range": "/en/prices/brent?from=2014&to=2016", "index": "/en/prices/brent?with=wti&with=copper&show=index",
		"source": "/en/sources/wb-pinksheet",
	})
}

// BenchmarkSearch measures the search. Without more projects «project» is a word
// like others; with them it stands in every one.
func BenchmarkSearch(b *testing.B) {
	benchmark(b, "100000-projects", func(s *models.Store) { modelstest.Many(b, s, 100_000) }, map[string]string{
		"in-every-project": searchFor("en", "project"), "common": searchFor("en", "wind"), "rare": searchFor("en", "powerchina"), "place": searchFor("en", "Хоргос"),
		"one-character": searchFor("en", "风"), "three-characters": searchFor("en", "霍尔果"), "two-letters": searchFor("en", "wi"), "nothing": searchFor("en", "zhanats"),
	})
}
