package models_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestKeysAreReadAsPeopleWriteThem(t *testing.T) {
	secret := []byte("\xff\xfe these are 32 bytes of a key ...")[:32]
	for text, good := range map[string]bool{
		hex.EncodeToString(secret):                             true,
		strings.ToUpper(hex.EncodeToString(secret)) + "\r\n":   true,
		" " + base64.StdEncoding.EncodeToString(secret) + "\n": true,
		base64.RawURLEncoding.EncodeToString(secret):           true,
		"":                              false,
		"secret":                        false,
		hex.EncodeToString(secret[:16]): false,
		base64.StdEncoding.EncodeToString(append(secret, 1)): false,
	} {
		key, err := models.ParseKey(text)
		if good != (err == nil && !key.IsZero()) || !good && !errors.Is(err, models.ErrNotAKey) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAKeyFileIsMadeOnceAndForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), models.KeyFile)
	if _, err := models.MakeKeyFile(path); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := models.MakeKeyFile(path); err != nil {
		t.Fatal(err)
	}
	if second, err := os.ReadFile(path); err != nil || string(second) != string(first) {
		t.Errorf("the key was made anew: %v", err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := models.ReadKeyFile(path); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the mode %v (%v)", info.Mode(), err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside it are %v (%v)", entries, err)
	}
}

func TestSecondFactorsAreSealed(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		const clear = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
		u, other := modelstest.User(t, s, "serik", models.Admin), modelstest.User(t, s, "anna", models.Admin)
		modelstest.Exec(t, s, "UPDATE users SET totp_secret = '"+clear+"' WHERE name = 'serik'")
		s.SetKey(models.Key{})
		if err := s.SealSecrets(t.Context()); !errors.Is(err, models.ErrNoKey) {
			t.Errorf("without a key: %v", err)
		}
		s.SetKey(modelstest.Key(t, "a"))
		for range 2 {
			if err := s.SealSecrets(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if found := modelstest.Written(t, s, clear); len(found) > 0 {
			t.Errorf("the secret stands in %v", found)
		}
		u = modelstest.Again(t, s, u)
		code, err := totp.GenerateCode(clear, s.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.CheckSecondFactor(at(t, "192.0.2.1"), u, code); err != nil {
			t.Errorf("the code of the phone counts no more: %v", err)
		}
		// What was sealed for one user is nothing to another.
		if _, err := s.SecondFactorSecret(other, u.TOTPSecret); err == nil {
			t.Error("a secret opens for another user")
		}
		if err := s.CheckKey(t.Context()); err != nil {
			t.Error(err)
		}
		for name, test := range map[string]struct {
			key  models.Key
			want error
		}{"missing": {models.Key{}, models.ErrNoKey}, "another": {modelstest.Key(t, "b"), models.ErrWrongKey}} {
			s.SetKey(test.key)
			if err := s.CheckKey(t.Context()); !errors.Is(err, test.want) || !strings.Contains(err.Error(), "serik") {
				t.Errorf("%s: %v", name, err)
			}
			if err := s.CheckSecondFactor(at(t, "192.0.2.1"), u, code); !errors.Is(err, test.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		// Whose key is lost is let in again without it.
		if _, err := s.ResetUser(t.Context(), "serik"); err != nil {
			t.Fatal(err)
		}
		if err := s.CheckKey(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestTheDatabaseIsItsOwnersAlone(t *testing.T) {
	for _, dir := range []string{modelstest.NewConfig(t, models.SQLite, false).DataDir, filepath.Join(t.TempDir(), "new")} {
		c := models.Config{DataDir: dir}
		file := filepath.Join(dir, models.DatabaseFile)
		if _, err := os.Stat(file); err == nil {
			if err := os.Chmod(file, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		s := modelstest.Open(t, c)
		if _, err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{file, file + "-wal", file + "-shm"} {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v (%v)", filepath.Base(name), info, err)
			}
		}
		if err := os.Chmod(file+"-wal", 0o664); err != nil {
			t.Fatal(err)
		}
		modelstest.Open(t, c)
		if info, err := os.Stat(file + "-wal"); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the log that was there: %v (%v)", info.Mode(), err)
		}
	}
}
