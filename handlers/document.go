package handlers

import (
	"bytes"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/document"
)

// documentFile is a page as a document, and the beginning of the name of its file.
type documentFile struct {
	*document.Document
	name string
	asOf models.Date
}

// sendDocument sends a page as a document.
func (a *App) sendDocument(c echo.Context, f files, format fileFormat) error {
	d, err := f.document(c)
	if err != nil {
		return err
	}
	write := document.WriteMarkdown
	if format == docxFile {
		write = document.WriteDOCX
	}
	var b bytes.Buffer
	if err := write(&b, d.Document); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", contentDisposition("attachment", d.name+"-"+string(d.asOf)+"."+string(format)))
	return whole(c, format, b.Bytes())
}

// briefingDocument is the briefing sheet that the address asks for.
func (a *App) briefingDocument(c echo.Context) (*documentFile, error) {
	s, err := a.askedBriefing(c)
	if err != nil {
		return nil, err
	}
	m, err := a.sheet(c, s)
	if err != nil {
		return nil, err
	}
	d, err := m.Document()
	return &documentFile{Document: d, name: m.Name(), asOf: m.AsOf}, err
}
