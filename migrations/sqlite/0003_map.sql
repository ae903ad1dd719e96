-- What the map needs: whether coordinates are those of the site, the centre of each region, and names of waypoints in the other languages.
-- +goose Up

ALTER TABLE projects ADD COLUMN site_located BOOLEAN NOT NULL DEFAULT FALSE;

-- As models.siteLocated reads a note.
UPDATE projects SET site_located = TRUE
WHERE lat IS NOT NULL AND note NOT LIKE '%Coordinates approximate%'
  AND (note LIKE '%Coordinates from %' OR note LIKE '%Coordinates as given by %' OR note LIKE '%Coordinates of the site %');

ALTER TABLE regions ADD COLUMN lat REAL;
ALTER TABLE regions ADD COLUMN lon REAL CHECK ((lat IS NULL) = (lon IS NULL));

ALTER TABLE waypoints ADD COLUMN place_kk TEXT NOT NULL DEFAULT '';
ALTER TABLE waypoints ADD COLUMN place_ru TEXT NOT NULL DEFAULT '';
ALTER TABLE waypoints ADD COLUMN place_zh TEXT NOT NULL DEFAULT '';
