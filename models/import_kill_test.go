package models_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// publishing is what a child process is to publish, as JSON in its environment.
type publishing struct {
	Config models.Config
	By     models.Author
	Set    models.ChangeSet
}

const publishingVariable = "DOSTYK_TEST_PUBLISHING"

// ticking lets the clock of a store tell of each time that it is looked at.
func ticking(s *models.Store, tick func(n int)) {
	n := 0
	s.SetClock(func() time.Time {
		n++
		tick(n)
		return modelstest.Now.Add(time.Hour)
	})
}

// TestPublishAsAChild is the child process of the test below.
func TestPublishAsAChild(t *testing.T) {
	text := os.Getenv(publishingVariable)
	if text == "" {
		t.Skip("it is run by another test")
	}
	var p publishing
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	s, err := models.Open(t.Context(), p.Config)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	// Each tick waits until it is answered.
	answers := bufio.NewReader(os.Stdin)
	ticking(s, func(n int) {
		fmt.Println("tick", n)
		if _, err := answers.ReadString('\n'); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.PublishSet(t.Context(), p.By, p.Set.ID, p.Set.Version, true); err != nil {
		t.Fatal(err)
	}
}

// TestAnImportThatIsKilledLeavesNothing kills a process that publishes an import at
// moments from the first to the last at which it looks at its clock, all of them in the
// middle.
func TestAnImportThatIsKilledLeavesNothing(t *testing.T) {
	long(t)
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			config := modelstest.NewConfig(t, dialect, true)
			s := modelstest.Open(t, config)
			by := editorOf(t, s)
			table := tableOf(t, string(brentMonthly(t)))
			m, _ := models.GuessMapping(table, "")
			m.Constants = brent
			begin := func() *models.ChangeSet {
				i, err := s.NewImport(t.Context(), by.ID, "brent-monthly.csv", brentMonthly(t))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := s.SavePlan(t.Context(), i, table, m); err != nil {
					t.Fatal(err)
				}
				set, err := s.ImportSet(t.Context(), by, i.ID, i.Version)
				if err != nil {
					t.Fatal(err)
				}
				return set
			}
			// How often it looks is seen on a database of its own.
			last := 0
			counted := modelstest.New(t, dialect, true)
			other := editorOf(t, counted)
			i, err := counted.NewImport(t.Context(), other.ID, "brent-monthly.csv", brentMonthly(t))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := counted.SavePlan(t.Context(), i, table, m); err != nil {
				t.Fatal(err)
			}
			same, err := counted.ImportSet(t.Context(), other, i.ID, i.Version)
			if err != nil {
				t.Fatal(err)
			}
			ticking(counted, func(n int) { last = n })
			if _, err := counted.PublishSet(t.Context(), other, same.ID, same.Version, true); err != nil {
				t.Fatal(err)
			}

			before := exported(t, s)
			set := begin()
			ticks := map[int]bool{1: true, last / 2: true, last: true}
			for at := range ticks {
				killAt(t, publishing{config, by, *set}, at)
				if diff := cmp.Diff(before, exported(t, s)); diff != "" {
					t.Fatalf("killed at tick %d of %d, it leaves\n%s", at, last, diff)
				}
				if left, err := s.ChangeSet(t.Context(), set.ID); err != nil || left.State != models.SetDraft || left.Version != set.Version || left.ChangeID != nil {
					t.Fatalf("killed at tick %d of %d, the set is %+v (%v)", at, last, left, err)
				}
			}
			if _, err := s.PublishSet(t.Context(), by, set.ID, set.Version, true); err != nil {
				t.Fatal(err)
			}
			if after := exported(t, s); len(after) != len(before)+88 {
				t.Errorf("published afterwards, %d rows were %d", len(after), len(before))
			}
			t.Logf("it looks at its clock %d times, and was killed at %v", last, ticks)
		})
	}
}

// killAt runs the child and kills it, as kill -9 does, when it has looked at its clock
// so often.
func killAt(t *testing.T, p publishing, at int) {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestPublishAsAChild$")
	child.Env = append(os.Environ(), publishingVariable+"="+string(text))
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	seen := 0
	for seen < at && lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "tick ") {
			t.Errorf("the child says %q", lines.Text())
			continue
		}
		if seen++; seen < at {
			if _, err := fmt.Fprintln(in); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	var killed *exec.ExitError
	if err := child.Wait(); !errors.As(err, &killed) || killed.Exited() || seen != at {
		t.Fatalf("the child was killed after %d ticks of %d: %v", seen, at, err)
	}
}
