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
)

type serveCommand struct {
	address
	PublicURL string `env:"DOSTYK_PUBLIC_URL" placeholder:"URL" help:"Address of the site as visitors write it, for links between languages."`
	HSTS      bool   `env:"DOSTYK_HSTS" help:"Tell browsers to come back by HTTPS only."`
	Empty     bool   `env:"DOSTYK_EMPTY" help:"Leave an empty database empty instead of filling it with the opening data."`
}

// The limits of a connection.
const (
	headerTimeout   = 5 * time.Second
	readTimeout     = 15 * time.Second
	writeTimeout    = 30 * time.Second
	idleTimeout     = 2 * time.Minute
	headerBytes     = 32 << 10
	shutdownTimeout = 20 * time.Second
)

// Run serves until the context ends, and then lets requests finish.
func (c *serveCommand) Run(s *session) error {
	if err := errors.Join(checkListen(c.Listen), checkPublicURL(c.PublicURL)); err != nil {
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
	server := &http.Server{
		Handler:           handlers.New(store, s.log, handlers.Options{PublicURL: c.PublicURL, HSTS: c.HSTS}),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: headerBytes, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
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

// prepare opens, migrates and fills the database.
func (c *serveCommand) prepare(s *session) (*models.Store, error) {
	store, err := s.open(false)
	if err != nil {
		return nil, err
	}
	if _, err := store.Migrate(s.ctx); err != nil {
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
