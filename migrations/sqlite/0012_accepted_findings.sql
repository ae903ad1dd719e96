-- A doubt about an edit is put right, or accepted with a reason that stays and is public.
-- +goose Up

CREATE TABLE accepted_findings (
    id INTEGER PRIMARY KEY,
    change_id INTEGER NOT NULL REFERENCES changes (id),
    noun TEXT NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    finding_id TEXT NOT NULL,
    args TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    who TEXT NOT NULL,
    at DATETIME NOT NULL
);

CREATE INDEX accepted_findings_code ON accepted_findings (noun, code, id);

CREATE INDEX accepted_findings_finding_id ON accepted_findings (finding_id);

CREATE INDEX accepted_findings_change_id ON accepted_findings (change_id);

-- +goose StatementBegin
CREATE TRIGGER accepted_findings_stay_on_update BEFORE UPDATE ON accepted_findings BEGIN
    SELECT RAISE(ABORT, 'accepted_findings is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER accepted_findings_stay_on_delete BEFORE DELETE ON accepted_findings BEGIN
    SELECT RAISE(ABORT, 'accepted_findings is append-only');
END;
-- +goose StatementEnd

-- Whether another source has an address is asked at every save.

CREATE INDEX sources_url ON sources (url);
