-- Who keeps the records, and what was done by whom: accounts and their sessions, one-time addresses instead of default passwords, and a log of actions that nobody can alter.
-- +goose Up

CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    name TEXT NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'reviewer', 'admin')),
    -- Empty until the person sets one.
    password_hash TEXT NOT NULL DEFAULT '',
    disabled_at DATETIME,
    totp_secret TEXT NOT NULL DEFAULT '',
    -- The time step of the last code that was accepted: no code counts twice.
    totp_step INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE recovery_codes (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    code_hash TEXT NOT NULL,
    used_at DATETIME,
    UNIQUE (user_id, code_hash)
);

-- A one-time address: of the first admin where it belongs to no user.

CREATE TABLE invitations (
    id INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user_id INTEGER REFERENCES users (id),
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    used_at DATETIME
);

CREATE INDEX invitations_user_id ON invitations (user_id);

-- An ended session stays for a while: it tells whose form came too late.

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user_id INTEGER REFERENCES users (id),
    data BLOB NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    agent TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    seen_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    ended_at DATETIME
);

CREATE INDEX sessions_user_id ON sessions (user_id);

CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE sign_in_attempts (
    subject_hash TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at DATETIME NOT NULL
);

CREATE INDEX sign_in_attempts_last_at ON sign_in_attempts (last_at);

-- A form that was sent after its session had ended, for the same user to find again.

CREATE TABLE kept_forms (
    id INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users (id),
    path TEXT NOT NULL,
    form TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL
);

CREATE INDEX kept_forms_user_id ON kept_forms (user_id);

-- No foreign keys: what was done stays, whatever becomes of the user and the record.

CREATE TABLE actions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    action_id TEXT NOT NULL,
    at DATETIME NOT NULL,
    user_id INTEGER NOT NULL DEFAULT 0,
    user_name TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    noun TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    before TEXT NOT NULL DEFAULT '',
    after TEXT NOT NULL DEFAULT ''
);

CREATE INDEX actions_at ON actions (at, id);

CREATE INDEX actions_user_name ON actions (user_name, id);

CREATE INDEX actions_kind ON actions (kind, id);

CREATE INDEX actions_record ON actions (noun, code, id);

-- +goose StatementBegin
CREATE TRIGGER actions_stay_on_update BEFORE UPDATE ON actions BEGIN
    SELECT RAISE(ABORT, 'actions is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER actions_stay_on_delete BEFORE DELETE ON actions BEGIN
    SELECT RAISE(ABORT, 'actions is append-only');
END;
-- +goose StatementEnd

-- REPLACE takes a row's place without a word to the trigger of deletion.

-- +goose StatementBegin
CREATE TRIGGER actions_stay_on_replace BEFORE INSERT ON actions WHEN EXISTS (SELECT 1 FROM actions WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'actions is append-only');
END;
-- +goose StatementEnd
