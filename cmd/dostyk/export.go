package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

type exportCommand struct {
	Path string `arg:"" name:"file" help:"Zip to write; one that is there is replaced."`
}

// Run writes the data set beside the file and then takes its place, so that no half
// of one is ever left behind.
func (c *exportCommand) Run(s *session) (err error) {
	store, err := s.open(true)
	if err != nil {
		return err
	}
	defer store.Close()
	version, err := store.SchemaVersion(s.ctx)
	if err = errors.Join(err, version.Check()); err != nil {
		return err
	}
	if isFolder(c.Path) {
		return fmt.Errorf("%s is a folder: name the zip to write", c.Path)
	}
	file, err := os.CreateTemp(filepath.Dir(c.Path), "."+filepath.Base(c.Path)+".*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", c.Path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	set, err := store.WriteDataSet(s.ctx, file)
	if err = errors.Join(err, file.Chmod(0o644), file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), c.Path); err != nil {
		return err
	}
	rows := 0
	for _, f := range set.Files {
		rows += f.Rows
	}
	_, err = fmt.Fprintf(s.out, "%s holds %d rows in %d files, %d bytes, SHA-256 %s.\n", c.Path, rows, len(set.Files), set.Size, set.SHA256)
	return err
}
