-- What an editor tells of two figures: that they are one figure of one source, recorded twice, or why they differ.
-- The figures are named by their codes: a pair outlives the withdrawal of one, tells nothing meanwhile, and holds again when it comes back.
-- +goose Up

CREATE TABLE figure_pairs (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    figure TEXT NOT NULL,
    other TEXT NOT NULL,
    relation TEXT NOT NULL CHECK (relation IN ('same', 'differs')),
    source_id INTEGER REFERENCES sources (id),
    text_en TEXT NOT NULL DEFAULT '',
    text_kk TEXT NOT NULL DEFAULT '',
    text_ru TEXT NOT NULL DEFAULT '',
    text_zh TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    CHECK (figure <> other)
);

CREATE INDEX figure_pairs_figure ON figure_pairs (figure);

CREATE INDEX figure_pairs_other ON figure_pairs (other);

CREATE INDEX figure_pairs_source_id ON figure_pairs (source_id);

-- +goose StatementBegin
CREATE TRIGGER figure_pairs_updated AFTER UPDATE ON figure_pairs BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'figure_pairs', old.id,
    json_object('id', old.id, 'code', old.code, 'figure', old.figure, 'other', old.other, 'relation', old.relation, 'source_id', old.source_id, 'text_en', old.text_en, 'text_kk', old.text_kk, 'text_ru', old.text_ru, 'text_zh', old.text_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER figure_pairs_removed AFTER DELETE ON figure_pairs BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'figure_pairs', old.id,
    json_object('id', old.id, 'code', old.code, 'figure', old.figure, 'other', old.other, 'relation', old.relation, 'source_id', old.source_id, 'text_en', old.text_en, 'text_kk', old.text_kk, 'text_ru', old.text_ru, 'text_zh', old.text_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at));
END;
-- +goose StatementEnd
