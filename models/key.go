package models

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// KeyFile is the file in the data folder with the key that seals secrets, where the
// configuration names none.
const KeyFile = "dostyk.key"

// keyBytes is how long a key is.
const keyBytes = 32

// The failures of keys that a caller can act on.
var (
	// ErrNotAKey means that a text is not a key.
	ErrNotAKey = fmt.Errorf("a key is %d random bytes in base64 or as %d hexadecimal digits, as «openssl rand -base64 %d» makes one", keyBytes, 2*keyBytes, keyBytes)
	// ErrNoKey means that there is something to seal or to open, and no key.
	ErrNoKey = errors.New("the key of secrets is missing")
	// ErrWrongKey means that something was sealed with another key.
	ErrWrongKey = errors.New("secrets were sealed with another key")
)

// Key seals the secrets that the program must read again: whoever has the database
// alone cannot. The zero Key is none.
type Key struct {
	seal cipher.AEAD
	// id tells which key sealed something, and nothing of the key.
	id string
}

// ParseKey reads a key as it is written in the configuration or in its file.
func ParseKey(text string) (Key, error) {
	text = strings.TrimSpace(text)
	for _, decode := range []func(string) ([]byte, error){hex.DecodeString, base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString, base64.URLEncoding.DecodeString, base64.RawURLEncoding.DecodeString} {
		if key, err := decode(text); err == nil && len(key) == keyBytes {
			return newKey(key)
		}
	}
	return Key{}, ErrNotAKey
}

func newKey(key []byte) (Key, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return Key{}, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return Key{}, err
	}
	sum := sha256.Sum256(append([]byte("dostyk key "), key...))
	return Key{seal, hex.EncodeToString(sum[:4])}, nil
}

// IsZero reports whether there is no key.
func (k Key) IsZero() bool { return k.seal == nil }

// ReadKeyFile reads a key from a file, and sees that nobody else can.
func ReadKeyFile(path string) (Key, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Key{}, err
	}
	key, err := ParseKey(string(text))
	if err != nil {
		return Key{}, fmt.Errorf("%s holds no key: %w", path, err)
	}
	return key, closeFile(path)
}

// MakeKeyFile makes a key, and the file with it. Where another process has made one
// meanwhile it is that one.
func MakeKeyFile(path string) (Key, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return Key{}, err
	}
	secret := make([]byte, keyBytes)
	rand.Read(secret)
	// Beside it and then linked, so that nobody ever reads half of it.
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return Key{}, err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(base64.StdEncoding.EncodeToString(secret) + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return Key{}, err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, os.ErrExist) {
		return Key{}, err
	}
	return ReadKeyFile(path)
}

// ownerOnly is the mode of files that hold what only this program may read.
const ownerOnly = 0o600

// closeFile takes a file from everybody else. One that belongs to somebody else is
// left as its owner made it.
func closeFile(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Mode().Perm()&^ownerOnly == 0 {
		return nil
	}
	if err == nil {
		err = os.Chmod(path, ownerOnly)
	}
	if errors.Is(err, os.ErrPermission) {
		return nil
	}
	return err
}

// sealedMark begins what is sealed. No secret of a second factor has a colon.
const sealedMark = "v1:"

// isSealed tells what is sealed from what is not yet.
func isSealed(text string) bool { return strings.HasPrefix(text, sealedMark) }

// sealFor seals a secret of what the context names; opened in another one it is
// nothing.
func (k Key) sealFor(context, secret string) (string, error) {
	if k.IsZero() {
		return "", ErrNoKey
	}
	return sealedMark + k.id + ":" + base64.RawStdEncoding.EncodeToString(k.seal.Seal(nil, nil, []byte(secret), []byte(context))), nil
}

// openFor is the secret that was sealed for the context.
func (k Key) openFor(context, sealed string) (string, error) {
	id, text, ok := strings.Cut(strings.TrimPrefix(sealed, sealedMark), ":")
	switch {
	case !isSealed(sealed) || !ok:
		return "", errors.New("a secret is not sealed")
	case k.IsZero():
		return "", ErrNoKey
	case id != k.id:
		return "", ErrWrongKey
	}
	bytes, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return "", err
	}
	secret, err := k.seal.Open(nil, nil, bytes, []byte(context))
	if err != nil {
		return "", fmt.Errorf("open a sealed secret: %w", err)
	}
	return string(secret), nil
}
