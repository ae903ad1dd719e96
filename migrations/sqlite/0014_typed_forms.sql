-- What is typed into a form is kept while it is typed, so that a closed tab or a lost line costs seconds of work and not hours.
-- +goose Up

-- One copy for each user and address of a form, without the language. It is no draft: nobody else sees it, and it belongs to no change set. An empty form is one that was saved or discarded: it stays for a while, so that a window from before does not bring it back. The writer is the window that wrote it last.

CREATE TABLE typed_forms (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    path TEXT NOT NULL,
    form TEXT NOT NULL,
    version INTEGER NOT NULL,
    writer TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    typed_at DATETIME NOT NULL,
    UNIQUE (user_id, path)
);

CREATE INDEX typed_forms_typed_at ON typed_forms (typed_at);
