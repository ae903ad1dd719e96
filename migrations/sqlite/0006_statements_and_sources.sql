-- What the lists of statements and sources are read by.
-- +goose Up

CREATE INDEX statements_known_on ON statements (known_on, code);

CREATE INDEX sources_published_on ON sources (published_on, code);

CREATE INDEX prices_source_id ON prices (source_id, commodity_id, period);

CREATE INDEX price_notes_source_id ON price_notes (source_id);

CREATE INDEX project_events_source_id ON project_events (source_id);
