package handlers_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestTheDataSetIsOfferedInEveryLanguage(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		file := a.get(t, "/data/dostyk.zip")
		sum := sha256.Sum256([]byte(file.body))
		for lang, want := range map[string]struct{ title, lead, sources string }{
			"en": {"The whole data set", "4,831 rows in 21 tables", "266 rows"},
			"kk": {"Барлық деректер", "21 кесте, 4 831 жол", "266 жол"},
			"ru": {"Все данные", "4 831 строка в 21 таблице", "266 строк"},
			"zh": {"完整数据集", "21张表，共4,831行", "266行"},
		} {
			got := a.page(t, "/"+lang+"/data")
			lead := strings.ReplaceAll(got.text("[data-testid=data-lead]"), "\u00a0", " ")
			if got.text("h1") != want.title || !strings.Contains(lead, want.lead) || got.text("[data-testid=data-files] li:first-child .rows") != want.sources {
				t.Errorf("%s: %q, %q, %q", lang, got.text("h1"), lead, got.text("[data-testid=data-files] li:first-child .rows"))
			}
			if href := got.href("a.download"); href != "/data/dostyk.zip" {
				t.Errorf("%s offers %q", lang, href)
			}
			if facts := got.text("[data-testid=data-facts]"); !strings.Contains(facts, hex.EncodeToString(sum[:])) {
				t.Errorf("%s: the checksum is not that of the file: %q", lang, facts)
			}
			if n := got.doc.Find("[data-testid=data-files] li").Length(); n != len(models.FileNames()) {
				t.Errorf("%s names %d files", lang, n)
			}
			if cited := got.text("[data-testid=data-citation]"); !strings.Contains(cited, "http://example.com/"+lang+"/data") || !strings.Contains(cited, hex.EncodeToString(sum[:6])) {
				t.Errorf("%s is cited as %q", lang, cited)
			}
			for _, address := range []string{"/" + lang + "/", "/" + lang + "/about"} {
				if a.page(t, address).href("a[href='/"+lang+"/data']") == "" {
					t.Errorf("%s does not lead to the data set", address)
				}
			}
		}
		got := a.get(t, "/data?x=1", "Accept-Language", "zh-CN")
		if got.StatusCode != http.StatusFound || got.Header.Get("Location") != "/zh/data?x=1" || !strings.Contains(strings.Join(got.Header.Values("Vary"), ","), "Accept-Language") {
			t.Errorf("/data leads to %q (%d)", got.Header.Get("Location"), got.StatusCode)
		}
	})
}

func TestTheDataSetIsServedForPrograms(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		got := a.get(t, "/data/dostyk.zip", "Accept-Encoding", "gzip")
		tag := got.Header.Get("ETag")
		sum := sha256.Sum256([]byte(got.body))
		for header, want := range map[string]string{
			"Content-Type": "application/zip", "ETag": `"` + hex.EncodeToString(sum[:]) + `"`, "Access-Control-Allow-Origin": "*", "Content-Encoding": "",
			"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-cache", "Content-Disposition": `attachment; filename="dostyk-2026-11-23.zip"`,
		} {
			if got.Header.Get(header) != want {
				t.Errorf("%s is %q, want %q", header, got.Header.Get(header), want)
			}
		}
		if got.StatusCode != http.StatusOK || got.ContentLength != int64(len(got.body)) {
			t.Errorf("answers %d, %d bytes of %d", got.StatusCode, len(got.body), got.ContentLength)
		}
		z, err := zip.NewReader(strings.NewReader(got.body), got.ContentLength)
		if err != nil {
			t.Fatal(err)
		}
		names := make(map[string]bool)
		for _, f := range z.File {
			names[f.Name] = true
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, r); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
		}
		for _, name := range append(models.FileNames(), models.DataPackageName) {
			if !names[name] {
				t.Errorf("the zip lacks %s", name)
			}
		}
		if _, err := models.OpenDataSet(strings.NewReader(got.body), got.ContentLength); err != nil {
			t.Error(err)
		}
		head := a.do(t, httptest.NewRequest(http.MethodHead, "/data/dostyk.zip", nil))
		if head.StatusCode != http.StatusOK || head.body != "" || head.ContentLength != got.ContentLength || head.Header.Get("ETag") != tag {
			t.Errorf("HEAD answers %d with %d bytes of %d, tag %s", head.StatusCode, len(head.body), head.ContentLength, head.Header.Get("ETag"))
		}
		if known := a.get(t, "/data/dostyk.zip", "If-None-Match", `"other", `+tag); known.StatusCode != http.StatusNotModified || known.body != "" {
			t.Errorf("a known tag is answered with %d", known.StatusCode)
		}
		if part := a.get(t, "/data/dostyk.zip", "Range", "bytes=0-1"); part.StatusCode != http.StatusPartialContent || part.body != "PK" {
			t.Errorf("a part is answered with %d, %q", part.StatusCode, part.body)
		}
		// What is written is in the next answer.
		modelstest.Load(t, a.store, map[string]string{"sources.csv": "id,title,publisher,url,published_on,language,note\nnew-one,Әділет 哈萨克斯坦,P,https://x.kz,2018,kk,\n"})
		changed := a.get(t, "/data/dostyk.zip", "If-None-Match", tag)
		if changed.StatusCode != http.StatusOK || changed.Header.Get("ETag") == tag {
			t.Errorf("after a load it answers %d with the tag %s", changed.StatusCode, changed.Header.Get("ETag"))
		}
	})
}

var coverage = regexp.MustCompile(`^20\d\d/20\d\d$`)

func TestTheDataSetIsToldToSearchEngines(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		a.Echo = handlers.New(a.store, discard(), handlers.Options{PublicURL: "https://dostyk.example"})
		modelstest.Exec(t, a.store, "UPDATE metrics SET name_ru = 'Всё </script><script>alert(1)</script>' WHERE code = 'launched'")
		for _, lang := range models.Langs {
			got := a.page(t, "/"+string(lang)+"/data")
			text := got.doc.Find("script[type='application/ld+json']").Text()
			sum := sha256.Sum256([]byte(text))
			policy := got.Header.Get("Content-Security-Policy")
			if want := "script-src 'self' 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';"; !strings.Contains(policy, want) || strings.Contains(policy, "unsafe") {
				t.Errorf("%s: the policy %q does not allow the script with %s", lang, policy, want)
			}
			if got.doc.Find("script:not([src])").Length() != 1 {
				t.Errorf("%s: a text ends the script", lang)
			}
			var d struct {
				Context          string `json:"@context"`
				Type             string `json:"@type"`
				Name             string
				Description      string
				URL              string
				License          []string
				DateModified     string
				TemporalCoverage string
				SpatialCoverage  []struct{ Name string }
				Creator          struct{ Name, URL string }
				Publisher        struct{ Name string }
				Distribution     struct{ ContentURL, EncodingFormat, SHA256 string }
				VariableMeasured []struct{ Name, UnitText string }
			}
			if err := json.Unmarshal([]byte(text), &d); err != nil {
				t.Fatal(err)
			}
			if d.Context != "https://schema.org" || d.Type != "Dataset" || d.Name == "" || len(d.Description) < 50 || d.URL != "https://dostyk.example/"+string(lang)+"/data" ||
				len(d.License) != 5 || d.DateModified != "2026-11-23T09:00:00Z" || !coverage.MatchString(d.TemporalCoverage) ||
				len(d.SpatialCoverage) != 2 || d.Creator.Name != "Dostyk" || d.Publisher.Name == "" || len(d.VariableMeasured) != 63 ||
				d.Distribution.ContentURL != "https://dostyk.example/data/dostyk.zip" || d.Distribution.EncodingFormat != "application/zip" ||
				!strings.Contains(got.text("[data-testid=data-facts]"), d.Distribution.SHA256) {
				t.Errorf("%s: %s", lang, text)
			}
		}
		if policy := a.page(t, "/en/about").Header.Get("Content-Security-Policy"); strings.Contains(policy, "sha256") {
			t.Errorf("another page allows a script: %q", policy)
		}
	})
}

func TestTheDataSetOfAnEmptyDatabase(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		a := newApp(s)
		if got := a.page(t, "/en/data"); !strings.Contains(got.text("[data-testid=data-lead]"), "0 rows in 21 tables") || got.doc.Find("[data-testid=data-citation]").Length() != 0 {
			t.Errorf("the page says %q", got.text("main"))
		}
		if got := a.get(t, "/data/dostyk.zip"); got.StatusCode != http.StatusOK || got.Header.Get("Content-Disposition") != `attachment; filename="dostyk.zip"` {
			t.Errorf("answers %d, %s", got.StatusCode, got.Header.Get("Content-Disposition"))
		}
	})
}

func TestADatabaseThatIsDownGivesAnErrorAndNoHalfOfAFile(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		a.store.Close()
		got := a.get(t, "/data/dostyk.zip")
		if got.StatusCode != http.StatusServiceUnavailable || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/plain") || got.Header.Get("ETag") != "" {
			t.Errorf("answers %d, %s, tag %q", got.StatusCode, got.Header.Get("Content-Type"), got.Header.Get("ETag"))
		}
	})
}

// TestTheDataSetIsPackedOnce counts the questions of many requests at once, and of
// one after them.
func TestTheDataSetIsPackedOnce(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		bodies := make([]string, 8)
		var wait sync.WaitGroup
		for i := range bodies {
			wait.Go(func() {
				w := httptest.NewRecorder()
				a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/data/dostyk.zip", nil))
				bodies[i] = w.Body.String()
			})
		}
		wait.Wait()
		for _, body := range bodies {
			if body != bodies[0] || !bytes.HasPrefix([]byte(body), []byte("PK")) {
				t.Error("requests at one time get different files")
			}
		}
		for address, want := range map[string]int64{"/data/dostyk.zip": 1, "/en/data": 2} {
			if n := a.queries(t, address); n != want {
				t.Errorf("%s asks the database %d times, want %d", address, n, want)
			}
		}
	})
}
