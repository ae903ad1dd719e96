package handlers

import (
	"errors"
	"net/url"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/pages"
)

// FuzzQuery sees that any query string is either read or refused with the name
// of a parameter, and that what was read writes an address that reads the same.
func FuzzQuery(f *testing.F) {
	for _, query := range []string{
		"", "year=2018", "year=2018&as_of=2018-06&status=launched&sector=mining&region=none&sort=launch&dir=desc&page=3",
		"statement=st067&programme=industrial-cooperation", "year=abc", "as_of=2018-13-01", "year=0&year=2018", "%zz=1", "page=-1", "dir=asc", "year=%D9%A2%D9%A0",
	} {
		f.Add(query)
	}
	const today models.Date = "2026-11-23"
	f.Fuzz(func(t *testing.T, query string) {
		// What can be read is used, whatever stands beside it.
		values, _ := url.ParseQuery(query)
		q, err := parseQuery(&params{values: values, today: today, latest: today}, pages.Query{Lang: models.English})
		if err != nil {
			var bad *badParameter
			if !errors.As(err, &bad) || bad.name == "" || bad.key == "" {
				t.Fatalf("%q is refused with %v", query, err)
			}
			return
		}
		if q.Year != 0 && (q.Year < models.FirstYear || q.Year > models.LastYear) || q.AsOf.FirstDay() > today || asOf(q, today) > today {
			t.Fatalf("%q is read as %+v", query, q)
		}
		again, err := parseQuery(&params{values: q.Values(), today: today, latest: today}, pages.Query{Lang: models.English})
		// The first page needs no number.
		if q.Page == 1 {
			q.Page = 0
		}
		if err != nil || again != q {
			t.Fatalf("%q is read as %+v, and its own address as %+v (%v)", query, q, again, err)
		}
	})
}
