-- What lists count by, events that are recorded one by one, and what is known of an agreement.
-- +goose Up

ALTER TABLE projects ADD COLUMN partner_sides TEXT COLLATE "C" NOT NULL DEFAULT 'none' CHECK (partner_sides IN ('both', 'kazakh', 'chinese', 'none'));

UPDATE projects SET partner_sides = CASE
    WHEN id IN (SELECT project_id FROM project_partners WHERE side = 'kazakh') AND id IN (SELECT project_id FROM project_partners WHERE side = 'chinese') THEN 'both'
    WHEN id IN (SELECT project_id FROM project_partners WHERE side = 'kazakh') THEN 'kazakh'
    WHEN id IN (SELECT project_id FROM project_partners WHERE side = 'chinese') THEN 'chinese'
    ELSE 'none' END;

-- An event with a code is a record of its own; one without follows from the columns of its project's row.

ALTER TABLE project_events ADD COLUMN code TEXT COLLATE "C";

CREATE UNIQUE INDEX project_events_code ON project_events (code);

ALTER TABLE agreements ADD COLUMN note_en TEXT NOT NULL DEFAULT '';
ALTER TABLE agreements ADD COLUMN note_kk TEXT NOT NULL DEFAULT '';
ALTER TABLE agreements ADD COLUMN note_ru TEXT NOT NULL DEFAULT '';
ALTER TABLE agreements ADD COLUMN note_zh TEXT NOT NULL DEFAULT '';

CREATE INDEX enterprises_name_folded ON enterprises (name_folded, id);

CREATE INDEX agreements_known_on ON agreements (known_on, code);
