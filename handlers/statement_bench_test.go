package handlers_test

import (
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// BenchmarkStatements measures the pages of statements, metrics and sources.
func BenchmarkStatements(b *testing.B) {
	benchmark(b, "100000-statements", func(s *models.Store) { modelstest.ManyStatements(b, s, 100_000) }, map[string]string{
		"list": "/en/statements", "list-filtered": "/en/statements?programme=industrial-cooperation&year=2018&metric=launched",
		"list-past": "/en/statements?as_of=2018-06-10", "list-words": "/en/statements?q=listed", "list-last-page": "/en/statements?page=2000",
		"list-by-speaker": "/en/statements?sort=speaker", "statement": "/en/statements/st067",
		"metrics": "/en/metrics", "metric": "/en/metrics/total_projects", "source-list": "/en/sources", "source": "/en/sources/qazaqtv-194657",
	})
}
