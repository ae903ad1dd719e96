package handlers_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/pages"
)

// proxied is a dashboard behind nginx, which is told where the dashboard is and nothing
// else: its buffers and limits are those that most people have.
type proxied struct {
	// direct and through ask the dashboard itself and the proxy.
	direct, through *http.Client
	url             string
}

// nginxConfig runs one process, in the foreground and as whoever runs the test. All that
// it writes is in a folder of its own.
const nginxConfig = `daemon off;
master_process off;
pid %[1]s/pid;
events {}
http {
	access_log off;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	server {
		listen unix:%[1]s/socket;
		location / {
			proxy_pass %[2]s;
		}
	}
}
`

func behindProxy(t *testing.T, a *app) proxied {
	t.Helper()
	nginx := programPath(t, "nginx")
	server := httptest.NewUnstartedServer(a)
	server.Config.MaxHeaderBytes = handlers.MostRequestHeaders
	server.Start()
	t.Cleanup(server.Close)
	dir := t.TempDir()
	config := keep(t, dir, "nginx.conf", fmt.Sprintf(nginxConfig, dir, server.URL))
	var complaints bytes.Buffer
	cmd := exec.CommandContext(t.Context(), nginx, "-p", dir, "-e", "stderr", "-c", config)
	cmd.Stderr = &complaints
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("nginx: %s", complaints.String())
		}
	})
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(dir, "socket"))
	}
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		c, err := dial(t.Context(), "", "")
		if err == nil {
			c.Close()
			break
		}
		if time.Since(start) > patience {
			t.Fatal("nginx does not listen:", err)
		}
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	through := &http.Transport{DialContext: dial}
	t.Cleanup(through.CloseIdleConnections)
	return proxied{&http.Client{CheckRedirect: stay}, &http.Client{CheckRedirect: stay, Transport: through}, server.URL}
}

// ask asks for an address, or sends a form to it, and wants the same answer from the proxy
// as from the dashboard itself.
func (p proxied) ask(t *testing.T, method, address string, form url.Values, headers ...string) answer {
	t.Helper()
	// Pages write out where they are.
	address = strings.TrimPrefix(address, p.url)
	var both []answer
	for _, client := range []*http.Client{p.direct, p.through} {
		var body io.Reader
		if form != nil {
			body = strings.NewReader(form.Encode())
		}
		r, err := http.NewRequestWithContext(t.Context(), method, p.url+address, body)
		if err != nil {
			t.Fatal(err)
		}
		if form != nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		got, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(got.Body)
		got.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		both = append(both, answer{got, string(text), doc})
	}
	if x, y := both[0], both[1]; x.StatusCode != y.StatusCode || x.body != y.body || x.Header.Get("Location") != y.Header.Get("Location") {
		t.Errorf("%s %.60s… (%d bytes) answers %d with %d bytes, and through nginx %d with %d: %.100s", method, address, len(address), x.StatusCode, len(x.body), y.StatusCode, len(y.body), y.body)
	}
	return both[1]
}

// send sends the form of a page as a browser does, without script, and follows it to where
// it leads.
func (p proxied) send(t *testing.T, got answer, form string, values url.Values) answer {
	t.Helper()
	f := got.doc.Find(form)
	address, method := f.AttrOr("action", ""), strings.ToUpper(f.AttrOr("method", "get"))
	if method == http.MethodGet {
		// What the action asks for is lost.
		path, _, _ := strings.Cut(address, "?")
		return p.follow(t, p.ask(t, method, path+"?"+values.Encode(), nil))
	}
	return p.follow(t, p.ask(t, method, address, values))
}

func (p proxied) follow(t *testing.T, got answer) answer {
	t.Helper()
	if got.StatusCode == http.StatusSeeOther {
		return p.ask(t, http.MethodGet, got.Header.Get("Location"), nil)
	}
	if _, to, is := strings.Cut(got.doc.Find("meta[http-equiv=refresh]").AttrOr("content", ""), "url="); is {
		return p.ask(t, http.MethodGet, to, nil)
	}
	return got
}

// askLinks asks for whatever a page leads to under a long address, and draws.
func (p proxied) askLinks(t *testing.T, page answer) {
	t.Helper()
	asked := make(map[string]bool)
	for _, attr := range []string{"href", "src", "data-picture", "hx-get"} {
		for _, s := range page.doc.Find("[" + attr + "]").EachIter() {
			link, _, _ := strings.Cut(strings.TrimPrefix(s.AttrOr(attr, ""), p.url), "#")
			if !strings.HasPrefix(link, "/") || len(link) < 1000 || asked[link] {
				continue
			}
			asked[link] = true
			if got := p.ask(t, http.MethodGet, link, nil); got.StatusCode != http.StatusOK {
				t.Errorf("%.60s… (%d bytes) answers %d", link, len(link), got.StatusCode)
			}
		}
	}
	if len(asked) < 5 {
		t.Errorf("there are only %d long links", len(asked))
	}
}

// sheetOfBytes is a sheet with lines in Kazakh and Chinese whose address has so many bytes.
func sheetOfBytes(t *testing.T, lang, path string, n int) string {
	t.Helper()
	items := []string{"f.st068 " + strings.Repeat("қ", 190), "f.st067 " + strings.Repeat("中", 190)}
	address := func() string { return "/" + lang + "/" + path + "?" + url.Values{"i": items}.Encode() }
	for len(address())+len("&i=f.st069+")+6*190 < n {
		items = append(items, "f.st069 "+strings.Repeat("ә", 190))
	}
	if rest := n - len(address()) - len("&i=f.st070+"); rest > 0 {
		items = append(items, "f.st070 "+strings.Repeat("x", rest%6)+strings.Repeat("ғ", rest/6))
	}
	if len(address()) != n {
		t.Fatalf("the address has %d bytes, want %d", len(address()), n)
	}
	return address()
}

// TestLongAddressesPassAProxy asks for what a page or a file may hold at most: nginx takes
// the address, and the head of the answer.
func TestLongAddressesPassAProxy(t *testing.T) {
	walks(t)
	p := behindProxy(t, newApp(modelstest.New(t, models.SQLite, true)))
	long := "projects?" + url.Values{"q": {strings.Repeat("中", 150)}}.Encode()
	for _, address := range []string{
		"/en/", "/kk/" + long, "/zh/" + long, fileOf("zh", long, "csv"), fileOf("zh", long, "xlsx"), fileOf("zh", long, "json"),
		"/ru/search?" + url.Values{"q": {strings.Repeat("ж", 200)}}.Encode(), "/ru/map?" + url.Values{"q": {strings.Repeat("ж", 200)}}.Encode(),
		"/zh/f/count.projects?" + url.Values{"q": {strings.Repeat("中", 150)}}.Encode(), "/data/dostyk.zip", "/zh/prices.xlsx",
	} {
		for _, header := range []string{"", "true"} {
			if got := p.ask(t, http.MethodGet, address, nil, "HX-Request", header); got.StatusCode != http.StatusOK {
				t.Errorf("%.60s… answers %d", address, got.StatusCode)
			}
		}
	}
	p.askLinks(t, p.ask(t, http.MethodGet, "/zh/"+long, nil))
	for _, size := range []int{2950, 3500, 4000, 5000, pages.LongestBriefingLink} {
		for _, path := range []string{"briefing", "briefing.docx", "briefing.md"} {
			got := p.ask(t, http.MethodGet, sheetOfBytes(t, "kk", path, size), nil)
			if got.StatusCode != http.StatusOK {
				t.Errorf("%s of %d bytes answers %d", path, size, got.StatusCode)
			}
			if path != "briefing" {
				continue
			}
			// The address for ever is longer still, as are those of its files, of the same
			// sheet in other languages, and of earlier days.
			p.askLinks(t, got)
			recorded := got.form("[data-testid=recorded]", "")
			recorded.Del("do")
			recorded.Set("known", "2026-11-23")
			if got := p.send(t, got, "[data-testid=recorded]", recorded); got.StatusCode != http.StatusOK {
				t.Errorf("a sheet of %d bytes as known earlier answers %d", size, got.StatusCode)
			}
		}
	}
	// The dashboard takes more than nginx does, and says in a page what it does not take.
	for lang, title := range map[string]string{"en": "The address is too long", "kk": "Мекенжай тым ұзын", "ru": "Адрес слишком длинный", "zh": "网址过长"} {
		r, err := p.direct.Get(p.url + "/" + lang + "/projects?q=" + strings.Repeat("x", 33_000))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := goquery.NewDocumentFromReader(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != http.StatusRequestURITooLong || read(doc.Find("h1")) != title {
			t.Errorf("%s: %d, %q (%v)", lang, r.StatusCode, read(doc.Find("h1")), err)
		}
	}
}

// TestTheFormOfALongSheetPassesAProxy sends the form of sheets of every length: it comes
// back as a sheet with an address, or as the same form with a sentence on the limit.
func TestTheFormOfALongSheetPassesAProxy(t *testing.T) {
	walks(t)
	p := behindProxy(t, newApp(modelstest.New(t, models.SQLite, true)))
	lines := func(got answer) []string {
		return got.doc.Find("input[name=line]").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("value", "") })
	}
	// form is what a browser sends that submits the form with a button.
	form := func(got answer, button, value string) url.Values {
		values := got.form("#sheet, .edit:has([form=sheet])", "")
		values.Del("do")
		values.Set(button, value)
		return values
	}
	var items []string
	for i := range pages.MostBriefingItems {
		items = append(items, fmt.Sprintf("f.st%03d", 60+i%9))
	}
	for lang, says := range map[string]string{"en": "would have an address", "kk": "байт", "ru": "байт", "zh": "字节"} {
		empty := p.ask(t, http.MethodGet, "/"+lang+"/briefing?"+url.Values{"i": items}.Encode(), nil)
		for _, n := range []int{0, 1, 3, 5, pages.MostBriefingItems} {
			values := form(empty, "save", "1")
			for i := range n {
				values["line"][i] = strings.Repeat("中", pages.LongestLine-10) + " қазақ"
			}
			got := p.send(t, empty, "#sheet", values)
			// Three such lines have 5,130 bytes, and the items 400.
			fits := n <= 3
			if fits && (got.StatusCode != http.StatusOK || !strings.Contains(got.Request.URL.RawQuery, "i=f.st")) {
				t.Errorf("%s: %d lines answer %d at %.80s", lang, n, got.StatusCode, got.Request.URL.String())
			}
			if !fits && (got.StatusCode != http.StatusBadRequest || !strings.Contains(got.text("#problem"), says)) {
				t.Errorf("%s: %d lines answer %d, %q", lang, n, got.StatusCode, got.text("#problem"))
			}
			if is := lines(got); !slices.Equal(is, values["line"]) {
				t.Errorf("%s: of %d lines are left %d", lang, n, len(is))
			}
		}
	}
	// A sheet as long as may be can be changed, and the address of another one added to it.
	full := p.ask(t, http.MethodGet, sheetOfBytes(t, "kk", "briefing", pages.LongestBriefingLink), nil)
	was := lines(full)
	if got := p.send(t, full, "#sheet", form(full, "down", "1")); got.StatusCode != http.StatusOK || !slices.Equal(lines(got)[2:], was[2:]) || lines(got)[0] != was[1] {
		t.Errorf("moving an item of a full sheet answers %d", got.StatusCode)
	}
	if got := p.send(t, full, "#sheet", form(full, "remove", "1")); got.StatusCode != http.StatusOK || !slices.Equal(lines(got), was[1:]) {
		t.Errorf("taking an item off a full sheet answers %d", got.StatusCode)
	}
	if got := p.send(t, full, "#sheet", form(full, "add", strings.ReplaceAll(full.href("[data-testid=permanent] a"), "i=f.st0", "i=f.st1"))); got.StatusCode != http.StatusBadRequest || got.text("#problem") == "" || len(lines(got)) <= len(was) {
		t.Errorf("adding a full sheet to a full one answers %d, %q", got.StatusCode, got.text("#problem"))
	}
	some := p.ask(t, http.MethodGet, "/kk/briefing?i=f.st067", nil)
	if got := p.send(t, some, "#sheet", form(some, "add", full.href("[data-testid=permanent] a"))); got.StatusCode != http.StatusOK && got.StatusCode != http.StatusBadRequest {
		t.Errorf("adding a full sheet answers %d, %q", got.StatusCode, got.text("#problem"))
	}
}
