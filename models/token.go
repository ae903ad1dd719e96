package models

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
)

// newToken is a text that nobody can guess, for an address or a cookie. The database
// holds its hash only.
func newToken() (token, hash string) {
	token = rand.Text()
	return token, hashToken(token)
}

// hashToken needs no salt: a token is random as a whole.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
