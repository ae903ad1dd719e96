-- What the dashboard knew at a moment can be asked for: every write belongs to a change, and the database itself keeps what each row was before.
-- +goose Up

CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    at DATETIME NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('addition', 'revision', 'correction')),
    who TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
);

CREATE INDEX changes_at ON changes (at);

-- The records that stand here already are known from now on.

INSERT INTO changes (at, kind, who)
SELECT strftime('%Y-%m-%d %H:%M:%S+00:00', 'now'), 'addition', 'migration' WHERE EXISTS (SELECT 1 FROM sources);

-- A row as it was before a change; NULL for the rows without a time of their own that the change has added.

CREATE TABLE past_rows (
    id INTEGER PRIMARY KEY,
    change_id INTEGER NOT NULL,
    relation TEXT NOT NULL,
    row_key TEXT NOT NULL,
    past TEXT
);

CREATE INDEX past_rows_change_id ON past_rows (change_id);

ALTER TABLE revisions ADD COLUMN change_id INTEGER NOT NULL DEFAULT 0;

ALTER TABLE revisions ADD COLUMN kind TEXT NOT NULL DEFAULT 'revision' CHECK (kind IN ('revision', 'correction'));

ALTER TABLE revisions ADD COLUMN who TEXT NOT NULL DEFAULT 'load';

CREATE INDEX revisions_at ON revisions (at, id);

-- +goose StatementBegin
CREATE TRIGGER sources_updated AFTER UPDATE ON sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'sources', old.id,
    json_object('id', old.id, 'code', old.code, 'kind', old.kind, 'title', old.title, 'publisher', old.publisher, 'url', old.url, 'published_on', old.published_on, 'language', old.language, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'words_folded', old.words_folded));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER sources_removed AFTER DELETE ON sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'sources', old.id,
    json_object('id', old.id, 'code', old.code, 'kind', old.kind, 'title', old.title, 'publisher', old.publisher, 'url', old.url, 'published_on', old.published_on, 'language', old.language, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'words_folded', old.words_folded));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER sectors_updated AFTER UPDATE ON sectors BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'sectors', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER sectors_removed AFTER DELETE ON sectors BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'sectors', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER regions_updated AFTER UPDATE ON regions BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'regions', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'lat', old.lat, 'lon', old.lon));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER regions_removed AFTER DELETE ON regions BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'regions', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'lat', old.lat, 'lon', old.lon));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER speakers_updated AFTER UPDATE ON speakers BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'speakers', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER speakers_removed AFTER DELETE ON speakers BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'speakers', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER roles_updated AFTER UPDATE ON roles BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'roles', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER roles_removed AFTER DELETE ON roles BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'roles', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER places_updated AFTER UPDATE ON places BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'places', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER places_removed AFTER DELETE ON places BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'places', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER programmes_updated AFTER UPDATE ON programmes BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'programmes', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'kind', old.kind, 'basis', old.basis, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER programmes_removed AFTER DELETE ON programmes BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'programmes', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'kind', old.kind, 'basis', old.basis, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER metrics_updated AFTER UPDATE ON metrics BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'metrics', old.id,
    json_object('id', old.id, 'code', old.code, 'unit', old.unit, 'stage', old.stage, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'definition_en', old.definition_en, 'definition_kk', old.definition_kk, 'definition_ru', old.definition_ru, 'definition_zh', old.definition_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER metrics_removed AFTER DELETE ON metrics BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'metrics', old.id,
    json_object('id', old.id, 'code', old.code, 'unit', old.unit, 'stage', old.stage, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'definition_en', old.definition_en, 'definition_kk', old.definition_kk, 'definition_ru', old.definition_ru, 'definition_zh', old.definition_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER statements_updated AFTER UPDATE ON statements BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'statements', old.id,
    json_object('id', old.id, 'code', old.code, 'programme_id', old.programme_id, 'speaker_id', old.speaker_id, 'role_id', old.role_id, 'place_id', old.place_id, 'source_id', old.source_id, 'said_on', old.said_on, 'known_on', old.known_on, 'dated_by', old.dated_by, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER statements_removed AFTER DELETE ON statements BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'statements', old.id,
    json_object('id', old.id, 'code', old.code, 'programme_id', old.programme_id, 'speaker_id', old.speaker_id, 'role_id', old.role_id, 'place_id', old.place_id, 'source_id', old.source_id, 'said_on', old.said_on, 'known_on', old.known_on, 'dated_by', old.dated_by, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER statement_sources_added AFTER INSERT ON statement_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'statement_sources', new.statement_id || '/' || new.source_id, NULL);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER statement_sources_updated AFTER UPDATE ON statement_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'statement_sources', old.statement_id || '/' || old.source_id,
    json_object('statement_id', old.statement_id, 'source_id', old.source_id, 'position', old.position));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER statement_sources_removed AFTER DELETE ON statement_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'statement_sources', old.statement_id || '/' || old.source_id,
    json_object('statement_id', old.statement_id, 'source_id', old.source_id, 'position', old.position));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER figures_updated AFTER UPDATE ON figures BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'figures', old.id,
    json_object('id', old.id, 'code', old.code, 'statement_id', old.statement_id, 'metric_id', old.metric_id, 'position', old.position, 'value', old.value, 'unit', old.unit, 'as_of', old.as_of, 'year_from', old.year_from, 'year_to', old.year_to, 'part_of_id', old.part_of_id, 'quote', old.quote, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'quote_folded', old.quote_folded));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER figures_removed AFTER DELETE ON figures BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'figures', old.id,
    json_object('id', old.id, 'code', old.code, 'statement_id', old.statement_id, 'metric_id', old.metric_id, 'position', old.position, 'value', old.value, 'unit', old.unit, 'as_of', old.as_of, 'year_from', old.year_from, 'year_to', old.year_to, 'part_of_id', old.part_of_id, 'quote', old.quote, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'quote_folded', old.quote_folded));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER projects_updated AFTER UPDATE ON projects BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'projects', old.id,
    json_object('id', old.id, 'code', old.code, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'name_folded', old.name_folded, 'sector_id', old.sector_id, 'region_id', old.region_id, 'locality', old.locality, 'lat', old.lat, 'lon', old.lon, 'cost_cents', old.cost_cents, 'jobs', old.jobs, 'capacity', old.capacity, 'outcome_unknown_from', old.outcome_unknown_from, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'site_located', old.site_located, 'partner_sides', old.partner_sides));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER projects_removed AFTER DELETE ON projects BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'projects', old.id,
    json_object('id', old.id, 'code', old.code, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'name_folded', old.name_folded, 'sector_id', old.sector_id, 'region_id', old.region_id, 'locality', old.locality, 'lat', old.lat, 'lon', old.lon, 'cost_cents', old.cost_cents, 'jobs', old.jobs, 'capacity', old.capacity, 'outcome_unknown_from', old.outcome_unknown_from, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'site_located', old.site_located, 'partner_sides', old.partner_sides));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER project_sources_added AFTER INSERT ON project_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'project_sources', new.project_id || '/' || new.source_id, NULL);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER project_sources_updated AFTER UPDATE ON project_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'project_sources', old.project_id || '/' || old.source_id,
    json_object('project_id', old.project_id, 'source_id', old.source_id, 'position', old.position));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER project_sources_removed AFTER DELETE ON project_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'project_sources', old.project_id || '/' || old.source_id,
    json_object('project_id', old.project_id, 'source_id', old.source_id, 'position', old.position));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER programme_projects_added AFTER INSERT ON programme_projects BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'programme_projects', new.programme_id || '/' || new.project_id, NULL);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER programme_projects_updated AFTER UPDATE ON programme_projects BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'programme_projects', old.programme_id || '/' || old.project_id,
    json_object('programme_id', old.programme_id, 'project_id', old.project_id, 'membership', old.membership));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER programme_projects_removed AFTER DELETE ON programme_projects BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'programme_projects', old.programme_id || '/' || old.project_id,
    json_object('programme_id', old.programme_id, 'project_id', old.project_id, 'membership', old.membership));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER project_events_updated AFTER UPDATE ON project_events BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'project_events', old.id,
    json_object('id', old.id, 'project_id', old.project_id, 'kind', old.kind, 'planned', old.planned, 'date', old.date, 'year', old.year, 'known_on', old.known_on, 'source_id', old.source_id, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'code', old.code));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER project_events_removed AFTER DELETE ON project_events BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'project_events', old.id,
    json_object('id', old.id, 'project_id', old.project_id, 'kind', old.kind, 'planned', old.planned, 'date', old.date, 'year', old.year, 'known_on', old.known_on, 'source_id', old.source_id, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'code', old.code));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER enterprises_updated AFTER UPDATE ON enterprises BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'enterprises', old.id,
    json_object('id', old.id, 'code', old.code, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'name_folded', old.name_folded, 'sector_id', old.sector_id, 'region_id', old.region_id, 'project_id', old.project_id, 'product', old.product, 'export_oriented', old.export_oriented, 'chinese_share', old.chinese_share, 'founded_year', old.founded_year, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER enterprises_removed AFTER DELETE ON enterprises BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'enterprises', old.id,
    json_object('id', old.id, 'code', old.code, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'name_folded', old.name_folded, 'sector_id', old.sector_id, 'region_id', old.region_id, 'project_id', old.project_id, 'product', old.product, 'export_oriented', old.export_oriented, 'chinese_share', old.chinese_share, 'founded_year', old.founded_year, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER enterprise_sources_added AFTER INSERT ON enterprise_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'enterprise_sources', new.enterprise_id || '/' || new.source_id, NULL);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER enterprise_sources_updated AFTER UPDATE ON enterprise_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'enterprise_sources', old.enterprise_id || '/' || old.source_id,
    json_object('enterprise_id', old.enterprise_id, 'source_id', old.source_id, 'position', old.position));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER enterprise_sources_removed AFTER DELETE ON enterprise_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'enterprise_sources', old.enterprise_id || '/' || old.source_id,
    json_object('enterprise_id', old.enterprise_id, 'source_id', old.source_id, 'position', old.position));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER project_partners_updated AFTER UPDATE ON project_partners BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'project_partners', old.id,
    json_object('id', old.id, 'project_id', old.project_id, 'side', old.side, 'position', old.position, 'enterprise_id', old.enterprise_id, 'name', old.name, 'detail', old.detail, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER project_partners_removed AFTER DELETE ON project_partners BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'project_partners', old.id,
    json_object('id', old.id, 'project_id', old.project_id, 'side', old.side, 'position', old.position, 'enterprise_id', old.enterprise_id, 'name', old.name, 'detail', old.detail, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER agreements_updated AFTER UPDATE ON agreements BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'agreements', old.id,
    json_object('id', old.id, 'code', old.code, 'title_en', old.title_en, 'title_kk', old.title_kk, 'title_ru', old.title_ru, 'title_zh', old.title_zh, 'kind', old.kind, 'signed_on', old.signed_on, 'known_on', old.known_on, 'place_id', old.place_id, 'parties', old.parties, 'topic', old.topic, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'note_en', old.note_en, 'note_kk', old.note_kk, 'note_ru', old.note_ru, 'note_zh', old.note_zh));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER agreements_removed AFTER DELETE ON agreements BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'agreements', old.id,
    json_object('id', old.id, 'code', old.code, 'title_en', old.title_en, 'title_kk', old.title_kk, 'title_ru', old.title_ru, 'title_zh', old.title_zh, 'kind', old.kind, 'signed_on', old.signed_on, 'known_on', old.known_on, 'place_id', old.place_id, 'parties', old.parties, 'topic', old.topic, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'note_en', old.note_en, 'note_kk', old.note_kk, 'note_ru', old.note_ru, 'note_zh', old.note_zh));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER agreement_sources_added AFTER INSERT ON agreement_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'agreement_sources', new.agreement_id || '/' || new.source_id, NULL);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER agreement_sources_updated AFTER UPDATE ON agreement_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'agreement_sources', old.agreement_id || '/' || old.source_id,
    json_object('agreement_id', old.agreement_id, 'source_id', old.source_id, 'position', old.position));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER agreement_sources_removed AFTER DELETE ON agreement_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'agreement_sources', old.agreement_id || '/' || old.source_id,
    json_object('agreement_id', old.agreement_id, 'source_id', old.source_id, 'position', old.position));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER commodities_updated AFTER UPDATE ON commodities BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'commodities', old.id,
    json_object('id', old.id, 'code', old.code, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'category', old.category));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER commodities_removed AFTER DELETE ON commodities BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'commodities', old.id,
    json_object('id', old.id, 'code', old.code, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'category', old.category));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER prices_updated AFTER UPDATE ON prices BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'prices', old.id,
    json_object('id', old.id, 'commodity_id', old.commodity_id, 'period', old.period, 'source_id', old.source_id, 'value', old.value, 'unit', old.unit, 'currency', old.currency, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER prices_removed AFTER DELETE ON prices BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'prices', old.id,
    json_object('id', old.id, 'commodity_id', old.commodity_id, 'period', old.period, 'source_id', old.source_id, 'value', old.value, 'unit', old.unit, 'currency', old.currency, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER price_notes_updated AFTER UPDATE ON price_notes BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'price_notes', old.id,
    json_object('id', old.id, 'code', old.code, 'noted_on', old.noted_on, 'known_on', old.known_on, 'source_id', old.source_id, 'text_en', old.text_en, 'text_kk', old.text_kk, 'text_ru', old.text_ru, 'text_zh', old.text_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER price_notes_removed AFTER DELETE ON price_notes BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'price_notes', old.id,
    json_object('id', old.id, 'code', old.code, 'noted_on', old.noted_on, 'known_on', old.known_on, 'source_id', old.source_id, 'text_en', old.text_en, 'text_kk', old.text_kk, 'text_ru', old.text_ru, 'text_zh', old.text_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER price_note_commodities_added AFTER INSERT ON price_note_commodities BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'price_note_commodities', new.price_note_id || '/' || new.commodity_id, NULL);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER price_note_commodities_updated AFTER UPDATE ON price_note_commodities BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'price_note_commodities', old.price_note_id || '/' || old.commodity_id,
    json_object('price_note_id', old.price_note_id, 'commodity_id', old.commodity_id));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER price_note_commodities_removed AFTER DELETE ON price_note_commodities BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'price_note_commodities', old.price_note_id || '/' || old.commodity_id,
    json_object('price_note_id', old.price_note_id, 'commodity_id', old.commodity_id));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER corridors_updated AFTER UPDATE ON corridors BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'corridors', old.id,
    json_object('id', old.id, 'code', old.code, 'mode', old.mode, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER corridors_removed AFTER DELETE ON corridors BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'corridors', old.id,
    json_object('id', old.id, 'code', old.code, 'mode', old.mode, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER waypoints_updated AFTER UPDATE ON waypoints BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'waypoints', old.id,
    json_object('id', old.id, 'corridor_id', old.corridor_id, 'seq', old.seq, 'place', old.place, 'country', old.country, 'lat', old.lat, 'lon', old.lon, 'kind', old.kind, 'illustrative', old.illustrative, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'place_kk', old.place_kk, 'place_ru', old.place_ru, 'place_zh', old.place_zh));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER waypoints_removed AFTER DELETE ON waypoints BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'waypoints', old.id,
    json_object('id', old.id, 'corridor_id', old.corridor_id, 'seq', old.seq, 'place', old.place, 'country', old.country, 'lat', old.lat, 'lon', old.lon, 'kind', old.kind, 'illustrative', old.illustrative, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'place_kk', old.place_kk, 'place_ru', old.place_ru, 'place_zh', old.place_zh));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER waypoint_sources_added AFTER INSERT ON waypoint_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'waypoint_sources', new.waypoint_id || '/' || new.source_id, NULL);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER waypoint_sources_updated AFTER UPDATE ON waypoint_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'waypoint_sources', old.waypoint_id || '/' || old.source_id,
    json_object('waypoint_id', old.waypoint_id, 'source_id', old.source_id, 'position', old.position));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER waypoint_sources_removed AFTER DELETE ON waypoint_sources BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'waypoint_sources', old.waypoint_id || '/' || old.source_id,
    json_object('waypoint_id', old.waypoint_id, 'source_id', old.source_id, 'position', old.position));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER aliases_updated AFTER UPDATE ON aliases BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'aliases', old.id,
    json_object('id', old.id, 'code', old.code, 'spellings', old.spellings, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER aliases_removed AFTER DELETE ON aliases BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'aliases', old.id,
    json_object('id', old.id, 'code', old.code, 'spellings', old.spellings, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- What is kept is never altered.

-- +goose StatementBegin
CREATE TRIGGER changes_stay_on_update BEFORE UPDATE ON changes BEGIN
    SELECT RAISE(ABORT, 'changes is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER changes_stay_on_delete BEFORE DELETE ON changes BEGIN
    SELECT RAISE(ABORT, 'changes is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER past_rows_stay_on_update BEFORE UPDATE ON past_rows BEGIN
    SELECT RAISE(ABORT, 'past_rows is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER past_rows_stay_on_delete BEFORE DELETE ON past_rows BEGIN
    SELECT RAISE(ABORT, 'past_rows is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER revisions_stay_on_update BEFORE UPDATE ON revisions BEGIN
    SELECT RAISE(ABORT, 'revisions is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER revisions_stay_on_delete BEFORE DELETE ON revisions BEGIN
    SELECT RAISE(ABORT, 'revisions is append-only');
END;
-- +goose StatementEnd
