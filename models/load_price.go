package models

import (
	"slices"
	"strings"
)

var commodityFile = dataFile{
	name:  "commodities.csv",
	about: "One traded good.",
	key:   []string{"code"},
	columns: append([]Column{
		codeColumn("code", "The code of the commodity."),
		wordColumn("category", "The group in which it is shown.", CommodityCategories).optional(),
	}, translatedColumns("name", "The name of the commodity.")...),
	write: func(x *exporter) error {
		return inOrder(x, "code", func(list []Commodity) error {
			for _, c := range list {
				cells := line{"code": c.Code, "category": string(c.Category)}
				cells.translated("name", c.Name)
				x.row(cells)
			}
			return nil
		})
	},
	load: func(l *loader, rows []row) error {
		seen := make(map[string]int)
		var wants []*Commodity
		for _, r := range rows {
			want := &Commodity{
				Code: l.unique(r, "code", seen), Name: l.translations(r, "name"),
				Category: CommodityCategory(l.oneOf(r, "category")),
			}
			if old := l.commodities[want.Code]; old != nil && !l.has("category") {
				want.Category = old.Category
			}
			wants = append(wants, want)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			if err := save(l, rows[i], NounCommodity, want.Code, l.commodities[want.Code], want); err != nil {
				return err
			}
			l.commodities[want.Code] = want
		}
		return nil
	},
}

// priceKey is what makes a price the same one.
type priceKey struct {
	commodity, source int64
	period            Date
}

var priceFile = dataFile{
	name:  "commodity_prices.csv",
	about: "The price of a commodity in one month by one source.",
	key:   []string{"commodity", "period", "source_id"},
	columns: []Column{
		codeColumn("commodity", "The commodity.").of("commodities.csv", "code"),
		monthColumn("period", "The month.").filled(),
		numberColumn("price", "The average price of the month, in the currency for one unit.").filled(),
		textColumn("unit", "What the price is for.").filled(),
		textColumn("currency", "The currency, as ISO 4217 writes it.").filled(),
		sourceColumn("The document that gives the price."),
	},
	write: writePrices,
	load: func(l *loader, rows []row) error {
		known := make(map[priceKey]*Price)
		var commodities []int64
		var periods []string
		for _, r := range rows {
			if c := l.commodities[r.cells["commodity"]]; c != nil {
				commodities = append(commodities, c.ID)
			}
			periods = append(periods, r.cells["period"])
		}
		if err := readBy(naming(naming(l.tx, "commodity_id", commodities), "period", periods), func(p *Price) { known[priceKey{p.CommodityID, p.SourceID, p.Period}] = p }); err != nil {
			return err
		}
		seen := make(map[priceKey]int)
		var wants []*Price
		for _, r := range rows {
			commodity, source := l.commodities[r.cells["commodity"]], l.sources[r.cells["source_id"]]
			if commodity == nil {
				l.failRow(r, "commodity", commodityUnknown)
			}
			if source == nil {
				l.failRow(r, "source_id", sourceUnknown)
			}
			period := l.pastDate(r, "period")
			if len(period) != len("2018-06") {
				l.failRow(r, "period", notAMonth)
			}
			price := l.decimal(r, "price")
			want := &Price{Period: period, Value: price.Decimal, Unit: r.cells["unit"], Currency: r.cells["currency"]}
			wants = append(wants, want)
			if commodity == nil || source == nil {
				continue
			}
			want.CommodityID, want.SourceID = commodity.ID, source.ID
			key := priceKey{want.CommodityID, want.SourceID, want.Period}
			if before := seen[key]; before != 0 {
				l.failRow(r, "period", priceTwice(before))
			}
			seen[key] = r.line
		}
		if len(l.errs) > 0 {
			return nil
		}
		var added []*Price
		for i, want := range wants {
			old := known[priceKey{want.CommodityID, want.SourceID, want.Period}]
			if old == nil {
				want.Version = 1
				added = append(added, want)
				continue
			}
			code := strings.Join([]string{rows[i].cells["commodity"], string(want.Period), rows[i].cells["source_id"]}, "/")
			if err := save(l, rows[i], NounPrice, code, old, want); err != nil {
				return err
			}
		}
		l.done.Added += len(added)
		if len(added) > 0 {
			if err := l.keepID(NounPrice, &added[0].Record); err != nil {
				return err
			}
		}
		return l.tx.CreateInBatches(added, 500).Error
	},
}

// writePrices writes commodity by commodity, and never holds more than a row.
func writePrices(x *exporter) error {
	var commodities []Commodity
	if err := x.tx.Order("code").Find(&commodities).Error; err != nil {
		return err
	}
	for _, c := range commodities {
		rows, err := x.picked(x.tx.Model(&Price{})).Select("prices.period, prices.value, prices.unit, prices.currency, sources.code").
			Joins("JOIN sources ON sources.id = prices.source_id").Where("prices.commodity_id = ?", c.ID).Order("prices.period, sources.code").Rows()
		if err != nil {
			return err
		}
		err = eachRow(rows, func() error {
			var p Price
			var source string
			if err := rows.Scan(&p.Period, &p.Value, &p.Unit, &p.Currency, &source); err != nil {
				return err
			}
			x.row(line{"commodity": c.Code, "period": string(p.Period), "price": p.Value.String(), "unit": p.Unit, "currency": p.Currency, "source_id": source})
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

var priceNoteFile = dataFile{
	name:  "price_notes.csv",
	about: "An editor's dated note on the price of commodities.",
	key:   []string{"code"},
	columns: slices.Concat(
		[]Column{
			codeColumn("code", "The code of the note."),
			textColumn("commodities", "The commodities that the note is on.").filled().list(";").of("commodities.csv", "code"),
			dateColumn("noted_on", "The day that the note is about.").filled(),
			sourceColumn("The document that the note rests on."),
		},
		translatedColumns("text", "The note."),
		[]Column{knownColumn()},
	),
	write: writePriceNotes,
	load: func(l *loader, rows []row) error {
		known := make(map[string]*PriceNote)
		if err := readBy(naming(l.tx, "code", codesOf(rows)), func(n *PriceNote) { known[n.Code] = n }); err != nil {
			return err
		}
		var links []struct{ PriceNoteID, CommodityID int64 }
		if err := naming(l.tx.Table("price_note_commodities"), "price_note_id", idsIn(known)).Order("price_note_id, commodity_id").Scan(&links).Error; err != nil {
			return err
		}
		codeOf := make(map[int64]string, len(l.commodities))
		for code, c := range l.commodities {
			codeOf[c.ID] = code
		}
		recorded := make(map[int64][]string)
		for _, link := range links {
			recorded[link.PriceNoteID] = append(recorded[link.PriceNoteID], codeOf[link.CommodityID])
		}
		seen := make(map[string]int)
		var wants []*PriceNote
		for _, r := range rows {
			want := &PriceNote{Code: l.unique(r, "code", seen), NotedOn: l.pastDate(r, "noted_on"), Text: l.translations(r, "text")}
			if old := known[want.Code]; old == nil {
				want.KnownOn = l.stated(r, l.knownOn(want.NotedOn))
			} else {
				want.KnownOn = l.counting(r, l.knownOn(want.NotedOn, knownDate{old.NotedOn, old.KnownOn}), old.KnownOn)
			}
			if source := l.sources[r.cells["source_id"]]; source == nil {
				l.failRow(r, "source_id", sourceUnknown)
			} else {
				want.SourceID = source.ID
			}
			for _, code := range list(r.cells["commodities"]) {
				c := l.commodities[code]
				if c == nil {
					l.fail(r.line, "commodities", code, commodityUnknown)
					continue
				}
				want.Commodities = append(want.Commodities, *c)
			}
			wants = append(wants, want)
		}
		if len(l.errs) > 0 {
			return nil
		}
		for i, want := range wants {
			commodities := want.Commodities
			want.Commodities = nil
			c, err := put(l, NounPriceNote, want.Code, known[want.Code], want)
			if err != nil {
				return err
			}
			if err := l.writeNoteCommodities(want.ID, commodities, recorded[want.ID], c); err != nil {
				return err
			}
			if err := finish(l, rows[i], c, want); err != nil {
				return err
			}
		}
		return nil
	},
}

func writePriceNotes(x *exporter) error {
	return inOrder(x, "code", func(list []PriceNote) error {
		for _, n := range list {
			var codes []string
			for _, c := range n.Commodities {
				codes = append(codes, c.Code)
			}
			slices.Sort(codes)
			cells := line{"code": n.Code, "commodities": strings.Join(codes, ";"), "noted_on": string(n.NotedOn), "source_id": x.name("sources", "code", &n.SourceID),
				"known_on": string(n.KnownOn)}
			cells.translated("text", n.Text)
			x.row(cells)
		}
		return nil
	}, "Commodities")
}

func (l *loader) writeNoteCommodities(id int64, commodities []Commodity, recorded []string, c *change) error {
	was, is := make(map[string]bool), make(map[string]bool)
	for _, code := range recorded {
		was[code] = true
	}
	links := make([]map[string]any, 0, len(commodities))
	var codes []string
	for _, commodity := range commodities {
		if !is[commodity.Code] {
			links = append(links, map[string]any{"price_note_id": id, "commodity_id": commodity.ID})
			codes = append(codes, commodity.Code)
		}
		is[commodity.Code] = true
	}
	same := len(was) == len(is)
	for code := range is {
		same = same && was[code]
	}
	if same {
		return nil
	}
	if c != nil {
		c.before["commodities"], c.after["commodities"] = strings.Join(recorded, ";"), strings.Join(codes, ";")
		if l.reason == "" {
			return nil
		}
	}
	if err := l.tx.Exec("DELETE FROM price_note_commodities WHERE price_note_id = ?", id).Error; err != nil {
		return err
	}
	return l.tx.Table("price_note_commodities").Create(links).Error
}
