package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func files() fstest.MapFS {
	return fstest.MapFS{
		"css/tokens.css":     {Data: []byte(":root{--ink:#000}\n")},
		"css/app.css":        {Data: []byte("body{color:var(--ink)}\n")},
		"js/app.js":          {Data: []byte("'use strict';\n")},
		"vendor/htmx.min.js": {Data: []byte("var htmx={};\n")},
		"favicon.svg":        {Data: []byte("<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n")},
	}
}

func serve(t *testing.T, a *assets, method, path string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestServedFiles(t *testing.T) {
	a, err := newAssets(files())
	if err != nil {
		t.Fatal(err)
	}
	css := "/static/" + a.byName["app.css"].hashed
	t.Run("style sheets are joined, the tokens first", func(t *testing.T) {
		got := serve(t, a, http.MethodGet, css)
		if text := body(t, got.Body); text != ":root{--ink:#000}\nbody{color:var(--ink)}\n" {
			t.Errorf("got %q", text)
		}
		for header, want := range map[string]string{
			"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable",
			"X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding", "Content-Encoding": "",
		} {
			if got.Header.Get(header) != want {
				t.Errorf("%s is %q, want %q", header, got.Header.Get(header), want)
			}
		}
	})
	t.Run("they are compressed for who takes it", func(t *testing.T) {
		got := serve(t, a, http.MethodGet, css, "Accept-Encoding", "br, gzip;q=0.5")
		r, err := gzip.NewReader(got.Body)
		if err != nil || got.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("not compressed: %v", err)
		}
		if text := body(t, r); !strings.HasSuffix(text, "body{color:var(--ink)}\n") {
			t.Errorf("got %q", text)
		}
		if refused := serve(t, a, http.MethodGet, css, "Accept-Encoding", "gzip;q=0, br"); refused.Header.Get("Content-Encoding") != "" {
			t.Error("compressed for one who refuses")
		}
	})
	t.Run("a browser that has the file is told so", func(t *testing.T) {
		for _, encoding := range []string{"", "gzip"} {
			tag := serve(t, a, http.MethodGet, css, "Accept-Encoding", encoding).Header.Get("ETag")
			got := serve(t, a, http.MethodGet, css, "Accept-Encoding", encoding, "If-None-Match", `"other", W/`+tag)
			if got.StatusCode != http.StatusNotModified || body(t, got.Body) != "" {
				t.Errorf("answers %d", got.StatusCode)
			}
		}
	})
	t.Run("HEAD sends no body", func(t *testing.T) {
		got := serve(t, a, http.MethodHead, css)
		if got.StatusCode != http.StatusOK || got.Header.Get("Content-Length") == "" || body(t, got.Body) != "" {
			t.Errorf("answers %d with length %q", got.StatusCode, got.Header.Get("Content-Length"))
		}
	})
	t.Run("a plain name, a stale hash and a path out of the folder are not found, and that is not kept", func(t *testing.T) {
		for _, path := range []string{"/static/app.css", "/static/app.000000000000.css", "/static/../static.go", "/static/"} {
			got := serve(t, a, http.MethodGet, path)
			if got.StatusCode != http.StatusNotFound || got.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s answers %d, %q", path, got.StatusCode, got.Header.Get("Cache-Control"))
			}
		}
	})
	t.Run("another content has another name", func(t *testing.T) {
		changed := files()
		changed["css/app.css"] = &fstest.MapFile{Data: []byte("body{}\n")}
		b, err := newAssets(changed)
		if err != nil {
			t.Fatal(err)
		}
		if b.byName["app.css"].hashed == a.byName["app.css"].hashed || b.byName["app.js"].hashed != a.byName["app.js"].hashed {
			t.Error("names do not follow the content")
		}
	})
	t.Run("without htmx the rest is served", func(t *testing.T) {
		lacking := files()
		delete(lacking, "vendor/htmx.min.js")
		b, err := newAssets(lacking)
		if err != nil {
			t.Fatal(err)
		}
		if b.byName[htmx] != nil || b.byName["app.js"] == nil {
			t.Error("want everything but htmx")
		}
	})
	t.Run("any other file that is missing is a mistake", func(t *testing.T) {
		lacking := files()
		delete(lacking, "css/tokens.css")
		if _, err := newAssets(lacking); err == nil {
			t.Error("no error")
		}
	})
}

func TestEmbeddedFilesAreServed(t *testing.T) {
	for _, name := range []string{"app.css", "app.js", "favicon.svg"} {
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, URL(name), nil))
		if w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s answers %d", name, w.Code)
		}
	}
	if bytes.Contains(served().byName["app.css"].plain, []byte("@import")) {
		t.Error("the style sheet loads another")
	}
	defer func() {
		if recover() == nil {
			t.Error("an unknown name does not panic")
		}
	}()
	URL("nope.css")
}
