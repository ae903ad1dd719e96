-- Records are edited in the program: what is being changed waits in change sets that nobody else sees, and a record that is taken back keeps its address.
-- +goose Up

-- A status move and a withdrawal are kinds of change too. SQLite alters no CHECK, so the two logs are written anew.

CREATE TABLE changes_anew (
    id INTEGER PRIMARY KEY,
    at DATETIME NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('addition', 'revision', 'correction', 'status_move', 'withdrawal', 'restoration')),
    who TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
);

INSERT INTO changes_anew (id, at, kind, who, reason)
SELECT id, at, kind, who, reason FROM changes;

CREATE TABLE revisions_anew (
    id INTEGER PRIMARY KEY,
    at DATETIME NOT NULL,
    noun TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    change_id INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL DEFAULT 'revision' CHECK (kind IN ('revision', 'correction', 'status_move', 'withdrawal', 'restoration')),
    who TEXT NOT NULL DEFAULT 'load'
);

INSERT INTO revisions_anew (id, at, noun, code, reason, before, after, change_id, kind, who)
SELECT id, at, noun, code, reason, before, after, change_id, kind, who FROM revisions;

CREATE TABLE revision_subjects_anew (
    revision_id INTEGER NOT NULL REFERENCES revisions_anew (id),
    noun TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (noun, code, revision_id)
);

INSERT INTO revision_subjects_anew (revision_id, noun, code)
SELECT revision_id, noun, code FROM revision_subjects;

-- The triggers that keep past rows name the log, which is missing for a moment.

PRAGMA legacy_alter_table = ON;

DROP TABLE revision_subjects;

DROP TABLE revisions;

DROP TABLE changes;

ALTER TABLE changes_anew RENAME TO changes;

ALTER TABLE revisions_anew RENAME TO revisions;

ALTER TABLE revision_subjects_anew RENAME TO revision_subjects;

PRAGMA legacy_alter_table = OFF;

CREATE INDEX changes_at ON changes (at);

CREATE INDEX revisions_code ON revisions (noun, code, id);

CREATE INDEX revisions_at ON revisions (at, id);

CREATE INDEX revisions_change_id ON revisions (change_id);

CREATE INDEX revisions_kind ON revisions (kind, id);

CREATE INDEX revisions_kind_noun ON revisions (kind, noun, id);

CREATE INDEX revisions_noun ON revisions (noun, id);

CREATE INDEX revisions_of_code ON revisions (code, id);

CREATE INDEX revision_subjects_revision_id ON revision_subjects (revision_id);

-- +goose StatementBegin
CREATE TRIGGER changes_stay_on_update BEFORE UPDATE ON changes BEGIN
    SELECT RAISE(ABORT, 'changes is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER changes_stay_on_delete BEFORE DELETE ON changes BEGIN
    SELECT RAISE(ABORT, 'changes is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER revisions_stay_on_update BEFORE UPDATE ON revisions BEGIN
    SELECT RAISE(ABORT, 'revisions is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER revisions_stay_on_delete BEFORE DELETE ON revisions BEGIN
    SELECT RAISE(ABORT, 'revisions is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER revision_subjects_stay_on_update BEFORE UPDATE ON revision_subjects BEGIN
    SELECT RAISE(ABORT, 'revision_subjects is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER revision_subjects_stay_on_delete BEFORE DELETE ON revision_subjects BEGIN
    SELECT RAISE(ABORT, 'revision_subjects is append-only');
END;
-- +goose StatementEnd

-- Several edits that are reviewed and published together. A set that undoes another names it.

CREATE TABLE change_sets (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL CHECK (origin IN ('form', 'import', 'bulk', 'undo', 'restore')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'published', 'discarded')),
    kind TEXT NOT NULL CHECK (kind IN ('revision', 'correction', 'status_move', 'withdrawal', 'restoration')),
    reason TEXT NOT NULL DEFAULT '',
    author_id INTEGER NOT NULL,
    author TEXT NOT NULL,
    submitted_at DATETIME,
    closed_at DATETIME,
    change_id INTEGER REFERENCES changes (id),
    undoes_id INTEGER REFERENCES change_sets (id),
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE INDEX change_sets_state ON change_sets (state, id);

CREATE INDEX change_sets_author_id ON change_sets (author_id, id);

CREATE INDEX change_sets_change_id ON change_sets (change_id);

-- One edited row of a data file. base is the row when the edit began, NULL for a new one; cells is the row as it shall be, NULL for one that is withdrawn. accepted holds, by doubt, why what was typed is right.

CREATE TABLE draft_rows (
    id INTEGER PRIMARY KEY,
    change_set_id INTEGER NOT NULL REFERENCES change_sets (id),
    file TEXT NOT NULL,
    row_key TEXT NOT NULL,
    base TEXT,
    cells TEXT,
    replaced_by TEXT NOT NULL DEFAULT '',
    accepted TEXT NOT NULL DEFAULT '{}',
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    UNIQUE (change_set_id, file, row_key)
);

CREATE INDEX draft_rows_row ON draft_rows (file, row_key);

-- What was said of a change set when it was submitted, returned or published.

CREATE TABLE change_set_notes (
    id INTEGER PRIMARY KEY,
    change_set_id INTEGER NOT NULL REFERENCES change_sets (id),
    at DATETIME NOT NULL,
    who TEXT NOT NULL,
    state TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT ''
);

CREATE INDEX change_set_notes_change_set_id ON change_set_notes (change_set_id, id);

-- A record that was published and taken back. Its row is gone from the tables of records; cells brings it back.

CREATE TABLE withdrawals (
    id INTEGER PRIMARY KEY,
    change_id INTEGER NOT NULL REFERENCES changes (id),
    at DATETIME NOT NULL,
    noun TEXT NOT NULL,
    code TEXT NOT NULL,
    file TEXT NOT NULL,
    row_key TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    of_en TEXT NOT NULL DEFAULT '',
    of_kk TEXT NOT NULL DEFAULT '',
    of_ru TEXT NOT NULL DEFAULT '',
    of_zh TEXT NOT NULL DEFAULT '',
    day TEXT,
    kind TEXT NOT NULL DEFAULT '',
    page TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    cells TEXT NOT NULL,
    reason TEXT NOT NULL,
    replaced_by TEXT NOT NULL DEFAULT ''
);

CREATE INDEX withdrawals_code ON withdrawals (noun, code, id);

CREATE INDEX withdrawals_change_id ON withdrawals (change_id);

-- +goose StatementBegin
CREATE TRIGGER withdrawals_stay_on_update BEFORE UPDATE ON withdrawals BEGIN
    SELECT RAISE(ABORT, 'withdrawals is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER withdrawals_stay_on_delete BEFORE DELETE ON withdrawals BEGIN
    SELECT RAISE(ABORT, 'withdrawals is append-only');
END;
-- +goose StatementEnd
