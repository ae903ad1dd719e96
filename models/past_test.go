package models_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// long marks a test that loads and reads whole databases again and again. Under the
// race detector that takes minutes, and is done by one goroutine: CI runs it without.
func long(t *testing.T) {
	t.Helper()
	if raceEnabled {
		t.Skip("loads whole databases again and again: run it without the race detector")
	}
}

// dump is all that the tables of records hold, and what is searched.
func dump(t *testing.T, s *models.Store) map[string][]string {
	tables := append(slices.Clone(models.RecordTables()), "project_stages", "revisions", "revision_subjects", "accepted_findings", "changes", "search_documents")
	held := make(map[string][]string)
	for _, table := range tables {
		rows, err := s.DB(t.Context()).Table(table).Rows()
		if err != nil {
			t.Fatal(err)
		}
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(names))
			into := make([]any, len(names))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			cells := make(map[string]string)
			for i, name := range names {
				switch v := values[i].(type) {
				case time.Time:
					cells[name] = v.UTC().Format(time.RFC3339Nano)
				case []byte:
					cells[name] = string(v)
				default:
					cells[name] = fmt.Sprint(v)
				}
			}
			// SQLite keeps truth as a number.
			for _, truth := range []string{"planned", "launch_planned", "site_located", "illustrative", "export_oriented"} {
				if v, ok := cells[truth]; ok {
					cells[truth] = map[string]string{"0": "false", "1": "true"}[v]
					if v != "0" && v != "1" {
						cells[truth] = v
					}
				}
			}
			if table == "search_documents" {
				delete(cells, "id")
			}
			held[table] = append(held[table], fmt.Sprint(cells))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
		slices.Sort(held[table])
	}
	return held
}

func TestEveryEarlierMomentIsKnownAsItWas(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		now := modelstest.Now
		s.SetClock(func() time.Time { return now })
		e := modelstest.NewEditor(t, s)
		held := make(map[time.Time]map[string][]string)
		remember := func() {
			last, err := s.LastChange(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			held[last.At] = dump(t, s)
		}
		remember()
		taken := 0
		for seed := range 30 {
			now = now.Add(time.Hour)
			if e.Edit(t, seed) {
				taken++
				remember()
			}
		}
		if taken < 12 {
			t.Errorf("only %d edits were taken", taken)
		}
		for at, was := range held {
			then, release, err := s.At(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(was, dump(t, then)); diff != "" {
				t.Errorf("as known at %s (-then +now)\n%s", at, diff)
			}
			release()
		}
	})
}

func TestRecordsOfEachKindAreKnownAsTheyWere(t *testing.T) {
	long(t)
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		was := dump(t, s)
		modelstest.SomeRevisions(t, s)
		if cmp.Equal(was, dump(t, s)) {
			t.Error("nothing has changed")
		}
		then, release, err := s.At(t.Context(), modelstest.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		if diff := cmp.Diff(was, dump(t, then)); diff != "" {
			t.Errorf("as known before (-then +now)\n%s", diff)
		}
	})
}

func TestTheNextVisitorFindsWhatTheFirstDidNotWaitFor(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		goOn := make(chan struct{})
		// It is the turn of another.
		_, leave, err := s.TakePast(-1, func(context.Context, *models.Store) error { <-goOn; return nil })
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
		brief, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if _, _, err := s.At(brief, modelstest.Now); !errors.Is(err, models.ErrNotReady) {
			t.Errorf("while another is worked out: %v", err)
		}
		close(goOn)
		_, release, err := s.At(t.Context(), modelstest.Now)
		if err != nil {
			t.Fatal(err)
		}
		release()
	})
}

func TestOnePastStateIsWorkedOutAtATime(t *testing.T) {
	s := modelstest.New(t, models.SQLite, false)
	var under, most atomic.Int32
	goOn := make(chan struct{})
	build := func(ctx context.Context, _ *models.Store) error {
		most.Store(max(most.Load(), under.Add(1)))
		defer under.Add(-1)
		select {
		case <-goOn:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var waiting []<-chan struct{}
	for change := range int64(4) {
		for range 2 {
			ready, release, err := s.TakePast(change, build)
			if err != nil {
				t.Fatal(err)
			}
			defer release()
			waiting = append(waiting, ready)
		}
	}
	if _, _, err := s.TakePast(9, build); !errors.Is(err, models.ErrBusy) {
		t.Errorf("a fifth moment: %v", err)
	}
	close(goOn)
	for _, ready := range waiting {
		<-ready
	}
	if most.Load() != 1 {
		t.Errorf("%d are worked out at once", most.Load())
	}
	_, release, err := s.TakePast(9, build)
	if err != nil {
		t.Fatalf("when the others are there: %v", err)
	}
	release()
}

func TestPastStatesTakeNoMoreThanTheyMay(t *testing.T) {
	s := modelstest.New(t, models.SQLite, false)
	take := func(change int64, fail error) {
		ready, release, err := s.TakePast(change, func(context.Context, *models.Store) error { return fail })
		if err != nil {
			t.Fatal(err)
		}
		<-ready
		release()
	}
	held := func(bytes int64, want ...int64) {
		t.Helper()
		if got := s.HeldPasts(bytes); !slices.Equal(got, want) {
			t.Errorf("the states %d are held, want %d", got, want)
		}
	}
	for change := range int64(6) {
		take(change, nil)
	}
	held(0, 2, 3, 4, 5)
	take(2, nil)
	// It made room, and is not kept itself.
	take(6, errors.New("broken"))
	held(0, 2, 4, 5)
	// Each has two pages of 4 KB.
	held(17_000, 2, 5)
	held(1, 2)
}

func TestNothingIsKnownBeforeTheFirstChange(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		if _, _, err := s.At(t.Context(), modelstest.Now.Add(-time.Hour)); !errors.Is(err, models.ErrNothingKnown) {
			t.Errorf("an hour before the first load: %v", err)
		}
		then, release, err := s.At(t.Context(), modelstest.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		if err := then.DB(t.Context()).Exec("DELETE FROM aliases").Error; err == nil {
			t.Error("the past can be altered")
		}
	})
}

func TestWhatIsKeptIsNeverAltered(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for _, statement := range []string{
			"UPDATE changes SET reason = 'another'", "DELETE FROM changes", "DELETE FROM past_rows", "UPDATE past_rows SET relation = 'x'",
		} {
			if err := s.DB(t.Context()).Exec(statement).Error; err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
}

// What the log keeps of a row is written down by name on SQLite: a column that is
// added later must be added there.
func TestTheLogKeepsEveryColumn(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		db := s.DB(t.Context())
		for _, table := range models.RecordTables() {
			types, err := db.Migrator().ColumnTypes(table)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Exec("UPDATE " + table + " SET " + types[0].Name() + " = " + types[0].Name()).Error; err != nil {
				t.Fatal(err)
			}
			var past string
			if err := db.Raw("SELECT past FROM past_rows WHERE relation = ? AND past IS NOT NULL LIMIT 1", table).Scan(&past).Error; err != nil {
				t.Fatal(err)
			}
			for _, c := range types {
				if !strings.Contains(past, `"`+c.Name()+`"`) {
					t.Errorf("the log of %s does not keep %s: %s", table, c.Name(), past)
				}
			}
		}
	})
}

// BenchmarkPast measures how long the state after the last change takes to be worked
// out, at the opening data and beyond, and what it takes while it is held.
func BenchmarkPast(b *testing.B) {
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		for _, size := range []struct {
			name string
			fill func(*models.Store)
		}{
			{"opening", func(*models.Store) {}},
			{"100000-revisions", func(s *models.Store) { modelstest.LongLog(b, s, 100_000) }},
			{"100000-projects", func(s *models.Store) { modelstest.Many(b, s, 100_000) }},
			{"1000000-prices", func(s *models.Store) { modelstest.ManyPrices(b, s, 1_000_000) }},
		} {
			b.Run(string(dialect)+"/"+size.name, func(b *testing.B) {
				s := modelstest.New(b, dialect, true)
				size.fill(s)
				b.ReportAllocs()
				var bytes int64
				for b.Loop() {
					var err error
					if bytes, err = s.Rebuild(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(bytes)/1e6, "held-MB")
			})
		}
	}
}
