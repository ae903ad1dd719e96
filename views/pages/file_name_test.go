package pages

import (
	"net/url"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

func TestNoFileTakesThePlaceOfAnother(t *testing.T) {
	at := func(lang models.Lang, path, query string) Link {
		params, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		return Link{Lang: lang, Path: path, Params: params}
	}
	for want, l := range map[string]Link{
		"dostyk-programme-en":                         at(models.English, "", ""),
		"dostyk-programme-year-2018-kk":               at(models.Kazakh, "", "year=2018&as_of=2018-06-10&known=20261123T090000Z"),
		"dostyk-programme-sector-mining-year-2018-en": at(models.English, "", "sector=mining&year=2018"),
		"dostyk-projects-status-launched-planned-en":  at(models.English, "projects", "status=launched&status=planned&page=2&sort=cost"),
		"dostyk-prices-brent-ru":                      at(models.Russian, "prices/brent", ""),
		"dostyk-briefing-i-f.st068-f.st067-ru":        at(models.Russian, "briefing", "i=f.st068&i=f.st067&as_of=2018-06-10"),
		"dostyk-statements-st067-zh":                  at(models.Chinese, "statements/st067", ""),
	} {
		if got := fileName(l); got != want {
			t.Errorf("%s is called %s, want %s", l.URL(), got, want)
		}
	}
	seen := make(map[string]string)
	for _, query := range []string{"q=шелек", "q=шелек&status=launched", "q=风", "q=" + strings.Repeat("a", 200), "q=A b", "i=f.st068+Жол&i=f.st067", "from=2018-01", "to=2018-01", ""} {
		name := fileName(at(models.English, "projects", query))
		if other, taken := seen[name]; taken || len(name) > 100 || strings.ContainsFunc(name, func(r rune) bool { return r > 127 || r == ' ' }) {
			t.Errorf("%q is called %s, as %q is", query, name, other)
		}
		seen[name] = query
	}
}
