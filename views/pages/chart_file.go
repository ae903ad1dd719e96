package pages

import (
	"context"
	"math"
	"strings"

	"github.com/a-h/templ"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/drawing"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// ChartFile is the drawings of a page as a document of its own.
type ChartFile struct {
	drawing.Document
	// Name is the beginning of the name of the file.
	Name string
	AsOf models.Date
	// Sources are those that the drawings rest on.
	Sources []SourceNote
	// own is how many of the notes are no sources.
	own int
}

// Bare is the document without its sources, for a page that lists them.
func (f *ChartFile) Bare() *ChartFile {
	bare := *f
	bare.Notes = f.Notes[:f.own]
	return &bare
}

// Descriptions say what each of the drawings shows.
func (f *ChartFile) Descriptions() []string {
	list := make([]string, len(f.Panels))
	for i, panel := range f.Panels {
		list[i] = panel.Desc
	}
	return list
}

// newChartFile is the document of the drawings of a page. What has been read of the
// sources stands below.
func newChartFile(p *locale.Printer, d FileData, title, lead string, panels []drawing.Panel, notes []string, sources []SourceNote) *ChartFile {
	f := &ChartFile{Name: fileName(d.Link), AsOf: d.AsOf, Sources: sources, own: len(notes), Document: drawing.Document{
		Lang: p.Tag(), Title: title, Lead: []string{lead, format.Capital(p.T("file.on", "Day", p.Date(d.AsOf)))}, Panels: panels, Notes: notes,
	}}
	for _, s := range sources {
		f.Notes = append(f.Notes, p.T("text.of", "Name", p.T("file.source"), "Value", joined(p.T("list.separator"), s.Title.Text, s.Detail, s.URL)))
	}
	f.Notes = append(f.Notes, p.T("text.of", "Name", p.T("brand"), "Value", d.url(asRecorded(p, d.lasting()))))
	return f
}

// drawn is the HTML of a drawing.
func drawn(c templ.Component) (string, error) {
	var b strings.Builder
	err := c.Render(context.Background(), &b)
	return b.String(), err
}

func newPanel(title, desc string, d Drawing, c templ.Component, keys []drawing.Key) (drawing.Panel, error) {
	text, err := drawn(c)
	return drawing.Panel{Title: title, Desc: desc, Width: d.Width, Height: d.Height, Drawing: text, Legend: keys}, err
}

// key is an entry of the legend of a document, with the sample of the page.
func key(c templ.Component, width int, label string) (drawing.Key, error) {
	sample, err := drawn(c)
	return drawing.Key{Sample: sample, Width: width, Label: label}, err
}

// NewProgrammeChart is the chart of the programme page; nil if it has none.
func NewProgrammeChart(p *locale.Printer, d FileData, data ProgrammeData) (*ChartFile, error) {
	m := NewProgramme(p, data)
	if m.Chart == nil {
		return nil, nil
	}
	var keys []drawing.Key
	for _, k := range m.Chart.Legend {
		entry, err := key(stageSample(k.Class, m.Chart.Wide.ID), 14, k.Label)
		if err != nil {
			return nil, err
		}
		keys = append(keys, entry)
	}
	panel, err := newPanel(m.Chart.Finding, m.Chart.Desc, m.Chart.Wide, stageDrawing(m.Chart.Wide, m.Chart.Desc), keys)
	return newChartFile(p, d, p.T("chart.title"), In(p, data.Programme.Name).Text, []drawing.Panel{panel}, []string{m.Chart.Caption}, m.Chart.Sources), err
}

// NewMetricChart is the charts of the page of a metric; nil if it has none.
func NewMetricChart(p *locale.Printer, d FileData, data MetricData) (*ChartFile, error) {
	m := NewMetric(p, data)
	var panels []drawing.Panel
	var notes []string
	for _, c := range m.Charts {
		var keys []drawing.Key
		for _, k := range c.Legend {
			entry, err := key(sample(k.Series), 16, k.Label.Text)
			if err != nil {
				return nil, err
			}
			keys = append(keys, entry)
		}
		panel, err := newPanel(c.Title, c.Desc, c.Wide.Drawing, pointDrawing(c.Wide, "wide", c.Desc), keys)
		if err != nil {
			return nil, err
		}
		panels = append(panels, panel)
		notes = append(notes, inSequence(p, append([]string{c.Desc}, c.Notes...)...))
	}
	if len(panels) == 0 {
		return nil, nil
	}
	return newChartFile(p, d, m.Name.Text, unlinkedText(p, m.Lead), panels, notes, m.Sources), nil
}

// NewPricesChart is the chart of the page of a commodity; nil if it has none.
func NewPricesChart(p *locale.Printer, d FileData, data PricesData) (*ChartFile, error) {
	m := NewPrices(p, data)
	if m.Wide == nil {
		return nil, nil
	}
	var keys []drawing.Key
	for _, k := range m.Legend {
		entry, err := key(lineSample(k.Class), 28, k.Label)
		if err != nil {
			return nil, err
		}
		keys = append(keys, entry)
	}
	if len(keys) == 1 {
		keys = nil
	}
	panel, err := newPanel(m.ChartTitle, m.Desc, m.Wide.Drawing, lineDrawing(*m.Wide, "wide", m.Desc), keys)
	notes := []string{inSequence(p, m.Caption, m.Desc)}
	for _, n := range m.Notes {
		notes = append(notes, n.Number+". "+joined(" · ", n.Day, n.Text.Text))
	}
	return newChartFile(p, d, m.Title, m.Lead, []drawing.Panel{panel}, notes, m.Sources), err
}

// NewMapChart is the map as a document, with the layers and filters of its page.
func NewMapChart(p *locale.Printer, d FileData, data MapData) (*ChartFile, error) {
	m := NewMap(p, data)
	var notes []string
	for _, k := range m.CorridorKeys {
		notes = append(notes, k.Number+". "+joined(" · ", k.Name.Text, k.Mode))
	}
	if len(notes) > 0 {
		notes = append(notes, p.T("map.lines"))
	}
	notes = append(notes, m.Caption...)
	notes = append(notes, p.T("map.borders"))
	var keys []drawing.Key
	for _, k := range m.Stages {
		entry, err := key(markKey(k), 18, k.Label)
		if err != nil {
			return nil, err
		}
		keys = append(keys, entry)
	}
	paths, err := drawn(mapPaths())
	if err != nil {
		return nil, err
	}
	var panels []drawing.Panel
	for i, d := range []MapDrawing{m.Eurasia[0], m.Kazakhstan[0]} {
		text, err := drawn(mapDrawing(p, d))
		if err != nil {
			return nil, err
		}
		panel := drawing.Panel{Title: d.Title, Desc: d.Desc, Drawing: `<div class="atlas"><div class="map">` + paths + text + `</div></div>`}
		if i == 1 {
			panel.Legend = keys
		}
		size := kazakhstanWide
		if i == 0 {
			size = eurasiaWide
		}
		panel.Width, panel.Height = int(math.Ceil(size.width)), int(math.Ceil(size.height()))
		panels = append(panels, panel)
	}
	return newChartFile(p, d, m.Title, m.Lead, panels, notes, m.Sources), nil
}
