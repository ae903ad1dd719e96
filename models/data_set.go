package models

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// DataSet says what a written data set holds.
type DataSet struct {
	Exported
	// Size and SHA256 are those of the zip.
	Size   int64
	SHA256 string
}

// WriteDataSet writes all records as one zip: every file in the format in which it
// is loaded, and a description of them. The same records give the same bytes.
func (s *Store) WriteDataSet(ctx context.Context, w io.Writer) (DataSet, error) {
	set := DataSet{}
	sum := sha256.New()
	z := zip.NewWriter(io.MultiWriter(w, sum, (*counter)(&set.Size)))
	var err error
	if set.Exported, err = s.Export(ctx, func(name string, updatedAt time.Time) (io.Writer, error) {
		return zipped(z, name, updatedAt)
	}); err != nil {
		return set, err
	}
	text, err := json.MarshalIndent(newDataPackage(set.Exported), "", "  ")
	if err != nil {
		return set, err
	}
	about, err := zipped(z, DataPackageName, set.UpdatedAt)
	if err == nil {
		_, err = about.Write(append(text, '\n'))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return set, fmt.Errorf("write the data set: %w", err)
	}
	set.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return set, nil
}

// firstZipTime is the earliest time that a zip can hold.
var firstZipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// zipped begins a file of a zip.
func zipped(z *zip.Writer, name string, at time.Time) (io.Writer, error) {
	if at.Before(firstZipTime) {
		at = firstZipTime
	}
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
}

// The limits of a zip that is loaded: a small one can unpack to a disk full.
const (
	unpackedLimit = 512 << 20
	packageLimit  = 4 << 20
)

// DataSetFiles are the files of a data set, to be loaded.
type DataSetFiles struct {
	*zip.Reader
	// Names are the files with records.
	Names []string
	// RecordedAt is when the records were last written; the zero time if the data
	// set does not say.
	RecordedAt time.Time
}

// OpenDataSet reads a zip of files that can be loaded. It refuses one that holds
// anything else, unpacks to too much, or differs from its own description.
func OpenDataSet(r io.ReaderAt, size int64) (*DataSetFiles, error) {
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fmt.Errorf("the zip cannot be read (%w): fetch it again", err)
	}
	set := &DataSetFiles{Reader: z}
	var unpacked uint64
	var about *zip.File
	byName := make(map[string]*zip.File)
	for _, f := range z.File {
		switch {
		case byName[f.Name] != nil:
			return nil, fmt.Errorf("the zip holds %s twice: leave one of them", f.Name)
		case f.Name == DataPackageName:
			about = f
		case slices.Contains(FileNames(), f.Name):
			set.Names = append(set.Names, f.Name)
		case strings.ContainsAny(f.Name, `/\`):
			return nil, fmt.Errorf("the zip holds %q, in a folder or outside of it: the files must stand in it side by side", f.Name)
		default:
			return nil, fmt.Errorf("the zip holds %q, which is not a file that can be loaded: those are called %s, and %s", f.Name, strings.Join(FileNames(), ", "), DataPackageName)
		}
		byName[f.Name] = f
		unpacked += f.UncompressedSize64
		if f.UncompressedSize64 > unpackedLimit || unpacked > unpackedLimit {
			return nil, fmt.Errorf("the zip unpacks to more than %d MiB: load its files in parts", unpackedLimit>>20)
		}
	}
	if len(set.Names) == 0 {
		return nil, fmt.Errorf("the zip holds none of the files %s", strings.Join(FileNames(), ", "))
	}
	if about == nil {
		for _, name := range set.Names {
			if _, err := checksum(byName[name]); err != nil {
				return nil, err
			}
		}
		return set, nil
	}
	return set, set.check(about, byName)
}

// check compares every file with its description.
func (set *DataSetFiles) check(about *zip.File, byName map[string]*zip.File) error {
	if about.UncompressedSize64 > packageLimit {
		return fmt.Errorf("%s has more than %d MiB", DataPackageName, packageLimit>>20)
	}
	file, err := about.Open()
	if err != nil {
		return damaged(about, err)
	}
	defer file.Close()
	var p DataPackage
	if err := json.NewDecoder(file).Decode(&p); err != nil {
		return fmt.Errorf("%s cannot be read (%w): fetch the zip again, or leave that file out", DataPackageName, err)
	}
	described := make(map[string]bool)
	for _, r := range p.Resources {
		f := byName[r.Path]
		if f == nil || r.Path == DataPackageName {
			return fmt.Errorf("%s describes %q, which the zip does not hold", DataPackageName, r.Path)
		}
		described[r.Path] = true
		sum, err := checksum(f)
		if err != nil {
			return err
		}
		if want, given := strings.CutPrefix(r.Hash, hashPrefix); given && !strings.EqualFold(want, sum) {
			return fmt.Errorf("%s differs from its description in %s (its checksum is %s, not %s): it was changed since; load it alone if that was meant",
				r.Path, DataPackageName, sum, want)
		}
	}
	for _, name := range set.Names {
		if !described[name] {
			return fmt.Errorf("the zip holds %s, which %s does not describe: it was added since; load it alone if that was meant", name, DataPackageName)
		}
	}
	if p.Created != nil {
		set.RecordedAt = *p.Created
	}
	return nil
}

// checksum reads a whole file of a zip.
func checksum(f *zip.File) (string, error) {
	file, err := f.Open()
	if err != nil {
		return "", damaged(f, err)
	}
	defer file.Close()
	h := sha256.New()
	// What is written in the zip of the size may not be true.
	size, err := io.Copy(h, io.LimitReader(file, unpackedLimit+1))
	if err != nil {
		return "", damaged(f, err)
	}
	if size > unpackedLimit {
		return "", fmt.Errorf("%s unpacks to more than %d MiB", f.Name, unpackedLimit>>20)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func damaged(f *zip.File, err error) error {
	return fmt.Errorf("%s in the zip is damaged (%w): fetch the zip again", f.Name, err)
}
