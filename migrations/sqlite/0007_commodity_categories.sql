-- Commodities are shown in groups.
-- +goose Up

ALTER TABLE commodities ADD COLUMN category TEXT NOT NULL DEFAULT '' CHECK (category IN ('energy', 'metals', 'agriculture', ''));

UPDATE commodities SET category = 'energy' WHERE code IN ('brent', 'coal_australia', 'natural_gas_europe', 'natural_gas_hh', 'wti');

UPDATE commodities SET category = 'metals' WHERE code IN ('aluminium', 'copper', 'gold', 'iron_ore', 'lead', 'nickel', 'silver', 'tin', 'zinc');

UPDATE commodities SET category = 'agriculture' WHERE code IN ('barley', 'cotton', 'wheat');
