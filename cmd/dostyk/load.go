package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dostyk/dostyk/models"
)

type loadCommand struct {
	Paths  []string `arg:"" name:"path" help:"Folder with CSV files, or single files."`
	Reason string   `env:"DOSTYK_REASON" help:"Why records change that exist already. Without it a load that would change any is refused."`
}

// Run loads the files in one transaction and says what it did.
func (c *loadCommand) Run(s *session) error {
	files, err := c.files()
	if err != nil {
		return err
	}
	store, err := s.open(false)
	if err != nil {
		return err
	}
	defer store.Close()
	if _, err := store.Migrate(s.ctx); err != nil {
		return err
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	report, err := store.Load(s.ctx, files, names, models.LoadOptions{Reason: c.Reason})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "added\tchanged\tunchanged\t  file")
	for _, f := range report.Files {
		fmt.Fprintf(w, "%d\t%d\t%d\t  %s\n", f.Added, f.Changed, f.Unchanged, f.File)
	}
	return w.Flush()
}

// fileSet opens files by the path under which they were named.
type fileSet map[string]string

// Open implements fs.FS.
func (f fileSet) Open(name string) (fs.File, error) {
	if path, ok := f[name]; ok {
		return os.Open(path)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// files are those named, and the known ones of the folders named.
func (c *loadCommand) files() (fileSet, error) {
	set := make(fileSet)
	for _, path := range c.Paths {
		if !isFolder(path) {
			if _, err := os.Stat(path); err != nil {
				return nil, fmt.Errorf("there is no file or folder %s", path)
			}
			set[filepath.ToSlash(path)] = path
			continue
		}
		found := 0
		for _, name := range models.FileNames() {
			file := filepath.Join(path, name)
			if _, err := os.Stat(file); err == nil {
				set[filepath.ToSlash(file)] = file
				found++
			}
		}
		if found == 0 {
			return nil, fmt.Errorf("the folder %s holds none of the files %s", path, strings.Join(models.FileNames(), ", "))
		}
	}
	if len(set) == 0 {
		return nil, errors.New("name a folder or a file to load")
	}
	return set, nil
}
