package models_test

import (
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// TestASourceHasAnAddressThatIsOne loads a source with each address, as forms and
// imports do too.
func TestASourceHasAnAddressThatIsOne(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		load := func(address string) error {
			_, err := modelstest.TryLoad(t.Context(), s, map[string]string{"sources.csv": "id,title,publisher,url,published_on,language,note\n" +
				`a,A,P,"` + strings.ReplaceAll(address, `"`, `""`) + `",2018,en,` + "\n"}, models.LoadOptions{Reason: "A test."})
			return err
		}
		for _, address := range []string{
			"https://example.org", "http://example.org/a?b=c&d=(e),'f'#g@h", "https://пример.рф/путь", "https://[2001:db8::1]:8080/", "https://zh.example/中国",
		} {
			if err := load(address); err != nil {
				t.Errorf("%s: %v", address, err)
			}
		}
		for _, address := range []string{
			`http://x" onclick="alert(1)`, "http://user:pw@host/", "https://user@host", "javascript:alert(1)", "ftp://host/a", "//host/a", "https://", "https:///path", "https://?q",
			"https://a b/", "https://host/a b", "https://host/<b>", "https://host/a\tb", "https://host\\a", "https://host:port/", "https://.", "HTTPS//host", "mailto:a@b",
		} {
			if err := load(address); err == nil || !strings.Contains(err.Error(), "whole address") {
				t.Errorf("%s: %v", address, err)
			}
		}
	})
}
