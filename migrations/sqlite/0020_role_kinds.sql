-- Who speaks in a role: a person who holds an office, a body for itself, or the media. What is known of those of the opening data is no change of the records: it was a list of the program.
-- +goose Up

DROP TRIGGER roles_updated;

DROP TRIGGER roles_removed;

ALTER TABLE roles ADD COLUMN kind TEXT CHECK (kind IN ('person', 'body', 'media', ''));

UPDATE roles SET kind = 'person' WHERE code IN ('ambassador-of-china-to-kazakhstan', 'chair-of-citic-group', 'chairman-of-kaznex-invest', 'chairman-of-samruk-kazyna', 'chairman-of-the-investment-committee', 'deputy-head-of-ndrc', 'deputy-minister-of-foreign-affairs', 'deputy-prime-minister', 'deputy-prime-minister-foreign-minister', 'director-of-iwep', 'minister-for-investments-and-development', 'minister-of-commerce-of-china', 'minister-of-information-and-communications', 'premier-of-china', 'president-of-kazakhstan', 'presidents-joint-briefing', 'prime-minister-of-kazakhstan', 'secretary-of-state-foreign-minister', 'vice-minister-for-investments-and-development', 'vice-president-of-ccpit-machinery');

UPDATE roles SET kind = 'body' WHERE code IN ('customs-office', 'development-bank', 'government', 'government-press-service', 'kazakhstan-institute-for-strategic-studies', 'ministry', 'ministry-of-foreign-affairs', 'presidential-press-office', 'statistics-office', 'expert');

UPDATE roles SET kind = 'media' WHERE code IN ('analytics-portal', 'broadcaster', 'media', 'news-agency', 'news-site', 'publisher', 'research-report');

-- +goose StatementBegin
CREATE TRIGGER roles_updated AFTER UPDATE ON roles BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'roles', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'kind', old.kind));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER roles_removed AFTER DELETE ON roles BEGIN
    INSERT INTO past_rows (change_id, relation, row_key, past)
    VALUES ((SELECT COALESCE(max(id), 0) FROM changes), 'roles', old.id,
    json_object('id', old.id, 'code', old.code, 'label', old.label, 'name_en', old.name_en, 'name_kk', old.name_kk, 'name_ru', old.name_ru, 'name_zh', old.name_zh, 'version', old.version, 'created_at', old.created_at, 'updated_at', old.updated_at, 'kind', old.kind));
END;
-- +goose StatementEnd
