-- What the lists of statements and sources are searched by, in the form of Fold. The program fills what is on record.
-- +goose Up

ALTER TABLE figures ADD COLUMN quote_folded TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE sources ADD COLUMN words_folded TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE INDEX statements_counted ON statements (speaker_id, programme_id, substr(known_on, 1, 4), known_on);

CREATE INDEX figures_given ON figures (metric_id, statement_id);

-- What has no day comes last, which on Postgres is not the order of a plain index read backwards.

CREATE INDEX statements_newest ON statements (known_on DESC NULLS LAST, code DESC);

-- Few figures have a quotation; only those are looked through. The text itself might be too long for an index.

CREATE INDEX figures_quoted ON figures (statement_id) WHERE quote_folded <> '';
