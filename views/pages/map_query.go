package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
)

// Layer is what the map can show or leave out.
type Layer string

// The layers, in the order in which they are offered.
const (
	LayerCorridors   Layer = "corridors"
	LayerProjects    Layer = "projects"
	LayerEnterprises Layer = "enterprises"
)

// Layers are all layers, DefaultLayers those of an address that names none.
var (
	Layers        = []Layer{LayerCorridors, LayerProjects, LayerEnterprises}
	DefaultLayers = []Layer{LayerCorridors, LayerProjects}
)

// MapQuery is what the address of the map says: the filters of the list of
// projects and of the list of enterprises, the layers, and the mark picked.
type MapQuery struct {
	Query
	Layers []Layer
	Export string
	Share  models.ShareBand
	Pick   Pick
}

// Shows reports whether the layer is on.
func (q MapQuery) Shows(l Layer) bool { return slices.Contains(q.Layers, l) }

// Link is the address without the mark picked, so that other choices close its
// card.
func (q MapQuery) Link() Link {
	l := q.Query.Link().With("export", q.Export).With("share", string(q.Share)).AtPage(q.Page)
	if !slices.Equal(q.Layers, DefaultLayers) {
		for _, layer := range q.Layers {
			l.Params.Add("layer", string(layer))
		}
		if len(q.Layers) == 0 {
			l.Params.Set("layer", NoBox)
		}
	}
	return l
}

// projects is the list of the projects that the map lists.
func (q MapQuery) projects() Link {
	list := q.Query
	list.Path, list.Page = "projects", 0
	return list.Link()
}

// enterprises is the list of the enterprises that the map lists.
func (q MapQuery) enterprises() Link {
	return Link{Lang: q.Lang, Known: q.Known, Path: "enterprises"}.With("sector", q.Sector).With("region", q.Region).With("q", q.Text).
		With("export", q.Export).With("share", string(q.Share))
}

// Picked is the address with a mark picked.
func (q MapQuery) Picked(pick Pick) Link {
	l := q.Link().With("pick", pick.String())
	return l.AtPage(q.Page)
}

// PickKind is what is picked on the map.
type PickKind string

// The kinds of what can be picked.
const (
	PickProject    PickKind = "project"
	PickEnterprise PickKind = "enterprise"
	PickCorridor   PickKind = "corridor"
	PickGroup      PickKind = "group"
)

// Pick is what is picked on the map: a record by its code, or a group of marks by
// the drawing that groups them and a cell in it. The zero value is nothing.
type Pick struct {
	Kind    PickKind
	Code    string
	Drawing string
	Cell    models.Cell
}

func (k Pick) String() string {
	switch k.Kind {
	case "":
		return ""
	case PickGroup:
		return strings.Join([]string{string(PickGroup), k.Drawing, strconv.Itoa(k.Cell.Row), strconv.Itoa(k.Cell.Col)}, ".")
	}
	return string(k.Kind) + "." + k.Code
}

// ParsePick reads what String writes; false if the text is nothing of the kind.
func ParsePick(text string) (Pick, bool) {
	if text == "" {
		return Pick{}, true
	}
	parts := strings.Split(text, ".")
	switch kind := PickKind(parts[0]); kind {
	case PickProject, PickEnterprise, PickCorridor:
		return Pick{Kind: kind, Code: strings.Join(parts[1:], ".")}, len(parts) == 2 && parts[1] != ""
	case PickGroup:
		if len(parts) != 4 || !slices.ContainsFunc(canvases, func(c canvas) bool { return c.id == parts[1] }) {
			return Pick{}, false
		}
		row, badRow := strconv.Atoi(parts[2])
		col, badCol := strconv.Atoi(parts[3])
		return Pick{Kind: kind, Drawing: parts[1], Cell: models.Cell{Row: row, Col: col}}, badRow == nil && badCol == nil
	}
	return Pick{}, false
}
