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

// origin is what the server believes about where it stands, and who asks.
type origin struct {
	PublicURL    string   `env:"DOSTYK_PUBLIC_URL" placeholder:"URL" help:"Address of the site as visitors write it: files, citations and links between languages begin with it."`
	AllowedHost  []string `env:"DOSTYK_ALLOWED_HOST" placeholder:"HOST" help:"Without a public address: names that the site is known by, with or without a port. Addresses in files and citations begin with the one that was asked for."`
	TrustedProxy []string `env:"DOSTYK_TRUSTED_PROXY" placeholder:"CIDR" help:"Addresses or networks of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed."`
	BehindProxy  bool     `env:"DOSTYK_BEHIND_PROXY" hidden:"" help:"Refused: see --trusted-proxy."`
}

// check sees that everything is written as it must be.
func (o origin) check() error {
	_, err := o.proxies()
	if o.BehindProxy {
		err = errors.Join(err, errors.New("--behind-proxy (DOSTYK_BEHIND_PROXY) believed every client in a private network: name the proxy instead, for example --trusted-proxy 127.0.0.1 (DOSTYK_TRUSTED_PROXY)"))
	}
	for _, host := range o.AllowedHost {
		if host == "" || strings.ContainsAny(host, "/*@ ") {
			err = errors.Join(err, fmt.Errorf("the host %q is not right: write a name, with or without a port, for example dostyk.example", host))
		}
	}
	return errors.Join(checkPublicURL(o.PublicURL), err)
}

// proxies are the networks of the trusted proxies.
func (o origin) proxies() ([]*net.IPNet, error) {
	var list []*net.IPNet
	for _, text := range o.TrustedProxy {
		whole := strings.TrimSpace(text)
		if ip := net.ParseIP(whole); ip != nil {
			whole += map[bool]string{true: "/32", false: "/128"}[ip.To4() != nil]
		}
		_, network, err := net.ParseCIDR(whole)
		if err != nil {
			return nil, fmt.Errorf("the proxy %q is not right: write an address or a network, for example 10.0.0.5 or 10.0.0.0/24", text)
		}
		list = append(list, network)
	}
	return list, nil
}

// missing tells what a server that listens there should know and does not; empty if
// that is nothing.
func (o origin) missing(listen string) string {
	host, _, err := net.SplitHostPort(listen)
	ip := net.ParseIP(host)
	if err != nil || o.PublicURL != "" || len(o.AllowedHost) > 0 || host == "localhost" || ip != nil && ip.IsLoopback() {
		return ""
	}
	return "the address of the site is not known: addresses in files and citations do not say where they lead; set --public-url (DOSTYK_PUBLIC_URL), or --allowed-host (DOSTYK_ALLOWED_HOST)"
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
