package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/dostyk/dostyk/models"
)

// Config is everything that a deployment can set: each flag is also an
// environment variable.
type Config struct {
	DatabaseURL string `env:"DATABASE_URL" placeholder:"URL" help:"Postgres address, postgres://user:password@host:5432/name. Without it SQLite is used."`
	DataDir     string `env:"DOSTYK_DATA_DIR" default:"." type:"path" help:"Folder of the SQLite file dostyk.db."`
	Key         string `env:"DOSTYK_KEY" placeholder:"KEY" help:"Key that seals the secrets of second factors: 32 random bytes in base64 or hexadecimal digits. Give it as a variable: others on the machine can read flags."`
	KeyFile     string `env:"DOSTYK_KEY_FILE" type:"path" placeholder:"FILE" help:"File with that key. Without either it is dostyk.key in the data folder, which the first start makes."`
	LogFormat   string `env:"DOSTYK_LOG_FORMAT" enum:"text,json" default:"text" help:"Format of the log: text or json."`
	LogLevel    string `env:"DOSTYK_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"Least serious level that is logged."`
}

// address is where the server listens.
type address struct {
	Listen string `env:"DOSTYK_LISTEN" default:"localhost:8080" help:"Address to listen on, as host:port; :8080 is every interface."`
}

// program is the command line.
type program struct {
	Config  `embed:""`
	Serve   serveCommand   `cmd:"" default:"withargs" help:"Serve the dashboard (the default)."`
	Migrate migrateCommand `cmd:"" help:"Bring the database schema up to date."`
	Load    loadCommand    `cmd:"" help:"Load records from CSV files in the format of the opening data, or from a zip of them."`
	Export  exportCommand  `cmd:"" help:"Write all records into a zip that can be loaded again."`
	User    userCommand    `cmd:"" help:"Keep the accounts of those who edit the records."`
	Check   checkCommand   `cmd:"" help:"Check configuration, database and schema version; changes nothing."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// session is what a subcommand works with.
type session struct {
	ctx    context.Context
	config Config
	out    io.Writer
	log    *slog.Logger
}

// run parses the command line and runs the subcommand.
func run(ctx context.Context, args []string, out, errOut io.Writer) error {
	var p program
	exited := false
	parser, err := kong.New(&p, kong.Name("dostyk"), kong.Description("The dashboard of Kazakhstan–China cooperation."),
		kong.Writers(out, errOut), kong.Exit(func(int) { exited = true }), kong.UsageOnError())
	if err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if exited {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w (see «dostyk --help»)", err)
	}
	s := &session{ctx: ctx, config: p.Config, out: out, log: newLog(p.Config, errOut)}
	slog.SetDefault(s.log)
	return command.Run(s)
}

func newLog(c Config, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// open opens the database of the configuration.
func (s *session) open(readOnly bool) (*models.Store, error) {
	return models.Open(s.ctx, models.Config{DatabaseURL: s.config.DatabaseURL, DataDir: s.config.DataDir, ReadOnly: readOnly})
}

// database names the database for people, without a password.
func (c Config) database() string {
	if c.DatabaseURL == "" {
		return "SQLite in " + c.DataDir
	}
	u, err := url.Parse(c.DatabaseURL)
	if err != nil {
		return "Postgres"
	}
	return "Postgres at " + u.Host + u.Path
}

// checkListen sees that the address can be listened on at all.
func checkListen(listen string) error {
	if _, _, err := net.SplitHostPort(listen); err != nil {
		return fmt.Errorf("the address %q cannot be listened on: write host:port, for example localhost:8080", listen)
	}
	return nil
}

// checkPublicURL sees that the address of the site is a whole one.
func checkPublicURL(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.HasSuffix(address, "/") || u.RawQuery != "" {
		return fmt.Errorf("the public address %q is not right: write it whole and without a slash at the end, for example https://dostyk.example", address)
	}
	return nil
}

// version is that of the build.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(s *session) error {
	_, err := fmt.Fprintln(s.out, "dostyk", version())
	return err
}

type migrateCommand struct{}

// Run migrates the database.
func (migrateCommand) Run(s *session) error {
	store, err := s.open(false)
	if err != nil {
		return err
	}
	v, err := store.Migrate(s.ctx)
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s is at schema %d.\n", s.config.database(), v.Current)
	return err
}

// isFolder reports whether a path is that of a folder.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
