package models

import (
	"strings"

	"gorm.io/gorm"
)

// subjectsOf find the records that revisions are about, beside those that they
// changed. «was(column)» is what a column that holds an id held before: a figure
// that is moved to another metric is news for both.
var subjectsOf = []string{
	"SELECT r.id, r.noun, r.code FROM revisions r WHERE TRUE",
	"SELECT r.id, 'statement', st.code FROM revisions r JOIN figures f ON f.code = r.code JOIN statements st ON st.id = f.statement_id WHERE r.noun = 'figure'",
	"SELECT r.id, 'programme', p.code FROM revisions r JOIN figures f ON f.code = r.code JOIN statements st ON st.id = f.statement_id JOIN programmes p ON p.id = st.programme_id WHERE r.noun = 'figure'",
	"SELECT r.id, 'metric', m.code FROM revisions r JOIN figures f ON f.code = r.code JOIN metrics m ON m.id IN (f.metric_id, was(metric_id)) WHERE r.noun = 'figure'",
	"SELECT r.id, 'programme', p.code FROM revisions r JOIN statements st ON st.code = r.code JOIN programmes p ON p.id IN (st.programme_id, was(programme_id)) WHERE r.noun = 'statement'",
	"SELECT r.id, 'metric', m.code FROM revisions r JOIN statements st ON st.code = r.code JOIN figures f ON f.statement_id = st.id JOIN metrics m ON m.id = f.metric_id WHERE r.noun = 'statement'",
	"SELECT r.id, 'programme', p.code FROM revisions r JOIN projects j ON j.code = r.code JOIN programme_projects pp ON pp.project_id = j.id AND pp.membership <> 'no' JOIN programmes p ON p.id = pp.programme_id WHERE r.noun = 'project'",
	"SELECT r.id, 'programme', '" + MainProgramme + `' FROM revisions r WHERE r.noun = 'project' AND r.before LIKE '%"in_51_programme":%'`,
	"SELECT r.id, 'project', j.code FROM revisions r JOIN project_events e ON e.code = r.code JOIN projects j ON j.id IN (e.project_id, was(project_id)) WHERE r.noun = 'event'",
	"SELECT r.id, 'programme', p.code FROM revisions r JOIN project_events e ON e.code = r.code JOIN programme_projects pp ON pp.project_id IN (e.project_id, was(project_id)) AND pp.membership <> 'no' JOIN programmes p ON p.id = pp.programme_id WHERE r.noun = 'event'",
	"SELECT r.id, 'project', j.code FROM revisions r JOIN enterprises e ON e.code = r.code JOIN projects j ON j.id IN (e.project_id, was(project_id)) WHERE r.noun = 'enterprise'",
	"SELECT r.id, 'project', j.code FROM revisions r JOIN enterprises e ON e.code = r.code JOIN project_partners x ON x.enterprise_id = e.id JOIN projects j ON j.id = x.project_id WHERE r.noun = 'enterprise'",
	"SELECT r.id, 'commodity', c.code FROM revisions r JOIN commodities c ON substr(r.code, 1, length(c.code) + 1) = c.code || '/' WHERE r.noun = 'price'",
	"SELECT r.id, 'commodity', c.code FROM revisions r JOIN price_notes n ON n.code = r.code JOIN price_note_commodities x ON x.price_note_id = n.id JOIN commodities c ON c.id = x.commodity_id WHERE r.noun = 'price note'",
	"SELECT r.id, 'statement', st.code FROM revisions r JOIN figure_pairs x ON x.code = r.code JOIN figures f ON f.code IN (x.figure, x.other) JOIN statements st ON st.id = f.statement_id WHERE r.noun = 'figure pair'",
	"SELECT r.id, 'metric', m.code FROM revisions r JOIN figure_pairs x ON x.code = r.code JOIN figures f ON f.code = x.figure JOIN metrics m ON m.id = f.metric_id WHERE r.noun = 'figure pair'",
}

// writeSubjects notes which records the revisions of a change are about, when all
// that the change writes stands there.
func writeSubjects(tx *gorm.DB, dialect Dialect, change int64) error {
	selects := make([]string, len(subjectsOf))
	args := make([]any, len(subjectsOf))
	for i, query := range subjectsOf {
		selects[i], args[i] = query+" AND r.change_id = ?", change
	}
	query := "INSERT INTO revision_subjects (revision_id, noun, code) " + strings.Join(selects, " UNION ")
	before := "json_extract(r.before, '$."
	after := "')"
	if dialect == Postgres {
		before, after = "(r.before::jsonb ->> '", "')::BIGINT"
	}
	for _, column := range []string{"metric_id", "programme_id", "project_id"} {
		query = strings.ReplaceAll(query, "was("+column+")", before+column+after)
	}
	return tx.Exec(query, args...).Error
}
