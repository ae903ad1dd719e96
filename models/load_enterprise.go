package models

import "slices"

var enterpriseFile = dataFile{
	name:  "enterprises.csv",
	about: "One company of the programme or with Chinese participation.",
	key:   []string{"code"},
	columns: slices.Concat(
		[]Column{
			codeColumn("code", "The code of the enterprise."),
			textColumn("name", "The name of the enterprise. In English.").filled(),
		},
		furtherColumns("name", "The name of the enterprise."),
		[]Column{
			textColumn("region", "Where the enterprise works.").of("regions.csv", "label"),
			textColumn("sector", "What the enterprise works in.").of("sectors.csv", "label"),
			textColumn("product", "What it makes."),
			wordColumn("export_oriented", "Whether it makes goods for export; empty where no source says it.", []string{"", "yes", "no"}),
			numberColumn("chinese_share", "The Chinese share of its capital in percent."),
			yearColumn("founded_year", "The year in which it was founded."),
			textColumn("project_code", "The project that the enterprise belongs to.").of("projects.csv", "code"),
			sourcesColumn(),
			textColumn("partner_in", "The projects in which the enterprise is a partner, each as its code, the side and the place of the partner on it, "+
				"such as «ulba-fa/chinese/1»; «none» where it is in none. Found by the partners' names when it is loaded if empty.").optional().list(";"),
		},
	),
	write: writeEnterprises,
	load: func(l *loader, rows []row) error {
		seen := make(map[string]int)
		links, err := l.readPartnerLinks(rows)
		if err != nil {
			return err
		}
		var wants []*Enterprise
		var sources [][]*Source
		for _, r := range rows {
			want := &Enterprise{
				Code:     l.unique(r, "code", seen),
				Name:     Translations{EN: r.cells["name"], KK: r.cells["name_kk"], RU: r.cells["name_ru"], ZH: r.cells["name_zh"]},
				SectorID: idOf(find(l, r, "sector", l.sectors, "sectors.csv")), RegionID: idOf(find(l, r, "region", l.regions, "regions.csv")),
				ProjectID: idOf(find(l, r, "project_code", l.projects, "projects.csv")),
				Product:   r.cells["product"], ChineseShare: l.decimal(r, "chinese_share"), FoundedYear: l.integer(r, "founded_year"),
			}
			want.NameFolded = Fold(want.Name.EN)
			if share := want.ChineseShare; share.Valid && (share.Decimal.IsNegative() || share.Decimal.IntPart() > 100) {
				l.failRow(r, "chinese_share", notShare)
			}
			if word := l.oneOf(r, "export_oriented"); word != "" {
				yes := word == "yes"
				want.ExportOriented = &yes
			}
			if old := l.enterprises[want.Code]; old != nil {
				l.keepTexts("name", &want.Name, old.Name)
			}
			wants = append(wants, want)
			sources = append(sources, l.sourceList(r, "source_ids"))
		}
		if len(l.errs) > 0 {
			return nil
		}
		documents, err := l.readSourceLinks("enterprise_sources", "enterprise_id", idsIn(l.enterprises))
		if err != nil {
			return err
		}
		for i, want := range wants {
			c, err := put(l, NounEnterprise, want.Code, l.enterprises[want.Code], want)
			if err != nil {
				return err
			}
			if err := documents.write(l, want.ID, sources[i], c); err != nil {
				return err
			}
			links.compare(want, c)
			if err := finish(l, rows[i], c, want); err != nil {
				return err
			}
			l.enterprises[want.Code] = want
		}
		if len(l.errs) > 0 {
			return nil
		}
		return links.write(l)
	},
}

func writeEnterprises(x *exporter) error {
	return inOrder(x, "code", func(list []Enterprise) error {
		places, err := partnerPlaces(x.tx, ids(list))
		if err != nil {
			return err
		}
		sources, err := x.sourcesOf("enterprise_sources", "enterprise_id", ids(list))
		if err != nil {
			return err
		}
		for _, e := range list {
			cells := line{"code": e.Code, "name": e.Name.EN, "region": x.name("regions", "label", e.RegionID), "sector": x.name("sectors", "label", e.SectorID),
				"product": e.Product, "founded_year": integerCell(e.FoundedYear), "project_code": x.name("projects", "code", e.ProjectID),
				"source_ids": sources[e.ID], "partner_in": partnerInCell(places[e.ID])}
			if e.ExportOriented != nil {
				cells["export_oriented"] = yesNo(*e.ExportOriented)
			}
			if e.ChineseShare.Valid {
				cells["chinese_share"] = e.ChineseShare.Decimal.String()
			}
			cells.further("name", e.Name)
			x.row(cells)
		}
		return nil
	})
}
