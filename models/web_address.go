package models

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// addressExpression is what the address of a document looks like: nothing in it ends a
// quotation, and nobody's name or password stands before its host.
const addressExpression = `https?://[^\s"'<>\\^{|}@/?#]+([/?#][^\s"<>\\^{|}]*)?`

var addressPattern = regexp.MustCompile("^(?:" + addressExpression + ")$")

// isWebAddress reports whether a text is the whole address of a page.
func isWebAddress(text string) bool {
	if !addressPattern.MatchString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return false
	}
	u, err := url.Parse(text)
	return err == nil && u.User == nil && strings.Trim(u.Hostname(), ".") != ""
}
