-- What the lists of statements and sources are searched by, in the form of Fold. The program fills what is on record.
-- +goose Up

ALTER TABLE figures ADD COLUMN quote_folded TEXT NOT NULL DEFAULT '';

ALTER TABLE sources ADD COLUMN words_folded TEXT NOT NULL DEFAULT '';

CREATE INDEX statements_counted ON statements (speaker_id, programme_id, substr(known_on, 1, 4), known_on);

CREATE INDEX figures_given ON figures (metric_id, statement_id);

-- Few figures have a quotation; only those are looked through.

CREATE INDEX figures_quoted ON figures (statement_id, quote_folded) WHERE quote_folded <> '';
