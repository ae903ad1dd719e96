package static

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	tokens  = ":root { --ink: black }\n"
	sheet   = "body { color: var(--ink) }\n"
	library = "var htmx = {};\n"
)

// files are everything that is embedded, and some files that are not served.
func files() fstest.MapFS {
	return fstest.MapFS{
		"css/tokens.css":       {Data: []byte(tokens)},
		"css/app.css":          {Data: []byte(sheet)},
		"js/app.js":            {Data: []byte("// Nothing yet.\n")},
		"js/editing/typing.js": {Data: []byte("// Nothing yet either.\n")},
		"blank.svg":            {Data: []byte("<svg/>")},
		"favicon.svg":          {Data: []byte("<svg/>")},
		"vendor/htmx.min.js":   {Data: []byte(library)},
		"vendor/README":        {Data: []byte("What this folder is for.\n")},
	}
}

func filesWithout(name string) fstest.MapFS {
	f := files()
	delete(f, name)
	return f
}

func newTestAssets(t *testing.T, fsys fs.FS) *assets {
	t.Helper()
	a, err := newAssets(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// ask sends a request; headers are names and values by turns.
func ask(h http.Handler, method, path string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func unzipped(t *testing.T, text string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

// panics reports what f panics with, and nil if it does not.
func panics(f func()) (with any) {
	defer func() { with = recover() }()
	f()
	return nil
}

func checkHeaders(t *testing.T, r *http.Response, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := r.Header.Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
}

func TestServedNames(t *testing.T) {
	a := newTestAssets(t, files())
	for name, shape := range map[string]string{
		"app.css":     `^/static/app\.[0-9a-f]{12}\.css$`,
		"app.js":      `^/static/app\.[0-9a-f]{12}\.js$`,
		"favicon.svg": `^/static/favicon\.[0-9a-f]{12}\.svg$`,
		"htmx.min.js": `^/static/htmx\.min\.[0-9a-f]{12}\.js$`,
	} {
		t.Run(name+" carries twelve digits of the hash of its content", func(t *testing.T) {
			if got := a.url(name); !regexp.MustCompile(shape).MatchString(got) {
				t.Errorf("the address is %s, want %s", got, shape)
			}
		})
	}
	t.Run("the same content keeps its name", func(t *testing.T) {
		if again := newTestAssets(t, files()); again.url("app.css") != a.url("app.css") {
			t.Errorf("%s became %s", a.url("app.css"), again.url("app.css"))
		}
	})
	t.Run("a change in either style sheet changes the name of the joined one only", func(t *testing.T) {
		for _, part := range []string{"css/tokens.css", "css/app.css"} {
			changed := files()
			changed[part] = &fstest.MapFile{Data: []byte("p { margin: 0 }\n")}
			b := newTestAssets(t, changed)
			if b.url("app.css") == a.url("app.css") {
				t.Errorf("a change of %s left %s as it was", part, a.url("app.css"))
			}
			if b.url("app.js") != a.url("app.js") {
				t.Errorf("a change of %s changed the name of app.js", part)
			}
		}
	})
	t.Run("a file may be empty", func(t *testing.T) {
		empty := files()
		empty["js/app.js"] = &fstest.MapFile{}
		b := newTestAssets(t, empty)
		if r := ask(b, http.MethodGet, b.url("app.js")); r.StatusCode != http.StatusOK {
			t.Errorf("the status is %d", r.StatusCode)
		}
	})
	for _, name := range []string{"tokens.css", "css/app.css", "README", ""} {
		t.Run("asking for "+name+", which is not served, is a mistake of the program", func(t *testing.T) {
			if panics(func() { a.url(name) }) == nil {
				t.Error("there was no panic")
			}
		})
	}
}

func TestMissingFiles(t *testing.T) {
	t.Run("without htmx the rest is served", func(t *testing.T) {
		a := newTestAssets(t, filesWithout("vendor/htmx.min.js"))
		if a.has(htmx) {
			t.Error("htmx is said to be there")
		}
		if panics(func() { a.url(htmx) }) == nil {
			t.Error("htmx has an address")
		}
		for _, name := range []string{"app.css", "app.js", "typing.js", "favicon.svg", "blank.svg"} {
			if r := ask(a, http.MethodGet, a.url(name)); r.StatusCode != http.StatusOK {
				t.Errorf("the status of %s is %d", name, r.StatusCode)
			}
		}
		with := newTestAssets(t, files())
		if r := ask(a, http.MethodGet, with.url(htmx)); r.StatusCode != http.StatusNotFound {
			t.Errorf("the status of htmx is %d", r.StatusCode)
		}
	})
	for _, name := range []string{"css/tokens.css", "css/app.css", "js/app.js", "js/editing/typing.js", "favicon.svg", "blank.svg"} {
		t.Run("without "+name+" there is an error that names it", func(t *testing.T) {
			_, err := newAssets(filesWithout(name))
			if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), name) {
				t.Errorf("the error is %v", err)
			}
		})
	}
	t.Run("htmx that is there but cannot be read is an error", func(t *testing.T) {
		unreadable := filesWithout("vendor/htmx.min.js")
		unreadable["vendor/htmx.min.js"] = &fstest.MapFile{Mode: fs.ModeDir}
		if _, err := newAssets(unreadable); err == nil {
			t.Error("there was no error")
		}
	})
}

func TestHandler(t *testing.T) {
	a := newTestAssets(t, files())
	for _, c := range []struct{ about, name, contentType, content string }{
		{"the style sheet has the tokens before the rest", "app.css", "text/css; charset=utf-8", tokens + sheet},
		{"our script is served", "app.js", "text/javascript; charset=utf-8", "// Nothing yet.\n"},
		{"htmx is served", "htmx.min.js", "text/javascript; charset=utf-8", library},
		{"the icon is served", "favicon.svg", "image/svg+xml", "<svg/>"},
	} {
		t.Run(c.about, func(t *testing.T) {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				r := ask(a, method, a.url(c.name))
				text := body(t, r)
				if r.StatusCode != http.StatusOK {
					t.Errorf("the status of %s is %d", method, r.StatusCode)
				}
				if want := map[string]string{http.MethodGet: c.content}[method]; text != want {
					t.Errorf("the body of %s is %q, want %q", method, text, want)
				}
				if r.ContentLength != int64(len(c.content)) {
					t.Errorf("the length of %s is %d, want %d", method, r.ContentLength, len(c.content))
				}
				checkHeaders(t, r, map[string]string{
					"Content-Type":           c.contentType,
					"Cache-Control":          "public, max-age=31536000, immutable",
					"Content-Encoding":       "",
					"Vary":                   "Accept-Encoding",
					"X-Content-Type-Options": "nosniff",
				})
				if r.Header.Get("ETag") == "" {
					t.Errorf("%s has no ETag", method)
				}
			}
		})
	}
	hashed := a.url("app.css")
	for _, c := range []struct{ about, path string }{
		{"a plain name is not found", "/static/app.css"},
		{"a stale hash is not found", "/static/app.000000000000.css"},
		{"the hash of one file is not that of another", strings.TrimSuffix(hashed, "css") + "js"},
		{"a name that says more than it should is not found", hashed + ".map"},
		{"a file that is embedded but not served is not found", "/static/vendor/README"},
		{"a path out of the folder is not found", "/static/../static.go"},
		{"the folder itself is not found", "/static/"},
		{"a file of another folder is not found", "/other" + strings.TrimPrefix(hashed, "/static")},
	} {
		t.Run(c.about, func(t *testing.T) {
			r := ask(a, http.MethodGet, c.path, "Accept-Encoding", "gzip", "If-None-Match", "*")
			if text := body(t, r); r.StatusCode != http.StatusNotFound || !strings.HasPrefix(text, "There is no such file.") {
				t.Errorf("the answer is %d with %q", r.StatusCode, text)
			}
			checkHeaders(t, r, map[string]string{
				"Content-Type":           "text/plain; charset=utf-8",
				"Cache-Control":          "no-store",
				"Content-Encoding":       "",
				"ETag":                   "",
				"X-Content-Type-Options": "nosniff",
			})
		})
	}
	t.Run("a file cannot be written", func(t *testing.T) {
		r := ask(a, http.MethodPost, hashed)
		if r.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("the status is %d", r.StatusCode)
		}
		checkHeaders(t, r, map[string]string{"Allow": "GET, HEAD", "Cache-Control": ""})
	})
}

func TestCompression(t *testing.T) {
	a := newTestAssets(t, files())
	for _, c := range []struct {
		about  string
		accept []string
		want   bool
	}{
		{"without a word on codings the file is plain", nil, false},
		{"an empty list of codings asks for the plain file", []string{""}, false},
		{"gzip among others is taken", []string{"br, gzip, deflate"}, true},
		{"a coding is named in either case", []string{"GZip"}, true},
		{"every header of the name counts", []string{"br", "gzip"}, true},
		{"a weight is a wish", []string{"gzip;q=0.1"}, true},
		{"spaces around a weight do not matter", []string{"gzip ; q=0.5 , br ; q=1.0"}, true},
		{"a weight of zero refuses", []string{"gzip;q=0"}, false},
		{"a zero with decimals refuses too", []string{"gzip; Q=0.000"}, false},
		{"a weight that is no number gets the plain file", []string{"gzip;q=high"}, false},
		{"a star stands for gzip", []string{"*"}, true},
		{"a star of weight zero refuses", []string{"*;q=0"}, false},
		{"a refusal by name counts over a star", []string{"gzip;q=0, *"}, false},
		{"a star does not take back what is accepted by name", []string{"*;q=0, gzip"}, true},
		{"another coding is not gzip", []string{"br, zstd, x-gzip-like"}, false},
	} {
		t.Run(c.about, func(t *testing.T) {
			var headers []string
			for _, line := range c.accept {
				headers = append(headers, "Accept-Encoding", line)
			}
			r := ask(a, http.MethodGet, a.url("app.css"), headers...)
			text, coding := body(t, r), ""
			if r.ContentLength != int64(len(text)) {
				t.Errorf("the length is said to be %d, and is %d", r.ContentLength, len(text))
			}
			if c.want {
				text, coding = unzipped(t, text), "gzip"
			}
			if text != tokens+sheet {
				t.Errorf("the content is %q", text)
			}
			checkHeaders(t, r, map[string]string{
				"Content-Encoding": coding,
				"Content-Type":     "text/css; charset=utf-8",
				"Vary":             "Accept-Encoding",
			})
		})
	}
}

func TestRevalidation(t *testing.T) {
	a := newTestAssets(t, files())
	address := a.url("app.css")
	plain := ask(a, http.MethodGet, address).Header.Get("ETag")
	zipped := ask(a, http.MethodGet, address, "Accept-Encoding", "gzip").Header.Get("ETag")
	if plain == zipped {
		t.Fatalf("two different bodies share the tag %s", plain)
	}
	for _, c := range []struct {
		about, accept string
		known         []string
		want          int
	}{
		{"a known plain file is not sent again", "", []string{plain}, http.StatusNotModified},
		{"a known compressed file is not sent again", "gzip", []string{zipped}, http.StatusNotModified},
		{"a proxy may have made the tag weak", "", []string{"W/" + plain}, http.StatusNotModified},
		{"one of several tags is enough", "", []string{`"a", "b,c", ` + plain}, http.StatusNotModified},
		{"the tags may come in several headers", "", []string{`"a"`, plain}, http.StatusNotModified},
		{"any file at all is known", "", []string{"*"}, http.StatusNotModified},
		{"the tag of another file is not known", "", []string{`"a"`}, http.StatusOK},
		{"a tag without its quotes is none", "", []string{strings.Trim(plain, `"`)}, http.StatusOK},
		{"whoever has the compressed file does not have the plain one", "", []string{zipped}, http.StatusOK},
		{"whoever has the plain file does not have the compressed one", "gzip", []string{plain}, http.StatusOK},
	} {
		t.Run(c.about, func(t *testing.T) {
			headers := []string{"Accept-Encoding", c.accept}
			for _, line := range c.known {
				headers = append(headers, "If-None-Match", line)
			}
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				r := ask(a, method, address, headers...)
				text := body(t, r)
				if r.StatusCode != c.want {
					t.Errorf("the status of %s is %d, want %d", method, r.StatusCode, c.want)
				}
				if r.StatusCode != http.StatusNotModified {
					continue
				}
				if text != "" {
					t.Errorf("%s has the body %q", method, text)
				}
				checkHeaders(t, r, map[string]string{
					"Cache-Control":    "public, max-age=31536000, immutable",
					"Content-Encoding": "",
					"Vary":             "Accept-Encoding",
				})
				if r.Header.Get("ETag") == "" {
					t.Errorf("%s has no ETag", method)
				}
			}
		})
	}
}

// What the program really carries.
func TestEmbedded(t *testing.T) {
	t.Run("every file of ours is served", func(t *testing.T) {
		for _, name := range []string{"app.css", "app.js", "typing.js", "favicon.svg", "blank.svg"} {
			r := ask(Handler(), http.MethodGet, URL(name), "Accept-Encoding", "gzip")
			if r.StatusCode != http.StatusOK || unzipped(t, body(t, r)) == "" {
				t.Errorf("%s is empty, or its status %d", name, r.StatusCode)
			}
		}
	})
	t.Run("htmx has an address exactly if it is there", func(t *testing.T) {
		if with := panics(func() { URL(htmx) }); (with == nil) != HasHTMX() {
			t.Errorf("HasHTMX is %t, and its address panics with %v", HasHTMX(), with)
		}
	})
	t.Run("htmx is there under CI", func(t *testing.T) {
		// Elsewhere «go generate» may not have run yet.
		if os.Getenv("CI") != "" && !HasHTMX() {
			t.Error("it is not: «go generate ./...» puts it in place")
		}
	})
	t.Run("the fonts are there under CI", func(t *testing.T) {
		if os.Getenv("CI") != "" && !HasFonts() {
			t.Error("they are not: «go generate ./...» puts them in place")
		}
	})
	t.Run("nothing that only tests need is in it", func(t *testing.T) {
		err := fs.WalkDir(embedded, ".", func(path string, _ fs.DirEntry, err error) error {
			if strings.Contains(path, "node_modules") || strings.Contains(path, "axe") || strings.Contains(path, "readers") {
				t.Errorf("%s is embedded", path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestPackages(t *testing.T) {
	read := func(t *testing.T, name string, into any) {
		t.Helper()
		text, err := os.ReadFile(name)
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{".", "readers"} {
		t.Run("versions in "+folder+" are pinned, and htmx stays at 2.0", func(t *testing.T) {
			var p struct{ Dependencies, DevDependencies, OptionalDependencies map[string]string }
			read(t, path.Join(folder, "package.json"), &p)
			pinned := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
			for _, versions := range []map[string]string{p.Dependencies, p.DevDependencies, p.OptionalDependencies} {
				for name, version := range versions {
					if !pinned.MatchString(version) {
						t.Errorf("%s is at %q, which npm may read as another version tomorrow", name, version)
					}
				}
			}
			if version, used := p.Dependencies["htmx.org"]; used && !strings.HasPrefix(version, "2.0.") {
				t.Errorf("htmx is at %q; version 4 swaps error answers and inherits nothing", version)
			}
		})
		t.Run("the lock file in "+folder+" names no place to download from", func(t *testing.T) {
			var lock struct {
				Packages map[string]struct{ Version, Resolved string }
			}
			read(t, path.Join(folder, "package-lock.json"), &lock)
			for name, p := range lock.Packages {
				if strings.Contains(p.Version+p.Resolved, "://") {
					t.Errorf("it does of %s: make it again with «npm install» in that folder, whose .npmrc leaves addresses out", name)
				}
			}
		})
	}
}

// editorSheets are the sheets of what only users meet. They are served with the others.
var editorSheets = []string{"account.css", "bulk.css", "editing.css", "import.css", "place.css", "typed.css", "version.css"}

// TestASheetForEditorsTouchesNoPublicPage asks that each of its selectors has a class of
// its own: one that is made of what public sheets know would set their pages too.
func TestASheetForEditorsTouchesNoPublicPage(t *testing.T) {
	public := make(map[string]bool)
	names, err := fs.Glob(embedded, "css/*.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		// On paper is gone what any page has.
		if slices.Contains(editorSheets, path.Base(name)) || path.Base(name) == "print.css" {
			continue
		}
		for _, s := range selectors(t, name) {
			for _, class := range classes.FindAllString(s, -1) {
				public[class] = true
			}
		}
	}
	for _, sheet := range editorSheets {
		for _, s := range selectors(t, "css/"+sheet) {
			if !slices.ContainsFunc(classes.FindAllString(s, -1), func(class string) bool { return !public[class] }) {
				t.Errorf("%s: %s may set a public page", sheet, s)
			}
		}
	}
}

var (
	comments = regexp.MustCompile(`(?s)/\*.*?\*/`)
	rules    = regexp.MustCompile(`([^{};]+)\{`)
	classes  = regexp.MustCompile(`[.#][a-z][\w-]*`)
)

// selectors are those of the rules of an embedded sheet.
func selectors(t *testing.T, name string) []string {
	t.Helper()
	source, err := embedded.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, rule := range rules.FindAllStringSubmatch(comments.ReplaceAllString(string(source), ""), -1) {
		if head := strings.TrimSpace(rule[1]); !strings.HasPrefix(head, "@") {
			list = append(list, separate(head)...)
		}
	}
	return list
}

// separate takes a list of selectors apart at the commas outside of brackets.
func separate(head string) []string {
	depth, start := 0, 0
	var list []string
	for i, r := range head {
		switch r {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				list, start = append(list, strings.TrimSpace(head[start:i])), i+1
			}
		}
	}
	return append(list, strings.TrimSpace(head[start:]))
}
