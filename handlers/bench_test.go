package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// BenchmarkPages measures whole answers, from the request to the last byte, at
// the opening data and at 100,000 projects more.
func BenchmarkPages(b *testing.B) {
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		for _, many := range []int{0, 100_000} {
			name := string(dialect) + "/opening"
			if many > 0 {
				name = string(dialect) + "/100000-projects"
			}
			b.Run(name, func(b *testing.B) {
				s := modelstest.New(b, dialect, true)
				if many > 0 {
					modelstest.Many(b, s, many)
				}
				e := newApp(s).Echo
				for page, address := range map[string]string{
					"programme": "/en/?year=2018", "programme-filtered": "/en/?year=2018&sector=mining&status=launched",
					"list": "/en/projects", "list-last-page": "/en/projects?sort=region&dir=desc&page=1600", "project": "/en/projects/ulba-fa",
				} {
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
