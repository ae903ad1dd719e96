package models

import (
	"context"
	"slices"
)

// FigurePair is what an editor tells of two figures.
type FigurePair struct {
	Record
	Code string
	// FigureCode and OtherCode name the two figures. Of a pair that is the same figure
	// twice, the first is the one that does not count. A pair of which one was
	// withdrawn tells nothing until it comes back.
	FigureCode string `gorm:"column:figure"`
	OtherCode  string `gorm:"column:other"`
	Relation   PairRelation
	// SourceID is the document that the explanation rests on, if it rests on another
	// than those of the figures.
	SourceID *int64
	// Text explains the pair in a sentence or two.
	Text Translations `gorm:"embedded;embeddedPrefix:text_"`

	// Figure and Other have nothing of theirs but what they hold themselves.
	Figure *Figure `gorm:"foreignKey:FigureCode;references:Code"`
	Other  *Figure `gorm:"foreignKey:OtherCode;references:Code"`
	// Source is nil without one.
	Source *Source
}

// PairRelation says what two figures are to each other.
type PairRelation string

// The relations of a pair of figures.
const (
	// PairSame: one figure of one source, recorded twice. The first of the pair counts
	// in no aggregate.
	PairSame PairRelation = "same"
	// PairDiffers: the two differ, and the text tells why.
	PairDiffers PairRelation = "differs"
)

// PairRelations are all relations.
var PairRelations = []PairRelation{PairSame, PairDiffers}

// Pairs are the pairs that some figures are in.
type Pairs []FigurePair

// Between is what is told of why two figures differ; nil if nothing is. It does not
// matter which is the first.
func (p Pairs) Between(a, b *Figure) *FigurePair {
	return p.find(func(pair *FigurePair) bool {
		return pair.Relation == PairDiffers &&
			(pair.FigureCode == a.Code && pair.OtherCode == b.Code || pair.FigureCode == b.Code && pair.OtherCode == a.Code)
	})
}

// Notes are what is told of why figures differ that are both among some.
func (p Pairs) Notes(among func(code string) bool) []*FigurePair {
	var list []*FigurePair
	for i := range p {
		if pair := &p[i]; pair.Relation == PairDiffers && among(pair.FigureCode) && among(pair.OtherCode) {
			list = append(list, pair)
		}
	}
	return list
}

// Double is the pair that makes the figure the same as another, which counts in its
// place; nil for a figure that counts.
func (p Pairs) Double(f *Figure) *FigurePair {
	return p.find(func(pair *FigurePair) bool { return pair.FigureCode == f.Code && pair.isDouble() })
}

// isDouble reports whether both are the same figure still: a correction may have made
// one of them another.
func (p *FigurePair) isDouble() bool {
	return p.Relation == PairSame && p.Figure.sameAs(p.Other)
}

// of are the pairs that figures of the statements are in; nil if there are none.
func (p Pairs) of(statements []*Statement) Pairs {
	codes := figureCodes(statements)
	var list Pairs
	for _, pair := range p {
		if slices.Contains(codes, pair.FigureCode) || slices.Contains(codes, pair.OtherCode) {
			list = append(list, pair)
		}
	}
	return list
}

// figureCodes are the codes of all figures of the statements.
func figureCodes(statements []*Statement) []string {
	var codes []string
	for _, st := range statements {
		for _, f := range st.all() {
			codes = append(codes, f.Code)
		}
	}
	return codes
}

func (p Pairs) find(is func(*FigurePair) bool) *FigurePair {
	for i := range p {
		if is(&p[i]) {
			return &p[i]
		}
	}
	return nil
}

// sameAs reports whether two figures have one metric, value, unit and time.
func (f *Figure) sameAs(other *Figure) bool {
	return f.MetricID == other.MetricID && f.Unit == other.Unit && f.Value.Equal(other.Value) && f.Years() == other.Years()
}

// doubles are the pairs that make a figure the same as another, which counts in its
// place.
func (s *Store) doubles(ctx context.Context) (Pairs, error) {
	var list Pairs
	err := s.db.WithContext(ctx).InnerJoins("Figure").InnerJoins("Other").Where("relation = ?", PairSame).Find(&list).Error
	return slices.DeleteFunc(list, func(p FigurePair) bool { return !p.isDouble() }), domainErr("list figures that are recorded twice", err)
}

// Doubles are, by the code of a figure that is recorded twice, the code of the one that
// counts in its place.
func (s *Store) Doubles(ctx context.Context) (map[string]string, error) {
	pairs, err := s.doubles(ctx)
	counted := make(map[string]string, len(pairs))
	for _, p := range pairs {
		counted[p.FigureCode] = p.OtherCode
	}
	return counted, err
}

// FigurePairs are the pairs that figures of the statements are in, in the order of their
// codes.
func (s *Store) FigurePairs(ctx context.Context, statements []*Statement) (Pairs, error) {
	var list Pairs
	for some := range slices.Chunk(figureCodes(statements), namesAtOnce) {
		var of Pairs
		err := s.db.WithContext(ctx).InnerJoins("Figure").InnerJoins("Other").Joins("Source").
			Where("figure_pairs.figure IN ? OR figure_pairs.other IN ?", some, some).Order("figure_pairs.code").Find(&of).Error
		if err != nil {
			return nil, domainErr("list pairs of figures", err)
		}
		list = append(list, of...)
	}
	return list, nil
}
