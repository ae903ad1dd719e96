package modelstest

import (
	"fmt"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// Many adds n made-up projects to the main programme, each with two events, two
// partners and stages as StageSpans gives them for its years. They spread over
// all sectors and regions, and over starts from 2010 to 2024. The programme and
// the dictionaries must be there.
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
	for _, statement := range []string{
		`INSERT INTO projects (id, code, name_en, name_folded, sector_id, region_id, cost_cents, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + key + `, 'many-' || ` + text("n.i") + `, 'Made-up project ' || ` + text("n.i") + `, 'made-up project ' || ` + text("n.i") + `,
		 (SELECT id FROM sectors WHERE id = (SELECT min(id) FROM sectors) + n.i % (SELECT count(*) FROM sectors)),
		 (SELECT id FROM regions WHERE id = (SELECT min(id) FROM regions) + n.i % (SELECT count(*) FROM regions)),
		 CAST(n.i AS BIGINT) * 1000000, ` + stamp + ` FROM n`,
		`INSERT INTO programme_projects (programme_id, project_id, membership)
		 ` + numbers + ` SELECT (SELECT id FROM programmes WHERE code = 'industrial-cooperation'), ` + key + `, 'unknown' FROM n`,
		`INSERT INTO project_events (project_id, kind, planned, date, year, known_on, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + key + `, 'started', FALSE, ` + text(year) + `, ` + year + `, ` + text(year) + ` || '-12-31', ` + stamp + ` FROM n`,
		`INSERT INTO project_events (project_id, kind, planned, date, year, known_on, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + key + `, 'launched', FALSE, ` + text(year+" + 2") + `, ` + year + ` + 2, ` + text(year+" + 2") + ` || '-12-31', ` + stamp + ` FROM n WHERE n.i % 3 <> 0`,
		`INSERT INTO project_stages (project_id, from_day, until_day, stage, launch_planned)
		 ` + numbers + ` SELECT ` + key + `, ` + text(year) + ` || '-12-31',
		 CASE WHEN n.i % 3 <> 0 THEN ` + text(year+" + 2") + ` || '-12-31' ELSE '9999-12-31' END, 'in_progress', FALSE FROM n`,
		`INSERT INTO project_stages (project_id, from_day, until_day, stage, launch_date, launch_planned)
		 ` + numbers + ` SELECT ` + key + `, ` + text(year+" + 2") + ` || '-12-31', '9999-12-31', 'launched', ` + text(year+" + 2") + `, FALSE FROM n WHERE n.i % 3 <> 0`,
		`INSERT INTO project_partners (project_id, side, position, name, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + key + `, 'kazakh', 0, 'Kazakh partner ' || ` + text("n.i % 500") + `, ` + stamp + ` FROM n`,
		`INSERT INTO project_partners (project_id, side, position, name, version, created_at, updated_at)
		 ` + numbers + ` SELECT ` + key + `, 'chinese', 0, 'Chinese partner ' || ` + text("n.i % 500") + `, ` + stamp + ` FROM n`,
	} {
		Exec(t, s, statement)
	}
	Exec(t, s, "ANALYZE")
}
