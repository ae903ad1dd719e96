package pages

import (
	"net/url"
	"slices"

	"github.com/dostyk/dostyk/models"
)

// The limits of a briefing sheet. Proxies take eight thousand bytes of an address by
// default: what is above the limit leaves room for an item that a page adds, and for the
// moment in the permanent address.
const (
	MostBriefingItems   = 40
	LongestTitle        = 200
	LongestBriefingLink = 6000
)

// BriefingPath is the page of the briefing sheet, behind the language.
const BriefingPath = "briefing"

// RecheckPath is the page that checks an old sheet, behind the language.
const RecheckPath = BriefingPath + "/recheck"

// Sheet is a briefing sheet as its address says it: everything that was chosen.
type Sheet struct {
	Title string
	// AsOf is the day as it is written, empty for today.
	AsOf  models.Date
	Items []BriefingItem
}

// Params are the parameters of the sheet's address.
func (s Sheet) Params() url.Values {
	params := make(url.Values)
	if s.Title != "" {
		params.Set("title", s.Title)
	}
	if s.AsOf != "" {
		params.Set("as_of", string(s.AsOf))
	}
	for _, item := range s.Items {
		params.Add("i", item.String())
	}
	return params
}

// Move is the sheet with an item a number of places further down, or up; it stays
// where there is no such place.
func (s Sheet) Move(at, by int) Sheet {
	to := at + by
	if at < 0 || at >= len(s.Items) || to < 0 || to >= len(s.Items) {
		return s
	}
	items := slices.Clone(s.Items)
	items[at], items[to] = items[to], items[at]
	s.Items = items
	return s
}

// Without is the sheet without an item.
func (s Sheet) Without(at int) Sheet {
	if at >= 0 && at < len(s.Items) {
		s.Items = slices.Delete(slices.Clone(s.Items), at, at+1)
	}
	return s
}

// And is the sheet with further items behind its own, each thing once.
func (s Sheet) And(items ...BriefingItem) Sheet {
	s.Items = slices.Clone(s.Items)
	for _, item := range items {
		if !slices.ContainsFunc(s.Items, item.Same) {
			s.Items = append(s.Items, item)
		}
	}
	return s
}

// In is the address of the sheet at a path such as «briefing.docx».
func (s Sheet) In(l Link) Link {
	l.Params = s.Params()
	return l
}
