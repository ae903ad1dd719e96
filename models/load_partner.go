package models

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// partnerPlace is where a partner stands: with its project, on its side, at its
// position among the partners there.
type partnerPlace struct {
	project  string
	side     Side
	position int64
}

// String writes the place as the column partner_in does; people count from 1.
func (p partnerPlace) String() string {
	return fmt.Sprintf("%s/%s/%d", p.project, p.side, p.position+1)
}

// noPartner is what the column partner_in holds for an enterprise that is a partner
// of no project.
const noPartner = "none"

// partnerInCell writes the places of one enterprise.
func partnerInCell(places []string) string {
	if len(places) == 0 {
		return noPartner
	}
	slices.Sort(places)
	return strings.Join(places, ";")
}

// partnerPlaces are the places of the enterprises, or of all where there are many.
func partnerPlaces(tx *gorm.DB, enterprises []int64) (map[int64][]string, error) {
	var rows []struct {
		EnterpriseID int64
		Code         string
		Side         Side
		Position     int64
	}
	err := naming(tx.Model(&ProjectPartner{}), "project_partners.enterprise_id", enterprises).Select("project_partners.enterprise_id, projects.code, project_partners.side, project_partners.position").
		Joins("JOIN projects ON projects.id = project_partners.project_id").Where("project_partners.enterprise_id IS NOT NULL").Scan(&rows).Error
	places := make(map[int64][]string)
	for _, r := range rows {
		places[r.EnterpriseID] = append(places[r.EnterpriseID], partnerPlace{r.Code, r.Side, r.Position}.String())
	}
	return places, err
}

// partnerLinks tie the partners of projects to enterprises.
type partnerLinks struct {
	// given are the enterprises of the places that rows name, by code, and saying
	// the enterprises whose rows name any, or none.
	given  map[string]string
	saying map[string]string
	// recorded are the places on record of each enterprise.
	recorded map[int64][]string
}

// readPartnerLinks reads the column partner_in.
func (l *loader) readPartnerLinks(rows []row) (*partnerLinks, error) {
	links := &partnerLinks{given: make(map[string]string), saying: make(map[string]string)}
	for _, r := range rows {
		cell := r.cells["partner_in"]
		if cell == "" {
			continue
		}
		var places []string
		for _, text := range list(cell) {
			if text == noPartner {
				continue
			}
			if parts := strings.Split(text, "/"); len(parts) != 3 || l.projects[parts[0]] == nil {
				l.fail(r.line, "partner_in", text, partnerUnknown)
			}
			if other := links.given[text]; other != "" {
				l.fail(r.line, "partner_in", text, partnerTaken(other))
			}
			links.given[text] = r.cells["code"]
			places = append(places, text)
		}
		links.saying[r.cells["code"]] = partnerInCell(places)
	}
	var err error
	links.recorded, err = partnerPlaces(l.tx, idsIn(l.enterprises))
	return links, err
}

// compare adds the places of an enterprise to its change.
func (links *partnerLinks) compare(e *Enterprise, c *change) {
	is, says := links.saying[e.Code]
	if !says || c == nil {
		return
	}
	if was := partnerInCell(links.recorded[e.ID]); was != is {
		c.before["partner_in"], c.after["partner_in"] = was, is
	}
}

// write ties partners to the enterprises whose rows name them, and to those of the
// same name whose rows do not say where they are partners.
func (links *partnerLinks) write(l *loader) error {
	saying := make(map[int64]bool, len(links.saying))
	byName := make(map[string]int64, len(l.enterprises))
	for _, e := range l.enterprises {
		if _, says := links.saying[e.Code]; says {
			saying[e.ID] = true
		} else if id := byName[e.NameFolded]; id == 0 || e.ID < id {
			byName[e.NameFolded] = e.ID
		}
	}
	codes := make(map[int64]string, len(l.projects))
	for code, p := range l.projects {
		codes[p.ID] = code
	}
	// Whoever is not among the rows, and not tied, was looked for when it was written.
	partners := l.tx.Order("id")
	switch {
	case len(saying) == 0:
		partners = partners.Where("enterprise_id IS NULL")
	case len(saying) == len(l.enterprises) && len(saying)+len(l.projects) <= mostLookedUp:
		partners = partners.Where("enterprise_id IN ? OR project_id IN ?", slices.Collect(maps.Keys(saying)), idsIn(l.projects))
	}
	var list []ProjectPartner
	if err := partners.Find(&list).Error; err != nil {
		return err
	}
	for _, p := range list {
		place := partnerPlace{codes[p.ProjectID], p.Side, p.Position}.String()
		want := p.EnterpriseID
		if code, given := links.given[place]; given {
			want = &l.enterprises[code].ID
			delete(links.given, place)
		} else if p.EnterpriseID != nil && saying[*p.EnterpriseID] {
			want = nil
		} else if id := byName[Fold(p.Name)]; p.EnterpriseID == nil && id != 0 {
			want = &id
		}
		if integerCell(want) == integerCell(p.EnterpriseID) {
			continue
		}
		set := map[string]any{"enterprise_id": want, "updated_at": l.now}
		if err := l.tx.Model(&ProjectPartner{}).Where("id = ?", p.ID).UpdateColumns(set).Error; err != nil {
			return err
		}
	}
	for place, code := range links.given {
		l.fail(1, "partner_in", place, partnerMissing(code))
	}
	return nil
}

// tie gives the partners of a project the enterprises that they are: those who were
// named before are whoever they were, and the others the enterprise of their name.
func (l *loader) tie(partners, recorded []ProjectPartner) error {
	type named struct {
		side Side
		name string
	}
	was := make(map[named]*int64, len(recorded))
	for _, p := range recorded {
		was[named{p.Side, Fold(p.Name)}] = p.EnterpriseID
	}
	var added []string
	for i := range partners {
		p := &partners[i]
		enterprise, before := was[named{p.Side, Fold(p.Name)}]
		p.EnterpriseID = enterprise
		if !before {
			added = append(added, Fold(p.Name))
		}
	}
	if len(added) == 0 {
		return nil
	}
	var found []Enterprise
	if err := l.tx.Select("id, name_folded").Where("name_folded IN ?", added).Order("id").Find(&found).Error; err != nil {
		return err
	}
	for i := range partners {
		p := &partners[i]
		if _, before := was[named{p.Side, Fold(p.Name)}]; before {
			continue
		}
		if at := slices.IndexFunc(found, func(e Enterprise) bool { return e.NameFolded == Fold(p.Name) }); at >= 0 {
			p.EnterpriseID = &found[at].ID
		}
	}
	return nil
}

// integerCell writes a whole number that may be missing.
func integerCell(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}
