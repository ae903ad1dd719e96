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
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:generate npm ci --silent
//go:generate npm run --silent put

//go:embed css js vendor favicon.svg
var embedded embed.FS

// htmx is the one script that others wrote. It is put into vendor by «go
// generate»; without it pages work without script.
const htmx = "htmx.min.js"

// parts are the files that each served name is made of: style sheets are joined,
// since every request costs the first view.
var parts = map[string][]string{
	"app.css":     {"css/tokens.css", "css/app.css"},
	"app.js":      {"js/app.js"},
	htmx:          {"vendor/htmx.min.js"},
	"favicon.svg": {"favicon.svg"},
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
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
		var content []byte
		for _, file := range files {
			text, err := fs.ReadFile(fsys, file)
			if err != nil && name == htmx {
				content = nil
				break
			}
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", file, err)
			}
			content = append(content, text...)
		}
		if content == nil {
			continue
		}
		sum := sha256.Sum256(content)
		ext := path.Ext(name)
		made := &asset{
			hashed:      strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
			contentType: contentTypes[ext], plain: content,
		}
		var b bytes.Buffer
		w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(content); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		made.compressed = b.Bytes()
		a.byName[name], a.byHashed[made.hashed] = made, made
	}
	return a, nil
}

// HasHTMX reports whether htmx was put in place before the program was built.
func HasHTMX() bool { return served().byName[htmx] != nil }

// URL is the address of a file by its plain name. It panics if there is no such
// file: ask HasHTMX before asking for htmx.
func URL(name string) string {
	a := served().byName[name]
	if a == nil {
		panic("static: there is no file " + name)
	}
	return "/static/" + a.hashed
}

// Handler serves the files under /static/.
func Handler() http.Handler { return served() }

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	found := a.byHashed[strings.TrimPrefix(r.URL.Path, "/static/")]
	if found == nil {
		// A stale name must not be kept: the next release may bring it back.
		h.Set("Cache-Control", "no-store")
		http.Error(w, "There is no such file. Load the page again.", http.StatusNotFound)
		return
	}
	h.Set("Content-Type", found.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	content, tag := found.plain, found.hashed
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		content, tag = found.compressed, tag+"-gzip"
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", `"`+tag+`"`)
	for _, known := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if known = strings.TrimPrefix(strings.TrimSpace(known), "W/"); known == `"`+tag+`"` || known == "*" {
			h.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Length", fmt.Sprint(len(content)))
	if r.Method != http.MethodHead {
		// A visitor who has gone is not our failure.
		_, _ = w.Write(content)
	}
}

// acceptsGzip reads an Accept-Encoding header; «gzip;q=0» refuses.
func acceptsGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		coding, parameters, _ := strings.Cut(part, ";")
		if strings.TrimSpace(coding) != "gzip" {
			continue
		}
		q := strings.ReplaceAll(strings.TrimSpace(parameters), " ", "")
		return q == "" || strings.Trim(strings.TrimPrefix(q, "q="), "0.") != ""
	}
	return false
}
