package models

import "slices"

// UserRole says what a user may do. Each role may do what the one before it may.
// (Role is the office in which a speaker speaks.)
type UserRole string

// The roles of users.
const (
	// Viewer sees drafts.
	Viewer UserRole = "viewer"
	// Editor writes drafts and submits them.
	Editor UserRole = "editor"
	// Reviewer publishes what an editor has submitted.
	Reviewer UserRole = "reviewer"
	// Admin keeps the accounts and reads the log of actions.
	Admin UserRole = "admin"
)

// UserRoles are all roles, each after those that may do less.
var UserRoles = []UserRole{Viewer, Editor, Reviewer, Admin}

// Known reports whether there is such a role.
func (r UserRole) Known() bool { return slices.Contains(UserRoles, r) }

// AtLeast reports whether the role may do what the other may. One that is not known
// may do nothing.
func (r UserRole) AtLeast(other UserRole) bool {
	return r.Known() && slices.Index(UserRoles, r) >= slices.Index(UserRoles, other)
}
