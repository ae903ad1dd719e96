package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dostyk/dostyk/models"
)

type loadCommand struct {
	Paths  []string `arg:"" name:"path" help:"Zip as the site offers it, folder with CSV files, or single files."`
	Kind   string   `enum:"revision,correction,status_move" default:"revision" help:"What the change of existing records is: a revision (better data), a status_move (a project has moved on) or a correction (a mistake put right), which alone changes what was known on earlier days."`
	Reason string   `env:"DOSTYK_REASON" help:"Why records change that exist already. Without it a load that would change any is refused."`
}

// Run loads the files in one transaction and says what it did.
func (c *loadCommand) Run(s *session) error {
	files, recordedAt, err := c.files()
	if err != nil {
		return err
	}
	defer files.Close()
	store, err := s.open(false)
	if err != nil {
		return err
	}
	defer store.Close()
	if _, err := store.Migrate(s.ctx); err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(files.open))
	report, err := store.Load(s.ctx, files, names, models.LoadOptions{Reason: c.Reason, Kind: models.ChangeKind(c.Kind), RecordedAt: recordedAt})
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
type fileSet struct {
	open map[string]func() (fs.File, error)
	zips []*os.File
}

// Open implements fs.FS.
func (f *fileSet) Open(name string) (fs.File, error) {
	if open, ok := f.open[name]; ok {
		return open()
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Close closes the zips.
func (f *fileSet) Close() {
	for _, file := range f.zips {
		file.Close()
	}
}

// file adds a file of its own.
func (f *fileSet) file(path string) {
	f.open[filepath.ToSlash(path)] = func() (fs.File, error) { return os.Open(path) }
}

// folder adds the known files of a folder.
func (f *fileSet) folder(path string) error {
	before := len(f.open)
	for _, name := range models.FileNames() {
		file := filepath.Join(path, name)
		if _, err := os.Stat(file); err == nil {
			f.file(file)
		}
	}
	if len(f.open) == before {
		return fmt.Errorf("the folder %s holds none of the files %s", path, strings.Join(models.FileNames(), ", "))
	}
	return nil
}

// zip adds the files of a data set, and says when its records were last written.
func (f *fileSet) zip(path string) (time.Time, error) {
	file, err := os.Open(path)
	if err != nil {
		return time.Time{}, err
	}
	f.zips = append(f.zips, file)
	info, err := file.Stat()
	if err != nil {
		return time.Time{}, err
	}
	set, err := models.OpenDataSet(file, info.Size())
	if err != nil {
		return time.Time{}, fmt.Errorf("%s was not loaded: %w", path, err)
	}
	for _, name := range set.Names {
		f.open[filepath.ToSlash(path)+"/"+name] = func() (fs.File, error) { return set.Open(name) }
	}
	return set.RecordedAt, nil
}

// files are those named, and the known ones of the folders and zips named. When
// the records were last written is known of a zip that is loaded alone.
func (c *loadCommand) files() (*fileSet, time.Time, error) {
	set := &fileSet{open: make(map[string]func() (fs.File, error))}
	var recordedAt time.Time
	for _, path := range c.Paths {
		var err error
		switch _, missing := os.Stat(path); {
		case missing != nil:
			err = fmt.Errorf("there is no file or folder %s", path)
		case isFolder(path):
			err = set.folder(path)
		case strings.EqualFold(filepath.Ext(path), ".zip"):
			recordedAt, err = set.zip(path)
		default:
			set.file(path)
		}
		if err != nil {
			set.Close()
			return nil, recordedAt, err
		}
	}
	if len(c.Paths) != 1 {
		recordedAt = time.Time{}
	}
	if len(set.open) == 0 {
		return nil, recordedAt, errors.New("name a folder or a file to load")
	}
	return set, recordedAt, nil
}
