package pages

import (
	"github.com/dostyk/dostyk/views/document"
	"github.com/dostyk/dostyk/views/layout"
)

// Name is the beginning of the name of the sheet's files.
func (m Briefing) Name() string { return fileName(m.Link) }

// Document is the sheet as a document of its own.
func (m Briefing) Document() (*document.Document, error) {
	p := m.P
	d := &document.Document{Lang: p.Tag(), Title: m.Title, Subtitle: joined(" · ", m.Day, m.Made), Author: p.T("brand")}
	// A sheet of records of which nothing was ever recorded has no moment.
	d.Changed, _ = layout.ParseMoment(p.Recorded())
	add := func(blocks ...document.Block) { d.Blocks = append(d.Blocks, blocks...) }
	heading := func(level int, spans ...document.Span) { add(document.Heading{Level: level, Text: spans}) }
	if len(m.Figures) > 1 {
		heading(1, plain(p.T("briefing.figures")))
		add(m.figureTable())
	}
	for _, e := range m.Entries {
		heading(1, plain(p.Int(e.Number)+". "), spanOf(e.Name))
		blocks, err := e.blocks(m)
		if err != nil {
			return nil, err
		}
		add(blocks...)
	}
	if len(m.Asked) > 0 {
		heading(1, plain(p.T("briefing.asked")))
	}
	for _, a := range m.Asked {
		heading(2, plain(a.Lead))
		for _, claim := range a.Claims {
			add(document.Paragraph{Style: document.Item, Text: []document.Span{{Text: claim.Text, Marks: []int{claim.Source.Number}}}})
		}
	}
	if len(m.Sources) > 0 {
		heading(1, plain(p.T("sources.title")))
	}
	for _, s := range m.Sources {
		title := spanOf(s.Title)
		title.Bold = true
		add(document.Note{Number: s.Number, Text: []document.Span{title, plain(". " + s.Detail + ". "), {Text: s.URL, URL: s.URL}}})
	}
	if len(m.Entries) > 0 {
		heading(1, plain(p.T("briefing.again")))
		add(document.Paragraph{Style: document.Normal, Text: []document.Span{plain(p.T("briefing.again_text"))}},
			document.Paragraph{Style: document.Small, Text: []document.Span{{Text: m.URL, URL: m.URL}}})
	}
	return d, nil
}

func plain(text string) document.Span { return document.Span{Text: text} }

func spanOf(t Text) document.Span { return document.Span{Text: t.Text, Lang: t.Lang} }

func numbers(notes []SourceNote) []int {
	list := make([]int, len(notes))
	for i, n := range notes {
		list[i] = n.Number
	}
	return list
}

func (m Briefing) figureTable() document.Table {
	p := m.P
	t := document.Table{
		Caption: p.T("briefing.figures_caption"), Numeric: []bool{false, true, false},
		Head: []string{p.T("briefing.figure"), p.T("statement.value"), p.T("briefing.said")},
	}
	for _, row := range m.Figures {
		t.Rows = append(t.Rows, [][]document.Span{{spanOf(row.Name)}, {plain(row.Amount)}, {{Text: row.Said, Marks: numbers(row.Notes)}}})
	}
	return t
}

// blocks are an item below its heading.
func (e BriefingEntry) blocks(m Briefing) ([]document.Block, error) {
	p := m.P
	var list []document.Block
	paragraph := func(style document.Style, spans ...document.Span) {
		list = append(list, document.Paragraph{Style: style, Text: spans})
	}
	if e.Missing != "" {
		paragraph(document.Normal, plain(e.Missing))
	}
	if e.Kind == BriefingFigure && e.Amount != "" {
		paragraph(document.Amount, plain(e.Amount))
	}
	if e.Quote != nil {
		paragraph(document.Quote, document.Span{Text: p.T("quote.open") + e.Quote.Text + p.T("quote.close"), Lang: e.Quote.Lang})
		paragraph(document.Small, spanOf(e.Quote.Who), document.Span{Text: " · " + e.Quote.When, Marks: []int{e.Quote.Source.Number}})
	}
	if e.Text != "" {
		paragraph(document.Normal, document.Span{Text: e.Text, Marks: numbers(e.Notes)})
	}
	for _, f := range e.Facts {
		spans := []document.Span{{Text: p.T("text.of", "Name", f.Label, "Value", "")}}
		for i, value := range f.Values {
			if i > 0 {
				spans = append(spans, plain(p.T("list.semicolon")))
			}
			spans = append(spans, spanOf(value))
		}
		paragraph(document.Item, spans...)
	}
	if e.Chart != nil {
		svg, err := e.Chart.File.SVG()
		if err != nil {
			return nil, err
		}
		list = append(list, document.Picture{SVG: svg, Alt: e.Chart.Alt, URL: e.Chart.Fixed, Width: e.Chart.Width, Height: e.Chart.Height})
		paragraph(document.Small, document.Span{Text: p.T("sources.title"), Marks: numbers(e.Notes)})
	}
	if e.Line != "" {
		paragraph(document.Line, document.Span{Text: p.T("briefing.line"), Bold: true}, plain(" "+e.Line))
	}
	if e.Link.URL != "" {
		paragraph(document.Small, document.Span{Text: e.Link.Text, URL: e.Link.URL})
	}
	return list, nil
}
