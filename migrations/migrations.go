// Package migrations carries the numbered, forward-only schema changes, once
// for each database. Both folders hold the same numbers.
package migrations

import "embed"

// FS holds the folders sqlite and postgres.
//
//go:embed sqlite/*.sql postgres/*.sql
var FS embed.FS
