package models

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// ActionKind is what somebody did.
type ActionKind string

// The kinds of action that the log knows.
const (
	ActionSignedIn          ActionKind = "signed_in"
	ActionSignInRefused     ActionKind = "sign_in_refused"
	ActionSignInThrottled   ActionKind = "sign_in_throttled"
	ActionSignedOut         ActionKind = "signed_out"
	ActionSessionEnded      ActionKind = "session_ended"
	ActionAccessRefused     ActionKind = "access_refused"
	ActionUserAdded         ActionKind = "user_added"
	ActionUserChanged       ActionKind = "user_changed"
	ActionRoleChanged       ActionKind = "role_changed"
	ActionUserDisabled      ActionKind = "user_disabled"
	ActionUserEnabled       ActionKind = "user_enabled"
	ActionPasswordReset     ActionKind = "password_reset"
	ActionPasswordSet       ActionKind = "password_set"
	ActionSecondFactorOn    ActionKind = "second_factor_on"
	ActionSecondFactorOff   ActionKind = "second_factor_off"
	ActionRecoveryCodesMade ActionKind = "recovery_codes_made"
	ActionRecoveryCodeUsed  ActionKind = "recovery_code_used"
	ActionDraftSaved        ActionKind = "draft_saved"
	ActionDraftDiscarded    ActionKind = "draft_discarded"
	ActionSubmitted         ActionKind = "submitted"
	ActionReturned          ActionKind = "returned"
	ActionPublished         ActionKind = "published"
	ActionRefused           ActionKind = "refused"
	ActionWithdrawn         ActionKind = "withdrawn"
	ActionRestored          ActionKind = "restored"
	ActionImported          ActionKind = "imported"
	ActionUndone            ActionKind = "undone"
	ActionDownloaded        ActionKind = "downloaded"
	ActionFormKept          ActionKind = "form_kept"
)

// ActionKinds are all kinds of action, in the order in which they are offered.
var ActionKinds = []ActionKind{
	ActionSignedIn, ActionSignInRefused, ActionSignInThrottled, ActionSignedOut, ActionSessionEnded, ActionAccessRefused, ActionFormKept,
	ActionUserAdded, ActionUserChanged, ActionRoleChanged, ActionUserDisabled, ActionUserEnabled, ActionPasswordReset, ActionPasswordSet,
	ActionSecondFactorOn, ActionSecondFactorOff, ActionRecoveryCodesMade, ActionRecoveryCodeUsed,
	ActionDraftSaved, ActionDraftDiscarded, ActionSubmitted, ActionReturned, ActionPublished, ActionRefused, ActionWithdrawn, ActionRestored,
	ActionImported, ActionUndone, ActionDownloaded,
}

// NounUser is the kind of record that an account is; no revision is about one.
const NounUser Noun = "user"

// ActionNouns are the kinds of record to which something can be done, in the order in
// which they are offered.
var ActionNouns = append([]Noun{NounUser, NounChangeSet}, Nouns...)

// Action is one thing that somebody did. The database refuses to alter or to remove
// one.
type Action struct {
	ID int64 `gorm:"primaryKey"`
	// ActionID is shared by everything that was done at once.
	ActionID string
	At       time.Time
	UserID   int64
	// UserName is the sign-in name at the time.
	UserName string
	Address  string
	Kind     ActionKind
	// Noun and Code are those of the record that it was done to; empty without one.
	Noun Noun
	Code string
	// Before and After are JSON objects; empty where there is nothing to say.
	Before, After string
}

// recordAction writes an action into the log, in the transaction that does it. Who
// does it, and when, is filled in where it is not said.
func recordAction(tx *gorm.DB, a *Action) error {
	a.complete(tx)
	if err := tx.Create(a).Error; err != nil {
		return fmt.Errorf("log the action %s: %w", a.Kind, err)
	}
	return nil
}

// recordActions is recordAction for several.
func recordActions(tx *gorm.DB, list []Action) error {
	if len(list) == 0 {
		return nil
	}
	for i := range list {
		list[i].complete(tx)
	}
	if err := tx.CreateInBatches(list, 200).Error; err != nil {
		return fmt.Errorf("log %d actions %s: %w", len(list), list[0].Kind, err)
	}
	return nil
}

// complete fills in who does the action, and when.
func (a *Action) complete(tx *gorm.DB) {
	actor := ActorOf(tx.Statement.Context)
	if a.UserID == 0 && a.UserName == "" {
		a.UserID, a.UserName = actor.UserID, actor.Name
	}
	a.Address, a.ActionID = cmp.Or(a.Address, actor.Address), cmp.Or(a.ActionID, actor.ActionID)
	if a.At.IsZero() {
		a.At = tx.NowFunc()
	}
	// Postgres keeps microseconds.
	a.At = a.At.UTC().Truncate(time.Microsecond)
}

// RecordAction writes an action into the log. What is done in the database is logged
// by what does it; this is for the rest, such as a download.
func (s *Store) RecordAction(ctx context.Context, a *Action) error {
	return recordAction(s.db.WithContext(ctx), a)
}

// jsonOf is a value as the log keeps it. Only plain values are given.
func jsonOf(value map[string]any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}
