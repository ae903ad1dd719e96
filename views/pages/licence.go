package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// Licence is the licence of sources of bulk data.
type Licence struct {
	Sources []Text
	Text    string
}

// licences are those of all bulk data.
func licences(p *locale.Printer) []Licence {
	list := make([]Licence, len(models.Licences))
	for i, l := range models.Licences {
		list[i].Text = p.T("about.licence." + l.Code)
		for _, code := range l.Sources {
			list[i].Sources = append(list[i].Sources, Text{Text: code, Lang: "en"}.To(recordURL(p, "sources/"+code, "")))
		}
	}
	return list
}
