package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/dostyk/dostyk/handlers"
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/static"
	"github.com/dostyk/dostyk/views/layout"
)

type serveCommand struct {
	address
	origin
	HSTS  bool `env:"DOSTYK_HSTS" help:"Tell browsers to come back by HTTPS only."`
	Empty bool `env:"DOSTYK_EMPTY" help:"Leave an empty database empty instead of filling it with the opening data."`

	SingleEditor    bool          `env:"DOSTYK_SINGLE_EDITOR" help:"Let editors publish their own changes, without a second person: for small teams."`
	SecondFactor    bool          `env:"DOSTYK_SECOND_FACTOR" help:"Oblige reviewers and admins to sign in with a second factor."`
	SessionIdle     time.Duration `env:"DOSTYK_SESSION_IDLE" default:"2h" help:"How long a session lasts without a request."`
	SessionLifetime time.Duration `env:"DOSTYK_SESSION_LIFETIME" default:"12h" help:"How long a session lasts at most."`
	PlainHTTP       bool          `env:"DOSTYK_PLAIN_HTTP" help:"Let users sign in over HTTP from other machines: their passwords and cookies can then be read on the way."`
}

// The limits of a connection.
const (
	headerTimeout   = 5 * time.Second
	readTimeout     = 15 * time.Second
	writeTimeout    = 30 * time.Second
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 20 * time.Second
)

// Run serves until the context ends, and then lets requests finish.
func (c *serveCommand) Run(s *session) error {
	if err := errors.Join(checkListen(c.Listen), c.origin.check(), c.checkSessions()); err != nil {
		return err
	}
	// Listening comes first: a busy port must not leave a migrated database behind.
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("the server cannot listen on %s: %w", c.Listen, err)
	}
	defer listener.Close()
	store, err := c.prepare(s)
	if err != nil {
		return err
	}
	defer store.Close()
	if !static.HasHTMX() {
		s.log.Warn("htmx is not built in: pages work without script; run «go generate ./...» and build again")
	}
	if missing := c.missing(c.Listen); missing != "" {
		s.log.Warn(missing)
	}
	proxies, err := c.proxies()
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: handlers.New(store, s.log, handlers.Options{
			PublicURL: c.PublicURL, HSTS: c.HSTS, PlainHTTP: c.PlainHTTP, SecondFactor: c.SecondFactor, SingleEditor: c.SingleEditor,
			TrustedProxies: proxies, AllowedHosts: c.AllowedHost,
			Sessions: models.SessionLimits{Idle: c.SessionIdle, Lifetime: c.SessionLifetime},
		}),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: handlers.MostRequestHeaders, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	if err := c.invite(s, store, listener.Addr().String()); err != nil {
		return errors.Join(err, server.Close())
	}
	s.log.Info("serving", "address", "http://"+listener.Addr().String(), "database", s.config.database(), "version", version())
	select {
	case err := <-ended:
		return fmt.Errorf("the server ended: %w", err)
	case <-s.ctx.Done():
	}
	s.log.Info("stopping: requests under way are finished first")
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("some requests did not finish in %s: %w", shutdownTimeout, err)
	}
	return nil
}

// checkSessions sees that sessions last at all.
func (c *serveCommand) checkSessions() error {
	if c.SessionIdle < time.Minute || c.SessionLifetime < c.SessionIdle {
		return fmt.Errorf("sessions cannot last %s without a request and %s at most: the first must be a minute or more, the second no less than the first", c.SessionIdle, c.SessionLifetime)
	}
	return nil
}

// invite tells where the first admin is made, as long as nobody has an account.
func (c *serveCommand) invite(s *session, store *models.Store, listening string) error {
	token, err := store.SetUpToken(s.ctx)
	if errors.Is(err, models.ErrInvitationOver) {
		return nil
	}
	if err != nil {
		return err
	}
	set := site{PublicURL: c.PublicURL, address: address{Listen: listening}}
	s.log.Info("nobody has an account yet: make the first admin at this address, once, within "+models.SetUpLasts.String(), "set_up", set.oneTime(layout.SetUpPath, token))
	return nil
}

// prepare opens, migrates and fills the database.
func (c *serveCommand) prepare(s *session) (*models.Store, error) {
	store, err := s.open(false)
	if err != nil {
		return nil, err
	}
	if _, err := store.Migrate(s.ctx); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	if err := errors.Join(s.unlock(store), store.ForgetOldForms(s.ctx)); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	if c.Empty {
		return store, nil
	}
	report, err := store.LoadOpening(s.ctx)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	if !report.Skipped {
		added := 0
		for _, f := range report.Files {
			added += f.Added
		}
		s.log.Info("the empty database was filled with the opening data", "rows", added)
	}
	return store, nil
}
