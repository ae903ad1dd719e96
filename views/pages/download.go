package pages

import (
	"cmp"
	"slices"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// Downloads are the files of what a page shows; the zero value offers none.
type Downloads struct {
	P *locale.Printer
	// Title says what is downloaded where a page offers files of several things; empty for
	// what the page shows.
	Title string
	Links []Download
	// Picture is the address of the drawing that a script can save as a picture; empty
	// without one.
	Picture string
	// Briefing is the address that puts what the page shows on a briefing sheet, empty
	// where that takes no such thing; Name says what it is.
	Briefing, Name string
}

// Download is the link to a file.
type Download struct{ Format, Type, URL, Text, Name string }

// formats are those that a page can offer, by the end of their address.
var formats = map[string]struct{ mediaType, text string }{
	"csv": {"text/csv", "CSV"}, "xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"}, "json": {"application/json", "JSON"}, "svg": {"image/svg+xml", "SVG"},
	"docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"}, "md": {"text/markdown", "Markdown"},
}

// newDownloads offers the table of a page, and with drawing the chart on it.
func newDownloads(p *locale.Printer, l Link, drawing bool) Downloads {
	offered := []string{"csv", "xlsx", "json"}
	if drawing {
		offered = append(offered, "svg")
	}
	d := offer(p, l, offered)
	if drawing {
		d.Briefing, d.Name = addLink(p, BriefingItem{Kind: BriefingChart, Of: cmp.Or(l.Path, programmePath), Params: ownParams(l.Params)}, models.Date(l.Params.Get("as_of"))), p.T("chart.title")
	}
	return d
}

// drawingDownloads offers the drawing of a page whose records have pages of their
// own.
func drawingDownloads(p *locale.Printer, l Link) Downloads { return offer(p, l, []string{"svg"}) }

// offer makes the links to files of a page, and of a drawing the picture.
func offer(p *locale.Printer, l Link, offered []string) Downloads {
	d := Downloads{P: p}
	if slices.Contains(offered, "svg") {
		d.Picture = l.File("svg").URL()
	}
	for _, format := range offered {
		f := formats[format]
		d.Links = append(d.Links, Download{Format: format, Type: f.mediaType, URL: l.File(format).URL(), Text: f.text, Name: p.T("download.as", "Format", f.text)})
	}
	return d
}

// recordDownloads are the files of one record, as known on the day of its page.
func recordDownloads(p *locale.Printer, path string, asOf models.Date) Downloads {
	return newDownloads(p, recordLink(p, path, asOf), false)
}
