package models

var enterpriseFile = fileLoader{
	name: "enterprises.csv",
	required: []string{"code", "name", "region", "sector", "product", "export_oriented", "chinese_share", "founded_year",
		"project_code", "source_ids"},
	optional: []string{"name_kk", "name_ru", "name_zh"},
	load: func(l *loader, rows []row) error {
		seen := make(map[string]int)
		var wants []*Enterprise
		var sources [][]*Source
		for _, r := range rows {
			want := &Enterprise{
				Code:     l.unique(r, "code", seen),
				Name:     Translations{EN: l.required(r, "name"), KK: r.cells["name_kk"], RU: r.cells["name_ru"], ZH: r.cells["name_zh"]},
				SectorID: idOf(find(l, r, "sector", l.sectors, "sectors.csv")), RegionID: idOf(find(l, r, "region", l.regions, "regions.csv")),
				ProjectID: idOf(find(l, r, "project_code", l.projects, "projects.csv")),
				Product:   r.cells["product"], ChineseShare: l.decimal(r, "chinese_share"), FoundedYear: l.year(r, "founded_year"),
			}
			want.NameFolded = Fold(want.Name.EN)
			if share := want.ChineseShare; share.Valid && (share.Decimal.IsNegative() || share.Decimal.IntPart() > 100) {
				l.failRow(r, "chinese_share", "write a share in percent, from 0 to 100")
			}
			if word := l.oneOf(r, "export_oriented", "", "yes", "no"); word != "" {
				yes := word == "yes"
				want.ExportOriented = &yes
			}
			if old := l.enterprises[want.Code]; old != nil {
				if !l.has("name_kk") {
					want.Name.KK = old.Name.KK
				}
				if !l.has("name_ru") {
					want.Name.RU = old.Name.RU
				}
				if !l.has("name_zh") {
					want.Name.ZH = old.Name.ZH
				}
			}
			wants = append(wants, want)
			sources = append(sources, l.sourceList(r, "source_ids"))
		}
		if len(l.errs) > 0 {
			return nil
		}
		links, err := l.readSourceLinks("enterprise_sources", "enterprise_id")
		if err != nil {
			return err
		}
		for i, want := range wants {
			if err := saveWithSources(l, rows[i], "enterprise", want.Code, l.enterprises[want.Code], want, links, sources[i]); err != nil {
				return err
			}
			l.enterprises[want.Code] = want
		}
		return l.linkPartners()
	},
}

// linkPartners ties the partners of projects to the enterprises of the same
// name.
func (l *loader) linkPartners() error {
	byName := make(map[string]int64, len(l.enterprises))
	for _, e := range l.enterprises {
		byName[e.NameFolded] = e.ID
	}
	var partners []ProjectPartner
	if err := l.tx.Where("enterprise_id IS NULL").Find(&partners).Error; err != nil {
		return err
	}
	for _, p := range partners {
		if id := byName[Fold(p.Name)]; id != 0 {
			if err := l.tx.Model(&ProjectPartner{}).Where("id = ?", p.ID).UpdateColumn("enterprise_id", id).Error; err != nil {
				return err
			}
		}
	}
	return nil
}
