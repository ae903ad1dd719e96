package pages_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/intake"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

var fileErrorKey = regexp.MustCompile(`(?:unreadable\(|FileError\{(?:Key: )?)"([a-z0-9_]+)"`)

func TestEveryFileThatCannotBeTakenGetsASentenceInEveryLanguage(t *testing.T) {
	sources, err := filepath.Glob("../../models/intake/*.go")
	if err != nil {
		t.Fatal(err)
	}
	keys := make(map[string]bool)
	for _, path := range append(sources, "../../handlers/import.go") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, m := range fileErrorKey.FindAllStringSubmatch(string(text), -1) {
			keys[m[1]] = true
		}
	}
	if len(keys) < 15 {
		t.Fatalf("only %d keys are found", len(keys))
	}
	for key := range keys {
		for _, lang := range models.Langs {
			sentence := pages.FileSentence(locale.For(lang), &intake.FileError{Key: key, Args: []any{"Most", 1200, "Line", 3, "Sheet", "Цены"}})
			if len(sentence) < 20 || strings.Contains(sentence, "import.file") || strings.Contains(sentence, "<no value>") || strings.Contains(sentence, "1200") {
				t.Errorf("%s: %s is told as %q", lang, key, sentence)
			}
		}
	}
}
