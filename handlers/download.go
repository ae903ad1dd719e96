package handlers

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// fileFormat is what a file of a page can be: the end of its address, without the
// dot.
type fileFormat string

// The formats of files.
const (
	csvFile  fileFormat = "csv"
	xlsxFile fileFormat = "xlsx"
	jsonFile fileFormat = "json"
	svgFile  fileFormat = "svg"
	docxFile fileFormat = "docx"
	mdFile   fileFormat = "md"
)

// tableFormats are those of tables, documentFormats those of documents.
var (
	tableFormats    = []fileFormat{csvFile, xlsxFile, jsonFile}
	documentFormats = []fileFormat{docxFile, mdFile}
)

var mediaTypes = map[fileFormat]string{
	csvFile: "text/csv; charset=utf-8", xlsxFile: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	jsonFile: "application/json", svgFile: "image/svg+xml",
	docxFile: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", mdFile: "text/markdown; charset=utf-8",
}

// formatOf takes the format off the end of an address. No code has a dot.
func formatOf(address string) (string, fileFormat) {
	end := path.Ext(address)
	if format := fileFormat(strings.TrimPrefix(end, ".")); mediaTypes[format] != "" {
		return strings.TrimSuffix(address, end), format
	}
	return address, ""
}

// isFile reports whether a request is for a file: those are read from other sites
// too, and may take longer than pages. Script and style are not among them.
func isFile(r *http.Request) bool {
	_, format := formatOf(r.URL.Path)
	return format != "" && !strings.HasPrefix(r.URL.Path, "/static/")
}

// files is what a page gives beside itself; any may be nil.
type files struct {
	table    func(c echo.Context) (*table.Table, error)
	chart    func(c echo.Context) (*pages.ChartFile, error)
	document func(c echo.Context) (*documentFile, error)
}

// formats are those in which the files come.
func (f files) formats() []fileFormat {
	var list []fileFormat
	if f.table != nil {
		list = append(list, tableFormats...)
	}
	if f.chart != nil {
		list = append(list, svgFile)
	}
	if f.document != nil {
		list = append(list, documentFormats...)
	}
	return list
}

// send answers with a file.
func (a *App) send(c echo.Context, f files, format fileFormat) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), fileTimeout)
	defer cancel()
	c.SetRequest(c.Request().WithContext(ctx))
	// A recorder of tests knows no deadline, and needs none.
	if err := http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(fileTimeout)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	switch format {
	case svgFile:
		return a.sendChart(c, f)
	case docxFile, mdFile:
		return a.sendDocument(c, f, format)
	}
	t, err := f.table(c)
	if err != nil {
		return err
	}
	return a.sendTable(c, t, format)
}

// fileTimeout is how long a file may take to be made and fetched.
const fileTimeout = 10 * time.Minute

// page answers with a page, and with its files where the address ends in a format.
// The code in the address is the parameter of the name.
func (a *App) page(show echo.HandlerFunc, name string, f files) echo.HandlerFunc {
	return func(c echo.Context) error {
		code, format := formatOf(c.Param(name))
		if !slices.Contains(f.formats(), format) {
			return show(c)
		}
		c.SetParamValues(code)
		return a.send(c, f, format)
	}
}

// dated is what the file of a page says that can be asked for another day.
func (a *App) dated(c echo.Context, l pages.Link, day models.Date) pages.FileData {
	return pages.FileData{Link: l, AsOf: day, Dated: true, Site: a.site(c)}
}

// undated is what the file of a page says that is always of today.
func (a *App) undated(c echo.Context, l pages.Link) pages.FileData {
	return pages.FileData{Link: l, AsOf: a.today(c.Request().Context()), Site: a.site(c)}
}

// askedRecord is the page of a record of a list, and the full day as of which it is
// asked for.
func (a *App) askedRecord(c echo.Context, list string) (pages.Link, models.Date, error) {
	asked := a.params(c)
	written := asked.asOf()
	return pages.To(printer(c), list+"/"+c.Param("code")).With("as_of", string(written)), fullDay(written, asked.today), asked.err
}

// recordOnly leaves a link to a record its day only: the filters of lists do not
// change what a record is.
func recordOnly(l pages.Link) pages.Link {
	day := l.Params.Get("as_of")
	l.Params = nil
	return l.With("as_of", day)
}

// mostBuffered is how many rows a file can have that is made whole before it is
// sent.
const mostBuffered = 1000

// sendTable sends a table in a format. A small one is made whole first. A large one
// is sent as it is read: if that fails midway the connection is broken off, so that
// no part of a file passes for all of it.
func (a *App) sendTable(c echo.Context, t *table.Table, format fileFormat) error {
	name := t.Name + "-" + t.AsOf + "." + string(format)
	disposition := "attachment"
	if format == jsonFile {
		// A browser shows it.
		disposition = "inline"
	}
	c.Response().Header().Set("Content-Disposition", contentDisposition(disposition, name))
	switch {
	case format == xlsxFile && t.RowCount > table.MostSheetRows:
		return &badParameter{name: "format", value: string(format), key: "bad.sheet", args: []any{"N", printer(c).Int(t.RowCount), "Most", printer(c).Int(table.MostSheetRows)}}
	case t.RowCount <= mostBuffered:
		var b bytes.Buffer
		if err := writeTable(&b, t, format); err != nil {
			return err
		}
		return whole(c, format, b.Bytes())
	case !c.Request().ProtoAtLeast(1, 1):
		// Before HTTP/1.1 the end of the connection is the end of the file: half a
		// file could not be told from a whole one.
		return a.sendSpooled(c, t, format)
	}
	return a.stream(c, t, format)
}

func writeTable(w io.Writer, t *table.Table, format fileFormat) error {
	switch format {
	case csvFile:
		return table.WriteCSV(w, t)
	case xlsxFile:
		return table.WriteXLSX(w, t)
	}
	return table.WriteJSON(w, t)
}

// contentDisposition names a file. The name has nothing but letters of ASCII.
func contentDisposition(disposition, name string) string {
	return fmt.Sprintf(`%s; filename="%s"; filename*=UTF-8''%s`, disposition, name, name)
}

// fileHeaders are those that every file has.
func fileHeaders(c echo.Context, format fileFormat) http.Header {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, mediaTypes[format])
	askAgain(h)
	h.Set("Content-Language", locale.Tag(lang(c)))
	return h
}

// whole sends a file that is in memory, or tells that the visitor has it already.
func whole(c echo.Context, format fileFormat, content []byte) error {
	sum := sha256.Sum256(content)
	fileHeaders(c, format)
	if unchanged(c, `"`+hex.EncodeToString(sum[:16])+codingSuffix(c)+`"`) {
		return c.NoContent(http.StatusNotModified)
	}
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	return c.Blob(http.StatusOK, mediaTypes[format], content)
}

// codingSuffix tells the tag of a compressed file from that of the plain one: they
// are not the same bytes. It asks as the middleware does that compresses.
func codingSuffix(c echo.Context) string {
	if !isCompressed(c) && strings.Contains(c.Request().Header.Get(echo.HeaderAcceptEncoding), "gzip") {
		return "-gzip"
	}
	return ""
}

// unchanged sets the tag of an answer, and reports whether the visitor has it.
func unchanged(c echo.Context, tag string) bool {
	c.Response().Header().Set("ETag", tag)
	for known := range strings.SplitSeq(strings.Join(c.Request().Header.Values("If-None-Match"), ","), ",") {
		if known = strings.TrimSpace(known); known == "*" || strings.TrimPrefix(known, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// stateTag is the tag of a file that is not made before it is sent: it changes with
// everything that the file says of itself, and with the state of the records. It
// is weak, since nobody has compared the bytes.
func (a *App) stateTag(c echo.Context, t *table.Table, format fileFormat) (string, error) {
	head, err := table.JSONHead(t)
	if err != nil {
		return "", err
	}
	return weakTag("%s%s %s", head, format, recordedAt(c.Request().Context())), nil
}

// weakTag is the tag of what is the same for as long as its state is.
func weakTag(state string, args ...any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, state, args...))
	return `W/"` + hex.EncodeToString(sum[:16]) + `"`
}

// sendSpooled makes a file on disk and then sends it.
func (a *App) sendSpooled(c echo.Context, t *table.Table, format fileFormat) error {
	tag, err := a.stateTag(c, t, format)
	if err != nil {
		return err
	}
	h := fileHeaders(c, format)
	if unchanged(c, tag) {
		return c.NoContent(http.StatusNotModified)
	}
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	f, err := os.CreateTemp("", "dostyk-file-")
	if err != nil {
		return fmt.Errorf("make a file to send: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := writeTable(f, t, format); err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if isCompressed(c) {
		h.Set(echo.HeaderContentLength, strconv.FormatInt(size, 10))
	}
	return c.Stream(http.StatusOK, mediaTypes[format], f)
}

// firstBytes is how much of a stream is collected before it begins to be sent.
const firstBytes = 32 << 10

// stream sends a table while it is read.
func (a *App) stream(c echo.Context, t *table.Table, format fileFormat) error {
	tag, err := a.stateTag(c, t, format)
	if err != nil {
		return err
	}
	fileHeaders(c, format)
	if unchanged(c, tag) {
		return c.NoContent(http.StatusNotModified)
	}
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	r := c.Response()
	b := bufio.NewWriterSize(&firstFlush{response: r}, firstBytes)
	err = writeTable(b, t, format)
	if err == nil {
		err = b.Flush()
	}
	if err != nil && r.Committed && !hasLeft(c.Request().Context()) {
		a.log.Error("file broken off", "id", requestID(c), "route", c.Path(), "err", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// firstFlush sends the beginning of an answer at once: what compresses it would
// wait for more.
type firstFlush struct {
	response *echo.Response
	begun    bool
}

// Write implements io.Writer.
func (f *firstFlush) Write(p []byte) (int, error) {
	n, err := f.response.Write(p)
	if err == nil && !f.begun {
		f.begun = true
		f.response.Flush()
	}
	return n, err
}
