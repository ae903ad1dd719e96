package modelstest

import (
	"fmt"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// ManyStatements adds n made-up statements, each with two sources and three
// figures: a total, a stage and another metric, one in ten with a quotation. They
// spread over all programmes and speakers, over the years 2008 to 2025, and over
// a made-up source for every ten of them; the second source of each is the
// opening article. The dictionaries must be there.
func ManyStatements(t testing.TB, s *models.Store, n int) {
	t.Helper()
	numbers := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)", n)
	// Clear of the rows that Many makes.
	const base = 2000000
	const stamp = "1, '2026-11-23 09:00:00+00:00', '2026-11-23 09:00:00+00:00'"
	text := func(expression string) string { return "CAST(" + expression + " AS TEXT)" }
	key := fmt.Sprintf("(%d + n.i)", base)
	source := fmt.Sprintf("(%d + n.i / 10)", base)
	// Months and days of two digits need no padding, which the dialects spell
	// differently.
	year := "2008 + n.i / 32 % 18"
	day := text(year) + " || '-' || " + text("10 + n.i % 3") + " || '-' || " + text("10 + n.i % 19")
	// The entries of a dictionary have ids without gaps.
	entry := func(table string) string {
		return "(SELECT min(id) FROM " + table + ") + n.i % (SELECT count(*) FROM " + table + ")"
	}
	figure := func(position int, metric, value, quote string) string {
		return fmt.Sprintf(`INSERT INTO figures (id, code, statement_id, metric_id, position, value, unit, year_from, year_to, quote, quote_folded, version, created_at, updated_at)
		 %s SELECT %d + n.i * 3 + %d, 'many-figure-' || %s || '-%d', %s, %s, %d, %s, (SELECT unit FROM metrics WHERE id = %s), %s, %s, %s, lower(%s), %s FROM n`,
			numbers, base, position, text("n.i"), position, key, metric, position, value, metric, year, year, quote, quote, stamp)
	}
	code := func(metric string) string { return "(SELECT id FROM metrics WHERE code = '" + metric + "')" }
	for _, statement := range []string{
		`INSERT INTO sources (id, code, title, publisher, url, published_on, language, words_folded, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + source + `, 'many-' || ` + text("n.i / 10") + `, 'Made-up document ' || ` + text("n.i / 10") + `, 'Publisher ' || ` + text("n.i / 10 % 500") + `,
		 'https://example.org/' || ` + text("n.i / 10") + `, ` + day + `, 'en', 'made-up document ' || ` + text("n.i / 10") + ` || ' publisher ' || ` + text("n.i / 10 % 500") + `, ` + stamp + `
		 FROM n WHERE n.i % 10 = 0 OR n.i = 1`,
		`INSERT INTO statements (id, code, programme_id, speaker_id, role_id, source_id, said_on, known_on, dated_by, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + key + `, 'many-' || ` + text("n.i") + `, ` + entry("programmes") + `, ` + entry("speakers") + `, ` + entry("roles") + `, ` + source + `,
		 ` + day + `, ` + day + `, 'said', ` + stamp + ` FROM n`,
		`INSERT INTO statement_sources (statement_id, source_id, position) ` + numbers + ` SELECT ` + key + `, ` + source + `, 0 FROM n`,
		`INSERT INTO statement_sources (statement_id, source_id, position) ` + numbers + ` SELECT ` + key + `, (SELECT id FROM sources WHERE code = 'qazaqtv-194657'), 1 FROM n`,
		figure(0, code(models.TotalProjects), text("50 + n.i % 200"), "CASE WHEN n.i % 10 = 0 THEN 'We have listed ' || "+text("n.i % 200")+" || ' Projects' ELSE '' END"),
		figure(1, code("launched"), text("n.i % 50"), "''"),
		figure(2, entry("metrics"), text("n.i"), "''"),
	} {
		Exec(t, s, statement)
	}
	Exec(t, s, "ANALYZE")
}
