-- Who speaks in a role: a person who holds an office, a body for itself, or the media. What is known of those of the opening data is no change of the records: it was a list of the program.
-- +goose Up

ALTER TABLE roles ADD COLUMN kind TEXT COLLATE "C" CHECK (kind IN ('person', 'body', 'media', ''));

ALTER TABLE roles DISABLE TRIGGER roles_keep;

UPDATE roles SET kind = 'person' WHERE code IN ('ambassador-of-china-to-kazakhstan', 'chair-of-citic-group', 'chairman-of-kaznex-invest', 'chairman-of-samruk-kazyna', 'chairman-of-the-investment-committee', 'deputy-head-of-ndrc', 'deputy-minister-of-foreign-affairs', 'deputy-prime-minister', 'deputy-prime-minister-foreign-minister', 'director-of-iwep', 'minister-for-investments-and-development', 'minister-of-commerce-of-china', 'minister-of-information-and-communications', 'premier-of-china', 'president-of-kazakhstan', 'presidents-joint-briefing', 'prime-minister-of-kazakhstan', 'secretary-of-state-foreign-minister', 'vice-minister-for-investments-and-development', 'vice-president-of-ccpit-machinery');

UPDATE roles SET kind = 'body' WHERE code IN ('customs-office', 'development-bank', 'government', 'government-press-service', 'kazakhstan-institute-for-strategic-studies', 'ministry', 'ministry-of-foreign-affairs', 'presidential-press-office', 'statistics-office', 'expert');

UPDATE roles SET kind = 'media' WHERE code IN ('analytics-portal', 'broadcaster', 'media', 'news-agency', 'news-site', 'publisher', 'research-report');

ALTER TABLE roles ENABLE TRIGGER roles_keep;
