package pages

import (
	"slices"
	"strconv"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/intake"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// ImportLink is the page of an import.
func ImportLink(p *locale.Printer, id int64) Link {
	return To(p, layout.ImportPath+"/"+strconv.FormatInt(id, 10))
}

// ChangeSetLink is the page of a change set.
func ChangeSetLink(p *locale.Printer, id int64) Link {
	return To(p, "admin/changes/"+strconv.FormatInt(id, 10))
}

// FileSentence says why a file cannot be taken, and what to do.
func FileSentence(p *locale.Printer, e *intake.FileError) string {
	args := slices.Clone(e.Args)
	for i := 1; i < len(args); i += 2 {
		if n, ok := args[i].(int); ok {
			args[i] = p.Int(n)
		}
	}
	return p.T("import.file."+e.Key, args...)
}

// ImportList is the page on which a file is sent.
type ImportList struct {
	P                *locale.Printer
	Title, PageTitle string
	Action, Help     string
	// Problem is a sentence on a file that was not taken.
	Problem []LinkedText
	Rows    []ImportEntry
}

// ImportEntry is a file that was sent.
type ImportEntry struct {
	Name      LinkedText
	When      string
	What      string
	State     string
	ChangeSet LinkedText
}

// NewImportList works the page out. problem is why a file was not taken, nil if none
// was sent.
func NewImportList(p *locale.Printer, list []models.Import, problem *intake.FileError) ImportList {
	m := ImportList{
		P: p, Title: p.T("import.title"), Action: To(p, layout.ImportPath).URL(),
		Help: p.T("import.help", "Most", p.Int(intake.MostBytes>>20), "Rows", p.Int(intake.MostRows)),
	}
	m.PageTitle = m.Title
	if problem != nil {
		m.Problem = []LinkedText{{Text: FileSentence(p, problem), URL: "#file"}}
		m.PageTitle = p.T("edit.error_title", "Title", m.Title)
	}
	for i := range list {
		sent := &list[i]
		e := ImportEntry{Name: LinkedText{sent.FileName, ImportLink(p, sent.ID).URL()}, When: p.Date(models.DayOf(sent.CreatedAt))}
		switch {
		case sent.ChangeSetID != nil:
			e.State = p.T("import.state.done")
			e.ChangeSet = LinkedText{p.T("import.set", "Number", *sent.ChangeSetID), ChangeSetLink(p, *sent.ChangeSetID).URL()}
		case sent.PlannedAt == nil:
			e.State = p.T("import.state.sent")
		case sent.Refused > 0:
			e.State = p.N("import.state.refused", sent.Refused)
		default:
			e.State = p.T("import.state.planned")
		}
		if sent.File != "" {
			e.What = formTitle(p, sent.File)
		}
		m.Rows = append(m.Rows, e)
	}
	return m
}
