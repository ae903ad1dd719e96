package picture

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"

	"github.com/dostyk/dostyk/static"
)

// family are the fonts in which a text is set: each letter in the first that has it.
type family struct {
	files []*fontFile
}

// fontFile is a font of some letters only, as fonts are cut for the web. It is read when
// the first of them is drawn.
type fontFile struct {
	name   string
	bold   bool
	ranges [][2]rune
	read   func() (*sfnt.Font, error)
}

func (f *fontFile) has(r rune) bool {
	for _, of := range f.ranges {
		if of[0] <= r && r <= of[1] {
			return true
		}
	}
	return false
}

// faces are the sheets of fonts that a text is looked up in, in turn, for a serif and a
// weight. Chinese has neither a serif nor a bold here: it is as large as all others
// together.
var faces = map[[2]bool][]string{
	{false, false}: {"noto-sans/400.css", "noto-sans-sc/400.css"},
	{false, true}:  {"noto-sans/600.css", "noto-sans-sc/400.css"},
	{true, false}:  {"noto-serif/600.css", "noto-sans-sc/400.css"},
	{true, true}:   {"noto-serif/600.css", "noto-sans-sc/400.css"},
}

var families = sync.OnceValues(func() (map[[2]bool]*family, error) {
	read := make(map[[2]bool]*family)
	for kind, sheets := range faces {
		f := new(family)
		for _, sheet := range sheets {
			files, err := readSheet(static.Fonts(), sheet)
			if err != nil {
				return nil, err
			}
			f.files = append(f.files, files...)
		}
		read[kind] = f
	}
	return read, nil
})

var (
	rule         = regexp.MustCompile(`url\(\./files/([^)]+\.woff)\)[^;]*;\s*unicode-range: ([^;]+);`)
	unicodeRange = regexp.MustCompile(`U\+([0-9a-fA-F]+)(?:-([0-9a-fA-F]+))?`)
)

// readSheet reads which files a style sheet of fonts names, and for which letters.
func readSheet(fsys fs.FS, sheet string) ([]*fontFile, error) {
	text, err := fs.ReadFile(fsys, sheet)
	if err != nil {
		return nil, err
	}
	var files []*fontFile
	for _, m := range rule.FindAllStringSubmatch(string(text), -1) {
		name := path.Join(path.Dir(sheet), "files", m[1])
		if _, err := fs.Stat(fsys, name); err != nil {
			// Of a family only those of our languages are there.
			continue
		}
		f := &fontFile{name: name, bold: strings.Contains(name, "-600-"), read: sync.OnceValues(func() (*sfnt.Font, error) { return readFont(fsys, name) })}
		for _, r := range unicodeRange.FindAllStringSubmatch(m[2], -1) {
			from, _ := strconv.ParseInt(r[1], 16, 32)
			to := from
			if r[2] != "" {
				to, _ = strconv.ParseInt(r[2], 16, 32)
			}
			f.ranges = append(f.ranges, [2]rune{rune(from), rune(to)})
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s names no font that is there", sheet)
	}
	return files, nil
}

func readFont(fsys fs.FS, name string) (*sfnt.Font, error) {
	packed, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	unpacked, err := unpackWOFF(packed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return opentype.Parse(unpacked)
}

// of is the font for a letter; nil if none has it.
func (f *family) of(r rune) *fontFile {
	for _, file := range f.files {
		if file.has(r) {
			return file
		}
	}
	return nil
}
