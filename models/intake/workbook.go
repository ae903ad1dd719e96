package intake

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// workbook is a file of Excel, or of a program that writes the same. It is read here
// and not by the library that writes ours: that holds every cell and style of a sheet
// in memory, some fifty times the size of the file, and its stream tells neither a
// formula nor the format by which a number is a date.
type workbook struct {
	parts map[string]*zip.File
	// left is how many bytes may still be unpacked.
	left    int64
	strings []string
	styles  []dateStyle
	// from1904 tells that days are counted from 1904.
	from1904 bool
}

// mostParts bounds the entries of the archive. A workbook has a few for each sheet,
// and one for each picture.
const mostParts = 5000

// readWorkbook reads one sheet of a workbook.
func readWorkbook(content []byte, sheet string) (*Grid, error) {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil || len(z.File) > mostParts {
		return nil, unreadable("no_workbook")
	}
	w := &workbook{parts: make(map[string]*zip.File, len(z.File)), left: MostUnpacked}
	for _, f := range z.File {
		w.parts[partName(f.Name)] = f
	}
	g, err := w.read(sheet)
	var known *FileError
	if err != nil && !errors.As(err, &known) {
		// Whatever is wrong with the archive or its XML: nobody can mend it by hand.
		return nil, unreadable("no_workbook")
	}
	return g, err
}

// partName is the name of a part as others refer to it: parts are found whatever the
// case, and some programs write backslashes.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean(strings.ReplaceAll(name, `\`, "/")), "/"))
}

// relations are those of a part to others.
type relations struct {
	Relationship []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	}
}

// target is the part of a type that a part in the folder refers to, by the id if that
// is given; empty if there is none.
func (r *relations) target(folder, kind, id string) string {
	for _, to := range r.Relationship {
		if path.Base(to.Type) != kind || id != "" && to.ID != id {
			continue
		}
		if strings.HasPrefix(to.Target, "/") {
			return partName(to.Target)
		}
		return partName(path.Join(folder, to.Target))
	}
	return ""
}

func (w *workbook) read(sheet string) (*Grid, error) {
	var root, of relations
	if err := w.small("_rels/.rels", &root); err != nil {
		return nil, err
	}
	main := root.target("", "officeDocument", "")
	folder := path.Dir(main)
	var book struct {
		Properties struct {
			From1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
			// Strict is the same in the strict form of the format.
			Strict string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.small(main, &book); err != nil {
		return nil, err
	}
	if err := w.small(path.Join(folder, "_rels", path.Base(main)+".rels"), &of); err != nil {
		return nil, err
	}
	w.from1904 = book.Properties.From1904 == "1" || book.Properties.From1904 == "true"
	g := &Grid{Format: XLSX, Sheet: sheet}
	part := ""
	for _, s := range book.Sheets {
		target := of.target(folder, "worksheet", s.ID+s.Strict)
		if s.State == "hidden" || s.State == "veryHidden" || s.ID+s.Strict == "" || target == "" || len(g.Sheets) == MostColumns {
			continue
		}
		g.Sheets = append(g.Sheets, s.Name)
		if s.Name == sheet || sheet == "" && part == "" {
			g.Sheet, part = s.Name, target
		}
	}
	switch {
	case len(g.Sheets) == 0:
		return nil, unreadable("no_workbook")
	case part == "":
		return nil, unreadable("no_sheet", "Sheet", sheet)
	}
	if name := of.target(folder, "sharedStrings", ""); name != "" {
		if err := w.readStrings(name); err != nil {
			return nil, err
		}
	}
	if name := of.target(folder, "styles", ""); name != "" {
		if err := w.readStyles(name); err != nil {
			return nil, err
		}
	}
	return g, w.readSheet(part, g)
}

// errNoPart ends the reading of a workbook that lacks a part.
var errNoPart = errors.New("no such part")

// open begins to unpack a part.
func (w *workbook) open(name string) (*part, error) {
	f := w.parts[partName(name)]
	if f == nil || f.FileInfo().IsDir() {
		return nil, errNoPart
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	return newPart(r, &w.left), nil
}

// mostSmall is how large the parts are that are held in memory as a whole.
const mostSmall = 2 << 20

// small reads a part that says what the others are.
func (w *workbook) small(name string, into any) error {
	p, err := w.open(name)
	if err != nil {
		return err
	}
	defer p.Close()
	content, err := io.ReadAll(io.LimitReader(p, mostSmall+1))
	if err != nil {
		return err
	}
	if len(content) > mostSmall {
		return tooMuch()
	}
	return xml.Unmarshal(content, into)
}

func tooMuch() error { return unreadable("too_much", "Most", MostUnpacked>>20) }

// readStrings reads the texts that cells refer to by their number.
func (w *workbook) readStrings(name string) error {
	p, err := w.open(name)
	if err != nil {
		return err
	}
	defer p.Close()
	var text strings.Builder
	for {
		token, err := p.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "si" {
				text.Reset()
			}
		case xml.EndElement:
			if t.Name.Local == "si" {
				w.strings = append(w.strings, text.String())
			}
		case xml.CharData:
			// What is written above Chinese and Japanese letters is no part of the text.
			if p.inside("t") && !p.inside("rPh") {
				text.Write(t)
			}
		}
		if text.Len() > MostCellBytes {
			return tooMuch()
		}
	}
}

// mostDepth bounds how deep the elements of a part stand in each other, mostToken how
// many bytes one of them has, and mostElements how many there are: each costs more
// than its few bytes.
const mostDepth, mostToken, mostElements = 32, 1 << 20, 2 << 20

// part reads the XML of a part element by element. It keeps the path to the element,
// and nothing else.
type part struct {
	r     io.ReadCloser
	left  *int64
	buf   []byte
	at, n int
	token int
	// elements counts those that have begun.
	elements int
	xml      *xml.Decoder
	path     []string
}

func newPart(r io.ReadCloser, left *int64) *part {
	p := &part{r: r, left: left, buf: make([]byte, 32<<10)}
	p.xml = xml.NewDecoder(p)
	return p
}

// Close implements io.Closer.
func (p *part) Close() error { return p.r.Close() }

// Read implements io.Reader.
func (p *part) Read(to []byte) (int, error) {
	n, err := p.r.Read(to)
	if *p.left -= int64(n); *p.left < 0 {
		return 0, tooMuch()
	}
	return n, err
}

// ReadByte implements io.ByteReader, so that the decoder reads no further than the
// token.
func (p *part) ReadByte() (byte, error) {
	for p.at == p.n {
		n, err := p.Read(p.buf)
		if n == 0 && err != nil {
			return 0, err
		}
		p.at, p.n = 0, n
	}
	if p.token++; p.token > mostToken {
		return 0, tooMuch()
	}
	p.at++
	return p.buf[p.at-1], nil
}

// next is the next token.
func (p *part) next() (xml.Token, error) {
	p.token = 0
	// The decoder's own path would grow with the depth.
	token, err := p.xml.RawToken()
	switch t := token.(type) {
	case xml.StartElement:
		if p.path = append(p.path, t.Name.Local); len(p.path) > mostDepth {
			return nil, errors.New("too deep")
		}
		if p.elements++; p.elements > mostElements {
			return nil, tooMuch()
		}
	case xml.EndElement:
		if len(p.path) == 0 || p.path[len(p.path)-1] != t.Name.Local {
			return nil, errors.New("an element ends that has not begun")
		}
		p.path = p.path[:len(p.path)-1]
	}
	return token, err
}

// inside reports whether the text that was read stands in such an element.
func (p *part) inside(name string) bool { return slices.Contains(p.path, name) }
