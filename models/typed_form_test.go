package models_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestTheNewestOfWhatIsTypedIsKept(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		ctx := t.Context()
		u := modelstest.User(t, s, "aigul", models.Editor)
		const path = "admin/projects/edit/x"
		keep := func(writer string, sequence, seen int64, form string) (int64, error) {
			t.Helper()
			now, err := s.KeepTyped(ctx, models.TypedForm{UserID: u.ID, Path: path, Form: form, Writer: writer, Sequence: sequence}, seen)
			if err != nil && !errors.Is(err, models.ErrOvertaken) {
				t.Fatal(err)
			}
			return now.Version, err
		}
		kept := func() string {
			t.Helper()
			now, err := s.TypedForm(ctx, u.ID, path)
			if err != nil {
				t.Fatal(err)
			}
			if now == nil {
				return "nothing"
			}
			return fmt.Sprintf("%d %q", now.Version, now.Form)
		}
		for _, step := range []struct {
			name           string
			writer         string
			sequence, seen int64
			form           string
			refused        bool
			want           string
		}{
			{"the first", "a", 1, 0, "a1", false, `1 "a1"`},
			{"the same window, whose answer was lost", "a", 2, 0, "a2", false, `2 "a2"`},
			{"an earlier request of it that comes late", "a", 1, 0, "a1", true, `2 "a2"`},
			{"a window that was opened before anything was typed", "b", 1, 0, "b1", true, `2 "a2"`},
			{"a window that has seen what was typed", "b", 2, 2, "b2", false, `3 "b2"`},
			{"the first window now", "a", 3, 2, "a3", true, `3 "b2"`},
			{"the first window, which was told", "a", 4, 3, "a4", false, `4 "a4"`},
		} {
			_, err := keep(step.writer, step.sequence, step.seen, step.form)
			if errors.Is(err, models.ErrOvertaken) != step.refused || kept() != step.want {
				t.Errorf("%s: %v, kept is %s, want %s", step.name, err, kept(), step.want)
			}
		}
		if err := s.DiscardTyped(ctx, u.ID, path, 3); !errors.Is(err, models.ErrOvertaken) || kept() != `4 "a4"` {
			t.Errorf("what was typed since is discarded unseen: %v, %s", err, kept())
		}
		if err := s.DropTyped(ctx, u.ID, path, "a"); err != nil || kept() != `5 ""` {
			t.Errorf("after it was saved %s is kept (%v)", kept(), err)
		}
		if _, err := keep("a", 5, 4, "a5"); !errors.Is(err, models.ErrOvertaken) || kept() != `5 ""` {
			t.Errorf("what was on its way while the form was saved is kept: %s (%v)", kept(), err)
		}
		if list, err := s.TypedForms(ctx, u.ID); err != nil || len(list) != 0 {
			t.Errorf("a form that was saved is listed: %v (%v)", list, err)
		}
		if _, err := keep("c", 1, 5, "c1"); err != nil || kept() != `6 "c1"` {
			t.Errorf("the form, opened anew, keeps %s (%v)", kept(), err)
		}
		if err := s.DiscardTyped(ctx, u.ID, path, 6); err != nil || kept() != `7 ""` {
			t.Errorf("after it was discarded %s is kept (%v)", kept(), err)
		}
		if err := s.DiscardTyped(ctx, u.ID, path, 6); err != nil {
			t.Errorf("discarding twice: %v", err)
		}
		// Saved before anything of it was kept.
		if err := s.DropTyped(ctx, u.ID, "admin/projects/new", "a"); err != nil {
			t.Error(err)
		}
		if _, err := s.KeepTyped(ctx, models.TypedForm{UserID: u.ID, Path: "admin/projects/new", Form: "late", Writer: "a", Sequence: 1}, 0); !errors.Is(err, models.ErrOvertaken) {
			t.Errorf("what came after the form was saved is kept: %v", err)
		}
	})
}

func TestWhatIsTypedIsForItsUserAndForAWhile(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		ctx := t.Context()
		clock := modelstest.Now
		s.SetClock(func() time.Time { return clock })
		aigul, dana := modelstest.User(t, s, "aigul", models.Editor), modelstest.User(t, s, "dana", models.Editor)
		keep := func(u *models.User, path string) {
			t.Helper()
			if _, err := s.KeepTyped(ctx, models.TypedForm{UserID: u.ID, Path: path, Form: "x", Writer: "a", Sequence: 1}, 0); err != nil {
				t.Fatal(err)
			}
		}
		count := func(u *models.User) int {
			t.Helper()
			list, err := s.TypedForms(ctx, u.ID)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		keep(aigul, "admin/projects/new")
		if now, err := s.TypedForm(ctx, dana.ID, "admin/projects/new"); now != nil || err != nil || count(dana) != 0 {
			t.Errorf("somebody else finds %v (%v)", now, err)
		}
		clock = clock.Add(time.Hour)
		for i := range 60 {
			clock = clock.Add(time.Second)
			keep(dana, fmt.Sprintf("admin/projects/edit/%d", i))
		}
		if n := count(dana); n != 50 {
			t.Errorf("%d forms are kept", n)
		}
		if now, _ := s.TypedForm(ctx, dana.ID, "admin/projects/edit/59"); now == nil {
			t.Error("the newest is gone")
		}
		if count(aigul) != 1 {
			t.Error("another's forms have gone with them")
		}
		clock = clock.Add(31 * 24 * time.Hour)
		if now, err := s.TypedForm(ctx, aigul.ID, "admin/projects/new"); now != nil || err != nil || count(dana) != 0 {
			t.Errorf("after a month %v is kept, and %d of another (%v)", now, count(dana), err)
		}
	})
}

func TestTwoWindowsMayKeepAtTheSameTime(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		u := modelstest.User(t, s, "aigul", models.Editor)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = s.KeepTyped(t.Context(), models.TypedForm{UserID: u.ID, Path: "admin/projects/new", Form: "x", Writer: fmt.Sprint(i), Sequence: 1}, 0)
			})
		}
		wg.Wait()
		kept := 0
		for _, err := range errs {
			if err == nil {
				kept++
			} else if !errors.Is(err, models.ErrOvertaken) {
				t.Error(err)
			}
		}
		if kept != 1 {
			t.Errorf("%d windows were first", kept)
		}
	})
}
