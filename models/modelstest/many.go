package modelstest

import (
	"fmt"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// Many adds n made-up projects to the main programme, each with two events, two
// partners, stages as StageSpans gives them for its years, and a search document.
// They spread over all sectors and regions, over thousands of places, and over
// starts from 2010 to 2024. The programme and the dictionaries must be there.
func Many(t testing.TB, s *models.Store, n int) {
	t.Helper()
	// Recursive queries read the same on both databases, and make the rows where
	// they belong instead of sending them.
	numbers := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)", n)
	const stamp = "1, '2026-11-23 09:00:00+00:00', '2026-11-23 09:00:00+00:00'"
	const base = 1000000
	key := fmt.Sprintf("(%d + n.i)", base)
	year := "(2010 + n.i % 15)"
	text := func(expression string) string { return "CAST(" + expression + " AS TEXT)" }
	const sector = "(SELECT id FROM sectors WHERE id = (SELECT min(id) FROM sectors) + n.i % (SELECT count(*) FROM sectors))"
	const region = "(SELECT id FROM regions WHERE id = (SELECT min(id) FROM regions) + n.i % (SELECT count(*) FROM regions))"
	for _, statement := range []string{
		`INSERT INTO projects (id, code, name_en, name_folded, sector_id, region_id, partner_sides, lat, lon, cost_cents, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + key + `, 'many-' || ` + text("n.i") + `, 'Made-up project ' || ` + text("n.i") + `, 'made-up project ' || ` + text("n.i") + `,
		 ` + sector + `, ` + region + `, 'both', 42 + n.i % 97 / 8.0, 50 + n.i % 311 / 9.0, CAST(n.i AS BIGINT) * 1000000, ` + stamp + ` FROM n`,
		`INSERT INTO programme_projects (programme_id, project_id, membership)
		 ` + numbers + ` SELECT (SELECT id FROM programmes WHERE code = 'industrial-cooperation'), ` + key + `, 'unknown' FROM n`,
		`INSERT INTO project_events (project_id, kind, planned, date, year, known_on, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + key + `, 'started', FALSE, ` + text(year) + `, ` + year + `, ` + text(year) + ` || '-12-31', ` + stamp + ` FROM n`,
		`INSERT INTO project_events (project_id, kind, planned, date, year, known_on, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + key + `, 'launched', FALSE, ` + text(year+" + 2") + `, ` + year + ` + 2, ` + text(year+" + 2") + ` || '-12-31', ` + stamp + ` FROM n WHERE n.i % 3 <> 0`,
		`INSERT INTO project_stages (project_id, from_day, until_day, stage, launch_planned, sector_id, region_id, partner_sides, listed)
		 ` + numbers + ` SELECT ` + key + `, ` + text(year) + ` || '-12-31',
		 CASE WHEN n.i % 3 <> 0 THEN ` + text(year+" + 2") + ` || '-12-31' ELSE '9999-12-31' END, 'in_progress', FALSE, ` + sector + `, ` + region + `, 'both', 'unknown' FROM n`,
		`INSERT INTO project_stages (project_id, from_day, until_day, stage, launch_date, launch_planned, sector_id, region_id, partner_sides, listed)
		 ` + numbers + ` SELECT ` + key + `, ` + text(year+" + 2") + ` || '-12-31', '9999-12-31', 'launched', ` + text(year+" + 2") + `, FALSE, ` + sector + `, ` + region + `, 'both', 'unknown' FROM n WHERE n.i % 3 <> 0`,
		`INSERT INTO project_partners (project_id, side, position, name, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + key + `, 'kazakh', 0, 'Kazakh partner ' || ` + text("n.i % 500") + `, ` + stamp + ` FROM n`,
		`INSERT INTO project_partners (project_id, side, position, name, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + key + `, 'chinese', 0, 'Chinese partner ' || ` + text("n.i % 500") + `, ` + stamp + ` FROM n`,
	} {
		Exec(t, s, statement)
	}
	// Nothing above wrote search documents: all are written anew, as in a database
	// from before there were any.
	Exec(t, s, "DELETE FROM search_state")
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	Exec(t, s, "ANALYZE")
}

// ManyPrices adds at least n made-up monthly prices: of as many commodities as
// that takes, each by four sources over the 500 months up to August 2026. They
// are in five units, and one month in 97 is missing. Codes begin with «many-».
func ManyPrices(t testing.TB, s *models.Store, n int) {
	t.Helper()
	const sources, months, base = 4, 500, 1000000
	commodities := (n + sources*(months-months/97) - 1) / (sources * (months - months/97))
	const stamp = "1, '2026-11-23 09:00:00+00:00', '2026-11-23 09:00:00+00:00'"
	numbers := func(name string, to int) string {
		return fmt.Sprintf("%s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM %s WHERE i < %d)", name, name, to)
	}
	text := func(expression string) string { return "CAST(" + expression + " AS TEXT)" }
	// Months are counted from January 1985, and written with two digits.
	year, month := "(1985 + m.i / 12)", "substr("+text("(101 + m.i % 12)")+", 2, 2)"
	for _, statement := range []string{
		`INSERT INTO sources (id, code, title, publisher, url, published_on, language, version, created_at, updated_at)
		 WITH RECURSIVE ` + numbers("n", sources) + fmt.Sprintf(` SELECT %d + n.i, 'many-source-' || `, base) + text("n.i") + `, 'Made-up prices ' || ` + text("n.i") + `,
		 'Made-up office', 'https://example.org/prices', '2026-11-01', 'en', ` + stamp + ` FROM n`,
		`INSERT INTO commodities (id, code, name_en, category, version, created_at, updated_at)
		 WITH RECURSIVE ` + numbers("n", commodities) + fmt.Sprintf(` SELECT %d + n.i, 'many-' || `, base) + text("n.i") + `, 'Made-up commodity ' || ` + text("n.i") + `,
		 CASE n.i % 3 WHEN 0 THEN 'energy' WHEN 1 THEN 'metals' ELSE 'agriculture' END, ` + stamp + ` FROM n`,
		// Month by month, as they would come in over the years.
		`INSERT INTO prices (commodity_id, period, source_id, value, unit, currency, version, created_at, updated_at)
		 WITH RECURSIVE ` + numbers("c", commodities) + ", " + numbers("o", sources) + ", " + numbers("k", months) + fmt.Sprintf(`, m(i) AS (SELECT i - 1 FROM k)
		 SELECT %d + c.i, `, base) + text(year) + ` || '-' || ` + month + fmt.Sprintf(`, %d + o.i, `, base) +
			text("(20 + c.i % 900 + (m.i * 7 + c.i * 13 + o.i) % 50)") + ` || '.' || ` + text("(10 + (m.i * 3 + c.i) % 90)") + `,
		 CASE c.i % 5 WHEN 0 THEN 'USD per barrel' WHEN 1 THEN 'USD per tonne' WHEN 2 THEN 'USD per kg' WHEN 3 THEN 'USD per MMBtu' ELSE 'USD per troy ounce' END, 'USD', ` + stamp + `
		 FROM m CROSS JOIN c CROSS JOIN o WHERE (m.i + c.i) % 97 <> 0`,
	} {
		Exec(t, s, statement)
	}
	Exec(t, s, "ANALYZE")
}
