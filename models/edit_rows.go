package models

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// fileNamed is the kind of file with a name; nil if there is none.
func fileNamed(name string) *dataFile {
	i := slices.IndexFunc(files, func(f dataFile) bool { return f.name == name })
	if i < 0 {
		return nil
	}
	return &files[i]
}

// Rows are the rows with the keys as they stand now, in the format of the data files.
// One that is not on record is missing.
func (s *Store) Rows(ctx context.Context, keys []RowKey) (map[RowKey]Cells, error) {
	var found map[RowKey]Cells
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) (err error) {
		found, err = rowsOf(tx, keys)
		return err
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	return found, domainErr("read rows", err)
}

// rowsOf is Rows in a transaction.
func rowsOf(tx *gorm.DB, keys []RowKey) (map[RowKey]Cells, error) {
	byFile := make(map[string][]string)
	wanted := make(map[RowKey]bool, len(keys))
	for _, key := range keys {
		if !wanted[key] && key.Key != "" {
			wanted[key] = true
			byFile[key.File] = append(byFile[key.File], key.Key)
		}
	}
	found := make(map[RowKey]Cells)
	names := make(map[string]map[int64]string)
	for i := range files {
		f := &files[i]
		for part := range slices.Chunk(byFile[f.name], batch) {
			err := readRows(tx, f, names, f.having(part), func(key string, cells Cells) {
				if k := (RowKey{f.name, key}); wanted[k] {
					found[k] = cells
				}
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// readRows gives rows of a file, with every column.
func readRows(tx *gorm.DB, f *dataFile, names map[string]map[int64]string, only func(*gorm.DB) *gorm.DB, each func(key string, cells Cells)) error {
	x := &exporter{tx: tx, kind: f, names: names, only: only}
	x.take = func(l line) {
		cells := make(Cells, len(f.columns))
		for _, c := range f.columns {
			cells[c.Name] = l[c.Name]
		}
		each(f.keyOf(cells), cells)
	}
	if err := f.write(x); err != nil {
		return fmt.Errorf("read rows of %s: %w", f.name, err)
	}
	return x.err
}

// having picks the records in which the rows with the keys are; it may pick others
// beside them, as the other figures of a statement.
func (f *dataFile) having(keys []string) func(*gorm.DB) *gorm.DB {
	part := func(i int) []string { return codePart(keys, i) }
	return func(q *gorm.DB) *gorm.DB {
		switch f.name {
		case statementFile.name:
			return q.Where("id IN (SELECT statement_id FROM figures WHERE code IN ?)", keys)
		case tradeFile.name:
			codes := make([]string, len(keys))
			for i, key := range keys {
				codes[i] = tradeCode(strings.SplitN(key, "/", 3)...)
			}
			return q.Where("code IN ?", codes)
		case priceFile.name:
			return q.Where("prices.commodity_id IN (SELECT id FROM commodities WHERE code IN ?) AND prices.period IN ?", part(0), part(1))
		case waypointFile.name:
			return q.Where("corridor_id IN (SELECT id FROM corridors WHERE code IN ?)", part(0))
		}
		return q.Where("code IN ?", keys)
	}
}

// tradeCode is the code of the statement that a row of trade.csv makes: of its year,
// period and basis.
func tradeCode(parts ...string) string { return tradePrefix + slug(strings.Join(parts, " ")) }

// RecordRows are the rows that make up one record, in the order in which a form
// shows them: a statement's figures, a project with its events, a corridor with its
// waypoints, and for the others the one row. It returns ErrNotFound for a record that
// does not exist.
func (s *Store) RecordRows(ctx context.Context, noun Noun, code string) ([]RowEdit, error) {
	var list []RowEdit
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) (err error) {
		list, err = recordRows(tx, noun, []string{code})
		return err
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err == nil && len(list) == 0 {
		err = gorm.ErrRecordNotFound
	}
	return list, domainErr("read the rows of "+string(noun)+" "+code, err)
}

// recordRows are the rows of several records, file by file; those of a code that no
// record has are missing.
func recordRows(tx *gorm.DB, noun Noun, codes []string) ([]RowEdit, error) {
	var list []RowEdit
	names := make(map[string]map[int64]string)
	for _, name := range filesOf[noun] {
		f := fileNamed(name)
		for part := range slices.Chunk(codes, batch) {
			only := f.having(part)
			switch {
			case noun == NounStatement:
				only = func(q *gorm.DB) *gorm.DB { return q.Where("code IN ?", part) }
			case noun == NounProject && f.name == projectEventFile.name:
				only = func(q *gorm.DB) *gorm.DB {
					return q.Where("project_id IN (SELECT id FROM projects WHERE code IN ?)", part)
				}
			}
			err := readRows(tx, f, names, only, func(key string, cells Cells) {
				// The month's prices by other sources are other records.
				if noun == NounPrice && !slices.Contains(part, key) {
					return
				}
				list = append(list, RowEdit{RowKey: RowKey{f.name, key}, Base: cells, Cells: cells})
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// filesOf are the files in which the records of a kind stand, that of the record
// itself first. A statement stands in one of two.
var filesOf = map[Noun][]string{
	NounSource: {"sources.csv"}, NounSector: {"sectors.csv"}, NounRegion: {"regions.csv"}, NounSpeaker: {"speakers.csv"}, NounRole: {"roles.csv"}, NounPlace: {"places.csv"},
	NounProgramme: {"programmes.csv"}, NounMetric: {"metrics.csv"}, NounStatement: {"statements.csv", "trade.csv"},
	NounProject: {"projects.csv", "project_events.csv"}, NounEnterprise: {"enterprises.csv"}, NounAgreement: {"agreements.csv"},
	NounCommodity: {"commodities.csv"}, NounPrice: {"commodity_prices.csv"}, NounPriceNote: {"price_notes.csv"}, NounFigurePair: {"figure_pairs.csv"},
	NounCorridor: {"corridor_names.csv", "corridors.csv"}, NounAlias: {"aliases.csv"},
}
