-- Which records a revision is about: a figure's revision is also one of its statement, its metric and its programme. Lists and feeds of a record are read from here.
-- +goose Up

CREATE TABLE revision_subjects (
    revision_id BIGINT NOT NULL REFERENCES revisions (id),
    noun TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (noun, code, revision_id)
);

CREATE INDEX revision_subjects_revision_id ON revision_subjects (revision_id);

CREATE INDEX revisions_change_id ON revisions (change_id);

CREATE INDEX revisions_kind ON revisions (kind, id);

CREATE INDEX revisions_kind_noun ON revisions (kind, noun, id);

CREATE INDEX revisions_noun ON revisions (noun, id);

CREATE INDEX revisions_of_code ON revisions (code, id);

-- The revisions that stand here already, as far as their records tell today.

INSERT INTO revision_subjects (revision_id, noun, code)
SELECT r.id, r.noun, r.code FROM revisions r
UNION SELECT r.id, 'statement', st.code FROM revisions r JOIN figures f ON f.code = r.code JOIN statements st ON st.id = f.statement_id WHERE r.noun = 'figure'
UNION SELECT r.id, 'programme', p.code FROM revisions r JOIN figures f ON f.code = r.code JOIN statements st ON st.id = f.statement_id JOIN programmes p ON p.id = st.programme_id WHERE r.noun = 'figure'
UNION SELECT r.id, 'metric', m.code FROM revisions r JOIN figures f ON f.code = r.code JOIN metrics m ON m.id IN (f.metric_id, (r.before::jsonb ->> 'metric_id')::BIGINT) WHERE r.noun = 'figure'
UNION SELECT r.id, 'programme', p.code FROM revisions r JOIN statements st ON st.code = r.code JOIN programmes p ON p.id IN (st.programme_id, (r.before::jsonb ->> 'programme_id')::BIGINT) WHERE r.noun = 'statement'
UNION SELECT r.id, 'metric', m.code FROM revisions r JOIN statements st ON st.code = r.code JOIN figures f ON f.statement_id = st.id JOIN metrics m ON m.id = f.metric_id WHERE r.noun = 'statement'
UNION SELECT r.id, 'programme', p.code FROM revisions r JOIN projects j ON j.code = r.code JOIN programme_projects pp ON pp.project_id = j.id AND pp.membership <> 'no' JOIN programmes p ON p.id = pp.programme_id WHERE r.noun = 'project'
UNION SELECT r.id, 'programme', 'industrial-cooperation' FROM revisions r WHERE r.noun = 'project' AND r.before LIKE '%"in_51_programme":%'
UNION SELECT r.id, 'project', j.code FROM revisions r JOIN project_events e ON e.code = r.code JOIN projects j ON j.id IN (e.project_id, (r.before::jsonb ->> 'project_id')::BIGINT) WHERE r.noun = 'event'
UNION SELECT r.id, 'programme', p.code FROM revisions r JOIN project_events e ON e.code = r.code JOIN programme_projects pp ON pp.project_id IN (e.project_id, (r.before::jsonb ->> 'project_id')::BIGINT) AND pp.membership <> 'no' JOIN programmes p ON p.id = pp.programme_id WHERE r.noun = 'event'
UNION SELECT r.id, 'project', j.code FROM revisions r JOIN enterprises e ON e.code = r.code JOIN projects j ON j.id IN (e.project_id, (r.before::jsonb ->> 'project_id')::BIGINT) WHERE r.noun = 'enterprise'
UNION SELECT r.id, 'project', j.code FROM revisions r JOIN enterprises e ON e.code = r.code JOIN project_partners x ON x.enterprise_id = e.id JOIN projects j ON j.id = x.project_id WHERE r.noun = 'enterprise'
UNION SELECT r.id, 'commodity', c.code FROM revisions r JOIN commodities c ON substr(r.code, 1, length(c.code) + 1) = c.code || '/' WHERE r.noun = 'price'
UNION SELECT r.id, 'commodity', c.code FROM revisions r JOIN price_notes n ON n.code = r.code JOIN price_note_commodities x ON x.price_note_id = n.id JOIN commodities c ON c.id = x.commodity_id WHERE r.noun = 'price note';

CREATE TRIGGER revision_subjects_stay BEFORE UPDATE OR DELETE ON revision_subjects FOR EACH ROW EXECUTE FUNCTION refuse_alteration ();
