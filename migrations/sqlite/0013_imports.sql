-- Files are imported in steps: what was sent waits for its columns to be named and its plan to be seen, and how the columns of a kind of file were named is remembered.
-- +goose Up

-- content and plan are gone once the import has become a change set. The mapping is JSON, the plan packed.

CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    file_name TEXT NOT NULL,
    size INTEGER NOT NULL,
    content BLOB,
    mapping TEXT NOT NULL DEFAULT '',
    plan BLOB,
    file TEXT NOT NULL DEFAULT '',
    added INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    planned_at DATETIME,
    change_set_id INTEGER REFERENCES change_sets (id),
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE INDEX imports_user_id ON imports (user_id, id);

CREATE INDEX imports_updated_at ON imports (updated_at);

-- By the checksum of the names of the columns.

CREATE TABLE import_mappings (
    fingerprint TEXT PRIMARY KEY,
    mapping TEXT NOT NULL,
    updated_at DATETIME NOT NULL
);
