package models

import "slices"

var figurePairFile = dataFile{
	name:  "figure_pairs.csv",
	about: "What an editor tells of two figures: that they are one figure recorded twice, or why they differ.",
	key:   []string{"code"},
	columns: slices.Concat(
		[]Column{
			codeColumn("code", "The code of the pair."),
			textColumn("figure", "The id of the first figure: of one figure that is recorded twice, the one that does not count.").filled(),
			textColumn("other", "The id of the other figure.").filled(),
			wordColumn("relation", "Whether both are the same figure, or differ.", PairRelations),
			textColumn("source_id", "The document that the explanation rests on, if it is another than those of the figures.").of("sources.csv", "id"),
		},
		translatedColumns("text", "Why, in a sentence or two."),
	),
	write: writeFigurePairs,
	load: func(l *loader, rows []row) error {
		known := make(map[string]*FigurePair)
		if err := readBy(naming(l.tx, "code", codesOf(rows)), func(p *FigurePair) { known[p.Code] = p }); err != nil {
			return err
		}
		figures, err := l.figuresNamed(rows, "figure", "other")
		if err != nil {
			return err
		}
		told, err := l.pairsOf(rows)
		if err != nil {
			return err
		}
		seen := make(map[string]int)
		var wants []*FigurePair
		for _, r := range rows {
			want := l.figurePair(r, figures, seen)
			if other := told[want.figures()]; other != "" && other != want.Code && want.FigureCode != "" {
				l.failRow(r, "other", pairTold(other))
			}
			told[want.figures()] = want.Code
			wants = append(wants, want)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save(l, rows[i], NounFigurePair, want.Code, known[want.Code], want); err != nil {
				return err
			}
		}
		return nil
	},
}

// figures are the codes of the two, in the same order whichever is the first.
func (p *FigurePair) figures() [2]string {
	return [2]string{min(p.FigureCode, p.OtherCode), max(p.FigureCode, p.OtherCode)}
}

// pairsOf are the codes of the pairs on record that the figures of the rows are in, but
// for those that the rows alter.
func (l *loader) pairsOf(rows []row) (map[[2]string]string, error) {
	var figures []string
	for _, r := range rows {
		figures = append(figures, r.cells["figure"], r.cells["other"])
	}
	altered := codesOf(rows)
	told := make(map[[2]string]string)
	err := readBy(naming(l.tx, "figure", figures), func(p *FigurePair) {
		if !slices.Contains(altered, p.Code) {
			told[p.figures()] = p.Code
		}
	})
	return told, err
}

// figuresNamed are the figures that the columns of the rows name, by their codes.
func (l *loader) figuresNamed(rows []row, columns ...string) (map[string]*Figure, error) {
	var codes []string
	for _, r := range rows {
		for _, column := range columns {
			codes = append(codes, r.cells[column])
		}
	}
	figures := make(map[string]*Figure)
	return figures, readBy(naming(l.tx, "code", codes), func(f *Figure) { figures[f.Code] = f })
}

func (l *loader) figurePair(r row, figures map[string]*Figure, seen map[string]int) *FigurePair {
	want := &FigurePair{Code: l.unique(r, "code", seen), Relation: PairRelation(l.oneOf(r, "relation")), Text: l.translations(r, "text")}
	first, other := l.figureNamed(r, "figure", figures), l.figureNamed(r, "other", figures)
	switch {
	case first == nil || other == nil:
	case first.ID == other.ID:
		l.failRow(r, "other", pairOfOne)
	case want.Relation == PairSame && !first.sameAs(other):
		l.failRow(r, "relation", pairUnequal)
	default:
		want.FigureCode, want.OtherCode = first.Code, other.Code
	}
	if code := r.cells["source_id"]; code != "" {
		source := l.sources[code]
		if source == nil {
			l.failRow(r, "source_id", sourceUnknown)
		} else {
			want.SourceID = &source.ID
		}
	}
	return want
}

// figureNamed is the figure that the cell names; nil if it names none, which is told.
func (l *loader) figureNamed(r row, column string, figures map[string]*Figure) *Figure {
	f := figures[r.cells[column]]
	if f == nil && r.cells[column] != "" {
		l.failRow(r, column, figureUnknown)
	}
	return f
}

// writeFigurePairs leaves out the pairs of which a figure was withdrawn.
func writeFigurePairs(x *exporter) error {
	return inOrder(x, "code", func(list []FigurePair) error {
		var codes []string
		for _, p := range list {
			codes = append(codes, p.FigureCode, p.OtherCode)
		}
		var withdrawn []string
		err := x.tx.Model(&Withdrawal{}).Where("noun = ? AND code IN ? AND code NOT IN (?)", NounFigure, codes, x.tx.Model(&Figure{}).Select("code")).
			Pluck("code", &withdrawn).Error
		if err != nil {
			return err
		}
		for _, p := range list {
			if slices.Contains(withdrawn, p.FigureCode) || slices.Contains(withdrawn, p.OtherCode) {
				continue
			}
			cells := line{"code": p.Code, "figure": p.FigureCode, "other": p.OtherCode, "relation": string(p.Relation), "source_id": x.name("sources", "code", p.SourceID)}
			cells.translated("text", p.Text)
			x.row(cells)
		}
		return nil
	})
}
