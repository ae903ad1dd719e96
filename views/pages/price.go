package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// PriceList is the page of all commodities.
type PriceList struct {
	P     *locale.Printer
	Title string
	// Headline stands on the page, its number linked.
	Headline string
	Lead     string
	Filter   Filter
	Groups   []PriceGroup
	Pager    Pager
	Sources  []SourceNote
	// Downloads are the files of all prices.
	Downloads Downloads
}

// PriceGroup is the commodities of one category.
type PriceGroup struct {
	ID    string
	Title string
	Cards []PriceCard
}

// PriceCard is one commodity as a small multiple.
type PriceCard struct {
	Name Text
	// Amount is the latest price, Month its month; Amount is «not stated» without
	// one.
	Amount  Number
	Month   string
	Changes []PriceChange
	Drawing *LineDrawing
	Desc    string
	// Ended says that the series goes no further; empty for one that goes on.
	Ended  string
	Source *SourceNote
}

// PriceChange is a change of the latest price against an earlier month. Class is
// up, down or same.
type PriceChange struct {
	Class string
	// Text says the change, Figure where it stands alone.
	Figure Number
	Text   string
}

// PriceListData is what the overview is made of.
type PriceListData struct {
	Link        Link
	Page, Total int
	Commodities []models.PricedCommodity
	Series      []models.PriceSeries
	Range       PriceRange
}

// PriceRange is what months are shown, and as known when.
type PriceRange struct {
	// From and To are months, empty for no bound.
	From, To models.Date
	// AsOf is a full date, and Today the last that can be chosen.
	AsOf, Today models.Date
}

// NewPriceList works out the overview of prices.
func NewPriceList(p *locale.Printer, d PriceListData) PriceList {
	n := newNotes(p)
	m := PriceList{P: p, Title: p.N("price.title", d.Total), Headline: p.N("price.title", d.Total, "N", Counted{Noun: CountCommodities}.number(p, p.Int(d.Total)).linked()), Lead: p.T("price.lead", "AsOf", p.Date(d.Range.AsOf)), Pager: newPager(p, d.Link, d.Page, d.Total), Downloads: newDownloads(p, d.Link, false)}
	m.Filter = newPriceListFilter(p, d)
	m.Title = pageTitle(m.Title, &m.Filter, m.Pager)
	var newest models.Date
	for i := range d.Series {
		if last := d.Series[i].Last(); last != nil {
			newest = max(newest, last.Period)
		}
	}
	for _, category := range models.CommodityCategories {
		group := PriceGroup{ID: "group-" + cmp.Or(string(category), "other"), Title: p.T("category." + cmp.Or(string(category), "other"))}
		for i := range d.Commodities {
			if d.Commodities[i].Category == category {
				group.Cards = append(group.Cards, priceCard(p, n, d, i, newest))
			}
		}
		if len(group.Cards) > 0 {
			m.Groups = append(m.Groups, group)
		}
	}
	m.Sources = n.list
	return m
}

func newPriceListFilter(p *locale.Printer, d PriceListData) Filter {
	f := Filter{P: p, Action: d.Link.base(), Day: dayBox(d.Range.AsOf, d.Range.Today), Months: monthBox(d.Range), Result: p.N("price.count", d.Total)}
	f.keep(d.Link, d.Range.AsOf, d.Range.Today)
	return f
}

// stillGoing is how many months a series may be behind the newest before it is
// said to have ended: sources publish at different times.
const stillGoing = 6

func priceCard(p *locale.Printer, n *notes, d PriceListData, i int, newest models.Date) PriceCard {
	s := &d.Series[i]
	link := d.Link.With("page", "")
	link.Path = "prices/" + d.Commodities[i].Code
	card := PriceCard{Name: In(p, d.Commodities[i].Name).To(link.URL()), Amount: Number{Text: p.T("not_stated")}}
	last := s.Last()
	if last == nil {
		return card
	}
	card.Amount, card.Month = priceNumber(p, s, last, format.Amount(p, inCents(last.Value), last.Unit)), p.Date(last.Period)
	card.Changes = priceChanges(p, s)
	if monthsBetween(last.Period, newest) > stillGoing {
		card.Ended = p.T("price.ended", "Month", card.Month)
	}
	note := n.note(&s.Source)
	card.Source = &note
	if len(s.Prices) > 1 {
		lowest, highest := extremes(s.Prices)
		low, high := s.Prices[lowest], s.Prices[highest]
		card.Desc = p.T("price.desc", "Name", card.Name.Text, "From", p.Date(s.Prices[0].Period), "To", card.Month,
			"Low", format.Amount(p, inCents(low.Value), low.Unit), "LowMonth", p.Date(low.Period), "High", format.Amount(p, inCents(high.Value), high.Unit), "HighMonth", p.Date(high.Period))
		drawing := newLineDrawing(p, lineFrame{id: "card-" + d.Commodities[i].Code, width: 300, height: 110, left: 40, right: 6, top: 8, bottom: 22},
			[]lineSeries{seriesOf("", "line-0", s.Prices)}, nil)
		card.Drawing = &drawing
	}
	return card
}

// priceChanges are those on the month and on the year.
func priceChanges(p *locale.Printer, s *models.PriceSeries) []PriceChange {
	change := func(key string, value decimal.NullDecimal, kind models.FigureKind) PriceChange {
		if !value.Valid {
			return PriceChange{Class: "same", Text: p.T(key, "Change", p.T("not_stated"))}
		}
		class, text := signedPercent(p, value.Decimal)
		said := p.T(key, "Change", text)
		return PriceChange{class, newNumber(p, said, kind, s.Commodity.Code, string(s.Last().Period)), said}
	}
	return []PriceChange{change("price.on_month", s.Change(1), models.FigureMonthChange), change("price.on_year", s.Change(12), models.FigureYearChange)}
}

// priceNumber is the price of a month.
func priceNumber(p *locale.Printer, s *models.PriceSeries, price *models.Price, text string) Number {
	return newNumber(p, text, models.FigurePrice, s.Commodity.Code, string(price.Period))
}

// priceFigures are the latest price, its changes, and the extremes of the range.
func priceFigures(p *locale.Printer, s *models.PriceSeries, lowest, highest int) []PriceFigure {
	last := s.Last()
	unit := func(price *models.Price) string {
		return joined(p.T("list.separator"), format.Unit(p, price.Unit), p.Date(price.Period))
	}
	value := func(price *models.Price) string { return p.Decimal(inCents(price.Value)) }
	given := func(price *models.Price) Number { return priceNumber(p, s, price, value(price)) }
	figures := []PriceFigure{{ID: "latest", Label: p.T("price.latest"), Value: given(last), Of: unit(last)}}
	for _, change := range []struct {
		id, label string
		months    int
		kind      models.FigureKind
	}{{"on-month", p.T("price.month_before"), 1, models.FigureMonthChange}, {"on-year", p.T("price.year_before"), 12, models.FigureYearChange}} {
		f := PriceFigure{ID: change.id, Label: change.label, Value: Number{Text: p.T("not_stated")}, Class: "same"}
		earlier := s.At(last.Period.AddMonths(-change.months))
		if by := s.Change(change.months); by.Valid {
			class, text := signedPercent(p, by.Decimal)
			f.Class, f.Value = class, newNumber(p, text, change.kind, s.Commodity.Code, string(last.Period))
			f.Of = p.T("price.from_value", "Value", value(earlier), "Month", p.Date(earlier.Period))
		}
		figures = append(figures, f)
	}
	low, high := &s.Prices[lowest], &s.Prices[highest]
	return append(figures, PriceFigure{ID: "lowest", Label: p.T("price.low"), Value: given(low), Of: unit(low)},
		PriceFigure{ID: "highest", Label: p.T("price.high"), Value: given(high), Of: unit(high)})
}

// signedPercent is a change with its sign, and whether it goes up or down.
func signedPercent(p *locale.Printer, change decimal.Decimal) (class, text string) {
	switch {
	case change.IsPositive():
		return "up", "+" + percent(p, change)
	case change.IsNegative():
		return "down", "−" + percent(p, change.Neg())
	}
	return "same", percent(p, change)
}

func monthBox(r PriceRange) *MonthBox {
	return &MonthBox{From: string(r.From), To: string(r.To), First: strconv.Itoa(models.FirstYear) + "-01", Last: string(r.Today[:7])}
}

// PriceView is how a chart of prices is drawn.
type PriceView string

// The views: prices of one unit, or each series as parts of 100 in one month.
const (
	PricesView PriceView = ""
	IndexView  PriceView = "index"
)

// Prices is the page of one commodity, maybe beside others.
type Prices struct {
	P *locale.Printer
	// Changes leads to what was changed of the record.
	Changes ChangesNote
	// Accepted are the doubts that were accepted.
	Accepted Accepted
	Title    string
	Name     Text
	Lead     string
	Figures  []PriceFigure
	// Notices say what is not drawn, and why.
	Notices []Notice
	Filter  Filter
	// Wide and Narrow are the drawings; nil without prices.
	Wide, Narrow *LineDrawing
	Legend       []Key
	ChartTitle   string
	Desc         string
	Caption      string
	Notes        []NoteItem
	Tables       []PriceTable
	Months       []string
	// Coverage says what source gives the series, and what others do.
	Coverage []Text
	All      LinkedText
	Sources  []SourceNote
	// Downloads are the files of the prices and their chart.
	Downloads Downloads
}

// PriceFigure is one of the large figures of a commodity.
type PriceFigure struct {
	ID    string
	Label string
	Value Number
	// Class is up, down or same for a change.
	Class string
	// Of is what the value is counted from, and when.
	Of string
}

// PriceTable is the months of one series by year.
type PriceTable struct {
	Title string
	Unit  string
	Years []PriceYear
}

// PricesData is what the page of a commodity is made of. The first series is that
// of the commodity, the others those that it is set beside.
type PricesData struct {
	Link        Link
	Series      []models.PriceSeries
	Commodities []models.PricedCommodity
	View        PriceView
	Range       PriceRange
}

// NewPrices works out the page of a commodity.
func NewPrices(p *locale.Printer, d PricesData) Prices {
	n := newNotes(p)
	own := &d.Series[0]
	m := Prices{P: p, Name: In(p, own.Commodity.Name), Months: monthNames(p), All: LinkedText{p.T("price.all"), d.overview()}}
	m.Title = p.T("price.page_title", "Name", m.Name.Text)
	m.Filter = newPricesFilter(p, d)
	if own.Last() == nil {
		m.Lead = p.T("price.none")
		m.Sources = n.list
		return m
	}
	lowest, highest := extremes(own.Prices)
	low, high, last := own.Prices[lowest], own.Prices[highest], own.Last()
	m.Figures = priceFigures(p, own, lowest, highest)
	m.Lead = format.Capital(p.T("price.finding", "Last", format.Amount(p, inCents(last.Value), last.Unit), "LastMonth", p.Date(last.Period), "From", p.Date(own.Prices[0].Period),
		"Low", format.Amount(p, inCents(low.Value), low.Unit), "LowMonth", p.Date(low.Period), "High", format.Amount(p, inCents(high.Value), high.Unit), "HighMonth", p.Date(high.Period)))
	drawn := m.drawn(d)
	m.draw(n, d, drawn)
	m.Downloads = newDownloads(p, d.Link, true)
	for i := range drawn {
		m.Tables = append(m.Tables, priceTable(p, &d.Series[slices.IndexFunc(d.Series, func(s models.PriceSeries) bool { return s.Commodity.ID == drawn[i].Commodity.ID })], d.Range))
	}
	for i := range d.Series {
		s := &d.Series[i]
		if s.Last() == nil {
			continue
		}
		text := p.N("price.coverage", len(s.Prices), "Name", In(p, s.Commodity.Name).Text, "Source", s.Source.Publisher, "From", p.Date(s.Prices[0].Period), "To", p.Date(s.Last().Period))
		m.Coverage = append(m.Coverage, Text{Text: text}.To(recordURL(p, "sources/"+s.Source.Code, "")))
		n.note(&s.Source)
		if s.Source.Note != "" {
			m.Coverage = append(m.Coverage, English(p, s.Source.Note))
		}
		for _, other := range s.Others {
			m.Coverage = append(m.Coverage, Text{Text: p.N("price.other_source", other.N, "Source", other.Source.Publisher)}.To(recordURL(p, "sources/"+other.Source.Code, "")))
		}
	}
	m.Sources = n.list
	return m
}

func (d *PricesData) overview() string {
	l := d.Link
	l.Path = "prices"
	return l.With("with", "").With("show", "").URL()
}

// drawn are the series that share the drawing: those of one unit, or all of them
// as parts of 100 in their first common month.
func (m *Prices) drawn(d PricesData) []models.PriceSeries {
	p := m.P
	var given []models.PriceSeries
	for _, s := range d.Series {
		if s.Last() != nil {
			given = append(given, s)
		}
	}
	if d.View == IndexView {
		base, indexed := models.Index(given)
		if base == "" {
			m.Notices = append(m.Notices, Notice{Text: p.T("price.no_common_month")})
			return given[:1]
		}
		m.Caption = p.T("price.index_caption", "Month", p.Date(base))
		return indexed
	}
	same, others := models.SameUnit(given)
	if len(others) > 0 {
		var names []string
		for _, s := range others {
			names = append(names, In(p, s.Commodity.Name).Text)
		}
		m.Notices = append(m.Notices, Notice{
			Text: p.T("price.other_unit", "Names", strings.Join(names, p.T("list.separator"))), Link: &LinkedText{p.T("price.as_index"), d.Link.With("show", string(IndexView)).URL()},
		})
	}
	m.Caption = format.Capital(p.T("price.caption", "Unit", format.Unit(p, same[0].Last().Unit)))
	return same
}

func (m *Prices) draw(n *notes, d PricesData, drawn []models.PriceSeries) {
	p := m.P
	var lines []lineSeries
	var described []string
	for i := range drawn {
		s := &drawn[i]
		name := In(p, s.Commodity.Name).Text
		class := "line-" + strconv.Itoa(min(i, mostLines-1))
		lines = append(lines, seriesOf(name, class, s.Prices))
		m.Legend = append(m.Legend, Key{class, name})
		lowest, highest := extremes(s.Prices)
		described = append(described, p.T("price.line_desc", "Name", name, "Low", p.Decimal(inCents(s.Prices[lowest].Value)), "LowMonth", p.Date(s.Prices[lowest].Period),
			"High", p.Decimal(inCents(s.Prices[highest].Value)), "HighMonth", p.Date(s.Prices[highest].Period)))
	}
	m.Desc = inSequence(p, described...)
	m.ChartTitle = p.T("price.chart", "Unit", format.Unit(p, drawn[0].Last().Unit))
	if d.View == IndexView {
		m.ChartTitle = p.T("price.view.index")
	}
	var pins []linePin
	for i := range d.Series[0].Notes {
		note := &d.Series[0].Notes[i]
		item := noteItem(p, n, note)
		item.Number = strconv.Itoa(i + 1)
		m.Notes = append(m.Notes, item)
		pins = append(pins, linePin{month: note.NotedOn.AddMonths(0), number: i + 1, url: "#" + item.ID, name: p.T("price.pin", "Number", item.Number, "Day", item.Day)})
	}
	wide := lineFrame{id: "prices-wide", width: 1180, height: 420, left: 56, right: 12, top: 34, bottom: 30, labelled: len(lines) > 1}
	narrow := lineFrame{id: "prices-narrow", width: 358, height: 280, left: 48, right: 10, top: 34, bottom: 28}
	if len(m.Notes) > 0 {
		// Beside the notes there is less room.
		wide.width, wide.height = 760, 360
	}
	if wide.labelled {
		wide.right = 170
	}
	m.Wide, m.Narrow = new(LineDrawing), new(LineDrawing)
	*m.Wide = newLineDrawing(p, wide, lines, pins)
	*m.Narrow = newLineDrawing(p, narrow, lines, pins)
	if len(lines) == 1 && d.View == PricesView {
		lowest, highest := extremes(drawn[0].Prices)
		for _, drawing := range []struct {
			into  *LineDrawing
			frame lineFrame
		}{{m.Wide, wide}, {m.Narrow, narrow}} {
			for _, at := range []int{lowest, highest} {
				price := drawn[0].Prices[at]
				drawing.into.markOf(drawing.frame, lines[0], at, amount(p, price)+" · "+p.Date(price.Period), at == lowest)
			}
		}
	}
}

// mostLines is how many series a chart tells apart by colour and dash; any more
// share the last.
const mostLines = 6

func priceTable(p *locale.Printer, s *models.PriceSeries, r PriceRange) PriceTable {
	unit := format.Unit(p, s.Last().Unit)
	return PriceTable{Title: p.T("price.table", "Name", In(p, s.Commodity.Name).Text, "Unit", unit), Unit: unit, Years: priceYears(p, s, r)}
}

func newPricesFilter(p *locale.Printer, d PricesData) Filter {
	f := Filter{P: p, Action: d.Link.base(), Day: dayBox(d.Range.AsOf, d.Range.Today), Months: monthBox(d.Range), Result: p.T("price.shown", "Name", In(p, d.Series[0].Commodity.Name).Text)}
	f.Facets = []Facet{{Name: "show", Label: p.T("price.view"), Fixed: true, Groups: []OptionGroup{{Options: []Option{
		{Label: p.T("price.view.prices"), Selected: d.View == PricesView},
		{Value: string(IndexView), Label: p.T("price.view.index"), Selected: d.View == IndexView},
	}}}}}
	var own string
	for _, c := range d.Commodities {
		if c.Code == d.Series[0].Commodity.Code {
			own = c.Unit
		}
	}
	checks := &CheckBoxes{Name: "with", Label: p.T("price.with")}
	for _, c := range byName(p, d.Commodities, func(c models.PricedCommodity) string { return In(p, c.Name).Text }) {
		chosen := slices.ContainsFunc(d.Series[1:], func(s models.PriceSeries) bool { return s.Commodity.Code == c.Code })
		if c.Code == d.Series[0].Commodity.Code || !chosen && d.View == PricesView && c.Unit != own {
			continue
		}
		checks.Options = append(checks.Options, Option{Value: c.Code, Label: In(p, c.Name).Text, Selected: chosen})
	}
	if len(checks.Options) > 0 {
		f.Checks = checks
	}
	f.keep(d.Link, d.Range.AsOf, d.Range.Today)
	return f
}

// View is the page without its frame.
func (m PriceList) View() layout.View {
	return layout.View{Body: priceListView(m), Said: m.Filter.Result + "."}
}

// View is the page without its frame.
func (m Prices) View() layout.View { return layout.View{Body: pricesView(m), Said: m.Lead} }
