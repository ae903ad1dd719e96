package modelstest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// Accept records that a doubt about a record was accepted, in a change of its own at
// the time of the store's clock.
func Accept(t testing.TB, s *models.Store, noun models.Noun, code string, a models.AcceptedFinding) {
	t.Helper()
	args, err := json.Marshal(a.Finding)
	if err != nil {
		t.Fatal(err)
	}
	quoted := func(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
	at := quoted(s.Now().UTC().Format("2006-01-02 15:04:05.999999+00:00"))
	Exec(t, s, "INSERT INTO changes (at, kind, who, reason) VALUES ("+at+", 'revision', 'load', 'A test.')")
	Exec(t, s, fmt.Sprintf("INSERT INTO accepted_findings (change_id, noun, code, kind, finding_id, args, reason, who, at) SELECT max(id), %s, %s, %s, %s, %s, %s, %s, %s FROM changes",
		quoted(string(noun)), quoted(code), quoted(string(a.Kind)), quoted(a.ID()), quoted(string(args)), quoted(a.Reason), quoted(a.Who), at))
}
