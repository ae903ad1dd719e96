package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestParseDate(t *testing.T) {
	for _, test := range []struct{ name, text, last, next string }{
		{"a day stays a day", "2018-06-10", "2018-06-10", "2018-06-11"},
		{"a month counts from its last day", "2018-06", "2018-06-30", "2018-07-01"},
		{"February of a leap year has 29 days", "2020-02", "2020-02-29", "2020-03-01"},
		{"a year counts from its last day", "2018", "2018-12-31", "2019-01-01"},
		{"the last day of a year is followed by the next year", "2018-12-31", "2018-12-31", "2019-01-01"},
		{"nothing stays nothing", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := models.ParseDate(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if string(d) != test.text {
				t.Errorf("kept as %q, want it as it was said", d)
			}
			if d.LastDay() != models.Date(test.last) {
				t.Errorf("last day %q, want %q", d.LastDay(), test.last)
			}
			if d != "" && d.Next() != models.Date(test.next) {
				t.Errorf("next day %q, want %q", d.Next(), test.next)
			}
		})
	}
	for _, text := range []string{"2018-13", "2018-13-01", "2018-02-30", "2018-6-10", "18", "abc", "0000", "99999", "2018-06-10 ", "2018-06-10T00:00", "٢٠١٨", "-2018", "1899"} {
		t.Run("refused: "+text, func(t *testing.T) {
			if d, err := models.ParseDate(text); err == nil {
				t.Errorf("taken for %q", d)
			}
		})
	}
}

func FuzzParseDate(f *testing.F) {
	for _, text := range []string{"2018", "2018-06", "2018-06-10", "2018-02-29", "x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := models.ParseDate(text)
		if err != nil || d == "" {
			return
		}
		if string(d) != text {
			t.Errorf("%q was changed to %q", text, d)
		}
		if !d.FirstDay().IsDay() || !d.LastDay().IsDay() || d.FirstDay() > d.LastDay() || d.LastDay() >= d.Next() {
			t.Errorf("%q spans %q to %q", text, d.FirstDay(), d.LastDay())
		}
		if !strings.HasPrefix(string(d.FirstDay()), text) || !strings.HasPrefix(string(d.LastDay()), text) {
			t.Errorf("%q spans %q to %q", text, d.FirstDay(), d.LastDay())
		}
	})
}

func TestDayOf_IsThatOfKazakhstan(t *testing.T) {
	for instant, want := range map[string]models.Date{
		"2026-11-30T18:59:59Z": "2026-11-30", "2026-11-30T19:00:00Z": "2026-12-01", "2026-11-30T23:30:00-05:00": "2026-12-01",
	} {
		at, err := time.Parse(time.RFC3339, instant)
		if got := models.DayOf(at); err != nil || got != want {
			t.Errorf("%s falls on %s, want %s (%v)", instant, got, want, err)
		}
	}
}

// dates makes full and partial dates.
func dates() *rapid.Generator[models.Date] {
	return rapid.Custom(func(t *rapid.T) models.Date {
		day := models.YearDate(rapid.IntRange(2000, 2030).Draw(t, "year")).FirstDay().Time().AddDate(0, 0, rapid.IntRange(0, 364).Draw(t, "day"))
		d := models.Date(day.Format(time.DateOnly))
		return d[:rapid.SampledFrom([]int{4, 7, 10}).Draw(t, "precision")]
	})
}

func TestDatesSortTheSameInBothDatabases(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		var list []models.Date
		for i := range 40 {
			list = append(list, dates().Example(i))
		}
		rows := "id,title,publisher,url,published_on,language,note\n"
		for i, d := range list {
			rows += "s" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + ",T,P,https://example.kz," + string(min(d, "2026-11-01")) + ",en,\n"
			list[i] = min(d, "2026-11-01")
		}
		modelstest.Load(t, s, map[string]string{"sources.csv": rows})
		slices.Sort(list)
		got, err := s.PublishedDates(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, list) {
			t.Errorf("sorted by the database:\n%v\nby text:\n%v", got, list)
		}
	})
}
