-- What is known of a project by its columns moves on, and what was known before stays: an event counts until the day from which another takes its place.
-- +goose Up

ALTER TABLE project_events ADD COLUMN until_on TEXT COLLATE "C";

ALTER TABLE project_events DROP CONSTRAINT project_events_kind_check;

ALTER TABLE project_events ADD CONSTRAINT project_events_kind_check CHECK (kind IN ('announced', 'agreed', 'started', 'launched', 'suspended', 'cancelled', 'unknown'));

ALTER TABLE project_events ADD CONSTRAINT project_events_until_on_check CHECK (known_on < until_on);
