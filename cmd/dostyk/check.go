package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

type checkCommand struct {
	address
	origin
	Serving bool `help:"Also ask the server that listens on the address whether it is ready."`
}

// Run looks at everything that the server needs, and changes nothing.
func (c *checkCommand) Run(s *session) error {
	if err := errors.Join(checkListen(c.Listen), c.origin.check()); err != nil {
		return err
	}
	store, err := s.open(true)
	if err != nil {
		return err
	}
	v, err := store.SchemaVersion(s.ctx)
	if err == nil {
		err = v.Check()
	}
	if err == nil {
		_, err = s.config.checkKey(s.ctx, store)
	}
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s answers and is at schema %d.\n", s.config.database(), v.Current)
	if missing := c.missing(c.Listen); missing != "" {
		fmt.Fprintf(s.out, "Note: %s.\n", missing)
	}
	if !c.Serving {
		return nil
	}
	if err := c.ready(s); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "The server on %s is ready.\n", c.Listen)
	return err
}

// ready asks the server on this machine, whatever interface it listens on.
func (c *checkCommand) ready(s *session) error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	request, err := http.NewRequestWithContext(s.ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	client := &http.Client{Timeout: 5 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("the server on %s does not answer: %w", c.Listen, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server on %s answers %s: see its log", c.Listen, response.Status)
	}
	return nil
}
