package handlers_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// recordIn is a record of the opening data under each address that names one.
var recordIn = map[string]string{
	"projects": "ulba-fa", "enterprises": "ulba-fa-llp", "agreements": "nuclear-trafficking-2018", "statements": "st067", "metrics": "launched",
	"sources": "nei-ulba", "prices": "aluminium", "f": "st067",
	// The parts of the site map stand outside of the languages.
	":part": "projects-0.xml",
}

// realAddresses are addresses of every route that visitors read in a language, with
// records that exist, in each form that they are given in. A route with a parameter
// that recordIn does not know fails the test.
func (a *app) realAddresses(t *testing.T, lang string) []string {
	t.Helper()
	var addresses []string
	for _, r := range a.Routes() {
		base, rest, _ := strings.Cut(strings.TrimPrefix(r.Path, "/"), "/")
		inAnother := slices.Contains(models.Langs, models.Lang(base)) && base != lang
		if r.Method != http.MethodGet || models.UserRole(r.Name).Known() || inAnother || r.Path == "/static/*" {
			continue
		}
		address := r.Path
		if param := pathParam.FindString(address); param != "" {
			kind, _, _ := strings.Cut(rest, "/")
			code, known := recordIn[kind]
			if !known {
				t.Fatalf("no record is known for %s", r.Path)
			}
			address = strings.ReplaceAll(address, param, code)
			if strings.HasSuffix(r.Path, param) {
				addresses = append(addresses, address+".json", address+".csv")
			}
		}
		addresses = append(addresses, address)
		switch {
		case strings.HasSuffix(address, "/versions"):
			addresses = append(addresses, address+"?from=1&to=2")
		case strings.HasSuffix(address, "/search"):
			addresses = append(addresses, address+"?q=uranium")
		case strings.Contains(address, "/briefing"):
			addresses = append(addresses, address+"?i=f.st067&i=p.ulba-fa")
		case strings.HasSuffix(address, "/timemap"):
			addresses = append(addresses, address+"?of="+url.QueryEscape("/en/projects"))
		}
	}
	return addresses
}

// TestAVisitorWhoLeavesTakesNothingAlong breaks off requests of every address at any
// moment, several at once, and asks each again: it answers as before. Nobody's
// leaving is an error in the log.
func TestAVisitorWhoLeavesTakesNothingAlong(t *testing.T) {
	walks(t)
	each(t, func(t *testing.T, a *app) {
		modelstest.SomeRevisions(t, a.store)
		moments := []time.Time{a.lastChange(t).Add(-150 * time.Minute), a.lastChange(t).Add(-30 * time.Minute)}
		var addresses []string
		for i, address := range a.realAddresses(t, "en") {
			addresses = append(addresses, address)
			if i%3 == 0 || strings.HasPrefix(address, "/data/") {
				addresses = append(addresses, asKnown(address, moments[i%len(moments)]))
			}
		}
		before, took := make([]string, len(addresses)), make([]time.Duration, len(addresses))
		for i, address := range addresses {
			start := time.Now()
			before[i] = a.summary(t, address)
			took[i] = time.Since(start)
		}
		a.log.Reset()
		a.leave(addresses, took)
		lines := strings.Split(strings.TrimSpace(a.log.String()), "\n")
		if n := 2 * len(addresses); len(lines) != n {
			t.Errorf("%d lines are logged of %d requests", len(lines), n)
		}
		left := 0
		for _, text := range lines {
			var line struct {
				Level  string
				Status int
			}
			if err := json.Unmarshal([]byte(text), &line); err != nil || line.Level != "INFO" {
				t.Errorf("logged of a visitor who left: %s (%v)", text, err)
			}
			if line.Status == 499 {
				left++
			}
		}
		if left < len(addresses)/2 {
			t.Errorf("only %d of %d requests were broken off", left, len(lines))
		}
		for i, address := range addresses {
			if after := a.summary(t, address); after != before[i] {
				t.Errorf("%s answers %s after somebody left, %s before", address, after, before[i])
			}
		}
	})
}

// leave asks for each address twice, and goes away in the time that its answer
// takes. The moments are those of a fixed seed.
func (a *app) leave(addresses []string, took []time.Duration) {
	order := slices.Repeat(addresses, 2)
	random := rand.New(rand.NewPCG(11, 22))
	after := make([]time.Duration, len(order))
	for i := range after {
		after[i] = time.Duration(random.Float64() * float64(took[i%len(took)]))
	}
	random.Shuffle(len(order), func(i, j int) {
		order[i], order[j], after[i], after[j] = order[j], order[i], after[j], after[i]
	})
	next := make(chan int)
	var visitors sync.WaitGroup
	for range 4 {
		visitors.Go(func() {
			for i := range next {
				ctx, cancel := context.WithCancel(context.Background())
				timer := time.AfterFunc(after[i], cancel)
				a.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, order[i], nil))
				timer.Stop()
				cancel()
			}
		})
	}
	for i := range order {
		next <- i
	}
	close(next)
	visitors.Wait()
}

// summary tells two answers of an address apart.
func (a *app) summary(t *testing.T, address string) string {
	t.Helper()
	got := a.get(t, address)
	return fmt.Sprintf("%d %d %x", got.StatusCode, len(got.body), sha256.Sum256([]byte(got.body)))
}
