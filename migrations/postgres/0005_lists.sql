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

-- What projects are counted by stands beside their stages: to look it up in five tables took longer than to count.

ALTER TABLE project_stages ADD COLUMN sector_id BIGINT REFERENCES sectors (id);

ALTER TABLE project_stages ADD COLUMN region_id BIGINT REFERENCES regions (id);

ALTER TABLE project_stages ADD COLUMN partner_sides TEXT COLLATE "C" NOT NULL DEFAULT 'none' CHECK (partner_sides IN ('both', 'kazakh', 'chinese', 'none'));

ALTER TABLE project_stages ADD COLUMN listed TEXT COLLATE "C" CHECK (listed IN ('yes', 'no', 'unknown'));

UPDATE project_stages SET
    sector_id = (SELECT p.sector_id FROM projects p WHERE p.id = project_stages.project_id),
    region_id = (SELECT p.region_id FROM projects p WHERE p.id = project_stages.project_id),
    partner_sides = (SELECT p.partner_sides FROM projects p WHERE p.id = project_stages.project_id),
    listed = (SELECT pp.membership FROM programme_projects pp JOIN programmes m ON m.id = pp.programme_id AND m.code = 'industrial-cooperation'
        WHERE pp.project_id = project_stages.project_id);

-- In the order in which lists group them, so that nothing has to be sorted.

CREATE INDEX project_stages_facets ON project_stages (stage, sector_id, region_id, partner_sides, listed, launch_date, until_day, from_day, project_id);
