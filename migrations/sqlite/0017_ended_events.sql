-- What is known of a project by its columns moves on, and what was known before stays: an event counts until the day from which another takes its place.
-- +goose Up

-- SQLite alters no CHECK, so the table is written anew, with its indexes and the triggers that keep past rows.

CREATE TABLE project_events_anew (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    kind TEXT NOT NULL CHECK (kind IN ('announced', 'agreed', 'started', 'launched', 'suspended', 'cancelled', 'unknown')),
    planned BOOLEAN NOT NULL,
    date TEXT,
    year INTEGER,
    known_on TEXT NOT NULL,
    source_id INTEGER REFERENCES sources (id),
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    code TEXT,
    until_on TEXT CHECK (known_on < until_on)
);

INSERT INTO project_events_anew (id, project_id, kind, planned, date, year, known_on, source_id, note, version, created_at, updated_at, code)
SELECT id, project_id, kind, planned, date, year, known_on, source_id, note, version, created_at, updated_at, code FROM project_events;

DROP TABLE project_events;

ALTER TABLE project_events_anew RENAME TO project_events;

CREATE INDEX project_events_project_id ON project_events (project_id, year, known_on);

CREATE INDEX project_events_year ON project_events (year, known_on, project_id);

CREATE UNIQUE INDEX project_events_code ON project_events (code);

CREATE INDEX project_events_source_id ON project_events (source_id);

-- +goose StatementBegin
CREATE TRIGGER project_events_updated AFTER UPDATE ON project_events BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'project_events', old.id,
    json_object('id', old.id, 'project_id', old.project_id, 'kind', old.kind, 'planned', old.planned, 'date', old.date, 'year', old.year, 'known_on', old.known_on, 'source_id', old.source_id, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'code', old.code, 'until_on', old.until_on));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER project_events_removed AFTER DELETE ON project_events BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'project_events', old.id,
    json_object('id', old.id, 'project_id', old.project_id, 'kind', old.kind, 'planned', old.planned, 'date', old.date, 'year', old.year, 'known_on', old.known_on, 'source_id', old.source_id, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'code', old.code, 'until_on', old.until_on));
END;
-- +goose StatementEnd
