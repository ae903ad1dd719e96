-- One table of what can be found, and the spellings under which places are known.
-- +goose Up

CREATE TABLE aliases (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    spellings TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

-- The program derives every row from the records, and writes all of them anew when search_state names another form than its own.

CREATE TABLE search_documents (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('project', 'enterprise', 'agreement', 'statement', 'source', 'commodity', 'metric', 'programme', 'corridor', 'region')),
    record_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    name_key TEXT NOT NULL,
    search_key TEXT NOT NULL,
    folded TEXT NOT NULL,
    places TEXT NOT NULL,
    fields TEXT NOT NULL,
    UNIQUE (kind, record_id)
);

CREATE TABLE search_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    form INTEGER NOT NULL
);

-- Which rows hold which three letters. Their order is not kept: every hit is looked at again, and without it the index is a third of the size.

CREATE VIRTUAL TABLE search_index USING fts5 (
    search_key, content = 'search_documents', content_rowid = 'id', tokenize = 'trigram', detail = 'none', columnsize = 0
);

-- +goose StatementBegin
CREATE TRIGGER search_documents_insert AFTER INSERT ON search_documents BEGIN
    INSERT INTO search_index (rowid, search_key) VALUES (new.id, new.search_key);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER search_documents_delete AFTER DELETE ON search_documents BEGIN
    INSERT INTO search_index (search_index, rowid, search_key) VALUES ('delete', old.id, old.search_key);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER search_documents_update AFTER UPDATE ON search_documents BEGIN
    INSERT INTO search_index (search_index, rowid, search_key) VALUES ('delete', old.id, old.search_key);
    INSERT INTO search_index (rowid, search_key) VALUES (new.id, new.search_key);
END;
-- +goose StatementEnd
