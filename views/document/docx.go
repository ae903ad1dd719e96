package document

import (
	"archive/zip"
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/gomutex/godocx/common/units"
	"github.com/gomutex/godocx/dml"
	"github.com/gomutex/godocx/dml/dmlct"
	"github.com/gomutex/godocx/dml/dmlpic"
	"github.com/gomutex/godocx/docx"
	"github.com/gomutex/godocx/packager"
	"github.com/gomutex/godocx/wml/ctypes"
	"github.com/gomutex/godocx/wml/stypes"

	"github.com/dostyk/dostyk/views/office"
	"github.com/dostyk/dostyk/views/picture"
)

// template is the document that all others are made from: A4, with our styles.
//
//go:embed all:template
var template embed.FS

// officeLangs are the languages as office programs name them.
var officeLangs = map[string]string{"en": "en-GB", "kk": "kk-KZ", "ru": "ru-RU", "zh-Hans": "zh-CN"}

func officeLang(lang string) string {
	if name := officeLangs[lang]; name != "" {
		return name
	}
	return lang
}

// The parts of a document that are written here beside those of the library.
const (
	mainPart  = "word/document.xml"
	stylePart = "word/styles.xml"
	mediaPath = "word/media/"
)

// textWidth is the width between the margins of the template, in inches.
const textWidth = 6.69

// twips are those of an inch.
const twips = 1440

// WriteDOCX writes the document for Word, LibreOffice and others. The same document
// gives the same bytes.
func WriteDOCX(w io.Writer, d *Document) error {
	root, err := newRoot(d)
	if err != nil {
		return err
	}
	b := &docxWriter{root: root, lang: officeLang(d.Lang), svgOf: make(map[string]string)}
	b.paragraph("Title").add(Span{Text: d.Title})
	b.paragraph("Subtitle").add(Span{Text: d.Subtitle})
	for _, block := range d.Blocks {
		if err := b.block(block); err != nil {
			return err
		}
	}
	core, err := office.Core{
		Title: d.Title, Subject: d.Subtitle, Creator: d.Author, Language: officeLang(d.Lang), Created: d.Changed, Modified: d.Changed,
	}.Marshal()
	if err != nil {
		return err
	}
	root.FileMap.Store(office.CorePart, core)
	var made bytes.Buffer
	if err := root.Write(&made); err != nil {
		return err
	}
	return finish(w, made.Bytes(), d.Lang, b.svgOf)
}

// part is a part of the template in a language.
func part(name, lang string) ([]byte, error) {
	text, err := template.ReadFile("template/" + name)
	return bytes.ReplaceAll(text, []byte("{{lang}}"), []byte(officeLang(lang))), err
}

// newRoot is an empty document in a language.
func newRoot(d *Document) (*docx.RootDoc, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	err := fs.WalkDir(template, "template", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name = strings.TrimPrefix(name, "template/")
		text, err := part(name, d.Lang)
		if err != nil {
			return err
		}
		w, err := z.Create(name)
		if err != nil {
			return err
		}
		_, err = w.Write(text)
		return err
	})
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, err
	}
	packed := b.Bytes()
	return packager.Unpack(&packed)
}

// docxWriter fills a document.
type docxWriter struct {
	root     *docx.RootDoc
	lang     string
	pictures uint
	// svgOf are the ids of drawings by those of their pixels.
	svgOf map[string]string
}

// docxParagraph is a paragraph that is being written.
type docxParagraph struct {
	*docx.Paragraph
	lang string
}

func (b *docxWriter) paragraph(style string) docxParagraph {
	p := b.root.AddEmptyParagraph()
	p.Style(style)
	return docxParagraph{p, b.lang}
}

func (b *docxWriter) block(block Block) error {
	switch block := block.(type) {
	case Heading:
		b.paragraph("Heading" + strconv.Itoa(block.Level)).add(block.Text...)
	case Paragraph:
		p := b.paragraph(string(block.Style))
		if block.Style == Item {
			p.add(Span{Text: "– "})
		}
		p.add(block.Text...)
	case Table:
		b.table(block)
	case Picture:
		return b.picture(block)
	case Note:
		p := b.paragraph("Source")
		p.bookmark(block.Number)
		p.add(Span{Text: strconv.Itoa(block.Number) + ".\u2002"})
		p.add(block.Text...)
	}
	return nil
}

// add writes spans. A link of the library has one run.
func (p docxParagraph) add(spans ...Span) {
	for _, s := range spans {
		var run *ctypes.Run
		if s.URL != "" {
			p.AddLink(s.Text, s.URL)
			run = p.last().Link.Run
		} else {
			p.AddText(s.Text).Bold(s.Bold)
			run = p.last().Run
		}
		if s.Lang != "" && officeLang(s.Lang) != p.lang {
			lang := officeLang(s.Lang)
			run.Property.Lang = &ctypes.Lang{Val: &lang}
		}
		for i, mark := range s.Marks {
			if i > 0 {
				p.AddText(",").Style("Mark")
			}
			p.AddLink(strconv.Itoa(mark), "#"+bookmarkName(mark)).Style("Mark")
		}
	}
}

func (p docxParagraph) last() *ctypes.ParagraphChild {
	children := p.GetCT().Children
	return &children[len(children)-1]
}

func bookmarkName(number int) string { return "source-" + strconv.Itoa(number) }

// bookmark marks the place that the marks of a source lead to. The library has no
// word for it: an empty run stands there until the document is finished.
func (p docxParagraph) bookmark(number int) {
	id := stypes.LongHexNum(bookmarkName(number))
	p.GetCT().Children = append(p.GetCT().Children, ctypes.ParagraphChild{Run: &ctypes.Run{RsidR: &id}})
}

func (b *docxWriter) table(t Table) {
	b.paragraph(string(Caption)).add(Span{Text: t.Caption})
	table := b.root.AddTable()
	table.Style("Rules")
	table.Width(5000, stypes.TableWidthPct)
	row := func(cells [][]Span, bold bool) {
		r := table.AddRow()
		for i, spans := range cells {
			p := r.AddCell().AddEmptyPara()
			p.Style("Cell")
			if t.Numeric[i] {
				p.Justification(stypes.JustificationRight)
			}
			for j := range spans {
				spans[j].Bold = spans[j].Bold || bold
			}
			docxParagraph{p, b.lang}.add(spans...)
		}
	}
	var head [][]Span
	for _, label := range t.Head {
		head = append(head, []Span{{Text: label}})
	}
	row(head, true)
	for _, cells := range t.Rows {
		row(cells, false)
	}
	// Some readers lay a table out by its grid alone, and see no cell without one.
	for range t.Head {
		width := uint64(textWidth * twips / float64(len(t.Head)))
		table.GetCT().Grid.Col = append(table.GetCT().Grid.Col, ctypes.Column{Width: &width})
	}
	rows := table.GetCT().RowContents
	// Word takes no value here but on and off: none is on.
	rows[0].Row.Property.Header = new(ctypes.OnOff)
	for i := range rows {
		rows[i].Row.Property.CantSplit = new(ctypes.OnOff)
	}
	b.paragraph(string(Small))
}

// mostPixels is how many drawings of a document stand in it as pixels too: each takes as
// long to draw as all else of a page. pixels is how many of them a unit of a drawing has:
// as wide as the text that makes some 130 to an inch.
const (
	mostPixels = 5
	pixels     = 1
)

// picture writes a drawing as wide as the text. What knows no SVG, as Word before 2016,
// mail and previews, shows the pixels that stand beside it. Where there are none the SVG
// stands in for them as well: LibreOffice before 24 looks at nothing else.
func (b *docxWriter) picture(p Picture) error {
	b.pictures++
	name := fmt.Sprintf("image%d.svg", b.pictures)
	id := b.media(name, p.SVG)
	if b.pictures <= mostPixels {
		drawn, err := picture.Draw(p.SVG, pixels)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			// «go generate» puts the fonts in place.
		case err != nil:
			return err
		default:
			svg := id
			id = b.media(fmt.Sprintf("image%d.png", b.pictures), drawn.PNG)
			b.svgOf[id] = svg
		}
	}
	width := units.Inch(textWidth).ToEmu()
	height := units.Inch(textWidth * float64(p.Height) / float64(p.Width)).ToEmu()
	inline := dml.NewInline(*dmlct.NewPostvSz2D(width, height), dml.DocProp{ID: uint64(b.pictures), Name: path.Base(name), Description: p.Alt},
		*dml.NewPicGraphic(dmlpic.NewPic(id, b.pictures, width, height)))
	paragraph := b.paragraph(string(Normal))
	paragraph.GetCT().Children = append(paragraph.GetCT().Children, ctypes.ParagraphChild{Run: &ctypes.Run{
		Children: []ctypes.RunChild{{Drawing: &dml.Drawing{Inline: []dml.Inline{inline}}}},
	}})
	return nil
}

// media adds a file to the document, and returns by what id its text refers to it.
func (b *docxWriter) media(name string, content []byte) string {
	b.root.FileMap.Store(mediaPath+name, content)
	doc := b.root.Document
	id := "rId" + strconv.Itoa(doc.IncRelationID())
	doc.DocRels.Relationships = append(doc.DocRels.Relationships, &docx.Relationship{
		ID: id, Type: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image", Target: "media/" + name,
	})
	return id
}

var (
	placeholder = regexp.MustCompile(`<w:r w:rsidR="(source-(\d+))"></w:r>`)
	drawing     = regexp.MustCompile(`<a:blip r:embed="(rId\d+)"></a:blip>`)
)

// finish puts into a document what the library leaves out: bookmarks, the mark by which
// Word knows a drawing, and half of what the styles say. The first two stand where no
// text of the document can.
func finish(w io.Writer, made []byte, lang string, svgOf map[string]string) error {
	r, err := zip.NewReader(bytes.NewReader(made), int64(len(made)))
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, f := range r.File {
		var text []byte
		switch f.Name {
		case mainPart:
			if text, err = fs.ReadFile(r, f.Name); err == nil {
				text = placeholder.ReplaceAll(text, []byte(`<w:bookmarkStart w:id="$2" w:name="$1"/><w:bookmarkEnd w:id="$2"/>`))
				text = drawing.ReplaceAllFunc(text, func(blip []byte) []byte {
					id := string(drawing.FindSubmatch(blip)[1])
					return fmt.Appendf(nil, `<a:blip r:embed="%s"><a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">`+
						`<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="%s"/></a:ext></a:extLst></a:blip>`, id, cmp.Or(svgOf[id], id))
				})
			}
		case stylePart:
			text, err = part(f.Name, lang)
		default:
			if err := z.Copy(f); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		into, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: f.Modified.UTC()})
		if err != nil {
			return err
		}
		if _, err := into.Write(text); err != nil {
			return err
		}
	}
	return z.Close()
}
