-- The document from which the day of a statement is inferred, where its own sources do not give it.
-- +goose Up

ALTER TABLE statements ADD COLUMN day_source_id INTEGER REFERENCES sources (id);

CREATE INDEX statements_day_source_id ON statements (day_source_id) WHERE day_source_id IS NOT NULL;

DROP TRIGGER statements_updated;

DROP TRIGGER statements_removed;

-- +goose StatementBegin
CREATE TRIGGER statements_updated AFTER UPDATE ON statements BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'statements', old.id,
    json_object('id', old.id, 'code', old.code, 'programme_id', old.programme_id, 'speaker_id', old.speaker_id, 'role_id', old.role_id, 'place_id', old.place_id, 'source_id', old.source_id, 'said_on', old.said_on, 'known_on', old.known_on, 'dated_by', old.dated_by, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'day_source_id', old.day_source_id));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER statements_removed AFTER DELETE ON statements BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'statements', old.id,
    json_object('id', old.id, 'code', old.code, 'programme_id', old.programme_id, 'speaker_id', old.speaker_id, 'role_id', old.role_id, 'place_id', old.place_id, 'source_id', old.source_id, 'said_on', old.said_on, 'known_on', old.known_on, 'dated_by', old.dated_by, 'note', old.note, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'day_source_id', old.day_source_id));
END;
-- +goose StatementEnd
