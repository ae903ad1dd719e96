package models

import (
	"context"
	"embed"
	"io/fs"
)

// openingFS is the opening data: the facts that the dashboard starts with.
//
//go:embed opening/*.csv
var openingFS embed.FS

// OpeningRecordedOn is the day on which the opening data was put together.
const OpeningRecordedOn Date = "2026-11-23"

// LoadOpening fills an empty database with the opening data. One that holds
// records is left alone.
func (s *Store) LoadOpening(ctx context.Context) (LoadReport, error) {
	return s.Load(ctx, OpeningFiles(), FileNames(), LoadOptions{RecordedOn: OpeningRecordedOn, OnlyIfEmpty: true})
}

// OpeningFiles are the files of the opening data.
func OpeningFiles() fs.FS {
	opening, err := fs.Sub(openingFS, "opening")
	if err != nil {
		// The folder is compiled in.
		panic(err)
	}
	return opening
}
