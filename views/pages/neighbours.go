package pages

import (
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// ListParam is the parameter of a record's page that holds the query of the list
// which its visitor came from: the record's neighbours are those of that list.
const ListParam = "list"

// listValue is the query of a list as the page of one of its records carries it,
// always with a page: an empty value would say that there was no list. The day
// stands in the address of that page itself.
func listValue(l Link, page int) string {
	l = l.With("as_of", "")
	l.Params.Set("page", strconv.Itoa(max(page, 1)))
	return l.Params.Encode()
}

// Neighbours lead on from a record: to those beside it in the list that its
// visitor came from, and back to the list.
type Neighbours struct {
	Label          string
	Previous, Next Text
	List           LinkedText
}

// newNeighbours leads back to the list that the visitor came from, and to whole
// where that is nil. Path is that of the records, before their codes.
func newNeighbours(p *locale.Printer, whole LinkedText, path string, list *Link, previous, next *models.Neighbour) Neighbours {
	nb := Neighbours{Label: p.T("neighbours.label"), List: whole}
	if list == nil {
		return nb
	}
	nb.List = LinkedText{p.T("neighbours.back"), list.URL()}
	beside := func(key string, n *models.Neighbour) Text {
		if n == nil {
			return Text{}
		}
		name := In(p, n.Name)
		to := recordLink(p, path+n.Code, models.Date(list.Params.Get("as_of"))).With(ListParam, listValue(*list, n.Page))
		return Text{Text: p.T(key, "Name", name.Text), Lang: name.Lang, URL: to.URL()}
	}
	nb.Previous, nb.Next = beside("neighbours.previous", previous), beside("neighbours.next", next)
	return nb
}

// joined are the texts that are not empty, with the separator between them.
func joined(separator string, texts ...string) string {
	return strings.Join(stated(texts...), separator)
}
