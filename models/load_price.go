package models

import (
	"fmt"
	"strings"
)

var commodityFile = fileLoader{
	name:     "commodities.csv",
	required: append([]string{"code"}, translated("name")...),
	optional: []string{"category"},
	load: func(l *loader, rows []row) error {
		seen := make(map[string]int)
		var wants []*Commodity
		for _, r := range rows {
			want := &Commodity{
				Code: l.unique(r, "code", seen), Name: l.translations(r, "name"),
				Category: CommodityCategory(l.oneOf(r, "category", words(CommodityCategories)...)),
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
			if err := save(l, rows[i], "commodity", want.Code, l.commodities[want.Code], want); err != nil {
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

var priceFile = fileLoader{
	name:     "commodity_prices.csv",
	required: []string{"commodity", "period", "price", "unit", "currency", "source_id"},
	load: func(l *loader, rows []row) error {
		known := make(map[priceKey]*Price)
		if err := readBy(l.tx, func(p *Price) { known[priceKey{p.CommodityID, p.SourceID, p.Period}] = p }); err != nil {
			return err
		}
		seen := make(map[priceKey]int)
		var wants []*Price
		for _, r := range rows {
			commodity, source := l.commodities[l.required(r, "commodity")], l.sources[l.required(r, "source_id")]
			if commodity == nil {
				l.failRow(r, "commodity", "no commodity has this code: correct it, or add it to commodities.csv first")
			}
			if source == nil {
				l.failRow(r, "source_id", "no source has this code: add it to sources.csv first")
			}
			period := l.pastDate(r, "period")
			if len(period) != len("2018-06") {
				l.failRow(r, "period", "write the month as 2018-06")
			}
			price := l.decimal(r, "price")
			if !price.Valid {
				l.required(r, "price")
			}
			want := &Price{Period: period, Value: price.Decimal, Unit: l.required(r, "unit"), Currency: l.required(r, "currency")}
			wants = append(wants, want)
			if commodity == nil || source == nil {
				continue
			}
			want.CommodityID, want.SourceID = commodity.ID, source.ID
			key := priceKey{want.CommodityID, want.SourceID, want.Period}
			if before := seen[key]; before != 0 {
				l.failRow(r, "period", fmt.Sprintf("the commodity has a price of this source for this month on line %d already", before))
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
			if err := save(l, rows[i], "price", code, old, want); err != nil {
				return err
			}
		}
		l.done.Added += len(added)
		return l.tx.CreateInBatches(added, 500).Error
	},
}

var priceNoteFile = fileLoader{
	name:     "price_notes.csv",
	required: append([]string{"code", "commodities", "noted_on", "source_id"}, translated("text")...),
	load: func(l *loader, rows []row) error {
		known := make(map[string]*PriceNote)
		if err := readBy(l.tx, func(n *PriceNote) { known[n.Code] = n }); err != nil {
			return err
		}
		var links []struct{ PriceNoteID, CommodityID int64 }
		if err := l.tx.Table("price_note_commodities").Order("price_note_id, commodity_id").Scan(&links).Error; err != nil {
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
			l.required(r, "noted_on")
			if old := known[want.Code]; old == nil {
				want.KnownOn = l.knownOn(want.NotedOn)
			} else {
				want.KnownOn = l.knownOn(want.NotedOn, knownDate{old.NotedOn, old.KnownOn})
			}
			if source := l.sources[l.required(r, "source_id")]; source == nil {
				l.failRow(r, "source_id", "no source has this code: add it to sources.csv first")
			} else {
				want.SourceID = source.ID
			}
			for _, code := range list(l.required(r, "commodities")) {
				c := l.commodities[code]
				if c == nil {
					l.fail(r.line, "commodities", code, "no commodity has this code: correct it, or add it to commodities.csv first")
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
			c, err := put(l, "price note", want.Code, known[want.Code], want)
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
