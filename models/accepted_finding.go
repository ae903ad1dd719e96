package models

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

// AcceptedFinding is a doubt that somebody looked into and found unfounded. It is
// public, and stands for ever.
type AcceptedFinding struct {
	Finding
	// Reason says why what was typed is right.
	Reason string
	// Who is the role of who accepted it: names are not public.
	Who string
	// At is the moment of the change that it belongs to.
	At time.Time
}

// acceptedRow is an accepted finding as it is kept.
type acceptedRow struct {
	ID       int64 `gorm:"primaryKey"`
	ChangeID int64
	// Noun and Code are those of the record on whose page it stands.
	Noun      Noun
	Code      string
	Kind      FindingKind
	FindingID string
	// Args is the Finding as JSON.
	Args   string
	Reason string
	Who    string
	At     time.Time
}

// TableName implements gorm's naming.
func (acceptedRow) TableName() string { return "accepted_findings" }

// acceptFindings keeps what was accepted when a change was published. It belongs
// after the rows of the change in its transaction: a figure leads to its statement
// only then.
func acceptFindings(tx *gorm.DB, change *Change, accepted []AcceptedFinding) error {
	rows := make([]acceptedRow, len(accepted))
	for i := range accepted {
		a := &accepted[i]
		if strings.TrimSpace(a.Reason) == "" {
			return fmt.Errorf("accept a finding about %s %s: a reason is missing", a.File, a.Key)
		}
		args, err := json.Marshal(a.Finding)
		if err != nil {
			return err
		}
		noun, code, err := a.page(tx)
		if err != nil {
			return fmt.Errorf("find the record of %s %s: %w", a.File, a.Key, err)
		}
		rows[i] = acceptedRow{
			ChangeID: change.ID, Noun: noun, Code: code, Kind: a.Kind, FindingID: a.ID(), Args: string(args), Reason: strings.TrimSpace(a.Reason), Who: a.Who, At: change.At,
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.CreateInBatches(rows, 200).Error
}

// AcceptFindings keeps in an open set of the author why doubtful values of it are
// right: the reasons by row and by the id of the finding. An empty reason takes back
// what was kept. version is that of the set as the author saw it; another one is
// ErrMoved.
func (s *Store) AcceptFindings(ctx context.Context, by Author, id, version int64, reasons map[RowKey]map[string]string) error {
	return domainErr("accept findings", s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		c, err := moveSet(tx, id, version, owned(by), nil)
		if err != nil {
			return err
		}
		given := make(map[string]bool)
		for i := range c.Rows {
			row := &c.Rows[i]
			of := reasons[RowKey{row.File, row.Key}]
			if len(of) == 0 {
				continue
			}
			kept := row.Reasons()
			if kept == nil {
				kept = make(map[string]string)
			}
			for finding, reason := range of {
				if reason = strings.TrimSpace(reason); reason == "" {
					delete(kept, finding)
				} else {
					kept[finding], given[reason] = reason, true
				}
			}
			accepted, err := json.Marshal(kept)
			if err != nil {
				return err
			}
			if err := tx.Model(row).Updates(map[string]any{"accepted": string(accepted), "version": gorm.Expr("version + 1")}).Error; err != nil {
				return err
			}
		}
		return recordAction(tx, &Action{
			Kind: ActionDraftSaved, Noun: NounChangeSet, Code: strconv.FormatInt(id, 10), After: jsonOf(map[string]any{"accepted": slices.Sorted(maps.Keys(given))}),
		})
	}))
}

// page is the record on whose page the finding is shown: a figure stands with its
// statement, an event with its project, a price with its commodity.
func (f *Finding) page(tx *gorm.DB) (Noun, string, error) {
	look := func(noun Noun, query string, args ...any) (Noun, string, error) {
		var codes []string
		if err := tx.Raw(query, args...).Scan(&codes).Error; err != nil {
			return "", "", err
		}
		if len(codes) == 0 {
			return "", "", ErrNotFound
		}
		return noun, codes[0], nil
	}
	switch f.File {
	case statementFile.name:
		return look(NounStatement, "SELECT st.code FROM figures f JOIN statements st ON st.id = f.statement_id WHERE f.code = ?", f.Key)
	case tradeFile.name:
		return NounStatement, tradePrefix + slug(strings.ReplaceAll(f.Key, "/", " ")), nil
	case projectEventFile.name:
		return look(NounProject, "SELECT j.code FROM project_events e JOIN projects j ON j.id = e.project_id WHERE e.code = ?", f.Key)
	case priceFile.name:
		code, _, _ := strings.Cut(f.Key, "/")
		return NounCommodity, code, nil
	}
	return nounsOfFiles[f.File], f.Key, nil
}

// nounsOfFiles are the kinds of record whose rows stand for themselves.
var nounsOfFiles = map[string]Noun{
	projectFile.name: NounProject, enterpriseFile.name: NounEnterprise, agreementFile.name: NounAgreement, sourceFile.name: NounSource, "speakers.csv": NounSpeaker,
}

// AcceptedFindings are the doubts about a record, and what belongs to it, that were
// looked into and accepted, the newest first. One that was accepted again is there
// once.
func (s *Store) AcceptedFindings(ctx context.Context, noun Noun, code string) ([]AcceptedFinding, error) {
	attempt := "list what was accepted of " + string(noun) + " " + code
	var rows []acceptedRow
	if err := s.db.WithContext(ctx).Where("noun = ? AND code = ?", noun, code).Order("id DESC").Find(&rows).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	list := make([]AcceptedFinding, 0, len(rows))
	seen := make(map[string]bool)
	for _, r := range rows {
		if seen[r.FindingID] {
			continue
		}
		seen[r.FindingID] = true
		a := AcceptedFinding{Reason: r.Reason, Who: r.Who, At: r.At.UTC()}
		if err := json.Unmarshal([]byte(r.Args), &a.Finding); err != nil {
			return nil, domainErr(attempt, err)
		}
		list = append(list, a)
	}
	return list, nil
}
