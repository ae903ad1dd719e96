package models_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestAnUnknownUserTakesTheSameWayAsAWrongPassword(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		modelstest.User(t, s, "serik", models.Editor)
		modelstest.User(t, s, "gone", models.Editor)
		if err := s.DisableUser(t.Context(), "gone"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddUser(t.Context(), &models.User{Name: "invited", FullName: "Invited", Role: models.Editor}); err != nil {
			t.Fatal(err)
		}
		// Other tests hash beside this one, so that no less than one is all that can be
		// told of each; the database's answers tell the rest.
		for name, password := range map[string]string{"serik": "wrong password of mine", "nobody": modelstest.Password, "gone": modelstest.Password, "invited": ""} {
			before := models.Hashed()
			u, err := s.CheckSignIn(at(t, "192.0.2.1"), name, password)
			if u != nil || err != nil {
				t.Errorf("%s is let in: %v", name, err)
			}
			if models.Hashed() == before {
				t.Errorf("%s: no password was compared", name)
			}
		}
		if u, err := s.CheckSignIn(at(t, "192.0.2.1"), " Serik ", modelstest.Password); err != nil || u == nil || u.Name != "serik" {
			t.Errorf("the right password does not let in (%v)", err)
		}
		list, err := s.Actions(t.Context(), models.ActionFilter{Kind: models.ActionSignInRefused})
		if err != nil || len(list) != 4 {
			t.Errorf("%d refusals are logged (%v)", len(list), err)
		}
		for _, a := range list {
			// Somebody may have typed the password as the name.
			if a.UserName == "nobody" || a.Code == "nobody" || a.Address != "192.0.2.1" || a.ActionID != "a-test" {
				t.Errorf("logged %+v", a)
			}
		}
	})
}

func TestGuessersAreSlowedDownAndOwnersAreNotLockedOut(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		u := modelstest.User(t, s, "serik", models.Editor)
		if err := s.SignedIn(at(t, "192.0.2.77"), u); err != nil {
			t.Fatal(err)
		}
		clock := modelstest.Now
		s.SetClock(func() time.Time { return clock })
		try := func(address, name, password string) (bool, time.Duration) {
			t.Helper()
			u, err := s.CheckSignIn(at(t, address), name, password)
			var many *models.TooManyAttempts
			if errors.As(err, &many) {
				return false, many.Wait
			}
			if err != nil {
				t.Fatal(err)
			}
			return u != nil, 0
		}
		for i := range 5 {
			if _, wait := try("198.51.100.1", "serik", "wrong"); wait > 0 {
				t.Fatalf("attempt %d has to wait %s", i+1, wait)
			}
		}
		ok, wait := try("198.51.100.1", "serik", modelstest.Password)
		if ok || wait != 2*time.Second {
			t.Errorf("after five in vain the right password gets in: %t, wait %s", ok, wait)
		}
		if _, wait := try("198.51.100.1", "nobody", "wrong"); wait > 0 {
			t.Errorf("another name from there has to wait %s", wait)
		}
		clock = clock.Add(3 * time.Second)
		if ok, _ := try("198.51.100.1", "serik", "wrong"); ok {
			t.Error("a wrong password gets in")
		}
		if _, wait := try("198.51.100.1", "serik", "wrong"); wait != 4*time.Second {
			t.Errorf("the wait is %s, want 4s", wait)
		}
		// The owner is elsewhere.
		if ok, wait := try("203.0.113.9", "serik", modelstest.Password); !ok {
			t.Errorf("the owner at another address has to wait %s", wait)
		}
		// From everywhere: the owner still gets in from where the owner was before.
		last := time.Duration(0)
		for i := range 70 {
			_, last = try(fmt.Sprintf("198.51.100.%d", 10+i), "serik", "wrong")
		}
		if last == 0 {
			t.Error("seventy addresses may guess as they like")
		}
		if ok, wait := try("192.0.2.77", "serik", modelstest.Password); !ok {
			t.Errorf("under attack the owner has to wait %s", wait)
		}
		clock = clock.Add(2 * time.Hour)
		if ok, wait := try("198.51.100.1", "serik", modelstest.Password); !ok {
			t.Errorf("two hours later one has to wait %s", wait)
		}
		// All of a network of IPv6 is one guesser.
		for i := range 5 {
			try(fmt.Sprintf("2001:db8::%d", i+1), "serik", "wrong")
		}
		if _, wait := try("2001:db8::ffff", "serik", "wrong"); wait == 0 {
			t.Error("each address of a network guesses anew")
		}
	})
}

func TestManyAttemptsAtOnceCountToo(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		modelstest.User(t, s, "serik", models.Editor)
		var wg sync.WaitGroup
		var mu sync.Mutex
		compared := 0
		for range 12 {
			wg.Go(func() {
				_, err := s.CheckSignIn(at(t, "198.51.100.1"), "serik", "wrong")
				var many *models.TooManyAttempts
				if errors.As(err, &many) {
					return
				}
				mu.Lock()
				defer mu.Unlock()
				compared++
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if compared != 5 {
			t.Errorf("%d of twelve attempts at once were compared, want 5", compared)
		}
	})
}

func TestCodesOfTheSecondFactorCountOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		clock := modelstest.Now
		s.SetClock(func() time.Time { return clock })
		u := modelstest.User(t, s, "serik", models.Admin)
		sealed, err := s.NewSecondFactor(u)
		if err != nil {
			t.Fatal(err)
		}
		key, err := s.SecondFactorKey(u, sealed)
		if err != nil || strings.Contains(sealed, key.Secret()) || !strings.Contains(key.URL(), "issuer=Dostyk") {
			t.Fatalf("the key is %s, sealed %s (%v)", key, sealed, err)
		}
		code := func(at time.Time) string {
			code, err := totp.GenerateCode(key.Secret(), at)
			if err != nil {
				t.Fatal(err)
			}
			return code
		}
		wrong := "000000"
		if code(clock) == wrong {
			wrong = "000001"
		}
		if _, err := s.TurnSecondFactorOn(t.Context(), u, sealed, wrong); !errors.Is(err, models.ErrBadCode) {
			t.Fatalf("a wrong code turns the second factor on: %v", err)
		}
		recovery, err := s.TurnSecondFactorOn(t.Context(), u, sealed, code(clock))
		if err != nil || len(recovery) != models.RecoveryCodes {
			t.Fatalf("%d recovery codes (%v)", len(recovery), err)
		}
		u = modelstest.Again(t, s, u)
		check := func(name, code string, want error) {
			t.Helper()
			if err := s.CheckSecondFactor(at(t, "192.0.2.1"), modelstest.Again(t, s, u), code); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
			if want == nil {
				if err := s.SignedIn(at(t, "192.0.2.1"), u); err != nil {
					t.Fatal(err)
				}
			}
		}
		check("the code of the enrolment", code(clock), models.ErrBadCode)
		clock = clock.Add(time.Minute)
		check("a new code", code(clock)[:3]+" "+code(clock)[3:], nil)
		check("the same code again", code(clock), models.ErrBadCode)
		check("an older code that was never used", code(clock.Add(-30*time.Second)), models.ErrBadCode)
		clock = clock.Add(10 * time.Minute)
		check("a clock that is half a minute late", code(clock.Add(-30*time.Second)), nil)
		check("a code of tomorrow", code(clock.Add(24*time.Hour)), models.ErrBadCode)
		check("a recovery code as somebody types it", strings.ToUpper(strings.ReplaceAll(recovery[0], "-", " ")), nil)
		check("the same recovery code again", recovery[0], models.ErrBadCode)
		check("nothing", "", models.ErrBadCode)
		if n, err := s.RecoveryCodesLeft(t.Context(), u.ID); err != nil || n != models.RecoveryCodes-1 {
			t.Errorf("%d recovery codes are left (%v)", n, err)
		}
		stranger := modelstest.User(t, s, "anna", models.Admin)
		if err := s.CheckSecondFactor(at(t, "192.0.2.2"), stranger, recovery[1]); err == nil {
			t.Error("the recovery code of another user counts")
		}
		fresh, err := s.RenewRecoveryCodes(t.Context(), u)
		if err != nil {
			t.Fatal(err)
		}
		clock = clock.Add(time.Hour)
		check("an old recovery code after new ones were made", recovery[2], models.ErrBadCode)
		check("a new recovery code", fresh[0], nil)
		if _, err := s.ResetUser(t.Context(), "serik"); err != nil {
			t.Fatal(err)
		}
		if u := modelstest.Again(t, s, u); u.HasSecondFactor() || u.HasPassword() {
			t.Error("a reset leaves password or second factor")
		}
	})
}

// TestAFloodOfAttemptsIsInTheLogAndDoesNotFillIt tries thousands of times, by one name
// and by many.
func TestAFloodOfAttemptsIsInTheLogAndDoesNotFillIt(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, s *models.Store) {
		modelstest.User(t, s, "serik", models.Editor)
		throttled := func() []models.Action {
			t.Helper()
			list, err := s.Actions(t.Context(), models.ActionFilter{Kind: models.ActionSignInThrottled})
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		try := func(name string) {
			t.Helper()
			var many *models.TooManyAttempts
			if _, err := s.CheckSignIn(at(t, "192.0.2.9"), name, "wrong wrong wrong"); err != nil && !errors.As(err, &many) {
				t.Fatal(err)
			}
		}
		for range 5 {
			try("serik")
		}
		if n := len(throttled()); n != 0 {
			t.Errorf("%d attempts were throttled before there were too many", n)
		}
		for range 120 {
			try("serik")
		}
		list := throttled()
		if len(list) != 3 || list[0].UserName != "serik" || list[0].Address != "192.0.2.9" || list[0].After != `{"attempts":100}` {
			t.Errorf("the log has %+v", list)
		}
		for i := range 200 {
			try(fmt.Sprintf("nobody%d", i))
		}
		if list := throttled(); len(list) != 6 || list[0].UserName != "" || strings.Contains(fmt.Sprint(list), "nobody") {
			t.Errorf("the log has %d: %+v", len(list), list)
		}
	})
}
