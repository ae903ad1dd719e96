-- The document from which the day of a statement is inferred, where its own sources do not give it.
-- +goose Up

ALTER TABLE statements ADD COLUMN day_source_id BIGINT REFERENCES sources (id);

CREATE INDEX statements_day_source_id ON statements (day_source_id) WHERE day_source_id IS NOT NULL;
