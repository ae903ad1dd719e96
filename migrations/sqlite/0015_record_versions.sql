-- The versions of a record: the changes that made it another, numbered from its first. A record that nothing has changed has one, which is not written down: it is the change that its row was created in.
-- +goose Up

CREATE TABLE record_versions (
    noun TEXT NOT NULL,
    code TEXT NOT NULL,
    number INTEGER NOT NULL,
    change_id INTEGER NOT NULL REFERENCES changes (id),
    PRIMARY KEY (noun, code, number),
    UNIQUE (noun, code, change_id)
) WITHOUT ROWID;

CREATE INDEX record_versions_change_id ON record_versions (change_id);

-- A version is put together from the past rows of its record: by their own keys, and by the record that they belonged to.

CREATE INDEX past_rows_row ON past_rows (relation, row_key, id);

CREATE INDEX past_figures_statement_id ON past_rows (json_extract(past, '$.statement_id')) WHERE relation = 'figures';

CREATE INDEX past_statement_sources_statement_id ON past_rows (json_extract(past, '$.statement_id')) WHERE relation = 'statement_sources';

CREATE INDEX past_project_events_project_id ON past_rows (json_extract(past, '$.project_id')) WHERE relation = 'project_events';

CREATE INDEX past_project_partners_project_id ON past_rows (json_extract(past, '$.project_id')) WHERE relation = 'project_partners';

CREATE INDEX past_project_partners_enterprise_id ON past_rows (json_extract(past, '$.enterprise_id')) WHERE relation = 'project_partners';

CREATE INDEX past_project_sources_project_id ON past_rows (json_extract(past, '$.project_id')) WHERE relation = 'project_sources';

CREATE INDEX past_programme_projects_project_id ON past_rows (json_extract(past, '$.project_id')) WHERE relation = 'programme_projects';

CREATE INDEX past_enterprise_sources_enterprise_id ON past_rows (json_extract(past, '$.enterprise_id')) WHERE relation = 'enterprise_sources';

CREATE INDEX past_agreement_sources_agreement_id ON past_rows (json_extract(past, '$.agreement_id')) WHERE relation = 'agreement_sources';

CREATE INDEX past_price_note_commodities_price_note_id ON past_rows (json_extract(past, '$.price_note_id')) WHERE relation = 'price_note_commodities';

CREATE INDEX past_waypoints_corridor_id ON past_rows (json_extract(past, '$.corridor_id')) WHERE relation = 'waypoints';

CREATE INDEX past_waypoint_sources_waypoint_id ON past_rows (json_extract(past, '$.waypoint_id')) WHERE relation = 'waypoint_sources';

-- The versions of what stands here already, as far as the log tells.

INSERT INTO record_versions (noun, code, number, change_id)
WITH touched (noun, code, change_id) AS (
    SELECT r.noun, r.code, r.change_id FROM revisions r WHERE r.noun NOT IN ('figure', 'event', 'waypoint')
    UNION SELECT 'statement', st.code, r.change_id FROM revisions r JOIN figures f ON f.code = r.code JOIN statements st ON st.id = f.statement_id WHERE r.noun = 'figure'
    UNION SELECT 'project', s.code, r.change_id FROM revisions r JOIN revision_subjects s ON s.revision_id = r.id AND s.noun = 'project' WHERE r.noun = 'event'
    UNION SELECT 'corridor', c.code, r.change_id FROM revisions r JOIN corridors c ON substr(r.code, 1, length(c.code) + 1) = c.code || '/' WHERE r.noun = 'waypoint'
    UNION SELECT CASE w.noun WHEN 'figure' THEN 'statement' WHEN 'event' THEN 'project' ELSE 'corridor' END, w.page, w.change_id FROM withdrawals w WHERE w.noun IN ('figure', 'event', 'waypoint')
    UNION SELECT 'statement', o.code, (SELECT c.id FROM changes c WHERE c.at >= f.created_at ORDER BY c.at LIMIT 1) FROM figures f JOIN statements o ON o.id = f.statement_id WHERE f.created_at > o.created_at
    UNION SELECT 'project', o.code, (SELECT c.id FROM changes c WHERE c.at >= f.created_at ORDER BY c.at LIMIT 1) FROM project_events f JOIN projects o ON o.id = f.project_id WHERE f.created_at > o.created_at AND f.code IS NOT NULL
    UNION SELECT 'corridor', o.code, (SELECT c.id FROM changes c WHERE c.at >= f.created_at ORDER BY c.at LIMIT 1) FROM waypoints f JOIN corridors o ON o.id = f.corridor_id WHERE f.created_at > o.created_at
), begun (noun, code, change_id) AS (
    SELECT 'source', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM sources o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'source')
    UNION SELECT 'sector', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM sectors o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'sector')
    UNION SELECT 'region', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM regions o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'region')
    UNION SELECT 'speaker', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM speakers o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'speaker')
    UNION SELECT 'role', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM roles o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'role')
    UNION SELECT 'place', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM places o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'place')
    UNION SELECT 'programme', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM programmes o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'programme')
    UNION SELECT 'metric', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM metrics o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'metric')
    UNION SELECT 'statement', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM statements o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'statement')
    UNION SELECT 'project', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM projects o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'project')
    UNION SELECT 'enterprise', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM enterprises o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'enterprise')
    UNION SELECT 'agreement', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM agreements o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'agreement')
    UNION SELECT 'commodity', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM commodities o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'commodity')
    UNION SELECT 'price note', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM price_notes o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'price note')
    UNION SELECT 'corridor', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM corridors o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'corridor')
    UNION SELECT 'alias', o.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM aliases o WHERE o.code IN (SELECT code FROM touched WHERE noun = 'alias')
    UNION SELECT 'price', t.code, (SELECT c.id FROM changes c WHERE c.at >= o.created_at ORDER BY c.at LIMIT 1) FROM touched t JOIN commodities c ON substr(t.code, 1, length(c.code) + 1) = c.code || '/' JOIN prices o ON o.commodity_id = c.id JOIN sources s ON s.id = o.source_id WHERE t.noun = 'price' AND t.code = c.code || '/' || o.period || '/' || s.code
    UNION SELECT CASE w.noun WHEN 'figure' THEN 'statement' WHEN 'event' THEN 'project' WHEN 'waypoint' THEN 'corridor' ELSE w.noun END, CASE WHEN w.noun IN ('figure', 'event', 'waypoint') THEN w.page ELSE w.code END,
        (SELECT c.id FROM changes c WHERE c.at >= json_extract(p.past, '$.created_at') ORDER BY c.at LIMIT 1) FROM withdrawals w JOIN past_rows p ON p.row_key = CAST(w.record_id AS TEXT) AND p.change_id = w.change_id
        AND p.relation = CASE w.noun WHEN 'alias' THEN 'aliases' WHEN 'commodity' THEN 'commodities' WHEN 'event' THEN 'project_events' ELSE replace(w.noun, ' ', '_') || 's' END
)
SELECT noun, code, row_number() OVER (PARTITION BY noun, code ORDER BY change_id), change_id
FROM (SELECT noun, code, change_id FROM touched UNION SELECT noun, code, change_id FROM begun) AS all_versions
WHERE change_id > 0;

-- +goose StatementBegin
CREATE TRIGGER record_versions_stay_on_update BEFORE UPDATE ON record_versions BEGIN
    SELECT RAISE(ABORT, 'record_versions is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER record_versions_stay_on_delete BEFORE DELETE ON record_versions BEGIN
    SELECT RAISE(ABORT, 'record_versions is append-only');
END;
-- +goose StatementEnd
