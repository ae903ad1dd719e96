package models

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// FigureKind says what a figure is: one that a source states, or one that the
// dashboard works out.
type FigureKind string

// The kinds of figures, as they stand in an id.
const (
	// FigureStated is a figure of a statement. Its id is its code alone.
	FigureStated FigureKind = ""
	// FigureSum adds the stages of a statement, or of several that are read as one,
	// and FigureRest is what the total has more.
	FigureSum  FigureKind = "sum"
	FigureRest FigureKind = "rest"
	// FigureStage is a stage of a statement, which may give it in several figures.
	FigureStage FigureKind = "stage"
	// FigureDifference is by how many projects more are documented at a stage than
	// a statement gives.
	FigureDifference FigureKind = "difference"
	// FigureGap is what the first of two stated figures has more.
	FigureGap FigureKind = "gap"
	// FigureCount is the number of records that a list selects.
	FigureCount FigureKind = "count"
	// FigurePrice is that of a commodity in a month, and FigureMonthChange and
	// FigureYearChange by how much percent it differs from that of the month and of
	// the year before. FigureAverage is that of the months of a year.
	FigurePrice       FigureKind = "price"
	FigureMonthChange FigureKind = "month-change"
	FigureYearChange  FigureKind = "year-change"
	FigureAverage     FigureKind = "average"
	// FigureCost and FigureJobs are those of a project, FigureShare is the Chinese
	// share in an enterprise.
	FigureCost  FigureKind = "cost"
	FigureJobs  FigureKind = "jobs"
	FigureShare FigureKind = "share"
	// FigureRoad is a length of a corridor, or a part of it.
	FigureRoad FigureKind = "road"
)

// FigureOrigin says who gives a figure.
type FigureOrigin string

// The origins of figures. Only a figure that a source gives is attributed to it.
const (
	// OriginWorkedOut is a figure that the dashboard works out; no source gives it.
	OriginWorkedOut FigureOrigin = "worked_out"
	// OriginSource is a figure as one source gives it.
	OriginSource FigureOrigin = "source"
	// OriginRecord is a number of a record that rests on several sources, of which it
	// is not noted which one gives the number.
	OriginRecord FigureOrigin = "record"
)

// figureShape is what is fixed of a kind: how many words follow it in an id, and who
// gives its figures.
type figureShape struct {
	arguments int
	origin    FigureOrigin
}

// mostReadAsOne is how many statements can be read as one for a figure of the kind:
// its id then holds the codes of all.
var mostReadAsOne = map[FigureKind]int{FigureSum: 8, FigureRest: 8}

var figureShapes = map[FigureKind]figureShape{
	FigureStated: {1, OriginSource}, FigureSum: {1, OriginWorkedOut}, FigureRest: {1, OriginWorkedOut}, FigureStage: {2, OriginWorkedOut},
	FigureDifference: {2, OriginWorkedOut}, FigureGap: {2, OriginWorkedOut}, FigureCount: {1, OriginWorkedOut},
	FigurePrice: {2, OriginSource}, FigureMonthChange: {2, OriginWorkedOut}, FigureYearChange: {2, OriginWorkedOut}, FigureAverage: {2, OriginWorkedOut},
	FigureCost: {1, OriginRecord}, FigureJobs: {1, OriginRecord}, FigureShare: {1, OriginRecord}, FigureRoad: {2, OriginWorkedOut},
}

// FigureKinds are all kinds of figures.
func FigureKinds() []FigureKind { return slices.Sorted(maps.Keys(figureShapes)) }

// Origin is who gives the figures of the kind.
func (k FigureKind) Origin() FigureOrigin { return figureShapes[k].origin }

// The words after FigureRoad and the corridor.
const (
	RoadTotal  = "total"
	RoadInside = "inside"
	RoadShare  = "share"
	// Where the road enters and leaves Kazakhstan: after how many kilometres, and
	// after which share of them, from its western end.
	RoadEnters      = "enters"
	RoadLeaves      = "leaves"
	RoadEntersShare = "enters-share"
	RoadLeavesShare = "leaves-share"
)

// FigureRef is the permanent id of a figure: «st067», «rest.st066»,
// «price.brent.2016-01». Neither a later figure nor another state of the records
// ever takes it over.
type FigureRef struct {
	Kind FigureKind
	// Of are the codes, months, years and words that the figure belongs to.
	Of []string
}

// Ref is the id of a figure of the kind.
func Ref(kind FigureKind, of ...string) FigureRef { return FigureRef{Kind: kind, Of: of} }

// Ref is the id of the figure.
func (f *Figure) Ref() FigureRef { return Ref(FigureStated, f.Code) }

// String is the id as it stands in an address.
func (r FigureRef) String() string {
	if r.Kind == FigureStated {
		return strings.Join(r.Of, ".")
	}
	return string(r.Kind) + "." + strings.Join(r.Of, ".")
}

// No code has a dot.
var figureWord = regexp.MustCompile(`^[\pL\pN_-]+$`)

// ParseFigureRef reads an id. It returns ErrNotFound for anything that cannot be
// one; whether there is such a figure is told by the records.
func ParseFigureRef(text string) (FigureRef, error) {
	words := strings.Split(text, ".")
	if slices.ContainsFunc(words, func(word string) bool { return !figureWord.MatchString(word) }) {
		return FigureRef{}, ErrNotFound
	}
	r := FigureRef{Of: words}
	if len(words) > 1 {
		r.Kind, r.Of = FigureKind(words[0]), words[1:]
	}
	shape, known := figureShapes[r.Kind]
	if !known || len(text) > 200 || len(r.Of) < shape.arguments || len(r.Of) > max(shape.arguments, mostReadAsOne[r.Kind]) {
		return FigureRef{}, ErrNotFound
	}
	return r, nil
}

// RestsOn are the records without which there is no such figure. A number of records
// rests on none.
func (r FigureRef) RestsOn() []RecordKey {
	switch r.Kind {
	case FigureStated, FigureGap:
		keys := make([]RecordKey, len(r.Of))
		for i, code := range r.Of {
			keys[i] = RecordKey{NounFigure, code}
		}
		return keys
	case FigureSum, FigureRest, FigureStage, FigureDifference:
		return []RecordKey{{NounStatement, r.Of[0]}}
	case FigurePrice, FigureMonthChange, FigureYearChange:
		return []RecordKey{{NounPrice, r.Of[0] + "/" + r.Of[1]}, {NounCommodity, r.Of[0]}}
	case FigureAverage:
		return []RecordKey{{NounCommodity, r.Of[0]}}
	case FigureCost, FigureJobs:
		return []RecordKey{{NounProject, r.Of[0]}}
	case FigureShare:
		return []RecordKey{{NounEnterprise, r.Of[0]}}
	case FigureRoad:
		return []RecordKey{{NounCorridor, r.Of[0]}}
	}
	return nil
}

// Dated reports whether the figure depends on the day as of which it is asked for.
// A figure that a source states does not; an average counts the months that were
// over.
func (r FigureRef) Dated() bool { return r.Kind == FigureCount || r.Kind == FigureAverage }
