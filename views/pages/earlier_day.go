package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// earlierDays is the sentence on edits that change what was known on earlier days; empty
// for edits that only add.
func earlierDays(p *locale.Printer, d models.EarlierDays) string {
	switch {
	case !d.Altered:
		return ""
	case d.From == "":
		return p.T("edit.earlier_days")
	}
	return p.T("edit.earlier_days_from", "Date", p.Date(d.From))
}
