package document_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/static"
	"github.com/dostyk/dostyk/views/document"
)

// The elements of a DOCX that the tests look at.
type (
	docxFile struct {
		parts map[string][]byte
		// Blocks are the paragraphs and tables in their order.
		Blocks []docxBlock
		// links are the targets of the relations by their ids.
		links map[string]string
	}
	docxBlock struct {
		XMLName xml.Name
		docxPara
		Grid []struct{} `xml:"tblGrid>gridCol"`
		Rows []docxRow  `xml:"tr"`
	}
	docxRow struct {
		Header *struct{}  `xml:"trPr>tblHeader"`
		Cells  []docxCell `xml:"tc"`
	}
	docxCell struct {
		Paras []docxPara `xml:"p"`
	}
	docxPara struct {
		Style     docxValue   `xml:"pPr>pStyle"`
		Side      docxValue   `xml:"pPr>jc"`
		Runs      []docxRun   `xml:"r"`
		Links     []docxLink  `xml:"hyperlink"`
		Bookmarks []docxValue `xml:"bookmarkStart"`
	}
	docxLink struct {
		ID   string    `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		Runs []docxRun `xml:"r"`
	}
	docxRun struct {
		Texts   []string      `xml:"t"`
		Bold    *docxValue    `xml:"rPr>b"`
		Lang    docxValue     `xml:"rPr>lang"`
		Drawing []docxDrawing `xml:"drawing>inline"`
	}
	docxDrawing struct {
		Extent struct {
			Width  int `xml:"cx,attr"`
			Height int `xml:"cy,attr"`
		} `xml:"extent"`
		Doc struct {
			Alt string `xml:"descr,attr"`
		} `xml:"docPr"`
		Blip struct {
			Embed string `xml:"embed,attr"`
			SVG   struct {
				Embed string `xml:"embed,attr"`
			} `xml:"extLst>ext>svgBlip"`
		} `xml:"graphic>graphicData>pic>blipFill>blip"`
	}
	docxValue struct {
		Val  string `xml:"val,attr"`
		Name string `xml:"name,attr"`
	}
)

func runs(list []docxRun) string {
	var b strings.Builder
	for _, r := range list {
		b.WriteString(strings.Join(r.Texts, ""))
	}
	return b.String()
}

// readDOCX takes a document apart as somebody does who opens it.
func readDOCX(t rapid.TB, d *document.Document) *docxFile {
	t.Helper()
	var b bytes.Buffer
	if err := document.WriteDOCX(&b, d); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f := &docxFile{parts: make(map[string][]byte), links: make(map[string]string)}
	for _, file := range z.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if f.parts[file.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	var read struct {
		Body struct {
			Blocks []docxBlock `xml:",any"`
		} `xml:"body"`
	}
	if err := xml.Unmarshal(f.parts["word/document.xml"], &read); err != nil {
		t.Fatalf("%v in\n%s", err, f.parts["word/document.xml"])
	}
	f.Blocks = read.Body.Blocks
	var relations struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := xml.Unmarshal(f.parts["word/_rels/document.xml.rels"], &relations); err != nil {
		t.Fatal(err)
	}
	for _, r := range relations.List {
		f.links[r.ID] = r.Target
	}
	return f
}

// styled are the texts of the paragraphs of a style outside of tables.
func (f *docxFile) styled(style string) []string {
	var list []string
	for _, b := range f.Blocks {
		if b.XMLName.Local == "p" && b.Style.Val == style {
			list = append(list, runs(b.Runs))
		}
	}
	return list
}

func TestADOCXHasTheStylesOfItsParts(t *testing.T) {
	f := readDOCX(t, sample())
	for style, want := range map[string][]string{
		"Title": {"Баспасөз парағы: <ғқңұүһөі> & 51"}, "Subtitle": {"2018 жылғы 10 маусым"}, "Heading1": {"Сандар"}, "Heading2": {"1. The *first* _thing_"},
		"Amount": {"4 жоба"}, "Quote": {"«We have 51 projects»"}, "Item": {"– 1. an item", "– bold and not"}, "Caption": {"Осы парақтағы сандар"},
		"Source": {"1.\u2002Қазақ ТВ. ", "2.\u2002人民日报"},
	} {
		if diff := cmp.Diff(want, f.styled(style)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", style, diff)
		}
		if style != "Normal" && !bytes.Contains(f.parts["word/styles.xml"], []byte(`w:styleId="`+style+`"`)) {
			t.Errorf("there is no style %s", style)
		}
	}
	for _, b := range f.Blocks {
		for _, r := range b.Runs {
			text := strings.Join(r.Texts, "")
			if bold := r.Bold != nil && r.Bold.Val != "false" && r.Bold.Val != "0"; bold != slices.Contains([]string{"bold", "Қазақ ТВ"}, text) {
				t.Errorf("%q is bold: %t", text, bold)
			}
			if lang := r.Lang.Val; lang != map[string]string{"The *first* _thing_": "en-GB", "«We have 51 projects»": "en-GB"}[text] {
				t.Errorf("%q is in %q", text, lang)
			}
		}
	}
	for part, want := range map[string]string{"word/styles.xml": `w:val="kk-KZ"`, "docProps/core.xml": "<dc:language>kk-KZ</dc:language>"} {
		if !bytes.Contains(f.parts[part], []byte(want)) {
			t.Errorf("%s lacks %s", part, want)
		}
	}
}

func TestATableOfADOCXHasAHead(t *testing.T) {
	f := readDOCX(t, sample())
	at := slices.IndexFunc(f.Blocks, func(b docxBlock) bool { return b.XMLName.Local == "tbl" })
	if at < 0 {
		t.Fatal("there is no table")
	}
	var cells [][]string
	if table := f.Blocks[at]; len(table.Grid) != len(table.Rows[0].Cells) {
		t.Errorf("the grid has %d columns, the rows %d", len(table.Grid), len(table.Rows[0].Cells))
	}
	for i, row := range f.Blocks[at].Rows {
		if (row.Header != nil) != (i == 0) {
			t.Errorf("row %d is a head: %t", i, row.Header != nil)
		}
		var texts []string
		for j, cell := range row.Cells {
			p := cell.Paras[0]
			texts = append(texts, runs(p.Runs))
			if (p.Side.Val == "right") != (j == 1) {
				t.Errorf("row %d, column %d stands %q", i, j, p.Side.Val)
			}
			for _, r := range p.Runs {
				if i == 0 && r.Bold == nil {
					t.Errorf("the label %q is not bold", runs(p.Runs))
				}
			}
		}
		cells = append(cells, texts)
	}
	if diff := cmp.Diff([][]string{{"Сан", "Мәні"}, {"Іске қосылған | барлығы", "4,"}, {"已投产", "-27,50"}}, cells); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestLinksAndMarksOfADOCXLeadSomewhere(t *testing.T) {
	f := readDOCX(t, sample())
	links := make(map[string]string)
	var bookmarks []string
	note := func(p docxPara) {
		for _, l := range p.Links {
			links[runs(l.Runs)] = f.links[l.ID]
		}
		for _, b := range p.Bookmarks {
			bookmarks = append(bookmarks, b.Name)
		}
	}
	for _, b := range f.Blocks {
		note(b.docxPara)
		for _, row := range b.Rows {
			for _, cell := range row.Cells {
				note(cell.Paras[0])
			}
		}
	}
	if diff := cmp.Diff(map[string]string{
		"1": "#source-1", "2": "#source-2", "The chart": "https://dostyk.example/en/prices/brent?a=1&b=(2)", "https://example.org/a_b": "https://example.org/a_b",
	}, links); diff != "" {
		t.Errorf("links (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"source-1", "source-2"}, bookmarks); diff != "" {
		t.Errorf("places (-want +got)\n%s", diff)
	}
}

func TestADrawingOfADOCXIsItsSVG(t *testing.T) {
	d := sample()
	f := readDOCX(t, d)
	var drawings []docxDrawing
	for _, b := range f.Blocks {
		for _, r := range b.Runs {
			drawings = append(drawings, r.Drawing...)
		}
	}
	if len(drawings) != 1 {
		t.Fatalf("%d drawings", len(drawings))
	}
	g := drawings[0]
	if g.Doc.Alt != `A chart: "up" & <down>` || g.Extent.Width != 2*g.Extent.Height || g.Extent.Width == 0 {
		t.Errorf("%q of %d × %d", g.Doc.Alt, g.Extent.Width, g.Extent.Height)
	}
	if f.links[g.Blip.SVG.Embed] != "media/image1.svg" || string(f.parts["word/media/image1.svg"]) != drawn {
		t.Errorf("as SVG it shows %s: %s", g.Blip.SVG.Embed, f.links[g.Blip.SVG.Embed])
	}
	for _, want := range []string{`Extension="svg" ContentType="image/svg+xml"`, `Extension="png" ContentType="image/png"`} {
		if !bytes.Contains(f.parts["[Content_Types].xml"], []byte(want)) {
			t.Errorf("nothing says %s", want)
		}
	}
	if !static.HasFonts() && os.Getenv("CI") == "" {
		t.Skip("«go generate ./...» has not put the fonts in place")
	}
	// What knows no SVG shows pixels.
	seen, err := png.Decode(bytes.NewReader(f.parts["word/media/image1.png"]))
	if f.links[g.Blip.Embed] != "media/image1.png" || err != nil || seen.Bounds().Dx() != 2*seen.Bounds().Dy() {
		t.Errorf("it shows %s: %v", f.links[g.Blip.Embed], err)
	}
}

func TestTheSameDocumentIsTheSameDOCX(t *testing.T) {
	var first, second bytes.Buffer
	if err := document.WriteDOCX(&first, sample()); err != nil {
		t.Fatal(err)
	}
	if err := document.WriteDOCX(&second, sample()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("it is another from one time to the next")
	}
}

func TestAnyTextSurvivesInADOCX(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		// What XML cannot hold becomes the sign for it.
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ <>&"'\]a-cқ风🙂]*`)).Filter(func(s string) bool {
			return !strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0xfffd || c == 0xfffe || c == 0xffff })
		}).Draw(r, "text")
		f := readDOCX(r, one(text))
		if got := f.styled("Normal"); len(got) == 0 || got[0] != text {
			r.Fatalf("%q is %q", text, got)
		}
		if got := f.styled("Source"); len(got) != 1 || got[0] != "1.\u2002"+text {
			r.Fatalf("%q is %q in a source", text, got)
		}
	})
}
