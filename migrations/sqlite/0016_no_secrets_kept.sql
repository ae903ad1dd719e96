-- A form that came too late was kept whole, with the passwords in it, and an ended session with what it held. Forms of accounts are not kept from here on; when its user has seen a form again, the next one that is sent from there puts an end to it.
-- +goose Up

ALTER TABLE kept_forms ADD COLUMN shown_at DATETIME;

DELETE FROM kept_forms WHERE path LIKE '/__/account%' OR form LIKE '%password=%' OR form LIKE '%token=%' OR form LIKE 'code=%' OR form LIKE '%&code=%';

-- A form is kept for whatever language its user signs in in.
UPDATE kept_forms SET path = substr(path, 5);

UPDATE sessions SET data = x'' WHERE ended_at IS NOT NULL;

-- A secret of a second factor that was being turned on: its user begins again.
DELETE FROM sessions WHERE instr(data, CAST('secret' AS BLOB)) > 0;
