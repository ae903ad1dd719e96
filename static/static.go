// Package static serves the style sheet, the scripts and the icon. Each is served
// under a name that carries a hash of its content, so that browsers may keep it
// for ever.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:generate npm ci --loglevel=error
//go:generate npm run --silent put

//go:embed css js vendor favicon.svg blank.svg
var embedded embed.FS

// prefix is where the files are served.
const prefix = "/static/"

// htmx is the one script that others wrote. It is put into vendor by «go
// generate»; without it pages work without script.
const htmx = "htmx.min.js"

// parts are the files that each served name is made of, by name or by pattern, each
// once: they are joined, since every request costs the first view. What only editors
// need is no part of that.
var parts = map[string][]string{
	"app.css":     {"css/tokens.css", "css/app.css", "css/*.css"},
	"app.js":      {"js/app.js", "js/*.js"},
	"typing.js":   {"js/editing/typing.js"},
	htmx:          {"vendor/htmx.min.js"},
	"favicon.svg": {"favicon.svg"},
	"blank.svg":   {"blank.svg"},
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// Fonts are the fonts by which drawings become pictures, in a folder for each family.
// They are put into vendor by «go generate» and served to nobody: pages use the fonts of
// their reader.
func Fonts() fs.FS {
	fonts, err := fs.Sub(embedded, "vendor/fonts")
	if err != nil {
		panic("static: " + err.Error())
	}
	return fonts
}

// HasFonts reports whether «go generate» has put the fonts into the program.
func HasFonts() bool {
	_, err := fs.Stat(embedded, "vendor/fonts")
	return err == nil
}

// asset is a file as it is served.
type asset struct {
	hashed      string
	contentType string
	plain       []byte
	compressed  []byte
}

// assets are the served files by their plain and by their hashed names.
type assets struct{ byName, byHashed map[string]*asset }

var served = sync.OnceValue(func() *assets {
	a, err := newAssets(embedded)
	if err != nil {
		// The files are compiled in, and every test that draws a page reads them.
		panic("static: " + err.Error())
	}
	return a
})

// newAssets reads the files of fsys. Only htmx may be missing.
func newAssets(fsys fs.FS) (*assets, error) {
	a := &assets{byName: make(map[string]*asset), byHashed: make(map[string]*asset)}
	for name, files := range parts {
		made, err := newAsset(fsys, name, files)
		if name == htmx && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", name, err)
		}
		a.byName[name], a.byHashed[made.hashed] = made, made
	}
	return a, nil
}

func newAsset(fsys fs.FS, name string, files []string) (*asset, error) {
	var plain []byte
	var joined []string
	for _, pattern := range files {
		matches, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, err
		}
		if len(matches) == 0 {
			return nil, &fs.PathError{Op: "open", Path: pattern, Err: fs.ErrNotExist}
		}
		for _, match := range matches {
			if !slices.Contains(joined, match) {
				joined = append(joined, match)
			}
		}
	}
	for _, file := range joined {
		text, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		plain = append(plain, text...)
	}
	var compressed bytes.Buffer
	w, err := gzip.NewWriterLevel(&compressed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	sum, ext := sha256.Sum256(plain), path.Ext(name)
	return &asset{
		hashed:      strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
		contentType: contentTypes[ext],
		plain:       plain,
		compressed:  compressed.Bytes(),
	}, nil
}

// HasHTMX reports whether htmx was put in place before the program was built.
func HasHTMX() bool { return served().has(htmx) }

// URL is the address of a file by its plain name. It panics if there is no such
// file: ask HasHTMX before asking for htmx.
func URL(name string) string { return served().url(name) }

// Content is a file by its plain name, for what is drawn from the same style sheet.
// It panics if there is no such file.
func Content(name string) []byte { return served().byName[name].plain }

// Handler serves the files under /static/.
func Handler() http.Handler { return served() }

func (a *assets) has(name string) bool { return a.byName[name] != nil }

func (a *assets) url(name string) string {
	if !a.has(name) {
		panic("static: there is no file " + name)
	}
	return prefix + a.byName[name].hashed
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "Files can only be read here.", http.StatusMethodNotAllowed)
		return
	}
	found := a.byHashed[strings.TrimPrefix(r.URL.Path, prefix)]
	if found == nil {
		// A stale name must not be kept: the next release may bring it back.
		h.Set("Cache-Control", "no-store")
		http.Error(w, "There is no such file. Load the page again.", http.StatusNotFound)
		return
	}
	h.Set("Content-Type", found.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	content, tag := found.plain, `"`+found.hashed+`"`
	gzipped := acceptsGzip(r.Header.Values("Accept-Encoding"))
	if gzipped {
		content, tag = found.compressed, `"`+found.hashed+`-gzip"`
	}
	h.Set("ETag", tag)
	if isKnown(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if gzipped {
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method != http.MethodHead {
		// A visitor who has gone is not our failure.
		_, _ = w.Write(content)
	}
}

// elements are those of a header that is a list, however many lines it came in.
func elements(lines []string) []string { return strings.Split(strings.Join(lines, ","), ",") }

// isKnown reads If-None-Match. Our tags hold no comma, which a tag may.
func isKnown(lines []string, tag string) bool {
	for _, known := range elements(lines) {
		if known = strings.TrimSpace(known); known == "*" || strings.TrimPrefix(known, "W/") == tag {
			return true
		}
	}
	return false
}

// acceptsGzip reads Accept-Encoding. What it says of gzip by name counts over
// what «*» says of all codings; a weight of zero refuses.
func acceptsGzip(lines []string) bool {
	accepted := false
	for _, element := range elements(lines) {
		coding, weight, weighted := strings.Cut(element, ";")
		coding = strings.TrimSpace(coding)
		named := strings.EqualFold(coding, "gzip")
		if !named && coding != "*" {
			continue
		}
		accepted = true
		if weighted {
			_, value, _ := strings.Cut(weight, "=")
			// A weight that cannot be read gets the plain file, which always works.
			q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			accepted = err == nil && q > 0
		}
		if named {
			return accepted
		}
	}
	return accepted
}
