package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/dostyk/dostyk/models"
)

// keyFile is where the key of the configuration stands; empty where it is given
// itself.
func (c Config) keyFile() string {
	switch {
	case c.Key != "":
		return ""
	case c.KeyFile != "":
		return c.KeyFile
	}
	return filepath.Join(c.DataDir, models.KeyFile)
}

// readKey is the key of the configuration; none where its file is missing.
func (c Config) readKey() (models.Key, error) {
	if c.Key != "" {
		key, err := models.ParseKey(c.Key)
		if err != nil {
			return key, fmt.Errorf("DOSTYK_KEY is no key: %w", err)
		}
		return key, nil
	}
	key, err := models.ReadKeyFile(c.keyFile())
	if errors.Is(err, fs.ErrNotExist) {
		if c.KeyFile != "" {
			return key, fmt.Errorf("there is no file %s: write a key into it, as «openssl rand -base64 32» makes one, or leave --key-file out", c.KeyFile)
		}
		return models.Key{}, nil
	}
	if err != nil {
		return key, fmt.Errorf("the key cannot be read: %w", err)
	}
	return key, nil
}

// checkKey sees that the key of the configuration opens what is sealed.
func (c Config) checkKey(ctx context.Context, store *models.Store) (models.Key, error) {
	key, err := c.readKey()
	if err != nil {
		return key, err
	}
	store.SetKey(key)
	err = store.CheckKey(ctx)
	if errors.Is(err, models.ErrNoKey) || errors.Is(err, models.ErrWrongKey) {
		from := "DOSTYK_KEY"
		if file := c.keyFile(); file != "" {
			from = file
		}
		return key, fmt.Errorf("%w: give the key of before in %s; where it is lost, «dostyk user reset NAME» lets a user in again without second factor", err, from)
	}
	return key, err
}

// unlock gives the store the key, makes one where nothing was sealed yet, and seals
// what stands in clear.
func (s *session) unlock(store *models.Store) error {
	key, err := s.config.checkKey(s.ctx, store)
	if err != nil {
		return err
	}
	if key.IsZero() {
		file := s.config.keyFile()
		if key, err = models.MakeKeyFile(file); err != nil {
			return fmt.Errorf("the key of secrets cannot be made: %w: give one in DOSTYK_KEY, as «openssl rand -base64 32» makes one", err)
		}
		text := "the key that seals the secrets of second factors was made: keep a copy apart from those of the database"
		if store.Dialect() == models.Postgres {
			text += ", and give it to every server of this database, in DOSTYK_KEY or in the same file"
		}
		s.log.Warn(text, "file", file)
		store.SetKey(key)
	}
	return store.SealSecrets(s.ctx)
}
