package pages

import "github.com/dostyk/dostyk/views/locale"

// Secret is a page that shows something once.
type Secret struct {
	P     *locale.Printer
	Title string
	Text  string
	// Lines are what is shown.
	Lines []string
	Next  LinkedText
}
