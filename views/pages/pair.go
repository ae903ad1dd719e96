package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// PairNote is what an editor tells of two figures, with the document it rests on, if
// there is one.
type PairNote struct {
	Text    Text
	Sources []SourceNote
}

func pairNote(p *locale.Printer, n *notes, pair *models.FigurePair) PairNote {
	note := PairNote{Text: In(p, pair.Text)}
	if pair.Source != nil {
		note.Sources = []SourceNote{n.note(pair.Source)}
	}
	return note
}

// sameFigure leads to the figure that counts in the place of another; empty for one
// that counts.
func sameFigure(p *locale.Printer, pairs models.Pairs, f *models.Figure) Text {
	double := pairs.Double(f)
	if double == nil {
		return Text{}
	}
	return Text{Text: p.T("figure.same")}.To(figureLink(p, models.Ref(models.FigureStated, double.OtherCode), "", nil).URL())
}

// counts says whether the figure counts in aggregates, and why not.
func (m *Figure) counts(pairs models.Pairs, f *models.Figure) {
	p, double := m.P, pairs.Double(f)
	if double == nil {
		m.fact("figure.aggregates", Text{Text: p.T("figure.aggregates.yes")})
		return
	}
	m.sameAs = double.OtherCode
	m.fact("figure.aggregates", Text{Text: p.T("figure.aggregates.no")}, sameFigure(p, pairs, f), In(p, double.Text))
}
