package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// log is a buffer that a server writes to while a test reads it.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// dostyk runs the program with the arguments and returns what it prints.
func dostyk(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), args, &out, io.Discard)
	return out.String(), err
}

var serving = regexp.MustCompile(`address=(http://\S+)`)

// start serves until the context ends; it returns the address and the channel
// on which the end is reported.
func start(t *testing.T, ctx context.Context, out *log, args ...string) (string, chan error) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, args, out, out) }()
	deadline := time.After(30 * time.Second)
	for {
		if m := serving.FindStringSubmatch(out.String()); m != nil {
			return m[1], ended
		}
		select {
		case err := <-ended:
			t.Fatalf("the server ended: %v\n%s", err, out)
		case <-deadline:
			t.Fatalf("the server does not serve:\n%s", out)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// environment clears what the machine may set.
func environment(t *testing.T) {
	t.Helper()
	for _, name := range []string{"DATABASE_URL", "DOSTYK_DATA_DIR", "DOSTYK_LISTEN", "DOSTYK_EMPTY", "DOSTYK_PUBLIC_URL", "DOSTYK_KEY", "DOSTYK_KEY_FILE"} {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
}

func databases(t *testing.T, test func(t *testing.T, flags []string)) {
	t.Helper()
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			environment(t)
			if dialect == models.SQLite {
				test(t, []string{"--data-dir", t.TempDir()})
				return
			}
			config := modelstest.NewConfig(t, dialect, false)
			test(t, []string{"--database-url", config.DatabaseURL, "--data-dir", t.TempDir()})
		})
	}
}

func TestServeFillsAnEmptyDatabaseAndStopsGracefully(t *testing.T) {
	databases(t, func(t *testing.T, flags []string) {
		for round := range 2 {
			ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGTERM)
			out := new(log)
			// «serve» is the default, and need not be said.
			address, ended := start(t, ctx, out, append(flags, "--listen", "127.0.0.1:0")...)
			response, err := http.Get(address + "/en/?year=2018")
			if err != nil {
				t.Fatal(err)
			}
			page, err := io.ReadAll(response.Body)
			response.Body.Close()
			if err != nil || response.StatusCode != http.StatusOK || !bytes.Contains(page, []byte("Four of 51 joint projects launched")) {
				t.Errorf("answers %d (%v)", response.StatusCode, err)
			}
			if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-ended:
				if err != nil {
					t.Errorf("the server ended with %v", err)
				}
			case <-time.After(30 * time.Second):
				t.Fatal("the server does not stop")
			}
			stop()
			if filled := strings.Contains(out.String(), "filled with the opening data"); filled != (round == 0) {
				t.Errorf("round %d: filled %v", round, filled)
			}
		}
	})
}

func TestServeEmptyLeavesTheDatabaseEmpty(t *testing.T) {
	databases(t, func(t *testing.T, flags []string) {
		ctx, stop := context.WithCancel(t.Context())
		address, ended := start(t, ctx, new(log), append(append([]string{"serve"}, flags...), "--empty", "--listen", "127.0.0.1:0")...)
		response, err := http.Get(address + "/en/")
		if err != nil {
			t.Fatal(err)
		}
		page, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if !bytes.Contains(page, []byte("No records yet")) {
			t.Error("the page does not say that there are no records")
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

var atSchema = regexp.MustCompile(`is at schema [1-9]\d*\.\n$`)

func TestCheckTellsTheStateAndChangesNothing(t *testing.T) {
	environment(t)
	dir := t.TempDir()
	if _, err := dostyk(t, "check", "--data-dir", dir); err == nil || !strings.Contains(err.Error(), "there is no database") {
		t.Errorf("without a database: %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("checking made %v", entries)
	}
	if out, err := dostyk(t, "migrate", "--data-dir", dir); err != nil || !atSchema.MatchString(out) {
		t.Errorf("migrate says %q, %v", out, err)
	}
	if out, err := dostyk(t, "check", "--data-dir", dir); err != nil || !atSchema.MatchString(out) {
		t.Errorf("check says %q, %v", out, err)
	}
	if _, err := dostyk(t, "check", "--data-dir", dir, "--serving", "--listen", "127.0.0.1:1"); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("without a server: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	address, ended := start(t, ctx, new(log), "--data-dir", dir, "--listen", "127.0.0.1:0")
	if out, err := dostyk(t, "check", "--data-dir", dir, "--serving", "--listen", strings.TrimPrefix(address, "http://")); err != nil || !strings.Contains(out, "is ready") {
		t.Errorf("with a server: %q, %v", out, err)
	}
	stop()
	<-ended
}

func TestABusyPortEndsTheProgramBeforeTheDatabaseIsTouched(t *testing.T) {
	environment(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dir := t.TempDir()
	_, err = dostyk(t, "serve", "--data-dir", dir, "--listen", listener.Addr().String())
	if err == nil || !strings.Contains(err.Error(), "cannot listen on") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want one sentence", err)
	}
	if _, err := os.Stat(filepath.Join(dir, models.DatabaseFile)); err == nil {
		t.Error("a database was made")
	}
}

func TestWrongSettingsAreExplained(t *testing.T) {
	environment(t)
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"serve", "--listen", "nonsense"}, "write host:port"},
		{[]string{"serve", "--public-url", "dostyk.example"}, "https://dostyk.example"},
		{[]string{"serve", "--database-url", "mysql://x"}, "postgres://user:password@host:5432/name"},
		{[]string{"check", "--database-url", "postgres://u:secret@127.0.0.1:1/x"}, "database"},
		{[]string{"load"}, "path"},
		{[]string{"load", "/nowhere/at/all"}, "there is no file or folder"},
		{[]string{"dance"}, "dostyk --help"},
		{[]string{"--log-format", "xml"}, "log-format"},
	} {
		args := test.args
		if args[0] == "serve" {
			args = append(args, "--data-dir", t.TempDir())
			if args[1] != "--listen" {
				args = append(args, "--listen", "127.0.0.1:0")
			}
		}
		_, err := dostyk(t, args...)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q gives %v, want %q", args, err, test.want)
		}
	}
}

func TestLoadTakesFoldersAndFiles(t *testing.T) {
	databases(t, func(t *testing.T, flags []string) {
		dir := t.TempDir()
		file := filepath.Join(dir, "sources.csv")
		write := func(title string) {
			text := fmt.Sprintf("id,title,publisher,url,published_on,language,note\none,%s,P,https://x.kz,2018,en,\n", title)
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		load := func(args ...string) (string, error) {
			return dostyk(t, append(append([]string{"load"}, flags...), args...)...)
		}
		write("Қазақ")
		if out, err := load(dir); err != nil || !strings.Contains(out, "sources.csv") {
			t.Errorf("a folder: %q, %v", out, err)
		}
		write("中文")
		if _, err := load(file); err == nil || !strings.Contains(err.Error(), "sources.csv:2, column title, «中文»") || !strings.Contains(err.Error(), "--reason") {
			t.Errorf("a change without a reason: %v", err)
		}
		if out, err := load(file, "--reason", "The title was read again."); err != nil || !strings.Contains(out, "1") {
			t.Errorf("a change with a reason: %q, %v", out, err)
		}
		if _, err := load(t.TempDir()); err == nil || !strings.Contains(err.Error(), "holds none of the files") {
			t.Errorf("an empty folder: %v", err)
		}
	})
}

func TestVersionIsPrinted(t *testing.T) {
	environment(t)
	if out, err := dostyk(t, "version"); err != nil || !strings.HasPrefix(out, "dostyk ") {
		t.Errorf("%q, %v", out, err)
	}
	if out, err := dostyk(t, "--help"); err != nil || !strings.Contains(out, "Serve the dashboard") {
		t.Errorf("%q, %v", out, err)
	}
}
