package modelstest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// Written names every column that holds the text, plainly or as bytes, and for SQLite
// every file of the database that does.
func Written(t testing.TB, s *models.Store, text string) []string {
	t.Helper()
	db := connect(t, s)
	defer db.Close()
	var found []string
	forms := []string{text, hex.EncodeToString([]byte(text)), base64.StdEncoding.EncodeToString([]byte(text))}
	for _, table := range tables(t, s, db) {
		for _, column := range columns(t, s, db, table) {
			for _, row := range textRows(t, db, "SELECT CAST("+column+" AS TEXT) FROM "+table) {
				for _, form := range forms {
					if strings.Contains(strings.ToLower(row[0].String), strings.ToLower(form)) {
						found = append(found, table+"."+column)
					}
				}
			}
		}
	}
	return append(found, filesWith(t, s, text)...)
}

// filesWith are the files of an SQLite database in which the text stands.
func filesWith(t testing.TB, s *models.Store, text string) []string {
	t.Helper()
	c, _ := configs.Load(s)
	if s.Dialect() != models.SQLite {
		return nil
	}
	paths, err := filepath.Glob(filepath.Join(c.(models.Config).DataDir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			found = append(found, filepath.Base(path))
		}
	}
	return found
}
