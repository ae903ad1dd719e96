// Package views holds everything that draws pages; its subpackages import no
// handler and ask no database.
package views

//go:generate go tool templ generate -log-level warn
