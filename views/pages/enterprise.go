package pages

import (
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// EnterpriseList is the page of all enterprises.
type EnterpriseList struct {
	P     *locale.Printer
	Title string
	// Count is how many records the list selects, the beginning of Title.
	Count    Number
	Meanings *Meanings
	Filter   Filter
	Table    EnterpriseTable
	Sources  []SourceNote
}

// EnterpriseTable is a page of the list.
type EnterpriseTable struct {
	Caption string
	Heads   Heads
	Rows    []EnterpriseLine
	// None says what to do when there is no row.
	None  string
	Pager Pager
	// Downloads are the files of the whole list.
	Downloads Downloads
}

// EnterpriseLine is a row of the table.
type EnterpriseLine struct {
	Name, Project                   Text
	Region, Sector, Export, Founded string
	Share                           Number
	Product                         Text
}

// Meanings sets statements that give one metric in one year side by side, by what
// each of them counts.
type Meanings struct {
	// ID is the id of the part of the page.
	ID    string
	Title string
	Text  string
	// Notes tell what editors know of the meanings.
	Notes []PairNote
	Items []Meaning
	// All leads to the metric; empty on its own page.
	All LinkedText
}

// Meaning is what one programme or subject counts, with the statements on it.
type Meaning struct {
	Programme  Text
	Statements []MeaningStatement
}

// MeaningStatement is a figure as one statement gives it.
type MeaningStatement struct {
	Amount Number
	Who    Text
	When   string
	Quote  Text
	URL    string
	Source SourceNote
}

// EnterpriseListData is what the list is made of.
type EnterpriseListData struct {
	// SourceTitle is that of the source of the filter, if it has one.
	SourceTitle string
	Link        Link
	Filter      models.EnterpriseFilter
	Terms       models.Terms
	Counts      models.Counts
	Rows        []models.Enterprise
	// Stated are the statements of Year that give a number of enterprises.
	Stated []models.Statement
	Year   int
	// Pairs are what editors tell of their figures.
	Pairs models.Pairs
}

// NewEnterpriseList works out the list of enterprises.
func NewEnterpriseList(p *locale.Printer, d EnterpriseListData) EnterpriseList {
	n := newNotes(p)
	m := EnterpriseList{
		P: p, Title: p.N("enterprises.title", d.Counts.Total), Count: countOf(p, p.N("enterprises.title", d.Counts.Total), d.Link, CountEnterprises, ""), Meanings: meaningsOfYear(p, n, d.Stated, d.Pairs, d.Year), Filter: newEnterpriseFilter(p, d),
		Table: EnterpriseTable{Caption: p.T("enterprises.caption"), None: p.T("enterprises.none"), Pager: newPager(p, d.Link, d.Filter.Page, d.Counts.Total), Downloads: newDownloads(p, d.Link, false)},
	}
	m.Title = pageTitle(m.Title, &m.Filter, m.Table.Pager)
	m.Table.Heads = newHeads(p, d.Link, d.Filter.Sort.By, d.Filter.Sort.Descending, []column{
		{models.SortName, p.T("enterprise.name"), ""},
		{models.SortRegion, p.T("list.region"), ""},
		{models.SortSector, p.T("list.sector"), ""},
		{models.SortProduct, p.T("enterprise.product"), ""},
		{models.SortExport, p.T("enterprise.export"), ""},
		{models.SortShare, p.T("enterprise.share"), "num"},
		{models.SortFounded, p.T("enterprise.founded"), "num"},
	}, false)
	list := listValue(d.Link, d.Filter.Page)
	for i := range d.Rows {
		e := &d.Rows[i]
		line := EnterpriseLine{
			Name:   In(p, e.Name).To(recordLink(p, "enterprises/"+e.Code, "").With(ListParam, list).URL()),
			Region: p.T("not_stated"), Sector: p.T("not_stated"), Export: p.T("export." + exportWord(e)), Share: share(p, e), Founded: year(p, e.FoundedYear),
			Product: orNotStated(p, English(p, e.Product)),
		}
		if e.Region != nil {
			line.Region = In(p, e.Region.Name).Text
		}
		if e.Sector != nil {
			line.Sector = In(p, e.Sector.Name).Text
		}
		if e.Project != nil {
			line.Project = In(p, e.Project.Name).To(recordURL(p, "projects/"+e.Project.Code, ""))
		}
		m.Table.Rows = append(m.Table.Rows, line)
	}
	m.Sources = n.list
	return m
}

func newEnterpriseFilter(p *locale.Printer, d EnterpriseListData) Filter {
	f := Filter{
		P: p, Action: d.Link.base(), Result: p.N("enterprises.count", d.Counts.Total),
		Text: &TextBox{Name: "q", Label: p.T("filter.text_projects"), Value: d.Filter.Text},
	}
	facet := func(name, label, all string, choices []Choice, chosen string) {
		f.Facets = append(f.Facets, newFacet(p, name, label, all, d.Counts.Any(name), choices, chosen))
	}
	facet(models.FacetSector, p.T("filter.sector"), p.T("filter.sector.all"), termChoices(p, sectorTerms(p, d.Terms.Sectors), d.Counts.Facets[models.FacetSector]), d.Filter.Sector)
	facet(models.FacetRegion, p.T("filter.region"), p.T("filter.region.all"), termChoices(p, regionTerms(p, d.Terms.Regions), d.Counts.Facets[models.FacetRegion]), d.Filter.Region)
	f.Facets = append(f.Facets, enterpriseFacets(p, d.Counts, d.Filter.Export, d.Filter.Share)...)
	f.counts(Counted{CountEnterprises, d.Link, ""})
	f.ofSource(d.SourceTitle)
	f.keep(d.Link, "", "")
	return f
}

// enterpriseFacets are those that only enterprises have.
func enterpriseFacets(p *locale.Printer, counts models.Counts, export string, band models.ShareBand) []Facet {
	var exports, shares []Choice
	for _, word := range []string{"yes", "no", models.NotStated} {
		exports = append(exports, Choice{word, p.T("export." + word), counts.N(models.FacetExport, word)})
	}
	for _, band := range models.ShareBands {
		shares = append(shares, Choice{string(band), p.T("share." + string(band)), counts.N(models.FacetShare, string(band))})
	}
	return []Facet{
		newFacet(p, models.FacetExport, p.T("enterprise.export"), p.T("filter.any"), counts.Any(models.FacetExport), exports, export),
		newFacet(p, models.FacetShare, p.T("enterprise.share"), p.T("filter.any"), counts.Any(models.FacetShare), shares, string(band)),
	}
}

// meaningsOfYear are what the numbers of enterprises stated in a year mean; nil
// without statements.
func meaningsOfYear(p *locale.Printer, n *notes, stated []models.Statement, pairs models.Pairs, year int) *Meanings {
	if len(stated) == 0 {
		return nil
	}
	m := newMeanings(p, n, models.Enterprises, stated, pairs, year, "")
	m.All = LinkedText{p.T("meanings.all"), recordURL(p, "metrics/"+models.Enterprises, "")}
	return m
}

// newMeanings groups statements that give the metric in a year by programme: the
// same number can mean two things. AsOf is the day as it is written in the
// address.
func newMeanings(p *locale.Printer, n *notes, metric string, stated []models.Statement, pairs models.Pairs, year int, asOf models.Date) *Meanings {
	m := &Meanings{ID: "meanings-" + stated[0].Code}
	at := make(map[int64]int)
	amounts := make(map[string]bool)
	for i := range stated {
		st := &stated[i]
		f := st.Figure(metric)
		if _, known := at[st.ProgrammeID]; !known {
			at[st.ProgrammeID] = len(m.Items)
			m.Items = append(m.Items, Meaning{Programme: In(p, st.Programme.Name).To(programmeURL(p, st.Programme, st))})
		}
		said := MeaningStatement{
			Amount: numberOf(p, format.Figure(p, f), f.Ref(), "", nil), Who: who(p, st), When: when(p, st), Quote: English(p, f.Quote),
			URL: recordURL(p, "statements/"+st.Code, asOf), Source: n.note(st.Source),
		}
		amounts[said.Amount.Text] = true
		item := &m.Items[at[st.ProgrammeID]]
		item.Statements = append(item.Statements, said)
		m.Title = said.Amount.Text
	}
	m.Text = p.N("meanings.text", len(m.Items))
	for _, note := range pairs.Notes(func(code string) bool { return gives(stated, code) }) {
		m.Notes = append(m.Notes, pairNote(p, n, note))
	}
	if len(amounts) == 1 {
		m.Title = p.N("meanings.title", len(m.Items), "Amount", m.Title, "Year", strconv.Itoa(year))
	} else {
		m.Title = p.T("meanings.title_several", "Year", strconv.Itoa(year))
	}
	return m
}

// gives reports whether one of the statements gives the figure.
func gives(stated []models.Statement, code string) bool {
	return slices.ContainsFunc(stated, func(st models.Statement) bool {
		return slices.ContainsFunc(st.Figures, func(f models.Figure) bool { return f.Code == code })
	})
}

// programmeURL is the programme page with the statement in front.
func programmeURL(p *locale.Printer, programme *models.Programme, st *models.Statement) string {
	q := Query{Lang: p.Lang(), Known: p.Known(), Programme: programme.Code}
	if programme.Code == models.MainProgramme {
		q.Programme = ""
	}
	return statementURL(q, st)
}

func exportWord(e *models.Enterprise) string {
	switch {
	case e.ExportOriented == nil:
		return models.NotStated
	case *e.ExportOriented:
		return "yes"
	}
	return "no"
}

func share(p *locale.Printer, e *models.Enterprise) Number {
	if !e.ChineseShare.Valid {
		return Number{Text: p.T("not_stated")}
	}
	return newNumber(p, percent(p, e.ChineseShare.Decimal), models.FigureShare, e.Code)
}

func percent(p *locale.Printer, value decimal.Decimal) string {
	return format.Amount(p, value, "percent")
}

func year(p *locale.Printer, year *int64) string {
	if year == nil {
		return p.T("not_stated")
	}
	return strconv.FormatInt(*year, 10)
}

func orNotStated(p *locale.Printer, t Text) Text {
	if t.Text == "" {
		return Text{Text: p.T("not_stated")}
	}
	return t
}

// Enterprise is the page of one enterprise.
type Enterprise struct {
	P *locale.Printer
	// Changes leads to what was changed of the record.
	Changes ChangesNote
	// Accepted are the doubts that were accepted.
	Accepted Accepted
	Name     Text
	Lead     string
	Facts    []Fact
	Projects []Text
	Sources  []SourceNote
	Neighbours
	// Downloads are the files of the record.
	Downloads Downloads
}

// EnterpriseData is what the page of an enterprise is made of.
type EnterpriseData struct {
	Enterprise *models.Enterprise
	Projects   []models.EnterpriseProject
	// List is that which the visitor came from, nil if there is none.
	List           *Link
	Previous, Next *models.Neighbour
}

// NewEnterprise works out the page of an enterprise.
func NewEnterprise(p *locale.Printer, d EnterpriseData) Enterprise {
	n := newNotes(p)
	e := d.Enterprise
	m := Enterprise{
		P: p, Name: In(p, e.Name), Downloads: recordDownloads(p, "enterprises/"+e.Code, ""),
		Neighbours: newNeighbours(p, LinkedText{p.T("enterprise.all"), recordURL(p, "enterprises", "")}, "enterprises/", d.List, d.Previous, d.Next),
	}
	fact := func(key string, values ...Text) { m.Facts = append(m.Facts, newFact(p, p.T(key), values...)) }
	sector, region := termLink(p, "", "enterprises", "sector", e.Sector), termLink(p, "", "enterprises", "region", e.Region)
	m.Lead = joined(" · ", sector.Text, region.Text)
	fact("project.sector", sector)
	fact("project.region", region)
	fact("enterprise.product", English(p, e.Product))
	fact("enterprise.export", Text{Text: p.T("export." + exportWord(e))})
	fact("enterprise.share", share(p, e).text())
	fact("enterprise.founded", Text{Text: year(p, e.FoundedYear)})
	for i := range d.Projects {
		project := &d.Projects[i]
		line := In(p, project.Name).To(recordURL(p, "projects/"+project.Code, ""))
		m.Projects = append(m.Projects, line)
	}
	for i := range e.Sources {
		n.note(&e.Sources[i])
	}
	m.Sources = n.list
	return m
}

// View is the page without its frame.
func (m EnterpriseList) View() layout.View {
	return layout.View{Body: enterpriseListView(m), Said: m.Filter.Result + "."}
}
